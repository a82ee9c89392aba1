//! Somebody walks off with the disk: nothing that was typed about a person can be read from it.
//!
//! Values that stand nowhere else are typed into every form of the rooms that meet customers, into the public form and into
//! a file that is imported; then the whole data folder (PostgreSQL's tables, write-ahead log and own log, mail waiting to be
//! sent) and the portal's log are searched for them, in clear and in the usual disguises.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use diesel::prelude::*;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::multipart::{Form, Part};
use yingke::platform::db::FormToken;
use yingke::values::id_document::{IdDocument, IdKind};
use yingke::values::vin::Vin;

use crate::support::forms::{self, FoundForm};
use crate::support::portal::Portal;
use crate::support::{Client, pages};

/// Forms of these paths hold what is said about customers.
const ABOUT_CUSTOMERS: [&str; 8] = [
    "/appointments",
    "/customers",
    "/vehicles",
    "/complaints",
    "/call-backs",
    "/tasks",
    "/search",
    "/access-requests",
];
/// How long the worker may take for a small file.
const WORK: Duration = Duration::from_secs(60);
/// Accounts that type, in this order.
const TYPISTS: [&str; 4] = ["care", "crm.manager", "consultant", "advisor"];

/// (field names that it is typed into, value)
struct Canary {
    fields: &'static [&'static str],
    typed: String,
}

fn canaries() -> Vec<Canary> {
    let canary = |fields, typed: &str| Canary {
        fields,
        typed: typed.to_owned(),
    };
    vec![
        canary(&["name", "new_name", "contact_person"], "卡纳瑞雀"),
        canary(&["phone", "new_phone", "phone_number"], "13977310942"),
        canary(&["q", "term"], "卡纳瑞雀儿"),
        canary(&["email"], "canary.7731@example.com"),
        canary(&["wechat"], "wx_canary_7731"),
        canary(&["address"], "金丝雀路七七三一号乙座"),
        canary(&["id_number"], &id_number()),
        canary(&["plate", "new_plate"], "沪C7Q31Z"),
        canary(&["vin"], &vin()),
        canary(&["engine_number"], "CNRY7731X"),
        canary(&["facts", "words", "story"], "柠檬金丝雀在展厅啼叫了七十三声"),
        canary(
            &["notes", "body", "note", "text", "summary", "message", "content", "wish"],
            "青色金丝雀记在备注里",
        ),
        canary(
            &["reason", "remark", "comment", "evidence", "cause_note", "explanation"],
            "因为金丝雀不肯唱歌",
        ),
    ]
}

fn with_check_digit(fits: impl Fn(&str) -> bool, shape: impl Fn(char) -> String) -> String {
    let digits = "0123456789X".chars().map(shape);
    digits
        .into_iter()
        .find(|text| fits(text))
        .expect("one of the check digits fits")
}

fn id_number() -> String {
    with_check_digit(
        |text| IdDocument::parse(IdKind::MainlandId, text).is_ok(),
        |digit| format!("31010119880317731{digit}"),
    )
}

fn vin() -> String {
    with_check_digit(
        |text| matches!(Vin::parse(text), Ok((_, None))),
        |digit| format!("LCNRY773{digit}1ZA77319"),
    )
}

/// Types the canaries into every form about customers; gives the canaries that a form took, and how many forms did.
fn type_everywhere(portal: &Portal, canaries: &[Canary]) -> (BTreeSet<usize>, usize) {
    let (mut taken, mut accepted) = (BTreeSet::new(), 0);
    for account in TYPISTS {
        let client = portal.sign_in(account);
        // A second and a third look: what was made by then has forms of its own.
        let mut done: BTreeSet<String> = BTreeSet::new();
        for _ in 0..3 {
            let found = pages::found_by(&client);
            let mut all: Vec<FoundForm> = found
                .iter()
                .flat_map(|found| forms::forms(&found.page, &found.path))
                .collect();
            // What ends a record comes last.
            all.sort_by_key(|form| {
                (
                    form.action.contains("clos") || form.action.contains("withdraw"),
                    form.action.clone(),
                )
            });
            for form in all {
                let about = ABOUT_CUSTOMERS.iter().any(|path| form.action.starts_with(path));
                if !about || form.multipart || !done.insert(form.action.clone()) {
                    continue;
                }
                let (fields, typed) = fill(&form, canaries);
                let fields: Vec<(&str, &str)> = fields
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect();
                let answer = client.post_form(&form.action, &fields);
                println!("{} {} as {account}: {typed:?}", answer.status, form.action);
                if answer.status < 400 {
                    accepted += 1;
                    taken.extend(typed);
                }
            }
        }
    }
    (taken, accepted)
}

/// A customer complains on the public form.
fn write_in(portal: &Portal, canaries: &[Canary]) {
    let (visitor, path) = (portal.visitor(), "/complain/PD01");
    let form = forms::forms(&visitor.get(path), path).remove(0);
    let (fields, typed) = fill(&form, canaries);
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let answer = visitor.post_form(path, &fields);
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert!(typed.len() >= 4, "name, phone, e-mail, complaint");
}

/// A file that is named after a customer is imported: one good record, one with a bad phone.
fn import(portal: &Portal, canaries: &[Canary]) {
    let of = |field: &str| {
        let found = canaries.iter().find(|canary| canary.fields.contains(&field));
        &found.expect("there is such a canary").typed
    };
    let (name, notes) = (of("name"), of("notes"));
    let rows = format!(
        "姓名,手机,邮箱,备注\n{name},13912340001,{},{notes}\n{name},{}9,,{notes}\n",
        of("email"),
        of("phone")
    );
    let client = portal.sign_in("data");
    let upload = Form::new()
        .text("token", FormToken::new().to_string())
        .part("file", Part::bytes(rows.into_bytes()).file_name(format!("{name}.csv")));
    let request = client
        .request("POST", "/imports")
        .header("Sec-Fetch-Site", "same-origin");
    let answer = client.send(request.multipart(upload));
    assert_eq!(answer.status, 303, "{}", answer.body);
    let columns = answer.location().to_owned();
    let path = columns.trim_end_matches("/columns");
    send_form(&client, &columns, &columns);
    until_there(&client, path, "/run");
    send_form(&client, path, &format!("{path}/run"));
    until_there(&client, path, "/undo");
}

/// Sends a form as the page has it.
fn send_form(client: &Client, page: &str, action: &str) {
    let all = forms::forms(&client.get(page), page);
    let form = all.into_iter().find(|form| form.action == action);
    let form = form.unwrap_or_else(|| panic!("no form on {page} goes to {action}"));
    let fields: Vec<(&str, &str)> = form
        .fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let answer = client.post_form(action, &fields);
    assert_eq!(answer.status, 303, "{action}: {}", answer.body);
}

/// Waits until the worker has come so far that a form is offered.
fn until_there(client: &Client, page: &str, action: &str) {
    let begun = Instant::now();
    while !client.get(page).has(&format!("form[action$='{action}']")) {
        assert!(begun.elapsed() < WORK, "no {action} on {page}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn fill(form: &FoundForm, canaries: &[Canary]) -> (Vec<(String, String)>, BTreeSet<usize>) {
    let mut typed = BTreeSet::new();
    let mut fields = form.fields.clone();
    for (name, value) in &mut fields {
        match name.as_str() {
            "token" => *value = FormToken::new().to_string(),
            "id_kind" => "mainland_id".clone_into(value),
            "kind" if value.is_empty() => "person".clone_into(value),
            name => {
                if let Some(number) = canaries.iter().position(|canary| canary.fields.contains(&name)) {
                    value.clone_from(&canaries[number].typed);
                    typed.insert(number);
                }
            }
        }
    }
    (fields, typed)
}

/// The text as it might be written down.
fn disguises(text: &str) -> BTreeMap<String, Vec<u8>> {
    let utf8 = text.as_bytes();
    let utf16: Vec<u16> = text.encode_utf16().collect();
    let (gb, ..) = encoding_rs::GB18030.encode(text);
    let mut all = BTreeMap::from([
        ("in clear".to_owned(), utf8.to_vec()),
        ("in GB18030".to_owned(), gb.to_vec()),
        (
            "in UTF-16LE".to_owned(),
            utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
        ),
        (
            "in UTF-16BE".to_owned(),
            utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
        ),
        ("in hex".to_owned(), hex::encode(utf8).into_bytes()),
        ("in capital hex".to_owned(), hex::encode_upper(utf8).into_bytes()),
        (
            "in a URL".to_owned(),
            utf8_percent_encode(text, NON_ALPHANUMERIC).to_string().into_bytes(),
        ),
        (
            "in JSON".to_owned(),
            utf16
                .iter()
                .map(|unit| format!("\\u{unit:04x}"))
                .collect::<String>()
                .into_bytes(),
        ),
    ]);
    // Base64 looks different at each of three offsets; its ends depend on the neighbours.
    for before in 0..3 {
        let packed = STANDARD_NO_PAD.encode([&b"\0\0"[..before], utf8].concat());
        let inner = packed[(before * 4).div_ceil(3)..packed.len() - 1].to_owned();
        all.insert(format!("in base64, {before} off"), inner.into_bytes());
    }
    all
}

/// Looks for many byte strings at once: by their first two bytes.
struct Sieve {
    /// (what it is, bytes)
    wanted: Vec<(String, Vec<u8>)>,
    starts: Vec<bool>,
}

impl Sieve {
    fn of(texts: &[(&str, &str)]) -> Self {
        let wanted: Vec<(String, Vec<u8>)> = texts
            .iter()
            .flat_map(|(name, text)| {
                disguises(text)
                    .into_iter()
                    .map(move |(disguise, bytes)| (format!("{name} {disguise}"), bytes))
            })
            .collect();
        let mut starts = vec![false; 1 << 16];
        for (_, bytes) in &wanted {
            starts[usize::from(u16::from_be_bytes([bytes[0], bytes[1]]))] = true;
        }
        Self { wanted, starts }
    }

    /// What stands in `bytes`.
    fn find(&self, bytes: &[u8]) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        let places = bytes.windows(2).enumerate();
        for (place, _) in places.filter(|(_, pair)| self.starts[usize::from(pair[0]) << 8 | usize::from(pair[1])]) {
            let rest = &bytes[place..];
            found.extend(
                self.wanted
                    .iter()
                    .filter(|(_, wanted)| rest.starts_with(wanted))
                    .map(|(name, _)| name.as_str()),
            );
        }
        found
    }
}

fn all_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let kind = fs::symlink_metadata(&path).unwrap().file_type();
        if kind.is_dir() {
            found.extend(all_files(&path));
        } else if kind.is_file() {
            found.push(path);
        }
    }
    found
}

/// (file, what stands in it); and how many bytes were read.
fn search(portal: &Portal, sieve: &Sieve) -> (Vec<(String, String)>, usize) {
    diesel::sql_query("CHECKPOINT").execute(&mut portal.owner()).unwrap();
    let (mut found, mut read) = (Vec::new(), 0);
    for file in all_files(&portal.data()).into_iter().chain([portal.log_file()]) {
        // Without a mail server, mail is written to a folder as it would be sent: only its name is looked at there.
        // And a file that PostgreSQL removed in between has nothing to tell.
        let sent = file.starts_with(portal.data().join("mail"));
        let bytes = if sent {
            Vec::new()
        } else {
            fs::read(&file).unwrap_or_default()
        };
        read += bytes.len();
        let names = sieve.find(file.file_name().unwrap().as_encoded_bytes());
        let name = file.strip_prefix(portal.data()).unwrap_or(&file).display().to_string();
        found.extend(
            sieve
                .find(&bytes)
                .into_iter()
                .chain(names)
                .map(|what| (name.clone(), what.to_owned())),
        );
    }
    (found, read)
}

#[test]
fn what_was_typed_about_customers_can_be_read_from_no_file() {
    let portal = Portal::start_with(&[("RUST_LOG", "info,yingke=trace,actix_web=debug")]);
    let canaries = canaries();
    let (taken, accepted) = type_everywhere(&portal, &canaries);
    write_in(&portal, &canaries);
    import(&portal, &canaries);
    // Somebody types a password where the name belongs.
    let typist = portal.visitor();
    let wrong = [
        ("username", "Canary-Passw0rd-7731"),
        ("password", "Canary-Passw0rd-7731"),
    ];
    assert_eq!(typist.post_form("/sign-in", &wrong).status, 422);

    let mut texts: Vec<(&str, &str)> = canaries
        .iter()
        .map(|canary| (canary.fields[0], canary.typed.as_str()))
        .collect();
    texts.extend([
        ("password", "Canary-Passw0rd-7731"),
        ("phone in groups", "139 7731 0942"),
        ("plate with its dot", "沪C·7Q31Z"),
    ]);
    let sieve = Sieve::of(&texts);
    let (found, read) = search(&portal, &sieve);
    println!(
        "{} values in {} disguises, {accepted} forms accepted, {} files' worth of {} MB searched: found {}",
        texts.len(),
        sieve.wanted.len(),
        all_files(&portal.data()).len(),
        read / 1024 / 1024,
        found.len()
    );
    let untyped: Vec<_> = (0..canaries.len()).filter(|number| !taken.contains(number)).collect();
    let untyped: Vec<_> = untyped.iter().map(|number| canaries[*number].fields).collect();
    assert!(found.is_empty(), "{found:#?}");
    assert!(untyped.is_empty(), "no form took {untyped:?}");

    // The search would have found them.
    let mut owner = portal.owner();
    for sql in [
        "CREATE TABLE control (words TEXT)",
        "INSERT INTO control VALUES ('控制组：卡纳瑞雀'), (encode('柠檬金丝雀在展厅啼叫了七十三声'::BYTEA, 'hex')),
            (encode('x13977310942'::BYTEA, 'base64'))",
    ] {
        diesel::sql_query(sql).execute(&mut owner).unwrap();
    }
    let (found, _) = search(&portal, &sieve);
    for (place, what) in [
        ("base/", "name in clear"),
        ("pg_wal/", "name in clear"),
        ("base/", "facts in hex"),
        ("base/", "phone in base64"),
    ] {
        let there = found
            .iter()
            .any(|(file, found)| file.contains(place) && found.starts_with(what));
        assert!(there, "the search misses {what} in {place}: {found:?}");
    }
}

#[test]
fn the_sieve_finds_each_disguise() {
    let sieve = Sieve::of(&[("name", "卡纳瑞雀")]);
    for (disguise, bytes) in disguises("卡纳瑞雀") {
        let found = sieve.find(&[b"before ".as_slice(), &bytes, b" after"].concat());
        assert!(found.contains(format!("name {disguise}").as_str()), "{disguise}");
    }
    for (offset, packed) in ["x", "xy", "xyz"].iter().enumerate() {
        let text = STANDARD_NO_PAD.encode(format!("{packed}卡纳瑞雀{packed}"));
        assert_eq!(sieve.find(text.as_bytes()).len(), 1, "{offset}");
    }
    assert!(sieve.find("卡纳 瑞雀".as_bytes()).is_empty());
}
