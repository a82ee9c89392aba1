//! Scores, groups and stages: what `counted.sql` counts, told of one customer.

crate::coded! {
    /// What the scores come to; the first that fits.
    pub enum RfmGroup {
        Lost "lost", Dormant "dormant", HighValue "high_value", Promising "promising", Regular "regular",
    }
}

crate::coded! {
    /// The life cycle.
    pub enum Stage {
        Prospect "prospect", Interested "interested", Owner "owner", Loyal "loyal", Dormant "dormant", Lost "lost",
    }
}

crate::coded! {
    /// What changed.
    pub enum MoveKind { Stage "stage", Group "group" }
}

crate::coded! {
    /// Lists that no group or stage makes.
    pub enum View {
        All "all",
        /// Whose group changed in the last thirty days.
        Moved "moved",
        /// Lost in the last twelve months, …
        LostYear "lost_year",
        /// … and among them those who settled a bill since.
        WonBack "won_back",
    }
}

/// From when on a score is reached, and the other limits; scores stand from five down to two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// Days since the last bill, at most.
    pub recency: [i64; 4],
    /// Bills, at least.
    pub frequency: [i64; 4],
    /// Fen, at least.
    pub money: [i64; 4],
    pub lost_days: i64,
    pub dormant_days: i64,
    pub loyal_cars: i64,
    pub loyal_visits: i64,
}

/// What is known of a customer; bills and spend within the months that count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Days since the last bill of any time; none: never bought.
    pub settled_days: Option<i64>,
    pub settlements: i64,
    pub spend_fen: i64,
    /// Days since they were last seen.
    pub visit_days: Option<i64>,
    pub visits_year: i64,
    pub cars_bought: i64,
    pub owns: bool,
    pub asks: bool,
    /// Days since they were marked as gone to another brand.
    pub gone_days: Option<i64>,
    pub refused: bool,
}

/// Where a customer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub stage: Stage,
    /// The group, with recency, frequency and money.
    pub group: Option<(RfmGroup, [u8; 3])>,
}

/// The highest score whose limit `meets`.
fn score(limits: [i64; 4], meets: impl Fn(i64) -> bool) -> u8 {
    [5, 4, 3, 2]
        .into_iter()
        .zip(limits)
        .find(|(_, limit)| meets(*limit))
        .map_or(1, |(score, _)| score)
}

/// Where somebody stands by these thresholds.
pub fn stand(facts: &Facts, rule: &Thresholds) -> Standing {
    let bought = facts.settled_days.is_some();
    let away = facts.visit_days.unwrap_or_default();
    let gone = facts
        .gone_days
        .is_some_and(|gone| facts.visit_days.is_some_and(|seen| gone <= seen));
    let lost = gone || away >= rule.lost_days;
    let dormant = away >= rule.dormant_days;
    let loyal = facts.cars_bought >= rule.loyal_cars || facts.visits_year >= rule.loyal_visits;
    let stage = match bought {
        true if lost => Stage::Lost,
        true if dormant => Stage::Dormant,
        true if loyal => Stage::Loyal,
        true => Stage::Owner,
        false if facts.owns => Stage::Owner,
        false if facts.asks => Stage::Interested,
        false => Stage::Prospect,
    };
    let Some(settled) = facts.settled_days.filter(|_| !facts.refused) else {
        return Standing { stage, group: None };
    };
    let recency = score(rule.recency, |limit| settled <= limit);
    let frequency = score(rule.frequency, |limit| facts.settlements >= limit);
    let money = score(rule.money, |limit| facts.spend_fen >= limit);
    let group = if lost {
        RfmGroup::Lost
    } else if dormant {
        RfmGroup::Dormant
    } else if recency >= 4 && frequency >= 4 && money >= 4 {
        RfmGroup::HighValue
    } else if recency >= 4 && frequency <= 2 && (3..=4).contains(&money) {
        RfmGroup::Promising
    } else {
        RfmGroup::Regular
    };
    Standing {
        stage,
        group: Some((group, [recency, frequency, money])),
    }
}

/// So many of so many, in tenths of a percent; nothing of nothing.
pub fn share(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| (part as f64 * 1_000.0 / whole as f64).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    pub const RULE: Thresholds = Thresholds {
        recency: [90, 180, 365, 730],
        frequency: [8, 5, 3, 2],
        money: [40_000_000, 25_000_000, 2_000_000, 300_000],
        lost_days: 1_095,
        dormant_days: 730,
        loyal_cars: 2,
        loyal_visits: 3,
    };

    fn owner(days: i64, settlements: i64, yuan: i64) -> Facts {
        Facts {
            settled_days: Some(days),
            visit_days: Some(days),
            settlements,
            spend_fen: yuan * 100,
            ..Facts::default()
        }
    }

    #[test]
    fn each_limit_belongs_to_the_better_score() {
        let scores = |facts: Facts| stand(&facts, &RULE).group.unwrap().1;
        for (days, expected) in [
            (0, 5),
            (90, 5),
            (91, 4),
            (180, 4),
            (181, 3),
            (365, 3),
            (366, 2),
            (730, 2),
            (731, 1),
        ] {
            assert_eq!(scores(owner(days, 1, 0))[0], expected, "{days} days");
        }
        for (bills, expected) in [(0, 1), (1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (7, 4), (8, 5)] {
            assert_eq!(scores(owner(1, bills, 0))[1], expected, "{bills} bills");
        }
        for (yuan, expected) in [
            (2_999, 1),
            (3_000, 2),
            (20_000, 3),
            (249_999, 3),
            (250_000, 4),
            (400_000, 5),
        ] {
            assert_eq!(scores(owner(1, 1, yuan))[2], expected, "{yuan} yuan");
        }
    }

    #[test]
    fn the_first_group_that_fits() {
        let group = |facts: Facts| stand(&facts, &RULE).group.map(|(group, _)| group);
        assert_eq!(group(owner(1_095, 9, 500_000)), Some(RfmGroup::Lost));
        assert_eq!(group(owner(1_094, 9, 500_000)), Some(RfmGroup::Dormant));
        assert_eq!(group(owner(730, 9, 500_000)), Some(RfmGroup::Dormant));
        assert_eq!(group(owner(180, 5, 250_000)), Some(RfmGroup::HighValue));
        assert_eq!(group(owner(181, 5, 250_000)), Some(RfmGroup::Regular));
        assert_eq!(group(owner(30, 2, 20_000)), Some(RfmGroup::Promising));
        assert_eq!(group(owner(30, 3, 20_000)), Some(RfmGroup::Regular));
        assert_eq!(group(owner(30, 1, 400_000)), Some(RfmGroup::Regular));
        assert_eq!(group(Facts::default()), None);
        let refused = Facts {
            refused: true,
            ..owner(1, 9, 500_000)
        };
        assert_eq!(group(refused), None);
    }

    #[test]
    fn gone_to_another_brand_is_lost_until_they_come_again() {
        let gone = |gone, seen| Facts {
            gone_days: Some(gone),
            ..owner(seen, 3, 10_000)
        };
        assert_eq!(stand(&gone(10, 20), &RULE).stage, Stage::Lost);
        assert_eq!(stand(&gone(20, 10), &RULE).stage, Stage::Owner);
    }

    #[test]
    fn the_life_cycle() {
        let stage = |facts: Facts| stand(&facts, &RULE).stage;
        assert_eq!(stage(Facts::default()), Stage::Prospect);
        assert_eq!(
            stage(Facts {
                asks: true,
                ..Facts::default()
            }),
            Stage::Interested
        );
        assert_eq!(
            stage(Facts {
                owns: true,
                asks: true,
                ..Facts::default()
            }),
            Stage::Owner
        );
        assert_eq!(stage(owner(10, 1, 0)), Stage::Owner);
        assert_eq!(
            stage(Facts {
                cars_bought: 2,
                ..owner(10, 2, 0)
            }),
            Stage::Loyal
        );
        assert_eq!(
            stage(Facts {
                visits_year: 3,
                ..owner(10, 2, 0)
            }),
            Stage::Loyal
        );
        assert_eq!(
            stage(Facts {
                cars_bought: 2,
                ..owner(800, 2, 0)
            }),
            Stage::Dormant
        );
    }

    #[test]
    fn nothing_of_nothing_is_no_share() {
        assert_eq!(share(0, 0), None);
        assert_eq!(share(1, 3), Some(33.3));
        assert_eq!(share(0, 4), Some(0.0));
    }
}
