//! Complaints 投诉: from the first call to the call-back, against the clock.
//!
//! For customer care, the departments concerned and their managers.
//! Tables: none yet.

crate::routes! {}
