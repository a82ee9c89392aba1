//! Work of imports that goes on after the click: reading, importing, undoing, a batch at a time.

use serde_json::Value;

use super::commands::{self, Next, Raw};
use super::model::Import;
use super::queries;
use super::reading::{self, Defect, Flow, Piece, Unreadable};
use super::rules::checking::Problem;
use super::rules::states::State;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::jobs::{Every, Job};
use crate::values::ids::ImportId;

pub const JOBS: &[Job] = &[Job {
    kind: commands::WORK,
    run: work,
}];

pub const EVERY: &[Every] = &[
    Every {
        kind: "imports.resume",
        minutes: 1,
        run: |tx| commands::resume_interrupted(tx).map(drop),
    },
    Every {
        kind: "imports.sweep",
        minutes: 60,
        run: commands::sweep,
    },
];

/// Does what the state of the import asks for, and asks to go on if there is more.
fn work(tx: &mut Tx<'_>, payload: &Value) -> Result<(), Error> {
    let id = payload
        .get("import")
        .and_then(Value::as_str)
        .and_then(|id| id.parse().ok());
    let id: ImportId = id.ok_or_else(|| Error::internal("a job without its import"))?;
    match step(tx, id)? {
        Next::Again => commands::enqueue(tx, id),
        Next::Nothing => Ok(()),
    }
}

/// One piece of work on an import.
pub fn step(tx: &mut Tx<'_>, id: ImportId) -> Result<Next, Error> {
    let vault = tx.vault().clone();
    let import = queries::any(tx.conn, &vault, id)?;
    match import.state {
        State::Checking => check(tx, &import).map(|()| Next::Nothing),
        State::Running => commands::run_batch(tx, id),
        State::Undoing => commands::undo_batch(tx, id),
        _ => Ok(Next::Nothing),
    }
}

/// Reads the kept file in a child process and sorts its records.
fn check(tx: &mut Tx<'_>, import: &Import) -> Result<(), Error> {
    if !commands::alone(tx, import.id)? {
        return Ok(());
    }
    let vault = tx.vault().clone();
    let file = queries::file(tx.conn, &vault, import.id)?;
    let checker = queries::checker(tx.conn, import, tx.now)?;
    let mut sorter = commands::Sorter::new(checker, import.store);
    let read = |each: &mut dyn FnMut(Raw) -> bool| {
        reading::child::read(file, |piece| match piece {
            Piece::Head(_) => Flow::Continue(()),
            Piece::Record(record) => go_on(each(raw(record))),
        })
    };
    match commands::check(tx, import, &mut sorter, read)? {
        Ok(()) | Err(Unreadable::Stopped) => Ok(()),
        Err(why) => commands::fail_check(tx, import, why.code()),
    }
}

fn go_on(yes: bool) -> Flow {
    if yes { Flow::Continue(()) } else { Flow::Break(()) }
}

/// A record as the commands take it.
pub fn raw(record: reading::Record) -> Raw {
    Raw {
        line: record.line,
        cells: record.cells,
        defect: record.defect.map(|defect| match defect {
            Defect::ExtraCells => Problem::ExtraCells,
            Defect::OpenQuote => Problem::OpenQuote,
        }),
    }
}
