use super::{assert_english, id_of};
use crate::support::TestApp;

#[test]
fn a_team_is_founded_renamed_and_given_a_manager() {
    let app = TestApp::spawn();
    let manager = app.sign_in("manager");
    let fields = [("name", "试驾组"), ("name_en", "Test drives"), ("manager", "")];
    assert_eq!(manager.post_form("/teams/new", &fields).location(), "/teams");
    assert_eq!(app.audit().last().unwrap(), "staff.create_team");
    let page = manager.get("/teams");
    let path = page.attributes("tbody .lead a", "href").pop().unwrap();
    let leader = id_of(&app, "sales.manager").to_string();
    let fields = [
        ("name", "试驾一组"),
        ("name_en", "Test drives 1"),
        ("manager", &leader),
        ("lock_version", "0"),
    ];
    assert_eq!(manager.post_form(&path, &fields).status, 303);
    assert_eq!(app.audit().last().unwrap(), "staff.update_team");
    let row = manager.get("/teams").texts("tbody tr").pop().unwrap();
    assert!(row.contains("试驾一组") && row.contains("郑浩"), "{row}");
    let stale = manager.post_form(&path, &fields);
    assert_eq!(stale.status, 409, "the form was opened before the change");
}

#[test]
fn two_teams_of_a_name_are_refused() {
    let app = TestApp::spawn();
    let manager = app.sign_in("manager");
    let answer = manager.post_form("/teams/new", &[("name", "销售一组"), ("name_en", "x")]);
    assert_eq!(answer.status, 422);
    assert!(answer.has("#f-name-err"));
    assert_eq!(answer.value("name_en"), "x");
}

#[test]
fn the_store_is_edited_by_an_administrator() {
    let app = TestApp::spawn();
    let admin = app.sign_in("admin");
    let fields = [
        ("name", "浦东旗舰店"),
        ("name_en", "Pudong"),
        ("time_zone", "Asia/Urumqi"),
        ("phone", "021-58881234"),
        ("address", "浦东大道 1 号"),
        ("lock_version", "0"),
    ];
    assert_eq!(admin.post_form("/admin/store", &fields).status, 303);
    assert_eq!(app.audit().last().unwrap(), "staff.update_store");
    let store = admin.get("/admin/store");
    assert_eq!(store.value("name"), "浦东旗舰店");
    assert!(store.value("phone").starts_with("021") && store.value("address") == "浦东大道 1 号");
    let form = store.attributes("[aria-labelledby=public-title] a", "href");
    assert_eq!(
        app.visitor().get(&form[0]).status,
        200,
        "where customers complain: {form:?}"
    );
    assert_eq!(admin.post_form("/admin/store", &fields).status, 409);
    let wrong = [
        ("name", ""),
        ("name_en", "x"),
        ("time_zone", "Mars/Base"),
        ("lock_version", "1"),
    ];
    let answer = admin.post_form("/admin/store", &wrong);
    assert_eq!(answer.status, 422);
    assert!(answer.has("#f-name-err") && answer.has("#f-time_zone-err"));
    assert_eq!(app.sign_in("manager").get("/admin/store").status, 403);
}

#[test]
fn the_pages_speak_english() {
    let app = TestApp::spawn();
    let admin = app.sign_in("admin");
    admin.post_form("/preferences", &[("lang", "en")]);
    assert_english(&admin.get("/teams"), &["郑浩", "何志刚", "沈佳怡"]);
    assert_english(&admin.get("/admin/store"), &[]);
}
