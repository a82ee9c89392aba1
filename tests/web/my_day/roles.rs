//! What the list holds for each role, and which step stands beside it.

use chrono::TimeDelta;
use diesel::prelude::*;
use reqwest::multipart::{Form, Part};
use yingke::complaints::rules::Severity;
use yingke::platform::db::FormToken;
use yingke::schema::complaints;
use yingke::surveys::rules::Way;
use yingke::values::ids::ComplaintId;
use yingke::visits::rules::Purpose;

use super::{names, steps, ways};
use crate::support::{Client, TestApp};
use crate::web::complaints::{CAUSE, CONTACT, INVESTIGATION, SOLUTION, complaint, step, version, with_version};
use crate::web::sales::{leads, opportunities, test_drives};
use crate::web::surveys::interviews;
use crate::web::{appointments, reception, service_orders};

#[test]
fn everybody_begins_with_their_day() {
    let app = TestApp::spawn();
    for account in [
        "consultant",
        "advisor",
        "technician",
        "care",
        "marketing",
        "data",
        "membership",
        "sales.manager",
        "service.manager",
        "crm.manager",
        "manager",
        "admin",
    ] {
        let page = app.sign_in(account).get("/");
        assert_eq!((page.status, page.text("h1").as_str()), (200, "今日待办"), "{account}");
        assert!(page.has("#work .empty"), "{account}");
    }
}

#[test]
fn a_consultant_calls_leads_and_follows_up() {
    let app = TestApp::spawn();
    let lead = leads::lead(&app, Some("consultant")).lead;
    let id = opportunities::opportunity(&app);
    app.advance(TimeDelta::days(8));
    let page = app.sign_in("consultant").get("/");
    assert_eq!(
        names(&page, "late"),
        ["顾明 138****5621", "李娜"],
        "each once, with what is due first; who is no customer yet with the number as lists show it"
    );
    let call = format!("/leads/{lead}/contacts");
    let ways = ways(&page, "late");
    assert_eq!(ways, [call.clone(), format!("/opportunities/{id}/follow-ups")]);
    assert!(steps(&page, "late").contains(&"记录跟进".to_owned()));
    let said = [("kind", "phone"), ("outcome", "answered"), ("note", "家里两个孩子")];
    let consultant = app.sign_in("consultant");
    assert_eq!(consultant.post_form(&call, &said).status, 303);
    let page = consultant.get("/");
    assert_eq!(names(&page, "late").len(), 2);
    let next = page.texts("#day-late small").remove(0);
    assert!(next.contains("发送个性化资料"), "its turn has come: {next}");
    let other = app.sign_in("consultant2").get("/");
    assert!(other.has("#work .empty"), "a colleague's customers are not theirs");
}

#[test]
fn a_test_drive_stands_in_the_days_schedule() {
    let app = TestApp::spawn();
    let consultant = app.sign_in("consultant");
    let of = test_drives::opportunity(&app, "consultant", "顾明", "13812345621");
    let car = test_drives::car(&app, "沪AD12345");
    let booked = test_drives::book(&consultant, of, car, test_drives::FROM);
    assert_eq!(booked.status, 303, "{}", booked.body);
    let page = consultant.get("/");
    assert_eq!(page.texts("#day-schedule time"), ["11:00"]);
    assert_eq!(page.texts("#day-schedule .go"), ["顾明"]);
    assert!(page.text("#day-schedule small").contains("试驾 · 星驰 X7"));
    assert!(!app.sign_in("consultant2").get("/").has("#day-schedule time"));
}

#[test]
fn an_advisor_receives_visitors_and_fills_in_the_sheet() {
    let app = TestApp::spawn();
    let visit = reception::guest_of(&app, "advisor", Purpose::Service);
    let advisor = app.sign_in("advisor");
    let page = advisor.get("/");
    assert_eq!(steps(&page, "hour"), ["接车"]);
    assert!(page.text("#day-hour small").contains("等候接待 · 保养"));
    assert_eq!(
        page.texts("#day-hour .sla"),
        ["剩 20 分"],
        "as long as the store lets nobody wait"
    );
    let form = page.attributes("#day-hour form", "action").remove(0);
    assert_eq!(form, format!("/visits/{}/reception", visit.id));
    let version = page.value("lock_version");
    let received = advisor.post_form(&form, &[("lock_version", &version)]);
    assert_eq!(
        (received.status, received.location()),
        (303, format!("/visits/{}", visit.id).as_str())
    );
    let page = advisor.get("/");
    assert_eq!(steps(&page, "today"), ["填写接车单"]);
    assert_eq!(ways(&page, "today"), [format!("/visits/{}", visit.id)]);
    assert!(app.sign_in("advisor2").get("/").has("#work .empty"));
}

#[test]
fn a_visitor_who_was_given_to_nobody_waits_for_every_advisor() {
    let app = TestApp::spawn();
    let visit = reception::guest(&app, Purpose::Service);
    diesel::update(yingke::schema::visits::table.find(visit.id))
        .set(yingke::schema::visits::advisor_id.eq(None::<yingke::values::ids::StaffId>))
        .execute(&mut app.database.owner())
        .unwrap();
    for account in ["advisor", "advisor2"] {
        assert_eq!(steps(&app.sign_in(account).get("/"), "hour"), ["接车"], "{account}");
    }
    for account in ["consultant", "care", "technician"] {
        assert!(app.sign_in(account).get("/").has("#work .empty"), "{account}");
    }
}

#[test]
fn an_order_asks_its_advisor_for_the_next_step_and_its_technician_for_the_work() {
    let app = TestApp::spawn();
    let (advisor, technician) = (app.sign_in("advisor"), app.sign_in("technician"));
    let id = service_orders::agreed(&app, &advisor);
    assert!(
        !advisor.get("/").has(&format!("#order-{id}")),
        "now it is the technician's turn"
    );
    let page = technician.get("/");
    assert_eq!(names(&page, "today"), ["顾明"]);
    assert_eq!(page.texts("#day-today .plate"), ["沪A·12345"]);
    assert_eq!(steps(&page, "today"), ["去维修"]);
    service_orders::step(&technician, &service_orders::repair(id, "work"), &[]);
    let page = technician.get("/");
    assert_eq!(ways(&page, "today"), [format!("/repairs/{id}/completion")]);
    service_orders::step(&technician, &service_orders::repair(id, "completion"), &[]);
    assert!(technician.get("/").has("#work .empty"), "nobody checks their own work");
    let page = advisor.get("/");
    assert_eq!(steps(&page, "today"), ["质检"]);
    let check = ways(&page, "today").remove(0);
    assert_eq!(check, service_orders::path(id, "quality-check"));
    service_orders::step(&advisor, &check, &service_orders::PASSED);
    assert_eq!(steps(&advisor.get("/"), "today"), ["结算"]);
    assert!(app.sign_in("advisor2").get("/").has("#work .empty"));
}

#[test]
fn a_promise_stands_in_the_list_within_the_hour_before_it() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = service_orders::agreed(&app, &advisor);
    let row = format!("#order-{id}");
    app.advance(TimeDelta::minutes(170));
    assert!(!app.sign_in("advisor").get("/").has(&row));
    app.advance(TimeDelta::minutes(20));
    let page = app.sign_in("advisor").get("/");
    assert!(page.has(&format!("#day-hour {row}")));
    assert!(page.text(&row).contains("交车时间"));
    app.advance(TimeDelta::minutes(60));
    assert!(app.sign_in("advisor").get("/").has(&format!("#day-late {row}")));
}

#[test]
fn who_is_booked_with_somebody_stands_in_their_list_and_schedule() {
    let app = TestApp::spawn();
    let advisor = Some(app.actor("advisor").id);
    for (number, time) in [
        (1, "2026-11-22T10:30"),
        (2, "2026-11-22T16:00"),
        (3, "2026-11-23T09:00"),
    ] {
        let new = appointments::wanted(&app, appointments::somebody(&app, number), time, advisor);
        app.write("care", |tx| yingke::visits::appointments::commands::book(tx, &new))
            .unwrap();
    }
    let client = app.sign_in("advisor");
    let page = client.get("/");
    assert_eq!(steps(&page, "hour"), ["去接待台"]);
    assert_eq!(steps(&page, "today"), ["查看"]);
    assert_eq!(page.texts("#day-schedule time"), ["10:30", "16:00"]);
    assert!(!app.sign_in("advisor2").get("/").has("#day-schedule time"));
}

#[test]
fn a_complaint_goes_from_care_to_its_owner_to_whoever_decides() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = complaint(&app, Severity::Normal);
    let page = care.get("/");
    assert_eq!(steps(&page, "hour"), ["回复客户"]);
    assert_eq!(ways(&page, "hour"), [format!("/complaints/{id}/contacts")]);
    step(&care, id, "contacts", &CONTACT);
    let row = format!("#complaint-{id}");
    // A day and a half before its proposal is due it is tomorrow's; brought forward it is today's.
    let me = app.actor("care").id;
    diesel::update(complaints::table.find(id))
        .set((
            complaints::owner_id.eq(me),
            complaints::due_at.eq(app.clock.now() + TimeDelta::hours(2)),
        ))
        .execute(&mut app.database.owner())
        .unwrap();
    let page = care.get("/");
    assert!(page.has(&format!("#day-today {row}")), "{}", page.text("#work"));
    assert!(page.text(&row).contains("维修质量"));
    investigated(&care, id);
    step(&care, id, "solutions", &SOLUTION);
    assert!(!care.get("/").has(&row), "it waits for its approval");
    let decided = format!("#solution-{id}");
    assert!(!care.get("/").has(&decided), "not by whoever proposed it");
    assert!(!app.sign_in("consultant").get("/").has(&decided));
    let manager = app.sign_in("service.manager").get("/");
    let way = manager.attributes(&format!("{decided} [data-row-hotkey=l]"), "href");
    assert_eq!(way, [format!("/complaints/{id}/approval")]);
    assert!(manager.text(&decided).contains("审批"));
}

/// What it was is known: something can be proposed.
fn investigated(care: &Client, id: ComplaintId) {
    step(care, id, "investigation", &INVESTIGATION);
    let seen = version(care, id, "cause");
    step(care, id, "cause", &with_version(&CAUSE, &seen));
}

#[test]
fn a_dear_solution_is_only_for_the_store_manager_to_decide() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = complaint(&app, Severity::Normal);
    let mut dear = SOLUTION;
    dear[3].1 = "2000.01";
    step(&care, id, "contacts", &CONTACT);
    investigated(&care, id);
    step(&care, id, "solutions", &dear);
    let row = format!("#solution-{id}");
    assert!(!app.sign_in("service.manager").get("/").has(&row));
    assert!(app.sign_in("manager").get("/").has(&row));
}

#[test]
fn care_interviews_whoever_is_to_be_called() {
    let app = TestApp::spawn();
    let survey = interviews::one_question(&app, Way::Phone);
    let customer = interviews::willing(&app, "顾明", "13812345621");
    let id = interviews::to_call(&app, survey, customer);
    let care = app.sign_in("care");
    let page = care.get("/");
    assert_eq!(steps(&page, "today"), ["访谈"]);
    assert_eq!(ways(&page, "today"), [format!("/survey-calls/{id}")]);
    assert!(page.text("#day-today small").contains("门店回访调查"));
    interviews::says(&app, customer, false);
    assert!(care.get("/").has("#work .empty"), "whoever takes it back is not called");
}

#[test]
fn managers_decide_about_requests_of_others() {
    let app = TestApp::spawn();
    let id = app.customer_of("consultant2", "李娜", "13712348812");
    let asked = [("reason", "客户到店找我办理置换"), ("hours", "4")];
    let consultant = app.sign_in("consultant");
    assert_eq!(
        consultant.post_form(&format!("/customers/{id}/access"), &asked).status,
        303
    );
    for account in ["crm.manager", "manager"] {
        let page = app.sign_in(account).get("/");
        assert_eq!(ways(&page, "today"), ["/access-requests"], "{account}");
        assert!(page.text("#day-today small").contains("申请查看 4 小时"));
    }
    for account in ["consultant", "service.manager", "data"] {
        assert!(app.sign_in(account).get("/").has("#work .empty"), "{account}");
    }
}

#[test]
fn a_file_waits_for_whoever_loaded_it() {
    let app = TestApp::spawn();
    yingke::imports::reading::child::use_program(env!("CARGO_BIN_EXE_yingke").into());
    let data = app.sign_in("data");
    let file = Part::bytes("客户姓名,手机\n张三,13812345621\n".as_bytes().to_vec()).file_name("客户.csv");
    let form = Form::new()
        .text("token", FormToken::new().to_string())
        .part("file", file);
    let request = data.request("POST", "/imports").header("Sec-Fetch-Site", "same-origin");
    let loaded = data.send(request.multipart(form));
    assert_eq!(loaded.status, 303, "{}", loaded.body);
    let page = data.get("/");
    assert_eq!(ways(&page, "today"), [loaded.location()]);
    assert_eq!(steps(&page, "today"), ["匹配列"]);
    assert!(app.sign_in("manager").get("/").has("#work .empty"));
}
