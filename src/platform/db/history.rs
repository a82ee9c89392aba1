//! What the fields of a record held before: the sealed field history, opened for a reader who may see the record. Who
//! changed it has a name, so it is read in the room of staff.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::tx::{NEW, OLD, REASON};
use crate::platform::error::Error;
use crate::platform::vault::{Pii, Sealed, Vault};
use crate::schema::field_changes as changes;
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

/// A row as it is read: [`COLUMNS`] of `field_changes`.
pub type Row = (
    Uuid,
    String,
    Option<Sealed>,
    Option<Sealed>,
    DateTime<Utc>,
    Option<StaffId>,
);

/// What [`opened`] needs of a row.
pub const COLUMNS: (
    changes::id,
    changes::field,
    changes::old_sealed,
    changes::new_sealed,
    changes::at,
    changes::staff_id,
) = (
    changes::id,
    changes::field,
    changes::old_sealed,
    changes::new_sealed,
    changes::at,
    changes::staff_id,
);

/// The change that a row keeps, by whoever has this name.
pub fn opened(vault: &Vault, row: Row, by: Option<String>) -> Result<Past, Error> {
    let (id, field, old, new, at, staff) = row;
    Ok(Past {
        field,
        old: vault.open_opt(OLD, id, old.as_ref())?,
        new: vault.open_opt(NEW, id, new.as_ref())?,
        at,
        staff,
        by,
    })
}

/// What one change put into its field.
pub fn put(vault: &Vault, change: Uuid, sealed: &Sealed) -> Result<Pii<String>, Error> {
    vault.open(NEW, change, sealed)
}

/// The reason that an audit entry keeps, for whoever may read the log.
pub fn reason(vault: &Vault, entry: Uuid, sealed: Option<&Sealed>) -> Result<Option<Pii<String>>, Error> {
    vault.open_opt(REASON, entry, sealed)
}
