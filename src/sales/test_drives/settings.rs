//! The figures of test drives that the store may change: ⚙ in domain.md §4.

use crate::settings;

settings! {
    /// How long, where to, how far ahead.
    pub struct DriveSettings("sales.test_drives", "试驾", "Test drives") {
        slot_minutes: Minutes(15, 240) = 60, "试驾时段长度", "Length of a slot";
        ahead_days: Days(1, 90) = 30, "最多提前预约", "Booked at most ahead";
        routes: Words(10) = Vec::new(),
            "试驾路线", "Routes",
            "每行一条；没有登记路线时，预约时自由填写", "One on a line; without any, a booking says it freely";
    }
}
