//! Which tier somebody has, and what changes it.

use chrono::{Days, Months, NaiveDate};

use crate::customers::rules::Tier;
use crate::membership::settings::TierSettings;
use crate::values::money::Fen;

crate::coded! {
    /// What money was spent on.
    pub enum SpendKind {
        /// 维修保养
        Service "service",
        /// 精品
        Accessory "accessory",
        /// 套餐
        Package "package",
        /// 购车
        Car "car",
    }
}

/// From which spend on a tier is earned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    pub silver: Fen,
    pub gold: Fen,
    pub platinum: Fen,
}

impl From<&TierSettings> for Thresholds {
    fn from(settings: &TierSettings) -> Self {
        Self {
            silver: settings.silver_from,
            gold: settings.gold_from,
            platinum: settings.platinum_from,
        }
    }
}

impl Thresholds {
    pub fn earned(&self, spend: Fen) -> Tier {
        [
            (self.platinum, Tier::Platinum),
            (self.gold, Tier::Gold),
            (self.silver, Tier::Silver),
        ]
        .into_iter()
        .find(|(from, _)| spend >= *from)
        .map_or(Tier::Regular, |(_, tier)| tier)
    }

    pub const fn of(&self, tier: Tier) -> Fen {
        match tier {
            Tier::Regular => Fen::ZERO,
            Tier::Silver => self.silver,
            Tier::Gold => self.gold,
            Tier::Platinum => self.platinum,
        }
    }
}

/// As much of an amount as counts for the tier: of a car a share, of anything else all.
pub fn counts(kind: SpendKind, amount: Fen, settings: &TierSettings) -> Fen {
    match kind {
        SpendKind::Car => amount.share(settings.car_share),
        SpendKind::Service | SpendKind::Accessory | SpendKind::Package => amount,
    }
}

/// The first day whose spend still counts.
pub fn window_start(today: NaiveDate, settings: &TierSettings) -> NaiveDate {
    today
        .checked_sub_months(Months::new(settings.window_months))
        .unwrap_or(NaiveDate::MIN)
}

/// The next tier above this one, and how much spend is missing.
pub fn gap(tier: Tier, spend: Fen, thresholds: &Thresholds) -> Option<(Tier, Fen)> {
    let next = Tier::ALL.iter().copied().find(|each| *each > tier)?;
    let missing = thresholds.of(next).checked_sub(spend)?;
    Some((next, missing.max(Fen::ZERO)))
}

/// What an evaluation comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rating {
    /// The tier from now on.
    pub tier: Tier,
    /// The tier it will fall to, and the day.
    pub falls: Option<(Tier, NaiveDate)>,
}

/// The nightly evaluation: up at once, down only after the days of grace.
///
/// `held` is a tier that was given by hand or bought, while it lasts; `falling` is what was announced before.
pub fn rate(
    current: Tier,
    earned: Tier,
    held: Option<Tier>,
    falling: Option<NaiveDate>,
    today: NaiveDate,
    settings: &TierSettings,
) -> Rating {
    let due = held.map_or(earned, |held| held.max(earned));
    if due >= current {
        return Rating { tier: due, falls: None };
    }
    let day = falling.unwrap_or_else(|| {
        today
            .checked_add_days(Days::new(settings.fall_days.into()))
            .unwrap_or(today)
    });
    if day <= today {
        return Rating { tier: due, falls: None };
    }
    Rating {
        tier: current,
        falls: Some((due, day)),
    }
}

/// A settlement: what is earned now raises at once and takes back a fall that was announced; it never lowers.
pub fn rise(current: Tier, earned: Tier) -> Option<Tier> {
    (earned > current).then_some(earned)
}

/// What a tier costs in points; nothing for one that can't be bought.
pub fn price(tier: Tier, settings: &TierSettings) -> Option<i64> {
    let points = match tier {
        Tier::Regular => 0,
        Tier::Silver => settings.silver_price,
        Tier::Gold => settings.gold_price,
        Tier::Platinum => settings.platinum_price,
    };
    Some(i64::from(points)).filter(|points| *points > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    fn yuan(yuan: i64) -> Fen {
        Fen::new(yuan * 100)
    }

    #[test]
    fn thresholds_belong_to_the_higher_tier() {
        let thresholds = Thresholds::from(&TierSettings::default());
        for (spend, tier) in [
            (49_999, Tier::Regular),
            (50_000, Tier::Silver),
            (99_999, Tier::Silver),
            (100_000, Tier::Gold),
            (200_000, Tier::Platinum),
        ] {
            assert_eq!(thresholds.earned(yuan(spend)), tier, "{spend}");
        }
        assert_eq!(thresholds.earned(yuan(-3)), Tier::Regular);
    }

    #[test]
    fn a_car_counts_by_a_fifth() {
        let settings = TierSettings::default();
        assert_eq!(counts(SpendKind::Car, yuan(189_800), &settings), yuan(37_960));
        assert_eq!(counts(SpendKind::Service, yuan(1_200), &settings), yuan(1_200));
    }

    #[test]
    fn what_is_missing_to_the_next_tier() {
        let thresholds = Thresholds::from(&TierSettings::default());
        assert_eq!(
            gap(Tier::Silver, yuan(96_800), &thresholds),
            Some((Tier::Gold, yuan(3_200)))
        );
        assert_eq!(gap(Tier::Platinum, yuan(1), &thresholds), None);
        // Silver by hand, with next to no spend.
        assert_eq!(
            gap(Tier::Silver, yuan(0), &thresholds),
            Some((Tier::Gold, yuan(100_000)))
        );
    }

    #[test]
    fn a_fall_is_announced_and_comes_when_its_day_has_come() {
        let settings = TierSettings::default();
        let announced = rate(Tier::Gold, Tier::Silver, None, None, day(1), &settings);
        let falls_on = day(1) + Days::new(90);
        assert_eq!(
            announced,
            Rating {
                tier: Tier::Gold,
                falls: Some((Tier::Silver, falls_on))
            }
        );
        // The day stays, whatever happens in between …
        let later = rate(Tier::Gold, Tier::Regular, None, Some(falls_on), day(20), &settings);
        assert_eq!(later.falls, Some((Tier::Regular, falls_on)));
        // … unless it is earned again.
        let again = rate(Tier::Gold, Tier::Gold, None, Some(falls_on), day(20), &settings);
        assert_eq!((again.tier, again.falls), (Tier::Gold, None));
        let fallen = rate(Tier::Gold, Tier::Silver, None, Some(falls_on), falls_on, &settings);
        assert_eq!((fallen.tier, fallen.falls), (Tier::Silver, None));
    }

    #[test]
    fn a_held_tier_is_a_floor() {
        let settings = TierSettings::default();
        let held = rate(Tier::Gold, Tier::Regular, Some(Tier::Gold), None, day(1), &settings);
        assert_eq!((held.tier, held.falls), (Tier::Gold, None));
        let above = rate(Tier::Silver, Tier::Gold, Some(Tier::Silver), None, day(1), &settings);
        assert_eq!(above.tier, Tier::Gold);
        let over = rate(Tier::Gold, Tier::Regular, None, None, day(1), &settings);
        assert!(over.falls.is_some());
    }

    fn tier() -> impl Strategy<Value = Tier> {
        proptest::sample::select(Tier::ALL)
    }

    proptest! {
        #[test]
        fn nobody_falls_without_notice(current in tier(), earned in tier(), held in proptest::option::of(tier())) {
            let rating = rate(current, earned, held, None, day(3), &TierSettings::default());
            prop_assert!(rating.tier >= current);
            prop_assert!(rating.falls.is_none_or(|(to, on)| to < current && on > day(3)));
        }
    }
}
