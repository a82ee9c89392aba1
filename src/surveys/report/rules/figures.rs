//! Figures from counted answers: whole numbers go in, so that the same answers give the same figure however they were added up.

use super::interval::{mean_interval, nps_interval, wilson};

/// The highest score there is.
const HIGHEST: usize = 10;
/// A score from here on is content.
const CONTENT: usize = 4;
/// A recommendation from here on is a promoter's, up to there a detractor's.
const PROMOTER: usize = 9;
const DETRACTOR: usize = 6;

/// A number rounded to one decimal; halves away from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tenths(i64);

impl Tenths {
    /// `part / whole × scale`, rounded once.
    pub fn of(part: i64, scale: i64, whole: i64) -> Option<Self> {
        if whole <= 0 {
            return None;
        }
        let (scaled, whole) = (i128::from(part) * i128::from(scale) * 10, i128::from(whole));
        let half = if scaled < 0 { -whole } else { whole };
        i64::try_from((2 * scaled + half) / (2 * whole)).ok().map(Self)
    }

    #[expect(clippy::cast_precision_loss, reason = "a figure has few digits")]
    pub fn value(self) -> f64 {
        self.0 as f64 / 10.0
    }
}

impl std::fmt::Display for Tenths {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(out, "{sign}{}.{}", self.0.abs() / 10, self.0.abs() % 10)
    }
}

/// How many of a hundred, rounded to one decimal; of nothing there is no share.
pub fn share(part: i64, whole: i64) -> Option<Tenths> {
    Tenths::of(part, 100, whole)
}

/// How often each score from 0 to 10 was given. Everything else follows from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    counts: [i64; HIGHEST + 1],
}

impl Tally {
    /// Counts of the scores from 0 on; what is missing was not given.
    pub fn new(counts: &[i64]) -> Self {
        let mut tally = Self::default();
        for (to, from) in tally.counts.iter_mut().zip(counts) {
            *to = *from;
        }
        tally
    }

    /// One more of a score; there are none above 10.
    pub fn give(&mut self, score: u8) {
        if let Some(count) = self.counts.get_mut(usize::from(score)) {
            *count += 1;
        }
    }

    pub fn add(&mut self, other: &Self) {
        for (to, from) in self.counts.iter_mut().zip(other.counts) {
            *to += from;
        }
    }

    /// How often a score was given.
    pub fn count(&self, score: usize) -> i64 {
        self.counts.get(score).copied().unwrap_or(0)
    }

    pub fn n(&self) -> i64 {
        self.counts.iter().sum()
    }

    fn weighted(&self, weigh: impl Fn(i64) -> i64) -> i64 {
        (0_i64..)
            .zip(self.counts)
            .map(|(score, count)| weigh(score) * count)
            .sum()
    }

    pub fn sum(&self) -> i64 {
        self.weighted(|score| score)
    }

    pub fn squares(&self) -> i64 {
        self.weighted(|score| score * score)
    }

    fn between(&self, low: usize, high: usize) -> i64 {
        self.counts.iter().skip(low).take(high + 1 - low).sum()
    }

    /// Of scores from 1 to 5: how many were 4 or 5.
    pub fn content(&self) -> i64 {
        self.between(CONTENT, 5)
    }

    pub fn promoters(&self) -> i64 {
        self.between(PROMOTER, HIGHEST)
    }

    pub fn detractors(&self) -> i64 {
        self.between(0, DETRACTOR)
    }

    /// Satisfaction: the share of 4 and 5.
    pub fn satisfaction(&self) -> Option<Tenths> {
        share(self.content(), self.n())
    }

    /// In percent, by Wilson.
    pub fn satisfaction_interval(&self) -> Option<(f64, f64)> {
        wilson(self.content(), self.n()).map(|(low, high)| (low * 100.0, high * 100.0))
    }

    /// The mean score, rounded to one decimal.
    pub fn mean(&self) -> Option<Tenths> {
        Tenths::of(self.sum(), 1, self.n())
    }

    /// The mean × 20: everybody's 5 is 100.
    pub fn csi(&self) -> Option<Tenths> {
        Tenths::of(self.sum(), 20, self.n())
    }

    /// By Student's t, within the scale; one answer alone has none.
    pub fn csi_interval(&self) -> Option<(f64, f64)> {
        mean_interval(self.n(), self.sum(), self.squares())
            .map(|(low, high)| ((low * 20.0).max(20.0), (high * 20.0).min(100.0)))
    }

    /// The share of promoters less that of detractors.
    pub fn nps(&self) -> Option<Tenths> {
        Tenths::of(self.promoters() - self.detractors(), 100, self.n())
    }

    pub fn nps_interval(&self) -> Option<(f64, f64)> {
        nps_interval(self.promoters(), self.detractors(), self.n()).map(|(low, high)| (low * 100.0, high * 100.0))
    }
}

/// Sums over the answers that gave both an item and the overall score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    pub n: i64,
    pub x: i64,
    pub xx: i64,
    pub y: i64,
    pub yy: i64,
    pub xy: i64,
}

impl Pairs {
    /// One more answer that gave both.
    pub fn give(&mut self, score: u8, overall: u8) {
        let (x, y) = (i64::from(score), i64::from(overall));
        let one = Self {
            n: 1,
            x,
            xx: x * x,
            y,
            yy: y * y,
            xy: x * y,
        };
        self.add(&one);
    }

    pub fn add(&mut self, other: &Self) {
        self.n += other.n;
        self.x += other.x;
        self.xx += other.xx;
        self.y += other.y;
        self.yy += other.yy;
        self.xy += other.xy;
    }

    /// Pearson's correlation. Two points always lie on a line, and what never changes goes with nothing: none then.
    #[expect(clippy::cast_precision_loss, reason = "sums of scores stay far below 2^53")]
    pub fn correlation(&self) -> Option<f64> {
        if self.n < 3 {
            return None;
        }
        let n = i128::from(self.n);
        let of = |xy: i64, x: i64, y: i64| n * i128::from(xy) - i128::from(x) * i128::from(y);
        let (both, own, other) = (
            of(self.xy, self.x, self.y),
            of(self.xx, self.x, self.x),
            of(self.yy, self.y, self.y),
        );
        if own <= 0 || other <= 0 {
            return None;
        }
        Some((both as f64 / ((own as f64).sqrt() * (other as f64).sqrt())).clamp(-1.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Scores, as they were given one by one.
    fn tally(scores: &[usize]) -> Tally {
        let mut tally = Tally::default();
        for score in scores {
            tally.counts[*score] += 1;
        }
        tally
    }

    fn shown(figure: Option<Tenths>) -> String {
        figure.map_or_else(|| "none".to_owned(), |figure| figure.to_string())
    }

    #[test]
    fn satisfaction_and_csi_of_ten_answers() {
        // 5 5 5 4 4 4 4 3 2 1: seven of ten are content; the sum is 37, the mean 3.7, the CSI 74.
        let ten = tally(&[5, 5, 5, 4, 4, 4, 4, 3, 2, 1]);
        assert_eq!((ten.n(), ten.sum(), ten.squares()), (10, 37, 153));
        assert_eq!(shown(ten.satisfaction()), "70.0");
        assert_eq!(shown(ten.csi()), "74.0");
        assert_eq!(shown(ten.mean()), "3.7");
        // Two of three: 66.666… %; 14 / 3 × 20 = 93.333…
        let three = tally(&[5, 5, 3]);
        assert_eq!(
            (shown(three.satisfaction()), shown(three.csi())),
            ("66.7".into(), "86.7".into())
        );
    }

    #[test]
    fn nps_is_promoters_less_detractors() {
        // 10 10 9 8 7 6 3: three promoters, two detractors, of seven: 1 / 7 = 14.2857 %.
        let seven = tally(&[10, 10, 9, 8, 7, 6, 3]);
        assert_eq!((seven.promoters(), seven.detractors()), (3, 2));
        assert_eq!(shown(seven.nps()), "14.3");
        // At the borders: 6 is a detractor, 7 and 8 nobody's, 9 a promoter.
        assert_eq!(shown(tally(&[6]).nps()), "-100.0");
        assert_eq!(shown(tally(&[7, 8]).nps()), "0.0");
        assert_eq!(shown(tally(&[9]).nps()), "100.0");
        // One promoter and two detractors: −33.333…
        assert_eq!(shown(tally(&[9, 0, 6]).nps()), "-33.3");
    }

    #[test]
    fn of_no_answers_there_is_no_figure() {
        let none = Tally::default();
        assert_eq!(none.satisfaction(), None);
        assert_eq!(none.csi(), None);
        assert_eq!(none.nps(), None);
        assert_eq!(none.nps_interval(), None);
        assert_eq!(none.csi_interval(), None);
        assert_eq!(none.satisfaction_interval(), None);
    }

    #[test]
    fn halves_go_away_from_zero() {
        // 1 / 16 = 6.25 %, and its opposite.
        assert_eq!(shown(Tenths::of(1, 100, 16)), "6.3");
        assert_eq!(shown(Tenths::of(-1, 100, 16)), "-6.3");
        assert_eq!(shown(Tenths::of(0, 100, 16)), "0.0");
        assert_eq!(shown(Tenths::of(-1, 1, 20)), "-0.1");
    }

    #[test]
    fn correlation_of_a_hand_worked_example() {
        // x 1 2 3 4 5, y 2 1 4 3 5: deviations multiply to 8, squares are 10 each: r = 0.8.
        let pairs = Pairs {
            n: 5,
            x: 15,
            xx: 55,
            y: 15,
            yy: 55,
            xy: 2 + 2 + 12 + 12 + 25,
        };
        assert!((pairs.correlation().unwrap() - 0.8).abs() < 1e-12);
        // Everybody gave the same: nothing goes with it.
        let flat = Pairs {
            n: 4,
            x: 20,
            xx: 100,
            y: 14,
            yy: 54,
            xy: 70,
        };
        assert_eq!(flat.correlation(), None);
        let two = Pairs {
            n: 2,
            x: 3,
            xx: 5,
            y: 3,
            yy: 5,
            xy: 5,
        };
        assert_eq!(two.correlation(), None, "two points always lie on a line");
    }

    proptest! {
        #[test]
        fn figures_are_those_of_a_plain_recount(scores in proptest::collection::vec(1_usize..=5, 1..300)) {
            let tally = tally(&scores);
            let n = scores.len() as f64;
            let mean = scores.iter().sum::<usize>() as f64 / n;
            let content = scores.iter().filter(|score| **score >= 4).count() as f64 / n * 100.0;
            prop_assert!((tally.csi().unwrap().value() - mean * 20.0).abs() <= 0.050_001);
            prop_assert!((tally.satisfaction().unwrap().value() - content).abs() <= 0.050_001);
            prop_assert_eq!(tally.squares(), scores.iter().map(|score| (score * score) as i64).sum::<i64>());
        }

        #[test]
        fn nps_is_that_of_a_plain_recount(scores in proptest::collection::vec(0_usize..=10, 1..300)) {
            let tally = tally(&scores);
            let worth: i64 = scores.iter().map(|score| match score { 9 | 10 => 1, 7 | 8 => 0, _ => -1 }).sum();
            let nps = worth as f64 / scores.len() as f64 * 100.0;
            prop_assert!((tally.nps().unwrap().value() - nps).abs() <= 0.050_001);
            let (low, high) = tally.nps_interval().unwrap();
            prop_assert!(-100.0 <= low && low <= nps + 1e-9 && nps <= high + 1e-9 && high <= 100.0);
        }

        #[test]
        fn it_makes_no_difference_how_answers_are_added_up(
            scores in proptest::collection::vec(0_usize..=10, 0..200), cut in 0_usize..200
        ) {
            let (one, other) = scores.split_at(cut.min(scores.len()));
            let mut sum = tally(one);
            sum.add(&tally(other));
            prop_assert_eq!(sum, tally(&scores));
        }

        #[test]
        fn correlation_is_that_of_a_plain_recount(given in proptest::collection::vec((1_i64..=5, 1_i64..=5), 3..200)) {
            let mut pairs = Pairs::default();
            for (x, y) in &given {
                pairs.add(&Pairs { n: 1, x: *x, xx: x * x, y: *y, yy: y * y, xy: x * y });
            }
            let n = given.len() as f64;
            let (mx, my) = given.iter().fold((0.0, 0.0), |(mx, my), (x, y)| (mx + *x as f64 / n, my + *y as f64 / n));
            let sum = |of: &dyn Fn(f64, f64) -> f64| given.iter().map(|(x, y)| of(*x as f64 - mx, *y as f64 - my)).sum::<f64>();
            let (vx, vy, both) = (sum(&|x, _| x * x), sum(&|_, y| y * y), sum(&|x, y| x * y));
            match pairs.correlation() {
                None => prop_assert!(vx < 1e-9 || vy < 1e-9),
                Some(r) => prop_assert!((r - both / (vx * vy).sqrt()).abs() < 1e-9),
            }
        }
    }
}
