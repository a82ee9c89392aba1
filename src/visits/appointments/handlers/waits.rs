//! One entry of the waiting list: taken or given up.

use actix_web::web::Path;

use super::after_booking;
use crate::platform::db::SeeOther;
use crate::platform::error::Error;
use crate::platform::web::{Answer, Bare, Cx, Posted};
use crate::staff;
use crate::values::ids::WaitId;
use crate::visits::appointments::model::Waiting;
use crate::visits::appointments::text::AppointmentText;
use crate::visits::appointments::views::WaitPage;
use crate::visits::appointments::{commands, queries};

/// `GET /appointments/waits/{id}`
pub async fn show_wait(cx: Cx, id: Path<WaitId>) -> Answer {
    cx.show(&page(&cx, *id, false).await?)
}

async fn page(cx: &Cx, id: WaitId, over: bool) -> Result<WaitPage, Error> {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let (wait, names) = cx
        .read(move |conn| {
            let wait = queries::wait(conn, &vault, &actor, id)?;
            let names = staff::queries::names(conn, wait.offer.and_then(|offer| offer.advisor))?;
            Ok((wait, names))
        })
        .await?;
    let advisor = wait.offer.and_then(|offer| offer.advisor);
    let advisor = advisor.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
    WaitPage::new(cx, &wait, &advisor, over)
}

async fn find(cx: &Cx, id: WaitId) -> Result<Waiting, Error> {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    cx.read(move |conn| queries::wait(conn, &vault, &actor, id)).await
}

/// `POST /appointments/waits/{id}/acceptance`
pub async fn accept(cx: Cx, id: Path<WaitId>, posted: Posted<Bare>) -> Answer {
    let (id, w) = (*id, AppointmentText::of(cx.lang));
    find(&cx, id).await?;
    let answer = cx
        .submit(&posted, move |tx, ()| {
            let appointment = commands::accept(tx, id)?;
            Ok(SeeOther::to(format!("/appointments/{appointment}")).saying(w.accepted))
        })
        .await;
    over(&cx, id, answer).await
}

/// `POST /appointments/waits/{id}/withdrawal`
pub async fn withdraw(cx: Cx, id: Path<WaitId>, posted: Posted<Bare>) -> Answer {
    let (id, w) = (*id, AppointmentText::of(cx.lang));
    let wait = find(&cx, id).await?;
    let answer = cx
        .submit(&posted, move |tx, ()| {
            commands::decline(tx, id)?;
            let there = after_booking(tx.actor()?, wait.line, wait.day, format!("waits/{id}"));
            Ok(SeeOther::to(there).saying(w.declined))
        })
        .await;
    over(&cx, id, answer).await
}

async fn over(cx: &Cx, id: WaitId, answer: Answer) -> Answer {
    match answer {
        Err(Error::WrongState) => cx.conflict(&page(cx, id, true).await?),
        answer => answer,
    }
}
