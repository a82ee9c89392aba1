//! When customers may be called for an interview, and how often: ⚙ in domain.md §7.

use super::rules::CallHours;
use crate::settings;

settings! {
    /// Telephone and tablet.
    pub struct InterviewSettings("surveys.interviews", "访问", "Interviews") {
        call_from: OClock(6, 12) = 9, "可拨打：从几点", "Customers may be called from",
            "客户约定的时间除外", "Except at a time that the customer asked for";
        call_until: OClock(13, 22) = 20, "可拨打：到几点", "Customers may be called until";
        attempts: Count(1, 10) = 3, "没人接听时最多拨打", "Unanswered: call at most",
            "打满后不再打扰这位客户", "Then the customer is left in peace";
        retry_hours: Hours(1, 72) = 4, "没人接听时隔多久再拨", "Unanswered: try again after";
        sitting_minutes: Minutes(10, 240) = 60, "平板和海报问卷的有效时间", "A questionnaire on a tablet or from a poster is open for";
    }
}

impl InterviewSettings {
    pub fn hours(&self) -> CallHours {
        CallHours {
            from: self.call_from,
            until: self.call_until,
        }
    }
}
