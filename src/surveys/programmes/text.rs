//! Words of surveys and invitations.

use super::model::Audience;
use super::rules::{Because, InvitationState, SurveyState, SurveyView};
use crate::platform::i18n::Lang;
use crate::surveys::rules::{Purpose, Way};
use crate::{labels, words};

labels! {
    SurveyState {
        Draft: "草稿", "Draft"; Running: "进行中", "Running"; Paused: "已暂停", "Paused"; Stopped: "已停止", "Stopped";
        Finished: "已结束", "Finished";
    }
    SurveyView { Running: "进行中", "Running"; Draft: "草稿", "Drafts"; Over: "已结束", "Over"; All: "全部", "All"; }
    InvitationState {
        Planned: "待发送", "Waiting"; Sent: "已邀请", "Invited"; Opened: "已打开", "Opened"; Answered: "已回答", "Answered";
        Refused: "拒绝参加", "Refused"; Expired: "已过期", "Expired"; Cancelled: "未邀请", "Left out";
    }
    Because {
        NoContact: "没有联系方式", "No contact data"; NoConsent: "未授权调查", "No consent";
        AskedRecently: "近期已调查过", "Asked recently"; OverQuota: "超出配额", "Over the quota";
        Gone: "档案已合并或清除", "Record merged or cleared"; Undone: "业务已撤销", "Taken back since";
        TooLate: "等待太久", "Waited too long"; Stopped: "调查已停止", "Survey stopped"; ByHand: "人工取消", "Taken back by hand";
        Unused: "小票未使用", "Slip not used";
        Declined: "客户拒绝", "Declined";
    }
}

words! {
    pub struct SurveyText {
        title: "满意度调查", "Surveys";
        one: "调查", "Survey";
        new: "新建调查", "New survey";
        questionnaires: "问卷", "Questionnaires";
        report: "满意度报告", "Report";
        none: "这里还没有调查", "No surveys here";
        none_text: "长期调查跟在维修、交车、投诉结案之后或每季度一次；单次调查发给筛选出的客户。",
            "A standing survey follows services, deliveries and closed complaints, or comes every quarter; a one-off goes to those a filter finds.";

        number: "编号", "Number";
        name: "名称", "Name";
        name_hint: "只有员工看得到", "Seen by staff only";
        questionnaire: "问卷", "Questionnaire";
        choose: "选择问卷", "Choose a questionnaire";
        choose_text: "只列出已发布的问卷。先选问卷，再决定长期还是单次。", "Published questionnaires only. Choose one, then whether the survey stands or goes out once.";
        no_questionnaires: "还没有已发布的问卷", "No questionnaire is published yet";
        purpose: "用途", "Purpose";
        kind: "方式", "Kind";
        standing: "长期调查", "Standing";
        one_off: "单次调查", "One-off";
        standing_is_on: "同类长期调查正在进行", "A standing one runs";
        way: "答题方式", "Way";
        way_hint: "链接：有邮箱且授权的发邮件，否则进入访谈名单。现场与纸质不自动发送，在前台进行。",
            "Link: by mail where there is an address and consent, else the customer is put on the interview list. On-site and paper are not sent but done at the desk.";
        anonymous: "匿名", "Anonymous";
        anonymous_hint: "答卷不关联客户，不会产生回访和投诉", "Answers don't lead back to the customer; no call-back or complaint follows";
        anonymous_note: "匿名调查：答卷不关联客户，名单中也不显示姓名。", "Anonymous: answers don't lead back to a customer, and lists name nobody.";
        timing: "时间", "Time";
        period: "期间", "Period";
        starts_on: "开始日期", "First day";
        ends_on: "结束日期", "Last day";
        ends_hint: "长期调查可留空", "May stay empty for a standing survey";
        delay_days: "事后几天发送", "Days after the event";
        cool_off_days: "距上次调查至少", "Days since the last survey";
        cool_off_hint: "同一客户；投诉结案后的调查不受限", "For one customer; not after a complaint";
        remind_after_days: "几天后提醒", "Reminder after days";
        remind_hint: "只提醒一次；0 为不提醒", "Only once; 0 for none";
        expire_after_days: "几天后过期", "Expires after days";
        days: "天", "days";
        self_paid_quota: "自费客户至少占", "Self-paying customers: at least";
        quota_hint: "其余为保修或保险付费的客户；留空不限", "The others came under warranty or insurance; empty for no quota";

        whom: "对象", "Whom";
        whom_hint: "同时符合的客户；都不选就是全部客户", "Customers who fit all of it; everybody when nothing is chosen";
        whom_hint_owners: "同时符合的车主；都不选就是全部车主", "Owners who fit all of it; every owner when nothing is chosen";
        whom_hint_event: "这份问卷问的是一次具体的业务：请用最近到店或购车日期限定对象，否则没有经历过的客户也会收到。",
            "This questionnaire asks about something that happened: narrow it by the last visit or the purchase, or those to whom it never did get it too.";
        among: "范围", "Among";
        owners: "车主", "Owners";
        models: "车型", "Models";
        tiers: "会员等级", "Tiers";
        usages: "用车场景", "Usage";
        visited_from: "最近到店：从", "Last visit: from";
        visited_to: "最近到店：到", "Last visit: to";
        bought_from: "购车：从", "Purchase: from";
        bought_to: "购车：到", "Purchase: to";
        counted: "现在的对象", "As it stands now";
        will_ask: "将邀请", "Will be asked";
        by_mail: "发邮件", "By e-mail";
        by_call: "打电话", "By telephone";
        own_payers: "自费", "Paid themselves";
        other_payers: "保修或保险付费", "Warranty or insurer paid";
        unknown_payers: "付费方式未知，照常邀请", "Payer unknown, asked all the same";
        matched: "符合条件", "Fit the filter";
        left_out: "未邀请", "Left out";
        why: "原因", "Why";
        one_at_a_time: "每次维修、交车或投诉结案后邀请当事客户，发送前逐一核对授权和间隔。",
            "The customer is asked after each service, delivery or closed complaint; consent and interval are checked before sending.";
        by_hand: "这种方式不自动发送，由前台或访谈人员进行。", "Nothing is sent this way; the desk or the interviewers ask.";

        create: "保存草稿", "Save as a draft";
        created: "草稿已保存，检查后即可开始", "Draft saved; look it over, then start";
        save: "保存", "Save";
        saved: "已保存", "Saved";
        edit: "修改", "Change";
        start: "开始", "Start";
        start_confirm: "开始后将按计划邀请客户。", "Customers will be asked as planned.";
        started: "调查已开始", "The survey runs";
        pause: "暂停", "Pause";
        pause_shown: "客户打开链接会看到“调查暂停中”；已填的内容保留，继续后可接着填。", "Whoever opens a link reads that the survey is paused; what they filled in is kept, and they go on once it runs again.";
        paused: "已暂停，不再发送新邀请", "Paused; nobody else is asked";
        resume: "继续", "Resume";
        resumed: "调查已继续", "The survey runs again";
        stop: "停止调查", "Stop the survey";
        stop_text: "待发送的邀请和待打的访谈电话作废，不再提醒；已发出的链接在有效期内仍可作答。停止后不能再开始。",
            "Invitations and calls that wait are dropped and nobody is reminded; links that are out may still be answered. It can't be started again.";
        over_note: "不再邀请，也不再提醒；已发出的链接在有效期内仍可作答。", "Nobody else is asked or reminded; links that are out may be answered until they expire.";
        stopped_at: "停止时间", "Stopped";
        stopped_why: "停止原因", "Why it was stopped";
        stopped: "调查已停止", "Survey stopped";
        reason: "原因", "Reason";
        moved_on_title: "调查状态已变化", "The survey has moved on";
        moved_on: "这一步现在不能做，请查看最新状态。", "This can't be done now; look at it as it stands.";
        taken: "同一用途已有长期调查在进行，请先停止那一个。", "A standing survey of this purpose runs already; stop that one first.";
        over: "结束日期已过，请先修改日期。", "The last day is over; change it first.";
        unpublished: "问卷未发布或已归档，请先发布。", "The questionnaire is not published, or put away; publish it first.";
        look: "查看调查", "See the survey";
        changed_meanwhile: "同事刚刚修改过这个调查，请核对后再保存。", "A colleague has just changed this survey. Compare and save again.";

        asked: "已邀请", "Asked";
        answered: "已回答", "Answered";
        rate: "回答率", "Response rate";
        planned: "待发送", "Waiting";
        opened: "已打开", "Opened";
        refused: "拒绝参加", "Refused";
        expired: "已过期", "Expired";
        runs: "进展", "How it runs";
        weeks: "近 12 周", "The last 12 weeks";
        week: "周", "Week";
        customers: "客户", "Customers";
        unanswered: "未回答", "Not answered";
        by_way: "按方式", "By way";
        payers: "自费占比", "Paid themselves";
        rounds: "抽取批次", "Drawings";
        round: "批次", "Round";
        drawn_at: "更新时间", "Updated";
        about: "设置", "Settings";
        creator: "建立人", "Made by";
        next_at: "下一次发送", "Next due";
        everybody: "全部客户", "Everybody";

        invitations: "邀请名单", "Invitations";
        invitation: "邀请", "Invitation";
        no_invitations: "没有符合的邀请", "No invitations fit";
        narrowed: "只显示报告中这个数字所计的邀请", "Only the invitations that a figure of the report was counted from";
        all_invitations: "查看全部邀请", "See all invitations";
        not_yours: "您的岗位只看数字，不显示客户。", "Your role sees figures, no single customers.";
        customer: "客户", "Customer";
        nobody_known: "匿名", "Anonymous";
        advisor: "顾问", "Advisor";
        car: "车型", "Model";
        tier: "等级", "Tier";
        paid: "付费", "Paid by";
        paid_self: "自费", "Customer";
        paid_other: "保修或保险", "Warranty or insurer";
        state: "状态", "State";
        due_at: "计划发送", "Due";
        sent_at: "邀请时间", "Invited";
        reminded_at: "提醒时间", "Reminded";
        opened_at: "打开时间", "Opened";
        answered_at: "回答时间", "Answered";
        expires_at: "有效期至", "Valid until";
        subject: "关联业务", "About";
        link: "答题链接", "Link";
        copy: "复制", "Copy";
        sms: "短信文案", "Text for an SMS";
        sms_hint: "没有接入短信服务，复制后发给客户", "No SMS provider is connected; copy it and send it yourself";
        cancel: "取消邀请", "Take the invitation back";
        cancel_text: "链接立即失效，尚未发出的邮件不再发送。", "The link stops working at once; a mail that has not left is not sent.";
        cancelled: "邀请已取消", "Invitation taken back";
        blank_slips: "不记名小票未使用", "Slips without a name, unused";
        blank_unused: "未使用", "Unused";
        blank_hint: "不计入回答率", "not in the response rate";
        rate_hint: "只计经链接、邮件、电话发给客户的邀请；现场、纸质、海报和不记名小票没有回答率。", "Of invitations to customers by link, e-mail and telephone only; on site, on paper, by the poster or a slip without a name there is no rate.";
        all_states: "全部状态", "All states";
        of_a_drawing: "按现在的资料逐一核对；因配额抽样未入选的不在此列。", "Checked as things are now; those left out by the quota are not listed.";
        nobody_left_out: "没有被排除的客户", "Nobody is left out";

        slip: "打印问卷小票", "Print a survey slip";
        slip_what: "用途", "What for";
        slip_of_order: "交给客户，扫码评价这次服务；打印后不再另发邀请。", "For the customer, to rate this service; no other invitation is sent.";
        slip_none: "不能打印调查小票", "No slip can be printed";
        slip_not_now: "结算或交车后，且同类长期调查正在进行时才能打印。", "Only after the bill or the delivery, while the standing survey about it runs.";
        slip_text: "填工单号，答卷就能对应到这次维修；不填则不知道是谁答的。", "With the order's number the answer belongs to that service; without it nobody knows whose it is.";
        slip_order: "工单号", "Service order";
        slip_unknown: "没有找到这张工单", "No such service order";
        slip_sale_text: "填销售订单号，答卷就能对应到这次交车；不填则不知道是谁答的。", "With the order's number the answer belongs to that delivery; without it nobody knows whose it is.";
        slip_sale_order: "销售订单号", "Sales order";
        slip_sale_unknown: "没有找到这张销售订单", "No such sales order";
        slip_whose: "对应客户", "Whose";
        slip_nameless: "不记名：不知道是谁答的", "Without a name: nobody knows whose answer it is";
        slip_done: "这张订单已经调查过，或客户近期已调查过", "This order was asked about, or the customer was asked recently";
        slip_minutes: "可随时停下再继续", "Stop and go on whenever you like";
        slip_until: "有效期至", "Valid until";
        slip_privacy: "您的回答只用于改进服务", "Your answers are used to improve our work only";
        back: "返回", "Back";
    }
}

/// What stands above the code of a slip.
pub fn slip_scan(purpose: Purpose, lang: Lang) -> &'static str {
    match purpose {
        Purpose::Service => lang.pick("扫码评价本次服务", "Scan to rate our service"),
        Purpose::Delivery => lang.pick("扫码评价本次交车", "Scan to rate the delivery of your car"),
        Purpose::Complaint => lang.pick("扫码评价本次投诉处理", "Scan to rate how we dealt with your complaint"),
        Purpose::Inquiry => lang.pick("扫码评价本次看车接待", "Scan to rate how we received you"),
        Purpose::QuarterlySatisfaction | Purpose::QuarterlyNps | Purpose::Own => {
            lang.pick("扫码告诉我们您的感受", "Scan to tell us what you think of us")
        }
    }
}

/// What a customer is asked about, in the middle of a sentence.
pub fn about(purpose: Purpose, lang: Lang) -> &'static str {
    match purpose {
        Purpose::Service => lang.pick("最近一次维修服务", "your last service"),
        Purpose::Delivery => lang.pick("新车交付", "the delivery of your new car"),
        Purpose::Complaint => lang.pick("投诉的处理结果", "how we handled your complaint"),
        Purpose::Inquiry => lang.pick("最近一次咨询", "your last inquiry"),
        Purpose::QuarterlySatisfaction | Purpose::QuarterlyNps | Purpose::Own => {
            lang.pick("在本店的体验", "your experience with us")
        }
    }
}

/// Between which days the invitations of a list were sent.
pub fn sent_between(first: &str, last: &str, lang: Lang) -> String {
    lang.pick(
        format!("{first} 至 {last} 发出"),
        format!("sent from {first} to {last}"),
    )
}

/// Why somebody is not asked, in a survey of this way: what it is that they don't have.
pub fn why(because: Because, way: Way, lang: Lang) -> &'static str {
    match (because, way) {
        (Because::NoContact, Way::Email) => lang.pick("没有邮箱", "No e-mail address"),
        (Because::NoContact, Way::Phone) => lang.pick("没有电话", "No phone"),
        _ => because.label(lang),
    }
}

/// How somebody is written to whose name is not known; what goes out is in Chinese.
pub const NOBODY: &str = "尊敬的客户";

/// A number, or that it is no more than this.
pub fn at_most(count: i64, exact: bool) -> String {
    if exact {
        count.to_string()
    } else {
        format!("≤ {count}")
    }
}

/// What goes out when a survey starts: `将发邮件 12 封，电话访谈 3 位。`
pub fn goes_out(found: &Audience, lang: Lang) -> String {
    let exact = found.over_quota == 0;
    let (mails, calls) = (at_most(found.mailed, exact), at_most(found.called, exact));
    match (found.mailed, found.called) {
        (0, 0) => lang
            .pick("现在没有可邀请的客户。", "Nobody can be asked just now.")
            .to_owned(),
        (_, 0) => lang.pick(format!("将发邮件 {mails} 封。"), format!("E-mails: {mails}.")),
        (0, _) => lang.pick(format!("将电话访谈 {calls} 位。"), format!("Telephone calls: {calls}.")),
        _ => lang.pick(
            format!("将发邮件 {mails} 封，电话访谈 {calls} 位。"),
            format!("E-mails: {mails}; telephone calls: {calls}."),
        ),
    }
}

/// `36.4%`; nothing for nobody.
pub fn percent(rate: Option<f64>) -> String {
    rate.map_or_else(|| "–".to_owned(), |rate| format!("{rate:.1}%"))
}

/// `3 天`
pub fn days(count: i32, lang: Lang) -> String {
    let s = if count == 1 { "" } else { "s" };
    lang.pick(format!("{count} 天"), format!("{count} day{s}"))
}

/// `2026-11-22 至 2026-12-31`, `自 2026-11-22 起`
pub fn period(from: &str, to: Option<&str>, lang: Lang) -> String {
    match to {
        Some(to) => lang.pick(format!("{from} 至 {to}"), format!("{from} to {to}")),
        None => lang.pick(format!("自 {from} 起"), format!("from {from}")),
    }
}

/// `2026Q4`: a round by its name, the one time of a one-off in words.
pub fn round(name: &str, lang: Lang) -> String {
    if name == super::rules::ONCE {
        lang.pick("单次", "Once").to_owned()
    } else {
        name.to_owned()
    }
}

/// `开始调查 DC20261122-0001？`
pub fn sure(what: &str, number: &str, lang: Lang) -> String {
    lang.pick(format!("{what} {number}？"), format!("{what} {number}?"))
}
