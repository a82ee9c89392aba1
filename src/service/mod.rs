//! Service 维修: check-in sheets, service orders, findings, quality checks, settlement, courtesy cars, after-care.
//!
//! For advisors, technicians and the service manager.

crate::routes! {}
