//! The customer list and the palette.

use chrono::TimeDelta;
use diesel::prelude::*;
use yingke::complaints::rules::Severity;
use yingke::customers::rules::{Source, Tier};
use yingke::schema::{complaints, customers, staff};
use yingke::values::ids::CustomerId;

use crate::support::builders::VIN;
use crate::support::{Client, Page, TestApp};
use crate::web::complaints::complaint_of;

/// Posts a term and follows to what it found.
fn search(client: &Client, term: &str) -> Page {
    let answer = client.post_form("/customers/search", &[("q", term)]);
    assert_eq!(answer.status, 303);
    client.get(answer.location())
}

fn names(page: &Page) -> Vec<String> {
    page.texts("[data-row] .lead b")
}

#[test]
fn the_list_shows_who_what_and_by_whom_last_changed_first() {
    let app = TestApp::spawn();
    let gu = app.customer_with("顾明", "13812345621", |new| new.tier = Tier::Gold);
    app.vehicle(gu, "沪AD12345", VIN);
    app.advance(TimeDelta::minutes(5));
    app.customer_of("consultant", "李娜", "");
    let page = app.sign_in("care").get("/customers");
    assert_eq!(page.status, 200);
    assert_eq!(names(&page), ["李娜", "顾明"]);
    let row = &format!("#c-{gu}");
    assert_eq!(page.text(&format!("{row} .plate-nev")), "沪A·D12345");
    assert_eq!(page.texts(&format!("{row} td"))[1], "138****5621");
    assert!(page.text(&format!("{row} .tag-amber")).contains("金卡"));
    assert_eq!(page.texts(&format!("{row} .tag-green")), ["现有客户"]);
    assert_eq!(page.attributes(row, "data-href"), [format!("/customers/{gu}")]);
    assert!(!page.body.contains("13812345621"), "no phone in full");
    assert!(
        page.texts("td").iter().any(|cell| cell.contains("陈思远")),
        "the owner by name"
    );
}

#[test]
fn filters_stand_in_the_address_and_nonsense_is_no_filter() {
    let app = TestApp::spawn();
    let gold = app.customer_with("顾明", "13812345621", |new| {
        new.tier = Tier::Gold;
        new.details.source = Some(Source::Referral);
        new.details.tags = vec!["老客户".into()];
    });
    app.vehicle(gold, "沪A12345", "");
    let own = app.customer_of("consultant", "李娜", "13712348812");
    let vip = app.customer_with("刘洋", "13312347754", |new| new.tier = Tier::Platinum);
    let owner = app.actor("consultant").id;
    let care = app.sign_in("care");
    let list = |query: &str| {
        let mut found = names(&care.get(&format!("/customers?{query}")));
        found.sort();
        found
    };
    assert_eq!(list("tier=gold"), ["顾明"]);
    assert_eq!(list("source=referral"), ["顾明"]);
    assert_eq!(list("tag=%E8%80%81%E5%AE%A2%E6%88%B7"), ["顾明"]);
    assert_eq!(list(&format!("owner={owner}")), ["李娜"]);
    assert_eq!(list("class=vip"), ["刘洋"]);
    assert_eq!(list("class=existing"), ["顾明"]);
    assert_eq!(list("class=new"), ["李娜"]);
    assert!(list("class=potential").is_empty());
    assert_eq!(list("view=members"), ["刘洋", "顾明"]);
    assert_eq!(list("view=members&tier=gold"), ["顾明"]);
    assert_eq!(list("tier=gold&class=vip"), Vec::<String>::new());
    assert_eq!(list("view=mine"), Vec::<String>::new());
    assert_eq!(list("tier=diamond&owner=me&after=x&class=9").len(), 3);
    assert_eq!(names(&app.sign_in("consultant").get("/customers?view=mine")), ["李娜"]);
    app.advance(TimeDelta::days(91));
    let care = app.sign_in("care");
    let list = |query: &str| names(&care.get(&format!("/customers?{query}")));
    assert_eq!(list("class=potential"), ["李娜"]);
    assert!(list("changed=90").is_empty());
    let _ = (own, vip);
}

#[test]
fn the_list_to_verify_begins_with_the_longest_unverified() {
    let app = TestApp::spawn();
    let never = app.customer("顾明", "");
    let old = app.customer_with("李娜", "", |new| new.verified = true);
    app.advance(TimeDelta::days(181));
    app.customer_with("刘洋", "", |new| new.verified = true);
    let page = app.sign_in("care").get("/customers?view=unverified");
    assert_eq!(names(&page), ["顾明", "李娜"]);
    assert_eq!(page.texts(&format!("#c-{never} td")).last().unwrap(), "从未");
    assert!(page.has(&format!("#c-{old} time")));
}

#[test]
fn pages_are_turned_by_key_forth_and_back() {
    let app = TestApp::spawn();
    let made: Vec<CustomerId> = (0..100)
        .map(|number| app.customer(&format!("客户{number:03}"), ""))
        .collect();
    let care = app.sign_in("care");
    let first = care.get("/customers");
    assert_eq!(names(&first).len(), 40);
    assert_eq!(names(&first)[0], "客户099");
    assert!(!first.has("a[rel=prev]"));
    let next = first.attributes("a[rel=next]", "href").remove(0);
    let second = care.get(&next);
    assert_eq!(names(&second)[0], "客户059");
    let last = care.get(&second.attributes("a[rel=next]", "href")[0]);
    assert_eq!((names(&last).len(), names(&last)[19].as_str()), (20, "客户000"));
    assert!(!last.has("a[rel=next]"));
    let back = care.get(&last.attributes("a[rel=prev]", "href")[0]);
    assert_eq!(names(&back), names(&second));
    let start = care.get(&back.attributes("a[rel=prev]", "href")[0]);
    assert_eq!(names(&start), names(&first));
    assert_eq!(made.len(), 100);
}

#[test]
fn an_empty_list_says_why_and_what_to_do() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let empty = care.get("/customers");
    assert_eq!(empty.text(".empty b"), "还没有客户");
    assert_eq!(empty.attributes(".empty a", "href"), ["/customers/new"]);
    app.customer("顾明", "");
    let filtered = care.get("/customers?tier=gold&view=members");
    assert_eq!(filtered.text(".empty b"), "没有符合条件的客户");
    assert_eq!(filtered.attributes(".empty a", "href"), ["/customers?view=members"]);
    assert_eq!(search(&care, "没有此人").text(".empty b"), "没有找到这位客户");
    let asks = |client: &Client| search(client, "没有此人").text(".empty p").contains("申请查看");
    assert!(
        !asks(&care) && asks(&app.sign_in("consultant")),
        "who may ask is told how"
    );
}

#[test]
fn a_customer_is_found_by_what_people_type() {
    let app = TestApp::spawn();
    let id = app.customer_with("曾明", "13812345621", |new| {
        new.details.email = Some(yingke::values::email::Email::parse("Zeng.Ming@qq.com").unwrap());
        new.details.wechat = Some("zengming_88".into());
    });
    app.vehicle(id, "沪A12345", VIN);
    app.customer("李娜", "13712348812");
    let care = app.sign_in("care");
    for term in [
        "曾",
        "曾明",
        "zm",
        "cengming",
        "ZENG ming",
        "13812345621",
        "138 1234 5621",
        "１３８１２３４５６２１",
        "+86 13812345621",
        "5621",
        "沪A12345",
        "沪a·12345",
        "a12345",
        VIN,
        "047371",
        "zeng.ming@QQ.com",
        "ZengMing_88",
    ] {
        assert_eq!(names(&search(&care, term)), ["曾明"], "{term}");
    }
    for term in ["13812345622", "5622", "沪B12345", "王", "明明"] {
        assert!(names(&search(&care, term)).is_empty(), "{term}");
    }
}

#[test]
fn the_address_of_a_search_says_nothing_and_only_its_owner_may_look() {
    let app = TestApp::spawn();
    app.customer("顾明", "13812345621");
    let care = app.sign_in("care");
    let answer = care.post_form("/customers/search", &[("q", "13812345621")]);
    let address = answer.location().to_owned();
    assert!(!address.contains("138"));
    assert_eq!(app.audit().last().unwrap(), "search.identity");
    let before = app.audit().len();
    assert_eq!(care.get(&address).value("q"), "13812345621", "what was typed is kept");
    assert_eq!(names(&search(&care, "顾明")), ["顾明"]);
    assert_eq!(app.audit().len(), before, "a name is no identity");
    let other = app.sign_in("data").get(&address);
    assert_eq!(other.status, 200);
    assert!(names(&other).is_empty());
    assert!(other.text("#list .notice").contains("已过期"));
    assert!(!other.body.contains("13812345621"));
    assert_eq!(
        care.post_form("/customers/search", &[("q", " ")]).location(),
        "/customers"
    );
}

#[test]
fn a_consultant_learns_only_that_a_colleague_looks_after_the_customer() {
    let app = TestApp::spawn();
    let foreign = app.customer_of("consultant2", "李娜", "13712348812");
    let consultant = app.sign_in("consultant");
    assert!(consultant.get("/customers").has(".empty"));
    assert!(names(&search(&consultant, "李娜")).is_empty(), "by name nothing at all");
    let by_phone = search(&consultant, "13712348812");
    assert!(names(&by_phone).is_empty());
    assert!(by_phone.text("#list .notice").contains("已由同事负责"));
    assert_eq!(
        by_phone.attributes("#list .notice a", "href"),
        [format!("/customers/{foreign}/access")]
    );
    assert!(!by_phone.body.contains("李娜"));
    assert!(
        !search(&consultant, "8812").has("#list .notice"),
        "a part tells nothing"
    );
}

#[test]
fn an_advisor_opens_what_a_whole_phone_plate_or_vin_names_until_midnight() {
    let app = TestApp::spawn();
    let id = app.customer_of("consultant", "李娜", "13712348812");
    app.vehicle(id, "沪A12345", VIN);
    let advisor = app.sign_in("advisor");
    for part in ["8812", "047371", "a12345", "李娜"] {
        assert!(names(&search(&advisor, part)).is_empty(), "{part}");
    }
    assert_eq!(names(&search(&advisor, "沪A·12345")), ["李娜"]);
    assert!(app.audit().contains(&"customers.open_at_desk".to_owned()));
    assert_eq!(names(&search(&advisor, "李娜")), ["李娜"], "open for the day");
    assert!(
        names(&app.sign_in("advisor2").get("/customers")).is_empty(),
        "for nobody else"
    );
    app.advance(TimeDelta::hours(15));
    assert!(
        names(&app.sign_in("advisor").get("/customers")).is_empty(),
        "and not tomorrow"
    );
}

#[test]
fn who_gives_tiers_opens_a_customer_without_one_by_the_whole_phone() {
    let app = TestApp::spawn();
    let id = app.customer_of("consultant", "李娜", "13712348812");
    let membership = app.sign_in("membership");
    let record = format!("/customers/{id}");
    assert!(names(&search(&membership, "李娜")).is_empty());
    assert_eq!(membership.get(&record).status, 404);
    assert_eq!(names(&search(&membership, "137 1234 8812")), ["李娜"]);
    assert_eq!(membership.get(&record).status, 200);
    let tier = [("tier", "silver"), ("reason", "累计消费满额"), ("lock_version", "0")];
    assert_eq!(membership.post_form(&format!("{record}/tier"), &tier).status, 303);
    app.advance(TimeDelta::hours(15));
    let tomorrow = app.sign_in("membership");
    assert_eq!(names(&tomorrow.get("/customers")), ["李娜"], "a member now");
}

#[test]
fn the_palette_answers_with_grouped_options() {
    let app = TestApp::spawn();
    let id = app.customer("张三", "13812345621");
    let vehicle = app.vehicle(id, "沪A12345", VIN);
    let care = app.sign_in("care");
    let by_name = care.post_region("/search", "palette-results", &[("q", "zs")]);
    assert_eq!(by_name.status, 200);
    assert!(!by_name.body.contains("<html"), "a fragment only");
    assert_eq!(by_name.attributes("[role=group]", "aria-label"), ["客户"]);
    assert_eq!(
        by_name.attributes("[role=option]", "href"),
        [format!("/customers/{id}")]
    );
    assert_eq!(by_name.attributes("[role=option]", "id").len(), 1);
    assert!(by_name.text("[role=option] small").contains("138****5621"));
    let by_plate = care.post_region("/search", "palette-results", &[("q", "沪A12345")]);
    assert_eq!(by_plate.attributes("[role=group]", "aria-label"), ["客户", "车辆"]);
    assert_eq!(
        by_plate.attributes("[role=option]", "href"),
        [format!("/customers/{id}"), format!("/vehicles/{vehicle}")]
    );
    assert_eq!(app.audit().last().unwrap(), "search.identity");
    let technician = app
        .sign_in("technician")
        .post_region("/search", "palette-results", &[("q", "张三")]);
    assert!(!technician.has("[role=option]"));
}

#[test]
fn the_palette_finds_a_complaint_by_its_number_and_a_car_by_its_last_five() {
    let app = TestApp::spawn();
    let owner = app.customer("张三", "13812345621");
    let vehicle = app.vehicle(owner, "沪K3Q9KP", VIN);
    let care = app.sign_in("care");
    let id = complaint_of(&app, owner, Severity::Normal);
    let number: String = complaints::table
        .find(id)
        .select(complaints::number)
        .first(&mut app.database.owner())
        .unwrap();
    let path = format!("/complaints/{id}");
    let lower = number.to_lowercase();
    for term in [
        number.as_str(),
        lower.as_str(),
        number.strip_prefix("TS").unwrap(),
        number.rsplit('-').next().unwrap(),
    ] {
        let found = care.post_region("/search", "palette-results", &[("q", term)]);
        assert_eq!(
            found.attributes("[role=option]", "href"),
            std::slice::from_ref(&path),
            "{term}"
        );
        let page = care.post_form("/search", &[("q", term)]);
        assert_eq!(
            page.attributes("main [data-open]", "href"),
            std::slice::from_ref(&path),
            "{term}"
        );
    }
    let unseen = app
        .sign_in("consultant")
        .post_region("/search", "palette-results", &[("q", &number)]);
    assert!(!unseen.has("[role=option]"), "another's complaint");
    let car = care.post_region("/search", "palette-results", &[("q", "3q9kp")]);
    assert_eq!(
        car.attributes("[role=option]", "href"),
        [format!("/customers/{owner}"), format!("/vehicles/{vehicle}")]
    );
}

#[test]
fn without_a_script_the_palette_is_a_page() {
    let app = TestApp::spawn();
    let id = app.customer("张三", "13812345621");
    let care = app.sign_in("care");
    let admin = app.sign_in("admin");
    let pages = admin.post_form("/search", &[("q", "日志")]);
    assert_eq!(
        pages.attributes("main [data-open]", "href"),
        ["/admin/audit"],
        "a page is found by its name"
    );
    let form = care.get("/search");
    assert_eq!(form.attributes("main form", "action"), ["/search"]);
    let page = care.post_form("/search", &[("q", "张")]);
    assert_eq!(
        page.attributes("main [data-open]", "href"),
        [format!("/customers/{id}")]
    );
    assert!(page.has("main h1"));
}

#[test]
fn search_reads_english_and_is_closed_to_who_meets_no_customers() {
    let app = TestApp::spawn();
    app.customer("Gu Ming", "13812345621");
    diesel::update(staff::table.filter(staff::username.eq("care")))
        .set((staff::language.eq("en"), staff::name.eq("Fang Wang")))
        .execute(&mut app.database.owner())
        .unwrap();
    diesel::update(staff::table.filter(staff::username.ne("care")))
        .set(staff::name.eq(staff::username))
        .execute(&mut app.database.owner())
        .unwrap();
    let page = app.sign_in("care").get("/customers");
    assert_eq!(page.text("h1"), "Customers");
    let han = |text: &String| text.chars().any(|sign| ('\u{3400}'..='\u{9fff}').contains(&sign));
    assert_eq!(page.texts("main").iter().filter(|text| han(text)).count(), 0);
    assert_eq!(app.sign_in("technician").get("/customers").status, 403);
    assert_eq!(
        app.sign_in("marketing")
            .post_form("/customers/search", &[("q", "1")])
            .status,
        403
    );
}

#[test]
fn a_list_costs_the_same_however_long_it_is() {
    let app = TestApp::spawn();
    for number in 0..60 {
        let id = app.customer(&format!("客户{number}"), "");
        app.vehicle(id, "", "");
    }
    let merged: CustomerId = customers::table
        .select(customers::id)
        .first(&mut app.database.owner())
        .unwrap();
    diesel::update(customers::table.find(merged))
        .set(customers::merged_into.eq(merged))
        .execute(&mut app.database.owner())
        .unwrap();
    let page = app.sign_in("care").get("/customers");
    assert_eq!(names(&page).len(), 40);
    assert!(!page.has(&format!("#c-{merged}")), "a merged customer is gone");
}
