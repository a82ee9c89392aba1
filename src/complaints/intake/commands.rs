//! Writes of somebody who is not signed in.

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::acknowledgement;
use super::mail::Mail;
use super::queries::{self, Store};
use super::text;
use crate::complaints::commands::letters::{self, Letter};
use crate::complaints::commands::{self, Case, NewComplaint};
use crate::complaints::model::{COMPLAINT, EntryData, EntryKind, Reporter};
use crate::complaints::rules::{Channel, Clock, ContactChannel, ContactOutcome, Severity};
use crate::customers;
use crate::customers::model::{Details, Key, NewCustomer, NewPhone};
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::platform::files::{self, Upload};
use crate::platform::i18n::{Lang, times};
use crate::platform::mail as post;
use crate::platform::throttle::{self, Limit};
use crate::platform::vault::Purpose;
use crate::values::email::Email;
use crate::values::fault::Fault;
use crate::values::ids::ComplaintId;
use crate::values::person_name::PersonName;
use crate::values::phone::Phone;
use crate::values::plate::Plate;
use crate::vehicles;

/// Complaints through the form, from one address.
const FORMS_BY_ADDRESS: Limit = Limit {
    name: "complaint form by address",
    tries: 10,
    window: TimeDelta::hours(1),
};
/// Complaints through the form of one store.
const FORMS_BY_STORE: Limit = Limit {
    name: "complaint form by store",
    tries: 200,
    window: TimeDelta::hours(1),
};
/// Mails from one gateway.
const MAILS_BY_ADDRESS: Limit = Limit {
    name: "complaint mail by address",
    tries: 300,
    window: TimeDelta::minutes(10),
};
/// Mails from one sender.
const MAILS_BY_SENDER: Limit = Limit {
    name: "complaint mail by sender",
    tries: 20,
    window: TimeDelta::hours(1),
};
/// Acknowledgements to one person: a form must not be a way to fill somebody's mailbox.
const ACKNOWLEDGEMENTS: Limit = Limit {
    name: "complaint acknowledgement",
    tries: 5,
    window: TimeDelta::hours(24),
};

/// Counts a form, in a transaction of its own.
pub fn count_form(tx: &mut Tx<'_>, address: &str, store: &Store) -> Result<(), Error> {
    throttle::hit(tx, FORMS_BY_ADDRESS, address)?;
    throttle::hit(tx, FORMS_BY_STORE, &store.code)
}

/// Counts a mail, in a transaction of its own.
pub fn count_mail(tx: &mut Tx<'_>, address: &str, sender: &Email) -> Result<(), Error> {
    throttle::hit(tx, MAILS_BY_ADDRESS, address)?;
    throttle::hit(tx, MAILS_BY_SENDER, &sender.canonical().to_lowercase())
}

/// What somebody tells the store.
pub struct Told {
    pub channel: Channel,
    pub category: String,
    pub reporter: Reporter,
    pub facts: String,
    /// What they may be known by.
    pub keys: Vec<Key>,
    pub plate: Option<Plate>,
    pub lang: Lang,
    /// Where the acknowledgement goes, and which mail it answers.
    pub answer_to: Option<(Email, Option<String>)>,
}

/// Records a complaint and acknowledges it.
pub fn receive(tx: &mut Tx<'_>, store: &Store, told: &Told) -> Result<ComplaintId, Error> {
    let vault = tx.vault().clone();
    let customer = queries::customer(tx.conn, &vault, store.id, &told.keys)?;
    let vehicle = queries::vehicle(tx.conn, &vault, store.id, customer, told.plate.as_ref())?;
    let new = NewComplaint {
        store: store.id,
        customer,
        vehicle,
        reporter: told.reporter.clone(),
        channel: told.channel,
        category: told.category.clone(),
        severity: Severity::Normal,
        facts: told.facts.clone(),
        room: None,
        attendant: None,
        visit_ref: None,
        department: None,
        owner: None,
        received_at: tx.now,
    };
    let id = commands::record(tx, &new)?;
    acknowledge(tx, id, told)?;
    Ok(id)
}

/// Queues the acknowledgement and says so on the timeline. It stops no clock.
fn acknowledge(tx: &mut Tx<'_>, id: ComplaintId, told: &Told) -> Result<(), Error> {
    let Some((to, answers)) = &told.answer_to else {
        return Ok(());
    };
    if !post::deliverable(to) {
        return Ok(());
    }
    match throttle::hit(tx, ACKNOWLEDGEMENTS, &to.canonical().to_lowercase()) {
        Err(Error::TooMany { .. }) => return Ok(()),
        counted => counted?,
    }
    let case = Case::lock(tx, id)?;
    let contact = case.limits.of(Clock::Contact, case.row.severity);
    let letter = Letter {
        key: "complaint.received",
        to: Some(to.clone()),
        // Whoever writes is answered, and the answer does not tell whom we know.
        customer: None,
        name: &told.reporter.name,
        lang: told.lang,
        more: vec![
            ("contact", text::within(contact, told.lang)),
            ("due", times::minute(case.round.proposal_due_at)),
        ],
        headers: acknowledgement::headers(answers.as_deref()),
    };
    // Whoever answers the acknowledgement speaks of this complaint.
    letters::write(tx, &case, letter)?;
    let by_mail = EntryData {
        channel: Some(Channel::Email.code().to_owned()),
        ..EntryData::default()
    };
    case.stamp(tx, EntryKind::Acknowledged, None, &by_mail).map(drop)
}

/// Takes in a mail: a new complaint, more about one that is open, or the same mail once more. Gives the number.
pub fn receive_mail(tx: &mut Tx<'_>, store: &Store, mail: &Mail, photos: &[Upload]) -> Result<String, Error> {
    let own = letters::message_key(tx, &mail.message_id);
    wait_for_turn(tx, &own)?;
    if let Some((_, number)) = queries::by_message(tx.conn, store.id, &[own])? {
        tx.record_general("complaints.mail_again", &[])?;
        return Ok(number);
    }
    let answered: Vec<Vec<u8>> = mail.answers.iter().map(|id| letters::message_key(tx, id)).collect();
    let spoken_of = match queries::by_message(tx.conn, store.id, &answered)? {
        Some((id, number)) if is_open(tx, id)? => Some((id, number)),
        _ => None,
    };
    let (id, number) = match spoken_of {
        Some((id, number)) => {
            hear_again(tx, id, mail)?;
            (id, number)
        }
        None => {
            let told = told_by(tx, mail)?;
            let id = receive(tx, store, &told)?;
            (id, Case::lock(tx, id)?.row.number)
        }
    };
    keep_photos(tx, store, id, mail, photos)?;
    letters::remember(tx, store.id, id, &mail.message_id)?;
    Ok(number)
}

fn told_by(tx: &mut Tx<'_>, mail: &Mail) -> Result<Told, Error> {
    let address = &mail.from.address;
    let lang = mail.lang();
    let answer_to = (!mail.automatic()).then(|| (address.clone(), Some(mail.message_id.clone())));
    Ok(Told {
        channel: Channel::Email,
        category: queries::unsorted(tx.conn)?,
        reporter: Reporter {
            name: mail.from.name.clone().unwrap_or_default(),
            email: address.canonical().to_owned(),
            language: lang.code().to_owned(),
            ..Reporter::default()
        },
        facts: mail.account(),
        keys: vec![(Purpose::Email, address.canonical().to_lowercase())],
        plate: None,
        lang,
        answer_to,
    })
}

fn is_open(tx: &mut Tx<'_>, id: ComplaintId) -> Result<bool, Error> {
    Ok(Case::lock(tx, id)?.row.state.is_open())
}

/// The customer wrote again. That is no answer of ours: it stops no clock.
fn hear_again(tx: &mut Tx<'_>, id: ComplaintId, mail: &Mail) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    let wrote = EntryData {
        channel: Some(ContactChannel::Email.code().to_owned()),
        outcome: Some(ContactOutcome::Received.code().to_owned()),
        ..EntryData::default()
    };
    case.stamp(tx, EntryKind::Contact, Some(&mail.account()), &wrote)?;
    case.save(tx)?;
    tx.record("complaints.customer_wrote", case.subject(), &["contacts"])
}

fn keep_photos(tx: &mut Tx<'_>, store: &Store, id: ComplaintId, mail: &Mail, photos: &[Upload]) -> Result<(), Error> {
    let subject = Subject::new(COMPLAINT, id);
    let mut kept = Vec::with_capacity(photos.len());
    for photo in photos {
        kept.push(files::attach(tx, store.id, subject, photo)?.uuid());
    }
    let lost = mail.left_out + mail.images.len().saturating_sub(photos.len());
    let note = text::left_behind(lost, mail.cut);
    if kept.is_empty() && note.is_none() {
        return Ok(());
    }
    commands::note_files(tx, id, kept, note.as_deref())
}

/// Makes whoever left their phone or e-mail a customer of the store, or finds the one they are already, and whose car it
/// is about; one that the store does not know yet becomes theirs.
///
/// # Errors
/// In `name`: [`Fault::Taken`] where several customers fit, [`Fault::Mismatch`] where nothing was left to reach them by.
pub fn identify(tx: &mut Tx<'_>, id: ComplaintId, name: PersonName, plate: Option<Plate>) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    case.must_be_open()?;
    if case.row.customer_id.is_some() {
        return Err(Error::WrongState);
    }
    let (store, vault) = (case.row.store_id, tx.vault().clone());
    let left = crate::complaints::queries::reporter(&vault, &case.row)?;
    let (phone, email) = (Phone::parse(&left.phone).ok(), Email::parse(&left.email).ok());
    let phone_key = phone
        .as_ref()
        .map(|phone| (Purpose::Phone, phone.canonical().to_owned()));
    let email_key = email
        .as_ref()
        .map(|email| (Purpose::Email, email.canonical().to_lowercase()));
    let keys: Vec<Key> = phone_key.into_iter().chain(email_key).collect();
    if keys.is_empty() {
        return Err(Error::field("name", Fault::Mismatch));
    }
    let known = queries::customers(tx.conn, &vault, store, &keys)?;
    let customer = match known.as_slice() {
        [only] => *only,
        [] => {
            let mut details = Details::named(name);
            details.phones.extend(phone.map(NewPhone::mobile));
            details.email = email;
            customers::commands::create(tx, NewCustomer::new(store, details))?
        }
        _ => return Err(Error::field("name", Fault::Taken)),
    };
    case.row.customer_id = Some(customer);
    case.row.vehicle_id = queries::vehicle(tx.conn, &vault, store, Some(customer), plate.as_ref())?;
    if let (None, Some(plate)) = (case.row.vehicle_id, plate)
        && vehicles::queries::by_plate(tx.conn, &vault, store, &plate)?.is_empty()
    {
        let car = vehicles::model::Details {
            plate: Some(plate),
            ..Default::default()
        };
        let car = vehicles::model::NewVehicle::new(store, Some(customer), car);
        case.row.vehicle_id = Some(vehicles::commands::add(tx, car)?);
    }
    case.save(tx)?;
    case.stamp(tx, EntryKind::Details, None, &EntryData::default())?;
    tx.record("complaints.identify", case.subject(), &["customer_id", "vehicle_id"])
}

/// The same mail delivered twice at once is taken in once: the second waits for the first.
fn wait_for_turn(tx: &mut Tx<'_>, key: &[u8]) -> Result<(), Error> {
    let turn = key.first_chunk::<8>().map_or(0, |first| i64::from_be_bytes(*first));
    diesel::sql_query("SELECT pg_advisory_xact_lock($1)")
        .bind::<BigInt, _>(turn)
        .execute(tx.conn)?;
    Ok(())
}
