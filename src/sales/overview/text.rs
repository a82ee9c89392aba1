//! Words of the overview.

use chrono::TimeDelta;

use super::rules::{Period, Share};
use crate::platform::i18n::{Lang, durations};
use crate::{labels, words};

labels! {
    Period {
        Month: "本月", "This month"; LastMonth: "上月", "Last month"; Quarter: "近 90 天", "Last 90 days";
        Year: "今年", "This year";
    }
}

words! {
    pub struct OverviewText {
        title: "销售概览", "Sales overview";
        board: "跟进看板", "Follow-up board";
        print: "打印", "Print";
        period: "时段", "Period";
        owner: "销售顾问", "Consultant";
        figures: "主要数字", "Main figures";
        leads: "线索", "Leads";
        valid: "有效", "Valid";
        duplicate: "重复", "Duplicates";
        invalid: "无效", "Invalid";
        arrived: "到店", "Visited";
        ordered: "订车", "Ordered";
        conversion: "转化率", "Conversion";
        conversion_hint: "时段内收到的线索中，有未取消订单的占有效线索的比例；点开为已订车的线索",
            "Of the valid leads received in the period, those with an order that was not cancelled; opens those";
        due_calls: "已到期的首联", "First calls due or made";
        punctuality: "首联及时率", "First call in time";
        punctuality_hint: "首次联系及时的占已到期线索的比例；点开为未及时的线索",
            "First calls made in time, of those that were due; opens those that were not";
        late_now: "当前超时", "Late now";
        waiting: "等待审批", "Waiting for a decision";
        losses_wait: "战败待审批", "Losses to decide";
        discounts_wait: "报价优惠待审批", "Discounts to decide";
        uncalled: "首联超时", "First call overdue";
        unsent: "资料超时未发", "Message overdue";
        overdue: "跟进超时", "Follow-up late";
        late_hint: "首联超时、资料超时未发与跟进超时之和；停滞是跟进超时中最久的部分",
            "First calls, messages and follow-ups that are late; what has stalled is the oldest part of the last";
        stalled: "停滞", "Stalled";
        nothing_late: "没有超时", "Nothing is late";
        all_of_them: "查看全部", "See all";
        nobody: "未分配", "Nobody yet";
        reassign: "改派", "Reassign";
        by_source: "按来源", "By source";
        source: "来源", "Source";
        no_leads: "这段时间没有收到线索", "No leads came in during this period";
        no_leads_text: "换一个时段，或等新线索到达。", "Choose another period, or wait for new leads.";
        total: "合计", "Total";
        speed: "首次联系用时", "Time to the first call";
        speed_hint: "营业时间内的联系按营业时间计时，营业时间外的按实际时间计时；从收到线索到第一次拨打",
            "Calls made while open are timed in opening hours, others by the clock on the wall; from receipt to the first attempt";
        called_when: "联系时间", "Called";
        in_hours: "营业时间内", "While open";
        out_of_hours: "营业时间外", "While closed";
        calls: "已联系", "Calls";
        in_time: "及时", "In time";
        share: "及时率", "Share";
        median: "用时中位数", "Median";
        not_in_time: "未及时", "Not in time";
        funnel: "转化漏斗", "Funnel";
        funnel_hint: "时段内收到的有效线索，到今天为止各走到哪一步；跳过的阶段算已到达",
            "Valid leads received in the period, as far as they have come by today; a stage that was skipped counts as reached";
        stage: "阶段", "Stage";
        count: "数量", "Count";
        drop: "流失", "Lost on the way";
        losses: "战败原因", "Why opportunities were lost";
        reason: "原因", "Reason";
        rivals: "竞品去向", "Lost to";
        rival: "竞品", "Competitor";
        no_losses: "这段时间没有战败", "Nothing was lost in this period";
        no_rivals: "没有记录竞品", "No competitors on record";
        consultants: "顾问对比", "Consultants side by side";
        consultants_hint: "线索按收到日期，及时首联归打电话的人，报价归制作人；试驾、报价、订单和战败按发生日期；进行中和逾期为当前，不含公海",
            "Leads by the day of receipt; first calls count for who made them, quotes for who wrote them; test drives, quotes, orders and losses by their own day; open and late as they stand now, without the pool";
        called_in_time: "及时首联", "Called in time";
        open: "进行中", "Open";
        late: "逾期", "Late";
        drives: "试驾", "Test drives";
        quotes: "报价", "Quotes";
        orders: "订单", "Orders";
        lost: "战败", "Lost";
        no_consultants: "还没有销售顾问", "No consultants yet";
    }
}

/// `2026-11-01 至 2026-11-22`
pub fn days(first: &str, last: &str, lang: Lang) -> String {
    lang.pick(format!("{first} 至 {last}"), format!("{first} to {last}"))
}

/// What a share rests on.
pub fn of(whole: u32, lang: Lang) -> String {
    lang.pick(format!("共 {whole}"), format!("of {whole}"))
}

/// `37%`, `<1%`; of nothing there is no share.
pub fn percent(share: Option<Share>) -> String {
    match share {
        None => "–".to_owned(),
        Some(Share::UnderOne) => "<1%".to_owned(),
        Some(Share::Percent(share)) => format!("{share}%"),
    }
}

/// `12 分`; a few seconds are no time at all, and nothing has no middle.
pub fn took(seconds: Option<f64>, lang: Lang) -> String {
    match seconds {
        None => "–".to_owned(),
        Some(seconds) if seconds < 60.0 => lang.pick("不到 1 分", "under 1 min").to_owned(),
        Some(seconds) =>
        {
            #[expect(clippy::cast_possible_truncation, reason = "nobody is called after centuries")]
            durations::span(TimeDelta::seconds(seconds as i64), lang)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_said_in_words() {
        assert_eq!(percent(Some(Share::Percent(37))), "37%");
        assert_eq!(percent(Some(Share::UnderOne)), "<1%");
        assert_eq!(percent(None), "–");
        assert_eq!(took(Some(12.0), Lang::Zh), "不到 1 分");
        assert_eq!(took(Some(4_800.0), Lang::En), "1 h 20 min");
        assert_eq!(took(None, Lang::Zh), "–");
    }
}
