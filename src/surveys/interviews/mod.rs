//! Interviews 访谈: by telephone, on a tablet in the store, and answers on paper that are typed in; the poster at the desk.
//!
//! Tables: `survey_calls`, `survey_call_attempts`, `survey_sheets`, `survey_sittings`, `survey_posters`.
//! Entry points: [`queries::counts`] for whoever counts what waits.

pub mod agenda;
pub mod commands;
pub mod forms;
pub mod handlers;
pub mod model;
pub mod queries;
pub mod rules;
pub mod settings;
pub mod text;
pub mod views;

use crate::platform::settings::Sheet;

/// What a manager may change.
pub const SETTINGS: &[Sheet] = &[settings::InterviewSettings::SHEET];

crate::routes! {
    "/survey-calls" { GET handlers::calls::list: May(InterviewCustomers); }
    "/survey-calls/count" { GET handlers::calls::count: May(InterviewCustomers); }
    "/survey-calls/{id}" { GET handlers::calls::show: May(InterviewCustomers); }
    "/survey-calls/{id}/reveals" { POST handlers::calls::reveal: May(InterviewCustomers); }
    "/survey-calls/{id}/attempts" { POST handlers::calls::attempt: May(InterviewCustomers); }
    "/survey-calls/{id}/answers" { POST handlers::calls::keep: May(InterviewCustomers); }
    "/survey-calls/{id}/submission" { POST handlers::calls::finish: May(InterviewCustomers); }
    "/surveys/{id}/on-site" { GET handlers::on_site::start: May(InterviewCustomers); POST handlers::on_site::hand_over: May(InterviewCustomers); }
    "/surveys/{id}/paper" { GET handlers::paper::show: May(InterviewCustomers); POST handlers::paper::take: May(InterviewCustomers); }
    "/surveys/{id}/paper/sheet" { GET handlers::paper::print: May(SeeSurveys); }
    "/surveys/{id}/poster" { GET handlers::paper::poster: May(SeeSurveys); POST handlers::paper::make_poster: May(RunSurveys); }
    "/on-site/{token}" { GET handlers::sitting::show: Public; POST handlers::sitting::step: Public; }
    "/on-site/{token}/end" { POST handlers::sitting::give_back: Public; }
    "/desk/{token}" { GET handlers::sitting::scan: Public; POST handlers::sitting::begin: Public; }
}
