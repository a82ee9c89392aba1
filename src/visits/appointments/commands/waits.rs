//! The waiting list: whoever wants a full day is asked when a place is free, one after the other.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use diesel::prelude::*;

use super::book::book_held;
use super::{announce, hold_days, tier};
use crate::access::Role;
use crate::customers::model::NAME;
use crate::customers::rules as customer_rules;
use crate::followups::commands as followups;
use crate::followups::model::NewTask;
use crate::messages::commands as messages;
use crate::messages::model::NewMessage;
use crate::messages::rules::MessageChannel;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::vault::Sealed;
use crate::schema::{appointment_waits as waits, customers, stores};
use crate::values::fault::Fault;
use crate::values::ids::{AppointmentId, CustomerId, StaffId, StoreId, VehicleId, WaitId};
use crate::vehicles::queries::belongs;
use crate::visits::appointments::model::{NewAppointment, NewWait, OFFER, WAIT_WISH, rank, wait_subject};
use crate::visits::appointments::queries;
use crate::visits::appointments::rules::{DayPart, Taken, WaitState, is_wanted};
use crate::visits::rules::{Line, Purpose};

/// Puts somebody on the waiting list of a day. Where a place is free, [`Error::Invalid`] says so at `part`: it can be
/// booked at once.
pub fn wait(tx: &mut Tx<'_>, new: &NewWait) -> Result<WaitId, Error> {
    let today = times::day_of(tx.now);
    if new.day < today {
        return Err(Error::field("day", Fault::DateInPast));
    }
    if let Some(vehicle) = new.vehicle
        && !belongs(tx.conn, vehicle, new.customer)?
    {
        return Err(Error::field("who", Fault::Choice));
    }
    hold_days(tx, new.store, &[new.day])?;
    let line = new.purpose.line();
    let frame = queries::frame(tx.conn, new.store, line, (new.day, new.day))?;
    if (new.day - today).num_days() > i64::from(frame.settings.ahead_days) {
        let max = i64::from(frame.settings.ahead_days);
        return Err(Error::field("day", Fault::TooLarge { max }));
    }
    let taken = queries::taken(tx.conn, new.store, line, (new.day, new.day), tx.now, (None, None))?;
    let rank = rank(tier(tx, new.store, new.customer)?);
    let day = frame.day(new.day, &taken);
    let now = tx.now;
    let ahead = |slot: &NaiveTime| times::instant(new.day.and_time(*slot)).is_some_and(|at| at > now);
    let wanted = |slot: &NaiveTime| is_wanted(new.part, new.slot, *slot) && ahead(slot);
    if !day.slots.iter().any(wanted) {
        return Err(Error::field("day", Fault::Choice));
    }
    let free = day.free(None, new.advisor, rank);
    if free.iter().any(wanted) {
        return Err(Error::field("part", Fault::Choice));
    }
    let twice = waits::table
        .filter(waits::customer_id.eq(new.customer))
        .filter(waits::day.eq(new.day))
        .filter(waits::line.eq(line))
        .filter(waits::state.eq_any([WaitState::Waiting, WaitState::Offered]));
    if diesel::select(diesel::dsl::exists(twice)).get_result::<bool>(tx.conn)? {
        return Err(Error::field("who", Fault::Taken));
    }
    let id = WaitId::new();
    let wish = tx.vault().seal_opt(WAIT_WISH, id.uuid(), new.wish.as_deref())?;
    let by = tx.actor().ok().map(|actor| actor.id);
    diesel::insert_into(waits::table)
        .values((
            waits::id.eq(id),
            waits::store_id.eq(new.store),
            waits::line.eq(line),
            waits::purpose.eq(new.purpose),
            waits::state.eq(WaitState::Waiting),
            waits::customer_id.eq(new.customer),
            waits::vehicle_id.eq(new.vehicle),
            waits::advisor_id.eq(new.advisor),
            waits::day.eq(new.day),
            waits::part.eq(new.part),
            waits::slot.eq(new.slot),
            waits::wish_sealed.eq(wish),
            waits::created_by.eq(by),
            waits::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record("appointments.wait", wait_subject(id), &["customer_id", "day"])?;
    announce(tx, new.store)?;
    Ok(id)
}

#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = waits)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct Entry {
    id: WaitId,
    store_id: StoreId,
    line: Line,
    purpose: Purpose,
    state: WaitState,
    customer_id: CustomerId,
    vehicle_id: Option<VehicleId>,
    advisor_id: Option<StaffId>,
    day: NaiveDate,
    part: DayPart,
    slot: Option<NaiveTime>,
    wish_sealed: Option<Sealed>,
    offered_slot: Option<DateTime<Utc>>,
    offered_advisor: Option<StaffId>,
    held_until: Option<DateTime<Utc>>,
    lock_version: i32,
}

/// The entry with its day held.
fn hold(tx: &mut Tx<'_>, id: WaitId) -> Result<Entry, Error> {
    let (store, day): (StoreId, NaiveDate) = waits::table
        .find(id)
        .select((waits::store_id, waits::day))
        .first(tx.conn)?;
    hold_days(tx, store, &[day])?;
    Ok(Entry::query().filter(waits::id.eq(id)).for_update().first(tx.conn)?)
}

/// Gives the free places of a day, which is held by the caller, to those who wait for one: each is kept for a while, and
/// somebody is asked to call.
pub(super) fn offer_places(tx: &mut Tx<'_>, store: StoreId, on: NaiveDate) -> Result<(), Error> {
    const MOST: i64 = 50;
    let entries: Vec<Entry> = Entry::query()
        .filter(waits::store_id.eq(store))
        .filter(waits::day.eq(on))
        .filter(waits::state.eq(WaitState::Waiting))
        .order((waits::created_at, waits::id))
        .limit(MOST)
        .for_update()
        .load(tx.conn)?;
    for line in Line::ALL {
        let mut here = entries.iter().filter(|entry| entry.line == *line).peekable();
        if here.peek().is_none() {
            continue;
        }
        let frame = queries::frame(tx.conn, store, *line, (on, on))?;
        let taken = queries::taken(tx.conn, store, *line, (on, on), tx.now, (None, None))?;
        let mut day = frame.day(on, &taken);
        for entry in here {
            let rank = rank(tier(tx, store, entry.customer_id)?);
            for slot in day.free(None, entry.advisor_id, rank) {
                let Some(at) = times::instant(on.and_time(slot)).filter(|at| *at > tx.now) else {
                    continue;
                };
                if !is_wanted(entry.part, entry.slot, slot)
                    || queries::overlaps(tx.conn, (entry.customer_id, entry.vehicle_id), at, None)?
                {
                    continue;
                }
                let Ok(seat) = day.seat(slot, entry.advisor_id, rank) else {
                    continue;
                };
                day.taken.push(Taken {
                    slot,
                    advisor: Some(seat.advisor),
                    reserved: seat.reserved,
                });
                let until = (tx.now + TimeDelta::hours(i64::from(frame.settings.hold_hours))).min(at);
                diesel::update(waits::table.find(entry.id))
                    .set((
                        waits::state.eq(WaitState::Offered),
                        waits::offered_at.eq(tx.now),
                        waits::offered_slot.eq(at),
                        waits::offered_advisor.eq(seat.advisor),
                        waits::offered_reserved.eq(seat.reserved),
                        waits::held_until.eq(until),
                        waits::lock_version.eq(entry.lock_version + 1),
                    ))
                    .execute(tx.conn)?;
                tell(tx, entry, at, until)?;
                break;
            }
        }
    }
    Ok(())
}

/// Somebody is to call about the place; the customer gets a mail if they allow it.
fn tell(tx: &mut Tx<'_>, entry: &Entry, at: DateTime<Utc>, until: DateTime<Utc>) -> Result<(), Error> {
    followups::open_task(
        tx,
        NewTask {
            store: entry.store_id,
            kind: OFFER,
            subject: wait_subject(entry.id),
            customer: Some(entry.customer_id),
            owner: None,
            role: Some(Role::CustomerCare),
            started_at: tx.now,
            due_at: until,
            title: format!("候补有空位 {}", times::minute(at)),
        },
    )?;
    let variables = letter(tx, entry.store_id, entry.customer_id)?;
    let more = [("due", times::minute(at)), ("until", times::minute(until))];
    messages::send(
        tx,
        NewMessage {
            store: entry.store_id,
            customer: Some(entry.customer_id),
            to: None,
            channel: MessageChannel::Email,
            purpose: customer_rules::Purpose::Service,
            template_key: "appointment.offer",
            variables: variables.into_iter().chain(more).collect(),
            subject: Some(wait_subject(entry.id)),
            lang: Lang::Zh,
        },
    )?;
    tx.record(
        "appointments.offer",
        wait_subject(entry.id),
        &["offered_slot", "held_until"],
    )?;
    announce(tx, entry.store_id)
}

/// Who is written to, and by whom.
pub(super) fn letter(
    tx: &mut Tx<'_>,
    store: StoreId,
    customer: CustomerId,
) -> Result<Vec<(&'static str, String)>, Error> {
    let (name, sealed): (String, Sealed) = customers::table
        .inner_join(stores::table)
        .filter(customers::id.eq(customer))
        .filter(stores::id.eq(store))
        .select((stores::name, customers::name_sealed))
        .first(tx.conn)?;
    let customer = tx.vault().open(NAME, customer.uuid(), &sealed)?;
    Ok(vec![("name", customer.into_exposed()), ("store", name)])
}

/// The customer takes the place that is held for them.
pub fn accept(tx: &mut Tx<'_>, id: WaitId) -> Result<AppointmentId, Error> {
    let entry = hold(tx, id)?;
    let held = entry.held_until.is_some_and(|until| until > tx.now);
    let (WaitState::Offered, true, Some(starts_at)) = (entry.state, held, entry.offered_slot) else {
        return Err(Error::WrongState);
    };
    let wish = tx.vault().open_opt(WAIT_WISH, id.uuid(), entry.wish_sealed.as_ref())?;
    let new = NewAppointment {
        store: entry.store_id,
        customer: entry.customer_id,
        vehicle: entry.vehicle_id,
        purpose: entry.purpose,
        starts_at,
        advisor: entry.offered_advisor,
        wish: wish.map(|wish| wish.into_exposed()),
    };
    let appointment = match book_held(tx, &new, Some(id)) {
        // Whatever has come in between (a plan, another appointment of theirs): there is no such place any more.
        Err(Error::Invalid(_)) => return Err(Error::WrongState),
        booked => booked?,
    };
    diesel::update(waits::table.find(id))
        .set((
            waits::state.eq(WaitState::Booked),
            waits::appointment_id.eq(appointment),
            waits::closed_at.eq(tx.now),
            waits::lock_version.eq(entry.lock_version + 1),
        ))
        .execute(tx.conn)?;
    followups::finish_task(tx, wait_subject(id), OFFER, "answered")?;
    tx.record("appointments.accept", wait_subject(id), &["state"])?;
    Ok(appointment)
}

/// The customer doesn't want a place any more: the next is asked.
pub fn decline(tx: &mut Tx<'_>, id: WaitId) -> Result<(), Error> {
    close(tx, id, WaitState::Withdrawn, "appointments.withdraw")
}

/// Nobody answered in time, or the day is over: the next is asked.
pub(super) fn lapse(tx: &mut Tx<'_>, id: WaitId) -> Result<(), Error> {
    close(tx, id, WaitState::Lapsed, "appointments.lapse")
}

fn close(tx: &mut Tx<'_>, id: WaitId, state: WaitState, action: &str) -> Result<(), Error> {
    let entry = hold(tx, id)?;
    if !entry.state.is_open() {
        return Err(Error::WrongState);
    }
    diesel::update(waits::table.find(id))
        .set((
            waits::state.eq(state),
            waits::closed_at.eq(tx.now),
            waits::lock_version.eq(entry.lock_version + 1),
        ))
        .execute(tx.conn)?;
    followups::cancel_tasks(tx, wait_subject(id))?;
    tx.record(action, wait_subject(id), &["state"])?;
    announce(tx, entry.store_id)?;
    if entry.state == WaitState::Offered {
        offer_places(tx, entry.store_id, entry.day)?;
    }
    Ok(())
}
