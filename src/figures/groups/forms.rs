//! Queries and forms of groups.

use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use super::model::{Asked, Leaving, NONE};
use super::rules::{RfmGroup, Stage, View};
use crate::customers::rules::Usage;
use crate::platform::error::FieldErrors;
use crate::platform::web::narrow::Narrowed;
use crate::platform::web::{Checker, Form};
use crate::values::date;
use crate::values::fault::Fault;
use crate::values::ids::CustomerId;
use crate::values::text;

/// What may be ticked at once.
const MOST: usize = 200;
/// The longest name of a brand, in characters.
const BRAND: usize = 40;

/// `GET /customer-groups/customers`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub view: String,
    pub group: String,
    pub stage: String,
    pub scenario: String,
    pub after: String,
}

impl Narrowed for ListQuery {
    const PATH: &'static str = "/customer-groups/customers";

    fn all(&self) -> Vec<(&'static str, &String)> {
        vec![
            ("view", &self.view),
            ("group", &self.group),
            ("stage", &self.stage),
            ("scenario", &self.scenario),
        ]
    }
}

impl ListQuery {
    /// What is asked for; what can't be read narrows nothing.
    pub fn asked(&self) -> Asked {
        let group = match self.group.as_str() {
            NONE => Some(None),
            code => RfmGroup::parse(code).map(Some),
        };
        let scenario = match self.scenario.as_str() {
            NONE => Some(String::new()),
            code => Usage::parse(code).map(|usage| usage.code().to_owned()),
        };
        Asked {
            view: View::parse(&self.view).filter(|view| *view != View::All),
            group,
            stage: Stage::parse(&self.stage),
            scenario,
        }
    }
}

/// `POST /customer-groups/calls`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct CallsForm {
    pub ids: Vec<String>,
    /// The list as it was looked at.
    pub back: String,
}

impl CallsForm {
    /// The list again, and nothing but the list.
    pub fn back_to(&self) -> String {
        let path = <ListQuery as Narrowed>::PATH;
        match self.back.strip_prefix(path) {
            Some(rest) if rest.is_empty() || rest.starts_with('?') => self.back.clone(),
            _ => path.to_owned(),
        }
    }
}

impl Form for CallsForm {
    type Parsed = Vec<CustomerId>;

    fn parse(&self) -> Result<Vec<CustomerId>, FieldErrors> {
        let mut check = Checker::of(self);
        let mut ids: Vec<CustomerId> = self.ids.iter().filter_map(|id| id.parse().ok()).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            check.fault("ids", Fault::Required);
        } else if ids.len() > MOST {
            check.fault("ids", Fault::TooMany { max: MOST });
        }
        check.finish(|| Some(ids))
    }
}

/// `POST /customer-groups/of/{id}/leaving`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct LeavingForm {
    /// `gone` or `here`.
    pub state: String,
    pub to: String,
    pub on: String,
    pub lock_version: String,
}

fn one_of(raw: &str, yes: &str, no: &str) -> Result<bool, Fault> {
    match raw {
        raw if raw == yes => Ok(true),
        raw if raw == no => Ok(false),
        _ => Err(Fault::Choice),
    }
}

impl Form for LeavingForm {
    type Parsed = (Leaving, i32);

    fn parse(&self) -> Result<(Leaving, i32), FieldErrors> {
        let mut check = Checker::of(self);
        let gone = check.required("state", &self.state, |raw| one_of(raw, "gone", "here"));
        let to = check.optional("to", &self.to, |raw| text::line(raw, BRAND));
        let on: Option<Option<NaiveDate>> = check.optional("on", &self.on, date::parse_day);
        check.finish(|| {
            let leaving = if gone? {
                Leaving::Gone {
                    to: to?.unwrap_or_default(),
                    on: on?,
                }
            } else {
                Leaving::Here
            };
            Some((leaving, self.lock_version.parse().unwrap_or_default()))
        })
    }
}

/// `POST /customer-groups/of/{id}/profiling`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ProfilingForm {
    /// `refused` or `allowed`.
    pub profiling: String,
    pub lock_version: String,
}

impl Form for ProfilingForm {
    /// Whether they refuse.
    type Parsed = (bool, i32);

    fn parse(&self) -> Result<(bool, i32), FieldErrors> {
        let mut check = Checker::of(self);
        let refuses = check.required("profiling", &self.profiling, |raw| one_of(raw, "refused", "allowed"));
        check.finish(|| Some((refuses?, self.lock_version.parse().unwrap_or_default())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_not_be_read_narrows_nothing() {
        let query = ListQuery {
            view: "everything".into(),
            group: "rich".into(),
            stage: "owner".into(),
            scenario: NONE.into(),
            after: String::new(),
        };
        assert_eq!(
            query.asked(),
            Asked {
                stage: Some(Stage::Owner),
                scenario: Some(String::new()),
                ..Asked::default()
            }
        );
    }

    #[test]
    fn one_goes_back_to_the_list_only() {
        let back = |back: &str| {
            CallsForm {
                ids: vec![],
                back: back.into(),
            }
            .back_to()
        };
        assert_eq!(
            back("/customer-groups/customers?group=lost"),
            "/customer-groups/customers?group=lost"
        );
        assert_eq!(back("https://example.com"), "/customer-groups/customers");
        assert_eq!(back("/customer-groups/customersx"), "/customer-groups/customers");
    }
}
