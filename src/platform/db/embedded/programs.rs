//! Where the system keeps PostgreSQL's server programs.

use super::error::ClusterError;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

#[derive(Debug)]
pub(super) struct Programs {
    dir: PathBuf,
}

impl Programs {
    /// The newest, or the ones which can read the existing cluster in `dir`.
    pub fn for_cluster(dir: &Path) -> Result<Self, ClusterError> {
        let written_by = fs::read_to_string(dir.join("PG_VERSION")).ok();
        choose(candidates(), written_by.as_deref().map(str::trim), dir)
    }

    pub fn path(&self, program: &str) -> PathBuf {
        self.dir.join(program)
    }
}

/// One of PostgreSQL's programs, of the newest version that has it.
pub fn program(name: &str) -> Option<PathBuf> {
    candidates()
        .into_iter()
        .map(|dir| dir.join(name))
        .find(|path| path.is_file())
}

/// Debian and Ubuntu keep one directory per major version; elsewhere
/// `pg_config`, the search path and PostgreSQL's own default are asked.
fn candidates() -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let major = entry.file_name().to_str()?.parse().ok()?;
            Some((major, entry.path().join("bin")))
        })
        .collect();
    versions.sort_unstable_by(|a, b| b.cmp(a));
    let told = Command::new("pg_config").arg("--bindir").output().ok();
    let told = told.and_then(|output| String::from_utf8(output.stdout).ok());
    let search = env::var_os("PATH").unwrap_or_default();
    versions
        .into_iter()
        .map(|(_, dir)| dir)
        .chain(told.map(|dir| PathBuf::from(dir.trim())))
        .chain(env::split_paths(&search))
        .chain([PathBuf::from("/usr/local/pgsql/bin")])
        .filter(|dir| dir.is_absolute())
        .collect()
}

fn choose(candidates: Vec<PathBuf>, written_by: Option<&str>, cluster: &Path) -> Result<Programs, ClusterError> {
    let mut found = Vec::new();
    for dir in candidates {
        let complete = ["initdb", "postgres", "pg_ctl"]
            .iter()
            .all(|program| dir.join(program).is_file());
        if !complete {
            continue;
        }
        let Some(written_by) = written_by else {
            return Ok(Programs { dir });
        };
        match major(&dir) {
            Some(major) if major == written_by => return Ok(Programs { dir }),
            Some(major) => found.push(major),
            None => {}
        }
    }
    found.dedup();
    match written_by {
        Some(written_by) if !found.is_empty() => Err(ClusterError::OtherMajor {
            dir: cluster.to_owned(),
            written_by: written_by.to_owned(),
            found: found.join(", "),
        }),
        _ => Err(ClusterError::NoPrograms),
    }
}

/// `15` out of `postgres (PostgreSQL) 15.18 (Debian …)`.
fn major(dir: &Path) -> Option<String> {
    let output = Command::new(dir.join("postgres")).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let version = text.split_whitespace().nth(2)?;
    Some(version.split('.').next()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_programs_the_line_names_the_package() {
        let error = choose(vec![PathBuf::from("/nonexistent")], None, Path::new("/data")).err();
        let line = error.map(|error| error.to_string()).unwrap_or_default();
        assert!(line.contains("apt-get install postgresql"), "{line}");
    }

    #[test]
    fn a_cluster_of_another_major_version_names_both_versions() {
        let error = choose(candidates(), Some("9"), Path::new("/data")).err();
        let line = error.map(|error| error.to_string()).unwrap_or_default();
        assert!(line.contains("postgresql-9") && line.contains("/data"), "{line}");
    }
}
