//! Reads of trade-ins. That the reader sees the opportunity is asked first.

use chrono::NaiveDate;
use diesel::PgConnection;
use diesel::prelude::*;

use super::model::{Row, TradeIn, subject};
use super::rules::TradeState;
use crate::access::Actor;
use crate::platform::error::Error;
use crate::platform::files::{self, File, FileInfo};
use crate::platform::vault::Vault;
use crate::sales::test_drives;
use crate::sales::test_drives::model::Candidate;
use crate::schema::trade_ins;
use crate::values::ids::{AttachmentId, OpportunityId, TradeInId};
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
    let rows: Vec<Row> = trade_ins::table
        .filter(trade_ins::opportunity_id.eq(opportunity))
        .order((trade_ins::created_at.desc(), trade_ins::id.desc()))
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(|row| TradeIn::open(row, vault)).collect()
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

/// What was offered for the customer's car: what was accepted, else the newest offer, whether it still holds or not
/// ([`offer_on`] tells that).
pub fn offer(conn: &mut PgConnection, opportunity: OpportunityId) -> Result<Option<Fen>, Error> {
    Ok(newest(conn, opportunity)?.map(|(amount, _)| amount))
}

/// As [`offer`], if it holds on a day.
pub fn offer_on(conn: &mut PgConnection, opportunity: OpportunityId, day: NaiveDate) -> Result<Option<Fen>, Error> {
    let found = newest(conn, opportunity)?;
    Ok(found
        .filter(|(_, last)| last.is_none_or(|last| last >= day))
        .map(|(amount, _)| amount))
}

/// The amount, and its last day unless it was accepted.
fn newest(conn: &mut PgConnection, opportunity: OpportunityId) -> Result<Option<(Fen, Option<NaiveDate>)>, Error> {
    type Found = (TradeState, Option<i64>, Option<NaiveDate>);
    let found: Vec<Found> = trade_ins::table
        .filter(trade_ins::opportunity_id.eq(opportunity))
        .filter(trade_ins::state.eq_any([TradeState::Offered, TradeState::Accepted]))
        .order((trade_ins::offered_at.desc(), trade_ins::id.desc()))
        .select((trade_ins::state, trade_ins::offer_fen, trade_ins::valid_until))
        .load(conn)?;
    let accepted = found.iter().find(|(state, ..)| *state == TradeState::Accepted);
    let chosen = accepted.or_else(|| found.first());
    Ok(chosen.and_then(|(state, amount, last)| {
        let last = last.filter(|_| *state == TradeState::Offered);
        amount.map(|amount| (Fen::new(amount), last))
    }))
}
