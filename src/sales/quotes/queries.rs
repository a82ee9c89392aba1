//! Reads of quotes.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use serde_json::Value;
use uuid::Uuid;

use super::model::{Accepted, CatalogueModel, Context, LineRow, Listed, LoanRow, NewQuote, Offered, Quote, QuoteRow};
use super::rules::{LineKind, Offer, QuoteState, View};
use super::settings::QuoteSettings;
use crate::access::Actor;
use crate::customers::model::Brief;
use crate::customers::queries::{SealedBrief, brief_of};
use crate::platform::db::lists::{AsJson, rows};
use crate::platform::db::page::{After, Slice};
use crate::platform::error::Error;
use crate::platform::settings;
use crate::platform::vault::Vault;
use crate::sales::opportunities;
use crate::sales::rules::Stage;
use crate::sales::trade_ins;
use crate::sales::within::Within;
use crate::schema::{
    opportunities as deals, quote_changes, quote_lines, quotes, settings as rules, staff, stores, vehicle_models,
};
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, ModelId, OpportunityId, QuoteId, StaffId, StoreId};
use crate::values::money::Fen;
use crate::vehicles::model::title;
use crate::vehicles::rules::Energy;

type Quotes = quotes::BoxedQuery<'static, Pg>;

/// The quotes this person sees: those of the opportunities that they see.
pub fn visible(actor: &Actor) -> Quotes {
    quotes::table
        .into_boxed()
        .filter(quotes::store_id.eq(actor.store))
        .filter(quotes::opportunity_id.eq_any(opportunities::queries::visible(actor).select(deals::id)))
}

/// Who wrote on a draft last, and when.
pub fn changed(conn: &mut PgConnection, id: QuoteId) -> Result<Option<(String, DateTime<Utc>)>, Error> {
    Ok(quote_changes::table
        .inner_join(staff::table)
        .filter(quote_changes::quote_id.eq(id))
        .select((staff::name, quote_changes::changed_at))
        .first(conn)
        .optional()?)
}

const LINES: AsJson =
    AsJson("(SELECT json_agg(to_json(t) ORDER BY t.position) FROM quote_lines t WHERE t.quote_id = quotes.id)");
const LOAN: AsJson = AsJson("(SELECT json_agg(to_json(t)) FROM quote_loans t WHERE t.quote_id = quotes.id)");
const APPROVALS: AsJson = AsJson(
    "(SELECT json_agg(json_build_object('state', t.state, 'given_fen', t.given_fen, 'asked_at', t.asked_at, \
       'asked_by', a.name, 'asked_by_id', t.asked_by, 'decided_at', t.decided_at, 'decided_by', d.name, 'answer', t.answer) ORDER BY t.asked_at, t.id) \
     FROM quote_approvals t JOIN staff a ON a.id = t.asked_by LEFT JOIN staff d ON d.id = t.decided_by \
     WHERE t.quote_id = quotes.id)",
);
const DEAL: AsJson = AsJson(concat!(
    "(SELECT json_build_object('number', o.number, 'customer', ",
    brief_of!("o.customer_id"),
    ") FROM opportunities o WHERE o.id = quotes.opportunity_id)"
));

/// The opportunity of a quote.
#[derive(serde::Deserialize)]
struct Deal {
    customer: SealedBrief,
    number: String,
}

fn deal(vault: &Vault, json: Option<Value>) -> Result<(Brief, String), Error> {
    let deal: Deal = serde_json::from_value(json.unwrap_or_default()).map_err(Error::internal)?;
    Ok((deal.customer.open(vault)?, deal.number))
}

/// Whom the customer has to do with: whoever looks after the opportunity, though a manager may have written the offer.
const CONSULTANT: &str = "(SELECT s.name FROM opportunities o JOIN staff s ON s.id = COALESCE(o.owner_id, quotes.created_by) \
     WHERE o.id = quotes.opportunity_id)";

/// A quote that this person sees, with all that hangs on it: one round trip.
pub fn quote(conn: &mut PgConnection, vault: &Vault, actor: &Actor, id: QuoteId) -> Result<Quote, Error> {
    type Row = (
        QuoteRow,
        Option<Value>,
        Option<Value>,
        Option<Value>,
        Option<Value>,
        Option<String>,
    );
    let consultant = sql::<Nullable<Text>>(CONSULTANT);
    let (row, lines, loan, approvals, of, consultant): Row = visible(actor)
        .filter(quotes::id.eq(id))
        .select((QuoteRow::as_select(), LINES, LOAN, APPROVALS, DEAL, consultant))
        .first(conn)?;
    let (customer, number) = deal(vault, of)?;
    Ok(Quote {
        row,
        lines: rows::<LineRow>(lines)?.into_iter().map(Into::into).collect(),
        finance: rows::<LoanRow>(loan)?.into_iter().map(Into::into).next(),
        approvals: rows(approvals)?,
        customer: customer.id,
        customer_name: customer.name,
        opportunity: number,
        consultant: consultant.unwrap_or_default(),
    })
}

fn listed(vault: &Vault, (row, of): (QuoteRow, Option<Value>)) -> Result<Listed, Error> {
    let (customer, number) = deal(vault, of)?;
    Ok(Listed {
        row,
        customer: customer.name.expose().clone(),
        opportunity: number,
    })
}

/// How many discounts wait for a decision.
pub fn pending(conn: &mut PgConnection, actor: &Actor) -> Result<i64, Error> {
    Ok(visible(actor)
        .filter(quotes::state.eq(QuoteState::Pending))
        .select(diesel::dsl::count_star())
        .first(conn)?)
}

/// A page of the list, newest first; within the days on which they were given out: one round trip.
pub fn page(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    (view, within, today): (View, Within, NaiveDate),
    after: Option<After>,
    limit: usize,
) -> Result<Slice<Listed>, Error> {
    let sent = || quotes::state.eq(QuoteState::Sent);
    let mut query = visible(actor);
    query = match view {
        View::Open => query.filter(sent()).filter(quotes::valid_until.ge(today)),
        View::Pending => query.filter(quotes::state.eq(QuoteState::Pending)),
        View::Draft => query.filter(quotes::state.eq(QuoteState::Draft)),
        View::Accepted => query.filter(quotes::state.eq(QuoteState::Accepted)),
        View::Past => query.filter(
            quotes::state
                .eq_any([QuoteState::Superseded, QuoteState::Withdrawn, QuoteState::Discarded])
                .or(sent().and(quotes::valid_until.lt(today))),
        ),
        View::All => query,
    };
    if let Some(owner) = within.owner {
        // Whoever made it; it stays theirs when the opportunity changes hands.
        query = query.filter(quotes::created_by.eq(owner));
    }
    if let Some(since) = within.since() {
        query = query.filter(quotes::sent_at.ge(since));
    }
    if let Some(until) = within.until() {
        query = query.filter(quotes::sent_at.lt(until));
    }
    if let Some(after) = after {
        let id = QuoteId::from(after.id);
        query = query.filter(
            quotes::created_at
                .lt(after.at)
                .or(quotes::created_at.eq(after.at).and(quotes::id.lt(id))),
        );
    }
    let found: Vec<(QuoteRow, Option<Value>)> = query
        .order((quotes::created_at.desc(), quotes::id.desc()))
        .limit(i64::try_from(limit + 1).unwrap_or(i64::MAX))
        .select((QuoteRow::as_select(), DEAL))
        .load(conn)?;
    let found = found.into_iter().map(|row| listed(vault, row));
    let found = found.collect::<Result<Vec<_>, Error>>()?;
    Ok(Slice::cut(found, limit, |one| {
        let (at, id) = (one.row.created_at, one.row.id.uuid());
        After { at, id }.to_string()
    }))
}

/// Every version of an opportunity's offer that this person sees, the newest first.
pub fn of_opportunity(conn: &mut PgConnection, actor: &Actor, id: OpportunityId) -> Result<Vec<QuoteRow>, Error> {
    Ok(visible(actor)
        .filter(quotes::opportunity_id.eq(id))
        .order(quotes::version.desc())
        .select(QuoteRow::as_select())
        .load(conn)?)
}

/// The offer that the customer agreed to, for the order.
pub fn accepted(conn: &mut PgConnection, opportunity: OpportunityId) -> Result<Option<Accepted>, Error> {
    let car_price = quote_lines::table
        .filter(quote_lines::quote_id.eq(quotes::id))
        .filter(quote_lines::kind.eq(LineKind::Car))
        .select(quote_lines::amount_fen)
        .single_value();
    type Row = (
        QuoteId,
        DateTime<Utc>,
        i64,
        Option<i64>,
        String,
        String,
        Option<Value>,
        Option<Value>,
    );
    let found: Option<Row> = quotes::table
        .filter(quotes::opportunity_id.eq(opportunity))
        .filter(quotes::state.eq(QuoteState::Accepted))
        .select((
            quotes::id,
            quotes::created_at,
            quotes::total_fen,
            car_price,
            quotes::model,
            quotes::colour,
            LINES,
            LOAN,
        ))
        .first(conn)
        .optional()?;
    let Some((quote, written_at, total, car_price, model, colour, lines, loan)) = found else {
        return Ok(None);
    };
    Ok(Some(Accepted {
        quote,
        written_at,
        total: Fen::new(total),
        car_price: Fen::new(car_price.unwrap_or_default()),
        model,
        colour,
        lines: rows::<LineRow>(lines)?.into_iter().map(Into::into).collect(),
        loan: rows::<LoanRow>(loan)?.into_iter().map(|row| row.amount()).next(),
    }))
}

/// The version that is being written, or waits for an approval.
const WRITING: AsJson = AsJson(
    "(SELECT to_json(q.id) FROM quotes q WHERE q.opportunity_id = opportunities.id \
     AND q.state IN ('draft', 'pending') LIMIT 1)",
);

/// The opportunity that a quote is for, if this person sees it: one round trip.
pub fn context(conn: &mut PgConnection, actor: &Actor, id: OpportunityId) -> Result<Context, Error> {
    type Row = (
        StoreId,
        String,
        CustomerId,
        Option<StaffId>,
        Option<ModelId>,
        String,
        String,
        Option<Value>,
        Option<Value>,
        Option<Value>,
    );
    let figures = rules::table
        .filter(rules::store_id.eq(actor.store))
        .filter(rules::key.eq(<QuoteSettings as settings::Setting>::KEY))
        .select(rules::value)
        .single_value();
    let (store, number, customer, owner, model_id, model, colour, offers, writing, figures): Row =
        opportunities::queries::visible(actor)
            .filter(deals::id.eq(id))
            .select((
                deals::store_id,
                deals::number,
                deals::customer_id,
                deals::owner_id,
                deals::model_id,
                deals::model,
                deals::colour,
                trade_ins::queries::OFFERS,
                WRITING,
                figures,
            ))
            .first(conn)?;
    Ok(Context {
        id,
        store,
        number,
        customer,
        owner,
        model_id,
        model,
        colour,
        old_car: trade_ins::queries::Offers::read(offers)?,
        writing: writing
            .map(serde_json::from_value)
            .transpose()
            .map_err(Error::internal)?,
        settings: settings::of_value(figures)?,
    })
}

/// How far an opportunity has come, under lock: two who quote for it come one after the other.
pub fn locked_stage(conn: &mut PgConnection, id: OpportunityId) -> Result<Stage, Error> {
    opportunities::queries::hold_leads(conn, id)?;
    Ok(deals::table.find(id).select(deals::stage).for_update().first(conn)?)
}

/// The catalogue, by name.
pub fn catalogue(conn: &mut PgConnection) -> Result<Vec<CatalogueModel>, Error> {
    let found: Vec<(ModelId, String, String, String, Energy, Option<i64>)> = vehicle_models::table
        .order((vehicle_models::brand, vehicle_models::model, vehicle_models::trim))
        .select((
            vehicle_models::id,
            vehicle_models::brand,
            vehicle_models::model,
            vehicle_models::trim,
            vehicle_models::energy,
            vehicle_models::list_price_fen,
        ))
        .load(conn)?;
    Ok(found
        .into_iter()
        .map(|(id, brand, model, trim, energy, price)| CatalogueModel {
            id,
            title: title(&brand, &model, &trim),
            energy,
            list_price: price.map(Fen::new),
        })
        .collect())
}

/// The catalogue's price of a model.
pub fn list_price(conn: &mut PgConnection, model: Option<ModelId>) -> Result<Option<Fen>, Error> {
    let Some(model) = model else {
        return Ok(None);
    };
    let price: Option<Option<i64>> = vehicle_models::table
        .find(model)
        .select(vehicle_models::list_price_fen)
        .first(conn)
        .optional()?;
    Ok(price.flatten().map(Fen::new))
}

/// What is offered, with the old car at what it was appraised at, as long as that holds.
pub fn with_trade_in(
    conn: &mut PgConnection,
    opportunity: OpportunityId,
    new: &NewQuote,
    today: NaiveDate,
) -> Result<Offer, Error> {
    let worth = if new.trade_in {
        let worth = trade_ins::queries::offer_on(conn, opportunity, today)?;
        Some(worth.ok_or(Error::field("trade_in", Fault::Choice))?)
    } else {
        None
    };
    Ok(Offer {
        trade_in: worth,
        ..new.offer.clone()
    })
}

pub fn settings_of(conn: &mut PgConnection, store: StoreId) -> Result<QuoteSettings, Error> {
    Ok(settings::load::<QuoteSettings>(conn, store)?.value)
}

/// What the customer with this token sees, as long as nothing took its place.
pub fn offered(conn: &mut PgConnection, token: &str) -> Result<Offered, Error> {
    type Store = (String, String, String, String);
    type Row = (QuoteRow, Option<Value>, Option<Value>, Store, Option<String>);
    let consultant = sql::<Nullable<Text>>(CONSULTANT);
    let (row, lines, loan, store, consultant): Row = quotes::table
        .inner_join(stores::table.on(stores::id.eq(quotes::store_id)))
        .filter(quotes::token.eq(token))
        .select((
            QuoteRow::as_select(),
            LINES,
            LOAN,
            (stores::name, stores::name_en, stores::phone, stores::address),
            consultant,
        ))
        .first(conn)?;
    Ok(Offered {
        row,
        lines: rows::<LineRow>(lines)?.into_iter().map(Into::into).collect(),
        finance: rows::<LoanRow>(loan)?.into_iter().map(Into::into).next(),
        store: (store.0, store.1),
        store_phone: store.2,
        store_address: store.3,
        consultant: consultant.unwrap_or_default(),
    })
}

/// What quotes are called, with their versions: for the audit log.
pub fn numbers(conn: &mut PgConnection, mut ids: Vec<Uuid>) -> Result<HashMap<Uuid, String>, Error> {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(Uuid, String)> = quotes::table
        .filter(quotes::id.eq_any(ids))
        .select((quotes::id, quotes::number))
        .load(conn)?;
    Ok(found.into_iter().collect())
}
