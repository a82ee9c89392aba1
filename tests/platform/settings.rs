use serde_json::json;
use yingke::platform::error::{Error, FieldErrors};
use yingke::platform::settings::{self, Setting};
use yingke::staff;
use yingke::values::fault::Fault;
use yingke::values::money::Fen;

use crate::support::TestApp;

yingke::settings! {
    /// A setting of its own.
    pub struct Waiting("test.waiting", "等候", "Waiting") {
        amber_minutes: Minutes(1, 120) = 10, "提醒", "Remind after";
        red_minutes: Minutes(1, 240) = 20, "超时", "Overdue after";
        gift: Yuan(1_000) = Fen::new(20_000), "赠送", "Gift";
    }
    check(in_order)
}

fn in_order(waiting: &Waiting) -> FieldErrors {
    if waiting.red_minutes > waiting.amber_minutes {
        FieldErrors::new()
    } else {
        let min = i64::from(waiting.amber_minutes) + 1;
        FieldErrors::from([("red_minutes".to_owned(), Fault::TooSmall { min })])
    }
}

fn save(app: &TestApp, value: Waiting, seen: i32) -> Result<(), Error> {
    let store = app.store();
    app.write("manager", |tx| settings::save(tx, store, &value, seen))
}

#[test]
fn a_setting_has_its_default_until_somebody_changes_it() {
    let app = TestApp::spawn();
    let mut owner = app.database.owner();
    let before = settings::load::<Waiting>(&mut owner, app.store()).unwrap();
    assert_eq!((before.value, before.lock_version), (Waiting::default(), 0));
    let changed = Waiting {
        amber_minutes: 12,
        ..Waiting::default()
    };
    save(&app, changed.clone(), 0).unwrap();
    let after = settings::load::<Waiting>(&mut owner, app.store()).unwrap();
    assert_eq!((after.value, after.lock_version), (changed.clone(), 1));
    let all = settings::load_all(&mut owner, app.store()).unwrap();
    assert_eq!(all.get::<Waiting>().unwrap().value, changed);
}

#[test]
fn a_change_is_audited_with_what_was_before() {
    let app = TestApp::spawn();
    save(
        &app,
        Waiting {
            gift: Fen::new(50_000),
            ..Waiting::default()
        },
        0,
    )
    .unwrap();
    assert_eq!(app.audit().last().unwrap(), "settings.change");
    let subject = settings::subject(app.store(), Waiting::KEY);
    let past = staff::queries::changes(&mut app.database.owner(), app.db.vault(), subject, 10).unwrap();
    assert_eq!(past.len(), 1, "only what changed");
    let open = |value: &Option<yingke::platform::vault::Pii<String>>| value.as_ref().unwrap().expose().clone();
    assert_eq!(
        (past[0].field.as_str(), open(&past[0].old), open(&past[0].new)),
        ("gift", "200.00".into(), "500.00".into())
    );
    assert_eq!(past[0].staff, Some(app.actor("manager").id));
}

#[test]
fn the_second_of_two_changes_is_stale() {
    let app = TestApp::spawn();
    save(&app, Waiting::default(), 0).unwrap();
    assert!(matches!(save(&app, Waiting::default(), 0), Err(Error::Stale)));
    save(&app, Waiting::default(), 1).unwrap();
    assert!(matches!(save(&app, Waiting::default(), 1), Err(Error::Stale)));
}

#[test]
fn a_rule_across_fields_holds() {
    let app = TestApp::spawn();
    let wrong = Waiting {
        amber_minutes: 30,
        ..Waiting::default()
    };
    let Err(Error::Invalid(faults)) = save(&app, wrong, 0) else {
        panic!("saved what breaks a rule")
    };
    assert_eq!(faults["red_minutes"], Fault::TooSmall { min: 31 });
}

#[test]
fn a_row_of_another_version_of_the_program_is_read() {
    use diesel::prelude::*;
    use yingke::schema::settings as rows;
    let app = TestApp::spawn();
    diesel::insert_into(rows::table)
        .values((
            rows::store_id.eq(app.store()),
            rows::key.eq(Waiting::KEY),
            rows::value.eq(json!({ "amber_minutes": 15, "no_longer_known": true })),
            rows::lock_version.eq(7),
            rows::updated_at.eq(app.clock.now()),
        ))
        .execute(&mut app.database.owner())
        .unwrap();
    let found = settings::load::<Waiting>(&mut app.database.owner(), app.store()).unwrap();
    assert_eq!(
        (found.value.amber_minutes, found.value.red_minutes, found.lock_version),
        (15, 20, 7)
    );
}

#[test]
fn the_stores_hours_are_a_calendar_in_its_time_zone() {
    let app = TestApp::spawn();
    let calendar = yingke::staff::hours::calendar(&mut app.database.owner(), app.store()).unwrap();
    assert_eq!(calendar.tz(), chrono_tz::Asia::Shanghai);
    assert!(calendar.is_open(app.clock.now()), "ten in the morning");
}
