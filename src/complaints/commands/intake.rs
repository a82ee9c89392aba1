//! A complaint comes in.

use chrono::{DateTime, Utc};

use super::{Case, tasks};
use crate::complaints::model::{
    COMPLAINT, ComplaintRow, EntryData, EntryKind, FACTS, PREFIX, REPORTER, Reporter, VISIT_REF,
};
use crate::complaints::queries;
use crate::complaints::rules::{Channel, Clocks, Department, Severity, State};
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::platform::numbers;
use crate::values::fault::Fault;
use crate::values::ids::{ComplaintId, CustomerId, StaffId, StoreId, VehicleId};

/// What is known when a complaint is recorded.
#[derive(Clone, Debug)]
pub struct NewComplaint {
    pub store: StoreId,
    pub customer: Option<CustomerId>,
    pub vehicle: Option<VehicleId>,
    pub reporter: Reporter,
    pub channel: Channel,
    /// Code of a term.
    pub category: String,
    pub severity: Severity,
    /// The customer's own words.
    pub facts: String,
    pub room: Option<String>,
    pub attendant: Option<StaffId>,
    pub visit_ref: Option<String>,
    pub department: Option<Department>,
    pub owner: Option<StaffId>,
    pub received_at: DateTime<Utc>,
}

/// Records a complaint: its clocks run from receipt.
pub fn record(tx: &mut Tx<'_>, new: &NewComplaint) -> Result<ComplaintId, Error> {
    if !queries::is_category(tx.conn, &new.category)? {
        return Err(Error::field("category", Fault::Choice));
    }
    let id = ComplaintId::new();
    let by = tx.actor().ok().map(|actor| actor.id);
    let reporter = if new.reporter == Reporter::default() {
        None
    } else {
        Some(serde_json::to_string(&new.reporter).map_err(Error::internal)?)
    };
    let row = ComplaintRow {
        id,
        store_id: new.store,
        number: next_number(tx, new.store, PREFIX)?,
        customer_id: new.customer,
        vehicle_id: new.vehicle,
        reporter_sealed: tx.vault().seal_opt(REPORTER, id.uuid(), reporter.as_deref())?,
        channel: new.channel,
        category: new.category.clone(),
        severity: new.severity,
        state: State::Received,
        facts_sealed: tx.vault().seal(FACTS, id.uuid(), &new.facts)?,
        room: new.room.clone(),
        attendant_id: new.attendant,
        visit_ref_sealed: tx.vault().seal_opt(VISIT_REF, id.uuid(), new.visit_ref.as_deref())?,
        owner_id: new.owner,
        department: new.department,
        responsible_id: None,
        cause: None,
        cause_at: None,
        received_at: new.received_at,
        created_by: by,
        created_at: tx.now,
        round: 1,
        due_at: None,
        queue_at: new.received_at,
        escalate_at: None,
        escalation: 0,
        ended_at: None,
        merged_into: None,
        split_from: None,
        lock_version: 0,
    };
    let limits = queries::limits(tx.conn, new.store)?;
    let mut case = Case::fresh(row, &Clocks::received(new.severity, new.received_at), limits);
    case.insert(tx)?;
    let told = EntryData {
        channel: Some(new.channel.code().to_owned()),
        ..EntryData::default()
    };
    case.stamp(tx, EntryKind::Received, None, &told)?;
    super::upkeep::tell_of_crisis(tx, &case)?;
    tasks::await_contact(tx, &case)?;
    tx.record(
        "complaints.create",
        Subject::new(COMPLAINT, id),
        &["facts", "category", "severity"],
    )?;
    Ok(id)
}

/// The next number of a series of this store, such as `TS20261122-0007`.
pub(super) fn next_number(tx: &mut Tx<'_>, store: StoreId, prefix: &str) -> Result<String, Error> {
    let day = queries::store_day(tx.conn, store, tx.now)?;
    numbers::next(tx, store, prefix, day)
}
