//! Whose figures of which days: the filters above every page of figures.

use crate::figures::measures::model::{Asked, Whose};
use crate::figures::measures::text::FiguresText;
use crate::figures::rules::{Grain, Period};
use crate::figures::text;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::narrow::{Chooser, address};
use crate::platform::web::page::Choice;

/// What an address asks for, with one thing changed.
#[derive(Clone, Debug, Default)]
pub struct Links {
    path: String,
    pairs: Vec<(&'static str, String)>,
}

impl Links {
    /// The place in the list is not among the pairs.
    pub fn new(path: impl Into<String>, pairs: Vec<(&'static str, &String)>) -> Self {
        Self {
            path: path.into(),
            pairs: pairs
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| (name, value.clone()))
                .collect(),
        }
    }

    /// The same of another page.
    pub fn at(&self, path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            pairs: self.pairs.clone(),
        }
    }

    pub fn here(&self) -> String {
        self.with(&[])
    }

    /// With these set; an empty value drops one.
    pub fn with(&self, set: &[(&'static str, &str)]) -> String {
        let kept = self
            .pairs
            .iter()
            .filter(|(name, _)| set.iter().all(|(known, _)| known != name))
            .map(|(name, value)| (*name, value.as_str()));
        address(&self.path, kept.chain(set.iter().copied()))
    }

    pub fn kept(&self, but: &[&str]) -> Vec<(&'static str, String)> {
        self.pairs
            .iter()
            .filter(|(name, _)| !but.contains(name))
            .cloned()
            .collect()
    }
}

/// Everything that filters show.
pub struct Filters {
    pub path: String,
    pub choosers: Vec<Chooser>,
    pub from: String,
    pub to: String,
    /// The typed days, if some are.
    pub typed: String,
    pub clear_days: String,
    pub kept_days: Vec<(&'static str, String)>,
    pub earlier: String,
    pub later: String,
    pub narrowed: bool,
    pub clear: String,
}

impl Filters {
    pub fn new(links: &Links, asked: &Asked, w: &'static FiguresText, lang: Lang) -> Self {
        let period = asked.period;
        let custom = period.grain == Grain::Custom;
        let mut choosers = vec![chooser(
            links,
            ("period", w.length),
            &["period", "from", "to"],
            period.grain.code(),
            [Grain::Week, Grain::Month, Grain::Quarter, Grain::Year]
                .iter()
                .map(|grain| Choice::new(grain.code(), text::grain(*grain, lang)))
                .collect(),
        )];
        if !asked.only_own {
            let team = match asked.whose {
                Whose::Team(team) => team.to_string(),
                Whose::Store | Whose::Person(_) => String::new(),
            };
            let teams = asked
                .teams
                .iter()
                .map(|team| Choice::new(team.id.to_string(), team.name(lang)))
                .collect();
            choosers.push(chooser(links, ("team", w.team), &["team", "person"], &team, teams));
            let person = match asked.whose {
                Whose::Person(person) => person.to_string(),
                Whose::Store | Whose::Team(_) => String::new(),
            };
            let people = asked
                .people
                .iter()
                .filter(|one| one.here || one.id.to_string() == person)
                .map(|one| Choice::new(one.id.to_string(), one.name.clone()))
                .collect();
            choosers.push(chooser(
                links,
                ("person", w.person),
                &["person", "team"],
                &person,
                people,
            ));
        }
        Self {
            path: links.path.clone(),
            choosers,
            from: if custom {
                times::date(period.from)
            } else {
                String::new()
            },
            to: if custom { times::date(period.to) } else { String::new() },
            typed: if custom { text::period(period) } else { String::new() },
            clear_days: links.with(&[("from", ""), ("to", ""), ("period", "")]),
            kept_days: links.kept(&["from", "to", "period", "day"]),
            earlier: step(links, period, period.from.pred_opt()),
            later: step(links, period, period.end.succ_opt().filter(|next| *next <= asked.today)),
            narrowed: !links.kept(&["part"]).is_empty(),
            clear: address(&links.path, std::iter::empty::<(&str, &str)>()),
        }
    }
}

/// The period that a day lies in.
fn step(links: &Links, period: Period, day: Option<chrono::NaiveDate>) -> String {
    match day {
        Some(day) if period.grain != Grain::Custom => {
            links.with(&[("period", period.grain.code()), ("day", &times::date(day))])
        }
        _ => String::new(),
    }
}

fn chooser(
    links: &Links,
    (name, label): (&'static str, &'static str),
    instead: &[&'static str],
    chosen: &str,
    choices: Vec<Choice>,
) -> Chooser {
    let value = choices
        .iter()
        .find(|choice| choice.value == chosen)
        .map(|choice| choice.label.clone());
    let dropped: Vec<(&'static str, &str)> = instead.iter().map(|name| (*name, "")).collect();
    Chooser {
        name,
        label,
        chosen: chosen.to_owned(),
        value: value.unwrap_or_default(),
        choices,
        kept: links.kept(instead),
        clear: links.with(&dropped),
    }
}
