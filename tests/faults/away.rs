//! The database goes away and comes back: "try again" at once, and all is well soon after.

use std::time::{Duration, Instant};

use diesel::prelude::*;
use tempfile::TempDir;
use yingke::platform::db::embedded::{Durability, PrivateCluster};

use crate::support::Client;
use crate::support::portal::Portal;

/// How long somebody may wait to hear that it doesn't work.
const REFUSAL: Duration = Duration::from_secs(3);
const RECOVERY: Duration = Duration::from_secs(5);

/// (status, time) of a page that needs the database.
fn ask(client: &Client) -> (u16, Duration) {
    let begun = Instant::now();
    let request = client.request("GET", "/profile").build().unwrap();
    (client.try_send(request).unwrap(), begun.elapsed())
}

fn all_at_once(client: &Client, times: usize) -> Vec<(u16, Duration)> {
    std::thread::scope(|scope| {
        let askers: Vec<_> = (0..times).map(|_| scope.spawn(|| ask(client))).collect();
        askers.into_iter().map(|asker| asker.join().unwrap()).collect()
    })
}

#[test]
fn without_its_database_the_portal_says_so_and_recovers() {
    let folder = TempDir::new().unwrap();
    let open = || PrivateCluster::open(&folder.path().join("postgres"), Durability::Throwaway).unwrap();
    let cluster = open();
    cluster.ensure_database("yingke").unwrap();
    let url = cluster.url("yingke");
    let mut portal = Portal::start_with(&[("DATABASE_URL", &url)]);
    let client = portal.sign_in("care");
    assert_eq!(ask(&client).0, 200);

    cluster.stop().unwrap();
    let answers = all_at_once(&client, 20);
    let slowest = answers.iter().map(|answer| answer.1).max().unwrap();
    assert!(answers.iter().all(|answer| answer.0 == 503), "{answers:?}");
    assert!(slowest < REFUSAL, "{slowest:?} until the portal said so");
    for watcher in [&portal.visitor(), &client] {
        assert_eq!(watcher.get("/livez").status, 200, "it lives");
    }
    assert_eq!(client.get("/profile").header("retry-after"), "2");

    let cluster = open();
    assert_eq!(cluster.url("yingke"), url);
    let back = portal.until_ready(RECOVERY);
    let begun = Instant::now();
    // Connections that broke are found out one by one.
    while ask(&client).0 != 200 {
        assert!(begun.elapsed() < RECOVERY, "still unwell");
    }
    println!(
        "20 requests without a database: 503 after at most {slowest:?}; back after {:?}",
        back + begun.elapsed()
    );
    assert!(back + begun.elapsed() < RECOVERY);
}

#[test]
fn connections_cut_under_way_are_replaced() {
    let folder = TempDir::new().unwrap();
    let cluster = PrivateCluster::open(&folder.path().join("postgres"), Durability::Throwaway).unwrap();
    cluster.ensure_database("yingke").unwrap();
    let portal = Portal::start_with(&[("DATABASE_URL", &cluster.url("yingke"))]);
    let client = portal.sign_in("care");
    let mut owner = PgConnection::establish(&cluster.url("yingke")).unwrap();
    let (mut refused, mut answered) = (0, 0);
    for _ in 0..10 {
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                   WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'";
        diesel::sql_query(cut).execute(&mut owner).unwrap();
        for (status, time) in all_at_once(&client, 8) {
            match status {
                200 => answered += 1,
                503 => refused += 1,
                other => panic!("{other}"),
            }
            assert!(time < REFUSAL, "{time:?}");
        }
        let begun = Instant::now();
        while ask(&client).0 != 200 {
            assert!(begun.elapsed() < RECOVERY, "still unwell");
        }
    }
    println!("every connection cut 10 times: {answered} answered all the same, {refused} asked to try again, 0 failed");
}
