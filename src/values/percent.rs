//! Shares from 0 to 100 %, in basis points (1 % = 100).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{decimal, fault::Fault};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Percent(u16);

impl Percent {
    pub const ZERO: Self = Self(0);

    /// So many whole percent, for defaults; all of it at most.
    pub const fn whole(percent: u8) -> Self {
        Self(if percent > 100 { 10_000 } else { percent as u16 * 100 })
    }

    /// From stored basis points; `None` above 100 %.
    pub fn from_basis_points(points: i32) -> Option<Self> {
        u16::try_from(points).ok().filter(|points| *points <= 10_000).map(Self)
    }

    /// `10`, `10%`, `10.25 %`.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let typed = decimal::read(raw, &["%"])?;
        match typed.scaled(2).ok_or(Fault::Percent)? {
            0 => Ok(Self(0)),
            _ if typed.negative => Err(Fault::Negative),
            points => i32::try_from(points)
                .ok()
                .and_then(Self::from_basis_points)
                .ok_or(Fault::TooLarge { max: 100 }),
        }
    }

    pub const fn basis_points(self) -> u16 {
        self.0
    }
}

/// `10%`, `10.5%`.
impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{}.{:02}", self.0 / 100, self.0 % 100);
        write!(f, "{}%", digits.trim_end_matches('0').trim_end_matches('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_and_shown() {
        for (raw, shown) in [
            ("10", "10%"),
            ("10.50％", "10.5%"),
            (" 0.05 %", "0.05%"),
            ("100", "100%"),
            ("-0", "0%"),
        ] {
            assert_eq!(Percent::parse(raw).unwrap().to_string(), shown);
        }
        assert_eq!(Percent::parse("100.01"), Err(Fault::TooLarge { max: 100 }));
        assert_eq!(Percent::parse("-1"), Err(Fault::Negative));
        assert_eq!(Percent::parse("ten"), Err(Fault::Percent));
        assert_eq!(Percent::parse("1.234"), Err(Fault::Percent));
        assert_eq!(Percent::from_basis_points(-1), None);
    }
}
