//! `yingke import customers FILE`, `… service FILE` and `… leads FILE`: the same checks and the same batches as on the
//! screen, for a terminal or a script.

use std::io::{IsTerminal, stderr};
use std::path::PathBuf;

use clap::Args;
use diesel::prelude::*;
use indicatif::{ProgressBar, ProgressStyle};

use super::setup::{self, House, Problem};
use crate::imports::commands::{self, Next, Raw, Sorter};
use crate::imports::model::{FileFormat, Import, NewImport, Origin, Top};
use crate::imports::reading::{self, Flow, Head, Piece, Unreadable};
use crate::imports::report::Report;
use crate::imports::rules::columns::{Field, Kind, Mapping};
use crate::imports::{jobs, queries, text};
use crate::platform::db::{Author, Db, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::Lang;
use crate::schema::stores;
use crate::values::ids::{ImportId, StoreId};

/// The largest file that the command takes, in bytes.
const MAX_FILE: u64 = 64 << 20;
/// How many faults are printed for a person; `--json` prints all.
const SHOWN: usize = 20;

#[derive(Args)]
pub struct ImportFile {
    /// CSV (UTF-8 or GB18030) or XLSX
    file: PathBuf,
    /// Code of the store; needed when there are several
    #[arg(long)]
    store: Option<String>,
    /// Checks every record and writes nothing
    #[arg(long)]
    dry_run: bool,
    /// Prints the result as JSON
    #[arg(long)]
    json: bool,
    /// Lets a column fill a field, e.g. --map 客户电话=phone; an empty field leaves the column out
    #[arg(long, value_name = "HEADER=FIELD")]
    map: Vec<String>,
    /// Language of the messages: zh or en
    #[arg(long, default_value = "zh")]
    lang: String,
}

/// Imports a file; faulty records are no failure, an unreadable file is: with `--json` it is told on standard output too.
pub fn run_kind(kind: Kind, args: &ImportFile) -> Result<(), Problem> {
    let done = bring_in(kind, args);
    if let (true, Err(problem)) = (args.json, &done) {
        println!("{}", serde_json::json!({ "error": problem.to_string() }));
    }
    done
}

fn bring_in(kind: Kind, args: &ImportFile) -> Result<(), Problem> {
    let lang = Lang::from_code(&args.lang);
    let body = read_file(args)?;
    let (head, samples) = look_into(&body, args)?;
    let mapping = mapping(kind, &head, &args.map)?;
    let house = setup::open()?;
    let done = import(&house, args, lang, body, head, samples, mapping);
    let stopped = house.cluster.map_or(Ok(()), |cluster| cluster.stop());
    let report = done?;
    stopped?;
    if args.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        print(kind, &report, args.dry_run, lang);
    }
    Ok(())
}

fn read_file(args: &ImportFile) -> Result<Vec<u8>, Problem> {
    let unreadable = |error: std::io::Error| format!("{} can't be read: {error}", args.file.display());
    let size = std::fs::metadata(&args.file).map_err(unreadable)?.len();
    if size > MAX_FILE {
        return Err(format!(
            "{} has {} MiB; split it into files of at most {} MiB",
            args.file.display(),
            size >> 20,
            MAX_FILE >> 20
        )
        .into());
    }
    Ok(std::fs::read(&args.file).map_err(unreadable)?)
}

/// The header and the first records.
fn look_into(body: &[u8], args: &ImportFile) -> Result<(Head, Vec<Vec<String>>), Problem> {
    let words = |why: Unreadable| format!("{}: {why}", args.file.display());
    Ok(reading::child::top(body.to_vec()).map_err(words)?)
}

fn mapping(kind: Kind, head: &Head, wishes: &[String]) -> Result<Mapping, Problem> {
    let mut mapping = Mapping::of_headers(kind, &head.headers);
    for wish in wishes {
        let (header, field) = wish
            .split_once('=')
            .ok_or_else(|| format!("--map {wish}: write it as HEADER=FIELD"))?;
        let column = head
            .headers
            .iter()
            .position(|known| known == header.trim())
            .ok_or_else(|| format!("--map {wish}: the file has no column {header}"))?;
        let field = match field.trim() {
            "" => None,
            name => Some(Field::named(kind, name).ok_or_else(|| {
                let known: Vec<&str> = kind.fields().into_iter().map(Field::code).collect();
                format!(
                    "--map {wish}: no field is called {name}; there are {}",
                    known.join(", ")
                )
            })?),
        };
        mapping.set(column, field);
    }
    let missing: Vec<&str> = mapping.missing().iter().map(|field| field.code()).collect();
    if !missing.is_empty() {
        return Err(format!(
            "no column holds the {}: say which with --map HEADER={}",
            missing.join(" or the "),
            missing.first().unwrap_or(&"name")
        )
        .into());
    }
    Ok(mapping)
}

fn import(
    house: &House,
    args: &ImportFile,
    lang: Lang,
    body: Vec<u8>,
    head: Head,
    samples: Vec<Vec<String>>,
    mapping: Mapping,
) -> Result<Report, Problem> {
    let db = &house.db;
    let store = store(&mut *db.connection()?, args.store.as_deref())?;
    let new = NewImport {
        store,
        kind: mapping.kind(),
        origin: Origin::Command,
        file_name: args.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        format: FileFormat::from(head.format),
        header_line: head.line,
        top: Top {
            headers: head.headers,
            samples,
        },
        mapping: mapping.clone(),
        body,
    };
    if args.dry_run {
        return dry_run(db, &new, lang);
    }
    let bar = bar("checking", None);
    let id = db.write_now(Author::System, |tx| {
        let id = commands::receive(tx, &new)?;
        commands::start_check(tx, store, id, 0, &mapping)?;
        Ok(id)
    })?;
    db.write_now(Author::System, |tx| {
        let import = queries::any(tx.conn, &tx.vault().clone(), id)?;
        check(tx, &import, &new.body, &bar)?;
        commands::start_run(tx, store, id)
    })?;
    bar.finish_and_clear();
    run(db, id)?;
    let conn = &mut *db.connection()?;
    let import = queries::any(conn, db.vault(), id)?;
    Ok(Report::of(conn, db.vault(), &import, lang)?)
}

/// Checks in a transaction that is never committed.
fn dry_run(db: &Db, new: &NewImport, lang: Lang) -> Result<Report, Problem> {
    let mut report = None;
    let bar = bar("checking", None);
    let undone = db.system_write_now(|tx| -> Result<(), Error> {
        let id = commands::receive(tx, new)?;
        commands::start_check(tx, new.store, id, 0, &new.mapping)?;
        let vault = tx.vault().clone();
        let import = queries::any(tx.conn, &vault, id)?;
        check(tx, &import, &new.body, &bar)?;
        let import = queries::any(tx.conn, &vault, id)?;
        report = Some(Report::of(tx.conn, &vault, &import, lang)?);
        // Rolls back.
        Err(Error::WrongState)
    });
    bar.finish_and_clear();
    match (report, undone) {
        (Some(report), _) => Ok(report),
        (None, Err(error)) => Err(error.into()),
        (None, Ok(())) => Err("the check gave no result".into()),
    }
}

fn check(tx: &mut Tx<'_>, import: &Import, body: &[u8], bar: &ProgressBar) -> Result<(), Error> {
    let mut sorter = Sorter::new(queries::checker(tx.conn, import, tx.now)?, import.store);
    let body = body.to_vec();
    let read = |each: &mut dyn FnMut(Raw) -> bool| {
        reading::child::read(body, |piece| match piece {
            Piece::Head(_) => Flow::Continue(()),
            Piece::Record(record) => {
                bar.inc(1);
                if each(jobs::raw(record)) {
                    Flow::Continue(())
                } else {
                    Flow::Break(())
                }
            }
        })
    };
    commands::check(tx, import, &mut sorter, read)?.map_err(Error::internal)
}

/// Batch after batch; a server that works on the same import meanwhile takes turns with us.
fn run(db: &Db, id: ImportId) -> Result<(), Problem> {
    let import = queries::any(&mut *db.connection()?, db.vault(), id)?;
    let bar = bar("importing", u64::try_from(import.counts.good()).ok());
    loop {
        let next = db.system_write_now(|tx| jobs::step(tx, id))?;
        let import = queries::any(&mut *db.connection()?, db.vault(), id)?;
        bar.set_position(u64::try_from(import.counts.imported).unwrap_or_default());
        if next == Next::Nothing {
            bar.finish_and_clear();
            return Ok(());
        }
    }
}

/// Shown on a terminal only.
fn bar(what: &'static str, length: Option<u64>) -> ProgressBar {
    if !stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let (bar, template) = match length {
        Some(length) => (
            ProgressBar::new(length),
            "{msg} {bar:40} {human_pos} / {human_len} ({eta})",
        ),
        None => (ProgressBar::new_spinner(), "{msg} {spinner} {human_pos}"),
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.with_message(what)
}

/// The store with this code, or the only one there is.
pub fn store(conn: &mut PgConnection, code: Option<&str>) -> Result<StoreId, Problem> {
    let all: Vec<(StoreId, String)> = stores::table
        .order(stores::code)
        .select((stores::id, stores::code))
        .load(conn)?;
    let codes = || all.iter().map(|(_, code)| code.as_str()).collect::<Vec<_>>().join(", ");
    match (code, all.as_slice()) {
        (_, []) => Err("there is no store yet: run `yingke seed demo`, or make one with `yingke staff`".into()),
        (None, [(only, _)]) => Ok(*only),
        (None, _) => Err(format!("say which store with --store: {}", codes()).into()),
        (Some(wanted), _) => all
            .iter()
            .find(|(_, code)| code.eq_ignore_ascii_case(wanted))
            .map(|(id, _)| *id)
            .ok_or_else(|| format!("there is no store {wanted}; there are {}", codes()).into()),
    }
}

fn print(kind: Kind, report: &Report, dry_run: bool, lang: Lang) {
    if kind == Kind::Services {
        print_unknown(report, lang);
    }
    println!("{}", text::told(report, dry_run, lang));
    if !report.warnings.is_empty() {
        let among = match kind {
            Kind::Leads => text::known_among(report.warnings.len(), lang),
            _ => text::odd_among(report.warnings.len(), lang),
        };
        println!("  {among}");
        for warning in report.warnings.iter().take(SHOWN) {
            println!("  {} · {}", text::line_number(warning.line, lang), warning.message);
        }
        print_more(report.warnings.len(), lang);
    }
    for error in report.errors.iter().take(SHOWN) {
        let line = text::line_number(error.line, lang);
        let told = [line.as_str(), error.column.as_str(), error.message.as_str()];
        let told: Vec<&str> = told.into_iter().filter(|part| !part.is_empty()).collect();
        println!("  {}", told.join(" · "));
    }
    print_more(report.errors.len(), lang);
}

/// How many there are besides those that were printed.
fn print_more(all: usize, lang: Lang) {
    let more = all.saturating_sub(SHOWN);
    if more > 0 {
        println!("  {}", text::more(more, lang));
    }
}

/// The rows of cars that nobody knows, in one line.
fn print_unknown(report: &Report, lang: Lang) {
    let lines: Vec<String> = report
        .errors
        .iter()
        .filter(|error| error.kind == "unknown_vehicle")
        .map(|error| error.line.to_string())
        .collect();
    if !lines.is_empty() {
        println!("{}", text::unknown_cars(&lines, lang));
    }
}
