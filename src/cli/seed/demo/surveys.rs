//! A year of surveys: standing ones, answers by every way, the unhappy called back; and who is to be called today.

use std::collections::HashMap;

use chrono::{DateTime, Days, TimeDelta, Timelike, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::super::chance::Dice;
use super::people::CUSTOMERS;
use super::{Item, SEED, World, push};
use crate::complaints::model::COMPLAINT;
use crate::customers::commands::{NewConsent, give_consents};
use crate::customers::rules::{Channel, Purpose as Use, WORDING_VERSION};
use crate::platform::db::{Author, Subject, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::schema::{customers, survey_invitations as invitations, survey_responses as responses};
use crate::surveys::answers::model::{NewCall, NewReply, Start};
use crate::surveys::answers::rules::{CallResult as Reached, Cause, ReplyWay};
use crate::surveys::interviews::commands as interviews;
use crate::surveys::interviews::model::{Finish, NewAttempt};
use crate::surveys::interviews::rules::CallResult;
use crate::surveys::programmes::model::{Filter, Invitation, NewInvitation, Plan};
use crate::surveys::programmes::rules::InvitationState;
use crate::surveys::rules::{Consequence, Given, Meaning, Paper, Purpose, Question, QuestionKind, Value, Way, Wishes};
use crate::surveys::{answers, programmes, questionnaires};
use crate::values::ids::{CustomerId, InvitationId, StaffId, SurveyId, SurveyResponseId};

/// What runs in the demo, since when customers are asked.
const STANDING: [(Purpose, Way, &str, i32); 4] = [
    (Purpose::Service, Way::Email, "维修后满意度", 1),
    (Purpose::Delivery, Way::Link, "交车后满意度", 3),
    (Purpose::Complaint, Way::Phone, "投诉结案回访", 1),
    (Purpose::QuarterlyNps, Way::Email, "季度推荐意愿", 0),
];
/// So many days ago it began.
const BEGUN: i64 = 366;
/// How many customers were asked in that year; one every two days.
const ASKED: i64 = 176;

/// Complaints of the demo were closed since so many days ago.
const CLOSED_SINCE: u32 = 350;

/// How content somebody is, with what became better within the year: 5 is very.
const FIRST: [(u8, u64); 5] = [(5, 34), (4, 40), (3, 15), (2, 8), (1, 3)];
const LATER: [(u8, u64); 5] = [(5, 48), (4, 37), (3, 9), (2, 5), (1, 1)];

/// Whose complaint was closed.
const CALMED: [(u8, u64); 5] = [(5, 22), (4, 40), (3, 22), (2, 11), (1, 5)];

const HAPPY: [&str; 7] = [
    "师傅讲得很清楚，放心",
    "接待热情，休息区也舒服",
    "比约定时间还早交车，点赞 👍",
    "价格透明，没有乱推荐项目",
    "预约以后基本不用等",
    "洗车很干净，谢谢",
    "顾问很耐心，会推荐给同事",
];
const SO_SO: [&str; 4] = [
    "等候时间有点长，周末人太多",
    "工时费能不能再优惠一些",
    "希望维修进度能主动告诉我",
    "休息区的充电口不够用",
];
const UNHAPPY: [(&str, Cause, &str); 6] = [
    (
        "等了三个多小时，没人告诉我进度",
        Cause::Waiting,
        "已致歉，下次预约优先工位，进度每小时告知",
    ),
    (
        "同样的异响修了两次还在",
        Cause::Quality,
        "安排技术主管免费复检，提供代步车",
    ),
    (
        "结算比报价多了三百多，没有提前说",
        Cause::Price,
        "逐项解释账单，退回多收的辅料费",
    ),
    (
        "前台态度冷淡，问什么都说不知道",
        Cause::Attitude,
        "客服经理致电道歉，安排接待培训",
    ),
    ("配件等了一个星期", Cause::Parts, "说明供货情况，赠送一次保养工时"),
    (
        "交车时功能讲得太快，回家都不会用",
        Cause::Information,
        "约定周末上门再讲解一次",
    ),
];

/// One customer who is asked.
#[derive(Clone, Copy)]
struct Told {
    stream: u64,
    place: usize,
    purpose: Purpose,
    way: Way,
    answers: bool,
    /// Later than half-way through the year.
    later: bool,
    /// Whether what follows was done, or still waits.
    followed: bool,
    /// As content as this, whatever the dice say.
    mood: Option<u8>,
}

/// The standing surveys a year ago, everybody who was asked since, and what waits today.
pub(super) fn surveys(agenda: &mut Vec<Item>, dice: &mut Dice, now: DateTime<Utc>) {
    let begun = now - TimeDelta::days(BEGUN);
    push(agenda, begun, "crm.manager", "the standing surveys".into(), begin);
    for number in 0..ASKED {
        let ago = (BEGUN - 4) - number * 2 - dice.between(0, 1);
        let way = *dice.weighted(&[
            (Way::Email, 5),
            (Way::Link, 4),
            (Way::Phone, 4),
            (Way::OnSite, 2),
            (Way::Paper, 1),
        ]);
        let share = match way {
            Way::OnSite | Way::Paper => 100,
            Way::Phone => 78,
            Way::Link => 52,
            Way::Email => 41,
        };
        let told = Told {
            stream: number.unsigned_abs(),
            // Each once in a year, one after the other from all over the list.
            place: usize::try_from(number * 37).unwrap_or_default() % CUSTOMERS,
            purpose: *dice.weighted(&[
                (Purpose::Service, 6),
                (Purpose::Delivery, 2),
                (Purpose::QuarterlyNps, 3),
            ]),
            way,
            answers: dice.percent(share),
            later: number > ASKED / 2,
            followed: true,
            mood: None,
        };
        asked(agenda, dice.instant(now, ago.max(3)), told);
    }
    // Whom customer care still owes a call: one of them too late.
    for (number, (hours, mood)) in [(31, 2), (9, 1), (2, 2)].into_iter().enumerate() {
        let told = Told {
            stream: 1_000 + number as u64,
            place: 90 + 11 * number,
            purpose: Purpose::Service,
            way: Way::Link,
            answers: true,
            later: true,
            followed: false,
            mood: Some(mood),
        };
        asked(agenda, awake(now - TimeDelta::hours(hours)), told);
    }
    // Whose complaint was closed is called the day after; today's calls are still to be made.
    for ago in 1..CLOSED_SINCE {
        let day = times::day_of(now) - Days::new(ago.into());
        let at = times::start_of(day) + TimeDelta::minutes(14 * 60 + 10);
        let what = format!("the calls after closed complaints, {ago} days ago");
        push(agenda, at, "care", what, move |world, tx| {
            after_complaints(world, tx, ago)
        });
    }
    let lately = now - TimeDelta::hours(6);
    push(
        agenda,
        lately,
        "care",
        "who may be asked by e-mail".into(),
        |world, tx| {
            let reachable: Vec<CustomerId> = customers::table
                .filter(customers::store_id.eq(world.store))
                .filter(customers::email_sealed.is_not_null())
                .order(customers::id)
                .select(customers::id)
                .load(tx.conn)?;
            reachable
                .into_iter()
                .try_for_each(|customer| agree(tx, customer, Channel::Email))
        },
    );
    // Who is to be called today: nobody answered at one, another asked to be called later.
    for number in 0..7_usize {
        let at = awake(now - TimeDelta::minutes(55 + 31 * i64::try_from(number).unwrap_or_default()));
        let what = format!("somebody to be called, {number}");
        push(agenda, at, "care", what, move |world, tx| {
            let Some((id, _)) = invite(world, tx, 12 + 9 * number, Purpose::QuarterlyNps, Way::Phone)? else {
                return Ok(());
            };
            let result = match number {
                1 => CallResult::Unanswered,
                2 => CallResult::Later,
                _ => return Ok(()),
            };
            let attempt = NewAttempt {
                result,
                again_at: (number == 2).then(|| tx.now + TimeDelta::hours(3)),
                outside: true,
                note: (number == 2).then(|| "正在开会，约三小时后再打".to_owned()),
                seen: 0,
            };
            interviews::attempt(tx, id, &attempt).map(drop)
        });
    }
}

fn asked(agenda: &mut Vec<Item>, at: DateTime<Utc>, told: Told) {
    let what = format!("the survey number {}", told.stream);
    push(agenda, at, "care", what, move |world, tx| tell(world, tx, told));
}

fn begin(world: &mut World, tx: &mut Tx<'_>) -> Result<(), Error> {
    questionnaires::commands::install_standard(tx, world.store)?;
    let today = times::day_of(tx.now);
    for (purpose, way, name, delay_days) in STANDING {
        let found = questionnaires::queries::published(tx.conn, world.store, purpose)?;
        let Some((questionnaire, _)) = found else {
            return Err(Error::internal("a standard questionnaire is missing"));
        };
        let plan = Plan {
            name: name.to_owned(),
            questionnaire,
            way,
            anonymous: false,
            starts_on: today,
            ends_on: None,
            delay_days,
            cool_off_days: 30,
            remind_after_days: 3,
            expire_after_days: 15,
            self_paid_quota: (purpose == Purpose::Service).then_some(50),
            filter: Filter::default(),
        };
        let id = programmes::commands::create(tx, true, plan)?;
        programmes::commands::start(tx, id)?;
        world.surveys.insert(purpose.code(), id);
    }
    Ok(())
}

/// Asks a customer who is there already, with their word that they may be called.
fn invite(
    world: &World,
    tx: &mut Tx<'_>,
    place: usize,
    purpose: Purpose,
    way: Way,
) -> Result<Option<(InvitationId, CustomerId)>, Error> {
    let (Some(place), Some(survey)) = (rested(world, tx, place)?, world.surveys.get(purpose.code()).copied()) else {
        return Ok(None);
    };
    let (customer, vehicle) = world.customer(place)?;
    agree(tx, customer, Channel::Phone)?;
    let new = NewInvitation {
        survey,
        customer: Some(customer),
        vehicle,
        subject: None,
        way,
    };
    let id = programmes::commands::invite(tx, new)?.id;
    // Who looked after them then: what comes every quarter is about nobody's work.
    let (advisor, technician) = match purpose {
        Purpose::Service => (Some(pick(place, "advisor", "advisor2")), Some("technician")),
        Purpose::Delivery => (Some(pick(place, "consultant", "consultant2")), None),
        _ => (None, None),
    };
    let id_of = |who: Option<&'static str>| -> Result<Option<StaffId>, Error> {
        Ok(who.map(|who| world.actor(who)).transpose()?.map(|actor| actor.id))
    };
    diesel::update(invitations::table.find(id))
        .set((
            invitations::advisor_id.eq(id_of(advisor)?),
            invitations::technician_id.eq(id_of(technician)?),
            invitations::self_paid.eq((purpose == Purpose::Service).then_some(!place.is_multiple_of(3))),
        ))
        .execute(tx.conn)?;
    Ok(Some((id, customer)))
}

/// The first customer from this place on who was not asked within the last thirty days.
fn rested(world: &World, tx: &mut Tx<'_>, place: usize) -> Result<Option<usize>, Error> {
    let since = tx.now - TimeDelta::days(30);
    for place in (place..CUSTOMERS).chain(0..place) {
        let Ok((customer, _)) = world.customer(place) else {
            continue;
        };
        let known = programmes::queries::known(tx.conn, &[customer])?;
        let asked_at = known.get(&customer).and_then(|known| known.asked_at);
        if asked_at.is_none_or(|at| at < since) {
            return Ok(Some(place));
        }
    }
    Ok(None)
}

/// This moment, or the evening before where it is night: nobody is asked then.
fn awake(at: DateTime<Utc>) -> DateTime<Utc> {
    let (day, local) = (times::day_of(at), times::local(at));
    let evening = TimeDelta::minutes(19 * 60 + i64::from(local.minute()));
    match local.hour() {
        0..9 => times::start_of(day - Days::new(1)) + evening,
        20.. => times::start_of(day) + evening,
        _ => at,
    }
}

/// Calls those whose complaint was closed and whose turn has come; links that nobody answered in time are over.
fn after_complaints(world: &mut World, tx: &mut Tx<'_>, ago: u32) -> Result<(), Error> {
    programmes::commands::expire_due(tx)?;
    let Some(survey) = world.surveys.get(Purpose::Complaint.code()).copied() else {
        return Ok(());
    };
    let waiting: Vec<Invitation> = invitations::table
        .filter(invitations::survey_id.eq(survey))
        .filter(invitations::state.eq(InvitationState::Planned))
        .filter(invitations::due_at.le(tx.now))
        .order((invitations::due_at, invitations::id))
        .select(Invitation::as_select())
        .load(tx.conn)?;
    let undone = programmes::queries::undone(tx.conn, &waiting)?;
    for (number, row) in waiting.into_iter().enumerate() {
        let (Some(customer), Some(case)) = (row.customer_id, row.subject_id) else {
            continue;
        };
        if undone.contains(&case) {
            continue;
        }
        agree(tx, customer, Channel::Phone)?;
        let new = NewInvitation {
            survey,
            customer: Some(customer),
            vehicle: row.vehicle_id,
            subject: Some(Subject::new(COMPLAINT, case)),
            way: Way::Phone,
        };
        let id = programmes::commands::invite(tx, new)?.id;
        let stream = 9_000 + 100 * u64::from(ago) + number as u64;
        call_after(world, tx, id, &mut Dice::of_stream(SEED, stream))?;
    }
    Ok(())
}

/// Two of three answer; of the others nobody picks up, or they would rather not.
fn call_after(world: &World, tx: &mut Tx<'_>, id: InvitationId, dice: &mut Dice) -> Result<(), Error> {
    let called_at = tx.now + TimeDelta::minutes(dice.between(5, 110));
    let refused = match dice.between(0, 99) {
        0..66 => None,
        66..78 => Some(CallResult::Refused),
        _ => Some(CallResult::Unanswered),
    };
    if let Some(result) = refused {
        return in_vain(world, tx, id, result, called_at);
    }
    let told = Told {
        stream: 0,
        place: 0,
        purpose: Purpose::Complaint,
        way: Way::Phone,
        answers: true,
        later: true,
        followed: true,
        mood: None,
    };
    let paper = paper_of(tx, id)?;
    let (given, trouble) = said(&paper, *dice.weighted(&CALMED), false, dice);
    let (response, consequence) = answer(world, tx, told, id, &paper, &given, called_at)?;
    let done_at = called_at + TimeDelta::minutes(dice.between(40, 280));
    tx.acting_as(world.author("care")?, done_at, |tx| {
        follow_up(tx, response, &consequence, trouble)
    })
}

/// A call that leads to no interview.
fn in_vain(
    world: &World,
    tx: &mut Tx<'_>,
    id: InvitationId,
    result: CallResult,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let attempt = NewAttempt {
        result,
        again_at: None,
        outside: false,
        note: None,
        seen: 0,
    };
    tx.acting_as(world.author("care")?, at, |tx| {
        interviews::attempt(tx, id, &attempt).map(drop)
    })
}

/// A customer says that they may be asked this way.
fn agree(tx: &mut Tx<'_>, customer: CustomerId, channel: Channel) -> Result<(), Error> {
    let word = NewConsent {
        purpose: Use::Survey,
        channel,
        given: true,
        evidence: None,
        wording_version: WORDING_VERSION.to_owned(),
    };
    give_consents(tx, customer, &[word])
}

fn pick(place: usize, one: &'static str, other: &'static str) -> &'static str {
    if place.is_multiple_of(2) { one } else { other }
}

fn tell(world: &World, tx: &mut Tx<'_>, told: Told) -> Result<(), Error> {
    let mut dice = Dice::of_stream(SEED, 7_000 + told.stream);
    let asked_at = tx.now;
    let Some((id, _)) = invite(world, tx, told.place, told.purpose, told.way)? else {
        return Ok(());
    };
    if !told.answers {
        return match told.way {
            Way::Phone => in_vain(world, tx, id, CallResult::Unanswered, asked_at + TimeDelta::minutes(30)),
            _ => Ok(()),
        };
    }
    let paper = paper_of(tx, id)?;
    let mood = told
        .mood
        .unwrap_or_else(|| *dice.weighted(if told.later { &LATER } else { &FIRST }));
    let (given, trouble) = said(&paper, mood, told.mood.is_some(), &mut dice);
    let after = match told.way {
        Way::OnSite | Way::Paper => TimeDelta::minutes(dice.between(4, 12)),
        Way::Phone => TimeDelta::minutes(dice.between(20, 50)),
        Way::Link | Way::Email if told.followed => TimeDelta::minutes(dice.between(15, 2_600)),
        Way::Link | Way::Email => TimeDelta::minutes(dice.between(4, 20)),
    };
    let answered_at = asked_at + after;
    let (response, consequence) = answer(world, tx, told, id, &paper, &given, answered_at)?;
    if !told.followed {
        return Ok(());
    }
    let done_at = answered_at + TimeDelta::minutes(dice.between(90, 1_500));
    tx.acting_as(world.author("care")?, done_at, |tx| {
        follow_up(tx, response, &consequence, trouble)
    })
}

fn paper_of(tx: &mut Tx<'_>, id: InvitationId) -> Result<Paper, Error> {
    let version = invitations::table
        .find(id)
        .select(invitations::version_id)
        .first(tx.conn)?;
    questionnaires::queries::paper(tx.conn, version)
}

/// The answer, as it came in by its way.
fn answer(
    world: &World,
    tx: &mut Tx<'_>,
    told: Told,
    id: InvitationId,
    paper: &Paper,
    given: &Given,
    at: DateTime<Utc>,
) -> Result<(SurveyResponseId, Consequence), Error> {
    if told.way == Way::Phone {
        return tx.acting_as(world.author("care")?, at, |tx| {
            let finish = Finish {
                note: None,
                wishes: Wishes::default(),
            };
            interviews::finish(tx, id, paper, given, &finish)?;
            let response = responses::table
                .filter(responses::invitation_id.eq(id))
                .select(responses::id)
                .first(tx.conn)?;
            let consequence = crate::surveys::rules::of(paper, given, Wishes::default(), false);
            Ok((response, consequence))
        });
    }
    let helped = matches!(told.way, Way::OnSite | Way::Paper);
    let author = if helped {
        world.author("care")?
    } else {
        Author::Visitor {
            address: "127.0.0.1".to_owned(),
            request: Uuid::now_v7(),
        }
    };
    let taken_by = if helped { Some(world.actor("care")?.id) } else { None };
    let survey: SurveyId = invitations::table
        .find(id)
        .select(invitations::survey_id)
        .first(tx.conn)?;
    tx.acting_as(author, at, |tx| {
        programmes::commands::opened(tx, id)?;
        let response = answers::commands::start(
            tx,
            Start {
                survey,
                invitation: Some(id),
                way: told.way,
                lang: Lang::Zh,
                taken_by,
            },
        )?;
        let last = paper
            .questions()
            .map(|question| question.id)
            .filter(|id| given.contains_key(id))
            .last();
        answers::commands::save(tx, response, given, last)?;
        Ok((response, answers::commands::submit(tx, response, Wishes::default())?))
    })
}

/// What somebody as content as this says, and what was behind it if they are not.
fn said(paper: &Paper, mood: u8, talks: bool, dice: &mut Dice) -> (Given, usize) {
    let trouble = usize::try_from(dice.below(UNHAPPY.len() as u64)).unwrap_or_default();
    let words = match mood {
        5 | 4 => dice.percent(22).then(|| dice.pick(&HAPPY)),
        3 => dice.percent(45).then(|| dice.pick(&SO_SO)),
        _ => (talks || dice.percent(75)).then(|| UNHAPPY.get(trouble).map_or("", |(words, ..)| *words)),
    };
    let given: Given = paper
        .questions()
        .filter_map(|question| Some((question.id, value(question, mood, words, dice)?)))
        .collect();
    (paper.kept(&given), trouble)
}

fn value(question: &Question, mood: u8, words: Option<&str>, dice: &mut Dice) -> Option<Value> {
    let low = |from: i64, to: i64, dice: &mut Dice| u8::try_from(dice.between(from, to)).unwrap_or(5);
    Some(match question.kind {
        QuestionKind::Score if question.meaning == Meaning::Overall => Value::Score(mood),
        QuestionKind::Score => {
            let about = i64::from(mood) + if dice.percent(30) { dice.between(-1, 1) } else { 0 };
            // Who is content as a whole is not called about one point.
            let least = if mood >= 4 { 3 } else { 1 };
            Value::Score(u8::try_from(about.clamp(least, 5)).unwrap_or(mood))
        }
        // Never so low that it is a complaint: those have stories of their own.
        QuestionKind::Nps => Value::Nps(match mood {
            5 => low(9, 10, dice),
            4 => low(7, 10, dice),
            3 => low(5, 8, dice),
            2 => low(4, 6, dice),
            _ => 3,
        }),
        QuestionKind::Single => {
            let place = usize::try_from(dice.below(question.choices.len() as u64)).unwrap_or_default();
            Value::Choice(question.choices.get(place)?.code.clone())
        }
        QuestionKind::Multiple => Value::Choices(vec![question.choices.first()?.code.clone()]),
        QuestionKind::YesNo => Value::YesNo(mood >= 3),
        QuestionKind::ShortText | QuestionKind::LongText => Value::Text(words?.to_owned()),
    })
}

/// The unhappy are called, and whoever wrote something gets an answer.
fn follow_up(tx: &mut Tx<'_>, id: SurveyResponseId, consequence: &Consequence, trouble: usize) -> Result<(), Error> {
    let (seen, has_remark): (i32, bool) = responses::table
        .find(id)
        .select((responses::lock_version, responses::has_remark))
        .first(tx.conn)?;
    if matches!(consequence, Consequence::CallBack { .. }) {
        let (_, cause, measure) = UNHAPPY.get(trouble).copied().unwrap_or(("", Cause::Other, "已致歉"));
        let call = NewCall {
            result: Reached::Reached,
            cause: Some(cause),
            measure: measure.to_owned(),
            note: "客户接受了说明，愿意再来".to_owned(),
            answers_remark: true,
            seen,
        };
        return answers::commands::call(tx, id, &call).map(drop);
    }
    if has_remark && !matches!(consequence, Consequence::Complaint { .. }) {
        let reply = NewReply {
            how: ReplyWay::WeChat,
            text: "感谢您的反馈，我们已经转告相关同事。".to_owned(),
            seen,
        };
        return answers::commands::reply(tx, id, &reply);
    }
    // Nothing is left to do.
    Ok(())
}

/// The surveys of the demo, by what they are for.
pub(super) type Running = HashMap<&'static str, SurveyId>;
