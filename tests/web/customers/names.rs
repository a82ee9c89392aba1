//! The name index follows the table, below HTTP.

use diesel::prelude::*;
use yingke::customers::commands::{self, Update};
use yingke::customers::model::Details;
use yingke::customers::names::NameIndex;
use yingke::schema::customers;
use yingke::values::ids::CustomerId;
use yingke::values::person_name::PersonName;

use crate::support::TestApp;

fn found(app: &TestApp, index: &NameIndex, term: &str) -> Vec<CustomerId> {
    index
        .search(&mut app.db.connection().unwrap(), app.store(), term)
        .unwrap()
}

#[test]
fn a_name_is_found_as_soon_as_it_is_saved_and_not_by_what_it_was() {
    let app = TestApp::spawn();
    let before = app.customer("张三", "");
    let index = NameIndex::start(app.db.clone());
    assert_eq!(found(&app, &index, "zs"), [before]);
    let after = app.customer("张山", "");
    assert_eq!(found(&app, &index, "zs"), [after, before]);
    let scope = app.actor("care").customers();
    let update = Update {
        seen: 0,
        details: Details::named(PersonName::parse("李四").unwrap()),
        owner: None,
        verified: false,
    };
    app.write("care", |tx| commands::update(tx, scope, before, update))
        .unwrap();
    assert_eq!(found(&app, &index, "zs"), [after]);
    assert_eq!(found(&app, &index, "李"), [before]);
}

#[test]
fn what_commits_late_is_not_lost() {
    let app = TestApp::spawn();
    let slow = app.customer("张三", "");
    let index = NameIndex::start(app.db.clone());
    let mut other = app.database.owner();
    other
        .transaction::<(), diesel::result::Error, _>(|conn| {
            diesel::update(customers::table.find(slow))
                .set(customers::merged_into.eq(slow))
                .execute(conn)?;
            // A later transaction commits first, and the index moves on past it.
            let quick = app.customer("张山", "");
            assert_eq!(found(&app, &index, "zs"), [quick, slow]);
            assert_eq!(found(&app, &index, "zs"), [quick, slow]);
            Ok(())
        })
        .unwrap();
    assert_eq!(
        found(&app, &index, "zs").len(),
        1,
        "the merged one is gone once its transaction ends"
    );
}

#[test]
fn a_second_process_hears_of_it_and_rows_of_nobody_break_nothing() {
    let app = TestApp::spawn();
    let (one, two) = (NameIndex::start(app.db.clone()), NameIndex::start(app.db.clone()));
    let id = app.customer("欧阳娜娜", "");
    assert_eq!(found(&app, &one, "oynn"), [id]);
    assert_eq!(found(&app, &two, "欧阳"), [id]);
    assert!(found(&app, &two, " · ").is_empty());
}
