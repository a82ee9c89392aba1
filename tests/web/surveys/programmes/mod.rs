//! Who is asked and when.

mod asking;
mod drawing;
mod life;
mod slips;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;
use yingke::events::Event;
use yingke::schema::{questionnaires, survey_invitations, surveys};
use yingke::values::email::Email;
use yingke::values::ids::VisitId;
use yingke::values::ids::{CustomerId, InvitationId, QuestionnaireId, ServiceOrderId, SurveyId, VehicleId};

use crate::support::{Client, Page, TestApp};

/// The store's standard questionnaire for a purpose.
pub fn questionnaire(app: &TestApp, purpose: &str) -> QuestionnaireId {
    questionnaires::table
        .filter(questionnaires::purpose.eq(purpose))
        .filter(questionnaires::standard)
        .select(questionnaires::id)
        .first(&mut app.database.owner())
        .unwrap()
}

/// What the form of a survey says.
pub const SURVEY: [(&str, &str); 8] = [
    ("kind", "one_off"),
    ("name", "冬季用车回访"),
    ("way", "email"),
    ("starts_on", "2026-11-22"),
    ("ends_on", "2026-12-22"),
    ("cool_off_days", "30"),
    ("remind_after_days", "3"),
    ("expire_after_days", "15"),
];

/// [`SURVEY`] with other values of some fields.
pub fn survey_with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = SURVEY
        .into_iter()
        .filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    kept.chain(changes.iter().copied()).collect()
}

pub fn post_survey(app: &TestApp, client: &Client, purpose: &str, changes: &[(&str, &str)]) -> Page {
    let id = questionnaire(app, purpose).to_string();
    let mut fields = survey_with(changes);
    fields.push(("questionnaire", id.as_str()));
    client.post_form("/surveys", &fields)
}

/// A draft, and where it is shown.
pub fn drafted(app: &TestApp, client: &Client, purpose: &str, changes: &[(&str, &str)]) -> (SurveyId, String) {
    let answer = post_survey(app, client, purpose, changes);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let path = answer.location().to_owned();
    (path.rsplit('/').next().unwrap().parse().unwrap(), path)
}

/// A survey that runs.
pub fn running(app: &TestApp, purpose: &str, changes: &[(&str, &str)]) -> (SurveyId, String) {
    let client = app.sign_in("crm.manager");
    let (id, path) = drafted(app, &client, purpose, changes);
    let answer = client.post_form(&format!("{path}/start"), &[]);
    assert_eq!(answer.status, 303, "{}", answer.body);
    (id, path)
}

/// A standing survey after services, sent by mail the day after.
pub fn after_service(app: &TestApp, changes: &[(&str, &str)]) -> (SurveyId, String) {
    let mut all = vec![("kind", "standing"), ("ends_on", ""), ("delay_days", "1")];
    all.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    all.extend_from_slice(changes);
    running(app, "service", &all)
}

/// A customer with an address who allows surveys by mail.
pub fn willing(app: &TestApp, name: &str, phone: &str, email: &str) -> CustomerId {
    let id = reachable(app, name, phone, email);
    say(app, id, "email", true);
    id
}

/// A customer with an address who was not asked whether they allow surveys.
pub fn reachable(app: &TestApp, name: &str, phone: &str, email: &str) -> CustomerId {
    app.customer_with(name, phone, |new| {
        new.details.email = (!email.is_empty()).then(|| Email::parse(email).unwrap());
    })
}

/// The customer's word on surveys by a channel.
pub fn say(app: &TestApp, customer: CustomerId, channel: &str, given: bool) {
    diesel::sql_query(
        "INSERT INTO consents (id, customer_id, purpose, channel, given, wording_version, at) \
         VALUES (gen_random_uuid(), $1, 'survey', $2, $3, '2026-01', clock_timestamp())",
    )
    .bind::<SqlUuid, _>(customer.uuid())
    .bind::<Text, _>(channel)
    .bind::<Bool, _>(given)
    .execute(&mut app.database.owner())
    .unwrap();
}

/// A service that is settled now, paid by `payer`; what follows from it has happened.
pub fn serviced(app: &TestApp, customer: CustomerId, car: VehicleId, payer: &str) -> ServiceOrderId {
    let (id, visit, now) = (ServiceOrderId::new(), VisitId::new(), app.clock.now());
    insert_service(app, (id, visit), (customer, car), payer, now);
    app.db
        .system_write_now(|tx| {
            tx.emit(Event::ServiceSettled {
                order: id,
                visit,
                customer,
                vehicle: car,
            });
            Ok(())
        })
        .unwrap();
    id
}

fn insert_service(
    app: &TestApp,
    (id, visit): (ServiceOrderId, VisitId),
    (customer, car): (CustomerId, VehicleId),
    payer: &str,
    now: DateTime<Utc>,
) {
    let conn = &mut app.database.owner();
    diesel::sql_query(
        "INSERT INTO visits (id, store_id, line, ticket_on, ticket_no, state, customer_id, vehicle_id, purpose, queued_at, \
         token, arrived_at, left_at) SELECT $1, $2, 'service', $3::date, 1 + count(*), 'left', $4, $5, 'service', $3, \
         $1::text, $3 - interval '3 hours', $3 FROM visits",
    )
    .bind::<SqlUuid, _>(visit.uuid())
    .bind::<SqlUuid, _>(app.store().uuid())
    .bind::<Timestamptz, _>(now)
    .bind::<SqlUuid, _>(customer.uuid())
    .bind::<SqlUuid, _>(car.uuid())
    .execute(conn)
    .unwrap();
    diesel::sql_query(
        "INSERT INTO service_orders (id, store_id, number, visit_id, customer_id, vehicle_id, advisor_id, state, mileage_km, \
         current_fen, queue_at, settled_at, created_at, ended_at) \
         SELECT $1, $2, 'GD20261122-' || lpad((1 + count(*))::text, 4, '0'), $3, $4, $5, $6, 'settled', 28460, 98000, $7, \
         $7, $7, $7 FROM service_orders",
    )
    .bind::<SqlUuid, _>(id.uuid())
    .bind::<SqlUuid, _>(app.store().uuid())
    .bind::<SqlUuid, _>(visit.uuid())
    .bind::<SqlUuid, _>(customer.uuid())
    .bind::<SqlUuid, _>(car.uuid())
    .bind::<SqlUuid, _>(app.actor("advisor").id.uuid())
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .unwrap();
    diesel::sql_query(
        "INSERT INTO service_items (id, order_id, position, kind, zh, en, quantity, price_fen, payer, added_at) \
         VALUES ($1, $2, 1, 'labour', '更换机油机滤', 'Oil and filter', 100, 98000, $3, $4)",
    )
    .bind::<SqlUuid, _>(Uuid::now_v7())
    .bind::<SqlUuid, _>(id.uuid())
    .bind::<Text, _>(payer)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .unwrap();
    diesel::sql_query(
        "INSERT INTO service_settlements (id, order_id, at, gross_fen, discount_fen, tier_discount_fen, customer_fen, \
         warranty_fen, insurer_fen, points, points_fen, due_fen, next_service_on) \
         VALUES ($1, $2, $3, 98000, 0, 0, CASE $4 WHEN 'customer' THEN 98000 ELSE 0 END, \
         CASE $4 WHEN 'warranty' THEN 98000 ELSE 0 END, 0, 0, 0, CASE $4 WHEN 'customer' THEN 98000 ELSE 0 END, $3::date + 180)",
    )
    .bind::<SqlUuid, _>(Uuid::now_v7())
    .bind::<SqlUuid, _>(id.uuid())
    .bind::<Timestamptz, _>(now)
    .bind::<Text, _>(payer)
    .execute(conn)
    .unwrap();
}

/// Every invitation, by when it was made: (way, state, why not).
pub fn invitations(app: &TestApp) -> Vec<(String, String, Option<String>)> {
    survey_invitations::table
        .order((survey_invitations::created_at, survey_invitations::id))
        .select((
            survey_invitations::way,
            survey_invitations::state,
            survey_invitations::stopped_because,
        ))
        .load(&mut app.database.owner())
        .unwrap()
}

/// As [`invitations`], where there is one.
pub fn only(app: &TestApp) -> (String, String, Option<String>) {
    let all = invitations(app);
    assert_eq!(all.len(), 1, "{all:?}");
    all.into_iter().next().unwrap()
}

pub fn only_id(app: &TestApp) -> InvitationId {
    survey_invitations::table
        .select(survey_invitations::id)
        .first(&mut app.database.owner())
        .unwrap()
}

/// A way, a state and a reason, to compare with.
pub fn row(way: &str, state: &str, because: &str) -> (String, String, Option<String>) {
    let because = (!because.is_empty()).then(|| because.to_owned());
    (way.to_owned(), state.to_owned(), because)
}

pub fn state(app: &TestApp, id: SurveyId) -> String {
    surveys::table
        .find(id)
        .select(surveys::state)
        .first(&mut app.database.owner())
        .unwrap()
}

/// Does what is due after so many days.
pub fn days_later(app: &TestApp, days: i64) {
    app.advance(TimeDelta::days(days));
    app.work();
}

/// The mails that ask or remind: (to, subject, text).
pub fn survey_mails(app: &TestApp) -> Vec<(String, String, String)> {
    let ours = app.mails().into_iter().filter(|mail| mail.text.contains("/s/"));
    ours.map(|mail| (mail.to, mail.subject, mail.text)).collect()
}

/// The token in a mail's link.
pub fn token_of(text: &str) -> String {
    let (_, after) = text.split_once("/s/").unwrap();
    after.split_whitespace().next().unwrap().to_owned()
}
