//! What every command needs: configuration, log, database, vault.

use diesel::prelude::*;

use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::db::{Db, migrate as migrations};
use crate::platform::vault::{Vault, keys::KeyRing};
use crate::reactions;

/// What went wrong, in one line that says what to do.
pub type Problem = Box<dyn std::error::Error + Send + Sync>;

/// An open database with the vault unlocked.
pub struct House {
    pub config: Config,
    pub url: String,
    pub db: Db,
    pub clock: Clock,
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
    let url = config.database_url.clone().ok_or("DATABASE_URL is not set")?;
    let mut owner = connect(&url)?;
    migrations::up(&mut owner).map_err(|error| format!("the database can't be brought up to date: {error}"))?;
    let vault = Vault::new(KeyRing::load(&mut owner, &config.key_file)?);
    let clock = Clock::system();
    let db = Db::open(&url, config.pool_size, clock.clone(), vault, reactions::react)?;
    Ok(House { config, url, db, clock })
}

/// `yingke migrate`
pub fn migrate() -> Result<(), Problem> {
    open().map(drop)
}

fn connect(url: &str) -> Result<PgConnection, Problem> {
    PgConnection::establish(url).map_err(|error| {
        let reason = error.to_string();
        let line = reason.lines().next().unwrap_or_default();
        format!("the database can't be reached ({line}): check DATABASE_URL").into()
    })
}
