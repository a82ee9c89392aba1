//! HTTP of subscriptions.

use actix_web::web::Path;

use super::forms::SubscriptionForm;
use super::model::Row;
use super::text::SubscriptionText;
use super::views::{FormPage, ListPage};
use super::{commands, queries};
use crate::platform::db::{SeeOther, Tx};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted};
use crate::staff::model::Colleague;
use crate::values::fault::Fault;
use crate::values::ids::ReportSubscriptionId;

const PATH: &str = "/reports/subscriptions";

async fn page(cx: &Cx, problem: &'static str) -> Result<ListPage, Error> {
    let store = cx.actor()?.store;
    let rows = cx.read(move |conn| queries::list(conn, store)).await?;
    Ok(ListPage::new(cx, &rows, problem))
}

/// `GET /reports/subscriptions`
pub async fn list(cx: Cx) -> Answer {
    cx.show(&page(&cx, "").await?)
}

async fn readers(cx: &Cx) -> Result<Vec<Colleague>, Error> {
    let store = cx.actor()?.store;
    cx.read(move |conn| queries::readers(conn, store)).await
}

/// The form with what is wrong said in words that help.
fn explained(cx: &Cx, posted: &Posted<SubscriptionForm>, faults: &FieldErrors) -> FormView {
    let w = SubscriptionText::of(cx.lang);
    let form = posted.view(cx.lang, faults);
    let form = match faults.get("person") {
        Some(Fault::Email) => form.with_error("person", w.no_address),
        Some(Fault::Taken) => form.with_error("person", w.taken),
        _ => form,
    };
    let chosen = !posted.form.report.is_empty();
    match faults.get("report") {
        Some(Fault::Choice) if chosen => form.with_error("report", w.may_not),
        _ => form,
    }
}

/// `GET /reports/subscriptions/new`
pub async fn new(cx: Cx) -> Answer {
    let me = cx.actor()?.id.to_string();
    let form = FormView::fresh([
        ("person", me),
        ("report", "management".to_owned()),
        ("rhythm", "monthly".to_owned()),
        ("weekday", "1".to_owned()),
        ("day", "1".to_owned()),
        ("hour", "8".to_owned()),
        ("language", cx.lang.code().to_owned()),
    ]);
    cx.show(&FormPage::new(&cx, None, readers(&cx).await?, form, false))
}

/// `POST /reports/subscriptions`
pub async fn create(cx: Cx, posted: Posted<SubscriptionForm>) -> Answer {
    let w = SubscriptionText::of(cx.lang);
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::create(tx, &new)?;
            Ok(SeeOther::to(PATH).saying(w.created))
        })
        .await;
    match answer {
        Err(Error::Invalid(faults)) => {
            let form = explained(&cx, &posted, &faults);
            cx.unprocessable(&FormPage::new(&cx, None, readers(&cx).await?, form, false))
        }
        answer => answer,
    }
}

/// What the form holds of a subscription.
fn typed(row: &Row) -> Vec<(String, String)> {
    let day = row.day.to_string();
    // A day of the week is also one of the month; a day of the month need not be one of the week.
    let weekday = if row.day <= 7 { day.clone() } else { "1".to_owned() };
    [
        ("person", row.staff_id.to_string()),
        ("report", row.report.code().to_owned()),
        ("rhythm", row.rhythm.code().to_owned()),
        ("weekday", weekday),
        ("day", day),
        ("hour", row.hour.to_string()),
        ("language", row.language.code().to_owned()),
        ("lock_version", row.lock_version.to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}

async fn one(cx: &Cx, id: ReportSubscriptionId) -> Result<Row, Error> {
    let store = cx.actor()?.store;
    cx.read(move |conn| queries::one(conn, store, id)).await
}

/// `GET /reports/subscriptions/{id}`
pub async fn edit(cx: Cx, id: Path<ReportSubscriptionId>) -> Answer {
    let row = one(&cx, *id).await?;
    let form = FormView::fresh(typed(&row));
    cx.show(&FormPage::new(&cx, Some(*id), readers(&cx).await?, form, false))
}

/// `POST /reports/subscriptions/{id}`
pub async fn change(cx: Cx, id: Path<ReportSubscriptionId>, posted: Posted<SubscriptionForm>) -> Answer {
    let (id, w) = (*id, SubscriptionText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::change(tx, id, &new)?;
            Ok(SeeOther::to(PATH).saying(w.saved))
        })
        .await;
    match answer {
        Err(Error::Invalid(faults)) => {
            let form = explained(&cx, &posted, &faults);
            cx.unprocessable(&FormPage::new(&cx, Some(id), readers(&cx).await?, form, false))
        }
        Err(Error::Stale) => {
            let theirs = typed(&one(&cx, id).await?);
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            cx.conflict(&FormPage::new(&cx, Some(id), readers(&cx).await?, form, true))
        }
        answer => answer,
    }
}

/// A button: what it does, and what is said then.
async fn button(
    cx: &Cx,
    posted: &Posted<Bare>,
    said: &'static str,
    act: impl FnOnce(&mut Tx<'_>) -> Result<(), Error> + Send + 'static,
) -> Answer {
    cx.submit(posted, move |tx, ()| {
        act(tx)?;
        Ok(SeeOther::to(PATH).saying(said))
    })
    .await
}

/// `POST /reports/subscriptions/{id}/pause`
pub async fn pause(cx: Cx, id: Path<ReportSubscriptionId>, posted: Posted<Bare>) -> Answer {
    let (id, w) = (*id, SubscriptionText::of(cx.lang));
    button(&cx, &posted, w.paused, move |tx| commands::pause(tx, id)).await
}

/// `POST /reports/subscriptions/{id}/resumption`
pub async fn resume(cx: Cx, id: Path<ReportSubscriptionId>, posted: Posted<Bare>) -> Answer {
    let (id, w) = (*id, SubscriptionText::of(cx.lang));
    button(&cx, &posted, w.resumed, move |tx| commands::resume(tx, id)).await
}

/// `POST /reports/subscriptions/{id}/end`
pub async fn stop(cx: Cx, id: Path<ReportSubscriptionId>, posted: Posted<Bare>) -> Answer {
    let (id, w) = (*id, SubscriptionText::of(cx.lang));
    cx.submit(&posted, move |tx, ()| {
        let undo = commands::stop(tx, id)?;
        Ok(SeeOther::to(PATH).saying(w.stopped).undo(undo))
    })
    .await
}

/// `POST /reports/subscriptions/{id}/test`
pub async fn test(cx: Cx, id: Path<ReportSubscriptionId>, posted: Posted<Bare>) -> Answer {
    let (id, w) = (*id, SubscriptionText::of(cx.lang));
    let answer = button(&cx, &posted, w.tested, move |tx| commands::send_test(tx, id)).await;
    match answer {
        Err(Error::Invalid(_)) => cx.unprocessable(&page(&cx, w.no_own_address).await?),
        answer => answer,
    }
}
