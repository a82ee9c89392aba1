//! The one way to the database: [`Db::read`], [`Db::write`] and [`Db::system_write`].
//!
//! Nothing else uses the pool or `web::block`. A write runs in a transaction that ends in an audit entry or not at all.

pub mod agenda;
pub mod embedded;
pub mod history;
pub mod kept;
pub mod lists;
pub mod migrate;
mod once;
pub mod page;
mod tally;
mod tx;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use actix_web::web;
use diesel::PgConnection;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool, PooledConnection};

use super::clock::Clock;
use super::error::Error;
use super::vault::Vault;
use crate::events::Event;

pub use once::{FormToken, SeeOther};
pub use tally::Tally;
pub use tx::{Author, Change, Subject, Tx};

/// What follows from a fact: given by `app.rs`, so that platform need not know the rooms.
pub type Reactions = fn(&mut Tx<'_>, &Event) -> Result<(), Error>;

/// How long to wait for a free connection before answering 503.
const WAIT: Duration = Duration::from_secs(2);

/// A handle on the database; cheap to clone.
#[derive(Clone)]
pub struct Db {
    pool: Pool<ConnectionManager<PgConnection>>,
    clock: Clock,
    vault: Vault,
    reactions: Reactions,
    /// The address people type.
    base: Arc<OnceLock<String>>,
}

/// How each pooled connection is set up: the application's role can't touch the audit log but to add to it. Pages ask for few
/// rows of large tables that lie in memory or on flash: an index pays early, and compiling a plan never does.
pub const SESSION: [(&str, &str); 8] = [
    ("role", "yingke_app"),
    ("timezone", "UTC"),
    ("statement_timeout", "15s"),
    ("lock_timeout", "5s"),
    ("idle_in_transaction_session_timeout", "30s"),
    ("client_min_messages", "warning"),
    ("random_page_cost", "1.1"),
    ("jit", "off"),
];

/// Sets each pooled connection up.
#[derive(Debug)]
struct AsApplication;

impl CustomizeConnection<PgConnection, diesel::r2d2::Error> for AsApplication {
    fn on_acquire(&self, conn: &mut PgConnection) -> Result<(), diesel::r2d2::Error> {
        let settings = SESSION.map(|(name, value)| format!("SET {name} = '{value}'"));
        conn.batch_execute(&settings.join("; "))
            .map_err(diesel::r2d2::Error::QueryError)?;
        conn.set_instrumentation(tally::Watch::default());
        Ok(())
    }
}

impl Db {
    /// A pool on `url`; fails only when the first connection does.
    pub fn open(url: &str, size: u32, clock: Clock, vault: Vault, reactions: Reactions) -> Result<Self, Error> {
        let pool = Pool::builder()
            .max_size(size)
            .min_idle(Some(1))
            .connection_timeout(WAIT)
            .test_on_check_out(false)
            .connection_customizer(Box::new(AsApplication))
            .error_handler(Box::new(r2d2::LoggingErrorHandler))
            .build(ConnectionManager::new(url))
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        Ok(Self {
            pool,
            clock,
            vault,
            reactions,
            base: Arc::default(),
        })
    }

    /// Tells which address people type, for the links in mails that no request asked for; the first word counts.
    pub fn known_as(&self, base_url: &str) {
        self.base.get_or_init(|| base_url.trim_end_matches('/').to_owned());
    }

    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// (connections in use, connections open)
    pub fn load(&self) -> (u32, u32) {
        let state = self.pool.state();
        (
            state.connections.saturating_sub(state.idle_connections),
            state.connections,
        )
    }

    /// Runs a query.
    pub async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&mut PgConnection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let db = self.clone();
        blocking(move || query(&mut *db.connection()?)).await
    }

    /// Runs a command of a person: a transaction with its reactions and at least one audit entry.
    pub async fn write<T: Send + 'static>(
        &self,
        author: Author,
        command: impl FnOnce(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let db = self.clone();
        blocking(move || db.write_now(author, command)).await
    }

    /// As [`Self::write`], on the calling thread: for commands and seeds.
    pub fn write_now<T>(
        &self,
        author: Author,
        command: impl FnOnce(&mut Tx<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.transaction(author, |tx| {
            let done = command(tx)?;
            tx.react()?;
            if tx.recorded() == 0 {
                return Err(Error::internal("a write was not recorded"));
            }
            Ok(done)
        })
    }

    /// A write of the machine itself (sessions, throttles, jobs, presence): no audit entry, reactions all the same.
    pub async fn system_write<T: Send + 'static>(
        &self,
        command: impl FnOnce(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let db = self.clone();
        blocking(move || db.system_write_now(command)).await
    }

    /// As [`Self::system_write`], on the calling thread.
    pub fn system_write_now<T>(&self, command: impl FnOnce(&mut Tx<'_>) -> Result<T, Error>) -> Result<T, Error> {
        self.transaction(Author::System, |tx| {
            let done = command(tx)?;
            tx.react()?;
            Ok(done)
        })
    }

    /// Writes once per form token: the second post with the same token gets the first answer.
    pub async fn write_once(
        &self,
        author: Author,
        token: FormToken,
        command: impl FnOnce(&mut Tx<'_>) -> Result<SeeOther, Error> + Send + 'static,
    ) -> Result<SeeOther, Error> {
        match self.write(author, move |tx| once::run(tx, token, command)).await {
            Err(Error::Repeated(location)) => Ok(SeeOther::to(location)),
            answer => answer,
        }
    }

    /// A connection for work that is neither (LISTEN, COPY): on the calling thread.
    pub fn connection(&self) -> Result<PooledConnection<ConnectionManager<PgConnection>>, Error> {
        self.pool.get().map_err(|error| Error::Unavailable(error.to_string()))
    }

    fn transaction<T>(&self, author: Author, body: impl FnOnce(&mut Tx<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let mut conn = self.connection()?;
        conn.transaction(|conn| {
            body(&mut Tx::new(
                conn,
                author,
                self.clock.now(),
                self.vault.clone(),
                self.reactions,
                self.base.get().cloned().unwrap_or_default(),
            ))
        })
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    let tally = Tally::of_this_request();
    web::block(move || Tally::during(tally, work))
        .await
        .map_err(Error::internal)?
}

impl std::fmt::Debug for Db {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Db").field("load", &self.load()).finish()
    }
}

/// Touches a row only if nobody did since the page was made: `updated` is the count that the UPDATE with
/// `lock_version.eq(seen)` in its filter gave.
pub fn still_fresh(updated: usize) -> Result<(), Error> {
    if updated == 1 { Ok(()) } else { Err(Error::Stale) }
}
