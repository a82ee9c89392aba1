//! The customers with their cars, what they allowed, and notes about some.

use chrono::TimeDelta;

use super::super::chance::Dice;
use super::super::invent::{Inventor, Known};
use super::{Item, World};
use crate::customers::commands::{self as customers, NewConsent};
use crate::customers::model::NewCustomer;
use crate::customers::rules::{self as customer_rules, Purpose, Tier, WORDING_VERSION};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::values::id_document::Gender;
use crate::values::ids::ModelId;
use crate::vehicles::commands as vehicles;
use crate::vehicles::model::{Details as CarDetails, NewVehicle};

pub(super) const CUSTOMERS: usize = 200;

/// Customers that people of the store talk about, in the order the stories name them.
pub(super) const NAMED: [(&str, Gender, &str); 22] = [
    ("顾明", Gender::Male, "13812345621"),
    ("林可", Gender::Female, "13917264830"),
    ("黄志明", Gender::Male, "13601872354"),
    ("王建国", Gender::Male, "13764310982"),
    ("赵子涵", Gender::Female, "18621453370"),
    ("郑雅文", Gender::Female, "15800742216"),
    ("马强", Gender::Male, "13524669107"),
    ("李娜", Gender::Female, "18918530746"),
    ("徐静", Gender::Female, "13816075529"),
    ("张伟", Gender::Male, "15921348865"),
    ("孙倩", Gender::Female, "18017652093"),
    ("刘洋", Gender::Male, "13761984427"),
    ("何俊杰", Gender::Male, "15000367781"),
    ("林晓彤", Gender::Female, "18721590364"),
    ("赵磊", Gender::Male, "13651783940"),
    ("贾文博", Gender::Male, "18616208457"),
    ("邓洁", Gender::Female, "13482957016"),
    ("蒋涛", Gender::Male, "15821036694"),
    ("曾国华", Gender::Male, "13917745208"),
    ("单雪", Gender::Female, "18501692473"),
    ("欧阳思远", Gender::Male, "13764528190"),
    ("阿依古丽·买买提", Gender::Female, "15601947328"),
];

/// The customers with their cars, what they allowed, and notes about some.
pub(super) fn people(agenda: &mut Vec<Item>, inventor: &mut Inventor, models: &[ModelId]) {
    let now = inventor.now;
    for place in 0..CUSTOMERS {
        let known = NAMED.get(place).map(|(name, gender, phone)| Known {
            name,
            gender: *gender,
            phone,
        });
        // Who complains was a customer before the first complaint.
        let days = if known.is_some() {
            inventor.dice.between(380, 900)
        } else {
            inventor.dice.age(1_150) + 1
        };
        let at = inventor.dice.instant(now, days);
        let mut new = inventor.customer(known, at);
        // What is spent makes the members of the demo.
        new.tier = Tier::Regular;
        let count = if known.is_some() { 1 } else { inventor.cars() };
        let cars: Vec<CarDetails> = (0..count).map(|_| inventor.car(at, models)).collect();
        let consents = consents(&mut inventor.dice);
        let who = *inventor.dice.weighted(&[
            ("consultant", 4),
            ("consultant2", 3),
            ("advisor", 2),
            ("advisor2", 2),
            ("care", 2),
        ]);
        agenda.push(Item {
            at,
            who,
            what: format!("customer {place}"),
            deed: Box::new(move |world, tx| arrive(world, tx, place, new, cars, &consents)),
        });
        if inventor.dice.percent(35) {
            let later = (at + TimeDelta::days(inventor.dice.between(1, 200))).min(now - TimeDelta::hours(3));
            let body = inventor.dice.pick(&NOTES).to_owned();
            let pinned = inventor.dice.percent(12);
            agenda.push(Item {
                at: later.max(at + TimeDelta::minutes(10)),
                who: "care",
                what: format!("a note about customer {place}"),
                deed: Box::new(move |world, tx| note(world, tx, place, &body, pinned)),
            });
        }
    }
}

const NOTES: [&str; 12] = [
    "电话确认下次保养，客户说月底再约",
    "寄送了延保资料，客户还在考虑",
    "客户换了新手机，微信不变",
    "生日当天送了洗车券，客户很高兴",
    "近期可能置换，关注 X7 混动",
    "太太也在看 E5，约了周末试驾",
    "保险到期前一个月提醒",
    "对新车交付流程满意，愿意推荐朋友",
    "上次等候时间长，已致歉",
    "偏好上午到店",
    "公司用车，开票抬头已核对",
    "停车位紧张，建议提前预约",
];

fn consents(dice: &mut Dice) -> Vec<NewConsent> {
    use customer_rules::Channel;
    let mut words = Vec::new();
    let mut ask = |purpose, channel, given| {
        words.push(NewConsent {
            purpose,
            channel,
            given,
            evidence: None,
            wording_version: WORDING_VERSION.to_owned(),
        });
    };
    ask(Purpose::Service, Channel::Phone, !dice.percent(2));
    if dice.percent(80) {
        ask(Purpose::Service, Channel::Sms, !dice.percent(6));
        ask(Purpose::Marketing, Channel::Sms, dice.percent(54));
    }
    if dice.percent(60) {
        ask(Purpose::Marketing, Channel::WeChat, dice.percent(62));
        ask(Purpose::Survey, Channel::Sms, dice.percent(71));
    }
    if dice.percent(20) {
        ask(Purpose::Service, Channel::Email, true);
    }
    words
}

fn arrive(
    world: &mut World,
    tx: &mut Tx<'_>,
    place: usize,
    new: NewCustomer,
    cars: Vec<CarDetails>,
    consents: &[NewConsent],
) -> Result<(), Error> {
    let id = customers::create(tx, new)?;
    let mut first = None;
    for car in cars {
        let vehicle = vehicles::add(tx, NewVehicle::new(world.store, Some(id), car))?;
        first = first.or(Some(vehicle));
    }
    customers::give_consents(tx, id, consents)?;
    world.customers.insert(place, (id, first));
    Ok(())
}

fn note(world: &World, tx: &mut Tx<'_>, place: usize, body: &str, pinned: bool) -> Result<(), Error> {
    let (customer, _) = world.customer(place)?;
    let scope = tx.actor()?.customers();
    let note = customers::NewNote {
        body: body.to_owned(),
        pinned,
    };
    customers::add_note(tx, scope, customer, &note).map(drop)
}
