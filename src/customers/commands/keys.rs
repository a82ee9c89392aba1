//! What an exact search finds a customer by.

use diesel::prelude::*;
use uuid::Uuid;

use crate::customers::model::{Key, purpose_code};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::vault::{BlindIndex, Vault};
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
    let keys = KeyOf::all(tx.vault(), customer, store, source, keys);
    write_keys(tx, &keys)
}

/// A key, indexed and ready to be written: made without a database, so on any thread.
#[derive(Insertable)]
#[diesel(table_name = customer_keys)]
pub struct KeyOf {
    customer_id: CustomerId,
    store_id: StoreId,
    purpose: &'static str,
    bidx: BlindIndex,
    source_id: Uuid,
}

impl KeyOf {
    /// The keys that `source` (the customer itself, a vehicle) gives this customer.
    pub fn all(
        vault: &Vault,
        customer: CustomerId,
        store: StoreId,
        source: impl Into<Uuid>,
        keys: &[Key],
    ) -> Vec<Self> {
        let source = source.into();
        keys.iter()
            .map(|(purpose, canonical)| Self {
                customer_id: customer,
                store_id: store,
                purpose: purpose_code(*purpose),
                bidx: vault.blind(*purpose, canonical),
                source_id: source,
            })
            .collect()
    }
}

/// Writes keys of any number of customers; those already there stay.
pub fn write_keys(tx: &mut Tx<'_>, keys: &[KeyOf]) -> Result<(), Error> {
    for chunk in keys.chunks(1_000) {
        diesel::insert_into(customer_keys::table)
            .values(chunk)
            .on_conflict_do_nothing()
            .execute(tx.conn)?;
    }
    Ok(())
}

/// As [`drop_keys`], for many sources.
pub fn drop_many_keys(tx: &mut Tx<'_>, sources: &[Uuid]) -> Result<(), Error> {
    diesel::delete(customer_keys::table.filter(customer_keys::source_id.eq_any(sources))).execute(tx.conn)?;
    Ok(())
}

/// Takes back every key that `source` gave anybody.
pub fn drop_keys(tx: &mut Tx<'_>, source: impl Into<Uuid>) -> Result<(), Error> {
    diesel::delete(customer_keys::table.filter(customer_keys::source_id.eq(source.into()))).execute(tx.conn)?;
    Ok(())
}
