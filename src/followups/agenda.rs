//! Tasks as rows of a list that several rooms make up: one's own, and those that nobody of one's role has taken.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::model::{TITLE, Task};
use super::rules::IN_TURN;
use crate::access::{Actor, Permission, Role};
use crate::customers::model::NAME;
use crate::platform::db::agenda::{Branch, Section};
use crate::platform::error::Error;
use crate::platform::vault::{Pii, Sealed, Vault};
use crate::values::ids::{CustomerId, StaffId, TaskId, VehicleId};
use crate::vehicles::model::PLATE;

/// The kind of these rows.
pub const KIND: &str = "task";

/// The car of a task about a car; else the one that the customer has, unless they have several.
const CARD: &str = "SELECT json_build_object('code', t.kind, 'subject_kind', t.subject_kind, 'subject', t.subject_id, \
    'title', t.title_sealed, 'owner', t.owner_id, 'role', t.role, 'started', t.started_at, 'due', t.due_at, \
    'done', t.done_at, 'outcome', t.outcome, 'version', t.lock_version, 'customer', c.id, 'name', c.name_sealed, \
    'car', CASE WHEN t.subject_kind = 'vehicle' \
      THEN (SELECT json_build_array(v.id, v.plate_sealed) FROM vehicles v \
        WHERE v.id = t.subject_id AND v.plate_sealed IS NOT NULL) \
      ELSE (SELECT CASE WHEN count(*) = 1 THEN json_agg(json_build_array(v.id, v.plate_sealed)) -> 0 END \
        FROM vehicle_owners o JOIN vehicles v ON v.id = o.vehicle_id \
        WHERE o.customer_id = c.id AND o.until_on IS NULL AND v.plate_sealed IS NOT NULL) END) \
    FROM tasks t LEFT JOIN customers c ON c.id = t.customer_id WHERE t.id = shown.id";

/// Open, and not put off.
const WAITS: &str = "t.store_id = $1 AND t.done_at IS NULL AND t.cancelled_at IS NULL \
    AND coalesce(t.snoozed_until <= $3, TRUE)";
/// As [`super::rules::is_notice`], but for what is done besides being seen.
const TOLD: &str = "(right(t.kind, 8) = '_warning' OR right(t.kind, 6) = '_alert') \
    AND t.kind NOT IN ('lead.nobody_alert', 'lead.walk_in_alert')";

/// Without what has to wait for its turn ([`IN_TURN`]): as in [`super::queries::list`].
fn whose_turn_it_is() -> String {
    let in_turn = IN_TURN.join("', '");
    format!(
        "(t.kind NOT IN ('{in_turn}') OR NOT EXISTS (SELECT FROM tasks e \
         WHERE COALESCE(e.customer_id, e.subject_id) = COALESCE(t.customer_id, t.subject_id) \
         AND e.done_at IS NULL AND e.cancelled_at IS NULL AND e.store_id = t.store_id \
         AND e.owner_id IS NOT DISTINCT FROM t.owner_id AND (e.due_at, e.id) < (t.due_at, t.id) \
         AND e.kind IN ('{in_turn}') AND COALESCE(e.snoozed_until <= $3, TRUE)))"
    )
}

/// What this person does, did today and is told.
pub fn branches(actor: &Actor) -> Vec<(Section, Branch)> {
    if !actor.may(Permission::SeeTasks) {
        return Vec::new();
    }
    let columns = "t.id, t.due_at AS due, t.started_at AS since";
    let heard = "t.id, t.created_at AS due, t.started_at AS since";
    let work = format!("{WAITS} AND NOT ({TOLD}) AND t.due_at < $5 AND {}", whose_turn_it_is());
    let told = format!("{WAITS} AND {TOLD}");
    vec![
        (Section::Work, branch(own(columns, &work, "t.due_at, t.id"))),
        (Section::Work, branch(free(columns, &work, "t.due_at, t.id"))),
        (
            Section::Done,
            branch(
                "SELECT t.id, t.done_at AS due, t.started_at AS since FROM tasks t WHERE t.done_by = $2 \
                 AND t.store_id = $1 AND t.done_at >= $7 AND t.cancelled_at IS NULL ORDER BY t.done_at DESC, t.id DESC"
                    .to_owned(),
            ),
        ),
        (Section::Told, branch(own(heard, &told, "t.due_at DESC, t.id DESC"))),
        (Section::Told, branch(free(heard, &told, "t.due_at DESC, t.id DESC"))),
    ]
}

fn branch(rows: String) -> Branch {
    Branch::new(KIND, rows, CARD)
}

fn own(columns: &str, which: &str, order: &str) -> String {
    format!("SELECT {columns} FROM tasks t WHERE t.owner_id = $2 AND {which} ORDER BY {order}")
}

/// Role by role, as the index has them.
fn free(columns: &str, which: &str, order: &str) -> String {
    format!(
        "SELECT free.id, free.due, free.since FROM unnest($6) AS mine(role) CROSS JOIN LATERAL (SELECT {columns} \
         FROM tasks t WHERE t.owner_id IS NULL AND t.role = mine.role AND {which} ORDER BY {order} LIMIT {}) AS free \
         ORDER BY free.due, free.id",
        crate::platform::db::agenda::MOST + 1
    )
}

#[derive(Deserialize)]
struct Card {
    code: String,
    subject_kind: String,
    subject: Uuid,
    title: Option<Sealed>,
    owner: Option<StaffId>,
    role: Option<String>,
    started: DateTime<Utc>,
    due: DateTime<Utc>,
    done: Option<DateTime<Utc>>,
    outcome: Option<String>,
    version: i32,
    customer: Option<CustomerId>,
    name: Option<Sealed>,
    car: Option<(VehicleId, Sealed)>,
}

/// A task of the list, opened: with the customer's name and the plate of their car.
pub struct Shown {
    pub task: Task,
    pub name: Option<Pii<String>>,
    pub plate: Option<Pii<String>>,
}

/// Reads what a row brought.
pub fn read(vault: &Vault, id: Uuid, card: Value) -> Result<Shown, Error> {
    let card: Card = serde_json::from_value(card).map_err(Error::internal)?;
    let name = match (card.customer, &card.name) {
        (Some(customer), Some(name)) => Some(vault.open(NAME, customer.uuid(), name)?),
        _ => None,
    };
    let plate = card
        .car
        .map(|(car, plate)| vault.open(PLATE, car.uuid(), &plate))
        .transpose()?;
    let title = vault.open_opt(TITLE, id, card.title.as_ref())?;
    Ok(Shown {
        task: Task {
            id: TaskId::from(id),
            kind: card.code,
            subject_kind: card.subject_kind,
            subject_id: card.subject,
            customer: card.customer,
            owner: card.owner,
            owner_name: None,
            role: card.role.as_deref().and_then(Role::parse),
            title: title.unwrap_or_else(|| Pii::new(String::new())),
            started_at: card.started,
            due_at: card.due,
            snoozed_until: None,
            done_at: card.done,
            done_by_name: None,
            outcome: card.outcome,
            cancelled_at: None,
            lock_version: card.version,
        },
        name,
        plate,
    })
}
