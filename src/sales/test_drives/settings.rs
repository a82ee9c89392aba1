//! The figures of test drives that the store may change: ⚙ in domain.md §4.

use crate::platform::settings::Name;
use crate::settings;

settings! {
    /// How long, where to, how far ahead.
    pub struct DriveSettings("sales.test_drives", "试驾", "Test drives") {
        slot_minutes: Minutes(15, 240) = 60, "试驾时段长度", "Length of a slot";
        far_km: Km(10, 5_000) = 200, "里程高出多少须说明（公里）", "Ask about a mileage that rose by more than (km)";
        ahead_days: Days(1, 90) = 30, "最多提前预约", "Booked at most ahead";
        routes: Names(10) = vec![
            Name::new("city", "城市路线", "City route"),
            Name::new("highway", "快速路线", "Highway route"),
        ], "试驾路线", "Routes";
    }
}
