//! Vehicles 车辆: cars, their owners over time, the model catalogue.
//!
//! For everybody who opens a customer.
//! Tables: `vehicle_models`, `vehicles`, `vehicle_owners`, `vehicle_recalls`.

crate::routes! {}
