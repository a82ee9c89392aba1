//! Words of trade-ins.

use super::rules::{Accident, Grade, Point, TradeState};
use crate::{labels, words};

labels! {
    TradeState { Open: "待报价", "To be priced"; Offered: "已报价", "Priced"; Accepted: "客户接受", "Accepted"; Declined: "客户不接受", "Declined"; }
    Point {
        Body: "车身结构", "Body"; Paint: "漆面", "Paint"; Interior: "内饰", "Interior"; Engine: "发动机或电机", "Engine or motor";
        Gearbox: "变速箱", "Gearbox"; Chassis: "底盘", "Chassis"; Tyres: "轮胎", "Tyres"; Electrics: "电器与电池", "Electrics and battery";
    }
    Grade { Good: "良好", "Good"; Worn: "有磨损", "Worn"; Faulty: "有故障", "Faulty"; }
    Accident {
        None: "无事故", "None known"; Minor: "轻微事故", "Minor"; Major: "重大事故", "Major"; Water: "泡水", "Flood"; Fire: "火烧", "Fire";
    }
}

words! {
    pub struct TradeText {
        title: "置换评估", "Trade-in appraisals";
        one: "置换评估", "Trade-in appraisal";
        new: "评估旧车", "Appraise a car";
        edit: "修改评估", "Change the appraisal";
        none: "还没有评估旧车", "No car appraised yet";
        none_text: "登记车况和照片后给出置换报价。", "Record condition and photos, then name a price.";
        car: "旧车信息", "The car";
        model: "品牌车型", "Make and model";
        model_hint: "如：大众 朗逸 1.5L", "Such as: Volkswagen Lavida 1.5L";
        colour: "颜色", "Colour";
        plate: "车牌", "Plate";
        vin: "车架号", "VIN";
        registered_on: "首次上牌日期", "First registered";
        mileage: "里程", "Mileage";
        condition: "车况", "Condition";
        accident: "事故情况", "Accidents";
        note: "备注", "Note";
        photos: "照片", "Photos";
        add_photos: "添加照片", "Add photos";
        photos_hint: "外观四角、内饰、仪表、发动机舱、行驶证", "Four corners, interior, dashboard, engine bay, vehicle licence";
        photos_added: "照片已添加", "Photos added";
        photo_removed: "照片已移除", "Photo removed";
        no_photos: "还没有照片", "No photos yet";
        remove: "移除", "Remove";
        save: "保存", "Save";
        created: "评估已登记", "Appraisal recorded";
        saved: "已保存", "Saved";
        offer: "置换报价", "Offer";
        replaces: "新报价会替换现有报价。", "A new offer replaces the one before.";
        offer_button: "给出报价", "Name the price";
        offered: "置换报价已登记", "Offer recorded";
        amount: "报价金额", "Amount";
        yuan: "元", "yuan";
        valid_until: "有效期至", "Valid until";
        expired: "报价已过期，请重新报价", "The offer has expired; name a new price";
        accept: "客户接受", "Accepted";
        decline: "客户不接受", "Declined";
        declined_because: "不接受的原因", "Why it was declined";
        answered: "客户答复已登记", "Answer recorded";
        state: "状态", "State";
        moved_on: "置换评估的状态已经变化，这一步现在不能做。", "The appraisal has moved on; this can't be done now.";
        stale: "同事刚刚修改过，请核对后再保存。", "A colleague has just changed this. Compare and save again.";
        back: "返回", "Back";
    }
}
