//! Test drives: one, a page of them, a day of them, and who had a car.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::dsl::auto_type;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::access::{Actor, Role};
use crate::customers::model::NAME;
use crate::platform::db::page::{After, Slice};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::{Purpose, Sealed, Vault};
use crate::sales::test_drives::model::{Car, CarRow, Drive, DriveRow, Holders, Listed, sees_all};
use crate::sales::test_drives::rules::{DriveState, View};
use crate::sales::within::Within;
use crate::schema::{customers, demo_cars, opportunities, staff, test_drives};
use crate::values::ids::{DemoCarId, OpportunityId, StaffId, StoreId, TestDriveId};
use crate::values::plate::Plate;

/// How many drives a page of one car, or one answer, shows.
const MOST: i64 = 50;

/// A drive with its car, opportunity, customer and consultant.
#[auto_type(type_case = "PascalCase")]
fn joined() -> _ {
    test_drives::table
        .inner_join(demo_cars::table)
        .inner_join(opportunities::table)
        .inner_join(customers::table)
        .inner_join(staff::table.on(staff::id.eq(test_drives::consultant_id)))
}

type Drives = diesel::dsl::IntoBoxed<'static, Joined, Pg>;

fn of_store(store: StoreId) -> Drives {
    joined().into_boxed().filter(test_drives::store_id.eq(store))
}

/// The drives this person sees: all of the store for managers; for a consultant those they ride along with and those of
/// their own opportunities.
fn visible(actor: &Actor) -> Drives {
    let (query, me) = (of_store(actor.store), actor.id);
    if sees_all(actor) {
        return query;
    }
    if !actor.is(Role::SalesConsultant) {
        return query.filter(false.into_sql::<Bool>());
    }
    let owns = opportunities::owner_id.eq(me).assume_not_null();
    query.filter(test_drives::consultant_id.eq(me).or(owns))
}

type Row = (DriveRow, CarRow, Sealed, String, String, Option<StaffId>);

fn listed(vault: &Vault, actor: &Actor, row: Row) -> Result<Listed, Error> {
    let (drive, car, name, consultant, number, owner) = row;
    let mine = drive.consultant_id == actor.id || owner == Some(actor.id);
    let seen = sees_all(actor) || (actor.is(Role::SalesConsultant) && mine);
    let customer = if seen {
        vault.open(NAME, drive.customer_id.uuid(), &name)?.expose().clone()
    } else {
        String::new()
    };
    Ok(Listed {
        drive: Drive::open(drive, vault)?,
        car: Car::open(car, vault)?,
        customer,
        consultant,
        number,
        seen,
    })
}

fn read(conn: &mut PgConnection, vault: &Vault, actor: &Actor, query: Drives) -> Result<Vec<Listed>, Error> {
    let rows: Vec<Row> = query
        .select((
            DriveRow::as_select(),
            CarRow::as_select(),
            customers::name_sealed,
            staff::name,
            opportunities::number,
            opportunities::owner_id,
        ))
        .load(conn)?;
    rows.into_iter().map(|row| listed(vault, actor, row)).collect()
}

/// What the grid shows between two instants: every drive of the store, with names only where this person sees them.
pub fn between(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Listed>, Error> {
    let query = of_store(actor.store)
        .filter(test_drives::state.ne_all([DriveState::Missed, DriveState::Cancelled]))
        .filter(test_drives::starts_at.lt(to))
        .filter(
            test_drives::until_at
                .gt(from)
                .or(test_drives::state.eq(DriveState::Out)),
        )
        .order((test_drives::starts_at, test_drives::id));
    read(conn, vault, actor, query)
}

/// A page of the drives this person sees, newest first.
pub fn page(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    (view, within): (View, Within),
    after: Option<After>,
    limit: usize,
) -> Result<Slice<Listed>, Error> {
    let mut query = visible(actor).filter(test_drives::state.eq_any(view.states().iter().copied()));
    if let Some(consultant) = within.owner {
        query = query.filter(test_drives::consultant_id.eq(consultant));
    }
    if let Some(since) = within.since() {
        query = query.filter(test_drives::starts_at.ge(since));
    }
    if let Some(until) = within.until() {
        query = query.filter(test_drives::starts_at.lt(until));
    }
    if let Some(after) = after {
        let id = TestDriveId::from(after.id);
        query = query.filter(
            test_drives::starts_at
                .lt(after.at)
                .or(test_drives::starts_at.eq(after.at).and(test_drives::id.lt(id))),
        );
    }
    let query = query
        .order((test_drives::starts_at.desc(), test_drives::id.desc()))
        .limit(i64::try_from(limit + 1).unwrap_or(i64::MAX));
    let rows = read(conn, vault, actor, query)?;
    Ok(Slice::cut(rows, limit, |row| {
        let (at, id) = (row.drive.starts_at, row.drive.id.uuid());
        After { at, id }.to_string()
    }))
}

/// One drive that this person sees.
pub fn drive(conn: &mut PgConnection, vault: &Vault, actor: &Actor, id: TestDriveId) -> Result<Listed, Error> {
    let found = read(conn, vault, actor, visible(actor).filter(test_drives::id.eq(id)))?;
    found.into_iter().next().ok_or(Error::NotFound)
}

/// [`Error::NotFound`] unless this person sees this drive.
pub fn is_visible(conn: &mut PgConnection, actor: &Actor, id: TestDriveId) -> Result<(), Error> {
    visible(actor)
        .filter(test_drives::id.eq(id))
        .select(test_drives::id)
        .first::<TestDriveId>(conn)
        .map(drop)
        .map_err(Error::from)
}

/// The drives of an opportunity, newest first, for its page: that the reader sees the opportunity is the caller's matter.
pub fn of_opportunity(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    opportunity: OpportunityId,
) -> Result<Vec<Listed>, Error> {
    let query = of_store(actor.store)
        .filter(test_drives::opportunity_id.eq(opportunity))
        .order((test_drives::starts_at.desc(), test_drives::id.desc()));
    read(conn, vault, actor, query)
}

/// Who had a plate in hands between two instants; if nobody, who had it before and after.
pub fn who_had(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    plate: &Plate,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Holders, Error> {
    let blind = vault.blind(Purpose::Plate, plate.canonical());
    let of_plate = || of_store(actor.store).filter(test_drives::plate_bidx.eq(blind.clone()));
    let query = of_plate()
        .filter(test_drives::out_at.lt(to))
        .filter(test_drives::back_at.is_null().or(test_drives::back_at.ge(from)))
        .order(test_drives::out_at.desc())
        .limit(MOST);
    let found = read(conn, vault, actor, query)?;
    if !found.is_empty() {
        return Ok(Holders {
            known: true,
            found,
            around: Vec::new(),
        });
    }
    let before = of_plate()
        .filter(test_drives::back_at.lt(from))
        .order(test_drives::back_at.desc())
        .limit(1);
    let after = of_plate()
        .filter(test_drives::out_at.ge(to))
        .order(test_drives::out_at.asc())
        .limit(1);
    let mut around = read(conn, vault, actor, before)?;
    around.extend(read(conn, vault, actor, after)?);
    let car = demo_cars::table
        .filter(demo_cars::store_id.eq(actor.store))
        .filter(demo_cars::plate_bidx.eq(blind));
    let known = !around.is_empty() || diesel::select(diesel::dsl::exists(car)).get_result(conn)?;
    Ok(Holders { known, found, around })
}

/// The drives of a car, the newest first, with those that are booked before them.
pub fn of_car(conn: &mut PgConnection, vault: &Vault, actor: &Actor, car: DemoCarId) -> Result<Vec<Listed>, Error> {
    let query = of_store(actor.store)
        .filter(test_drives::car_id.eq(car))
        .order((test_drives::starts_at.desc(), test_drives::id.desc()))
        .limit(MOST);
    read(conn, vault, actor, query)
}

/// What somebody who rides along has still to do with a drive.
const IN_HAND: [DriveState; 3] = [DriveState::Booked, DriveState::Out, DriveState::Returned];

/// How many drives somebody rides along with that are still to be made, or told of.
pub fn open_of_staff(conn: &mut PgConnection, person: StaffId) -> Result<i64, Error> {
    Ok(test_drives::table
        .filter(test_drives::consultant_id.eq(person))
        .filter(test_drives::state.eq_any(IN_HAND))
        .count()
        .get_result(conn)?)
}

/// The drives of [`open_of_staff`], held.
pub fn in_hand(conn: &mut PgConnection, person: StaffId) -> Result<Vec<(TestDriveId, StoreId)>, Error> {
    Ok(test_drives::table
        .filter(test_drives::consultant_id.eq(person))
        .filter(test_drives::state.eq_any(IN_HAND))
        .order(test_drives::id)
        .select((test_drives::id, test_drives::store_id))
        .for_update()
        .load(conn)?)
}

/// How many drives are booked with a car that can't be driven then.
pub fn without_their_car(conn: &mut PgConnection, car: &Car, now: DateTime<Utc>) -> Result<i64, Error> {
    let mut query = test_drives::table
        .filter(test_drives::car_id.eq(car.id))
        .filter(test_drives::state.eq(DriveState::Booked))
        .filter(test_drives::until_at.gt(now))
        .into_boxed();
    if car.out_because.is_none() {
        let last = car.insurance_until.min(car.inspection_until);
        query = query.filter(test_drives::until_at.ge(times::end_of_day(times::start_of(last))));
    }
    Ok(query.count().get_result(conn)?)
}
