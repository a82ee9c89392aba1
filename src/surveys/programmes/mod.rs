//! Programmes 调查计划: whom a questionnaire is put before and when; who is asked by which way, who is left out and why.
//!
//! Tables: `surveys`, `survey_rounds`, `survey_invitations`.
//! Entry points: [`commands::after`] for what a standing survey follows; [`commands::invite`], [`commands::opened`],
//! [`commands::answered`] and [`commands::refused`] for whoever asks and takes answers; [`queries::by_token`].

pub mod commands;
pub mod forms;
pub mod handlers;
pub mod jobs;
pub mod model;
pub mod queries;
pub mod rules;
pub mod settings;
pub mod text;
pub mod views;

use crate::platform::settings::Sheet;

/// What a manager may change.
pub const SETTINGS: &[Sheet] = &[settings::SurveySettings::SHEET];

crate::routes! {
    "/surveys" { GET handlers::list: May(SeeSurveys); POST handlers::create: May(RunSurveys); }
    "/surveys/new" { GET handlers::new: May(RunSurveys); }
    "/surveys/audience" { POST handlers::audience: May(RunSurveys); }
    "/surveys/invitations/{id}" { GET handlers::invitation: May(SeeSurveys); }
    "/surveys/slips/service/{id}" {
        GET handlers::ask_service_slip: May(HandOutSlips);
        POST handlers::hand_service_slip: May(HandOutSlips);
    }
    "/surveys/slips/sale/{id}" {
        GET handlers::ask_sale_slip: May(HandOutSlips);
        POST handlers::hand_sale_slip: May(HandOutSlips);
    }
    "/surveys/invitations/{id}/slip" { GET handlers::slip: May(HandOutSlips); }
    "/surveys/invitations/{id}/cancellation" {
        GET handlers::ask_cancel: May(InterviewCustomers);
        POST handlers::cancel: May(InterviewCustomers);
    }
    "/surveys/{id}" { GET handlers::show: May(SeeSurveys); POST handlers::change: May(RunSurveys); }
    "/surveys/{id}/edit" { GET handlers::edit: May(RunSurveys); }
    "/surveys/{id}/start" { POST handlers::start: May(RunSurveys); }
    "/surveys/{id}/pause" { POST handlers::pause: May(RunSurveys); }
    "/surveys/{id}/resume" { POST handlers::resume: May(RunSurveys); }
    "/surveys/{id}/stop" { GET handlers::ask_stop: May(RunSurveys); POST handlers::stop: May(RunSurveys); }
    "/surveys/{id}/invitations" { GET handlers::invitations: May(SeeSurveys); }
    "/surveys/{id}/left-out" { GET handlers::left_out: May(SeeSurveys); }
    "/surveys/{id}/slips" { GET handlers::ask_slip: May(InterviewCustomers); POST handlers::hand_slip: May(InterviewCustomers); }
}
