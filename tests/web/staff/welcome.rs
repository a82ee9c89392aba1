use super::{assert_english, id_of, link_on};
use crate::support::TestApp;

const GOOD: [(&str, &str); 2] = [
    ("new_password", "correct horse battery"),
    ("again", "correct horse battery"),
];

fn link(app: &TestApp) -> String {
    let id = id_of(app, "care");
    link_on(&app.sign_in("manager").post_form(&format!("/staff/{id}/links"), &[]))
}

#[test]
fn a_reset_link_replaces_the_password_and_ends_the_sessions() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let answer = app.visitor().post_form(&link(&app), &GOOD);
    assert_eq!((answer.status, answer.location()), (303, "/sign-in"));
    assert_eq!(app.audit().last().unwrap(), "staff.accept_link");
    assert!(care.get("/profile").location().starts_with("/sign-in"));
}

#[test]
fn it_works_once() {
    let app = TestApp::spawn();
    let link = link(&app);
    let fields = [GOOD.as_slice(), &[("token", "0123456789abcdef0123456789abcdef")]].concat();
    let visitor = app.visitor();
    assert_eq!(visitor.post_form(&link, &fields).status, 303);
    assert_eq!(
        visitor.post_form(&link, &fields).status,
        303,
        "the same form again gets the same answer"
    );
    let again = visitor.post_form(&link, &GOOD);
    assert_eq!(again.status, 410);
    assert!(again.text("h1").contains("已经用过"));
    assert_eq!(
        app.audit()
            .iter()
            .filter(|action| *action == "staff.accept_link")
            .count(),
        1
    );
}

#[test]
fn an_unknown_link_says_what_to_do() {
    let app = TestApp::spawn();
    let page = app.visitor().get("/welcome/0123");
    assert_eq!(page.status, 404);
    assert!(page.text("main").contains("没有复制完整"));
}

#[test]
fn a_weak_password_is_refused_and_the_link_stays() {
    let app = TestApp::spawn();
    let link = link(&app);
    let answer = app
        .visitor()
        .post_form(&link, &[("new_password", "short"), ("again", "short")]);
    assert_eq!(answer.status, 422);
    assert!(answer.text("#f-new_password-err").contains("12"));
    assert_eq!(app.visitor().post_form(&link, &GOOD).status, 303);
}

#[test]
fn trying_links_is_held_off() {
    let app = TestApp::spawn();
    let visitor = app.visitor();
    for _ in 0..30 {
        assert_eq!(visitor.get("/welcome/0123").status, 404);
    }
    assert_eq!(visitor.get("/welcome/0123").status, 429);
    app.advance(chrono::TimeDelta::minutes(11));
    assert_eq!(visitor.get("/welcome/0123").status, 404);
}

#[test]
fn it_speaks_english() {
    let app = TestApp::spawn();
    let visitor = app.visitor();
    visitor.post_form("/preferences", &[("lang", "en")]);
    let page = visitor.get(&link(&app));
    assert_eq!(page.text("h1"), "Set your password");
    assert_english(&page, &["王芳"]);
}
