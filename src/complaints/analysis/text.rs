//! Words of the complaint analysis.

use chrono::TimeDelta;

use crate::complaints::rules::Side;
use crate::platform::i18n::{Lang, durations};
use crate::{labels, words};

words! {
    pub struct AnalysisText {
        title: "投诉分析", "Complaint analysis";
        terms: "类别与原因", "Categories and causes";
        queue: "投诉工单", "Complaints";
        actions: "整改措施", "Corrective actions";
        print: "打印", "Print";
        period: "时段", "Period";
        days30: "近 30 天", "Last 30 days";
        days90: "近 90 天", "Last 90 days";
        days180: "近 180 天", "Last 180 days";
        days365: "近 365 天", "Last 365 days";
        between: "自定日期", "Custom dates";
        from: "从", "From";
        to: "到", "To";
        category: "类别", "Category";
        severity: "严重度", "Severity";
        side: "部门", "Department";
        figures: "主要数字", "Main figures";
        complaints: "投诉", "Complaints";
        crisis: "危机", "Crises";
        punctuality: "及时率", "On time";
        punctuality_hint: "首次响应、方案、解决都在时限内的投诉占已到期投诉的比例；点开为未及时的投诉",
            "Complaints with contact, proposal and resolution on time, of those that are due; opens those that were not";
        reopened: "重新打开", "Reopened";
        repeat: "重复投诉客户", "Repeat complainers";
        by_category: "按类别", "By category";
        by_cause: "按根本原因", "By root cause";
        by_model: "按车型", "By model";
        by_person: "按责任人", "By responsible person";
        cause: "根本原因", "Root cause";
        model: "车型", "Model";
        person: "责任人", "Person";
        speed: "处理时效", "Response times";
        speed_hint: "按首轮处理计算，从受理到完成的实际时间；时限包含暂停", "First round, wall-clock time from receipt; limits allow for pauses";
        clock: "环节", "Step";
        contact: "首次响应", "First contact";
        proposal: "提出方案", "Proposal";
        resolution: "解决", "Resolution";
        median: "中位数", "Median";
        p90: "90% 不超过", "90% within";
        in_time: "按时率", "On time";
        due: "已到期", "Due";
        late: "未按时", "Late";
        few: "样本少", "Few cases";
        trend: "每月投诉", "Complaints per month";
        month: "月份", "Month";
        repeaters: "重复投诉客户", "Repeat complainers";
        customer: "客户", "Customer";
        count: "次数", "Times";
        no_repeaters: "这段时间没有客户重复投诉", "No customer complained twice in this period";
        open: "进行中", "open";
        overdue: "已逾期", "overdue";
        action: "整改事项", "What is to change";
        owner: "负责人", "Owner";
        state: "状态", "State";
        before_after: "整改前后投诉数", "Before and after";
        no_actions: "还没有整改措施", "No corrective actions yet";
        all_actions: "全部整改措施", "All corrective actions";
        none: "这段时间没有投诉", "No complaints in this period";
        none_found: "没有符合条件的投诉", "No complaint matches these filters";
    }
}

labels! {
    Side {
        Sales: "销售", "Sales";
        Service: "售后", "Service";
    }
}

/// How many cases a figure rests on: `共 86 单`, `n = 86`.
pub fn of(n: u32, lang: Lang) -> String {
    lang.pick(format!("共 {n} 单"), format!("n = {n}"))
}

/// As [`of`], with how many don't count because something isn't known.
pub fn counted(n: u32, unknown: u32, why: &'static str, lang: Lang) -> String {
    let known = of(n, lang);
    match (unknown, lang) {
        (0, _) => known,
        (_, Lang::Zh) => format!("{known}，另有 {unknown} 单{why}"),
        (_, Lang::En) => format!("{known}, {unknown} more {why}"),
    }
}

/// That a figure rests on few cases.
pub fn few(n: u32, lang: Lang) -> String {
    lang.pick(
        format!("样本少（{}）", of(n, lang)),
        format!("Few cases ({})", of(n, lang)),
    )
}

/// Why a complaint is in no group.
pub fn unknown_cause(lang: Lang) -> &'static str {
    lang.pick("未确定原因", "without a cause yet")
}

pub fn unknown_model(lang: Lang) -> &'static str {
    lang.pick("未关联车辆", "without a car")
}

pub fn unknown_person(lang: Lang) -> &'static str {
    lang.pick("未指定责任人", "without a responsible person")
}

/// The groups that are too many to show one by one.
pub fn others(count: usize, lang: Lang) -> String {
    lang.pick(
        format!("其他 {count} 项"),
        format!("{count} other{}", if count == 1 { "" } else { "s" }),
    )
}

/// `1 小时 20 分`; a few seconds are no time at all.
pub fn took(seconds: f64, lang: Lang) -> String {
    if seconds < 60.0 {
        return lang.pick("不到 1 分", "under 1 min").to_owned();
    }
    #[expect(clippy::cast_possible_truncation, reason = "a complaint takes no centuries")]
    durations::span(TimeDelta::seconds(seconds as i64), lang)
}

/// `2026-10-24 至 2026-11-22`
pub fn days(first: &str, last: &str, lang: Lang) -> String {
    lang.pick(format!("{first} 至 {last}"), format!("{first} to {last}"))
}

/// `11月`, `Nov`; January also says the year.
pub fn month(year: i32, month: u32, lang: Lang) -> String {
    const NAMES: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let name = NAMES.get(month.saturating_sub(1) as usize).copied().unwrap_or_default();
    match (month, lang) {
        (1, Lang::Zh) => format!("{:02}年1月", year % 100),
        (1, Lang::En) => format!("{name} {year}"),
        (_, Lang::Zh) => format!("{month}月"),
        (_, Lang::En) => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_say_what_they_rest_on() {
        assert_eq!(counted(86, 0, unknown_cause(Lang::Zh), Lang::Zh), "共 86 单");
        assert_eq!(
            counted(86, 14, unknown_cause(Lang::Zh), Lang::Zh),
            "共 86 单，另有 14 单未确定原因"
        );
        assert_eq!(few(3, Lang::En), "Few cases (n = 3)");
        assert_eq!(others(1, Lang::En), "1 other");
        assert_eq!(took(12.0, Lang::Zh), "不到 1 分");
        assert_eq!(took(4_800.0, Lang::En), "1 h 20 min");
        assert_eq!(month(2026, 1, Lang::Zh), "26年1月");
        assert_eq!(month(2026, 11, Lang::En), "Nov");
    }
}
