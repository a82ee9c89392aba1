//! What was typed and not yet sent, and how whoever complained is reached.

use yingke::complaints::rules::Severity;

use super::*;

fn keep(client: &Client, place: &str, fields: &[(&str, &str)]) {
    assert_eq!(client.post_form(&format!("/drafts/{place}"), fields).status, 204);
}

#[test]
fn the_composer_holds_what_was_left_unsent_until_it_is_sent() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = complaint(&app, Severity::Normal);
    let path = format!("/complaints/{id}");
    let place = care
        .get(&path)
        .attributes(".complaint-composer form", "data-autosave")
        .remove(0);
    keep(
        &care,
        place.strip_prefix("/drafts/").unwrap(),
        &[("channel", "wechat"), ("outcome", "sent"), ("body", "已发送进度")],
    );
    let page = care.get(&path);
    assert_eq!(page.text(".complaint-composer textarea"), "已发送进度");
    assert_eq!(
        page.attributes(".complaint-composer [checked]", "value"),
        ["wechat", "sent"]
    );
    assert!(page.text(".complaint-composer .notice").contains("未保存"));
    assert_eq!(
        care.get(&format!("{path}?tab=note"))
            .text(".complaint-composer textarea"),
        "",
        "a note is its own"
    );
    assert_eq!(
        app.sign_in("manager").get(&path).text(".complaint-composer textarea"),
        "",
        "to others nothing is shown"
    );
    let step_page = care.get(&format!("{path}/contacts"));
    assert_eq!(
        step_page.text("main textarea"),
        "已发送进度",
        "the dialog is the same place"
    );
    step(&care, id, "contacts", &CONTACT);
    assert_eq!(care.get(&path).text(".complaint-composer textarea"), "");
}

#[test]
fn a_step_holds_its_draft_and_the_version_of_now() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = complaint(&app, Severity::Normal);
    let page = care.get_region(&format!("/complaints/{id}/cause"), "dialog");
    let place = page.attributes("form", "data-autosave").remove(0);
    let typed = [("cause", "paint"), ("whys", "漆面没有保护"), ("lock_version", "0")];
    keep(&care, place.strip_prefix("/drafts/").unwrap(), &typed);
    step(&care, id, "notes", &[("body", "改一下版本")]);
    let page = care.get_region(&format!("/complaints/{id}/cause"), "dialog");
    assert_eq!(page.text("textarea"), "漆面没有保护");
    assert_eq!(page.attributes("option[selected]", "value"), ["paint"]);
    assert_eq!(page.value("lock_version"), "1");
    assert!(page.text(".notice").contains("未保存"));
    step(&care, id, "cause", &with_version(&CAUSE, "1"));
    assert!(!care.get(&format!("/complaints/{id}/cause")).has("main .notice"));
}

#[test]
fn a_draft_is_discarded_for_good() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = complaint(&app, Severity::Normal);
    let path = format!("/complaints/{id}");
    let typed = [("body", "已致歉")];
    keep(&care, &format!("complaints.notes.{id}"), &typed);
    let page = care.get(&format!("{path}?tab=note"));
    let action = page
        .attributes(".complaint-composer form[data-discard]", "action")
        .remove(0);
    let next = page.attributes("[data-discard] [name=next]", "value").remove(0);
    let gone = care.post_form(&action, &[("next", &*next)]);
    assert_eq!((gone.status, gone.location()), (303, &*format!("{path}?tab=note")));
    let page = care.get(&next);
    assert_eq!(page.text(".complaint-composer textarea"), "");
    assert!(!page.has(".complaint-composer .notice"));

    // In a dialog the form comes back into the dialog.
    keep(&care, &format!("complaints.cause.{id}"), &[("whys", "漆面没有保护")]);
    let dialog = care.get_region(&format!("{path}/cause"), "dialog");
    let form = dialog.attributes("form[data-discard]", "id").remove(0);
    assert_eq!(dialog.attributes(".notice button", "form"), [form]);
    let action = dialog.attributes("form[data-discard]", "action").remove(0);
    let next = dialog.attributes("form[data-discard] [name=next]", "value").remove(0);
    let gone = care.post_region(&action, "dialog", &[("next", &*next)]);
    assert_eq!(gone.status, 204);
    let there: serde_json::Value = serde_json::from_str(gone.header("HX-Location")).unwrap();
    assert_eq!(there["path"].as_str(), Some(&*format!("{path}/cause")));
    assert_eq!(there["target"].as_str(), Some("#dialog"));
    assert!(!care.get_region(&next, "dialog").has(".notice"));
    let elsewhere = care.post_form(&action, &[("next", "//example.com")]);
    assert_eq!(elsewhere.location(), "/", "never another site");
}

#[test]
fn what_says_no_more_than_the_form_is_no_draft() {
    use yingke::schema::drafts;
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = complaint(&app, Severity::Normal);
    let count = || {
        let conn = &mut app.database.owner();
        drafts::table.count().get_result::<i64>(conn).unwrap()
    };
    // Nothing at all is not kept, and takes the place of what was.
    let notes = format!("complaints.notes.{id}");
    keep(&care, &notes, &[("body", "写了一半")]);
    keep(&care, &notes, &[("body", " ")]);
    assert_eq!(count(), 0);
    // What the form holds anyway is found out when it is opened.
    let untouched = [("channel", "phone"), ("outcome", "answered"), ("body", "")];
    keep(&care, &format!("complaints.contacts.{id}"), &untouched);
    assert_eq!(count(), 1);
    assert!(
        !care
            .get(&format!("/complaints/{id}"))
            .has(".complaint-composer .notice")
    );
    assert_eq!(count(), 0);
    let me = app.actor("care").id.to_string();
    let blank = [("channel", "phone"), ("severity", "normal"), ("owner_id", &*me)];
    keep(&care, "complaints.new", &blank);
    assert!(!care.get("/complaints/new").has("main .notice"));
    keep(&care, &format!("complaints.contacts.{id}"), &untouched);
    assert!(!care.get(&format!("/complaints/{id}/contacts")).has("main .notice"));
    assert_eq!(count(), 0);
}

#[test]
fn a_complaint_half_recorded_is_gone_on_with() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "13812345621");
    let care = app.sign_in("care");
    let typed = [
        ("q", "5621"),
        ("who", &*customer.to_string()),
        ("channel", "wechat"),
        ("facts", "异响"),
        ("severity", "serious"),
    ];
    let place = care
        .get("/complaints/new")
        .attributes("main form", "data-autosave")
        .remove(0);
    keep(&care, place.strip_prefix("/drafts/").unwrap(), &typed);
    let page = care.get("/complaints/new");
    assert_eq!(page.text("textarea[name=facts]"), "异响");
    assert_eq!(page.attributes("[name=who][checked]", "value"), [customer.to_string()]);
    assert_eq!(page.attributes("[name=severity][checked]", "value"), ["serious"]);
    assert!(page.text("main .notice").contains("未保存"));
    let mut whole = typed.to_vec();
    whole.push(("category", "repair_quality"));
    assert_eq!(care.post_form("/complaints", &whole).status, 303);
    assert_eq!(care.get("/complaints/new").text("textarea[name=facts]"), "");
}

#[test]
fn a_phone_is_shown_in_full_on_record() {
    let app = TestApp::spawn();
    let id = complaint(&app, Severity::Normal);
    let care = app.sign_in("care");
    let page = care.get(&format!("/complaints/{id}"));
    assert!(!page.body.contains("138 1234 5621"));
    let action = page.attributes("form.masked", "action").remove(0);
    let shown = care.post_region(&action, "x", &[]);
    assert_eq!(shown.text(".masked b"), "138 1234 5621");
    assert!(!shown.has("html .nav") && shown.has("[data-reveal-seconds]"));
    let whole = care.post_form(&action, &[]);
    assert_eq!(
        whole.text("[data-revealed]"),
        "138 1234 5621",
        "without script on a page of its own"
    );
    let audit = app.audit();
    for action in ["complaints.reveal", "customers.reveal"] {
        assert_eq!(audit.iter().filter(|known| *known == action).count(), 2, "{action}");
    }
    assert_eq!(
        app.sign_in("advisor").post_form(&action, &[]).status,
        404,
        "another's complaint"
    );
    assert_eq!(app.sign_in("technician").post_form(&action, &[]).status, 403);
}

#[test]
fn there_are_so_many_reveals_a_day() {
    let app = TestApp::spawn();
    let id = complaint(&app, Severity::Normal);
    let care = app.sign_in("care");
    let path = format!("/complaints/{id}/reveals");
    care.post_form(&path, &[]);
    diesel::sql_query("UPDATE reveal_counts SET reveals = 49")
        .execute(&mut app.database.owner())
        .unwrap();
    assert!(care.post_form(&path, &[]).text("main").contains("50"), "a warning");
    diesel::sql_query("UPDATE reveal_counts SET reveals = 200")
        .execute(&mut app.database.owner())
        .unwrap();
    let none = care.post_form(&path, &[]);
    assert_eq!(none.status, 429);
    assert!(none.text("main").contains("已用完") && !none.body.contains("138 1234"));
}

#[test]
fn who_is_no_customer_is_reached_by_what_they_left() {
    let app = TestApp::spawn();
    let visitor = app.visitor();
    let form = [
        ("category", "delivery"),
        ("facts", "交车推迟两周"),
        ("name", "贺兰"),
        ("phone", "13500007788"),
        ("email", "helan@example.com"),
    ];
    let answer = visitor.post_form(&format!("/complain/{}", store_code(&app)), &form);
    assert_eq!(answer.status, 303, "{}", answer.body);
    use yingke::schema::complaints;
    let id: ComplaintId = complaints::table
        .select(complaints::id)
        .first(&mut app.database.owner())
        .unwrap();
    let shown = app
        .sign_in("care")
        .post_region(&format!("/complaints/{id}/reveals"), "x", &[]);
    assert_eq!(shown.text(".masked b"), "135 0000 7788 / helan@example.com");
    assert!(
        !app.audit().contains(&"customers.reveal".into()),
        "there is no customer"
    );
}

fn store_code(app: &TestApp) -> String {
    use yingke::schema::stores;
    stores::table
        .select(stores::code)
        .first(&mut app.database.owner())
        .unwrap()
}
