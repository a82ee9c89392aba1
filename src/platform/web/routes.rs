//! Routes are declared once, with who may use them; the table of routes and roles is read from here.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{ALLOW, LOCATION};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};

use super::origin::same_origin;
use crate::access::{Actor, Permission};
use crate::platform::error::Error;

/// Who may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// Anybody, signed in or not.
    Public,
    /// A program with a secret of its own: no cookie, hence no origin guard.
    Machine,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever has a role that may.
    May(Permission),
}

/// One route, as declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RouteInfo {
    pub method: &'static str,
    pub path: &'static str,
    pub door: Door,
}

impl RouteInfo {
    /// Whether a path (without its query) fits this route. Of several routes that fit, the first declared is taken.
    pub fn leads_to(&self, path: &str) -> bool {
        let (mut wanted, mut given) = (self.path.split('/'), path.split('/'));
        loop {
            match (wanted.next(), given.next()) {
                (None, None) => return true,
                (Some(part), Some(_)) if part.starts_with('{') && part.contains(":.*") => return true,
                (Some(part), Some(text)) if part.starts_with('{') && !text.is_empty() => {}
                (Some(part), Some(text)) if part == text => {}
                _ => return false,
            }
        }
    }
}

impl Door {
    /// Whether a signed-in person may pass.
    pub fn open_to(self, actor: &Actor) -> bool {
        match self {
            Door::Public | Door::SignedIn => true,
            Door::Machine => false,
            Door::May(permission) => actor.may(permission),
        }
    }
}

/// Declares a room's routes: `pub const ROUTES` to read and `pub fn routes(cfg)` to install.
///
/// ```ignore
/// routes! {
///     "/customers" { GET list: May(SeeCustomers); POST create: May(EditCustomers); }
/// }
/// ```
#[macro_export]
macro_rules! routes {
    () => {
        /// The routes of this room: none yet.
        pub const ROUTES: &[$crate::platform::web::RouteInfo] = &[];

        /// Installs none.
        pub fn routes(_: &mut actix_web::web::ServiceConfig) {}
    };
    ($($path:literal { $($method:ident $handler:path : $door:ident $(($permission:ident))? ;)+ })*) => {
        /// The routes of this room, with who may use them.
        pub const ROUTES: &[$crate::platform::web::RouteInfo] = &[
            $($($crate::platform::web::RouteInfo {
                method: stringify!($method),
                path: $path,
                door: $crate::platform::web::Door::$door $(($crate::access::Permission::$permission))?,
            },)+)*
        ];

        /// Installs them.
        pub fn routes(cfg: &mut actix_web::web::ServiceConfig) {
            $(cfg.service(
                actix_web::web::resource($path)
                    $(.route(
                        actix_web::web::method(actix_web::http::Method::$method).to($handler).wrap(
                            actix_web::middleware::from_fn(|request, next| {
                                $crate::platform::web::guard(
                                    $crate::platform::web::Door::$door $(($crate::access::Permission::$permission))?,
                                    request,
                                    next,
                                )
                            }),
                        ),
                    ))+
                    .default_service(actix_web::web::to(|request: actix_web::HttpRequest| {
                        $crate::platform::web::other_method(request, &[$(stringify!($method)),+])
                    })),
            );)*
        }
    };
}

/// Tells whether an address is a page's; given by `app.rs`, which knows the rooms.
#[derive(Clone, Copy)]
pub struct Pages(pub fn(&str) -> bool);

/// What is only posted to was asked for: by a reload, or another language, after a form came back with its faults. The page
/// it belongs to is the next one above that there is. Else the answer names the methods there are.
pub async fn other_method(request: HttpRequest, allowed: &'static [&'static str]) -> HttpResponse {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if let Some(Pages(is_page)) = request.app_data::<Pages>().filter(|_| reads) {
        let mut path = request.path();
        while let Some((above, _)) = path.rsplit_once('/').filter(|(above, _)| !above.is_empty()) {
            if is_page(above) {
                return HttpResponse::SeeOther().insert_header((LOCATION, above)).finish();
            }
            path = above;
        }
    }
    HttpResponse::MethodNotAllowed()
        .insert_header((ALLOW, allowed.join(", ")))
        .finish()
}

/// Lets a request through the door, or answers it before the handler sees it.
pub async fn guard<B: MessageBody + 'static>(
    door: Door,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    match check(door, &request) {
        Ok(()) => next.call(request).await.map(ServiceResponse::map_into_left_body),
        Err(refusal) => {
            Ok(ServiceResponse::new(request.into_parts().0, HttpResponse::from_error(refusal)).map_into_right_body())
        }
    }
}

fn check(door: Door, request: &ServiceRequest) -> Result<(), Error> {
    // A NUL can't be stored, and nobody types one. Both are as they were sent: handlers get them decoded, once.
    if request.path().contains("%00") || request.query_string().contains("%00") {
        return Err(Error::NotFound);
    }
    if door != Door::Machine {
        same_origin(request)?;
    }
    let extensions = request.extensions();
    let actor = extensions.get::<Actor>();
    match (door, actor) {
        (Door::Public | Door::Machine, _) | (Door::SignedIn, Some(_)) => Ok(()),
        (Door::SignedIn | Door::May(_), None) => Err(Error::SignInRequired),
        (Door::May(permission), Some(actor)) if actor.may(permission) => Ok(()),
        (Door::May(permission), Some(_)) => Err(Error::Forbidden(permission)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_its_route() {
        let route = |path| RouteInfo {
            method: "GET",
            path,
            door: Door::Public,
        };
        assert!(route("/customers/{id}/edit").leads_to("/customers/1/edit"));
        assert!(!route("/customers/{id}/edit").leads_to("/customers/1"));
        assert!(!route("/customers/{id}").leads_to("/customers/"));
        assert!(route("/static/{hash}/{name:.*}").leads_to("/static/a/css/app.css"));
        assert!(route("/").leads_to("/"));
    }
}
