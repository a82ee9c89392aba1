//! HTTP of corrective actions.

use actix_web::web::Path;
use serde::Deserialize;

use super::forms::{CheckForm, FinishForm, PlanForm};
use super::text::ActionText;
use super::views::{DetailPage, ListPage, ListQuery, Opened, PlanPage, title};
use super::{commands, queries};
use crate::complaints::commands::EffectCheck;
use crate::complaints::rules::Limits;
use crate::platform::db::SeeOther;
use crate::platform::db::page::{After, PAGE};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::page::NavCount;
use crate::platform::web::{Answer, Cx, Form, FormView, Posted, Query};
use crate::values::ids::CorrectiveActionId;

/// `GET /corrective-actions`
pub async fn list(cx: Cx, query: Query<ListQuery>) -> Answer {
    let (actor, vault, today) = (cx.actor()?.clone(), cx.db().vault().clone(), times::day_of(cx.now));
    let (view, cause, after) = (query.view(), query.cause(), After::parse(&query.after));
    let (counts, slice) = cx
        .read(move |conn| {
            let cause = cause.as_deref();
            let counts = queries::counts(conn, &actor, cause, today)?;
            let slice = queries::list(conn, &vault, &actor, view, cause, after, PAGE, today)?;
            Ok((counts, slice))
        })
        .await?;
    cx.show(&ListPage::new(&cx, &query, counts, slice))
}

/// `GET /corrective-actions/count`: the counter in the navigation.
pub async fn count(cx: Cx) -> Answer {
    let (actor, today) = (cx.actor()?.clone(), times::day_of(cx.now));
    let counts = cx.read(move |conn| queries::counts(conn, &actor, None, today)).await?;
    cx.fragment(&NavCount {
        pressing: counts.overdue,
        open: 0,
    })
}

/// What a new action begins with: the page that leads here knows the complaint or the cause.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Given {
    complaint: String,
    cause: String,
}

/// `GET /corrective-actions/new`
pub async fn new(cx: Cx, given: Query<Given>) -> Answer {
    let me = cx.actor()?.id.to_string();
    let form = FormView::fresh([
        ("complaint", given.complaint.clone()),
        ("cause", given.cause.clone()),
        ("owner_id", me),
    ]);
    cx.show(&plan_page(&cx, form).await?)
}

/// `POST /corrective-actions`
pub async fn create(cx: Cx, posted: Posted<PlanForm>) -> Answer {
    let w = ActionText::of(cx.lang);
    let answer = cx
        .submit(&posted, move |tx, plan| {
            let id = commands::create(tx, plan)?;
            Ok(SeeOther::to(format!("/corrective-actions/{id}")).saying(w.created_now))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => cx.unprocessable(&plan_page(&cx, posted.view(cx.lang, &errors)).await?),
        answer => answer,
    }
}

/// `GET /corrective-actions/{id}`
pub async fn show(cx: Cx, id: Path<CorrectiveActionId>) -> Answer {
    let opened = open(&cx, *id).await?;
    cx.show(&DetailPage::new(&cx, &opened, FormView::blank(), false))
}

/// `GET /corrective-actions/{id}/edit`
pub async fn edit(cx: Cx, id: Path<CorrectiveActionId>) -> Answer {
    let id = *id;
    let (detail, lists) = detail_and_lists(&cx, id).await?;
    let form = FormView::fresh(fields(&cx, &detail));
    cx.show(&PlanPage::of(&cx, lists, form, &detail.action))
}

/// `POST /corrective-actions/{id}`
pub async fn plan(cx: Cx, id: Path<CorrectiveActionId>, posted: Posted<PlanForm>) -> Answer {
    let (id, w) = (*id, ActionText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, plan| {
            commands::plan(tx, id, plan)?;
            Ok(SeeOther::to(format!("/corrective-actions/{id}")).saying(w.planned))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let (detail, lists) = detail_and_lists(&cx, id).await?;
            cx.unprocessable(&PlanPage::of(&cx, lists, posted.view(cx.lang, &errors), &detail.action))
        }
        Err(Error::Stale) => {
            let (detail, lists) = detail_and_lists(&cx, id).await?;
            let form = FormView::against(posted.pairs().to_vec(), fields(&cx, &detail));
            cx.conflict(&PlanPage::of(&cx, lists, form, &detail.action))
        }
        answer => answer,
    }
}

/// `POST /corrective-actions/{id}/completion`
pub async fn finish(cx: Cx, id: Path<CorrectiveActionId>, posted: Posted<FinishForm>) -> Answer {
    let (id, w) = (*id, ActionText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, done| {
            commands::finish(tx, id, done.lock_version, &done.note)?;
            Ok(SeeOther::to(format!("/corrective-actions/{id}")).saying(w.finished))
        })
        .await;
    again(&cx, id, &posted, answer).await
}

/// `POST /corrective-actions/{id}/effect-check`
pub async fn check(cx: Cx, id: Path<CorrectiveActionId>, posted: Posted<CheckForm>) -> Answer {
    let (id, w) = (*id, ActionText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, judged| {
            let check = EffectCheck {
                lock_version: judged.lock_version,
                effect: judged.effect,
                note: judged.evidence,
            };
            commands::check(tx, id, &check)?;
            Ok(SeeOther::to(format!("/corrective-actions/{id}")).saying(w.checked))
        })
        .await;
    again(&cx, id, &posted, answer).await
}

/// The page again where the form on it was not accepted.
async fn again<F: Form>(cx: &Cx, id: CorrectiveActionId, posted: &Posted<F>, answer: Answer) -> Answer {
    match answer {
        Err(Error::Invalid(errors)) => {
            let opened = open(cx, id).await?;
            cx.unprocessable(&DetailPage::new(cx, &opened, posted.view(cx.lang, &errors), false))
        }
        Err(Error::Stale) => {
            let opened = open(cx, id).await?;
            let now = opened.detail.action.row.lock_version.to_string();
            let form = FormView::against(posted.pairs().to_vec(), [("lock_version".to_owned(), now)]);
            cx.conflict(&DetailPage::new(cx, &opened, form, true))
        }
        answer => answer,
    }
}

/// An action with all its page shows: three round trips.
async fn open(cx: &Cx, id: CorrectiveActionId) -> Result<Opened, Error> {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    cx.read(move |conn| {
        let detail = queries::detail(conn, &vault, &actor, id)?;
        let row = &detail.action.row;
        let people: Vec<_> = [row.created_by, row.done_by, row.checked_by]
            .into_iter()
            .flatten()
            .collect();
        let names = queries::names(conn, actor.store, &people)?;
        let before_after = match (&row.cause, row.done_at) {
            (Some(cause), Some(done)) => {
                let days = Limits::default().repeat_days;
                let done_on = times::day_of(done);
                Some(queries::before_after(conn, actor.store, cause, done_on, days)?)
            }
            _ => None,
        };
        Ok(Opened {
            detail,
            names,
            before_after,
        })
    })
    .await
}

async fn plan_page(cx: &Cx, form: FormView) -> Result<PlanPage, Error> {
    let store = cx.actor()?.store;
    let lists = cx.read(move |conn| queries::lists(conn, store)).await?;
    Ok(PlanPage::fresh(cx, lists, form))
}

async fn detail_and_lists(cx: &Cx, id: CorrectiveActionId) -> Result<(queries::Detail, Vec<queries::Listed>), Error> {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    cx.read(move |conn| {
        Ok((
            queries::detail(conn, &vault, &actor, id)?,
            queries::lists(conn, actor.store)?,
        ))
    })
    .await
}

/// The plan as it is now, by field.
fn fields(cx: &Cx, detail: &queries::Detail) -> Vec<(String, String)> {
    let row = &detail.action.row;
    let measure = detail.measure.as_ref().map(|words| words.expose().clone());
    [
        ("title", title(&detail.action, cx.lang)),
        ("measure", measure.unwrap_or_default()),
        ("cause", row.cause.clone().unwrap_or_default()),
        (
            "owner_id",
            row.owner_id.map(|owner| owner.to_string()).unwrap_or_default(),
        ),
        ("due_on", times::date(row.due_on)),
        ("lock_version", row.lock_version.to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}
