//! `yingke bench`: how fast the pages of a portal on this machine are.
//!
//! It runs against a portal that is up, or starts one of its own, on data of its own if a size is named; it signs in as each
//! account, finds the pages as a person would (routes, then links) and asks for each of them over several connections at
//! once. `--main` takes the pages that are open most of the day, and puts what PostgreSQL alone gives for their statements
//! beside them. Pages are only looked at, so that nothing is written but what a look leaves.

mod alone;
mod client;
mod figures;
mod ground;
mod main_pages;
mod pages;
mod portal;
mod tap;
mod values;
mod wire;

use std::net::{SocketAddr, ToSocketAddrs};
use std::time::{Duration, Instant};

use clap::Args;
use url::Url;

use self::alone::{Alone, Script};
use self::client::{Client, Wish};
use self::figures::{Figures, LEAST_RATIO, MainRow, Row, Timed};
use self::ground::{Ground, Size};
use self::main_pages::{Crew, MainPage, Search};
use self::portal::OwnPortal;
use self::tap::Tap;
use self::wire::Asked;
use super::demo;
use super::setup::Problem;

const MOST_CONNECTIONS: usize = 64;
const MOST_SECONDS: f64 = 60.0;
/// How often a page is asked for to hear what it asks: work of the background may speak in between.
const HEARINGS: usize = 7;

/// What to measure, and how long.
#[derive(Args)]
pub struct Wanted {
    /// A portal on this machine that allows so many requests (`YINGKE_REQUESTS_PER_MINUTE`); without it one is started
    #[arg(long)]
    url: Option<Url>,
    /// The main pages only, beside what PostgreSQL alone gives for their statements (with pgbench)
    #[arg(long, conflicts_with_all = ["accounts", "under", "path"])]
    main: bool,
    /// Seconds per page and account
    #[arg(long, default_value_t = 1.0)]
    seconds: f64,
    /// Connections at once
    #[arg(long, default_value_t = 8)]
    connections: usize,
    /// Accounts to sign in as, all with the same password
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "care,consultant,advisor,technician,crm.manager,admin"
    )]
    accounts: Vec<String>,
    /// The password of these accounts; without it that of the demo accounts
    #[arg(long, default_value = demo::PASSWORD, hide_default_value = true)]
    password: String,
    /// Only paths that begin with this
    #[arg(long, default_value = "/")]
    under: String,
    /// These addresses, filters and all, rather than the pages found; may be given several times
    #[arg(long)]
    path: Vec<String>,
    #[command(flatten)]
    size: Size,
}

/// Measures and prints a table.
pub fn run(wanted: &Wanted) -> Result<(), Problem> {
    if !(0.05..=MOST_SECONDS).contains(&wanted.seconds) {
        return Err(format!("--seconds must lie between 0.05 and {MOST_SECONDS}").into());
    }
    if !(1..=MOST_CONNECTIONS).contains(&wanted.connections) {
        return Err(format!("--connections must lie between 1 and {MOST_CONNECTIONS}").into());
    }
    if let Some(url) = &wanted.url {
        let address = on_this_machine(url)?;
        return if wanted.main {
            let search = main_pages::find(&mut Crew::at(address, &wanted.password), false)?;
            measure_main(wanted, address, search, &|_| {
                Err("the portal's database is not known here".into())
            })
        } else {
            measure(wanted, address)
        };
    }
    if !wanted.main && !wanted.size.is_own() {
        let own = OwnPortal::start(Vec::new())?;
        return measure(wanted, own.address);
    }
    let ground = Ground::prepare(&wanted.size)?;
    if !wanted.main {
        let own = OwnPortal::start(ground.settings(None))?;
        return measure(wanted, own.address);
    }
    let (search, scripts) = overheard(wanted, &ground)?;
    let alone = Alone::on(&ground.url, &ground.folder);
    let beside = |page: &MainPage| -> Result<f64, Problem> {
        let alone = alone.as_ref().ok_or("there is no pgbench on this machine")?;
        let script = scripts.iter().find(|(name, _)| *name == page.name);
        let (_, script) = script.ok_or("its statements were not heard")?;
        let script = script.as_ref().map_err(ToString::to_string)?;
        alone.per_second(script, wanted.connections, wanted.seconds)
    };
    let own = OwnPortal::start(ground.settings(None))?;
    measure_main(wanted, own.address, search, &beside)
}

/// The statements of each main page, as a script for pgbench.
type Scripts = Vec<(&'static str, Result<Script, Problem>)>;

/// Finds the main pages, and hears what each of them asks of the database.
fn overheard(wanted: &Wanted, ground: &Ground) -> Result<(Search, Scripts), Problem> {
    let tap = match Tap::open(&ground.url) {
        Ok(tap) => tap,
        Err(problem) => {
            println!("no statements can be heard: {problem}");
            let own = OwnPortal::start(ground.settings(None))?;
            let search = main_pages::find(&mut Crew::at(own.address, &wanted.password), ground.own)?;
            return Ok((search, Vec::new()));
        }
    };
    let own = OwnPortal::start(ground.settings(Some(&tap.url())))?;
    let mut crew = Crew::at(own.address, &wanted.password);
    let search = main_pages::find(&mut crew, ground.own)?;
    let mut scripts = Scripts::new();
    for page in &search.found {
        let mut client = crew.client(page.account)?;
        // What is cached after the first look is not asked again.
        client.ask(&page.wish)?;
        let mut hearings = Vec::new();
        for _ in 0..HEARINGS {
            let (answered, heard) = tap.during(|| client.ask(&page.wish));
            answered?;
            hearings.push(heard);
        }
        scripts.push((page.name, Script::of(&heard_each_time(hearings))));
    }
    Ok((search, scripts))
}

/// The statements that were heard each time, as they were the last time.
fn heard_each_time(mut hearings: Vec<Vec<Asked>>) -> Vec<Asked> {
    let mut kept: Vec<Asked> = Vec::new();
    for asked in hearings.pop().unwrap_or_default() {
        let times = |hearing: &[Asked]| hearing.iter().filter(|other| other.sql == asked.sql).count();
        let already = times(&kept);
        if hearings.iter().all(|hearing| times(hearing) > already) {
            kept.push(asked);
        }
    }
    kept
}

/// What PostgreSQL alone gives for a page, or why that is not known.
type Beside<'a> = &'a dyn Fn(&MainPage) -> Result<f64, Problem>;

fn measure_main(wanted: &Wanted, address: SocketAddr, search: Search, beside: Beside<'_>) -> Result<(), Problem> {
    let mut crew = Crew::at(address, &wanted.password);
    println!("{}", MainRow::HEAD);
    let (mut slow, mut low, mut unknown) = (0, 0, Vec::new());
    for page in &search.found {
        let mut client = crew.client(page.account)?;
        let bytes = client.ask(&page.wish)?.body.len();
        let figures = figures_of(wanted, &mut client, &page.wish, page.route.path)?;
        let alone = match beside(page) {
            Ok(alone) => Some(alone),
            Err(problem) => {
                unknown.push(format!(
                    "{}: not known what PostgreSQL alone gives: {problem}",
                    page.name
                ));
                None
            }
        };
        let row = MainRow {
            page,
            figures,
            bytes,
            alone,
        };
        slow += usize::from(row.figures.is_slow());
        low += usize::from(row.is_low());
        println!("{row}");
    }
    for name in search.missing {
        println!("{name}: not found");
    }
    for line in unknown {
        println!("{line}");
    }
    println!(
        "{slow} pages over p50 3 ms or p99 15 ms, {low} below {:.0} % of PostgreSQL alone, at {} connections",
        LEAST_RATIO * 100.0,
        wanted.connections
    );
    Ok(())
}

fn measure(wanted: &Wanted, address: SocketAddr) -> Result<(), Problem> {
    println!("{}", Figures::HEAD);
    let mut slow = 0;
    for account in &wanted.accounts {
        let mut client = Client::new(address);
        client.sign_in(account, &wanted.password)?;
        let found = if wanted.path.is_empty() {
            pages::found_by(&mut client)?
        } else {
            pages::named(&mut client, &wanted.path)?
        };
        for page in found.iter().filter(|page| page.path.starts_with(&wanted.under)) {
            let figures = figures_of(wanted, &mut client, &Wish::page(&page.path), page.route.path)?;
            slow += usize::from(figures.is_slow());
            println!("{}", Row { page, account, figures });
        }
    }
    println!(
        "{slow} rows over p50 3 ms or p99 15 ms, at {} connections",
        wanted.connections
    );
    Ok(())
}

fn figures_of(wanted: &Wanted, client: &mut Client, wish: &Wish, route: &str) -> Result<Figures, Problem> {
    // The first answer warms up what is cached.
    client.ask(wish)?;
    let before = figures::of_route(&client.get("/metrics")?.text(), route);
    let timed = ask(wanted, client, wish)?;
    let after = figures::of_route(&client.get("/metrics")?.text(), route);
    Ok(Figures::new(timed, &before, &after))
}

/// The time of every answer.
fn ask(wanted: &Wanted, client: &Client, wish: &Wish) -> Result<Timed, Problem> {
    let begun = Instant::now();
    let until = begun + Duration::from_secs_f64(wanted.seconds);
    let times = std::thread::scope(|scope| {
        let askers: Vec<_> = (0..wanted.connections)
            .map(|_| scope.spawn(|| ask_alone(client.clone(), wish, until)))
            .collect();
        let mut times = Vec::new();
        for asker in askers {
            times.extend(asker.join().map_err(|_| "a connection failed")??);
        }
        Ok::<_, Problem>(times)
    })?;
    Ok(Timed {
        times,
        within: begun.elapsed(),
    })
}

fn ask_alone(mut client: Client, wish: &Wish, until: Instant) -> Result<Vec<Duration>, Problem> {
    let mut times = Vec::new();
    while Instant::now() < until {
        let asked = Instant::now();
        let answer = client.ask(wish)?;
        times.push(asked.elapsed());
        if answer.status != 200 {
            return Err(format!("{} {} answered {}", wish.method(), wish.path, answer.status).into());
        }
    }
    Ok(times)
}

fn on_this_machine(url: &Url) -> Result<SocketAddr, Problem> {
    let refused = || format!("{url} is not on this machine: measure a portal where it runs");
    let host = url.host_str().ok_or_else(refused)?;
    let port = url.port_or_known_default().ok_or_else(refused)?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let address = (host, port)
        .to_socket_addrs()?
        .find(|address| address.ip().is_loopback());
    address
        .filter(|_| url.scheme() == "http")
        .ok_or_else(|| refused().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(statements: &[&str]) -> Vec<Asked> {
        let one = |sql: &&str| Asked {
            sql: (*sql).to_owned(),
            values: Vec::new(),
        };
        statements.iter().map(one).collect()
    }

    #[test]
    fn what_the_background_asks_in_between_is_left_out() {
        let hearings = vec![
            asked(&["SELECT 1", "SELECT job", "SELECT 2", "SELECT 1"]),
            asked(&["SELECT 2", "SELECT 1", "SELECT 1"]),
            asked(&["SELECT 1", "SELECT 2", "SELECT mail", "SELECT 1", "SELECT 1"]),
        ];
        assert_eq!(heard_each_time(hearings), asked(&["SELECT 1", "SELECT 2", "SELECT 1"]));
        assert!(heard_each_time(Vec::new()).is_empty());
        assert_eq!(heard_each_time(vec![asked(&["SELECT 1"])]).len(), 1);
        assert!(heard_each_time(vec![asked(&["SELECT 1"]), asked(&["SELECT 2"])]).is_empty());
    }
}
