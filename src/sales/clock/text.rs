//! Words of the clock of leads, of the roster and of the pool.

use super::rules::{Evidence, StepKind};
use crate::platform::i18n::Lang;
use crate::{labels, words};

labels! {
    StepKind {
        FirstCall: "首次联系", "First call";
        Message: "发送资料", "Message";
        SecondCall: "第二次跟进", "Second follow-up";
        Status: "状态更新", "Status update";
    }
    Evidence {
        Call: "电话已接通", "Call answered";
        Attempts: "多次拨打未接", "Called in vain";
        Message: "已发资料", "Message sent";
        Visit: "到店", "Visit";
    }
}

words! {
    pub struct ClockText {
        steps: "跟进时限", "Follow-up clock";
        no_steps: "暂无时限", "No clock runs";
        on_time: "按时", "On time";
        late: "超时完成", "Done late";
        missed: "未完成", "Missed";
        dropped: "已结束", "Ended";
        outside: "非营业时间", "Out of hours";
        missed_before: "此前超时未完成", "Missed before";
        assign: "分配线索", "Assign leads";
        assign_do: "分配", "Assign";
        owner: "销售顾问", "Consultant";
        choose: "请选择", "Choose";
        reason: "改派原因", "Reason";
        reason_hint: "从同事手中改派时必填", "Needed when a colleague has the lead";
        reason_needed: "有线索已由同事负责，请写明改派原因", "A colleague has one of these: say why it changes hands";
        none_picked: "请先选择线索", "Pick leads first";
        too_many: "一次最多分配 500 条", "At most 500 at once";
        not_here: "请选择本店销售顾问", "Choose a consultant of this store";
        closed_lead: "线索已关闭，不能再分配", "The lead is closed and can't be assigned";
        back_to_leads: "返回线索", "Back to the leads";
        away: "不在班", "Off duty";
        pool: "公海", "Open pool";
        pool_hint: "长时间未有效联系或被释放的商机", "Opportunities left without contact, or given away";
        pool_empty: "公海暂无商机", "The pool is empty";
        pool_empty_text: "超过期限未联系的商机会自动进入公海。", "What nobody contacts in time comes here by itself.";
        number: "商机", "Opportunity";
        customer: "客户", "Customer";
        model: "意向车型", "Model";
        stage: "阶段", "Stage";
        level: "级别", "Level";
        since: "进入公海", "In the pool since";
        contact: "上次有效联系", "Last contact";
        never: "无", "Never";
        claim: "认领", "Claim";
        why: "进入原因", "Why it is here";
        dropped_in: "久未联系", "No contact for too long";
        released_in: "释放", "Given away";
        claim_used_up: "今天的认领次数已用完", "No more claims today";
        claim_own: "这是您不久前丢失的商机，暂不能认领", "It was yours until lately: not yet";
        claim_gone: "它已不在公海", "It is not in the pool any more";
        release: "释放到公海", "Give to the pool";
        release_reason: "释放原因", "Reason";
        released: "已释放到公海", "Given to the pool";
        release_wrong: "该商机已成交、已关闭或已在公海", "It is sold, closed or in the pool already";
        nobodys: "未分配", "Nobody's yet";
        left: "原顾问已离职或调岗", "Somebody who left";
        roster: "线索值班", "Lead roster";
        roster_hint: "新线索按顺序分给在班的顾问；上班时间在排班中设置", "New leads go in turn to who is on duty; working plans say when";
        plans: "排班", "Working plans";
        nobody: "本店还没有销售顾问", "No consultants yet";
        person: "销售顾问", "Consultant";
        today: "当前", "Now";
        on_duty: "在班", "On duty";
        on_break: "休息中", "On a break";
        all_late: "在班顾问都有首联超时：新线索仍先分给负责该来源或车型的顾问，其中待首联最少的先分到", "Everybody on duty has overdue first calls: new leads still go to those whose source or model it is, first to whoever has the fewest calls to make";
        none_on_duty: "当前没有顾问在班（排班之外或休假），新线索先等待，有人上班后自动分配；也可以手动分配。", "Nobody is on duty now, by working plan or days off: new leads wait and are dealt once somebody works, or are assigned by hand.";
        all_paused: "在班的顾问都暂停了接收线索，新线索先等待；请恢复接收或手动分配。", "Everybody on duty has paused: new leads wait until somebody takes them again, or are assigned by hand.";
        takes: "接收新线索", "Takes new leads";
        takes_yes: "接收", "Yes";
        takes_no: "暂停", "Paused";
        sources: "负责的来源", "Sources";
        sources_hint: "不选表示不限", "None ticked: any";
        models: "负责的车型", "Models";
        models_hint: "每行一个，按名称包含匹配；不填表示不限", "One on a line, matched as part of the name; empty: any";
        any: "不限", "Any";
        overdue: "首次联系超时", "Overdue first calls";
        last_dealt: "上次分到线索", "Last lead";
        save: "保存", "Save";
        saved: "已保存", "Saved";
        stale: "同事刚刚修改过，请核对后再保存", "A colleague just changed this: check and save again";
    }
}

/// `已分配 3 条线索`
pub fn assigned(many: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("已分配 {many} 条线索"),
        Lang::En => format!("{many} {} assigned", leads(many)),
    }
}

/// `已分配 3 条线索，另 2 条原本就由 TA 负责`
pub fn assigned_but(many: usize, rest: usize, lang: Lang) -> String {
    let said = assigned(many, lang);
    if rest == 0 {
        return said;
    }
    match lang {
        Lang::Zh => format!("{said}，另 {rest} 条原本就由该顾问负责"),
        Lang::En => format!(
            "{said}; {rest} {} theirs already",
            if rest == 1 { "was" } else { "were" }
        ),
    }
}

/// `已退回 3 条线索`
pub fn unassigned(many: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("已退回 {many} 条线索"),
        Lang::En => format!("{many} {} given back", leads(many)),
    }
}

/// `已选 3 条线索`
pub fn picked(many: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("已选 {many} 条线索"),
        Lang::En => format!("{many} {} picked", leads(many)),
    }
}

fn leads(many: usize) -> &'static str {
    if many == 1 { "lead" } else { "leads" }
}

/// `已被 王磊 认领（10:20）`
pub fn claim_gone(who: &str, at: &str, lang: Lang) -> String {
    lang.pick(format!("已被 {who} 认领（{at}）"), format!("{who} was faster ({at})"))
}

/// `已认领，下次跟进 11-25 10:00`
pub fn claimed(next: &str, lang: Lang) -> String {
    lang.pick(
        format!("已认领，请尽快联系客户；下次跟进 {next}"),
        format!("Claimed: contact the customer soon, by {next} at the latest"),
    )
}

/// `今天已认领 2 / 5`
pub fn claims(today: i64, a_day: u32, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("今天已认领 {today} / {a_day}"),
        Lang::En => format!("Claimed today: {today} of {a_day}"),
    }
}

/// `已跳过：2 条首联超时`
pub fn passed_over(late: i64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("已跳过：{late} 条首联超时"),
        Lang::En if late == 1 => "Passed over: 1 overdue first call".to_owned(),
        Lang::En => format!("Passed over: {late} overdue first calls"),
    }
}

/// `截止 11-22 10:20`
pub fn deadline(at: &str, lang: Lang) -> String {
    lang.pick(format!("截止 {at}"), format!("Due {at}"))
}

/// `已更新 3 次`
pub fn renewed(times: usize, lang: Lang) -> String {
    match (lang, times) {
        (Lang::Zh, _) => format!("已更新 {times} 次"),
        (Lang::En, 1) => "Updated once".to_owned(),
        (Lang::En, _) => format!("Updated {times} times"),
    }
}

/// `已拨打 2 次`
pub fn attempts(many: i32, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("已拨打 {many} 次"),
        Lang::En if many == 1 => "1 call unanswered".to_owned(),
        Lang::En => format!("{many} calls unanswered"),
    }
}

/// `本页 2 条`
pub fn shown(many: usize, lang: Lang) -> String {
    lang.pick(format!("本页 {many} 条"), format!("{many} on this page"))
}
