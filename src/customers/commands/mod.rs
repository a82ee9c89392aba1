//! Writes of customers.

mod access;
mod bulk;
mod consent;
mod hand_over;
mod keys;
mod notes;
mod record;
mod reveal;
mod searches;
mod standing;

pub use access::{ACCESS_REQUEST, Decision, Grant, decide, end_grants, grant, look_up, open_at_desk, request};
pub use bulk::{Prepared, create_many, unmake_many, write_many};
pub use consent::{NewConsent, give_consents};
pub use hand_over::{follow_owner, hand_over, owned_by, owned_by_each};
pub use keys::{KeyOf, add_keys, drop_keys, drop_many_keys, set_keys, write_keys};
pub use notes::{NewNote, UNDO, add_note, pin_note, remove_note};
pub use record::{Update, create, known_or_new, update};
pub use reveal::{Looks, Revealed, count_reveal, reveal, reveal_phones};
pub use searches::{forget_searches, keep_search};
pub use standing::{assign, follow_tier, set_tier, set_verified};

use uuid::Uuid;

use crate::platform::db::Tx;
use crate::platform::error::Error;

/// Tells open pages of the store that a customer changed.
fn announce(tx: &mut Tx<'_>, store: impl Into<Uuid>) -> Result<(), Error> {
    tx.notify("customers", store)
}
