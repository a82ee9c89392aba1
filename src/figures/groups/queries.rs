//! Reads of groups: the grid, the lists, one customer, what other thresholds would move.

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{PgConnection, sql_query};

use super::model::{Asked, Behind, Cell, Due, Grouped, Marks, Move, Run, Shift, WIN_BACK, WinBack};
use super::rules::View;
use super::settings::GroupSettings;
use crate::access::Scope;
use crate::platform::db::page::Slice;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::values::ids::{CustomerId, StaffId, StoreId};

/// How long a whole store may be counted, and with how much memory; until the transaction ends.
pub(super) const PATIENCE: &str = "SET LOCAL statement_timeout = '240s'; SET LOCAL work_mem = '64MB'";
/// For how many days a change of group is news.
pub const NEWS: i64 = 30;
/// How many changes a customer's page shows.
const MOVES: i64 = 6;

/// `counted.sql` for all of a store, or for the customers in this bind.
pub(super) fn counted(only: Option<&str>) -> String {
    let mut sql = String::new();
    let mut rest = include_str!("counted.sql");
    while let Some((before, after)) = rest.split_once('{') {
        let (mark, after) = after.split_once('}').unwrap_or((after, ""));
        let column = mark.split_once(':').map_or(mark, |(_, column)| column);
        sql.push_str(before);
        match only {
            Some(bind) => sql.push_str(&format!("{column} = ANY({bind})")),
            None => sql.push_str("TRUE"),
        }
        rest = after;
    }
    sql.push_str(rest);
    sql
}

/// A year back: who was lost since is to be won back.
pub(super) fn year_before(today: NaiveDate) -> NaiveDate {
    today.checked_sub_months(Months::new(12)).unwrap_or(today)
}

/// The part of a WHERE that narrows `g.customer_id` to those whom this person sees, as `customers::queries::visible` does: $1 the
/// store, which the caller narrows to, $2 who asks, $3 now.
pub(in crate::figures) fn whose(scope: Scope) -> (&'static str, Option<StaffId>) {
    match scope {
        Scope::Store { .. } => ("", None),
        Scope::Members { staff, .. } => (
            " AND g.customer_id IN (SELECT p.customer_id FROM member_places p WHERE p.store_id = $1 \
             UNION SELECT a.customer_id FROM customer_access a WHERE a.staff_id = $2 AND (a.until IS NULL OR a.until > $3))",
            Some(staff),
        ),
        Scope::Own { staff, .. } => (
            " AND g.customer_id IN (SELECT c.id FROM customers c WHERE c.owner_id = $2 AND c.merged_into IS NULL \
             UNION SELECT a.customer_id FROM customer_access a WHERE a.staff_id = $2 AND (a.until IS NULL OR a.until > $3))",
            Some(staff),
        ),
        Scope::Nothing => (" AND FALSE", None),
    }
}

/// How many customers stand where. Of a whole store also for whoever opens no customer: these are figures.
pub fn grid(conn: &mut PgConnection, scope: Scope, store: StoreId, now: DateTime<Utc>) -> Result<Vec<Cell>, Error> {
    let (narrow, staff) = whose(scope);
    let sql = match scope {
        Scope::Store { .. } | Scope::Nothing => {
            "SELECT NULLIF(rfm_group, '') AS rfm_group, stage, scenario, n FROM group_counts WHERE store_id = $1 AND n > 0".to_owned()
        }
        Scope::Members { .. } | Scope::Own { .. } => format!(
            "SELECT g.rfm_group, g.stage, g.scenario, count(*) AS n FROM customer_groups g WHERE g.store_id = $1{narrow} \
             GROUP BY 1, 2, 3"
        ),
    };
    Ok(sql_query(sql)
        .bind::<SqlUuid, _>(store)
        .bind::<Nullable<SqlUuid>, _>(staff)
        .bind::<Timestamptz, _>(now)
        .load(conn)?)
}

/// The last count of a store.
pub fn last_run(conn: &mut PgConnection, store: StoreId) -> Result<Option<Run>, Error> {
    Ok(sql_query(
        "SELECT counted_on, counted_at, customers, moved, took_ms, averages FROM group_runs WHERE store_id = $1",
    )
    .bind::<SqlUuid, _>(store)
    .get_result(conn)
    .optional()?)
}

/// Stores that were not counted on this day, those that wait longest first.
pub(super) fn uncounted(conn: &mut PgConnection, today: NaiveDate) -> Result<Vec<StoreId>, Error> {
    let due: Vec<Due> = sql_query(
        "SELECT s.id AS store_id FROM stores s LEFT JOIN group_runs r ON r.store_id = s.id \
         WHERE r.counted_on IS NULL OR r.counted_on < $1 ORDER BY r.counted_at NULLS FIRST, s.id",
    )
    .bind::<Date, _>(today)
    .load(conn)?;
    Ok(due.into_iter().map(|one| one.store_id).collect())
}

const GROUPED: &str = "SELECT g.customer_id, g.stage, g.stage_since, g.rfm_group, g.group_since, g.recency, g.frequency, \
     g.monetary, g.last_settled_on, g.settlements, g.spend_fen, g.last_visit_on, g.visits_year, g.cars_bought, \
     COALESCE(k.gone_to, '') AS gone_to, k.gone_on, k.refused_on, \
     EXISTS (SELECT FROM tasks t WHERE t.customer_id = g.customer_id AND t.kind IN ('customer.wake_up', 'customer.win_back') \
         AND t.done_at IS NULL AND t.cancelled_at IS NULL) AS planned, \
     COALESCE((SELECT NOT s.given FROM consents s WHERE s.customer_id = g.customer_id AND s.purpose = 'marketing' \
         AND s.channel = 'phone' ORDER BY s.at DESC, s.id DESC LIMIT 1), FALSE) AS declines";

/// Whom a view is about: their last loss of the twelve months, or their last move of the news.
const fn about(view: View) -> &'static str {
    match view {
        View::All => "",
        View::Moved => {
            " JOIN (SELECT DISTINCT ON (customer_id) customer_id, moved_on, was FROM group_moves \
             WHERE store_id = $1 AND kind = 'group' AND was <> '' AND moved_on > $7 AND moved_on <= $9 \
             ORDER BY customer_id, moved_on DESC, id DESC) l ON l.customer_id = g.customer_id"
        }
        View::LostYear | View::WonBack => {
            " JOIN (SELECT customer_id, max(moved_on) AS moved_on, '' AS was FROM group_moves \
             WHERE store_id = $1 AND kind = 'group' AND became = 'lost' AND moved_on > $8 AND moved_on <= $9 \
             GROUP BY customer_id) l ON l.customer_id = g.customer_id"
        }
    }
}

/// A page of the customers in one place that this person sees, whoever spent most first.
pub fn list(
    conn: &mut PgConnection,
    scope: Scope,
    now: DateTime<Utc>,
    store: StoreId,
    asked: &Asked,
    behind: Option<Behind>,
    limit: usize,
) -> Result<Slice<Grouped>, Error> {
    let (narrow, staff) = whose(scope);
    let today = times::day_of(now);
    let view = asked.view.unwrap_or(View::All);
    let mut sql = format!(
        "{GROUPED}, {} FROM customer_groups g LEFT JOIN customer_marks k ON k.customer_id = g.customer_id{} \
         WHERE g.store_id = $1{narrow}",
        if view == View::All {
            "NULL::date AS moved_on, NULL::text AS moved_from"
        } else {
            "l.moved_on, l.was AS moved_from"
        },
        about(view)
    );
    if view == View::WonBack {
        sql.push_str(" AND g.last_settled_on > l.moved_on");
    }
    match asked.group {
        Some(Some(_)) => sql.push_str(" AND g.rfm_group = $4"),
        Some(None) => sql.push_str(" AND g.rfm_group IS NULL"),
        None => {}
    }
    if asked.stage.is_some() {
        sql.push_str(" AND g.stage = $5");
    }
    if asked.scenario.is_some() {
        sql.push_str(" AND g.scenario = $6");
    }
    if behind.is_some() {
        sql.push_str(" AND (g.spend_fen, g.customer_id) < ($10, $11)");
    }
    sql.push_str(&format!(
        " ORDER BY g.spend_fen DESC, g.customer_id DESC LIMIT {}",
        limit + 1
    ));
    let rows: Vec<Grouped> = sql_query(sql)
        .bind::<SqlUuid, _>(store)
        .bind::<Nullable<SqlUuid>, _>(staff)
        .bind::<Timestamptz, _>(now)
        .bind::<Nullable<Text>, _>(asked.group.flatten().map(|group| group.code()))
        .bind::<Nullable<Text>, _>(asked.stage.map(|stage| stage.code()))
        .bind::<Nullable<Text>, _>(asked.scenario.as_deref())
        .bind::<Date, _>(today - TimeDelta::days(NEWS))
        .bind::<Date, _>(year_before(today))
        .bind::<Date, _>(today)
        .bind::<BigInt, _>(behind.map(|key| key.spend_fen).unwrap_or_default())
        .bind::<SqlUuid, _>(behind.map_or_else(uuid::Uuid::nil, |key| key.customer.uuid()))
        .load(conn)?;
    Ok(Slice::cut(rows, limit, |row| {
        Behind {
            spend_fen: row.spend_fen,
            customer: row.customer_id,
        }
        .to_string()
    }))
}

/// How many a view holds of those that this person sees: the number beside its tab.
pub fn moved(conn: &mut PgConnection, scope: Scope, now: DateTime<Utc>, store: StoreId) -> Result<i64, Error> {
    let (narrow, staff) = whose(scope);
    let today = times::day_of(now);
    let sql = format!(
        "SELECT count(DISTINCT l.customer_id) AS n FROM group_moves l JOIN customer_groups g ON g.customer_id = l.customer_id \
         WHERE l.store_id = $1 AND l.kind = 'group' AND l.was <> '' AND l.moved_on > $4 AND l.moved_on <= $5 \
         AND g.store_id = $1{narrow}"
    );
    let many: Many = sql_query(sql)
        .bind::<SqlUuid, _>(store)
        .bind::<Nullable<SqlUuid>, _>(staff)
        .bind::<Timestamptz, _>(now)
        .bind::<Date, _>(today - TimeDelta::days(NEWS))
        .bind::<Date, _>(today)
        .get_result(conn)?;
    Ok(many.n)
}

#[derive(QueryableByName)]
struct Many {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// Who was lost in the last twelve months, who settled a bill since; and of those who were reached by a win-back call.
pub fn win_back(conn: &mut PgConnection, scope: Scope, now: DateTime<Utc>, store: StoreId) -> Result<WinBack, Error> {
    // Figures are for whoever may see groups, also without a single customer.
    let scope = if scope == Scope::Nothing {
        Scope::Store { store }
    } else {
        scope
    };
    let (narrow, staff) = whose(scope);
    let today = times::day_of(now);
    let sql = format!(
        "WITH gone AS (SELECT customer_id, max(moved_on) AS lost_on FROM group_moves WHERE store_id = $1 AND kind = 'group' \
             AND became = 'lost' AND moved_on > $4 AND moved_on <= $5 GROUP BY customer_id), \
         each AS (SELECT COALESCE(g.last_settled_on > l.lost_on, FALSE) AS back, \
             (SELECT min((t.done_at AT TIME ZONE 'Asia/Shanghai')::date) FROM tasks t WHERE t.customer_id = l.customer_id \
                  AND t.kind = $6 AND t.outcome = 'answered' \
                  AND (t.done_at AT TIME ZONE 'Asia/Shanghai')::date >= l.lost_on) AS called_on, g.last_settled_on \
             FROM gone l JOIN customer_groups g ON g.customer_id = l.customer_id WHERE g.store_id = $1{narrow}) \
         SELECT count(*) AS lost, count(*) FILTER (WHERE back) AS back, count(called_on) AS called, \
             count(*) FILTER (WHERE back AND last_settled_on >= called_on) AS called_back FROM each"
    );
    Ok(sql_query(sql)
        .bind::<SqlUuid, _>(store)
        .bind::<Nullable<SqlUuid>, _>(staff)
        .bind::<Timestamptz, _>(now)
        .bind::<Date, _>(year_before(today))
        .bind::<Date, _>(today)
        .bind::<Text, _>(WIN_BACK)
        .get_result(conn)?)
}

/// Where a customer stands, since when, and what changed before; no scope: the caller has looked.
pub fn of(conn: &mut PgConnection, customer: CustomerId) -> Result<(Option<Grouped>, Vec<Move>), Error> {
    let grouped = these(conn, &[customer])?.pop();
    let moves = sql_query(
        "SELECT kind, was, became, moved_on, by_rules FROM group_moves WHERE customer_id = $1 \
         ORDER BY moved_on DESC, id DESC LIMIT $2",
    )
    .bind::<SqlUuid, _>(customer)
    .bind::<BigInt, _>(MOVES)
    .load(conn)?;
    Ok((grouped, moves))
}

/// Where these customers stand; no scope: the caller has looked.
pub fn these(conn: &mut PgConnection, customers: &[CustomerId]) -> Result<Vec<Grouped>, Error> {
    let sql = format!(
        "{GROUPED}, NULL::date AS moved_on, NULL::text AS moved_from FROM customer_groups g \
         LEFT JOIN customer_marks k ON k.customer_id = g.customer_id WHERE g.customer_id = ANY($1) \
         ORDER BY g.spend_fen DESC, g.customer_id DESC"
    );
    Ok(sql_query(sql).bind::<Array<SqlUuid>, _>(customers).load(conn)?)
}

/// What a customer is marked with.
pub fn marks(conn: &mut PgConnection, customer: CustomerId) -> Result<Marks, Error> {
    let found: Option<Marks> =
        sql_query("SELECT gone_to, gone_on, refused_on, lock_version FROM customer_marks WHERE customer_id = $1")
            .bind::<SqlUuid, _>(customer)
            .get_result(conn)
            .optional()?;
    Ok(found.unwrap_or_default())
}

/// Whom these thresholds would move from where they were counted last to where.
pub fn preview(
    conn: &mut PgConnection,
    store: StoreId,
    now: DateTime<Utc>,
    tried: &GroupSettings,
) -> Result<Vec<Shift>, Error> {
    let rules = serde_json::to_value(tried).map_err(Error::internal)?;
    let sql = format!(
        "WITH RECURSIVE {}, side AS MATERIALIZED (\
           SELECT o.stage AS old_stage, n.stage, COALESCE(o.rfm_group, '') AS old_group, COALESCE(n.rfm_group, '') AS rfm_group \
           FROM counted n JOIN customer_groups o ON o.customer_id = n.customer_id) \
         SELECT 'group' AS kind, old_group AS was, rfm_group AS became, count(*) AS n FROM side GROUP BY 2, 3 \
         UNION ALL SELECT 'stage', old_stage, stage, count(*) FROM side GROUP BY 2, 3 ORDER BY 1, 4 DESC, 2, 3",
        counted(None)
    );
    conn.transaction(|conn| {
        conn.batch_execute(PATIENCE)?;
        Ok(sql_query(sql)
            .bind::<SqlUuid, _>(store)
            .bind::<Date, _>(times::day_of(now))
            .bind::<Jsonb, _>(rules)
            .load(conn)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statement_is_narrowed_in_every_place_or_in_none() {
        let all = counted(None);
        assert!(!all.contains('{') && !all.contains("ANY"));
        let one = counted(Some("$5"));
        assert!(one.contains("o.customer_id = ANY($5)") && one.contains("c.id = ANY($5)") && !one.contains("TRUE AND"));
        assert_eq!(
            one.matches("ANY($5)").count(),
            include_str!("counted.sql").matches('{').count()
        );
    }

    #[test]
    fn a_year_before_a_leap_day_is_the_day_before() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(year_before(day("2028-02-29")), day("2027-02-28"));
    }
}
