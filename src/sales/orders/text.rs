//! Words of sales orders.

use super::rules::{OrderState, OrderView, PaidHow, PayMethod, PaymentKind};
use crate::platform::i18n::Lang;
use crate::{labels, words};

labels! {
    OrderState { Open: "已订车", "Ordered"; Delivered: "已交车", "Delivered"; Cancelled: "已取消", "Cancelled"; }
    PayMethod { Full: "全款", "In full"; Loan: "贷款", "With a loan"; }
    PaymentKind {
        Deposit: "定金", "Deposit"; Instalment: "分期款", "Instalment"; Loan: "贷款放款", "Loan payout";
        TradeIn: "旧车抵款", "Trade-in"; Balance: "尾款", "Balance"; Refund: "退款", "Refund";
    }
    PaidHow {
        Cash: "现金", "Cash"; Card: "刷卡", "Card"; Transfer: "银行转账", "Bank transfer"; WeChat: "微信", "WeChat";
        Alipay: "支付宝", "Alipay"; Lender: "金融机构放款", "Paid by the lender"; TradeIn: "旧车抵款", "Trade-in";
    }
    OrderView {
        Open: "待交车", "To deliver"; Late: "逾期未交", "Late"; Delivered: "已交车", "Delivered";
        Standing: "有效订单", "Not cancelled"; Cancelled: "已取消", "Cancelled"; All: "全部", "All";
    }
}

words! {
    pub struct OrderText {
        title: "销售订单", "Sales orders";
        one: "销售订单", "Sales order";
        new: "签订订单", "Sign an order";
        created: "订单已签订", "Order signed";
        saved: "已保存", "Saved";
        none: "没有订单", "No orders here";
        none_text: "在商机页面签订订单后显示在这里。", "Orders appear here once they are signed from an opportunity.";
        number: "合同编号", "Contract";
        customer: "客户", "Customer";
        owner: "销售顾问", "Consultant";
        car: "车辆", "Car";
        model: "车型", "Model";
        colour: "颜色", "Colour";
        state: "状态", "State";
        method: "付款方式", "Payment";
        car_price: "车价", "Car price";
        car_price_hint: "发票上的车辆价格", "The price of the car on the invoice";
        total: "合同总额", "Contract total";
        total_hint: "包含税费、保险、精品等全部费用", "With tax, insurance, accessories and everything else";
        from_quote: "车型和金额来自客户确认的报价；如需调整，请编写新版报价并请客户确认。",
            "Model and amounts are those of the quote the customer agreed to; to change them, write another version and have it confirmed.";
        quote_moved: "客户确认的报价已变化，请按最新金额核对后再提交。", "The quote the customer agreed to has changed. Check the amounts as they are now, then send again.";
        quote_first: "低于指导价超过优惠权限：请先做报价，审批通过并经客户确认后再签订", "Further below the list price than you may give: quote it first, have it approved and confirmed, then sign";
        deposit: "定金", "Deposit";
        deposit_hint: "没有定金填 0", "0 without a deposit";
        signed_on: "签订日期", "Signed on";
        promised_on: "承诺交车日期", "Promised delivery";
        first_promised: "首次承诺", "First promise";
        note: "备注", "Note";
        late: "逾期", "Late";
        opportunity: "商机", "Opportunity";
        quote: "报价单", "Quote";
        contract: "打印合同摘要", "Print the contract sheet";
        survey_slip: "打印问卷小票", "Print a survey slip";
        sheet: "购车合同摘要", "Contract sheet";
        sheet_text: "以上内容与双方签订的购车合同一致；如有出入，以合同为准。", "The above agrees with the signed contract; where it differs, the contract prevails.";
        sign_customer: "客户签字", "Customer";
        sign_store: "门店签字", "Store";
        sign_date: "日期：", "Date:";
        change: "变更订单", "Change the order";
        reason: "原因", "Reason";
        reason_hint: "记入操作日志", "Kept in the audit log";
        promise: "调整交车日期", "Move the delivery day";
        promise_same: "请选择与原承诺不同的日期", "Choose another day than the one promised";
        told: "已告知客户", "The customer has been told";
        not_told: "尚未告知客户", "The customer has not been told yet";
        appointment: "交车预约", "Appointment";
        promise_moved: "交车日期已调整，已约的交车时间不会自动变化", "The promise was moved; an appointment does not move by itself";
        out_of_date: "承诺交车日期已调整，交车预约仍是原来的时间，请与客户确认后调整安排", "The promise was moved and the appointment was not; agree on another time and change the plan";
        move_appointment: "调整交车安排", "Change the appointment";
        tell: "已告知客户", "Told the customer";
        told_now: "已记录客户知晓", "Noted that the customer knows";
        changes: "变更记录", "What was changed";
        field: "项目", "Field";
        was: "原内容", "Before";
        is: "改为", "After";
        cancelled_by: "取消人", "Cancelled by";
        refunded: "已退款", "Refunded";
        remove_ask: "从付款计划移除这一行？", "Take this line off the plan?";
        none_found: "没有符合条件的订单", "No order fits";
        cancelled_sheet: "购车合同摘要（已取消）", "Contract sheet (cancelled)";
        moves: "交车日期调整记录", "How the promise moved";
        from: "原定", "From";
        to: "改为", "To";
        by: "操作人", "By";
        plan: "添加付款计划", "Add to the plan";
        payments: "付款计划", "Payment plan";
        kind: "款项", "Item";
        amount: "金额", "Amount";
        amount_room: "不能超过尚未安排的金额（含未付尾款）", "No more than is not planned yet (an unpaid balance gives way)";
        due_on: "应付日期", "Due on";
        paid: "已付", "Paid";
        open: "未付", "Open";
        overdue: "逾期未付", "Overdue";
        receive: "登记收款", "Record a payment";
        received: "收款已登记", "Payment recorded";
        payment: "款项", "Item";
        paid_on: "收款日期", "Paid on";
        paid_how: "收款方式", "Paid by";
        receipt: "收据号", "Receipt number";
        take_back: "撤回收款登记", "Take a payment back";
        taken_back: "收款登记已撤回", "Payment taken back";
        remove: "移除", "Remove";
        removed: "已从付款计划移除", "Removed from the plan";
        no_payments: "没有付款计划", "Nothing planned";
        held: "已收", "Received";
        owed: "待收", "Still to pay";
        unplanned: "未安排", "Not planned";
        cancel: "取消订单", "Cancel the order";
        cancelled: "订单已取消，商机回到报价洽谈", "Order cancelled; the opportunity is back at the quote";
        cancel_text: "取消后商机回到报价阶段；客户不再购买的，请在商机中申报战败。", "The opportunity goes back to the quote; if the customer will not buy, propose a loss there.";
        refund: "退款金额", "Refund";
        refund_how: "退款方式", "Refunded by";
        refund_note: "退款说明", "About the refund";
        refund_note_hint: "已收款时必填：退给谁、何时、不退的依据", "Needed once money came: to whom and when, or on what ground none";
        cancelled_at: "取消时间", "Cancelled at";
        delivery: "交车", "Delivery";
        schedule: "安排交车", "Plan the delivery";
        delivered_at: "交车时间", "Delivered at";
        kept: "按期交车", "In time";
        export: "导出", "Export";
        is_cancelled: "订单已取消", "The order was cancelled";
        cancelled_text: "这份订单已经取消，不能再登记收款或修改；退款情况见订单。", "This order was cancelled: nothing more can be received or changed. The order says what was paid back.";
        moved_on_title: "订单状态已变化", "The order has moved on";
        moved_on: "这一步现在不能做，请查看订单的最新状态。", "This can't be done now; look at the order as it stands.";
        look: "查看订单", "See the order";
        no_order_text: "这个商机已经有订单，或当前阶段不能签订订单。", "This opportunity has an order, or its stage does not allow one.";
        see_opportunity: "查看商机", "See the opportunity";
        changed_meanwhile: "同事刚刚修改过这张订单，请核对后再保存。", "A colleague has just changed this order. Compare and save again.";
        history: "操作", "More";
        yes: "是", "Yes";
        no: "否", "No";
    }
}

/// `本页 2 条`
pub fn shown(many: usize, lang: Lang) -> String {
    lang.pick(format!("本页 {many} 条"), format!("{many} on this page"))
}

/// A field of an order that was changed, and a value of it.
pub fn changed(field: &str, value: &str, lang: Lang) -> (&'static str, String) {
    let w = OrderText::of(lang);
    match field {
        "model" => (w.model, value.to_owned()),
        "colour" => (w.colour, value.to_owned()),
        "car_price" => (w.car_price, value.to_owned()),
        "total" => (w.total, value.to_owned()),
        "method" => (
            w.method,
            PayMethod::parse(value).map_or_else(String::new, |method| method.label(lang).to_owned()),
        ),
        _ => (w.reason, value.to_owned()),
    }
}

/// How many days behind the promise.
pub fn days_late(days: i64, lang: Lang) -> String {
    let s = if days == 1 { "" } else { "s" };
    lang.pick(format!("逾期 {days} 天"), format!("{days} day{s} late"))
}

/// The task that a sold car is handed over.
pub fn due(number: &str) -> String {
    format!("按期交车 {number}")
}
