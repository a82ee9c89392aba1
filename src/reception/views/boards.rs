//! The list of screens in the waiting area.

use askama::Template;

use super::token;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::{Cx, FormView, Page, Qr};
use crate::reception::text::boards::{self as text, BoardText};
use crate::regions;
use crate::visits::model;

/// A screen; one that was revoked has no address any more.
pub struct Screen {
    pub id: String,
    pub name: String,
    pub made: String,
    pub revoked: String,
    /// Path, whole address and its QR code.
    pub address: Option<(String, String, Qr)>,
    pub question: String,
    pub token: String,
}

/// `/call-boards`
#[derive(Template)]
#[template(path = "reception/screens.html")]
pub struct Screens {
    pub page: Page,
    pub w: &'static BoardText,
    pub screens: Vec<Screen>,
    pub form: FormView,
}

regions!(Screens { main });

impl Screens {
    pub fn new(cx: &Cx, boards: Vec<(model::CallBoard, Option<String>)>, form: FormView) -> Result<Self, Error> {
        let (w, lang) = (BoardText::of(cx.lang), cx.lang);
        let mut screens = Vec::new();
        for (board, author) in boards {
            let address = match board.revoked_at {
                Some(_) => None,
                None => {
                    let path = format!("/call-board/{}", board.token);
                    let whole = cx.app.config.whole(&path);
                    let qr = Qr::new(&whole)?;
                    Some((path, whole, qr))
                }
            };
            screens.push(Screen {
                id: board.id.to_string(),
                made: text::made_by(&times::minute(board.created_at), author.as_deref(), lang),
                revoked: board
                    .revoked_at
                    .map(|at| text::revoked_at(&times::minute(at), lang))
                    .unwrap_or_default(),
                address,
                question: text::really_revoke(&board.name, lang),
                token: token(),
                name: board.name,
            });
        }
        Ok(Self {
            page: cx.page(w.screens),
            w,
            screens,
            form: form.named(lang, [("name", w.name)]),
        })
    }
}
