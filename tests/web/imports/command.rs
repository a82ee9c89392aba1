use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::Value;

use super::*;

fn yingke(app: &TestApp) -> Command {
    yingke_import(app, "customers")
}

pub(super) fn yingke_import(app: &TestApp, kind: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yingke"));
    command
        .env("DATABASE_URL", &app.database.url)
        .env("YINGKE_KEY_FILE", app.database.key_file())
        .env("YINGKE_DATA", std::env::temp_dir().join("yingke-test-data"))
        .env("RUST_LOG", "off")
        .args(["import", kind]);
    command
}

pub(super) fn file(body: &[u8]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), body).unwrap();
    file
}

pub(super) fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_result_is_told_as_json() {
    let app = spawn();
    let known = app.customer("钱七", "13900000001");
    let file = file(&[b"\xEF\xBB\xBF", FILE.as_bytes()].concat());
    let run = |more: &[&str]| json(&yingke(&app).arg(file.path()).arg("--json").args(more).output().unwrap());
    let dry = run(&["--dry-run"]);
    assert_eq!((dry["rows"].as_i64(), dry["imported"].as_i64()), (Some(5), Some(2)));
    assert_eq!(
        (count(&app, "customers"), count(&app, "imports")),
        (1, 0),
        "a dry run writes nothing"
    );
    let done = run(&[]);
    assert_eq!(done, dry);
    assert_eq!(
        done["duplicates"],
        serde_json::json!([{"line": 4, "of_line": 2}, {"line": 5, "of_customer": known}])
    );
    assert_eq!(done["errors"].as_array().unwrap().len(), 1);
    let error = &done["errors"][0];
    assert_eq!(
        (error["line"].as_i64(), error["column"].as_str(), error["kind"].as_str()),
        (Some(3), Some("手机"), Some("phone"))
    );
    assert!(error["message"].as_str().unwrap().contains("手机号"));
    assert_eq!(count(&app, "customers"), 3);
    assert_eq!(run(&[])["imported"], 0, "the second time everybody is here already");
}

#[test]
fn columns_can_be_named() {
    let app = spawn();
    let file = file("甲,乙\n张三,13812345621\n".as_bytes());
    let output = yingke(&app)
        .arg(file.path())
        .args(["--json", "--map", "甲=name", "--map", "乙=手机"])
        .output()
        .unwrap();
    assert_eq!(json(&output)["imported"], 1);
}

#[test]
fn what_cannot_be_done_is_one_line_on_standard_error() {
    let app = spawn();
    let (good, picture, nameless) = (file(FILE.as_bytes()), file(b"\x89PNG\0"), file(b"a,b\n1,2\n"));
    let path = |file: &tempfile::NamedTempFile| file.path().display().to_string();
    for (arguments, words) in [
        (vec!["/no/such/file.csv".to_owned()], "can't be read"),
        (vec![path(&picture)], "neither CSV"),
        (vec![path(&nameless)], "--map"),
        (vec![path(&good), "--store".into(), "XX99".into()], "PD01"),
        (vec![path(&good), "--map".into(), "没有=name".into()], "no column"),
        (vec![path(&good), "--map".into(), "手机=nonsense".into()], "no field"),
    ] {
        let output = yingke(&app).args(&arguments).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(words) && said.trim_end().lines().count() == 1, "{said}");
        assert!(output.stdout.is_empty());
    }
    assert_eq!(count(&app, "customers"), 0);
}

#[test]
fn a_killed_command_is_finished_by_the_portal_and_doubles_nothing() {
    let app = spawn_at(Utc::now());
    let file = file(many(3_000).as_bytes());
    let mut command = yingke(&app)
        .arg(file.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while count(&app, "customers") < 500 && start.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(20));
    }
    command.kill().unwrap();
    command.wait().unwrap();
    let then = count(&app, "customers");
    assert!((500..3_000).contains(&then), "killed in the middle: {then}");
    app.advance(TimeDelta::minutes(10));
    app.work();
    app.work();
    assert_eq!(count(&app, "customers"), 3_000);
    assert_eq!(count(&app, "imports WHERE state = 'done' AND imported_count = 3000"), 1);
}

/// Records that are wrong in every way that dealers' systems leave behind; the first holds a line break, which counts
/// nothing.
const EVERY_KIND: [(&str, &str); 8] = [
    (
        "张三,13812345621,沪A12345,LSVRL1VU6ASB5KKXL,2023年8月15日,45574,\"两\n行\"",
        "",
    ),
    (
        "李四,13812345622,沪A12346,LSVRL1VU7ASB5KKXL,2023-08-15,100,",
        "vin_check_digit",
    ),
    (
        "王五,13812345623,沪A12347,LSVRL1VU6ASB5KKX,2023/8/15,100,",
        "vin_length",
    ),
    ("赵六,1381234562,沪A12348,,2023-08-15,100,", "phone"),
    ("孙七,13812345625,沪A1234I,,2023-08-15,100,", "plate"),
    ("周八,13812345626,沪A12340,,2023-13-45,100,", "purchase_date"),
    ("  ,13812345627,沪A12341,,2023-08-15,100,", "name"),
    ("吴九,13812345628,沪A12342,,2023-08-15,-500,", "mileage"),
];

#[test]
fn every_kind_of_fault_is_told_by_the_record_that_has_it() {
    let app = spawn();
    let header = "客户姓名,手机,车牌号,车架号,购车日期,行驶里程,备注";
    let again = "张三丰,+86 138 1234 5621,沪A12349,,2023-08-15,100,";
    let records = EVERY_KIND.iter().map(|(record, _)| *record).chain([again]);
    let text = std::iter::once(header).chain(records).collect::<Vec<_>>().join("\r\n");
    let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
    let file = file(&bytes);
    let told = json(&yingke(&app).arg(file.path()).arg("--json").output().unwrap());
    let kinds: Vec<(u64, &str)> = told["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["line"].as_u64().unwrap(), error["kind"].as_str().unwrap()))
        .collect();
    let expected: Vec<(u64, &str)> = (2..)
        .zip(EVERY_KIND)
        .filter(|(_, (_, kind))| !kind.is_empty())
        .map(|(line, (_, kind))| (line, kind))
        .collect();
    assert_eq!(kinds, expected);
    assert_eq!(told["duplicates"], serde_json::json!([{"line": 10, "of_line": 2}]));
    assert_eq!((told["rows"].as_i64(), told["imported"].as_i64()), (Some(9), Some(1)));
    let again = json(&yingke(&app).arg(file.path()).arg("--json").output().unwrap());
    let known = |line: u64| serde_json::json!({"line": line, "of_customer": again["duplicates"][0]["of_customer"]});
    assert_eq!(again["duplicates"], serde_json::json!([known(2), known(10)]));
    assert_eq!(
        (again["imported"].as_i64(), &again["errors"]),
        (Some(0), &told["errors"])
    );
}

#[test]
fn with_json_a_failure_is_told_as_json_too() {
    let app = spawn();
    let header = file("姓名,手机\n".as_bytes());
    for (path, words) in [
        (header.path().to_owned(), "header only"),
        (PathBuf::from("/no/such/file.csv"), "can't be read"),
    ] {
        let output = yingke(&app).arg(&path).arg("--json").output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(told["error"].as_str().unwrap().contains(words), "{told}");
    }
    assert_eq!(count(&app, "imports"), 0);
}

#[test]
fn the_list_says_that_it_came_from_the_command_line() {
    let app = spawn();
    let good = file("姓名,手机\n张三,13812345621\n".as_bytes());
    assert!(yingke(&app).arg(good.path()).output().unwrap().status.success());
    let client = app.sign_in("data");
    assert!(client.get("/imports").text("tbody tr").contains("命令行"));
}
