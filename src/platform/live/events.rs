//! `GET /events?topic=complaints,tasks`: a stream that says which topic changed, never what. The page then fetches its
//! regions, so rights are checked in one place.

use std::collections::{BTreeSet, VecDeque};
use std::convert::Infallible;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE};
use actix_web::web::{Bytes, Query};
use chrono::{DateTime, Utc};
use diesel::PgConnection;
use futures_util::stream;
use serde::Deserialize;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::{Changed, Seat};
use crate::access::{self, Actor};
use crate::platform::error::Error;
use crate::platform::web::{Answer, Cx};
use crate::values::ids::StoreId;

/// Whether a session still holds; given by `app.rs`, which knows the staff room.
pub type SessionHolds = fn(&mut PgConnection, &Actor, DateTime<Utc>) -> Result<bool, Error>;

/// Whether a stream may still be read.
type Holds = Arc<dyn Fn(&mut PgConnection, DateTime<Utc>) -> Result<bool, Error> + Send + Sync>;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    topic: String,
}

/// `GET /events`
pub async fn events(cx: Cx, query: Query<Wanted>) -> Answer {
    let actor = cx.actor()?.clone();
    let topics: BTreeSet<String> = query.topic.split(',').map(str::to_owned).collect();
    for topic in &topics {
        let needed = access::topic(topic).ok_or(Error::NotFound)?;
        if !actor.may(needed) {
            return Err(Error::Forbidden(needed));
        }
    }
    let (store, session_holds) = (actor.store, cx.app.session_holds);
    Ok(follow(&cx, store, topics, None, move |conn, now| {
        session_holds(conn, &actor, now)
    }))
}

/// A stream of what changes in a store, for as long as it `holds`; a public one takes a seat.
pub fn follow(
    cx: &Cx,
    store: StoreId,
    topics: BTreeSet<String>,
    seat: Option<Seat>,
    holds: impl Fn(&mut PgConnection, DateTime<Utc>) -> Result<bool, Error> + Send + Sync + 'static,
) -> HttpResponse {
    let hub = &cx.app.hub.inner;
    let mut heartbeat = interval(hub.heartbeat);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let reader = Reader {
        changes: hub.changes.subscribe(),
        closed: hub.closed.subscribe(),
        heartbeat,
        waiting: VecDeque::from([": here".to_owned()]),
        started: false,
        topics,
        store,
        holds: Arc::new(holds),
        cx: cx.clone(),
        _seat: seat,
    };
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/event-stream"))
        .insert_header((CACHE_CONTROL, "no-store"))
        // Neither a proxy nor our own compression may hold a message back.
        .insert_header(("X-Accel-Buffering", "no"))
        .insert_header((CONTENT_ENCODING, "identity"))
        .streaming(stream::unfold(reader, Reader::next))
}

/// Waits until the hub is closed.
async fn end(closed: &mut watch::Receiver<bool>) {
    closed.wait_for(|closed| *closed).await.map(drop).ok();
}

/// One open stream.
struct Reader {
    changes: broadcast::Receiver<Changed>,
    closed: watch::Receiver<bool>,
    heartbeat: Interval,
    waiting: VecDeque<String>,
    started: bool,
    topics: BTreeSet<String>,
    store: StoreId,
    holds: Holds,
    cx: Cx,
    _seat: Option<Seat>,
}

impl Reader {
    /// The next message; `None` ends the stream.
    async fn next(mut self) -> Option<(Result<Bytes, Infallible>, Self)> {
        while self.waiting.is_empty() {
            tokio::select! {
                () = end(&mut self.closed) => return None,
                change = self.changes.recv() => self.hear(change)?,
                _ = self.heartbeat.tick() => {
                    if self.started && !self.holds().await {
                        return None;
                    }
                    self.started = true;
                    self.waiting.push_back(": still here".to_owned());
                }
            }
        }
        let message = self.waiting.pop_front().unwrap_or_default() + "\n\n";
        Some((Ok(Bytes::from(message)), self))
    }

    /// Takes this change and those that wait behind it; each topic is told once.
    fn hear(&mut self, first: Result<Changed, RecvError>) -> Option<()> {
        let mut told = BTreeSet::new();
        let mut change = first;
        loop {
            match change {
                Ok(Changed::Topic { topic, store }) => {
                    if store == self.store.uuid() && self.topics.contains(&topic) {
                        told.insert(topic);
                    }
                }
                Ok(Changed::Anything) | Err(RecvError::Lagged(_)) => told.extend(self.topics.iter().cloned()),
                Err(RecvError::Closed) => return None,
            }
            change = match self.changes.try_recv() {
                Ok(next) => Ok(next),
                Err(broadcast::error::TryRecvError::Lagged(count)) => Err(RecvError::Lagged(count)),
                Err(_) => break,
            };
        }
        let messages = told
            .iter()
            .map(|topic| format!("event: changed-{topic}\ndata: {topic}"));
        self.waiting.extend(messages);
        Some(())
    }

    /// Whether it may still be read. A database that can't be asked ends no stream.
    async fn holds(&self) -> bool {
        let (holds, now) = (self.holds.clone(), self.cx.app.clock.now());
        self.cx.read(move |conn| holds(conn, now)).await.unwrap_or(true)
    }
}
