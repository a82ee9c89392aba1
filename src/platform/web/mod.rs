//! HTTP furniture: the request's context, answers, forms, error pages, guards, headers, assets, health.

pub mod assets;
pub mod chart;
pub mod components;
mod context;
mod cookies;
pub mod csv_file;
pub mod errors;
pub mod form;
mod headers;
mod health;
mod metrics;
pub mod narrow;
mod origin;
mod pace;
pub mod page;
pub mod pieces;
mod posted;
mod posted_files;
mod qr;
mod query;
mod routes;
pub mod shell_text;
pub mod steps;

pub use assets::static_file;
pub use context::{Answer, App, Cx, Part, Region, RequestInfo, is_background};
pub use form::{Bare, Checker, Form, FormView};
pub use headers::headers;
pub use health::{livez, readyz};
pub use metrics::{Metrics, measure, show_metrics};
pub use pace::{Pace, pace};
pub use page::Page;
pub use posted::Posted;
pub use posted_files::{PostedFile, PostedFiles};
pub use qr::Qr;
pub use query::Query;
pub use routes::{Door, Pages, RouteInfo, guard, other_method};
