//! What invented customers and cars are made of.

use crate::customers::rules::{Source, Tier};
use crate::values::id_document::Gender;
use crate::vehicles::rules::Energy;

/// Surnames by how many of a thousand people have them.
pub const SURNAMES: [(&str, u64); 59] = [
    ("王", 80),
    ("李", 77),
    ("张", 71),
    ("刘", 54),
    ("陈", 48),
    ("杨", 32),
    ("赵", 24),
    ("黄", 24),
    ("周", 21),
    ("吴", 20),
    ("徐", 17),
    ("孙", 15),
    ("胡", 13),
    ("朱", 13),
    ("高", 12),
    ("林", 12),
    ("何", 11),
    ("郭", 11),
    ("马", 11),
    ("罗", 10),
    ("梁", 9),
    ("宋", 8),
    ("郑", 8),
    ("谢", 8),
    ("韩", 7),
    ("唐", 7),
    ("冯", 7),
    ("于", 6),
    ("董", 6),
    ("萧", 6),
    ("程", 6),
    ("曹", 5),
    ("袁", 5),
    ("邓", 5),
    ("许", 5),
    ("傅", 5),
    ("沈", 5),
    ("曾", 5),
    ("彭", 5),
    ("吕", 5),
    ("苏", 4),
    ("卢", 4),
    ("蒋", 4),
    ("蔡", 4),
    ("贾", 4),
    ("丁", 4),
    ("魏", 4),
    ("薛", 3),
    ("叶", 3),
    ("阎", 3),
    ("余", 3),
    ("潘", 3),
    ("杜", 3),
    ("戴", 3),
    ("钟", 3),
    ("单", 1),
    ("欧阳", 2),
    ("上官", 1),
    // One of the rarer.
    ("", 245),
];
/// Surnames that a few of a thousand people have each.
pub const RARE_SURNAMES: [&str; 91] = [
    "汪", "田", "任", "姜", "范", "方", "石", "姚", "谭", "廖", "邹", "熊", "金", "陆", "郝", "孔", "白", "崔", "康",
    "毛", "邱", "秦", "江", "史", "顾", "侯", "邵", "孟", "龙", "万", "段", "雷", "钱", "汤", "尹", "黎", "易", "常",
    "武", "乔", "贺", "赖", "龚", "文", "庞", "樊", "兰", "殷", "施", "陶", "洪", "翟", "安", "颜", "倪", "严", "牛",
    "温", "季", "俞", "章", "鲁", "葛", "伍", "韦", "申", "尤", "毕", "聂", "焦", "向", "柳", "邢", "岳", "齐", "梅",
    "莫", "庄", "辛", "管", "祝", "左", "涂", "谷", "祁", "舒", "耿", "牟", "卜", "司马", "诸葛",
];
pub const MALE: [&str; 40] = [
    "伟", "强", "磊", "军", "洋", "勇", "杰", "涛", "明", "超", "刚", "平", "辉", "鹏", "健", "波", "志强", "建国",
    "建华", "志明", "俊杰", "浩然", "子涵", "宇航", "文博", "嘉豪", "国强", "海涛", "晓东", "天宇", "一鸣", "家辉",
    "立新", "思远", "振华", "永康", "少华", "泽宇", "梓轩", "景行",
];
pub const FEMALE: [&str; 40] = [
    "芳", "娜", "敏", "静", "丽", "艳", "娟", "霞", "燕", "玲", "倩", "婷", "雪", "琳", "洁", "颖", "秀英", "桂英",
    "晓彤", "雅文", "佳怡", "思琪", "梦洁", "雨欣", "欣怡", "诗涵", "梓萱", "若曦", "丽娟", "海燕", "美玲", "婉清",
    "可", "慧敏", "淑珍", "春梅", "佩珊", "子衿", "语桐", "依依",
];
/// Names of other kinds, which are ordinary too.
pub const OTHER_NAMES: [(&str, Gender); 8] = [
    ("阿依古丽·买买提", Gender::Female),
    ("古丽娜尔·阿不都热合曼", Gender::Female),
    ("巴特尔", Gender::Male),
    ("扎西顿珠", Gender::Male),
    ("买买提·艾力", Gender::Male),
    ("Michael Brown", Gender::Male),
    ("Anna Schmidt", Gender::Female),
    ("金贤洙", Gender::Male),
];
pub const COMPANY_NAMES: [&str; 16] = [
    "申江",
    "浦发建",
    "恒远",
    "汇通",
    "东海",
    "明珠",
    "鼎盛",
    "华融",
    "安捷",
    "锦程",
    "万里",
    "星河",
    "绿洲",
    "宏达",
    "新科",
    "启明",
];
pub const COMPANY_TRADES: [&str; 8] = [
    "汽车租赁",
    "物流",
    "商贸",
    "建筑工程",
    "信息技术",
    "餐饮管理",
    "文化传播",
    "医疗器械",
];
pub const OCCUPATIONS: [(&str, u64); 14] = [
    ("企业职员", 30),
    ("个体经营", 14),
    ("教师", 8),
    ("工程师", 12),
    ("医生", 5),
    ("公务员", 6),
    ("销售", 8),
    ("会计", 4),
    ("律师", 2),
    ("设计师", 3),
    ("退休", 6),
    ("自由职业", 5),
    ("司机", 4),
    ("全职家长", 3),
];
pub const DISTRICTS: [(&str, u64); 12] = [
    ("浦东新区", 46),
    ("闵行区", 12),
    ("徐汇区", 7),
    ("杨浦区", 6),
    ("黄浦区", 5),
    ("静安区", 5),
    ("虹口区", 4),
    ("普陀区", 4),
    ("长宁区", 4),
    ("宝山区", 3),
    ("松江区", 3),
    ("奉贤区", 1),
];
pub const ROADS: [&str; 18] = [
    "张江路",
    "世纪大道",
    "金科路",
    "祖冲之路",
    "杨高中路",
    "锦绣路",
    "东方路",
    "浦东南路",
    "莘庄路",
    "漕溪北路",
    "龙阳路",
    "芳甸路",
    "蓝村路",
    "高科西路",
    "川沙路",
    "碧波路",
    "晨晖路",
    "沪南路",
];
pub const TAGS: [(&str, u64); 10] = [
    ("老客户", 24),
    ("转介绍", 12),
    ("周末到店", 14),
    ("置换意向", 9),
    ("对价格敏感", 12),
    ("企业用车", 5),
    ("重视时效", 8),
    ("有小孩", 9),
    ("网约车", 3),
    ("二手车", 4),
];
pub const NOTES: [&str; 10] = [
    "周末才有空，平时请发微信",
    "对价格敏感，请提供明细",
    "喜欢安静的休息区",
    "说“下次带家人来”",
    "首保未做，电话提醒过一次",
    "等候时请准备儿童椅",
    "喜欢提前一天收到预约提醒",
    "维修前请先电话确认费用",
    "由太太开车，提醒联系她本人",
    "对车内气味敏感，不用香薰",
];
pub const SOURCES: [(Source, u64); 15] = [
    (Source::WalkIn, 24),
    (Source::Autohome, 14),
    (Source::Dongchedi, 13),
    (Source::Yiche, 8),
    (Source::Referral, 13),
    (Source::Douyin, 9),
    (Source::Website, 5),
    (Source::WeChat, 4),
    (Source::Exhibition, 4),
    (Source::PhoneIn, 3),
    (Source::MiniProgram, 2),
    (Source::Campaign, 2),
    (Source::Partner, 1),
    (Source::App, 1),
    (Source::Moments, 1),
];
pub const TIERS: [(Tier, u64); 4] = [
    (Tier::Regular, 76),
    (Tier::Silver, 14),
    (Tier::Gold, 8),
    (Tier::Platinum, 2),
];
pub const COLOURS: [(&str, u64); 8] = [
    ("珍珠白", 34),
    ("曜石黑", 24),
    ("星空灰", 18),
    ("海湾蓝", 10),
    ("月光银", 6),
    ("熔岩红", 5),
    ("墨玉绿", 2),
    ("晨曦金", 1),
];

/// A model that the store sells.
pub struct Make {
    pub brand: &'static str,
    pub series: &'static str,
    pub model: &'static str,
    pub trim: &'static str,
    pub energy: Energy,
    pub price_yuan: i64,
    pub service_km: i32,
    pub service_months: i32,
}

const fn make(
    brand: &'static str,
    series: &'static str,
    model: &'static str,
    trim: &'static str,
    energy: Energy,
    price_yuan: i64,
) -> Make {
    let electric = matches!(energy, Energy::Electric);
    Make {
        brand,
        series,
        model,
        trim,
        energy,
        price_yuan,
        service_km: if electric { 20_000 } else { 10_000 },
        service_months: if electric { 12 } else { 6 },
    }
}

/// The catalogue, by how often each is sold.
pub const MAKES: [(Make, u64); 8] = [
    (make("星驰", "X7", "X7 混动", "豪华版", Energy::Hybrid, 229_800), 19),
    (make("星驰", "X7", "X7 混动", "尊享版", Energy::Hybrid, 259_800), 12),
    (make("星驰", "X7", "X7 插混", "旗舰版", Energy::PlugIn, 289_800), 5),
    (make("星驰", "E5", "E5 纯电", "长续航", Energy::Electric, 189_800), 22),
    (make("星驰", "E5", "E5 纯电", "标准续航", Energy::Electric, 159_800), 9),
    (make("星驰", "S3", "S3 1.5T", "舒适型", Energy::Fuel, 119_800), 14),
    (make("星驰", "S3", "S3 1.5T", "运动型", Energy::Fuel, 132_800), 9),
    (make("远航", "M8", "M8 2.0T", "七座", Energy::Fuel, 319_800), 10),
];
