use super::assert_english;
use crate::support::TestApp;

const NEW: &str = "correct horse battery";

#[test]
fn language_look_and_keys_are_kept() {
    let app = TestApp::spawn();
    let client = app.sign_in("care");
    let answer = client.post_form("/profile", &[("language", "en"), ("theme", "dark")]);
    assert_eq!((answer.status, answer.location()), (303, "/profile"));
    assert_eq!(app.audit().last().unwrap(), "staff.preferences");
    let page = client.get("/profile");
    assert_eq!(page.attributes("html", "data-theme"), ["dark"]);
    assert_eq!(
        page.attributes("body", "data-hotkeys"),
        ["off"],
        "the tick was left out"
    );
    assert_english(&page, &["王芳", "浦东店", "客户关系组", "中文"]);
    let refused = client.post_form("/profile", &[("language", "fr"), ("theme", "dark")]);
    assert_eq!(refused.status, 422);
    assert!(refused.has("#f-language-err"));
}

#[test]
fn a_new_password_ends_every_other_session_at_once() {
    let app = TestApp::spawn();
    let (here, there) = (app.sign_in("care"), app.sign_in("care"));
    let fields = [
        ("current_password", "demo-pass-2026"),
        ("new_password", NEW),
        ("again", NEW),
    ];
    let answer = here.post_form("/profile/password", &fields);
    assert_eq!((answer.status, answer.location()), (303, "/profile"));
    assert_eq!(app.audit().last().unwrap(), "staff.password");
    assert_eq!(here.get("/profile").status, 200);
    assert!(there.get("/profile").location().starts_with("/sign-in"));
    assert!(
        there.get("/sign-in").text("main .notice").contains("密码已更新"),
        "and says why"
    );
    let old = app
        .visitor()
        .post_form("/sign-in", &[("username", "care"), ("password", "demo-pass-2026")]);
    let new = app
        .visitor()
        .post_form("/sign-in", &[("username", "care"), ("password", NEW)]);
    assert_eq!((old.status, new.status), (422, 303));
}

#[test]
fn a_password_form_sent_twice_changes_the_password_once() {
    let app = TestApp::spawn();
    let client = app.sign_in("care");
    let token = "0123456789abcdef0123456789abcdef";
    let fields = [
        ("current_password", "demo-pass-2026"),
        ("new_password", NEW),
        ("again", NEW),
        ("token", token),
    ];
    for _ in 0..2 {
        let answer = client.post_form("/profile/password", &fields);
        assert_eq!((answer.status, answer.location()), (303, "/profile"));
    }
    assert_eq!(
        app.audit().iter().filter(|action| *action == "staff.password").count(),
        1
    );
}

#[test]
fn a_password_that_will_not_do_is_refused_beside_its_field() {
    let app = TestApp::spawn();
    let client = app.sign_in("sales.manager");
    for (current, new, again, field) in [
        ("wrong", NEW, NEW, "current_password"),
        ("demo-pass-2026", "short", "short", "new_password"),
        ("demo-pass-2026", "Password1234", "Password1234", "new_password"),
        ("demo-pass-2026", "sales.manager1", "sales.manager1", "new_password"),
        ("demo-pass-2026", NEW, "something else", "again"),
    ] {
        let fields = [("current_password", current), ("new_password", new), ("again", again)];
        let answer = client.post_form("/profile/password", &fields);
        assert_eq!(answer.status, 422, "{new}");
        assert!(answer.has(&format!("#f-{field}-err")), "{new}: {}", answer.body);
        assert_eq!(answer.value("new_password"), "", "a password never comes back");
    }
}

#[test]
fn guessing_the_current_password_is_held_off() {
    let app = TestApp::spawn();
    let client = app.sign_in("care");
    let fields = [("current_password", "wrong"), ("new_password", NEW), ("again", NEW)];
    for _ in 0..10 {
        assert_eq!(client.post_form("/profile/password", &fields).status, 422);
    }
    assert_eq!(client.post_form("/profile/password", &fields).status, 429);
}

#[test]
fn own_sessions_are_listed_and_ended_one_by_one_or_all_others() {
    let app = TestApp::spawn();
    let (here, there) = (app.sign_in("care"), app.sign_in("care"));
    let colleague = app.sign_in("advisor");
    let page = here.get("/profile");
    let end = page.attributes("form[action*='/profile/sessions/'][action$='/end']", "action");
    assert_eq!(end.len(), 1, "the own session has no button");
    assert_eq!(
        colleague.post_form(&end[0], &[]).status,
        404,
        "a colleague's session is nobody else's"
    );
    let answer = here.post_form(&end[0], &[]);
    assert_eq!((answer.status, answer.location()), (303, "/profile"));
    assert_eq!(app.audit().last().unwrap(), "staff.end_session");
    assert!(there.get("/profile").location().starts_with("/sign-in"));
    let (second, third) = (app.sign_in("care"), app.sign_in("care"));
    here.post_form("/profile/sessions/end-others", &[]);
    assert_eq!(app.audit().last().unwrap(), "staff.end_sessions");
    for other in [second, third] {
        assert!(other.get("/profile").location().starts_with("/sign-in"));
    }
    assert_eq!(here.get("/profile").status, 200);
}

#[test]
fn own_sign_ins_are_shown_for_ninety_days() {
    let app = TestApp::spawn();
    app.visitor()
        .post_form("/sign-in", &[("username", "care"), ("password", "wrong")]);
    let client = app.sign_in("care");
    let rows = client.get("/profile/sign-ins").texts("main tbody tr");
    assert_eq!(rows.len(), 2);
    assert!(rows[0].contains("已登录") && rows[1].contains("未通过"), "{rows:?}");
    app.advance(chrono::TimeDelta::days(91));
    let client = app.sign_in("care");
    assert_eq!(client.get("/profile/sign-ins").texts("main tbody tr").len(), 1);
}

#[test]
fn signing_in_again_ends_the_session_the_browser_had() {
    let app = TestApp::spawn();
    let client = app.sign_in("care");
    client.post_form("/sign-in", &[("username", "care"), ("password", "demo-pass-2026")]);
    let page = client.get("/profile");
    assert!(
        !page.has("form[action='/profile/sessions/end-others']"),
        "there is no other session"
    );
}
