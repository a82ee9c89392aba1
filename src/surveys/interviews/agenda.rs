//! Interviews as rows of a list that several rooms make up: those whose time was agreed with the customer, then whoever is
//! still to be called.

use serde::Deserialize;
use serde_json::Value;

use crate::access::{Actor, Permission};
use crate::platform::db::agenda::{Branch, Section};
use crate::platform::error::Error;
use crate::platform::vault::Vault;
use crate::vehicles::agenda::{About, SealedAbout, about};

/// The kind of these rows; their ids are those of the invitations.
pub const KIND: &str = "interview";

const CARD: &str = concat!(
    "SELECT json_build_object('survey', s.name, 'agreed', coalesce(k.agreed, FALSE), ",
    about!(),
    ") FROM survey_invitations i JOIN surveys s ON s.id = i.survey_id LEFT JOIN survey_calls k ON k.invitation_id = i.id \
     LEFT JOIN customers c ON c.id = i.customer_id LEFT JOIN vehicles v ON v.id = i.vehicle_id WHERE i.id = shown.id"
);

/// As in the list of calls: whoever is still to be called, and has not taken back that they may be. Row by row, so that only
/// as many are looked at as are needed.
const OPEN: &str = "i.way = 'phone' AND i.state IN ('sent', 'opened') AND coalesce(i.expires_at > $3, TRUE) \
    AND (SELECT s.state FROM surveys s WHERE s.id = i.survey_id) = 'running' \
    AND NOT coalesce((SELECT NOT w.given FROM consents w WHERE w.customer_id = i.customer_id AND w.purpose = 'survey' \
    AND w.channel = 'phone' ORDER BY w.at DESC, w.id DESC LIMIT 1), FALSE)";

pub fn branches(actor: &Actor) -> Vec<(Section, Branch)> {
    if !actor.may(Permission::InterviewCustomers) {
        return Vec::new();
    }
    let agreed = format!(
        "SELECT i.id, k.call_at AS due, i.due_at AS since FROM survey_calls k \
         JOIN survey_invitations i ON i.id = k.invitation_id \
         WHERE k.store_id = $1 AND k.agreed AND k.done_at IS NULL AND k.call_at < $5 AND {OPEN} ORDER BY k.call_at, i.id"
    );
    let others = format!(
        "SELECT i.id, NULL::timestamptz AS due, i.due_at AS since FROM survey_invitations i \
         WHERE i.store_id = $1 AND {OPEN} AND i.due_at <= $3 AND coalesce((SELECT k.done_at IS NULL AND NOT k.agreed \
         AND coalesce(k.call_at <= $3, TRUE) FROM survey_calls k WHERE k.invitation_id = i.id), TRUE) \
         ORDER BY i.due_at, i.id"
    );
    vec![
        (Section::Work, Branch::new(KIND, agreed, CARD)),
        (Section::Work, Branch::new(KIND, others, CARD)),
    ]
}

#[derive(Deserialize)]
struct Card {
    survey: String,
    agreed: bool,
    #[serde(flatten)]
    about: SealedAbout,
}

/// An interview of the list.
pub struct Shown {
    pub survey: String,
    pub agreed: bool,
    pub about: About,
}

/// Reads what a row brought.
pub fn read(vault: &Vault, card: Value) -> Result<Shown, Error> {
    let card: Card = serde_json::from_value(card).map_err(Error::internal)?;
    Ok(Shown {
        survey: card.survey,
        agreed: card.agreed,
        about: card.about.open(vault)?,
    })
}
