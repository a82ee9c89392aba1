//! The user who owns the database files and as whom PostgreSQL's programs run.

use super::error::ClusterError;
use std::{
    ffi::OsStr,
    fs::{self, DirBuilder},
    io,
    os::unix::fs::{DirBuilderExt, MetadataExt, chown, lchown},
    path::Path,
    process::{Command, Stdio},
};

/// PostgreSQL refuses to run as root, so root hands over to another user; anybody
/// else runs it as themselves.
#[derive(Debug)]
pub(super) struct Account {
    uid: u32,
    /// The user and group to hand over to, and the capability they keep.
    handover: Option<(u32, Option<&'static str>)>,
}

/// What the other user may need to reach a database below a private directory
/// such as `/root`, the weakest first. Containers often lack the second.
const CAPABILITIES: [Option<&str>; 3] = [None, Some("dac_read_search"), Some("dac_override")];

impl Account {
    /// The owner of an existing directory `dir`, which becomes theirs if it was root's.
    pub fn owning(dir: &Path) -> Result<Self, ClusterError> {
        let fault = |source| ClusterError::directory(dir, source);
        let metadata = fs::metadata(dir).map_err(fault)?;
        let me = effective_uid().map_err(fault)?;
        if me != 0 {
            return if metadata.uid() == me {
                Ok(Self {
                    uid: me,
                    handover: None,
                })
            } else {
                Err(ClusterError::BelongsToAnother {
                    dir: dir.to_owned(),
                    owner: metadata.uid(),
                })
            };
        }
        let (uid, gid) = match metadata.uid() {
            0 => server_user()?,
            uid => (uid, metadata.gid()),
        };
        if metadata.uid() == 0 {
            give(dir, uid, gid).map_err(fault)?;
        }
        let mut reasons = Vec::new();
        for capability in CAPABILITIES {
            let account = Self {
                uid,
                handover: Some((gid, capability)),
            };
            // Not `test -x`, which disregards capabilities.
            match account.command("stat").arg(dir.join(".")).output() {
                Ok(output) if output.status.success() => return Ok(account),
                Ok(output) => reasons.push(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
                Err(error) => reasons.push(format!("setpriv: {error}")),
            }
        }
        let reason = reasons.into_iter().next().unwrap_or_default();
        Err(ClusterError::NoAccount { user: uid, reason })
    }

    /// A command run as this user, with nothing of our environment: it may hold
    /// secrets, or `PG…` variables meant for another server.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = match self.handover {
            None => Command::new(program),
            Some((gid, capability)) => {
                let mut command = Command::new("setpriv");
                command
                    .arg(format!("--reuid={}", self.uid))
                    .arg(format!("--regid={gid}"))
                    .arg("--clear-groups");
                if let Some(capability) = capability {
                    command
                        .arg(format!("--inh-caps=+{capability}"))
                        .arg(format!("--ambient-caps=+{capability}"));
                }
                command.arg(program);
                command
            }
        };
        command
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("LC_ALL", "C")
            .current_dir("/")
            .stdin(Stdio::null());
        command
    }

    /// Makes a directory which this user alone may enter, or makes sure that an
    /// existing one is such: in `/tmp` anybody may have been there before.
    pub fn private_dir(&self, dir: &Path) -> Result<(), ClusterError> {
        let fault = |source| ClusterError::directory(dir, source);
        match DirBuilder::new().mode(0o700).create(dir) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(fault(error)),
            _ => {}
        }
        let metadata = fs::symlink_metadata(dir).map_err(fault)?;
        let owner = metadata.uid();
        let reason = if owner != self.uid && !(owner == 0 && self.handover.is_some()) {
            format!("it belongs to another user (number {owner})")
        } else if !metadata.is_dir() || metadata.mode() & 0o077 != 0 {
            "it is no directory with mode 0700".to_owned()
        } else {
            return self.take(dir).map_err(fault);
        };
        Err(ClusterError::SocketDirectory {
            path: dir.to_owned(),
            reason,
        })
    }

    /// Makes a file or directory of root this user's.
    pub fn take(&self, path: &Path) -> io::Result<()> {
        match self.handover {
            Some((gid, _)) => lchown(path, Some(self.uid), Some(gid)),
            None => Ok(()),
        }
    }
}

fn effective_uid() -> io::Result<u32> {
    fs::read_to_string("/proc/self/status")?
        .lines()
        .find_map(|line| line.strip_prefix("Uid:")?.split_whitespace().nth(1)?.parse().ok())
        .ok_or_else(|| io::Error::other("no user number in /proc/self/status"))
}

/// User and group number of the system's PostgreSQL user, else of nobody.
fn server_user() -> Result<(u32, u32), ClusterError> {
    let number = |option, name| -> Option<u32> {
        let output = Command::new("id").args([option, name]).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    ["postgres", "nobody"]
        .into_iter()
        .find_map(|name| Some((number("-u", name)?, number("-g", name)?)))
        .ok_or_else(|| ClusterError::NoAccount {
            user: 0,
            reason: "there is neither a user postgres nor nobody".to_owned(),
        })
}

/// Root's copy of a database, for instance out of a backup, becomes the server's.
fn give(dir: &Path, uid: u32, gid: u32) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            give(&entry.path(), uid, gid)?;
        } else {
            lchown(entry.path(), Some(uid), Some(gid))?;
        }
    }
    chown(dir, Some(uid), Some(gid))
}
