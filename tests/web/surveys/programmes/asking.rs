//! After an event: who is asked when, by which way, and who is not.

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_types::{Timestamptz, Uuid as SqlUuid};
use yingke::complaints::rules::Severity;
use yingke::events::Event;
use yingke::schema::{survey_invitations, surveys};
use yingke::surveys::programmes::rules::Because;
use yingke::surveys::programmes::{commands, queries};
use yingke::values::ids::{CustomerId, StaffId};

use super::{
    after_service, days_later, invitations, only, only_id, reachable, row, running, say, serviced, survey_mails,
    token_of, willing,
};
use crate::support::TestApp;
use crate::support::builders::VIN;

fn gu(app: &TestApp) -> CustomerId {
    willing(app, "顾明", "13812345621", "gu@example.com")
}

#[test]
fn a_settled_service_is_asked_about_the_next_day() {
    let app = TestApp::spawn();
    after_service(&app, &[]);
    let customer = gu(&app);
    let car = app.vehicle(customer, "沪A12345", VIN);
    serviced(&app, customer, car, "customer");
    app.work();
    assert_eq!(only(&app), row("email", "planned", ""));
    assert!(survey_mails(&app).is_empty());

    days_later(&app, 1);
    assert_eq!(only(&app), row("email", "sent", ""));
    let mails = survey_mails(&app);
    assert_eq!(mails.len(), 1);
    let (to, subject, text) = &mails[0];
    assert_eq!(to, "gu@example.com");
    assert!(subject.contains("最近一次维修服务"), "{subject}");
    assert!(
        text.contains(&format!("{}/s/", app.base)) && text.contains("2026-12-08"),
        "{text}"
    );
    let token = token_of(text);
    assert_eq!(token.len(), 22);
    let vault = app.db.vault().clone();
    let found = queries::by_token(&mut app.database.owner(), &vault, &token)
        .unwrap()
        .unwrap();
    assert_eq!(found.id, only_id(&app));
    assert!(
        queries::by_token(&mut app.database.owner(), &vault, "AAAAAAAAAAAAAAAAAAAAAA")
            .unwrap()
            .is_none()
    );

    let sent = app
        .mailbox
        .mails()
        .into_iter()
        .find(|mail| mail.text.contains("/s/"))
        .unwrap();
    assert!(
        sent.headers
            .contains(&("List-Unsubscribe".into(), format!("<{}/s/{token}/refusal>", app.base)))
    );
    assert!(String::from_utf8_lossy(&sent.raw).contains("multipart/alternative"));

    let told_apart: (Option<StaffId>, Option<bool>, String, Option<String>) = survey_invitations::table
        .select((
            survey_invitations::advisor_id,
            survey_invitations::self_paid,
            survey_invitations::model,
            survey_invitations::tier,
        ))
        .first(&mut app.database.owner())
        .unwrap();
    let advisor = app.actor("advisor").id;
    assert_eq!(
        told_apart,
        (Some(advisor), Some(true), "X7 混动".into(), Some("regular".into()))
    );

    days_later(&app, 1);
    assert_eq!(survey_mails(&app).len(), 1, "asked once");
}

#[test]
fn without_consent_or_an_address_nobody_is_asked() {
    let app = TestApp::spawn();
    after_service(&app, &[]);
    let silent = reachable(&app, "顾明", "13812345621", "gu@example.com");
    let unwilling = willing(&app, "李雷", "13812345622", "li@example.com");
    say(&app, unwilling, "email", false);
    let without = reachable(&app, "韩梅", "13812345623", "");
    say(&app, without, "email", true);
    for (customer, plate) in [(silent, "沪A12345"), (unwilling, "沪A12346"), (without, "沪A12347")] {
        let car = app.vehicle(customer, plate, "");
        serviced(&app, customer, car, "customer");
    }
    days_later(&app, 1);
    let expected = ["no_consent", "no_consent", "no_contact"].map(|why| row("email", "cancelled", why));
    assert_eq!(invitations(&app), expected);
    assert!(survey_mails(&app).is_empty());
}

#[test]
fn a_customer_is_asked_at_most_once_in_thirty_days() {
    let app = TestApp::spawn();
    after_service(&app, &[]);
    let customer = gu(&app);
    let car = app.vehicle(customer, "沪A12345", VIN);
    serviced(&app, customer, car, "customer");
    days_later(&app, 1);
    serviced(&app, customer, car, "customer");
    days_later(&app, 1);
    let second = row("email", "cancelled", "asked_recently");
    assert_eq!(invitations(&app), [row("email", "sent", ""), second.clone()]);

    app.advance(TimeDelta::days(28));
    serviced(&app, customer, car, "customer");
    days_later(&app, 1);
    assert_eq!(invitations(&app).last().unwrap(), &row("email", "sent", ""));
    assert_eq!(invitations(&app)[1], second);
}

#[test]
fn after_a_complaint_a_customer_may_be_asked_again_at_once() {
    let app = TestApp::spawn();
    after_service(&app, &[]);
    running(
        &app,
        "complaint",
        &[("kind", "standing"), ("ends_on", ""), ("delay_days", "1")],
    );
    let customer = gu(&app);
    let car = app.vehicle(customer, "沪A12345", VIN);
    serviced(&app, customer, car, "customer");
    days_later(&app, 1);
    let complaint = crate::web::complaints::complaint_of(&app, customer, Severity::Normal);
    diesel::sql_query(
        "UPDATE complaints SET state = 'closed', ended_at = $2, due_at = NULL, escalate_at = NULL, responsible_id = $3 \
         WHERE id = $1",
    )
    .bind::<SqlUuid, _>(complaint.uuid())
    .bind::<Timestamptz, _>(app.clock.now())
    .bind::<SqlUuid, _>(app.actor("technician").id.uuid())
    .execute(&mut app.database.owner())
    .unwrap();
    app.db
        .system_write_now(|tx| {
            tx.emit(Event::ComplaintClosed { complaint, customer });
            Ok(())
        })
        .unwrap();
    days_later(&app, 1);
    assert_eq!(invitations(&app), [row("email", "sent", ""), row("email", "sent", "")]);
    let rated: Vec<(Option<StaffId>, Option<StaffId>)> = survey_invitations::table
        .filter(survey_invitations::subject_kind.eq("complaint"))
        .select((survey_invitations::advisor_id, survey_invitations::technician_id))
        .load(&mut app.database.owner())
        .unwrap();
    assert_eq!(rated, [(None, None)], "nobody is an advisor for having dealt with it");
}

#[test]
fn a_bill_that_was_taken_back_is_not_asked_about() {
    let app = TestApp::spawn();
    after_service(&app, &[]);
    let customer = gu(&app);
    let car = app.vehicle(customer, "沪A12345", VIN);
    serviced(&app, customer, car, "customer");
    diesel::sql_query("UPDATE service_settlements SET undone_at = now()")
        .execute(&mut app.database.owner())
        .unwrap();
    days_later(&app, 1);
    assert_eq!(only(&app), row("email", "cancelled", "undone"));
}

#[test]
fn who_does_not_answer_is_reminded_once_and_then_left_alone() {
    let app = TestApp::spawn();
    after_service(&app, &[]);
    let customer = gu(&app);
    let car = app.vehicle(customer, "沪A12345", VIN);
    serviced(&app, customer, car, "customer");
    days_later(&app, 1);
    days_later(&app, 2);
    assert_eq!(survey_mails(&app).len(), 1);
    days_later(&app, 1);
    let mails = survey_mails(&app);
    assert_eq!(mails.len(), 2);
    assert!(mails[1].1.contains("还想听听"), "{}", mails[1].1);
    assert_eq!(token_of(&mails[0].2), token_of(&mails[1].2), "the same link");
    days_later(&app, 5);
    assert_eq!(survey_mails(&app).len(), 2);
    assert_eq!(only(&app), row("email", "sent", ""));
    days_later(&app, 7);
    assert_eq!(only(&app), row("email", "expired", ""));
    let late = app.write("care", |tx| commands::answered(tx, only_id(&app), app.clock.now()));
    assert!(late.is_err(), "an expired link takes no answer");
}

#[test]
fn who_answered_or_declined_is_not_reminded() {
    let app = TestApp::spawn();
    after_service(&app, &[]);
    for (name, phone, email, plate) in [
        ("顾明", "13812345621", "gu@example.com", "沪A12345"),
        ("李雷", "13812345622", "li@example.com", "沪A12346"),
    ] {
        let customer = willing(&app, name, phone, email);
        let car = app.vehicle(customer, plate, "");
        serviced(&app, customer, car, "customer");
    }
    days_later(&app, 1);
    let ids: Vec<yingke::values::ids::InvitationId> = survey_invitations::table
        .order((survey_invitations::created_at, survey_invitations::id))
        .select(survey_invitations::id)
        .load(&mut app.database.owner())
        .unwrap();
    app.db
        .system_write_now(|tx| {
            commands::opened(tx, ids[0])?;
            let now = tx.now;
            commands::answered(tx, ids[0], now)?;
            commands::refused(tx, ids[1], Because::Declined)?;
            commands::refused(tx, ids[1], Because::Declined)
        })
        .unwrap();
    days_later(&app, 4);
    assert_eq!(survey_mails(&app).len(), 2);
    let expected = [row("email", "answered", ""), row("email", "refused", "declined")];
    assert_eq!(invitations(&app), expected);
    let twice = app
        .db
        .system_write_now(|tx| commands::answered(tx, ids[0], app.clock.now()));
    assert!(twice.is_err(), "one answer for an invitation");
}

#[test]
fn a_link_becomes_a_call_where_there_is_no_mail() {
    let app = TestApp::spawn();
    after_service(&app, &[("way", "link")]);
    let customer = reachable(&app, "顾明", "13812345621", "");
    say(&app, customer, "phone", true);
    let car = app.vehicle(customer, "沪A12345", VIN);
    serviced(&app, customer, car, "customer");
    days_later(&app, 1);
    assert_eq!(only(&app), row("phone", "sent", ""));
    assert!(survey_mails(&app).is_empty());
}

#[test]
fn nobody_is_asked_at_night() {
    let app = TestApp::spawn();
    after_service(&app, &[]);
    let customer = gu(&app);
    let car = app.vehicle(customer, "沪A12345", VIN);
    serviced(&app, customer, car, "customer");
    // 22:00 of the next day, and 08:30 of the day after.
    app.advance(TimeDelta::hours(36));
    app.work();
    assert_eq!(only(&app), row("email", "planned", ""));
    app.advance(TimeDelta::minutes(630));
    app.work();
    assert_eq!(only(&app), row("email", "sent", ""));
}

#[test]
fn a_paused_survey_asks_nobody_and_does_not_ask_about_what_is_long_past() {
    let app = TestApp::spawn();
    let (id, path) = after_service(&app, &[]);
    for (name, phone, email, plate) in [
        ("顾明", "13812345621", "gu@example.com", "沪A12345"),
        ("李雷", "13812345622", "li@example.com", "沪A12346"),
    ] {
        let customer = willing(&app, name, phone, email);
        let car = app.vehicle(customer, plate, "");
        serviced(&app, customer, car, "customer");
        app.advance(TimeDelta::days(10));
    }
    let manager = app.sign_in("crm.manager");
    assert_eq!(manager.post_form(&format!("{path}/pause"), &[]).status, 303);
    assert_eq!(super::state(&app, id), "paused");
    days_later(&app, 1);
    let planned = row("email", "planned", "");
    assert_eq!(invitations(&app), [planned.clone(), planned]);
    let third = willing(&app, "韩梅", "13812345623", "han@example.com");
    let car = app.vehicle(third, "沪A12347", "");
    serviced(&app, third, car, "customer");
    assert_eq!(invitations(&app).len(), 2, "nothing is planned meanwhile");
    let manager = app.sign_in("crm.manager");
    assert_eq!(manager.post_form(&format!("{path}/resume"), &[]).status, 303);
    // Sending comes round every minute.
    app.advance(TimeDelta::minutes(1));
    app.work();
    let expected = [row("email", "cancelled", "too_late"), row("email", "sent", "")];
    assert_eq!(invitations(&app), expected);
}

#[test]
fn the_quota_leaves_room_for_those_who_pay_themselves() {
    let app = TestApp::spawn();
    after_service(&app, &[("self_paid_quota", "50")]);
    for (phone, plate, payer) in [
        ("13812345621", "沪A12345", "warranty"),
        ("13812345622", "沪A12346", "warranty"),
        ("13812345623", "沪A12347", "customer"),
        ("13812345624", "沪A12348", "warranty"),
    ] {
        let customer = willing(&app, "顾明", phone, &format!("{phone}@example.com"));
        let car = app.vehicle(customer, plate, "");
        serviced(&app, customer, car, payer);
        app.advance(TimeDelta::minutes(1));
    }
    days_later(&app, 1);
    let sent = || row("email", "sent", "");
    let over = row("email", "cancelled", "over_quota");
    assert_eq!(invitations(&app), [sent(), over, sent(), sent()]);
}

#[test]
fn of_an_anonymous_answer_only_the_day_is_kept() {
    let app = TestApp::spawn();
    let (id, _) = after_service(&app, &[("anonymous", "1")]);
    let anonymous: bool = surveys::table
        .find(id)
        .select(surveys::anonymous)
        .first(&mut app.database.owner())
        .unwrap();
    assert!(anonymous);
    let customer = gu(&app);
    let car = app.vehicle(customer, "沪A12345", VIN);
    serviced(&app, customer, car, "customer");
    days_later(&app, 1);
    app.db
        .system_write_now(|tx| commands::answered(tx, only_id(&app), app.clock.now()))
        .unwrap();
    let at: Option<chrono::DateTime<chrono::Utc>> = survey_invitations::table
        .select(survey_invitations::answered_at)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(
        at.unwrap().to_rfc3339(),
        "2026-11-22T16:00:00+00:00",
        "midnight in the store"
    );
}
