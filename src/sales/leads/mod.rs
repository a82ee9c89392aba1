//! Leads 线索: who may buy a car, where they come from, who has them already.
//!
//! Tables: `lead_sources`, `lead_tokens`, `leads`, `lead_stamps`. Leads come in by hand, by file and through `POST /api/leads`, which
//! `static/openapi/leads.yaml` describes. [`commands::take_in`] is the one way in: it knows the person again.

pub mod api;
pub mod commands;
pub mod forms;
pub mod handlers;
pub mod journey;
pub mod model;
pub mod names;
pub mod queries;
pub mod rules;
pub mod sources;
pub mod text;
pub mod told;
pub mod views;
pub mod walk_ins;

crate::routes! {
    "/leads" { GET handlers::list: May(SeeSales); POST handlers::create: May(SeeSales); }
    "/leads/count" { GET handlers::count: May(SeeSales); }
    "/leads/export" { GET handlers::ask_export: May(SeeSales); POST handlers::export: May(SeeSales); }
    "/leads/new" { GET handlers::new: May(SeeSales); }
    "/leads/walk-ins/{id}" { GET walk_ins::show: May(WorkSales); POST walk_ins::create: May(WorkSales); }
    "/leads/{id}" { GET handlers::show: May(SeeSales); }
    "/leads/{id}/reveals" { POST handlers::reveal: May(RevealContact); }
    "/leads/{id}/contacts" { GET handlers::show_contact: May(SeeSales); POST handlers::contact: May(SeeSales); }
    "/leads/{id}/qualification" { GET handlers::show_qualify: May(OwnSales); POST handlers::qualify: May(OwnSales); }
    "/leads/{id}/dismissal" { GET handlers::show_dismiss: May(SeeSales); POST handlers::dismiss: May(SeeSales); }
    "/leads/{id}/reopening" { POST handlers::reopen: May(SeeSales); }
    "/lead-sources" { GET sources::handlers::list: May(ManageLeadSources); POST sources::handlers::add: May(ManageLeadSources); }
    "/lead-sources/new" { GET sources::handlers::new: May(ManageLeadSources); }
    "/lead-sources/{id}" {
        GET sources::handlers::show: May(ManageLeadSources);
        POST sources::handlers::change: May(ManageLeadSources);
    }
    "/lead-sources/{id}/tokens" { POST sources::handlers::issue: May(ManageLeadSources); }
    "/lead-sources/{id}/tokens/{token}/revocation" { POST sources::handlers::revoke: May(ManageLeadSources); }
    "/lead-sources/{id}/signing" { POST sources::handlers::sign: May(ManageLeadSources); }
    "/api/leads" { POST api::receive: Machine; }
}
