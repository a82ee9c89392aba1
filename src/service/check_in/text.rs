//! Words of the check-in sheet.

use super::rules::{Belonging, Damage, Light, Missing, Signing, Step, Wish, Zone};
use crate::platform::i18n::Lang;
use crate::{labels, words};

labels! {
    Step {
        Vehicle: "车辆与里程", "Car and mileage"; Exterior: "外观", "Exterior";
        Belongings: "随车物品与油电量", "Belongings, fuel and charge"; Wishes: "需求", "Wishes";
        Estimate: "估价与预计交车", "Estimate and promise"; Signature: "客户签字", "Signature";
    }
    Zone {
        FrontBumper: "前保险杠", "Front bumper"; Bonnet: "发动机盖", "Bonnet"; Windscreen: "前挡风玻璃", "Windscreen";
        Roof: "车顶", "Roof"; RearWindow: "后挡风玻璃", "Rear window"; Boot: "后备箱盖", "Boot lid";
        RearBumper: "后保险杠", "Rear bumper";
        LeftFrontWing: "左前翼子板", "Left front wing"; LeftFrontDoor: "左前门", "Left front door";
        LeftRearDoor: "左后门", "Left rear door"; LeftRearWing: "左后翼子板", "Left rear wing";
        RightFrontWing: "右前翼子板", "Right front wing"; RightFrontDoor: "右前门", "Right front door";
        RightRearDoor: "右后门", "Right rear door"; RightRearWing: "右后翼子板", "Right rear wing";
        LeftFrontWheel: "左前轮", "Left front wheel"; RightFrontWheel: "右前轮", "Right front wheel";
        LeftRearWheel: "左后轮", "Left rear wheel"; RightRearWheel: "右后轮", "Right rear wheel";
        Interior: "内饰", "Interior";
    }
    Damage {
        Scratch: "划痕", "Scratch"; Dent: "凹陷", "Dent"; Chip: "掉漆", "Chip"; Crack: "开裂", "Crack"; Missing: "缺失", "Missing";
    }
    Light {
        Engine: "发动机", "Engine"; Oil: "机油压力", "Oil pressure"; Coolant: "冷却液", "Coolant"; Battery: "蓄电池", "Battery";
        Brake: "制动", "Brakes"; Abs: "ABS", "ABS"; Airbag: "安全气囊", "Airbag"; Tyre: "胎压", "Tyre pressure";
        Stability: "车身稳定", "Stability control"; Steering: "转向助力", "Power steering";
        HighVoltage: "高压系统", "High voltage"; Service: "保养提示", "Service due"; Other: "其他", "Other";
    }
    Belonging {
        Licence: "行驶证", "Vehicle licence"; SpareKey: "备用钥匙", "Spare key"; DashCam: "行车记录仪", "Dash cam";
        TollUnit: "ETC 设备", "Toll unit"; SpareWheel: "备胎", "Spare wheel"; Tools: "随车工具", "Tools";
        Triangle: "三角警示牌", "Warning triangle"; ChargingCable: "充电线", "Charging cable"; ChildSeat: "儿童座椅", "Child seat";
    }
    Wish {
        Service: "常规保养", "Regular service"; OilChange: "更换机油机滤", "Oil and filter"; BrakeNoise: "刹车异响", "Brake noise";
        AirCon: "空调不凉", "Air conditioning"; Tyres: "检查轮胎", "Check the tyres"; Alignment: "四轮定位", "Wheel alignment";
        Battery: "检测电瓶", "Test the battery"; WarningLight: "故障灯亮", "A warning light is on"; Noise: "行驶异响", "Noise while driving";
        Inspection: "代办年检", "Statutory inspection"; Wash: "洗车", "Wash";
    }
    Signing { Drawn: "屏幕签字", "Signed on the screen"; Paper: "纸质签字", "Signed on paper"; }
    Missing {
        Known: "客户和车辆档案", "Customer and car on record"; Mileage: "里程", "Mileage"; Exterior: "外观检查结果", "What the look around the car showed"; Gauge: "油量或电量", "Fuel or charge";
        Belongings: "随车物品", "Belongings"; Wishes: "客户需求", "What the customer wishes"; Estimate: "预估费用", "Estimate";
        Promise: "预计交车时间", "Promised time"; Signature: "客户签字", "Signature";
    }
}

words! {
    pub struct SheetText {
        title: "接车单", "Check-in sheet";
        visit: "到店接待", "Visit";
        steps: "接车步骤", "Steps of the check-in";
        customer: "客户", "Customer";
        guest: "未登记客户", "Customer not on record";
        no_vehicle: "未登记车辆", "No car on record";
        last_mileage: "上次里程", "Last mileage";
        next_service: "下次保养", "Next service";
        advisor: "接待顾问", "Advisor";
        nobody: "未分配", "Nobody yet";
        purpose: "来意", "Purpose";
        party: "人数", "Party";
        stamps: "到店过程", "Course of the visit";
        receive: "开始接车", "Start the check-in";
        receive_visitor: "开始接待", "Receive the visitor";
        leave: "离店", "Leave";
        left_because: "离店原因", "Reason for leaving";
        waits: "客户正在等候，开始接车后填写接车单。", "The customer is waiting. The sheet is filled in once the check-in has started.";
        waits_other: "客户正在等候。", "The visitor is waiting.";
        mileage: "当前里程", "Mileage now";
        mileage_reason: "里程说明", "Remark on the mileage";
        mileage_reason_hint: "低于上次或高出很多时填写，如：更换过仪表", "When it is below the last one or far above it, such as: instrument replaced";
        lights: "亮起的故障灯", "Warning lights that are on";
        lights_hint: "没有亮灯就不勾选", "Tick none if none is on";
        lights_note: "故障灯说明", "Remark on the lights";
        drawing: "点击车身部位登记", "Choose a part of the car";
        marks: "外观标记", "Marks";
        no_marks_yet: "还没有标记", "No marks yet";
        no_marks: "已环车检查，没有可见损伤", "Walked around the car, no visible damage";
        zone: "部位", "Part";
        damage: "情况", "Kind";
        note: "说明", "Remark";
        note_hint: "如：长约 5 厘米，未露底漆", "Such as: about 5 cm, paint not broken";
        photo: "照片", "Photo";
        add_mark: "添加标记", "Add the mark";
        remove: "移除", "Remove";
        mark_added: "标记已添加", "Mark added";
        mark_removed: "标记已移除", "Mark removed";
        photos: "接车照片", "Photos";
        photos_hint: "JPEG、PNG 或 WebP，每张不超过 8 MB", "JPEG, PNG or WebP, up to 8 MB each";
        add_photos: "上传照片", "Add photos";
        photos_added: "照片已上传", "Photos added";
        photo_removed: "照片已移除", "Photo removed";
        no_photos: "还没有照片", "No photos yet";
        fuel: "油量", "Fuel";
        charge: "电量", "Charge";
        belongings: "随车物品", "Belongings";
        belongings_note: "其他物品", "Other belongings";
        belongings_hint: "贵重物品请客户随身带走", "Please ask the customer to take valuables along";
        no_belongings: "车内无个人物品", "No personal belongings in the car";
        wishes: "常见需求", "Frequent wishes";
        wishes_note: "客户原话", "In the customer's words";
        wishes_hint: "什么时候、什么情况下出现，越具体越好", "When and how it shows; the more exact the better";
        warranty: "质保期内三包维修", "Repair under warranty";
        household: "家用汽车", "Household car";
        warranty_hint: "家用汽车三包维修超过 5 天须提供代步车或交通费补偿", "For a household car under repair for more than 5 days a courtesy car or travel money is due";
        repair: "维修性质", "Kind of repair";
        estimate: "预估费用", "Estimate";
        estimate_from: "预估费用从", "Estimate from";
        estimate_to: "到", "to";
        yuan: "元", "yuan";
        promised: "预计交车时间", "Promised time";
        quick: "常用时间", "Quick choice";
        closed_then: "这个时间不在营业时间内，请与客户确认能否取车。", "The store is closed at that time; make sure the customer can pick the car up.";
        signature: "客户签字", "Signature";
        sign_here: "请在框内签字", "Sign in the box";
        signed_by: "签字人", "Signed by";
        on_paper: "客户已在纸质接车单上签字", "The customer has signed the paper sheet";
        clear: "重新签", "Clear";
        sign_hint: "屏幕签字需要触屏或鼠标；也可以打印后在纸上签", "By touch or mouse; or print the sheet and sign on paper";
        draw_first: "请在框内签字，或勾选纸质签字", "Sign in the box, or tick that the paper was signed";
        save: "保存", "Save";
        save_next: "保存并继续", "Save and go on";
        back: "上一步", "Back";
        finish: "完成接车", "Finish the check-in";
        finish_confirm: "完成后接车单不能直接修改，内容转入维修工单。", "Afterwards the sheet is frozen, and what it says goes into the service order.";
        missing: "还缺：", "Still missing: ";
        complete: "内容已齐全，可以完成接车。", "Everything is there; the check-in can be finished.";
        finished: "接车已完成", "Check-in finished";
        unfilled: "没有填写接车单", "No check-in sheet was filled in";
        unfinished: "接车单没有完成", "The check-in sheet was not finished";
        being_filled: "接车单正在填写", "The check-in sheet is being filled in";
        frozen: "接车单已完成。修改须写明原因，并留下记录。", "The sheet is finished. A change needs a reason and is recorded.";
        amend: "更正", "Correct";
        amended: "更正已记录", "Correction recorded";
        reason: "更正原因", "Reason for the correction";
        amendments: "更正记录", "Corrections";
        saved: "已保存", "Saved";
        print: "打印接车单", "Print the sheet";
        order: "维修工单", "Service order";
        discard: "放弃", "Discard";
        changed_meanwhile: "这一步刚刚在别处修改过（同事，或您的另一个窗口）。请核对后再保存。",
            "This step has just been changed elsewhere, by a colleague or in another window of yours. Compare and save again.";
        moved_on: "到店状态已经变化，这一步现在不能做。", "The visit has moved on; this can't be done now.";
        to_visit: "查看到店", "See the visit";
        store: "门店", "Store";
        number: "到店号", "Ticket";
        plate: "车牌", "Plate";
        vin: "车架号", "VIN";
        model: "车型", "Model";
        phone: "电话", "Phone";
        arrived: "到店时间", "Arrived";
        none: "无", "None";
        sheet_text: "以上车况、物品和需求经双方确认。预估费用以实际检查和确认为准；增加项目须经客户同意。", "Condition, belongings and wishes as agreed by both sides. The estimate depends on what the inspection shows; extra work needs the customer's consent.";
        sign_customer: "客户签字", "Customer";
        sign_store: "接待顾问签字", "Advisor";
        sign_date: "日期：", "Date:";
        scan: "扫码查看进度", "Scan to follow the progress";
        damage_key: "外观标记图", "Drawing of the marks";
    }
}

/// `已保存 10:12`
pub fn saved(at: &str, lang: Lang) -> String {
    lang.pick(format!("已保存 {at}"), format!("Saved {at}"))
}

/// What was restored from a draft, and from when.
pub fn restored(when: &str, lang: Lang) -> String {
    lang.pick(
        format!("已恢复 {when} 未保存的内容"),
        format!("What was typed at {when} and not saved is back"),
    )
}

/// `3/8`, `Full`.
pub fn eighths(eighths: i16, lang: Lang) -> String {
    match eighths {
        0 => lang.pick("空", "Empty").to_owned(),
        8 => lang.pick("满", "Full").to_owned(),
        some => format!("{some}/8"),
    }
}

/// Who signed, how, when.
pub fn signed(how: Signing, by: &str, at: &str, lang: Lang) -> String {
    format!("{} · {by} · {at}", how.label(lang))
}

/// How many marks a part has.
pub fn zone_with(zone: Zone, marks: usize, lang: Lang) -> String {
    if marks == 0 {
        return zone.label(lang).to_owned();
    }
    lang.pick(
        format!("{}，{marks} 处标记", zone.label(lang)),
        format!("{}, {marks} marked", zone.label(lang)),
    )
}

/// The quick choices of a promised time.
pub fn quick(hours: Option<i64>, days: u64, clock: &str, lang: Lang) -> String {
    match (hours, days) {
        (Some(hours), _) => lang.pick(format!("{hours} 小时后"), format!("In {hours} h")),
        (None, 0) => lang.pick(format!("今天 {clock}"), format!("Today {clock}")),
        (None, 1) => lang.pick(format!("明天 {clock}"), format!("Tomorrow {clock}")),
        (None, days) => lang.pick(format!("{days} 天后 {clock}"), format!("In {days} days {clock}")),
    }
}
