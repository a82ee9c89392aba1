//! Words of interviews.

use super::rules::{CallHours, CallResult, View};
use crate::access::Permission;
use crate::platform::i18n::Lang;
use crate::surveys::rules::Purpose;
use crate::{labels, words};

words! {
    /// Words of telephone interviews.
    pub struct CallText {
        title: "电话访谈", "Telephone interviews";
        views: "视图", "Views";
        whom: "客户", "Customer";
        phone: "电话", "Phone";
        survey: "调查", "Survey";
        car: "车辆", "Car";
        when: "何时拨打", "When to call";
        attempts: "拨打记录", "Attempts";
        actions: "操作", "Actions";
        agreed: "客户约定", "Agreed with the customer";
        late: "已晚", "Late";
        expires: "有效期至", "Open until";
        caller: "上次拨打人", "Called last by";
        start: "开始访谈", "Start";
        call: "拨打", "Call";
        nobody: "没有登记客户", "No one on record";
        no_phone: "没有登记电话", "No phone on record";
        back: "返回名单", "Back to the list";
        none_due: "现在没有要拨打的电话", "Nobody is to be called now";
        none_due_text: "到了约定时间或发送时间，客户会自动出现在这里。", "Customers appear here by themselves when their time has come.";
        none_later: "没有约好稍后拨打的电话", "No calls are agreed for later";
        none_done: "最近七天没有结束的访谈", "No interviews ended within the last seven days";

        script: "开场白", "How to begin";
        questions: "问卷", "Questions";
        keys: "数字键选择，回车到下一题", "Number keys choose, Enter goes to the next question";
        keys_ten: "10 分：先按 1 再按 0。多选按序号勾选。大段文字中用 Shift+回车换行。",
            "For 10 press 1, then 0. Number keys tick several choices by their place. Shift+Enter breaks a line in a long text.";
        only_if: "视前面的回答而定", "Depends on an earlier answer";
        consented: "客户同意接受访谈", "The customer agreed to be interviewed";
        consented_hint: "已说明用途，客户可以随时停止。", "They were told what it is for, and may stop at any time.";
        call_me: "客户希望回电", "The customer wants to be called";
        complaint: "客户要求按投诉处理", "The customer wants it treated as a complaint";
        wishes: "客户的要求", "What the customer asks for";
        note: "备注", "Note";
        finish: "完成访谈", "Finish the interview";
        keep: "先保存，稍后继续", "Save and go on later";
        kept: "已保存", "Saved";
        not_kept: "有答案填写有误，尚未保存", "An answer can't be read and is not saved";
        finished: "访谈已完成", "Interview finished";
        finished_next: "访谈已完成，这是下一位", "Interview finished; here is the next customer";
        anonymous: "匿名调查：提交后答案与客户脱离，不会产生回访或投诉。", "Anonymous survey: once sent off, the answers lead back to nobody and nothing follows from them.";

        not_reached: "没有访谈成", "No interview";
        result: "结果", "What happened";
        again_at: "约定再次拨打", "Call again at";
        again_hint: "“稍后再拨”必须填写；没人接听时不填，按门店设置的间隔再拨。",
            "Needed for \"call later\"; if nobody answered and it is empty, the store's pause applies.";
        outside_ask: "这个时间不在可拨打时间内，客户要求这时拨打", "It is outside the hours for calls; the customer asked for it";
        outside_hint: "没人接听时请改选可拨打时间内。", "If nobody answered, choose a time within the hours.";
        record: "记录结果", "Record it";
        recorded: "已记录", "Recorded";
        comes_back: "已记录，到时会再次提醒", "Recorded; it comes back at that time";
        no_attempts: "还没有拨打过", "Nobody has called yet";

        outside: "现在不在可拨打时间内", "It is not the time to call";
        outside_text: "客户约定的时间除外。号码在可拨打时间内才能查看。", "Except at a time the customer asked for. The number is shown within the hours only.";
        withdrawn: "客户已撤回电话调研授权，不再拨打。", "The customer took back their consent to be called for surveys. Nobody calls.";
        over: "这次访谈已经结束。", "This interview is over.";
        closed: "这份邀请已不再有效，或调查已停止。", "This invitation is not open any more, or its survey was stopped.";
        moved_on: "您打开后，有人更新了这次访谈。请核对。", "Somebody changed this interview since you opened it. Check it.";
    }
}

words! {
    /// Words of the tablet, of sheets of paper and of the poster, for staff.
    pub struct DeskText {
        other_ways: "现场与纸质", "On site and on paper";
        on_site: "现场访谈", "On-site interview";
        on_site_intro: "交给客户后，本机会退出登录，只显示问卷。客户填完交回，您重新登录即可解锁。",
            "Once it is handed over, this device is signed out and shows the questionnaire only. The customer hands it back, and you unlock it by signing in.";
        whom: "交给谁", "For whom";
        present: "在店客户", "In the store now";
        nameless: "不记名", "Without a name";
        nameless_hint: "答案不与任何客户关联。", "The answers belong to nobody.";
        anonymous: "这是匿名调查：答案不会与客户关联。", "This survey is anonymous: the answers lead back to nobody.";
        hand_over: "退出登录并交给客户", "Sign out and hand it over";
        hand_over_ask: "本机将退出登录。", "This device will be signed out.";
        not_running: "调查没有在进行，不能开始访谈。", "The survey is not running; no interview can begin.";
        invited: "这位客户已经就这次到店回答过，或不愿回答。", "This customer answered about this visit already, or would rather not.";

        paper: "录入纸质问卷", "Type in paper sheets";
        paper_intro: "逐张录入。编号写在纸上，同一编号不能录入两次。", "One sheet after the other. The number stands on the sheet; none is typed in twice.";
        number: "纸面编号", "Number of the sheet";
        number_hint: "按上一张顺延，与纸面不同就改。", "One after the last sheet; change it where the paper says otherwise.";
        number_taken: "这个编号已经录入过。", "A sheet with this number was typed in already.";
        phone: "客户手机号", "The customer's phone";
        phone_hint: "纸上写了就填，用来关联客户；没写就留空。", "If it stands on the sheet: it tells whose it is. Else leave it empty.";
        phone_unknown: "没有找到使用这个号码的客户。请核对，或留空录入。", "No customer has this phone. Check it, or leave it empty.";
        phone_shared: "有多位客户使用这个号码，请留空录入。", "Several customers have this phone; leave it empty.";
        phone_wished: "客户要求回电或投诉，请填写手机号；纸上没有就取消勾选。", "They ask for a call or a complaint: the phone is needed. If the sheet has none, take the tick out.";
        type_in: "录入并继续下一张", "Take it and go on";
        typed: "已录入", "Taken";
        sheets: "最近录入", "Typed in lately";
        no_sheets: "还没有录入过", "None so far";
        typed_by: "录入人", "By";
        typed_at: "时间", "When";
        see_answer: "查看答卷", "See the answer";
        print_sheet: "打印空白问卷", "Print blank sheets";

        poster: "桌面海报", "Desk poster";
        poster_title: "请您评价我们的服务", "How did we do?";
        poster_text: "用手机扫一扫，不记名。", "Scan with your phone. No name is asked.";
        poster_none: "还没有海报。生成后，扫码的人都可以不记名填写一份。", "There is no poster yet. Whoever scans it answers once, without a name.";
        poster_make: "生成海报", "Make the poster";
        poster_made: "海报已生成", "The poster is ready";
        poster_renew: "换一个二维码", "Make a new code";
        poster_renew_ask: "旧海报上的二维码会立即失效。", "The code on the old poster stops working at once.";
        scan: "扫描二维码填写问卷", "Scan the code to answer";

        sheet_number: "编号", "No.";
        sheet_phone: "手机号（选填）", "Phone (optional)";
        sheet_mark: "请在方框内打 √。", "Please tick the boxes.";
        sheet_several: "可多选", "Several may be ticked";
        sheet_only_if: "如适用", "If it applies";
        sheet_end: "填好后请交给前台。您的回答仅用于改进服务。", "Please hand it in at the desk. Your answers are used to improve our service only.";
        yes: "是", "Yes";
        no: "否", "No";
        back: "返回调查", "Back to the survey";
    }
}

words! {
    /// Words that a customer reads on the tablet, or after the poster's code.
    pub struct SittingText {
        hello: "请您评价我们的服务", "How did we do?";
        next: "下一步", "Next";
        back: "上一步", "Back";
        send: "提交", "Send";
        finish_title: "就快好了", "Almost done";
        finish_text: "确认后提交，提交后不能再修改。", "Send it off; it can't be changed afterwards.";
        call_me: "请致电联系我", "Please call me";
        complaint: "请作为投诉处理", "Please treat this as a complaint";
        wishes: "需要我们跟进吗？", "Shall we follow up?";
        missing: "还有必答题没有回答，请返回补充。", "Some questions still need an answer; please go back.";
        stop: "不填了", "Stop here";
        stop_ask: "已填的答案将被删除。", "What you answered will be deleted.";
        thanks: "谢谢您！", "Thank you!";
        thanks_text: "您的回答已经收到。", "Your answers have arrived.";
        stopped: "已停止填写", "Stopped";
        stopped_text: "没有保存任何答案。", "Nothing was kept.";
        hand_back: "请把平板交还给工作人员。", "Please hand the tablet back to our staff.";
        unlock: "工作人员解锁", "Unlock (staff)";
        over: "问卷已关闭", "This questionnaire is closed";
        over_text: "填写时间已过。", "Its time is over.";
        privacy: "您的回答仅用于改进服务。可以随时停止，不影响任何服务。", "Your answers are used to improve our service only. You may stop at any time.";
        anonymous: "本次调查不记名，答案不会与您本人关联。", "This survey is anonymous: your answers lead back to nobody.";
        begin: "开始填写", "Begin";
        optional: "选填", "optional";
        worst: "完全不可能", "Not at all likely";
        best: "非常可能", "Very likely";
        yes: "是", "Yes";
        no: "否", "No";
        answered_today: "今天已经在这部手机上填过这份问卷，谢谢您！每天可以填写一次。", "This survey was answered on this phone today. Thank you! It can be answered once a day.";
        resting: "本次调查暂未开放。", "This survey is not open at present.";
    }
}

labels! {
    CallResult {
        Answered: "已完成访谈", "Interviewed";
        Unanswered: "没人接听", "Nobody answered";
        Later: "稍后再拨", "Call later";
        Refused: "拒绝访谈", "Refused";
        WrongNumber: "号码有误", "Wrong number";
    }
    View {
        Due: "待拨打", "To call";
        Later: "已约定", "Later";
        Done: "已结束", "Ended";
    }
}

/// `扫码提交 12 份，其中 2 份来自当天已提交过的设备`
pub fn by_poster(sent: i64, repeated: i64, lang: Lang) -> String {
    let all = lang.pick(format!("扫码提交 {sent} 份"), format!("{sent} sent after a scan"));
    if repeated == 0 {
        return all;
    }
    lang.pick(
        format!("{all}，其中 {repeated} 份来自当天已提交过的设备"),
        format!("{all}, {repeated} of them from a device that had answered that day"),
    )
}

/// What 1 to 5 stand for.
pub fn score(score: u8, lang: Lang) -> &'static str {
    match score {
        1 => lang.pick("很不满意", "Very unhappy"),
        2 => lang.pick("不满意", "Unhappy"),
        3 => lang.pick("一般", "So-so"),
        4 => lang.pick("满意", "Happy"),
        _ => lang.pick("非常满意", "Very happy"),
    }
}

pub fn hours(hours: CallHours, lang: Lang) -> String {
    let CallHours { from, until } = hours;
    lang.pick(
        format!("可拨打时间 {from:02}:00–{until:02}:00"),
        format!("Calls from {from:02}:00 to {until:02}:00"),
    )
}

pub fn attempts(count: i32, most: u32, lang: Lang) -> String {
    lang.pick(
        format!("第 {count} 次，没人接听最多 {most} 次"),
        format!("{count} so far, at most {most} unanswered"),
    )
}

/// How the interviewer begins; the survey's own words follow.
pub fn greeting(store: &str, name: &str, staff: &str, lang: Lang) -> String {
    lang.pick(
        format!(
            "您好，请问是{name}吗？我是{store}的{staff}。想占用您一两分钟，了解您对我们服务的感受。回答仅用于改进服务，您可以随时停止。现在方便吗？"
        ),
        format!(
            "Hello, am I speaking to {name}? This is {staff} from {store}. May I take a minute or two to ask how you found our service? Your answers are used to improve it only, and you may stop at any time. Is this a good moment?"
        ),
    )
}

/// Why a survey doesn't fit somebody who is in the store.
pub fn not_yet(purpose: Purpose, lang: Lang) -> &'static str {
    match purpose {
        Purpose::Service => lang.pick("尚未结算", "not settled yet"),
        Purpose::Delivery => lang.pick("近 30 天没有交车", "no delivery within 30 days"),
        Purpose::Complaint => lang.pick("近 30 天没有结案的投诉", "no complaint closed within 30 days"),
        Purpose::Inquiry => lang.pick("不是来看车", "not here about a car"),
        Purpose::QuarterlySatisfaction | Purpose::QuarterlyNps | Purpose::Own => "",
    }
}

/// `其他在店客户（3）`
pub fn others(count: usize, lang: Lang) -> String {
    lang.pick(
        format!("其他在店客户（{count}）"),
        format!("Others in the store ({count})"),
    )
}

/// Who makes the poster, for whoever may not.
pub fn poster_who(lang: Lang) -> String {
    let roles: Vec<&str> = Permission::RunSurveys
        .roles()
        .iter()
        .map(|role| role.label(lang))
        .collect();
    let roles = roles.join(lang.pick("、", ", "));
    lang.pick(format!("可以生成的岗位：{roles}"), format!("Who can make it: {roles}"))
}

pub fn page_of(page: usize, pages: usize, lang: Lang) -> String {
    lang.pick(format!("第 {page} / {pages} 页"), format!("Page {page} of {pages}"))
}

pub fn shown(count: usize, lang: Lang) -> String {
    lang.pick(format!("本页 {count} 条"), format!("{count} on this page"))
}
