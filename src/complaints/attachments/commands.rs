//! Writes of attachments. Each stands on the timeline and on the audit log.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::access::Permission;
use crate::complaints::commands::{Case, note_files};
use crate::complaints::model::{COMPLAINT, TOPIC};
use crate::complaints::queries;
use crate::platform::db::{SeeOther, Subject, Tx};
use crate::platform::error::Error;
use crate::platform::files::{self, File, Upload};
use crate::platform::undo;
use crate::values::fault::Fault;
use crate::values::ids::{AttachmentId, ComplaintId};

/// What taking a file away is called where it is taken back.
pub const DETACH: &str = "complaints.detach";

/// Keeps files with a complaint and puts them on its timeline, with what is said about them.
pub fn attach(tx: &mut Tx<'_>, id: ComplaintId, uploads: &[Upload], note: Option<&str>) -> Result<(), Error> {
    if uploads.is_empty() {
        return Err(Error::field("files", Fault::Required));
    }
    let case = Case::lock(tx, id)?;
    let mut kept = Vec::with_capacity(uploads.len());
    for upload in uploads {
        kept.push(files::attach(tx, case.row.store_id, case.subject(), upload)?.uuid());
    }
    note_files(tx, id, kept, note)
}

/// Takes a file away: whoever works on complaints, and whoever brought it. Tells how to take that back.
pub fn detach(tx: &mut Tx<'_>, id: ComplaintId, file: AttachmentId) -> Result<Uuid, Error> {
    let actor = tx.actor()?.clone();
    let case = Case::lock(tx, id)?;
    let (subject, vault) = (case.subject(), tx.vault().clone());
    let info = files::info(tx.conn, &vault, file, subject)?;
    if !actor.may(Permission::WorkComplaint) && info.created_by != Some(actor.id) {
        return Err(Error::Forbidden(Permission::WorkComplaint));
    }
    files::remove(tx, file, subject)?;
    tx.notify(TOPIC, case.row.store_id)?;
    undo::offer(tx, DETACH, json!({ "complaint": id, "file": file }))
}

/// Brings a file back.
pub fn bring_back(tx: &mut Tx<'_>, payload: &Value) -> Result<SeeOther, Error> {
    let part = |name: &str| payload.get(name).cloned().unwrap_or_default();
    let id: ComplaintId = serde_json::from_value(part("complaint")).map_err(Error::internal)?;
    let file: AttachmentId = serde_json::from_value(part("file")).map_err(Error::internal)?;
    let case = Case::lock(tx, id)?;
    files::restore(tx, file, case.subject())?;
    tx.notify(TOPIC, case.row.store_id)?;
    Ok(SeeOther::to(format!("/complaints/{id}")))
}

/// A file in full, for somebody who sees the complaint; that they looked is kept.
pub fn look(tx: &mut Tx<'_>, id: ComplaintId, file: AttachmentId) -> Result<File, Error> {
    let actor = tx.actor()?.clone();
    queries::is_visible(tx.conn, &actor, id)?;
    let (subject, vault) = (Subject::new(COMPLAINT, id), tx.vault().clone());
    let found = files::open(tx.conn, &vault, file, subject)?;
    tx.record("complaints.look", subject, &["attachments"])?;
    Ok(found)
}
