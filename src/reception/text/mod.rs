//! Words of the reception desk.

pub mod boards;
pub mod paper;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use crate::access::Role;
use crate::platform::i18n::{Lang, times};
use crate::service::model::LooseEnds;
use crate::visits::appointments::rules::Presence;
use crate::visits::model::{Holder, Receiving};
use crate::visits::rules::{Line, Trouble};
use crate::words;

words! {
    pub struct DeskText {
        title: "接待台", "Reception";
        call_boards: "叫号屏", "Call boards";
        paper: "打印今日清单", "Print the day";
        overview: "今日接待概览", "Reception today";
        appointments: "今日预约", "Today's appointments";
        walk_ins: "到店未预约", "Walk-ins";
        waiting: "等候中", "Waiting";
        average: "平均等候", "Average wait";
        punctual: "接待及时率", "Received in time";
        filter: "筛选", "Filter";
        all: "全部", "All";
        time: "时间", "Time";
        customer: "客户", "Customer";
        plate: "车牌", "Plate";
        car: "车型", "Car";
        matter: "事项", "Purpose";
        advisor: "顾问", "With";
        state: "状态", "State";
        actions: "操作", "Actions";
        ticket: "号码", "Ticket";
        arrived: "到店", "Arrived";
        nobody: "待分配", "Unassigned";
        guest: "散客", "Guest";
        first: "首次到店", "First visit";
        no_appointments: "今天没有预约", "No appointments today";
        no_appointments_text: "新的预约会自动出现在这里。", "New ones appear here by themselves.";
        no_rows: "今天还没有", "None today";
        back_to_appointments: "今日预约", "Today's appointments";
        show_all: "全部显示", "Show all";
        register_visit: "到店登记", "Register";
        start_service: "开始接车", "Receive the car";
        start: "开始接待", "Receive";
        see_sheet: "查看接车单", "Check-in sheet";
        see_visit: "查看进度", "See the progress";
        finish: "结束接待", "Finish";
        make_lead: "建线索", "Make a lead";
        see_lead: "查看线索", "See the lead";
        depart: "离店", "Check out";
        present: "店内", "In the store";
        present_hint: "接待中、维修中、待交车", "Being received, in the workshop, ready";
        nobody_present: "店内没有正在接待的客户", "Nobody is being received";
        queue: "等候队列", "Queue";
        queue_empty: "没有人在等候", "Nobody waits";
        counter: "台位", "Counter";
        call: "叫号", "Call";
        recall: "再叫一次", "Call again";
        pass_over: "过号", "Pass over";
        assign: "分派顾问", "Assign";
        leave: "离店", "Leaves the store";
        print_slip: "打印小票", "Print the slip";
        more: "更多操作", "More";
        called: "已叫号", "Called";

        quick: "到店快速登记", "Quick registration";
        q: "手机号 / 车牌 / VIN", "Phone / plate / VIN";
        q_hint: "手机号后四位、车牌号或 VIN 后六位", "The last four of a phone, a plate, the last six of a VIN";
        choose: "请选择来人和车辆", "Choose who came, with which car";
        none_found: "没有找到。核对后可直接建档，或按散客登记。", "Nobody found. Make a record, or register a guest.";
        no_names: "这里按手机号、车牌或 VIN 查找，不按姓名；按姓名请用页面顶部的搜索。",
            "Here people are found by phone, plate or VIN. To find a name, use the search at the top of the page.";
        too_short: "至少输入四位：手机号后四位、车牌号或 VIN 后六位。",
            "Type more: the last four of a phone, a plate, or the last six of a VIN.";
        no_plate: "车牌号有误，请核对。", "No plate looks like this: please check it.";
        no_vin: "VIN 有误：应为 17 位字母和数字，不含 I、O、Q。", "No VIN looks like this: it has 17 letters and digits, never I, O or Q.";
        no_phone: "手机号应为 11 位，也可只输入后四位。", "A phone number has 11 digits; the last four will do.";
        end_only: "只输入了末几位，只能找到今天预约或您接待过的客户；请输入完整的手机号、车牌或 VIN。",
            "An end of a number finds only those expected today or served by you; type the whole phone, plate or VIN.";
        somebody_elses: "该客户由同事负责。可先按散客登记，需要查看时在客户列表申请。",
            "A colleague looks after this customer. Register a guest, and ask for access in the customer list.";
        new_record: "新客户", "New customer";
        name: "姓名", "Name";
        phone: "手机号", "Phone";
        notice: "已告知客户信息用途并取得同意", "Told how the data is used, and agreed";
        new_plate: "车牌（选填）", "Plate, if any";
        known_plate: "该车牌已有档案，请在上方选择", "There is a record with this plate: choose it above";
        box_changed: "输入框的内容已改变，请核对来人后再登记", "The box names somebody else now: check who it is, then register";
        see_customer: "查看客户档案", "See the customer record";
        known_phone: "该手机号已有档案，请在上方选择", "There is a record with this phone: choose it above";
        as_guest: "散客，不建档", "Guest, no record";
        guest_name: "称呼", "What to call them";
        purpose: "来意", "Purpose";
        receiver: "接待顾问", "With";
        party: "来客人数", "Party of";
        visit_no: "第几次到店", "First visit?";
        visit_auto: "自动判断", "By the record";
        visit_first: "首次", "First";
        visit_again: "再次", "Been here before";
        mileage: "当前里程（km）", "Mileage (km)";
        mileage_reason: "里程为何低于上次", "Why the mileage is below the last";
        mileage_reason_needed: "请写明原因，如换过仪表；里程填错则改里程", "Say why, such as a new instrument panel; or mend the mileage";
        register: "登记并排队", "Register and queue";
        needs_somebody: "请输入手机号、车牌或 VIN，或勾选散客", "Type a phone, plate or VIN, or tick guest";
        pick_one: "有几位客户，请先选择", "There are several: choose one first";
        present_now: "已在店内", "Here already";
        too_late: "同事已先处理", "A colleague was faster";
        turns_changed: "轮值已有变化，请看现在的顺序", "The turns have changed: see them as they are now";
        birthday_today: "今天生日", "Birthday today";
        birthday_week: "本周生日", "Birthday this week";
        service_due: "保养到期", "Service due";
        recall_open: "召回未办", "Open recall";
        last_visit: "上次到店", "Last visit";
        never_here: "首次到店", "First visit";
        booked: "预约", "Booked";
        own_advisor: "专属顾问", "Own advisor";

        leave_title: "客户离店", "The visitor leaves";
        reason: "原因", "Reason";
        note: "说明", "Note";
        note_hint: "选择“其他”、款未收齐或代步车未归还时必填", "Needed with “Other”, while money is owed or a courtesy car is out";
        assign_title: "分派顾问", "Assign";
        assign_to: "接待人", "With";
        receiver_fault: "请选择接待此类来客的人员", "Choose somebody who receives such visitors";
        only_sales: "只含销售来客", "Visitors of sales only";
        call_first: "请先叫号，再过号", "Call the visitor before passing over";
        choose_counter: "请先选择台位", "Choose a counter first";

        floor: "展厅轮值", "Floor rotation";
        floor_empty: "今天还没有人签到", "Nobody has checked in today";
        next_turn: "下一位", "Next";
        paused: "暂停", "Paused";
        off_duty: "不在班", "Off duty";
        check_in: "签到上岗", "Check in";
        check_out: "签退", "Check out";
        pause: "暂停", "Pause";
        resume: "恢复", "Back";
        skip: "跳过", "Skip";
        up: "上移", "Move up";
        history: "轮值记录", "History";
        floor_who: "顾问", "Consultant";
        floor_what: "动作", "What";
        floor_by: "操作人", "By";
        done: "已更新", "Done";

        paper_title: "今日接待清单", "Reception of the day";
        paper_hint: "系统停用时按此清单继续接待，恢复后补录。", "Carry on by this sheet while the system is down; enter it later.";
        remark: "备注", "Remarks";
        printed: "打印时间", "Printed";

        slip_title: "等候小票", "Your number";
        slip_scan: "扫码查看前面还有几位", "Scan to see how many are before you";
        slip_keep: "请留意叫号屏", "Please watch the call board";
        slip_before: "前面还有", "Before you";
    }
}

/// `11 月 22 日 周日 10:12`
pub fn moment(now: DateTime<Utc>, lang: Lang) -> String {
    let day = times::day_of(now);
    let weekday = times::weekday(day, lang);
    let clock = times::clock(now);
    lang.pick(
        format!("{} 月 {} 日 {weekday} {clock}", day.month(), day.day()),
        format!("{weekday} {day} {clock}"),
    )
}

/// What is open of a visitor who goes.
pub fn loose_ends(open: &LooseEnds, lang: Lang) -> String {
    let owed = open.owed.map(|(_, owed)| {
        let owed = owed.display();
        lang.pick(
            format!("还有 {owed} 未收。请先收款；确需先走请在说明里写明原因，这笔款记为挂账。"),
            format!("{owed} is still owed. Take the payment first, or write in the note why it stands on account."),
        )
    });
    let lent = open.lent.then(|| {
        lang.pick(
            "代步车还没有归还。请先收回；确需先走请在说明里写明原因。",
            "The courtesy car is not back. Take it back first, or write in the note why not.",
        )
        .to_owned()
    });
    owed.into_iter().chain(lent).collect::<Vec<_>>().join(" ")
}

/// How many of the expected have come.
pub fn come(count: usize, lang: Lang) -> String {
    lang.pick(format!("已到 {count}"), format!("{count} arrived"))
}

pub fn longest(minutes: i64, lang: Lang) -> String {
    lang.pick(format!("最长 {minutes} 分"), format!("longest {minutes} min"))
}

/// `7.5`
pub fn tenths(value: i64) -> String {
    format!("{}.{}", value / 10, value % 10)
}

pub fn minutes(lang: Lang) -> &'static str {
    lang.pick("分钟", "min")
}

pub fn target(percent: &str, lang: Lang) -> String {
    lang.pick(format!("目标 {percent}"), format!("target {percent}"))
}

pub fn waited(minutes: i64, lang: Lang) -> String {
    lang.pick(format!("已等 {minutes} 分"), format!("{minutes} min"))
}

/// How long somebody waited who waits no more.
pub fn had_waited(minutes: i64, lang: Lang) -> String {
    lang.pick(format!("等候 {minutes} 分"), format!("waited {minutes} min"))
}

/// A number of another day: the day.
pub fn dated(day: NaiveDate, today: NaiveDate) -> String {
    if day == today {
        String::new()
    } else {
        day.format("%m-%d").to_string()
    }
}

/// Two call to one counter.
pub fn shared_counter(who: &str, at: &str, lang: Lang) -> String {
    lang.pick(
        format!("{who} {at} 也在此台叫号，请确认台位"),
        format!("{who} called to this counter at {at}: is it yours?"),
    )
}

pub fn party(size: i16, lang: Lang) -> String {
    lang.pick(format!("{size} 人"), format!("party of {size}"))
}

/// What the button for a counter says.
pub fn at_counter(counter: &str, caller: &str, at: &str, lang: Lang) -> String {
    lang.pick(
        format!("{counter} · {caller} {at}"),
        format!("{counter} · {caller} {at}"),
    )
}

pub fn passed(times: i16, lang: Lang) -> String {
    lang.pick(format!("过号 {times} 次"), format!("passed over {times}×"))
}

pub fn registered(ticket: &str, lang: Lang) -> String {
    lang.pick(format!("已登记 {ticket}"), format!("{ticket} registered"))
}

pub fn called(ticket: &str, lang: Lang) -> String {
    lang.pick(format!("已叫号 {ticket}"), format!("{ticket} called"))
}

pub fn passed_over(ticket: &str, lang: Lang) -> String {
    lang.pick(format!("{ticket} 已过号"), format!("{ticket} passed over"))
}

pub fn received(ticket: &str, lang: Lang) -> String {
    lang.pick(format!("{ticket} 开始接待"), format!("{ticket}: received"))
}

pub fn gone(ticket: &str, lang: Lang) -> String {
    lang.pick(format!("{ticket} 已离店"), format!("{ticket} has left"))
}

pub fn assigned(ticket: &str, lang: Lang) -> String {
    lang.pick(format!("{ticket} 已分派"), format!("{ticket} assigned"))
}

/// That somebody, or their car, is in the store already, and by which number.
pub fn present(with_car: bool, ticket: Option<&str>, lang: Lang) -> String {
    let words = if with_car {
        lang.pick("这辆车已在店内", "This car is in the store already")
    } else {
        lang.pick("这位客户已在店内", "This customer is in the store already")
    };
    match ticket {
        Some(ticket) => lang.pick(format!("{words}：{ticket}"), format!("{words}: {ticket}")),
        None => words.to_owned(),
    }
}

/// Who was faster.
pub fn taken(holder: &Holder, lang: Lang) -> String {
    let ticket = &holder.ticket;
    let unknown = lang.pick("同事", "a colleague");
    if holder.state.waits() {
        let who = holder.caller.as_deref().unwrap_or(unknown);
        return lang.pick(
            format!("{ticket} 已由 {who} 叫号"),
            format!("{ticket} was called by {who}"),
        );
    }
    let state = holder.state.label(lang);
    if !holder.state.is_present() {
        let who = holder.receiver.as_deref().unwrap_or(unknown);
        return lang.pick(
            format!("{ticket} 已由 {who} 登记离店"),
            format!("{who} has let {ticket} go"),
        );
    }
    match holder.receiver.as_deref() {
        Some(who) => lang.pick(
            format!("{ticket} 已由 {who} 接待（{state}）"),
            format!("{ticket} is with {who} already ({state})"),
        ),
        None => lang.pick(format!("{ticket} 的状态已变为{state}"), format!("{ticket}: {state}")),
    }
}

/// Whom a visitor of each line goes to when nobody is chosen.
pub fn auto(next: &[(Line, Option<&str>)], lang: Lang) -> String {
    let nobody = lang.pick("待分配", "nobody yet");
    let parts: Vec<String> = next
        .iter()
        .map(|(line, who)| format!("{} {}", line.label(lang), who.unwrap_or(nobody)))
        .collect();
    lang.pick(
        format!("自动（{}）", parts.join("，")),
        format!("Automatic ({})", parts.join(", ")),
    )
}

/// A colleague with their role and what they have in hand, or that they are not at work.
pub fn receiver(one: &Receiving, role: Option<Role>, lang: Lang) -> String {
    let name = match role {
        Some(role) => format!("{} · {}", one.name, role.label(lang)),
        None => one.name.clone(),
    };
    let how = match (one.presence, one.in_hand) {
        (Presence::Away(reason), _) => reason.label(lang).to_owned(),
        (Presence::Off, _) => lang.pick("不在班", "off duty").to_owned(),
        (_, 0) => lang.pick("空闲", "free").to_owned(),
        (_, count) => lang.pick(format!("{count} 位"), count.to_string()),
    };
    lang.pick(format!("{name}（{how}）"), format!("{name} ({how})"))
}

pub fn complaints(count: i64, lang: Lang) -> String {
    lang.pick(
        format!("有 {count} 个未结投诉"),
        if count == 1 {
            "1 open complaint".to_owned()
        } else {
            format!("{count} open complaints")
        },
    )
}

pub fn turns(count: i32, lang: Lang) -> String {
    lang.pick(format!("{count} 批"), format!("{count} taken"))
}

pub fn before(count: i64, lang: Lang) -> String {
    lang.pick(format!("{count} 位"), count.to_string())
}

pub fn due_at(day: Option<NaiveDate>, km: Option<String>, lang: Lang) -> String {
    let parts: Vec<String> = day.map(times::date).into_iter().chain(km).collect();
    parts.join(lang.pick(" 或 ", " or "))
}

/// Why the box finds nobody whatever is on record.
pub fn trouble(trouble: Trouble, w: &'static DeskText) -> &'static str {
    match trouble {
        Trouble::Words => w.no_names,
        Trouble::TooShort => w.too_short,
        Trouble::Plate => w.no_plate,
        Trouble::Vin => w.no_vin,
        Trouble::Phone => w.no_phone,
    }
}

/// The heading of a list of visits.
pub fn line(line: Line, lang: Lang) -> &'static str {
    line.label(lang)
}
