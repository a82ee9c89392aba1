//! What the search boxes post.

use serde::{Deserialize, Deserializer};
use validator::{Validate, ValidationErrors};

use super::model::Register;
use crate::customers::forms::CustomerForm;
use crate::customers::rules::Purpose;
use crate::customers::term::Term;
use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::values::fault::Fault;
use crate::values::text;
use crate::vehicles::forms::VehicleForm;

/// A search box: on a list of customers or in the palette.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct SearchForm {
    pub q: String,
    /// Which list shows what it finds: `members`, else that of customers.
    pub list: String,
}

impl SearchForm {
    /// The address of that list.
    pub fn shown_at(&self) -> &'static str {
        match self.list.as_str() {
            "members" => "/members",
            _ => "/customers",
        }
    }
}

impl Form for SearchForm {
    type Parsed = Term;

    fn parse(&self) -> Result<Term, FieldErrors> {
        Ok(Term::read(&self.q))
    }
}

/// A new customer, with a car and what the customer was told and allows.
#[derive(Default)]
pub struct RegisterForm {
    pub customer: CustomerForm,
    pub vehicle: VehicleForm,
    pub rest: RestForm,
}

/// What belongs to neither the customer nor the car.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct RestForm {
    /// The customer was told how their data is used.
    pub notice: String,
    /// Purposes that the customer agrees to.
    pub consent: Vec<String>,
    pub duplicate_reason: String,
    /// `new` to begin with the next customer.
    pub then: String,
}

/// Each part reads its own fields: flattening would lose repeated ones.
impl<'de> Deserialize<'de> for RegisterForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let pairs = Vec::<(String, String)>::deserialize(deserializer)?;
        let text = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&pairs)
            .finish();
        Ok(Self {
            customer: serde_html_form::from_str(&text).map_err(D::Error::custom)?,
            vehicle: serde_html_form::from_str(&text).map_err(D::Error::custom)?,
            rest: serde_html_form::from_str(&text).map_err(D::Error::custom)?,
        })
    }
}

impl Validate for RegisterForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        self.customer.validate()
    }
}

impl Form for RegisterForm {
    type Parsed = Register;

    fn parse(&self) -> Result<Register, FieldErrors> {
        let mut check = Checker::of(self);
        let draft = self.customer.read(&mut check);
        let vehicle = if self.vehicle.is_empty() {
            Some(None)
        } else {
            self.vehicle.read(&mut check).map(Some)
        };
        if self.rest.notice.is_empty() {
            check.fault("notice", Fault::Required);
        }
        let although = check.optional("duplicate_reason", &self.rest.duplicate_reason, |raw| {
            text::line(raw, 200)
        });
        check.finish(|| {
            Some(Register {
                draft: draft?,
                vehicle: vehicle?,
                purposes: self
                    .rest
                    .consent
                    .iter()
                    .filter_map(|code| Purpose::parse(code))
                    .collect(),
                although: although?,
                another: self.rest.then == "new",
            })
        })
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        (name == "vehicles_vin").then_some(("vin", Fault::Taken))
    }
}
