//! Sources and their tokens.

use chrono::TimeDelta;
use serde_json::json;
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
fn the_list_tells_how_much_comes_through_each() {
    let app = TestApp::spawn();
    let manager = app.sign_in("sales.manager");
    let source = new_source(&manager, "douyin", "直播间");
    let row = |id: &str| {
        manager
            .get("/lead-sources")
            .text(&format!("#source-{}", id.rsplit('/').next().unwrap()))
    };
    assert!(
        row(&source).contains("还没有令牌") && row(&source).contains("使用中"),
        "{}",
        row(&source)
    );
    let token = new_token(&manager, &source);
    new_token(&manager, &source);
    assert!(row(&source).contains("2 个，最近使用：从未使用"), "{}", row(&source));
    let visitor = app.visitor();
    for n in 1..=3 {
        let body = json!({ "external_id": format!("A{n}"), "name": "彭杰轩", "phone": format!("1517100963{n}") });
        let answer = visitor.send(visitor.request("POST", "/api/leads").bearer_auth(&token).json(&body));
        assert_eq!(answer.status, 201, "{}", answer.body);
    }
    let cells = manager.get("/lead-sources").texts("tbody tr td");
    assert!(cells.contains(&"3".to_owned()), "{cells:?}");
    // Marketing sees how many of them were real, and no name.
    let seen = app.sign_in("marketing").get("/lead-sources");
    let threes = seen.texts("tbody tr td").into_iter().filter(|cell| cell == "3").count();
    assert_eq!(threes, 2, "received and valid");
    assert!(!seen.body.contains("彭杰轩"));
    assert!(!row(&source).contains("从未使用"));
    app.advance(TimeDelta::days(31));
    // Signing in lapses meanwhile.
    let cells = app.sign_in("sales.manager").get("/lead-sources").texts("tbody tr td");
    assert!(
        cells.contains(&"0".to_owned()) && !cells.contains(&"3".to_owned()),
        "{cells:?}"
    );
}

#[test]
fn what_stops_another_system_asks_first() {
    let app = TestApp::spawn();
    let manager = app.sign_in("sales.manager");
    let source = new_source(&manager, "douyin", "");
    let token = new_token(&manager, &source);
    let secret = signing_secret(&manager, &source);
    assert!(
        token.starts_with("ykl_") && secret.starts_with("yks_"),
        "{token} {secret}"
    );
    let page = manager.get(&source);
    let asked = page.attributes("form[action$='/revocation']", "data-confirm");
    assert!(asked[0].contains(&token[token.len() - 4..]), "{asked:?}");
    assert_eq!(page.attributes("form[action$='/signing']", "data-confirm").len(), 2);
    let off = manager.post_form(&format!("{source}/signing"), &[("signing", "off")]);
    assert_eq!(off.status, 303);
    let page = manager.get(&source);
    assert!(
        !page.has("form[action$='/signing'][data-confirm]"),
        "nothing is lost by the first secret"
    );
}

#[test]
fn what_files_call_a_source_means_no_other() {
    let app = TestApp::spawn();
    let manager = app.sign_in("sales.manager");
    let post = |path: &str, name: &str, aliases: &str| {
        let fields = [
            ("kind", "website"),
            ("name", name),
            ("aliases", aliases),
            ("lock_version", "0"),
        ];
        manager.post_form(path, &fields)
    };
    let first = post("/lead-sources", "官网预约试驾", "官网、ＷＥＢ, 官网");
    assert_eq!(first.status, 303, "{}", first.body);
    let own = first.location().to_owned();
    assert_eq!(manager.get(&own).value("aliases"), "官网、ＷＥＢ");
    for taken in ["web", "官网预约试驾"] {
        let second = post("/lead-sources", "官网询价", taken);
        assert_eq!(second.status, 422, "{taken}");
        assert!(second.has("#f-aliases-err"));
        assert_eq!(second.value("aliases"), taken);
    }
    assert_eq!(post("/lead-sources", "官网询价", &"长".repeat(41)).status, 422);
    assert_eq!(post(&own, "官网预约试驾", "官网").status, 303, "its own");
    assert_eq!(manager.get(&own).value("aliases"), "官网");
    assert_eq!(
        post("/lead-sources", "官网询价", "web").status,
        303,
        "given up by the first"
    );
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
    for who in ["consultant", "care", "data"] {
        assert_eq!(app.sign_in(who).get("/lead-sources").status, 403, "{who}");
    }
    let missing = format!("/lead-sources/{}", LeadSourceId::new());
    assert_eq!(app.sign_in("sales.manager").get(&missing).status, 404);
}
