//! The front desk: by keys alone, two at it at once, and what happens under the pointer.

use std::cell::Cell;
use std::time::Duration;

use diesel::prelude::*;
use thirtyfour::{Key, TypingData};
use uuid::Uuid;
use yingke::schema::visits;

use super::support::Browser;
use crate::support::builders::VIN;
use crate::support::{Client, TestApp};
use crate::web::service_orders::{agreed, repair, step, visit_of};

/// How soon a change must show elsewhere, however busy the machine is.
const LIVE: Duration = Duration::from_secs(5);

fn at_the_desk(browser: Browser, account: &str) -> Browser {
    browser.sign_in(account);
    browser.visit("/reception");
    browser.until_quiet();
    browser.complaints();
    browser
}

/// Somebody without a record comes through the door.
fn guest(desk: &Client) {
    let answer = desk.post_form("/visits", &[("guest", "1"), ("purpose", "service")]);
    assert_eq!(answer.status, 303, "{}", answer.body);
}

fn queue_says(browser: &Browser, words: &str) -> bool {
    browser.script(&format!(
        "return document.querySelector('.desk-queue')?.textContent.includes({words:?}) ?? false"
    ))
}

/// Presses keys and counts them; what is typed into the box is not counted.
struct Keys<'a> {
    browser: &'a Browser,
    pressed: Cell<usize>,
}

impl Keys<'_> {
    fn press(&self, key: impl Into<TypingData>) {
        self.pressed.set(self.pressed.get() + 1);
        self.browser.press(key);
    }

    /// How many since this was last asked.
    fn count(&self) -> usize {
        self.pressed.replace(0)
    }
}

#[test]
fn a_known_customer_is_registered_and_called_in_eight_keys() {
    let app = TestApp::spawn();
    let one = app.customer("顾明", "13812345621");
    app.vehicle(one, "沪A7K32D", VIN);
    let two = app.customer("李娜", "13712348812");
    for plate in ["苏B12345", "苏B67890"] {
        app.vehicle(two, plate, "");
    }
    let browser = at_the_desk(Browser::open(&app), "service.manager");
    let keys = Keys {
        browser: &browser,
        pressed: Cell::new(0),
    };

    keys.press("n");
    assert!(browser.focus_is_on("#g-q"));
    browser.press("5621");
    browser.until("the customer is found and chosen", || {
        browser.has("#found [name=who]:checked")
    });
    browser.until_quiet();
    browser.arrive(|| keys.press(Key::Enter));
    assert!(
        browser.path().starts_with("/reception?registered="),
        "{}",
        browser.path()
    );
    assert!(browser.text("main .notice").contains("A001"));
    let taken = keys.count();
    assert!(taken <= 8, "{taken} keys for somebody with one car");

    // Which of two cars is chosen by the arrows.
    keys.press("n");
    browser.press("8812");
    browser.until("both cars are found", || browser.count("#found .desk-match") == 2);
    browser.until_quiet();
    keys.press(Key::Tab);
    assert!(browser.focus_is_on("#found [name=who]"));
    keys.press(Key::Down);
    let chosen: String = browser.script("return document.querySelector('#found [name=who]:checked').value");
    browser.arrive(|| keys.press(Key::Enter));
    assert!(browser.text("main .notice").contains("A002"));
    let taken = keys.count();
    assert!(taken <= 8, "{taken} keys for somebody with two cars");
    let (customer, vehicle): (Option<Uuid>, Option<Uuid>) = visits::table
        .order(visits::id.desc())
        .select((visits::customer_id, visits::vehicle_id))
        .first(&mut app.database.owner())
        .unwrap();
    let registered = customer.zip(vehicle).map(|(one, car)| format!("{one}:{car}"));
    assert_eq!(registered, Some(chosen));

    assert_eq!(browser.count(".desk-queue li"), 2);
    keys.press("1");
    browser.until("the first is called", || queue_says(&browser, "已叫号"));
    let called: Option<i16> = visits::table
        .filter(visits::called_at.is_not_null())
        .select(visits::ticket_no)
        .first(&mut app.database.owner())
        .optional()
        .unwrap();
    assert_eq!(called, Some(1));
    assert!(browser.text("#toasts [data-toast]").contains("已叫号 A001"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn what_one_does_at_the_desk_the_other_sees_at_once() {
    let app = TestApp::spawn();
    let desk = app.sign_in("service.manager");
    guest(&desk);
    let watcher = at_the_desk(Browser::open(&app), "advisor2");
    let caller = at_the_desk(Browser::open(&app), "advisor");
    watcher.until_live();
    caller.press("1");
    let took = watcher.until("the call shows", || queue_says(&watcher, "已叫号"));
    println!("a call is seen by another after {} ms", took.as_millis());
    assert!(took < LIVE, "{took:?}");
    guest(&desk);
    let took = watcher.until("the new one shows", || queue_says(&watcher, "A002"));
    assert!(took < LIVE, "{took:?}");
    assert_eq!(watcher.complaints(), Vec::<String>::new());
}

#[test]
fn a_finding_is_told_on_the_page_that_is_open_once_and_with_the_way_there() {
    let app = TestApp::spawn();
    let (advisor, technician) = (app.sign_in("advisor"), app.sign_in("technician"));
    let order = agreed(&app, &advisor);
    step(&technician, &repair(order, "work"), &[]);
    let other = app.customer("李娜", "13712348812");
    let car = app.vehicle(other, "沪B54321", "");
    visit_of(&app, other.uuid(), car.uuid(), 2);
    let watcher = at_the_desk(Browser::open(&app), "advisor");
    watcher.until_live();
    watcher.press("n");
    let rows = || {
        watcher.script::<Vec<String>>("return [...document.querySelectorAll('#board tr[data-row]')].map(row => row.id)")
    };
    let before = rows();
    let found = [("what", "前刹车片剩 3 毫米"), ("urgency", "soon")];
    step(&technician, &repair(order, "findings"), &found);
    let way = format!("#toasts .toast-info a[href='/service-orders/{order}']");
    let took = watcher.until("it is told", || watcher.has(&way));
    assert!(took < LIVE, "{took:?}");
    assert!(watcher.focus_is_on("#g-q"), "nobody is torn from what they type");
    assert_eq!(rows(), before, "nothing changes its place");
    let polite: bool = watcher.script("return document.querySelector('#toasts').ariaLive === 'polite'");
    assert!(polite);
    watcher.until_quiet();
    assert_eq!(watcher.barriers(), Vec::<String>::new());
    watcher.visit("/service-orders");
    watcher.sees(".ct .hot");
    watcher.until_quiet();
    assert!(!watcher.has(&way), "told once");
    assert_eq!(watcher.complaints(), Vec::<String>::new());
}

#[test]
fn nothing_moves_under_the_pointer_and_who_is_late_is_told_by_whom() {
    let app = TestApp::spawn();
    let desk = app.sign_in("advisor");
    guest(&desk);
    let watcher = at_the_desk(Browser::with_mouse(&app), "advisor2");
    assert!(
        watcher.script::<bool>("return matchMedia('(hover: hover)').matches"),
        "this browser has no mouse"
    );
    watcher.until_live();
    let news = "[data-live-more='board']";
    watcher.point_at(".desk-queue li");
    guest(&desk);
    watcher.sees(news);
    assert_eq!(
        watcher.count(".desk-queue li"),
        1,
        "nothing moves while somebody points there"
    );
    watcher.point_at("#register-title");
    watcher.until("the news is shown", || watcher.count(".desk-queue li") == 2);
    watcher.until("and not offered any more", || watcher.count(news) == 0);

    watcher.point_at(".desk-queue li");
    let first: Uuid = visits::table
        .order(visits::id)
        .select(visits::id)
        .first(&mut app.database.owner())
        .unwrap();
    let called = desk.post_form(
        &format!("/visits/{first}/call"),
        &[("lock_version", "0"), ("counter", "1")],
    );
    assert_eq!(called.status, 303, "{}", called.body);
    watcher.sees(news);
    watcher.press("1");
    watcher.sees("#toasts .toast-bad");
    assert!(watcher.text("#toasts .toast-bad").contains("A001 已由 吴凡 叫号"));
    watcher.until("the desk is as it is now", || queue_says(&watcher, "已叫号"));
}

#[test]
fn a_closed_menu_holds_no_news_back_though_the_focus_stays_on_it() {
    let app = TestApp::spawn();
    let desk = app.sign_in("advisor");
    guest(&desk);
    let watcher = at_the_desk(Browser::with_mouse(&app), "advisor2");
    watcher.until_live();
    let menu = ".desk-queue [data-menu]";
    watcher.click(".desk-queue [data-menu] summary");
    watcher.until("the menu is open", || watcher.has(".desk-queue [data-menu][open]"));
    guest(&desk);
    watcher.sees("[data-live-more='board']");
    watcher.point_at("#register-title");
    assert_eq!(watcher.count(".desk-queue li"), 1, "not while the menu is open");
    watcher.press(Key::Escape);
    watcher.until("the news is shown", || watcher.count(".desk-queue li") == 2);
    assert!(watcher.has(menu) && watcher.focus_is_on(".desk-queue [data-menu] summary"));
    guest(&desk);
    watcher.until("and what comes next too", || watcher.count(".desk-queue li") == 3);
}

#[test]
fn the_button_of_a_row_is_whole_however_narrow_the_window() {
    let app = TestApp::spawn();
    let (manager, desk) = (app.sign_in("service.manager"), app.sign_in("advisor"));
    let customer = app.customer("上海申江汽车租赁有限公司", "13812345621");
    let car = app.vehicle(customer, "沪A7K32D", VIN);
    let who = format!("{customer}:{car}");
    let answer = manager.post_form("/visits", &[("who", &who), ("purpose", "service")]);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let english = desk.post_form("/preferences", &[("lang", "en"), ("next", "/")]);
    assert_eq!(english.status, 303, "{}", english.body);
    let browser = Browser::open(&app);
    browser.sign_in("advisor");
    for width in [1440, 1366, 1280, 1100] {
        browser.width(width);
        browser.visit("/reception?list=waiting");
        browser.until_quiet();
        let cut: bool = browser.script(
            "const button = document.querySelector('.desk-main tbody .btn').getBoundingClientRect(); \
             const box = document.querySelector('.desk-main .scroll').getBoundingClientRect(); \
             return button.right > box.right || button.left < box.left",
        );
        assert!(!cut, "at {width}");
    }
}

#[test]
fn the_card_goes_when_the_box_says_something_else() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "13812345621");
    app.vehicle(customer, "沪A7K32D", VIN);
    let browser = at_the_desk(Browser::open(&app), "service.manager");
    browser.press("n");
    browser.press("5621");
    browser.until("the customer is found and chosen", || {
        browser.has("#found [name=who]:checked")
    });
    browser.until_quiet();
    browser.press_with(Key::Control, 'a');
    browser.press("ab");
    browser.until("the card is gone", || !browser.has("#found [name=who]"));
    browser.press(Key::Enter);
    browser.until("the box says why", || browser.has("#found p.hint"));
    let registered: i64 = visits::table.count().get_result(&mut app.database.owner()).unwrap();
    assert_eq!(registered, 0, "nobody but whom the box names");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
