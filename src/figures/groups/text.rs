//! Words of groups.

use chrono::NaiveDate;

use super::model::{Grouped, Planned, Run};
use super::rules::{RfmGroup, Stage, View};
use crate::customers::rules::Usage;
use crate::platform::i18n::{Lang, times};
use crate::values::decimal::grouped;
use crate::values::money::Fen;
use crate::{labels, words};

words! {
    /// Words of groups.
    pub struct GroupText {
        title: "客户分群", "Customer groups";
        intro: "按最近消费（R）、次数（F）、金额（M）分群，与用车场景对照。点开数字看到对应客户。",
            "Groups by recency, frequency and money of purchases, beside how the car is used. Each number opens its customers.";
        rules: "分群阈值", "Thresholds";
        likely: "再购预测", "Likely buyers";
        recount: "立即重算", "Count again now";
        asked: "已开始重算，完成后本页自动更新", "Counting has begun; the page refreshes when it is done";
        never: "还没有计算过。每天夜里自动计算，也可以立即开始。", "Not counted yet. It is done every night; you can also begin now.";
        life_cycle: "客户生命周期", "Life cycle";
        group: "分群", "Group";
        stage: "阶段", "Stage";
        scenario: "用车场景", "Use";
        unknown: "未填写", "Not given";
        none: "无分群", "No group";
        none_hint: "没有消费过，或不同意画像", "Never bought, or doesn't want to be profiled";
        total: "合计", "Total";
        average_spend: "人均消费", "Spend each";
        average_interval: "消费间隔", "Days between bills";
        actions: "待行动名单", "For action";
        wake: "唤醒沉睡客户", "Wake dormant customers";
        win: "召回流失客户", "Win lost customers back";
        lost_year: "近 12 个月流失", "Lost in 12 months";
        won_back: "其中已回来消费", "Of these, back with a bill";
        rate: "召回率", "Win-back rate";
        called: "电话联系上的", "Reached by a call";
        called_back: "联系后回来", "Back after the call";
        called_rate: "联系后召回率", "Win-back rate of calls";
        moved: "近 30 天换群", "Moved in 30 days";
        no_rate: "还没有流失客户可统计", "Nobody lost yet to count";

        list: "分群客户", "Customers of a group";
        views: "视图", "Views";
        customer: "客户", "Customer";
        why: "原因", "Why";
        since: "起始", "Since";
        last_visit: "上次到店", "Last seen";
        spend: "统计期消费", "Spent";
        plan: "生成召回/唤醒电话任务", "Plan calls";
        planned: "已有电话任务", "Call planned";
        declines: "不接受营销电话", "No marketing calls";
        no_contact: "没有电话", "No phone";
        empty: "这里没有客户", "Nobody here";
        empty_text: "换一个分群或场景看看。", "Try another group or use.";
        back: "返回分群", "Back to the groups";
        all: "全部", "All";

        rules_intro: "修改数字后先预览会有多少客户换群，再保存。保存后立即重算。",
            "Change the numbers and see first how many customers would move; then save. They are counted again at once.";
        try_rules: "调整阈值", "Try thresholds";
        preview: "预览影响", "Preview";
        save: "保存阈值", "Save";
        effect: "会换群的客户", "Who would move";
        effect_stage: "会换阶段的客户", "Whose stage would change";
        no_effect: "没有客户会换群", "Nobody would move";
        press_preview: "改动数字，点「预览影响」。", "Change some numbers and press Preview.";
        from: "原来", "From";
        to: "变为", "To";
        customers: "客户数", "Customers";
        stay: "不变：", "Unchanged: ";
        definitions: "分群口径", "What the groups mean";

        standing: "客户分群", "Group";
        not_counted: "新客户，今晚计算分群。", "New: the group is worked out tonight.";
        scores: "R / F / M", "R / F / M";
        moves: "变化记录", "Changes";
        by_rules: "阈值调整", "thresholds changed";
        first: "首次计算", "first count";
        refused: "客户不同意画像：不分群，不预测。", "Doesn't want to be profiled: no group, no prediction.";
        mark_gone: "登记是否转投他牌", "Gone to another brand?";
        mark_profiling: "登记是否同意画像", "May we profile?";
        state: "去向", "Where they are";
        gone: "已转投其他品牌", "Gone to another brand";
        here: "仍是我们的客户", "Still with us";
        brand: "转投品牌", "Which brand";
        brand_hint: "不知道可以不填", "May be left empty";
        gone_day: "从哪天起", "Since";
        gone_day_hint: "不填为今天", "Today if empty";
        profiling: "画像授权", "Profiling";
        refuses: "不同意", "Refuses";
        allows: "同意", "Allows";
        profiling_intro: "不同意后立即移出分群和预测，营销名单不再包含此客户。",
            "Whoever refuses leaves groups and predictions at once, and marketing lists no longer hold them.";
        keep: "保存", "Save";
        marked: "已登记", "Recorded";
        stale: "别人刚刚登记过，请核对后再保存。", "Somebody has just recorded something. Check and save again.";
        to_customer: "返回客户", "Back to the customer";
    }
}

labels! {
    RfmGroup {
        Lost: "流失", "Lost"; Dormant: "沉睡", "Dormant"; HighValue: "高价值", "High value";
        Promising: "潜力", "Promising"; Regular: "一般", "Regular";
    }
    Stage {
        Prospect: "潜在", "Prospect"; Interested: "意向", "Interested"; Owner: "成交", "Owner";
        Loyal: "忠诚", "Loyal"; Dormant: "沉睡", "Dormant"; Lost: "流失", "Lost";
    }
    View {
        All: "全部", "All"; Moved: "近 30 天换群", "Moved in 30 days"; LostYear: "近 12 个月流失", "Lost in 12 months";
        WonBack: "已召回", "Won back";
    }
}

pub const fn tone(group: RfmGroup) -> &'static str {
    match group {
        RfmGroup::Lost => "red",
        RfmGroup::Dormant => "amber",
        RfmGroup::HighValue => "violet",
        RfmGroup::Promising => "blue",
        RfmGroup::Regular => "",
    }
}

pub const fn stage_tone(stage: Stage) -> &'static str {
    match stage {
        Stage::Lost => "red",
        Stage::Dormant => "amber",
        Stage::Loyal => "violet",
        Stage::Owner => "green",
        Stage::Interested => "blue",
        Stage::Prospect => "",
    }
}

/// A group as it is stored; empty: none.
pub fn group_named(code: &str, lang: Lang) -> &'static str {
    RfmGroup::parse(code).map_or(GroupText::of(lang).none, |group| group.label(lang))
}

/// A stage as it is stored.
pub fn stage_named(code: &str, lang: Lang) -> &'static str {
    Stage::parse(code).map_or("", |stage| stage.label(lang))
}

/// A scenario as it is stored; empty: not given.
pub fn scenario(code: &str, lang: Lang) -> &'static str {
    Usage::parse(code).map_or(GroupText::of(lang).unknown, |usage| usage.label(lang))
}

fn days(from: NaiveDate, today: NaiveDate) -> String {
    grouped((today - from).num_days())
}

/// Why somebody stands where they stand, in words.
pub fn because(one: &Grouped, months: u32, today: NaiveDate, lang: Lang) -> String {
    let seen = one.last_visit_on;
    if let Some(gone) = one.gone_on.filter(|gone| seen.is_none_or(|seen| *gone >= seen)) {
        let day = times::date(gone);
        return match (one.gone_to.as_str(), lang) {
            ("", Lang::Zh) => format!("{day} 登记已转投其他品牌"),
            ("", Lang::En) => format!("Marked as gone to another brand on {day}"),
            (brand, Lang::Zh) => format!("{day} 登记已转投{brand}"),
            (brand, Lang::En) => format!("Marked as gone to {brand} on {day}"),
        };
    }
    match (one.rfm_group, seen) {
        (Some(RfmGroup::Lost | RfmGroup::Dormant), Some(seen)) => {
            let (day, away) = (times::date(seen), days(seen, today));
            lang.pick(
                format!("上次到店 {day}，已 {away} 天没有来"),
                format!("Last seen {day}, {away} days ago"),
            )
        }
        (Some(_), _) => {
            let [r, f, m] = scores(one);
            let last = one.last_settled_on.map(|day| days(day, today)).unwrap_or_default();
            let spend = Fen::new(one.spend_fen).display();
            let bills = one.settlements;
            lang.pick(
                format!("{last} 天前消费（R{r}），{months} 个月内 {bills} 次（F{f}），共 {spend}（M{m}）"),
                format!("Last bill {last} days ago (R{r}), {bills} in {months} months (F{f}), {spend} in all (M{m})"),
            )
        }
        (None, _) if one.refused_on.is_some() => GroupText::of(lang).refused.to_owned(),
        (None, _) => GroupText::of(lang).none_hint.to_owned(),
    }
}

fn scores(one: &Grouped) -> [i16; 3] {
    [one.recency, one.frequency, one.monetary].map(Option::unwrap_or_default)
}

/// `5 / 3 / 4`
pub fn scored(one: &Grouped) -> String {
    if one.rfm_group.is_none() {
        return String::new();
    }
    let [r, f, m] = scores(one);
    format!("{r} / {f} / {m}")
}

/// When and over how many a store was counted.
pub fn counted(run: &Run, lang: Lang) -> String {
    let (at, many) = (times::minute(run.counted_at), grouped(run.customers));
    let seconds = f64::from(run.took_ms) / 1_000.0;
    lang.pick(
        format!("数据截至 {at}，{many} 位客户，用时 {seconds:.1} 秒"),
        format!("As of {at}, {many} customers, counted in {seconds:.1} s"),
    )
}

/// What came of planning calls.
pub fn planned(done: &Planned, lang: Lang) -> String {
    let Planned {
        planned,
        already,
        declined,
        others,
    } = *done;
    let mut said = vec![lang.pick(
        format!("已生成 {planned} 个电话任务"),
        format!("{planned} calls planned"),
    )];
    for (many, zh, en) in [
        (already, "个已有任务", "had one already"),
        (declined, "位不接受营销电话", "don't want marketing calls"),
        (others, "位不在沉睡或流失群", "are neither dormant nor lost"),
    ] {
        if many > 0 {
            said.push(lang.pick(format!("{many} {zh}"), format!("{many} {en}")));
        }
    }
    said.join(lang.pick("，", ", "))
}

/// What each group means, by the thresholds of the store.
pub fn definition(group: RfmGroup, lost: u32, dormant: u32, lang: Lang) -> String {
    match group {
        RfmGroup::Lost => lang.pick(
            format!("{lost} 天没有到店，或登记为已转投其他品牌"),
            format!("Not seen for {lost} days, or marked as gone to another brand"),
        ),
        RfmGroup::Dormant => lang.pick(
            format!("{dormant} 天没有到店，但未满 {lost} 天"),
            format!("Not seen for {dormant} days, but not yet for {lost}"),
        ),
        RfmGroup::HighValue => lang.pick("R、F、M 都不低于 4", "R, F and M all at least 4").to_owned(),
        RfmGroup::Promising => lang
            .pick(
                "R 不低于 4，F 不高于 2，M 为 3 或 4",
                "R at least 4, F at most 2, M 3 or 4",
            )
            .to_owned(),
        RfmGroup::Regular => lang.pick("消费过的其他客户", "Everybody else who bought").to_owned(),
    }
}

/// `每 96 天`
pub fn days_apart(days: i32, lang: Lang) -> String {
    lang.pick(format!("每 {days} 天"), format!("every {days} days"))
}

pub fn shown(count: usize, lang: Lang) -> String {
    lang.pick(format!("本页 {count} 位"), format!("{count} on this page"))
}

/// `12.5%`
pub fn percent(share: Option<f64>) -> String {
    share.map(|share| format!("{share:.1}%")).unwrap_or_default()
}

/// `流失 → 一般`
pub fn way(was: &str, became: &str) -> String {
    format!("{was} → {became}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_each_kind_is_told() {
        let done = Planned {
            planned: 3,
            already: 1,
            declined: 0,
            others: 2,
        };
        assert_eq!(
            planned(&done, Lang::Zh),
            "已生成 3 个电话任务，1 个已有任务，2 位不在沉睡或流失群"
        );
        assert_eq!(
            planned(&done, Lang::En),
            "3 calls planned, 1 had one already, 2 are neither dormant nor lost"
        );
    }

    #[test]
    fn no_share_is_no_text() {
        assert_eq!(
            (percent(None), percent(Some(33.333))),
            (String::new(), "33.3%".to_owned())
        );
    }
}
