//! Tiers, points and benefits (domain.md §8): values only.
//!
//! Points: what comes in first pays a debt; what goes out is taken from the points that expire first. Points that a refund
//! takes back after they were spent leave a debt instead of a negative balance, and the next points that come in pay it.
//! Points that a cancelled redemption gives back go where they came from; if those have expired meanwhile they live on for
//! [`GRACE_DAYS`].
//!
//! Tiers: a settlement that crosses a threshold raises at once; the nightly evaluation announces a fall, which takes effect
//! after the days that the store set. A tier given by hand, or bought, is a floor until its day. A refund never lowers at
//! once either: the next evaluation announces the fall.

mod benefits;
mod points;
mod tiers;

pub use benefits::{Benefit, Entitled, Privilege, entitled, labour_discount, near_birthday};
pub use points::{
    EntryKind, GRACE_DAYS, Lot, Take, draw, earned, expiry, live, most_payable, pay_debt, take_back, worth,
};
pub use tiers::{Rating, SpendKind, Thresholds, counts, gap, price, rate, rise, window_start};

/// Everything that the store may change, together.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub tiers: super::settings::TierSettings,
    pub points: super::settings::PointSettings,
    pub benefits: super::settings::BenefitSettings,
}

crate::coded! {
    /// How far an adjustment of points has come.
    pub enum AdjustmentState { Pending "pending", Approved "approved", Refused "refused", Withdrawn "withdrawn" }
}
