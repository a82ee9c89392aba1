//! SIGTERM: what is being done is finished, then the program ends well.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::support::portal::{Portal, signal};

/// Requests under way have five seconds, then PostgreSQL is stopped.
const END: Duration = Duration::from_secs(10);

#[test]
fn a_request_under_way_is_answered_and_streams_end() {
    let mut portal = Portal::start();
    let care = portal.sign_in("care");
    let stream = care.request("GET", "/events?topic=complaints");
    assert_eq!(care.send_for_head(stream).status, 200);

    let body = "username=care&password=demo-pass-2026&token=00000000000040008000000000000000";
    let (first, second) = body.split_at(20);
    let mut socket = TcpStream::connect(portal.base.trim_start_matches("http://")).unwrap();
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\nContent-Type: \
         application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{first}",
        body.len()
    );
    socket.write_all(head.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(200));

    let begun = Instant::now();
    signal(portal.pid(), "TERM");
    std::thread::sleep(Duration::from_millis(500));
    socket.write_all(second.as_bytes()).unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");

    let clean = portal.wait();
    println!(
        "a request answered after SIGTERM; the program ended after {:?}",
        begun.elapsed()
    );
    assert!(clean, "{}", portal.log());
    assert!(begun.elapsed() < END, "{:?}", begun.elapsed());
    assert_eq!(portal.postmaster(), None, "its PostgreSQL stopped too");
}
