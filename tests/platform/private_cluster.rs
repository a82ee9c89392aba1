//! Real servers, really killed.

use diesel::{Connection, PgConnection, RunQueryDsl, sql_query, sql_types::BigInt};
use std::{
    fs,
    io::{BufRead, BufReader, Read},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use yingke::platform::db::embedded::{Durability, PrivateCluster};

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

struct Place {
    _dir: TempDir,
    data: PathBuf,
}

impl Place {
    /// Below a directory of mode 0700, as root's home is.
    fn new() -> Self {
        Self::named("var")
    }

    fn named(name: &str) -> Self {
        let dir = TempDir::new().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o700)).unwrap();
        let data = dir.path().join(name).join("postgres");
        Self { _dir: dir, data }
    }

    fn open(&self) -> PrivateCluster {
        PrivateCluster::open(&self.data, Durability::Safe).unwrap()
    }

    fn fault(&self) -> String {
        let error = PrivateCluster::open(&self.data, Durability::Safe).unwrap_err();
        let line = error.to_string();
        assert!(!line.contains('\n'), "{line}");
        line
    }

    fn server_pid(&self) -> Option<u32> {
        let text = fs::read_to_string(self.data.join("postmaster.pid")).ok()?;
        text.lines().next()?.parse().ok()
    }
}

/// Another process that opens the cluster and stays until killed or told to go.
struct Holder(Child);

const HOLD: &str = "YINGKE_TEST_HOLD_CLUSTER";

impl Holder {
    fn begin(place: &Place) -> Self {
        let (_, name) = concat!(module_path!(), "::holder_process").split_once("::").unwrap();
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture"])
            .env(HOLD, &place.data)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Self(child)
    }

    fn ready(place: &Place) -> Self {
        let mut holder = Self::begin(place);
        holder.wait_until_ready();
        holder
    }

    fn wait_until_ready(&mut self) {
        let output = BufReader::new(self.0.stdout.as_mut().unwrap());
        let ready = output.lines().any(|line| line.unwrap().ends_with("holding"));
        assert!(ready, "the holder failed");
    }

    fn leave(mut self) {
        drop(self.0.stdin.take());
        assert!(self.0.wait().unwrap().success());
    }

    fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// Not a test: what `Holder` runs.
#[test]
fn holder_process() {
    let Some(data) = std::env::var_os(HOLD) else {
        return;
    };
    let cluster = PrivateCluster::open(Path::new(&data), Durability::Safe).unwrap();
    println!("\nholding");
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
    cluster.stop().unwrap();
}

fn connect(cluster: &PrivateCluster) -> PgConnection {
    PgConnection::establish(&cluster.url("postgres")).unwrap()
}

fn run(conn: &mut PgConnection, sql: &str) {
    sql_query(sql).execute(conn).unwrap();
}

fn rows(conn: &mut PgConnection) -> i64 {
    sql_query("SELECT count(*) FROM kept")
        .get_result::<Count>(conn)
        .unwrap()
        .count
}

fn write_row(cluster: &PrivateCluster) {
    let mut conn = connect(cluster);
    run(&mut conn, "CREATE TABLE IF NOT EXISTS kept (id INT)");
    run(&mut conn, "INSERT INTO kept VALUES (1)");
}

fn kill_9(pid: u32) {
    let killed = Command::new("sh")
        .args(["-c", "kill -9 \"$0\""])
        .arg(pid.to_string())
        .status();
    assert!(killed.unwrap().success());
}

fn lives(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    !stat.is_empty() && !stat.contains(") Z ")
}

fn within(limit: Duration, what: &str, mut condition: impl FnMut() -> bool) -> Duration {
    let begun = Instant::now();
    while !condition() {
        assert!(begun.elapsed() < limit, "{what}: not within {limit:?}");
        thread::sleep(Duration::from_millis(10));
    }
    begun.elapsed()
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let result = work();
    println!("{what}: {} ms", begun.elapsed().as_millis());
    result
}

#[test]
fn keeps_its_rows_over_a_stop_and_a_start() {
    let place = Place::new();
    let cluster = timed("first start", || place.open());
    cluster.ensure_database("yingke").unwrap();
    cluster.ensure_database("yingke").unwrap();
    write_row(&cluster);
    assert!(cluster.alive());
    let pid = place.server_pid().unwrap();
    timed("stop", || cluster.stop().unwrap());
    assert!(!lives(pid));

    let begun = Instant::now();
    let cluster = timed("second start", || place.open());
    // A second on a quiet machine is the aim; tests share theirs with others.
    assert!(begun.elapsed() < Duration::from_secs(3));
    assert_eq!(rows(&mut connect(&cluster)), 1);
    PgConnection::establish(&cluster.url("yingke")).unwrap();
}

#[test]
fn stops_when_dropped() {
    let place = Place::new();
    let cluster = place.open();
    let pid = place.server_pid().unwrap();
    drop(cluster);
    assert!(!lives(pid));
}

#[test]
fn is_reached_through_a_private_socket_only() {
    let place = Place::new();
    let cluster = place.open();
    let mut conn = connect(&cluster);
    for (setting, value) in [
        ("listen_addresses", ""),
        ("unix_socket_permissions", "0700"),
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("server_encoding", "UTF8"),
        ("lc_collate", "C"),
    ] {
        let sql = format!("SELECT count(*) FROM pg_settings WHERE name = '{setting}' AND setting = '{value}'");
        let found = sql_query(sql).get_result::<Count>(&mut conn).unwrap().count;
        assert_eq!(found, 1, "{setting} is not {value:?}");
    }
}

#[test]
fn comes_back_when_killed_even_in_the_middle_of_a_long_query() {
    let place = Place::new();
    let cluster = place.open();
    write_row(&cluster);
    let mut busy = connect(&cluster);
    let query =
        thread::spawn(move || sql_query("SELECT count(*) FROM generate_series(1, 1000000000000)").execute(&mut busy));
    thread::sleep(Duration::from_millis(300));
    let before = place.server_pid().unwrap();
    kill_9(before);
    within(Duration::from_secs(1), "seen as gone", || !cluster.alive());
    let away = within(Duration::from_secs(5), "back", || cluster.alive());
    println!("back after kill -9: {} ms", away.as_millis());
    assert_ne!(place.server_pid().unwrap(), before);
    assert_eq!(rows(&mut connect(&cluster)), 1);
    assert!(query.join().unwrap().is_err());
}

#[test]
fn an_orphan_is_adopted_and_stopped_at_the_end() {
    let place = Place::new();
    Holder::ready(&place).kill();
    let orphan = place.server_pid().unwrap();
    assert!(lives(orphan));
    let cluster = timed("adopt", || place.open());
    assert_eq!(place.server_pid(), Some(orphan));
    write_row(&cluster);

    kill_9(orphan);
    within(Duration::from_secs(5), "the adopted one is back", || {
        place.server_pid() != Some(orphan) && cluster.alive()
    });
    assert_eq!(rows(&mut connect(&cluster)), 1);

    let successor = place.server_pid().unwrap();
    cluster.stop().unwrap();
    assert!(!lives(successor));
}

#[test]
fn starts_again_after_everything_was_killed() {
    let place = Place::new();
    let holder = Holder::ready(&place);
    let pid = place.server_pid().unwrap();
    holder.kill();
    kill_9(pid);
    within(Duration::from_secs(2), "dead", || !lives(pid));
    // The number of the dead server is now that of a living process of ours.
    let file = place.data.join("postmaster.pid");
    let stale = fs::read_to_string(&file).unwrap();
    let stale = stale.replacen(&pid.to_string(), &std::process::id().to_string(), 1);
    fs::write(&file, stale).unwrap();

    let cluster = timed("start after kill -9 of everything", || place.open());
    write_row(&cluster);
}

#[test]
fn whoever_leaves_last_stops_it() {
    let place = Place::new();
    let mut holders = [Holder::begin(&place), Holder::begin(&place), Holder::begin(&place)];
    let begun = Instant::now();
    for holder in &mut holders {
        holder.wait_until_ready();
    }
    println!("three at once, new cluster: {} ms", begun.elapsed().as_millis());
    let pid = place.server_pid().unwrap();
    let cluster = place.open();
    assert_eq!(place.server_pid(), Some(pid));
    for holder in holders {
        holder.leave();
        assert!(cluster.alive());
    }
    write_row(&cluster);
    cluster.stop().unwrap();
    assert!(!lives(pid));
}

#[test]
fn an_initdb_killed_half_way_leaves_no_trace() {
    let place = Place::new();
    for milliseconds in [30, 100, 200, 300] {
        let holder = Holder::begin(&place);
        thread::sleep(Duration::from_millis(milliseconds));
        holder.kill();
    }
    write_row(&place.open());
    // An `initdb` whose program is gone may be at work for another second.
    within(Duration::from_secs(10), "tidy", || {
        place.open().stop().unwrap();
        let entries = fs::read_dir(place.data.parent().unwrap()).unwrap();
        let names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names == ["postgres"]
    });
}

#[test]
fn long_and_unusual_paths_work() {
    let long = "x".repeat(150);
    for name in [long.as_str(), "迎客 4S 店", "a, b", "it's \"%20\" \\ $HOME"] {
        let place = Place::named(name);
        let cluster = place.open();
        cluster.ensure_database("迎客 \"?&").unwrap();
        PgConnection::establish(&cluster.url("迎客 \"?&")).unwrap();
        write_row(&cluster);
        cluster.stop().unwrap();
    }
}

#[test]
fn throwaway_clusters_do_not_sync() {
    let place = Place::new();
    let open = || PrivateCluster::open(&place.data, Durability::Throwaway).unwrap();
    let cluster = timed("throw-away start", open);
    let sql = "SELECT count(*) FROM pg_settings WHERE name = 'fsync' AND setting = 'off'";
    let found = sql_query(sql).get_result::<Count>(&mut connect(&cluster)).unwrap();
    assert_eq!(found.count, 1);
}

#[test]
fn a_directory_with_other_files_is_left_alone() {
    let place = Place::new();
    fs::create_dir_all(&place.data).unwrap();
    fs::write(place.data.join("letters.txt"), "dear").unwrap();
    let line = place.fault();
    assert!(line.contains("no PostgreSQL database"), "{line}");
    assert_eq!(fs::read_to_string(place.data.join("letters.txt")).unwrap(), "dear");
}

#[test]
fn a_file_in_place_of_the_directory_is_named() {
    let place = Place::new();
    fs::write(place.data.parent().unwrap(), "a file").unwrap();
    let line = place.fault();
    assert!(
        line.contains("data directory") && line.contains("YINGKE_DATA"),
        "{line}"
    );
}

#[test]
fn another_major_version_is_named() {
    let place = Place::new();
    place.open().stop().unwrap();
    fs::write(place.data.join("PG_VERSION"), "9\n").unwrap();
    let line = place.fault();
    assert!(line.contains("written by PostgreSQL 9"), "{line}");
}

#[test]
fn a_server_that_cannot_start_says_why() {
    let place = Place::new();
    place.open().stop().unwrap();
    fs::write(place.data.join("postgresql.conf"), "no_such_setting = 1\n").unwrap();
    let line = place.fault();
    assert!(
        line.contains("did not start") && line.contains("postgresql.conf"),
        "{line}"
    );
}

#[test]
fn its_log_never_quotes_what_was_typed() {
    let place = Place::new();
    let cluster = place.open();
    let mut conn = connect(&cluster);
    run(&mut conn, "CREATE TABLE people (name TEXT UNIQUE)");
    run(&mut conn, "INSERT INTO people VALUES ('canary-7731')");
    for sql in [
        "INSERT INTO people VALUES ('canary-7731')",
        "SELECT 'canary-7731'::INT",
        "SELECT to_tsquery('canary-7731 &')",
    ] {
        assert!(sql_query(sql).execute(&mut conn).is_err());
    }
    let bound = sql_query("SELECT $1::INT")
        .bind::<diesel::sql_types::Text, _>("canary-7731")
        .execute(&mut conn);
    assert!(bound.is_err());
    // The backend dies in the middle of a statement: PostgreSQL would quote it.
    let victim = sql_query("SELECT pg_backend_pid()::BIGINT AS count").get_result::<Count>(&mut conn);
    let victim = u32::try_from(victim.unwrap().count).unwrap();
    let statement = thread::spawn(move || {
        sql_query("SELECT pg_sleep(60), 'canary-7731'")
            .execute(&mut conn)
            .is_err()
    });
    thread::sleep(Duration::from_millis(200));
    kill_9(victim);
    assert!(statement.join().unwrap());
    within(Duration::from_secs(5), "usable again", || {
        PgConnection::establish(&cluster.url("postgres")).is_ok()
    });
    cluster.stop().unwrap();

    let mut log = fs::read_to_string(place.data.join("startup.log")).unwrap();
    for entry in fs::read_dir(place.data.join("log")).unwrap() {
        log += &fs::read_to_string(entry.unwrap().path()).unwrap();
    }
    assert!(log.contains("was terminated by signal 9"), "{log}");
    assert!(!log.contains("canary"), "{log}");
}
