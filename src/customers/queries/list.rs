//! The list of customers: narrowed by scope and filters, read by key. Rooms to the right narrow it further by what they
//! know (a car, an open complaint); the desk `search` puts it together.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Timestamptz;

use crate::access::{Permission, Role};
use crate::customers::limits::Limits;
use crate::customers::model::{Listed, NAME, PHONE, masked_phone};
use crate::customers::rules::{Kind, Source, Tier};
use crate::platform::db::page::{After, Place, Spread};
use crate::platform::error::Error;
use crate::platform::settings::Setting;
use crate::platform::vault::{Sealed, Vault};
use crate::schema::{customer_phones, customers, settings, staff};
use crate::values::ids::{CustomerId, PhoneId, StaffId, StoreId};

/// Customers on their way to a list; begin with [`visible`](super::visible).
pub type Customers<'a> = customers::BoxedQuery<'a, Pg>;

/// What the customer's own row can be filtered by.
#[derive(Clone, Debug, Default)]
pub struct Narrow {
    pub owner: Option<StaffId>,
    pub tier: Option<Tier>,
    /// Members only (`true`).
    pub members: bool,
    /// Any tier but this one.
    pub not_tier: Option<Tier>,
    pub source: Option<Source>,
    pub tag: Option<String>,
    pub changed_since: Option<DateTime<Utc>>,
    pub created_since: Option<DateTime<Utc>>,
    pub created_before: Option<DateTime<Utc>>,
    /// Not verified since.
    pub unverified_since: Option<DateTime<Utc>>,
}

/// In which order the list is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Last changed first.
    Changed,
    /// Longest unverified first.
    Verified,
}

fn verified() -> diesel::expression::SqlLiteral<Timestamptz> {
    sql::<Timestamptz>("COALESCE(customers.verified_at, 'epoch'::timestamptz)")
}

/// Lets only what `filters` names through.
pub fn narrow<'a>(mut query: Customers<'a>, filters: &Narrow) -> Customers<'a> {
    if let Some(owner) = filters.owner {
        query = query.filter(customers::owner_id.eq(owner));
    }
    if let Some(tier) = filters.tier {
        query = query.filter(customers::tier.eq(tier));
    }
    if filters.members {
        query = query.filter(customers::tier.ne(Tier::Regular));
    }
    if let Some(tier) = filters.not_tier {
        query = query.filter(customers::tier.ne(tier));
    }
    if let Some(source) = filters.source {
        query = query.filter(customers::source.eq(source.code()));
    }
    if let Some(tag) = &filters.tag {
        query = query.filter(customers::tags.contains(vec![tag.clone()]));
    }
    if let Some(since) = filters.changed_since {
        query = query.filter(customers::updated_at.ge(since));
    }
    if let Some(since) = filters.created_since {
        query = query.filter(customers::created_at.ge(since));
    }
    if let Some(before) = filters.created_before {
        query = query.filter(customers::created_at.lt(before));
    }
    if let Some(since) = filters.unverified_since {
        query = query.filter(verified().lt(since));
    }
    query
}

/// One page, in one round trip.
pub fn page(
    conn: &mut PgConnection,
    vault: &Vault,
    query: Customers<'_>,
    sort: Sort,
    place: Place,
    limit: usize,
) -> Result<Spread<Listed>, Error> {
    let query = match sort {
        Sort::Changed => newest_first(query, place),
        Sort::Verified => oldest_first(query, place),
    };
    let rows = load(conn, query.limit(i64::try_from(limit).unwrap_or(50) + 1))?;
    let listed = rows
        .into_iter()
        .map(|row| row.open(vault))
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(Spread::cut(listed, limit, place, |row| {
        let at = match sort {
            Sort::Changed => row.updated_at,
            Sort::Verified => row.verified_at.unwrap_or_default(),
        };
        After { at, id: row.id.uuid() }.to_string()
    }))
}

/// Those of `ids` that `query` lets through, in the order of `ids`, and whether there are more than `limit`. Ids are
/// tried in batches that grow until the page is full.
pub fn among<'a>(
    conn: &mut PgConnection,
    vault: &Vault,
    query: impl Fn() -> Customers<'a>,
    ids: &[CustomerId],
    limit: usize,
) -> Result<(Vec<Listed>, bool), Error> {
    let mut found: Vec<Row> = Vec::new();
    let mut rest = ids;
    let mut batch = 2 * limit;
    while !rest.is_empty() && found.len() <= limit {
        let (now, later) = rest.split_at(batch.min(rest.len()));
        let mut rows = load(conn, query().filter(customers::id.eq_any(now)))?;
        let places: std::collections::HashMap<CustomerId, usize> =
            now.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        rows.sort_by_key(|row| places.get(&row.id).copied());
        found.extend(rows);
        rest = later;
        batch *= 8;
    }
    let more = found.len() > limit;
    found.truncate(limit);
    let listed = found.into_iter().map(|row| row.open(vault)).collect::<Result<_, _>>()?;
    Ok((listed, more))
}

/// Those of `ids` that `query` does not let through.
pub fn missing(
    conn: &mut PgConnection,
    query: Customers<'_>,
    mut ids: Vec<CustomerId>,
) -> Result<Vec<CustomerId>, Error> {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(ids);
    }
    let seen: Vec<CustomerId> = query
        .filter(customers::id.eq_any(&ids))
        .select(customers::id)
        .load(conn)?;
    ids.retain(|id| !seen.contains(id));
    Ok(ids)
}

/// Colleagues who may look after customers, by name, and the store's limits: what every list begins with, in one round
/// trip.
pub fn owners(conn: &mut PgConnection, store: StoreId) -> Result<(Vec<(StaffId, String)>, Limits), Error> {
    type Row = (StaffId, String, Vec<Option<String>>, Option<serde_json::Value>);
    let limits = settings::table
        .filter(settings::store_id.eq(store))
        .filter(settings::key.eq(Limits::KEY))
        .select(settings::value)
        .single_value();
    let rows: Vec<Row> = staff::table
        .filter(staff::store_id.eq(store))
        .filter(staff::disabled_at.is_null())
        .order(staff::name)
        .select((staff::id, staff::name, staff::roles, limits))
        .load(conn)?;
    let may = |codes: &[Option<String>]| {
        codes
            .iter()
            .flatten()
            .filter_map(|code| Role::parse(code))
            .any(|role| Permission::OwnCustomers.roles().contains(&role))
    };
    let limits = Limits::kept(rows.first().and_then(|row| row.3.clone()))?;
    let owners = rows
        .into_iter()
        .filter(|row| may(&row.2))
        .map(|row| (row.0, row.1))
        .collect();
    Ok((owners, limits))
}

fn load(conn: &mut PgConnection, query: Customers<'_>) -> Result<Vec<Row>, Error> {
    Ok(query
        .left_join(
            customer_phones::table.on(customer_phones::customer_id
                .eq(customers::id)
                .and(customer_phones::is_primary)),
        )
        .left_join(staff::table.on(staff::id.nullable().eq(customers::owner_id)))
        .select(Row::as_select())
        .load(conn)?)
}

fn newest_first(query: Customers<'_>, place: Place) -> Customers<'_> {
    use customers::{id, updated_at};
    match place {
        Place::Start => query.order((updated_at.desc(), id.desc())),
        Place::After(key) => query
            .filter(updated_at.le(key.at))
            .filter(updated_at.lt(key.at).or(id.lt(key.id)))
            .order((updated_at.desc(), id.desc())),
        Place::Before(key) => query
            .filter(updated_at.ge(key.at))
            .filter(updated_at.gt(key.at).or(id.gt(key.id)))
            .order((updated_at.asc(), id.asc())),
    }
}

fn oldest_first(query: Customers<'_>, place: Place) -> Customers<'_> {
    use customers::id;
    match place {
        Place::Start => query.order((verified().asc(), id.asc())),
        Place::After(key) => query
            .filter(verified().ge(key.at))
            .filter(verified().gt(key.at).or(id.gt(key.id)))
            .order((verified().asc(), id.asc())),
        Place::Before(key) => query
            .filter(verified().le(key.at))
            .filter(verified().lt(key.at).or(id.lt(key.id)))
            .order((verified().desc(), id.desc())),
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = customers)]
struct Row {
    id: CustomerId,
    kind: Kind,
    tier: Tier,
    name_sealed: Sealed,
    verified_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    #[diesel(embed)]
    phone: Option<PhoneRow>,
    #[diesel(select_expression = staff::name.nullable())]
    owner: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = customer_phones)]
struct PhoneRow {
    #[diesel(column_name = id)]
    phone: PhoneId,
    phone_sealed: Sealed,
}

impl Row {
    fn open(self, vault: &Vault) -> Result<Listed, Error> {
        let number = self
            .phone
            .map(|row| vault.open(PHONE, row.phone.uuid(), &row.phone_sealed))
            .transpose()?;
        Ok(Listed {
            name: vault.open(NAME, self.id.uuid(), &self.name_sealed)?,
            phone: number.map(|number| masked_phone(number.expose())),
            id: self.id,
            kind: self.kind,
            tier: self.tier,
            owner: self.owner,
            verified_at: self.verified_at,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}
