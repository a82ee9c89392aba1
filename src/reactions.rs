//! What follows from what: from a fact to other rooms' commands, in the same transaction.

use crate::events::Event;
use crate::platform::db::Tx;
use crate::platform::error::Error;

/// Answers one fact.
pub fn react(_tx: &mut Tx<'_>, fact: &Event) -> Result<(), Error> {
    match fact {
        Event::StaffDisabled { .. } => Ok(()),
        Event::MailSent { .. } | Event::MailFailed { .. } => Ok(()),
        Event::ComplaintClosed { .. } => Ok(()),
    }
}
