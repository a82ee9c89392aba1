use std::future::{Ready, ready};

use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue, LOCATION, VARY};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::cookies::{self, LANG_COOKIE, Said, THEME_COOKIE, TOAST_COOKIE};
use super::errors;
use super::form::Form;
use super::metrics::Metrics;
use super::pace::Pace;
use super::page::{NavGroup, Notice, Page, PageActor, QuickCreate, Theme, Toast, ToastKind, Undo};
use super::posted::Posted;
use super::posted_files::PostedFiles;
use super::shell_text::ShellText;
use crate::access::{Actor, Permission, Role};
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::db::{Author, Db, FormToken, SeeOther, Tx};
use crate::platform::error::Error;
use crate::platform::files::Upload;
use crate::platform::i18n::Lang;
use crate::platform::live::Hub;
use crate::platform::live::events::SessionHolds;
use crate::platform::password::Passwords;
use crate::platform::undo;
use crate::values::own_path::own_path;

/// What a handler gives back.
pub type Answer = Result<HttpResponse, Error>;

/// The way through the portal as one person sees it; given by `app.rs`, which knows the rooms.
pub type Navigation = fn(&Actor, Lang, &str) -> (Vec<NavGroup>, Vec<QuickCreate>);

/// What all requests share.
pub struct App {
    pub config: Config,
    pub db: Db,
    pub clock: Clock,
    pub passwords: Passwords,
    pub metrics: Metrics,
    pub pace: Pace,
    pub navigation: Navigation,
    pub hub: Hub,
    pub session_holds: SessionHolds,
    pub undo: undo::Registry,
}

/// Which part of a page htmx asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Whole,
    /// The region with this DOM id.
    Region(String),
}

/// Where a request came from.
#[derive(Clone, Debug)]
pub struct RequestInfo {
    pub id: Uuid,
    pub address: String,
    pub user_agent: String,
    /// Own path with query, for `next=`.
    pub path: String,
}

/// A page whose regions can be rendered by themselves: block name = DOM id = method.
///
/// See [`regions!`](crate::regions).
pub trait Region: Template {
    /// The region with this id, if the page has it.
    fn region(&self, id: &str) -> Option<Result<String, askama::Error>>;

    /// All of the page, with what stands around it.
    fn whole(&self) -> Result<String, askama::Error> {
        self.render()
    }
}

/// Names the regions of a page: `regions!(Queue { main, queue: as_queue })`.
///
/// A page of the shell begins with `main`: its template is that region, and the shell is put around it. A page that
/// extends a layout of its own names the block: `main: as_main`.
#[macro_export]
macro_rules! regions {
    ($View:ty { main $(, $id:ident : $method:ident)* $(,)? }) => {
        impl $crate::platform::web::Region for $View {
            fn region(&self, id: &str) -> Option<Result<String, askama::Error>> {
                match id {
                    "main" => Some(askama::Template::render(self)),
                    $(stringify!($id) => Some(askama::Template::render(&self.$method())),)*
                    _ => None,
                }
            }

            fn whole(&self) -> Result<String, askama::Error> {
                $crate::platform::web::pieces::in_shell(&self.page, self)
            }
        }
    };
    ($View:ty { $($id:ident : $method:ident),* $(,)? }) => {
        impl $crate::platform::web::Region for $View {
            fn region(&self, id: &str) -> Option<Result<String, askama::Error>> {
                match id {
                    $(stringify!($id) => Some(askama::Template::render(&self.$method())),)*
                    _ => None,
                }
            }
        }
    };
}

/// A request in context: who asks, in which language, for which part, when.
#[derive(Clone)]
pub struct Cx {
    pub app: web::Data<App>,
    pub lang: Lang,
    pub now: DateTime<Utc>,
    pub info: RequestInfo,
    theme: Theme,
    actor: Option<Actor>,
    part: Part,
    posted_by_htmx: bool,
    onward: Option<String>,
    toast: Option<Said>,
}

impl FromRequest for Cx {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Cx::of(request).ok_or_else(|| Error::internal("no application state")))
    }
}

impl Cx {
    /// The context of a request, from the state that the middleware left in it.
    pub fn of(request: &HttpRequest) -> Option<Self> {
        let app = request.app_data::<web::Data<App>>()?.clone();
        let actor = request.extensions().get::<Actor>().cloned();
        let lang = actor
            .as_ref()
            .map_or_else(|| signed_out_lang(request), |actor| actor.lang);
        Some(Self {
            lang,
            now: app.clock.now(),
            info: request_info(request),
            theme: match &actor {
                Some(actor) => Theme::parse(actor.theme).unwrap_or(Theme::System),
                None => signed_out_theme(request),
            },
            actor,
            part: part(request),
            posted_by_htmx: !request.method().is_safe() && request.headers().contains_key("HX-Request"),
            onward: onward(request),
            // A script's request follows a redirect too, but the page that people see comes after it.
            toast: request
                .cookie(TOAST_COOKIE)
                .filter(|_| !request.headers().contains_key("HX-Request"))
                .and_then(|cookie| cookies::decode(cookie.value())),
            app,
        })
    }

    /// The signed-in person; routes behind a door always have one.
    pub fn actor(&self) -> Result<&Actor, Error> {
        self.actor.as_ref().ok_or(Error::SignInRequired)
    }

    pub fn signed_in(&self) -> Option<&Actor> {
        self.actor.as_ref()
    }

    pub fn part(&self) -> &Part {
        &self.part
    }

    pub fn db(&self) -> &Db {
        &self.app.db
    }

    /// Who writes, for [`Db::write`].
    pub fn author(&self) -> Author {
        let (address, request) = (self.info.address.clone(), self.info.id);
        match &self.actor {
            Some(actor) => Author::Person {
                actor: Box::new(actor.clone()),
                address,
                request,
            },
            None => Author::Visitor { address, request },
        }
    }

    /// Runs a query.
    pub async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&mut diesel::PgConnection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.db().read(query).await
    }

    /// Runs a command that no form token stands for.
    pub async fn write<T: Send + 'static>(
        &self,
        command: impl FnOnce(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.db().write(self.author(), command).await
    }

    /// Parses a posted form and runs a command once per form token; the answer is a 303.
    ///
    /// Faults of fields, also those that the database found, come back as [`Error::Invalid`].
    pub async fn submit<F: Form>(
        &self,
        posted: &Posted<F>,
        command: impl FnOnce(&mut Tx<'_>, F::Parsed) -> Result<SeeOther, Error> + Send + 'static,
    ) -> Answer
    where
        F::Parsed: Send + 'static,
    {
        let go = self.submit_once(posted, command).await?;
        self.see_other(&go)
    }

    /// As [`Self::submit`], for the rare answer that is no 303: tells where the post leads.
    pub async fn submit_once<F: Form>(
        &self,
        posted: &Posted<F>,
        command: impl FnOnce(&mut Tx<'_>, F::Parsed) -> Result<SeeOther, Error> + Send + 'static,
    ) -> Result<SeeOther, Error>
    where
        F::Parsed: Send + 'static,
    {
        let parsed = posted.form.parse().map_err(Error::Invalid)?;
        self.submit_parsed::<F>(posted.token()?, move |tx| command(tx, parsed))
            .await
    }

    /// As [`Self::submit`], with the files that were posted; a refused file is a fault of its field.
    pub async fn submit_files<F: Form>(
        &self,
        posted: &mut PostedFiles<F>,
        command: impl FnOnce(&mut Tx<'_>, F::Parsed, Vec<Upload>) -> Result<SeeOther, Error> + Send + 'static,
    ) -> Answer
    where
        F::Parsed: Send + 'static,
    {
        let files = posted.file_errors();
        let parsed = match posted.form.parse() {
            Ok(parsed) if files.is_empty() => parsed,
            Ok(_) => return Err(Error::Invalid(files)),
            Err(faults) => return Err(Error::Invalid(files.into_iter().chain(faults).collect())),
        };
        let uploads = posted.take_uploads();
        let go = self
            .submit_parsed::<F>(posted.token()?, move |tx| command(tx, parsed, uploads))
            .await?;
        self.see_other(&go)
    }

    async fn submit_parsed<F: Form>(
        &self,
        token: FormToken,
        command: impl FnOnce(&mut Tx<'_>) -> Result<SeeOther, Error> + Send + 'static,
    ) -> Result<SeeOther, Error> {
        let done = self.db().write_once(self.author(), token, command).await;
        match done {
            Ok(go) => Ok(go),
            Err(Error::Constraint(name)) => {
                Err(F::constraint(&name).map_or(Error::Constraint(name), |(field, fault)| Error::field(field, fault)))
            }
            Err(error) => Err(error),
        }
    }

    /// A page, or the region of it that was asked for.
    pub fn show<V: Region>(&self, view: &V) -> Answer {
        self.show_as(StatusCode::OK, view)
    }

    /// The page again, with what is wrong in it: 422.
    pub fn unprocessable<V: Region>(&self, view: &V) -> Answer {
        self.show_as(StatusCode::UNPROCESSABLE_ENTITY, view)
    }

    /// The page again, beside what somebody else made of the record meanwhile: 409.
    pub fn conflict<V: Region>(&self, view: &V) -> Answer {
        self.show_as(StatusCode::CONFLICT, view)
    }

    /// A page of its own for an address that leads nowhere: 404.
    pub fn nowhere<V: Region>(&self, view: &V) -> Answer {
        self.show_as(StatusCode::NOT_FOUND, view)
    }

    fn show_as<V: Region>(&self, status: StatusCode, view: &V) -> Answer {
        let region = match &self.part {
            Part::Whole => None,
            Part::Region(id) => view.region(id),
        };
        let html = match region {
            Some(fragment) => fragment,
            None => view.whole(),
        };
        self.html(status, html)
    }

    /// A fragment that is no region of a page (a dialog's content, a hint under a field).
    pub fn fragment(&self, view: &impl Template) -> Answer {
        self.html(StatusCode::OK, view.render())
    }

    /// As [`Self::fragment`], with what this person is told besides.
    pub fn fragment_telling(&self, view: &impl Template, notices: &[Notice]) -> Answer {
        let mut response = self.fragment(view)?;
        if !notices.is_empty() {
            let told = errors::in_header(&json!({ "told": { "notices": notices } }));
            let told = HeaderValue::from_str(&told).map_err(Error::internal)?;
            response
                .headers_mut()
                .insert(HeaderName::from_static("hx-trigger"), told);
        }
        Ok(response)
    }

    fn html(&self, status: StatusCode, html: Result<String, askama::Error>) -> Answer {
        let mut response = HttpResponse::build(status)
            .content_type("text/html; charset=utf-8")
            .insert_header((VARY, "HX-Request, HX-Request-Type, HX-Target"))
            .body(html.map_err(Error::internal)?);
        if self.toast.is_some() {
            add_cookie(&mut response, cookies::gone(TOAST_COOKIE))?;
        }
        Ok(response)
    }

    /// 303 to where a write leads; its words travel in a short-lived cookie.
    ///
    /// htmx is told to go there itself: a redirect that it followed would use up the words unseen. A page that people work
    /// through one by one (`data-onward`) is where its dialogs lead back to.
    pub fn see_other(&self, go: &SeeOther) -> Answer {
        let mut response = if self.posted_by_htmx {
            let there = self.onward.as_deref().unwrap_or(&go.location);
            HttpResponse::NoContent().insert_header(("HX-Redirect", there)).finish()
        } else {
            HttpResponse::SeeOther()
                .insert_header((LOCATION, go.location.as_str()))
                .finish()
        };
        if let Some(words) = &go.toast {
            let secure = self.app.config.is_https();
            let value = cookies::encode(words, go.undo);
            add_cookie(&mut response, cookies::short(TOAST_COOKIE, value, secure))?;
        }
        Ok(response)
    }

    /// Shows a form anew: what stood in a dialog stands there again, a page is gone back to.
    pub fn show_again(&self, go: &SeeOther) -> Answer {
        let Part::Region(id) = &self.part else {
            return self.see_other(go);
        };
        let target = format!("#{id}");
        let there = serde_json::json!({"path": go.location, "target": target, "swap": "innerHTML", "push": "false"});
        Ok(HttpResponse::NoContent()
            .insert_header(("HX-Location", there.to_string()))
            .finish())
    }

    /// Has the browser keep what was chosen on it. Nothing personal, and nothing but a plain code.
    pub fn keep(&self, response: &mut HttpResponse, name: &'static str, code: &str) -> Result<(), Error> {
        let plain = code
            .bytes()
            .all(|sign| sign.is_ascii_alphanumeric() || b"-_".contains(&sign));
        if plain {
            let secure = self.app.config.is_https();
            add_cookie(response, cookies::kept(name, code.to_owned(), secure))?;
        }
        Ok(())
    }

    /// Has the browser remember language and look for when nobody is signed in.
    pub fn remember(&self, response: &mut HttpResponse, lang: Option<Lang>, theme: Option<Theme>) -> Result<(), Error> {
        let secure = self.app.config.is_https();
        if let Some(lang) = lang {
            add_cookie(response, cookies::choice(LANG_COOKIE, lang.code(), secure))?;
        }
        if let Some(theme) = theme {
            add_cookie(response, cookies::choice(THEME_COOKIE, theme.tag(), secure))?;
        }
        Ok(())
    }

    /// The frame of a page: words, navigation, who is signed in, what is to be said.
    pub fn page(&self, title: impl Into<String>) -> Page {
        let actor = self.actor.as_ref();
        let (nav, create) = actor.map_or_else(
            || (Vec::new(), Vec::new()),
            |actor| (self.app.navigation)(actor, self.lang, &self.info.path),
        );
        Page {
            lang: self.lang,
            t: ShellText::of(self.lang),
            title: title.into(),
            path: self.info.path.clone(),
            theme: self.theme,
            hotkeys: actor.is_none_or(|actor| actor.hotkeys),
            demo: self.app.config.demo,
            finds_customers: actor.is_some_and(|actor| actor.may(Permission::SeeCustomers)),
            actor: actor.map(|actor| PageActor {
                initial: actor.name.chars().next().map(String::from).unwrap_or_default(),
                name: actor.name.clone(),
                roles: actor
                    .roles
                    .iter()
                    .map(|role: &Role| role.label(self.lang))
                    .collect::<Vec<_>>()
                    .join(self.lang.pick("、", ", ")),
                store: actor.store_name.clone(),
            }),
            nav,
            create,
            stores: Vec::new(),
            crumbs: Vec::new(),
            live: None,
            toast: self.toast.clone().map(done),
        }
    }
}

fn done(said: Said) -> Toast {
    Toast {
        kind: ToastKind::Done,
        text: said.words,
        undo: said.undo.map(|id| Undo {
            action: format!("/undo/{id}"),
            token: FormToken::new().to_string(),
        }),
    }
}

fn add_cookie(response: &mut HttpResponse, cookie: Cookie<'_>) -> Result<(), Error> {
    response.add_cookie(&cookie).map_err(Error::internal)
}

fn signed_out_lang(request: &HttpRequest) -> Lang {
    match request.cookie(LANG_COOKIE) {
        Some(cookie) => Lang::from_code(cookie.value()),
        None => Lang::Zh,
    }
}

fn signed_out_theme(request: &HttpRequest) -> Theme {
    let cookie = request.cookie(THEME_COOKIE);
    cookie
        .and_then(|cookie| Theme::parse(cookie.value()))
        .unwrap_or(Theme::System)
}

/// The page that this post leads back to, as `app.js` says: an own one.
fn onward(request: &HttpRequest) -> Option<String> {
    let there = request.headers().get("X-Onward")?.to_str().ok()?;
    (own_path(there) == there).then(|| there.to_owned())
}

fn part(request: &HttpRequest) -> Part {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    match (header("HX-Request-Type"), header("HX-Target")) {
        (Some("partial"), Some(target)) => Part::Region(target.split_once('#').map_or(target, |(_, id)| id).to_owned()),
        _ => Part::Whole,
    }
}

fn request_info(request: &HttpRequest) -> RequestInfo {
    let header = |name| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    RequestInfo {
        id: request
            .extensions()
            .get::<RequestId>()
            .map_or_else(Uuid::nil, |id| id.0),
        address: request
            .peer_addr()
            .map(|peer| peer.ip().to_string())
            .unwrap_or_default(),
        user_agent: header("User-Agent").chars().take(200).collect(),
        path: request
            .uri()
            .path_and_query()
            .map(ToString::to_string)
            .unwrap_or_default(),
    }
}

/// Whether an open page asked by itself (a panel, a counter, a list that refreshes), as `app.js` marks it: no sign that
/// somebody sits in front of it.
pub fn is_background(request: &HttpRequest) -> bool {
    request.headers().contains_key("X-Background")
}

/// The id under which a request is logged and audited.
#[derive(Clone, Copy, Debug)]
pub struct RequestId(pub Uuid);
