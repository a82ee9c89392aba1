//! Sales 销售: leads, the follow-up board, test drives, quotes, orders, deliveries.

pub mod quotes;
