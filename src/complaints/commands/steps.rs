//! From the first call to the resolution.

use chrono::{Days, NaiveDate};
use diesel::dsl::max;
use diesel::prelude::*;
use uuid::Uuid;

use super::{Case, letters, tasks};
use crate::access::Actor;
use crate::complaints::model::{
    COMPLAINT, DECISION, EFFECT, EntryData, EntryKind, MEASURES, SolutionRow, VISIT_REF, approver_level,
};
use crate::complaints::queries;
use crate::complaints::rules::{Action, Clock, ContactChannel, ContactOutcome, Department, may_decide};
use crate::platform::db::{Subject, Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::complaint_solutions as solutions;
use crate::values::fault::Fault;
use crate::values::ids::{ComplaintId, StaffId, VehicleId};
use crate::values::money::Fen;

/// Makes the actor the owner.
pub fn take_over(tx: &mut Tx<'_>, id: ComplaintId) -> Result<(), Error> {
    let me = tx.actor()?.id;
    assign(tx, &[id], me, None).map(drop)
}

/// Gives complaints to one person; each keeps its own lock, stamp and audit entry. Returns who had them before.
///
/// A complaint that somebody else works on is handed over with a reason, in bulk as well as singly.
pub fn assign(
    tx: &mut Tx<'_>,
    ids: &[ComplaintId],
    to: StaffId,
    reason: Option<&str>,
) -> Result<Vec<(ComplaintId, Option<StaffId>)>, Error> {
    let actor = tx.actor()?.clone();
    if !queries::is_worker(tx.conn, actor.store, to)? {
        return Err(Error::field("owner_id", Fault::Choice));
    }
    // Always in the same order, so that two bulk actions can't wait for each other.
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut before = Vec::with_capacity(ids.len());
    for id in ids {
        let mut case = Case::lock(tx, id)?;
        case.must_be_open()?;
        let had = case.row.owner_id;
        if had == Some(to) {
            continue;
        }
        let taken_from_another = had.is_some_and(|had| had != actor.id);
        if taken_from_another && to != actor.id && reason.is_none() {
            return Err(Error::field("reason", Fault::Required));
        }
        before.push((id, had));
        give(tx, &mut case, Some(to), reason)?;
    }
    if before.is_empty() {
        tx.record_general("complaints.assign", &[])?;
    }
    Ok(before)
}

/// Gives one locked complaint to somebody, or back to nobody.
pub(in crate::complaints) fn give(
    tx: &mut Tx<'_>,
    case: &mut Case,
    to: Option<StaffId>,
    reason: Option<&str>,
) -> Result<(), Error> {
    let told = EntryData {
        staff: to,
        ..EntryData::default()
    };
    case.row.owner_id = to;
    case.save(tx)?;
    case.stamp(tx, EntryKind::Assigned, reason, &told)?;
    tasks::hand_over(tx, case)?;
    match reason {
        Some(reason) => tx.record_because("complaints.assign", case.subject(), reason),
        None => tx.record("complaints.assign", case.subject(), &["owner_id"]),
    }
}

/// A contact with the customer.
#[derive(Clone, Debug)]
pub struct Contact {
    pub channel: ContactChannel,
    pub outcome: ContactOutcome,
    pub body: String,
}

/// Logs a contact. One that reached the customer stops the contact clock; who makes it owns a complaint without owner.
pub fn contact(tx: &mut Tx<'_>, id: ComplaintId, contact: &Contact) -> Result<(), Error> {
    let me = tx.actor()?.id;
    let mut case = Case::lock(tx, id)?;
    case.must_be_open()?;
    if contact.outcome.reached() {
        case.step(Action::Contact)?;
        case.answered(tx.now);
    }
    case.row.owner_id = case.row.owner_id.or(Some(me));
    case.save(tx)?;
    let told = EntryData {
        channel: Some(contact.channel.code().to_owned()),
        outcome: Some(contact.outcome.code().to_owned()),
        ..EntryData::default()
    };
    case.stamp(tx, EntryKind::Contact, Some(&contact.body), &told)?;
    tasks::after_contact(tx, &case, contact)?;
    tx.record("complaints.contact", case.subject(), &["contacts"])
}

/// Logs a mail to the customer and sends it.
pub fn contact_by_mail(tx: &mut Tx<'_>, id: ComplaintId, new: &Contact) -> Result<(), Error> {
    contact(tx, id, new)?;
    let case = Case::lock(tx, id)?;
    letters::tell(tx, &case, "complaint.progress", &new.body, "tell")
}

/// Adds an internal note: it stops no clock. Notes may be added to an ended complaint too.
pub fn add_note(tx: &mut Tx<'_>, id: ComplaintId, body: &str) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    case.stamp(tx, EntryKind::Note, Some(body), &EntryData::default())?;
    case.save(tx)?;
    tx.record("complaints.note", case.subject(), &["notes"])
}

/// Puts photos or papers that were kept onto the timeline.
pub fn note_files(tx: &mut Tx<'_>, id: ComplaintId, files: Vec<Uuid>, body: Option<&str>) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    let told = EntryData {
        files,
        ..EntryData::default()
    };
    case.stamp(tx, EntryKind::Note, body, &told)?;
    case.save(tx)?;
    tx.record("complaints.attach", case.subject(), &["attachments"])
}

/// Begins the investigation; who begins it owns a complaint without owner.
pub fn investigate(
    tx: &mut Tx<'_>,
    id: ComplaintId,
    department: Department,
    responsible: Option<StaffId>,
    plan: Option<&str>,
) -> Result<(), Error> {
    let actor = tx.actor()?.clone();
    let mut case = Case::lock(tx, id)?;
    case.step(Action::Investigate)?;
    answerable(tx, &actor, responsible)?;
    case.row.owner_id = case.row.owner_id.or(Some(actor.id));
    case.row.department = Some(department);
    case.row.responsible_id = responsible;
    case.save(tx)?;
    let told = EntryData {
        to: Some(department.code().to_owned()),
        staff: responsible,
        ..EntryData::default()
    };
    case.stamp(tx, EntryKind::Investigating, plan, &told)?;
    tasks::hand_over(tx, &case)?;
    tx.record(
        "complaints.investigate",
        case.subject(),
        &["state", "department", "responsible_id"],
    )
}

/// What may be corrected about a complaint while it is open.
#[derive(Clone, Debug)]
pub struct Details {
    pub lock_version: i32,
    pub category: String,
    pub department: Option<Department>,
    pub responsible: Option<StaffId>,
    pub visit_ref: Option<String>,
    pub room: Option<String>,
    pub attendant: Option<StaffId>,
    /// One of the customer's.
    pub vehicle: Option<VehicleId>,
}

pub fn set_details(tx: &mut Tx<'_>, id: ComplaintId, new: &Details) -> Result<(), Error> {
    let actor = tx.actor()?.clone();
    let mut case = Case::lock(tx, id)?;
    case.must_be_open()?;
    still_fresh(usize::from(case.row.lock_version == new.lock_version))?;
    // A category that was retired since stays with the complaints it has.
    if new.category != case.row.category && !queries::is_category(tx.conn, &new.category)? {
        return Err(Error::field("category", Fault::Choice));
    }
    answerable(tx, &actor, new.responsible)?;
    if let Some(attendant) = new.attendant.filter(|_| new.attendant != case.row.attendant_id)
        && !queries::is_colleague(tx.conn, actor.store, attendant)?
    {
        return Err(Error::field("attendant_id", Fault::Choice));
    }
    if let Some(vehicle) = new.vehicle.filter(|_| new.vehicle != case.row.vehicle_id)
        && !queries::belongs(tx.conn, vehicle, case.row.customer_id)?
    {
        return Err(Error::field("vehicle_id", Fault::Choice));
    }
    case.row.attendant_id = new.attendant;
    case.row.vehicle_id = new.vehicle;
    case.row.category.clone_from(&new.category);
    case.row.department = new.department;
    case.row.responsible_id = new.responsible;
    case.row.room.clone_from(&new.room);
    case.row.visit_ref_sealed = tx.vault().seal_opt(VISIT_REF, id.uuid(), new.visit_ref.as_deref())?;
    case.save(tx)?;
    case.stamp(tx, EntryKind::Details, None, &EntryData::default())?;
    let fields = [
        "category",
        "department",
        "responsible_id",
        "visit_ref",
        "room",
        "attendant_id",
        "vehicle_id",
    ];
    tx.record("complaints.update", case.subject(), &fields)
}

/// A person who has to answer works in the same store.
fn answerable(tx: &mut Tx<'_>, actor: &Actor, person: Option<StaffId>) -> Result<(), Error> {
    match person {
        Some(person) if !queries::is_colleague(tx.conn, actor.store, person)? => {
            Err(Error::field("responsible_id", Fault::Choice))
        }
        _ => Ok(()),
    }
}

/// Why it happened.
#[derive(Clone, Debug)]
pub struct RootCause {
    pub lock_version: i32,
    /// Code of a leaf of the tree.
    pub cause: String,
    /// One to five answers to "why?", the first first.
    pub whys: Vec<String>,
}

/// Keeps the root cause. A cause that keeps coming back opens a corrective action.
pub fn set_cause(tx: &mut Tx<'_>, id: ComplaintId, new: &RootCause) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    case.must_be_open()?;
    still_fresh(usize::from(case.row.lock_version == new.lock_version))?;
    let changed = case.row.cause.as_deref() != Some(&new.cause);
    if changed && !queries::is_cause(tx.conn, &new.cause)? {
        return Err(Error::field("cause", Fault::Choice));
    }
    case.row.cause = Some(new.cause.clone());
    if changed {
        case.row.cause_at = Some(tx.now);
    }
    case.save(tx)?;
    let told = EntryData {
        to: Some(new.cause.clone()),
        ..EntryData::default()
    };
    case.stamp(tx, EntryKind::Cause, Some(&new.whys.join("\n")), &told)?;
    if changed {
        super::corrective::watch_for_repetition(tx, &case, &new.cause)?;
    }
    tx.record("complaints.cause", case.subject(), &["cause", "whys"])
}

/// A solution to be approved.
#[derive(Clone, Debug)]
pub struct NewSolution {
    pub measures: String,
    pub effect: String,
    pub deadline: NaiveDate,
    pub cost: Fen,
}

/// A solution is carried out within so many days.
const LATEST: u32 = 365;

/// Proposes a solution: the proposal clock stops, somebody else decides.
pub fn propose(tx: &mut Tx<'_>, id: ComplaintId, new: &NewSolution) -> Result<(), Error> {
    let author = tx.actor()?.id;
    let mut case = Case::lock(tx, id)?;
    case.step(Action::Propose)?;
    if new.deadline < times::day_of(tx.now) {
        return Err(Error::field("deadline_on", Fault::DateInPast));
    }
    if new.deadline > times::day_of(tx.now) + Days::new(LATEST.into()) {
        return Err(Error::field("deadline_on", Fault::DateTooLate { days: LATEST }));
    }
    case.round.proposed_at = Some(tx.now);
    let last: Option<i16> = solutions::table
        .filter(solutions::complaint_id.eq(id))
        .select(max(solutions::version))
        .first(tx.conn)?;
    let solution = Uuid::now_v7();
    let row = SolutionRow {
        id: solution,
        complaint_id: id,
        round: case.row.round,
        version: last.unwrap_or_default() + 1,
        measures_sealed: tx.vault().seal(MEASURES, solution, &new.measures)?,
        effect_sealed: tx.vault().seal(EFFECT, solution, &new.effect)?,
        deadline_on: new.deadline,
        cost_fen: new.cost.fen(),
        author_id: author,
        proposed_at: tx.now,
        decision: None,
        decided_by: None,
        decided_at: None,
        reason_sealed: None,
    };
    diesel::insert_into(solutions::table).values(row).execute(tx.conn)?;
    case.save(tx)?;
    case.stamp_with(
        tx,
        EntryKind::Proposed,
        None,
        &EntryData::default(),
        Some(solution),
        None,
    )?;
    tasks::stopped(tx, &case, Clock::Proposal)?;
    tx.record("complaints.propose", case.subject(), &["state", "solution"])
}

/// Approves or rejects the solution that waits. A rejected one goes back, and the proposal clock runs on.
pub fn decide(tx: &mut Tx<'_>, id: ComplaintId, approve: bool, reason: Option<&str>) -> Result<(), Error> {
    let actor = tx.actor()?.clone();
    let mut case = Case::lock(tx, id)?;
    case.step(if approve { Action::Approve } else { Action::Reject })?;
    let solution = queries::waiting_solution(tx.conn, id)?.ok_or(Error::WrongState)?;
    let (is_author, cost) = (solution.author_id == actor.id, Fen::new(solution.cost_fen));
    if !may_decide(approver_level(&actor), is_author, cost, &case.limits) {
        return Err(Error::field("decision", Fault::Choice));
    }
    if !approve {
        case.round.proposed_at = None;
    }
    diesel::update(solutions::table.find(solution.id))
        .set((
            solutions::decision.eq(if approve { "approved" } else { "rejected" }),
            solutions::decided_by.eq(actor.id),
            solutions::decided_at.eq(tx.now),
            solutions::reason_sealed.eq(tx.vault().seal_opt(DECISION, solution.id, reason)?),
        ))
        .execute(tx.conn)?;
    case.save(tx)?;
    let (kind, action) = if approve {
        (EntryKind::Approved, "complaints.approve")
    } else {
        (EntryKind::Rejected, "complaints.reject")
    };
    case.stamp_with(tx, kind, reason, &EntryData::default(), Some(solution.id), None)?;
    tx.record(action, case.subject(), &["state", "solution"])
}

/// Its author takes the solution back before anybody decided: it goes back, and the proposal clock runs on.
pub fn take_back(tx: &mut Tx<'_>, id: ComplaintId) -> Result<(), Error> {
    let me = tx.actor()?.id;
    let mut case = Case::lock(tx, id)?;
    case.step(Action::Reject)?;
    let solution = queries::waiting_solution(tx.conn, id)?
        .filter(|solution| solution.author_id == me)
        .ok_or(Error::WrongState)?;
    case.round.proposed_at = None;
    drop_waiting_solution(tx, id)?;
    case.save(tx)?;
    case.stamp_with(
        tx,
        EntryKind::TakenBack,
        None,
        &EntryData::default(),
        Some(solution.id),
        None,
    )?;
    tx.record("complaints.undo", case.subject(), &["state", "solution"])
}

/// Drops a solution that nobody will decide about any more.
pub(super) fn drop_waiting_solution(tx: &mut Tx<'_>, id: ComplaintId) -> Result<(), Error> {
    diesel::update(
        solutions::table
            .filter(solutions::complaint_id.eq(id))
            .filter(solutions::decision.is_null()),
    )
    .set((solutions::decision.eq("dropped"), solutions::decided_at.eq(tx.now)))
    .execute(tx.conn)?;
    Ok(())
}

/// Begins to carry out what was approved.
pub fn execute(tx: &mut Tx<'_>, id: ComplaintId, note: Option<&str>) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    case.step(Action::Execute)?;
    case.save(tx)?;
    case.stamp(tx, EntryKind::Executing, note, &EntryData::default())?;
    tx.record("complaints.execute", Subject::new(COMPLAINT, id), &["state"])
}

/// Says what was done and that the customer knows: the resolution clock stops, the call-back clock starts.
pub fn resolve(tx: &mut Tx<'_>, id: ComplaintId, outcome: &str) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    case.step(Action::Resolve)?;
    super::upkeep::end_pause(tx, &mut case)?;
    case.round.resolved_at = Some(tx.now);
    case.round.report_due_at = None;
    case.save(tx)?;
    case.stamp(tx, EntryKind::Resolved, Some(outcome), &EntryData::default())?;
    tasks::await_call_back(tx, &case)?;
    tx.record("complaints.resolve", case.subject(), &["state"])
}

/// As [`resolve`], and writes to the customer.
pub fn resolve_telling(tx: &mut Tx<'_>, id: ComplaintId, outcome: &str, letter: &str) -> Result<(), Error> {
    resolve(tx, id, outcome)?;
    let mut case = Case::lock(tx, id)?;
    letters::tell(tx, &case, "complaint.resolved", letter, "letter")?;
    case.round.last_contact_at = Some(tx.now);
    case.save(tx)?;
    let told = EntryData {
        channel: Some(ContactChannel::Email.code().to_owned()),
        outcome: Some(ContactOutcome::Sent.code().to_owned()),
        ..EntryData::default()
    };
    case.stamp(tx, EntryKind::Contact, Some(letter), &told).map(drop)
}
