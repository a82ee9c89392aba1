//! Today at the front desk: who had an appointment and came, or didn't; who walked in; who waits, who is at the counter, who
//! has gone again; the consultants on the floor; the screen in the waiting area.

use chrono::{DateTime, TimeDelta, Timelike, Utc};

use super::sheets::{self, Sheet};
use super::{Booked, Here, Item, World, push};
use crate::platform::db::{Author, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::service::check_in::rules::{Belonging, Damage, Light, Zone};
use crate::visits::appointments::commands as booking;
use crate::visits::appointments::model::NewAppointment;
use crate::visits::appointments::rules::Seat;
use crate::visits::commands as desk;
use crate::visits::model::{NewArrival, Receiver, Who};
use crate::visits::rules::{LeaveReason, Line, Purpose};

/// Somebody who comes.
#[derive(Clone, Copy)]
pub(super) struct Coming {
    /// Told apart by it.
    pub key: usize,
    /// The first free customer from this place on.
    pub from: usize,
    /// Minutes since the arrival.
    pub ago: i64,
    pub booked: bool,
    pub purpose: Purpose,
    /// Who is booked, and receives them.
    pub who: &'static str,
    pub party: i16,
    pub wish: &'static str,
    /// Goes to whoever is next on the floor.
    pub by_turn: bool,
}

impl Coming {
    /// Whether an order follows: oil and filters want an engine.
    fn is_repaired(&self) -> bool {
        self.key < FIRST
    }
}

/// The numbers of those who come without a service order; orders have those below.
const FIRST: usize = 100;

/// Who is at the front desk, or was.
const AT_THE_DESK: [(Coming, &[Act]); 9] = [
    // At the counter: the sheet is half done.
    (
        visitor(FIRST, 54, 11, true, Purpose::Service, "advisor2", "下午四点前要用车"),
        &[Act::Receive(5), Act::Sheet(9)],
    ),
    (
        Coming {
            party: 2,
            ..visitor(
                FIRST + 1,
                110,
                22,
                true,
                Purpose::TestDrive,
                "consultant",
                "想试混动，太太一起来",
            )
        },
        &[Act::Receive(4)],
    ),
    // Waiting: one much too long, one called to the counter just now, one who has complained before.
    (
        visitor(FIRST + 2, 114, 27, false, Purpose::Repair, "advisor", "低速转弯有异响"),
        &[],
    ),
    (visitor(FIRST + 3, 118, 13, false, Purpose::Service, "advisor", ""), &[]),
    (
        visitor(
            FIRST + 4,
            57,
            7,
            true,
            Purpose::Inspection,
            "advisor2",
            "周末跑长途，检查一下",
        ),
        &[Act::Call(6)],
    ),
    (
        Coming {
            party: 3,
            by_turn: true,
            ..visitor(FIRST + 5, 122, 4, false, Purpose::Showroom, "consultant2", "看七座")
        },
        &[],
    ),
    (
        visitor(
            FIRST + 6,
            6,
            9,
            false,
            Purpose::ComplaintVisit,
            "care",
            "当面签结算差价说明",
        ),
        &[],
    ),
    // Gone again: one looked at cars, one had enough of waiting.
    (
        visitor(FIRST + 7, 130, 150, false, Purpose::Showroom, "consultant2", ""),
        &[Act::Receive(3), Act::Leave(58, LeaveReason::Done)],
    ),
    (
        visitor(FIRST + 8, 134, 96, false, Purpose::Repair, "advisor2", "补一个轮胎"),
        &[Act::Leave(34, LeaveReason::WaitedTooLong)],
    ),
];

/// Appointments that nobody has come for: half-hours from the one that runs now, those before it were missed.
const EXPECTED: [(i64, Purpose, &str, &str); 7] = [
    (-5, Purpose::Service, "advisor", ""),
    (-3, Purpose::Repair, "advisor2", "空调不够凉"),
    (1, Purpose::Service, "advisor", "在店等候"),
    (1, Purpose::TestDrive, "consultant2", ""),
    (2, Purpose::Repair, "advisor2", "右后视镜不能折叠"),
    (3, Purpose::Service, "advisor", "首次保养"),
    (5, Purpose::Inspection, "advisor2", "年检前检查"),
];

/// What happens to a visitor, so many minutes after they came.
#[derive(Clone, Copy)]
enum Act {
    Call(i64),
    Receive(i64),
    /// The first half of the check-in sheet.
    Sheet(i64),
    Leave(i64, LeaveReason),
}

const HALF: Sheet = Sheet {
    driven: 6_020,
    eighths: 4,
    lights: &[Light::Tyre],
    marks: &[
        (Zone::LeftFrontDoor, Damage::Dent, "车门中部"),
        (Zone::FrontBumper, Damage::Chip, "石子击伤"),
    ],
    belongings: &[Belonging::DashCam, Belonging::ChildSeat],
    ..Sheet::PLAIN
};

const fn visitor(
    key: usize,
    from: usize,
    ago: i64,
    booked: bool,
    purpose: Purpose,
    who: &'static str,
    wish: &'static str,
) -> Coming {
    Coming {
        key,
        from,
        ago,
        booked,
        purpose,
        who,
        party: 1,
        wish,
        by_turn: false,
    }
}

/// The counter at which somebody works.
fn counter(who: &str) -> &'static str {
    match who {
        "advisor" => "1",
        "advisor2" => "2",
        "consultant" => "3",
        _ => "4",
    }
}

/// The half-hour that `at` lies in.
fn half_hour(at: DateTime<Utc>) -> DateTime<Utc> {
    let over = TimeDelta::minutes(i64::from(at.minute() % 30)) + TimeDelta::seconds(i64::from(at.second()));
    at - over - TimeDelta::nanoseconds(i64::from(at.nanosecond()))
}

/// The agenda of today.
pub(super) fn today(agenda: &mut Vec<Item>, now: DateTime<Utc>) {
    floor(agenda, now);
    for (coming, acts) in AT_THE_DESK {
        comes(agenda, now, coming);
        let arrived = now - TimeDelta::minutes(coming.ago);
        for act in acts {
            happens(agenda, arrived, coming, *act);
        }
    }
    for (place, (half_hours, purpose, who, wish)) in EXPECTED.into_iter().enumerate() {
        let starts_at = half_hour(now) + TimeDelta::minutes(30 * half_hours);
        let key = FIRST + AT_THE_DESK.len() + place;
        let coming = visitor(key, 138 + 4 * place, 0, true, purpose, who, wish);
        books(agenda, now, coming, starts_at);
        let missed = starts_at + TimeDelta::minutes(31);
        if missed < now {
            push(agenda, missed, who, format!("nobody came at {starts_at}"), |_, tx| {
                // Nobody does this: the clock does.
                let at = tx.now;
                tx.acting_as(Author::System, at, booking::miss_due)
            });
        }
    }
    push(
        agenda,
        now - TimeDelta::days(60),
        "service.manager",
        "the screen in the waiting area".to_owned(),
        |_, tx| desk::open_board(tx, "客户休息区").map(drop),
    );
}

fn happens(agenda: &mut Vec<Item>, arrived: DateTime<Utc>, coming: Coming, act: Act) {
    let Coming { key, who, .. } = coming;
    match act {
        Act::Call(after) => calls(agenda, arrived + TimeDelta::minutes(after), who, key),
        Act::Receive(after) => received(agenda, arrived + TimeDelta::minutes(after), who, key),
        Act::Sheet(after) => {
            let at = arrived + TimeDelta::minutes(after);
            push(
                agenda,
                at,
                who,
                format!("the sheet of visitor {key}"),
                move |world, tx| sheets::begin(world, tx, key, &HALF),
            );
        }
        Act::Leave(after, because) => {
            let at = arrived + TimeDelta::minutes(after);
            push(agenda, at, who, format!("visitor {key} leaves"), move |world, tx| {
                desk::leave(tx, world.here(key)?.visit, because, None, None).map(drop)
            });
        }
    }
}

/// Puts somebody's coming on the agenda, and that they booked some days before.
pub(super) fn comes(agenda: &mut Vec<Item>, now: DateTime<Utc>, coming: Coming) {
    let arrived = now - TimeDelta::minutes(coming.ago);
    if coming.booked {
        // Within a quarter of an hour of the time, before or after.
        let starts_at = half_hour(arrived + TimeDelta::minutes(15));
        books(agenda, arrived, coming, starts_at);
    }
    let what = format!("visitor {} comes", coming.key);
    push(agenda, arrived, coming.who, what, move |world, tx| {
        arrive(world, tx, coming)
    });
}

fn books(agenda: &mut Vec<Item>, before: DateTime<Utc>, coming: Coming, starts_at: DateTime<Utc>) {
    let hours = i64::try_from(26 + coming.key * 11 % 60).unwrap_or(26);
    let what = format!("visitor {} books", coming.key);
    push(
        agenda,
        before - TimeDelta::hours(hours),
        "care",
        what,
        move |world, tx| book(world, tx, coming, starts_at),
    );
}

/// Somebody is called to the counter, and looked after a minute later.
pub(super) fn received(agenda: &mut Vec<Item>, at: DateTime<Utc>, who: &'static str, key: usize) {
    calls(agenda, at - TimeDelta::minutes(1), who, key);
    push(
        agenda,
        at,
        who,
        format!("visitor {key} is received"),
        move |world, tx| desk::receive(tx, world.here(key)?.visit, None).map(drop),
    );
}

fn calls(agenda: &mut Vec<Item>, at: DateTime<Utc>, who: &'static str, key: usize) {
    push(agenda, at, who, format!("visitor {key} is called"), move |world, tx| {
        desk::call(tx, world.here(key)?.visit, counter(who), None).map(drop)
    });
}

fn is_service(purpose: Purpose) -> bool {
    purpose.line() == Line::Service
}

fn book(world: &mut World, tx: &mut Tx<'_>, coming: Coming, starts_at: DateTime<Utc>) -> Result<(), Error> {
    let (customer, vehicle) = world.somebody(tx, coming.from, coming.is_repaired())?;
    let advisor = world.actor(coming.who)?.id;
    let new = NewAppointment {
        store: world.store,
        customer,
        vehicle: is_service(coming.purpose).then_some(vehicle),
        purpose: coming.purpose,
        starts_at,
        advisor: Some(advisor),
        wish: (!coming.wish.is_empty()).then(|| coming.wish.to_owned()),
    };
    let id = match booking::book(tx, &new) {
        // At this hour the store is shut, or they have their break: it is noted all the same, so that the desk of a demo
        // that is made at night has its appointments too.
        Err(Error::Invalid(_)) => {
            let place = Seat {
                advisor,
                reserved: false,
            };
            booking::note_down(tx, &new, place)?
        }
        booked => booked?,
    };
    let booked = Booked { id, customer, vehicle };
    world.booked.insert(coming.key, booked);
    Ok(())
}

fn arrive(world: &mut World, tx: &mut Tx<'_>, coming: Coming) -> Result<(), Error> {
    let booked = world.booked.get(&coming.key).copied();
    let (customer, vehicle) = match booked {
        Some(booked) => (booked.customer, booked.vehicle),
        None => world.somebody(tx, coming.from, coming.is_repaired())?,
    };
    let who = Who::Known {
        customer,
        vehicle: is_service(coming.purpose).then_some(vehicle),
    };
    let arrival = NewArrival {
        appointment: booked.map(|booked| booked.id),
        receiver: if coming.by_turn {
            Receiver::Auto
        } else {
            Receiver::Person(world.actor(coming.who)?.id)
        },
        party_size: coming.party,
        wish: (!coming.wish.is_empty()).then(|| coming.wish.to_owned()),
        ..NewArrival::new(world.store, coming.purpose, who)
    };
    let visit = desk::arrive(tx, arrival)?.id;
    let here = Here {
        visit,
        customer,
        vehicle,
    };
    world.visits.insert(coming.key, here);
    Ok(())
}

/// The consultants are on the floor, since the day began or for some hours.
fn floor(agenda: &mut Vec<Item>, now: DateTime<Utc>) {
    let opened = (now - TimeDelta::hours(5)).max(times::start_of(times::day_of(now)));
    for (who, after) in [("consultant", 0), ("consultant2", 40)] {
        let at = (opened + TimeDelta::seconds(after)).min(now);
        push(agenda, at, who, format!("{who} on the floor"), |_, tx| {
            let me = tx.actor()?.id;
            desk::check_in(tx, me)
        });
    }
}
