//! Opportunities 商机: the follow-up board, one opportunity, losses.

pub mod undo;
