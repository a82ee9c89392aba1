//! Counts what one request asks of the database, and how long it waits for the answers.
//!
//! The count travels from the request's task to the blocking thread on which its query runs; the connection's
//! instrumentation finds it there.

use std::cell::RefCell;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use diesel::connection::{Instrumentation, InstrumentationEvent};

tokio::task_local! {
    static REQUEST: Tally;
}

thread_local! {
    static AT_WORK: RefCell<Option<Tally>> = const { RefCell::new(None) };
}

/// What a request has cost so far.
#[derive(Clone, Debug, Default)]
pub struct Tally(Arc<Sums>);

#[derive(Debug, Default)]
struct Sums {
    round_trips: AtomicU32,
    nanoseconds: AtomicU64,
}

impl Tally {
    /// Serves a request; what it asks of the database is counted here.
    pub async fn around<F: Future>(&self, request: F) -> F::Output {
        REQUEST.scope(self.clone(), request).await
    }

    pub fn round_trips(&self) -> u32 {
        self.0.round_trips.load(Relaxed)
    }

    /// How long the request waited for the database.
    pub fn waited(&self) -> Duration {
        Duration::from_nanos(self.0.nanoseconds.load(Relaxed))
    }

    /// Of the request that this task serves, if it serves one.
    pub(super) fn of_this_request() -> Option<Self> {
        REQUEST.try_with(Self::clone).ok()
    }

    /// Runs `work` on this thread on behalf of the request whose tally this is.
    pub(super) fn during<T>(tally: Option<Self>, work: impl FnOnce() -> T) -> T {
        AT_WORK.set(tally);
        let done = work();
        AT_WORK.set(None);
        done
    }
}

/// Watches one connection.
#[derive(Debug, Default)]
pub(super) struct Watch {
    asked: Option<Instant>,
}

impl Instrumentation for Watch {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartQuery { .. } => self.asked = Some(Instant::now()),
            InstrumentationEvent::FinishQuery { .. } => {
                let waited = self.asked.take().map(|asked| asked.elapsed()).unwrap_or_default();
                AT_WORK.with_borrow(|tally| {
                    if let Some(Tally(sums)) = tally {
                        let nanoseconds = u64::try_from(waited.as_nanos()).unwrap_or(u64::MAX);
                        sums.round_trips.fetch_add(1, Relaxed);
                        sums.nanoseconds.fetch_add(nanoseconds, Relaxed);
                    }
                });
            }
            _ => {}
        }
    }
}
