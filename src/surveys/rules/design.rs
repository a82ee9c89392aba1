//! Writing a questionnaire: moving things about, what is wrong with it, what became of the last version.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::values::ids::{QuestionnaireId, QuestionnaireVersionId, SurveyQuestionId, SurveySectionId};

use super::{Choice, Meaning, Op, Paper, Question, QuestionKind, Section, ShowIf};

/// Why a version can't be given to customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// There is no question at all.
    Empty,
    /// Choices are missing: one needs at least two.
    TooFewChoices(SurveyQuestionId),
    /// It is shown because of a question that comes later, is gone, or can't be compared like this.
    BrokenShowIf(SurveyQuestionId),
    /// Two questions mean the same figure.
    Twice(SurveyQuestionId),
    /// A section without questions.
    EmptySection(SurveySectionId),
}

impl Choice {
    pub fn new(code: &str, zh: &str, en: &str) -> Self {
        Self {
            code: code.to_owned(),
            zh: zh.to_owned(),
            en: en.to_owned(),
        }
    }
}

impl ShowIf {
    /// Whether answers to this question can be compared like this.
    pub fn fits(&self, cause: &Question) -> bool {
        cause.kind.comparisons().contains(&self.op) && cause.allows(self.op, &self.value)
    }
}

impl Question {
    fn allows(&self, op: Op, value: &str) -> bool {
        match self.kind {
            QuestionKind::Score | QuestionKind::Nps => value
                .parse::<u8>()
                .ok()
                .zip(self.kind.range())
                .is_some_and(|(value, (min, max))| (min..=max).contains(&value)),
            QuestionKind::Single | QuestionKind::Multiple => self.choices.iter().any(|choice| choice.code == value),
            QuestionKind::YesNo => op == Op::Is && matches!(value, "yes" | "no"),
            QuestionKind::ShortText | QuestionKind::LongText => false,
        }
    }
}

impl Paper {
    /// The questions before this one that it may depend on.
    pub fn before(&self, id: SurveyQuestionId) -> Vec<&Question> {
        self.questions()
            .take_while(|question| question.id != id)
            .filter(|question| !question.kind.comparisons().is_empty())
            .collect()
    }

    /// What must be mended before customers see this version.
    pub fn flaws(&self) -> Vec<Flaw> {
        if self.questions().next().is_none() {
            // That its sections are empty too is the same once more.
            return vec![Flaw::Empty];
        }
        let mut flaws = Vec::new();
        let (mut earlier, mut figures): (BTreeMap<SurveyQuestionId, &Question>, BTreeSet<Meaning>) = Default::default();
        for section in &self.sections {
            if section.questions.is_empty() {
                flaws.push(Flaw::EmptySection(section.id));
            }
            for question in &section.questions {
                if question.kind.has_choices() && question.choices.len() < 2 {
                    flaws.push(Flaw::TooFewChoices(question.id));
                }
                if let Some(cause) = &question.show_if
                    && !earlier.get(&cause.question).is_some_and(|earlier| cause.fits(earlier))
                {
                    flaws.push(Flaw::BrokenShowIf(question.id));
                }
                let is_figure = matches!(question.meaning, Meaning::Overall | Meaning::Recommendation);
                if is_figure && !figures.insert(question.meaning) {
                    flaws.push(Flaw::Twice(question.id));
                }
                earlier.insert(question.id, question);
            }
        }
        flaws
    }

    /// The same again with ids of its own. A next version keeps the keys, so that figures can be compared; a copy gets
    /// new ones.
    pub fn again(&self, questionnaire: QuestionnaireId, version: QuestionnaireVersionId, number: i32) -> Self {
        let ids: BTreeMap<SurveyQuestionId, SurveyQuestionId> = self
            .questions()
            .map(|question| (question.id, SurveyQuestionId::new()))
            .collect();
        let copy = self.questionnaire != questionnaire;
        let question = |question: &Question| {
            Some(Question {
                id: *ids.get(&question.id)?,
                key: if copy { Uuid::now_v7() } else { question.key },
                show_if: question.show_if.as_ref().and_then(|cause| {
                    Some(ShowIf {
                        question: *ids.get(&cause.question)?,
                        ..cause.clone()
                    })
                }),
                ..question.clone()
            })
        };
        Self {
            questionnaire,
            version,
            number,
            sections: self
                .sections
                .iter()
                .map(|section| Section {
                    id: SurveySectionId::new(),
                    questions: section.questions.iter().filter_map(question).collect(),
                    ..section.clone()
                })
                .collect(),
            ..self.clone()
        }
    }

    /// Moves a question up or down: past its neighbour, or into the next section at the end of its own. False at the
    /// very beginning and the very end.
    pub fn shift(&mut self, id: SurveyQuestionId, up: bool) -> bool {
        let place = self.sections.iter().enumerate().find_map(|(at, section)| {
            let inside = section.questions.iter().position(|question| question.id == id)?;
            Some((at, inside, section.questions.len()))
        });
        let Some((at, inside, length)) = place else {
            return false;
        };
        let (to, index) = match (up, inside) {
            (true, 0) => match at.checked_sub(1) {
                Some(above) => (above, usize::MAX),
                None => return false,
            },
            (true, _) => (at, inside - 1),
            (false, _) if inside + 1 < length => (at, inside + 1),
            (false, _) if at + 1 < self.sections.len() => (at + 1, 0),
            (false, _) => return false,
        };
        self.place_at(id, to, index)
    }

    /// Puts a question into a section before the one that stands there, or at its end.
    pub fn place(&mut self, id: SurveyQuestionId, section: SurveySectionId, before: Option<SurveyQuestionId>) -> bool {
        if before == Some(id) {
            return false;
        }
        let Some(to) = self.sections.iter().position(|known| known.id == section) else {
            return false;
        };
        let Some(question) = self.take(id) else { return false };
        let Some(section) = self.sections.get_mut(to) else {
            return false;
        };
        let index = before
            .and_then(|before| section.questions.iter().position(|question| question.id == before))
            .unwrap_or(section.questions.len());
        section.questions.insert(index, question);
        true
    }

    fn place_at(&mut self, id: SurveyQuestionId, to: usize, index: usize) -> bool {
        let Some(question) = self.take(id) else { return false };
        let Some(section) = self.sections.get_mut(to) else {
            return false;
        };
        section.questions.insert(index.min(section.questions.len()), question);
        true
    }

    fn take(&mut self, id: SurveyQuestionId) -> Option<Question> {
        self.sections.iter_mut().find_map(|section| {
            let at = section.questions.iter().position(|question| question.id == id)?;
            Some(section.questions.remove(at))
        })
    }

    /// Moves a section with all its questions.
    pub fn shift_section(&mut self, id: SurveySectionId, up: bool) -> bool {
        let Some(at) = self.sections.iter().position(|section| section.id == id) else {
            return false;
        };
        let to = if up { at.checked_sub(1) } else { Some(at + 1) };
        match to.filter(|to| *to < self.sections.len()) {
            Some(to) => {
                self.sections.swap(at, to);
                true
            }
            None => false,
        }
    }
}

/// What became of a question from one version to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change<'paper> {
    Added(&'paper Question),
    Removed(&'paper Question),
    /// The words, the choices, the kind, whether it must be answered or when it is shown.
    Changed {
        before: &'paper Question,
        after: &'paper Question,
    },
    /// Asked at another place.
    Moved(&'paper Question),
    Same(&'paper Question),
}

impl Change<'_> {
    pub const fn is_same(&self) -> bool {
        matches!(self, Self::Same(_))
    }
}

/// Two versions of a questionnaire side by side, by the keys of their questions, in the order of the later one; what was
/// removed comes at the end.
pub fn compare<'paper>(before: &'paper Paper, after: &'paper Paper) -> Vec<Change<'paper>> {
    let old: BTreeMap<Uuid, &Question> = before.questions().map(|question| (question.key, question)).collect();
    let kept: BTreeSet<Uuid> = after
        .questions()
        .map(|question| question.key)
        .filter(|key| old.contains_key(key))
        .collect();
    let order = |paper: &Paper| -> Vec<Uuid> {
        paper
            .questions()
            .map(|question| question.key)
            .filter(|key| kept.contains(key))
            .collect()
    };
    let stayed = unmoved(&order(before), &order(after));
    // A section is told by its name, or by its place when it was given another name.
    let place = |paper: &'paper Paper, id: SurveyQuestionId| {
        let at = paper
            .sections
            .iter()
            .position(|section| section.questions.iter().any(|question| question.id == id))?;
        Some((at, paper.sections.get(at)?.zh.as_str()))
    };
    let is_elsewhere = |earlier: &Question, later: &Question| match (place(before, earlier.id), place(after, later.id))
    {
        (Some((was, old)), Some((is, new))) => was != is && old != new,
        _ => false,
    };
    let mut changes: Vec<Change<'_>> = after
        .questions()
        .map(|question| match old.get(&question.key) {
            None => Change::Added(question),
            Some(earlier) if !earlier.asks_like(before, question, after) => Change::Changed {
                before: earlier,
                after: question,
            },
            Some(earlier) if !stayed.contains(&question.key) || is_elsewhere(earlier, question) => {
                Change::Moved(question)
            }
            Some(_) => Change::Same(question),
        })
        .collect();
    changes.extend(
        before
            .questions()
            .filter(|question| !kept.contains(&question.key))
            .map(Change::Removed),
    );
    changes
}

impl Question {
    /// Whether both ask the same; what they depend on is compared by key.
    fn asks_like(&self, mine: &Paper, other: &Self, theirs: &Paper) -> bool {
        let cause = |paper: &Paper, question: &Self| {
            let cause = question.show_if.as_ref()?;
            Some((
                paper.question(cause.question).map(|question| question.key),
                cause.op,
                cause.value.clone(),
            ))
        };
        (self.kind, self.meaning, self.required) == (other.kind, other.meaning, other.required)
            && (&self.zh, &self.en, &self.choices) == (&other.zh, &other.en, &other.choices)
            && cause(mine, self) == cause(theirs, other)
    }
}

/// The longest run of keys that stand in the same order in both: the others were moved.
fn unmoved(before: &[Uuid], after: &[Uuid]) -> BTreeSet<Uuid> {
    let places: BTreeMap<Uuid, usize> = before.iter().enumerate().map(|(at, key)| (*key, at)).collect();
    // For each key of the later order the longest run that ends with it.
    let mut runs: Vec<(usize, Vec<Uuid>)> = Vec::new();
    for key in after {
        let Some(place) = places.get(key) else { continue };
        let mut run = runs
            .iter()
            .filter(|(last, _)| last < place)
            .map(|(_, run)| run)
            .max_by_key(|run| run.len())
            .cloned()
            .unwrap_or_default();
        run.push(*key);
        runs.push((*place, run));
    }
    runs.into_iter()
        .map(|(_, run)| run)
        .max_by_key(Vec::len)
        .unwrap_or_default()
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::paper::tests::{on, paper, question};
    use super::*;

    fn two_sections() -> (Paper, Vec<SurveyQuestionId>) {
        let mut made = paper(vec![
            question(QuestionKind::Score, Meaning::Item),
            question(QuestionKind::YesNo, Meaning::Item),
        ]);
        made.sections.push(Section {
            id: SurveySectionId::new(),
            part: None,
            zh: "二".to_owned(),
            en: "Two".to_owned(),
            questions: vec![question(QuestionKind::Nps, Meaning::Recommendation)],
        });
        let ids = made.questions().map(|question| question.id).collect();
        (made, ids)
    }

    fn order(paper: &Paper) -> Vec<SurveyQuestionId> {
        paper.questions().map(|question| question.id).collect()
    }

    #[test]
    fn a_question_moves_past_its_neighbour_and_into_the_next_section() {
        let (mut paper, ids) = two_sections();
        assert!(!paper.shift(ids[0], true));
        assert!(paper.shift(ids[0], false));
        assert_eq!(order(&paper), [ids[1], ids[0], ids[2]]);
        assert!(paper.shift(ids[0], false));
        assert_eq!(paper.sections[1].questions[0].id, ids[0]);
        assert_eq!(order(&paper), [ids[1], ids[0], ids[2]]);
        assert!(paper.shift(ids[0], false));
        assert!(!paper.shift(ids[0], false));
        assert!(paper.shift(ids[2], true));
        assert_eq!(paper.sections[0].questions.last().unwrap().id, ids[2]);
    }

    #[test]
    fn a_question_is_put_before_another_or_at_the_end() {
        let (mut paper, ids) = two_sections();
        let (first, second) = (paper.sections[0].id, paper.sections[1].id);
        assert!(paper.place(ids[2], first, Some(ids[0])));
        assert_eq!(order(&paper), [ids[2], ids[0], ids[1]]);
        assert!(paper.place(ids[0], second, None));
        assert_eq!(order(&paper), [ids[2], ids[1], ids[0]]);
        assert!(!paper.place(ids[0], second, Some(ids[0])));
        assert!(!paper.place(SurveyQuestionId::new(), first, None));
        assert!(!paper.place(ids[0], SurveySectionId::new(), None));
        assert_eq!(order(&paper).len(), 3);
    }

    #[test]
    fn a_section_moves_with_its_questions() {
        let (mut paper, ids) = two_sections();
        let second = paper.sections[1].id;
        assert!(!paper.shift_section(second, false));
        assert!(paper.shift_section(second, true));
        assert_eq!(order(&paper), [ids[2], ids[0], ids[1]]);
        assert!(!paper.shift_section(second, true));
    }

    #[test]
    fn what_depends_on_a_later_question_is_a_flaw() {
        let gate = question(QuestionKind::YesNo, Meaning::Item);
        let then = on(question(QuestionKind::Score, Meaning::Item), &gate, Op::Is, "yes");
        let id = then.id;
        assert_eq!(paper(vec![gate.clone(), then.clone()]).flaws(), []);
        assert_eq!(
            paper(vec![then.clone(), gate.clone()]).flaws(),
            [Flaw::BrokenShowIf(id)]
        );
        assert_eq!(paper(vec![then]).flaws(), [Flaw::BrokenShowIf(id)]);
        let odd = on(question(QuestionKind::Score, Meaning::Item), &gate, Op::AtMost, "yes");
        let id = odd.id;
        assert_eq!(paper(vec![gate, odd]).flaws(), [Flaw::BrokenShowIf(id)]);
    }

    #[test]
    fn flaws_are_named() {
        let mut single = question(QuestionKind::Single, Meaning::Item);
        single.choices.truncate(1);
        let (first, second) = (
            question(QuestionKind::Score, Meaning::Overall),
            question(QuestionKind::Score, Meaning::Overall),
        );
        let expected = [Flaw::TooFewChoices(single.id), Flaw::Twice(second.id)];
        assert_eq!(paper(vec![single, first, second]).flaws(), expected);
        assert_eq!(paper(Vec::new()).flaws(), [Flaw::Empty], "said once");
        let (mut half, _) = two_sections();
        half.sections[1].questions.clear();
        assert_eq!(half.flaws(), [Flaw::EmptySection(half.sections[1].id)]);
    }

    #[test]
    fn a_next_version_keeps_the_keys_and_a_copy_does_not() {
        let gate = question(QuestionKind::YesNo, Meaning::Item);
        let then = on(question(QuestionKind::Score, Meaning::Item), &gate, Op::Is, "yes");
        let first = paper(vec![gate, then]);
        let keys = |paper: &Paper| paper.questions().map(|question| question.key).collect::<Vec<_>>();
        let next = first.again(first.questionnaire, QuestionnaireVersionId::new(), 2);
        assert_eq!((next.number, keys(&next)), (2, keys(&first)));
        assert!(order(&next).iter().all(|id| !order(&first).contains(id)));
        // The copy hangs together by its own ids.
        assert_eq!(next.flaws(), []);
        assert_eq!(
            next.questions().nth(1).unwrap().show_if.as_ref().unwrap().question,
            order(&next)[0]
        );
        assert!(compare(&first, &next).iter().all(Change::is_same));
        let copy = first.again(QuestionnaireId::new(), QuestionnaireVersionId::new(), 1);
        assert!(keys(&copy).iter().all(|key| !keys(&first).contains(key)));
    }

    #[test]
    fn two_versions_are_compared_question_by_question() {
        let (first, ids) = two_sections();
        let mut next = first.again(first.questionnaire, QuestionnaireVersionId::new(), 2);
        let moved = order(&next);
        next.sections[0].questions[0].required = false;
        next.sections[1]
            .questions
            .push(question(QuestionKind::LongText, Meaning::Remark));
        let gone = next.sections[0].questions.remove(1);
        assert_eq!(gone.id, moved[1]);
        let changes = compare(&first, &next);
        assert!(
            matches!(&changes[0], Change::Changed { before, after } if before.id == ids[0] && after.id == moved[0])
        );
        assert!(matches!(&changes[1], Change::Same(same) if same.id == moved[2]));
        assert!(matches!(&changes[2], Change::Added(_)));
        assert!(matches!(&changes[3], Change::Removed(gone) if gone.id == ids[1]));
    }

    #[test]
    fn one_question_moved_is_one_move() {
        let first = paper((0..4).map(|_| question(QuestionKind::Score, Meaning::Item)).collect());
        let mut next = first.again(first.questionnaire, QuestionnaireVersionId::new(), 2);
        let last = next.sections[0].questions.remove(3);
        next.sections[0].questions.insert(0, last);
        let changes = compare(&first, &next);
        assert_eq!(
            changes
                .iter()
                .filter(|change| matches!(change, Change::Moved(_)))
                .count(),
            1
        );
        assert!(matches!(changes[0], Change::Moved(_)));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_by_moving(steps in proptest::collection::vec((0..3_usize, 0..3_usize, 0..4_u8), 0..40)) {
            let (mut paper, ids) = two_sections();
            let sections: Vec<SurveySectionId> = paper.sections.iter().map(|section| section.id).collect();
            for (one, other, way) in steps {
                match way {
                    0 => paper.shift(ids[one], true),
                    1 => paper.shift(ids[one], false),
                    2 => paper.place(ids[one], sections[other % 2], Some(ids[other])),
                    _ => paper.shift_section(sections[one % 2], other == 0),
                };
            }
            let there: BTreeSet<SurveyQuestionId> = order(&paper).into_iter().collect();
            prop_assert_eq!(order(&paper).len(), 3);
            prop_assert_eq!(there, ids.into_iter().collect::<BTreeSet<_>>());
            prop_assert_eq!(paper.sections.len(), 2);
        }
    }
}
