//! Mails to whoever complained, by template. An answer to one comes back to its complaint.

use diesel::prelude::*;

use super::Case;
use crate::complaints::queries;
use crate::customers::rules::Purpose;
use crate::messages;
use crate::messages::model::{NewMessage, Sent};
use crate::messages::rules::{MessageChannel, Refusal};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::Lang;
use crate::platform::mail as post;
use crate::schema::complaint_mails;
use crate::values::email::Email;
use crate::values::fault::Fault;
use crate::values::ids::{ComplaintId, CustomerId, StoreId};

/// A mail about a complaint.
pub(in crate::complaints) struct Letter<'a> {
    /// A key of the catalogue of messages.
    pub key: &'static str,
    /// Where to; without it the address that the customer has on record.
    pub to: Option<Email>,
    /// Whose will counts; `None` for an answer to somebody who has just written.
    pub customer: Option<CustomerId>,
    pub name: &'a str,
    pub lang: Lang,
    /// What the template says besides name, number and store.
    pub more: Vec<(&'static str, String)>,
    pub headers: Vec<(String, String)>,
}

/// Writes it, and remembers it, so that an answer finds the complaint.
pub(in crate::complaints) fn write(tx: &mut Tx<'_>, case: &Case, letter: Letter<'_>) -> Result<Sent, Error> {
    let (store, lang) = (case.row.store_id, letter.lang);
    let name = match letter.name {
        "" => lang.pick("尊敬的客户", "customer"),
        name => name,
    };
    let mut variables = vec![
        ("name", name.to_owned()),
        ("number", case.row.number.clone()),
        ("store", queries::store_name(tx.conn, store, lang)?),
    ];
    variables.extend(letter.more);
    let new = NewMessage {
        store,
        customer: letter.customer,
        to: letter.to,
        channel: MessageChannel::Email,
        purpose: Purpose::Service,
        template_key: letter.key,
        variables,
        subject: Some(case.subject()),
        lang,
    };
    let sent = messages::commands::send_with(tx, new, letter.headers)?;
    if let Some(mail) = sent.mail {
        remember(tx, store, case.id(), &mail.to_string())?;
    }
    Ok(sent)
}

/// Tells whoever complained what there is to tell, in the language they wrote in.
///
/// # Errors
/// In `field`: [`Fault::Email`] where no address is known or can be used, [`Fault::Mismatch`] where the customer does not
/// want it.
pub(super) fn tell(
    tx: &mut Tx<'_>,
    case: &Case,
    key: &'static str,
    summary: &str,
    field: &'static str,
) -> Result<(), Error> {
    let (actor, vault) = (tx.actor()?.clone(), tx.vault().clone());
    let head = queries::head(tx.conn, &vault, &actor, case.id(), "")?;
    let name = head
        .customer
        .map_or_else(|| head.reporter.name.clone(), |(_, name)| name.into_exposed());
    let letter = Letter {
        key,
        to: Email::parse(&head.reporter.email).ok(),
        customer: case.row.customer_id,
        name: &name,
        lang: if head.reporter.language == Lang::En.code() {
            Lang::En
        } else {
            Lang::Zh
        },
        more: vec![("summary", summary.to_owned())],
        headers: Vec::new(),
    };
    match write(tx, case, letter)?.refused {
        None => Ok(()),
        Some(Refusal::NoConsent) => Err(Error::field(field, Fault::Mismatch)),
        Some(_) => Err(Error::field(field, Fault::Email)),
    }
}

/// Keeps which complaint a message belongs to.
pub(in crate::complaints) fn remember(
    tx: &mut Tx<'_>,
    store: StoreId,
    id: ComplaintId,
    message_id: &str,
) -> Result<(), Error> {
    diesel::insert_into(complaint_mails::table)
        .values((
            complaint_mails::store_id.eq(store),
            complaint_mails::message_key.eq(message_key(tx, message_id)),
            complaint_mails::complaint_id.eq(id),
            complaint_mails::at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    Ok(())
}

/// A message by what it can be recognised by, not by its id: ids hold host names and sometimes addresses.
pub(in crate::complaints) fn message_key(tx: &Tx<'_>, message_id: &str) -> Vec<u8> {
    let id = post::id_of(message_id).map_or_else(|| message_id.to_owned(), |own| own.to_string());
    tx.vault().fingerprint(format!("mail\n{id}").as_bytes())
}
