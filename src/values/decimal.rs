//! Numbers as typed and as shown, without floating point: sign, unit, thousands commas, decimals, 万.

use super::{fault::Fault, text};

/// A number as typed, its unit taken off.
pub(super) struct Typed {
    pub negative: bool,
    digits: String,
    ten_thousands: bool,
}

/// Takes any of `units` (lower case) off both ends.
pub(super) fn read(raw: &str, units: &[&str]) -> Result<Typed, Fault> {
    let typed = text::code(raw, &[])?.to_lowercase();
    let (sign, typed) = split_sign(strip(&typed, units));
    let (inner_sign, typed) = split_sign(strip(typed, units));
    let (digits, ten_thousands) = match typed.strip_suffix(['万', 'w']) {
        Some(digits) => (digits, true),
        None => (typed, false),
    };
    Ok(Typed {
        negative: sign || inner_sign,
        digits: digits.to_owned(),
        ten_thousands,
    })
}

impl Typed {
    /// In units of 10^-`places`; `None` unless the digits are a plain number with at most that many decimals.
    /// What doesn't fit saturates, so that a range check can name the limit.
    pub fn scaled(&self, places: usize) -> Option<i64> {
        let places = if self.ten_thousands { places + 4 } else { places };
        let (whole, fraction) = match self.digits.split_once('.') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (self.digits.as_str(), ""),
        };
        if fraction.len() > places || !is_digits(fraction) || !is_whole(whole) {
            return None;
        }
        let scaled = format!("{}{fraction:0<places$}", whole.replace(',', ""));
        Some(scaled.parse().unwrap_or(i64::MAX))
    }
}

/// `-1234567` as `-1,234,567`.
pub(crate) fn grouped(number: impl Into<i128>) -> String {
    let number = number.into();
    let digits = number.unsigned_abs().to_string();
    let mut shown = if number < 0 { "-".to_owned() } else { String::new() };
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

fn strip<'a>(mut typed: &'a str, units: &[&str]) -> &'a str {
    for unit in units {
        typed = typed.strip_prefix(unit).unwrap_or(typed);
        typed = typed.strip_suffix(unit).unwrap_or(typed);
    }
    typed
}

fn split_sign(typed: &str) -> (bool, &str) {
    match typed.strip_prefix(['-', '−', '–']) {
        Some(rest) => (true, rest),
        None => (false, typed),
    }
}

/// Digits, or groups of three with commas between; `1,5` is more likely a decimal comma than fifteen.
fn is_whole(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let plain = !first.is_empty() && is_digits(first);
    plain && (first.len() <= 3 || !whole.contains(',')) && groups.all(|group| group.len() == 3 && is_digits(group))
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_decimals_and_ten_thousands() {
        for (raw, places, expected) in [
            ("1,234.5", 2, Some(123_450)),
            ("１，２３４", 0, Some(1_234)),
            ("1.2万", 0, Some(12_000)),
            ("18.98w", 2, Some(18_980_000)),
            ("0", 0, Some(0)),
            ("9".repeat(30).as_str(), 0, Some(i64::MAX)),
            ("1,5", 2, None),
            ("1234,567", 0, None),
            ("1,234,", 0, None),
            (",123", 0, None),
            ("1.234", 2, None),
            ("1.", 2, None),
            (".5", 2, None),
            ("1.2.3", 2, None),
            ("万", 0, None),
            ("1e3", 0, None),
        ] {
            assert_eq!(read(raw, &[]).unwrap().scaled(places), expected, "{raw}");
        }
    }

    #[test]
    fn groups_of_three() {
        let shown = [0, 999, 1_000, -100, -1_234_567].map(|number: i64| grouped(number));
        assert_eq!(shown, ["0", "999", "1,000", "-100", "-1,234,567"]);
    }
}
