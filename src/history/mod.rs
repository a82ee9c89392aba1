//! History 360° (a desk): everything about one customer on one page.
//!
//! For everybody who meets customers.
//! Tables: none.

crate::routes! {}
