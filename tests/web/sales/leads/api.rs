//! `POST /api/leads`.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::how_many;
use super::sources::{new_source, new_token, signing_secret};
use crate::support::{Page, TestApp};

pub fn body() -> Value {
    json!({
        "external_id": "AH41000000",
        "name": "彭杰轩",
        "phone": "15171009637",
        "model": "M8 2.0T 七座",
        "city": "上海",
        "message": "想了解落地价",
        "submitted_at": "2026-11-11T00:51:27+08:00",
    })
}

fn with(field: &str, value: Value) -> Value {
    let mut body = body();
    body[field] = value;
    body
}

fn send(app: &TestApp, token: &str, body: &Value) -> Page {
    let visitor = app.visitor();
    visitor.send(visitor.request("POST", "/api/leads").bearer_auth(token).json(body))
}

fn json_of(page: &Page) -> Value {
    serde_json::from_str(&page.body).unwrap()
}

#[test]
fn a_lead_comes_in_once_however_often_it_is_sent() {
    let app = TestApp::spawn();
    let manager = app.sign_in("sales.manager");
    let source = new_source(&manager, "autohome", "浦东站");
    let token = new_token(&manager, &source);
    let first = send(&app, &token, &body());
    assert_eq!(first.status, 201, "{}", first.body);
    let again = send(&app, &token, &body());
    assert_eq!(again.status, 200);
    assert_eq!(json_of(&again)["outcome"], "repeated");
    assert_eq!(json_of(&first)["id"], json_of(&again)["id"]);
    assert_eq!(how_many(&app), 1);
    let other = send(&app, &token, &with("phone", json!("15171009638")));
    assert_eq!(other.status, 409, "{}", other.body);
    assert_eq!(how_many(&app), 1);
    let id = json_of(&first)["id"].as_str().unwrap().to_owned();
    let page = manager.get(&format!("/leads/{id}"));
    assert!(page.body.contains("2026-11-11 00:51") && page.body.contains("AH41000000"));
    assert!(app.audit().contains(&"leads.create".to_owned()));
}

#[test]
fn who_is_known_is_not_told() {
    let app = TestApp::spawn();
    app.customer_of("consultant", "彭杰轩", "15171009637");
    let manager = app.sign_in("sales.manager");
    let token = new_token(&manager, &new_source(&manager, "autohome", ""));
    let answer = json_of(&send(&app, &token, &body()));
    assert_eq!(answer["outcome"], "recorded");
    assert_eq!(answer.as_object().unwrap().len(), 2);
}

#[test]
fn a_token_is_needed_and_can_be_revoked() {
    let app = TestApp::spawn();
    let manager = app.sign_in("sales.manager");
    let source = new_source(&manager, "autohome", "");
    let token = new_token(&manager, &source);
    let visitor = app.visitor();
    let bare = visitor.send(visitor.request("POST", "/api/leads").json(&body()));
    assert_eq!(bare.status, 401);
    assert_eq!(bare.header("www-authenticate"), "Bearer");
    assert_eq!(send(&app, "ykl_wrong", &body()).status, 401);
    let revocation = manager.get(&source).attributes("#tokens form", "action")[0].clone();
    assert_eq!(manager.post_form(&revocation, &[]).status, 303);
    assert_eq!(send(&app, &token, &body()).status, 401);
    assert_eq!(how_many(&app), 0);
}

#[test]
fn whoever_tries_tokens_on_has_to_wait() {
    let app = TestApp::spawn();
    for _ in 0..30 {
        assert_eq!(send(&app, "ykl_wrong", &body()).status, 401);
    }
    let stopped = send(&app, "ykl_wrong", &body());
    assert_eq!(stopped.status, 429);
    assert!(stopped.header("retry-after").parse::<u32>().unwrap() > 0);
}

#[test]
fn faults_are_told_by_field() {
    let app = TestApp::spawn();
    let manager = app.sign_in("sales.manager");
    let token = new_token(&manager, &new_source(&manager, "autohome", ""));
    for (field, value, fault) in [
        ("external_id", json!(""), "required"),
        ("name", json!(""), "required"),
        ("phone", json!("12"), "phone"),
        ("submitted_at", json!("gestern"), "time"),
        ("submitted_at", json!("2027-01-01T00:00:00Z"), "date_in_future"),
        ("model", json!("x".repeat(61)), "too_long"),
    ] {
        let answer = send(&app, &token, &with(field, value));
        assert_eq!(answer.status, 422, "{field}");
        assert_eq!(json_of(&answer)["faults"][field], fault, "{field}");
    }
    assert_eq!(send(&app, &token, &with("name", json!(7))).status, 400);
    assert_eq!(send(&app, &token, &with("model", Value::Null)).status, 201);
    let visitor = app.visitor();
    let raw = |kind: &str, body: String| {
        let request = visitor.request("POST", "/api/leads").bearer_auth(&token);
        visitor.send(request.header("content-type", kind.to_owned()).body(body))
    };
    assert_eq!(raw("application/json", "{".into()).status, 400);
    assert_eq!(raw("text/plain", body().to_string()).status, 415);
    assert_eq!(how_many(&app), 1);
}

#[test]
fn where_a_source_signs_only_a_fresh_signature_of_the_body_counts() {
    let app = TestApp::spawn();
    let manager = app.sign_in("sales.manager");
    let source = new_source(&manager, "autohome", "");
    let token = new_token(&manager, &source);
    let secret = signing_secret(&manager, &source);
    let body = body().to_string();
    let post = |stamp: i64, signed: &str| {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(format!("{stamp}.{signed}").as_bytes());
        let signature = hex::encode(mac.finalize().into_bytes());
        let visitor = app.visitor();
        let request = visitor.request("POST", "/api/leads").bearer_auth(&token);
        let request = request.header("content-type", "application/json");
        let request = request.header("X-Timestamp", stamp.to_string());
        visitor.send(request.header("X-Signature", signature).body(body.clone()))
    };
    let now = app.clock.now().timestamp();
    assert_eq!(send(&app, &token, &super::api::body()).status, 401, "unsigned");
    assert_eq!(post(now - 301, &body).status, 401, "too old");
    assert_eq!(post(now, "{}").status, 401, "another body");
    assert_eq!(how_many(&app), 0);
    assert_eq!(post(now, &body).status, 201);
}
