//! What other rules would change, before they are saved.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Integer, Timestamptz, Uuid as SqlUuid};

use crate::membership::model::Shift;
use crate::membership::rules::{Thresholds, window_start};
use crate::membership::settings::TierSettings;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::values::ids::StoreId;

/// Whom these rules would move who isn't moved by those of today: upwards at once, downwards after the days of grace. A tier
/// that is held stays. Cars are counted anew by their share.
pub fn preview(
    conn: &mut PgConnection,
    store: StoreId,
    now: DateTime<Utc>,
    rules: &TierSettings,
    tried: &TierSettings,
) -> Result<Vec<Shift>, Error> {
    let today: NaiveDate = times::day_of(now);
    let Thresholds { silver, gold, platinum } = Thresholds::from(tried);
    let known = Thresholds::from(rules);
    Ok(diesel::sql_query(
        "WITH spent AS (\
           SELECT COALESCE(c.merged_into, c.id) AS root, \
             sum(CASE WHEN s.at < $2 THEN 0 WHEN s.kind = 'car' THEN round(s.amount_fen * $7 / 10000.0) \
               ELSE s.amount_fen END)::bigint AS fen, \
             sum(CASE WHEN s.at < $8 THEN 0 WHEN s.kind = 'car' THEN round(s.amount_fen * $12 / 10000.0) \
               ELSE s.amount_fen END)::bigint AS known \
           FROM spend_entries AS s JOIN customers AS c ON c.id = s.customer_id \
           WHERE s.store_id = $1 AND s.at >= least($2, $8) GROUP BY 1), \
         due AS (\
           SELECT c.tier, CASE WHEN COALESCE(spent.fen, 0) >= $5 THEN 3 WHEN COALESCE(spent.fen, 0) >= $4 THEN 2 \
             WHEN COALESCE(spent.fen, 0) >= $3 THEN 1 ELSE 0 END AS earned, \
             CASE WHEN COALESCE(spent.known, 0) >= $11 THEN 3 WHEN COALESCE(spent.known, 0) >= $10 THEN 2 \
             WHEN COALESCE(spent.known, 0) >= $9 THEN 1 ELSE 0 END AS known, \
             CASE WHEN a.held_until >= $6 THEN array_position(ARRAY['regular', 'silver', 'gold', 'platinum'], a.held_tier) - 1 \
               ELSE 0 END AS held \
           FROM member_accounts AS a JOIN customers AS c ON c.id = a.customer_id LEFT JOIN spent ON spent.root = c.id \
           WHERE a.store_id = $1 AND c.merged_into IS NULL) \
         SELECT tier AS from, CASE WHEN greatest(earned, held) = greatest(known, held) THEN tier \
           ELSE (ARRAY['regular', 'silver', 'gold', 'platinum'])[greatest(earned, held) + 1] END AS to, \
           count(*) AS members FROM due GROUP BY 1, 2 ORDER BY 1, 2",
    )
    .bind::<SqlUuid, _>(store)
    .bind::<Timestamptz, _>(times::start_of(window_start(today, tried)))
    .bind::<BigInt, _>(silver.fen())
    .bind::<BigInt, _>(gold.fen())
    .bind::<BigInt, _>(platinum.fen())
    .bind::<Date, _>(today)
    .bind::<Integer, _>(i32::from(tried.car_share.basis_points()))
    .bind::<Timestamptz, _>(times::start_of(window_start(today, rules)))
    .bind::<BigInt, _>(known.silver.fen())
    .bind::<BigInt, _>(known.gold.fen())
    .bind::<BigInt, _>(known.platinum.fen())
    .bind::<Integer, _>(i32::from(rules.car_share.basis_points()))
    .load(conn)?)
}
