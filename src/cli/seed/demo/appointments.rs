//! Who is expected: appointments of the days to come, the waiting list, working plans, days off.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::super::chance::Dice;
use super::{Item, World};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::values::ids::AppointmentId;
use crate::visits::appointments::commands;
use crate::visits::appointments::model::{Cancellation, NewAppointment, NewWait};
use crate::visits::appointments::rules::{CancelReason, DayPart, DaysOff, OffReason, WorkDay};
use crate::visits::rules::Purpose;

/// (days from today, time, customer, purpose, wish); the named customers come first.
const EXPECTED: [(i64, &str, usize, Purpose, &str); 15] = [
    (1, "09:00", 8, Purpose::Service, ""),
    (1, "09:00", 34, Purpose::Service, ""),
    (1, "09:30", 10, Purpose::Repair, "底盘异响"),
    (1, "10:00", 35, Purpose::Service, "第一次保养"),
    (1, "14:30", 36, Purpose::Inspection, ""),
    (1, "11:00", 42, Purpose::TestDrive, ""),
    (2, "09:30", 12, Purpose::Service, ""),
    (2, "10:00", 37, Purpose::Service, ""),
    (2, "13:30", 14, Purpose::Repair, "胎压报警"),
    (3, "10:30", 38, Purpose::Service, ""),
    (3, "14:00", 43, Purpose::Showroom, ""),
    (4, "09:00", 16, Purpose::Service, ""),
    (5, "15:00", 39, Purpose::Inspection, "年检前检查"),
    (6, "10:00", 18, Purpose::Service, ""),
    (8, "11:00", 44, Purpose::Service, ""),
];

/// When somebody calls in to book, before the day: a few hours to a few days.
fn called_at(dice: &mut Dice, now: DateTime<Utc>) -> DateTime<Utc> {
    now - TimeDelta::hours(dice.between(28, 90))
}

fn slot(now: DateTime<Utc>, days: i64, time: &str) -> Option<DateTime<Utc>> {
    let day: NaiveDate = times::day_of(now) + TimeDelta::days(days);
    let time: NaiveTime = format!("{time}:00").parse().ok()?;
    times::instant(day.and_time(time))
}

/// The agenda of appointments and plans.
pub(super) fn appointments(agenda: &mut Vec<Item>, dice: &mut Dice, now: DateTime<Utc>) {
    plans(agenda, now);
    waits(agenda, now);
    for (days, time, place, purpose, wish) in EXPECTED {
        let Some(starts_at) = slot(now, days, time) else {
            continue;
        };
        let who = *dice.weighted(&[("care", 5), ("advisor", 2), ("advisor2", 1)]);
        agenda.push(Item {
            at: called_at(dice, now),
            who,
            what: format!("the appointment of customer {place}"),
            deed: Box::new(move |world, tx| expect(world, tx, place, purpose, starts_at, wish).map(drop)),
        });
    }
    // Two can't come after all, one of them because of us; one moved.
    for (days, time, place, reason) in [
        (1, "13:30", 20, CancelReason::Customer),
        (2, "15:00", 21, CancelReason::Store),
    ] {
        let Some(starts_at) = slot(now, days, time) else {
            continue;
        };
        agenda.push(Item {
            at: called_at(dice, now),
            who: "care",
            what: format!("the cancelled appointment of customer {place}"),
            deed: Box::new(move |world, tx| {
                let Some(id) = expect(world, tx, place, Purpose::Service, starts_at, "")? else {
                    return Ok(());
                };
                let why = Cancellation { reason, note: None };
                let at = tx.now + TimeDelta::hours(3);
                let care = world.author("care")?;
                tx.acting_as(care, at, |tx| commands::cancel(tx, id, &why))
            }),
        });
    }
}

/// Books, unless the store is shut then or the place is taken: the calendar of the demo moves with the day.
fn expect(
    world: &World,
    tx: &mut Tx<'_>,
    place: usize,
    purpose: Purpose,
    starts_at: DateTime<Utc>,
    wish: &str,
) -> Result<Option<AppointmentId>, Error> {
    // Whoever became a customer only since then didn't call.
    let Ok((customer, vehicle)) = world.customer(place) else {
        return Ok(None);
    };
    let new = NewAppointment {
        store: world.store,
        customer,
        vehicle: vehicle.filter(|_| !matches!(purpose, Purpose::TestDrive | Purpose::Showroom)),
        purpose,
        starts_at,
        advisor: None,
        wish: (!wish.is_empty()).then(|| wish.to_owned()),
    };
    match commands::book(tx, &new) {
        Ok(id) => Ok(Some(id)),
        Err(Error::Invalid(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Advisors work in turns with a break at noon; one is away next week.
fn plans(agenda: &mut Vec<Item>, now: DateTime<Utc>) {
    let time = |hour: u32, minute: u32| NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
    let shifts = [
        ("advisor", time(8, 30), time(17, 30), (time(12, 0), time(13, 0)), 6),
        ("advisor2", time(9, 0), time(18, 0), (time(12, 30), time(13, 30)), 0),
        ("consultant", time(8, 30), time(17, 30), (time(11, 30), time(12, 30)), 1),
        ("consultant2", time(9, 30), time(18, 0), (time(12, 30), time(13, 30)), 2),
    ];
    for (who, from, until, pause, free) in shifts {
        agenda.push(Item {
            at: now - TimeDelta::days(20),
            who: "service.manager",
            what: format!("the plan of {who}"),
            deed: Box::new(move |world, tx| {
                let work = WorkDay {
                    from,
                    until,
                    pause: Some(pause),
                };
                let mut week = [Some(work); 7];
                // Nobody is free today: the demo has something to show on any day of the week.
                let today = times::day_of(now).weekday().num_days_from_monday() as usize;
                if let Some(day) = week.get_mut(free).filter(|_| free != today) {
                    *day = None;
                }
                commands::save_plan(tx, world.actor(who)?.id, &week, 0)
            }),
        });
    }
    for (who, first, last, reason) in [
        ("advisor2", AWAY, AWAY + 2, OffReason::Training),
        ("consultant", 16, 19, OffReason::Holiday),
    ] {
        agenda.push(Item {
            at: now - TimeDelta::days(10),
            who: "service.manager",
            what: format!("the days off of {who}"),
            deed: Box::new(move |world, tx| {
                let today = times::day_of(now);
                let off = DaysOff {
                    from: today + Days::new(first),
                    until: today + Days::new(last),
                    reason,
                };
                commands::add_day_off(tx, world.actor(who)?.id, off).map(drop)
            }),
        });
    }
}

/// In so many days the second advisor is away.
const AWAY: u64 = 9;

/// Some want the second advisor and nobody else while he is away: they wait until he has a place.
fn waits(agenda: &mut Vec<Item>, now: DateTime<Utc>) {
    for (place, days, part, purpose, wish) in [
        (25, AWAY, DayPart::Morning, Purpose::Service, "上次也是许强接待的"),
        (26, AWAY + 1, DayPart::Day, Purpose::Repair, "变速箱顿挫，他了解情况"),
        (27, AWAY + 1, DayPart::Afternoon, Purpose::Inspection, ""),
    ] {
        agenda.push(Item {
            at: now - TimeDelta::hours(30),
            who: "care",
            what: format!("customer {place} on the waiting list"),
            deed: Box::new(move |world, tx| {
                let Ok((customer, vehicle)) = world.customer(place) else {
                    return Ok(());
                };
                let new = NewWait {
                    store: world.store,
                    customer,
                    vehicle,
                    purpose,
                    day: times::day_of(now) + Days::new(days),
                    part,
                    slot: None,
                    advisor: Some(world.actor("advisor2")?.id),
                    wish: (!wish.is_empty()).then(|| wish.to_owned()),
                };
                match commands::wait(tx, &new) {
                    // A day that the store is shut, or a place after all.
                    Err(Error::Invalid(_)) => Ok(()),
                    done => done.map(drop),
                }
            }),
        });
    }
}
