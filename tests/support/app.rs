use std::net::TcpListener;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use yingke::app;
use yingke::platform::clock::Clock;
use yingke::platform::config::Config;
use yingke::platform::db::Db;
use yingke::platform::live::{self, Hub};
use yingke::platform::mail::{Mailer, Memory, Sent};
use yingke::platform::password::Passwords;
use yingke::platform::web::{App, Metrics, Pace};
use yingke::platform::worker::Worker;
use yingke::reactions;

use super::client::{Client, block_on};
use super::database::{CHEAP, TestDatabase};

/// Sunday 2026-11-22 10:00 in Shanghai.
pub const NOW: &str = "2026-11-22T02:00:00Z";

/// A running portal.
pub struct TestApp {
    pub base: String,
    pub clock: Clock,
    pub db: Db,
    pub database: TestDatabase,
    /// Where the worker puts the mail.
    pub mailbox: Memory,
    pub hub: Hub,
    stop: Option<actix_web::dev::ServerHandle>,
}

impl TestApp {
    /// Starts a portal on a fresh database; its clock stands at Sunday 2026-11-22 10:00 in Shanghai.
    pub fn spawn() -> Self {
        Self::spawn_at(NOW.parse().unwrap())
    }

    pub fn spawn_at(now: DateTime<Utc>) -> Self {
        Self::spawn_with(now, |_| {})
    }

    /// With something changed in what all requests share.
    pub fn spawn_with(now: DateTime<Utc>, change: impl FnOnce(&mut App)) -> Self {
        let database = TestDatabase::new();
        let clock = Clock::fixed(now);
        let db = Db::open(&database.url, 2, clock.clone(), database.vault(), reactions::react).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let hub = Hub::with_heartbeat(Duration::from_millis(300));
        live::listen(database.url.clone(), hub.clone());
        let mut state = App {
            config: config(&base, listener.local_addr().unwrap().port()),
            db: db.clone(),
            clock: clock.clone(),
            passwords: Passwords::costing(CHEAP).unwrap(),
            metrics: Metrics::new().unwrap(),
            pace: Pace::new(u32::MAX),
            navigation: yingke::navigation::navigation,
            hub: hub.clone(),
            session_holds: yingke::staff::queries::session_holds,
            undo: app::UNDO,
        };
        change(&mut state);
        let (send, receive) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = app::serve(state, listener, 1).unwrap();
                send.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        Self {
            base,
            clock,
            db,
            database,
            mailbox: Memory::default(),
            hub,
            stop: Some(receive.recv().unwrap()),
        }
    }

    /// A browser that is signed out.
    pub fn visitor(&self) -> Client {
        Client::new(&self.base)
    }

    /// A browser signed in as one of the cast: `care`, `advisor`, `manager` …
    pub fn sign_in(&self, username: &str) -> Client {
        let client = self.visitor();
        let page = client.post_form("/sign-in", &[("username", username), ("password", "demo-pass-2026")]);
        assert_eq!(page.status, 303, "{username} could not sign in");
        client
    }

    /// Does everything that is due: jobs, then the mail that they queued.
    pub fn work(&self) {
        let worker = Worker {
            db: self.db.clone(),
            registry: app::WORK,
            mailer: Mailer::memory("portal@example.com", self.mailbox.clone()).unwrap(),
        };
        block_on(worker.catch_up()).unwrap();
    }

    /// The mail sent so far; sends what is due first.
    pub fn mails(&self) -> Vec<Sent> {
        self.work();
        self.mailbox.mails()
    }

    pub fn advance(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// The actions on the audit log, oldest first.
    pub fn audit(&self) -> Vec<String> {
        use diesel::prelude::*;
        use yingke::schema::audit_entries::dsl::{action, audit_entries, id};
        audit_entries
            .order(id)
            .select(action)
            .load(&mut self.database.owner())
            .unwrap()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.hub.close();
        if let Some(server) = self.stop.take() {
            // Polling the future once is enough to tell the server; the thread ends by itself.
            std::mem::drop(server.stop(false));
        }
    }
}

pub fn config(base: &str, port: u16) -> Config {
    Config {
        port,
        address: [127, 0, 0, 1].into(),
        data_dir: PathBuf::from("/nonexistent"),
        database_url: None,
        demo: true,
        base_url: base.to_owned(),
        key_file: PathBuf::from("/nonexistent"),
        smtp_url: None,
        mail_from: "portal@example.com".into(),
        mail_intake_secret: Some("intake-secret".into()),
        metrics_from: Vec::new(),
        pool_size: 2,
        requests_per_minute: u32::MAX,
    }
}
