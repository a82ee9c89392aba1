//! Reads across the rooms.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::PgConnection;

use super::model::{Car, Face, Middle, Place, Tab};
use crate::access::{Actor, Permission, Scope};
use crate::complaints::queries::of_customer::{self, Happening, Reader};
use crate::customers::model::Consent;
use crate::customers::rules::Tier;
use crate::platform::db::history::Past;
use crate::platform::error::Error;
use crate::platform::vault::Vault;
use crate::service::past::queries as served;
use crate::surveys::answers::queries as answers;
use crate::values::ids::{CustomerId, StaffId, StoreId, VehicleId};
use crate::values::phone::Phone;
use crate::{customers, staff, vehicles};

/// Entries of a page of the timeline, and changes shown.
const ENTRIES: usize = 30;
const CHANGES: i64 = 200;
/// Services shown of a car.
const SERVICES: i64 = 50;

/// A customer's page in three round trips.
pub fn face(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    now: DateTime<Utc>,
    id: CustomerId,
    place: Place,
) -> Result<Face, Error> {
    let record = customers::queries::record(conn, vault, actor.customers(), now, id)?;
    let vehicles = vehicles::queries::of_customer(conn, vault, id)?;
    let reader = Reader::of(actor, record.owner);
    let more = if actor.may(Permission::SeeSurveyAnswers) {
        answers::TIMELINE
    } else {
        ""
    };
    let timeline = |conn: &mut PgConnection, kind| {
        let (pinned, rest, services) =
            of_customer::timeline(conn, vault, id, reader, (kind, more), place.after, ENTRIES)?;
        let middle = Middle::Timeline {
            pinned,
            rows: rest.rows,
            next: rest.next,
        };
        Ok::<_, Error>((middle, Some(services)))
    };
    let (middle, services) = match place.tab {
        Tab::Timeline => timeline(conn, place.kind)?,
        Tab::Complaints => timeline(conn, "complaint")?,
        Tab::Services => timeline(conn, "service")?,
        Tab::Sales if !actor.may(Permission::SeeSales) => {
            return Err(Error::Forbidden(Permission::SeeSales));
        }
        Tab::Sales => timeline(conn, "sales")?,
        Tab::Surveys if !actor.may(Permission::SeeSurveyAnswers) => {
            return Err(Error::Forbidden(Permission::SeeSurveyAnswers));
        }
        Tab::Surveys => timeline(conn, "survey")?,
        Tab::Vehicles => (Middle::Vehicles, Some(of_customer::services(conn, id)?)),
        Tab::Points if !actor.may(Permission::SeeMembership) => {
            return Err(Error::Forbidden(Permission::SeeMembership));
        }
        Tab::Points => (Middle::Points, Some(of_customer::services(conn, id)?)),
        Tab::Changes if !actor.may(Permission::EditCustomers) => {
            return Err(Error::Forbidden(Permission::EditCustomers));
        }
        Tab::Changes => {
            let past = staff::queries::changes(conn, vault, customers::model::subject(id), CHANGES)?;
            let names = owners_in(conn, &past)?;
            (Middle::Changes { past, names }, None)
        }
    };
    Ok(Face {
        record,
        vehicles,
        place,
        middle,
        services,
    })
}

/// Whether a person sees this record only because somebody let them: such looks are on record.
pub fn by_grant(face: &Face, actor: &Actor) -> bool {
    match actor.customers() {
        Scope::Own { staff, .. } => face.record.owner != Some(staff),
        Scope::Members { .. } => face.record.tier == Tier::Regular && !face.record.member,
        Scope::Store { .. } | Scope::Nothing => false,
    }
}

/// The owners that changes name, before and after.
fn owners_in(conn: &mut PgConnection, past: &[Past]) -> Result<HashMap<StaffId, String>, Error> {
    let owners = past
        .iter()
        .filter(|one| one.field == "owner")
        .flat_map(|one| [&one.old, &one.new])
        .flatten()
        .filter_map(|text| text.expose().parse().ok());
    staff::queries::names(conn, owners)
}

/// What is to be done for a customer within scope, and what they allow.
pub fn ahead(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    now: DateTime<Utc>,
    id: CustomerId,
) -> Result<(Vec<Happening>, Vec<Consent>), Error> {
    let record = customers::queries::record(conn, vault, actor.customers(), now, id)?;
    let open = of_customer::ahead(conn, vault, id, Reader::of(actor, record.owner))?;
    Ok((open, customers::queries::consents_of(conn, id)?))
}

/// A car within scope, with the owners its reader may know.
pub fn car(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    now: DateTime<Utc>,
    id: VehicleId,
) -> Result<Car, Error> {
    let scope = actor.customers();
    let (vehicle, owners) = vehicles::queries::with_owners(conn, vault, scope, now, id)?;
    let ids: Vec<CustomerId> = owners.iter().map(|owner| owner.customer).collect();
    let people = customers::queries::seen(conn, vault, scope, now, &ids)?;
    let services = served::of_vehicle(conn, vault, id, SERVICES)?;
    let past = if actor.may(Permission::EditCustomers) {
        staff::queries::changes(conn, vault, vehicles::model::subject(id), CHANGES)?
    } else {
        Vec::new()
    };
    Ok(Car {
        vehicle,
        owners,
        people,
        services,
        past,
    })
}

/// Customers within scope who have this phone.
pub fn with_phone(
    conn: &mut PgConnection,
    vault: &Vault,
    scope: Scope,
    now: DateTime<Utc>,
    store: StoreId,
    phone: &Phone,
) -> Result<HashMap<CustomerId, customers::model::Brief>, Error> {
    let ids = customers::queries::find_by_phone(conn, vault, store, phone)?;
    customers::queries::seen(conn, vault, scope, now, &ids)
}
