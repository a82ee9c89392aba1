//! How fast one session may ask: no person clicks ten times a second for a minute, a script does.
//!
//! Counted per process, over a minute that slides.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpResponse, web};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::context::App;
use crate::access::Actor;
use crate::platform::error::Error;

const WINDOW: i64 = 60;

/// The counts of this process.
pub struct Pace {
    per_minute: u32,
    counts: Mutex<Counts>,
}

#[derive(Default)]
struct Counts {
    /// The minute that is being counted.
    minute: i64,
    /// Per session: requests of the minute before, and of this one.
    sessions: HashMap<Uuid, (u32, u32)>,
}

impl Pace {
    pub fn new(per_minute: u32) -> Self {
        Self {
            per_minute,
            counts: Mutex::default(),
        }
    }

    /// Counts a request; [`Error::TooMany`] when there were as many in the last minute as are allowed. What is refused
    /// doesn't count.
    fn hit(&self, session: Uuid, now: DateTime<Utc>) -> Result<(), Error> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let (minute, second) = (now.timestamp().div_euclid(WINDOW), now.timestamp().rem_euclid(WINDOW));
        counts.turn_to(minute);
        let (before, this) = counts.sessions.entry(session).or_default();
        // As if the requests of the minute before had come evenly.
        let weighed = i64::from(*before) * (WINDOW - second) / WINDOW + i64::from(*this);
        if weighed >= i64::from(self.per_minute) {
            let wait = u32::try_from(WINDOW - second).unwrap_or(1);
            return Err(Error::TooMany { retry_after_secs: wait });
        }
        *this += 1;
        Ok(())
    }
}

impl Counts {
    /// Starts a new minute, and forgets who asked for nothing in the last one.
    fn turn_to(&mut self, minute: i64) {
        if minute == self.minute {
            return;
        }
        let next = minute == self.minute + 1;
        self.sessions.retain(|_, (before, this)| {
            *before = if next { *this } else { 0 };
            *this = 0;
            *before > 0
        });
        self.minute = minute;
    }
}

/// Holds a session back that asks too fast. An event stream counts once, when it is opened.
pub async fn pace<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let session = request.extensions().get::<Actor>().map(|actor| actor.session);
    let held = match (session, request.app_data::<web::Data<App>>()) {
        (Some(session), Some(app)) => app.pace.hit(session.uuid(), app.clock.now()),
        _ => Ok(()),
    };
    match held {
        Ok(()) => next.call(request).await.map(ServiceResponse::map_into_left_body),
        Err(refusal) => {
            Ok(ServiceResponse::new(request.into_parts().0, HttpResponse::from_error(refusal)).map_into_right_body())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    /// How many of `tries` pass at this second.
    fn passed(pace: &Pace, session: Uuid, second: i64, tries: u32) -> usize {
        (0..tries).filter(|_| pace.hit(session, at(second)).is_ok()).count()
    }

    #[test]
    fn the_minute_slides_and_each_session_counts_for_itself() {
        let (pace, one, other) = (Pace::new(10), Uuid::new_v4(), Uuid::new_v4());
        assert_eq!(passed(&pace, one, 30, 15), 10);
        assert_eq!(passed(&pace, other, 30, 3), 3);
        assert_eq!(passed(&pace, one, 59, 1), 0);
        // Of ten requests a minute ago, nine still weigh after six seconds of the next minute, five after thirty.
        assert_eq!(passed(&pace, one, 66, 5), 1);
        assert_eq!(passed(&pace, one, 90, 9), 4);
        assert_eq!(passed(&pace, one, 240, 15), 10, "after a pause all is forgotten");
    }

    #[test]
    fn it_says_how_long_to_wait() {
        let (pace, session) = (Pace::new(0), Uuid::new_v4());
        let Err(Error::TooMany { retry_after_secs }) = pace.hit(session, at(45)) else {
            panic!("none is allowed");
        };
        assert_eq!(retry_after_secs, 15);
    }

    #[test]
    fn sessions_that_went_away_are_forgotten() {
        let pace = Pace::new(10);
        for _ in 0..100 {
            pace.hit(Uuid::new_v4(), at(0)).unwrap();
        }
        pace.hit(Uuid::new_v4(), at(120)).unwrap();
        assert_eq!(pace.counts.lock().unwrap().sessions.len(), 1);
    }
}
