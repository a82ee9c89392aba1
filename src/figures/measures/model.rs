//! What is asked for and what is told.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::coded;
use crate::figures::rules::{Fault, Figure, Grain, Light, Period};
use crate::platform::vault::Pii;
use crate::values::ids::{CustomerId, StaffId, StoreId, TeamId};

/// Whose figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Store,
    Team(TeamId),
    Person(StaffId),
}

/// What an address asks for, before anybody looked whether there is such a team.
#[derive(Clone, Debug)]
pub struct Wish {
    pub store: StoreId,
    /// The person who asks.
    pub actor: StaffId,
    /// They see no figures but their own.
    pub only_own: bool,
    pub team: Option<Result<TeamId, Fault>>,
    pub person: Option<Result<StaffId, Fault>>,
    pub other_store: bool,
    pub period: Result<Period, Fault>,
    pub now: DateTime<Utc>,
}

/// Somebody whose figures there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: StaffId,
    pub name: String,
    pub team: Option<TeamId>,
    /// Still works here.
    pub here: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    pub id: TeamId,
    pub name: String,
    pub name_en: String,
}

/// What is asked for. With a fault nothing is counted: every figure is without a value.
#[derive(Clone, Debug)]
pub struct Asked {
    pub store: StoreId,
    pub whose: Whose,
    pub only_own: bool,
    pub period: Period,
    pub now: DateTime<Utc>,
    pub today: NaiveDate,
    pub fault: Option<Fault>,
    /// To choose from, and for names.
    pub people: Vec<Person>,
    pub teams: Vec<Team>,
}

impl Asked {
    /// The same of another period.
    pub fn over(&self, period: Period) -> Self {
        Self { period, ..self.clone() }
    }

    /// The same of somebody else.
    pub fn of(&self, whose: Whose) -> Self {
        Self { whose, ..self.clone() }
    }

    pub fn person(&self, id: StaffId) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    pub fn team(&self, id: TeamId) -> Option<&Team> {
        self.teams.iter().find(|team| team.id == id)
    }
}

/// How many cases, and what their weights come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub n: i64,
    pub sum: i64,
}

/// A figure of a period. `value`, `before`, `year_ago` and `target` are of a hundred (NPS from -100 to 100).
#[derive(Clone, Debug)]
pub struct Measured {
    pub figure: Figure,
    /// The denominator; of loyalty the smallest of its parts.
    pub n: i64,
    /// The numerator; of NPS promoters less detractors, of loyalty nothing.
    pub sum: i64,
    /// None: there is nothing to count. Never a wrong 0 %.
    pub value: Option<f64>,
    pub before: Option<f64>,
    pub year_ago: Option<f64>,
    pub target: Option<f64>,
    pub light: Light,
    /// Fewer rows than tell anything.
    pub small: bool,
    /// Up to when the data counts: now, or when the day of a state was over.
    pub until: DateTime<Utc>,
    /// Of loyalty: what it consists of, with the weights.
    pub parts: Vec<(Figure, u32, Option<f64>)>,
}

pub type Measures = BTreeMap<Figure, Measured>;

/// A point of a trend.
#[derive(Clone, Debug)]
pub struct Point {
    pub period: Period,
    pub n: i64,
    pub sum: i64,
    pub value: Option<f64>,
    pub target: Option<f64>,
    pub small: bool,
}

/// A figure of one person; nobody: cases that are nobody's.
#[derive(Clone, Debug)]
pub struct PersonMeasured {
    pub person: Option<StaffId>,
    /// Empty for nobody.
    pub name: String,
    pub team: Option<TeamId>,
    pub n: i64,
    pub sum: i64,
    pub value: Option<f64>,
    pub target: Option<f64>,
    pub light: Light,
    pub small: bool,
}

/// A figure of one team; none: people without a team, and nobody's cases.
#[derive(Clone, Debug)]
pub struct TeamMeasured {
    pub team: Option<TeamId>,
    pub n: i64,
    pub sum: i64,
    pub value: Option<f64>,
    pub target: Option<f64>,
    pub light: Light,
    pub small: bool,
}

coded! {
    /// Which cases of a figure.
    pub enum Part {
        /// The denominator.
        All "all",
        /// The numerator; of NPS the promoters.
        Met "met",
        /// The rest; of NPS the passives.
        Missed "missed",
        /// Of NPS: the detractors.
        Against "against",
    }
}

coded! {
    /// What a case of a figure is.
    pub enum SubjectKind {
        Lead "lead",
        SalesOrder "sales_order",
        Response "response",
        ServiceOrder "service_order",
        Complaint "complaint",
        Customer "customer",
    }
}

/// A row that a figure is counted from.
#[derive(Clone, Debug)]
pub struct Case {
    pub kind: SubjectKind,
    pub subject: Uuid,
    pub day: NaiveDate,
    /// 1 counts for the figure, 0 not, -1 against it.
    pub weight: i16,
    pub person: Option<StaffId>,
    pub person_name: String,
    /// The number of the order or complaint, the model of a lead; empty where there is none.
    pub title: String,
    pub customer: Option<CustomerId>,
    /// None: nobody is known, or this person doesn't see them.
    pub customer_name: Option<Pii<String>>,
    /// There is a customer whom this person doesn't see.
    pub hidden: bool,
    /// Where the row is shown, if this person may open it.
    pub href: Option<String>,
}

/// A page of cases.
#[derive(Clone, Debug, Default)]
pub struct Cases {
    pub rows: Vec<Case>,
    /// `after` of the next page.
    pub next: Option<String>,
}

/// How a trend is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Back {
    pub grain: Grain,
    pub points: usize,
}
