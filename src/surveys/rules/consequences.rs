//! What follows from an answer (domain.md §7).

use crate::values::ids::SurveyQuestionId;

use super::{Given, Paper, Value};

/// From where on an answer has consequences; a manager may change these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// A score up to this is called about.
    pub call_back_score: u8,
    /// A recommendation up to this is called about.
    pub call_back_nps: u8,
    /// A recommendation up to this is a complaint.
    pub complaint_nps: u8,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            call_back_score: 2,
            call_back_nps: 6,
            complaint_nps: 2,
        }
    }
}

/// The boxes at the end of a questionnaire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// "Please call me".
    pub call: bool,
    /// "Please treat this as a complaint".
    pub complaint: bool,
}

/// Why somebody is called or a complaint is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    LowScore { question: SurveyQuestionId, score: u8 },
    LowNps { nps: u8 },
    WantsCall,
    WantsComplaint,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Consequence {
    /// Nobody is known whom to thank: the answer is anonymous.
    None,
    Thanks,
    CallBack {
        reasons: Vec<Reason>,
    },
    /// Instead of the call-back.
    Complaint {
        reasons: Vec<Reason>,
    },
}

impl Consequence {
    /// How it is stored.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Thanks => "thanks",
            Self::CallBack { .. } => "call_back",
            Self::Complaint { .. } => "complaint",
        }
    }

    pub fn reasons(&self) -> &[Reason] {
        match self {
            Self::None | Self::Thanks => &[],
            Self::CallBack { reasons } | Self::Complaint { reasons } => reasons,
        }
    }
}

/// What follows by the limits of domain.md.
pub fn of(paper: &Paper, given: &Given, wishes: Wishes, anonymous: bool) -> Consequence {
    within(Limits::default(), paper, given, wishes, anonymous)
}

/// What follows from an answer: only shown questions count, and nothing follows from an anonymous one.
pub fn within(limits: Limits, paper: &Paper, given: &Given, wishes: Wishes, anonymous: bool) -> Consequence {
    if anonymous {
        return Consequence::None;
    }
    let (mut reasons, mut complaint) = (Vec::new(), wishes.complaint);
    if wishes.complaint {
        reasons.push(Reason::WantsComplaint);
    }
    if wishes.call {
        reasons.push(Reason::WantsCall);
    }
    for question in paper.shown(given) {
        match given.get(&question.id) {
            Some(&Value::Score(score)) if score <= limits.call_back_score => {
                reasons.push(Reason::LowScore {
                    question: question.id,
                    score,
                });
            }
            Some(&Value::Nps(nps)) if nps <= limits.call_back_nps.max(limits.complaint_nps) => {
                reasons.push(Reason::LowNps { nps });
                complaint |= nps <= limits.complaint_nps;
            }
            _ => {}
        }
    }
    match (complaint, reasons.is_empty()) {
        (true, _) => Consequence::Complaint { reasons },
        (false, false) => Consequence::CallBack { reasons },
        (false, true) => Consequence::Thanks,
    }
}

#[cfg(test)]
mod tests {
    use super::super::paper::tests::{on, paper, question};
    use super::super::{Meaning, Op, QuestionKind};
    use super::*;

    const NOTHING: Wishes = Wishes {
        call: false,
        complaint: false,
    };

    fn score(score: u8) -> Consequence {
        let question = question(QuestionKind::Score, Meaning::Item);
        let given = Given::from([(question.id, Value::Score(score))]);
        of(&paper(vec![question]), &given, NOTHING, false)
    }

    fn nps(nps: u8) -> &'static str {
        let question = question(QuestionKind::Nps, Meaning::Recommendation);
        let given = Given::from([(question.id, Value::Nps(nps))]);
        of(&paper(vec![question]), &given, NOTHING, false).code()
    }

    #[test]
    fn a_score_of_two_is_called_about_and_three_is_not() {
        assert_eq!(
            [1, 2, 3, 5].map(|given| score(given).code()),
            ["call_back", "call_back", "thanks", "thanks"]
        );
        assert!(matches!(score(2).reasons(), [Reason::LowScore { score: 2, .. }]));
    }

    #[test]
    fn a_recommendation_has_two_limits() {
        assert_eq!([0, 2].map(nps), ["complaint", "complaint"]);
        assert_eq!([3, 6].map(nps), ["call_back", "call_back"]);
        assert_eq!([7, 9, 10].map(nps), ["thanks", "thanks", "thanks"]);
    }

    #[test]
    fn the_boxes_count_whatever_the_scores() {
        let question = question(QuestionKind::Score, Meaning::Overall);
        let given = Given::from([(question.id, Value::Score(5))]);
        let paper = paper(vec![question]);
        let after = |call, complaint| of(&paper, &given, Wishes { call, complaint }, false);
        assert_eq!(
            after(true, false),
            Consequence::CallBack {
                reasons: vec![Reason::WantsCall]
            }
        );
        assert_eq!(
            after(false, true),
            Consequence::Complaint {
                reasons: vec![Reason::WantsComplaint]
            }
        );
        // One of the two, never both: the complaint is called about by its own rules.
        assert_eq!(after(true, true).code(), "complaint");
        assert_eq!(after(true, true).reasons().len(), 2);
        assert_eq!(after(false, false), Consequence::Thanks);
    }

    #[test]
    fn a_complaint_names_the_low_scores_too() {
        let (item, last) = (
            question(QuestionKind::Score, Meaning::Item),
            question(QuestionKind::Nps, Meaning::Recommendation),
        );
        let given = Given::from([(item.id, Value::Score(1)), (last.id, Value::Nps(2))]);
        let expected = vec![
            Reason::LowScore {
                question: item.id,
                score: 1,
            },
            Reason::LowNps { nps: 2 },
        ];
        assert_eq!(
            of(&paper(vec![item, last]), &given, NOTHING, false),
            Consequence::Complaint { reasons: expected }
        );
    }

    #[test]
    fn nothing_follows_from_an_anonymous_answer() {
        let question = question(QuestionKind::Nps, Meaning::Recommendation);
        let given = Given::from([(question.id, Value::Nps(0))]);
        let wishes = Wishes {
            call: true,
            complaint: true,
        };
        assert_eq!(of(&paper(vec![question]), &given, wishes, true), Consequence::None);
    }

    #[test]
    fn a_hidden_low_score_does_not_count() {
        let gate = question(QuestionKind::YesNo, Meaning::Item);
        let hidden = on(question(QuestionKind::Score, Meaning::Item), &gate, Op::Is, "yes");
        let given = Given::from([(gate.id, Value::YesNo(false)), (hidden.id, Value::Score(1))]);
        assert_eq!(
            of(&paper(vec![gate, hidden]), &given, NOTHING, false),
            Consequence::Thanks
        );
    }

    #[test]
    fn an_empty_answer_is_thanked_for() {
        assert_eq!(
            of(&paper(Vec::new()), &Given::new(), NOTHING, false),
            Consequence::Thanks
        );
    }

    #[test]
    fn a_manager_may_move_the_limits() {
        let question = question(QuestionKind::Score, Meaning::Item);
        let given = Given::from([(question.id, Value::Score(3))]);
        let limits = Limits {
            call_back_score: 3,
            ..Limits::default()
        };
        assert_eq!(
            within(limits, &paper(vec![question]), &given, NOTHING, false).code(),
            "call_back"
        );
    }
}
