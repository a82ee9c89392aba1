//! Reads of the audit log.

use std::collections::HashMap;

use chrono::Days;
use diesel::PgConnection;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use uuid::Uuid;

use super::model::{Entry, Line, Names, Wanted};
use crate::platform::db::history;
use crate::platform::db::page::{After, PAGE, Slice};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::Vault;
use crate::schema::audit_entries as audit;
use crate::values::ids::{StaffId, StoreId};
use crate::{complaints, sales, service, staff, visits};

/// Entries of a store and of no store, newest first. A page tells what the portal did to many records by one entry; an
/// export holds them all.
pub fn entries(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    wanted: &Wanted,
    limit: usize,
) -> Result<Slice<Line>, Error> {
    let in_short = wanted.in_short() && limit <= PAGE;
    let mut query = audit::table
        .filter(audit::store_id.eq(store.uuid()).or(audit::store_id.is_null()))
        .order((audit::at.desc(), audit::id.desc()))
        .limit(limit as i64 + 1)
        .select((Entry::as_select(), if in_short { of_batch() } else { one() }))
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
    if in_short {
        query = query.filter(newest_of_batch());
    }
    let rows = query.load::<(Entry, i64)>(conn)?;
    let lines = rows
        .into_iter()
        .map(|(entry, many)| {
            Ok(Line {
                reason: history::reason(vault, entry.id, entry.reason_sealed.as_ref())?,
                entry,
                many,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(Slice::cut(lines, limit, |last: &Line| {
        After {
            at: last.entry.at,
            id: last.entry.id,
        }
        .to_string()
    }))
}

/// Of what the portal itself did to many customers or cars at one moment (an import, its undoing) the newest entry.
fn newest_of_batch() -> SqlLiteral<Bool> {
    diesel::dsl::sql::<Bool>(
        "(audit_entries.staff_id IS NOT NULL OR audit_entries.address IS NOT NULL \
         OR audit_entries.subject_kind IS NULL OR audit_entries.subject_kind NOT IN ('customer', 'vehicle') \
         OR NOT EXISTS (SELECT FROM audit_entries more WHERE more.action = audit_entries.action \
         AND more.at = audit_entries.at AND more.id > audit_entries.id AND more.staff_id IS NULL \
         AND more.address IS NULL))",
    )
}

/// How many entries this one tells, where it is the newest of a batch.
fn of_batch() -> SqlLiteral<BigInt> {
    diesel::dsl::sql::<BigInt>(
        "CASE WHEN audit_entries.staff_id IS NULL AND audit_entries.address IS NULL \
         AND audit_entries.subject_kind IN ('customer', 'vehicle') THEN (SELECT count(*) FROM audit_entries more \
         WHERE more.action = audit_entries.action AND more.at = audit_entries.at AND more.staff_id IS NULL \
         AND more.address IS NULL) ELSE 1 END",
    )
}

fn one() -> SqlLiteral<BigInt> {
    diesel::dsl::sql::<BigInt>("1::bigint")
}

/// What a person did, and what was done to their account, newest first.
pub fn about(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    person: StaffId,
    limit: usize,
) -> Result<Vec<Line>, Error> {
    let by = Wanted {
        person: Some(person),
        ..Wanted::default()
    };
    let to = Wanted {
        kind: Some("staff".into()),
        subject: Some(person.uuid()),
        ..Wanted::default()
    };
    let mut rows = entries(conn, vault, store, &by, limit)?.rows;
    for line in entries(conn, vault, store, &to, limit)?.rows {
        if !rows.iter().any(|known| known.entry.id == line.entry.id) {
            rows.push(line);
        }
    }
    rows.sort_by_key(|line| std::cmp::Reverse((line.entry.at, line.entry.id)));
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

/// The records of a kind that entries are about.
pub fn subjects(lines: &[Line], kind: &str) -> Vec<Uuid> {
    let about = lines
        .iter()
        .map(|line| &line.entry)
        .filter(|entry| entry.subject_kind.as_deref() == Some(kind));
    about.filter_map(|entry| entry.subject_id).collect()
}

pub fn names(conn: &mut PgConnection, lines: &[Line]) -> Result<Names, Error> {
    let people = lines.iter().filter_map(|line| line.entry.staff_id);
    let about = subjects(lines, "staff").into_iter().map(StaffId::from);
    Ok(Names {
        staff: staff::queries::names(conn, people.chain(about))?,
        numbers: numbers(conn, lines)?,
    })
}

/// What complaints, service orders, sales orders and visits are called; no question for a kind that no line is about.
pub fn numbers(conn: &mut PgConnection, lines: &[Line]) -> Result<HashMap<Uuid, String>, Error> {
    let mut found = complaints::queries::numbers(conn, subjects(lines, "complaint"))?;
    found.extend(service::queries::numbers(conn, subjects(lines, "service_order"))?);
    found.extend(sales::opportunities::queries::numbers(
        conn,
        subjects(lines, "opportunity"),
    )?);
    found.extend(sales::orders::queries::numbers(conn, subjects(lines, "sales_order"))?);
    found.extend(sales::quotes::queries::numbers(conn, subjects(lines, "quote"))?);
    found.extend(visits::queries::tickets(conn, subjects(lines, "visit"))?);
    Ok(found)
}
