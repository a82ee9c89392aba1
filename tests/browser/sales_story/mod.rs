//! A lead from the API to the car that is handed over and the call a week later, by the people who work on it; the test
//! moves the clock. And what those are told who want the same thing at once.

mod races;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::Key;
use yingke::platform::i18n::times;
use yingke::sales::deliveries::rules::Check;
use yingke::sales::rules::Stage;
use yingke::schema::{leads, opportunities, tasks};
use yingke::values::ids::{CustomerId, LeadId, OpportunityId, StaffId, TaskId};

use super::support::Browser;
use crate::support::TestApp;
use crate::support::builders::VIN;
use crate::web::sales::opportunities::stage;

/// What sends a dialog.
const SEND: &str = "#dialog .dialog-f [type=submit]";
/// The number of the standard's own example.
const LICENCE: &str = "11010519491231002X";
const TOTAL: &str = "¥189,114.57";
const QUOTE: [(&str, &str); 14] = [
    ("model", "星驰 S5 1.5T"),
    ("colour", "白"),
    ("car_price", "169800"),
    ("discount", "5000"),
    ("compulsory", "950"),
    ("vehicle_tax", "420"),
    ("commercial", "4200.50"),
    ("commercial_covers", "车损险、第三者责任险 200 万"),
    ("plate_fee", "500"),
    ("accessory", "脚垫"),
    ("accessory-price", "680"),
    ("warranty", "2980"),
    ("warranty_covers", "延长 2 年或 6 万公里"),
    ("remark", "赠送首次保养"),
];

/// A time in the store.
fn moment(typed: &str) -> DateTime<Utc> {
    let typed = NaiveDateTime::parse_from_str(typed, "%Y-%m-%dT%H:%M").unwrap();
    times::instant(typed).unwrap()
}

fn open(browser: &Browser, path: &str) {
    browser.visit(path);
    browser.until_quiet();
}

/// Somebody at their screen.
fn at_work(app: &TestApp, account: &str, path: &str) -> Browser {
    let browser = Browser::open(app);
    browser.sign_in(account);
    open(&browser, path);
    browser
}

/// Moves the clock on. Whoever was at this screen has been away for longer than a session lasts, and signs in again.
fn comes_back(app: &TestApp, browser: &Browser, account: &str, clock: &str) {
    // No page is left open that would notice.
    browser.visit("/readyz");
    browser.forget();
    let by = moment(clock) - app.clock.now();
    assert!(by > TimeDelta::zero(), "{clock} is over");
    app.advance(by);
    app.work();
    browser.sign_in(account);
}

/// Presses a button that sends a page's form.
fn send(browser: &Browser, button: &str) {
    browser.arrive(|| browser.click(button));
}

fn opened(browser: &Browser, by: impl FnOnce()) {
    by();
    browser.sees("#dialog[open] .dialog-f");
    browser.until_quiet();
}

/// Opens the dialog of a step, fills it in and sends it.
fn step(browser: &Browser, by: impl FnOnce(), fill: impl FnOnce()) {
    opened(browser, by);
    fill();
    send(browser, SEND);
}

/// Moves a card; what the stage needs besides is asked for beside its field.
fn moved(browser: &Browser, by: impl FnOnce(), to: &str, lacking: &str, fill: impl FnOnce()) {
    opened(browser, by);
    let wanted = format!("#dialog [name=stage][value={to}]");
    if !browser.has(&format!("{wanted}:checked")) {
        browser.tick(&wanted);
    }
    browser.click(SEND);
    browser.sees(&format!("#s-{lacking}-err"));
    browser.until_quiet();
    assert!(browser.has(&format!("{wanted}:checked")), "what was chosen stays");
    fill();
    send(browser, SEND);
}

/// A follow-up of the opportunity that is open.
fn follows_up(browser: &Browser, (kind, outcome): (&str, &str), note: &str, next: &str) {
    step(
        browser,
        || browser.press("r"),
        || {
            browser.tick(&format!("#dialog [name=kind][value={kind}]"));
            browser.tick(&format!("#dialog [name=outcome][value={outcome}]"));
            browser.type_into("#dialog [name=note]", note);
            browser.set("#dialog [name=next_at]", next);
        },
    );
    assert!(browser.text(".tl").contains(note));
}

/// A step of a lead, as its page tells it.
fn clock_says(browser: &Browser, lead: LeadId, code: &str) -> String {
    open(browser, &format!("/leads/{lead}"));
    browser.text(&format!("#chain [data-step={code}]"))
}

fn owner(app: &TestApp, lead: LeadId) -> Option<StaffId> {
    leads::table
        .find(lead)
        .select(leads::owner_id)
        .first(&mut app.database.owner())
        .unwrap()
}

/// A source with its token, made on the screen.
fn makes_a_token(app: &TestApp) -> String {
    let browser = at_work(app, "sales.manager", "/lead-sources");
    browser.arrive(|| browser.press("n"));
    browser.choose("#f-kind", "autohome");
    browser.type_into("#f-name", "浦东站");
    send(&browser, "main .form-foot [type=submit]");
    send(&browser, "form[action$='/tokens'] [type=submit]");
    let token = browser.text("[data-secret]");
    open(&browser, "/lead-sources");
    assert!(browser.text("main tbody").contains("浦东站"));
    token
}

/// What the source's program posts.
fn arrives(app: &TestApp, token: &str, external_id: &str, name: &str, phone: &str) -> LeadId {
    let body = json!({
        "external_id": external_id,
        "name": name,
        "phone": phone,
        "model": "星驰 S5 1.5T",
        "city": "上海",
        "message": "想了解落地价",
    });
    let program = app.visitor();
    let answer = program.send(program.request("POST", "/api/leads").bearer_auth(token).json(&body));
    assert_eq!(answer.status, 201, "{}", answer.body);
    let told: Value = serde_json::from_str(&answer.body).unwrap();
    told["id"].as_str().unwrap().parse().unwrap()
}

fn on_the_roster(app: &TestApp, account: &str, fields: &[(&str, &str)]) {
    let path = format!("/sales-duty/{}", app.actor(account).id);
    let answer = app.sign_in("sales.manager").post_form(&path, fields);
    assert_eq!(answer.status, 303, "{}", answer.body);
}

/// Leads go in turn to who takes them; each sees their own at once.
fn is_dealt(app: &TestApp, browser: &Browser, token: &str) -> LeadId {
    on_the_roster(app, "consultant2", &[("lock_version", "0")]);
    open(browser, "/leads");
    browser.until_live();
    let lead = arrives(app, token, "AH41000001", "彭杰轩", "15171009637");
    let row = format!("#lead-{lead}");
    assert_eq!(owner(app, lead), None, "nobody's for a minute");
    app.advance(TimeDelta::minutes(2));
    app.work();
    assert_eq!(owner(app, lead), Some(app.actor("consultant").id));
    browser.until("the lead shows by itself", || browser.has(&row));

    on_the_roster(app, "consultant2", &[("takes_leads", "1"), ("lock_version", "1")]);
    let next = arrives(app, token, "AH41000002", "顾明", "13812345621");
    app.advance(TimeDelta::minutes(2));
    app.work();
    assert_eq!(owner(app, next), Some(app.actor("consultant2").id), "it was their turn");
    open(browser, "/leads");
    assert!(browser.has(&row) && !browser.has(&format!("#lead-{next}")));
    lead
}

/// Opens the page of an opportunity and goes on to another part of sales.
fn goes_from(browser: &Browser, deal: OpportunityId, to: &str) {
    open(browser, &format!("/opportunities/{deal}"));
    send(browser, &format!("#doors a[href='{to}']"));
}

/// A first call that nobody answers is an attempt. Then the lead becomes an opportunity, and the call is logged with what
/// was said and when to call again.
fn is_called(app: &TestApp, browser: &Browser, lead: LeadId) -> OpportunityId {
    send(browser, &format!("#lead-{lead} a.go"));
    assert_eq!(browser.count("#chain [data-step]"), 4);
    step(
        browser,
        || browser.press("l"),
        || {
            browser.tick("#dialog [name=outcome][value=unanswered]");
            browser.type_into("#dialog [name=note]", "无人接听");
        },
    );
    let tried = browser.text("#chain [data-step=first_call]");
    assert!(tried.contains("已拨打 1 次"), "{tried}");
    step(browser, || browser.press("q"), || {});
    let path = browser.path();
    let deal: OpportunityId = path.trim_start_matches("/opportunities/").parse().unwrap();
    assert_eq!(stage(app, deal), Stage::New);
    app.advance(TimeDelta::minutes(15));
    follows_up(
        browser,
        ("phone", "answered"),
        "家用，两个孩子，看重第二排",
        "2026-11-26T09:30",
    );
    assert_eq!(stage(app, deal), Stage::Contacted);
    browser.click(".acts details summary");
    step(
        browser,
        || browser.click(".acts .pop-item[href$='/needs']"),
        || browser.type_into("#dialog [name=who]", "太太上下班，周末接送孩子"),
    );
    assert!(browser.text("#needs").contains("接送孩子"));
    let call = clock_says(browser, lead, "first_call");
    assert!(call.contains("按时") && call.contains("电话已接通"), "{call}");
    deal
}

/// By drawing it, by keys, by its button; each stage asks for what it needs.
fn moves_on_the_board(app: &TestApp, browser: &Browser, deal: OpportunityId) {
    let card = format!("#card-{deal}");
    open(browser, "/board");
    browser.until("cards can be drawn", || {
        browser.script("return Boolean(window.Sortable?.get(document.querySelector('[data-column=nurturing]')))")
    });
    moved(
        browser,
        || browser.drag(&card, "[data-column=nurturing]"),
        "interested",
        "level",
        || {
            assert!(
                browser.has(&format!("[data-column=contacted] {card}")),
                "it stays where it was until it is moved"
            );
            browser.choose("#dialog [name=level]", "a");
        },
    );
    assert_eq!(stage(app, deal), Stage::Interested);

    open(browser, "/board");
    browser.press("j");
    assert!(browser.focus_is_on(&card));
    moved(
        browser,
        || browser.press("m"),
        "comparing",
        "competitor",
        || browser.type_into("#dialog [name=competitor]", "汉 DM-i"),
    );
    assert_eq!(stage(app, deal), Stage::Comparing);

    open(browser, "/board");
    moved(
        browser,
        || browser.click(&format!("{card} [data-move]")),
        "interested",
        "reason",
        || browser.type_into("#dialog [name=reason]", "不再考虑竞品"),
    );
    assert_eq!(stage(app, deal), Stage::Interested);
    open(browser, "/board");
    browser.sees(&format!("[data-column=nurturing] {card}"));
}

/// A place in the grid, the keys, the car back, what they say of it.
fn is_driven(app: &TestApp, browser: &Browser, deal: OpportunityId) {
    let car = [
        ("plate", "沪AD12345"),
        ("model", "星驰 S5 1.5T"),
        ("energy", "fuel"),
        ("mileage", "1200"),
        ("insurance_until", "2027-06-01"),
        ("inspection_until", "2027-06-01"),
    ];
    let added = app.sign_in("sales.manager").post_form("/demo-cars", &car);
    assert_eq!(added.status, 303, "{}", added.body);
    goes_from(browser, deal, &format!("/test-drives?opportunity={deal}"));
    browser.arrive(|| browser.click("a.cal-open"));
    assert_eq!(browser.value("#f-opportunity"), deal.to_string());
    assert_eq!(browser.value("#f-starts_at"), "2026-11-27T10:00");
    send(browser, "main .form-foot [type=submit]");
    let drive = browser.path();

    browser.type_into("#f-licence", LICENCE);
    browser.set("#f-licence_until", "2030-01-01");
    browser.tick("[name=licence_seen]");
    browser.type_into("#f-km", "1205");
    browser.tick("[name=on_paper]");
    send(browser, "form[action$='/hand-over'] .form-foot [type=submit]");
    assert_eq!(browser.path(), drive);
    open(browser, "/test-drives");
    browser.sees(&format!("a.cal-entry[href='{drive}']"));

    app.advance(TimeDelta::minutes(25));
    open(browser, &drive);
    browser.type_into("#f-km", "1225");
    send(browser, "form[action$='/return'] .form-foot [type=submit]");
    assert_eq!(
        stage(app, deal),
        Stage::Interested,
        "not driven before the result is there"
    );
    browser.tick("[name=rating][value='4']");
    browser.tick("[name=intent][value=ready]");
    browser.type_into("[name=liked]", "加速和第二排");
    send(browser, "form[action$='/result'] .form-foot [type=submit]");
    assert_eq!(stage(app, deal), Stage::TestDriven);
}

/// Line by line, with its total at once; tells where the customer reads it.
fn is_quoted(app: &TestApp, browser: &Browser, deal: OpportunityId) -> (String, String) {
    let quotes = format!("/opportunities/{deal}/quotes");
    goes_from(browser, deal, &quotes);
    send(browser, &format!("main .acts a[href='{quotes}/new']"));
    browser.choose("#f-energy", "fuel");
    for (field, typed) in QUOTE {
        browser.type_into(&format!("#f-{field}"), typed);
    }
    browser.press(Key::Tab);
    browser.until("the total is reckoned", || browser.text("#quote-total").contains(TOTAL));
    browser.until_quiet();
    send(browser, "#quote-form .form-foot [type=submit]");
    let quote = browser.path();
    assert_eq!(browser.text("#total"), TOTAL);
    send(browser, "form[action$='/release'] [type=submit]");
    assert_eq!(stage(app, deal), Stage::Quoted);
    let address = browser.text("#customer-page");
    (quote, address.strip_prefix(&app.base).unwrap().to_owned())
}

/// The customer, on a telephone and without an account.
fn is_agreed(app: &TestApp, address: &str) {
    const CONFIRM: &str = "form[action^='/q/'] [type=submit]";
    let phone = Browser::open(app);
    phone.width(390);
    open(&phone, address);
    assert_eq!(phone.text("#total"), TOTAL);
    assert_eq!(phone.count("#charges .charge"), 9, "each charge by itself");
    assert_eq!(phone.complaints(), Vec::<String>::new());
    assert_eq!(phone.barriers(), Vec::<String>::new());
    send(&phone, CONFIRM);
    phone.sees("#f-understood-err");
    for place in 0..9 {
        phone.tick(&format!("[name=understood][value='{place}']"));
    }
    send(&phone, CONFIRM);
    assert!(phone.text("#over").contains("已确认"));
    assert!(!phone.has(CONFIRM));
}

/// The contract from the quote, the deposit, the day of the delivery; tells where that is.
fn is_ordered(app: &TestApp, browser: &Browser, deal: OpportunityId) -> String {
    goes_from(browser, deal, &format!("/sales-orders/new?opportunity={deal}"));
    assert!(browser.text("main form dl.props").contains(TOTAL), "what was agreed to");
    assert!(!browser.has("#s-total"), "and nobody types another");
    assert_eq!(browser.value("#s-colour"), "白");
    browser.type_into("#s-deposit", "5000");
    browser.set("#s-promised_on", "2026-11-29");
    send(browser, "main form .dialog-f [type=submit]");
    assert_eq!(stage(app, deal), Stage::Ordered);
    assert!(browser.text("h1").starts_with("HT20261127-"));
    step(
        browser,
        || browser.click(".acts [hx-get$='/receipts']"),
        || browser.tick("#dialog [name=paid_how][value=card]"),
    );
    let sums = browser.text("section[aria-labelledby=plan-h] dl.props");
    assert!(sums.contains("¥5,000") && sums.contains("¥184,114.57"), "{sums}");
    step(
        browser,
        || browser.click(".acts [hx-get$='/receipts']"),
        || browser.tick("#dialog [name=paid_how][value=transfer]"),
    );
    step(
        browser,
        || browser.click(".acts [hx-get*='/deliveries/new']"),
        || browser.set("#dialog [name=planned_at]", "2026-11-29T10:00"),
    );
    let delivery = browser.path();
    assert!(delivery.starts_with("/deliveries/"), "{delivery}");
    open(browser, "/board");
    assert!(!browser.has(&format!("#card-{deal}")), "what is sold is on no column");
    delivery
}

/// Everything seen to, a photo, the keys; tells which car it is.
fn is_delivered(app: &TestApp, browser: &Browser, deal: OpportunityId, delivery: &str) -> String {
    open(browser, delivery);
    for check in Check::ALL {
        browser.tick(&format!("[name=checks][value={}]", check.code()));
    }
    send(browser, "[formaction$='/checks']");
    let folder = TempDir::new().unwrap();
    let photo = folder.path().join("car.jpg");
    image::DynamicImage::new_rgb8(60, 40).save(&photo).unwrap();
    browser.upload("#f-photos", &photo);
    send(browser, "[formaction$='/photos']");
    assert!(!browser.has("[data-lacking]"), "nothing is left to do");
    browser.type_into("#f-vin", VIN);
    browser.type_into("#f-plate", "沪A12345");
    browser.type_into("#f-mileage", "12");
    browser.type_into("#f-gift", "脚垫");
    browser.tick("[name=on_paper]");
    send(browser, "form[action$='/hand-over'] .form-foot .btn-primary");
    assert_eq!(stage(app, deal), Stage::Delivered);
    browser.attribute(".acts a[href^='/vehicles/']", "href")
}

/// Customer care calls the new owner.
fn is_called_a_week_later(app: &TestApp) {
    let call: TaskId = tasks::table
        .filter(tasks::kind.eq("sales.week_call"))
        .select(tasks::id)
        .get_result(&mut app.database.owner())
        .unwrap();
    let browser = at_work(app, "care", "/call-backs");
    let row = format!("#task-{call}");
    let shown = browser.text(&row);
    assert!(shown.contains("交车 7 天回访") && shown.contains("彭杰轩"), "{shown}");
    opened(&browser, || {
        browser.click(&format!("{row} [data-row-hotkey=l]"));
    });
    browser.tick("#dialog [name=outcome][value=answered]");
    browser.type_into("#dialog [name=note]", "用车满意，想了解首保时间");
    send(&browser, "#dialog .dialog-f .btn-primary");
    assert!(!browser.has(&row), "it is done");
    let (done, outcome): (bool, Option<String>) = tasks::table
        .find(call)
        .select((tasks::done_at.is_not_null(), tasks::outcome))
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!((done, outcome.as_deref()), (true, Some("answered")));
}

#[test]
fn a_lead_becomes_an_owner_who_is_called_a_week_later() {
    let app = TestApp::spawn_at(moment("2026-11-25T10:00"));
    let token = makes_a_token(&app);
    let browser = at_work(&app, "consultant", "/leads");
    let lead = is_dealt(&app, &browser, &token);
    let deal = is_called(&app, &browser, lead);
    let page = format!("/opportunities/{deal}");

    // The next day material is sent, before the day is over; the card moves.
    comes_back(&app, &browser, "consultant", "2026-11-26T09:40");
    let due = clock_says(&browser, lead, "message");
    assert!(!due.contains("按时"), "{due}");
    open(&browser, &page);
    follows_up(&browser, ("wechat", "sent"), "已发配置表和实测报告", "2026-11-27T10:00");
    let message = clock_says(&browser, lead, "message");
    assert!(message.contains("按时") && message.contains("已发资料"), "{message}");
    moves_on_the_board(&app, &browser, deal);

    // On the third day they drive, read the quote, agree, and sign.
    comes_back(&app, &browser, "consultant", "2026-11-27T10:00");
    is_driven(&app, &browser, deal);
    let second = clock_says(&browser, lead, "second_call");
    assert!(
        second.contains("按时") && second.contains("到店"),
        "they were met: {second}"
    );
    open(&browser, &page);
    follows_up(
        &browser,
        ("phone", "answered"),
        "需求没有变化，等报价",
        "2026-11-28T10:00",
    );
    let (quote, address) = is_quoted(&app, &browser, deal);
    is_agreed(&app, &address);
    open(&browser, &quote);
    assert!(browser.text("main").contains("客户在线确认"));
    let delivery = is_ordered(&app, &browser, deal);

    comes_back(&app, &browser, "consultant", "2026-11-29T09:50");
    let vehicle = is_delivered(&app, &browser, deal, &delivery);
    let customer: CustomerId = opportunities::table
        .find(deal)
        .select(opportunities::customer_id)
        .first(&mut app.database.owner())
        .unwrap();
    open(&browser, &format!("/customers/{customer}"));
    assert_eq!(browser.text("h1"), "彭杰轩");
    browser.sees(&format!(".vehicle a[href='{vehicle}']"));
    assert!(browser.text(".vehicle").contains("沪A"), "the car is theirs");
    drop(browser);

    app.advance(TimeDelta::days(7));
    app.work();
    is_called_a_week_later(&app);
}
