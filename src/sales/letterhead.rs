//! What stands above a paper of sales.

use crate::platform::error::Error;
use crate::platform::web::Cx;
use crate::staff;

/// Whose paper it is, and how the store is reached.
pub async fn of(cx: &Cx) -> Result<String, Error> {
    let store = cx.actor()?.store;
    let row = cx.read(move |conn| staff::queries::store(conn, store)).await?;
    Ok(row.letterhead(cx.lang))
}
