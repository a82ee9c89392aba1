//! The filters of the customer list, as they stand in the address.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::customers::rules::{Class, Source, Tier};
use crate::platform::db::page::Place;
use crate::values::ids::{SearchId, StaffId};

crate::coded! {
    /// The tabs over the list.
    pub enum View { All "all", Mine "mine", Members "members", Unverified "unverified" }
}

/// The query string; what can't be read counts as not asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    view: String,
    owner: String,
    tier: String,
    source: String,
    tag: String,
    class: String,
    changed: String,
    search: String,
    after: String,
    before: String,
}

/// What the list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filters {
    pub view: View,
    pub owner: Option<StaffId>,
    pub tier: Option<Tier>,
    pub source: Option<Source>,
    pub tag: Option<String>,
    pub class: Option<Class>,
    /// Changed in so many days.
    pub changed: Option<u16>,
    pub search: Option<SearchId>,
    pub place: Place,
}

/// The choices of "changed recently", in days.
pub const CHANGED: [u16; 4] = [1, 7, 30, 90];

impl ListQuery {
    pub fn filters(&self) -> Filters {
        Filters {
            view: View::parse(&self.view).unwrap_or(View::All),
            owner: self.owner.parse().ok(),
            tier: Tier::parse(&self.tier),
            source: Source::parse(&self.source),
            tag: crate::values::text::line(&self.tag, 40).ok(),
            class: Class::parse(&self.class),
            changed: self.changed.parse().ok().filter(|days| CHANGED.contains(days)),
            search: self.search.parse().ok(),
            place: Place::parse(&self.after, &self.before),
        }
    }
}

impl Filters {
    /// Whether any chip is set.
    pub fn any(&self) -> bool {
        self.pairs().iter().any(|(name, _)| !matches!(*name, "view" | "search"))
    }

    /// The filters as they stand in an address, without the place in the list.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let view = (self.view != View::All).then(|| self.view.code().to_owned());
        [
            ("view", view),
            ("owner", self.owner.map(|owner| owner.to_string())),
            ("tier", self.tier.map(|tier| tier.code().to_owned())),
            ("source", self.source.map(|source| source.code().to_owned())),
            ("tag", self.tag.clone()),
            ("class", self.class.map(|class| class.code().to_owned())),
            ("changed", self.changed.map(|days| days.to_string())),
            ("search", self.search.map(|search| search.to_string())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }

    /// The address of the list with these filters.
    pub fn href(&self) -> String {
        address(&self.pairs())
    }

    /// The address without one of the filters.
    pub fn without(&self, name: &str) -> String {
        address(&self.kept(name))
    }

    /// The filters that a chip's form keeps when it changes its own.
    pub fn kept(&self, name: &str) -> Vec<(&'static str, String)> {
        self.pairs().into_iter().filter(|pair| pair.0 != name).collect()
    }

    /// The address of the page that begins or ends at `key`.
    pub fn page(&self, name: &'static str, key: &str) -> String {
        let mut pairs = self.pairs();
        pairs.push((name, key.to_owned()));
        address(&pairs)
    }
}

fn address(pairs: &[(&'static str, String)]) -> String {
    let query: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)))
        .collect();
    if query.is_empty() {
        "/customers".to_owned()
    } else {
        format!("/customers?{}", query.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back_and_nonsense_means_no_filter() {
        let filters = ListQuery {
            tier: "gold".into(),
            class: "vip".into(),
            tag: " 老客户 ".into(),
            changed: "8".into(),
            owner: "me".into(),
            view: "nonsense".into(),
            ..ListQuery::default()
        }
        .filters();
        assert_eq!(
            filters.href(),
            "/customers?tier=gold&tag=%E8%80%81%E5%AE%A2%E6%88%B7&class=vip"
        );
        assert_eq!(filters.without("tag"), "/customers?tier=gold&class=vip");
        assert!(filters.any());
        assert!(!ListQuery::default().filters().any());
    }
}
