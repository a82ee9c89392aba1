//! Timed work of the audit: every record once a night, a sample once a month.

use chrono::Timelike;
use serde_json::Value;

use super::commands;
use crate::figures::reports::month::Month;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::jobs::{Every, Job};
use crate::values::ids::StoreId;

pub const EVERY: &[Every] = &[Every {
    kind: "data_quality.nightly",
    minutes: 30,
    run: nightly,
}];

pub const JOBS: &[Job] = &[Job {
    kind: commands::RECOUNT,
    run: recount,
}];

/// From this hour on a new day is counted.
const HOUR: u32 = 2;

fn nightly(tx: &mut Tx<'_>) -> Result<(), Error> {
    let today = times::day_of(tx.now);
    if times::local(tx.now).hour() < HOUR {
        return Ok(());
    }
    // One store in a run: the others half an hour later, so that no transaction grows with their number.
    if let Some(store) = commands::uncounted(tx, times::start_of(today))?.first() {
        commands::recount(tx, *store)?;
    }
    let month = Month::of(today);
    for store in commands::undrawn(tx, month.first())? {
        commands::draw(tx, store, month)?;
    }
    Ok(())
}

fn recount(tx: &mut Tx<'_>, payload: &Value) -> Result<(), Error> {
    let store = payload.get("store").cloned().unwrap_or_default();
    let store: StoreId = serde_json::from_value(store).map_err(Error::internal)?;
    commands::recount(tx, store)
}
