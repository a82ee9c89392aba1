//! What has a number in sales, found by it, and leads by name and phone: for the search desk. Each is seen by whom its
//! list shows it to.

use diesel::PgConnection;
use diesel::prelude::*;
use serde_json::Value;

use super::leads::model::{Lead, LeadRow};
use super::orders::rules::OrderState;
use super::quotes::rules::QuoteState;
use super::rules::{LeadState, Stage};
use super::{opportunities, orders, quotes};
use crate::access::Actor;
use crate::customers::queries::{SealedBrief, brief_of};
use crate::platform::db::lists::AsJson;
use crate::platform::error::Error;
use crate::platform::vault::{Pii, Vault};
use crate::schema::{leads as waiting, opportunities as deals, quotes as offers, sales_orders};
use crate::values::ids::{LeadId, OpportunityId, QuoteId, SalesOrderId};

/// Which record a number names, and how it stands.
#[derive(Clone, Copy, Debug)]
pub enum Record {
    Lead(LeadId, LeadState),
    Opportunity(OpportunityId, Stage),
    Quote(QuoteId, QuoteState),
    Order(SalesOrderId, OrderState),
}

/// A record of sales as a search shows it.
pub struct Named {
    pub record: Record,
    /// Of a lead its phone, half hidden.
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

/// So many open leads are looked through, the latest first, …
const LOOKED_THROUGH: i64 = 300;
/// … and so many shown.
const SHOWN: usize = 5;

/// What is looked for among leads: the end of a number, or a part of a name.
#[derive(Debug, PartialEq, Eq)]
enum Sought {
    Number(String),
    Name(String),
}

impl Sought {
    /// `None` for what is too short to tell anybody.
    fn read(term: &str) -> Option<Self> {
        let term = term.trim().to_lowercase();
        let digits: String = term.chars().filter(char::is_ascii_digit).collect();
        let is_number = term
            .chars()
            .all(|sign| sign.is_ascii_digit() || matches!(sign, ' ' | '-' | '+'));
        if is_number {
            (digits.len() >= 4).then_some(Self::Number(digits))
        } else {
            (term.chars().count() >= 2).then_some(Self::Name(term))
        }
    }

    fn fits(&self, lead: &Lead) -> bool {
        match self {
            Self::Number(digits) => lead.phone.expose().ends_with(digits),
            Self::Name(name) => lead.name.expose().to_lowercase().contains(name),
        }
    }
}

/// The open leads of those this person sees that have this name or this phone.
pub fn leads(conn: &mut PgConnection, vault: &Vault, actor: &Actor, term: &str) -> Result<Vec<Named>, Error> {
    let Some(sought) = Sought::read(term) else {
        return Ok(Vec::new());
    };
    let rows: Vec<LeadRow> = super::leads::queries::visible(actor)
        .filter(waiting::state.eq(LeadState::Open))
        .order((waiting::received_at.desc(), waiting::id.desc()))
        .limit(LOOKED_THROUGH)
        .select(LeadRow::as_select())
        .load(conn)?;
    let mut found = Vec::new();
    for row in rows {
        let lead = Lead::open(row, vault)?;
        if sought.fits(&lead) {
            found.push(Named {
                record: Record::Lead(lead.id, lead.state),
                number: lead.masked_phone(),
                customer: lead.name,
            });
        }
        if found.len() == SHOWN {
            break;
        }
    }
    Ok(found)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_digits_end_a_number_and_words_are_a_name() {
        let number = |digits: &str| Some(Sought::Number(digits.to_owned()));
        assert_eq!(Sought::read("5621"), number("5621"));
        assert_eq!(Sought::read("138 1234-5621"), number("13812345621"));
        assert_eq!(Sought::read("562"), None);
        assert_eq!(Sought::read(" 顾明 "), Some(Sought::Name("顾明".to_owned())));
        assert_eq!(Sought::read("顾"), None);
        assert_eq!(Sought::read(""), None);
    }
}
