use std::{
    io,
    path::{Path, PathBuf},
};

/// Why there is no private PostgreSQL. Each text is one line for the person at
/// the terminal and says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    #[error(
        "PostgreSQL server programs not found: install them with `apt-get install postgresql`, \
         or set DATABASE_URL to a server of your own"
    )]
    NoPrograms,

    #[error(
        "the database in {dir} was written by PostgreSQL {written_by}, which is not installed \
         (found: {found}): install it with `apt-get install postgresql-{written_by}`, or restore a \
         backup into an empty YINGKE_DATA",
        dir = .dir.display()
    )]
    OtherMajor {
        dir: PathBuf,
        written_by: String,
        found: String,
    },

    #[error(
        "cannot use the data directory {path}: {source}; make it writable for this user, or \
         choose another one with YINGKE_DATA",
        path = .path.display()
    )]
    Directory { path: PathBuf, source: io::Error },

    #[error(
        "{dir} holds files, but no PostgreSQL database: move them away, or choose another \
         directory with YINGKE_DATA",
        dir = .dir.display()
    )]
    NotACluster { dir: PathBuf },

    #[error(
        "{dir} belongs to another user (number {owner}): start the program as that user or as \
         root, or choose another directory with YINGKE_DATA",
        dir = .dir.display()
    )]
    BelongsToAnother { dir: PathBuf, owner: u32 },

    #[error(
        "PostgreSQL refuses to run as root, and cannot run as another user here ({reason}): start \
         the program as an ordinary user, choose a YINGKE_DATA which user number {user} can \
         reach, or set DATABASE_URL"
    )]
    NoAccount { user: u32, reason: String },

    #[error(
        "the socket of PostgreSQL needs the directory {path}, but {reason}: remove it, or choose a \
         YINGKE_DATA of fewer than 80 plain letters, which needs no other place",
        path = .path.display()
    )]
    SocketDirectory { path: PathBuf, reason: String },

    #[error(
        "the disk of {dir} is full: make room (a new database needs 100 MB) and start again",
        dir = .dir.display()
    )]
    DiskFull { dir: PathBuf },

    #[error("PostgreSQL could not make a database in {dir}: {reason}", dir = .dir.display())]
    Create { dir: PathBuf, reason: String },

    #[error(
        "PostgreSQL did not start: {reason}; see {dir}/startup.log and {dir}/log",
        dir = .dir.display()
    )]
    Start { dir: PathBuf, reason: String },

    #[error("PostgreSQL (process {pid}) did not stop within {seconds} s")]
    Stop { pid: u32, seconds: u64 },

    #[error("could not run {program}: {source}")]
    Run { program: String, source: io::Error },

    #[error("the private PostgreSQL does not answer: {0}")]
    Connect(#[from] diesel::ConnectionError),

    #[error("could not create the database {name}: {source}")]
    CreateDatabase {
        name: String,
        source: diesel::result::Error,
    },
}

impl ClusterError {
    pub(super) fn directory(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { dir: path },
            _ => Self::Directory { path, source },
        }
    }
}
