use std::time::Duration;

use diesel::prelude::*;
use reqwest::Response;
use uuid::Uuid;
use yingke::platform::live::Changed;

use crate::support::TestApp;
use crate::support::client::{Client, block_on};

const SOON: Duration = Duration::from_secs(5);

/// An open event stream.
struct Stream(Response);

impl Stream {
    fn open(client: &Client, topics: &str) -> Self {
        let request = client.request("GET", &format!("/events?topic={topics}"));
        let answer = block_on(request.send()).unwrap();
        assert_eq!(answer.status(), 200);
        let mut stream = Self(answer);
        assert_eq!(stream.next().unwrap(), ": here");
        stream
    }

    /// The next message; `None` when the stream has ended.
    fn next(&mut self) -> Option<String> {
        let chunk = block_on(async { tokio::time::timeout(SOON, self.0.chunk()).await.expect("nothing came") });
        chunk
            .unwrap()
            .map(|bytes| String::from_utf8(bytes.to_vec()).unwrap().trim_end().to_owned())
    }

    /// The next message that is more than a sign of life.
    fn event(&mut self) -> Option<String> {
        loop {
            match self.next() {
                Some(comment) if comment.starts_with(':') => {}
                message => return message,
            }
        }
    }
}

fn change(app: &TestApp, topic: &str, store: Uuid) {
    app.db.system_write_now(|tx| tx.notify(topic, store)).unwrap();
}

#[test]
fn a_page_hears_that_its_topic_changed_in_its_store_and_nothing_else() {
    let app = TestApp::spawn();
    let mut stream = Stream::open(&app.sign_in("care"), "complaints,tasks");
    change(&app, "complaints", Uuid::new_v4());
    change(&app, "customers", app.store().uuid());
    change(&app, "tasks", app.store().uuid());
    assert_eq!(stream.event().unwrap(), "event: changed-tasks\ndata: tasks");
    change(&app, "complaints", app.store().uuid());
    assert_eq!(stream.event().unwrap(), "event: changed-complaints\ndata: complaints");
}

#[test]
fn a_change_that_is_rolled_back_is_not_told() {
    let app = TestApp::spawn();
    let mut stream = Stream::open(&app.sign_in("care"), "complaints,tasks");
    let store = app.store();
    let failed: Result<(), _> = app.db.system_write_now(|tx| {
        tx.notify("complaints", store)?;
        Err(yingke::platform::error::Error::WrongState)
    });
    assert!(failed.is_err());
    change(&app, "tasks", store.uuid());
    assert_eq!(stream.event().unwrap(), "event: changed-tasks\ndata: tasks");
}

#[test]
fn the_stream_is_held_back_by_nobody() {
    let app = TestApp::spawn();
    let client = app.sign_in("care");
    let request = client
        .request("GET", "/events?topic=complaints")
        .header("Accept-Encoding", "gzip, br");
    let head = client.send_for_head(request);
    assert_eq!(head.header("content-type"), "text/event-stream");
    assert_eq!(head.header("x-accel-buffering"), "no");
    assert_eq!(head.header("content-encoding"), "identity");
    assert_eq!(head.header("cache-control"), "no-store");
}

#[test]
fn only_topics_that_a_person_may_see_are_told() {
    let app = TestApp::spawn();
    let status = |who: &str, topics: &str| {
        let client = app.sign_in(who);
        client
            .send_for_head(client.request("GET", &format!("/events?topic={topics}")))
            .status
    };
    assert_eq!(status("care", "complaints"), 200);
    assert_eq!(status("technician", "complaints"), 403);
    assert_eq!(status("care", "complaints,imports"), 403);
    assert_eq!(status("care", "salaries"), 404);
    assert_eq!(status("care", ""), 404);
}

#[test]
fn the_stream_ends_with_the_session_and_with_the_server() {
    let app = TestApp::spawn();
    let client = app.sign_in("care");
    let mut stream = Stream::open(&client, "complaints");
    client.post_form("/sign-out", &[]);
    while let Some(message) = stream.next() {
        assert!(message.starts_with(':'));
    }
    let mut stream = Stream::open(&app.sign_in("care"), "complaints");
    app.hub.close();
    while let Some(message) = stream.next() {
        assert!(message.starts_with(':'));
    }
}

#[test]
fn after_the_database_was_gone_everything_counts_as_changed() {
    let app = TestApp::spawn();
    let mut changes = app.hub.subscribe();
    let mut stream = Stream::open(&app.sign_in("care"), "complaints");
    // Until the listening thread is there, there is no connection to cut.
    for _ in 0..50 {
        change(&app, "customers", app.store().uuid());
        if changes.try_recv().is_ok() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
        WHERE datname = current_database() AND query ~ '^LISTEN' AND pid <> pg_backend_pid()";
    diesel::sql_query(cut).execute(&mut app.database.owner()).unwrap();
    assert_eq!(stream.event().unwrap(), "event: changed-complaints\ndata: complaints");
    loop {
        let heard = block_on(async { tokio::time::timeout(SOON, changes.recv()).await });
        if heard.unwrap().unwrap() == Changed::Anything {
            break;
        }
    }
    change(&app, "complaints", app.store().uuid());
    assert_eq!(stream.event().unwrap(), "event: changed-complaints\ndata: complaints");
}
