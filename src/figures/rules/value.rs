//! What a count comes to, and how it stands against its target.

use super::{Direction, Unit};
use crate::coded;

coded! {
    /// How a figure stands against its target.
    pub enum Light {
        Good "good",
        /// Not there, but within the margin.
        Near "near",
        Bad "bad",
        /// Without a value, or without a target.
        Unknown "unknown",
    }
}

/// How far below its target a figure is still near it: in points of a hundred.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margin(pub f64);

/// The value of `n` cases whose weights come to `sum`: of a hundred, NPS likewise. Of nothing there is none.
pub fn value(n: i64, sum: i64) -> Option<f64> {
    if n <= 0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of rows")]
    let value = sum as f64 * 100.0 / n as f64;
    Some(value)
}

/// As people read it, to one decimal: nearly all is not all, and hardly any is not none.
pub fn shown(value: f64) -> f64 {
    let rounded = (value * 10.0).round() / 10.0;
    if rounded >= 100.0 && value < 100.0 {
        99.9
    } else if rounded.abs() < 0.05 && value.abs() > 0.0 {
        0.1_f64.copysign(value)
    } else {
        rounded
    }
}

/// The light of a value; what is shown is what is compared.
pub fn light(value: Option<f64>, target: Option<f64>, margin: Margin, direction: Direction) -> Light {
    let (Some(value), Some(target)) = (value.map(shown), target) else {
        return Light::Unknown;
    };
    let short = match direction {
        Direction::Up => target - value,
        Direction::Down => value - target,
    };
    if short <= 0.0 {
        Light::Good
    } else if short <= margin.0 {
        Light::Near
    } else {
        Light::Bad
    }
}

/// A part of an index: its weight, and its value if it has one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Index {
    pub weight: u32,
    pub value: Option<f64>,
}

/// The weighted mean of the parts; none while a part that counts has no value.
pub fn index(parts: &[Index]) -> Option<f64> {
    let counting = || parts.iter().filter(|part| part.weight > 0);
    let weights: f64 = counting().map(|part| f64::from(part.weight)).sum();
    if weights <= 0.0 {
        return None;
    }
    let sum = counting().try_fold(0.0, |sum, part| Some(sum + f64::from(part.weight) * part.value?))?;
    Some(sum / weights)
}

/// How `unit` is written after a number.
pub const fn sign(unit: Unit) -> &'static str {
    match unit {
        Unit::Percent => "%",
        Unit::Points => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_nothing_there_is_no_value() {
        assert_eq!(value(0, 0), None);
        assert_eq!(value(4, 3), Some(75.0));
        assert_eq!(value(4, -1), Some(-25.0));
    }

    #[test]
    fn nearly_all_is_not_all_and_hardly_any_is_not_none() {
        assert_eq!(shown(99.99), 99.9);
        assert_eq!(shown(100.0), 100.0);
        assert_eq!(shown(0.001), 0.1);
        assert_eq!(shown(-0.001), -0.1);
        assert_eq!(shown(0.0), 0.0);
        assert_eq!(shown(33.333), 33.3);
    }

    #[test]
    fn lights() {
        let at = |value, target| light(value, target, Margin(5.0), Direction::Up);
        assert_eq!(at(Some(90.0), Some(90.0)), Light::Good);
        assert_eq!(at(Some(89.96), Some(90.0)), Light::Good, "shown as 90.0");
        assert_eq!(at(Some(85.0), Some(90.0)), Light::Near);
        assert_eq!(at(Some(84.9), Some(90.0)), Light::Bad);
        assert_eq!(at(None, Some(90.0)), Light::Unknown);
        assert_eq!(at(Some(90.0), None), Light::Unknown);
    }

    #[test]
    fn an_index_waits_for_all_its_parts() {
        let part = |weight, value| Index { weight, value };
        let all = [
            part(30, Some(50.0)),
            part(20, Some(10.0)),
            part(20, Some(90.0)),
            part(30, Some(80.0)),
        ];
        assert!((index(&all).unwrap() - 59.0).abs() < 1e-9);
        assert_eq!(index(&[part(30, Some(50.0)), part(20, None)]), None);
        assert_eq!(index(&[part(30, Some(50.0)), part(0, None)]), Some(50.0));
        assert_eq!(index(&[]), None);
    }
}
