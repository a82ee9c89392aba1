//! The day as the front desk sees it.

use chrono::{DateTime, NaiveDate, NaiveTime, Timelike, Utc};
use diesel::PgConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde_json::Value;

use super::visible;
use crate::access::{Actor, Permission, Role};
use crate::customers::model::NAME;
use crate::customers::rules::Tier;
use crate::platform::db::kept::kept;
use crate::platform::db::page::at_most;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::settings::{self, Setting};
use crate::platform::vault::{Sealed, Vault};
use crate::schema::{appointments, customers, staff, vehicles, visit_stamps, visits};
use crate::values::ids::{AppointmentId, CustomerId, StaffId, StoreId, VehicleId, VisitId};
use crate::values::plate::Plate;
use crate::vehicles::model::{PLATE, shown_plate, title};
use crate::visits::appointments::rules::{self as planned, DaysOff, OffReason, Presence, SLOT_MINUTES};
use crate::visits::model::{BoardRow, Duty, Expected, FloorTurn, GUEST, Holder, Person, Receiving, Visit};
use crate::visits::rules::{AppointmentState, FloorAction, Line, Purpose, VisitAction, VisitState};
use crate::visits::settings::Reception;

diesel::alias!(staff as callers: Callers);

/// More than stand in any store on one day.
const MOST: usize = 1_000;

type Car = Option<(Option<Sealed>, String, String)>;

/// Of which visits the board tells whose they are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Named {
    All,
    /// Those who left count, but nobody looks them up by name.
    Present,
}

/// The visits of a day and those of days before that are not over, by arrival: one round trip.
pub fn board(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    day: NaiveDate,
    named: Named,
) -> Result<Vec<BoardRow>, Error> {
    type Place = (
        i16,
        bool,
        i16,
        DateTime<Utc>,
        Option<String>,
        Option<DateTime<Utc>>,
        i16,
        Option<Sealed>,
    );
    type Row = (
        Visit,
        Place,
        Option<(Sealed, Tier, Option<StaffId>)>,
        Car,
        Option<(StaffId, String)>,
        Option<(StaffId, String)>,
        Option<DateTime<Utc>>,
    );
    // The state is written out, so that the index of visits not over is seen to fit whatever the plan is kept for. The day
    // is a SELECT, so that a plan is not made for this one: it would seem better than one that is kept, each time anew,
    // and to make it takes longer than to read the board.
    let today = sql::<Date>("(SELECT ").bind::<Date, _>(day).sql(")");
    let shown = visible(actor)
        .filter(visits::ticket_on.eq(today).or(sql::<Bool>("visits.state <> 'left'")))
        .select(visits::id);
    let looked_up = || {
        sql::<Bool>("(visits.state <> 'left' OR ")
            .bind::<Bool, _>(named == Named::All)
            .sql(")")
    };
    let question = visits::table
        .left_join(customers::table.on(customers::id.nullable().eq(visits::customer_id).and(looked_up())))
        .left_join(vehicles::table.on(vehicles::id.nullable().eq(visits::vehicle_id).and(looked_up())))
        .left_join(staff::table.on(staff::id.nullable().eq(visits::advisor_id)))
        .left_join(callers.on(callers.field(staff::id).nullable().eq(visits::called_by)))
        .left_join(appointments::table.on(appointments::visit_id.eq(visits::id.nullable())))
        .filter(visits::id.eq_any(shown))
        .order((visits::arrived_at, visits::id))
        .select((
            Visit::as_select(),
            (
                visits::party_size,
                visits::first_visit,
                visits::queue_rank,
                visits::queued_at,
                visits::counter,
                visits::called_at,
                visits::passed_over,
                visits::guest_sealed,
            ),
            (customers::name_sealed, customers::tier, customers::owner_id).nullable(),
            (vehicles::plate_sealed, vehicles::brand, vehicles::model).nullable(),
            (staff::id, staff::name).nullable(),
            (callers.field(staff::id), callers.field(staff::name)).nullable(),
            appointments::starts_at.nullable(),
        ));
    let rows: Vec<Row> = kept(at_most(MOST, question)).load(conn)?;
    rows.into_iter()
        .map(|(visit, place, customer, car, advisor, caller, booked_for)| {
            let (party_size, first_visit, queue_rank, queued_at, counter, called_at, passed_over, guest) = place;
            let name = match (&customer, visit.customer_id) {
                (Some((name, ..)), Some(id)) => Some(vault.open(NAME, id.uuid(), name)?),
                _ => vault.open_opt(GUEST, visit.id.uuid(), guest.as_ref())?,
            };
            let (plate, new_energy, car) = car_of(vault, visit.vehicle_id, car)?;
            Ok(BoardRow {
                name,
                tier: customer.as_ref().map(|(_, tier, _)| *tier),
                owner: customer.and_then(|(.., owner)| owner),
                plate,
                new_energy,
                car,
                party_size,
                first_visit,
                advisor: advisor.map(person),
                queue_rank,
                queued_at,
                counter,
                called_at,
                caller: caller.map(person),
                passed_over,
                booked_for,
                visit,
            })
        })
        .collect()
}

fn person((id, name): (StaffId, String)) -> Person {
    Person { id, name }
}

/// Plate, whether it is a green one, and what car it is.
fn car_of(vault: &Vault, id: Option<VehicleId>, car: Car) -> Result<(Option<String>, bool, String), Error> {
    let (Some(id), Some((plate, brand, model))) = (id, car) else {
        return Ok((None, false, String::new()));
    };
    let plate = vault.open_opt(PLATE, id.uuid(), plate.as_ref())?;
    let plate = plate.as_ref().map(|plate| plate.expose().as_str());
    let new_energy = plate
        .and_then(|plate| Plate::parse(plate).ok())
        .is_some_and(|plate| plate.is_new_energy());
    Ok((plate.map(shown_plate), new_energy, title(&brand, &model, "")))
}

/// The appointments of a day that were not cancelled, by time: one round trip.
pub fn expected(conn: &mut PgConnection, vault: &Vault, actor: &Actor, day: NaiveDate) -> Result<Vec<Expected>, Error> {
    let from = times::start_of(day);
    // As in `board`: no plan is made for this day alone.
    let instant = |at: DateTime<Utc>| sql::<Timestamptz>("(SELECT ").bind::<Timestamptz, _>(at).sql(")");
    let wanted = of_desk(actor)
        .filter(appointments::starts_at.ge(instant(from)))
        .filter(appointments::starts_at.lt(instant(times::end_of_day(from))))
        .select(appointments::id);
    load_expected(conn, vault, wanted)
}

/// One appointment that the desk shows.
pub fn booked(conn: &mut PgConnection, vault: &Vault, actor: &Actor, id: AppointmentId) -> Result<Expected, Error> {
    let wanted = of_desk(actor).filter(appointments::id.eq(id)).select(appointments::id);
    load_expected(conn, vault, wanted)?.pop().ok_or(Error::NotFound)
}

type Wanted = appointments::BoxedQuery<'static, diesel::pg::Pg>;

fn of_desk(actor: &Actor) -> Wanted {
    let query = appointments::table
        .into_boxed()
        .filter(appointments::store_id.eq(actor.store))
        .filter(appointments::state.ne(AppointmentState::Cancelled));
    if only_sales(actor) {
        query.filter(appointments::line.eq(Line::Sales))
    } else {
        query
    }
}

fn load_expected(
    conn: &mut PgConnection,
    vault: &Vault,
    wanted: appointments::BoxedQuery<'static, diesel::pg::Pg, SqlUuid>,
) -> Result<Vec<Expected>, Error> {
    type Row = (
        (
            AppointmentId,
            Line,
            Purpose,
            AppointmentState,
            DateTime<Utc>,
            Option<VisitId>,
            Option<VehicleId>,
        ),
        (CustomerId, Sealed, Tier, Option<StaffId>),
        Car,
        Option<(StaffId, String)>,
    );
    let question = appointments::table
        .inner_join(customers::table.on(customers::id.eq(appointments::customer_id)))
        .left_join(vehicles::table.on(vehicles::id.nullable().eq(appointments::vehicle_id)))
        .left_join(staff::table.on(staff::id.nullable().eq(appointments::advisor_id)))
        .filter(appointments::id.eq_any(wanted))
        .order((appointments::starts_at, appointments::id))
        .select((
            (
                appointments::id,
                appointments::line,
                appointments::purpose,
                appointments::state,
                appointments::starts_at,
                appointments::visit_id,
                appointments::vehicle_id,
            ),
            (
                customers::id,
                customers::name_sealed,
                customers::tier,
                customers::owner_id,
            ),
            (vehicles::plate_sealed, vehicles::brand, vehicles::model).nullable(),
            (staff::id, staff::name).nullable(),
        ));
    let rows: Vec<Row> = kept(at_most(MOST, question)).load(conn)?;
    rows.into_iter()
        .map(|(booked, (customer, name, tier, owner), car, advisor)| {
            let (id, line, purpose, state, starts_at, visit, vehicle) = booked;
            let (plate, new_energy, car) = car_of(vault, vehicle, car)?;
            Ok(Expected {
                id,
                line,
                purpose,
                state,
                starts_at,
                name: vault.open(NAME, customer.uuid(), &name)?,
                customer,
                owner,
                tier,
                vehicle,
                plate,
                new_energy,
                car,
                advisor: advisor.map(person),
                visit,
            })
        })
        .collect()
}

/// A consultant's desk shows the visitors of their side of the house.
fn only_sales(actor: &Actor) -> bool {
    let wide = Permission::SeeReception
        .roles()
        .iter()
        .any(|role| *role != Role::SalesConsultant && actor.is(*role));
    actor.is(Role::SalesConsultant) && !wide
}

#[derive(QueryableByName)]
struct ReceivingRow {
    #[diesel(sql_type = SqlUuid)]
    id: StaffId,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Array<Nullable<Text>>)]
    roles: Vec<Option<String>>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    week: Option<Value>,
    #[diesel(sql_type = Nullable<Text>)]
    off: Option<String>,
    #[diesel(sql_type = BigInt)]
    in_hand: i64,
    #[diesel(sql_type = Nullable<Integer>)]
    place: Option<i32>,
    #[diesel(sql_type = Nullable<Bool>)]
    paused: Option<bool>,
    #[diesel(sql_type = Nullable<Integer>)]
    turns: Option<i32>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    since: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    rules: Option<Value>,
}

/// Who receives visitors, what they have in hand, the rotation of the floor, and the rules: one round trip.
pub fn receiving(
    conn: &mut PgConnection,
    store: StoreId,
    now: DateTime<Utc>,
) -> Result<(Vec<Receiving>, Reception), Error> {
    let roles: Vec<&str> = Permission::WorkReception
        .roles()
        .iter()
        .map(|role| role.code())
        .collect();
    let question = diesel::sql_query(
        "SELECT s.id, s.name, s.roles, w.week, \
           (SELECT reason FROM days_off WHERE staff_id = s.id AND from_on <= $2 AND until_on >= $2 LIMIT 1) AS off, \
           COALESCE(v.in_hand, 0) AS in_hand, d.place, d.paused_at IS NOT NULL AS paused, d.turns, \
           d.checked_in_at AS since, \
           (SELECT value FROM settings WHERE store_id = $1 AND key = $4) AS rules \
         FROM staff AS s \
         LEFT JOIN working_plans AS w ON w.staff_id = s.id \
         LEFT JOIN (SELECT advisor_id, count(*) AS in_hand FROM visits WHERE store_id = $1 AND state <> 'left' \
           AND state NOT IN ('settled', 'ready') GROUP BY advisor_id) AS v ON v.advisor_id = s.id \
         LEFT JOIN floor_duty AS d ON d.staff_id = s.id AND d.store_id = $1 AND d.day = $2 AND d.ended_at IS NULL \
         WHERE s.store_id = $1 AND s.disabled_at IS NULL AND s.roles && $3 ORDER BY d.place NULLS LAST, s.name, s.id",
    )
    .bind::<SqlUuid, _>(store)
    .bind::<Date, _>(times::day_of(now))
    .bind::<Array<Text>, _>(roles)
    .bind::<Text, _>(Reception::KEY);
    let rows: Vec<ReceivingRow> = kept(question).load(conn)?;
    let rules = settings::of_value(rows.first().and_then(|row| row.rules.clone()))?;
    let people = rows
        .into_iter()
        .map(|row| Receiving {
            duty: match (row.place, row.since) {
                (Some(place), Some(since)) => Some(Duty {
                    place,
                    since,
                    paused: row.paused.unwrap_or_default(),
                    turns: row.turns.unwrap_or_default(),
                }),
                _ => None,
            },
            presence: presence(row.id, row.week, row.off.as_deref(), now),
            id: row.id,
            name: row.name,
            roles: row
                .roles
                .iter()
                .flatten()
                .filter_map(|code| Role::parse(code))
                .collect(),
            in_hand: row.in_hand,
        })
        .collect();
    Ok((people, rules))
}

/// What a plan, if there is one, and a day off say of the hour.
pub(in crate::visits) fn presence(id: StaffId, week: Option<Value>, off: Option<&str>, now: DateTime<Utc>) -> Presence {
    let local = times::local(now);
    let (day, time) = (local.date(), local.time());
    let slot = NaiveTime::from_hms_opt(time.hour(), time.minute() / SLOT_MINUTES * SLOT_MINUTES, 0);
    let person = planned::Person {
        id,
        name: String::new(),
        week: week.and_then(|week| serde_json::from_value(week).ok()),
        off: off
            .map(|code| DaysOff {
                from: day,
                until: day,
                reason: OffReason::parse(code).unwrap_or(OffReason::Other),
            })
            .into_iter()
            .collect(),
    };
    person.presence(day, slot.unwrap_or_default())
}

/// What the navigation counts: who waits, and who waits too long.
pub fn waiting_counts(conn: &mut PgConnection, actor: &Actor, now: DateTime<Utc>) -> Result<(i64, i64), Error> {
    let rules = crate::schema::settings::table
        .filter(crate::schema::settings::store_id.eq(actor.store))
        .filter(crate::schema::settings::key.eq(Reception::KEY))
        .select(crate::schema::settings::value)
        .single_value();
    let question = visible(actor)
        .filter(sql::<Bool>("visits.state IN ('arrived', 'waiting')"))
        .select((visits::arrived_at, rules));
    let rows: Vec<(DateTime<Utc>, Option<Value>)> = kept(at_most(MOST, question)).load(conn)?;
    let rules: Reception = settings::of_value(rows.first().and_then(|row| row.1.clone()))?;
    let late = rows
        .iter()
        .filter(|(at, _)| (now - *at).num_minutes() >= rules.red_minutes.into())
        .count();
    Ok((
        i64::try_from(rows.len()).unwrap_or_default(),
        i64::try_from(late).unwrap_or_default(),
    ))
}

/// Who has a visitor now.
pub fn holder(conn: &mut PgConnection, actor: &Actor, id: VisitId) -> Result<Holder, Error> {
    type Row = (Visit, Option<String>, Option<String>);
    let (visit, caller, receiver): Row = visits::table
        .left_join(staff::table.on(staff::id.nullable().eq(visits::advisor_id)))
        .left_join(callers.on(callers.field(staff::id).nullable().eq(visits::called_by)))
        .filter(visits::id.eq_any(visible(actor).filter(visits::id.eq(id)).select(visits::id)))
        .select((
            Visit::as_select(),
            callers.field(staff::name).nullable(),
            staff::name.nullable(),
        ))
        .first(conn)?;
    // Whoever received them or let them go may not be the one they are given to.
    let last: Option<String> = visit_stamps::table
        .inner_join(staff::table)
        .filter(visit_stamps::visit_id.eq(id))
        .filter(visit_stamps::action.eq_any([VisitAction::Receive, VisitAction::Leave]))
        .order((visit_stamps::at.desc(), visit_stamps::id.desc()))
        .select(staff::name)
        .first(conn)
        .optional()?;
    Ok(Holder {
        ticket: visit.ticket(),
        state: visit.state,
        caller,
        receiver: match visit.state {
            VisitState::Receiving | VisitState::Left => last.or(receiver),
            _ => receiver,
        },
    })
}

/// The number under which a car, or somebody who came without one, is in the store already, if this person sees it.
pub fn present(
    conn: &mut PgConnection,
    actor: &Actor,
    (customer, vehicle): (CustomerId, Option<VehicleId>),
    line: Line,
) -> Result<Option<String>, Error> {
    let here = visible(actor).filter(visits::state.ne(VisitState::Left));
    let here = match vehicle {
        Some(vehicle) => here.filter(visits::vehicle_id.eq(vehicle)),
        None => here
            .filter(visits::customer_id.eq(customer))
            .filter(visits::vehicle_id.is_null())
            .filter(visits::line.eq(line)),
    };
    let found: Option<(Line, i16)> = here.select((visits::line, visits::ticket_no)).first(conn).optional()?;
    Ok(found.map(|(line, number)| line.ticket(number)))
}

/// How the rotation of a day went, the latest first.
pub fn floor_turns(conn: &mut PgConnection, store: StoreId, day: NaiveDate) -> Result<Vec<FloorTurn>, Error> {
    use crate::schema::floor_turns as turns;
    /// A day of a full floor.
    const SHOWN: i64 = 200;
    type Row = (DateTime<Utc>, FloorAction, String, Option<String>, Option<(Line, i16)>);
    let rows: Vec<Row> = turns::table
        .inner_join(staff::table.on(staff::id.eq(turns::staff_id)))
        .left_join(callers.on(callers.field(staff::id).nullable().eq(turns::by_id)))
        .left_join(visits::table.on(visits::id.nullable().eq(turns::visit_id)))
        .filter(turns::store_id.eq(store))
        .filter(turns::day.eq(day))
        .order((turns::at.desc(), turns::id.desc()))
        .limit(SHOWN)
        .select((
            turns::at,
            turns::action,
            staff::name,
            callers.field(staff::name).nullable(),
            (visits::line, visits::ticket_no).nullable(),
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(at, action, who, by, visit)| FloorTurn {
            at,
            action,
            who,
            by,
            ticket: visit.map(|(line, number)| line.ticket(number)),
        })
        .collect())
}

/// Whether a visitor still waits.
pub(super) const WAITING: [VisitState; 2] = [VisitState::Arrived, VisitState::Waiting];
