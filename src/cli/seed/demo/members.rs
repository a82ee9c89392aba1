//! Members: what they spent, what they redeemed, the rewards there are.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::super::chance::Dice;
use super::people::CUSTOMERS;
use super::{Item, World};
use crate::membership::commands::{self as membership, Settled};
use crate::membership::model::NewReward;
use crate::membership::queries;
use crate::membership::rules::{Benefit, SpendKind};
use crate::platform::db::{Author, Subject, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::values::money::Fen;

/// What points are redeemed for: (zh, en, points, stock).
const REWARDS: [(&str, &str, i64, Option<i32>); 6] = [
    ("玻璃水一桶", "Washer fluid", 120, None),
    ("车载香薰", "Car fragrance", 300, Some(24)),
    ("精洗一次", "Full wash", 480, None),
    ("雨刮一对", "Pair of wipers", 900, Some(8)),
    ("四轮定位", "Wheel alignment", 1_800, Some(3)),
    ("品牌露营椅", "Camping chair", 3_600, Some(0)),
];

/// How many members have a history.
const MEMBERS: usize = 72;

/// Bills from before, taken over a year ago: (place, how many days ago, for what, yuan). The points of some expire soon, the
/// tier of others will fall.
const OLD_BILLS: [(usize, i64, SpendKind, i64); 5] = [
    (4, 702, SpendKind::Service, 3_240),
    (8, 690, SpendKind::Service, 1_860),
    (13, 712, SpendKind::Accessory, 920),
    (14, 735, SpendKind::Car, 268_000),
    (15, 740, SpendKind::Car, 312_000),
];
/// So many days ago they were taken over.
const TAKEN_OVER: i64 = 370;

/// Two years of settlements, skewed: few spend much, most a little.
pub(super) fn members(agenda: &mut Vec<Item>, dice: &mut Dice, now: DateTime<Utc>) {
    agenda.push(Item {
        at: now - TimeDelta::days(719),
        who: "membership",
        what: "the rewards".to_owned(),
        deed: Box::new(|world, tx| rewards(world, tx)),
    });
    for place in 0..MEMBERS.min(CUSTOMERS) {
        let (visits, yuan) = match place % 18 {
            0 => (9, 24_500),
            1 | 2 => (6, 19_800),
            3..=6 => (5, 11_600),
            7..=11 => (3, 2_400),
            _ => (2, 860),
        };
        for visit in 0..visits {
            let back = 20 + i64::from(visit) * (640 / i64::from(visits)) + dice.between(0, 18);
            let amount = Fen::new((yuan + dice.between(-200, 900)) * 100);
            let kind = if dice.percent(82) {
                SpendKind::Service
            } else {
                SpendKind::Accessory
            };
            agenda.push(Item {
                at: now - TimeDelta::days(back) - TimeDelta::minutes(dice.between(10, 400)),
                who: "advisor",
                what: format!("a settlement of member {place}"),
                deed: Box::new(move |world, tx| {
                    let at = tx.now;
                    settle(world, tx, place, (kind, amount), at)
                }),
            });
        }
        if place % 5 == 1 {
            agenda.push(Item {
                at: now - TimeDelta::days(dice.between(3, 15)),
                who: "membership",
                what: format!("a redemption of member {place}"),
                deed: Box::new(move |world, tx| redeem(world, tx, place)),
            });
        }
        if place % 4 == 1 {
            agenda.push(Item {
                at: now - TimeDelta::days(dice.between(1, 19)),
                who: "advisor",
                what: format!("a benefit of member {place}"),
                deed: Box::new(move |world, tx| wash(world, tx, place)),
            });
        }
    }
    for (place, ago, kind, yuan) in OLD_BILLS {
        let at = now - TimeDelta::days(ago);
        agenda.push(Item {
            at: now - TimeDelta::days(TAKEN_OVER),
            who: "membership",
            what: format!("an old bill of member {place}"),
            deed: Box::new(move |world, tx| settle(world, tx, place, (kind, Fen::new(yuan * 100)), at)),
        });
    }
    agenda.push(Item {
        at: now - TimeDelta::hours(4),
        who: "membership",
        what: "what the night brings".to_owned(),
        deed: Box::new(|_, tx| {
            let at = tx.now;
            tx.acting_as(Author::System, at, |tx| {
                membership::expire_due(tx, 1_000)?;
                membership::rate_due(tx, 1_000).map(drop)
            })
        }),
    });
    for (place, points, reason) in [
        (2, 300, "投诉补偿，经客户同意以积分发放"),
        (7, 2_600, "新车推荐奖励，推荐成交两位"),
        (12, 1_500, "系统切换前的积分补录"),
    ] {
        agenda.push(Item {
            at: now - TimeDelta::hours(5 + points / 100),
            who: "membership",
            what: format!("an adjustment of member {place}"),
            deed: Box::new(move |world, tx| {
                let Ok((customer, _)) = world.customer(place) else {
                    return Ok(());
                };
                membership::adjust(tx, customer, points, reason).map(drop)
            }),
        });
    }
}

fn rewards(world: &World, tx: &mut Tx<'_>) -> Result<(), Error> {
    for (zh, en, points, stock) in REWARDS {
        let new = NewReward {
            zh: zh.to_owned(),
            en: en.to_owned(),
            points,
            stock,
        };
        membership::add_reward(tx, world.store, &new)?;
    }
    Ok(())
}

/// A customer who did not come yet, or has no car, has nothing to settle.
fn settle(
    world: &World,
    tx: &mut Tx<'_>,
    place: usize,
    (kind, amount): (SpendKind, Fen),
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let Ok((customer, Some(_))) = world.customer(place) else {
        return Ok(());
    };
    let bill = Settled {
        store: world.store,
        customer,
        subject: Subject::new("past_bill", Uuid::now_v7()),
        number: Some(format!(
            "JS{}-{:04}",
            times::day_of(at).format("%Y%m%d"),
            place * 10 + 1
        )),
        at,
        spend: vec![(kind, amount)],
        earns_on: amount,
    };
    membership::settled(tx, &bill).map(drop)
}

fn redeem(world: &World, tx: &mut Tx<'_>, place: usize) -> Result<(), Error> {
    let Ok((customer, _)) = world.customer(place) else {
        return Ok(());
    };
    let card = queries::card(tx.conn, tx.now, world.store, customer)?;
    let rewards = queries::rewards(tx.conn, world.store, false)?;
    let within = rewards
        .iter()
        .filter(|reward| reward.points <= card.points && reward.stock != Some(0));
    match within.max_by_key(|reward| reward.points) {
        Some(reward) => membership::redeem_reward(tx, customer, reward.id, 1, None).map(drop),
        None => Ok(()),
    }
}

fn wash(world: &World, tx: &mut Tx<'_>, place: usize) -> Result<(), Error> {
    let Ok((customer, _)) = world.customer(place) else {
        return Ok(());
    };
    let card = queries::card(tx.conn, tx.now, world.store, customer)?;
    if card.benefit(Benefit::CarWash).is_some_and(|each| each.usable()) {
        membership::use_benefit(tx, customer, Benefit::CarWash, None)?;
    }
    Ok(())
}
