//! A way to PostgreSQL that remembers, while it listens, what is asked on it.
//!
//! Only the portal that finds out what a page asks goes this way; the one that is measured doesn't.

use std::fmt;
use std::io::{self, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use url::Url;

use super::wire::{Asked, Ear};
use crate::cli::setup::Problem;

/// No message of the portal is larger.
const LARGEST: usize = 64 * 1024 * 1024;
/// What a connection may begin with: the wish for encryption, answered with a letter.
const ENCRYPTION: [u32; 2] = [80_877_103, 80_877_104];

/// What was heard, while somebody listens.
type Heard = Arc<Mutex<Option<Vec<Asked>>>>;

/// Open until it is dropped.
pub struct Tap {
    address: SocketAddr,
    way: Way,
    heard: Heard,
    closed: Arc<AtomicBool>,
}

impl Tap {
    /// Stands between a program on this machine and the database of `url`.
    pub fn open(url: &str) -> Result<Self, Problem> {
        let way = Way::of(url)?;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let tap = Self {
            address: listener.local_addr()?,
            way,
            heard: Heard::default(),
            closed: Arc::default(),
        };
        let (server, heard, closed) = (tap.way.server.clone(), tap.heard.clone(), tap.closed.clone());
        std::thread::spawn(move || {
            for client in listener.incoming() {
                if closed.load(Ordering::Relaxed) {
                    break;
                }
                let (server, heard) = (server.clone(), heard.clone());
                // A connection that fails is seen by the program, which says so itself.
                std::thread::spawn(move || client.and_then(|client| connect(&client, &server, &heard)));
            }
        });
        Ok(tap)
    }

    /// The same database, by this way.
    pub fn url(&self) -> String {
        self.way.by(self.address)
    }

    /// What is asked while `work` is done.
    pub fn during<T>(&self, work: impl FnOnce() -> T) -> (T, Vec<Asked>) {
        *lock(&self.heard) = Some(Vec::new());
        let done = work();
        (done, lock(&self.heard).take().unwrap_or_default())
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::Relaxed);
        // Wakes whoever waits for the next connection.
        let _ = TcpStream::connect(self.address);
    }
}

fn lock(heard: &Heard) -> std::sync::MutexGuard<'_, Option<Vec<Asked>>> {
    heard.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where the server listens.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Server {
    Socket(PathBuf),
    Network(String, u16),
}

impl Server {
    fn dial(&self) -> io::Result<(Box<dyn Read + Send>, Box<dyn Write + Send>)> {
        match self {
            Self::Socket(path) => {
                let stream = UnixStream::connect(path)?;
                Ok((Box::new(stream.try_clone()?), Box::new(stream)))
            }
            Self::Network(host, port) => {
                let stream = TcpStream::connect((host.as_str(), *port))?;
                stream.set_nodelay(true)?;
                Ok((Box::new(stream.try_clone()?), Box::new(stream)))
            }
        }
    }
}

/// Passes everything on, in both directions, until either end hangs up.
fn connect(client: &TcpStream, server: &Server, heard: &Heard) -> io::Result<()> {
    client.set_nodelay(true)?;
    let (mut answers, questions) = server.dial()?;
    let mut back = client.try_clone()?;
    let answering = std::thread::spawn(move || {
        let passed = io::copy(&mut answers, &mut back);
        back.shutdown(Shutdown::Both).and(passed)
    });
    let passed = pass_on(&mut BufReader::new(client), questions, heard);
    client.shutdown(Shutdown::Both).ok();
    answering.join().ok();
    passed
}

fn pass_on(client: &mut impl Read, mut server: impl Write, heard: &Heard) -> io::Result<()> {
    // How a connection begins has no letter before it.
    loop {
        let (head, body) = message(client, None)?;
        server.write_all(&[head.as_slice(), &body].concat())?;
        let code = body.first_chunk::<4>().map(|code| u32::from_be_bytes(*code));
        if !code.is_some_and(|code| ENCRYPTION.contains(&code)) {
            break;
        }
    }
    let mut ear = Ear::default();
    loop {
        let mut kind = [0];
        if client.read(&mut kind)? == 0 {
            return Ok(());
        }
        let (head, body) = message(client, Some(kind[0]))?;
        if let Some(asked) = ear.hears(kind[0], &body)
            && let Some(heard) = lock(heard).as_mut()
        {
            heard.push(asked);
        }
        server.write_all(&[head.as_slice(), &body].concat())?;
    }
}

/// A message: what stands before its body, and the body.
fn message(client: &mut impl Read, kind: Option<u8>) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let mut length = [0; 4];
    client.read_exact(&mut length)?;
    let bytes = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
    let bytes = bytes.checked_sub(4).filter(|bytes| *bytes <= LARGEST);
    let mut body = vec![0; bytes.ok_or_else(|| io::Error::other("not a message to PostgreSQL"))?];
    client.read_exact(&mut body)?;
    Ok((kind.into_iter().chain(length).collect(), body))
}

/// How a program gets into the database.
struct Way {
    server: Server,
    user: String,
    password: Option<String>,
    database: String,
}

impl Way {
    /// Reads the address of a database.
    fn of(url: &str) -> Result<Self, Problem> {
        let url = Url::parse(url).map_err(|_| "the database's address is no URL")?;
        let told = |name: &str| {
            url.query_pairs()
                .find_map(|(known, value)| (known == name).then(|| value.into_owned()))
        };
        let plain = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        if told("sslmode").is_some_and(|mode| !["disable", "allow", "prefer"].contains(&mode.as_str())) {
            return Err("its connections are encrypted".into());
        }
        let port = match told("port") {
            Some(port) => port.parse::<u16>()?,
            None => url.port().unwrap_or(5432),
        };
        let host = told("host").or_else(|| url.host_str().map(plain));
        let host = host
            .filter(|host| !host.is_empty())
            .ok_or("its address names no host")?;
        let user = told("user").unwrap_or_else(|| plain(url.username()));
        let named = plain(url.path().trim_start_matches('/'));
        Ok(Self {
            server: if host.starts_with('/') {
                Server::Socket(PathBuf::from(host).join(format!(".s.PGSQL.{port}")))
            } else {
                Server::Network(host.trim_start_matches('[').trim_end_matches(']').to_owned(), port)
            },
            password: told("password").or_else(|| url.password().map(plain)),
            database: if named.is_empty() { user.clone() } else { named },
            user,
        })
    }

    fn by(&self, address: SocketAddr) -> String {
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let password = self.password.as_deref().map(encoded);
        format!(
            "postgres://{}{}@{address}/{}?sslmode=disable&gssencmode=disable",
            encoded(&self.user),
            password.map(|password| format!(":{password}")).unwrap_or_default(),
            encoded(&self.database)
        )
    }
}

/// Without the password.
impl fmt::Debug for Way {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Way")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(url: &str) -> (Server, String) {
        let way = Way::of(url).unwrap();
        let url = way.by(SocketAddr::from(([127, 0, 0, 1], 4000)));
        (way.server, url)
    }

    #[test]
    fn a_socket_and_a_host_lead_to_the_same_database_by_another_way() {
        let (server, url) = by("postgres:///yingke?host=%2Ftmp%2Fa&port=5433&user=owner");
        assert_eq!(server, Server::Socket(PathBuf::from("/tmp/a/.s.PGSQL.5433")));
        assert_eq!(
            url,
            "postgres://owner@127.0.0.1:4000/yingke?sslmode=disable&gssencmode=disable"
        );
        let (server, url) = by("postgres://me:a%40b@db.example.com/crm");
        assert_eq!(server, Server::Network("db.example.com".to_owned(), 5432));
        assert!(url.starts_with("postgres://me:a%40b@127.0.0.1:4000/crm?"), "{url}");
    }

    #[test]
    fn where_nothing_can_be_heard_is_said() {
        for (url, words) in [
            ("postgres://me@db/crm?sslmode=verify-full", "encrypted"),
            ("dbname=crm", "no URL"),
            ("postgres:///crm", "no host"),
        ] {
            let problem = Way::of(url).unwrap_err().to_string();
            assert!(problem.contains(words), "{problem}");
        }
    }

    #[test]
    fn everything_is_passed_on_and_what_is_asked_is_kept() {
        let start = [&8_u32.to_be_bytes()[..], &196_608_u32.to_be_bytes()].concat();
        let query = [&b"Q"[..], &13_u32.to_be_bytes(), b"SELECT 1\0"].concat();
        let sent = [start, query.clone(), query].concat();
        let heard: Heard = Arc::new(Mutex::new(Some(Vec::new())));
        let mut arrived = Vec::new();
        pass_on(&mut sent.as_slice(), &mut arrived, &heard).unwrap();
        assert_eq!(arrived, sent);
        let heard = lock(&heard).take().unwrap();
        assert_eq!(heard.len(), 2);
        assert_eq!(heard[0].sql, "SELECT 1");
    }

    #[test]
    fn what_is_no_message_ends_the_connection() {
        let heard = Heard::default();
        let never = [0xff_u8; 64];
        assert!(pass_on(&mut never.as_slice(), Vec::new(), &heard).is_err());
        assert!(pass_on(&mut &b"\0\0\0\x03"[..], Vec::new(), &heard).is_err());
    }
}
