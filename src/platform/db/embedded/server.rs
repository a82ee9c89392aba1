//! The server process: found, started, signalled.

use super::{
    Durability,
    account::Account,
    cluster_dir::{self, disk_full, last_fault},
    error::ClusterError,
    programs::Programs,
};
use std::{
    ffi::OsString,
    fs::{self, File, Permissions},
    os::unix::{ffi::OsStringExt, fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Only part of the socket's name: the server has no network address.
pub(super) const PORT: u16 = 5432;

const POLL: Duration = Duration::from_millis(20);
/// After a crash the server first replays up to a gigabyte of log.
const START_LIMIT: Duration = Duration::from_secs(120);
const STOP_LIMIT: Duration = Duration::from_secs(30);
const KILL_LIMIT: Duration = Duration::from_secs(5);

/// Given on the command line, which nothing in the directory overrides.
const SETTINGS: &[(&str, &str)] = &[
    ("listen_addresses", ""),
    ("unix_socket_permissions", "0700"),
    ("max_connections", "60"),
    ("shared_buffers", "256MB"),
    ("work_mem", "8MB"),
    ("maintenance_work_mem", "64MB"),
    ("effective_cache_size", "1GB"),
    ("random_page_cost", "1.1"),
    // Not in /dev/shm, which containers keep tiny and where a killed server leaves litter.
    ("dynamic_shared_memory_type", "mmap"),
    ("jit", "off"),
    ("timezone", "UTC"),
    // A query whose program was killed ends soon after it.
    ("client_connection_check_interval", "2s"),
    ("logging_collector", "on"),
    ("log_directory", "log"),
    // A file for each day of the week, overwritten a week later.
    ("log_filename", "postgresql-%a.log"),
    ("log_file_mode", "0600"),
    ("log_truncate_on_rotation", "on"),
    ("log_rotation_age", "1d"),
    ("log_rotation_size", "0"),
    // What the server does, but no errors of statements: their texts may quote
    // what somebody typed. `log` ranks above `error`.
    ("log_min_messages", "log"),
    ("log_min_error_statement", "panic"),
    ("log_error_verbosity", "terse"),
    ("log_parameter_max_length", "0"),
    ("log_parameter_max_length_on_error", "0"),
];

const THROWAWAY: &[(&str, &str)] = &[
    ("fsync", "off"),
    ("full_page_writes", "off"),
    ("synchronous_commit", "off"),
    // Many tests at once.
    ("max_connections", "200"),
];

/// All there is to know about a server, running or not.
#[derive(Debug)]
pub(super) struct Server {
    dir: PathBuf,
    socket_dir: PathBuf,
    account: Account,
    programs: Programs,
    durability: Durability,
}

/// The main process of a running server.
pub(super) struct Process {
    pid: u32,
    /// If this program started it, so that it is reaped.
    child: Option<Child>,
}

impl Process {
    pub fn pid(&self) -> u32 {
        self.pid
    }

    pub fn lives(&mut self) -> bool {
        match &mut self.child {
            Some(child) => matches!(child.try_wait(), Ok(None)),
            None => process_lives(self.pid),
        }
    }
}

impl Server {
    pub fn new(dir: PathBuf, account: Account, programs: Programs, durability: Durability) -> Self {
        Self {
            socket_dir: cluster_dir::socket_dir(&dir),
            dir,
            account,
            programs,
            durability,
        }
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    pub fn socket_dir(&self) -> &Path {
        &self.socket_dir
    }

    /// The caller holds the lock.
    pub fn join_or_start(&self) -> Result<Process, ClusterError> {
        match self.join()? {
            Some(process) => Ok(process),
            None => self.start(),
        }
    }

    /// The running server once it is ready; none if none runs.
    fn join(&self) -> Result<Option<Process>, ClusterError> {
        let begun = Instant::now();
        while let Some(file) = PidFile::read(&self.dir) {
            let processes = self.processes();
            if !processes.contains(&file.pid()) {
                self.clear_away(&file, processes)?;
                return Ok(None);
            }
            if file.ready() {
                return Ok(Some(Process {
                    pid: file.pid(),
                    child: None,
                }));
            }
            if begun.elapsed() > START_LIMIT {
                return Err(self.start_error(format!("process {} is not ready", file.pid())));
            }
            thread::sleep(POLL);
        }
        Ok(None)
    }

    /// After the main process was killed: its children may still work on the files,
    /// and its number may meanwhile be another program's. Either would keep a new
    /// server from starting.
    fn clear_away(&self, file: &PidFile, processes: Vec<u32>) -> Result<(), ClusterError> {
        for pid in processes {
            self.signal(pid, "KILL").ok();
        }
        let begun = Instant::now();
        while let Some(pid) = self.processes().first() {
            if begun.elapsed() > KILL_LIMIT {
                return Err(stop_error(*pid, KILL_LIMIT));
            }
            thread::sleep(POLL);
        }
        if fs::exists(format!("/proc/{}", file.pid())).unwrap_or(false) {
            fs::remove_file(self.dir.join("postmaster.pid")).ok();
        }
        Ok(())
    }

    fn start(&self) -> Result<Process, ClusterError> {
        let fault = |source| ClusterError::directory(&self.dir, source);
        let said = self.dir.join("startup.log");
        // Root must not write through a link which the server's user may have put there.
        fs::remove_file(&said).ok();
        let log = File::create_new(&said).map_err(fault)?;
        self.account.take(&said).map_err(fault)?;
        // PostgreSQL insists on it, and copies of backups tend to lose it.
        fs::set_permissions(&self.dir, Permissions::from_mode(0o700)).map_err(fault)?;
        if self.socket_dir != self.dir {
            self.account.private_dir(&self.socket_dir)?;
        }
        // Nobody else listens here, whoever has the dead server's number now.
        fs::remove_file(self.socket_dir.join(format!(".s.PGSQL.{PORT}.lock"))).ok();

        let program = self.programs.path("postgres");
        let mut postgres = self.account.command(&program);
        postgres.arg("-D").arg(&self.dir);
        postgres.arg("-c").arg(format!("port={PORT}"));
        let mut socket_dir = OsString::from("unix_socket_directories=");
        socket_dir.push(&self.socket_dir);
        postgres.arg("-c").arg(socket_dir);
        let throwaway = match self.durability {
            Durability::Safe => &[],
            Durability::Throwaway => THROWAWAY,
        };
        for (name, value) in SETTINGS.iter().chain(throwaway) {
            postgres.arg("-c").arg(format!("{name}={value}"));
        }
        let child = postgres
            .stdout(Stdio::null())
            .stderr(log)
            // Else Ctrl-C at the terminal would stop it before the portal.
            .process_group(0)
            .spawn()
            .map_err(|source| ClusterError::Run {
                program: program.display().to_string(),
                source,
            })?;
        self.wait_until_ready(child)
    }

    fn wait_until_ready(&self, mut child: Child) -> Result<Process, ClusterError> {
        let begun = Instant::now();
        let pid = child.id();
        loop {
            if PidFile::read(&self.dir).is_some_and(|file| file.pid() == pid && file.ready()) {
                return Ok(Process {
                    pid,
                    child: Some(child),
                });
            }
            if !matches!(child.try_wait(), Ok(None)) {
                return Err(self.why_not());
            }
            if begun.elapsed() > START_LIMIT {
                let seconds = START_LIMIT.as_secs();
                return Err(self.start_error(format!("not ready after {seconds} s")));
            }
            thread::sleep(POLL);
        }
    }

    /// Reads the reason of a failed start from what the server printed, or logged
    /// once its log was open.
    fn why_not(&self) -> ClusterError {
        let read = |path: &Path| {
            let bytes = fs::read(path).unwrap_or_default();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let logs = fs::read_dir(self.dir.join("log")).into_iter().flatten().flatten();
        let newest = logs.max_by_key(|entry| entry.metadata().and_then(|m| m.modified()).ok());
        let printed = read(&self.dir.join("startup.log"));
        let logged = newest.map(|entry| read(&entry.path())).unwrap_or_default();
        let reason = last_fault(&printed).or_else(|| last_fault(&logged));
        match reason {
            Some(reason) if disk_full(&reason) => ClusterError::DiskFull { dir: self.dir.clone() },
            Some(reason) => self.start_error(reason),
            None => self.start_error("it ended without a word".to_owned()),
        }
    }

    fn start_error(&self, reason: String) -> ClusterError {
        ClusterError::Start {
            dir: self.dir.clone(),
            reason,
        }
    }

    /// Rolls back what is under way, writes everything down and ends. The caller
    /// holds the lock.
    pub fn stop(&self) -> Result<(), ClusterError> {
        let Some(pid) = PidFile::read(&self.dir).map(|file| file.pid()) else {
            return Ok(());
        };
        if !self.processes().contains(&pid) {
            return Ok(());
        }
        self.signal(pid, "INT")?;
        if !ends_within(pid, STOP_LIMIT) {
            self.signal(pid, "QUIT")?;
            if !ends_within(pid, KILL_LIMIT) {
                return Err(stop_error(pid, STOP_LIMIT + KILL_LIMIT));
            }
        }
        if self.socket_dir != self.dir {
            fs::remove_dir(&self.socket_dir).ok();
        }
        Ok(())
    }

    /// PostgreSQL's processes on these files, however they were started.
    fn processes(&self) -> Vec<u32> {
        fs::read_dir("/proc")
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .filter(|pid| {
                fs::read(format!("/proc/{pid}/comm")).is_ok_and(|name| name == b"postgres\n")
                    && self.working_dir(*pid).is_some_and(|dir| dir == self.dir)
            })
            .collect()
    }

    /// Root in a container may not look at other users' processes; they themselves may.
    fn working_dir(&self, pid: u32) -> Option<PathBuf> {
        let link = format!("/proc/{pid}/cwd");
        match fs::read_link(&link) {
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
                let mut output = self.account.command("readlink").arg("-n").arg(link).output().ok()?;
                let dir = std::mem::take(&mut output.stdout);
                output.status.success().then(|| PathBuf::from(OsString::from_vec(dir)))
            }
            dir => dir.ok(),
        }
    }

    fn signal(&self, pid: u32, signal: &str) -> Result<(), ClusterError> {
        let program = self.programs.path("pg_ctl");
        self.account
            .command(&program)
            .args(["kill", signal, &pid.to_string()])
            .output()
            .map(|_| ())
            .map_err(|source| ClusterError::Run {
                program: program.display().to_string(),
                source,
            })
    }
}

fn stop_error(pid: u32, limit: Duration) -> ClusterError {
    ClusterError::Stop {
        pid,
        seconds: limit.as_secs(),
    }
}

fn ends_within(pid: u32, limit: Duration) -> bool {
    let begun = Instant::now();
    while process_lives(pid) {
        if begun.elapsed() > limit {
            return false;
        }
        thread::sleep(POLL);
    }
    true
}

/// A process that ended but was not reaped does not live.
pub(super) fn process_lives(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    match stat.rsplit_once(") ") {
        Some((_, rest)) => !rest.starts_with(['Z', 'X']),
        None => false,
    }
}

/// `postmaster.pid`, by which the server says what it is doing.
pub(super) struct PidFile {
    pid: u32,
    status: String,
}

impl PidFile {
    pub fn read(dir: &Path) -> Option<Self> {
        let bytes = fs::read(dir.join("postmaster.pid")).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        let mut lines = text.lines();
        Some(Self {
            pid: lines.next()?.trim().parse().ok()?,
            status: lines.nth(6).unwrap_or_default().trim().to_owned(),
        })
    }

    pub fn pid(&self) -> u32 {
        self.pid
    }

    pub fn ready(&self) -> bool {
        self.status == "ready"
    }
}
