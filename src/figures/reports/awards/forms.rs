//! What the addresses and the form of awards hold.

use serde::Deserialize;
use validator::Validate;

use super::model::NewAward;
use crate::figures::reports::board::RANKED;
use crate::figures::reports::month::Month;
use crate::figures::rules::Figure;
use crate::platform::error::FieldErrors;
use crate::platform::web::narrow::Narrowed;
use crate::platform::web::{Checker, Form};
use crate::values::fault::Fault;
use crate::values::text;

/// The longest citation.
const WORDS: usize = 120;

/// Which month's nominations are looked at.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AwardsQuery {
    pub month: String,
}

impl AwardsQuery {
    /// The last month that is over, unless another one is asked for.
    pub fn month(&self, this: Month) -> Month {
        Month::parse(&self.month).unwrap_or(this.back(1))
    }
}

impl Narrowed for AwardsQuery {
    const PATH: &'static str = "/reports/awards";

    fn all(&self) -> Vec<(&'static str, &String)> {
        vec![("month", &self.month)]
    }
}

/// An award to be given.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct AwardForm {
    pub month: String,
    pub figure: String,
    pub person: String,
    pub words: String,
}

impl Form for AwardForm {
    type Parsed = NewAward;

    fn parse(&self) -> Result<NewAward, FieldErrors> {
        let mut check = Checker::of(self);
        let month = check.required("month", &self.month, |raw| Month::parse(raw).ok_or(Fault::Choice));
        let figure = check.required("figure", &self.figure, |raw| {
            Figure::parse(raw)
                .filter(|figure| RANKED.contains(figure))
                .ok_or(Fault::Choice)
        });
        let person = check.required("person", &self.person, |raw| raw.parse().map_err(|_| Fault::Choice));
        let words = check.optional("words", &self.words, |raw| text::line(raw, WORDS));
        check.finish(|| {
            Some(NewAward {
                month: month?,
                figure: figure?,
                person: person?,
                words: words?.unwrap_or_default(),
            })
        })
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        (name == "awards_once").then_some(("person", Fault::Taken))
    }
}
