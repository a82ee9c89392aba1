//! The strip of figures, the lists behind them, the day on paper.

use chrono::TimeDelta;
use yingke::schema::{staff, stores};
use yingke::visits::appointments::commands::book;
use yingke::visits::appointments::model::NewAppointment;

use super::*;
use crate::web::appointments::{at, wanted};

/// 10:00 a walk-in, 10:01 a second, 10:20 somebody expected at 10:30, 10:30 a guest to look at cars; the first was received
/// after eight minutes, the expected one after fifteen, somebody was not expected to wait at all and is still at home.
/// It is 10:36.
fn morning() -> TestApp {
    let app = TestApp::spawn();
    let expected = app.customer("预约客人", "13900000001");
    let missing = app.customer("未到客人", "13900000002");
    for (customer, time, purpose) in [
        (expected, "2026-11-22T10:30", Purpose::Service),
        (missing, "2026-11-22T15:00", Purpose::TestDrive),
    ] {
        let new = NewAppointment {
            purpose,
            ..wanted(&app, customer, time, None)
        };
        app.write("care", |tx| book(tx, &new)).unwrap();
    }
    let until = |time: &str| app.advance(at(&format!("2026-11-22T{time}")) - app.clock.now());
    let first = walk_in(&app, app.customer("张三", "13900000003"), Purpose::Repair).id;
    until("10:01");
    walk_in(&app, app.customer("李四", "13900000004"), Purpose::Service);
    until("10:08");
    app.write("advisor", |tx| commands::receive(tx, first, None)).unwrap();
    until("10:20");
    let second = walk_in(&app, expected, Purpose::Service).id;
    until("10:30");
    guest(&app, Purpose::Showroom);
    until("10:35");
    app.write("advisor", |tx| commands::receive(tx, second, None)).unwrap();
    until("10:36");
    app
}

fn list(page: &Page) -> Vec<String> {
    page.texts("[aria-labelledby='list-title'] tr[data-row]")
}

fn total(page: &Page) -> String {
    page.text("[aria-labelledby='list-title'] > header .pill")
}

#[test]
fn the_figures_add_up_and_each_opens_its_rows() {
    let app = morning();
    let desk = app.sign_in("manager");
    let page = desk.get("/reception");
    assert_eq!(
        page.texts(".kpis .kpi .v"),
        ["2已到 1", "3", "2最长 35 分", "11.5分钟", "50%目标 95%"]
    );
    assert_eq!(page.texts(".kpis .kpi-red .l"), ["等候中"]);
    assert_eq!(page.texts(".kpis .kpi-amber .l"), ["接待及时率"]);
    let links = page.attributes(".kpis .kpi", "href");
    for (link, title, names) in [
        (&links[0], "今日预约", &["预约客人", "未到客人"][..]),
        (&links[1], "到店未预约", &["张三", "李四", "散客"]),
        (&links[2], "等候中", &["李四", "散客"]),
        (&links[3], "接待及时率", &["张三", "预约客人"]),
        (&links[4], "接待及时率", &["张三", "预约客人"]),
    ] {
        let page = desk.get(link);
        assert_eq!(page.text("#list-title"), title, "{link}");
        let rows = list(&page);
        assert_eq!(
            (rows.len(), total(&page)),
            (names.len(), names.len().to_string()),
            "{link}"
        );
        for (row, name) in rows.iter().zip(names) {
            assert!(row.contains(name), "{name} in {row} of {link}");
        }
    }
    assert_eq!(page.text("[aria-labelledby='queue-title'] > header .pill"), "2");
    assert_eq!(page.texts("[aria-labelledby='present-title'] tr[data-row]").len(), 2);
}

#[test]
fn tabs_narrow_the_list_and_stay_in_the_address() {
    let app = morning();
    let desk = app.sign_in("manager");
    let rows = |query: &str| list(&desk.get(&format!("/reception?{query}"))).len();
    assert_eq!((rows("tab=service"), rows("tab=sales")), (1, 1));
    assert_eq!(
        (rows("list=walk_ins&tab=service"), rows("list=walk_ins&tab=sales")),
        (2, 1)
    );
    for nonsense in ["tab=x", "list=x", "counter=x", "registered=x", "all=x"] {
        assert_eq!(rows(nonsense), 2, "{nonsense}");
    }
    let page = desk.get("/reception?list=walk_ins&tab=sales");
    let tabs = page.attributes("[aria-labelledby='list-title'] .seg a", "href");
    assert_eq!(
        tabs,
        [
            "/reception?list=walk_ins",
            "/reception?list=walk_ins&tab=service",
            "/reception?list=walk_ins&tab=sales"
        ]
    );
    assert_eq!(page.texts(".seg a[aria-current]"), ["销售"]);
    let part = desk.get_region("/reception?list=waiting", "board");
    assert!(part.has(".kpis") && list(&part).len() == 2);
    assert!(!part.has("nav.nav") && !part.has("#register-title"));
}

#[test]
fn an_empty_day_says_so() {
    let app = TestApp::spawn();
    let page = app.sign_in("manager").get("/reception");
    assert_eq!(page.texts(".kpis .kpi .v"), ["0已到 0", "0", "0", "—分钟", "—目标 95%"]);
    assert_eq!(
        page.texts(".desk-board .empty b").len(),
        3,
        "appointments, in the store, queue"
    );
}

#[test]
fn who_stayed_overnight_is_in_the_store_but_not_in_todays_figures() {
    let app = morning();
    app.advance(TimeDelta::days(1));
    let page = app.sign_in("manager").get("/reception");
    let figures = page.texts(".kpis .kpi .v");
    assert_eq!((figures[1].as_str(), figures[3].as_str()), ("0", "—分钟"));
    let rows = page.texts("[aria-labelledby='present-title'] tr[data-row]");
    assert_eq!(rows.len(), 2);
    assert!(
        rows[0].contains("A001 11-22") && rows[0].contains("等候 8 分"),
        "another day's number says which: {rows:?}"
    );
    let waiting = page.texts(".desk-queue li");
    assert!(waiting.iter().all(|line| line.contains("11-22")), "{waiting:?}");
    guest(&app, Purpose::Service);
    let page = app.sign_in("manager").get("/reception");
    assert!(
        page.texts(".desk-queue li")
            .iter()
            .any(|line| line.contains("A001") && !line.contains("11-22")),
        "today's doesn't"
    );
}

#[test]
fn many_rows_are_cut_and_shown_when_asked() {
    let app = TestApp::spawn();
    for _ in 0..41 {
        guest(&app, Purpose::Service);
    }
    let desk = app.sign_in("manager");
    let page = desk.get("/reception?list=waiting");
    assert_eq!(
        (list(&page).len(), total(&page).as_str()),
        (40, "41"),
        "the count is of all"
    );
    let more = page.attributes("[aria-labelledby='list-title'] p a", "href").remove(0);
    assert_eq!(list(&desk.get(&more)).len(), 41);
}

#[test]
fn the_day_on_paper_has_appointments_the_queue_and_who_is_in_the_store() {
    let app = morning();
    let paper = app.sign_in("care").get("/reception/paper");
    assert_eq!(paper.status, 200);
    assert!(paper.has("[data-print]") && !paper.has("nav.nav"));
    assert_eq!(
        paper.texts("main h2"),
        [
            "今日预约 (2)",
            "等候队列 (2)",
            "店内 (2)",
            "停用期间到店",
            "维修工单 (0)"
        ],
        "four lists, and room for more"
    );
    let rows = paper.texts("main tbody tr:not(.sheet-blank)");
    for (row, parts) in rows.iter().zip([
        ["10:30", "预约客人", "保养"],
        ["15:00", "未到客人", "试驾"],
        ["A002", "李四", "等候中"],
        ["B001", "散客", "看车"],
        ["A001", "张三", "接待中"],
        ["A003", "预约客人", "接待中"],
    ]) {
        for part in parts {
            assert!(row.contains(part), "{part} in {row}");
        }
    }
    assert_eq!(rows.len(), 6);
    assert!(!paper.body.contains("13900000001"), "no phone lies about on paper");
}

#[test]
fn english_has_words_of_its_own() {
    let app = TestApp::spawn();
    let conn = &mut app.database.owner();
    diesel::update(staff::table)
        .set((staff::language.eq("en"), staff::name.eq("Somebody")))
        .execute(conn)
        .unwrap();
    diesel::update(stores::table)
        .set(stores::name.eq("Pudong store"))
        .execute(conn)
        .unwrap();
    let customer = member(&app, "Gu Ming", PHONE, Tier::Gold);
    let new = wanted(&app, customer, "2026-11-22T10:30", None);
    app.write("care", |tx| book(tx, &new)).unwrap();
    let consultant = app.sign_in("consultant");
    assert_eq!(
        consultant.post_form("/reception/floor", &[("step", "check_in")]).status,
        303
    );
    let visit = guest(&app, Purpose::Showroom).id;
    let complaint = guest(&app, Purpose::ComplaintVisit).id;
    let received = guest(&app, Purpose::Repair).id;
    app.write("advisor", |tx| commands::receive(tx, received, None))
        .unwrap();
    app.write("advisor", |tx| commands::call(tx, visit, "2", None)).unwrap();
    app.write("advisor", |tx| commands::pass_over(tx, visit, None)).unwrap();
    app.write("advisor", |tx| commands::call(tx, complaint, "3", None))
        .unwrap();
    app.advance(TimeDelta::minutes(12));
    let desk = app.sign_in("manager");
    let han = |page: &Page| -> String {
        let words = page.texts("main").concat();
        words
            .chars()
            .filter(|sign| ('\u{4e00}'..='\u{9fff}').contains(sign))
            .collect()
    };
    for path in [
        "/reception".to_owned(),
        "/reception?list=walk_ins".to_owned(),
        "/reception?list=waiting".to_owned(),
        "/reception?list=received".to_owned(),
        format!("/reception?registered={visit}"),
        "/reception/paper".to_owned(),
        "/reception/floor".to_owned(),
        path(visit, "slip"),
        path(visit, "advisor"),
        path(visit, "departure"),
    ] {
        let page = desk.get(&path);
        assert_eq!((page.status, han(&page).as_str()), (200, ""), "{path}");
    }
    for (fields, status) in [
        (&[("q", "5621")][..], 200),
        (&[("q", "13900009999")], 200),
        (
            &[
                ("q", "5621"),
                ("who", "x"),
                ("purpose", "x"),
                ("party_size", "x"),
                ("mileage", "x"),
            ],
            422,
        ),
        (&[("q", "13900009999"), ("notice", "1")], 422),
    ] {
        let page = desk.post_form("/visits", fields);
        assert_eq!((page.status, han(&page).as_str()), (status, ""), "{fields:?}");
    }
}
