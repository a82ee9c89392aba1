//! Demo cars, and who drives them: today about now, in the days before and after.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use diesel::prelude::*;

use super::super::fleet::licence;
use super::super::sheets::name_of;
use super::super::{Item, World, push};
use crate::access::Role;
use crate::followups::commands::open_task;
use crate::followups::model::NewTask;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::sales::test_drives::commands;
use crate::sales::test_drives::model::{HandOver, NewCar, NewDrive, Outcome, Return, START, subject};
use crate::sales::test_drives::rules::{DriveState, Intent};
use crate::sales::test_drives::text;
use crate::schema::{demo_cars, opportunities, test_drives};
use crate::service::check_in::rules::Signing;
use crate::values::ids::{CustomerId, DemoCarId, TestDriveId};
use crate::values::mileage::Km;
use crate::values::plate::Plate;
use crate::vehicles::rules::Energy;

/// (plate, model, colour, energy, km, days until the insurance ends, days until the inspection ends, why nobody drives it)
type Told = (
    &'static str,
    &'static str,
    &'static str,
    Energy,
    i32,
    u64,
    u64,
    Option<&'static str>,
);

const CARS: [Told; 5] = [
    ("沪A5T26K", "X7 混动", "白色", Energy::Hybrid, 6_420, 230, 500, None),
    ("沪AD90316", "E5 纯电", "蓝色", Energy::Electric, 4_180, 300, 640, None),
    ("沪C7N45B", "S3 1.5T", "灰色", Energy::Fuel, 9_730, 24, 410, None),
    ("沪AF73502", "X7 插混", "墨绿", Energy::PlugIn, 2_960, 340, 700, None),
    (
        "沪B2M88V",
        "M8 2.0T",
        "黑色",
        Energy::Fuel,
        12_050,
        120,
        260,
        Some("轮毂刮伤，送修"),
    ),
];

/// When a drive begins.
#[derive(Clone, Copy)]
enum When {
    /// So many slots of working days after the one that began last, or before it.
    Slot(i64),
    /// So many days after today, or before it, at this hour and a half.
    Day(i64, u32),
}

/// How a drive ends, as far as it has.
#[derive(Clone, Copy, PartialEq)]
enum End {
    Booked,
    Out,
    Back,
    Done(i16, Intent, &'static str, &'static str),
    Missed(&'static str),
    Cancelled(&'static str),
}

/// (opportunity, who rides along, car, when, what came of it); those of one car in the order of time.
const DRIVES: [(usize, &str, usize, When, End); 14] = [
    (
        200,
        "consultant",
        0,
        When::Day(-4, 10),
        End::Done(4, Intent::Considering, "底盘安静，座椅舒服", "二排略硬"),
    ),
    (
        105,
        "consultant2",
        1,
        When::Day(-6, 14),
        End::Done(5, Intent::Considering, "提速快，单踏板好用", "担心冬季续航"),
    ),
    (
        32,
        "consultant",
        0,
        When::Day(-5, 15),
        End::Done(5, Intent::Ready, "视野好，油门线性", "后备厢盖偏重"),
    ),
    (
        29,
        "consultant",
        3,
        When::Day(-2, 10),
        End::Cancelled("客户临时出差，改约下周"),
    ),
    (
        118,
        "consultant2",
        1,
        When::Day(-2, 16),
        End::Missed("电话未接，微信回复改天"),
    ),
    // Today.
    (
        31,
        "consultant",
        0,
        When::Slot(-3),
        End::Done(5, Intent::Ready, "上下车方便，老人满意", "颜色要再看看"),
    ),
    (
        100,
        "consultant2",
        2,
        When::Slot(-2),
        End::Missed("客户堵在路上，改约傍晚"),
    ),
    (119, "consultant", 0, When::Slot(-1), End::Back),
    (116, "consultant2", 1, When::Slot(0), End::Out),
    (100, "consultant2", 2, When::Slot(2), End::Booked),
    (29, "consultant", 3, When::Slot(1), End::Booked),
    // The days to come.
    (102, "consultant", 0, When::Day(1, 10), End::Booked),
    (30, "consultant2", 1, When::Day(1, 14), End::Booked),
    (26, "consultant", 0, When::Day(2, 15), End::Booked),
];

/// The agenda of demo cars and test drives.
pub(super) fn drives(agenda: &mut Vec<Item>, now: DateTime<Utc>) {
    for car in CARS {
        let at = now - TimeDelta::days(150);
        push(
            agenda,
            at,
            "sales.manager",
            format!("the demo car {}", car.0),
            move |world, tx| add(world, tx, car, now),
        );
    }
    for (key, (deal, who, car, when, end)) in DRIVES.into_iter().enumerate() {
        let starts_at = begins(when, now);
        // A day and a half ahead: whoever walked in since then books on the spot.
        let booked_at = (starts_at.min(now) - TimeDelta::hours(2)).min(now - TimeDelta::hours(2));
        push(
            agenda,
            booked_at,
            who,
            format!("drive {key} is booked"),
            move |world, tx| book(world, tx, key, (deal, car), starts_at),
        );
        let mut step = |minutes: i64, step: Step| {
            let at = starts_at + TimeDelta::minutes(minutes);
            let what = format!("drive {key}, {minutes} minutes on");
            push(agenda, at, who, what, move |world, tx| take(world, tx, key, step));
        };
        if let End::Out | End::Back | End::Done(..) = end {
            step(-4, Step::Leave);
        }
        if let End::Back | End::Done(..) = end {
            step(46, Step::Return);
        }
        match end {
            End::Done(rating, intent, liked, worried) => step(55, Step::Conclude(rating, intent, liked, worried)),
            End::Missed(reason) => step(35, Step::Miss(reason)),
            End::Cancelled(reason) => step(-60, Step::Cancel(reason)),
            End::Booked | End::Out | End::Back => {}
        }
    }
}

#[derive(Clone, Copy)]
enum Step {
    Leave,
    Return,
    Conclude(i16, Intent, &'static str, &'static str),
    Miss(&'static str),
    Cancel(&'static str),
}

/// The slots of the grid begin at half past, from half past eight until half past four: nobody drives at night.
fn begins(when: When, now: DateTime<Utc>) -> DateTime<Utc> {
    let at = |days: i64, hour: u32| {
        let day = times::day_of(now) + TimeDelta::days(days);
        let time = NaiveTime::from_hms_opt(hour, 30, 0).unwrap_or_default();
        times::instant(day.and_time(time)).unwrap_or(now)
    };
    match when {
        When::Slot(further) => {
            let slots: Vec<DateTime<Utc>> = (-2..=2)
                .flat_map(|day| (8..=16).map(move |hour| (day, hour)))
                .map(|(day, hour)| at(day, hour))
                .collect();
            let begun = slots.partition_point(|slot| *slot <= now);
            let place = i64::try_from(begun).unwrap_or_default() - 1 + further;
            let slot = usize::try_from(place).ok().and_then(|place| slots.get(place));
            slot.copied().unwrap_or(now)
        }
        When::Day(days, hour) => at(days, hour),
    }
}

fn add(world: &mut World, tx: &mut Tx<'_>, told: Told, now: DateTime<Utc>) -> Result<(), Error> {
    let (plate, model, colour, energy, km, insured, inspected, out) = told;
    let today = times::day_of(now);
    let new = NewCar {
        plate: Plate::parse(plate).map_err(Error::internal)?,
        model: model.to_owned(),
        colour: colour.to_owned(),
        energy,
        mileage: Km::new(km),
        mileage_reason: None,
        insurance_until: today + Days::new(insured),
        inspection_until: today + Days::new(inspected),
        seen: 0,
    };
    let id = commands::add_car(tx, &new)?;
    world.sales.cars.push(id);
    out.map_or(Ok(()), |because| {
        commands::set_standing(tx, id, Some(because)).map(drop)
    })
}

fn book(
    world: &mut World,
    tx: &mut Tx<'_>,
    key: usize,
    (deal, car): (usize, usize),
    starts_at: DateTime<Utc>,
) -> Result<(), Error> {
    let car = world.sales.cars.get(car).copied();
    let new = NewDrive {
        car: car.ok_or_else(|| Error::internal("too few demo cars"))?,
        opportunity: world.deal(deal)?,
        starts_at,
        minutes: 60,
        route: if key.is_multiple_of(2) {
            "城市路线"
        } else {
            "快速路线"
        }
        .to_owned(),
    };
    let id = match commands::book(tx, &new) {
        // At this hour the store is shut: it is noted all the same, so that a demo that is made at night has its drives too.
        Err(Error::Invalid(_)) => note_down(tx, &new)?,
        booked => booked?,
    };
    world.sales.drives.insert(key, id);
    Ok(())
}

/// Writes a drive without asking whether the store is open.
fn note_down(tx: &mut Tx<'_>, new: &NewDrive) -> Result<TestDriveId, Error> {
    let (store, me) = (tx.actor()?.store, tx.actor()?.id);
    let customer: CustomerId = opportunities::table
        .find(new.opportunity)
        .select(opportunities::customer_id)
        .first(tx.conn)?;
    let id = TestDriveId::new();
    let until = new.starts_at + TimeDelta::minutes(new.minutes.into());
    diesel::insert_into(test_drives::table)
        .values((
            test_drives::id.eq(id),
            test_drives::store_id.eq(store),
            test_drives::car_id.eq(new.car),
            test_drives::opportunity_id.eq(new.opportunity),
            test_drives::customer_id.eq(customer),
            test_drives::consultant_id.eq(me),
            test_drives::state.eq(DriveState::Booked),
            test_drives::starts_at.eq(new.starts_at),
            test_drives::until_at.eq(until),
            test_drives::ends_at.eq(until),
            test_drives::route.eq(&new.route),
            test_drives::created_by.eq(me),
            test_drives::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record("test_drives.book", subject(id), &["car", "starts_at"])?;
    let task = NewTask {
        store,
        kind: START,
        subject: subject(id),
        customer: Some(customer),
        owner: Some(me),
        role: Some(Role::SalesConsultant),
        started_at: tx.now,
        due_at: new.starts_at.max(tx.now),
        title: text::start_task(new.starts_at),
    };
    open_task(tx, task)?;
    Ok(id)
}

fn take(world: &World, tx: &mut Tx<'_>, key: usize, step: Step) -> Result<(), Error> {
    let known = world.sales.drives.get(&key).copied();
    let id = known.ok_or_else(|| Error::internal(format!("drive {key} is not booked yet")))?;
    let (car, customer, seen): (DemoCarId, CustomerId, i32) = test_drives::table
        .find(id)
        .select((test_drives::car_id, test_drives::customer_id, test_drives::lock_version))
        .first(tx.conn)?;
    let km: i32 = demo_cars::table
        .find(car)
        .select(demo_cars::mileage_km)
        .first(tx.conn)?;
    match step {
        Step::Leave => {
            let new = HandOver {
                driver: name_of(tx, customer)?,
                licence: licence(20 + key)?,
                licence_until: times::day_of(tx.now) + Days::new(1_200),
                km: Km::new(km),
                km_reason: None,
                signing: Signing::Paper,
                strokes: None,
                seen,
            };
            commands::hand_over(tx, id, &new)
        }
        Step::Return => {
            let new = Return {
                km: Km::new(km + 14),
                km_reason: None,
                marks: None,
                seen,
            };
            commands::take_back(tx, id, &new)
        }
        Step::Conclude(rating, intent, liked, worried) => {
            let new = Outcome {
                rating,
                intent,
                liked: Some(liked.to_owned()),
                worried: Some(worried.to_owned()),
                seen,
            };
            commands::conclude(tx, id, &new)
        }
        Step::Miss(reason) => commands::miss(tx, id, reason),
        Step::Cancel(reason) => commands::cancel(tx, id, reason),
    }
}

#[cfg(test)]
mod tests {
    use chrono::Timelike;

    use super::*;

    #[test]
    fn whenever_the_demo_is_made_nobody_drives_at_night() {
        for hour in 0..24 {
            let now: DateTime<Utc> = format!("2026-11-22T{hour:02}:31:00+08:00").parse().unwrap();
            let slots: Vec<DateTime<Utc>> = (-3..=2).map(|slot| begins(When::Slot(slot), now)).collect();
            for slot in &slots {
                let local = times::local(*slot);
                assert!((8..=16).contains(&local.hour()), "{now}: {local}");
            }
            assert!(slots.is_sorted() && slots[3] <= now && slots[4] > now, "{now}");
        }
    }
}
