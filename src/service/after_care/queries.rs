//! Reads of after-care.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::dsl::exists;
use diesel::prelude::*;

use super::model::{AFTER_CARE, Step, Told};
use super::rules::Outcome;
use crate::customers::queries as customers;
use crate::customers::rules::{Channel, Purpose};
use crate::platform::error::Error;
use crate::platform::vault::Vault;
use crate::schema::{
    after_care_steps, consents, customers as customer_rows, service_items, service_orders, service_settlements, stores,
    tasks, vehicles,
};
use crate::values::ids::{CustomerId, ServiceOrderId};
use crate::vehicles::model::title;

/// Steps of one round.
const ROUND: i64 = 200;

/// The steps that are due, held until this transaction ends; those that another process holds are left to it.
pub fn waiting(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Vec<Step>, Error> {
    Ok(after_care_steps::table
        .filter(after_care_steps::done_at.is_null())
        .filter(after_care_steps::cancelled_at.is_null())
        .filter(after_care_steps::run_at.le(now))
        .order((after_care_steps::run_at, after_care_steps::id))
        .limit(ROUND)
        .select(Step::as_select())
        .for_update()
        .skip_locked()
        .load(conn)?)
}

/// What was planned after the bill of an order and not dropped since: each with what came of it, and whether its task is
/// still open.
pub fn of_order(conn: &mut PgConnection, order: ServiceOrderId) -> Result<Vec<(Step, Option<Outcome>, bool)>, Error> {
    let steps: Vec<(Step, Option<Outcome>)> = after_care_steps::table
        .filter(after_care_steps::order_id.eq(order))
        .filter(after_care_steps::cancelled_at.is_null())
        .order(after_care_steps::id)
        .select((Step::as_select(), after_care_steps::outcome))
        .for_update()
        .load(conn)?;
    let open: Vec<String> = tasks::table
        .filter(tasks::subject_kind.eq(AFTER_CARE))
        .filter(tasks::subject_id.eq(order.uuid()))
        .filter(tasks::done_at.is_null())
        .filter(tasks::cancelled_at.is_null())
        .select(tasks::kind)
        .load(conn)?;
    Ok(steps
        .into_iter()
        .map(|(step, outcome)| {
            let task_open = open.iter().any(|kind| kind == step.kind.task());
            (step, outcome, task_open)
        })
        .collect())
}

/// Whether a customer may be called about a service: unless they said no.
pub fn may_be_called(conn: &mut PgConnection, customer: CustomerId) -> Result<bool, Error> {
    let word: Option<bool> = consents::table
        .filter(consents::customer_id.eq(customer))
        .filter(consents::purpose.eq(Purpose::Service))
        .filter(consents::channel.eq(Channel::Phone))
        .order((consents::at.desc(), consents::id.desc()))
        .select(consents::given)
        .first(conn)
        .optional()?;
    Ok(word.unwrap_or(true))
}

/// Everything that a step may have to say.
pub fn told(conn: &mut PgConnection, vault: &Vault, step: &Step) -> Result<Told, Error> {
    type Car = (String, String, String, Option<chrono::NaiveDate>, Option<i32>);
    let (brand, model, trim, next_on, next_km): Car = vehicles::table
        .find(step.vehicle_id)
        .select((
            vehicles::brand,
            vehicles::model,
            vehicles::trim,
            vehicles::next_service_on,
            vehicles::next_service_km,
        ))
        .first(conn)?;
    let (email, merged): (Option<crate::platform::vault::Sealed>, Option<CustomerId>) = customer_rows::table
        .find(step.customer_id)
        .select((customer_rows::email_sealed, customer_rows::merged_into))
        .first(conn)?;
    let brief = customers::brief(conn, vault, &[step.customer_id])?.remove(&step.customer_id);
    let store: String = stores::table.find(step.store_id).select(stores::name).first(conn)?;
    let mut told = Told {
        next_on,
        next_km,
        car: title(&brand, &model, &trim),
        name: brief.map(|brief| brief.name.into_exposed()).unwrap_or_default(),
        store,
        email: email.is_some(),
        phone: may_be_called(conn, step.customer_id)?,
        stands: merged.is_none(),
        ..Told::default()
    };
    if let Some(order) = step.order_id {
        told.number = service_orders::table
            .find(order)
            .select(service_orders::number)
            .first(conn)?;
        told.done = service_items::table
            .filter(service_items::order_id.eq(order))
            .filter(service_items::removed_at.is_null())
            .filter(service_items::kind.ne("part"))
            .order(service_items::position)
            .select(service_items::zh)
            .load(conn)?;
        told.stands = told.stands && is_settled(conn, order)?;
    }
    Ok(told)
}

/// Whether the bill of an order stands.
pub fn is_settled(conn: &mut PgConnection, order: ServiceOrderId) -> Result<bool, Error> {
    let standing = service_settlements::table
        .filter(service_settlements::order_id.eq(order))
        .filter(service_settlements::undone_at.is_null());
    Ok(diesel::select(exists(standing)).get_result(conn)?)
}
