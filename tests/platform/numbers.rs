use chrono::NaiveDate;
use yingke::platform::error::Error;
use yingke::platform::numbers;

use crate::support::TestApp;

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

#[test]
fn each_store_prefix_and_day_counts_by_itself() {
    let app = TestApp::spawn();
    let store = app.store();
    let next = |prefix: &str, on| {
        app.db
            .system_write_now(|tx| numbers::next(tx, store, prefix, on))
            .unwrap()
    };
    assert_eq!(next("TS", day(22)), "TS20261122-0001");
    assert_eq!(next("TS", day(22)), "TS20261122-0002");
    assert_eq!(next("TS", day(23)), "TS20261123-0001");
    assert_eq!(next("HF", day(22)), "HF20261122-0001");
}

#[test]
fn a_write_that_fails_gives_its_number_back() {
    let app = TestApp::spawn();
    let store = app.store();
    let failed: Result<(), Error> = app.db.system_write_now(|tx| {
        numbers::next(tx, store, "TS", day(22))?;
        Err(Error::WrongState)
    });
    assert!(failed.is_err());
    let next = app.db.system_write_now(|tx| numbers::next(tx, store, "TS", day(22)));
    assert_eq!(next.unwrap(), "TS20261122-0001");
}

#[test]
fn many_at_once_get_different_numbers() {
    let app = TestApp::spawn();
    let store = app.store();
    let mut found: Vec<String> = std::thread::scope(|scope| {
        let take = || {
            app.db
                .system_write_now(|tx| numbers::next(tx, store, "TS", day(22)))
                .unwrap()
        };
        let threads: Vec<_> = (0..20).map(|_| scope.spawn(take)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 20);
}
