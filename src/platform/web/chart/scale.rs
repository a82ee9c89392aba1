//! Where things stand: axes that end on round numbers, places in percent.

/// An axis from `bottom`, mostly zero, to `top`, with a mark at each step.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    pub bottom: f64,
    pub top: f64,
    pub marks: Vec<f64>,
}

impl Axis {
    /// Holds `max` in about four steps of 1, 2, 2.5 or 5 times a power of ten; whole steps if `whole`.
    pub fn holding(max: f64, whole: bool) -> Self {
        let max = if max.is_finite() && max > 0.0 { max } else { 1.0 };
        let raw = max / 4.0;
        let power = 10_f64.powf(raw.log10().floor());
        let round = [1.0, 2.0, 2.5, 5.0]
            .into_iter()
            .map(|step| step * power)
            .find(|step| *step >= raw - f64::EPSILON)
            .unwrap_or(10.0 * power);
        let step = if whole { round.ceil().max(1.0) } else { round };
        let steps = (max / step).ceil().clamp(1.0, 12.0);
        let marks = (0..=12_u8)
            .map(f64::from)
            .take_while(|mark| *mark <= steps)
            .map(|mark| mark * step)
            .collect();
        Self {
            bottom: 0.0,
            top: steps * step,
            marks,
        }
    }

    /// From 0 to 100 %.
    pub fn percent() -> Self {
        Self {
            bottom: 0.0,
            top: 100.0,
            marks: vec![0.0, 25.0, 50.0, 75.0, 100.0],
        }
    }

    /// From -100 to 100: what is for less what is against.
    pub fn balance() -> Self {
        Self {
            bottom: -100.0,
            top: 100.0,
            marks: vec![-100.0, -50.0, 0.0, 50.0, 100.0],
        }
    }

    /// Which part of the axis a value takes, 0 to 1.
    pub fn part(&self, value: f64) -> f64 {
        ((value - self.bottom) / (self.top - self.bottom)).clamp(0.0, 1.0)
    }
}

/// A length or place in percent, to two digits: `33.33%`.
pub(super) fn percent(part: f64) -> String {
    format!("{}%", short(part * 100.0, 2))
}

/// A place in pixels, to one digit.
pub(super) fn pixels(at: f64) -> String {
    short(at, 1)
}

/// A number without useless zeros.
pub(super) fn short(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// A share of a whole in words: `34%`; nothing of nothing is 0 %.
pub(super) fn share(part: f64, whole: f64) -> String {
    let share = if whole > 0.0 { part / whole * 100.0 } else { 0.0 };
    format!("{share:.0}%")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn axes_end_on_round_numbers() {
        assert_eq!(Axis::holding(7.0, true).marks, [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(Axis::holding(3.0, true).marks, [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(Axis::holding(0.9, false).top, 1.0);
        assert_eq!(Axis::holding(0.0, true).top, 1.0);
        assert_eq!(Axis::holding(f64::NAN, false).top, 1.0);
    }

    #[test]
    fn a_balance_stands_in_the_middle_at_nought() {
        let axis = Axis::balance();
        assert_eq!(
            [-100.0, 0.0, 50.0, 200.0].map(|value| axis.part(value)),
            [0.0, 0.5, 0.75, 1.0]
        );
    }

    #[test]
    fn places_are_short() {
        assert_eq!(percent(1.0 / 3.0), "33.33%");
        assert_eq!(percent(0.5), "50%");
        assert_eq!(share(1.0, 0.0), "0%");
    }

    proptest! {
        #[test]
        fn an_axis_holds_what_it_was_made_for(max in 0.0_f64..1e12, whole: bool) {
            let axis = Axis::holding(max, whole);
            prop_assert!(axis.top >= max * 0.999_999 && axis.marks.len() <= 13);
            prop_assert!((0.0..=1.0).contains(&axis.part(max)));
        }
    }
}
