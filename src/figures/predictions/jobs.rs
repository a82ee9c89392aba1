//! Timed work of predictions.

use std::time::Duration;

use serde_json::Value;

use super::commands;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::jobs::{Every, Job};
use crate::values::ids::StoreId;

/// Every few days each store's model learns anew.
pub const EVERY: &[Every] = &[Every {
    kind: "figures.lessons",
    minutes: 60,
    run: lessons,
}];

/// What somebody asks for.
pub const JOBS: &[Job] = &[Job {
    kind: commands::LEARN,
    run: asked,
}];

/// How long one round goes on taking stores.
const PATIENCE: Duration = Duration::from_secs(60);

fn lessons(tx: &mut Tx<'_>) -> Result<(), Error> {
    commands::learn_due(tx, PATIENCE).map(drop)
}

fn asked(tx: &mut Tx<'_>, payload: &Value) -> Result<(), Error> {
    let store = payload.get("store").cloned().unwrap_or_default();
    let store: StoreId = serde_json::from_value(store).map_err(Error::internal)?;
    commands::learn(tx, store).map(drop)
}
