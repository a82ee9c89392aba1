//! The figures of courtesy cars that the store may change: ⚙ in domain.md §5.

use super::rules::Limits;
use crate::settings;
use crate::values::money::Fen;

settings! {
    /// From when on, how much, how long.
    pub struct CourtesySettings("service.courtesy", "代步车", "Courtesy cars") {
        offer_hours: Hours(1, 240) = 24, "维修超过此时长提供代步车", "Offer a car when the repair takes more than";
        duty_days: Days(1, 60) = 5, "家用车三包维修超过此天数必须提供", "A car is due for a household car's warranty repair over",
            "从次日起提供代步车或交通费补偿，等待配件的时间计算在内", "From the next day on, or travel money; waiting for parts counts";
        travel_money: Yuan(10_000) = Fen::new(10_000), "交通费补偿：每天", "Travel money a day";
        ending_days: Days(1, 180) = 30, "保险和年检到期提醒", "Remind of insurance and inspection before";
        refusal_days: Days(1, 3_650) = 365, "不再出借标记有效期", "A do-not-lend mark lasts";
    }
}

impl From<&CourtesySettings> for Limits {
    fn from(settings: &CourtesySettings) -> Self {
        Self {
            offer_hours: settings.offer_hours,
            duty_days: settings.duty_days,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_the_rules_own() {
        assert_eq!(Limits::from(&CourtesySettings::default()), Limits::default());
    }
}
