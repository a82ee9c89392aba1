//! HTTP of the audit.

use actix_web::web::Path;
use uuid::Uuid;

use super::commands;
use super::forms::{JudgeForm, ListQuery, SampleQuery};
use super::model::Check;
use super::queries::{self, Drawn};
use super::text::QualityText;
use super::views::{AskPage, ListPage, Overview, QualityPage, SamplePage, sample_of};
use crate::figures::reports::month::Month;
use crate::platform::db::SeeOther;
use crate::platform::db::page::PAGE;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted, Query};
use crate::values::ids::DataCheckId;

/// `GET /data-quality`
pub async fn show(cx: Cx) -> Answer {
    let (store, now) = (cx.actor()?.store, cx.now);
    let month = Month::of(times::day_of(now));
    let (frame, people) = cx
        .read(move |conn| {
            let frame = queries::frame(conn, store, now)?;
            let people = queries::people(conn, store, month.first())?;
            Ok((frame, people))
        })
        .await?;
    cx.show(&QualityPage::new(&cx, &Overview { frame, people, month })?)
}

/// `POST /data-quality/recount`
pub async fn recount(cx: Cx, posted: Posted<Bare>) -> Answer {
    let w = QualityText::of(cx.lang);
    cx.submit(&posted, move |tx, ()| {
        commands::ask_recount(tx)?;
        Ok(SeeOther::to("/data-quality").saying(w.recounting))
    })
    .await
}

/// `GET /data-quality/customers`: three round trips.
pub async fn list(cx: Cx, query: Query<ListQuery>) -> Answer {
    let (store, vault, now) = (cx.actor()?.store, cx.db().vault().clone(), cx.now);
    let filter = query.filter();
    let after: Option<Uuid> = query.after.parse().ok();
    let (frame, slice) = cx
        .read(move |conn| {
            let frame = queries::frame(conn, store, now)?;
            let slice = queries::list(conn, &vault, store, &frame, filter, after, PAGE)?;
            Ok((frame, slice))
        })
        .await?;
    cx.show(&ListPage::new(&cx, &query, &frame, slice))
}

/// `GET /data-quality/sample`
pub async fn sample(cx: Cx, query: Query<SampleQuery>) -> Answer {
    let (store, vault, now) = (cx.actor()?.store, cx.db().vault().clone(), cx.now);
    let this = Month::of(times::day_of(now));
    let drawn = Drawn {
        month: query.month(this).first(),
        owner: query.owner(),
        sampled: query.sampled(),
    };
    let (frame, months, checks) = cx
        .read(move |conn| {
            let frame = queries::frame(conn, store, now)?;
            let months = queries::months(conn, store, drawn.owner)?;
            let checks = queries::sample(conn, &vault, store, drawn)?;
            Ok((frame, months, checks))
        })
        .await?;
    cx.show(&SamplePage::new(&cx, &query, this, &frame, &months, &checks))
}

async fn one(cx: &Cx, id: DataCheckId) -> Result<Check, Error> {
    let (store, vault) = (cx.actor()?.store, cx.db().vault().clone());
    cx.read(move |conn| queries::check(conn, &vault, store, id)).await
}

/// What the form holds of a check.
fn typed(check: &Check) -> Vec<(String, String)> {
    let outcome = check.outcome.map(|outcome| outcome.code().to_owned());
    let note = check.note.as_ref().map(|note| note.expose().clone());
    [
        ("outcome", outcome.unwrap_or_default()),
        ("note", note.unwrap_or_default()),
        ("lock_version", check.lock_version.to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}

/// `GET /data-quality/checks/{id}`
pub async fn ask(cx: Cx, id: Path<DataCheckId>) -> Answer {
    let check = one(&cx, *id).await?;
    let form = FormView::fresh(typed(&check));
    cx.show(&AskPage::new(&cx, &check, form, false))
}

/// `POST /data-quality/checks/{id}`
pub async fn judge(cx: Cx, id: Path<DataCheckId>, posted: Posted<JudgeForm>) -> Answer {
    let (id, w) = (*id, QualityText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, judged| {
            let (month, undo) = commands::judge(tx, id, &judged)?;
            Ok(SeeOther::to(sample_of(Month::of(month))).saying(w.saved).undo(undo))
        })
        .await;
    match answer {
        Err(Error::Invalid(faults)) => {
            let check = one(&cx, id).await?;
            cx.unprocessable(&AskPage::new(&cx, &check, posted.view(cx.lang, &faults), false))
        }
        Err(Error::Stale) => {
            let check = one(&cx, id).await?;
            let form = FormView::against(posted.pairs().to_vec(), typed(&check));
            cx.conflict(&AskPage::new(&cx, &check, form, true))
        }
        answer => answer,
    }
}
