//! What other programs are told about `POST /api/leads`.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use super::api::body;
use super::sources::{new_source, new_token};
use crate::support::{Client, Page, TestApp};

/// The description, as the link on the page of the sources leads to it.
fn description(client: &Client) -> Page {
    let list = client.get("/lead-sources");
    let links = list.attributes("a[href$='leads.yaml']", "href");
    client.get(links.first().expect("the page links to the description"))
}

/// The statuses that stand under `responses`.
fn documented(yaml: &str) -> BTreeSet<u16> {
    yaml.lines()
        .filter_map(|line| line.strip_prefix("        \""))
        .filter_map(|line| line.strip_suffix("\":"))
        .map(|code| code.parse().unwrap())
        .collect()
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[test]
fn the_description_is_served_and_laid_out_as_yaml() {
    let app = TestApp::spawn();
    let page = description(&app.sign_in("marketing"));
    assert_eq!(page.status, 200);
    assert!(
        page.header("content-type").starts_with("application/yaml"),
        "{}",
        page.header("content-type")
    );
    assert!(page.body.starts_with("openapi: 3.1.0\n"));
    assert!(page.body.lines().any(|line| line == "  /api/leads:"));
    let lines: Vec<&str> = page.body.lines().filter(|line| !line.trim().is_empty()).collect();
    for pair in lines.windows(2) {
        let (above, line) = (pair[0], pair[1]);
        assert!(!line.contains('\t') && line == line.trim_end(), "{line}");
        assert_eq!(indent(line) % 2, 0, "{line}");
        // Only what opens something is followed by something deeper: a key without a value, a folded text, an item.
        let deeper = indent(line) > indent(above);
        let opens = above.ends_with(':') || above.ends_with(">-") || above.trim_start().starts_with("- ");
        assert!(!deeper || opens, "{above}\n{line}");
        for (open, close) in [('{', '}'), ('[', ']')] {
            let of = |sign: char| line.chars().filter(|found| *found == sign).count();
            assert_eq!(of(open), of(close), "{line}");
        }
        assert_eq!(line.chars().filter(|found| *found == '"').count() % 2, 0, "{line}");
    }
}

#[test]
fn every_answer_is_described() {
    let app = TestApp::spawn();
    let manager = app.sign_in("sales.manager");
    let token = new_token(&manager, &new_source(&manager, "autohome", ""));
    let yaml = description(&manager).body;
    let visitor = app.visitor();
    let raw = |kind: &str, bearer: &str, body: String| {
        let request = visitor.request("POST", "/api/leads").bearer_auth(bearer);
        visitor.send(request.header("content-type", kind.to_owned()).body(body))
    };
    let post = |body: &Value| raw("application/json", &token, body.to_string());
    let mut other = body();
    other["phone"] = json!("15171009638");
    let answers = [
        (201, post(&body())),
        (200, post(&body())),
        (409, post(&other)),
        (422, post(&json!({ "external_id": "A1" }))),
        (400, raw("application/json", &token, "{".to_owned())),
        (415, raw("text/plain", &token, body().to_string())),
        (413, raw("application/json", &token, "x".repeat(64 * 1024 + 1))),
        (401, raw("application/json", "ykl_wrong", body().to_string())),
        (405, visitor.send(visitor.request("PUT", "/api/leads"))),
    ];
    let mut described = documented(&yaml);
    for (status, answer) in answers {
        assert_eq!(answer.status, status, "{}", answer.body);
        assert!(described.remove(&status), "{status} is not described");
        let told: Value = serde_json::from_str(&answer.body).unwrap();
        let word = told["reason"].as_str().or(told["outcome"].as_str()).unwrap();
        assert!(yaml.contains(word), "{word} is not described");
    }
    // A body that comes too slowly, too many, a database that is away: other tests bring these about.
    assert_eq!(described, BTreeSet::from([408, 429, 503]));
}

/// The greatest length that the description gives for a field.
fn longest(yaml: &str, field: &str) -> usize {
    let (_, lead) = yaml.split_once("    Lead:\n").unwrap();
    let (_, of_field) = lead.split_once(&format!("        {field}:")).unwrap();
    let (_, length) = of_field.split_once("maxLength: ").unwrap();
    let digits: String = length.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

#[test]
fn the_lengths_described_are_those_that_count() {
    let app = TestApp::spawn();
    let manager = app.sign_in("sales.manager");
    let token = new_token(&manager, &new_source(&manager, "autohome", ""));
    let yaml = description(&manager).body;
    let visitor = app.visitor();
    let post = |field: &str, length: usize| {
        let mut lead = body();
        lead["external_id"] = json!(format!("{field}{length}"));
        lead[field] = json!("长".repeat(length));
        visitor.send(visitor.request("POST", "/api/leads").bearer_auth(&token).json(&lead))
    };
    for field in ["external_id", "name", "model", "city", "message"] {
        let most = longest(&yaml, field);
        assert_eq!(post(field, most).status, 201, "{field}");
        let over = post(field, most + 1);
        assert_eq!(over.status, 422, "{field}");
        let told: Value = serde_json::from_str(&over.body).unwrap();
        assert_eq!(told["faults"][field], "too_long", "{field}");
    }
}

#[test]
fn the_example_of_the_readme_is_taken_in() {
    let app = TestApp::spawn();
    let manager = app.sign_in("sales.manager");
    let token = new_token(&manager, &new_source(&manager, "autohome", ""));
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let (_, example) = readme.split_once("-d '").unwrap();
    let (example, _) = example.split_once('\'').unwrap();
    let visitor = app.visitor();
    let request = visitor.request("POST", "/api/leads").bearer_auth(&token);
    let request = request.header("content-type", "application/json");
    let answer = visitor.send(request.body(example.to_owned()));
    assert_eq!(answer.status, 201, "{}", answer.body);
}
