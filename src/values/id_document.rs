//! Identity documents: mainland ID (GB 11643, also residence permits, which share its form), Hong Kong/Macao permit,
//! Taiwan permit, passport.

use chrono::NaiveDate;

use super::{fault::Fault, personal::hide_from_debug, text};

crate::coded! {
    pub enum IdKind {
        MainlandId "mainland_id",
        HkMacaoPermit "hk_macao_permit",
        TaiwanPermit "taiwan_permit",
        Passport "passport",
    }
}

crate::coded! {
    pub enum Gender { Male "male", Female "female" }
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdDocument {
    kind: IdKind,
    canonical: String,
}

hide_from_debug!(IdDocument);

impl IdDocument {
    pub fn parse(kind: IdKind, raw: &str) -> Result<Self, Fault> {
        let canonical = text::code(raw, &['-', '(', ')'])?;
        match kind {
            IdKind::MainlandId => check_mainland(&canonical)?,
            IdKind::HkMacaoPermit => ensure(is_hk_macao_permit(&canonical), Fault::Permit)?,
            IdKind::TaiwanPermit => ensure(is_taiwan_permit(&canonical), Fault::Permit)?,
            IdKind::Passport => ensure(is_passport(&canonical), Fault::Passport)?,
        }
        Ok(Self { kind, canonical })
    }

    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    pub fn kind(&self) -> IdKind {
        self.kind
    }

    /// Known from a mainland ID only.
    pub fn birth_date(&self) -> Option<NaiveDate> {
        self.mainland().and_then(birth_date)
    }

    /// Known from a mainland ID only.
    pub fn gender(&self) -> Option<Gender> {
        let order = self.mainland()?.chars().nth(16)?.to_digit(10)?;
        Some(if order % 2 == 1 { Gender::Male } else { Gender::Female })
    }

    /// `310***********1234`.
    pub fn masked(&self) -> String {
        text::mask(&self.canonical, 3, 4)
    }

    fn mainland(&self) -> Option<&str> {
        (self.kind == IdKind::MainlandId).then_some(&self.canonical)
    }
}

fn check_mainland(number: &str) -> Result<(), Fault> {
    let (body, check) = number.split_at_checked(17).ok_or(Fault::IdNumberLength)?;
    let digits: Option<Vec<u32>> = body.chars().map(|c| c.to_digit(10)).collect();
    let digits = digits
        .filter(|_| check.len() == 1 && !body.starts_with('0'))
        .ok_or(Fault::IdNumberLength)?;
    birth_date(number).ok_or(Fault::IdNumberDate)?;
    ensure(check.chars().next() == check_digit(&digits), Fault::IdNumberCheckDigit)
}

/// ISO 7064 MOD 11-2.
fn check_digit(digits: &[u32]) -> Option<char> {
    let sum = digits.iter().fold(0, |sum, digit| (sum + digit) * 2 % 11);
    match (12 - sum) % 11 {
        10 => Some('X'),
        digit => char::from_digit(digit, 10),
    }
}

fn birth_date(number: &str) -> Option<NaiveDate> {
    let year = number.get(6..10)?.parse().ok().filter(|year| *year >= 1900)?;
    NaiveDate::from_ymd_opt(
        year,
        number.get(10..12)?.parse().ok()?,
        number.get(12..14)?.parse().ok()?,
    )
}

/// H or M, eight digits for life, and on older cards two for the issue.
fn is_hk_macao_permit(number: &str) -> bool {
    number
        .strip_prefix(['H', 'M'])
        .is_some_and(|rest| matches!(rest.len(), 8 | 10) && is_digits(rest))
}

/// Eight digits; on older booklets ten and a letter.
fn is_taiwan_permit(number: &str) -> bool {
    let digits = number.trim_end_matches(|c: char| c.is_ascii_uppercase());
    is_digits(digits) && (number.len() == 8 || digits.len() == 10 && number.len() <= 11) && digits.len() >= 8
}

fn is_passport(number: &str) -> bool {
    let alphanumeric = number.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    (5..=15).contains(&number.len()) && alphanumeric && number.contains(|c: char| c.is_ascii_digit())
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

fn ensure(holds: bool, fault: Fault) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(fault) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mainland(raw: &str) -> Result<IdDocument, Fault> {
        IdDocument::parse(IdKind::MainlandId, raw)
    }

    #[test]
    fn a_mainland_id_tells_birth_date_and_gender() {
        let id = mainland(" 11010519491231002x ").unwrap();
        assert_eq!(id.canonical(), "11010519491231002X");
        assert_eq!(id.birth_date(), NaiveDate::from_ymd_opt(1949, 12, 31));
        assert_eq!(id.gender(), Some(Gender::Female));
        assert_eq!(id.masked(), "110***********002X");
        assert_eq!(format!("{id:?}"), "IdDocument([PII])");
    }

    #[test]
    fn what_is_wrong_with_it() {
        assert_eq!(mainland("110105491231002"), Err(Fault::IdNumberLength));
        assert_eq!(mainland("1101051949123100200"), Err(Fault::IdNumberLength));
        assert_eq!(mainland("1101051949123100X2"), Err(Fault::IdNumberLength));
        assert_eq!(mainland("身份证号码身份证"), Err(Fault::IdNumberLength));
        assert_eq!(mainland("110105194902310021"), Err(Fault::IdNumberDate));
        assert_eq!(mainland("110105194912310021"), Err(Fault::IdNumberCheckDigit));
        assert_eq!(mainland(""), Err(Fault::Required));
    }

    #[test]
    fn permits_and_passports() {
        for (kind, raw, fits) in [
            (IdKind::HkMacaoPermit, "h12345678", true),
            (IdKind::HkMacaoPermit, "M1234567801", true),
            (IdKind::HkMacaoPermit, "A12345678", false),
            (IdKind::HkMacaoPermit, "H1234567", false),
            (IdKind::TaiwanPermit, "12345678", true),
            (IdKind::TaiwanPermit, "0123456789(B)", true),
            (IdKind::TaiwanPermit, "1234567", false),
            (IdKind::TaiwanPermit, "1234567B", false),
            (IdKind::TaiwanPermit, "1234567890BC", false),
            (IdKind::Passport, "e12345678", true),
            (IdKind::Passport, "EJ1234567", true),
            (IdKind::Passport, "PASSPORT", false),
            (IdKind::Passport, "E123", false),
        ] {
            let parsed = IdDocument::parse(kind, raw);
            assert_eq!(parsed.is_ok(), fits, "{raw}");
            assert!(parsed.is_err() || parsed.unwrap().birth_date().is_none());
        }
    }

    proptest! {
        #[test]
        fn never_panics(raw in "\\PC*") {
            for kind in [IdKind::MainlandId, IdKind::HkMacaoPermit, IdKind::TaiwanPermit, IdKind::Passport] {
                let _ = IdDocument::parse(kind, &raw);
            }
        }

        #[test]
        fn exactly_one_check_digit_fits(body in "[1-9][0-9]{5}19[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}") {
            let fitting = "0123456789X".chars().filter(|check| mainland(&format!("{body}{check}")).is_ok()).count();
            prop_assert_eq!(fitting, 1);
        }
    }
}
