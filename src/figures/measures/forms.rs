//! What the addresses of figures hold.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::model::{Part, Wish};
use crate::access::{Actor, Role};
use crate::figures::rules::{Fault, Grain, Period};
use crate::platform::i18n::times;
use crate::values::date::parse_day;

/// Whose figures of which days: the same names in every address (`store`, `team`, `person`, `period`, `day`, `from`, `to`).
/// A period is that of `day`, or of today; days typed in `from` and `to` make one of their own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AskedQuery {
    pub store: String,
    pub team: String,
    pub person: String,
    pub period: String,
    pub day: String,
    pub from: String,
    pub to: String,
}

/// Whether a person sees no figures but their own.
pub fn only_own(actor: &Actor) -> bool {
    const WIDE: [Role; 7] = [
        Role::CustomerCare,
        Role::Marketing,
        Role::MembershipAdmin,
        Role::SalesManager,
        Role::ServiceManager,
        Role::CrmManager,
        Role::StoreManager,
    ];
    !WIDE.iter().any(|role| actor.is(*role))
}

impl AskedQuery {
    /// For addresses: [`crate::platform::web::narrow::address`].
    pub fn all(&self) -> Vec<(&'static str, &String)> {
        vec![
            ("store", &self.store),
            ("team", &self.team),
            ("person", &self.person),
            ("period", &self.period),
            ("day", &self.day),
            ("from", &self.from),
            ("to", &self.to),
        ]
    }

    pub fn grain(&self) -> Grain {
        let typed = !self.from.is_empty() || !self.to.is_empty();
        match Grain::parse(&self.period) {
            Some(grain) => grain,
            None if typed => Grain::Custom,
            None => Grain::Month,
        }
    }

    pub fn wish(&self, actor: &Actor, now: DateTime<Utc>) -> Wish {
        let named = |text: &str| !text.is_empty();
        Wish {
            store: actor.store,
            actor: actor.id,
            only_own: only_own(actor),
            team: named(&self.team).then(|| self.team.parse().map_err(|_| Fault::UnknownTeam)),
            person: named(&self.person).then(|| self.person.parse().map_err(|_| Fault::UnknownPerson)),
            other_store: named(&self.store) && self.store != actor.store.to_string(),
            period: self.period(now),
            now,
        }
    }

    fn period(&self, now: DateTime<Utc>) -> Result<Period, Fault> {
        let today = times::day_of(now);
        let day = |typed: &str, otherwise| match typed {
            "" => Ok(otherwise),
            typed => parse_day(typed).map_err(|_| Fault::NoDay),
        };
        match self.grain() {
            Grain::Custom => {
                let to = day(&self.to, today)?;
                let from = day(&self.from, Grain::Month.around(to.min(today)).0)?;
                Period::custom(from, to, today)
            }
            grain => Period::of(grain, day(&self.day, today)?, today),
        }
    }
}

/// The address of a figure: whose, of which days, and which of its rows.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RowsQuery {
    pub store: String,
    pub team: String,
    pub person: String,
    pub period: String,
    pub day: String,
    pub from: String,
    pub to: String,
    pub part: String,
    pub after: String,
}

impl RowsQuery {
    pub fn asked(&self) -> AskedQuery {
        AskedQuery {
            store: self.store.clone(),
            team: self.team.clone(),
            person: self.person.clone(),
            period: self.period.clone(),
            day: self.day.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
        }
    }

    pub fn part(&self) -> Part {
        Part::parse(&self.part).unwrap_or(Part::All)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(query: &AskedQuery) -> Result<(String, String), Fault> {
        let now = "2026-11-23T02:00:00Z".parse().unwrap();
        query
            .period(now)
            .map(|period| (period.from.to_string(), period.to.to_string()))
    }

    fn query(period: &str, day: &str, from: &str, to: &str) -> AskedQuery {
        AskedQuery {
            period: period.into(),
            day: day.into(),
            from: from.into(),
            to: to.into(),
            ..AskedQuery::default()
        }
    }

    #[test]
    fn the_month_so_far_unless_something_else_is_asked_for() {
        let days = |from: &str, to: &str| Ok((from.to_owned(), to.to_owned()));
        assert_eq!(period(&AskedQuery::default()), days("2026-11-01", "2026-11-23"));
        assert_eq!(period(&query("nonsense", "", "", "")), days("2026-11-01", "2026-11-23"));
        assert_eq!(
            period(&query("quarter", "2026-05-01", "", "")),
            days("2026-04-01", "2026-06-30")
        );
        assert_eq!(
            period(&query("", "", "2026-11-02", "2026-11-03")),
            days("2026-11-02", "2026-11-03")
        );
        assert_eq!(
            period(&query("custom", "", "", "2026-10-05")),
            days("2026-10-01", "2026-10-05")
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert_eq!(
            period(&query("custom", "", "2026-11-03", "2026-11-02")),
            Err(Fault::Reversed)
        );
        assert_eq!(period(&query("month", "2027-01-01", "", "")), Err(Fault::Future));
        assert_eq!(period(&query("month", "yesterday", "", "")), Err(Fault::NoDay));
    }
}
