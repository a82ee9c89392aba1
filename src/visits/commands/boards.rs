//! Screens in the waiting area.

use diesel::prelude::*;
use uuid::Uuid;

use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::schema::call_boards;
use crate::values::ids::CallBoardId;
use crate::visits::model::{CALL_BOARD, TOPIC};

/// Makes an address for a screen; gives its token.
pub fn open_board(tx: &mut Tx<'_>, name: &str) -> Result<String, Error> {
    let (me, store) = {
        let actor = tx.actor()?;
        (actor.id, actor.store)
    };
    let (id, token) = (CallBoardId::new(), Uuid::new_v4().simple().to_string());
    diesel::insert_into(call_boards::table)
        .values((
            call_boards::id.eq(id),
            call_boards::store_id.eq(store),
            call_boards::name.eq(name),
            call_boards::token.eq(&token),
            call_boards::created_by.eq(me),
            call_boards::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record("visits.open_board", Subject::new(CALL_BOARD, id), &[])?;
    tx.notify(TOPIC, store)?;
    Ok(token)
}

/// Ends an address: the screen that shows it goes dark.
pub fn revoke_board(tx: &mut Tx<'_>, id: CallBoardId) -> Result<(), Error> {
    let store = tx.actor()?.store;
    let revoked = diesel::update(
        call_boards::table
            .find(id)
            .filter(call_boards::store_id.eq(store))
            .filter(call_boards::revoked_at.is_null()),
    )
    .set(call_boards::revoked_at.eq(tx.now))
    .execute(tx.conn)?;
    if revoked == 0 {
        let known = call_boards::table.find(id).filter(call_boards::store_id.eq(store));
        known.select(call_boards::id).first::<CallBoardId>(tx.conn)?;
        return Err(Error::WrongState);
    }
    tx.record("visits.revoke_board", Subject::new(CALL_BOARD, id), &[])?;
    tx.notify(TOPIC, store)
}
