//! When and how often customers are asked: ⚙ in domain.md §7.

use crate::platform::error::FieldErrors;
use crate::service::after_care::rules::Quiet;
use crate::settings;
use crate::surveys::rules::{Limits, Purpose};
use crate::values::fault::Fault;

settings! {
    /// Whom, when, and what follows. A survey begins with these figures and may have its own.
    pub struct SurveySettings("surveys", "满意度调查", "Surveys") {
        cool_off_days: Days(1, 365) = 30, "两次调查最短间隔", "Days between two surveys",
            "同一客户；投诉结案后的调查不受限", "For one customer; not after a complaint";
        remind_days: Days(0, 60) = 3, "未答提醒", "Reminder after",
            "只提醒一次；0 为不提醒", "Only once; 0 for none";
        expire_days: Days(1, 90) = 15, "邀请有效期", "Invitations expire after";
        service_delay: Days(0, 30) = 1, "维修结算后发送", "After a service";
        delivery_delay: Days(0, 30) = 3, "交车后发送", "After a delivery";
        complaint_delay: Days(0, 30) = 1, "投诉结案后发送", "After a complaint";
        monthly: Bool = true, "白金会员与新车主每月可调查", "Platinum members and new owners monthly",
            "用于季度调查；其他客户每季度一次", "For quarterly surveys; everybody else once a quarter";
        new_owner_days: Days(1, 365) = 90, "购车多少天内算新车主", "New owners: bought within";
        self_paid_quota: Percents(0, 100) = 50, "自费客户至少占", "Self-paying customers: at least",
            "其余为保修或保险付费的客户；0 为不限", "The others came under warranty or insurance; 0 for no quota";
        send_from: OClock(0, 23) = 10, "每天从几点起发送", "Sent from";
        quiet_from: OClock(0, 23) = 21, "免打扰：从几点", "Quiet hours: from",
            "这段时间不发邀请", "No invitations are sent";
        quiet_until: OClock(0, 23) = 8, "免打扰：到几点", "Quiet hours: until";
        low_score: Count(1, 4) = 2, "单项不高于多少分回访", "Call back: score up to";
        low_nps: Count(0, 9) = 6, "推荐意愿不高于多少回访", "Call back: recommendation up to";
        complaint_nps: Count(0, 9) = 2, "推荐意愿不高于多少转投诉", "Complaint: recommendation up to";
        call_back_hours: Hours(1, 240) = 24, "不满意回访时限", "Call-back within";
        remark_hours: Hours(1, 240) = 24, "客户留言答复时限", "Remarks answered within";
        small_n: Count(1, 1_000) = 30, "样本少于多少份标灰", "Figures greyed below";
    }
    check(in_order)
}

fn in_order(rules: &SurveySettings) -> FieldErrors {
    let mut faults = FieldErrors::new();
    if rules.remind_days >= rules.expire_days {
        let max = i64::from(rules.expire_days) - 1;
        faults.insert("remind_days".to_owned(), Fault::TooLarge { max });
    }
    if rules.complaint_nps > rules.low_nps {
        let max = rules.low_nps.into();
        faults.insert("complaint_nps".to_owned(), Fault::TooLarge { max });
    }
    faults
}

impl SurveySettings {
    pub fn quiet(&self) -> Quiet {
        Quiet {
            from: self.quiet_from,
            until: self.quiet_until,
        }
    }

    /// From where on an answer has consequences.
    pub fn limits(&self) -> Limits {
        let small = |figure: u32| u8::try_from(figure).unwrap_or(u8::MAX);
        Limits {
            call_back_score: small(self.low_score),
            call_back_nps: small(self.low_nps),
            complaint_nps: small(self.complaint_nps),
        }
    }

    /// Days from an event to the invitation.
    pub fn delay(&self, purpose: Purpose) -> u32 {
        match purpose {
            Purpose::Service => self.service_delay,
            Purpose::Delivery => self.delivery_delay,
            Purpose::Complaint => self.complaint_delay,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_the_rules_own() {
        let rules = SurveySettings::default();
        assert!(in_order(&rules).is_empty());
        assert_eq!(rules.limits(), Limits::default());
        assert_eq!((rules.delay(Purpose::Service), rules.delay(Purpose::Delivery)), (1, 3));
    }

    #[test]
    fn nobody_is_reminded_of_what_has_expired() {
        let rules = SurveySettings {
            remind_days: 15,
            complaint_nps: 7,
            ..SurveySettings::default()
        };
        let faults = in_order(&rules);
        assert_eq!(faults.get("remind_days"), Some(&Fault::TooLarge { max: 14 }));
        assert_eq!(faults.get("complaint_nps"), Some(&Fault::TooLarge { max: 6 }));
    }
}
