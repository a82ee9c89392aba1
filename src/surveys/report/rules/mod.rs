//! Rules of the report: what is made of counted answers, which days are looked at. Values only.

mod days;
mod figures;
mod interval;
mod mask;

pub use days::{Days, Fault, Period, Reads, bounds, month_of, quarter, ranges};
pub use figures::{Pairs, Tally, Tenths, share};
pub use interval::{Z, mean_interval, nps_interval, wilson};
pub use mask::masked;

use crate::coded;

coded! {
    /// By what answers are told apart.
    pub enum Dimension {
        Advisor "advisor",
        Technician "technician",
        Model "model",
        Tier "tier",
        Way "way",
    }
}

coded! {
    /// Which remarks are read.
    pub enum Remarks {
        All "all",
        /// With a score that is called about.
        Unhappy "unhappy",
        Happy "happy",
        /// Nobody has replied yet.
        Unanswered "unanswered",
    }
}
