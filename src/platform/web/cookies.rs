//! The small cookies beside the session's: language and look of whoever is signed out, and a toast on its way.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use uuid::Uuid;

pub const LANG_COOKIE: &str = "yingke_lang";
pub const THEME_COOKIE: &str = "yingke_theme";
pub const TOAST_COOKIE: &str = "yingke_toast";

/// What a toast says, and what it can take back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub words: String,
    pub undo: Option<Uuid>,
}

pub fn encode(words: &str, undo: Option<Uuid>) -> String {
    let words = utf8_percent_encode(words, NON_ALPHANUMERIC);
    match undo {
        Some(id) => format!("{words}.{}", id.simple()),
        None => words.to_string(),
    }
}

pub fn decode(value: &str) -> Option<Said> {
    let (words, undo) = match value.split_once('.') {
        Some((words, id)) => (words, Uuid::try_parse(id).ok()),
        None => (value, None),
    };
    let words = percent_decode_str(words).decode_utf8().ok()?;
    Some(Said {
        words: words.chars().take(200).collect(),
        undo,
    })
}

/// A cookie that lives for the next page.
pub fn short(name: &'static str, value: String, secure: bool) -> Cookie<'static> {
    lasting(name, value, secure, Duration::seconds(60))
}

/// A cookie that lives for `age`.
pub fn lasting(name: &'static str, value: String, secure: bool, age: Duration) -> Cookie<'static> {
    Cookie::build(name, value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure)
        .max_age(age)
        .finish()
}

/// A cookie that remembers a choice for a year.
pub fn choice(name: &'static str, value: &'static str, secure: bool) -> Cookie<'static> {
    kept(name, value.to_owned(), secure)
}

/// The same for what is no choice of the program's own.
pub fn kept(name: &'static str, value: String, secure: bool) -> Cookie<'static> {
    lasting(name, value, secure, Duration::days(365))
}

/// Takes a cookie back.
pub fn gone(name: &'static str) -> Cookie<'static> {
    let mut cookie = Cookie::build(name, "").path("/").finish();
    cookie.make_removal();
    cookie
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_toast_survives_its_journey() {
        for undo in [None, Some(Uuid::now_v7())] {
            let said = decode(&encode("已分派。请留意; a=b, \"c\"", undo)).unwrap();
            assert_eq!((said.words.as_str(), said.undo), ("已分派。请留意; a=b, \"c\"", undo));
        }
        assert_eq!(decode("a.not-an-id").unwrap().undo, None);
    }
}
