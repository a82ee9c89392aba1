//! What people know that no bill tells.

use actix_web::web::Path;

use crate::customers;
use crate::figures::groups::forms::{LeavingForm, ProfilingForm};
use crate::figures::groups::model::Marks;
use crate::figures::groups::text::GroupText;
use crate::figures::groups::views::AskPage;
use crate::figures::groups::{commands, queries};
use crate::platform::db::SeeOther;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::{Answer, Cx, FormView, Posted};
use crate::values::ids::CustomerId;

/// What a customer within scope is marked with.
async fn marks(cx: &Cx, id: CustomerId) -> Result<Marks, Error> {
    let (scope, now) = (cx.actor()?.customers(), cx.now);
    cx.read(move |conn| {
        customers::queries::ensure_visible(conn, scope, now, id)?;
        queries::marks(conn, id)
    })
    .await
}

fn leaving(marks: &Marks) -> Vec<(String, String)> {
    let state = if marks.gone_on.is_some() { "gone" } else { "here" };
    vec![
        ("state".to_owned(), state.to_owned()),
        ("to".to_owned(), marks.gone_to.clone()),
        ("on".to_owned(), marks.gone_on.map(times::date).unwrap_or_default()),
        ("lock_version".to_owned(), marks.lock_version.to_string()),
    ]
}

fn profiling(marks: &Marks) -> Vec<(String, String)> {
    let state = if marks.refused_on.is_some() {
        "refused"
    } else {
        "allowed"
    };
    vec![
        ("profiling".to_owned(), state.to_owned()),
        ("lock_version".to_owned(), marks.lock_version.to_string()),
    ]
}

/// `GET /customer-groups/of/{id}/leaving`
pub async fn ask_gone(cx: Cx, id: Path<CustomerId>) -> Answer {
    let known = marks(&cx, *id).await?;
    cx.show(&AskPage::leaving(&cx, *id, FormView::fresh(leaving(&known))))
}

/// `POST /customer-groups/of/{id}/leaving`
pub async fn mark_gone(cx: Cx, id: Path<CustomerId>, posted: Posted<LeavingForm>) -> Answer {
    let (id, scope, w) = (*id, cx.actor()?.customers(), GroupText::of(cx.lang));
    let done = cx
        .submit(&posted, move |tx, (new, seen)| {
            commands::mark_leaving(tx, scope, id, seen, &new)?;
            Ok(SeeOther::to(format!("/customers/{id}")).saying(w.marked))
        })
        .await;
    match done {
        Err(Error::Invalid(faults)) => {
            marks(&cx, id).await?;
            cx.unprocessable(&AskPage::leaving(&cx, id, posted.view(cx.lang, &faults)))
        }
        Err(Error::Stale) => {
            let theirs = leaving(&marks(&cx, id).await?);
            let form = FormView::against(posted.pairs().to_vec(), theirs).with_error("", w.stale);
            cx.conflict(&AskPage::leaving(&cx, id, form))
        }
        answer => answer,
    }
}

/// `GET /customer-groups/of/{id}/profiling`
pub async fn ask_profiling(cx: Cx, id: Path<CustomerId>) -> Answer {
    let known = marks(&cx, *id).await?;
    cx.show(&AskPage::profiling(&cx, *id, FormView::fresh(profiling(&known))))
}

/// `POST /customer-groups/of/{id}/profiling`
pub async fn set_profiling(cx: Cx, id: Path<CustomerId>, posted: Posted<ProfilingForm>) -> Answer {
    let (id, scope, w) = (*id, cx.actor()?.customers(), GroupText::of(cx.lang));
    let done = cx
        .submit(&posted, move |tx, (refuses, seen)| {
            commands::refuse_profiling(tx, scope, id, seen, refuses)?;
            Ok(SeeOther::to(format!("/customers/{id}")).saying(w.marked))
        })
        .await;
    match done {
        Err(Error::Invalid(faults)) => {
            marks(&cx, id).await?;
            cx.unprocessable(&AskPage::profiling(&cx, id, posted.view(cx.lang, &faults)))
        }
        Err(Error::Stale) => {
            let theirs = profiling(&marks(&cx, id).await?);
            let form = FormView::against(posted.pairs().to_vec(), theirs).with_error("", w.stale);
            cx.conflict(&AskPage::profiling(&cx, id, form))
        }
        answer => answer,
    }
}
