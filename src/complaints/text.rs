//! Words of the complaints room.

use super::model::EntryKind;
use super::rules::{
    Action, Approver, CallBackOutcome, Channel, Clock, ContactChannel, ContactOutcome, Department, GoodwillKind,
    GoodwillState, Level, Missing, PauseReason, Severity, State, View,
};
use crate::platform::i18n::Lang;
use crate::words;

words! {
    pub struct ComplaintText {
        title: "投诉工单", "Complaints";
        new: "登记投诉", "Record a complaint";
        views: "视图", "Views";
        category: "类别", "Category";
        severity: "严重度", "Severity";
        owner: "负责人", "Owner";
        channel: "渠道", "Channel";
        survey_answer: "查看答卷", "See the answer";
        period: "受理时间", "Received";
        me: "我负责的", "Mine";
        nobody: "待分派", "Unassigned";
        today: "今天", "Today";
        days7: "近 7 天", "Last 7 days";
        days30: "近 30 天", "Last 30 days";
        days90: "近 90 天", "Last 90 days";
        between: "自定时间", "Custom dates";
        number: "编号", "No.";
        customer: "客户", "Customer";
        contact_clock: "首次响应", "First contact";
        next_clock: "下一时限", "Next deadline";
        state: "状态", "State";
        none_open: "没有待处理投诉", "No complaints to deal with";
        none_open_text: "有新的投诉时会自动出现在这里。", "New ones appear here by themselves.";
        none_found: "没有符合条件的结果", "Nothing matches these filters";
        assign: "分派", "Assign";
        assign_to: "分派给", "Assign to";
        reason: "说明", "Reason";
        reason_hint: "改派他人正在处理的投诉时必填", "Needed when somebody else is working on it";
        assigned: "已分派", "Assigned";
        escalated: "升级", "Escalated";
        unknown: "未知客户", "Unknown customer";
        analysis: "投诉分析", "Analysis";
        corrective: "整改措施", "Corrective actions";
        correct: "建立整改措施", "Open a corrective action";
        side: "部门", "Department";
        late: "未按时", "Late";
        due: "已到期", "Due";
        any_step: "任一环节", "Any step";
        later_round: "重新打开过", "Reopened";
        model: "车型", "Model";
        identify: "建立客户档案", "Make a customer record";
        identify_hint: "按来人留下的电话和邮箱建档；已有同号客户时直接关联", "With the phone and e-mail they left; a customer known by them is linked";
        identify_several: "有几位客户留过这个电话或邮箱，请先在客户列表中合并或核对", "Several customers have this phone or e-mail; merge or check them first";
        identify_nothing: "来人没有留下电话或邮箱", "They left neither phone nor e-mail";
        identified: "已关联客户", "Customer linked";
        one_customer: "同一客户", "One customer";
        yes: "是", "Yes";

        facts: "客户原话", "The customer's words";
        facts_hint: "照客户说的写，不加评论", "As the customer said it, without comment";
        who: "谁在投诉", "Who complains";
        find: "查找客户", "Find the customer";
        find_hint: "手机号或后四位、车牌、VIN 或后六位、姓名；不在您名下的客户须输入完整的手机号、车牌或 VIN", "Phone or its last four, plate, VIN or its last six, name; somebody else's customer by the whole phone, plate or VIN";
        find_button: "查找", "Find";
        none_matches: "没有找到，请在下方填写新客户", "Nobody found; enter a new customer below";
        new_customer: "新客户", "New customer";
        new_customer_hint: "新客户必填；已有客户请在上方查找", "Required for a new customer; find a known one above";
        new_or_found: "请填写这一项，或在上方查找客户", "Fill this in, or find a customer above";
        on_site_hint: "到店投诉必填", "Required when the customer is on site";
        name: "姓名", "Name";
        phone: "电话", "Phone";
        what: "投诉内容", "What it is about";
        where_from: "渠道与现场", "Where it came from";
        room: "接待房间", "Room";
        attendant: "接待人", "Attendant";
        visit_ref: "关联工单或到店", "Linked visit or order";
        visit_ref_hint: "工单号、到店日期等", "Order number, date of the visit";
        received_at: "受理时间", "Received at";
        received_hint: "留空为现在；所有时限从受理算起", "Empty means now; all limits run from here";
        record_button: "登记并开始计时", "Record and start the clock";
        recorded: "投诉已登记", "Complaint recorded";
        recorded_known: "投诉已登记；这个电话是已有客户的，已记在该客户名下", "Complaint recorded; this phone is a known customer's, so it stands with them";
        crisis_next: "已通知总经理，请填写危机清单", "The store manager has been told; fill in the crisis checklist";

        department: "责任部门", "Responsible department";
        responsible: "责任人", "Responsible person";
        vehicle: "车辆", "Vehicle";
        clock: "时钟", "Clock";
        properties: "投诉信息", "About the complaint";
        timeline: "处理过程", "What happened";
        stages: "处理阶段", "Stages";
        cause: "根本原因", "Root cause";
        why: "为什么", "Why";
        why_hint: "一问到底，最多五问，一行一答", "Ask why up to five times, one answer per line";
        not_yet: "未确定", "Not known yet";
        running: "已用时", "Time spent";
        paused: "暂停", "Paused";
        earlier_rounds: "之前的轮次", "Earlier rounds";
        progress_due: "下次告知进度", "Next report";
        take_over: "我来处理", "Take over";
        contact: "联系客户", "Contact the customer";
        log_contact: "记录联系", "Log the contact";
        note: "内部备注", "Internal note";
        save_note: "保存备注", "Save note";
        save: "保存", "Save";
        solution: "方案", "Solution";
        investigate: "开始调查", "Start the investigation";
        plan: "调查安排", "Plan";
        details: "修改信息", "Edit details";
        set_cause: "记录根本原因", "Record the root cause";
        propose: "提出方案", "Propose a solution";
        decide: "审批方案", "Decide on the solution";
        record_decision: "记录审批", "Record the decision";
        execute: "开始处理", "Start carrying it out";
        resolve: "确认解决", "Mark as resolved";
        call_back: "记录回访", "Log a call-back";
        close: "结案", "Close";
        reopen: "重新打开", "Reopen";
        withdraw: "客户撤回投诉", "Record withdrawal";
        record_withdrawal: "记录撤回", "Record withdrawal";
        goodwill: "给予补偿", "Grant goodwill";
        pause: "暂停时钟", "Pause the clock";
        resume: "恢复时钟", "Resume the clock";
        change_severity: "调整严重度", "Change the severity";
        crisis: "危机清单", "Crisis checklist";
        save_checklist: "保存清单", "Save checklist";
        merge: "合并到其他投诉", "Merge into another";
        split: "拆分", "Split";
        settlement: "打印处理单", "Print the settlement";
        attach: "添加附件", "Attach files";
        attach_button: "上传", "Upload";
        attachments: "附件", "Attachments";
        files: "照片和文件", "Photos and files";
        files_hint: "JPEG、PNG、WebP 或 PDF，可一次选多份，每份不超过 8 MB；照片中的拍摄地点等信息会被清除",
            "JPEG, PNG, WebP or PDF, several at once, 8 MB each; photos lose what the camera wrote into them, such as the place";
        files_note: "说明", "Note";
        files_note_hint: "只有员工能看到", "For staff only";
        no_files: "还没有附件", "No attachments yet";
        file_gone: "附件已移除", "Removed since";
        download: "下载", "Download";
        detach: "移除", "Remove";
        detached: "附件已移除", "Attachment removed";
        brought_back: "附件已恢复", "Attachment is back";
        discard_draft: "丢弃草稿", "Discard it";
        reach: "联系方式", "How to reach them";
        looks_used: "今天查看完整号码的次数已用完", "No more reveals today";
        looks_used_text: "明天可以继续查看；急需时请主管协助。", "They begin anew tomorrow; ask your manager if it can't wait.";
        back: "返回投诉", "Back to the complaint";

        how: "联系方式", "How";
        outcome: "结果", "Outcome";
        said: "沟通内容", "What was said";
        said_hint: "客户说了什么、答应了什么", "What the customer said and what was promised";
        contacted: "联系已记录", "Contact logged";
        noted: "备注已保存", "Note saved";
        note_hint: "只有员工能看到，不停止任何时钟", "For staff only; stops no clock";
        saved: "已保存", "Saved";
        moved: "已更新投诉状态", "Complaint moved on";
        measures: "措施", "Measures";
        effect: "预期效果", "Expected effect";
        deadline: "完成期限", "Deadline";
        cost: "费用", "Cost";
        cost_in: "费用（元）", "Cost (¥)";
        proposed: "方案已提交审批", "The solution waits for a decision";
        decision: "审批意见", "Decision";
        approve: "批准", "Approve";
        reject: "退回", "Send back";
        decision_reason: "意见", "Comment";
        decision_reason_hint: "退回时必填", "Needed when sending back";
        decline: "不批准", "Decline";
        decline_hint: "不批准时必填", "Needed when declining";
        goodwill_asked: "已提交审批，批准后才算给予", "It waits for approval; nothing is granted before";
        goodwill_given: "补偿已给予", "Goodwill granted";
        remark: "说明", "Note";
        later_than_now: "请选一个将来的时间", "Choose a time that is still to come";
        decided: "审批已记录", "Decision recorded";
        not_yours: "由提出人以外、有相应额度的经理审批", "Somebody else, with authority for this amount, has to decide";
        outcome_elsewhere: "这种联系方式没有这样的结果，请另选一项", "That can't come of this way of contact; choose another";
        solution_waits: "方案：", "Solution: ";
        goodwill_waits: "补偿：", "Goodwill: ";
        asked_by: "申请人", "Asked by";
        draft_sheet: "草稿", "Draft";
        take_back: "撤回方案", "Take the solution back";
        taken_back: "方案已撤回", "Solution taken back";
        author: "提出人", "Proposed by";
        outcome_note: "处理结果与客户反馈", "Outcome and the customer's response";
        satisfaction: "客户对结果的满意度", "Satisfaction with the result";
        satisfaction_hint: "接通时必填；1–2 分将重新打开投诉", "Needed when answered; 1 or 2 reopens the complaint";
        call_backed: "回访已记录", "Call-back logged";
        call_back_reopened: "回访已记录；客户不满意，投诉已重新打开", "Call-back logged; the customer is not satisfied, so the complaint is open again";
        closed: "投诉已结案", "Complaint closed";
        reopened: "投诉已重新打开", "Complaint reopened";
        withdrawn: "投诉已撤回", "Complaint withdrawn";
        kind: "方式", "Kind";
        amount: "金额", "Amount";
        amount_in: "金额（元）", "Amount (¥)";
        goodwill_note: "用途说明", "What for";
        goodwill_decide: "审批补偿", "Decide on the goodwill";
        pause_reason: "暂停原因", "Why it pauses";
        paused_now: "时钟已暂停", "Clock paused";
        resumed_now: "时钟已恢复", "Clock running again";
        statement: "对外口径", "Statement";
        containment: "控制措施", "Containment";
        next_report: "下次汇报时间", "Next report at";
        merge_number: "并入的投诉编号", "Number of the complaint it goes into";
        merge_hint: "两条投诉须属于同一客户；时限按较早的受理时间计算", "Both of the same customer; limits run from the earlier receipt";
        merge_none: "没有找到这个编号的未结投诉", "No open complaint has this number";
        merge_other: "这条投诉属于另一位客户", "That complaint is another customer's";
        merged: "投诉已合并到这里", "Merged into this complaint";
        merged_away: "已合并", "Merged";
        merged_there: "这条投诉已合并，请在另一条中继续处理：", "This complaint was merged; it goes on in";
        merge_itself: "这就是当前这条投诉，请填写另一条的编号", "That is this complaint itself; enter the number of another";
        split_hint: "写出要单独处理的部分；受理时间与原投诉相同", "The part to deal with separately; received when the whole was";
        splitted: "已拆分为新投诉", "Split off as a complaint of its own";
        next: "下一步", "Next";
        missing: "缺：", "Missing: ";
        because: "原因", "Reason";
        not_so_far: "这一步还不能办理", "Not so far yet";
        gone_on: "投诉已有变化", "The complaint has moved on";
        gone_on_text: "在您提交之前，状态已改变，这一步不再适用。请查看最新内容。",
            "Its state changed before you posted; this step no longer applies. Look at it as it is now.";
        look_again: "查看最新内容", "See it as it is now";
        changed_meanwhile: "在您编辑时，有人修改了这条投诉。请核对后再次保存。",
            "Somebody changed this complaint while you were editing. Check and save again.";
        plate: "车牌", "Number plate";
        plate_hint: "来人留下的车牌；系统里没有这辆车时会一并登记", "The plate they gave; a car that is not on record is added";
        plate_told: "来人留下，未登记", "as they told it; not on record";
        tell: "把上面的内容发到客户邮箱", "Send these words to the customer by e-mail";
        tell_hint: "按“投诉：进展告知”模板发送；客户的回信会记到这条投诉", "By the template Complaint: progress; an answer comes back to this complaint";
        letter: "告诉客户（邮件）", "Tell the customer by e-mail";
        letter_hint: "填写后按“投诉：已解决”模板发给客户；留空则不发", "Sent by the template Complaint: resolved; nothing is sent if this is empty";
        tell_only_mail: "只有“邮件”“已发送”才能从这里发信", "Only for E-mail and Sent";
        tell_nowhere: "没有可用的邮箱，请用其他方式告知客户", "There is no e-mail address that works; tell the customer in another way";
        tell_refused: "客户不同意接收邮件，请用其他方式告知", "The customer does not want e-mail; tell them in another way";
        no_vehicle: "未指定车辆", "No vehicle";
        five1: "很不满意", "Very dissatisfied";
        five2: "不满意", "Dissatisfied";
        five3: "一般", "Neutral";
        five4: "满意", "Satisfied";
        five5: "很满意", "Very satisfied";
        system: "系统", "System";

        sheet_title: "投诉处理单", "Complaint settlement";
        sign_customer: "客户签字", "Customer's signature";
        sign_store: "门店代表签字", "For the store";
        sign_date: "日期", "Date";
        sheet_text: "以上处理结果双方已确认。", "Both sides agree to the settlement above.";
        goodwill_sum: "补偿合计", "Goodwill in total";
    }
}

/// A label of a code in both languages.
macro_rules! labels {
    ($($(#[$meta:meta])* $name:ident($Type:ident) { $($Variant:ident $zh:literal $en:literal;)* })*) => {$(
        $(#[$meta])*
        pub fn $name(what: $Type, lang: Lang) -> &'static str {
            match what { $($Type::$Variant => lang.pick($zh, $en),)* }
        }
    )*};
}

labels! {
    state(State) {
        Received "已受理" "Received";
        Contacted "已联系" "Contacted";
        Investigating "调查中" "Investigating";
        Proposed "方案待审" "Awaiting approval";
        Approved "方案已批" "Approved";
        Executing "处理中" "Carrying out";
        Resolved "已解决" "Resolved";
        Closed "已结案" "Closed";
        Withdrawn "撤诉" "Withdrawn";
    }
    severity(Severity) {
        Normal "一般" "Normal";
        Serious "严重" "Serious";
        Crisis "危机" "Crisis";
    }
    channel(Channel) {
        Phone "电话" "Phone";
        Email "邮件" "E-mail";
        WeChat "微信" "WeChat";
        OnSite "到店" "On site";
        WebForm "网页" "Web form";
        Survey "满意度调查" "Survey";
        Manufacturer "厂家热线" "Manufacturer hotline";
        Hotline12315 "12315 热线" "Consumer hotline 12315";
    }
    department(Department) {
        Service "售后" "Service";
        BodyPaint "钣喷" "Body and paint";
        Parts "配件" "Parts";
        Sales "销售" "Sales";
        Finance "金融保险" "Finance and insurance";
        Care "客户关系" "Customer relations";
        Other "其他" "Other";
    }
    pause_reason(PauseReason) {
        Customer "等待客户" "Waiting for the customer";
        Parts "等待配件" "Waiting for parts";
        Manufacturer "等待厂家" "Waiting for the manufacturer";
    }
    contact_channel(ContactChannel) {
        Phone "电话" "Phone";
        Sms "短信" "SMS";
        WeChat "微信" "WeChat";
        Email "邮件" "E-mail";
        Visit "面谈" "In person";
    }
    contact_outcome(ContactOutcome) {
        Answered "已接通" "Answered";
        Sent "已发送" "Sent";
        Received "收到消息" "Message received";
        Met "已面谈" "Met";
        Unanswered "未接" "Unanswered";
        WrongNumber "空号" "Wrong number";
    }
    call_back_outcome(CallBackOutcome) {
        Answered "已接通" "Answered";
        Unanswered "未接" "Unanswered";
        Refused "不愿评价" "Would not say";
    }
    goodwill_kind(GoodwillKind) {
        Wash "免费洗车" "Free wash";
        Labour "工时减免" "Labour";
        Parts "配件优惠" "Parts";
        Voucher "代金券" "Voucher";
        Refund "退款" "Refund";
        Other "其他" "Other";
    }
    goodwill_state(GoodwillState) {
        Granted "已给予" "Granted";
        Pending "待审批" "Waiting for approval";
        Refused "未批准" "Refused";
    }
    view(View) {
        Waiting "待首次响应" "To contact";
        Working "进行中" "In progress";
        Approval "待审批" "To approve";
        CallBack "待回访" "To call back";
        Overdue "已超时" "Overdue";
        All "全部" "All";
    }
    clock(Clock) {
        Contact "首次响应" "First contact";
        Proposal "方案" "Proposal";
        Resolution "解决" "Resolution";
        CallBack "回访" "Call-back";
    }
    level(Level) {
        Warn "已提醒负责人" "the owner was warned";
        Alert "已通知部门经理" "the manager was alerted";
        Top "已通知总经理" "the store manager was alerted";
    }
    missing(Missing) {
        Owner "负责人" "owner";
        Contact "首次响应" "first contact";
        Department "责任部门" "responsible department";
        Cause "根本原因" "root cause";
        Solution "方案" "solution";
        Approval "审批" "approval";
        Resolution "处理结果" "outcome";
        CallBack "回访（或三次尝试）" "call-back (or three attempts)";
        Goodwill "补偿待审批" "decision on goodwill";
    }
    /// The button of the step forward.
    action(Action) {
        Contact "联系客户" "Contact the customer";
        Investigate "开始调查" "Start the investigation";
        Propose "提出方案" "Propose a solution";
        Approve "审批方案" "Decide on the solution";
        Reject "退回方案" "Send the solution back";
        Execute "开始处理" "Start carrying it out";
        Resolve "确认解决" "Mark as resolved";
        CallBack "记录回访" "Log a call-back";
        CallBackUnhappy "记录回访" "Log a call-back";
        Close "结案" "Close";
        Reopen "重新打开" "Reopen";
        Withdraw "客户撤回投诉" "Record withdrawal";
    }
    /// The heading of an entry.
    entry(EntryKind) {
        Received "投诉已受理" "Complaint received";
        Contact "联系客户" "Contact with the customer";
        Note "内部备注" "Note";
        Assigned "分派" "Assigned";
        Investigating "开始调查" "Investigation started";
        Details "信息已修改" "Details changed";
        Cause "根本原因" "Root cause";
        Proposed "提出方案" "Solution proposed";
        Approved "方案已批准" "Solution approved";
        Rejected "方案已退回" "Solution sent back";
        TakenBack "方案已由提出人撤回" "Solution taken back by its author";
        Executing "开始处理" "Being carried out";
        Resolved "已解决" "Resolved";
        CallBack "回访" "Call-back";
        Closed "已结案" "Closed";
        Reopened "重新打开，进入新一轮" "Reopened: a new round";
        Withdrawn "客户撤回投诉" "Withdrawn by the customer";
        Severity "调整严重度" "Severity changed";
        Crisis "危机清单已更新" "Crisis checklist updated";
        Paused "时钟暂停" "Clock paused";
        Resumed "时钟恢复" "Clock running again";
        Goodwill "补偿" "Goodwill";
        GoodwillDecided "补偿审批" "Decision on goodwill";
        Merged "合并" "Merged";
        Split "拆分" "Split";
        Escalated "超时升级" "Escalated";
        Acknowledged "已自动回执" "Acknowledged automatically";
    }
}

/// How many files were attached.
pub fn attached(count: usize, lang: Lang) -> String {
    lang.pick(
        format!("已添加 {count} 个附件"),
        format!("{count} file{} attached", if count == 1 { "" } else { "s" }),
    )
}

/// That a form holds what was left unsaved.
pub fn restored(when: &str, lang: Lang) -> String {
    lang.pick(
        format!("已恢复 {when} 未保存的内容。"),
        format!("What you left unsaved ({when}) is back."),
    )
}

/// Half of a limit is over: `首次响应时限已过半，已提醒负责人`.
pub fn halfway(clock_of: Clock, lang: Lang) -> String {
    let (clock, told) = (clock(clock_of, lang), level(Level::Warn, lang));
    match lang {
        Lang::Zh => format!("{clock}时限已过半，{told}"),
        Lang::En => format!("{clock}: half of the time is over; {told}"),
    }
}

/// Whom an amount waits for: `待总经理审批（超过 ¥2,000）`.
pub fn waits_for(who: Approver, is_author: bool, limit: &str, lang: Lang) -> String {
    match who {
        Approver::StoreManager => lang.pick(
            format!("待总经理审批（超过 {limit}）"),
            format!("waits for the store manager (above {limit})"),
        ),
        _ if is_author => ComplaintText::of(lang).not_yours.to_owned(),
        _ => lang.pick("待经理审批", "waits for a manager").to_owned(),
    }
}

/// A limit: `期限 2026-11-22 10:12`.
pub fn due(at: &str, lang: Lang) -> String {
    lang.pick(format!("期限 {at}"), format!("due {at}"))
}

/// How many call-backs nobody answered; three stand for one.
pub fn attempts(made: i16, lang: Lang) -> String {
    lang.pick(
        format!("已尝试 {made} 次，共需 3 次；间隔不到 1 小时的只算一次"),
        format!("{made} of 3 attempts made; those within an hour count as one"),
    )
}

/// A clock that stopped before it was done: the complaint was withdrawn or merged.
pub fn stopped(lang: Lang) -> &'static str {
    lang.pick("已停止", "Stopped")
}

/// How often somebody looked at contact data today.
pub fn looks_today(count: i32, lang: Lang) -> String {
    lang.pick(
        format!("今天已查看 {count} 次"),
        format!("Looked at {count} times today"),
    )
}

/// How many were assigned.
pub fn assigned(count: usize, lang: Lang) -> String {
    lang.pick(
        format!("已分派 {count} 条投诉"),
        format!("{count} complaint{} assigned", if count == 1 { "" } else { "s" }),
    )
}

/// How many were given back.
pub fn unassigned(count: usize, lang: Lang) -> String {
    lang.pick(format!("已撤回 {count} 条分派"), format!("{count} given back"))
}

/// How many rows a page shows.
pub fn shown(count: usize, lang: Lang) -> String {
    lang.pick(format!("本页 {count} 条"), format!("{count} on this page"))
}

/// The round a complaint is in.
pub fn round(round: i16, lang: Lang) -> String {
    lang.pick(format!("第 {round} 轮"), format!("Round {round}"))
}

/// What happened to a complaint that was merged into this one: `TS20261122-0007 · 联系客户`.
pub fn elsewhere(number: &str, title: &str, lang: Lang) -> String {
    lang.pick(format!("{number}：{title}"), format!("{number}: {title}"))
}
