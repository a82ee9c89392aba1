use diesel::PgConnection;
use serde_json::Value;

use super::{Field, Setting, Stored};
use crate::platform::db::Tx;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::Lang;
use crate::values::ids::StoreId;

/// A group of settings as the screen knows it: any [`Setting`], with its type forgotten.
#[derive(Debug)]
pub struct Sheet {
    pub key: &'static str,
    /// (zh, en)
    pub title: (&'static str, &'static str),
    pub fields: &'static [Field],
    load: fn(&mut PgConnection, StoreId) -> Result<Stored<Value>, Error>,
    save: fn(&mut Tx<'_>, StoreId, Value, i32) -> Result<(), Error>,
}

impl Sheet {
    pub const fn of<S: Setting>(title: (&'static str, &'static str)) -> Self {
        Self {
            key: S::KEY,
            title,
            fields: S::FIELDS,
            load: load::<S>,
            save: save::<S>,
        }
    }

    pub fn label(&self, lang: Lang) -> &'static str {
        lang.pick(self.title.0, self.title.1)
    }

    pub fn load(&self, conn: &mut PgConnection, store: StoreId) -> Result<Stored<Value>, Error> {
        (self.load)(conn, store)
    }

    /// As [`save`](super::save), with a value that [`Self::parse`] made.
    pub fn save(&self, tx: &mut Tx<'_>, store: StoreId, value: Value, seen_version: i32) -> Result<(), Error> {
        (self.save)(tx, store, value, seen_version)
    }

    /// The value that a posted form stands for.
    pub fn parse(&self, pairs: &[(String, String)]) -> Result<Value, FieldErrors> {
        let get = |name: &str| {
            let found = pairs.iter().filter(|(key, _)| key == name);
            found.map(|(_, value)| value.clone()).collect::<Vec<_>>()
        };
        let mut faults = FieldErrors::new();
        let mut value = serde_json::Map::new();
        for field in self.fields {
            match field.kind.parse(field.name, &get) {
                Ok(part) => {
                    value.insert(field.name.to_owned(), part);
                }
                Err(fault) => {
                    faults.insert(field.name.to_owned(), fault);
                }
            }
        }
        if faults.is_empty() {
            Ok(Value::Object(value))
        } else {
            Err(faults)
        }
    }

    /// What the form shows of a value: (name, value) pairs.
    pub fn typed(&self, value: &Value) -> Vec<(String, String)> {
        self.fields
            .iter()
            .flat_map(|field| field.kind.typed(field.name, value.get(field.name)))
            .collect()
    }
}

fn load<S: Setting>(conn: &mut PgConnection, store: StoreId) -> Result<Stored<Value>, Error> {
    let stored = super::load::<S>(conn, store)?;
    Ok(Stored {
        value: serde_json::to_value(stored.value).map_err(Error::internal)?,
        lock_version: stored.lock_version,
    })
}

fn save<S: Setting>(tx: &mut Tx<'_>, store: StoreId, value: Value, seen_version: i32) -> Result<(), Error> {
    let value: S = serde_json::from_value(value).map_err(Error::internal)?;
    super::save(tx, store, &value, seen_version)
}
