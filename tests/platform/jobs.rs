use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{NaiveDate, TimeDelta};
use diesel::prelude::*;
use serde_json::{Value, json};
use yingke::platform::db::Tx;
use yingke::platform::error::Error;
use yingke::platform::jobs::{self, Every, Job, Registry};
use yingke::platform::numbers;
use yingke::schema::{form_tokens, jobs as rows, number_series};
use yingke::values::ids::StoreId;

use crate::support::TestApp;

const JOBS: &[Job] = &[
    Job {
        kind: "test.count",
        run: count,
    },
    Job {
        kind: "test.fail",
        run: fail,
    },
    Job {
        kind: "test.panic",
        run: |_, _| panic!("on purpose"),
    },
    Job {
        kind: "test.again",
        run: again,
    },
];
const EVERY: &[Every] = &[Every {
    kind: "test.round",
    minutes: 30,
    run: round,
}];
const TEST: Registry = Registry {
    jobs: &[JOBS],
    every: &[],
};
const ROUND: Registry = Registry {
    jobs: &[],
    every: &[EVERY],
};

/// Leaves a trace: one number of the series.
fn trace(tx: &mut Tx<'_>, prefix: &str) -> Result<(), Error> {
    let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    numbers::next(tx, StoreId::from(uuid::Uuid::nil()), prefix, day).map(drop)
}

fn count(tx: &mut Tx<'_>, payload: &Value) -> Result<(), Error> {
    trace(tx, payload["prefix"].as_str().unwrap())
}

fn fail(tx: &mut Tx<'_>, _: &Value) -> Result<(), Error> {
    trace(tx, "F")?;
    Err(Error::WrongState)
}

/// Asks for itself once more.
fn again(tx: &mut Tx<'_>, payload: &Value) -> Result<(), Error> {
    trace(tx, "A")?;
    if payload["more"] == json!(true) {
        let later = tx.now + TimeDelta::hours(1);
        jobs::enqueue(tx, "test.again", json!({ "more": false }), later, Some("again"))?;
    }
    Ok(())
}

fn round(tx: &mut Tx<'_>) -> Result<(), Error> {
    trace(tx, "R")
}

fn traces(app: &TestApp, prefix: &str) -> i32 {
    number_series::table
        .filter(number_series::prefix.eq(prefix))
        .select(number_series::last)
        .first(&mut app.database.owner())
        .optional()
        .unwrap()
        .unwrap_or(0)
}

fn enqueue(app: &TestApp, kind: &'static str, payload: Value, minutes: i64, key: Option<&str>) {
    app.db
        .system_write_now(|tx| {
            let at = tx.now + TimeDelta::minutes(minutes);
            jobs::enqueue(tx, kind, payload, at, key)
        })
        .unwrap();
}

fn waiting(app: &TestApp) -> i64 {
    rows::table.count().get_result(&mut app.database.owner()).unwrap()
}

#[test]
fn a_job_runs_once_when_its_time_has_come() {
    let app = TestApp::spawn();
    enqueue(&app, "test.count", json!({ "prefix": "C" }), 10, None);
    assert_eq!(jobs::run_due_now(&app.db, &TEST).unwrap(), 0);
    app.advance(TimeDelta::minutes(10));
    assert_eq!(jobs::run_due_now(&app.db, &TEST).unwrap(), 1);
    assert_eq!((traces(&app, "C"), waiting(&app)), (1, 0));
}

#[test]
fn a_job_commits_with_the_change_that_asked_for_it() {
    let app = TestApp::spawn();
    let failed: Result<(), Error> = app.db.system_write_now(|tx| {
        let now = tx.now;
        jobs::enqueue(tx, "test.count", json!({}), now, None)?;
        Err(Error::WrongState)
    });
    assert!(failed.is_err());
    assert_eq!(waiting(&app), 0);
}

#[test]
fn asking_again_under_the_same_key_moves_the_job() {
    let app = TestApp::spawn();
    enqueue(&app, "test.count", json!({ "prefix": "X" }), 10, Some("one"));
    enqueue(&app, "test.count", json!({ "prefix": "Y" }), 20, Some("one"));
    assert_eq!(waiting(&app), 1);
    app.advance(TimeDelta::minutes(15));
    assert_eq!(jobs::run_due_now(&app.db, &TEST).unwrap(), 0);
    app.advance(TimeDelta::minutes(5));
    jobs::run_due_now(&app.db, &TEST).unwrap();
    assert_eq!((traces(&app, "X"), traces(&app, "Y")), (0, 1));
    enqueue(&app, "test.count", json!({ "prefix": "X" }), 0, Some("one"));
    app.db.system_write_now(|tx| jobs::cancel(tx, "one")).unwrap();
    assert_eq!(jobs::run_due_now(&app.db, &TEST).unwrap(), 0);
}

#[test]
fn a_job_may_ask_for_itself_again() {
    let app = TestApp::spawn();
    enqueue(&app, "test.again", json!({ "more": true }), 0, Some("again"));
    assert_eq!(jobs::run_due_now(&app.db, &TEST).unwrap(), 1);
    assert_eq!((traces(&app, "A"), waiting(&app)), (1, 1));
    app.advance(TimeDelta::hours(1));
    assert_eq!(jobs::run_due_now(&app.db, &TEST).unwrap(), 1);
    assert_eq!((traces(&app, "A"), waiting(&app)), (2, 0));
}

#[test]
fn a_failing_job_leaves_nothing_and_is_parked_after_eight_tries() {
    let app = TestApp::spawn();
    enqueue(&app, "test.fail", json!({}), 0, None);
    enqueue(&app, "test.panic", json!({}), 0, None);
    for tries in 1..=8 {
        assert_eq!(jobs::run_due_now(&app.db, &TEST).unwrap(), 2, "try {tries}");
        assert_eq!(
            jobs::run_due_now(&app.db, &TEST).unwrap(),
            0,
            "not before the pause is over"
        );
        app.advance(jobs::pause_after(tries));
    }
    app.advance(TimeDelta::days(1));
    assert_eq!(jobs::run_due_now(&app.db, &TEST).unwrap(), 0);
    let parked: Vec<(i32, Option<String>)> = rows::table
        .filter(rows::parked_at.is_not_null())
        .order(rows::kind)
        .select((rows::attempts, rows::last_error))
        .load(&mut app.database.owner())
        .unwrap();
    assert_eq!(
        parked,
        [
            (8, Some("wrong state".into())),
            (8, Some("internal: it panicked".into()))
        ]
    );
    assert_eq!(traces(&app, "F"), 0);
    let metrics = app.visitor().get("/metrics").body;
    assert!(metrics.contains("yingke_waiting{what=\"jobs_parked\"} 2"), "{metrics}");
}

#[test]
fn a_job_of_a_process_that_died_is_taken_over_when_the_lease_ends() {
    let app = TestApp::spawn();
    enqueue(&app, "test.count", json!({ "prefix": "D" }), 0, None);
    diesel::update(rows::table)
        .set((
            rows::attempts.eq(1),
            rows::leased_until.eq(app.clock.now() + TimeDelta::minutes(5)),
        ))
        .execute(&mut app.database.owner())
        .unwrap();
    assert_eq!(jobs::run_due_now(&app.db, &TEST).unwrap(), 0);
    app.advance(TimeDelta::minutes(6));
    assert_eq!(jobs::run_due_now(&app.db, &TEST).unwrap(), 1);
}

#[test]
fn several_processes_share_the_work_without_doing_any_twice() {
    let app = TestApp::spawn();
    for _ in 0..40 {
        enqueue(&app, "test.count", json!({ "prefix": "P" }), 0, None);
    }
    let done = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                // One that finds only held rows is done too early, so each looks a few times.
                for _ in 0..200 {
                    if jobs::run_one(&app.db, &TEST).unwrap() {
                        done.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    assert_eq!((done.into_inner(), traces(&app, "P"), waiting(&app)), (40, 40, 0));
}

#[test]
fn what_comes_round_comes_once_for_all_processes() {
    let app = TestApp::spawn();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| jobs::run_due_now(&app.db, &ROUND).unwrap());
        }
    });
    assert_eq!(traces(&app, "R"), 1);
    app.advance(TimeDelta::minutes(29));
    jobs::run_due_now(&app.db, &ROUND).unwrap();
    assert_eq!(traces(&app, "R"), 1);
    app.advance(TimeDelta::minutes(1));
    jobs::run_due_now(&app.db, &ROUND).unwrap();
    assert_eq!(traces(&app, "R"), 2);
}

#[test]
fn a_kind_that_only_a_newer_program_knows_waits_for_it() {
    let app = TestApp::spawn();
    enqueue(&app, "test.newer", json!({}), 0, None);
    assert_eq!(jobs::run_due_now(&app.db, &TEST).unwrap(), 0);
    assert_eq!(waiting(&app), 1);
}

#[test]
fn old_form_tokens_are_swept_out() {
    let app = TestApp::spawn();
    let tokens = || {
        form_tokens::table
            .count()
            .get_result::<i64>(&mut app.database.owner())
            .unwrap()
    };
    app.sign_in("care").post_form("/sign-out", &[]);
    for (days, left) in [(0, 1), (3, 0)] {
        diesel::insert_into(form_tokens::table)
            .values((
                form_tokens::token.eq(uuid::Uuid::new_v4()),
                form_tokens::created_at.eq(app.clock.now()),
            ))
            .execute(&mut app.database.owner())
            .unwrap();
        app.advance(TimeDelta::days(days));
        app.work();
        assert_eq!(tokens(), left, "after {days} days");
        diesel::delete(form_tokens::table)
            .execute(&mut app.database.owner())
            .unwrap();
    }
}
