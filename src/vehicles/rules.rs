//! Choices of the vehicle record (domain.md §1, §3).

crate::coded! {
    pub enum Energy { Fuel "fuel", Hybrid "hybrid", PlugIn "plug_in", Electric "electric" }
}

crate::coded! {
    /// What a customer is to a car.
    pub enum Relation { Owner "owner", Driver "driver" }
}

/// Warranty and insurance that end within so many days are a reason to call.
pub const ENDING_DAYS: u64 = 30;
/// A car is worth an offer to trade it in from this age on, in months.
pub const TRADE_IN_MONTHS: u32 = 36;
