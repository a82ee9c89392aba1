//! Writes of trade-ins.

use diesel::prelude::*;

use super::model::{DECLINED, NOTE, NewOffer, NewTradeIn, PLATE, Reply, Row, VIN, subject};
use super::queries;
use super::rules::{TradeState, holds};
use crate::platform::db::{Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::files::{self, File, Upload};
use crate::platform::i18n::times;
use crate::sales::opportunities::queries::visible;
use crate::schema::{opportunities, trade_ins};
use crate::values::fault::Fault;
use crate::values::ids::{AttachmentId, CustomerId, OpportunityId, TradeInId};
use crate::values::money::Fen;

/// The longest that an offer may hold.
const LONGEST_DAYS: u32 = 90;

/// Whose opportunity it is: [`Error::NotFound`] unless this person sees it.
fn customer(tx: &mut Tx<'_>, id: OpportunityId) -> Result<CustomerId, Error> {
    let actor = tx.actor()?.clone();
    Ok(visible(&actor)
        .filter(opportunities::id.eq(id))
        .select(opportunities::customer_id)
        .first(tx.conn)?)
}

/// A trade-in under lock, for somebody who sees its opportunity.
fn locked(tx: &mut Tx<'_>, of: OpportunityId, id: TradeInId) -> Result<Row, Error> {
    customer(tx, of)?;
    Ok(trade_ins::table
        .find(id)
        .filter(trade_ins::opportunity_id.eq(of))
        .select(Row::as_select())
        .for_update()
        .first(tx.conn)?)
}

/// No car was registered after today.
fn registered(tx: &Tx<'_>, new: &NewTradeIn) -> Result<(), Error> {
    match new.registered_on {
        Some(day) if day > times::day_of(tx.now) => Err(Error::field("registered_on", Fault::DateInFuture)),
        _ => Ok(()),
    }
}

/// Writes down a car that was looked over, with its photos.
pub fn create(tx: &mut Tx<'_>, of: OpportunityId, new: &NewTradeIn, uploads: &[Upload]) -> Result<TradeInId, Error> {
    let customer = customer(tx, of)?;
    registered(tx, new)?;
    let (store, me) = {
        let actor = tx.actor()?;
        (actor.store, actor.id)
    };
    let (id, vault) = (TradeInId::new(), tx.vault().clone());
    let plate = new.plate.as_ref().map(|plate| plate.canonical());
    let vin = new.vin.as_ref().map(|vin| vin.canonical());
    diesel::insert_into(trade_ins::table)
        .values((
            trade_ins::id.eq(id),
            trade_ins::store_id.eq(store),
            trade_ins::opportunity_id.eq(of),
            trade_ins::customer_id.eq(customer),
            trade_ins::state.eq(TradeState::Open),
            trade_ins::model.eq(&new.model),
            trade_ins::colour.eq(&new.colour),
            trade_ins::plate_sealed.eq(vault.seal_opt(PLATE, id.uuid(), plate)?),
            trade_ins::vin_sealed.eq(vault.seal_opt(VIN, id.uuid(), vin)?),
            trade_ins::registered_on.eq(new.registered_on),
            trade_ins::mileage_km.eq(new.mileage.km()),
            trade_ins::condition.eq(new.condition_json()),
            trade_ins::accident.eq(new.accident),
            trade_ins::note_sealed.eq(vault.seal_opt(NOTE, id.uuid(), new.note.as_deref())?),
            trade_ins::created_by.eq(me),
            trade_ins::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    for upload in uploads {
        files::attach(tx, store, subject(id), upload)?;
    }
    tx.record("trade_ins.create", subject(id), &["model", "mileage", "condition"])?;
    Ok(id)
}

/// Changes what was seen of the car, until the customer took a price for it.
pub fn change(tx: &mut Tx<'_>, of: OpportunityId, id: TradeInId, new: &NewTradeIn) -> Result<(), Error> {
    let row = locked(tx, of, id)?;
    if !row.state.takes_offer() {
        return Err(Error::WrongState);
    }
    registered(tx, new)?;
    let vault = tx.vault().clone();
    let plate = new.plate.as_ref().map(|plate| plate.canonical());
    let vin = new.vin.as_ref().map(|vin| vin.canonical());
    let updated = diesel::update(trade_ins::table.find(id).filter(trade_ins::lock_version.eq(new.seen)))
        .set((
            trade_ins::model.eq(&new.model),
            trade_ins::colour.eq(&new.colour),
            trade_ins::plate_sealed.eq(vault.seal_opt(PLATE, id.uuid(), plate)?),
            trade_ins::vin_sealed.eq(vault.seal_opt(VIN, id.uuid(), vin)?),
            trade_ins::registered_on.eq(new.registered_on),
            trade_ins::mileage_km.eq(new.mileage.km()),
            trade_ins::condition.eq(new.condition_json()),
            trade_ins::accident.eq(new.accident),
            trade_ins::note_sealed.eq(vault.seal_opt(NOTE, id.uuid(), new.note.as_deref())?),
            trade_ins::lock_version.eq(trade_ins::lock_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    tx.record("trade_ins.change", subject(id), &["model", "mileage", "condition"])
}

/// Names a price; a new one replaces the one before.
pub fn offer(tx: &mut Tx<'_>, of: OpportunityId, id: TradeInId, new: NewOffer) -> Result<(), Error> {
    let row = locked(tx, of, id)?;
    if !row.state.takes_offer() {
        return Err(Error::WrongState);
    }
    let today = times::day_of(tx.now);
    if new.valid_until < today {
        return Err(Error::field("valid_until", Fault::DateInPast));
    }
    if new.valid_until > today + chrono::Days::new(LONGEST_DAYS.into()) {
        return Err(Error::field("valid_until", Fault::DateTooLate { days: LONGEST_DAYS }));
    }
    let me = tx.actor()?.id;
    let updated = diesel::update(trade_ins::table.find(id).filter(trade_ins::lock_version.eq(new.seen)))
        .set((
            trade_ins::state.eq(TradeState::Offered),
            trade_ins::offer_fen.eq(new.amount.fen()),
            trade_ins::valid_until.eq(new.valid_until),
            trade_ins::offered_by.eq(me),
            trade_ins::offered_at.eq(tx.now),
            trade_ins::lock_version.eq(trade_ins::lock_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    tx.record("trade_ins.offer", subject(id), &["offer", "valid_until"])
}

/// The customer takes the price, while it holds, or does not.
pub fn answer(tx: &mut Tx<'_>, of: OpportunityId, id: TradeInId, reply: &Reply) -> Result<(), Error> {
    let row = locked(tx, of, id)?;
    if row.state != TradeState::Offered {
        return Err(Error::WrongState);
    }
    let takes = reply.declined_because.is_none();
    if takes && !holds(row.state, row.valid_until, times::day_of(tx.now)) {
        return Err(Error::field("declined_because", Fault::DateInPast));
    }
    let because = reply.declined_because.as_deref();
    let state = if takes {
        TradeState::Accepted
    } else {
        TradeState::Declined
    };
    let sealed = tx.vault().seal_opt(DECLINED, id.uuid(), because)?;
    let updated = diesel::update(trade_ins::table.find(id).filter(trade_ins::lock_version.eq(reply.seen)))
        .set((
            trade_ins::state.eq(state),
            trade_ins::answered_at.eq(tx.now),
            trade_ins::declined_because_sealed.eq(sealed),
            trade_ins::lock_version.eq(trade_ins::lock_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    match because {
        Some(reason) => tx.record_because("trade_ins.answer", subject(id), reason),
        None => tx.record("trade_ins.answer", subject(id), &["state"]),
    }
}

/// The customer agreed to a quote that takes their car for this price: with it they took the offer. Whoever calls has
/// looked whether the author may.
pub fn taken(tx: &mut Tx<'_>, of: OpportunityId, amount: Fen) -> Result<(), Error> {
    let offered: Option<TradeInId> = trade_ins::table
        .filter(trade_ins::opportunity_id.eq(of))
        .filter(trade_ins::state.eq(TradeState::Offered))
        .filter(trade_ins::offer_fen.eq(amount.fen()))
        .order((trade_ins::offered_at.desc(), trade_ins::id.desc()))
        .select(trade_ins::id)
        .for_update()
        .first(tx.conn)
        .optional()?;
    let Some(id) = offered else {
        return Ok(());
    };
    diesel::update(trade_ins::table.find(id))
        .set((
            trade_ins::state.eq(TradeState::Accepted),
            trade_ins::answered_at.eq(tx.now),
            trade_ins::lock_version.eq(trade_ins::lock_version + 1),
        ))
        .execute(tx.conn)?;
    tx.record("trade_ins.answer", subject(id), &["state"])
}

/// Keeps photos with a trade-in.
pub fn add_photos(tx: &mut Tx<'_>, of: OpportunityId, id: TradeInId, uploads: &[Upload]) -> Result<(), Error> {
    if uploads.is_empty() {
        return Err(Error::field("files", Fault::Required));
    }
    let row = locked(tx, of, id)?;
    for upload in uploads {
        files::attach(tx, row.store_id, subject(id), upload)?;
    }
    Ok(())
}

/// Takes a photo away.
pub fn remove_photo(tx: &mut Tx<'_>, of: OpportunityId, id: TradeInId, file: AttachmentId) -> Result<(), Error> {
    locked(tx, of, id)?;
    files::remove(tx, file, subject(id))
}

/// A photo in full; that somebody looked is kept.
pub fn look(tx: &mut Tx<'_>, of: OpportunityId, id: TradeInId, file: AttachmentId) -> Result<File, Error> {
    customer(tx, of)?;
    let vault = tx.vault().clone();
    queries::one(tx.conn, &vault, of, id)?;
    let found = files::open(tx.conn, &vault, file, subject(id))?;
    tx.record("trade_ins.look", subject(id), &["attachments"])?;
    Ok(found)
}
