//! What the steps of a sheet hold in their forms and say in words.

use chrono::{DateTime, Days, TimeDelta, Timelike, Utc};

use crate::customers::rules::Kind;
use crate::platform::i18n::{Lang, times};
use crate::service::check_in::model::Around;
use crate::service::check_in::rules::{Belonging, Light, Step, Wish};
use crate::service::check_in::text::{self, SheetText};
use crate::values::mileage::Km;
use crate::values::money::Fen;

/// What a step's form holds when it is opened.
pub fn start(around: &Around, step: Step) -> Vec<(&'static str, String)> {
    let sheet = &around.sheet;
    let mut pairs = vec![
        ("step", step.code().to_owned()),
        ("lock_version", sheet.version(step).to_string()),
    ];
    let mut put = |name: &'static str, value: String| {
        if !value.is_empty() {
            pairs.push((name, value));
        }
    };
    let tick = |set: bool| if set { "1".to_owned() } else { String::new() };
    match step {
        Step::Vehicle => {
            put("mileage", {
                let door = around.door_km.filter(|_| sheet.version(Step::Vehicle) == 0);
                let km = sheet.mileage.or(door);
                km.map(|km| km.km().to_string()).unwrap_or_default()
            });
            put("mileage_reason", sheet.mileage_reason.clone().unwrap_or_default());
            for light in &sheet.lights {
                put("lights", light.code().to_owned());
            }
            put("lights_note", sheet.lights_note.clone().unwrap_or_default());
        }
        Step::Exterior => put("no_marks", tick(sheet.no_marks)),
        Step::Belongings => {
            put("fuel", sheet.fuel.map(|part| part.to_string()).unwrap_or_default());
            put("charge", sheet.charge.map(|part| part.to_string()).unwrap_or_default());
            for item in &sheet.belongings.items {
                put("belongings", item.clone());
            }
            put("belongings_note", sheet.belongings.note.clone());
            put("no_belongings", tick(sheet.no_belongings));
        }
        Step::Wishes => {
            for item in &sheet.wishes.items {
                put("wishes", item.clone());
            }
            let untouched = sheet.version(Step::Wishes) == 0;
            let said = around.wish.clone().filter(|_| untouched).unwrap_or_default();
            put("wishes_note", if untouched { said } else { sheet.wishes.note.clone() });
            put("warranty", tick(sheet.warranty));
            let person = around
                .customer
                .as_ref()
                .is_some_and(|customer| customer.kind == Kind::Person);
            put("household", tick(sheet.household || untouched && person));
        }
        Step::Estimate => {
            put("estimate_from", sheet.estimate_from.map(Fen::yuan).unwrap_or_default());
            put("estimate_to", sheet.estimate_to.map(Fen::yuan).unwrap_or_default());
            put("promised_at", sheet.promised_at.map(local).unwrap_or_default());
        }
        Step::Signature => {
            let customer = around.customer.as_ref().map(|customer| customer.name.expose().clone());
            let by = sheet.signed.as_ref().map(|signed| signed.by.clone());
            put("signed_by", by.or(customer).unwrap_or_default());
        }
    }
    pairs
}

/// What a step asks, field by field.
const fn fields(step: Step) -> &'static [&'static str] {
    match step {
        Step::Vehicle => &["mileage", "mileage_reason", "lights", "lights_note"],
        Step::Exterior => &["no_marks"],
        Step::Belongings => &["fuel", "charge", "belongings", "belongings_note", "no_belongings"],
        Step::Wishes => &["wishes", "wishes_note", "warranty", "household"],
        Step::Estimate => &["estimate_from", "estimate_to", "promised_at"],
        Step::Signature => &["signed_by"],
    }
}

/// What stands on the sheet now wherever something else was typed, in words; and the version that it has.
pub fn theirs(around: &Around, step: Step, typed: &[(String, String)], lang: Lang) -> Vec<(String, String)> {
    let w = SheetText::of(lang);
    let now = start(around, step);
    let mut told = vec![("lock_version".to_owned(), around.sheet.version(step).to_string())];
    for name in fields(step) {
        let plain = |value: &str| value.replace("\r\n", "\n").trim().to_owned();
        let held = now.iter().filter(|(known, _)| known == name);
        let mut held: Vec<String> = held.map(|(_, value)| plain(value)).collect();
        let mine = typed.iter().filter(|(known, _)| known == name);
        let mut mine: Vec<String> = mine.map(|(_, value)| plain(value)).collect();
        mine.retain(|value| !value.is_empty());
        mine.sort_unstable();
        held.sort_unstable();
        if mine == held {
            continue;
        }
        let words: Vec<String> = held.iter().map(|value| said(name, value, lang)).collect();
        let words = if words.is_empty() {
            w.none.to_owned()
        } else {
            words.join(lang.pick("、", ", "))
        };
        told.push(((*name).to_owned(), words));
    }
    told
}

/// A value of a field as people read it.
fn said(name: &str, value: &str, lang: Lang) -> String {
    let label = match name {
        "lights" => Light::parse(value).map(|one| one.label(lang)),
        "belongings" => Belonging::parse(value).map(|one| one.label(lang)),
        "wishes" => Wish::parse(value).map(|one| one.label(lang)),
        "no_marks" | "no_belongings" | "warranty" | "household" => Some(lang.pick("是", "Yes")),
        "fuel" => {
            return value
                .parse::<i16>()
                .map_or_else(|_| value.to_owned(), |part| text::eighths(part, lang));
        }
        _ => None,
    };
    label.unwrap_or(value).to_owned()
}

/// As a browser types a moment: `2026-11-22T17:00`.
pub fn local(at: DateTime<Utc>) -> String {
    times::minute(at).replace(' ', "T")
}

/// What one step says, in words.
pub(super) fn facts(around: &Around, step: Step, w: &'static SheetText, lang: Lang) -> Vec<(&'static str, String)> {
    let sheet = &around.sheet;
    let comma = lang.pick("、", ", ");
    let listed = |codes: &[String], label: &dyn Fn(&str) -> Option<&'static str>, note: &str| {
        let mut parts: Vec<String> = codes.iter().filter_map(|code| label(code)).map(str::to_owned).collect();
        parts.extend((!note.is_empty()).then(|| note.to_owned()));
        parts.join(comma)
    };
    match step {
        Step::Vehicle => {
            let lights: Vec<&str> = sheet.lights.iter().map(|light| light.label(lang)).collect();
            let lights = if lights.is_empty() {
                w.none.to_owned()
            } else {
                lights.join(comma)
            };
            vec![
                (w.mileage, sheet.mileage.map(Km::display).unwrap_or_default()),
                (w.mileage_reason, sheet.mileage_reason.clone().unwrap_or_default()),
                (w.lights, lights),
                (w.lights_note, sheet.lights_note.clone().unwrap_or_default()),
            ]
        }
        Step::Exterior => {
            let marks: Vec<String> = around
                .marks
                .iter()
                .enumerate()
                .map(|(place, mark)| {
                    let note = mark
                        .note
                        .as_deref()
                        .map(|note| format!("（{note}）"))
                        .unwrap_or_default();
                    let note = if lang == Lang::En {
                        note.replace('（', " (").replace('）', ")")
                    } else {
                        note
                    };
                    format!(
                        "{} {} {}{note}",
                        place + 1,
                        mark.zone.label(lang),
                        mark.damage.label(lang)
                    )
                })
                .collect();
            let marks = if marks.is_empty() {
                w.no_marks.to_owned()
            } else {
                marks.join("\n")
            };
            vec![(w.marks, marks)]
        }
        Step::Belongings => {
            let items = listed(
                &sheet.belongings.items,
                &|code| Belonging::parse(code).map(|one| one.label(lang)),
                &sheet.belongings.note,
            );
            let items = if sheet.no_belongings {
                w.no_belongings.to_owned()
            } else {
                items
            };
            vec![
                (
                    w.fuel,
                    sheet.fuel.map(|part| text::eighths(part, lang)).unwrap_or_default(),
                ),
                (
                    w.charge,
                    sheet.charge.map(|part| format!("{part}%")).unwrap_or_default(),
                ),
                (w.belongings, items),
            ]
        }
        Step::Wishes => {
            let wishes = listed(
                &sheet.wishes.items,
                &|code| Wish::parse(code).map(|one| one.label(lang)),
                "",
            );
            let ticks: Vec<&str> = [(sheet.warranty, w.warranty), (sheet.household, w.household)]
                .into_iter()
                .filter(|(set, _)| *set)
                .map(|(_, label)| label)
                .collect();
            vec![
                (w.wishes, wishes),
                (w.wishes_note, sheet.wishes.note.clone()),
                (w.repair, ticks.join(comma)),
            ]
        }
        Step::Estimate => {
            let estimate = match (sheet.estimate_from, sheet.estimate_to) {
                (Some(from), Some(to)) if from != to => format!("{} – {}", from.display(), to.display()),
                (Some(from), _) => from.display(),
                (None, _) => String::new(),
            };
            vec![
                (w.estimate, estimate),
                (w.promised, sheet.promised_at.map(times::minute).unwrap_or_default()),
            ]
        }
        Step::Signature => {
            let signed = sheet.signed.as_ref();
            let words = signed.map(|one| text::signed(one.how, &one.by, &times::minute(one.at), lang));
            vec![(w.signature, words.unwrap_or_default())]
        }
    }
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .collect()
}

/// The quick choices of a promised time: (value, words).
pub(super) fn quick(now: DateTime<Utc>, lang: Lang) -> Vec<(String, String)> {
    let on_the_hour = |at: DateTime<Utc>| at.with_minute(0).and_then(|at| at.with_second(0)).unwrap_or(at);
    let mut found: Vec<(String, String)> = [2, 4]
        .into_iter()
        .map(|hours| {
            let at = on_the_hour(now + TimeDelta::minutes(hours * 60 + 30));
            (local(at), text::quick(Some(hours), 0, "", lang))
        })
        .collect();
    for (days, clock) in [(0, 17), (1, 10), (1, 17), (3, 17)] {
        let at = times::start_of(times::day_of(now) + Days::new(days)) + TimeDelta::hours(clock);
        if at > now + TimeDelta::minutes(30) {
            found.push((local(at), text::quick(None, days, &times::clock(at), lang)));
        }
    }
    found
}
