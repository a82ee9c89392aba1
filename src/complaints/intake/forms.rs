//! What the public complaint form holds.

use serde::Deserialize;
use validator::Validate;

use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::values::email::Email;
use crate::values::person_name::PersonName;
use crate::values::phone::Phone;
use crate::values::plate::Plate;
use crate::values::text;

const FACTS: usize = 2_000;
const WISH: usize = 500;

#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ComplainForm {
    pub category: String,
    pub facts: String,
    pub wish: String,
    pub name: String,
    pub phone: String,
    pub email: String,
    pub plate: String,
    /// A person can't see this field; what fills it in is a program.
    pub website: String,
}

/// Who complains, and about what.
pub struct Grievance {
    pub category: String,
    pub facts: String,
    pub wish: Option<String>,
    pub name: PersonName,
    pub phone: Phone,
    pub email: Option<Email>,
    pub plate: Option<Plate>,
}

impl ComplainForm {
    pub fn is_from_a_program(&self) -> bool {
        !self.website.is_empty()
    }
}

impl Form for ComplainForm {
    type Parsed = Grievance;

    fn parse(&self) -> Result<Grievance, FieldErrors> {
        let mut check = Checker::of(self);
        let category = check.required("category", &self.category, |raw| text::line(raw, 40));
        let facts = check.required("facts", &self.facts, |raw| text::note(raw, FACTS));
        let wish = check.optional("wish", &self.wish, |raw| text::note(raw, WISH));
        let name = check.required("name", &self.name, PersonName::parse);
        let phone = check.required("phone", &self.phone, Phone::parse);
        let email = check.optional("email", &self.email, Email::parse);
        let plate = check.optional("plate", &self.plate, Plate::parse);
        check.finish(|| {
            Some(Grievance {
                category: category?,
                facts: facts?,
                wish: wish?,
                name: name?,
                phone: phone?,
                email: email?,
                plate: plate?,
            })
        })
    }
}
