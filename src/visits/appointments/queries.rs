//! Reads of appointments, working plans and the waiting list.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use diesel::PgConnection;
use diesel::dsl::exists;
use diesel::pg::Pg;
use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::model::{CANCEL_NOTE, Frame, Listed, OffRow, Offer, WAIT_WISH, WISH, Waiting, receivers};
use super::rules::{CancelReason, DayPart, DaysOff, OffReason, Person, WaitState, Week};
use super::settings::AppointmentSettings;
use crate::access::{Actor, Role};
use crate::customers::model::{NAME, PHONE, masked_phone};
use crate::customers::rules::Tier;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::settings::{Setting, of_value};
use crate::platform::vault::{Pii, Sealed, Vault};
use crate::schema::{
    appointment_waits as waits, appointments, customer_phones, customers, days_off, settings, staff, tasks, vehicles,
    working_plans,
};
use crate::staff::hours::Hours;
use crate::values::ids::{AppointmentId, CustomerId, DayOffId, PhoneId, StaffId, StoreId, VehicleId, VisitId, WaitId};
use crate::vehicles::queries::BriefRow;
use crate::visits::rules::{AppointmentState, Line, Purpose};

/// The lines of visitors that this person looks after: consultants their own, everybody else at the desk all.
pub fn lines(actor: &Actor) -> Vec<Line> {
    use Role::*;
    let any = |roles: &[Role]| roles.iter().any(|role| actor.is(*role));
    if any(&[
        ServiceAdvisor,
        CustomerCare,
        SalesManager,
        ServiceManager,
        CrmManager,
        StoreManager,
    ]) {
        Line::ALL.to_vec()
    } else if any(&[SalesConsultant]) {
        vec![Line::Sales]
    } else {
        Vec::new()
    }
}

/// The appointments this person sees: those of the lines they look after, their own, and those they made.
pub fn visible<'a>(actor: &Actor) -> appointments::BoxedQuery<'a, Pg> {
    let own = appointments::advisor_id
        .assume_not_null()
        .eq(actor.id)
        .or(appointments::created_by.assume_not_null().eq(actor.id));
    appointments::table
        .into_boxed()
        .filter(appointments::store_id.eq(actor.store))
        .filter(appointments::line.eq_any(lines(actor)).or(own))
}

type CustomerPart = (Sealed, Tier, Option<(PhoneId, Sealed)>);
type Row = (
    (
        AppointmentId,
        Line,
        Purpose,
        AppointmentState,
        DateTime<Utc>,
        Option<StaffId>,
        bool,
        CustomerId,
    ),
    (
        Option<Sealed>,
        Option<VisitId>,
        Option<CancelReason>,
        Option<Sealed>,
        Option<DateTime<Utc>>,
        DateTime<Utc>,
        i32,
    ),
    Option<String>,
    CustomerPart,
    Option<BriefRow>,
);

macro_rules! listed {
    ($ids:expr) => {
        appointments::table
            .inner_join(customers::table)
            .left_join(vehicles::table)
            .left_join(
                customer_phones::table.on(customer_phones::customer_id
                    .eq(customers::id)
                    .and(customer_phones::is_primary)),
            )
            .left_join(staff::table.on(staff::id.nullable().eq(appointments::advisor_id)))
            .filter(appointments::id.eq_any($ids))
            .order((appointments::starts_at, appointments::id))
            .select((
                (
                    appointments::id,
                    appointments::line,
                    appointments::purpose,
                    appointments::state,
                    appointments::starts_at,
                    appointments::advisor_id,
                    appointments::reserved,
                    appointments::customer_id,
                ),
                (
                    appointments::wish_sealed,
                    appointments::visit_id,
                    appointments::cancelled_because,
                    appointments::cancel_note_sealed,
                    appointments::reminded_at,
                    appointments::created_at,
                    appointments::lock_version,
                ),
                staff::name.nullable(),
                (
                    customers::name_sealed,
                    customers::tier,
                    (customer_phones::id, customer_phones::phone_sealed).nullable(),
                ),
                Option::<BriefRow>::as_select(),
            ))
    };
}

fn open(vault: &Vault, row: Row) -> Result<Listed, Error> {
    let (
        (id, line, purpose, state, starts_at, advisor, reserved, customer),
        (wish, visit, cancelled, cancel_note, reminded_at, created_at, lock_version),
        advisor_name,
        (name, tier, phone),
        car,
    ) = row;
    Ok(Listed {
        id,
        line,
        purpose,
        state,
        starts_at,
        advisor,
        advisor_name,
        reserved,
        customer,
        name: vault.open(NAME, customer.uuid(), &name)?,
        phone: masked(vault, phone)?,
        tier,
        vehicle: car.map(|car| car.open(vault)).transpose()?,
        wish: vault.open_opt(WISH, id.uuid(), wish.as_ref())?,
        visit,
        cancelled,
        cancel_note: vault.open_opt(CANCEL_NOTE, id.uuid(), cancel_note.as_ref())?,
        reminded_at,
        created_at,
        lock_version,
    })
}

fn masked(vault: &Vault, phone: Option<(PhoneId, Sealed)>) -> Result<Option<String>, Error> {
    phone
        .map(|(id, sealed)| {
            let number = vault.open(PHONE, id.uuid(), &sealed)?;
            Ok(masked_phone(number.expose()))
        })
        .transpose()
}

/// The appointments of a day that this person sees, cancelled ones too, in the order of time: one round trip.
pub fn of_day(conn: &mut PgConnection, vault: &Vault, actor: &Actor, day: NaiveDate) -> Result<Vec<Listed>, Error> {
    of_days(conn, vault, actor, None, (day, day))
}

/// As [`of_day`], from one day to another, of one line or all.
pub fn of_days(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    line: Option<Line>,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<Listed>, Error> {
    let mut wanted = visible(actor)
        .filter(appointments::starts_at.ge(times::start_of(from)))
        .filter(appointments::starts_at.lt(times::start_of(after(until))));
    if let Some(line) = line {
        wanted = wanted.filter(appointments::line.eq(line));
    }
    let rows: Vec<Row> = listed!(wanted.select(appointments::id)).load(conn)?;
    rows.into_iter().map(|row| open(vault, row)).collect()
}

/// One appointment that this person sees.
pub fn appointment(conn: &mut PgConnection, vault: &Vault, actor: &Actor, id: AppointmentId) -> Result<Listed, Error> {
    let wanted = visible(actor).filter(appointments::id.eq(id)).select(appointments::id);
    let row: Row = listed!(wanted).first(conn)?;
    open(vault, row)
}

/// The booked appointments of somebody from a day on: what a change of their plan may strand.
fn booked_of(
    conn: &mut PgConnection,
    vault: &Vault,
    advisor: StaffId,
    since: DateTime<Utc>,
) -> Result<Vec<Listed>, Error> {
    const MOST: i64 = 500;
    let wanted = appointments::table
        .filter(appointments::advisor_id.eq(advisor))
        .filter(appointments::state.ne(AppointmentState::Cancelled))
        .filter(appointments::state.eq(AppointmentState::Booked))
        .filter(appointments::starts_at.ge(since))
        .order(appointments::starts_at)
        .limit(MOST)
        .select(appointments::id);
    let rows: Vec<Row> = listed!(wanted.into_boxed::<Pg>()).load(conn)?;
    rows.into_iter().map(|row| open(vault, row)).collect()
}

/// A customer whom somebody has promised to ride along with: kept as the task to receive them.
pub struct Ride {
    pub id: Uuid,
    pub starts_at: DateTime<Utc>,
    pub name: Pii<String>,
}

/// What somebody is booked for: appointments, and test drives to ride along with.
pub struct Booked {
    pub visits: Vec<Listed>,
    pub rides: Vec<Ride>,
}

/// The task of receiving somebody for a test drive.
const RIDE: &str = "test_drive.start";

/// What somebody is booked for from an instant on.
pub fn promised(
    conn: &mut PgConnection,
    vault: &Vault,
    person: StaffId,
    since: DateTime<Utc>,
) -> Result<Booked, Error> {
    const MOST: i64 = 500;
    let rows: Vec<(Uuid, DateTime<Utc>, CustomerId, Sealed)> = tasks::table
        .inner_join(customers::table.on(customers::id.nullable().eq(tasks::customer_id)))
        .filter(tasks::owner_id.eq(person))
        .filter(tasks::kind.eq(RIDE))
        .filter(tasks::done_at.is_null())
        .filter(tasks::cancelled_at.is_null())
        .filter(tasks::due_at.ge(since))
        .order(tasks::due_at)
        .limit(MOST)
        .select((tasks::subject_id, tasks::due_at, customers::id, customers::name_sealed))
        .load(conn)?;
    let rides = rows.into_iter().map(|(id, starts_at, customer, name)| {
        Ok(Ride {
            id,
            starts_at,
            name: vault.open(NAME, customer.uuid(), &name)?,
        })
    });
    Ok(Booked {
        rides: rides.collect::<Result<_, Error>>()?,
        visits: booked_of(conn, vault, person, since)?,
    })
}

/// How many appointments somebody has still to keep.
pub fn open_of_staff(conn: &mut PgConnection, advisor: StaffId) -> Result<i64, Error> {
    Ok(appointments::table
        .filter(appointments::advisor_id.eq(advisor))
        .filter(appointments::state.ne(AppointmentState::Cancelled))
        .filter(appointments::state.eq(AppointmentState::Booked))
        .count()
        .get_result(conn)?)
}

/// What is taken of a line between two days: appointments, and places that are held for the waiting list. Without what
/// one appointment, or one entry of the list, takes itself.
pub fn taken(
    conn: &mut PgConnection,
    store: StoreId,
    line: Line,
    (from, until): (NaiveDate, NaiveDate),
    now: DateTime<Utc>,
    but: (Option<AppointmentId>, Option<WaitId>),
) -> Result<Vec<(DateTime<Utc>, Option<StaffId>, bool)>, Error> {
    let (since, before) = (times::start_of(from), times::start_of(after(until)));
    let nobody = uuid::Uuid::nil();
    let booked = appointments::table
        .filter(appointments::store_id.eq(store))
        .filter(appointments::line.eq(line))
        .filter(appointments::state.ne(AppointmentState::Cancelled))
        .filter(appointments::starts_at.ge(since))
        .filter(appointments::starts_at.lt(before))
        .filter(appointments::id.ne(but.0.unwrap_or(nobody.into())))
        .select((
            appointments::starts_at,
            appointments::advisor_id,
            appointments::reserved,
        ));
    let held = waits::table
        .filter(waits::store_id.eq(store))
        .filter(waits::line.eq(line))
        .filter(waits::state.eq(WaitState::Offered))
        .filter(waits::day.ge(from))
        .filter(waits::day.le(until))
        .filter(waits::held_until.assume_not_null().gt(now))
        .filter(waits::id.ne(but.1.unwrap_or(nobody.into())))
        .select((
            waits::offered_slot.assume_not_null(),
            waits::offered_advisor,
            waits::offered_reserved,
        ));
    Ok(booked.union_all(held).load(conn)?)
}

/// People with their plans and what else a day is made from; a macro, because such a type has no name.
macro_rules! person_query {
    ($people:expr, $store:expr, $from:expr, $until:expr) => {
        staff::table
            .left_join(working_plans::table.on(working_plans::staff_id.eq(staff::id)))
            .left_join(
                days_off::table.on(days_off::staff_id
                    .eq(staff::id)
                    .and(days_off::until_on.ge($from))
                    .and(days_off::from_on.le($until))),
            )
            .filter(staff::store_id.eq($store))
            .filter(staff::disabled_at.is_null())
            .filter($people)
            .order((staff::name, staff::id, days_off::from_on))
            .select((
                staff::id,
                staff::name,
                working_plans::week.nullable(),
                (days_off::id, days_off::from_on, days_off::until_on, days_off::reason).nullable(),
                settings::table
                    .filter(settings::store_id.eq($store))
                    .filter(settings::key.eq(<Hours as Setting>::KEY))
                    .select(settings::value)
                    .single_value(),
                settings::table
                    .filter(settings::store_id.eq($store))
                    .filter(settings::key.eq(<AppointmentSettings as Setting>::KEY))
                    .select(settings::value)
                    .single_value(),
            ))
    };
}

/// Opening hours, rules and people with their plans, for the days between two: one round trip.
pub fn frame(
    conn: &mut PgConnection,
    store: StoreId,
    line: Line,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Frame, Error> {
    let receive = staff::roles.overlaps_with(codes(&[line]));
    let rows: Vec<PersonRow> = person_query!(receive, store, from, until).load(conn)?;
    let (hours, rules) = match rows.first() {
        Some((.., hours, rules)) => (of_value::<Hours>(hours.clone())?, of_value(rules.clone())?),
        None => (Hours::default(), AppointmentSettings::default()),
    };
    Ok(Frame {
        line,
        hours,
        settings: rules,
        people: fold(rows),
    })
}

type PersonRow = (
    StaffId,
    String,
    Option<Value>,
    Option<(DayOffId, NaiveDate, NaiveDate, OffReason)>,
    Option<Value>,
    Option<Value>,
);

/// The codes of whoever receives the visitors of these lines.
fn codes(lines: &[Line]) -> Vec<Option<String>> {
    let roles = lines.iter().flat_map(|line| receivers(*line));
    roles.map(|role| Some(role.code().to_owned())).collect()
}

fn fold(rows: Vec<PersonRow>) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    for (id, name, week, off, ..) in rows {
        if people.last().is_none_or(|last| last.id != id) {
            people.push(Person {
                id,
                name,
                week: week.and_then(|week| serde_json::from_value::<Week>(week).ok()),
                off: Vec::new(),
            });
        }
        if let (Some(person), Some((_, from, until, reason))) = (people.last_mut(), off) {
            person.off.push(DaysOff { from, until, reason });
        }
    }
    people
}

/// Everybody who receives visitors, with their plans and the days off of the coming year; and who sees to which line.
pub fn plans(conn: &mut PgConnection, store: StoreId, today: NaiveDate) -> Result<Vec<(Person, Vec<Role>)>, Error> {
    let receive = staff::roles.overlaps_with(codes(Line::ALL));
    let rows: Vec<PersonRow> = person_query!(receive, store, today, today + Days::new(366)).load(conn)?;
    let people = fold(rows);
    let ids: Vec<StaffId> = people.iter().map(|person| person.id).collect();
    let roles: Vec<(StaffId, Vec<Option<String>>)> = staff::table
        .filter(staff::id.eq_any(ids))
        .select((staff::id, staff::roles))
        .load(conn)?;
    Ok(people
        .into_iter()
        .map(|person| {
            let own = roles.iter().find(|(id, _)| *id == person.id);
            let own = own.map(|(_, codes)| codes.iter().flatten().filter_map(|code| Role::parse(code)).collect());
            (person, own.unwrap_or_default())
        })
        .collect())
}

/// Somebody's plan as it is edited.
pub struct PlanOf {
    pub person: Person,
    pub off: Vec<OffRow>,
    pub hours: Hours,
    /// 0 while nobody wrote a plan.
    pub lock_version: i32,
}

/// The plan of somebody of this store who receives visitors, with the days off that are not over.
pub fn plan_of(conn: &mut PgConnection, store: StoreId, id: StaffId, today: NaiveDate) -> Result<PlanOf, Error> {
    let one = staff::id.eq(id).and(staff::roles.overlaps_with(codes(Line::ALL)));
    let rows: Vec<PersonRow> = person_query!(one, store, today, today + Days::new(3_660)).load(conn)?;
    let version: Option<i32> = working_plans::table
        .find(id)
        .select(working_plans::lock_version)
        .first(conn)
        .optional()?;
    let hours = rows.first().and_then(|(.., hours, _)| hours.clone());
    let off = rows
        .iter()
        .filter_map(|(_, _, _, off, ..)| *off)
        .map(|(id, from, until, reason)| OffRow {
            id,
            off: DaysOff { from, until, reason },
        })
        .collect();
    Ok(PlanOf {
        off,
        hours: of_value(hours)?,
        person: fold(rows).pop().ok_or(Error::NotFound)?,
        lock_version: version.unwrap_or(0),
    })
}

type WaitRow = (
    (
        WaitId,
        Line,
        Purpose,
        WaitState,
        NaiveDate,
        DayPart,
        Option<NaiveTime>,
        Option<StaffId>,
        CustomerId,
    ),
    (
        Option<Sealed>,
        Option<DateTime<Utc>>,
        Option<StaffId>,
        bool,
        Option<DateTime<Utc>>,
        Option<AppointmentId>,
        DateTime<Utc>,
    ),
    (Sealed, Option<(PhoneId, Sealed)>),
    Option<BriefRow>,
);

macro_rules! wait_query {
    ($ids:expr) => {
        waits::table
            .inner_join(customers::table)
            .left_join(vehicles::table)
            .left_join(
                customer_phones::table.on(customer_phones::customer_id
                    .eq(customers::id)
                    .and(customer_phones::is_primary)),
            )
            .filter(waits::id.eq_any($ids))
            .order((waits::created_at, waits::id))
            .select((
                (
                    waits::id,
                    waits::line,
                    waits::purpose,
                    waits::state,
                    waits::day,
                    waits::part,
                    waits::slot,
                    waits::advisor_id,
                    waits::customer_id,
                ),
                (
                    waits::wish_sealed,
                    waits::offered_slot,
                    waits::offered_advisor,
                    waits::offered_reserved,
                    waits::held_until,
                    waits::appointment_id,
                    waits::created_at,
                ),
                (
                    customers::name_sealed,
                    (customer_phones::id, customer_phones::phone_sealed).nullable(),
                ),
                Option::<BriefRow>::as_select(),
            ))
    };
}

fn open_wait(vault: &Vault, row: WaitRow) -> Result<Waiting, Error> {
    let (
        (id, line, purpose, state, day, part, only, advisor, customer),
        (wish, slot, offered_advisor, reserved, until, appointment, created_at),
        (name, phone),
        car,
    ) = row;
    Ok(Waiting {
        id,
        line,
        purpose,
        state,
        day,
        part,
        slot: only,
        advisor,
        customer,
        name: vault.open(NAME, customer.uuid(), &name)?,
        phone: masked(vault, phone)?,
        vehicle: car.map(|car| car.open(vault)).transpose()?,
        wish: vault.open_opt(WAIT_WISH, id.uuid(), wish.as_ref())?,
        offer: slot.zip(until).map(|(starts_at, until)| Offer {
            starts_at,
            advisor: offered_advisor,
            reserved,
            until,
        }),
        appointment,
        created_at,
    })
}

/// The entries of the waiting list that this person sees.
fn visible_waits<'a>(actor: &Actor) -> waits::BoxedQuery<'a, Pg> {
    waits::table
        .into_boxed()
        .filter(waits::store_id.eq(actor.store))
        .filter(
            waits::line
                .eq_any(lines(actor))
                .or(waits::created_by.assume_not_null().eq(actor.id)),
        )
}

/// Who waits for a place between two days, of one line or all, first come first.
pub fn waiting(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    line: Option<Line>,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<Waiting>, Error> {
    const MOST: i64 = 200;
    let mut wanted = visible_waits(actor)
        .filter(waits::state.eq_any([WaitState::Waiting, WaitState::Offered]))
        .filter(waits::day.ge(from))
        .filter(waits::day.le(until))
        .limit(MOST);
    if let Some(line) = line {
        wanted = wanted.filter(waits::line.eq(line));
    }
    let rows: Vec<WaitRow> = wait_query!(wanted.select(waits::id)).load(conn)?;
    rows.into_iter().map(|row| open_wait(vault, row)).collect()
}

/// One entry of the waiting list that this person sees.
pub fn wait(conn: &mut PgConnection, vault: &Vault, actor: &Actor, id: WaitId) -> Result<Waiting, Error> {
    let wanted = visible_waits(actor).filter(waits::id.eq(id)).select(waits::id);
    let row: WaitRow = wait_query!(wanted).first(conn)?;
    open_wait(vault, row)
}

/// Whether a customer, or their car, has an appointment that overlaps with this time.
pub(super) fn overlaps(
    conn: &mut PgConnection,
    (customer, vehicle): (CustomerId, Option<VehicleId>),
    at: DateTime<Utc>,
    but: Option<AppointmentId>,
) -> Result<bool, Error> {
    let length = super::rules::slot_length();
    let near = || {
        appointments::table
            .filter(appointments::state.eq(AppointmentState::Booked))
            .filter(appointments::starts_at.gt(at - length))
            .filter(appointments::starts_at.lt(at + length))
            .filter(appointments::id.ne(but.unwrap_or(uuid::Uuid::nil().into())))
    };
    let own = near().filter(appointments::customer_id.eq(customer));
    let busy: bool = diesel::select(exists(own)).get_result(conn)?;
    let Some(vehicle) = vehicle.filter(|_| !busy) else {
        return Ok(busy);
    };
    let car = near().filter(appointments::vehicle_id.eq(vehicle));
    Ok(diesel::select(exists(car)).get_result(conn)?)
}

/// When else a customer is expected on the day of an appointment.
pub fn others_of_day(
    conn: &mut PgConnection,
    customer: CustomerId,
    but: AppointmentId,
    at: DateTime<Utc>,
) -> Result<Vec<DateTime<Utc>>, Error> {
    Ok(appointments::table
        .filter(appointments::customer_id.eq(customer))
        .filter(appointments::state.eq(AppointmentState::Booked))
        .filter(appointments::starts_at.ge(times::start_of(times::day_of(at))))
        .filter(appointments::starts_at.lt(times::end_of_day(at)))
        .filter(appointments::id.ne(but))
        .order(appointments::starts_at)
        .select(appointments::starts_at)
        .load(conn)?)
}

/// The day after.
pub(super) fn after(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}
