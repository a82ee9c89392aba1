//! Small questions that commands ask.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::dsl::{exists, select};
use diesel::prelude::*;

use super::visible;
use crate::access::{Actor, Permission, Role};
use crate::complaints::model::{EntryKind, SolutionRow};
use crate::complaints::rules::{Clock, Department, GoodwillState, Level, Limits, PauseReason, Raised, Side};
use crate::complaints::settings::ComplaintSettings;
use crate::platform::error::Error;
use crate::platform::i18n::Lang;
use crate::platform::settings;
use crate::schema::{
    complaint_entries, complaint_escalations, complaint_goodwill, complaint_pauses, complaint_solutions,
    complaint_terms, complaints, corrective_actions, staff, stores,
};
use crate::values::deadline::Pause;
use crate::values::ids::{ComplaintId, CustomerId, StaffId, StoreId, VehicleId};
use crate::values::money::Fen;

/// The limits of a store.
pub fn limits(conn: &mut PgConnection, store: StoreId) -> Result<Limits, Error> {
    Ok(settings::load::<ComplaintSettings>(conn, store)?.value.into())
}

/// The day it is in a store.
pub fn store_day(conn: &mut PgConnection, store: StoreId, now: DateTime<Utc>) -> Result<NaiveDate, Error> {
    let zone: String = stores::table.find(store).select(stores::time_zone).first(conn)?;
    let zone: chrono_tz::Tz = zone.parse().unwrap_or(chrono_tz::Asia::Shanghai);
    Ok(now.with_timezone(&zone).date_naive())
}

/// What a store is called, in the language of whoever reads it.
pub fn store_name(conn: &mut PgConnection, store: StoreId, lang: Lang) -> Result<String, Error> {
    let (zh, en): (String, String) = stores::table
        .find(store)
        .select((stores::name, stores::name_en))
        .first(conn)?;
    Ok(lang.pick(zh, en))
}

pub fn pauses(conn: &mut PgConnection, id: ComplaintId, round: i16) -> Result<Vec<Pause>, Error> {
    let rows: Vec<(DateTime<Utc>, Option<DateTime<Utc>>)> = complaint_pauses::table
        .filter(complaint_pauses::complaint_id.eq(id))
        .filter(complaint_pauses::round.eq(round))
        .order(complaint_pauses::from_at)
        .select((complaint_pauses::from_at, complaint_pauses::until_at))
        .load(conn)?;
    Ok(rows.into_iter().map(|(from, until)| Pause { from, until }).collect())
}

/// Why the clocks stood still from this instant on; of a pause that was cut, why they did.
pub fn pause_reason(conn: &mut PgConnection, id: ComplaintId, from: DateTime<Utc>) -> Result<PauseReason, Error> {
    Ok(complaint_pauses::table
        .filter(complaint_pauses::complaint_id.eq(id))
        .filter(complaint_pauses::from_at.eq(from))
        .select(complaint_pauses::reason)
        .first(conn)?)
}

/// The levels that were told in this round.
pub fn raised(conn: &mut PgConnection, id: ComplaintId, round: i16) -> Result<Vec<Raised>, Error> {
    Ok(complaint_escalations::table
        .filter(complaint_escalations::complaint_id.eq(id))
        .filter(complaint_escalations::round.eq(round))
        .select((complaint_escalations::clock, complaint_escalations::level))
        .load::<(Clock, Level)>(conn)?)
}

pub fn is_category(conn: &mut PgConnection, code: &str) -> Result<bool, Error> {
    let known = complaint_terms::table
        .filter(complaint_terms::code.eq(code))
        .filter(complaint_terms::kind.eq("category"))
        .filter(complaint_terms::retired_at.is_null());
    Ok(select(exists(known)).get_result(conn)?)
}

/// Whether this is a leaf of the tree of causes.
pub fn is_cause(conn: &mut PgConnection, code: &str) -> Result<bool, Error> {
    let known = complaint_terms::table
        .filter(complaint_terms::code.eq(code))
        .filter(complaint_terms::kind.eq("cause"))
        .filter(complaint_terms::parent.is_not_null())
        .filter(complaint_terms::retired_at.is_null());
    Ok(select(exists(known)).get_result(conn)?)
}

/// Waits for whoever else is at work on the same term.
pub fn lock_term(conn: &mut PgConnection, code: &str) -> Result<(), Error> {
    complaint_terms::table
        .find(code)
        .select(complaint_terms::code)
        .for_no_key_update()
        .first::<String>(conn)?;
    Ok(())
}

/// Whether this person can own a complaint of the store.
pub fn is_worker(conn: &mut PgConnection, store: StoreId, person: StaffId) -> Result<bool, Error> {
    let worker = staff::table
        .filter(staff::id.eq(person))
        .filter(staff::store_id.eq(store))
        .filter(staff::disabled_at.is_null())
        .filter(staff::roles.overlaps_with(codes(Permission::WorkComplaint.roles())));
    Ok(select(exists(worker)).get_result(conn)?)
}

/// Whether this person works in the store at all.
pub fn is_colleague(conn: &mut PgConnection, store: StoreId, person: StaffId) -> Result<bool, Error> {
    let colleague = staff::table
        .filter(staff::id.eq(person))
        .filter(staff::store_id.eq(store))
        .filter(staff::disabled_at.is_null());
    Ok(select(exists(colleague)).get_result(conn)?)
}

pub(super) fn codes(roles: &[Role]) -> Vec<Option<String>> {
    roles.iter().map(|role| Some(role.code().to_owned())).collect()
}

/// Whether a vehicle is, or was, this customer's.
pub fn belongs(conn: &mut PgConnection, vehicle: VehicleId, customer: Option<CustomerId>) -> Result<bool, Error> {
    match customer {
        Some(customer) => crate::vehicles::queries::belongs(conn, vehicle, customer),
        None => Ok(false),
    }
}

/// Complaints with a level of escalation to be told of; those that somebody is at work on wait a minute.
pub fn to_escalate(conn: &mut PgConnection, now: DateTime<Utc>, limit: i64) -> Result<Vec<ComplaintId>, Error> {
    Ok(complaints::table
        .filter(complaints::escalate_at.le(now))
        .order(complaints::escalate_at)
        .limit(limit)
        .select(complaints::id)
        .for_update()
        .skip_locked()
        .load(conn)?)
}

/// The solution that waits for a decision.
pub fn waiting_solution(conn: &mut PgConnection, id: ComplaintId) -> Result<Option<SolutionRow>, Error> {
    Ok(complaint_solutions::table
        .filter(complaint_solutions::complaint_id.eq(id))
        .filter(complaint_solutions::decision.is_null())
        .select(SolutionRow::as_select())
        .first(conn)
        .optional()?)
}

/// Whether goodwill waits for a decision.
pub fn goodwill_waits(conn: &mut PgConnection, id: ComplaintId) -> Result<bool, Error> {
    let pending = complaint_goodwill::table
        .filter(complaint_goodwill::complaint_id.eq(id))
        .filter(complaint_goodwill::state.eq(GoodwillState::Pending));
    Ok(select(exists(pending)).get_result(conn)?)
}

/// When the customer was called back in this round, oldest first.
pub fn call_backs(conn: &mut PgConnection, id: ComplaintId, round: i16) -> Result<Vec<DateTime<Utc>>, Error> {
    Ok(complaint_entries::table
        .filter(complaint_entries::complaint_id.eq(id))
        .filter(complaint_entries::round.eq(round))
        .filter(complaint_entries::kind.eq(EntryKind::CallBack))
        .order(complaint_entries::at)
        .select(complaint_entries::at)
        .load(conn)?)
}

/// Goodwill that waits for a decision: how much, and who asked for it.
pub fn waiting_goodwill(conn: &mut PgConnection, id: ComplaintId) -> Result<Vec<(Fen, StaffId)>, Error> {
    let rows: Vec<(i64, StaffId)> = complaint_goodwill::table
        .filter(complaint_goodwill::complaint_id.eq(id))
        .filter(complaint_goodwill::state.eq(GoodwillState::Pending))
        .order(complaint_goodwill::asked_at)
        .select((complaint_goodwill::amount_fen, complaint_goodwill::asked_by))
        .load(conn)?;
    Ok(rows.into_iter().map(|(amount, by)| (Fen::new(amount), by)).collect())
}

/// What was granted on this complaint without an approval.
pub fn granted_at_once(conn: &mut PgConnection, id: ComplaintId) -> Result<Fen, Error> {
    let amounts: Vec<i64> = complaint_goodwill::table
        .filter(complaint_goodwill::complaint_id.eq(id))
        .filter(complaint_goodwill::within_allowance)
        .select(complaint_goodwill::amount_fen)
        .load(conn)?;
    Ok(Fen::new(amounts.into_iter().fold(0, i64::saturating_add)))
}

/// The complaint with this number, if this person sees it.
pub fn by_number(conn: &mut PgConnection, actor: &Actor, number: &str) -> Result<Option<ComplaintId>, Error> {
    Ok(visible(actor)
        .filter(complaints::number.eq(number.to_owned()))
        .select(complaints::id)
        .first(conn)
        .optional()?)
}

/// How many complaints of this cause there were since.
pub fn times_since(conn: &mut PgConnection, store: StoreId, cause: &str, since: DateTime<Utc>) -> Result<i64, Error> {
    Ok(complaints::table
        .filter(complaints::store_id.eq(store))
        .filter(complaints::cause.eq(cause))
        .filter(complaints::cause_at.ge(since))
        .filter(complaints::merged_into.is_null())
        .count()
        .get_result(conn)?)
}

pub fn has_open_alarm(conn: &mut PgConnection, store: StoreId, cause: &str) -> Result<bool, Error> {
    let open = corrective_actions::table
        .filter(corrective_actions::store_id.eq(store))
        .filter(corrective_actions::cause.eq(cause))
        .filter(corrective_actions::state.eq("open"));
    Ok(select(exists(open)).get_result(conn)?)
}

/// The side of the house that a complaint belongs to: its department's, else its category's.
pub fn side_of(conn: &mut PgConnection, department: Option<Department>, category: &str) -> Result<Side, Error> {
    match department.and_then(Department::side) {
        Some(side) => Ok(side),
        None => Ok(complaint_terms::table
            .find(category)
            .select(complaint_terms::side)
            .first(conn)?),
    }
}

/// Who manages the side of the house that a complaint belongs to.
pub fn manager_of(
    conn: &mut PgConnection,
    store: StoreId,
    department: Option<Department>,
    category: &str,
) -> Result<Option<StaffId>, Error> {
    let role = match side_of(conn, department, category)? {
        Side::Sales => Role::SalesManager,
        Side::Service => Role::ServiceManager,
    };
    first_with(conn, store, role)
}

/// The first of a store's people with this role.
pub fn first_with(conn: &mut PgConnection, store: StoreId, role: Role) -> Result<Option<StaffId>, Error> {
    Ok(staff::table
        .filter(staff::store_id.eq(store))
        .filter(staff::disabled_at.is_null())
        .filter(staff::roles.overlaps_with(codes(&[role])))
        .order(staff::id)
        .select(staff::id)
        .first(conn)
        .optional()?)
}
