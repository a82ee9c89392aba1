//! Values: what people type, parsed once into types that can't be wrong. No I/O, no clock, no HTTP.
//!
//! Every `parse` takes the text as typed (full-width digits, stray spaces, pasted marks) and answers with the value or a
//! [`fault::Fault`]; an empty text is `Fault::Required`, and [`text::optional`] turns an empty text into `None` instead.
//! Values made of personal data hide themselves from `{:?}` and have no `Display`: ask for `canonical()` (to store and to
//! compare), `display()` or `grouped()` (to show) or `masked()`.

pub(crate) mod decimal;
mod personal;

pub mod business_hours;
pub mod coded;
pub mod credit_code;
pub mod date;
pub mod deadline;
pub mod email;
pub mod engine_number;
pub mod fault;
pub mod id_document;
pub mod ids;
pub mod mileage;
pub mod money;
pub mod number;
pub mod own_path;
pub mod percent;
pub mod person_name;
pub mod phone;
pub mod plate;
pub mod text;
pub mod vin;
pub mod wechat;
