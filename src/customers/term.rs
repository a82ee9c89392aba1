//! What somebody typed into a search box, and what it may stand for.

use crate::customers::model::Key;
use crate::platform::vault::Purpose;
use crate::values::credit_code::CreditCode;
use crate::values::email::Email;
use crate::values::id_document::{IdDocument, IdKind};
use crate::values::number::RecordNumber;
use crate::values::phone::Phone;
use crate::values::plate::Plate;
use crate::values::text;
use crate::values::vin::Vin;

/// The longest term that is looked at.
const LONGEST: usize = 80;

/// A term, read: keys to look up exactly, and whether it may be (part of) a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Term {
    /// As typed, on one line.
    pub text: String,
    /// What an exact search looks for.
    pub keys: Vec<Key>,
    /// What the term names in full: a look-up of a person by identity, which is audited.
    pub identities: Vec<Identity>,
    pub may_be_name: bool,
}

/// Something that names one person or car in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    Phone,
    Plate,
    Vin,
    IdNumber,
    CreditCode,
    Email,
}

impl Identity {
    /// The field named in the audit log.
    pub fn field(self) -> &'static str {
        match self {
            Identity::Phone => "phone",
            Identity::Plate => "plate",
            Identity::Vin => "vin",
            Identity::IdNumber => "id_number",
            Identity::CreditCode => "credit_code",
            Identity::Email => "email",
        }
    }

    /// Whether an advisor who types it has the customer before them (domain.md §2).
    pub fn opens_at_desk(self) -> bool {
        matches!(self, Identity::Phone | Identity::Plate | Identity::Vin)
    }
}

impl Term {
    /// Reads what was typed: full-width digits, spaces, dots and +86 make no difference.
    pub fn read(raw: &str) -> Self {
        let text: String = text::single_line(&text::normalize_width(raw))
            .chars()
            .take(LONGEST)
            .collect();
        let mut term = Self {
            text: text.clone(),
            ..Self::default()
        };
        term.read_identities(&text);
        term.read_parts(&text);
        let numbered = RecordNumber::parse(&text).is_ok();
        term.may_be_name = !numbered && term.identities.is_empty() && text.chars().any(char::is_alphabetic);
        term
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub fn is_identity(&self) -> bool {
        !self.identities.is_empty()
    }

    /// The names of the identities for the audit log.
    pub fn fields(&self) -> Vec<&'static str> {
        self.identities.iter().map(|identity| identity.field()).collect()
    }

    /// The keys that open a record at the desk.
    pub fn desk_keys(&self) -> Vec<Key> {
        let opens = |purpose: Purpose| {
            self.identities.iter().any(|identity| {
                identity.opens_at_desk()
                    && matches!(
                        (identity, purpose),
                        (Identity::Phone, Purpose::Phone)
                            | (Identity::Plate, Purpose::Plate)
                            | (Identity::Vin, Purpose::Vin)
                    )
            })
        };
        self.keys.iter().filter(|key| opens(key.0)).cloned().collect()
    }

    fn is(&mut self, identity: Identity, purpose: Purpose, canonical: &str) {
        self.identities.push(identity);
        self.keys.push((purpose, canonical.to_owned()));
    }

    fn read_identities(&mut self, text: &str) {
        if let Ok(phone) = Phone::parse(text) {
            self.is(Identity::Phone, Purpose::Phone, phone.canonical());
        }
        if let Ok(plate) = Plate::parse(text) {
            self.is(Identity::Plate, Purpose::Plate, plate.canonical());
        }
        if let Ok((vin, _)) = Vin::parse(text) {
            self.is(Identity::Vin, Purpose::Vin, vin.canonical());
        }
        if let Ok(email) = Email::parse(text) {
            self.is(Identity::Email, Purpose::Email, &email.canonical().to_lowercase());
        }
        if let Ok(code) = CreditCode::parse(text) {
            self.is(Identity::CreditCode, Purpose::CreditCode, code.canonical());
        }
        let document = [
            IdKind::MainlandId,
            IdKind::HkMacaoPermit,
            IdKind::TaiwanPermit,
            IdKind::Passport,
        ]
        .into_iter()
        .filter(|kind| *kind != IdKind::Passport || is_passport(text))
        .find_map(|kind| IdDocument::parse(kind, text).ok());
        if let Some(document) = document {
            self.is(Identity::IdNumber, Purpose::IdNumber, document.canonical());
        }
    }

    fn read_parts(&mut self, text: &str) {
        let code: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
        let code = code.to_ascii_uppercase();
        let digits = code.chars().all(|sign| sign.is_ascii_digit());
        if digits && code.len() == 4 {
            self.keys.push((Purpose::PhoneTail, code.clone()));
        }
        let alphanumeric = code.chars().all(|sign| sign.is_ascii_alphanumeric());
        if alphanumeric && code.len() == 6 && code.contains(|sign: char| sign.is_ascii_digit()) {
            self.keys.push((Purpose::VinTail, code.clone()));
        }
        if code.contains(|sign: char| sign.is_ascii_digit()) {
            let mut plates = Plate::anywhere(text);
            if plates.is_empty() {
                plates = Plate::by_serial(text);
            }
            self.keys.extend(
                plates
                    .iter()
                    .map(|plate| (Purpose::Plate, plate.canonical().to_owned())),
            );
        }
        let wechat = text.to_lowercase();
        let marks = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_');
        if (6..=20).contains(&wechat.len()) && wechat.chars().all(marks) && wechat.starts_with(char::is_alphabetic) {
            self.keys.push((Purpose::WeChat, wechat));
        }
    }
}

/// The passports one meets: one or two letters and seven or eight digits. Anything looser would take every code for one.
fn is_passport(text: &str) -> bool {
    let letters = text.chars().take_while(char::is_ascii_alphabetic).count();
    let digits = text.get(letters..).unwrap_or_default();
    (1..=2).contains(&letters) && (7..=8).contains(&digits.len()) && digits.bytes().all(|sign| sign.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(raw: &str) -> Vec<Key> {
        Term::read(raw).keys
    }

    #[test]
    fn identities_as_people_type_them() {
        for (raw, identity, key) in [
            ("１３８ 1234 5621", Identity::Phone, (Purpose::Phone, "13812345621")),
            ("+86 138-1234-5621", Identity::Phone, (Purpose::Phone, "13812345621")),
            ("沪A·12345", Identity::Plate, (Purpose::Plate, "沪A12345")),
            ("沪a 12345", Identity::Plate, (Purpose::Plate, "沪A12345")),
            ("沪AD12345", Identity::Plate, (Purpose::Plate, "沪AD12345")),
            ("lsvaa49j132047371", Identity::Vin, (Purpose::Vin, "LSVAA49J132047371")),
            ("Gu.Ming@QQ.com", Identity::Email, (Purpose::Email, "gu.ming@qq.com")),
            (
                "11010519491231002x",
                Identity::IdNumber,
                (Purpose::IdNumber, "11010519491231002X"),
            ),
            ("H12345678", Identity::IdNumber, (Purpose::IdNumber, "H12345678")),
            ("E12345678", Identity::IdNumber, (Purpose::IdNumber, "E12345678")),
        ] {
            let term = Term::read(raw);
            assert!(term.identities.contains(&identity), "{raw}");
            assert!(term.keys.contains(&(key.0, key.1.to_owned())), "{raw} {:?}", term.keys);
            assert!(!term.may_be_name, "{raw}");
        }
    }

    #[test]
    fn parts_are_no_identity() {
        assert_eq!(keys("5621"), [(Purpose::PhoneTail, "5621".to_owned())]);
        assert!(keys("047371").contains(&(Purpose::VinTail, "047371".to_owned())));
        assert_eq!(keys("a12345").iter().filter(|key| key.0 == Purpose::Plate).count(), 31);
        for raw in ["5621", "047371", "A12345", "138", "张三", "zs"] {
            assert!(!Term::read(raw).is_identity(), "{raw}");
        }
        assert!(
            Term::read("a12345").desk_keys().is_empty(),
            "a plate without its province opens nothing"
        );
    }

    #[test]
    fn a_serial_number_may_stand_anywhere_and_opens_nothing() {
        let term = Term::read("3q9kp");
        assert!(term.keys.contains(&(Purpose::Plate, "沪K3Q9KP".to_owned())));
        assert!(!term.is_identity() && term.desk_keys().is_empty());
    }

    #[test]
    fn names_are_names() {
        for raw in ["张三", "zs", "阿依古丽·买买提", "John Smith"] {
            assert!(Term::read(raw).may_be_name, "{raw}");
        }
        for raw in ["5621", "TS20261122-0005", "ts202611220005", "ＴＳ20261122－0005"] {
            assert!(!Term::read(raw).may_be_name, "{raw}");
        }
        assert!(Term::read(" \u{3000}").is_empty());
    }
}
