//! Visits 到店: appointments, arrivals, the waiting queue, the floor rotation.
//!
//! For service advisors and sales consultants at the front desk, and for whoever books by phone.
//! Tables: `visits`, `visit_stamps`, `appointments`, `appointment_waits`, `working_plans`, `days_off`, `call_boards`,
//! `floor_duty`, `floor_turns`.
//! Entry points: [`commands::arrive`] for whoever comes through the door, [`commands::advance`] for whoever works on a
//! visit, [`queries::visit`] for whoever shows one, [`appointments`] for what is booked.

pub mod agenda;
pub mod appointments;
pub mod commands;
pub mod jobs;
pub mod model;
pub mod queries;
pub mod rules;
pub mod settings;
pub mod text;
pub mod undo;

use appointments::handlers as booked;

use crate::platform::settings::Sheet;

/// What a manager may change.
pub const SETTINGS: &[Sheet] = &[settings::Reception::SHEET];

crate::routes! {
    "/appointments" { GET booked::calendar: May(SeeAppointments); POST booked::create: May(BookAppointments); }
    "/appointments/new" { GET booked::new: May(BookAppointments); }
    "/appointments/customers" {
        GET booked::to_form: May(BookAppointments);
        POST booked::find_customer: May(BookAppointments);
    }
    "/appointments/day-list" {
        GET booked::day_list: May(SeeAppointments);
        POST booked::day_list_with_phones: May(SeeAppointments);
    }
    "/appointments/waits" { GET booked::to_form: May(BookAppointments); POST booked::join: May(BookAppointments); }
    "/appointments/waits/{id}" { GET booked::show_wait: May(SeeAppointments); }
    "/appointments/waits/{id}/acceptance" { POST booked::accept: May(BookAppointments); }
    "/appointments/waits/{id}/withdrawal" { POST booked::withdraw: May(BookAppointments); }
    "/appointments/{id}" { GET booked::show: May(SeeAppointments); }
    "/appointments/{id}/move" { GET booked::ask_move: May(BookAppointments); POST booked::move_it: May(BookAppointments); }
    "/appointments/{id}/cancellation" {
        GET booked::ask_cancel: May(BookAppointments);
        POST booked::cancel: May(BookAppointments);
    }
    "/working-plans" { GET booked::plans: May(PlanWork); }
    "/working-plans/{id}" { GET booked::plan: May(PlanWork); POST booked::save_plan: May(PlanWork); }
    "/working-plans/{id}/days-off" { POST booked::add_days_off: May(PlanWork); }
    "/working-plans/{id}/days-off/{off}/removal" { POST booked::remove_days_off: May(PlanWork); }
}
