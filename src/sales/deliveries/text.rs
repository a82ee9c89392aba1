//! Words of deliveries.

use chrono::NaiveDate;

use super::rules::{Check, DeliveryView, Handover, Part};
use crate::platform::i18n::Lang;
use crate::{labels, words};

labels! {
    Check {
        Wash: "洗车", "Car washed"; Fluids: "油液检查", "Fluids checked"; AirCon: "空调", "Air conditioning";
        Audio: "音响", "Audio"; Lights: "灯光", "Lights"; Tyres: "轮胎", "Tyres"; Documents: "资料准备", "Documents ready";
        Functions: "功能讲解", "Functions explained"; Emergency: "应急处理讲解", "Emergencies explained";
        Warranty: "质保与三包说明", "Warranty explained"; FirstService: "首次保养说明", "First service explained";
        Invoice: "购车发票", "Invoice"; Conformity: "车辆合格证", "Certificate of conformity";
        Consistency: "车辆一致性证书", "Certificate of consistency"; ThreeGuarantees: "三包凭证", "Three-guarantees booklet";
    }
    Part { DayBefore: "交车前一天", "The day before"; OnTheDay: "交车当天", "On the day"; Papers: "交付资料", "Papers handed over"; }
    Handover { Store: "到店交车", "At the store"; Door: "送车上门", "At the customer's door"; }
    DeliveryView { Planned: "待交车", "To deliver"; Late: "已过约定时间", "Late"; Done: "已交车", "Delivered"; }
}

words! {
    pub struct DeliveryText {
        title: "交车", "Deliveries";
        one: "交车", "Delivery";
        orders: "销售订单", "Sales orders";
        new: "安排交车", "Plan the delivery";
        edit: "调整安排", "Change the plan";
        planned: "交车已安排", "Delivery planned";
        saved: "已保存", "Saved";
        none: "没有交车安排", "No deliveries here";
        none_found: "没有符合条件的交车安排", "No delivery fits";
        none_text: "在订单页面安排交车后显示在这里。", "Deliveries appear here once they are planned from an order.";
        number: "合同编号", "Contract";
        customer: "客户", "Customer";
        car: "车辆", "Car";
        owner: "销售顾问", "Consultant";
        planned_at: "约定时间", "Agreed time";
        until: "至", "Until";
        until_hint: "送车上门请与客户约定时间段", "At the customer's door, agree on a span of time";
        until_needed: "送车上门请填写约定到几点", "Say until when the customer waits at the door";
        store_closed: "门店在这个时间不营业，请选择营业时间内的时间", "The store is closed then; choose a time within its opening hours";
        late_told: "已告知客户交车晚于承诺日期", "The customer knows that it is later than promised";
        late_known: "晚于承诺日期，已告知客户", "Later than promised; the customer knows";
        out_of_date: "承诺交车日期已调整，交车预约仍是原来的时间，请与客户确认后调整安排", "The promise was moved and the appointment was not; agree on another time and change the plan";
        handed_over_by: "交车人", "Handed over by";
        kept: "按期交车", "In time";
        promise_kept: "与承诺日期相比", "Against the promise";
        warranty_until: "三包有效期至", "Warranty until";
        first_service: "首次保养", "First service";
        no_plate: "未上牌", "No plate yet";
        photos_again: "照片没有保存，请重新选择", "The photos were not kept; choose them again";
        place: "交车方式", "Where";
        address: "送车地址", "Address";
        address_hint: "送车上门时必填", "Needed at the customer's door";
        driver: "送车人", "Driver";
        progress: "清单", "Checklist";
        promised_on: "承诺交车日期", "Promised delivery";
        handed_over_at: "交车时间", "Handed over";
        checklist: "交车清单", "Checklist";
        save_checks: "保存进度", "Save for now";
        photos: "交车照片", "Photos";
        add_photos: "上传照片", "Add photos";
        photos_hint: "JPEG、PNG 或 WebP", "JPEG, PNG or WebP";
        photos_added: "照片已上传", "Photos added";
        no_photos: "还没有照片", "No photos yet";
        photo: "照片", "Photo";
        hand_over: "交车给客户", "Hand over";
        handed_over: "交车完成，已建立车辆档案和回访", "Delivered: the vehicle is on record, the calls are planned";
        lacking: "交车前还需完成", "Still to do before the hand-over";
        lacking_photo: "至少一张交车照片", "At least one photo";
        checks_first: "请先完成清单中的全部项目", "Finish every item of the checklist first";
        photo_first: "请先上传至少一张交车照片", "Add at least one photo first";
        owed: "合同款尚未收齐，待收", "The contract is not paid in full; still to pay:";
        owed_manager: "合同款未收齐：请先收款，或请销售经理说明原因后交车", "Not paid in full: take the money first, or have the sales manager hand over, with the reason";
        owed_reason: "请说明未收齐仍交车的原因", "Say why the car leaves before it is paid";
        owed_because: "未收齐仍交车的原因", "Why it leaves before it is paid";
        owed_hint: "记入操作日志", "Kept in the audit log";
        vin: "车架号", "VIN";
        vin_wrong: "车架号校验位对不上，可能有一位输错，请对照合格证核对", "The VIN's check digit does not fit, so one is probably mistyped; compare with the certificate of conformity";
        vin_taken: "这个车架号已有车辆档案，请核对", "A vehicle with this VIN is on record; check it";
        engine_number: "发动机号 / 电机号", "Engine or motor number";
        plate: "车牌", "Plate";
        plate_hint: "未上牌可不填", "Leave empty without a plate";
        mileage: "交车里程", "Mileage";
        gift: "交车礼品", "Gift";
        signed_paper: "客户已在纸质交车单上签字", "The customer has signed the paper sheet";
        sign_here: "请客户在框内签字", "The customer signs in the box";
        clear: "重新签", "Clear";
        draw_first: "请在框内签字，或勾选纸质签字", "Sign in the box, or tick that the paper was signed";
        signature: "客户签字", "Signature";
        vehicle: "车辆档案", "Vehicle record";
        order: "销售订单", "Sales order";
        done: "已完成", "Done";
        open: "未完成", "Open";
        late: "已过约定时间", "Late";
        cancelled: "订单已取消", "Order cancelled";
        print: "打印交车单", "Print the delivery sheet";
        sheet: "交车确认单", "Delivery sheet";
        sheet_text: "客户确认已验收车辆及以上资料，并已听取功能、应急、质保、首次保养的说明。三包有效期自交车之日起不少于 3 年或 60,000 公里，以先到者为准。",
            "The customer has inspected the car, received these papers and heard about functions, emergencies, warranty and first service. The warranty runs at least 3 years or 60,000 km from delivery, whichever comes first.";
        sign_customer: "客户签字", "Customer";
        sign_store: "门店签字", "Store";
        sign_date: "日期：", "Date:";
        moved_on_title: "交车状态已变化", "The delivery has moved on";
        moved_on: "这一步现在不能做，请查看最新状态。", "This can't be done now; look at it as it stands.";
        look: "查看", "Have a look";
        stale: "同事刚刚修改过，请核对后再保存。", "A colleague has just changed this. Compare and save again.";
    }
}

/// How much of the checklist is done.
pub fn progress(done: usize) -> String {
    format!("{done}/{}", Check::ALL.len())
}

/// `共 2 条`
pub fn shown(many: usize, lang: Lang) -> String {
    lang.pick(format!("本页 {many} 条"), format!("{many} on this page"))
}

/// What is kept under a check: when and by whom.
pub fn seen_to(at: &str, by: &str) -> String {
    [at, by].join(" ").trim().to_owned()
}

/// What has to be ticked for a time after the day that was promised.
pub fn later_than_promised(promised: NaiveDate, lang: Lang) -> String {
    lang.pick(
        format!("晚于承诺交车日期 {promised}：请先告知客户，再勾选"),
        format!("This is later than promised ({promised}): tell the customer first, then tick"),
    )
}

/// By when, or after how far, the first service is due.
pub fn first_service(on: &str, km: &str, lang: Lang) -> String {
    match (on.is_empty(), km.is_empty()) {
        (false, false) => lang.pick(
            format!("{on} 或 {km}，以先到者为准"),
            format!("{on} or {km}, whichever comes first"),
        ),
        (false, true) => on.to_owned(),
        (true, _) => km.to_owned(),
    }
}

/// How a photo is called.
pub fn photo(nth: usize, lang: Lang) -> String {
    lang.pick(format!("交车照片 {nth}"), format!("Photo {nth} of the delivery"))
}

/// The call of the first week.
pub fn week_call(number: &str) -> String {
    format!("交车 7 天回访 {number}")
}

/// The call of the first month.
pub fn month_call(number: &str) -> String {
    format!("交车满月回访 {number}")
}
