//! Personal data at rest: sealed columns, blind indexes, keys.
//!
//! A sealed value is `version 1 · algorithm 1 · key id 2 · nonce 12 · ciphertext · tag 16`, bound by its associated
//! data to one column and one row, so that it can't be moved elsewhere.

pub mod keys;
mod pii;
mod sealed;

use std::sync::Arc;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use pii::Pii;
pub use sealed::{BlindIndex, Sealed};

use super::error::Error;
use keys::KeyRing;

const VERSION: u8 = 1;
const AES_256_GCM: u8 = 1;
const HEADER: usize = 4;
const NONCE: usize = 12;

/// A sealed column, by a name that stays when the table is renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label(pub &'static str);

/// What an exact search looks for; each has a key of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Phone,
    PhoneTail,
    IdNumber,
    CreditCode,
    Plate,
    Vin,
    VinTail,
    Email,
    WeChat,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Purpose::Phone => b"phone",
            Purpose::PhoneTail => b"phone-tail",
            Purpose::IdNumber => b"id-number",
            Purpose::CreditCode => b"credit-code",
            Purpose::Plate => b"plate",
            Purpose::Vin => b"vin",
            Purpose::VinTail => b"vin-tail",
            Purpose::Email => b"email",
            Purpose::WeChat => b"wechat",
        }
    }
}

/// Seals, opens and indexes; cheap to clone.
#[derive(Clone)]
pub struct Vault {
    ring: Arc<KeyRing>,
}

impl Vault {
    pub fn new(ring: KeyRing) -> Self {
        Self { ring: Arc::new(ring) }
    }

    /// Seals `plain` for the column `label` of the row `row`.
    pub fn seal(&self, label: Label, row: Uuid, plain: &str) -> Result<Sealed, Error> {
        self.seal_bytes(label, row, plain.as_bytes())
    }

    /// As [`Self::seal`], for what is not text.
    pub fn seal_bytes(&self, label: Label, row: Uuid, plain: &[u8]) -> Result<Sealed, Error> {
        let (key_id, key) = self.ring.sealing();
        let nonce: [u8; NONCE] = rand::random();
        let aad = associated(label, row);
        let payload = Payload { msg: plain, aad: &aad };
        let body = cipher(key)
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| Error::internal("sealing failed"))?;
        let mut bytes = Vec::with_capacity(HEADER + NONCE + body.len());
        bytes.extend_from_slice(&[VERSION, AES_256_GCM]);
        bytes.extend_from_slice(&key_id.to_be_bytes());
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&body);
        Ok(Sealed::from_bytes(bytes))
    }

    /// Seals an optional text; an absent one stays absent.
    pub fn seal_opt(&self, label: Label, row: Uuid, plain: Option<&str>) -> Result<Option<Sealed>, Error> {
        plain.map(|plain| self.seal(label, row, plain)).transpose()
    }

    /// Opens a sealed text.
    pub fn open(&self, label: Label, row: Uuid, sealed: &Sealed) -> Result<Pii<String>, Error> {
        let bytes = self.open_bytes(label, row, sealed)?;
        String::from_utf8(bytes)
            .map(Pii::new)
            .map_err(|_| Error::internal("sealed text is not UTF-8"))
    }

    /// Opens an optional sealed text.
    pub fn open_opt(&self, label: Label, row: Uuid, sealed: Option<&Sealed>) -> Result<Option<Pii<String>>, Error> {
        sealed.map(|sealed| self.open(label, row, sealed)).transpose()
    }

    /// Opens sealed bytes.
    pub fn open_bytes(&self, label: Label, row: Uuid, sealed: &Sealed) -> Result<Vec<u8>, Error> {
        let damaged = || Error::internal(format!("{} of row {row} can't be opened", label.0));
        let (header, rest) = sealed.bytes().split_at_checked(HEADER).ok_or_else(damaged)?;
        let &[VERSION, AES_256_GCM, high, low] = header else {
            return Err(damaged());
        };
        let (nonce, body) = rest.split_at_checked(NONCE).ok_or_else(damaged)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| damaged())?;
        let key = self.ring.opening(u16::from_be_bytes([high, low])).ok_or_else(damaged)?;
        let aad = associated(label, row);
        cipher(key)
            .decrypt(&Nonce::from(nonce), Payload { msg: body, aad: &aad })
            .map_err(|_| damaged())
    }

    /// The blind index of a canonical value: equal values have equal indexes, nothing else can be read off.
    pub fn blind(&self, purpose: Purpose, canonical: &str) -> BlindIndex {
        let mut mac = keyed(self.ring.index_key(), purpose.label());
        mac = keyed(&mac, canonical.as_bytes());
        BlindIndex::from_bytes(mac.iter().take(16).copied().collect())
    }

    /// A keyed hash of a secret kept only to recognise it again (tokens, addresses in throttles).
    pub fn fingerprint(&self, value: &[u8]) -> Vec<u8> {
        keyed(self.ring.index_key(), value).to_vec()
    }

    /// The key that encrypts the session cookie: derived, so that all servers share it.
    pub fn cookie_key(&self) -> [u8; 64] {
        let mut key = [0; 64];
        for (part, half) in key.chunks_mut(32).zip([b"cookie-a", b"cookie-b"]) {
            part.copy_from_slice(&keyed(self.ring.index_key(), half));
        }
        key
    }
}

fn cipher(key: &[u8; 32]) -> Aes256Gcm {
    Aes256Gcm::new(key.into())
}

fn associated(label: Label, row: Uuid) -> Vec<u8> {
    [label.0.as_bytes(), b"/", row.as_bytes().as_slice()].concat()
}

/// HMAC-SHA-256.
fn keyed(key: &[u8], message: &[u8]) -> [u8; 32] {
    // An HMAC takes a key of any length; hashing first would only matter above one block.
    match <Hmac<Sha256> as KeyInit>::new_from_slice(key) {
        Ok(mut mac) => {
            mac.update(message);
            mac.finalize().into_bytes().into()
        }
        Err(_) => Sha256::digest(message).into(),
    }
}
