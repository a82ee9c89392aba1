use chrono::TimeDelta;
use diesel::prelude::*;
use yingke::platform::error::Error;
use yingke::platform::jobs::pause_after;
use yingke::platform::mail::{self, Failure, OutgoingMail};
use yingke::schema::outgoing_mails as rows;
use yingke::values::email::Email;

use crate::support::TestApp;

fn letter() -> OutgoingMail {
    OutgoingMail {
        to: Email::parse("gu.ming@example.com").unwrap(),
        subject: "您的投诉已受理".into(),
        text: "顾先生：您好。".into(),
        headers: vec![("Auto-Submitted".into(), "auto-replied".into())],
    }
}

fn queue(app: &TestApp) -> uuid::Uuid {
    app.db.system_write_now(|tx| mail::queue(tx, &letter())).unwrap()
}

fn state(app: &TestApp) -> (String, i32, Option<String>) {
    rows::table
        .select((rows::state, rows::attempts, rows::last_error))
        .first(&mut app.database.owner())
        .unwrap()
}

#[test]
fn a_mail_is_sent_once() {
    let app = TestApp::spawn();
    let id = queue(&app);
    let sent = app.mails();
    assert_eq!(sent.len(), 1);
    assert_eq!(
        (sent[0].id, sent[0].to.as_str(), sent[0].text.as_str()),
        (id, "gu.ming@example.com", "顾先生：您好。")
    );
    assert_eq!(state(&app), ("sent".into(), 1, None));
    assert_eq!(app.mails().len(), 1);
}

#[test]
fn a_mail_commits_with_the_change_that_caused_it() {
    let app = TestApp::spawn();
    let failed: Result<(), Error> = app.db.system_write_now(|tx| {
        mail::queue(tx, &letter())?;
        Err(Error::WrongState)
    });
    assert!(failed.is_err());
    assert!(app.mails().is_empty());
}

#[test]
fn nothing_in_the_outbox_can_be_read() {
    let app = TestApp::spawn();
    queue(&app);
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        row: String,
    }
    let found: Row = diesel::sql_query("SELECT row_to_json(m)::text AS row FROM outgoing_mails m")
        .get_result(&mut app.database.owner())
        .unwrap();
    for secret in ["gu.ming", "投诉", "顾先生", "auto-replied"] {
        let hex = hex::encode(secret);
        assert!(!found.row.contains(secret) && !found.row.contains(&hex), "{secret}");
    }
}

#[test]
fn a_server_that_is_down_is_asked_again_and_given_up_after_eight_tries() {
    let app = TestApp::spawn();
    queue(&app);
    app.mailbox.refuse(Some(Failure::Passing("SMTP connection".into())));
    for tries in 1..=3 {
        app.work();
        assert_eq!(state(&app), ("queued".into(), tries, Some("SMTP connection".into())));
        app.work();
        assert_eq!(state(&app).1, tries, "not before the pause is over");
        app.advance(pause_after(tries));
    }
    app.mailbox.refuse(None);
    assert_eq!(app.mails().len(), 1, "ten minutes later all is well");

    diesel::delete(rows::table).execute(&mut app.database.owner()).unwrap();
    queue(&app);
    app.mailbox.refuse(Some(Failure::Passing("SMTP connection".into())));
    for _ in 0..9 {
        app.work();
        app.advance(TimeDelta::hours(1));
    }
    assert_eq!(state(&app), ("failed".into(), 8, Some("SMTP connection".into())));
}

#[test]
fn an_address_that_is_refused_fails_at_once() {
    let app = TestApp::spawn();
    queue(&app);
    app.mailbox.refuse(Some(Failure::Lasting("SMTP 550".into())));
    app.work();
    assert_eq!(state(&app), ("failed".into(), 1, Some("SMTP 550".into())));
}

#[test]
fn a_mail_whose_sender_died_is_sent_when_the_lease_ends_with_the_same_message_id() {
    let app = TestApp::spawn();
    let id = queue(&app);
    diesel::update(rows::table)
        .set((
            rows::attempts.eq(1),
            rows::leased_until.eq(app.clock.now() + TimeDelta::minutes(5)),
        ))
        .execute(&mut app.database.owner())
        .unwrap();
    assert!(app.mails().is_empty());
    app.advance(TimeDelta::minutes(6));
    let sent = app.mails();
    let raw = String::from_utf8(sent[0].raw.clone()).unwrap();
    assert!(raw.contains(&format!("Message-ID: <{id}@example.com>")), "{raw}");
}
