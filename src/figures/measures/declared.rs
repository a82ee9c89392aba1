//! Every figure, declared once: what it means in words, and the statement that brings its cases.
//!
//! A statement of cases (`cases/*.sql`) is one SELECT that gives the rows of the denominator: `day`, `person` (whose they
//! are, or NULL), `subject` (what is opened from the list) and `weight`: 1 counts for the figure, 0 not, -1 against it.
//! It says `{store}`, `{since}` and `{until}` (moments, the second without), `{to}` (the last day) and `{now}` where these
//! stand. Whoever counts, lists, sums up or counts anew wraps the same text ([`Declared::spans`]). A state is counted as it
//! stood when the day `{to}` was over, and every row has that day.

use super::model::SubjectKind;
use crate::figures::rules::Figure;

/// What a figure is.
#[derive(Debug)]
pub struct Declared {
    pub figure: Figure,
    pub subject: SubjectKind,
    /// What is counted, in words: (zh, en).
    pub numerator: (&'static str, &'static str),
    pub denominator: (&'static str, &'static str),
    /// Whose a row is: (zh, en).
    pub person: (&'static str, &'static str),
    sql: &'static str,
}

impl Declared {
    /// The statement of its cases between the days of `span`.
    fn cases(&self) -> String {
        let code: Vec<&str> = self
            .sql
            .lines()
            .filter(|line| !line.trim_start().starts_with("--"))
            .collect();
        code.join("\n")
            .replace("{store}", "$1")
            .replace("{now}", "$2")
            .replace("{since}", "(span.first_day::timestamp AT TIME ZONE 'Asia/Shanghai')")
            .replace(
                "{until}",
                "((span.last_day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')",
            )
            .replace("{to}", "span.last_day")
    }

    /// `FROM … WHERE …`: its cases `c` in all spans of it among those bound. $1 store, $2 now, $3 figures, $4 the first and
    /// $5 the last days of their spans.
    pub fn spans(&self) -> String {
        format!(
            "FROM unnest($3::text[], $4::date[], $5::date[]) AS span (figure, first_day, last_day) \
             CROSS JOIN LATERAL ({}) AS c WHERE span.figure = '{}'",
            self.cases(),
            self.figure.code()
        )
    }
}

/// What a figure is; loyalty follows from others and has no cases.
pub fn declared(figure: Figure) -> Option<&'static Declared> {
    ALL.iter().find(|declared| declared.figure == figure)
}

/// Loyalty in words: (zh, en).
pub const LOYALTY: (&str, &str) = (
    "再购率、推荐线索占比、无投诉车主占比和客户满意度按权重合成的指数（0–100）；任何一项没有数据时不计算。按人员和班组不计算。",
    "Repurchase rate, referral share, owners without a complaint and customer satisfaction, weighed into an index from 0 to 100; \
     not told while one of them has no data, so not for persons and teams.",
);

const CONSULTANT: (&str, &str) = ("线索负责的销售顾问", "The consultant who has the lead");
const ADVISOR: (&str, &str) = ("服务顾问", "The service advisor");
const LAST_ADVISOR: (&str, &str) = ("最近一次结算的服务顾问", "The advisor of the last settlement");

/// In the order of pages.
static ALL: &[Declared] = &[
    Declared {
        figure: Figure::LeadConversion,
        subject: SubjectKind::Lead,
        numerator: ("其中有未取消订单的线索", "Those with an order that was not cancelled"),
        denominator: (
            "时段内收到的有效线索（不含重复和无效）",
            "Valid leads that came in the period (no duplicates, none dismissed)",
        ),
        person: CONSULTANT,
        sql: include_str!("cases/lead_conversion.sql"),
    },
    Declared {
        figure: Figure::FirstCall,
        subject: SubjectKind::Lead,
        numerator: ("其中在时限内首次联系的", "Those that were called within the limit"),
        denominator: (
            "时段内首次联系到期的线索",
            "Leads whose first call fell due in the period",
        ),
        person: ("拨打或应拨打的人", "Who called, or had to"),
        sql: include_str!("cases/first_call.sql"),
    },
    Declared {
        figure: Figure::DeliveryCallBack,
        subject: SubjectKind::SalesOrder,
        numerator: (
            "其中 7 天内回访接通的",
            "Those whose customer was reached within 7 days",
        ),
        denominator: ("时段内满 7 天的交车", "Deliveries whose 7 days were over in the period"),
        person: ("订单的销售顾问", "The consultant of the order"),
        sql: include_str!("cases/delivery_call_back.sql"),
    },
    Declared {
        figure: Figure::Satisfaction,
        subject: SubjectKind::Response,
        numerator: (
            "其中总体满意度 4 分和 5 分的",
            "Those with 4 or 5 in overall satisfaction",
        ),
        denominator: (
            "时段内提交、有总体满意度评分的答卷",
            "Answers sent off in the period with a score for overall satisfaction",
        ),
        person: ADVISOR,
        sql: include_str!("cases/satisfaction.sql"),
    },
    Declared {
        figure: Figure::ReturnRate,
        subject: SubjectKind::Customer,
        numerator: (
            "其中近 12 个月内有结算维修的",
            "Those with a settled service in the last 12 months",
        ),
        denominator: (
            "截止日购车满 12 个月的车主",
            "Who had owned a car for 12 months or longer on the day",
        ),
        person: LAST_ADVISOR,
        sql: include_str!("cases/return_rate.sql"),
    },
    Declared {
        figure: Figure::ValueAdded,
        subject: SubjectKind::ServiceOrder,
        numerator: (
            "其中含延保、精品、套餐或养护产品的",
            "Those with an extended warranty, accessories, a package or a care product",
        ),
        denominator: ("时段内结算的工单", "Service orders settled in the period"),
        person: ADVISOR,
        sql: include_str!("cases/value_added.sql"),
    },
    Declared {
        figure: Figure::ComplaintPunctuality,
        subject: SubjectKind::Complaint,
        numerator: (
            "其中首次联系、方案和解决都在时限内的",
            "Those with first contact, proposal and resolution in time",
        ),
        denominator: (
            "时段内到期（超时或已解决）的投诉，按首轮时限",
            "Complaints that fell due in the period: a limit of the first round passed, or they were resolved",
        ),
        person: ("投诉负责人", "Who has the complaint"),
        sql: include_str!("cases/complaint_punctuality.sql"),
    },
    Declared {
        figure: Figure::Nps,
        subject: SubjectKind::Response,
        numerator: (
            "推荐者（9–10 分）减去贬损者（0–6 分）",
            "Promoters (9–10) less detractors (0–6)",
        ),
        denominator: (
            "时段内提交、有推荐意愿评分的答卷",
            "Answers sent off in the period with a recommendation",
        ),
        person: ADVISOR,
        sql: include_str!("cases/nps.sql"),
    },
    Declared {
        figure: Figure::MemberActivity,
        subject: SubjectKind::Customer,
        numerator: (
            "其中 90 天内有结算或兑换的",
            "Those with a settlement or a redemption within 90 days",
        ),
        denominator: ("截止日的会员", "Members on the day"),
        person: LAST_ADVISOR,
        sql: include_str!("cases/member_activity.sql"),
    },
    Declared {
        figure: Figure::WinBack,
        subject: SubjectKind::Customer,
        numerator: ("其中流失后又有结算的", "Those with a settlement since"),
        denominator: (
            "截止日前 12 个月内流失的客户（1,095 天没有结算）",
            "Customers lost in the 12 months before the day: 1,095 days without a settlement",
        ),
        person: ("挽回后（否则最近一次）结算的顾问", "Who settled since, or last"),
        sql: include_str!("cases/win_back.sql"),
    },
    Declared {
        figure: Figure::Repurchase,
        subject: SubjectKind::Customer,
        numerator: ("其中有两张以上未取消订单的", "Those with two orders or more that stand"),
        denominator: ("截止日的车主", "Owners on the day"),
        person: ("最近一张订单的销售顾问", "The consultant of the last order"),
        sql: include_str!("cases/repurchase.sql"),
    },
    Declared {
        figure: Figure::Referral,
        subject: SubjectKind::Lead,
        numerator: ("其中来源为转介绍的", "Those that somebody sent"),
        denominator: ("时段内收到的有效线索", "Valid leads that came in the period"),
        person: CONSULTANT,
        sql: include_str!("cases/referral.sql"),
    },
    Declared {
        figure: Figure::ComplaintFree,
        subject: SubjectKind::Customer,
        numerator: (
            "其中近 12 个月没有投诉的",
            "Those without a complaint in the last 12 months",
        ),
        denominator: ("截止日的车主", "Owners on the day"),
        person: ("不区分人员", "Nobody's"),
        sql: include_str!("cases/complaint_free.sql"),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_with_cases_is_declared_once_and_its_text_is_filled_in() {
        for figure in Figure::counted() {
            assert_eq!(
                ALL.iter().filter(|declared| declared.figure == figure).count(),
                1,
                "{figure:?}"
            );
            let text = declared(figure).unwrap().spans();
            assert!(!text.contains('{') && !text.contains("--"), "{text}");
        }
        assert_eq!(ALL.len(), Figure::counted().count());
    }
}
