//! The desk's pages.

mod ask;
mod boards;
mod desk;
mod floor;
mod lines;
mod paper;
mod public;
mod registration;

use crate::platform::db::FormToken;
use crate::platform::i18n::Lang;
use crate::platform::web::page::Choice;
use crate::reception::text::{self, DeskText};
use crate::values::ids::StaffId;
use crate::visits::model::{BoardRow, Receiving};
use crate::visits::rules::Line as House;

pub use ask::Ask;
pub use boards::{Screen, Screens};
pub use desk::{Day, Desk, DeskQuery, Kpi, OnFloor};
pub use floor::Floor;
pub use lines::{Line, Next, Waiting, makes_lead};
pub use paper::{OnPaper, Paper, Row, Section, SlipPage};
pub use public::{Call, CallBoard, Nowhere, Place};
pub use registration::{Found, Match, RegisterCard, Registration, matched, with_purpose};

fn token() -> String {
    FormToken::new().to_string()
}

fn name(row: &BoardRow, w: &DeskText) -> String {
    match (&row.name, row.visit.customer_id) {
        (Some(name), Some(_)) => name.expose().clone(),
        (Some(name), None) => format!("{} {}", w.guest, name.expose()),
        (None, _) => w.guest.to_owned(),
    }
}

/// Who may be given a visitor of these lines: those who usually receive them first, of these those at work; and whoever
/// has them now.
pub fn receivers(people: &[Receiving], lines: &[House], now: Option<StaffId>, lang: Lang) -> Vec<Choice> {
    let mut fit: Vec<(usize, &Receiving)> = people
        .iter()
        .filter(|one| Some(one.id) == now || lines.iter().any(|line| one.takes(*line).is_some()))
        .map(|one| {
            let place = lines.iter().position(|line| one.receives(*line));
            (place.unwrap_or(lines.len()), one)
        })
        .collect();
    fit.sort_by_key(|(place, one)| (*place, !one.is_here()));
    fit.into_iter()
        .map(|(place, one)| {
            let role = match lines.get(place) {
                Some(line) => one.takes(*line),
                None => lines.iter().find_map(|line| one.takes(*line)),
            };
            let role = role.or(one.roles.first().copied());
            Choice::new(one.id.to_string(), text::receiver(one, role, lang))
        })
        .collect()
}
