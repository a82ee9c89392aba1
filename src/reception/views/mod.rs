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
use crate::reception::text::DeskText;
use crate::visits::model::BoardRow;

pub use ask::Ask;
pub use boards::{Screen, Screens};
pub use desk::{Day, Desk, DeskQuery, Kpi, OnFloor, Tab};
pub use floor::Floor;
pub use lines::{Line, Next, Waiting};
pub use paper::{OnPaper, Paper, Row, Section, SlipPage};
pub use public::{Call, CallBoard, Place};
pub use registration::{Found, Match, RegisterCard, Registration, matched};

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
