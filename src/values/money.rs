//! Money in whole fen (1 yuan = 100 fen), at most 10^12 fen.

use serde::{Deserialize, Serialize};

use super::{decimal, fault::Fault, percent::Percent};

const UNITS: [&str; 6] = ["¥", "rmb", "cny", "人民币", "元", "块"];

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(i64);

impl Fen {
    pub const ZERO: Self = Self(0);
    pub const MAX: Self = Self(1_000_000_000_000);

    /// From stored fen.
    pub const fn new(fen: i64) -> Self {
        Self(fen)
    }

    /// Zero or more: `1,234.50`, `¥1234`, `1234元`, `18.98万`.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        match Self::parse_signed(raw)? {
            Self(fen) if fen < 0 => Err(Fault::Negative),
            fen => Ok(fen),
        }
    }

    /// For corrections and deductions.
    pub fn parse_signed(raw: &str) -> Result<Self, Fault> {
        let typed = decimal::read(raw, &UNITS)?;
        match typed.scaled(2).ok_or(Fault::Money)? {
            fen if fen > Self::MAX.0 => Err(Fault::TooLarge { max: Self::MAX.0 / 100 }),
            fen => Ok(Self(if typed.negative { -fen } else { fen })),
        }
    }

    pub const fn fen(self) -> i64 {
        self.0
    }

    /// For input fields and exports: `1,234.50`.
    pub fn yuan(self) -> String {
        let fen = self.0.unsigned_abs();
        format!("{}{}.{:02}", self.sign(), decimal::grouped(fen / 100), fen % 100)
    }

    /// `¥189,800`, `¥1,052.50`.
    pub fn display(self) -> String {
        let fen = self.0.unsigned_abs();
        match fen % 100 {
            0 => format!("{}¥{}", self.sign(), decimal::grouped(fen / 100)),
            cents => format!("{}¥{}.{cents:02}", self.sign(), decimal::grouped(fen / 100)),
        }
    }

    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    pub fn checked_mul(self, times: i64) -> Option<Self> {
        self.0.checked_mul(times).map(Self)
    }

    pub fn checked_sum(parts: impl IntoIterator<Item = Self>) -> Option<Self> {
        parts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// Rounded to the nearest fen, halves away from zero.
    pub fn share(self, percent: Percent) -> Self {
        let scaled = i128::from(self.0) * i128::from(percent.basis_points());
        let rounded = (scaled + scaled.signum() * 5_000) / 10_000;
        Self(i64::try_from(rounded).unwrap_or(self.0))
    }

    fn sign(self) -> &'static str {
        if self.0 < 0 { "-" } else { "" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn as_people_type_it() {
        for (raw, fen) in [
            ("1,234.50", 123_450),
            ("¥1234", 123_400),
            ("￥1,234.5", 123_450),
            ("1234元", 123_400),
            ("１２３４．５０ 元", 123_450),
            ("RMB 18.98万", 18_980_000),
            ("18.98万元", 18_980_000),
            ("0", 0),
            ("10000000000", 1_000_000_000_000),
        ] {
            assert_eq!(Fen::parse(raw), Ok(Fen(fen)), "{raw}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for raw in ["1.234", "1,23", "十元", "¥", "1.2.3", "1e3", "12 34 a"] {
            assert_eq!(Fen::parse(raw), Err(Fault::Money), "{raw}");
        }
        assert_eq!(Fen::parse(""), Err(Fault::Required));
        assert_eq!(Fen::parse("-1"), Err(Fault::Negative));
        assert_eq!(Fen::parse_signed("-¥1.50"), Ok(Fen(-150)));
        assert_eq!(
            Fen::parse("10000000000.01"),
            Err(Fault::TooLarge { max: 10_000_000_000 })
        );
        assert_eq!(
            Fen::parse(&"9".repeat(40)),
            Err(Fault::TooLarge { max: 10_000_000_000 })
        );
    }

    #[test]
    fn shown() {
        for (fen, yuan, display) in [
            (18_980_000, "189,800.00", "¥189,800"),
            (105_250, "1,052.50", "¥1,052.50"),
            (5, "0.05", "¥0.05"),
            (-50_000, "-500.00", "-¥500"),
            (0, "0.00", "¥0"),
        ] {
            assert_eq!((&*Fen(fen).yuan(), &*Fen(fen).display()), (yuan, display));
        }
    }

    #[test]
    fn sums_and_shares() {
        assert_eq!(Fen::checked_sum([Fen(1), Fen(2)]), Some(Fen(3)));
        assert_eq!(Fen(i64::MAX).checked_add(Fen(1)), None);
        assert_eq!(Fen(i64::MIN).checked_sub(Fen(1)), None);
        assert_eq!(Fen(i64::MAX).checked_mul(2), None);
        let tenth = Percent::parse("10%").unwrap();
        assert_eq!(
            [105, 104, -105].map(|fen| Fen(fen).share(tenth)),
            [Fen(11), Fen(10), Fen(-11)]
        );
        assert_eq!(Fen(i64::MIN).share(Percent::parse("100").unwrap()), Fen(i64::MIN));
    }

    proptest! {
        #[test]
        fn shown_amounts_parse_to_themselves(fen in -1_000_000_000_000i64..=1_000_000_000_000) {
            prop_assert_eq!(Fen::parse_signed(&Fen(fen).yuan()), Ok(Fen(fen)));
            prop_assert_eq!(Fen::parse_signed(&Fen(fen).display()), Ok(Fen(fen)));
        }

        #[test]
        fn never_panics(raw in "\\PC*|[-¥0-9.,万元]{0,30}") {
            let _ = Fen::parse(&raw);
        }
    }
}
