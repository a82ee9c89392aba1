//! Reads of customers. Every one that a person asks for goes through [`visible`].

mod asked;
mod duplicates;
pub mod list;
mod lookup;
mod record;
mod searches;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::dsl::array;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Uuid as SqlUuid};
use uuid::Uuid;

use super::model::{Brief, Key, NAME, PHONE, masked_phone, purpose_code};
use super::rules::{Channel, Kind, Purpose, Tier};
use crate::access::Scope;
use crate::platform::error::Error;
use crate::platform::vault::{self, Sealed, Vault};
use crate::schema::{consents, customer_access, customer_keys, customer_phones, customers};
use crate::values::ids::{CustomerId, PhoneId, StaffId, StoreId};
use crate::values::phone::Phone;

pub use asked::{Asked, declined, requests, waiting};
pub use duplicates::duplicates;
pub use lookup::{identities, looked_up, unseen};
pub use record::{consents_of, phones, record};
pub use searches::{candidates, meant, term_of};

#[diesel::declare_sql_function]
extern "SQL" {
    /// One of an array.
    fn any(all: Array<SqlUuid>) -> SqlUuid;
}

/// The customers a person sees; every query about customers starts here.
///
/// `visible(scope, now).filter(…).select(…)`, or `customer_id.eq_any(visible(scope, now).select(customers::id))`.
pub fn visible<'a>(scope: Scope, now: DateTime<Utc>) -> list::Customers<'a> {
    let known = customers::table.filter(customers::merged_into.is_null()).into_boxed();
    match scope {
        Scope::Store { store } => known.filter(customers::store_id.eq(store)),
        Scope::Members { store, staff } => known.filter(customers::store_id.eq(store)).filter(
            customers::tier
                .ne(Tier::Regular)
                .or(customers::member)
                .or(customers::id.eq_any(granted(staff, now))),
        ),
        Scope::Own { store, staff } => {
            // As an array, what was granted joins the index of owners; as a subquery it would make this a scan of the store.
            let granted = customers::id.eq(any(array(granted(staff, now))));
            known
                .filter(customers::store_id.eq(store))
                .filter(customers::owner_id.eq(staff).or(granted.nullable()))
        }
        Scope::Nothing => known.filter(false.into_sql::<Bool>()),
    }
}

#[diesel::dsl::auto_type(no_type_alias)]
fn granted(staff: StaffId, now: DateTime<Utc>) -> _ {
    let holds: diesel::dsl::Or<
        diesel::dsl::IsNull<customer_access::until>,
        diesel::dsl::Nullable<diesel::dsl::Gt<customer_access::until, DateTime<Utc>>>,
    > = customer_access::until
        .is_null()
        .or(customer_access::until.gt(now).nullable());
    customer_access::table
        .filter(customer_access::staff_id.eq(staff))
        .filter(holds)
        .select(customer_access::customer_id)
}

/// Whether this person sees this customer: [`Error::NotFound`] if not.
pub fn ensure_visible(conn: &mut PgConnection, scope: Scope, now: DateTime<Utc>, id: CustomerId) -> Result<(), Error> {
    let found: CustomerId = visible(scope, now)
        .filter(customers::id.eq(id))
        .select(customers::id)
        .first(conn)?;
    debug_assert_eq!(found, id);
    Ok(())
}

/// Name, masked phone and tier of customers that another room's list shows, in one round trip.
///
/// No scope: the caller's rows are already narrowed.
pub fn brief(conn: &mut PgConnection, vault: &Vault, ids: &[CustomerId]) -> Result<HashMap<CustomerId, Brief>, Error> {
    in_brief(conn, vault, customers::table.into_boxed(), ids)
}

/// As [`brief`], of those within scope.
pub fn seen(
    conn: &mut PgConnection,
    vault: &Vault,
    scope: Scope,
    now: DateTime<Utc>,
    ids: &[CustomerId],
) -> Result<HashMap<CustomerId, Brief>, Error> {
    in_brief(conn, vault, visible(scope, now), ids)
}

/// A customer as JSON for a question of another room, which reads them along with its own rows: read it as [`SealedBrief`].
/// It takes the column that holds the customer's id.
macro_rules! brief_of {
    ($customer:literal) => {
        concat!(
            "(SELECT json_build_object('id', c.id, 'kind', c.kind, 'tier', c.tier, 'owner', c.owner_id, \
             'name', c.name_sealed, \
             'phone', CASE WHEN p.id IS NULL THEN NULL ELSE json_build_array(p.id, p.phone_sealed) END) \
             FROM customers c LEFT JOIN customer_phones p ON p.customer_id = c.id AND p.is_primary WHERE c.id = ",
            $customer,
            ")"
        )
    };
}
pub(crate) use brief_of;

/// What `brief_of` reads.
#[derive(serde::Deserialize)]
pub struct SealedBrief {
    id: CustomerId,
    kind: Kind,
    tier: Tier,
    owner: Option<StaffId>,
    name: Sealed,
    phone: Option<(PhoneId, Sealed)>,
}

impl SealedBrief {
    pub fn open(self, vault: &Vault) -> Result<Brief, Error> {
        let phone = self
            .phone
            .map(|(phone, sealed)| vault.open(PHONE, phone.uuid(), &sealed))
            .transpose()?
            .map(|number| masked_phone(number.expose()));
        Ok(Brief {
            id: self.id,
            kind: self.kind,
            tier: self.tier,
            owner: self.owner,
            name: vault.open(NAME, self.id.uuid(), &self.name)?,
            phone,
        })
    }
}

fn in_brief(
    conn: &mut PgConnection,
    vault: &Vault,
    among: list::Customers<'_>,
    ids: &[CustomerId],
) -> Result<HashMap<CustomerId, Brief>, Error> {
    type Row = (
        CustomerId,
        Kind,
        Tier,
        Option<StaffId>,
        Sealed,
        Option<(PhoneId, Sealed)>,
    );
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<Row> = customers::table
        .left_join(
            customer_phones::table.on(customer_phones::customer_id
                .eq(customers::id)
                .and(customer_phones::is_primary)),
        )
        .filter(customers::id.eq_any(among.filter(customers::id.eq_any(ids)).select(customers::id)))
        .select((
            customers::id,
            customers::kind,
            customers::tier,
            customers::owner_id,
            customers::name_sealed,
            (customer_phones::id, customer_phones::phone_sealed).nullable(),
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|(id, kind, tier, owner, name, phone)| {
            let sealed = SealedBrief {
                id,
                kind,
                tier,
                owner,
                name,
                phone,
            };
            Ok((id, sealed.open(vault)?))
        })
        .collect()
}

/// Somebody who has a key: the customer, what the key was for, and what gave it (the customer itself, a vehicle).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyHit {
    pub customer: CustomerId,
    pub purpose: vault::Purpose,
    pub source: Uuid,
}

/// Customers of a store that have any of these keys, whoever looks after them: for searches, duplicates and imports.
pub fn by_keys(conn: &mut PgConnection, vault: &Vault, store: StoreId, keys: &[Key]) -> Result<Vec<KeyHit>, Error> {
    /// The last four digits of a phone are shared by few; nobody reads further.
    const MOST: i64 = 500;
    let mut wanted: HashMap<&'static str, (vault::Purpose, Vec<vault::BlindIndex>)> = HashMap::new();
    for (purpose, canonical) in keys {
        let index = vault.blind(*purpose, canonical);
        wanted
            .entry(purpose_code(*purpose))
            .or_insert_with(|| (*purpose, Vec::new()))
            .1
            .push(index);
    }
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = customer_keys::table
        .select((
            customer_keys::customer_id,
            customer_keys::purpose,
            customer_keys::source_id,
        ))
        .distinct()
        .limit(MOST)
        .into_boxed();
    for (code, (_, indexes)) in &wanted {
        query = query.or_filter(
            customer_keys::purpose
                .eq(*code)
                .and(customer_keys::bidx.eq_any(indexes))
                .and(customer_keys::store_id.eq(store)),
        );
    }
    let rows: Vec<(CustomerId, String, Uuid)> = query.load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(customer, code, source)| {
            Some(KeyHit {
                customer,
                purpose: wanted.get(code.as_str())?.0,
                source,
            })
        })
        .collect())
}

/// Customers of a store with this phone.
pub fn find_by_phone(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    phone: &Phone,
) -> Result<Vec<CustomerId>, Error> {
    find_by(
        conn,
        vault,
        store,
        (vault::Purpose::Phone, phone.canonical().to_owned()),
    )
}

/// Customers of a store with this one key.
pub fn find_by(conn: &mut PgConnection, vault: &Vault, store: StoreId, key: Key) -> Result<Vec<CustomerId>, Error> {
    let found = by_keys(conn, vault, store, &[key])?;
    let mut ids: Vec<CustomerId> = found.into_iter().map(|hit| hit.customer).collect();
    ids.dedup();
    Ok(ids)
}

/// Whether the customer's last word on this use of this channel was yes.
pub fn consents_to(
    conn: &mut PgConnection,
    customer: CustomerId,
    purpose: Purpose,
    channel: Channel,
) -> Result<bool, Error> {
    let last: Option<bool> = consents::table
        .filter(consents::customer_id.eq(customer))
        .filter(consents::purpose.eq(purpose))
        .filter(consents::channel.eq(channel))
        .order((consents::at.desc(), consents::id.desc()))
        .select(consents::given)
        .first(conn)
        .optional()?;
    Ok(last.unwrap_or(false))
}
