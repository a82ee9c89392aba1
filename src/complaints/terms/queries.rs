//! Reads of terms.

use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};

use chrono::{DateTime, Utc};

use super::rules::Kind;
use crate::complaints::rules::Side;
use crate::platform::error::Error;
use crate::values::ids::StoreId;

/// A term, and how often a store used it lately.
#[derive(Clone, Debug, QueryableByName)]
pub struct Term {
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Bool)]
    is_category: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub parent: Option<String>,
    #[diesel(sql_type = Text)]
    pub side: Side,
    #[diesel(sql_type = Text)]
    pub zh: String,
    #[diesel(sql_type = Text)]
    pub en: String,
    #[diesel(sql_type = Bool)]
    pub retired: bool,
    #[diesel(sql_type = Integer)]
    pub lock_version: i32,
    #[diesel(sql_type = BigInt)]
    pub used: i64,
}

impl Term {
    pub fn kind(&self) -> Kind {
        match (self.is_category, &self.parent) {
            (true, _) => Kind::Category,
            (false, None) => Kind::Branch,
            (false, Some(_)) => Kind::Cause,
        }
    }
}

/// Every term in its order, the retired ones too, with how many complaints received since name it. One round trip.
pub fn all(conn: &mut PgConnection, store: StoreId, since: DateTime<Utc>) -> Result<Vec<Term>, Error> {
    Ok(diesel::sql_query(
        "WITH recent AS (SELECT category, cause FROM complaints \
           WHERE store_id = $1 AND merged_into IS NULL AND received_at >= $2), \
         named AS (SELECT category AS code FROM recent UNION ALL SELECT cause FROM recent WHERE cause IS NOT NULL), \
         counted AS (SELECT code, count(*) AS n FROM named GROUP BY code) \
         SELECT t.code, t.kind = 'category' AS is_category, t.parent, t.side, t.zh, t.en, \
           t.retired_at IS NOT NULL AS retired, t.lock_version, COALESCE(c.n, 0) AS used \
         FROM complaint_terms t LEFT JOIN counted c ON c.code = t.code ORDER BY t.position, t.code",
    )
    .bind::<SqlUuid, _>(store)
    .bind::<Timestamptz, _>(since)
    .load(conn)?)
}
