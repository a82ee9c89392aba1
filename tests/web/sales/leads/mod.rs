//! Leads over HTTP: by hand, and through the API.

mod api;
mod life;
mod openapi;
mod sources;
mod walk_ins;

use diesel::prelude::*;
use yingke::sales::leads::commands;
use yingke::sales::leads::model::{NewLead, TakenIn, Whence};
use yingke::sales::rules::SourceKind;
use yingke::schema::leads;
use yingke::values::ids::LeadId;
use yingke::values::person_name::PersonName;
use yingke::values::phone::Phone;

use crate::support::TestApp;

pub const PHONE: &str = "138 1234 5621";

/// A lead of 顾明 as care takes it down, for one of the cast.
pub fn lead(app: &TestApp, owner: Option<&str>) -> TakenIn {
    lead_of(app, PHONE, owner)
}

pub fn lead_of(app: &TestApp, phone: &str, owner: Option<&str>) -> TakenIn {
    let new = NewLead {
        store: app.store(),
        whence: Whence::Kind(SourceKind::Autohome),
        external_id: None,
        name: PersonName::parse("顾明").unwrap(),
        phone: Phone::parse(phone).unwrap(),
        model: "X7 混动".into(),
        city: "上海".into(),
        words: Some("想了解落地价".into()),
        sent_at: None,
        owner: owner.map(|name| app.actor(name).id),
        import: None,
    };
    app.write("care", |tx| commands::take_in(tx, new)).unwrap()
}

pub fn state(app: &TestApp, id: LeadId) -> String {
    leads::table
        .find(id)
        .select(leads::state)
        .first(&mut app.database.owner())
        .unwrap()
}

pub fn how_many(app: &TestApp) -> i64 {
    leads::table.count().get_result(&mut app.database.owner()).unwrap()
}
