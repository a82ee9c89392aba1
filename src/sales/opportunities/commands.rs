//! Writes of opportunities. Each locks the row, asks the rule, changes, stamps, records and tells open pages.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::model::{
    ASKED_AGAIN, ASKED_ALERT, DECIDE_LOSS, DRIVEN_ELSEWHERE, FOLLOW_UP, FollowUpRow, LOSS_ANSWER, LOSS_NOTE, LossRow,
    Move, NEEDS, NOTE, NewFollowUp, NewLoss, NewOpportunity, OpportunityRow, Particulars, SIGN, STAMP, Together,
};
use super::queries;
use super::rules::{Gap, Known};
use crate::access::{Permission, Role};
use crate::customers::commands::{Grant, Revealed, count_reveal, end_grants, follow_owner, grant};
use crate::customers::model::subject as customer_subject;
use crate::customers::queries as customers;
use crate::customers::rules::RevealReason;
use crate::followups::commands as tasks;
use crate::followups::model::NewTask;
use crate::platform::db::{Author, SeeOther, Tx};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::times;
use crate::platform::vault::Pii;
use crate::platform::{numbers, undo};
use crate::sales::clock::commands as clock;
use crate::sales::clock::model::How;
use crate::sales::model::{BOARD, PREFIX, opportunity as subject};
use crate::sales::quotes::model::REPLY;
use crate::sales::rules::{FollowUpKind, FollowUpOutcome, Level, LossReason, Rhythm, Stage, StageAction, stage};
use crate::sales::test_drives::commands::give_up_booked;
use crate::schema::{follow_ups, loss_proposals, opportunities, opportunity_stamps};
use crate::staff::hours::calendar;
use crate::staff::queries as people;
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, FollowUpId, LeadId, LossProposalId, OpportunityId, StaffId, StoreId};

/// What the customer's record is open to their consultant for.
const GRANT: &str = "opportunity";
/// Changes to several cards, to be taken back.
pub const TOGETHER: &str = "sales.together";

/// Why a booked drive is given up once its opportunity has ended.
const WHEN_LOST: &str = "商机已战败，试驾预约自动取消";
const WHEN_DELIVERED: &str = "已交车，试驾预约自动取消";

/// A locked opportunity, with the leads it came from.
pub struct Case {
    pub row: OpportunityRow,
    leads: Vec<LeadId>,
}

impl Case {
    /// Locks an opportunity that the author may see; the same answer for one they may not and for none.
    pub fn lock(tx: &mut Tx<'_>, id: OpportunityId) -> Result<Self, Error> {
        let case = Self::lock_unseen(tx, id)?;
        if let Author::Person { actor, .. } = tx.author().clone() {
            queries::is_visible(tx.conn, &actor, id)?;
        }
        Ok(case)
    }

    /// Locks an opportunity for whoever need not see it: a job, another part of sales that looked already.
    pub fn lock_unseen(tx: &mut Tx<'_>, id: OpportunityId) -> Result<Self, Error> {
        let leads = queries::hold_leads(tx.conn, id)?;
        let row = opportunities::table
            .find(id)
            .select(OpportunityRow::as_select())
            .for_update()
            .first(tx.conn)?;
        Ok(Self { row, leads })
    }

    pub fn id(&self) -> OpportunityId {
        self.row.id
    }

    fn on_board(&self) -> Result<(), Error> {
        if self.row.stage.is_on_board() {
            Ok(())
        } else {
            Err(Error::WrongState)
        }
    }

    fn seen(&self, lock_version: i32) -> Result<(), Error> {
        if self.row.lock_version == lock_version {
            Ok(())
        } else {
            Err(Error::Stale)
        }
    }

    /// Takes the step if the stage allows it.
    fn step(&mut self, tx: &Tx<'_>, action: StageAction) -> Result<Stage, Error> {
        let to = stage::after(self.row.stage, action).map_err(|_| Error::WrongState)?;
        self.row.stage = to;
        if to.is_open() {
            self.row.closed_at = None;
        } else {
            self.row.closed_at = Some(tx.now);
            self.row.next_at = None;
        }
        Ok(to)
    }

    /// Writes it back and tells open pages.
    fn save(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        self.row.lock_version += 1;
        diesel::update(opportunities::table.find(self.row.id))
            .set(&self.row)
            .execute(tx.conn)?;
        tx.notify(BOARD, self.row.store_id)
    }

    /// Keeps who did what when.
    fn stamp(&self, tx: &mut Tx<'_>, action: &str, note: Option<&str>) -> Result<(), Error> {
        stamp(tx, self.row.id, self.row.stage, action, note)
    }

    /// Nothing more is asked of the leads it came from.
    fn stop_clocks(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        self.leads.iter().try_for_each(|lead| clock::ended(tx, *lead))
    }

    /// It is lost: whoever had it sees the customer no longer for its sake.
    fn let_go(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        end_grants(tx, self.row.id)?;
        tasks::cancel_task(tx, subject(self.row.id), SIGN)?;
        self.wind_up(tx, WHEN_LOST)?;
        self.leads.iter().try_for_each(|lead| end_grants(tx, *lead))?;
        self.stop_clocks(tx)
    }

    /// It has ended: drives that are booked for it are given up, and nobody owes an answer about its quotes any more.
    fn wind_up(&self, tx: &mut Tx<'_>, why: &str) -> Result<(), Error> {
        give_up_booked(tx, self.row.id, why)?;
        let another = queries::open_of_customer(tx.conn, self.row.store_id, self.row.customer_id)?
            .is_some_and(|(open, _)| open != self.row.id);
        if another {
            return Ok(());
        }
        tasks::cancel_task(tx, customer_subject(self.row.customer_id), REPLY)
    }

    /// What was left undone is asked for again.
    fn revive_clocks(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        self.leads.iter().try_for_each(|lead| clock::started(tx, *lead))
    }

    /// The task of following up, moved to when that is due; none once there is nothing to follow up.
    fn plan(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        if !self.row.stage.is_open() {
            tasks::cancel_task(tx, subject(self.row.id), ASKED_AGAIN)?;
            tasks::cancel_task(tx, subject(self.row.id), ASKED_ALERT)?;
        }
        let Some(due_at) = self.row.next_at.filter(|_| self.row.stage.is_on_board()) else {
            return tasks::cancel_task(tx, subject(self.row.id), FOLLOW_UP);
        };
        let task = NewTask {
            store: self.row.store_id,
            kind: FOLLOW_UP,
            subject: subject(self.row.id),
            customer: Some(self.row.customer_id),
            owner: self.row.owner_id,
            role: self.row.owner_id.is_none().then_some(Role::SalesManager),
            started_at: tx.now,
            due_at,
            title: format!("商机跟进 {}", self.row.number),
        };
        tasks::open_task(tx, task).map(drop)
    }

    /// What is known of it, with what happened elsewhere in sales.
    fn known(&self, tx: &mut Tx<'_>) -> Result<Known, Error> {
        let (driven, quoted) = queries::happened(tx.conn, self.row.id)?;
        Ok(Known {
            driven,
            quoted,
            ..Known::of(&self.row)
        })
    }

    /// They were here: that is a contact, whatever it leads to.
    fn met(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        self.row.last_contact_at = Some(tx.now);
        let how = How::followed_up(FollowUpKind::Visit, FollowUpOutcome::Met);
        self.leads.iter().try_for_each(|lead| clock::contacted(tx, *lead, how))
    }
}

/// Keeps who did what to an opportunity when, and at which stage it was.
pub fn stamp(
    tx: &mut Tx<'_>,
    opportunity: OpportunityId,
    stage: Stage,
    action: &str,
    note: Option<&str>,
) -> Result<(), Error> {
    let id = Uuid::now_v7();
    let staff = tx.actor().ok().map(|actor| actor.id);
    let note = note.filter(|note| !note.is_empty());
    diesel::insert_into(opportunity_stamps::table)
        .values((
            opportunity_stamps::id.eq(id),
            opportunity_stamps::opportunity_id.eq(opportunity),
            opportunity_stamps::action.eq(action),
            opportunity_stamps::stage.eq(stage),
            opportunity_stamps::staff_id.eq(staff),
            opportunity_stamps::note_sealed.eq(tx.vault().seal_opt(STAMP, id, note)?),
            opportunity_stamps::at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The customer wrote about a quote: it stands in the timeline with their words, and open pages show it.
pub fn customer_said(tx: &mut Tx<'_>, id: OpportunityId, action: &str, words: &str) -> Result<(), Error> {
    let (store, stage): (StoreId, Stage) = opportunities::table
        .find(id)
        .select((opportunities::store_id, opportunities::stage))
        .first(tx.conn)?;
    stamp(tx, id, stage, action, Some(words))?;
    tx.notify(BOARD, store)
}

/// Lets the consultant see whom they sell to.
fn let_see(tx: &mut Tx<'_>, row: &OpportunityRow) -> Result<(), Error> {
    let Some(staff) = row.owner_id else {
        return Ok(());
    };
    grant(
        tx,
        Grant {
            customer: row.customer_id,
            staff,
            reason: GRANT,
            source: row.id.uuid(),
            until: None,
        },
    )
}

/// Opens an opportunity. Whoever calls has looked whether the author may see the customer.
pub fn open(tx: &mut Tx<'_>, new: NewOpportunity) -> Result<OpportunityId, Error> {
    let id = OpportunityId::new();
    let settings = queries::limits(tx.conn, new.store)?;
    let needs = if new.needs.is_empty() {
        None
    } else {
        Some(serde_json::to_string(&new.needs).map_err(Error::internal)?)
    };
    let row = OpportunityRow {
        id,
        store_id: new.store,
        number: numbers::next(tx, new.store, PREFIX, times::day_of(tx.now))?,
        customer_id: new.customer,
        lead_id: new.lead,
        owner_id: new.owner,
        stage: if new.contacted_at.is_some() {
            Stage::Contacted
        } else {
            Stage::New
        },
        level: new.level,
        model_id: new.model_id,
        model: new.model,
        colour: new.colour,
        expected_on: new.expected_on,
        source_id: new.source,
        needs_sealed: tx.vault().seal_opt(NEEDS, id.uuid(), needs.as_deref())?,
        competitor: new.competitor,
        next_at: Some(new.next_at.unwrap_or_else(|| settings.rhythm().next(new.level, tx.now))),
        last_contact_at: new.contacted_at,
        nurture_from: tx.now,
        be_backs: 0,
        pool_since: None,
        lost_because: None,
        lost_to: String::new(),
        lost_at_stage: None,
        created_by: tx.actor().ok().map(|actor| actor.id),
        created_at: tx.now,
        closed_at: None,
        lock_version: 0,
    };
    diesel::insert_into(opportunities::table)
        .values(&row)
        .execute(tx.conn)?;
    // Whoever opens it from a lead holds that lead.
    let case = Case { row, leads: Vec::new() };
    case.stamp(tx, "open", None)?;
    if new.contacted_at.is_some() {
        case.stamp(tx, StageAction::Contacted.code(), None)?;
    }
    let_see(tx, &case.row)?;
    case.plan(tx)?;
    tx.record("sales.open_opportunity", subject(id), &["stage"])?;
    tx.notify(BOARD, case.row.store_id)?;
    Ok(id)
}

/// Says of an opportunity that was just opened how serious it is, and when to follow up first.
pub fn set_out(tx: &mut Tx<'_>, id: OpportunityId, level: Option<Level>, next_at: DateTime<Utc>) -> Result<(), Error> {
    let mut case = Case::lock_unseen(tx, id)?;
    let settings = queries::limits(tx.conn, case.row.store_id)?;
    case.row.level = level.or(case.row.level);
    case.row.next_at = Some(next(
        tx.now,
        Some(next_at),
        level,
        settings.rhythm(),
        settings.farthest,
    )?);
    case.save(tx)?;
    case.plan(tx)
}

/// Moves an opportunity on because of what happened elsewhere in sales, as far as what is known of it allows; a fact that it
/// is past already changes nothing.
/// The caller has looked whether the author may see it. The reason is kept sealed.
pub fn advance(tx: &mut Tx<'_>, id: OpportunityId, action: StageAction, why: Option<&str>) -> Result<Stage, Error> {
    let mut case = Case::lock_unseen(tx, id)?;
    let from = case.row.stage;
    let drove = action == StageAction::TestDriven;
    if drove {
        case.met(tx)?;
    }
    let action = match action.reaches().filter(|_| from.is_on_board()) {
        Some(wanted) => {
            let known = case.known(tx)?;
            let known = Known {
                driven: known.driven || drove,
                quoted: known.quoted || action == StageAction::Quoted,
                ..known
            };
            match StageAction::moving(from, known.reach(from, wanted)) {
                Some(action) => action,
                None if drove => {
                    case.save(tx)?;
                    return Ok(from);
                }
                None => return Ok(from),
            }
        }
        None => action,
    };
    if action == StageAction::Lost {
        case.row.lost_because = Some(LossReason::Other);
        case.row.lost_at_stage = Some(if from.is_on_board() { from } else { Stage::Quoted });
    }
    let to = case.step(tx, action)?;
    if to == from {
        return Ok(to);
    }
    if to == Stage::Ordered {
        tasks::finish_task(tx, subject(id), SIGN, "signed")?;
    }
    match to {
        Stage::Ordered => {
            case.row.next_at = None;
            case.stop_clocks(tx)?;
        }
        Stage::Lost => case.let_go(tx)?,
        Stage::Delivered => {
            case.stop_clocks(tx)?;
            case.wind_up(tx, WHEN_DELIVERED)?;
        }
        // The order fell through: somebody talks to them before long.
        Stage::Quoted if from == Stage::Ordered => {
            let rhythm = queries::limits(tx.conn, case.row.store_id)?.rhythm();
            case.row.next_at = Some(rhythm.next(case.row.level, tx.now));
            case.revive_clocks(tx)?;
            case.leads.iter().try_for_each(|lead| clock::restarted(tx, *lead))?;
        }
        _ => {}
    }
    case.save(tx)?;
    case.stamp(tx, action.code(), why)?;
    case.plan(tx)?;
    match why {
        Some(why) => tx.record_fields_because("sales.advance", subject(id), &["stage"], why)?,
        None => tx.record("sales.advance", subject(id), &["stage"])?,
    }
    Ok(to)
}

/// The customer agreed to a quote: whoever sells to them is asked to have the contract signed within an hour of opening time.
/// In the store that was a contact, too. The caller has looked whether the author may see it.
pub fn quote_agreed(tx: &mut Tx<'_>, id: OpportunityId, in_store: bool) -> Result<(), Error> {
    let mut case = Case::lock_unseen(tx, id)?;
    if in_store {
        case.met(tx)?;
        case.save(tx)?;
    }
    let row = &case.row;
    if row.stage.is_on_board() {
        let hours = calendar(tx.conn, row.store_id)?;
        let task = NewTask {
            store: row.store_id,
            kind: SIGN,
            subject: subject(id),
            customer: Some(row.customer_id),
            owner: row.owner_id,
            role: row.owner_id.is_none().then_some(Role::SalesManager),
            started_at: tx.now,
            due_at: hours
                .add(tx.now, TimeDelta::hours(1))
                .unwrap_or(tx.now + TimeDelta::days(1)),
            title: format!("客户已确认报价，请签订合同 {}", row.number),
        };
        tasks::open_task(tx, task)?;
    }
    tx.notify(BOARD, case.row.store_id)
}

/// Notes a follow-up, and plans the next one.
pub fn log(tx: &mut Tx<'_>, id: OpportunityId, new: NewFollowUp) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    case.on_board()?;
    note(tx, &mut case, new)?;
    case.save(tx)?;
    case.plan(tx)
}

/// As [`log`], of an opportunity that is saved and planned by the caller.
fn note(tx: &mut Tx<'_>, case: &mut Case, new: NewFollowUp) -> Result<(), Error> {
    if !new.outcome.fits(new.kind) {
        return Err(Error::field("outcome", Fault::Mismatch));
    }
    let settings = queries::limits(tx.conn, case.row.store_id)?;
    let level = new.level.or(case.row.level);
    let next_at = next(tx.now, new.next_at, level, settings.rhythm(), settings.farthest)?;
    let id = FollowUpId::new();
    let row = FollowUpRow {
        id,
        opportunity_id: case.row.id,
        kind: new.kind,
        outcome: new.outcome,
        note_sealed: tx.vault().seal(NOTE, id.uuid(), &new.note)?,
        due_at: case.row.next_at,
        next_at: Some(next_at),
        staff_id: tx.actor().ok().map(|actor| actor.id),
        at: tx.now,
    };
    diesel::insert_into(follow_ups::table).values(&row).execute(tx.conn)?;
    case.row.next_at = Some(next_at);
    case.row.level = level;
    if new.outcome.reached() {
        // What is nobody's stays in the pool until somebody takes it, however well a manager talked to them.
        case.row.last_contact_at = Some(tx.now);
        if case.row.stage == Stage::New {
            case.step(tx, StageAction::Contacted)?;
            case.stamp(tx, StageAction::Contacted.code(), None)?;
        }
    }
    let how = How::followed_up(new.kind, new.outcome);
    for lead in &case.leads {
        clock::contacted(tx, *lead, how)?;
    }
    tasks::finish_task(tx, subject(case.row.id), FOLLOW_UP, new.outcome.code())?;
    if new.outcome.reached() {
        tasks::finish_task(tx, subject(case.row.id), ASKED_AGAIN, new.outcome.code())?;
    }
    tx.record("sales.follow_up", subject(case.row.id), &["next_at", "level"])
}

/// When the next follow-up is due: as typed, not in the past and not out of sight; or by the rhythm.
fn next(
    now: DateTime<Utc>,
    typed: Option<DateTime<Utc>>,
    level: Option<Level>,
    rhythm: Rhythm,
    farthest: u32,
) -> Result<DateTime<Utc>, Error> {
    let Some(at) = typed else {
        return Ok(rhythm.next(level, now));
    };
    if at <= now {
        return Err(Error::field("next_at", Fault::DateInPast));
    }
    if at > now + TimeDelta::days(i64::from(farthest)) {
        return Err(Error::field("next_at", Fault::DateTooLate { days: farthest }));
    }
    Ok(at)
}

/// Moves an opportunity to another stage of the board; backwards only with a reason, forwards with what the stage needs.
pub fn move_to(tx: &mut Tx<'_>, id: OpportunityId, wanted: Move) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    case.on_board()?;
    case.seen(wanted.seen)?;
    let Some(action) = StageAction::moving(case.row.stage, wanted.to) else {
        return Err(Error::field("stage", Fault::Choice));
    };
    let back = matches!(action, StageAction::BackTo(_));
    if back && wanted.reason.is_none() {
        return Err(Error::field("reason", Fault::Required));
    }
    // Nobody leaves the first stage without having been spoken with.
    let first = !back && case.row.stage == Stage::New && case.row.last_contact_at.is_none();
    case.row.level = wanted.level.or(case.row.level);
    if let Some(model) = wanted.model.filter(|model| *model != case.row.model) {
        case.row.model = model;
        case.row.model_id = None;
    }
    if let Some(competitor) = wanted.competitor {
        case.row.competitor = competitor;
    }
    if !back {
        let mut known = case.known(tx)?;
        known.contacted |= wanted.said.is_some();
        known.driven |= wanted.elsewhere.is_some();
        let mut lacking: FieldErrors = known
            .gaps(wanted.to)
            .into_iter()
            .map(|gap| (field(gap).to_owned(), fault(gap)))
            .collect();
        if first && wanted.said.is_none() {
            lacking.insert(field(Gap::Contact).to_owned(), Fault::Required);
        }
        if !lacking.is_empty() {
            return Err(Error::Invalid(lacking));
        }
    }
    // Also where somebody else was first: nothing that was said is lost.
    if let Some(said) = wanted.said {
        let kind = wanted.kind.unwrap_or(FollowUpKind::Phone);
        let outcome = match kind {
            FollowUpKind::Phone => FollowUpOutcome::Answered,
            FollowUpKind::Visit => FollowUpOutcome::Met,
            // A message is no conversation.
            FollowUpKind::WeChat | FollowUpKind::Sms | FollowUpKind::Email => {
                return Err(Error::field("kind", Fault::Choice));
            }
        };
        let contact = NewFollowUp {
            kind,
            outcome,
            note: said,
            next_at: None,
            level: None,
        };
        note(tx, &mut case, contact)?;
    }
    if let Some(place) = wanted.elsewhere.filter(|_| !back) {
        case.stamp(tx, DRIVEN_ELSEWHERE, Some(&place))?;
    }
    // The first contact led to its stage already.
    if case.row.stage != wanted.to {
        case.step(tx, action)?;
        case.stamp(tx, action.code(), wanted.reason.as_deref())?;
    }
    case.save(tx)?;
    case.plan(tx)?;
    match wanted.reason {
        Some(why) => tx.record_fields_because("sales.move", subject(id), &["stage"], &why),
        None => tx.record("sales.move", subject(id), &["stage"]),
    }
}

/// The field of a form that fills a gap.
fn field(gap: Gap) -> &'static str {
    match gap {
        Gap::Level => "level",
        Gap::Model => "model",
        Gap::Competitor => "competitor",
        Gap::Expected => "expected_on",
        Gap::Needs => "who",
        Gap::Contact => "said",
        Gap::Drive => "elsewhere",
        Gap::Quote => "stage",
    }
}

/// A quote is given out elsewhere: no field fills that gap.
fn fault(gap: Gap) -> Fault {
    match gap {
        Gap::Quote => Fault::Mismatch,
        _ => Fault::Required,
    }
}

/// Writes down what is known of somebody's needs.
pub fn describe(tx: &mut Tx<'_>, id: OpportunityId, new: Particulars, seen: i32) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    case.on_board()?;
    case.seen(seen)?;
    let before = case.row.clone();
    // A day that has passed may stay, but nobody plans for one.
    if new.expected_on != before.expected_on && new.expected_on.is_some_and(|day| day < times::day_of(tx.now)) {
        return Err(Error::field("expected_on", Fault::DateInPast));
    }
    let vault = tx.vault().clone();
    let needs_before = queries::needs_of(&vault, id, before.needs_sealed.as_ref())?;
    case.row.level = new.level;
    if new.model != case.row.model {
        case.row.model = new.model;
        case.row.model_id = None;
    }
    case.row.colour = new.colour;
    case.row.expected_on = new.expected_on;
    case.row.competitor = new.competitor;
    if new.needs != needs_before {
        case.row.needs_sealed = if new.needs.is_empty() {
            None
        } else {
            let json = serde_json::to_string(&new.needs).map_err(Error::internal)?;
            Some(vault.seal(NEEDS, id.uuid(), &json)?)
        };
    }
    // What the stage that was reached needs is not taken away again.
    let lost = Known::of(&case.row).gaps(case.row.stage);
    if let Some(gap) = lost
        .into_iter()
        .find(|gap| !Known::of(&before).gaps(before.stage).contains(gap))
    {
        return Err(Error::field(field(gap), Fault::Required));
    }
    let changed: Vec<&str> = [
        ("level", before.level != case.row.level),
        ("model", before.model != case.row.model),
        ("colour", before.colour != case.row.colour),
        ("expected_on", before.expected_on != case.row.expected_on),
        ("competitor", before.competitor != case.row.competitor),
        ("needs", new.needs != needs_before),
    ]
    .into_iter()
    .filter(|(_, changed)| *changed)
    .map(|(name, _)| name)
    .collect();
    case.save(tx)?;
    case.stamp(tx, "describe", None)?;
    case.plan(tx)?;
    tx.record("sales.describe", subject(id), &changed)
}

/// From whom something goes to whom, and why: what its timeline keeps.
pub fn handed(
    tx: &mut Tx<'_>,
    from: Option<StaffId>,
    to: Option<StaffId>,
    reason: Option<&str>,
) -> Result<String, Error> {
    let names = people::names(tx.conn, from.into_iter().chain(to))?;
    let name = |id: Option<StaffId>| id.and_then(|id| names.get(&id)).map_or("—", String::as_str);
    let way = format!("{} → {}", name(from), name(to));
    Ok(match reason {
        Some(reason) => format!("{way}\n{reason}"),
        None => way,
    })
}

/// Shows the customer's numbers in full, on record and so many times a day.
pub fn reveal(tx: &mut Tx<'_>, id: OpportunityId) -> Result<Revealed, Error> {
    let (actor, vault) = (tx.actor()?.clone(), tx.vault().clone());
    queries::is_visible(tx.conn, &actor, id)?;
    let customer: CustomerId = opportunities::table
        .find(id)
        .select(opportunities::customer_id)
        .first(tx.conn)?;
    let phones = customers::phones(tx.conn, &vault, customer)?;
    let masked = phones.first().ok_or(Error::NotFound)?.masked();
    let whole: Vec<String> = phones.iter().map(|phone| phone.grouped()).collect();
    let looks = count_reveal(tx)?;
    tx.record_fields_because(
        "customers.reveal",
        customer_subject(customer),
        &["phones"],
        RevealReason::Contact.code(),
    )?;
    tx.record("sales.reveal", subject(id), &["phone"])?;
    Ok(Revealed {
        text: Pii::new(whole.join(" / ")),
        masked,
        looks,
    })
}

/// Gives an opportunity to somebody; they see the customer from now on, and whoever had it no longer does for its sake.
pub fn give(tx: &mut Tx<'_>, id: OpportunityId, to: StaffId, reason: &str) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    if !case.row.stage.is_open() {
        return Err(Error::WrongState);
    }
    must_sell(tx, &case.row, to)?;
    let way = handed(tx, case.row.owner_id, Some(to), Some(reason))?;
    hand(tx, &mut case, Some(to))?;
    case.save(tx)?;
    case.stamp(tx, "give", Some(&way))?;
    case.plan(tx)?;
    tx.record_fields_because("sales.give", subject(id), &["owner_id"], reason)
}

fn must_sell(tx: &mut Tx<'_>, row: &OpportunityRow, to: StaffId) -> Result<(), Error> {
    let all = people::colleagues_who_may(tx.conn, row.store_id, Permission::OwnSales)?;
    if all.iter().any(|one| one.id == to) {
        Ok(())
    } else {
        Err(Error::field("owner_id", Fault::Choice))
    }
}

/// Changes who looks after it and the leads it came from, with what they may see.
fn hand(tx: &mut Tx<'_>, case: &mut Case, to: Option<StaffId>) -> Result<(), Error> {
    if case.row.owner_id == to {
        return Ok(());
    }
    end_grants(tx, case.row.id)?;
    let had = std::mem::replace(&mut case.row.owner_id, to);
    let was_free = case.row.pool_since.take().is_some();
    follow_owner(tx, case.row.customer_id, had, to)?;
    let_see(tx, &case.row)?;
    clock::follow(tx, &case.leads, to)?;
    if was_free && to.is_some() {
        // Whoever gets it out of the pool begins anew.
        let rhythm = queries::limits(tx.conn, case.row.store_id)?.rhythm();
        case.row.next_at = Some(rhythm.next(case.row.level, tx.now)).filter(|_| case.row.stage.is_on_board());
        case.leads.iter().try_for_each(|lead| clock::restarted(tx, *lead))?;
    }
    tasks::reassign_tasks(
        tx,
        subject(case.row.id),
        &[FOLLOW_UP, SIGN, ASKED_AGAIN, ASKED_ALERT],
        to,
    )
}

/// A visit to the showroom: the second and every later one counts as a be-back.
pub fn came_back(tx: &mut Tx<'_>, id: OpportunityId, said: &str, next_at: Option<DateTime<Utc>>) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    case.on_board()?;
    case.row.be_backs = case.row.be_backs.saturating_add(1);
    let new = NewFollowUp {
        kind: FollowUpKind::Visit,
        outcome: FollowUpOutcome::Met,
        note: said.to_owned(),
        next_at,
        level: None,
    };
    note(tx, &mut case, new)?;
    case.save(tx)?;
    case.stamp(tx, "be_back", None)?;
    case.plan(tx)
}

/// Proposes to give somebody up; the manager decides. One proposal at a time.
pub fn propose_loss(tx: &mut Tx<'_>, id: OpportunityId, new: &NewLoss) -> Result<(), Error> {
    let case = Case::lock(tx, id)?;
    case.on_board()?;
    if new.reason == LossReason::Competitor && new.competitor.is_empty() {
        return Err(Error::field("competitor", Fault::Required));
    }
    let loss = LossProposalId::new();
    let row = LossRow {
        id: loss,
        opportunity_id: id,
        reason: new.reason,
        competitor: new.competitor.clone(),
        note_sealed: tx.vault().seal_opt(LOSS_NOTE, loss.uuid(), new.note.as_deref())?,
        proposed_by: tx.actor().ok().map(|actor| actor.id),
        proposed_at: tx.now,
        decided_by: None,
        decided_at: None,
        approved: None,
        answer_sealed: None,
    };
    if pending(tx, id)?.is_some() {
        return Err(Error::WrongState);
    }
    diesel::insert_into(loss_proposals::table)
        .values(&row)
        .execute(tx.conn)?;
    case.stamp(tx, "propose_loss", new.note.as_deref())?;
    tasks::open_task(
        tx,
        NewTask {
            store: case.row.store_id,
            kind: DECIDE_LOSS,
            subject: subject(id),
            customer: Some(case.row.customer_id),
            owner: None,
            role: Some(Role::SalesManager),
            started_at: tx.now,
            due_at: tx.now + TimeDelta::days(1),
            title: format!("战败待审批 {}", case.row.number),
        },
    )?;
    tx.notify(BOARD, case.row.store_id)?;
    tx.record("sales.propose_loss", subject(id), &["lost_because"])
}

/// The proposal that waits.
fn pending(tx: &mut Tx<'_>, id: OpportunityId) -> Result<Option<LossRow>, Error> {
    Ok(loss_proposals::table
        .filter(loss_proposals::opportunity_id.eq(id))
        .filter(loss_proposals::decided_at.is_null())
        .select(LossRow::as_select())
        .for_update()
        .first(tx.conn)
        .optional()?)
}

/// Decides on the proposal that waits: lost, or to be worked on.
pub fn decide_loss(tx: &mut Tx<'_>, id: OpportunityId, approved: bool, answer: Option<&str>) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    let loss = pending(tx, id)?.ok_or(Error::WrongState)?;
    if !approved && answer.is_none() {
        return Err(Error::field("answer", Fault::Required));
    }
    let me = tx.actor()?.id;
    let sealed = tx.vault().seal_opt(LOSS_ANSWER, loss.id.uuid(), answer)?;
    diesel::update(loss_proposals::table.find(loss.id))
        .set((
            loss_proposals::decided_by.eq(me),
            loss_proposals::decided_at.eq(tx.now),
            loss_proposals::approved.eq(approved),
            loss_proposals::answer_sealed.eq(sealed),
        ))
        .execute(tx.conn)?;
    tasks::finish_task(
        tx,
        subject(id),
        DECIDE_LOSS,
        if approved { "approved" } else { "sent_back" },
    )?;
    if !approved {
        case.save(tx)?;
        case.stamp(tx, "loss_sent_back", answer)?;
        return tx.record("sales.send_back_loss", subject(id), &[]);
    }
    // What was ordered since is not lost.
    case.on_board()?;
    case.row.lost_at_stage = Some(case.row.stage);
    case.row.lost_because = Some(loss.reason);
    case.row.lost_to = loss.competitor;
    case.step(tx, StageAction::Lost)?;
    case.let_go(tx)?;
    case.save(tx)?;
    case.stamp(tx, StageAction::Lost.code(), answer)?;
    case.plan(tx)?;
    tx.record("sales.approve_loss", subject(id), &["stage", "lost_because"])
}

/// Whoever proposed to give somebody up thinks better of it before the manager has decided.
pub fn withdraw_loss(tx: &mut Tx<'_>, id: OpportunityId) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    let me = tx.actor()?.id;
    let loss = pending(tx, id)?
        .filter(|loss| loss.proposed_by == Some(me))
        .ok_or(Error::WrongState)?;
    diesel::update(loss_proposals::table.find(loss.id))
        .set((
            loss_proposals::decided_by.eq(me),
            loss_proposals::decided_at.eq(tx.now),
            loss_proposals::approved.eq(false),
        ))
        .execute(tx.conn)?;
    tasks::cancel_task(tx, subject(id), DECIDE_LOSS)?;
    case.save(tx)?;
    case.stamp(tx, "loss_withdrawn", None)?;
    tx.record("sales.withdraw_loss", subject(id), &[])
}

/// A lost one comes to life again, where it was.
pub fn reopen(tx: &mut Tx<'_>, id: OpportunityId, reason: &str, next_at: DateTime<Utc>) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    let settings = queries::limits(tx.conn, case.row.store_id)?;
    let to = case
        .row
        .lost_at_stage
        .filter(|stage| stage.is_on_board())
        .unwrap_or(Stage::Contacted);
    case.step(tx, StageAction::Reopen(to))?;
    case.row.next_at = Some(next(
        tx.now,
        Some(next_at),
        case.row.level,
        settings.rhythm(),
        settings.farthest,
    )?);
    case.row.lost_because = None;
    case.row.lost_to = String::new();
    case.row.lost_at_stage = None;
    case.row.nurture_from = tx.now;
    let_see(tx, &case.row)?;
    case.revive_clocks(tx)?;
    case.save(tx)?;
    case.stamp(tx, "reopen", Some(reason))?;
    case.plan(tx)?;
    tx.record_fields_because("sales.reopen", subject(id), &["stage"], reason)
}

/// Changes what is picked; what is no longer on the board stays as it is. Tells how many, and how to take it back.
pub fn together(
    tx: &mut Tx<'_>,
    ids: &[OpportunityId],
    wanted: &Together,
    back: &str,
) -> Result<(usize, Option<Uuid>), Error> {
    if wanted.owner.is_some() && !tx.actor()?.may(Permission::AssignLeads) {
        return Err(Error::field("owner_id", Fault::Choice));
    }
    if wanted.owner.is_some() && wanted.reason.is_none() {
        return Err(Error::field("reason", Fault::Required));
    }
    // In one order, so that two people who pick the same cards wait for each other and never in a ring.
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut before = Vec::new();
    for id in ids {
        let mut case = Case::lock(tx, id)?;
        if !case.row.stage.is_on_board() {
            continue;
        }
        let settings = queries::limits(tx.conn, case.row.store_id)?;
        let (owner, level, next_at) = (case.row.owner_id, case.row.level, case.row.next_at);
        let pool_since = case.row.pool_since;
        if let Some(to) = wanted.owner {
            must_sell(tx, &case.row, to)?;
            hand(tx, &mut case, Some(to))?;
            if owner != Some(to) {
                case.stamp(tx, "give", None)?;
            }
        }
        case.row.level = wanted.level.or(level);
        if let Some(at) = wanted.next_at {
            case.row.next_at = Some(next(tx.now, Some(at), None, settings.rhythm(), settings.farthest)?);
        }
        case.save(tx)?;
        if let Some(to) = wanted.owner.filter(|to| Some(*to) != owner) {
            let way = handed(tx, owner, Some(to), wanted.reason.as_deref())?;
            case.stamp(tx, "give", Some(&way))?;
        }
        if wanted.level.is_some() || wanted.next_at.is_some() {
            let said = changes(&case.row, level, next_at, wanted);
            case.stamp(tx, "together", Some(&said))?;
        }
        case.plan(tx)?;
        let fields = [
            ("owner_id", wanted.owner.is_some()),
            ("level", wanted.level.is_some()),
            ("next_at", wanted.next_at.is_some()),
        ];
        let fields: Vec<&str> = fields.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect();
        match &wanted.reason {
            Some(why) => tx.record_fields_because("sales.together", subject(id), &fields, why)?,
            None => tx.record("sales.together", subject(id), &fields)?,
        }
        before.push(json!({
            "id": id, "owner": owner, "level": level.map(Level::code), "next_at": next_at, "pool_since": pool_since,
            "version": case.row.lock_version,
        }));
    }
    if before.is_empty() {
        return Ok((0, None));
    }
    let count = before.len();
    let way = undo::offer(tx, TOGETHER, json!({ "back": back, "before": before }))?;
    Ok((count, Some(way)))
}

/// Takes [`together`] back, except for what somebody changed since. Tells how many, and where to go.
pub fn take_back_together(tx: &mut Tx<'_>, payload: &Value) -> Result<(usize, SeeOther), Error> {
    let back = payload
        .get("back")
        .and_then(Value::as_str)
        .unwrap_or("/board")
        .to_owned();
    let before = payload
        .get("before")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let mut done = 0;
    for one in before {
        let part = |name: &str| one.get(name).cloned().unwrap_or_default();
        let id: OpportunityId = serde_json::from_value(part("id")).map_err(Error::internal)?;
        let owner: Option<StaffId> = serde_json::from_value(part("owner")).map_err(Error::internal)?;
        let next_at: Option<DateTime<Utc>> = serde_json::from_value(part("next_at")).map_err(Error::internal)?;
        let pool_since: Option<DateTime<Utc>> = serde_json::from_value(part("pool_since")).map_err(Error::internal)?;
        let mut case = Case::lock_unseen(tx, id)?;
        if case.row.lock_version != part("version") {
            continue;
        }
        hand(tx, &mut case, owner)?;
        // What was in the pool is there again.
        case.row.pool_since = pool_since.filter(|_| owner.is_none());
        case.row.level = part("level").as_str().and_then(Level::parse);
        case.row.next_at = next_at;
        case.save(tx)?;
        case.stamp(tx, "take_back", None)?;
        case.plan(tx)?;
        tx.record("sales.take_back", subject(id), &["owner_id", "level", "next_at"])?;
        done += 1;
    }
    if done == 0 {
        return Err(Error::WrongState);
    }
    Ok((done, SeeOther::to(back)))
}

/// A prospect asked again: it is told in the history with their words, and whoever has them answers as soon as a new lead
/// is called. What is nobody's is dealt out as a new lead would be.
pub fn asked_again(tx: &mut Tx<'_>, id: OpportunityId, source: &str, words: Option<&str>) -> Result<(), Error> {
    let mut case = Case::lock_unseen(tx, id)?;
    case.stamp(tx, "asked_again", words)?;
    let store = case.row.store_id;
    if case.row.owner_id.is_none()
        && let Some(to) = clock::next_taker(tx, store, source, &case.row.model)?
    {
        hand(tx, &mut case, Some(to))?;
        case.stamp(tx, "give", None)?;
        tx.record("sales.deal", subject(id), &["owner_id"])?;
    }
    let sold = !case.row.stage.is_on_board();
    let task = NewTask {
        store,
        kind: if sold { ASKED_ALERT } else { ASKED_AGAIN },
        subject: subject(id),
        customer: Some(case.row.customer_id),
        owner: case.row.owner_id,
        role: case.row.owner_id.is_none().then_some(Role::SalesManager),
        started_at: tx.now,
        due_at: clock::first_call_due(tx, store)?,
        title: format!("客户再次来询 {}", case.row.number),
    };
    tasks::open_task(tx, task)?;
    case.save(tx)?;
    case.plan(tx)
}

/// Whoever has it now begins anew, and at once: the next follow-up is due as the call of a new lead is. Tells when that is.
pub fn begin_anew(tx: &mut Tx<'_>, id: OpportunityId) -> Result<DateTime<Utc>, Error> {
    let row: OpportunityRow = opportunities::table
        .find(id)
        .select(OpportunityRow::as_select())
        .for_update()
        .first(tx.conn)?;
    let mut case = Case { row, leads: Vec::new() };
    let next_at = clock::first_call_due(tx, case.row.store_id)?;
    if case.row.stage.is_on_board() {
        case.row.next_at = Some(next_at);
        case.save(tx)?;
        case.plan(tx)?;
    }
    Ok(next_at)
}

/// What was changed with others, from what to what.
fn changes(row: &OpportunityRow, level: Option<Level>, next_at: Option<DateTime<Utc>>, wanted: &Together) -> String {
    let letter = |level: Option<Level>| level.map_or("—", Level::letter);
    let moment = |at: Option<DateTime<Utc>>| at.map_or_else(|| "—".to_owned(), times::minute);
    let mut said = Vec::new();
    if wanted.level.is_some() {
        said.push(format!("{} → {}", letter(level), letter(row.level)));
    }
    if wanted.next_at.is_some() {
        said.push(format!("{} → {}", moment(next_at), moment(row.next_at)));
    }
    said.extend(wanted.reason.clone());
    said.join("\n")
}

/// Whether this person may open an opportunity of a customer: [`Error::NotFound`] if they don't see them.
pub fn may_open(tx: &mut Tx<'_>, customer: CustomerId) -> Result<(), Error> {
    let (scope, now) = (tx.actor()?.customers(), tx.now);
    customers::ensure_visible(tx.conn, scope, now, customer)
}
