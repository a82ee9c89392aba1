//! Text as people type it, made plain: width, spaces, invisible characters. Lengths count characters, not bytes.

use super::fault::Fault;

/// Full-width ASCII, the ideographic space and the full-width yen sign become their half-width selves.
pub fn normalize_width(raw: &str) -> String {
    raw.chars()
        .map(|c| match c {
            '\u{3000}' => ' ',
            '\u{FFE5}' => '¥',
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            _ => c,
        })
        .collect()
}

/// Trims, and turns every run of white space into one space.
pub fn squeeze(raw: &str) -> String {
    raw.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One line: line breaks and tabs become spaces, what can't be seen goes.
pub fn single_line(raw: &str) -> String {
    squeeze(
        &raw.chars()
            .filter(|&c| c.is_whitespace() || !unseen(c))
            .collect::<String>(),
    )
}

/// Several lines: every line break becomes `\n`, trailing spaces and blank ends go, what can't be seen goes.
pub fn multi_line(raw: &str) -> String {
    let lines = raw.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let seen: String = lines
        .chars()
        .filter(|&c| matches!(c, '\n' | '\t') || !unseen(c))
        .collect();
    let trimmed: Vec<_> = seen.lines().map(str::trim_end).collect();
    trimmed.join("\n").trim().to_owned()
}

/// A word as it is compared: whatever its width, spaces and case.
pub fn word(raw: &str) -> String {
    single_line(&normalize_width(raw)).to_lowercase()
}

/// A required single line of at most `max` characters.
pub fn line(raw: &str, max: usize) -> Result<String, Fault> {
    bounded(single_line(raw), max)
}

/// A required text of several lines and at most `max` characters.
pub fn note(raw: &str, max: usize) -> Result<String, Fault> {
    bounded(multi_line(raw), max)
}

/// `None` for an empty text, else what `parse` makes of it.
pub fn optional<T>(raw: &str, parse: impl FnOnce(&str) -> Result<T, Fault>) -> Result<Option<T>, Fault> {
    if single_line(raw).is_empty() {
        Ok(None)
    } else {
        parse(raw).map(Some)
    }
}

fn bounded(text: String, max: usize) -> Result<String, Fault> {
    match text.chars().count() {
        0 => Err(Fault::Required),
        n if n > max => Err(Fault::TooLong { max }),
        _ => Ok(text),
    }
}

/// A code such as a plate or VIN: half-width, upper case, without white space or `separators`.
pub(super) fn code(raw: &str, separators: &[char]) -> Result<String, Fault> {
    let typed = single_line(&normalize_width(raw));
    if typed.is_empty() {
        return Err(Fault::Required);
    }
    Ok(typed
        .to_ascii_uppercase()
        .replace(|c: char| c.is_whitespace() || separators.contains(&c), ""))
}

/// Stars for the middle. Where fewer than three characters would be hidden, a quarter shows at each end instead.
pub(super) fn mask(value: &str, head: usize, tail: usize) -> String {
    let length = value.chars().count();
    let (head, tail) = if length >= head + tail + 3 {
        (head, tail)
    } else {
        (length / 4, length / 4)
    };
    let is_shown = |i| i < head || i >= length - tail;
    value
        .chars()
        .enumerate()
        .map(|(i, c)| if is_shown(i) { c } else { '*' })
        .collect()
}

/// The last `n` characters.
pub fn last(value: &str, n: usize) -> &str {
    let skip = value.chars().count().saturating_sub(n);
    value
        .char_indices()
        .nth(skip)
        .and_then(|(at, _)| value.get(at..))
        .unwrap_or("")
}

/// Control characters, and the marks that come along when a number is pasted from a phone book or a chat.
/// Joiners stay: scripts and emoji need them.
fn unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn full_width_becomes_half_width() {
        assert_eq!(normalize_width("１３８－Ａｂ（３）　￥5。"), "138-Ab(3) ¥5。");
    }

    #[test]
    fn one_line_is_one_line() {
        assert_eq!(single_line("  a\t b\r\n\u{7}c\u{a0}\u{202d}d "), "a b c d");
    }

    #[test]
    fn a_word_is_one_however_it_is_written() {
        assert_eq!(word(" ＡＰＰ　下载 "), word("app 下载"));
    }

    #[test]
    fn several_lines_keep_their_breaks() {
        assert_eq!(multi_line("\r\n one \r\ntwo\0\r\r three\t\n\n"), "one\ntwo\n\n three");
    }

    #[test]
    fn length_counts_characters() {
        assert_eq!(line(" 张 三 ", 3), Ok("张 三".into()));
        assert_eq!(line("张三丰", 2), Err(Fault::TooLong { max: 2 }));
        assert_eq!(note(" \n\u{200b}", 9), Err(Fault::Required));
    }

    #[test]
    fn an_empty_optional_is_none() {
        assert_eq!(optional(" \u{3000} ", |raw| line(raw, 5)), Ok(None));
        assert_eq!(optional("123456", |raw| line(raw, 5)), Err(Fault::TooLong { max: 5 }));
    }

    #[test]
    fn a_mask_always_hides_three_or_half() {
        assert_eq!(mask("13812345621", 3, 4), "138****5621");
        assert_eq!(mask("4001234567", 3, 4), "400***4567");
        assert_eq!(mask("12345678", 3, 4), "12****78");
        assert_eq!(mask("abc", 3, 4), "***");
        assert_eq!(mask("", 3, 4), "");
    }

    #[test]
    fn last_counts_characters() {
        assert_eq!(
            (last("车a1", 2), last("车", 3), last("", 1), last("ab", 0)),
            ("a1", "车", "", "")
        );
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(raw in "\\PC*|[ \\t\\r\\n\\x00-\\x1fa-c　]*") {
            for clean in [normalize_width, squeeze, single_line, multi_line] {
                let once = clean(&raw);
                prop_assert_eq!(clean(&once), once);
            }
        }
    }
}
