//! Timed work of groups.

use std::time::Duration;

use serde_json::Value;

use super::commands;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::jobs::{Every, Job};
use crate::values::ids::StoreId;

/// What the night brings: after midnight of the store, until every store is counted.
pub const EVERY: &[Every] = &[Every {
    kind: "figures.groups",
    minutes: 10,
    run: nightly,
}];

/// What somebody asks for, or what other thresholds ask for.
pub const JOBS: &[Job] = &[Job {
    kind: commands::COUNT,
    run: asked,
}];

/// How long one round goes on taking stores.
const PATIENCE: Duration = Duration::from_secs(60);

fn nightly(tx: &mut Tx<'_>) -> Result<(), Error> {
    commands::count_due(tx, PATIENCE).map(drop)
}

fn asked(tx: &mut Tx<'_>, payload: &Value) -> Result<(), Error> {
    let store = payload.get("store").cloned().unwrap_or_default();
    let store: StoreId = serde_json::from_value(store).map_err(Error::internal)?;
    commands::count(tx, store).map(drop)
}
