//! Reception 接待台: the front desk's one screen over appointments, visits and service.

crate::routes! {}
