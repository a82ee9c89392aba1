//! Working plans.

use actix_web::web::Path;
use serde::Deserialize;

use crate::platform::db::SeeOther;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted};
use crate::values::fault::Fault;
use crate::values::ids::{DayOffId, StaffId};
use crate::visits::appointments::forms::{DaysOffForm, typed, week};
use crate::visits::appointments::queries::{Booked, PlanOf};
use crate::visits::appointments::text::{self, AppointmentText};
use crate::visits::appointments::views::{PlanPage, PlansPage, stranded};
use crate::visits::appointments::{commands, queries};

/// `GET /working-plans`
pub async fn plans(cx: Cx) -> Answer {
    let (store, today) = (cx.actor()?.store, times::day_of(cx.now));
    let plans = cx.read(move |conn| queries::plans(conn, store, today)).await?;
    cx.show(&PlansPage::new(&cx, &plans))
}

/// A plan and what depends on it: four questions.
async fn find(cx: &Cx, id: StaffId) -> Result<(PlanOf, Booked), Error> {
    let (store, now, vault) = (cx.actor()?.store, cx.now, cx.db().vault().clone());
    cx.read(move |conn| {
        let plan = queries::plan_of(conn, store, id, times::day_of(now))?;
        Ok((plan, queries::promised(conn, &vault, id, now)?))
    })
    .await
}

fn as_it_is(plan: &PlanOf) -> FormView {
    let version = ("lock_version".to_owned(), plan.lock_version.to_string());
    FormView::fresh(typed(plan.person.week.as_ref()).into_iter().chain([version]))
}

/// `GET /working-plans/{id}`
pub async fn plan(cx: Cx, id: Path<StaffId>) -> Answer {
    let (plan, booked) = find(&cx, *id).await?;
    let form = as_it_is(&plan);
    cx.show(&PlanPage::new(&cx, &plan, &booked, form, FormView::blank()))
}

/// `POST /working-plans/{id}`
pub async fn save_plan(cx: Cx, id: Path<StaffId>, posted: Posted<Bare>) -> Answer {
    let (id, lang) = (*id, cx.lang);
    let version = posted.pairs().iter().find(|(name, _)| name == "lock_version");
    let version: i32 = version.and_then(|(_, value)| value.parse().ok()).unwrap_or_default();
    let answer = match week(posted.pairs()) {
        Ok(week) => {
            let vault = cx.db().vault().clone();
            cx.submit(&posted, move |tx, ()| {
                commands::save_plan(tx, id, &week, version)?;
                let (store, now) = (tx.actor()?.store, tx.now);
                let plan = queries::plan_of(tx.conn, store, id, times::day_of(now))?;
                let booked = queries::promised(tx.conn, &vault, id, now)?;
                let said = match stranded(&plan, &booked).len() {
                    0 => AppointmentText::of(lang).saved.to_owned(),
                    many => text::saved_stranding(many, lang),
                };
                Ok(SeeOther::to(format!("/working-plans/{id}")).saying(said))
            })
            .await
        }
        Err(faults) => Err(Error::Invalid(faults)),
    };
    match answer {
        Err(Error::Invalid(errors)) => {
            let (plan, booked) = find(&cx, id).await?;
            let mut form = posted.view(lang, &errors);
            for (field, _) in errors.iter().filter(|(_, fault)| **fault == Fault::Choice) {
                form = form.with_error(field, AppointmentText::of(lang).break_outside);
            }
            cx.unprocessable(&PlanPage::new(&cx, &plan, &booked, form, FormView::blank()))
        }
        Err(Error::Stale) => {
            let (plan, booked) = find(&cx, id).await?;
            let mut theirs = typed(plan.person.week.as_ref());
            theirs.push(("lock_version".to_owned(), plan.lock_version.to_string()));
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            cx.conflict(&PlanPage::new(&cx, &plan, &booked, form, FormView::blank()).stale())
        }
        answer => answer,
    }
}

/// `POST /working-plans/{id}/days-off`
pub async fn add_days_off(cx: Cx, id: Path<StaffId>, posted: Posted<DaysOffForm>) -> Answer {
    let (id, lang) = (*id, cx.lang);
    let w = AppointmentText::of(lang);
    let vault = cx.db().vault().clone();
    let answer = cx
        .submit(&posted, move |tx, off| {
            commands::add_day_off(tx, id, off)?;
            let (store, now) = (tx.actor()?.store, tx.now);
            let plan = queries::plan_of(tx.conn, store, id, times::day_of(now))?;
            let booked = queries::promised(tx.conn, &vault, id, now)?;
            let said = match stranded(&plan, &booked).len() {
                0 => w.off_added.to_owned(),
                many => text::saved_stranding(many, lang),
            };
            Ok(SeeOther::to(format!("/working-plans/{id}")).saying(said))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let (plan, booked) = find(&cx, id).await?;
            let mut off_form = posted.view(lang, &errors);
            if errors.get("from") == Some(&Fault::Overlap) {
                off_form = off_form.with_error("from", w.off_overlap);
            }
            if let Some(Fault::TooLarge { max }) = errors.get("until") {
                off_form = off_form.with_error("until", text::off_too_long(*max, lang));
            }
            let form = as_it_is(&plan);
            cx.unprocessable(&PlanPage::new(&cx, &plan, &booked, form, off_form))
        }
        answer => answer,
    }
}

/// Whose days off, and which.
#[derive(Deserialize)]
pub struct Which {
    id: StaffId,
    off: DayOffId,
}

/// `POST /working-plans/{id}/days-off/{off}/removal`
pub async fn remove_days_off(cx: Cx, which: Path<Which>, posted: Posted<Bare>) -> Answer {
    let w = AppointmentText::of(cx.lang);
    let Which { id, off } = *which;
    cx.submit(&posted, move |tx, ()| {
        commands::remove_day_off(tx, id, off)?;
        Ok(SeeOther::to(format!("/working-plans/{id}")).saying(w.off_removed))
    })
    .await
}
