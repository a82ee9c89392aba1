//! 统一社会信用代码 of companies (GB 32100-2015): 18 characters, the last being a check character (modulo 31).

use super::{fault::Fault, personal::hide_from_debug, text};

const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CreditCode(String);

hide_from_debug!(CreditCode);

impl CreditCode {
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let typed = text::code(raw, &['-'])?;
        if is_valid(&typed) {
            Ok(Self(typed))
        } else {
            Err(Fault::CreditCode)
        }
    }

    pub fn canonical(&self) -> &str {
        &self.0
    }

    pub fn masked(&self) -> String {
        text::mask(&self.0, 3, 4)
    }
}

/// Authority, kind, six digits of region, nine of the organisation, check character.
fn is_valid(code: &str) -> bool {
    let Some((body, check)) = code.split_at_checked(17) else {
        return false;
    };
    let region = body
        .get(2..8)
        .is_some_and(|region| region.bytes().all(|b| b.is_ascii_digit()));
    let values: Option<Vec<usize>> = body.chars().map(|c| ALPHABET.find(c)).collect();
    region && check.len() == 1 && values.is_some_and(|values| ALPHABET.find(check) == Some(check_value(&values)))
}

/// Weights are the powers of 3 modulo 31.
fn check_value(values: &[usize]) -> usize {
    let (sum, _) = values
        .iter()
        .fold((0, 1), |(sum, weight), value| (sum + value * weight, weight * 3 % 31));
    (31 - sum % 31) % 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_codes_fit() {
        for raw in ["914403001922038216", "9144030071526726xg", " 91110000 802100433B "] {
            assert!(CreditCode::parse(raw).is_ok(), "{raw}");
        }
    }

    #[test]
    fn anything_else_does_not() {
        for raw in [
            "914403001922038217",
            "91440300192203821",
            "9144030019220382166",
            "9144O3001922038216",
            "91440300192203821车",
            "91A403001922038216",
        ] {
            assert_eq!(CreditCode::parse(raw), Err(Fault::CreditCode), "{raw}");
        }
        assert_eq!(CreditCode::parse(" "), Err(Fault::Required));
    }

    #[test]
    fn masked() {
        let code = CreditCode::parse("9144030071526726XG").unwrap();
        assert_eq!(
            (&*code.masked(), code.canonical()),
            ("914***********26XG", "9144030071526726XG")
        );
        assert_eq!(format!("{code:?}"), "CreditCode([PII])");
    }
}
