//! A database per test, cloned from a template that is migrated and peopled once per run.

use std::io::Write;
use std::sync::LazyLock;

use diesel::prelude::*;
use uuid::Uuid;
use yingke::cli::demo;
use yingke::platform::clock::Clock;
use yingke::platform::db::{Db, migrate};
use yingke::platform::password::Cost;
use yingke::platform::vault::{Vault, keys::KeyRing};
use yingke::reactions;
use yingke::schema::staff;

/// What a password of the cast costs here: most tests sign in, and aren't about that.
pub const CHEAP: Cost = Cost {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
};

/// URL of the throw-away cluster's superuser; `script/test` sets it, `script/pg` gives one to work with.
static CLUSTER: LazyLock<String> = LazyLock::new(|| {
    std::env::var("YINGKE_TEST_DATABASE_URL")
        .expect("YINGKE_TEST_DATABASE_URL: run script/test, or eval $(script/pg url)")
});

/// The migrated template with the cast in it, and the key file that opens it.
static TEMPLATE: LazyLock<Template> = LazyLock::new(Template::build);

struct Template {
    name: String,
    key_file: std::path::PathBuf,
}

/// A run takes long: whoever watches it learns at once why a test failed, not only in the end.
fn tell_failures_at_once() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |failure| {
        // Written past the harness, which keeps back what a test prints.
        let test = std::thread::current().name().unwrap_or_default().to_owned();
        let _ = writeln!(std::io::stderr(), "{test}: {failure}");
        usual(failure);
    }));
}

impl Template {
    fn build() -> Self {
        tell_failures_at_once();
        let name = format!("template_{}", Uuid::new_v4().simple());
        execute(&format!("CREATE DATABASE {name}"));
        let key_file = std::env::temp_dir().join(format!("yingke-test-key-{}", Uuid::new_v4()));
        let mut owner = PgConnection::establish(&url(&name)).unwrap();
        migrate::up(&mut owner).unwrap();
        let vault = Vault::new(KeyRing::load(&mut owner, &key_file).unwrap());
        let db = Db::open(
            &url(&name),
            1,
            Clock::fixed("2026-11-22T01:00:00Z".parse().unwrap()),
            vault,
            reactions::react,
        )
        .unwrap();
        db.system_write_now(demo::people).unwrap();
        diesel::update(staff::table)
            .set(staff::password_hash.eq(CHEAP.hash(demo::PASSWORD).unwrap()))
            .execute(&mut owner)
            .unwrap();
        drop(owner);
        Self { name, key_file }
    }
}

/// A database of its own, dropped with the value.
pub struct TestDatabase {
    pub url: String,
    name: String,
}

impl TestDatabase {
    pub fn new() -> Self {
        let name = format!("test_{}", Uuid::new_v4().simple());
        execute(&format!(
            "CREATE DATABASE {name} TEMPLATE {} STRATEGY file_copy",
            TEMPLATE.name
        ));
        Self { url: url(&name), name }
    }

    /// One without a single table.
    pub fn empty() -> Self {
        let name = format!("test_{}", Uuid::new_v4().simple());
        execute(&format!("CREATE DATABASE {name}"));
        Self { url: url(&name), name }
    }

    /// A connection as the owner of the database, to look behind the scenes.
    pub fn owner(&self) -> PgConnection {
        PgConnection::establish(&self.url).unwrap()
    }

    /// What opens the vault, for a program that is started on this database.
    pub fn key_file(&self) -> &'static std::path::Path {
        &TEMPLATE.key_file
    }

    pub fn vault(&self) -> Vault {
        Vault::new(KeyRing::load(&mut self.owner(), &TEMPLATE.key_file).unwrap())
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

fn url(database: &str) -> String {
    CLUSTER.replacen("/postgres", &format!("/{database}"), 1)
}

fn execute(sql: &str) {
    let mut conn = PgConnection::establish(&CLUSTER).unwrap();
    diesel::sql_query(sql).execute(&mut conn).unwrap();
}
