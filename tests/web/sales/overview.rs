//! The manager's view of sales: every figure is the length of the list it leads to.

use chrono::TimeDelta;
use diesel::prelude::*;
use yingke::sales::clock::rules::Contact;
use yingke::schema::{leads, opportunities, staff, test_drives};
use yingke::values::ids::{LeadId, OpportunityId};

use super::clock::contact;
use super::leads::lead_of;
use super::opportunities::{opportunity_of, step};
use super::orders::{quoted, sign};
use super::quotes::{deal, draft, release};
use super::test_drives::{FROM, book, car};
use crate::support::{Client, Page, TestApp};

const PAGE: &str = "/sales-overview";
const LISTS: [&str; 5] = ["/leads?", "/board?", "/sales-orders?", "/quotes?", "/test-drives/list?"];

fn ok(page: Page) {
    assert_eq!(page.status, 303, "{}", page.body);
}

/// An opportunity of a customer, whose next follow-up was due so many days ago.
fn neglected(app: &TestApp, name: &str, phone: &str, days: i64) {
    let customer = app.customer_of("consultant2", name, phone);
    let id = opportunity_of(app, "consultant2", customer);
    diesel::update(opportunities::table.find(id))
        .set(opportunities::next_at.eq(app.clock.now() - TimeDelta::days(days)))
        .execute(&mut app.database.owner())
        .unwrap();
}

fn lost(app: &TestApp, name: &str, phone: &str, why: &[(&str, &str)]) {
    let customer = app.customer_of("consultant", name, phone);
    let id = opportunity_of(app, "consultant", customer);
    step(&app.sign_in("consultant"), id, "loss", why);
    step(
        &app.sign_in("sales.manager"),
        id,
        "loss-decision",
        &[("verdict", "approve")],
    );
}

fn turned_into(app: &TestApp, lead: LeadId, deal: OpportunityId) {
    diesel::update(leads::table.find(lead))
        .set((leads::state.eq("qualified"), leads::opportunity_id.eq(deal)))
        .execute(&mut app.database.owner())
        .unwrap();
}

/// The evening of a day with a bit of everything: six leads of two sources, an order, losses, what was forgotten.
pub fn evening() -> TestApp {
    let app = TestApp::spawn();
    let early = lead_of(&app, "138 1234 5621", Some("consultant")).lead;
    let slow = lead_of(&app, "139 1234 5622", Some("consultant")).lead;
    lead_of(&app, "138 1234 5621", None);
    let spam = lead_of(&app, "136 1234 5624", None).lead;
    let (manager, dismissal) = (app.sign_in("sales.manager"), format!("/leads/{spam}/dismissal"));
    let seen = manager.get(&dismissal).value("seen");
    ok(manager.post_form(&dismissal, &[("because", "spam"), ("seen", &seen)]));
    let forgotten = [
        ("name", "何敏"),
        ("phone", "135 1234 5625"),
        ("source", "phone_in"),
        ("model", "X7 混动"),
    ];
    ok(app.sign_in("consultant2").post_form("/leads", &forgotten));

    let deal = deal(&app);
    let consultant = app.sign_in("consultant");
    let demo = car(&app, "沪AD12345");
    ok(book(&consultant, deal, demo, FROM));
    diesel::update(test_drives::table)
        .set((test_drives::state.eq("out"), test_drives::out_at.eq(app.clock.now())))
        .execute(&mut app.database.owner())
        .unwrap();
    let quote = draft(&consultant, deal, &[]);
    ok(release(&consultant, &quote));
    ok(sign(&consultant, deal, &[]));
    turned_into(&app, early, deal);
    lost(
        &app,
        "王磊",
        "137 1234 0001",
        &[("reason", "price"), ("note", "差两万")],
    );
    lost(
        &app,
        "赵倩",
        "137 1234 0002",
        &[("reason", "competitor"), ("competitor", "汉 DM-i")],
    );
    neglected(&app, "孙浩", "137 1234 0003", 5);
    neglected(&app, "周婷", "137 1234 0004", 30);

    app.advance(TimeDelta::minutes(20));
    contact(&app, early, Contact::Answered);
    app.advance(TimeDelta::minutes(100));
    contact(&app, slow, Contact::Answered);
    // 17:50, then 19:30.
    app.advance(TimeDelta::minutes(350));
    let night = lead_of(&app, "134 1234 5626", Some("consultant")).lead;
    app.advance(TimeDelta::minutes(100));
    contact(&app, night, Contact::Answered);
    app
}

/// The links of the page that lead to a list, each with the number on it.
fn figures(page: &Page) -> Vec<(String, usize)> {
    let links = |selector: &str, number: &str| -> Vec<(String, String)> {
        let hrefs = page.attributes(selector, "href");
        let texts = page.texts(number);
        assert_eq!(hrefs.len(), texts.len(), "{selector}");
        hrefs.into_iter().zip(texts).collect()
    };
    let mut found = links(".kpi", ".kpi .v");
    found.extend(links("main a.link", "main a.link"));
    found.extend(links("main a.tag", "main a.tag"));
    found
        .into_iter()
        .filter(|(href, _)| LISTS.iter().any(|list| href.starts_with(list)))
        .filter_map(|(href, text)| Some((href, text.parse().ok()?)))
        .collect()
}

fn rows(client: &Client, address: &str) -> usize {
    let page = client.get(address);
    assert_eq!(page.status, 200, "{address}");
    page.texts("tbody tr[data-row]").len()
}

fn row(page: &Page, table: &str, nth: usize) -> Vec<String> {
    page.texts(&format!("{table} tbody tr:nth-child({nth}) td"))
}

/// The row of a table that begins with these words.
fn named(page: &Page, table: &str, name: &str) -> Vec<String> {
    let names = page.texts(&format!("{table} tbody th"));
    let nth = names.iter().position(|one| one.starts_with(name)).unwrap();
    row(page, table, nth + 1)
}

#[test]
fn every_figure_is_the_length_of_its_list() {
    let app = evening();
    let manager = app.sign_in("manager");
    let owner = app.actor("consultant").id;
    let mut trials = 0;
    for query in [
        String::new(),
        "?period=90".to_owned(),
        "?period=last_month".to_owned(),
        format!("?period=year&owner={owner}"),
    ] {
        let page = manager.get(&format!("{PAGE}{query}"));
        for (address, n) in figures(&page) {
            assert_eq!(rows(&manager, &address), n, "{query}: {address}");
            trials += 1;
        }
    }
    assert!(trials > 100, "{trials} figures looked at");
}

#[test]
fn leads_are_counted_by_source_and_quality_and_add_up() {
    let app = evening();
    let page = app.sign_in("sales.manager").get(PAGE);
    let kpis = page.texts(".kpi .v");
    assert_eq!(kpis, ["6", "4", "50%共 4", "25%共 4", "3"]);
    assert_eq!(page.texts("#sources tbody th"), ["汽车之家", "来电"]);
    assert_eq!(row(&page, "#sources", 1), ["5", "3", "1", "1", "1", "1", "33%"]);
    assert_eq!(row(&page, "#sources", 2), ["1", "1", "0", "0", "0", "0", "0%"]);
    assert_eq!(
        page.texts("#sources tfoot td"),
        ["6", "4", "1", "1", "1", "1", "25%"],
        "the sum of the lines"
    );
    let stages = page.texts("#funnel td:nth-child(2)");
    assert_eq!(stages, ["4", "1", "1", "1", "1", "1", "1", "0"]);
    let drops = page.texts("#funnel td:nth-child(3)");
    assert_eq!(drops, ["", "3 · 75%", "0", "0", "0", "0", "0", "1 · 100%"]);
}

#[test]
fn first_calls_are_timed_in_opening_hours_and_apart_outside() {
    let app = evening();
    let page = app.sign_in("sales.manager").get(PAGE);
    let line = |nth: usize| row(&page, "section[aria-labelledby=speed-title]", nth);
    assert_eq!(line(1), ["2", "1", "50%", "1 小时 10 分"], "20 minutes and two hours");
    assert_eq!(
        line(2),
        ["1", "1", "100%", "1 小时 40 分"],
        "before it was due the next morning"
    );
}

#[test]
fn a_night_does_not_count_for_a_lead_of_the_evening() {
    let app = TestApp::spawn();
    // 17:40; the store closes at six.
    app.advance(TimeDelta::minutes(460));
    let id = lead_of(&app, "138 1234 5621", Some("consultant")).lead;
    // 8:40 on the next day, ten minutes after the store opened.
    app.advance(TimeDelta::hours(15));
    contact(&app, id, Contact::Answered);
    let page = app.sign_in("sales.manager").get(PAGE);
    let line = row(&page, "section[aria-labelledby=speed-title]", 1);
    assert_eq!(line, ["1", "1", "100%", "30 分"]);
}

#[test]
fn consultants_stand_side_by_side() {
    let app = evening();
    let page = app.sign_in("sales.manager").get(PAGE);
    let of = |who: &str| named(&page, "#consultants", &app.actor(who).name);
    assert_eq!(of("consultant"), ["4", "2", "67%", "0", "0", "1", "1", "1", "2"]);
    assert_eq!(of("consultant2"), ["1", "0", "0%", "2", "2", "0", "0", "0", "0"]);
    let one = app.actor("consultant2").id;
    let page = app.sign_in("sales.manager").get(&format!("{PAGE}?owner={one}"));
    assert_eq!(page.texts("#consultants tbody tr").len(), 1);
    assert_eq!(page.texts(".kpi .v").remove(0), "1");
    assert!(page.text("section[aria-labelledby=losses-title]").contains("没有战败"));
}

#[test]
fn losses_are_told_by_reason_and_by_rival() {
    let app = evening();
    let page = app.sign_in("crm.manager").get(PAGE);
    assert_eq!(page.texts("#reasons td"), ["1", "1"]);
    let reasons = page.texts("#reasons th[scope=row]");
    assert!(reasons.iter().any(|reason| reason.starts_with("价格")) && reasons.len() == 2);
    assert!(page.text("#rivals th[scope=row]").starts_with("汉 DM-i"));
}

#[test]
fn whoever_is_late_is_named_and_given_away_by_those_who_may() {
    let app = evening();
    let page = app.sign_in("sales.manager").get(PAGE);
    // What has stalled is late as well, and longest.
    for (card, many, name, path) in [
        ("#late-calls", "1", "何敏", "/assignment"),
        ("#late-follow-ups", "2", "周婷", "/owner"),
        ("#stalled", "1", "周婷", "/owner"),
    ] {
        assert_eq!(page.text(&format!("{card} header a")), many, "{card}");
        assert_eq!(page.texts(&format!("{card} th a")).remove(0), name);
        let away = page.attributes(&format!("{card} td a"), "href").remove(0);
        assert!(away.split('?').next().unwrap().ends_with(path), "{away}");
        let manager = app.sign_in("sales.manager");
        let form = manager.get(&away);
        assert_eq!((form.status, form.value("back").as_str()), (200, PAGE), "{card}");
        let other = if card == "#stalled" {
            "consultant2"
        } else {
            "consultant"
        };
        let to = app.actor(other).id.to_string();
        let fields = [("owner_id", to.as_str()), ("reason", "休假交接"), ("back", PAGE)];
        let given = manager.post_form(away.split('?').next().unwrap(), &fields);
        assert_eq!((given.status, given.location()), (303, PAGE), "{card}: {}", given.body);
    }
    let page = app.sign_in("manager").get(PAGE);
    assert!(
        page.has("#stalled th a") && page.has("#stalled td a"),
        "the store's manager too"
    );
}

#[test]
fn a_period_is_days_of_the_store_and_nonsense_is_this_month() {
    let app = evening();
    app.advance(TimeDelta::days(20));
    let manager = app.sign_in("sales.manager");
    let total = |query: &str| manager.get(&format!("{PAGE}{query}")).texts(".kpi .v").remove(0);
    assert_eq!(total(""), "0", "December");
    assert_eq!(total("?period=never&owner=nobody"), "0");
    assert_eq!(total("?period=last_month"), "6");
    assert_eq!(total("?period=90"), "6");
    assert_eq!(
        manager.get(&format!("{PAGE}?period=last_month")).text(".ph .sub"),
        "2026-11-01 至 2026-11-30"
    );
}

#[test]
fn a_chip_keeps_the_other_filter() {
    let app = TestApp::spawn();
    let owner = app.actor("consultant").id;
    let page = app.sign_in("manager").get(&format!("{PAGE}?period=90&owner={owner}"));
    let kept = page.attributes("details:has(input[name=owner][type=radio]) input[type=hidden]", "name");
    assert_eq!(kept, ["period"]);
    assert_eq!(
        page.texts("details .chip b"),
        ["近 90 天", app.actor("consultant").name.as_str()]
    );
}

#[test]
fn a_store_without_leads_says_so() {
    let app = TestApp::spawn();
    let page = app.sign_in("manager").get(PAGE);
    assert_eq!(page.status, 200);
    assert!(
        page.text("section[aria-labelledby=sources-title] .empty")
            .contains("没有收到线索")
    );
    assert_eq!(page.texts(".kpi .v"), ["0", "0", "–共 0", "–共 0", "0"]);
    assert!(!page.body.contains("NaN"));
}

#[test]
fn the_page_is_there_in_english() {
    let app = evening();
    diesel::update(staff::table)
        .set((staff::language.eq("en"), staff::name.eq("Wang Fang")))
        .execute(&mut app.database.owner())
        .unwrap();
    let page = app.sign_in("manager").get(PAGE);
    let mut words = page.texts("main").join(" ");
    for data in ["何敏", "孙浩", "周婷", "混动", "星驰", "汉 DM-i"] {
        words = words.replace(data, "");
    }
    let han: String = words
        .chars()
        .filter(|sign| matches!(sign, '\u{4e00}'..='\u{9fff}'))
        .collect();
    assert_eq!((page.status, han.as_str()), (200, ""), "{words}");
    assert_eq!(page.text("h1"), "Sales overview");
}

#[test]
fn it_is_open_to_managers_of_sales_only() {
    let app = TestApp::spawn();
    for (who, status) in [
        ("sales.manager", 200),
        ("crm.manager", 200),
        ("manager", 200),
        ("consultant", 403),
        ("care", 403),
        ("advisor", 403),
        ("service.manager", 403),
    ] {
        let client = app.sign_in(who);
        assert_eq!(client.get(PAGE).status, status, "{who}");
        assert_eq!(
            client.get("/profile").body.contains("href=\"/sales-overview\""),
            status == 200,
            "{who}: the way there"
        );
    }
}

#[test]
fn a_consultants_lists_stay_their_own_whatever_the_filter() {
    let app = evening();
    let other = app.actor("consultant").id;
    let second = app.sign_in("consultant2");
    for address in [
        format!("/leads?view=all&owner={other}"),
        "/leads?view=all&reached=ordered".to_owned(),
        "/leads?view=all&called=in_time".to_owned(),
        format!("/sales-orders?view=standing&owner={other}"),
        format!("/quotes?view=all&owner={other}"),
        format!("/test-drives/list?view=driven&owner={other}"),
        format!("/board?view=lost&layout=list&owner={other}"),
    ] {
        assert_eq!(rows(&second, &address), 0, "{address}");
    }
}

#[test]
fn what_waits_for_a_decision_is_brought_to_the_manager() {
    let app = TestApp::spawn();
    let manager = app.sign_in("sales.manager");
    assert!(!manager.get("/sales-overview").has("#waiting"), "nothing does");
    let customer = app.customer_of("consultant", "王磊", "137 1234 0001");
    let id = opportunity_of(&app, "consultant", customer);
    let why = [("reason", "price"), ("note", "差两万")];
    step(&app.sign_in("consultant"), id, "loss", &why);
    let page = manager.get("/sales-overview");
    assert_eq!(page.text("#waiting a[href='/board?view=proposed'] .num"), "1");
    assert!(!page.has("#waiting a[href='/quotes?view=pending']"));
}

#[test]
fn calls_that_nobody_answered_count_among_calls_as_they_count_in_time() {
    let app = TestApp::spawn();
    let tried = lead_of(&app, "138 1234 5621", Some("consultant")).lead;
    app.advance(TimeDelta::minutes(10));
    contact(&app, tried, Contact::Unanswered);
    let manager = app.sign_in("sales.manager");
    let page = manager.get(PAGE);
    let calls: Vec<String> = page.texts("[aria-labelledby=speed-title] tbody tr:first-child a");
    assert_eq!(calls, ["1", "1"], "one call, in time");
    assert_eq!(rows(&manager, "/leads?view=all&called=in_hours"), 1);
    // Reached at night: it was made by day.
    app.advance(TimeDelta::hours(10));
    contact(&app, tried, Contact::Answered);
    let manager = app.sign_in("sales.manager");
    assert_eq!(rows(&manager, "/leads?view=all&called=in_hours_in_time"), 1);
    assert_eq!(rows(&manager, "/leads?view=all&called=out_of_hours"), 0);
}

#[test]
fn whoever_signed_was_in_the_showroom_whatever_became_of_the_order() {
    let app = TestApp::spawn();
    let lead = lead_of(&app, "138 1234 5621", Some("consultant")).lead;
    let customer = app.customer_of("consultant", "顾明", "13812345621");
    let deal = quoted(&app, "consultant", customer);
    turned_into(&app, lead, deal);
    let consultant = app.sign_in("consultant");
    ok(sign(&consultant, deal, &[]));
    let manager = app.sign_in("sales.manager");
    let arrived = || rows(&manager, "/leads?view=all&reached=arrived");
    assert_eq!(arrived(), 1);
    diesel::sql_query(
        "UPDATE sales_orders SET state = 'cancelled', cancelled_at = now(), cancelled_because_sealed = '\\x00'",
    )
    .execute(&mut app.database.owner())
    .unwrap();
    assert_eq!(rows(&manager, "/leads?view=all&reached=ordered"), 0);
    assert_eq!(arrived(), 1, "they were there all the same");
}

#[test]
fn what_waits_for_a_decision_is_that_of_whom_is_looked_at() {
    let app = TestApp::spawn();
    let customer = app.customer_of("consultant", "王磊", "137 1234 0001");
    let id = opportunity_of(&app, "consultant", customer);
    let why = [("reason", "price"), ("note", "差两万")];
    step(&app.sign_in("consultant"), id, "loss", &why);
    let manager = app.sign_in("sales.manager");
    assert!(manager.get(PAGE).text("#waiting").contains('1'));
    let (own, other) = (app.actor("consultant").id, app.actor("consultant2").id);
    let page = manager.get(&format!("{PAGE}?owner={own}"));
    let list = page.attributes("#waiting a", "href").remove(0);
    assert!(list.contains(&own.to_string()), "{list}");
    assert!(manager.get(&list).has(&format!("#row-{id}")));
    assert!(!manager.get(&format!("{PAGE}?owner={other}")).has("#waiting"));
}

#[test]
fn a_list_longer_than_a_page_says_how_many_its_figure_counted() {
    let app = TestApp::spawn();
    for number in 0..41 {
        lead_of(&app, &format!("138 0000 {number:04}"), Some("consultant"));
    }
    let manager = app.sign_in("sales.manager");
    let page = manager.get(PAGE);
    let list = page.attributes(".kpi", "href").remove(0);
    assert_eq!(page.texts(".kpi .v").remove(0), "41");
    assert!(manager.get(&list).text("main").contains("共 41 条"));
    // The denominators open too: of the shares of calls and of orders.
    assert_eq!(page.texts("#shares a").len(), 2);
}
