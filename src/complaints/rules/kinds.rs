//! The words a complaint is described with.

use crate::coded;

coded! {
    /// How bad it is: decides the limits.
    pub enum Severity { Normal "normal", Serious "serious", Crisis "crisis", }
}
coded! {
    /// How the complaint came in.
    pub enum Channel {
        Phone "phone",
        Email "email",
        WeChat "wechat",
        OnSite "on_site",
        WebForm "web_form",
        Survey "survey",
        Manufacturer "manufacturer",
        Hotline12315 "hotline_12315",
    }
}
coded! {
    /// Which side of the house a category belongs to: its manager is alerted.
    pub enum Side { Sales "sales", Service "service", }
}
coded! {
    /// Who has to answer for it.
    pub enum Department {
        Service "service",
        BodyPaint "body_paint",
        Parts "parts",
        Sales "sales",
        Finance "finance",
        Care "care",
        Other "other",
    }
}
coded! {
    /// Why a clock stands still; nothing else stops it.
    pub enum PauseReason { Customer "customer", Parts "parts", Manufacturer "manufacturer", }
}
coded! {
    /// How the customer is reached.
    pub enum ContactChannel {
        Phone "phone",
        Sms "sms",
        WeChat "wechat",
        Email "email",
        Visit "visit",
    }
}
coded! {
    /// What came of trying to reach the customer.
    pub enum ContactOutcome {
        Answered "answered",
        Sent "sent",
        Received "received",
        Met "met",
        Unanswered "unanswered",
        WrongNumber "wrong_number",
    }
}
impl ContactChannel {
    /// Whether an attempt of this kind can end like this.
    pub fn allows(self, outcome: ContactOutcome) -> bool {
        use ContactOutcome::{Answered, Met, Received, Sent, Unanswered, WrongNumber};
        match self {
            Self::Phone => matches!(outcome, Answered | Unanswered | WrongNumber),
            Self::Sms => matches!(outcome, Sent | Received | WrongNumber),
            // Calls are made there too.
            Self::WeChat => matches!(outcome, Sent | Received | Answered | Unanswered),
            Self::Email => matches!(outcome, Sent | Received),
            Self::Visit => matches!(outcome, Met),
        }
    }
}

coded! {
    /// What came of a call-back.
    pub enum CallBackOutcome { Answered "answered", Unanswered "unanswered", Refused "refused", }
}
coded! {
    pub enum GoodwillKind {
        Wash "wash",
        Labour "labour",
        Parts "parts",
        Voucher "voucher",
        Refund "refund",
        Other "other",
    }
}
coded! {
    pub enum GoodwillState { Granted "granted", Pending "pending", Refused "refused", }
}

impl ContactOutcome {
    /// Whether the customer has been answered: this stops the contact clock.
    pub const fn reached(self) -> bool {
        matches!(self, Self::Answered | Self::Sent | Self::Received | Self::Met)
    }
}

impl Department {
    pub const fn side(self) -> Option<Side> {
        match self {
            Self::Sales | Self::Finance => Some(Side::Sales),
            Self::Service | Self::BodyPaint | Self::Parts => Some(Side::Service),
            Self::Care | Self::Other => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_answer_reaches_the_customer() {
        let reached: Vec<_> = ContactOutcome::ALL.iter().filter(|outcome| outcome.reached()).collect();
        assert_eq!(
            reached,
            [
                &ContactOutcome::Answered,
                &ContactOutcome::Sent,
                &ContactOutcome::Received,
                &ContactOutcome::Met
            ]
        );
    }

    #[test]
    fn a_crisis_is_worse_than_anything() {
        assert!(Severity::Crisis > Severity::Serious && Severity::Serious > Severity::Normal);
    }
}
