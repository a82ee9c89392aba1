//! What is recorded of the dashboard.

use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;

/// The figures leave the portal.
pub fn exported(tx: &mut Tx<'_>) -> Result<(), Error> {
    let store = tx.actor()?.store;
    tx.record("dashboard.export", Subject::new("store", store), &[])
}
