//! How points come in, go out and expire.

use chrono::{Months, NaiveDate};

use crate::customers::rules::Tier;
use crate::membership::settings::PointSettings;
use crate::values::money::Fen;
use crate::values::percent::Percent;

crate::coded! {
    /// What a line of the ledger is.
    pub enum EntryKind {
        /// 获得
        Earn "earn",
        /// 兑换
        Redeem "redeem",
        /// 过期
        Expire "expire",
        /// 调整
        Adjust "adjust",
        /// 冲回
        Reverse "reverse",
    }
}

/// How long points live on that came back after they would have expired.
pub const GRACE_DAYS: u64 = 30;

/// The points of a settlement: one for every so many yuan times the multiplier of the tier, rounded down once, at the end.
pub fn earned(on: Fen, tier: Tier, settings: &PointSettings) -> i64 {
    if on <= Fen::ZERO {
        return 0;
    }
    let percent = match tier {
        Tier::Regular => settings.regular_multiplier,
        Tier::Silver => settings.silver_multiplier,
        Tier::Gold => settings.gold_multiplier,
        Tier::Platinum => settings.platinum_multiplier,
    };
    let exact = i128::from(on.fen()) * i128::from(percent);
    let per_point = i128::from(settings.yuan_per_point.max(1)) * 100 * 100;
    i64::try_from(exact / per_point).unwrap_or(i64::MAX)
}

/// What points stand for as money, rounded down.
pub fn worth(points: i64, settings: &PointSettings) -> Fen {
    let exact = i128::from(points.max(0)) * 100 / i128::from(settings.points_per_yuan.max(1));
    Fen::new(i64::try_from(exact).unwrap_or(Fen::MAX.fen()))
}

/// The most points that may go to a bill, of which as much as `paid` was paid with points before: the share that the store
/// allows, rounded down.
pub fn most_payable(bill: Fen, paid: Fen, share: Percent, settings: &PointSettings) -> i64 {
    let exact = i128::from(bill.fen().max(0)) * i128::from(share.basis_points()) / 10_000 - i128::from(paid.fen());
    let points = exact.max(0) * i128::from(settings.points_per_yuan.max(1)) / 100;
    i64::try_from(points).unwrap_or(i64::MAX)
}

/// The last day of points that come in on this one.
pub fn expiry(day: NaiveDate, settings: &PointSettings) -> NaiveDate {
    day.checked_add_months(Months::new(settings.life_months))
        .unwrap_or(NaiveDate::MAX)
}

/// Points that came in together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lot<K> {
    pub key: K,
    pub left: i64,
    /// The last day they count.
    pub expires_on: NaiveDate,
}

/// So many points of one lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Take<K> {
    pub key: K,
    pub points: i64,
}

/// What is left today.
pub fn live<K>(lots: &[Lot<K>], today: NaiveDate) -> i64 {
    lots.iter()
        .filter(|lot| lot.expires_on >= today)
        .map(|lot| lot.left)
        .sum()
}

/// Takes points from the lots that expire first (of one day those of the smaller key); an error tells how many are missing.
pub fn draw<K: Copy + Ord>(lots: &[Lot<K>], wanted: i64) -> Result<Vec<Take<K>>, i64> {
    let mut oldest: Vec<&Lot<K>> = lots.iter().filter(|lot| lot.left > 0).collect();
    oldest.sort_by_key(|lot| (lot.expires_on, lot.key));
    let (mut missing, mut taken) = (wanted, Vec::new());
    for lot in oldest {
        if missing <= 0 {
            break;
        }
        let points = lot.left.min(missing);
        missing -= points;
        taken.push(Take { key: lot.key, points });
    }
    if missing > 0 { Err(missing) } else { Ok(taken) }
}

/// Points that come in: how many reach the balance, and how many pay a debt first.
pub fn pay_debt(coming: i64, debt: i64) -> (i64, i64) {
    let off = coming.min(debt).max(0);
    (coming - off, off)
}

/// Points that a refund takes back: how many come from the balance, and how many become a debt.
pub fn take_back(wanted: i64, balance: i64) -> (i64, i64) {
    let taken = wanted.min(balance).max(0);
    (taken, wanted - taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;
    use proptest::prelude::*;

    fn day(days: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap() + Days::new(days)
    }

    fn lot(key: u32, left: i64, expires: u64) -> Lot<u32> {
        Lot {
            key,
            left,
            expires_on: day(expires),
        }
    }

    #[test]
    fn points_of_a_settlement() {
        let settings = PointSettings::default();
        for (fen, tier, points) in [
            (125_000, Tier::Regular, 125),
            (125_000, Tier::Silver, 150),
            (125_000, Tier::Gold, 187),
            (125_000, Tier::Platinum, 250),
            (999, Tier::Regular, 0),
            (999, Tier::Platinum, 1),
            (0, Tier::Gold, 0),
            (-125_000, Tier::Gold, 0),
        ] {
            assert_eq!(earned(Fen::new(fen), tier, &settings), points, "{fen} {tier:?}");
        }
        assert_eq!(
            earned(Fen::new(i64::MAX), Tier::Platinum, &settings),
            18_446_744_073_709_551
        );
    }

    #[test]
    fn points_as_money() {
        let settings = PointSettings::default();
        assert_eq!(worth(1_250, &settings), Fen::new(1_250));
        let thirty = Percent::parse("30").unwrap();
        assert_eq!(most_payable(Fen::new(99_999), Fen::ZERO, thirty, &settings), 29_999);
        assert_eq!(most_payable(Fen::new(99_999), Fen::new(29_000), thirty, &settings), 999);
        assert_eq!(most_payable(Fen::new(99_999), Fen::new(40_000), thirty, &settings), 0);
        let rough = PointSettings {
            points_per_yuan: 3,
            ..settings
        };
        assert_eq!(worth(1, &rough), Fen::new(33));
    }

    #[test]
    fn the_oldest_go_first() {
        let lots = [lot(1, 50, 30), lot(2, 100, 10), lot(3, 0, 1), lot(4, 20, 10)];
        let taken = |wanted| {
            draw(&lots, wanted).map(|takes| takes.iter().map(|take| (take.key, take.points)).collect::<Vec<_>>())
        };
        assert_eq!(taken(110), Ok(vec![(2, 100), (4, 10)]));
        assert_eq!(taken(170), Ok(vec![(2, 100), (4, 20), (1, 50)]));
        assert_eq!(taken(175), Err(5));
        assert_eq!(taken(0), Ok(vec![]));
        assert_eq!(live(&lots, day(11)), 50);
        assert_eq!(live(&lots, day(10)), 170);
    }

    #[test]
    fn a_debt_is_paid_first() {
        assert_eq!(pay_debt(100, 30), (70, 30));
        assert_eq!(pay_debt(20, 30), (0, 20));
        assert_eq!(pay_debt(20, 0), (20, 0));
        assert_eq!(take_back(100, 30), (30, 70));
        assert_eq!(take_back(20, 30), (20, 0));
    }

    fn lots() -> impl Strategy<Value = Vec<Lot<u32>>> {
        proptest::collection::vec((0..500_i64, 0..60_u64), 0..12).prop_map(|lots| {
            (0..)
                .zip(lots)
                .map(|(key, (left, expires))| lot(key, left, expires))
                .collect()
        })
    }

    proptest! {
        #[test]
        fn drawing_takes_exactly_what_is_wanted_from_the_oldest(lots in lots(), wanted in 1..4_000_i64) {
            let all: i64 = lots.iter().map(|lot| lot.left).sum();
            match draw(&lots, wanted) {
                Err(missing) => prop_assert_eq!(missing, wanted - all),
                Ok(takes) => {
                    prop_assert_eq!(takes.iter().map(|take| take.points).sum::<i64>(), wanted);
                    let left = |lot: &Lot<u32>| {
                        lot.left - takes.iter().filter(|take| take.key == lot.key).map(|take| take.points).sum::<i64>()
                    };
                    prop_assert!(lots.iter().all(|lot| left(lot) >= 0));
                    // Nobody's points were touched while older ones were left.
                    for touched in lots.iter().filter(|lot| left(lot) < lot.left) {
                        for older in lots.iter().filter(|lot| lot.expires_on < touched.expires_on) {
                            prop_assert_eq!(left(older), 0);
                        }
                    }
                }
            }
        }

        /// Drawing in two goes takes the same points as drawing at once.
        #[test]
        fn drawing_twice_is_drawing_once(lots in lots(), first in 1..800_i64, second in 1..800_i64) {
            let apply = |lots: &[Lot<u32>], takes: &[Take<u32>]| -> Vec<Lot<u32>> {
                let mut lots = lots.to_vec();
                for lot in &mut lots {
                    lot.left -= takes.iter().filter(|take| take.key == lot.key).map(|take| take.points).sum::<i64>();
                }
                lots
            };
            if let Ok(at_once) = draw(&lots, first + second) {
                let after_first = apply(&lots, &draw(&lots, first).unwrap());
                let after_second = apply(&after_first, &draw(&after_first, second).unwrap());
                prop_assert_eq!(after_second, apply(&lots, &at_once));
            }
        }

        /// Whatever comes and goes, a balance stays at or above zero and nothing is lost or made.
        #[test]
        fn a_balance_never_falls_below_zero(steps in proptest::collection::vec((any::<bool>(), 1..400_i64), 1..40)) {
            let (mut balance, mut debt, mut nominal) = (0, 0, 0);
            for (comes, points) in steps {
                if comes {
                    let (into, off) = pay_debt(points, debt);
                    balance += into;
                    debt -= off;
                    nominal += points;
                } else {
                    let (taken, short) = take_back(points, balance);
                    balance -= taken;
                    debt += short;
                    nominal -= points;
                }
                prop_assert!(balance >= 0 && debt >= 0 && (balance == 0 || debt == 0));
                prop_assert_eq!(balance - debt, nominal);
            }
        }

        #[test]
        fn what_is_paid_with_points_stays_within_the_share(bill in 0..100_000_000_i64, share in 0..=10_000_i32, rate in 1..2_000_u32) {
            let settings = PointSettings { points_per_yuan: rate, ..PointSettings::default() };
            let share = Percent::from_basis_points(share).unwrap();
            let points = most_payable(Fen::new(bill), Fen::ZERO, share, &settings);
            prop_assert!(i128::from(worth(points, &settings).fen()) * 10_000 <= i128::from(bill) * i128::from(share.basis_points()));
        }
    }
}
