//! The list of members: its parts, orders and pages, the search, and who sees whom.

use chrono::{Days, NaiveDate, TimeDelta};
use diesel::prelude::*;
use yingke::platform::i18n::times;
use yingke::schema::{member_accounts, member_places, staff};
use yingke::values::ids::StaffId;

use super::*;
use crate::support::Page;
use crate::support::builders::VIN;

fn names(page: &Page) -> Vec<String> {
    page.texts("tbody a")
}

/// Posts a term from the list and follows to what it found.
fn search(client: &Client, term: &str) -> Page {
    let answer = client.post_form("/customers/search", &[("q", term), ("list", "members")]);
    assert_eq!(answer.status, 303);
    assert!(
        answer.location().starts_with("/members?search="),
        "{}",
        answer.location()
    );
    let told = term.len() > 6 && answer.location().contains(term);
    assert!(!told, "the address says nothing");
    client.get(answer.location())
}

/// Points and the day the first of them expire, as no bill would make them.
fn account(app: &TestApp, customer: CustomerId, points: i64, next_expiry: Option<NaiveDate>) {
    diesel::update(member_accounts::table.find(customer))
        .set((
            member_accounts::points.eq(points),
            member_accounts::next_expiry.eq(next_expiry),
        ))
        .execute(&mut app.database.owner())
        .unwrap();
}

/// 顾明 (gold), 李娜 (silver) and 林可 (regular, but with the most points), in the order of their bills.
fn three(app: &TestApp) -> [CustomerId; 3] {
    let today = times::day_of(app.db.clock().now());
    let all = [
        ("顾明", "13812345621", 100_000),
        ("李娜", "13712348812", 60_000),
        ("林可", "13917264830", 200),
    ]
    .map(|(name, phone, yuan)| {
        let customer = app.customer(name, phone);
        bill(app, customer, yuan);
        app.advance(TimeDelta::minutes(5));
        customer
    });
    account(app, all[0], 10_000, Some(today + Days::new(300)));
    account(app, all[1], 6_000, Some(today + Days::new(30)));
    account(app, all[2], 50_000, None);
    all
}

#[test]
fn the_list_is_sorted_by_what_the_address_says() {
    let app = TestApp::spawn();
    let [_, silver, _] = three(&app);
    assert_eq!(tier(&app, silver), Tier::Silver);
    let client = admin(&app);
    let list = |query: &str| names(&client.get(&format!("/members{query}")));
    assert_eq!(list(""), ["林可", "李娜", "顾明"], "last changed first");
    assert_eq!(list("?sort=nonsense"), ["林可", "李娜", "顾明"]);
    assert_eq!(list("?sort=tier"), ["顾明", "李娜", "林可"]);
    assert_eq!(list("?sort=points"), ["林可", "顾明", "李娜"]);
    assert_eq!(list("?sort=expiry"), ["李娜", "顾明", "林可"], "no points expire: last");
    assert_eq!(list("?view=gold&sort=points"), ["顾明"]);
    assert_eq!(list("?view=expiring"), ["李娜"]);
    let page = client.get("/members?view=gold&sort=points");
    assert!(page.text("th[aria-sort=descending]").contains("积分"));
    assert_eq!(page.value("view"), "gold", "the chip keeps the part");
    assert_eq!(
        page.attributes(".filters input[name=sort][checked]", "value"),
        ["points"]
    );
    let tabs = page.attributes(".tabs a", "href");
    assert!(
        tabs.contains(&"/members?view=silver&sort=points".to_owned()),
        "{tabs:?}"
    );
    let fixed = client.get("/members?view=expiring");
    assert!(
        !fixed.has("th a") && !fixed.has(".filters"),
        "that part has an order of its own"
    );
}

#[test]
fn every_order_reaches_everybody_once() {
    let app = TestApp::spawn();
    for number in 0..45_u32 {
        let name: String = ['王', char::from_u32(0x4E00 + number).unwrap()].iter().collect();
        app.customer_with(&name, "", |new| {
            new.tier = if number % 2 == 0 { Tier::Gold } else { Tier::Silver };
        });
    }
    let client = admin(&app);
    for sort in ["changed", "tier", "points", "expiry"] {
        let first = client.get(&format!("/members?sort={sort}"));
        let next = first.attributes("a[rel=next]", "href").remove(0);
        assert!(sort == "changed" || next.contains(&format!("sort={sort}")), "{next}");
        let second = client.get(&next);
        assert_eq!((names(&first).len(), names(&second).len()), (40, 5), "{sort}");
        assert!(!second.has("a[rel=next]"));
        let mut all = [names(&first), names(&second)].concat();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 45, "{sort}");
    }
}

#[test]
fn a_member_is_found_by_name_phone_tail_and_plate() {
    let app = TestApp::spawn();
    let [gold, ..] = three(&app);
    app.vehicle(gold, "沪A12345", VIN);
    app.customer("顾北", "13612345622");
    let client = admin(&app);
    assert_eq!(client.get("/members").value("list"), "members");
    for term in ["顾", "gm", "13812345621", "5621", "沪A12345"] {
        let page = search(&client, term);
        assert_eq!(names(&page), ["顾明"], "{term}");
        assert_eq!(page.attributes(".jump input[name=q]", "value"), [term]);
    }
    let found = client.post_form("/customers/search", &[("q", "l"), ("list", "members")]);
    let sorted = client.get(&format!("{}&sort=tier", found.location()));
    assert_eq!(names(&sorted), ["李娜", "林可"], "a search is sorted like the list");
    assert_eq!(
        names(&client.get(&format!("{}&view=silver", found.location()))),
        ["李娜"]
    );
    let none = search(&client, "不存在");
    assert!(none.text(".empty").contains("没有找到这位会员"));
    let among = none.attributes(".empty a", "href").remove(0);
    assert!(among.starts_with("/customers?search="));
    let empty = client.post_form("/customers/search", &[("q", " "), ("list", "members")]);
    assert_eq!(empty.location(), "/members");
    let other = app.sign_in("crm.manager").get(found.location());
    assert!(other.text("#members .notice").contains("已过期") && !other.has("tbody tr"));
    diesel::update(staff::table)
        .set(staff::language.eq("en"))
        .execute(&mut app.database.owner())
        .unwrap();
    let english = search(&admin(&app), "nobody at all");
    assert!(english.text(".empty").contains("No such member"));
}

#[test]
fn an_advisor_finds_their_own_members_and_no_colleagues() {
    let app = TestApp::spawn();
    let own = app.customer_of("advisor", "顾明", "13812345621");
    let other = app.customer_of("advisor2", "林可", "13917264830");
    bill(&app, own, 100_000);
    bill(&app, other, 100_000);
    let advisor = app.sign_in("advisor");
    for query in ["", "?sort=tier", "?sort=points", "?sort=expiry", "?view=gold"] {
        assert_eq!(names(&advisor.get(&format!("/members{query}"))), ["顾明"], "{query}");
    }
    assert_eq!(names(&search(&advisor, "5621")), ["顾明"]);
    for term in ["林可", "lk", "4830"] {
        let page = search(&advisor, term);
        assert!(names(&page).is_empty() && page.has(".empty"), "{term}");
    }
    let all = names(&admin(&app).get("/members?sort=tier"));
    assert_eq!(all.len(), 2, "{all:?}");
    // Who names a customer in full has them at the desk for the day.
    assert_eq!(names(&search(&advisor, "13917264830")), ["林可"]);
    assert_eq!(names(&advisor.get("/members")).len(), 2);
    assert_eq!(app.sign_in("consultant").get("/members").status, 403);
}

#[test]
fn a_place_follows_the_customer_and_the_account() {
    let app = TestApp::spawn();
    let (customer, root) = (app.customer("顾明", "13812345621"), app.customer("林可", "13917264830"));
    let mut owner = app.database.owner();
    assert_eq!(place(&app, customer), None, "no member yet");
    bill(&app, customer, 200);
    assert_eq!(place(&app, customer), Some((None, 0, 20)));
    let advisor = app.actor("advisor").id;
    diesel::update(customers::table.find(customer))
        .set((customers::owner_id.eq(advisor), customers::tier.eq(Tier::Platinum)))
        .execute(&mut owner)
        .unwrap();
    assert_eq!(place(&app, customer), Some((Some(advisor), 3, 20)));
    for (into, then) in [(Some(root), None), (None, Some((Some(advisor), 3, 20)))] {
        diesel::update(customers::table.find(customer))
            .set(customers::merged_into.eq(into))
            .execute(&mut owner)
            .unwrap();
        assert_eq!(place(&app, customer), then, "merged into {into:?}");
    }
}

/// Owner, tier and points by which the list finds a customer.
fn place(app: &TestApp, customer: CustomerId) -> Option<(Option<StaffId>, i16, i64)> {
    member_places::table
        .find(customer)
        .select((member_places::owner_id, member_places::tier_rank, member_places::points))
        .first(&mut app.database.owner())
        .optional()
        .unwrap()
}
