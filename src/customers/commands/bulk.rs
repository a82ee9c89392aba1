//! Making many customers in a few statements: imports and seeds.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::record::SealedDetails;
use super::{KeyOf, announce, write_keys};
use crate::customers::model::{Details, NewCustomer, PHONE, Preferences, subject};
use crate::customers::rules::{LegalBasis, PhoneLabel, Tier};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::vault::{Sealed, Vault};
use crate::schema::{customer_keys, customer_phones, customer_preferences, customers};
use crate::values::ids::{CustomerId, ImportId, PhoneId, StaffId, StoreId};

/// Rows of one statement: all their values together stay far below the 65,535 that PostgreSQL takes.
const CHUNK: usize = 1_000;

/// A customer sealed and indexed, ready to be written: made without a database, so on any thread.
pub struct Prepared {
    customer: CustomerValues,
    phones: Vec<PhoneValues>,
    keys: Vec<KeyOf>,
    preferences: Option<PreferenceValues>,
    fields: Vec<&'static str>,
}

impl Prepared {
    /// `by` made the record at `at`.
    pub fn of(vault: &Vault, new: NewCustomer, by: Option<StaffId>, at: DateTime<Utc>) -> Result<Self, Error> {
        let id = CustomerId::new();
        let details = new.details.with_one_primary();
        Ok(Self {
            phones: phones(vault, id, &details)?,
            keys: KeyOf::all(vault, id, new.store, id, &details.keys()),
            preferences: (details.preferences != Preferences::default()).then(|| PreferenceValues {
                customer_id: id,
                preferences: details.preferences.clone(),
            }),
            fields: details.texts().names(),
            customer: CustomerValues {
                id,
                store_id: new.store,
                owner_id: new.owner,
                details: SealedDetails::of(vault, id, &details)?,
                tier: new.tier,
                legal_basis: new.legal_basis,
                notice_version: new.notice_version,
                verified_at: new.verified.then_some(at),
                import_id: new.import,
                created_by: by,
                created_at: at,
                updated_at: at,
            },
        })
    }

    pub fn id(&self) -> CustomerId {
        self.customer.id
    }
}

/// Makes the customers, each with an audit entry.
pub fn create_many(tx: &mut Tx<'_>, prepared: Vec<Prepared>) -> Result<(), Error> {
    let entries: Vec<_> = prepared
        .iter()
        .map(|one| (subject(one.id()), one.fields.clone()))
        .collect();
    let stores: std::collections::BTreeSet<StoreId> = prepared.iter().map(|one| one.customer.store_id).collect();
    write_many(tx, prepared)?;
    tx.record_many("customers.create", &entries)?;
    stores.into_iter().try_for_each(|store| announce(tx, store))
}

/// Writes the rows alone: for seeds, which nobody did.
pub fn write_many(tx: &mut Tx<'_>, prepared: Vec<Prepared>) -> Result<(), Error> {
    let (mut rows, mut phones, mut keys, mut preferences) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for one in prepared {
        rows.push(one.customer);
        phones.extend(one.phones);
        keys.extend(one.keys);
        preferences.extend(one.preferences);
    }
    for chunk in rows.chunks(CHUNK) {
        diesel::insert_into(customers::table).values(chunk).execute(tx.conn)?;
    }
    for chunk in phones.chunks(CHUNK) {
        diesel::insert_into(customer_phones::table)
            .values(chunk)
            .execute(tx.conn)?;
    }
    write_keys(tx, &keys)?;
    for chunk in preferences.chunks(CHUNK) {
        diesel::insert_into(customer_preferences::table)
            .values(chunk)
            .execute(tx.conn)?;
    }
    Ok(())
}

/// Takes customers out again, with what was made together with them. The caller has seen to it that nothing refers to
/// them; a reference that came meanwhile makes the transaction fail.
pub fn unmake_many(tx: &mut Tx<'_>, ids: &[CustomerId]) -> Result<(), Error> {
    diesel::delete(customer_keys::table.filter(customer_keys::customer_id.eq_any(ids))).execute(tx.conn)?;
    diesel::delete(customer_phones::table.filter(customer_phones::customer_id.eq_any(ids))).execute(tx.conn)?;
    diesel::delete(customer_preferences::table.filter(customer_preferences::customer_id.eq_any(ids)))
        .execute(tx.conn)?;
    let stores: Vec<StoreId> = diesel::delete(customers::table.filter(customers::id.eq_any(ids)))
        .returning(customers::store_id)
        .get_results(tx.conn)?;
    let entries: Vec<_> = ids.iter().map(|id| (subject(*id), Vec::new())).collect();
    tx.record_many("customers.unmake", &entries)?;
    let stores: std::collections::BTreeSet<StoreId> = stores.into_iter().collect();
    stores.into_iter().try_for_each(|store| announce(tx, store))
}

fn phones(vault: &Vault, customer: CustomerId, details: &Details) -> Result<Vec<PhoneValues>, Error> {
    details
        .phones
        .iter()
        .zip(0_i16..)
        .map(|(phone, position)| {
            let id = PhoneId::new();
            Ok(PhoneValues {
                id,
                customer_id: customer,
                label: phone.label,
                is_primary: phone.primary,
                phone_sealed: vault.seal(PHONE, id.uuid(), phone.phone.canonical())?,
                position,
            })
        })
        .collect()
}

#[derive(Insertable)]
#[diesel(table_name = customers, treat_none_as_default_value = false)]
struct CustomerValues {
    id: CustomerId,
    store_id: StoreId,
    owner_id: Option<StaffId>,
    #[diesel(embed)]
    details: SealedDetails,
    tier: Tier,
    legal_basis: LegalBasis,
    notice_version: String,
    verified_at: Option<DateTime<Utc>>,
    import_id: Option<ImportId>,
    created_by: Option<StaffId>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = customer_phones)]
struct PhoneValues {
    id: PhoneId,
    customer_id: CustomerId,
    label: PhoneLabel,
    is_primary: bool,
    phone_sealed: Sealed,
    position: i16,
}

#[derive(Insertable)]
#[diesel(table_name = customer_preferences, treat_none_as_default_value = false)]
struct PreferenceValues {
    customer_id: CustomerId,
    #[diesel(embed)]
    preferences: Preferences,
}
