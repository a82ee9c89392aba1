//! Complaints of the demo store, as they were told and worked on. Times are counted back from now; each line of a story is
//! done by one of the cast through the same commands as on the screens.

use crate::complaints::rules::{
    CallBackOutcome, Channel, ContactChannel, ContactOutcome, Department, GoodwillKind, PauseReason, Severity,
};

/// One complaint.
#[derive(Clone)]
pub struct Story {
    /// Place of the customer among the demo's customers.
    pub customer: usize,
    /// Minutes before now when it was received.
    pub ago: i64,
    pub channel: Channel,
    pub category: &'static str,
    pub severity: Severity,
    pub facts: &'static str,
    pub steps: Vec<Step>,
}

/// What somebody did, so many minutes after receipt.
#[derive(Clone)]
pub struct Step {
    pub after: i64,
    /// Account of the cast.
    pub who: &'static str,
    pub act: Act,
}

#[derive(Clone, Debug)]
pub enum Act {
    Contact(ContactChannel, ContactOutcome, &'static str),
    Note(&'static str),
    Assign(&'static str),
    /// Who has to answer for it, and what is looked into.
    Investigate(Department, Option<&'static str>, &'static str),
    Cause(&'static str, &'static [&'static str]),
    /// Measures, effect, days until done, cost in yuan.
    Propose(&'static str, &'static str, i64, i64),
    Approve,
    Reject(&'static str),
    Execute(&'static str),
    Resolve(&'static str),
    CallBack(CallBackOutcome, Option<i16>, &'static str),
    Close,
    Withdraw(&'static str),
    Pause(PauseReason, &'static str),
    Resume,
    Goodwill(GoodwillKind, i64, &'static str),
    Worse(Severity, &'static str),
    /// Statement and containment of a crisis, and hours until the next report.
    Crisis(&'static str, &'static str, i64),
}

fn step(after: i64, who: &'static str, act: Act) -> Step {
    Step { after, who, act }
}

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// Complaints that are open now, one or more in every state, some late.
pub fn open() -> Vec<Story> {
    use Act::*;
    use ContactChannel as By;
    use ContactOutcome::{Answered, Unanswered};
    vec![
        Story {
            customer: 0,
            ago: 4,
            channel: Channel::Phone,
            category: "waiting_time",
            severity: Severity::Normal,
            facts: "我预约了十点，到现在还没有人接车，前台只说再等等。",
            steps: vec![],
        },
        Story {
            customer: 1,
            ago: 38,
            channel: Channel::WebForm,
            category: "repair_quality",
            severity: Severity::Serious,
            facts: "上周刚换的刹车片，今天踩刹车有很大的摩擦声，带着孩子不敢开了。",
            steps: vec![],
        },
        Story {
            customer: 2,
            ago: 3 * HOUR,
            channel: Channel::WeChat,
            category: "price_charges",
            severity: Severity::Normal,
            facts: "结算单上多了一项四轮定位，事先没有人告诉我。",
            steps: vec![
                step(
                    6,
                    "care",
                    Contact(By::Phone, Answered, "已致歉，说明今天内核对结算单并回复"),
                ),
                step(9, "care", Note("工单上有顾问勾选记录，客户签字栏为空，请吴凡说明")),
            ],
        },
        Story {
            customer: 3,
            ago: 20 * HOUR,
            channel: Channel::Phone,
            category: "parts_quality",
            severity: Severity::Normal,
            facts: "三个月前换的雨刮片已经开裂，刮不干净。",
            steps: vec![
                step(
                    7,
                    "care",
                    Contact(By::Phone, Answered, "客户下午方便接电话，答应明天上午给方案"),
                ),
                step(15, "care", Assign("advisor")),
                step(
                    2 * HOUR,
                    "advisor",
                    Investigate(Department::Parts, Some("technician"), "查批次号和库存同批次的退换记录"),
                ),
            ],
        },
        Story {
            customer: 4,
            ago: 30 * HOUR,
            channel: Channel::OnSite,
            category: "repair_quality",
            severity: Severity::Serious,
            facts: "空调修了两次，出风口还是不凉，每次都要重新排队。",
            steps: vec![
                step(
                    8,
                    "advisor",
                    Contact(
                        By::Visit,
                        ContactOutcome::Met,
                        "在二号接待室当面听取，客户很生气，先安排代步车",
                    ),
                ),
                step(20, "advisor", Goodwill(GoodwillKind::Wash, 80, "等候期间精洗一次")),
                step(
                    HOUR,
                    "advisor",
                    Investigate(
                        Department::Service,
                        Some("technician"),
                        "复查上两次的维修记录和冷媒压力",
                    ),
                ),
                step(3 * HOUR, "advisor", Note("压力正常，怀疑蒸发箱温度传感器")),
            ],
        },
        Story {
            customer: 5,
            ago: 26 * HOUR,
            channel: Channel::Email,
            category: "delivery",
            severity: Severity::Normal,
            facts: "交车时承诺送的脚垫和行车记录仪一直没有装。",
            steps: vec![
                step(
                    9,
                    "care",
                    Contact(
                        By::Email,
                        ContactOutcome::Sent,
                        "已回信：脚垫到货后一起安装，并告知预计日期",
                    ),
                ),
                step(HOUR, "care", Assign("sales.manager")),
                step(
                    2 * HOUR,
                    "sales.manager",
                    Investigate(Department::Sales, Some("consultant"), "核对订单赠品清单"),
                ),
                step(
                    16 * HOUR,
                    "sales.manager",
                    Pause(PauseReason::Parts, "记录仪厂家缺货，后天到"),
                ),
            ],
        },
        Story {
            customer: 6,
            ago: 15 * HOUR,
            channel: Channel::Phone,
            category: "price_charges",
            severity: Severity::Normal,
            facts: "钣喷报价 1,200，结算变成 1,880，差价说不清楚。",
            steps: vec![
                step(5, "care", Contact(By::Phone, Answered, "客户要求书面说明差价")),
                step(12, "care", Assign("advisor2")),
                step(
                    HOUR,
                    "advisor2",
                    Investigate(Department::BodyPaint, None, "对照报价单和增项确认"),
                ),
                step(
                    4 * HOUR,
                    "advisor2",
                    Cause(
                        "transparency",
                        &["增项没有事先确认", "增项口头说过，没有写进单子", "忙的时候省略了签字"],
                    ),
                ),
                step(
                    9 * HOUR,
                    "advisor2",
                    Propose("退还未确认增项 680 元，补开明细单", "客户清楚每一项费用", 2, 680),
                ),
            ],
        },
        Story {
            customer: 7,
            ago: 7 * HOUR,
            channel: Channel::Manufacturer,
            category: "sales_promise",
            severity: Severity::Serious,
            facts: "销售承诺终身免费基础保养，现在门店说只有三年。",
            steps: vec![
                step(
                    6,
                    "crm.manager",
                    Contact(By::Phone, Answered, "客户有聊天截图，答应今晚前给方案"),
                ),
                step(
                    30,
                    "crm.manager",
                    Investigate(Department::Sales, Some("consultant2"), "核对当月权益政策和聊天记录"),
                ),
                step(
                    3 * HOUR,
                    "crm.manager",
                    Cause("product", &["权益表述前后不一致", "旧版海报没有撤下"]),
                ),
                step(
                    5 * HOUR,
                    "crm.manager",
                    Propose("补赠六次基础保养（三年），并书面更正权益", "客户接受书面说明", 3, 3_500),
                ),
            ],
        },
        Story {
            customer: 8,
            ago: 40 * HOUR,
            channel: Channel::Phone,
            category: "staff_attitude",
            severity: Severity::Normal,
            facts: "问了两次什么时候能取车，接待的人头也没抬。",
            steps: vec![
                step(4, "care", Contact(By::Phone, Answered, "已致歉，客户希望有人当面道歉")),
                step(HOUR, "care", Assign("advisor")),
                step(
                    2 * HOUR,
                    "advisor",
                    Investigate(Department::Service, Some("advisor2"), "调看前台录像，了解当时情况"),
                ),
                step(
                    20 * HOUR,
                    "advisor",
                    Cause("advisor", &["高峰时段一人接待三位客户", "排班没有考虑周一早高峰"]),
                ),
                step(
                    22 * HOUR,
                    "advisor",
                    Propose("主管当面道歉，赠送内饰清洁一次", "恢复信任", 2, 120),
                ),
                step(24 * HOUR, "service.manager", Approve),
            ],
        },
        Story {
            customer: 9,
            ago: 50 * HOUR,
            channel: Channel::OnSite,
            category: "repair_quality",
            severity: Severity::Normal,
            facts: "补漆的门和前翼子板颜色不一样。",
            steps: vec![
                step(
                    7,
                    "advisor2",
                    Contact(By::Visit, ContactOutcome::Met, "当面看车，色差明显"),
                ),
                step(
                    HOUR,
                    "advisor2",
                    Investigate(Department::BodyPaint, None, "核对色号和调漆记录"),
                ),
                step(
                    6 * HOUR,
                    "advisor2",
                    Cause("paint", &["调漆用了旧色板", "色板没有按期更新"]),
                ),
                step(
                    8 * HOUR,
                    "advisor2",
                    Propose("重新喷涂并提供代步车两天", "颜色一致", 3, 900),
                ),
                step(10 * HOUR, "service.manager", Approve),
                step(26 * HOUR, "advisor2", Execute("已入车间，预计明天下午完成")),
            ],
        },
        Story {
            customer: 10,
            ago: 82 * HOUR,
            channel: Channel::Phone,
            category: "waiting_time",
            severity: Severity::Normal,
            facts: "常规保养等了四个小时，没有人主动告诉我进度。",
            steps: vec![
                step(6, "care", Contact(By::Phone, Answered, "客户要求说明原因")),
                step(
                    2 * HOUR,
                    "care",
                    Investigate(Department::Service, None, "核对当天排班和工位"),
                ),
                step(
                    16 * HOUR,
                    "care",
                    Cause("time", &["举升机故障一台", "没有把延误告诉客户"]),
                ),
                step(
                    18 * HOUR,
                    "care",
                    Propose("退还工时费 150 元，下次预留工位", "客户知道原因", 2, 150),
                ),
                step(22 * HOUR, "service.manager", Approve),
                step(30 * HOUR, "care", Execute("退款已提交财务")),
            ],
        },
        Story {
            customer: 11,
            ago: 60 * HOUR,
            channel: Channel::WeChat,
            category: "parts_quality",
            severity: Severity::Normal,
            facts: "新电瓶用了两周就亏电，早上打不着车。",
            steps: vec![
                step(
                    8,
                    "care",
                    Contact(By::WeChat, ContactOutcome::Sent, "先安排上门搭电，预约明早检查"),
                ),
                step(
                    3 * HOUR,
                    "care",
                    Investigate(Department::Parts, Some("technician"), "测电瓶和静态电流"),
                ),
                step(18 * HOUR, "care", Cause("parts", &["电瓶内部短路", "批次不良"])),
                step(
                    20 * HOUR,
                    "care",
                    Propose("免费更换电瓶，延长质保一年", "不再亏电", 1, 460),
                ),
                step(21 * HOUR, "service.manager", Approve),
                step(24 * HOUR, "care", Execute("已更换，路试正常")),
                step(40 * HOUR, "care", Resolve("电瓶已更换，客户确认启动正常")),
            ],
        },
        Story {
            customer: 12,
            ago: 5 * DAY,
            channel: Channel::Phone,
            category: "staff_attitude",
            severity: Severity::Normal,
            facts: "试驾时顾问一直催，还说不买就别占时间。",
            steps: vec![
                step(5, "sales.manager", Contact(By::Phone, Answered, "已致歉并换顾问")),
                step(
                    2 * HOUR,
                    "sales.manager",
                    Investigate(Department::Sales, Some("consultant2"), "听取双方说法"),
                ),
                step(
                    20 * HOUR,
                    "sales.manager",
                    Cause("rules", &["试驾预约排得太满", "没有缓冲时间"]),
                ),
                step(
                    22 * HOUR,
                    "sales.manager",
                    Propose("重新安排一小时试驾，主管陪同", "客户重新评价", 3, 0),
                ),
                step(25 * HOUR, "crm.manager", Approve),
                step(30 * HOUR, "sales.manager", Execute("已约周末试驾")),
                step(66 * HOUR, "sales.manager", Resolve("重新试驾完成，客户表示满意")),
                step(
                    80 * HOUR,
                    "care",
                    CallBack(CallBackOutcome::Unanswered, None, "无人接听"),
                ),
                step(90 * HOUR, "care", CallBack(CallBackOutcome::Unanswered, None, "关机")),
            ],
        },
        Story {
            customer: 13,
            ago: 4 * DAY,
            channel: Channel::Survey,
            category: "other",
            severity: Severity::Normal,
            facts: "洗车后脚垫是湿的，座椅缝里还有泡沫。",
            steps: vec![
                step(9, "care", Contact(By::Phone, Answered, "已致歉，邀请重新清洁")),
                step(
                    2 * HOUR,
                    "care",
                    Investigate(Department::Service, None, "了解洗车班流程"),
                ),
                step(
                    10 * HOUR,
                    "care",
                    Cause("car_wash", &["高峰时省略了吹干", "洗车班缺一人"]),
                ),
                step(
                    12 * HOUR,
                    "care",
                    Propose("重新清洁内饰，送一次精洗", "客户满意", 2, 160),
                ),
                step(14 * HOUR, "crm.manager", Approve),
                step(24 * HOUR, "care", Execute("已预约今天下午")),
                step(40 * HOUR, "care", Resolve("重新清洁完成")),
                step(
                    52 * HOUR,
                    "care",
                    CallBack(CallBackOutcome::Answered, Some(5), "客户说处理得很快"),
                ),
            ],
        },
        Story {
            customer: 14,
            ago: 4 * DAY + 6 * HOUR,
            channel: Channel::Phone,
            category: "repair_quality",
            severity: Severity::Serious,
            facts: "底盘异响修了三次都没有找到原因。",
            steps: vec![
                step(4, "care", Contact(By::Phone, Answered, "客户要求技术主管当面解释")),
                step(30, "care", Assign("advisor")),
                step(
                    HOUR,
                    "advisor",
                    Investigate(Department::Service, Some("technician"), "技术主管带队路试"),
                ),
                step(
                    5 * HOUR,
                    "advisor",
                    Cause(
                        "electro_mechanical",
                        &["下摆臂衬套开裂", "前两次只紧固了螺栓", "没有按规程路试"],
                    ),
                ),
                step(
                    7 * HOUR,
                    "advisor",
                    Propose("更换下摆臂总成，免工时", "异响消除", 2, 1_650),
                ),
                step(8 * HOUR, "service.manager", Approve),
                step(9 * HOUR, "advisor", Pause(PauseReason::Parts, "下摆臂从总库调货")),
                step(12 * HOUR - 5, "advisor", Resume),
                step(12 * HOUR, "advisor", Execute("配件到货，开始更换")),
                step(44 * HOUR, "advisor", Resolve("已更换，路试无异响")),
                step(
                    60 * HOUR,
                    "care",
                    CallBack(CallBackOutcome::Answered, Some(2), "客户说冷车起步还有一声"),
                ),
                step(62 * HOUR, "advisor", Note("已约客户明早冷车到店复测")),
            ],
        },
        Story {
            customer: 15,
            ago: 95,
            channel: Channel::Hotline12315,
            category: "sales_promise",
            severity: Severity::Crisis,
            facts: "高速上中控黑屏，联系三天没有答复，已经拍视频发到网上。",
            steps: vec![
                step(
                    5,
                    "crm.manager",
                    Contact(By::Phone, Answered, "已联系客户，安排拖车和代步车，一小时内再回电"),
                ),
                step(
                    12,
                    "crm.manager",
                    Crisis(
                        "正在与客户核实情况，安全第一，结果会第一时间说明",
                        "已封存车机日志，暂停同批次交付",
                        2,
                    ),
                ),
                step(
                    25,
                    "crm.manager",
                    Investigate(
                        Department::Service,
                        Some("technician"),
                        "读取车机日志，联系厂家技术支持",
                    ),
                ),
            ],
        },
        Story {
            customer: 16,
            ago: 45 * HOUR,
            channel: Channel::Phone,
            category: "price_charges",
            severity: Severity::Normal,
            facts: "保养套餐里应该含空调滤芯，这次又收了钱。",
            steps: vec![
                step(6, "care", Contact(By::Phone, Answered, "答应核对套餐内容")),
                step(
                    2 * HOUR,
                    "care",
                    Investigate(Department::Service, Some("advisor"), "核对套餐合同"),
                ),
                step(18 * HOUR, "care", Propose("补偿代金券 300 元", "客户接受", 2, 300)),
                step(
                    20 * HOUR,
                    "service.manager",
                    Reject("套餐合同写明含滤芯，应直接退费，请改方案"),
                ),
                step(22 * HOUR, "care", Note("已请财务核对退费流程")),
            ],
        },
        Story {
            customer: 17,
            ago: 28 * HOUR,
            channel: Channel::Phone,
            category: "repair_quality",
            severity: Severity::Normal,
            facts: "更换轮胎后方向盘有点偏。",
            steps: vec![
                step(16, "care", Contact(By::Phone, Unanswered, "无人接听")),
                step(35, "care", Contact(By::Phone, Answered, "客户下午到店检查四轮定位")),
                step(2 * HOUR, "care", Worse(Severity::Serious, "客户反映高速行驶时明显跑偏")),
                step(
                    3 * HOUR,
                    "care",
                    Investigate(Department::Service, Some("technician"), "四轮定位和胎压"),
                ),
            ],
        },
        Story {
            customer: 18,
            ago: 70 * HOUR,
            channel: Channel::OnSite,
            category: "other",
            severity: Severity::Normal,
            facts: "休息区的咖啡机坏了一个月了。",
            steps: vec![
                step(5, "advisor", Contact(By::Visit, ContactOutcome::Met, "当面感谢提醒")),
                step(26 * HOUR, "advisor", Withdraw("客户说只是建议，不用作为投诉处理")),
            ],
        },
    ]
}
