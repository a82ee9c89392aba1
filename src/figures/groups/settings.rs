//! The thresholds that the store may change: ⚙ in domain.md §3.

use super::rules::Thresholds;
use crate::platform::error::FieldErrors;
use crate::settings;
use crate::values::fault::Fault;
use crate::values::money::Fen;

settings! {
    /// From when on a score, a group or a stage is reached. `counted.sql` reads the fields by these names.
    pub struct GroupSettings("figures.groups", "客户分群", "Customer groups") {
        window_months: Months(1, 120) = 36, "消费统计期", "Bills count for";
        recency_5: Days(1, 3_650) = 90, "最近消费 R5：不超过", "Recency 5: at most";
        recency_4: Days(1, 3_650) = 180, "最近消费 R4：不超过", "Recency 4: at most";
        recency_3: Days(1, 3_650) = 365, "最近消费 R3：不超过", "Recency 3: at most";
        recency_2: Days(1, 3_650) = 730, "最近消费 R2：不超过", "Recency 2: at most";
        frequency_5: Count(1, 1_000) = 8, "消费次数 F5：至少", "Frequency 5: at least";
        frequency_4: Count(1, 1_000) = 5, "消费次数 F4：至少", "Frequency 4: at least";
        frequency_3: Count(1, 1_000) = 3, "消费次数 F3：至少", "Frequency 3: at least";
        frequency_2: Count(1, 1_000) = 2, "消费次数 F2：至少", "Frequency 2: at least";
        money_5: Yuan(100_000_000) = Fen::new(40_000_000), "消费金额 M5：至少", "Money 5: at least";
        money_4: Yuan(100_000_000) = Fen::new(25_000_000), "消费金额 M4：至少", "Money 4: at least";
        money_3: Yuan(100_000_000) = Fen::new(2_000_000), "消费金额 M3：至少", "Money 3: at least";
        money_2: Yuan(100_000_000) = Fen::new(300_000), "消费金额 M2：至少", "Money 2: at least";
        dormant_days: Days(1, 3_650) = 730, "沉睡：未到店满", "Dormant: not seen for";
        lost_days: Days(1, 3_650) = 1_095, "流失：未到店满", "Lost: not seen for";
        loyal_cars: Count(1, 100) = 2, "忠诚：购车至少", "Loyal: cars bought, at least";
        loyal_visits: Count(1, 1_000) = 3, "忠诚：12 个月内到店至少", "Loyal: visits in 12 months, at least";
    }
    check(in_order)
}

/// A better score asks for more.
fn in_order(rules: &GroupSettings) -> FieldErrors {
    let mut faults = FieldErrors::new();
    let mut above = |field: &str, it: i64, other: i64, unit: i64| {
        if it <= other {
            let min = other / unit + 1;
            faults.entry(field.to_owned()).or_insert(Fault::TooSmall { min });
        }
    };
    let Thresholds {
        recency: [r5, r4, r3, r2],
        frequency: [f5, f4, f3, f2],
        money: [m5, m4, m3, m2],
        lost_days,
        dormant_days,
        ..
    } = rules.thresholds();
    for (field, it, other) in [
        ("recency_4", r4, r5),
        ("recency_3", r3, r4),
        ("recency_2", r2, r3),
        ("frequency_5", f5, f4),
        ("frequency_4", f4, f3),
        ("frequency_3", f3, f2),
        ("lost_days", lost_days, dormant_days),
    ] {
        above(field, it, other, 1);
    }
    for (field, it, other) in [
        ("money_5", m5, m4),
        ("money_4", m4, m3),
        ("money_3", m3, m2),
        ("money_2", m2, 0),
    ] {
        above(field, it, other, 100);
    }
    faults
}

impl GroupSettings {
    pub fn thresholds(&self) -> Thresholds {
        let days = |all: [u32; 4]| all.map(i64::from);
        Thresholds {
            recency: days([self.recency_5, self.recency_4, self.recency_3, self.recency_2]),
            frequency: days([self.frequency_5, self.frequency_4, self.frequency_3, self.frequency_2]),
            money: [self.money_5, self.money_4, self.money_3, self.money_2].map(Fen::fen),
            lost_days: self.lost_days.into(),
            dormant_days: self.dormant_days.into(),
            loyal_cars: self.loyal_cars.into(),
            loyal_visits: self.loyal_visits.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_better_score_asks_for_more() {
        assert!(in_order(&GroupSettings::default()).is_empty());
        let settings = GroupSettings {
            recency_4: 90,
            money_5: Fen::new(25_000_000),
            lost_days: 730,
            ..GroupSettings::default()
        };
        let faults = in_order(&settings);
        assert_eq!(faults.get("recency_4"), Some(&Fault::TooSmall { min: 91 }));
        assert_eq!(faults.get("money_5"), Some(&Fault::TooSmall { min: 250_001 }));
        assert_eq!(faults.get("lost_days"), Some(&Fault::TooSmall { min: 731 }));
        assert_eq!(faults.len(), 3);
    }

    #[test]
    fn the_statement_finds_its_thresholds() {
        let value = serde_json::to_value(GroupSettings::default()).unwrap();
        let sql = include_str!("counted.sql");
        for field in <GroupSettings as crate::platform::settings::Setting>::FIELDS {
            assert!(
                value.get(field.name).is_some_and(serde_json::Value::is_number),
                "{}",
                field.name
            );
            assert!(
                sql.contains(&format!("'{}'", field.name)),
                "{} is never read",
                field.name
            );
        }
    }
}
