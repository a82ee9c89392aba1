//! E-mail addresses (RFC 5321, without quoted local parts and address literals), at most 254 characters.
//! The domain is lower-cased; the local part stays as typed, since only its own server may fold it.

use super::{fault::Fault, personal::hide_from_debug, text};

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email {
    canonical: String,
    at: usize,
}

hide_from_debug!(Email);

impl Email {
    /// A line break inside is refused rather than cleaned away: it could smuggle a header into a mail.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let typed = text::normalize_width(raw.trim());
        if typed.is_empty() {
            return Err(Fault::Required);
        }
        let (local, domain) = typed.rsplit_once('@').ok_or(Fault::Email)?;
        if !is_local(local) || !is_domain(domain) || typed.len() > 254 {
            return Err(Fault::Email);
        }
        Ok(Self {
            at: local.len(),
            canonical: format!("{local}@{}", domain.to_ascii_lowercase()),
        })
    }

    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// `a***@qq.com`.
    pub fn masked(&self) -> String {
        let first: String = self.canonical.chars().take(1).collect();
        format!("{first}***{}", self.canonical.get(self.at..).unwrap_or_default())
    }
}

fn is_local(local: &str) -> bool {
    let atom = |atom: &str| {
        !atom.is_empty()
            && atom
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    };
    local.len() <= 64 && local.split('.').all(atom)
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        let plain = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        plain && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    let top = domain.rsplit_once('.').map(|(_, top)| top);
    domain.split('.').all(label) && top.is_some_and(|top| top.len() >= 2 && !top.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_domain_is_lower_cased() {
        for (raw, canonical, masked) in [
            (" Ann@QQ.com\n", "Ann@qq.com", "A***@qq.com"),
            ("a＠qq．com", "a@qq.com", "a***@qq.com"),
            (
                "first.last+tag@mail.example.co.uk",
                "first.last+tag@mail.example.co.uk",
                "f***@mail.example.co.uk",
            ),
            ("x@xn--fiq228c.cn", "x@xn--fiq228c.cn", "x***@xn--fiq228c.cn"),
        ] {
            let email = Email::parse(raw).unwrap();
            assert_eq!((email.canonical(), &*email.masked()), (canonical, masked));
        }
        assert_eq!(format!("{:?}", Email::parse("a@qq.com").unwrap()), "Email([PII])");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@{}.com", "a".repeat(64), "b.".repeat(95));
        for raw in [
            "a",
            "@qq.com",
            "a@",
            "a@qq",
            "a b@qq.com",
            "a@@qq.com",
            "a@b@qq.com",
            ".a@qq.com",
            "a..b@qq.com",
            "a@-qq.com",
            "a@qq..com",
            "a@1.2.3.4",
            "张@qq.com",
            "a@邮箱.中国",
            "a@qq.com\nBcc: b@qq.com",
            "a\r\n@qq.com",
            "a@qq.com,b@qq.com",
            "<a@qq.com>",
            &long,
        ] {
            assert_eq!(Email::parse(raw), Err(Fault::Email), "{raw}");
        }
        assert_eq!(Email::parse(" "), Err(Fault::Required));
    }

    proptest! {
        #[test]
        fn never_panics_and_never_holds_a_line_break(raw in "[a-c@.\\r\\n]{1,12}|\\PC*") {
            if let Ok(email) = Email::parse(&raw) {
                prop_assert!(!email.canonical().contains(char::is_whitespace));
                prop_assert_eq!(Email::parse(email.canonical()).unwrap(), email);
            }
        }
    }
}
