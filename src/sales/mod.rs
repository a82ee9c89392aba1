//! Sales 销售: leads, opportunities, test drives, quotes, orders, deliveries.
//!
//! For consultants and the sales manager.

pub mod leads;
