//! Writing many complaints in a few statements: seeds.

use diesel::prelude::*;

use super::{Case, tasks};
use crate::complaints::model::{EntryRow, SolutionRow};
use crate::complaints::rules::State;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::schema::{complaint_entries, complaint_escalations, complaint_rounds, complaint_solutions, complaints};

/// Rows of one statement.
const CHUNK: usize = 1_000;

/// Writes complaints with what became of them, and the tasks that the open ones ask for. Nobody is told and nothing is
/// recorded: nobody did it.
pub fn write_many(
    tx: &mut Tx<'_>,
    mut cases: Vec<Case>,
    entries: &[EntryRow],
    solutions: &[SolutionRow],
) -> Result<(), Error> {
    cases.iter_mut().for_each(Case::reckon);
    for chunk in cases.chunks(CHUNK) {
        let rows: Vec<_> = chunk.iter().map(|case| &case.row).collect();
        diesel::insert_into(complaints::table).values(rows).execute(tx.conn)?;
        let rounds: Vec<_> = chunk.iter().map(|case| &case.round).collect();
        diesel::insert_into(complaint_rounds::table)
            .values(rounds)
            .execute(tx.conn)?;
    }
    for chunk in solutions.chunks(CHUNK) {
        diesel::insert_into(complaint_solutions::table)
            .values(chunk)
            .execute(tx.conn)?;
    }
    for chunk in entries.chunks(CHUNK) {
        diesel::insert_into(complaint_entries::table)
            .values(chunk)
            .execute(tx.conn)?;
    }
    let raised: Vec<_> = cases
        .iter()
        .flat_map(|case| case.raised().iter().map(move |raised| (case, raised)))
        .map(|(case, (clock, level))| {
            (
                complaint_escalations::complaint_id.eq(case.row.id),
                complaint_escalations::round.eq(case.row.round),
                complaint_escalations::clock.eq(*clock),
                complaint_escalations::level.eq(*level),
                complaint_escalations::at.eq(tx.now),
            )
        })
        .collect();
    diesel::insert_into(complaint_escalations::table)
        .values(raised)
        .execute(tx.conn)?;
    for case in cases.iter().filter(|case| case.row.ended_at.is_none()) {
        match case.row.state {
            State::Resolved => tasks::await_call_back(tx, case)?,
            _ => tasks::await_contact(tx, case)?,
        }
    }
    Ok(())
}
