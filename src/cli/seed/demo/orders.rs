//! Service orders: how each began, and what was done until it stands where it does.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use super::day::{self, Coming};
use super::fleet::lend;
use super::prices::price_list;
use super::workshop::{Act, STORIES};
use super::{Item, World, push, sheets};
use crate::followups::commands::record_call;
use crate::followups::model::Call;
use crate::followups::rules::{CallOutcome, Mood, NoteChannel};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::{price_items, service_findings, service_orders, tasks};
use crate::service::after_care::model::AFTER_CARE;
use crate::service::commands::{
    self as service, Answer, Consent, NewFinding, NewItem, NewPayment, Settling, Source, Verdict, Wait,
};
use crate::service::rules::{ConsentHow, FindingState, Payer, ToldHow};
use crate::values::ids::{FindingId, PriceItemId, ServiceOrderId, TaskId};
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::values::percent::Percent;

/// The price list long ago, the orders today.
pub(super) fn orders(agenda: &mut Vec<Item>, now: DateTime<Utc>) {
    let long_ago = now - TimeDelta::days(400);
    push(agenda, long_ago, "service.manager", "the price list".into(), |_, tx| {
        price_list(tx)
    });
    for (place, story) in STORIES.iter().enumerate() {
        let received = now - TimeDelta::minutes(story.ago);
        let who = story.steps.first().map_or("advisor", |step| step.1);
        let coming = Coming {
            key: place,
            // Members among them, and people nobody knows.
            from: 60 + 7 * place,
            ago: story.ago + story.waited,
            booked: story.booked,
            purpose: story.purpose,
            who,
            party: 1,
            wish: story.wish,
            by_turn: false,
        };
        day::comes(agenda, now, coming);
        day::received(agenda, received, who, place);
        let promised_at = received + TimeDelta::minutes(story.promised);
        let at = received + TimeDelta::minutes(3);
        push(
            agenda,
            at,
            who,
            format!("the sheet of order {place}"),
            move |world, tx| sheets::fill(world, tx, place, &story.sheet, story.wish, promised_at),
        );
        for (after, who, act) in story.steps {
            let at = received + TimeDelta::minutes(*after);
            if at < now {
                let what = format!("order {place}, {after} minutes on");
                push(agenda, at, who, what, move |world, tx| take(world, tx, place, *act));
            }
        }
    }
}

fn entry(tx: &mut Tx<'_>, zh: &str) -> Result<PriceItemId, Error> {
    Ok(price_items::table
        .filter(price_items::zh.eq(zh))
        .select(price_items::id)
        .first(tx.conn)?)
}

fn put(tx: &mut Tx<'_>, id: ServiceOrderId, zh: &str, quantity: Option<i32>, payer: Payer) -> Result<(), Error> {
    let item = NewItem {
        source: Source::List(entry(tx, zh)?),
        quantity,
        discount: Percent::default(),
        payer,
        finding: None,
    };
    service::add_item(tx, id, &item).map(drop)
}

/// What the customer has to pay by now.
fn owed(tx: &mut Tx<'_>, id: ServiceOrderId) -> Result<Fen, Error> {
    let fen: i64 = service_orders::table
        .find(id)
        .select(service_orders::current_fen)
        .first(tx.conn)?;
    Ok(Fen::new(fen))
}

fn take(world: &mut World, tx: &mut Tx<'_>, place: usize, act: Act) -> Result<(), Error> {
    let id = world.order(place)?;
    match act {
        Act::Job(zh) => put(tx, id, zh, None, Payer::Customer),
        Act::Part(zh, quantity) => put(tx, id, zh, Some(quantity), Payer::Customer),
        Act::Warranty(zh) => put(tx, id, zh, None, Payer::Warranty),
        Act::Offer => service::offer(tx, id),
        Act::Agree(how) => {
            let seen = owed(tx, id)?;
            let consent = Consent {
                how,
                who: String::new(),
                note: None,
                strokes: None,
                seen,
            };
            service::consent(tx, id, &consent)
        }
        Act::Assign => service::assign(tx, id, world.actor("technician")?.id),
        Act::Start => service::start(tx, id),
        Act::Stop => service::stop(tx, id),
        Act::Find(what, urgency, yuan) => {
            let finding = NewFinding {
                what: what.to_owned(),
                urgency,
                estimate: Some(Fen::new(yuan * 100)),
            };
            service::report(tx, id, &finding, &[]).map(drop)
        }
        Act::Answer(state, labour, parts, words) => {
            let finding: FindingId = service_findings::table
                .filter(service_findings::order_id.eq(id))
                .filter(service_findings::state.eq(FindingState::Reported))
                .select(service_findings::id)
                .first(tx.conn)?;
            let answer = Answer {
                finding,
                state,
                how: ConsentHow::Phone,
                strokes: None,
                words: Some(words.to_owned()),
                labour_entry: None,
                labour: Fen::new(labour),
                part: service::NamedPart::default(),
                parts: Fen::new(parts),
                payer: Payer::Customer,
            };
            service::answer(tx, id, &answer)
        }
        Act::Wait(reason, days) => {
            let wait = Wait {
                reason,
                note: Some("压缩机皮带，供应商已发货".to_owned()),
                expected_on: times::day_of(tx.now).checked_add_days(chrono::Days::new(days)),
            };
            service::await_parts(tx, id, &wait)
        }
        Act::Finish => service::finish(tx, id),
        Act::Fail(reason) => {
            let verdict = Verdict {
                passed: false,
                points: vec!["clean".to_owned()],
                reason: Some(reason.to_owned()),
            };
            service::check(tx, id, &verdict)
        }
        Act::Pass => {
            let points = crate::service::settings::ServiceSettings::default().check_points;
            let verdict = Verdict {
                passed: true,
                points: points.into_iter().map(|point| point.code).collect(),
                reason: None,
            };
            service::check(tx, id, &verdict)
        }
        Act::Settle => {
            let seen = owed(tx, id)?;
            let settling = Settling {
                points: 0,
                mileage: None::<Km>,
                mileage_reason: None,
                serviced: true,
                seen,
            };
            service::settle(tx, id, &settling)
        }
        Act::Pay(method, receipt) => {
            let payment = NewPayment {
                method,
                amount: owed(tx, id)?,
                receipt: format!("{receipt}{place:02}"),
            };
            service::pay(tx, id, &payment)
        }
        Act::Move(minutes, reason) => {
            let to = tx.now + TimeDelta::minutes(minutes);
            service::move_promise(tx, id, to, Some(reason), Some(ToldHow::Phone))
        }
        Act::Leave => service::leave(tx, id, None),
        Act::Lend(car, hours) => lend(world, tx, place, car, tx.now + TimeDelta::hours(hours)),
        Act::Call(said) => call(tx, id, said),
    }
}

/// Calls the customer after the service, unless they don't want calls.
fn call(tx: &mut Tx<'_>, id: ServiceOrderId, said: Option<&str>) -> Result<(), Error> {
    let task: Option<(TaskId, i32)> = tasks::table
        .filter(tasks::subject_kind.eq(AFTER_CARE))
        .filter(tasks::subject_id.eq(id.uuid()))
        .filter(tasks::kind.eq("service.after_call"))
        .filter(tasks::done_at.is_null())
        .select((tasks::id, tasks::lock_version))
        .first(tx.conn)
        .optional()?;
    let Some((task, lock_version)) = task else {
        return Ok(());
    };
    let call = Call {
        channel: NoteChannel::Phone,
        outcome: if said.is_some() {
            CallOutcome::Answered
        } else {
            CallOutcome::Unanswered
        },
        mood: said.map(|_| Mood::Happy),
        note: said.unwrap_or("无人接听").to_owned(),
        again_at: None,
        lock_version,
    };
    record_call(tx, task, &call)
}
