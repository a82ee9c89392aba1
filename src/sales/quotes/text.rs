//! Words of quotes.

use chrono::NaiveDate;

use super::model::{Finance, QuoteRow};
use super::rules::{AcceptedHow, ApprovalState, Line, LineKind, QuoteState, Reply, Tax, View};
use crate::platform::i18n::{Lang, times};
use crate::values::money::Fen;
use crate::{labels, words};

labels! {
    QuoteState {
        Draft: "草稿", "Draft"; Pending: "待审批", "To be approved"; Sent: "已发出", "Given out"; Accepted: "客户已确认", "Accepted";
        Superseded: "已有新版本", "Replaced"; Withdrawn: "已撤回", "Withdrawn";
        Discarded: "草稿已作废", "Draft put aside";
    }
    LineKind {
        Car: "裸车价", "Car price"; Discount: "优惠", "Discount"; PurchaseTax: "车辆购置税", "Purchase tax";
        Compulsory: "交强险", "Compulsory insurance"; Commercial: "商业险", "Commercial insurance";
        VehicleTax: "车船税", "Vehicle and vessel tax"; PlateFee: "上牌服务费", "Plate fee"; Accessory: "精品", "Accessory";
        Warranty: "延保", "Extended warranty"; Finance: "金融费用", "Finance cost"; TradeIn: "置换抵扣", "Trade-in";
    }
    AcceptedHow { Online: "客户在线确认", "Confirmed online"; Store: "客户到店确认", "Confirmed in the store"; }
    ApprovalState { Pending: "待审批", "To be decided"; Approved: "已同意", "Approved"; Refused: "已退回", "Sent back"; Withdrawn: "已撤回申请", "Taken back"; }
    View { Open: "有效报价", "Open"; Pending: "待审批", "To be approved"; Draft: "草稿", "Drafts"; Accepted: "已确认", "Accepted"; Past: "已失效", "Past"; All: "全部", "All"; }
}

words! {
    pub struct QuoteText {
        title: "报价单", "Quotes";
        one: "报价单", "Quote";
        views: "报价单视图", "Views of quotes";
        versions: "报价版本", "Versions of the quote";
        new: "新建报价", "New quote";
        new_version: "新版本", "New version";
        edit: "修改报价", "Change the quote";
        edit_button: "修改", "Change";
        number: "编号", "Number";
        version: "版本", "Version";
        state: "状态", "State";
        customer: "客户", "Customer";
        opportunity: "商机", "Opportunity";
        consultant: "销售顾问", "Consultant";
        car: "车辆", "Car";
        from_catalogue: "车型库", "Catalogue";
        take: "带出", "Take over";
        model: "车型", "Model";
        colour: "颜色", "Colour";
        energy: "能源", "Energy";
        list_price: "指导价", "List price";
        car_price: "裸车价", "Car price";
        discount: "优惠金额", "Discount";
        discount_because: "优惠理由", "Reason for the discount";
        discount_hint: "超过限额的优惠须经理审批", "A discount above the limit needs approval";
        invoice_on: "预计开票日期", "Expected date of invoice";
        invoice_hint: "购置税按这一天的政策计算", "The purchase tax is reckoned for this day";
        valid_until: "有效期至", "Valid until";
        fees: "税费与保险", "Taxes and insurance";
        compulsory: "交强险", "Compulsory insurance";
        commercial: "商业险", "Commercial insurance";
        commercial_covers: "商业险保障内容", "What the commercial insurance covers";
        commercial_hint: "如：车损险、第三者责任险 200 万", "Such as: own damage, third party 2 million";
        vehicle_tax: "车船税", "Vehicle and vessel tax";
        vehicle_tax_hint: "纯电动车填 0", "0 for electric cars";
        plate_fee: "上牌服务费", "Plate fee";
        extras: "精品与延保", "Accessories and warranty";
        accessory: "精品名称", "Accessory";
        accessory_price: "价格", "Price";
        accessory_hint: "名称和价格都要填写", "Give both name and price";
        warranty: "延保价格", "Extended warranty";
        warranty_covers: "延保内容", "What the warranty covers";
        finance: "贷款", "Finance";
        loan: "贷款金额", "Loan";
        loan_months: "期数（月）", "Months";
        loan_rate: "年利率", "Rate per year";
        loan_fee: "手续费", "Fee";
        monthly: "月供", "Monthly";
        last: "末期还款", "Last instalment";
        interest: "利息合计", "Interest in all";
        on_delivery: "提车时支付", "To pay on delivery";
        formula: "月供 = 贷款金额 × 月利率 ÷ [1 − (1 + 月利率)^(−期数)]，月利率 = 年利率 ÷ 12，末期结清零头",
            "Monthly = loan × i ÷ [1 − (1 + i)^(−months)], i = yearly rate ÷ 12; the last instalment settles the rounding";
        trade_in: "用旧车评估价抵扣", "Deduct the old car at its appraisal";
        no_trade_in: "旧车还没有有效的评估价", "The old car has no valid appraisal yet";
        remark: "给客户的说明", "Remark for the customer";
        source: "数据来源", "Source of figures";
        source_hint: "写到油耗或续航数字时必填，如：工信部公告 WLTC", "Needed for figures of fuel or range, such as: official WLTC figure";
        source_needed: "写了油耗或续航数字，请注明来源", "Name the source of the fuel or range figure";
        to_send: "保存草稿", "Save the draft";
        saved: "报价已保存", "Quote saved";
        total: "合计", "Total";
        total_now: "合计随填写计算", "The total follows what is typed";
        not_yet: "填写完整后显示合计", "The total shows once everything needed is filled in";
        lines: "费用明细", "Charges";
        charge: "项目", "Charge";
        covers: "说明", "What it covers";
        amount: "金额", "Amount";
        release: "发给客户", "Give out to the customer";
        ask: "提交优惠审批", "Ask for approval of the discount";
        release_hint: "将生成客户专属的报价网页和二维码；可复制链接、请客户扫码，或写消息发给客户。上一版报价随之失效。", "Makes the customer's own page with its link and QR code, to copy, to scan or to send in a message. The version before it no longer counts.";
        ask_hint: "优惠超过限额：经理同意后，报价才会发给客户。", "The discount is above the limit: the customer sees the quote once a manager has agreed.";
        write: "写消息发给客户", "Write a message";
        recall: "撤回审批申请", "Take the request back";
        recalled: "审批申请已撤回，可以继续修改", "The request was taken back; go on with the draft";
        recall_hint: "撤回后可继续修改草稿", "Then the draft can be changed again";
        discard: "作废草稿", "Put the draft aside";
        discarded: "草稿已作废", "Draft put aside";
        brought_back: "草稿已恢复", "The draft is back";
        go_on: "继续编写草稿", "Go on with the draft";
        asked_by: "申请", "Asked by";
        decided_by: "审批", "Decided by";
        each_needed: "请逐项勾选：每一项都勾选后才能确认报价", "Tick each charge: the quote can be accepted once all are ticked";
        each_tick: "请逐项勾选，表示您了解该项费用", "Tick each charge that you understand";
        questions: "对某一项有疑问？请联系销售顾问，问清楚再确认。", "Unsure about a charge? Ask your consultant before you accept.";
        reply_title: "有疑问，或暂不考虑？", "A question, or not for you?";
        question: "您的问题或原因", "Your question or reason";
        ask_question: "提问", "Ask";
        decline: "暂不考虑", "Decline";
        reply_told: "已转告销售顾问，会尽快与您联系。", "Your consultant was told and will contact you soon.";
        more_accessories: "更多精品", "More accessories";
        missing: "还缺：", "Still needed: ";
        not_approved: "未审批", "Not approved";
        released: "报价已发出", "Quote given out";
        asked: "优惠已提交审批", "Approval asked for";
        decide: "审批优惠", "Decide about the discount";
        approve: "同意并发出", "Approve and give out";
        refuse: "退回修改", "Send back";
        answer: "审批意见", "Answer";
        answer_hint: "退回时必填", "Needed when it is sent back";
        decided: "审批结果已保存", "Decision saved";
        not_your_own: "自己提交的优惠须由他人审批", "Somebody else has to decide about your own discount";
        approvals: "优惠审批", "Approvals";
        accept: "客户到店确认", "Accepted in the store";
        accepted: "客户确认已登记", "Acceptance recorded";
        withdraw: "撤回报价", "Withdraw the quote";
        withdrawn: "报价已撤回", "Quote withdrawn";
        reason: "原因", "Reason";
        customer_page: "客户页面", "The customer's page";
        scan: "客户扫码查看报价", "The customer scans this to see the quote";
        print: "打印", "Print";
        compare: "对比", "Compare";
        compare_title: "版本对比", "Compare two versions";
        compare_with: "与哪个版本对比", "Compare with";
        difference: "差额", "Difference";
        unchanged: "两个版本的费用完全相同", "Both versions cost the same in every line";
        covers_changed: "保障内容有变", "It covers something else";
        no_other: "还没有其他版本可以对比", "There is no other version to compare with";
        none: "没有报价单", "No quotes here";
        none_text: "从商机页面新建报价。", "A quote begins on the page of an opportunity.";
        expired: "已过期", "Expired";
        has_draft: "这个商机已有一份正在编写或审批的报价，请继续使用那一份", "A quote for this opportunity is being written or approved; go on with that one";
        moved_on: "报价或商机的状态已经变化，这一步现在不能做。", "The quote or its opportunity has moved on; this can't be done now.";
        stale: "报价刚刚被修改过，请核对后再操作。", "The quote has just been changed. Check it and try again.";
        back: "返回", "Back";
        hello: "您的购车报价", "Your quote";
        each: "以下每一项费用都有名称和说明，合计由各项相加得出。", "Each charge has a name and says what it covers; the total is their sum.";
        confirm: "确认报价", "Accept the quote";
        thanks: "您已确认这份报价，销售顾问会与您联系。", "You have accepted this quote; your consultant will contact you.";
        public_expired: "这份报价已过有效期，请联系销售顾问获取新的报价。", "This quote has expired; please ask your consultant for a new one.";
        public_replaced: "这份报价已有新版本或已撤回，请联系销售顾问。", "This quote was replaced or withdrawn; please ask your consultant.";
        store: "门店", "Store";
        sign_customer: "客户签字", "Customer";
        sign_store: "门店签字", "Store";
        sign_date: "日期：", "Date:";
        sheet_text: "本报价在有效期内有效；购置税和保险以实际办理时的政策和保单为准。", "This quote holds until its last day; taxes and insurance follow the rules and policies on the day they are paid.";
    }
}

/// `第 2 版`
pub fn version(number: i32, lang: Lang) -> String {
    lang.pick(format!("第 {number} 版"), format!("Version {number}"))
}

pub fn shown(many: usize, lang: Lang) -> String {
    lang.pick(format!("本页 {many} 份"), format!("{many} on this page"))
}

/// That a discount is above what a consultant may give.
pub fn above(given: Fen, limit: Fen, lang: Lang) -> String {
    let over = given.checked_sub(limit).unwrap_or(Fen::ZERO).display();
    let (given, limit) = (given.display(), limit.display());
    lang.pick(
        format!("相对指导价共优惠 {given}；优惠限额 {limit}，超出 {over}，发出前须经理审批。"),
        format!(
            "{given} off the list price; the limit is {limit}, {over} above it: a manager decides before it is given out."
        ),
    )
}

/// How the purchase tax came about.
pub fn tax(tax: &Tax, (divisor, rate): (&str, &str), invoice_on: NaiveDate, lang: Lang) -> String {
    let (invoice, day) = (tax.invoice.display(), times::date(invoice_on));
    let relief = tax.relief.display();
    match (lang, tax.relief > Fen::ZERO) {
        (Lang::Zh, false) => format!("开票价 {invoice} ÷ {divisor} × {rate}，预计 {day} 开票"),
        (Lang::Zh, true) => format!("开票价 {invoice} ÷ {divisor} × {rate}，新能源减征 {relief}，预计 {day} 开票"),
        (Lang::En, false) => format!("Invoice price of {invoice} ÷ {divisor} × {rate}, invoiced on {day}"),
        (Lang::En, true) => {
            format!(
                "Invoice price of {invoice} ÷ {divisor} × {rate}, less {relief} for a new-energy car, invoiced on {day}"
            )
        }
    }
}

/// What a loan comes to.
pub fn finance(finance: &Finance, lang: Lang) -> String {
    let (loan, plan) = (&finance.loan, &finance.plan);
    let (amount, months, rate) = (loan.amount.display(), loan.months, loan.rate);
    let (fee, interest) = (loan.fee.display(), plan.interest.display());
    lang.pick(
        format!("贷款 {amount}，{months} 期，年利率 {rate}；利息 {interest}，手续费 {fee}"),
        format!("Loan of {amount}, {months} months at {rate} a year; interest {interest}, fee {fee}"),
    )
}

/// What a line covers, in words.
pub fn covers(line: &Line, row: &QuoteRow, loan: Option<&Finance>, lang: Lang) -> String {
    if !line.covers.is_empty() {
        return line.covers.clone();
    }
    let electric = row.energy == crate::vehicles::rules::Energy::Electric;
    match line.kind {
        LineKind::PurchaseTax => {
            let due = Tax {
                invoice: Fen::new(row.invoice_fen),
                gross: line.amount,
                relief: Fen::new(row.relief_fen),
            };
            let (divisor, rate) = row.tax_formula();
            tax(&due, (&divisor, &rate), row.invoice_on, lang)
        }
        LineKind::Finance => loan.map(|loan| finance(loan, lang)).unwrap_or_default(),
        LineKind::VehicleTax if electric => lang.pick("纯电动车免征", "None for electric cars").to_owned(),
        kind => about(kind, lang).to_owned(),
    }
}

fn about(kind: LineKind, lang: Lang) -> &'static str {
    match kind {
        LineKind::Car => lang.pick("车辆本身，含增值税", "The car itself, VAT included"),
        LineKind::Discount => lang.pick("从裸车价中减去，计入开票价", "Off the car price and the invoice"),
        LineKind::Compulsory => lang.pick(
            "机动车交通事故责任强制保险，一年",
            "Compulsory traffic insurance for a year",
        ),
        LineKind::Commercial => lang.pick("商业车险，一年", "Commercial insurance for a year"),
        LineKind::VehicleTax => lang.pick(
            "按排量每年征收，与交强险一并缴纳",
            "Yearly by engine size, paid with the insurance",
        ),
        LineKind::PlateFee => lang.pick(
            "代办登记上牌，客户也可自行办理",
            "Registration done for you; you may do it yourself",
        ),
        LineKind::Accessory => lang.pick("含安装", "Fitted"),
        LineKind::TradeIn => lang.pick("旧车评估价，从应付款中扣除", "What the old car is taken for"),
        LineKind::PurchaseTax | LineKind::Warranty | LineKind::Finance => "",
    }
}

/// The task to answer a customer.
pub fn replied(said: Reply, number: &str, question: &str) -> String {
    let words = match said {
        Reply::Ask => "客户对报价有疑问",
        Reply::Decline => "客户暂不考虑报价",
    };
    let colon = if question.is_empty() { "" } else { "：" };
    format!("{words} {number}{colon}{question}")
}

/// Who changed a draft after it was opened, and when.
pub fn changed_by(who: &str, at: &str, lang: Lang) -> String {
    lang.pick(
        format!("您打开之后，{who} 修改了这份报价（{at}），请核对后再保存。"),
        format!("{who} changed this quote after you opened it ({at}); check and save again."),
    )
}

/// `第 1 版（¥169,800）`
pub fn choice(row: &QuoteRow, lang: Lang) -> String {
    let (version, total) = (version(row.version, lang), row.total().display());
    lang.pick(format!("{version}（{total}）"), format!("{version} ({total})"))
}

/// Who was faster with a decision, what it is, and the answer that was not sent.
pub fn decided_first(who: &str, at: &str, what: &str, typed: &str, lang: Lang) -> String {
    let said = lang.pick(
        format!("{who} 已先处理（{at}）：{what}。"),
        format!("{who} was faster ({at}): {what}."),
    );
    if typed.trim().is_empty() {
        return said;
    }
    lang.pick(
        format!("{said}您的意见没有提交：{typed}"),
        format!("{said} Your answer was not sent: {typed}"),
    )
}
