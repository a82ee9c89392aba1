//! Record numbers for people, unique per store: prefix, day in the store's time zone, number of that day — `TS20261122-0007`.

use std::{fmt, str::FromStr};

use chrono::NaiveDate;

use super::{fault::Fault, text};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordNumber {
    prefix: String,
    day: NaiveDate,
    seq: u32,
}

impl RecordNumber {
    /// `prefix` is one to four letters; `seq` starts at 1 each day.
    pub fn new(prefix: &str, day: NaiveDate, seq: u32) -> Result<Self, Fault> {
        let letters = (1..=4).contains(&prefix.len()) && prefix.bytes().all(|b| b.is_ascii_uppercase());
        if letters && seq > 0 {
            Ok(Self {
                prefix: prefix.to_owned(),
                day,
                seq,
            })
        } else {
            Err(Fault::RecordNumber)
        }
    }

    /// Lower case and spaces are taken, also a number without its dash.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let typed = text::code(raw, &['-', '–', '—'])?;
        recognise(&typed).ok_or(Fault::RecordNumber)
    }

    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    pub fn day(&self) -> NaiveDate {
        self.day
    }

    pub fn seq(&self) -> u32 {
        self.seq
    }
}

fn recognise(typed: &str) -> Option<RecordNumber> {
    let (prefix, digits) = typed.split_at_checked(typed.find(|c: char| c.is_ascii_digit())?)?;
    let (day, seq) = digits.split_at_checked(8)?;
    let plain = digits.bytes().all(|b| b.is_ascii_digit()) && (4..=9).contains(&seq.len());
    let day = NaiveDate::parse_from_str(day, "%Y%m%d").ok().filter(|_| plain)?;
    RecordNumber::new(prefix, day, seq.parse().ok()?).ok()
}

impl fmt::Display for RecordNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}-{:04}", self.prefix, self.day.format("%Y%m%d"), self.seq)
    }
}

impl FromStr for RecordNumber {
    type Err = Fault;

    fn from_str(raw: &str) -> Result<Self, Fault> {
        Self::parse(raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn typed_and_shown() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let number = RecordNumber::new("TS", day, 7).unwrap();
        assert_eq!(number.to_string(), "TS20261122-0007");
        for raw in [
            "TS20261122-0007",
            " ts20261122 0007",
            "ＴＳ２０２６１１２２－０００７",
            "TS202611220007",
        ] {
            assert_eq!(RecordNumber::parse(raw).as_ref(), Ok(&number), "{raw}");
        }
        assert_eq!((number.prefix(), number.day(), number.seq()), ("TS", day, 7));
    }

    #[test]
    fn what_is_no_record_number_is_refused() {
        for raw in [
            "TS20261322-0007",
            "20261122-0007",
            "TS20261122",
            "TS20261122-007",
            "TS20261122-0000",
            "ABCDE20261122-0007",
            "投诉20261122-0007",
            "TS20261122-00x7",
        ] {
            assert_eq!(RecordNumber::parse(raw), Err(Fault::RecordNumber), "{raw}");
        }
        assert_eq!(RecordNumber::parse(""), Err(Fault::Required));
    }

    proptest! {
        #[test]
        fn round_trip(prefix in "[A-Z]{1,4}", days in 0u64..40_000, seq in 1u32..200_000) {
            let day = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + chrono::Days::new(days);
            let number = RecordNumber::new(&prefix, day, seq).unwrap();
            prop_assert_eq!(number.to_string().parse(), Ok(number));
        }

        #[test]
        fn never_panics(raw in "\\PC*|[A-Z]{0,5}[0-9-]{0,20}") {
            let _ = RecordNumber::parse(&raw);
        }
    }
}
