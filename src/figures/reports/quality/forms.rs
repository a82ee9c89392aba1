//! What the addresses and forms of the audit hold.

use serde::Deserialize;
use validator::Validate;

use super::model::{Filter, Judged, Whose};
use super::rules::{Gap, Outcome, Sampled, View};
use crate::figures::reports::month::Month;
use crate::platform::error::FieldErrors;
use crate::platform::web::narrow::Narrowed;
use crate::platform::web::{Checker, Form};
use crate::values::ids::StaffId;
use crate::values::text;

/// The longest note.
const NOTE: usize = 300;
/// What stands in an address for nobody.
pub const NOBODY: &str = "none";

/// The list of customers: what can't be read counts as not said.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub owner: String,
    pub view: String,
    pub gap: String,
    pub after: String,
}

impl ListQuery {
    pub fn filter(&self) -> Filter {
        Filter {
            whose: match self.owner.as_str() {
                NOBODY => Whose::Nobody,
                owner => owner.parse().map_or(Whose::Anybody, Whose::Person),
            },
            view: self.view(),
            gap: Gap::parse(&self.gap),
        }
    }

    pub fn view(&self) -> View {
        View::parse(&self.view).unwrap_or(View::All)
    }
}

impl Narrowed for ListQuery {
    const PATH: &'static str = "/data-quality/customers";

    fn all(&self) -> Vec<(&'static str, &String)> {
        vec![("view", &self.view), ("owner", &self.owner), ("gap", &self.gap)]
    }
}

/// The sample of a month.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SampleQuery {
    pub month: String,
    pub owner: String,
    pub view: String,
}

impl SampleQuery {
    /// This month, unless another one is asked for.
    pub fn month(&self, this: Month) -> Month {
        Month::parse(&self.month).unwrap_or(this)
    }

    pub fn owner(&self) -> Option<StaffId> {
        self.owner.parse().ok()
    }

    pub fn sampled(&self) -> Sampled {
        Sampled::parse(&self.view).unwrap_or(Sampled::Open)
    }
}

impl Narrowed for SampleQuery {
    const PATH: &'static str = "/data-quality/sample";

    fn all(&self) -> Vec<(&'static str, &String)> {
        vec![("month", &self.month), ("owner", &self.owner), ("view", &self.view)]
    }
}

/// What came of verifying a customer.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct JudgeForm {
    pub outcome: String,
    pub note: String,
    pub lock_version: String,
}

impl Form for JudgeForm {
    type Parsed = Judged;

    fn parse(&self) -> Result<Judged, FieldErrors> {
        let mut check = Checker::of(self);
        let outcome = check.required("outcome", &self.outcome, Outcome::chosen);
        // What is wrong and stays wrong has to be said.
        let note = if outcome == Some(Outcome::Wrong) {
            check
                .required("note", &self.note, |raw| text::note(raw, NOTE))
                .map(Some)
        } else {
            check.optional("note", &self.note, |raw| text::note(raw, NOTE))
        };
        check.finish(|| {
            Some(Judged {
                outcome: outcome?,
                note: note?,
                seen: self.lock_version.parse().unwrap_or_default(),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_not_be_read_narrows_nothing() {
        let query = ListQuery {
            owner: "somebody".into(),
            view: "odd".into(),
            gap: "shoe_size".into(),
            after: String::new(),
        };
        let filter = query.filter();
        assert_eq!(
            (filter.whose, filter.view, filter.gap),
            (Whose::Anybody, View::All, None)
        );
        let nobody = ListQuery {
            owner: NOBODY.into(),
            ..ListQuery::default()
        };
        assert_eq!(nobody.filter().whose, Whose::Nobody);
    }

    #[test]
    fn what_stays_wrong_has_to_be_said() {
        let form = |outcome: &str, note: &str| JudgeForm {
            outcome: outcome.into(),
            note: note.into(),
            lock_version: "2".into(),
        };
        assert!(form("wrong", " ").parse().is_err());
        assert_eq!(
            form("wrong", "号码换了").parse().unwrap().note.as_deref(),
            Some("号码换了")
        );
        assert_eq!(form("correct", "").parse().unwrap().seen, 2);
        assert!(form("fine", "").parse().is_err());
    }
}
