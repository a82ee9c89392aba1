//! The call board on a television: live, with a chime, and honest when it has lost contact.

use std::time::Duration;

use chrono::TimeDelta;
use yingke::values::ids::VisitId;
use yingke::visits::commands;
use yingke::visits::model::{NewArrival, Visit, Who};
use yingke::visits::rules::Purpose;

use super::support::Browser;
use crate::support::TestApp;

/// Counts the tones that a page makes.
const EAR: &str = "window.__tones = 0;
    const make = BaseAudioContext.prototype.createOscillator;
    BaseAudioContext.prototype.createOscillator = function () { window.__tones += 1; return make.call(this); };";

fn guest(app: &TestApp) -> Visit {
    let new = NewArrival::new(app.store(), Purpose::Service, Who::Guest(None));
    app.write("advisor", |tx| commands::arrive(tx, new)).unwrap()
}

/// A minute after whatever happened last.
fn call(app: &TestApp, id: VisitId, counter: &str) {
    app.advance(TimeDelta::minutes(1));
    app.write("advisor", |tx| commands::call(tx, id, counter, None))
        .unwrap();
}

/// A television that shows a new board.
fn television(app: &TestApp) -> Browser {
    let token = app.write("manager", |tx| commands::open_board(tx, "一楼")).unwrap();
    let browser = Browser::open(app);
    browser.on_each_page(EAR);
    browser.width(1920);
    browser.visit(&format!("/call-board/{token}"));
    browser.sees("[data-updated]:not(:empty)");
    browser
}

#[test]
fn a_call_is_on_the_board_at_once_and_rung_for_after_one_click() {
    let app = TestApp::spawn();
    let (first, second) = (guest(&app), guest(&app));
    let board = television(&app);
    assert_eq!(board.complaints(), Vec::<String>::new());
    assert_eq!(board.barriers(), Vec::<String>::new());
    call(&app, first.id, "1");
    let took = board.until("the first call is shown", || board.has("[data-call] .tv-counter"));
    assert!(took < Duration::from_secs(3), "{took:?}");
    let tones = || board.script::<u32>("return window.__tones");
    assert_eq!(tones(), 0, "nobody asked for sound yet");
    board.click("[data-sound]");
    board.sees("[data-sound][aria-pressed=true]");
    let heard = tones();
    assert!(heard > 0, "how it sounds");
    call(&app, second.id, "2");
    board.until("the second call is rung for", || tones() > heard);
    assert_eq!(board.text(".tv-calls li:first-child b"), second.ticket());
    let heard = tones();
    call(&app, second.id, "2");
    board.until("a call again is rung for too", || tones() > heard);
    assert_eq!(board.count("[data-call]"), 2);
    assert_eq!(board.barriers(), Vec::<String>::new());
}

#[test]
fn a_board_without_contact_says_since_when_and_comes_back_by_itself() {
    let app = TestApp::spawn();
    let visit = guest(&app);
    let board = television(&app);
    assert_eq!(board.count("[data-lost]"), 0);
    board.network(false);
    board.sees("[data-lost]");
    assert!(board.text("[data-lost]").contains("最后更新"));
    assert_eq!(board.barriers(), Vec::<String>::new());
    call(&app, visit.id, "3");
    board.network(true);
    board.until("what was missed is shown", || board.has("[data-call] .tv-counter"));
    board.until("nothing is lost any more", || board.count("[data-lost]") == 0);
    assert_eq!(board.text(".tv-counter"), "3 号台");
}

#[test]
fn a_revoked_board_goes_dark() {
    use diesel::prelude::*;
    use yingke::schema::call_boards;
    use yingke::values::ids::CallBoardId;

    let app = TestApp::spawn();
    let board = television(&app);
    let id: CallBoardId = call_boards::table
        .select(call_boards::id)
        .first(&mut app.database.owner())
        .unwrap();
    app.write("manager", |tx| commands::revoke_board(tx, id)).unwrap();
    board.until("the board is gone", || !board.has("[data-poll]"));
    assert!(board.text("main").contains("已失效"));
}
