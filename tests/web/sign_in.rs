use chrono::TimeDelta;

use crate::support::TestApp;

const RIGHT: [(&str, &str); 2] = [("username", "care"), ("password", "demo-pass-2026")];
const WRONG: [(&str, &str); 2] = [("username", "care"), ("password", "wrong")];

#[test]
fn the_right_password_opens_a_session_and_is_audited() {
    let app = TestApp::spawn();
    let client = app.visitor();
    let answer = client.post_form("/sign-in", &RIGHT);
    assert_eq!((answer.status, answer.location()), (303, "/"));
    assert_eq!(client.get("/sign-in").status, 303, "a signed-in person is led on");
    assert_eq!(app.audit().last().unwrap(), "staff.sign_in");
}

#[test]
fn a_wrong_password_and_an_unknown_name_read_the_same() {
    let app = TestApp::spawn();
    let wrong = app.visitor().post_form("/sign-in", &WRONG);
    let unknown = app
        .visitor()
        .post_form("/sign-in", &[("username", "nobody"), ("password", "wrong")]);
    assert_eq!((wrong.status, unknown.status), (422, 422));
    assert_eq!(wrong.text(".err"), "账号或密码不正确");
    assert_eq!(wrong.texts(".err"), unknown.texts(".err"));
    assert_eq!(wrong.value("username"), "care", "what was typed is kept");
    assert_eq!(wrong.value("password"), "", "but never the password");
}

#[test]
fn empty_fields_are_named() {
    let app = TestApp::spawn();
    let answer = app
        .visitor()
        .post_form("/sign-in", &[("username", " "), ("password", "")]);
    assert_eq!(answer.status, 422);
    assert_eq!(answer.texts(".err").len(), 2);
}

#[test]
fn the_eleventh_try_in_a_quarter_of_an_hour_waits_even_with_the_right_password() {
    let app = TestApp::spawn();
    for _ in 0..10 {
        assert_eq!(app.visitor().post_form("/sign-in", &WRONG).status, 422);
    }
    let answer = app.visitor().post_form("/sign-in", &RIGHT);
    assert_eq!(answer.status, 422);
    assert!(answer.text(".err").contains("分钟后再试"));
    app.advance(TimeDelta::minutes(16));
    assert_eq!(app.visitor().post_form("/sign-in", &RIGHT).status, 303);
}

#[test]
fn sign_out_ends_the_session_at_once() {
    let app = TestApp::spawn();
    let client = app.sign_in("care");
    let answer = client.post_form("/sign-out", &[]);
    assert_eq!((answer.status, answer.location()), (303, "/sign-in"));
    let after = client.get("/");
    assert_eq!(after.status, 303);
    assert!(after.location().starts_with("/sign-in"));
}

#[test]
fn a_session_ends_after_thirty_idle_minutes_and_after_ten_hours() {
    let app = TestApp::spawn();
    let client = app.sign_in("care");
    for _ in 0..20 {
        app.advance(TimeDelta::minutes(29));
        assert!(!client.get("/").location().starts_with("/sign-in"));
    }
    app.advance(TimeDelta::minutes(29));
    assert!(
        client.get("/").location().starts_with("/sign-in"),
        "609 minutes after sign-in"
    );
    let idle = app.sign_in("care");
    app.advance(TimeDelta::minutes(30));
    assert!(idle.get("/").location().starts_with("/sign-in"));
}

#[test]
fn next_leads_to_own_pages_only() {
    let app = TestApp::spawn();
    let to = |next: &'static str| {
        let fields = [RIGHT.as_slice(), &[("next", next)]].concat();
        app.visitor().post_form("/sign-in", &fields).location().to_owned()
    };
    assert_eq!(to("/customers?tier=gold"), "/customers?tier=gold");
    assert_eq!(to("//evil.example"), "/");
}

#[test]
fn a_post_from_elsewhere_is_refused() {
    let app = TestApp::spawn();
    let client = app.visitor();
    let post = |site: Option<&str>, origin: Option<&str>| {
        let mut request = client.request("POST", "/sign-in").form(&RIGHT);
        if let Some(site) = site {
            request = request.header("Sec-Fetch-Site", site);
        }
        if let Some(origin) = origin {
            request = request.header("Origin", origin);
        }
        client.send(request).status
    };
    assert_eq!(post(Some("cross-site"), Some(&app.base)), 403);
    assert_eq!(post(None, Some("http://evil.example")), 403);
    assert_eq!(post(None, None), 403);
    assert_eq!(post(None, Some(&app.base)), 303);
}

#[test]
fn every_answer_carries_the_security_headers() {
    let app = TestApp::spawn();
    for path in ["/sign-in", "/no-such-page", "/livez", "/static/missing"] {
        let answer = app.visitor().get(path);
        assert!(
            answer
                .header("content-security-policy")
                .starts_with("default-src 'none'"),
            "{path}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
}

#[test]
fn a_foreign_host_is_not_served() {
    let app = TestApp::spawn();
    let client = app.visitor();
    let answer = client.send(client.request("GET", "/sign-in").header("Host", "evil.example"));
    assert_eq!(answer.status, 421);
}
