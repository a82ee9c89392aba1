//! The slip that a customer is handed: at the desk by its number, or from the order it is about.

use diesel::prelude::*;

use super::invite::{about_the_same, invite};
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::sales::orders;
use crate::sales::orders::rules::OrderState;
use crate::schema::{sales_orders, service_orders};
use crate::service;
use crate::surveys::programmes::model::{NewInvitation, Survey};
use crate::surveys::programmes::queries;
use crate::surveys::programmes::rules::{InvitationState, SurveyAction};
use crate::surveys::rules::{Purpose, Way};
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, InvitationId, SalesOrderId, ServiceOrderId, StoreId, SurveyId, VehicleId};

/// Whom a slip is for, and what it is about.
struct Bearer {
    customer: CustomerId,
    vehicle: Option<VehicleId>,
    about: Subject,
}

/// A slip for the customer at the desk: for whoever has this order, of a service or of a car as the survey asks about one or
/// the other; or for somebody who stays unknown.
pub fn hand_slip(tx: &mut Tx<'_>, id: SurveyId, order: Option<&str>) -> Result<InvitationId, Error> {
    let store = tx.actor()?.store;
    let survey = queries::survey(tx.conn, store, id)?;
    let found = match (order, survey.purpose) {
        (Some(number), Purpose::Service) => of_service(tx, store, number)?,
        (Some(number), Purpose::Delivery) => of_sale(tx, store, number)?,
        _ => return hand(tx, &survey, None),
    };
    let bearer = found.ok_or_else(|| Error::field("order", Fault::RecordNumber))?;
    hand(tx, &survey, Some(bearer))
}

fn of_service(tx: &mut Tx<'_>, store: StoreId, number: &str) -> Result<Option<Bearer>, Error> {
    let found: Option<(ServiceOrderId, CustomerId, VehicleId)> = service_orders::table
        .filter(service_orders::store_id.eq(store))
        .filter(service_orders::number.eq(number))
        .select((
            service_orders::id,
            service_orders::customer_id,
            service_orders::vehicle_id,
        ))
        .first(tx.conn)
        .optional()?;
    Ok(found.map(|(order, customer, vehicle)| Bearer {
        customer,
        vehicle: Some(vehicle),
        about: service::model::subject(order),
    }))
}

fn of_sale(tx: &mut Tx<'_>, store: StoreId, number: &str) -> Result<Option<Bearer>, Error> {
    let found: Option<(SalesOrderId, CustomerId)> = sales_orders::table
        .filter(sales_orders::store_id.eq(store))
        .filter(sales_orders::number.eq(number))
        .select((sales_orders::id, sales_orders::customer_id))
        .first(tx.conn)
        .optional()?;
    Ok(found.map(|(order, customer)| Bearer {
        customer,
        vehicle: None,
        about: orders::model::subject(order),
    }))
}

/// A slip about a service that is settled.
///
/// # Errors
/// [`Error::WrongState`] before, or while no survey asks after services.
pub fn hand_after_service(tx: &mut Tx<'_>, id: ServiceOrderId) -> Result<InvitationId, Error> {
    let actor = tx.actor()?.clone();
    service::queries::is_visible(tx.conn, &actor, id)?;
    let (customer, vehicle, state): (CustomerId, VehicleId, service::rules::State) = service_orders::table
        .find(id)
        .select((
            service_orders::customer_id,
            service_orders::vehicle_id,
            service_orders::state,
        ))
        .first(tx.conn)?;
    let bearer = Bearer {
        customer,
        vehicle: Some(vehicle),
        about: service::model::subject(id),
    };
    after(tx, Purpose::Service, state == service::rules::State::Settled, bearer)
}

/// A slip about a car that was handed over; else as [`hand_after_service`].
pub fn hand_after_delivery(tx: &mut Tx<'_>, id: SalesOrderId) -> Result<InvitationId, Error> {
    let actor = tx.actor()?.clone();
    orders::queries::is_visible(tx.conn, &actor, id)?;
    let (customer, state): (CustomerId, OrderState) = sales_orders::table
        .find(id)
        .select((sales_orders::customer_id, sales_orders::state))
        .first(tx.conn)?;
    let bearer = Bearer {
        customer,
        vehicle: None,
        about: orders::model::subject(id),
    };
    after(tx, Purpose::Delivery, state == OrderState::Delivered, bearer)
}

fn after(tx: &mut Tx<'_>, purpose: Purpose, done: bool, bearer: Bearer) -> Result<InvitationId, Error> {
    let survey = queries::following(tx.conn, bearer.customer, purpose)?;
    match survey.filter(|_| done) {
        Some(survey) => hand(tx, &survey, Some(bearer)),
        None => Err(Error::WrongState),
    }
}

/// Hands a slip out, unless the record was asked about or the customer lately; an anonymous one is nobody's.
fn hand(tx: &mut Tx<'_>, survey: &Survey, bearer: Option<Bearer>) -> Result<InvitationId, Error> {
    if !survey.state.allows(SurveyAction::Ask) {
        return Err(Error::WrongState);
    }
    let mut new = NewInvitation {
        survey: survey.id,
        customer: None,
        vehicle: None,
        subject: None,
        way: Way::Link,
    };
    if let Some(bearer) = bearer {
        if !survey.anonymous {
            new.customer = Some(bearer.customer);
            new.vehicle = bearer.vehicle;
            new.subject = Some(bearer.about);
        }
        let taken = || Error::field("order", Fault::Taken);
        match about_the_same(tx, &new)? {
            Some(known) if known.state == InvitationState::Planned || known.state.is_open() => {}
            Some(_) => return Err(taken()),
            None => {
                let known = queries::known(tx.conn, &[bearer.customer])?;
                let asked_at = known.get(&bearer.customer).and_then(|known| known.asked_at);
                if let (Some(since), Some(at)) = (survey.asking().lately(tx.now), asked_at)
                    && at > since
                {
                    return Err(taken());
                }
            }
        }
    }
    invite(tx, new).map(|invited| invited.id)
}
