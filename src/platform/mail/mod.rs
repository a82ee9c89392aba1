//! Mail: a message commits with the change that caused it, and is sent afterwards, tried again, and never lost.
//!
//! Sent with a `Message-ID` made of its row, so that a mail sent twice after a crash is seen to be one.

mod html;
mod outbox;
mod transport;

use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use uuid::Uuid;

use super::error::Error;
use crate::values::email::Email;
use crate::values::fault::Fault;

pub use outbox::{queue, withdraw};
pub use transport::{Failure, Mailer, Memory, Sent};

/// What a mail says that one may have no more of; such a mail comes as HTML too, where its link can be followed.
pub const UNSUBSCRIBE: &str = "List-Unsubscribe";

/// A mail to one person. Headers beside the usual ones: `In-Reply-To`, `References`, `Auto-Submitted`,
/// `List-Unsubscribe`.
#[derive(Clone)]
pub struct OutgoingMail {
    pub to: Email,
    pub subject: String,
    pub text: String,
    pub headers: Vec<(String, String)>,
}

/// Whether mail can be sent to this address at all.
pub fn deliverable(to: &Email) -> bool {
    to.canonical().parse::<Address>().is_ok()
}

/// The mail that an `In-Reply-To` or `References` speaks of, if it was one of ours.
pub fn id_of(message_id: &str) -> Option<Uuid> {
    let (local, _) = message_id.trim().trim_start_matches('<').split_once('@')?;
    Uuid::try_parse(local).ok()
}

impl OutgoingMail {
    /// Refuses what would let a value write headers of its own.
    fn check(&self) -> Result<(), Error> {
        let plain = |text: &str| !text.chars().any(char::is_control);
        let named = |name: &str| {
            HeaderName::new_from_ascii(name.to_owned()).is_ok()
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        if !deliverable(&self.to) {
            return Err(Error::field("to", Fault::Email));
        }
        if !plain(&self.subject) || !self.headers.iter().all(|(name, value)| named(name) && plain(value)) {
            return Err(Error::BadRequest);
        }
        Ok(())
    }

    /// The message as it goes over the wire. The body is always base64: a raw one could smuggle commands.
    fn message(&self, id: Uuid, from: &Mailbox, now: chrono::DateTime<chrono::Utc>) -> Result<Message, Failure> {
        let unusable = |_| Failure::Lasting("the address can't be used".into());
        let to: Address = self.to.canonical().parse().map_err(unusable)?;
        let mut message = Message::builder()
            .from(from.clone())
            .to(Mailbox::new(None, to))
            .subject(&self.subject)
            .date(now.into())
            .message_id(Some(message_id(id, from)));
        for (name, value) in &self.headers {
            let name = HeaderName::new_from_ascii(name.clone())
                .map_err(|_| Failure::Lasting("a header name can't be used".into()))?;
            message = message.raw_header(HeaderValue::new(name, value.clone()));
        }
        let text = part(ContentType::TEXT_PLAIN, &self.text);
        let message = if self.headers.iter().any(|(name, _)| name == UNSUBSCRIBE) {
            // A second try is the same message: its parts are told apart by its own id.
            let both = MultiPart::alternative().boundary(id.simple().to_string());
            message.multipart(
                both.singlepart(text)
                    .singlepart(part(ContentType::TEXT_HTML, &html::of(&self.text))),
            )
        } else {
            message.singlepart(text)
        };
        message.map_err(|_| Failure::Lasting("the message can't be composed".into()))
    }
}

/// One shape of the body.
fn part(kind: ContentType, text: &str) -> SinglePart {
    SinglePart::builder()
        .header(kind)
        .header(ContentTransferEncoding::Base64)
        .body(text.replace("\r\n", "\n").replace('\n', "\r\n"))
}

fn message_id(id: Uuid, from: &Mailbox) -> String {
    format!("<{id}@{}>", from.email.domain())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> OutgoingMail {
        OutgoingMail {
            to: Email::parse("gu.ming@example.com").unwrap(),
            subject: "您的投诉 TS20261122-0007 已受理".into(),
            text: "顾先生：\n\n您好。\n.\nDATA".into(),
            headers: vec![("In-Reply-To".into(), "<abc@example.com>".into())],
        }
    }

    fn formatted(mail: &OutgoingMail) -> String {
        let from = "迎客 <portal@example.com>".parse().unwrap();
        let message = mail.message(Uuid::nil(), &from, chrono::DateTime::UNIX_EPOCH).unwrap();
        String::from_utf8(message.formatted()).unwrap()
    }

    #[test]
    fn a_mail_is_base64_with_a_message_id_of_its_own() {
        let text = formatted(&mail());
        assert!(text.contains("Content-Transfer-Encoding: base64\r\n"));
        assert!(text.contains("Message-ID: <00000000-0000-0000-0000-000000000000@example.com>\r\n"));
        assert!(text.contains("In-Reply-To: <abc@example.com>\r\n"));
        assert!(!text.contains("DATA"), "no line of the body stands in the open");
        assert_eq!(text, formatted(&mail()), "a second try is the same message");
    }

    #[test]
    fn a_mail_that_can_be_unsubscribed_from_comes_in_two_shapes() {
        let mut mail = mail();
        mail.headers = vec![(UNSUBSCRIBE.into(), "<https://example.com/s/abc>".into())];
        let text = formatted(&mail);
        assert!(text.contains("Content-Type: multipart/alternative;"));
        assert!(text.contains("List-Unsubscribe: <https://example.com/s/abc>\r\n"));
        assert_eq!(text.matches("Content-Transfer-Encoding: base64\r\n").count(), 2);
        let (plain, html) = (text.find("text/plain").unwrap(), text.find("text/html").unwrap());
        assert!(plain < html, "the better shape comes last");
        assert_eq!(text, formatted(&mail), "a second try is the same message");
    }

    #[test]
    fn a_value_can_not_write_headers() {
        mail().check().unwrap();
        for (name, value) in [
            ("In-Reply-To", "<a@b>\r\nBcc: all@example.com"),
            ("X-A: b\r\nBcc", "x"),
            ("X A", "x"),
            ("", "x"),
        ] {
            let mut bad = mail();
            bad.headers = vec![(name.into(), value.into())];
            assert!(bad.check().is_err(), "{name:?} {value:?}");
        }
        let mut bad = mail();
        bad.subject = "a\nBcc: all@example.com".into();
        assert!(bad.check().is_err());
    }

    #[test]
    fn an_answer_leads_back_to_its_mail() {
        let id = Uuid::now_v7();
        assert_eq!(id_of(&format!(" <{id}@example.com>")), Some(id));
        assert_eq!(id_of("<abc@example.com>"), None);
        assert_eq!(id_of("nothing"), None);
    }
}
