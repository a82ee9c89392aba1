//! Who may know whom. Read from the sources: `crate::`, `super::` and `self::` paths, the tables they name, and the
//! `Tables:` line on each room's door plate.

use std::collections::{BTreeMap, BTreeSet};

use super::{files, in_repository};

/// The line of rooms: each may use what stands to its left.
const ROOMS: [&str; 13] = [
    "staff",
    "customers",
    "vehicles",
    "messages",
    "followups",
    "visits",
    "membership",
    "service",
    "sales",
    "complaints",
    "surveys",
    "figures",
    "imports",
];
/// Desks compose every room, and nobody knows a desk.
const DESKS: [&str; 6] = ["search", "history", "reception", "my_day", "dashboard", "admin"];
/// What puts rooms and desks together.
const BUILDERS: [&str; 6] = ["lib", "main", "app", "cli", "navigation", "reactions"];
/// What every room may use.
const COMMON: [&str; 8] = [
    "platform", "values", "access", "events", "schema", "words", "regions", "coded",
];

/// Inside a room: (file, files of the room it may use). A file that isn't listed may use all of them.
const INSIDE: [(&str, &[&str]); 10] = [
    ("rules", &[]),
    ("model", &["rules"]),
    ("text", &["rules", "model"]),
    ("forms", &["rules", "model", "text"]),
    ("queries", &["model", "rules"]),
    ("commands", &["queries", "model", "rules"]),
    ("views", &["model", "rules", "text"]),
    ("mail", &["views", "text", "model", "rules"]),
    ("jobs", &["commands", "queries", "model", "rules", "mail"]),
    (
        "handlers",
        &[
            "forms", "commands", "queries", "views", "text", "model", "rules", "session",
        ],
    ),
];

/// Beginnings of paths that a file of a room may not contain, and why.
const NEVER: [(&[&str], &[&str], &str); 4] = [
    (
        &["rules"],
        &[
            "diesel",
            "actix_web",
            "actix_session",
            "askama",
            "crate::platform",
            "crate::access",
            "crate::schema",
        ],
        "rules know values and nothing else",
    ),
    (
        &["commands", "queries", "jobs", "model"],
        &["actix_web", "actix_session", "askama", "crate::platform::web"],
        "reads and writes know no HTTP",
    ),
    (
        &["handlers", "views", "forms", "text"],
        &["crate::schema"],
        "what faces the browser names no table",
    ),
    (
        &["handlers", "forms", "text"],
        &["diesel"],
        "what faces the browser holds no SQL",
    ),
];

/// One source file: where it stands, and the paths it names.
struct Source {
    file: String,
    /// `["staff", "handlers"]` for `src/staff/handlers.rs`.
    module: Vec<String>,
    code: String,
    paths: BTreeSet<Vec<String>>,
}

impl Source {
    fn read(file: String, text: &str) -> Self {
        let module: Vec<String> = file
            .trim_start_matches("src/")
            .trim_end_matches(".rs")
            .trim_end_matches("/mod")
            .split('/')
            .filter(|part| *part != "lib")
            .map(str::to_owned)
            .collect();
        let code = code(text);
        let paths = paths(&code, &module);
        Self {
            file,
            module,
            code,
            paths,
        }
    }

    fn room(&self) -> &str {
        self.module.first().map_or("lib", String::as_str)
    }

    /// Tables that this file names, in Rust and in SQL.
    fn tables(&self, known: &BTreeSet<String>) -> BTreeSet<String> {
        let mut found: BTreeSet<String> = self
            .paths
            .iter()
            .filter(|path| path[0] == "schema")
            .filter_map(|path| path.get(1).cloned())
            .collect();
        for word in ["schema::", "FROM ", "JOIN ", "UPDATE ", "INTO "] {
            found.extend(self.code.split(word).skip(1).map(first_word));
        }
        found.retain(|table| known.contains(table));
        found
    }
}

/// The program without its unit tests and comments.
fn code(text: &str) -> String {
    let text = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn first_word(text: &str) -> String {
    text.chars()
        .take_while(|sign| sign.is_alphanumeric() || *sign == '_')
        .collect()
}

/// Every path that begins at the crate, the parent or the module itself, told from the crate on.
fn paths(code: &str, module: &[String]) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    let parent = module[..module.len().saturating_sub(1)].to_vec();
    for (start, base) in [
        ("crate::", Vec::new()),
        ("super::", parent),
        ("self::", module.to_vec()),
    ] {
        let mut rest = code;
        while let Some(at) = rest.find(start) {
            let before = rest[..at].chars().last();
            let after = &rest[at + start.len()..];
            rest = after;
            if before.is_some_and(|sign| sign.is_alphanumeric() || matches!(sign, '_' | ':')) {
                continue;
            }
            let mut base = base.clone();
            let mut after = after;
            while let Some(further) = after.strip_prefix("super::") {
                base.pop();
                after = further;
            }
            for path in tree(after) {
                let full: Vec<String> = base.iter().cloned().chain(path).collect();
                if !full.is_empty() {
                    found.insert(full);
                }
            }
        }
    }
    found
}

/// The paths of a use tree such as `a::{b, c::d}`.
fn tree(text: &str) -> Vec<Vec<String>> {
    let text = text.trim_start();
    if let Some(inside) = text.strip_prefix('{') {
        return branches(inside).iter().flat_map(|branch| tree(branch)).collect();
    }
    let word = first_word(text);
    if word.is_empty() || word == "self" {
        return vec![Vec::new()];
    }
    match text[word.len()..].strip_prefix("::") {
        Some(rest) => tree(rest)
            .into_iter()
            .map(|path| std::iter::once(word.clone()).chain(path).collect())
            .collect(),
        None => vec![vec![word]],
    }
}

/// What stands between the commas up to the closing brace.
fn branches(text: &str) -> Vec<String> {
    let (mut depth, mut found, mut now) = (0, Vec::new(), String::new());
    for sign in text.chars() {
        match sign {
            '}' if depth == 0 => break,
            ',' if depth == 0 => found.push(std::mem::take(&mut now)),
            _ => {
                depth += i32::from(sign == '{') - i32::from(sign == '}');
                now.push(sign);
            }
        }
    }
    found.push(now);
    found.retain(|branch| !branch.trim().is_empty());
    found
}

fn sources() -> Vec<Source> {
    files("src", "rs")
        .into_iter()
        .filter(|(file, _)| file != "src/schema.rs")
        .map(|(file, text)| Source::read(file, &text))
        .collect()
}

/// The tables of the database, from the generated schema.
fn known_tables() -> BTreeSet<String> {
    let schema = std::fs::read_to_string(in_repository("src/schema.rs")).unwrap();
    schema
        .split("diesel::table! {")
        .skip(1)
        .map(|rest| first_word(rest.trim_start()))
        .collect()
}

/// The names in back-ticks after `Tables:` on a door plate.
fn door_plate(module: &str) -> Vec<String> {
    let text = std::fs::read_to_string(in_repository(&format!("src/{module}/mod.rs"))).unwrap();
    let plate: String = text
        .lines()
        .take_while(|line| line.starts_with("//!"))
        .map(|line| line.trim_start_matches("//!"))
        .collect();
    let tables = plate.split("Tables:").nth(1).unwrap_or_default();
    let tables = tables.split(": ").next().unwrap_or_default();
    tables.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn position(room: &str) -> Option<usize> {
    ROOMS.iter().position(|name| *name == room)
}

/// Whether a file in `from` may name the module `to`.
fn may_know(from: &str, to: &str) -> bool {
    if BUILDERS.contains(&from) || from == to {
        return true;
    }
    match from {
        "values" => false,
        "events" => to == "values",
        "access" => ["values", "platform", "schema"].contains(&to),
        "platform" => COMMON.contains(&to) || to == "routes",
        desk if DESKS.contains(&desk) => COMMON.contains(&to) || to == "routes" || position(to).is_some(),
        room => match (position(room), position(to)) {
            (Some(here), Some(there)) => there < here,
            (Some(_), None) => COMMON.contains(&to) || to == "routes",
            (None, _) => false,
        },
    }
}

fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn rooms_import_leftwards_and_nobody_knows_a_desk() {
    let modules: BTreeSet<String> = sources().iter().map(|source| source.room().to_owned()).collect();
    let mut faults = Vec::new();
    for source in sources() {
        for path in &source.paths {
            let to = path[0].as_str();
            let known = modules.contains(to) || to == "schema";
            if known && !may_know(source.room(), to) {
                faults.push(format!("{} uses {}", source.file, path.join("::")));
            }
        }
    }
    assert_none(&faults);
    for room in modules {
        let placed = position(&room).is_some()
            || DESKS.contains(&room.as_str())
            || BUILDERS.contains(&room.as_str())
            || COMMON.contains(&room.as_str());
        assert!(placed, "{room} has no place in the house: add it to the line of rooms");
    }
}

#[test]
fn inside_a_room_each_file_keeps_to_its_part() {
    let mut faults = Vec::new();
    for source in sources() {
        let [room, file, ..] = source.module.as_slice() else {
            continue;
        };
        if position(room).is_none() && !DESKS.contains(&room.as_str()) {
            continue;
        }
        if let Some((_, allowed)) = INSIDE.iter().find(|(name, _)| name == file) {
            for path in source.paths.iter().filter(|path| path[0] == *room) {
                let Some(other) = path.get(1) else { continue };
                let is_furniture = INSIDE.iter().any(|(name, _)| name == other);
                if is_furniture && other != file && !allowed.contains(&other.as_str()) {
                    faults.push(format!(
                        "{} uses {}: {file} may use {allowed:?}",
                        source.file,
                        path.join("::")
                    ));
                }
            }
        }
        for (parts, words, why) in NEVER.iter().filter(|(parts, ..)| parts.contains(&file.as_str())) {
            debug_assert!(!parts.is_empty());
            for word in *words {
                let named = match word.strip_prefix("crate::") {
                    Some(path) => source.paths.iter().any(|found| found.join("::").starts_with(path)),
                    None => source.code.contains(&format!("{word}::")),
                };
                if named {
                    faults.push(format!("{} uses {word}: {why}", source.file));
                }
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn every_table_stands_on_one_door_plate() {
    let mut owners: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for module in ["platform"].iter().chain(&ROOMS).chain(&DESKS) {
        for table in door_plate(module) {
            owners.entry(table).or_default().push(module);
        }
    }
    let known = known_tables();
    let faults: Vec<String> = known
        .iter()
        .filter(|table| owners.get(*table).is_none_or(|owners| owners.len() != 1))
        .map(|table| format!("{table} is on the door plates of {:?}", owners.get(table)))
        .chain(
            owners
                .keys()
                .filter(|table| !known.contains(*table))
                .map(|table| format!("{table} is on a door plate but not in the schema")),
        )
        .collect();
    assert_none(&faults);
}

#[test]
fn a_room_names_its_own_tables_and_those_to_the_left() {
    let known = known_tables();
    let platform = door_plate("platform");
    let mut faults = Vec::new();
    for source in sources() {
        let room = source.room();
        let allowed: BTreeSet<String> = match position(room) {
            Some(here) => ROOMS[..=here].iter().flat_map(|room| door_plate(room)).collect(),
            None if DESKS.contains(&room) => door_plate(room).into_iter().collect(),
            None if room == "platform" => BTreeSet::new(),
            None => continue,
        };
        for table in source.tables(&known) {
            if !allowed.contains(&table) && !platform.contains(&table) {
                faults.push(format!("{} names the table {table}", source.file));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn the_reader_of_sources_reads() {
    let module = ["staff".to_owned(), "handlers".to_owned()];
    let code = "use super::{queries, rules::{self, IDLE}};\nuse crate::platform::{db::{A, B}, web};\nlet x = crate::schema::staff::table;";
    let found: Vec<String> = paths(code, &module).iter().map(|path| path.join("::")).collect();
    assert_eq!(
        found,
        [
            "platform::db::A",
            "platform::db::B",
            "platform::web",
            "schema::staff::table",
            "staff::queries",
            "staff::rules",
            "staff::rules::IDLE",
        ]
    );
    assert!(may_know("customers", "staff") && !may_know("staff", "customers"));
    assert!(may_know("admin", "complaints") && !may_know("complaints", "admin") && !may_know("history", "admin"));
    assert!(!may_know("platform", "staff") && !may_know("staff", "reactions") && !may_know("values", "platform"));
}
