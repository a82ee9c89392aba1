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
    let customer = app.customer_of("consultant", "彭杰轩", "15171009637");
    let manager = app.sign_in("sales.manager");
    let token = new_token(&manager, &new_source(&manager, "autohome", ""));
    let post = |id: &str, phone: &str| {
        let mut lead = with("external_id", json!(id));
        lead["phone"] = json!(phone);
        let answer = send(&app, &token, &lead);
        assert_eq!(answer.status, 201, "{}", answer.body);
        assert!(!answer.body.contains(&customer.to_string()), "{}", answer.body);
        json_of(&answer)
    };
    for (id, phone) in [
        ("A1", "15171009637"),
        ("A2", "15171009637"),
        ("A3", "15171009638"),
        ("A4", "15171009638"),
    ] {
        let told = post(id, phone);
        assert_eq!(told["outcome"], "recorded", "{id}");
        assert_eq!(told.as_object().unwrap().len(), 2);
    }
}

#[test]
fn the_scheme_is_written_in_any_case() {
    let app = TestApp::spawn();
    let manager = app.sign_in("sales.manager");
    let token = new_token(&manager, &new_source(&manager, "autohome", ""));
    let visitor = app.visitor();
    let shown = |header: String| {
        let request = visitor.request("POST", "/api/leads").json(&body());
        visitor.send(request.header("Authorization", header)).status
    };
    assert_eq!(shown(format!("bearer {token}")), 201);
    assert_eq!(shown(format!("BEARER  {token}")), 200);
    for wrong in [token.clone(), format!("Basic {token}"), "Bearer".to_owned()] {
        assert_eq!(shown(wrong.clone()), 401, "{wrong}");
    }
}

#[test]
fn a_name_with_emoji_loses_no_lead() {
    let app = TestApp::spawn();
    let manager = app.sign_in("sales.manager");
    let token = new_token(&manager, &new_source(&manager, "autohome", ""));
    for (name, kept) in [("😀", "客户 😀"), ("小鹿🦌", "小鹿🦌"), ("张\u{0}三", "张三")] {
        let mut lead = with("name", json!(name));
        lead["external_id"] = json!(format!("A{kept}"));
        let answer = send(&app, &token, &lead);
        assert_eq!(answer.status, 201, "{name}: {}", answer.body);
        let id = json_of(&answer)["id"].as_str().unwrap().to_owned();
        assert!(manager.get(&format!("/leads/{id}")).body.contains(kept), "{name}");
    }
}

#[test]
fn another_method_is_refused_as_a_program_reads_it() {
    let app = TestApp::spawn();
    let visitor = app.visitor();
    for method in ["GET", "PUT", "DELETE", "PATCH"] {
        let answer = visitor.send(visitor.request(method, "/api/leads"));
        assert_eq!((answer.status, answer.header("allow")), (405, "POST"), "{method}");
        assert_eq!(json_of(&answer)["reason"], "method_not_allowed", "{method}");
    }
    let missing = visitor.get("/api/nothing");
    assert_eq!(
        (missing.status, &json_of(&missing)["reason"]),
        (404, &json!("not_found"))
    );
    // A page says the same to people.
    let page = visitor.send(visitor.request("DELETE", "/sign-in"));
    assert_eq!((page.status, page.header("allow")), (405, "GET, POST"));
    assert!(page.header("content-type").starts_with("text/html"));
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
    assert_eq!(json_of(&stopped)["reason"], "too_many");
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
        ("name", json!("13812345621"), "name"),
        ("name", json!(7), "type"),
        ("name", Value::Null, "required"),
        ("phone", json!(15_171_009_637_i64), "type"),
        ("model", json!(["M8"]), "type"),
    ] {
        let answer = send(&app, &token, &with(field, value));
        assert_eq!(answer.status, 422, "{field}");
        assert_eq!(json_of(&answer)["faults"][field], fault, "{field}");
    }
    let two = send(&app, &token, &json!({ "external_id": 1, "name": "彭杰轩" }));
    assert_eq!(
        json_of(&two)["faults"],
        json!({ "external_id": "type", "phone": "required" })
    );
    assert_eq!(send(&app, &token, &with("model", Value::Null)).status, 201);
    let visitor = app.visitor();
    let raw = |kind: &str, body: String| {
        let request = visitor.request("POST", "/api/leads").bearer_auth(&token);
        visitor.send(request.header("content-type", kind.to_owned()).body(body))
    };
    assert_eq!(raw("application/json", "{".into()).status, 400);
    // A list in the order of the fields is no lead.
    let list = json!(["AH9", "彭杰轩", "15171009637", null, null, null, null]);
    assert_eq!(raw("application/json", list.to_string()).status, 400);
    assert_eq!(raw("application/json", "\"AH9\"".into()).status, 400);
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
