use actix_session::Session;
use actix_web::http::header::{HeaderName, HeaderValue};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::access::Actor;
use crate::platform::db::{Author, SeeOther};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::web::{Answer, Cx, Form, FormView, Posted, Query};
use crate::staff::forms::SignInForm;
use crate::staff::model::{Opening, Origin, SignIn};
use crate::staff::text::{self, SignInText};
use crate::staff::views::SignInPage;
use crate::staff::{commands, queries, rules, session};
use crate::values::ids::SessionId;

/// Where to go after sign-in.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Next {
    pub(super) next: String,
}

/// The way in, as far as the password opens it.
struct Opened {
    token: String,
    /// The second step is still to come.
    awaits: bool,
}

/// `GET /sign-in`
pub async fn show_sign_in(cx: Cx, query: Query<Next>, session: Session) -> Answer {
    if cx.signed_in().is_some() {
        return cx.see_other(&SeeOther::to(rules::safe_next(&query.next)));
    }
    let form = FormView::fresh([("next", query.next.as_str())]);
    let ended = match session::token(&session) {
        Some(token) => {
            cx.read(move |conn| queries::ended(conn, &commands::token_hash(&token)))
                .await?
        }
        None => None,
    };
    let because = ended.and_then(|ended| text::ended(&ended, cx.lang));
    cx.show(&sign_in_page(&cx, form, because).await?)
}

/// `POST /sign-in`
pub async fn sign_in(cx: Cx, posted: Posted<SignInForm>, session: Session) -> Answer {
    let refused = match posted.form.parse() {
        Ok(wanted) => match check(&cx, wanted).await {
            Ok(opened) => {
                session::begin(&session, &opened.token)?;
                let next = rules::safe_next(&posted.form.next);
                return cx.see_other(&if opened.awaits {
                    SeeOther::to(with_next("/sign-in/second-step", next))
                } else {
                    SeeOther::to(next)
                });
            }
            Err(Error::Invalid(_)) => SignInText::of(cx.lang).wrong.to_owned(),
            Err(Error::TooMany { retry_after_secs }) => text::wait(retry_after_secs, cx.lang),
            Err(other) => return Err(other),
        },
        Err(errors) => {
            let form = posted.view(cx.lang, &errors);
            return cx.unprocessable(&sign_in_page(&cx, form, None).await?);
        }
    };
    let form = posted
        .view(cx.lang, &FieldErrors::new())
        .with_error("password", refused);
    cx.unprocessable(&sign_in_page(&cx, form, None).await?)
}

/// A new session, if the password is right; the same work and answer whether the name is known or not,
/// and whether the account is disabled or not.
async fn check(cx: &Cx, wanted: SignIn) -> Result<Opened, Error> {
    let origin = origin(cx);
    let counted = (wanted.username.clone(), origin.clone());
    // Counted in a transaction of its own, so that the count stays when the sign-in is refused.
    let allowed = cx
        .db()
        .system_write(move |tx| Ok(commands::count_attempt(tx, &counted.0, &counted.1)))
        .await?;
    let username = wanted.username.clone();
    let known = cx.read(move |conn| queries::credentials(conn, &username)).await?;
    let staff = known.as_ref().map(|known| known.id);
    if let Err(throttled) = allowed {
        cx.db()
            .system_write(move |tx| commands::note_attempt(tx, staff, &origin, "throttled"))
            .await?;
        return Err(throttled);
    }
    let hash = known.as_ref().and_then(|known| known.password_hash.clone());
    let passwords = &cx.app.passwords;
    let verdict = passwords.verify(wanted.password.clone(), hash).await?;
    match known.filter(|known| verdict.matches && known.disabled_at.is_none()) {
        Some(known) => {
            let rehashed = if verdict.outdated {
                Some(passwords.hash(wanted.password).await?)
            } else {
                None
            };
            let (person, session) = (known.id, SessionId::new());
            let entry = cx.read(move |conn| queries::entry(conn, person, session)).await?;
            let opening = Opening {
                session,
                token: commands::new_token(),
                origin,
                limits: entry.limits,
                before: cx.signed_in().map(|actor| actor.session),
                rehashed,
            };
            let opened = Opened {
                token: opening.token.clone(),
                awaits: entry.awaits.is_some(),
            };
            match entry.awaits {
                Some(awaits) => {
                    cx.db()
                        .system_write(move |tx| commands::await_second_step(tx, &known, &opening, awaits))
                        .await?;
                }
                // From here on it is the person who acts, and whom the audit log names.
                None => {
                    cx.db()
                        .write(author(cx, entry.actor), move |tx| {
                            commands::sign_in(tx, &known, &opening)
                        })
                        .await?;
                }
            }
            Ok(opened)
        }
        None => {
            cx.db()
                .system_write(move |tx| commands::note_attempt(tx, staff, &origin, "refused"))
                .await?;
            Err(Error::Invalid(FieldErrors::new()))
        }
    }
}

/// Where a sign-in comes from.
pub(super) fn origin(cx: &Cx) -> Origin {
    Origin {
        address: cx.info.address.clone(),
        user_agent: cx.info.user_agent.clone(),
    }
}

/// Somebody who is about to be signed in, as the author of that.
pub(super) fn author(cx: &Cx, actor: Actor) -> Author {
    Author::Person {
        actor: Box::new(actor),
        address: cx.info.address.clone(),
        request: cx.info.id,
    }
}

/// A door that remembers where the person wanted to go.
pub(super) fn with_next(door: &str, next: &str) -> String {
    match rules::safe_next(next) {
        "/" => door.to_owned(),
        next => format!("{door}?next={}", utf8_percent_encode(next, NON_ALPHANUMERIC)),
    }
}

async fn sign_in_page(cx: &Cx, form: FormView, because: Option<String>) -> Result<SignInPage, Error> {
    let accounts = if cx.app.config.demo {
        cx.read(queries::demo_accounts).await?
    } else {
        Vec::new()
    };
    Ok(SignInPage::new(cx, form, because, accounts))
}

/// `POST /sign-out`
pub async fn sign_out(cx: Cx, session: Session) -> Answer {
    let actor = cx.actor()?.clone();
    cx.write(move |tx| commands::sign_out(tx, &actor)).await?;
    session::end(&session);
    let go = SeeOther::to("/sign-in").saying(SignInText::of(cx.lang).ended);
    let mut response = cx.see_other(&go)?;
    response.headers_mut().insert(
        HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"cache\", \"storage\""),
    );
    Ok(response)
}
