//! Vehicle identification numbers (ISO 3779, GB 16735): 17 characters without I, O and Q, the ninth being a check digit.
//! The check digit is binding for cars made in China (VIN begins with L); elsewhere it is not always used, so only a warning.

use super::{fault::Fault, personal::hide_from_debug, text};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VinWarning {
    CheckDigit,
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Vin(String);

hide_from_debug!(Vin);

impl Vin {
    pub fn parse(raw: &str) -> Result<(Self, Option<VinWarning>), Fault> {
        let typed = text::code(raw, &['-', '·', '.', '*'])?;
        if typed.chars().count() != 17 {
            return Err(Fault::VinLength);
        }
        let expected = check_digit(&typed).ok_or(Fault::VinCharacter)?;
        if typed.chars().nth(8) == Some(expected) {
            Ok((Self(typed), None))
        } else if typed.starts_with('L') {
            Err(Fault::VinCheckDigit)
        } else {
            Ok((Self(typed), Some(VinWarning::CheckDigit)))
        }
    }

    pub fn canonical(&self) -> &str {
        &self.0
    }

    /// World manufacturer identifier: country and maker.
    pub fn wmi(&self) -> &str {
        self.0.get(..3).unwrap_or_default()
    }

    pub fn last_six(&self) -> &str {
        text::last(&self.0, 6)
    }

    /// `LSV**********4321`.
    pub fn masked(&self) -> String {
        text::mask(&self.0, 3, 4)
    }
}

/// `None` if a character may not stand in a VIN.
fn check_digit(vin: &str) -> Option<char> {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let sum = vin
        .chars()
        .zip(WEIGHTS)
        .try_fold(0, |sum, (c, weight)| Some(sum + value(c)? * weight))?;
    match sum % 11 {
        10 => Some('X'),
        digit => char::from_digit(digit, 10),
    }
}

fn value(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        'A' | 'J' => Some(1),
        'B' | 'K' | 'S' => Some(2),
        'C' | 'L' | 'T' => Some(3),
        'D' | 'M' | 'U' => Some(4),
        'E' | 'N' | 'V' => Some(5),
        'F' | 'W' => Some(6),
        'G' | 'P' | 'X' => Some(7),
        'H' | 'Y' => Some(8),
        'R' | 'Z' => Some(9),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn as_people_type_them() {
        for raw in [
            "LSVRL1VU6ASB5KKXL",
            "lsvrl1vu6asb5kkxl",
            " LSV RL1VU6-ASB5KKXL ",
            "ＬＳＶＲＬ１ＶＵ６ＡＳＢ５ＫＫＸＬ",
        ] {
            let (vin, warning) = Vin::parse(raw).unwrap();
            assert_eq!((vin.canonical(), warning), ("LSVRL1VU6ASB5KKXL", None));
        }
    }

    #[test]
    fn the_check_digit_binds_chinese_cars_only() {
        assert_eq!(Vin::parse("LSVRL1VU7ASB5KKXL"), Err(Fault::VinCheckDigit));
        assert_eq!(Vin::parse("1M8GDM9AXKP042788").unwrap().1, None);
        assert_eq!(Vin::parse("WVWZZZ1JZ3W386752").unwrap().1, Some(VinWarning::CheckDigit));
    }

    #[test]
    fn length_and_characters() {
        assert_eq!(Vin::parse("LSVYX9N5XGC6HY2P"), Err(Fault::VinLength));
        assert_eq!(Vin::parse("LSVRL1VU6ASB5KKXL0"), Err(Fault::VinLength));
        assert_eq!(Vin::parse("LSVRL1VU6ASB5KKXO"), Err(Fault::VinCharacter));
        assert_eq!(Vin::parse("LSVRL1VU6ASB5KKX车"), Err(Fault::VinCharacter));
        assert_eq!(Vin::parse(""), Err(Fault::Required));
    }

    #[test]
    fn parts() {
        let (vin, _) = Vin::parse("LSVRL1VU6ASB5KKXL").unwrap();
        assert_eq!(
            (vin.wmi(), vin.last_six(), &*vin.masked()),
            ("LSV", "B5KKXL", "LSV**********KKXL")
        );
        assert_eq!(format!("{vin:?}"), "Vin([PII])");
    }

    proptest! {
        #[test]
        fn never_panics(raw in "\\PC*") {
            let _ = Vin::parse(&raw);
        }

        #[test]
        fn any_single_wrong_digit_is_found(at in 0usize..17, digit in 0u32..10) {
            let good = "LSVRL1VU6ASB5KKXL";
            let wrong: String = good.chars().enumerate()
                .map(|(i, c)| if i == at && c.is_ascii_digit() { char::from_digit(digit, 10).unwrap() } else { c }).collect();
            prop_assert_eq!(Vin::parse(&wrong).is_ok(), wrong == good);
        }
    }
}
