use crate::support::{Client, Page, TestApp};

const PATH: &str = "/admin/settings/hours";

/// Every field of the page as a browser would post it, with some changed.
fn post(client: &Client, page: &Page, changes: &[(&str, &str)]) -> Page {
    let mut fields: Vec<(String, String)> = Vec::new();
    for name in page.attributes("form.card input[name]", "name") {
        let value = page.value(&name);
        fields.push((name, value));
    }
    fields.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    let mut fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    fields.extend_from_slice(changes);
    client.post_form(PATH, &fields)
}

#[test]
fn a_manager_changes_the_opening_hours_and_sees_what_was_before() {
    let app = TestApp::spawn();
    let manager = app.sign_in("manager");
    assert!(
        manager
            .get("/admin/settings")
            .texts(".go")
            .contains(&"营业时间".to_owned())
    );
    let page = manager.get(PATH);
    assert_eq!(
        (page.value("monday.open"), page.value("lock_version")),
        ("08:30".into(), "0".into())
    );
    let answer = post(
        &manager,
        &page,
        &[("monday.open", "09:00"), ("closed", "2026-10-01 ~ 2026-10-02")],
    );
    assert_eq!((answer.status, answer.location()), (303, "/admin/settings"));
    assert_eq!(app.audit().last().unwrap(), "settings.change");
    let page = manager.get(PATH);
    assert_eq!(
        (page.value("monday.open"), page.value("lock_version")),
        ("09:00".into(), "1".into())
    );
    assert!(page.texts("tbody td").contains(&"08:30-18:00".to_owned()));
    let calendar = yingke::staff::hours::calendar(&mut app.database.owner(), app.store()).unwrap();
    assert!(
        !calendar.is_open("2026-11-23T00:45:00Z".parse().unwrap()),
        "Monday 08:45"
    );
}

#[test]
fn what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept() {
    let app = TestApp::spawn();
    let manager = app.sign_in("manager");
    let page = manager.get(PATH);
    let answer = post(&manager, &page, &[("monday.open", "19:00"), ("closed", "someday")]);
    assert_eq!(answer.status, 422);
    assert_eq!(answer.texts(".err").len(), 2);
    assert_eq!(answer.value("monday.open"), "19:00");
}

#[test]
fn the_second_of_two_changes_is_asked_to_compare() {
    let app = TestApp::spawn();
    let (one, two) = (app.sign_in("manager"), app.sign_in("crm.manager"));
    let (page, other) = (one.get(PATH), two.get(PATH));
    assert_eq!(post(&one, &page, &[("monday.open", "09:00")]).status, 303);
    let answer = post(&two, &other, &[("monday.open", "10:00")]);
    assert_eq!(answer.status, 409);
    assert_eq!(answer.value("monday.open"), "10:00");
    assert_eq!(answer.value("lock_version"), "1");
    assert_eq!(post(&two, &answer, &[]).status, 303, "and may save all the same");
}

#[test]
fn only_those_who_may_change_rules_and_only_rules_that_exist() {
    let app = TestApp::spawn();
    assert_eq!(app.sign_in("care").get(PATH).status, 403);
    assert_eq!(app.sign_in("manager").get("/admin/settings/salaries").status, 404);
}

#[test]
fn the_security_of_signing_in_is_the_administrators_alone() {
    let app = TestApp::spawn();
    let path = "/admin/settings/staff.signing_in";
    let fields = [("idle_minutes", "240"), ("absolute_hours", "24"), ("lock_version", "0")];
    for account in ["crm.manager", "manager"] {
        let client = app.sign_in(account);
        let list = client.get("/admin/settings").texts(".go");
        assert!(!list.contains(&"登录安全".to_owned()), "{account}: {list:?}");
        assert_eq!(client.get(path).status, 403, "{account}");
        assert_eq!(client.post_form(path, &fields).status, 403, "{account}");
    }
    let admin = app.sign_in("admin");
    assert!(
        admin
            .get("/admin/settings")
            .texts(".go")
            .contains(&"登录安全".to_owned())
    );
    assert_eq!(admin.post_form(path, &fields).status, 303);
}

#[test]
fn every_rule_is_asked_in_its_own_unit_and_a_tier_by_its_name() {
    let app = TestApp::spawn();
    let manager = app.sign_in("manager");
    let page = manager.get("/admin/settings/visits.appointments");
    let tiers = page.texts("select[name=reserved_from] option");
    assert_eq!(tiers, ["银卡", "金卡", "白金"]);
    assert_eq!(
        page.attributes("select[name=reserved_from] option[selected]", "value"),
        ["2"]
    );
    for (path, unit) in [
        ("visits.appointments", "点"),
        ("service.orders", "公里"),
        ("service.after_care", "点"),
        ("membership.points", "分"),
    ] {
        let page = manager.get(&format!("/admin/settings/{path}"));
        assert!(page.texts("main fieldset").concat().contains(unit), "{path}");
    }
    let page = manager.get("/admin/settings/sales.quotes");
    assert!(page.texts("main fieldset").concat().contains("年"));
    assert!(!page.texts("main fieldset .unit").contains(&"次".to_owned()));
}
