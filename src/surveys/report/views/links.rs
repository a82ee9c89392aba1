//! From a figure to the answers that it was counted from.

use crate::access::{Permission, Scope};
use crate::platform::i18n::times;
use crate::platform::web::Cx;
use crate::platform::web::narrow::address;
use crate::surveys::answers::rules::View;
use crate::surveys::report::forms::{ReportQuery, UNKNOWN};
use crate::surveys::report::model::Catalogue;
use crate::surveys::report::rules::{Days, Dimension};

/// The filters of the report, as the list of answers takes them. Who may not see answers gets no address.
pub struct Links {
    may: bool,
    pairs: Vec<(&'static str, String)>,
    /// The list can't narrow to what isn't known.
    unknown: bool,
    days: Days,
    /// Where the invitations of the survey are listed.
    invitations: String,
}

impl Links {
    pub fn new(cx: &Cx, query: &ReportQuery, catalogue: &Catalogue, days: Days) -> Self {
        let mut pairs = Vec::new();
        if let Some(survey) = &catalogue.survey {
            pairs.push(("survey", survey.id.to_string()));
        }
        if let [version] = catalogue.chosen.as_slice() {
            pairs.push(("version", version.id.to_string()));
        }
        let narrow = query.narrow();
        for dimension in Dimension::ALL {
            if let Some(value) = narrow.value(*dimension).filter(|value| !value.is_empty()) {
                pairs.push((dimension.code(), value.to_owned()));
            }
        }
        Self {
            may: cx
                .signed_in()
                .is_some_and(|actor| actor.may(Permission::SeeSurveyAnswers)),
            pairs,
            unknown: Dimension::ALL.iter().any(|dimension| query.raw(*dimension) == UNKNOWN),
            days,
            invitations: catalogue
                .survey
                .as_ref()
                .filter(|_| {
                    cx.signed_in().is_some_and(|actor| {
                        actor.may(Permission::SeeSurveys) && matches!(actor.customers(), Scope::Store { .. })
                    })
                })
                .map(|survey| format!("/surveys/{}/invitations", survey.id))
                .unwrap_or_default(),
        }
    }

    /// The invitations that were sent in these days and count to the rate, or those of them in this state or opened.
    pub fn invitations(&self, name: &'static str, value: &str) -> String {
        if self.invitations.is_empty() || self.unknown {
            return String::new();
        }
        let kept = self.pairs.iter().filter(|(name, _)| *name != "survey").cloned();
        let days = [
            ("from", times::date(self.days.first)),
            ("to", times::date(self.days.last)),
        ];
        address(
            &self.invitations,
            [(name, value.to_owned()), ("rated", "1".to_owned())]
                .into_iter()
                .chain(kept)
                .chain(days),
        )
    }

    fn address(&self, view: View, days: Days, further: &[(&'static str, String)]) -> String {
        if !self.may || self.unknown {
            return String::new();
        }
        let kept = self
            .pairs
            .iter()
            .filter(|(name, _)| !further.iter().any(|(other, _)| other == name));
        let days = [("from", times::date(days.first)), ("to", times::date(days.last))];
        let view = [("view", view.code().to_owned())];
        address(
            "/survey-answers",
            view.into_iter()
                .chain(kept.cloned())
                .chain(further.iter().cloned())
                .chain(days),
        )
    }

    pub fn all(&self) -> String {
        self.view(View::All)
    }

    pub fn view(&self, view: View) -> String {
        self.address(view, self.days, &[])
    }

    pub fn within(&self, days: Days) -> String {
        self.address(View::All, days, &[])
    }

    /// The answers of a group; what isn't known can't be listed.
    pub fn group(&self, dimension: Dimension, value: &str) -> String {
        if value.is_empty() {
            return String::new();
        }
        self.address(View::All, self.days, &[(dimension.code(), value.to_owned())])
    }

    /// The answers to a question, in whichever version.
    pub fn question(&self, key: uuid::Uuid) -> String {
        self.address(View::All, self.days, &[("question", key.to_string())])
    }

    /// The answers to one of these questions.
    pub fn questions(&self, keys: &[uuid::Uuid]) -> String {
        let keys: Vec<String> = keys.iter().map(uuid::Uuid::to_string).collect();
        self.address(View::All, self.days, &[("question", keys.join(","))])
    }

    /// Those that gave it so many points.
    pub fn score(&self, key: uuid::Uuid, score: usize) -> String {
        let further = [("question", key.to_string()), ("score", score.to_string())];
        self.address(View::All, self.days, &further)
    }
}
