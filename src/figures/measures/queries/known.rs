//! Whose figures there are.

use diesel::PgConnection;

use crate::figures::measures::model::{Asked, Wish};
use crate::platform::error::Error;

/// What is asked for, once it is known whether there is such a team or person; with the people and teams to choose from.
pub fn ask(conn: &mut PgConnection, wish: &Wish) -> Result<Asked, Error> {
    todo!()
}
