//! Administration 系统设置 (a desk): permissions, settings, the audit log.
//!
//! For administrators and managers.
//! Tables: none.

crate::routes! {}
