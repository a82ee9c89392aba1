//! Imports: from a dealer's file to customers, and back.

mod bomb;
mod command;
mod leads;
mod run;
mod screen;
mod services;
mod undo;

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use reqwest::multipart::{Form, Part};
use yingke::imports::reading::child;
use yingke::platform::db::FormToken;

use crate::support::{Client, Page, TestApp};

/// Two good records, a bad phone, the phone of record 2 again, and the phone of a customer there already.
const FILE: &str = "客户姓名,手机,车牌号,车架号,品牌,车型,购车日期,行驶里程,备注\n\
    张三,13812345621,沪A12345,LSVRL1VU6ASB5KKXL,星驰,X7,2023年8月15日,\"45,574km\",\"两\n行\"\n\
    李四,1380013,沪A12346,LSVBA6XMXECGJ3F3G,星驰,X7,2023-08-15,100,\n\
    王五,+86 138-1234-5621,沪A12347,LSV1BRUB51MCX9M8E,星驰,X7,2023-08-15,100,\n\
    赵六,13900000001,沪A12348,LSV2CRUB31MCX9M8E,星驰,X7,2023-08-15,100,\n\
    阿依古丽·买买提,13700000002,沪D5K6W3,LSVK9M3E79ZP2WVKT,星驰,E5,2023-08-15,100,=1+1\n";

fn spawn() -> TestApp {
    child::use_program(PathBuf::from(env!("CARGO_BIN_EXE_yingke")));
    TestApp::spawn()
}

fn spawn_at(now: DateTime<Utc>) -> TestApp {
    child::use_program(PathBuf::from(env!("CARGO_BIN_EXE_yingke")));
    TestApp::spawn_at(now)
}

fn upload(client: &Client, name: &str, body: impl Into<Vec<u8>>) -> Page {
    let form = Form::new()
        .text("token", FormToken::new().to_string())
        .part("file", Part::bytes(body.into()).file_name(name.to_owned()));
    let request = client.request("POST", "/imports");
    client.send(request.header("Sec-Fetch-Site", "same-origin").multipart(form))
}

/// Uploads and sends the columns as they were matched; gives the page of the import.
fn uploaded(client: &Client, body: &str) -> String {
    let answer = upload(client, "客户.csv", body);
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.location().trim_end_matches("/columns").to_owned()
}

/// The columns form as the page shows it.
fn columns(client: &Client, import: &str) -> Vec<(String, String)> {
    let page = client.get(&format!("{import}/columns"));
    assert_eq!(page.status, 200);
    let mut fields = vec![("lock_version".to_owned(), page.value("lock_version"))];
    let count = page.texts("select[name=columns]").len();
    for place in 1..=count {
        let chosen = page.attributes(&format!("#c-{place} option[selected]"), "value");
        fields.push(("columns".to_owned(), chosen.first().cloned().unwrap_or_default()));
    }
    fields
}

fn post(client: &Client, path: &str, fields: &[(String, String)]) -> Page {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    client.post_form(path, &fields)
}

/// Uploads, matches columns as proposed, and lets the worker check; gives the page of the import.
fn checked(app: &TestApp, client: &Client, body: &str) -> String {
    let import = uploaded(client, body);
    let answer = post(client, &format!("{import}/columns"), &columns(client, &import));
    assert_eq!(
        (answer.status, answer.location()),
        (303, import.as_str()),
        "{}",
        answer.body
    );
    app.work();
    import
}

/// As [`checked`], then imports.
fn imported(app: &TestApp, client: &Client, body: &str) -> String {
    let import = checked(app, client, body);
    let answer = client.post_form(&format!("{import}/run"), &[]);
    assert_eq!(answer.status, 303, "{}", answer.body);
    app.work();
    import
}

/// The big figures on the page of an import.
fn figures(client: &Client, import: &str) -> Vec<String> {
    client.get(import).texts(".kpi .v")
}

fn count(app: &TestApp, table: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    let found: Count = diesel::sql_query(format!("SELECT count(*) AS n FROM {table}"))
        .get_result(&mut app.database.owner())
        .unwrap();
    found.n
}

/// A file of `rows` good records.
fn many(rows: usize) -> String {
    let records = (0..rows).map(|n| format!("客户{n},138{n:08},备注 {n}\n"));
    format!("姓名,手机,备注\n{}", records.collect::<String>())
}
