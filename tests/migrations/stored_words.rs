//! The words a column may hold are those that the program knows.
//!
//! The program's are the enums that `coded!` declares, read from the sources, and the roles.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use yingke::access::Role;

use super::lines;
use crate::support::database::TestDatabase;

type Words = BTreeSet<String>;

/// Columns whose words no enum has alone: written as they stand, or shared out between several.
const NO_ENUM: [&str; 22] = [
    "complaint_solutions.decision",
    "complaint_terms.kind",
    "complaints.channel",
    "contact_notes.channel",
    "contact_notes.outcome",
    "corrective_actions.opened_because",
    "corrective_actions.state",
    "customer_keys.purpose",
    "import_rows.defect",
    "message_templates.channel",
    "message_templates.language",
    "messages.channel",
    "messages.refused_because",
    "messages.state",
    "outgoing_mails.state",
    "sign_in_attempts.outcome",
    "staff.language",
    "staff.theme",
    "staff_links.purpose",
    "staff_sessions.ended_because",
    "survey_responses.lang",
    "vault_keys.purpose",
];

/// Enum → its words.
fn known() -> BTreeMap<String, Words> {
    let mut enums = BTreeMap::from([(
        "Role".to_owned(),
        Role::ALL.iter().map(|role| role.code().to_owned()).collect(),
    )]);
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for block in text.split("coded! {").skip(1) {
                for declared in block.split("\n}").next().unwrap().split("enum ").skip(1) {
                    let (name, body) = declared.split_once('{').unwrap();
                    let body = body.split_once('}').unwrap().0;
                    let body: String = body
                        .lines()
                        .filter(|line| !line.trim_start().starts_with("///"))
                        .collect();
                    let words = body.split('"').skip(1).step_by(2).map(str::to_owned).collect();
                    enums.insert(format!("{} in {}", name.trim(), path.display()), words);
                }
            }
        }
    }
    enums
}

/// Column → the words its CHECK allows.
fn allowed() -> BTreeMap<String, Words> {
    let database = TestDatabase::new();
    let checks = lines(
        &mut database.owner(),
        "SELECT format('%s.%s %s', c.relname, a.attname, pg_get_constraintdef(k.oid)) AS line
         FROM pg_constraint k
         JOIN pg_class c ON c.oid = k.conrelid
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
         WHERE k.contype = 'c' AND cardinality(k.conkey) = 1 AND pg_get_constraintdef(k.oid) LIKE '%ARRAY[%'",
    );
    checks
        .iter()
        .map(|line| {
            let (column, check) = line.split_once(' ').unwrap();
            let words = check.split('\'').skip(1).step_by(2).map(str::to_owned).collect();
            (column.to_owned(), words)
        })
        .collect()
}

#[test]
fn the_database_allows_the_words_that_the_program_knows() {
    let (known, allowed) = (known(), allowed());
    assert!(
        known.len() > 5 && allowed.len() > 20,
        "{} enums, {} columns",
        known.len(),
        allowed.len()
    );
    assert_eq!(allowed["staff.roles"], known["Role"]);
    let strangers: Vec<_> = allowed
        .iter()
        .filter(|(column, words)| {
            !NO_ENUM.contains(&column.as_str()) && !known.values().any(|enumerated| enumerated == *words)
        })
        .collect();
    for (column, words) in &strangers {
        let near = known
            .iter()
            .max_by_key(|(_, other)| other.intersection(words).count())
            .unwrap();
        println!("{column} allows {words:?}; the nearest is {} {:?}", near.0, near.1);
    }
    assert!(strangers.is_empty());
}
