//! One appointment: seen, moved, cancelled.

use actix_web::web::Path;
use serde::Deserialize;

use super::{after_booking, asked_for, day_to_show, picked, say, say_day};
use crate::platform::db::SeeOther;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::times;
use crate::platform::web::{Answer, Cx, FormView, Posted, Query};
use crate::staff;
use crate::values::date::parse_day;
use crate::values::ids::{AppointmentId, StaffId};
use crate::visits::appointments::forms::{CancelForm, MoveForm};
use crate::visits::appointments::model::{Listed, rank, subject};
use crate::visits::appointments::text::AppointmentText;
use crate::visits::appointments::undo::offer_uncancel;
use crate::visits::appointments::views::{AppointmentPage, CancelPage, Change, MovePage, Picked, shown_change};
use crate::visits::appointments::{commands, queries};
use crate::visits::rules::AppointmentAction;

/// How many changes a page shows.
const CHANGES: i64 = 30;

/// `GET /appointments/{id}`
pub async fn show(cx: Cx, id: Path<AppointmentId>) -> Answer {
    cx.show(&detail(&cx, *id).await?)
}

async fn detail(cx: &Cx, id: AppointmentId) -> Result<AppointmentPage, Error> {
    let (one, changes) = with_changes(cx, id).await?;
    AppointmentPage::new(cx, &one, changes)
}

/// An appointment and how it was moved, the latest first.
async fn with_changes(cx: &Cx, id: AppointmentId) -> Result<(Listed, Vec<Change>), Error> {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let (one, past, names) = cx
        .read(move |conn| {
            let one = queries::appointment(conn, &vault, &actor, id)?;
            let past = staff::queries::changes(conn, &vault, subject(id), CHANGES)?;
            let people: Vec<StaffId> = past
                .iter()
                .flat_map(|past| [past.old.as_ref(), past.new.as_ref()])
                .flatten()
                .filter_map(|value| value.expose().parse().ok())
                .collect();
            Ok((one, past, staff::queries::names(conn, people)?))
        })
        .await?;
    let changes = past.iter().map(|past| shown_change(past, &names, cx.lang)).collect();
    Ok((one, changes))
}

async fn find(cx: &Cx, id: AppointmentId) -> Result<Listed, Error> {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    cx.read(move |conn| queries::appointment(conn, &vault, &actor, id))
        .await
}

/// Which day is looked at for another time.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Look {
    day: String,
    advisor: String,
}

/// `GET /appointments/{id}/move`
pub async fn ask_move(cx: Cx, id: Path<AppointmentId>, look: Query<Look>) -> Answer {
    let one = find(&cx, *id).await?;
    if !one.state.allows(AppointmentAction::Move) {
        return cx.conflict(&detail(&cx, *id).await?.moved_on());
    }
    let asked_before = !look.day.is_empty();
    let advisor = match one.advisor {
        Some(advisor) if !asked_before => advisor.to_string(),
        _ => look.advisor.clone(),
    };
    // The appointment's own day until another is asked for.
    let day = match look.day.trim() {
        "" => times::day_of(one.starts_at).max(times::day_of(cx.now)).to_string(),
        typed => parse_day(typed).map_or_else(|_| typed.to_owned(), |day| day.to_string()),
    };
    let form = FormView::fresh([
        ("advisor", advisor),
        ("day", day),
        ("lock_version", one.lock_version.to_string()),
    ]);
    cx.show(&move_page(&cx, &one, form).await?)
}

/// `POST /appointments/{id}/move`: moves it, or looks at the times of another day first.
pub async fn move_it(cx: Cx, id: Path<AppointmentId>, posted: Posted<MoveForm>) -> Answer {
    let (id, w) = (*id, AppointmentText::of(cx.lang));
    let one = find(&cx, id).await?;
    if !posted.form.look.is_empty() && one.state.allows(AppointmentAction::Move) {
        let form = posted.view(cx.lang, &FieldErrors::new());
        return cx.show(&move_page(&cx, &one, form).await?);
    }
    let line = one.line;
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::move_to(tx, id, new.lock_version, new.starts_at, new.advisor)?;
            let there = after_booking(tx.actor()?, line, times::day_of(new.starts_at), id);
            Ok(SeeOther::to(there).saying(w.moved))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let form = say(posted.view(cx.lang, &errors), &errors, &cx);
            cx.unprocessable(&move_page(&cx, &one, form).await?)
        }
        Err(Error::Stale) => {
            let (one, mut changes) = with_changes(&cx, id).await?;
            // The last change is what came in between: its parts were made at one moment.
            let last = changes.first().map(|change| change.iso.clone());
            changes.retain(|change| Some(&change.iso) == last.as_ref());
            let version = one.lock_version.to_string();
            let form = FormView::against(posted.pairs().to_vec(), [("lock_version".to_owned(), version)]);
            cx.conflict(&move_page(&cx, &one, form).await?.stale(changes))
        }
        Err(Error::WrongState) => cx.conflict(&detail(&cx, id).await?.moved_on()),
        answer => answer,
    }
}

async fn move_page(cx: &Cx, one: &Listed, form: FormView) -> Result<MovePage, Error> {
    let today = times::day_of(cx.now);
    let (day, wrong) = day_to_show(form.value("day"), times::day_of(one.starts_at), today);
    let form = say_day(form, day, wrong, cx);
    let advisor = form.value("advisor").parse().ok();
    let picked = Picked {
        refused: wrong.is_some(),
        wanted: asked_for(&form),
        ..picked(cx, one.line, day, advisor, rank(one.tier), Some(one.id)).await?
    };
    Ok(MovePage::new(cx, one, &picked, form))
}

/// `GET /appointments/{id}/cancellation`
pub async fn ask_cancel(cx: Cx, id: Path<AppointmentId>) -> Answer {
    let one = find(&cx, *id).await?;
    if !one.state.allows(AppointmentAction::Cancel) {
        return cx.conflict(&detail(&cx, *id).await?.moved_on());
    }
    cx.show(&CancelPage::new(&cx, &one, FormView::blank()))
}

/// `POST /appointments/{id}/cancellation`
pub async fn cancel(cx: Cx, id: Path<AppointmentId>, posted: Posted<CancelForm>) -> Answer {
    let (id, w) = (*id, AppointmentText::of(cx.lang));
    let one = find(&cx, id).await?;
    let (line, day) = (one.line, times::day_of(one.starts_at));
    let answer = cx
        .submit(&posted, move |tx, why| {
            commands::cancel(tx, id, &why)?;
            let undo = offer_uncancel(tx, id)?;
            let there = after_booking(tx.actor()?, line, day, id);
            Ok(SeeOther::to(there).saying(w.cancelled).undo(undo))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let form = posted.view(cx.lang, &errors);
            cx.unprocessable(&CancelPage::new(&cx, &one, form))
        }
        Err(Error::WrongState | Error::Stale) => cx.conflict(&detail(&cx, id).await?.moved_on()),
        answer => answer,
    }
}
