//! What is typed to set a target.

use serde::Deserialize;
use validator::Validate;

use super::model::{For, NewTarget};
use crate::figures::rules::{Figure, Unit};
use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::values::date::parse_day;
use crate::values::fault::Fault;

/// A target, as typed.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct TargetForm {
    pub figure: String,
    /// Empty: the store; `team:` or `person:` and an id.
    pub whose: String,
    pub from_on: String,
    /// Empty: no target from that day on.
    pub target: String,
}

impl Form for TargetForm {
    type Parsed = NewTarget;

    fn parse(&self) -> Result<NewTarget, FieldErrors> {
        let mut check = Checker::of(self);
        let figure = check.required("figure", &self.figure, |code| Figure::shown(code).ok_or(Fault::Choice));
        let whose = check.optional("whose", &self.whose, whose);
        let from = check.required("from_on", &self.from_on, parse_day);
        let unit = figure.map_or(Unit::Percent, Figure::unit);
        let tenths = check.optional("target", &self.target, |typed| tenths(typed, unit));
        check.finish(|| {
            Some(NewTarget {
                figure: figure?,
                whose: whose?.unwrap_or(For::Store),
                from: from?,
                tenths: tenths?,
            })
        })
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        (name == "figure_targets_from").then_some(("from_on", Fault::Taken))
    }
}

fn whose(typed: &str) -> Result<For, Fault> {
    let known = match typed.split_once(':') {
        Some(("team", id)) => id.parse().ok().map(For::Team),
        Some(("person", id)) => id.parse().ok().map(For::Person),
        _ => None,
    };
    known.ok_or(Fault::Choice)
}

/// `92.5`, `92.5%`, `９２．５％`: in tenths; a share is of a hundred, points may be below zero.
fn tenths(typed: &str, unit: Unit) -> Result<i32, Fault> {
    let plain: String = typed
        .chars()
        .map(|sign| match sign {
            '０'..='９' => char::from_u32(u32::from(sign) - u32::from('０') + u32::from('0')).unwrap_or(sign),
            '．' => '.',
            '％' => '%',
            '－' | '−' | '–' => '-',
            sign => sign,
        })
        .filter(|sign| !sign.is_whitespace())
        .collect();
    let plain = plain.strip_suffix('%').unwrap_or(&plain);
    let (negative, digits) = plain.strip_prefix('-').map_or((false, plain), |digits| (true, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) {
        return Err(Fault::Number);
    }
    if fraction.len() > 1 {
        return Err(Fault::Decimals { max: 1 });
    }
    let number = |text: &str| text.parse::<i32>().map_err(|_| Fault::Number);
    let tenths = number(whole)? * 10 + number(fraction)?;
    let min = match unit {
        Unit::Percent => 0,
        Unit::Points => -100,
    };
    if tenths > 1_000 {
        Err(Fault::TooLarge { max: 100 })
    } else if negative && -tenths < min * 10 {
        Err(if min == 0 {
            Fault::Negative
        } else {
            Fault::TooSmall { min: min.into() }
        })
    } else {
        Ok(if negative { -tenths } else { tenths })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_typed_to_one_decimal() {
        let share = |typed: &str| tenths(typed, Unit::Percent);
        assert_eq!(share("92.5"), Ok(925));
        assert_eq!(share(" 92 % "), Ok(920));
        assert_eq!(share("９２．５％"), Ok(925));
        assert_eq!(share("100"), Ok(1_000));
        assert_eq!(share("100.1"), Err(Fault::TooLarge { max: 100 }));
        assert_eq!(share("-1"), Err(Fault::Negative));
        assert_eq!(share("9.25"), Err(Fault::Decimals { max: 1 }));
        assert_eq!(share("much"), Err(Fault::Number));
        assert_eq!(tenths("-12.5", Unit::Points), Ok(-125));
        assert!(tenths("-100.1", Unit::Points).is_err());
    }

    #[test]
    fn whose_it_is() {
        let form = |whose: &str| TargetForm {
            figure: "nps".into(),
            whose: whose.into(),
            from_on: "2026-12-01".into(),
            target: String::new(),
        };
        let parsed = form("").parse().unwrap();
        assert_eq!((parsed.whose, parsed.tenths), (For::Store, None));
        assert!(form("team:x").parse().is_err());
        assert!(form("everybody").parse().is_err());
    }
}
