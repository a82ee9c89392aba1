use crate::imports::model::{Taken, subject};
use crate::imports::queries;
use crate::imports::rules::states::RowState;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::values::ids::{ImportId, StoreId};

/// Hands out every record in one state. All of it leaves the portal unmasked, so the log says who took it and which
/// fields it has.
pub fn take_away(tx: &mut Tx<'_>, store: StoreId, id: ImportId, state: RowState) -> Result<Taken, Error> {
    let vault = tx.vault().clone();
    let import = queries::one(tx.conn, &vault, store, id)?;
    let codes = import.mapping.codes();
    let fields: Vec<&str> = codes.into_iter().filter(|code| !code.is_empty()).collect();
    let action = match state {
        RowState::Bad => "imports.take_errors",
        _ => "imports.take_duplicates",
    };
    tx.record(action, subject(id), &fields)?;
    Ok(Taken {
        records: queries::all_records(tx.conn, &vault, id, state)?,
        checker: queries::checker(tx.conn, &import, tx.now)?,
        import,
    })
}
