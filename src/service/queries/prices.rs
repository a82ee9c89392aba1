//! The price list.

use diesel::PgConnection;
use diesel::prelude::*;

use crate::platform::db::page::at_most;
use crate::platform::error::Error;
use crate::schema::price_items;
use crate::service::model::PriceItemRow;
use crate::service::rules::{ItemKind, LabourKind};
use crate::service::settings::ServiceSettings;
use crate::values::ids::{PriceItemId, StoreId};
use crate::values::money::Fen;

/// Which entries are wanted.
#[derive(Clone, Debug, Default)]
pub struct PriceFilter {
    pub term: String,
    pub kind: Option<ItemKind>,
    pub retired: bool,
    /// The entry that the page before ended with.
    pub after: Option<PriceItemId>,
}

/// An entry with what it comes to today.
#[derive(Clone, Debug)]
pub struct Price {
    pub row: PriceItemRow,
    /// Of an hour, of a unit, of the whole job.
    pub unit_price: Fen,
    /// Hundredths that one of it is.
    pub quantity: i32,
}

/// What an entry comes to at the store's rates.
pub fn priced(row: PriceItemRow, rates: &ServiceSettings) -> Price {
    let rate = row.labour_kind.map_or(Fen::ZERO, |kind: LabourKind| rates.rate(kind));
    let (unit_price, quantity) = match (row.price_fen, row.hours) {
        (Some(fixed), _) => (Fen::new(fixed), 100),
        (None, hours) => (rate, hours.unwrap_or(100)),
    };
    Price {
        row,
        unit_price,
        quantity,
    }
}

/// A word as LIKE looks for it anywhere in a text.
fn anywhere(term: &str) -> String {
    let plain = term.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{plain}%")
}

/// A page of the price list by kind and name, and whether there is more.
pub fn prices(
    conn: &mut PgConnection,
    store: StoreId,
    filter: &PriceFilter,
    limit: usize,
) -> Result<(Vec<PriceItemRow>, Option<PriceItemId>), Error> {
    let mut query = price_items::table
        .into_boxed()
        .filter(price_items::store_id.eq(store))
        .order((price_items::kind, price_items::zh, price_items::id))
        .select(PriceItemRow::as_select());
    query = if filter.retired {
        query.filter(price_items::retired_at.is_not_null())
    } else {
        query.filter(price_items::retired_at.is_null())
    };
    if let Some(kind) = filter.kind {
        query = query.filter(price_items::kind.eq(kind));
    }
    for word in filter.term.split_whitespace().take(5) {
        let word = anywhere(word);
        query = query.filter(
            price_items::zh
                .ilike(word.clone())
                .or(price_items::en.ilike(word.clone()))
                .or(price_items::part_number.ilike(word)),
        );
    }
    if let Some(after) = filter.after {
        let last: Option<(ItemKind, String)> = price_items::table
            .find(after)
            .filter(price_items::store_id.eq(store))
            .select((price_items::kind, price_items::zh))
            .first(conn)
            .optional()?;
        if let Some((kind, zh)) = last {
            query = query.filter(
                price_items::kind.gt(kind).or(price_items::kind.eq(kind).and(
                    price_items::zh
                        .gt(zh.clone())
                        .or(price_items::zh.eq(zh).and(price_items::id.gt(after))),
                )),
            );
        }
    }
    let mut rows: Vec<PriceItemRow> = at_most(limit + 1, query).load(conn)?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| row.id);
    Ok((rows, next))
}

/// Entries in use that a term names, for an order.
pub fn price_matches(
    conn: &mut PgConnection,
    store: StoreId,
    term: &str,
    limit: usize,
) -> Result<Vec<PriceItemRow>, Error> {
    let filter = PriceFilter {
        term: term.to_owned(),
        ..PriceFilter::default()
    };
    prices(conn, store, &filter, limit).map(|(rows, _)| rows)
}

pub fn price(conn: &mut PgConnection, store: StoreId, id: PriceItemId) -> Result<PriceItemRow, Error> {
    price_items::table
        .find(id)
        .filter(price_items::store_id.eq(store))
        .select(PriceItemRow::as_select())
        .first(conn)
        .map_err(Error::from)
}
