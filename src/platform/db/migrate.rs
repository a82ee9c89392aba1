//! Migrations, run by the owner of the database; see migrations/README.md.

use diesel::PgConnection;
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::platform::error::Error;

/// Every change to the tables, in order.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// Key of the advisory lock that keeps two starting processes from migrating at once.
const LOCK: i64 = 0x79_69_6e_67_6b_65;

/// Brings the database up to date; gives the number of migrations it ran.
pub fn up(conn: &mut PgConnection) -> Result<usize, Error> {
    diesel::sql_query(format!("SELECT pg_advisory_lock({LOCK})")).execute(conn)?;
    let done = conn
        .run_pending_migrations(MIGRATIONS)
        .map(|done| done.len())
        .map_err(Error::internal);
    diesel::sql_query(format!("SELECT pg_advisory_unlock({LOCK})")).execute(conn)?;
    done
}
