use serde::Deserialize;
use validator::Validate;

use crate::customers::model::{Key, Likeness};
use crate::platform::error::FieldErrors;
use crate::platform::vault::Purpose;
use crate::platform::web::Form;
use crate::values::credit_code::CreditCode;
use crate::values::date;
use crate::values::email::Email;
use crate::values::fault::Fault;
use crate::values::id_document::{IdDocument, IdKind};
use crate::values::person_name::PersonName;
use crate::values::phone::Phone;
use crate::values::plate::Plate;
use crate::values::vin::Vin;

/// The customer form while it is being filled: only what a check looks at.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct CheckForm {
    /// The customer who is being edited.
    pub customer: String,
    pub name: String,
    pub born_on: String,
    pub phone: Vec<String>,
    pub id_kind: String,
    pub id_number: String,
    pub email: String,
    pub wechat: String,
    pub credit_code: String,
    pub plate: String,
    pub vin: String,
}

impl Form for CheckForm {
    type Parsed = ();

    fn parse(&self) -> Result<(), FieldErrors> {
        Ok(())
    }
}

/// What was found out about one field.
#[derive(Default)]
pub struct Checked {
    pub fault: Option<Fault>,
    /// Filled, and as it should be.
    pub sound: bool,
    pub new_energy: bool,
    pub vin_doubtful: bool,
    /// What duplicates are looked for by.
    pub likeness: Likeness,
    /// Look for namesakes too.
    pub name: Option<String>,
}

impl Checked {
    fn take(&mut self, key: Result<Key, Fault>) {
        match key {
            Ok(key) => {
                self.sound = true;
                self.likeness.keys.push(key);
            }
            Err(fault) => self.fault = Some(fault),
        }
    }
}

impl CheckForm {
    /// Checks one field; an empty or masked one has nothing to be said about.
    pub fn check(&self, field: &str) -> Checked {
        let mut checked = Checked {
            likeness: Likeness {
                except: self.customer.parse().ok(),
                born_on: date::parse_day(&self.born_on).ok(),
                ..Likeness::default()
            },
            ..Checked::default()
        };
        let raw = self.raw(field);
        if raw.trim().is_empty() || raw.contains("***") {
            return checked;
        }
        match field {
            "name" => self.check_name(raw, &mut checked),
            "id_number" => {
                let kind = IdKind::parse(&self.id_kind).unwrap_or(IdKind::MainlandId);
                let id = IdDocument::parse(kind, raw);
                checked.take(id.map(|id| (Purpose::IdNumber, id.canonical().to_owned())));
            }
            "email" => match Email::parse(raw) {
                Ok(_) => checked.sound = true,
                Err(fault) => checked.fault = Some(fault),
            },
            "credit_code" => {
                let code = CreditCode::parse(raw);
                checked.take(code.map(|code| (Purpose::CreditCode, code.canonical().to_owned())));
            }
            "plate" => match Plate::parse_optional(raw) {
                Ok(Some(plate)) => {
                    checked.new_energy = plate.is_new_energy();
                    checked.take(Ok((Purpose::Plate, plate.canonical().to_owned())));
                }
                Ok(None) => {}
                Err(fault) => checked.fault = Some(fault),
            },
            "vin" => match Vin::parse(raw) {
                Ok((vin, warning)) => {
                    checked.vin_doubtful = warning.is_some();
                    checked.take(Ok((Purpose::Vin, vin.canonical().to_owned())));
                }
                Err(fault) => checked.fault = Some(fault),
            },
            _ => {
                let phone = Phone::parse(raw);
                checked.take(phone.map(|phone| (Purpose::Phone, phone.canonical().to_owned())));
            }
        }
        checked
    }

    fn raw(&self, field: &str) -> &str {
        match field {
            "name" => &self.name,
            "id_number" => &self.id_number,
            "email" => &self.email,
            "credit_code" => &self.credit_code,
            "plate" => &self.plate,
            "vin" => &self.vin,
            field => {
                let row = field.strip_prefix("phone-").and_then(|row| row.parse::<usize>().ok());
                row.and_then(|row| self.phone.get(row)).map_or("", String::as_str)
            }
        }
    }

    /// A name counts together with another field.
    fn check_name(&self, raw: &str, checked: &mut Checked) {
        match PersonName::parse(raw) {
            Ok(name) => checked.name = Some(name.canonical().to_owned()),
            Err(fault) => checked.fault = Some(fault),
        }
        if let Ok(email) = Email::parse(&self.email) {
            checked
                .likeness
                .keys
                .push((Purpose::Email, email.canonical().to_lowercase()));
        }
        if !self.wechat.trim().is_empty() {
            checked
                .likeness
                .keys
                .push((Purpose::WeChat, self.wechat.trim().to_lowercase()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(field: &str, form: CheckForm) -> Option<Fault> {
        form.check(field).fault
    }

    #[test]
    fn fields_are_checked_as_they_are_typed() {
        let vin = |vin: &str| CheckForm {
            vin: vin.into(),
            ..CheckForm::default()
        };
        assert_eq!(fault("vin", vin("LSVAA49J032047371")), Some(Fault::VinCheckDigit));
        let abroad = vin("WVWZZZ1KZAW000001").check("vin");
        assert!(abroad.fault.is_none() && abroad.vin_doubtful);
        let plate = CheckForm {
            plate: "沪AD12345".into(),
            ..CheckForm::default()
        };
        assert!(plate.check("plate").new_energy);
        let phone = CheckForm {
            phone: vec!["138****5621".into(), "1380013".into()],
            ..CheckForm::default()
        };
        assert_eq!(phone.check("phone-0").fault, None);
        assert_eq!(phone.check("phone-1").fault, Some(Fault::Phone));
        assert!(phone.check("phone-9").likeness.keys.is_empty());
    }
}
