//! The call board of the waiting area, who sets it up, and a visitor's own place.

use std::time::Duration;

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_types::{Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;
use yingke::schema::{call_boards, visits};
use yingke::values::ids::{CallBoardId, StoreId, VisitId};
use yingke::visits::appointments::commands::add_day_off;
use yingke::visits::appointments::rules::{DaysOff, OffReason};
use yingke::visits::commands;
use yingke::visits::model::{NewArrival, Visit, Who};
use yingke::visits::rules::{LeaveReason, Purpose};

use crate::support::builders::VIN;
use crate::support::client::block_on;
use crate::support::{Page, TestApp};

/// A visitor without a record joins the queue of the workshop.
fn guest(app: &TestApp) -> Visit {
    let new = NewArrival::new(app.store(), Purpose::Service, Who::Guest(Some("李雷".into())));
    app.write("advisor", |tx| commands::arrive(tx, new)).unwrap()
}

/// A customer of the store with a car, who arrives.
fn known(app: &TestApp) -> Visit {
    let customer = app.customer("顾明", "13812345621");
    let vehicle = app.vehicle(customer, "沪A7K32D", VIN);
    let who = Who::Known {
        customer,
        vehicle: Some(vehicle),
    };
    let new = NewArrival::new(app.store(), Purpose::Service, who);
    app.write("advisor", |tx| commands::arrive(tx, new)).unwrap()
}

fn call(app: &TestApp, id: VisitId, counter: &str) {
    app.write("advisor", |tx| commands::call(tx, id, counter, None))
        .unwrap();
}

/// The address of a new board.
fn board(app: &TestApp) -> String {
    let token = app
        .write("manager", |tx| commands::open_board(tx, "一楼休息区"))
        .unwrap();
    format!("/call-board/{token}")
}

/// The address on the slip of a visit.
fn place(app: &TestApp, id: VisitId) -> String {
    let token: String = visits::table
        .find(id)
        .select(visits::token)
        .first(&mut app.database.owner())
        .unwrap();
    format!("/position/{token}")
}

/// Another store with a board and a visitor, number 77, who was called and one, 78, who waits.
fn elsewhere(app: &TestApp) -> Uuid {
    let (store, now) = (Uuid::now_v7(), app.clock.now());
    let conn = &mut app.database.owner();
    diesel::sql_query(
        "INSERT INTO stores (id, code, name, name_en, created_at) VALUES ($1, 'HQ02', '虹桥店', 'Hongqiao', $2)",
    )
    .bind::<SqlUuid, _>(store)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .unwrap();
    for (number, called) in [(77, "$2"), (78, "NULL")] {
        diesel::sql_query(format!(
            "INSERT INTO visits (id, store_id, line, ticket_on, ticket_no, state, purpose, queued_at, token, arrived_at, \
             counter, called_at) SELECT $3, $1, 'service', $2::date, {number}, 'waiting', 'service', $2 - interval '1 hour', \
             $3::text, $2, CASE WHEN {called}::timestamptz IS NULL THEN NULL ELSE '4' END, {called}::timestamptz"
        ))
        .bind::<SqlUuid, _>(store)
        .bind::<Timestamptz, _>(now)
        .bind::<SqlUuid, _>(Uuid::now_v7())
        .execute(conn)
        .unwrap();
    }
    store
}

#[test]
fn the_board_shows_numbers_and_counters_and_nothing_else() {
    let app = TestApp::spawn();
    let (first, second) = (known(&app), guest(&app));
    let path = board(&app);
    let visitor = app.visitor();
    let page = visitor.get(&path);
    assert_eq!(page.status, 200);
    assert!(!page.has("[data-call]"));
    assert_eq!(page.texts(".tv-waiting li"), [first.ticket(), second.ticket()]);
    call(&app, first.id, "1");
    let page = visitor.get(&path);
    assert_eq!(page.texts(".tv-calls li b"), [first.ticket()]);
    assert_eq!(page.text(".tv-counter"), "1 号台");
    assert_eq!(page.texts(".tv-waiting li"), [second.ticket()]);
    assert_eq!(page.header("cache-control"), "no-store");
    let advisor = app.actor("advisor").name;
    for secret in ["顾明", "李雷", "12345621", "1234 5621", "7K32D", VIN, advisor.as_str()] {
        assert!(!page.body.contains(secret), "{secret} on the board");
    }
    let fragment = visitor.get_region(&path, "board");
    assert!(fragment.body.contains(&first.ticket()) && !fragment.body.contains("<html"));
}

#[test]
fn the_last_call_stands_first_and_another_call_of_a_number_is_a_new_one() {
    let app = TestApp::spawn();
    let (first, second) = (guest(&app), guest(&app));
    let path = board(&app);
    let visitor = app.visitor();
    call(&app, first.id, "1");
    let once = visitor.get(&path).attributes("[data-call]", "data-call");
    app.advance(TimeDelta::minutes(1));
    call(&app, second.id, "2");
    let page = visitor.get(&path);
    assert_eq!(page.texts(".tv-calls li b"), [second.ticket(), first.ticket()]);
    assert_eq!(page.attributes("[data-call]", "data-call")[1], once[0]);
    app.advance(TimeDelta::minutes(1));
    call(&app, first.id, "3");
    let page = visitor.get(&path);
    assert_eq!(page.texts(".tv-calls li b"), [first.ticket(), second.ticket()]);
    assert_eq!(page.texts(".tv-counter"), ["3 号台", "2 号台"]);
    assert_ne!(page.attributes("[data-call]", "data-call")[0], once[0]);
    // The same address begins the next day empty.
    app.advance(TimeDelta::days(1));
    let page = visitor.get(&path);
    assert_eq!(page.status, 200);
    assert!(!page.has("[data-call]") && !page.has(".tv-waiting li"));
}

#[test]
fn another_store_is_neither_shown_nor_counted_nor_touched() {
    let app = TestApp::spawn();
    let store = app.store();
    let (visit, path) = (guest(&app), board(&app));
    let other = elsewhere(&app);
    let page = app.visitor().get(&path);
    assert_eq!(page.texts(".tv-waiting li"), [visit.ticket()]);
    assert!(!page.body.contains("A077") && !page.body.contains("A078"));
    let place = app.visitor().get(&place(&app, visit.id));
    assert_eq!(place.text("#before"), "下一位就是您");
    diesel::update(call_boards::table.filter(call_boards::store_id.eq(store)))
        .set(call_boards::store_id.eq(StoreId::from(other)))
        .execute(&mut app.database.owner())
        .unwrap();
    let page = app.visitor().get(&path);
    assert_eq!(page.texts(".tv-calls li b"), ["A077"]);
    assert_eq!(page.texts(".tv-waiting li"), ["A078"]);
    let id: Uuid = call_boards::table
        .select(call_boards::id)
        .first(&mut app.database.owner())
        .unwrap();
    let manager = app.sign_in("manager");
    assert!(!manager.get("/call-boards").has(".screen"));
    assert_eq!(
        manager.post_form(&format!("/call-boards/{id}/revocation"), &[]).status,
        404
    );
    assert_eq!(app.visitor().get(&path).status, 200);
}

#[test]
fn a_manager_makes_a_board_and_ends_it() {
    let app = TestApp::spawn();
    let manager = app.sign_in("service.manager");
    assert!(manager.get("/reception").has(".acts a[href='/call-boards']"));
    assert!(manager.get("/call-boards").has(".empty"));
    let answer = manager.post_form("/call-boards", &[("name", "二楼茶水间")]);
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(app.audit().last().unwrap(), "visits.open_board");
    let page = manager.get(answer.location());
    assert_eq!(page.text(".screen b"), "二楼茶水间");
    assert!(page.text(".screen small").contains(&app.actor("service.manager").name));
    let path = page.attributes(".screen a.btn", "href").remove(0);
    assert_eq!(page.text(".screen code"), format!("{}{path}", app.base));
    assert_eq!(
        page.attributes("[data-copy]", "data-copy"),
        [format!("{}{path}", app.base)]
    );
    assert!(page.has(".screen svg[role=img]"));
    assert_eq!(app.visitor().get(&path).status, 200);
    let revocation = page.attributes(".screen form[data-confirm]", "action").remove(0);
    assert_eq!(manager.post_form(&revocation, &[]).status, 303);
    assert_eq!(app.audit().last().unwrap(), "visits.revoke_board");
    assert_eq!(app.visitor().get(&path).status, 404);
    assert_eq!(app.visitor().get(&format!("{path}/events")).status, 404);
    let page = manager.get("/call-boards");
    assert_eq!(page.text(".screen .tag"), "已停用");
    assert!(!page.has(".screen a.btn") && !page.has(".screen form"));
    let again = manager.post_form(&revocation, &[]);
    assert_eq!(again.status, 409);
    assert!(again.has(".screen"));
}

#[test]
fn who_may_not_plan_makes_no_board() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    assert!(!advisor.get("/reception").has("a[href='/call-boards']"));
    assert_eq!(advisor.get("/call-boards").status, 403);
    assert_eq!(advisor.post_form("/call-boards", &[("name", "大厅")]).status, 403);
    let boards: i64 = call_boards::table
        .count()
        .get_result(&mut app.database.owner())
        .unwrap();
    assert_eq!(boards, 0);
}

#[test]
fn a_bad_name_stays_typed_beside_its_fault() {
    let app = TestApp::spawn();
    let manager = app.sign_in("manager");
    let empty = manager.post_form("/call-boards", &[("name", "  ")]);
    assert_eq!(empty.status, 422);
    assert!(empty.has("#f-name-err"));
    let long = "长".repeat(41);
    let answer = manager.post_form("/call-boards", &[("name", &long)]);
    assert_eq!(answer.status, 422);
    assert!(answer.has("#f-name-err"));
    assert_eq!(answer.value("name"), long);
    assert!(!answer.has(".screen"));
}

#[test]
fn a_visitor_sees_how_many_are_before_then_the_counter_then_that_it_is_over() {
    let app = TestApp::spawn();
    let (first, second, third) = (guest(&app), known(&app), guest(&app));
    let path = place(&app, third.id);
    let visitor = app.visitor();
    let page = visitor.get(&path);
    assert_eq!(page.status, 200);
    assert_eq!(page.text("#ticket"), third.ticket());
    assert_eq!(page.text("#before"), "前面还有 2 位");
    assert!(page.text("#about").starts_with("预计约 "));
    assert!(page.body.len() < 30_000, "{} bytes", page.body.len());
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "same-origin");
    for secret in ["顾明", "李雷", "12345621", "1234 5621", "7K32D"] {
        assert!(!page.body.contains(secret), "{secret} on the page");
    }
    app.write("advisor", |tx| commands::receive(tx, first.id, None))
        .unwrap();
    assert_eq!(visitor.get(&path).text("#before"), "前面还有 1 位");
    app.write("advisor", |tx| commands::receive(tx, second.id, None))
        .unwrap();
    assert_eq!(visitor.get_region(&path, "place").text("#before"), "下一位就是您");
    call(&app, third.id, "2");
    let page = visitor.get(&path);
    assert_eq!(page.text("#counter"), "2 号台");
    assert!(!page.has("#before") && !page.has("#about"));
    app.write("advisor", |tx| commands::receive(tx, third.id, None))
        .unwrap();
    let page = visitor.get(&path);
    assert!(!page.has("#counter"));
    assert!(page.text(".place-state").contains("正在为您接待"));
    app.write("advisor", |tx| {
        commands::leave(tx, third.id, LeaveReason::Done, None, None)
    })
    .unwrap();
    assert!(visitor.get(&path).text(".place-state").contains("已结束"));
}

#[test]
fn who_was_called_is_before_nobody_and_those_at_work_share_the_wait() {
    let app = TestApp::spawn();
    let (first, _, third) = (guest(&app), guest(&app), guest(&app));
    let path = place(&app, third.id);
    let about = || app.visitor().get(&path).text("#about");
    assert_eq!(
        about(),
        "预计约 10 分钟",
        "two before, two advisors, eight minutes each"
    );
    call(&app, first.id, "1");
    assert_eq!(app.visitor().get(&path).text("#before"), "前面还有 1 位");
    assert_eq!(about(), "预计约 5 分钟");
    let stays_away = |username: &str| {
        let (person, today) = (app.actor(username).id, "2026-11-22".parse().unwrap());
        let off = DaysOff {
            from: today,
            until: today,
            reason: OffReason::Sick,
        };
        app.write("manager", |tx| add_day_off(tx, person, off)).unwrap();
    };
    stays_away("advisor2");
    assert_eq!(about(), "预计约 10 分钟", "one is left");
    stays_away("advisor");
    assert!(!app.visitor().get(&path).has("#about"), "nobody knows");
}

#[test]
fn a_number_of_yesterday_is_told_to_be_one() {
    let app = TestApp::spawn();
    let path = place(&app, guest(&app).id);
    app.advance(TimeDelta::days(1));
    let page = app.visitor().get(&path);
    assert!(page.text(".place-state").contains("已过当日"));
    assert!(!page.has("#before"));
}

#[test]
fn both_pages_speak_english_when_asked() {
    let app = TestApp::spawn();
    let (first, second, third) = (guest(&app), guest(&app), guest(&app));
    let path = board(&app);
    call(&app, first.id, "1");
    // A language is called by its own name.
    let han = |page: &Page| {
        let text = page.body.replace("中文", "");
        text.chars().any(|sign| ('\u{4e00}'..='\u{9fff}').contains(&sign))
    };
    let page = app.visitor().get(&format!("{path}?lang=en"));
    assert_eq!(page.attributes("html", "lang"), ["en"]);
    assert_eq!(page.text(".tv-counter"), "Counter 1");
    assert_eq!(page.text(".tv-top b"), "Pudong store");
    assert!(!han(&page), "{}", page.body);
    let page = app.visitor().get(&format!("{}?lang=en", place(&app, second.id)));
    assert_eq!(page.text("#before"), "You are next", "who is called waits no more");
    let page = app.visitor().get(&format!("{}?lang=en", place(&app, third.id)));
    assert_eq!(page.attributes("html", "lang"), ["en"]);
    assert_eq!(page.text("#before"), "1 person is before you");
    assert!(!han(&page), "{}", page.body);
    // Whoever hung the television up: it speaks Chinese unless its address says otherwise.
    let visitor = app.visitor();
    visitor.post_form("/preferences", &[("lang", "en"), ("next", "/sign-in")]);
    assert_eq!(visitor.get(&path).attributes("html", "lang"), ["zh-CN"]);
}

#[test]
fn the_board_hears_of_a_call_and_lets_only_so_many_listen() {
    let app = TestApp::spawn();
    let visit = guest(&app);
    let path = format!("{}/events", board(&app));
    let visitor = app.visitor();
    let mut streams: Vec<_> = (0..10)
        .map(|_| block_on(visitor.request("GET", &path).send()).unwrap())
        .collect();
    assert!(streams.iter().all(|stream| stream.status() == 200));
    assert_eq!(visitor.send_for_head(visitor.request("GET", &path)).status, 429);
    call(&app, visit.id, "1");
    let stream = &mut streams[0];
    let heard = block_on(async {
        tokio::time::timeout(Duration::from_secs(5), async {
            while let Some(chunk) = stream.chunk().await.unwrap() {
                let text = String::from_utf8(chunk.to_vec()).unwrap();
                if text.contains("event:") {
                    return text;
                }
            }
            String::new()
        })
        .await
    });
    assert!(heard.unwrap().contains("event: changed-visits\ndata: visits"));
}

#[test]
fn a_stream_ends_with_its_board() {
    let app = TestApp::spawn();
    let path = board(&app);
    let mut stream = block_on(app.visitor().request("GET", &format!("{path}/events")).send()).unwrap();
    let id: CallBoardId = call_boards::table
        .select(call_boards::id)
        .first(&mut app.database.owner())
        .unwrap();
    app.write("manager", |tx| commands::revoke_board(tx, id)).unwrap();
    let ended = block_on(async {
        let end = async { while stream.chunk().await.unwrap().is_some() {} };
        tokio::time::timeout(Duration::from_secs(5), end).await
    });
    assert!(ended.is_ok(), "nobody ended it");
}

#[test]
fn an_address_that_leads_nowhere_says_so_without_the_way_to_the_staffs_pages() {
    let app = TestApp::spawn();
    let nothing = Uuid::new_v4().simple();
    for (path, words) in [
        (format!("/call-board/{nothing}"), "叫号屏已停用"),
        (format!("/position/{nothing}"), "没有这个号码"),
    ] {
        let page = app.visitor().get(&path);
        assert_eq!(page.status, 404, "{path}");
        assert!(page.text("#nowhere").contains(words), "{}", page.body);
        assert!(!page.has("a[href='/']") && !page.has("a[href^='/sign-in']"), "{path}");
        let english = app.visitor().get(&format!("{path}?lang=en"));
        assert_eq!(
            (english.status, english.text("#nowhere h1").as_str()),
            (404, "This address leads nowhere")
        );
    }
}

#[test]
fn trying_addresses_is_held_off_and_a_right_one_is_not() {
    let app = TestApp::spawn();
    let (path, own) = (board(&app), place(&app, guest(&app).id));
    let visitor = app.visitor();
    for try_ in 0..30 {
        let path = ["/call-board/", "/position/"][try_ % 2];
        assert_eq!(visitor.get(&format!("{path}{}", Uuid::new_v4().simple())).status, 404);
    }
    assert_eq!(
        visitor.get(&format!("/position/{}", Uuid::new_v4().simple())).status,
        429
    );
    assert_eq!(visitor.get(&path).status, 200);
    assert_eq!(visitor.get(&own).status, 200);
}
