//! Writes that take several rooms.

use chrono::TimeDelta;

use super::model::{Register, Someone};
use crate::access::{Actor, Permission, Role, Scope};
use crate::customers::commands::{NewConsent, create, give_consents, open_at_desk};
use crate::customers::model::{Details, NewCustomer, NewPhone};
use crate::customers::queries::{by_keys, find_by_phone};
use crate::customers::rules::{Channel, Purpose, WORDING_VERSION};
use crate::customers::text::CustomerText;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::throttle::{self, Limit};
use crate::platform::vault;
use crate::service;
use crate::values::fault::Fault;
use crate::values::ids::{AppointmentId, CustomerId, VehicleId};
use crate::values::person_name::PersonName;
use crate::values::phone::Phone;
use crate::values::plate::Plate;
use crate::vehicles;
use crate::vehicles::model::NewVehicle;
use crate::visits;
use crate::visits::model::{NewArrival, Visit, Who, works};
use crate::visits::queries::Term;

/// Addresses of boards and places that lead nowhere, from one network address.
const MISSES: Limit = Limit {
    name: "call board or place by address",
    tries: 30,
    window: TimeDelta::minutes(10),
};

/// Counts an address that leads nowhere, in a transaction of its own. A waiting area shares one network: whoever has a
/// right address is never held back.
pub fn count_miss(tx: &mut Tx<'_>, address: &str) -> Result<(), Error> {
    throttle::hit(tx, MISSES, address)
}

/// Registers an arrival; makes the customer first if need be. Who has an appointment today comes for what it is for, unless
/// another purpose was chosen.
///
/// # Errors
/// [`Fault::Taken`] on `new_phone` or `new_plate` if there is a record with it, [`Fault::Choice`] on `who` for a customer
/// whom this person may not register, on `q` for one whom the box does not name.
pub fn register(tx: &mut Tx<'_>, actor: &Actor, new: Register) -> Result<Visit, Error> {
    if !works(actor, new.purpose.line()) {
        return Err(Error::field("purpose", Fault::Choice));
    }
    let who = match new.who {
        Someone::Known(customer, vehicle) => {
            visits::queries::may_register(tx.conn, actor, tx.now, customer)?;
            if !new.q.is_empty() {
                let (vault, term) = (tx.vault().clone(), Term::read(&new.q));
                visits::queries::still_found(tx.conn, &vault, actor, tx.now, &term, (customer, vehicle))?;
            }
            Who::Known { customer, vehicle }
        }
        Someone::New(name, phone, plate) => {
            let (customer, vehicle) = newcomer(tx, actor, name, phone, plate)?;
            Who::Known { customer, vehicle }
        }
        Someone::Guest(name) => Who::Guest(name),
    };
    let first_visit = match new.first_visit {
        Some(said) => Some(said),
        None => before(tx, &who)?,
    };
    let purpose = match &who {
        Who::Known { customer, vehicle } if !new.chosen => {
            let comes_for = visits::queries::comes_for(tx.conn, actor, tx.now, (*customer, *vehicle))?;
            comes_for.unwrap_or(new.purpose)
        }
        _ => new.purpose,
    };
    let arrival = NewArrival {
        receiver: new.receiver,
        party_size: new.party_size,
        first_visit,
        mileage: new.mileage,
        mileage_reason: new.mileage_reason,
        ..NewArrival::new(actor.store, purpose, who)
    };
    visits::commands::arrive(tx, arrival)
}

/// `Some(false)` for whoever was in for a service before the portal was there; of visits the arrival itself knows.
fn before(tx: &mut Tx<'_>, who: &Who) -> Result<Option<bool>, Error> {
    let Who::Known { customer, .. } = who else {
        return Ok(None);
    };
    let served = service::past::queries::last_days(tx.conn, &[*customer])?;
    Ok((!served.is_empty()).then_some(false))
}

fn newcomer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    name: PersonName,
    phone: Phone,
    plate: Option<Plate>,
) -> Result<(CustomerId, Option<VehicleId>), Error> {
    let vault = tx.vault().clone();
    if let Some(plate) = &plate {
        let key = (vault::Purpose::Plate, plate.canonical().to_owned());
        if !by_keys(tx.conn, &vault, actor.store, &[key])?.is_empty() {
            return Err(Error::field("new_plate", Fault::Taken));
        }
    }
    if !find_by_phone(tx.conn, &vault, actor.store, &phone)?.is_empty() {
        return Err(Error::field("new_phone", Fault::Taken));
    }
    let mut details = Details::named(name);
    details.phones.push(NewPhone::mobile(phone));
    let mut new = NewCustomer::new(actor.store, details);
    new.owner = actor.is(Role::SalesConsultant).then_some(actor.id);
    let id = create(tx, new)?;
    let evidence = CustomerText::of(actor.lang).consent_desk;
    let words: Vec<NewConsent> = [Channel::Phone, Channel::Sms]
        .into_iter()
        .map(|channel| NewConsent {
            purpose: Purpose::Service,
            channel,
            given: true,
            evidence: Some(evidence.to_owned()),
            wording_version: WORDING_VERSION.to_owned(),
        })
        .collect();
    give_consents(tx, id, &words)?;
    let Some(plate) = plate else {
        return Ok((id, None));
    };
    let car = vehicles::model::Details {
        plate: Some(plate),
        ..Default::default()
    };
    let car = vehicles::commands::add(tx, NewVehicle::new(actor.store, Some(id), car))?;
    Ok((id, Some(car)))
}

/// An expected customer has come.
pub fn come(tx: &mut Tx<'_>, actor: &Actor, appointment: AppointmentId) -> Result<Visit, Error> {
    let vault = tx.vault().clone();
    let booked = visits::queries::booked(tx.conn, &vault, actor, appointment)?;
    if !works(actor, booked.line) {
        return Err(Error::Forbidden(Permission::WorkReception));
    }
    let who = Who::Known {
        customer: booked.customer,
        vehicle: booked.vehicle,
    };
    let first_visit = before(tx, &who)?;
    visits::commands::arrive(
        tx,
        NewArrival {
            appointment: Some(appointment),
            first_visit,
            ..NewArrival::new(actor.store, booked.purpose, who)
        },
    )
}

/// Notes a look-up of a person by a whole phone, plate or VIN; for an advisor it opens what it names for the rest of the day.
pub fn look_up(tx: &mut Tx<'_>, actor: &Actor, term: &Term) -> Result<(), Error> {
    tx.record_general("visits.look_up", &term.fields)?;
    if !opens(actor) {
        return Ok(());
    }
    let vault = tx.vault().clone();
    for customer in visits::queries::hidden(tx.conn, &vault, actor, tx.now, term)? {
        open_at_desk(tx, customer)?;
    }
    Ok(())
}

/// Who stands at the desk where customers arrive.
pub fn opens(actor: &Actor) -> bool {
    matches!(actor.customers(), Scope::Own { .. }) && actor.is(Role::ServiceAdvisor)
}
