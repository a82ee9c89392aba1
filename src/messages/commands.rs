//! Writes of messages and templates.

use diesel::prelude::*;
use uuid::Uuid;

use super::catalogue::Spec;
use super::model::{BODY, MESSAGE, NewMessage, SUBJECT, Sent, TEMPLATE, TO, Template};
use super::rules::{MessageChannel, MessageState, Refusal, fill, marked_as_marketing, may_send};
use super::{catalogue, queries};
use crate::customers::rules::Purpose;
use crate::platform::db::{Change, Subject, Tx, still_fresh};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::Lang;
use crate::platform::mail::{self, OutgoingMail};
use crate::schema::{message_templates as templates, messages};
use crate::values::email::Email;
use crate::values::fault::Fault;
use crate::values::ids::{MessageId, StoreId, TemplateId};

/// The longest text for a phone, in characters.
const MOST_WITHOUT_SUBJECT: usize = 500;

/// Writes a message by template, if the customer allows it at this moment. One that may not go is kept with the reason.
pub fn send(tx: &mut Tx<'_>, new: NewMessage) -> Result<Sent, Error> {
    send_with(tx, new, Vec::new())
}

/// As [`send`], with mail headers (`In-Reply-To`, `References`, `Auto-Submitted`).
pub fn send_with(tx: &mut Tx<'_>, new: NewMessage, headers: Vec<(String, String)>) -> Result<Sent, Error> {
    let spec =
        catalogue::find(new.template_key).ok_or_else(|| Error::internal(format!("no message {}", new.template_key)))?;
    let missing = spec
        .variables
        .iter()
        .find(|variable| !new.variables.iter().any(|(name, _)| *name == variable.name));
    if let Some(variable) = missing {
        return Err(Error::internal(format!(
            "{} without {}",
            new.template_key, variable.name
        )));
    }
    let template = queries::template(tx.conn, new.store, new.template_key, new.channel, new.lang)?;
    let values: Vec<(&str, &str)> = new
        .variables
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let (subject, text) = (fill(&template.subject, &values), fill(&template.body, &values));
    dispatch(tx, new, &subject, text, headers)
}

/// As [`send`], in the words that somebody made of a template; the variables aren't looked at.
pub fn send_worded(tx: &mut Tx<'_>, new: NewMessage, subject: &str, text: &str) -> Result<Sent, Error> {
    dispatch(tx, new, subject, text.to_owned(), Vec::new())
}

fn dispatch(
    tx: &mut Tx<'_>,
    new: NewMessage,
    subject: &str,
    text: String,
    headers: Vec<(String, String)>,
) -> Result<Sent, Error> {
    let mut subject = one_line(subject);
    if new.purpose == Purpose::Marketing && new.channel == MessageChannel::Email {
        subject = marked_as_marketing(&subject, new.lang == Lang::Zh);
    }
    let (to, allowed) = address_and_will(tx, &new)?;

    let id = MessageId::new();
    let fate = if !allowed {
        Err(Refusal::NoConsent)
    } else if new.channel == MessageChannel::Email {
        post(tx, to.clone(), &subject, &text, headers)?.map(Some)
    } else {
        Ok(None)
    };
    let (state, refused, mail) = match fate {
        Ok(Some(mail)) => (MessageState::Queued, None, Some(mail)),
        Ok(None) => (MessageState::HandedOver, None, None),
        Err(why) => (MessageState::Refused, Some(why), None),
    };
    let sealed_to = tx
        .vault()
        .seal_opt(TO, id.uuid(), to.as_ref().map(|to| to.canonical()))?;
    let staff = tx.actor().ok().map(|actor| actor.id);
    diesel::insert_into(messages::table)
        .values((
            (
                messages::id.eq(id),
                messages::store_id.eq(new.store),
                messages::customer_id.eq(new.customer),
                messages::subject_kind.eq(new.subject.map(|subject| subject.kind)),
                messages::subject_id.eq(new.subject.map(|subject| subject.id)),
                messages::channel.eq(new.channel),
                messages::purpose.eq(new.purpose),
                messages::template_key.eq(new.template_key),
            ),
            (
                messages::to_sealed.eq(sealed_to),
                messages::subject_sealed.eq(tx.vault().seal(SUBJECT, id.uuid(), &subject)?),
                messages::body_sealed.eq(tx.vault().seal(BODY, id.uuid(), &text)?),
                messages::state.eq(state),
                messages::refused_because.eq(refused),
                messages::mail_id.eq(mail),
                messages::created_by.eq(staff),
                messages::created_at.eq(tx.now),
            ),
        ))
        .execute(tx.conn)?;
    tx.record("messages.send", Subject::new(MESSAGE, id), &["channel", "state"])?;
    Ok(Sent {
        id,
        state,
        refused,
        mail,
        subject,
        text,
    })
}

/// Where it would go, and whether the customer allows it. Somebody who isn't on record has written to us and may be
/// answered, no more.
fn address_and_will(tx: &mut Tx<'_>, new: &NewMessage) -> Result<(Option<Email>, bool), Error> {
    let service = new.purpose == Purpose::Service;
    let Some(customer) = new.customer else {
        return Ok((new.to.clone(), service));
    };
    let vault = tx.vault().clone();
    let (will, on_record) = queries::will(tx.conn, &vault, customer, new.purpose, new.channel)?;
    let to = new
        .to
        .clone()
        .or(on_record)
        .filter(|_| new.channel == MessageChannel::Email);
    Ok((to, may_send(service, will)))
}

/// Puts a mail into the outbox, unless its address is missing or can't be used.
fn post(
    tx: &mut Tx<'_>,
    to: Option<Email>,
    subject: &str,
    text: &str,
    headers: Vec<(String, String)>,
) -> Result<Result<Uuid, Refusal>, Error> {
    let Some(to) = to else {
        return Ok(Err(Refusal::NoAddress));
    };
    if !mail::deliverable(&to) {
        return Ok(Err(Refusal::BadAddress));
    }
    let letter = OutgoingMail {
        to,
        subject: subject.to_owned(),
        text: text.to_owned(),
        headers,
    };
    mail::queue(tx, &letter).map(Ok)
}

/// A subject has no line breaks, whatever was filled in.
fn one_line(text: &str) -> String {
    crate::values::text::single_line(text)
}

/// A mail has left, or was given up: the message says so.
pub fn mail_is(tx: &mut Tx<'_>, mail: Uuid, state: MessageState) -> Result<(), Error> {
    let sent_at = (state == MessageState::Sent).then_some(tx.now);
    diesel::update(messages::table.filter(messages::mail_id.eq(mail)))
        .set((messages::state.eq(state), messages::sent_at.eq(sent_at)))
        .execute(tx.conn)?;
    Ok(())
}

/// Takes back the messages of one kind about a record that have not left yet; tells how many.
pub fn withdraw(tx: &mut Tx<'_>, about: Subject, key: &str, reason: &str) -> Result<usize, Error> {
    let waiting: Vec<(MessageId, Option<Uuid>)> = messages::table
        .filter(messages::subject_kind.eq(about.kind))
        .filter(messages::subject_id.eq(about.id))
        .filter(messages::template_key.eq(key))
        .filter(messages::state.eq(MessageState::Queued))
        .order(messages::id)
        .select((messages::id, messages::mail_id))
        .for_update()
        .load(tx.conn)?;
    let mut withdrawn = 0;
    for (id, mail) in waiting {
        let held = match mail {
            Some(mail) => mail::withdraw(tx, mail)?,
            None => true,
        };
        if held {
            diesel::update(messages::table.find(id))
                .set((
                    messages::state.eq(MessageState::Refused),
                    messages::refused_because.eq(Refusal::Withdrawn),
                ))
                .execute(tx.conn)?;
            tx.record_because("messages.withdraw", Subject::new(MESSAGE, id), reason)?;
            withdrawn += 1;
        }
    }
    Ok(withdrawn)
}

/// Gives a message of this store a wording of its own. Its variables must be those of the message, and what the channel
/// has no room for is refused.
pub fn word(
    tx: &mut Tx<'_>,
    store: StoreId,
    (key, channel, lang): (&'static str, MessageChannel, Lang),
    (subject, body): (&str, &str),
    seen_version: i32,
) -> Result<(), Error> {
    let spec = catalogue::find(key).ok_or(Error::NotFound)?;
    let faults = faults(spec, channel, subject, body);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let before = queries::template(tx.conn, store, key, channel, lang)?;
    let id = before.id.unwrap_or_else(TemplateId::new);
    if seen_version == 0 {
        let written = diesel::insert_into(templates::table)
            .values((
                templates::id.eq(id),
                templates::store_id.eq(store),
                templates::key.eq(key),
                templates::channel.eq(channel),
                templates::purpose.eq(spec.purpose),
                templates::language.eq(lang.code()),
                templates::subject.eq(subject),
                templates::body.eq(body),
                templates::updated_at.eq(tx.now),
                templates::updated_by.eq(tx.actor()?.id),
                templates::lock_version.eq(1),
            ))
            .on_conflict_do_nothing()
            .execute(tx.conn)?;
        still_fresh(written)?;
    } else {
        write(tx, id, Some((subject, body)), seen_version)?;
    }
    changed(tx, "messages.word", id, &before, (subject, body))
}

/// Gives a message of this store its first wording again.
pub fn reset(
    tx: &mut Tx<'_>,
    store: StoreId,
    (key, channel, lang): (&'static str, MessageChannel, Lang),
    seen_version: i32,
) -> Result<(), Error> {
    let spec = catalogue::find(key).ok_or(Error::NotFound)?;
    let first = spec.wording(channel, lang).ok_or(Error::NotFound)?;
    let before = queries::template(tx.conn, store, key, channel, lang)?;
    let id = before.id.filter(|_| before.own).ok_or(Error::WrongState)?;
    write(tx, id, None, seen_version)?;
    changed(tx, "messages.reset", id, &before, (first.subject, first.body))
}

fn write(tx: &mut Tx<'_>, id: TemplateId, words: Option<(&str, &str)>, seen_version: i32) -> Result<(), Error> {
    let written = diesel::update(
        templates::table
            .find(id)
            .filter(templates::lock_version.eq(seen_version)),
    )
    .set((
        templates::subject.eq(words.map(|(subject, _)| subject)),
        templates::body.eq(words.map(|(_, body)| body)),
        templates::updated_at.eq(tx.now),
        templates::updated_by.eq(tx.actor()?.id),
        templates::lock_version.eq(seen_version + 1),
    ))
    .execute(tx.conn)?;
    still_fresh(written)
}

fn changed(
    tx: &mut Tx<'_>,
    action: &str,
    id: TemplateId,
    before: &Template,
    (subject, body): (&str, &str),
) -> Result<(), Error> {
    let change = |field, old: &str, new: &str| Change {
        field,
        old: Some(old.to_owned()),
        new: Some(new.to_owned()),
    };
    tx.record_changes(
        action,
        Subject::new(TEMPLATE, id),
        &[
            change("subject", &before.subject, subject),
            change("body", &before.body, body),
        ],
    )
}

/// What is wrong with a wording.
pub fn faults(spec: &Spec, channel: MessageChannel, subject: &str, body: &str) -> FieldErrors {
    let mut faults = FieldErrors::new();
    let has_subject = channel == MessageChannel::Email;
    if has_subject && subject.is_empty() {
        faults.insert("subject".to_owned(), Fault::Required);
    } else if !spec.unfilled(subject).is_nothing() {
        faults.insert("subject".to_owned(), Fault::Choice);
    }
    if !has_subject && body.chars().count() > MOST_WITHOUT_SUBJECT {
        let most = Fault::TooLong {
            max: MOST_WITHOUT_SUBJECT,
        };
        faults.insert("body".to_owned(), most);
    } else if !spec.unfilled(body).is_nothing() {
        faults.insert("body".to_owned(), Fault::Choice);
    }
    faults
}
