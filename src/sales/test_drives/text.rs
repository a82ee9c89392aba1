//! Words of test drives.

use chrono::{DateTime, Utc};

use super::model::Listed;
use super::rules::{DriveState, Intent, View};
use crate::platform::i18n::{Lang, times};
use crate::{labels, words};

labels! {
    DriveState {
        Booked: "已预约", "Booked"; Out: "试驾中", "Driving"; Returned: "待登记结果", "Result to be recorded";
        Done: "已完成", "Done"; Missed: "未到店", "Did not come"; Cancelled: "已取消", "Cancelled";
    }
    Intent { Ready: "愿意谈价格", "Ready to talk prices"; Considering: "还要考虑", "Needs time"; Unconvinced: "不满意", "Not convinced"; }
    View { Coming: "已预约", "Booked"; Out: "试驾中", "Driving"; Waiting: "待登记结果", "Result missing"; Past: "已结束", "Past"; Driven: "已试驾", "Driven"; }
}

words! {
    pub struct DriveText {
        title: "试驾", "Test drives";
        list: "试驾登记", "List";
        cars: "试驾车", "Demo cars";
        book: "预约试驾", "Book a test drive";
        book_button: "预约", "Book";
        booked: "试驾已预约", "Test drive booked";
        previous: "前一天", "Day before";
        following: "后一天", "Day after";
        today: "今天", "Today";
        day: "日期", "Day";
        go: "查看", "Go";
        time: "时间", "Time";
        closed: "当天不营业", "Closed on this day";
        no_cars: "还没有试驾车", "No demo cars yet";
        no_cars_text: "添加后即可在此预约试驾。", "Once added, test drives can be booked here.";
        free: "可约", "Free";
        taken: "已占用", "Taken";
        for_whom: "正在为此商机选择时段：", "Choosing a slot for ";
        opportunity: "商机", "Opportunity";
        car: "试驾车", "Demo car";
        starts_at: "开始时间", "From";
        until: "结束时间", "Until";
        minutes: "时长", "Length";
        route: "路线", "Route";
        any_route: "待定", "To be agreed";
        customer: "客户", "Customer";
        consultant: "陪同顾问", "Consultant";
        change_companion: "更换陪同顾问", "Change who rides along";
        companion_changed: "陪同顾问已更换", "Somebody else rides along";
        choose: "请选择", "Choose";
        state: "状态", "State";
        no_drives: "没有试驾记录", "No test drives here";
        drive: "试驾", "Test drive";
        hand_over: "交车试驾", "Hand the car over";
        handed_over: "试驾已开始", "The test drive has begun";
        driver: "驾驶人", "Driver";
        licence_kind: "证件种类", "Kind of licence number";
        licence: "驾驶证号", "Licence number";
        licence_hint: "大陆驾驶证号与身份证号相同", "A mainland licence carries the ID number";
        licence_until: "驾驶证有效期至", "Licence valid until";
        licence_seen: "已核对驾驶证原件", "The original licence was checked";
        licence_unseen: "请先核对驾驶证原件", "Check the original licence first";
        licence_ends: "驾驶证已过期，不能试驾", "The licence has expired: no test drive";
        km_out: "出发里程", "Mileage out";
        km_in: "还车里程", "Mileage in";
        mileage_reason: "里程说明", "Remark on the mileage";
        saved_with_bookings: "已保存；这辆车还有预约，请改约并告知客户", "Saved; drives are booked with this car: move them and tell the customers";
        no_car_then: "以下试驾届时没有车可用，请改约并告知客户：", "There is no car for these drives then. Move them and tell the customers:";
        take_out_ask: "停用后不能再预约这辆车，已有的预约需要改约。确认停用？", "No drive can be booked with it any more, and those that are have to be moved. Take it out of service?";
        drives_of_car: "试驾记录", "Drives";
        unknown_plate: "本店没有这个车牌的试驾车，请核对。", "No demo car of this store has or had this plate; check it.";
        around: "这段时间没有人试驾，前后的试驾：", "Nobody drove then; the drives before and after:";
        from_time: "开始", "From";
        until_time: "截至", "Until";
        until_hint: "不填只查这一分钟", "Empty: only that minute";
        km_reason: "里程说明", "Remark on the mileage";
        km_reason_hint: "低于上次登记或高出很多时填写", "When it is below the last reading or far above it";
        signed_paper: "客户已在纸质试驾协议上签字", "The customer has signed the agreement on paper";
        sign_here: "请客户在框内签署试驾协议", "The customer signs the agreement in the box";
        clear: "重新签", "Clear";
        draw_first: "请在框内签字，或勾选纸质签字", "Sign in the box, or tick that the paper was signed";
        take_back: "还车", "Return";
        taken_back: "已还车，请今天内登记试驾结果", "The car is back; record the result today";
        marks: "还车时车况", "Condition on return";
        marks_hint: "没有损伤可不填", "Leave empty without damage";
        correct: "更正还车里程", "Correct the mileage in";
        correct_reason: "更正原因", "Why it is corrected";
        corrected: "里程已更正", "Mileage corrected";
        result: "试驾结果", "Result";
        result_button: "保存结果", "Save the result";
        concluded: "试驾结果已登记", "Result recorded";
        rating: "总体评价", "Overall";
        intent: "购买意向", "Intention";
        liked: "喜欢的方面", "What was liked";
        worried: "顾虑", "What gives pause";
        cancel: "取消预约", "Cancel the booking";
        cancelled: "预约已取消", "Booking cancelled";
        miss_or_cancel: "未到店或取消", "Did not come, or cancelled";
        schedule: "试驾日程", "Schedule";
        miss: "客户未到店", "Did not come";
        missed: "已登记未到店", "Recorded: did not come";
        reason: "原因", "Reason";
        print: "打印试驾协议", "Print the agreement";
        agreement: "试驾协议", "Test drive agreement";
        agreement_text: "试驾人持有有效驾驶证，未饮酒、未服用影响驾驶的药物；按约定路线行驶并听从陪同顾问的提示；试驾期间的交通违法由试驾人承担，造成的损失依法按责任承担。", "The driver holds a valid licence, has taken neither alcohol nor medicine that affects driving, keeps to the agreed route and follows the consultant's advice. Traffic offences during the drive are borne by the driver, damage by whoever is liable under the law.";
        sign_driver: "试驾人签字", "Driver";
        sign_store: "陪同顾问签字", "Consultant";
        sign_date: "日期：", "Date:";
        out_at: "出发", "Left";
        back_at: "返回", "Returned";
        plate: "车牌", "Plate";
        model: "车型", "Model";
        busy: "这辆车在这段时间已被占用，请换车或改时间", "This car is taken at that time; choose another car or time";
        still_away: "这辆车还没有回来，不能交车", "This car is not back yet";
        driver_busy: "这位客户在这段时间已有试驾", "This customer already has a test drive at that time";
        not_driven: "这辆车已停用，请选择其他车辆", "This car is out of service; choose another";
        not_insured: "这辆车的保险或年检到期，不能试驾", "Insurance or inspection of this car has ended";
        future: "请选择晚于现在的时间", "Choose a time later than now";
        not_open: "这段时间不营业，请改时间", "The store is closed at that time; choose another";
        closed_deal: "这个商机已经结束，不能预约试驾", "This opportunity is closed; no test drive can be booked";
        moved_on: "试驾状态已经变化，这一步现在不能做。", "The test drive has moved on; this can't be done now.";
        stale: "同事刚刚修改过，请核对后再保存。", "A colleague has just changed this. Compare and save again.";
        back: "返回", "Back";
        registry: "按车牌查询", "Who had this plate";
        registry_hint: "查询会记入操作日志", "A search is recorded in the audit log";
        search: "查询", "Search";
        found_nobody: "这个时间没有人试驾此车牌的车。", "Nobody drove a demo car with this plate at that time.";
        still_out: "尚未归还", "Not back yet";
        not_yours: "其他顾问的客户", "A colleague's customer";
        new_car: "添加试驾车", "Add a demo car";
        edit_car: "修改试驾车", "Change the demo car";
        model_hint: "如：星驰 X7 混动", "Such as: Star X7 Hybrid";
        colour: "颜色", "Colour";
        energy: "能源", "Energy";
        mileage: "里程", "Mileage";
        insurance: "保险到期", "Insurance until";
        inspection: "年检到期", "Inspection until";
        ended: "保险或年检过期", "Papers expired";
        out_of_service: "停用", "Out of service";
        out_because: "停用原因", "Reason";
        out_hint: "如：送修、年检、外展", "Such as: in repair, inspection, at a show";
        take_out: "停用", "Take out of service";
        put_back: "恢复使用", "Put back into service";
        save: "保存", "Save";
        saved: "已保存", "Saved";
        added: "试驾车已添加", "Demo car added";
        now_with: "现在", "Now";
        next: "下一预约", "Next booking";
    }
}

/// `本页 2 条`
pub fn shown(many: usize, lang: Lang) -> String {
    lang.pick(format!("本页 {many} 条"), format!("{many} on this page"))
}

/// `45 分钟`
pub fn minutes(count: u32, lang: Lang) -> String {
    lang.pick(format!("{count} 分钟"), format!("{count} minutes"))
}

/// What a free place of the grid is called when it is read aloud.
pub fn free_slot(time: &str, plate: &str, lang: Lang) -> String {
    lang.pick(format!("预约 {time} {plate}"), format!("Book {time} {plate}"))
}

/// From when to when a drive keeps its car, and who rides along: `11-22 17:30–18:30（周婷）`.
fn then(listed: &Listed, now: DateTime<Utc>, lang: Lang) -> String {
    let (from, until) = listed.drive.span(now);
    let time = format!("{}–{}", times::minute(from), times::clock(until));
    let who = [listed.consultant.as_str(), listed.customer.as_str()];
    let who: Vec<&str> = who.into_iter().filter(|name| !name.is_empty()).collect();
    let who = who.join(" · ");
    lang.pick(format!("{time}（{who}）"), format!("{time} ({who})"))
}

/// A car that somebody else has then.
pub fn car_taken(listed: &Listed, now: DateTime<Utc>, lang: Lang) -> String {
    let then = then(listed, now, lang);
    lang.pick(
        format!("这辆车已被占用：{then}，请换车或改时间"),
        format!("This car is taken: {then}; choose another car or time"),
    )
}

/// A customer who drives already then.
pub fn driver_taken(listed: &Listed, now: DateTime<Utc>, lang: Lang) -> String {
    let then = then(listed, now, lang);
    let plate = listed.car.plate_shown();
    lang.pick(
        format!("这位客户在这段时间已有试驾：{plate} {then}"),
        format!("This customer already has a test drive then: {plate} {then}"),
    )
}

/// How satisfied a rating is.
pub fn rating(rating: i16, lang: Lang) -> &'static str {
    match rating {
        5 => lang.pick("非常满意", "Very good"),
        4 => lang.pick("满意", "Good"),
        3 => lang.pick("一般", "Fair"),
        2 => lang.pick("不满意", "Poor"),
        _ => lang.pick("很不满意", "Very poor"),
    }
}

/// The task to receive the customer for a drive.
pub fn start_task(at: DateTime<Utc>) -> String {
    format!("试驾 {}", times::minute(at))
}

/// The task to write down what came of a drive.
pub fn result_task(at: DateTime<Utc>) -> String {
    format!("登记试驾结果 {}", times::minute(at))
}

/// Why a car can't be driven on a day: of the three what is so.
pub fn lacking((out, insurance, inspection): (bool, bool, bool), lang: Lang) -> String {
    let all = [
        (out, lang.pick("已停用", "out of service")),
        (insurance, lang.pick("保险到期", "insurance ended")),
        (inspection, lang.pick("年检到期", "inspection ended")),
    ];
    let said: Vec<&str> = all
        .into_iter()
        .filter_map(|(is_so, words)| is_so.then_some(words))
        .collect();
    said.join(lang.pick("、", ", "))
}

/// `这辆车届时保险到期，请改约并告知客户`
pub fn no_car(why: &str, lang: Lang) -> String {
    lang.pick(
        format!("这辆车届时{why}，请改约并告知客户"),
        format!("This car can't be driven then ({why}): book another and tell the customer"),
    )
}
