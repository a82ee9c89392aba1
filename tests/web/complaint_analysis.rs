//! The analysis of complaints: every figure is the length of the list it leads to.

use chrono::TimeDelta;
use diesel::prelude::*;
use scraper::{ElementRef, Html, Selector};
use yingke::complaints::commands::{self, Contact, Details, RootCause};
use yingke::complaints::rules::{ContactChannel, ContactOutcome, Department, Severity};
use yingke::schema::{complaint_rounds, complaints};
use yingke::values::ids::{ComplaintId, VehicleId};

use crate::support::builders::VIN;
use crate::support::{Client, Page, TestApp};

const PAGE: &str = "/complaints/analysis";

fn contacted(app: &TestApp, id: ComplaintId) {
    let contact = Contact {
        channel: ContactChannel::Phone,
        outcome: ContactOutcome::Answered,
        body: "已致电".into(),
    };
    app.write("care", |tx| commands::contact(tx, id, &contact)).unwrap();
}

fn because(app: &TestApp, id: ComplaintId, cause: &str) {
    let lock_version: i32 = complaints::table
        .find(id)
        .select(complaints::lock_version)
        .first(&mut app.database.owner())
        .unwrap();
    let new = RootCause {
        lock_version,
        cause: cause.into(),
        whys: vec!["没有复检".into()],
    };
    app.write("care", |tx| commands::set_cause(tx, id, &new)).unwrap();
}

fn answers_for(app: &TestApp, id: ComplaintId, person: &str, car: VehicleId) {
    let details = Details {
        lock_version: 0,
        category: "repair_quality".into(),
        department: Some(Department::Service),
        responsible: Some(app.actor(person).id),
        visit_ref: None,
        room: None,
        attendant: None,
        vehicle: Some(car),
    };
    app.write("care", |tx| commands::set_details(tx, id, &details)).unwrap();
}

/// As if it had been reopened: a second round stands beside the first.
fn reopened(app: &TestApp, id: ComplaintId) {
    let mut owner = app.database.owner();
    diesel::update(complaints::table.find(id))
        .set(complaints::round.eq(2_i16))
        .execute(&mut owner)
        .unwrap();
    diesel::sql_query(
        "INSERT INTO complaint_rounds (complaint_id, round, started_at, contact_due_at, proposal_due_at, \
         resolution_due_at) SELECT complaint_id, 2, started_at, contact_due_at, proposal_due_at, resolution_due_at \
         FROM complaint_rounds",
    )
    .execute(&mut owner)
    .unwrap();
}

/// A store with a bit of everything; the clock stands a minute more than two hours after the first complaint.
fn store_with_a_past() -> TestApp {
    let app = TestApp::spawn();
    let often = app.customer("顾明", "13812345621");
    let car = app.vehicle(often, "沪A12345", VIN);
    let prompt = app.complaint(|new| {
        new.customer = Some(often);
        new.vehicle = Some(car);
    });
    answers_for(&app, prompt, "advisor", car);
    let slow = app.complaint(|new| {
        new.customer = Some(often);
        new.severity = Severity::Crisis;
        new.category = "delivery".into();
    });
    let other = app.complaint(|new| new.category = "delivery".into());
    let twice = app.complaint(|_| {});
    let gone = app.complaint(|_| {});
    app.advance(TimeDelta::minutes(5));
    contacted(&app, prompt);
    contacted(&app, twice);
    reopened(&app, twice);
    because(&app, prompt, "paint");
    because(&app, other, "paint");
    app.advance(TimeDelta::minutes(25));
    contacted(&app, slow);
    app.advance(TimeDelta::minutes(91));
    let number: String = complaints::table
        .find(other)
        .select(complaints::number)
        .first(&mut app.database.owner())
        .unwrap();
    app.write("care", |tx| commands::merge(tx, gone, &number)).unwrap();
    app
}

/// The links of a page that lead to the queue, with the number that stands on each; in the table under a drawing, with
/// the number that stands beside it.
fn figures(page: &Page) -> Vec<(String, usize)> {
    let html = Html::parse_document(&page.body);
    let parse = |selector: &str| Selector::parse(selector).unwrap();
    let (table, row, head, cell) = (
        parse("main .data table"),
        parse("tbody tr"),
        parse("thead th"),
        parse("td"),
    );
    let (name, every) = (
        parse("th a[href^='/complaints?']"),
        parse("main a[href^='/complaints?']"),
    );
    let whole = |element: ElementRef<'_>| element.text().collect::<String>().trim().to_owned();
    let mut named = Vec::new();
    let mut found = Vec::new();
    for table in html.select(&table) {
        // Of several columns, the one that adds the others up.
        let total = table.select(&head).position(|head| whole(head) == "合计");
        for row in table.select(&row) {
            let Some(link) = row.select(&name).next() else { continue };
            let value = row.select(&cell).nth(total.unwrap_or(1) - 1).unwrap();
            found.push((link.attr("href").unwrap().to_owned(), whole(value).parse().unwrap()));
            named.push(link);
        }
    }
    let elsewhere = html
        .select(&every)
        .filter(|link| !named.contains(link))
        .filter_map(|link| {
            let text: String = link.text().collect();
            let label = link
                .attr("title")
                .filter(|_| text.trim().is_empty() || text.contains('：'));
            let words = label.unwrap_or(&text).to_owned();
            let number: String = words.chars().rev().skip_while(|sign| !sign.is_ascii_digit()).collect();
            let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
            let n = digits.chars().rev().collect::<String>().parse().ok()?;
            (!words.contains('%')).then(|| (link.attr("href").unwrap().to_owned(), n))
        });
    found.extend(elsewhere);
    found
}

fn rows(client: &Client, address: &str) -> usize {
    let page = client.get(address);
    assert_eq!(page.status, 200, "{address}");
    page.texts("tbody tr").len()
}

fn kpi(page: &Page, nth: usize) -> String {
    page.texts(".kpi .v").remove(nth)
}

#[test]
fn every_figure_is_the_length_of_its_list() {
    let app = store_with_a_past();
    let manager = app.sign_in("crm.manager");
    let mut trials = 0;
    for query in [
        "",
        "?period=90",
        "?severity=crisis",
        "?category=delivery",
        "?side=service",
        "?side=sales&severity=normal",
    ] {
        let page = manager.get(&format!("{PAGE}{query}"));
        for (address, n) in figures(&page) {
            assert_eq!(rows(&manager, &address), n, "{query}: {address}");
            trials += 1;
        }
    }
    assert!(trials > 60, "{trials} figures looked at");
}

#[test]
fn complaints_are_counted_by_what_they_have_in_common() {
    let app = store_with_a_past();
    let page = app.sign_in("crm.manager").get(PAGE);
    assert_eq!(kpi(&page, 0), "4", "a merged one is none of its own");
    assert_eq!(kpi(&page, 1), "1", "one crisis");
    assert_eq!(kpi(&page, 3), "1", "one reopened");
    assert_eq!(kpi(&page, 4), "1", "one customer came again");
    let chart = |id: &str| page.texts(&format!("#{id}-title"));
    assert_eq!(chart("by-category"), ["按类别：前 2 项占 100%：交车、维修质量"]);
    assert_eq!(chart("by-cause"), ["按根本原因：前 1 项占 100%：喷漆"]);
    assert_eq!(chart("by-model"), ["按车型：前 1 项占 100%：X7 混动"]);
    assert_eq!(chart("by-person"), ["按责任人：前 1 项占 100%：吴凡"]);
    assert_eq!(chart("by-month"), ["每月投诉：共 4，最高 11月 4"]);
    assert!(
        page.texts(".card header")
            .iter()
            .any(|head| head.contains("共 2 单，另有 2 单未确定原因"))
    );
    assert_eq!(page.texts("#repeaters td"), ["2"]);
    assert_eq!(page.texts("#repeaters tbody th"), ["顾明"]);
}

#[test]
fn times_are_those_of_the_first_round_and_few_cases_are_said_to_be_few() {
    let app = store_with_a_past();
    let page = app.sign_in("crm.manager").get(PAGE);
    let row = |nth: usize| {
        page.texts(&format!(
            "section[aria-labelledby=speed-title] tbody tr:nth-child({nth}) td"
        ))
    };
    assert_eq!(
        row(1),
        ["5 分", "25 分", "50%", "4", "2"],
        "5, 5 and 30 minutes; the fourth still waits"
    );
    assert_eq!(
        row(2),
        ["–", "–", "0%", "1", "1"],
        "the crisis should have a proposal by now"
    );
    assert_eq!(row(3), ["–", "–", "–", "0", "0"]);
    assert_eq!(page.texts("tbody tr.muted small").len(), 3);
    assert_eq!(kpi(&page, 2), "0%共 2 单", "nothing is finished, two are late");
    assert!(page.text("main .notice-amber").contains("共 4 单"));
}

#[test]
fn filters_narrow_and_nonsense_is_no_filter() {
    let app = store_with_a_past();
    let manager = app.sign_in("crm.manager");
    let total = |query: &str| kpi(&manager.get(&format!("{PAGE}?{query}")), 0);
    assert_eq!(total("category=delivery"), "2");
    assert_eq!(total("side=sales&severity=crisis"), "1");
    assert_eq!(total("side=nothing&severity=&period=x&from=never"), "4");
    assert_eq!(total("from=2026-11-22&to=2026-11-22"), "4");
    assert_eq!(total("from=2026-11-01&to=2026-11-21"), "0");
    assert_eq!(total("category=nothing"), "0");
    let page = manager.get(&format!("{PAGE}?category=nothing"));
    assert!(page.text("main .notice").contains("没有符合条件的投诉"));
    let page = manager.get(&format!("{PAGE}?from=2026-11-22&to=2026-11-01"));
    assert_eq!(
        page.text(".ph .sub"),
        "2026-10-24 至 2026-11-22",
        "days in the wrong order are no filter"
    );
}

#[test]
fn a_chip_keeps_the_other_filters() {
    let app = TestApp::spawn();
    let page = app.sign_in("care").get(&format!("{PAGE}?category=delivery&period=90"));
    let kept = page.attributes("details:has(input[name=severity]) input[type=hidden]", "name");
    assert_eq!(kept, ["period", "category"]);
    assert_eq!(page.texts("details .chip b"), ["近 90 天", "交车"]);
}

#[test]
fn corrective_actions_stand_with_what_became_of_their_cause() {
    let app = store_with_a_past();
    let owner = app.actor("advisor").id.to_string();
    let fields = [
        ("title", "喷漆后复检"),
        ("measure", "第二人检查"),
        ("cause", "paint"),
        ("owner_id", owner.as_str()),
        ("due_on", "2026-12-01"),
    ];
    app.advance(TimeDelta::days(1));
    let care = app.sign_in("care");
    let path = care.post_form("/corrective-actions", &fields).location().to_owned();
    let done = [("done_note", "已培训"), ("lock_version", "0")];
    assert_eq!(care.post_form(&format!("{path}/completion"), &done).status, 303);
    // The third of its kind within the month also opens an action by itself, which stands first: it is open.
    app.complaint_because("paint");
    let page = care.get(PAGE);
    assert_eq!(page.texts("section[aria-labelledby=actions-title] tbody th a").len(), 2);
    let line = "section[aria-labelledby=actions-title] tbody tr:nth-child(2)";
    assert!(page.text(&format!("{line} th")).starts_with("喷漆后复检"));
    assert_eq!(page.texts(&format!("{line} td:last-child")), ["2 → 1"]);
    let links = page.attributes(&format!("{line} td:last-child a"), "href");
    assert_eq!(links.iter().map(|link| rows(&care, link)).collect::<Vec<_>>(), [2, 1]);
    assert!(
        page.text("section[aria-labelledby=actions-title] header")
            .contains("1 进行中")
    );
}

#[test]
fn a_store_without_complaints_says_so() {
    let app = TestApp::spawn();
    let page = app.sign_in("manager").get(PAGE);
    assert_eq!(page.status, 200);
    assert!(page.text("main .notice").contains("这段时间没有投诉"));
    assert!(!page.body.contains("NaN"));
}

#[test]
fn the_page_is_there_in_english() {
    let app = store_with_a_past();
    let mut owner = app.database.owner();
    use yingke::schema::staff;
    diesel::update(staff::table)
        .set((staff::language.eq("en"), staff::name.eq("Wang Fang")))
        .execute(&mut owner)
        .unwrap();
    diesel::sql_query("UPDATE vehicles SET model = 'X7 Hybrid'")
        .execute(&mut owner)
        .unwrap();
    let page = app.sign_in("manager").get(PAGE);
    let words = page.texts("main").join(" ").replace("顾明", "");
    let han: String = words
        .chars()
        .filter(|sign| matches!(sign, '\u{4e00}'..='\u{9fff}'))
        .collect();
    assert_eq!((page.status, han.as_str()), (200, ""), "{words}");
    assert_eq!(
        page.texts("#by-category-title"),
        ["By category: the first 2 make up 100%: Delivery, Repair quality"]
    );
}

#[test]
fn it_is_open_to_care_and_managers_only() {
    let app = TestApp::spawn();
    for (who, status) in [
        ("care", 200),
        ("sales.manager", 200),
        ("advisor", 403),
        ("consultant", 403),
        ("data", 403),
    ] {
        assert_eq!(app.sign_in(who).get(PAGE).status, status, "{who}");
    }
}

#[test]
fn a_round_that_ended_before_its_limit_is_neither_in_time_nor_late() {
    let app = TestApp::spawn();
    let id = app.complaint(|_| {});
    app.write("care", |tx| commands::withdraw(tx, id, "客户说不用了"))
        .unwrap();
    app.advance(TimeDelta::days(5));
    let ended: Option<chrono::DateTime<chrono::Utc>> = complaint_rounds::table
        .select(complaint_rounds::ended_at)
        .first(&mut app.database.owner())
        .unwrap();
    assert!(ended.is_some());
    let page = app.sign_in("manager").get(PAGE);
    assert_eq!(
        page.texts("section[aria-labelledby=speed-title] td:nth-child(5)"),
        ["0", "0", "0"]
    );
}
