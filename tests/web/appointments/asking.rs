//! What the form of a booking asks before it books: which day is meant, which customer, which car.

use yingke::customers::rules::Tier;
use yingke::schema::{customers, vehicles};

use super::*;
use crate::support::builders::VIN;

const NEW: [(&str, &str); 4] = [
    ("new_name", "顾明"),
    ("new_phone", "13812345621"),
    ("purpose", "service"),
    ("slot", "2026-11-25T10:00"),
];

fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [NEW.as_slice(), more].concat()
}

fn people(app: &TestApp) -> i64 {
    customers::table.count().get_result(&mut app.database.owner()).unwrap()
}

#[test]
fn a_day_that_is_over_or_does_not_exist_is_told_and_nothing_else_is_booked() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    for day in ["2026-11-20", "2026-13-45", "9999-12-31"] {
        let page = care.get(&format!("/appointments/new?day={day}"));
        assert!(page.has("#f-day-err"), "{day}: {}", page.body);
        assert_eq!(page.attributes("#f-day", "min"), ["2026-11-22"]);
        assert!(!page.has("input[name=slot]"), "{day}: no other day's times");
        assert!(!offered(&page).is_empty(), "{day}: the next ones say their day");
        let slots = care.post_region(
            "/appointments/customers",
            "slots",
            &[("purpose", "service"), ("day", day)],
        );
        assert!(
            !slots.has("input[name=slot]") && slots.body.contains("今天或以后"),
            "{day}"
        );
        let booked = care.post_form("/appointments", &with(&[("day", day)]));
        assert_eq!(booked.status, 422, "{day}");
        assert!(booked.has("#f-day-err"), "{day}");
    }
    let other = care.post_form("/appointments", &with(&[("day", "2026-11-26")]));
    assert!(other.text("#f-slot-err").contains("不在所填的日期"), "{}", other.body);
    assert_eq!(count(&app), 0);
    // The button of another time says its day itself.
    let next = with(&[("day", "2026-11-20"), ("instead", "2026-11-25T10:30")]);
    assert_eq!(care.post_form("/appointments", &next).status, 303);
    let calendar = care.get("/appointments?day=9999-12-31&line=service");
    assert!(calendar.text(".notice-amber").contains("没有这一天"));
    assert!(
        !care
            .get(&format!("/appointments?day={DAY}&line=service"))
            .has(".notice-amber")
    );
}

#[test]
fn an_appointment_is_not_moved_to_a_day_that_is_over() {
    let app = TestApp::spawn();
    let id = book(&app, somebody(&app, 1), "2026-11-25T10:00");
    let page = app
        .sign_in("care")
        .get(&format!("/appointments/{id}/move?day=2026-11-20"));
    assert!(page.has("#f-day-err") && !page.has("input[name=slot]"));
    let page = app.sign_in("care").get(&format!("/appointments/{id}/move"));
    assert!(!page.has("#f-day-err") && page.has("input[name=slot]"));
}

#[test]
fn the_day_that_stands_in_the_form_of_a_move_is_the_day_of_its_times() {
    let app = TestApp::spawn();
    let id = book(&app, somebody(&app, 1), "2026-11-25T10:00");
    let care = app.sign_in("care");
    let path = format!("/appointments/{id}/move");
    let page = care.get(&path);
    let version = page.value("lock_version");
    let times = |page: &Page| page.attributes("input[name=slot]", "value");
    assert!(times(&page).iter().all(|slot| slot.starts_with(&page.value("day"))));
    // A day that is over, with a time of the day before it was typed.
    let fields = [
        ("day", "2026-11-20"),
        ("slot", "2026-11-25T14:00"),
        ("lock_version", version.as_str()),
    ];
    let refused = care.post_form(&path, &fields);
    assert_eq!(refused.status, 422);
    let asked = care.get("/appointments/new?day=2026-11-20");
    assert_eq!(refused.text("#f-day-err"), asked.text("#f-day-err"));
    assert!(times(&refused).is_empty() && refused.value("day") == "2026-11-20");
    let other = [("day", "2026-11-26"), fields[1], fields[2]];
    assert!(
        care.post_form(&path, &other)
            .text("#f-slot-err")
            .contains("不在所填的日期")
    );
    // Looking moves nothing.
    let look = [fields[1], fields[2], ("day", "2026-11-26"), ("look", "1")];
    let looked = care.post_form(&path, &look);
    assert_eq!(looked.status, 200);
    assert!(times(&looked).iter().all(|slot| slot.starts_with("2026-11-26")) && !times(&looked).is_empty());
    let part = care.post_region(&path, "slots", &look);
    assert!(part.has("input[name=slot]") && !part.has("input[name=day]"));
    let shown = care.get(&format!("/appointments/{id}"));
    assert!(shown.text("h1").contains("10:00"), "{}", shown.text("h1"));
    let emptied = care.post_form(&path, &[("day", ""), ("look", "1")]);
    assert!(
        times(&emptied)
            .iter()
            .all(|slot| slot.starts_with(&emptied.value("day")))
    );
    assert_eq!(emptied.value("day"), "2026-11-25");
    let moved = care.post_form(&path, &[fields[1], fields[2], ("day", "2026-11-25")]);
    assert_eq!(moved.status, 303, "{}", moved.body);
}

#[test]
fn a_phone_on_file_is_asked_about_before_it_is_booked_under_that_record() {
    let app = TestApp::spawn();
    let known = app.customer("顾明远", "138 1234 5621");
    let care = app.sign_in("care");
    let asked = care.post_form("/appointments", &NEW);
    assert_eq!(asked.status, 422);
    assert!(asked.text("#f-new_phone-err").contains("已有客户档案"));
    assert_eq!(asked.value("new_name"), "顾明", "what was typed stays");
    assert!(
        asked
            .attributes("#matches [name=who]", "value")
            .contains(&known.to_string())
    );
    assert_eq!(count(&app), 0);
    // The answer counts for this phone only.
    let other = with(&[("known", "13912345678")]);
    assert_eq!(care.post_form("/appointments", &other).status, 422);
    let phone = asked.value("known");
    let answer = care.post_form("/appointments", &with(&[("known", phone.as_str())]));
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = care.get(answer.location());
    assert!(page.text("#toasts .toast").contains("已有客户档案"), "{}", page.body);
    assert!(page.text(".cal-entry").contains("顾明远"));
    assert_eq!(people(&app), 1);
}

#[test]
fn who_comes_twice_on_a_day_is_told() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "138 1234 5621");
    book(&app, customer, "2026-11-25T09:00");
    book(&app, customer, "2026-11-26T08:30");
    let care = app.sign_in("care");
    let who = customer.to_string();
    let answer = care.post_form("/appointments", &with(&[("who", who.as_str())]));
    assert_eq!(answer.status, 303, "{}", answer.body);
    let said = care.get(answer.location()).text("#toasts .toast");
    assert!(said.contains("09:00") && !said.contains("08:30"), "{said}");
}

#[test]
fn a_newcomers_plate_makes_their_car() {
    let app = TestApp::spawn();
    let theirs = app.customer("林可", "139 1726 4830");
    app.vehicle(theirs, "沪A7K32D", VIN);
    let care = app.sign_in("care");
    let taken = care.post_form("/appointments", &with(&[("new_plate", "沪A7K32D")]));
    assert!(
        taken.text("#f-new_plate-err").contains("已有车辆档案"),
        "{}",
        taken.body
    );
    assert!(
        care.post_form("/appointments", &with(&[("new_plate", "x")]))
            .has("#f-new_plate-err")
    );
    assert_eq!((people(&app), count(&app)), (1, 0));
    let answer = care.post_form("/appointments", &with(&[("new_plate", "沪B23456")]));
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert!(care.get(answer.location()).text(".cal-entry").contains("23456"));
    let cars: i64 = vehicles::table.count().get_result(&mut app.database.owner()).unwrap();
    assert_eq!(cars, 2);
}

#[test]
fn a_place_for_members_opens_and_stays_chosen_once_a_member_is_found() {
    let app = TestApp::spawn();
    for number in 0..3 {
        book(&app, somebody(&app, number), "2026-11-25T08:30");
    }
    let member = app.customer_with("白金客人", "13911112222", |new| new.tier = Tier::Platinum);
    let care = app.sign_in("care");
    let page = care.get(&format!("/appointments/new?day={DAY}&slot=0830"));
    assert!(page.has("input[name=slot][value='2026-11-25T08:30'][disabled]"));
    assert_eq!(page.value("wanted"), "2026-11-25T08:30");
    let typed = [
        ("q", "13911112222"),
        ("purpose", "service"),
        ("day", DAY),
        ("wanted", "2026-11-25T08:30"),
    ];
    let found = care.post_form("/appointments/customers", &typed);
    assert_eq!(
        found.attributes("input[name=slot][checked]", "value"),
        ["2026-11-25T08:30"]
    );
    assert!(
        found.text("#matches .tag").contains("白金"),
        "{}",
        found.text("#matches")
    );
    assert!(found.has("#matches [hx-trigger=load][hx-target='#slots']"));
    let who = member.to_string();
    let looks = app.audit().len();
    let slots = care.post_region(
        "/appointments/customers",
        "slots",
        &[typed.as_slice(), &[("who", who.as_str())]].concat(),
    );
    assert_eq!(
        slots.attributes("input[name=slot][checked]", "value"),
        ["2026-11-25T08:30"]
    );
    assert_eq!(app.audit().len(), looks, "looking at times looks for nobody");
}

#[test]
fn the_address_of_a_form_shown_again_leads_to_the_form() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    for path in ["/appointments/customers", "/appointments/waits"] {
        let answer = care.get(path);
        assert_eq!((answer.status, answer.location()), (303, "/appointments/new"), "{path}");
    }
}

#[test]
fn in_the_week_a_break_is_a_break() {
    let app = TestApp::spawn();
    for username in ["advisor", "advisor2"] {
        let mut fields = vec![("lock_version".to_owned(), "0")];
        for day in 0..7 {
            for (part, time) in [
                ("from", "08:30"),
                ("until", "17:30"),
                ("break_from", "12:00"),
                ("break_until", "13:00"),
            ] {
                fields.push((format!("{day}.{part}"), time));
            }
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let person = app.actor(username).id;
        let saved = app
            .sign_in("manager")
            .post_form(&format!("/working-plans/{person}"), &fields);
        assert_eq!(saved.status, 303, "{}", saved.body);
    }
    let care = app.sign_in("care");
    let one = app.actor("advisor").id;
    let times = care
        .get(&format!("/appointments/new?day={DAY}"))
        .texts(".cal-slots .cal-shut");
    assert_eq!(times, ["12:00休息", "12:30休息", "17:30未排班"], "in the form too");
    for narrowed in [String::new(), format!("&advisor={one}")] {
        let week = care.get(&format!("/appointments?day={DAY}&line=service&view=week{narrowed}"));
        let noon: Vec<String> = week
            .texts("tbody tr")
            .into_iter()
            .filter(|row| row.starts_with("12:"))
            .collect();
        assert_eq!(noon.len(), 2);
        for row in noon {
            assert!(
                row.contains("休息") && !row.contains("未排班") && !row.contains("已满"),
                "{row}"
            );
        }
    }
}
