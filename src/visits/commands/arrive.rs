//! Through the door.

use chrono::{DateTime, Datelike, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Date, Jsonb, Nullable, Text, Uuid as SqlUuid};
use serde_json::Value;
use uuid::Uuid;

use super::{access, floor, steps};
use crate::access::{Actor, Role};
use crate::customers::rules::Tier;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::{numbers, settings};
use crate::schema::{appointments, customers, days_off, staff, vehicle_owners, vehicles, visits, working_plans};
use crate::values::fault::Fault;
use crate::values::ids::{AppointmentId, CustomerId, StaffId, StoreId, VehicleId, VisitId};
use crate::values::mileage::Km;
use crate::values::number::RecordNumber;
use crate::visits::appointments::commands as appointment_commands;
use crate::visits::appointments::rules::Week;
use crate::visits::model::{GUEST, NewArrival, Receiver, TOPIC, Visit, WISH, Who, is_here, subject, takers};
use crate::visits::queries::presence;
use crate::visits::rules::{AppointmentState, Line, VisitAction, VisitState, in_time, queue_rank};
use crate::visits::settings::Reception;

/// What is known of the one who arrives.
#[derive(Default)]
struct Known {
    customer: Option<CustomerId>,
    vehicle: Option<VehicleId>,
    tier: i16,
    /// Who looks after the customer.
    owner: Option<StaffId>,
    platinum: bool,
    /// The car's mileage is below the last reading, for a reason.
    is_lower: bool,
}

/// The appointment somebody comes for.
struct Booked {
    id: AppointmentId,
    starts_at: DateTime<Utc>,
    advisor: Option<StaffId>,
}

/// Registers an arrival: gives a ticket and a place in the queue, opens the customer to whoever receives them, and marks the
/// appointment.
///
/// # Errors
/// [`Error::Invalid`] on `who` ([`Fault::Taken`]) for a car that stands in the store already and for somebody without one who
/// is there on this line, on `mileage` below the last reading without a reason, on `advisor` for somebody who does not
/// receive visitors; [`Error::WrongState`] for an appointment that is over.
pub fn arrive(tx: &mut Tx<'_>, new: NewArrival) -> Result<Visit, Error> {
    let rules = settings::load::<Reception>(tx.conn, new.store)?.value;
    let line = new.purpose.line();
    let known = match &new.who {
        Who::Known { customer, vehicle } => known(tx, &new, *customer, *vehicle)?,
        Who::Guest(_) => Known::default(),
    };
    let booked = booked(tx, &new, &known)?;
    if let (Some(customer), None) = (known.customer, known.vehicle)
        && is_there(tx, customer, line)?
    {
        return Err(Error::field("who", Fault::Taken));
    }
    let id = VisitId::new();
    let day = times::day_of(tx.now);
    let keeps = booked
        .as_ref()
        .is_some_and(|booked| in_time(tx.now, booked.starts_at, rules.early_minutes, rules.late_minutes));
    let advisor = match new.receiver {
        Receiver::Person(person) => Some(able(tx, new.store, person, line)?),
        Receiver::Auto => choose(tx, new.store, line, &known, booked.as_ref())?,
    };
    let first_visit = match (new.first_visit, known.customer) {
        (Some(said), _) => said,
        (None, Some(customer)) => !was_here(tx, customer)?,
        (None, None) => true,
    };
    let guest = match &new.who {
        Who::Guest(name) => name.as_deref(),
        Who::Known { .. } => None,
    };
    let ticket_no = ticket(tx, new.store, line)?;
    let staff = tx.actor().ok().map(|actor| actor.id);
    diesel::insert_into(visits::table)
        .values((
            (
                visits::id.eq(id),
                visits::store_id.eq(new.store),
                visits::line.eq(line),
                visits::ticket_on.eq(day),
                visits::ticket_no.eq(ticket_no),
                visits::state.eq(VisitState::Waiting),
                visits::purpose.eq(new.purpose),
                visits::customer_id.eq(known.customer),
                visits::vehicle_id.eq(known.vehicle),
                visits::guest_sealed.eq(tx.vault().seal_opt(GUEST, id.uuid(), guest)?),
                visits::wish_sealed.eq(tx.vault().seal_opt(WISH, id.uuid(), new.wish.as_deref())?),
                visits::mileage_km.eq(new.mileage.map(Km::km)),
                visits::party_size.eq(new.party_size),
            ),
            (
                visits::first_visit.eq(first_visit),
                visits::advisor_id.eq(advisor),
                visits::queue_rank.eq(queue_rank(keeps, known.tier)),
                visits::queued_at.eq(tx.now),
                visits::token.eq(token()),
                visits::arrived_at.eq(tx.now),
                visits::created_by.eq(staff),
            ),
        ))
        .execute(tx.conn)?;
    steps::stamp(tx, id, VisitAction::Queue, VisitState::Waiting)?;
    if line == Line::Sales && new.receiver == Receiver::Auto {
        floor::took(tx, new.store, id, advisor)?;
    }
    if let Some(customer) = known.customer {
        if let Some(advisor) = advisor {
            access::to_receiver(tx, customer, id, advisor)?;
        }
        access::to_advisors(tx, new.store, customer, id)?;
    }
    if let Some(booked) = booked {
        appointment_commands::arrived(tx, booked.id, id, tx.now)?;
    }
    tx.record("visits.arrive", subject(id), &["state"])?;
    if let Some(reason) = new.mileage_reason.as_deref().filter(|_| known.is_lower) {
        tx.record_because("visits.lower_mileage", subject(id), reason)?;
    }
    tx.notify(TOPIC, new.store)?;
    Ok(visits::table.find(id).select(Visit::as_select()).first(tx.conn)?)
}

/// The customer and the car, if they are the store's and belong together.
fn known(tx: &mut Tx<'_>, new: &NewArrival, customer: CustomerId, vehicle: Option<VehicleId>) -> Result<Known, Error> {
    let mut is_lower = false;
    let (tier, owner): (Tier, Option<StaffId>) = customers::table
        .find(customer)
        .filter(customers::store_id.eq(new.store))
        .filter(customers::merged_into.is_null())
        .select((customers::tier, customers::owner_id))
        .first(tx.conn)?;
    if let Some(vehicle) = vehicle {
        let last: Option<i32> = vehicles::table
            .inner_join(vehicle_owners::table)
            .filter(vehicles::id.eq(vehicle))
            .filter(vehicle_owners::customer_id.eq(customer))
            .filter(vehicle_owners::until_on.is_null())
            .select(vehicles::mileage_km)
            .first(tx.conn)
            .optional()?
            .ok_or_else(|| Error::field("who", Fault::Choice))?;
        if is_present(tx, vehicle)? {
            return Err(Error::field("who", Fault::Taken));
        }
        if let (Some(km), Some(last)) = (new.mileage, last)
            && let Err(fault) = km.not_below(Km::new(last))
        {
            if new.mileage_reason.is_none() {
                return Err(Error::field("mileage", fault));
            }
            is_lower = true;
        }
    }
    Ok(Known {
        customer: Some(customer),
        vehicle,
        tier: match tier {
            Tier::Regular => 0,
            Tier::Silver => 1,
            Tier::Gold => 2,
            Tier::Platinum => 3,
        },
        owner,
        platinum: tier == Tier::Platinum,
        is_lower,
    })
}

/// Whether the car stands in the store.
pub(super) fn is_present(tx: &mut Tx<'_>, vehicle: VehicleId) -> Result<bool, Error> {
    let there = visits::table
        .filter(visits::vehicle_id.eq(vehicle))
        .filter(visits::state.ne(VisitState::Left));
    Ok(diesel::select(diesel::dsl::exists(there)).get_result(tx.conn)?)
}

/// Whether the customer came without a car and is on this line.
pub(super) fn is_there(tx: &mut Tx<'_>, customer: CustomerId, line: Line) -> Result<bool, Error> {
    let there = visits::table
        .filter(visits::customer_id.eq(customer))
        .filter(visits::vehicle_id.is_null())
        .filter(visits::line.eq(line))
        .filter(visits::state.ne(VisitState::Left));
    Ok(diesel::select(diesel::dsl::exists(there)).get_result(tx.conn)?)
}

/// The appointment that was named, or the customer's of today on the same side of the house: that of the car first.
fn booked(tx: &mut Tx<'_>, new: &NewArrival, known: &Known) -> Result<Option<Booked>, Error> {
    type Row = (AppointmentId, DateTime<Utc>, Option<StaffId>);
    let columns = (appointments::id, appointments::starts_at, appointments::advisor_id);
    let due = [AppointmentState::Booked, AppointmentState::NoShow];
    let ours = appointments::table.filter(appointments::store_id.eq(new.store));
    let row: Option<Row> = match (new.appointment, known.customer) {
        (Some(id), _) => {
            let (state, row): (AppointmentState, Row) = ours
                .filter(appointments::id.eq(id))
                .select((appointments::state, columns))
                .for_update()
                .first(tx.conn)?;
            if !due.contains(&state) {
                return Err(Error::WrongState);
            }
            Some(row)
        }
        (None, Some(customer)) => {
            let (from, until) = (times::start_of(times::day_of(tx.now)), times::end_of_day(tx.now));
            ours.filter(appointments::customer_id.eq(customer))
                .filter(appointments::line.eq(new.purpose.line()))
                .filter(appointments::state.eq_any(due))
                .filter(appointments::starts_at.ge(from))
                .filter(appointments::starts_at.lt(until))
                .order((
                    appointments::vehicle_id.is_not_distinct_from(known.vehicle).desc(),
                    appointments::starts_at,
                ))
                .select(columns)
                .for_update()
                .first(tx.conn)
                .optional()?
        }
        (None, None) => None,
    };
    Ok(row.map(|(id, starts_at, advisor)| Booked { id, starts_at, advisor }))
}

/// A colleague of the store who may be given visitors of a line.
pub(super) fn able(tx: &mut Tx<'_>, store: StoreId, person: StaffId, line: Line) -> Result<StaffId, Error> {
    let roles: Option<Vec<Option<String>>> = staff::table
        .find(person)
        .filter(staff::store_id.eq(store))
        .filter(staff::disabled_at.is_null())
        .select(staff::roles)
        .first(tx.conn)
        .optional()?;
    let receives = roles
        .iter()
        .flatten()
        .flatten()
        .filter_map(|code| Role::parse(code))
        .any(|role| takers(line).contains(&role));
    if receives {
        Ok(person)
    } else {
        Err(Error::field("advisor", Fault::Choice))
    }
}

/// Who receives a visitor when nobody was named: nobody who has the day off, nor, by turns, anybody who is not at work.
fn choose(
    tx: &mut Tx<'_>,
    store: StoreId,
    line: Line,
    known: &Known,
    booked: Option<&Booked>,
) -> Result<Option<StaffId>, Error> {
    if let Some(advisor) = booked.and_then(|booked| booked.advisor)
        && has_the_day(tx, advisor)?
    {
        return Ok(Some(advisor));
    }
    let own = known.owner.filter(|_| known.platinum || line == Line::Sales);
    let role = match line {
        Line::Sales => Role::SalesConsultant,
        Line::Service => Role::ServiceAdvisor,
        Line::Complaint => Role::CustomerCare,
    };
    if let Some(own) = own
        && has_role(tx, own, role)?
        && has_the_day(tx, own)?
    {
        return Ok(Some(own));
    }
    match line {
        Line::Sales => floor::next(tx, store),
        Line::Service | Line::Complaint => least_busy(tx, store, role),
    }
}

/// Whether somebody who still works here has a role.
pub(super) fn has_role(tx: &mut Tx<'_>, person: StaffId, role: Role) -> Result<bool, Error> {
    let found = staff::table
        .filter(staff::id.eq(person))
        .filter(staff::disabled_at.is_null())
        .filter(staff::roles.contains(vec![Some(role.code())]));
    Ok(diesel::select(diesel::dsl::exists(found)).get_result(tx.conn)?)
}

/// Whether somebody works on this day, as far as it is planned.
fn has_the_day(tx: &mut Tx<'_>, person: StaffId) -> Result<bool, Error> {
    let day = times::day_of(tx.now);
    let off = days_off::table
        .filter(days_off::staff_id.eq(person))
        .filter(days_off::from_on.le(day))
        .filter(days_off::until_on.ge(day));
    if diesel::select(diesel::dsl::exists(off)).get_result(tx.conn)? {
        return Ok(false);
    }
    let week: Option<Value> = working_plans::table
        .find(person)
        .select(working_plans::week)
        .first(tx.conn)
        .optional()?;
    let week: Option<Week> = week.and_then(|week| serde_json::from_value(week).ok());
    let weekday = day.weekday().num_days_from_monday() as usize;
    Ok(week.is_none_or(|week| week.get(weekday).copied().flatten().is_some()))
}

#[derive(QueryableByName)]
struct Free {
    #[diesel(sql_type = SqlUuid)]
    id: StaffId,
    #[diesel(sql_type = Nullable<Jsonb>)]
    week: Option<Value>,
    #[diesel(sql_type = Nullable<Text>)]
    off: Option<String>,
}

/// Of those at work the one with the fewest visitors in hand; of several, the one who had none for longest.
fn least_busy(tx: &mut Tx<'_>, store: StoreId, role: Role) -> Result<Option<StaffId>, Error> {
    let free: Vec<Free> = diesel::sql_query(
        "SELECT s.id, w.week, \
           (SELECT reason FROM days_off WHERE staff_id = s.id AND from_on <= $3 AND until_on >= $3 LIMIT 1) AS off \
         FROM staff AS s LEFT JOIN working_plans AS w ON w.staff_id = s.id \
         LEFT JOIN visits AS v ON v.advisor_id = s.id AND v.store_id = s.store_id \
           AND v.state NOT IN ('left', 'settled', 'ready') \
         WHERE s.store_id = $1 AND s.disabled_at IS NULL AND $2 = ANY (s.roles) \
         GROUP BY s.id, w.week ORDER BY count(v.id), \
           (SELECT max(arrived_at) FROM visits WHERE advisor_id = s.id) NULLS FIRST, s.id",
    )
    .bind::<SqlUuid, _>(store)
    .bind::<Text, _>(role.code())
    .bind::<Date, _>(times::day_of(tx.now))
    .load(tx.conn)?;
    let now = tx.now;
    let here = |one: &Free| is_here(presence(one.id, one.week.clone(), one.off.as_deref(), now));
    Ok(free.iter().find(|one| here(one)).map(|one| one.id))
}

fn was_here(tx: &mut Tx<'_>, customer: CustomerId) -> Result<bool, Error> {
    let before = visits::table.filter(visits::customer_id.eq(customer));
    Ok(diesel::select(diesel::dsl::exists(before)).get_result(tx.conn)?)
}

/// The next number of a line today: no gap and none twice, since the series waits for whoever drew before.
fn ticket(tx: &mut Tx<'_>, store: StoreId, line: Line) -> Result<i16, Error> {
    let prefix = match line {
        Line::Service => "VA",
        Line::Sales => "VB",
        Line::Complaint => "VC",
    };
    let day = times::day_of(tx.now);
    let number = numbers::next(tx, store, prefix, day)?;
    let number = RecordNumber::parse(&number).map_err(|fault| Error::internal(format!("{fault:?}")))?;
    i16::try_from(number.seq()).map_err(Error::internal)
}

/// Opens the visitor's own page: 80 random bits, short enough for a QR code.
fn token() -> String {
    let mut token = Uuid::new_v4().simple().to_string();
    token.replace_range(12..13, "");
    token.truncate(20);
    token
}

/// Whether this person takes visitors of their own.
pub(super) fn receives(actor: &Actor, line: Line) -> bool {
    match line {
        Line::Sales => actor.is(Role::SalesConsultant),
        Line::Service => actor.is(Role::ServiceAdvisor),
        Line::Complaint => true,
    }
}
