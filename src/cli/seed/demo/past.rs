//! What the cars had done before the portal, taken over when it began; and what comes of it: reminders of services that are
//! due.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;

use super::people::CUSTOMERS;
use super::{Item, World, push};
use crate::followups::commands::record_call;
use crate::followups::model::Call;
use crate::followups::rules::{CallOutcome, NoteChannel};
use crate::platform::db::{Author, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::{tasks, vehicles};
use crate::service::after_care::commands as after_care;
use crate::service::after_care::rules::Kind;
use crate::service::past::commands::add_many;
use crate::service::past::model::{NewPastService, Prepared};
use crate::values::ids::TaskId;
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::vehicles::rules::Energy;

/// So many days ago the history was taken over.
const TAKEN_OVER: i64 = 150;
/// Every half-year a car came in.
const EVERY: i64 = 182;

/// (items, labour in yuan, parts in yuan)
const DONE: [(&[&str], i64, i64); 6] = [
    (&["首次保养", "更换机油机滤"], 120, 480),
    (&["常规保养"], 160, 560),
    (&["常规保养", "更换空调滤清器"], 190, 690),
    (&["更换前刹车片", "制动液更换"], 360, 1_020),
    (&["常规保养", "四轮定位"], 420, 560),
    (&["更换蓄电池"], 120, 1_180),
];

/// The same of cars without an engine.
const ELECTRIC: [(&[&str], i64, i64); 4] = [
    (&["首次保养", "三电系统检查"], 120, 60),
    (&["常规保养", "更换空调滤清器"], 160, 220),
    (&["常规保养", "轮胎换位及动平衡"], 240, 60),
    (&["制动液更换", "四轮定位"], 300, 180),
];

const TECHNICIANS: [&str; 3] = ["周师傅", "李建", "陈立"];

/// The history long ago; in the weeks since, what comes round each forenoon.
pub(super) fn past(agenda: &mut Vec<Item>, now: DateTime<Utc>) {
    let taken_over = now - TimeDelta::days(TAKEN_OVER);
    push(agenda, taken_over, "data", "the history".to_owned(), |world, tx| {
        history(world, tx)
    });
    for ago in 1..36 {
        let day = times::day_of(now) - Days::new(ago);
        // At night nobody is written to.
        let at = times::start_of(day) + TimeDelta::hours(10);
        push(
            agenda,
            at,
            "care",
            format!("after-care {ago} days ago"),
            move |_, tx| {
                let at = tx.now;
                tx.acting_as(Author::System, at, |tx| {
                    // Who was due before yesterday has been reminded long since.
                    if ago == 1 {
                        after_care::plan_due(tx)?;
                    }
                    after_care::take_due(tx)
                })
            },
        );
        // What no message could say, customer care says, until the day before yesterday.
        if ago > 1 {
            let at = at + TimeDelta::hours(5);
            push(agenda, at, "care", format!("calls {ago} days ago"), |_, tx| {
                call_them(tx)
            });
        }
    }
}

fn call_them(tx: &mut Tx<'_>) -> Result<(), Error> {
    let open: Vec<(TaskId, i32)> = tasks::table
        .filter(tasks::kind.eq_any([Kind::Thanks.task(), Kind::Reminder.task()]))
        .filter(tasks::done_at.is_null())
        .filter(tasks::cancelled_at.is_null())
        .order(tasks::id)
        .select((tasks::id, tasks::lock_version))
        .load(tx.conn)?;
    for (task, lock_version) in open {
        let call = Call {
            channel: NoteChannel::Phone,
            outcome: CallOutcome::Answered,
            mood: None,
            note: "已告知，客户知道了".to_owned(),
            again_at: None,
            lock_version,
        };
        record_call(tx, task, &call)?;
    }
    Ok(())
}

fn history(world: &World, tx: &mut Tx<'_>) -> Result<(), Error> {
    type Car = (Option<NaiveDate>, Option<i32>, Option<Energy>);
    let vault = tx.vault().clone();
    let today = times::day_of(tx.now);
    let mut services = Vec::new();
    for place in (0..CUSTOMERS).filter(|place| place % 4 != 3) {
        let Some((customer, Some(vehicle))) = world.customers.get(&place).copied() else {
            continue;
        };
        let (bought, km, energy): Car = vehicles::table
            .find(vehicle)
            .select((vehicles::purchased_on, vehicles::mileage_km, vehicles::energy))
            .first(tx.conn)?;
        let (Some(bought), Some(km)) = (bought, km) else {
            continue;
        };
        let owned = (today - bought).num_days().max(1);
        // Each car has its own rhythm.
        let step = EVERY + i64::try_from(place % 30).unwrap_or_default();
        for (turn, after) in (1..5).map(|turn| turn * step).enumerate() {
            let Some(day) = bought
                .checked_add_signed(TimeDelta::days(after))
                .filter(|day| *day < today)
            else {
                break;
            };
            let done: &[(&[&str], i64, i64)] = if energy == Some(Energy::Electric) {
                &ELECTRIC
            } else {
                &DONE
            };
            let kind = if turn == 0 {
                0
            } else {
                1 + (place + turn) % (done.len() - 1)
            };
            let Some((items, labour, parts)) = done.get(kind) else {
                break;
            };
            let share = i64::from(km) * after / owned;
            let new = NewPastService {
                store: world.store,
                number: format!("WX{}{:05}", day.format("%Y%m%d"), place * 10 + turn),
                vehicle,
                customer: Some(customer),
                at: times::start_of(day) + TimeDelta::minutes(540 + after % 400),
                mileage: i32::try_from(share).ok().map(Km::new),
                items: items.iter().map(|item| (*item).to_owned()).collect(),
                labour: Some(Fen::new(labour * 100)),
                parts: Some(Fen::new(parts * 100)),
                total: Fen::new((labour + parts) * 100),
                technician: TECHNICIANS
                    .get(place % TECHNICIANS.len())
                    .map(|name| (*name).to_owned()),
                import: None,
            };
            services.push(Prepared::of(&vault, new, tx.now)?);
        }
    }
    add_many(tx, world.store, services)
}
