//! Surveys over HTTP.

pub mod answers;
pub mod interviews;
mod programmes;
mod questionnaires;
pub mod report;

use diesel::prelude::*;
use yingke::schema::stores;

use crate::support::TestApp;

/// What the store is called.
fn store_name(app: &TestApp) -> String {
    stores::table
        .select(stores::name)
        .first(&mut app.database.owner())
        .unwrap()
}
