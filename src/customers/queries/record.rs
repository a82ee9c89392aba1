//! One customer, opened.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;

use super::visible;
use crate::access::Scope;
use crate::customers::limits::Limits;
use crate::customers::model::{Consent, CustomerRow, KnownPhone, PhoneRow, Record};
use crate::customers::rules::{Channel, Purpose};
use crate::platform::error::Error;
use crate::platform::settings::Setting;
use crate::platform::vault::Vault;
use crate::schema::{consents, customer_phones, customer_preferences, customers, settings};
use crate::values::ids::CustomerId;

/// A customer within scope with every phone, in one round trip.
pub fn record(
    conn: &mut PgConnection,
    vault: &Vault,
    scope: Scope,
    now: DateTime<Utc>,
    id: CustomerId,
) -> Result<Record, Error> {
    let limits = settings::table
        .filter(settings::store_id.eq(customers::store_id))
        .filter(settings::key.eq(Limits::KEY))
        .select(settings::value)
        .single_value();
    let rows: Vec<(CustomerRow, Option<PhoneRow>, Option<serde_json::Value>)> = customers::table
        .left_join(customer_preferences::table)
        .left_join(customer_phones::table.on(customer_phones::customer_id.eq(customers::id)))
        .filter(customers::id.eq(id))
        .filter(customers::id.eq_any(visible(scope, now).filter(customers::id.eq(id)).select(customers::id)))
        .order((customer_phones::is_primary.desc(), customer_phones::position))
        .select((CustomerRow::as_select(), Option::<PhoneRow>::as_select(), limits))
        .load(conn)?;
    let (mut found, mut phones) = (None, Vec::new());
    for (row, phone, limits) in rows {
        found.get_or_insert((row, limits));
        phones.extend(phone);
    }
    let (row, limits) = found.ok_or(Error::NotFound)?;
    Record::open(row, phones, Limits::kept(limits)?, vault)
}

/// The phones of a customer whose scope was checked.
pub fn phones(conn: &mut PgConnection, vault: &Vault, id: CustomerId) -> Result<Vec<KnownPhone>, Error> {
    phone_rows(conn, id)?
        .into_iter()
        .map(|row| KnownPhone::open(row, vault))
        .collect()
}

fn phone_rows(conn: &mut PgConnection, id: CustomerId) -> Result<Vec<PhoneRow>, Error> {
    Ok(customer_phones::table
        .filter(customer_phones::customer_id.eq(id))
        .order((customer_phones::is_primary.desc(), customer_phones::position))
        .select(PhoneRow::as_select())
        .load(conn)?)
}

/// The last word of a customer on each use of each channel.
pub fn consents_of(conn: &mut PgConnection, customer: CustomerId) -> Result<Vec<Consent>, Error> {
    type Row = (Purpose, Channel, bool, String, DateTime<Utc>);
    let rows: Vec<Row> = consents::table
        .filter(consents::customer_id.eq(customer))
        .distinct_on((consents::purpose, consents::channel))
        .order((
            consents::purpose,
            consents::channel,
            consents::at.desc(),
            consents::id.desc(),
        ))
        .select((
            consents::purpose,
            consents::channel,
            consents::given,
            consents::wording_version,
            consents::at,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(purpose, channel, given, wording_version, at)| Consent {
            purpose,
            channel,
            given,
            wording_version,
            at,
        })
        .collect())
}
