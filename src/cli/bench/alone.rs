//! What PostgreSQL alone gives: the statements of a page, asked by pgbench with nothing around them.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use url::Url;

use super::values;
use super::wire::{Asked, Bound};
use crate::cli::setup::Problem;
use crate::platform::db::{SESSION, embedded};

/// How much longer than it was told pgbench may take, to connect and to end.
const GRACE: Duration = Duration::from_secs(20);
/// What takes a row for itself, or writes.
const NOT_ONLY_READ: [&str; 6] = [
    "INSERT INTO",
    "DELETE FROM",
    "FOR UPDATE",
    "FOR NO KEY UPDATE",
    "FOR SHARE",
    "FOR KEY SHARE",
];

/// The statements of one page, for pgbench.
#[derive(Debug, PartialEq, Eq)]
pub struct Script {
    text: String,
    variables: Vec<(String, String)>,
}

impl Script {
    /// What was asked, without what begins, ends or writes. Fails if a value can't be told to pgbench.
    pub fn of(asked: &[Asked]) -> Result<Self, Problem> {
        let mut script = Self {
            text: String::new(),
            variables: Vec::new(),
        };
        for (number, asked) in asked.iter().filter(|asked| reads(&asked.sql)).enumerate() {
            let text = rewritten(&asked.sql, |place| {
                let bound = place.checked_sub(1).and_then(|place| asked.values.get(place));
                script.variable(format!("s{number}_{place}"), bound.ok_or("a value is missing")?)
            })?;
            script.text.push_str(&text);
            script.text.push_str(";\n");
        }
        if script.text.is_empty() {
            return Err("it asks the database for nothing".into());
        }
        Ok(script)
    }

    /// How the value stands in a statement. pgbench knows neither NULL nor an empty value.
    fn variable(&mut self, name: String, bound: &Bound) -> Result<String, Problem> {
        let cast = match bound.kind {
            0 => String::new(),
            kind => {
                let kind = values::name(kind).ok_or_else(|| format!("a value has the unknown type {kind}"))?;
                format!("::{kind}")
            }
        };
        let Some(bytes) = &bound.bytes else {
            return Ok(format!("(NULL{cast})"));
        };
        let text = if bound.binary {
            values::text(bound.kind, bytes)
        } else {
            String::from_utf8(bytes.clone()).ok()
        };
        let text = text.ok_or("a value can't be read")?;
        if text.is_empty() {
            return Ok(format!("(''{cast})"));
        }
        let stands = format!("(:{name}{cast})");
        if !self.variables.iter().any(|(known, _)| *known == name) {
            self.variables.push((name, text));
        }
        Ok(stands)
    }
}

/// Whether a statement only looks.
fn reads(sql: &str) -> bool {
    let sql = sql.trim_start().to_ascii_uppercase();
    ["SELECT", "WITH", "VALUES", "("]
        .iter()
        .any(|word| sql.starts_with(word))
        && !NOT_ONLY_READ.iter().any(|words| sql.contains(words))
}

/// The statement as pgbench takes it: with what `parameter` gives in the place of each `$n`, and nothing else that looks like
/// one of its variables.
fn rewritten(sql: &str, mut parameter: impl FnMut(usize) -> Result<String, Problem>) -> Result<String, Problem> {
    let mut out = String::with_capacity(sql.len() * 2);
    let mut rest = sql.trim().trim_end_matches(';');
    while let Some(first) = rest.chars().next() {
        let escapes = first == '\'' && escapes_after(&out);
        let length = match first {
            '\'' | '"' => quoted(rest, first, escapes),
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |at| at + 2),
            '$' => 1 + rest.chars().skip(1).take_while(char::is_ascii_digit).count(),
            ':' if rest.starts_with("::") => 2,
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at_checked(length).ok_or("a statement can't be read")?;
        rest = after;
        match first {
            '\'' if token.contains(':') && escapes => out.push_str(&token.replace(':', "\\x3A")),
            '\'' if token.contains(':') => {
                out.push_str(" U&");
                out.push_str(&token.replace('\\', "\\\\").replace(':', "\\003A"));
            }
            '-' | '/' if length > 1 => out.push(' '),
            '$' if length > 1 => out.push_str(&parameter(token.trim_start_matches('$').parse()?)?),
            ':' if length == 1 => out.push_str(" : "),
            _ => out.push_str(token),
        }
    }
    Ok(out)
}

/// Whether a text that begins here is one in which backslashes escape: `E'…'`.
fn escapes_after(out: &str) -> bool {
    let mut before = out.chars().rev();
    matches!(before.next(), Some('e' | 'E')) && !before.next().is_some_and(|c| c.is_alphanumeric() || c == '_')
}

/// The length of what is quoted here, with its quotes.
fn quoted(text: &str, quote: char, escapes: bool) -> usize {
    let mut rest = text.char_indices().skip(1).peekable();
    while let Some((at, found)) = rest.next() {
        if escapes && found == '\\' {
            rest.next();
        } else if found == quote && rest.next_if(|(_, next)| *next == quote).is_none() {
            return at + 1;
        }
    }
    text.len()
}

/// pgbench on a database.
pub struct Alone {
    program: PathBuf,
    address: String,
    password: Option<String>,
    /// Where scripts may lie for a moment.
    folder: PathBuf,
}

impl Alone {
    /// None on a machine without pgbench.
    pub fn on(url: &str, folder: &Path) -> Option<Self> {
        let (address, password) = without_password(url);
        Some(Self {
            program: embedded::program("pgbench")?,
            address,
            password,
            folder: folder.to_owned(),
        })
    }

    /// How often in a second all statements of the script are answered.
    pub fn per_second(&self, script: &Script, connections: usize, seconds: f64) -> Result<f64, Problem> {
        let file = self.folder.join("page.sql");
        fs::write(&file, &script.text)?;
        let threads = std::thread::available_parallelism()
            .map_or(1, usize::from)
            .min(connections);
        let seconds = Duration::from_secs_f64(seconds.ceil().max(1.0));
        let mut pgbench = Command::new(&self.program);
        pgbench
            .args(["--no-vacuum", "--protocol=prepared"])
            .arg(format!("--client={connections}"))
            .arg(format!("--jobs={threads}"))
            .arg(format!("--time={}", seconds.as_secs()))
            .arg("--file")
            .arg(&file)
            .env("PGOPTIONS", options());
        for (name, value) in &script.variables {
            pgbench.arg(format!("--define={name}={value}"));
        }
        if let Some(password) = &self.password {
            pgbench.env("PGPASSWORD", password);
        }
        pgbench.arg(&self.address);
        let said = said_within(pgbench, seconds + GRACE)?;
        per_second_in(&said).ok_or_else(|| "pgbench gave no figure".into())
    }
}

/// The same session as the portal's, and nothing is written in it.
fn options() -> String {
    let settings = SESSION.map(|(name, value)| format!("-c {name}={value}"));
    format!("{} -c default_transaction_read_only=on", settings.join(" "))
}

/// What a program prints; one that takes longer is ended.
fn said_within(mut command: Command, limit: Duration) -> Result<String, Problem> {
    let mut process = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let begun = Instant::now();
    let ended = loop {
        if let Some(ended) = process.try_wait()? {
            break ended;
        }
        if begun.elapsed() > limit {
            process.kill()?;
            process.wait()?;
            return Err("pgbench took too long".into());
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    if !ended.success() {
        return Err("pgbench failed".into());
    }
    let mut said = String::new();
    if let Some(mut output) = process.stdout.take() {
        output.read_to_string(&mut said)?;
    }
    Ok(said)
}

/// Out of `tps = 1234.5 (without initial connection time)`.
fn per_second_in(said: &str) -> Option<f64> {
    let figure = said.lines().find_map(|line| line.strip_prefix("tps = "))?;
    let figure: f64 = figure.split_whitespace().next()?.parse().ok()?;
    Some(figure).filter(|figure| *figure > 0.0)
}

/// Everybody on the machine may read the arguments of a program.
fn without_password(url: &str) -> (String, Option<String>) {
    let Ok(mut parsed) = Url::parse(url) else {
        return (url.to_owned(), None);
    };
    let password = parsed.password().map(|password| {
        percent_encoding::percent_decode_str(password)
            .decode_utf8_lossy()
            .into_owned()
    });
    if password.is_some() && parsed.set_password(None).is_ok() {
        return (parsed.into(), password);
    }
    (url.to_owned(), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(sql: &str, values: Vec<Bound>) -> Asked {
        Asked {
            sql: sql.to_owned(),
            values,
        }
    }

    fn bound(kind: u32, bytes: Option<&[u8]>) -> Bound {
        Bound {
            kind,
            binary: true,
            bytes: bytes.map(<[u8]>::to_vec),
        }
    }

    fn plain(sql: &str) -> String {
        rewritten(sql, |place| Ok(format!("<{place}>"))).unwrap()
    }

    #[test]
    fn only_parameters_become_variables() {
        assert_eq!(plain("SELECT $1, \"a\" = $12;"), "SELECT <1>, \"a\" = <12>");
        assert_eq!(
            plain("SELECT 'it''s $1', \"$2\", $3::text"),
            "SELECT 'it''s $1', \"$2\", <3>::text"
        );
        assert_eq!(
            plain(r"SELECT to_char(x, 'HH24:MI\'), y[1:n]"),
            r"SELECT to_char(x,  U&'HH24\003AMI\\'), y[1 : n]"
        );
        assert_eq!(plain(r"SELECT E'\':a', 'b'"), r"SELECT E'\'\x3Aa', 'b'");
        assert_eq!(plain("SELECT 1 -- :a $1\n, 2 /* :b */"), "SELECT 1  \n, 2  ");
        assert_eq!(plain("SELECT '张:三', 'open"), "SELECT  U&'张\\003A三', 'open");
    }

    #[test]
    fn values_are_variables_with_their_types() {
        let script = Script::of(&[
            asked("BEGIN", Vec::new()),
            asked(
                "SELECT $1 WHERE $2 OR $1 > $3 LIMIT $4",
                [
                    bound(23, Some(&7_i32.to_be_bytes())),
                    bound(16, None),
                    bound(25, Some(b"")),
                    bound(0, Some(b"9")),
                ]
                .into_iter()
                .map(|value| Bound {
                    binary: value.kind != 0,
                    ..value
                })
                .collect(),
            ),
            asked("UPDATE sessions SET seen_at = $1", vec![bound(1184, None)]),
            asked("SELECT 1 FOR UPDATE", Vec::new()),
            asked("SELECT $1", vec![bound(25, Some(b"b"))]),
            asked("COMMIT", Vec::new()),
        ])
        .unwrap();
        assert_eq!(
            script.text,
            "SELECT (:s0_1::integer) WHERE (NULL::boolean) OR (:s0_1::integer) > (''::text) LIMIT (:s0_4);\n\
             SELECT (:s1_1::text);\n"
        );
        let variables: Vec<_> = script
            .variables
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(variables, [("s0_1", "7"), ("s0_4", "9"), ("s1_1", "b")]);
    }

    #[test]
    fn what_pgbench_cannot_be_told_is_said() {
        for (statements, words) in [
            (vec![asked("BEGIN", Vec::new())], "nothing"),
            (vec![asked("SELECT $1", vec![bound(3910, Some(b"x"))])], "unknown type"),
            (vec![asked("SELECT $1", vec![bound(23, Some(b"x"))])], "can't be read"),
            (vec![asked("SELECT $2", vec![bound(23, None)])], "missing"),
        ] {
            let problem = Script::of(&statements).unwrap_err().to_string();
            assert!(problem.contains(words), "{problem}");
        }
    }

    #[test]
    fn the_figure_is_read_and_the_password_is_not_shown() {
        let said = "latency average = 0.062 ms\ntps = 32078.261516 (without initial connection time)\n";
        assert_eq!(per_second_in(said), Some(32_078.261_516));
        assert_eq!(per_second_in("tps = 0.000000 (x)"), None);
        let (address, password) = without_password("postgres://me:a%40b@db/crm");
        assert_eq!(
            (address.as_str(), password.as_deref()),
            ("postgres://me@db/crm", Some("a@b"))
        );
        let socket = "postgres:///crm?host=%2Ftmp&user=me";
        assert_eq!(without_password(socket), (socket.to_owned(), None));
        assert!(options().contains("-c role=yingke_app") && options().contains("read_only=on"));
    }
}
