//! The key file wraps the data keys; the wrapped data keys lie in the database.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use diesel::prelude::*;

use crate::platform::error::Error;
use crate::schema::vault_keys;

const SEAL: &str = "seal";
const INDEX: &str = "index";
const MAGIC: &str = "yingke-key-1:";

/// Why the vault stays shut; the program then refuses to start.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error(
        "the key file {0} is missing, but the database holds sealed data: put the file back or set YINGKE_KEY_FILE"
    )]
    Missing(PathBuf),
    #[error("the key file {0} can't be read: {1}")]
    Unreadable(PathBuf, String),
    #[error("the key file {0} is not a key file of this program")]
    Malformed(PathBuf),
    #[error("the key file {0} does not fit this database: put the right one back or set YINGKE_KEY_FILE")]
    Wrong(PathBuf),
    #[error("the vault keys can't be loaded: {0}")]
    Database(String),
}

impl From<diesel::result::Error> for KeyError {
    fn from(error: diesel::result::Error) -> Self {
        KeyError::Database(error.to_string())
    }
}

impl From<KeyError> for Error {
    fn from(error: KeyError) -> Self {
        Error::internal(error)
    }
}

/// The unwrapped data keys.
pub struct KeyRing {
    sealing: Vec<(u16, [u8; 32])>,
    index: [u8; 32],
    newest: (u16, [u8; 32]),
}

impl KeyRing {
    /// Loads the data keys, making them and the key file on the very first start.
    pub fn load(conn: &mut PgConnection, file: &Path) -> Result<Self, KeyError> {
        conn.transaction(|conn| {
            diesel::sql_query("LOCK TABLE vault_keys IN EXCLUSIVE MODE").execute(conn)?;
            let rows: Vec<(i16, String, Vec<u8>)> = vault_keys::table
                .select((vault_keys::id, vault_keys::purpose, vault_keys::wrapped))
                .order(vault_keys::id)
                .load(conn)?;
            if rows.is_empty() {
                let wrapping = read_or_make(file)?;
                return Self::make(conn, &wrapping);
            }
            let wrapping = read(file)?.ok_or_else(|| KeyError::Missing(file.into()))?;
            Self::unwrap_all(&rows, &wrapping).ok_or_else(|| KeyError::Wrong(file.into()))
        })
    }

    fn make(conn: &mut PgConnection, wrapping: &[u8; 32]) -> Result<Self, KeyError> {
        let (seal, index): ([u8; 32], [u8; 32]) = (rand::random(), rand::random());
        for (id, purpose, key) in [(1_i16, SEAL, &seal), (2, INDEX, &index)] {
            let wrapped =
                wrap(wrapping, id, purpose, key).ok_or_else(|| KeyError::Database("wrapping failed".into()))?;
            diesel::insert_into(vault_keys::table)
                .values((
                    vault_keys::id.eq(id),
                    vault_keys::purpose.eq(purpose),
                    vault_keys::wrapped.eq(wrapped),
                ))
                .execute(conn)?;
        }
        Ok(Self {
            sealing: vec![(1, seal)],
            index,
            newest: (1, seal),
        })
    }

    fn unwrap_all(rows: &[(i16, String, Vec<u8>)], wrapping: &[u8; 32]) -> Option<Self> {
        let mut sealing = Vec::new();
        let mut index = None;
        for (id, purpose, wrapped) in rows {
            let key = unwrap(wrapping, *id, purpose, wrapped)?;
            match purpose.as_str() {
                SEAL => sealing.push((u16::try_from(*id).ok()?, key)),
                INDEX => index = Some(key),
                _ => return None,
            }
        }
        let newest = *sealing.last()?;
        Some(Self {
            sealing,
            index: index?,
            newest,
        })
    }

    /// The key that new values are sealed with.
    pub fn sealing(&self) -> (u16, &[u8; 32]) {
        (self.newest.0, &self.newest.1)
    }

    /// The key that a stored value names.
    pub fn opening(&self, id: u16) -> Option<&[u8; 32]> {
        self.sealing.iter().find(|(known, _)| *known == id).map(|(_, key)| key)
    }

    pub fn index_key(&self) -> &[u8; 32] {
        &self.index
    }
}

fn aad(id: i16, purpose: &str) -> Vec<u8> {
    [b"vault_keys/".as_slice(), purpose.as_bytes(), &id.to_be_bytes()].concat()
}

fn wrap(wrapping: &[u8; 32], id: i16, purpose: &str, key: &[u8; 32]) -> Option<Vec<u8>> {
    let nonce: [u8; 12] = rand::random();
    let payload = Payload {
        msg: key,
        aad: &aad(id, purpose),
    };
    let body = Aes256Gcm::new(wrapping.into())
        .encrypt(&Nonce::from(nonce), payload)
        .ok()?;
    Some([nonce.as_slice(), &body].concat())
}

fn unwrap(wrapping: &[u8; 32], id: i16, purpose: &str, wrapped: &[u8]) -> Option<[u8; 32]> {
    let (nonce, body) = wrapped.split_at_checked(12)?;
    let nonce: [u8; 12] = nonce.try_into().ok()?;
    let payload = Payload {
        msg: body,
        aad: &aad(id, purpose),
    };
    let key = Aes256Gcm::new(wrapping.into())
        .decrypt(&Nonce::from(nonce), payload)
        .ok()?;
    key.try_into().ok()
}

fn read(file: &Path) -> Result<Option<[u8; 32]>, KeyError> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(KeyError::Unreadable(file.into(), error.to_string())),
    };
    let malformed = || KeyError::Malformed(file.into());
    let digits = text.trim().strip_prefix(MAGIC).ok_or_else(malformed)?;
    let bytes = hex::decode(digits).map_err(|_| malformed())?;
    bytes.try_into().map(Some).map_err(|_| malformed())
}

fn read_or_make(file: &Path) -> Result<[u8; 32], KeyError> {
    if let Some(key) = read(file)? {
        return Ok(key);
    }
    let unwritable = |error: std::io::Error| KeyError::Unreadable(file.into(), error.to_string());
    let key: [u8; 32] = rand::random();
    let mut out = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o400)
        .open(file)
        .map_err(unwritable)?;
    writeln!(out, "{MAGIC}{}", hex::encode(key)).map_err(unwritable)?;
    out.sync_all().map_err(unwritable)?;
    Ok(key)
}
