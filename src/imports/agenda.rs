//! Files that wait for whoever loaded them, as rows of a list that several rooms make up: to be matched, to be looked over.

use serde::Deserialize;
use serde_json::Value;

use super::rules::states::State;
use crate::access::{Actor, Permission};
use crate::platform::db::agenda::{Branch, Section};
use crate::platform::error::Error;

/// The kind of these rows.
pub const KIND: &str = "import";

const CARD: &str = "SELECT json_build_object('state', r.state, 'rows', r.row_count, 'bad', r.bad_count, \
    'duplicates', r.duplicate_count) FROM imports r WHERE r.id = shown.id";

/// What was left lying for longer than two weeks waits for nobody any more.
pub fn branches(actor: &Actor) -> Vec<(Section, Branch)> {
    if !actor.may(Permission::ImportCustomers) {
        return Vec::new();
    }
    let waiting = "SELECT r.id, NULL::timestamptz AS due, r.created_at AS since FROM imports r WHERE r.store_id = $1 \
        AND r.created_by = $2 AND r.created_at > $3 - interval '14 days' AND r.state IN ('uploaded', 'checked', 'failed') \
        ORDER BY r.created_at, r.id";
    vec![(Section::Work, Branch::new(KIND, waiting, CARD))]
}

#[derive(Deserialize)]
struct Card {
    state: String,
    rows: i32,
    bad: i32,
    duplicates: i32,
}

/// A file of the list.
pub struct Shown {
    pub state: State,
    pub rows: i32,
    pub bad: i32,
    pub duplicates: i32,
}

/// Reads what a row brought.
pub fn read(card: Value) -> Result<Shown, Error> {
    let card: Card = serde_json::from_value(card).map_err(Error::internal)?;
    Ok(Shown {
        state: State::parse(&card.state).ok_or_else(|| Error::internal("a state that nobody knows"))?,
        rows: card.rows,
        bad: card.bad,
        duplicates: card.duplicates,
    })
}
