//! `yingke check`: whether everything the portal stands on is in order, one line each.

use diesel::prelude::*;
use diesel_migrations::MigrationHarness;

use super::setup::{self, Problem};
use crate::customers::model::NAME;
use crate::customers::names::NameIndex;
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::db::Db;
use crate::platform::db::migrate::MIGRATIONS;
use crate::platform::error::Error;
use crate::platform::vault::{Sealed, Vault, keys::KeyRing};
use crate::reactions;
use crate::schema::customers;
use crate::values::ids::{CustomerId, StoreId};

/// How many sealed names are opened.
const SAMPLE: i64 = 200;

/// Looks at one thing after the other; what stands on a thing that failed is not looked at.
pub fn run() -> Result<(), Problem> {
    let config = Config::from_env()?;
    let (url, cluster) = setup::address(&config)?;
    let failed = look(&config, &url);
    let stopped = cluster.map_or(Ok(()), |cluster| cluster.stop());
    match failed {
        0 => stopped.map_err(Problem::from),
        1 => Err("one thing is not in order".into()),
        more => Err(format!("{more} things are not in order").into()),
    }
}

/// Prints a line; gives what was found, if it is in order.
fn line<T>(what: &str, found: Result<(T, String), Problem>) -> Option<T> {
    match found {
        Ok((found, detail)) => {
            println!("ok    {what}: {detail}");
            Some(found)
        }
        Err(problem) => {
            println!("FAIL  {what}: {problem}");
            None
        }
    }
}

/// The number of things that are not in order.
fn look(config: &Config, url: &str) -> usize {
    let Some(mut owner) = line("database", database(url)) else {
        return 1;
    };
    if line("migrations", migrations(&mut owner)).is_none() {
        return 1;
    }
    let Some(vault) = line("key file", keys(config, &mut owner)) else {
        return 1;
    };
    let looked = [
        line("sealed data", sealed(&vault, &mut owner)),
        line("search keys", search_keys(&mut owner)),
        line("name index", names(url, vault)),
    ];
    looked.iter().filter(|found| found.is_none()).count()
}

fn database(url: &str) -> Result<(PgConnection, String), Problem> {
    let mut owner = setup::connect(url)?;
    let version = diesel::select(diesel::dsl::sql::<diesel::sql_types::Text>(
        "current_setting('server_version')",
    ))
    .get_result::<String>(&mut owner)?;
    Ok((owner, format!("PostgreSQL {version} answers")))
}

fn migrations(owner: &mut PgConnection) -> Result<((), String), Problem> {
    match owner.has_pending_migration(MIGRATIONS) {
        Ok(false) => Ok(((), "all were run".to_owned())),
        Ok(true) => Err("some wait: run `yingke migrate`".into()),
        Err(error) => Err(format!("they can't be read: {error}").into()),
    }
}

fn keys(config: &Config, owner: &mut PgConnection) -> Result<(Vault, String), Problem> {
    let vault = Vault::new(KeyRing::load(owner, &config.key_file)?);
    Ok((vault, format!("{} fits", config.key_file.display())))
}

fn sealed(vault: &Vault, owner: &mut PgConnection) -> Result<((), String), Problem> {
    let rows: Vec<(CustomerId, Sealed)> = customers::table
        .order(customers::id.desc())
        .limit(SAMPLE)
        .select((customers::id, customers::name_sealed))
        .load(owner)?;
    for (id, name) in &rows {
        vault.open(NAME, id.uuid(), name)?;
    }
    Ok(((), format!("{} of {} names opened", rows.len(), rows.len())))
}

/// Customers with a phone that no search by phone would find.
fn search_keys(owner: &mut PgConnection) -> Result<((), String), Problem> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        all: i64,
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        lost: i64,
    }
    let found: Found = diesel::sql_query(
        "SELECT count(*) AS all, count(*) FILTER (WHERE NOT EXISTS (SELECT FROM customer_keys k \
         WHERE k.customer_id = c.id AND k.purpose = 'phone')) AS lost FROM customers c \
         WHERE merged_into IS NULL AND EXISTS (SELECT FROM customer_phones p WHERE p.customer_id = c.id)",
    )
    .get_result(owner)?;
    if found.lost > 0 {
        return Err(format!(
            "{} of {} customers can't be found by their phone",
            found.lost, found.all
        )
        .into());
    }
    Ok(((), format!("all {} customers with a phone have theirs", found.all)))
}

fn names(url: &str, vault: Vault) -> Result<((), String), Problem> {
    let db = Db::open(url, 2, Clock::system(), vault, reactions::react)?;
    let conn = &mut *db.connection()?;
    let newest: Option<(CustomerId, StoreId, Sealed)> = customers::table
        .filter(customers::merged_into.is_null())
        .order(customers::id.desc())
        .select((customers::id, customers::store_id, customers::name_sealed))
        .first(conn)
        .optional()?;
    let Some((id, store, name)) = newest else {
        return Ok(((), "there is no name yet".to_owned()));
    };
    let name = db.vault().open(NAME, id.uuid(), &name)?;
    let found = NameIndex::start(db.clone()).namesakes(conn, store, name.expose())?;
    if found.contains(&id) {
        Ok(((), "it loads, and finds the newest customer".to_owned()))
    } else {
        Err(Error::internal("the newest customer is not found by name").into())
    }
}
