//! Who is asked, who is not, and the slip for the desk.

use askama::Template;
use serde::Deserialize;

use super::{Fact, Tab, tone_of};
use crate::access::{Permission, Scope};
use crate::platform::db::page::Slice;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::{Cx, Page, Qr};
use crate::regions;
use crate::surveys::programmes::model::{LeftOut, Shown, Survey, TOPIC, path_of};
use crate::surveys::programmes::queries::Narrow;
use crate::surveys::programmes::rules::{Because, InvitationState};
use crate::surveys::programmes::text::SurveyText;
use crate::surveys::rules::Way;
use crate::surveys::text as room;
use crate::values::ids::CustomerId;

/// The query string of the list of invitations, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct InvitationsQuery {
    pub state: String,
    pub because: String,
    pub way: String,
    pub after: String,
}

impl InvitationsQuery {
    pub fn narrow(&self) -> Narrow {
        Narrow {
            state: InvitationState::parse(&self.state),
            because: Because::parse(&self.because),
            way: Way::parse(&self.way),
        }
    }
}

/// An invitation in the list.
pub struct Line {
    pub id: String,
    pub href: String,
    pub customer: String,
    pub car: String,
    pub advisor: String,
    pub way: &'static str,
    pub state: &'static str,
    pub tone: &'static str,
    pub because: &'static str,
    pub due: String,
    pub sent: String,
    pub answered: String,
}

impl Line {
    fn new(shown: &Shown, w: &'static SurveyText, lang: Lang) -> Self {
        let row = &shown.invitation;
        let moment = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(times::minute).unwrap_or_default();
        Self {
            id: row.id.to_string(),
            href: format!("/surveys/invitations/{}", row.id),
            customer: shown
                .customer
                .as_ref()
                .map_or_else(|| w.nobody_known.to_owned(), |name| name.expose().clone()),
            car: row.model.clone(),
            advisor: shown.advisor.clone().unwrap_or_default(),
            way: room::way(row.way, lang),
            state: row.state.label(lang),
            tone: tone_of(row.state),
            because: row.stopped_because.map_or("", |because| because.label(lang)),
            due: times::minute(row.due_at),
            sent: moment(row.sent_at),
            answered: moment(row.answered_at),
        }
    }
}

/// `/surveys/{id}/invitations`
#[derive(Template)]
#[template(path = "surveys/programmes/invitations.html", blocks = ["invitations"])]
pub struct InvitationsPage {
    page: Page,
    w: &'static SurveyText,
    back: String,
    name: String,
    number: String,
    anonymous: bool,
    /// This person sees no single customers.
    hidden: bool,
    tabs: Vec<Tab>,
    lines: Vec<Line>,
    next: String,
    shown: String,
}

regions!(InvitationsPage {
    main,
    invitations: as_invitations
});

impl InvitationsPage {
    pub fn new(cx: &Cx, survey: &Survey, narrow: Narrow, slice: Slice<Shown>) -> Result<Self, Error> {
        let (w, lang) = (SurveyText::of(cx.lang), cx.lang);
        let base = format!("/surveys/{}", survey.id);
        let address = |state: Option<InvitationState>| match state {
            Some(state) => format!("{base}/invitations?state={}", state.code()),
            None => format!("{base}/invitations"),
        };
        let all = std::iter::once(Tab {
            href: address(None),
            label: w.all_states.to_owned(),
            current: narrow.state.is_none(),
        });
        let states = InvitationState::ALL.iter().map(|state| Tab {
            href: address(Some(*state)),
            label: state.label(lang).to_owned(),
            current: narrow.state == Some(*state),
        });
        let kept: Vec<String> = [
            ("state", narrow.state.map(InvitationState::code)),
            ("because", narrow.because.map(Because::code)),
            ("way", narrow.way.map(Way::code)),
        ]
        .into_iter()
        .filter_map(|(name, code)| Some(format!("{name}={}", code?)))
        .collect();
        Ok(Self {
            page: cx.page(w.invitations).live(TOPIC),
            w,
            name: survey.name.clone(),
            number: survey.number.clone(),
            anonymous: survey.anonymous,
            hidden: !matches!(cx.actor()?.customers(), Scope::Store { .. }),
            tabs: all.chain(states).collect(),
            shown: slice.rows.len().to_string(),
            lines: slice.rows.iter().map(|row| Line::new(row, w, lang)).collect(),
            next: slice
                .next
                .map(|after| {
                    let all: Vec<String> = kept.into_iter().chain([format!("after={after}")]).collect();
                    format!("{base}/invitations?{}", all.join("&"))
                })
                .unwrap_or_default(),
            back: base,
        })
    }
}

/// `/surveys/invitations/{id}`
#[derive(Template)]
#[template(path = "surveys/programmes/invitation.html")]
pub struct InvitationPage {
    page: Page,
    w: &'static SurveyText,
    base: String,
    survey: String,
    survey_name: String,
    title: String,
    /// Where the customer's record is; empty where nobody is known.
    customer: String,
    /// Where what it follows is shown; empty if it follows nothing.
    subject: String,
    state: &'static str,
    tone: &'static str,
    because: &'static str,
    facts: Vec<Fact>,
    /// The link, for whoever may hand it out; empty for everybody else.
    link: String,
    sms: String,
    may_cancel: bool,
    to_cancellation: String,
}

regions!(InvitationPage { main });

impl InvitationPage {
    /// `link` is the token and the text for an SMS, where there are.
    pub fn new(cx: &Cx, shown: &Shown, survey: &Survey, link: Option<(String, String)>) -> Result<Self, Error> {
        let (w, lang, actor) = (SurveyText::of(cx.lang), cx.lang, cx.actor()?);
        let row = &shown.invitation;
        let mut facts = vec![Fact {
            label: w.way,
            value: room::way(row.way, lang).to_owned(),
        }];
        let mut also = |label: &'static str, value: Option<String>| {
            facts.extend(
                value
                    .filter(|value| !value.is_empty())
                    .map(|value| Fact { label, value }),
            );
        };
        also(w.car, Some(row.model.clone()));
        also(w.tier, row.tier.map(|tier| tier.label(lang).to_owned()));
        let paid = |own: bool| if own { w.paid_self } else { w.paid_other }.to_owned();
        also(w.paid, row.self_paid.map(paid));
        also(w.advisor, shown.advisor.clone());
        also(w.due_at, Some(times::minute(row.due_at)));
        also(w.sent_at, row.sent_at.map(times::minute));
        also(w.reminded_at, row.reminded_at.map(times::minute));
        // Of an anonymous one the minute would tell whose answer it is.
        let moment = |at| {
            if survey.anonymous {
                times::date(times::day_of(at))
            } else {
                times::minute(at)
            }
        };
        also(w.opened_at, row.opened_at.map(moment));
        also(w.answered_at, row.answered_at.map(moment));
        also(w.expires_at, row.expires_at.map(times::minute));
        let open = row.state == InvitationState::Planned || row.state.is_open();
        let (link, sms) = link.unwrap_or_default();
        let name = shown.customer.as_ref().map(|name| name.expose().clone());
        Ok(Self {
            page: cx.page(w.invitation),
            w,
            base: format!("/surveys/invitations/{}", row.id),
            survey: format!("/surveys/{}", survey.id),
            survey_name: format!("{} {}", survey.number, survey.name),
            customer: match (row.customer_id, &name) {
                (Some(id), Some(_)) => format!("/customers/{id}"),
                _ => String::new(),
            },
            title: name.unwrap_or_else(|| w.nobody_known.to_owned()),
            subject: if survey.anonymous {
                String::new()
            } else {
                subject_href(row.subject_kind.as_deref(), row.subject_id)
            },
            state: row.state.label(lang),
            tone: tone_of(row.state),
            because: row.stopped_because.map_or("", |because| because.label(lang)),
            facts,
            link,
            sms,
            may_cancel: open && actor.may(Permission::InterviewCustomers),
            to_cancellation: format!("/surveys/invitations/{}/cancellation", row.id),
        })
    }
}

/// Where the record that an invitation follows is shown.
fn subject_href(kind: Option<&str>, id: Option<uuid::Uuid>) -> String {
    let room = match kind {
        Some("service_order") => "service-orders",
        Some("sales_order") => "sales-orders",
        Some("complaint") => "complaints",
        _ => return String::new(),
    };
    id.map(|id| format!("/{room}/{id}")).unwrap_or_default()
}

/// The query string of the list of those left out, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LeftOutQuery {
    pub because: String,
    pub after: String,
}

impl LeftOutQuery {
    pub fn because(&self) -> Option<Because> {
        Because::parse(&self.because).filter(|because| Because::OF_A_DRAWING.contains(because))
    }

    pub fn after(&self) -> Option<CustomerId> {
        self.after.parse().ok()
    }
}

/// Somebody who is left out.
pub struct LeftOutLine {
    pub href: String,
    pub name: String,
    pub tier: &'static str,
    pub because: &'static str,
}

/// `/surveys/{id}/left-out`
#[derive(Template)]
#[template(path = "surveys/programmes/left_out.html")]
pub struct LeftOutPage {
    page: Page,
    w: &'static SurveyText,
    back: String,
    name: String,
    number: String,
    hidden: bool,
    tabs: Vec<Tab>,
    lines: Vec<LeftOutLine>,
    next: String,
    shown: String,
}

regions!(LeftOutPage { main });

impl LeftOutPage {
    pub fn new(cx: &Cx, survey: &Survey, because: Option<Because>, slice: Slice<LeftOut>) -> Result<Self, Error> {
        let (w, lang) = (SurveyText::of(cx.lang), cx.lang);
        let base = format!("/surveys/{}", survey.id);
        let address = |because: Option<Because>| match because {
            Some(because) => format!("{base}/left-out?because={}", because.code()),
            None => format!("{base}/left-out"),
        };
        let reasons = [Because::NoContact, Because::NoConsent, Because::AskedRecently];
        let tabs = std::iter::once(None).chain(reasons.map(Some)).map(|one| Tab {
            href: address(one),
            label: one.map_or(w.left_out, |one| one.label(lang)).to_owned(),
            current: one == because,
        });
        let lines = slice.rows.iter().map(|row| LeftOutLine {
            href: format!("/customers/{}", row.customer),
            name: row.name.expose().clone(),
            tier: row.tier.label(lang),
            because: row.because.label(lang),
        });
        Ok(Self {
            page: cx.page(w.left_out),
            w,
            name: survey.name.clone(),
            number: survey.number.clone(),
            hidden: !matches!(cx.actor()?.customers(), Scope::Store { .. }),
            tabs: tabs.collect(),
            shown: slice.rows.len().to_string(),
            lines: lines.collect(),
            next: slice
                .next
                .map(|after| {
                    let joint = if because.is_some() { "&" } else { "?" };
                    format!("{}{joint}after={after}", address(because))
                })
                .unwrap_or_default(),
            back: base,
        })
    }
}

/// `/surveys/invitations/{id}/slip`: to print.
#[derive(Template)]
#[template(path = "surveys/programmes/slip.html", blocks = ["main"])]
pub struct SlipPage {
    page: Page,
    w: &'static SurveyText,
    store: String,
    link: String,
    qr: Qr,
    until: String,
    minutes: String,
    anonymous: bool,
}

regions!(SlipPage { main: as_main });

impl SlipPage {
    pub fn new(cx: &Cx, shown: &Shown, survey: &Survey, minutes: usize, token: &str) -> Result<Self, Error> {
        let w = SurveyText::of(cx.lang);
        let link = cx.app.config.whole(&path_of(token));
        Ok(Self {
            page: cx.page(w.slip),
            w,
            store: cx.actor()?.store_name.clone(),
            qr: Qr::new(&link)?,
            link,
            until: shown
                .invitation
                .expires_at
                .map(|at| times::date(times::day_of(at)))
                .unwrap_or_default(),
            minutes: crate::surveys::text::about_minutes(minutes, cx.lang),
            anonymous: survey.anonymous,
        })
    }
}
