//! What happened with a lead: contacts, and how it changed hands.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use crate::followups::queries::body_of;
use crate::followups::rules::{NoteChannel, NoteOutcome};
use crate::platform::db::Tx;
use crate::platform::db::lists;
use crate::platform::error::Error;
use crate::platform::vault::{Label, Pii, Sealed, Vault};
use crate::schema::lead_stamps;
use crate::values::ids::{ContactNoteId, LeadId, LeadSourceId, StaffId};

const NOTE: Label = Label("lead_stamps.note");

/// A contact with a lead.
#[derive(Clone, Debug)]
pub struct Contact {
    pub channel: NoteChannel,
    pub outcome: NoteOutcome,
    pub body: Pii<String>,
    pub staff: Option<StaffId>,
    pub at: DateTime<Utc>,
}

/// Something that was decided about a lead: who has it now, what it became.
#[derive(Clone, Debug)]
pub struct Stamp {
    pub action: String,
    pub staff: Option<StaffId>,
    pub owner: Option<StaffId>,
    pub note: Option<Pii<String>>,
    pub at: DateTime<Utc>,
}

/// All that happened with a lead.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Sources of the leads that joined it, the latest first.
    pub again: Vec<(LeadSourceId, DateTime<Utc>)>,
    pub contacts: Vec<Contact>,
    pub stamps: Vec<Stamp>,
}

#[derive(Deserialize)]
struct ContactRow {
    id: ContactNoteId,
    channel: NoteChannel,
    outcome: NoteOutcome,
    body_sealed: Sealed,
    staff_id: Option<StaffId>,
    at: DateTime<Utc>,
}

#[derive(Deserialize)]
struct StampRow {
    id: Uuid,
    action: String,
    staff_id: Option<StaffId>,
    owner_id: Option<StaffId>,
    note_sealed: Option<Sealed>,
    at: DateTime<Utc>,
}

/// Contacts as the database put them together.
pub fn contacts(vault: &Vault, rows: Option<Value>) -> Result<Vec<Contact>, Error> {
    let rows: Vec<ContactRow> = lists::rows(rows)?;
    rows.into_iter()
        .map(|row| {
            Ok(Contact {
                channel: row.channel,
                outcome: row.outcome,
                body: body_of(vault, row.id, &row.body_sealed)?,
                staff: row.staff_id,
                at: row.at,
            })
        })
        .collect()
}

/// Stamps as the database put them together.
pub fn stamps(vault: &Vault, rows: Option<Value>) -> Result<Vec<Stamp>, Error> {
    let rows: Vec<StampRow> = lists::rows(rows)?;
    rows.into_iter()
        .map(|row| {
            Ok(Stamp {
                note: vault.open_opt(NOTE, row.id, row.note_sealed.as_ref())?,
                action: row.action,
                staff: row.staff_id,
                owner: row.owner_id,
                at: row.at,
            })
        })
        .collect()
}

/// Keeps what was decided about a lead, by whom and why, and whose it is now.
pub fn stamp(
    tx: &mut Tx<'_>,
    lead: LeadId,
    action: &str,
    owner: Option<StaffId>,
    why: Option<&str>,
) -> Result<(), Error> {
    let id = Uuid::now_v7();
    let staff = tx.actor().ok().map(|actor| actor.id);
    let why = why.filter(|why| !why.is_empty());
    diesel::insert_into(lead_stamps::table)
        .values((
            lead_stamps::id.eq(id),
            lead_stamps::lead_id.eq(lead),
            lead_stamps::action.eq(action),
            lead_stamps::staff_id.eq(staff),
            lead_stamps::owner_id.eq(owner),
            lead_stamps::note_sealed.eq(tx.vault().seal_opt(NOTE, id, why)?),
            lead_stamps::at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}
