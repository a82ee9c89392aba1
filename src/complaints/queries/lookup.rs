//! What complaints are called.

use std::collections::HashMap;

use diesel::PgConnection;
use diesel::prelude::*;
use uuid::Uuid;

use super::queue::customer_name;
use super::visible;
use crate::access::Actor;
use crate::complaints::model::ComplaintRow;
use crate::complaints::rules::State;
use crate::followups::queries as followups;
use crate::platform::error::Error;
use crate::platform::vault::{Pii, Sealed, Vault};
use crate::schema::{complaint_terms, complaints, customers as rows, service_orders};
use crate::values::ids::{ComplaintId, CustomerId, ServiceOrderId, TaskId, VehicleId};

/// The numbers of these complaints; no question for none.
pub fn numbers(conn: &mut PgConnection, mut ids: Vec<Uuid>) -> Result<HashMap<Uuid, String>, Error> {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(Uuid, String)> = complaints::table
        .filter(complaints::id.eq_any(ids))
        .select((complaints::id, complaints::number))
        .load(conn)?;
    Ok(found.into_iter().collect())
}

/// A call of the call-back list.
pub struct Called {
    pub customer: CustomerId,
    pub vehicle: Option<VehicleId>,
    /// The number of the service that it was about.
    pub order: Option<String>,
    /// What was said last.
    pub said: String,
}

/// Whom a call of the call-back list was to, about which car and service, and what was said last.
pub fn called(conn: &mut PgConnection, vault: &Vault, actor: &Actor, call: TaskId) -> Result<Option<Called>, Error> {
    let task = match followups::task(conn, vault, actor, call) {
        Ok(task) => task,
        Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let Some(customer) = task.customer else { return Ok(None) };
    let (vehicle, order) = match task.subject_kind.as_str() {
        "vehicle" => (Some(VehicleId::from(task.subject_id)), None),
        "after_care" => service_orders::table
            .find(ServiceOrderId::from(task.subject_id))
            .select((service_orders::vehicle_id, service_orders::number))
            .first(conn)
            .optional()?
            .map_or((None, None), |(vehicle, number): (VehicleId, String)| {
                (Some(vehicle), Some(number))
            }),
        _ => (None, None),
    };
    let said = followups::notes_of_task(conn, vault, &task, 1)?.pop();
    let said = said.map(|note| note.body.into_exposed()).unwrap_or_default();
    Ok(Some(Called {
        customer,
        vehicle,
        order,
        said,
    }))
}

/// A complaint as a search shows it.
pub struct Named {
    pub id: ComplaintId,
    pub number: String,
    pub customer: Option<Pii<String>>,
    /// (zh, en)
    pub category: (String, String),
    pub state: State,
}

/// The complaints of this number that this person sees, or the latest whose number ends like this.
pub fn named(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    number: &str,
    whole: bool,
) -> Result<Vec<Named>, Error> {
    /// So many of those that end alike.
    const LATEST: i64 = 3;
    let query = if whole {
        visible(actor).filter(complaints::number.eq(number.to_owned()))
    } else {
        visible(actor).filter(complaints::number.like(format!("%-{number}")))
    };
    let found: Vec<(ComplaintRow, (String, String), Option<Sealed>)> = query
        .order((complaints::received_at.desc(), complaints::id.desc()))
        .limit(LATEST)
        .select((
            ComplaintRow::as_select(),
            (
                complaint_terms::zh.assume_not_null(),
                complaint_terms::en.assume_not_null(),
            ),
            rows::name_sealed.nullable(),
        ))
        .load(conn)?;
    found
        .into_iter()
        .map(|(complaint, category, name)| {
            Ok(Named {
                customer: customer_name(vault, &complaint, name.as_ref())?,
                id: complaint.id,
                state: complaint.state,
                number: complaint.number,
                category,
            })
        })
        .collect()
}
