//! A person and days, by which the lists of sales are narrowed to what a figure was counted from.

use chrono::{DateTime, NaiveDate, Utc};

use crate::platform::i18n::times;
use crate::platform::web::narrow::address;
use crate::values::date::parse_day;
use crate::values::ids::StaffId;

/// Whose, from which day until which; what isn't said narrows nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Within {
    pub owner: Option<StaffId>,
    pub first: Option<NaiveDate>,
    pub last: Option<NaiveDate>,
}

impl Within {
    /// As a query string says it: what can't be read counts as not said.
    pub fn parse(owner: &str, from: &str, to: &str) -> Self {
        Self {
            owner: owner.parse().ok(),
            first: parse_day(from).ok(),
            last: parse_day(to).ok(),
        }
    }

    pub fn narrows(self) -> bool {
        self != Self::default()
    }

    pub fn since(self) -> Option<DateTime<Utc>> {
        self.first.map(times::start_of)
    }

    pub fn until(self) -> Option<DateTime<Utc>> {
        self.last.and_then(|day| day.succ_opt()).map(times::start_of)
    }

    /// For an address.
    pub fn pairs(self) -> Vec<(&'static str, String)> {
        let all = [
            ("owner", self.owner.map(|owner| owner.to_string())),
            ("from", self.first.map(times::date)),
            ("to", self.last.map(times::date)),
        ];
        all.into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }

    /// A list in this view, narrowed so.
    pub fn address(self, path: &str, view: &str) -> String {
        address(path, [("view", view.to_owned())].into_iter().chain(self.pairs()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_store_and_nonsense_narrows_nothing() {
        let within = Within::parse("somebody", "2026-11-01", "2026-11-30");
        assert_eq!(within.owner, None);
        assert_eq!(within.since().unwrap().to_rfc3339(), "2026-10-31T16:00:00+00:00");
        assert_eq!(within.until().unwrap().to_rfc3339(), "2026-11-30T16:00:00+00:00");
        assert!(!Within::parse("", "x", "").narrows());
        assert_eq!(
            within.address("/quotes", "all"),
            "/quotes?view=all&from=2026-11-01&to=2026-11-30"
        );
    }
}
