//! The words a questionnaire is described with.

use crate::coded;

coded! {
    /// How a question is answered.
    pub enum QuestionKind {
        /// 1 to 5.
        Score "score",
        /// 0 to 10.
        Nps "nps",
        Single "single",
        Multiple "multiple",
        YesNo "yes_no",
        ShortText "short_text",
        LongText "long_text",
    }
}
coded! {
    /// What a questionnaire is for; the first six have a standing survey each.
    pub enum Purpose {
        Service "service",
        Delivery "delivery",
        Complaint "complaint",
        Inquiry "inquiry",
        QuarterlySatisfaction "quarterly_satisfaction",
        QuarterlyNps "quarterly_nps",
        Own "own",
    }
}
coded! {
    /// How an answer came in.
    pub enum Way {
        Link "link",
        Email "email",
        Phone "phone",
        OnSite "on_site",
        Paper "paper",
    }
}
coded! {
    /// Which standard section a section is: reports compare these across questionnaires.
    pub enum Part {
        ServiceQuality "service_quality",
        PartsSupply "parts_supply",
        FairPrice "fair_price",
        CustomerCare "customer_care",
        ComplaintHandling "complaint_handling",
        Overall "overall",
        Open "open",
    }
}
coded! {
    /// What the figures make of a question.
    pub enum Meaning {
        /// One thing among others.
        Item "item",
        /// Satisfaction as a whole: the CSI comes from it.
        Overall "overall",
        /// Would recommend us: the NPS comes from it.
        Recommendation "recommendation",
        /// In the customer's own words.
        Remark "remark",
    }
}
coded! {
    /// How an earlier answer is compared to decide whether a question is shown.
    pub enum Op { Is "is", IsNot "is_not", AtMost "at_most", AtLeast "at_least", }
}

impl Way {
    /// Whether an invitation by it may go unanswered. On site and on paper there is nobody who was asked and kept silent: such
    /// answers have no response rate.
    pub const fn has_rate(self) -> bool {
        match self {
            Self::Link | Self::Email | Self::Phone => true,
            Self::OnSite | Self::Paper => false,
        }
    }
}

impl QuestionKind {
    pub const fn has_choices(self) -> bool {
        matches!(self, Self::Single | Self::Multiple)
    }

    pub const fn is_text(self) -> bool {
        matches!(self, Self::ShortText | Self::LongText)
    }

    /// The lowest and the highest number that answers it.
    pub const fn range(self) -> Option<(u8, u8)> {
        match self {
            Self::Score => Some((1, 5)),
            Self::Nps => Some((0, 10)),
            _ => None,
        }
    }

    /// What the figures may make of a question of this kind.
    pub const fn allows(self, meaning: Meaning) -> bool {
        match meaning {
            Meaning::Item => true,
            Meaning::Overall => matches!(self, Self::Score),
            Meaning::Recommendation => matches!(self, Self::Nps),
            Meaning::Remark => self.is_text(),
        }
    }

    /// How an answer of this kind can be compared; nothing is shown because of what somebody wrote.
    pub const fn comparisons(self) -> &'static [Op] {
        match self {
            Self::Score | Self::Nps => &[Op::AtMost, Op::AtLeast, Op::Is, Op::IsNot],
            Self::Single | Self::Multiple => &[Op::Is, Op::IsNot],
            Self::YesNo => &[Op::Is],
            Self::ShortText | Self::LongText => &[],
        }
    }
}

impl Purpose {
    /// Whether there is one standing survey of this purpose in a store, with a trigger of its own.
    pub const fn is_standing(self) -> bool {
        !matches!(self, Self::Own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_come_from_questions_that_have_them() {
        assert!(QuestionKind::Score.allows(Meaning::Overall) && !QuestionKind::Nps.allows(Meaning::Overall));
        assert!(
            QuestionKind::Nps.allows(Meaning::Recommendation) && !QuestionKind::Score.allows(Meaning::Recommendation)
        );
        assert!(QuestionKind::LongText.allows(Meaning::Remark) && !QuestionKind::YesNo.allows(Meaning::Remark));
        assert!(QuestionKind::ALL.iter().all(|kind| kind.allows(Meaning::Item)));
    }

    #[test]
    fn nothing_depends_on_what_somebody_wrote() {
        for kind in QuestionKind::ALL {
            assert_eq!(kind.comparisons().is_empty(), kind.is_text());
        }
    }
}
