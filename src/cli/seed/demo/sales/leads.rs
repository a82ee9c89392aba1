//! Leads of every kind: called in time, late, tried in vain, of the night, nobody's, the same person twice, none at all.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use diesel::prelude::*;

use super::super::{Item, World, push};
use super::phone;
use crate::followups::commands::note_contact;
use crate::followups::model::NewNote;
use crate::followups::rules::{NoteChannel, NoteOutcome};
use crate::platform::db::{Author, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::sales::clock::commands as clock;
use crate::sales::clock::model::{How, lead_subject};
use crate::sales::leads::commands;
use crate::sales::leads::model::{Dismissal, NewLead, Qualified, Whence};
use crate::sales::leads::rules::InvalidReason;
use crate::sales::rules::SourceKind;
use crate::schema::leads;
use crate::values::business_hours::BusinessHours;
use crate::values::ids::{LeadId, OpportunityId};
use crate::values::person_name::PersonName;
use crate::values::phone::Phone;

/// When a lead came.
#[derive(Clone, Copy)]
enum Came {
    /// So many minutes of opening hours ago.
    Open(i64),
    /// In the evening so many nights ago.
    Night(i64),
    Hours(i64),
}

/// Whose number a lead has.
#[derive(Clone, Copy)]
enum Number {
    /// Nobody else's.
    Own,
    /// That of an earlier lead.
    Of(usize),
    /// That of a customer.
    Known(&'static str),
}

/// What is done with a lead.
#[derive(Clone, Copy)]
enum Then {
    Call(&'static str),
    NoAnswer,
    Message(&'static str),
    Dismiss(InvalidReason, &'static str),
    /// The manager gives it to somebody else.
    Give(&'static str, &'static str),
}

struct Told {
    name: &'static str,
    number: Number,
    kind: SourceKind,
    model: &'static str,
    city: &'static str,
    words: &'static str,
    owner: Option<&'static str>,
    came: Came,
    /// So many minutes after the lead came; after the opening, if it came when the store was shut.
    then: &'static [(i64, Then)],
}

const fn lead(
    name: &'static str,
    kind: SourceKind,
    model: &'static str,
    owner: Option<&'static str>,
    came: Came,
    words: &'static str,
    then: &'static [(i64, Then)],
) -> Told {
    Told {
        name,
        number: Number::Own,
        kind,
        model,
        city: "上海",
        words,
        owner,
        came,
        then,
    }
}

const FIRST: Option<&str> = Some("consultant");
const SECOND: Option<&str> = Some("consultant2");

/// The leads; some became opportunities, which name them by their place.
static LEADS: [Told; 42] = [
    // The first hour runs.
    lead(
        "卫青竹",
        SourceKind::Website,
        "E5 纯电",
        SECOND,
        Came::Open(9),
        "想约周末试驾",
        &[],
    ),
    lead(
        "丁小满",
        SourceKind::Autohome,
        "X7 混动",
        FIRST,
        Came::Open(31),
        "最低多少能落地",
        &[],
    ),
    lead(
        "方知夏",
        SourceKind::PhoneIn,
        "S3 1.5T",
        SECOND,
        Came::Open(52),
        "问首付三成的月供",
        &[],
    ),
    // Late: nobody has called.
    lead(
        "毛大川",
        SourceKind::Dongchedi,
        "X7 插混",
        FIRST,
        Came::Open(96),
        "有没有现车",
        &[],
    ),
    lead(
        "白露",
        SourceKind::Douyin,
        "E5 纯电",
        SECOND,
        Came::Open(171),
        "直播间领的券怎么用",
        &[],
    ),
    // Tried in time, nobody answered.
    lead(
        "石敢当",
        SourceKind::Yiche,
        "M8 2.0T",
        FIRST,
        Came::Open(240),
        "七座的有几种配置",
        &[(22, Then::NoAnswer), (150, Then::NoAnswer)],
    ),
    // Called, late; the manager took it from a colleague.
    lead(
        "田七七",
        SourceKind::Website,
        "S3 1.5T",
        SECOND,
        Came::Open(330),
        "旧车想一起评估",
        &[
            (84, Then::Give("consultant", "首次联系超时，改派")),
            (97, Then::Call("已致歉，客户周末带旧车来评估")),
        ],
    ),
    // Called in time; the message is still to come, or was sent.
    lead(
        "金不换",
        SourceKind::MiniProgram,
        "E5 纯电",
        SECOND,
        Came::Open(280),
        "续航冬天打几折",
        &[(17, Then::Call("主要市区通勤，关注冬季续航与家充安装"))],
    ),
    lead(
        "江小白",
        SourceKind::Autohome,
        "X7 混动",
        FIRST,
        Came::Open(410),
        "二胎家庭，看后排空间",
        &[
            (26, Then::Call("太太开得多，要求安全座椅接口方便")),
            (71, Then::Message("发送后排实测与安全座椅安装视频")),
        ],
    ),
    lead(
        "汤圆",
        SourceKind::WeChat,
        "X7 混动",
        FIRST,
        Came::Open(760),
        "朋友推荐来问",
        &[
            (12, Then::Call("预算二十五万，年底前定")),
            (95, Then::Message("发送两款配置对比表")),
        ],
    ),
    // Of the night: the hour began with the opening; one was called back at once.
    lead(
        "夜来香",
        SourceKind::Website,
        "E5 纯电",
        SECOND,
        Came::Night(0),
        "下班才有空，晚上联系",
        &[],
    ),
    lead(
        "石榴",
        SourceKind::Dongchedi,
        "X7 插混",
        FIRST,
        Came::Night(1),
        "绿牌能不能上",
        &[
            (19, Then::Call("上海户口，可上绿牌，关注购置税减免")),
            (240, Then::Message("发送购置税减征政策与落地价构成")),
        ],
    ),
    lead(
        "陆离",
        SourceKind::Douyin,
        "S3 1.5T",
        SECOND,
        Came::Night(2),
        "学生党第一台车",
        &[
            (-565, Then::Call("当晚回拨，客户刚毕业，预算十三万以内")),
            (120, Then::Message("发送金融方案与保险试算")),
        ],
    ),
    // Nobody's yet: both consultants are late with a first call.
    lead(
        "燕小六",
        SourceKind::Campaign,
        "S3 1.5T",
        None,
        Came::Open(18),
        "以旧换新补贴多少",
        &[],
    ),
    lead(
        "苗苗",
        SourceKind::Exhibition,
        "E5 纯电",
        None,
        Came::Open(44),
        "车展留的电话",
        &[],
    ),
    lead(
        "史进",
        SourceKind::Website,
        "M8 2.0T",
        None,
        Came::Open(88),
        "公司用车，要开专票",
        &[],
    ),
    // The same person twice.
    Told {
        number: Number::Of(1),
        ..lead(
            "丁小满",
            SourceKind::Dongchedi,
            "X7 混动",
            FIRST,
            Came::Open(14),
            "再问一次价格",
            &[],
        )
    },
    Told {
        number: Number::Of(26),
        ..lead(
            "花满楼",
            SourceKind::Yiche,
            "X7 混动",
            FIRST,
            Came::Open(120),
            "看看别家报价",
            &[],
        )
    },
    // A customer of the store.
    Told {
        number: Number::Known("13917264830"),
        ..lead(
            "林可",
            SourceKind::Campaign,
            "E5 纯电",
            SECOND,
            Came::Open(66),
            "想给先生换电车",
            &[],
        )
    },
    // No leads.
    lead(
        "吴有此",
        SourceKind::Douyin,
        "",
        SECOND,
        Came::Hours(52),
        "",
        &[(15, Then::Dismiss(InvalidReason::WrongNumber, "空号，回拨两次"))],
    ),
    lead(
        "甄广告",
        SourceKind::Website,
        "",
        FIRST,
        Came::Hours(75),
        "承接网站优化推广",
        &[(8, Then::Dismiss(InvalidReason::Spam, "推销"))],
    ),
    Told {
        city: "乌鲁木齐",
        ..lead(
            "远方",
            SourceKind::Dongchedi,
            "X7 混动",
            FIRST,
            Came::Hours(122),
            "能不能异地提车",
            &[(31, Then::Dismiss(InvalidReason::TooFar, "客户选择当地门店"))],
        )
    },
    lead(
        "路人甲",
        SourceKind::MiniProgram,
        "S3 1.5T",
        SECOND,
        Came::Hours(170),
        "",
        &[
            (25, Then::Call("只是帮朋友问，暂无购车计划")),
            (27, Then::Dismiss(InvalidReason::NoInterest, "暂无需求")),
        ],
    ),
    // From here on they became opportunities.
    lead(
        "顾盼",
        SourceKind::Autohome,
        "X7 混动",
        FIRST,
        Came::Hours(5),
        "比较豪华版和尊享版",
        &[],
    ),
    lead(
        "宁静远",
        SourceKind::Website,
        "E5 纯电",
        SECOND,
        Came::Hours(29),
        "小区能装桩",
        &[],
    ),
    lead(
        "柳三变",
        SourceKind::Yiche,
        "S3 1.5T",
        FIRST,
        Came::Hours(54),
        "有没有优惠",
        &[],
    ),
    lead(
        "花满楼",
        SourceKind::Referral,
        "X7 混动",
        FIRST,
        Came::Hours(53),
        "老客户介绍",
        QUICK,
    ),
    lead(
        "许仙",
        SourceKind::MiniProgram,
        "E5 纯电",
        SECOND,
        Came::Hours(125),
        "想对比续航",
        QUICK,
    ),
    lead(
        "武大",
        SourceKind::PhoneIn,
        "S3 1.5T",
        FIRST,
        Came::Hours(300),
        "代步用",
        QUICK,
    ),
    lead(
        "孟浩",
        SourceKind::Dongchedi,
        "X7 插混",
        FIRST,
        Came::Hours(150),
        "周末自驾多",
        QUICK,
    ),
    lead(
        "祝英台",
        SourceKind::Douyin,
        "E5 纯电",
        SECOND,
        Came::Hours(246),
        "直播间下的订金",
        QUICK,
    ),
    lead(
        "关山月",
        SourceKind::Autohome,
        "X7 混动",
        FIRST,
        Came::Hours(102),
        "家里老人一起坐",
        QUICK,
    ),
    lead(
        "杜若",
        SourceKind::Exhibition,
        "X7 混动",
        FIRST,
        Came::Hours(174),
        "车展试坐过",
        QUICK,
    ),
    lead(
        "温如言",
        SourceKind::Website,
        "S3 1.5T",
        SECOND,
        Came::Hours(200),
        "分期三年",
        QUICK,
    ),
    lead(
        "雷震",
        SourceKind::Autohome,
        "M8 2.0T",
        FIRST,
        Came::Hours(510),
        "商务接待",
        QUICK,
    ),
    lead(
        "沐阳",
        SourceKind::Referral,
        "E5 纯电",
        FIRST,
        Came::Hours(900),
        "同事买了不错",
        QUICK,
    ),
    lead(
        "秦时月",
        SourceKind::Yiche,
        "X7 混动",
        FIRST,
        Came::Hours(420),
        "价格敏感",
        QUICK,
    ),
    lead(
        "向南飞",
        SourceKind::Dongchedi,
        "M8 2.0T",
        FIRST,
        Came::Hours(700),
        "比了三家",
        QUICK,
    ),
    lead(
        "牛小天",
        SourceKind::Douyin,
        "S3 1.5T",
        SECOND,
        Came::Hours(640),
        "",
        QUICK,
    ),
    lead(
        "云中鹤",
        SourceKind::Website,
        "E5 纯电",
        SECOND,
        Came::Hours(260),
        "先了解",
        QUICK,
    ),
    lead(
        "钟书",
        SourceKind::Campaign,
        "X7 混动",
        FIRST,
        Came::Hours(220),
        "置换补贴",
        QUICK,
    ),
    lead(
        "颜如玉",
        SourceKind::WeChat,
        "E5 纯电",
        SECOND,
        Came::Hours(340),
        "",
        QUICK,
    ),
];

/// Called within the hour, written to on the same day.
const QUICK: &[(i64, Then)] = &[
    (21, Then::Call("需求初步了解，客户愿意继续沟通")),
    (33, Then::Message("发送车型资料与门店定位")),
];

/// The agenda of leads.
pub(super) fn leads(agenda: &mut Vec<Item>, hours: &BusinessHours, now: DateTime<Utc>) {
    for (key, told) in LEADS.iter().enumerate() {
        let at = came(told.came, hours, now);
        push(agenda, at, "care", format!("lead {key}"), move |world, tx| {
            take_in(world, tx, key, told)
        });
        let from = match told.came {
            Came::Night(_) => hours.next_opening(at).unwrap_or(at),
            Came::Open(_) | Came::Hours(_) => at,
        };
        for (minutes, then) in told.then {
            let at = from + TimeDelta::minutes(*minutes);
            let who = match then {
                Then::Give(..) => "sales.manager",
                _ => owner_at(told, *minutes),
            };
            if at < now {
                let (then, what) = (*then, format!("lead {key}, {minutes} minutes on"));
                push(agenda, at, who, what, move |world, tx| take(world, tx, key, then));
            }
        }
    }
}

/// Whose a lead is so many minutes on.
fn owner_at(told: &Told, minutes: i64) -> &'static str {
    let given = told.then.iter().rev().find_map(|(at, then)| match then {
        Then::Give(to, _) if *at <= minutes => Some(*to),
        _ => None,
    });
    given.or(told.owner).unwrap_or("care")
}

fn came(came: Came, hours: &BusinessHours, now: DateTime<Utc>) -> DateTime<Utc> {
    match came {
        Came::Hours(ago) => {
            let at = now - TimeDelta::hours(ago);
            (0..=2_016)
                .map(|steps| at - TimeDelta::minutes(5 * steps))
                .find(|at| hours.is_open(*at))
                .unwrap_or(at)
        }
        Came::Open(minutes) => {
            let wanted = TimeDelta::minutes(minutes);
            // A store that is shut for a week has no lead of today.
            (1..=2_016)
                .map(|steps| now - TimeDelta::minutes(5 * steps))
                .find(|at| hours.is_open(*at) && hours.between(*at, now) >= wanted)
                .unwrap_or(now - wanted)
        }
        Came::Night(nights) => {
            let late = NaiveTime::from_hms_opt(22, 40, 0).unwrap_or_default();
            let evening = |days: i64| times::instant((times::day_of(now) - TimeDelta::days(days)).and_time(late));
            let last = if evening(0).is_some_and(|at| at < now) { 0 } else { 1 };
            evening(last + nights).unwrap_or(now - TimeDelta::hours(12))
        }
    }
}

fn number(key: usize, told: &Told) -> Result<Phone, Error> {
    match told.number {
        Number::Own => phone(key),
        Number::Of(earlier) => phone(earlier),
        Number::Known(number) => Phone::parse(number).map_err(Error::internal),
    }
}

fn take_in(world: &mut World, tx: &mut Tx<'_>, key: usize, told: &Told) -> Result<(), Error> {
    let by_hand = matches!(
        told.kind,
        SourceKind::PhoneIn | SourceKind::Referral | SourceKind::Exhibition
    );
    let source = world.sales.sources.get(&told.kind).copied();
    let source = source.ok_or_else(|| Error::internal(format!("no source {}", told.kind.code())))?;
    let owner = match told.owner {
        Some(who) => Some(world.actor(who)?.id),
        None => None,
    };
    let new = NewLead {
        store: world.store,
        whence: Whence::Known(source),
        external_id: (!by_hand).then(|| format!("demo-{key:03}")),
        name: PersonName::parse(told.name).map_err(Error::internal)?,
        phone: number(key, told)?,
        model: told.model.to_owned(),
        city: told.city.to_owned(),
        words: (!told.words.is_empty()).then(|| told.words.to_owned()),
        sent_at: (!by_hand).then(|| tx.now - TimeDelta::minutes(2)),
        owner,
        import: None,
    };
    let taken = if by_hand {
        commands::take_in(tx, new)?
    } else {
        let at = tx.now;
        tx.acting_as(Author::System, at, |tx| commands::take_in(tx, new))?
    };
    world.sales.leads.insert(key, taken.lead);
    Ok(())
}

fn version(tx: &mut Tx<'_>, id: LeadId) -> Result<i32, Error> {
    Ok(leads::table.find(id).select(leads::lock_version).first(tx.conn)?)
}

fn take(world: &World, tx: &mut Tx<'_>, key: usize, then: Then) -> Result<(), Error> {
    let id = world.lead(key)?;
    match then {
        Then::Call(said) => contact(world, tx, id, NoteChannel::Phone, NoteOutcome::Answered, said),
        Then::NoAnswer => contact(world, tx, id, NoteChannel::Phone, NoteOutcome::Unanswered, "无人接听"),
        Then::Message(said) => contact(world, tx, id, NoteChannel::WeChat, NoteOutcome::Sent, said),
        Then::Dismiss(because, note) => {
            let with = Dismissal {
                because,
                note: Some(note.to_owned()),
                seen: version(tx, id)?,
            };
            commands::dismiss(tx, id, &with)
        }
        Then::Give(to, reason) => clock::assign(tx, &[id], world.actor(to)?.id, Some(reason)).map(drop),
    }
}

/// Keeps what was said with a lead, and stops the clocks that it stops.
fn contact(
    world: &World,
    tx: &mut Tx<'_>,
    id: LeadId,
    channel: NoteChannel,
    outcome: NoteOutcome,
    said: &str,
) -> Result<(), Error> {
    let new = NewNote {
        store: world.store,
        subject: lead_subject(id),
        customer: None,
        task: None,
        channel,
        outcome,
        body: said.to_owned(),
        internal: false,
    };
    let note = note_contact(tx, new)?;
    match How::told(outcome, note) {
        Some(how) => clock::contacted(tx, id, how),
        None => Ok(()),
    }
}

/// Makes an opportunity of a lead.
pub(super) fn qualify(world: &World, tx: &mut Tx<'_>, key: usize, model: &str) -> Result<OpportunityId, Error> {
    let id = world.lead(key)?;
    let with = Qualified {
        model: model.to_owned(),
        seen: version(tx, id)?,
    };
    commands::qualify(tx, id, &with)
}
