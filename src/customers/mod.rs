//! Customers 客户: who they are, how to reach them, what they allowed.
//!
//! For everybody who meets customers; narrowed by [`Scope`](crate::access::Scope).
//! Tables: `customers`, `customer_preferences`, `customer_phones`, `customer_keys`, `customer_access`, `access_requests`, `consents`, `customer_notes`, `reveal_counts`.

crate::routes! {}
