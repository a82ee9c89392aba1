//! Reports 报告: the month in figures as a page that prints, as a workbook and as a mail that comes by itself; who was the star
//! of a month; and how good the data is that all of it rests on. For managers, and the data specialist.
//!
//! Nothing is counted here that another part counts already: figures come from [`measures`](super::measures), the funnel from
//! the overview of sales, the Pareto from the analysis of complaints.
//! Owns `report_subscriptions`, `awards`, and what [`quality`] says.

pub mod asking;
pub mod awards;
pub mod board;
pub mod month;
pub mod monthly;
pub mod quality;
pub mod subscriptions;
pub mod text;

crate::routes! {
    "/reports" { GET monthly::handlers::index: May(SeeReports); }
    "/reports/subscriptions" {
        GET subscriptions::handlers::list: May(SeeReports);
        POST subscriptions::handlers::create: May(SeeReports);
    }
    "/reports/subscriptions/new" { GET subscriptions::handlers::new: May(SeeReports); }
    "/reports/subscriptions/{id}" {
        GET subscriptions::handlers::edit: May(SeeReports);
        POST subscriptions::handlers::change: May(SeeReports);
    }
    "/reports/subscriptions/{id}/pause" { POST subscriptions::handlers::pause: May(SeeReports); }
    "/reports/subscriptions/{id}/resumption" { POST subscriptions::handlers::resume: May(SeeReports); }
    "/reports/subscriptions/{id}/end" { POST subscriptions::handlers::stop: May(SeeReports); }
    "/reports/subscriptions/{id}/test" { POST subscriptions::handlers::test: May(SeeReports); }
    "/reports/awards" { GET awards::handlers::list: May(SeeReports); POST awards::handlers::give: May(SeeReports); }
    "/reports/awards/new" { GET awards::handlers::ask: May(SeeReports); }
    "/reports/awards/{id}/certificate" { GET awards::handlers::certificate: May(SeeReports); }
    "/reports/awards/{id}/removal" { POST awards::handlers::take_back: May(SeeReports); }
    "/reports/{month}" { GET monthly::handlers::show: May(SeeReports); }
    "/reports/{month}/workbook" { POST monthly::handlers::take_away: May(SeeReports); }
}
