//! Sales 销售: leads, the follow-up board, test drives, quotes, orders, deliveries.
//!
//! Tables: `quotes`, `quote_lines`, `quote_loans`, `quote_approvals`.

pub mod quotes;
