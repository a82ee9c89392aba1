//! Words of the report.

use super::rules::{Dimension, Fault, Period, Remarks};
use crate::platform::i18n::Lang;
use crate::{labels, words};

words! {
    pub struct ReportText {
        title: "满意度报告", "Survey report";
        surveys: "满意度调查", "Surveys";
        answers: "答卷", "Answers";
        export: "导出 XLSX", "Export XLSX";
        print: "打印", "Print";
        survey: "调查", "Survey";
        version: "问卷版本", "Version";
        all_versions: "各版本合并", "All versions together";
        period: "时段", "Period";
        between: "自定日期", "Custom dates";
        from: "从", "From";
        to: "到", "To";
        unknown: "未记录", "Not known";
        anonymous: "匿名调查：答卷不能追溯到客户", "Anonymous: answers don't lead back to customers";
        no_survey: "还没有开展调查", "No survey has been run yet";
        no_survey_text: "发布问卷并开始一项调查后，这里显示结果。", "Publish a questionnaire and start a survey; its results appear here.";
        no_answers: "没有符合条件的答卷", "No answers match";
        no_answers_text: "换一个时段或去掉部分筛选。", "Choose another period or take filters away.";
        these_days: "查看近 30 天", "Show the last 30 days";
        figures: "主要数字", "Main figures";
        rate: "回答率", "Response rate";
        rate_hint: "时段内经链接、邮件、电话发给客户的邀请中，已答的比例；现场、纸质、海报和不记名小票只计答卷，没有回答率", "Of the invitations sent to customers by link, e-mail or telephone in these days, how many were answered; answers on site, on paper, by the poster or a slip without a name have no rate";
        invitations: "邀请", "Invitations";
        satisfaction: "满意度", "Satisfaction";
        satisfaction_hint: "总体满意度打 4 分和 5 分的比例", "The share of 4 and 5 in overall satisfaction";
        csi: "CSI", "CSI";
        csi_hint: "总体满意度平均分 × 20", "The mean of overall satisfaction × 20";
        nps: "NPS", "NPS";
        nps_hint: "9–10 分的比例减去 0–6 分的比例", "The share of 9–10 less the share of 0–6";
        waiting: "待回访", "Waiting for a call";
        method: "区间为 95% 置信区间：比例按 Wilson 法；NPS 按修正 Wald 法（加 3 份：¾ 推荐、¾ 贬损、1½ 中立）；平均分按 t 分布，单份答卷没有区间。灰色：样本少。部分一行的份数是评分个数。",
            "Intervals hold the true value in 95 of 100 cases: shares by Wilson; NPS by adjusted Wald (3 answers added: ¾ promoter, ¾ detractor, 1½ passive); means by Student's t, none for a single answer. Grey: few answers. The n of a section counts its scores.";
        items: "分项得分", "Scores by question";
        question: "问题", "Question";
        n: "份数", "n";
        score: "得分", "Score";
        section: "部分", "Section";
        yes: "是", "Yes";
        no: "否", "No";
        group: "分组", "Group";
        trend: "趋势", "Trend";
        by_month: "按月", "By month";
        by_quarter: "按季度", "By quarter";
        month: "月份", "Month";
        quarter: "季度", "Quarter";
        percent: "百分比", "Percent";
        promoters: "推荐者", "Promoters";
        passives: "中立者", "Passives";
        detractors: "贬损者", "Detractors";
        drivers: "驱动因素", "Drivers";
        drivers_hint: "各项得分与总体满意度的相关系数（Pearson）；越接近 1，越影响总体评价。同时答了两题的才计入。",
            "Pearson's correlation of each score with overall satisfaction; the nearer to 1, the more it moves the whole. Answers with both count.";
        correlation: "相关系数", "Correlation";
        spread: "答案分布", "Distribution";
        count: "份数", "Answers";
        drop_off: "回答进度", "How far people get";
        reached: "答到此题", "Got this far";
        left: "在此停下", "Stopped here";
        left_at_once: "未答任何问题", "Answered nothing";
        some: "部分人可见", "Shown to some";
        drop_off_hint: "所有比例以开始作答的人数为准；标“部分人可见”的问题只数看到它的人。", "All shares are of those who began; a question shown to some counts those who saw it.";
        drop_off_mixed: "各版本的问题不同，合并时不显示；请选一个版本。", "Versions ask different things: choose one of them to see this.";
        sent: "已发邀请", "Invitations sent";
        opened: "已打开", "Opened";
        answered: "已答", "Answered";
        refused: "拒答", "Refused";
        expired: "已过期", "Expired";
        circle: "不满意处理", "Closing the loop";
        unhappy: "不满意答卷", "Unhappy answers";
        nameless: "其中匿名或未留联系方式", "Of them without contact data";
        complaints: "转为投诉", "Became complaints";
        in_time: "按时回访", "Called in time";
        late: "未按时", "Late";
        recovered: "再次调查已满意", "Content at the next survey";
        reasons: "不满意原因", "Reasons";
        no_reasons: "还没有记录原因", "No reasons on record yet";
        nobody_unhappy: "没有不满意的答卷", "Nobody was unhappy";
        only_nameless: "不满意的客户都没有留下联系方式，无法回访", "Nobody who was unhappy left contact data: nobody can be called";
        customer: "客户", "Customer";
        nobody_known: "匿名", "Anonymous";
        advisor: "顾问", "Advisor";
        call: "回访", "Call-back";
        is_complaint: "投诉", "Complaint";
        open_answer: "查看答卷", "Open the answer";
        all_unhappy: "全部不满意答卷", "All unhappy answers";
        remarks: "客户意见", "Remarks";
        no_remarks: "没有客户意见", "No remarks";
        all_remarks: "全部客户意见", "All remarks";
        replied: "已答复", "Answered";
        masked_hint: "号码已遮盖，完整内容见答卷", "Numbers are hidden; the answer itself has them";
        not_shown: "单份答卷由客服和经理查看", "Single answers are for customer care and managers";
        export_title: "导出满意度报告", "Export the survey report";
        export_hint: "文件含当前筛选下的全部数字，不含客户资料。导出会记入操作日志。",
            "The file holds all figures under these filters and no customer data. The export is recorded.";
        with_remarks: "附客户意见（号码已遮盖，最多 100 条）", "With customers' remarks (numbers hidden, at most 100)";
        reason: "用途", "What for";
        reason_hint: "附客户意见时必填，记入操作日志", "Needed with remarks; goes on record";
        download: "下载", "Download";
        back: "返回报告", "Back to the report";
        sheet_summary: "概要", "Summary";
        sheet_items: "分项得分", "Questions";
        sheet_groups: "分组对比", "Groups";
        sheet_months: "趋势", "Trend";
        sheet_spread: "答案分布", "Distribution";
        sheet_reach: "回答进度", "How far people get";
        sheet_circle: "不满意处理", "Closing the loop";
        answer: "答案", "Answer";
        share: "占比 %", "Share %";
        sheet_remarks: "客户意见", "Remarks";
        exported_by: "导出人", "Exported by";
        exported_at: "导出时间", "Exported at";
        low: "区间下限", "Low";
        high: "区间上限", "High";
        figure: "指标", "Figure";
        value: "数值", "Value";
        at: "时间", "When";
        text: "内容", "Remark";
        dimension: "维度", "By";
    }
}

labels! {
    Dimension {
        Advisor: "顾问", "Advisor";
        Technician: "技师", "Technician";
        Model: "车型", "Model";
        Tier: "会员等级", "Tier";
        Way: "回答方式", "Way";
    }
    Period {
        Month: "近 30 天", "Last 30 days";
        Quarter: "近 90 天", "Last 90 days";
        Year: "近 12 个月", "Last 12 months";
    }
    Remarks {
        All: "全部", "All";
        Unhappy: "不满意", "Unhappy";
        Happy: "满意", "Content";
        Unanswered: "未答复", "Unanswered";
    }
}

/// `2026-11-01 至 2026-11-22`
pub fn days(first: &str, last: &str, lang: Lang) -> String {
    lang.pick(format!("{first} 至 {last}"), format!("{first} to {last}"))
}

/// Why these days can have no answers.
pub fn fault(fault: Fault, lang: Lang) -> (&'static str, &'static str) {
    match fault {
        Fault::Reversed => (
            lang.pick("开始日期晚于结束日期", "The first day comes after the last"),
            lang.pick(
                "请调换两个日期，或选一个时段。",
                "Swap the two days, or choose a period.",
            ),
        ),
        Fault::Future => (
            lang.pick("这段时间还没有到来", "These days have not come yet"),
            lang.pick("请选今天或更早的日期。", "Choose today or days before."),
        ),
    }
}

/// `n = 86`
pub fn n(n: i64) -> String {
    format!("n = {n}")
}

/// `第 3 版`
pub fn version(number: i32, lang: Lang) -> String {
    lang.pick(format!("第 {number} 版"), format!("Version {number}"))
}

/// Which versions the figures are of.
pub fn versions(numbers: &[i32], lang: Lang) -> String {
    let list: Vec<String> = numbers.iter().map(i32::to_string).collect();
    let list = list.join(lang.pick("、", ", "));
    match (numbers.len(), lang) {
        (1, Lang::Zh) => format!("仅统计第 {list} 版问卷"),
        (1, Lang::En) => format!("Version {list} of the questionnaire only"),
        (_, Lang::Zh) => format!("合并统计第 {list} 版问卷，同一问题合计；各版问法可能不同"),
        (_, Lang::En) => format!("Versions {list} together, question by question; their wording may differ"),
    }
}

/// That other versions were answered too.
pub fn other_versions(lang: Lang) -> &'static str {
    lang.pick(
        "这段时间还有其他版本的答卷：",
        "Other versions were answered in these days too:",
    )
}

/// That a report rests on few answers.
pub fn few(n: i64, small: i64, lang: Lang) -> String {
    lang.pick(
        format!("样本少（n = {n}，不足 {small} 份），仅供参考"),
        format!("Few answers (n = {n}, fewer than {small}): take with care"),
    )
}

/// `n = 86 · 70.1–88.0`
pub fn sure(low: f64, high: f64) -> String {
    format!("{}–{}", one_decimal(low), one_decimal(high))
}

/// `-0.04` is `0.0`.
pub fn one_decimal(value: f64) -> String {
    let text = format!("{value:.1}");
    if text == "-0.0" { "0.0".to_owned() } else { text }
}

/// `2026年11月`, `2026-11`
pub fn month(year: i32, month: u32, lang: Lang) -> String {
    lang.pick(format!("{year}年{month}月"), format!("{year}-{month:02}"))
}

/// `2026 年第 4 季度`, `2026 Q4`
pub fn quarter(year: i32, quarter: u32, lang: Lang) -> String {
    lang.pick(format!("{year} 年第 {quarter} 季度"), format!("{year} Q{quarter}"))
}

/// `25-12`: under a chart.
pub fn short_month(year: i32, month: u32) -> String {
    format!("{:02}-{month:02}", year.rem_euclid(100))
}

/// `25Q4`
pub fn short_quarter(year: i32, quarter: u32) -> String {
    format!("{:02}Q{quarter}", year.rem_euclid(100))
}

/// How many began to answer.
pub fn began(n: i64, lang: Lang) -> String {
    lang.pick(format!("开始作答 {n} 人"), format!("{n} began"))
}

/// `5 分`, `10`
pub fn points(score: usize, lang: Lang) -> String {
    lang.pick(format!("{score} 分"), score.to_string())
}

/// How many of the remarks stand in the file.
pub fn cut(shown: usize, lang: Lang) -> String {
    lang.pick(
        format!("只含最近 {shown} 条；更多须经审批导出"),
        format!("The newest {shown} only; more need an approval"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_of_which_versions_it_is() {
        assert_eq!(versions(&[3], Lang::Zh), "仅统计第 3 版问卷");
        assert!(versions(&[3, 2], Lang::En).starts_with("Versions 3, 2 together"));
        assert_eq!(
            (short_month(2025, 12), short_quarter(2026, 1)),
            ("25-12".into(), "26Q1".into())
        );
        assert_eq!(sure(-0.02, 12.345), "0.0–12.3");
    }
}
