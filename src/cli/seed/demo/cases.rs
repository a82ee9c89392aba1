//! The complaints: what was told, what was done, and by whom.

use chrono::{DateTime, Days, TimeDelta, Utc};
use diesel::prelude::*;

use super::super::chance::Dice;
use super::super::patterns::PATTERNS;
use super::super::stories::{self, Act, Step, Story};
use super::people::{CUSTOMERS, NAMED};
use super::{Item, World};
use crate::complaints::commands as complaints;
use crate::complaints::model::Reporter;
use crate::complaints::queries::is_cause;
use crate::complaints::rules::{CallBackOutcome, Channel, ContactChannel, ContactOutcome, Department, Severity};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::{complaint_crises, complaints as complaint_rows};
use crate::values::ids::ComplaintId;
use crate::values::money::Fen;

/// Complaints that are closed by now.
const CLOSED: usize = 150;

/// Every complaint: those that are open, and those that were closed in the last four months.
pub(super) fn told(dice: &mut Dice, now: DateTime<Utc>) -> Vec<Story> {
    let mut all = stories::open();
    for _ in 0..CLOSED {
        all.push(closed(dice, now));
    }
    all
}

/// A complaint that went its whole way.
fn closed(dice: &mut Dice, now: DateTime<Utc>) -> Story {
    let pattern = dice.weighted(&PATTERNS);
    // A year of them, more of late.
    let days = 6 + if dice.percent(25) {
        dice.between(0, 90)
    } else {
        dice.between(0, 345)
    };
    let ago = (now - dice.instant(now, days)).num_minutes();
    let late = dice.percent(12);
    let (contacted, hours) = (if late { dice.between(12, 55) } else { dice.between(2, 9) }, 60);
    let investigated = contacted + dice.between(20, 180);
    let proposed = investigated + dice.between(2, 14) * hours + if late { 12 * hours } else { 0 };
    let approved = proposed + dice.between(20, 240);
    let executed = approved + dice.between(60, 600);
    let resolved = executed + dice.between(4, 30) * hours + if late { 40 * hours } else { 0 };
    let called = resolved + dice.between(3, 22) * hours;
    let place = usize::try_from(dice.below(pattern.causes.len() as u64)).unwrap_or_default();
    let (cause, whys) = pattern.causes.get(place).copied().unwrap_or(("time", &["原因待查"]));
    let sales = pattern.department == Department::Sales;
    let (worker, manager) = if sales {
        ("sales.manager", "crm.manager")
    } else {
        ("care", "service.manager")
    };
    let responsible = if sales {
        "consultant"
    } else {
        *dice.weighted(&[("advisor", 5), ("advisor2", 3), ("technician", 4)])
    };
    let score = *dice.weighted(&[(5_i16, 46), (4, 38), (3, 16)]);
    let step = |after, who, act| Step { after, who, act };
    let mut steps = vec![
        step(
            contacted,
            worker,
            Act::Contact(ContactChannel::Phone, ContactOutcome::Answered, "已致歉，说明处理时间"),
        ),
        step(
            investigated,
            worker,
            Act::Investigate(pattern.department, Some(responsible), "核对记录，听取当事人说明"),
        ),
        step(investigated + 45, worker, Act::Cause(cause, whys)),
        step(
            proposed,
            worker,
            Act::Propose(
                dice.pick(pattern.measures),
                "客户满意，不再发生",
                3,
                dice.between(pattern.cost.0, pattern.cost.1) / 10 * 10,
            ),
        ),
        step(approved, manager, Act::Approve),
        step(executed, worker, Act::Execute("按方案办理")),
        step(resolved, worker, Act::Resolve("已办结并告知客户")),
        step(
            called,
            "care",
            Act::CallBack(CallBackOutcome::Answered, Some(score), "客户认可处理结果"),
        ),
        step(called + dice.between(2, 90), "care", Act::Close),
    ];
    if dice.percent(15) {
        steps.push(step(
            contacted + 12,
            worker,
            Act::Note("客户近期有置换意向，请一并关注"),
        ));
    }
    steps.sort_by_key(|step| step.after);
    Story {
        // Some complain again and again.
        customer: usize::try_from(dice.age(i64::try_from(CUSTOMERS).unwrap_or_default())).unwrap_or_default(),
        ago,
        channel: *dice.weighted(&[
            (Channel::Phone, 42),
            (Channel::OnSite, 20),
            (Channel::WeChat, 16),
            (Channel::WebForm, 9),
            (Channel::Email, 5),
            (Channel::Survey, 5),
            (Channel::Manufacturer, 2),
            (Channel::Hotline12315, 1),
        ]),
        category: pattern.category,
        severity: if dice.percent(12) {
            Severity::Serious
        } else {
            Severity::Normal
        },
        facts: dice.pick(pattern.facts),
        steps,
    }
}

/// Puts a complaint and what was done about it on the agenda.
pub(super) fn tell(agenda: &mut Vec<Item>, place: usize, story: Story, now: DateTime<Utc>) {
    let received = now - TimeDelta::minutes(story.ago);
    let by = match story.channel {
        Channel::OnSite => attendant(&story),
        Channel::Manufacturer | Channel::Hotline12315 => "crm.manager",
        _ => "care",
    };
    let steps = story.steps.clone();
    agenda.push(Item {
        at: received,
        who: by,
        what: format!("complaint {place}"),
        deed: Box::new(move |world, tx| receive(world, tx, place, &story)),
    });
    for step in steps {
        let at = received + TimeDelta::minutes(step.after);
        if at < now {
            agenda.push(Item {
                at,
                who: step.who,
                what: format!("complaint {place}, {:?} by {}", step.act, step.who),
                deed: Box::new(move |world, tx| act(world, tx, place, step.act)),
            });
        }
    }
}

/// Who talks to a customer that complains on site, and goes on with it.
fn attendant(story: &Story) -> &'static str {
    match story.steps.first() {
        Some(step) if step.who == "advisor2" => "advisor2",
        _ => "advisor",
    }
}

fn receive(world: &mut World, tx: &mut Tx<'_>, place: usize, story: &Story) -> Result<(), Error> {
    // A story about somebody who came later is about the first of them.
    let (customer, vehicle) = world
        .customer(story.customer)
        .or_else(|_| world.customer(place % NAMED.len()))?;
    let new = complaints::NewComplaint {
        store: world.store,
        customer: Some(customer),
        vehicle,
        reporter: Reporter::default(),
        channel: story.channel,
        category: story.category.to_owned(),
        severity: story.severity,
        facts: story.facts.to_owned(),
        room: (story.channel == Channel::OnSite).then(|| "二号接待室".to_owned()),
        attendant: match story.channel {
            Channel::OnSite => Some(world.actor(attendant(story))?.id),
            _ => None,
        },
        visit_ref: None,
        department: None,
        owner: None,
        received_at: tx.now,
    };
    let id = complaints::record(tx, &new)?;
    world.complaints.insert(place, id);
    Ok(())
}

fn act(world: &mut World, tx: &mut Tx<'_>, place: usize, act: Act) -> Result<(), Error> {
    let id = world.complaint(place)?;
    match act {
        Act::Contact(channel, outcome, body) => complaints::contact(
            tx,
            id,
            &complaints::Contact {
                channel,
                outcome,
                body: body.to_owned(),
            },
        ),
        Act::Note(body) => complaints::add_note(tx, id, body),
        Act::Assign(to) => {
            let to = world.actor(to)?.id;
            complaints::assign(tx, &[id], to, Some("更熟悉这台车的情况")).map(drop)
        }
        Act::Investigate(department, responsible, plan) => {
            let responsible = responsible
                .map(|who| world.actor(who))
                .transpose()?
                .map(|actor| actor.id);
            complaints::investigate(tx, id, department, responsible, Some(plan))
        }
        Act::Cause(cause, whys) => {
            debug_assert!(is_cause(tx.conn, cause)?);
            let new = complaints::RootCause {
                lock_version: version(tx, id)?,
                cause: cause.to_owned(),
                whys: whys.iter().map(|why| (*why).to_owned()).collect(),
            };
            complaints::set_cause(tx, id, &new)
        }
        Act::Propose(measures, effect, days, yuan) => {
            let new = complaints::NewSolution {
                measures: measures.to_owned(),
                effect: effect.to_owned(),
                deadline: times::day_of(tx.now) + Days::new(days.unsigned_abs()),
                cost: Fen::new(yuan * 100),
            };
            complaints::propose(tx, id, &new)
        }
        Act::Approve => complaints::decide(tx, id, true, None),
        Act::Reject(reason) => complaints::decide(tx, id, false, Some(reason)),
        Act::Execute(note) => complaints::execute(tx, id, Some(note)),
        Act::Resolve(outcome) => complaints::resolve(tx, id, outcome),
        Act::CallBack(outcome, satisfaction, body) => complaints::call_back(
            tx,
            id,
            &complaints::CallBack {
                outcome,
                satisfaction,
                body: Some(body.to_owned()),
            },
        ),
        Act::Close => complaints::close(tx, id, None),
        Act::Withdraw(reason) => complaints::withdraw(tx, id, reason),
        Act::Pause(reason, note) => complaints::pause(tx, id, reason, Some(note)),
        Act::Resume => complaints::resume(tx, id),
        Act::Goodwill(kind, yuan, note) => complaints::grant(
            tx,
            id,
            &complaints::NewGoodwill {
                kind,
                amount: Fen::new(yuan * 100),
                note: Some(note.to_owned()),
            },
        )
        .map(drop),
        Act::Worse(severity, reason) => complaints::set_severity(tx, id, severity, reason),
        Act::Crisis(statement, containment, hours) => {
            let lock_version = complaint_crises::table
                .find(id)
                .select(complaint_crises::lock_version)
                .first(tx.conn)?;
            let new = complaints::Checklist {
                lock_version,
                owner: tx.actor()?.id,
                statement: Some(statement.to_owned()),
                containment: Some(containment.to_owned()),
                next_report_at: tx.now + TimeDelta::hours(hours),
            };
            complaints::keep_checklist(tx, id, &new)
        }
    }
}

fn version(tx: &mut Tx<'_>, id: ComplaintId) -> Result<i32, Error> {
    Ok(complaint_rows::table
        .find(id)
        .select(complaint_rows::lock_version)
        .first(tx.conn)?)
}
