//! What customers allow, and take back.

use diesel::prelude::*;

use crate::customers::model::{EVIDENCE, subject};
use crate::customers::rules::{Channel, Purpose};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::schema::consents;
use crate::values::ids::{ConsentId, CustomerId};

/// A word a customer gave on one use of one channel.
#[derive(Clone)]
pub struct NewConsent {
    pub purpose: Purpose,
    pub channel: Channel,
    pub given: bool,
    /// Where the word can be found again: a signed sheet, a recorded call.
    pub evidence: Option<String>,
    pub wording_version: String,
}

/// Adds to the ledger of consents; nothing in it is ever changed.
pub fn give_consents(tx: &mut Tx<'_>, customer: CustomerId, words: &[NewConsent]) -> Result<(), Error> {
    if words.is_empty() {
        return Ok(());
    }
    let staff = tx.actor().ok().map(|actor| actor.id);
    let rows = words
        .iter()
        .map(|word| {
            let id = ConsentId::new();
            Ok((
                consents::id.eq(id),
                consents::customer_id.eq(customer),
                consents::purpose.eq(word.purpose),
                consents::channel.eq(word.channel),
                consents::given.eq(word.given),
                consents::wording_version.eq(&word.wording_version),
                consents::evidence_sealed.eq(tx.vault().seal_opt(EVIDENCE, id.uuid(), word.evidence.as_deref())?),
                consents::recorded_by.eq(staff),
                consents::at.eq(tx.now),
            ))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    diesel::insert_into(consents::table).values(rows).execute(tx.conn)?;
    let mut fields: Vec<&str> = words.iter().map(|word| word.purpose.code()).collect();
    fields.dedup();
    let action = if words.iter().all(|word| word.given) {
        "customers.give_consent"
    } else {
        "customers.withdraw_consent"
    };
    tx.record(action, subject(customer), &fields)
}
