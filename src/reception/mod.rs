//! Reception 接待台: the front desk's one screen over appointments, visits and service; the call board 叫号屏 of the
//! waiting area, and what a visitor sees of their own place.

pub mod commands;
pub mod forms;
pub mod handlers;
pub mod model;
pub mod rules;
pub mod text;
pub mod views;

crate::routes! {
    "/reception" { GET handlers::show: May(SeeReception); }
    "/reception/count" { GET handlers::count: May(SeeReception); }
    "/reception/lookup" { POST handlers::look_up: May(WorkReception); }
    "/reception/arrivals" { POST handlers::come: May(WorkReception); }
    "/reception/floor" { GET handlers::floor: May(SeeReception); POST handlers::rotate: May(WorkReception); }
    "/reception/paper" { GET handlers::paper: May(SeeReception); POST handlers::paper_with_phones: May(SeeReception); }
    "/call-boards" { GET handlers::screens: May(PlanWork); POST handlers::open_screen: May(PlanWork); }
    "/call-boards/{id}/revocation" { POST handlers::revoke_screen: May(PlanWork); }
    "/call-board/{token}" { GET handlers::call_board: Public; }
    "/call-board/{token}/events" { GET handlers::call_board_events: Public; }
    "/position/{token}" { GET handlers::position: Public; }
    "/visits" { POST handlers::register: May(WorkReception); }
    "/visits/{id}/call" { POST handlers::call: May(WorkReception); }
    "/visits/{id}/pass-over" { POST handlers::pass_over: May(WorkReception); }
    "/visits/{id}/reception" { POST handlers::receive: May(WorkReception); }
    "/visits/{id}/advisor" { GET handlers::ask_advisor: May(WorkReception); POST handlers::assign: May(WorkReception); }
    "/visits/{id}/departure" { GET handlers::ask_departure: May(WorkReception); POST handlers::leave: May(WorkReception); }
    "/visits/{id}/slip" { GET handlers::slip: May(SeeReception); }
}
