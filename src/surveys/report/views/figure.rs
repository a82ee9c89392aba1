//! A figure with its interval and what it rests on.

use crate::surveys::report::rules::{Tally, Tenths, share, wilson};
use crate::surveys::report::text;

/// A figure as it is shown.
#[derive(Clone, Debug, Default)]
pub struct Figure {
    /// `92.6%`, `78.0`; a dash where there is none.
    pub shown: String,
    /// `88.1–95.4`, or nothing.
    pub sure: String,
    pub n: i64,
    /// Rests on few answers.
    pub faint: bool,
    pub value: Option<f64>,
    pub interval: Option<(f64, f64)>,
}

impl Figure {
    fn new(value: Option<Tenths>, interval: Option<(f64, f64)>, n: i64, unit: &str, small: i64) -> Self {
        Self {
            shown: value.map_or_else(|| "–".to_owned(), |value| format!("{value}{unit}")),
            sure: interval.map_or_else(String::new, |(low, high)| text::sure(low, high)),
            n,
            faint: n < small,
            value: value.map(Tenths::value),
            interval,
        }
    }

    pub fn share(part: i64, whole: i64, small: i64) -> Self {
        let interval = wilson(part, whole).map(|(low, high)| (low * 100.0, high * 100.0));
        Self::new(share(part, whole), interval, whole, "%", small)
    }

    pub fn satisfaction(tally: &Tally, small: i64) -> Self {
        Self::new(
            tally.satisfaction(),
            tally.satisfaction_interval(),
            tally.n(),
            "%",
            small,
        )
    }

    pub fn csi(tally: &Tally, small: i64) -> Self {
        Self::new(tally.csi(), tally.csi_interval(), tally.n(), "", small)
    }

    pub fn nps(tally: &Tally, small: i64) -> Self {
        Self::new(tally.nps(), tally.nps_interval(), tally.n(), "", small)
    }

    /// `n = 86`
    pub fn of(&self) -> String {
        text::n(self.n)
    }
}
