//! Reads of the audit log.

use chrono::Days;
use diesel::PgConnection;
use diesel::prelude::*;

use super::model::{Entry, Wanted};
use crate::platform::db::page::{After, Slice};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::audit_entries as audit;
use crate::values::ids::{StaffId, StoreId};

/// Entries of a store and of no store, newest first.
pub fn entries(conn: &mut PgConnection, store: StoreId, wanted: &Wanted, limit: usize) -> Result<Slice<Entry>, Error> {
    let mut query = audit::table
        .filter(audit::store_id.eq(store.uuid()).or(audit::store_id.is_null()))
        .order((audit::at.desc(), audit::id.desc()))
        .limit(limit as i64 + 1)
        .select(Entry::as_select())
        .into_boxed();
    if let Some(person) = wanted.person {
        query = query.filter(audit::staff_id.eq(person.uuid()));
    }
    if let Some(action) = &wanted.action {
        query = query.filter(audit::action.eq(action));
    }
    if let Some(kind) = &wanted.kind {
        query = query.filter(audit::subject_kind.eq(kind));
    }
    if let Some(subject) = wanted.subject {
        query = query.filter(audit::subject_id.eq(subject));
    }
    if let Some(from) = wanted.from {
        query = query.filter(audit::at.ge(times::start_of(from)));
    }
    if let Some(next) = wanted.to.and_then(|to| to.checked_add_days(Days::new(1))) {
        query = query.filter(audit::at.lt(times::start_of(next)));
    }
    if let Some(After { at, id }) = wanted.after {
        query = query.filter(audit::at.lt(at).or(audit::at.eq(at).and(audit::id.lt(id))));
    }
    let rows = query.load(conn)?;
    Ok(Slice::cut(rows, limit, |last: &Entry| {
        After {
            at: last.at,
            id: last.id,
        }
        .to_string()
    }))
}

/// What a person did, and what was done to their account, newest first.
pub fn about(conn: &mut PgConnection, store: StoreId, person: StaffId, limit: usize) -> Result<Vec<Entry>, Error> {
    let by = Wanted {
        person: Some(person),
        ..Wanted::default()
    };
    let to = Wanted {
        kind: Some("staff".into()),
        subject: Some(person.uuid()),
        ..Wanted::default()
    };
    let mut rows = entries(conn, store, &by, limit)?.rows;
    for entry in entries(conn, store, &to, limit)?.rows {
        if !rows.iter().any(|known| known.id == entry.id) {
            rows.push(entry);
        }
    }
    rows.sort_by_key(|entry| std::cmp::Reverse((entry.at, entry.id)));
    rows.truncate(limit);
    Ok(rows)
}

#[derive(QueryableByName)]
struct Code {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    is_action: bool,
    #[diesel(sql_type = diesel::sql_types::Text)]
    code: String,
}

/// Every action that was ever recorded, and every kind of record that was ever written to: read from the indexes, one
/// step per code, in one round trip.
pub fn codes(conn: &mut PgConnection) -> Result<(Vec<String>, Vec<String>), Error> {
    let rows: Vec<Code> = diesel::sql_query(
        "WITH RECURSIVE actions(code) AS ((SELECT action FROM audit_entries ORDER BY action LIMIT 1) UNION ALL \
         SELECT (SELECT action FROM audit_entries WHERE action > code ORDER BY action LIMIT 1) FROM actions \
         WHERE code IS NOT NULL), \
         kinds(code) AS ((SELECT subject_kind FROM audit_entries WHERE subject_kind IS NOT NULL \
         ORDER BY subject_kind LIMIT 1) UNION ALL SELECT (SELECT subject_kind FROM audit_entries \
         WHERE subject_kind > code ORDER BY subject_kind LIMIT 1) FROM kinds WHERE code IS NOT NULL) \
         SELECT true AS is_action, code FROM actions WHERE code IS NOT NULL \
         UNION ALL SELECT false, code FROM kinds WHERE code IS NOT NULL ORDER BY 1, 2",
    )
    .load(conn)?;
    let (actions, kinds): (Vec<Code>, Vec<Code>) = rows.into_iter().partition(|row| row.is_action);
    let code = |row: Code| row.code;
    Ok((
        actions.into_iter().map(code).collect(),
        kinds.into_iter().map(code).collect(),
    ))
}
