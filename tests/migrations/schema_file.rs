//! `src/schema.rs` says what the database says: tables, columns in order, types, keys.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::lines;
use crate::support::database::TestDatabase;

/// Table name with its key → columns as `name -> Type`.
type Tables = BTreeMap<String, Vec<String>>;

fn in_the_file() -> Tables {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/schema.rs")).unwrap();
    let mut tables = Tables::new();
    for block in text.split("diesel::table! {").skip(1) {
        let mut real_name = None;
        let mut table = String::new();
        for line in block.lines().map(str::trim) {
            if let Some(name) = line.strip_prefix("#[sql_name = \"") {
                real_name = Some(name.trim_end_matches("\"]").to_owned());
            } else if let Some(head) = line.strip_suffix(" {") {
                table = head.to_owned();
                tables.insert(table.clone(), Vec::new());
            } else if let Some((name, kind)) = line.split_once(" -> ") {
                let name = real_name.take().unwrap_or_else(|| name.to_owned());
                let kind = kind.trim_end_matches(',');
                tables.get_mut(&table).unwrap().push(format!("{name} -> {kind}"));
            } else if line == "}" {
                break;
            }
        }
    }
    tables
}

fn in_the_database() -> Tables {
    let database = TestDatabase::new();
    let rows = lines(
        &mut database.owner(),
        "SELECT concat_ws('|', c.relname,
                (SELECT string_agg(k.attname, ', ' ORDER BY array_position(i.indkey::int2[], k.attnum))
                 FROM pg_index i JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = ANY (i.indkey)
                 WHERE i.indrelid = c.oid AND i.indisprimary),
                a.attname, t.typname, a.attnotnull) AS line
         FROM pg_class c
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
         JOIN pg_type t ON t.oid = a.atttypid
         WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
           AND c.relname <> '__diesel_schema_migrations'
         ORDER BY c.relname, a.attnum",
    );
    let mut tables = Tables::new();
    for row in rows {
        let [table, key, column, kind, not_null] = row.split('|').collect::<Vec<_>>().try_into().unwrap();
        let kind = match kind.strip_prefix('_') {
            Some(element) => format!("Array<Nullable<{}>>", rust_name(element)),
            None => rust_name(kind),
        };
        let kind = if not_null == "t" {
            kind
        } else {
            format!("Nullable<{kind}>")
        };
        tables
            .entry(format!("{table} ({key})"))
            .or_default()
            .push(format!("{column} -> {kind}"));
    }
    tables
}

/// Diesel calls a type as PostgreSQL does, with a capital letter.
fn rust_name(kind: &str) -> String {
    let mut letters = kind.chars();
    letters.next().unwrap().to_uppercase().chain(letters).collect()
}

#[test]
fn schema_rs_is_what_the_migrations_make() {
    let (file, database) = (in_the_file(), in_the_database());
    assert!(database.len() > 20, "{} tables only", database.len());
    let mut differences = String::new();
    for table in file
        .keys()
        .chain(database.keys())
        .collect::<std::collections::BTreeSet<_>>()
    {
        let (written, real) = (file.get(table), database.get(table));
        if written != real {
            let _ = writeln!(differences, "{table}\n  schema.rs: {written:?}\n  database:  {real:?}");
        }
    }
    assert!(differences.is_empty(), "run script/schema:\n{differences}");
}
