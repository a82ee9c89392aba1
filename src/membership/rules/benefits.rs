//! What a tier brings.

use chrono::{Datelike, NaiveDate};

use crate::customers::rules::Tier;
use crate::membership::settings::BenefitSettings;
use crate::values::percent::Percent;

crate::coded! {
    /// A benefit that is used up, so many times a year.
    pub enum Benefit {
        /// 免费洗车
        CarWash "car_wash",
        /// 车内消毒
        Disinfection "disinfection",
        /// 免费代步车
        CourtesyCar "courtesy_car",
        /// 生日免费保养
        BirthdayService "birthday_service",
    }
}

/// A benefit that simply holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Privilege {
    /// 优先维修
    PriorityRepair,
    /// 专属顾问
    OwnAdvisor,
    /// 会员活动
    Events,
}

/// What somebody of a tier has in a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entitled {
    pub discount: Percent,
    /// How often a year; none that is not included.
    pub counted: Vec<(Benefit, u32)>,
    pub privileges: Vec<Privilege>,
}

/// What the store gives a tier.
pub fn entitled(tier: Tier, settings: &BenefitSettings) -> Entitled {
    let b = settings;
    let (washes, disinfections, courtesy, birthday, flags) = match tier {
        Tier::Regular => (0, 0, 0, 0, [false; 3]),
        Tier::Silver => (
            b.silver_washes,
            b.silver_disinfections,
            b.silver_courtesy_cars,
            b.silver_birthday,
            [b.silver_priority, b.silver_advisor, b.silver_events],
        ),
        Tier::Gold => (
            b.gold_washes,
            b.gold_disinfections,
            b.gold_courtesy_cars,
            b.gold_birthday,
            [b.gold_priority, b.gold_advisor, b.gold_events],
        ),
        Tier::Platinum => (
            b.platinum_washes,
            b.platinum_disinfections,
            b.platinum_courtesy_cars,
            b.platinum_birthday,
            [b.platinum_priority, b.platinum_advisor, b.platinum_events],
        ),
    };
    let counted = [
        (Benefit::CarWash, washes),
        (Benefit::Disinfection, disinfections),
        (Benefit::CourtesyCar, courtesy),
        (Benefit::BirthdayService, birthday),
    ];
    let privileges = [Privilege::PriorityRepair, Privilege::OwnAdvisor, Privilege::Events];
    Entitled {
        discount: labour_discount(tier, settings),
        counted: counted.into_iter().filter(|(_, times)| *times > 0).collect(),
        privileges: privileges
            .into_iter()
            .zip(flags)
            .filter(|(_, has)| *has)
            .map(|(privilege, _)| privilege)
            .collect(),
    }
}

/// What a tier takes off the labour that the customer pays.
pub fn labour_discount(tier: Tier, settings: &BenefitSettings) -> Percent {
    match tier {
        Tier::Regular => Percent::default(),
        Tier::Silver => settings.silver_discount,
        Tier::Gold => settings.gold_discount,
        Tier::Platinum => settings.platinum_discount,
    }
}

/// Whether today lies within so many days of a birthday, before or after; who was born on a leap day has it on 28 February.
pub fn near_birthday(born: NaiveDate, today: NaiveDate, days: u32) -> bool {
    (-1..=1).any(|shift| {
        let year = today.year() + shift;
        let birthday = NaiveDate::from_ymd_opt(year, born.month(), born.day())
            .or_else(|| NaiveDate::from_ymd_opt(year, born.month(), 28));
        birthday.is_some_and(|birthday| (today - birthday).num_days().unsigned_abs() <= u64::from(days))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn each_tier_has_what_the_one_below_has() {
        let settings = BenefitSettings::default();
        let times = |tier, benefit| {
            let all = entitled(tier, &settings).counted;
            all.into_iter()
                .find(|(known, _)| *known == benefit)
                .map_or(0, |(_, times)| times)
        };
        for pair in Tier::ALL.windows(2) {
            let [lower, higher] = pair else { unreachable!() };
            for benefit in Benefit::ALL {
                assert!(times(*lower, *benefit) <= times(*higher, *benefit), "{benefit:?}");
            }
            assert!(labour_discount(*lower, &settings) <= labour_discount(*higher, &settings));
            let (less, more) = (entitled(*lower, &settings), entitled(*higher, &settings));
            assert!(less.privileges.iter().all(|one| more.privileges.contains(one)));
        }
        assert_eq!(entitled(Tier::Regular, &settings).counted, vec![]);
        assert_eq!(labour_discount(Tier::Silver, &settings).to_string(), "10%");
    }

    #[test]
    fn a_birthday_is_near_across_the_turn_of_the_year() {
        assert!(near_birthday(day("1990-12-30"), day("2027-01-02"), 7));
        assert!(near_birthday(day("1990-01-02"), day("2026-12-30"), 7));
        assert!(!near_birthday(day("1990-06-02"), day("2026-12-30"), 7));
        assert!(near_birthday(day("1992-02-29"), day("2026-02-28"), 0));
        assert!(near_birthday(day("1992-02-29"), day("2028-02-29"), 0));
    }
}
