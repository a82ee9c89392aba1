//! Complaints as rows of a list that several rooms make up: one's own by the promise that falls due next, and solutions to
//! decide about. First contacts, reports and call-backs are tasks.

use serde::Deserialize;
use serde_json::Value;

use super::model::approver_level;
use super::rules::{Approver, Severity, State};
use super::settings::ComplaintSettings;
use crate::access::{Actor, Permission};
use crate::platform::db::agenda::{Branch, Section};
use crate::platform::error::Error;
use crate::platform::settings::Setting;
use crate::platform::vault::Vault;
use crate::vehicles::agenda::{About, SealedAbout, about};

/// The kinds of these rows.
pub const COMPLAINT: &str = "complaint";
pub const SOLUTION: &str = "solution";

const CARD: &str = concat!(
    "SELECT json_build_object('state', r.state, 'number', r.number, 'severity', r.severity, 'zh', k.zh, 'en', k.en, ",
    about!(),
    ") FROM complaints r JOIN complaint_terms k ON k.code = r.category LEFT JOIN customers c ON c.id = r.customer_id \
     LEFT JOIN vehicles v ON v.id = r.vehicle_id WHERE r.id = shown.id"
);

pub fn branches(actor: &Actor) -> Vec<(Section, Branch)> {
    let mut found = Vec::new();
    if actor.may(Permission::WorkComplaint) {
        // While a proposal waits for its approval there is nothing to do but to wait.
        let mine = "SELECT r.id, r.due_at AS due, r.received_at AS since FROM complaints r WHERE r.owner_id = $2 \
            AND r.store_id = $1 AND r.ended_at IS NULL AND r.due_at < $5 \
            AND r.state IN ('contacted', 'investigating', 'approved', 'executing') ORDER BY r.queue_at, r.id";
        found.push((Section::Work, Branch::new(COMPLAINT, mine, CARD)));
    }
    let within = match approver_level(actor) {
        Approver::None => return found,
        Approver::Manager => format!(
            " AND s.cost_fen <= coalesce((SELECT (k.value ->> 'manager_approves')::bigint FROM settings k \
             WHERE k.store_id = $1 AND k.key = '{}'), {})",
            ComplaintSettings::KEY,
            ComplaintSettings::default().manager_approves.fen()
        ),
        Approver::StoreManager => String::new(),
    };
    let to_decide = format!(
        "SELECT r.id, CASE WHEN r.due_at < $4 THEN r.due_at END AS due, s.proposed_at AS since FROM complaints r \
         JOIN complaint_solutions s ON s.complaint_id = r.id AND s.decision IS NULL WHERE r.store_id = $1 \
         AND r.ended_at IS NULL AND r.state = 'proposed' AND s.author_id <> $2{within} ORDER BY r.queue_at, r.id"
    );
    found.push((Section::Work, Branch::new(SOLUTION, to_decide, CARD)));
    found
}

#[derive(Deserialize)]
struct Card {
    state: String,
    number: String,
    severity: String,
    zh: String,
    en: String,
    #[serde(flatten)]
    about: SealedAbout,
}

/// A complaint of the list.
pub struct Shown {
    pub state: State,
    pub number: String,
    pub severity: Severity,
    pub category: (String, String),
    pub about: About,
}

/// Reads what a row brought.
pub fn read(vault: &Vault, card: Value) -> Result<Shown, Error> {
    let card: Card = serde_json::from_value(card).map_err(Error::internal)?;
    let unknown = || Error::internal("a code that nobody knows");
    Ok(Shown {
        state: State::parse(&card.state).ok_or_else(unknown)?,
        number: card.number,
        severity: Severity::parse(&card.severity).ok_or_else(unknown)?,
        category: (card.zh, card.en),
        about: card.about.open(vault)?,
    })
}
