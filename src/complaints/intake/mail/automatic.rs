//! Who wrote a message: a person, a program, or a program that answers ours.
//!
//! Answering programs leads to loops, so only a person gets an answer by itself (RFC 3834). A mail that a program sent
//! on somebody's behalf (the manufacturer's hotline, a group address) is still worked on; an echo of our own is not.

use mail_parser::{Message, MimeHeaders};

use super::Sender;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writer {
    Person,
    /// A program, or a mailing list that a person wrote to: to be worked on, never to be answered by itself.
    Program,
    /// An out-of-office note or a bounce: nothing to work on.
    Echo,
}

/// How subjects of out-of-office notes begin where nothing else gives them away.
const AUTO_REPLIES: [&str; 9] = [
    "自动回复",
    "自動回覆",
    "外出回复",
    "假期自动回复",
    "auto:",
    "auto-reply",
    "autoreply",
    "automatic reply",
    "out of office",
];

const LIST_HEADERS: [&str; 5] = ["List-Id", "List-Post", "List-Unsubscribe", "List-Help", "Mailing-List"];

pub(super) fn writer(message: &Message<'_>, from: Option<&Sender>, subject: &str) -> Writer {
    let header = |name: &'static str| {
        message
            .header_raw(name)
            .map(|value| value.trim().to_ascii_lowercase())
            .filter(|value| !value.is_empty())
    };
    let submitted = header("Auto-Submitted").filter(|value| !value.starts_with("no"));
    let precedence = header("Precedence").unwrap_or_default();
    let local = from
        .and_then(|from| from.address.canonical().split_once('@'))
        .map(|(local, _)| local.to_ascii_lowercase())
        .unwrap_or_default();
    let subject = subject.to_lowercase();
    let is_echo = message.root_part().is_content_type("multipart", "report")
        || submitted.as_ref().is_some_and(|value| value.starts_with("auto-repl"))
        || precedence == "auto_reply"
        || header("X-Autoreply").is_some()
        || header("X-Autorespond").is_some()
        || header("X-Failed-Recipients").is_some()
        || header("Return-Path").is_some_and(|path| path == "<>")
        || matches!(local.as_str(), "mailer-daemon" | "postmaster")
        || AUTO_REPLIES.iter().any(|words| subject.starts_with(words));
    if is_echo {
        return Writer::Echo;
    }
    let is_program = submitted.is_some()
        || matches!(precedence.as_str(), "bulk" | "list" | "junk")
        || header("X-Auto-Response-Suppress").is_some_and(|value| value != "none")
        || LIST_HEADERS.into_iter().any(|name| header(name).is_some())
        || is_no_reply(&local);
    if is_program { Writer::Program } else { Writer::Person }
}

fn is_no_reply(local: &str) -> bool {
    let plain: String = local.chars().filter(char::is_ascii_alphanumeric).collect();
    ["noreply", "donotreply", "notreply", "bounce"]
        .iter()
        .any(|sign| plain.contains(sign))
}
