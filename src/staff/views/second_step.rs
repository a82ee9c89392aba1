use askama::Template;
use chrono::{DateTime, Utc};

use super::parts::Moment;
use crate::platform::error::Error;
use crate::platform::web::page::Crumb;
use crate::platform::web::{Cx, FormView, Page, Qr};
use crate::regions;
use crate::staff::model::RecoveryCodes;
use crate::staff::rules::second_step;
use crate::staff::text::{ProfileText, StepText};

/// From here on a person should make new recovery codes.
const FEW: i64 = 3;

/// A secret on offer: as a QR code and spelled out.
pub struct Offer {
    pub qr: Qr,
    pub spelled: String,
    pub address: String,
}

impl Offer {
    pub fn new(secret: &[u8], username: &str) -> Result<Self, Error> {
        let address = second_step::address(secret, username).ok_or_else(|| Error::internal("no such secret"))?;
        Ok(Self {
            qr: Qr::new(&address)?,
            spelled: second_step::spelled(secret),
            address,
        })
    }
}

/// `/sign-in/second-step` of somebody who has an authenticator app.
#[derive(Template)]
#[template(path = "staff/code.html", blocks = ["main"])]
pub struct CodePage {
    pub page: Page,
    pub w: &'static StepText,
    pub form: FormView,
    /// The same form for a recovery code; what was typed stands in one of the two.
    pub recovery: FormView,
    pub by_recovery: bool,
    pub next: String,
}

regions!(CodePage { main: as_main });

impl CodePage {
    pub fn new(cx: &Cx, form: FormView) -> Self {
        let w = StepText::of(cx.lang);
        let typed = form.value("code").chars().filter(|sign| sign.is_alphanumeric());
        let by_recovery = typed.count() > 8;
        let next = form.value("next").to_owned();
        let (form, recovery) = if by_recovery {
            (FormView::blank(), form)
        } else {
            (form, FormView::blank())
        };
        Self {
            page: cx.page(w.enter),
            w,
            form,
            recovery,
            by_recovery,
            next,
        }
    }
}

/// `/sign-in/second-step` of somebody who must set one up.
#[derive(Template)]
#[template(path = "staff/enrol.html", blocks = ["main"])]
pub struct EnrolPage {
    pub page: Page,
    pub w: &'static StepText,
    pub form: FormView,
    pub offer: Offer,
}

regions!(EnrolPage { main: as_main });

impl EnrolPage {
    pub fn new(cx: &Cx, form: FormView, offer: Offer) -> Self {
        let w = StepText::of(cx.lang);
        Self {
            page: cx.page(w.set_up),
            w,
            form,
            offer,
        }
    }
}

/// The one time recovery codes are shown, on the way in.
#[derive(Template)]
#[template(path = "staff/codes.html", blocks = ["main"])]
pub struct CodesPage {
    pub page: Page,
    pub w: &'static StepText,
    pub codes: Vec<String>,
    pub all: String,
    pub next: String,
}

regions!(CodesPage { main: as_main });

impl CodesPage {
    pub fn new(cx: &Cx, codes: &RecoveryCodes, next: String) -> Self {
        let w = StepText::of(cx.lang);
        let mut page = cx.page(w.codes);
        // A change of language leads on: this page is shown once.
        page.path.clone_from(&next);
        Self {
            page,
            w,
            codes: codes.shown().to_vec(),
            all: codes.shown().join("\n"),
            next,
        }
    }
}

/// The same of somebody signed in.
#[derive(Template)]
#[template(path = "staff/own_codes.html")]
pub struct OwnCodesPage {
    pub page: Page,
    pub w: &'static StepText,
    pub codes: Vec<String>,
    pub all: String,
}

regions!(OwnCodesPage { main });

impl OwnCodesPage {
    pub fn new(cx: &Cx, codes: &RecoveryCodes) -> Self {
        let w = StepText::of(cx.lang);
        let mut page = cx.page(w.codes);
        page.path = "/profile/second-step".to_owned();
        Self {
            page,
            w,
            codes: codes.shown().to_vec(),
            all: codes.shown().join("\n"),
        }
    }
}

/// How it stands with a person's own second step.
pub struct StepStanding {
    pub since: Option<DateTime<Utc>>,
    /// Recovery codes not used yet.
    pub left: i64,
    /// The roles leave no choice.
    pub required: bool,
    pub offer: Option<Offer>,
}

/// `/profile/second-step`
#[derive(Template)]
#[template(path = "staff/own_step.html")]
pub struct OwnStepPage {
    pub page: Page,
    pub w: &'static StepText,
    pub v: &'static ProfileText,
    pub form: FormView,
    pub since: Option<Moment>,
    pub left: i64,
    pub few: bool,
    pub required: bool,
    pub offer: Option<Offer>,
}

regions!(OwnStepPage { main });

impl OwnStepPage {
    pub fn new(cx: &Cx, form: FormView, standing: StepStanding) -> Self {
        let w = StepText::of(cx.lang);
        let mut page = cx.page(w.title);
        page.path = "/profile/second-step".to_owned();
        page.crumbs = vec![Crumb {
            href: "/profile".into(),
            label: ProfileText::of(cx.lang).title.into(),
        }];
        Self {
            page,
            w,
            v: ProfileText::of(cx.lang),
            form,
            since: standing.since.map(|at| Moment::of(at, cx.now, cx.lang)),
            left: standing.left,
            few: standing.left < FEW,
            required: standing.required,
            offer: standing.offer,
        }
    }
}
