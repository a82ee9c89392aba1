use std::str::FromStr;

use diesel::prelude::*;
use uuid::Uuid;

use super::Tx;
use crate::platform::error::Error;
use crate::schema::form_tokens;

/// The random one-time token of a rendered form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormToken(Uuid);

impl FormToken {
    pub fn new() -> Self {
        Self(Uuid::new_v4())
    }
}

impl Default for FormToken {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Display for FormToken {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.simple().fmt(out)
    }
}

impl FromStr for FormToken {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self)
    }
}

/// Where the browser goes after a write, and what the person is told there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeeOther {
    pub location: String,
    pub toast: Option<String>,
    /// Offered in the toast: what [`undo::offer`](crate::platform::undo::offer) gave.
    pub undo: Option<Uuid>,
}

impl SeeOther {
    pub fn to(location: impl Into<String>) -> Self {
        Self {
            location: location.into(),
            toast: None,
            undo: None,
        }
    }

    /// Says so in a toast; no personal data in it, since it travels in a cookie.
    pub fn saying(mut self, words: impl Into<String>) -> Self {
        self.toast = Some(words.into());
        self
    }

    /// Offers to take it back, beside what is said.
    pub fn undo(mut self, id: Uuid) -> Self {
        self.undo = Some(id);
        self
    }
}

/// Runs `command` unless `token` was used before; then tells where the first post led.
pub(super) fn run(
    tx: &mut Tx<'_>,
    token: FormToken,
    command: impl FnOnce(&mut Tx<'_>) -> Result<SeeOther, Error>,
) -> Result<SeeOther, Error> {
    let staff = tx.actor().ok().map(|actor| actor.id);
    // Waits here while the first post with this token is still at work.
    let fresh = diesel::insert_into(form_tokens::table)
        .values((
            form_tokens::token.eq(token.0),
            form_tokens::staff_id.eq(staff),
            form_tokens::created_at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)?
        == 1;
    if !fresh {
        let (owner, location): (Option<crate::values::ids::StaffId>, Option<String>) = form_tokens::table
            .find(token.0)
            .select((form_tokens::staff_id, form_tokens::location))
            .first(tx.conn)?;
        let location = location.filter(|_| owner == staff).ok_or(Error::BadRequest)?;
        return Err(Error::Repeated(location));
    }
    let go = command(tx)?;
    diesel::update(form_tokens::table.find(token.0))
        .set(form_tokens::location.eq(&go.location))
        .execute(tx.conn)?;
    Ok(go)
}
