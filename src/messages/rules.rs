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
    pub enum Refusal { NoConsent "no_consent", NoAddress "no_address", NoChannel "no_channel", BadAddress "bad_address" }
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
    fn a_marketing_mail_says_so() {
        assert_eq!(marked_as_marketing("新车品鉴", true), "广告：新车品鉴");
        assert_eq!(marked_as_marketing("AD: New car", false), "AD: New car");
    }
}
