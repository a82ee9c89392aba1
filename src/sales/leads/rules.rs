//! Rules of leads: who is the same person, who gets to hear of it, what a signature must be.

use chrono::{DateTime, TimeDelta, Utc};

use crate::values::ids::{CustomerId, LeadId, OpportunityId, StaffId};

crate::coded! {
    /// Why a lead is no lead.
    pub enum InvalidReason {
        WrongNumber "wrong_number", NoInterest "no_interest", Spam "spam", TooFar "too_far", Test "test",
        /// The import that brought it was undone; nobody chooses this.
        TakenBack "taken_back", Other "other",
    }
}

crate::coded! {
    /// A tab of the list.
    pub enum View {
        Open "open",
        /// Something they ask for is overdue.
        Late "late",
        Unassigned "unassigned", Qualified "qualified", Duplicate "duplicate", Invalid "invalid",
        All "all",
    }
}

crate::coded! {
    /// How far a valid lead came, in the order of a sale.
    pub enum Reached {
        Valid "valid", Opportunity "opportunity", Contacted "contacted", Interested "interested",
        /// Was in the showroom.
        Arrived "arrived",
        TestDriven "test_driven", Quoted "quoted",
        /// Has an order that was not cancelled.
        Ordered "ordered", Delivered "delivered",
    }
}

crate::coded! {
    /// How a lead was called first.
    pub enum Called {
        InTime "in_time",
        /// Too late, or not at all though it was due.
        Late "late",
        /// In time or late: whatever punctuality is a share of.
        Due "due",
        /// Nobody was reached, though it was due.
        Overdue "overdue",
        /// Their message is overdue.
        MessageLate "message_late",
        InHours "in_hours", InHoursInTime "in_hours_in_time",
        /// While the store was closed.
        OutOfHours "out_of_hours", OutOfHoursInTime "out_of_hours_in_time",
    }
}

/// For how many days back the list of sources counts leads.
pub const TRAFFIC_DAYS: i64 = 30;

impl View {
    /// Whether there is something to do: what is due first comes first. Else what came last.
    pub const fn is_work(self) -> bool {
        matches!(self, Self::Open | Self::Late | Self::Unassigned)
    }
}

/// How old a signature may be, either way.
pub const SIGNATURE_AGE: TimeDelta = TimeDelta::minutes(5);

/// What the store knows of whoever left this phone number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// An open lead of theirs, with who has it.
    pub lead: Option<(LeadId, Option<StaffId>)>,
    /// Customers with this number, with who looks after them.
    pub customers: Vec<(CustomerId, Option<StaffId>)>,
    /// An open opportunity of one of these customers, with who has it.
    pub opportunity: Option<(OpportunityId, CustomerId, Option<StaffId>)>,
}

/// What a new lead joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joined {
    /// Nobody knew them.
    Nothing,
    /// The source sent the same lead before.
    Repeat,
    Customer(CustomerId),
    Lead(LeadId),
    Opportunity(OpportunityId),
}

impl Joined {
    /// Whether the person is being worked on already: the lead is then a duplicate.
    pub fn is_duplicate(self) -> bool {
        matches!(self, Joined::Lead(_) | Joined::Opportunity(_))
    }
}

/// Where a lead belongs: the nearest to a sale goes first. With it the customer, and who has it already.
pub fn join(found: &Found) -> (Joined, Option<CustomerId>, Option<StaffId>) {
    if let Some((opportunity, customer, owner)) = found.opportunity {
        return (Joined::Opportunity(opportunity), Some(customer), owner);
    }
    // One number of several customers says nothing about who it is.
    let only = match found.customers.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    let customer = only.map(|(customer, _)| customer);
    let cared_for_by = only.and_then(|(_, owner)| owner);
    match (found.lead, customer) {
        (Some((lead, owner)), _) => (Joined::Lead(lead), customer, owner.or(cared_for_by)),
        (None, Some(id)) => (Joined::Customer(id), customer, cared_for_by),
        (None, None) => (Joined::Nothing, None, None),
    }
}

/// Whether a signature of that moment still counts.
pub fn is_fresh(signed_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    (now - signed_at).abs() <= SIGNATURE_AGE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_joined_by_nothing() {
        assert_eq!(join(&Found::default()), (Joined::Nothing, None, None));
    }

    #[test]
    fn the_nearest_to_a_sale_is_joined() {
        let (customer, lead, opportunity) = (CustomerId::new(), LeadId::new(), OpportunityId::new());
        let (one, other, third) = (StaffId::new(), StaffId::new(), StaffId::new());
        let mut found = Found {
            lead: Some((lead, Some(other))),
            customers: vec![(customer, Some(one))],
            opportunity: Some((opportunity, customer, Some(third))),
        };
        assert_eq!(
            join(&found),
            (Joined::Opportunity(opportunity), Some(customer), Some(third))
        );
        found.opportunity = None;
        assert_eq!(join(&found), (Joined::Lead(lead), Some(customer), Some(other)));
        found.lead = Some((lead, None));
        assert_eq!(join(&found), (Joined::Lead(lead), Some(customer), Some(one)));
        found.lead = None;
        assert_eq!(join(&found), (Joined::Customer(customer), Some(customer), Some(one)));
    }

    #[test]
    fn a_number_of_several_customers_tells_nothing() {
        let found = Found {
            customers: vec![(CustomerId::new(), None), (CustomerId::new(), None)],
            ..Found::default()
        };
        assert_eq!(join(&found), (Joined::Nothing, None, None));
    }

    #[test]
    fn a_signature_lives_five_minutes() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        assert!(is_fresh(now - SIGNATURE_AGE, now) && is_fresh(now + SIGNATURE_AGE, now));
        assert!(!is_fresh(now - SIGNATURE_AGE - TimeDelta::seconds(1), now));
    }
}
