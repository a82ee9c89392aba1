//! When a prediction may be shown.

use super::rules::service::Least;
use crate::settings;

settings! {
    /// How much history a prediction asks for.
    pub struct PredictionSettings("figures.predictions", "预测", "Predictions") {
        readings: Count(4, 50) = 4, "保养日期预测：里程记录至少", "Next service: mileages known, at least";
        reading_days: Days(30, 3_650) = 180, "保养日期预测：记录跨度至少", "Next service: known over, at least";
        purchases: Count(50, 100_000) = 200, "再购预测：历史再购至少", "Purchases to learn from, at least",
            "少于此数不显示任何概率", "With fewer no probability is shown";
        least_auc: Percents(50, 100) = 55, "再购预测：AUC 至少", "AUC, at least",
            "50% 相当于随机，低于此值不显示概率", "50% is chance; below this no probability is shown";
        learn_days: Days(1, 365) = 7, "再购预测：每隔几天重新训练", "Learn again every";
    }
}

impl PredictionSettings {
    pub fn least(&self) -> Least {
        Least {
            readings: usize::try_from(self.readings).unwrap_or(usize::MAX),
            days: self.reading_days.into(),
        }
    }

    /// Whether a model does well enough on those it was not shown.
    pub fn tells(&self, auc: f64) -> bool {
        auc * 100.0 >= f64::from(self.least_auc)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_tells_nothing() {
        let settings = PredictionSettings::default();
        assert!(!settings.tells(0.5) && settings.tells(0.55) && settings.tells(0.9));
    }
}
