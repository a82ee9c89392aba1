//! Words of the day on paper.

use chrono::{DateTime, Utc};

use crate::platform::i18n::{Lang, times};
use crate::words;

words! {
    pub struct PaperText {
        wish: "客户要求", "Wishes";
        with_phones: "打印完整手机号", "Print with phone numbers";
        with_phones_hint: "每个号码计入当日查看次数，并记入操作日志。", "Each number counts as a reveal of today and is on record.";
        newcomers: "停用期间到店", "Who comes meanwhile";
        newcomers_hint: "请填写到店时间、姓名、手机号、车牌和来意，恢复后按此补录。", "Note when they came, their name, phone, plate and purpose; it is entered later.";
        only_sales: "仅含销售接待；售后与投诉的客户、在修工单见服务前台的清单。", "Sales only: the visitors of service and complaints, and the open orders, are on the list of the service desk.";
    }
}

/// The mark of somebody whose number was called.
pub fn called(at: DateTime<Utc>, counter: Option<&str>, lang: Lang) -> String {
    let clock = times::clock(at);
    match counter {
        Some(counter) => lang.pick(
            format!("已叫号 {clock}（台位 {counter}）"),
            format!("Called {clock} (counter {counter})"),
        ),
        None => lang.pick(format!("已叫号 {clock}"), format!("Called {clock}")),
    }
}
