//! The questionnaires a store begins with: polite, short, in both languages. A store may change them like any other.

use uuid::Uuid;

use crate::values::ids::{QuestionnaireId, QuestionnaireVersionId, SurveyQuestionId, SurveySectionId};

use super::{Choice, Meaning, Op, Paper, Part, Purpose, Question, QuestionKind, Section, ShowIf};

/// A ready-made questionnaire.
pub struct Standard {
    pub purpose: Purpose,
    pub title: (&'static str, &'static str),
    pub intro: (&'static str, &'static str),
    pub sections: &'static [StandardSection],
}

pub struct StandardSection {
    part: Option<Part>,
    title: (&'static str, &'static str),
    questions: &'static [Asked],
}

/// A question: its number, unique among all and never used again, makes the key that reports go by in every store.
struct Asked {
    number: u16,
    kind: QuestionKind,
    meaning: Meaning,
    words: (&'static str, &'static str),
    required: bool,
    choices: &'static [(&'static str, &'static str, &'static str)],
    show_if: Option<(u16, Op, &'static str)>,
}

const fn ask(number: u16, kind: QuestionKind, zh: &'static str, en: &'static str) -> Asked {
    Asked {
        number,
        kind,
        meaning: Meaning::Item,
        words: (zh, en),
        required: true,
        choices: &[],
        show_if: None,
    }
}

const fn score(number: u16, zh: &'static str, en: &'static str) -> Asked {
    ask(number, QuestionKind::Score, zh, en)
}

const fn overall(number: u16, zh: &'static str, en: &'static str) -> Asked {
    Asked {
        meaning: Meaning::Overall,
        ..ask(number, QuestionKind::Score, zh, en)
    }
}

const fn recommendation(number: u16, zh: &'static str, en: &'static str) -> Asked {
    Asked {
        meaning: Meaning::Recommendation,
        ..ask(number, QuestionKind::Nps, zh, en)
    }
}

const fn remark(number: u16, zh: &'static str, en: &'static str) -> Asked {
    Asked {
        meaning: Meaning::Remark,
        required: false,
        ..ask(number, QuestionKind::LongText, zh, en)
    }
}

const fn choice(
    number: u16,
    zh: &'static str,
    en: &'static str,
    choices: &'static [(&'static str, &'static str, &'static str)],
) -> Asked {
    Asked {
        required: false,
        choices,
        ..ask(number, QuestionKind::Single, zh, en)
    }
}

/// The same question, shown only after such an answer.
const fn after(number: u16, op: Op, value: &'static str, asked: Asked) -> Asked {
    Asked {
        show_if: Some((number, op, value)),
        ..asked
    }
}

const fn section(part: Part, zh: &'static str, en: &'static str, questions: &'static [Asked]) -> StandardSection {
    StandardSection {
        part: Some(part),
        title: (zh, en),
        questions,
    }
}

const RECOMMEND: (&str, &str) = (
    "您有多大可能把我们推荐给亲友？",
    "How likely are you to recommend us to family and friends?",
);
const ANYTHING: (&str, &str) = (
    "还有什么想告诉我们的吗？",
    "Is there anything else you would like to tell us?",
);

/// Ready for every purpose that has a standing survey.
pub const ALL: &[Standard] = &[
    Standard {
        purpose: Purpose::Service,
        title: ("维修服务满意度", "Your service visit"),
        intro: (
            "感谢您把爱车交给我们。请用两分钟告诉我们这次服务怎么样，您的评价会直接帮助我们改进。",
            "Thank you for bringing your car to us. Please take two minutes to tell us how it went: it helps us to do better.",
        ),
        sections: &[
            section(
                Part::ServiceQuality,
                "服务质量",
                "Service quality",
                &[
                    score(
                        101,
                        "您对维修的技术质量满意吗？",
                        "How satisfied are you with the quality of the work?",
                    ),
                    score(
                        102,
                        "您对我们的服务态度满意吗？",
                        "How satisfied are you with the way you were treated?",
                    ),
                    score(
                        103,
                        "您对维修所用的时间满意吗？",
                        "How satisfied are you with the time it took?",
                    ),
                    score(
                        104,
                        "您对问题的解决结果满意吗？",
                        "How satisfied are you with the result?",
                    ),
                ],
            ),
            section(
                Part::FairPrice,
                "价格合理",
                "Fair price",
                &[score(
                    105,
                    "您对工时费的合理程度满意吗？",
                    "How satisfied are you that the labour charge was fair?",
                )],
            ),
            // One aspect of the customer's choice keeps it to twelve questions.
            StandardSection {
                part: None,
                title: ("其他方面", "One thing more"),
                questions: &[choice(
                    106,
                    "您还想评价哪一方面？",
                    "Is there one more thing you would like to rate?",
                    &[
                        ("parts", "配件", "Parts"),
                        ("care", "联系与关怀", "Contact and care"),
                        ("complaint", "投诉处理", "How a complaint was handled"),
                        ("nothing", "没有了", "Nothing more"),
                    ],
                )],
            },
            section(
                Part::PartsSupply,
                "配件供应",
                "Parts supply",
                &[
                    after(
                        106,
                        Op::Is,
                        "parts",
                        score(
                            107,
                            "您对配件质量满意吗？",
                            "How satisfied are you with the quality of the parts?",
                        ),
                    ),
                    after(
                        106,
                        Op::Is,
                        "parts",
                        score(
                            108,
                            "您对配件价格满意吗？",
                            "How satisfied are you with the price of the parts?",
                        ),
                    ),
                    after(
                        106,
                        Op::Is,
                        "parts",
                        score(
                            109,
                            "您对配件到货的及时程度满意吗？",
                            "How satisfied are you that the parts were there on time?",
                        ),
                    ),
                ],
            ),
            section(
                Part::CustomerCare,
                "客户关怀",
                "Customer care",
                &[
                    after(
                        106,
                        Op::Is,
                        "care",
                        score(
                            110,
                            "您对我们联系您的频率满意吗？",
                            "How satisfied are you with how often we contact you?",
                        ),
                    ),
                    after(
                        106,
                        Op::Is,
                        "care",
                        score(
                            111,
                            "这些联系对您有帮助吗？",
                            "How helpful is it to you when we contact you?",
                        ),
                    ),
                    after(
                        106,
                        Op::Is,
                        "care",
                        score(
                            112,
                            "您对我们的关怀活动满意吗？",
                            "How satisfied are you with our customer events?",
                        ),
                    ),
                ],
            ),
            section(
                Part::ComplaintHandling,
                "投诉处理",
                "Complaint handling",
                &[
                    after(
                        106,
                        Op::Is,
                        "complaint",
                        score(
                            113,
                            "您对投诉处理的速度满意吗？",
                            "How satisfied are you with how fast your complaint was handled?",
                        ),
                    ),
                    after(
                        106,
                        Op::Is,
                        "complaint",
                        score(
                            114,
                            "您对投诉处理的结果满意吗？",
                            "How satisfied are you with how your complaint was settled?",
                        ),
                    ),
                ],
            ),
            section(
                Part::Overall,
                "总体评价",
                "Overall",
                &[
                    overall(
                        115,
                        "总的来说，您对这次服务满意吗？",
                        "All in all, how satisfied are you with this visit?",
                    ),
                    recommendation(116, RECOMMEND.0, RECOMMEND.1),
                ],
            ),
            section(
                Part::Open,
                "意见与建议",
                "Remarks",
                &[remark(117, ANYTHING.0, ANYTHING.1)],
            ),
        ],
    },
    Standard {
        purpose: Purpose::Delivery,
        title: ("购车与交车满意度", "Your new car"),
        intro: (
            "恭喜您提到新车！请用两分钟告诉我们购车和交车过程怎么样。",
            "Congratulations on your new car! Please take two minutes to tell us how buying and collecting it went.",
        ),
        sections: &[
            section(
                Part::ServiceQuality,
                "购车与交车",
                "Buying and collecting",
                &[
                    score(
                        201,
                        "您对销售顾问的服务态度满意吗？",
                        "How satisfied are you with the way our consultant treated you?",
                    ),
                    score(
                        202,
                        "您对车辆介绍和试驾的安排满意吗？",
                        "How satisfied are you with how the car was presented, test drive included?",
                    ),
                    score(
                        203,
                        "您对交车的准时程度满意吗？",
                        "How satisfied are you that the car was ready on time?",
                    ),
                    score(
                        204,
                        "您对交车时的车况满意吗？",
                        "How satisfied are you with the condition of the car at hand-over?",
                    ),
                    score(
                        205,
                        "您对功能讲解满意吗？",
                        "How satisfied are you with how its functions were explained?",
                    ),
                ],
            ),
            section(
                Part::FairPrice,
                "价格合理",
                "Fair price",
                &[score(
                    206,
                    "您对报价和费用的透明程度满意吗？",
                    "How satisfied are you that price and charges were clear?",
                )],
            ),
            section(
                Part::CustomerCare,
                "客户关怀",
                "Customer care",
                &[score(
                    207,
                    "您对上牌、保险等手续的协助满意吗？",
                    "How satisfied are you with our help with plates and insurance?",
                )],
            ),
            section(
                Part::Overall,
                "总体评价",
                "Overall",
                &[
                    overall(
                        208,
                        "总的来说，您对这次购车满意吗？",
                        "All in all, how satisfied are you with buying from us?",
                    ),
                    recommendation(209, RECOMMEND.0, RECOMMEND.1),
                ],
            ),
            section(
                Part::Open,
                "意见与建议",
                "Remarks",
                &[remark(210, ANYTHING.0, ANYTHING.1)],
            ),
        ],
    },
    Standard {
        purpose: Purpose::Complaint,
        title: ("投诉处理回访", "How we handled your complaint"),
        intro: (
            "给您带来不便，我们深表歉意。请告诉我们问题处理得怎么样，好让我们做得更好。",
            "We are sorry for the trouble. Please tell us how well we put things right, so that we can do better.",
        ),
        sections: &[
            section(
                Part::ComplaintHandling,
                "投诉处理",
                "Complaint handling",
                &[
                    score(
                        301,
                        "您对我们的响应速度满意吗？",
                        "How satisfied are you with how fast we answered?",
                    ),
                    score(
                        302,
                        "您对处理人员的态度满意吗？",
                        "How satisfied are you with the way you were treated?",
                    ),
                    score(
                        303,
                        "您对我们告知进展的及时程度满意吗？",
                        "How satisfied are you with how we kept you informed?",
                    ),
                    ask(
                        304,
                        QuestionKind::YesNo,
                        "您的问题完全解决了吗？",
                        "Is the matter fully settled for you?",
                    ),
                    after(
                        304,
                        Op::Is,
                        "no",
                        remark(305, "还有哪些问题没有解决？", "What is still open?"),
                    ),
                ],
            ),
            section(
                Part::Overall,
                "总体评价",
                "Overall",
                &[
                    overall(
                        306,
                        "总的来说，您对处理结果满意吗？",
                        "All in all, how satisfied are you with the outcome?",
                    ),
                    recommendation(307, RECOMMEND.0, RECOMMEND.1),
                ],
            ),
            section(
                Part::Open,
                "意见与建议",
                "Remarks",
                &[remark(308, ANYTHING.0, ANYTHING.1)],
            ),
        ],
    },
    Standard {
        purpose: Purpose::Inquiry,
        title: ("咨询服务满意度", "Your question to us"),
        intro: (
            "感谢您的咨询。请用一分钟告诉我们答复得怎么样。",
            "Thank you for asking us. Please take a minute to tell us how well we answered.",
        ),
        sections: &[
            section(
                Part::ServiceQuality,
                "咨询服务",
                "Answering your question",
                &[
                    score(
                        401,
                        "您对答复的速度满意吗？",
                        "How satisfied are you with how fast we answered?",
                    ),
                    score(402, "答复是否清楚、有帮助？", "How clear and helpful was the answer?"),
                ],
            ),
            section(
                Part::Overall,
                "总体评价",
                "Overall",
                &[overall(
                    403,
                    "总的来说，您对这次咨询满意吗？",
                    "All in all, how satisfied are you?",
                )],
            ),
            section(
                Part::Open,
                "意见与建议",
                "Remarks",
                &[remark(404, ANYTHING.0, ANYTHING.1)],
            ),
        ],
    },
    Standard {
        purpose: Purpose::QuarterlySatisfaction,
        title: ("季度满意度调查", "This quarter with us"),
        intro: (
            "感谢您一直以来的信任。请回想最近三个月，用两分钟告诉我们您的感受。",
            "Thank you for your trust. Please think of the last three months and tell us in two minutes how we did.",
        ),
        sections: &[
            section(
                Part::ServiceQuality,
                "服务质量",
                "Service quality",
                &[
                    score(
                        501,
                        "您对我们的技术水平满意吗？",
                        "How satisfied are you with our technical skill?",
                    ),
                    score(
                        502,
                        "您对我们的服务态度满意吗？",
                        "How satisfied are you with the way you are treated?",
                    ),
                ],
            ),
            section(
                Part::PartsSupply,
                "配件供应",
                "Parts supply",
                &[score(
                    503,
                    "您对配件的质量和供应满意吗？",
                    "How satisfied are you with the quality and supply of parts?",
                )],
            ),
            section(
                Part::FairPrice,
                "价格合理",
                "Fair price",
                &[score(
                    504,
                    "您对收费的合理和透明程度满意吗？",
                    "How satisfied are you that our prices are fair and clear?",
                )],
            ),
            section(
                Part::CustomerCare,
                "客户关怀",
                "Customer care",
                &[
                    score(
                        505,
                        "您对我们联系您的频率和效果满意吗？",
                        "How satisfied are you with how often and how well we keep in touch?",
                    ),
                    score(
                        506,
                        "您对我们的关怀活动满意吗？",
                        "How satisfied are you with our customer events?",
                    ),
                ],
            ),
            section(
                Part::ComplaintHandling,
                "投诉处理",
                "Complaint handling",
                &[
                    ask(
                        507,
                        QuestionKind::YesNo,
                        "最近三个月您向我们投诉过吗？",
                        "Have you complained to us in the last three months?",
                    ),
                    after(
                        507,
                        Op::Is,
                        "yes",
                        score(
                            508,
                            "您对投诉处理的速度满意吗？",
                            "How satisfied are you with how fast your complaint was handled?",
                        ),
                    ),
                    after(
                        507,
                        Op::Is,
                        "yes",
                        score(
                            509,
                            "您对投诉处理的结果满意吗？",
                            "How satisfied are you with how your complaint was settled?",
                        ),
                    ),
                ],
            ),
            section(
                Part::Overall,
                "总体评价",
                "Overall",
                &[
                    overall(
                        510,
                        "总的来说，您对我们满意吗？",
                        "All in all, how satisfied are you with us?",
                    ),
                    recommendation(511, RECOMMEND.0, RECOMMEND.1),
                ],
            ),
            section(
                Part::Open,
                "意见与建议",
                "Remarks",
                &[remark(512, ANYTHING.0, ANYTHING.1)],
            ),
        ],
    },
    Standard {
        purpose: Purpose::QuarterlyNps,
        title: ("您会推荐我们吗？", "Would you recommend us?"),
        intro: (
            "只有一个主要问题，一分钟就能答完。感谢您的支持！",
            "One main question, one minute. Thank you for your support!",
        ),
        sections: &[
            section(
                Part::Overall,
                "推荐意愿",
                "Recommendation",
                &[
                    recommendation(601, RECOMMEND.0, RECOMMEND.1),
                    choice(
                        602,
                        "您给出这个分数的主要原因是什么？",
                        "What is the main reason for your answer?",
                        &[
                            ("quality", "维修质量", "Quality of the work"),
                            ("attitude", "服务态度", "The way I am treated"),
                            ("price", "价格", "Price"),
                            ("time", "时间与效率", "Time and pace"),
                            ("parts", "配件", "Parts"),
                            ("care", "联系与关怀", "Contact and care"),
                            ("other", "其他", "Something else"),
                        ],
                    ),
                ],
            ),
            section(
                Part::Open,
                "意见与建议",
                "Remarks",
                &[
                    after(
                        601,
                        Op::AtMost,
                        "6",
                        remark(603, "我们最应该改进什么？", "What should we improve first?"),
                    ),
                    after(
                        601,
                        Op::AtLeast,
                        "7",
                        remark(604, "您最满意的是什么？", "What do you like most?"),
                    ),
                ],
            ),
        ],
    },
];

/// The key of a standard question, the same in every store.
pub const fn key(number: u16) -> Uuid {
    Uuid::from_u128(0x5969_6e67_6b65_8000_8000_0000_0000_0000 + number as u128)
}

impl Standard {
    pub fn of(purpose: Purpose) -> Option<&'static Self> {
        ALL.iter().find(|standard| standard.purpose == purpose)
    }

    /// As the first version of a questionnaire.
    pub fn paper(&self, questionnaire: QuestionnaireId, version: QuestionnaireVersionId) -> Paper {
        let asked: Vec<&Asked> = self.sections.iter().flat_map(|section| section.questions).collect();
        let ids: Vec<(u16, SurveyQuestionId)> = asked
            .iter()
            .map(|asked| (asked.number, SurveyQuestionId::new()))
            .collect();
        let id = |number: u16| ids.iter().find(|(known, _)| *known == number).map(|(_, id)| *id);
        let question = |asked: &Asked| {
            Some(Question {
                id: id(asked.number)?,
                key: key(asked.number),
                kind: asked.kind,
                meaning: asked.meaning,
                zh: asked.words.0.to_owned(),
                en: asked.words.1.to_owned(),
                required: asked.required,
                choices: asked
                    .choices
                    .iter()
                    .map(|(code, zh, en)| Choice::new(code, zh, en))
                    .collect(),
                show_if: asked.show_if.and_then(|(number, op, value)| {
                    Some(ShowIf {
                        question: id(number)?,
                        op,
                        value: value.to_owned(),
                    })
                }),
            })
        };
        Paper {
            questionnaire,
            version,
            number: 1,
            purpose: self.purpose,
            title_zh: self.title.0.to_owned(),
            title_en: self.title.1.to_owned(),
            intro_zh: self.intro.0.to_owned(),
            intro_en: self.intro.1.to_owned(),
            sections: self
                .sections
                .iter()
                .map(|section| Section {
                    id: SurveySectionId::new(),
                    part: section.part,
                    zh: section.title.0.to_owned(),
                    en: section.title.1.to_owned(),
                    questions: section.questions.iter().filter_map(question).collect(),
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::SHOWN_AT_MOST;
    use super::*;

    fn papers() -> Vec<Paper> {
        ALL.iter()
            .map(|standard| standard.paper(QuestionnaireId::new(), QuestionnaireVersionId::new()))
            .collect()
    }

    #[test]
    fn every_standing_purpose_has_one() {
        for purpose in Purpose::ALL {
            assert_eq!(
                Standard::of(*purpose).is_some(),
                purpose.is_standing(),
                "{}",
                purpose.code()
            );
        }
    }

    #[test]
    fn nobody_is_shown_more_than_twelve_questions() {
        for paper in papers() {
            assert!(
                paper.most_shown() <= SHOWN_AT_MOST,
                "{}: {}",
                paper.title_en,
                paper.most_shown()
            );
        }
        let service = Standard::of(Purpose::Service).unwrap();
        let service = service.paper(QuestionnaireId::new(), QuestionnaireVersionId::new());
        assert_eq!((service.most_shown(), service.questions().count()), (12, 17));
    }

    #[test]
    fn the_time_that_is_named_is_the_time_it_takes() {
        for paper in papers() {
            for (words, minutes) in [("一分钟", 1), ("两分钟", 2)] {
                assert!(
                    !paper.intro_zh.contains(words) || paper.minutes() == minutes,
                    "{}: {}",
                    paper.title_en,
                    paper.minutes()
                );
            }
        }
    }

    #[test]
    fn each_can_be_published_and_has_its_figures() {
        for paper in papers() {
            assert_eq!(paper.flaws(), [], "{}", paper.title_en);
            let has = |meaning| paper.questions().filter(|question| question.meaning == meaning).count();
            assert!(has(Meaning::Remark) >= 1, "{}", paper.title_en);
            if paper.purpose == Purpose::QuarterlyNps {
                assert_eq!((has(Meaning::Overall), has(Meaning::Recommendation)), (0, 1));
            } else {
                assert_eq!(has(Meaning::Overall), 1, "{}", paper.title_en);
            }
        }
    }

    #[test]
    fn a_key_is_used_once() {
        let keys: Vec<Uuid> = papers()
            .iter()
            .flat_map(|paper| paper.questions().map(|question| question.key).collect::<Vec<_>>())
            .collect();
        assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len());
    }

    #[test]
    fn english_words_are_english() {
        let is_han = |sign: char| ('\u{4e00}'..='\u{9fff}').contains(&sign);
        for paper in papers() {
            let words = paper
                .questions()
                .flat_map(|question| {
                    std::iter::once(&question.en).chain(question.choices.iter().map(|choice| &choice.en))
                })
                .chain(paper.sections.iter().map(|section| &section.en))
                .chain([&paper.title_en, &paper.intro_en]);
            for word in words {
                assert!(!word.is_empty() && !word.chars().any(is_han), "{word}");
            }
        }
    }
}
