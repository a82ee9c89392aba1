//! Whose a lead is: dealt out in turn, given by hand, taken over from somebody who leaves.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::chain::{ask, lock, open_steps, restarted};
use crate::access::Role;
use crate::customers::commands::{Grant, end_grants, follow_owner, grant};
use crate::followups::commands as followups;
use crate::followups::model::NewTask;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::settings;
use crate::sales::clock::model::{LEADS, Lead, MISSED, NOBODY, lead_subject};
use crate::sales::clock::queries;
use crate::sales::clock::rules::{Candidate, Wish, next_in_turn};
use crate::sales::clock::settings::ClockSettings;
use crate::sales::leads::told;
use crate::sales::model::{BOARD, opportunity as opportunity_subject};
use crate::sales::opportunities::commands::{begin_anew, handed, stamp};
use crate::sales::opportunities::model::{ASKED_AGAIN, ASKED_ALERT, FOLLOW_UP, SIGN};
use crate::sales::opportunities::queries::hold_leads;
use crate::sales::rules::Stage;
use crate::schema::{lead_steps, leads, opportunities, sales_duty, stores};
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, LeadId, OpportunityId, StaffId, StoreId};

/// Why a consultant sees the customer of a lead or of an opportunity.
const BY_LEAD: &str = "lead";
const BY_OPPORTUNITY: &str = "opportunity";

/// A lead is somebody's now, with its open tasks, its opportunity and its customer. No clock starts anew.
pub fn assigned(tx: &mut Tx<'_>, id: LeadId, to: StaffId) -> Result<(), Error> {
    let lead = lock(tx, id)?;
    give(tx, lead, Some(to), ("take", None))
}

/// Gives a lead that is held to somebody, or back to nobody, with the opportunity it became.
fn give(tx: &mut Tx<'_>, lead: Lead, to: Option<StaffId>, (how, why): (&str, Option<&str>)) -> Result<(), Error> {
    let opportunity = lead.opportunity_id;
    give_lead(tx, lead, to, (how, why))?;
    match opportunity {
        Some(opportunity) => give_opportunity(tx, opportunity, to, "give", why),
        None => Ok(()),
    }
}

/// The leads of an opportunity go where it goes; whoever calls holds them ([`hold_leads`]).
pub fn follow(tx: &mut Tx<'_>, ids: &[LeadId], to: Option<StaffId>) -> Result<(), Error> {
    for id in ids {
        let lead = lock(tx, *id)?;
        if lead.owner_id != to {
            give_lead(tx, lead, to, ("follow", None))?;
        }
    }
    Ok(())
}

/// Gives a lead that is held to somebody, or back to nobody, with its open steps and their tasks.
fn give_lead(
    tx: &mut Tx<'_>,
    mut lead: Lead,
    to: Option<StaffId>,
    (how, why): (&str, Option<&str>),
) -> Result<(), Error> {
    lead.owner_id = to;
    diesel::update(leads::table.find(lead.id))
        .set((
            leads::owner_id.eq(to),
            leads::assigned_at.eq(to.map(|_| tx.now)),
            leads::lock_version.eq(leads::lock_version + 1),
        ))
        .execute(tx.conn)?;
    told::stamp(tx, lead.id, how, to, why)?;
    let open = open_steps(tx, lead.id)?;
    match to {
        Some(_) => followups::finish_task(tx, lead_subject(lead.id), NOBODY, "dealt")?,
        None => followups::reassign_tasks(tx, lead_subject(lead.id), &[], None)?,
    }
    for step in &open {
        diesel::update(lead_steps::table.find(step.id))
            .set(lead_steps::owner_id.eq(to))
            .execute(tx.conn)?;
        ask(tx, &lead, step.kind, (step.starts_at, step.due_at))?;
    }
    open_to(tx, &lead, to)?;
    tx.notify(LEADS, lead.store_id)
}

/// Lets the owner of a lead see its customer, and nobody who had it before.
pub(super) fn open_to(tx: &mut Tx<'_>, lead: &Lead, to: Option<StaffId>) -> Result<(), Error> {
    end_grants(tx, lead.id)?;
    match (lead.customer_id, to) {
        (Some(customer), Some(staff)) => grant(
            tx,
            Grant {
                customer,
                staff,
                reason: BY_LEAD,
                source: lead.id.uuid(),
                until: None,
            },
        ),
        _ => Ok(()),
    }
}

/// An open opportunity is somebody's now, with its tasks and its customer; nobody's is in the pool or waits. How it
/// changed hands is stamped. Whoever gets one out of the pool begins anew.
pub(super) fn give_opportunity(
    tx: &mut Tx<'_>,
    id: OpportunityId,
    to: Option<StaffId>,
    how: &str,
    why: Option<&str>,
) -> Result<(), Error> {
    type Found = (StoreId, CustomerId, Stage, Option<StaffId>, Option<DateTime<Utc>>);
    let found: Option<Found> = opportunities::table
        .find(id)
        .filter(opportunities::closed_at.is_null())
        .select((
            opportunities::store_id,
            opportunities::customer_id,
            opportunities::stage,
            opportunities::owner_id,
            opportunities::pool_since,
        ))
        .for_no_key_update()
        .first(tx.conn)
        .optional()?;
    let Some((store, customer, stage, had, pool_since)) = found else {
        return Ok(());
    };
    if had == to {
        return Ok(());
    }
    diesel::update(opportunities::table.find(id))
        .set((
            opportunities::owner_id.eq(to),
            // Whoever has it took it out of the pool.
            opportunities::pool_since.eq(pool_since.filter(|_| to.is_none())),
            opportunities::lock_version.eq(opportunities::lock_version + 1),
        ))
        .execute(tx.conn)?;
    let way = handed(tx, had, to, why)?;
    stamp(tx, id, stage, how, Some(&way))?;
    // Whoever decides on a loss keeps that task.
    let theirs = [FOLLOW_UP, SIGN, ASKED_AGAIN, ASKED_ALERT];
    followups::reassign_tasks(tx, opportunity_subject(id), &theirs, to)?;
    follow_owner(tx, customer, had, to)?;
    end_grants(tx, id)?;
    if let Some(staff) = to {
        grant(
            tx,
            Grant {
                customer,
                staff,
                reason: BY_OPPORTUNITY,
                source: id.uuid(),
                until: None,
            },
        )?;
    }
    if pool_since.is_some() && to.is_some() {
        begin_anew(tx, id)?;
        for lead in hold_leads(tx.conn, id)? {
            restarted(tx, lead)?;
        }
    }
    tx.notify(BOARD, store)
}

/// Deals a lead that is nobody's to whose turn it is. `None` if nobody on duty takes leads: then it waits, and the sales
/// manager is told.
pub fn deal(tx: &mut Tx<'_>, id: LeadId) -> Result<Option<StaffId>, Error> {
    let lead = lock(tx, id)?;
    if lead.owner_id.is_some() || !lead.counts() {
        return Ok(lead.owner_id);
    }
    let source = queries::source_of(tx.conn, id)?.unwrap_or_default();
    let Some(to) = take_turn(tx, lead.store_id, &source, &lead.model)? else {
        warn(tx, &lead)?;
        return Ok(None);
    };
    give(tx, lead, Some(to), ("deal", None))?;
    tx.record("leads.deal", lead_subject(id), &["owner_id"])?;
    Ok(Some(to))
}

/// Deals a lead out at once, if the store deals leads out by itself.
pub fn deal_at_once(tx: &mut Tx<'_>, store: StoreId, id: LeadId) -> Result<Option<StaffId>, Error> {
    if settings::load::<ClockSettings>(tx.conn, store)?.value.deal {
        deal(tx, id)
    } else {
        Ok(None)
    }
}

/// Tells the sales manager of a lead that nobody takes; once.
fn warn(tx: &mut Tx<'_>, lead: &Lead) -> Result<(), Error> {
    if queries::is_warned_of(tx.conn, lead.id)? {
        return Ok(());
    }
    let task = NewTask {
        store: lead.store_id,
        kind: NOBODY,
        subject: lead_subject(lead.id),
        customer: lead.customer_id,
        owner: None,
        role: Some(Role::SalesManager),
        started_at: tx.now,
        due_at: tx.now,
        title: "线索无人可分配，请手动分配或安排值班".to_owned(),
    };
    followups::open_task(tx, task).map(drop)
}

/// Whose turn it is to take what came again and is nobody's; `None` also if the store deals nothing out by itself.
pub fn next_taker(tx: &mut Tx<'_>, store: StoreId, source: &str, model: &str) -> Result<Option<StaffId>, Error> {
    if settings::load::<ClockSettings>(tx.conn, store)?.value.deal {
        take_turn(tx, store, source, model)
    } else {
        Ok(None)
    }
}

/// Whose turn it is to take what came from this source and is about this model; it is noted that they had it.
fn take_turn(tx: &mut Tx<'_>, store: StoreId, source: &str, model: &str) -> Result<Option<StaffId>, Error> {
    // One lead after the other: two that arrive at once don't find the same person waiting longest.
    let store: StoreId = stores::table
        .find(store)
        .select(stores::id)
        .for_no_key_update()
        .first(tx.conn)?;
    let rules = settings::load::<ClockSettings>(tx.conn, store)?.value;
    let people: Vec<Candidate> = queries::roster(tx.conn, store, tx.now)?
        .into_iter()
        .map(|one| Candidate {
            staff: one.staff,
            on_duty: one.on_duty,
            takes_leads: one.duty.takes_leads,
            on_break: one.on_break,
            late: one.late,
            waiting: one.waiting,
            sources: one.duty.sources.into_iter().flatten().collect(),
            models: one.duty.models.into_iter().flatten().collect(),
            last_dealt_at: one.duty.last_dealt_at,
        })
        .collect();
    let Some(to) = next_in_turn(&people, Wish { source, model }, rules.skip_late) else {
        return Ok(None);
    };
    diesel::insert_into(sales_duty::table)
        .values((
            sales_duty::staff_id.eq(to),
            sales_duty::store_id.eq(store),
            sales_duty::last_dealt_at.eq(tx.now),
            sales_duty::updated_at.eq(tx.now),
        ))
        .on_conflict(sales_duty::staff_id)
        .do_update()
        .set(sales_duty::last_dealt_at.eq(tx.now))
        .execute(tx.conn)?;
    Ok(Some(to))
}

/// How many leads are dealt in one transaction; the rest a minute later.
const BATCH: i64 = 100;

/// Deals the leads that came while nobody was on duty.
pub fn deal_waiting(tx: &mut Tx<'_>) -> Result<(), Error> {
    let all: Vec<StoreId> = stores::table.order(stores::id).select(stores::id).load(tx.conn)?;
    for store in all {
        if !settings::load::<ClockSettings>(tx.conn, store)?.value.deal {
            continue;
        }
        for id in queries::unassigned(tx.conn, store, BATCH)? {
            if deal(tx, id)?.is_none() {
                break;
            }
        }
    }
    Ok(())
}

/// Gives leads to somebody; tells whose each was before. What is taken from a colleague needs a reason.
///
/// # Errors
/// [`Error::Invalid`] on `owner_id` and `reason`; [`Error::NotFound`] for a lead the actor may not give;
/// [`Error::WrongState`] for one that is closed.
pub fn assign(
    tx: &mut Tx<'_>,
    ids: &[LeadId],
    to: StaffId,
    reason: Option<&str>,
) -> Result<Vec<(LeadId, Option<StaffId>)>, Error> {
    let actor = tx.actor()?.clone();
    if !queries::is_worker(tx.conn, actor.store, to)? {
        return Err(Error::field("owner_id", Fault::Choice));
    }
    // Always in the same order, so that two bulk actions can't wait for each other.
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut before = Vec::with_capacity(ids.len());
    for id in ids {
        let lead = lock(tx, id)?;
        let out_of_reach = lead.owner_id.is_some() && !queries::gives_any(&actor);
        if lead.store_id != actor.store || out_of_reach {
            return Err(Error::NotFound);
        }
        if !lead.counts() {
            return Err(Error::WrongState);
        }
        let had = lead.owner_id;
        if had == Some(to) {
            continue;
        }
        if had.is_some() && reason.is_none() {
            return Err(Error::field("reason", Fault::Required));
        }
        let how = if had.is_some() { "reassign" } else { "assign" };
        give(tx, lead, Some(to), (how, reason))?;
        followups::finish_task(tx, lead_subject(id), MISSED, "reassigned")?;
        match reason {
            Some(reason) => tx.record_because("leads.assign", lead_subject(id), reason)?,
            None => tx.record("leads.assign", lead_subject(id), &["owner_id"])?,
        }
        before.push((id, had));
    }
    if before.is_empty() {
        tx.record_general("leads.assign", &[])?;
    }
    Ok(before)
}

/// Gives a lead back to whose it was, if nobody has taken it since; tells whether.
pub fn give_back(tx: &mut Tx<'_>, id: LeadId, from: StaffId, to: Option<StaffId>) -> Result<bool, Error> {
    let lead = lock(tx, id)?;
    let store = tx.actor()?.store;
    if lead.owner_id != Some(from) || lead.store_id != store || !lead.counts() {
        return Ok(false);
    }
    let to = match to {
        Some(to) if queries::is_worker(tx.conn, lead.store_id, to)? => Some(to),
        _ => None,
    };
    give(tx, lead, to, ("take_back", None))?;
    tx.record("leads.assign", lead_subject(id), &["owner_id"])?;
    Ok(true)
}

/// Gives every lead of one person to another; tells how many.
pub fn hand_over_leads(tx: &mut Tx<'_>, from: StaffId, to: StaffId, reason: &str) -> Result<usize, Error> {
    let open = queries::leads_of_staff(tx.conn, from)?;
    for id in &open {
        let lead = lock(tx, *id)?;
        if !queries::is_worker(tx.conn, lead.store_id, to)? {
            return Err(Error::field("to", Fault::Choice));
        }
        if lead.owner_id == Some(from) {
            give(tx, lead, Some(to), ("hand_over", Some(reason)))?;
            tx.record_because("leads.hand_over", lead_subject(*id), reason)?;
        }
    }
    if open.is_empty() {
        tx.record_general("leads.hand_over", &[])?;
    }
    Ok(open.len())
}

/// Gives every open opportunity of one person to another; tells how many.
pub fn hand_over_opportunities(tx: &mut Tx<'_>, from: StaffId, to: StaffId, reason: &str) -> Result<usize, Error> {
    let open = queries::opportunities_of_staff(tx.conn, from)?;
    for id in &open {
        let own = hold_leads(tx.conn, *id)?;
        follow(tx, &own, Some(to))?;
        give_opportunity(tx, *id, Some(to), "give", Some(reason))?;
        tx.record_because("opportunities.hand_over", opportunity_subject(*id), reason)?;
    }
    if open.is_empty() {
        tx.record_general("opportunities.hand_over", &[])?;
    }
    Ok(open.len())
}
