//! Phone numbers: mainland mobiles (1, 3–9, nine digits), landlines with area code and extension, 400/800 numbers,
//! foreign numbers (ITU-T E.164). Canonical: `13812345621`, `02154321098-123`, `+85212345678`.

use super::{fault::Fault, personal::hide_from_debug, text};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PhoneKind {
    Mobile,
    Landline,
    Foreign,
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone {
    canonical: String,
    kind: PhoneKind,
}

hide_from_debug!(Phone);

impl Phone {
    /// Takes spaces, dashes, dots, brackets, full-width digits, +86, 0086 or 86 in front, and 转, ext, x, # or a last
    /// dash before an extension.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let typed = text::single_line(&text::normalize_width(raw)).to_lowercase();
        if typed.is_empty() {
            return Err(Fault::Required);
        }
        tokens(&typed).and_then(|tokens| recognise(&tokens)).ok_or(Fault::Phone)
    }

    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    pub fn kind(&self) -> PhoneKind {
        self.kind
    }

    /// Of the number itself, not of its extension.
    pub fn last_four(&self) -> &str {
        text::last(self.number(), 4)
    }

    /// `138****5621`; the extension is left out.
    pub fn masked(&self) -> String {
        match self.number().strip_prefix('+') {
            Some(digits) => format!("+{}", text::mask(digits, 3, 4)),
            None => text::mask(self.number(), 3, 4),
        }
    }

    /// For reading aloud: `138 1234 5621`, `021-54321098-123`, `400 123 4567`, `+852 12345678`.
    pub fn grouped(&self) -> String {
        let digits = self.canonical.trim_start_matches('+');
        match self.kind {
            PhoneKind::Mobile => cut(digits, &[3, 4]).join(" "),
            PhoneKind::Landline => match area_length(digits) {
                0 => cut(digits, &[3, 3]).join(" "),
                area => cut(digits, &[area]).join("-"),
            },
            PhoneKind::Foreign => {
                format!("+{}", cut(digits, &[country_code_length(digits)]).join(" "))
            }
        }
    }

    fn number(&self) -> &str {
        self.canonical.split('-').next().unwrap_or_default()
    }
}

/// A text without the phone numbers in it, for whoever may not know how somebody is reached: mobiles, and landlines with
/// their area code.
pub fn hide_in(text: &str) -> String {
    let digit = |sign: char| match sign {
        '０'..='９' => char::from_u32(u32::from(sign) - u32::from('０') + u32::from('0')),
        sign => Some(sign).filter(char::is_ascii_digit),
    };
    let mut shown = String::with_capacity(text.len());
    // Figures that stand together, as typed and as digits, and what may join them to the next.
    let (mut run, mut digits, mut gap) = (String::new(), Vec::new(), None);
    for sign in text.chars() {
        if let Some(figure) = digit(sign) {
            run.extend(gap.take());
            run.push(sign);
            digits.push(figure);
        } else if matches!(sign, ' ' | '-' | '\u{3000}' | '－') && !digits.is_empty() && gap.is_none() {
            gap = Some(sign);
        } else {
            end_run(&mut shown, &mut run, &mut digits);
            shown.extend(gap.take());
            shown.push(sign);
        }
    }
    end_run(&mut shown, &mut run, &mut digits);
    shown.extend(gap);
    shown
}

fn end_run(shown: &mut String, run: &mut String, digits: &mut Vec<char>) {
    let mobile = digits.windows(11).any(|part| matches!(part, ['1', '3'..='9', ..]));
    let landline = digits.first() == Some(&'0') && (10..=12).contains(&digits.len());
    shown.push_str(if mobile || landline { "***" } else { run.as_str() });
    run.clear();
    digits.clear();
}

/// Digits, a leading `+`, one `-` for every run of separators, `x` before an extension; `None` if anything else was typed.
fn tokens(typed: &str) -> Option<String> {
    let typed = ["分机", "转", "extension", "ext", "#"]
        .iter()
        .fold(typed.to_owned(), |text, word| text.replace(word, "x"));
    // "+44 (0)20 …": the bracketed zero is dialled at home only.
    let typed = if typed.contains('+') {
        typed.replace("(0)", "")
    } else {
        typed
    };
    let mut tokens = String::new();
    for c in typed.chars() {
        match c {
            '0'..='9' => tokens.push(c),
            'x' if !tokens.ends_with('x') => tokens.push(c),
            'x' => {}
            '+' if tokens.is_empty() => tokens.push(c),
            ' ' | '-' | '.' | ':' | '/' | '(' | ')' | '·' | '‐' | '‑' | '–' | '—' | '−' => {
                if tokens.ends_with(|last: char| last.is_ascii_digit()) {
                    tokens.push('-');
                }
            }
            _ => return None,
        }
    }
    Some(tokens.trim_end_matches('-').to_owned())
}

fn recognise(tokens: &str) -> Option<Phone> {
    let (number, extension) = match tokens.split_once('x') {
        Some((number, extension)) => (number.trim_end_matches('-'), Some(extension)),
        None => (tokens, None),
    };
    if let Some(rest) = number.strip_prefix("+86").or_else(|| number.strip_prefix("0086")) {
        return home(rest, extension);
    }
    if let Some(rest) = number.strip_prefix('+').or_else(|| number.strip_prefix("00")) {
        return foreign(rest, extension);
    }
    national(number, extension).or_else(|| home(number.strip_prefix("86")?, extension))
}

/// After the country code a landline may come with or without the 0 of its area code.
fn home(rest: &str, extension: Option<&str>) -> Option<Phone> {
    let rest = rest.trim_start_matches('-');
    national(rest, extension).or_else(|| national(&format!("0{rest}"), extension))
}

fn national(number: &str, extension: Option<&str>) -> Option<Phone> {
    let all = digits(number);
    let mobile = all.strip_prefix('0').filter(|rest| is_mobile(rest)).unwrap_or(&all);
    if is_mobile(mobile) {
        return extension.is_none().then(|| Phone {
            canonical: mobile.to_owned(),
            kind: PhoneKind::Mobile,
        });
    }
    let landline = |canonical| {
        Some(Phone {
            canonical,
            kind: PhoneKind::Landline,
        })
    };
    match extension
        .map(|extension| (number, extension))
        .or_else(|| number.rsplit_once('-'))
    {
        Some((number, extension)) if is_landline(&digits(number)) && is_extension(extension) => {
            landline(format!("{}-{extension}", digits(number)))
        }
        _ if extension.is_none() && is_landline(&all) => landline(all),
        _ => None,
    }
}

fn foreign(number: &str, extension: Option<&str>) -> Option<Phone> {
    let digits = digits(number);
    let fits = (7..=15).contains(&digits.len()) && !digits.starts_with('0') && extension.is_none();
    fits.then(|| Phone {
        canonical: format!("+{digits}"),
        kind: PhoneKind::Foreign,
    })
}

fn digits(tokens: &str) -> String {
    tokens.replace('-', "")
}

fn is_mobile(digits: &str) -> bool {
    matches!(digits.as_bytes(), [b'1', b'3'..=b'9', rest @ ..] if rest.len() == 9)
}

/// Two-digit area codes (10, 20–29) have eight-digit numbers, all others seven or eight.
fn is_landline(digits: &str) -> bool {
    let area = area_length(digits);
    let local = digits.get(area..).unwrap_or_default();
    match area {
        0 => digits.len() == 10 && (digits.starts_with("400") || digits.starts_with("800")),
        3 => local.len() == 8 && !local.starts_with(['0', '1']),
        _ => (7..=8).contains(&local.len()) && !local.starts_with(['0', '1']),
    }
}

fn is_extension(extension: &str) -> bool {
    (1..=6).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_digit())
}

/// With its leading 0; 0 if there is none.
fn area_length(digits: &str) -> usize {
    match digits.as_bytes() {
        [b'0', b'1', b'0', ..] | [b'0', b'2', ..] => 3,
        [b'0', b'3'..=b'9', ..] => 4,
        _ => 0,
    }
}

/// ITU-T E.164 country codes: the assigned ones of one and two digits; all others have three.
fn country_code_length(digits: &str) -> usize {
    match digits.as_bytes() {
        [b'1' | b'7', ..] => 1,
        [b'2', b'0' | b'7', ..]
        | [b'3', b'0'..=b'4' | b'6' | b'9', ..]
        | [b'4', b'0' | b'1' | b'3'..=b'9', ..]
        | [b'5', b'1'..=b'8', ..]
        | [b'6', b'0'..=b'6', ..]
        | [b'8', b'1' | b'2' | b'4' | b'6', ..]
        | [b'9', b'0'..=b'5' | b'8', ..] => 2,
        _ => 3,
    }
}

/// Pieces of these lengths, then the rest.
fn cut<'a>(mut digits: &'a str, lengths: &[usize]) -> Vec<&'a str> {
    let mut pieces = Vec::with_capacity(lengths.len() + 1);
    for length in lengths {
        if let Some((piece, rest)) = digits.split_at_checked(*length) {
            pieces.push(piece);
            digits = rest;
        }
    }
    pieces.push(digits);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn canonical(raw: &str) -> Result<String, Fault> {
        Phone::parse(raw).map(|phone| phone.canonical)
    }

    #[test]
    fn a_text_for_others_holds_no_phone() {
        for (text, shown) in [
            ("有事打 13812345621。", "有事打 ***。"),
            ("电话 138-1234 5621，下午来", "电话 ***，下午来"),
            ("+86 138 1234 5621", "+***"),
            ("１３８１２３４５６２１", "***"),
            ("家里 021-54321098 找老王", "家里 *** 找老王"),
            ("里程 28460，2026-11-22 09:30 来", "里程 28460，2026-11-22 09:30 来"),
            ("配件 OF-2204 - 2 个", "配件 OF-2204 - 2 个"),
            ("", ""),
        ] {
            assert_eq!(hide_in(text), shown);
        }
    }

    #[test]
    fn mobiles_as_people_type_them() {
        for raw in [
            "13812345621",
            " 138 1234 5621 ",
            "138-1234-5621",
            "138.1234.5621",
            "１３８１２３４５６２１",
            "+86 13812345621",
            "+8613812345621",
            "(+86) 138-1234-5621",
            "（８６）13812345621",
            "0086 138 1234 5621",
            "86-13812345621",
            "013812345621",
            "\u{202d}138 1234 5621\u{202c}",
        ] {
            assert_eq!(canonical(raw), Ok("13812345621".into()), "{raw}");
        }
    }

    #[test]
    fn landlines_with_and_without_extension() {
        for (raw, expected) in [
            ("021-54321098", "02154321098"),
            ("021-5432-1098", "02154321098"),
            ("(021) 5432 1098", "02154321098"),
            ("+86 21 5432 1098", "02154321098"),
            ("+86 (0)21 5432 1098", "02154321098"),
            ("86-021-54321098", "02154321098"),
            ("021-54321098-123", "02154321098-123"),
            ("02154321098转123", "02154321098-123"),
            ("021 54321098 转分机 8", "02154321098-8"),
            ("021-54321098 Ext. 8001", "02154321098-8001"),
            ("021-54321098#8001", "02154321098-8001"),
            ("0571-8765432", "05718765432"),
            ("0571-8765-4321", "057187654321"),
            ("0571-8765432-1", "05718765432-1"),
            ("400-123-4567", "4001234567"),
            ("400-123-4567转2", "4001234567-2"),
            ("800 820 8820", "8008208820"),
        ] {
            assert_eq!(canonical(raw), Ok(expected.into()), "{raw}");
            assert_eq!(Phone::parse(raw).unwrap().kind(), PhoneKind::Landline);
        }
    }

    #[test]
    fn foreign_numbers() {
        for (raw, expected) in [
            ("+852 1234 5678", "+85212345678"),
            ("+1 (212) 555-0123", "+12125550123"),
            ("00852-12345678", "+85212345678"),
            ("＋44 (0)20 7946 0958", "+442079460958"),
            ("+886-912-345-678", "+886912345678"),
        ] {
            assert_eq!(canonical(raw), Ok(expected.into()), "{raw}");
            assert_eq!(Phone::parse(raw).unwrap().kind(), PhoneKind::Foreign);
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for raw in [
            "1380013",
            "138123456210",
            "27836228150",
            "10012345678",
            "11012345678",
            "12012345678",
            "无",
            "54321098",
            "021-5432109",
            "021-14321098",
            "0121-5432109",
            "+86 12345",
            "+123456",
            "+1234567890123456",
            "+0852123456",
            "138 1234 5621 转 3",
            "021-54321098转",
            "021-54321098转1转2",
            "138+12345621",
            "13812345621@",
            "-",
            "+",
            "x",
        ] {
            assert_eq!(canonical(raw), Err(Fault::Phone), "{raw}");
        }
        assert_eq!(canonical(" \u{3000}"), Err(Fault::Required));
    }

    #[test]
    fn shown_grouped_masked_and_by_its_tail() {
        for (raw, grouped, masked, tail) in [
            ("13812345621", "138 1234 5621", "138****5621", "5621"),
            ("02154321098-123", "021-54321098-123", "021****1098", "1098"),
            ("057187654321", "0571-87654321", "057*****4321", "4321"),
            ("4001234567", "400 123 4567", "400***4567", "4567"),
            ("+85212345678", "+852 12345678", "+852****5678", "5678"),
            ("+12125550123", "+1 2125550123", "+121****0123", "0123"),
            ("+6531234", "+65 31234", "+6*****4", "1234"),
        ] {
            let phone = Phone::parse(raw).unwrap();
            assert_eq!(
                (&*phone.grouped(), &*phone.masked(), phone.last_four()),
                (grouped, masked, tail)
            );
        }
    }

    #[test]
    fn debug_tells_nothing() {
        assert_eq!(format!("{:?}", Phone::parse("13812345621").unwrap()), "Phone([PII])");
    }

    proptest! {
        #[test]
        fn never_panics(raw in "\\PC*") {
            let _ = Phone::parse(&raw);
        }

        #[test]
        fn canonical_and_grouped_parse_to_themselves(raw in "[+0-9x() -]{7,18}") {
            if let Ok(phone) = Phone::parse(&raw) {
                prop_assert_eq!(Phone::parse(phone.canonical()).unwrap(), phone.clone());
                prop_assert_eq!(Phone::parse(&phone.grouped()).unwrap(), phone);
            }
        }

        #[test]
        fn a_mask_hides_at_least_three_digits(raw in "1[3-9][0-9]{9}|0(21|571)[2-9][0-9]{7}(-[0-9]{1,6})?|\\+[1-79][0-9]{6,14}") {
            let phone = Phone::parse(&raw).unwrap();
            prop_assert!(phone.masked().matches('*').count() >= 3);
            prop_assert!(phone.masked().chars().filter(char::is_ascii_digit).count() <= 7);
        }
    }
}
