//! The figures of deliveries that the store may change: ⚙ in domain.md §4.

use crate::settings;

settings! {
    /// What follows the hand-over of a new car.
    pub struct DeliverySettings("sales.deliveries", "交车", "Deliveries") {
        week_call_days: Days(1, 30) = 7, "交车后首次回访", "First call after the delivery";
        month_call_days: Days(8, 90) = 30, "交车后满月回访", "Second call after the delivery";
        warranty_months: Months(36, 120) = 36, "三包有效期", "The warranty lasts",
            "不少于 3 年，自交车之日起", "At least 3 years, from the delivery on";
        first_service_months: Months(1, 24) = 6, "首次保养：不晚于", "First service within";
        first_service_km: Km(500, 50_000) = 5_000, "首次保养里程（公里）", "First service at (km)";
    }
}
