//! Membership 会员: tiers, the ledgers of spend and points, rewards and benefits.
//!
//! For membership admins, the desk and managers.
//! Tables: `member_accounts`, `spend_entries`, `points_entries`, `points_lots`, `points_uses`, `points_adjustments`,
//! `rewards`, `benefit_uses`; the ledgers (`…_entries`, `points_uses`) are added to, never changed.
//! Entry points: [`queries::card`] for whoever meets a member, [`commands::settled`], [`commands::pay_with_points`] and
//! [`commands::reverse`] for whoever settles a bill, [`commands::use_benefit`] for the desk.

pub mod commands;
pub mod jobs;
pub mod model;
pub mod queries;
pub mod rules;
pub mod settings;

use crate::platform::settings::Sheet;

/// What a manager may change.
pub const SETTINGS: &[Sheet] = &[
    settings::TierSettings::SHEET,
    settings::PointSettings::SHEET,
    settings::BenefitSettings::SHEET,
];

crate::routes! {}
