//! UTF-8 with or without BOM, else GB18030 by strict decoding: nothing is guessed, nothing replaced.

use std::borrow::Cow;

use encoding_rs::GB18030;

use super::{Format, Unreadable};

pub fn decode(bytes: &[u8]) -> Result<(Format, Cow<'_, str>), Unreadable> {
    // A text has no NUL: what has one is a picture, a program, or UTF-16.
    if bytes.contains(&0) {
        return Err(Unreadable::Kind);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        let text = std::str::from_utf8(rest).map_err(|_| Unreadable::Encoding)?;
        return Ok((Format::Utf8Bom, Cow::Borrowed(text)));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((Format::Utf8, Cow::Borrowed(text)));
    }
    GB18030
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(|text| (Format::Gb18030, text))
        .ok_or(Unreadable::Encoding)
}
