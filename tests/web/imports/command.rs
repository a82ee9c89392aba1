use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::Value;

use super::*;

fn yingke(app: &TestApp) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yingke"));
    command
        .env("DATABASE_URL", &app.database.url)
        .env("YINGKE_KEY_FILE", app.database.key_file())
        .env("YINGKE_DATA", std::env::temp_dir().join("yingke-test-data"))
        .env("RUST_LOG", "off")
        .args(["import", "customers"]);
    command
}

fn file(body: &[u8]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), body).unwrap();
    file
}

fn json(output: &Output) -> Value {
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
