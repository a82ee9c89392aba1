//! Whom to call, and one call.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Bytea, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde_json::Value;
use uuid::Uuid;

use crate::access::Actor;
use crate::customers::queries as customers;
use crate::platform::db::kept::kept;
use crate::platform::db::page::{After, Slice};
use crate::platform::error::Error;
use crate::platform::settings;
use crate::platform::vault::{Sealed, Vault};
use crate::surveys::answers;
use crate::surveys::interviews::model::{Attempt, Call, Counts, Line, NOTE, Opened};
use crate::surveys::interviews::rules::{CallResult, View};
use crate::surveys::questionnaires;
use crate::surveys::rules::Given;
use crate::values::ids::{
    CustomerId, InvitationId, QuestionnaireVersionId, StoreId, SurveyCallId, SurveyId, SurveyResponseId, VehicleId,
};
use crate::vehicles::queries as vehicles;

/// How long an ended call stays in the list.
const SHOWN: TimeDelta = TimeDelta::days(7);

/// The calls of a store: `i` is the invitation, `s` its survey, `c` what is known of calling.
const FROM: &str = "FROM survey_invitations i JOIN surveys s ON s.id = i.survey_id \
    LEFT JOIN survey_calls c ON c.invitation_id = i.id WHERE i.way = 'phone' AND i.store_id = $1";
/// A withdrawal ends the use of the telephone at once.
const WITHDRAWN: &str = "coalesce((SELECT NOT w.given FROM consents w WHERE w.customer_id = i.customer_id \
    AND w.purpose = 'survey' AND w.channel = 'phone' ORDER BY w.at DESC, w.id DESC LIMIT 1), FALSE)";
/// Somebody is still to be called; `$2` is now.
const OPEN: &str = "i.state IN ('sent', 'opened') AND s.state = 'running' \
    AND coalesce(i.expires_at > $2, TRUE)";

#[derive(QueryableByName)]
struct LineRow {
    #[diesel(sql_type = SqlUuid)]
    invitation: InvitationId,
    #[diesel(sql_type = Text)]
    survey: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    customer: Option<CustomerId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    vehicle: Option<VehicleId>,
    #[diesel(sql_type = Timestamptz)]
    due_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    expires_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    call_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    agreed: bool,
    #[diesel(sql_type = Integer)]
    attempts: i32,
    #[diesel(sql_type = Nullable<Text>)]
    result: Option<CallResult>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    done_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    owner: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    brief: Option<String>,
}

/// Which page of the list.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    pub view: View,
    pub after: Option<After>,
    pub limit: usize,
}

/// A page of the list of calls: whose time came first stands first; what ended last stands first.
pub fn list(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    now: DateTime<Utc>,
    wanted: Wanted,
) -> Result<Slice<Line>, Error> {
    let brief = customers::brief_of!("i.customer_id");
    let which = match wanted.view {
        View::Due => {
            format!("AND c.done_at IS NULL AND {OPEN} AND NOT {WITHDRAWN} AND coalesce(c.call_at, i.due_at) <= $2")
        }
        View::Later => {
            format!("AND c.done_at IS NULL AND {OPEN} AND NOT {WITHDRAWN} AND coalesce(c.call_at, i.due_at) > $2")
        }
        View::Done => "AND c.done_at > $2".to_owned(),
    };
    let (at, order, beyond) = match wanted.view {
        View::Done => ("c.done_at", "DESC", "<"),
        View::Due | View::Later => ("coalesce(c.call_at, i.due_at)", "ASC", ">"),
    };
    let question = format!(
        "SELECT i.id AS invitation, s.name AS survey, i.customer_id AS customer, i.vehicle_id AS vehicle, i.due_at, \
         i.expires_at, c.call_at, coalesce(c.agreed, FALSE) AS agreed, coalesce(c.attempts, 0) AS attempts, c.result, \
         c.done_at, (SELECT p.name FROM staff p WHERE p.id = c.owner_id) AS owner, {brief}::text AS brief {FROM} {which} \
         AND ($3::timestamptz IS NULL OR ({at}, i.id) {beyond} ($3, $4)) ORDER BY {at} {order}, i.id {order} LIMIT $5"
    );
    let since = if wanted.view == View::Done { now - SHOWN } else { now };
    let rows: Vec<LineRow> = kept(
        diesel::sql_query(question)
            .bind::<SqlUuid, _>(actor.store)
            .bind::<Timestamptz, _>(since)
            .bind::<Nullable<Timestamptz>, _>(wanted.after.map(|after| after.at))
            .bind::<SqlUuid, _>(wanted.after.map_or_else(Uuid::nil, |after| after.id))
            .bind::<BigInt, _>(i64::try_from(wanted.limit).unwrap_or(50) + 1),
    )
    .load(conn)?;
    let mut cars: Vec<VehicleId> = rows.iter().filter_map(|row| row.vehicle).collect();
    cars.sort_unstable();
    cars.dedup();
    let cars = vehicles::brief(conn, vault, &cars)?;
    let lines = rows
        .into_iter()
        .map(|row| {
            let customer = match (row.customer, row.brief) {
                (Some(_), Some(brief)) => {
                    let sealed: customers::SealedBrief = serde_json::from_str(&brief).map_err(Error::internal)?;
                    Some(sealed.open(vault)?)
                }
                _ => None,
            };
            Ok(Line {
                invitation: row.invitation,
                survey: row.survey,
                customer,
                car: row.vehicle.and_then(|id| cars.get(&id)).cloned(),
                due_at: row.due_at,
                expires_at: row.expires_at,
                call_at: row.call_at,
                agreed: row.agreed,
                attempts: row.attempts,
                result: row.result,
                done_at: row.done_at,
                owner: row.owner,
            })
        })
        .collect::<Result<Vec<Line>, Error>>()?;
    Ok(Slice::cut(lines, wanted.limit, |line| {
        let at = match wanted.view {
            View::Done => line.done_at.unwrap_or(line.due_at),
            View::Due | View::Later => line.call_at.unwrap_or(line.due_at),
        };
        let id = line.invitation.uuid();
        After { at, id }.to_string()
    }))
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    due: i64,
    #[diesel(sql_type = BigInt)]
    agreed: i64,
    #[diesel(sql_type = BigInt)]
    later: i64,
    #[diesel(sql_type = Nullable<Text>)]
    running: Option<String>,
}

/// How many calls each view holds, and what else is asked in this store just now: each survey by its name.
pub fn counts(
    conn: &mut PgConnection,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<(Counts, Vec<(SurveyId, String)>), Error> {
    let question = format!(
        "SELECT count(*) FILTER (WHERE at <= $2) AS due, count(*) FILTER (WHERE at <= $2 AND agreed) AS agreed, \
         count(*) FILTER (WHERE at > $2) AS later, (SELECT json_agg(json_build_array(r.id, r.name) ORDER BY r.name, r.id) \
         FROM surveys r WHERE r.store_id = $1 AND r.state = 'running')::text AS running \
         FROM (SELECT coalesce(c.call_at, i.due_at) AS at, coalesce(c.agreed, FALSE) AS agreed {FROM} \
         AND c.done_at IS NULL AND {OPEN} AND NOT {WITHDRAWN}) AS calls"
    );
    let row: CountRow = kept(
        diesel::sql_query(question)
            .bind::<SqlUuid, _>(actor.store)
            .bind::<Timestamptz, _>(now),
    )
    .get_result(conn)?;
    let running = match row.running {
        Some(json) => serde_json::from_str(&json).map_err(Error::internal)?,
        None => Vec::new(),
    };
    let counts = Counts {
        due: row.due,
        agreed: row.agreed,
        later: row.later,
    };
    Ok((counts, running))
}

#[derive(QueryableByName)]
struct CallRow {
    #[diesel(sql_type = SqlUuid)]
    invitation: InvitationId,
    #[diesel(sql_type = SqlUuid)]
    store: StoreId,
    #[diesel(sql_type = SqlUuid)]
    survey: SurveyId,
    #[diesel(sql_type = Text)]
    survey_name: String,
    #[diesel(sql_type = SqlUuid)]
    version: QuestionnaireVersionId,
    #[diesel(sql_type = Bool)]
    anonymous: bool,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    customer: Option<CustomerId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    vehicle: Option<VehicleId>,
    #[diesel(sql_type = Timestamptz)]
    due_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    expires_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    is_open: bool,
    #[diesel(sql_type = Bool)]
    withdrawn: bool,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    call: Option<SurveyCallId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    call_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    agreed: bool,
    #[diesel(sql_type = Integer)]
    attempts: i32,
    #[diesel(sql_type = Nullable<Text>)]
    result: Option<CallResult>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    done_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Integer)]
    lock_version: i32,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    response: Option<SurveyResponseId>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    settings: Option<Value>,
}

/// A call of this store.
pub fn call(conn: &mut PgConnection, store: StoreId, id: InvitationId, now: DateTime<Utc>) -> Result<Call, Error> {
    let question = format!(
        "SELECT i.id AS invitation, i.store_id AS store, i.survey_id AS survey, s.name AS survey_name, \
         i.version_id AS version, s.anonymous, i.customer_id AS customer, i.vehicle_id AS vehicle, i.due_at, i.expires_at, \
         ({OPEN}) AS is_open, {WITHDRAWN} AS withdrawn, c.id AS call, c.call_at, coalesce(c.agreed, FALSE) AS agreed, \
         coalesce(c.attempts, 0) AS attempts, c.result, c.done_at, coalesce(c.lock_version, 0) AS lock_version, \
         (SELECT r.id FROM survey_responses r WHERE r.invitation_id = i.id AND r.submitted_at IS NULL) AS response, \
         (SELECT k.value FROM settings k WHERE k.store_id = i.store_id AND k.key = 'surveys.interviews') AS settings \
         {FROM} AND i.id = $3"
    );
    let row: CallRow = kept(
        diesel::sql_query(question)
            .bind::<SqlUuid, _>(store)
            .bind::<Timestamptz, _>(now)
            .bind::<SqlUuid, _>(id),
    )
    .get_result(conn)?;
    Ok(Call {
        invitation: row.invitation,
        store: row.store,
        survey: row.survey,
        survey_name: row.survey_name,
        version: row.version,
        anonymous: row.anonymous,
        customer: row.customer,
        vehicle: row.vehicle,
        due_at: row.due_at,
        expires_at: row.expires_at,
        open: row.is_open,
        withdrawn: row.withdrawn,
        call: row.call,
        call_at: row.call_at,
        agreed: row.agreed,
        attempts: row.attempts,
        result: row.result,
        done_at: row.done_at,
        lock_version: row.lock_version,
        response: row.response,
        settings: settings::of_value(row.settings)?,
    })
}

#[derive(QueryableByName)]
struct AttemptRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    staff: Option<String>,
    #[diesel(sql_type = Text)]
    result: CallResult,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    again_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Bytea>)]
    note: Option<Sealed>,
}

/// A call with its questions, what was answered so far and who is called.
pub fn opened(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    id: InvitationId,
    now: DateTime<Utc>,
) -> Result<Opened, Error> {
    let call = call(conn, actor.store, id, now)?;
    let paper = questionnaires::queries::paper(conn, call.version)?;
    let given = match call.response {
        Some(response) => answers::queries::given(conn, vault, response)?,
        None => Given::new(),
    };
    let mut people = match call.customer {
        Some(customer) => customers::brief(conn, vault, &[customer])?,
        None => HashMap::new(),
    };
    let mut cars = match call.vehicle {
        Some(vehicle) => vehicles::brief(conn, vault, &[vehicle])?,
        None => HashMap::new(),
    };
    let attempts = match call.call {
        Some(call) => attempts(conn, vault, call)?,
        None => Vec::new(),
    };
    Ok(Opened {
        customer: call.customer.and_then(|id| people.remove(&id)),
        car: call.vehicle.and_then(|id| cars.remove(&id)),
        call,
        paper,
        given,
        attempts,
    })
}

/// The attempts of a call, the last one first.
fn attempts(conn: &mut PgConnection, vault: &Vault, call: SurveyCallId) -> Result<Vec<Attempt>, Error> {
    let rows: Vec<AttemptRow> = kept(
        diesel::sql_query(
            "SELECT a.id, a.at, (SELECT p.name FROM staff p WHERE p.id = a.staff_id) AS staff, a.result, a.again_at, \
             a.note_sealed AS note FROM survey_call_attempts a WHERE a.call_id = $1 ORDER BY a.at DESC, a.id DESC LIMIT 20",
        )
        .bind::<SqlUuid, _>(call),
    )
    .load(conn)?;
    rows.into_iter()
        .map(|row| {
            Ok(Attempt {
                at: row.at,
                staff: row.staff,
                result: row.result,
                again_at: row.again_at,
                note: vault.open_opt(NOTE, row.id, row.note.as_ref())?,
            })
        })
        .collect()
}
