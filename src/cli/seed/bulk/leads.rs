//! Leads by the hundred thousand: three years of them, most closed; opportunities, follow-ups, quotes and orders of some.
//!
//! What is sealed is made on every core, the customers of the store among it; what follows and is not personal the database
//! makes by itself.

use chrono::{DateTime, Days, TimeDelta, Utc};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::super::chance::Dice;
use super::super::invent::Inventor;
use super::super::words::MAKES;
use super::numbers::Numbers;
use super::{BATCH, Ground, SEED, bar, hurry, in_batches};
use crate::cli::setup::{House, Problem};
use crate::customers::model as known;
use crate::followups::commands::open_task;
use crate::followups::model::NewTask;
use crate::platform::db::{Author, Db, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::{BlindIndex, Purpose, Sealed};
use crate::sales::clock::commands as clock;
use crate::sales::clock::model::How;
use crate::sales::clock::rules::Contact;
use crate::sales::leads::model::{NAME, PHONE, WORDS};
use crate::sales::leads::rules::InvalidReason;
use crate::sales::model::{PREFIX, opportunity as subject};
use crate::sales::opportunities::model::{FOLLOW_UP, FollowUpRow, NOTE, OpportunityRow};
use crate::sales::rules::{FollowUpKind, FollowUpOutcome, LeadState, Level, LossReason, SourceKind, Stage};
use crate::schema::{customer_phones, customers, follow_ups, lead_sources, leads, opportunities};
use crate::values::ids::{CustomerId, FollowUpId, LeadId, LeadSourceId, OpportunityId, PhoneId, StaffId, StoreId};
use crate::values::text::last;

/// Opportunities that are open, and leads that nobody has looked into: at most so many, and one in so many.
const OPEN_DEALS: (usize, usize) = (5_000, 5);
const OPEN_LEADS: (usize, usize) = (1_000, 20);
/// How far back they go, in days.
const DAYS: i64 = 1_094;
/// Customers that opportunities are of, at most.
const PEOPLE: i64 = 200_000;
const AFTER: &str = include_str!("leads_after.sql");
/// A seed of its own, apart from those of customers and complaints.
const OWN: u64 = SEED ^ 0x4C45_4144;

const SOURCES: [SourceKind; 10] = [
    SourceKind::WalkIn,
    SourceKind::PhoneIn,
    SourceKind::Website,
    SourceKind::Autohome,
    SourceKind::Yiche,
    SourceKind::Dongchedi,
    SourceKind::WeChat,
    SourceKind::Douyin,
    SourceKind::MiniProgram,
    SourceKind::Referral,
];
const WORDS_OF_LEADS: [&str; 6] = [
    "最低多少能落地",
    "想约周末试驾",
    "有没有现车",
    "旧车置换怎么算",
    "首付三成月供多少",
    "比较两个配置",
];
const SAID: [&str; 6] = [
    "了解预算与用车场景，约下次到店",
    "发送配置对比与报价构成",
    "客户还在比较，约好下周再联系",
    "家人意见不一，等商量结果",
    "认可空间，关注交车时间",
    "确认贷款方案，等待审批结果",
];
const RIVALS: [&str; 4] = ["启明 E7", "海岳 H6", "远海 L9", "东行 K5"];

/// A customer whose lead it was.
#[derive(Queryable)]
struct Person {
    id: CustomerId,
    name: Sealed,
    phone: PhoneId,
    number: Sealed,
}

#[derive(Insertable)]
#[diesel(table_name = leads)]
struct LeadValues {
    id: LeadId,
    store_id: StoreId,
    source_id: LeadSourceId,
    external_id: String,
    name_sealed: Sealed,
    phone_sealed: Sealed,
    phone_bidx: BlindIndex,
    phone_tail_bidx: BlindIndex,
    model: &'static str,
    city: &'static str,
    words_sealed: Option<Sealed>,
    received_at: DateTime<Utc>,
    state: LeadState,
    invalid_because: Option<InvalidReason>,
    customer_id: Option<CustomerId>,
    opportunity_id: Option<OpportunityId>,
    owner_id: Option<StaffId>,
    assigned_at: Option<DateTime<Utc>>,
}

/// A thousand leads, sealed, with what became of them.
#[derive(Default)]
struct Made {
    leads: Vec<LeadValues>,
    deals: Vec<OpportunityRow>,
    follow_ups: Vec<FollowUpRow>,
    /// Those that nobody has looked into, and when they came.
    open: Vec<(LeadId, DateTime<Utc>)>,
}

/// What is the same for all.
struct Shelf {
    sources: Vec<LeadSourceId>,
    people: Vec<Person>,
    /// How many leads the store had before.
    before: i64,
    /// The first so many have an open opportunity, …
    deals: usize,
    /// … the next so many are open.
    open: usize,
}

pub(super) fn add_leads(house: &House, ground: &Ground, wanted: usize) -> Result<(), Problem> {
    if wanted == 0 {
        return Ok(());
    }
    let (db, store) = (&house.db, ground.keepers.store);
    if ground.keepers.consultants.is_empty() {
        return Err("leads need a sales consultant: add one with `yingke staff`".into());
    }
    let people = people(db, store)?;
    if people.is_empty() {
        return Err("there are no customers who may buy: add --customers N".into());
    }
    let (sources, before, mut numbers) = db.system_write_now(|tx| {
        let before: i64 = leads::table
            .filter(leads::store_id.eq(store))
            .count()
            .get_result(tx.conn)?;
        Ok((sources(tx, store)?, before, Numbers::load(tx, store, PREFIX)?))
    })?;
    let some = |(most, one_in): (usize, usize)| most.min(wanted / one_in);
    let shelf = Shelf {
        deals: some(OPEN_DEALS).min(people.len()),
        open: some(OPEN_LEADS),
        sources,
        people,
        before,
    };
    let bar = bar("leads", wanted);
    let mut open = Vec::new();
    in_batches(
        wanted,
        |batch, size| thousand(ground, &shelf, batch, size),
        |mut made: Made| {
            for deal in &mut made.deals {
                deal.number = numbers.next(times::day_of(deal.created_at))?;
            }
            db.system_write_now(|tx| {
                hurry(tx)?;
                write(tx, &made)?;
                numbers.save(tx)
            })?;
            bar.inc(u64::try_from(made.leads.len()).unwrap_or_default());
            open.append(&mut made.open);
            Ok(())
        },
    )?;
    for chunk in open.chunks(100) {
        db.system_write_now(|tx| {
            hurry(tx)?;
            chunk.iter().try_for_each(|lead| start(tx, *lead))
        })?;
    }
    let mut conn = PgConnection::establish(&house.url)?;
    conn.batch_execute("SET synchronous_commit = off; SELECT setseed(0.24)")?;
    conn.transaction(|conn| conn.batch_execute(&AFTER.replace("seed_store()", &format!("'{store}'::uuid"))))?;
    bar.finish_and_clear();
    Ok(())
}

/// Customers with a number who are not being sold anything at present.
fn people(db: &Db, store: StoreId) -> Result<Vec<Person>, Error> {
    let busy = opportunities::table
        .filter(opportunities::customer_id.eq(customers::id))
        .filter(opportunities::closed_at.is_null());
    Ok(customers::table
        .inner_join(customer_phones::table)
        .filter(customers::store_id.eq(store))
        .filter(customers::merged_into.is_null())
        .filter(customer_phones::is_primary)
        .filter(diesel::dsl::not(diesel::dsl::exists(busy)))
        .order(customers::id.desc())
        .limit(PEOPLE)
        .select((
            customers::id,
            customers::name_sealed,
            customer_phones::id,
            customer_phones::phone_sealed,
        ))
        .load(&mut *db.connection()?)?)
}

/// The plain source of each kind, made if it is not there.
fn sources(tx: &mut Tx<'_>, store: StoreId) -> Result<Vec<LeadSourceId>, Error> {
    for kind in SOURCES {
        diesel::insert_into(lead_sources::table)
            .values((
                lead_sources::id.eq(LeadSourceId::new()),
                lead_sources::store_id.eq(store),
                lead_sources::kind.eq(kind),
                lead_sources::created_at.eq(tx.now),
            ))
            .on_conflict_do_nothing()
            .execute(tx.conn)?;
    }
    Ok(lead_sources::table
        .filter(lead_sources::store_id.eq(store))
        .filter(lead_sources::retired_at.is_null())
        .order((lead_sources::kind, lead_sources::name))
        .select(lead_sources::id)
        .load(tx.conn)?)
}

fn write(tx: &mut Tx<'_>, made: &Made) -> Result<(), Error> {
    diesel::insert_into(leads::table).values(&made.leads).execute(tx.conn)?;
    diesel::insert_into(opportunities::table)
        .values(&made.deals)
        .execute(tx.conn)?;
    for chunk in made.follow_ups.chunks(BATCH) {
        diesel::insert_into(follow_ups::table).values(chunk).execute(tx.conn)?;
    }
    for deal in &made.deals {
        let (Some(due_at), Some(owner)) = (deal.next_at, deal.owner_id) else {
            continue;
        };
        let task = NewTask {
            store: deal.store_id,
            kind: FOLLOW_UP,
            subject: subject(deal.id),
            customer: Some(deal.customer_id),
            owner: Some(owner),
            role: None,
            started_at: deal.last_contact_at.unwrap_or(deal.created_at),
            due_at,
            title: format!("商机跟进 {}", deal.number),
        };
        open_task(tx, task)?;
    }
    Ok(())
}

/// Starts the clock of an open lead; who came some hours ago was called.
fn start(tx: &mut Tx<'_>, (id, received): (LeadId, DateTime<Utc>)) -> Result<(), Error> {
    clock::started(tx, id)?;
    if tx.now - received < TimeDelta::hours(3) {
        return Ok(());
    }
    let how = How {
        contact: Contact::Answered,
        note: None,
    };
    tx.acting_as(Author::System, received + TimeDelta::minutes(25), |tx| {
        clock::contacted(tx, id, how)
    })
}

fn thousand(ground: &Ground, shelf: &Shelf, batch: u64, size: usize) -> Result<Made, Error> {
    let stream = OWN.wrapping_add(u64::try_from(shelf.before).unwrap_or_default());
    let mut writer = Writer {
        ground,
        shelf,
        inventor: Inventor {
            dice: Dice::of_stream(stream, batch),
            keepers: ground.keepers.clone(),
            now: ground.now,
        },
        made: Made::default(),
    };
    let first = usize::try_from(batch).unwrap_or_default() * BATCH;
    for place in first..first + size {
        writer.lead(place)?;
    }
    Ok(writer.made)
}

struct Writer<'a> {
    ground: &'a Ground,
    shelf: &'a Shelf,
    inventor: Inventor,
    made: Made,
}

/// Who an opportunity is of, and what about.
#[derive(Clone, Copy)]
struct Deal {
    id: OpportunityId,
    lead: LeadId,
    customer: CustomerId,
    owner: StaffId,
    source: LeadSourceId,
    make: usize,
    received: DateTime<Utc>,
}

impl Writer<'_> {
    fn dice(&mut self) -> &mut Dice {
        &mut self.inventor.dice
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        let place = self.dice().below(of.len() as u64);
        of.get(usize::try_from(place).unwrap_or_default()).copied()
    }

    fn ago(&mut self, from: i64, to: i64) -> DateTime<Utc> {
        self.ground.now - TimeDelta::minutes(self.inventor.dice.between(from, to))
    }

    fn lead(&mut self, place: usize) -> Result<(), Error> {
        let shelf = self.shelf;
        let with_deal = place < shelf.deals;
        let open = !with_deal && place < shelf.deals + shelf.open;
        let stage = with_deal.then(|| self.open_stage());
        let state = if with_deal {
            LeadState::Qualified
        } else if open {
            LeadState::Open
        } else {
            *self.dice().weighted(&[
                (LeadState::Qualified, 30),
                (LeadState::Invalid, 52),
                (LeadState::Duplicate, 18),
            ])
        };
        let received = match stage {
            // Whoever was not reached for a week would be in the pool.
            Some(Stage::New) => self.ago(90, 6 * 1_440),
            Some(_) => self.ago(7 * 1_440, 60 * 1_440),
            None if open => self.ago(3, 4 * 1_440),
            None => {
                let (now, days) = (self.ground.now, self.dice().between(2, DAYS));
                self.dice().instant(now, days)
            }
        };
        let id = LeadId::new();
        let consultants = self.ground.keepers.consultants.clone();
        let owner = self.one(&consultants).filter(|_| !open || !place.is_multiple_of(10));
        let source = self.one(&shelf.sources).ok_or_else(|| Error::internal("no sources"))?;
        let make = usize::try_from(self.dice().below(MAKES.len() as u64)).unwrap_or_default();
        let person = if state == LeadState::Qualified {
            let among = u64::try_from(shelf.people.len()).unwrap_or_default();
            let drawn = usize::try_from(self.dice().below(among)).unwrap_or_default();
            shelf.people.get(if with_deal { place } else { drawn })
        } else {
            None
        };
        let vault = &self.ground.vault;
        let (name, phone) = match person {
            Some(person) => (
                vault.open(known::NAME, person.id.uuid(), &person.name)?.into_exposed(),
                vault
                    .open(known::PHONE, person.phone.uuid(), &person.number)?
                    .into_exposed(),
            ),
            None => {
                let (name, phone) = self.inventor.stranger();
                (name.canonical().to_owned(), phone.canonical().to_owned())
            }
        };
        let deal = match (person, owner) {
            (Some(person), Some(owner)) => Some(Deal {
                id: OpportunityId::new(),
                lead: id,
                customer: person.id,
                owner,
                source,
                make,
                received,
            }),
            _ => None,
        };
        let words = self.dice().pick(&WORDS_OF_LEADS);
        let because = *self.dice().weighted(&[
            (InvalidReason::NoInterest, 45),
            (InvalidReason::WrongNumber, 30),
            (InvalidReason::TooFar, 15),
            (InvalidReason::Spam, 10),
        ]);
        self.made.leads.push(LeadValues {
            id,
            store_id: self.ground.keepers.store,
            source_id: source,
            external_id: format!("seed-{}-{place}", shelf.before),
            name_sealed: vault.seal(NAME, id.uuid(), &name)?,
            phone_sealed: vault.seal(PHONE, id.uuid(), &phone)?,
            phone_bidx: vault.blind(Purpose::Phone, &phone),
            phone_tail_bidx: vault.blind(Purpose::PhoneTail, last(&phone, 4)),
            model: MAKES.get(make).map_or("", |(make, _)| make.model),
            city: "上海",
            words_sealed: vault.seal_opt(WORDS, id.uuid(), (place.is_multiple_of(3)).then_some(words))?,
            received_at: received,
            state,
            invalid_because: (state == LeadState::Invalid).then_some(because),
            customer_id: person.map(|person| person.id),
            opportunity_id: deal.map(|deal| deal.id),
            owner_id: owner,
            assigned_at: owner.map(|_| received),
        });
        if open {
            self.made.open.push((id, received));
        }
        match (deal, stage) {
            (Some(deal), Some(stage)) => self.open_deal(deal, stage),
            (Some(deal), None) => self.past_deal(deal),
            (None, _) => Ok(()),
        }
    }

    fn open_stage(&mut self) -> Stage {
        *self.dice().weighted(&[
            (Stage::New, 12),
            (Stage::Contacted, 26),
            (Stage::Interested, 20),
            (Stage::Comparing, 12),
            (Stage::TestDriven, 12),
            (Stage::Quoted, 13),
            (Stage::Ordered, 5),
        ])
    }

    fn level(&mut self) -> Level {
        *self
            .dice()
            .weighted(&[(Level::H, 15), (Level::A, 30), (Level::B, 35), (Level::C, 20)])
    }

    /// An opportunity as it was opened.
    fn row(&self, deal: Deal, created: DateTime<Utc>) -> OpportunityRow {
        OpportunityRow {
            id: deal.id,
            store_id: self.ground.keepers.store,
            number: String::new(),
            customer_id: deal.customer,
            lead_id: Some(deal.lead),
            owner_id: Some(deal.owner),
            stage: Stage::New,
            level: None,
            model_id: self.ground.models.get(deal.make).copied(),
            model: MAKES.get(deal.make).map_or("", |(make, _)| make.model).to_owned(),
            colour: String::new(),
            expected_on: None,
            source_id: Some(deal.source),
            needs_sealed: None,
            competitor: String::new(),
            next_at: None,
            last_contact_at: None,
            nurture_from: created,
            be_backs: 0,
            pool_since: None,
            lost_because: None,
            lost_to: String::new(),
            lost_at_stage: None,
            created_by: Some(deal.owner),
            created_at: created,
            closed_at: None,
            lock_version: 0,
        }
    }

    fn open_deal(&mut self, deal: Deal, stage: Stage) -> Result<(), Error> {
        let created = deal.received + TimeDelta::minutes(self.dice().between(20, 80));
        let mut row = self.row(deal, created);
        row.stage = stage;
        if stage == Stage::New {
            row.next_at = Some(created + TimeDelta::days(2));
            self.made.deals.push(row);
            return Ok(());
        }
        let level = self.level();
        // Less than what brings them into the pool.
        let (idle, rhythm) = match level {
            Level::H => (2, 2),
            Level::A => (6, 4),
            Level::B => (13, 7),
            Level::C => (27, 7),
        };
        let last = self.ago(60, idle * 1_440).max(created + TimeDelta::minutes(30));
        row.level = Some(level);
        row.last_contact_at = Some(last);
        row.expected_on = times::day_of(self.ground.now).checked_add_days(Days::new(self.dice().below(60)));
        if stage == Stage::Comparing {
            row.competitor = self.dice().pick(&RIVALS).to_owned();
        }
        if stage != Stage::Ordered {
            row.next_at = Some(last + TimeDelta::days(rhythm));
        }
        let count = self.dice().between(2, 5);
        self.follow_ups(deal, (created, last), count, row.next_at)?;
        self.made.deals.push(row);
        Ok(())
    }

    fn past_deal(&mut self, deal: Deal) -> Result<(), Error> {
        let now = self.ground.now;
        let created = (deal.received + TimeDelta::minutes(self.dice().between(20, 80))).min(now - TimeDelta::hours(30));
        let lasted = TimeDelta::hours(self.dice().between(72, 960));
        let closed = (created + lasted).min(now - TimeDelta::minutes(self.dice().between(10, 1_200)));
        let mut row = self.row(deal, created);
        row.level = Some(self.level());
        row.closed_at = Some(closed);
        row.last_contact_at = Some(closed - (closed - created) / 4);
        if self.dice().percent(27) {
            row.stage = Stage::Delivered;
        } else {
            let because = *self.dice().weighted(&[
                (LossReason::Price, 30),
                (LossReason::Competitor, 26),
                (LossReason::Unreachable, 18),
                (LossReason::Postponed, 16),
                (LossReason::FinanceRefused, 4),
                (LossReason::BoughtUsed, 4),
                (LossReason::Other, 2),
            ]);
            row.stage = Stage::Lost;
            row.lost_because = Some(because);
            if because == LossReason::Competitor {
                row.lost_to = self.dice().pick(&RIVALS).to_owned();
            }
            row.lost_at_stage = Some(*self.dice().weighted(&[
                (Stage::Contacted, 40),
                (Stage::Interested, 25),
                (Stage::TestDriven, 15),
                (Stage::Quoted, 20),
            ]));
        }
        let last = row.last_contact_at.unwrap_or(closed);
        let count = self.dice().between(1, 2);
        self.follow_ups(deal, (created, last), count, None)?;
        self.made.deals.push(row);
        Ok(())
    }

    /// So many follow-ups from the opening to the last contact; each was due when it was made.
    fn follow_ups(
        &mut self,
        deal: Deal,
        (from, last): (DateTime<Utc>, DateTime<Utc>),
        count: i64,
        next_at: Option<DateTime<Utc>>,
    ) -> Result<(), Error> {
        let step = (last - from) / i32::try_from(count).unwrap_or(1).max(1);
        for place in 1..=count {
            let at = if place == count {
                last
            } else {
                from + step * i32::try_from(place).unwrap_or(1)
            };
            let (kind, outcome) = *self.dice().weighted(&[
                ((FollowUpKind::Phone, FollowUpOutcome::Answered), 55),
                ((FollowUpKind::WeChat, FollowUpOutcome::Sent), 30),
                ((FollowUpKind::Visit, FollowUpOutcome::Met), 15),
            ]);
            let id = FollowUpId::new();
            let said = self.dice().pick(&SAID);
            let row = FollowUpRow {
                id,
                opportunity_id: deal.id,
                kind,
                outcome,
                note_sealed: self.ground.vault.seal(NOTE, id.uuid(), said)?,
                due_at: Some(at),
                next_at: if place == count { next_at } else { Some(at + step) },
                staff_id: Some(deal.owner),
                at,
            };
            self.made.follow_ups.push(row);
        }
        Ok(())
    }
}
