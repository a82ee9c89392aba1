//! A raw RFC 5322 message, read into what a complaint needs of it. No I/O; whatever the bytes, nothing panics.

mod automatic;
mod body;
#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};

use mail_parser::{Address, Message, MessageParser, MimeHeaders};
use sha2::{Digest, Sha256};

use crate::platform::i18n::Lang;
use crate::values::email::Email;
use crate::values::text;

pub use automatic::Writer;

/// The largest message, in bytes.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// The longest text kept, in characters; what is longer is cut.
pub const MAX_TEXT: usize = 8_000;
const MAX_SUBJECT: usize = 200;
const MAX_NAME: usize = 60;
/// How many photos of one message are kept.
pub const MAX_IMAGES: usize = 6;
/// A Message-ID longer than this is known by its hash.
const MAX_ID: usize = 250;

/// A message that can be worked with.
pub struct Mail {
    /// The message's own id, or one made of its content where it has none: the same message has the same id.
    pub message_id: String,
    /// Ids of the messages this one answers.
    pub answers: Vec<String>,
    pub from: Sender,
    pub subject: String,
    pub text: String,
    /// Whether the text was longer than what is kept.
    pub cut: bool,
    pub images: Vec<Image>,
    /// Attachments that were left behind: other kinds of files, or too many.
    pub left_out: usize,
    pub writer: Writer,
}

pub struct Sender {
    pub address: Email,
    pub name: Option<String>,
}

/// A photo as it came; its bytes begin like the kind of picture they claim to be, nothing more is known of them.
pub struct Image {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Why a message can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    TooLarge,
    /// Not a message at all.
    Malformed,
    /// Nobody to answer to.
    NoSender,
    /// Neither subject nor text nor photo.
    Empty,
}

impl Unreadable {
    /// A word for the machine that delivered the message.
    pub fn code(self) -> &'static str {
        match self {
            Unreadable::TooLarge => "too_large",
            Unreadable::Malformed => "malformed",
            Unreadable::NoSender => "no_sender",
            Unreadable::Empty => "empty",
        }
    }
}

impl Mail {
    pub fn read(raw: &[u8]) -> Result<Self, Unreadable> {
        if raw.len() > MAX_BYTES {
            return Err(Unreadable::TooLarge);
        }
        // The parser promises not to panic; a promise of somebody else's is not relied on for bytes from outside.
        catch_unwind(AssertUnwindSafe(|| read(raw))).unwrap_or(Err(Unreadable::Malformed))
    }

    /// Whether no answer may be sent by itself.
    pub fn automatic(&self) -> bool {
        self.writer != Writer::Person
    }

    /// The language to answer in.
    pub fn lang(&self) -> Lang {
        let han = |text: &str| text.chars().any(|sign| matches!(sign, '\u{4e00}'..='\u{9fff}'));
        if han(&self.subject) || han(&self.text) {
            Lang::Zh
        } else {
            Lang::En
        }
    }

    /// Subject and text as one account of what happened.
    pub fn account(&self) -> String {
        match (self.subject.is_empty(), self.text.is_empty()) {
            (false, false) => format!("{}\n\n{}", self.subject, self.text),
            (false, true) => self.subject.clone(),
            (true, _) => self.text.clone(),
        }
    }
}

fn read(raw: &[u8]) -> Result<Mail, Unreadable> {
    let raw = body::readable_headers(raw);
    let message = MessageParser::default()
        .parse(raw.as_ref())
        .ok_or(Unreadable::Malformed)?;
    if message.headers().is_empty() {
        return Err(Unreadable::Malformed);
    }
    let subject = line(message.subject().unwrap_or_default(), MAX_SUBJECT);
    let from = sender(&message);
    let writer = automatic::writer(&message, from.as_ref(), &subject);
    let from = from.ok_or(Unreadable::NoSender)?;
    let (text, cut) = body::text(&message);
    let (images, left_out) = images(&message);
    if subject.is_empty() && text.is_empty() && images.is_empty() {
        return Err(Unreadable::Empty);
    }
    Ok(Mail {
        message_id: message_id(&message, &raw),
        answers: answers(&message),
        from,
        subject,
        text,
        cut,
        images,
        left_out,
        writer,
    })
}

fn message_id(message: &Message<'_>, raw: &[u8]) -> String {
    let own = message.message_id().map(|id| line(id, usize::MAX)).unwrap_or_default();
    match own.len() {
        0 => format!("sha256:{}", hex::encode(Sha256::digest(raw))),
        1..=MAX_ID => own,
        _ => format!("sha256:{}", hex::encode(Sha256::digest(own.as_bytes()))),
    }
}

fn answers(message: &Message<'_>) -> Vec<String> {
    let mut ids: Vec<String> = [message.in_reply_to(), message.references()]
        .into_iter()
        .flat_map(|value| match value {
            mail_parser::HeaderValue::Text(id) => vec![line(id, MAX_ID)],
            mail_parser::HeaderValue::TextList(ids) => ids.iter().map(|id| line(id, MAX_ID)).collect(),
            _ => Vec::new(),
        })
        .filter(|id| !id.is_empty())
        .take(20)
        .collect();
    ids.dedup();
    ids
}

/// The first usable address of From, Sender, Reply-To.
fn sender(message: &Message<'_>) -> Option<Sender> {
    [message.from(), message.sender(), message.reply_to()]
        .into_iter()
        .flatten()
        .find_map(first_address)
}

fn first_address(addresses: &Address<'_>) -> Option<Sender> {
    addresses.iter().find_map(|one| {
        let address = Email::parse(one.address.as_deref()?).ok()?;
        let name = one.name.as_deref().map(|name| line(name, MAX_NAME));
        Some(Sender {
            name: name.filter(|name| !name.is_empty() && name != address.canonical()),
            address,
        })
    })
}

/// Photos, wherever in the message they stand, and how many attachments are left behind.
fn images(message: &Message<'_>) -> (Vec<Image>, usize) {
    let mut images = Vec::new();
    let mut left_out = 0;
    for part in message.attachments() {
        let bytes = part.contents();
        if is_picture(bytes) && images.len() < MAX_IMAGES {
            let name = part
                .attachment_name()
                .map(|name| line(name, MAX_NAME))
                .unwrap_or_default();
            images.push(Image {
                name,
                bytes: bytes.to_vec(),
            });
        } else if !part.is_text() && !bytes.is_empty() {
            left_out += 1;
        }
    }
    (images, left_out)
}

/// JPEG, PNG or WebP, by how they begin.
fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xd8, 0xff])
        || bytes.starts_with(b"\x89PNG\r\n\x1a\n")
        || bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")
}

/// One line without control characters, at most `max` characters.
fn line(raw: &str, max: usize) -> String {
    text::single_line(raw)
        .chars()
        .filter(|sign| !sign.is_control())
        .take(max)
        .collect()
}
