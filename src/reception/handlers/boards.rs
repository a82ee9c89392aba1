//! The screens of the waiting area, for whoever sets them up.

use actix_web::web::Path;

use crate::platform::db::SeeOther;
use crate::platform::error::Error;
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted};
use crate::reception::forms::BoardForm;
use crate::reception::text::boards::BoardText;
use crate::reception::views::Screens;
use crate::values::ids::CallBoardId;
use crate::visits;

const HERE: &str = "/call-boards";

/// `GET /call-boards`
pub async fn screens(cx: Cx) -> Answer {
    let view = list(&cx, FormView::blank()).await?;
    cx.show(&view)
}

async fn list(cx: &Cx, form: FormView) -> Result<Screens, Error> {
    let store = cx.actor()?.store;
    let boards = cx.read(move |conn| visits::queries::boards(conn, store)).await?;
    Screens::new(cx, boards, form)
}

/// `POST /call-boards`
pub async fn open_screen(cx: Cx, posted: Posted<BoardForm>) -> Answer {
    let w = BoardText::of(cx.lang);
    let answer = cx
        .submit(&posted, move |tx, name| {
            visits::commands::open_board(tx, &name)?;
            Ok(SeeOther::to(HERE).saying(w.made))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let view = list(&cx, posted.view(cx.lang, &errors)).await?;
            cx.unprocessable(&view)
        }
        answer => answer,
    }
}

/// `POST /call-boards/{id}/revocation`
pub async fn revoke_screen(cx: Cx, id: Path<CallBoardId>, posted: Posted<Bare>) -> Answer {
    let (id, w) = (*id, BoardText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, ()| {
            visits::commands::revoke_board(tx, id)?;
            Ok(SeeOther::to(HERE).saying(w.revoke_done))
        })
        .await;
    match answer {
        Err(Error::WrongState) => {
            let view = list(&cx, FormView::blank()).await?;
            cx.conflict(&view)
        }
        answer => answer,
    }
}
