//! History 360° (a desk): everything about one customer on one page, a car and its owners, and requests to look.
//!
//! For everybody who meets customers.
//! Tables: none.
//! Entry points: `/customers/{id}`, `/vehicles/{id}`, `/access-requests`.

pub mod forms;
pub mod handlers;
pub mod model;
pub mod queries;
pub mod text;
pub mod views;

crate::routes! {
    "/customers/{id}" { GET handlers::customer::show: May(SeeCustomers); }
    "/customers/{id}/ahead" { GET handlers::customer::ahead: May(SeeCustomers); }
    "/customers/{id}/reveals" { POST handlers::reveal::of_customer: May(RevealContact); }
    "/customers/{id}/notes" { POST handlers::customer::add_note: May(EditCustomers); }
    "/customers/{id}/notes/{note}/pin" { POST handlers::customer::pin_note: May(EditCustomers); }
    "/customers/{id}/notes/{note}/remove" { POST handlers::customer::remove_note: May(EditCustomers); }
    "/customers/{id}/tier" { GET handlers::standing::ask_tier: May(SetTier); POST handlers::standing::set_tier: May(SetTier); }
    "/customers/{id}/owner" {
        GET handlers::standing::ask_owner: May(AssignCustomers);
        POST handlers::standing::assign: May(AssignCustomers);
    }
    "/customers/{id}/consents" {
        GET handlers::standing::ask_consent: May(EditCustomers);
        POST handlers::standing::consent: May(EditCustomers);
    }
    "/customers/{id}/vehicles/new" {
        GET handlers::vehicle::new: May(EditCustomers);
        POST handlers::vehicle::create: May(EditCustomers);
    }
    "/customers/{id}/access" {
        GET handlers::access::ask: May(RequestAccess);
        POST handlers::access::request: May(RequestAccess);
    }
    "/access-requests" { GET handlers::access::list: May(DecideAccess); }
    "/access-requests/count" { GET handlers::access::count: May(DecideAccess); }
    "/access-requests/{id}" {
        GET handlers::access::decline: May(DecideAccess);
        POST handlers::access::decide: May(DecideAccess);
    }
    "/vehicles/{id}" { GET handlers::vehicle::show: May(SeeCustomers); }
    "/vehicles/{id}/reveals" { POST handlers::reveal::of_vehicle: May(RevealContact); }
    "/vehicles/{id}/edit" { GET handlers::vehicle::edit: May(EditCustomers); POST handlers::vehicle::update: May(EditCustomers); }
    "/vehicles/{id}/owners" {
        GET handlers::vehicle::ask_owner: May(EditCustomers);
        POST handlers::vehicle::change_owner: May(EditCustomers);
    }
}
