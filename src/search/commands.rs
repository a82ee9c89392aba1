//! Writes of the search desk: look-ups, and new customers.

use super::filters::{Filters, ListQuery};
use super::model::{Reader, Register};
use super::queries;
use crate::access::{Actor, Permission, Role, Scope};
use crate::customers::commands::NewConsent;
use crate::customers::model::{Details, Likeness, NewCustomer, subject};
use crate::customers::names::NameIndex;
use crate::customers::rules::{Channel, WORDING_VERSION};
use crate::customers::term::Term;
use crate::customers::{self, limits::Limits};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::Vault;
use crate::staff;
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, StaffId};
use crate::vehicles::{self, model::NewVehicle};

/// Notes a look-up of a person by identity; from some it opens what it names in full for the rest of the day.
pub fn look_up(tx: &mut Tx<'_>, actor: &Actor, term: &Term) -> Result<(), Error> {
    tx.record_general("search.identity", &term.fields())?;
    if !opens_for_the_day(actor) {
        return Ok(());
    }
    let vault = tx.vault().clone();
    let reader = Reader {
        vault: &vault,
        actor,
        now: tx.now,
        filters: &no_filters(),
        limits: &Limits::default(),
    };
    for customer in queries::at_desk(tx.conn, reader, term)? {
        customers::commands::open_at_desk(tx, customer)?;
    }
    Ok(())
}

/// Who stands at the desk where customers arrive, and who makes members of customers that aren't yet.
fn opens_for_the_day(actor: &Actor) -> bool {
    match actor.customers() {
        Scope::Own { .. } => actor.is(Role::ServiceAdvisor),
        Scope::Members { .. } => true,
        Scope::Store { .. } | Scope::Nothing => false,
    }
}

/// A list of everything in scope.
pub fn no_filters() -> Filters {
    ListQuery::default().filters()
}

/// Makes a customer, with a car and consents.
///
/// # Errors
/// `duplicate_reason` is [`Fault::Required`] while somebody may be the same and no reason is given.
pub fn register(tx: &mut Tx<'_>, names: &NameIndex, actor: &Actor, new: Register) -> Result<CustomerId, Error> {
    let vault = tx.vault().clone();
    let (verified, wanted) = (new.draft.verified, new.draft.owner);
    let details = new.draft.new_details(times::day_of(tx.now)).map_err(Error::Invalid)?;
    let likeness = likeness(tx.conn, names, actor, &details, new.vehicle.as_ref())?;
    let found = duplicates(tx.conn, &vault, actor, tx.now, &likeness)?;
    if !found.is_empty() && new.although.is_none() {
        return Err(Error::field("duplicate_reason", Fault::Required));
    }
    let owner = owner(tx, actor, wanted)?;
    let consents = consents(&details, &new.purposes, actor);
    let id = customers::commands::create(
        tx,
        NewCustomer {
            owner,
            verified,
            ..NewCustomer::new(actor.store, details)
        },
    )?;
    if let Some(details) = new.vehicle {
        vehicles::commands::add(tx, NewVehicle::new(actor.store, Some(id), details))?;
    }
    customers::commands::give_consents(tx, id, &consents)?;
    if let (Some(reason), false) = (new.although, found.is_empty()) {
        tx.record_because("customers.create_despite_duplicate", subject(id), &reason)?;
    }
    if owner.is_none() && matches!(actor.customers(), Scope::Own { .. }) {
        customers::commands::open_at_desk(tx, id)?;
    }
    Ok(id)
}

/// Who looks after a new customer: whom a manager names; a consultant's own customers are the consultant's.
fn owner(tx: &mut Tx<'_>, actor: &Actor, wanted: Option<StaffId>) -> Result<Option<StaffId>, Error> {
    if !actor.may(Permission::AssignCustomers) {
        return Ok(actor.is(Role::SalesConsultant).then_some(actor.id));
    }
    let Some(owner) = wanted else {
        return Ok(None);
    };
    let people = staff::queries::colleagues_who_may(tx.conn, actor.store, Permission::OwnCustomers)?;
    if people.iter().any(|one| one.id == owner) {
        Ok(Some(owner))
    } else {
        Err(Error::field("owner", Fault::Choice))
    }
}

/// What the customer agreed to, on the channels that there are.
fn consents(details: &Details, purposes: &[customers::rules::Purpose], actor: &Actor) -> Vec<NewConsent> {
    let mut channels = vec![Channel::Phone, Channel::Sms];
    channels.extend(details.wechat.as_ref().map(|_| Channel::WeChat));
    channels.extend(details.email.as_ref().map(|_| Channel::Email));
    let evidence = customers::text::CustomerText::of(actor.lang).consent_desk;
    purposes
        .iter()
        .flat_map(|purpose| channels.iter().map(move |channel| (*purpose, *channel)))
        .map(|(purpose, channel)| NewConsent {
            purpose,
            channel,
            given: true,
            evidence: Some(evidence.to_owned()),
            wording_version: WORDING_VERSION.to_owned(),
        })
        .collect()
}

/// What a new customer would share with one who is there already.
pub fn likeness(
    conn: &mut diesel::PgConnection,
    names: &NameIndex,
    actor: &Actor,
    details: &Details,
    vehicle: Option<&vehicles::model::Details>,
) -> Result<Likeness, Error> {
    let mut keys = details.keys();
    keys.extend(vehicle.map(vehicles::model::Details::keys).unwrap_or_default());
    Ok(Likeness {
        keys,
        born_on: details.born_on,
        namesakes: names.namesakes(conn, actor.store, details.name.canonical())?,
        except: None,
    })
}

/// Who may be the same.
pub fn duplicates(
    conn: &mut diesel::PgConnection,
    vault: &Vault,
    actor: &Actor,
    now: chrono::DateTime<chrono::Utc>,
    likeness: &Likeness,
) -> Result<Vec<customers::model::Duplicate>, Error> {
    customers::queries::duplicates(conn, vault, (actor.customers(), actor.store), now, likeness)
}
