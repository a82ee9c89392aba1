//! The words a column may hold are those that the program knows.

use std::collections::{BTreeMap, BTreeSet};

use yingke::access::Role;

use super::lines;
use crate::support::database::TestDatabase;

/// (column, the words that the program stores there)
fn known() -> Vec<(&'static str, Vec<&'static str>)> {
    vec![("staff.roles", Role::ALL.iter().map(|role| role.code()).collect())]
}

/// Column → the words its CHECK allows.
fn allowed() -> BTreeMap<String, BTreeSet<String>> {
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
    let allowed = allowed();
    for (column, words) in known() {
        let words: BTreeSet<String> = words.into_iter().map(str::to_owned).collect();
        let found = allowed.get(column);
        assert_eq!(found, Some(&words), "{column}");
    }
}
