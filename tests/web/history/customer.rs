//! The page of one customer: what it shows and to whom, notes, reveals, tier, owner, consents.

use diesel::prelude::*;
use yingke::customers::rules::Tier;
use yingke::schema::{consents, customer_notes, customers, reveal_counts};
use yingke::values::email::Email;

use crate::support::builders::VIN;
use crate::support::{Page, TestApp};

fn has_han(text: &str) -> bool {
    text.chars().any(|sign| ('\u{4E00}'..='\u{9FFF}').contains(&sign))
}

fn actions(page: &Page) -> Vec<String> {
    page.attributes("form.masked", "action")
}

#[test]
fn the_page_shows_who_it_is_with_contact_data_masked() {
    let app = TestApp::spawn();
    let id = app.customer_with("顾明", "13812345621", |new| {
        new.tier = Tier::Gold;
        new.details.email = Some(Email::parse("guming@example.com").unwrap());
    });
    app.vehicle(id, "沪AD12345", VIN);
    let page = app.sign_in("care").get(&format!("/customers/{id}"));
    assert_eq!(page.status, 200, "{}", page.body);
    assert_eq!(page.text("h1"), "顾明");
    assert!(page.texts(".tag").iter().any(|tag| tag.contains("金卡")));
    assert_eq!(page.text(".vehicle .plate-nev"), "沪A·D12345");
    assert!(page.texts("form.masked span").iter().any(|text| text == "138****5621"));
    assert!(
        !page.body.contains("13812345621") && !page.body.contains("guming@example.com") && !page.body.contains(VIN)
    );
    assert!(page.has("[hx-get$='/ahead']"));
    let ahead = app
        .sign_in("care")
        .get_region(&format!("/customers/{id}/ahead"), "ahead");
    assert_eq!(ahead.status, 200);
    assert!(!ahead.body.contains("<!doctype"), "a fragment only");
}

#[test]
fn it_costs_three_questions() {
    let app = TestApp::spawn();
    let id = app.customer("顾明", "13812345621");
    app.vehicle(id, "沪AD12345", VIN);
    let (visitor, care) = (app.visitor(), app.sign_in("care"));
    let sum = || {
        let metrics = visitor.get("/metrics").body;
        let line = "yingke_http_round_trips_sum{route=\"/customers/{id}\"} ";
        let found = metrics
            .lines()
            .find_map(|text| text.strip_prefix(line).map(str::to_owned));
        found.map_or(0.0, |number| number.parse::<f64>().unwrap())
    };
    let before = sum();
    care.get(&format!("/customers/{id}"));
    let asked = sum() - before;
    assert!((2.0..=4.0).contains(&asked), "{asked} with the session");
}

#[test]
fn a_customer_of_somebody_else_does_not_exist_and_a_granted_look_is_on_record() {
    let app = TestApp::spawn();
    let own = app.customer_of("consultant", "顾明", "13812345621");
    let foreign = app.customer_of("consultant2", "李娜", "13712348812");
    let consultant = app.sign_in("consultant");
    assert_eq!(consultant.get(&format!("/customers/{own}")).status, 200);
    assert_ne!(app.audit().last().unwrap(), "customers.look", "one's own customer");
    for path in ["", "/ahead", "/consents", "/vehicles/new"] {
        assert_eq!(
            consultant.get(&format!("/customers/{foreign}{path}")).status,
            404,
            "{path}"
        );
    }
    let note = consultant.post_form(&format!("/customers/{foreign}/notes"), &[("note", "x")]);
    assert_eq!(note.status, 404);
    app.write("consultant", |tx| {
        yingke::customers::commands::open_at_desk(tx, foreign)
    })
    .unwrap();
    assert_eq!(consultant.get(&format!("/customers/{foreign}")).status, 200);
    assert_eq!(app.audit().last().unwrap(), "customers.look");
}

#[test]
fn a_note_is_kept_pinned_removed_and_brought_back() {
    let app = TestApp::spawn();
    let id = app.customer("顾明", "13812345621");
    let care = app.sign_in("care");
    let path = format!("/customers/{id}");
    let empty = care.post_form(&format!("{path}/notes"), &[("note", " "), ("pinned", "1")]);
    assert_eq!(empty.status, 422);
    assert!(empty.has("#f-note[aria-invalid]"));
    let saved = care.post_form(&format!("{path}/notes"), &[("note", "客户周二到店复检")]);
    assert_eq!((saved.status, saved.location()), (303, path.as_str()));
    assert_eq!(app.audit().last().unwrap(), "customers.note");
    let page = care.get(&path);
    assert!(page.text(".tl-note .tl-b").contains("客户周二到店复检"));
    let note: uuid::Uuid = customer_notes::table
        .select(customer_notes::id)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(
        care.post_form(&format!("{path}/notes/{note}/pin"), &[("pinned", "1")])
            .status,
        303
    );
    assert_eq!(care.get(&path).texts(".tl-day")[0], "置顶");
    let removed = care.post_form(&format!("{path}/notes/{note}/remove"), &[]);
    assert_eq!(removed.status, 303);
    let page = care.get(&path);
    assert!(!page.has(".tl-note"));
    let undo = page.attributes("[data-toast] form", "action").remove(0);
    assert_eq!(care.post_form(&undo, &[]).status, 303);
    assert!(care.get(&path).has(".tl-note"));
    let foreign = app.customer("李娜", "");
    let astray = care.post_form(&format!("/customers/{foreign}/notes/{note}/remove"), &[]);
    assert_eq!(astray.status, 404, "a note of another customer");
}

#[test]
fn the_timeline_is_narrowed_to_a_kind() {
    let app = TestApp::spawn();
    let id = app.customer("顾明", "13812345621");
    let care = app.sign_in("care");
    care.post_form(&format!("/customers/{id}/notes"), &[("note", "一")]);
    let answer = [
        ("purpose", "marketing"),
        ("channel", "sms"),
        ("answer", "yes"),
        ("evidence", "签字单 12"),
    ];
    assert_eq!(
        care.post_form(&format!("/customers/{id}/consents"), &answer).status,
        303
    );
    let all = care.get(&format!("/customers/{id}"));
    assert_eq!(all.texts(".tl-i").len(), 3, "a note, a consent, the making");
    let notes = care.get(&format!("/customers/{id}?kind=note"));
    assert_eq!(notes.texts(".tl-i").len(), 1);
    assert_eq!(
        care.get(&format!("/customers/{id}?kind=nonsense&tab=x&after=y"))
            .texts(".tl-i")
            .len(),
        3
    );
    let none = care.get(&format!("/customers/{id}?tab=complaints"));
    assert!(none.has(".empty") && !none.has(".tl-i"));
}

#[test]
fn the_making_of_a_record_stands_among_what_is_older() {
    let app = TestApp::spawn();
    let id = app.customer("顾明", "13812345621");
    let car = app.vehicle(id, "沪AD12345", VIN);
    diesel::sql_query(format!(
        "INSERT INTO past_services (id, store_id, number, vehicle_id, customer_id, at, items, total_fen, created_at) \
         VALUES ('{}', '{}', 'WX2021', '{car}', '{id}', '2021-03-27 08:33Z', '{{首次保养}}', 100, now())",
        uuid::Uuid::now_v7(),
        app.store(),
    ))
    .execute(&mut app.database.owner())
    .unwrap();
    let page = app.sign_in("care").get(&format!("/customers/{id}"));
    assert_eq!(page.texts(".tl-day").len(), 2, "each day once");
    assert!(page.texts(".tl-i").last().unwrap().contains("WX2021"));
}

#[test]
fn what_points_came_stands_in_the_timeline_for_who_may_see_them() {
    let app = TestApp::spawn();
    let id = app.customer_of("consultant", "顾明", "13812345621");
    app.write("crm.manager", |tx| {
        yingke::membership::commands::adjust(tx, id, 200, "补偿")
    })
    .unwrap();
    let path = format!("/customers/{id}?kind=points");
    assert!(app.sign_in("care").get(&path).text(".tl-h").contains("积分 +200"));
    assert!(!app.sign_in("consultant").get(&path).has(".tl-h"));
}

#[test]
fn a_service_is_overdue_by_its_day_or_its_kilometres() {
    let app = TestApp::spawn();
    let id = app.customer("顾明", "13812345621");
    let car = app.vehicle(id, "沪AD12345", VIN);
    let due = |on: &str, now: i32| {
        diesel::sql_query(format!(
            "UPDATE vehicles SET next_service_on = '{on}', next_service_km = 20000, mileage_km = {now} WHERE id = '{car}'"
        ))
        .execute(&mut app.database.owner())
        .unwrap();
        app.sign_in("care")
            .get(&format!("/customers/{id}"))
            .body
            .contains("保养已到期")
    };
    assert!(!due("2027-05-22", 19_999));
    assert!(due("2027-05-22", 20_000));
    assert!(due("2026-11-01", 100));
}

#[test]
fn a_value_is_shown_for_a_reason_and_only_so_often() {
    let app = TestApp::spawn();
    let id = app.customer("顾明", "13812345621");
    let care = app.sign_in("care");
    let url = actions(&care.get(&format!("/customers/{id}"))).remove(0);
    let asked = care.post_form(&url, &[]);
    assert_eq!(asked.status, 422);
    assert!(asked.has("input[name=reason]") && !asked.body.contains("138 1234 5621"));
    let shown = care.post_form(&url, &[("reason", "verify")]);
    assert_eq!(shown.text("[data-revealed]"), "138 1234 5621");
    assert_eq!(app.audit().last().unwrap(), "customers.reveal");
    let fragment = care.post_region(&url, "x", &[("reason", "verify")]);
    assert!(!fragment.body.contains("<!doctype"));
    assert_eq!(
        fragment.attributes("[data-reveal-seconds]", "data-reveal-seconds"),
        ["30"]
    );
    let entries = app.audit().len();
    let set = |count: i32| {
        diesel::update(reveal_counts::table)
            .set(reveal_counts::reveals.eq(count))
            .execute(&mut app.database.owner())
            .unwrap()
    };
    set(49);
    assert!(
        care.post_form(&url, &[("reason", "verify")])
            .body
            .contains("已查看 50 次")
    );
    set(200);
    let stopped = care.post_form(&url, &[("reason", "verify")]);
    assert_eq!(stopped.status, 429);
    assert_eq!(stopped.text("h1"), "今日查看次数已用完");
    assert_eq!(app.audit().len(), entries + 1, "what was not shown is no reveal");
    app.advance(chrono::TimeDelta::hours(16));
    let care = app.sign_in("care");
    assert_eq!(care.post_form(&url, &[("reason", "verify")]).status, 200, "a new day");
    assert_eq!(
        care.post_form(&format!("/customers/{id}/reveals?field=vin"), &[("reason", "verify")])
            .status,
        404
    );
}

#[test]
fn tier_owner_and_consents_are_changed_by_those_who_may() {
    let app = TestApp::spawn();
    let id = app.customer("顾明", "13812345621");
    let path = format!("/customers/{id}");
    let manager = app.sign_in("crm.manager");
    assert_eq!(manager.get_region(&format!("{path}/tier"), "dialog").status, 200);
    let unexplained = [("tier", "gold"), ("reason", ""), ("lock_version", "0")];
    let again = manager.post_form(&format!("{path}/tier"), &unexplained);
    assert_eq!(again.status, 422);
    assert!(again.has("input[name=tier][value=gold][checked]"));
    let why = [("tier", "gold"), ("reason", "年消费达标"), ("lock_version", "0")];
    assert_eq!(manager.post_form(&format!("{path}/tier"), &why).status, 303);
    let stale = manager.post_form(&format!("{path}/tier"), &why);
    assert_eq!(stale.status, 409);
    assert_eq!(stale.value("lock_version"), "1");
    assert_eq!(app.sign_in("consultant").get(&format!("{path}/tier")).status, 403);
    let owner = app.actor("consultant").id.to_string();
    let give = [("owner", owner.as_str()), ("lock_version", "1")];
    assert_eq!(manager.post_form(&format!("{path}/owner"), &give).status, 303);
    let technician = app.actor("technician").id.to_string();
    let wrong = [("owner", technician.as_str()), ("lock_version", "2")];
    assert_eq!(manager.post_form(&format!("{path}/owner"), &wrong).status, 422);
    let (tier, kept): (Tier, Option<uuid::Uuid>) = customers::table
        .find(id)
        .select((customers::tier, customers::owner_id))
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!((tier, kept.unwrap().to_string()), (Tier::Gold, owner));
    assert_eq!(app.sign_in("consultant").get(&path).status, 200, "theirs now");
    let bare = [("purpose", "survey"), ("channel", "phone"), ("answer", "yes")];
    let refused = manager.post_form(&format!("{path}/consents"), &bare);
    assert_eq!(refused.status, 422, "a consent needs evidence");
    let no = [("purpose", "survey"), ("channel", "phone"), ("answer", "no")];
    assert_eq!(manager.post_form(&format!("{path}/consents"), &no).status, 303);
    let given: bool = consents::table
        .select(consents::given)
        .first(&mut app.database.owner())
        .unwrap();
    assert!(!given);
}

#[test]
fn changes_stand_field_by_field_and_the_look_is_on_record() {
    let app = TestApp::spawn();
    let id = app.customer("顾明", "13812345621");
    let manager = app.sign_in("crm.manager");
    let why = [("tier", "gold"), ("reason", "年消费达标"), ("lock_version", "0")];
    manager.post_form(&format!("/customers/{id}/tier"), &why);
    let page = manager.get(&format!("/customers/{id}?tab=changes"));
    assert_eq!(page.text("del"), "普通");
    assert_eq!(page.text("ins"), "金卡");
    assert!(page.texts(".diff td").iter().any(|cell| cell == "沈佳怡"));
    assert_eq!(app.audit().last().unwrap(), "customers.look_at_changes");
    // Why, and by whom, stands in the timeline too.
    let told = app.sign_in("care").get(&format!("/customers/{id}?kind=points"));
    let first = told.text(".tl-i");
    for part in ["会员等级手动设为金卡", "年消费达标", "沈佳怡"] {
        assert!(first.contains(part), "{part}: {first}");
    }
    let member_page = app.sign_in("care").get(&format!("/members/{id}"));
    let held = member_page.text("[data-held]");
    assert!(held.contains("沈佳怡") && held.contains("年消费达标"), "{held}");
    let member = app.sign_in("membership");
    assert_eq!(member.get(&format!("/customers/{id}?tab=changes")).status, 403);
}

#[test]
fn the_store_sets_how_many_looks_a_day_are_enough() {
    let app = TestApp::spawn();
    let id = app.customer("顾明", "13812345621");
    let rules = [
        ("new_days", "90"),
        ("verify_days", "180"),
        ("reveals_warn", "1"),
        ("reveals_stop", "2"),
        ("lock_version", "0"),
    ];
    let changed = app
        .sign_in("manager")
        .post_form("/admin/settings/customers.limits", &rules);
    assert_eq!(changed.status, 303, "{}", changed.body);
    let care = app.sign_in("care");
    let url = actions(&care.get(&format!("/customers/{id}"))).remove(0);
    let look = || care.post_form(&url, &[("reason", "verify")]);
    assert!(look().body.contains("已查看 1 次，到 2 次为止"));
    assert_eq!((look().status, look().status), (200, 429));
}

#[test]
fn phones_in_the_history_stay_masked() {
    let app = TestApp::spawn();
    let id = app.customer("顾明", "13812345621");
    let care = app.sign_in("care");
    let changed = [
        ("kind", "person"),
        ("name", "顾明"),
        ("phone", "13712348812"),
        ("phone_label", "mobile"),
        ("lock_version", "0"),
    ];
    let saved = care.post_form(&format!("/customers/{id}/edit"), &changed);
    assert_eq!(saved.status, 303, "{}", saved.body);
    let page = care.get(&format!("/customers/{id}?tab=changes"));
    assert_eq!(page.text("del"), "手机 138****5621（首选）");
    assert_eq!(page.text("ins"), "手机 137****8812（首选）");
}

#[test]
fn in_english_there_is_no_chinese_but_the_data() {
    let app = TestApp::spawn();
    let id = app.customer("Gu Ming", "13812345621");
    diesel::update(yingke::schema::staff::table)
        .set(yingke::schema::staff::language.eq("en"))
        .execute(&mut app.database.owner())
        .unwrap();
    let manager = app.sign_in("crm.manager");
    for path in [
        "",
        "?tab=vehicles",
        "?tab=complaints",
        "?tab=changes",
        "/tier",
        "/consents",
        "/vehicles/new",
        "/ahead",
    ] {
        let page = manager.get(&format!("/customers/{id}{path}"));
        assert_eq!(page.status, 200, "{path}");
        for text in page.texts("main") {
            assert!(!has_han(&text), "{path}: {text}");
        }
    }
}
