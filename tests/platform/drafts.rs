use chrono::TimeDelta;
use diesel::prelude::*;
use yingke::platform::drafts;
use yingke::schema::drafts as rows;

use crate::support::TestApp;

fn left(app: &TestApp, who: &str, place: &str) -> Vec<(String, String)> {
    let staff = app.actor(who).id;
    drafts::load(&mut app.database.owner(), app.db.vault(), staff, place)
        .unwrap()
        .map(|draft| draft.pairs)
        .unwrap_or_default()
}

#[test]
fn what_was_typed_is_kept_for_the_person_who_typed_it() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let typed = [
        ("facts", "客户说发动机异响"),
        ("lock_version", "3"),
        ("severity", "serious"),
        ("phone", ""),
    ];
    let answer = care.post_form("/drafts/complaints.new", &typed);
    assert_eq!((answer.status, answer.body.as_str()), (204, ""));
    let expected = [
        ("facts".to_owned(), "客户说发动机异响".to_owned()),
        ("severity".to_owned(), "serious".to_owned()),
    ];
    assert_eq!(left(&app, "care", "complaints.new"), expected);
    assert!(left(&app, "advisor", "complaints.new").is_empty());
    assert!(left(&app, "care", "complaints.other").is_empty());
    care.post_form("/drafts/complaints.new", &[("facts", "第二版")]);
    assert_eq!(
        left(&app, "care", "complaints.new"),
        [("facts".to_owned(), "第二版".to_owned())]
    );
    let body: Vec<u8> = rows::table
        .select(rows::body_sealed)
        .first(&mut app.database.owner())
        .unwrap();
    assert!(!body.windows(6).any(|part| part == "第二".as_bytes()), "sealed");
}

#[test]
fn the_write_clears_the_draft_and_time_does() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    care.post_form("/drafts/a", &[("x", "1")]);
    care.post_form("/drafts/b", &[("x", "1")]);
    app.write("care", |tx| {
        drafts::clear(tx, "a")?;
        tx.record_general("test.write", &[])
    })
    .unwrap();
    assert!(left(&app, "care", "a").is_empty() && !left(&app, "care", "b").is_empty());
    app.advance(TimeDelta::days(31));
    app.work();
    assert!(left(&app, "care", "b").is_empty());
}

#[test]
fn a_place_is_a_plain_name() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    for place in ["a%20b", "%E5%BC%A0", &"a".repeat(101)] {
        assert_eq!(
            care.post_form(&format!("/drafts/{place}"), &[("x", "1")]).status,
            404,
            "{place}"
        );
    }
    assert_eq!(app.visitor().post_form("/drafts/a", &[("x", "1")]).status, 401);
}
