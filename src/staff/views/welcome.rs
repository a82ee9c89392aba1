use askama::Template;

use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::staff::model::OpenedLink;
use crate::staff::rules::LinkState;
use crate::staff::text::WelcomeText;

/// `/welcome/{token}`: set a password.
#[derive(Template)]
#[template(path = "staff/welcome.html", blocks = ["main"])]
pub struct WelcomePage {
    pub page: Page,
    pub w: &'static WelcomeText,
    pub form: FormView,
    pub name: String,
    pub username: String,
}

regions!(WelcomePage { main: as_main });

impl WelcomePage {
    pub fn new(cx: &Cx, form: FormView, opened: OpenedLink) -> Self {
        let w = WelcomeText::of(cx.lang);
        Self {
            page: cx.page(w.title),
            w,
            form,
            name: opened.person.name,
            username: opened.person.username,
        }
    }
}

/// Why a link no longer opens anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadLink {
    Unknown,
    Used,
    Expired,
    Revoked,
    Disabled,
}

impl DeadLink {
    /// Nothing if the link still works.
    pub fn of(opened: &OpenedLink, now: chrono::DateTime<chrono::Utc>) -> Option<Self> {
        match opened.link.state(now) {
            _ if opened.person.disabled_at.is_some() => Some(Self::Disabled),
            LinkState::Open => None,
            LinkState::Used => Some(Self::Used),
            LinkState::Revoked => Some(Self::Revoked),
            LinkState::Expired => Some(Self::Expired),
        }
    }
}

/// `/welcome/{token}` when the token opens nothing: says why and what to do.
#[derive(Template)]
#[template(path = "staff/welcome_dead.html", blocks = ["main"])]
pub struct DeadLinkPage {
    pub page: Page,
    pub w: &'static WelcomeText,
    pub heading: &'static str,
    pub hint: &'static str,
}

regions!(DeadLinkPage { main: as_main });

impl DeadLinkPage {
    pub fn new(cx: &Cx, why: DeadLink) -> Self {
        let w = WelcomeText::of(cx.lang);
        let (heading, hint) = match why {
            DeadLink::Unknown => (w.unknown, w.unknown_hint),
            DeadLink::Used => (w.used, w.used_hint),
            DeadLink::Expired => (w.expired, w.expired_hint),
            DeadLink::Revoked => (w.revoked, w.revoked_hint),
            DeadLink::Disabled => (w.disabled, w.disabled_hint),
        };
        Self {
            page: cx.page(heading),
            w,
            heading,
            hint,
        }
    }
}
