//! The two small cookies beside the session's: the language of a signed-out visitor, and a toast on its way.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

pub const LANG_COOKIE: &str = "yingke_lang";
pub const TOAST_COOKIE: &str = "yingke_toast";

pub fn encode(words: &str) -> String {
    utf8_percent_encode(words, NON_ALPHANUMERIC).to_string()
}

pub fn decode(value: &str) -> Option<String> {
    percent_decode_str(value)
        .decode_utf8()
        .ok()
        .map(|words| words.chars().take(200).collect())
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

/// Takes a cookie back.
pub fn gone(name: &'static str) -> Cookie<'static> {
    let mut cookie = Cookie::build(name, "").path("/").finish();
    cookie.make_removal();
    cookie
}
