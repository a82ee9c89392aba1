//! Words of the dashboard.

use chrono::{Datelike, NaiveDate};

use super::rules::{Compare, nth_quarter};
use crate::figures::groups::rules::RfmGroup;
use crate::figures::rules::{Grain, Period};
use crate::figures::watch::model::Concern;
use crate::platform::i18n::{Lang, times};
use crate::{labels, words};

labels! {
    Compare {
        Before: "上期", "Period before"; YearAgo: "去年同期", "A year ago";
    }
    Concern {
        Complaint: "投诉超时", "Late complaints";
        Approval: "投诉方案待审批", "Complaint solutions to decide";
        Lead: "首联超时", "Leads not called";
        Detractor: "不满客户未回访", "Unhappy customers not called";
        Promise: "承诺交车超时", "Repairs past their promise";
        Delivery: "新车交付超期", "Deliveries past their promise";
        Discount: "优惠待审批", "Discounts to decide";
        Loss: "战败待审批", "Losses to decide";
        Stalled: "跟进停滞", "Stalled follow-ups";
        Points: "积分调整待审批", "Points to decide";
        Access: "查看申请待审批", "Access requests to decide";
    }
}

words! {
    pub struct DashboardText {
        title: "经营看板", "Dashboard";
        period: "时段", "Period";
        periods: "时段长短", "Length of the period";
        earlier: "上一时段", "Earlier period";
        later: "下一时段", "Later period";
        custom: "自定日期", "Days of your own";
        from: "开始", "From";
        to: "结束", "To";
        team: "班组", "Team";
        person: "人员", "Person";
        compare: "对比", "Compare with";
        figure: "指标", "Figure";
        tables: "数据表", "Tables";
        export: "导出", "Export";
        print: "打印", "Print";
        figures: "核心指标", "Main figures";
        more: "更多指标", "More figures";
        target: "目标", "Target";
        targets: "设置目标", "Set targets";
        no_data: "没有数据", "No data";
        small: "样本少，仅供参考", "Few cases: take with care";
        means: "口径", "What it means";
        numerator: "分子", "Numerator";
        denominator: "分母", "Denominator";
        answers: "答卷", "Answers";
        whose: "归属", "Counts for";
        weights: "按权重合成", "Weighted from";
        definition: "口径与明细", "Definition and rows";
        trend: "走势", "Trend";
        actual: "实际", "Actual";
        by_person: "人员对比", "People side by side";
        everybody: "全部人员", "Everybody";
        nobody: "未归属", "Nobody's";
        no_people: "这段时间没有可对比的人员", "Nobody to compare in this period";
        attention: "需要您关注", "Needs your attention";
        matter: "事项", "Matter";
        customer: "客户", "Customer";
        owner: "负责人", "Owner";
        limit: "时限", "Limit";
        actions: "操作", "Actions";
        reassign: "改派", "Reassign";
        decide: "审批", "Decide";
        open: "查看", "Open";
        nothing_waits: "现在没有需要您处理的事", "Nothing needs you now";
        nothing_waits_text: "超时、待审批和未回访的事项会出现在这里。", "What is late or waits for a decision appears here.";
        unnamed: "未留姓名", "No name left";
        unowned: "未分配", "Nobody yet";
        now: "现在", "Now";
        today: "今日现场", "Today in the store";
        arrivals: "预约到店", "Appointments come";
        walk_ins: "散客", "Walk-ins";
        waiting: "等候中", "Waiting";
        received: "已接待", "Received";
        leads_today: "今日线索", "Leads today";
        uncalled: "首联超时", "Not called in time";
        complaints_today: "今日投诉", "Complaints today";
        late_complaints: "投诉超时", "Late complaints";
        in_repair: "在修", "In repair";
        late_repairs: "承诺超时", "Past their promise";
        to_deliver: "今日待交车", "To hand over today";
        delivered: "今日已交车", "Handed over today";
        funnel: "销售漏斗", "Sales funnel";
        funnel_hint: "时段内收到的有效线索，到现在各走到哪一步", "Valid leads received in the period, as far as they have come by now";
        stage: "阶段", "Stage";
        count: "数量", "Count";
        leads: "有效线索", "Valid leads";
        called: "首联成功", "Reached";
        no_leads: "这段时间没有收到有效线索", "No valid leads in this period";
        complaints: "投诉类别", "Complaints by category";
        category: "类别", "Category";
        cases: "件数", "Cases";
        cohorts: "新车返厂", "New cars that came back";
        cohorts_hint: "按交车季度：交车后若干个月内在本店做过服务的车辆占比；未满月数的不显示",
            "By quarter of hand-over: the share of cars that had a service here within so many months; shown once all are that old";
        quarter: "交车季度", "Handed over in";
        cars: "交车", "Cars";
        no_cohorts: "最近两年没有交车记录", "No cars were handed over in the last two years";
        car: "车辆", "Car";
        handed_over: "交车日期", "Handed over";
        first_service: "首次服务", "First service";
        none_yet: "尚无", "None yet";
        nobody_here: "没有符合条件的车辆", "There are no such cars";
        groups: "客户分群", "Customer groups";
        groups_hint: "分群 × 用车场景，每晚重算", "Groups by use of the car, counted each night";
        group: "分群", "Group";
        not_filled_in: "未填写", "Not filled in";
        no_groups: "客户还没有分群", "Customers have not been grouped yet";
        back: "返回看板", "Back to the dashboard";
        this_month: "看本月", "See this month";
        no_figures: "这些条件下没有可看的数据", "There is nothing to show for this";
        sheet_figures: "指标", "Figures";
        sheet_trend: "走势", "Trend";
        sheet_people: "人员", "People";
        sheet_attention: "待处理", "Attention";
        sheet_funnel: "漏斗", "Funnel";
        sheet_complaints: "投诉类别", "Complaints";
        sheet_cohorts: "返厂", "Cars";
        value: "数值", "Value";
        light: "状态", "Standing";
        change_before: "较上期", "Since the period before";
        change_year: "较去年同期", "Since a year ago";
        store: "门店", "Store";
        exported_by: "导出人", "Exported by";
        exported_at: "导出时间", "Exported at";
    }
}

/// What a group of customers is called.
pub fn group(group: Option<RfmGroup>, lang: Lang) -> &'static str {
    group.map_or(lang.pick("未分群", "No group yet"), |group| group.label(lang))
}

/// `数据截至 11-22 10:10`
pub fn until(moment: &str, lang: Lang) -> String {
    lang.pick(format!("数据截至 {moment}"), format!("Data up to {moment}"))
}

/// `目标 ≥30%`
pub fn target(shown: &str, lang: Lang) -> String {
    lang.pick(format!("目标 ≥{shown}"), format!("target ≥{shown}"))
}

/// `较上期 +2.1`, `与上期持平`
pub fn delta(with: Compare, change: &str, lang: Lang) -> String {
    let what = with.label(lang);
    if change == "0.0" {
        return lang.pick(format!("与{what}持平"), format!("{what}: no change"));
    }
    lang.pick(format!("较{what} {change}"), format!("{what}: {change}"))
}

/// A period as an axis has room for it.
pub fn short(period: Period, lang: Lang) -> String {
    let day = |day: NaiveDate| format!("{:02}-{:02}", day.month(), day.day());
    match period.grain {
        Grain::Year => period.from.year().to_string(),
        Grain::Quarter => quarter(period.from),
        Grain::Month => format!("{}-{:02}", period.from.year(), period.from.month()),
        Grain::Week => lang.pick(format!("{} 周", day(period.from)), format!("w/c {}", day(period.from))),
        Grain::Day | Grain::Custom => day(period.from),
    }
}

/// `2026 Q4`
pub fn quarter(day: NaiveDate) -> String {
    format!("{} Q{}", day.year(), nth_quarter(day))
}

/// `6 个月内`
pub fn within(months: u32, lang: Lang) -> String {
    lang.pick(format!("{months} 个月内"), format!("within {months} months"))
}

/// `2026 Q1 交车，6 个月内返厂`
pub fn cohort(first: NaiveDate, age: Option<u32>, lang: Lang) -> String {
    let quarter = quarter(first);
    match age {
        Some(age) => lang.pick(
            format!("{quarter} 交车，{age} 个月内返厂"),
            format!("Handed over in {quarter}, back within {age} months"),
        ),
        None => lang.pick(format!("{quarter} 交车"), format!("Handed over in {quarter}")),
    }
}

/// `最长 12 分`
pub fn longest(minutes: i64, lang: Lang) -> String {
    lang.pick(format!("最长 {minutes} 分"), format!("longest {minutes} min"))
}

/// `共 12`
pub fn of(whole: i64, lang: Lang) -> String {
    lang.pick(format!("共 {whole}"), format!("of {whole}"))
}

/// `等待 3 小时`
pub fn waits(span: &str, lang: Lang) -> String {
    lang.pick(format!("已等 {span}"), format!("waiting {span}"))
}

/// `34.2%（41/120）`
pub fn rests_on(shown: &str, sum: i64, n: i64, lang: Lang) -> String {
    lang.pick(format!("{shown}（{sum}/{n}）"), format!("{shown} ({sum}/{n})"))
}

/// `截至 2026-11-22`: a state is of a day that is over.
pub fn as_of(day: &str, lang: Lang) -> String {
    lang.pick(format!("截至 {day}"), format!("as of {day}"))
}

/// `30% 再购率`
pub fn weighted(weight: u32, name: &str, value: &str) -> String {
    format!("{weight}% × {name} {value}")
}

/// A matter in words: what it is, and what about.
pub fn matter(what: &str, about: &str, lang: Lang) -> String {
    if about.is_empty() {
        return what.to_owned();
    }
    lang.pick(format!("{what}：{about}"), format!("{what}: {about}"))
}

/// `评分 4`
pub fn score(nps: Option<i16>, overall: &str, lang: Lang) -> String {
    match nps {
        Some(nps) => lang.pick(format!("推荐分 {nps}"), format!("recommends {nps}")),
        None if overall.is_empty() => String::new(),
        None => lang.pick(format!("满意度 {overall}"), format!("satisfaction {overall}")),
    }
}

/// The file's name begins with it.
pub fn file(from: NaiveDate, to: NaiveDate) -> String {
    format!("dashboard-{}-{}.xlsx", times::date(from), times::date(to))
}
