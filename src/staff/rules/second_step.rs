//! The second step at sign-in: a code of six digits, new every 30 seconds (RFC 6238), or a recovery code.

use chrono::{DateTime, TimeDelta, Utc};
use totp_rs::{Builder, Secret};

use crate::values::text;

/// A secret that was offered must be confirmed within this time.
pub const OFFER_VALID: TimeDelta = TimeDelta::minutes(10);
/// How many recovery codes a person has.
pub const RECOVERY_CODES: usize = 10;
/// Bytes of a secret: as long as the hash behind the codes.
pub const SECRET_BYTES: usize = 20;
/// Characters of a recovery code, five bits each: enough to be kept as a plain hash.
pub const RECOVERY_LENGTH: usize = 24;

/// Who asks, as an authenticator app shows it.
const ISSUER: &str = "Yingke";
const CODE_LENGTH: usize = 6;
/// Without letters that look like digits or like each other.
const LETTERS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUP: usize = 4;

/// What a person shows at the second step.
#[derive(Clone, PartialEq, Eq)]
pub enum Proof {
    /// Six digits.
    Code(String),
    /// A recovery code without its hyphens.
    Recovery(String),
}

impl Proof {
    /// Reads what was typed or pasted: spaces, hyphens, full-width signs and small letters don't matter.
    pub fn parse(raw: &str) -> Option<Self> {
        let plain = text::normalize_width(raw).to_uppercase();
        let plain: String = plain.chars().filter(|sign| sign.is_alphanumeric()).collect();
        if plain.len() == CODE_LENGTH && plain.bytes().all(|sign| sign.is_ascii_digit()) {
            return Some(Self::Code(plain));
        }
        let alike = |sign| match sign {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let plain: String = plain.chars().map(alike).collect();
        let good = plain.len() == RECOVERY_LENGTH && plain.chars().all(|sign| LETTERS.contains(sign));
        good.then_some(Self::Recovery(plain))
    }
}

/// The step of time whose code this is: the present one, or the one before or after it, since clocks differ.
pub fn step_of(secret: &[u8], code: &str, now: DateTime<Utc>) -> Option<i64> {
    let seconds = u64::try_from(now.timestamp()).ok()?;
    let totp = Builder::new().with_secret(secret).build().ok()?;
    totp.check(code, seconds).and_then(|step| i64::try_from(step).ok())
}

/// What the QR code says to an authenticator app.
pub fn address(secret: &[u8], username: &str) -> Option<String> {
    let totp = Builder::new()
        .with_secret(secret)
        .with_issuer(Some(ISSUER))
        .with_account_name(username)
        .build()
        .ok()?;
    totp.to_url().ok()
}

/// The secret as it is typed into an authenticator app, in groups of four.
pub fn spelled(secret: &[u8]) -> String {
    grouped(&Secret::from(secret).to_base32(), " ")
}

/// A recovery code made of random bytes, in groups of four.
pub fn recovery_code(random: [u8; RECOVERY_LENGTH]) -> String {
    let signs = random.map(|byte| LETTERS.as_bytes().get(usize::from(byte) % LETTERS.len()));
    let code: String = signs.into_iter().flatten().map(|sign| char::from(*sign)).collect();
    grouped(&code, "-")
}

fn grouped(code: &str, between: &str) -> String {
    let signs: Vec<char> = code.chars().collect();
    let groups: Vec<String> = signs.chunks(GROUP).map(|group| group.iter().collect()).collect();
    groups.join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, the last six of eight digits.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(step_of(SECRET, code, at(seconds)), Some(seconds / 30), "{code}");
        }
        assert_eq!(step_of(SECRET, "287083", at(59)), None);
    }

    #[test]
    fn a_clock_may_be_off_by_one_step() {
        for (seconds, known) in [(0, true), (29, true), (30, true), (89, true), (90, false)] {
            assert_eq!(step_of(SECRET, "287082", at(seconds)).is_some(), known, "{seconds}");
        }
    }

    #[test]
    fn what_is_typed_or_pasted_is_read_kindly() {
        let code = |raw| matches!(Proof::parse(raw), Some(Proof::Code(code)) if code == "287082");
        assert!(code("287082") && code(" 287 082 ") && code("２８７０８２") && code("287-082"));
        let typed = "abcd-efgh-jkmn-pqrs-tvwx-yz01";
        let read = Proof::parse(typed);
        assert!(matches!(&read, Some(Proof::Recovery(code)) if code == "ABCDEFGHJKMNPQRSTVWXYZ01"));
        assert!(
            Proof::parse("abcd efgh jkmn pqrs tvwx yzol") == read,
            "O is read as 0, l as 1"
        );
        for bad in [
            "",
            "12345",
            "1234567",
            "abcdef",
            "一二三四五六",
            "ABCD-EFGH-JKMN-PQRS-TVWX-YZ0U",
        ] {
            assert!(Proof::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn secrets_and_codes_are_spelled_in_groups() {
        assert_eq!(spelled(SECRET), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(
            address(SECRET, "wang.fang").unwrap(),
            "otpauth://totp/Yingke:wang.fang?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Yingke"
        );
        assert_eq!(recovery_code([0; 24]), "0000-0000-0000-0000-0000-0000");
        assert_eq!(recovery_code([255; 24]), "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ");
    }
}
