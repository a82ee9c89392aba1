//! Password hashing: argon2id, away from the async threads, two at a time.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use super::error::Error;

/// What a hash costs whoever computes it.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
}

/// What a password of the portal costs (OWASP's first choice for argon2id).
pub const COST: Cost = Cost {
    memory_kib: 47_104,
    passes: 1,
    lanes: 1,
};
const QUEUE_WAIT: Duration = Duration::from_secs(3);

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct Passwords {
    cost: Cost,
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
        Self::costing(COST)
    }

    pub fn costing(cost: Cost) -> Result<Self, Error> {
        Ok(Self {
            cost,
            permits: Arc::new(Semaphore::new(2)),
            decoy: cost.hash(&hex::encode(rand::random::<[u8; 16]>()))?.into(),
        })
    }

    /// The PHC string of `password`.
    pub async fn hash(&self, password: String) -> Result<String, Error> {
        let cost = self.cost;
        self.run(move || cost.hash(&password)).await
    }

    /// Checks `password` against `stored`; `None` takes the same time and never matches.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<Verdict, Error> {
        let (cost, decoy) = (self.cost, self.decoy.clone());
        self.run(move || {
            let known = stored.is_some();
            let stored = stored.unwrap_or_else(|| decoy.to_string());
            let parsed = PasswordHash::new(&stored).map_err(Error::internal)?;
            let matches = cost.hasher()?.verify_password(password.as_bytes(), &parsed).is_ok();
            Ok(Verdict {
                matches: matches && known,
                outdated: !stored.contains(&format!("m={},t={},p={}", cost.memory_kib, cost.passes, cost.lanes)),
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

impl Cost {
    /// The PHC string of `password`, computed on the calling thread: for commands and seeds, not for requests.
    pub fn hash(self, password: &str) -> Result<String, Error> {
        let hash = self
            .hasher()?
            .hash_password(password.as_bytes())
            .map_err(Error::internal)?;
        Ok(hash.to_string())
    }

    fn hasher(self) -> Result<Argon2<'static>, Error> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, None).map_err(Error::internal)?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}
