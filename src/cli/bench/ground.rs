//! On which data is measured: those of the portal here, or a data directory of the measurement's own, filled first.

use std::ffi::OsString;
use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;

use crate::cli::setup::{self, Problem};
use crate::platform::config::Config;
use crate::platform::db::embedded::PrivateCluster;

/// Says in a data directory that it is a measurement's, and what was filled in.
const MARK: &str = "bench";

// How much data to measure on. (A comment that the help would show would take the place of the command's.)
#[derive(Args)]
pub struct Size {
    /// A data directory of its own: filled when it is new, and kept for the next time
    #[arg(long, conflicts_with = "url")]
    data: Option<PathBuf>,
    /// Customers in a data directory of its own, beside the demo store; without --data it goes again afterwards
    #[arg(long, default_value_t = 0, conflicts_with = "url")]
    customers: usize,
    /// Complaints in it
    #[arg(long, default_value_t = 0, conflicts_with = "url")]
    complaints: usize,
    /// Visits of the past three years in it
    #[arg(long, default_value_t = 0, conflicts_with = "url")]
    visits: usize,
    /// Leads of the past three years in it
    #[arg(long, default_value_t = 0, conflicts_with = "url")]
    leads: usize,
    /// Answers to surveys of the past two years in it
    #[arg(long, default_value_t = 0, conflicts_with = "url")]
    responses: usize,
}

impl Size {
    /// What `yingke seed` is told; empty if no size was named.
    fn arguments(&self) -> Vec<String> {
        [
            ("--customers", self.customers),
            ("--complaints", self.complaints),
            ("--visits", self.visits),
            ("--leads", self.leads),
            ("--responses", self.responses),
        ]
        .into_iter()
        .filter(|(_, wanted)| *wanted > 0)
        .flat_map(|(name, wanted)| [name.to_owned(), wanted.to_string()])
        .collect()
    }

    /// Whether it is measured on data of its own.
    pub fn is_own(&self) -> bool {
        self.data.is_some() || !self.arguments().is_empty()
    }
}

/// The data, with the private PostgreSQL running if it lies in one.
pub struct Ground {
    /// The owner's way into the database.
    pub url: String,
    /// Whether the data are nobody's but the measurement's.
    pub own: bool,
    /// A folder that is gone afterwards.
    pub folder: PathBuf,
    data: PathBuf,
    // Stopped before its files go.
    _cluster: Option<PrivateCluster>,
    _scratch: Scratch,
}

impl Ground {
    /// Finds the data, or makes them.
    pub fn prepare(size: &Size) -> Result<Self, Problem> {
        let scratch = Scratch::new()?;
        let mut config = Config::from_env()?;
        if size.is_own() {
            config.data_dir = size.data.clone().unwrap_or_else(|| scratch.0.join("data"));
            config.key_file = config.data_dir.join("key");
            config.database_url = None;
            fill(&config, &size.arguments())?;
        }
        let (url, cluster) = setup::address(&config)?;
        Ok(Self {
            url,
            own: size.is_own(),
            folder: scratch.0.clone(),
            data: config.data_dir,
            _cluster: cluster,
            _scratch: scratch,
        })
    }

    /// For a portal on these data, which may be told another way to its database.
    pub fn settings(&self, way: Option<&str>) -> Vec<(&'static str, OsString)> {
        let mut settings = if self.own { own_settings(&self.data) } else { Vec::new() };
        settings.extend(way.map(|url| ("DATABASE_URL", url.into())));
        settings
    }
}

/// Leads a program to these data whatever the environment says, and keeps its mails in them.
fn own_settings(data: &Path) -> Vec<(&'static str, OsString)> {
    let mut settings = vec![("YINGKE_DATA", data.as_os_str().to_owned())];
    settings.extend(["DATABASE_URL", "YINGKE_KEY_FILE", "SMTP_URL"].map(|name| (name, OsString::new())));
    settings
}

/// Fills a data directory that is new. One that was filled is taken as it is; any other is left alone.
fn fill(config: &Config, wanted: &[String]) -> Result<(), Problem> {
    let (data, mark) = (&config.data_dir, config.data_dir.join(MARK));
    let wished = wanted.join(" ");
    if let Ok(filled) = fs::read_to_string(&mark) {
        return if wished.is_empty() || wished == filled {
            Ok(())
        } else {
            let (shown, filled) = (
                data.display(),
                if filled.is_empty() { "the demo store" } else { &filled },
            );
            Err(
                format!("{shown} is filled already, with {filled}: leave the sizes out, or name another directory")
                    .into(),
            )
        };
    }
    if setup::has_database(config) {
        return Err(format!(
            "{} is not a directory that `yingke bench` filled to the end: remove it, or name another with --data",
            data.display()
        )
        .into());
    }
    seed(data, &["demo".to_owned()])?;
    if !wanted.is_empty() {
        seed(data, &[wanted, &["--add".to_owned()]].concat())?;
    }
    Ok(fs::write(&mark, wished)?)
}

fn seed(data: &Path, arguments: &[String]) -> Result<(), Problem> {
    let done = Command::new(std::env::current_exe()?)
        .arg("seed")
        .args(arguments)
        .envs(own_settings(data))
        .status()?;
    if done.success() {
        Ok(())
    } else {
        Err(format!("{} could not be filled", data.display()).into())
    }
}

/// A folder of our own, removed with the value.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self, Problem> {
        let folder = std::env::temp_dir().join(format!("yingke-bench-{}", uuid::Uuid::new_v4().simple()));
        DirBuilder::new().mode(0o700).create(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
