//! Buttons on the row of a visitor.

use actix_web::web::Path;
use serde_json::Value;

use super::desk::answer;
use crate::access::Actor;
use crate::platform::db::{SeeOther, Tx};
use crate::platform::error::Error;
use crate::platform::undo;
use crate::platform::web::{Answer, Cx, FormView, Posted, Query};
use crate::reception::forms::{AssignForm, LeaveForm, RowForm, back_to};
use crate::reception::text::{self, DeskText};
use crate::reception::views::{Ask, receivers};
use crate::service;
use crate::values::ids::VisitId;
use crate::visits;
use crate::visits::rules::LeaveReason;

/// A button on a row of the board.
async fn on_row(
    cx: Cx,
    id: VisitId,
    posted: Posted<RowForm>,
    step: impl FnOnce(&mut Tx<'_>, &Actor, (Option<i32>, String), String) -> Result<SeeOther, Error> + Send + 'static,
) -> Answer {
    let (actor, back) = (cx.actor()?.clone(), posted.form.back_to());
    let there = back.clone();
    let done = cx
        .submit_once(&posted, move |tx, seen| {
            visits::queries::worked(tx.conn, &actor, id)?;
            step(tx, &actor, seen, there)
        })
        .await;
    answer(&cx, &back, Some(id), done).await
}

/// `POST /visits/{id}/call`
pub async fn call(cx: Cx, id: Path<VisitId>, posted: Posted<RowForm>) -> Answer {
    let (id, lang) = (*id, cx.lang);
    on_row(cx, id, posted, move |tx, _, (seen, counter), back| {
        let visit = visits::commands::call(tx, id, &counter, seen)?;
        Ok(SeeOther::to(back).saying(text::called(&visit.ticket(), lang)))
    })
    .await
}

/// `POST /visits/{id}/pass-over`
pub async fn pass_over(cx: Cx, id: Path<VisitId>, posted: Posted<RowForm>) -> Answer {
    let (id, lang) = (*id, cx.lang);
    on_row(cx, id, posted, move |tx, actor, (seen, _), back| {
        let payload = visits::commands::pass_over(tx, id, seen)?;
        let undo = undo::offer(tx, visits::undo::PASS_OVER, payload)?;
        let ticket = visits::queries::visit(tx.conn, actor, id)?.ticket();
        Ok(SeeOther::to(back).saying(text::passed_over(&ticket, lang)).undo(undo))
    })
    .await
}

/// `POST /visits/{id}/reception`: a service visit goes on to its check-in sheet.
pub async fn receive(cx: Cx, id: Path<VisitId>, posted: Posted<RowForm>) -> Answer {
    let (id, lang) = (*id, cx.lang);
    on_row(cx, id, posted, move |tx, _, (seen, _), back| {
        let visit = visits::commands::receive(tx, id, seen)?;
        let to = match visit.line {
            visits::rules::Line::Service => format!("/visits/{id}"),
            visits::rules::Line::Sales | visits::rules::Line::Complaint => back,
        };
        Ok(SeeOther::to(to).saying(text::received(&visit.ticket(), lang)))
    })
    .await
}

/// `back` of a dialog.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub struct Back {
    back: String,
}

/// `GET /visits/{id}/advisor`
pub async fn ask_advisor(cx: Cx, id: Path<VisitId>, query: Query<Back>) -> Answer {
    let view = advisor_dialog(&cx, *id, &query.back, None).await?;
    cx.show(&view)
}

async fn advisor_dialog(cx: &Cx, id: VisitId, back: &str, form: Option<FormView>) -> Result<Ask, Error> {
    let (w, lang) = (DeskText::of(cx.lang), cx.lang);
    let (actor, now) = (cx.actor()?.clone(), cx.now);
    let (visit, (people, _)) = cx
        .read(move |conn| {
            Ok((
                visits::queries::worked(conn, &actor, id)?,
                visits::queries::receiving(conn, actor.store, now)?,
            ))
        })
        .await?;
    let present = visit.advisor_id.map(|id| id.to_string()).unwrap_or_default();
    Ok(Ask {
        page: cx.page(w.assign_title),
        w,
        title: format!("{} {}", w.assign_title, visit.ticket()),
        action: format!("/visits/{id}/advisor"),
        button: w.assign,
        back: back_to(back),
        label: w.assign_to,
        name: "advisor",
        choices: receivers(&people, &[visit.line], visit.advisor_id, lang),
        with_note: false,
        notice: String::new(),
        form: form.unwrap_or_else(|| FormView::fresh([("advisor", present)])),
    })
}

/// `POST /visits/{id}/advisor`
pub async fn assign(cx: Cx, id: Path<VisitId>, posted: Posted<AssignForm>) -> Answer {
    let (id, lang, actor) = (*id, cx.lang, cx.actor()?.clone());
    let back = back_to(&posted.form.back);
    let there = back.clone();
    let done = cx
        .submit_once(&posted, move |tx, to| {
            visits::queries::worked(tx.conn, &actor, id)?;
            let visit = visits::commands::assign(tx, id, to)?;
            Ok(SeeOther::to(there).saying(text::assigned(&visit.ticket(), lang)))
        })
        .await;
    match done {
        Err(Error::Invalid(errors)) => {
            let form = posted.view(cx.lang, &errors);
            cx.unprocessable(&advisor_dialog(&cx, id, &back, Some(form)).await?)
        }
        done => answer(&cx, &back, Some(id), done).await,
    }
}

/// `GET /visits/{id}/departure`
pub async fn ask_departure(cx: Cx, id: Path<VisitId>, query: Query<Back>) -> Answer {
    let view = leave_dialog(&cx, *id, &query.back, None).await?;
    cx.show(&view)
}

async fn leave_dialog(cx: &Cx, id: VisitId, back: &str, form: Option<FormView>) -> Result<Ask, Error> {
    let (w, lang) = (DeskText::of(cx.lang), cx.lang);
    let actor = cx.actor()?.clone();
    let (visit, open) = cx
        .read(move |conn| {
            Ok((
                visits::queries::worked(conn, &actor, id)?,
                service::queries::loose_ends(conn, id)?,
            ))
        })
        .await?;
    let reason = if visit.state.waits() {
        ""
    } else {
        LeaveReason::Done.code()
    };
    Ok(Ask {
        page: cx.page(w.leave_title),
        w,
        title: format!("{} {}", w.leave_title, visit.ticket()),
        action: format!("/visits/{id}/departure"),
        button: w.leave,
        back: back_to(back),
        label: w.reason,
        name: "reason",
        choices: LeaveReason::choices(cx.lang),
        with_note: true,
        notice: text::loose_ends(&open, lang),
        form: form.unwrap_or_else(|| {
            FormView::fresh([
                ("reason", reason.to_owned()),
                ("lock_version", visit.lock_version.to_string()),
            ])
        }),
    })
}

/// `POST /visits/{id}/departure`
pub async fn leave(cx: Cx, id: Path<VisitId>, posted: Posted<LeaveForm>) -> Answer {
    let (id, lang, actor) = (*id, cx.lang, cx.actor()?.clone());
    let back = back_to(&posted.form.back);
    let there = back.clone();
    let done = cx
        .submit_once(&posted, move |tx, (reason, note, seen)| {
            let ticket = visits::queries::worked(tx.conn, &actor, id)?.ticket();
            service::commands::hold_order(tx, id)?;
            let payload: Value = visits::commands::leave(tx, id, reason, note.as_deref(), seen)?;
            service::commands::leave_by_the_desk(tx, id, note.as_deref())?;
            let undo = undo::offer(tx, visits::undo::LEAVE, payload)?;
            Ok(SeeOther::to(there).saying(text::gone(&ticket, lang)).undo(undo))
        })
        .await;
    match done {
        Err(Error::Invalid(errors)) => {
            let form = posted.view(cx.lang, &errors);
            cx.unprocessable(&leave_dialog(&cx, id, &back, Some(form)).await?)
        }
        done => answer(&cx, &back, Some(id), done).await,
    }
}
