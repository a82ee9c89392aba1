//! Engine (or drive motor) numbers: makers agree on nothing but letters and digits, 4–30 of them, with - * / . between.

use super::{fault::Fault, personal::hide_from_debug, text};

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EngineNumber(String);

hide_from_debug!(EngineNumber);

impl EngineNumber {
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let typed = text::code(raw, &[])?;
        if (4..=30).contains(&typed.len()) && typed.chars().all(is_allowed) {
            Ok(Self(typed))
        } else {
            Err(Fault::EngineNumber)
        }
    }

    pub fn canonical(&self) -> &str {
        &self.0
    }

    pub fn masked(&self) -> String {
        text::mask(&self.0, 2, 2)
    }
}

fn is_allowed(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '*' | '/' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_digits() {
        assert_eq!(EngineNumber::parse(" f5750 dgc").unwrap().canonical(), "F5750DGC");
        assert_eq!(EngineNumber::parse("CEA*123456").unwrap().masked(), "CE******56");
        assert_eq!(EngineNumber::parse(""), Err(Fault::Required));
        for raw in ["F57", "发动机1234", &"1".repeat(31)] {
            assert_eq!(EngineNumber::parse(raw), Err(Fault::EngineNumber));
        }
        assert_eq!(
            format!("{:?}", EngineNumber::parse("F5750DGC").unwrap()),
            "EngineNumber([PII])"
        );
    }
}
