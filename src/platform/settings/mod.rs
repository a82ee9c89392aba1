//! Every rule that a manager may change: a row per store, a screen, an audit entry with what it was before.
//!
//! A room declares its settings with [`settings!`](crate::settings) and lists their sheets in `pub const SETTINGS`;
//! the desk `admin` gathers them, and one page shows and changes them all.

mod declare;
pub mod kinds;
mod sheet;

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::db::{Change, Subject, Tx, still_fresh};
use super::error::{Error, FieldErrors};
use crate::events::Event;
use crate::schema::settings;
use crate::values::ids::{StaffId, StoreId};

pub use kinds::{Field, Kind, Name, Periods, Unit};
pub use sheet::Sheet;

/// A group of settings that is read and saved together. Made by [`settings!`](crate::settings).
pub trait Setting: Serialize + DeserializeOwned + Default {
    /// How the row is named: `complaints.clocks`.
    const KEY: &'static str;
    const FIELDS: &'static [Field];

    /// What no field can tell alone (a limit below another one).
    fn check(&self) -> FieldErrors {
        FieldErrors::new()
    }
}

/// A setting as it is now; version 0 means that nobody changed it yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored<S> {
    pub value: S,
    pub lock_version: i32,
}

/// The setting of a store. What the row doesn't say has its default; what it says too much is ignored.
pub fn load<S: Setting>(conn: &mut PgConnection, store: StoreId) -> Result<Stored<S>, Error> {
    read(row(conn, store, S::KEY)?, S::KEY)
}

/// A setting whose row was read along with something else.
pub fn of_value<S: Setting>(value: Option<Value>) -> Result<S, Error> {
    Ok(read::<S>(value.map(|value| (value, 0)), S::KEY)?.value)
}

/// All settings of a store in one round trip.
pub fn load_all(conn: &mut PgConnection, store: StoreId) -> Result<All, Error> {
    let rows = settings::table
        .filter(settings::store_id.eq(store))
        .select((settings::key, settings::value, settings::lock_version))
        .load(conn)?;
    Ok(All { rows })
}

/// The settings of a store, read together.
pub struct All {
    rows: Vec<(String, Value, i32)>,
}

impl All {
    pub fn get<S: Setting>(&self) -> Result<Stored<S>, Error> {
        let found = self.rows.iter().find(|(key, ..)| key == S::KEY);
        read(found.map(|(_, value, version)| (value.clone(), *version)), S::KEY)
    }
}

/// Changes the setting of a store, unless somebody did since `seen_version` was read.
///
/// # Errors
/// [`Error::Invalid`] by field name, [`Error::Stale`].
pub fn save<S: Setting>(tx: &mut Tx<'_>, store: StoreId, value: &S, seen_version: i32) -> Result<(), Error> {
    let faults = value.check();
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let before = load::<S>(tx.conn, store)?.value;
    let before = serde_json::to_value(before).map_err(Error::internal)?;
    let after = serde_json::to_value(value).map_err(Error::internal)?;
    put(tx, store, S::KEY, S::FIELDS, (&before, &after), seen_version)
}

/// The record that changes of a setting are kept under.
pub fn subject(store: StoreId, key: &str) -> Subject {
    let digest = Sha256::new().chain_update(store.uuid()).chain_update(key).finalize();
    let mut id = [0; 16];
    for (to, from) in id.iter_mut().zip(digest.iter()) {
        *to = *from;
    }
    Subject::new("setting", uuid::Builder::from_custom_bytes(id).into_uuid())
}

/// When a setting was changed last, and by whom.
pub fn last_change(
    conn: &mut PgConnection,
    store: StoreId,
) -> Result<Vec<(String, DateTime<Utc>, Option<StaffId>)>, Error> {
    Ok(settings::table
        .filter(settings::store_id.eq(store))
        .select((settings::key, settings::updated_at, settings::updated_by))
        .load(conn)?)
}

fn row(conn: &mut PgConnection, store: StoreId, key: &str) -> Result<Option<(Value, i32)>, Error> {
    Ok(settings::table
        .find((store, key))
        .select((settings::value, settings::lock_version))
        .first(conn)
        .optional()?)
}

fn read<S: Setting>(row: Option<(Value, i32)>, key: &str) -> Result<Stored<S>, Error> {
    let Some((value, lock_version)) = row else {
        return Ok(Stored {
            value: S::default(),
            lock_version: 0,
        });
    };
    let value = serde_json::from_value(value).map_err(|error| Error::internal(format!("setting {key}: {error}")))?;
    Ok(Stored { value, lock_version })
}

fn put(
    tx: &mut Tx<'_>,
    store: StoreId,
    key: &'static str,
    fields: &'static [Field],
    (before, after): (&Value, &Value),
    seen_version: i32,
) -> Result<(), Error> {
    let staff = tx.actor().ok().map(|actor| actor.id);
    let written = if seen_version == 0 {
        diesel::insert_into(settings::table)
            .values((
                settings::store_id.eq(store),
                settings::key.eq(key),
                settings::value.eq(after),
                settings::lock_version.eq(1),
                settings::updated_at.eq(tx.now),
                settings::updated_by.eq(staff),
            ))
            .on_conflict_do_nothing()
            .execute(tx.conn)?
    } else {
        diesel::update(
            settings::table
                .find((store, key))
                .filter(settings::lock_version.eq(seen_version)),
        )
        .set((
            settings::value.eq(after),
            settings::lock_version.eq(seen_version + 1),
            settings::updated_at.eq(tx.now),
            settings::updated_by.eq(staff),
        ))
        .execute(tx.conn)?
    };
    still_fresh(written)?;
    let changes: Vec<Change> = fields
        .iter()
        .map(|field| Change {
            field: field.name,
            old: Some(field.kind.shown(before.get(field.name))),
            new: Some(field.kind.shown(after.get(field.name))),
        })
        .collect();
    tx.emit(Event::RulesChanged { store, key });
    tx.record_changes("settings.change", subject(store, key), &changes)
}
