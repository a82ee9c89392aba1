use chrono::TimeDelta;
use diesel::prelude::*;
use uuid::Uuid;
use yingke::platform::password::Passwords;
use yingke::platform::web::Pace;
use yingke::schema::staff;

use crate::support::app::NOW;
use crate::support::{Client, Page, TestApp};

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
fn a_password_that_was_cheap_to_try_is_hashed_anew_when_it_is_used() {
    let app = TestApp::spawn_with(NOW.parse().unwrap(), |state| {
        state.passwords = Passwords::new().unwrap()
    });
    let stored = || -> Option<String> {
        staff::table
            .filter(staff::username.eq("care"))
            .select(staff::password_hash)
            .first(&mut app.database.owner())
            .unwrap()
    };
    assert_eq!(app.visitor().post_form("/sign-in", &WRONG).status, 422);
    assert!(stored().unwrap().contains("m=8,"));
    app.sign_in("care");
    assert!(stored().unwrap().contains("m=47104,t=1,p=1"));
    app.sign_in("care");
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
        assert_eq!(client.get("/").status, 200);
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
fn what_a_page_asks_by_itself_keeps_nobody_signed_in() {
    let app = TestApp::spawn();
    let background = |client: &Client, path: &str| {
        let request = client.request("GET", path).header("HX-Request", "true");
        client.send(request.header("X-Background", "true"))
    };
    let presence = |client: &Client| {
        let id = Uuid::now_v7().to_string();
        client.post_form("/presence", &[("kind", "complaint"), ("id", &id)])
    };
    let client = app.sign_in("care");
    app.advance(TimeDelta::minutes(29));
    assert_eq!(client.get("/complaints/count").status, 200);
    assert_eq!(background(&client, "/complaints").status, 200);
    assert_eq!(presence(&client).status, 200);
    let events = client.send_for_head(client.request("GET", "/events?topic=complaints"));
    assert_eq!(events.status, 200);
    app.advance(TimeDelta::minutes(1));
    let late = background(&client, "/complaints");
    assert_eq!(
        (late.status, late.header("hx-redirect")),
        (401, ""),
        "the page stays as it is"
    );
    let click = client.get("/complaints");
    assert_eq!(
        click.location(),
        "/sign-in?next=%2Fcomplaints",
        "the next click leads to the sign-in"
    );
    let because = client.get(click.location());
    assert!(because.text("main .notice").contains("30 分钟没有操作"));
}

#[test]
fn whoever_types_is_there() {
    let app = TestApp::spawn();
    let client = app.sign_in("care");
    app.advance(TimeDelta::minutes(29));
    assert_eq!(
        client.post_form("/drafts/complaints.new", &[("facts", "…")]).status,
        204
    );
    app.advance(TimeDelta::minutes(29));
    assert_eq!(client.get("/complaints").status, 200);
}

/// Saves the rules of signing in with some changed.
fn set(app: &TestApp, idle_minutes: &str, absolute_hours: &str) -> Page {
    let admin = app.sign_in("admin");
    let path = "/admin/settings/staff.signing_in";
    let version = admin.get(path).value("lock_version");
    let fields = [
        ("idle_minutes", idle_minutes),
        ("absolute_hours", absolute_hours),
        ("second_step", "1"),
        ("lock_version", &version),
    ];
    admin.post_form(path, &fields)
}

#[test]
fn the_store_says_how_long_a_session_lasts_and_each_keeps_what_it_began_with() {
    let app = TestApp::spawn();
    let before = app.sign_in("care");
    assert_eq!(set(&app, "5", "2").status, 303);
    assert_eq!(app.audit().last().unwrap(), "settings.change");
    let after = app.sign_in("care");
    app.advance(TimeDelta::minutes(5));
    assert_eq!(before.get("/complaints").status, 200);
    assert!(after.get("/complaints").location().starts_with("/sign-in"));
    assert!(after.get("/sign-in").text("main .notice").contains("5 分钟没有操作"));
    let after = app.sign_in("care");
    for _ in 0..30 {
        app.advance(TimeDelta::minutes(4));
        after.get("/complaints");
    }
    assert!(after.get("/complaints").location().starts_with("/sign-in"));
    assert!(after.get("/sign-in").text("main .notice").contains("已满 2 小时"));
    let wrong = set(&app, "90", "1");
    assert_eq!(wrong.status, 422, "idle for longer than a session lasts");
    assert_eq!(wrong.texts(".err").len(), 1);
}

#[test]
fn a_session_that_asks_too_fast_must_wait() {
    let app = TestApp::spawn_with(NOW.parse().unwrap(), |state| state.pace = Pace::new(5));
    let (fast, slow) = (app.sign_in("care"), app.sign_in("care"));
    for _ in 0..5 {
        assert_eq!(fast.get("/profile").status, 200);
    }
    let held = fast.get("/profile");
    assert_eq!((held.status, held.header("retry-after")), (429, "60"));
    assert_eq!(held.text("h1"), "操作太频繁");
    assert_eq!(slow.get("/profile").status, 200, "another session of the same person");
    assert_eq!(
        fast.get("/static/x/css/app.css").status,
        app.visitor().get("/static/x/css/app.css").status
    );
    app.advance(TimeDelta::minutes(2));
    slow.post_form("/preferences", &[("lang", "en")]);
    for _ in 0..5 {
        fast.get("/profile");
    }
    let held = fast.get("/profile");
    assert_eq!((held.status, held.text("h1").as_str()), (429, "Too many attempts"));
    for _ in 0..10 {
        assert_eq!(
            app.visitor().get("/sign-in").status,
            200,
            "whoever is signed out has no session to count by"
        );
    }
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

#[test]
fn each_begins_with_their_day() {
    let app = TestApp::spawn();
    for account in [
        "care",
        "service.manager",
        "consultant",
        "admin",
        "technician",
        "marketing",
    ] {
        let client = app.sign_in(account);
        let page = client.get("/");
        assert_eq!(page.status, 200, "{account}");
        let first = page.attributes(".nav-list a", "href").remove(0);
        assert_eq!(
            (first.as_str(), page.text("h1").as_str()),
            ("/", "今日待办"),
            "{account}"
        );
    }
    let told = |account| {
        let notices = app.sign_in(account).get("/profile").texts(".notice");
        notices.iter().any(|words| words.contains("请联系管理员"))
    };
    assert!(!told("technician") && !told("care"));
}
