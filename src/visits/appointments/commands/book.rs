//! Booking, moving, cancelling; arriving.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::waits::offer_places;
use super::{Asked, announce, hold_days, open_to, seat};
use crate::customers::commands::end_grants;
use crate::followups::commands as followups;
use crate::platform::db::{Change, Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::appointments;
use crate::values::fault::Fault;
use crate::values::ids::{AppointmentId, CustomerId, StaffId, StoreId, VehicleId, VisitId, WaitId};
use crate::vehicles::queries::belongs;
use crate::visits::appointments::model::{CANCEL_NOTE, Cancellation, NewAppointment, WISH, subject};
use crate::visits::appointments::queries;
use crate::visits::appointments::rules::{CancelReason, Seat};
use crate::visits::rules::{AppointmentAction, AppointmentState, Line};

/// Books a place. Without one [`Error::Invalid`] says where: `slot` (taken, past, closed), `advisor` (doesn't work then),
/// `day` (too far ahead), `who` (has an appointment at that time, or the car is somebody else's).
pub fn book(tx: &mut Tx<'_>, new: &NewAppointment) -> Result<AppointmentId, Error> {
    hold_days(tx, new.store, &[times::day_of(new.starts_at)])?;
    book_held(tx, new, None)
}

/// As [`book`], on a day that is held already, in the place that is kept for somebody on the waiting list.
pub(super) fn book_held(tx: &mut Tx<'_>, new: &NewAppointment, hold: Option<WaitId>) -> Result<AppointmentId, Error> {
    if let Some(vehicle) = new.vehicle
        && !belongs(tx.conn, vehicle, new.customer)?
    {
        return Err(Error::field("who", Fault::Choice));
    }
    let place = seat(
        tx,
        &Asked {
            instead: (None, hold),
            ..Asked::of(new)
        },
    )?;
    if queries::overlaps(tx.conn, (new.customer, new.vehicle), new.starts_at, None)? {
        return Err(Error::field("who", Fault::Taken));
    }
    let id = note_down(tx, new, place)?;
    announce(tx, new.store)?;
    Ok(id)
}

/// Writes an appointment, whether its place is free or not, and tells no page. Whoever asks for a place goes through [`book`].
pub fn note_down(tx: &mut Tx<'_>, new: &NewAppointment, place: Seat) -> Result<AppointmentId, Error> {
    let id = AppointmentId::new();
    let staff = tx.actor().ok().map(|actor| actor.id);
    let wish = tx.vault().seal_opt(WISH, id.uuid(), new.wish.as_deref())?;
    diesel::insert_into(appointments::table)
        .values((
            appointments::id.eq(id),
            appointments::store_id.eq(new.store),
            appointments::line.eq(new.purpose.line()),
            appointments::purpose.eq(new.purpose),
            appointments::state.eq(AppointmentState::Booked),
            appointments::customer_id.eq(new.customer),
            appointments::vehicle_id.eq(new.vehicle),
            appointments::starts_at.eq(new.starts_at),
            appointments::advisor_id.eq(place.advisor),
            appointments::reserved.eq(place.reserved),
            appointments::wish_sealed.eq(wish),
            appointments::created_by.eq(staff),
            appointments::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    open_to(tx, id, new.customer, place.advisor, new.starts_at)?;
    tx.record(
        "appointments.book",
        subject(id),
        &["customer_id", "starts_at", "purpose", "advisor_id"],
    )?;
    Ok(id)
}

/// What a change of an appointment needs to know of it.
#[derive(Clone, Copy, Debug, HasQuery)]
#[diesel(table_name = appointments)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct Kept {
    id: AppointmentId,
    store_id: StoreId,
    line: Line,
    state: AppointmentState,
    customer_id: CustomerId,
    vehicle_id: Option<VehicleId>,
    starts_at: DateTime<Utc>,
    advisor_id: Option<StaffId>,
    lock_version: i32,
}

fn find(tx: &mut Tx<'_>, id: AppointmentId) -> Result<Kept, Error> {
    Ok(Kept::query().filter(appointments::id.eq(id)).first(tx.conn)?)
}

/// The appointment with its day (and a second one) held; [`Error::WrongState`] if it doesn't allow this.
fn hold(
    tx: &mut Tx<'_>,
    id: AppointmentId,
    action: AppointmentAction,
    other: Option<DateTime<Utc>>,
) -> Result<(Kept, AppointmentState), Error> {
    // The day first, then the row: it may have moved in between.
    let before = find(tx, id)?;
    let mut days = vec![times::day_of(before.starts_at)];
    days.extend(other.map(times::day_of));
    hold_days(tx, before.store_id, &days)?;
    let kept = Kept::query()
        .filter(appointments::id.eq(id))
        .for_update()
        .first(tx.conn)?;
    if kept.starts_at != before.starts_at {
        return Err(Error::Stale);
    }
    let state = kept.state.after(action).ok_or(Error::WrongState)?;
    Ok((kept, state))
}

/// Gives an appointment another time or person; the place it leaves is offered to the waiting list.
pub fn move_to(
    tx: &mut Tx<'_>,
    id: AppointmentId,
    seen_version: i32,
    starts_at: DateTime<Utc>,
    advisor: Option<StaffId>,
) -> Result<(), Error> {
    let (kept, _) = hold(tx, id, AppointmentAction::Move, Some(starts_at))?;
    if kept.lock_version != seen_version {
        return Err(Error::Stale);
    }
    let place = seat(
        tx,
        &Asked {
            store: kept.store_id,
            line: kept.line,
            starts_at,
            advisor,
            customer: kept.customer_id,
            instead: (Some(id), None),
        },
    )?;
    if queries::overlaps(tx.conn, (kept.customer_id, kept.vehicle_id), starts_at, Some(id))? {
        return Err(Error::field("slot", Fault::Overlap));
    }
    let same_day = times::day_of(kept.starts_at) == times::day_of(starts_at);
    let updated = diesel::update(
        appointments::table
            .find(id)
            .filter(appointments::lock_version.eq(seen_version)),
    )
    .set((
        appointments::starts_at.eq(starts_at),
        appointments::advisor_id.eq(place.advisor),
        appointments::reserved.eq(place.reserved),
        // Who was told of another day is told again.
        (!same_day).then(|| appointments::reminded_at.eq(None::<DateTime<Utc>>)),
        appointments::lock_version.eq(seen_version + 1),
    ))
    .execute(tx.conn)?;
    still_fresh(updated)?;
    end_grants(tx, id)?;
    open_to(tx, id, kept.customer_id, place.advisor, starts_at)?;
    if !same_day {
        followups::cancel_tasks(tx, subject(id))?;
    }
    let person = |id: Option<StaffId>| id.map(|id| id.to_string());
    tx.record_changes(
        "appointments.move",
        subject(id),
        &[
            Change {
                field: "starts_at",
                old: Some(times::minute(kept.starts_at)),
                new: Some(times::minute(starts_at)),
            },
            Change {
                field: "advisor_id",
                old: person(kept.advisor_id),
                new: person(Some(place.advisor)),
            },
        ],
    )?;
    announce(tx, kept.store_id)?;
    if kept.starts_at != starts_at {
        offer_places(tx, kept.store_id, times::day_of(kept.starts_at))?;
    }
    Ok(())
}

/// Cancels an appointment for a reason; its place is offered to the waiting list.
pub fn cancel(tx: &mut Tx<'_>, id: AppointmentId, why: &Cancellation) -> Result<(), Error> {
    let (kept, state) = hold(tx, id, AppointmentAction::Cancel, None)?;
    let note = tx.vault().seal_opt(CANCEL_NOTE, id.uuid(), why.note.as_deref())?;
    diesel::update(appointments::table.find(id))
        .set((
            appointments::state.eq(state),
            appointments::cancelled_at.eq(tx.now),
            appointments::cancelled_because.eq(why.reason),
            appointments::cancel_note_sealed.eq(note),
            appointments::lock_version.eq(kept.lock_version + 1),
        ))
        .execute(tx.conn)?;
    end_grants(tx, id)?;
    followups::cancel_tasks(tx, subject(id))?;
    let reason = why.note.as_deref().unwrap_or(why.reason.code());
    tx.record_because("appointments.cancel", subject(id), reason)?;
    announce(tx, kept.store_id)?;
    offer_places(tx, kept.store_id, times::day_of(kept.starts_at))
}

/// Takes a cancellation back, if the place is still free.
pub fn restore(tx: &mut Tx<'_>, id: AppointmentId) -> Result<(), Error> {
    let before = find(tx, id)?;
    hold_days(tx, before.store_id, &[times::day_of(before.starts_at)])?;
    let kept = Kept::query()
        .filter(appointments::id.eq(id))
        .for_update()
        .first(tx.conn)?;
    if kept.state != AppointmentState::Cancelled || kept.starts_at != before.starts_at {
        return Err(Error::WrongState);
    }
    let asked = Asked {
        store: kept.store_id,
        line: kept.line,
        starts_at: kept.starts_at,
        advisor: kept.advisor_id,
        customer: kept.customer_id,
        instead: (Some(id), None),
    };
    let place = match seat(tx, &asked) {
        Err(Error::Invalid(_)) => return Err(Error::WrongState),
        place => place?,
    };
    if queries::overlaps(tx.conn, (kept.customer_id, kept.vehicle_id), kept.starts_at, Some(id))? {
        return Err(Error::WrongState);
    }
    diesel::update(appointments::table.find(id))
        .set((
            appointments::state.eq(AppointmentState::Booked),
            appointments::advisor_id.eq(place.advisor),
            appointments::reserved.eq(place.reserved),
            appointments::cancelled_at.eq(None::<DateTime<Utc>>),
            appointments::cancelled_because.eq(None::<CancelReason>),
            appointments::cancel_note_sealed.eq(None::<Vec<u8>>),
            appointments::lock_version.eq(kept.lock_version + 1),
        ))
        .execute(tx.conn)?;
    open_to(tx, id, kept.customer_id, place.advisor, kept.starts_at)?;
    tx.record("appointments.restore", subject(id), &["state"])?;
    announce(tx, kept.store_id)
}

/// The customer has come, in time or after all: the appointment belongs to this visit now.
pub fn arrived(tx: &mut Tx<'_>, id: AppointmentId, visit: VisitId, at: DateTime<Utc>) -> Result<(), Error> {
    let kept = Kept::query()
        .filter(appointments::id.eq(id))
        .for_update()
        .first(tx.conn)?;
    let state = kept.state.after(AppointmentAction::Arrive).ok_or(Error::WrongState)?;
    diesel::update(appointments::table.find(id))
        .set((
            appointments::state.eq(state),
            appointments::visit_id.eq(visit),
            appointments::arrived_at.eq(at),
            appointments::lock_version.eq(kept.lock_version + 1),
        ))
        .execute(tx.conn)?;
    followups::cancel_tasks(tx, subject(id))?;
    tx.record("appointments.arrive", subject(id), &["state", "visit_id"])?;
    announce(tx, kept.store_id)
}

/// Gives the appointments that somebody has still to keep to a colleague; tells how many.
pub fn hand_over(tx: &mut Tx<'_>, from: StaffId, to: StaffId) -> Result<usize, Error> {
    let rows: Vec<Kept> = Kept::query()
        .filter(appointments::advisor_id.eq(from))
        .filter(appointments::state.eq(AppointmentState::Booked))
        .for_update()
        .load(tx.conn)?;
    for kept in &rows {
        diesel::update(appointments::table.find(kept.id))
            .set((
                appointments::advisor_id.eq(to),
                appointments::lock_version.eq(kept.lock_version + 1),
            ))
            .execute(tx.conn)?;
        end_grants(tx, kept.id)?;
        open_to(tx, kept.id, kept.customer_id, to, kept.starts_at)?;
        let change = Change {
            field: "advisor_id",
            old: Some(from.to_string()),
            new: Some(to.to_string()),
        };
        tx.record_changes("appointments.hand_over", subject(kept.id), &[change])?;
    }
    match rows.first() {
        Some(kept) => announce(tx, kept.store_id)?,
        None => tx.record_general("appointments.hand_over", &[])?,
    }
    Ok(rows.len())
}
