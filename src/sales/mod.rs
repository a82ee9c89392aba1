//! Sales 销售: leads, the follow-up board, test drives, quotes, orders, delivery.
//!
//! For consultants, the sales manager and customer care.
//! Tables: `lead_steps`, `sales_duty`, `pool_claims`.
//! Entry points: [`clock::commands::started`] for whoever takes a lead in.

pub mod clock;
