//! Builds the application on a listener: middleware in order, one line per room.

use std::net::TcpListener;

use actix_session::SessionMiddleware;
use actix_session::config::CookieContentSecurity;
use actix_session::storage::CookieSessionStore;
use actix_web::cookie::{Key, SameSite};
use actix_web::dev::Server;
use actix_web::error::InternalError;
use actix_web::http::header::LOCATION;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, ServiceConfig};
use actix_web::{App as ActixApp, HttpResponse, HttpServer};

use crate::customers::names::NameIndex;
use crate::platform::error::Error;
use crate::platform::jobs::Registry;
use crate::platform::web::{App, RouteInfo, errors, headers, measure, pace};
use crate::platform::{drafts, housekeeping, live, presence, undo, web as http};
use crate::sales::leads::names::LeadNames;
use crate::{
    admin, complaints, customers, dashboard, figures, followups, history, imports, membership, messages, my_day,
    reception, sales, search, service, staff, surveys, vehicles, visits,
};

mod own {
    //! The routes that belong to no room.
    use super::{drafts, http, live, presence, undo};

    crate::routes! {
        "/dev/components" { GET http::components::gallery: Public; }
        "/events" { GET live::events::events: SignedIn; }
        "/presence" { POST presence::present: SignedIn; }
        "/drafts/{place}" { POST drafts::keep: SignedIn; }
        "/drafts/{place}/removal" { POST drafts::discard: SignedIn; }
        "/undo/{id}" { POST undo::undo: SignedIn; }
        "/livez" { GET http::livez: Public; }
        "/readyz" { GET http::readyz: Public; }
        "/metrics" { GET http::show_metrics: Public; }
        "/static/{hash}/{name:.*}" { GET http::static_file: Public; }
    }
}

/// Every route of the portal; one line per room.
pub fn all_routes() -> impl Iterator<Item = &'static RouteInfo> {
    [
        own::ROUTES,
        my_day::ROUTES,
        staff::ROUTES,
        customers::ROUTES,
        vehicles::ROUTES,
        messages::ROUTES,
        followups::ROUTES,
        visits::ROUTES,
        membership::ROUTES,
        service::ROUTES,
        service::check_in::ROUTES,
        service::courtesy::ROUTES,
        sales::opportunities::ROUTES,
        sales::clock::ROUTES,
        sales::writing::ROUTES,
        sales::leads::ROUTES,
        sales::test_drives::ROUTES,
        sales::trade_ins::ROUTES,
        sales::quotes::ROUTES,
        sales::orders::ROUTES,
        sales::deliveries::ROUTES,
        sales::overview::ROUTES,
        complaints::ROUTES,
        surveys::questionnaires::ROUTES,
        surveys::report::ROUTES,
        surveys::programmes::ROUTES,
        surveys::answers::ROUTES,
        surveys::interviews::ROUTES,
        figures::targets::ROUTES,
        figures::measures::ROUTES,
        figures::groups::ROUTES,
        figures::predictions::ROUTES,
        figures::reports::ROUTES,
        figures::reports::quality::ROUTES,
        imports::ROUTES,
        search::ROUTES,
        history::ROUTES,
        reception::ROUTES,
        dashboard::ROUTES,
        admin::ROUTES,
    ]
    .into_iter()
    .flatten()
}

/// Whether somebody can look at an address.
fn is_page(path: &str) -> bool {
    all_routes().any(|route| route.method == "GET" && route.leads_to(path))
}

/// Installs every route; one line per room.
fn rooms(cfg: &mut ServiceConfig) {
    cfg.configure(own::routes)
        .configure(my_day::routes)
        .configure(staff::routes)
        .configure(customers::routes)
        .configure(vehicles::routes)
        .configure(messages::routes)
        .configure(followups::routes)
        .configure(visits::routes)
        .configure(membership::routes)
        .configure(service::routes)
        .configure(service::check_in::routes)
        .configure(service::courtesy::routes)
        .configure(sales::opportunities::routes)
        .configure(sales::clock::routes)
        .configure(sales::writing::routes)
        .configure(sales::leads::routes)
        .configure(sales::test_drives::routes)
        .configure(sales::trade_ins::routes)
        .configure(sales::quotes::routes)
        .configure(sales::orders::routes)
        .configure(sales::deliveries::routes)
        .configure(sales::overview::routes)
        .configure(complaints::routes)
        .configure(surveys::questionnaires::routes)
        .configure(surveys::report::routes)
        .configure(surveys::programmes::routes)
        .configure(surveys::answers::routes)
        .configure(surveys::interviews::routes)
        .configure(figures::targets::routes)
        .configure(figures::measures::routes)
        .configure(figures::groups::routes)
        .configure(figures::predictions::routes)
        .configure(figures::reports::routes)
        .configure(figures::reports::quality::routes)
        .configure(imports::routes)
        .configure(search::routes)
        .configure(history::routes)
        .configure(reception::routes)
        .configure(dashboard::routes)
        .configure(admin::routes);
}

/// Work that is done on time rather than on a click; one line per room.
pub const WORK: Registry = Registry {
    jobs: &[
        imports::jobs::JOBS,
        figures::groups::jobs::JOBS,
        figures::predictions::jobs::JOBS,
        figures::reports::quality::jobs::JOBS,
    ],
    every: &[
        housekeeping::EVERY,
        search::jobs::EVERY,
        imports::jobs::EVERY,
        membership::jobs::EVERY,
        complaints::jobs::EVERY,
        visits::appointments::jobs::EVERY,
        service::jobs::EVERY,
        visits::jobs::EVERY,
        service::after_care::jobs::EVERY,
        sales::clock::jobs::EVERY,
        surveys::programmes::jobs::EVERY,
        surveys::answers::jobs::EVERY,
        surveys::report::jobs::EVERY,
        figures::measures::jobs::EVERY,
        figures::groups::jobs::EVERY,
        figures::predictions::jobs::EVERY,
        figures::reports::subscriptions::jobs::EVERY,
        figures::reports::quality::jobs::EVERY,
    ],
};

/// What can be taken back; one line per room.
pub const UNDO: undo::Registry = &[
    customers::commands::UNDO,
    membership::undo::UNDO,
    complaints::undo::UNDO,
    visits::appointments::undo::UNDO,
    service::UNDO,
    sales::UNDO,
    sales::clock::undo::UNDO,
    sales::quotes::undo::UNDO,
    visits::undo::UNDO,
    surveys::questionnaires::UNDO,
    figures::reports::awards::undo::UNDO,
    figures::reports::subscriptions::undo::UNDO,
    figures::reports::quality::undo::UNDO,
];

/// A path without a possible id is a page that doesn't exist; a query that can't be read leads to the page without it.
fn malformed(cfg: &mut ServiceConfig) {
    cfg.app_data(web::PathConfig::default().error_handler(|_, _| Error::NotFound.into()));
    cfg.app_data(web::QueryConfig::default().error_handler(|error, request| {
        let plain = HttpResponse::SeeOther()
            .insert_header((LOCATION, request.path()))
            .finish();
        InternalError::from_response(error, plain).into()
    }));
}

/// Serves the portal on `listener` until it is stopped.
pub fn serve(state: App, listener: TcpListener, workers: usize) -> Result<Server, Error> {
    state.db.known_as(&state.config.base_url);
    let key = Key::from(&state.db.vault().cookie_key());
    let (cookie_name, secure) = (state.config.cookie_name(), state.config.is_https());
    let names = web::Data::new(NameIndex::start(state.db.clone()));
    let lead_names = web::Data::new(LeadNames::start(state.db.clone()));
    let state = web::Data::new(state);
    let server = HttpServer::new(move || {
        let session = SessionMiddleware::builder(CookieSessionStore::default(), key.clone())
            .cookie_name(cookie_name.to_owned())
            .cookie_secure(secure)
            .cookie_http_only(true)
            .cookie_same_site(SameSite::Lax)
            .cookie_content_security(CookieContentSecurity::Private)
            .build();
        ActixApp::new()
            .app_data(state.clone())
            .app_data(names.clone())
            .app_data(lead_names.clone())
            .app_data(http::Pages(is_page))
            .configure(malformed)
            .configure(rooms)
            .wrap(from_fn(pace))
            .wrap(from_fn(staff::session::recognise))
            .wrap(session)
            .wrap(from_fn(errors::error_pages))
            .wrap(Compress::default())
            .wrap(from_fn(headers))
            .wrap(from_fn(measure))
    })
    .workers(workers)
    .shutdown_timeout(5)
    .client_request_timeout(std::time::Duration::from_secs(5))
    // The last piece of an answer never waits for the browser to acknowledge the one before (40 ms).
    .tcp_nodelay(true)
    .disable_signals()
    .listen(listener)
    .map_err(Error::internal)?
    .run();
    Ok(server)
}
