//! Words of answers: the customer's own page, and the store's.

use super::rules::{CallResult, Cause, Follows, ReplyWay, View};
use crate::platform::i18n::Lang;
use crate::surveys::rules::{Given, Meaning, Paper, Question, Value};
use crate::{labels, words};

labels! {
    Follows {
        None: "无", "None";
        Thanks: "感谢", "Thanked";
        CallBack: "回访", "Call-back";
        Complaint: "投诉", "Complaint";
    }
    Cause {
        Quality: "维修或产品质量", "Quality of work or product";
        Attitude: "服务态度", "Attitude";
        Waiting: "等待时间", "Waiting";
        Price: "价格与收费", "Price and charges";
        Parts: "配件", "Parts";
        Information: "沟通与说明不够", "Not told enough";
        Mistake: "误填", "Ticked by mistake";
        Other: "其他", "Other";
    }
    CallResult {
        Reached: "已联系上", "Reached";
        Unreached: "没有接通", "Not reached";
        GivenUp: "多次未接通，结束回访", "Give up after several calls";
    }
    ReplyWay {
        Email: "发送邮件", "Send an e-mail";
        Phone: "已打电话", "Called";
        WeChat: "已发微信", "WeChat message";
        Visit: "已当面答复", "In person";
    }
    View {
        ToCall: "待回访", "To call";
        ToReply: "待答复", "To reply";
        Unhappy: "不满意", "Unhappy";
        Complaints: "转投诉", "Complaints";
        Remarks: "有留言", "With remarks";
        All: "全部", "All";
    }
}

words! {
    /// The customer's own page.
    pub struct GuestText {
        survey: "客户调查", "Survey";
        progress: "填写进度", "Progress";
        optional: "（可选）", " (optional)";
        several: "（可多选）", " (choose all that apply)";
        next: "下一步", "Next";
        back: "上一步", "Back";
        send: "提交", "Send";
        yes: "是", "Yes";
        no: "否", "No";
        least_likely: "0 完全不可能", "0 Not at all likely";
        most_likely: "10 非常可能", "10 Very likely";
        nothing_more: "没有其他问题了，请提交。", "Nothing more to ask. Please send your answers.";
        now_shown: "根据您的回答，还有一个问题想请教。", "One more question, because of what you answered.";
        wishes: "我们没有让您满意，很抱歉。您希望我们怎么做？", "We are sorry that we let you down. What would you like us to do?";
        call_me: "请给我回电", "Please call me";
        make_complaint: "请按投诉处理", "Please treat this as a complaint";
        privacy: "您的回答仅用于改进服务，由本店保存 24 个月。您可随时联系本店撤回。", "Your answers are used to improve our service and kept by the store for 24 months. Tell the store at any time if you want them back.";
        privacy_anonymous: "本问卷匿名：提交后，您的回答不再与您、您的车辆或本链接对应，我们无法联系您，也无法再查看或删除它。", "This survey is anonymous: once sent, your answers are no longer tied to you, your car or this link. We can't contact you about them, show them again or delete them.";
        saved: "每一步都已保存，之后用同一链接可继续填写。", "Each step is saved; use the same link to go on later.";
        refuse: "不想参加", "I'd rather not answer";
        refuse_title: "不参加本次调查？", "Not taking part?";
        refuse_text: "我们不会再就本次调查打扰您。", "We won't trouble you about this survey again.";
        never_again: "以后也不要再邀请我参加调查", "Don't invite me to surveys any more";
        refuse_now: "不参加", "Don't take part";
        store_phone: "门店电话", "Call the store:";
        go_on: "继续填写", "Go on answering";
        thanks: "谢谢您的回答", "Thank you for your answers";
        thanks_text: "您的回答已收到并锁定。", "Your answers have arrived and are locked.";
        thanks_call: "很抱歉没有让您满意。我们会在 24 小时内给您回电。", "We are sorry that we let you down. We will call you within 24 hours.";
        thanks_nameless: "很抱歉没有让您满意。您没有留下姓名，我们无法联系您；希望得到回复，请在下面向门店投诉并留下联系方式。", "We are sorry that we let you down. You left no name, so we can't contact you; if you want a reply, complain to the store below and leave your contact data.";
        thanks_complaint: "很抱歉没有让您满意。您的意见已作为投诉登记，我们会尽快与您联系。", "We are sorry that we let you down. It is recorded as a complaint and we will contact you soon.";
        other_complaint: "还有其他不满意？向门店投诉", "Something else went wrong? Complain to the store";
        wished: "已告知门店", "The store has been told";
        already_sent: "这份问卷已经提交过，之前的回答没有变动。", "This survey was sent before; nothing in those answers has changed.";
        refused_title: "您已选择不参加", "You chose not to take part";
        refused_text: "谢谢您告诉我们，本次调查不会再打扰您。", "Thank you for telling us. We won't trouble you about this survey again.";
        expired_title: "链接已过期", "This link has expired";
        expired_text: "填写时间已过。谢谢您，下次期待听到您的意见。", "The time to answer is over. Thank you; we hope to hear from you next time.";
        paused_title: "调查暂停中", "The survey is paused";
        paused_text: "请稍后再用同一链接打开，您已填写的内容都还在。", "Please open the same link again later. What you answered so far is kept.";
        kept_meanwhile: "刚才填写的内容已保存。", "What you have just filled in is kept.";
        cancelled_title: "邀请已取消", "This invitation was taken back";
        cancelled_text: "门店已收回这次邀请，链接不再有效。有话想说，请直接联系门店。", "The store has taken it back, and the link works no more. If there is something you want to say, please contact the store.";
        over_title: "调查已结束", "The survey is over";
        over_text: "谢谢您的关注，本次调查不再收集回答。", "Thank you. No more answers are collected.";
        unknown_title: "链接无效", "This link leads nowhere";
        unknown_text: "链接可能没有复制完整。请从短信、邮件或纸条重新打开，或扫描二维码。", "It may not have been copied in full. Open it again from the message or the slip, or scan the code.";
        busy_title: "请稍后再试", "Please try again later";
        busy_text: "短时间内打开的无效链接太多，请过几分钟再打开您的链接。", "Too many links that lead nowhere were opened. Open yours again in some minutes.";
        too_large: "文字太长，没有收到这一步的内容。请把每段文字缩短到 2,000 字以内再提交；之前各步都已保存。", "The text was too long, so this step did not arrive. Shorten each text to 2,000 characters and send it again; the steps before it are saved.";
        not_saved: "还有需要填写或修改的内容：", "Something is still to be answered or changed:";
        nothing_answered: "请至少回答一个问题。", "Please answer at least one question.";
    }
}

words! {
    /// The store's pages.
    pub struct AnswerText {
        title: "问卷答卷", "Survey answers";
        one: "答卷", "Answer";
        views: "视图", "Views";
        survey: "调查", "Survey";
        customer: "客户", "Customer";
        phone: "手机号", "Phone";
        anonymous: "匿名", "Anonymous";
        nobody: "未留姓名", "No name left";
        paper_nameless: "纸质未留电话", "Paper, no phone left";
        on_site_nameless: "现场未留姓名", "On site, no name left";
        withdrawn: "已撤回", "Taken back";
        withdrawn_text: "客户已撤回这份答卷：文字与身份已删除，分数不具名保留。", "The customer took this answer back: texts and name are deleted, the points stay without a name.";
        outdated: "已到期", "Too old";
        outdated_text: "已满 24 个月：文字与身份已删除，分数不具名保留。", "After 24 months texts and name are deleted; the points stay without a name.";
        anonymous_no_call: "匿名，无法回访", "Anonymous, can't be called";
        nameless_no_call: "未留联系方式，无法回访", "No contact data, can't be called";
        not_yours: "这份答卷评价了您的工作。客户不在您名下，姓名已隐藏，由客服跟进。", "This answer is about your work. The customer isn't yours: the name is hidden, and customer care follows up.";
        overall: "总体满意度", "Overall";
        nps: "推荐意愿", "Recommendation";
        lowest: "最低单项", "Lowest";
        way: "方式", "Way";
        advisor: "顾问", "Advisor";
        technician: "技师", "Technician";
        poster: "桌面海报（扫码）", "Desk poster (scanned)";
        taken_by: "访问员", "Taken by";
        model: "车型", "Model";
        tier: "会员等级", "Tier";
        came: "提交时间", "Sent";
        follows: "后续", "What followed";
        from: "从", "From";
        to: "到", "To";
        apply: "应用", "Apply";
        period: "提交日期", "Day sent";
        none_found: "没有符合条件的答卷", "No answers match";
        none_to_call: "没有待回访的客户", "Nobody waits for a call";
        none_yet: "还没有答卷", "No answers yet";
        none_text: "客户提交问卷后会出现在这里。", "They appear here when customers send them.";
        answers: "回答", "Answers";
        question: "问题", "Question";
        answer: "答案", "Answer";
        not_answered: "未回答", "Not answered";
        version: "问卷版本", "Version";
        remark_hidden: "文字已隐藏", "Text hidden";
        show_remarks: "查看原文", "Show what was written";
        remarks_shown: "查看已记录在案", "This look is on record";
        looks_used: "今天查看的次数已用完", "No more reveals today";
        follow_up: "闭环", "Closing the loop";
        call_by: "回访截止", "Call by";
        called_at: "回访时间", "Called";
        called_in_time: "按时回访", "Called in time";
        called_late: "超时回访", "Called late";
        attempts: "已拨打", "Calls made";
        not_reached: "未联系上", "Never reached";
        cause: "不满意原因", "Reason";
        measure: "处理措施", "Measure";
        measure_hint: "为客户做了什么，以后怎样避免", "What is done for the customer, and so that it doesn't happen again";
        note: "通话记录", "What was said";
        result: "结果", "Result";
        record_call: "登记回访", "Record the call";
        recorded: "回访已登记", "Call recorded";
        recorded_answered: "回访已登记，留言已一并答复", "Call recorded, and the remark answered by it";
        recorded_waits: "回访已登记，留言仍待答复", "Call recorded; the remark still waits for an answer";
        answers_remark: "通话中已答复客户的留言", "What they wrote was answered in this call";
        answers_remark_hint: "不勾选，留言仍待答复", "Left empty, the remark still waits for its answer";
        try_again: "已记下，稍后再拨", "Noted; call again later";
        recovered: "下次调查已恢复满意", "Content again at the next survey";
        not_recovered: "下次调查仍不满意", "Still unhappy at the next survey";
        recovery_open: "下次调查后可见", "Seen at the next survey";
        complaint: "投诉", "Complaint";
        make_complaint: "转为投诉", "Make it a complaint";
        make_complaint_text: "登记为投诉，答卷附在投诉时间线上，回访任务取消。", "It is recorded as a complaint with the answers on its timeline; the call-back task is dropped.";
        complaint_made: "已登记为投诉", "Recorded as a complaint";
        wants_call: "客户要求回电", "Asked for a call";
        wants_complaint: "客户要求按投诉处理", "Asked for a complaint";
        remark: "留言答复", "Reply to the remark";
        remark_waits: "留言待答复", "Remark to answer";
        has_remark: "有留言", "Remark";
        reply_by: "答复截止", "Reply by";
        replied: "已答复", "Replied";
        reply: "答复内容", "Reply";
        how: "答复方式", "How";
        send_reply: "答复客户", "Reply";
        reply_sent: "答复已记录", "Reply kept";
        no_email: "客户没有邮箱或不接收邮件，请改用其他方式", "The customer has no e-mail address or wants no mail; reply another way";
        too_soon: "至少拨打 3 次后才能结束", "Call at least 3 times before giving up";
        others: "这位客户的其他答卷", "Other answers of this customer";
        erase: "撤回答卷", "Take the answer back";
        erase_text: "应客户要求：删除文字与客户信息，分数作为不具名数据保留。不能恢复。", "At the customer's request: the texts and who it was are deleted; the points stay without a name. This can't be undone.";
        erase_reason: "客户的要求", "What the customer asked for";
        erase_now: "撤回", "Take back";
        erased_done: "答卷已撤回，个人信息已去除", "Taken back; personal data removed";
        erase_ask: "撤回这份答卷？文字与客户信息将被删除，不能恢复。", "Take this answer back? Texts and name are deleted for good.";
        no_answer_of_complaint: "没有找到这个投诉的答卷，可能已撤回或不在您的范围内", "No answer of this complaint: it was taken back, or isn't yours to see";
        back: "返回", "Back";
        moved_on: "这份答卷已有变化，请查看最新内容。", "This answer has changed. Look at it as it is now.";
        filters: "筛选", "Filters";
    }
}

/// `很不满意` … `非常满意`
pub fn mood(score: u8, lang: Lang) -> &'static str {
    match score {
        1 => lang.pick("很不满意", "Very poor"),
        2 => lang.pick("不满意", "Poor"),
        3 => lang.pick("一般", "Fair"),
        4 => lang.pick("满意", "Good"),
        _ => lang.pick("非常满意", "Very good"),
    }
}

/// What stands above the first question where the questionnaire says nothing itself.
pub fn begin(minutes: usize, lang: Lang) -> String {
    let s = if minutes == 1 { "" } else { "s" };
    lang.pick(
        format!("请根据您的真实感受作答，约需 {minutes} 分钟。"),
        format!("Please answer as you felt. It takes about {minutes} minute{s}."),
    )
}

/// `第 2 / 5 步`
pub fn step(at: usize, of: usize, lang: Lang) -> String {
    lang.pick(format!("第 {at} / {of} 步"), format!("Step {at} of {of}"))
}

/// `已于 2026-11-22 10:05 提交`
pub fn sent_at(when: &str, lang: Lang) -> String {
    lang.pick(format!("已于 {when} 提交"), format!("Sent on {when}"))
}

pub fn hello(name: &str, lang: Lang) -> String {
    lang.pick(format!("{name}，您好！"), format!("Dear {name},"))
}

pub fn shown(count: usize, lang: Lang) -> String {
    lang.pick(format!("本页 {count} 条"), format!("{count} on this page"))
}

pub fn times_called(count: i16, lang: Lang) -> String {
    lang.pick(format!("{count} 次"), count.to_string())
}

pub fn version(number: i32, lang: Lang) -> String {
    lang.pick(format!("第 {number} 版"), format!("Version {number}"))
}

/// An answer in words.
pub fn said(question: &Question, value: &Value, lang: Lang) -> String {
    let choice = |code: &String| {
        question
            .choices
            .iter()
            .find(|choice| choice.code == *code)
            .map_or_else(|| code.clone(), |choice| lang.pick(&choice.zh, &choice.en).clone())
    };
    match value {
        Value::Score(score) => format!("{score} / 5"),
        Value::Nps(nps) => format!("{nps} / 10"),
        Value::Choice(code) => choice(code),
        Value::Choices(codes) => codes.iter().map(choice).collect::<Vec<_>>().join(lang.pick("、", ", ")),
        Value::YesNo(yes) => lang
            .pick(if *yes { "是" } else { "否" }, if *yes { "Yes" } else { "No" })
            .to_owned(),
        Value::Text(text) => text.clone(),
    }
}

/// A whole answer, a line for each question: what is attached to the complaint.
pub fn in_words(paper: &Paper, given: &Given, lang: Lang) -> String {
    let title = lang.pick(&paper.title_zh, &paper.title_en);
    let lines = paper.shown(given).into_iter().filter_map(|question| {
        let value = given.get(&question.id)?;
        let asked = lang.pick(&question.zh, &question.en);
        Some(format!("{asked} {}", said(question, value, lang)))
    });
    let head = lang.pick(format!("答卷：{title}"), format!("Survey: {title}"));
    std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
}

/// What the customer complains of: in their own words, or else the points they gave.
pub fn verbatim(paper: &Paper, given: &Given, lang: Lang) -> String {
    let texts: Vec<&str> = paper
        .shown(given)
        .into_iter()
        .filter_map(|question| match given.get(&question.id) {
            Some(Value::Text(text)) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    if !texts.is_empty() {
        return texts.join("\n");
    }
    let low = paper.shown(given).into_iter().filter_map(|question| {
        let low = match (given.get(&question.id)?, question.meaning) {
            (Value::Score(score), _) => *score <= 3,
            (Value::Nps(_), Meaning::Recommendation) => true,
            _ => false,
        };
        let value = given.get(&question.id).filter(|_| low)?;
        let asked = lang.pick(&question.zh, &question.en);
        Some(format!("{asked} {}", said(question, value, lang)))
    });
    let points = low.collect::<Vec<_>>().join("\n");
    lang.pick(
        format!("客户在问卷中要求按投诉处理或评分很低。\n{points}"),
        format!("The customer asked for a complaint in a survey, or gave very low points.\n{points}"),
    )
    .trim_end()
    .to_owned()
}
