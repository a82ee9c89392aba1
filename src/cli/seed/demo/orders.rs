//! The price list, and the cars that are in the workshop with their orders: one in every state. Those of days ago have left
//! and are called about now.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use super::day::{self, Coming};
use super::fleet::lend;
use super::sheets::{self, Sheet};
use super::{Item, World, push};
use crate::followups::commands::record_call;
use crate::followups::model::Call;
use crate::followups::rules::{CallOutcome, Mood, NoteChannel};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::{price_items, service_findings, service_orders, tasks};
use crate::service::after_care::model::AFTER_CARE;
use crate::service::check_in::rules::{Belonging, Damage, Light, Wish, Zone};
use crate::service::commands::{
    self as service, Answer, Consent, NewFinding, NewItem, NewPayment, NewPrice, Settling, Source, Verdict, Wait,
};
use crate::service::rules::{
    ConsentHow, FindingState, ItemKind, LabourKind, PartsReason, Payer, PaymentMethod, ToldHow, Urgency,
};
use crate::values::ids::{FindingId, PriceItemId, ServiceOrderId, TaskId};
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::values::percent::Percent;
use crate::visits::rules::Purpose;

/// (rate, zh, en, hundredths of an hour)
const JOBS: [(LabourKind, &str, &str, i32); 16] = [
    (
        LabourKind::Maintenance,
        "小保养（机油机滤）",
        "Minor service (oil and filter)",
        60,
    ),
    (
        LabourKind::Maintenance,
        "大保养（四滤）",
        "Major service (four filters)",
        180,
    ),
    (LabourKind::Maintenance, "更换制动液", "Change the brake fluid", 80),
    (LabourKind::Maintenance, "更换冷却液", "Change the coolant", 80),
    (LabourKind::Maintenance, "清洗节气门", "Clean the throttle body", 100),
    (
        LabourKind::Mechanical,
        "更换前刹车片",
        "Replace the front brake pads",
        100,
    ),
    (
        LabourKind::Mechanical,
        "更换后刹车片",
        "Replace the rear brake pads",
        120,
    ),
    (
        LabourKind::Mechanical,
        "更换前减振器（一对）",
        "Replace the front shock absorbers (pair)",
        260,
    ),
    (LabourKind::Mechanical, "四轮定位", "Wheel alignment", 100),
    (
        LabourKind::Mechanical,
        "轮胎换位及动平衡",
        "Rotate and balance the tyres",
        80,
    ),
    (LabourKind::Electrical, "更换蓄电池", "Replace the battery", 50),
    (
        LabourKind::Electrical,
        "空调系统检修",
        "Repair the air conditioning",
        200,
    ),
    (LabourKind::Body, "保险杠拆装整形", "Remove and reshape a bumper", 250),
    (LabourKind::Paint, "单面喷漆", "Paint one panel", 300),
    (LabourKind::Diagnosis, "电脑诊断", "Computer diagnosis", 50),
    (
        LabourKind::Diagnosis,
        "底盘异响检查",
        "Look for a noise in the chassis",
        100,
    ),
];

/// (zh, en, part number, unit, yuan)
const PARTS: [(&str, &str, &str, &str, i64); 12] = [
    ("全合成机油 0W-20", "Synthetic oil 0W-20", "OIL-0W20-4L", "桶", 398),
    ("机油滤清器", "Oil filter", "OF-2204", "个", 65),
    ("空气滤清器", "Air filter", "AF-1180", "个", 98),
    ("空调滤清器", "Cabin filter", "CF-3321", "个", 120),
    ("燃油滤清器", "Fuel filter", "FF-0907", "个", 186),
    ("前刹车片", "Front brake pads", "BP-F-6610", "套", 680),
    ("后刹车片", "Rear brake pads", "BP-R-6611", "套", 560),
    ("制动液 DOT4", "Brake fluid DOT4", "BF-DOT4-1L", "瓶", 88),
    ("蓄电池 70Ah", "Battery 70Ah", "BT-70AGM", "只", 1_180),
    ("雨刮片（一对）", "Wiper blades (pair)", "WB-650", "副", 168),
    ("前减振器", "Front shock absorber", "SA-F-4402", "支", 920),
    ("轮胎 225/55 R18", "Tyre 225/55 R18", "TY-2255518", "条", 860),
];

/// What is done to an order.
#[derive(Clone, Copy)]
enum Act {
    Job(&'static str),
    Part(&'static str, i32),
    Warranty(&'static str),
    Offer,
    Agree(ConsentHow),
    Assign,
    Start,
    Stop,
    Find(&'static str, Urgency, i64),
    Answer(FindingState, i64, i64, &'static str),
    Wait(PartsReason, u64),
    Finish,
    Fail(&'static str),
    Pass,
    Settle,
    Pay(PaymentMethod, &'static str),
    Move(i64, &'static str),
    Leave,
    /// A courtesy car, by its place in the fleet, for so many hours.
    Lend(usize, i64),
    /// The call after the service: nobody answers, or the customer is well.
    Call(Option<&'static str>),
}

/// Minutes after the reception, by whom, what.
type Steps = &'static [(i64, &'static str, Act)];

/// A car: how many minutes ago it was received, how many minutes its owner waited before, whether they had an appointment;
/// what was asked for, how many minutes after the reception it was promised, and what was done, so many minutes after it was
/// received.
struct Story {
    ago: i64,
    waited: i64,
    booked: bool,
    purpose: Purpose,
    wish: &'static str,
    promised: i64,
    sheet: Sheet,
    steps: Steps,
}

const DAY: i64 = 24 * 60;

macro_rules! went {
    ($($more:expr),*) => {
        &[
            (6, "advisor2", Act::Job("小保养（机油机滤）")),
            (7, "advisor2", Act::Part("全合成机油 0W-20", 100)),
            (8, "advisor2", Act::Part("机油滤清器", 100)),
            (9, "advisor2", Act::Offer),
            (11, "advisor2", Act::Agree(ConsentHow::Paper)),
            (12, "advisor2", Act::Assign),
            (20, "technician", Act::Start),
            (65, "technician", Act::Finish),
            (75, "service.manager", Act::Pass),
            (85, "advisor2", Act::Settle),
            (90, "advisor2", Act::Pay(PaymentMethod::WeChat, "SJ-0")),
            (93, "advisor2", Act::Leave),
            $($more),*
        ]
    };
}

/// What is done to every car that comes for a service, until it leaves; and the call after it.
const WENT: Steps = went![];
const WENT_AND_WELL: Steps = went![(DAY + 40, "care", Act::Call(Some("车况正常，客户满意")))];
const WENT_NOT_REACHED: Steps = went![(2 * DAY + 15, "care", Act::Call(None))];

const STORIES: &[Story] = &[
    Story {
        ago: 12,
        waited: 9,
        booked: false,
        purpose: Purpose::Service,
        wish: "首次保养，顺便看一下雨刮",
        promised: 150,
        sheet: Sheet {
            driven: 4_960,
            wishes: &[Wish::Service, Wish::OilChange],
            estimate: (460, 620),
            ..Sheet::PLAIN
        },
        steps: &[(6, "advisor2", Act::Job("小保养（机油机滤）"))],
    },
    Story {
        ago: 46,
        waited: 14,
        booked: false,
        purpose: Purpose::Repair,
        wish: "过减速带前轮有咯噔声",
        promised: 300,
        sheet: Sheet {
            driven: 7_320,
            eighths: 3,
            wishes: &[Wish::Noise],
            marks: &[(Zone::FrontBumper, Damage::Scratch, "右下角，长约八厘米")],
            estimate: (2_200, 2_900),
            ..Sheet::PLAIN
        },
        steps: &[
            (8, "advisor", Act::Job("底盘异响检查")),
            (9, "advisor", Act::Job("更换前减振器（一对）")),
            (10, "advisor", Act::Part("前减振器", 200)),
            (20, "advisor", Act::Offer),
        ],
    },
    Story {
        ago: 65,
        waited: 6,
        booked: true,
        purpose: Purpose::Service,
        wish: "两万公里保养",
        promised: 240,
        sheet: Sheet {
            driven: 9_870,
            eighths: 6,
            wishes: &[Wish::Service, Wish::Tyres],
            estimate: (900, 1_200),
            drawn: true,
            ..Sheet::PLAIN
        },
        steps: &[
            (5, "advisor2", Act::Job("大保养（四滤）")),
            (6, "advisor2", Act::Part("全合成机油 0W-20", 100)),
            (7, "advisor2", Act::Part("机油滤清器", 100)),
            (8, "advisor2", Act::Part("空气滤清器", 100)),
            (10, "advisor2", Act::Offer),
            (14, "advisor2", Act::Agree(ConsentHow::Paper)),
            (15, "advisor2", Act::Assign),
        ],
    },
    Story {
        ago: 160,
        waited: 8,
        booked: true,
        purpose: Purpose::Service,
        wish: "保养，刹车有点软",
        promised: 150,
        sheet: Sheet {
            driven: 6_140,
            wishes: &[Wish::Service, Wish::BrakeNoise],
            estimate: (500, 760),
            ..Sheet::PLAIN
        },
        steps: &[
            (6, "advisor", Act::Job("小保养（机油机滤）")),
            (7, "advisor", Act::Part("全合成机油 0W-20", 100)),
            (8, "advisor", Act::Part("机油滤清器", 100)),
            (10, "advisor", Act::Offer),
            (12, "advisor", Act::Agree(ConsentHow::Paper)),
            (13, "advisor", Act::Assign),
            (25, "technician", Act::Start),
            (70, "technician", Act::Stop),
            (100, "technician", Act::Start),
            (
                118,
                "technician",
                Act::Find("前刹车片只剩 3 毫米，盘面有沟槽，建议更换刹车片", Urgency::Now, 880),
            ),
        ],
    },
    Story {
        ago: 52 * 60,
        waited: 11,
        booked: false,
        purpose: Purpose::Repair,
        wish: "空调不制冷",
        promised: 30 * 60,
        sheet: Sheet {
            driven: 5_480,
            eighths: 2,
            wishes: &[Wish::AirCon],
            lights: &[Light::Service],
            belongings: &[Belonging::Licence, Belonging::ChildSeat, Belonging::DashCam],
            estimate: (480, 1_600),
            ..Sheet::PLAIN
        },
        steps: &[
            (9, "advisor2", Act::Job("空调系统检修")),
            (14, "advisor2", Act::Offer),
            (18, "advisor2", Act::Agree(ConsentHow::Phone)),
            (19, "advisor2", Act::Assign),
            (30, "technician", Act::Start),
            // Back this evening.
            (40, "advisor2", Act::Lend(0, 54)),
            (75, "technician", Act::Wait(PartsReason::Ordered, 3)),
        ],
    },
    Story {
        ago: 330,
        waited: 4,
        booked: false,
        purpose: Purpose::Repair,
        wish: "早上打不着车，叫了搭电",
        promised: 420,
        sheet: Sheet {
            driven: 3_300,
            eighths: 4,
            wishes: &[Wish::Battery],
            lights: &[Light::Battery, Light::Engine],
            warranty: true,
            estimate: (120, 160),
            ..Sheet::PLAIN
        },
        steps: &[
            (6, "advisor", Act::Job("电脑诊断")),
            (7, "advisor", Act::Job("更换蓄电池")),
            (8, "advisor", Act::Warranty("蓄电池 70Ah")),
            (10, "advisor", Act::Offer),
            (12, "advisor", Act::Agree(ConsentHow::WeChat)),
            (13, "advisor", Act::Assign),
            (145, "technician", Act::Start),
            (180, "technician", Act::Finish),
            (190, "service.manager", Act::Fail("电池桩头未紧固，仪表时间未校准")),
            (262, "technician", Act::Finish),
        ],
    },
    Story {
        ago: 390,
        waited: 7,
        booked: true,
        purpose: Purpose::Service,
        wish: "保养，做四轮定位",
        promised: 400,
        sheet: Sheet {
            driven: 8_050,
            wishes: &[Wish::Service, Wish::Alignment],
            marks: &[
                (Zone::LeftRearWheel, Damage::Scratch, "轮毂边缘"),
                (Zone::Boot, Damage::Dent, "硬币大小"),
            ],
            estimate: (650, 900),
            ..Sheet::PLAIN
        },
        steps: &[
            (5, "advisor2", Act::Job("小保养（机油机滤）")),
            (6, "advisor2", Act::Job("四轮定位")),
            (7, "advisor2", Act::Part("全合成机油 0W-20", 100)),
            (9, "advisor2", Act::Offer),
            (12, "advisor2", Act::Agree(ConsentHow::Paper)),
            (13, "advisor2", Act::Assign),
            (16, "technician", Act::Start),
            (60, "technician", Act::Find("雨刮片老化，刮不干净", Urgency::Soon, 168)),
            (72, "advisor2", Act::Answer(FindingState::Later, 0, 0, "下次来再换")),
            (110, "technician", Act::Finish),
            (125, "advisor", Act::Pass),
        ],
    },
    Story {
        ago: 470,
        waited: 5,
        booked: true,
        purpose: Purpose::Service,
        wish: "常规保养",
        promised: 240,
        sheet: Sheet {
            driven: 7_640,
            wishes: &[Wish::Service, Wish::Wash],
            estimate: (480, 620),
            ..Sheet::PLAIN
        },
        steps: &[
            (5, "advisor", Act::Job("小保养（机油机滤）")),
            (6, "advisor", Act::Part("全合成机油 0W-20", 100)),
            (7, "advisor", Act::Part("机油滤清器", 100)),
            (9, "advisor", Act::Offer),
            (11, "advisor", Act::Agree(ConsentHow::Paper)),
            (12, "advisor", Act::Assign),
            (15, "technician", Act::Start),
            (
                35,
                "technician",
                Act::Find("空调滤清器发霉，有异味", Urgency::Soon, 120),
            ),
            (
                42,
                "advisor",
                Act::Answer(FindingState::Accepted, 3_000, 12_000, "换吧，孩子坐车"),
            ),
            (70, "technician", Act::Finish),
            (80, "advisor2", Act::Pass),
            (95, "advisor", Act::Settle),
        ],
    },
    Story {
        ago: 560,
        waited: 16,
        booked: false,
        purpose: Purpose::Repair,
        wish: "后刹车有尖叫声",
        promised: 200,
        sheet: Sheet {
            driven: 4_710,
            eighths: 3,
            wishes: &[Wish::BrakeNoise],
            belongings: &[Belonging::SpareKey, Belonging::Tools],
            estimate: (700, 900),
            ..Sheet::PLAIN
        },
        steps: &[
            (6, "advisor2", Act::Job("更换后刹车片")),
            (7, "advisor2", Act::Part("后刹车片", 100)),
            (9, "advisor2", Act::Offer),
            (13, "advisor2", Act::Agree(ConsentHow::Paper)),
            (14, "advisor2", Act::Assign),
            (16, "technician", Act::Start),
            (50, "technician", Act::Find("右后轮胎有鼓包", Urgency::Now, 860)),
            (
                58,
                "advisor2",
                Act::Answer(FindingState::Declined, 0, 0, "轮胎在别处有卡，自己去换"),
            ),
            (75, "advisor2", Act::Move(280, "客户外出办事，晚些来取")),
            (84, "technician", Act::Finish),
            (92, "service.manager", Act::Pass),
            (120, "advisor2", Act::Settle),
            (124, "advisor2", Act::Pay(PaymentMethod::WeChat, "SJ-10482")),
            (126, "advisor2", Act::Leave),
        ],
    },
    // Painted and ready, but its owner still drives the courtesy car that was due hours ago.
    Story {
        ago: 76 * 60,
        waited: 12,
        booked: false,
        purpose: Purpose::Repair,
        wish: "后保险杠刮花，要钣喷",
        promised: 71 * 60,
        sheet: Sheet {
            driven: 2_150,
            eighths: 4,
            wishes: &[],
            marks: &[
                (Zone::RearBumper, Damage::Scratch, "左侧大片掉漆"),
                (Zone::RightRearDoor, Damage::Chip, "门边两处"),
            ],
            estimate: (1_200, 1_500),
            drawn: true,
            ..Sheet::PLAIN
        },
        steps: &[
            (10, "advisor", Act::Job("保险杠拆装整形")),
            (11, "advisor", Act::Job("单面喷漆")),
            (14, "advisor", Act::Offer),
            (20, "advisor", Act::Agree(ConsentHow::Paper)),
            (21, "advisor", Act::Assign),
            (35, "advisor", Act::Lend(2, 73)),
            (60, "technician", Act::Start),
            (300, "technician", Act::Stop),
            (27 * 60, "technician", Act::Start),
            (32 * 60, "technician", Act::Finish),
            (70 * 60, "service.manager", Act::Pass),
        ],
    },
    // Services of the last weeks, for the calls that follow.
    Story {
        ago: DAY + 95,
        waited: 6,
        booked: false,
        purpose: Purpose::Service,
        wish: "常规保养",
        promised: 180,
        sheet: Sheet {
            driven: 5_020,
            ..Sheet::PLAIN
        },
        steps: WENT,
    },
    Story {
        ago: 3 * DAY + 420,
        waited: 12,
        booked: false,
        purpose: Purpose::Service,
        wish: "保养",
        promised: 180,
        sheet: Sheet {
            driven: 8_400,
            ..Sheet::PLAIN
        },
        steps: WENT_AND_WELL,
    },
    Story {
        ago: 6 * DAY + 60,
        waited: 8,
        booked: false,
        purpose: Purpose::Service,
        wish: "两万公里保养",
        promised: 180,
        sheet: Sheet {
            driven: 9_300,
            ..Sheet::PLAIN
        },
        steps: WENT,
    },
    Story {
        ago: 9 * DAY + 180,
        waited: 22,
        booked: false,
        purpose: Purpose::Service,
        wish: "保养，检查底盘",
        promised: 180,
        sheet: Sheet {
            driven: 7_750,
            ..Sheet::PLAIN
        },
        steps: WENT_NOT_REACHED,
    },
    Story {
        ago: 29 * DAY + 240,
        waited: 5,
        booked: false,
        purpose: Purpose::Service,
        wish: "首次保养",
        promised: 180,
        sheet: Sheet {
            driven: 4_800,
            ..Sheet::PLAIN
        },
        steps: WENT_AND_WELL,
    },
    Story {
        ago: 33 * DAY + 100,
        waited: 10,
        booked: false,
        purpose: Purpose::Service,
        wish: "常规保养",
        promised: 180,
        sheet: Sheet {
            driven: 6_600,
            ..Sheet::PLAIN
        },
        steps: WENT_AND_WELL,
    },
];

/// The price list long ago, the orders today.
pub(super) fn orders(agenda: &mut Vec<Item>, now: DateTime<Utc>) {
    let long_ago = now - TimeDelta::days(400);
    push(agenda, long_ago, "service.manager", "the price list".into(), |_, tx| {
        price_list(tx)
    });
    for (place, story) in STORIES.iter().enumerate() {
        let received = now - TimeDelta::minutes(story.ago);
        let who = story.steps.first().map_or("advisor", |(_, who, _)| who);
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

fn price_list(tx: &mut Tx<'_>) -> Result<(), Error> {
    let blank = NewPrice {
        lock_version: 0,
        kind: ItemKind::Labour,
        labour_kind: None,
        zh: String::new(),
        en: String::new(),
        part_number: String::new(),
        unit: String::new(),
        hours: None,
        price: None,
    };
    for (rate, zh, en, hours) in JOBS {
        let job = NewPrice {
            labour_kind: Some(rate),
            zh: zh.to_owned(),
            en: en.to_owned(),
            hours: Some(hours),
            ..blank.clone()
        };
        service::add_price(tx, &job)?;
    }
    for (zh, en, number, unit, yuan) in PARTS {
        let part = NewPrice {
            kind: ItemKind::Part,
            zh: zh.to_owned(),
            en: en.to_owned(),
            part_number: number.to_owned(),
            unit: unit.to_owned(),
            price: Some(Fen::new(yuan * 100)),
            ..blank.clone()
        };
        service::add_price(tx, &part)?;
    }
    Ok(())
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
                words: Some(words.to_owned()),
                labour: Fen::new(labour),
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
