//! Reads of the clock of leads, of the roster and of the open pool.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::dsl::{count, count_star};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Timestamptz, Uuid as SqlUuid};
use serde_json::Value;
use uuid::Uuid;

use super::model::{DutyRow, LEAD, Lead, Left, NOBODY, OnRoster, PoolLine, PoolRow, Step, StepRow};
use super::rules::{Claimed, Evidence, Idle, Move, StepKind};
use super::settings::ClockSettings;
use crate::access::{Actor, Permission, Role};
use crate::customers::queries::{SealedBrief, brief_of};
use crate::platform::db::lists::AsJson;
use crate::platform::db::page::{After, PAGE, Slice};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::settings;
use crate::platform::vault::Vault;
use crate::sales::rules::LeadState;
use crate::schema::{
    lead_sources, lead_steps, leads, opportunities, opportunity_stamps, pool_claims, sales_duty, staff, tasks,
};
use crate::staff::queries::{colleagues, colleagues_who_may};
use crate::values::ids::{LeadId, OpportunityId, StaffId, StoreId};
use crate::visits::appointments;
use crate::visits::appointments::rules::Presence;
use crate::visits::rules::Line;

/// The chain of a lead in the order of what is due, each step with who did it. Whoever may see the lead may see it.
pub fn steps(conn: &mut PgConnection, lead: LeadId) -> Result<Vec<Step>, Error> {
    let rows: Vec<(StepRow, Option<String>)> = lead_steps::table
        .left_join(staff::table.on(staff::id.nullable().eq(lead_steps::done_by)))
        .filter(lead_steps::lead_id.eq(lead))
        .order((lead_steps::due_at, lead_steps::id))
        .select((StepRow::as_select(), staff::name.nullable()))
        .load(conn)?;
    Ok(rows.into_iter().map(|(row, done_by)| Step { row, done_by }).collect())
}

/// The chains of many leads in one question: for lists and cards.
pub fn steps_of(conn: &mut PgConnection, leads: &[LeadId]) -> Result<HashMap<LeadId, Vec<StepRow>>, Error> {
    let rows: Vec<StepRow> = lead_steps::table
        .filter(lead_steps::lead_id.eq_any(leads))
        .order((lead_steps::due_at, lead_steps::id))
        .select(StepRow::as_select())
        .load(conn)?;
    let mut chains: HashMap<LeadId, Vec<StepRow>> = HashMap::new();
    for row in rows {
        chains.entry(row.lead_id).or_default().push(row);
    }
    Ok(chains)
}

/// Whether somebody works in sales here, and can be given leads.
pub fn is_worker(conn: &mut PgConnection, store: StoreId, person: StaffId) -> Result<bool, Error> {
    let known = colleagues_who_may(conn, store, Permission::OwnSales)?;
    Ok(known.iter().any(|one| one.id == person))
}

/// Whether somebody gives away leads of anybody, or only those that are nobody's.
pub fn gives_any(actor: &Actor) -> bool {
    [Role::SalesManager, Role::CrmManager, Role::StoreManager]
        .iter()
        .any(|role| actor.is(*role))
}

/// The leads that somebody may give to a consultant: of their store; customer care those that are nobody's.
pub fn to_assign(conn: &mut PgConnection, actor: &Actor, ids: &[LeadId]) -> Result<Vec<Lead>, Error> {
    let mut query = leads::table
        .filter(leads::id.eq_any(ids))
        .filter(leads::store_id.eq(actor.store))
        .into_boxed();
    if !gives_any(actor) {
        query = query.filter(leads::owner_id.is_null());
    }
    Ok(query.order(leads::id).select(Lead::as_select()).load(conn)?)
}

/// The kind of the source that a lead came from.
pub fn source_of(conn: &mut PgConnection, lead: LeadId) -> Result<Option<String>, Error> {
    Ok(leads::table
        .inner_join(lead_sources::table)
        .filter(leads::id.eq(lead))
        .select(lead_sources::kind)
        .first(conn)
        .optional()?)
}

/// The consultants of a store in the order of their names: who works now, and who is late.
pub fn roster(conn: &mut PgConnection, store: StoreId, now: DateTime<Utc>) -> Result<Vec<OnRoster>, Error> {
    let people = colleagues(conn, store)?;
    let duties: Vec<DutyRow> = sales_duty::table
        .filter(sales_duty::store_id.eq(store))
        .select(DutyRow::as_select())
        .load(conn)?;
    let late = late_by_owner(conn, store, now)?;
    let today = times::day_of(now);
    let ahead = today + chrono::Days::new(14);
    let frame = appointments::queries::frame(conn, store, Line::Sales, (today, ahead))?;
    let hours = frame.hours.calendar(times::ZONE).map_err(Error::internal)?;
    let when = times::local(hours.next_opening(now).unwrap_or(now));
    let presence = |id: StaffId| {
        let person = frame.people.iter().find(|person| person.id == id);
        person.map_or(Presence::Works, |person| person.presence(when.date(), when.time()))
    };
    Ok(people
        .into_iter()
        .filter(|one| one.roles().contains(&Role::SalesConsultant))
        .map(|one| OnRoster {
            staff: one.id,
            // Who has a break is back within the hour.
            on_duty: matches!(presence(one.id), Presence::Works | Presence::Break),
            on_break: presence(one.id) == Presence::Break,
            late: late.get(&one.id).map_or(0, |(late, _)| *late),
            waiting: late.get(&one.id).map_or(0, |(_, waiting)| *waiting),
            duty: duties
                .iter()
                .find(|duty| duty.staff_id == one.id)
                .cloned()
                .unwrap_or_else(|| DutyRow::of(one.id)),
            name: one.name,
        })
        .collect())
}

/// One of the roster.
pub fn on_roster(conn: &mut PgConnection, store: StoreId, now: DateTime<Utc>, id: StaffId) -> Result<OnRoster, Error> {
    let found = roster(conn, store, now)?.into_iter().find(|one| one.staff == id);
    found.ok_or(Error::NotFound)
}

/// How many first calls each consultant has not tried, those overdue first, then all.
fn late_by_owner(
    conn: &mut PgConnection,
    store: StoreId,
    now: DateTime<Utc>,
) -> Result<BTreeMap<StaffId, (i64, i64)>, Error> {
    let late: Vec<(Option<StaffId>, i64, i64)> = lead_steps::table
        .filter(lead_steps::store_id.eq(store))
        .filter(lead_steps::kind.eq(StepKind::FirstCall))
        .filter(lead_steps::done_at.is_null())
        .filter(lead_steps::ended_at.is_null())
        .filter(lead_steps::first_attempt_at.is_null())
        .filter(lead_steps::owner_id.is_not_null())
        .group_by(lead_steps::owner_id)
        .select((
            lead_steps::owner_id,
            count(lead_steps::id).aggregate_filter(lead_steps::due_at.lt(now)),
            count_star(),
        ))
        .load(conn)?;
    Ok(late
        .into_iter()
        .filter_map(|(owner, late, all)| Some((owner?, (late, all))))
        .collect())
}

/// The leads that somebody looks after and that still count.
pub fn leads_of_staff(conn: &mut PgConnection, person: StaffId) -> Result<Vec<LeadId>, Error> {
    Ok(leads::table
        .filter(leads::owner_id.eq(person))
        .filter(leads::state.eq_any([LeadState::Open, LeadState::Qualified]))
        .order(leads::id)
        .select(leads::id)
        .load(conn)?)
}

/// The open opportunities that somebody looks after.
pub fn opportunities_of_staff(conn: &mut PgConnection, person: StaffId) -> Result<Vec<OpportunityId>, Error> {
    Ok(opportunities::table
        .filter(opportunities::owner_id.eq(person))
        .filter(opportunities::closed_at.is_null())
        .order(opportunities::id)
        .select(opportunities::id)
        .load(conn)?)
}

/// When somebody of a lead was talked to for the first time.
pub fn reached_at(conn: &mut PgConnection, lead: LeadId) -> Result<Option<DateTime<Utc>>, Error> {
    Ok(lead_steps::table
        .filter(lead_steps::lead_id.eq(lead))
        .filter(lead_steps::evidence.eq_any([Evidence::Call, Evidence::Visit]))
        .select(diesel::dsl::min(lead_steps::done_at))
        .first(conn)?)
}

/// Whether the sales manager was told that nobody takes a lead.
pub fn is_warned_of(conn: &mut PgConnection, lead: LeadId) -> Result<bool, Error> {
    let told = tasks::table
        .filter(tasks::subject_kind.eq(LEAD))
        .filter(tasks::subject_id.eq(lead.uuid()))
        .filter(tasks::kind.eq(NOBODY));
    Ok(diesel::select(diesel::dsl::exists(told)).get_result(conn)?)
}

/// Leads that wait for somebody, the oldest first.
pub fn unassigned(conn: &mut PgConnection, store: StoreId, most: i64) -> Result<Vec<LeadId>, Error> {
    Ok(leads::table
        .filter(leads::store_id.eq(store))
        .filter(leads::owner_id.is_null())
        .filter(leads::state.eq(LeadState::Open))
        .order((leads::received_at, leads::id))
        .limit(most)
        .select(leads::id)
        .load(conn)?)
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// Steps that became overdue without an attempt, held until this transaction ends.
pub fn to_miss(conn: &mut PgConnection, now: DateTime<Utc>, most: i32) -> Result<Vec<Uuid>, Error> {
    let found: Vec<Found> = diesel::sql_query(
        "SELECT id FROM lead_steps WHERE done_at IS NULL AND ended_at IS NULL AND missed_at IS NULL AND due_at < $1 \
         AND first_attempt_at IS NULL ORDER BY due_at, id LIMIT $2 FOR UPDATE SKIP LOCKED",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Integer, _>(most)
    .load(conn)?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// Opportunities without contact for too long. Time runs from the last contact, and anew for whoever got it, for one that
/// came to life again and for one whose order was cancelled.
pub fn idle(
    conn: &mut PgConnection,
    store: StoreId,
    idle: Idle,
    now: DateTime<Utc>,
) -> Result<Vec<OpportunityId>, Error> {
    let found: Vec<Found> = diesel::sql_query(
        "SELECT o.id FROM opportunities AS o CROSS JOIN LATERAL (SELECT $2 - make_interval(days => CASE o.level \
           WHEN 'h' THEN $3 WHEN 'a' THEN $4 WHEN 'b' THEN $5 WHEN 'c' THEN $6 ELSE $7 END) AS at) AS since \
         WHERE o.store_id = $1 AND o.closed_at IS NULL AND o.pool_since IS NULL \
         AND o.owner_id IS NOT NULL AND o.stage NOT IN ('ordered', 'delivered', 'lost') \
         AND GREATEST(o.last_contact_at, o.created_at) < since.at \
         AND NOT EXISTS (SELECT FROM opportunity_stamps AS s WHERE s.opportunity_id = o.id AND s.at >= since.at \
           AND s.action IN ('claimed', 'give', 'reopen')) \
         AND NOT EXISTS (SELECT FROM sales_orders AS q WHERE q.opportunity_id = o.id AND q.state = 'cancelled' \
           AND q.cancelled_at >= since.at) \
         ORDER BY o.id LIMIT 200",
    )
    .bind::<SqlUuid, _>(store)
    .bind::<Timestamptz, _>(now)
    .bind::<Integer, _>(idle.h)
    .bind::<Integer, _>(idle.a)
    .bind::<Integer, _>(idle.b)
    .bind::<Integer, _>(idle.c)
    .bind::<Integer, _>(idle.unlevelled)
    .load(conn)?;
    Ok(found.into_iter().map(|row| OpportunityId::from(row.id)).collect())
}

const CUSTOMER: AsJson = AsJson(brief_of!("opportunities.customer_id"));
/// How it came into the pool, and whose it was.
const FELL: AsJson = AsJson(
    "(SELECT json_build_array(c.what, s.name) FROM pool_claims c LEFT JOIN staff s ON s.id = c.staff_id \
     WHERE c.opportunity_id = opportunities.id AND c.what <> 'claimed' ORDER BY c.at DESC, c.id DESC LIMIT 1)",
);

/// A page of the open pool of a store, what came last first.
pub fn pool(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    after: Option<After>,
) -> Result<Slice<PoolLine>, Error> {
    let mut query = opportunities::table
        .filter(opportunities::store_id.eq(store))
        .filter(opportunities::pool_since.is_not_null())
        .filter(opportunities::closed_at.is_null())
        .into_boxed();
    if let Some(After { at, id }) = after {
        let id = OpportunityId::from(id);
        query = query.filter(
            opportunities::pool_since
                .lt(at)
                .or(opportunities::pool_since.eq(at).and(opportunities::id.lt(id))),
        );
    }
    let rows: Vec<(PoolRow, Option<Value>, Option<Value>)> = query
        .order((opportunities::pool_since.desc(), opportunities::id.desc()))
        .limit(i64::try_from(PAGE + 1).unwrap_or(i64::MAX))
        .select((PoolRow::as_select(), CUSTOMER, FELL))
        .load(conn)?;
    let lines = rows.into_iter().map(|(row, customer, fell)| {
        let sealed: SealedBrief = serde_json::from_value(customer.unwrap_or_default()).map_err(Error::internal)?;
        let customer = sealed.open(vault)?;
        Ok(PoolLine {
            name: customer.name,
            phone: customer.phone,
            fell: fell.map(serde_json::from_value).transpose().map_err(Error::internal)?,
            row,
        })
    });
    let lines = lines.collect::<Result<Vec<_>, Error>>()?;
    Ok(Slice::cut(lines, PAGE, |line: &PoolLine| {
        After {
            at: line.row.pool_since.unwrap_or_default(),
            id: line.row.id.uuid(),
        }
        .to_string()
    }))
}

/// Who has an opportunity that was in the pool, and since when; none while nobody has it.
pub fn taker(
    conn: &mut PgConnection,
    store: StoreId,
    id: OpportunityId,
) -> Result<Option<(StaffId, String, DateTime<Utc>)>, Error> {
    Ok(opportunities::table
        .inner_join(staff::table.on(staff::id.nullable().eq(opportunities::owner_id)))
        .inner_join(opportunity_stamps::table.on(opportunity_stamps::opportunity_id.eq(opportunities::id)))
        .filter(opportunities::id.eq(id))
        .filter(opportunities::store_id.eq(store))
        .filter(opportunity_stamps::action.eq_any([Move::Claimed.code(), "give", "together", "take_back"]))
        .order((opportunity_stamps::at.desc(), opportunity_stamps::id.desc()))
        .select((staff::id, staff::name, opportunity_stamps::at))
        .first(conn)
        .optional()?)
}

/// What somebody took today, and what a day allows.
pub fn left(conn: &mut PgConnection, store: StoreId, person: StaffId, now: DateTime<Utc>) -> Result<Left, Error> {
    let rules = settings::load::<ClockSettings>(conn, store)?.value;
    Ok(Left {
        today: claims_of_day(conn, person, now)?,
        a_day: rules.claims_a_day,
    })
}

fn claims_of_day(conn: &mut PgConnection, person: StaffId, now: DateTime<Utc>) -> Result<i64, Error> {
    Ok(pool_claims::table
        .filter(pool_claims::staff_id.eq(person))
        .filter(pool_claims::what.eq(Move::Claimed))
        .filter(pool_claims::at.ge(times::start_of(times::day_of(now))))
        .count()
        .get_result(conn)?)
}

/// What somebody took today, and when this opportunity was theirs last.
pub fn claimed(
    conn: &mut PgConnection,
    person: StaffId,
    opportunity: OpportunityId,
    now: DateTime<Utc>,
) -> Result<Claimed, Error> {
    let lost_at = pool_claims::table
        .filter(pool_claims::opportunity_id.eq(opportunity))
        .filter(pool_claims::staff_id.eq(person))
        .filter(pool_claims::what.ne(Move::Claimed))
        .select(diesel::dsl::max(pool_claims::at))
        .first(conn)?;
    Ok(Claimed {
        today: claims_of_day(conn, person, now)?,
        lost_at,
    })
}

/// An opportunity that somebody may give back: their own; a manager anybody's.
pub fn to_release(conn: &mut PgConnection, actor: &Actor, id: OpportunityId) -> Result<PoolRow, Error> {
    let mut query = opportunities::table
        .filter(opportunities::id.eq(id))
        .filter(opportunities::store_id.eq(actor.store))
        .into_boxed();
    if !actor.may(Permission::AssignLeads) {
        query = query.filter(opportunities::owner_id.eq(actor.id));
    }
    Ok(query.select(PoolRow::as_select()).first(conn)?)
}
