//! The rotation of the consultants' floor.

use super::desk::{answer, late};
use crate::platform::db::SeeOther;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::{Answer, Cx, Form, Posted};
use crate::reception::forms::{FloorForm, FloorStep, back_to};
use crate::reception::text::DeskText;
use crate::reception::views::Floor;
use crate::visits;

/// `GET /reception/floor`: how the rotation of today went.
pub async fn floor(cx: Cx) -> Answer {
    let (store, today) = (cx.actor()?.store, times::day_of(cx.now));
    let turns = cx
        .read(move |conn| visits::queries::floor_turns(conn, store, today))
        .await?;
    cx.show(&Floor::new(&cx, turns))
}

/// `POST /reception/floor`: a button of the rotation.
pub async fn rotate(cx: Cx, posted: Posted<FloorForm>) -> Answer {
    let (w, me, back) = (DeskText::of(cx.lang), cx.actor()?.id, back_to(&posted.form.back));
    let there = back.clone();
    posted.form.parse().map_err(|_| Error::BadRequest)?;
    let done = cx
        .submit_once(&posted, move |tx, (step, staff)| {
            let who = staff.unwrap_or(me);
            match step {
                FloorStep::CheckIn => visits::commands::check_in(tx, who)?,
                FloorStep::CheckOut => visits::commands::check_out(tx, who)?,
                FloorStep::Pause => visits::commands::pause(tx, who)?,
                FloorStep::Resume => visits::commands::resume(tx, who)?,
                FloorStep::Skip => visits::commands::skip(tx, who)?,
                FloorStep::Up => visits::commands::move_up(tx, who)?,
            }
            Ok(SeeOther::to(there).saying(w.done))
        })
        .await;
    match done {
        Err(Error::WrongState) => late(&cx, &back, w.turns_changed).await,
        done => answer(&cx, &back, None, done).await,
    }
}
