//! A portal for the measurement.

use std::ffi::OsString;
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::client::Client;
use crate::cli::setup::Problem;

/// How long it may take to start.
const START: Duration = Duration::from_secs(60);

/// A process of its own, on loopback, stopped with the value.
pub struct OwnPortal {
    process: Child,
    pub address: SocketAddr,
}

impl OwnPortal {
    /// Starts it with settings that go before those of the environment.
    pub fn start(settings: Vec<(&'static str, OsString)>) -> Result<Self, Problem> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let process = Command::new(std::env::current_exe()?)
            .arg("serve")
            .env("PORT", address.port().to_string())
            .env("YINGKE_ADDRESS", address.ip().to_string())
            // Empty counts as not set, whatever a file of settings says.
            .env("YINGKE_BASE_URL", "")
            .env("RUST_LOG", "warn")
            .env("YINGKE_REQUESTS_PER_MINUTE", u32::MAX.to_string())
            .envs(settings)
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
