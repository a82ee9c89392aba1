//! The automatic acknowledgement: what number the complaint has, and by when we answer.

use chrono::TimeDelta;

use super::text::within;
use crate::platform::i18n::Lang;
use crate::platform::mail::OutgoingMail;
use crate::values::email::Email;

/// A Message-ID longer than this is not repeated in a header.
const MAX_ID: usize = 200;

pub(super) struct Acknowledgement<'a> {
    pub to: &'a Email,
    pub name: &'a str,
    pub number: &'a str,
    pub store: &'a str,
    /// How soon the customer is contacted, and how soon there is a proposal.
    pub contact: TimeDelta,
    pub proposal: TimeDelta,
    /// The mail that is answered.
    pub answers: Option<&'a str>,
    pub lang: Lang,
}

impl Acknowledgement<'_> {
    pub fn mail(&self) -> OutgoingMail {
        // RFC 3834: whoever gets this must not answer it by itself.
        let mut headers = vec![
            ("Auto-Submitted".to_owned(), "auto-replied".to_owned()),
            ("X-Auto-Response-Suppress".to_owned(), "All".to_owned()),
        ];
        if let Some(id) = self.answers.filter(|id| may_be_repeated(id)) {
            headers.push(("In-Reply-To".to_owned(), format!("<{id}>")));
            headers.push(("References".to_owned(), format!("<{id}>")));
        }
        OutgoingMail {
            to: self.to.clone(),
            subject: self.subject(),
            text: self.text(),
            headers,
        }
    }

    fn subject(&self) -> String {
        let number = self.number;
        self.lang.pick(
            format!("您的投诉 {number} 已受理"),
            format!("We have received your complaint {number}"),
        )
    }

    fn text(&self) -> String {
        let Self { number, store, .. } = self;
        let contact = within(self.contact, self.lang);
        let proposal = within(self.proposal, self.lang);
        match self.lang {
            Lang::Zh => format!(
                "{}您好：\n\n您的投诉我们已经收到，编号 {number}。\n客户关系专员会在 {contact}内与您联系，{proposal}内给出处理方案。\n\n\
                 如需补充情况或照片，请直接回复这封邮件。\n\n{store}\n\n（本邮件由系统自动发出。）\n",
                greeting(self.name, "，")
            ),
            Lang::En => format!(
                "Dear {},\n\nWe have received your complaint; its number is {number}.\nWe will contact you within {contact} \
                 and make a proposal within {proposal}.\n\nTo add details or photos, simply reply to this mail.\n\n{store}\n\n\
                 (This mail was sent automatically.)\n",
                if self.name.is_empty() { "customer" } else { self.name }
            ),
        }
    }
}

fn greeting(name: &str, comma: &str) -> String {
    if name.is_empty() {
        String::new()
    } else {
        format!("{name}{comma}")
    }
}

fn may_be_repeated(id: &str) -> bool {
    id.len() <= MAX_ID
        && id
            .bytes()
            .all(|sign| sign.is_ascii_graphic() && !matches!(sign, b'<' | b'>'))
        && id.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, answers: Option<&str>, lang: Lang) -> OutgoingMail {
        let to = Email::parse("gu.ming@example.com").unwrap();
        Acknowledgement {
            to: &to,
            name,
            number: "TS20261122-0007",
            store: lang.pick("浦东店", "Pudong store"),
            contact: TimeDelta::minutes(10),
            proposal: TimeDelta::hours(24),
            answers,
            lang,
        }
        .mail()
    }

    fn header<'m>(mail: &'m OutgoingMail, name: &str) -> Option<&'m str> {
        mail.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    #[test]
    fn it_tells_number_and_time_in_the_language_of_the_mail() {
        let zh = of("顾明", None, Lang::Zh);
        assert_eq!(zh.subject, "您的投诉 TS20261122-0007 已受理");
        assert!(zh.text.starts_with("顾明，您好："), "{}", zh.text);
        assert!(
            zh.text.contains("10 分钟内") && zh.text.contains("浦东店"),
            "{}",
            zh.text
        );
        let en = of("", None, Lang::En);
        assert!(en.text.starts_with("Dear customer,"), "{}", en.text);
        assert!(en.text.contains("10 min"), "{}", en.text);
        assert!(!en.text.chars().any(|sign| matches!(sign, '\u{4e00}'..='\u{9fff}')));
    }

    #[test]
    fn it_belongs_to_what_it_answers_and_asks_for_no_answer() {
        let mail = of("顾明", Some("abc@example.com"), Lang::Zh);
        assert_eq!(header(&mail, "In-Reply-To"), Some("<abc@example.com>"));
        assert_eq!(header(&mail, "Auto-Submitted"), Some("auto-replied"));
        for never in ["a b@c", "a>\r\nBcc: x@y", "<a@b", "sha256:00"] {
            assert_eq!(header(&of("", Some(never), Lang::Zh), "In-Reply-To"), None, "{never}");
        }
    }
}
