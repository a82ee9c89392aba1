//! What time brings: who didn't come, who is told of tomorrow, which places are free again.

use chrono::{DateTime, NaiveDate, TimeDelta, Timelike, Utc};
use diesel::prelude::*;

use super::waits::{lapse, letter, offer_places};
use super::{announce, hold_days};
use crate::access::Role;
use crate::customers::rules as customer_rules;
use crate::followups::commands as followups;
use crate::followups::model::NewTask;
use crate::messages::commands as messages;
use crate::messages::model::NewMessage;
use crate::messages::rules::{MessageChannel, MessageState};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::settings;
use crate::schema::{appointment_waits as waits, appointments, staff, stores};
use crate::values::ids::{AppointmentId, CustomerId, StoreId, WaitId};
use crate::visits::appointments::model::{REMIND, subject};
use crate::visits::appointments::queries::after;
use crate::visits::appointments::rules::WaitState;
use crate::visits::appointments::settings::AppointmentSettings;
use crate::visits::rules::{AppointmentAction, AppointmentState};

/// How many are seen to in one transaction; the rest when the clock comes round again.
const BATCH: i64 = 200;

fn all_stores(tx: &mut Tx<'_>) -> Result<Vec<(StoreId, AppointmentSettings)>, Error> {
    let ids: Vec<StoreId> = stores::table.order(stores::id).select(stores::id).load(tx.conn)?;
    ids.into_iter()
        .map(|store| Ok((store, settings::load::<AppointmentSettings>(tx.conn, store)?.value)))
        .collect()
}

/// Whoever didn't come within half an hour ⚙ has missed the appointment; coming later after all is still arriving.
pub fn miss_due(tx: &mut Tx<'_>) -> Result<(), Error> {
    for (store, rules) in all_stores(tx)? {
        let before = tx.now - TimeDelta::minutes(i64::from(rules.no_show_minutes));
        let late: Vec<AppointmentId> = appointments::table
            .filter(appointments::store_id.eq(store))
            .filter(appointments::state.ne(AppointmentState::Cancelled))
            .filter(appointments::state.eq(AppointmentState::Booked))
            .filter(appointments::starts_at.lt(before))
            .order(appointments::starts_at)
            .limit(BATCH)
            .select(appointments::id)
            .for_update()
            .skip_locked()
            .load(tx.conn)?;
        let Some(state) = AppointmentState::Booked.after(AppointmentAction::Miss) else {
            continue;
        };
        for id in &late {
            diesel::update(appointments::table.find(id))
                .set((
                    appointments::state.eq(state),
                    appointments::no_show_at.eq(tx.now),
                    appointments::lock_version.eq(appointments::lock_version + 1),
                ))
                .execute(tx.conn)?;
            followups::cancel_tasks(tx, subject(*id))?;
            tx.record("appointments.miss", subject(*id), &["state"])?;
        }
        if !late.is_empty() {
            announce(tx, store)?;
        }
    }
    Ok(())
}

type Tomorrow = (AppointmentId, CustomerId, DateTime<Utc>, Option<String>);

/// Tells the customers of tomorrow, once, by whatever way they allow; else somebody calls them.
pub fn remind_due(tx: &mut Tx<'_>) -> Result<(), Error> {
    for (store, rules) in all_stores(tx)? {
        let local = tx.now.with_timezone(&times::ZONE);
        if local.hour() < rules.reminder_hour {
            continue;
        }
        let tomorrow = after(times::day_of(tx.now));
        let told_at = times::start_of(times::day_of(tx.now)) + TimeDelta::hours(i64::from(rules.reminder_hour));
        let due: Vec<Tomorrow> = appointments::table
            .left_join(staff::table.on(staff::id.nullable().eq(appointments::advisor_id)))
            .filter(appointments::store_id.eq(store))
            .filter(appointments::state.eq(AppointmentState::Booked))
            .filter(appointments::starts_at.ge(times::start_of(tomorrow)))
            .filter(appointments::starts_at.lt(times::start_of(after(tomorrow))))
            .filter(appointments::reminded_at.is_null())
            // Who has booked only just now knows it.
            .filter(appointments::created_at.lt(told_at))
            .order((appointments::starts_at, appointments::id))
            .limit(BATCH)
            .select((
                appointments::id,
                appointments::customer_id,
                appointments::starts_at,
                staff::name.nullable(),
            ))
            .load(tx.conn)?;
        let any = !due.is_empty();
        for one in due {
            remind(tx, store, one)?;
        }
        if any {
            announce(tx, store)?;
        }
    }
    Ok(())
}

fn remind(tx: &mut Tx<'_>, store: StoreId, (id, customer, at, advisor): Tomorrow) -> Result<(), Error> {
    let variables = letter(tx, store, customer)?;
    let more = [("due", times::minute(at)), ("advisor", advisor.unwrap_or_default())];
    let sent = messages::send(
        tx,
        NewMessage {
            store,
            customer: Some(customer),
            to: None,
            channel: MessageChannel::Email,
            purpose: customer_rules::Purpose::Service,
            template_key: "appointment.reminder",
            variables: variables.into_iter().chain(more).collect(),
            subject: Some(subject(id)),
            lang: Lang::Zh,
        },
    )?;
    if sent.state == MessageState::Refused {
        followups::open_task(
            tx,
            NewTask {
                store,
                kind: REMIND,
                subject: subject(id),
                customer: Some(customer),
                owner: None,
                role: Some(Role::CustomerCare),
                started_at: tx.now,
                due_at: times::end_of_day(tx.now) - TimeDelta::hours(4),
                title: format!("致电提醒预约 {}", times::minute(at)),
            },
        )?;
    }
    diesel::update(appointments::table.find(id))
        .set(appointments::reminded_at.eq(tx.now))
        .execute(tx.conn)?;
    tx.record("appointments.remind", subject(id), &["reminded_at"])
}

/// Ends what is over on the waiting list, and offers what became free without anybody giving it back (a new plan, more
/// room).
pub fn see_to_waits(tx: &mut Tx<'_>) -> Result<(), Error> {
    let today = times::day_of(tx.now);
    let open = || waits::table.filter(waits::state.eq_any([WaitState::Waiting, WaitState::Offered]));
    let days: Vec<(StoreId, NaiveDate)> = open()
        .select((waits::store_id, waits::day))
        .distinct()
        .order((waits::store_id, waits::day))
        .limit(BATCH)
        .load(tx.conn)?;
    for (store, day) in days {
        hold_days(tx, store, &[day])?;
        let mut over = waits::table
            .filter(waits::store_id.eq(store))
            .filter(waits::day.eq(day))
            .into_boxed();
        over = if day < today {
            over.filter(waits::state.eq_any([WaitState::Waiting, WaitState::Offered]))
        } else {
            over.filter(waits::state.eq(WaitState::Offered))
                .filter(waits::held_until.assume_not_null().le(tx.now))
        };
        let over: Vec<WaitId> = over
            .order((waits::created_at, waits::id))
            .limit(BATCH)
            .select(waits::id)
            .load(tx.conn)?;
        for id in over {
            lapse(tx, id)?;
        }
        if day >= today {
            offer_places(tx, store, day)?;
        }
    }
    Ok(())
}
