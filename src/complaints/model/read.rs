//! What pages read: rows opened, with the names that belong to them.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{ComplaintRow, EntryData, EntryKind, EntryRow, GoodwillRow, Reporter, RoundRow, SolutionRow};
use crate::complaints::rules::{GoodwillState, Limits, Progress, State};
use crate::platform::drafts::Draft;
use crate::platform::files::FileInfo;
use crate::platform::vault::Pii;
use crate::values::email::Email;
use crate::values::ids::{ComplaintId, CustomerId, StaffId};
use crate::values::phone::Phone;
use crate::values::plate::Plate;

/// One line of the queue.
pub struct QueueRow {
    pub complaint: ComplaintRow,
    pub round: RoundRow,
    /// (zh, en)
    pub category: (String, String),
    pub customer: Option<Pii<String>>,
    pub plate: Option<Pii<Plate>>,
    pub owner: Option<String>,
    pub facts: Pii<String>,
}

/// How many open complaints stand in each view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Queryable)]
pub struct Counts {
    pub waiting: i64,
    pub working: i64,
    pub approval: i64,
    pub call_back: i64,
    pub overdue: i64,
}

/// One entry of a list that people choose from.
#[derive(Clone, Debug)]
pub struct Listed {
    /// `category`, `cause`, `group` or `person`.
    pub kind: String,
    pub code: String,
    pub parent: Option<String>,
    pub zh: String,
    pub en: String,
    pub position: i16,
    /// A person: may own complaints.
    pub works: bool,
}

/// A complaint with everything its page shows.
pub struct Detail {
    pub complaint: ComplaintRow,
    pub round: RoundRow,
    /// (zh, en)
    pub category: (String, String),
    pub cause: Option<(String, String)>,
    pub customer: Option<(CustomerId, Pii<String>)>,
    pub phone: Option<Pii<Phone>>,
    /// The customer has an e-mail address on record.
    pub has_email: bool,
    pub reporter: Reporter,
    pub plate: Option<Pii<Plate>>,
    pub vehicle: Option<String>,
    pub facts: Pii<String>,
    pub visit_ref: Option<Pii<String>>,
    pub entries: Vec<Entry>,
    /// Names of the store's people, also of those who left.
    pub people: HashMap<StaffId, String>,
    /// Photos and papers, oldest first.
    pub files: Vec<FileInfo>,
    /// The rounds before this one, oldest first.
    pub earlier: Vec<RoundRow>,
    /// The store's.
    pub limits: Limits,
    /// What the reader left unsaved.
    pub draft: Option<Draft>,
}

/// A line of the timeline.
pub struct Entry {
    pub row: EntryRow,
    pub data: EntryData,
    pub body: Option<Pii<String>>,
    pub solution: Option<Solution>,
    pub goodwill: Option<(GoodwillRow, Option<Pii<String>>)>,
}

#[derive(Clone)]
pub struct Solution {
    pub row: SolutionRow,
    pub measures: Pii<String>,
    pub effect: Pii<String>,
    pub reason: Option<Pii<String>>,
}

impl Detail {
    /// What happened to this complaint itself, not to one that was merged into it.
    pub fn own_entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        let own = self.complaint.id;
        self.entries.iter().filter(move |entry| entry.row.complaint_id == own)
    }

    /// The number of a complaint that was merged into this one.
    pub fn number_of(&self, merged: ComplaintId) -> Option<&str> {
        let told = self.entries.iter().filter(|entry| entry.row.kind == EntryKind::Merged);
        told.filter(|entry| entry.data.complaint == Some(merged))
            .find_map(|entry| entry.data.number.as_deref())
    }

    /// Whether a mail can reach whoever complained.
    pub fn has_mail(&self) -> bool {
        self.has_email || Email::parse(&self.reporter.email).is_ok()
    }

    /// The newest solution.
    pub fn solution(&self) -> Option<&Solution> {
        self.own_entries().rev().find_map(|entry| entry.solution.as_ref())
    }

    /// The solution that waits for a decision.
    pub fn waiting_solution(&self) -> Option<&Solution> {
        self.solution()
            .filter(|solution| self.complaint.state == State::Proposed && solution.row.decision.is_none())
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        let waits = self.waiting_goodwill().next().is_some();
        self.complaint.progress(&self.round, waits)
    }

    /// Goodwill that waits for a decision, with what it is for.
    pub fn waiting_goodwill(&self) -> impl Iterator<Item = &(GoodwillRow, Option<Pii<String>>)> {
        let grants = self
            .entries
            .iter()
            .filter(|entry| entry.row.kind == EntryKind::Goodwill);
        grants
            .filter_map(|entry| entry.goodwill.as_ref())
            .filter(|(row, _)| row.state == GoodwillState::Pending)
    }

    /// How whoever complained is reached, in full and masked.
    pub fn reach(&self) -> Option<(Pii<String>, String)> {
        if let Some(phone) = &self.phone {
            let phone = phone.expose();
            return Some((Pii::new(phone.grouped()), phone.masked()));
        }
        let phone = Phone::parse(&self.reporter.phone).ok();
        let email = Email::parse(&self.reporter.email).ok();
        let phone = phone.map(|phone| (phone.grouped(), phone.masked()));
        let email = email.map(|email| (email.canonical().to_owned(), email.masked()));
        let (full, masked): (Vec<String>, Vec<String>) = phone.into_iter().chain(email).unzip();
        (!full.is_empty()).then(|| (Pii::new(full.join(" / ")), masked.join(" / ")))
    }

    pub fn person(&self, id: Option<StaffId>) -> Option<&str> {
        self.people.get(&id?).map(String::as_str)
    }
}
