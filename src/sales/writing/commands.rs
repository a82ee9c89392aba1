//! Writing to a prospect.

use diesel::prelude::*;

use super::model::{NewLetter, Written};
use crate::messages::catalogue;
use crate::messages::commands as messages;
use crate::messages::model::NewMessage;
use crate::messages::rules::{MessageChannel, Refusal};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::settings;
use crate::sales::model::opportunity as subject;
use crate::sales::opportunities::commands as opportunities;
use crate::sales::opportunities::model::NewFollowUp;
use crate::sales::rules::{FollowUpKind, FollowUpOutcome};
use crate::schema::opportunities as rows;
use crate::service::after_care::settings::AfterCareSettings;
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, OpportunityId, StoreId};

/// Sends a message by mail, or notes that its text was handed over. Either is a follow-up, which stops the clocks that a
/// message stops; one that may not go leaves nothing.
///
/// # Errors
/// In `how`: [`Fault::Email`] without an address that can be used, [`Fault::Mismatch`] where the customer does not allow it,
/// [`Fault::Time`] for a mail in quiet hours.
pub fn write(tx: &mut Tx<'_>, id: OpportunityId, new: NewLetter) -> Result<Written, Error> {
    let spec = catalogue::find(new.key).ok_or(Error::field("wording", Fault::Choice))?;
    let kind = match new.how {
        MessageChannel::Email => FollowUpKind::Email,
        MessageChannel::Sms => FollowUpKind::Sms,
        MessageChannel::WeChat => FollowUpKind::WeChat,
    };
    let follow_up = NewFollowUp {
        kind,
        outcome: FollowUpOutcome::Sent,
        note: new.text.clone(),
        next_at: Some(new.next_at),
        level: None,
    };
    // Locks the opportunity, and refuses one that is not to be followed up or that the author doesn't see.
    opportunities::log(tx, id, follow_up)?;
    let (store, customer): (StoreId, CustomerId) = rows::table
        .find(id)
        .select((rows::store_id, rows::customer_id))
        .first(tx.conn)?;
    let by_mail = new.how == MessageChannel::Email;
    if by_mail {
        let quiet = settings::load::<AfterCareSettings>(tx.conn, store)?.value.quiet();
        if quiet.holds(times::local(tx.now)) {
            return Err(Error::field("how", Fault::Time));
        }
    }
    let message = NewMessage {
        store,
        customer: Some(customer),
        to: None,
        channel: new.how,
        purpose: spec.purpose,
        template_key: spec.key,
        variables: Vec::new(),
        subject: Some(subject(id)),
        lang: new.lang,
    };
    let sent = messages::send_worded(tx, message, &new.subject, &new.text)?;
    match sent.refused {
        None => Ok(Written {
            message: sent.id,
            by_mail,
        }),
        Some(Refusal::NoAddress | Refusal::BadAddress) => Err(Error::field("how", Fault::Email)),
        Some(_) => Err(Error::field("how", Fault::Mismatch)),
    }
}
