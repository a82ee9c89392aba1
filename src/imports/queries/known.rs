//! Who is a customer already, and what was built on a customer since.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;

use crate::imports::rules::checking::Entry;
use crate::platform::error::Error;
use crate::platform::vault::{BlindIndex, Purpose, Vault};
use crate::schema::{customer_keys, vehicle_owners, vehicles};
use crate::values::ids::{CustomerId, StoreId};

/// Who has a phone or a car already: found for many records in two round trips.
#[derive(Debug, Default)]
pub struct Known {
    phones: HashMap<BlindIndex, CustomerId>,
    vins: HashMap<BlindIndex, Option<CustomerId>>,
}

/// A record of somebody who is a customer already; without a customer it is a car that nobody owns now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlreadyHere(pub Option<CustomerId>);

impl Known {
    pub fn load<'a>(
        conn: &mut PgConnection,
        vault: &Vault,
        store: StoreId,
        entries: impl IntoIterator<Item = &'a Entry>,
    ) -> Result<Self, Error> {
        let (mut phones, mut vins) = (Vec::new(), Vec::new());
        for entry in entries {
            phones.extend(
                entry
                    .phones
                    .iter()
                    .map(|phone| vault.blind(Purpose::Phone, phone.canonical())),
            );
            vins.extend(vin_of(entry).map(|vin| vault.blind(Purpose::Vin, vin)));
        }
        let by_phone: Vec<(BlindIndex, CustomerId)> = customer_keys::table
            .filter(customer_keys::purpose.eq("phone"))
            .filter(customer_keys::bidx.eq_any(&phones))
            .filter(customer_keys::store_id.eq(store))
            .order(customer_keys::customer_id.desc())
            .select((customer_keys::bidx, customer_keys::customer_id))
            .load(conn)?;
        let by_vin: Vec<(Option<BlindIndex>, Option<CustomerId>)> = vehicles::table
            .left_join(
                vehicle_owners::table.on(vehicle_owners::vehicle_id
                    .eq(vehicles::id)
                    .and(vehicle_owners::until_on.is_null())
                    .and(vehicle_owners::relation.eq("owner"))),
            )
            .filter(vehicles::store_id.eq(store))
            .filter(vehicles::vin_bidx.eq_any(&vins))
            .select((vehicles::vin_bidx, vehicle_owners::customer_id.nullable()))
            .load(conn)?;
        Ok(Self {
            phones: by_phone.into_iter().collect(),
            vins: by_vin
                .into_iter()
                .filter_map(|(vin, owner)| Some((vin?, owner)))
                .collect(),
        })
    }

    pub fn find(&self, vault: &Vault, entry: &Entry) -> Option<AlreadyHere> {
        let phone =
            |phone: &crate::values::phone::Phone| self.phones.get(&vault.blind(Purpose::Phone, phone.canonical()));
        let by_phone = entry
            .phones
            .iter()
            .find_map(phone)
            .map(|customer| AlreadyHere(Some(*customer)));
        by_phone.or_else(|| {
            let vin = vault.blind(Purpose::Vin, vin_of(entry)?);
            self.vins.get(&vin).map(|owner| AlreadyHere(*owner))
        })
    }
}

fn vin_of(entry: &Entry) -> Option<&str> {
    entry.car.as_ref()?.vin.as_ref().map(crate::values::vin::Vin::canonical)
}

/// Rows of `table` among `ids` that other tables refer to, with the first table that does: what was built on them.
///
/// Every table is asked, found from the catalogue, so that none can be forgotten; `own` are those that an import fills.
pub(in crate::imports) fn built_on(
    conn: &mut PgConnection,
    table: &str,
    own: &[&str],
    ids: &[uuid::Uuid],
) -> Result<BTreeMap<uuid::Uuid, String>, Error> {
    #[derive(QueryableByName)]
    struct Reference {
        #[diesel(sql_type = diesel::sql_types::Text)]
        table_name: String,
        #[diesel(sql_type = diesel::sql_types::Text)]
        column_name: String,
    }
    #[derive(QueryableByName)]
    struct Built {
        #[diesel(sql_type = diesel::sql_types::Uuid)]
        id: uuid::Uuid,
        #[diesel(sql_type = diesel::sql_types::Text)]
        by: String,
    }
    let references: Vec<Reference> = diesel::sql_query(
        "SELECT c.conrelid::regclass::text AS table_name, quote_ident(a.attname) AS column_name \
         FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] \
         WHERE c.contype = 'f' AND c.confrelid = $1::regclass AND cardinality(c.conkey) = 1 ORDER BY 1",
    )
    .bind::<diesel::sql_types::Text, _>(table)
    .load(conn)?;
    let asked: Vec<String> = references
        .iter()
        .filter(|reference| !own.contains(&reference.table_name.as_str()))
        .map(|Reference { table_name, column_name }| {
            format!("SELECT DISTINCT {column_name} AS id, '{table_name}' AS by FROM {table_name} WHERE {column_name} = ANY($1)")
        })
        .collect();
    if asked.is_empty() {
        return Ok(BTreeMap::new());
    }
    let found: Vec<Built> = diesel::sql_query(asked.join(" UNION ALL "))
        .bind::<diesel::sql_types::Array<diesel::sql_types::Uuid>, _>(ids)
        .load(conn)?;
    let mut built = BTreeMap::new();
    for row in found {
        built.entry(row.id).or_insert(row.by);
    }
    Ok(built)
}
