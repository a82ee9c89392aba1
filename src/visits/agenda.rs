//! Visitors to receive and appointments as rows of a list that several rooms make up.

use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::appointments::model::receivers;
use super::model::GUEST;
use super::rules::{AppointmentState, Line, Purpose, VisitState};
use super::settings::Reception;
use crate::access::{Actor, Permission};
use crate::platform::db::agenda::{Branch, Section};
use crate::platform::error::Error;
use crate::platform::settings::Setting;
use crate::platform::vault::{Sealed, Vault};
use crate::vehicles::agenda::{About, SealedAbout, about};

/// The kinds of these rows.
pub const VISIT: &str = "visit";
pub const APPOINTMENT: &str = "appointment";

/// How a visit is shown.
pub const VISIT_CARD: &str = concat!(
    "SELECT json_build_object('state', r.state, 'line', r.line, 'purpose', r.purpose, 'ticket', r.ticket_no, \
     'called', r.called_at IS NOT NULL, 'guest', r.guest_sealed, 'version', r.lock_version, ",
    about!(),
    ") FROM visits r LEFT JOIN customers c ON c.id = r.customer_id LEFT JOIN vehicles v ON v.id = r.vehicle_id \
     WHERE r.id = shown.id"
);
const APPOINTMENT_CARD: &str = concat!(
    "SELECT json_build_object('state', r.state, 'line', r.line, 'purpose', r.purpose, ",
    about!(),
    ") FROM appointments r JOIN customers c ON c.id = r.customer_id LEFT JOIN vehicles v ON v.id = r.vehicle_id \
     WHERE r.id = shown.id"
);

/// Whom this person receives: those who were given to them, and on their line those who were given to nobody; who is
/// booked with them.
pub fn branches(actor: &Actor) -> Vec<(Section, Branch)> {
    let mut found = Vec::new();
    if actor.may(Permission::WorkReception) {
        found.push((Section::Work, Branch::new(VISIT, waiting(actor), VISIT_CARD)));
    }
    if actor.may(Permission::SeeAppointments) {
        let booked = |state: &str, until: &str| {
            let rows = format!(
                "SELECT r.id, r.starts_at AS due, r.created_at AS since FROM appointments r WHERE r.advisor_id = $2 \
                 AND r.store_id = $1 AND r.state {state} AND r.starts_at >= $7 AND r.starts_at < {until} \
                 ORDER BY r.starts_at, r.id"
            );
            Branch::new(APPOINTMENT, rows, APPOINTMENT_CARD)
        };
        found.push((Section::Work, booked("= 'booked'", "$5")));
        found.push((Section::Schedule, booked("<> 'cancelled'", "$4")));
    }
    found
}

fn waiting(actor: &Actor) -> String {
    let lines: Vec<String> = Line::ALL
        .iter()
        .filter(|line| receivers(**line).iter().any(|role| actor.is(*role)))
        .map(|line| format!("'{}'", line.code()))
        .collect();
    let anybodys = if lines.is_empty() {
        String::new()
    } else {
        format!(" OR (r.advisor_id IS NULL AND r.line IN ({}))", lines.join(", "))
    };
    format!(
        "SELECT r.id, r.arrived_at + make_interval(mins => coalesce((SELECT (k.value ->> 'red_minutes')::int \
         FROM settings k WHERE k.store_id = $1 AND k.key = '{}'), {})) AS due, r.arrived_at AS since FROM visits r \
         WHERE r.store_id = $1 AND r.state IN ('arrived', 'waiting') AND (r.advisor_id = $2{anybodys}) \
         ORDER BY r.queue_rank, r.queued_at, r.id",
        Reception::KEY,
        Reception::default().red_minutes,
    )
}

#[derive(Deserialize)]
struct VisitCard {
    state: String,
    line: String,
    purpose: String,
    ticket: i16,
    called: bool,
    guest: Option<Sealed>,
    version: i32,
    #[serde(flatten)]
    about: SealedAbout,
}

/// A visitor of the list.
pub struct Visitor {
    pub state: VisitState,
    pub line: Line,
    pub purpose: Purpose,
    pub ticket: String,
    pub called: bool,
    pub version: i32,
    pub about: About,
}

/// Reads what a row of [`VISIT`] brought.
pub fn visitor(vault: &Vault, id: Uuid, card: Value) -> Result<Visitor, Error> {
    let card: VisitCard = serde_json::from_value(card).map_err(Error::internal)?;
    let line = Line::parse(&card.line).ok_or_else(unknown)?;
    let mut about = card.about.open(vault)?;
    if about.name.is_none() {
        about.name = vault.open_opt(GUEST, id, card.guest.as_ref())?;
    }
    Ok(Visitor {
        state: VisitState::parse(&card.state).ok_or_else(unknown)?,
        line,
        purpose: Purpose::parse(&card.purpose).ok_or_else(unknown)?,
        ticket: line.ticket(card.ticket),
        called: card.called,
        version: card.version,
        about,
    })
}

#[derive(Deserialize)]
struct AppointmentCard {
    state: String,
    line: String,
    purpose: String,
    #[serde(flatten)]
    about: SealedAbout,
}

/// An appointment of the list.
pub struct Booked {
    pub state: AppointmentState,
    pub line: Line,
    pub purpose: Purpose,
    pub about: About,
}

/// Reads what a row of [`APPOINTMENT`] brought.
pub fn booked(vault: &Vault, card: Value) -> Result<Booked, Error> {
    let card: AppointmentCard = serde_json::from_value(card).map_err(Error::internal)?;
    Ok(Booked {
        state: AppointmentState::parse(&card.state).ok_or_else(unknown)?,
        line: Line::parse(&card.line).ok_or_else(unknown)?,
        purpose: Purpose::parse(&card.purpose).ok_or_else(unknown)?,
        about: card.about.open(vault)?,
    })
}

fn unknown() -> Error {
    Error::internal("a code that nobody knows")
}
