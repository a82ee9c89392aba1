//! Visits by the hundred thousand, with appointments, orders, bills and payments: three years up to yesterday.
//!
//! Nothing of them is personal but whose they are, so that the database makes them by itself, a week at a time.

use chrono::Days;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date};

use super::bar;
use crate::cli::setup::{House, Problem};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::values::ids::StoreId;

/// How far back they go.
const DAYS: u64 = 1_095;
const GROUND: &str = include_str!("visits.sql");
const WEEK: &str = include_str!("visits_week.sql");

/// What follows from them for cars and members, once all are there.
const AFTER: &str = include_str!("visits_after.sql");

#[derive(QueryableByName)]
struct Made {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

pub(super) fn add_visits(house: &House, store: StoreId, wanted: usize) -> Result<(), Problem> {
    if wanted == 0 {
        return Ok(());
    }
    let today = house.db.system_write_now(|tx| Ok::<_, Error>(times::day_of(tx.now)))?;
    let mut conn = PgConnection::establish(&house.url)?;
    // A seed that is cut off is simply run again, so nothing waits for the disk.
    conn.batch_execute(&format!(
        "SET synchronous_commit = off; SELECT setseed(0.42); \
         CREATE FUNCTION pg_temp.seed_store() RETURNS uuid IMMUTABLE LANGUAGE sql AS $$ SELECT '{store}'::uuid $$; \
         CREATE FUNCTION pg_temp.seed_today() RETURNS date IMMUTABLE LANGUAGE sql AS $$ SELECT date '{}' $$; \
         CREATE FUNCTION pg_temp.seed_wanted() RETURNS numeric IMMUTABLE LANGUAGE sql AS $$ SELECT {wanted}::numeric $$;",
        today
    ))?;
    conn.batch_execute(&of_session(GROUND))?;
    let cars: Made = diesel::sql_query("SELECT count(*) AS n FROM seed_cars").get_result(&mut conn)?;
    if cars.n == 0 {
        return Err("there are no cars to come in: add --customers N".into());
    }
    let bar = bar("visits", wanted);
    let mut from = today - Days::new(DAYS);
    while from < today {
        let week = format!(
            "CREATE OR REPLACE FUNCTION pg_temp.seed_from() RETURNS date IMMUTABLE LANGUAGE sql AS $$ SELECT date '{from}' $$; {}",
            of_session(WEEK)
        );
        conn.transaction(|conn| conn.batch_execute(&week))?;
        let until = from + Days::new(7);
        let made: Made =
            diesel::sql_query("SELECT coalesce(sum(visits), 0) AS n FROM seed_days WHERE day >= $1 AND day < $2")
                .bind::<Date, _>(from)
                .bind::<Date, _>(until)
                .get_result(&mut conn)?;
        bar.inc(u64::try_from(made.n).unwrap_or_default());
        from = until;
    }
    conn.batch_execute(&of_session(AFTER))?;
    bar.finish_and_clear();
    Ok(())
}

/// The functions of a statement are those of this session.
pub(super) fn of_session(statement: &str) -> String {
    ["seed_store()", "seed_today()", "seed_wanted()", "seed_from()"]
        .into_iter()
        .fold(statement.to_owned(), |text, name| {
            text.replace(name, &format!("pg_temp.{name}"))
        })
}
