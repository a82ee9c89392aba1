//! What has a number in sales, found by it, and leads by name and phone: for the search desk. Each is seen by whom its
//! list shows it to.

use std::collections::HashSet;

use diesel::PgConnection;
use diesel::prelude::*;
use serde_json::Value;

use super::leads::model::{Lead, LeadRow};
use super::leads::names::LeadNames;
use super::leads::queries::{Leads, visible};
use super::leads::rules::InvalidReason;
use super::orders::rules::OrderState;
use super::quotes::rules::QuoteState;
use super::rules::{LeadState, Stage};
use super::{opportunities, orders, quotes};
use crate::access::Actor;
use crate::customers::names::NameIndex;
use crate::customers::queries::{SealedBrief, brief_of};
use crate::platform::db::lists::AsJson;
use crate::platform::error::Error;
use crate::platform::vault::{Pii, Purpose, Vault};
use crate::schema::{leads as waiting, opportunities as deals, quotes as offers, sales_orders};
use crate::values::ids::{LeadId, OpportunityId, QuoteId, SalesOrderId};
use crate::values::phone::Phone;
use crate::values::text::last;

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

/// So many leads are shown at most, …
const SHOWN: usize = 10;
/// … of so many whose number ends alike, …
const ALIKE: i64 = 500;
/// … or of so many with such a name at a time.
const BATCH: usize = 500;

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
}

/// What leads are found by when they are looked for by name.
#[derive(Clone, Copy)]
pub struct NamesOf<'a> {
    pub leads: &'a LeadNames,
    pub customers: &'a NameIndex,
}

/// The leads of those this person sees that have this name or this phone; what is open comes first.
pub fn leads(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    names: NamesOf<'_>,
    term: &str,
) -> Result<Vec<Named>, Error> {
    let mut found = match Sought::read(term) {
        None => return Ok(Vec::new()),
        Some(Sought::Number(digits)) => with_number(conn, vault, actor, &digits)?,
        Some(Sought::Name(name)) => with_name(conn, vault, actor, names, &name)?,
    };
    found.sort_by_key(|lead| (lead.state != LeadState::Open, std::cmp::Reverse(lead.received_at)));
    found.truncate(SHOWN);
    Ok(found
        .into_iter()
        .map(|lead| Named {
            record: Record::Lead(lead.id, lead.state),
            number: lead.masked_phone(),
            customer: lead.name,
        })
        .collect())
}

/// What this person sees; what an undone import brought never came.
fn seen<'a>(actor: &Actor) -> Leads<'a> {
    visible(actor).filter(waiting::invalid_because.is_distinct_from(InvalidReason::TakenBack))
}

fn with_number(conn: &mut PgConnection, vault: &Vault, actor: &Actor, digits: &str) -> Result<Vec<Lead>, Error> {
    let opened = |rows: Vec<LeadRow>| -> Result<Vec<Lead>, Error> {
        rows.into_iter().map(|row| Lead::open(row, vault)).collect()
    };
    if let Ok(phone) = Phone::parse(digits) {
        let whole = vault.blind(Purpose::Phone, phone.canonical());
        let rows = latest(conn, seen(actor).filter(waiting::phone_bidx.eq(whole)))?;
        if !rows.is_empty() {
            return opened(rows);
        }
    }
    let end = vault.blind(Purpose::PhoneTail, last(digits, 4));
    let rows: Vec<LeadRow> = seen(actor)
        .filter(waiting::phone_tail_bidx.eq(end))
        .order((waiting::received_at.desc(), waiting::id.desc()))
        .limit(ALIKE)
        .select(LeadRow::as_select())
        .load(conn)?;
    let mut leads: Vec<Lead> = opened(rows)?;
    leads.retain(|lead| lead.phone.expose().ends_with(digits));
    Ok(leads)
}

/// Some of these, what is open first.
fn latest(conn: &mut PgConnection, query: Leads<'_>) -> Result<Vec<LeadRow>, Error> {
    let open_first = (
        waiting::state.ne(LeadState::Open),
        waiting::received_at.desc(),
        waiting::id.desc(),
    );
    Ok(query
        .order(open_first)
        .limit(i64::try_from(SHOWN).unwrap_or(i64::MAX))
        .select(LeadRow::as_select())
        .load(conn)?)
}

fn with_name(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    names: NamesOf<'_>,
    name: &str,
) -> Result<Vec<Lead>, Error> {
    let mut rows: Vec<LeadRow> = Vec::new();
    let own = names.leads.found(conn, actor.store, name)?;
    for some in own.chunks(BATCH) {
        let ids: Vec<LeadId> = some.iter().map(|id| LeadId::from(*id)).collect();
        let query = seen(actor).filter(waiting::id.eq_any(ids));
        rows.extend(latest(conn, query)?);
        if rows.len() >= SHOWN {
            break;
        }
    }
    let known = names.customers.search(conn, actor.store, name)?;
    let mut more = Vec::new();
    for some in known.chunks(BATCH) {
        let query = seen(actor).filter(waiting::customer_id.assume_not_null().eq_any(some.to_vec()));
        more.extend(latest(conn, query)?);
        if more.len() >= SHOWN {
            break;
        }
    }
    rows.extend(more);
    let mut told = HashSet::new();
    rows.retain(|row| told.insert(row.id));
    rows.into_iter().map(|row| Lead::open(row, vault)).collect()
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
