//! Words of the monthly report.

use crate::platform::i18n::Lang;
use crate::words;

words! {
    pub struct MonthText {
        reports: "报告", "Reports";
        reports_intro: "每月一份经营报告：指标、漏斗、投诉、满意度和排行榜；可打印、导出，也可以定时发送邮件。",
            "One management report a month: figures, funnel, complaints, surveys and leaderboards; to print, to take away, and by mail.";
        title: "月度经营报告", "Monthly management report";
        month: "月份", "Month";
        months: "月份", "Months";
        runs: "进行中", "Running";
        over: "已结束", "Over";
        previous: "上一月", "Month before";
        next: "下一月", "Next month";
        print: "打印", "Print";
        export: "导出 Excel", "Export to Excel";
        subscriptions: "邮件订阅", "Mail subscriptions";
        subscriptions_text: "谁、每周或每月、什么时候收到报告", "Who gets which report by mail, and when";
        awards: "CRM 之星", "CRM stars";
        awards_text: "按排行榜提名，授予并打印证书", "Nominated by the leaderboards, with a certificate";
        quality: "数据质量", "Data quality";
        quality_text: "资料是否完整、新鲜、不重复", "Whether records are complete, fresh and unique";
        future: "这个月还没有到", "This month has not come yet";
        future_text: "请选择已经开始的月份。", "Choose a month that has begun.";
        so_far: "本月还没有结束，与上月和去年同期比较的是相同天数。",
            "This month is still running; it is set beside as many days of the month before and of last year.";
        figures: "经营指标", "Figures";
        figure: "指标", "Figure";
        value: "数值", "Value";
        n: "样本", "Cases";
        numerator: "分子", "Numerator";
        target: "目标", "Target";
        light: "状态", "State";
        before: "环比", "vs month before";
        year_ago: "同比", "vs a year ago";
        trend: "近 12 个月", "12 months";
        trends: "趋势", "Trends";
        few: "样本少", "Few cases";
        figures_hint: "变化单位为百分点（NPS 为分）。样本少于规则所设数量的指标以浅色显示。",
            "Changes are in points. Figures that rest on fewer cases than the rules ask for are pale.";
        funnel: "销售漏斗", "Sales funnel";
        funnel_hint: "本月收到的有效线索，到今天为止各走到哪一步", "Valid leads received in the month, as far as they have come by today";
        stage: "阶段", "Stage";
        count: "数量", "Count";
        share: "占比", "Share";
        cumulative: "累计", "Cumulative";
        no_funnel: "没有查看销售漏斗的权限", "The sales funnel isn't shown to your role";
        complaints: "投诉", "Complaints";
        by_category: "投诉类别", "Complaints by category";
        by_cause: "投诉原因", "Complaints by cause";
        category: "类别", "Category";
        cause: "原因", "Cause";
        surveys: "满意度调查", "Surveys";
        survey: "调查", "Survey";
        version: "版本", "Version";
        satisfaction: "满意度", "Satisfaction";
        csi: "CSI", "CSI";
        nps: "NPS", "NPS";
        no_surveys: "这个月没有答卷", "Nothing was answered in this month";
        surveys_hint: "满意度为总体评分 4 分及以上的占比，CSI 为平均分 × 20；不同版本的问卷分开统计。",
            "Satisfaction is the share of overall scores of 4 and 5, CSI the mean × 20; versions of a questionnaire are kept apart.";
        boards: "排行榜", "Leaderboards";
        person: "员工", "Person";
        place: "名次", "Place";
        no_board: "没有样本", "No cases";
        give: "授予 CRM 之星", "Give a CRM star";
        stars: "本月 CRM 之星", "CRM stars of the month";
        no_stars: "还没有授予", "None given yet";
        certificate: "证书", "Certificate";
        sheet_summary: "概览", "Summary";
        sheet_figures: "指标", "Figures";
        sheet_trends: "趋势", "Trends";
        sheet_funnel: "漏斗", "Funnel";
        sheet_complaints: "投诉", "Complaints";
        sheet_surveys: "满意度", "Surveys";
        sheet_boards: "排行榜", "Leaderboards";
        sheet_awards: "CRM 之星", "CRM stars";
        store: "门店", "Store";
        days: "日期", "Days";
        data_time: "数据时间", "Data as of";
        exported_by: "导出人", "Exported by";
        exported_at: "导出时间", "Exported at";
        unranked: "样本不足，不排名", "Too few cases to be ranked";
        total: "合计", "Total";
        of_leads: "条有效线索", "valid leads";
    }
}

/// Who has no place on a leaderboard.
pub fn ranked_from(small: u32, lang: Lang) -> String {
    lang.pick(
        format!("样本少于 {small} 的人不参加排名；数值相同的人并列。"),
        format!("Who has fewer than {small} cases is not ranked; equals share a place."),
    )
}

/// `共 12 件`
pub fn counted(n: u32, unknown: u32, lang: Lang) -> String {
    match (unknown, lang) {
        (0, Lang::Zh) => format!("共 {n} 件"),
        (0, Lang::En) => format!("{n} in all"),
        (unknown, Lang::Zh) => format!("共 {n} 件，另有 {unknown} 件未定原因"),
        (unknown, Lang::En) => format!("{n} in all; {unknown} without a cause yet"),
    }
}

/// `第 3 版`
pub fn version(number: i32, lang: Lang) -> String {
    lang.pick(format!("第 {number} 版"), format!("version {number}"))
}
