//! Orders and deliveries over HTTP.

mod agreed;
mod contract;
mod delivery;

use diesel::prelude::*;
use diesel::sql_types::{Text, Timestamptz, Uuid as SqlUuid};
use yingke::schema::{opportunities, sales_orders};
use yingke::values::ids::{CustomerId, OpportunityId, SalesOrderId};

use crate::support::{Client, Page, TestApp};

/// An opportunity that was quoted.
pub fn quoted(app: &TestApp, owner: &str, customer: CustomerId) -> OpportunityId {
    let id = OpportunityId::new();
    diesel::sql_query(
        "INSERT INTO opportunities (id, store_id, number, customer_id, owner_id, stage, model, colour, nurture_from, created_at) \
         VALUES ($1, $2, $3, $4, $5, 'quoted', '星驰 X7', '白色', $6, $6)",
    )
    .bind::<SqlUuid, _>(id.uuid())
    .bind::<SqlUuid, _>(app.store().uuid())
    .bind::<Text, _>(format!("XS{}", id.uuid().simple()))
    .bind::<SqlUuid, _>(customer.uuid())
    .bind::<SqlUuid, _>(app.actor(owner).id.uuid())
    .bind::<Timestamptz, _>(app.clock.now())
    .execute(&mut app.database.owner())
    .unwrap();
    id
}

pub const ORDER: [(&str, &str); 8] = [
    ("model", "星驰 X7"),
    ("colour", "白色"),
    ("method", "full"),
    ("car_price", "189,800"),
    ("total", "212,000"),
    ("deposit", "5000"),
    ("signed_on", "2026-11-22"),
    ("promised_on", "2026-12-10"),
];

/// [`ORDER`] with other values of some fields.
pub fn order_with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = ORDER
        .into_iter()
        .filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    kept.chain(changes.iter().copied()).collect()
}

pub fn sign(client: &Client, opportunity: OpportunityId, changes: &[(&str, &str)]) -> Page {
    let opportunity = opportunity.to_string();
    let mut fields = order_with(changes);
    fields.push(("opportunity", opportunity.as_str()));
    client.post_form("/sales-orders", &fields)
}

/// A signed order of the consultant's, and where it is shown.
pub fn signed(app: &TestApp) -> (SalesOrderId, String, Client) {
    let (customer, consultant) = (
        app.customer_of("consultant", "顾明", "13812345621"),
        app.sign_in("consultant"),
    );
    let answer = sign(&consultant, quoted(app, "consultant", customer), &[]);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let path = answer.location().to_owned();
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    (id, path, consultant)
}

/// The state of an order and the stage of its opportunity, as they are stored.
pub fn standing(app: &TestApp, id: SalesOrderId) -> (String, String) {
    diesel::sql_query(
        "SELECT o.state AS order_state, p.stage AS stage FROM sales_orders o JOIN opportunities p ON p.id = o.opportunity_id \
         WHERE o.id = $1",
    )
    .bind::<SqlUuid, _>(id.uuid())
    .get_result::<Standing>(&mut app.database.owner())
    .map(|row| (row.order_state, row.stage))
    .unwrap()
}

#[derive(QueryableByName)]
struct Standing {
    #[diesel(sql_type = Text)]
    order_state: String,
    #[diesel(sql_type = Text)]
    stage: String,
}

/// How many orders there are.
pub fn count(app: &TestApp) -> i64 {
    sales_orders::table
        .count()
        .get_result(&mut app.database.owner())
        .unwrap()
}

/// The version that a form of this order must carry.
pub fn version(app: &TestApp, id: SalesOrderId) -> String {
    let version: i32 = sales_orders::table
        .find(id)
        .select(sales_orders::lock_version)
        .first(&mut app.database.owner())
        .unwrap();
    version.to_string()
}

/// Takes an opportunity away from its owner.
pub fn give_away(app: &TestApp, id: OpportunityId, to: &str) {
    diesel::update(opportunities::table.find(id))
        .set(opportunities::owner_id.eq(app.actor(to).id))
        .execute(&mut app.database.owner())
        .unwrap();
}
