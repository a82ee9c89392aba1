//! The day of a person, put together from all rooms.

use chrono::{DateTime, Utc};
use diesel::PgConnection;

use crate::access::Actor;
use crate::platform::db::agenda::{self, Agenda, Branch, Section};
use crate::platform::db::page::After;
use crate::platform::error::Error;
use crate::surveys::interviews;
use crate::{complaints, customers, followups, imports, sales, service, visits};

/// Rows shown of each part of the list; of the day's appointments all.
const SHOWN: usize = 40;
/// Rows shown beside the one in hand.
const BESIDE: usize = 6;

fn branches(actor: &Actor, wanted: &[Section]) -> Vec<(Section, Branch)> {
    [
        followups::agenda::branches(actor),
        visits::agenda::branches(actor),
        service::agenda::branches(actor),
        sales::agenda::branches(actor),
        complaints::agenda::branches(actor),
        interviews::agenda::branches(actor),
        customers::agenda::branches(actor),
        imports::agenda::branches(actor),
    ]
    .into_iter()
    .flatten()
    .filter(|(section, _)| wanted.contains(section))
    .collect()
}

/// What is to be done and what was done today: one round trip.
pub fn work(conn: &mut PgConnection, actor: &Actor, now: DateTime<Utc>) -> Result<Agenda, Error> {
    let branches = branches(actor, &[Section::Work, Section::Done]);
    agenda::read(conn, actor, now, &branches, SHOWN, None)
}

/// What comes behind a place of what is to be done: one round trip.
pub fn ahead(
    conn: &mut PgConnection,
    actor: &Actor,
    now: DateTime<Utc>,
    after: Option<After>,
) -> Result<Agenda, Error> {
    agenda::read(conn, actor, now, &branches(actor, &[Section::Work]), BESIDE, after)
}

/// Where the person is to be today, and what they are told: one round trip.
pub fn beside(conn: &mut PgConnection, actor: &Actor, now: DateTime<Utc>) -> Result<Agenda, Error> {
    let branches = branches(actor, &[Section::Schedule, Section::Told]);
    agenda::read(conn, actor, now, &branches, SHOWN, None)
}

/// What the navigation counts: (late, all that is to be done today). One round trip.
pub fn count(conn: &mut PgConnection, actor: &Actor, now: DateTime<Utc>) -> Result<(i64, i64), Error> {
    agenda::count(conn, actor, now, &branches(actor, &[Section::Work]))
}
