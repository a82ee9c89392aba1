use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use diesel::PgConnection;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::{Changed, Hub};

const POLL: Duration = Duration::from_millis(200);
/// A connection that died in silence is found by asking now and then.
const ASK: Duration = Duration::from_secs(30);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Listens on a connection outside the pool until the hub is closed; comes back by itself after a fault.
pub fn listen(url: String, hub: Hub) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut pause = POLL;
        let mut missed = false;
        while !hub.is_closed() {
            if let Ok(mut conn) = open(&url) {
                pause = POLL;
                if missed {
                    hub.pass_on(Changed::Anything);
                }
                let fault = follow(&mut conn, &hub);
                if hub.is_closed() {
                    return;
                }
                tracing::warn!(
                    error = fault.map(|fault| fault.to_string()),
                    "live pages lost the database"
                );
            }
            missed = true;
            thread::sleep(pause);
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    })
}

fn open(url: &str) -> ConnectionResult<PgConnection> {
    let mut conn = PgConnection::establish(url)?;
    conn.batch_execute("LISTEN yingke")
        .map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(conn)
}

/// Passes notifications on until the hub is closed (`None`) or the connection fails.
fn follow(conn: &mut PgConnection, hub: &Hub) -> Option<diesel::result::Error> {
    let mut asked = Instant::now();
    while !hub.is_closed() {
        for notification in conn.notifications_iter() {
            match notification {
                Ok(notification) => {
                    if let Some(change) = Changed::parse(&notification.payload) {
                        hub.pass_on(change);
                    }
                }
                Err(fault) => return Some(fault),
            }
        }
        if asked.elapsed() > ASK {
            asked = Instant::now();
            if let Err(fault) = conn.batch_execute("SELECT 1") {
                return Some(fault);
            }
        }
        thread::sleep(POLL);
    }
    None
}
