//! `yingke bench`: what it takes, and that it finds the pages and puts PostgreSQL alone beside them. How fast they are is
//! nothing for a test.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use yingke::platform::db::embedded;

use crate::support::database::TestDatabase;

const MAIN_PAGES: [&str; 8] = [
    "my day: GET / (consultant)",
    "reception: GET /reception (advisor)",
    "board: GET /board (consultant)",
    "complaint queue: GET /complaints (care)",
    "customer search: POST /search (care)",
    "customer: GET /customers/{id} (care)",
    "dashboard: GET /dashboard (crm.manager)",
    // On data that may be somebody's a survey isn't opened in the customer's place.
    "survey: GET /s/{token} (care)",
];

fn yingke(folder: &Path, database_url: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_yingke"))
        .current_dir(folder)
        .env("DATABASE_URL", database_url)
        .env("YINGKE_KEY_FILE", folder.join("key"))
        .env("YINGKE_DATA", folder.join("data"))
        .env("RUST_LOG", "off")
        .args(arguments)
        .output()
        .unwrap()
}

fn good(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn the_main_pages_of_the_demo_stand_beside_postgresql_alone() {
    let database = TestDatabase::empty();
    let folder = tempfile::tempdir().unwrap();
    let yingke = |arguments: &[&str]| yingke(folder.path(), &database.url, arguments);
    good(&yingke(&["seed", "demo"]));
    let said = good(&yingke(&["bench", "--main", "--seconds", "0.05", "--connections", "2"]));
    let mut lines = said.lines();
    let head: Vec<&str> = lines.next().unwrap().split("  ").map(str::trim).collect();
    let head: Vec<&str> = head.into_iter().filter(|name| !name.is_empty()).collect();
    assert_eq!(
        head,
        [
            "req/s",
            "p50 ms",
            "p99 ms",
            "queries",
            "KB",
            "PG alone/s",
            "ratio",
            "page"
        ]
    );
    for page in MAIN_PAGES {
        let line = lines.next().unwrap();
        assert!(line.ends_with(page), "{page}:\n{said}");
        let columns: Vec<&str> = line.split_whitespace().take(7).collect();
        for figure in &columns[..5] {
            assert!(figure.parse::<f64>().is_ok_and(|figure| figure > 0.0), "{line}");
        }
        // The session, and what the page shows.
        let (queries, bytes): (f64, f64) = (columns[3].parse().unwrap(), columns[4].parse().unwrap());
        assert!((1.0..=12.0).contains(&queries) && bytes < 60.0, "{line}");
        if embedded::program("pgbench").is_some() {
            assert!(columns[5].parse::<f64>().is_ok_and(|figure| figure > 0.0), "{said}");
            assert!(columns[6].ends_with('%'), "{line}");
        } else {
            assert_eq!(columns[5..], ["-", "-"], "{line}");
        }
    }
    assert!(said.trim_end().ends_with("at 2 connections"), "{said}");
    assert!(!said.contains("not found"), "{said}");
}

#[test]
fn what_cannot_be_measured_is_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let (filled, foreign) = (folder.path().join("filled"), folder.path().join("foreign"));
    fs::create_dir_all(foreign.join("postgres")).unwrap();
    fs::write(foreign.join("postgres").join("PG_VERSION"), "15\n").unwrap();
    fs::create_dir_all(&filled).unwrap();
    fs::write(filled.join("bench"), "--customers 100").unwrap();
    let (filled, foreign) = (filled.to_str().unwrap(), foreign.to_str().unwrap());
    for (arguments, words) in [
        (vec!["--seconds", "0"], "--seconds"),
        (vec!["--connections", "0"], "--connections"),
        (vec!["--connections", "65"], "--connections"),
        (vec!["--main", "--url", "http://192.0.2.1:8080"], "not on this machine"),
        (vec!["--url", "https://127.0.0.1:8080"], "not on this machine"),
        (vec!["--main", "--data", foreign], "is not a directory that"),
        (
            vec!["--data", filled, "--customers", "200"],
            "is filled already, with --customers 100",
        ),
    ] {
        let output = yingke(
            folder.path(),
            "postgres:///none?host=%2Fnowhere",
            &[&["bench"][..], &arguments[..]].concat(),
        );
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert_eq!(said.trim_end().lines().count(), 1, "{said}");
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn what_does_not_go_together_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        ["--main", "--under", "/board"],
        ["--main", "--path", "/board"],
        ["--main", "--accounts", "care"],
        ["--url", "http://127.0.0.1:1", "--customers=5"],
        ["--url", "http://127.0.0.1:1", "--data=filled"],
    ] {
        let output = yingke(folder.path(), "", &[&["bench"][..], &arguments[..]].concat());
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains("cannot be used with"), "{said}");
    }
    assert!(!folder.path().join("data").exists());
}
