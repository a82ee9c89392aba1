//! Steps from state to state; each leaves a job behind where a process has to work on.

use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::json;

use crate::access::Permission;
use crate::imports::model::{Import, Origin, subject};
use crate::imports::queries;
use crate::imports::rules::columns::{Kind, Mapping};
use crate::imports::rules::states::{Action, INTERRUPTED_AFTER, KEEP_ROWS, State, can_undo};
use crate::platform::db::{Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::jobs;
use crate::schema::{import_files, import_rows, imports};
use crate::values::ids::{ImportId, StoreId};

/// The job that works on an import, whatever its state asks for.
pub const WORK: &str = "imports.work";

/// Asks for the first piece of work on an import; a command does it itself and is followed only if it dies.
fn begin(tx: &mut Tx<'_>, import: &Import) -> Result<(), Error> {
    match import.origin {
        Origin::Screen => enqueue(tx, import.id),
        Origin::Command => Ok(()),
    }
}

/// Asks for the next piece of work on an import.
pub(in crate::imports) fn enqueue(tx: &mut Tx<'_>, id: ImportId) -> Result<(), Error> {
    let now = tx.now;
    jobs::enqueue(tx, WORK, json!({ "import": id }), now, None)
}

/// Takes a step, if the import still stands where the caller saw it.
pub(super) fn step(tx: &mut Tx<'_>, import: &Import, action: Action) -> Result<State, Error> {
    let next = import.state.after(action).map_err(|_| Error::WrongState)?;
    let updated = diesel::update(imports::table.find(import.id).filter(imports::state.eq(import.state)))
        .set((
            imports::state.eq(next),
            imports::updated_at.eq(tx.now),
            imports::lock_version.eq(imports::lock_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    Ok(next)
}

fn load(tx: &mut Tx<'_>, store: StoreId, id: ImportId) -> Result<Import, Error> {
    let vault = tx.vault().clone();
    queries::one(tx.conn, &vault, store, id)
}

/// Checks the records with the columns matched so; earlier findings are forgotten.
pub fn start_check(tx: &mut Tx<'_>, store: StoreId, id: ImportId, seen: i32, mapping: &Mapping) -> Result<(), Error> {
    let import = load(tx, store, id)?;
    if import.lock_version != seen {
        return Err(Error::Stale);
    }
    if mapping.kind() != import.kind {
        return Err(Error::WrongState);
    }
    step(tx, &import, Action::Check)?;
    diesel::delete(import_rows::table.filter(import_rows::import_id.eq(id))).execute(tx.conn)?;
    diesel::update(imports::table.find(id))
        .set((
            imports::mapping.eq(mapping.codes()),
            imports::row_count.eq(0),
            imports::bad_count.eq(0),
            imports::warning_count.eq(0),
            imports::duplicate_count.eq(0),
            imports::faults.eq(json!({})),
            imports::failure.eq(None::<String>),
            imports::checked_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record("imports.check", subject(id), &["mapping"])?;
    begin(tx, &import)
}

/// The file is a list of something else: its columns are proposed anew, as last time for the same headers. Only while
/// nobody has gone on with it.
pub fn change_kind(tx: &mut Tx<'_>, store: StoreId, id: ImportId, seen: i32, kind: Kind) -> Result<(), Error> {
    let import = load(tx, store, id)?;
    if import.lock_version != seen {
        return Err(Error::Stale);
    }
    if import.state != State::Uploaded {
        return Err(Error::WrongState);
    }
    let headers = serde_json::to_vec(&import.top.headers).map_err(Error::internal)?;
    let print = tx.vault().fingerprint(&headers);
    let before = queries::mapping_of(tx.conn, store, kind, &print)?;
    let mapping = before.map_or_else(
        || Mapping::of_headers(kind, &import.top.headers),
        |codes| Mapping::of_codes(kind, codes.into_iter().map(Option::unwrap_or_default)),
    );
    let updated = diesel::update(imports::table.find(id).filter(imports::lock_version.eq(seen)))
        .set((
            imports::kind.eq(kind),
            imports::mapping.eq(mapping.codes()),
            imports::updated_at.eq(tx.now),
            imports::lock_version.eq(imports::lock_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    tx.record("imports.change_kind", subject(id), &["kind"])
}

/// Begins to import what the check found good.
pub fn start_run(tx: &mut Tx<'_>, store: StoreId, id: ImportId) -> Result<(), Error> {
    let import = load(tx, store, id)?;
    step(tx, &import, Action::Run)?;
    tx.record("imports.run", subject(id), &[])?;
    begin(tx, &import)
}

/// Ends it after the batch that runs now; what was imported until then stays, and can be undone.
pub fn cancel(tx: &mut Tx<'_>, store: StoreId, id: ImportId) -> Result<(), Error> {
    let import = load(tx, store, id)?;
    step(tx, &import, Action::Cancel)?;
    finish(tx, id)?;
    tx.record("imports.cancel", subject(id), &[])
}

/// Begins to take back what an import brought: its author may, and who may undo those of others.
pub fn start_undo(tx: &mut Tx<'_>, store: StoreId, id: ImportId) -> Result<(), Error> {
    let import = load(tx, store, id)?;
    let actor = tx.actor()?;
    if !import.is_of(actor) && !actor.may(Permission::UndoImports) {
        return Err(Error::Forbidden(Permission::UndoImports));
    }
    if !can_undo(import.state, import.finished_at, import.counts.imported, tx.now) {
        return Err(Error::WrongState);
    }
    step(tx, &import, Action::Undo)?;
    let staff = tx.actor().ok().map(|actor| actor.id);
    diesel::update(imports::table.find(id))
        .set(imports::undone_by.eq(staff))
        .execute(tx.conn)?;
    tx.record("imports.undo", subject(id), &[])?;
    enqueue(tx, id)
}

/// Stamps the end; the file has served.
pub(super) fn finish(tx: &mut Tx<'_>, id: ImportId) -> Result<(), Error> {
    diesel::update(imports::table.find(id))
        .set(imports::finished_at.eq(tx.now))
        .execute(tx.conn)?;
    diesel::delete(import_files::table.filter(import_files::import_id.eq(id))).execute(tx.conn)?;
    Ok(())
}

/// Takes up imports that a process left in the middle: a killed command, a parked job.
pub fn resume_interrupted(tx: &mut Tx<'_>) -> Result<usize, Error> {
    let left: Vec<ImportId> = imports::table
        .filter(imports::state.eq_any([State::Checking, State::Running, State::Undoing]))
        .filter(imports::updated_at.lt(tx.now - INTERRUPTED_AFTER))
        .select(imports::id)
        .load(tx.conn)?;
    for id in &left {
        let now = tx.now;
        let key = format!("{WORK} {id}");
        jobs::enqueue(tx, WORK, json!({ "import": id }), now, Some(&key))?;
    }
    Ok(left.len())
}

/// Forgets files that nobody went on with, and rows that were kept to be mended.
pub fn sweep(tx: &mut Tx<'_>) -> Result<(), Error> {
    let idle = tx.now - TimeDelta::days(2);
    let abandoned: Vec<ImportId> = imports::table
        .filter(imports::state.eq_any([State::Uploaded, State::Checked, State::Failed]))
        .filter(imports::updated_at.lt(idle))
        .select(imports::id)
        .load(tx.conn)?;
    for id in abandoned {
        diesel::update(imports::table.find(id))
            .set((imports::state.eq(State::Cancelled), imports::updated_at.eq(tx.now)))
            .execute(tx.conn)?;
        finish(tx, id)?;
    }
    let old = imports::table
        .filter(imports::state.eq_any([State::Done, State::Cancelled, State::Failed, State::Undone]))
        .filter(imports::updated_at.lt(tx.now - KEEP_ROWS))
        .select(imports::id);
    diesel::update(
        import_rows::table
            .filter(import_rows::import_id.eq_any(old))
            .filter(import_rows::cells_sealed.is_not_null()),
    )
    .set(import_rows::cells_sealed.eq(None::<crate::platform::vault::Sealed>))
    .execute(tx.conn)?;
    Ok(())
}
