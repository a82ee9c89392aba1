//! Words of the search desk.

use super::filters::View;
use crate::platform::i18n::Lang;
use crate::{labels, words};

labels! {
    View { All: "全部", "All"; Mine: "我的", "Mine"; Members: "会员", "Members"; Unverified: "待核实", "To verify"; }
}

words! {
    /// Words of the customer list and of the palette.
    pub struct SearchText {
        customers: "客户", "Customers";
        vehicles: "车辆", "Vehicles";
        complaints: "投诉工单", "Complaints";
        sales: "销售", "Sales";
        lead: "线索", "Lead";
        opportunity: "商机", "Opportunity";
        quote: "报价单", "Quote";
        order: "销售订单", "Sales order";
        new: "新建客户", "New customer";
        views: "视图", "Views";
        find: "查找客户", "Find customers";
        find_short: "姓名、拼音、手机、车牌、VIN…", "Name, pinyin, phone, plate, VIN…";
        find_hint: "姓名、拼音、首字母、手机或尾号、车牌、VIN 或后六位、邮箱、证件号",
            "Name, pinyin, initials, phone or its last four, plate, VIN or its last six, e-mail, ID number";
        found: "搜索结果", "Results";
        clear_search: "清除搜索", "Clear the search";
        name: "客户", "Customer";
        phone: "电话", "Phone";
        vehicle: "车辆", "Vehicle";
        owner: "负责人", "Owner";
        class: "类别", "Class";
        changed: "最近更新", "Changed";
        verified: "上次核实", "Verified";
        never: "从未", "Never";
        nobody: "未分配", "Nobody yet";
        no_phone: "未留电话", "No phone";
        tier: "等级", "Tier";
        source: "来源", "Source";
        tag: "标签", "Tag";
        company: "单位", "Company";
        anyone: "不限", "Any";
        me: "我", "Me";
        none_yet: "还没有客户", "No customers yet";
        none_yet_text: "新建一位，或从原有系统导入。", "Add one, or import them from your previous system.";
        none_mine: "还没有由您负责的客户", "No customers of yours yet";
        none_mine_text: "您新建的、分配给您的客户会出现在这里。", "Customers you add or are given appear here.";
        none_fit: "没有符合条件的客户", "No customer fits the filters";
        none_found: "没有找到这位客户", "No such customer";
        none_found_text: "换一种写法再试：拼音首字母、手机尾号、不带点的车牌都可以。",
            "Try another way: initials, the end of the phone number, the plate without its dot.";
        none_found_ask: "换一种写法再试。同事负责的客户，用完整的手机号、车牌或车架号查找后可以申请查看。",
            "Try another way. For a customer of a colleague, search for the full phone number, plate or VIN: then you may ask for access.";
        all_verified: "客户资料都在有效期内", "Every record was verified recently";
        all_verified_text: "超过 180 天未核实的资料会出现在这里。", "Records not verified for 180 days appear here.";
        hidden: "这位客户已由同事负责", "A colleague looks after this customer";
        hidden_text: "您可以说明原因，申请查看。", "You may ask for access, giving your reason.";
        ask: "申请查看", "Ask for access";
        rows: "客户列表", "Customers";
        expired: "这次搜索已过期，请重新查找。", "This search has expired. Please search again.";
        nothing: "没有找到", "Nothing found";
        nothing_text: "换一种写法再试：拼音首字母、手机尾号、车牌后五位、投诉编号或其后四位、商机、报价与订单的编号都可以。",
            "Try another way: initials, the end of the phone number, the last five of the plate, a complaint's number or its last four, the number of an opportunity, a quote or an order.";
        search: "搜索", "Search";
    }
}

/// `本页 50 位`
pub fn shown(rows: usize, lang: Lang) -> String {
    lang.pick(format!("本页 {rows} 位客户"), format!("{rows} on this page"))
}

/// `找到 3 位`, `找到 100 位以上`
pub fn found(rows: usize, more: bool, lang: Lang) -> String {
    match (more, lang) {
        (false, Lang::Zh) => format!("找到 {rows} 位"),
        (true, Lang::Zh) => format!("显示前 {rows} 位，请补充文字以缩小范围"),
        (false, Lang::En) => format!("{rows} found"),
        (true, Lang::En) => format!("First {rows} shown; type more to narrow it down"),
    }
}

/// `7 天内`
pub fn days(days: u16, lang: Lang) -> String {
    match (days, lang) {
        (1, Lang::Zh) => "24 小时内".to_owned(),
        (1, Lang::En) => "in 24 hours".to_owned(),
        (days, Lang::Zh) => format!("{days} 天内"),
        (days, Lang::En) => format!("in {days} days"),
    }
}
