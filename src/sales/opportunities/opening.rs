//! An opportunity that somebody opens by hand: who is known already, whether a colleague has them, what it becomes.

use diesel::PgConnection;
use diesel::prelude::*;

use super::commands;
use super::forms::{Opening, Whom};
use super::model::NewOpportunity;
use super::rules::{Way, way};
use crate::access::{Actor, Permission};
use crate::customers;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::vault::{Purpose, Vault};
use crate::sales::clock;
use crate::sales::leads;
use crate::sales::leads::model::Qualified;
use crate::sales::leads::rules::Found;
use crate::sales::rules::LeadState;
use crate::sales::test_drives::model::sees_all;
use crate::schema::{customers as people, leads as leads_table, opportunities};
use crate::staff;
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, LeadId, OpportunityId, StaffId, StoreId};

/// What is known of whoever an opportunity is meant for: what stands in the way, and the customer, if they are one.
pub fn stands(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    whom: &Whom,
) -> Result<(Way, Option<CustomerId>), Error> {
    let mut found = match whom {
        Whom::New(_, phone) => leads::queries::known(conn, vault, actor.store, phone)?,
        Whom::Known(customer) => of_customer(conn, actor.store, *customer)?,
    };
    // Whoever does not sell has the customer for other reasons.
    let sellers = staff::queries::colleagues_who_may(conn, actor.store, Permission::WorkSales)?;
    for (_, owner) in &mut found.customers {
        *owner = owner.filter(|owner| sellers.iter().any(|seller| seller.id == *owner));
    }
    let customer = match (found.opportunity, found.customers.as_slice()) {
        (Some((_, customer, _)), _) => Some(customer),
        (None, [(only, _)]) => Some(*only),
        _ => None,
    };
    Ok((way(&found, actor.id, sees_all(actor)), customer))
}

fn of_customer(conn: &mut PgConnection, store: StoreId, customer: CustomerId) -> Result<Found, Error> {
    let lead = leads_table::table
        .filter(leads_table::store_id.eq(store))
        .filter(leads_table::customer_id.eq(customer))
        .filter(leads_table::state.eq(LeadState::Open))
        .order((leads_table::received_at, leads_table::id))
        .select((leads_table::id, leads_table::owner_id))
        .first::<(LeadId, Option<StaffId>)>(conn)
        .optional()?;
    let owner: Option<StaffId> = people::table.find(customer).select(people::owner_id).first(conn)?;
    let opportunity = opportunities::table
        .filter(opportunities::store_id.eq(store))
        .filter(opportunities::customer_id.eq(customer))
        .filter(opportunities::closed_at.is_null())
        .order((opportunities::created_at.desc(), opportunities::id.desc()))
        .select((opportunities::id, opportunities::customer_id, opportunities::owner_id))
        .first::<(OpportunityId, CustomerId, Option<StaffId>)>(conn)
        .optional()?;
    Ok(Found {
        lead,
        customers: vec![(customer, owner)],
        opportunity,
    })
}

/// Opens an opportunity of one's own; an open lead of that person becomes it. Tells whether one did.
///
/// # Errors
/// [`Fault::Taken`] beside `phone` if somebody else has them; [`Fault::Required`] beside `another` if they have an open
/// opportunity and it was not said that a second is meant.
pub fn open_by_hand(tx: &mut Tx<'_>, new: Opening) -> Result<(OpportunityId, bool), Error> {
    let (actor, vault) = (tx.actor()?.clone(), tx.vault().clone());
    match &new.whom {
        Whom::Known(customer) => commands::may_open(tx, *customer)?,
        Whom::New(_, phone) => {
            let bidx = vault.blind(Purpose::Phone, phone.canonical());
            leads::commands::one_at_a_time(tx, actor.store, bidx.bytes())?;
        }
    }
    let (way, known) = stands(tx.conn, &vault, &actor, &new.whom)?;
    match way {
        Way::Colleague | Way::Pool => return Err(Error::field("phone", Fault::Taken)),
        Way::Again(_) if !new.another => return Err(Error::field("another", Fault::Required)),
        Way::Lead(lead, owner) => return Ok((of_lead(tx, lead, owner, &new)?, true)),
        Way::Again(_) | Way::Free => {}
    }
    let customer = match (known, new.whom) {
        (Some(known), _) | (None, Whom::Known(known)) => known,
        (None, Whom::New(name, phone)) => customers::commands::known_or_new(tx, actor.store, name, phone)?.0,
    };
    let source = leads::commands::source_of(tx, actor.store, new.whence)?;
    let id = commands::open(
        tx,
        NewOpportunity {
            owner: Some(actor.id),
            level: new.level,
            model: new.model,
            source: Some(source),
            ..NewOpportunity::of(actor.store, customer)
        },
    )?;
    commands::set_out(tx, id, new.level, new.next_at)?;
    Ok((id, false))
}

fn of_lead(tx: &mut Tx<'_>, lead: LeadId, owner: Option<StaffId>, new: &Opening) -> Result<OpportunityId, Error> {
    if owner.is_none() {
        let me = tx.actor()?.id;
        clock::commands::assigned(tx, lead, me)?;
    }
    let (model, seen): (String, i32) = leads_table::table
        .find(lead)
        .select((leads_table::model, leads_table::lock_version))
        .first(tx.conn)?;
    let model = if new.model.is_empty() { model } else { new.model.clone() };
    let id = leads::commands::qualify(tx, lead, &Qualified { model, seen })?;
    commands::set_out(tx, id, new.level, new.next_at)?;
    Ok(id)
}
