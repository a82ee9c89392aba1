//! The kinds of fields a setting may have: how each is typed, checked, kept and shown.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::platform::i18n::Lang;
use crate::values::business_hours::{BusinessHours, Period};
use crate::values::date;
use crate::values::fault::Fault;
use crate::values::money::Fen;
use crate::values::percent::Percent;
use crate::values::phone::Phone;
use crate::values::text;

/// Opening and closing times of a day, at most two.
pub type Periods = Vec<(NaiveTime, NaiveTime)>;

/// One entry of a list that people choose from: its code is stored with records, its names are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    pub code: String,
    pub zh: String,
    pub en: String,
}

impl Name {
    pub fn new(code: &str, zh: &str, en: &str) -> Self {
        Self {
            code: code.to_owned(),
            zh: zh.to_owned(),
            en: en.to_owned(),
        }
    }

    pub fn label(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

/// A field of a setting.
#[derive(Debug)]
pub struct Field {
    pub name: &'static str,
    /// (zh, en)
    pub label: (&'static str, &'static str),
    /// (zh, en), may be empty.
    pub hint: (&'static str, &'static str),
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Minutes,
    Hours,
    Days,
    Months,
    Count,
    OClock,
    Km,
    Places,
    Points,
    WholeYuan,
    Tiers,
    Percents,
    Year,
}

/// How a field is typed, checked and kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Number { unit: Unit, min: u32, max: u32 },
    Yuan { max: i64 },
    Share { max: u8 },
    Bool,
    Words { max: usize },
    Phones { max: usize },
    Names { max: usize },
    Periods,
    Dates,
    DatedPeriods,
}

/// Tells the type of a field from the name of its kind, for [`settings!`](crate::settings).
pub trait Typed {
    type Value;
}

macro_rules! numbers {
    ($($(#[$meta:meta])* $Unit:ident)*) => {$(
        $(#[$meta])*
        pub struct $Unit;

        impl Typed for $Unit {
            type Value = u32;
        }

        impl $Unit {
            pub const fn kind(min: u32, max: u32) -> Kind {
                Kind::Number { unit: Unit::$Unit, min, max }
            }
        }
    )*};
}

numbers! {
    Minutes
    Hours
    Days
    Months
    /// How often.
    Count
    /// A whole percentage that may exceed 100.
    Percents
    /// An hour of the day.
    OClock
    /// Kilometres.
    Km
    /// Places, or people.
    Places
    /// Points of members.
    Points
    /// Money without fen.
    WholeYuan
    /// A year of the calendar.
    Year
    /// A tier of members, by its rank; chosen by name.
    Tiers
}

macro_rules! kinds {
    ($($(#[$meta:meta])* $Name:ident ($($bound:ident : $Bound:ty)?) -> $Value:ty = $kind:expr;)*) => {$(
        $(#[$meta])*
        pub struct $Name;

        impl Typed for $Name {
            type Value = $Value;
        }

        impl $Name {
            pub const fn kind($($bound: $Bound)?) -> Kind {
                $kind
            }
        }
    )*};
}

kinds! {
    /// An amount of money up to `max` yuan.
    Yuan(max: i64) -> Fen = Kind::Yuan { max };
    /// A share up to `max` percent.
    Share(max: u8) -> Percent = Kind::Share { max };
    Bool() -> bool = Kind::Bool;
    /// A list of words.
    Words(max: usize) -> Vec<String> = Kind::Words { max };
    /// Phone numbers; there may be none.
    Phones(max: usize) -> Vec<String> = Kind::Phones { max };
    /// A list to choose from.
    Names(max: usize) -> Vec<Name> = Kind::Names { max };
    /// Opening times of a weekday.
    Opening() -> Periods = Kind::Periods;
    /// Single days.
    Dates() -> BTreeSet<NaiveDate> = Kind::Dates;
    /// Single days with opening times of their own.
    DatedOpening() -> Vec<(NaiveDate, Periods)> = Kind::DatedPeriods;
}

/// The longest name or word of a list, in characters.
const WORD: usize = 40;

impl Kind {
    /// The value of a field as it is kept, from the form: `get` gives every value posted under a name.
    pub(super) fn parse(self, field: &str, get: &dyn Fn(&str) -> Vec<String>) -> Result<Value, Fault> {
        let one = || get(field).into_iter().next().unwrap_or_default();
        match self {
            Kind::Number { min, max, .. } => whole(&one(), min, max).map(Value::from),
            Kind::Yuan { max } => {
                let amount = Fen::parse(&one())?;
                if amount.fen() > max * 100 {
                    return Err(Fault::TooLarge { max });
                }
                Ok(json!(amount))
            }
            Kind::Share { max } => {
                let share = Percent::parse(&one())?;
                if share.basis_points() > u16::from(max) * 100 {
                    return Err(Fault::TooLarge { max: max.into() });
                }
                Ok(json!(share))
            }
            Kind::Bool => Ok(Value::from(!one().is_empty())),
            Kind::Words { max } => words(&one(), max),
            Kind::Phones { max } => phones(&one(), max),
            Kind::Names { max } => names(field, get, max),
            Kind::Periods => {
                let at = |part: &str| get(&format!("{field}.{part}")).into_iter().next().unwrap_or_default();
                periods(&[(at("open"), at("close")), (at("open2"), at("close2"))]).map(|periods| json!(periods))
            }
            Kind::Dates => dates(&one()),
            Kind::DatedPeriods => dated_periods(&one()),
        }
    }

    /// What the form shows of a value: (name, value) pairs.
    pub fn typed(self, field: &str, value: Option<&Value>) -> Vec<(String, String)> {
        let named = |part: &str, text: &str| (format!("{field}.{part}"), text.to_owned());
        match self {
            Kind::Names { .. } => read::<Vec<Name>>(value)
                .iter()
                .flat_map(|name| [named("code", &name.code), named("zh", &name.zh), named("en", &name.en)])
                .collect(),
            Kind::Periods => read::<Periods>(value)
                .iter()
                .zip([("open", "close"), ("open2", "close2")])
                .flat_map(|((open, close), (from, to))| [named(from, &clock(*open)), named(to, &clock(*close))])
                .collect(),
            Kind::Bool if !read::<bool>(value) => Vec::new(),
            Kind::Bool => vec![(field.to_owned(), "1".to_owned())],
            _ => vec![(field.to_owned(), self.shown(value))],
        }
    }

    /// A value in a few plain words, for a form's text box and for the history.
    pub fn shown(self, value: Option<&Value>) -> String {
        let lines = |lines: Vec<String>| lines.join("\n");
        match self {
            Kind::Number { .. } => read::<u32>(value).to_string(),
            Kind::Yuan { .. } => read::<Fen>(value).yuan(),
            Kind::Share { .. } => read::<Percent>(value).to_string().trim_end_matches('%').to_owned(),
            Kind::Bool => if read::<bool>(value) { "✓" } else { "–" }.to_owned(),
            Kind::Words { .. } | Kind::Phones { .. } => lines(read(value)),
            Kind::Names { .. } => lines(
                read::<Vec<Name>>(value)
                    .iter()
                    .map(|name| format!("{} · {}", name.zh, name.en))
                    .collect(),
            ),
            Kind::Periods => span(&read(value)),
            Kind::Dates => lines(
                read::<BTreeSet<NaiveDate>>(value)
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
            ),
            Kind::DatedPeriods => lines(
                read::<Vec<(NaiveDate, Periods)>>(value)
                    .iter()
                    .map(|(day, periods)| format!("{day} {}", span(periods)))
                    .collect(),
            ),
        }
    }
}

/// What a value holds; its default if it holds something else.
fn read<T: Default + for<'de> Deserialize<'de>>(value: Option<&Value>) -> T {
    value.and_then(|value| T::deserialize(value).ok()).unwrap_or_default()
}

fn whole(raw: &str, min: u32, max: u32) -> Result<u32, Fault> {
    let typed = text::normalize_width(raw.trim());
    if typed.is_empty() {
        return Err(Fault::Required);
    }
    let number: i64 = typed.parse().map_err(|_| Fault::Number)?;
    if number > i64::from(max) {
        return Err(Fault::TooLarge { max: max.into() });
    }
    u32::try_from(number)
        .ok()
        .filter(|number| *number >= min)
        .ok_or(Fault::TooSmall { min: min.into() })
}

fn words(raw: &str, max: usize) -> Result<Value, Fault> {
    let mut found: Vec<String> = Vec::new();
    for line in raw.lines().filter(|line| !line.trim().is_empty()) {
        let word = text::line(line, WORD)?;
        if !found.contains(&word) {
            found.push(word);
        }
    }
    match found.len() {
        0 => Err(Fault::Required),
        count if count > max => Err(Fault::TooMany { max }),
        _ => Ok(json!(found)),
    }
}

fn phones(raw: &str, max: usize) -> Result<Value, Fault> {
    let mut found: Vec<String> = Vec::new();
    for line in raw.lines().filter(|line| !line.trim().is_empty()) {
        let phone = Phone::parse(line)?.grouped();
        if !found.contains(&phone) {
            found.push(phone);
        }
    }
    if found.len() > max {
        return Err(Fault::TooMany { max });
    }
    Ok(json!(found))
}

/// Rows of code, Chinese and English name; a row without names is left out, a new one gets a code.
fn names(field: &str, get: &dyn Fn(&str) -> Vec<String>, max: usize) -> Result<Value, Fault> {
    let part = |part: &str| get(&format!("{field}.{part}"));
    let (codes, zh, en) = (part("code"), part("zh"), part("en"));
    let mut found: Vec<Name> = Vec::new();
    for ((code, zh), en) in codes.iter().zip(&zh).zip(&en) {
        let (zh, en) = (text::single_line(zh), text::single_line(en));
        if zh.is_empty() && en.is_empty() {
            continue;
        }
        // One name will do for both languages.
        let (zh, en) = match (zh.is_empty(), en.is_empty()) {
            (true, _) => (en.clone(), en),
            (_, true) => (zh.clone(), zh),
            _ => (zh, en),
        };
        if zh.chars().count() > WORD || en.chars().count() > WORD {
            return Err(Fault::TooLong { max: WORD });
        }
        if found.iter().any(|known| known.zh == zh || known.en == en) {
            return Err(Fault::Taken);
        }
        let code = if is_code(code) && !found.iter().any(|known| known.code == *code) {
            code.clone()
        } else {
            new_code(&en, &codes, &found)
        };
        found.push(Name { code, zh, en });
    }
    match found.len() {
        0 => Err(Fault::Required),
        count if count > max => Err(Fault::TooMany { max }),
        _ => Ok(json!(found)),
    }
}

fn is_code(code: &str) -> bool {
    (1..=WORD).contains(&code.len())
        && code
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// A code made of the English name, apart from all that were ever shown in this form.
fn new_code(name: &str, shown: &[String], found: &[Name]) -> String {
    let plain: String = name
        .to_ascii_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .take(24)
        .collect();
    let stem = plain
        .split('_')
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("_");
    let stem = if stem.is_empty() { "own".to_owned() } else { stem };
    let taken = |code: &str| shown.iter().any(|known| known == code) || found.iter().any(|known| known.code == code);
    std::iter::once(stem.clone())
        .chain((2..).map(|number| format!("{stem}_{number}")))
        .find(|code| !taken(code))
        .unwrap_or(stem)
}

fn periods(typed: &[(String, String)]) -> Result<Periods, Fault> {
    let mut found = Vec::new();
    for (open, close) in typed {
        if open.trim().is_empty() && close.trim().is_empty() {
            continue;
        }
        let (open, close) = (date::parse_time(open)?, date::parse_time(close)?);
        Period::new(open, close)?;
        found.push((open, close));
    }
    found.sort();
    in_order(&found)?;
    Ok(found)
}

/// Whether a day may have these periods: at most two, apart from each other.
fn in_order(periods: &Periods) -> Result<(), Fault> {
    let day = periods
        .iter()
        .map(|(open, close)| Period::new(*open, *close))
        .collect::<Result<Vec<_>, _>>()?;
    let mut week: [Vec<Period>; 7] = Default::default();
    let [monday, ..] = &mut week;
    *monday = day;
    BusinessHours::new(chrono_tz::UTC, week, BTreeSet::new(), Default::default()).map(drop)
}

/// Days, one on a line; `2026-10-01 ~ 2026-10-07` means all of them.
fn dates(raw: &str) -> Result<Value, Fault> {
    const LONGEST: usize = 62;
    let mut found = BTreeSet::new();
    for line in raw.lines().filter(|line| !line.trim().is_empty()) {
        let line = text::normalize_width(line);
        match line.split_once(['~', '～', '至', '–', '—']) {
            None => {
                found.insert(date::parse_day(&line)?);
            }
            Some((first, last)) => {
                let (first, last) = (date::parse_day(first)?, date::parse_day(last)?);
                if last < first {
                    return Err(Fault::EndBeforeStart);
                }
                let days: Vec<_> = first
                    .iter_days()
                    .take_while(|day| *day <= last)
                    .take(LONGEST + 1)
                    .collect();
                if days.len() > LONGEST {
                    return Err(Fault::TooMany { max: LONGEST });
                }
                found.extend(days);
            }
        }
    }
    Ok(json!(found))
}

/// `2026-10-10 08:30-12:00 13:00-18:00`, one day on a line.
fn dated_periods(raw: &str) -> Result<Value, Fault> {
    let mut found: Vec<(NaiveDate, Periods)> = Vec::new();
    for line in raw.lines().filter(|line| !line.trim().is_empty()) {
        let line = text::squeeze(&text::normalize_width(line)).replace(['–', '—', '~', '～'], "-");
        let (day, times) = line.split_once(' ').ok_or(Fault::Time)?;
        let typed = times
            .split([' ', ',', '，', ';'])
            .filter(|part| !part.is_empty())
            .map(|part| {
                let (open, close) = part.split_once('-').ok_or(Fault::Time)?;
                Ok((open.to_owned(), close.to_owned()))
            })
            .collect::<Result<Vec<_>, Fault>>()?;
        let day = date::parse_day(day)?;
        if found.iter().any(|(known, _)| *known == day) {
            return Err(Fault::Taken);
        }
        found.push((day, periods(&typed)?));
    }
    found.sort();
    Ok(json!(found))
}

fn clock(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

fn span(periods: &Periods) -> String {
    let spans: Vec<_> = periods
        .iter()
        .map(|(open, close)| format!("{}-{}", clock(*open), clock(*close)))
        .collect();
    spans.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Types `pairs` into a field, and back.
    fn parse(kind: Kind, pairs: &[(&str, &str)]) -> Result<String, Fault> {
        let get = |name: &str| {
            let found = pairs.iter().filter(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned()).collect::<Vec<_>>()
        };
        let value = kind.parse("f", &get)?;
        let typed = kind.typed("f", Some(&value));
        let again = kind.parse("f", &|name: &str| {
            let found = typed.iter().filter(|(key, _)| key == name);
            found.map(|(_, value)| value.clone()).collect()
        })?;
        assert_eq!(value, again, "what is shown parses to itself");
        Ok(kind.shown(Some(&value)))
    }

    #[test]
    fn numbers_stay_within_their_bounds() {
        let kind = Minutes::kind(1, 240);
        assert_eq!(parse(kind, &[("f", " １０ ")]), Ok("10".into()));
        for (raw, fault) in [
            ("", Fault::Required),
            ("ten", Fault::Number),
            ("0", Fault::TooSmall { min: 1 }),
            ("-5", Fault::TooSmall { min: 1 }),
            ("241", Fault::TooLarge { max: 240 }),
            ("99999999999", Fault::TooLarge { max: 240 }),
        ] {
            assert_eq!(parse(kind, &[("f", raw)]), Err(fault), "{raw:?}");
        }
    }

    #[test]
    fn money_shares_and_ticks() {
        assert_eq!(parse(Yuan::kind(5_000), &[("f", "¥1,200")]), Ok("1,200.00".into()));
        assert_eq!(
            parse(Yuan::kind(5_000), &[("f", "5001")]),
            Err(Fault::TooLarge { max: 5_000 })
        );
        assert_eq!(parse(Share::kind(100), &[("f", "12.5%")]), Ok("12.5".into()));
        assert_eq!(parse(Share::kind(50), &[("f", "51")]), Err(Fault::TooLarge { max: 50 }));
        assert_eq!(parse(Bool::kind(), &[]), Ok("–".into()));
        assert_eq!(parse(Bool::kind(), &[("f", "1")]), Ok("✓".into()));
    }

    #[test]
    fn a_list_to_choose_from_keeps_its_codes() {
        let kind = Names::kind(3);
        let rows = [
            ("f.code", "price"),
            ("f.zh", "价格与收费"),
            ("f.en", "Price and charges"),
            ("f.code", ""),
            ("f.zh", "等候时间"),
            ("f.en", "Waiting time"),
            ("f.code", ""),
            ("f.zh", " "),
            ("f.en", ""),
        ];
        assert_eq!(
            parse(kind, &rows),
            Ok("价格与收费 · Price and charges\n等候时间 · Waiting time".into())
        );
        let get = |name: &str| {
            let found = rows.iter().filter(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned()).collect::<Vec<_>>()
        };
        let value = kind.parse("f", &get).unwrap();
        assert_eq!(value.pointer("/0/code"), Some(&json!("price")));
        assert_eq!(value.pointer("/1/code"), Some(&json!("waiting_time")));
        let twice = [
            ("f.code", ""),
            ("f.zh", "价格"),
            ("f.en", ""),
            ("f.code", ""),
            ("f.zh", "价格"),
            ("f.en", ""),
        ];
        assert_eq!(parse(kind, &twice), Err(Fault::Taken));
        assert_eq!(parse(kind, &[]), Err(Fault::Required));
    }

    #[test]
    fn opening_times() {
        let kind = Opening::kind();
        let day = |times: [&'static str; 4]| {
            let [open, close, open2, close2] = times;
            parse(
                kind,
                &[
                    ("f.open", open),
                    ("f.close", close),
                    ("f.open2", open2),
                    ("f.close2", close2),
                ],
            )
        };
        assert_eq!(
            day(["13:00", "17:00", "08:30", "12:00"]),
            Ok("08:30-12:00 13:00-17:00".into())
        );
        assert_eq!(day(["", "", "", ""]), Ok(String::new()), "closed all day");
        assert_eq!(day(["08:30", "12:00", "11:00", "17:00"]), Err(Fault::Overlap));
        assert_eq!(day(["17:00", "08:30", "", ""]), Err(Fault::EndBeforeStart));
        assert!(day(["08:30", "", "", ""]).is_err());
    }

    #[test]
    fn single_days() {
        assert_eq!(
            parse(Dates::kind(), &[("f", "2026-10-01 ~ 2026-10-03\n\n2027-01-01")]),
            Ok("2026-10-01\n2026-10-02\n2026-10-03\n2027-01-01".into())
        );
        assert_eq!(
            parse(Dates::kind(), &[("f", "2026-10-03~2026-10-01")]),
            Err(Fault::EndBeforeStart)
        );
        assert_eq!(
            parse(DatedOpening::kind(), &[("f", "2026-10-10  08:30–12:00,13:00-18:00")]),
            Ok("2026-10-10 08:30-12:00 13:00-18:00".into())
        );
        assert_eq!(parse(DatedOpening::kind(), &[("f", "2026-10-10")]), Err(Fault::Time));
    }
}
