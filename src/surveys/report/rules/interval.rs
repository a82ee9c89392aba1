//! How sure a figure is: intervals that hold the true value in 95 of 100 cases.
//!
//! Shares by Wilson. The NPS by the adjusted Wald method: three answers are added, ¾ a promoter's, ¾ a detractor's, 1½
//! nobody's, then ± 1.96 standard errors. Means by Student's t with n − 1 degrees of freedom.

/// 97.5 of 100 of the normal distribution lie below it.
pub const Z: f64 = 1.959_963_984_540_054;

/// The same of Student's t with 1 to 30 degrees of freedom.
const T: [f64; 30] = [
    12.706_205, 4.302_653, 3.182_446, 2.776_445, 2.570_582, 2.446_912, 2.364_624, 2.306_004, 2.262_157, 2.228_139,
    2.200_985, 2.178_813, 2.160_369, 2.144_787, 2.131_450, 2.119_905, 2.109_816, 2.100_922, 2.093_024, 2.085_963,
    2.079_614, 2.073_873, 2.068_658, 2.063_899, 2.059_539, 2.055_529, 2.051_831, 2.048_407, 2.045_230, 2.042_272,
];

#[expect(clippy::cast_precision_loss, reason = "counts of answers stay far below 2^53")]
fn real(count: i64) -> f64 {
    count as f64
}

/// Of a share `part / whole`, 0 to 1.
pub fn wilson(part: i64, whole: i64) -> Option<(f64, f64)> {
    if whole < 1 {
        return None;
    }
    let (n, p) = (real(whole), real(part) / real(whole));
    let base = 1.0 + Z * Z / n;
    let middle = (p + Z * Z / (2.0 * n)) / base;
    let half = Z / base * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    Some(((middle - half).clamp(0.0, p), (middle + half).clamp(p, 1.0)))
}

/// Of promoters less detractors, −1 to 1. It never falls short of the figure itself.
pub fn nps_interval(promoters: i64, detractors: i64, whole: i64) -> Option<(f64, f64)> {
    if whole < 1 {
        return None;
    }
    let figure = real(promoters - detractors) / real(whole);
    let n = real(whole) + 3.0;
    let (p, d) = ((real(promoters) + 0.75) / n, (real(detractors) + 0.75) / n);
    let middle = p - d;
    let half = Z * ((p + d - middle * middle) / n).sqrt();
    Some((
        (middle - half).max(-1.0).min(figure),
        (middle + half).min(1.0).max(figure),
    ))
}

/// Of a mean, from count, sum and sum of squares; one value alone has none.
pub fn mean_interval(n: i64, sum: i64, squares: i64) -> Option<(f64, f64)> {
    if n < 2 {
        return None;
    }
    let mean = real(sum) / real(n);
    let variance = (real(squares) - mean * real(sum)).max(0.0) / real(n - 1);
    let half = student(n - 1) * (variance / real(n)).sqrt();
    Some((mean - half, mean + half))
}

/// Student's t; beyond the table by the expansion of Cornish and Fisher.
fn student(freedom: i64) -> f64 {
    let known = usize::try_from(freedom - 1).ok().and_then(|at| T.get(at));
    known.copied().unwrap_or_else(|| {
        let f = real(freedom);
        let (z3, z5) = (Z.powi(3), Z.powi(5));
        Z + (z3 + Z) / (4.0 * f) + (5.0 * z5 + 16.0 * z3 + 3.0 * Z) / (96.0 * f * f)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn near(found: Option<(f64, f64)>, low: f64, high: f64) -> bool {
        found.is_some_and(|(l, h)| (l - low).abs() < 5e-4 && (h - high).abs() < 5e-4)
    }

    #[test]
    fn wilsons_interval_by_hand() {
        // 7 of 10: middle (0.7 + 0.19207) / 1.38415 = 0.64449, half 1.41601 × √(0.021 + 0.009604) = 0.24772.
        assert!(near(wilson(7, 10), 0.3968, 0.8922));
        // All of 10, and none: 10 / (10 + 3.8415).
        assert!(near(wilson(10, 10), 0.7225, 1.0));
        assert!(near(wilson(0, 10), 0.0, 0.2775));
        assert_eq!(wilson(0, 0), None);
    }

    #[test]
    fn the_interval_of_an_nps_by_hand() {
        // 50 promoters, 20 detractors, 30 between: p = 50.75 / 103, d = 20.75 / 103, so 0.29126; the variance is
        // 0.69417 − 0.08483 = 0.60934, half 1.95996 × √(0.60934 / 103) = 0.15075.
        assert!(near(nps_interval(50, 20, 100), 0.1405, 0.4420));
        // A single promoter: 0.25 ± 0.73499, and 1 itself belongs to it.
        assert!(near(nps_interval(1, 0, 1), -0.4850, 1.0));
        assert_eq!(nps_interval(0, 0, 0), None);
    }

    #[test]
    fn the_interval_of_a_mean_by_hand() {
        // 5 5 5 4 4 4 4 3 2 1: mean 3.7, variance (153 − 136.9) / 9 = 1.78889, t 2.26216, half 0.95679.
        assert!(near(mean_interval(10, 37, 153), 2.7432, 4.6568));
        // All the same: no spread.
        assert!(near(mean_interval(4, 20, 100), 5.0, 5.0));
        assert_eq!(mean_interval(1, 5, 25), None);
    }

    #[test]
    fn students_t_goes_on_where_its_table_ends() {
        // The tables of textbooks: 40 → 2.0211, 120 → 1.9799.
        assert!((student(40) - 2.0211).abs() < 2e-4);
        assert!((student(120) - 1.9799).abs() < 2e-4);
        assert!(student(31) < student(30) && student(1_000_000) > Z);
    }

    proptest! {
        #[test]
        fn more_answers_make_surer(part in 0_i64..=50, times in 2_i64..=20) {
            let width = |(low, high): (f64, f64)| high - low;
            prop_assert!(width(wilson(part * times, 50 * times).unwrap()) < width(wilson(part, 50).unwrap()));
            let nps = |k: i64| nps_interval(part * k, (50 - part) * k, 50 * k).unwrap();
            prop_assert!(width(nps(times)) < width(nps(1)));
        }

        #[test]
        fn a_share_lies_in_its_interval(whole in 1_i64..1_000, part in 0_i64..1_000) {
            let part = part.min(whole);
            let (low, high) = wilson(part, whole).unwrap();
            let share = part as f64 / whole as f64;
            prop_assert!(0.0 <= low && low <= share && share <= high && high <= 1.0);
        }
    }
}
