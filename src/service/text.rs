//! Words of the service room.

use chrono::NaiveDate;

use super::model::{Detail, Finding, ItemTold, StampData, StampRow};
use super::rules::{
    Action, ConsentHow, Extra, FindingState, Gap, ItemKind, LabourKind, PartsReason, Payer, PaymentMethod, State,
    ToldHow, Urgency, View, shown_quantity,
};
use crate::platform::i18n::{Lang, times};
use crate::values::ids::FindingId;
use crate::values::money::Fen;
use crate::words;

words! {
    pub struct ServiceText {
        title: "维修工单", "Service orders";
        new: "开工单", "Open an order";
        views: "视图", "Views";
        number: "工单号", "No.";
        customer: "客户", "Customer";
        vehicle: "车辆", "Vehicle";
        advisor: "服务顾问", "Advisor";
        technician: "技师", "Technician";
        state: "状态", "State";
        promise: "承诺交车", "Promised";
        amount: "金额", "Amount";
        me: "我的", "Mine";
        nobody: "未派工", "Nobody yet";
        no_promise: "未承诺", "Not promised";
        promise_chip: "交车时间", "Promise";
        warned: "将到时", "Nearly due";
        late: "已超时", "Late";
        none_open: "没有在修的车", "No cars in work";
        none_open_text: "接车单签字后，工单会自动出现在这里。", "An order appears here once a check-in sheet is signed.";
        none_found: "没有符合条件的工单", "No orders fit these filters";
        extra: "追加待确认", "Extra work to agree";
        to_answer: "新发现待征询", "Findings to ask about";
        saved: "已保存", "Saved";
        not_yet: "未定", "Not yet";
        because: "原因", "Reason";
        choose: "请选择", "Please choose";
        note: "备注", "Note";
        pick_visit: "接待中的车", "Cars being received";
        no_visits: "没有接待中且未开单的车。请先在接待台登记到店并开始接车。", "No car is being received without an order. Register the arrival at the desk first.";
        opened: "工单已建立", "Order opened";
        changed_meanwhile: "您打开之后内容有变化，请核对后再提交。", "It has changed since you opened it; check and send again.";
        gone_on: "工单已有变化", "The order has moved on";
        gone_on_text: "在您提交之前，状态已改变，这一步不再适用。请查看最新内容。",
            "Its state changed before you sent this, and the step no longer applies. Look at it as it is now.";
        look_again: "查看最新内容", "Look again";

        stages: "进度", "Progress";
        missing: "还缺：", "Missing: ";
        wish: "客户描述", "The customer's words";
        items: "项目", "Items";
        no_items: "还没有项目", "No items yet";
        add_item: "添加项目", "Add an item";
        change_item: "修改项目", "Change the item";
        remove_item: "移除", "Remove";
        removed_item: "已移除", "Removed";
        name: "名称", "Name";
        part_number: "配件号", "Part number";
        quantity: "数量", "Quantity";
        quantity_hint: "工时按小时，最多两位小数；留空用价目表的数量", "Labour in hours, at most two decimals; empty takes the list's";
        price: "单价", "Price";
        discount: "折扣", "Discount";
        discount_hint: "百分比，留空为不打折", "In percent; empty for none";
        payer: "付款方", "Paid by";
        net: "小计", "Net";
        gross: "项目合计", "Sum of items";
        discounts: "项目折扣", "Discounts";
        tier_discount: "会员工时折扣", "Member's labour discount";
        total: "应收合计", "Total";
        customers_part: "客户应付", "Customer pays";
        warranty_part: "保修承担", "Warranty pays";
        insurer_part: "保险承担", "Insurer pays";
        points: "积分抵扣", "Paid with points";
        insurer_owes: "保险未收", "Insurer still owes";
        member: "会员", "member";
        paid: "已收", "Received";
        still_owed: "未收", "Still owed";
        agreed: "客户已确认", "Agreed";
        current: "当前金额", "Now";
        not_agreed: "未确认", "Not agreed";
        from_list: "价目表", "Price list";
        find_price: "查价目表", "Look up the price list";
        find_price_hint: "名称、英文名或配件号", "Name, English name or part number";
        find: "查找", "Find";
        more_matches: "还有更多条目，请输入名称或配件号缩小范围", "There are more; type a name or part number to find them";
        free_item: "手工填写", "By hand";
        free_hint: "价目表没有时填写", "If it is not on the list";
        kind: "类别", "Kind";
        estimate: "估价", "Estimate";
        checked_in_estimate: "接车估价", "Estimate at check-in";
        mileage: "里程", "Mileage";
        mileage_hint: "公里，不低于上次", "In km, not below the last";
        mileage_reason: "里程说明", "Remark on the mileage";
        mileage_reason_hint: "里程低于上次或高出很多时必填，如换过仪表",
            "Needed if it is below the last or far above it, such as a new instrument panel";
        ticket: "排队号", "Ticket";
        arrived: "到店", "Arrived";

        offer: "报价给客户", "Show the estimate";
        consent: "记录客户确认", "Record the customer's consent";
        consent_again: "再次确认", "Agree again";
        offer_first: "还没有报价。请先把报价给客户看，再记录客户确认。", "Nothing was offered yet. Show the estimate to the customer first.";
        all_agreed: "现在没有需要客户确认的内容。", "There is nothing to agree to now.";
        consent_how: "确认方式", "How they agreed";
        who: "确认人", "Who agreed";
        who_hint: "留空为客户本人", "Empty means the customer";
        consents: "客户确认", "Consents";
        sign_here: "请客户在框内签字", "The customer signs in the box";
        sign_hint: "用触屏或鼠标签字", "By touch or mouse";
        draw_first: "请客户在框内签字，或选择其他确认方式", "Let the customer sign in the box, or choose another way";
        drawn_is_a_yes: "屏幕签字只用于客户同意的项目，请选择其他征询方式",
            "A signature on the screen stands for work that is accepted; choose another way";
        signature: "客户签字", "Customer's signature";
        assign: "派工", "Assign";
        reassign: "改派技师", "Assign another technician";
        change_advisor: "转交顾问", "Hand to another advisor";
        move_promise: "承诺交车时间", "Promise a time";
        promise_hint: "修改已承诺的时间须说明原因，并先告知客户", "To move a promise, tell the customer first and say why";
        told: "如何告知客户", "How the customer was told";
        await_parts: "等待配件", "Wait for parts";
        expected_on: "预计到货", "Expected on";
        resume: "配件到货，继续维修", "Parts are here";
        finish: "完工送检", "Done, to be checked";
        check: "质检", "Quality check";
        check_points: "质检项目", "Points";
        check_points_hint: "通过须逐项勾选", "To pass, tick each";
        decision: "结论", "Verdict";
        pass: "通过", "Passed";
        fail: "不通过，返修", "Failed, back to work";
        fail_reason: "不通过的原因", "Why it failed";
        own_work: "做过这台车的人不能质检，请另一位同事检查", "Whoever worked on the car can't check it; ask somebody else";
        checks: "质检记录", "Quality checks";
        settle: "结算", "Settle";
        settled_at: "结算时间", "Settled";
        redeem: "使用积分", "Points to redeem";
        serviced: "做了保养", "It was a service";
        serviced_hint: "选“是”则按车型间隔更新下次保养", "Yes moves the next service by the model's interval";
        yes: "是", "Yes";
        no: "否", "No";
        pay: "收款", "Take a payment";
        payments: "收款记录", "Payments";
        method: "方式", "Method";
        receipt: "收据号", "Receipt number";
        receipt_taken: "这个收据号已经登记过，请核对", "This receipt number stands on another payment; please check";
        leave: "交车离店", "Hand the car over";
        on_account: "挂账原因", "Why on account";
        on_account_hint: "款未收齐时必填", "Needed while money is owed";
        still_lent: "代步车还没有归还。", "The courtesy car is not back yet.";
        lent_hint: "代步车未归还时必填", "Needed while the courtesy car is not back";
        on_account_tag: "挂账", "On account";
        refund: "撤销结算 / 退款", "Undo or refund";
        refund_hint: "积分和消费一并冲回，已收款全部退还。", "Points and spend are reversed and all payments given back.";
        refunded: "已退款", "Refunded";
        cancel: "取消工单", "Cancel the order";
        print_bill: "打印结算单", "Print the bill";
        survey_slip: "打印问卷小票", "Print a survey slip";
        print_quote: "打印报价单", "Print the estimate";
        next_service: "下次保养", "Next service";
        left: "已离店", "Has left";

        findings: "检查发现", "Findings";
        no_findings: "没有新发现", "Nothing found";
        report: "报告发现", "Report a finding";
        reported: "已通知服务顾问", "The advisor has been told";
        open_order: "打开工单", "Open the order";
        what: "发现了什么", "What was found";
        urgency: "紧急程度", "Urgency";
        photos: "照片", "Photos";
        photos_hint: "可多选，每张不超过 8 MB", "Several can be chosen, up to 8 MB each";
        answer: "记录客户答复", "Record the answer";
        answer_finding: "关于", "About";
        answer_state: "客户答复", "Answer";
        answer_how: "征询方式", "How they were asked";
        words: "客户原话", "The customer's words";
        words_hint: "客户不做时请记下原话", "If declined, note what they said";
        labour_price: "工时费", "Labour";
        parts_price: "配件单价", "Price of a part";
        labour_entry: "工时项目（价目表）", "Labour from the price list";
        part_entry: "配件（价目表）", "Part from the price list";
        part_name: "配件名称", "Name of the part";
        not_listed: "不从价目表选", "Not from the price list";
        accept_hint: "接受时至少填一项，按此金额记为客户已确认", "If accepted fill in at least one; the customer has agreed to this much";
        declined_needs_words: "客户不做时请写下原话", "If declined, write down what they said";

        spells: "作业时间", "Work";
        no_spells: "还没有开工", "Not begun";
        running_now: "进行中", "Running";
        worked: "累计", "In all";
        history: "过程", "History";
        properties: "属性", "Properties";

        repairs: "我的维修", "My repairs";
        to_check: "待我质检", "To be checked";
        no_repairs: "没有派给您的工单", "No orders for you";
        no_repairs_text: "派工后会自动出现在这里。", "They appear here once assigned.";
        at_work: "作业中", "At work";
        at_rest: "已暂停", "Stopped";
        start: "开工", "Start";
        stop: "暂停作业", "Stop";
        busy: "您正在做另一台车，请先暂停：", "You are working on another car; stop there first: ";
        agreed_items: "要做的项目", "To be done";
        wait_consent: "等客户确认，先不要做", "Wait for the customer's consent";

        prices: "维修价目表", "Price list";
        new_price: "新增项目", "New entry";
        change_price: "修改项目", "Change the entry";
        zh: "中文名称", "Chinese name";
        en: "英文名称", "English name";
        labour_kind: "工种", "Rate";
        hours: "工时", "Hours";
        hours_hint: "按小时单价计算；固定价时留空", "At the hourly rate; leave empty for a fixed price";
        fixed_price: "单价或固定价", "Price, or fixed price";
        fixed_hint: "工时项目按单价计算时留空", "Empty for labour at the hourly rate";
        unit: "单位", "Unit";
        besides: "增值业务", "Sold besides the work";
        besides_hint: "计入增值业务占比；修改只影响以后添加的项目", "Counts for the value-added share; a change applies to what is added from now on";
        not_besides: "不是", "It is not";
        retire: "停用", "Retire";
        retired: "已停用", "Retired";
        in_use: "使用中", "In use";
        bring_back: "恢复", "Bring back";
        back_again: "已恢复", "Brought back";
        no_prices: "价目表是空的", "The price list is empty";
        search: "搜索", "Search";
        needs_price: "请填写工时或固定价", "Fill in hours or a fixed price";
        taken: "已有同名项目", "There is one of this name";
        part_taken: "价目表里已有这个配件号", "This part number is on the list already";
        theirs: "现在是", "Now:";
        save: "保存", "Save";
        by_rate: "按工时单价", "At the hourly rate";

        bill_title: "维修结算单", "Service bill";
        quote_title: "维修报价单", "Service estimate";
        kept: "本结算单及维修记录由本店保存六年。", "This bill and the repair record are kept for six years.";
        quote_text: "报价以实际项目为准；追加项目须经客户确认后方可施工。", "Extra work is done only after the customer agrees.";
        sign_customer: "客户签字：", "Customer's signature:";
        sign_store: "门店签章：", "For the store:";
        sign_technician: "维修技师：", "Technician:";
        sign_date: "日期：", "Date:";
        open_it: "打开", "Open";
        check_in_sheet: "接车单", "Check-in sheet";
        courtesy_loan: "代步车", "Courtesy car";
    }
}

pub fn state(state: State, lang: Lang) -> &'static str {
    match state {
        State::Draft => lang.pick("待报价", "To be priced"),
        State::Offered => lang.pick("待客户确认", "Waits for consent"),
        State::Agreed => lang.pick("待开工", "Ready to start"),
        State::InWork => lang.pick("维修中", "In work"),
        State::WaitingParts => lang.pick("待料", "Waits for parts"),
        State::QualityCheck => lang.pick("待质检", "To be checked"),
        State::Ready => lang.pick("待结算", "To be settled"),
        State::Settled => lang.pick("已结算", "Settled"),
        State::Cancelled => lang.pick("已取消", "Cancelled"),
    }
}

pub fn state_tone(state: State) -> &'static str {
    match state {
        State::Draft | State::Offered => "amber",
        State::Agreed | State::InWork | State::QualityCheck => "blue",
        State::WaitingParts => "violet",
        State::Ready | State::Settled => "green",
        State::Cancelled => "",
    }
}

pub fn action(action: Action, lang: Lang) -> &'static str {
    match action {
        Action::Offer => lang.pick("报价", "Estimate shown"),
        Action::Agree => lang.pick("客户确认", "The customer agreed"),
        Action::StartWork => lang.pick("开工", "Work began"),
        Action::AwaitParts => lang.pick("待料，计时暂停", "Waits for parts, promise paused"),
        Action::Resume => lang.pick("配件到货，继续", "Parts are here"),
        Action::Finish => lang.pick("完工送检", "Work done"),
        Action::Reopen => lang.pick("客户同意追加，继续维修", "More work agreed to, back in work"),
        Action::Fail => lang.pick("质检未通过", "Check failed"),
        Action::Pass => lang.pick("质检通过", "Check passed"),
        Action::Settle => lang.pick("结算", "Settled"),
        Action::Unsettle => lang.pick("撤销结算", "Settlement undone"),
        Action::Cancel => lang.pick("取消", "Cancelled"),
    }
}

/// What a stamp is about.
pub fn stamped(stamp: &StampRow, lang: Lang) -> &'static str {
    if let Some(step) = stamp.step() {
        return action(step, lang);
    }
    match stamp.action.as_str() {
        "open" => lang.pick("开工单", "Order opened"),
        "check_in" => lang.pick("接车完成", "Check-in finished"),
        "assign" => lang.pick("派工", "Assigned"),
        "stop" => lang.pick("暂停作业", "Work stopped"),
        "finding" => lang.pick("报告发现", "Finding reported"),
        "answer" => lang.pick("客户答复", "The customer answered"),
        "promise" => lang.pick("承诺交车时间", "Time promised"),
        "pay" => lang.pick("收款", "Payment"),
        "leave" => lang.pick("交车离店", "Car handed over"),
        "account" => lang.pick("挂账交车", "Handed over on account"),
        "refund" => lang.pick("撤销结算并退款", "Settlement undone, money back"),
        "advisor" => lang.pick("转交顾问", "Other advisor"),
        "add_item" => lang.pick("添加项目", "Item added"),
        "change_item" => lang.pick("修改项目", "Item changed"),
        "remove_item" => lang.pick("移除项目", "Item removed"),
        _ => lang.pick("修改", "Changed"),
    }
}

/// What a stamp tells besides, in one line.
pub fn stamp_facts(stamp: &StampRow, detail: &Detail, lang: Lang) -> String {
    let StampData {
        staff,
        from,
        to,
        amount,
        code,
        how,
        finding,
        item,
        expected,
    } = &stamp.data;
    let time = |at: &Option<_>| at.map(times::minute);
    let span = match (time(from), time(to)) {
        (Some(from), Some(to)) => Some(format!("{from} → {to}")),
        (None, Some(to)) => Some(to),
        _ => None,
    };
    let code = code.as_deref().and_then(|code| stamp_code(&stamp.action, code, lang));
    let how = how.as_deref().and_then(ConsentHow::parse);
    let about = |id: FindingId| detail.findings.iter().find(|known| known.row.id == id);
    let before = item.as_ref().and_then(|item| item.before);
    let fen = |fen| Fen::new(fen).display();
    let amount = match (before, *amount) {
        (Some(before), Some(now)) if before != now => Some(format!("{} → {}", fen(before), fen(now))),
        (_, now) => now.map(fen),
    };
    [
        staff.and_then(|id| detail.person(Some(id)).map(str::to_owned)),
        finding.and_then(about).map(Finding::gist),
        item.as_ref().map(|item| item_told(item, lang)),
        code.map(str::to_owned),
        how.map(|how| consent_how(how, lang).to_owned()),
        span,
        expected.map(|day| expected_on(day, lang)),
        amount,
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" · ")
}

/// `1.5 L`
pub fn quantity(hundredths: i32, unit: &str) -> String {
    format!("{} {unit}", shown_quantity(hundredths)).trim().to_owned()
}

fn item_told(item: &ItemTold, lang: Lang) -> String {
    format!("{} × {}", lang.pick(&item.zh, &item.en), shown_quantity(item.quantity))
}

/// When parts are expected.
pub fn expected_on(day: NaiveDate, lang: Lang) -> String {
    let day = times::date(day);
    lang.pick(format!("预计到货 {day}"), format!("expected on {day}"))
}

fn stamp_code(action: &str, code: &str, lang: Lang) -> Option<&'static str> {
    match action {
        "agree" => ConsentHow::parse(code).map(|how| consent_how(how, lang)),
        "await_parts" => PartsReason::parse(code).map(|reason| parts_reason(reason, lang)),
        "finding" => Urgency::parse(code).map(|how| urgency(how, lang)),
        "answer" => FindingState::parse(code).map(|state| finding_state(state, lang)),
        "promise" => ToldHow::parse(code).map(|how| told_how(how, lang)),
        "pay" => PaymentMethod::parse(code).map(|how| payment_method(how, lang)),
        _ => None,
    }
}

pub fn view(view: View, lang: Lang) -> &'static str {
    match view {
        View::Open => lang.pick("全部在修", "All open"),
        View::Consent => lang.pick("待客户确认", "Waits for the customer"),
        View::Work => lang.pick("维修中", "In work"),
        View::Parts => lang.pick("待料", "Parts"),
        View::Check => lang.pick("待质检", "To check"),
        View::Ready => lang.pick("待结算", "To settle"),
        View::Late => lang.pick("将超时", "At risk"),
        View::Settled => lang.pick("已结算", "Settled"),
    }
}

pub fn gap(gap: Gap, lang: Lang) -> &'static str {
    match gap {
        Gap::Items => lang.pick("项目", "items"),
        Gap::Technician => lang.pick("技师", "a technician"),
        Gap::Consent => lang.pick("客户对追加项目的确认", "consent to the extra work"),
        Gap::Answer => lang.pick("客户对检查发现的答复", "an answer about the findings"),
        Gap::Payment => lang.pick("收款", "the payment"),
    }
}

impl Extra {
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Extra::ExtendedWarranty => lang.pick("延保", "Extended warranty"),
            Extra::Accessory => lang.pick("精品", "Accessory"),
            Extra::Package => lang.pick("套餐", "Package"),
            Extra::Care => lang.pick("养护产品", "Care product"),
        }
    }
}

impl ItemKind {
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            ItemKind::Labour => lang.pick("工时", "Labour"),
            ItemKind::Part => lang.pick("配件", "Part"),
            ItemKind::Other => lang.pick("其他", "Other"),
        }
    }
}

pub fn labour_kind(kind: LabourKind, lang: Lang) -> &'static str {
    match kind {
        LabourKind::Maintenance => lang.pick("保养", "Maintenance"),
        LabourKind::Mechanical => lang.pick("机修", "Mechanical"),
        LabourKind::Electrical => lang.pick("电器", "Electrical"),
        LabourKind::Body => lang.pick("钣金", "Body work"),
        LabourKind::Paint => lang.pick("喷漆", "Paint"),
        LabourKind::Diagnosis => lang.pick("检测诊断", "Diagnosis"),
    }
}

pub fn payer(payer: Payer, lang: Lang) -> &'static str {
    match payer {
        Payer::Customer => lang.pick("客户", "Customer"),
        Payer::Warranty => lang.pick("保修", "Warranty"),
        Payer::Insurer => lang.pick("保险", "Insurer"),
    }
}

pub fn consent_how(how: ConsentHow, lang: Lang) -> &'static str {
    match how {
        ConsentHow::Paper => lang.pick("当面签字", "Signed on paper"),
        ConsentHow::Drawn => lang.pick("屏幕签字", "Signed on the screen"),
        ConsentHow::Phone => lang.pick("电话", "Phone"),
        ConsentHow::WeChat => lang.pick("微信", "WeChat"),
    }
}

pub fn told_how(how: ToldHow, lang: Lang) -> &'static str {
    match how {
        ToldHow::Phone => lang.pick("电话", "Phone"),
        ToldHow::WeChat => lang.pick("微信", "WeChat"),
        ToldHow::Sms => lang.pick("短信", "SMS"),
        ToldHow::InPerson => lang.pick("当面", "In person"),
    }
}

pub fn urgency(urgency: Urgency, lang: Lang) -> &'static str {
    match urgency {
        Urgency::Now => lang.pick("必须马上处理", "Must be done now"),
        Urgency::Soon => lang.pick("近期处理", "Soon"),
        Urgency::Watch => lang.pick("继续观察", "To be watched"),
    }
}

pub fn urgency_tone(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Now => "red",
        Urgency::Soon => "amber",
        Urgency::Watch => "",
    }
}

pub fn finding_state(state: FindingState, lang: Lang) -> &'static str {
    match state {
        FindingState::Reported => lang.pick("待征询", "To ask"),
        FindingState::Accepted => lang.pick("客户接受", "Accepted"),
        FindingState::Declined => lang.pick("客户不做", "Declined"),
        FindingState::Later => lang.pick("以后再说", "Later"),
    }
}

pub fn finding_tone(state: FindingState) -> &'static str {
    match state {
        FindingState::Reported => "amber",
        FindingState::Accepted => "green",
        FindingState::Declined => "red",
        FindingState::Later => "violet",
    }
}

pub fn parts_reason(reason: PartsReason, lang: Lang) -> &'static str {
    match reason {
        PartsReason::NotInStock => lang.pick("库存没有", "Not in stock"),
        PartsReason::Ordered => lang.pick("已订货，在途", "Ordered, on its way"),
        PartsReason::WrongPart => lang.pick("到货不符", "Wrong part came"),
        PartsReason::Manufacturer => lang.pick("等厂家", "Waits for the manufacturer"),
    }
}

pub fn payment_method(method: PaymentMethod, lang: Lang) -> &'static str {
    match method {
        PaymentMethod::Cash => lang.pick("现金", "Cash"),
        PaymentMethod::Card => lang.pick("刷卡", "Card"),
        PaymentMethod::WeChat => lang.pick("微信", "WeChat"),
        PaymentMethod::Alipay => lang.pick("支付宝", "Alipay"),
        PaymentMethod::Transfer => lang.pick("转账", "Transfer"),
        PaymentMethod::Insurer => lang.pick("保险公司", "Insurer"),
    }
}

/// What a line of the payments is: money in, or given back.
pub fn payment(method: PaymentMethod, back: bool, lang: Lang) -> String {
    let method = payment_method(method, lang);
    if back {
        lang.pick(format!("退款（{method}）"), format!("Refund, {method}"))
    } else {
        method.to_owned()
    }
}

/// Who gave the money back already, and when.
pub fn refunded_by(who: &str, at: &str, lang: Lang) -> String {
    lang.pick(
        format!("{who} 已于 {at} 退款，不用再退。"),
        format!("{who} refunded it already, on {at}."),
    )
}

/// The receipt of what is given back in one way.
pub fn refund_receipt(method: PaymentMethod, lang: Lang) -> &'static str {
    match method {
        PaymentMethod::Cash => lang.pick("现金退款收据号", "Receipt number of the cash back"),
        PaymentMethod::Card => lang.pick("刷卡退款收据号", "Receipt number of the card refund"),
        PaymentMethod::WeChat => lang.pick("微信退款收据号", "Receipt number of the WeChat refund"),
        PaymentMethod::Alipay => lang.pick("支付宝退款收据号", "Receipt number of the Alipay refund"),
        PaymentMethod::Transfer => lang.pick("转账退款收据号", "Receipt number of the transfer back"),
        PaymentMethod::Insurer => lang.pick("保险公司退款收据号", "Receipt number of the insurer's refund"),
    }
}

/// That a bill was taken back.
pub fn given_back(at: &str, back: Fen, because: &str, lang: Lang) -> String {
    let back = back.display();
    lang.pick(
        format!("{at} 撤销结算，已退款 {back}。原因：{because}"),
        format!("Taken back on {at}, {back} given back. Reason: {because}"),
    )
}

/// Under a list.
/// That the technician found something about the car of an order.
pub fn found_on(number: &str, lang: Lang) -> String {
    lang.pick(
        format!("{number}：技师发现新问题，请征询客户"),
        format!("{number}: the technician found something; please ask the customer"),
    )
}

pub fn shown(many: usize, lang: Lang) -> String {
    lang.pick(format!("本页 {many} 条"), format!("{many} on this page"))
}

pub fn restored(when: &str, lang: Lang) -> String {
    lang.pick(
        format!("已恢复您 {when} 未提交的内容"),
        format!("What you left unsent at {when} is back"),
    )
}

/// Kilometres as a reader sees them.
pub fn km(km: i32) -> String {
    crate::values::mileage::Km::new(km).display()
}

/// The most that may be paid.
pub fn at_most(owed: Fen, lang: Lang) -> String {
    lang.pick(
        format!("最多还可收 {}", owed.display()),
        format!("At most {} is still owed", owed.display()),
    )
}

/// The most that one item may come to.
pub fn line_at_most(most: Fen, lang: Lang) -> String {
    let most = most.display();
    lang.pick(
        format!("数量 × 单价最多 {most}，请核对"),
        format!("Quantity × price is at most {most}; please check"),
    )
}

/// How often the check failed.
pub fn failed_times(times: i16, lang: Lang) -> String {
    let en = match times {
        1 => "Failed once".to_owned(),
        2 => "Failed twice".to_owned(),
        many => format!("Failed {many} times"),
    };
    lang.pick(format!("返修 {times} 次"), en)
}

/// Findings that the customer was not asked about: the check waits for the answer.
pub fn still_to_ask(findings: &[String], lang: Lang) -> String {
    let named = findings.join(lang.pick("、", "; "));
    lang.pick(
        format!("还有待征询客户的发现：{named}。客户答复后才能通过质检。"),
        format!("The customer has not been asked about: {named}. The check can be passed once they have answered."),
    )
}

/// What was agreed to and nobody has worked on since.
pub fn not_worked_on(items: &[String], lang: Lang) -> String {
    let named = items.join(lang.pick("、", "; "));
    lang.pick(
        format!("客户已同意追加，还没有施工：{named}。请先开工。"),
        format!("Agreed to on top and not worked on yet: {named}. Start the work first."),
    )
}

/// How many points a customer has.
pub fn points_left(points: i64, lang: Lang) -> String {
    lang.pick(format!("现有 {points} 分"), format!("{points} available"))
}
