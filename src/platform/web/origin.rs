//! The origin guard: a post must come from one of our own pages (security.md §2).

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{HOST, HeaderMap, HeaderName, ORIGIN};
use actix_web::web;

use super::context::App;
use crate::platform::error::Error;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Unsafe methods need `Sec-Fetch-Site: same-origin`, or an `Origin` that is ours where a browser sends none.
pub(super) fn same_origin(request: &ServiceRequest) -> Result<(), Error> {
    if request.method().is_safe() {
        return Ok(());
    }
    let headers = request.headers();
    match text(headers, &SEC_FETCH_SITE) {
        Some("same-origin") => Ok(()),
        Some(_) => Err(Error::CrossSite),
        None => {
            let app = request.app_data::<web::Data<App>>().ok_or(Error::CrossSite)?;
            let origin = text(headers, &ORIGIN).ok_or(Error::CrossSite)?;
            if own_origins(&app.config).any(|own| own == origin) {
                Ok(())
            } else {
                Err(Error::CrossSite)
            }
        }
    }
}

/// Whether the request names this portal as its host. Behind a loopback base URL any loopback name will do.
pub(super) fn known_host(request: &ServiceRequest) -> bool {
    let Some(app) = request.app_data::<web::Data<App>>() else {
        return false;
    };
    let Some(host) = text(request.headers(), &HOST).or_else(|| request.uri().host()) else {
        return false;
    };
    own_origins(&app.config).any(|own| own.split_once("://").is_some_and(|(_, own)| own == host))
        || app.config.is_loopback() && is_loopback(host)
}

fn is_loopback(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

fn own_origins(config: &crate::platform::config::Config) -> impl Iterator<Item = String> {
    let localhost = config
        .base_url
        .strip_prefix("http://127.0.0.1")
        .map(|rest| format!("http://localhost{rest}"));
    std::iter::once(config.base_url.clone()).chain(localhost)
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
