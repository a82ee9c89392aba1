//! Words of corrective actions.

use super::rules::{State, View};
use crate::complaints::model::Effect;
use crate::platform::i18n::Lang;
use crate::{labels, words};

words! {
    pub struct ActionText {
        title: "整改措施", "Corrective actions";
        new: "新建整改措施", "New corrective action";
        edit: "修改计划", "Change the plan";
        views: "视图", "Views";
        name: "整改事项", "What is to change";
        name_hint: "一句话说清要改变什么", "In one sentence";
        measure: "具体措施", "The measure";
        measure_hint: "做什么、怎么做、做到什么程度", "What, how, and how far";
        no_measure: "还没有制定措施", "No measure yet";
        cause: "根本原因", "Root cause";
        no_cause: "未指定原因", "No cause given";
        owner: "负责人", "Owner";
        nobody: "未指定", "Nobody yet";
        due: "期限", "Due";
        state: "状态", "State";
        effect: "效果", "Effect";
        opened: "来源", "Opened because of";
        by_hand: "人工建立", "By hand";
        by_alarm: "重复原因预警", "Repeat-cause alarm";
        complaint: "关联投诉", "Complaint";
        complaint_hint: "可填投诉编号", "The number of a complaint, if there is one";
        created: "建立", "Opened";
        properties: "整改信息", "About this action";
        create: "建立整改措施", "Open the action";
        created_now: "整改措施已建立", "Corrective action opened";
        planned: "计划已更新", "Plan updated";
        finish: "完成整改", "Mark as done";
        done_note: "完成情况", "What was done";
        done_note_hint: "实际做了什么，有什么凭据", "What was really done, and what shows it";
        finished: "整改已完成，等待效果检查", "Done; the effect is to be checked";
        check: "检查效果", "Check the effect";
        verdict: "结论", "Verdict";
        evidence: "依据", "Evidence";
        evidence_hint: "数据、现场检查、客户反馈", "Figures, what was seen on site, what customers say";
        checked: "效果已确认", "Effect recorded";
        own_work: "由完成人以外的经理检查效果", "Somebody other than who did it has to check";
        before_after: "整改前后对比", "Before and after";
        same_cause: "同一原因的投诉数", "Complaints of the same cause";
        window: "时段", "Period";
        count: "投诉", "Complaints";
        no_comparison: "指定根本原因后，这里会对比整改前后同一原因的投诉数。",
            "Once a root cause is given, complaints of that cause before and after are compared here.";
        not_done: "完成后开始统计整改后的投诉数。", "Counting starts when the action is done.";
        none: "没有整改措施", "No corrective actions";
        none_text: "同一原因反复出现时会自动建立，也可以人工建立。",
            "A cause that keeps coming back opens one by itself; you can open one by hand too.";
        none_text_reader: "同一原因反复出现时会自动建立。", "A cause that keeps coming back opens one by itself.";
        none_found: "没有符合条件的整改措施", "No corrective action matches";
        changed_meanwhile: "在您编辑时，有人修改了这项整改。请核对后再次保存。",
            "Somebody changed this action while you were editing. Check and save again.";
        analysis: "投诉分析", "Complaint analysis";
        back: "返回列表", "Back to the list";
    }
}

labels! {
    State {
        Open: "进行中", "Open";
        Done: "待检查", "To be checked";
        Checked: "已检查", "Checked";
    }
    View {
        Open: "进行中", "Open";
        Overdue: "已逾期", "Overdue";
        Done: "待检查效果", "Effect to check";
        Checked: "已检查", "Checked";
        All: "全部", "All";
    }
    Effect {
        Effective: "有效", "Effective";
        Partly: "部分有效", "Partly effective";
        None: "无效", "No effect";
    }
}

/// What the alarm calls the action it opens.
pub fn alarm_title(cause: &str, count: &str, lang: Lang) -> String {
    lang.pick(
        format!("「{cause}」反复出现：第 {count} 起"),
        format!("\"{cause}\" keeps coming back: {count} times"),
    )
}

/// `整改前 30 天`
pub fn days_before(days: u32, lang: Lang) -> String {
    lang.pick(format!("整改前 {days} 天"), format!("{days} days before"))
}

/// `整改后 30 天`, or how many of them have passed.
pub fn days_after(days: u32, passed: i64, lang: Lang) -> String {
    if passed >= i64::from(days) {
        lang.pick(format!("整改后 {days} 天"), format!("{days} days after"))
    } else {
        lang.pick(
            format!("整改后（已过 {passed} / {days} 天）"),
            format!("After (day {passed} of {days})"),
        )
    }
}

pub fn shown(count: usize, lang: Lang) -> String {
    lang.pick(format!("本页 {count} 条"), format!("{count} on this page"))
}

/// How late an action is: `逾期 3 天`.
pub fn late(days: i64, lang: Lang) -> String {
    lang.pick(
        format!("逾期 {days} 天"),
        format!("{days} day{} late", if days == 1 { "" } else { "s" }),
    )
}
