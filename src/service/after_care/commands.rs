//! Writes of after-care.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Date, Integer, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use super::model::{AFTER_CARE, Step, Told};
use super::queries;
use super::rules::{Kind, Outcome, WISH, thanks_at};
use super::settings::AfterCareSettings;
use crate::access::Role;
use crate::customers::rules::Purpose;
use crate::followups::commands as followups;
use crate::followups::model::NewTask;
use crate::messages::commands as messages;
use crate::messages::model::NewMessage;
use crate::messages::rules::{MessageChannel, MessageState};
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::settings;
use crate::schema::{after_care_steps, service_orders, stores};
use crate::service::model::subject;
use crate::values::decimal::grouped;
use crate::values::ids::{CustomerId, ServiceOrderId, StaffId, StoreId, VehicleId};

/// Plans what follows a settlement: thanks, the call (whose task stands in the list at once), the reminder. What was
/// planned for the car before is dropped.
pub fn plan(tx: &mut Tx<'_>, order: ServiceOrderId, customer: CustomerId, vehicle: VehicleId) -> Result<(), Error> {
    let store: StoreId = service_orders::table
        .find(order)
        .select(service_orders::store_id)
        .first(tx.conn)?;
    let rules = settings::load::<AfterCareSettings>(tx.conn, store)?.value;
    drop_earlier(tx, vehicle)?;
    let now = tx.now;
    for (kind, run_at) in [
        (Kind::Thanks, thanks_at(now, rules.thanks_hours)),
        (Kind::Call, now),
        (Kind::Reminder, now + TimeDelta::days(rules.reminder_days.into())),
    ] {
        // A bill that was made anew is the same service.
        diesel::insert_into(after_care_steps::table)
            .values((
                after_care_steps::id.eq(Uuid::now_v7()),
                after_care_steps::store_id.eq(store),
                after_care_steps::kind.eq(kind),
                after_care_steps::customer_id.eq(customer),
                after_care_steps::vehicle_id.eq(vehicle),
                after_care_steps::order_id.eq(order),
                after_care_steps::since.eq(now),
                after_care_steps::run_at.eq(run_at),
            ))
            .on_conflict((after_care_steps::order_id, after_care_steps::kind))
            .filter_target(after_care_steps::order_id.is_not_null())
            .do_update()
            .set((
                after_care_steps::since.eq(now),
                after_care_steps::run_at.eq(run_at),
                after_care_steps::cancelled_at.eq(None::<DateTime<Utc>>),
            ))
            .execute(tx.conn)?;
    }
    let call: Option<Step> = after_care_steps::table
        .filter(after_care_steps::order_id.eq(order))
        .filter(after_care_steps::kind.eq(Kind::Call))
        .filter(after_care_steps::done_at.is_null())
        .select(Step::as_select())
        .first(tx.conn)
        .optional()?;
    match call {
        Some(step) => take(tx, &step, &rules),
        None => Ok(()),
    }
}

/// Drops what was planned for a car before it came in again, with the tasks.
fn drop_earlier(tx: &mut Tx<'_>, vehicle: VehicleId) -> Result<(), Error> {
    let steps: Vec<Step> = after_care_steps::table
        .filter(after_care_steps::vehicle_id.eq(vehicle))
        .filter(after_care_steps::cancelled_at.is_null())
        .filter(after_care_steps::since.lt(tx.now))
        .filter(
            after_care_steps::done_at
                .is_null()
                .or(after_care_steps::outcome.is_not_distinct_from(Outcome::Task)),
        )
        .select(Step::as_select())
        .load(tx.conn)?;
    cancel(tx, &steps)
}

fn cancel(tx: &mut Tx<'_>, steps: &[Step]) -> Result<(), Error> {
    let ids: Vec<Uuid> = steps.iter().map(|step| step.id).collect();
    diesel::update(after_care_steps::table.filter(after_care_steps::id.eq_any(ids)))
        .set(after_care_steps::cancelled_at.eq(tx.now))
        .execute(tx.conn)?;
    for step in steps {
        followups::cancel_task(tx, step.task_subject(), step.kind.task())?;
    }
    Ok(())
}

/// The bill of an order was taken back: what was planned after it is dropped for that reason, with its open tasks and the
/// messages that have not left yet. What was done stays done. A bill that is made anew plans the rest again.
pub fn take_back(tx: &mut Tx<'_>, order: ServiceOrderId, reason: &str) -> Result<(), Error> {
    let mut dropped = 0;
    for (step, outcome, task_open) in queries::of_order(tx.conn, order)? {
        let drops = match (outcome, step.kind.message()) {
            (None, _) => true,
            (Some(Outcome::Task), _) => task_open,
            (Some(Outcome::Sent), Some(key)) => messages::withdraw(tx, step.subject(), key, reason)? > 0,
            (Some(_), _) => false,
        };
        if !drops {
            continue;
        }
        diesel::update(after_care_steps::table.find(step.id))
            .set((
                after_care_steps::cancelled_at.eq(tx.now),
                after_care_steps::done_at.eq(None::<DateTime<Utc>>),
                after_care_steps::outcome.eq(None::<Outcome>),
            ))
            .execute(tx.conn)?;
        followups::cancel_task(tx, step.task_subject(), step.kind.task())?;
        dropped += 1;
    }
    if dropped > 0 {
        tx.record_because("service.drop_after_care", subject(order), reason)?;
    }
    Ok(())
}

/// Drops what is planned for cars that have come in again since.
pub fn drop_returned(tx: &mut Tx<'_>) -> Result<(), Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
    }
    let back: Vec<Row> = diesel::sql_query(
        "SELECT s.id FROM after_care_steps AS s WHERE s.cancelled_at IS NULL AND s.kind <> 'thanks' \
         AND (s.done_at IS NULL OR s.outcome = 'task') AND s.since > $1 \
         AND EXISTS (SELECT FROM visits AS v WHERE v.vehicle_id = s.vehicle_id AND v.arrived_at > s.since) LIMIT 500",
    )
    .bind::<Timestamptz, _>(tx.now - TimeDelta::days(120))
    .load(tx.conn)?;
    let ids: Vec<Uuid> = back.into_iter().map(|row| row.id).collect();
    let steps: Vec<Step> = after_care_steps::table
        .filter(after_care_steps::id.eq_any(ids))
        .select(Step::as_select())
        .load(tx.conn)?;
    cancel(tx, &steps)
}

/// Plans the reminder for every car whose next service comes near, once for each day that it is due on: not for cars that
/// are here or booked.
pub fn plan_due(tx: &mut Tx<'_>) -> Result<(), Error> {
    let all: Vec<StoreId> = stores::table.select(stores::id).load(tx.conn)?;
    for store in all {
        let rules = settings::load::<AfterCareSettings>(tx.conn, store)?.value;
        diesel::sql_query(
            "INSERT INTO after_care_steps (id, store_id, kind, customer_id, vehicle_id, service_on, since, run_at) \
             SELECT gen_random_uuid(), v.store_id, 'due', o.customer_id, v.id, v.next_service_on, $4, $4 \
             FROM vehicles AS v JOIN vehicle_owners AS o ON o.vehicle_id = v.id AND o.until_on IS NULL AND o.relation = 'owner' \
             WHERE v.store_id = $1 AND v.next_service_on BETWEEN $2 AND $2 + $3 \
             AND NOT EXISTS (SELECT FROM after_care_steps AS s \
               WHERE s.vehicle_id = v.id AND s.kind = 'due' AND s.service_on = v.next_service_on) \
             AND NOT EXISTS (SELECT FROM visits AS w WHERE w.vehicle_id = v.id AND w.state <> 'left') \
             AND NOT EXISTS (SELECT FROM appointments AS a \
               WHERE a.vehicle_id = v.id AND a.state = 'booked' AND a.starts_at > $4) \
             ORDER BY v.next_service_on LIMIT 500 ON CONFLICT DO NOTHING",
        )
        .bind::<SqlUuid, _>(store)
        .bind::<Date, _>(times::day_of(tx.now))
        .bind::<Integer, _>(i32::try_from(rules.due_days).unwrap_or(7))
        .bind::<Timestamptz, _>(tx.now)
        .execute(tx.conn)?;
    }
    Ok(())
}

/// Takes the steps that are due, but none at night.
pub fn take_due(tx: &mut Tx<'_>) -> Result<(), Error> {
    for step in queries::waiting(tx.conn, tx.now)? {
        let rules = settings::load::<AfterCareSettings>(tx.conn, step.store_id)?.value;
        if !rules.quiet().holds(times::local(tx.now)) {
            take(tx, &step, &rules)?;
        }
    }
    Ok(())
}

/// Takes one step: a message where the customer allows it and a channel is connected; else a task for customer care,
/// unless the customer doesn't want to be called either.
fn take(tx: &mut Tx<'_>, step: &Step, rules: &AfterCareSettings) -> Result<(), Error> {
    let vault = tx.vault().clone();
    let told = queries::told(tx.conn, &vault, step)?;
    let outcome = if !told.stands || (step.kind != Kind::Thanks && step.kind != Kind::Call && told.next_on.is_none()) {
        Outcome::Nothing
    } else {
        let sent = match step.kind.message() {
            Some(key) => write(tx, step, key, &told, rules)?,
            None => false,
        };
        match (sent, told.phone) {
            (true, _) => Outcome::Sent,
            (false, true) => {
                ask(tx, step, &told, rules)?;
                Outcome::Task
            }
            (false, false) => Outcome::NoConsent,
        }
    };
    diesel::update(after_care_steps::table.find(step.id))
        .set((
            after_care_steps::done_at.eq(tx.now),
            after_care_steps::outcome.eq(outcome),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Writes the message; false if it does not go by itself.
fn write(
    tx: &mut Tx<'_>,
    step: &Step,
    key: &'static str,
    told: &Told,
    rules: &AfterCareSettings,
) -> Result<bool, Error> {
    let channel = if told.email {
        MessageChannel::Email
    } else {
        MessageChannel::Sms
    };
    let message = NewMessage {
        store: step.store_id,
        customer: Some(step.customer_id),
        to: None,
        channel,
        purpose: Purpose::Service,
        template_key: key,
        variables: vec![
            ("name", told.name.clone()),
            ("store", told.store.clone()),
            ("car", told.car.clone()),
            ("order", told.number.clone()),
            ("done", told.done.join("、")),
            ("next", next(told)),
            ("benefits", rules.early_benefits.join("、")),
        ],
        subject: Some(step.subject()),
        lang: Lang::Zh,
    };
    let sent = messages::send(tx, message)?;
    Ok(matches!(sent.state, MessageState::Queued | MessageState::Sent))
}

/// `2027-05-22 或 38,460 公里`
fn next(told: &Told) -> String {
    let day = told.next_on.map(times::date);
    let km = told.next_km.map(|km| format!("{} 公里", grouped(km)));
    let parts: Vec<String> = day.into_iter().chain(km).collect();
    parts.join(" 或 ")
}

/// Puts the step into the call-back list.
fn ask(tx: &mut Tx<'_>, step: &Step, told: &Told, rules: &AfterCareSettings) -> Result<(), Error> {
    let (what, due_at) = match step.kind {
        Kind::Thanks => ("服务后致谢", step.since + TimeDelta::hours(24)),
        Kind::Call => ("服务后回访", step.since + TimeDelta::days(rules.call_days.into())),
        Kind::Reminder => ("告知下次保养时间", step.since + TimeDelta::days(30)),
        Kind::Due => ("保养快到期，邀约客户", {
            let day = step.service_on.unwrap_or_else(|| times::day_of(tx.now));
            times::start_of(day) + TimeDelta::hours(18)
        }),
    };
    let about = match step.kind {
        Kind::Due => told.next_on.map(times::date).unwrap_or_default(),
        _ => told.number.clone(),
    };
    followups::open_task(
        tx,
        NewTask {
            store: step.store_id,
            kind: step.kind.task(),
            subject: step.task_subject(),
            customer: Some(step.customer_id),
            owner: None,
            role: Some(Role::CustomerCare),
            started_at: tx.now,
            // What comes late is given a few hours.
            due_at: due_at.max(tx.now + TimeDelta::hours(4)),
            title: format!("{what} {about}"),
        },
    )
    .map(drop)
}

/// A customer told of a wish in a call: the advisor of that service sees to it.
pub fn wish(tx: &mut Tx<'_>, subject_kind: &str, subject_id: Uuid) -> Result<(), Error> {
    if subject_kind != AFTER_CARE {
        return Ok(());
    }
    let order = ServiceOrderId::from(subject_id);
    type Row = (StoreId, String, CustomerId, Option<StaffId>);
    let (store, number, customer, advisor): Row = service_orders::table
        .find(order)
        .select((
            service_orders::store_id,
            service_orders::number,
            service_orders::customer_id,
            service_orders::advisor_id,
        ))
        .first(tx.conn)?;
    let rules = settings::load::<AfterCareSettings>(tx.conn, store)?.value;
    followups::open_task(
        tx,
        NewTask {
            store,
            kind: WISH,
            subject: Subject::new(AFTER_CARE, order),
            customer: Some(customer),
            owner: advisor,
            role: Some(Role::ServiceAdvisor),
            started_at: tx.now,
            due_at: tx.now + TimeDelta::days(rules.wish_days.into()),
            title: format!("客户回访时提出需求，请联系 {number}"),
        },
    )
    .map(drop)
}
