//! What is known of customers at the moment of asking, and what their answers will be told apart by.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::dsl::{exists, max, select};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text, Uuid as SqlUuid};
use uuid::Uuid;

use crate::access::Actor;
use crate::complaints;
use crate::customers::rules::{Channel, Tier};
use crate::platform::db::Subject;
use crate::platform::error::Error;
use crate::sales::orders;
use crate::sales::orders::rules::OrderState;
use crate::schema::{
    complaints as complaint_rows, customer_phones, customers, sales_orders, service_items, service_orders,
    service_settlements, survey_invitations, vehicles,
};
use crate::service;
use crate::surveys::programmes::model::{Facts, Invitation};
use crate::surveys::programmes::rules::Known;
use crate::values::ids::{ComplaintId, CustomerId, ModelId, SalesOrderId, ServiceOrderId, StaffId, VehicleId};

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = SqlUuid)]
    customer_id: CustomerId,
    #[diesel(sql_type = Text)]
    channel: Channel,
    #[diesel(sql_type = Bool)]
    given: bool,
}

/// What is known of these customers, however many, in four questions.
pub fn known(conn: &mut PgConnection, ids: &[CustomerId]) -> Result<HashMap<CustomerId, Known>, Error> {
    type Row = (CustomerId, Option<CustomerId>, bool, bool);
    let phone = customer_phones::customer_id
        .eq(customers::id)
        .and(customer_phones::is_primary);
    let rows: Vec<Row> = customers::table
        .left_join(customer_phones::table.on(phone))
        .filter(customers::id.eq_any(ids))
        .select((
            customers::id,
            customers::merged_into,
            customers::email_sealed.is_not_null(),
            customer_phones::id.nullable().is_not_null(),
        ))
        .load(conn)?;
    let mut known: HashMap<CustomerId, Known> = rows
        .into_iter()
        .map(|(id, merged, has_email, has_phone)| {
            let row = Known {
                gone: merged.is_some(),
                stands: true,
                has_email,
                has_phone,
                ..Known::default()
            };
            (id, row)
        })
        .collect();
    let uuids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let words: Vec<Word> = diesel::sql_query(
        "SELECT DISTINCT ON (customer_id, channel) customer_id, channel, given FROM consents \
         WHERE customer_id = ANY($1) AND purpose = 'survey' ORDER BY customer_id, channel, at DESC, id DESC",
    )
    .bind::<Array<SqlUuid>, _>(uuids)
    .load(conn)?;
    for word in words {
        let Some(row) = known.get_mut(&word.customer_id) else {
            continue;
        };
        match word.channel {
            Channel::Email => row.email = word.given,
            Channel::Phone => row.phone = word.given,
            Channel::Sms | Channel::WeChat => {}
        }
    }
    let asked: Vec<(Option<CustomerId>, Option<DateTime<Utc>>)> = survey_invitations::table
        .filter(survey_invitations::customer_id.eq_any(ids))
        .filter(survey_invitations::sent_at.is_not_null())
        .group_by(survey_invitations::customer_id)
        .select((survey_invitations::customer_id, max(survey_invitations::sent_at)))
        .load(conn)?;
    for (customer, at) in asked {
        if let Some(row) = customer.and_then(|customer| known.get_mut(&customer)) {
            row.asked_at = at;
        }
    }
    Ok(known)
}

/// Of what these invitations follow, what stands no more: bills taken back, orders cancelled, complaints taken up again.
pub fn undone(conn: &mut PgConnection, invitations: &[Invitation]) -> Result<HashSet<Uuid>, Error> {
    let of = |kind: &str| -> Vec<Uuid> {
        let of_kind = invitations
            .iter()
            .filter(|row| row.subject_kind.as_deref() == Some(kind));
        of_kind.filter_map(|row| row.subject_id).collect()
    };
    let mut undone: HashSet<Uuid> = HashSet::new();
    let services = of(service::model::ORDER);
    if !services.is_empty() {
        let standing: Vec<Uuid> = service_settlements::table
            .filter(service_settlements::order_id.eq_any(&services))
            .filter(service_settlements::undone_at.is_null())
            .select(service_settlements::order_id)
            .load(conn)?;
        undone.extend(services.into_iter().filter(|id| !standing.contains(id)));
    }
    let sales = of(orders::model::ORDER);
    if !sales.is_empty() {
        let standing: Vec<Uuid> = sales_orders::table
            .filter(sales_orders::id.eq_any(&sales))
            .filter(sales_orders::state.eq(OrderState::Delivered))
            .select(sales_orders::id)
            .load(conn)?;
        undone.extend(sales.into_iter().filter(|id| !standing.contains(id)));
    }
    let cases = of(complaints::model::COMPLAINT);
    if !cases.is_empty() {
        let standing: Vec<Uuid> = complaint_rows::table
            .filter(complaint_rows::id.eq_any(&cases))
            .filter(complaint_rows::state.eq(complaints::rules::State::Closed))
            .select(complaint_rows::id)
            .load(conn)?;
        undone.extend(cases.into_iter().filter(|id| !standing.contains(id)));
    }
    Ok(undone)
}

/// Whether an invitation is about a service or a sale that this person sees: then its slip is theirs to print.
pub fn works_on(conn: &mut PgConnection, actor: &Actor, invitation: &Invitation) -> Result<bool, Error> {
    let seen = match (invitation.subject_kind.as_deref(), invitation.subject_id) {
        (Some(service::model::ORDER), Some(id)) => service::queries::is_visible(conn, actor, ServiceOrderId::from(id)),
        (Some(orders::model::ORDER), Some(id)) => orders::queries::is_visible(conn, actor, SalesOrderId::from(id)),
        _ => return Ok(false),
    };
    match seen {
        Ok(()) => Ok(true),
        Err(Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// What the answer of a customer about this will be told apart by.
pub fn facts(
    conn: &mut PgConnection,
    customer: Option<CustomerId>,
    vehicle: Option<VehicleId>,
    about: Option<Subject>,
) -> Result<Facts, Error> {
    let mut facts = Facts {
        vehicle,
        ..Facts::default()
    };
    match about {
        Some(Subject { kind, id }) if kind == service::model::ORDER => {
            let order = ServiceOrderId::from(id);
            let (car, advisor, technician): (VehicleId, Option<StaffId>, Option<StaffId>) = service_orders::table
                .find(order)
                .select((
                    service_orders::vehicle_id,
                    service_orders::advisor_id,
                    service_orders::technician_id,
                ))
                .first(conn)?;
            facts.vehicle = facts.vehicle.or(Some(car));
            (facts.advisor, facts.technician) = (advisor, technician);
            facts.self_paid = Some(self_paid(conn, order)?);
        }
        Some(Subject { kind, id }) if kind == orders::model::ORDER => {
            let (owner, model_id, model): (Option<StaffId>, Option<ModelId>, String) = sales_orders::table
                .find(SalesOrderId::from(id))
                .select((sales_orders::owner_id, sales_orders::model_id, sales_orders::model))
                .first(conn)?;
            (facts.advisor, facts.model_id, facts.model) = (owner, model_id, model);
        }
        Some(Subject { kind, id }) if kind == complaints::model::COMPLAINT => {
            // It rates how the complaint was dealt with, and nobody as an advisor or a technician.
            let car: Option<VehicleId> = complaint_rows::table
                .find(ComplaintId::from(id))
                .select(complaint_rows::vehicle_id)
                .first(conn)?;
            facts.vehicle = facts.vehicle.or(car);
        }
        _ => {}
    }
    if let Some(car) = facts.vehicle {
        let (model_id, model): (Option<ModelId>, String) = vehicles::table
            .find(car)
            .select((vehicles::model_id, vehicles::model))
            .first(conn)?;
        facts.model_id = model_id.or(facts.model_id);
        if !model.is_empty() {
            facts.model = model;
        }
    }
    if let Some(customer) = customer {
        let tier: Tier = customers::table.find(customer).select(customers::tier).first(conn)?;
        facts.tier = Some(tier);
    }
    Ok(facts)
}

/// Whether the customer paid for something of a service; else it came under warranty or insurance.
fn self_paid(conn: &mut PgConnection, order: ServiceOrderId) -> Result<bool, Error> {
    let own = service_items::table
        .filter(service_items::order_id.eq(order))
        .filter(service_items::removed_at.is_null())
        .filter(service_items::payer.eq(service::rules::Payer::Customer))
        .filter(service_items::price_fen.gt(0));
    Ok(select(exists(own)).get_result(conn)?)
}
