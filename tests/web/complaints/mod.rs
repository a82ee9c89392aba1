//! Complaints over HTTP.

mod attachments;
mod bulk;
mod clocks;
mod drafts;
mod intake;
mod life;
mod queue;
mod scope;
mod tasks;
mod terms;

use diesel::prelude::*;
use yingke::complaints::commands::{self, NewComplaint};
use yingke::complaints::model::Reporter;
use yingke::complaints::rules::{Channel, Severity};
use yingke::values::ids::{ComplaintId, CustomerId};

use crate::support::{Client, TestApp};

pub const FACTS: &str = "换完刹车片第二天又响，要求今天给说法";

/// A complaint as care records it: no owner, received now.
pub fn complaint(app: &TestApp, severity: Severity) -> ComplaintId {
    let customer = app.customer("顾明", "138 1234 5621");
    complaint_of(app, customer, severity)
}

pub fn complaint_of(app: &TestApp, customer: CustomerId, severity: Severity) -> ComplaintId {
    let new = NewComplaint {
        store: app.store(),
        customer: Some(customer),
        vehicle: None,
        reporter: Reporter::default(),
        channel: Channel::Phone,
        category: "repair_quality".into(),
        severity,
        facts: FACTS.into(),
        room: None,
        attendant: None,
        visit_ref: None,
        department: None,
        owner: None,
        received_at: app.clock.now(),
    };
    app.write("care", |tx| commands::record(tx, &new)).unwrap()
}

/// Takes a step that must succeed.
pub fn step(client: &Client, id: ComplaintId, noun: &str, fields: &[(&str, &str)]) {
    let answer = client.post_form(&format!("/complaints/{id}/{noun}"), fields);
    assert_eq!(answer.status, 303, "{noun}: {}", answer.body);
}

pub fn state(app: &TestApp, id: ComplaintId) -> String {
    use yingke::schema::complaints;
    complaints::table
        .find(id)
        .select(complaints::state)
        .first(&mut app.database.owner())
        .unwrap()
}

pub const CONTACT: [(&str, &str); 3] = [
    ("channel", "phone"),
    ("outcome", "answered"),
    ("body", "已致歉，约明天到店检查"),
];
pub const INVESTIGATION: [(&str, &str); 1] = [("department", "service")];
pub const SOLUTION: [(&str, &str); 4] = [
    ("measures", "免费更换刹车片"),
    ("effect", "异响消除"),
    ("deadline_on", "2026-11-25"),
    ("cost", "680"),
];
pub const CAUSE: [(&str, &str); 2] = [("cause", "parts"), ("whys", "刹车片批次不良")];

pub fn with_version<'a>(fields: &[(&'a str, &'a str)], version: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut all = fields.to_vec();
    all.push(("lock_version", version));
    all
}

pub fn version(client: &Client, id: ComplaintId, noun: &str) -> String {
    client.get(&format!("/complaints/{id}/{noun}")).value("lock_version")
}

/// From receipt to the resolution, by care; a manager approves.
pub fn resolved(app: &TestApp, care: &Client) -> ComplaintId {
    let id = complaint(app, Severity::Normal);
    step(care, id, "contacts", &CONTACT);
    step(care, id, "investigation", &INVESTIGATION);
    let seen = version(care, id, "cause");
    step(care, id, "cause", &with_version(&CAUSE, &seen));
    step(care, id, "solutions", &SOLUTION);
    step(
        &app.sign_in("service.manager"),
        id,
        "approval",
        &[("decision", "approve")],
    );
    step(care, id, "execution", &[]);
    step(care, id, "resolution", &[("outcome", "已更换，客户试车满意")]);
    id
}
