//! Search 搜索 (a desk): the customer list and the command palette.
//!
//! For everybody who meets customers.
//! Tables: none.

pub mod commands;
pub mod filters;
pub mod forms;
pub mod handlers;
pub mod jobs;
pub mod model;
pub mod queries;
pub mod term;
pub mod text;
pub mod views;

crate::routes! {
    "/customers" { GET handlers::list: May(SeeCustomers); }
    "/customers/new" { GET handlers::new: May(EditCustomers); POST handlers::create: May(EditCustomers); }
    "/customers/search" { POST handlers::search: May(SeeCustomers); }
    "/search" { GET handlers::show_palette: SignedIn; POST handlers::palette: SignedIn; }
}
