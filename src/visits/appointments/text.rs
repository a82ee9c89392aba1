//! Words of appointments.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};

use super::rules::{CancelReason, DayPart, OffReason, WaitState};
use crate::platform::i18n::{Lang, times};
use crate::visits::rules::Line;
use crate::{labels, words};

words! {
    pub struct AppointmentText {
        title: "预约", "Appointments";
        new: "新建预约", "New appointment";
        day_list: "打印当日预约", "Print the day";
        with_phones: "打印完整手机号", "Print with phone numbers";
        with_phones_hint: "每个号码计入当日查看次数，并记入操作日志。", "Each number counts as a reveal of today and is on record.";
        list_title: "当日预约", "Appointments of the day";
        lines: "类别", "Lines";
        views: "视图", "Views";
        day_view: "按天", "Day";
        week_view: "按周", "Week";
        day: "日期", "Day";
        go: "查看", "Show";
        today: "今天", "Today";
        before: "前一天", "The day before";
        next: "后一天", "The day after";
        week_before: "上一周", "The week before";
        week_next: "下一周", "The week after";
        advisor: "接待人", "Received by";
        time: "时间", "Time";
        free: "空闲", "Free";
        members: "会员名额", "For members";
        full: "已满", "Full";
        pause: "休息", "Break";
        day_unknown: "没有这一天，下面是今天。", "There is no such day; this is today.";
        off: "未排班", "Not working";
        past: "已过", "Over";
        closed: "休息日", "Closed";
        closed_text: "这一天不营业，或还没有设置营业时间。", "The store is closed on this day.";
        nobody: "没有可接待的员工", "Nobody receives visitors here";
        nobody_text: "请先在员工页设置岗位，再在排班里安排时间。", "Give somebody the role first, then plan their hours.";
        outside: "以下预约不在营业时间或排班内，请改期：", "These are outside the opening hours or the plan; please move them:";
        waiting_list: "候补名单", "Waiting list";
        plans: "排班", "Working plans";
        booked_word: "预约", "Booked";
        arrived_word: "已到店", "Arrived";
        missed_word: "爽约", "Missed";
        left_word: "余位", "Places left";

        who: "客户", "Customer";
        find: "查找客户", "Find the customer";
        find_hint: "手机号或后四位、车牌、VIN 或后六位、姓名", "Phone or its last four, plate, VIN or its last six, name";
        find_button: "查找", "Find";
        none_matches: "没有找到，请在下方填写新客户", "Nobody found; enter a new customer below";
        new_customer: "新客户", "New customer";
        new_customer_hint: "新客户必填；已有客户请在上方查找", "Required for a new customer; find a known one above";
        new_or_found: "请填写这一项，或在上方查找客户", "Fill this in, or find a customer above";
        name: "姓名", "Name";
        phone: "手机号", "Phone";
        new_plate: "车牌", "Plate";
        new_plate_hint: "选填；会为新客户建一份只有车牌的车辆档案", "Optional; a record of the car is made with it";
        known_phone: "该手机号已有客户档案，请在上方选择客户；不作选择再次提交，则记在该档案下", "There is a record with this phone. Choose the customer above, or send again to use that record";
        known_plate: "该车牌已有车辆档案，请在上方用车牌查找客户，或先不填", "There is a record of this car. Find the customer by the plate above, or leave this empty";
        what: "事由与时间", "What and when";
        purpose: "事由", "Purpose";
        any_advisor: "由系统安排（最空闲的人）", "Whoever is least busy";
        look: "查看空位", "Show free times";
        slot: "到店时间", "Time";
        no_slots: "这一天没有可预约的时间。", "There is no time to book on this day.";
        day_refused: "请先选择今天或以后的日期，再选时间。", "Choose today or a later day first, then a time.";
        all_full: "这一天约满了。可以选下面最近的空位，或放入候补。", "This day is full. Take one of the next free times below, or join the waiting list.";
        next_free: "最近的空位", "Next free times";
        wish: "客户要求", "Wishes";
        wish_hint: "例如：刹车异响，下午要用车", "Such as: brakes squeal, needs the car in the afternoon";
        book: "确认预约", "Book";
        booked: "已预约", "Booked";
        slot_past: "这个时间已经过了，请另选", "This time is over; choose another";
        slot_closed: "这个时间不营业或没有人接待，请另选", "Nobody receives visitors at this time; choose another";
        slot_taken: "这个时间刚刚约满了，请选下面的空位", "This time has just been taken; choose one of the free ones";
        slot_other_day: "这个时间不在所填的日期，请重新选择", "This time is not on the day above; choose again";
        slot_overlap: "客户或车辆在这个时间已有另一个预约", "The customer or the car has another appointment at this time";
        advisor_away: "这位同事当时不上班，请换人或换时间", "This colleague doesn't work then; choose another time or person";
        who_busy: "客户或车辆在这个时间已有预约", "The customer or the car has an appointment at this time already";
        who_waits: "客户已经在这一天的候补名单里", "The customer is on the waiting list of this day already";
        who_unknown: "请重新查找并选择客户", "Find and choose the customer again";
        part_free: "这个时段还有空位，可以直接预约", "There is a free place in this part of the day: book it";
        part: "候补时段", "Part of the day";
        join: "放入候补", "Join the waiting list";
        join_hint: "有人取消或改期时，会先为候补客户保留名额，并通知客服致电。", "When somebody cancels or moves, the place is held for whoever waits, and customer care is asked to call.";
        joined: "已放入候补名单", "On the waiting list";

        show: "预约详情", "Appointment";
        vehicle: "车辆", "Car";
        state: "状态", "State";
        reserved: "会员保留名额", "A place kept for members";
        reminded: "前一天提醒", "Reminder";
        created: "登记时间", "Booked at";
        reason: "原因", "Reason";
        move_it: "改期", "Move";
        moved: "已改期", "Moved";
        move_from: "原时间", "Until now";
        cancel: "取消预约", "Cancel the appointment";
        go_back: "返回", "Back";
        cancelled: "已取消预约", "Cancelled";
        note: "说明", "Note";
        restored: "已恢复预约", "The appointment is back";
        history: "变更记录", "Changes";
        no_history: "没有改过期", "Never moved";
        field: "项目", "What";
        was: "原来", "Before";
        is: "改为", "After";
        when: "时间", "When";
        by: "操作人", "By";
        system: "系统", "The portal";
        stale: "您打开后，这个预约有了改动。请核对后再提交。", "This appointment was changed since you opened it. Check and send again.";
        wrong_state: "这个预约已经到店、取消或爽约，不能再改。", "The customer has arrived, or this was cancelled or missed: it can't be changed.";
        back: "返回预约日历", "Back to the calendar";

        wait: "候补", "Waiting list";
        offer: "保留的名额", "Place that is held";
        until: "保留至", "Held until";
        accept: "客户确认，预约", "The customer takes it";
        accepted: "已为客户预约", "Booked for the customer";
        decline: "客户不要了", "The customer doesn't want it";
        declined: "已取消候补，名额给下一位", "Taken off the list; the next is asked";
        wait_over: "这条候补已经结束，或保留的名额已过期。", "This entry is closed, or the place is no longer held.";
        since: "登记于", "Since";

        plan_title: "排班", "Working plans";
        plan_hint: "没有排班的同事，按门店营业时间接待。", "Whoever has no plan receives visitors whenever the store is open.";
        person: "员工", "Person";
        whenever_open: "营业时间", "Opening hours";
        free_day: "休", "Free";
        days_off: "休假", "Days off";
        no_days_off: "没有安排休假", "No days off";
        edit_plan: "修改排班", "Change the plan";
        week: "每周排班", "Weekly plan";
        week_hint: "不上班的日子留空。午休时间可以不填。", "Leave a free day empty. A break is optional.";
        from: "上班", "From";
        to: "下班", "Until";
        break_from: "午休开始", "Break from";
        break_until: "午休结束", "Break until";
        break_outside: "请让午休在上班时间之内", "The break has to lie within the working hours";
        save: "保存排班", "Save the plan";
        saved: "排班已保存", "Plan saved";
        plan_stale: "别人刚刚修改了这份排班，请核对后再保存。", "Somebody has just changed this plan. Compare and save again.";
        first_day: "第一天", "First day";
        last_day: "最后一天", "Last day";
        add_off: "登记休假", "Note days off";
        off_added: "已登记休假", "Days off noted";
        off_removed: "已取消休假", "Days off taken back";
        remove: "取消", "Take back";
        off_overlap: "和已登记的休假重叠", "Overlaps with days off noted before";
        stranded: "受影响的预约和试驾", "Appointments and test drives affected";
        stranded_text: "以下预约不在现在的排班内，请逐个改期或换人。", "These lie outside the plan as it is now. Move each, or give it to a colleague.";
        ride: "陪同试驾", "Rides along on a test drive";
        all_plans: "全部排班", "All plans";
        signature: "备注", "Notes";
    }
}

labels! {
    CancelReason {
        Customer: "客户来不了", "The customer can't come";
        Elsewhere: "客户去了别处", "The customer goes elsewhere";
        Store: "门店原因", "On our side";
        Mistake: "约错或重复", "Booked by mistake or twice";
        Other: "其他", "Other";
    }
    OffReason { Holiday: "休假", "Holiday"; Training: "培训", "Training"; Sick: "病假", "Sick"; Other: "其他", "Other"; }
    DayPart { Day: "全天都可以", "Any time"; Morning: "上午", "Morning"; Afternoon: "下午", "Afternoon"; }
    WaitState {
        Waiting: "候补中", "Waiting";
        Offered: "已保留名额", "Place held";
        Booked: "已预约", "Booked";
        Lapsed: "已过期", "Lapsed";
        Withdrawn: "已撤回", "Withdrawn";
    }
}

/// The part of a day, or the one time, that somebody waits for.
pub fn wanted(part: DayPart, slot: Option<NaiveTime>, lang: Lang) -> String {
    slot.map_or_else(|| part.label(lang).to_owned(), |slot| slot.format("%H:%M").to_string())
}

/// After booking: whether it was for somebody on file, and when else they come that day.
pub fn booked(known: bool, others: &[DateTime<Utc>], lang: Lang) -> String {
    let mut said = AppointmentText::of(lang).booked.to_owned();
    if known {
        said.push_str(lang.pick("，使用已有客户档案", ", with the record on file"));
    }
    if !others.is_empty() {
        let times: Vec<String> = others.iter().map(|at| times::clock(*at)).collect();
        let times = times.join(lang.pick("、", ", "));
        said.push_str(&lang.pick(
            format!("。客户当天还有 {times} 的预约"),
            format!(". The customer also comes at {times} that day"),
        ));
    }
    said
}

/// `11-25 周三`
pub fn short_day(day: NaiveDate, lang: Lang) -> String {
    format!("{} {}", day.format("%m-%d"), times::weekday(day, lang))
}

/// As [`short_day`], with the year where it is not this one: `2027-01-20 周三`
pub fn dated_day(day: NaiveDate, today: NaiveDate, lang: Lang) -> String {
    if day.year() == today.year() {
        short_day(day, lang)
    } else {
        format!("{day} {}", times::weekday(day, lang))
    }
}

/// What is left in a half-hour.
pub fn left(free: u32, kept: u32, lang: Lang) -> String {
    match (free, kept) {
        (0, 0) => lang.pick("满", "full").to_owned(),
        (0, kept) => lang.pick(format!("会员 {kept}"), format!("members {kept}")),
        (free, _) => lang.pick(format!("余 {free}"), format!("{free} left")),
    }
}

/// What a free place is called when it is read aloud.
pub fn book_at(time: &str, advisor: &str, what: &str, lang: Lang) -> String {
    lang.pick(
        format!("{time} {advisor}：{what}，预约"),
        format!("{time} {advisor}: {what}, book"),
    )
}

pub fn too_far(days: i64, lang: Lang) -> String {
    lang.pick(
        format!("最多提前 {days} 天预约"),
        format!("Can be booked {days} days ahead at most"),
    )
}

/// After a plan was saved: how many appointments it strands.
pub fn saved_stranding(many: usize, lang: Lang) -> String {
    lang.pick(
        format!("已保存；有 {many} 个预约或试驾不在排班内，见下方"),
        format!("Saved; {many} bookings lie outside the plan, see below"),
    )
}

/// `最多连续休假 400 天`
pub fn off_too_long(days: i64, lang: Lang) -> String {
    lang.pick(
        format!("一次最多登记 {days} 天，请分次登记"),
        format!("At most {days} days at a time"),
    )
}

/// After the opening hours were saved: on which days how many appointments lie outside them.
pub fn hours_saved(outside: &[(NaiveDate, Line, usize)], lang: Lang) -> String {
    const SHOWN: usize = 3;
    let mut days: Vec<(NaiveDate, usize)> = Vec::new();
    for (day, _, many) in outside {
        match days.last_mut().filter(|last| last.0 == *day) {
            Some(last) => last.1 += many,
            None => days.push((*day, *many)),
        }
    }
    let more = days.len() > SHOWN;
    let days = days.iter().take(SHOWN);
    let mut days: Vec<String> = days
        .map(|(day, many)| {
            let day = short_day(*day, lang);
            lang.pick(format!("{day} {many} 个"), format!("{many} on {day}"))
        })
        .collect();
    days.extend(more.then(|| lang.pick("以后还有", "more later").to_owned()));
    let days = days.join(lang.pick("，", ", "));
    lang.pick(
        format!("已保存。有预约不在营业时间内，请改期：{days}"),
        format!("Saved. Appointments lie outside the opening hours, please move them: {days}"),
    )
}

/// A place that is held, in the calendar.
pub fn held_until(clock: &str, lang: Lang) -> String {
    lang.pick(format!("候补保留至 {clock}"), format!("Held until {clock}"))
}

/// The place that is held for an entry of the waiting list.
pub fn offered(clock: &str, until: &str, lang: Lang) -> String {
    lang.pick(
        format!("{clock}，保留至 {until}"),
        format!("{clock}, held until {until}"),
    )
}

/// How many appointments a list holds.
pub fn count(many: usize, lang: Lang) -> String {
    lang.pick(
        format!("共 {many} 个预约"),
        if many == 1 {
            "1 appointment".to_owned()
        } else {
            format!("{many} appointments")
        },
    )
}

/// A field of an appointment that changed.
pub fn field(code: &str, lang: Lang) -> &'static str {
    match code {
        "starts_at" => lang.pick("到店时间", "Time"),
        "advisor_id" => lang.pick("接待人", "Received by"),
        _ => lang.pick("其他", "Other"),
    }
}
