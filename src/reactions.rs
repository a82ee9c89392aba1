//! What follows from what: from a fact to other rooms' commands, in the same transaction.

use crate::complaints;
use crate::events::Event;
use crate::messages;
use crate::messages::rules::MessageState;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::sales;
use crate::service;

/// Answers one fact.
pub fn react(tx: &mut Tx<'_>, fact: &Event) -> Result<(), Error> {
    match fact {
        Event::StaffDisabled { .. } => Ok(()),
        Event::RulesChanged { store, key } => complaints::commands::rules_changed(tx, *store, key),
        Event::MailSent { mail } => messages::commands::mail_is(tx, *mail, MessageState::Sent),
        Event::MailFailed { mail } => messages::commands::mail_is(tx, *mail, MessageState::Failed),
        Event::ComplaintClosed { .. } | Event::Delivered { .. } => Ok(()),
        Event::ServiceSettled {
            order,
            customer,
            vehicle,
            ..
        } => service::after_care::commands::plan(tx, *order, *customer, *vehicle),
        Event::ShowroomReceived {
            visit,
            store,
            customer,
            staff,
        } => sales::leads::walk_ins::ask(tx, *store, *visit, *customer, *staff),
        Event::WishTold { about, id } => service::after_care::commands::wish(tx, about, *id),
    }
}
