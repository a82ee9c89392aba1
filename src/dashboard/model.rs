//! What the dashboard is made of.

use std::collections::BTreeMap;

use crate::access::{Actor, Permission};
use crate::figures::groups::rules::RfmGroup;
use crate::figures::measures::model::{Asked, Measures, PersonMeasured, Trends, Whose};
use crate::figures::watch::model::{Attention, Cohort, Concern, OfCategory, Today};

/// Everything on the first screen.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub asked: Asked,
    pub measures: Measures,
    pub trends: Trends,
    pub people: Vec<PersonMeasured>,
    pub attention: Attention,
    pub today: Today,
}

/// What the workbook holds besides.
#[derive(Clone, Debug, Default)]
pub struct More {
    /// Empty for whoever doesn't see sales.
    pub funnel: Vec<u32>,
    pub complaints: Vec<OfCategory>,
    pub cohorts: Vec<Cohort>,
}

/// How many customers are of which group and use their cars how (empty: not filled in).
pub type Grid = BTreeMap<(Option<RfmGroup>, String), i64>;

/// What somebody must be allowed to do to be told of a concern.
pub const fn needs(concern: Concern) -> Permission {
    match concern {
        Concern::Complaint => Permission::SeeComplaints,
        Concern::Approval => Permission::ApproveSolution,
        Concern::Lead | Concern::Stalled => Permission::SeeSalesOverview,
        Concern::Detractor => Permission::SeeSurveyAnswers,
        Concern::Promise => Permission::SeeServiceOrders,
        Concern::Delivery => Permission::SeeSales,
        Concern::Discount => Permission::ApproveDiscounts,
        Concern::Loss => Permission::ApproveLosses,
        Concern::Points => Permission::ApprovePoints,
        Concern::Access => Permission::DecideAccess,
    }
}

/// The concerns that this person is told of.
pub fn concerns(actor: &Actor) -> Vec<Concern> {
    let told = |concern: &Concern| actor.may(needs(*concern));
    Concern::ALL.iter().copied().filter(told).collect()
}

/// Whose rows lists are narrowed to: everybody's, or those of a person or of the people of a team.
pub fn people(asked: &Asked) -> crate::figures::watch::model::Whose {
    match asked.whose {
        Whose::Store => None,
        Whose::Person(person) => Some(vec![person]),
        Whose::Team(team) => Some(
            asked
                .people
                .iter()
                .filter(|person| person.team == Some(team))
                .map(|person| person.id)
                .collect(),
        ),
    }
}

/// What the page follows, as far as this person may hear of it.
pub fn topics(actor: &Actor) -> Vec<&'static str> {
    const ALL: [&str; 9] = [
        "visits",
        "appointments",
        "leads",
        "board",
        "quotes",
        "sales-orders",
        "complaints",
        "survey-answers",
        "service",
    ];
    let heard = |topic: &&str| crate::access::topic(topic).is_some_and(|needed| actor.may(needed));
    ALL.into_iter().filter(heard).collect()
}
