//! Counting the state of records, drawing a sample, noting what came of it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde_json::json;
use uuid::Uuid;

use super::model::{Judged, NOTE, subject};
use super::queries;
use super::rules::Gap;
use crate::customers::commands as customers;
use crate::figures::reports::month::Month;
use crate::platform::db::{Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::{jobs, undo};
use crate::schema::{data_checks as checks, data_counts as counts};
use crate::values::ids::{CustomerId, DataCheckId, StaffId, StoreId};

/// Counting a store anew, when somebody asks for it.
pub const RECOUNT: &str = "data_quality.recount";
/// What can be taken back.
pub const JUDGE: &str = "data_quality.judge";
/// Rows of one statement.
const CHUNK: usize = 1_000;

/// Counts the state of every record of a store; rows that are right already stay as they are.
pub fn recount(tx: &mut Tx<'_>, store: StoreId) -> Result<(), Error> {
    let frame = queries::frame(tx.conn, store, tx.now)?;
    let needed: Vec<&str> = frame.rules.needed().into_iter().map(Gap::code).collect();
    // Every record of the store is looked at: longer than a page may take.
    tx.conn.batch_execute("SET LOCAL statement_timeout = '4min'")?;
    diesel::sql_query(format!(
        "INSERT INTO data_states AS d (customer_id, store_id, owner_id, missing, stale, alike) \
         SELECT customer_id, $1, owner_id, missing, stale, alike FROM ({}) counted \
         ON CONFLICT (customer_id) DO UPDATE SET store_id = EXCLUDED.store_id, owner_id = EXCLUDED.owner_id, \
             missing = EXCLUDED.missing, stale = EXCLUDED.stale, alike = EXCLUDED.alike \
         WHERE (d.store_id, d.owner_id, d.missing, d.stale, d.alike) IS DISTINCT FROM \
             (EXCLUDED.store_id, EXCLUDED.owner_id, EXCLUDED.missing, EXCLUDED.stale, EXCLUDED.alike)",
        include_str!("states.sql")
    ))
    .bind::<SqlUuid, _>(store)
    .bind::<Timestamptz, _>(frame.stale_before)
    .bind::<Nullable<Array<SqlUuid>>, _>(None::<Vec<Uuid>>)
    .bind::<Array<Text>, _>(needed)
    .execute(tx.conn)?;
    diesel::sql_query(
        "DELETE FROM data_states d USING customers c WHERE d.store_id = $1 AND c.id = d.customer_id \
         AND (c.merged_into IS NOT NULL OR c.store_id <> $1)",
    )
    .bind::<SqlUuid, _>(store)
    .execute(tx.conn)?;
    diesel::insert_into(counts::table)
        .values((counts::store_id.eq(store), counts::counted_at.eq(tx.now)))
        .on_conflict(counts::store_id)
        .do_update()
        .set(counts::counted_at.eq(tx.now))
        .execute(tx.conn)?;
    Ok(())
}

/// Asks for a store to be counted anew, now rather than tonight.
pub fn ask_recount(tx: &mut Tx<'_>) -> Result<(), Error> {
    let store = tx.actor()?.store;
    let (now, key) = (tx.now, format!("{RECOUNT} {store}"));
    jobs::enqueue(tx, RECOUNT, json!({ "store": store }), now, Some(&key))?;
    tx.record_general(RECOUNT, &[])
}

#[derive(QueryableByName)]
struct Picked {
    #[diesel(sql_type = SqlUuid)]
    customer: CustomerId,
    #[diesel(sql_type = SqlUuid)]
    owner: StaffId,
}

/// Draws the sample of a month: of each person who looks after customers so many. Chance is the digest of the month and the
/// customer's id, so that the same customers give the same sample however often it is drawn; whoever came during the month
/// is not among them.
pub fn draw(tx: &mut Tx<'_>, store: StoreId, month: Month) -> Result<usize, Error> {
    let frame = queries::frame(tx.conn, store, tx.now)?;
    let picked: Vec<Picked> = diesel::sql_query(
        "SELECT id AS customer, owner_id AS owner FROM ( \
             SELECT c.id, c.owner_id, row_number() OVER (PARTITION BY c.owner_id \
                 ORDER BY md5($2 || c.id::text), c.id) AS place \
             FROM customers c JOIN staff p ON p.id = c.owner_id AND p.disabled_at IS NULL \
             WHERE c.store_id = $1 AND c.merged_into IS NULL AND c.created_at < $3) drawn \
         WHERE place <= $4 ORDER BY owner_id, place",
    )
    .bind::<SqlUuid, _>(store)
    .bind::<Text, _>(month.to_string())
    .bind::<Timestamptz, _>(times::start_of(month.first()))
    .bind::<BigInt, _>(i64::from(frame.rules.sample))
    .load(tx.conn)?;
    let mut drawn = 0;
    for chunk in picked.chunks(CHUNK) {
        let rows: Vec<_> = chunk
            .iter()
            .map(|one| {
                (
                    checks::id.eq(DataCheckId::new()),
                    checks::store_id.eq(store),
                    checks::month.eq(month.first()),
                    checks::customer_id.eq(one.customer),
                    checks::owner_id.eq(one.owner),
                    checks::drawn_at.eq(tx.now),
                )
            })
            .collect();
        drawn += diesel::insert_into(checks::table)
            .values(rows)
            .on_conflict_do_nothing()
            .execute(tx.conn)?;
    }
    Ok(drawn)
}

#[derive(QueryableByName)]
struct Store {
    #[diesel(sql_type = SqlUuid)]
    id: StoreId,
}

/// Stores that were not counted since this moment.
pub fn uncounted(tx: &mut Tx<'_>, since: DateTime<Utc>) -> Result<Vec<StoreId>, Error> {
    let stores: Vec<Store> = diesel::sql_query(
        "SELECT s.id FROM stores s WHERE NOT EXISTS ( \
             SELECT FROM data_counts k WHERE k.store_id = s.id AND k.counted_at >= $1) ORDER BY s.id",
    )
    .bind::<Timestamptz, _>(since)
    .load(tx.conn)?;
    Ok(stores.into_iter().map(|store| store.id).collect())
}

/// Stores without a sample of this month.
pub fn undrawn(tx: &mut Tx<'_>, month: NaiveDate) -> Result<Vec<StoreId>, Error> {
    let stores: Vec<Store> = diesel::sql_query(
        "SELECT s.id FROM stores s WHERE NOT EXISTS ( \
             SELECT FROM data_checks k WHERE k.store_id = s.id AND k.month = $1) ORDER BY s.id",
    )
    .bind::<Date, _>(month)
    .load(tx.conn)?;
    Ok(stores.into_iter().map(|store| store.id).collect())
}

/// Notes what came of verifying a customer of the sample; a record that is right now counts as verified.
pub fn judge(tx: &mut Tx<'_>, id: DataCheckId, judged: &Judged) -> Result<(NaiveDate, Uuid), Error> {
    let (actor, vault, now) = (tx.actor()?.clone(), tx.vault().clone(), tx.now);
    let before = queries::check(tx.conn, &vault, actor.store, id)?;
    let updated = diesel::update(checks::table.find(id).filter(checks::lock_version.eq(judged.seen)))
        .set((
            checks::outcome.eq(judged.outcome),
            checks::note_sealed.eq(vault.seal_opt(NOTE, id.uuid(), judged.note.as_deref())?),
            checks::checked_by.eq(actor.id),
            checks::checked_at.eq(tx.now),
            checks::lock_version.eq(checks::lock_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    tx.record("data_quality.judge", subject(id), &["outcome", "note"])?;
    let verified = judged.outcome.verifies();
    if verified {
        customers::set_verified(tx, actor.customers(), before.customer.id, Some(now))?;
    }
    // Taken back, the check is open again, whatever had been noted before.
    let undo = undo::offer(
        tx,
        JUDGE,
        json!({ "check": id, "version": judged.seen + 1, "customer": before.customer.id, "verified": verified,
            "before": before.verified_at }),
    )?;
    Ok((before.month, undo))
}

/// What an undo of [`judge`] takes back.
pub struct TakenBack {
    pub check: DataCheckId,
    pub version: i32,
    pub customer: CustomerId,
    /// When the record had been verified before, where the judgement verified it.
    pub verified: Option<Option<DateTime<Utc>>>,
}

/// The check is open again, and the record as verified as it was.
pub fn take_back(tx: &mut Tx<'_>, taken: &TakenBack) -> Result<NaiveDate, Error> {
    let actor = tx.actor()?.clone();
    let own = checks::table
        .find(taken.check)
        .filter(checks::store_id.eq(actor.store))
        .filter(checks::lock_version.eq(taken.version));
    let month: Option<NaiveDate> = diesel::update(own)
        .set((
            checks::outcome.eq(None::<super::rules::Outcome>),
            checks::note_sealed.eq(None::<crate::platform::vault::Sealed>),
            checks::checked_by.eq(None::<StaffId>),
            checks::checked_at.eq(None::<DateTime<Utc>>),
            checks::lock_version.eq(checks::lock_version + 1),
        ))
        .returning(checks::month)
        .get_result(tx.conn)
        .optional()?;
    let month = month.ok_or(Error::WrongState)?;
    tx.record("data_quality.take_back_judgement", subject(taken.check), &["outcome"])?;
    if let Some(before) = taken.verified {
        customers::set_verified(tx, actor.customers(), taken.customer, before)?;
    }
    Ok(month)
}
