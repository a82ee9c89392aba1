//! Recognises who a request comes from: the cookie holds a random token, the table its hash.

use actix_session::{Session, SessionExt};
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpResponse, web};

use super::{commands, queries, rules};
use crate::access::Actor;
use crate::platform::error::Error;
use crate::platform::web::{App, is_background};

const TOKEN: &str = "token";

/// What open pages ask for by themselves, whoever sits in front of them: no sign that the session is in use. Pages mark
/// their other requests of this kind. A draft is kept because somebody typed, so it does count.
fn is_attended(request: &ServiceRequest) -> bool {
    let path = request.path();
    let by_itself = ["/events", "/presence"].contains(&path) || path.ends_with("/count");
    !by_itself && !is_background(request.request())
}

/// Puts the [`Actor`] of a live session into the request.
pub async fn recognise<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    match actor_of(&request).await {
        Ok(actor) => {
            if let Some(actor) = actor {
                request.extensions_mut().insert(actor);
            }
            next.call(request).await.map(ServiceResponse::map_into_left_body)
        }
        Err(error) => {
            Ok(ServiceResponse::new(request.into_parts().0, HttpResponse::from_error(error)).map_into_right_body())
        }
    }
}

async fn actor_of(request: &ServiceRequest) -> Result<Option<Actor>, Error> {
    // The watchers of this process must hear from it while the database is away.
    if request.path().starts_with("/static/") || matches!(request.path(), "/livez" | "/readyz") {
        return Ok(None);
    }
    let Some(token) = request.get_session().get::<String>(TOKEN).ok().flatten() else {
        return Ok(None);
    };
    let app = request
        .app_data::<web::Data<App>>()
        .ok_or_else(|| Error::internal("no application state"))?;
    let hash = commands::token_hash(&token);
    let Some(found) = app.db.read(move |conn| queries::session(conn, &hash)).await? else {
        return Ok(None);
    };
    let now = app.clock.now();
    if !found.holds(now) {
        let because = if now >= found.expires_at { "expired" } else { "idle" };
        app.db
            .system_write(move |tx| commands::end_session(tx, found.session, because))
            .await?;
        return Ok(None);
    }
    if now - found.last_seen_at >= rules::SEEN_EVERY && is_attended(request) {
        let session = found.session;
        app.db
            .system_write(move |tx| commands::touch_session(tx, session))
            .await?;
    }
    Ok(Some(found.actor()))
}

/// Gives the browser a new token: nothing of the session before sign-in stays.
pub fn begin(session: &Session, token: &str) -> Result<(), Error> {
    session.renew();
    session.insert(TOKEN, token).map_err(Error::internal)
}

/// The token that the browser holds, whether or not its session still holds.
pub fn token(session: &Session) -> Option<String> {
    session.get(TOKEN).ok().flatten()
}

/// Takes the token back.
pub fn end(session: &Session) {
    session.purge();
}
