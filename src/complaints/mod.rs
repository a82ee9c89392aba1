//! Complaints 投诉: from the first call to the call-back, against the clock.
//!
//! For customer care, the departments concerned and their managers.
//! Tables: `complaints`, `complaint_rounds`, `complaint_pauses`, `complaint_solutions`, `complaint_goodwill`,
//! `complaint_entries`, `complaint_crises`, `complaint_escalations`, `complaint_mails`, `complaint_terms`,
//! `corrective_actions`.
//! Entry points: [`commands::record`] for whoever takes a complaint in, [`queries::visible`] for whoever shows one,
//! [`steps`] for what can be done to one.

pub mod agenda;
pub mod commands;
pub mod forms;
pub mod handlers;
pub mod jobs;
pub mod model;
pub mod queries;
pub mod rules;
pub mod settings;
pub mod steps;
pub mod text;
pub mod undo;
pub mod views;

pub mod actions;
pub mod analysis;
pub mod attachments;
pub mod intake;
pub mod terms;

use crate::platform::settings::Sheet;
use steps::{show, take};

/// What a manager may change.
pub const SETTINGS: &[Sheet] = &[settings::ComplaintSettings::SHEET];

crate::routes! {
    "/complaints" { GET handlers::list: May(SeeComplaints); POST handlers::create: May(RecordComplaint); }
    "/complaints/count" { GET handlers::count: May(SeeComplaints); }
    "/complaints/new" { GET handlers::show_new: May(RecordComplaint); }
    "/complaints/customers" { POST handlers::find_customer: May(RecordComplaint); }
    "/complaints/analysis" { GET analysis::handlers::show: May(AnalyseComplaints); }
    "/complaints/terms" {
        GET terms::handlers::list: May(ChangeSettings);
        POST terms::handlers::create: May(ChangeSettings);
    }
    "/complaints/terms/new" { GET terms::handlers::new: May(ChangeSettings); }
    "/complaints/terms/{code}" {
        GET terms::handlers::edit: May(ChangeSettings);
        POST terms::handlers::change: May(ChangeSettings);
    }
    "/complaints/terms/{code}/position" { POST terms::handlers::shift: May(ChangeSettings); }
    "/complaints/terms/{code}/retirement" { POST terms::handlers::retire: May(ChangeSettings); }
    "/complaints/terms/{code}/return" { POST terms::handlers::bring_back: May(ChangeSettings); }
    "/complaints/assignments" { POST handlers::assign_many: May(AssignComplaint); }
    "/complaints/{id}" { GET handlers::show: May(SeeComplaints); }
    "/complaints/{id}/customer" {
        GET show::<intake::identify::Identify>: May(WorkComplaint);
        POST take::<intake::identify::Identify>: May(WorkComplaint);
    }
    "/complaints/{id}/reveals" { POST handlers::reveal: May(RevealContact); }
    "/complaints/{id}/attachments" {
        GET attachments::handlers::show_form: May(SeeComplaints);
        POST attachments::handlers::add: May(SeeComplaints);
    }
    "/complaints/{id}/attachments/{file}" { GET attachments::handlers::show: May(SeeComplaints); }
    "/complaints/{id}/attachments/{file}/thumbnail" { GET attachments::handlers::show_small: May(SeeComplaints); }
    "/complaints/{id}/attachments/{file}/removal" { POST attachments::handlers::remove: May(SeeComplaints); }
    "/complaints/{id}/settlement" { GET handlers::show_settlement: May(SeeComplaints); }
    "/complaints/{id}/ownership" { POST take::<steps::TakeOver>: May(WorkComplaint); }
    "/complaints/{id}/assignment" {
        GET show::<steps::Assign>: May(AssignComplaint);
        POST take::<steps::Assign>: May(AssignComplaint);
    }
    "/complaints/{id}/contacts" {
        GET show::<steps::ContactStep>: May(WorkComplaint);
        POST take::<steps::ContactStep>: May(WorkComplaint);
    }
    "/complaints/{id}/notes" { GET show::<steps::AddNote>: May(SeeComplaints); POST take::<steps::AddNote>: May(SeeComplaints); }
    "/complaints/{id}/investigation" {
        GET show::<steps::Investigate>: May(WorkComplaint);
        POST take::<steps::Investigate>: May(WorkComplaint);
    }
    "/complaints/{id}/details" {
        GET show::<steps::DetailsStep>: May(WorkComplaint);
        POST take::<steps::DetailsStep>: May(WorkComplaint);
    }
    "/complaints/{id}/cause" {
        GET show::<steps::CauseStep>: May(WorkComplaint);
        POST take::<steps::CauseStep>: May(WorkComplaint);
    }
    "/complaints/{id}/solutions" {
        GET show::<steps::Propose>: May(WorkComplaint);
        POST take::<steps::Propose>: May(WorkComplaint);
    }
    "/complaints/{id}/approval" {
        GET show::<steps::DecideStep>: May(ApproveSolution);
        POST take::<steps::DecideStep>: May(ApproveSolution);
    }
    "/complaints/{id}/retraction" { POST take::<steps::TakeBack>: May(WorkComplaint); }
    "/complaints/{id}/execution" {
        GET show::<steps::Execute>: May(WorkComplaint);
        POST take::<steps::Execute>: May(WorkComplaint);
    }
    "/complaints/{id}/resolution" {
        GET show::<steps::Resolve>: May(WorkComplaint);
        POST take::<steps::Resolve>: May(WorkComplaint);
    }
    "/complaints/{id}/goodwill" {
        GET show::<steps::GoodwillStep>: May(WorkComplaint);
        POST take::<steps::GoodwillStep>: May(WorkComplaint);
    }
    "/complaints/{id}/goodwill-approval" {
        GET show::<steps::GoodwillDecision>: May(ApproveSolution);
        POST take::<steps::GoodwillDecision>: May(ApproveSolution);
    }
    "/complaints/{id}/call-backs" {
        GET show::<steps::CallBackStep>: May(WorkComplaint);
        POST take::<steps::CallBackStep>: May(WorkComplaint);
    }
    "/complaints/{id}/closure" {
        GET show::<steps::Close>: May(WorkComplaint);
        POST take::<steps::Close>: May(WorkComplaint);
    }
    "/complaints/{id}/reopening" {
        GET show::<steps::Reopen>: May(WorkComplaint);
        POST take::<steps::Reopen>: May(WorkComplaint);
    }
    "/complaints/{id}/withdrawal" {
        GET show::<steps::Withdraw>: May(WorkComplaint);
        POST take::<steps::Withdraw>: May(WorkComplaint);
    }
    "/complaints/{id}/severity" {
        GET show::<steps::SeverityStep>: May(WorkComplaint);
        POST take::<steps::SeverityStep>: May(WorkComplaint);
    }
    "/complaints/{id}/crisis" {
        GET show::<steps::Checklist>: May(WorkComplaint);
        POST take::<steps::Checklist>: May(WorkComplaint);
    }
    "/complaints/{id}/pause" {
        GET show::<steps::PauseStep>: May(WorkComplaint);
        POST take::<steps::PauseStep>: May(WorkComplaint);
    }
    "/complaints/{id}/resumption" { POST take::<steps::Resume>: May(WorkComplaint); }
    "/complaints/{id}/merger" {
        GET show::<steps::MergeStep>: May(WorkComplaint);
        POST take::<steps::MergeStep>: May(WorkComplaint);
    }
    "/complaints/{id}/split" {
        GET show::<steps::SplitStep>: May(WorkComplaint);
        POST take::<steps::SplitStep>: May(WorkComplaint);
    }
    "/complain/{store_code}" { GET intake::handlers::show_form: Public; POST intake::handlers::receive: Public; }
    "/complain/{store_code}/thanks" { GET intake::handlers::thank: Public; }
    "/complain/{store_code}/thanks/{id}" { GET intake::handlers::thank_for: Public; }
    "/intake/mail" { POST intake::inbox::receive: Machine; }
    "/corrective-actions" {
        GET actions::handlers::list: May(SeeComplaints);
        POST actions::handlers::create: May(AssignComplaint);
    }
    "/corrective-actions/count" { GET actions::handlers::count: May(SeeComplaints); }
    "/corrective-actions/new" { GET actions::handlers::new: May(AssignComplaint); }
    "/corrective-actions/{id}" {
        GET actions::handlers::show: May(SeeComplaints);
        POST actions::handlers::plan: May(AssignComplaint);
    }
    "/corrective-actions/{id}/edit" { GET actions::handlers::edit: May(AssignComplaint); }
    "/corrective-actions/{id}/completion" { POST actions::handlers::finish: May(SeeComplaints); }
    "/corrective-actions/{id}/effect-check" { POST actions::handlers::check: May(ApproveSolution); }
}
