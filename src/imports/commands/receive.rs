use diesel::prelude::*;
use uuid::Uuid;

use crate::imports::model::{BODY, FILE_NAME, HEAD, NewImport, subject};
use crate::imports::queries;
use crate::imports::rules::columns::Mapping;
use crate::imports::rules::states::State;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::schema::{import_files, imports};
use crate::values::ids::ImportId;

/// One sealed piece of a file.
const PIECE: usize = 1 << 20;

/// Keeps a file that came in, sealed, and proposes which column is what: as last time for the same headers.
pub fn receive(tx: &mut Tx<'_>, new: &NewImport) -> Result<ImportId, Error> {
    let id = ImportId::new();
    let headers = serde_json::to_vec(&new.top.headers).map_err(Error::internal)?;
    let print = tx.vault().fingerprint(&headers);
    let before = queries::mapping_of(tx.conn, new.store, new.kind, &print)?;
    let mapping = before.map_or_else(
        || new.mapping.clone(),
        |codes| Mapping::of_codes(new.kind, codes.into_iter().map(Option::unwrap_or_default)),
    );
    let top = serde_json::to_string(&new.top).map_err(Error::internal)?;
    let staff = tx.actor().ok().map(|actor| actor.id);
    diesel::insert_into(imports::table)
        .values((
            imports::id.eq(id),
            imports::store_id.eq(new.store),
            imports::kind.eq(new.kind),
            imports::origin.eq(new.origin),
            imports::state.eq(State::Uploaded),
            imports::format.eq(new.format),
            imports::file_name_sealed.eq(tx.vault().seal(FILE_NAME, id.uuid(), &new.file_name)?),
            imports::head_sealed.eq(tx.vault().seal(HEAD, id.uuid(), &top)?),
            imports::head_print.eq(print),
            imports::header_line.eq(i32::try_from(new.header_line).unwrap_or(1)),
            imports::mapping.eq(mapping.codes()),
            imports::size_bytes.eq(i64::try_from(new.body.len()).unwrap_or(i64::MAX)),
            imports::created_by.eq(staff),
            imports::created_at.eq(tx.now),
            imports::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    for (position, piece) in (0_i32..).zip(new.body.chunks(PIECE)) {
        let piece_id = Uuid::now_v7();
        let sealed = tx.vault().seal_bytes(BODY, piece_id, piece)?;
        diesel::insert_into(import_files::table)
            .values((
                import_files::id.eq(piece_id),
                import_files::import_id.eq(id),
                import_files::position.eq(position),
                import_files::body_sealed.eq(sealed),
            ))
            .execute(tx.conn)?;
    }
    tx.record("imports.upload", subject(id), &["file"])?;
    Ok(id)
}
