//! Words of courtesy cars.

use super::rules::{LoanState, Reply, View};
use crate::platform::i18n::Lang;
use crate::{labels, words};

labels! {
    LoanState { Booked: "已预订", "Booked"; Out: "使用中", "Lent"; Returned: "已归还", "Returned"; Cancelled: "已取消", "Cancelled"; }
    Reply {
        Offered: "已提供，待客户决定", "Offered, the customer decides"; Lent: "已借出代步车", "A car was lent";
        Declined: "客户不需要", "Not wanted"; TravelMoney: "给予交通费补偿", "Travel money";
    }
    View { Open: "使用中", "Lent"; Late: "逾期未还", "Late"; Booked: "已预订", "Booked"; Past: "已结束", "Past"; }
}

words! {
    pub struct CarText {
        title: "代步车", "Courtesy cars";
        calendar: "预订日历", "Calendar";
        loans: "借用登记", "Loans";
        registry: "按车牌查询", "Who had this plate";
        refusals: "不再出借名单", "Do not lend";
        new: "添加代步车", "Add a car";
        edit: "修改代步车", "Change the car";
        plate: "车牌", "Plate";
        model: "车型", "Model";
        model_hint: "如：星驰 S3 1.5L", "Such as: Star S3 1.5L";
        colour: "颜色", "Colour";
        energy: "能源", "Energy";
        mileage: "里程", "Mileage";
        insurance: "保险到期", "Insurance until";
        inspection: "年检到期", "Inspection until";
        state: "状态", "State";
        free: "可借", "Free";
        out_of_service: "停用", "Out of service";
        out_because: "停用原因", "Reason";
        out_hint: "如：送修、年检", "Such as: in repair, inspection";
        take_out: "停用", "Take out of service";
        put_back: "恢复使用", "Put back into service";
        until_when: "到期", "until";
        holder: "借用客户", "With";
        due: "应还时间", "Due back";
        next: "下一预订", "Next booking";
        save: "保存", "Save";
        saved: "已保存", "Saved";
        added: "代步车已添加", "Car added";
        none: "还没有代步车", "No courtesy cars yet";
        none_text: "添加后即可在到店页面预订和借出。", "Once added, they can be booked and lent from a visit.";
        no_loans: "没有借用记录", "No loans here";
        book: "预订代步车", "Book a courtesy car";
        book_button: "预订", "Book";
        booked: "代步车已预订", "Courtesy car booked";
        car: "车辆", "Car";
        from: "开始时间", "From";
        customer: "客户", "Customer";
        visit: "到店", "Visit";
        loan: "代步车借用", "Courtesy car loan";
        hand_over: "交车", "Hand over";
        handed_over: "代步车已交给客户", "The car is with the customer";
        driver: "驾驶人", "Driver";
        licence_kind: "证件种类", "Kind of licence number";
        licence: "驾驶证号", "Licence number";
        licence_hint: "大陆驾驶证号与身份证号相同", "A mainland licence carries the ID number";
        licence_until: "驾驶证有效期至", "Licence valid until";
        km_out: "交车里程", "Mileage out";
        km_in: "还车里程", "Mileage in";
        km_reason: "里程说明", "Remark on the mileage";
        km_reason_hint: "低于上次登记或高出很多时填写", "When it is below the last reading or far above it";
        fuel: "油量", "Fuel";
        charge: "电量", "Charge";
        marks_out: "交车时外观", "Marks when handed over";
        marks_in: "还车时外观", "Marks when returned";
        marks_hint: "没有损伤可不填", "Leave empty without damage";
        signed_paper: "客户已在纸质借用单上签字", "The customer has signed the paper sheet";
        sign_here: "请客户在框内签字", "The customer signs in the box";
        clear: "重新签", "Clear";
        draw_first: "请在框内签字，或勾选纸质签字", "Sign in the box, or tick that the paper was signed";
        take_back: "还车", "Return";
        taken_back: "代步车已归还", "The car is back";
        cancel: "取消预订", "Cancel the booking";
        cancelled: "预订已取消", "Booking cancelled";
        reason: "原因", "Reason";
        refuse: "不再出借给此客户", "Do not lend to this customer again";
        refused: "已标记为不再出借", "Marked: do not lend";
        refuse_until: "有效期至", "Until";
        lift: "解除", "Lift";
        lifted: "标记已解除", "Mark lifted";
        no_refusals: "没有不再出借的客户", "Nobody is marked";
        print: "打印借用单", "Print the loan sheet";
        sheet: "代步车借用单", "Courtesy car loan sheet";
        sheet_text: "借用人确认以上车况，按时归还；使用期间的交通违法和损坏由借用人承担。", "The borrower confirms the condition above and returns the car in time; traffic offences and damage during the loan are borne by the borrower.";
        sign_customer: "借用人签字", "Borrower";
        sign_store: "门店签字", "Store";
        sign_date: "日期：", "Date:";
        time: "时间", "Time";
        search: "查询", "Search";
        found_nobody: "这个时间没有人借用此车牌的代步车。", "Nobody had a courtesy car with this plate at that time.";
        registry_hint: "查询会记入操作日志", "A search is recorded in the audit log";
        out_at: "借出时间", "Handed over";
        back_at: "归还时间", "Returned";
        still_out: "尚未归还", "Not back yet";
        busy: "这辆车在这段时间已被预订或借出，请换车或改时间", "This car is booked or lent at that time; choose another car or time";
        not_lent: "这辆车已停用，请选择其他车辆", "This car is out of service; choose another";
        not_insured: "这辆车的保险或年检在归还前到期，请选择其他车辆", "Insurance or inspection of this car ends before it is due back; choose another";
        refused_customer: "此客户已被标记为不再出借代步车", "This customer is marked: do not lend";
        no_customer: "这次到店没有登记客户，不能借车", "No customer is on record for this visit, so no car can be lent";
        future: "请选择晚于现在的时间", "Choose a time later than now";
        not_yet: "请选择不晚于现在的时间", "Choose a time no later than now";
        licence_ends: "驾驶证在还车前到期", "The licence ends before the car is due back";
        moved_on: "借用状态已经变化，这一步现在不能做。", "The loan has moved on; this can't be done now.";
        own_is_ready: "客户的车已经完工，不再需要代步车。", "The customer's own car is ready; no courtesy car is needed any more.";
        stale: "同事刚刚修改过，请核对后再保存。", "A colleague has just changed this. Compare and save again.";
        back: "返回", "Back";
        advice: "代步车", "Courtesy car";
        offer: "预计维修超过规定时长，请主动提供代步车。", "The repair takes longer than a day: offer a courtesy car.";
        duty: "家用车三包维修，须提供代步车或交通费补偿，起始时间：", "Warranty repair of a household car: a courtesy car or travel money is due from ";
        record: "登记客户答复", "Record the answer";
        reply: "客户答复", "Answer";
        amount: "补偿金额", "Amount";
        yuan: "元", "yuan";
        answered: "客户答复已登记", "Answer recorded";
        previous: "前两周", "Two weeks back";
        following: "后两周", "Two weeks on";
    }
}

/// How a loan stands: late is said everywhere.
pub fn state(state: LoanState, late: bool, lang: Lang) -> &'static str {
    if late {
        View::Late.label(lang)
    } else {
        state.label(lang)
    }
}

/// How late a car is.
pub fn late(words: &str, lang: Lang) -> String {
    lang.pick(format!("应还 {words}"), format!("due {words}"))
}

/// How often a member may still have a car for nothing.
pub fn benefit(left: u32, lang: Lang) -> String {
    lang.pick(
        format!("使用会员权益“免费代步车”（今年还可用 {left} 次）"),
        format!("Use the member benefit of a free courtesy car ({left} left this year)"),
    )
}

/// The task that a lent car comes back.
pub fn task(plate: &str) -> String {
    format!("代步车 {plate} 应还")
}
