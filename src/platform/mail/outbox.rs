use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::OutgoingMail;
use super::transport::{Failure, Mailer};
use crate::events::Event;
use crate::platform::db::{Db, Tx};
use crate::platform::error::Error;
use crate::platform::jobs::{TRIES, pause_after};
use crate::platform::vault::{Label, Sealed, Vault};
use crate::schema::outgoing_mails as mails;
use crate::values::email::Email;

const TO: Label = Label("outgoing_mails.to");
const SUBJECT: Label = Label("outgoing_mails.subject");
const BODY: Label = Label("outgoing_mails.body");
const HEADERS: Label = Label("outgoing_mails.headers");

/// How long one try may take before another process tries.
const LEASE: TimeDelta = TimeDelta::minutes(5);

/// Puts a mail into the outbox: it is sent once this transaction commits.
///
/// # Errors
/// [`Error::Invalid`] in `to` for an address that no mail can be sent to; [`Error::BadRequest`] for a header or subject
/// with a line break in it.
pub fn queue(tx: &mut Tx<'_>, mail: &OutgoingMail) -> Result<Uuid, Error> {
    mail.check()?;
    let id = Uuid::now_v7();
    let headers = serde_json::to_string(&mail.headers).map_err(Error::internal)?;
    let vault = tx.vault().clone();
    diesel::insert_into(mails::table)
        .values((
            mails::id.eq(id),
            mails::to_sealed.eq(vault.seal(TO, id, mail.to.canonical())?),
            mails::subject_sealed.eq(vault.seal(SUBJECT, id, &mail.subject)?),
            mails::body_sealed.eq(vault.seal(BODY, id, &mail.text)?),
            mails::headers_sealed.eq(vault.seal(HEADERS, id, &headers)?),
            mails::run_at.eq(tx.now),
            mails::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

/// Takes a mail out of the outbox; false if it has left, or is just leaving.
pub fn withdraw(tx: &mut Tx<'_>, id: Uuid) -> Result<bool, Error> {
    let waits = mails::table
        .filter(mails::id.eq(id))
        .filter(mails::state.eq("queued"))
        .filter(mails::leased_until.is_null().or(mails::leased_until.lt(tx.now)));
    Ok(diesel::delete(waits).execute(tx.conn)? == 1)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = mails)]
struct Row {
    id: Uuid,
    to_sealed: Sealed,
    subject_sealed: Sealed,
    body_sealed: Sealed,
    headers_sealed: Sealed,
    attempts: i32,
}

impl Row {
    fn open(&self, vault: &Vault) -> Result<OutgoingMail, Error> {
        let open = |label, sealed: &Sealed| vault.open(label, self.id, sealed);
        let to = Email::parse(open(TO, &self.to_sealed)?.expose()).map_err(Error::internal)?;
        let headers = open(HEADERS, &self.headers_sealed)?;
        Ok(OutgoingMail {
            to,
            subject: open(SUBJECT, &self.subject_sealed)?.into_exposed(),
            text: open(BODY, &self.body_sealed)?.into_exposed(),
            headers: serde_json::from_str(headers.expose()).map_err(Error::internal)?,
        })
    }
}

impl Mailer {
    /// Sends the mail that waits longest; false if none is due.
    pub async fn send_one(&self, db: &Db) -> Result<bool, Error> {
        let Some((row, until)) = db.system_write(claim).await? else {
            return Ok(false);
        };
        let (id, attempts) = (row.id, row.attempts);
        let done = match row.open(db.vault()) {
            Ok(mail) => self.deliver(id, &mail, db.clock().now()).await,
            Err(error) => Err(Failure::Lasting(error.to_string())),
        };
        db.system_write(move |tx| finish(tx, id, attempts, until, done)).await?;
        Ok(true)
    }
}

fn claim(tx: &mut Tx<'_>) -> Result<Option<(Row, DateTime<Utc>)>, Error> {
    let found = mails::table
        .filter(mails::state.eq("queued"))
        .filter(mails::run_at.le(tx.now))
        .filter(mails::leased_until.is_null().or(mails::leased_until.lt(tx.now)))
        .order(mails::run_at)
        .select(Row::as_select())
        .for_update()
        .skip_locked()
        .first(tx.conn)
        .optional()?;
    let Some(mut row) = found else {
        return Ok(None);
    };
    row.attempts += 1;
    let until = tx.now + LEASE;
    diesel::update(mails::table.find(row.id))
        .set((mails::attempts.eq(row.attempts), mails::leased_until.eq(until)))
        .execute(tx.conn)?;
    Ok(Some((row, until)))
}

/// Notes how it went. What failed for good, or too often, is told to whoever had it sent.
fn finish(
    tx: &mut Tx<'_>,
    id: Uuid,
    attempts: i32,
    until: DateTime<Utc>,
    done: Result<(), Failure>,
) -> Result<(), Error> {
    let own = mails::table
        .find(id)
        .filter(mails::state.eq("queued"))
        .filter(mails::leased_until.eq(until));
    let unleased = mails::leased_until.eq(None::<DateTime<Utc>>);
    let (noted, fact) = match done {
        Ok(()) => (
            diesel::update(own)
                .set((mails::state.eq("sent"), mails::sent_at.eq(tx.now), unleased))
                .execute(tx.conn)?,
            Some(Event::MailSent { mail: id }),
        ),
        Err(Failure::Passing(why)) if attempts < TRIES => {
            tracing::warn!(mail = %id, tries = attempts, why, "mail not sent yet");
            let again = mails::run_at.eq(tx.now + pause_after(attempts));
            (
                diesel::update(own)
                    .set((again, unleased, mails::last_error.eq(why)))
                    .execute(tx.conn)?,
                None,
            )
        }
        Err(Failure::Passing(why) | Failure::Lasting(why)) => {
            tracing::error!(mail = %id, tries = attempts, why, "mail failed");
            (
                diesel::update(own)
                    .set((mails::state.eq("failed"), unleased, mails::last_error.eq(why)))
                    .execute(tx.conn)?,
                Some(Event::MailFailed { mail: id }),
            )
        }
    };
    if let Some(fact) = fact.filter(|_| noted == 1) {
        tx.emit(fact);
    }
    Ok(())
}
