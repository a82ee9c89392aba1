//! What the box names is who is registered, and what it can't name it says.

use diesel::sql_query;
use yingke::schema::{vehicle_owners, vehicles};

use super::*;

fn register(client: &Client, fields: &[(&str, &str)]) -> Page {
    let mut all = vec![("party_size", "1"), ("purpose", "service")];
    all.extend_from_slice(fields);
    client.post_form("/visits", &all)
}

#[test]
fn who_is_registered_is_whom_the_box_names() {
    let app = TestApp::spawn();
    let them = who(known(&app));
    let other = app.customer("李娜", "13712348812");
    let others = who((other, app.vehicle(other, "苏B12345", "")));
    let desk = app.sign_in("service.manager");
    for typed in ["abc", "8812", "苏B12345", "13900009999", "1"] {
        let answer = register(&desk, &[("q", typed), ("who", &them)]);
        assert_eq!(answer.status, 422, "{typed}");
        assert!(answer.text("#g-q-err").contains("请核对来人"), "{typed}");
        assert_eq!(answer.value("q"), typed);
        assert!(
            !answer.attributes("[name=who]", "value").contains(&them),
            "{typed}: the one from before is gone"
        );
    }
    assert_eq!(count(&app), 0);
    assert_eq!(register(&desk, &[("q", "8812"), ("who", &others)]).status, 303);
    assert_eq!(register(&desk, &[("q", "沪A7K32D"), ("who", &them)]).status, 303);
    assert_eq!(count(&app), 2);
    let page = desk.get("/reception");
    assert_eq!(
        page.attributes("#g-q", "data-clears"),
        ["found"],
        "with scripts the card goes as soon as the text changes"
    );
    let found = desk.post_region("/reception/lookup", "found", &[("q", "5621")]);
    assert!(found.has("[data-found] [name=who]"));
}

#[test]
fn of_two_cars_the_box_takes_the_one_it_names() {
    let app = TestApp::spawn();
    let customer = app.customer("李娜", "13712348812");
    let first = app.vehicle(customer, "苏B12345", "");
    let second = app.vehicle(customer, "苏B67890", "");
    let desk = app.sign_in("service.manager");
    let them = who((customer, second));
    let wrong = register(&desk, &[("q", "苏B12345"), ("who", &them)]);
    assert_eq!(wrong.status, 422, "the other car");
    assert_eq!(wrong.attributes("[name=who]", "value"), [who((customer, first))]);
    assert_eq!(
        register(&desk, &[("q", "8812"), ("who", &them)]).status,
        303,
        "a phone names both"
    );
}

#[test]
fn what_finds_nobody_says_why() {
    let app = TestApp::spawn();
    known(&app);
    for account in ["service.manager", "advisor"] {
        let desk = app.sign_in(account);
        for (typed, words) in [
            ("顾明", "不按姓名"),
            ("1", "至少输入四位"),
            ("沪A7K32D99", "车牌号有误"),
            ("LSVAA49J132047O71", "VIN 有误"),
            ("1381234562", "11 位"),
        ] {
            let found = desk.post_region("/reception/lookup", "found", &[("q", typed)]);
            let hint = found.text("p.hint");
            assert!(hint.contains(words), "{account}: {typed}: {hint}");
            assert!(!found.has("[name=who]"), "{typed}");
        }
    }
    let desk = app.sign_in("service.manager");
    let found = desk.post_region("/reception/lookup", "found", &[("q", "13900009999")]);
    assert!(found.text("p.hint").contains("没有找到"), "nothing is wrong with it");
}

#[test]
fn a_newcomer_brings_a_car_with_nothing_but_its_plate() {
    let app = TestApp::spawn();
    let known = known(&app);
    let desk = app.sign_in("service.manager");
    let found = desk.post_region("/reception/lookup", "found", &[("q", "苏B12345")]);
    assert_eq!(found.value("new_plate"), "苏B·12345", "nobody types it twice");
    assert_eq!(found.value("new_phone"), "");
    let new = [
        ("q", "苏B12345"),
        ("new_name", "李娜"),
        ("new_phone", "137 1234 8812"),
        ("notice", "1"),
    ];
    let with = |plate| [new.as_slice(), &[("new_plate", plate)]].concat();
    let wrong = register(&desk, &with("苏B1"));
    assert!(wrong.status == 422 && wrong.has("#g-new_plate-err"), "{}", wrong.body);
    assert_eq!(wrong.value("new_plate"), "苏B1");
    let taken = register(&desk, &with("沪A7K32D"));
    assert_eq!(taken.status, 422);
    assert_eq!(taken.attributes("[name=who]", "value"), [who(known)], "whose it is");
    assert!(taken.texts("#found .err").concat().contains("已有档案"));
    assert_eq!(
        taken.value("q"),
        "沪A7K32D",
        "so that the one who was found can be registered"
    );
    assert_eq!(count(&app), 0);

    let answer = register(&desk, &with("苏B·12345"));
    assert_eq!(answer.status, 303, "{}", answer.body);
    let (customer, vehicle): (Option<CustomerId>, Option<VehicleId>) = visits::table
        .select((visits::customer_id, visits::vehicle_id))
        .first(&mut app.database.owner())
        .unwrap();
    let (customer, vehicle) = (customer.unwrap(), vehicle.expect("the car stands in the store"));
    let owner: CustomerId = vehicle_owners::table
        .filter(vehicle_owners::vehicle_id.eq(vehicle))
        .select(vehicle_owners::customer_id)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(owner, customer);
    let model: String = vehicles::table
        .find(vehicle)
        .select(vehicles::model)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(model, "", "the rest is asked later");
    let again = desk.post_region("/reception/lookup", "found", &[("q", "苏B12345")]);
    assert_eq!(again.attributes("[name=who]", "value"), [who((customer, vehicle))]);
    assert!(app.audit().contains(&"vehicles.create".to_owned()));
}

#[test]
fn who_was_here_before_the_portal_was_is_no_first_visitor() {
    let app = TestApp::spawn();
    let (old, new) = (known(&app), app.customer("李娜", "13712348812"));
    sql_query(format!(
        "INSERT INTO past_services (id, store_id, number, vehicle_id, customer_id, at, items, total_fen, created_at) \
         VALUES (gen_random_uuid(), '{}', 'WX1', '{}', '{}', '2025-03-01T02:00:00Z', '{{}}', 100, '2026-11-22T01:00:00Z')",
        app.store(),
        old.1,
        old.0
    ))
    .execute(&mut app.database.owner())
    .unwrap();
    let desk = app.sign_in("service.manager");
    let card = desk.post_region("/reception/lookup", "found", &[("q", "5621")]);
    let words = card.text(".desk-match");
    assert!(
        words.contains("上次到店 2025-03-01") && !words.contains("首次到店"),
        "{words}"
    );
    assert!(words.contains("查看客户档案"), "{words}");
    for (typed, them, first) in [("5621", who(old), false), ("8812", new.to_string(), true)] {
        let answer = register(&desk, &[("q", typed), ("who", &them)]);
        assert_eq!(answer.status, 303, "{}", answer.body);
        let kept: bool = visits::table
            .order(visits::id.desc())
            .select(visits::first_visit)
            .first(&mut app.database.owner())
            .unwrap();
        assert_eq!(kept, first, "{typed}");
    }
}

#[test]
fn the_last_visit_on_the_card_is_the_one_before_this() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", PHONE);
    let card = |username: &str| {
        let desk = app.sign_in(username);
        desk.post_region("/reception/lookup", "found", &[("q", PHONE)])
            .text(".desk-match")
    };
    let first = walk_in(&app, customer, Purpose::Showroom).id;
    let words = card("service.manager");
    assert!(words.contains("首次到店") && !words.contains("上次到店"), "{words}");
    let left = app
        .sign_in("service.manager")
        .post_form(&path(first, "departure"), &[("reason", "rescheduled")]);
    assert_eq!(left.status, 303, "{}", left.body);
    app.advance(chrono::TimeDelta::days(1));
    walk_in(&app, customer, Purpose::Showroom);
    let words = card("service.manager");
    assert!(words.contains("上次到店 2026-11-22"), "{words}");
}
