//! Writes of appointments, working plans and the waiting list.
//!
//! Whoever gives or takes places of a day holds the lock of that day first, then the rows: two people on the last place
//! come one after the other, and nobody waits in a circle.

mod book;
mod plans;
mod timed;
mod waits;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

pub use book::{arrived, book, cancel, hand_over, move_to, note_down, restore};
pub use plans::{add_day_off, remove_day_off, save_plan, see_to_hours};
pub use timed::{miss_due, remind_due, see_to_waits};
pub use waits::{accept, decline, wait};

use super::model::{GRANT, NewAppointment, TOPIC, rank};
use super::queries;
use super::rules::{NoSeat, Seat};
use crate::customers::commands::{Grant, grant};
use crate::customers::rules::Tier;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::customers;
use crate::values::fault::Fault;
use crate::values::ids::{AppointmentId, CustomerId, StaffId, StoreId, WaitId};
use crate::visits::model::TOPIC as VISITS;
use crate::visits::rules::Line;

/// Holds the places of days until this transaction ends; earlier days first.
fn hold_days(tx: &mut Tx<'_>, store: StoreId, days: &[NaiveDate]) -> Result<(), Error> {
    let mut days = days.to_vec();
    days.sort_unstable();
    days.dedup();
    for day in days {
        diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
            .bind::<diesel::sql_types::Text, _>(format!("appointments {store} {day}"))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// A place that somebody asks for.
struct Asked {
    store: StoreId,
    line: Line,
    starts_at: DateTime<Utc>,
    advisor: Option<StaffId>,
    customer: CustomerId,
    /// What it takes the place of: an appointment that moves, a place that is held.
    instead: (Option<AppointmentId>, Option<WaitId>),
}

impl Asked {
    fn of(new: &NewAppointment) -> Self {
        Self {
            store: new.store,
            line: new.purpose.line(),
            starts_at: new.starts_at,
            advisor: new.advisor,
            customer: new.customer,
            instead: (None, None),
        }
    }
}

/// Finds the place, or says at which field there is none. The day is held by the caller.
fn seat(tx: &mut Tx<'_>, asked: &Asked) -> Result<Seat, Error> {
    let day = times::day_of(asked.starts_at);
    if asked.starts_at < tx.now {
        return Err(Error::field("slot", Fault::DateInPast));
    }
    let frame = queries::frame(tx.conn, asked.store, asked.line, (day, day))?;
    let ahead = (day - times::day_of(tx.now)).num_days();
    let most = i64::from(frame.settings.ahead_days);
    if ahead > most {
        return Err(Error::field("day", Fault::TooLarge { max: most }));
    }
    let taken = queries::taken(tx.conn, asked.store, asked.line, (day, day), tx.now, asked.instead)?;
    let local = asked.starts_at.with_timezone(&times::ZONE).time();
    let rank = rank(tier(tx, asked.store, asked.customer)?);
    frame
        .day(day, &taken)
        .seat(local, asked.advisor, rank)
        .map_err(|why| match why {
            NoSeat::Closed => Error::field("slot", Fault::Choice),
            NoSeat::Away if asked.advisor.is_some() => Error::field("advisor", Fault::Choice),
            NoSeat::Away => Error::field("slot", Fault::Choice),
            NoSeat::Full | NoSeat::Reserved => Error::field("slot", Fault::Taken),
        })
}

fn tier(tx: &mut Tx<'_>, store: StoreId, customer: CustomerId) -> Result<Tier, Error> {
    Ok(customers::table
        .find(customer)
        .filter(customers::store_id.eq(store))
        .select(customers::tier)
        .first(tx.conn)?)
}

/// Opens the customer to who receives them, until the day after is over.
fn open_to(
    tx: &mut Tx<'_>,
    id: AppointmentId,
    customer: CustomerId,
    seat: StaffId,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let until = times::start_of(queries::after(queries::after(times::day_of(at))));
    grant(
        tx,
        Grant {
            customer,
            staff: seat,
            reason: GRANT,
            source: id.uuid(),
            until: Some(until),
        },
    )
}

/// Tells the pages that show appointments: the calendar and the desk.
fn announce(tx: &mut Tx<'_>, store: StoreId) -> Result<(), Error> {
    tx.notify(TOPIC, store)?;
    tx.notify(VISITS, store)
}
