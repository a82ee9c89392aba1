//! Live pages: a write says `tx.notify(topic, store)`, and once it commits every open page that follows the topic hears of
//! it, whichever process serves the page.
//!
//! One thread per process listens on a connection of its own and passes on to a [`Hub`]; pages follow by
//! [`events`](events::events), other parts of the program by [`Hub::subscribe`].

pub mod events;
mod listen;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{broadcast, watch};
use uuid::Uuid;

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
        };
        Self { inner: Arc::new(inner) }
    }

    /// Everything that changes from now on. One who falls behind gets `RecvError::Lagged` and should look at everything.
    pub fn subscribe(&self) -> broadcast::Receiver<Changed> {
        self.inner.changes.subscribe()
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
