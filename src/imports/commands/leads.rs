//! Importing leads, and taking them back.

use diesel::prelude::*;
use diesel::sql_types::{Array, Nullable, Text, Uuid as SqlUuid};
use uuid::Uuid;

use crate::imports::model::{Import, Stored};
use crate::imports::rules::checking::{Checker, Problem};
use crate::imports::rules::leads::LeadSource;
use crate::imports::rules::states::RowState;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::sales::leads::commands as leads;
use crate::sales::leads::model::{NewLead, Whence};
use crate::sales::leads::rules::Joined;
use crate::sales::rules::SourceKind;
use crate::schema::{import_rows, imports};
use crate::values::ids::LeadId;

/// Imports the next leads: each is taken in as if it had been posted.
pub fn run(tx: &mut Tx<'_>, import: &Import, checker: &Checker, rows: Vec<Stored>) -> Result<(), Error> {
    let (mut imported, mut doubles) = (Vec::new(), Vec::new());
    let (mut bad, mut of_others) = (Vec::new(), Vec::new());
    for row in rows {
        let enquiry = checker.enquiry(&row.cells, row.defect).ok();
        let whence = enquiry.as_ref().and_then(|enquiry| whence_of(enquiry.source));
        let (Some(enquiry), Some(whence)) = (enquiry, whence) else {
            // The rules are stricter now than when it was checked.
            bad.push(row.id);
            continue;
        };
        let new = NewLead {
            store: import.store,
            whence,
            external_id: enquiry.external_id,
            name: enquiry.name,
            phone: enquiry.phone,
            model: enquiry.model,
            city: enquiry.city,
            words: enquiry.words,
            sent_at: enquiry.sent_at.and_then(times::instant),
            owner: None,
            import: Some(import.id),
        };
        match leads::take_in(tx, new) {
            Ok(taken) if taken.joined == Joined::Repeat => doubles.push((row.id, Some(taken.lead.uuid()))),
            Ok(taken) => imported.push((row.id, Some(taken.lead.uuid()))),
            // The id came in meanwhile, and stands for somebody else.
            Err(Error::Invalid(faults)) if faults.contains_key("external_id") => of_others.push(row.id),
            Err(error) => return Err(error),
        }
    }
    mark(tx, &imported, RowState::Imported)?;
    mark(tx, &doubles, RowState::Duplicate)?;
    diesel::update(import_rows::table.filter(import_rows::id.eq_any(&bad)))
        .set(import_rows::state.eq(RowState::Bad))
        .execute(tx.conn)?;
    diesel::update(import_rows::table.filter(import_rows::id.eq_any(&of_others)))
        .set((
            import_rows::state.eq(RowState::Bad),
            import_rows::defect.eq(Problem::IdOfAnother.code()),
        ))
        .execute(tx.conn)?;
    diesel::update(imports::table.find(import.id))
        .set((
            imports::imported_count.eq(imports::imported_count + count(imported.len())),
            imports::duplicate_count.eq(imports::duplicate_count + count(doubles.len())),
            imports::bad_count.eq(imports::bad_count + count(bad.len() + of_others.len())),
            imports::updated_at.eq(tx.now),
            imports::lock_version.eq(imports::lock_version + 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

fn whence_of(source: LeadSource) -> Option<Whence> {
    match source.id {
        Some(id) => Some(Whence::Known(id)),
        None => SourceKind::parse(source.kind).map(Whence::Kind),
    }
}

fn count(rows: usize) -> i32 {
    i32::try_from(rows).unwrap_or(i32::MAX)
}

/// Notes which lead each record became or repeats; the cells of what was imported have served.
fn mark(tx: &mut Tx<'_>, rows: &[(Uuid, Option<Uuid>)], state: RowState) -> Result<(), Error> {
    let (ids, leads): (Vec<Uuid>, Vec<Option<Uuid>>) = rows.iter().copied().unzip();
    diesel::sql_query(
        "UPDATE import_rows SET state = $3, record_id = new.lead, \
         cells_sealed = CASE WHEN $3 = 'imported' THEN NULL ELSE cells_sealed END \
         FROM unnest($1, $2) AS new (id, lead) WHERE import_rows.id = new.id",
    )
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<Nullable<SqlUuid>>, _>(leads)
    .bind::<Text, _>(state.code())
    .execute(tx.conn)?;
    Ok(())
}

/// Takes the next leads back; those that became opportunities are kept.
pub fn undo(tx: &mut Tx<'_>, import: &Import, rows: &[Stored]) -> Result<(), Error> {
    let ids: Vec<LeadId> = rows.iter().filter_map(Stored::lead).collect();
    let kept = leads::take_back(tx, import.store, &ids)?;
    let (staying, gone): (Vec<&Stored>, Vec<&Stored>) = rows
        .iter()
        .partition(|row| row.lead().is_some_and(|lead| kept.contains(&lead)));
    let ids_of = |rows: Vec<&Stored>| -> Vec<Uuid> { rows.into_iter().map(|row| row.id).collect() };
    let (staying, gone) = (ids_of(staying), ids_of(gone));
    diesel::update(import_rows::table.filter(import_rows::id.eq_any(&staying)))
        .set((
            import_rows::state.eq(RowState::Kept),
            import_rows::kept_because.eq("opportunities"),
        ))
        .execute(tx.conn)?;
    diesel::update(import_rows::table.filter(import_rows::id.eq_any(&gone)))
        .set((
            import_rows::state.eq(RowState::Undone),
            import_rows::record_id.eq(None::<Uuid>),
        ))
        .execute(tx.conn)?;
    diesel::update(imports::table.find(import.id))
        .set((
            imports::undone_count.eq(imports::undone_count + count(gone.len())),
            imports::kept_count.eq(imports::kept_count + count(staying.len())),
            imports::updated_at.eq(tx.now),
            imports::lock_version.eq(imports::lock_version + 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}
