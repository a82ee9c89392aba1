//! The real program in a process of its own, with a private PostgreSQL under a folder that goes with the value.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use tempfile::TempDir;

use super::client::Client;

const START: Duration = Duration::from_secs(180);

pub struct Portal {
    pub base: String,
    port: u16,
    process: Option<Child>,
    settings: Vec<(&'static str, String)>,
    folder: TempDir,
}

impl Portal {
    /// Starts on an empty folder, with the demo store in it.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// As [`Self::start`], with settings from the environment.
    pub fn start_with(settings: &[(&'static str, &str)]) -> Self {
        // Not in the folder of other temporary files if there is a RAM disk: a private PostgreSQL waits for the disk.
        let folder = TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut portal = Self {
            base: format!("http://127.0.0.1:{port}"),
            port,
            process: None,
            settings: settings
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned()))
                .collect(),
            folder,
        };
        portal.launch();
        portal.until_ready(START);
        portal
    }

    /// Starts the program (again) without waiting for it.
    pub fn launch(&mut self) {
        assert!(self.process.is_none(), "it runs");
        let log = File::options().create(true).append(true).open(self.log_file()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_yingke"));
        command
            .arg("serve")
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("PORT", self.port.to_string())
            .env("YINGKE_DATA", self.data())
            .env("YINGKE_REQUESTS_PER_MINUTE", "1000000")
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log);
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        self.process = Some(command.spawn().unwrap());
    }

    /// Waits until it answers and reaches its database; gives the time that took.
    pub fn until_ready(&mut self, limit: Duration) -> Duration {
        let begun = Instant::now();
        while !self.is_ready() {
            if let Some(process) = &mut self.process {
                let ended = process.try_wait().unwrap();
                assert!(ended.is_none(), "the portal ended:\n{}", self.log());
            }
            assert!(begun.elapsed() < limit, "not ready within {limit:?}:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(10));
        }
        begun.elapsed()
    }

    pub fn is_ready(&self) -> bool {
        let client = self.visitor();
        let request = client.request("GET", "/readyz").timeout(Duration::from_secs(2));
        client
            .try_send(request.build().unwrap())
            .is_ok_and(|status| status == 200)
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        let mut process = self.process.take().unwrap();
        process.kill().unwrap();
        process.wait().unwrap();
    }

    /// SIGTERM; gives whether it ended well.
    pub fn stop(&mut self) -> bool {
        signal(self.pid(), "TERM");
        self.wait()
    }

    /// Waits until the program is gone; gives whether it ended well.
    pub fn wait(&mut self) -> bool {
        self.process.take().unwrap().wait().unwrap().success()
    }

    pub fn pid(&self) -> u32 {
        self.process.as_ref().unwrap().id()
    }

    pub fn visitor(&self) -> Client {
        Client::new(&self.base)
    }

    pub fn sign_in(&self, username: &str) -> Client {
        let client = self.visitor();
        let answer = client.post_form("/sign-in", &[("username", username), ("password", "demo-pass-2026")]);
        assert_eq!(answer.status, 303, "{username} could not sign in");
        client
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Where the private PostgreSQL keeps everything.
    pub fn cluster(&self) -> PathBuf {
        self.data().join("postgres")
    }

    pub fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.log_file()).unwrap_or_default()).into_owned()
    }

    pub fn log_file(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// The main process of the private PostgreSQL.
    pub fn postmaster(&self) -> Option<u32> {
        pid_file(&self.cluster())?.first()?.parse().ok()
    }

    /// The owner's way into the private PostgreSQL, to look behind the scenes.
    pub fn owner(&self) -> PgConnection {
        let lines = pid_file(&self.cluster()).expect("the private PostgreSQL runs");
        let (port, socket) = (&lines[3], lines[4].replace('/', "%2F"));
        PgConnection::establish(&format!("postgres:///yingke?host={socket}&port={port}&user=yingke")).unwrap()
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            // A test that failed because the program ended says so itself.
            send(process.id(), "TERM");
            let _ = process.wait();
        }
        if let Some(orphan) = self.postmaster() {
            send(orphan, "INT");
        }
    }
}

/// Process, folder, start, port, socket folder … of a running cluster.
fn pid_file(cluster: &Path) -> Option<Vec<String>> {
    let text = fs::read_to_string(cluster.join("postmaster.pid")).ok()?;
    Some(text.lines().map(str::to_owned).collect())
}

/// Sends a signal by its name.
pub fn signal(pid: u32, name: &str) {
    assert!(send(pid, name), "no signal to {pid}");
}

/// Whether there was somebody to take the signal.
fn send(pid: u32, name: &str) -> bool {
    let mut kill = Command::new("sh");
    kill.args(["-c", "kill -\"$0\" \"$1\"", name, &pid.to_string()]);
    kill.status().is_ok_and(|status| status.success())
}
