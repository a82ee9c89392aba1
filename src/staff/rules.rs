//! Rules of sign-in: how long a session lasts, and when a person is asked to wait (security.md §1).

use chrono::{DateTime, TimeDelta, Utc};

/// A session ends when nobody used it for this long.
pub const IDLE: TimeDelta = TimeDelta::minutes(30);
/// A session ends this long after sign-in, used or not.
pub const ABSOLUTE: TimeDelta = TimeDelta::hours(10);
/// "Last seen" is written at most this often.
pub const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);
/// Sign-ins that one account may try in [`ACCOUNT_WINDOW`].
pub const ACCOUNT_TRIES: i32 = 10;
pub const ACCOUNT_WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Sign-ins that one address may try in [`ADDRESS_WINDOW`].
pub const ADDRESS_TRIES: i32 = 30;
pub const ADDRESS_WINDOW: TimeDelta = TimeDelta::minutes(1);

/// Whether a session still holds.
pub fn holds(last_seen: DateTime<Utc>, expires: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now < expires && now - last_seen < IDLE
}

/// An own path to go to after sign-in: never another site, whatever was asked for.
pub fn safe_next(wanted: &str) -> &str {
    let own = wanted.starts_with('/')
        && !wanted.starts_with("//")
        && !wanted.contains('\\')
        && !wanted.contains(|sign: char| sign.is_control())
        && !wanted.starts_with("/sign-");
    if own { wanted } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_idle_or_old() {
        let start = DateTime::UNIX_EPOCH;
        let expires = start + ABSOLUTE;
        assert!(holds(start, expires, start + TimeDelta::minutes(29)));
        assert!(!holds(start, expires, start + IDLE));
        assert!(!holds(expires - TimeDelta::minutes(1), expires, expires));
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
            "/a\r\nb",
        ] {
            assert_eq!(safe_next(foreign), "/", "{foreign:?}");
        }
    }
}
