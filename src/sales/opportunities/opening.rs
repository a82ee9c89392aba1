//! An opportunity that somebody opens by hand: who is known already, whether a colleague has them, what it becomes.

use diesel::PgConnection;
use diesel::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use super::commands;
use super::forms::{Opening, Whom};
use super::model::NewOpportunity;
use super::rules::{Way, way};
use crate::access::{Actor, Permission};
use crate::customers;
use crate::platform::db::Tx;
use crate::platform::db::lists::AsJson;
use crate::platform::error::Error;
use crate::platform::vault::{Purpose, Vault};
use crate::sales::clock;
use crate::sales::leads;
use crate::sales::leads::model::{Person, Qualified};
use crate::sales::leads::rules::Found;
use crate::sales::test_drives::model::sees_all;
use crate::schema::{customers as customers_table, leads as leads_table};
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, LeadId, OpportunityId, StaffId};

/// What is known of whoever an opportunity is meant for: what stands in the way, and the customer, if they are one. `people`
/// work in the store.
pub fn stands(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    whom: &Whom,
    people: &[Person],
) -> Result<(Way, Option<CustomerId>), Error> {
    let mut found = match whom {
        Whom::New(_, phone) => leads::queries::known(conn, vault, actor.store, phone)?,
        Whom::Known(customer) => of_customer(conn, *customer)?,
    };
    // Whoever does not sell has the customer for other reasons.
    let sells = |id: &StaffId| people.iter().any(|one| one.id == *id && one.works_sales());
    for (_, owner) in &mut found.customers {
        *owner = owner.filter(sells);
    }
    let customer = match (found.opportunity, found.customers.as_slice()) {
        (Some((_, customer, _)), _) => Some(customer),
        (None, [(only, _)]) => Some(*only),
        _ => None,
    };
    Ok((way(&found, actor.id, sees_all(actor)), customer))
}

/// The open lead and the open opportunity of a customer.
const WORKED_ON: AsJson = AsJson(
    "json_build_object(\
     'lead', (SELECT json_build_array(l.id, l.owner_id) FROM leads l \
       WHERE l.customer_id = customers.id AND l.state = 'open' ORDER BY l.received_at, l.id LIMIT 1), \
     'opportunity', (SELECT json_build_array(o.id, o.owner_id) FROM opportunities o \
       WHERE o.customer_id = customers.id AND o.closed_at IS NULL ORDER BY o.created_at DESC, o.id DESC LIMIT 1))",
);

#[derive(Deserialize)]
struct WorkedOn {
    lead: Option<(LeadId, Option<StaffId>)>,
    opportunity: Option<(OpportunityId, Option<StaffId>)>,
}

fn of_customer(conn: &mut PgConnection, customer: CustomerId) -> Result<Found, Error> {
    let (owner, known): (Option<StaffId>, Option<Value>) = customers_table::table
        .find(customer)
        .select((customers_table::owner_id, WORKED_ON))
        .first(conn)?;
    let known: WorkedOn = serde_json::from_value(known.unwrap_or_default()).map_err(Error::internal)?;
    Ok(Found {
        lead: known.lead,
        customers: vec![(customer, owner)],
        opportunity: known.opportunity.map(|(id, owner)| (id, customer, owner)),
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
    let people = leads::queries::around(tx.conn, actor.store)?.people;
    let (way, known) = stands(tx.conn, &vault, &actor, &new.whom, &people)?;
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
            owner: actor.may(Permission::OwnSales).then_some(actor.id),
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
    let me = tx.actor()?;
    let (id, sells) = (me.id, me.may(Permission::OwnSales));
    if owner.is_none() && sells {
        clock::commands::assigned(tx, lead, id)?;
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
