//! The words of a message: whatever their charset, plain or from HTML.

use std::borrow::Cow;

use encoding_rs::GB18030;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::html::html_to_text;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message, MessagePart, MimeHeaders, PartType};

use super::MAX_TEXT;

/// Elements that end a line in HTML.
const BLOCKS: [&str; 10] = ["div", "li", "tr", "h1", "h2", "h3", "h4", "ul", "table", "blockquote"];
/// More HTML than this is not looked at.
const MAX_HTML: usize = 1024 * 1024;

/// The message with headers that can be read: old Chinese mailers write them in GBK without saying so.
pub(super) fn readable_headers(raw: &[u8]) -> Cow<'_, [u8]> {
    let end = end_of_headers(raw);
    let (head, body) = raw.split_at_checked(end).unwrap_or((raw, &[]));
    if std::str::from_utf8(head).is_ok() {
        return Cow::Borrowed(raw);
    }
    match GB18030.decode_without_bom_handling_and_without_replacement(head) {
        Some(head) => Cow::Owned([head.as_bytes(), body].concat()),
        None => Cow::Borrowed(raw),
    }
}

fn end_of_headers(raw: &[u8]) -> usize {
    let at = |end: &[u8]| {
        raw.windows(end.len())
            .position(|part| part == end)
            .map(|at| at + end.len())
    };
    [at(b"\r\n\r\n"), at(b"\n\n")]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or(raw.len())
}

/// The text of a message, and whether it was cut.
pub(super) fn text(message: &Message<'_>) -> (String, bool) {
    let plain: Vec<String> = message
        .text_bodies()
        .filter_map(|part| words(message, part))
        .filter(|words| !words.is_empty())
        .collect();
    let all = plain.join("\n\n");
    let kept: String = all.chars().take(MAX_TEXT).collect();
    let cut = kept.len() < all.len();
    (kept.trim_end().to_owned(), cut)
}

fn words(message: &Message<'_>, part: &MessagePart<'_>) -> Option<String> {
    match &part.body {
        PartType::Text(text) => Some(tidy(&repaired(message, part, text))),
        PartType::Html(html) => Some(tidy(&from_html(&repaired(message, part, html)))),
        _ => None,
    }
}

/// The text, read again as GB18030 where its charset was not named, or was named wrongly, and it reads as that.
fn repaired<'t>(message: &Message<'_>, part: &MessagePart<'_>, text: &'t str) -> Cow<'t, str> {
    if !text.contains(char::REPLACEMENT_CHARACTER) || says_another_charset(part) {
        return Cow::Borrowed(text);
    }
    let raw = message
        .raw_message()
        .get(part.offset_body as usize..part.offset_end as usize)
        .unwrap_or_default();
    let bytes = match part.encoding {
        Encoding::None => Some(raw.to_vec()),
        Encoding::QuotedPrintable => quoted_printable_decode(raw),
        Encoding::Base64 => base64_decode(raw),
    };
    bytes
        .and_then(|bytes| {
            GB18030
                .decode_without_bom_handling_and_without_replacement(&bytes)
                .map(Cow::into_owned)
        })
        .map_or(Cow::Borrowed(text), Cow::Owned)
}

fn says_another_charset(part: &MessagePart<'_>) -> bool {
    let named = part.content_type().and_then(|kind| kind.attribute("charset"));
    named.is_some_and(|named| {
        let named = named.to_ascii_lowercase();
        !["us-ascii", "utf-8", "utf8", "iso-8859-1", "gb2312", "gbk"].contains(&named.as_str())
    })
}

/// HTML as lines of text: the parser knows paragraphs and breaks, mailers of today write a `<div>` per line.
fn from_html(html: &str) -> String {
    let mut end = html.len().min(MAX_HTML);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    let mut broken = String::with_capacity(end + end / 8);
    let mut rest = html.get(..end).unwrap_or_default();
    while let Some((before, after)) = rest.split_once("</") {
        broken.push_str(before);
        let name: String = after.chars().take_while(char::is_ascii_alphanumeric).take(12).collect();
        if BLOCKS.contains(&name.to_ascii_lowercase().as_str()) {
            broken.push_str("<br>");
        }
        broken.push_str("</");
        rest = after;
    }
    broken.push_str(rest);
    html_to_text(&broken)
}

/// Line ends as `\n`, no blanks at line ends, no control characters, at most one empty line in a row.
fn tidy(text: &str) -> String {
    let mut kept = String::with_capacity(text.len().min(MAX_TEXT * 4));
    let mut empty = 0;
    for line in text.lines() {
        let line: String = line
            .chars()
            .map(|sign| if sign == '\u{a0}' || sign == '\t' { ' ' } else { sign })
            .filter(|sign| !sign.is_control() && *sign != '\u{feff}')
            .collect();
        let line = line.trim_end();
        empty = if line.trim().is_empty() { empty + 1 } else { 0 };
        if empty > 1 || (empty == 1 && kept.is_empty()) {
            continue;
        }
        kept.push_str(line);
        kept.push('\n');
    }
    kept.trim_end().to_owned()
}
