//! A whole day of the service side, played by keys alone: ten appointments of whom two don't come, five walk-ins, a failed
//! quality check, a finding that is declined, a courtesy car. In the end every time and amount must add up.

mod cast;
mod keys;
mod play;

use diesel::prelude::*;
use yingke::schema::customers;
use yingke::values::ids::{CustomerId, ServiceOrderId, VisitId};

use self::cast::{Cast, DAY, book, booked_at, moment, points, visit_of};
use self::keys::{go, open, texts};
use self::play::Day;
use super::support::Browser;
use crate::support::TestApp;

/// Those whose cars stay: by their place in the cast.
const FAILED: usize = 0;
const DECLINED: usize = 1;
const LENT: usize = 2;
const PLAIN: usize = 3;
const WALK_IN: usize = 11;

/// Minutes between arrival and reception, of all who came.
const WAITS: [i64; 13] = [5, 12, 10, 14, 8, 6, 9, 11, 20, 7, 3, 25, 2];

/// An amount as it is shown, in fen.
fn fen(shown: &str) -> i64 {
    let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
    let amount: i64 = digits.parse().unwrap_or_else(|_| panic!("{shown} is no amount"));
    let amount = if shown.contains('.') { amount } else { amount * 100 };
    if shown.starts_with('-') { -amount } else { amount }
}

fn newcomer(app: &TestApp) -> CustomerId {
    customers::table
        .order(customers::id.desc())
        .select(customers::id)
        .first(&mut app.database.owner())
        .unwrap()
}

/// The times of a visit, as its page tells them.
fn stamps(browser: &Browser, visit: VisitId) -> Vec<String> {
    open(browser, &format!("/visits/{visit}"));
    texts(browser, "section[aria-labelledby=stamps-h] time")
        .into_iter()
        .map(|time| time.strip_prefix(DAY).unwrap_or(&time).trim().to_owned())
        .collect()
}

/// How many rows the desk lists under an address.
fn rows(browser: &Browser, path: &str) -> usize {
    open(browser, path);
    texts(browser, "section[aria-labelledby=list-title] [data-row]").len()
}

#[test]
fn a_day_is_played_by_keys_and_adds_up() {
    let app = TestApp::spawn_at(moment("08:00"));
    let cast = Cast::new(&app);
    let guests = cast.guests.clone();
    let booked: Vec<_> = [
        ("08:30", "advisor"),
        ("08:30", "advisor"),
        ("09:00", "advisor"),
        ("09:00", "advisor"),
        ("09:30", "advisor2"),
        ("09:30", "advisor2"),
        ("10:00", "advisor2"),
        ("10:30", "advisor2"),
    ]
    .iter()
    .zip(&guests)
    .map(|((clock, advisor), guest)| book(&app, guest, clock, advisor))
    .collect();
    let day = Day::begin(app, cast);
    day.books(8, "2026-11-25T10:00");
    day.books(9, "2026-11-25T11:00");
    assert!(booked_at(&day.app, "10:00", guests[8].customer) && booked_at(&day.app, "11:00", guests[9].customer));

    // Who comes when, and is received when: the waits of WAITS, in the order of the cast.
    day.at("08:25");
    day.arrives(booked[FAILED]);
    day.at("08:28");
    day.arrives(booked[DECLINED]);
    day.at("08:30");
    day.calls(FAILED);
    let failed = day.checks_in(FAILED, true, "2026-11-25T17:00");
    go(&day.advisor, "o");
    day.adds(day.cast.labour, "", "");
    day.adds(day.cast.part, "", "5");
    day.agrees();

    day.at("08:40");
    day.calls(DECLINED);
    let declined = day.checks_in(DECLINED, false, "2026-11-25T17:00");
    go(&day.advisor, "o");
    day.adds(day.cast.labour, "", "");
    day.agrees();

    day.at("08:55");
    day.arrives(booked[LENT]);
    day.at("09:05");
    day.calls(LENT);
    let lent = day.checks_in(LENT, false, "2026-11-26T17:00");
    let loan = day.lends_a_car();
    day.opens_order(lent);
    day.adds(day.cast.labour, "", "");
    day.adds_freely("拖车费", "200");
    day.agrees();

    day.at("09:10");
    day.arrives(booked[PLAIN]);
    day.at("09:15");
    day.walks_in(10);
    day.at("09:20");
    day.arrives(booked[4]);
    day.at("09:24");
    day.calls(PLAIN);
    let plain = day.checks_in(PLAIN, false, "2026-11-25T17:00");
    go(&day.advisor, "o");
    day.adds(day.cast.labour, "", "");
    day.adds(day.cast.part, "", "");
    day.agrees();

    day.at("09:28");
    day.received_elsewhere(guests[4].customer);
    day.at("09:35");
    day.received_elsewhere(guests[10].customer);
    day.at("09:40");
    day.arrives(booked[5]);
    day.at("09:46");
    day.received_elsewhere(guests[5].customer);
    day.at("09:50");
    day.walks_in_to(WALK_IN, "吴凡");
    day.at("09:57");
    day.calls(WALK_IN);
    let walk_in = day.checks_in(WALK_IN, false, "2026-11-25T17:00");
    go(&day.advisor, "o");
    day.adds(day.cast.part, "2", "");
    day.agrees();

    day.at("09:58");
    day.arrives(booked[6]);
    day.at("10:07");
    day.received_elsewhere(guests[6].customer);
    day.at("10:15");
    day.walks_in(12);
    day.at("10:18");
    day.received_elsewhere(guests[12].customer);
    day.at("10:20");
    day.walks_in(13);
    day.at("10:25");
    day.arrives(booked[7]);
    let missed = || {
        open(&day.advisor, "/reception");
        let states = texts(&day.advisor, "section[aria-labelledby=list-title] .tag-red");
        states.iter().filter(|state| *state == "爽约").count()
    };
    day.at("10:29");
    day.app.work();
    assert_eq!(missed(), 0, "half an hour is not over");
    day.at("10:36");
    day.received_elsewhere(guests[7].customer);
    day.app.work();
    assert_eq!(missed(), 1);
    day.at("10:45");
    day.received_elsewhere(guests[13].customer);
    day.at("10:50");
    day.newcomer_walks_in();
    let newcomer = newcomer(&day.app);
    day.at("10:52");
    day.received_elsewhere(newcomer);

    // In the workshop, one car after the other; the last two by other hands.
    day.at("10:55");
    day.starts(failed);
    day.at("11:00");
    for number in [4, 5, 6, 7, 10, 12, 13] {
        day.leaves(guests[number].customer);
    }
    day.leaves(newcomer);
    day.at("11:25");
    day.finishes(failed);
    day.at("11:30");
    day.checks(failed, Some("轮胎螺栓力矩不足"));
    day.at("11:32");
    day.starts(failed);
    day.at("11:36");
    day.app.work();
    assert_eq!(missed(), 2);
    day.at("11:50");
    day.finishes(failed);
    day.at("12:00");
    day.checks(failed, None);
    day.at("12:05");
    day.starts(declined);
    day.at("12:10");
    day.settles(failed, "1000");
    day.at("12:20");
    day.hands_over(failed);
    day.finds(declined, "前刹车片剩 3 毫米", "480");
    day.at("12:25");
    day.is_declined(declined);
    day.at("12:45");
    day.finishes(declined);
    day.at("12:50");
    day.checks(declined, None);
    day.starts(plain);
    day.at("12:55");
    day.settles(declined, "");
    day.hands_over(declined);
    day.at("13:10");
    day.finishes(plain);
    day.at("13:15");
    day.checks(plain, None);
    day.starts_elsewhere(walk_in);
    day.at("13:20");
    day.settles(plain, "");
    day.hands_over(plain);
    day.at("13:40");
    day.finishes_elsewhere(walk_in);
    day.checks_elsewhere(walk_in);
    day.at("13:45");
    day.starts_elsewhere(lent);
    day.settles(walk_in, "");
    day.hands_over(walk_in);
    day.at("15:15");
    day.finishes_elsewhere(lent);
    day.at("15:20");
    day.checks_elsewhere(lent);
    day.at("15:30");
    day.settles(lent, "");
    day.takes_the_car_back(&loan);
    day.hands_over(lent);
    for path in ["/reception", "/service-orders", "/customers"] {
        open(&day.technician, path);
        day.sees_no_phone();
    }

    the_desk_adds_up(&day);
    the_times_add_up(&day);
    the_money_adds_up(
        &day,
        &[
            (FAILED, failed),
            (DECLINED, declined),
            (LENT, lent),
            (PLAIN, plain),
            (WALK_IN, walk_in),
        ],
    );
    assert_eq!(day.advisor.complaints(), Vec::<String>::new());
    assert_eq!(day.manager.complaints(), Vec::<String>::new());
}

fn the_desk_adds_up(day: &Day) {
    let browser = &day.advisor;
    let mut waits = WAITS.to_vec();
    waits.sort_unstable();
    let total: i64 = waits.iter().sum();
    let in_time = waits.iter().filter(|wait| **wait <= 10).count();
    // 132 minutes of 13 visitors are 10.15; 8 of them waited ten minutes at most.
    assert_eq!((total, in_time), (132, 8));
    open(browser, "/reception");
    assert_eq!(
        texts(browser, ".desk-top .kpi .v"),
        ["10已到 8", "5", "0", "10.2分钟", "61%目标 95%"]
    );
    for (path, expected) in [
        ("/reception", 10),
        ("/reception?tab=service", 10),
        ("/reception?tab=sales", 0),
        ("/reception?list=walk_ins", 5),
        ("/reception?list=waiting", 0),
        ("/reception?list=received", 13),
    ] {
        assert_eq!(rows(browser, path), expected, "{path}");
    }
    open(browser, "/reception?list=received");
    let mut shown: Vec<i64> = texts(browser, "section[aria-labelledby=list-title] td small.num")
        .iter()
        .map(|waited| {
            waited
                .trim_start_matches("等候 ")
                .trim_end_matches(" 分")
                .parse()
                .unwrap()
        })
        .collect();
    shown.sort_unstable();
    assert_eq!(shown, waits);
    assert_eq!(
        texts(browser, "section[aria-labelledby=present-title] [data-row]").len(),
        0,
        "everybody has gone home"
    );
}

fn the_times_add_up(day: &Day) {
    // Arrived, queued, received, into the workshop, to the check (back and again), passed, settled, gone.
    let expected: [(usize, &[&str]); 5] = [
        (
            FAILED,
            &[
                "08:25", "08:25", "08:30", "10:55", "11:25", "11:30", "11:50", "12:00", "12:10", "12:20",
            ],
        ),
        (
            DECLINED,
            &["08:28", "08:28", "08:40", "12:05", "12:45", "12:50", "12:55", "12:55"],
        ),
        (
            LENT,
            &["08:55", "08:55", "09:05", "13:45", "15:15", "15:20", "15:30", "15:30"],
        ),
        (
            PLAIN,
            &["09:10", "09:10", "09:24", "12:50", "13:10", "13:15", "13:20", "13:20"],
        ),
        (
            WALK_IN,
            &["09:50", "09:50", "09:57", "13:15", "13:40", "13:40", "13:45", "13:45"],
        ),
    ];
    for (number, times) in expected {
        let visit = visit_of(&day.app, day.guest(number).customer);
        assert_eq!(stamps(&day.advisor, visit), times, "visitor {number}");
    }
}

fn the_money_adds_up(day: &Day, orders: &[(usize, ServiceOrderId)]) {
    let browser = &day.advisor;
    // What is due in fen, the points it earns, the time it took.
    let expected = [
        // 240 and 85, less 5 % on the part, less a gold member's 10 % on labour, less 1,000 points; times 1.5.
        (28_675, 43, "累计 48 分"),
        (24_000, 24, "累计 40 分"),
        (44_000, 44, "累计 1 小时 30 分"),
        (32_500, 32, "累计 20 分"),
        (17_000, 17, "累计 25 分"),
    ];
    for ((number, order), (due, earned, worked)) in orders.iter().zip(expected) {
        open(browser, &format!("/service-orders/{order}"));
        let spells = browser.text("section[aria-labelledby=spells-h] header");
        assert!(spells.contains(worked), "visitor {number}: {spells}");
        open(browser, &format!("/service-orders/{order}/bill"));
        let nets: Vec<String> = texts(browser, "#bill-items td:nth-child(7)");
        let labels = texts(browser, "#bill-sums th");
        let amounts = texts(browser, "#bill-sums td");
        let sum = |label: &str| -> i64 {
            let lines = labels.iter().zip(&amounts);
            lines
                .filter(|(known, _)| *known == label)
                .map(|(_, amount)| fen(amount))
                .sum()
        };
        let total = sum("应收合计");
        assert_eq!(nets.iter().map(|net| fen(net)).sum::<i64>(), total, "visitor {number}");
        // The sum before discounts is told where there are any.
        if labels.iter().any(|label| label == "项目合计") {
            assert_eq!(
                sum("项目合计") + sum("项目折扣") + sum("会员工时折扣"),
                total,
                "visitor {number}"
            );
        }
        assert_eq!(total + sum("积分抵扣"), due, "visitor {number}");
        assert_eq!(
            (sum("客户应付"), sum("已收"), sum("未收")),
            (due, due, 0),
            "visitor {number}"
        );
        assert_eq!(
            points(&day.app, day.guest(*number).customer),
            earned,
            "visitor {number}"
        );
    }
    let (_, failed) = orders[0];
    open(browser, &format!("/service-orders/{failed}"));
    assert!(browser.text("#order").contains("返修 1 次"));
    let (_, declined) = orders[1];
    open(browser, &format!("/service-orders/{declined}"));
    let finding = browser.text("[data-finding]");
    assert!(
        finding.contains("客户不做") && finding.contains("下次再换"),
        "{finding}"
    );
    open(browser, &format!("/service-orders/{declined}/bill"));
    assert!(browser.text("main").contains("前刹车片剩 3 毫米"));

    open(&day.manager, "/service-orders?view=settled");
    let listed: Vec<String> = day.manager.script(
        "return [...document.querySelectorAll('#orders tbody [data-row] td:last-child')]
             .map(cell => cell.firstChild.textContent.trim())",
    );
    assert_eq!(listed.len(), 5);
    // The customers' parts before points.
    assert_eq!(listed.iter().map(|amount| fen(amount)).sum::<i64>(), 147_175);
    open(&day.manager, "/courtesy-cars");
    assert_eq!(texts(&day.manager, "tbody .tag-green"), ["可借"]);
}
