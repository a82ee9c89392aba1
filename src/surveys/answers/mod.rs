//! Answers 答卷: the customer's own page, what follows from an answer, and what the store makes of it.
//!
//! Tables: `survey_responses`, `survey_answers`, `survey_follow_ups`.
//! Entry points: [`commands::start`], [`commands::save`] and [`commands::submit`] for whoever takes an answer down,
//! [`queries::visible`] for whoever shows one, [`queries::TIMELINE`] for whoever shows a customer.

pub mod commands;
pub mod forms;
pub mod handlers;
pub mod jobs;
pub mod model;
pub mod queries;
pub mod rules;
pub mod text;
pub mod views;

crate::routes! {
    "/s/{token}" { GET handlers::public::show: Public; POST handlers::public::save: Public; }
    "/s/{token}/qr.svg" { GET handlers::public::qr: Public; }
    "/s/{token}/wishes" { POST handlers::public::wish: Public; }
    "/s/{token}/refusal" { GET handlers::public::ask_refusal: Public; POST handlers::public::refuse: Public; }
    "/survey-answers" { GET handlers::staff::list: May(SeeSurveyAnswers); }
    "/survey-answers/count" { GET handlers::staff::count: May(SeeSurveyAnswers); }
    "/survey-answers/of-complaint/{id}" { GET handlers::staff::of_complaint: May(SeeSurveyAnswers); }
    "/survey-answers/{id}" { GET handlers::staff::show: May(SeeSurveyAnswers); }
    "/survey-answers/{id}/reveals" { POST handlers::staff::reveal: May(SeeSurveyAnswers); }
    "/survey-answers/{id}/phone-reveals" { POST handlers::staff::reveal_phone: May(RevealContact); }
    "/survey-answers/{id}/calls" { POST handlers::staff::call: May(SeeSurveyAnswers); }
    "/survey-answers/{id}/replies" { POST handlers::staff::reply: May(SeeSurveyAnswers); }
    "/survey-answers/{id}/complaint" { POST handlers::staff::complain: May(RecordComplaint); }
    "/survey-answers/{id}/erasure" { POST handlers::staff::erase: May(RunSurveys); }
}
