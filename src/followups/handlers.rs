//! HTTP of the call-back list.

use std::collections::HashMap;

use actix_web::web::Path;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use super::commands;
use super::forms::{CallForm, ListButton, PlanForm, SnoozeForm};
use super::model::Counts;
use super::queries::{self, Wanted};
use super::rules::{CallOutcome, Mood, View, asks_mood, has_own_form, wakes_at};
use super::text::FollowupText;
use super::views::{ListPage, ListQuery, Opened, PlanPage, Revealed, SnoozePage, TaskPage, list_address};
use crate::access::Permission;
use crate::customers;
use crate::platform::db::SeeOther;
use crate::platform::db::page::{After, PAGE};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::page::NavCount;
use crate::platform::web::{Answer, Cx, Form, FormView, Part, Posted, Query};
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, TaskId};

/// `GET /call-backs`
pub async fn list(cx: Cx, query: Query<ListQuery>) -> Answer {
    let (actor, now, vault) = (cx.actor()?.clone(), cx.now, cx.db().vault().clone());
    let wanted = Wanted {
        view: query.view(&actor),
        kind: query.kind(),
        after: After::parse(&query.after),
        limit: PAGE,
    };
    let (counts, slice, customers) = cx
        .read(move |conn| {
            let counts = queries::counts(conn, &actor, now)?;
            let slice = queries::list(conn, &vault, &actor, now, wanted)?;
            let mut ids: Vec<CustomerId> = slice.rows.iter().filter_map(|task| task.customer).collect();
            ids.sort_unstable();
            ids.dedup();
            let customers = customers::queries::brief(conn, &vault, &ids)?;
            Ok((counts, slice, customers))
        })
        .await?;
    cx.show(&ListPage::new(&cx, &query, counts, slice, &customers)?)
}

/// `GET /call-backs/count`: the counter in the navigation.
pub async fn count(cx: Cx) -> Answer {
    let (actor, now) = (cx.actor()?.clone(), cx.now);
    let Counts { today, overdue, .. } = cx.read(move |conn| queries::counts(conn, &actor, now)).await?;
    cx.fragment(&NavCount {
        pressing: overdue,
        open: today,
    })
}

/// Which list a task was opened from.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct From {
    view: String,
}

/// `GET /call-backs/{id}`
pub async fn show(cx: Cx, id: Path<TaskId>, from: Query<From>) -> Answer {
    let opened = open(&cx, *id).await?;
    let form = TaskPage::fresh(&opened.task, &from.view);
    cx.show(&TaskPage::new(&cx, opened, form, None)?)
}

/// `POST /call-backs/{id}/calls`
pub async fn record(cx: Cx, id: Path<TaskId>, posted: Posted<CallForm>) -> Answer {
    let (id, w) = (*id, FollowupText::of(cx.lang));
    let view = View::parse(&posted.form.view);
    let goes_on = posted.form.then == "next";
    let answer = cx
        .submit(&posted, move |tx, call| {
            commands::record_call(tx, id, &call)?;
            let said = if call.again_at.is_some() {
                w.comes_back
            } else {
                w.recorded
            };
            // What went wrong is taken down at once, with what was said.
            let unhappy = call.mood == Some(Mood::Unhappy) && call.outcome == CallOutcome::Answered;
            if unhappy && tx.actor()?.may(Permission::RecordComplaint) {
                return Ok(SeeOther::to(format!("/complaints/new?call={id}")).saying(w.now_complaint));
            }
            if !goes_on {
                return Ok(SeeOther::to(list_address(view)).saying(said));
            }
            let (actor, now) = (tx.actor()?.clone(), tx.now);
            Ok(match queries::next_of_mine(tx.conn, &actor, now, id)? {
                Some(next) => SeeOther::to(format!("/call-backs/{next}")).saying(said),
                None => SeeOther::to(list_address(view)).saying(w.recorded_last),
            })
        })
        .await;
    // Whoever was reached says how they are: told together with what else is missing.
    let reached = posted.form.outcome == CallOutcome::Answered.code();
    let answer = match answer {
        Err(Error::Invalid(mut errors)) if reached && posted.form.mood.is_empty() => {
            if asks_mood(&open(&cx, id).await?.task.kind) {
                errors.entry("mood".to_owned()).or_insert(Fault::Required);
            }
            Err(Error::Invalid(errors))
        }
        answer => answer,
    };
    again(&cx, id, &posted, answer).await
}

/// `POST /call-backs/{id}/reveals`: the number for a while, for the call.
pub async fn reveal(cx: Cx, id: Path<TaskId>, posted: Posted<ListButton>) -> Answer {
    let id = *id;
    let shown = cx.write(move |tx| commands::reveal_for_call(tx, id)).await;
    let opened = open(&cx, id).await?;
    match shown {
        Ok(numbers) if *cx.part() == Part::Whole => {
            let form = TaskPage::fresh(&opened.task, &posted.form.view);
            cx.show(&TaskPage::new(&cx, opened, form, Some(numbers))?)
        }
        Ok(numbers) => {
            let url = format!("/call-backs/{id}/reveals");
            cx.fragment(&Revealed::new(&cx, opened.customer.as_ref(), url, numbers))
        }
        Err(Error::WrongState) => {
            let form = TaskPage::fresh(&opened.task, &posted.form.view);
            cx.conflict(&TaskPage::new(&cx, opened, form, None)?)
        }
        Err(error) => Err(error),
    }
}

/// `POST /call-backs/{id}/ownership`
pub async fn take(cx: Cx, id: Path<TaskId>, posted: Posted<ListButton>) -> Answer {
    let (id, w) = (*id, FollowupText::of(cx.lang));
    let back = list_address(View::parse(&posted.form.view));
    let answer = cx
        .submit(&posted, move |tx, ()| {
            commands::take(tx, id)?;
            Ok(SeeOther::to(back).saying(w.taken))
        })
        .await;
    again(&cx, id, &posted, answer).await
}

/// `POST /call-backs/{id}/waking`
pub async fn wake(cx: Cx, id: Path<TaskId>, posted: Posted<ListButton>) -> Answer {
    let (id, w) = (*id, FollowupText::of(cx.lang));
    let back = list_address(View::parse(&posted.form.view));
    let answer = cx
        .submit(&posted, move |tx, ()| {
            commands::wake(tx, id)?;
            Ok(SeeOther::to(back).saying(w.woken))
        })
        .await;
    again(&cx, id, &posted, answer).await
}

/// `POST /call-backs/{id}/acknowledgement`
pub async fn acknowledge(cx: Cx, id: Path<TaskId>, posted: Posted<ListButton>) -> Answer {
    let (id, w) = (*id, FollowupText::of(cx.lang));
    let back = list_address(View::parse(&posted.form.view));
    let answer = cx
        .submit(&posted, move |tx, ()| {
            commands::acknowledge(tx, id)?;
            Ok(SeeOther::to(back).saying(w.was_seen))
        })
        .await;
    again(&cx, id, &posted, answer).await
}

/// The task as it is now, with what was typed.
async fn again<F: Form>(cx: &Cx, id: TaskId, posted: &Posted<F>, answer: Answer) -> Answer {
    match answer {
        Err(Error::Invalid(errors)) => {
            let opened = open(cx, id).await?;
            cx.unprocessable(&TaskPage::new(cx, opened, posted.view(cx.lang, &errors), None)?)
        }
        Err(Error::Stale) => {
            let opened = open(cx, id).await?;
            let version = opened.task.lock_version.to_string();
            let form = FormView::against(posted.pairs().to_vec(), [("lock_version".to_owned(), version)]);
            cx.conflict(&TaskPage::new(cx, opened, form, None)?.stale())
        }
        Err(Error::WrongState) => {
            let opened = open(cx, id).await?;
            let form = FormView::fresh(posted.pairs().to_vec());
            cx.conflict(&TaskPage::new(cx, opened, form, None)?.gone_on())
        }
        answer => answer,
    }
}

/// `GET /call-backs/{id}/snooze`
pub async fn ask_snooze(cx: Cx, id: Path<TaskId>, from: Query<From>) -> Answer {
    let opened = open(&cx, *id).await?;
    let form = SnoozePage::fresh(&opened.task, &from.view);
    cx.show(&SnoozePage::new(&cx, &opened.task, form, false))
}

/// `POST /call-backs/{id}/snooze`
pub async fn snooze(cx: Cx, id: Path<TaskId>, posted: Posted<SnoozeForm>) -> Answer {
    let (id, w) = (*id, FollowupText::of(cx.lang));
    let back = list_address(View::parse(&posted.form.view));
    let answer = cx
        .submit(&posted, move |tx, snooze| {
            let until = wakes_at(snooze.how_long, tx.now, tomorrow(tx.now)).or(snooze.until);
            let until = until.ok_or_else(|| Error::field("until", Fault::Required))?;
            commands::snooze(tx, id, snooze.lock_version, until, snooze.reason.as_deref())?;
            Ok(SeeOther::to(back).saying(w.snoozed))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let opened = open(&cx, id).await?;
            cx.unprocessable(&SnoozePage::new(
                &cx,
                &opened.task,
                posted.view(cx.lang, &errors),
                false,
            ))
        }
        Err(Error::Stale) => {
            let opened = open(&cx, id).await?;
            let version = opened.task.lock_version.to_string();
            let form = FormView::against(posted.pairs().to_vec(), [("lock_version".to_owned(), version)]);
            cx.conflict(&SnoozePage::new(&cx, &opened.task, form, true))
        }
        answer => again(&cx, id, &posted, answer).await,
    }
}

/// Tomorrow at nine.
fn tomorrow(now: DateTime<Utc>) -> DateTime<Utc> {
    times::end_of_day(now) + TimeDelta::hours(9)
}

/// Whom a call is to be planned to.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Whom {
    customer: String,
}

/// `GET /call-backs/new?customer=…`
pub async fn new(cx: Cx, whom: Query<Whom>) -> Answer {
    let evening = times::end_of_day(cx.now) + TimeDelta::hours(18);
    let form = FormView::fresh([
        ("customer", whom.customer.clone()),
        ("due_at", times::minute(evening).replace(' ', "T")),
    ]);
    cx.show(&plan_page(&cx, &whom.customer, form).await?)
}

/// `POST /call-backs`
pub async fn plan(cx: Cx, posted: Posted<PlanForm>) -> Answer {
    let w = FollowupText::of(cx.lang);
    let customer: CustomerId = posted.form.customer.parse().map_err(|_| Error::NotFound)?;
    let answer = cx
        .submit(&posted, move |tx, plan| {
            commands::plan(tx, customer, plan)?;
            Ok(SeeOther::to(format!("/customers/{customer}")).saying(w.planned))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let mut form = posted.view(cx.lang, &errors);
            if errors.get("") == Some(&Fault::Taken) {
                form = form.with_error("", w.planned_already);
            }
            cx.unprocessable(&plan_page(&cx, &posted.form.customer, form).await?)
        }
        answer => answer,
    }
}

async fn plan_page(cx: &Cx, customer: &str, form: FormView) -> Result<PlanPage, Error> {
    let customer: CustomerId = customer.parse().map_err(|_| Error::NotFound)?;
    let (scope, now, vault) = (cx.actor()?.customers(), cx.now, cx.db().vault().clone());
    let mut found = cx
        .read(move |conn| {
            customers::queries::ensure_visible(conn, scope, now, customer)?;
            customers::queries::brief(conn, &vault, &[customer])
        })
        .await?;
    let brief = found.remove(&customer).ok_or(Error::NotFound)?;
    Ok(PlanPage::new(cx, customer, &brief, form))
}

/// A task with whom it is about and what was said before: three questions.
async fn open(cx: &Cx, id: TaskId) -> Result<Opened, Error> {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    cx.read(move |conn| {
        let task = queries::task(conn, &vault, &actor, id)?;
        let mut customers = match task.customer {
            Some(customer) => customers::queries::brief(conn, &vault, &[customer])?,
            None => HashMap::new(),
        };
        let notes = if has_own_form(&task.subject_kind) {
            Vec::new()
        } else {
            queries::notes_of_task(conn, &vault, &task, 5)?
        };
        Ok(Opened {
            customer: task.customer.and_then(|id| customers.remove(&id)),
            task,
            notes,
        })
    })
    .await
}
