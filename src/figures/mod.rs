//! Figures 经营指标: what managers watch, each declared once, with its formula, its target and the rows it is counted from.
//!
//! For everybody who is measured or measures; see [`measures`] for how a figure is counted.
//! Tables: `figure_days`, `figure_changes`, `figure_members`, `figure_targets`, `customer_groups`, `group_moves`,
//! `customer_marks`, `group_runs`, `group_counts`, `purchase_models`, `purchase_chances`, `report_subscriptions`, `awards`,
//! `data_states`, `data_counts`, `data_checks`.
//! Entry points: [`measures::queries::measure`] and [`measures::queries::cases`] for whoever shows a figure,
//! [`measures::declared::declared`] for what it means.

pub mod groups;
pub mod measures;
pub mod predictions;
pub mod reports;
pub mod rules;
pub mod settings;
pub mod targets;
pub mod text;
pub mod watch;

use crate::platform::settings::Sheet;

/// What a manager may change.
pub const SETTINGS: &[Sheet] = &[
    settings::FigureSettings::SHEET,
    reports::quality::settings::QualitySettings::SHEET,
];
