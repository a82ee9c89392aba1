//! Means, spreads, and how well an order tells two kinds apart.

/// Mean and spread of a feature.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    pub mean: f64,
    /// Never zero: a feature that is the same for everybody says nothing, whatever it is divided by.
    pub sd: f64,
}

impl Scale {
    /// Of what is known; with the divisor n.
    pub fn of(values: impl Iterator<Item = f64> + Clone) -> Self {
        let n = values.clone().count();
        if n == 0 {
            return Self { mean: 0.0, sd: 1.0 };
        }
        let mean = values.clone().sum::<f64>() / n as f64;
        let variance = values.map(|value| (value - mean) * (value - mean)).sum::<f64>() / n as f64;
        let sd = variance.sqrt();
        Self {
            mean,
            sd: if sd > 1e-9 { sd } else { 1.0 },
        }
    }

    /// How many spreads above the mean; what isn't known counts as the mean.
    pub fn standard(self, value: Option<f64>) -> f64 {
        value.map_or(0.0, |value| (value - self.mean) / self.sd)
    }
}

/// How often somebody who did stands above somebody who didn't: 0.5 is chance, 1 is never wrong. Those who stand alike count
/// half. Nothing if there aren't both kinds.
pub fn auc(scores: &[(f64, bool)]) -> Option<f64> {
    let mut sorted = scores.to_vec();
    sorted.sort_by(|one, other| one.0.total_cmp(&other.0));
    let did = sorted.iter().filter(|(_, did)| *did).count();
    let didnt = sorted.len() - did;
    if did == 0 || didnt == 0 {
        return None;
    }
    let (mut above, mut below) = (0.0, 0_usize);
    for alike in sorted.chunk_by(|one, other| one.0 == other.0) {
        let did_here = alike.iter().filter(|(_, did)| *did).count();
        let didnt_here = alike.len() - did_here;
        above += did_here as f64 * (below as f64 + didnt_here as f64 / 2.0);
        below += didnt_here;
    }
    Some(above / (did as f64 * didnt as f64))
}

/// Between 0 and 1.
pub fn logistic(z: f64) -> f64 {
    1.0 / (1.0 + (-z.clamp(-30.0, 30.0)).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standardised_by_hand() {
        // Mean 5, variance (9 + 1 + 1 + 9) / 4 = 5.
        let scale = Scale::of([2.0, 4.0, 6.0, 8.0].into_iter());
        assert_eq!(scale.mean, 5.0);
        assert!((scale.sd - 5.0_f64.sqrt()).abs() < 1e-12);
        assert!((scale.standard(Some(8.0)) - 3.0 / 5.0_f64.sqrt()).abs() < 1e-12);
        assert_eq!(scale.standard(None), 0.0);
        assert_eq!(Scale::of([7.0, 7.0].into_iter()), Scale { mean: 7.0, sd: 1.0 });
        assert_eq!(Scale::of(std::iter::empty()), Scale { mean: 0.0, sd: 1.0 });
    }

    #[test]
    fn the_area_by_hand() {
        // Those who did: 0.8, 0.4; who didn't: 0.6, 0.4, 0.1. Pairs: 0.8 wins three; 0.4 loses, ties, wins: 4.5 of 6.
        let scores = [(0.8, true), (0.6, false), (0.4, true), (0.4, false), (0.1, false)];
        assert_eq!(auc(&scores), Some(4.5 / 6.0));
        assert_eq!(auc(&[(0.9, true), (0.1, false)]), Some(1.0));
        assert_eq!(auc(&[(0.1, true), (0.9, false)]), Some(0.0));
        assert_eq!(auc(&[(0.5, true), (0.5, false)]), Some(0.5));
        assert_eq!(auc(&[(0.5, true)]), None);
        assert_eq!(auc(&[]), None);
    }

    #[test]
    fn the_curve() {
        assert_eq!(logistic(0.0), 0.5);
        assert!((logistic(3.0_f64.ln()) - 0.75).abs() < 1e-12);
        assert!(logistic(1e9) <= 1.0 && logistic(-1e9) >= 0.0);
    }
}
