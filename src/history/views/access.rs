//! Requests to see a customer.

use askama::Template;

use crate::customers::queries::Asked;
use crate::customers::rules::RequestState;
use crate::history::text::{self, HistoryText};
use crate::platform::db::FormToken;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::Pii;
use crate::platform::web::{Cx, Page};
use crate::regions;

/// `/access-requests`
#[derive(Template)]
#[template(path = "history/requests.html")]
pub struct Requests {
    page: Page,
    w: &'static HistoryText,
    open: Vec<RequestView>,
    decided: Vec<RequestView>,
}

regions!(Requests { main });

struct RequestView {
    action: String,
    token: String,
    href: String,
    customer: String,
    who: String,
    reason: String,
    answer: String,
    hours: String,
    at: String,
    iso: String,
    state: &'static str,
    tone: &'static str,
    own: bool,
}

impl Requests {
    pub fn new(cx: &Cx, open: Vec<Asked>, decided: Vec<Asked>) -> Result<Self, Error> {
        let (w, me) = (HistoryText::of(cx.lang), cx.actor()?.id);
        let view = |one: Asked| {
            let at = one.decided_at.unwrap_or(one.at);
            RequestView {
                action: format!("/access-requests/{}", one.id),
                token: FormToken::new().to_string(),
                href: format!("/customers/{}", one.customer),
                customer: one.customer_name.into_exposed(),
                own: one.staff == me,
                who: one.staff_name,
                reason: one.reason.into_exposed(),
                answer: one.answer.map(Pii::into_exposed).unwrap_or_default(),
                hours: text::hours(one.hours, cx.lang),
                at: times::short(at, cx.now, cx.lang),
                iso: times::iso(at),
                state: one.state.label(cx.lang),
                tone: match one.state {
                    RequestState::Open => "amber",
                    RequestState::Approved => "green",
                    RequestState::Rejected => "",
                },
            }
        };
        Ok(Self {
            page: cx.page(w.requests),
            w,
            open: open.into_iter().map(view).collect(),
            decided: decided.into_iter().map(view).collect(),
        })
    }
}
