//! Sales 销售: leads, opportunities, test drives, quotes, orders, deliveries.
//!
//! For consultants and the sales manager.
//! Tables: `lead_sources`, `lead_tokens`, `leads`.

pub mod leads;
