//! The list of members, by key.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Integer, Nullable, SmallInt, Timestamptz, Uuid as SqlUuid};
use diesel::{PgConnection, sql_query};

use crate::access::Scope;
use crate::customers::rules::Tier;
use crate::membership::model::{Asked, Member, Sort, View};
use crate::membership::settings::PointSettings;
use crate::platform::db::kept::kept;
use crate::platform::db::page::{After, Slice};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::values::ids::{CustomerId, StaffId, StoreId};

/// More points than anybody has: in the key of a line the tier stands above them.
const STEP: i64 = 10_000_000_000_000;

/// How the rows stand, each way with an index.
#[derive(Clone, Copy)]
enum Order {
    Changed,
    Tier,
    Points,
    Expiry,
    Falls,
}

impl Order {
    fn of(asked: &Asked) -> Self {
        match (asked.view, asked.sort) {
            (View::Expiring, _) => Self::Expiry,
            (View::Falling, _) => Self::Falls,
            (_, Sort::Changed) => Self::Changed,
            (_, Sort::Tier) => Self::Tier,
            (_, Sort::Points) => Self::Points,
            (_, Sort::Expiry) => Self::Expiry,
        }
    }

    const fn sorted(self) -> &'static str {
        match self {
            Self::Changed => "changed_at DESC, customer_id DESC",
            Self::Tier => "tier_rank DESC, points DESC, customer_id DESC",
            Self::Points => "points DESC, customer_id DESC",
            Self::Expiry => "expires_on, customer_id",
            Self::Falls => "falls_on, customer_id",
        }
    }

    /// The rows behind the key. As rows, not by OR: so the index is read from there.
    const fn behind(self) -> &'static str {
        match self {
            Self::Changed => " AND (changed_at, customer_id) < ($4, $8)",
            Self::Tier => " AND (tier_rank, points, customer_id) < ($5, $6, $8)",
            Self::Points => " AND (points, customer_id) < ($6, $8)",
            Self::Expiry => " AND (expires_on, customer_id) > ($7, $8)",
            Self::Falls => " AND (falls_on, customer_id) > ($7, $8)",
        }
    }

    /// What a key holds in the place of the instant.
    fn key(self, row: &Row) -> DateTime<Utc> {
        let number = |number: i64| DateTime::from_timestamp_micros(number).unwrap_or_default();
        match self {
            Self::Changed => row.changed_at,
            Self::Tier => number(i64::from(row.tier_rank) * STEP + row.points),
            Self::Points => number(row.points),
            Self::Expiry => times::start_of(row.expires_on),
            Self::Falls => row.falls_on.map(times::start_of).unwrap_or_default(),
        }
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    customer_id: CustomerId,
    #[diesel(sql_type = SmallInt)]
    tier_rank: i16,
    #[diesel(sql_type = BigInt)]
    points: i64,
    #[diesel(sql_type = Date)]
    expires_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    falls_on: Option<NaiveDate>,
    #[diesel(sql_type = Timestamptz)]
    changed_at: DateTime<Utc>,
}

const PLACES: &str =
    "SELECT customer_id, tier_rank, points, expires_on, falls_on, changed_at FROM member_places WHERE store_id = $1";

/// How far ahead the list of points that expire looks is a rule of the store.
const SOON: &str = " BETWEEN $10 AND $10 + COALESCE((SELECT (value ->> 'expiring_days')::int FROM settings \
     WHERE key = 'membership.points' AND store_id = $1), $11)";

const fn of_tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Regular => " AND tier_rank = 0",
        Tier::Silver => " AND tier_rank = 1",
        Tier::Gold => " AND tier_rank = 2",
        Tier::Platinum => " AND tier_rank = 3",
    }
}

/// A page of the members that this person sees.
///
/// The rows stand where `customers::queries::visible` would find them: all of a store, or those of an owner and those who
/// were granted. A plan that is kept reads the first by the index of the order; the others are few and are sorted, which it
/// would not know if both were one condition.
pub fn list(
    conn: &mut PgConnection,
    scope: Scope,
    now: DateTime<Utc>,
    store: StoreId,
    asked: &Asked,
    limit: usize,
) -> Result<Slice<Member>, Error> {
    let order = Order::of(asked);
    let nobody = asked.among.as_ref().is_some_and(Vec::is_empty);
    if nobody || scope == Scope::Nothing {
        return Ok(Slice {
            rows: Vec::new(),
            next: None,
        });
    }
    let question = question(scope, asked, order, limit);
    let staff: Option<StaffId> = match scope {
        Scope::Own { staff, .. } => Some(staff),
        _ => None,
    };
    let after = asked.after.unwrap_or(After {
        at: now,
        id: uuid::Uuid::nil(),
    });
    let number = after.at.timestamp_micros();
    let points = match order {
        Order::Tier => number.rem_euclid(STEP),
        _ => number,
    };
    let days = i32::try_from(PointSettings::default().expiring_days).unwrap_or(i32::MAX);
    let asked_for: &[CustomerId] = asked.among.as_deref().unwrap_or_default();
    let rows: Vec<Row> = kept(
        sql_query(question)
            .bind::<SqlUuid, _>(store)
            .bind::<Nullable<SqlUuid>, _>(staff)
            .bind::<Timestamptz, _>(now)
            .bind::<Timestamptz, _>(after.at)
            .bind::<SmallInt, _>(i16::try_from(number.div_euclid(STEP)).unwrap_or(i16::MAX))
            .bind::<BigInt, _>(points)
            .bind::<Date, _>(times::day_of(after.at))
            .bind::<SqlUuid, _>(after.id)
            .bind::<Array<SqlUuid>, _>(asked_for)
            .bind::<Date, _>(times::day_of(now))
            .bind::<Integer, _>(days),
    )
    .load(conn)?;
    let found: Vec<Member> = rows
        .into_iter()
        .map(|row| Member {
            customer: row.customer_id,
            at: order.key(&row),
        })
        .collect();
    Ok(Slice::cut(found, limit, |member| {
        After {
            at: member.at,
            id: member.customer.uuid(),
        }
        .to_string()
    }))
}

/// $1 store, $2 who asks, $3 now, $4 to $7 the key as instant, tier, points and day, $8 its customer, $9 among whom, $10
/// today, $11 how far ahead while nobody changed the rule. Those that a question does not name are sent all the same.
fn question(scope: Scope, asked: &Asked, order: Order, limit: usize) -> String {
    let own = matches!(scope, Scope::Own { .. });
    let mut narrow = match asked.view {
        View::All => String::new(),
        View::Tier(tier) => of_tier(tier).to_owned(),
        // Of an owner everybody is read anyway: the sum keeps a plan from reading all of the store whose points expire.
        View::Expiring if own => format!(" AND expires_on + 0{SOON}"),
        View::Expiring => format!(" AND expires_on{SOON}"),
        View::Falling => " AND falls_on IS NOT NULL".to_owned(),
    };
    if asked.among.is_some() {
        narrow.push_str(" AND customer_id = ANY($9)");
    }
    if asked.after.is_some() {
        narrow.push_str(order.behind());
    }
    let rows = if own {
        format!(
            "{PLACES} AND owner_id = $2{narrow} UNION ALL {PLACES} AND owner_id IS DISTINCT FROM $2 \
             AND customer_id = ANY(ARRAY(SELECT customer_id FROM customer_access \
             WHERE staff_id = $2 AND (until IS NULL OR until > $3))){narrow}"
        )
    } else {
        format!("{PLACES}{narrow}")
    };
    format!("{rows} ORDER BY {} LIMIT {}", order.sorted(), limit + 1)
}
