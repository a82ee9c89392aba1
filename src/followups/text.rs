//! Words of the call-back list.

use super::rules::{CallOutcome, Mood, NoteChannel, NoteOutcome, SnoozeFor, View, is_notice};
use crate::access::{Actor, Permission};
use crate::platform::i18n::Lang;
use crate::{labels, words};

words! {
    /// Words of the call-back list.
    pub struct FollowupText {
        title: "回访与待办", "Calls and tasks";
        views: "视图", "Views";
        task: "任务", "Task";
        customer: "客户", "Customer";
        phone: "电话", "Phone";
        due: "时限", "Due";
        owner: "负责人", "Owner";
        actions: "操作", "Actions";
        kind: "类型", "Kind";
        about: "关联记录", "About";
        nobody: "待认领", "Unclaimed";
        no_customer: "未登记客户", "No one on record";
        no_phone: "没有登记电话", "No phone on record";
        snoozed_until: "暂缓至", "Snoozed until";

        record: "呼叫并记录", "Call and record";
        to_step: "去处理", "Open";
        to_page: "查看", "View";
        take: "认领", "Claim";
        taken: "已认领", "Claimed";
        snooze: "暂缓", "Snooze";
        seen: "已知悉", "Acknowledge";
        was_seen: "已标记为知悉", "Acknowledged";
        start: "开始处理", "Start";

        channel: "方式", "How";
        outcome: "结果", "Outcome";
        mood: "客户感受", "How the customer is";
        mood_hint: "有需求：转给服务顾问；不满意：保存后登记投诉。联系上了必须选。", "A wish goes to the advisor; for somebody unhappy the complaint form opens next. Needed once the customer was reached.";
        now_complaint: "已记录。请登记投诉，登记前待办会保留。", "Recorded. Now take the complaint down; it stays on the list until then.";
        to_complaint: "登记投诉", "Record the complaint";
        note: "沟通内容", "What was said";
        note_hint: "客户说了什么，答应了什么。联系上了必须填。", "What the customer said and what was promised. Needed once the customer was reached.";
        again_at: "约定再次联系", "Next call agreed for";
        again_hint: "填写后任务会在那时再出现。没联系上又不填，两小时后再提醒。",
            "The task comes back then. If nobody was reached and this is empty, it comes back in two hours.";
        save: "保存记录", "Save";
        save_next: "保存并处理下一个", "Save and go on";
        recorded: "已记录", "Recorded";
        recorded_last: "已记录，都处理完了", "Recorded; that was the last one";
        comes_back: "已记录，到时会再次提醒", "Recorded; it will come back";

        snooze_title: "暂缓任务", "Snooze the task";
        snooze_hint: "只是先收起来，时限不变。", "It is only out of sight; its deadline stays.";
        until: "到什么时候", "Until when";
        reason: "原因", "Reason";
        how_long: "多久", "How long";
        snoozed: "已暂缓", "Snoozed";
        wake: "现在恢复", "Wake now";
        woken: "已恢复", "It is back";

        history: "之前的联系", "Earlier contacts";
        no_history: "还没有联系记录", "No contacts so far";
        done: "已完成", "Done";
        own_form: "这项任务在它自己的页面里完成，记录只需写一次。",
            "This task is done on the record's own page, so that nothing is written down twice.";
        not_yours: "这项任务由别的岗位处理。", "This task is for another role.";
        changed_meanwhile: "您打开后，有人更新了这项任务。请核对后再次保存。",
            "Somebody changed this task since you opened it. Check and save again.";
        moved_on: "这项任务已经有人处理了。", "Somebody has dealt with this task.";
        back: "返回任务列表", "Back to the list";

        plan: "安排回访", "Plan a call-back";
        plan_what: "回访事由", "What about";
        plan_what_hint: "例如：交车满 7 天，问问用车感受", "Such as: a week after delivery, ask how the car is";
        plan_due: "最晚什么时候", "At the latest";
        plan_free: "交给客服认领", "Leave it to customer care";
        planned: "已安排回访", "Call-back planned";
        planned_already: "这位客户已有一个没完成的回访任务，请先处理它。", "There is an open call-back for this customer already: do that one first.";

        none_mine: "今天都处理完了", "All done";
        none_mine_text: "没有等您处理的任务。新的任务会自动出现在这里。", "Nothing waits for you. New tasks appear here by themselves.";
        none_free: "没有待认领的任务", "Nothing is unclaimed";
        none_overdue: "没有超时的任务", "Nothing is late";
        none_later: "没有暂缓的任务", "Nothing is snoozed";
        none_done: "今天还没有完成的任务", "Nothing done today so far";
        none_found: "没有符合条件的任务", "No task matches";
    }
}

labels! {
    View {
        Mine: "我的", "Mine";
        Free: "待认领", "Unclaimed";
        Overdue: "已超时", "Overdue";
        Later: "已暂缓", "Snoozed";
        Done: "今日已完成", "Done today";
        All: "全店", "Whole store";
    }
    NoteChannel {
        Phone: "电话", "Phone";
        Sms: "短信", "SMS";
        WeChat: "微信", "WeChat";
        Email: "邮件", "E-mail";
        Visit: "当面", "In person";
        Note: "备注", "Note";
    }
    CallOutcome {
        Answered: "已联系上", "Reached";
        Unanswered: "没联系上", "Not reached";
        WrongNumber: "号码有误", "Wrong number";
    }
    Mood {
        Happy: "满意", "Happy";
        Wish: "有需求", "Has a wish";
        Unhappy: "不满意", "Unhappy";
    }
    NoteOutcome {
        Answered: "已联系上", "Reached";
        Unanswered: "没联系上", "Not reached";
        WrongNumber: "号码有误", "Wrong number";
        Sent: "已发送", "Sent";
        Received: "已收到", "Received";
        Met: "已见面", "Met";
        Internal: "内部备注", "Internal note";
    }
    SnoozeFor {
        Hour: "1 小时", "1 hour";
        ThreeHours: "3 小时", "3 hours";
        Tomorrow: "明天 9:00", "Tomorrow 9:00";
        Moment: "指定时间", "Until a time";
    }
}

/// (code, zh, en) of the kinds of tasks that are known.
const KINDS: &[(&str, &str, &str)] = &[
    ("complaint.contact", "投诉首次响应", "First contact"),
    ("complaint.report", "投诉进度告知", "Progress report"),
    ("complaint.call_back", "投诉解决后回访", "Call-back after a complaint"),
    ("complaint.crisis", "危机投诉", "Crisis"),
    ("complaint.crisis_report", "危机投诉汇报", "Crisis report"),
    (
        "complaint.contact_warning",
        "首次响应时限过半",
        "First contact: half of the time is gone",
    ),
    ("complaint.contact_alert", "首次响应已超时", "First contact overdue"),
    (
        "complaint.contact_top_alert",
        "首次响应严重超时",
        "First contact long overdue",
    ),
    (
        "complaint.proposal_warning",
        "方案时限过半",
        "Proposal: half of the time is gone",
    ),
    ("complaint.proposal_alert", "方案已超时", "Proposal overdue"),
    ("complaint.proposal_top_alert", "方案严重超时", "Proposal long overdue"),
    (
        "complaint.resolution_warning",
        "解决时限过半",
        "Resolution: half of the time is gone",
    ),
    ("complaint.resolution_alert", "解决已超时", "Resolution overdue"),
    (
        "complaint.resolution_top_alert",
        "解决严重超时",
        "Resolution long overdue",
    ),
    (
        "complaint.call_back_warning",
        "回访时限过半",
        "Call-back: half of the time is gone",
    ),
    ("complaint.call_back_alert", "回访已超时", "Call-back overdue"),
    (
        "complaint.call_back_top_alert",
        "回访严重超时",
        "Call-back long overdue",
    ),
    ("complaint.goodwill", "补偿待审批", "Goodwill to decide on"),
    (
        "complaint.goodwill_top",
        "补偿待总经理审批",
        "Goodwill for the store manager",
    ),
    ("corrective_action.due", "整改到期", "Corrective action due"),
    ("customer.call_back", "客户回访", "Customer call-back"),
    ("customer.wake_up", "沉睡唤醒", "Wake a dormant customer"),
    ("customer.win_back", "流失召回", "Win a lost customer back"),
    ("sales.follow_up", "商机跟进", "Follow-up"),
    ("sales.asked_again", "客户再次来询", "Asked again"),
    ("lead.asked_again_alert", "已订车客户再次来询", "A buyer asked again"),
    ("sales.sign", "签订合同", "Sign the contract"),
    ("sales.loss_decision", "战败待审批", "Loss to decide on"),
    ("lead.first_call", "线索首次联系", "First call to a lead"),
    ("lead.message", "线索发送资料", "Message to a lead"),
    ("lead.second_call", "线索第二次跟进", "Second follow-up of a lead"),
    ("lead.status", "线索状态更新", "Status of a lead"),
    (
        "lead.first_call_alert",
        "线索首次联系超时",
        "First call to a lead overdue",
    ),
    ("lead.walk_in_alert", "到店客户建线索", "Make a lead of a visitor"),
    ("lead.nobody_alert", "线索无人可分配", "Nobody to take a lead"),
    ("service.after_thanks", "服务后致谢", "Thanks after a service"),
    ("service.after_call", "服务后回访", "Call after a service"),
    ("service.unhappy", "登记投诉", "Record the complaint"),
    ("service.wish", "客户需求", "A customer's wish"),
    ("service.after_reminder", "告知下次保养", "Tell of the next service"),
    (
        "service.due_reminder",
        "保养到期邀约",
        "Invite to a service that is due",
    ),
    ("service.finding", "征询维修意见", "Ask about a finding"),
    ("service.later", "暂缓项目再询问", "Ask again about what was put off"),
    ("service.parts_alert", "工单待料", "Waiting for parts"),
    ("service.repeat_alert", "三包返修预警", "Warranty: comes back again"),
    ("service.promise_moved_alert", "交车时间顺延", "Promise moved"),
    ("service.check_failed_alert", "质检未通过", "Quality check failed"),
    (
        "service.promise_half_warning",
        "交车时间过半",
        "Promise: half of the time is gone",
    ),
    ("service.promise_soon_warning", "即将到交车时间", "Promise: due soon"),
    ("service.promise_late_alert", "交车已超时", "Promise: overdue"),
    (
        "appointment.remind",
        "提醒明天的预约",
        "Remind of tomorrow's appointment",
    ),
    ("appointment.offer", "候补有空位", "A place is free for who waits"),
    ("courtesy.return", "代步车应还", "Courtesy car due back"),
    ("test_drive.start", "试驾", "Test drive"),
    (
        "test_drive.result",
        "登记试驾结果",
        "Record what came of the test drive",
    ),
    ("sales.delivery", "按期交车", "Deliver the car"),
    ("sales.week_call", "交车 7 天回访", "First week call after a delivery"),
    ("sales.month_call", "交车满月回访", "First month call after a delivery"),
    (
        "membership.adjustment",
        "积分调整待审批",
        "Points adjustment to decide on",
    ),
    ("sales.discount", "报价优惠待审批", "Discount of a quote to decide on"),
    ("quote.reply", "客户对报价的答复", "A customer's answer to a quote"),
    (
        "survey_call_back",
        "问卷不满意，请回访",
        "Call an unhappy customer after a survey",
    ),
    ("survey_remark", "问卷留言待答复", "Answer a remark in a survey"),
];

/// The codes of the kinds that a list may be narrowed to: what there is to do, not what one is told.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|(code, ..)| *code).filter(|code| !is_notice(code))
}

/// Of these, the kinds of this person's own work.
pub fn kinds_of(actor: &Actor) -> impl Iterator<Item = &'static str> {
    kinds().filter(move |code| {
        let needs = match code.split('.').next().unwrap_or_default() {
            "complaint" | "corrective_action" => Permission::WorkComplaint,
            "service" | "courtesy" => Permission::SeeServiceOrders,
            "appointment" => Permission::BookAppointments,
            "sales" | "lead" | "test_drive" => Permission::SeeSales,
            "membership" => Permission::ApprovePoints,
            _ => Permission::SeeTasks,
        };
        actor.may(needs)
    })
}

/// What came of a task: of a call, of a follow-up, of a step of a lead's clock.
pub fn outcome(code: &str, lang: Lang) -> &'static str {
    if let Some(mood) = Mood::parse(code) {
        return mood.label(lang);
    }
    match code {
        "booked" => lang.pick("预约到店", "Will come"),
        "signed" => lang.pick("已签订", "Signed"),
        "call" => CallOutcome::Answered.label(lang),
        "attempts" => lang.pick("多次未接", "Called several times"),
        "message" => NoteOutcome::Sent.label(lang),
        "visit" => NoteOutcome::Met.label(lang),
        code => NoteOutcome::parse(code).map_or("", |outcome| outcome.label(lang)),
    }
}

/// What a kind of task is called.
pub fn kind(code: &str, lang: Lang) -> &'static str {
    KINDS
        .iter()
        .find(|(known, ..)| *known == code)
        .map_or_else(|| lang.pick("待办", "To do"), |(_, zh, en)| lang.pick(zh, en))
}

/// Whether the portal words the titles of this kind itself; they end with the number of the record, or a time.
pub fn is_worded_by_us(code: &str) -> bool {
    [
        "complaint.",
        "corrective_action.",
        "appointment.",
        "service.",
        "lead.",
        "sales.",
        "courtesy.",
        "test_drive.",
        "membership.",
        "survey_",
        "customer.wake_up",
        "customer.win_back",
    ]
    .iter()
    .any(|room| code.starts_with(room))
}

/// Parts a title from whom and what it is about, which stays in any language.
pub const ABOUT: &str = " · ";

/// Whom the title of a task names, for a task of somebody who is no customer yet.
pub fn named(kept: &str) -> &str {
    kept.split(ABOUT).nth(1).unwrap_or_default()
}

/// The title of a task, and whether it is in another language than the page's.
pub fn title(kept: &str, kind_code: &str, lang: Lang) -> (String, bool) {
    if kept.is_empty() {
        return (kind(kind_code, lang).to_owned(), false);
    }
    if let Some((_, about)) = kept
        .split_once(ABOUT)
        .filter(|_| lang == Lang::En && kind_code.starts_with("lead."))
    {
        return (format!("{}{ABOUT}{about}", kind(kind_code, lang)), false);
    }
    if lang == Lang::En && is_worded_by_us(kind_code) {
        // A number, or a day and a time.
        let mut words: Vec<&str> = kept.rsplit(' ').take_while(|word| word.is_ascii()).collect();
        words.reverse();
        let unit = if kind_code == "membership.adjustment" {
            " points"
        } else {
            ""
        };
        let title = format!("{} {}{unit}", kind(kind_code, lang), words.join(" "));
        return (title.trim_end().to_owned(), false);
    }
    (kept.to_owned(), lang == Lang::En)
}

pub fn shown(count: usize, lang: Lang) -> String {
    lang.pick(format!("本页 {count} 条"), format!("{count} on this page"))
}
