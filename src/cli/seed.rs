//! `yingke seed`: data to try the portal with.

mod bulk;
mod chance;
pub mod demo;
mod invent;
mod patterns;
mod stories;
mod words;

use clap::{Args, Subcommand};
use diesel::prelude::*;

use super::demo as cast;
use super::setup::{self, House, Problem};
use crate::schema::stores;

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Seed {
    #[command(subcommand)]
    what: Option<What>,
    /// How many customers to add, with their cars
    #[arg(long, default_value_t = 0)]
    customers: usize,
    /// How many complaints to add
    #[arg(long, default_value_t = 0)]
    complaints: usize,
    /// How many visits of the past three years to add, with their service orders
    #[arg(long, default_value_t = 0)]
    visits: usize,
    /// How many leads of the past three years to add, with the opportunities, quotes and orders of some
    #[arg(long, default_value_t = 0)]
    leads: usize,
    /// How many answers to surveys of the past two years to add, with the invitations that nobody answered
    #[arg(long, default_value_t = 0)]
    responses: usize,
    /// Code of the store; needed when there are several
    #[arg(long)]
    store: Option<String>,
    /// Adds to a store that has customers already
    #[arg(long)]
    add: bool,
}

#[derive(Subcommand)]
enum What {
    /// A believable store with a named cast, if the database is empty
    Demo,
}

/// Seeds what was asked for.
pub fn run(seed: &Seed) -> Result<(), Problem> {
    if seed.what.is_none() && seed.customers + seed.complaints + seed.visits + seed.leads + seed.responses == 0 {
        return Err(
            "say what to seed: `yingke seed demo`, or --customers N, --complaints M, --visits K, --leads L and --responses R"
                .into(),
        );
    }
    let house = setup::open()?;
    let done = match seed.what {
        Some(What::Demo) => demo(&house),
        None => bulk::run(
            &house,
            &bulk::Wanted {
                customers: seed.customers,
                complaints: seed.complaints,
                visits: seed.visits,
                leads: seed.leads,
                responses: seed.responses,
                store: seed.store.as_deref(),
                add: seed.add,
            },
        ),
    };
    let stopped = house.cluster.map_or(Ok(()), |cluster| cluster.stop());
    done?;
    stopped.map_err(Problem::from)
}

fn demo(house: &House) -> Result<(), Problem> {
    if !fill_if_empty(house)? {
        return Err("there is a store already: `yingke seed demo` fills an empty database only".into());
    }
    println!("the demo store is there; every password is {}", cast::PASSWORD);
    Ok(())
}

/// Makes the demo store, unless there is a store; all of it or nothing.
pub fn fill_if_empty(house: &House) -> Result<bool, Problem> {
    Ok(house.db.system_write_now(|tx| {
        let stores: i64 = stores::table.count().get_result(tx.conn)?;
        if stores > 0 {
            return Ok(false);
        }
        let store = cast::people(tx)?;
        demo::fill(tx, store)?;
        Ok(true)
    })?)
}
