//! Odometer readings in whole kilometres, at most 2,000,000.

use super::{decimal, fault::Fault};

const UNITS: [&str; 3] = ["km", "公里", "千米"];

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Km(i32);

impl Km {
    pub const MAX: Self = Self(2_000_000);

    /// From stored kilometres.
    pub const fn new(km: i32) -> Self {
        Self(km)
    }

    /// `45574km`, `118,196 公里`, `87786`, `1.2万公里`; a decimal only where it is zero, as spreadsheets write it.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let typed = decimal::read(raw, &UNITS)?;
        let tenths = typed.scaled(1).ok_or(Fault::Mileage)?;
        if typed.negative && tenths > 0 {
            return Err(Fault::Negative);
        }
        let km = i32::try_from(tenths / 10).ok().map(Self).filter(|km| *km <= Self::MAX);
        let km = km.ok_or(Fault::TooLarge {
            max: Self::MAX.0.into(),
        })?;
        if tenths % 10 == 0 { Ok(km) } else { Err(Fault::Mileage) }
    }

    pub const fn km(self) -> i32 {
        self.0
    }

    /// An odometer does not run backwards; a lower reading needs a reason.
    pub fn not_below(self, last: Self) -> Result<Self, Fault> {
        if self >= last {
            Ok(self)
        } else {
            Err(Fault::MileageBelowLast { last: last.0 })
        }
    }

    /// `28,460 km`.
    pub fn display(self) -> String {
        format!("{} km", decimal::grouped(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn as_people_type_it() {
        for (raw, km) in [
            ("45574km", 45_574),
            ("45574 KM", 45_574),
            ("118,196 公里", 118_196),
            ("103,616", 103_616),
            ("87786", 87_786),
            ("８７７８６", 87_786),
            ("1.2万公里", 12_000),
            ("1.2345万", 12_345),
            ("45574.0", 45_574),
            ("0", 0),
        ] {
            assert_eq!(Km::parse(raw), Ok(Km(km)), "{raw}");
        }
    }

    #[test]
    fn what_is_no_reading_is_refused() {
        for (raw, fault) in [
            ("约三万", Fault::Mileage),
            ("45.574", Fault::Mileage),
            ("45.5", Fault::Mileage),
            ("km", Fault::Mileage),
            ("12 mph", Fault::Mileage),
            ("-500", Fault::Negative),
            ("999999999", Fault::TooLarge { max: 2_000_000 }),
            ("2000001", Fault::TooLarge { max: 2_000_000 }),
            ("201万公里", Fault::TooLarge { max: 2_000_000 }),
            ("", Fault::Required),
        ] {
            assert_eq!(Km::parse(raw), Err(fault), "{raw}");
        }
    }

    #[test]
    fn shown_and_compared() {
        assert_eq!(Km(28_460).display(), "28,460 km");
        assert_eq!(Km(5).not_below(Km(5)), Ok(Km(5)));
        assert_eq!(Km(4).not_below(Km(5)), Err(Fault::MileageBelowLast { last: 5 }));
    }

    proptest! {
        #[test]
        fn shown_readings_parse_to_themselves(km in 0..=2_000_000) {
            prop_assert_eq!(Km::parse(&Km(km).display()), Ok(Km(km)));
        }

        #[test]
        fn never_panics(raw in "\\PC*") {
            let _ = Km::parse(&raw);
        }
    }
}
