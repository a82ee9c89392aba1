//! What the fields of a record held before: the sealed field history, opened for a reader who may see the record.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use uuid::Uuid;

use super::Subject;
use super::tx::{NEW, OLD, REASON};
use crate::platform::error::Error;
use crate::platform::vault::{Pii, Sealed, Vault};
use crate::schema::{field_changes as changes, staff};
use crate::values::ids::StaffId;

/// One field before and after a change.
#[derive(Debug)]
pub struct Past {
    pub field: String,
    pub old: Option<Pii<String>>,
    pub new: Option<Pii<String>>,
    pub at: DateTime<Utc>,
    pub staff: Option<StaffId>,
    /// Name of who changed it; nobody: the portal itself.
    pub by: Option<String>,
}

type Row = (
    Uuid,
    String,
    Option<Sealed>,
    Option<Sealed>,
    DateTime<Utc>,
    Option<StaffId>,
    Option<String>,
);

/// The last changes of a record, newest first.
pub fn of(conn: &mut PgConnection, vault: &Vault, subject: Subject, limit: i64) -> Result<Vec<Past>, Error> {
    let rows: Vec<Row> = changes::table
        .left_join(staff::table.on(staff::id.nullable().eq(changes::staff_id)))
        .filter(changes::subject_kind.eq(subject.kind))
        .filter(changes::subject_id.eq(subject.id))
        .order(changes::id.desc())
        .limit(limit)
        .select((
            changes::id,
            changes::field,
            changes::old_sealed,
            changes::new_sealed,
            changes::at,
            changes::staff_id,
            staff::name.nullable(),
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|(id, field, old, new, at, staff, by)| {
            Ok(Past {
                field,
                old: vault.open_opt(OLD, id, old.as_ref())?,
                new: vault.open_opt(NEW, id, new.as_ref())?,
                at,
                staff,
                by,
            })
        })
        .collect()
}

/// The reason that an audit entry keeps, for whoever may read the log.
pub fn reason(vault: &Vault, entry: Uuid, sealed: Option<&Sealed>) -> Result<Option<Pii<String>>, Error> {
    vault.open_opt(REASON, entry, sealed)
}
