//! What a complaint asks of people: tasks for its owner, and for managers once a clock runs on.
//!
//! Titles are in the store's own language, like everything that is written down about a customer.

use chrono::{DateTime, NaiveDate, Utc};

use super::{CallBack, Case, Contact};
use crate::access::Role;
use crate::complaints::model::CORRECTIVE_ACTION;
use crate::complaints::queries;
use crate::complaints::rules::{
    Approver, CallBackOutcome, Clock, ContactChannel, ContactOutcome, Level, Side, approver,
};
use crate::followups::commands as followups;
use crate::followups::model::{NewNote, NewTask};
use crate::followups::rules::{NoteChannel, NoteOutcome};
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::values::ids::{CorrectiveActionId, StaffId, StoreId};

const CONTACT: &str = "complaint.contact";
const REPORT: &str = "complaint.report";
const CALL_BACK: &str = "complaint.call_back";
const CRISIS: &str = "complaint.crisis";
const CRISIS_REPORT: &str = "complaint.crisis_report";
const GOODWILL: &str = "complaint.goodwill";
/// Goodwill beyond what a manager of a side may decide about.
const DEAR_GOODWILL: &str = "complaint.goodwill_top";
const ACTION: &str = "corrective_action.due";

/// What the owner does; the rest is for managers.
const OWNERS: [&str; 7] = [
    CONTACT,
    REPORT,
    CALL_BACK,
    told_of(Clock::Contact, Level::Warn),
    told_of(Clock::Proposal, Level::Warn),
    told_of(Clock::Resolution, Level::Warn),
    told_of(Clock::CallBack, Level::Warn),
];

/// The task that tells of a clock: one for each level, so that none takes another's place.
const fn told_of(clock: Clock, level: Level) -> &'static str {
    match (clock, level) {
        (Clock::Contact, Level::Warn) => "complaint.contact_warning",
        (Clock::Contact, Level::Alert) => "complaint.contact_alert",
        (Clock::Contact, Level::Top) => "complaint.contact_top_alert",
        (Clock::Proposal, Level::Warn) => "complaint.proposal_warning",
        (Clock::Proposal, Level::Alert) => "complaint.proposal_alert",
        (Clock::Proposal, Level::Top) => "complaint.proposal_top_alert",
        (Clock::Resolution, Level::Warn) => "complaint.resolution_warning",
        (Clock::Resolution, Level::Alert) => "complaint.resolution_alert",
        (Clock::Resolution, Level::Top) => "complaint.resolution_top_alert",
        (Clock::CallBack, Level::Warn) => "complaint.call_back_warning",
        (Clock::CallBack, Level::Alert) => "complaint.call_back_alert",
        (Clock::CallBack, Level::Top) => "complaint.call_back_top_alert",
    }
}

/// What the task says of the clock.
fn says(clock: Clock, level: Level) -> String {
    let clock = match clock {
        Clock::Contact => "首次响应",
        Clock::Proposal => "方案",
        Clock::Resolution => "解决",
        Clock::CallBack => "回访",
    };
    match level {
        Level::Warn => format!("投诉{clock}时限已过半"),
        Level::Alert => format!("投诉{clock}已超时"),
        Level::Top => format!("投诉{clock}严重超时"),
    }
}

/// A task about a complaint, for its owner or, without one, for customer care.
fn task(case: &Case, kind: &'static str, what: &str, due_at: DateTime<Utc>, now: DateTime<Utc>) -> NewTask {
    NewTask {
        store: case.row.store_id,
        kind,
        subject: case.subject(),
        customer: case.row.customer_id,
        owner: case.row.owner_id,
        role: Some(Role::CustomerCare),
        started_at: now,
        due_at,
        title: format!("{what} {}", case.row.number),
    }
}

/// The first contact is due, or the next report once it was made.
pub(super) fn await_contact(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    if case.round.contacted_at.is_some() {
        return await_report(tx, case);
    }
    let due = case.round.contact_due_at;
    followups::open_task(tx, task(case, CONTACT, "投诉首次响应", due, tx.now)).map(drop)
}

/// The next word to the customer is due, until the complaint is resolved.
fn await_report(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    match case.round.report_due_at {
        Some(due) => followups::open_task(tx, task(case, REPORT, "向投诉客户告知进度", due, tx.now)).map(drop),
        None => Ok(()),
    }
}

/// What the owner had to do is now the new owner's, or anybody's in customer care.
pub(super) fn hand_over(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    followups::reassign_tasks(tx, case.subject(), &OWNERS, case.row.owner_id)
}

/// The contact is kept with the customer too; one that reached them ends the task, and the next report is due.
pub(super) fn after_contact(tx: &mut Tx<'_>, case: &Case, contact: &Contact) -> Result<(), Error> {
    let channel = match contact.channel {
        ContactChannel::Phone => NoteChannel::Phone,
        ContactChannel::Sms => NoteChannel::Sms,
        ContactChannel::WeChat => NoteChannel::WeChat,
        ContactChannel::Email => NoteChannel::Email,
        ContactChannel::Visit => NoteChannel::Visit,
    };
    let outcome = match contact.outcome {
        ContactOutcome::Answered => NoteOutcome::Answered,
        ContactOutcome::Sent => NoteOutcome::Sent,
        ContactOutcome::Received => NoteOutcome::Received,
        ContactOutcome::Met => NoteOutcome::Met,
        ContactOutcome::Unanswered => NoteOutcome::Unanswered,
        ContactOutcome::WrongNumber => NoteOutcome::WrongNumber,
    };
    note(tx, case, channel, outcome, &contact.body)?;
    // Whoever tried first owns the complaint from now on, and what is still to be done with it.
    hand_over(tx, case)?;
    if !contact.outcome.reached() {
        return Ok(());
    }
    reached(tx, case, contact.outcome.code())
}

/// The customer was reached: the clock of the first contact stands still, the next report is due.
pub(super) fn reached(tx: &mut Tx<'_>, case: &Case, outcome: &str) -> Result<(), Error> {
    followups::finish_tasks(tx, case.subject(), &[CONTACT, REPORT], outcome)?;
    stopped(tx, case, Clock::Contact)?;
    await_report(tx, case)
}

fn note(tx: &mut Tx<'_>, case: &Case, channel: NoteChannel, outcome: NoteOutcome, body: &str) -> Result<(), Error> {
    let note = NewNote {
        store: case.row.store_id,
        subject: case.subject(),
        customer: case.row.customer_id,
        task: None,
        channel,
        outcome,
        body: body.to_owned(),
        internal: false,
    };
    followups::note_contact(tx, note).map(drop)
}

/// A clock stands still: nobody has to hurry for it any more.
pub(super) fn stopped(tx: &mut Tx<'_>, case: &Case, clock: Clock) -> Result<(), Error> {
    let told: Vec<&str> = Level::ALL.iter().map(|level| told_of(clock, *level)).collect();
    followups::finish_tasks(tx, case.subject(), &told, "stopped")
}

/// A call-back is due, and no more report.
pub(super) fn await_call_back(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    let done = [CONTACT, REPORT, CRISIS, CRISIS_REPORT];
    followups::finish_tasks(tx, case.subject(), &done, "resolved")?;
    for clock in [Clock::Contact, Clock::Proposal, Clock::Resolution] {
        stopped(tx, case, clock)?;
    }
    match case.round.call_back_due_at {
        Some(due) => followups::open_task(tx, task(case, CALL_BACK, "投诉解决后回访", due, tx.now)).map(drop),
        None => Ok(()),
    }
}

/// The call is kept with the customer too; one too many unanswered ends the task as well.
pub(super) fn after_call_back(tx: &mut Tx<'_>, case: &Case, call: &CallBack) -> Result<(), Error> {
    let outcome = match call.outcome {
        CallBackOutcome::Answered | CallBackOutcome::Refused => NoteOutcome::Answered,
        CallBackOutcome::Unanswered => NoteOutcome::Unanswered,
    };
    note(
        tx,
        case,
        NoteChannel::Phone,
        outcome,
        call.body.as_deref().unwrap_or_default(),
    )?;
    if case.round.called_back_at.is_none() {
        return Ok(());
    }
    followups::finish_tasks(tx, case.subject(), &[CALL_BACK], call.outcome.code())?;
    stopped(tx, case, Clock::CallBack)
}

/// Nothing of the old round is to be done any more; the customer waits for a report on the new one.
pub(super) fn next_round(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    followups::finish_tasks(tx, case.subject(), &[CALL_BACK], "reopened")?;
    followups::cancel_tasks(tx, case.subject())?;
    await_goodwill(tx, case)?;
    await_report(tx, case)
}

/// Nothing is to be done any more.
pub(super) fn end(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    followups::cancel_tasks(tx, case.subject())
}

/// A task for the manager with this role, or, where there is none, for whoever gets the role.
fn for_role(tx: &mut Tx<'_>, case: &Case, kind: &'static str, what: &str, role: Role) -> Result<NewTask, Error> {
    Ok(NewTask {
        owner: queries::first_with(tx.conn, case.row.store_id, role)?,
        role: Some(role),
        ..task(case, kind, what, tx.now, tx.now)
    })
}

/// The store manager hears of a crisis at once, and has as long to see to it as anybody has to call the customer.
pub(super) fn alert_of_crisis(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    let alert = NewTask {
        due_at: tx.now + case.limits.of(Clock::Contact, case.row.severity),
        ..for_role(tx, case, CRISIS, "危机投诉，请确认危机清单", Role::StoreManager)?
    };
    followups::open_task(tx, alert).map(drop)
}

/// The checklist is complete, or whoever was alerted has filled it in.
pub(super) fn crisis_in_hand(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    followups::finish_tasks(tx, case.subject(), &[CRISIS], "checklist")
}

/// The next report on a crisis is due.
pub(super) fn await_crisis_report(
    tx: &mut Tx<'_>,
    case: &Case,
    owner: StaffId,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let report = NewTask {
        owner: Some(owner),
        ..task(case, CRISIS_REPORT, "危机投诉汇报", at, tx.now)
    };
    followups::open_task(tx, report).map(drop)
}

/// It is no crisis any more.
pub(super) fn no_crisis(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    followups::cancel_task(tx, case.subject(), CRISIS)?;
    followups::cancel_task(tx, case.subject(), CRISIS_REPORT)
}

/// Goodwill waits: whoever may decide about it hears so, and hears no more once nothing waits. Somebody who asked for it
/// does not decide about it.
pub(super) fn await_goodwill(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    let waiting = queries::waiting_goodwill(tx.conn, case.id())?;
    for (kind, level) in [(GOODWILL, Approver::Manager), (DEAR_GOODWILL, Approver::StoreManager)] {
        let asked_by: Vec<StaffId> = waiting
            .iter()
            .filter(|(amount, _)| approver(*amount, &case.limits) == level)
            .map(|(_, asked_by)| *asked_by)
            .collect();
        if asked_by.is_empty() {
            followups::finish_tasks(tx, case.subject(), &[kind], "decided")?;
            continue;
        }
        let (owner, role) = decider(tx, case, level, &asked_by)?;
        let decision = NewTask {
            owner,
            role: Some(role),
            ..task(
                case,
                kind,
                "投诉补偿待审批",
                tx.now + case.limits.report_every(),
                tx.now,
            )
        };
        followups::open_task(tx, decision)?;
    }
    Ok(())
}

/// Who decides at this level: the manager of the side concerned, else the one of customer relations, else the store
/// manager; nobody in particular where all of them asked themselves.
fn decider(
    tx: &mut Tx<'_>,
    case: &Case,
    level: Approver,
    asked_by: &[StaffId],
) -> Result<(Option<StaffId>, Role), Error> {
    let row = &case.row;
    let of_side = match queries::side_of(tx.conn, row.department, &row.category)? {
        Side::Sales => Role::SalesManager,
        Side::Service => Role::ServiceManager,
    };
    let roles: &[Role] = match level {
        Approver::StoreManager => &[Role::StoreManager],
        _ => &[of_side, Role::CrmManager, Role::StoreManager],
    };
    for role in roles {
        let person = queries::first_with(tx.conn, row.store_id, *role)?;
        if person.is_some_and(|person| !asked_by.contains(&person)) {
            return Ok((person, *role));
        }
    }
    Ok((None, Role::StoreManager))
}

/// 50 %: the owner, until 100 %: the manager of the side concerned, until 200 %: the store manager.
pub(super) fn escalate(tx: &mut Tx<'_>, case: &Case, clock: Clock, level: Level) -> Result<(), Error> {
    let (row, now) = (&case.row, tx.now);
    let what = says(clock, level);
    let kind = told_of(clock, level);
    let told = match level {
        Level::Warn => {
            let due = case.round.dues().of(clock).unwrap_or(now);
            task(case, kind, &what, due, now)
        }
        Level::Alert => {
            // Who is late needs no telling that half of the time is over.
            let before = [told_of(clock, Level::Warn)];
            followups::finish_tasks(tx, case.subject(), &before, "overdue")?;
            let role = match queries::side_of(tx.conn, row.department, &row.category)? {
                Side::Sales => Role::SalesManager,
                Side::Service => Role::ServiceManager,
            };
            let until = case.clocks().instant(clock, &case.limits, Level::Top.percent());
            NewTask {
                due_at: until.unwrap_or(now),
                ..for_role(tx, case, kind, &what, role)?
            }
        }
        Level::Top => for_role(tx, case, kind, &what, Role::StoreManager)?,
    };
    followups::open_task(tx, told).map(drop)
}

/// A corrective action is due at the end of its day.
pub(super) fn await_action(
    tx: &mut Tx<'_>,
    store: StoreId,
    id: CorrectiveActionId,
    owner: StaffId,
    due_on: NaiveDate,
) -> Result<(), Error> {
    let due = NewTask {
        store,
        kind: ACTION,
        subject: Subject::new(CORRECTIVE_ACTION, id),
        customer: None,
        owner: Some(owner),
        role: None,
        started_at: tx.now,
        due_at: times::end_of_day(times::start_of(due_on)),
        title: "完成整改措施".to_owned(),
    };
    followups::open_task(tx, due).map(drop)
}

/// A corrective action goes to somebody else.
pub(super) fn hand_over_action(tx: &mut Tx<'_>, id: CorrectiveActionId, to: StaffId) -> Result<(), Error> {
    followups::reassign_tasks(tx, Subject::new(CORRECTIVE_ACTION, id), &[ACTION], Some(to))
}

pub(super) fn action_done(tx: &mut Tx<'_>, id: CorrectiveActionId) -> Result<(), Error> {
    followups::finish_tasks(tx, Subject::new(CORRECTIVE_ACTION, id), &[ACTION], "done")
}
