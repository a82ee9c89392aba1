//! Membership 会员: tiers, the ledgers of spend and points, rewards and benefits.
//!
//! For membership admins, the desk and managers.

crate::routes! {}
