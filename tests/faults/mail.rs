//! A mail server that is away, hangs up, or refuses for a while: each mail leaves in the end, once.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use diesel::prelude::*;
use yingke::platform::jobs::pause_after;
use yingke::platform::mail::{self, Mailer, OutgoingMail};
use yingke::schema::outgoing_mails as rows;
use yingke::values::email::Email;

use crate::support::TestApp;
use crate::support::app::config;
use crate::support::client::block_on;

const MAILS: usize = 20;

/// How the server behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    /// Hangs up on everybody.
    Away,
    /// Takes a mail's head and hangs up.
    Dying,
    /// "Try again later."
    Busy,
    Well,
}

/// A mail server on this machine, as far as one test needs it.
struct Server {
    port: u16,
    mood: Arc<Mutex<Mood>>,
    /// Message-ID → how often it was accepted.
    accepted: Arc<Mutex<BTreeMap<String, usize>>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            mood: Arc::new(Mutex::new(Mood::Away)),
            accepted: Arc::default(),
        };
        let (mood, accepted) = (server.mood.clone(), server.accepted.clone());
        std::thread::spawn(move || {
            for socket in listener.incoming() {
                let mood = *mood.lock().unwrap();
                // Whoever hangs up in the middle has hung up: nothing was accepted then.
                let _ = talk(&socket.unwrap(), mood, &accepted);
            }
        });
        server
    }
}

fn talk(socket: &TcpStream, mood: Mood, accepted: &Mutex<BTreeMap<String, usize>>) -> std::io::Result<()> {
    if mood == Mood::Away {
        return Ok(());
    }
    let say = |text: &str| (&*socket).write_all(format!("{text}\r\n").as_bytes());
    let mut lines = BufReader::new(socket).lines();
    say("220 test")?;
    while let Some(line) = lines.next() {
        let line = line?;
        match line.split([' ', ':']).next().unwrap_or_default() {
            "MAIL" if mood == Mood::Busy => say("451 later")?,
            "DATA" => {
                say("354 go on")?;
                let mut id = String::new();
                for line in lines.by_ref() {
                    let line = line?;
                    if let Some(text) = line.strip_prefix("Message-ID: ") {
                        text.clone_into(&mut id);
                        if mood == Mood::Dying {
                            return Ok(());
                        }
                    }
                    if line == "." {
                        break;
                    }
                }
                *accepted.lock().unwrap().entry(id).or_default() += 1;
                say("250 taken")?;
            }
            "QUIT" => {
                say("221 bye")?;
                return Ok(());
            }
            _ => say("250 ok")?,
        }
    }
    Ok(())
}

#[test]
fn every_mail_leaves_once_when_the_server_is_well_again() {
    let app = TestApp::spawn();
    let server = Server::start();
    let mut config = config(&app.base, 0);
    config.smtp_url = Some(format!("smtp://127.0.0.1:{}", server.port));
    for number in 0..MAILS {
        let letter = OutgoingMail {
            to: Email::parse(&format!("guest{number}@example.com")).unwrap(),
            subject: "您的投诉已受理".into(),
            text: "您好。".into(),
            headers: Vec::new(),
        };
        app.db.system_write_now(|tx| mail::queue(tx, &letter)).unwrap();
    }
    let mut tries = 0;
    // The connections of a mailer live and die inside a runtime.
    block_on(async {
        let mailer = Mailer::new(&config).unwrap();
        for (round, mood) in (1..).zip([Mood::Away, Mood::Busy, Mood::Dying, Mood::Well]) {
            *server.mood.lock().unwrap() = mood;
            while mailer.send_one(&app.db).await.unwrap() {
                tries += 1;
            }
            let conn = &mut app.database.owner();
            let queued: i64 = rows::table
                .filter(rows::state.eq("queued"))
                .count()
                .get_result(conn)
                .unwrap();
            let left = if mood == Mood::Well {
                0
            } else {
                i64::try_from(MAILS).unwrap()
            };
            assert_eq!(queued, left, "{mood:?}");
            app.advance(pause_after(round));
        }
    });
    let accepted = server.accepted.lock().unwrap();
    println!(
        "{MAILS} mails, {tries} tries over four moods of the server: {} left, each once",
        accepted.len()
    );
    assert_eq!(accepted.len(), MAILS);
    assert!(accepted.values().all(|times| *times == 1), "{accepted:?}");
}
