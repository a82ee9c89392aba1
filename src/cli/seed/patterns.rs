//! What complaints are about, how they end, and what is done about a cause that keeps coming back.

use crate::complaints::rules::Department;

/// What a closed complaint of a category was about: (category, facts, department, cause, whys, measures, yuan).
pub struct Pattern {
    pub category: &'static str,
    pub facts: &'static [&'static str],
    pub department: Department,
    pub causes: &'static [(&'static str, &'static [&'static str])],
    pub measures: &'static [&'static str],
    pub cost: (i64, i64),
}

/// Categories by how often they come up.
pub const PATTERNS: [(Pattern, u64); 7] = [
    (
        Pattern {
            category: "waiting_time",
            facts: &[
                "预约了还是等了两个多小时。",
                "说好五点取车，七点才好。",
                "等了很久，没有人告诉我进度。",
            ],
            department: Department::Service,
            causes: &[
                ("time", &["工位排满", "预约没有按工时排", "周一早高峰没有加人"]),
                ("parts_supply", &["配件临时调货", "没有提前备件"]),
            ],
            measures: &["致歉并退还工时费", "下次预留工位，提前一天备件", "送洗车券两张"],
            cost: (0, 200),
        },
        28,
    ),
    (
        Pattern {
            category: "repair_quality",
            facts: &["修完第二天故障灯又亮了。", "换完机油后车底有油迹。", "异响没有解决。"],
            department: Department::Service,
            causes: &[
                ("electro_mechanical", &["没有做完路试", "交车前没有复查"]),
                ("technician", &["螺栓没有按力矩拧紧", "缺少复检签字"]),
                ("body", &["门缝没有调平"]),
            ],
            measures: &["免费返修并提供代步车", "更换故障件，延长质保", "技术主管复检后交车"],
            cost: (100, 1_900),
        },
        24,
    ),
    (
        Pattern {
            category: "price_charges",
            facts: &[
                "结算比报价高。",
                "不知道这一项为什么收费。",
                "保养价格和上次差了一百多。",
            ],
            department: Department::Service,
            causes: &[
                ("transparency", &["增项没有事先确认"]),
                ("labour", &["工时按旧标准录入"]),
                ("price", &["配件调价没有更新价目表"]),
            ],
            measures: &["退还差价并补明细", "逐项解释，送代金券", "更新价目表并公示"],
            cost: (50, 900),
        },
        18,
    ),
    (
        Pattern {
            category: "staff_attitude",
            facts: &["接待的人不耐烦。", "电话里说话很冲。", "问问题没有人理。"],
            department: Department::Service,
            causes: &[
                ("advisor", &["忙乱时没有顾到客户", "缺少情绪管理培训"]),
                ("rules", &["排班过紧"]),
            ],
            measures: &["当面道歉并更换接待人", "主管回访，送内饰清洁"],
            cost: (0, 150),
        },
        13,
    ),
    (
        Pattern {
            category: "parts_quality",
            facts: &["刹车片异响。", "新换的灯泡一周就坏了。", "胶条脱落。"],
            department: Department::Parts,
            causes: &[
                ("parts", &["批次不良", "来料没有抽检"]),
                ("parts_supply", &["发错型号"]),
            ],
            measures: &["免费更换并延长质保", "同批次下架"],
            cost: (60, 1_200),
        },
        9,
    ),
    (
        Pattern {
            category: "delivery",
            facts: &["交车日期推迟了两次。", "赠品没有给齐。", "交车时车里有保护膜没撕干净。"],
            department: Department::Sales,
            causes: &[("rules", &["交车清单没有逐项核对"]), ("product", &["厂家发运延误"])],
            measures: &["补齐赠品并送保养一次", "每天通报到车进度"],
            cost: (0, 800),
        },
        5,
    ),
    (
        Pattern {
            category: "sales_promise",
            facts: &["说好的置换补贴少了一半。", "贷款利率和当时说的不一样。"],
            department: Department::Sales,
            causes: &[
                ("transparency", &["口头承诺没有写进合同"]),
                ("rules", &["话术没有统一"]),
            ],
            measures: &["按承诺补差", "书面说明并道歉"],
            cost: (300, 1_900),
        },
        3,
    ),
];

/// What is done about a cause that keeps coming back: title, measure, what was said when it was done.
pub fn remedy(cause: &str) -> (&'static str, &'static str, &'static str) {
    match cause {
        "time" => (
            "按工时排预约",
            "预约按工时放号，延误超过二十分钟由顾问主动告知",
            "放号规则已改，前台每小时核对一次进度",
        ),
        "parts_supply" => (
            "常用件安全库存",
            "前二十项常用件按周盘点，低于安全库存当天补货",
            "安全库存表已启用，缺件少了一半",
        ),
        "advisor" => (
            "高峰时段加派接待",
            "周一、周六早高峰三人接待，主管巡场",
            "排班已改，等候区有人照应",
        ),
        "rules" => (
            "流程与话术复盘",
            "每周例会复盘两件投诉，改掉做不到的规定",
            "四次例会已开，两条规定已改",
        ),
        "electro_mechanical" | "technician" => (
            "维修后路试签字",
            "涉及底盘、电路的工单路试后由另一人签字交车",
            "抽查三十单，签字齐全",
        ),
        "body" | "paint" => (
            "钣喷交车前复检",
            "色差、缝隙按清单复检，主管签字后交车",
            "复检清单已上墙，返工少了三成",
        ),
        "transparency" | "price" | "labour" => (
            "费用先讲明再开工",
            "增项先报价、签字后开工，价目表每月核对一次",
            "价目表已核对，抽查二十单无口头增项",
        ),
        "parts" | "product" => (
            "来料抽检与批次追踪",
            "每批抽检，出现不良同批次下架并通知厂家",
            "抽检记录已建，两批已退回",
        ),
        _ => ("专项整改", "查明原因，定出做法，一个月后复查", "做法已定，班组已培训"),
    }
}
