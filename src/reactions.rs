//! What follows from what: from a fact to other rooms' commands, in the same transaction.

use crate::complaints;
use crate::events::Event;
use crate::figures;
use crate::messages;
use crate::messages::rules::MessageState;
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::sales;
use crate::service;
use crate::surveys;
use crate::surveys::rules::Purpose;

/// Answers one fact.
pub fn react(tx: &mut Tx<'_>, fact: &Event) -> Result<(), Error> {
    match fact {
        Event::StaffDisabled { .. } => Ok(()),
        Event::RulesChanged { store, key } => {
            figures::groups::commands::rules_changed(tx, *store, key)?;
            complaints::commands::rules_changed(tx, *store, key)
        }
        Event::MailSent { mail } => messages::commands::mail_is(tx, *mail, MessageState::Sent),
        Event::MailFailed { mail } => {
            figures::reports::subscriptions::commands::mail_failed(tx, *mail)?;
            messages::commands::mail_is(tx, *mail, MessageState::Failed)
        }
        Event::ComplaintClosed { complaint, customer } => {
            let about = Subject::new(complaints::model::COMPLAINT, *complaint);
            surveys::programmes::commands::after(tx, Purpose::Complaint, *customer, None, about)
        }
        Event::Delivered {
            order,
            customer,
            vehicle,
            ..
        } => {
            let about = sales::orders::model::subject(*order);
            surveys::programmes::commands::after(tx, Purpose::Delivery, *customer, Some(*vehicle), about)
        }
        Event::ServiceSettled {
            order,
            customer,
            vehicle,
            ..
        } => {
            service::after_care::commands::plan(tx, *order, *customer, *vehicle)?;
            let about = service::model::subject(*order);
            surveys::programmes::commands::after(tx, Purpose::Service, *customer, Some(*vehicle), about)
        }
        Event::ShowroomReceived {
            visit,
            store,
            customer,
            staff,
        } => sales::leads::walk_ins::ask(tx, *store, *visit, *customer, *staff),
        Event::WishTold { about, id } => service::after_care::commands::wish(tx, about, *id),
    }
}
