//! Rules of answers: how a questionnaire is gone through, what is done about an answer and until when.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use crate::coded;
use crate::surveys::rules::{Consequence, Given, Paper, Question, Section};
use crate::values::ids::{SurveyQuestionId, SurveySectionId};

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

/// What is asked on one page: the questions of a section that are shown.
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

/// The pages that lie before somebody who has answered this much; a section of which nothing is shown is none.
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

/// How many pages there are at most for somebody on the page of this section, and how many questions on it: what depends on
/// an answer of this page or a later one may still come.
pub fn at_most(paper: &Paper, given: &Given, here: SurveySectionId) -> (usize, usize) {
    let before = paper.sections.iter().take_while(|section| section.id != here);
    let behind: BTreeSet<SurveyQuestionId> = before
        .flat_map(|section| section.questions.iter().map(|question| question.id))
        .collect();
    let past: Given = given
        .iter()
        .filter(|(id, _)| behind.contains(id))
        .map(|(id, value)| (*id, value.clone()))
        .collect();
    let open = |id: SurveyQuestionId| !behind.contains(&id);
    let here_shown = |given: &Given| {
        let steps = steps(paper, given);
        let step = steps.iter().find(|step| step.section.id == here);
        step.map_or(0, |step| step.questions.len())
    };
    let pages = paper.most(&past, open, |given| steps(paper, given).len());
    let questions = paper.most(&past, open, here_shown);
    let all = paper.sections.iter().find(|section| section.id == here);
    (
        pages.unwrap_or(paper.sections.len()),
        questions.unwrap_or(all.map_or(0, |section| section.questions.len())),
    )
}

/// The last question of a section's page: where somebody stands who went past it, also when they left it empty.
pub fn end_of(paper: &Paper, given: &Given, section: SurveySectionId) -> Option<SurveyQuestionId> {
    let steps = steps(paper, given);
    let step = steps.iter().find(|step| step.section.id == section)?;
    step.questions.last().map(|question| question.id)
}

/// The page to go on with: the first where something is missing, else the one after what was answered or gone past last.
pub fn resume(paper: &Paper, given: &Given, last: Option<SurveyQuestionId>) -> usize {
    let (steps, missing) = (steps(paper, given), paper.missing(given));
    let reached = last
        .and_then(|last| steps.iter().position(|step| step.has(last)))
        .map_or(0, |at| at + 1);
    let gap = steps
        .iter()
        .position(|step| missing.iter().any(|id| step.has(*id)))
        .unwrap_or(steps.len());
    gap.min(reached).min(steps.len().saturating_sub(1))
}

/// The page after this section, if there is one.
pub fn after(paper: &Paper, given: &Given, section: SurveySectionId) -> Option<usize> {
    let place = |id| paper.sections.iter().position(|known| known.id == id);
    let here = place(section)?;
    steps(paper, given)
        .iter()
        .position(|step| place(step.section.id).is_some_and(|at| at > here))
}

/// The page before this section, or the first.
pub fn before(paper: &Paper, given: &Given, section: SurveySectionId) -> usize {
    let place = |id| paper.sections.iter().position(|known| known.id == id);
    let here = place(section).unwrap_or_default();
    steps(paper, given)
        .iter()
        .rposition(|step| place(step.section.id).is_some_and(|at| at < here))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::surveys::rules::{Meaning, Op, Purpose, QuestionKind, ShowIf, Value};
    use crate::values::ids::{QuestionnaireId, QuestionnaireVersionId};

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
    fn a_section_of_which_nothing_is_shown_is_no_page() {
        let paper = paper();
        assert_eq!(steps(&paper, &given(&paper, &[])).len(), 2);
        assert_eq!(steps(&paper, &given(&paper, &[Some(5)])).len(), 2);
        assert_eq!(steps(&paper, &given(&paper, &[Some(2)])).len(), 3);
    }

    #[test]
    fn pages_that_may_still_come_are_counted() {
        let paper = paper();
        let [first, second, third] = [0, 1, 2].map(|at: usize| paper.sections[at].id);
        assert_eq!(at_most(&paper, &given(&paper, &[]), first), (3, 1));
        assert_eq!(
            at_most(&paper, &given(&paper, &[Some(5)]), first),
            (3, 1),
            "the answer may still change on its own page"
        );
        assert_eq!(at_most(&paper, &given(&paper, &[Some(1)]), second), (3, 1));
        assert_eq!(at_most(&paper, &given(&paper, &[Some(5)]), third), (2, 1));
    }

    #[test]
    fn questions_that_may_still_come_on_a_page_are_counted() {
        let mut paper = paper();
        let moved = paper.sections[1].questions.remove(0);
        paper.sections[0].questions.push(moved);
        let first = paper.sections[0].id;
        assert_eq!(steps(&paper, &given(&paper, &[]))[0].questions.len(), 1);
        assert_eq!(at_most(&paper, &given(&paper, &[]), first), (2, 2));
    }

    #[test]
    fn one_goes_on_where_one_stopped_or_where_something_is_missing() {
        let paper = paper();
        let ids: Vec<SurveyQuestionId> = paper.questions().map(|question| question.id).collect();
        let resume =
            |scores: &[Option<u8>], last: Option<usize>| resume(&paper, &given(&paper, scores), last.map(|at| ids[at]));
        assert_eq!(resume(&[], None), 0);
        assert_eq!(resume(&[Some(5)], Some(0)), 1);
        assert_eq!(resume(&[Some(2)], Some(0)), 1);
        assert_eq!(
            resume(&[Some(2), None, Some(4)], Some(2)),
            1,
            "the second must be answered"
        );
        assert_eq!(resume(&[Some(5), None, Some(4)], Some(2)), 1, "the last page again");
    }

    #[test]
    fn one_goes_on_after_a_page_that_was_left_empty() {
        let mut paper = paper();
        paper.sections.swap(1, 2);
        paper.sections.push(Section {
            id: SurveySectionId::new(),
            part: None,
            zh: String::new(),
            en: String::new(),
            questions: vec![question(true)],
        });
        let [first, optional, hidden, _] = [0, 1, 2, 3].map(|at: usize| paper.sections[at].id);
        let happy = given(&paper, &[Some(5)]);
        assert_eq!(resume(&paper, &happy, end_of(&paper, &happy, first)), 1);
        assert_eq!(resume(&paper, &happy, end_of(&paper, &happy, optional)), 2);
        assert_eq!(
            end_of(&paper, &happy, hidden),
            None,
            "a page that isn't shown has no end"
        );
    }

    #[test]
    fn the_neighbours_of_a_section_are_those_that_are_shown() {
        let paper = paper();
        let [first, second, third] = [0, 1, 2].map(|at: usize| paper.sections[at].id);
        let happy = given(&paper, &[Some(5)]);
        assert_eq!(after(&paper, &happy, first), Some(1));
        assert_eq!(after(&paper, &happy, third), None);
        assert_eq!(before(&paper, &happy, third), 0);
        let unhappy = given(&paper, &[Some(1)]);
        assert_eq!(
            (after(&paper, &unhappy, first), after(&paper, &unhappy, second)),
            (Some(1), Some(2))
        );
        assert_eq!(
            (before(&paper, &unhappy, third), before(&paper, &unhappy, first)),
            (1, 0)
        );
    }
}
