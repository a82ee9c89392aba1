//! Reads of membership.
//!
//! Ledger lines stay with the customer they were written for; whoever reads them reads those of everybody who was merged
//! into a customer along with the customer's own ([`Family`]).

mod cards;
mod ledger;
mod list;
mod preview;
mod rewards;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};

use super::rules::{Rules, window_start};
use super::settings::TierSettings;
use crate::customers::rules::Tier;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::settings;
use crate::values::ids::{CustomerId, StoreId};
use crate::values::money::Fen;

pub use cards::{card, cards, with_rules};
pub use ledger::{adjustments, by_hand, ledger, redemption, waiting};
pub use list::list;
pub use preview::preview;
pub use rewards::{reward, rewards};

/// A customer and everybody who was merged into them.
#[derive(Clone, Debug)]
pub struct Family {
    pub root: CustomerId,
    pub members: Vec<CustomerId>,
    pub store: StoreId,
    pub tier: Tier,
}

#[derive(QueryableByName)]
struct FamilyRow {
    #[diesel(sql_type = SqlUuid)]
    id: CustomerId,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    merged_into: Option<CustomerId>,
    #[diesel(sql_type = SqlUuid)]
    store_id: StoreId,
    #[diesel(sql_type = Text)]
    tier: Tier,
}

/// Who a customer is now, with everybody who was merged into them.
pub fn family(conn: &mut PgConnection, customer: CustomerId) -> Result<Family, Error> {
    let rows: Vec<FamilyRow> = diesel::sql_query(
        "WITH RECURSIVE up AS (\
           SELECT id, merged_into FROM customers WHERE id = $1 \
           UNION SELECT c.id, c.merged_into FROM customers AS c JOIN up ON c.id = up.merged_into), \
         down AS (\
           SELECT id FROM up UNION SELECT c.id FROM customers AS c JOIN down ON c.merged_into = down.id) \
         SELECT c.id, c.merged_into, c.store_id, c.tier FROM down JOIN customers AS c USING (id) ORDER BY c.id",
    )
    .bind::<SqlUuid, _>(customer)
    .load(conn)?;
    let root = rows
        .iter()
        .find(|row| row.merged_into.is_none())
        .ok_or(Error::NotFound)?;
    Ok(Family {
        root: root.id,
        store: root.store_id,
        tier: root.tier,
        members: rows.iter().map(|row| row.id).collect(),
    })
}

/// Everything that the store may change, in one round trip.
pub fn rules(conn: &mut PgConnection, store: StoreId) -> Result<Rules, Error> {
    let all = settings::load_all(conn, store)?;
    Ok(Rules {
        tiers: all.get()?.value,
        points: all.get()?.value,
        benefits: all.get()?.value,
    })
}

#[derive(QueryableByName)]
struct Sum {
    #[diesel(sql_type = BigInt)]
    sum: i64,
}

/// What counts for the tier today.
pub fn spend(
    conn: &mut PgConnection,
    family: &Family,
    today: NaiveDate,
    settings: &TierSettings,
) -> Result<Fen, Error> {
    let found: Sum = diesel::sql_query(
        "SELECT COALESCE(sum(counts_fen), 0)::bigint AS sum FROM spend_entries WHERE customer_id = ANY($1) AND at >= $2",
    )
    .bind::<Array<SqlUuid>, _>(&family.members)
    .bind::<Timestamptz, _>(times::start_of(window_start(today, settings)))
    .get_result(conn)?;
    Ok(Fen::new(found.sum))
}

/// A member as the nightly evaluation sees them.
#[derive(QueryableByName)]
pub struct Rated {
    #[diesel(sql_type = SqlUuid)]
    pub customer: CustomerId,
    #[diesel(sql_type = Text)]
    pub tier: Tier,
    #[diesel(sql_type = Nullable<Text>)]
    pub held_tier: Option<Tier>,
    #[diesel(sql_type = Nullable<Date>)]
    pub held_until: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    pub falls_to: Option<Tier>,
    #[diesel(sql_type = Nullable<Date>)]
    pub falls_on: Option<NaiveDate>,
    #[diesel(sql_type = BigInt)]
    pub spend_fen: i64,
    /// Merged into somebody: the one they are now is evaluated.
    #[diesel(sql_type = Bool)]
    pub gone: bool,
}

impl Rated {
    /// The tier that is held, while it is.
    pub fn held(&self, today: NaiveDate) -> Option<Tier> {
        let held = self.held_tier.zip(self.held_until)?;
        Some(held).filter(|(_, until)| *until >= today).map(|(tier, _)| tier)
    }
}

/// The members of a store whose tier was not evaluated today, and holds them.
pub fn to_rate(
    conn: &mut PgConnection,
    store: StoreId,
    today: NaiveDate,
    settings: &TierSettings,
    limit: i64,
) -> Result<Vec<Rated>, Error> {
    let since: DateTime<Utc> = times::start_of(window_start(today, settings));
    let rows: Vec<Rated> = diesel::sql_query(
        "WITH RECURSIVE batch AS MATERIALIZED (\
           SELECT customer_id FROM member_accounts WHERE store_id = $1 AND rated_on < $2 \
           ORDER BY rated_on, customer_id LIMIT $3 FOR UPDATE SKIP LOCKED), \
         family(root, id) AS (\
           SELECT customer_id, customer_id FROM batch \
           UNION SELECT f.root, c.id FROM customers AS c JOIN family AS f ON c.merged_into = f.id), \
         spent AS (\
           SELECT f.root, sum(s.counts_fen)::bigint AS fen FROM family AS f \
           JOIN spend_entries AS s ON s.customer_id = f.id AND s.at >= $4 GROUP BY f.root) \
         SELECT c.id AS customer, c.tier, a.held_tier, a.held_until, a.falls_to, a.falls_on, \
           COALESCE(spent.fen, 0) AS spend_fen, c.merged_into IS NOT NULL AS gone \
         FROM batch JOIN customers AS c ON c.id = batch.customer_id \
         JOIN member_accounts AS a ON a.customer_id = c.id LEFT JOIN spent ON spent.root = c.id",
    )
    .bind::<SqlUuid, _>(store)
    .bind::<Date, _>(today)
    .bind::<BigInt, _>(limit)
    .bind::<Timestamptz, _>(since)
    .load(conn)?;
    Ok(rows)
}
