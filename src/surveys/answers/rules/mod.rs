//! Rules of answers: how a questionnaire is gone through, what is done about an answer and until when.

pub mod pages;

use std::collections::BTreeSet;

use chrono::TimeDelta;

use crate::coded;
use crate::surveys::rules::{Consequence, Given, Paper, Question, Section};
use crate::values::ids::SurveyQuestionId;

coded! {
    /// What followed from an answer, as it is stored.
    pub enum Follows {
        None "none",
        Thanks "thanks",
        CallBack "call_back",
        Complaint "complaint",
    }
}
coded! {
    /// Why somebody was unhappy, as they say when they are called.
    pub enum Cause {
        Quality "quality",
        Attitude "attitude",
        Waiting "waiting",
        Price "price",
        Parts "parts",
        Information "information",
        Mistake "mistake",
        Other "other",
    }
}
coded! {
    /// What came of a call.
    pub enum CallResult {
        Reached "reached",
        Unreached "unreached",
        /// Nobody could be reached, and it isn't tried any more.
        GivenUp "given_up",
    }
}
coded! {
    /// How somebody who wrote something was answered.
    pub enum ReplyWay { Email "email", Phone "phone", WeChat "wechat", Visit "visit" }
}
coded! {
    /// Which answers the list shows.
    pub enum View {
        /// Unhappy ones whom nobody has reached yet.
        ToCall "to_call",
        /// What was written and not answered yet.
        ToReply "to_reply",
        Unhappy "unhappy",
        Complaints "complaints",
        Remarks "remarks",
        All "all",
    }
}

/// How what somebody wrote stands after a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Nothing was written, or it was answered before.
    None,
    Answered,
    Waits,
}

impl Follows {
    pub fn unhappy(self) -> bool {
        matches!(self, Self::CallBack | Self::Complaint)
    }
}

impl From<&Consequence> for Follows {
    fn from(consequence: &Consequence) -> Self {
        match consequence {
            Consequence::None => Self::None,
            Consequence::Thanks => Self::Thanks,
            Consequence::CallBack { .. } => Self::CallBack,
            Consequence::Complaint { .. } => Self::Complaint,
        }
    }
}

/// So often somebody is called before one may give up.
pub const ATTEMPTS: i16 = 3;
/// For so many months answers stay with whom they are from.
pub const KEPT_MONTHS: u32 = 24;
/// For so long after they sent it off somebody may still ask for a call or a complaint on their own page.
pub const WISHES_WITHIN: TimeDelta = TimeDelta::days(7);

/// The questions of a section that are shown.
#[derive(Clone, Debug)]
pub struct Step<'p> {
    pub section: &'p Section,
    pub questions: Vec<&'p Question>,
}

impl Step<'_> {
    pub fn has(&self, id: SurveyQuestionId) -> bool {
        self.questions.iter().any(|question| question.id == id)
    }
}

/// The sections that lie before somebody who has answered this much; one of which nothing is shown is left out.
pub fn steps<'p>(paper: &'p Paper, given: &Given) -> Vec<Step<'p>> {
    let shown: BTreeSet<SurveyQuestionId> = paper.shown(given).into_iter().map(|question| question.id).collect();
    paper
        .sections
        .iter()
        .map(|section| Step {
            section,
            questions: section
                .questions
                .iter()
                .filter(|question| shown.contains(&question.id))
                .collect(),
        })
        .filter(|step| !step.questions.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::surveys::rules::{Meaning, Op, Purpose, QuestionKind, ShowIf, Value};
    use crate::values::ids::{QuestionnaireId, QuestionnaireVersionId, SurveySectionId};

    fn question(required: bool) -> Question {
        Question {
            id: SurveyQuestionId::new(),
            key: Uuid::now_v7(),
            kind: QuestionKind::Score,
            meaning: Meaning::Item,
            zh: String::new(),
            en: String::new(),
            required,
            choices: Vec::new(),
            show_if: None,
        }
    }

    /// Three sections; the second is shown to whoever gave 2 or less in the first.
    fn paper() -> Paper {
        let first = question(true);
        let mut second = question(true);
        second.show_if = Some(ShowIf {
            question: first.id,
            op: Op::AtMost,
            value: "2".to_owned(),
        });
        let sections = [first, second, question(false)].map(|one| Section {
            id: SurveySectionId::new(),
            part: None,
            zh: String::new(),
            en: String::new(),
            questions: vec![one],
        });
        Paper {
            questionnaire: QuestionnaireId::new(),
            version: QuestionnaireVersionId::new(),
            number: 1,
            purpose: Purpose::Own,
            title_zh: String::new(),
            title_en: String::new(),
            intro_zh: String::new(),
            intro_en: String::new(),
            sections: sections.into(),
        }
    }

    fn given(paper: &Paper, scores: &[Option<u8>]) -> Given {
        let scores = paper.questions().zip(scores);
        scores
            .filter_map(|(question, score)| Some((question.id, Value::Score((*score)?))))
            .collect()
    }

    #[test]
    fn a_section_of_which_nothing_is_shown_is_left_out() {
        let paper = paper();
        assert_eq!(steps(&paper, &given(&paper, &[])).len(), 2);
        assert_eq!(steps(&paper, &given(&paper, &[Some(5)])).len(), 2);
        assert_eq!(steps(&paper, &given(&paper, &[Some(2)])).len(), 3);
    }
}
