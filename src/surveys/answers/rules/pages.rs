//! How a questionnaire is laid out before a customer, on their phone or on the tablet: few pages, none too long.

use std::collections::BTreeSet;

use super::{Step, steps};
use crate::surveys::rules::{Given, Paper, Question, Section};
use crate::values::ids::{SurveyQuestionId, SurveySectionId};

/// So many questions stand on a page at most, unless a single section has more.
const ON_A_PAGE: usize = 6;

/// A page: some sections in a row, and what is shown of them.
#[derive(Clone, Debug)]
pub struct Leaf<'p> {
    /// Its place among all pages, also those that aren't shown.
    pub place: usize,
    /// Its first section, by which it is known.
    pub id: SurveySectionId,
    pub steps: Vec<Step<'p>>,
}

impl<'p> Leaf<'p> {
    pub fn questions(&self) -> impl Iterator<Item = &'p Question> {
        self.steps.iter().flat_map(|step| step.questions.iter().copied())
    }

    pub fn has(&self, id: SurveyQuestionId) -> bool {
        self.steps.iter().any(|step| step.has(id))
    }

    /// The last question on it: where somebody stands who went past.
    pub fn end(&self) -> Option<SurveyQuestionId> {
        self.questions().last().map(|question| question.id)
    }
}

/// The sections page by page, whatever is answered. What depends on an answer stands on a later page than its question.
fn bound(paper: &Paper) -> Vec<&[Section]> {
    let mut leaves: Vec<&[Section]> = Vec::new();
    let mut from = 0;
    for at in 1..paper.sections.len() {
        if depends(paper, from, at) || most(paper, from, at) > ON_A_PAGE {
            leaves.extend(paper.sections.get(from..at));
            from = at;
        }
    }
    leaves.extend(paper.sections.get(from..));
    leaves
}

/// Whether the section at `at` asks something because of an answer in one of those from `from` on.
fn depends(paper: &Paper, from: usize, at: usize) -> bool {
    let earlier: BTreeSet<SurveyQuestionId> = paper
        .sections
        .get(from..at)
        .unwrap_or_default()
        .iter()
        .flat_map(|section| section.questions.iter().map(|question| question.id))
        .collect();
    let section = paper.sections.get(at);
    section.is_some_and(|section| {
        section
            .questions
            .iter()
            .filter_map(|question| question.show_if.as_ref())
            .any(|cause| earlier.contains(&cause.question))
    })
}

/// How many questions of these sections are shown at most.
fn most(paper: &Paper, from: usize, to: usize) -> usize {
    let sections = paper.sections.get(from..=to).unwrap_or_default();
    let asked: BTreeSet<SurveyQuestionId> = sections
        .iter()
        .flat_map(|section| section.questions.iter().map(|question| question.id))
        .collect();
    let shown = |given: &Given| {
        let shown = paper.shown(given);
        shown.iter().filter(|question| asked.contains(&question.id)).count()
    };
    paper.most(&Given::new(), |_| true, shown).unwrap_or(asked.len())
}

/// The pages that lie before somebody who has answered this much.
pub fn leaves<'p>(paper: &'p Paper, given: &Given) -> Vec<Leaf<'p>> {
    let shown = steps(paper, given);
    let leaf = |(place, sections): (usize, &'p [Section])| {
        let here = |step: &&Step<'p>| sections.iter().any(|section| section.id == step.section.id);
        Some(Leaf {
            place,
            id: sections.first()?.id,
            steps: shown.iter().filter(here).cloned().collect(),
        })
    };
    bound(paper)
        .into_iter()
        .enumerate()
        .filter_map(leaf)
        .filter(|leaf| !leaf.steps.is_empty())
        .collect()
}

/// The page of a section, shown or not: its place, and the sections on it.
pub fn page_of(paper: &Paper, section: SurveySectionId) -> Option<(usize, &[Section])> {
    let holds = |sections: &[Section]| sections.iter().any(|known| known.id == section);
    bound(paper)
        .into_iter()
        .enumerate()
        .find(|(_, sections)| holds(sections))
}

/// The questions before this page, and what was answered to them.
fn behind(paper: &Paper, given: &Given, here: SurveySectionId) -> (BTreeSet<SurveyQuestionId>, Given) {
    let behind: BTreeSet<SurveyQuestionId> = paper
        .sections
        .iter()
        .take_while(|section| section.id != here)
        .flat_map(|section| section.questions.iter().map(|question| question.id))
        .collect();
    let past = given
        .iter()
        .filter(|(id, _)| behind.contains(id))
        .map(|(id, value)| (*id, value.clone()))
        .collect();
    (behind, past)
}

/// How many questions there are at most on this page: what depends on its own answers may come.
pub fn most_on(paper: &Paper, given: &Given, here: SurveySectionId) -> usize {
    let (behind, past) = behind(paper, given, here);
    let shown = |given: &Given| {
        let leaves = leaves(paper, given);
        let leaf = leaves.iter().find(|leaf| leaf.id == here);
        leaf.map_or(0, |leaf| leaf.questions().count())
    };
    let all = page_of(paper, here).map_or(0, |(_, sections)| {
        sections.iter().map(|section| section.questions.len()).sum::<usize>()
    });
    paper.most(&past, |id| !behind.contains(&id), shown).unwrap_or(all)
}

/// How many pages there are at most for somebody on this one: what depends on its answers, or on later ones, may come.
pub fn at_most(paper: &Paper, given: &Given, here: SurveySectionId) -> usize {
    let (behind, past) = behind(paper, given, here);
    let bound = bound(paper);
    let shown = |given: &Given| {
        let shown: BTreeSet<SurveySectionId> = steps(paper, given).iter().map(|step| step.section.id).collect();
        let is_shown = |sections: &&&[Section]| sections.iter().any(|section| shown.contains(&section.id));
        bound.iter().filter(is_shown).count()
    };
    paper
        .most(&past, |id| !behind.contains(&id), shown)
        .unwrap_or(bound.len())
}

/// As [`at_most`], and no fewer than there are just now.
pub fn pages(paper: &Paper, given: &Given, here: SurveySectionId) -> usize {
    at_most(paper, given, here).max(leaves(paper, given).len())
}

/// The page to go on with: the first where something is missing, else the one after what was gone past last; nothing once
/// all of them were.
pub fn resume(paper: &Paper, given: &Given, last: Option<SurveyQuestionId>) -> Option<usize> {
    let leaves = leaves(paper, given);
    let reached = last
        .and_then(|last| leaves.iter().position(|leaf| leaf.has(last)))
        .map_or(0, |at| at + 1);
    let at = gap(paper, given).map_or(reached, |gap| gap.min(reached));
    (at < leaves.len()).then_some(at)
}

/// The first page where something must be answered and isn't.
pub fn gap(paper: &Paper, given: &Given) -> Option<usize> {
    let missing = paper.missing(given);
    leaves(paper, given)
        .iter()
        .position(|leaf| missing.iter().any(|id| leaf.has(*id)))
}

/// The page after this place, if there is one.
pub fn after(leaves: &[Leaf<'_>], place: usize) -> Option<usize> {
    leaves.iter().position(|leaf| leaf.place > place)
}

/// The page before this place, or the first.
pub fn before(leaves: &[Leaf<'_>], place: usize) -> usize {
    leaves.iter().rposition(|leaf| leaf.place < place).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::surveys::rules::standard::Standard;
    use crate::surveys::rules::{Purpose, Value};
    use crate::values::ids::{QuestionnaireId, QuestionnaireVersionId};

    fn paper(purpose: Purpose) -> Paper {
        Standard::of(purpose)
            .unwrap()
            .paper(QuestionnaireId::new(), QuestionnaireVersionId::new())
    }

    #[test]
    fn twelve_questions_are_two_pages() {
        let paper = paper(Purpose::Service);
        let leaves = leaves(&paper, &Given::new());
        let sizes: Vec<usize> = leaves.iter().map(|leaf| leaf.questions().count()).collect();
        assert_eq!(sizes, [6, 3]);
        assert_eq!(at_most(&paper, &Given::new(), leaves[0].id), 2);
        assert_eq!(
            [0, 1].map(|at: usize| most_on(&paper, &Given::new(), leaves[at].id)),
            [6, 3],
            "what depends on the first page doesn't come on the second by itself"
        );
        let last = paper.sections.last().unwrap().id;
        assert_eq!(page_of(&paper, last).unwrap().0, leaves[1].place);
        assert!(page_of(&paper, SurveySectionId::new()).is_none());
    }

    #[test]
    fn what_depends_on_an_answer_stands_on_a_later_page() {
        for paper in Purpose::ALL.iter().filter_map(|purpose| {
            let standard = Standard::of(*purpose)?;
            Some(standard.paper(QuestionnaireId::new(), QuestionnaireVersionId::new()))
        }) {
            for sections in bound(&paper) {
                let on_it: Vec<SurveySectionId> = sections.iter().map(|section| section.id).collect();
                for section in sections {
                    let causes = section
                        .questions
                        .iter()
                        .filter_map(|question| question.show_if.as_ref());
                    for cause in causes {
                        let of = paper.section_of(cause.question).unwrap().id;
                        assert!(of == section.id || !on_it.contains(&of), "{}", paper.title_en);
                    }
                }
            }
        }
    }

    #[test]
    fn one_goes_on_after_a_page_that_was_left_empty() {
        let paper = paper(Purpose::QuarterlyNps);
        let nps = paper.questions().next().unwrap().id;
        let given: Given = [(nps, Value::Nps(9))].into();
        let pages = leaves(&paper, &given);
        assert_eq!(pages.len(), 2);
        assert_eq!(at_most(&paper, &Given::new(), pages[0].id), 2, "the second may follow");
        assert_eq!(resume(&paper, &Given::new(), None), Some(0));
        assert_eq!(resume(&paper, &given, pages[0].end()), Some(1));
        assert_eq!(resume(&paper, &given, pages[1].end()), None, "all is gone past");
        assert_eq!(
            resume(&paper, &Given::new(), pages[0].end()),
            Some(0),
            "what must be answered comes first"
        );
        assert_eq!(
            (after(&pages, 0), after(&pages, 1), before(&pages, 1)),
            (Some(1), None, 0)
        );
    }
}
