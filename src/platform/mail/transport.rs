use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use lettre::message::Mailbox;
use lettre::transport::smtp::PoolConfig;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use uuid::Uuid;

use super::OutgoingMail;
use crate::platform::config::Config;

/// How long the mail server may take.
const TIMEOUT: Duration = Duration::from_secs(20);
const CONNECTIONS: u32 = 2;

/// Why a mail did not leave; the words hold no address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// To be tried again.
    Passing(String),
    /// No try will help.
    Lasting(String),
}

/// Takes mail to where it goes.
#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    transport: Transport,
}

#[derive(Clone)]
enum Transport {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// Development: one `.eml` per mail.
    Folder(PathBuf),
    /// Tests.
    Memory(Memory),
}

impl Mailer {
    /// By SMTP if there is a server, else into `data_dir/mail`.
    ///
    /// # Errors
    /// One line that says which setting can't be used.
    pub fn new(config: &Config) -> Result<Self, String> {
        let transport = match &config.smtp_url {
            None => Transport::Folder(config.data_dir.join("mail")),
            Some(url) => {
                let smtp = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
                    .map_err(|error| format!("SMTP_URL is not usable: {error}"))?;
                let pool = PoolConfig::new().max_size(CONNECTIONS);
                Transport::Smtp(smtp.timeout(Some(TIMEOUT)).pool_config(pool).build())
            }
        };
        Ok(Self {
            from: sender(&config.mail_from)?,
            transport,
        })
    }

    /// Into memory.
    pub fn memory(from: &str, memory: Memory) -> Result<Self, String> {
        Ok(Self {
            from: sender(from)?,
            transport: Transport::Memory(memory),
        })
    }

    pub(super) async fn deliver(&self, id: Uuid, mail: &OutgoingMail, now: DateTime<Utc>) -> Result<(), Failure> {
        let message = mail.message(id, &self.from, now)?;
        match &self.transport {
            Transport::Smtp(smtp) => smtp.send(message).await.map(drop).map_err(|error| smtp_failure(&error)),
            Transport::Folder(folder) => {
                let path = folder.join(format!("{id}.eml"));
                let written = async {
                    tokio::fs::create_dir_all(folder).await?;
                    tokio::fs::write(path, message.formatted()).await
                };
                written
                    .await
                    .map_err(|error| Failure::Passing(error.kind().to_string()))
            }
            Transport::Memory(memory) => memory.take(Sent {
                id,
                to: mail.to.canonical().to_owned(),
                subject: mail.subject.clone(),
                text: mail.text.clone(),
                headers: mail.headers.clone(),
                raw: message.formatted(),
            }),
        }
    }
}

fn sender(from: &str) -> Result<Mailbox, String> {
    from.parse()
        .map_err(|error| format!("YINGKE_MAIL_FROM is not usable: {error}"))
}

/// The server's own words may name the address, so only its code is kept.
fn smtp_failure(error: &lettre::transport::smtp::Error) -> Failure {
    let code = error.status().map(|code| code.to_string());
    let kind = if error.is_timeout() {
        "timeout"
    } else if error.is_tls() {
        "TLS"
    } else if error.is_response() || error.is_client() {
        "protocol"
    } else {
        "connection"
    };
    let words = format!("SMTP {}", code.as_deref().unwrap_or(kind));
    if error.is_permanent() {
        Failure::Lasting(words)
    } else {
        Failure::Passing(words)
    }
}

/// A mail that was sent into memory.
#[derive(Clone, Debug)]
pub struct Sent {
    pub id: Uuid,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub headers: Vec<(String, String)>,
    pub raw: Vec<u8>,
}

/// Keeps mail for tests, and refuses it when told to.
#[derive(Clone, Default)]
pub struct Memory {
    inner: Arc<Mutex<(Vec<Sent>, Option<Failure>)>>,
}

impl Memory {
    pub fn mails(&self) -> Vec<Sent> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    /// From now on, every mail fails like this (or none).
    pub fn refuse(&self, how: Option<Failure>) {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).1 = how;
    }

    fn take(&self, mail: Sent) -> Result<(), Failure> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        match &inner.1 {
            Some(how) => Err(how.clone()),
            None => {
                inner.0.push(mail);
                Ok(())
            }
        }
    }
}
