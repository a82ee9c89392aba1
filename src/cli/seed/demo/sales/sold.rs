//! Orders with what was paid, and deliveries: to come, tomorrow, today, done and called back.

use std::collections::BTreeSet;
use std::io::Cursor;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use diesel::prelude::*;

use super::super::{Item, World, push};
use crate::followups::commands::record_call;
use crate::followups::model::Call;
use crate::followups::rules::{CallOutcome, NoteChannel};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::files::Upload;
use crate::platform::i18n::times;
use crate::sales::deliveries::commands as deliveries;
use crate::sales::deliveries::model::{DELIVERY, HandOver, NewPlan, WEEK_CALL};
use crate::sales::deliveries::rules::{Check, Handover};
use crate::sales::orders::commands as orders;
use crate::sales::orders::model::{Cancelled, Moved, NewOrder, Received, Terms};
use crate::sales::orders::queries::payments;
use crate::sales::orders::rules::{PaidHow, PayMethod, PaymentKind};
use crate::sales::quotes::queries::accepted;
use crate::schema::{deliveries as delivery_rows, opportunities, sales_orders, tasks};
use crate::service::check_in::rules::Signing;
use crate::staff::hours::calendar;
use crate::values::engine_number::EngineNumber;
use crate::values::ids::{DeliveryId, SalesOrderId, TaskId};
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::values::vin::Vin;

#[derive(Clone, Copy)]
enum Step {
    /// The deposit came.
    Deposit(PaidHow),
    /// All that is still open came.
    Settle(PaidHow),
    /// Promised for so many days from now instead.
    Move(u64, &'static str),
    /// The hand-over is planned for so many hours from now, before or after.
    Plan(i64),
    /// The hand-over is planned for today, in two hours if the day still has them.
    PlanToday,
    /// The hand-over is planned for tomorrow morning.
    PlanTomorrow,
    /// So many things of the list, in its order.
    Check(usize),
    HandOver,
    /// The call of the first week.
    Called(&'static str),
    Cancel(&'static str),
}

struct Sale {
    /// That of the opportunity.
    key: usize,
    who: &'static str,
    loan: bool,
    /// Signed so many hours ago.
    ago: i64,
    /// Promised for so many days from today, before or after.
    promised: i64,
    steps: &'static [(i64, Step)],
}

/// What is ticked when everything was seen to.
const ALL: usize = Check::ALL.len();

static SALES: [Sale; 8] = [
    Sale {
        key: 109,
        who: "consultant",
        loan: false,
        ago: 290,
        promised: 1,
        steps: &[
            (289, Step::Deposit(PaidHow::WeChat)),
            (60, Step::PlanTomorrow),
            (4, Step::Check(5)),
        ],
    },
    Sale {
        key: 110,
        who: "consultant2",
        loan: false,
        ago: 295,
        promised: 0,
        steps: &[
            (294, Step::Deposit(PaidHow::Card)),
            (72, Step::PlanToday),
            (26, Step::Check(7)),
            (5, Step::Settle(PaidHow::Transfer)),
        ],
    },
    Sale {
        key: 34,
        who: "consultant",
        loan: true,
        ago: 255,
        promised: 20,
        steps: &[
            (254, Step::Deposit(PaidHow::Transfer)),
            (30, Step::Move(27, "厂家排产推迟一周，已电话告知客户")),
        ],
    },
    Sale {
        key: 202,
        who: "consultant2",
        loan: false,
        ago: 78,
        promised: 25,
        steps: &[],
    },
    Sale {
        key: 111,
        who: "consultant",
        loan: false,
        ago: 830,
        promised: -7,
        steps: &[
            (829, Step::Deposit(PaidHow::Alipay)),
            (230, Step::Plan(-168)),
            (195, Step::Check(7)),
            (172, Step::Settle(PaidHow::Transfer)),
            (170, Step::Check(ALL)),
            (168, Step::HandOver),
        ],
    },
    Sale {
        key: 112,
        who: "consultant2",
        loan: false,
        ago: 835,
        promised: -14,
        steps: &[
            (834, Step::Deposit(PaidHow::Cash)),
            (360, Step::Plan(-288)),
            (312, Step::Check(7)),
            (293, Step::Settle(PaidHow::Card)),
            (290, Step::Check(ALL)),
            (288, Step::HandOver),
            (190, Step::Called("车况良好，学会了手机远程，提醒首保时间")),
        ],
    },
    Sale {
        key: 35,
        who: "consultant",
        loan: false,
        ago: 832,
        promised: -3,
        steps: &[
            (831, Step::Deposit(PaidHow::WeChat)),
            (150, Step::Plan(-72)),
            (98, Step::Check(7)),
            (76, Step::Settle(PaidHow::Transfer)),
            (74, Step::Check(ALL)),
            (72, Step::HandOver),
        ],
    },
    Sale {
        key: 113,
        who: "consultant2",
        loan: false,
        ago: 305,
        promised: 12,
        steps: &[
            (304, Step::Deposit(PaidHow::WeChat)),
            (50, Step::Cancel("家人想要更大的车，改看混动")),
        ],
    },
];

/// The agenda of orders and deliveries.
pub(super) fn sold(agenda: &mut Vec<Item>, now: DateTime<Utc>) {
    for sale in &SALES {
        let (key, who) = (sale.key, sale.who);
        let at = now - TimeDelta::hours(sale.ago);
        push(agenda, at, who, format!("order {key}"), move |world, tx| {
            sign(world, tx, sale, now)
        });
        for (ago, step) in sale.steps {
            let at = now - TimeDelta::hours(*ago);
            let who = match step {
                Step::Called(_) => "care",
                _ => who,
            };
            let (step, what) = (*step, format!("order {key}, {ago} hours ago"));
            push(agenda, at, who, what, move |world, tx| take(world, tx, key, step, now));
        }
    }
}

fn in_days(now: DateTime<Utc>, days: i64) -> NaiveDate {
    times::day_of(now) + TimeDelta::days(days)
}

fn sign(world: &mut World, tx: &mut Tx<'_>, sale: &Sale, now: DateTime<Utc>) -> Result<(), Error> {
    let opportunity = world.deal(sale.key)?;
    let agreed = accepted(tx.conn, opportunity)?;
    let agreed = agreed.ok_or_else(|| Error::internal("nobody agreed to the quote"))?;
    let colour: String = opportunities::table
        .find(opportunity)
        .select(opportunities::colour)
        .first(tx.conn)?;
    let new = NewOrder {
        opportunity,
        terms: Terms::Quote(agreed.quote),
        colour,
        method: if sale.loan { PayMethod::Loan } else { PayMethod::Full },
        deposit: Fen::new(500_000),
        signed_on: times::day_of(tx.now),
        promised_on: in_days(now, sale.promised),
        note: None,
    };
    let id = orders::create(tx, &new)?;
    world.sales.orders.insert(sale.key, id);
    Ok(())
}

fn version(tx: &mut Tx<'_>, id: SalesOrderId) -> Result<i32, Error> {
    Ok(sales_orders::table
        .find(id)
        .select(sales_orders::lock_version)
        .first(tx.conn)?)
}

fn take(world: &mut World, tx: &mut Tx<'_>, key: usize, step: Step, now: DateTime<Utc>) -> Result<(), Error> {
    let id = world.sale(key)?;
    match step {
        Step::Deposit(how) => receive(tx, id, how, |kind| kind == PaymentKind::Deposit),
        Step::Settle(how) => receive(tx, id, how, |_| true),
        Step::Move(days, reason) => {
            let new = Moved {
                promised_on: times::day_of(now) + Days::new(days),
                reason: reason.to_owned(),
                told: true,
                seen: version(tx, id)?,
            };
            orders::move_promise(tx, id, &new)
        }
        Step::Plan(hours) => plan(world, tx, key, now + TimeDelta::hours(hours)),
        Step::PlanToday => {
            let last = times::end_of_day(now) - TimeDelta::minutes(1);
            plan(world, tx, key, (now + TimeDelta::hours(2)).min(last))
        }
        Step::PlanTomorrow => {
            let morning = NaiveTime::from_hms_opt(10, 0, 0).unwrap_or_default();
            let at = times::instant(in_days(now, 1).and_time(morning));
            plan(world, tx, key, at.unwrap_or(now + TimeDelta::days(1)))
        }
        Step::Check(many) => {
            let ticked: BTreeSet<Check> = Check::ALL.iter().copied().take(many).collect();
            deliveries::check(tx, delivery(world, key)?, &ticked, &ticked)
        }
        Step::HandOver => hand_over(tx, delivery(world, key)?, key),
        Step::Called(said) => called(tx, delivery(world, key)?, said),
        Step::Cancel(reason) => {
            let new = Cancelled {
                reason: reason.to_owned(),
                refund: Fen::new(500_000),
                refund_how: Some(PaidHow::WeChat),
                refund_note: Some("车辆未上牌，定金全额退回".to_owned()),
                seen: version(tx, id)?,
            };
            orders::cancel(tx, id, &new)
        }
    }
}

/// The money of some lines of the plan came.
fn receive(tx: &mut Tx<'_>, id: SalesOrderId, how: PaidHow, wanted: impl Fn(PaymentKind) -> bool) -> Result<(), Error> {
    let on = times::day_of(tx.now);
    for line in payments(tx.conn, id)? {
        if line.is_paid() || !wanted(line.kind) {
            continue;
        }
        let new = Received {
            payment: line.id,
            on,
            how,
            receipt: format!("SK{}{}", on.format("%m%d"), line.kind.code().len()),
        };
        orders::receive(tx, id, &new)?;
    }
    Ok(())
}

fn plan(world: &mut World, tx: &mut Tx<'_>, key: usize, planned_at: DateTime<Utc>) -> Result<(), Error> {
    let store = tx.actor()?.store;
    let planned_at = calendar(tx.conn, store)?.next_opening(planned_at).unwrap_or(planned_at);
    let new = NewPlan {
        planned_at,
        until: None,
        late_told: true,
        place: Handover::Store,
        address: None,
        driver: String::new(),
        seen: 0,
    };
    let id = deliveries::plan(tx, world.sale(key)?, &new)?;
    world.sales.deliveries.insert(key, id);
    Ok(())
}

fn delivery(world: &World, key: usize) -> Result<DeliveryId, Error> {
    let known = world.sales.deliveries.get(&key).copied();
    known.ok_or_else(|| Error::internal(format!("delivery {key} is not planned yet")))
}

fn hand_over(tx: &mut Tx<'_>, id: DeliveryId, key: usize) -> Result<(), Error> {
    deliveries::add_photos(tx, id, &[picture(key)?])?;
    let seen: i32 = delivery_rows::table
        .find(id)
        .select(delivery_rows::lock_version)
        .first(tx.conn)?;
    let new = HandOver {
        ticked: BTreeSet::new(),
        shown: BTreeSet::new(),
        vin: vin(key)?,
        engine: EngineNumber::parse(&format!("XC20T{:05}", 40_000 + key)).ok(),
        plate: None,
        mileage: Km::new(16),
        gift: "行车记录仪、首次精洗券".to_owned(),
        signing: Signing::Paper,
        strokes: None,
        owed_because: None,
        seen,
    };
    deliveries::hand_over(tx, id, &new, &[]).map(drop)
}

/// A number with the one check digit that fits.
fn vin(key: usize) -> Result<Vin, Error> {
    "0123456789X"
        .chars()
        .find_map(
            |check| match Vin::parse(&format!("LSVAE4C2{check}N{:07}", 600_000 + key)) {
                Ok((vin, None)) => Some(vin),
                _ => None,
            },
        )
        .ok_or_else(|| Error::internal("no check digit fits"))
}

/// A picture of nothing in particular, as the photo of a hand-over.
fn picture(key: usize) -> Result<Upload, Error> {
    let shade = u8::try_from(60 + key % 120).unwrap_or(120);
    let drawn = image::RgbImage::from_fn(480, 320, |x, y| {
        let inside = (90..390).contains(&x) && (140..240).contains(&y);
        if inside {
            image::Rgb([shade, shade.saturating_add(20), shade.saturating_add(60)])
        } else {
            image::Rgb([225, 228, 230])
        }
    });
    let mut bytes = Cursor::new(Vec::new());
    image::DynamicImage::from(drawn)
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .map_err(Error::internal)?;
    Upload::read("delivery.jpg", bytes.into_inner()).map_err(Error::internal)
}

/// Calls the new owner in the first week.
fn called(tx: &mut Tx<'_>, id: DeliveryId, said: &str) -> Result<(), Error> {
    let (task, lock_version): (TaskId, i32) = tasks::table
        .filter(tasks::subject_kind.eq(DELIVERY))
        .filter(tasks::subject_id.eq(id.uuid()))
        .filter(tasks::kind.eq(WEEK_CALL))
        .select((tasks::id, tasks::lock_version))
        .first(tx.conn)?;
    let call = Call {
        channel: NoteChannel::Phone,
        outcome: CallOutcome::Answered,
        mood: None,
        note: said.to_owned(),
        again_at: None,
        lock_version,
    };
    record_call(tx, task, &call)
}
