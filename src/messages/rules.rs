//! Rules of sending: who may be written to, and what a template may say.

use std::collections::BTreeSet;

crate::coded! {
    /// The ways a written message goes. Without a provider an SMS or WeChat message is handed over as text to copy.
    pub enum MessageChannel { Email "email", Sms "sms", WeChat "wechat" }
}

crate::coded! {
    pub enum MessageState {
        Queued "queued", Sent "sent", Failed "failed", Refused "refused", HandedOver "handed_over",
    }
}

crate::coded! {
    /// Why a message was not sent.
    pub enum Refusal {
        NoConsent "no_consent", NoAddress "no_address", NoChannel "no_channel", BadAddress "bad_address",
        /// What it told of is not so any more.
        Withdrawn "withdrawn",
    }
}

/// What is known of a customer's will at the moment of sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Will {
    /// A contract or a legal duty allows service messages without a consent.
    pub on_contract: bool,
    /// The last word on this purpose and channel; `None` if nobody asked.
    pub last_word: Option<bool>,
}

/// Whether a message may be sent: a withdrawal always counts, and everything but service needs a consent given.
pub fn may_send(service: bool, will: Will) -> bool {
    match will.last_word {
        Some(word) => word,
        None => service && will.on_contract,
    }
}

/// The variables of a text: every `{name}`.
pub fn variables(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name.trim())
        .filter(|name| !name.is_empty() && !name.contains(char::is_whitespace))
        .collect()
}

/// A text with its variables filled in; one that isn't known stays as it stands.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let known = after.split_once('}').and_then(|(name, left)| {
            let value = values.iter().find(|(known, _)| *known == name.trim())?;
            Some((value.1, left))
        });
        match known {
            Some((value, left)) => {
                filled.push_str(value);
                rest = left;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled + rest
}

/// What a text says that can't be filled in: unknown variables, and whether a brace has lost its other half.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unfilled {
    pub variables: Vec<String>,
    pub stray: bool,
}

impl Unfilled {
    pub fn is_nothing(&self) -> bool {
        self.variables.is_empty() && !self.stray
    }
}

/// What of a text can't be filled in with these variables.
pub fn unfilled(text: &str, known: &[&str]) -> Unfilled {
    let unknown: Vec<&str> = variables(text)
        .into_iter()
        .filter(|name| !known.contains(name))
        .collect();
    let blanks: Vec<(&str, &str)> = known.iter().chain(&unknown).map(|name| (*name, "")).collect();
    Unfilled {
        stray: fill(text, &blanks).contains(['{', '}']),
        variables: unknown.into_iter().map(str::to_owned).collect(),
    }
}

/// How an SMS is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmsLength {
    pub units: usize,
    pub segments: usize,
    /// Of a message in one piece, and of each piece of a longer one.
    pub limits: (usize, usize),
}

/// The letters that count once in a message of 160; every other one makes it a message of 70.
const GSM: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿\
    abcdefghijklmnopqrstuvwxyzäöñüà";
/// Those that count twice.
const GSM_TWICE: &str = "\u{c}^{}\\[~]|€";

/// Units and pieces of an SMS: 160 letters of the old alphabet or 70 of any other, a little less in each piece of a
/// longer one.
pub fn sms_length(text: &str) -> SmsLength {
    let in_gsm: Option<usize> = text
        .chars()
        .map(|sign| match sign {
            sign if GSM.contains(sign) => Some(1),
            sign if GSM_TWICE.contains(sign) => Some(2),
            _ => None,
        })
        .sum();
    let (units, limits) = match in_gsm {
        Some(units) => (units, (160, 153)),
        None => (text.encode_utf16().count(), (70, 67)),
    };
    let segments = if units <= limits.0 {
        usize::from(units > 0)
    } else {
        units.div_ceil(limits.1)
    };
    SmsLength {
        units,
        segments,
        limits,
    }
}

/// The subject of a marketing mail begins with 广告 or AD (domain.md §8).
pub fn marked_as_marketing(subject: &str, chinese: bool) -> String {
    if subject.starts_with("广告") || subject.starts_with("AD") {
        subject.to_owned()
    } else if chinese {
        format!("广告：{subject}")
    } else {
        format!("AD: {subject}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_withdrawal_counts_and_marketing_needs_a_consent() {
        let will = |on_contract, last_word| Will { on_contract, last_word };
        for (service, will, expected) in [
            (true, will(true, None), true),
            (true, will(true, Some(false)), false),
            (true, will(false, None), false),
            (true, will(false, Some(true)), true),
            (false, will(true, None), false),
            (false, will(true, Some(true)), true),
            (false, will(true, Some(false)), false),
        ] {
            assert_eq!(may_send(service, will), expected, "{service} {will:?}");
        }
    }

    #[test]
    fn variables_are_found_and_filled() {
        let text = "{name}：您的投诉 { number } 已受理，{unknown} { 不是 变量 } {";
        assert_eq!(variables(text), BTreeSet::from(["name", "number", "unknown"]));
        assert_eq!(
            fill(text, &[("name", "顾先生"), ("number", "TS1")]),
            "顾先生：您的投诉 TS1 已受理，{unknown} { 不是 变量 } {"
        );
        assert_eq!(
            fill("{a}", &[("a", "{b}"), ("b", "x")]),
            "{b}",
            "what was filled in is not filled again"
        );
    }

    #[test]
    fn what_can_not_be_filled_in_is_found() {
        let known = ["name", "number"];
        assert!(unfilled("{name}，您的投诉 { number } 已受理", &known).is_nothing());
        let wrong = unfilled("{nmae}：{number", &known);
        assert_eq!((wrong.variables, wrong.stray), (vec!["nmae".to_owned()], true));
        assert!(unfilled("{两个 词}", &known).stray);
        assert!(unfilled("}", &known).stray);
    }

    #[test]
    fn an_sms_is_counted_in_pieces() {
        let count = |text: &str| {
            let length = sms_length(text);
            (length.units, length.segments, length.limits.0)
        };
        assert_eq!(count(""), (0, 0, 160));
        assert_eq!(count(&"a".repeat(160)), (160, 1, 160));
        assert_eq!(count(&"a".repeat(161)), (161, 2, 160));
        assert_eq!(count("€"), (2, 1, 160));
        assert_eq!(count(&"字".repeat(70)), (70, 1, 70));
        assert_eq!(count(&"字".repeat(71)), (71, 2, 70));
        assert_eq!(count(&"字".repeat(135)), (135, 3, 70));
        assert_eq!(count("😀"), (2, 1, 70));
    }

    #[test]
    fn a_marketing_mail_says_so() {
        assert_eq!(marked_as_marketing("新车品鉴", true), "广告：新车品鉴");
        assert_eq!(marked_as_marketing("AD: New car", false), "AD: New car");
    }
}
