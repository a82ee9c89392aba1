//! The rotation of the consultants' floor.

use askama::Template;

use crate::platform::i18n::times;
use crate::platform::web::{Cx, Page};
use crate::reception::text::DeskText;
use crate::regions;
use crate::visits::model::FloorTurn;

/// How the rotation of today went.
#[derive(Template)]
#[template(path = "reception/floor.html")]
pub struct Floor {
    pub page: Page,
    pub w: &'static DeskText,
    pub turns: Vec<(String, &'static str, String, String, String)>,
}

regions!(Floor { main });

impl Floor {
    pub fn new(cx: &Cx, turns: Vec<FloorTurn>) -> Self {
        let w = DeskText::of(cx.lang);
        Self {
            page: cx.page(w.history),
            w,
            turns: turns
                .into_iter()
                .map(|turn| {
                    (
                        times::clock(turn.at),
                        turn.action.label(cx.lang),
                        turn.who,
                        turn.by.unwrap_or_default(),
                        turn.ticket.unwrap_or_default(),
                    )
                })
                .collect(),
        }
    }
}
