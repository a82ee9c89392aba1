//! Opportunities in every column of the board, and what was done with each.

use chrono::{DateTime, TimeDelta, Utc};

use super::super::{Item, push};
use super::acts::{begin, take};
use super::quotes::Offered;
use crate::sales::rules::{FollowUpKind, FollowUpOutcome, Level, LossReason, Stage};

/// Where somebody came from.
#[derive(Clone, Copy)]
pub(super) enum Origin {
    /// The lead of the same number.
    Lead,
    /// Walked in: what they are called.
    Door(&'static str),
    /// An owner who plays no part yet, the first from this place on.
    Owner(usize),
}

#[derive(Clone, Copy)]
pub(super) enum Act {
    /// How, what came of it, what was said, and when the next one is due: in so many hours from now, before or after; by
    /// the rhythm if nothing is said.
    Log(FollowUpKind, FollowUpOutcome, &'static str, Option<i64>),
    /// What they need, by its place in the table; they mean to buy in so many days; what else they look at.
    Describe(usize, u64, &'static str),
    To(Stage),
    /// Was in the showroom again.
    BeBack(&'static str, i64),
    /// Their old car is looked over and priced at so many yuan; they take it or think about it.
    TradeIn(&'static str, i32, i64, bool),
    Quote(&'static Offered),
    /// The manager decides on the discount.
    Approve(&'static str),
    Accept,
    Propose(LossReason, &'static str, &'static str),
    Lose(&'static str),
    SendBack(&'static str),
    Reopen(&'static str, i64),
    Release(&'static str),
    /// A colleague takes it out of the pool.
    Claim(&'static str),
}

pub(super) struct Deal {
    /// That of the lead, if there was one.
    pub key: usize,
    pub who: &'static str,
    pub from: Origin,
    /// Place in the catalogue.
    pub make: usize,
    pub colour: &'static str,
    pub level: Option<Level>,
    /// Opened so many hours ago.
    pub ago: i64,
    /// What was done, so many hours ago.
    pub acts: &'static [(i64, Act)],
}

use Act::*;
use FollowUpKind::{Phone, Visit, WeChat};
use FollowUpOutcome::{Answered, Booked, Met, Sent, Unanswered};

const A: Option<Level> = Some(Level::A);
const B: Option<Level> = Some(Level::B);
const C: Option<Level> = Some(Level::C);
const H: Option<Level> = Some(Level::H);

const fn deal(
    key: usize,
    who: &'static str,
    from: Origin,
    (make, colour): (usize, &'static str),
    level: Option<Level>,
    ago: i64,
    acts: &'static [(i64, Act)],
) -> Deal {
    Deal {
        key,
        who,
        from,
        make,
        colour,
        level,
        ago,
        acts,
    }
}

const ONE: &str = "consultant";
const TWO: &str = "consultant2";

static DEALS: [Deal; 44] = [
    // New: nobody has been reached.
    deal(23, ONE, Origin::Lead, (0, ""), None, 3, &[]),
    deal(
        24,
        TWO,
        Origin::Lead,
        (3, "蓝色"),
        None,
        27,
        &[(25, Log(Phone, Unanswered, "无人接听，稍后再拨", Some(3)))],
    ),
    deal(
        25,
        ONE,
        Origin::Lead,
        (5, ""),
        None,
        51,
        &[(49, Log(Phone, Unanswered, "关机", Some(-5)))],
    ),
    // Contacted.
    deal(
        26,
        ONE,
        Origin::Lead,
        (0, "白色"),
        B,
        50,
        &[(47, Log(Phone, Answered, "老客户介绍，先看配置", Some(4)))],
    ),
    deal(
        27,
        TWO,
        Origin::Lead,
        (4, "银色"),
        A,
        120,
        &[
            (118, Log(Phone, Answered, "主要比较续航和充电速度", None)),
            (44, Log(WeChat, Sent, "发送厂家公布的续航测试说明", Some(20))),
        ],
    ),
    deal(
        28,
        ONE,
        Origin::Lead,
        (5, "灰色"),
        B,
        296,
        &[(290, Log(Phone, Answered, "代步用，月底前后来店", Some(-122)))],
    ),
    deal(
        100,
        TWO,
        Origin::Door("蓝采和"),
        (6, "红色"),
        A,
        74,
        &[(70, Log(Visit, Met, "到店看运动型，太太未到", Some(27)))],
    ),
    deal(
        101,
        ONE,
        Origin::Door("何仙"),
        (7, ""),
        None,
        30,
        &[(28, Log(Phone, Answered, "公司用车，等采购通知", Some(1)))],
    ),
    // Nurturing.
    deal(
        29,
        ONE,
        Origin::Lead,
        (2, "墨绿"),
        A,
        146,
        &[
            (142, Log(Phone, Answered, "周末自驾，要求拖车钩", None)),
            (141, Describe(0, 18, "")),
            (140, To(Stage::Interested)),
            (48, Log(WeChat, Sent, "发送插混与混动用车成本对比", Some(1))),
        ],
    ),
    deal(
        30,
        TWO,
        Origin::Lead,
        (3, "白色"),
        B,
        240,
        &[
            (238, Log(Phone, Answered, "看了直播，想试驾", None)),
            (236, Describe(1, 30, "启明 E7")),
            (235, To(Stage::Comparing)),
            (150, Log(Visit, Met, "到店对比，认可座椅，嫌价格高", Some(22))),
        ],
    ),
    deal(
        102,
        ONE,
        Origin::Door("曹国"),
        (1, "黑色"),
        H,
        32,
        &[
            (31, Log(Visit, Met, "带父母到店，当场问交期", None)),
            (30, Describe(2, 7, "")),
            (29, To(Stage::Interested)),
            (6, Log(Phone, Booked, "约好明天带太太试驾", Some(26))),
        ],
    ),
    deal(
        103,
        ONE,
        Origin::Door("铁拐李"),
        (5, "白色"),
        C,
        410,
        &[
            (408, Log(Visit, Met, "随便看看，年后再说", None)),
            (407, Describe(3, 90, "")),
            (406, To(Stage::Interested)),
            (384, Log(Phone, Answered, "孩子上学的事忙完再看", Some(-216))),
        ],
    ),
    deal(
        104,
        TWO,
        Origin::Door("韩湘"),
        (0, "银色"),
        C,
        660,
        &[
            (658, Log(Visit, Met, "对比两家，等降价", None)),
            (657, Describe(0, 60, "海岳 H6")),
            (656, To(Stage::Comparing)),
            (640, Log(Phone, Answered, "还在等对方报价", Some(-566))),
        ],
    ),
    // Test-driven: see the drives.
    deal(
        31,
        ONE,
        Origin::Lead,
        (0, "白色"),
        H,
        99,
        &[
            (97, Log(Phone, Answered, "老人腿脚不便，看上下车高度", None)),
            (96, Describe(2, 6, "")),
            (95, To(Stage::Interested)),
            (30, Log(Phone, Booked, "约好今天带老人来试驾", Some(5))),
        ],
    ),
    deal(
        105,
        TWO,
        Origin::Door("张果"),
        (4, "蓝色"),
        A,
        196,
        &[
            (194, Log(Visit, Met, "试坐后排，约试驾", None)),
            (193, Describe(1, 14, "启明 E7")),
            (192, To(Stage::Comparing)),
            (28, Log(WeChat, Sent, "发送试驾回顾与金融方案", Some(44))),
        ],
    ),
    deal(
        200,
        ONE,
        Origin::Owner(182),
        (1, "黑色"),
        A,
        122,
        &[
            (121, Log(Phone, Answered, "旧车五年，考虑置换", None)),
            (120, Describe(4, 15, "")),
            (119, To(Stage::Interested)),
            (70, TradeIn("星驰 S3 1.5T", 63_400, 52_000, false)),
            (46, BeBack("第二次到店，带旧车评估，觉得低了三千", 2)),
        ],
    ),
    // Quoted: open, expired, two versions, waiting for the manager, agreed.
    deal(
        32,
        ONE,
        Origin::Lead,
        (0, "白色"),
        H,
        170,
        &[
            (168, Log(Phone, Answered, "车展试坐过，要落地价", None)),
            (167, Describe(0, 8, "")),
            (166, To(Stage::Interested)),
            (40, Quote(&Offered::PLAIN)),
            (39, Log(WeChat, Sent, "发送报价单链接，逐项说明", Some(9))),
        ],
    ),
    deal(
        106,
        TWO,
        Origin::Door("吕洞"),
        (5, "灰色"),
        B,
        310,
        &[
            (308, Log(Visit, Met, "比较两个配置", None)),
            (307, Describe(3, 40, "")),
            (300, Quote(&Offered::PLAIN)),
            (250, Log(Phone, Answered, "家里还要商量", Some(-30))),
        ],
    ),
    deal(
        201,
        TWO,
        Origin::Owner(186),
        (3, "白色"),
        A,
        150,
        &[
            (149, Log(Phone, Answered, "旧车置换换电车", None)),
            (148, Describe(4, 12, "")),
            (130, TradeIn("星驰 S3 1.5T", 88_900, 41_500, true)),
            (120, Quote(&Offered::SMALL)),
            (74, Log(Visit, Met, "嫌优惠少，希望送延保", None)),
            (50, Quote(&Offered::EXCHANGED)),
            (49, Log(WeChat, Sent, "发送第二版报价与对比", Some(13))),
        ],
    ),
    deal(
        107,
        ONE,
        Origin::Door("钟离权"),
        (7, "黑色"),
        H,
        60,
        &[
            (59, Log(Visit, Met, "今天能给到底价就定", None)),
            (58, Describe(2, 3, "远海 L9")),
            (3, Quote(&Offered::DEEP)),
            (2, Log(Phone, Answered, "告知优惠正在审批，今天答复", Some(2))),
        ],
    ),
    deal(
        33,
        TWO,
        Origin::Lead,
        (6, "红色"),
        H,
        196,
        &[
            (194, Log(Phone, Answered, "分期三年，首付四成", None)),
            (193, Describe(3, 5, "")),
            (72, Quote(&Offered::FINANCED)),
            (71, Log(WeChat, Sent, "发送报价单与月供试算", None)),
            (26, Accept),
            (25, Log(Phone, Answered, "已确认每一项费用，后天来签合同", Some(47))),
        ],
    ),
    // The discount was granted by the manager.
    deal(
        108,
        TWO,
        Origin::Door("苏子瞻"),
        (2, "墨绿"),
        A,
        130,
        &[
            (129, Log(Visit, Met, "看插混，要政策价", None)),
            (128, Describe(0, 20, "")),
            (100, Quote(&Offered::DEEP)),
            (94, Approve("月底冲量，同意")),
            (93, Log(WeChat, Sent, "发送报价单，告知优惠截止日", Some(18))),
        ],
    ),
    // Sold: see the orders.
    deal(109, ONE, Origin::Door("杜子美"), (1, "黑色"), H, 500, SOLD_FOR_CASH),
    deal(110, TWO, Origin::Door("李清"), (3, "蓝色"), H, 560, SOLD_FOR_CASH),
    deal(
        34,
        ONE,
        Origin::Lead,
        (7, "黑色"),
        H,
        505,
        &[
            (502, Log(Phone, Answered, "商务接待，两台中先定一台", None)),
            (501, Describe(2, 10, "")),
            (320, Quote(&Offered::FINANCED)),
            (260, Accept),
        ],
    ),
    deal(202, TWO, Origin::Owner(190), (0, "白色"), H, 300, SOLD_LATELY),
    deal(111, ONE, Origin::Door("王摩诘"), (0, "白色"), H, 1_100, SOLD_LONG_AGO),
    deal(112, TWO, Origin::Door("孟郊"), (5, "灰色"), H, 1_150, SOLD_LONG_AGO),
    deal(35, ONE, Origin::Lead, (4, "银色"), H, 890, SOLD_LONG_AGO),
    // Ordered, and cancelled again.
    deal(
        113,
        TWO,
        Origin::Door("贾岛"),
        (6, "红色"),
        A,
        420,
        SOLD_LATELY_AND_BACK,
    ),
    // Given up, if the manager agrees.
    deal(
        36,
        ONE,
        Origin::Lead,
        (0, "白色"),
        C,
        410,
        &[
            (408, Log(Phone, Answered, "只比价格", None)),
            (407, Describe(0, 45, "海岳 H6")),
            (406, To(Stage::Comparing)),
            (100, Log(Phone, Answered, "对方低一万二，基本定了", Some(40))),
            (20, Propose(LossReason::Price, "", "价差一万二，客户已交对方订金")),
        ],
    ),
    deal(
        114,
        TWO,
        Origin::Door("元稹"),
        (3, "白色"),
        C,
        360,
        &[
            (358, Log(Visit, Met, "等充电桩批复", None)),
            (357, Describe(1, 60, "")),
            (356, To(Stage::Interested)),
            (60, Log(Phone, Answered, "物业不同意装桩", Some(60))),
            (7, Propose(LossReason::Postponed, "", "物业不同意装桩，明年再说")),
        ],
    ),
    deal(
        37,
        ONE,
        Origin::Lead,
        (7, "银色"),
        B,
        690,
        &[
            (688, Log(Phone, Answered, "三家比价", None)),
            (687, Describe(2, 20, "远海 L9")),
            (686, To(Stage::Comparing)),
            (500, Log(Phone, Answered, "已选远海", None)),
            (490, Propose(LossReason::Competitor, "远海 L9", "客户已提远海 L9")),
            (470, Lose("同意，记录价差与配置原因")),
        ],
    ),
    deal(
        38,
        TWO,
        Origin::Lead,
        (5, "白色"),
        None,
        630,
        &[
            (620, Log(Phone, Unanswered, "无人接听", None)),
            (572, Log(Phone, Unanswered, "无人接听", None)),
            (500, Log(Phone, Unanswered, "停机", None)),
            (480, Propose(LossReason::Unreachable, "", "三次联系不上，号码停机")),
            (450, Lose("同意")),
        ],
    ),
    deal(
        115,
        ONE,
        Origin::Door("杨万里"),
        (0, "银色"),
        B,
        600,
        &[
            (598, Log(Visit, Met, "贷款买车", None)),
            (597, Describe(3, 20, "")),
            (520, Quote(&Offered::FINANCED)),
            (430, Propose(LossReason::FinanceRefused, "", "两家银行均未通过")),
            (410, Lose("同意，半年后再联系")),
        ],
    ),
    deal(
        116,
        TWO,
        Origin::Door("陆放翁"),
        (4, "蓝色"),
        B,
        330,
        &[
            (328, Log(Visit, Met, "看电车，犹豫", None)),
            (327, Describe(1, 30, "")),
            (326, To(Stage::Interested)),
            (180, Propose(LossReason::Other, "", "客户说不买了")),
            (170, SendBack("只聊过一次，先约试驾再说")),
            (96, Log(Phone, Booked, "约好周末来试驾", Some(38))),
        ],
    ),
    deal(
        117,
        ONE,
        Origin::Door("辛弃"),
        (2, "黑色"),
        A,
        700,
        &[
            (698, Log(Visit, Met, "等年终奖", None)),
            (697, Describe(0, 40, "")),
            (696, To(Stage::Interested)),
            (600, Propose(LossReason::Postponed, "", "推迟到明年")),
            (590, Lose("同意")),
            (52, Reopen("年终奖提前发了，客户主动来电", 8)),
            (50, Log(Phone, Answered, "主动来电，本月想定", Some(8))),
        ],
    ),
    // The open pool: left alone, given away, taken by a colleague.
    deal(
        39,
        TWO,
        Origin::Lead,
        (4, "银色"),
        A,
        255,
        &[(250, Log(Phone, Answered, "先了解，下周联系", Some(-80)))],
    ),
    deal(
        40,
        ONE,
        Origin::Lead,
        (0, "白色"),
        B,
        215,
        &[
            (212, Log(Phone, Answered, "家住浦西，去浦西店方便", None)),
            (60, Release("客户改由浦西方向跟进，本人排期已满")),
        ],
    ),
    deal(
        41,
        TWO,
        Origin::Lead,
        (3, "蓝色"),
        H,
        330,
        &[
            (325, Log(Phone, Answered, "很急，三天内定", Some(-250))),
            (9, Claim("consultant")),
        ],
    ),
    // A few more, so that the columns are full.
    deal(
        118,
        TWO,
        Origin::Door("晏几道"),
        (3, "白色"),
        B,
        90,
        &[(88, Log(Visit, Met, "路过看看，留了微信", Some(50)))],
    ),
    deal(
        119,
        ONE,
        Origin::Door("秦观"),
        (0, "银色"),
        A,
        80,
        &[
            (78, Log(Visit, Met, "换车，家里两个孩子", None)),
            (77, Describe(0, 20, "海岳 H6")),
            (76, To(Stage::Comparing)),
            (12, Log(WeChat, Sent, "发送与竞品的空间对比", Some(30))),
        ],
    ),
    deal(
        120,
        TWO,
        Origin::Door("黄庭坚"),
        (7, "银色"),
        B,
        220,
        &[
            (218, Log(Visit, Met, "公司两台，走招标", None)),
            (217, Describe(2, 45, "")),
            (60, Quote(&Offered::PLAIN)),
            (58, Log(WeChat, Sent, "发送投标用报价单", Some(70))),
        ],
    ),
    deal(121, ONE, Origin::Door("范成大"), (5, "红色"), None, 5, &[]),
];

/// An offer that was agreed on and paid without a loan.
const SOLD_FOR_CASH: &[(i64, Act)] = &[
    (498, Log(Visit, Met, "全款，看好颜色", None)),
    (497, Describe(2, 10, "")),
    (330, Quote(&Offered::PLAIN)),
    (300, Accept),
];
const SOLD_LATELY: &[(i64, Act)] = &[
    (298, Log(Phone, Answered, "老客户增购", None)),
    (297, Describe(4, 10, "")),
    (120, Quote(&Offered::PLAIN)),
    (80, Accept),
];
const SOLD_LATELY_AND_BACK: &[(i64, Act)] = &[
    (418, Log(Visit, Met, "看中红色运动型", None)),
    (417, Describe(3, 12, "")),
    (340, Quote(&Offered::PLAIN)),
    (310, Accept),
    // The order was cancelled two hours before.
    (48, Log(Phone, Answered, "退订后改看混动，继续跟进", Some(30))),
];
const SOLD_LONG_AGO: &[(i64, Act)] = &[
    (880, Log(Visit, Met, "试坐满意，谈价格", None)),
    (879, Describe(2, 14, "")),
    (860, Quote(&Offered::SMALL)),
    (840, Accept),
];

/// The agenda of the board.
pub(super) fn board(agenda: &mut Vec<Item>, now: DateTime<Utc>) {
    for told in &DEALS {
        let key = told.key;
        let at = now - TimeDelta::hours(told.ago);
        push(agenda, at, told.who, format!("opportunity {key}"), move |world, tx| {
            begin(world, tx, told)
        });
        for (ago, act) in told.acts {
            let at = now - TimeDelta::hours(*ago);
            let who = match act {
                Approve(_) | Lose(_) | SendBack(_) => "sales.manager",
                Claim(who) => *who,
                _ => told.who,
            };
            let (act, what) = (*act, format!("opportunity {key}, {ago} hours ago"));
            push(agenda, at, who, what, move |world, tx| take(world, tx, told, act, now));
        }
    }
}
