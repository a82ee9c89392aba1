//! My day over HTTP: the list, one after another, and what it holds for each role.

mod list;
mod queue;
mod roles;

use chrono::TimeDelta;
use yingke::access::Role;
use yingke::followups::commands;
use yingke::followups::model::NewTask;
use yingke::platform::db::Subject;
use yingke::values::ids::{CustomerId, TaskId};

use crate::support::{Page, TestApp};

/// A call to a customer, due in so many minutes; free for customer care without an owner.
fn call(app: &TestApp, customer: CustomerId, owner: Option<&str>, minutes: i64) -> TaskId {
    task(app, "customer.call_back", customer, owner, minutes)
}

fn task(app: &TestApp, kind: &'static str, customer: CustomerId, owner: Option<&str>, minutes: i64) -> TaskId {
    let now = app.clock.now();
    let new = NewTask {
        store: app.store(),
        kind,
        subject: Subject::new("customer", customer),
        customer: Some(customer),
        owner: owner.map(|owner| app.actor(owner).id),
        role: Some(Role::CustomerCare),
        started_at: now - TimeDelta::hours(4),
        due_at: now + TimeDelta::minutes(minutes),
        title: "交车满 7 天，问问用车感受".into(),
    };
    app.db.system_write_now(|tx| commands::open_task(tx, new)).unwrap()
}

/// Who stands in a part of the list.
fn names(page: &Page, part: &str) -> Vec<String> {
    page.texts(&format!("#day-{part} .day-list .go"))
}

/// What may be done next, row by row.
fn steps(page: &Page, part: &str) -> Vec<String> {
    page.texts(&format!("#day-{part} [data-row-hotkey=l]"))
}

/// Where that leads.
fn ways(page: &Page, part: &str) -> Vec<String> {
    page.attributes(&format!("#day-{part} a[data-row-hotkey=l]"), "href")
}

const ANSWERED: [(&str, &str); 4] = [
    ("channel", "phone"),
    ("outcome", "answered"),
    ("note", "用车满意，没有问题"),
    ("lock_version", "0"),
];
