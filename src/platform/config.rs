//! What the environment says (and `.env`, which the environment overrides).

use std::env;
use std::net::IpAddr;
use std::path::PathBuf;

/// The settings of one process.
#[derive(Clone, Debug)]
pub struct Config {
    /// Port on which `serve` listens.
    pub port: u16,
    /// Address on which `serve` listens; loopback unless told otherwise.
    pub address: IpAddr,
    /// Where keys, the private database and mail of development live.
    pub data_dir: PathBuf,
    /// An external PostgreSQL; without it the program runs a private one.
    pub database_url: Option<String>,
    /// Whether an empty database is filled with the demo store.
    pub demo: bool,
    /// The address people type, e.g. `https://portal.example.com`.
    pub base_url: String,
    /// The key file; the same on all servers that share a database.
    pub key_file: PathBuf,
    /// `smtp://…` or `smtps://…`; without it mail is written to `data_dir/mail`.
    pub smtp_url: Option<String>,
    /// The sender of outgoing mail.
    pub mail_from: String,
    /// The shared secret of the e-mail intake; without it that door is closed.
    pub mail_intake_secret: Option<String>,
    /// Networks (CIDR or address) that may read `/metrics` besides loopback.
    pub metrics_from: Vec<String>,
    /// Connections in the pool.
    pub pool_size: u32,
    /// Requests that one session may make in a minute.
    pub requests_per_minute: u32,
}

/// A setting that can't be used, in one line that says what to do.
#[derive(Debug, thiserror::Error)]
#[error("{name} is not usable: {reason}")]
pub struct ConfigError {
    name: &'static str,
    reason: String,
}

impl Config {
    /// Reads `.env` from the working directory, then the environment.
    pub fn from_env() -> Result<Self, ConfigError> {
        dotenvy::dotenv().ok();
        let port: u16 = parsed("PORT", 8080)?;
        let data_dir = PathBuf::from(text("YINGKE_DATA").unwrap_or_else(|| "./var".into()));
        let base_url = text("YINGKE_BASE_URL").unwrap_or_else(|| format!("http://127.0.0.1:{port}"));
        if !base_url.starts_with("http://") && !base_url.starts_with("https://") {
            return Err(ConfigError {
                name: "YINGKE_BASE_URL",
                reason: "it must begin with http:// or https://".into(),
            });
        }
        Ok(Self {
            port,
            address: parsed("YINGKE_ADDRESS", IpAddr::from([127, 0, 0, 1]))?,
            key_file: text("YINGKE_KEY_FILE").map_or_else(|| data_dir.join("key"), PathBuf::from),
            data_dir,
            database_url: text("DATABASE_URL"),
            demo: text("YINGKE_DEMO").is_none_or(|value| value != "0"),
            base_url: base_url.trim_end_matches('/').to_owned(),
            smtp_url: text("SMTP_URL"),
            mail_from: text("YINGKE_MAIL_FROM").unwrap_or_else(|| "yingke@localhost".into()),
            mail_intake_secret: text("YINGKE_MAIL_INTAKE_SECRET"),
            metrics_from: text("YINGKE_METRICS_FROM")
                .map(|list| list.split(',').map(|part| part.trim().to_owned()).collect())
                .unwrap_or_default(),
            pool_size: parsed("YINGKE_POOL", 4)?,
            requests_per_minute: parsed("YINGKE_REQUESTS_PER_MINUTE", 600)?,
        })
    }

    /// A path as it leaves the portal: on paper, in a QR code.
    pub fn whole(&self, path: &str) -> String {
        format!("{}{path}", self.base_url.trim_end_matches('/'))
    }

    /// Whether cookies may be marked Secure.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }

    /// Whether people reach the portal on this machine only.
    pub fn is_loopback(&self) -> bool {
        ["http://127.0.0.1", "http://localhost", "http://[::1]"]
            .iter()
            .any(|own| self.base_url.starts_with(own))
    }

    /// The session cookie's name: the `__Host-` prefix needs https.
    pub fn cookie_name(&self) -> &'static str {
        if self.is_https() { "__Host-yingke" } else { "yingke" }
    }
}

fn text(name: &str) -> Option<String> {
    env::var(name)
        .ok()
        .map(|value| value.trim().to_owned())
        .filter(|value| !value.is_empty())
}

fn parsed<T: std::str::FromStr>(name: &'static str, default: T) -> Result<T, ConfigError>
where
    T::Err: std::fmt::Display,
{
    text(name).map_or(Ok(default), |value| {
        value.parse().map_err(|error| ConfigError {
            name,
            reason: format!("{value:?}: {error}"),
        })
    })
}
