//! Words of my day.

use crate::platform::i18n::Lang;
use crate::words;

words! {
    /// Words of my day.
    pub struct DayText {
        title: "今日待办", "My day";
        start: "开始处理", "Start";
        late: "已超时", "Late";
        hour: "1 小时内", "Within the hour";
        today: "今天", "Today";
        done: "已完成", "Done";
        actions: "操作", "Actions";
        snooze: "暂缓", "Snooze";
        no_customer: "未登记客户", "No one on record";

        // What is done next.
        record: "呼叫并记录", "Call and record";
        answer: "回复客户", "Answer the customer";
        log: "记录跟进", "Log the follow-up";
        decide: "审批", "Decide";
        assign: "分配", "Assign";
        open: "去处理", "Open";
        look: "查看", "View";
        receive: "接车", "Receive";
        welcome: "接待", "Receive";
        check_in: "填写接车单", "Fill in the sheet";
        arrivals: "去接待台", "To the desk";
        quote: "去报价", "Quote";
        consent: "确认同意", "Record consent";
        technician: "派工", "Assign";
        check: "质检", "Check";
        settle: "结算", "Settle";
        promise: "调整交车时间", "Move the promise";
        repair: "去维修", "Repair";
        finish: "完工", "Finish";
        investigate: "调查", "Investigate";
        propose: "提出方案", "Propose";
        execute: "执行方案", "Carry out";
        resolve: "登记解决", "Resolve";
        interview: "访谈", "Interview";
        match_columns: "匹配列", "Match columns";
        load: "确认导入", "Load";

        // Why it stands in the list.
        waits: "等候接待", "Waits to be received";
        called: "已叫号", "Called";
        received: "接待中，待填接车单", "Being received";
        booked: "预约", "Appointment";
        agreed_call: "约定访谈", "Interview agreed for this time";
        call: "电话访谈", "Interview by phone";
        solution: "投诉方案待审批", "Solution to decide on";
        uploaded: "文件已上传，待匹配列", "Uploaded, columns to be matched";
        checked: "文件已检查，待导入", "Checked, to be loaded";
        failed: "文件读取失败", "The file could not be read";
        order_check: "待质检", "Quality check";
        order_promise: "交车时间", "Promise";
        order_consent: "追加项目待客户同意", "Extra work to be agreed to";
        repair_due: "维修作业", "Repair";

        empty: "今天都处理完了", "All done for today";
        empty_tomorrow: "明天没有到期的待办。", "Nothing falls due tomorrow.";
        nothing_done: "今天还没有完成的待办", "Nothing done today so far";
        all_done: "今天都处理完了", "All done for today";
        round_done: "这一轮都看过了", "That was all of this round";

        beside: "日程与通知", "Schedule and notices";
        schedule: "今日日程", "My schedule today";
        no_schedule: "今天没有预约、试驾或交车", "No appointment, test drive or delivery today";
        test_drive: "试驾", "Test drive";
        delivery: "交车", "Delivery";
        own_month: "我的本月指标", "My month";
        month: "本月指标", "This month";
        target: "目标", "Target";
        few: "样本不足，数值仅供参考", "Few rows: a hint only";
        all_figures: "全部指标", "All figures";
        notices: "通知", "Notices";
        no_notices: "没有新通知", "No notices";
        seen: "已知悉", "Acknowledge";
        all_notices: "全部待办与通知", "All tasks and notices";
        failed_beside: "这部分加载失败，待办不受影响。", "This part could not be loaded; the list is complete.";
        again: "重试", "Try again";

        queue: "逐个处理", "One after another";
        stop: "退出", "Stop";
        skip: "跳过", "Skip";
        why: "事项", "What";
        plate: "车牌", "Plate";
        due: "时限", "Due";
        next: "接下来", "Up next";
        none_next: "这是最后一项", "This is the last one";
        queue_hint: "保存后自动打开下一项。", "After saving, the next one opens by itself.";
    }
}

/// A count, or "at least" where not all were looked at.
pub fn count(count: i64, more: bool) -> String {
    if more { format!("{count}+") } else { count.to_string() }
}

pub fn tomorrow(count: &str, lang: Lang) -> String {
    lang.pick(
        format!("明天有 {count} 项到期，可以提前看一看。"),
        format!("{count} fall due tomorrow; you may look ahead."),
    )
}

pub fn rest(count: i64, lang: Lang) -> String {
    lang.pick(
        format!("还有 {count} 项，处理后会依次出现"),
        format!("{count} more follow as these are done"),
    )
}

pub fn left(count: &str, lang: Lang) -> String {
    lang.pick(format!("还剩 {count} 项"), format!("{count} left"))
}

/// How late a customer is for an appointment.
pub fn overdue_visit(minutes: i64, lang: Lang) -> String {
    lang.pick(format!("晚到 {minutes} 分"), format!("{minutes} min late"))
}

pub fn access(who: &str, hours: i32, lang: Lang) -> String {
    lang.pick(
        format!("{who} 申请查看 {hours} 小时"),
        format!("{who} asks to see them for {hours} h"),
    )
}

pub fn import(rows: i32, lang: Lang) -> String {
    lang.pick(format!("导入 {rows} 行"), format!("Import of {rows} rows"))
}

/// What is wrong with a checked file, empty where nothing is.
pub fn faults(bad: i32, duplicates: i32, lang: Lang) -> String {
    let mut said = Vec::new();
    if bad > 0 {
        said.push(lang.pick(format!("{bad} 行有错"), format!("{bad} with faults")));
    }
    if duplicates > 0 {
        said.push(lang.pick(
            format!("{duplicates} 行可能重复"),
            format!("{duplicates} maybe duplicates"),
        ));
    }
    said.join(lang.pick("，", ", "))
}
