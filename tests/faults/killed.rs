//! `kill -9` of the server and of PostgreSQL while people record complaints: what was acknowledged is there, once.
//!
//! A writer whose post isn't answered sends it again with the same form token, as a person would, until it is.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use uuid::Uuid;
use yingke::platform::db::FormToken;
use yingke::schema::{audit_entries, complaints, customers};

use crate::support::Client;
use crate::support::portal::{Portal, signal};

const SERVER_KILLS: u32 = 20;
const POSTGRES_KILLS: u32 = 10;
const WRITERS: [&str; 4] = ["care", "advisor", "crm.manager", "manager"];
/// How soon everything must work again by itself.
const RECOVERY: Duration = Duration::from_secs(5);
/// How long a writer tries.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Default)]
struct Ledger {
    /// Ids of the complaints that were acknowledged.
    acknowledged: Mutex<Vec<Uuid>>,
    /// Posts sent, those sent again included.
    sent: AtomicU32,
    /// Answers that are neither an acknowledgement nor "try again".
    strange: Mutex<Vec<String>>,
    last_phone: AtomicU32,
    enough: AtomicBool,
}

impl Ledger {
    fn write_until_enough(&self, client: &Client) {
        while !self.enough.load(SeqCst) {
            let phone = format!("199{:08}", self.last_phone.fetch_add(1, SeqCst));
            if let Some(id) = self.record(client, &phone) {
                self.acknowledged.lock().unwrap().push(id);
            }
        }
    }

    /// Records one complaint of a new customer, however often that must be tried.
    fn record(&self, client: &Client, phone: &str) -> Option<Uuid> {
        let token = FormToken::new().to_string();
        let fields = [
            ("token", token.as_str()),
            ("new_name", "周一"),
            ("new_phone", phone),
            ("channel", "phone"),
            ("category", "waiting_time"),
            ("severity", "normal"),
            ("facts", "等了三个小时"),
        ];
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            self.sent.fetch_add(1, SeqCst);
            match client.try_post("/complaints", &fields, Duration::from_secs(4)) {
                Ok((303, location)) => match location.strip_prefix("/complaints/").map(Uuid::parse_str) {
                    Some(Ok(id)) => return Some(id),
                    _ => return self.is_strange(format!("303 to {location}")),
                },
                // The database is away, or the server is.
                Ok((503, _)) | Err(_) => std::thread::sleep(Duration::from_millis(20)),
                Ok((status, _)) => return self.is_strange(status.to_string()),
            }
        }
        self.is_strange(format!("no answer for {PATIENCE:?}"))
    }

    fn is_strange(&self, what: String) -> Option<Uuid> {
        self.strange.lock().unwrap().push(what);
        None
    }
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_there_twice() {
    let seed: u64 = rand::random();
    let mut dice = StdRng::seed_from_u64(seed);
    let mut portal = Portal::start();
    let clients = WRITERS.map(|account| portal.sign_in(account));
    let before = stored(&portal);
    let ledger = Ledger::default();
    let (mut of_server, mut of_postgres) = (Vec::new(), Vec::new());
    std::thread::scope(|scope| {
        for client in &clients {
            scope.spawn(|| ledger.write_until_enough(client));
        }
        for kill in 0..SERVER_KILLS + POSTGRES_KILLS {
            std::thread::sleep(Duration::from_millis(dice.random_range(50..700)));
            if kill % 3 == 2 {
                let postmaster = portal.postmaster().expect("PostgreSQL runs");
                signal(postmaster, "KILL");
                let begun = Instant::now();
                while portal.postmaster() == Some(postmaster) && begun.elapsed() < RECOVERY {
                    std::thread::sleep(Duration::from_millis(5));
                }
                portal.until_ready(RECOVERY * 3);
                of_postgres.push(begun.elapsed());
            } else {
                portal.kill();
                portal.launch();
                of_server.push(portal.until_ready(RECOVERY * 3));
            }
        }
        ledger.enough.store(true, SeqCst);
    });

    let strange = ledger.strange.into_inner().unwrap();
    assert!(
        strange.is_empty(),
        "seed {seed}: strange answers: {strange:?}\n{}",
        portal.log()
    );
    let acknowledged = ledger.acknowledged.into_inner().unwrap();
    let distinct: BTreeSet<Uuid> = acknowledged.iter().copied().collect();
    let after = stored(&portal);
    let new: BTreeSet<Uuid> = after.complaints.difference(&before.complaints).copied().collect();
    let lost: Vec<_> = distinct.difference(&new).collect();
    let extra: Vec<_> = new.difference(&distinct).collect();
    println!(
        "{SERVER_KILLS} × kill -9 of the server, {POSTGRES_KILLS} of PostgreSQL, seed {seed}: {} posts sent, {} \
         acknowledged, {} lost, {} doubled; back after {} ms and {} ms, at most {} ms and {} ms",
        ledger.sent.into_inner(),
        acknowledged.len(),
        lost.len(),
        extra.len(),
        usual(&mut of_server).as_millis(),
        usual(&mut of_postgres).as_millis(),
        of_server.iter().max().unwrap().as_millis(),
        of_postgres.iter().max().unwrap().as_millis(),
    );
    assert!(
        acknowledged.len() > 100,
        "only {} writes: too few to prove anything",
        acknowledged.len()
    );
    assert_eq!(
        distinct.len(),
        acknowledged.len(),
        "two posts were answered with the same complaint"
    );
    assert!(lost.is_empty(), "lost: {lost:?}");
    assert!(
        extra.is_empty(),
        "there without, or beside, their acknowledgement: {extra:?}"
    );
    let customers = after.customers - before.customers;
    assert_eq!(customers, i64::try_from(acknowledged.len()).unwrap(), "a customer each");
    assert_eq!(after.unaudited, 0, "each with its audit entry");
    // One that is slow may be the machine's fault.
    assert!(
        usual(&mut of_server) < RECOVERY && usual(&mut of_postgres) < RECOVERY,
        "too slow"
    );

    let page = portal.sign_in("care").get(&format!("/complaints/{}", acknowledged[0]));
    assert_eq!(page.status, 200);
    assert!(portal.stop(), "{}", portal.log());
}

/// The median.
fn usual(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

struct Stored {
    complaints: BTreeSet<Uuid>,
    customers: i64,
    /// Complaints without an audit entry.
    unaudited: i64,
}

fn stored(portal: &Portal) -> Stored {
    let conn = &mut portal.owner();
    let ids: Vec<Uuid> = complaints::table.select(complaints::id).load(conn).unwrap();
    let audited = audit_entries::table
        .filter(audit_entries::subject_kind.eq("complaint"))
        .filter(audit_entries::subject_id.eq(complaints::id.nullable()));
    Stored {
        customers: customers::table.count().get_result(conn).unwrap(),
        unaudited: complaints::table
            .filter(diesel::dsl::not(diesel::dsl::exists(audited)))
            .count()
            .get_result(conn)
            .unwrap(),
        complaints: ids.into_iter().collect(),
    }
}
