//! A complaint under lock: what every command begins and ends with.

use chrono::TimeDelta;
use diesel::prelude::*;
use uuid::Uuid;

use crate::complaints::model::{COMPLAINT, ComplaintRow, ENTRY, EntryData, EntryKind, EntryRow, RoundRow, TOPIC};
use crate::complaints::queries;
use crate::complaints::rules::{Action, Clocks, Level, Limits, Raised, next_instant};
use crate::platform::db::{Author, Subject, Tx};
use crate::platform::error::Error;
use crate::schema::{complaint_entries, complaint_rounds, complaints};
use crate::values::deadline::Pause;
use crate::values::ids::ComplaintId;

/// A locked complaint with its current round.
pub struct Case {
    pub row: ComplaintRow,
    pub round: RoundRow,
    pub pauses: Vec<Pause>,
    pub limits: Limits,
    raised: Vec<Raised>,
}

impl Case {
    /// Locks a complaint that the author may see; the same answer for one they may not and for none.
    pub fn lock(tx: &mut Tx<'_>, id: ComplaintId) -> Result<Self, Error> {
        let case = Self::lock_unseen(tx, id);
        if let Author::Person { actor, .. } = tx.author().clone() {
            queries::is_visible(tx.conn, &actor, id)?;
        }
        case
    }

    /// Locks a complaint for somebody who need not see it: who shuts a colleague out gives away what they leave behind.
    pub(super) fn lock_unseen(tx: &mut Tx<'_>, id: ComplaintId) -> Result<Self, Error> {
        let row: ComplaintRow = complaints::table
            .find(id)
            .select(ComplaintRow::as_select())
            .for_update()
            .first(tx.conn)?;
        if row.merged_into.is_some() {
            return Err(Error::WrongState);
        }
        let round = complaint_rounds::table
            .find((id, row.round))
            .select(RoundRow::as_select())
            .first(tx.conn)?;
        Ok(Self {
            pauses: queries::pauses(tx.conn, id, row.round)?,
            raised: queries::raised(tx.conn, id, row.round)?,
            limits: queries::limits(tx.conn, row.store_id)?,
            row,
            round,
        })
    }

    /// A complaint that is about to be written for the first time.
    pub fn fresh(row: ComplaintRow, clocks: &Clocks, limits: Limits) -> Self {
        Self {
            round: RoundRow::begun(row.id, row.round, clocks),
            pauses: clocks.pauses.clone(),
            row,
            limits,
            raised: Vec::new(),
        }
    }

    pub fn id(&self) -> ComplaintId {
        self.row.id
    }

    pub fn subject(&self) -> Subject {
        Subject::new(COMPLAINT, self.row.id)
    }

    pub fn clocks(&self) -> Clocks {
        self.round.clocks(self.row.severity, self.pauses.clone())
    }

    /// Takes the step if the state allows it.
    pub fn step(&mut self, action: Action) -> Result<(), Error> {
        self.row.state = self.row.state.after(action).map_err(|_| Error::WrongState)?;
        Ok(())
    }

    /// Refuses what only an open complaint allows.
    pub fn must_be_open(&self) -> Result<(), Error> {
        if self.row.state.is_open() {
            Ok(())
        } else {
            Err(Error::WrongState)
        }
    }

    /// Notes that the customer was answered, and when the next word to them is due.
    pub fn answered(&mut self, at: chrono::DateTime<chrono::Utc>) {
        self.round.contacted_at = self.round.contacted_at.or(Some(at));
        self.round.last_contact_at = Some(at);
        self.round.report_due_at = Some(at + self.limits.report_every());
    }

    /// Ends the round: nothing runs any more, running and paused time are kept.
    pub fn end(&mut self, at: chrono::DateTime<chrono::Utc>) {
        self.row.ended_at = Some(at);
        self.round.ended_at = Some(at);
        self.round.report_due_at = None;
        self.round.running_secs = Some(self.clocks().ran(at).num_seconds());
    }

    /// What has been told about this round.
    pub fn raised(&self) -> &[Raised] {
        &self.raised
    }

    pub fn raise(&mut self, levels: &[Raised]) {
        self.raised.extend_from_slice(levels);
        let highest = levels.iter().map(|(_, level)| level.rank()).max().unwrap_or_default();
        self.row.escalation = self.row.escalation.max(highest);
    }

    /// Forgets what was told: a new round is told anew.
    pub fn lower(&mut self) {
        self.raised.clear();
        self.row.escalation = 0;
    }

    /// The highest level reached in this round.
    pub fn level(&self) -> Option<Level> {
        Level::of_rank(self.row.escalation)
    }

    /// Works all deadlines out again: nothing but this sets them.
    pub(super) fn reckon(&mut self) {
        let clocks = self.clocks();
        let before = self.round.dues();
        let dues = clocks.dues(&self.limits, Some(&before));
        self.round.contact_due_at = dues.contact;
        self.round.proposal_due_at = dues.proposal;
        self.round.resolution_due_at = dues.resolution;
        self.round.call_back_due_at = dues.call_back;
        let past = self.pauses.iter().filter_map(|pause| Some(pause.until? - pause.from));
        self.round.paused_secs = past.fold(TimeDelta::zero(), |sum, length| sum + length).num_seconds();
        self.row.due_at = clocks.next_due(&dues);
        self.row.queue_at = clocks.queue_at(&dues);
        self.row.escalate_at = next_instant(&clocks, &self.limits, &self.raised);
    }

    /// Writes the complaint for the first time.
    pub fn insert(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        self.reckon();
        diesel::insert_into(complaints::table)
            .values(&self.row)
            .execute(tx.conn)?;
        diesel::insert_into(complaint_rounds::table)
            .values(&self.round)
            .execute(tx.conn)?;
        tx.notify(TOPIC, self.row.store_id)
    }

    /// Writes it back and tells open pages.
    pub fn save(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        self.reckon();
        self.row.lock_version += 1;
        diesel::update(complaints::table.find(self.row.id))
            .set(&self.row)
            .execute(tx.conn)?;
        diesel::insert_into(complaint_rounds::table)
            .values(&self.round)
            .on_conflict((complaint_rounds::complaint_id, complaint_rounds::round))
            .do_update()
            .set(&self.round)
            .execute(tx.conn)?;
        tx.notify(TOPIC, self.row.store_id)
    }

    /// Adds to the timeline.
    pub fn stamp(&self, tx: &mut Tx<'_>, kind: EntryKind, body: Option<&str>, data: &EntryData) -> Result<Uuid, Error> {
        self.stamp_with(tx, kind, body, data, None, None)
    }

    pub fn stamp_with(
        &self,
        tx: &mut Tx<'_>,
        kind: EntryKind,
        body: Option<&str>,
        data: &EntryData,
        solution_id: Option<Uuid>,
        goodwill_id: Option<Uuid>,
    ) -> Result<Uuid, Error> {
        let id = Uuid::now_v7();
        let entry = EntryRow {
            id,
            complaint_id: self.row.id,
            round: self.row.round,
            kind,
            at: tx.now,
            staff_id: tx.actor().ok().map(|actor| actor.id),
            body_sealed: tx.vault().seal_opt(ENTRY, id, body.filter(|body| !body.is_empty()))?,
            data: serde_json::to_value(data).map_err(Error::internal)?,
            solution_id,
            goodwill_id,
        };
        diesel::insert_into(complaint_entries::table)
            .values(entry)
            .execute(tx.conn)?;
        Ok(id)
    }
}
