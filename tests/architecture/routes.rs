//! Who may go where: every route of the portal × every account of the cast, and somebody signed out.
//!
//! The table below is written by hand. A new route needs a line here, and a line says who may use the route in words
//! that don't come from `access.rs`.

use std::collections::BTreeSet;

use uuid::Uuid;
use yingke::app::all_routes;
use yingke::cli::demo;
use yingke::platform::web::{Door, RouteInfo};

use crate::support::{Client, TestApp};

/// Who may use a route.
#[derive(Clone, Copy, Debug)]
enum Who {
    /// Anybody.
    Public,
    /// A program with a secret of its own.
    Machine,
    /// Whoever is signed in.
    SignedIn,
    /// These accounts of the cast.
    Only(&'static [&'static str]),
}
use Who::{Machine, Only, Public, SignedIn};

/// Advisors and consultants exist twice in the cast; a line names the first of each.
const SAME: [(&str, &str); 2] = [("consultant2", "consultant"), ("advisor2", "advisor")];

const SEE_CUSTOMERS: Who = Only(&[
    "consultant",
    "advisor",
    "care",
    "data",
    "membership",
    "sales.manager",
    "service.manager",
    "crm.manager",
    "manager",
]);
const EDIT_CUSTOMERS: Who = Only(&[
    "consultant",
    "advisor",
    "care",
    "data",
    "sales.manager",
    "service.manager",
    "crm.manager",
    "manager",
]);
const REVEAL_CONTACT: Who = SEE_CUSTOMERS;
const SEE_GROUPS: Who = Only(&[
    "care",
    "marketing",
    "membership",
    "sales.manager",
    "service.manager",
    "crm.manager",
    "manager",
]);
const SET_GROUPS: Who = Only(&["crm.manager", "manager"]);
const SEE_SALES: Who = Only(&["consultant", "care", "sales.manager", "crm.manager", "manager"]);
const SEE_SALES_OVERVIEW: Who = Only(&["sales.manager", "crm.manager", "manager"]);
const SEE_DASHBOARD: Who = Only(&["sales.manager", "service.manager", "crm.manager", "manager"]);
const RUN_SURVEYS: Who = Only(&["marketing", "crm.manager", "manager"]);
const WORK_SALES: Who = Only(&["consultant", "sales.manager", "crm.manager", "manager"]);
/// What becomes one's own.
const OWN_SALES: Who = Only(&["consultant", "sales.manager"]);
const MANAGE_LEAD_SOURCES: Who = Only(&["marketing", "sales.manager", "crm.manager", "manager", "admin"]);
const ASSIGN_CUSTOMERS: Who = Only(&["sales.manager", "service.manager", "crm.manager", "manager"]);
const SEE_MEMBERSHIP: Who = Only(&[
    "advisor",
    "care",
    "membership",
    "service.manager",
    "crm.manager",
    "manager",
]);
const REDEEM_POINTS: Who = Only(&["advisor", "membership", "service.manager", "crm.manager", "manager"]);
/// Also who keeps the rewards.
const ADJUST_POINTS: Who = Only(&["membership", "crm.manager", "manager"]);
const APPROVE_POINTS: Who = Only(&["crm.manager", "manager"]);
const SET_TIER: Who = Only(&["membership", "crm.manager", "manager"]);
const REQUEST_ACCESS: Who = Only(&[
    "consultant",
    "advisor",
    "membership",
    "sales.manager",
    "service.manager",
]);
const DECIDE_ACCESS: Who = Only(&["crm.manager", "manager"]);
const IMPORT_CUSTOMERS: Who = Only(&["data", "crm.manager", "manager"]);
const MANAGE_DEMO_CARS: Who = SEE_SALES_OVERVIEW;
const SEE_COMPLAINTS: Who = Only(&[
    "consultant",
    "advisor",
    "care",
    "sales.manager",
    "service.manager",
    "crm.manager",
    "manager",
]);
const RECORD_COMPLAINT: Who = SEE_COMPLAINTS;
const WORK_COMPLAINT: Who = Only(&[
    "advisor",
    "care",
    "sales.manager",
    "service.manager",
    "crm.manager",
    "manager",
]);
const ASSIGN_COMPLAINT: Who = Only(&["care", "sales.manager", "service.manager", "crm.manager", "manager"]);
const APPROVE_SOLUTION: Who = Only(&["sales.manager", "service.manager", "crm.manager", "manager"]);
const ANALYSE_COMPLAINTS: Who = ASSIGN_COMPLAINT;
const SEE_SERVICE_ORDERS: Who = Only(&["advisor", "care", "service.manager", "crm.manager", "manager"]);
const WORK_SERVICE_ORDERS: Who = Only(&["advisor", "service.manager", "manager"]);
const REPAIR_CARS: Who = Only(&["technician"]);
const CHECK_QUALITY: Who = Only(&["advisor", "technician", "service.manager"]);
const REFUND_SERVICE: Who = Only(&["service.manager", "manager"]);
const EDIT_PRICE_LIST: Who = REFUND_SERVICE;
const ASSIGN_LEADS: Who = Only(&["care", "sales.manager", "crm.manager", "manager"]);
const APPROVE_LOSSES: Who = SEE_SALES_OVERVIEW;
const SEE_QUOTES: Who = Only(&["consultant", "care", "sales.manager", "crm.manager", "manager"]);
const WORK_QUOTES: Who = WORK_SALES;
const APPROVE_DISCOUNTS: Who = SEE_SALES_OVERVIEW;
const SEE_SURVEY_REPORT: Who = Only(&[
    "care",
    "marketing",
    "sales.manager",
    "service.manager",
    "crm.manager",
    "manager",
]);
const SEE_FIGURES: Who = Only(&[
    "consultant",
    "advisor",
    "care",
    "marketing",
    "membership",
    "sales.manager",
    "service.manager",
    "crm.manager",
    "manager",
]);
const SET_TARGETS: Who = Only(&["sales.manager", "service.manager", "crm.manager", "manager"]);
const SEE_APPOINTMENTS: Who = SEE_COMPLAINTS;
const SEE_SURVEY_ANSWERS: Who = Only(&[
    "consultant",
    "advisor",
    "technician",
    "care",
    "sales.manager",
    "service.manager",
    "crm.manager",
    "manager",
]);
const TAKE_ANSWERS_BACK: Who = Only(&["marketing", "crm.manager", "manager"]);
const BOOK_APPOINTMENTS: Who = SEE_COMPLAINTS;
const PLAN_WORK: Who = Only(&["sales.manager", "service.manager", "crm.manager", "manager"]);
const SEE_SURVEYS: Who = Only(&[
    "care",
    "marketing",
    "sales.manager",
    "service.manager",
    "crm.manager",
    "manager",
]);
const DESIGN_SURVEYS: Who = Only(&["marketing", "crm.manager"]);
const SEE_TASKS: Who = SEE_COMPLAINTS;
const SEE_VISITS: Who = SEE_COMPLAINTS;
const CHECK_IN: Who = Only(&["advisor", "service.manager", "manager"]);
const MANAGE_FLEET: Who = Only(&["service.manager", "manager"]);
const EDIT_TEMPLATES: Who = Only(&["marketing", "crm.manager", "manager"]);
const SEE_STAFF: Who = Only(&["sales.manager", "service.manager", "crm.manager", "manager", "admin"]);
const MANAGE_STAFF: Who = Only(&["manager", "admin"]);
const EDIT_STORE: Who = Only(&["admin"]);
const CHANGE_SETTINGS: Who = Only(&["crm.manager", "manager", "admin"]);
/// The list of rules opens to whoever may change any of them.
const OPEN_SETTINGS: Who = Only(&["sales.manager", "crm.manager", "manager", "admin"]);
const SEE_AUDIT: Who = Only(&["manager", "admin"]);
const SEE_REPORTS: Who = Only(&["sales.manager", "service.manager", "crm.manager", "manager"]);
const CHECK_DATA: Who = Only(&["data", "crm.manager", "manager"]);
const INTERVIEW_CUSTOMERS: Who = Only(&["care", "crm.manager"]);
const HAND_OUT_SLIPS: Who = SEE_COMPLAINTS;
const SEE_POSTERS: Who = Only(&[
    "care",
    "marketing",
    "sales.manager",
    "service.manager",
    "crm.manager",
    "manager",
]);
const MAKE_POSTERS: Who = Only(&["marketing", "crm.manager", "manager"]);

const SEE_RECEPTION: Who = SEE_COMPLAINTS;
const WORK_RECEPTION: Who = SEE_RECEPTION;

/// (method and path, who may), a paragraph per room.
const TABLE: &[(&str, Who)] = &[
    // of no room
    ("GET /", SignedIn),
    ("GET /my-day/count", SignedIn),
    (
        "GET /my-day/figures",
        Only(&[
            "consultant",
            "advisor",
            "care",
            "marketing",
            "membership",
            "sales.manager",
            "service.manager",
            "crm.manager",
            "manager",
        ]),
    ),
    ("GET /my-day/queue", SignedIn),
    ("GET /dev/components", Public),
    ("GET /events", SignedIn),
    ("POST /presence", SignedIn),
    ("POST /drafts/{place}", SignedIn),
    ("POST /drafts/{place}/removal", SignedIn),
    ("POST /undo/{id}", SignedIn),
    ("GET /livez", Public),
    ("GET /readyz", Public),
    ("GET /metrics", Public),
    ("GET /static/{hash}/{name:.*}", Public),
    //
    // staff
    ("GET /sign-in", Public),
    ("POST /sign-in", Public),
    ("GET /sign-in/second-step", Public),
    ("POST /sign-in/second-step", Public),
    ("POST /sign-out", SignedIn),
    ("POST /preferences", Public),
    ("GET /welcome/{token}", Public),
    ("POST /welcome/{token}", Public),
    ("GET /profile", SignedIn),
    ("POST /profile", SignedIn),
    ("GET /profile/password", SignedIn),
    ("POST /profile/password", SignedIn),
    ("GET /profile/second-step", SignedIn),
    ("POST /profile/second-step", SignedIn),
    ("POST /profile/second-step/offer", SignedIn),
    ("POST /profile/second-step/codes", SignedIn),
    ("POST /profile/second-step/off", SignedIn),
    ("GET /profile/sign-ins", SignedIn),
    ("POST /profile/sessions/end-others", SignedIn),
    ("POST /profile/sessions/{id}/end", SignedIn),
    ("GET /staff", SEE_STAFF),
    ("GET /staff/new", MANAGE_STAFF),
    ("POST /staff/new", MANAGE_STAFF),
    ("GET /staff/{id}", SEE_STAFF),
    ("GET /staff/{id}/sign-ins", MANAGE_STAFF),
    ("POST /staff/{id}/links", MANAGE_STAFF),
    ("POST /staff/{id}/links/{link}/revoke", MANAGE_STAFF),
    ("POST /staff/{id}/sessions/end", MANAGE_STAFF),
    ("POST /staff/{id}/sessions/{session}/end", MANAGE_STAFF),
    ("POST /staff/{id}/second-step/reset", MANAGE_STAFF),
    ("POST /staff/{id}/enable", MANAGE_STAFF),
    ("GET /teams", SEE_STAFF),
    ("GET /teams/new", MANAGE_STAFF),
    ("POST /teams/new", MANAGE_STAFF),
    ("GET /teams/{id}", MANAGE_STAFF),
    ("POST /teams/{id}", MANAGE_STAFF),
    ("GET /admin/store", EDIT_STORE),
    ("POST /admin/store", EDIT_STORE),
    //
    // customers
    //
    // vehicles
    //
    // messages
    ("GET /templates", EDIT_TEMPLATES),
    ("GET /templates/{key}/{channel}/{lang}", EDIT_TEMPLATES),
    ("POST /templates/{key}/{channel}/{lang}", EDIT_TEMPLATES),
    ("POST /templates/{key}/{channel}/{lang}/preview", EDIT_TEMPLATES),
    ("POST /templates/{key}/{channel}/{lang}/reset", EDIT_TEMPLATES),
    //
    // followups
    ("GET /call-backs", SEE_TASKS),
    ("POST /call-backs", SEE_TASKS),
    ("GET /call-backs/count", SEE_TASKS),
    ("GET /call-backs/new", SEE_TASKS),
    ("GET /call-backs/{id}", SEE_TASKS),
    ("POST /call-backs/{id}/calls", SEE_TASKS),
    ("POST /call-backs/{id}/reveals", SEE_TASKS),
    ("POST /call-backs/{id}/ownership", SEE_TASKS),
    ("POST /call-backs/{id}/acknowledgement", SEE_TASKS),
    ("POST /call-backs/{id}/waking", SEE_TASKS),
    ("GET /call-backs/{id}/snooze", SEE_TASKS),
    ("POST /call-backs/{id}/snooze", SEE_TASKS),
    //
    // service orders
    ("GET /price-list", EDIT_PRICE_LIST),
    ("POST /price-list", EDIT_PRICE_LIST),
    ("GET /price-list/new", EDIT_PRICE_LIST),
    ("GET /price-list/{id}", EDIT_PRICE_LIST),
    ("POST /price-list/{id}", EDIT_PRICE_LIST),
    ("POST /price-list/{id}/retirement", EDIT_PRICE_LIST),
    ("POST /price-list/{id}/return", EDIT_PRICE_LIST),
    ("GET /repairs", REPAIR_CARS),
    ("GET /repairs/count", REPAIR_CARS),
    ("POST /repairs/{id}/work", REPAIR_CARS),
    ("POST /repairs/{id}/rest", REPAIR_CARS),
    ("GET /repairs/{id}/findings", REPAIR_CARS),
    ("POST /repairs/{id}/findings", REPAIR_CARS),
    ("GET /repairs/{id}/parts", REPAIR_CARS),
    ("POST /repairs/{id}/parts", REPAIR_CARS),
    ("GET /repairs/{id}/resumption", REPAIR_CARS),
    ("POST /repairs/{id}/resumption", REPAIR_CARS),
    ("GET /repairs/{id}/completion", REPAIR_CARS),
    ("POST /repairs/{id}/completion", REPAIR_CARS),
    ("GET /service-orders", SEE_SERVICE_ORDERS),
    ("POST /service-orders", WORK_SERVICE_ORDERS),
    ("GET /service-orders/count", SEE_SERVICE_ORDERS),
    ("GET /service-orders/new", WORK_SERVICE_ORDERS),
    ("GET /service-orders/{id}", SEE_SERVICE_ORDERS),
    ("GET /service-orders/{id}/bill", SEE_SERVICE_ORDERS),
    ("GET /service-orders/{id}/items", WORK_SERVICE_ORDERS),
    ("POST /service-orders/{id}/items", WORK_SERVICE_ORDERS),
    ("GET /service-orders/{id}/items/{item}", WORK_SERVICE_ORDERS),
    ("POST /service-orders/{id}/items/{item}", WORK_SERVICE_ORDERS),
    ("POST /service-orders/{id}/items/{item}/removal", WORK_SERVICE_ORDERS),
    (
        "GET /service-orders/{id}/findings/{finding}/photos/{file}",
        SEE_SERVICE_ORDERS,
    ),
    (
        "GET /service-orders/{id}/findings/{finding}/photos/{file}/thumbnail",
        SEE_SERVICE_ORDERS,
    ),
    ("GET /service-orders/{id}/offer", WORK_SERVICE_ORDERS),
    ("POST /service-orders/{id}/offer", WORK_SERVICE_ORDERS),
    ("GET /service-orders/{id}/consent", WORK_SERVICE_ORDERS),
    ("POST /service-orders/{id}/consent", WORK_SERVICE_ORDERS),
    ("GET /service-orders/{id}/technician", WORK_SERVICE_ORDERS),
    ("POST /service-orders/{id}/technician", WORK_SERVICE_ORDERS),
    ("GET /service-orders/{id}/advisor", WORK_SERVICE_ORDERS),
    ("POST /service-orders/{id}/advisor", WORK_SERVICE_ORDERS),
    ("GET /service-orders/{id}/promise", WORK_SERVICE_ORDERS),
    ("POST /service-orders/{id}/promise", WORK_SERVICE_ORDERS),
    ("GET /service-orders/{id}/answers", WORK_SERVICE_ORDERS),
    ("POST /service-orders/{id}/answers", WORK_SERVICE_ORDERS),
    ("GET /service-orders/{id}/parts", WORK_SERVICE_ORDERS),
    ("POST /service-orders/{id}/parts", WORK_SERVICE_ORDERS),
    ("GET /service-orders/{id}/resumption", WORK_SERVICE_ORDERS),
    ("POST /service-orders/{id}/resumption", WORK_SERVICE_ORDERS),
    ("GET /service-orders/{id}/completion", WORK_SERVICE_ORDERS),
    ("POST /service-orders/{id}/completion", WORK_SERVICE_ORDERS),
    ("GET /service-orders/{id}/quality-check", CHECK_QUALITY),
    ("POST /service-orders/{id}/quality-check", CHECK_QUALITY),
    ("GET /service-orders/{id}/settlement", WORK_SERVICE_ORDERS),
    ("POST /service-orders/{id}/settlement", WORK_SERVICE_ORDERS),
    ("GET /service-orders/{id}/payments", WORK_SERVICE_ORDERS),
    ("POST /service-orders/{id}/payments", WORK_SERVICE_ORDERS),
    ("GET /service-orders/{id}/departure", WORK_SERVICE_ORDERS),
    ("POST /service-orders/{id}/departure", WORK_SERVICE_ORDERS),
    ("GET /service-orders/{id}/refund", REFUND_SERVICE),
    ("POST /service-orders/{id}/refund", REFUND_SERVICE),
    ("GET /service-orders/{id}/cancellation", WORK_SERVICE_ORDERS),
    ("POST /service-orders/{id}/cancellation", WORK_SERVICE_ORDERS),
    // sales: opportunities
    ("GET /board", WORK_SALES),
    ("GET /board/count", WORK_SALES),
    ("GET /board/next", WORK_SALES),
    ("POST /board/next/{id}", WORK_SALES),
    ("POST /board/changes", WORK_SALES),
    ("POST /opportunities", WORK_SALES),
    ("GET /opportunities/new", WORK_SALES),
    ("GET /opportunities/{id}", SEE_SALES),
    ("GET /opportunities/{id}/follow-ups", WORK_SALES),
    ("POST /opportunities/{id}/reveals", SEE_SALES),
    ("POST /opportunities/{id}/follow-ups", WORK_SALES),
    ("GET /opportunities/{id}/stage", WORK_SALES),
    ("POST /opportunities/{id}/stage", WORK_SALES),
    ("GET /opportunities/{id}/needs", WORK_SALES),
    ("POST /opportunities/{id}/needs", WORK_SALES),
    ("GET /opportunities/{id}/owner", ASSIGN_LEADS),
    ("POST /opportunities/{id}/owner", ASSIGN_LEADS),
    ("GET /opportunities/{id}/be-backs", WORK_SALES),
    ("POST /opportunities/{id}/be-backs", WORK_SALES),
    ("GET /opportunities/{id}/loss", WORK_SALES),
    ("POST /opportunities/{id}/loss", WORK_SALES),
    ("GET /opportunities/{id}/loss-withdrawal", WORK_SALES),
    ("POST /opportunities/{id}/loss-withdrawal", WORK_SALES),
    ("GET /opportunities/{id}/loss-decision", APPROVE_LOSSES),
    ("POST /opportunities/{id}/loss-decision", APPROVE_LOSSES),
    ("GET /opportunities/{id}/reopening", WORK_SALES),
    ("POST /opportunities/{id}/reopening", WORK_SALES),
    ("GET /opportunities/{id}/messages", WORK_SALES),
    ("POST /opportunities/{id}/messages", WORK_SALES),
    ("GET /opportunities/{id}/messages/{message}", WORK_SALES),
    // visits: appointments
    ("GET /appointments", SEE_APPOINTMENTS),
    ("POST /appointments", BOOK_APPOINTMENTS),
    ("GET /appointments/new", BOOK_APPOINTMENTS),
    ("GET /appointments/customers", BOOK_APPOINTMENTS),
    ("POST /appointments/customers", BOOK_APPOINTMENTS),
    ("GET /appointments/day-list", SEE_APPOINTMENTS),
    ("POST /appointments/day-list", SEE_APPOINTMENTS),
    ("GET /appointments/waits", BOOK_APPOINTMENTS),
    ("POST /appointments/waits", BOOK_APPOINTMENTS),
    ("GET /appointments/waits/{id}", SEE_APPOINTMENTS),
    ("POST /appointments/waits/{id}/acceptance", BOOK_APPOINTMENTS),
    ("POST /appointments/waits/{id}/withdrawal", BOOK_APPOINTMENTS),
    ("GET /appointments/{id}", SEE_APPOINTMENTS),
    ("GET /appointments/{id}/move", BOOK_APPOINTMENTS),
    ("POST /appointments/{id}/move", BOOK_APPOINTMENTS),
    ("GET /appointments/{id}/cancellation", BOOK_APPOINTMENTS),
    ("POST /appointments/{id}/cancellation", BOOK_APPOINTMENTS),
    ("GET /leads/assignment", ASSIGN_LEADS),
    ("POST /leads/assignment", ASSIGN_LEADS),
    ("GET /leads/{id}/assignment", ASSIGN_LEADS),
    ("POST /leads/{id}/assignment", ASSIGN_LEADS),
    ("GET /pool", WORK_SALES),
    ("POST /pool/{id}/claims", OWN_SALES),
    ("GET /pool/{id}/release", WORK_SALES),
    ("POST /pool/{id}/release", WORK_SALES),
    ("GET /sales-duty", ASSIGN_LEADS),
    ("GET /sales-duty/{id}", ASSIGN_LEADS),
    ("POST /sales-duty/{id}", ASSIGN_LEADS),
    ("GET /working-plans", PLAN_WORK),
    ("GET /working-plans/{id}", PLAN_WORK),
    ("POST /working-plans/{id}", PLAN_WORK),
    ("POST /working-plans/{id}/days-off", PLAN_WORK),
    ("POST /working-plans/{id}/days-off/{off}/removal", PLAN_WORK),
    //
    // surveys: interviews
    ("GET /survey-calls", INTERVIEW_CUSTOMERS),
    ("GET /survey-calls/count", INTERVIEW_CUSTOMERS),
    ("GET /survey-calls/{id}", INTERVIEW_CUSTOMERS),
    ("POST /survey-calls/{id}/reveals", INTERVIEW_CUSTOMERS),
    ("POST /survey-calls/{id}/attempts", INTERVIEW_CUSTOMERS),
    ("POST /survey-calls/{id}/answers", INTERVIEW_CUSTOMERS),
    ("POST /survey-calls/{id}/submission", INTERVIEW_CUSTOMERS),
    ("GET /surveys/{id}/on-site", INTERVIEW_CUSTOMERS),
    ("POST /surveys/{id}/on-site", INTERVIEW_CUSTOMERS),
    ("GET /surveys/{id}/paper", INTERVIEW_CUSTOMERS),
    ("POST /surveys/{id}/paper", INTERVIEW_CUSTOMERS),
    ("GET /surveys/{id}/paper/sheet", SEE_POSTERS),
    ("GET /surveys/{id}/poster", SEE_POSTERS),
    ("POST /surveys/{id}/poster", MAKE_POSTERS),
    ("GET /on-site/{token}", Public),
    ("POST /on-site/{token}", Public),
    ("POST /on-site/{token}/end", Public),
    ("GET /desk/{token}", Public),
    ("POST /desk/{token}", Public),
    //
    // complaints
    ("GET /complaints", SEE_COMPLAINTS),
    ("POST /complaints", RECORD_COMPLAINT),
    ("GET /complaints/count", SEE_COMPLAINTS),
    ("GET /complaints/new", RECORD_COMPLAINT),
    ("POST /complaints/customers", RECORD_COMPLAINT),
    ("GET /complaints/analysis", ANALYSE_COMPLAINTS),
    ("GET /complaints/terms", CHANGE_SETTINGS),
    ("POST /complaints/terms", CHANGE_SETTINGS),
    ("GET /complaints/terms/new", CHANGE_SETTINGS),
    ("GET /complaints/terms/{code}", CHANGE_SETTINGS),
    ("POST /complaints/terms/{code}", CHANGE_SETTINGS),
    ("POST /complaints/terms/{code}/position", CHANGE_SETTINGS),
    ("POST /complaints/terms/{code}/retirement", CHANGE_SETTINGS),
    ("POST /complaints/terms/{code}/return", CHANGE_SETTINGS),
    ("POST /complaints/assignments", ASSIGN_COMPLAINT),
    ("GET /complaints/{id}", SEE_COMPLAINTS),
    ("GET /complaints/{id}/customer", WORK_COMPLAINT),
    ("POST /complaints/{id}/customer", WORK_COMPLAINT),
    // Who sees customers in full sees complaints too, but for two roles; they find none.
    ("POST /complaints/{id}/reveals", REVEAL_CONTACT),
    ("GET /complaints/{id}/attachments", SEE_COMPLAINTS),
    ("POST /complaints/{id}/attachments", SEE_COMPLAINTS),
    ("GET /complaints/{id}/attachments/{file}", SEE_COMPLAINTS),
    ("GET /complaints/{id}/attachments/{file}/thumbnail", SEE_COMPLAINTS),
    ("POST /complaints/{id}/attachments/{file}/removal", SEE_COMPLAINTS),
    ("GET /visits/{id}", SEE_VISITS),
    ("POST /visits/{id}/check-in", CHECK_IN),
    ("POST /visits/{id}/check-in/mileage", CHECK_IN),
    ("POST /visits/{id}/check-in/marks", CHECK_IN),
    ("POST /visits/{id}/check-in/marks/{mark}/removal", CHECK_IN),
    ("POST /visits/{id}/check-in/photos", CHECK_IN),
    ("GET /visits/{id}/check-in/photos/{file}", SEE_VISITS),
    ("GET /visits/{id}/check-in/photos/{file}/thumbnail", SEE_VISITS),
    ("POST /visits/{id}/check-in/photos/{file}/removal", CHECK_IN),
    ("POST /visits/{id}/check-in/completion", CHECK_IN),
    ("GET /visits/{id}/check-in/sheet", SEE_VISITS),
    ("GET /courtesy-cars", CHECK_IN),
    ("POST /courtesy-cars", MANAGE_FLEET),
    ("GET /courtesy-cars/new", MANAGE_FLEET),
    ("GET /courtesy-cars/calendar", CHECK_IN),
    ("GET /courtesy-cars/registry", CHECK_IN),
    ("POST /courtesy-cars/registry", CHECK_IN),
    ("GET /courtesy-cars/loans", CHECK_IN),
    ("GET /courtesy-cars/refusals", CHECK_IN),
    ("POST /courtesy-cars/refusals/{id}/lifting", MANAGE_FLEET),
    ("GET /courtesy-cars/loans/{id}", CHECK_IN),
    ("POST /courtesy-cars/loans/{id}/hand-over", CHECK_IN),
    ("POST /courtesy-cars/loans/{id}/return", CHECK_IN),
    ("POST /courtesy-cars/loans/{id}/cancellation", CHECK_IN),
    ("POST /courtesy-cars/loans/{id}/refusal", CHECK_IN),
    ("GET /courtesy-cars/loans/{id}/sheet", CHECK_IN),
    ("GET /courtesy-cars/{id}", MANAGE_FLEET),
    ("POST /courtesy-cars/{id}", MANAGE_FLEET),
    ("POST /courtesy-cars/{id}/standing", MANAGE_FLEET),
    ("GET /visits/{id}/courtesy-car", CHECK_IN),
    ("POST /visits/{id}/courtesy-car", CHECK_IN),
    ("POST /visits/{id}/courtesy-answer", CHECK_IN),
    ("GET /test-drives", SEE_SALES),
    ("POST /test-drives", WORK_SALES),
    ("GET /test-drives/new", WORK_SALES),
    ("GET /test-drives/list", SEE_SALES),
    ("GET /test-drives/{id}", SEE_SALES),
    ("GET /test-drives/{id}/agreement", SEE_SALES),
    ("POST /test-drives/{id}/hand-over", WORK_SALES),
    ("POST /test-drives/{id}/return", WORK_SALES),
    ("POST /test-drives/{id}/mileage", WORK_SALES),
    ("POST /test-drives/{id}/result", WORK_SALES),
    ("POST /test-drives/{id}/cancellation", WORK_SALES),
    ("POST /test-drives/{id}/absence", WORK_SALES),
    ("GET /test-drives/{id}/companion", WORK_SALES),
    ("POST /test-drives/{id}/companion", WORK_SALES),
    ("GET /demo-cars", SEE_SALES),
    ("POST /demo-cars", MANAGE_DEMO_CARS),
    ("GET /demo-cars/new", MANAGE_DEMO_CARS),
    ("GET /demo-cars/registry", WORK_SALES),
    ("POST /demo-cars/registry", WORK_SALES),
    ("GET /demo-cars/{id}", MANAGE_DEMO_CARS),
    ("POST /demo-cars/{id}", MANAGE_DEMO_CARS),
    ("POST /demo-cars/{id}/standing", MANAGE_DEMO_CARS),
    ("GET /opportunities/{id}/trade-ins", SEE_SALES),
    ("POST /opportunities/{id}/trade-ins", WORK_SALES),
    ("GET /opportunities/{id}/trade-ins/new", WORK_SALES),
    ("GET /opportunities/{id}/trade-ins/{trade}", SEE_SALES),
    ("POST /opportunities/{id}/trade-ins/{trade}", WORK_SALES),
    ("GET /opportunities/{id}/trade-ins/{trade}/edit", WORK_SALES),
    ("POST /opportunities/{id}/trade-ins/{trade}/offer", WORK_SALES),
    ("POST /opportunities/{id}/trade-ins/{trade}/answer", WORK_SALES),
    ("POST /opportunities/{id}/trade-ins/{trade}/photos", WORK_SALES),
    ("GET /opportunities/{id}/trade-ins/{trade}/photos/{file}", SEE_SALES),
    (
        "GET /opportunities/{id}/trade-ins/{trade}/photos/{file}/thumbnail",
        SEE_SALES,
    ),
    (
        "POST /opportunities/{id}/trade-ins/{trade}/photos/{file}/removal",
        WORK_SALES,
    ),
    //
    // questionnaires
    ("GET /questionnaires", SEE_SURVEYS),
    ("POST /questionnaires", DESIGN_SURVEYS),
    ("GET /questionnaires/new", DESIGN_SURVEYS),
    ("GET /questionnaires/{id}", SEE_SURVEYS),
    ("GET /questionnaires/{id}/comparison", SEE_SURVEYS),
    ("POST /questionnaires/{id}/preview", DESIGN_SURVEYS),
    ("POST /questionnaires/{id}/draft", DESIGN_SURVEYS),
    ("POST /questionnaires/{id}/draft/removal", DESIGN_SURVEYS),
    ("GET /questionnaires/{id}/title", DESIGN_SURVEYS),
    ("POST /questionnaires/{id}/title", DESIGN_SURVEYS),
    ("POST /questionnaires/{id}/sections", DESIGN_SURVEYS),
    ("GET /questionnaires/{id}/sections/new", DESIGN_SURVEYS),
    ("GET /questionnaires/{id}/sections/{section}", DESIGN_SURVEYS),
    ("POST /questionnaires/{id}/sections/{section}", DESIGN_SURVEYS),
    ("POST /questionnaires/{id}/sections/{section}/position", DESIGN_SURVEYS),
    ("POST /questionnaires/{id}/sections/{section}/removal", DESIGN_SURVEYS),
    ("POST /questionnaires/{id}/questions", DESIGN_SURVEYS),
    ("POST /questionnaires/{id}/questions/{question}", DESIGN_SURVEYS),
    (
        "POST /questionnaires/{id}/questions/{question}/position",
        DESIGN_SURVEYS,
    ),
    ("POST /questionnaires/{id}/questions/{question}/removal", DESIGN_SURVEYS),
    ("POST /questionnaires/{id}/publication", DESIGN_SURVEYS),
    ("POST /questionnaires/{id}/copies", DESIGN_SURVEYS),
    ("POST /questionnaires/{id}/archive", DESIGN_SURVEYS),
    ("POST /questionnaires/{id}/return", DESIGN_SURVEYS),
    //
    // survey answers
    ("GET /s/{token}", Public),
    ("POST /s/{token}", Public),
    ("GET /s/{token}/qr.svg", Public),
    ("POST /s/{token}/wishes", Public),
    ("GET /s/{token}/refusal", Public),
    ("POST /s/{token}/refusal", Public),
    ("GET /survey-answers", SEE_SURVEY_ANSWERS),
    ("GET /survey-answers/count", SEE_SURVEY_ANSWERS),
    ("GET /survey-answers/of-complaint/{id}", SEE_SURVEY_ANSWERS),
    ("GET /survey-answers/{id}", SEE_SURVEY_ANSWERS),
    ("POST /survey-answers/{id}/reveals", SEE_SURVEY_ANSWERS),
    ("POST /survey-answers/{id}/phone-reveals", REVEAL_CONTACT),
    ("POST /survey-answers/{id}/calls", SEE_SURVEY_ANSWERS),
    ("POST /survey-answers/{id}/replies", SEE_SURVEY_ANSWERS),
    ("POST /survey-answers/{id}/complaint", RECORD_COMPLAINT),
    ("POST /survey-answers/{id}/erasure", TAKE_ANSWERS_BACK),
    // quotes
    ("GET /quotes", SEE_QUOTES),
    ("GET /quotes/{id}", SEE_QUOTES),
    ("POST /quotes/{id}", WORK_QUOTES),
    ("GET /quotes/{id}/edit", WORK_QUOTES),
    ("POST /quotes/{id}/release", WORK_QUOTES),
    ("POST /quotes/{id}/recall", WORK_QUOTES),
    ("POST /quotes/{id}/removal", WORK_QUOTES),
    ("GET /quotes/{id}/approval", APPROVE_DISCOUNTS),
    ("POST /quotes/{id}/approval", APPROVE_DISCOUNTS),
    ("POST /quotes/{id}/acceptance", WORK_QUOTES),
    ("POST /quotes/{id}/withdrawal", WORK_QUOTES),
    ("GET /quotes/{id}/comparison", SEE_QUOTES),
    ("GET /quotes/{id}/sheet", SEE_QUOTES),
    ("GET /opportunities/{id}/quotes", SEE_QUOTES),
    ("POST /opportunities/{id}/quotes", WORK_QUOTES),
    ("GET /opportunities/{id}/quotes/new", WORK_QUOTES),
    ("POST /opportunities/{id}/quotes/new", WORK_QUOTES),
    ("POST /opportunities/{id}/quotes/total", WORK_QUOTES),
    ("GET /q/{token}", Public),
    ("POST /q/{token}", Public),
    ("POST /q/{token}/reply", Public),
    //
    // sales: overview
    ("GET /sales-overview", SEE_SALES_OVERVIEW),
    ("GET /surveys/report", SEE_SURVEY_REPORT),
    ("GET /surveys/report/export", SEE_SURVEY_REPORT),
    ("POST /surveys/report/export", SEE_SURVEY_REPORT),
    ("GET /surveys/{id}/report", SEE_SURVEY_REPORT),
    // figures
    ("GET /figures", SEE_FIGURES),
    ("GET /figures/{code}", SEE_FIGURES),
    ("GET /figures/targets", SET_TARGETS),
    ("POST /figures/targets", SET_TARGETS),
    ("GET /figures/targets/new", SET_TARGETS),
    ("POST /figures/targets/{id}/removal", SET_TARGETS),
    ("GET /reports", SEE_REPORTS),
    ("GET /reports/subscriptions", SEE_REPORTS),
    ("POST /reports/subscriptions", SEE_REPORTS),
    ("GET /reports/subscriptions/new", SEE_REPORTS),
    ("GET /reports/subscriptions/{id}", SEE_REPORTS),
    ("POST /reports/subscriptions/{id}", SEE_REPORTS),
    ("POST /reports/subscriptions/{id}/pause", SEE_REPORTS),
    ("POST /reports/subscriptions/{id}/resumption", SEE_REPORTS),
    ("POST /reports/subscriptions/{id}/end", SEE_REPORTS),
    ("POST /reports/subscriptions/{id}/test", SEE_REPORTS),
    ("GET /reports/awards", SEE_REPORTS),
    ("POST /reports/awards", SEE_REPORTS),
    ("GET /reports/awards/new", SEE_REPORTS),
    ("GET /reports/awards/{id}/certificate", SEE_REPORTS),
    ("POST /reports/awards/{id}/removal", SEE_REPORTS),
    ("GET /reports/{month}", SEE_REPORTS),
    ("POST /reports/{month}/workbook", SEE_REPORTS),
    ("GET /data-quality", CHECK_DATA),
    ("POST /data-quality/recount", CHECK_DATA),
    ("GET /data-quality/customers", CHECK_DATA),
    ("GET /data-quality/sample", CHECK_DATA),
    ("GET /data-quality/checks/{id}", CHECK_DATA),
    ("POST /data-quality/checks/{id}", CHECK_DATA),
    // sales: orders and deliveries
    ("GET /sales-orders", SEE_SALES),
    ("POST /sales-orders", WORK_SALES),
    ("GET /sales-orders/new", WORK_SALES),
    ("GET /sales-orders/{id}", SEE_SALES),
    ("GET /sales-orders/{id}/contract", SEE_SALES),
    ("GET /sales-orders/{id}/change", WORK_SALES),
    ("POST /sales-orders/{id}/change", WORK_SALES),
    ("GET /sales-orders/{id}/promise", WORK_SALES),
    ("POST /sales-orders/{id}/promise", WORK_SALES),
    ("POST /sales-orders/{id}/promises/{moved}/telling", WORK_SALES),
    ("GET /sales-orders/{id}/payments", WORK_SALES),
    ("POST /sales-orders/{id}/payments", WORK_SALES),
    ("GET /sales-orders/{id}/receipts", WORK_SALES),
    ("POST /sales-orders/{id}/receipts", WORK_SALES),
    ("GET /sales-orders/{id}/reversals", WORK_SALES),
    ("POST /sales-orders/{id}/reversals", WORK_SALES),
    ("GET /sales-orders/{id}/cancellation", WORK_SALES),
    ("POST /sales-orders/{id}/cancellation", WORK_SALES),
    ("POST /sales-orders/{id}/payments/{payment}/removal", WORK_SALES),
    ("GET /surveys", SEE_SURVEYS),
    ("POST /surveys", RUN_SURVEYS),
    ("GET /surveys/new", RUN_SURVEYS),
    ("POST /surveys/audience", RUN_SURVEYS),
    ("GET /surveys/invitations/{id}", SEE_SURVEYS),
    ("GET /surveys/slips/service/{id}", HAND_OUT_SLIPS),
    ("POST /surveys/slips/service/{id}", HAND_OUT_SLIPS),
    ("GET /surveys/slips/sale/{id}", HAND_OUT_SLIPS),
    ("POST /surveys/slips/sale/{id}", HAND_OUT_SLIPS),
    ("GET /surveys/invitations/{id}/slip", HAND_OUT_SLIPS),
    ("GET /surveys/invitations/{id}/cancellation", INTERVIEW_CUSTOMERS),
    ("POST /surveys/invitations/{id}/cancellation", INTERVIEW_CUSTOMERS),
    ("GET /surveys/{id}", SEE_SURVEYS),
    ("POST /surveys/{id}", RUN_SURVEYS),
    ("GET /surveys/{id}/edit", RUN_SURVEYS),
    ("POST /surveys/{id}/start", RUN_SURVEYS),
    ("POST /surveys/{id}/pause", RUN_SURVEYS),
    ("POST /surveys/{id}/resume", RUN_SURVEYS),
    ("GET /surveys/{id}/stop", RUN_SURVEYS),
    ("POST /surveys/{id}/stop", RUN_SURVEYS),
    ("GET /surveys/{id}/invitations", SEE_SURVEYS),
    ("GET /surveys/{id}/left-out", SEE_SURVEYS),
    ("GET /surveys/{id}/slips", INTERVIEW_CUSTOMERS),
    ("POST /surveys/{id}/slips", INTERVIEW_CUSTOMERS),
    ("GET /deliveries", SEE_SALES),
    ("POST /deliveries", WORK_SALES),
    ("GET /deliveries/new", WORK_SALES),
    ("GET /deliveries/{id}", SEE_SALES),
    ("GET /deliveries/{id}/plan", WORK_SALES),
    ("POST /deliveries/{id}/plan", WORK_SALES),
    ("POST /deliveries/{id}/checks", WORK_SALES),
    ("POST /deliveries/{id}/photos", WORK_SALES),
    ("GET /deliveries/{id}/photos/{file}", SEE_SALES),
    ("GET /deliveries/{id}/photos/{file}/thumbnail", SEE_SALES),
    ("POST /deliveries/{id}/hand-over", WORK_SALES),
    ("GET /deliveries/{id}/sheet", SEE_SALES),
    ("GET /complaints/{id}/settlement", SEE_COMPLAINTS),
    ("POST /complaints/{id}/ownership", WORK_COMPLAINT),
    ("GET /complaints/{id}/assignment", ASSIGN_COMPLAINT),
    ("POST /complaints/{id}/assignment", ASSIGN_COMPLAINT),
    ("GET /complaints/{id}/contacts", WORK_COMPLAINT),
    ("POST /complaints/{id}/contacts", WORK_COMPLAINT),
    ("GET /complaints/{id}/notes", SEE_COMPLAINTS),
    ("POST /complaints/{id}/notes", SEE_COMPLAINTS),
    ("GET /complaints/{id}/investigation", WORK_COMPLAINT),
    ("POST /complaints/{id}/investigation", WORK_COMPLAINT),
    ("GET /complaints/{id}/details", WORK_COMPLAINT),
    ("POST /complaints/{id}/details", WORK_COMPLAINT),
    ("GET /complaints/{id}/cause", WORK_COMPLAINT),
    ("POST /complaints/{id}/cause", WORK_COMPLAINT),
    ("GET /complaints/{id}/solutions", WORK_COMPLAINT),
    ("POST /complaints/{id}/solutions", WORK_COMPLAINT),
    ("GET /complaints/{id}/approval", APPROVE_SOLUTION),
    ("POST /complaints/{id}/approval", APPROVE_SOLUTION),
    ("POST /complaints/{id}/retraction", WORK_COMPLAINT),
    ("GET /complaints/{id}/execution", WORK_COMPLAINT),
    ("POST /complaints/{id}/execution", WORK_COMPLAINT),
    ("GET /complaints/{id}/resolution", WORK_COMPLAINT),
    ("POST /complaints/{id}/resolution", WORK_COMPLAINT),
    ("GET /complaints/{id}/goodwill", WORK_COMPLAINT),
    ("POST /complaints/{id}/goodwill", WORK_COMPLAINT),
    ("GET /complaints/{id}/goodwill-approval", APPROVE_SOLUTION),
    ("POST /complaints/{id}/goodwill-approval", APPROVE_SOLUTION),
    ("GET /complaints/{id}/call-backs", WORK_COMPLAINT),
    ("POST /complaints/{id}/call-backs", WORK_COMPLAINT),
    ("GET /complaints/{id}/closure", WORK_COMPLAINT),
    ("POST /complaints/{id}/closure", WORK_COMPLAINT),
    ("GET /complaints/{id}/reopening", WORK_COMPLAINT),
    ("POST /complaints/{id}/reopening", WORK_COMPLAINT),
    ("GET /complaints/{id}/withdrawal", WORK_COMPLAINT),
    ("POST /complaints/{id}/withdrawal", WORK_COMPLAINT),
    ("GET /complaints/{id}/severity", WORK_COMPLAINT),
    ("POST /complaints/{id}/severity", WORK_COMPLAINT),
    ("GET /complaints/{id}/crisis", WORK_COMPLAINT),
    ("POST /complaints/{id}/crisis", WORK_COMPLAINT),
    ("GET /complaints/{id}/pause", WORK_COMPLAINT),
    ("POST /complaints/{id}/pause", WORK_COMPLAINT),
    ("POST /complaints/{id}/resumption", WORK_COMPLAINT),
    ("GET /complaints/{id}/merger", WORK_COMPLAINT),
    ("POST /complaints/{id}/merger", WORK_COMPLAINT),
    ("GET /complaints/{id}/split", WORK_COMPLAINT),
    ("POST /complaints/{id}/split", WORK_COMPLAINT),
    ("GET /complain/{store_code}", Public),
    ("POST /complain/{store_code}", Public),
    ("GET /complain/{store_code}/thanks", Public),
    ("GET /complain/{store_code}/thanks/{id}", Public),
    ("GET /leads", SEE_SALES),
    ("POST /leads", SEE_SALES),
    ("GET /leads/count", SEE_SALES),
    ("GET /leads/export", SEE_SALES),
    ("POST /leads/export", SEE_SALES),
    ("GET /board/export", WORK_SALES),
    ("POST /board/export", WORK_SALES),
    ("GET /sales-orders/export", SEE_SALES),
    ("POST /sales-orders/export", SEE_SALES),
    ("GET /leads/new", SEE_SALES),
    ("GET /leads/walk-ins/{id}", WORK_SALES),
    ("POST /leads/walk-ins/{id}", WORK_SALES),
    ("GET /leads/{id}", SEE_SALES),
    ("POST /leads/{id}/reveals", REVEAL_CONTACT),
    ("GET /leads/{id}/contacts", SEE_SALES),
    ("POST /leads/{id}/contacts", SEE_SALES),
    ("GET /leads/{id}/qualification", OWN_SALES),
    ("POST /leads/{id}/qualification", OWN_SALES),
    ("GET /leads/{id}/dismissal", SEE_SALES),
    ("POST /leads/{id}/dismissal", SEE_SALES),
    ("POST /leads/{id}/reopening", SEE_SALES),
    ("GET /lead-sources", MANAGE_LEAD_SOURCES),
    ("POST /lead-sources", MANAGE_LEAD_SOURCES),
    ("GET /lead-sources/new", MANAGE_LEAD_SOURCES),
    ("GET /lead-sources/{id}", MANAGE_LEAD_SOURCES),
    ("POST /lead-sources/{id}", MANAGE_LEAD_SOURCES),
    ("POST /lead-sources/{id}/tokens", MANAGE_LEAD_SOURCES),
    ("POST /lead-sources/{id}/tokens/{token}/revocation", MANAGE_LEAD_SOURCES),
    ("POST /lead-sources/{id}/signing", MANAGE_LEAD_SOURCES),
    ("POST /api/leads", Machine),
    ("POST /intake/mail", Machine),
    ("GET /corrective-actions", SEE_COMPLAINTS),
    ("POST /corrective-actions", ASSIGN_COMPLAINT),
    ("GET /corrective-actions/count", SEE_COMPLAINTS),
    ("GET /corrective-actions/new", ASSIGN_COMPLAINT),
    ("GET /corrective-actions/{id}", SEE_COMPLAINTS),
    ("POST /corrective-actions/{id}", ASSIGN_COMPLAINT),
    ("GET /corrective-actions/{id}/edit", ASSIGN_COMPLAINT),
    ("POST /corrective-actions/{id}/completion", SEE_COMPLAINTS),
    ("POST /corrective-actions/{id}/effect-check", APPROVE_SOLUTION),
    //
    // imports
    ("GET /imports", IMPORT_CUSTOMERS),
    ("POST /imports", IMPORT_CUSTOMERS),
    ("GET /imports/new", IMPORT_CUSTOMERS),
    ("GET /imports/{id}", IMPORT_CUSTOMERS),
    ("GET /imports/{id}/columns", IMPORT_CUSTOMERS),
    ("POST /imports/{id}/columns", IMPORT_CUSTOMERS),
    ("POST /imports/{id}/kind", IMPORT_CUSTOMERS),
    ("POST /imports/{id}/run", IMPORT_CUSTOMERS),
    ("POST /imports/{id}/cancel", IMPORT_CUSTOMERS),
    ("POST /imports/{id}/undo", IMPORT_CUSTOMERS),
    ("POST /imports/{id}/errors.csv", IMPORT_CUSTOMERS),
    ("POST /imports/{id}/duplicates.csv", IMPORT_CUSTOMERS),
    //
    // search
    ("POST /customers/check/{field}", EDIT_CUSTOMERS),
    ("GET /customers/{id}/edit", EDIT_CUSTOMERS),
    ("POST /customers/{id}/edit", EDIT_CUSTOMERS),
    ("GET /customers/new", EDIT_CUSTOMERS),
    ("POST /customers/new", EDIT_CUSTOMERS),
    ("GET /customers", SEE_CUSTOMERS),
    ("POST /customers/search", SEE_CUSTOMERS),
    ("GET /search", SignedIn),
    ("POST /search", SignedIn),
    //
    // figures: groups and predictions
    ("GET /customer-groups", SEE_GROUPS),
    ("GET /customer-groups/customers", SEE_CUSTOMERS),
    ("POST /customer-groups/calls", SEE_TASKS),
    ("POST /customer-groups/counts", SET_GROUPS),
    ("GET /customer-groups/rules", SEE_GROUPS),
    ("GET /customer-groups/of/{id}", SEE_CUSTOMERS),
    ("GET /customer-groups/of/{id}/leaving", EDIT_CUSTOMERS),
    ("POST /customer-groups/of/{id}/leaving", EDIT_CUSTOMERS),
    ("GET /customer-groups/of/{id}/profiling", EDIT_CUSTOMERS),
    ("POST /customer-groups/of/{id}/profiling", EDIT_CUSTOMERS),
    ("GET /predictions", SEE_CUSTOMERS),
    ("POST /predictions/lessons", SET_GROUPS),
    ("GET /predictions/of/{id}", SEE_CUSTOMERS),
    // membership
    ("GET /members", SEE_MEMBERSHIP),
    ("GET /members/rules", SEE_MEMBERSHIP),
    ("GET /members/adjustments", ADJUST_POINTS),
    ("GET /members/adjustments/{id}", APPROVE_POINTS),
    ("POST /members/adjustments/{id}", APPROVE_POINTS),
    ("POST /members/adjustments/{id}/withdrawal", ADJUST_POINTS),
    ("GET /members/{id}", SEE_MEMBERSHIP),
    ("GET /members/{id}/panel", SEE_MEMBERSHIP),
    ("GET /members/{id}/redemptions", REDEEM_POINTS),
    ("POST /members/{id}/redemptions", REDEEM_POINTS),
    ("POST /members/{id}/redemptions/preview", REDEEM_POINTS),
    ("GET /members/{id}/redemptions/{entry}/reversal", ADJUST_POINTS),
    ("POST /members/{id}/redemptions/{entry}/reversal", ADJUST_POINTS),
    ("GET /members/{id}/adjustments", ADJUST_POINTS),
    ("POST /members/{id}/adjustments", ADJUST_POINTS),
    ("POST /members/{id}/benefits", REDEEM_POINTS),
    ("POST /members/{id}/benefits/{used}/return", REDEEM_POINTS),
    ("GET /rewards", SEE_MEMBERSHIP),
    ("POST /rewards", ADJUST_POINTS),
    ("GET /rewards/new", ADJUST_POINTS),
    ("GET /rewards/{id}", ADJUST_POINTS),
    ("POST /rewards/{id}", ADJUST_POINTS),
    ("POST /rewards/{id}/retirement", ADJUST_POINTS),
    ("POST /rewards/{id}/return", ADJUST_POINTS),
    //
    // history
    ("GET /customers/{id}", SEE_CUSTOMERS),
    ("GET /customers/{id}/ahead", SEE_CUSTOMERS),
    ("POST /customers/{id}/reveals", REVEAL_CONTACT),
    ("POST /customers/{id}/notes", EDIT_CUSTOMERS),
    ("POST /customers/{id}/notes/{note}/pin", EDIT_CUSTOMERS),
    ("POST /customers/{id}/notes/{note}/remove", EDIT_CUSTOMERS),
    ("GET /customers/{id}/tier", SET_TIER),
    ("POST /customers/{id}/tier", SET_TIER),
    ("GET /customers/{id}/owner", ASSIGN_CUSTOMERS),
    ("POST /customers/{id}/owner", ASSIGN_CUSTOMERS),
    ("GET /customers/{id}/consents", EDIT_CUSTOMERS),
    ("POST /customers/{id}/consents", EDIT_CUSTOMERS),
    ("GET /customers/{id}/vehicles/new", EDIT_CUSTOMERS),
    ("POST /customers/{id}/vehicles/new", EDIT_CUSTOMERS),
    ("GET /customers/{id}/access", REQUEST_ACCESS),
    ("POST /customers/{id}/access", REQUEST_ACCESS),
    ("GET /access-requests", DECIDE_ACCESS),
    ("GET /access-requests/count", DECIDE_ACCESS),
    ("GET /access-requests/{id}", DECIDE_ACCESS),
    ("POST /access-requests/{id}", DECIDE_ACCESS),
    ("GET /vehicles/{id}", SEE_CUSTOMERS),
    ("GET /vehicles/{id}/edit", EDIT_CUSTOMERS),
    ("POST /vehicles/{id}/reveals", REVEAL_CONTACT),
    ("POST /vehicles/{id}/edit", EDIT_CUSTOMERS),
    ("GET /vehicles/{id}/owners", EDIT_CUSTOMERS),
    ("POST /vehicles/{id}/owners", EDIT_CUSTOMERS),
    //
    // admin
    ("GET /admin", SEE_STAFF),
    ("GET /admin/permissions", SEE_STAFF),
    ("GET /admin/audit", SEE_AUDIT),
    ("GET /admin/audit/recent", SEE_AUDIT),
    ("POST /admin/audit/export", SEE_AUDIT),
    ("GET /staff/{id}/edit", MANAGE_STAFF),
    ("POST /staff/{id}/edit", MANAGE_STAFF),
    ("GET /staff/{id}/disable", MANAGE_STAFF),
    ("POST /staff/{id}/disable", MANAGE_STAFF),
    ("GET /admin/settings", OPEN_SETTINGS),
    ("GET /admin/settings/{key}", OPEN_SETTINGS),
    ("POST /admin/settings/{key}", OPEN_SETTINGS),
    //
    // dashboard
    ("GET /dashboard", SEE_DASHBOARD),
    ("GET /dashboard/today", SEE_DASHBOARD),
    ("GET /dashboard/attention", SEE_DASHBOARD),
    ("GET /dashboard/funnel", SEE_DASHBOARD),
    ("GET /dashboard/complaints", SEE_DASHBOARD),
    ("GET /dashboard/cohorts", SEE_DASHBOARD),
    ("GET /dashboard/cohort", SEE_DASHBOARD),
    ("GET /dashboard/groups", SEE_DASHBOARD),
    ("POST /dashboard/export", SEE_DASHBOARD),
    // reception
    ("GET /reception", SEE_RECEPTION),
    ("GET /reception/count", SEE_RECEPTION),
    ("POST /reception/lookup", WORK_RECEPTION),
    ("POST /reception/arrivals", WORK_RECEPTION),
    ("GET /reception/floor", SEE_RECEPTION),
    ("POST /reception/floor", WORK_RECEPTION),
    ("GET /reception/paper", SEE_RECEPTION),
    ("POST /reception/paper", SEE_RECEPTION),
    ("GET /call-boards", PLAN_WORK),
    ("POST /call-boards", PLAN_WORK),
    ("POST /call-boards/{id}/revocation", PLAN_WORK),
    ("GET /call-board/{token}", Public),
    ("GET /call-board/{token}/events", Public),
    ("GET /position/{token}", Public),
    ("POST /visits", WORK_RECEPTION),
    ("POST /visits/{id}/call", WORK_RECEPTION),
    ("POST /visits/{id}/pass-over", WORK_RECEPTION),
    ("POST /visits/{id}/reception", WORK_RECEPTION),
    ("GET /visits/{id}/advisor", WORK_RECEPTION),
    ("POST /visits/{id}/advisor", WORK_RECEPTION),
    ("GET /visits/{id}/departure", WORK_RECEPTION),
    ("POST /visits/{id}/departure", WORK_RECEPTION),
    ("GET /visits/{id}/slip", SEE_RECEPTION),
];

/// Every list of accounts, so that one without a route yet is no dead code.
const LISTS: [Who; 29] = [
    SEE_APPOINTMENTS,
    BOOK_APPOINTMENTS,
    PLAN_WORK,
    MANAGE_FLEET,
    SEE_VISITS,
    CHECK_IN,
    SEE_CUSTOMERS,
    EDIT_CUSTOMERS,
    REVEAL_CONTACT,
    ASSIGN_CUSTOMERS,
    SET_TIER,
    REQUEST_ACCESS,
    DECIDE_ACCESS,
    IMPORT_CUSTOMERS,
    SEE_COMPLAINTS,
    SEE_SURVEYS,
    DESIGN_SURVEYS,
    RECORD_COMPLAINT,
    WORK_COMPLAINT,
    ASSIGN_COMPLAINT,
    APPROVE_SOLUTION,
    ANALYSE_COMPLAINTS,
    SEE_TASKS,
    EDIT_TEMPLATES,
    SEE_STAFF,
    MANAGE_STAFF,
    EDIT_STORE,
    CHANGE_SETTINGS,
    SEE_AUDIT,
];

impl Who {
    fn lets_in(self, account: &str) -> bool {
        match self {
            Public | Machine | SignedIn => true,
            Only(accounts) => {
                let account = SAME
                    .iter()
                    .find(|(second, _)| *second == account)
                    .map_or(account, |same| same.1);
                accounts.contains(&account)
            }
        }
    }
}

fn name(route: &RouteInfo) -> String {
    format!("{} {}", route.method, route.path)
}

fn line(route: &RouteInfo) -> Who {
    TABLE
        .iter()
        .find(|(line, _)| *line == name(route))
        .unwrap_or_else(|| panic!("{} has no line in tests/architecture/routes.rs", name(route)))
        .1
}

/// The path with a random id for each placeholder.
fn concrete(path: &str) -> String {
    filled(path, || Uuid::now_v7().to_string())
}

fn filled(path: &str, with: impl Fn() -> String) -> String {
    let mut filled = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        filled.push_str(&with());
        rest = after.split_once('}').unwrap().1;
    }
    filled + rest
}

/// (status, where it leads)
fn ask(client: &Client, route: &RouteInfo) -> (u16, String) {
    let mut request = client
        .request(route.method, &concrete(route.path))
        .header("Sec-Fetch-Site", "same-origin");
    if route.method != "GET" {
        request = request.form(&[("token", Uuid::new_v4().to_string())]);
    }
    let answer = client.send_for_head(request);
    (answer.status, answer.location().to_owned())
}

#[test]
fn every_route_has_a_line_and_every_line_a_route() {
    let routes: Vec<String> = all_routes().map(name).collect();
    let known: BTreeSet<&str> = routes.iter().map(String::as_str).collect();
    assert_eq!(routes.len(), known.len(), "a route is declared twice");
    let lines: BTreeSet<&str> = TABLE.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines.len(), TABLE.len(), "a line stands twice");
    let without_line: Vec<_> = known.difference(&lines).collect();
    let without_route: Vec<_> = lines.difference(&known).collect();
    assert!(
        without_line.is_empty() && without_route.is_empty(),
        "routes without a line: {without_line:#?}\nlines without a route: {without_route:#?}"
    );
    for list in LISTS {
        let Only(accounts) = list else { unreachable!() };
        let cast = demo::usernames();
        let strangers: Vec<_> = accounts
            .iter()
            .filter(|account| !cast.split(' ').any(|one| one == **account))
            .collect();
        assert!(strangers.is_empty(), "not of the cast: {strangers:?}");
    }
}

#[test]
fn the_declared_door_is_the_one_in_the_table() {
    for route in all_routes() {
        let fits = matches!(
            (route.door, line(route)),
            (Door::Public, Public) | (Door::Machine, Machine) | (Door::SignedIn, SignedIn) | (Door::May(_), Only(_))
        );
        assert!(
            fits,
            "{}: declared {:?}, table says {:?}",
            name(route),
            route.door,
            line(route)
        );
    }
}

#[test]
fn signed_out_leads_to_the_sign_in() {
    let app = TestApp::spawn();
    let visitor = app.visitor();
    for route in all_routes() {
        let (status, location) = ask(&visitor, route);
        let asked_to_sign_in = location.starts_with("/sign-in");
        let good = match line(route) {
            Public | Machine => status < 500 && status != 405,
            SignedIn | Only(_) if route.method == "GET" => status == 303 && asked_to_sign_in,
            SignedIn | Only(_) => status == 401,
        };
        assert!(good, "{} signed out: {status} {location}", name(route));
    }
}

#[test]
fn no_address_with_a_nul_is_found() {
    let app = TestApp::spawn();
    let visitor = app.visitor();
    for route in all_routes() {
        let mut paths = vec![format!("{}?next=a%00b", concrete(route.path))];
        if route.path.contains('{') {
            paths.extend(["%00", "a%00b"].map(|nul| filled(route.path, || nul.to_owned())));
        }
        for path in paths {
            let answer = visitor.send_for_head(visitor.request(route.method, &path));
            assert_eq!(answer.status, 404, "{} {path}", route.method);
        }
    }
}

#[test]
fn each_account_is_let_in_or_refused_as_the_table_says() {
    let app = TestApp::spawn();
    // Signing out comes last, or nothing would be left to test.
    let mut routes: Vec<&RouteInfo> = all_routes().collect();
    routes.sort_by_key(|route| route.path == "/sign-out");
    let mut faults = Vec::new();
    for account in demo::usernames().split(' ') {
        let client = app.sign_in(account);
        for route in &routes {
            let (status, location) = ask(&client, route);
            let let_in =
                ![401, 403, 405].contains(&status) && (!location.starts_with("/sign-in") || route.path == "/sign-out");
            let good = match line(route) {
                Machine | Public => status != 405,
                who if who.lets_in(account) => let_in,
                _ => status == 403,
            };
            if !good || status >= 500 {
                faults.push(format!("{} as {account}: {status} {location}", name(route)));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
