//! `yingke seed --customers N --complaints M --visits K --leads L --responses R`: as many as one likes, to try how fast the
//! portal stays.
//!
//! Customers are invented and sealed on every core, a thousand at a time, and written in order by one connection. The same
//! numbers give the same people on every machine; only the times move with now.

mod complaints;
mod customers;
mod leads;
mod numbers;
mod responses;
mod visits;
use std::collections::HashMap;
use std::io::{IsTerminal, stderr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use indicatif::{ProgressBar, ProgressStyle};

use self::complaints::add_complaints;
use self::customers::add_customers;
use self::leads::add_leads;
use self::responses::add_responses;
use self::visits::add_visits;
use super::demo;
use super::invent::Keepers;
use crate::access::{Actor, Role};
use crate::cli::demo as cast;
use crate::cli::import;
use crate::cli::setup::{House, Problem};
use crate::figures;
use crate::platform::db::{Db, Tx};
use crate::platform::error::Error;
use crate::platform::vault::Vault;
use crate::schema::stores;
use crate::values::ids::{CustomerId, ModelId, StoreId, VehicleId};

/// Customers or complaints of one transaction.
const BATCH: usize = 1_000;
/// Batches that wait to be written.
const WAITING: usize = 4;
const SEED: u64 = 0x5345_4544;
/// For how long figures are counted at the end; the others by the worker.
const FIGURES: Duration = Duration::from_secs(900);
/// Customers that one person can look after.
const MOST_KEPT: usize = 2_000;

/// Who can complain: the customer, the car, since when.
#[derive(Clone, Copy)]
struct Complainer {
    customer: CustomerId,
    vehicle: Option<VehicleId>,
    since: DateTime<Utc>,
}

/// Everything a batch needs that is the same for all.
#[derive(Clone)]
struct Ground {
    vault: Vault,
    keepers: Keepers,
    models: Vec<ModelId>,
    now: DateTime<Utc>,
    /// How many of a hundred still have somebody who looks after them: nobody looks after tens of thousands.
    kept: u64,
    /// Customers that were there before: whoever is added to them is somebody else.
    there: u64,
}

/// How many, and where.
pub struct Wanted<'a> {
    pub customers: usize,
    pub complaints: usize,
    pub visits: usize,
    pub leads: usize,
    pub responses: usize,
    /// Code of the store.
    pub store: Option<&'a str>,
    /// Whether customers may be there already.
    pub add: bool,
}

/// Adds customers, complaints, visits, leads and answers to surveys to a store; makes the store of the cast if there is none.
pub fn run(house: &House, wanted: &Wanted<'_>) -> Result<(), Problem> {
    let start = Instant::now();
    let db = &house.db;
    let store = store_of(db, wanted.store)?;
    let there = customers_of(db, store)?;
    if !wanted.add && there > 0 {
        return Err("the store has customers already: say --add to add invented ones".into());
    }
    let ground = db.system_write_now(|tx| {
        let cast = demo::cast(tx, store)?;
        Ok(Ground {
            vault: tx.vault().clone(),
            keepers: demo::keepers(store, &cast),
            models: demo::catalogue(tx)?,
            now: tx.now,
            kept: kept(&cast, wanted.customers),
            there,
        })
    })?;
    let people = add_customers(db, &ground, wanted.customers)?;
    let after_customers = start.elapsed();
    add_complaints(db, &ground, wanted.complaints, people)?;
    let after_complaints = start.elapsed();
    add_visits(house, store, wanted.visits)?;
    let after_visits = start.elapsed();
    add_leads(house, &ground, wanted.leads)?;
    let after_leads = start.elapsed();
    add_responses(house, &ground, wanted.responses)?;
    let after_responses = start.elapsed();
    PgConnection::establish(&house.url)?.batch_execute("ANALYZE")?;
    db.system_write_now(|tx| figures::measures::commands::settle_all(tx, FIGURES))?;
    println!(
        "{} customers in {:.1} s, {} complaints in {:.1} s, {} visits in {:.1} s, {} leads in {:.1} s, \
         {} responses in {:.1} s, {:.1} s in all",
        wanted.customers,
        after_customers.as_secs_f32(),
        wanted.complaints,
        (after_complaints - after_customers).as_secs_f32(),
        wanted.visits,
        (after_visits - after_complaints).as_secs_f32(),
        wanted.leads,
        (after_leads - after_visits).as_secs_f32(),
        wanted.responses,
        (after_responses - after_leads).as_secs_f32(),
        start.elapsed().as_secs_f32()
    );
    Ok(())
}

fn store_of(db: &Db, code: Option<&str>) -> Result<StoreId, Problem> {
    db.system_write_now(|tx| {
        let there: i64 = stores::table.count().get_result(tx.conn)?;
        if there == 0 {
            cast::people(tx)?;
        }
        Ok(())
    })?;
    import::store(&mut *db.connection()?, code)
}

/// The part of the customers, in a hundred, that the consultants and advisors can look after.
fn kept(cast: &HashMap<String, Actor>, customers: usize) -> u64 {
    let keepers = cast
        .values()
        .filter(|actor| actor.is(Role::SalesConsultant) || actor.is(Role::ServiceAdvisor))
        .count();
    let share = keepers * MOST_KEPT * 100 / customers.max(1);
    u64::try_from(share).unwrap_or_default().clamp(1, 100)
}

fn customers_of(db: &Db, store: StoreId) -> Result<u64, Error> {
    use crate::schema::customers;
    let there: i64 = customers::table
        .filter(customers::store_id.eq(store))
        .count()
        .get_result(&mut *db.connection()?)?;
    u64::try_from(there).map_err(Error::internal)
}

/// Shown on a terminal only.
fn bar(what: &'static str, length: usize) -> ProgressBar {
    if !stderr().is_terminal() || length == 0 {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(u64::try_from(length).unwrap_or_default());
    if let Ok(style) = ProgressStyle::with_template("{msg:>10} {bar:40} {human_pos} / {human_len} ({eta})") {
        bar.set_style(style);
    }
    bar.with_message(what)
}

/// Commits without waiting for the disk: a seed that is cut off is simply run again.
fn hurry(tx: &mut Tx<'_>) -> Result<(), Error> {
    Ok(tx.conn.batch_execute("SET LOCAL synchronous_commit = off")?)
}

/// Makes batches on every core and hands them to `write` in the order they are ready.
fn in_batches<T: Send>(
    total: usize,
    make: impl Fn(u64, usize) -> Result<T, Error> + Sync,
    mut write: impl FnMut(T) -> Result<(), Error>,
) -> Result<(), Error> {
    let next = AtomicUsize::new(0);
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        let (send, receive): (SyncSender<Result<T, Error>>, Receiver<_>) = sync_channel(WAITING);
        for _ in 0..cores {
            let (send, next, make) = (send.clone(), &next, &make);
            scope.spawn(move || {
                loop {
                    let batch = next.fetch_add(1, Ordering::Relaxed);
                    let from = batch * BATCH;
                    if from >= total {
                        return;
                    }
                    let made = make(u64::try_from(batch).unwrap_or_default(), BATCH.min(total - from));
                    // Nobody listens any more: the writer failed.
                    if send.send(made).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        receive.into_iter().try_for_each(|made| write(made?))
    })
}
