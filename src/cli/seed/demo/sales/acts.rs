//! What is done with an opportunity, through the commands of the board.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use super::super::World;
use super::board::{Act, Deal, Origin};
use super::{leads, make, phone, quotes, seen};
use crate::customers::commands as customers;
use crate::customers::model::{Details, NewCustomer, NewPhone};
use crate::customers::rules::Source;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::sales::clock::commands as clock;
use crate::sales::opportunities::commands as board;
use crate::sales::opportunities::model::{Move, Needs, NewFollowUp, NewLoss, NewOpportunity, Particulars};
use crate::sales::rules::SourceKind;
use crate::sales::trade_ins::commands as trade_ins;
use crate::sales::trade_ins::model::{NewOffer, NewTradeIn, Reply};
use crate::sales::trade_ins::rules::{Accident, Grade, Point};
use crate::values::ids::{CustomerId, OpportunityId};
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::values::person_name::PersonName;

/// Who drives, what for, when, where, why, how, the budget, who decides.
const NEEDS: [[&str; 8]; 5] = [
    [
        "夫妻两人，孩子三岁",
        "大空间、辅助驾驶、三个安全座椅接口",
        "每天上下班，周末出游",
        "浦东到徐汇通勤，每月一次长途",
        "旧车空间不够",
        "贷款三年，旧车可能置换",
        "22–26 万",
        "太太定颜色，先生定配置",
    ],
    [
        "本人，偶尔家人",
        "续航、快充、座椅加热",
        "每天",
        "市区为主，地库可装桩",
        "油费高，想换电车",
        "全款或两年分期",
        "16–20 万",
        "本人",
    ],
    [
        "公司接待与家用",
        "后排舒适、静音、电动门",
        "工作日",
        "市区与机场",
        "旧商务车到期",
        "公司账户付款，开专票",
        "25–35 万",
        "总经理",
    ],
    [
        "本人代步",
        "省油、倒车影像",
        "每天",
        "金桥到张江",
        "第一台车",
        "首付四成，分期三年",
        "11–14 万",
        "父母出首付，一起定",
    ],
    [
        "全家五口",
        "第三排、后备厢空间",
        "周末为主",
        "江浙沪自驾",
        "旧车五年，维修变多",
        "旧车置换，余款一次付清",
        "18–27 万",
        "夫妻商量",
    ],
];

/// Opens an opportunity, of a lead or of somebody who walked in.
pub(super) fn begin(world: &mut World, tx: &mut Tx<'_>, told: &Deal) -> Result<(), Error> {
    let make = make(told.make)?;
    let id = match told.from {
        Origin::Lead => leads::qualify(world, tx, told.key, make.model)?,
        Origin::Door(name) => {
            let customer = walks_in(world, tx, told.key, name)?;
            open(world, tx, told, customer)?
        }
        Origin::Owner(from) => {
            let (customer, _) = world.somebody(tx, from, false)?;
            open(world, tx, told, customer)?
        }
    };
    world.sales.deals.insert(told.key, id);
    Ok(())
}

fn walks_in(world: &World, tx: &mut Tx<'_>, key: usize, name: &str) -> Result<CustomerId, Error> {
    let mut details = Details::named(PersonName::parse(name).map_err(Error::internal)?);
    details.phones.push(NewPhone::mobile(phone(key)?));
    details.source = Some(Source::WalkIn);
    let mut new = NewCustomer::new(world.store, details);
    new.owner = Some(tx.actor()?.id);
    customers::create(tx, new)
}

fn open(world: &World, tx: &mut Tx<'_>, told: &Deal, customer: CustomerId) -> Result<OpportunityId, Error> {
    let new = NewOpportunity {
        owner: Some(tx.actor()?.id),
        level: told.level,
        model_id: world.sales.models.get(told.make).copied(),
        model: make(told.make)?.model.to_owned(),
        colour: told.colour.to_owned(),
        source: world.sales.sources.get(&SourceKind::WalkIn).copied(),
        ..NewOpportunity::of(world.store, customer)
    };
    board::open(tx, new)
}

/// So many hours from now, before or after.
fn hence(now: DateTime<Utc>, hours: i64) -> DateTime<Utc> {
    now + TimeDelta::hours(hours)
}

/// Takes one step; `now` is the moment the demo is made for.
pub(super) fn take(world: &World, tx: &mut Tx<'_>, told: &Deal, act: Act, now: DateTime<Utc>) -> Result<(), Error> {
    let id = world.deal(told.key)?;
    match act {
        Act::Log(kind, outcome, note, next) => {
            let new = NewFollowUp {
                kind,
                outcome,
                note: note.to_owned(),
                next_at: next.map(|hours| hence(now, hours)),
                level: told.level,
            };
            board::log(tx, id, new)
        }
        Act::Describe(place, days, competitor) => describe(tx, id, told, (place, days, competitor)),
        Act::To(stage) => {
            let wanted = Move {
                to: stage,
                level: None,
                model: None,
                competitor: None,
                reason: None,
                elsewhere: None,
                kind: None,
                said: None,
                seen: seen(tx, id)?,
            };
            board::move_to(tx, id, wanted)
        }
        Act::BeBack(said, next) => board::came_back(tx, id, said, Some(hence(now, next))),
        Act::TradeIn(model, km, yuan, accepted) => trade_in(tx, id, (model, km, yuan, accepted)),
        Act::Quote(offered) => quotes::quote(world, tx, told, id, offered),
        Act::Approve(answer) => quotes::approve(tx, id, answer),
        Act::Accept => quotes::accept(tx, id),
        Act::Propose(reason, competitor, note) => {
            let new = NewLoss {
                reason,
                competitor: competitor.to_owned(),
                note: Some(note.to_owned()),
            };
            board::propose_loss(tx, id, &new)
        }
        Act::Lose(answer) => board::decide_loss(tx, id, true, Some(answer)),
        Act::SendBack(answer) => board::decide_loss(tx, id, false, Some(answer)),
        Act::Reopen(reason, next) => board::reopen(tx, id, reason, hence(now, next)),
        Act::Release(reason) => clock::release(tx, id, reason),
        Act::Claim(_) => clock::claim(tx, id).map(|_| ()),
    }
}

fn describe(
    tx: &mut Tx<'_>,
    id: OpportunityId,
    told: &Deal,
    (place, days, competitor): (usize, u64, &str),
) -> Result<(), Error> {
    let [who, functions, when, place, why, how, budget, deciders] =
        NEEDS.get(place).copied().unwrap_or_default().map(str::to_owned);
    let new = Particulars {
        level: told.level,
        model: make(told.make)?.model.to_owned(),
        colour: told.colour.to_owned(),
        expected_on: in_days(tx, days),
        competitor: competitor.to_owned(),
        needs: Needs {
            who,
            functions,
            when,
            place,
            why,
            how,
            budget,
            deciders,
        },
    };
    let version = seen(tx, id)?;
    board::describe(tx, id, new, version)
}

fn in_days(tx: &Tx<'_>, days: u64) -> Option<NaiveDate> {
    times::day_of(tx.now).checked_add_days(Days::new(days))
}

/// The old car is looked over and priced; the customer takes the price at once, or thinks about it.
fn trade_in(
    tx: &mut Tx<'_>,
    of: OpportunityId,
    (model, km, yuan, accepted): (&str, i32, i64, bool),
) -> Result<(), Error> {
    let today = times::day_of(tx.now);
    let new = NewTradeIn {
        model: model.to_owned(),
        colour: "银色".to_owned(),
        plate: None,
        vin: None,
        registered_on: today.checked_sub_days(Days::new(5 * 365 + 40)),
        mileage: Km::new(km),
        condition: Point::ALL
            .iter()
            .map(|point| match point {
                Point::Paint | Point::Tyres => (*point, Grade::Worn),
                _ => (*point, Grade::Good),
            })
            .collect(),
        accident: Accident::Minor,
        note: Some("后保险杠补过漆，无结构损伤".to_owned()),
        seen: 0,
    };
    let id = trade_ins::create(tx, of, &new, &[])?;
    let offer = NewOffer {
        amount: Fen::new(yuan * 100),
        valid_until: today + Days::new(7),
        seen: 0,
    };
    trade_ins::offer(tx, of, id, offer)?;
    if !accepted {
        return Ok(());
    }
    let reply = Reply {
        declined_because: None,
        seen: 1,
    };
    trade_ins::answer(tx, of, id, &reply)
}
