//! Requests that no browser sends: no panic, no answer of 500 or above, and the portal still answers.
//!
//! Each account has a portal of its own, so that what one destroys others don't miss. `YINGKE_TEST_SEED` repeats a run.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};
use reqwest::header::{HeaderName, HeaderValue};
use uuid::Uuid;
use yingke::app::all_routes;
use yingke::cli::demo;
use yingke::platform::db::FormToken;

use crate::support::forms::{self, FoundForm};
use crate::support::{Client, pages};

/// Per account; with somebody signed out and the twelve roles, more than 5,000 together.
const TRIALS: u32 = 420;
/// Beside these, per account, straight into the socket.
const RAW_TRIALS: u32 = 30;
/// Each share of the accounts is a test, so that two run at once.
const SHARES: usize = 2;

/// Panics in the program's own code, in any thread.
static PANICS: AtomicU32 = AtomicU32::new(0);

fn count_panics() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let file = panic.location().map_or("", |place| place.file());
            if !file.starts_with("tests/") && !std::thread::current().name().is_some_and(|name| name.contains("::")) {
                PANICS.fetch_add(1, SeqCst);
            }
            usual(panic);
        }));
    });
}

fn seed() -> u64 {
    match std::env::var("YINGKE_TEST_SEED") {
        Ok(text) => text.parse().expect("YINGKE_TEST_SEED is a number"),
        Err(_) => rand::random(),
    }
}

const METHODS: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW",
];

const NASTY: [&str; 44] = [
    "",
    " ",
    "\u{3000}",
    "0",
    "-1",
    "-0",
    "1e309",
    "NaN",
    "0x7f",
    "９９９",
    "99999999999999999999999999",
    "-9223372036854775809",
    "0.00000000000000000001",
    "1,000,000,00",
    "2026-02-30",
    "0000-00-00",
    "9999-12-31",
    "99999-12-31",
    "-292277022657-01-27",
    "2026-11-22T25:61",
    "2026-11-22T10:00+99:99",
    "２０２６－１１－２２",
    "true",
    "null",
    "[object Object]",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "not-a-uuid",
    "' OR 1=1 --",
    "\"; DROP TABLE customers; --",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "${jndi:ldap://127.0.0.1/x}",
    "../../../../etc/passwd",
    "%",
    "%s%n%x",
    "\r\nSet-Cookie: a=b",
    "\u{202e}gnp.exe",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}",
    "👩‍👩‍👧‍👦",
    "\u{feff}",
    "=cmd|' /C calc'!A0",
    "LSVAA49J132047371",
    "13800138000",
];

/// One who throws things.
struct Thrower<'a> {
    dice: StdRng,
    client: &'a Client,
    base: &'a str,
    paths: Vec<String>,
    forms: Vec<FoundForm>,
    /// Routes asked for so far, as `METHOD pattern`.
    reached: std::collections::BTreeSet<String>,
    bad: Vec<String>,
}

impl Thrower<'_> {
    fn roll(&mut self, sides: usize) -> usize {
        self.dice.random_range(0..sides)
    }

    fn one_in(&mut self, sides: usize) -> bool {
        self.roll(sides) == 0
    }

    fn one_of<T: Clone>(&mut self, things: &[T]) -> T {
        things[self.roll(things.len())].clone()
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        self.dice.fill_bytes(&mut bytes);
        bytes
    }

    fn nasty(&mut self) -> String {
        match self.roll(12) {
            0 => "长".repeat(self.roll(4000)),
            1 => "a".repeat(self.roll(9000)),
            2 => String::from_utf8_lossy(&self.bytes(40)).into_owned(),
            3 => Uuid::new_v4().to_string(),
            _ => self.one_of(&NASTY).to_owned(),
        }
    }

    fn path(&mut self) -> String {
        let mut path = self.one_of(&self.paths.clone());
        if self.one_in(6) {
            let damage = [
                "/..",
                "/%2e%2e/",
                "/%00",
                "//",
                "/\u{9}",
                "/%ff",
                "/a".repeat(200).as_str(),
                "/.",
                "%",
                "\\",
            ]
            .map(str::to_owned);
            path.push_str(&self.one_of(&damage));
        }
        if self.one_in(3) {
            let query = self.query();
            path = format!("{path}?{query}");
        }
        path
    }

    fn query(&mut self) -> String {
        const NAMES: [&str; 14] = [
            "after", "search", "q", "tier", "state", "owner", "view", "sort", "from", "to", "topic", "next", "id",
            "page",
        ];
        let mut query = String::new();
        for _ in 0..=self.roll(5) {
            let name = self.one_of(&NAMES);
            let nasty = self.nasty();
            let nasty: String = nasty.chars().take(300).collect();
            let value = url::form_urlencoded::byte_serialize(nasty.as_bytes()).collect::<String>();
            let pair = match self.roll(8) {
                0 => format!("{name}{}={value}&", "[a]".repeat(self.roll(200))),
                1 => format!("{name}=%00%ff%zz&"),
                2 => format!("{name}&{name}&=&&&"),
                3 => format!("{name}=1_00000000000000000000000000000000&"),
                _ => format!("{name}={value}&"),
            };
            query.push_str(&pair);
        }
        query
    }

    /// A real form with one or all of its fields spoilt.
    fn spoilt_form(&mut self) -> reqwest::RequestBuilder {
        let form = self.one_of(&self.forms.clone());
        let mut fields = form.fields.clone();
        if !form.unchosen.is_empty() {
            fields.push(self.one_of(&form.unchosen));
        }
        for (name, value) in &mut fields {
            if name == "token" {
                *value = FormToken::new().to_string();
            }
        }
        let all = self.one_in(4);
        let chosen = self.roll(fields.len().max(1));
        for (number, (name, value)) in fields.iter_mut().enumerate() {
            if (all || number == chosen) && name != "token" {
                *value = self.nasty();
            }
        }
        match self.roll(8) {
            0 => fields.truncate(chosen),
            1 => fields.extend(fields.clone()),
            2 => fields.push((self.nasty(), self.nasty())),
            _ => {}
        }
        self.reach("POST", &form.action);
        let request = self
            .client
            .request("POST", &form.action)
            .header("Sec-Fetch-Site", "same-origin");
        if form.multipart {
            let whole = multipart(&fields, "cut-here");
            let cut = if self.one_in(3) {
                self.roll(whole.len())
            } else {
                whole.len()
            };
            return request
                .header("Content-Type", "multipart/form-data; boundary=cut-here")
                .body(whole[..cut].to_vec());
        }
        request.form(&fields)
    }

    fn junk_body(&mut self) -> Vec<u8> {
        match self.roll(10) {
            0 => self.bytes(3000),
            1 => b"name=%00&phone=\0&token=%00".to_vec(),
            2 => b"name=\xff\xfe\xc3\x28&token=\xf0\x28".to_vec(),
            3 => [b"notes=".as_slice(), &vec![b'x'; 70 * 1024]].concat(),
            4 => "a=1&".repeat(15_000).into_bytes(),
            5 => b"%%%&&&===;;;%zz=%u4e2d".to_vec(),
            6 => br#"{"name":{"name":{"name":[[[[[[[[[[null]]]]]]]]]]}}}"#.to_vec(),
            7 => b"--cut-here\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\0b.png\"\r\n\r\n\x89PNG"
                .to_vec(),
            8 => Vec::new(),
            _ => format!("token={}&lock_version=99999999999999999999", FormToken::new()).into_bytes(),
        }
    }

    fn junk_request(&mut self) -> reqwest::RequestBuilder {
        const KINDS: [&str; 9] = [
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=utf-16",
            "application/json",
            "multipart/form-data",
            "multipart/form-data; boundary=cut-here",
            "multipart/form-data; boundary=\"",
            "text/plain",
            "message/rfc822",
            "x",
        ];
        let (method, path) = (self.one_of(&METHODS), self.path());
        self.reach(method, &path);
        let mut request = self.client.request(method, &path);
        if !self.one_in(4) {
            request = request.header("Sec-Fetch-Site", "same-origin");
        }
        if method != "GET" && method != "HEAD" && method != "TRACE" {
            request = request
                .header("Content-Type", self.one_of(&KINDS))
                .body(self.junk_body());
        }
        for _ in 0..self.roll(4) {
            let (name, value) = self.junk_header();
            if let Ok(value) = HeaderValue::from_bytes(&value) {
                request = request.header(name, value);
            }
        }
        request
    }

    fn junk_header(&mut self) -> (HeaderName, Vec<u8>) {
        const HEADERS: [(&str, &[u8]); 24] = [
            ("cookie", b"yingke=%ff; yingke=; yingke_toast=%e4%b8; yingke_lang=\xff"),
            (
                "cookie",
                b"yingke=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            ),
            ("cookie", b";;;===;;yingke;"),
            ("cookie", b"yingke_toast=%00%0d%0aSet-Cookie%3a%20a=b"),
            ("hx-request-type", b"partial"),
            ("hx-target", b"div#main"),
            ("hx-target", b"\xff#\xff#"),
            ("hx-request", b"\xe4\xbd"),
            ("accept-encoding", b"gzip;q=NaN, br;q=-1, *;q=9999"),
            ("accept-language", b"\xff\xff"),
            ("range", b"bytes=-1-5,99999999999999999999-"),
            ("if-modified-since", b"yesterday"),
            ("if-none-match", b"\"\"\"\"\""),
            ("host", b"evil.example"),
            ("host", b"127.0.0.1:99999999"),
            ("host", b"[::1"),
            ("origin", b"null"),
            ("origin", b"http://\xff"),
            ("referer", b"javascript:alert(1)"),
            ("user-agent", b"\xf0\x9f\x98\x80 \xff"),
            ("content-encoding", b"br"),
            ("content-encoding", b"gzip"),
            ("x-forwarded-for", b"::::::"),
            ("last-event-id", b"-1"),
        ];
        if self.one_in(8) {
            let length = self.roll(6000);
            return (
                HeaderName::from_static("cookie"),
                [b"yingke=".as_slice(), &vec![b'a'; length]].concat(),
            );
        }
        let (name, value) = self.one_of(&HEADERS);
        (HeaderName::from_static(name), value.to_vec())
    }

    fn reach(&mut self, method: &str, path: &str) {
        if let Some(route) = pages::route_of(method, path.split('?').next().unwrap_or_default()) {
            self.reached.insert(format!("{method} {}", route.path));
        }
    }

    fn throw(&mut self) {
        let request = if !self.forms.is_empty() && self.one_in(2) {
            self.spoilt_form()
        } else {
            self.junk_request()
        };
        let Ok(request) = request.build() else {
            return; // Not even a request: reqwest would not send it.
        };
        let what = format!(
            "{} {} {:?} {}",
            request.method(),
            request.url().as_str().chars().take(300).collect::<String>(),
            request.headers(),
            request
                .body()
                .and_then(|body| body.as_bytes())
                .map(|body| String::from_utf8_lossy(&body[..body.len().min(2000)]).into_owned())
                .unwrap_or_default(),
        );
        match self.client.try_send(request) {
            Ok(status) if status >= 500 => self.bad.push(format!("{status}: {what}")),
            Ok(_) => {}
            // The server may hang up on a body that it won't read, never on a small one.
            Err(error) if !what.contains("xxxxxxxx") && !what.contains("a=1&a=1&") => {
                self.bad.push(format!("{error}: {what}"));
            }
            Err(_) => {}
        }
    }

    /// Bytes that are hardly HTTP.
    fn throw_raw(&mut self) {
        let path = self.one_of(&self.paths.clone());
        let mut bytes = match self.roll(10) {
            0 => self.bytes(500),
            1 => format!("GET {path} HTTP/9.9\r\n\r\n").into_bytes(),
            2 => format!("GET {path}\r\n\r\n").into_bytes(),
            3 => format!("POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\nabc").into_bytes(),
            4 => format!(
                "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef"
            )
            .into_bytes(),
            5 => format!("POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc")
                .into_bytes(),
            6 => format!("GET {path} HTTP/1.1\r\n{}\r\n", "X: y\r\n".repeat(2000)).into_bytes(),
            7 => [b"GET /\xff\xfe\0 HTTP/1.1\r\nHost: \xff\r\n\r\n".as_slice()].concat(),
            8 => format!("GET /{} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "a".repeat(100_000)).into_bytes(),
            _ => format!("POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nhalf").into_bytes(),
        };
        if self.one_in(5) {
            let place = self.roll(bytes.len());
            bytes[place] = 0;
        }
        let mut socket = TcpStream::connect(self.base.trim_start_matches("http://")).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(3))).unwrap();
        // The server may have hung up already: then there is no answer to look at.
        let _ = socket.write_all(&bytes);
        let _ = socket.shutdown(Shutdown::Write);
        let mut answer = Vec::new();
        let _ = socket.read_to_end(&mut answer);
        let head = String::from_utf8_lossy(&answer[..answer.len().min(12)]).into_owned();
        if head.strip_prefix("HTTP/1.1 ").is_some_and(|code| code.starts_with('5')) {
            self.bad.push(format!(
                "{head}: {}",
                String::from_utf8_lossy(&bytes[..bytes.len().min(300)])
            ));
        }
    }
}

fn multipart(fields: &[(String, String)], boundary: &str) -> Vec<u8> {
    let mut body = String::new();
    for (name, value) in fields {
        body += &format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    format!("{body}--{boundary}--\r\n").into_bytes()
}

/// Each route's path, with an id that is none of ours in the place of each placeholder, and where real pages stand.
fn paths(found: &[pages::Found]) -> Vec<String> {
    all_routes()
        .filter(|route| route.path != "/sign-out")
        .map(|route| {
            let parts = route.path.split('/').map(|part| {
                if part.starts_with('{') {
                    Uuid::now_v7().to_string()
                } else {
                    part.to_owned()
                }
            });
            parts.collect::<Vec<_>>().join("/")
        })
        .chain(found.iter().map(|found| found.path.clone()))
        .collect()
}

/// (trials, routes reached)
fn throw_as(account: Option<&str>, seed: u64) -> (u32, std::collections::BTreeSet<String>) {
    let app = pages::lived_in();
    let client = account.map_or_else(|| app.visitor(), |account| app.sign_in(account));
    let found = pages::found_by(&client);
    let mut forms: Vec<FoundForm> = found
        .iter()
        .flat_map(|found| forms::forms(&found.page, &found.path))
        .collect();
    forms.sort_by(|one, other| one.action.cmp(&other.action));
    forms.dedup_by(|one, other| one.action == other.action);
    forms.retain(|form| form.action != "/sign-out");
    let mut thrower = Thrower {
        dice: StdRng::seed_from_u64(seed),
        client: &client,
        base: &app.base,
        paths: paths(&found),
        forms,
        reached: Default::default(),
        bad: Vec::new(),
    };
    for _ in 0..TRIALS {
        thrower.throw();
    }
    for _ in 0..RAW_TRIALS {
        thrower.throw_raw();
    }
    let Thrower { bad, reached, .. } = thrower;
    let who = account.unwrap_or("signed out");
    assert!(
        bad.is_empty(),
        "seed {seed}, as {who}: {} bad answers, such as\n{}",
        bad.len(),
        bad[..bad.len().min(5)].join("\n")
    );
    assert_eq!(
        app.visitor().get("/readyz").status,
        200,
        "seed {seed}, as {who}: the portal is gone"
    );
    (TRIALS + RAW_TRIALS, reached)
}

fn throw(share: usize) {
    count_panics();
    let panics = PANICS.load(SeqCst);
    let seed = seed();
    let cast = demo::usernames();
    let accounts: Vec<Option<&str>> = std::iter::once(None).chain(cast.split(' ').map(Some)).collect();
    let (mut trials, mut reached) = (0, std::collections::BTreeSet::new());
    for account in accounts.into_iter().skip(share).step_by(SHARES) {
        let (more, routes) = throw_as(account, seed);
        trials += more;
        reached.extend(routes);
    }
    println!(
        "{trials} malformed requests, seed {seed}, {} of {} routes: 0 answers of 500 or above",
        reached.len(),
        all_routes().count()
    );
    assert!(trials >= 2500);
    assert_eq!(PANICS.load(SeqCst), panics, "seed {seed}: the program panicked");
}

#[test]
fn malformed_requests_do_no_harm_first_share_of_accounts() {
    throw(0);
}

#[test]
fn malformed_requests_do_no_harm_second_share_of_accounts() {
    throw(1);
}
