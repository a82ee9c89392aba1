//! Who stands at the desk: found, made a customer, or a guest; registered once.

use chrono::NaiveDate;
use yingke::complaints::rules::Severity;
use yingke::schema::{consents, customers, vehicles};

use super::*;
use crate::web::appointments::book;
use crate::web::complaints::complaint_of;

fn register(client: &Client, fields: &[(&str, &str)]) -> Page {
    let mut all = fields.to_vec();
    if !fields.iter().any(|(name, _)| *name == "party_size") {
        all.push(("party_size", "1"));
    }
    client.post_form("/visits", &all)
}

#[test]
fn a_customer_is_found_by_phone_plate_vin_and_their_ends_as_people_type_them() {
    let app = TestApp::spawn();
    let wanted = known(&app);
    let other = app.customer("李娜", "13712348812");
    app.vehicle(other, "苏B12345", "");
    let desk = app.sign_in("service.manager");
    for typed in [
        PHONE,
        "138 1234 5621",
        "+86 138-1234-5621",
        "１３８１２３４５６２１",
        "5621",
        "沪A7K32D",
        "沪A·7K32D",
        "沪a7k32d",
        "沪Ａ７Ｋ３２Ｄ",
        "a7k32d",
        "7K32D",
        VIN,
        "lsvaa49j132047371",
        "047371",
    ] {
        let found = desk.post_region("/reception/lookup", "found", &[("q", typed)]);
        assert_eq!(found.status, 200, "{typed}");
        assert_eq!(found.attributes("[name=who]", "value"), [who(wanted)], "{typed}");
        assert!(
            found.has("[name=who][checked]"),
            "the only one is chosen already: {typed}"
        );
        assert!(
            !found.has("nav.nav") && !found.has("input[name=q]"),
            "only what was found"
        );
        assert!(!found.body.contains(PHONE), "{typed}: a phone is masked");
    }
    for nobody in ["13900009999", "9999", "沪A99999", "顾明", "56"] {
        let found = desk.post_region("/reception/lookup", "found", &[("q", nobody)]);
        assert!(!found.has("[name=who]") && found.has("#g-new_name"), "{nobody}");
    }
}

#[test]
fn the_card_says_what_one_should_know_before_saying_hello() {
    let app = TestApp::spawn();
    let customer = app.customer_with("顾明", PHONE, |new| {
        new.tier = Tier::Gold;
        new.details.born_on = NaiveDate::from_ymd_opt(1988, 11, 22);
    });
    let vehicle = app.vehicle(customer, "沪A7K32D", VIN);
    diesel::update(vehicles::table.find(vehicle))
        .set((
            vehicles::mileage_km.eq(28_460),
            vehicles::mileage_at.eq(app.clock.now()),
            vehicles::next_service_on.eq(NaiveDate::from_ymd_opt(2026, 11, 1)),
        ))
        .execute(&mut app.database.owner())
        .unwrap();
    complaint_of(&app, customer, Severity::Serious);
    let desk = app.sign_in("advisor");
    let card = desk.post_region("/reception/lookup", "found", &[("q", "沪A7K32D")]);
    let words = card.text(".desk-match");
    for part in ["顾明", "138****5621", "沪A·7K32D", "X7 混动", "28,460 km"] {
        assert!(words.contains(part), "{part} in {words}");
    }
    let tags = card.texts(".desk-match .tag");
    for tag in ["有 1 个未结投诉", "今天生日", "保养到期"] {
        assert!(tags.contains(&tag.to_owned()), "{tag} in {tags:?}");
    }
    assert!(card.has(".desk-match .tag-amber") && words.contains("首次到店"));
    let plain = app.customer("李娜", "13712348812");
    app.vehicle(plain, "苏B12345", "");
    let other = desk.post_region("/reception/lookup", "found", &[("q", "苏B12345")]);
    assert!(
        other.texts(".desk-match .tag").is_empty(),
        "nothing to say of somebody else: {:?}",
        other.texts(".desk-match .tag")
    );
}

#[test]
fn a_known_customer_gets_a_number_a_place_in_the_queue_and_a_slip() {
    let app = TestApp::spawn();
    let known = known(&app);
    let desk = app.sign_in("service.manager");
    let them = who(known);
    let answer = register(
        &desk,
        &[
            ("q", "5621"),
            ("who", &them),
            ("purpose", "service"),
            ("party_size", "3"),
            ("mileage", "28,460 公里"),
        ],
    );
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert!(answer.location().starts_with("/reception?registered="));
    let page = desk.get(answer.location());
    assert!(page.text("main .notice").contains("已登记 A001"));
    let line = page.text(".desk-queue li");
    for part in ["A001", "顾明", "保养", "3 人", "首次到店"] {
        assert!(line.contains(part), "{part} in {line}");
    }
    assert!(app.audit().contains(&"visits.arrive".to_owned()));
    let slip = desk.get(&page.attributes("main .notice a", "href")[0]);
    assert_eq!((slip.status, slip.text(".slip-no").as_str()), (200, "A001"));
    assert!(
        slip.has(".slip svg.slip-qr path") && !slip.body.contains("顾明"),
        "a slip may be lost"
    );
    let kept: (Option<CustomerId>, Option<VehicleId>, Option<i32>, i16) = visits::table
        .select((
            visits::customer_id,
            visits::vehicle_id,
            visits::mileage_km,
            visits::party_size,
        ))
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(kept, (Some(known.0), Some(known.1), Some(28_460), 3));
}

#[test]
fn each_side_of_the_house_counts_its_own_numbers_and_the_first_visit_is_known() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", PHONE).to_string();
    let desk = app.sign_in("service.manager");
    let other = app.customer("李娜", "13712348812").to_string();
    for (who, purpose, said, ticket, first) in [
        (&customer, "service", "", "A001", true),
        (&customer, "showroom", "", "B001", false),
        (&customer, "complaint_visit", "", "C001", false),
        (&other, "repair", "", "A002", true),
        (&other, "test_drive", "first", "B002", true),
    ] {
        let answer = register(&desk, &[("who", who), ("purpose", purpose), ("first_visit", said)]);
        assert_eq!(answer.status, 303, "{purpose}: {}", answer.body);
        let page = desk.get(answer.location());
        assert!(page.text("main .notice").contains(ticket), "{purpose} is {ticket}");
        let kept: bool = visits::table
            .order(visits::id.desc())
            .select(visits::first_visit)
            .first(&mut app.database.owner())
            .unwrap();
        assert_eq!(kept, first, "{purpose}");
    }
}

#[test]
fn somebody_unknown_gives_a_name_a_phone_and_consent() {
    let app = TestApp::spawn();
    let desk = app.sign_in("service.manager");
    let new = [
        ("q", "13800001111"),
        ("new_name", "阿依古丽·买买提"),
        ("new_phone", "138 0000 1111"),
        ("notice", "1"),
        ("purpose", "showroom"),
    ];
    let found = desk.post_region("/reception/lookup", "found", &new[..1]);
    assert_eq!(found.value("new_phone"), "138 0000 1111", "nobody types it twice");
    let next = [("q", "13900002222"), ("new_phone", "138 0000 1111")];
    let found = desk.post_region("/reception/lookup", "found", &next);
    assert_eq!(found.value("new_phone"), "139 0000 2222", "nor is it another's");
    let named = [next.as_slice(), &[("new_name", "李娜")]].concat();
    let found = desk.post_region("/reception/lookup", "found", &named);
    assert_eq!(found.value("new_phone"), "138 0000 1111", "what was typed stays");
    let without = |name: &str| new.iter().copied().filter(|field| field.0 != name).collect::<Vec<_>>();
    for missing in ["new_name", "new_phone", "notice"] {
        let answer = register(&desk, &without(missing));
        assert_eq!(answer.status, 422, "{missing}");
        assert!(answer.has(&format!("#g-{missing}-err")), "{missing}");
        if missing != "new_name" {
            assert_eq!(answer.value("new_name"), "阿依古丽·买买提", "what was typed stays");
        }
    }
    let people = || -> i64 { customers::table.count().get_result(&mut app.database.owner()).unwrap() };
    assert_eq!((people(), count(&app)), (0, 0));
    let answer = register(&desk, &new);
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!((people(), count(&app)), (1, 1));
    let given: i64 = consents::table
        .filter(consents::given)
        .count()
        .get_result(&mut app.database.owner())
        .unwrap();
    assert_eq!(given, 2, "to be called and to be written to about the car");
    let audit = app.audit();
    for action in ["customers.create", "customers.give_consent", "visits.arrive"] {
        assert!(audit.contains(&action.to_owned()), "{action} in {audit:?}");
    }
    assert!(
        desk.get("/reception")
            .text(".desk-queue li")
            .contains("阿依古丽·买买提")
    );
}

#[test]
fn a_phone_that_is_on_record_shows_whose_it_is() {
    let app = TestApp::spawn();
    let known = known(&app);
    let desk = app.sign_in("service.manager");
    let answer = register(
        &desk,
        &[
            ("q", "沪A99999"),
            ("new_name", "顾先生"),
            ("new_phone", "138 1234 5621"),
            ("notice", "1"),
            ("purpose", "service"),
        ],
    );
    assert_eq!(answer.status, 422);
    assert_eq!(answer.attributes("[name=who]", "value"), [who(known)]);
    assert!(answer.texts("#found .err").concat().contains("已有档案"));
    assert_eq!(count(&app), 0);
    let (typed, them) = (answer.value("q"), who(known));
    let next = [("q", typed.as_str()), ("who", them.as_str()), ("purpose", "service")];
    assert_eq!(register(&desk, &next).status, 303, "and they can be registered");
}

#[test]
fn a_guest_needs_no_phone_and_leaves_no_record() {
    let app = TestApp::spawn();
    let desk = app.sign_in("advisor");
    let named = register(
        &desk,
        &[("guest", "1"), ("guest_name", "何女士"), ("purpose", "showroom")],
    );
    assert_eq!(named.status, 303, "{}", named.body);
    assert_eq!(register(&desk, &[("guest", "1"), ("purpose", "repair")]).status, 303);
    let page = desk.get("/reception");
    let lines = page.texts(".desk-queue li");
    assert!(
        lines[0].contains("散客 何女士") && lines[1].contains("散客"),
        "{lines:?}"
    );
    assert!(!page.has(".desk-queue a[href^='/customers/']"));
    let people: i64 = customers::table.count().get_result(&mut app.database.owner()).unwrap();
    assert_eq!(people, 0);
}

#[test]
fn what_was_typed_stays_when_something_is_wrong_with_it() {
    let app = TestApp::spawn();
    let known = known(&app);
    diesel::update(vehicles::table.find(known.1))
        .set((
            vehicles::mileage_km.eq(28_460),
            vehicles::mileage_at.eq(app.clock.now()),
        ))
        .execute(&mut app.database.owner())
        .unwrap();
    let desk = app.sign_in("service.manager");
    let (them, technician) = (who(known), app.actor("technician").id.to_string());
    let consultant = app.actor("consultant").id.to_string();
    for (field, typed, word) in [
        ("mileage", "20000", "28,460"),
        ("mileage", "9999999", "2,000,000"),
        ("mileage", "很多", ""),
        ("party_size", "0", "1"),
        ("party_size", "1000", "99"),
        ("party_size", "两三个", "数字"),
        ("purpose", "party", ""),
        ("advisor", &technician, "此类来客"),
        ("advisor", &consultant, "此类来客"),
        ("advisor", "nobody", ""),
    ] {
        let mut fields = vec![
            ("q", "5621"),
            ("who", them.as_str()),
            ("purpose", "service"),
            ("party_size", "1"),
        ];
        fields.retain(|(name, _)| *name != field);
        fields.push((field, typed));
        let answer = desk.post_form("/visits", &fields);
        assert_eq!(answer.status, 422, "{field} {typed}");
        let fault = answer.text(&format!("#g-{field}-err"));
        assert!(fault.contains(word), "{field} {typed}: {fault}");
        if matches!(field, "mileage" | "party_size") {
            assert_eq!(answer.value(field), typed);
        }
        assert_eq!(answer.value("q"), "5621");
        assert_eq!(
            answer.attributes("[name=who][checked]", "value"),
            std::slice::from_ref(&them)
        );
    }
    let unknown = register(&desk, &[("q", "沪A1"), ("purpose", "service")]);
    assert!(!unknown.has("#g-mileage_reason"), "nobody is asked why without need");
    assert_eq!(unknown.status, 200, "nothing but the box was filled: it is looked up");
    assert!(unknown.value("q") == "沪A1" && unknown.has("#g-new_name"));
    let nobody = register(&desk, &[("purpose", "service")]);
    assert!(nobody.status == 422 && nobody.has("#g-q-err"));
    for forged in ["x", "x:y", &format!("{}:{}", known.0, known.0)] {
        let answer = register(&desk, &[("who", forged), ("purpose", "service")]);
        assert_eq!(answer.status, 422, "{forged}");
    }
    assert_eq!(count(&app), 0);
}

#[test]
fn a_mileage_below_the_last_is_taken_with_a_reason_on_record() {
    let app = TestApp::spawn();
    let known = known(&app);
    diesel::update(vehicles::table.find(known.1))
        .set((
            vehicles::mileage_km.eq(28_460),
            vehicles::mileage_at.eq(app.clock.now()),
        ))
        .execute(&mut app.database.owner())
        .unwrap();
    let desk = app.sign_in("service.manager");
    let them = who(known);
    let mut fields = vec![("who", them.as_str()), ("purpose", "service"), ("mileage", "20000")];
    let refused = register(&desk, &fields);
    assert_eq!(refused.status, 422);
    assert!(refused.text("#g-mileage-err").contains("28,460"));
    assert!(refused.has("input[name=mileage_reason]") && refused.has("#g-mileage_reason-err"));
    fields.push(("mileage_reason", "换过仪表"));
    let taken = register(&desk, &fields);
    assert_eq!(taken.status, 303, "{}", taken.body);
    let kept: Option<i32> = visits::table
        .select(visits::mileage_km)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(kept, Some(20_000));
    assert!(app.audit().contains(&"visits.lower_mileage".to_owned()));
}

#[test]
fn a_double_click_registers_once_and_a_car_stands_in_the_store_once() {
    let app = TestApp::spawn();
    let desk = app.sign_in("service.manager");
    let them = who(known(&app));
    let token = yingke::platform::db::FormToken::new().to_string();
    let fields = [
        ("q", "5621"),
        ("who", them.as_str()),
        ("purpose", "service"),
        ("token", &token),
    ];
    let answers = desk.post_at_once("/visits", &fields, 10);
    let first = answers[0].location().to_owned();
    for answer in &answers {
        assert_eq!((answer.status, answer.location()), (303, first.as_str()));
    }
    assert_eq!(count(&app), 1);
    let again = register(&desk, &fields[..3]);
    assert_eq!(again.status, 422, "with a new form");
    assert!(again.text("#g-who-err").contains("已在店内"));
    assert!(again.text(".desk-match").contains("A001"), "and by which number");
    assert_eq!(count(&app), 1);
    let id: VisitId = visits::table
        .select(visits::id)
        .first(&mut app.database.owner())
        .unwrap();
    let left = desk.post_form(&path(id, "departure"), &[("reason", "rescheduled")]);
    assert_eq!(left.status, 303, "{}", left.body);
    assert_eq!(register(&desk, &fields[..3]).status, 303, "the car may come back");
    assert_eq!(count(&app), 2);
}

#[test]
fn a_customer_without_a_car_waits_once_on_each_line() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", PHONE);
    let them = customer.to_string();
    let desk = app.sign_in("service.manager");
    let come_for = |purpose: &str| register(&desk, &[("q", "5621"), ("who", &them), ("purpose", purpose)]);
    assert_eq!(come_for("service").status, 303);
    let again = come_for("repair");
    assert_eq!(again.status, 422, "the same line");
    assert_eq!(again.text("#g-who-err"), "这位客户已在店内：A001");
    assert_eq!((again.value("q").as_str(), count(&app)), ("5621", 1));
    assert_eq!(come_for("complaint_visit").status, 303, "another matter");
    desk.post_form("/preferences", &[("lang", "en"), ("next", "/reception")]);
    let again = come_for("complaint_visit");
    assert_eq!(again.text("#g-who-err"), "This customer is in the store already: C001");
    desk.post_form("/preferences", &[("lang", "zh-CN"), ("next", "/reception")]);
    // Two appointments of one day, and the customer has come for the first.
    let other = app.customer("李娜", "13712348812");
    let come = |time: &str| {
        let id = book(&app, other, time).to_string();
        desk.post_form("/reception/arrivals", &[("appointment", id.as_str())])
    };
    assert_eq!(come("2026-11-22T11:00").status, 303);
    let again = come("2026-11-22T14:00");
    assert_eq!((again.status, said(&again).as_str()), (422, "这位客户已在店内：A002"));
    assert_eq!(count(&app), 3);

    let first: VisitId = visits::table
        .filter(visits::customer_id.eq(customer))
        .filter(visits::line.eq("service"))
        .select(visits::id)
        .first(&mut app.database.owner())
        .unwrap();
    let left = desk.post_form(&path(first, "departure"), &[("reason", "rescheduled")]);
    let undo = desk.get(left.location()).attributes(".toast form", "action").remove(0);
    assert_eq!(come_for("service").status, 303, "they may come back");
    assert_eq!(desk.post_form(&undo, &[]).status, 409, "and stand there once");
    assert_eq!((state(&app, first), count(&app)), ("left", 4));
}

#[test]
fn it_works_without_scripts_and_in_pieces_with_them() {
    let app = TestApp::spawn();
    let them = who(known(&app));
    let desk = app.sign_in("service.manager");
    let page = desk.get("/reception");
    assert!(page.has("form[action='/visits'][method=post] button[type=submit]"));
    let found = register(&desk, &[("q", "5621"), ("purpose", "service")]);
    assert!(found.status == 200 && found.has("nav.nav"), "the first press looks up");
    assert_eq!(
        found.attributes("[name=who][checked]", "value"),
        std::slice::from_ref(&them)
    );
    let fields = [("q", "5621"), ("who", them.as_str()), ("purpose", "service")];
    let wrong = [fields.as_slice(), &[("mileage", "x")]].concat();
    let part = desk.post_region("/visits", "register", &wrong);
    assert_eq!(part.status, 422);
    assert!(part.has("#g-mileage-err") && part.has("#g-q") && !part.has("nav.nav"));
    assert_eq!(register(&desk, &fields).status, 303);
    assert_eq!(queue(&desk), ["A001"]);
}
