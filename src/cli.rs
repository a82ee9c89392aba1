//! The commands of the program: `yingke --help`.

mod bench;
mod check;
pub mod demo;
mod import;
mod seed;
mod serve;
mod setup;
mod staff;
mod worker;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::imports::reading::child as reading;
use crate::imports::rules::columns::Kind;

/// The staff portal a car dealership runs its customer relations on.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the portal (with a worker, and a private PostgreSQL unless DATABASE_URL is set)
    Serve,
    /// Does jobs and sends mail without serving pages
    Worker,
    /// Brings the database up to date
    Migrate,
    /// Brings a dealer's own files in
    Import {
        #[command(subcommand)]
        what: Import,
    },
    /// Reads a file for `import`, in as little memory as it allows itself
    #[command(name = reading::COMMAND, hide = true)]
    ImportChild,
    /// Measures how fast the pages of a portal on this machine are
    Bench(bench::Wanted),
    /// People: add, list, a new password
    Staff {
        #[command(subcommand)]
        what: staff::Staff,
    },
    /// Fills the database with data to try the portal with
    Seed(seed::Seed),
    /// Looks whether everything the portal stands on is in order
    Check,
}

#[derive(Subcommand)]
enum Import {
    /// Customers with their cars, from CSV or XLSX
    Customers(import::ImportFile),
    /// What cars had done before the portal, from CSV or XLSX; after the customers
    Service(import::ImportFile),
    /// Leads with their source, from CSV or XLSX
    Leads(import::ImportFile),
}

/// Runs the command of this process; a failure is one line on standard error.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    setup::log();
    let done = match cli.command {
        Command::Serve => serve::run(),
        Command::Worker => worker::run(),
        Command::Bench(wanted) => bench::run(&wanted),
        Command::Migrate => setup::migrate(),
        Command::Import {
            what: Import::Customers(args),
        } => import::run_kind(Kind::Customers, &args),
        Command::Import {
            what: Import::Service(args),
        } => import::run_kind(Kind::Services, &args),
        Command::Import {
            what: Import::Leads(args),
        } => import::run_kind(Kind::Leads, &args),
        Command::ImportChild => reading::run().map_err(Into::into),
        Command::Staff { what } => staff::run(&what),
        Command::Seed(wanted) => seed::run(&wanted),
        Command::Check => check::run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("yingke: {problem}");
            ExitCode::FAILURE
        }
    }
}
