//! Pages of the history desk.

mod access;
mod ask;
mod customer;
mod reveal;
mod vehicle;

pub use access::Requests;
pub use ask::{Ask, Input, Sheet};
pub use customer::{Ahead, Customer};
pub use reveal::{Look, OutOfLooks, RevealPage, warning};
pub use vehicle::CarPage;

use std::collections::HashMap;

use crate::platform::db::history::Past;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::page::avatar_tone;
use crate::values::ids::StaffId;

use super::text::{self, HistoryText};

/// Somebody by name, initial and tone.
pub struct Person {
    pub name: String,
    pub initial: String,
    pub tone: &'static str,
}

impl Person {
    pub fn new(name: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            initial: name.chars().next().map(String::from).unwrap_or_default(),
            tone: avatar_tone(&name),
            name,
        }
    }
}

/// One field before and after.
pub struct ChangeView {
    field: String,
    before: String,
    after: String,
    who: String,
    at: String,
    iso: String,
}

/// The history of a record as it is read.
fn changes(past: Vec<Past>, names: &HashMap<StaffId, String>, lang: Lang) -> Vec<ChangeView> {
    let w = HistoryText::of(lang);
    let shown = |field: &str, text: Option<crate::platform::vault::Pii<String>>| {
        let text = text.map(|text| text.into_exposed()).unwrap_or_default();
        match (field, text.parse::<StaffId>()) {
            ("owner", Ok(staff)) => names.get(&staff).cloned().unwrap_or_else(|| w.hidden_owner.to_owned()),
            _ => text::value(field, &text, lang),
        }
    };
    past.into_iter()
        .map(|one| ChangeView {
            before: shown(&one.field, one.old),
            after: shown(&one.field, one.new),
            field: text::field(&one.field, lang).to_owned(),
            who: one.by.unwrap_or_else(|| w.system.to_owned()),
            at: times::minute(one.at),
            iso: times::iso(one.at),
        })
        .collect()
}
