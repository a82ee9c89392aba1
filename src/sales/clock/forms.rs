//! Forms of the clock: assignment, release, duty.

use serde::Deserialize;
use validator::Validate;

use super::model::Duty;
use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::sales::rules::SourceKind;
use crate::values::fault::Fault;
use crate::values::ids::{LeadId, StaffId};
use crate::values::text;

/// The longest reason.
const REASON: usize = 500;
/// What may be picked at once.
const MOST: usize = 500;
/// Names of models that are somebody's.
const MODELS: usize = 30;
const MODEL: usize = 60;

/// `POST /leads/assignment` and `POST /leads/{id}/assignment`
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct AssignForm {
    pub ids: Vec<String>,
    pub owner_id: String,
    pub reason: String,
    /// The list as it was looked at.
    pub back: String,
    /// The page asked already: the list sends the leads alone.
    pub asked: String,
}

pub struct Assignment {
    pub ids: Vec<LeadId>,
    pub owner: StaffId,
    pub reason: Option<String>,
}

impl AssignForm {
    /// The leads again, or the overview they were found on, and nothing else.
    pub fn back_to(&self) -> String {
        list_again(&self.back).unwrap_or_else(|| "/leads".to_owned())
    }
}

impl Form for AssignForm {
    type Parsed = Assignment;

    fn parse(&self) -> Result<Assignment, FieldErrors> {
        let mut check = Checker::of(self);
        let owner = check.required("owner_id", &self.owner_id, id);
        let reason = check.optional("reason", &self.reason, |raw| text::note(raw, REASON));
        let ids: Vec<LeadId> = self.ids.iter().filter_map(|id| id.parse().ok()).collect();
        if ids.is_empty() {
            check.fault("ids", Fault::Required);
        } else if ids.len() > MOST {
            check.fault("ids", Fault::TooMany { max: MOST });
        }
        check.finish(|| {
            Some(Assignment {
                ids,
                owner: owner?,
                reason: reason?,
            })
        })
    }
}

fn id<T: std::str::FromStr>(raw: &str) -> Result<T, Fault> {
    raw.trim().parse().map_err(|_| Fault::Choice)
}

/// Where somebody came from, if it was leads or the overview.
pub fn list_again(back: &str) -> Option<String> {
    let own = ["/leads", "/sales-overview"].iter().any(|list| {
        back.strip_prefix(list)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['?', '/']))
    });
    own.then(|| back.to_owned())
}

/// As [`AssignForm`], for the one lead of the address.
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct AssignOneForm {
    pub owner_id: String,
    pub reason: String,
    pub back: String,
}

impl Form for AssignOneForm {
    type Parsed = (StaffId, Option<String>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let owner = check.required("owner_id", &self.owner_id, id);
        let reason = check.optional("reason", &self.reason, |raw| text::note(raw, REASON));
        check.finish(|| Some((owner?, reason?)))
    }
}

/// `POST /pool/{id}/release`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ReleaseForm {
    pub reason: String,
}

impl Form for ReleaseForm {
    type Parsed = String;

    fn parse(&self) -> Result<String, FieldErrors> {
        let mut check = Checker::of(self);
        let reason = check.required("reason", &self.reason, |raw| text::note(raw, REASON));
        check.finish(|| reason)
    }
}

/// `POST /sales-duty/{id}`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct DutyForm {
    pub takes_leads: String,
    pub sources: Vec<String>,
    pub models: String,
    pub lock_version: String,
}

impl Form for DutyForm {
    type Parsed = Duty;

    fn parse(&self) -> Result<Duty, FieldErrors> {
        let mut check = Checker::of(self);
        let mut sources = Vec::new();
        for code in &self.sources {
            match SourceKind::chosen(code) {
                Ok(kind) => sources.push(kind.code()),
                Err(fault) => check.fault("sources", fault),
            }
        }
        let mut models = Vec::new();
        for line in self.models.lines().filter(|line| !line.trim().is_empty()) {
            match text::line(line, MODEL) {
                Ok(name) => models.push(name),
                Err(fault) => check.fault("models", fault),
            }
        }
        if models.len() > MODELS {
            check.fault("models", Fault::TooMany { max: MODELS });
        }
        check.finish(|| {
            Some(Duty {
                takes_leads: !self.takes_leads.is_empty(),
                sources,
                models,
                lock_version: self.lock_version.parse().unwrap_or_default(),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duty_names_its_models_line_by_line() {
        let form = DutyForm {
            takes_leads: "1".into(),
            models: " ES6 \n\nET5 旅行版\r\n".into(),
            ..DutyForm::default()
        };
        let duty = form.parse().unwrap();
        assert!(duty.takes_leads);
        assert_eq!(duty.models, ["ES6", "ET5 旅行版"]);
        let unknown = DutyForm {
            sources: vec!["x".into()],
            ..DutyForm::default()
        };
        assert_eq!(unknown.parse().unwrap_err().get("sources"), Some(&Fault::Choice));
    }

    #[test]
    fn after_an_assignment_the_way_leads_back_to_leads_only() {
        let back = |back: &str| {
            AssignForm {
                back: back.into(),
                ..AssignForm::default()
            }
            .back_to()
        };
        assert_eq!(back("/leads?view=mine"), "/leads?view=mine");
        assert_eq!(back("https://example.com/leads"), "/leads");
        assert_eq!(back("//leads"), "/leads");
    }
}
