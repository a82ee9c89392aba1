//! The cars in the workshop: one in every state, and those of the last weeks that have left.

use super::sheets::Sheet;
use crate::service::check_in::rules::{Belonging, Damage, Light, Wish, Zone};
use crate::service::rules::{ConsentHow, FindingState, PartsReason, PaymentMethod, Urgency};
use crate::visits::rules::Purpose;

/// What is done to an order.
#[derive(Clone, Copy)]
pub(super) enum Act {
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
pub(super) type Steps = &'static [(i64, &'static str, Act)];

/// A car: how many minutes ago it was received, how many minutes its owner waited before, whether they had an appointment;
/// what was asked for, how many minutes after the reception it was promised, and what was done, so many minutes after it was
/// received.
pub(super) struct Story {
    pub ago: i64,
    pub waited: i64,
    pub booked: bool,
    pub purpose: Purpose,
    pub wish: &'static str,
    pub promised: i64,
    pub sheet: Sheet,
    pub steps: Steps,
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

pub(super) const STORIES: &[Story] = &[
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
