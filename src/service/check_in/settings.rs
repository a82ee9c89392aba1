//! The figures of the check-in sheet that the store may change.

use super::rules::Leap;
use crate::settings;

settings! {
    /// When a reading of the odometer is asked about, how far ahead a car may be promised.
    pub struct CheckInSettings("service.check_in", "接车单", "Check-in sheet") {
        leap_km: Km(1_000, 500_000) = 20_000, "里程偏高提醒：固定部分（公里）", "Ask about a mileage that rose by more than (km)",
            "比上次登记高出此数，且超过下面的日均里程时，请写明原因", "and by more than the daily figure below";
        leap_km_a_day: Km(10, 5_000) = 300, "里程偏高提醒：每天（公里）", "plus, for each day since the last reading (km)";
        promise_days: Days(1, 365) = 90, "最晚预计交车时间", "A car is promised within",
            "从接车当天算起", "Counted from the day of the check-in";
    }
}

impl From<CheckInSettings> for Leap {
    fn from(settings: CheckInSettings) -> Self {
        Self {
            km: i64::from(settings.leap_km),
            km_a_day: i64::from(settings.leap_km_a_day),
        }
    }
}
