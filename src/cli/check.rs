//! `yingke check`: whether everything the portal stands on is in order, one line each.

use diesel::prelude::*;
use diesel_migrations::MigrationHarness;

use super::setup::{self, Problem};
use crate::customers::model::{NAME, PHONE};
use crate::customers::names::NameIndex;
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::db::Db;
use crate::platform::db::migrate::MIGRATIONS;
use crate::platform::error::Error;
use crate::platform::vault::{BlindIndex, Purpose, Sealed, Vault, keys::KeyRing};
use crate::reactions;
use crate::schema::{customer_keys, customer_phones, customers, vault_keys};
use crate::values::ids::{CustomerId, PhoneId, StoreId};

/// How many of the oldest and of the newest rows are opened.
const SAMPLE: i64 = 100;

/// Looks at one thing after the other; what stands on a thing that failed is not looked at.
pub fn run() -> Result<(), Problem> {
    let config = Config::from_env()?;
    // Whoever looks makes nothing: a wrong directory is a finding, and no new portal.
    if !setup::has_database(&config) {
        line::<()>("database", Err(none_in(&config)));
        return Err("one thing is not in order".into());
    }
    let (url, cluster) = match &config.database_url {
        Some(url) => (url.clone(), None),
        None => setup::address(&config)?,
    };
    let failed = look(&config, &url);
    let stopped = cluster.map_or(Ok(()), |cluster| cluster.stop());
    match failed {
        0 => stopped.map_err(Problem::from),
        1 => Err("one thing is not in order".into()),
        more => Err(format!("{more} things are not in order").into()),
    }
}

fn none_in(config: &Config) -> Problem {
    format!(
        "there is none in {}: set YINGKE_DATA to the portal's directory (or DATABASE_URL); a new portal is made by \
         `yingke serve`",
        config.data_dir.display()
    )
    .into()
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
        line("search keys", search_keys(&vault, &mut owner)),
        line("indexes", indexes(&mut owner)),
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
    let there: bool =
        diesel::select(diesel::dsl::exists(vault_keys::table.select(vault_keys::id))).get_result(owner)?;
    if !there {
        return Err("there is none yet: the first start of the portal makes it".into());
    }
    let vault = Vault::new(KeyRing::load(owner, &config.key_file)?);
    Ok((vault, format!("{} fits", config.key_file.display())))
}

fn sealed(vault: &Vault, owner: &mut PgConnection) -> Result<((), String), Problem> {
    let names = || {
        let names = customers::table.select((customers::id, customers::name_sealed));
        names.limit(SAMPLE).into_boxed()
    };
    let mut rows: Vec<(CustomerId, Sealed)> = names().order(customers::id.desc()).load(owner)?;
    rows.extend(names().order(customers::id).load::<(CustomerId, Sealed)>(owner)?);
    let shut = rows
        .iter()
        .filter(|(id, name)| vault.open(NAME, id.uuid(), name).is_err())
        .count();
    if shut > 0 {
        return Err(format!("{shut} of {} names can't be opened with these keys", rows.len()).into());
    }
    Ok(((), format!("{} names opened", rows.len())))
}

/// Customers with a phone that no search by phone would find; and whether the keys are those of the phones.
fn search_keys(vault: &Vault, owner: &mut PgConnection) -> Result<((), String), Problem> {
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
    let phones: Vec<(PhoneId, CustomerId, Sealed)> = customer_phones::table
        .inner_join(customers::table)
        .filter(customers::merged_into.is_null())
        .order(customer_phones::id.desc())
        .limit(SAMPLE)
        .select((
            customer_phones::id,
            customer_phones::customer_id,
            customer_phones::phone_sealed,
        ))
        .load(owner)?;
    let owners: Vec<CustomerId> = phones.iter().map(|(_, customer, _)| *customer).collect();
    let keys: Vec<(CustomerId, BlindIndex)> = customer_keys::table
        .filter(customer_keys::customer_id.eq_any(owners))
        .filter(customer_keys::purpose.eq("phone"))
        .select((customer_keys::customer_id, customer_keys::bidx))
        .load(owner)?;
    for (id, customer, phone) in phones {
        let key = vault.blind(Purpose::Phone, vault.open(PHONE, id.uuid(), &phone)?.expose());
        if !keys.contains(&(customer, key)) {
            return Err(format!("the customer {customer} can't be found by a phone of theirs").into());
        }
    }
    Ok(((), format!("all {} customers with a phone have theirs", found.all)))
}

/// Indexes that PostgreSQL gave up building: it would neither use them nor keep them unique.
fn indexes(owner: &mut PgConnection) -> Result<((), String), Problem> {
    #[derive(QueryableByName)]
    struct Index {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
        #[diesel(sql_type = diesel::sql_types::Bool)]
        valid: bool,
    }
    let all: Vec<Index> = diesel::sql_query(
        "SELECT i.indexrelid::regclass::text AS name, i.indisvalid AND i.indisready AS valid \
         FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE n.nspname = 'public' ORDER BY 1",
    )
    .load(owner)?;
    let broken: Vec<&str> = all
        .iter()
        .filter(|index| !index.valid)
        .map(|index| index.name.as_str())
        .collect();
    if broken.is_empty() {
        Ok(((), format!("all {} are valid", all.len())))
    } else {
        Err(format!("not valid: {} (REINDEX INDEX each of them)", broken.join(", ")).into())
    }
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
