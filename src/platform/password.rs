//! Password hashing: argon2id, away from the async threads, two at a time.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use super::error::Error;

/// Memory in KiB, passes and lanes (security.md §1).
const COST: (u32, u32, u32) = (47_104, 1, 1);
const QUEUE_WAIT: Duration = Duration::from_secs(3);

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    /// The hash of no password at all, so that an unknown name costs as much as a wrong password.
    decoy: Arc<str>,
}

/// The outcome of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub matches: bool,
    /// The stored hash was made with other parameters and should be replaced.
    pub outdated: bool,
}

impl Passwords {
    pub fn new() -> Result<Self, Error> {
        Ok(Self {
            permits: Arc::new(Semaphore::new(2)),
            decoy: hash_now(&hex::encode(rand::random::<[u8; 16]>()))?.into(),
        })
    }

    /// The PHC string of `password`.
    pub async fn hash(&self, password: String) -> Result<String, Error> {
        self.run(move || hash_now(&password)).await
    }

    /// Checks `password` against `stored`; `None` takes the same time and never matches.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<Verdict, Error> {
        let decoy = self.decoy.clone();
        self.run(move || {
            let known = stored.is_some();
            let stored = stored.unwrap_or_else(|| decoy.to_string());
            let parsed = PasswordHash::new(&stored).map_err(Error::internal)?;
            let matches = hasher()?.verify_password(password.as_bytes(), &parsed).is_ok();
            Ok(Verdict {
                matches: matches && known,
                outdated: !stored.contains(&format!("m={},t={},p={}", COST.0, COST.1, COST.2)),
            })
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let busy = |_| Error::TooMany { retry_after_secs: 5 };
        let permit = tokio::time::timeout(QUEUE_WAIT, self.permits.clone().acquire_owned())
            .await
            .map_err(busy)?
            .map_err(Error::internal)?;
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        })
        .await
        .map_err(Error::internal)?
    }
}

fn hasher() -> Result<Argon2<'static>, Error> {
    let params = Params::new(COST.0, COST.1, COST.2, None).map_err(Error::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes on the calling thread: for commands and seeds, not for requests.
pub fn hash_now(password: &str) -> Result<String, Error> {
    let hash = hasher()?.hash_password(password.as_bytes()).map_err(Error::internal)?;
    Ok(hash.to_string())
}
