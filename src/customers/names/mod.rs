//! The name index: names can't be searched in the database, where they lie sealed, so each process keeps them in memory.
//!
//! Hits are ids; whoever asks fetches the rows again through [`visible`](super::queries::visible). An index follows its
//! table ([`Kept`]) by transaction id: a search first reads what changed since the last one, so a name just saved is found, in
//! every process, and a thread does the same every second, so that a search has little to read.

mod arena;
mod glyphs;

use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use std::time::{Duration, Instant};

use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use uuid::Uuid;

use super::model::NAME;
use crate::platform::db::Db;
use crate::platform::error::Error;
use crate::platform::vault::{Label, Sealed, Vault};
use crate::schema::customers;
use crate::values::ids::{CustomerId, StoreId};
use arena::{Arena, Named};

/// How often the index looks for changes by itself.
const EVERY: Duration = Duration::from_secs(1);
/// Rows read at a time when the index is filled.
const BATCH: i64 = 20_000;

/// Whose names an index keeps.
pub trait Kept: Send + Sync + 'static {
    /// How these names are sealed.
    const LABEL: Label;

    /// What this transaction or a later one changed.
    fn changed(conn: &mut PgConnection, since: i64) -> QueryResult<Vec<Row>>;

    /// So many of what has a name, by id, behind this one; their mark counts for nothing.
    fn behind(conn: &mut PgConnection, last: Uuid, most: i64) -> QueryResult<Vec<Row>>;
}

/// A name as a table keeps it.
#[derive(Queryable)]
pub struct Row {
    id: Uuid,
    store: StoreId,
    name: Sealed,
    /// It is not to be found any more.
    gone: bool,
    /// The transaction that changed it last.
    changed: i64,
    /// [`horizon`]
    mark: i64,
}

/// The customers of all stores but those that were merged into others.
pub enum Customers {}

impl Kept for Customers {
    const LABEL: Label = NAME;

    fn changed(conn: &mut PgConnection, since: i64) -> QueryResult<Vec<Row>> {
        customers::table
            .filter(customers::changed_tx.ge(since))
            .select((
                customers::id,
                customers::store_id,
                customers::name_sealed,
                customers::merged_into.is_not_null(),
                customers::changed_tx,
                horizon(),
            ))
            .load(conn)
    }

    fn behind(conn: &mut PgConnection, last: Uuid, most: i64) -> QueryResult<Vec<Row>> {
        customers::table
            .filter(customers::id.gt(last))
            .filter(customers::merged_into.is_null())
            .order(customers::id)
            .limit(most)
            .select((
                customers::id,
                customers::store_id,
                customers::name_sealed,
                customers::merged_into.is_not_null(),
                customers::changed_tx,
                0.into_sql::<BigInt>(),
            ))
            .load(conn)
    }
}

/// The names of all customers.
pub type NameIndex = Names<Customers>;

/// Names, in memory; cheap to clone.
pub struct Names<K: Kept> {
    inner: Arc<Inner<K>>,
}

impl<K: Kept> Clone for Names<K> {
    fn clone(&self) -> Self {
        Self {
            inner: self.inner.clone(),
        }
    }
}

struct Inner<K: Kept> {
    vault: Vault,
    arena: RwLock<Arena>,
    /// Every change by a transaction below this is in the arena; `None` until it was filled.
    mark: Mutex<Option<i64>>,
    of: PhantomData<fn() -> K>,
}

impl<K: Kept> Names<K> {
    /// An index that fills itself and stays fresh on a thread of its own, for as long as somebody holds it.
    pub fn start(db: Db) -> Self {
        let inner: Arc<Inner<K>> = Arc::new(Inner {
            vault: db.vault().clone(),
            arena: RwLock::default(),
            mark: Mutex::new(None),
            of: PhantomData,
        });
        let watched = Arc::downgrade(&inner);
        std::thread::spawn(move || follow(&db, &watched));
        Self { inner }
    }

    /// Whoever of a store has a name with this part: in characters, pinyin, initials or a mixture; best first.
    pub fn found(&self, conn: &mut PgConnection, store: StoreId, term: &str) -> Result<Vec<Uuid>, Error> {
        let wanted = arena::fold(term);
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        self.inner.catch_up(conn)?;
        let arena = self.inner.arena.read().unwrap_or_else(PoisonError::into_inner);
        Ok(arena.search(store, &wanted))
    }
}

impl Names<Customers> {
    /// As [`Names::found`], of customers.
    pub fn search(&self, conn: &mut PgConnection, store: StoreId, term: &str) -> Result<Vec<CustomerId>, Error> {
        let found = self.found(conn, store, term)?;
        Ok(found.into_iter().map(CustomerId::from).collect())
    }

    /// Customers of a store with exactly this name.
    pub fn namesakes(&self, conn: &mut PgConnection, store: StoreId, name: &str) -> Result<Vec<CustomerId>, Error> {
        let wanted = arena::fold(name);
        self.inner.catch_up(conn)?;
        let arena = self.inner.arena.read().unwrap_or_else(PoisonError::into_inner);
        let found = arena.namesakes(store, &wanted);
        Ok(found.into_iter().map(CustomerId::from).collect())
    }
}

impl<K: Kept> std::fmt::Debug for Names<K> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Names")
    }
}

/// Catches up every second until nobody holds the index any more.
fn follow<K: Kept>(db: &Db, watched: &Weak<Inner<K>>) {
    let mut troubled = false;
    while let Some(inner) = watched.upgrade() {
        let caught = db.connection().and_then(|mut conn| inner.catch_up(&mut conn));
        if let Err(error) = &caught
            && !troubled
        {
            tracing::warn!(%error, "a name index can't follow its table; it will keep trying");
        }
        troubled = caught.is_err();
        drop(inner);
        std::thread::sleep(EVERY);
    }
}

/// The oldest transaction still running as this statement sees it: everything below has ended.
pub fn horizon() -> diesel::expression::SqlLiteral<BigInt> {
    diesel::dsl::sql::<BigInt>("(SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint)")
}

impl<K: Kept> Inner<K> {
    /// Reads what changed; the first time, everything.
    fn catch_up(&self, conn: &mut PgConnection) -> Result<(), Error> {
        let mut mark = self.mark.lock().unwrap_or_else(PoisonError::into_inner);
        let since = match *mark {
            Some(since) => since,
            None => self.fill(conn)?,
        };
        let rows = K::changed(conn, since)?;
        // No row, no news: the old mark is as good as a new one.
        *mark = Some(rows.first().map_or(since, |row| row.mark));
        self.take(rows)
    }

    /// Reads all names; gives the mark to catch up from.
    fn fill(&self, conn: &mut PgConnection) -> Result<i64, Error> {
        let started = Instant::now();
        // Read before the rows: what commits meanwhile is read again.
        let mark: i64 = diesel::select(horizon()).get_result(conn)?;
        let mut last = Uuid::nil();
        loop {
            let rows = K::behind(conn, last, BATCH)?;
            let Some(end) = rows.last().map(|row| row.id) else {
                break;
            };
            last = end;
            self.take(rows)?;
        }
        let arena = self.arena.read().unwrap_or_else(PoisonError::into_inner);
        tracing::info!(
            of = K::LABEL.0,
            names = arena.len(),
            ms = started.elapsed().as_millis(),
            "name index filled"
        );
        Ok(mark)
    }

    fn take(&self, rows: Vec<Row>) -> Result<(), Error> {
        // What was seen at the same state is not opened again while an old transaction holds the mark back.
        let unseen: Vec<Row> = {
            let arena = self.arena.read().unwrap_or_else(PoisonError::into_inner);
            rows.into_iter()
                .filter(|row| !arena.holds(row.id, row.changed))
                .collect()
        };
        if unseen.is_empty() {
            return Ok(());
        }
        let named = unseen
            .into_iter()
            .map(|row| {
                let name = if row.gone {
                    None
                } else {
                    Some(self.vault.open(K::LABEL, row.id, &row.name)?)
                };
                Ok(Named {
                    id: row.id,
                    store: row.store,
                    name,
                    changed: row.changed,
                })
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let mut arena = self.arena.write().unwrap_or_else(PoisonError::into_inner);
        for one in named {
            arena.put(one);
        }
        Ok(())
    }
}
