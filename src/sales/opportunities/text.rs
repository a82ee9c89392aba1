//! Words of the follow-up board and of one opportunity.

use super::rules::{Column, Gap, View};
use crate::platform::i18n::Lang;
use crate::{labels, words};

words! {
    pub struct BoardText {
        title: "跟进看板", "Follow-up board";
        one: "商机", "Opportunity";
        new: "新建商机", "New opportunity";
        views: "视图", "Views";
        layout: "布局", "Layout";
        as_board: "看板", "Board";
        as_list: "列表", "List";
        start: "开始处理", "Start working";
        all_done: "今天到期的都跟进完了", "All that is due today is done";
        opened: "商机已建立", "Opportunity opened";
        opened_from_lead: "已将该客户的线索转为商机", "Their lead became this opportunity";
        with_somebody: "该客户已有人跟进，见上方说明", "Somebody looks after this customer already: see above";
        say_another: "如确为另一台车新建，请勾选", "Tick this if a second car is meant";
        another: "为另一台车再建一个商机", "A second opportunity, for another car";
        another_hint: "原有商机保持不变。", "The open one stays as it is.";
        has_open: "该客户已有进行中的商机，请优先在原商机中跟进。", "This customer has an open opportunity; go on with that one first.";
        has_lead: "该客户有一条待跟进的线索，保存后线索会转为商机。", "This customer has an open lead: saving turns it into the opportunity.";
        in_pool: "该客户的商机在公海中，可以认领后跟进。", "The opportunity of this customer is in the open pool: claim it there.";
        with_colleague: "该客户已由同事跟进。如需跟进，可以申请查看客户，由经理决定。", "A colleague looks after this customer. You may ask for access; a manager decides.";
        with_colleague_lead: "该客户已由同事跟进。如需接手，请联系销售经理改派。", "A colleague works on this person. Ask the sales manager to reassign the lead.";
        open_it: "打开原商机", "Open it";
        open_lead: "查看线索", "Look at the lead";
        ask_access: "申请查看客户", "Ask for access";
        find_customer: "从客户列表选择", "Choose from the customers";

        owner: "负责人", "Owner";
        nobody: "未分配", "Nobody yet";
        me: "我的", "Mine";
        level: "意向级别", "Level";
        no_level: "未定级", "No level";
        source: "来源", "Source";
        model: "意向车型", "Model";
        no_model: "车型未定", "No model yet";
        colour: "颜色", "Colour";
        customer: "客户", "Customer";
        number: "编号", "No.";
        stage: "阶段", "Stage";
        export: "导出", "Export";
        next: "下次跟进", "Next follow-up";
        last: "最近联系", "Last contact";
        last_note: "最近跟进", "Last said";
        phone: "电话", "Phone";
        expected: "预计成交", "Expected";
        competitor: "竞品", "Competitor";
        opened_on: "建立时间", "Opened";
        phase: "培育阶段", "Nurture phase";
        be_backs: "再次到店", "Came back";
        asked_again: "再次来询", "Asked again";
        more: "更多", "More";
        load_more: "加载更多", "Show more";
        none: "暂无客户", "Nobody here";
        none_found: "没有符合条件的商机", "No opportunity fits";
        none_open: "还没有商机", "No opportunities yet";
        none_open_text: "线索转为商机后会出现在这里。", "They appear here once leads are qualified.";
        proposed: "战败待审批", "Loss proposed";
        tiles: "今日情况", "Today";
        late: "已超时", "Late";
        soon: "1 小时内到期", "Due within the hour";
        today: "今日待跟进", "Due today";
        overdue: "超时未跟进", "Overdue";
        stalled: "停滞", "Stalled";

        log: "记录跟进", "Log a follow-up";
        how: "方式", "How";
        outcome: "结果", "Outcome";
        note: "跟进内容", "What was said";
        note_hint: "客户说了什么，约定了什么。", "What the customer said and what was agreed.";
        next_hint: "必填，按级别预填。", "Needed; filled in by the level.";
        logged: "跟进已记录", "Follow-up logged";
        mismatch: "这个结果不适用于所选方式。", "That can't come of this way of contact.";
        goes_on: "处理下一位", "Go on with the next";
        save_next: "保存并处理下一位", "Save and go on";
        skip: "跳过，今天稍后处理", "Skip: later today";
        stop: "结束处理", "Stop";
        round_done: "这一轮处理完了，跳过的仍在今日待跟进中", "That was all; what you skipped is still due today";
        whom: "联系谁", "Whom to call";
        choose_change: "请选择要修改的内容", "Choose what to change";
        choose_rows: "请先勾选要修改的商机", "Tick the opportunities to change first";
        too_many_rows: "一次最多修改 500 个商机，请少选一些", "At most 500 opportunities are changed at once; choose fewer";
        all_ended: "所选商机都已订车、交车或战败，没有可修改的", "All that was selected is ordered, delivered or lost: there is nothing to change";
        proposed_by: "申请人", "Proposed by";

        move_on: "变更阶段", "Change the stage";
        moved: "阶段已变更", "Stage changed";
        move_hint: "退回需要填写原因。", "Going back needs a reason.";
        needs_level: "意向明确及以后需要级别和车型。", "From interested on it needs level and model.";
        competitor_hint: "对比竞品时需要填写。", "Needed while they compare.";
        because: "原因", "Reason";
        said_first: "首次联系内容", "What was said in the first contact";
        said_hint: "还没有联系记录：写下与客户沟通的内容，会记为一次跟进。", "No contact is noted yet: what you write is logged as a follow-up.";
        said_too: "会记为一次跟进。", "It is logged as a follow-up.";
        needs_contact: "还没有联系记录，请写下与客户沟通的内容", "No contact is noted yet: write down what was said";
        elsewhere: "在别处试驾", "Driven elsewhere";
        elsewhere_hint: "没有本店试驾结果时填写：何时、在哪里、试了哪款车。", "Only without a drive of ours: when, where and which car.";
        needs_drive: "还没有完成的试驾。请先登记试驾结果，或写明在别处试驾的情况", "No drive is finished yet: record its result first, or say where they drove";
        needs_quote: "还没有发给客户的报价，请先发送报价", "No quote was given out yet: send one first";
        skipped: "已跳过", "Skipped";

        their_words: "客户留言", "What they wrote";
        needs: "需求（5W1H）", "Needs (5W1H)";
        edit_needs: "修改需求", "Change the needs";
        no_needs: "还没有记录需求", "No needs noted yet";
        who: "谁来开", "Who drives";
        functions: "看重的功能", "Functions they want";
        when: "何时用", "When it is used";
        place: "在哪里用", "Where it is used";
        why: "为什么选这款", "Why this car";
        how_to_pay: "怎么买（付款、置换）", "How (payment, trade-in)";
        budget: "预算", "Budget";
        deciders: "谁做决定", "Who decides";
        saved: "已保存", "Saved";

        give: "改派", "Reassign";
        given: "已改派", "Reassigned";
        write: "写消息", "Write a message";
        came_back: "记录再次到店", "Log a return visit";
        came_back_done: "再次到店已记录", "Return visit logged";

        propose: "申请战败", "Propose as lost";
        proposed_done: "已提交给销售经理审批", "Sent to the sales manager";
        lost_reason: "战败原因", "Why it was lost";
        lost_to: "买了哪款", "What they bought";
        decide: "审批战败", "Decide on the loss";
        decided: "已处理", "Decided";
        verdict: "决定", "Decision";
        approve: "同意战败", "Approve";
        send_back: "退回继续跟进", "Send back to be worked on";
        answer: "意见", "Answer";
        answer_hint: "退回时必须填写。", "Needed when you send it back.";
        withdraw: "撤回战败申请", "Withdraw the proposal";
        withdrawn_done: "战败申请已撤回", "Proposal withdrawn";
        withdrawn: "申请人已撤回", "Withdrawn by who proposed it";
        waits: "待审批", "Waits for a decision";
        was_approved: "已同意战败", "Approved";
        was_sent_back: "已退回继续跟进", "Sent back";
        ended_on: "结束时间", "Ended";
        decided_by: "审批人", "Decided by";
        reopen: "重新激活", "Reopen";
        reopened: "已重新激活", "Reopened";
        losses: "战败记录", "Loss proposals";

        doors: "报价、试驾与订单", "Quotes, drives and the order";
        quotes: "报价", "Quotes";
        drives: "试驾", "Test drives";
        trade_ins: "置换评估", "Trade-ins";
        order: "订单", "Order";
        new_order: "签订合同", "Sign a contract";
        lead: "来源线索", "The lead it came from";
        none_yet: "暂无", "None yet";
        pool: "公海", "Open pool";
        release: "释放到公海", "Release into the pool";
        ways: "其他销售页面", "More of sales";

        stages: "销售阶段", "Stages";
        missing: "还缺：", "Missing: ";
        history: "动态", "Timeline";
        properties: "属性", "Properties";
        no_history: "还没有记录", "Nothing yet";
        name: "姓名", "Name";
        selected_change: "修改所选", "Change the selected";
        keep_owner: "负责人不变", "Keep the owner";
        keep_level: "级别不变", "Keep the level";
        gone_on: "商机已有变化", "The opportunity has moved on";
        look_again: "查看最新内容", "Look again";
        system: "系统", "The system";
    }
}

labels! {
    Column {
        New: "新线索", "New";
        Contacted: "已首联", "Contacted";
        Nurturing: "培育中", "Nurturing";
        TestDriven: "到店试驾", "Test drive";
        Quoted: "报价洽谈", "Quoted";
    }
    View {
        Open: "全部跟进中", "All open";
        Today: "今日待跟进", "Due today";
        Late: "已超时", "Late";
        Soon: "1 小时内到期", "Due within the hour";
        Overdue: "超时多日", "Late by days";
        Stalled: "停滞数周", "Stalled for weeks";
        Hot: "H 级客户", "Level H";
        Proposed: "战败待审批", "Losses to decide";
        Ordered: "已订车", "Ordered";
        Delivered: "已交车", "Delivered";
        Lost: "战败", "Lost";
    }
}

/// What a column asks for next; by when stands on each card.
pub fn column_rule(column: Column, lang: Lang) -> &'static str {
    match column {
        Column::New => lang.pick("完成首次联系", "Make the first contact"),
        Column::Contacted => lang.pick("发送资料，了解需求", "Send material, ask what they need"),
        Column::Nurturing => lang.pick("再次跟进，邀约试驾", "Follow up, invite to a test drive"),
        Column::TestDriven => lang.pick("了解试驾感受，准备报价", "Ask about the drive, prepare a quote"),
        Column::Quoted => lang.pick("确认客户对报价的意见", "Ask what they think of the quote"),
    }
}

pub fn gap(gap: Gap, lang: Lang) -> &'static str {
    match gap {
        Gap::Level => lang.pick("意向级别", "level"),
        Gap::Model => lang.pick("意向车型", "model"),
        Gap::Competitor => lang.pick("竞品", "competitor"),
        Gap::Expected => lang.pick("预计成交日期", "expected date"),
        Gap::Needs => lang.pick("需求", "needs"),
        Gap::Contact => lang.pick("首次联系", "a first contact"),
        Gap::Drive => lang.pick("试驾", "a test drive"),
        Gap::Quote => lang.pick("报价", "a quote"),
    }
}

/// What a stamp says.
pub fn stamp(action: &str, lang: Lang) -> &'static str {
    match action {
        "open" => lang.pick("建立商机", "Opened"),
        "contacted" => lang.pick("首次联系成功", "Reached for the first time"),
        "interested" => lang.pick("意向明确", "Interested"),
        "comparing" => lang.pick("开始对比竞品", "Compares"),
        "test_driven" => lang.pick("完成试驾", "Test driven"),
        "driven_elsewhere" => lang.pick("在别处试驾", "Driven elsewhere"),
        "quoted" => lang.pick("已报价", "Quoted"),
        "ordered" => lang.pick("已订车", "Ordered"),
        "delivered" => lang.pick("已交车", "Delivered"),
        "back" => lang.pick("退回阶段", "Went back"),
        "lost" => lang.pick("战败", "Lost"),
        "reopen" => lang.pick("重新激活", "Reopened"),
        "give" => lang.pick("改派", "Reassigned"),
        "released" => lang.pick("释放到公海", "Released into the pool"),
        "dropped" => lang.pick("久未联系，转入公海", "Went into the pool: no contact for too long"),
        "claimed" => lang.pick("从公海认领", "Claimed from the pool"),
        "be_back" => lang.pick("再次到店", "Came back"),
        "asked_again" => lang.pick("客户再次来询", "Asked again"),
        "quote_asked" => lang.pick("客户对报价提问", "The customer asked about the quote"),
        "quote_declined" => lang.pick("客户暂不考虑报价", "The customer does not take the quote for now"),
        "propose_loss" => lang.pick("申请战败", "Proposed as lost"),
        "loss_withdrawn" => lang.pick("撤回战败申请", "Proposal withdrawn"),
        "loss_sent_back" => lang.pick("战败申请退回", "Loss sent back"),
        "describe" => lang.pick("更新需求", "Needs written down"),
        "together" => lang.pick("批量修改", "Changed with others"),
        "take_back" => lang.pick("撤销批量修改", "Change taken back"),
        _ => lang.pick("变更", "Changed"),
    }
}

/// What happened elsewhere in sales.
pub fn event(what: &str, lang: Lang) -> &'static str {
    match what {
        "quote_sent" => lang.pick("报价已发给客户", "Quote given out"),
        "quote_accepted" => lang.pick("客户已确认报价", "The customer agreed to the quote"),
        "drive_booked" => lang.pick("预约试驾", "Test drive booked"),
        "drive_done" => lang.pick("试驾结果", "Result of the test drive"),
        "trade_offered" => lang.pick("置换报价", "Offer for the old car"),
        "trade_answered" => lang.pick("客户答复置换报价", "Answer to the offer for the old car"),
        "order_signed" => lang.pick("签订合同", "Contract signed"),
        "order_cancelled" => lang.pick("取消订单", "Order cancelled"),
        "handed_over" => lang.pick("交车完成", "Car handed over"),
        _ => lang.pick("变更", "Changed"),
    }
}

/// How far ahead something is: `2 天后`.
pub fn in_days(days: i64, lang: Lang) -> String {
    match (lang, days) {
        (Lang::Zh, days) => format!("{days} 天后"),
        (Lang::En, 1) => "in 1 day".to_owned(),
        (Lang::En, days) => format!("in {days} days"),
    }
}

/// A refund, as a timeline says it.
pub fn refunded(sum: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("退款 {sum}"),
        Lang::En => format!("Refunded {sum}"),
    }
}

/// Who changed an opportunity after it was opened, and when.
pub fn changed_meanwhile(who: &str, at: &str, lang: Lang) -> String {
    lang.pick(
        format!("您打开之后，{who} 先改了它（{at}），请核对后再次提交。"),
        format!("{who} changed it after you opened it ({at}); check and send again."),
    )
}

/// Where it stands now.
pub fn stands_at(stage: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("现在的阶段：{stage}。"),
        Lang::En => format!("It stands at: {stage}."),
    }
}

/// Who took an opportunity on, and when, so that a step no longer applies.
pub fn gone_on(who: &str, at: &str, lang: Lang) -> String {
    lang.pick(
        format!("{who} 先改变了它（{at}），这一步不再适用。请查看最新内容。"),
        format!("{who} changed it first ({at}), and the step no longer applies. Look at it as it is now."),
    )
}

/// Who was faster with a decision, and what it is.
pub fn decided_first(who: &str, at: &str, what: &str, lang: Lang) -> String {
    lang.pick(
        format!("{who} 已先处理（{at}）：{what}。您的意见没有提交。"),
        format!("{who} was faster ({at}): {what}. Your answer was not sent."),
    )
}

pub fn version(number: i32, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("第 {number} 版"),
        Lang::En => format!("Version {number}"),
    }
}

pub fn changed(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("已修改 {count} 个商机"),
        Lang::En if count == 1 => "1 opportunity changed".to_owned(),
        Lang::En => format!("{count} opportunities changed"),
    }
}

pub fn taken_back(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("已恢复 {count} 个商机"),
        Lang::En if count == 1 => "1 opportunity is as it was".to_owned(),
        Lang::En => format!("{count} opportunities are as they were"),
    }
}

pub fn shown(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("显示 {count} 个"),
        Lang::En => format!("{count} shown"),
    }
}

pub fn times(count: i16, lang: Lang) -> String {
    match (lang, count) {
        (Lang::Zh, _) => format!("{count} 次"),
        (Lang::En, 1) => "once".to_owned(),
        (Lang::En, _) => format!("{count} times"),
    }
}
