//! The headers of the automatic acknowledgement; its words are a template.

/// A Message-ID longer than this is not repeated in a header.
const MAX_ID: usize = 200;

/// What says that a program writes, and which mail is answered.
pub(super) fn headers(answers: Option<&str>) -> Vec<(String, String)> {
    // RFC 3834: whoever gets this must not answer it by itself.
    let mut headers = vec![
        ("Auto-Submitted".to_owned(), "auto-replied".to_owned()),
        ("X-Auto-Response-Suppress".to_owned(), "All".to_owned()),
    ];
    if let Some(id) = answers.filter(|id| may_be_repeated(id)) {
        headers.push(("In-Reply-To".to_owned(), format!("<{id}>")));
        headers.push(("References".to_owned(), format!("<{id}>")));
    }
    headers
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

    fn header(answers: &str, name: &str) -> Option<String> {
        headers(Some(answers))
            .into_iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    #[test]
    fn it_belongs_to_what_it_answers_and_asks_for_no_answer() {
        let id = "abc@example.com";
        assert_eq!(header(id, "In-Reply-To").as_deref(), Some("<abc@example.com>"));
        assert_eq!(header(id, "Auto-Submitted").as_deref(), Some("auto-replied"));
        for never in ["a b@c", "a>\r\nBcc: x@y", "<a@b", "sha256:00"] {
            assert_eq!(header(never, "In-Reply-To"), None, "{never}");
        }
    }
}
