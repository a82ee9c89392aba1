//! What the store may change about figures: ⚙ in domain.md §9.

use super::rules::{Figure, Margin};
use crate::platform::error::FieldErrors;
use crate::settings;
use crate::values::fault::Fault;

settings! {
    /// From how many rows a figure counts, when it is near its target, how loyalty is weighed.
    pub struct FigureSettings("figures", "经营指标", "Figures") {
        small: Count(1, 1_000) = 30, "样本不足界限", "Few rows: fewer than",
            "少于此数的指标显示为灰色，不参加排名", "Such a figure is greyed and not ranked";
        near: Percents(0, 50) = 5, "接近目标", "Near the target within",
            "差距在此以内显示黄灯，超过为红灯", "Within: amber; further away: red";
        weight_repurchase: Percents(0, 100) = 30, "忠诚度权重：再购", "Loyalty: repeat purchase",
            "四项权重合计 100", "The four weights add up to 100";
        weight_referral: Percents(0, 100) = 20, "忠诚度权重：推荐", "Loyalty: referral";
        weight_complaint_free: Percents(0, 100) = 20, "忠诚度权重：无投诉", "Loyalty: no complaint";
        weight_satisfaction: Percents(0, 100) = 30, "忠诚度权重：满意度", "Loyalty: satisfaction";
    }
    check(whole)
}

fn whole(rules: &FigureSettings) -> FieldErrors {
    let mut faults = FieldErrors::new();
    let sum: u32 = rules.weights().iter().map(|(_, weight)| weight).sum();
    if sum > 100 {
        faults.insert("weight_satisfaction".to_owned(), Fault::TooLarge { max: 100 });
    } else if sum < 100 {
        faults.insert("weight_satisfaction".to_owned(), Fault::TooSmall { min: 100 });
    }
    faults
}

impl FigureSettings {
    /// The parts of loyalty and how much each of them counts.
    pub const fn weights(&self) -> [(Figure, u32); 4] {
        [
            (Figure::Repurchase, self.weight_repurchase),
            (Figure::Referral, self.weight_referral),
            (Figure::ComplaintFree, self.weight_complaint_free),
            (Figure::Satisfaction, self.weight_satisfaction),
        ]
    }

    pub fn margin(&self) -> Margin {
        Margin(self.near.into())
    }

    /// Too few rows to tell anything.
    pub fn is_small(&self, n: i64) -> bool {
        n < i64::from(self.small)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_are_of_a_hundred() {
        assert!(whole(&FigureSettings::default()).is_empty());
        let heavy = FigureSettings {
            weight_referral: 30,
            ..FigureSettings::default()
        };
        assert!(whole(&heavy).contains_key("weight_satisfaction"));
        assert!(heavy.is_small(29) && !heavy.is_small(30));
    }
}
