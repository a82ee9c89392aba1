//! What is asked for and what is told.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use uuid::Uuid;

use crate::coded;
use crate::figures::rules::{Fault, Figure, Grain, Light, Period};
use crate::figures::settings::FigureSettings;
use crate::platform::i18n::Lang;
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

/// Who stands in `figure_days` for a day as a whole.
pub const WHOLE: Uuid = Uuid::nil();
/// Who stands in `figure_days` for cases that are nobody's.
pub const NOBODY: Uuid = Uuid::max();

/// Somebody whose figures there are.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Person {
    pub id: StaffId,
    pub name: String,
    pub team: Option<TeamId>,
    /// Still works here.
    pub here: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Team {
    pub id: TeamId,
    pub name: String,
    pub name_en: String,
}

impl Team {
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name, &self.name_en)
    }
}

/// What a figure is to reach from a day on, until the next one of the same: of the store, a team or a person.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Target {
    pub figure: Figure,
    pub team: Option<TeamId>,
    pub person: Option<StaffId>,
    pub from: NaiveDate,
    /// None: no target from that day on.
    pub tenths: Option<i32>,
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
    pub targets: Vec<Target>,
    pub rules: FigureSettings,
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

    /// What a figure is to reach on a day: what is set for the person, else for their team, else for the store, else the
    /// usual.
    pub fn target(&self, figure: Figure, whose: Whose, day: NaiveDate) -> Option<f64> {
        let set = |team: Option<TeamId>, person: Option<StaffId>| {
            self.targets
                .iter()
                .filter(|target| {
                    target.figure == figure && target.team == team && target.person == person && target.from <= day
                })
                .max_by_key(|target| target.from)
                .map(|target| target.tenths)
        };
        let (team, person) = match whose {
            Whose::Store => (None, None),
            Whose::Team(team) => (Some(team), None),
            Whose::Person(person) => (self.person(person).and_then(|person| person.team), Some(person)),
        };
        let nearest = person.and_then(|person| set(None, Some(person)).flatten());
        let nearer = || team.and_then(|team| set(Some(team), None).flatten());
        let stores = || match set(None, None) {
            Some(tenths) => tenths,
            None => figure.usual_target().map(|whole| whole * 10),
        };
        nearest
            .or_else(nearer)
            .or_else(stores)
            .map(|tenths| f64::from(tenths) / 10.0)
    }

    /// The people whose cases are asked for; none: all, and nobody's.
    pub fn ids(&self) -> Option<Vec<Uuid>> {
        match self.whose {
            Whose::Store => None,
            Whose::Person(id) => Some(vec![id.uuid()]),
            Whose::Team(team) => Some(
                self.people
                    .iter()
                    .filter(|person| person.team == Some(team))
                    .map(|person| person.id.uuid())
                    .collect(),
            ),
        }
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

pub type Trends = BTreeMap<Figure, Vec<Point>>;

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

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_nearest_target_counts_from_its_day_on() {
        let (team, person) = (TeamId::new(), StaffId::new());
        let target = |team, person, from: &str, tenths| Target {
            figure: Figure::Nps,
            team,
            person,
            from: on(from),
            tenths,
        };
        let today = on("2026-11-23");
        let asked = Asked {
            store: StoreId::new(),
            whose: Whose::Store,
            only_own: false,
            period: Period::of(Grain::Month, today, today).unwrap(),
            now: "2026-11-23T02:00:00Z".parse().unwrap(),
            today,
            fault: None,
            people: vec![Person {
                id: person,
                name: "周伟".into(),
                team: Some(team),
                here: true,
            }],
            teams: Vec::new(),
            targets: vec![
                target(None, None, "2026-06-01", Some(450)),
                target(Some(team), None, "2026-10-01", Some(500)),
                target(None, Some(person), "2026-11-01", Some(555)),
                target(None, Some(person), "2026-11-20", None),
            ],
            rules: FigureSettings::default(),
        };
        let of = |whose, day: &str| asked.target(Figure::Nps, whose, on(day));
        assert_eq!(of(Whose::Store, "2026-05-31"), Some(40.0), "the usual");
        assert_eq!(of(Whose::Store, "2026-06-01"), Some(45.0));
        assert_eq!(of(Whose::Team(team), "2026-09-30"), Some(45.0));
        assert_eq!(of(Whose::Person(person), "2026-10-01"), Some(50.0));
        assert_eq!(of(Whose::Person(person), "2026-11-19"), Some(55.5));
        assert_eq!(
            of(Whose::Person(person), "2026-11-20"),
            Some(50.0),
            "their own has ended"
        );
        assert_eq!(asked.target(Figure::Repurchase, Whose::Store, today), None);
    }
}
