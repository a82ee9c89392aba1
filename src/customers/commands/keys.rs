//! What an exact search finds a customer by.

use diesel::prelude::*;
use uuid::Uuid;

use crate::customers::model::{Key, purpose_code};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::schema::customer_keys;
use crate::values::ids::{CustomerId, StoreId};

/// Replaces the keys that `source` (the customer itself, a vehicle) gives this customer.
pub fn set_keys(
    tx: &mut Tx<'_>,
    customer: CustomerId,
    store: StoreId,
    source: impl Into<Uuid>,
    keys: &[Key],
) -> Result<(), Error> {
    let source = source.into();
    diesel::delete(
        customer_keys::table
            .filter(customer_keys::source_id.eq(source))
            .filter(customer_keys::customer_id.eq(customer)),
    )
    .execute(tx.conn)?;
    add_keys(tx, customer, store, source, keys)
}

/// Adds keys; those already there stay.
pub fn add_keys(
    tx: &mut Tx<'_>,
    customer: CustomerId,
    store: StoreId,
    source: impl Into<Uuid>,
    keys: &[Key],
) -> Result<(), Error> {
    let source = source.into();
    let rows: Vec<_> = keys
        .iter()
        .map(|(purpose, canonical)| {
            (
                customer_keys::customer_id.eq(customer),
                customer_keys::store_id.eq(store),
                customer_keys::purpose.eq(purpose_code(*purpose)),
                customer_keys::bidx.eq(tx.vault().blind(*purpose, canonical)),
                customer_keys::source_id.eq(source),
            )
        })
        .collect();
    diesel::insert_into(customer_keys::table)
        .values(rows)
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    Ok(())
}

/// Takes back every key that `source` gave anybody.
pub fn drop_keys(tx: &mut Tx<'_>, source: impl Into<Uuid>) -> Result<(), Error> {
    diesel::delete(customer_keys::table.filter(customer_keys::source_id.eq(source.into()))).execute(tx.conn)?;
    Ok(())
}
