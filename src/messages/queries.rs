//! Reads of messages and templates.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::catalogue;
use super::model::{BODY, Message, OwnWording, SUBJECT, TO, Template, Ways};
use super::rules::{MessageChannel, MessageState, Refusal, Will, may_send};
use crate::customers::model::EMAIL;
use crate::customers::rules::{Channel, LegalBasis, Purpose};
use crate::platform::db::Subject;
use crate::platform::db::lists::{AsJson, rows};
use crate::platform::error::Error;
use crate::platform::i18n::Lang;
use crate::platform::vault::{Pii, Sealed, Vault};
use crate::schema::{consents, customers, message_templates as templates, messages, staff};
use crate::values::email::Email;
use crate::values::ids::{CustomerId, MessageId, StaffId, StoreId, TemplateId};

/// What a customer allows just now, and the e-mail address on record.
pub(super) fn will(
    conn: &mut PgConnection,
    vault: &Vault,
    customer: CustomerId,
    purpose: Purpose,
    channel: MessageChannel,
) -> Result<(Will, Option<Email>), Error> {
    let channel = match channel {
        MessageChannel::Email => Channel::Email,
        MessageChannel::Sms => Channel::Sms,
        MessageChannel::WeChat => Channel::WeChat,
    };
    let (basis, email): (LegalBasis, Option<Sealed>) = customers::table
        .find(customer)
        .select((customers::legal_basis, customers::email_sealed))
        .first(conn)?;
    let last_word: Option<bool> = consents::table
        .filter(consents::customer_id.eq(customer))
        .filter(consents::purpose.eq(purpose))
        .filter(consents::channel.eq(channel))
        .order((consents::at.desc(), consents::id.desc()))
        .select(consents::given)
        .first(conn)
        .optional()?;
    let email = vault.open_opt(EMAIL, customer.uuid(), email.as_ref())?;
    let will = Will {
        on_contract: basis != LegalBasis::Consent,
        last_word,
    };
    Ok((will, email.and_then(|email| Email::parse(email.expose()).ok())))
}

/// How a customer may be written to just now for this purpose, in one question.
pub fn ways(conn: &mut PgConnection, customer: CustomerId, purpose: Purpose) -> Result<Ways, Error> {
    const WORDS: AsJson = AsJson(
        "(SELECT json_agg(json_build_array(c.purpose, c.channel, c.given) ORDER BY c.at, c.id) \
         FROM consents c WHERE c.customer_id = customers.id)",
    );
    type Row = (LegalBasis, Option<Sealed>, Option<Value>);
    let (basis, email, words): Row = customers::table
        .find(customer)
        .select((customers::legal_basis, customers::email_sealed, WORDS))
        .first(conn)?;
    let words: Vec<(Purpose, Channel, bool)> = rows(words)?;
    let may = |channel: Channel| {
        let last = words
            .iter()
            .rfind(|(of, by, _)| (*of, *by) == (purpose, channel))
            .map(|(.., given)| *given);
        let will = Will {
            on_contract: basis != LegalBasis::Consent,
            last_word: last,
        };
        may_send(purpose == Purpose::Service, will)
    };
    Ok(Ways {
        email: email.map(|_| may(Channel::Email)),
        sms: may(Channel::Sms),
        wechat: may(Channel::WeChat),
    })
}

/// A wording of a store: its own, else the first one of the catalogue.
pub fn template(
    conn: &mut PgConnection,
    store: StoreId,
    key: &str,
    channel: MessageChannel,
    lang: Lang,
) -> Result<Template, Error> {
    type Row = (TemplateId, Option<String>, Option<String>, i32, DateTime<Utc>);
    let row: Option<Row> = templates::table
        .filter(templates::store_id.eq(store))
        .filter(templates::key.eq(key))
        .filter(templates::channel.eq(channel))
        .filter(templates::language.eq(lang.code()))
        .select((
            templates::id,
            templates::subject,
            templates::body,
            templates::lock_version,
            templates::updated_at,
        ))
        .first(conn)
        .optional()?;
    let (mut words, mut id, mut lock_version, mut changed) = (None, None, 0, None);
    if let Some((row, subject, body, version, at)) = row {
        words = subject.zip(body);
        (id, lock_version, changed) = (Some(row), version, Some(at));
    }
    let own = words.is_some();
    let (subject, body) = match words {
        Some(words) => words,
        None => {
            let first = catalogue::find(key).and_then(|spec| spec.wording(channel, lang));
            let first = first.ok_or(Error::NotFound)?;
            (first.subject.to_owned(), first.body.to_owned())
        }
    };
    Ok(Template {
        subject,
        body,
        own,
        id,
        lock_version,
        updated_at: changed,
    })
}

/// The wordings that are a store's own, by (key, channel, language).
pub fn own_wordings(
    conn: &mut PgConnection,
    store: StoreId,
) -> Result<HashMap<(String, MessageChannel, String), OwnWording>, Error> {
    type Row = (
        (String, MessageChannel, String),
        Option<String>,
        DateTime<Utc>,
        Option<String>,
    );
    let rows: Vec<Row> = templates::table
        .left_join(staff::table.on(staff::id.nullable().eq(templates::updated_by)))
        .filter(templates::store_id.eq(store))
        .select((
            (templates::key, templates::channel, templates::language),
            templates::body,
            templates::updated_at,
            staff::name.nullable(),
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(which, body, at, by)| Some((which, OwnWording { body: body?, at, by })))
        .collect())
}

type Row = (
    (MessageId, MessageChannel, Purpose, MessageState, Option<Refusal>),
    (Option<Sealed>, Sealed, Sealed),
    (Option<StaffId>, Option<String>, DateTime<Utc>, Option<DateTime<Utc>>),
);

macro_rules! query {
    () => {
        messages::table
            .left_join(staff::table.on(staff::id.nullable().eq(messages::created_by)))
            .order((messages::created_at.desc(), messages::id.desc()))
            .select((
                (
                    messages::id,
                    messages::channel,
                    messages::purpose,
                    messages::state,
                    messages::refused_because,
                ),
                (messages::to_sealed, messages::subject_sealed, messages::body_sealed),
                (
                    messages::created_by,
                    staff::name.nullable(),
                    messages::created_at,
                    messages::sent_at,
                ),
            ))
    };
}

fn open(rows: Vec<Row>, vault: &Vault) -> Result<Vec<Message>, Error> {
    rows.into_iter()
        .map(
            |((id, channel, purpose, state, refused), (to, subject, body), (staff, staff_name, at, sent_at))| {
                let opened = |label, sealed: &Sealed| vault.open(label, id.uuid(), sealed);
                let to: Option<Pii<String>> = to.as_ref().map(|to| opened(TO, to)).transpose()?;
                Ok(Message {
                    id,
                    channel,
                    purpose,
                    state,
                    refused,
                    to,
                    subject: opened(SUBJECT, &subject)?,
                    text: opened(BODY, &body)?,
                    staff,
                    staff_name,
                    at,
                    sent_at,
                })
            },
        )
        .collect()
}

/// The messages about a record, newest first. The caller has checked that the reader may see the record.
pub fn of_subject(conn: &mut PgConnection, vault: &Vault, subject: Subject) -> Result<Vec<Message>, Error> {
    let rows: Vec<Row> = query!()
        .filter(messages::subject_kind.eq(subject.kind))
        .filter(messages::subject_id.eq(subject.id))
        .load(conn)?;
    open(rows, vault)
}

/// The messages to a customer, newest first, at most `limit`.
pub fn of_customer(
    conn: &mut PgConnection,
    vault: &Vault,
    customer: CustomerId,
    limit: i64,
) -> Result<Vec<Message>, Error> {
    let rows: Vec<Row> = query!()
        .filter(messages::customer_id.eq(customer))
        .limit(limit)
        .load(conn)?;
    open(rows, vault)
}

/// The record that a mail of ours was about: (kind, id).
pub fn subject_of_mail(conn: &mut PgConnection, mail: Uuid) -> Result<Option<(String, Uuid)>, Error> {
    let found: Option<(Option<String>, Option<Uuid>)> = messages::table
        .filter(messages::mail_id.eq(mail))
        .select((messages::subject_kind, messages::subject_id))
        .first(conn)
        .optional()?;
    Ok(found.and_then(|(kind, id)| kind.zip(id)))
}
