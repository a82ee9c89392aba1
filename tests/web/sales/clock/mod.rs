//! The clock of leads, assignment, the roster, the open pool.

mod assignment;
mod chain;
mod opportunity;
mod pool;
mod roster;
mod turns;

use diesel::prelude::*;
use yingke::sales::clock::commands;
use yingke::sales::clock::model::{How, StepRow};
use yingke::sales::clock::queries;
use yingke::sales::clock::rules::{Contact, StepKind};
use yingke::schema::{leads, tasks};
use yingke::values::ids::{LeadId, StaffId};

use super::leads::{lead, lead_of};
use crate::support::TestApp;

pub const PHONES: [&str; 3] = ["138 1234 5621", "139 1234 5622", "137 1234 5623"];

pub fn contact(app: &TestApp, id: LeadId, contact: Contact) {
    let how = How { contact, note: None };
    app.db.system_write_now(|tx| commands::contacted(tx, id, how)).unwrap();
}

pub fn steps(app: &TestApp, id: LeadId) -> Vec<StepRow> {
    let found = queries::steps(&mut app.database.owner(), id).unwrap();
    found.into_iter().map(|step| step.row).collect()
}

pub fn step(app: &TestApp, id: LeadId, kind: StepKind) -> StepRow {
    let mut found = steps(app, id);
    found.retain(|step| step.kind == kind);
    found.remove(0)
}

pub fn owner(app: &TestApp, id: LeadId) -> Option<StaffId> {
    leads::table
        .find(id)
        .select(leads::owner_id)
        .first(&mut app.database.owner())
        .unwrap()
}

/// The open tasks of a record of this kind, with whose each is.
pub fn open_tasks(app: &TestApp, id: LeadId) -> Vec<(String, Option<StaffId>)> {
    tasks::table
        .filter(tasks::subject_id.eq(id.uuid()))
        .filter(tasks::done_at.is_null())
        .filter(tasks::cancelled_at.is_null())
        .order(tasks::kind)
        .select((tasks::kind, tasks::owner_id))
        .load(&mut app.database.owner())
        .unwrap()
}
