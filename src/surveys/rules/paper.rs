//! A version of a questionnaire as it lies before somebody: what is asked, and of that what is shown.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::values::ids::{QuestionnaireId, QuestionnaireVersionId, SurveyQuestionId, SurveySectionId};

use super::{Meaning, Op, Part, Purpose, QuestionKind};

/// A version of a questionnaire. Words come in Chinese and English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    pub questionnaire: QuestionnaireId,
    pub version: QuestionnaireVersionId,
    /// 1, 2, 3 … within the questionnaire.
    pub number: i32,
    pub purpose: Purpose,
    pub title_zh: String,
    pub title_en: String,
    /// What stands above the first question.
    pub intro_zh: String,
    pub intro_en: String,
    pub sections: Vec<Section>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    pub id: SurveySectionId,
    /// Which standard section it is, if one.
    pub part: Option<Part>,
    pub zh: String,
    pub en: String,
    pub questions: Vec<Question>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub id: SurveyQuestionId,
    /// The same question in every version.
    pub key: Uuid,
    pub kind: QuestionKind,
    pub meaning: Meaning,
    pub zh: String,
    pub en: String,
    pub required: bool,
    /// Of single and multiple choice.
    pub choices: Vec<Choice>,
    pub show_if: Option<ShowIf>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub code: String,
    pub zh: String,
    pub en: String,
}

/// A question is shown when the answer to an earlier one compares like this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShowIf {
    pub question: SurveyQuestionId,
    pub op: Op,
    /// A number, the code of a choice, `yes` or `no`.
    pub value: String,
}

/// What was answered to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Score(u8),
    Nps(u8),
    Choice(String),
    Choices(Vec<String>),
    YesNo(bool),
    Text(String),
}

/// What was answered to each question.
pub type Given = BTreeMap<SurveyQuestionId, Value>;

impl ShowIf {
    /// Whether an answer is such that the question depending on it is shown. What wasn't answered shows nothing.
    pub fn holds(&self, answer: Option<&Value>) -> bool {
        let Some(answer) = answer else { return false };
        let number = |given: u8| match self.value.parse::<u8>() {
            Ok(value) => match self.op {
                Op::Is => given == value,
                Op::IsNot => given != value,
                Op::AtMost => given <= value,
                Op::AtLeast => given >= value,
            },
            Err(_) => false,
        };
        let is = |same: bool| match self.op {
            Op::Is => same,
            Op::IsNot => !same,
            Op::AtMost | Op::AtLeast => false,
        };
        match answer {
            Value::Score(given) | Value::Nps(given) => number(*given),
            Value::Choice(given) => is(*given == self.value),
            Value::Choices(given) => is(given.contains(&self.value)),
            Value::YesNo(given) => is((if *given { "yes" } else { "no" }) == self.value),
            Value::Text(_) => false,
        }
    }
}

impl Paper {
    /// Every question, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|section| &section.questions)
    }

    pub fn question(&self, id: SurveyQuestionId) -> Option<&Question> {
        self.questions().find(|question| question.id == id)
    }

    pub fn section_of(&self, id: SurveyQuestionId) -> Option<&Section> {
        self.sections
            .iter()
            .find(|section| section.questions.iter().any(|question| question.id == id))
    }

    /// The questions that are shown to somebody who has answered this much, in order. What depends on a question that
    /// isn't shown isn't shown either, whatever was answered to it before.
    pub fn shown(&self, given: &Given) -> Vec<&Question> {
        let mut seen = BTreeSet::new();
        self.questions()
            .filter(|question| {
                let shows = question
                    .show_if
                    .as_ref()
                    .is_none_or(|cause| seen.contains(&cause.question) && cause.holds(given.get(&cause.question)));
                if shows {
                    seen.insert(question.id);
                }
                shows
            })
            .collect()
    }

    /// The shown questions that must be answered and aren't.
    pub fn missing(&self, given: &Given) -> Vec<SurveyQuestionId> {
        self.shown(given)
            .into_iter()
            .filter(|question| question.required && !given.contains_key(&question.id))
            .map(|question| question.id)
            .collect()
    }

    /// The answers that count: those to shown questions.
    pub fn kept(&self, given: &Given) -> Given {
        self.shown(given)
            .into_iter()
            .filter_map(|question| Some((question.id, given.get(&question.id)?.clone())))
            .collect()
    }

    /// The answer to the first shown question of this meaning.
    fn first<'given>(&self, given: &'given Given, meaning: Meaning) -> Option<&'given Value> {
        self.shown(given)
            .into_iter()
            .filter(|question| question.meaning == meaning)
            .find_map(|question| given.get(&question.id))
    }

    /// Satisfaction as a whole, 1 to 5.
    pub fn overall(&self, given: &Given) -> Option<u8> {
        match self.first(given, Meaning::Overall) {
            Some(Value::Score(score)) => Some(*score),
            _ => None,
        }
    }

    /// Would recommend us, 0 to 10.
    pub fn nps(&self, given: &Given) -> Option<u8> {
        match self.first(given, Meaning::Recommendation) {
            Some(Value::Nps(nps)) => Some(*nps),
            _ => None,
        }
    }

    /// The lowest score given to a shown question.
    pub fn lowest(&self, given: &Given) -> Option<u8> {
        self.shown(given)
            .into_iter()
            .filter_map(|question| match given.get(&question.id) {
                Some(Value::Score(score)) => Some(*score),
                _ => None,
            })
            .min()
    }

    /// Whether something was written: it wants an answer within a day.
    pub fn has_remark(&self, given: &Given) -> bool {
        self.shown(given)
            .into_iter()
            .any(|question| matches!(given.get(&question.id), Some(Value::Text(text)) if !text.is_empty()))
    }

    /// How many questions one customer is shown at most.
    pub fn most_shown(&self) -> usize {
        self.most(&Given::new(), |_| true, |given| self.shown(given).len())
            .unwrap_or_else(|| self.questions().count())
    }

    /// How many minutes it takes: six questions a minute.
    pub fn minutes(&self) -> usize {
        self.most_shown().div_ceil(6).max(1)
    }

    /// The most that `count` makes of any way through, beside what is given, when the open questions may be answered
    /// anyhow; nothing where there are too many ways to try.
    pub fn most(
        &self,
        given: &Given,
        open: impl Fn(SurveyQuestionId) -> bool,
        count: impl Fn(&Given) -> usize,
    ) -> Option<usize> {
        let deciding: BTreeSet<SurveyQuestionId> = self
            .questions()
            .filter_map(|question| question.show_if.as_ref().map(|cause| cause.question))
            .collect();
        let deciding: Vec<(SurveyQuestionId, Vec<Value>)> = self
            .questions()
            .filter(|question| deciding.contains(&question.id) && open(question.id))
            .map(|question| (question.id, question.possible()))
            .collect();
        let ways: usize = deciding
            .iter()
            .fold(1, |ways: usize, (_, values)| ways.saturating_mul(values.len().max(1)));
        if ways > WAYS {
            return None;
        }
        (0..ways)
            .map(|way| {
                let mut rest = way;
                let any = deciding.iter().filter_map(|(id, values)| {
                    let at = rest % values.len().max(1);
                    rest /= values.len().max(1);
                    Some((*id, values.get(at)?.clone()))
                });
                let mut way = given.clone();
                way.extend(any);
                count(&way)
            })
            .max()
    }
}

/// Up to so many combinations of deciding answers are tried.
const WAYS: usize = 5_000;

impl Question {
    /// The answers another question may depend on; of several choices none, each, and all.
    fn possible(&self) -> Vec<Value> {
        let codes = || self.choices.iter().map(|choice| choice.code.clone());
        match self.kind {
            QuestionKind::Score => (1..=5).map(Value::Score).collect(),
            QuestionKind::Nps => (0..=10).map(Value::Nps).collect(),
            QuestionKind::YesNo => vec![Value::YesNo(true), Value::YesNo(false)],
            QuestionKind::Single => codes().map(Value::Choice).collect(),
            QuestionKind::Multiple => codes()
                .map(|code| Value::Choices(vec![code]))
                .chain([Value::Choices(codes().collect()), Value::Choices(Vec::new())])
                .collect(),
            QuestionKind::ShortText | QuestionKind::LongText => Vec::new(),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A question that must be answered.
    pub(crate) fn question(kind: QuestionKind, meaning: Meaning) -> Question {
        let choice = |code: &str| Choice::new(code, code, code);
        Question {
            id: SurveyQuestionId::new(),
            key: Uuid::now_v7(),
            kind,
            meaning,
            zh: "问".to_owned(),
            en: "Q".to_owned(),
            required: true,
            choices: if kind.has_choices() {
                vec![choice("a"), choice("b"), choice("c")]
            } else {
                Vec::new()
            },
            show_if: None,
        }
    }

    pub(crate) fn on(mut question: Question, cause: &Question, op: Op, value: &str) -> Question {
        question.show_if = Some(ShowIf {
            question: cause.id,
            op,
            value: value.to_owned(),
        });
        question
    }

    pub(crate) fn paper(questions: Vec<Question>) -> Paper {
        Paper {
            questionnaire: QuestionnaireId::new(),
            version: QuestionnaireVersionId::new(),
            number: 1,
            purpose: Purpose::Own,
            title_zh: "问卷".to_owned(),
            title_en: "Paper".to_owned(),
            intro_zh: String::new(),
            intro_en: String::new(),
            sections: vec![Section {
                id: SurveySectionId::new(),
                part: None,
                zh: "一".to_owned(),
                en: "One".to_owned(),
                questions,
            }],
        }
    }

    fn ids(shown: &[&Question]) -> Vec<SurveyQuestionId> {
        shown.iter().map(|question| question.id).collect()
    }

    #[test]
    fn a_question_shows_when_the_answer_it_depends_on_is_such() {
        let gate = question(QuestionKind::YesNo, Meaning::Item);
        let then = on(question(QuestionKind::Score, Meaning::Item), &gate, Op::Is, "yes");
        let (first, second) = (gate.id, then.id);
        let paper = paper(vec![gate, then]);
        assert_eq!(ids(&paper.shown(&Given::new())), [first]);
        assert_eq!(ids(&paper.shown(&Given::from([(first, Value::YesNo(false))]))), [first]);
        let given = Given::from([(first, Value::YesNo(true))]);
        assert_eq!(ids(&paper.shown(&given)), [first, second]);
        assert_eq!(paper.missing(&given), [second]);
        assert_eq!(paper.missing(&Given::new()), [first]);
    }

    #[test]
    fn what_hangs_on_a_hidden_question_is_hidden_and_does_not_count() {
        let gate = question(QuestionKind::YesNo, Meaning::Item);
        let middle = on(question(QuestionKind::Score, Meaning::Item), &gate, Op::Is, "yes");
        let last = on(
            question(QuestionKind::LongText, Meaning::Remark),
            &middle,
            Op::AtMost,
            "2",
        );
        let given = Given::from([
            (gate.id, Value::YesNo(false)),
            (middle.id, Value::Score(1)),
            (last.id, Value::Text("写".to_owned())),
        ]);
        let first = gate.id;
        let paper = paper(vec![gate, middle, last]);
        assert_eq!(ids(&paper.shown(&given)), [first]);
        assert_eq!((paper.lowest(&given), paper.has_remark(&given)), (None, false));
        assert_eq!(paper.kept(&given).len(), 1);
    }

    #[test]
    fn numbers_compare_at_their_limits() {
        let shows = |op, value: &str, given: u8| {
            ShowIf {
                question: SurveyQuestionId::new(),
                op,
                value: value.to_owned(),
            }
            .holds(Some(&Value::Nps(given)))
        };
        assert!(shows(Op::AtMost, "6", 6) && !shows(Op::AtMost, "6", 7));
        assert!(shows(Op::AtLeast, "9", 9) && !shows(Op::AtLeast, "9", 8));
        assert!(shows(Op::Is, "0", 0) && !shows(Op::IsNot, "0", 0));
        assert!(!shows(Op::Is, "many", 0));
    }

    #[test]
    fn choices_compare_by_their_code() {
        let cause = |op, value: &str| ShowIf {
            question: SurveyQuestionId::new(),
            op,
            value: value.to_owned(),
        };
        let several = Value::Choices(vec!["a".to_owned(), "b".to_owned()]);
        assert!(cause(Op::Is, "b").holds(Some(&several)) && !cause(Op::Is, "c").holds(Some(&several)));
        assert!(cause(Op::IsNot, "c").holds(Some(&several)) && !cause(Op::IsNot, "c").holds(None));
        assert!(cause(Op::Is, "a").holds(Some(&Value::Choice("a".to_owned()))));
        assert!(!cause(Op::Is, "a").holds(Some(&Value::Text("a".to_owned()))));
    }

    #[test]
    fn the_longest_way_through_is_counted() {
        let gate = question(QuestionKind::Single, Meaning::Item);
        let one = on(question(QuestionKind::Score, Meaning::Item), &gate, Op::Is, "a");
        let two = on(question(QuestionKind::Score, Meaning::Item), &gate, Op::Is, "b");
        let three = on(question(QuestionKind::Score, Meaning::Item), &gate, Op::Is, "b");
        let always = question(QuestionKind::Nps, Meaning::Recommendation);
        assert_eq!(paper(vec![gate.clone(), one, two, three, always]).most_shown(), 4);
        assert_eq!(paper(vec![gate]).most_shown(), 1);
        assert_eq!(paper(Vec::new()).most_shown(), 0);
    }

    #[test]
    fn the_figures_are_read_off_the_marked_questions() {
        let item = question(QuestionKind::Score, Meaning::Item);
        let overall = question(QuestionKind::Score, Meaning::Overall);
        let nps = question(QuestionKind::Nps, Meaning::Recommendation);
        let given = Given::from([
            (item.id, Value::Score(2)),
            (overall.id, Value::Score(4)),
            (nps.id, Value::Nps(9)),
        ]);
        let paper = paper(vec![item, overall, nps]);
        assert_eq!(
            (paper.overall(&given), paper.nps(&given), paper.lowest(&given)),
            (Some(4), Some(9), Some(2))
        );
        assert_eq!((paper.overall(&Given::new()), paper.nps(&Given::new())), (None, None));
    }

    proptest! {
        #[test]
        fn what_is_hidden_changes_nothing(gate in proptest::option::of(any::<bool>()), score in proptest::option::of(1..=5_u8), nps in proptest::option::of(0..=10_u8)) {
            let first = question(QuestionKind::YesNo, Meaning::Item);
            let second = on(question(QuestionKind::Score, Meaning::Overall), &first, Op::Is, "yes");
            let third = on(question(QuestionKind::Nps, Meaning::Recommendation), &second, Op::AtMost, "3");
            let given: Given = [
                gate.map(|gate| (first.id, Value::YesNo(gate))),
                score.map(|score| (second.id, Value::Score(score))),
                nps.map(|nps| (third.id, Value::Nps(nps))),
            ]
            .into_iter()
            .flatten()
            .collect();
            let paper = paper(vec![first, second, third]);
            let kept = paper.kept(&given);
            prop_assert_eq!(ids(&paper.shown(&kept)), ids(&paper.shown(&given)));
            prop_assert_eq!(&paper.kept(&kept), &kept);
            prop_assert_eq!(paper.missing(&paper.kept(&given)), paper.missing(&given));
            prop_assert!(paper.shown(&given).len() <= paper.most_shown());
        }
    }
}
