//! Membership 会员: tiers, the ledgers of spend and points, rewards and benefits.
//!
//! For membership admins, the desk and managers.
//! Tables: `member_accounts`, `member_places`, `spend_entries`, `points_entries`, `points_lots`, `points_uses`,
//! `points_adjustments`, `rewards`, `benefit_uses`; the ledgers are added to, never changed.
//! Entry points: [`queries::card`] for whoever meets a member, [`commands::settled`], [`commands::pay_with_points`] and
//! [`commands::reverse`] for whoever settles a bill, [`commands::use_benefit`] for the desk.

pub mod commands;
pub mod forms;
pub mod handlers;
pub mod jobs;
pub mod model;
pub mod queries;
pub mod rules;
pub mod settings;
pub mod text;
pub mod undo;
pub mod views;

use crate::platform::settings::Sheet;

/// What a manager may change.
pub const SETTINGS: &[Sheet] = &[
    settings::TierSettings::SHEET,
    settings::PointSettings::SHEET,
    settings::BenefitSettings::SHEET,
];

crate::routes! {
    "/members" { GET handlers::list: May(SeeMembership); }
    "/members/rules" { GET handlers::rules: May(SeeMembership); }
    "/members/adjustments" { GET handlers::approvals: May(AdjustPoints); }
    "/members/adjustments/{id}" {
        GET handlers::ask_refusal: May(ApprovePoints);
        POST handlers::decide: May(ApprovePoints);
    }
    "/members/adjustments/{id}/withdrawal" { POST handlers::withdraw: May(AdjustPoints); }
    "/members/{id}" { GET handlers::show: May(SeeMembership); }
    "/members/{id}/panel" { GET handlers::panel: May(SeeMembership); }
    "/members/{id}/redemptions" { GET handlers::ask: May(RedeemPoints); POST handlers::redeem: May(RedeemPoints); }
    "/members/{id}/redemptions/preview" { POST handlers::preview: May(RedeemPoints); }
    "/members/{id}/redemptions/{entry}/reversal" {
        GET handlers::ask_call_off: May(AdjustPoints);
        POST handlers::call_off: May(AdjustPoints);
    }
    "/members/{id}/adjustments" {
        GET handlers::ask_adjust: May(AdjustPoints);
        POST handlers::adjust: May(AdjustPoints);
    }
    "/members/{id}/benefits" { POST handlers::benefit: May(RedeemPoints); }
    "/members/{id}/benefits/{used}/return" { POST handlers::benefit_back: May(RedeemPoints); }
    "/rewards" { GET handlers::rewards: May(SeeMembership); POST handlers::create: May(EditRewards); }
    "/rewards/new" { GET handlers::new: May(EditRewards); }
    "/rewards/{id}" { GET handlers::edit: May(EditRewards); POST handlers::change: May(EditRewards); }
    "/rewards/{id}/retirement" { POST handlers::retire: May(EditRewards); }
    "/rewards/{id}/return" { POST handlers::bring_back: May(EditRewards); }
}
