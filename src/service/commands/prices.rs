//! Writes of the price list. What stands on an order keeps the price it was given.

use diesel::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::platform::db::{Change, SeeOther, Subject, Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::undo;
use crate::schema::price_items;
use crate::service::model::{PRICE_ITEM, PriceItemRow, TOPIC};
use crate::service::queries;
use crate::service::rules::{Extra, ItemKind, LabourKind, shown_quantity};
use crate::values::ids::PriceItemId;
use crate::values::money::Fen;

/// What retiring an entry is called where it is taken back.
pub const RETIRE: &str = "service.retire_price";

#[derive(Clone, Debug)]
pub struct NewPrice {
    pub lock_version: i32,
    pub kind: ItemKind,
    pub labour_kind: Option<LabourKind>,
    pub zh: String,
    pub en: String,
    pub part_number: String,
    pub unit: String,
    pub hours: Option<i32>,
    pub price: Option<Fen>,
    /// Counts as sold besides the work itself.
    pub extra: Option<Extra>,
}

/// Adds an entry.
pub fn add_price(tx: &mut Tx<'_>, new: &NewPrice) -> Result<PriceItemId, Error> {
    let actor = tx.actor()?.clone();
    let row = PriceItemRow {
        id: PriceItemId::new(),
        store_id: actor.store,
        kind: new.kind,
        labour_kind: new.labour_kind,
        zh: new.zh.clone(),
        en: new.en.clone(),
        part_number: new.part_number.clone(),
        unit: new.unit.clone(),
        hours: new.hours,
        price_fen: new.price.map(Fen::fen),
        extra: new.extra,
        retired_at: None,
        created_by: Some(actor.id),
        created_at: tx.now,
        lock_version: 0,
    };
    diesel::insert_into(price_items::table).values(&row).execute(tx.conn)?;
    tx.notify(TOPIC, actor.store)?;
    tx.record(
        "service.add_price",
        Subject::new(PRICE_ITEM, row.id),
        &["zh", "en", "price"],
    )?;
    Ok(row.id)
}

/// Changes an entry; its history keeps every price.
pub fn change_price(tx: &mut Tx<'_>, id: PriceItemId, new: &NewPrice) -> Result<(), Error> {
    let store = tx.actor()?.store;
    let old = queries::price(tx.conn, store, id)?;
    if old.kind != new.kind {
        return Err(Error::WrongState);
    }
    let updated = diesel::update(
        price_items::table
            .find(id)
            .filter(price_items::lock_version.eq(new.lock_version)),
    )
    .set((
        price_items::labour_kind.eq(new.labour_kind),
        price_items::zh.eq(&new.zh),
        price_items::en.eq(&new.en),
        price_items::part_number.eq(&new.part_number),
        price_items::unit.eq(&new.unit),
        price_items::hours.eq(new.hours),
        price_items::price_fen.eq(new.price.map(Fen::fen)),
        price_items::extra.eq(new.extra),
        price_items::lock_version.eq(new.lock_version + 1),
    ))
    .execute(tx.conn)?;
    still_fresh(updated)?;
    let change = |field, old: Option<String>, new: Option<String>| Change { field, old, new };
    let code = |extra: Option<Extra>| extra.map(|extra| extra.code().to_owned());
    let price = |fen: Option<i64>| fen.map(|fen| Fen::new(fen).yuan());
    let changes = [
        change("zh", Some(old.zh), Some(new.zh.clone())),
        change("en", Some(old.en), Some(new.en.clone())),
        change("part_number", Some(old.part_number), Some(new.part_number.clone())),
        change("unit", Some(old.unit), Some(new.unit.clone())),
        change("hours", old.hours.map(shown_quantity), new.hours.map(shown_quantity)),
        change("price", price(old.price_fen), price(new.price.map(Fen::fen))),
        change("extra", code(old.extra), code(new.extra)),
    ];
    tx.notify(TOPIC, store)?;
    tx.record_changes("service.change_price", Subject::new(PRICE_ITEM, id), &changes)
}

/// Takes an entry out of use: what it was charged for stays as it is. Tells how to take that back.
pub fn retire_price(tx: &mut Tx<'_>, id: PriceItemId) -> Result<Uuid, Error> {
    let store = tx.actor()?.store;
    let row = queries::price(tx.conn, store, id)?;
    if row.retired_at.is_some() {
        return Err(Error::WrongState);
    }
    diesel::update(price_items::table.find(id))
        .set((
            price_items::retired_at.eq(tx.now),
            price_items::lock_version.eq(price_items::lock_version + 1),
        ))
        .execute(tx.conn)?;
    tx.notify(TOPIC, store)?;
    tx.record(RETIRE, Subject::new(PRICE_ITEM, id), &[])?;
    undo::offer(tx, RETIRE, json!({ "id": id }))
}

/// Brings an entry back into use.
pub fn bring_back_price(tx: &mut Tx<'_>, id: PriceItemId) -> Result<(), Error> {
    let store = tx.actor()?.store;
    let row = queries::price(tx.conn, store, id)?;
    if row.retired_at.is_none() {
        return Err(Error::WrongState);
    }
    diesel::update(price_items::table.find(id))
        .set((
            price_items::retired_at.eq(None::<chrono::DateTime<chrono::Utc>>),
            price_items::lock_version.eq(price_items::lock_version + 1),
        ))
        .execute(tx.conn)?;
    tx.notify(TOPIC, store)?;
    tx.record("service.return_price", Subject::new(PRICE_ITEM, id), &[])
}

/// As [`bring_back_price`], for somebody who thought better of it at once.
pub fn take_back_retirement(tx: &mut Tx<'_>, payload: &Value) -> Result<SeeOther, Error> {
    let id = serde_json::from_value(payload.get("id").cloned().unwrap_or_default()).map_err(Error::internal)?;
    bring_back_price(tx, id)?;
    Ok(SeeOther::to("/price-list"))
}
