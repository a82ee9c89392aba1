//! What is seen without signing in: the call board and a visitor's own place; and what leads there.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use serde_json::Value;

use super::desk::{WAITING, receiving};
use super::visible;
use crate::access::Actor;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::settings::{self, Setting};
use crate::schema::{call_boards, settings as rules, staff, stores, visits};
use crate::values::ids::{StoreId, VisitId};
use crate::visits::model::{Board, CallBoard, Called, Position, Slip, Visit};
use crate::visits::rules::{Line, VisitState};
use crate::visits::settings::Reception;

/// The screens of a store with who made them, those in use first.
pub fn boards(conn: &mut PgConnection, store: StoreId) -> Result<Vec<(CallBoard, Option<String>)>, Error> {
    /// Old addresses are no use to anybody.
    const SHOWN: i64 = 50;
    Ok(call_boards::table
        .left_join(staff::table.on(staff::id.nullable().eq(call_boards::created_by)))
        .filter(call_boards::store_id.eq(store))
        .order((
            call_boards::revoked_at.desc().nulls_first(),
            call_boards::created_at.desc(),
        ))
        .limit(SHOWN)
        .select((CallBoard::as_select(), staff::name.nullable()))
        .load(conn)?)
}

/// The store whose call board this token opens.
pub fn holds(conn: &mut PgConnection, token: &str) -> Result<Option<StoreId>, Error> {
    Ok(call_boards::table
        .filter(call_boards::token.eq(token))
        .filter(call_boards::revoked_at.is_null())
        .select(call_boards::store_id)
        .first(conn)
        .optional()?)
}

/// What the call board with this token shows: the last calls and who waits.
pub fn call_board(conn: &mut PgConnection, token: &str, now: DateTime<Utc>) -> Result<(Board, Reception), Error> {
    type Row = ((Line, i16, VisitState), Option<String>, Option<DateTime<Utc>>, i16);
    let setting = rules::table
        .filter(rules::store_id.eq(call_boards::store_id))
        .filter(rules::key.eq(Reception::KEY))
        .select(rules::value)
        .single_value();
    let (store, names, setting): (StoreId, (String, String), Option<Value>) = call_boards::table
        .inner_join(stores::table.on(stores::id.eq(call_boards::store_id)))
        .filter(call_boards::token.eq(token))
        .filter(call_boards::revoked_at.is_null())
        .select((call_boards::store_id, (stores::name, stores::name_en), setting))
        .first(conn)?;
    let rules: Reception = settings::of_value(setting)?;
    let rows: Vec<Row> = visits::table
        .filter(visits::store_id.eq(store))
        .filter(visits::ticket_on.eq(times::day_of(now)))
        .filter(visits::called_at.is_not_null().or(visits::state.eq_any(WAITING)))
        .order((visits::queue_rank, visits::queued_at, visits::id))
        .select((
            (visits::line, visits::ticket_no, visits::state),
            visits::counter,
            visits::called_at,
            visits::calls,
        ))
        .load(conn)?;
    let (mut calls, mut waiting) = (Vec::new(), Vec::new());
    for ((line, number, state), counter, called_at, times) in rows {
        let ticket = line.ticket(number);
        match (called_at, counter) {
            (Some(at), Some(counter)) => calls.push(Called {
                ticket,
                counter,
                at,
                times,
            }),
            _ if state.waits() => waiting.push(ticket),
            _ => {}
        }
    }
    calls.sort_by_key(|call: &Called| std::cmp::Reverse(call.at));
    calls.truncate(rules.board_calls as usize);
    let board = Board {
        store,
        store_name: names,
        calls,
        waiting,
    };
    Ok((board, rules))
}

#[derive(QueryableByName)]
struct Queue {
    #[diesel(sql_type = BigInt)]
    before: i64,
    #[diesel(sql_type = Array<BigInt>)]
    took: Vec<i64>,
}

/// Where the visitor with this token stands.
pub fn position(conn: &mut PgConnection, token: &str, now: DateTime<Utc>) -> Result<(Position, Reception), Error> {
    type Row = (
        Visit,
        (i16, DateTime<Utc>, Option<String>),
        (String, String),
        Option<Value>,
    );
    let setting = rules::table
        .filter(rules::store_id.eq(visits::store_id))
        .filter(rules::key.eq(Reception::KEY))
        .select(rules::value)
        .single_value();
    let (visit, (rank, since, counter), store_name, setting): Row = visits::table
        .inner_join(stores::table.on(stores::id.eq(visits::store_id)))
        .filter(visits::token.eq(token))
        .select((
            Visit::as_select(),
            (visits::queue_rank, visits::queued_at, visits::counter),
            (stores::name, stores::name_en),
            setting,
        ))
        .first(conn)?;
    let queue = queue(conn, &visit, rank, since)?;
    let (people, _) = receiving(conn, visit.store_id, now)?;
    let on_duty = people.iter().filter(|one| one.is_on_duty(visit.line)).count();
    let position = Position {
        store_name,
        ticket: visit.ticket(),
        state: visit.state,
        counter,
        arrived_at: visit.arrived_at,
        before: queue.before,
        on_duty: i64::try_from(on_duty).unwrap_or_default(),
        took: queue.took,
    };
    Ok((position, settings::of_value(setting)?))
}

/// How many who were not called yet stand before this place on the same line, and how many minutes the last visitors of the
/// line took that day until they had been received.
fn queue(conn: &mut PgConnection, visit: &Visit, rank: i16, since: DateTime<Utc>) -> Result<Queue, Error> {
    Ok(diesel::sql_query(
        "SELECT (SELECT count(*) FROM visits WHERE store_id = $1 AND state IN ('arrived', 'waiting') AND line = $2 \
           AND called_at IS NULL AND (queue_rank, queued_at, id) < ($3, $4, $5)) AS before, \
         ARRAY(SELECT (extract(epoch FROM s.done_at - v.received_at) / 60)::bigint FROM visits AS v \
           JOIN LATERAL (SELECT min(at) AS done_at FROM visit_stamps WHERE visit_id = v.id AND at > v.received_at) AS s \
             ON s.done_at IS NOT NULL \
           WHERE v.store_id = $1 AND v.ticket_on = $6 AND v.line = $2 AND v.received_at IS NOT NULL \
           ORDER BY v.received_at DESC LIMIT 10) AS took",
    )
    .bind::<SqlUuid, _>(visit.store_id)
    .bind::<Text, _>(visit.line)
    .bind::<SmallInt, _>(rank)
    .bind::<Timestamptz, _>(since)
    .bind::<SqlUuid, _>(visit.id)
    .bind::<Date, NaiveDate>(visit.ticket_on)
    .get_result(conn)?)
}

/// What is printed for a visitor.
pub fn slip(conn: &mut PgConnection, actor: &Actor, id: VisitId) -> Result<Slip, Error> {
    let (visit, token, (rank, since), store_name): (Visit, String, (i16, DateTime<Utc>), (String, String)) =
        visits::table
            .inner_join(stores::table.on(stores::id.eq(visits::store_id)))
            .filter(visits::id.eq_any(visible(actor).filter(visits::id.eq(id)).select(visits::id)))
            .select((
                Visit::as_select(),
                visits::token,
                (visits::queue_rank, visits::queued_at),
                (stores::name, stores::name_en),
            ))
            .first(conn)?;
    let before = queue(conn, &visit, rank, since)?.before;
    Ok(Slip {
        visit,
        token,
        store_name,
        before,
    })
}
