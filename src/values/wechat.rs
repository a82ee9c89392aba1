//! WeChat IDs: 6–20 letters, digits, `_` or `-`, beginning with a letter; or the mobile or QQ number that an account goes by.

use super::{fault::Fault, phone::Phone, text};

/// As typed, without spaces around it.
pub fn parse(raw: &str) -> Result<String, Fault> {
    let id = text::line(&text::normalize_width(raw), 40)?;
    if is_own(&id) || is_qq(&id) || Phone::parse(&id).is_ok() {
        Ok(id)
    } else {
        Err(Fault::WeChat)
    }
}

fn is_own(id: &str) -> bool {
    let sign = |sign: u8| sign.is_ascii_alphanumeric() || matches!(sign, b'_' | b'-');
    (6..=20).contains(&id.len()) && id.starts_with(|first: char| first.is_ascii_alphabetic()) && id.bytes().all(sign)
}

fn is_qq(id: &str) -> bool {
    (5..=11).contains(&id.len()) && !id.starts_with('0') && id.bytes().all(|sign| sign.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_phones_and_qq_numbers() {
        for raw in [
            "gu_ming-85",
            " WXID_abc123 ",
            "13812345621",
            "+86 138 1234 5621",
            "10001",
        ] {
            assert!(parse(raw).is_ok(), "{raw}");
        }
        for raw in [
            "😀",
            "顾明",
            "gm85",
            "8gu_ming",
            "gu ming 85",
            "0123456",
            "abcdefghijklmnopqrstu",
        ] {
            assert_eq!(parse(raw), Err(Fault::WeChat), "{raw}");
        }
    }
}
