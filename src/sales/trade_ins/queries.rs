//! Reads of trade-ins. That the reader sees the opportunity is asked first.

use chrono::NaiveDate;
use diesel::PgConnection;
use diesel::prelude::*;
use serde_json::Value;

use super::model::{Row, TradeIn, subject};
use super::rules::TradeState;
use super::settings::TradeInSettings;
use crate::access::Actor;
use crate::platform::db::lists::{AsJson, rows};
use crate::platform::error::Error;
use crate::platform::files::{self, File, FileInfo};
use crate::platform::settings::{Setting, of_value};
use crate::platform::vault::Vault;
use crate::sales::test_drives;
use crate::sales::test_drives::model::Candidate;
use crate::schema::{opportunities, settings, trade_ins};
use crate::values::ids::{AttachmentId, OpportunityId, StoreId, TradeInId};
use crate::values::money::Fen;

/// The opportunity in short: [`Error::NotFound`] unless this person sees it.
pub fn opportunity(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    id: OpportunityId,
) -> Result<Candidate, Error> {
    test_drives::queries::candidate(conn, vault, actor, id)?.ok_or(Error::NotFound)
}

/// The trade-ins of an opportunity, newest first.
pub fn of_opportunity(
    conn: &mut PgConnection,
    vault: &Vault,
    opportunity: OpportunityId,
) -> Result<Vec<TradeIn>, Error> {
    let found: Vec<Row> = trade_ins::table
        .filter(trade_ins::opportunity_id.eq(opportunity))
        .order((trade_ins::created_at.desc(), trade_ins::id.desc()))
        .select(Row::as_select())
        .load(conn)?;
    found.into_iter().map(|row| TradeIn::open(row, vault)).collect()
}

/// One of an opportunity.
pub fn one(
    conn: &mut PgConnection,
    vault: &Vault,
    opportunity: OpportunityId,
    id: TradeInId,
) -> Result<TradeIn, Error> {
    let row: Row = trade_ins::table
        .find(id)
        .filter(trade_ins::opportunity_id.eq(opportunity))
        .select(Row::as_select())
        .first(conn)?;
    TradeIn::open(row, vault)
}

/// As [`one`], with the rules of a store.
pub fn one_and_rules(
    conn: &mut PgConnection,
    vault: &Vault,
    (opportunity, id): (OpportunityId, TradeInId),
    store: StoreId,
) -> Result<(TradeIn, TradeInSettings), Error> {
    let rules = settings::table
        .filter(settings::store_id.eq(store))
        .filter(settings::key.eq(<TradeInSettings as Setting>::KEY))
        .select(settings::value)
        .single_value();
    let (row, rules): (Row, Option<Value>) = trade_ins::table
        .find(id)
        .filter(trade_ins::opportunity_id.eq(opportunity))
        .select((Row::as_select(), rules))
        .first(conn)?;
    Ok((TradeIn::open(row, vault)?, of_value(rules)?))
}

/// The photos of a trade-in.
pub fn photos(conn: &mut PgConnection, vault: &Vault, id: TradeInId) -> Result<Vec<FileInfo>, Error> {
    files::list(conn, vault, subject(id))
}

/// The small picture of a photo.
pub fn thumbnail(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    (of, id): (OpportunityId, TradeInId),
    file: AttachmentId,
) -> Result<File, Error> {
    opportunity(conn, vault, actor, of)?;
    one(conn, vault, of, id)?;
    files::thumbnail(conn, vault, file, subject(id))
}

/// What was offered for the cars of an opportunity's customer, beside the opportunity: [`Offers`].
pub(in crate::sales) const OFFERS: AsJson = AsJson(
    "(SELECT json_agg(json_build_array(t.state, t.offer_fen, t.valid_until) ORDER BY t.offered_at DESC, t.id DESC) \
     FROM trade_ins t WHERE t.opportunity_id = opportunities.id AND t.state IN ('offered', 'accepted'))",
);

/// What was offered for a customer's car.
#[derive(Clone, Copy, Debug, Default)]
pub struct Offers {
    /// The amount, and its last day unless it was accepted.
    chosen: Option<(Fen, Option<NaiveDate>)>,
}

impl Offers {
    /// What was accepted, else the newest offer.
    pub(in crate::sales) fn read(json: Option<Value>) -> Result<Self, Error> {
        let found: Vec<(TradeState, Option<i64>, Option<NaiveDate>)> = rows(json)?;
        let accepted = found.iter().find(|(state, ..)| *state == TradeState::Accepted);
        let chosen = accepted.or_else(|| found.first());
        Ok(Self {
            chosen: chosen.and_then(|(state, amount, last)| {
                let last = last.filter(|_| *state == TradeState::Offered);
                amount.map(|amount| (Fen::new(amount), last))
            }),
        })
    }

    /// Whether it still holds or not.
    pub fn newest(self) -> Option<Fen> {
        self.chosen.map(|(amount, _)| amount)
    }

    /// If it holds on a day.
    pub fn on(self, day: NaiveDate) -> Option<Fen> {
        self.chosen
            .filter(|(_, last)| last.is_none_or(|last| last >= day))
            .map(|(amount, _)| amount)
    }
}

fn offers(conn: &mut PgConnection, opportunity: OpportunityId) -> Result<Offers, Error> {
    Offers::read(opportunities::table.find(opportunity).select(OFFERS).first(conn)?)
}

/// What was offered for the customer's car: what was accepted, else the newest offer, whether it still holds or not
/// ([`offer_on`] tells that).
pub fn offer(conn: &mut PgConnection, opportunity: OpportunityId) -> Result<Option<Fen>, Error> {
    Ok(offers(conn, opportunity)?.newest())
}

/// As [`offer`], if it holds on a day.
pub fn offer_on(conn: &mut PgConnection, opportunity: OpportunityId, day: NaiveDate) -> Result<Option<Fen>, Error> {
    Ok(offers(conn, opportunity)?.on(day))
}
