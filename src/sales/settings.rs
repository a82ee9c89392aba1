//! The figures of the follow-up board that the store may change: ⚙ in domain.md §4.

use super::rules::Rhythm;
use crate::settings;

settings! {
    /// When prospects are followed up, and when they count as neglected.
    pub struct SalesSettings("sales.board", "跟进看板", "Follow-up board") {
        next_h: Days(1, 60) = 2, "H 级客户下次跟进", "Next follow-up of level H";
        next_a: Days(1, 60) = 4, "A 级客户下次跟进", "Next follow-up of level A";
        next_b: Days(1, 60) = 7, "B 级客户下次跟进", "Next follow-up of level B";
        next_c: Days(1, 60) = 7, "C 级客户下次跟进", "Next follow-up of level C";
        farthest: Days(7, 365) = 90, "下次跟进最远可约", "A follow-up is planned at most this far ahead";
        overdue_days: Days(1, 30) = 3, "超时未跟进", "Overdue when late by";
        stalled_days: Days(2, 180) = 21, "停滞", "Stalled when late by";
    }
}

impl SalesSettings {
    pub fn rhythm(&self) -> Rhythm {
        Rhythm {
            h: i64::from(self.next_h),
            a: i64::from(self.next_a),
            b: i64::from(self.next_b),
            c: i64::from(self.next_c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_the_rules_own() {
        assert_eq!(SalesSettings::default().rhythm(), Rhythm::default());
    }
}
