//! Writes of leads.

use diesel::prelude::*;

use super::model::{
    Contacted, Dismissal, Lead, LeadRow, NAME, NewLead, PHONE, Qualified, TOPIC, TakenIn, WORDS, Whence,
    customer_source, subject,
};
use super::queries;
use super::rules::{InvalidReason, Joined, join};
use super::told;
use crate::access::Permission;
use crate::customers;
use crate::customers::commands::{Revealed, count_reveal};
use crate::customers::model::{Details, NewCustomer, NewPhone};
use crate::customers::rules::RevealReason;
use crate::followups::commands::{note_contact, notes_belong_to};
use crate::followups::model::NewNote;
use crate::followups::rules::{NoteChannel, NoteOutcome};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::vault::{Pii, Purpose};
use crate::sales::clock;
use crate::sales::clock::model::How;
use crate::sales::clock::rules::Contact;
use crate::sales::opportunities;
use crate::sales::opportunities::model::NewOpportunity;
use crate::sales::rules::{FollowUpKind, FollowUpOutcome, LeadState, SourceKind};
use crate::schema::{lead_sources, lead_tokens, leads};
use crate::staff;
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, LeadId, LeadSourceId, LeadTokenId, OpportunityId, StaffId, StoreId};
use crate::values::person_name::PersonName;
use crate::values::phone::Phone;

/// The one way in, whoever brings it: knows the person again, tells who has them, starts the clock.
///
/// A lead of somebody who is being worked on is kept as a duplicate and shown beside what it joined. Of whoever nobody
/// works on the clock starts, and if somebody of sales looks after the customer already, it is theirs.
pub fn take_in(tx: &mut Tx<'_>, new: NewLead) -> Result<TakenIn, Error> {
    let vault = tx.vault().clone();
    let source = source_of(tx, new.store, new.whence)?;
    let bidx = vault.blind(Purpose::Phone, new.phone.canonical());
    // Two leads of one person come one after the other, so that the second finds the first.
    one_at_a_time(tx, new.store, bidx.bytes())?;
    if let Some(external) = &new.external_id
        && let Some((lead, known, owner)) = queries::sent_before(tx.conn, source, external)?
    {
        if known != bidx {
            return Err(Error::field("external_id", Fault::Taken));
        }
        tx.record("leads.repeat", subject(lead), &[])?;
        return Ok(TakenIn {
            lead,
            joined: Joined::Repeat,
            owner,
        });
    }
    let found = queries::known(tx.conn, &vault, new.store, &new.phone)?;
    let (joined, customer, theirs) = join(&found);
    let owner = match selling(tx, new.store, theirs)? {
        Some(owner) => Some(owner),
        None => selling(tx, new.store, new.owner)?,
    };
    let state = if joined.is_duplicate() {
        LeadState::Duplicate
    } else {
        LeadState::Open
    };
    let id = LeadId::new();
    let by = tx.actor().ok().map(|actor| actor.id);
    diesel::insert_into(leads::table)
        .values((
            leads::id.eq(id),
            leads::store_id.eq(new.store),
            leads::source_id.eq(source),
            leads::external_id.eq(&new.external_id),
            leads::name_sealed.eq(vault.seal(NAME, id.uuid(), new.name.canonical())?),
            leads::phone_sealed.eq(vault.seal(PHONE, id.uuid(), new.phone.canonical())?),
            leads::phone_bidx.eq(&bidx),
            leads::phone_tail_bidx.eq(vault.blind(Purpose::PhoneTail, new.phone.last_four())),
            leads::model.eq(&new.model),
            leads::city.eq(&new.city),
            leads::words_sealed.eq(vault.seal_opt(WORDS, id.uuid(), new.words.as_deref())?),
            leads::received_at.eq(tx.now),
            leads::sent_at.eq(new.sent_at),
            leads::state.eq(state),
            leads::customer_id.eq(customer),
            leads::opportunity_id.eq(match joined {
                Joined::Opportunity(opportunity) => Some(opportunity),
                _ => None,
            }),
            leads::joined_id.eq(match joined {
                Joined::Lead(earlier) => Some(earlier),
                _ => None,
            }),
            leads::owner_id.eq(owner),
            leads::assigned_at.eq(owner.map(|_| tx.now)),
            leads::import_id.eq(new.import),
            leads::created_by.eq(by),
        ))
        .execute(tx.conn)?;
    tx.record("leads.create", subject(id), &["name", "phone", "model"])?;
    if owner.is_some() && state == LeadState::Open {
        told::stamp(tx, id, "assign", owner, None)?;
    }
    if state == LeadState::Open {
        clock::commands::started(tx, id)?;
    }
    if let Joined::Opportunity(opportunity) = joined {
        let source = clock::queries::source_of(tx.conn, id)?.unwrap_or_default();
        opportunities::commands::asked_again(tx, opportunity, &source, new.words.as_deref())?;
    }
    // Nobody's is dealt out by then.
    let owner: Option<StaffId> = leads::table.find(id).select(leads::owner_id).first(tx.conn)?;
    tx.notify(TOPIC, new.store)?;
    Ok(TakenIn {
        lead: id,
        joined,
        owner,
    })
}

/// Waits for whoever else is writing down this person, known by the fingerprint of their number.
pub(in crate::sales) fn one_at_a_time(tx: &mut Tx<'_>, store: StoreId, person: &[u8]) -> Result<(), Error> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 18))")
        .bind::<diesel::sql_types::Text, _>(format!("leads {store} {}", hex::encode(person)))
        .execute(tx.conn)?;
    Ok(())
}

/// This person, if leads can be theirs at present.
fn selling(tx: &mut Tx<'_>, store: StoreId, person: Option<StaffId>) -> Result<Option<StaffId>, Error> {
    let Some(person) = person else { return Ok(None) };
    let sellers = staff::queries::colleagues_who_may(tx.conn, store, Permission::OwnSales)?;
    Ok(sellers.iter().any(|seller| seller.id == person).then_some(person))
}

/// A token was used just now.
pub fn used(tx: &mut Tx<'_>, token: LeadTokenId) -> Result<(), Error> {
    diesel::update(lead_tokens::table.find(token))
        .set(lead_tokens::last_used_at.eq(tx.now))
        .execute(tx.conn)?;
    Ok(())
}

/// The source of a lead; the plain one of a kind is made when it is first needed.
pub(in crate::sales) fn source_of(tx: &mut Tx<'_>, store: StoreId, whence: Whence) -> Result<LeadSourceId, Error> {
    let kind = match whence {
        Whence::Known(id) => {
            return lead_sources::table
                .find(id)
                .filter(lead_sources::store_id.eq(store))
                .filter(lead_sources::retired_at.is_null())
                .select(lead_sources::id)
                .first(tx.conn)
                .optional()?
                .ok_or(Error::field("source", Fault::Choice));
        }
        Whence::Kind(kind) => kind,
    };
    let by = tx.actor().ok().map(|actor| actor.id);
    diesel::insert_into(lead_sources::table)
        .values((
            lead_sources::id.eq(LeadSourceId::new()),
            lead_sources::store_id.eq(store),
            lead_sources::kind.eq(kind),
            lead_sources::created_by.eq(by),
            lead_sources::created_at.eq(tx.now),
        ))
        .on_conflict((lead_sources::store_id, lead_sources::kind, lead_sources::name))
        .do_nothing()
        .execute(tx.conn)?;
    Ok(lead_sources::table
        .filter(lead_sources::store_id.eq(store))
        .filter(lead_sources::kind.eq(kind))
        .filter(lead_sources::name.eq(""))
        .select(lead_sources::id)
        .first(tx.conn)?)
}

/// A lead that this person sees, under lock.
fn locked(tx: &mut Tx<'_>, id: LeadId) -> Result<Lead, Error> {
    let (actor, vault) = (tx.actor()?.clone(), tx.vault().clone());
    queries::ensure_visible(tx.conn, &actor, id)?;
    let row: LeadRow = leads::table
        .find(id)
        .select(LeadRow::as_select())
        .for_no_key_update()
        .first(tx.conn)?;
    Lead::open(row, &vault)
}

/// The person means to buy: the lead becomes a customer, if it is none, and an opportunity.
pub fn qualify(tx: &mut Tx<'_>, id: LeadId, with: &Qualified) -> Result<OpportunityId, Error> {
    let lead = locked(tx, id)?;
    if lead.state != LeadState::Open {
        return Err(Error::WrongState);
    }
    if lead.lock_version != with.seen {
        return Err(Error::Stale);
    }
    let actor = tx.actor()?.clone();
    // Whoever qualifies a lead that nobody has takes it.
    let owner = lead.owner.unwrap_or(actor.id);
    let kind: SourceKind = lead_sources::table
        .find(lead.source)
        .select(lead_sources::kind)
        .first(tx.conn)?;
    let customer = match lead.customer {
        Some(customer) => still_there(tx, customer)?,
        None => new_customer(tx, &lead, owner, kind)?,
    };
    let contacted_at = clock::queries::reached_at(tx.conn, id)?;
    let opportunity = opportunities::commands::open(
        tx,
        NewOpportunity {
            lead: Some(id),
            owner: Some(owner),
            source: Some(lead.source),
            model: with.model.clone(),
            contacted_at,
            ..NewOpportunity::of(lead.store, customer)
        },
    )?;
    diesel::update(leads::table.find(id))
        .set((
            leads::state.eq(LeadState::Qualified),
            leads::model.eq(&with.model),
            leads::customer_id.eq(customer),
            leads::opportunity_id.eq(opportunity),
            leads::owner_id.eq(owner),
            leads::assigned_at.eq(lead.assigned_at.unwrap_or(tx.now)),
            leads::lock_version.eq(leads::lock_version + 1),
        ))
        .execute(tx.conn)?;
    if lead.owner.is_none() {
        clock::commands::assigned(tx, id, owner)?;
    }
    told::stamp(tx, id, "qualify", Some(owner), None)?;
    notes_belong_to(tx, subject(id), customer)?;
    tx.record("leads.qualify", subject(id), &["state", "model"])?;
    tx.notify(TOPIC, lead.store)?;
    Ok(opportunity)
}

/// The record that a merged one went into.
fn still_there(tx: &mut Tx<'_>, customer: CustomerId) -> Result<CustomerId, Error> {
    use crate::schema::customers;
    let into: Option<CustomerId> = customers::table
        .find(customer)
        .select(customers::merged_into)
        .first(tx.conn)?;
    Ok(into.unwrap_or(customer))
}

fn new_customer(tx: &mut Tx<'_>, lead: &Lead, owner: StaffId, kind: SourceKind) -> Result<CustomerId, Error> {
    let name = PersonName::parse(lead.name.expose()).map_err(|fault| Error::field("name", fault))?;
    let phone = Phone::parse(lead.phone.expose()).map_err(|fault| Error::field("phone", fault))?;
    let vault = tx.vault().clone();
    // Recorded since the lead came in.
    if let [only] = customers::queries::find_by_phone(tx.conn, &vault, lead.store, &phone)?.as_slice() {
        return Ok(*only);
    }
    let mut details = Details::named(name);
    details.phones.push(NewPhone::mobile(phone));
    details.source = Some(customer_source(kind));
    let mut new = NewCustomer::new(lead.store, details);
    new.owner = Some(owner);
    customers::commands::create(tx, new)
}

/// Somebody called or wrote: the note is kept, and stops the clocks that it stops. Of a lead that became an opportunity it
/// is noted there.
pub fn contact(tx: &mut Tx<'_>, id: LeadId, new: Contacted) -> Result<(), Error> {
    let lead = locked(tx, id)?;
    if lead.state != LeadState::Open {
        return Err(Error::WrongState);
    }
    let how = How::followed_up(new.kind, new.outcome);
    let note = note_contact(
        tx,
        NewNote {
            store: lead.store,
            subject: subject(id),
            customer: lead.customer,
            task: None,
            channel: match new.kind {
                FollowUpKind::Phone => NoteChannel::Phone,
                FollowUpKind::WeChat => NoteChannel::WeChat,
                FollowUpKind::Sms => NoteChannel::Sms,
                FollowUpKind::Visit => NoteChannel::Visit,
                FollowUpKind::Email => NoteChannel::Email,
            },
            outcome: match how.contact {
                Contact::Unanswered if new.outcome == FollowUpOutcome::WrongNumber => NoteOutcome::WrongNumber,
                Contact::Unanswered => NoteOutcome::Unanswered,
                Contact::Answered => NoteOutcome::Answered,
                Contact::Message if new.outcome == FollowUpOutcome::Replied => NoteOutcome::Received,
                Contact::Message => NoteOutcome::Sent,
                Contact::Visit => NoteOutcome::Met,
            },
            body: new.note,
            internal: false,
        },
    )?;
    clock::commands::contacted(
        tx,
        id,
        How {
            note: Some(note),
            ..how
        },
    )?;
    tx.record("leads.contact", subject(id), &["outcome"])?;
    tx.notify(TOPIC, lead.store)
}

/// The lead is no lead; the reason is kept.
pub fn dismiss(tx: &mut Tx<'_>, id: LeadId, with: &Dismissal) -> Result<(), Error> {
    let lead = locked(tx, id)?;
    if lead.state != LeadState::Open {
        return Err(Error::WrongState);
    }
    if lead.lock_version != with.seen {
        return Err(Error::Stale);
    }
    set_state(tx, &lead, LeadState::Invalid, Some(with.because))?;
    told::stamp(tx, id, "dismiss", lead.owner, with.note.as_deref())?;
    clock::commands::ended(tx, id)?;
    match &with.note {
        Some(note) => tx.record_because("leads.dismiss", subject(id), note)?,
        None => tx.record("leads.dismiss", subject(id), &["state"])?,
    }
    tx.notify(TOPIC, lead.store)
}

/// A dismissed lead is one after all.
pub fn reopen(tx: &mut Tx<'_>, id: LeadId) -> Result<(), Error> {
    let lead = locked(tx, id)?;
    if lead.state != LeadState::Invalid {
        return Err(Error::WrongState);
    }
    set_state(tx, &lead, LeadState::Open, None)?;
    told::stamp(tx, id, "reopen", lead.owner, None)?;
    clock::commands::started(tx, id)?;
    tx.record("leads.reopen", subject(id), &["state"])?;
    tx.notify(TOPIC, lead.store)
}

fn set_state(tx: &mut Tx<'_>, lead: &Lead, state: LeadState, because: Option<InvalidReason>) -> Result<(), Error> {
    diesel::update(leads::table.find(lead.id))
        .set((
            leads::state.eq(state),
            leads::invalid_because.eq(because),
            leads::lock_version.eq(leads::lock_version + 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Shows the number in full, on record and so many times a day.
pub fn reveal(tx: &mut Tx<'_>, id: LeadId) -> Result<Revealed, Error> {
    let (actor, vault) = (tx.actor()?.clone(), tx.vault().clone());
    let lead = queries::lead(tx.conn, &vault, &actor, id)?;
    let looks = count_reveal(tx)?;
    if let Some(customer) = lead.customer {
        tx.record_fields_because(
            "customers.reveal",
            customers::model::subject(customer),
            &["phones"],
            RevealReason::Contact.code(),
        )?;
    }
    tx.record("leads.reveal", subject(id), &["phone"])?;
    Ok(Revealed {
        text: Pii::new(lead.whole_phone()),
        masked: lead.masked_phone(),
        looks,
    })
}

/// Takes leads of an undone import back: they are none any more, and their ids can be sent anew. Those that became
/// opportunities stay, and are told.
pub fn take_back(tx: &mut Tx<'_>, store: StoreId, ids: &[LeadId]) -> Result<Vec<LeadId>, Error> {
    let going: Vec<LeadId> = leads::table
        .filter(leads::store_id.eq(store))
        .filter(leads::id.eq_any(ids))
        .filter(leads::state.ne(LeadState::Qualified))
        .order(leads::id)
        .select(leads::id)
        .for_no_key_update()
        .load(tx.conn)?;
    diesel::update(leads::table.filter(leads::id.eq_any(&going)))
        .set((
            leads::state.eq(LeadState::Invalid),
            leads::invalid_because.eq(InvalidReason::TakenBack),
            leads::external_id.eq(None::<String>),
            leads::lock_version.eq(leads::lock_version + 1),
        ))
        .execute(tx.conn)?;
    for id in &going {
        clock::commands::ended(tx, *id)?;
    }
    let entries: Vec<_> = going.iter().map(|id| (subject(*id), vec!["state"])).collect();
    tx.record_many("leads.unmake", &entries)?;
    tx.notify(TOPIC, store)?;
    Ok(ids.iter().copied().filter(|id| !going.contains(id)).collect())
}
