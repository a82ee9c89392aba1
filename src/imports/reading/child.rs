//! Reading in a process of its own: a workbook that swells to gigabytes ends the child, never the portal.
//!
//! The child gets the file on standard input and answers with one JSON line per piece and a last one that says how it
//! went; it knows no database, no key and no environment. `unsafe_code = "forbid"` rules out limiting a child before it
//! starts, so it limits itself first thing.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::{Flow, Head, Piece, Unreadable};

/// The subcommand that [`run`] answers.
pub const COMMAND: &str = "import-child";
/// Address space of the child, in bytes.
const MEMORY: u64 = 768 << 20;
/// Seconds of work.
const SECONDS: u64 = 120;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Piece(Piece),
    Done,
    Failed(Unreadable),
}

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Which program to start as the child; this one unless said otherwise (a test runs inside another program).
pub fn use_program(path: PathBuf) {
    PROGRAM.set(path).ok();
}

/// Reads `file` in a child process and hands each piece to `emit`.
pub fn read(file: Vec<u8>, mut emit: impl FnMut(Piece) -> Flow) -> Result<(), Unreadable> {
    let own = || std::env::current_exe().map_err(|_| Unreadable::Damaged);
    let program = PROGRAM.get().cloned().map_or_else(own, Ok)?;
    let mut child = Command::new(program)
        .arg(COMMAND)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|_| Unreadable::Damaged)?;
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(Unreadable::Damaged);
    };
    // A child that stops reading breaks the pipe; its answer says why.
    let feeder = std::thread::spawn(move || input.write_all(&file).ok());
    let answer = collect(BufReader::new(output), &mut emit);
    if matches!(answer, Some(Err(Unreadable::Stopped))) {
        child.kill().ok();
    }
    let ended = child.wait();
    feeder.join().ok();
    answer.unwrap_or_else(|| {
        use std::os::unix::process::ExitStatusExt;
        // Ended by a signal: out of memory (abort), out of time (SIGXCPU).
        let killed = ended.is_ok_and(|status| status.signal().is_some());
        Err(if killed {
            Unreadable::TooLarge
        } else {
            Unreadable::Damaged
        })
    })
}

/// How many records show what a column holds.
const SAMPLES: usize = 3;

/// The header and the first records: what columns are matched by.
pub fn top(file: Vec<u8>) -> Result<(Head, Vec<Vec<String>>), Unreadable> {
    let (mut head, mut samples) = (None, Vec::new());
    let done = read(file, |piece| {
        match piece {
            Piece::Head(found) => head = Some(found),
            Piece::Record(record) => samples.push(record.cells),
        }
        if samples.len() < SAMPLES {
            Flow::Continue(())
        } else {
            Flow::Break(())
        }
    });
    match (done, head) {
        (Ok(()), Some(_)) if samples.is_empty() => Err(Unreadable::HeaderOnly),
        (Ok(()) | Err(Unreadable::Stopped), Some(head)) => Ok((head, samples)),
        (Ok(()), None) => Err(Unreadable::Empty),
        (Err(why), _) => Err(why),
    }
}

/// The child's verdict, if it lived to give one.
fn collect(output: impl BufRead, emit: &mut impl FnMut(Piece) -> Flow) -> Option<Result<(), Unreadable>> {
    for line in output.lines() {
        match serde_json::from_str(&line.ok()?).ok()? {
            Answer::Piece(piece) => {
                if emit(piece).is_break() {
                    return Some(Err(Unreadable::Stopped));
                }
            }
            Answer::Done => return Some(Ok(())),
            Answer::Failed(why) => return Some(Err(why)),
        }
    }
    None
}

/// `yingke import-child`: limits itself, reads standard input, answers on standard output.
pub fn run() -> io::Result<()> {
    rlimit::Resource::AS.set(MEMORY, MEMORY)?;
    rlimit::Resource::CPU.set(SECONDS, SECONDS)?;
    rlimit::Resource::CORE.set(0, 0)?;
    rlimit::Resource::FSIZE.set(0, 0)?;
    let mut file = Vec::new();
    io::stdin().lock().read_to_end(&mut file)?;
    answer(&file, &mut BufWriter::new(io::stdout().lock()))
}

fn answer(file: &[u8], output: &mut impl Write) -> io::Result<()> {
    let mut broken = None;
    let done = super::read(file, |piece| match say(output, &Answer::Piece(piece)) {
        Ok(()) => Flow::Continue(()),
        Err(error) => {
            broken = Some(error);
            Flow::Break(())
        }
    });
    if let Some(error) = broken {
        return Err(error);
    }
    say(output, &done.map_or_else(Answer::Failed, |()| Answer::Done))?;
    output.flush()
}

fn say(output: &mut impl Write, answer: &Answer) -> io::Result<()> {
    serde_json::to_writer(&mut *output, answer)?;
    output.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::super::tests::all;
    use super::*;

    #[test]
    fn what_the_child_says_is_what_reading_gives() {
        let file = "姓名,备注\n张三,\"两\n行\"\n".as_bytes();
        let mut said = Vec::new();
        answer(file, &mut said).unwrap();
        let mut pieces = Vec::new();
        let done = collect(said.as_slice(), &mut |piece| {
            pieces.push(piece);
            Flow::Continue(())
        });
        assert_eq!(done, Some(Ok(())));
        let (head, records) = all(file).unwrap();
        let expected: Vec<Piece> = std::iter::once(Piece::Head(head))
            .chain(records.into_iter().map(Piece::Record))
            .collect();
        assert_eq!(pieces, expected);
    }

    #[test]
    fn a_child_that_died_gave_no_verdict() {
        assert_eq!(collect(b"".as_slice(), &mut |_| Flow::Continue(())), None);
        let half = b"{\"piece\":{\"record\":{\"line\":2,\"cel".as_slice();
        assert_eq!(collect(half, &mut |_| Flow::Continue(())), None);
    }
}
