//! Who sees whom at the desk, and what is noted of it.

use yingke::schema::stores;
use yingke::values::ids::StoreId;

use super::*;
use crate::web::appointments::{book, wanted};

/// What may be asked of a visitor.
const QUESTIONS: [&str; 3] = ["slip", "advisor", "departure"];
/// What may be done with one.
const STEPS: [&str; 5] = ["call", "pass-over", "reception", "advisor", "departure"];

fn look_up(client: &Client, term: &str) -> Page {
    client.post_region("/reception/lookup", "found", &[("q", term)])
}

fn every_step(app: &TestApp, client: &Client, id: VisitId) -> Vec<u16> {
    let person = app.actor("advisor").id.to_string();
    let fields = [("counter", "1"), ("advisor", person.as_str()), ("reason", "done")];
    STEPS
        .iter()
        .map(|noun| client.post_form(&path(id, noun), &fields).status)
        .collect()
}

/// A visitor of a store that nobody of the cast works in.
fn elsewhere(app: &TestApp) -> VisitId {
    let conn = &mut app.database.owner();
    let (store, id, now) = (StoreId::new(), VisitId::new(), app.clock.now());
    diesel::insert_into(stores::table)
        .values((
            stores::id.eq(store),
            stores::code.eq("MH02"),
            stores::name.eq("闵行店"),
            stores::name_en.eq("Minhang store"),
            stores::created_at.eq(now),
        ))
        .execute(conn)
        .unwrap();
    diesel::insert_into(visits::table)
        .values((
            visits::id.eq(id),
            visits::store_id.eq(store),
            visits::line.eq("sales"),
            visits::ticket_on.eq(yingke::platform::i18n::times::day_of(now)),
            visits::ticket_no.eq(77_i16),
            visits::state.eq("waiting"),
            visits::purpose.eq("showroom"),
            visits::queued_at.eq(now),
            visits::token.eq(id.to_string()),
            visits::arrived_at.eq(now),
        ))
        .execute(conn)
        .unwrap();
    id
}

#[test]
fn another_stores_visitors_are_not_there() {
    let app = TestApp::spawn();
    // The cast's store is the first, so it is asked for before there is a second.
    let manager = app.sign_in("manager");
    let id = elsewhere(&app);
    for noun in QUESTIONS {
        assert_eq!(manager.get(&path(id, noun)).status, 404, "{noun}");
    }
    assert_eq!(every_step(&app, &manager, id), [404; 5]);
    assert!(queue(&manager).is_empty());
    for list in ["walk_ins", "waiting"] {
        let page = manager.get(&format!("/reception?list={list}"));
        assert!(!page.body.contains("B077"), "{list}");
    }
    assert!(!manager.get("/reception/paper").body.contains("B077"));
    assert_eq!(manager.get("/reception/count").body, "");
    let visit = now(&app, id);
    assert_eq!((visit.state.code(), visit.lock_version), ("waiting", 0));
}

#[test]
fn a_consultant_has_the_visitors_of_sales_and_nobody_elses() {
    let app = TestApp::spawn();
    let (service, sales) = (guest(&app, Purpose::Service).id, guest(&app, Purpose::Showroom).id);
    let consultant = app.sign_in("consultant");
    assert_eq!(queue(&consultant), ["B001"]);
    assert_eq!(every_step(&app, &consultant, service), [404; 5]);
    for noun in QUESTIONS {
        assert_eq!(consultant.get(&path(service, noun)).status, 404, "{noun}");
        assert_eq!(consultant.get(&path(sales, noun)).status, 200, "{noun}");
    }
    assert_eq!(consultant.get("/reception/count").body, "1");
    assert!(!consultant.get("/reception/paper").body.contains("A001"));
    assert_eq!(now(&app, service).lock_version, 0);
}

#[test]
fn customer_care_works_on_complaints_and_only_looks_at_the_others() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", PHONE);
    let service = walk_in(&app, customer, Purpose::Service).id;
    let booked = book(&app, app.customer("李娜", "13712348812"), "2026-11-22T11:00");
    let care = app.sign_in("care");
    let page = care.get("/reception");
    assert_eq!(page.status, 200);
    assert!(page.has(".desk-queue li") && !page.has(".desk-queue form"));
    let row = format!("#row-{booked}");
    assert!(
        page.has(&row) && !page.has(&format!("{row} button")),
        "no button that can't work"
    );
    assert!(!page.body.contains(PHONE) && !page.body.contains("138 1234 5621"));
    assert_eq!(page.attributes("#g-purpose option", "value"), ["complaint_visit"]);
    assert!(!page.has("#g-mileage"));
    assert_eq!(every_step(&app, &care, service), [403; 5]);
    for noun in ["advisor", "departure"] {
        assert_eq!(care.get(&path(service, noun)).status, 403, "{noun}");
    }
    let named = booked.to_string();
    let come = care.post_form("/reception/arrivals", &[("appointment", named.as_str())]);
    assert_eq!(come.status, 403);
    let them = customer.to_string();
    let other = care.post_form("/visits", &[("who", them.as_str()), ("purpose", "service")]);
    assert!(other.status == 422 && other.has("#g-purpose-err"), "{}", other.body);
    assert_eq!((count(&app), now(&app, service).lock_version), (1, 0));

    let answer = care.post_form("/visits", &[("who", them.as_str()), ("purpose", "complaint_visit")]);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let complaint: VisitId = visits::table
        .filter(visits::line.eq("complaint"))
        .select(visits::id)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(
        advisor(&app, complaint),
        Some(app.actor("care").id),
        "complaints go to customer care"
    );
    assert!(care.get("/reception").has(&format!("#wait-{complaint} form")));
    for (noun, fields) in [
        ("call", [("counter", "1")]),
        ("reception", [("lock_version", "1")]),
        ("departure", [("reason", "done")]),
    ] {
        let answer = care.post_form(&path(complaint, noun), &fields);
        assert_eq!(answer.status, 303, "{noun}: {}", answer.body);
    }
    assert_eq!(state(&app, complaint), "left");
}

#[test]
fn a_row_leads_to_what_the_person_may_open() {
    let app = TestApp::spawn();
    let (mine, theirs) = (app.customer("顾明", PHONE), app.customer("李娜", "13712348812"));
    let shop = app.customer("王五", "13900000009");
    let book_with = |customer, time, advisor: &str| {
        let new = wanted(&app, customer, time, Some(app.actor(advisor).id));
        app.write("care", |tx| yingke::visits::appointments::commands::book(tx, &new))
            .unwrap()
    };
    let own = book_with(mine, "2026-11-22T11:00", "advisor");
    let other = book_with(theirs, "2026-11-22T10:30", "advisor2");
    let who = Who::Known {
        customer: shop,
        vehicle: None,
    };
    let looks = NewArrival {
        receiver: Receiver::Person(app.actor("consultant").id),
        ..NewArrival::new(app.store(), Purpose::Showroom, who)
    };
    let looks = arrive(&app, looks).id;
    let record = |customer: CustomerId| format!("/customers/{customer}");
    let link = |username: &str, list: &str, row: &str| {
        let page = app.sign_in(username).get(&format!("/reception?list={list}"));
        page.attributes(&format!("#row-{row} [data-open]"), "href").remove(0)
    };
    let (own, other, visitor) = (own.to_string(), other.to_string(), looks.to_string());
    assert_eq!(link("advisor", "", &own), record(mine));
    assert_eq!(link("advisor", "", &other), format!("/appointments/{other}"));
    assert_eq!(link("advisor2", "", &other), record(theirs));
    assert_eq!(link("service.manager", "", &other), record(theirs));
    assert_eq!(link("consultant", "walk_ins", &visitor), record(shop));
    assert_eq!(link("consultant2", "walk_ins", &visitor), format!("/visits/{visitor}"));
    assert_eq!(
        link("advisor", "walk_ins", &visitor),
        record(shop),
        "while they are here"
    );
    let desk = app.sign_in("advisor");
    let card = look_up(&desk, "8812");
    assert!(card.has("[name=who]") && !card.has("a[href^='/customers/']"));
    assert!(look_up(&desk, "5621").has("a[href^='/customers/']"));

    let come = desk.post_form("/reception/arrivals", &[("appointment", &other)]);
    assert_eq!(come.status, 303, "{}", come.body);
    assert_eq!(
        link("advisor", "", &other),
        record(theirs),
        "who is here is in front of the desk"
    );
    let manager = app.sign_in("service.manager");
    let came: VisitId = visits::table
        .filter(visits::customer_id.eq(theirs))
        .select(visits::id)
        .first(&mut app.database.owner())
        .unwrap();
    for id in [came, looks] {
        let left = manager.post_form(&path(id, "departure"), &[("reason", "rescheduled")]);
        assert_eq!(left.status, 303, "{}", left.body);
    }
    assert_eq!(link("advisor", "", &other), format!("/visits/{came}"));
    assert_eq!(link("advisor", "walk_ins", &visitor), format!("/visits/{visitor}"));
    for username in ["advisor", "advisor2", "consultant", "consultant2", "care", "manager"] {
        let client = app.sign_in(username);
        for list in ["", "walk_ins"] {
            let page = client.get(&format!("/reception?list={list}"));
            for href in page.attributes("main [data-open]", "href") {
                let there = client.get(&href);
                assert_eq!(there.status, 200, "{username} {href}");
                if href.starts_with("/customers/") {
                    continue;
                }
                for next in there.attributes("main a[href^='/customers/']", "href") {
                    assert_eq!(client.get(&next).status, 200, "{username} {href} {next}");
                }
            }
        }
    }
}

#[test]
fn who_may_not_look_gets_nothing() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", PHONE);
    let id = walk_in(&app, customer, Purpose::Service).id;
    for name in ["technician", "marketing", "data", "membership", "admin"] {
        let client = app.sign_in(name);
        for path in ["/reception", "/reception/paper", "/reception/floor", "/reception/count"] {
            let page = client.get(path);
            assert_eq!(page.status, 403, "{name} {path}");
            assert!(!page.body.contains("顾明"), "{name} {path}");
        }
        assert_eq!(client.get(&path(id, "slip")).status, 403, "{name}");
        assert_eq!(every_step(&app, &client, id), [403; 5], "{name}");
    }
    assert_eq!(now(&app, id).lock_version, 0);
    let visitor = app.visitor();
    assert_eq!(visitor.get("/reception").status, 303, "signed out: to the sign-in");
}

#[test]
fn a_consultants_desk_is_made_for_visitors_of_sales() {
    let app = TestApp::spawn();
    let page = app.sign_in("consultant").get("/reception");
    assert_eq!(
        page.attributes("#g-purpose option", "value"),
        ["test_drive", "showroom"]
    );
    assert_eq!(page.attributes("#g-purpose option[selected]", "value"), ["showroom"]);
    assert!(!page.has("#g-mileage"), "no car comes here");
    assert_eq!(page.text("#desk-part"), "只含销售来客");
    let options = page.texts("#g-advisor option");
    assert!(
        options[0].contains("销售") && !options[0].contains("售后"),
        "{options:?}"
    );
    assert!(!options.iter().any(|option| option.contains("服务顾问")), "{options:?}");
    let desk = app.sign_in("advisor").get("/reception");
    assert!(desk.has("#g-mileage") && !desk.has("#desk-part"));
    assert_eq!(desk.attributes("#g-purpose option[selected]", "value"), ["service"]);
}

#[test]
fn an_advisor_finds_a_strangers_record_by_the_whole_number_only_and_it_is_noted() {
    let app = TestApp::spawn();
    let known = known(&app);
    let advisor = app.sign_in("advisor");
    let page = format!("/customers/{}", known.0);
    assert_eq!(advisor.get(&page).status, 404);
    for end in ["5621", "7K32D", "A7K32D", "047371"] {
        let found = look_up(&advisor, end);
        assert!(!found.has("[name=who]"), "{end}");
        assert!(found.text("p.hint").contains("只输入了末几位"), "{end}");
    }
    let audit = app.audit();
    assert!(
        !audit.contains(&"visits.look_up".to_owned()),
        "the end of a number names nobody: {audit:?}"
    );
    let forged = [("who", who(known)), ("purpose", "service".into())];
    let forged: Vec<(&str, &str)> = forged.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(advisor.post_form("/visits", &forged).status, 422);
    assert_eq!(count(&app), 0);

    let found = look_up(&advisor, "沪A7K32D");
    assert_eq!(found.attributes("[name=who]", "value"), [who(known)]);
    let audit = app.audit();
    for action in ["visits.look_up", "customers.open_at_desk"] {
        assert!(audit.contains(&action.to_owned()), "{action} in {audit:?}");
    }
    assert_eq!(advisor.get(&page).status, 200, "for the rest of the day");
    assert!(look_up(&advisor, "5621").has("[name=who]"));
    assert_eq!(advisor.post_form("/visits", &forged).status, 303);
    let colleague = app.sign_in("advisor2");
    assert!(
        look_up(&colleague, "5621").has("[name=who]"),
        "who is in the store is in front of every advisor"
    );
}

#[test]
fn a_look_is_noted_each_time_and_says_what_was_asked_by() {
    use yingke::schema::audit_entries;
    let app = TestApp::spawn();
    known(&app);
    let desk = app.sign_in("service.manager");
    for term in [PHONE, "沪A7K32D", VIN, "13900009999"] {
        look_up(&desk, term);
    }
    let fields: Vec<Vec<Option<String>>> = audit_entries::table
        .filter(audit_entries::action.eq("visits.look_up"))
        .order(audit_entries::id)
        .select(audit_entries::fields)
        .load(&mut app.database.owner())
        .unwrap();
    let fields: Vec<String> = fields.into_iter().flatten().flatten().collect();
    assert_eq!(fields, ["phone", "plate", "vin", "phone"], "also when there is nobody");
}

#[test]
fn a_consultant_is_told_that_a_colleague_looks_after_the_customer() {
    let app = TestApp::spawn();
    let others = app.customer_of("consultant2", "李娜", "13912345678");
    let own = app.customer_of("consultant", "顾明", PHONE);
    let consultant = app.sign_in("consultant");
    let found = look_up(&consultant, "13912345678");
    assert!(!found.has("[name=who]") && found.text("p.hint").contains("由同事负责"));
    assert!(!found.body.contains("李娜"));
    let other = others.to_string();
    let refused = consultant.post_form("/visits", &[("who", other.as_str()), ("purpose", "showroom")]);
    assert_eq!(refused.status, 422);
    let found = look_up(&consultant, "5621");
    assert_eq!(found.attributes("[name=who]", "value"), [own.to_string()]);
    assert_eq!(count(&app), 0);
}

#[test]
fn who_is_expected_today_is_found_by_the_end_of_a_number() {
    let app = TestApp::spawn();
    let (today, later) = (app.customer("顾明", PHONE), app.customer("李娜", "13712348812"));
    book(&app, today, "2026-11-22T11:00");
    book(&app, later, "2026-11-25T11:00");
    for name in ["advisor", "advisor2"] {
        let advisor = app.sign_in(name);
        let found = look_up(&advisor, "5621");
        assert_eq!(found.attributes("[name=who]", "value"), [today.to_string()], "{name}");
        assert!(found.text(".desk-match").contains("预约 11:00 保养"), "{name}");
    }
    let seen = ["advisor", "advisor2"]
        .iter()
        .filter(|name| look_up(&app.sign_in(name), "8812").has("[name=who]"))
        .count();
    assert!(seen <= 1, "on Wednesday only whoever receives them knows");
}
