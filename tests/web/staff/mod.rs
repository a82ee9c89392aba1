//! The staff room: own profile, the list, invitations, one-time links, teams, the store.

mod people;
mod preferences;
mod profile;
mod second_step;
mod teams;
mod welcome;

use diesel::prelude::*;
use yingke::schema::staff;
use yingke::values::ids::StaffId;

use crate::support::{Page, TestApp};

/// Who has this username.
fn id_of(app: &TestApp, username: &str) -> StaffId {
    staff::table
        .filter(staff::username.eq(username))
        .select(staff::id)
        .first(&mut app.database.owner())
        .unwrap()
}

/// The path of the one-time link on this page.
fn link_on(page: &Page) -> String {
    let url = page.attributes("[data-copy]", "data-copy").into_iter().next().unwrap();
    url[url.find("/welcome/").unwrap()..].to_owned()
}

/// Whether the main part of a page, data aside, is free of Han characters.
fn assert_english(page: &Page, data: &[&str]) {
    let mut text = page.text("main");
    for part in data {
        text = text.replace(part, "");
    }
    // An avatar shows the first character of a name.
    for part in data {
        text = text.replace(&part[..part.chars().next().map_or(0, char::len_utf8)], "");
    }
    let han: String = text
        .chars()
        .filter(|sign| ('\u{2E80}'..='\u{9FFF}').contains(sign))
        .collect();
    assert_eq!(han, "", "in {text}");
}
