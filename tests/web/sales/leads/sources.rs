//! Sources and their tokens.

use yingke::values::ids::LeadSourceId;

use crate::support::{Client, TestApp};

/// A source made on the screen: where its page is.
pub fn new_source(client: &Client, kind: &str, name: &str) -> String {
    let answer = client.post_form("/lead-sources", &[("kind", kind), ("name", name)]);
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.location().to_owned()
}

/// A token made on the screen.
pub fn new_token(client: &Client, source: &str) -> String {
    let page = client.post_form(&format!("{source}/tokens"), &[]);
    assert_eq!(page.status, 200, "{}", page.body);
    page.text("[data-secret]")
}

pub fn signing_secret(client: &Client, source: &str) -> String {
    let page = client.post_form(&format!("{source}/signing"), &[("signing", "on")]);
    assert_eq!(page.status, 200, "{}", page.body);
    page.text("[data-secret]")
}

#[test]
fn a_token_is_shown_once() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let source = new_source(&marketing, "douyin", "直播间");
    let token = new_token(&marketing, &source);
    let page = marketing.get(&source);
    assert!(!page.body.contains(&token) && !page.has("[data-secret]"));
    assert!(page.text("#tokens tbody tr").contains(&token[token.len() - 4..]));
    assert!(app.audit().contains(&"leads.issue_token".to_owned()));
    assert!(marketing.get("/lead-sources").text("tbody tr").contains("直播间"));
}

#[test]
fn a_name_is_taken_once_in_a_channel() {
    let app = TestApp::spawn();
    let manager = app.sign_in("sales.manager");
    new_source(&manager, "douyin", "直播间");
    let twice = manager.post_form("/lead-sources", &[("kind", "douyin"), ("name", "直播间")]);
    assert_eq!(twice.status, 422);
    assert!(twice.has("#f-name-err"));
    assert_eq!(twice.value("name"), "直播间");
    new_source(&manager, "wechat", "直播间");
    assert_eq!(manager.post_form("/lead-sources", &[("kind", "")]).status, 422);
}

#[test]
fn a_source_is_changed_against_what_was_seen_and_retired() {
    let app = TestApp::spawn();
    let manager = app.sign_in("sales.manager");
    let source = new_source(&manager, "douyin", "直播间");
    let seen = manager.get(&source).value("lock_version");
    let change = |name: &str, retired: &str| {
        let fields = [
            ("kind", "douyin"),
            ("name", name),
            ("retired", retired),
            ("lock_version", seen.as_str()),
        ];
        manager.post_form(&source, &fields)
    };
    assert_eq!(change("直播间二", "1").status, 303);
    let stale = change("直播间三", "");
    assert_eq!(stale.status, 409);
    assert_eq!(stale.value("name"), "直播间三");
    assert_eq!(
        manager.post_form(&format!("{source}/tokens"), &[]).status,
        409,
        "retired"
    );
    assert!(!manager.get("/leads/new").body.contains("直播间二"));
}

#[test]
fn only_who_keeps_sources_sees_them() {
    let app = TestApp::spawn();
    for who in ["consultant", "care", "crm.manager"] {
        assert_eq!(app.sign_in(who).get("/lead-sources").status, 403, "{who}");
    }
    let missing = format!("/lead-sources/{}", LeadSourceId::new());
    assert_eq!(app.sign_in("sales.manager").get(&missing).status, 404);
}
