//! What every command needs: configuration, log, database, vault.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;

use diesel::prelude::*;

use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::db::embedded::{Durability, PrivateCluster};
use crate::platform::db::{Db, migrate as migrations};
use crate::platform::vault::{Vault, keys::KeyRing};
use crate::reactions;

/// What went wrong, in one line that says what to do.
pub type Problem = Box<dyn std::error::Error + Send + Sync>;

/// The database in the private PostgreSQL.
const DATABASE: &str = "yingke";

/// An open database with the vault unlocked.
pub struct House {
    pub config: Config,
    /// The owner's way in, for COPY and LISTEN.
    pub url: String,
    pub db: Db,
    pub clock: Clock,
    /// The private PostgreSQL, stopped when the last program that uses it leaves.
    pub cluster: Option<PrivateCluster>,
}

/// Structured log lines on standard error; `RUST_LOG` chooses how much.
pub fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,yingke=info"));
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}

/// Migrates the database, unlocks the vault and opens the pool.
pub fn open() -> Result<House, Problem> {
    let config = Config::from_env()?;
    let (url, cluster, mut owner) = database(&config)?;
    let vault = Vault::new(KeyRing::load(&mut owner, &config.key_file)?);
    let clock = Clock::system();
    let db = Db::open(&url, config.pool_size, clock.clone(), vault, reactions::react)?;
    db.known_as(&config.base_url);
    Ok(House {
        config,
        url,
        db,
        clock,
        cluster,
    })
}

/// A connection of the owner to the up-to-date database, and how to get there again.
fn database(config: &Config) -> Result<(String, Option<PrivateCluster>, PgConnection), Problem> {
    let (url, cluster) = address(config)?;
    let mut owner = connect(&url)?;
    migrations::up(&mut owner).map_err(|error| format!("the database can't be brought up to date: {error}"))?;
    Ok((url, cluster, owner))
}

/// Whether there is a database to look at: another's, or files of our own.
pub(super) fn has_database(config: &Config) -> bool {
    config.database_url.is_some() || config.data_dir.join("postgres").join("PG_VERSION").is_file()
}

/// Where the database is; starts the private PostgreSQL if there is no other.
pub(super) fn address(config: &Config) -> Result<(String, Option<PrivateCluster>), Problem> {
    let private_to_us = DirBuilder::new().recursive(true).mode(0o700).create(&config.data_dir);
    private_to_us.map_err(|error| {
        format!(
            "the data directory {} can't be used ({error}): choose another with YINGKE_DATA",
            config.data_dir.display()
        )
    })?;
    match &config.database_url {
        Some(url) => Ok((url.clone(), None)),
        None => private(config),
    }
}

/// Starts or joins the private PostgreSQL under the data directory.
fn private(config: &Config) -> Result<(String, Option<PrivateCluster>), Problem> {
    let cluster = PrivateCluster::open(&config.data_dir.join("postgres"), Durability::Safe)?;
    cluster.ensure_database(DATABASE)?;
    Ok((cluster.url(DATABASE), Some(cluster)))
}

/// `yingke migrate`
pub fn migrate() -> Result<(), Problem> {
    database(&Config::from_env()?).map(drop)
}

pub(super) fn connect(url: &str) -> Result<PgConnection, Problem> {
    PgConnection::establish(url).map_err(|error| {
        let reason = error.to_string();
        let line = reason.lines().next().unwrap_or_default();
        format!("the database can't be reached ({line}): check DATABASE_URL").into()
    })
}
