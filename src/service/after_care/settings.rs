//! When customers hear from the store after a service: ⚙ in domain.md §5.

use super::rules::Quiet;
use crate::settings;

settings! {
    /// Thanks, the call, the reminders.
    pub struct AfterCareSettings("service.after_care", "服务后关怀", "After-care") {
        thanks_hours: Hours(0, 24) = 1, "结算后发送致谢", "Thanks after the settlement";
        call_days: Days(1, 30) = 7, "最晚回访", "Call within";
        reminder_days: Days(1, 60) = 28, "发送下次保养提醒", "Reminder of the next service after",
            "不晚于 30 天", "At most 30 days";
        due_days: Days(1, 60) = 7, "到期前再次提醒", "Reminder before it is due";
        wish_days: Days(1, 30) = 1, "客户提出需求后联系", "Answer to a wish within";
        quiet_from: OClock(0, 23) = 21, "免打扰：从几点", "Quiet hours: from",
            "这段时间不发消息", "No messages are sent";
        quiet_until: OClock(0, 23) = 8, "免打扰：到几点", "Quiet hours: until";
        early_benefits: Words(5) = vec!["优先工位".to_owned(), "保养工时九折".to_owned()],
            "提前预约的权益", "Benefits of booking early",
            "写进到期提醒，每行一项", "Told in the reminder before it is due; one on a line";
        maintenance_words: Words(10) = vec!["保养".to_owned(), "机油".to_owned()],
            "历史维修中算作保养的项目", "Past services: items that are maintenance",
            "每行一个词；含有这些词的维修才会推算下次保养", "One word on a line; only services with such an item move the next one";
    }
}

impl AfterCareSettings {
    pub fn quiet(&self) -> Quiet {
        Quiet {
            from: self.quiet_from,
            until: self.quiet_until,
        }
    }
}
