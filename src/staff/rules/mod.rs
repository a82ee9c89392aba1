//! Rules of signing in: sessions, waiting, passwords, one-time links (security.md §1), and who manages whom.

pub mod second_step;

use chrono::{DateTime, TimeDelta, Utc};

use crate::values::fault::Fault;
pub use crate::values::own_path::own_path;
use crate::values::text;

/// A sign-in ends when its second step takes longer than this.
pub const STEP_WAIT: TimeDelta = TimeDelta::minutes(10);
/// "Last seen" is written at most this often.
pub const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);
/// Sign-ins that one account may try in [`ACCOUNT_WINDOW`].
pub const ACCOUNT_TRIES: i32 = 10;
pub const ACCOUNT_WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Sign-ins that one address may try in [`ADDRESS_WINDOW`].
pub const ADDRESS_TRIES: i32 = 30;
pub const ADDRESS_WINDOW: TimeDelta = TimeDelta::minutes(1);
/// Looks at one-time links that one address may take in [`LINK_WINDOW`].
pub const LINK_TRIES: i32 = 30;
pub const LINK_WINDOW: TimeDelta = TimeDelta::minutes(10);
/// A one-time link works for this long.
pub const LINK_VALID: TimeDelta = TimeDelta::hours(72);
/// A person sees their own sign-ins of this time.
pub const SIGN_INS_SHOWN: TimeDelta = TimeDelta::days(90);
/// The shortest password, in characters.
pub const PASSWORD_MIN: usize = 12;

/// What many people choose and every attacker tries first, of those that are long enough.
const COMMON: [&str; 24] = [
    "123456789012",
    "1234567890123",
    "12345678901234",
    "123456123456",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwerty123456",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "password1234",
    "password12345",
    "password123456",
    "passwordpassword",
    "administrator",
    "administrator1",
    "admin1234567",
    "welcome12345",
    "letmein12345",
    "iloveyou1234",
    "woaini1314520",
    "woaini520520",
    "woaini123456",
    "yingke123456",
    "demo-pass-2026",
];

/// Whether a session still holds: not too old, and not left alone for too long.
pub fn holds(last_seen: DateTime<Utc>, expires: DateTime<Utc>, idle: TimeDelta, now: DateTime<Utc>) -> bool {
    now < expires && now - last_seen < idle
}

/// Where to go after sign-in: an own path, and not back to the door.
pub fn safe_next(wanted: &str) -> &str {
    match own_path(wanted) {
        door if door.starts_with("/sign-") || door.starts_with("/welcome/") => "/",
        path => path,
    }
}

/// A name to sign in with, in small letters.
pub fn username(raw: &str) -> Result<String, Fault> {
    let name = text::normalize_width(&text::squeeze(raw)).to_ascii_lowercase();
    let plain = |sign: u8| sign.is_ascii_lowercase() || sign.is_ascii_digit() || b".-_".contains(&sign);
    let good = (3..=32).contains(&name.len())
        && name.starts_with(|sign: char| sign.is_ascii_lowercase())
        && name.bytes().all(plain);
    if good { Ok(name) } else { Err(Fault::Username) }
}

/// Whether a new password will do for this person.
pub fn password(password: &str, username: &str) -> Result<(), Fault> {
    if password.chars().count() < PASSWORD_MIN {
        return Err(Fault::WeakPassword { min: PASSWORD_MIN });
    }
    let plain = password.to_lowercase();
    let mut signs: Vec<char> = plain.chars().collect();
    signs.sort_unstable();
    signs.dedup();
    let besides_the_name = plain.replace(username, "");
    let guessable =
        COMMON.contains(&plain.as_str()) || signs.len() < 4 || besides_the_name.chars().count() < PASSWORD_MIN / 2;
    if guessable { Err(Fault::CommonPassword) } else { Ok(()) }
}

/// What has become of a one-time link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    Open,
    Used,
    Revoked,
    Expired,
}

pub fn link_state(
    used: Option<DateTime<Utc>>,
    revoked: Option<DateTime<Utc>>,
    expires: DateTime<Utc>,
    now: DateTime<Utc>,
) -> LinkState {
    match (used, revoked) {
        (Some(_), _) => LinkState::Used,
        (None, Some(_)) => LinkState::Revoked,
        (None, None) if now >= expires => LinkState::Expired,
        (None, None) => LinkState::Open,
    }
}

/// Administrators are managed by administrators only: whoever could reset an administrator's password would be one.
pub fn may_manage(manager_is_admin: bool, person_is_admin: bool) -> bool {
    manager_is_admin || !person_is_admin
}

/// Browser and system, as far as the browser names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Device {
    pub browser: Option<&'static str>,
    pub system: Option<&'static str>,
}

/// Reads a `User-Agent`; the first sign that fits counts.
pub fn device(user_agent: &str) -> Device {
    let first = |signs: &[(&str, &'static str)]| {
        signs
            .iter()
            .find(|(sign, _)| user_agent.contains(sign))
            .map(|(_, name)| *name)
    };
    Device {
        browser: first(&[
            ("MicroMessenger", "WeChat"),
            ("Edg", "Edge"),
            ("QQBrowser", "QQ Browser"),
            ("OPR/", "Opera"),
            ("Firefox", "Firefox"),
            ("Chrome", "Chrome"),
            ("Safari", "Safari"),
        ]),
        system: first(&[
            ("iPhone", "iPhone"),
            ("iPad", "iPad"),
            ("HarmonyOS", "HarmonyOS"),
            ("Android", "Android"),
            ("Windows", "Windows"),
            ("Macintosh", "macOS"),
            ("Linux", "Linux"),
        ]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_idle_or_old() {
        let start = DateTime::UNIX_EPOCH;
        let (expires, idle) = (start + TimeDelta::hours(10), TimeDelta::minutes(30));
        assert!(holds(start, expires, idle, start + TimeDelta::minutes(29)));
        assert!(!holds(start, expires, idle, start + idle));
        assert!(!holds(expires - TimeDelta::minutes(1), expires, idle, expires));
    }

    #[test]
    fn next_leads_to_own_pages_only() {
        assert_eq!(safe_next("/customers?tier=gold"), "/customers?tier=gold");
        for foreign in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "evil",
            "",
            "/sign-out",
            "/sign-in/second-step",
            "/welcome/0123",
            "/a\r\nb",
        ] {
            assert_eq!(safe_next(foreign), "/", "{foreign:?}");
        }
        assert_eq!(own_path("/sign-in?next=%2Fstaff"), "/sign-in?next=%2Fstaff");
    }

    #[test]
    fn usernames_are_small_and_plain() {
        assert_eq!(username(" Wang.Fang "), Ok("wang.fang".into()));
        assert_eq!(username("ｗａｎｇ０１"), Ok("wang01".into()));
        for bad in ["", "ab", "1abc", "wang fang", "王芳", "a/b/c", &"a".repeat(33)] {
            assert_eq!(username(bad), Err(Fault::Username), "{bad:?}");
        }
    }

    #[test]
    fn passwords_are_long_and_not_the_first_guess() {
        assert_eq!(password("correct horse battery", "wang.fang"), Ok(()));
        assert_eq!(password("春眠不觉晓处处闻啼鸟夜来", "wang.fang"), Ok(()));
        assert_eq!(
            password("elevensigns", "wang.fang"),
            Err(Fault::WeakPassword { min: 12 })
        );
        for bad in [
            "Password1234",
            "111111111111",
            "abababababab",
            "sales.manager",
            "Sales.Manager12",
            "demo-pass-2026",
        ] {
            assert_eq!(password(bad, "sales.manager"), Err(Fault::CommonPassword), "{bad}");
        }
    }

    #[test]
    fn a_link_is_used_once_and_in_time() {
        let at = |hours| DateTime::UNIX_EPOCH + TimeDelta::hours(hours);
        assert_eq!(link_state(None, None, at(72), at(71)), LinkState::Open);
        assert_eq!(link_state(None, None, at(72), at(72)), LinkState::Expired);
        assert_eq!(link_state(Some(at(1)), None, at(72), at(99)), LinkState::Used);
        assert_eq!(link_state(None, Some(at(1)), at(72), at(2)), LinkState::Revoked);
    }

    #[test]
    fn devices_by_the_first_sign_that_fits() {
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36";
        let seen = device(chrome);
        assert_eq!((seen.browser, seen.system), (Some("Chrome"), Some("Windows")));
        let wechat = device("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0");
        assert_eq!((wechat.browser, wechat.system), (Some("WeChat"), Some("iPhone")));
        assert_eq!(device("curl/8").browser, None);
    }
}
