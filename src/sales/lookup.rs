//! What has a number in sales, found by it: for the search desk. Each is seen by whom its list shows it to.

use diesel::PgConnection;
use diesel::prelude::*;
use serde_json::Value;

use super::orders::rules::OrderState;
use super::quotes::rules::QuoteState;
use super::rules::Stage;
use super::{opportunities, orders, quotes};
use crate::access::Actor;
use crate::customers::queries::{SealedBrief, brief_of};
use crate::platform::db::lists::AsJson;
use crate::platform::error::Error;
use crate::platform::vault::{Pii, Vault};
use crate::schema::{opportunities as deals, quotes as offers, sales_orders};
use crate::values::ids::{OpportunityId, QuoteId, SalesOrderId};

/// Which record a number names, and how it stands.
#[derive(Clone, Copy, Debug)]
pub enum Record {
    Opportunity(OpportunityId, Stage),
    Quote(QuoteId, QuoteState),
    Order(SalesOrderId, OrderState),
}

/// A record of sales as a search shows it.
pub struct Named {
    pub record: Record,
    pub number: String,
    pub customer: Pii<String>,
}

const OF_DEAL: AsJson = AsJson(brief_of!("opportunities.customer_id"));
const OF_OFFER: AsJson = AsJson(brief_of!(
    "(SELECT o.customer_id FROM opportunities o WHERE o.id = quotes.opportunity_id)"
));
const OF_ORDER: AsJson = AsJson(brief_of!("sales_orders.customer_id"));

fn named(vault: &Vault, record: Record, number: &str, customer: Option<Value>) -> Result<Named, Error> {
    let customer: SealedBrief = serde_json::from_value(customer.unwrap_or_default()).map_err(Error::internal)?;
    Ok(Named {
        record,
        number: number.to_owned(),
        customer: customer.open(vault)?.name,
    })
}

/// The opportunity with this number, if this person sees it.
pub fn opportunity(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    number: &str,
) -> Result<Option<Named>, Error> {
    let found: Option<(OpportunityId, Stage, Option<Value>)> = opportunities::queries::visible(actor)
        .filter(deals::number.eq(number.to_owned()))
        .select((deals::id, deals::stage, OF_DEAL))
        .first(conn)
        .optional()?;
    found
        .map(|(id, stage, customer)| named(vault, Record::Opportunity(id, stage), number, customer))
        .transpose()
}

/// The quote with this number, if this person sees it.
pub fn quote(conn: &mut PgConnection, vault: &Vault, actor: &Actor, number: &str) -> Result<Option<Named>, Error> {
    let found: Option<(QuoteId, QuoteState, Option<Value>)> = quotes::queries::visible(actor)
        .filter(offers::number.eq(number.to_owned()))
        .select((offers::id, offers::state, OF_OFFER))
        .first(conn)
        .optional()?;
    found
        .map(|(id, state, customer)| named(vault, Record::Quote(id, state), number, customer))
        .transpose()
}

/// The order with this number, if this person sees it.
pub fn order(conn: &mut PgConnection, vault: &Vault, actor: &Actor, number: &str) -> Result<Option<Named>, Error> {
    let found: Option<(SalesOrderId, OrderState, Option<Value>)> = orders::queries::visible(actor)
        .filter(sales_orders::number.eq(number.to_owned()))
        .select((sales_orders::id, sales_orders::state, OF_ORDER))
        .first(conn)
        .optional()?;
    found
        .map(|(id, state, customer)| named(vault, Record::Order(id, state), number, customer))
        .transpose()
}
