//! Opportunities 商机: the follow-up board, one opportunity, losses.

pub mod commands;
pub mod forms;
pub mod handlers;
pub mod model;
pub mod opening;
pub mod queries;
pub mod rules;
pub mod steps;
pub mod text;
pub mod undo;
pub mod views;

use forms::{BeBackStep, DecideStep, FollowUpStep, LossStep, MoveStep, NeedsStep, OwnerStep, ReopenStep, WithdrawStep};
use steps::{show, take};

crate::routes! {
    "/board" { GET handlers::board: May(WorkSales); }
    "/board/count" { GET handlers::count: May(WorkSales); }
    "/board/export" { GET handlers::ask_export: May(WorkSales); POST handlers::export: May(WorkSales); }
    "/board/next" { GET handlers::next: May(WorkSales); }
    "/board/next/{id}" { POST handlers::work_on: May(WorkSales); }
    "/board/changes" { POST handlers::change_many: May(WorkSales); }
    "/opportunities" { POST handlers::open: May(WorkSales); }
    "/opportunities/new" { GET handlers::new: May(WorkSales); }
    "/opportunities/{id}" { GET handlers::show: May(SeeSales); }
    "/opportunities/{id}/reveals" { POST handlers::reveal: May(SeeSales); }
    "/opportunities/{id}/follow-ups" {
        GET show::<FollowUpStep>: May(WorkSales);
        POST take::<FollowUpStep>: May(WorkSales);
    }
    "/opportunities/{id}/stage" { GET show::<MoveStep>: May(WorkSales); POST take::<MoveStep>: May(WorkSales); }
    "/opportunities/{id}/needs" { GET show::<NeedsStep>: May(WorkSales); POST take::<NeedsStep>: May(WorkSales); }
    "/opportunities/{id}/owner" { GET show::<OwnerStep>: May(AssignLeads); POST take::<OwnerStep>: May(AssignLeads); }
    "/opportunities/{id}/be-backs" { GET show::<BeBackStep>: May(WorkSales); POST take::<BeBackStep>: May(WorkSales); }
    "/opportunities/{id}/loss" { GET show::<LossStep>: May(WorkSales); POST take::<LossStep>: May(WorkSales); }
    "/opportunities/{id}/loss-withdrawal" {
        GET show::<WithdrawStep>: May(WorkSales);
        POST take::<WithdrawStep>: May(WorkSales);
    }
    "/opportunities/{id}/loss-decision" {
        GET show::<DecideStep>: May(ApproveLosses);
        POST take::<DecideStep>: May(ApproveLosses);
    }
    "/opportunities/{id}/reopening" {
        GET show::<ReopenStep>: May(WorkSales);
        POST take::<ReopenStep>: May(WorkSales);
    }
}
