//! `yingke bench`: how fast the pages of a portal on this machine are.
//!
//! It runs against a portal that is up, or starts one of its own; it signs in as each account, finds the pages as a person
//! would (routes, then links) and asks for each of them over several connections at once. It reads only.

mod client;
mod figures;
mod pages;

use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use clap::Args;
use url::Url;

use self::client::Client;
use self::figures::{Figures, Row};
use super::demo;
use super::setup::Problem;

const MOST_CONNECTIONS: usize = 64;
const MOST_SECONDS: f64 = 60.0;
/// How long a portal of our own may take to start.
const START: Duration = Duration::from_secs(60);

/// What to measure, and how long.
#[derive(Args)]
pub struct Wanted {
    /// A portal on this machine that allows so many requests (`YINGKE_REQUESTS_PER_MINUTE`); without it one is started
    #[arg(long)]
    url: Option<Url>,
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
}

/// Measures and prints a table.
pub fn run(wanted: &Wanted) -> Result<(), Problem> {
    if !(0.05..=MOST_SECONDS).contains(&wanted.seconds) {
        return Err(format!("--seconds must lie between 0.05 and {MOST_SECONDS}").into());
    }
    if !(1..=MOST_CONNECTIONS).contains(&wanted.connections) {
        return Err(format!("--connections must lie between 1 and {MOST_CONNECTIONS}").into());
    }
    let own = match &wanted.url {
        Some(_) => None,
        None => Some(OwnPortal::start()?),
    };
    let address = match (&wanted.url, &own) {
        (Some(url), _) => on_this_machine(url)?,
        (None, Some(own)) => own.address,
        (None, None) => return Err("no portal to measure".into()),
    };
    measure(wanted, address)
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
            let before = figures::of_route(&client.get("/metrics")?.text(), page.route.path);
            let times = ask(wanted, &client, &page.path)?;
            let after = figures::of_route(&client.get("/metrics")?.text(), page.route.path);
            let figures = Figures::new(times, &before, &after);
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

/// The time of every answer.
fn ask(wanted: &Wanted, client: &Client, path: &str) -> Result<Vec<Duration>, Problem> {
    // The first answer warms up what is cached.
    client.clone().get(path)?;
    let until = Instant::now() + Duration::from_secs_f64(wanted.seconds);
    std::thread::scope(|scope| {
        let askers: Vec<_> = (0..wanted.connections)
            .map(|_| scope.spawn(|| ask_alone(client.clone(), path, until)))
            .collect();
        let mut times = Vec::new();
        for asker in askers {
            times.extend(asker.join().map_err(|_| "a connection failed")??);
        }
        Ok(times)
    })
}

fn ask_alone(mut client: Client, path: &str, until: Instant) -> Result<Vec<Duration>, Problem> {
    let mut times = Vec::new();
    while Instant::now() < until {
        let asked = Instant::now();
        let answer = client.get_packed(path)?;
        times.push(asked.elapsed());
        if answer.status != 200 {
            return Err(format!("{path} answered {}", answer.status).into());
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

/// A portal for this measurement, stopped with the value.
struct OwnPortal {
    process: Child,
    address: SocketAddr,
}

impl OwnPortal {
    fn start() -> Result<Self, Problem> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let process = Command::new(std::env::current_exe()?)
            .arg("serve")
            .env("PORT", address.port().to_string())
            .env_remove("YINGKE_BASE_URL")
            .env("RUST_LOG", "warn")
            .env("YINGKE_REQUESTS_PER_MINUTE", u32::MAX.to_string())
            .stdout(Stdio::null())
            .spawn()?;
        let mut portal = Self { process, address };
        let begun = Instant::now();
        while Client::new(address)
            .get("/readyz")
            .map_or(true, |answer| answer.status != 200)
        {
            if portal.process.try_wait()?.is_some() || begun.elapsed() > START {
                return Err("the portal did not start".into());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(portal)
    }
}

impl Drop for OwnPortal {
    fn drop(&mut self) {
        // The shell's own `kill`, since std only knows SIGKILL.
        let asked = Command::new("sh")
            .args(["-c", "kill -TERM \"$0\"", &self.process.id().to_string()])
            .status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}
