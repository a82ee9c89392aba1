//! Every migration can be taken back, and made again.

use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_migrations::MigrationHarness;
use yingke::platform::db::migrate::{self, MIGRATIONS};

use super::catalogue::describe;
use crate::support::database::TestDatabase;

#[test]
fn each_migration_leaves_no_trace_when_taken_back() {
    let database = TestDatabase::empty();
    let mut conn = database.owner();
    let mut migrations: Vec<Box<dyn Migration<Pg>>> = MIGRATIONS.migrations().unwrap();
    migrations.sort_by_key(|migration| migration.name().version().as_owned());
    assert!(migrations.len() >= 6, "{} migrations only", migrations.len());
    assert!(conn.applied_migrations().unwrap().is_empty());
    for migration in migrations {
        let name = migration.name().to_string();
        let before = describe(&mut conn);
        conn.run_migration(&migration).unwrap();
        let made = describe(&mut conn);
        assert_ne!(before, made, "{name} does nothing");
        conn.revert_migration(&migration)
            .unwrap_or_else(|error| panic!("{name} down: {error}"));
        assert_eq!(describe(&mut conn), before, "{name} down leaves something behind");
        conn.run_migration(&migration)
            .unwrap_or_else(|error| panic!("{name} again: {error}"));
        assert_eq!(describe(&mut conn), made, "{name} makes something else the second time");
    }
}

#[test]
fn all_of_them_go_up_down_and_up_again() {
    let database = TestDatabase::empty();
    let mut conn = database.owner();
    let empty = describe(&mut conn);
    let first = migrate::up(&mut conn).unwrap();
    let made = describe(&mut conn);
    assert_eq!(migrate::up(&mut conn).unwrap(), 0, "nothing is left to do");
    let back = conn.revert_all_migrations(MIGRATIONS).unwrap().len();
    assert_eq!(back, first);
    assert_eq!(describe(&mut conn), empty);
    assert_eq!(migrate::up(&mut conn).unwrap(), first);
    assert_eq!(describe(&mut conn), made);
}

/// Two servers that start together on a new database.
#[test]
fn two_at_once_do_it_once() {
    let database = TestDatabase::empty();
    let done: usize = std::thread::scope(|scope| {
        let racers: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| migrate::up(&mut database.owner()).unwrap()))
            .collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).sum()
    });
    let known = MigrationSource::<Pg>::migrations(&MIGRATIONS).unwrap().len();
    assert_eq!(done, known);
}

#[test]
fn the_application_may_only_add_to_the_audit_log() {
    let database = TestDatabase::new();
    let mut conn = database.owner();
    diesel::sql_query("SET ROLE yingke_app").execute(&mut conn).unwrap();
    let mut refused = |sql: &str| diesel::sql_query(sql).execute(&mut conn).unwrap_err().to_string();
    for sql in [
        "UPDATE audit_entries SET action = 'x'",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
        "CREATE TABLE mine (id INT)",
        "DROP TABLE customers",
    ] {
        let answer = refused(sql);
        assert!(
            answer.contains("permission denied") || answer.contains("must be owner"),
            "{sql}: {answer}"
        );
    }
}
