//! Sales 销售: leads, the follow-up board, test drives, quotes, orders, deliveries.
//!
//! For consultants and the sales manager; customer care sees what nobody looks after yet.
//! Tables: `opportunities`, `opportunity_stamps`, `follow_ups`, `loss_proposals`.
//! Entry points: [`opportunities::commands`] for whoever opens an opportunity or moves it on,
//! [`opportunities::queries::visible`] for whoever shows one.

pub mod model;
pub mod opportunities;
pub mod rules;
pub mod settings;
pub mod text;

use crate::platform::settings::Sheet;
use crate::platform::undo::Undoable;

/// What a manager may change; one line per part.
pub const SETTINGS: &[Sheet] = &[settings::SalesSettings::SHEET];

/// What can be taken back; one line per part.
pub const UNDO: &[Undoable] = &[opportunities::undo::TOGETHER];
