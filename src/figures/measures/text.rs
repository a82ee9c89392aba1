//! Words of the pages of figures.

use chrono::{Datelike, NaiveDate};

use super::model::{Part, SubjectKind};
use crate::figures::rules::{Figure, Grain, Period, Unit};
use crate::platform::i18n::Lang;
use crate::words;

words! {
    pub struct FiguresText {
        title: "经营指标", "Figures";
        intro: "每个指标的定义、目标和现状。点数字查看它由哪些记录算出。", "What each figure means, what it is to reach and how it stands. A number opens the rows it was counted from.";
        targets: "目标", "Targets";
        rules: "规则", "Rules";
        figure: "指标", "Figure";
        value: "数值", "Value";
        target: "目标", "Target";
        before: "较上期", "Against the period before";
        year_ago: "较去年", "Against a year ago";
        n: "基数", "Rows";
        light: "状态", "State";
        until: "数据截至", "Data up to";
        period: "时段", "Period";
        length: "周期", "Length";
        between: "自定日期", "Custom dates";
        from: "从", "From";
        to: "到", "To";
        earlier: "上一期", "Earlier";
        later: "下一期", "Later";
        team: "班组", "Team";
        person: "人员", "Person";
        whole_store: "全店", "The whole store";
        no_team: "未分班组", "No team";
        nobody: "无负责人", "Nobody";
        gone: "已离职", "No longer here";
        own_only: "您看到的是本人的数据。", "You see your own figures.";
        definition: "定义", "Definition";
        numerator: "分子", "Numerator";
        denominator: "分母", "Denominator";
        whose: "归属", "Whose";
        state_hint: "时点指标：按时段最后一天日终统计；时段未结束时截至昨天。", "Counted as it stood when the last day of the period was over; while it runs, up to yesterday.";
        flow_hint: "时段指标：统计时段内的每一条记录。", "Counts every row of the period.";
        small: "样本不足", "Few rows";
        small_hint: "基数少于规则设定的界限，数值仅供参考，不参加排名", "Fewer rows than the rules ask for: a hint only, not ranked";
        trend: "趋势", "Trend";
        parts: "构成", "What it consists of";
        weight: "权重", "Weight";
        by_person: "按人员", "By person";
        by_team: "按班组", "By team";
        team_hint: "班组按人员目前所在的班组统计。", "People count for the team they are in today.";
        rows: "明细", "Rows";
        day: "日期", "Day";
        row: "记录", "Row";
        customer: "客户", "Customer";
        counts: "计入", "Counts";
        hidden: "不在您的查看范围内", "Not among those you see";
        unknown: "未知客户", "Nobody known";
        anonymous: "匿名", "Anonymous";
        no_rows: "没有记录", "No rows";
        no_rows_text: "这个时段和范围内没有可统计的记录，因此没有数值。", "There is nothing to count in this period and range, so there is no value.";
        fault: "无法统计", "Nothing can be counted";
        this_month: "查看本月", "Show this month";
        print: "打印", "Print";
        none_in_part: "这一部分没有记录。", "None in this part.";
    }
}

/// What the parts of a figure are called.
pub fn part(figure: Figure, part: Part, lang: Lang) -> &'static str {
    if figure == Figure::Nps {
        return match part {
            Part::All => lang.pick("全部", "All"),
            Part::Met => lang.pick("推荐者", "Promoters"),
            Part::Missed => lang.pick("中立者", "Passives"),
            Part::Against => lang.pick("贬损者", "Detractors"),
        };
    }
    match part {
        Part::All => lang.pick("全部（分母）", "All (denominator)"),
        Part::Met => lang.pick("计入（分子）", "Counting (numerator)"),
        Part::Missed => lang.pick("未计入", "Not counting"),
        Part::Against => lang.pick("扣减", "Against"),
    }
}

/// How a row counts.
pub fn weight(figure: Figure, weight: i16, lang: Lang) -> &'static str {
    let of = match weight {
        1 => Part::Met,
        -1 => Part::Against,
        _ => Part::Missed,
    };
    if figure == Figure::Nps {
        part(figure, of, lang)
    } else {
        match of {
            Part::Met => lang.pick("是", "Yes"),
            _ => lang.pick("否", "No"),
        }
    }
}

pub fn subject(kind: SubjectKind, lang: Lang) -> &'static str {
    match kind {
        SubjectKind::Lead => lang.pick("线索", "Lead"),
        SubjectKind::SalesOrder => lang.pick("订单", "Order"),
        SubjectKind::Response => lang.pick("答卷", "Answer"),
        SubjectKind::ServiceOrder => lang.pick("工单", "Service order"),
        SubjectKind::Complaint => lang.pick("投诉", "Complaint"),
        SubjectKind::Customer => lang.pick("客户", "Customer"),
    }
}

/// `62 / 81`
pub fn of(sum: i64, n: i64) -> String {
    format!("{sum} / {n}")
}

/// How many rows a page shows.
pub fn shown(rows: usize, lang: Lang) -> String {
    let s = if rows == 1 { "" } else { "s" };
    lang.pick(format!("本页 {rows} 条"), format!("{rows} row{s} on this page"))
}

/// A target as people read it.
pub fn target(target: Option<f64>, unit: Unit) -> String {
    crate::figures::text::value(target, unit)
}

/// As it stands under a chart: `11-16`, `2026-11`, `2026 Q4`, `2026`.
pub fn short(period: Period) -> String {
    let day = period.from;
    match period.grain {
        Grain::Day | Grain::Week | Grain::Custom => format!("{:02}-{:02}", day.month(), day.day()),
        Grain::Month => month(day),
        Grain::Quarter => format!("{} Q{}", day.year(), day.month0() / 3 + 1),
        Grain::Year => day.year().to_string(),
    }
}

fn month(day: NaiveDate) -> String {
    format!("{}-{:02}", day.year(), day.month())
}
