//! Which figures there are.

use crate::coded;

coded! {
    /// What managers watch; the order is that of pages.
    pub enum Figure {
        LeadConversion "lead_conversion",
        FirstCall "first_call",
        DeliveryCallBack "delivery_call_back",
        Satisfaction "satisfaction",
        ReturnRate "return_rate",
        ValueAdded "value_added",
        ComplaintPunctuality "complaint_punctuality",
        Nps "nps",
        MemberActivity "member_activity",
        WinBack "win_back",
        /// Follows from others: no cases of its own.
        Loyalty "loyalty",
        Repurchase "repurchase",
        /// A part of loyalty; not shown by itself.
        Referral "referral",
        /// A part of loyalty; not shown by itself.
        ComplaintFree "complaint_free",
    }
}

coded! {
    /// Whose business a figure is.
    pub enum Group {
        Sales "sales",
        Service "service",
        Crm "crm",
    }
}

coded! {
    pub enum Unit {
        /// Of a hundred.
        Percent "percent",
        /// From -100 to 100, or from 0 to 100 for an index.
        Points "points",
    }
}

coded! {
    /// Which rows a period has.
    pub enum Kind {
        /// Counted by the day of each case.
        Flow "flow",
        /// Counted as it stood when a day was over: the last of the period, yesterday while the period runs.
        State "state",
        /// Follows from other figures.
        Derived "derived",
    }
}

coded! {
    /// Whether more is better.
    pub enum Direction {
        Up "up",
        Down "down",
    }
}

impl Figure {
    /// Those on pages.
    pub const SHOWN: &'static [Self] = &[
        Self::LeadConversion,
        Self::FirstCall,
        Self::DeliveryCallBack,
        Self::Satisfaction,
        Self::ReturnRate,
        Self::ValueAdded,
        Self::ComplaintPunctuality,
        Self::Nps,
        Self::MemberActivity,
        Self::WinBack,
        Self::Loyalty,
        Self::Repurchase,
    ];

    /// Those that rows are counted for.
    pub fn counted() -> impl Iterator<Item = Self> {
        Self::ALL
            .iter()
            .copied()
            .filter(|figure| figure.kind() != Kind::Derived)
    }

    pub const fn kind(self) -> Kind {
        match self {
            Self::LeadConversion
            | Self::FirstCall
            | Self::DeliveryCallBack
            | Self::Satisfaction
            | Self::ValueAdded
            | Self::ComplaintPunctuality
            | Self::Nps
            | Self::Referral => Kind::Flow,
            Self::ReturnRate | Self::MemberActivity | Self::WinBack | Self::Repurchase | Self::ComplaintFree => {
                Kind::State
            }
            Self::Loyalty => Kind::Derived,
        }
    }

    pub const fn unit(self) -> Unit {
        match self {
            Self::Nps | Self::Loyalty => Unit::Points,
            _ => Unit::Percent,
        }
    }

    pub const fn group(self) -> Group {
        match self {
            Self::LeadConversion | Self::FirstCall | Self::DeliveryCallBack | Self::Satisfaction => Group::Sales,
            Self::ReturnRate | Self::ValueAdded | Self::ComplaintPunctuality => Group::Service,
            _ => Group::Crm,
        }
    }

    /// All of them are the better the higher they are.
    pub const fn direction(self) -> Direction {
        Direction::Up
    }

    /// What a store sets out with until it sets a target of its own; none where only the trend counts.
    pub const fn usual_target(self) -> Option<i32> {
        match self {
            Self::LeadConversion => Some(30),
            Self::FirstCall | Self::DeliveryCallBack | Self::ComplaintPunctuality => Some(100),
            Self::Satisfaction => Some(90),
            Self::ReturnRate => Some(60),
            Self::ValueAdded | Self::Nps => Some(40),
            Self::MemberActivity => Some(50),
            Self::WinBack => Some(15),
            Self::Loyalty | Self::Repurchase | Self::Referral | Self::ComplaintFree => None,
        }
    }

    /// A figure on pages by its code.
    pub fn shown(code: &str) -> Option<Self> {
        Self::parse(code).filter(|figure| Self::SHOWN.contains(figure))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_loyalty_are_not_shown_and_all_others_are() {
        assert_eq!(Figure::SHOWN.len() + 2, Figure::ALL.len());
        assert_eq!(Figure::shown("referral"), None);
        assert_eq!(Figure::shown("nps"), Some(Figure::Nps));
        assert!(Figure::counted().all(|figure| figure != Figure::Loyalty));
        for group in Group::ALL {
            assert!(Figure::SHOWN.iter().any(|figure| figure.group() == *group));
        }
    }
}
