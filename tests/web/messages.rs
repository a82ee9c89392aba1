use diesel::prelude::*;
use uuid::Uuid;
use yingke::customers::rules::Purpose;
use yingke::messages::commands;
use yingke::messages::model::{NewMessage, Sent};
use yingke::messages::queries;
use yingke::messages::rules::{MessageChannel, MessageState, Refusal};
use yingke::platform::db::Subject;
use yingke::platform::i18n::Lang;
use yingke::platform::mail::{self, Failure};
use yingke::values::email::Email;
use yingke::values::ids::CustomerId;

use crate::support::TestApp;

fn received(app: &TestApp, customer: Option<CustomerId>, to: Option<&str>) -> NewMessage {
    NewMessage {
        store: app.store(),
        customer,
        to: to.map(|to| Email::parse(to).unwrap()),
        channel: MessageChannel::Email,
        purpose: Purpose::Service,
        template_key: "complaint.received",
        variables: vec![
            ("name", "顾先生".into()),
            ("number", "TS20261122-0007".into()),
            ("store", "浦东店".into()),
            ("due", "明天 10:00".into()),
            ("contact", "10 分钟".into()),
        ],
        subject: Some(Subject::new("complaint", Uuid::from_u128(7))),
        lang: Lang::Zh,
    }
}

fn send(app: &TestApp, new: NewMessage) -> Sent {
    app.write("care", |tx| commands::send(tx, new)).unwrap()
}

/// What the customer last said to a purpose on the e-mail channel.
fn say(app: &TestApp, customer: CustomerId, purpose: &str, given: bool) {
    let sql = "INSERT INTO consents (id, customer_id, purpose, channel, given, wording_version, at) \
        VALUES (gen_random_uuid(), $1, $2, 'email', $3, '2026-01', clock_timestamp())";
    diesel::sql_query(sql)
        .bind::<diesel::sql_types::Uuid, _>(customer.uuid())
        .bind::<diesel::sql_types::Text, _>(purpose)
        .bind::<diesel::sql_types::Bool, _>(given)
        .execute(&mut app.database.owner())
        .unwrap();
}

#[test]
fn a_service_message_on_a_contract_is_mailed_and_audited() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "13812345621");
    let sent = send(&app, received(&app, Some(customer), Some("gu@example.com")));
    assert_eq!((sent.state, sent.refused), (MessageState::Queued, None));
    assert_eq!(app.audit().last().unwrap(), "messages.send");
    let mails = app.mails();
    assert_eq!(mails[0].to, "gu@example.com");
    assert_eq!(mails[0].subject, "您的投诉已受理（TS20261122-0007）");
    assert!(mails[0].text.starts_with("顾先生：") && mails[0].text.contains("明天 10:00"));
    let subject = Subject::new("complaint", Uuid::from_u128(7));
    let kept = queries::of_subject(&mut app.database.owner(), app.db.vault(), subject).unwrap();
    assert_eq!(
        (kept[0].state, kept[0].sent_at),
        (MessageState::Sent, Some(app.clock.now()))
    );
    let by_mail = queries::subject_of_mail(&mut app.database.owner(), mails[0].id).unwrap();
    assert_eq!(by_mail, Some(("complaint".into(), Uuid::from_u128(7))));
    assert_eq!(
        mail::id_of(&format!("<{}@example.com>", mails[0].id)),
        Some(mails[0].id)
    );
}

#[test]
fn a_withdrawal_counts_at_the_moment_of_sending_and_the_message_is_kept_with_the_reason() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "13812345621");
    say(&app, customer, "service", false);
    let sent = send(&app, received(&app, Some(customer), Some("gu@example.com")));
    assert_eq!(
        (sent.state, sent.refused),
        (MessageState::Refused, Some(Refusal::NoConsent))
    );
    assert!(app.mails().is_empty());
    let kept = queries::of_customer(&mut app.database.owner(), app.db.vault(), customer, 10).unwrap();
    assert_eq!(kept[0].refused, Some(Refusal::NoConsent));
    say(&app, customer, "service", true);
    let sent = send(&app, received(&app, Some(customer), Some("gu@example.com")));
    assert_eq!(sent.state, MessageState::Queued);
}

#[test]
fn marketing_needs_a_consent_and_says_that_it_is_marketing() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "13812345621");
    let offer = || {
        let mut new = received(&app, Some(customer), Some("gu@example.com"));
        new.purpose = Purpose::Marketing;
        send(&app, new)
    };
    assert_eq!(offer().refused, Some(Refusal::NoConsent));
    say(&app, customer, "marketing", true);
    assert_eq!(offer().state, MessageState::Queued);
    assert!(app.mails()[0].subject.starts_with("广告"));
    let stranger = |purpose| {
        let mut new = received(&app, None, Some("someone@example.com"));
        new.purpose = purpose;
        send(&app, new).refused
    };
    assert_eq!(stranger(Purpose::Service), None, "who wrote to us may be answered");
    assert_eq!(stranger(Purpose::Marketing), Some(Refusal::NoConsent));
}

#[test]
fn without_an_address_nothing_is_sent_and_without_a_provider_the_text_is_handed_over() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "13812345621");
    assert_eq!(
        send(&app, received(&app, Some(customer), None)).refused,
        Some(Refusal::NoAddress)
    );
    let mut sms = received(&app, Some(customer), None);
    sms.channel = MessageChannel::Sms;
    let sent = send(&app, sms);
    assert_eq!(sent.state, MessageState::HandedOver);
    assert!(
        sent.text
            .starts_with("【浦东店】顾先生，您的投诉 TS20261122-0007 已受理")
    );
    assert!(app.mails().is_empty());
}

#[test]
fn a_mail_that_was_given_up_is_a_failed_message() {
    let app = TestApp::spawn();
    app.mailbox.refuse(Some(Failure::Lasting("SMTP 550".into())));
    send(&app, received(&app, None, Some("nobody@example.com")));
    app.work();
    let subject = Subject::new("complaint", Uuid::from_u128(7));
    let kept = queries::of_subject(&mut app.database.owner(), app.db.vault(), subject).unwrap();
    assert_eq!((kept[0].state, kept[0].sent_at), (MessageState::Failed, None));
}

#[test]
fn a_store_words_a_message_its_own_way() {
    let app = TestApp::spawn();
    let store = app.store();
    let own = |version| {
        let which = ("complaint.received", MessageChannel::Email, Lang::Zh);
        app.write("marketing", |tx| {
            commands::word(tx, store, which, ("收到 {number}", "{name}，收到了。"), version)
        })
    };
    own(0).unwrap();
    assert_eq!(app.audit().last().unwrap(), "messages.word");
    assert!(own(0).is_err(), "stale");
    own(1).unwrap();
    let sent = send(&app, received(&app, None, Some("gu@example.com")));
    assert_eq!(
        (sent.subject.as_str(), sent.text.as_str()),
        ("收到 TS20261122-0007", "顾先生，收到了。")
    );
}
