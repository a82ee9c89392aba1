//! The private PostgreSQL which the program runs for itself while `DATABASE_URL`
//! is unset: no set-up by hand, no network, files under `YINGKE_DATA`.
//!
//! Everybody who opens the same directory shares one server; whoever leaves last
//! stops it. A server left behind by a killed program is joined like any other,
//! and a server that dies is started again.
//!
//! Two kernel locks keep this straight, and vanish with the processes that hold
//! them: on the parent directory while a server is made, started or stopped; on
//! the database's own directory, shared, by everyone who uses it.

mod account;
mod cluster_dir;
mod error;
mod programs;
mod server;

pub use error::ClusterError;
pub use programs::program;

use cluster_dir::SUPERUSER;
use diesel::{Connection, PgConnection, RunQueryDsl, sql_query, sql_types::Text};
use programs::Programs;
use server::{PidFile, Server};
use std::{
    fmt::Write,
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// What a crash of the machine may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Nothing that was committed.
    Safe,
    /// Everything: faster, for tests.
    Throwaway,
}

/// How often the supervisor looks whether the server lives, and how long it waits
/// after a start that failed.
const LOOK: Duration = Duration::from_millis(250);
const RETRY: Duration = Duration::from_secs(2);

/// A running server, used by this process until it is stopped or dropped.
#[derive(Debug)]
pub struct PrivateCluster {
    server: Arc<Server>,
    home: PathBuf,
    users: File,
    stopping: Arc<AtomicBool>,
    supervisor: Option<JoinHandle<()>>,
}

impl PrivateCluster {
    /// Joins the server of `data_dir` or starts it; makes the database files first
    /// if there are none. Returns when it takes connections.
    pub fn open(data_dir: &Path, durability: Durability) -> Result<Self, ClusterError> {
        let begun = Instant::now();
        let (home, dir) = locate(data_dir)?;
        let turn = lock(&home)?;
        let programs = Programs::for_cluster(&dir)?;
        let account = cluster_dir::prepare(&home, &dir, &programs, durability)?;
        let users = File::open(&dir)
            .and_then(|users| users.lock_shared().map(|()| users))
            .map_err(|source| ClusterError::directory(&dir, source))?;
        let server = Arc::new(Server::new(dir, account, programs, durability));
        let process = server.join_or_start()?;
        drop(turn);
        tracing::info!(
            pid = process.pid(),
            milliseconds = begun.elapsed().as_millis(),
            "private PostgreSQL ready"
        );

        let stopping = Arc::new(AtomicBool::new(false));
        let supervisor = thread::Builder::new()
            .name("postgres-supervisor".to_owned())
            .spawn({
                let (server, home, stopping) = (server.clone(), home.clone(), stopping.clone());
                move || supervise(&server, &home, process, &stopping)
            })
            .map_err(|source| ClusterError::Run {
                program: "the supervisor of PostgreSQL".to_owned(),
                source,
            })?;
        Ok(Self {
            server,
            home,
            users,
            stopping,
            supervisor: Some(supervisor),
        })
    }

    /// For libpq; reaches nothing but this server, whatever `PG…` variables say.
    pub fn url(&self, database: &str) -> String {
        format!(
            "postgres:///{}?host={}&port={}&user={SUPERUSER}",
            percent_encoded(database),
            percent_encoded(&self.server.socket_dir().to_string_lossy()),
            server::PORT,
        )
    }

    /// Creates the database unless it is there.
    pub fn ensure_database(&self, name: &str) -> Result<(), ClusterError> {
        let mut conn = PgConnection::establish(&self.url("postgres"))?;
        let exists = |conn: &mut PgConnection| {
            sql_query("SELECT 1 FROM pg_database WHERE datname = $1")
                .bind::<Text, _>(name)
                .execute(conn)
                .map(|rows| rows > 0)
        };
        let create = format!("CREATE DATABASE \"{}\"", name.replace('"', "\"\""));
        let made = match exists(&mut conn) {
            Ok(false) => sql_query(create).execute(&mut conn).map(|_| ()),
            looked => looked.map(|_| ()),
        };
        match made {
            // Somebody else was faster.
            Err(_) if exists(&mut conn).unwrap_or(false) => Ok(()),
            made => made.map_err(|source| ClusterError::CreateDatabase {
                name: name.to_owned(),
                source,
            }),
        }
    }

    /// Whether the server takes connections at this moment.
    pub fn alive(&self) -> bool {
        PidFile::read(self.server.dir()).is_some_and(|file| file.ready() && server::process_lives(file.pid()))
    }

    /// Leaves the server, and stops it unless others still use it.
    pub fn stop(mut self) -> Result<(), ClusterError> {
        self.leave()
    }

    fn leave(&mut self) -> Result<(), ClusterError> {
        let Some(supervisor) = self.supervisor.take() else {
            return Ok(());
        };
        self.stopping.store(true, Ordering::Relaxed);
        supervisor.thread().unpark();
        if supervisor.join().is_err() {
            tracing::error!("the supervisor of PostgreSQL panicked");
        }

        let _turn = lock(&self.home)?;
        let alone = match self.users.unlock() {
            Ok(()) => self.users.try_lock(),
            Err(error) => Err(TryLockError::Error(error)),
        };
        match alone {
            Ok(()) => self.server.stop(),
            Err(TryLockError::WouldBlock) => Ok(()),
            Err(TryLockError::Error(source)) => Err(ClusterError::directory(self.server.dir(), source)),
        }
    }
}

impl Drop for PrivateCluster {
    fn drop(&mut self) {
        if let Err(error) = self.leave() {
            tracing::error!("{error}");
        }
    }
}

/// Makes the parent directory; returns its real path and that of the cluster.
fn locate(data_dir: &Path) -> Result<(PathBuf, PathBuf), ClusterError> {
    let fault = |source| ClusterError::directory(data_dir, source);
    let (Some(parent), Some(name)) = (data_dir.parent(), data_dir.file_name()) else {
        return Err(fault(std::io::ErrorKind::InvalidFilename.into()));
    };
    let parent = if parent.as_os_str().is_empty() {
        Path::new(".")
    } else {
        parent
    };
    fs::create_dir_all(parent).map_err(fault)?;
    let home = parent.canonicalize().map_err(fault)?;
    let dir = home.join(name);
    // It may be a link to another disk; everybody must lock the same parent.
    let dir = dir.canonicalize().unwrap_or(dir);
    let home = dir.parent().map_or(home, Path::to_owned);
    Ok((home, dir))
}

/// Waits for one's turn to make, start or stop the server.
fn lock(home: &Path) -> Result<File, ClusterError> {
    File::open(home)
        .and_then(|home| home.lock().map(|()| home))
        .map_err(|source| ClusterError::directory(home, source))
}

fn supervise(server: &Server, home: &Path, mut process: server::Process, stopping: &AtomicBool) {
    let mut pause = LOOK;
    loop {
        thread::park_timeout(pause);
        if stopping.load(Ordering::Relaxed) {
            return;
        }
        if process.lives() {
            continue;
        }
        let begun = Instant::now();
        tracing::warn!(pid = process.pid(), "PostgreSQL is gone: starting it again");
        match lock(home).and_then(|_turn| server.join_or_start()) {
            Ok(started) => {
                process = started;
                pause = LOOK;
                let milliseconds = begun.elapsed().as_millis();
                tracing::warn!(pid = process.pid(), milliseconds, "PostgreSQL is back");
            }
            Err(error) => {
                tracing::error!("{error}");
                pause = RETRY;
            }
        }
    }
}

fn percent_encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"._-".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").ok();
        }
    }
    encoded
}
