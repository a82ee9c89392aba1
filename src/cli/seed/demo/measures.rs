//! What was done about causes, and who was told of clocks that ran on.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;

use super::super::patterns::remedy;
use super::{Item, World};
use crate::complaints::commands as complaints;
use crate::complaints::model::Effect;
use crate::platform::db::{Author, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::{complaints as complaint_rows, corrective_actions};
use crate::values::ids::{ComplaintId, CorrectiveActionId};

/// Corrective actions opened by hand: one late, one done and found to help.
pub(super) fn measures(agenda: &mut Vec<Item>, now: DateTime<Utc>) {
    let mut open = |days: i64,
                    cause: &'static str,
                    title: &'static str,
                    measure: &'static str,
                    owner: &'static str,
                    due: i64,
                    done: Option<(i64, &'static str, &'static str)>| {
        agenda.push(Item {
            at: now - TimeDelta::days(days),
            who: "service.manager",
            what: format!("the corrective action {title}"),
            deed: Box::new(move |world, tx| {
                let new = complaints::NewAction {
                    complaint: None,
                    cause: Some(cause.to_owned()),
                    title: title.to_owned(),
                    measure: measure.to_owned(),
                    owner: world.actor(owner)?.id,
                    due_on: times::day_of(tx.now) + Days::new(due.unsigned_abs()),
                };
                let id = complaints::open_action(tx, &new)?;
                if let Some((after, note, effect)) = done {
                    let at = tx.now + TimeDelta::days(after);
                    let doer = world.author(owner)?;
                    tx.acting_as(doer, at, |tx| complaints::finish_action(tx, id, 0, note))?;
                    let checker = world.author("crm.manager")?;
                    let check = complaints::EffectCheck {
                        lock_version: 1,
                        effect: Effect::Effective,
                        note: effect.to_owned(),
                    };
                    tx.acting_as(checker, at + TimeDelta::days(14), |tx| {
                        complaints::check_effect(tx, id, &check)
                    })?;
                }
                Ok(())
            }),
        });
    };
    open(
        34,
        "transparency",
        "增项必须先签字",
        "增项单未签字不得开工，系统拦截",
        "service.manager",
        20,
        None,
    );
    open(
        80,
        "car_wash",
        "洗车后吹干脚垫",
        "洗车班增加一道吹干工序，交车前抽查",
        "advisor2",
        14,
        Some((10, "工序卡已上墙，抽查二十台合格", "此后一个月没有同类投诉")),
    );
}

/// What was done until then about causes that kept coming back: each alarm was planned for, done in time and checked, so
/// that a cause which comes back afterwards raises the next.
pub(super) fn follow_through(tx: &mut Tx<'_>, world: &World, until: DateTime<Utc>) -> Result<(), Error> {
    type Row = (CorrectiveActionId, Option<String>, NaiveDate, DateTime<Utc>, i32);
    let unchecked: Vec<Row> = corrective_actions::table
        .filter(corrective_actions::opened_because.eq("repeat_cause"))
        .filter(corrective_actions::checked_at.is_null())
        .order((corrective_actions::created_at, corrective_actions::id))
        .select((
            corrective_actions::id,
            corrective_actions::cause,
            corrective_actions::due_on,
            corrective_actions::created_at,
            corrective_actions::lock_version,
        ))
        .load(tx.conn)?;
    for (id, cause, due_on, opened_at, steps) in unchecked {
        let (title, measure, done) = remedy(cause.as_deref().unwrap_or_default());
        let planned_at = opened_at + TimeDelta::hours(5);
        let done_at = times::start_of(due_on) - TimeDelta::hours(31);
        let checked_at = done_at + TimeDelta::days(21);
        if steps == 0 && planned_at <= until {
            let plan = complaints::ActionPlan {
                lock_version: 0,
                cause: cause.clone(),
                title: title.to_owned(),
                measure: measure.to_owned(),
                owner: world.actor("service.manager")?.id,
                due_on,
            };
            tx.acting_as(world.author("service.manager")?, planned_at, |tx| {
                complaints::plan_action(tx, id, &plan)
            })?;
        }
        if steps <= 1 && done_at <= until {
            tx.acting_as(world.author("service.manager")?, done_at, |tx| {
                complaints::finish_action(tx, id, 1, done)
            })?;
        }
        if checked_at <= until {
            let (effect, note) = match cause.as_deref() {
                Some("technician" | "time") => (Effect::Partly, "有减少，但没有根除，继续观察一个月"),
                _ => (Effect::Effective, "三周内没有新的同类投诉"),
            };
            let check = complaints::EffectCheck {
                lock_version: 2,
                effect,
                note: note.to_owned(),
            };
            tx.acting_as(world.author("crm.manager")?, checked_at, |tx| {
                complaints::check_effect(tx, id, &check)
            })?;
        }
    }
    Ok(())
}

/// Tells whoever had to hear of clocks that ran on, when they did.
pub(super) fn escalate_until(tx: &mut Tx<'_>, until: DateTime<Utc>) -> Result<(), Error> {
    let mut told = None;
    loop {
        let next: Option<(ComplaintId, Option<DateTime<Utc>>)> = complaint_rows::table
            .filter(complaint_rows::escalate_at.le(until))
            .order((complaint_rows::escalate_at, complaint_rows::id))
            .select((complaint_rows::id, complaint_rows::escalate_at))
            .first(tx.conn)
            .optional()?;
        match next {
            Some((id, Some(at))) if told != next => {
                tx.acting_as(Author::System, at, |tx| complaints::escalate(tx, id))?;
                told = next;
            }
            _ => return Ok(()),
        }
    }
}
