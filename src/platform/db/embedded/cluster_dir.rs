//! The directory of the database files: made once, whole or not at all.

use super::{Durability, account::Account, error::ClusterError, programs::Programs};
use std::{
    ffi::OsStr,
    fs::{self, File},
    hash::{DefaultHasher, Hash, Hasher},
    io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

/// Name of PostgreSQL's superuser: the owner of the schema.
pub(super) const SUPERUSER: &str = "yingke";

/// Fills the directory by `initdb` if it is empty or missing; returns its user.
/// The caller holds the lock on `home`, its parent.
pub(super) fn prepare(
    home: &Path,
    dir: &Path,
    programs: &Programs,
    durability: Durability,
) -> Result<Account, ClusterError> {
    let mut unfinished = dir.file_name().unwrap_or_default().to_owned();
    unfinished.push(".new.");
    remove_unfinished(home, &unfinished).map_err(|source| ClusterError::directory(home, source))?;
    if !exists(dir)? {
        unfinished.push(nanoseconds().to_string());
        create(home, &home.join(unfinished), dir, programs, durability)?;
    }
    Account::owning(dir)
}

fn nanoseconds() -> u128 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_nanos()
}

/// What a killed program left; its `initdb` may still be at it, therefore each
/// attempt has a name of its own, and what can't be removed now is removed later.
fn remove_unfinished(home: &Path, prefix: &OsStr) -> io::Result<()> {
    for entry in fs::read_dir(home)? {
        let entry = entry?;
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(prefix.as_encoded_bytes()) {
            fs::remove_dir_all(entry.path()).ok();
        }
    }
    Ok(())
}

fn exists(dir: &Path) -> Result<bool, ClusterError> {
    let fault = |source| ClusterError::directory(dir, source);
    let mut entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            return Err(ClusterError::BelongsToAnother {
                dir: dir.to_owned(),
                owner: fs::metadata(dir).map_err(fault)?.uid(),
            });
        }
        Err(error) => return Err(fault(error)),
    };
    if fs::exists(dir.join("PG_VERSION")).map_err(fault)? {
        return Ok(true);
    }
    match entries.next() {
        None => Ok(false),
        Some(_) => Err(ClusterError::NotACluster { dir: dir.to_owned() }),
    }
}

/// `initdb` works beside the directory and renames at the end, so that being
/// killed half-way leaves nothing that looks like a database.
fn create(
    home: &Path,
    unfinished: &Path,
    dir: &Path,
    programs: &Programs,
    durability: Durability,
) -> Result<(), ClusterError> {
    let fault = |source| ClusterError::directory(home, source);
    fs::create_dir(unfinished).map_err(fault)?;
    let made = Account::owning(unfinished)
        .and_then(|account| initdb(unfinished, dir, &account, programs, durability))
        .and_then(|()| fs::rename(unfinished, dir).map_err(fault));
    if made.is_err() {
        fs::remove_dir_all(unfinished).ok();
    } else if durability == Durability::Safe {
        File::open(home).and_then(|home| home.sync_all()).map_err(fault)?;
    }
    made
}

fn initdb(
    unfinished: &Path,
    dir: &Path,
    account: &Account,
    programs: &Programs,
    durability: Durability,
) -> Result<(), ClusterError> {
    let mut initdb = account.command(programs.path("initdb"));
    initdb
        .arg("--pgdata")
        .arg(unfinished)
        .arg(format!("--username={SUPERUSER}"))
        // The socket's directory is the guard; nobody comes through the network.
        .args(["--auth-local=trust", "--auth-host=reject"])
        // Sorting by code point; but letters are letters beyond ASCII too.
        .args(["--encoding=UTF8", "--locale=C", "--lc-ctype=C.UTF-8"])
        .arg("--no-instructions");
    match durability {
        Durability::Safe => initdb.arg("--data-checksums"),
        Durability::Throwaway => initdb.arg("--no-sync"),
    };
    let output = initdb.output().map_err(|source| ClusterError::Run {
        program: programs.path("initdb").display().to_string(),
        source,
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(if disk_full(&said) {
        ClusterError::DiskFull { dir: dir.to_owned() }
    } else {
        ClusterError::Create {
            dir: dir.to_owned(),
            reason: last_fault(&said).unwrap_or_else(|| output.status.to_string()),
        }
    })
}

pub(super) fn disk_full(said: &str) -> bool {
    said.contains("No space left on device") || said.contains("Disk quota exceeded")
}

/// The last complaint in what PostgreSQL's programs printed or logged.
pub(super) fn last_fault(said: &str) -> Option<String> {
    let line = said
        .lines()
        .rev()
        .find(|line| ["FATAL:", "PANIC:", "error:"].iter().any(|word| line.contains(word)))?;
    let from = line.find("FATAL:").or_else(|| line.find("PANIC:"));
    Some(line.get(from.unwrap_or(0)..).unwrap_or(line).trim().to_owned())
}

/// Where the socket lives: beside the files if its path is short and plain enough
/// (107 bytes; libpq splits hosts at commas), else in a private directory of `/tmp`.
pub(super) fn socket_dir(dir: &Path) -> PathBuf {
    const LONGEST: usize = 107 - "/.s.PGSQL.5432".len();
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-".contains(byte);
    let bytes = dir.as_os_str().as_encoded_bytes();
    if bytes.len() <= LONGEST && bytes.iter().all(plain) {
        return dir.to_owned();
    }
    let mut hasher = DefaultHasher::new();
    dir.hash(&mut hasher);
    PathBuf::from(format!("/tmp/yingke-{:016x}", hasher.finish()))
}
