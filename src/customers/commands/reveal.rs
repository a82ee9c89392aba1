//! Contact data in full: with a reason, on record, and so many times a day.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types;

use crate::access::Scope;
use crate::customers::limits::limits;
use crate::customers::model::{PHONE, RevealField, subject};
use crate::customers::queries;
use crate::customers::rules::RevealReason;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::{Pii, Sealed};
use crate::schema::{customer_phones, customers};
use crate::values::ids::{CustomerId, PhoneId};
use crate::values::phone::Phone;

/// How many values a person saw today, and how many the store allows.
#[derive(Clone, Copy)]
pub struct Looks {
    pub today: i32,
    pub limit: i32,
    /// Whether the store wants people to be warned by now.
    pub many: bool,
}

/// A value in full and as it is shown otherwise.
pub struct Revealed {
    pub text: Pii<String>,
    pub masked: String,
    pub looks: Looks,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = sql_types::Integer)]
    reveals: i32,
}

/// Counts one more reveal of today; [`Error::TooMany`] when there are none left.
pub fn count_reveal(tx: &mut Tx<'_>) -> Result<Looks, Error> {
    let store = tx.actor()?.store;
    let limits = limits(tx.conn, store)?;
    let limit = i32::try_from(limits.reveals_stop).unwrap_or(i32::MAX);
    let counted: Option<Count> = diesel::sql_query(
        "INSERT INTO reveal_counts (staff_id, day, reveals) VALUES ($1, $2, 1) ON CONFLICT (staff_id, day) \
         DO UPDATE SET reveals = reveal_counts.reveals + 1 WHERE reveal_counts.reveals < $3 RETURNING reveals",
    )
    .bind::<sql_types::Uuid, _>(tx.actor()?.id)
    .bind::<sql_types::Date, _>(times::day_of(tx.now))
    .bind::<sql_types::Integer, _>(limit)
    .get_result(tx.conn)
    .optional()?;
    let left = (times::end_of_day(tx.now) - tx.now).num_seconds();
    let today = counted.ok_or(Error::TooMany {
        retry_after_secs: u32::try_from(left).unwrap_or(0),
    })?;
    Ok(Looks {
        today: today.reveals,
        limit,
        many: i64::from(today.reveals) >= limits.reveals_warn.into(),
    })
}

/// Shows one value of a customer within scope.
pub fn reveal(
    tx: &mut Tx<'_>,
    scope: Scope,
    customer: CustomerId,
    field: RevealField,
    reason: RevealReason,
) -> Result<Revealed, Error> {
    let vault = tx.vault().clone();
    let record = queries::record(tx.conn, &vault, scope, tx.now, customer)?;
    let (text, masked) = record.in_full(field).ok_or(Error::NotFound)?;
    let looks = count_reveal(tx)?;
    tx.record_fields_because("customers.reveal", subject(customer), &[field.name()], reason.code())?;
    Ok(Revealed { text, masked, looks })
}

/// The first phones, in full, of those of these customers who are within scope: each counts as a reveal and is on record.
pub fn reveal_phones(
    tx: &mut Tx<'_>,
    scope: Scope,
    wanted: Vec<CustomerId>,
    reason: RevealReason,
) -> Result<HashMap<CustomerId, String>, Error> {
    let vault = tx.vault().clone();
    let seen: Vec<CustomerId> = queries::visible(scope, tx.now)
        .filter(customers::id.eq_any(wanted))
        .select(customers::id)
        .load(tx.conn)?;
    let rows: Vec<(CustomerId, PhoneId, Sealed)> = customer_phones::table
        .filter(customer_phones::customer_id.eq_any(seen))
        .filter(customer_phones::is_primary)
        .order(customer_phones::customer_id)
        .select((
            customer_phones::customer_id,
            customer_phones::id,
            customer_phones::phone_sealed,
        ))
        .load(tx.conn)?;
    let mut phones = HashMap::new();
    for (customer, id, sealed) in rows {
        let number = vault.open(PHONE, id.uuid(), &sealed)?;
        let shown = Phone::parse(number.expose()).map_or_else(|_| number.expose().clone(), |phone| phone.grouped());
        count_reveal(tx)?;
        tx.record_fields_because("customers.reveal", subject(customer), &["phone"], reason.code())?;
        phones.insert(customer, shown);
    }
    Ok(phones)
}
