//! Live pages: a write says `tx.notify(topic, store)`, and once it commits every open page that follows the topic hears of
//! it, whichever process serves the page.
//!
//! One thread per process listens on a connection of its own and passes on to a [`Hub`]; pages follow by
//! [`events`](events::events), other parts of the program by [`Hub::subscribe`].

pub mod events;
mod listen;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{broadcast, watch};
use uuid::Uuid;

use super::error::Error;

pub use listen::listen;

/// How many changes a slow reader may fall behind before it is told to look at everything.
const BACKLOG: usize = 256;
const HEARTBEAT: Duration = Duration::from_secs(20);

/// What a reader hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Something of this topic in this store.
    Topic { topic: String, store: Uuid },
    /// Nobody listened for a while: anything may have changed.
    Anything,
}

/// Passes changes on within this process; cheap to clone.
#[derive(Clone)]
pub struct Hub {
    inner: Arc<Inner>,
}

struct Inner {
    changes: broadcast::Sender<Changed>,
    closed: watch::Sender<bool>,
    heartbeat: Duration,
    /// How many public streams are open, by what leads to them.
    seats: Mutex<HashMap<String, usize>>,
}

impl Hub {
    pub fn new() -> Self {
        Self::with_heartbeat(HEARTBEAT)
    }

    /// With another pause between two signs of life of a stream.
    pub fn with_heartbeat(heartbeat: Duration) -> Self {
        let inner = Inner {
            changes: broadcast::channel(BACKLOG).0,
            closed: watch::channel(false).0,
            heartbeat,
            seats: Mutex::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Everything that changes from now on. One who falls behind gets `RecvError::Lagged` and should look at everything.
    pub fn subscribe(&self) -> broadcast::Receiver<Changed> {
        self.inner.changes.subscribe()
    }

    /// A place among the public streams that `key` leads to; [`Error::TooMany`] when `most` are taken.
    pub fn seat(&self, key: &str, most: usize) -> Result<Seat, Error> {
        let mut seats = self.inner.seats.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = seats.entry(key.to_owned()).or_default();
        if *taken >= most {
            return Err(Error::TooMany { retry_after_secs: 30 });
        }
        *taken += 1;
        Ok(Seat {
            hub: self.clone(),
            key: key.to_owned(),
        })
    }

    /// Ends every stream and the listening thread.
    pub fn close(&self) {
        self.inner.closed.send_replace(true);
    }

    fn is_closed(&self) -> bool {
        *self.inner.closed.borrow()
    }

    fn pass_on(&self, change: Changed) {
        // Nobody listening is no fault.
        self.inner.changes.send(change).ok();
    }
}

/// A place that is free again once this is dropped.
pub struct Seat {
    hub: Hub,
    key: String,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = self.hub.inner.seats.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(taken) = seats.get_mut(&self.key) {
            *taken = taken.saturating_sub(1);
            if *taken == 0 {
                seats.remove(&self.key);
            }
        }
    }
}

impl Default for Hub {
    fn default() -> Self {
        Self::new()
    }
}

impl Changed {
    /// Reads what [`Tx::notify`](crate::platform::db::Tx::notify) wrote.
    fn parse(payload: &str) -> Option<Self> {
        let (topic, store) = payload.split_once(' ')?;
        Some(Self::Topic {
            topic: topic.to_owned(),
            store: Uuid::try_parse(store).ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_that_is_given_up_is_free_again() {
        let hub = Hub::new();
        let first = hub.seat("a", 2).unwrap();
        let _second = hub.seat("a", 2).unwrap();
        assert!(hub.seat("a", 2).is_err());
        assert!(hub.seat("b", 2).is_ok(), "another address counts for itself");
        drop(first);
        assert!(hub.seat("a", 2).is_ok());
        assert_eq!(
            hub.inner.seats.lock().unwrap().len(),
            1,
            "what nobody reads is forgotten"
        );
    }
}
