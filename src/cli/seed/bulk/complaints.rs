//! Complaints by the thousand, with what became of them.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::super::chance::Dice;
use super::super::demo;
use super::super::patterns::{PATTERNS, Pattern};
use super::numbers::Numbers;
use super::{Complainer, Ground, SEED, bar, hurry, in_batches};
use crate::access::Role;
use crate::cli::setup::Problem;
use crate::complaints::commands::{self as complaints, Case};
use crate::complaints::model::{
    ComplaintRow, EFFECT, ENTRY, EntryData, EntryKind, EntryRow, FACTS, MEASURES, PREFIX, SolutionRow,
};
use crate::complaints::queries as complaint_queries;
use crate::complaints::rules::{Channel, Clocks, Limits, Severity, State, due_now};
use crate::platform::db::Db;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::values::ids::{ComplaintId, CustomerId, StaffId, StoreId, VehicleId};

/// How far back they go.
const COMPLAINT_DAYS: i64 = 1_100;

/// Complaints with what became of them, sealed.
struct Grievances {
    cases: Vec<Case>,
    entries: Vec<EntryRow>,
    solutions: Vec<SolutionRow>,
}

/// Who works on complaints.
struct Desk {
    care: Vec<StaffId>,
    managers: Vec<StaffId>,
    advisors: Vec<StaffId>,
}

pub(super) fn add_complaints(db: &Db, ground: &Ground, wanted: usize, people: Vec<Complainer>) -> Result<(), Problem> {
    if wanted == 0 {
        return Ok(());
    }
    let store = ground.keepers.store;
    let people = if people.is_empty() { known(db, store)? } else { people };
    if people.is_empty() {
        return Err("there are no customers to complain: add --customers N".into());
    }
    let (desk, limits, mut numbers) = db.system_write_now(|tx| {
        let cast = demo::cast(tx, store)?;
        let with = |roles: &[Role]| -> Vec<StaffId> {
            let mut found: Vec<StaffId> = cast
                .values()
                .filter(|actor| roles.iter().any(|role| actor.is(*role)))
                .map(|actor| actor.id)
                .collect();
            found.sort();
            found
        };
        let desk = Desk {
            care: with(&[Role::CustomerCare, Role::CrmManager]),
            managers: with(&[Role::ServiceManager, Role::SalesManager]),
            advisors: with(&[Role::ServiceAdvisor]),
        };
        Ok((
            desk,
            complaint_queries::limits(tx.conn, store)?,
            Numbers::load(tx, store, PREFIX)?,
        ))
    })?;
    if desk.care.is_empty() || desk.managers.is_empty() {
        return Err("complaints need somebody of customer care and a manager: add them with `yingke staff`".into());
    }
    let bar = bar("complaints", wanted);
    in_batches(
        wanted,
        |batch, size| grievances(ground, &desk, &limits, &people, batch, size),
        |mut made: Grievances| {
            let count = made.cases.len();
            for case in &mut made.cases {
                case.row.number = numbers.next(times::day_of(case.row.received_at))?;
            }
            db.system_write_now(|tx| {
                hurry(tx)?;
                complaints::write_many(tx, made.cases, &made.entries, &made.solutions)?;
                numbers.save(tx)
            })?;
            bar.inc(u64::try_from(count).unwrap_or_default());
            Ok(())
        },
    )?;
    bar.finish_and_clear();
    Ok(())
}

/// Customers that are there already, the newest first.
fn known(db: &Db, store: StoreId) -> Result<Vec<Complainer>, Error> {
    use crate::schema::{customers, vehicle_owners};
    let rows: Vec<(CustomerId, Option<VehicleId>, DateTime<Utc>)> = customers::table
        .left_join(vehicle_owners::table)
        .filter(customers::store_id.eq(store))
        .filter(customers::merged_into.is_null())
        .order(customers::id.desc())
        .select((
            customers::id,
            vehicle_owners::vehicle_id.nullable(),
            customers::created_at,
        ))
        .limit(200_000)
        .load(&mut *db.connection()?)?;
    Ok(rows
        .into_iter()
        .map(|(customer, vehicle, since)| Complainer {
            customer,
            vehicle,
            since,
        })
        .collect())
}

fn grievances(
    ground: &Ground,
    desk: &Desk,
    limits: &Limits,
    people: &[Complainer],
    batch: u64,
    size: usize,
) -> Result<Grievances, Error> {
    let mut writer = Writer {
        ground,
        desk,
        limits,
        dice: Dice::of_stream((!SEED).wrapping_add(ground.there), batch),
        made: Grievances {
            cases: Vec::with_capacity(size),
            entries: Vec::with_capacity(size * 6),
            solutions: Vec::with_capacity(size),
        },
    };
    for _ in 0..size {
        let received = writer.received();
        if let Some(person) = writer.complainer(people, received) {
            writer.complaint(person, received)?;
        }
    }
    Ok(writer.made)
}

struct Writer<'a> {
    ground: &'a Ground,
    desk: &'a Desk,
    limits: &'a Limits,
    dice: Dice,
    made: Grievances,
}

impl Writer<'_> {
    /// Somebody who was a customer by then; a long tail: a few complain again and again.
    fn complainer(&mut self, people: &[Complainer], received: DateTime<Utc>) -> Option<Complainer> {
        let mut found = None;
        for _ in 0..12 {
            let place = self.dice.age(i64::try_from(people.len()).unwrap_or(i64::MAX));
            found = people.get(usize::try_from(place).unwrap_or_default()).copied();
            if found.is_some_and(|person| person.since < received) {
                break;
            }
        }
        found
    }

    fn received(&mut self) -> DateTime<Utc> {
        let now = self.ground.now;
        let fresh = self.dice.percent(2);
        let days = if fresh {
            self.dice.between(0, 4)
        } else {
            // A few more from year to year.
            5 + self
                .dice
                .between(0, COMPLAINT_DAYS)
                .min(self.dice.between(0, 3 * COMPLAINT_DAYS))
        };
        self.dice.instant(now, days)
    }

    /// One complaint, as far as it came: what is older than a week is closed, but for a few.
    fn complaint(&mut self, person: Complainer, received: DateTime<Utc>) -> Result<(), Error> {
        let now = self.ground.now;
        let received = received
            .max(person.since + TimeDelta::hours(1))
            .min(now - TimeDelta::minutes(2));
        let pattern = self.dice.weighted(&PATTERNS);
        let severity = *self
            .dice
            .weighted(&[(Severity::Normal, 880), (Severity::Serious, 117), (Severity::Crisis, 3)]);
        let by = self.one(&self.desk.care);
        let id = ComplaintId::new();
        let row = self.row(id, person, pattern, severity, received, by)?;
        let mut case = Case::fresh(row, &Clocks::received(severity, received), self.limits.clone());
        self.stamp(&case, EntryKind::Received, received, by, None)?;
        self.live(&mut case, pattern, received, by, now)?;
        if case.row.ended_at.is_none() {
            let due = due_now(&case.clocks(), self.limits, &[], now);
            case.raise(&due);
        }
        self.made.cases.push(case);
        Ok(())
    }

    fn row(
        &mut self,
        id: ComplaintId,
        person: Complainer,
        pattern: &Pattern,
        severity: Severity,
        received: DateTime<Utc>,
        by: StaffId,
    ) -> Result<ComplaintRow, Error> {
        let facts = self.dice.pick(pattern.facts);
        Ok(ComplaintRow {
            id,
            store_id: self.ground.keepers.store,
            number: String::new(),
            customer_id: Some(person.customer),
            vehicle_id: person.vehicle,
            reporter_sealed: None,
            channel: *self.dice.weighted(&[
                (Channel::Phone, 44),
                (Channel::OnSite, 19),
                (Channel::WeChat, 17),
                (Channel::WebForm, 9),
                (Channel::Email, 5),
                (Channel::Survey, 4),
                (Channel::Manufacturer, 1),
                (Channel::Hotline12315, 1),
            ]),
            category: pattern.category.to_owned(),
            severity,
            state: State::Received,
            facts_sealed: self.ground.vault.seal(FACTS, id.uuid(), facts)?,
            room: None,
            attendant_id: None,
            visit_ref_sealed: None,
            owner_id: None,
            department: None,
            responsible_id: None,
            cause: None,
            cause_at: None,
            received_at: received,
            created_by: Some(by),
            created_at: received,
            round: 1,
            due_at: None,
            queue_at: received,
            escalate_at: None,
            escalation: 0,
            ended_at: None,
            merged_into: None,
            split_from: None,
            lock_version: 0,
        })
    }

    /// What was done about it, up to now.
    fn live(
        &mut self,
        case: &mut Case,
        pattern: &Pattern,
        received: DateTime<Utc>,
        by: StaffId,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let late = self.dice.percent(14);
        let mut at = received;
        let mut after = |minutes: i64| {
            at += TimeDelta::minutes(minutes);
            at
        };
        let slow = if late { 4 } else { 1 };
        let contacted = after(self.dice.between(1, 9) * slow);
        let investigated = after(self.dice.between(15, 240));
        let proposed = after(self.dice.between(90, 900) * slow);
        let approved = after(self.dice.between(15, 300));
        let executed = after(self.dice.between(30, 900));
        let resolved = after(self.dice.between(120, 1_900) * slow);
        let called = after(self.dice.between(60, 1_300));
        let closed = after(self.dice.between(5, 400));
        if self.dice.percent(2) && investigated < now {
            case.row.state = State::Withdrawn;
            case.row.owner_id = Some(by);
            case.answered(contacted);
            case.end(investigated);
            return self.stamp(case, EntryKind::Withdrawn, investigated, by, None);
        }
        if contacted >= now {
            return Ok(());
        }
        case.row.state = State::Contacted;
        case.row.owner_id = Some(by);
        case.answered(contacted);
        self.stamp(case, EntryKind::Contact, contacted, by, Some("已致歉，说明处理时间"))?;
        if investigated >= now {
            return Ok(());
        }
        case.row.state = State::Investigating;
        case.row.department = Some(pattern.department);
        case.row.responsible_id = (!self.desk.advisors.is_empty()).then(|| self.one(&self.desk.advisors));
        let place = usize::try_from(self.dice.below(pattern.causes.len() as u64)).unwrap_or_default();
        if let Some((cause, _)) = pattern.causes.get(place) {
            case.row.cause = Some((*cause).to_owned());
            case.row.cause_at = Some(investigated);
        }
        self.stamp(case, EntryKind::Investigating, investigated, by, None)?;
        if proposed >= now {
            return Ok(());
        }
        case.row.state = State::Proposed;
        case.round.proposed_at = Some(proposed);
        self.solution(case, pattern, proposed, (approved < now).then_some(approved), by)?;
        if approved >= now {
            return Ok(());
        }
        case.row.state = State::Approved;
        if executed >= now {
            return Ok(());
        }
        case.row.state = State::Executing;
        if resolved >= now {
            return Ok(());
        }
        case.row.state = State::Resolved;
        case.round.resolved_at = Some(resolved);
        case.round.report_due_at = None;
        self.stamp(case, EntryKind::Resolved, resolved, by, Some("已办结并告知客户"))?;
        if called >= now {
            return Ok(());
        }
        case.round.call_back_attempts = 1;
        case.round.called_back_at = Some(called);
        case.round.satisfaction = Some(*self.dice.weighted(&[(5_i16, 45), (4, 38), (3, 17)]));
        case.round.last_contact_at = Some(called);
        self.stamp(case, EntryKind::CallBack, called, by, None)?;
        if closed >= now {
            return Ok(());
        }
        case.row.state = State::Closed;
        case.end(closed);
        self.stamp(case, EntryKind::Closed, closed, by, None)
    }

    fn solution(
        &mut self,
        case: &Case,
        pattern: &Pattern,
        proposed: DateTime<Utc>,
        approved: Option<DateTime<Utc>>,
        by: StaffId,
    ) -> Result<(), Error> {
        let id = Uuid::now_v7();
        let vault = &self.ground.vault;
        let row = SolutionRow {
            id,
            complaint_id: case.row.id,
            round: 1,
            version: 1,
            measures_sealed: vault.seal(MEASURES, id, self.dice.pick(pattern.measures))?,
            effect_sealed: vault.seal(EFFECT, id, "客户满意，不再发生")?,
            deadline_on: times::day_of(proposed + TimeDelta::days(3)),
            cost_fen: self.dice.between(pattern.cost.0, pattern.cost.1) / 10 * 1_000,
            author_id: by,
            proposed_at: proposed,
            decision: approved.map(|_| "approved".to_owned()),
            decided_by: approved.map(|_| self.one(&self.desk.managers)),
            decided_at: approved,
            reason_sealed: None,
        };
        self.made.solutions.push(row);
        self.entry(case, EntryKind::Proposed, proposed, by, None, Some(id))
    }

    fn one(&mut self, from: &[StaffId]) -> StaffId {
        let place = usize::try_from(self.dice.below(from.len() as u64)).unwrap_or_default();
        from.get(place).copied().unwrap_or_else(StaffId::new)
    }

    fn stamp(
        &mut self,
        case: &Case,
        kind: EntryKind,
        at: DateTime<Utc>,
        by: StaffId,
        body: Option<&str>,
    ) -> Result<(), Error> {
        self.entry(case, kind, at, by, body, None)
    }

    fn entry(
        &mut self,
        case: &Case,
        kind: EntryKind,
        at: DateTime<Utc>,
        by: StaffId,
        body: Option<&str>,
        solution: Option<Uuid>,
    ) -> Result<(), Error> {
        let id = Uuid::now_v7();
        let data = EntryData {
            channel: (kind == EntryKind::Contact).then(|| "phone".to_owned()),
            outcome: matches!(kind, EntryKind::Contact | EntryKind::CallBack).then(|| "answered".to_owned()),
            satisfaction: case.round.satisfaction.filter(|_| kind == EntryKind::CallBack),
            ..EntryData::default()
        };
        self.made.entries.push(EntryRow {
            id,
            complaint_id: case.row.id,
            round: 1,
            kind,
            at,
            staff_id: Some(by),
            body_sealed: self.ground.vault.seal_opt(ENTRY, id, body)?,
            data: serde_json::to_value(data).map_err(Error::internal)?,
            solution_id: solution,
            goodwill_id: None,
        });
        Ok(())
    }
}
