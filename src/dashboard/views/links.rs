//! Where the numbers lead: the same people and days, in the lists of the rooms.

use chrono::NaiveDate;

use super::DashboardQuery;
use crate::figures::measures::model::{Asked, Part, Whose};
use crate::figures::rules::{Figure, Grain, Period};
use crate::platform::i18n::times;
use crate::platform::web::narrow::{Narrowed, address};
use crate::values::ids::StaffId;

type Pairs = Vec<(&'static str, String)>;

/// The addresses of one page.
pub struct Links<'a> {
    query: &'a DashboardQuery,
    asked: &'a Asked,
}

impl<'a> Links<'a> {
    pub fn new(query: &'a DashboardQuery, asked: &'a Asked) -> Self {
        Self { query, asked }
    }

    /// Whose figures, and of which days, as the addresses of figures say it.
    fn of(&self, person: Option<StaffId>, period: Period) -> Pairs {
        let mut pairs: Pairs = Vec::new();
        match (person, self.asked.whose) {
            (Some(person), _) | (None, Whose::Person(person)) => pairs.push(("person", person.to_string())),
            (None, Whose::Team(team)) => pairs.push(("team", team.to_string())),
            (None, Whose::Store) => {}
        }
        pairs.push(("period", period.grain.code().to_owned()));
        if period.grain == Grain::Custom {
            pairs.push(("from", times::date(period.from)));
            pairs.push(("to", times::date(period.to)));
        } else {
            pairs.push(("day", times::date(period.from)));
        }
        pairs
    }

    /// The rows of a figure.
    pub fn rows(&self, figure: Figure, part: Part) -> String {
        self.rows_of(figure, part, None, self.asked.period)
    }

    pub fn rows_of(&self, figure: Figure, part: Part, person: Option<StaffId>, period: Period) -> String {
        let path = format!("/figures/{}", figure.code());
        let pairs = self.of(person, period).into_iter();
        address(&path, pairs.chain([("part", part.code().to_owned())]))
    }

    /// What a figure means, with its rows.
    pub fn definition(&self, figure: Figure) -> String {
        address(&format!("/figures/{}", figure.code()), self.of(None, self.asked.period))
    }

    /// The dashboard with this figure as its trend.
    pub fn trend(&self, figure: Figure) -> String {
        format!("{}#trend", self.query.with("figure", figure.code()))
    }

    /// The dashboard of one person.
    pub fn person(&self, person: StaffId) -> String {
        self.query.with("person", &person.to_string())
    }

    /// A piece of this page by itself.
    pub fn piece(&self, path: &str) -> String {
        address(path, self.query.pairs())
    }

    /// A list of rows of these people on these days; none for a team, which lists can't be narrowed to.
    pub fn list(
        &self,
        path: &str,
        owner: &'static str,
        days: Option<(NaiveDate, NaiveDate)>,
        further: &Pairs,
    ) -> String {
        let mut pairs = further.clone();
        match self.asked.whose {
            Whose::Team(_) => return String::new(),
            Whose::Person(person) => pairs.push((owner, person.to_string())),
            Whose::Store => {}
        }
        if let Some((first, last)) = days {
            pairs.push(("from", times::date(first)));
            pairs.push(("to", times::date(last)));
        }
        address(path, pairs)
    }
}
