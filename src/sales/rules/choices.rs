//! What is chosen from in sales.

use crate::coded;

coded! {
    /// How far an opportunity is.
    pub enum Stage {
        /// 新建
        New "new",
        /// 已联系
        Contacted "contacted",
        /// 意向明确
        Interested "interested",
        /// 对比竞品
        Comparing "comparing",
        /// 已试驾
        TestDriven "test_driven",
        /// 已报价
        Quoted "quoted",
        /// 已订车
        Ordered "ordered",
        /// 已交车
        Delivered "delivered",
        /// 战败
        Lost "lost",
    }
}

coded! {
    /// How serious a prospect is.
    pub enum Level { H "h", A "a", B "b", C "c" }
}

coded! {
    /// Why an opportunity was lost.
    pub enum LossReason {
        Price "price",
        /// Names which.
        Competitor "competitor",
        FinanceRefused "finance_refused",
        Postponed "postponed",
        BoughtUsed "bought_used",
        Unreachable "unreachable",
        Other "other",
    }
}

coded! {
    pub enum LeadState {
        Open "open",
        /// Has an opportunity.
        Qualified "qualified",
        Duplicate "duplicate",
        Invalid "invalid",
    }
}

coded! {
    /// Where leads come from.
    pub enum SourceKind {
        WalkIn "walk_in",
        PhoneIn "phone_in",
        Website "website",
        Autohome "autohome",
        Yiche "yiche",
        Dongchedi "dongchedi",
        WeChat "wechat",
        MomentsAd "moments_ad",
        MiniProgram "mini_program",
        App "app",
        Douyin "douyin",
        Exhibition "exhibition",
        MarketResearch "market_research",
        Partner "partner",
        Referral "referral",
        Campaign "campaign",
    }
}

coded! {
    /// How a prospect was followed up.
    pub enum FollowUpKind { Phone "phone", WeChat "wechat", Sms "sms", Visit "visit", Email "email" }
}

coded! {
    /// What came of a follow-up.
    pub enum FollowUpOutcome {
        Answered "answered",
        Unanswered "unanswered",
        WrongNumber "wrong_number",
        /// The prospect was reached and will come to the showroom.
        Booked "booked",
        /// A message went out.
        Sent "sent",
        /// The prospect answered a message.
        Replied "replied",
        /// The prospect was in the showroom, or was called on.
        Met "met",
    }
}

impl FollowUpOutcome {
    /// Whether the prospect was reached: only that counts as contact and stops a clock.
    pub const fn reached(self) -> bool {
        !matches!(self, Self::Unanswered | Self::WrongNumber)
    }

    /// Whether it can come of a follow-up made this way.
    pub const fn fits(self, kind: FollowUpKind) -> bool {
        match self {
            Self::Answered | Self::Unanswered | Self::WrongNumber => matches!(kind, FollowUpKind::Phone),
            Self::Booked => true,
            Self::Sent | Self::Replied => {
                matches!(kind, FollowUpKind::WeChat | FollowUpKind::Sms | FollowUpKind::Email)
            }
            Self::Met => matches!(kind, FollowUpKind::Visit),
        }
    }
}

impl Level {
    /// Its sign in either language.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::H => "H",
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_was_reached_was_contacted() {
        let nobody: Vec<_> = FollowUpOutcome::ALL.iter().filter(|one| !one.reached()).collect();
        assert_eq!(nobody, [&FollowUpOutcome::Unanswered, &FollowUpOutcome::WrongNumber]);
    }

    #[test]
    fn every_way_has_an_outcome_that_reached_somebody_and_a_message_is_never_unanswered() {
        for kind in FollowUpKind::ALL {
            assert!(
                FollowUpOutcome::ALL.iter().any(|one| one.reached() && one.fits(*kind)),
                "{kind:?}"
            );
        }
        assert!(!FollowUpOutcome::Unanswered.fits(FollowUpKind::WeChat));
        assert!(!FollowUpOutcome::Sent.fits(FollowUpKind::Phone));
    }
}
