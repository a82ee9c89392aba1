//! The rows that a figure is counted from.

use diesel::PgConnection;

use crate::access::Actor;
use crate::figures::measures::model::{Asked, Cases, Part};
use crate::figures::rules::Figure;
use crate::platform::error::Error;
use crate::platform::vault::Vault;

/// How many rows a page of the list has.
pub const LIST: usize = 40;

/// Which rows are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    pub figure: Figure,
    pub part: Part,
    /// `next` of the page before; anything else is the first page.
    pub after: &'a str,
    pub limit: usize,
}

/// A page of the cases of a figure, the newest first; customers whom this person doesn't see stay unnamed.
pub fn cases(
    conn: &mut PgConnection,
    vault: &Vault,
    asked: &Asked,
    actor: &Actor,
    rows: Rows<'_>,
) -> Result<Cases, Error> {
    todo!()
}
