//! Why a typed value was refused, for machines. The words for people are in `platform/i18n/faults.rs`.

use std::fmt;

use chrono::NaiveDate;

/// Lengths count characters; `max` and `min` of numbers are in the unit the field is typed in (yuan, km, percent).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    Required,
    TooShort {
        min: usize,
    },
    TooLong {
        max: usize,
    },

    Name,
    Phone,
    Email,
    IdNumberLength,
    IdNumberDate,
    IdNumberCheckDigit,
    Permit,
    Passport,
    CreditCode,

    Plate,
    VinLength,
    VinCharacter,
    VinCheckDigit,
    EngineNumber,
    Mileage,
    MileageBelowLast {
        last: i32,
    },
    MileageLeap {
        last: i32,
    },

    Date,
    DateInFuture,
    DateInPast,
    /// Further back than so many days.
    DateTooEarly {
        days: u32,
    },
    /// Further ahead than so many days.
    DateTooLate {
        days: u32,
    },
    /// Before the first day that there can be.
    DateBefore {
        first: NaiveDate,
    },
    BirthDate,
    /// The ID number tells another day.
    BirthDateOfId,
    WeChat,
    Time,
    /// Neither a day nor a time of it.
    Moment,
    EndBeforeStart,
    Overlap,

    Number,
    Negative,
    /// Nothing, where there must be something.
    Zero,
    /// More decimals than this.
    Decimals {
        max: u32,
    },
    TooSmall {
        min: i64,
    },
    TooLarge {
        max: i64,
    },
    Money,
    Percent,

    PointsShort {
        missing: i64,
    },
    UsedUp,

    Choice,
    TooMany {
        max: usize,
    },
    Taken,
    Mismatch,
    RecordNumber,
    Url,
    Username,
    WrongPassword,
    WrongCode,
    WeakPassword {
        min: usize,
    },
    CommonPassword,
    LastAdmin,
    AdminOnly,

    FileEmpty,
    FileTooLarge {
        max_mib: u32,
    },
    FileKind,
    ImageTooLarge {
        megapixels: u32,
    },
}

impl Fault {
    /// Stable name for import reports and the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::TooShort { .. } => "too_short",
            Self::TooLong { .. } => "too_long",
            Self::Name => "name",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::IdNumberLength => "id_number_length",
            Self::IdNumberDate => "id_number_date",
            Self::IdNumberCheckDigit => "id_number_check_digit",
            Self::Permit => "permit",
            Self::Passport => "passport",
            Self::CreditCode => "credit_code",
            Self::Plate => "plate",
            Self::VinLength => "vin_length",
            Self::VinCharacter => "vin_character",
            Self::VinCheckDigit => "vin_check_digit",
            Self::EngineNumber => "engine_number",
            Self::Mileage => "mileage",
            Self::MileageBelowLast { .. } => "mileage_below_last",
            Self::MileageLeap { .. } => "mileage_leap",
            Self::Date => "date",
            Self::DateInFuture => "date_in_future",
            Self::DateInPast => "date_in_past",
            Self::DateTooEarly { .. } => "date_too_early",
            Self::DateTooLate { .. } => "date_too_late",
            Self::DateBefore { .. } => "date_before",
            Self::BirthDate => "birth_date",
            Self::BirthDateOfId => "birth_date_of_id",
            Self::WeChat => "wechat",
            Self::Time => "time",
            Self::Moment => "moment",
            Self::EndBeforeStart => "end_before_start",
            Self::Overlap => "overlap",
            Self::Number => "number",
            Self::Negative => "negative",
            Self::Zero => "zero",
            Self::Decimals { .. } => "decimals",
            Self::TooSmall { .. } => "too_small",
            Self::TooLarge { .. } => "too_large",
            Self::Money => "money",
            Self::Percent => "percent",
            Self::PointsShort { .. } => "points_short",
            Self::UsedUp => "used_up",
            Self::Choice => "choice",
            Self::TooMany { .. } => "too_many",
            Self::Taken => "taken",
            Self::Mismatch => "mismatch",
            Self::RecordNumber => "record_number",
            Self::Url => "url",
            Self::Username => "username",
            Self::WrongPassword => "wrong_password",
            Self::WrongCode => "wrong_code",
            Self::WeakPassword { .. } => "weak_password",
            Self::CommonPassword => "common_password",
            Self::LastAdmin => "last_admin",
            Self::AdminOnly => "admin_only",
            Self::FileEmpty => "file_empty",
            Self::FileTooLarge { .. } => "file_too_large",
            Self::FileKind => "file_kind",
            Self::ImageTooLarge { .. } => "image_too_large",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for Fault {}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::collections::BTreeSet;

    pub(crate) const EVERY: &[Fault] = &[
        Fault::Required,
        Fault::TooShort { min: 2 },
        Fault::TooLong { max: 60 },
        Fault::Name,
        Fault::Phone,
        Fault::Email,
        Fault::IdNumberLength,
        Fault::IdNumberDate,
        Fault::IdNumberCheckDigit,
        Fault::Permit,
        Fault::Passport,
        Fault::CreditCode,
        Fault::Plate,
        Fault::VinLength,
        Fault::VinCharacter,
        Fault::VinCheckDigit,
        Fault::EngineNumber,
        Fault::Mileage,
        Fault::MileageBelowLast { last: 28_460 },
        Fault::MileageLeap { last: 28_460 },
        Fault::Date,
        Fault::DateInFuture,
        Fault::DateInPast,
        Fault::DateTooEarly { days: 30 },
        Fault::DateTooLate { days: 90 },
        Fault::DateBefore {
            first: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(),
        },
        Fault::BirthDate,
        Fault::BirthDateOfId,
        Fault::WeChat,
        Fault::Time,
        Fault::Moment,
        Fault::EndBeforeStart,
        Fault::Overlap,
        Fault::Number,
        Fault::Negative,
        Fault::Zero,
        Fault::Decimals { max: 2 },
        Fault::TooSmall { min: 1 },
        Fault::TooLarge { max: 2_000_000 },
        Fault::Money,
        Fault::Percent,
        Fault::PointsShort { missing: 320 },
        Fault::UsedUp,
        Fault::Choice,
        Fault::TooMany { max: 5 },
        Fault::Taken,
        Fault::Mismatch,
        Fault::RecordNumber,
        Fault::Url,
        Fault::Username,
        Fault::WrongPassword,
        Fault::WrongCode,
        Fault::WeakPassword { min: 12 },
        Fault::CommonPassword,
        Fault::LastAdmin,
        Fault::AdminOnly,
        Fault::FileEmpty,
        Fault::FileTooLarge { max_mib: 10 },
        Fault::FileKind,
        Fault::ImageTooLarge { megapixels: 60 },
    ];

    #[test]
    fn codes_are_snake_case_and_unique() {
        let codes: BTreeSet<_> = EVERY.iter().map(Fault::code).collect();
        assert_eq!(codes.len(), EVERY.len());
        assert!(
            codes
                .iter()
                .all(|code| code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
        );
    }
}
