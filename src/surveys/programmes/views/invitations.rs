//! Who is asked, who is not, and the slip for the desk.

use askama::Template;
use serde::Deserialize;

use super::{Fact, tone_of};
use crate::access::{Permission, Scope};
use crate::customers::rules::Tier;
use crate::platform::db::page::Slice;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::narrow::{Tab, address};
use crate::platform::web::{Cx, Page, Qr};
use crate::regions;
use crate::surveys::programmes::model::{Invitation, LeftOut, Shown, Survey, TOPIC, path_of};
use crate::surveys::programmes::queries::Narrow;
use crate::surveys::programmes::rules::{Because, InvitationState};
use crate::surveys::programmes::text::{self, SurveyText};
use crate::surveys::rules::Way;
use crate::surveys::text as room;
use crate::values::date::parse_day;
use crate::values::ids::CustomerId;

/// The query string of the list of invitations, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct InvitationsQuery {
    pub state: String,
    pub because: String,
    pub way: String,
    /// What a figure of the report was counted from: of whom, and sent when.
    pub version: String,
    pub advisor: String,
    pub technician: String,
    pub model: String,
    pub tier: String,
    pub from: String,
    pub to: String,
    pub opened: String,
    /// Only what counts to the response rate.
    pub rated: String,
    pub after: String,
}

impl InvitationsQuery {
    pub fn narrow(&self) -> Narrow {
        Narrow {
            state: InvitationState::parse(&self.state),
            because: Because::parse(&self.because),
            way: Way::parse(&self.way),
            version: self.version.parse().ok(),
            advisor: self.advisor.parse().ok(),
            technician: self.technician.parse().ok(),
            model: self.model.parse().ok(),
            tier: Tier::parse(&self.tier),
            from: parse_day(&self.from).ok(),
            to: parse_day(&self.to).ok(),
            opened: !self.opened.is_empty(),
            rated: !self.rated.is_empty(),
        }
    }

    /// What is said besides the state, by name.
    fn kept(&self) -> Vec<(&'static str, &str)> {
        let all: [(&'static str, &String); 11] = [
            ("because", &self.because),
            ("way", &self.way),
            ("version", &self.version),
            ("advisor", &self.advisor),
            ("technician", &self.technician),
            ("model", &self.model),
            ("tier", &self.tier),
            ("from", &self.from),
            ("to", &self.to),
            ("opened", &self.opened),
            ("rated", &self.rated),
        ];
        all.into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name, value.as_str()))
            .collect()
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
            state: state(row, w, lang),
            tone: if row.is_blank() { "" } else { tone_of(row.state) },
            because: row
                .stopped_because
                .map_or("", |because| text::why(because, row.way, lang)),
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
    /// Narrowed to what a figure was counted from: in which days they were sent, if that is said, and the whole list.
    narrowed: bool,
    sent_between: String,
    whole: String,
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
    pub fn new(cx: &Cx, survey: &Survey, query: &InvitationsQuery, slice: Slice<Shown>) -> Result<Self, Error> {
        let (w, lang, narrow) = (SurveyText::of(cx.lang), cx.lang, query.narrow());
        let base = format!("/surveys/{}", survey.id);
        let list = format!("{base}/invitations");
        let state_of = |state: Option<InvitationState>| ("state", state.map_or("", InvitationState::code));
        let of_state =
            |state: Option<InvitationState>| address(&list, [state_of(state)].into_iter().chain(query.kept()));
        let all = std::iter::once(Tab::new(of_state(None), w.all_states, narrow.state.is_none()));
        let states = InvitationState::ALL
            .iter()
            .map(|state| Tab::new(of_state(Some(*state)), state.label(lang), narrow.state == Some(*state)));
        let next = slice.next.as_deref().map_or_else(String::new, |after| {
            let state = [state_of(narrow.state)].into_iter();
            address(&list, state.chain(query.kept()).chain([("after", after)]))
        });
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
            next,
            narrowed: !query.kept().is_empty(),
            sent_between: match (narrow.from, narrow.to) {
                (Some(first), Some(last)) => text::sent_between(&times::date(first), &times::date(last), lang),
                _ => String::new(),
            },
            whole: list,
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
            state: state(row, w, lang),
            tone: if row.is_blank() { "" } else { tone_of(row.state) },
            because: row
                .stopped_because
                .map_or("", |because| text::why(because, row.way, lang)),
            facts,
            link,
            sms,
            may_cancel: open && actor.may(Permission::InterviewCustomers),
            to_cancellation: format!("/surveys/invitations/{}/cancellation", row.id),
        })
    }
}

/// How an invitation stands, in words.
fn state(row: &Invitation, w: &'static SurveyText, lang: Lang) -> &'static str {
    if row.is_blank() {
        w.blank_unused
    } else {
        row.state.label(lang)
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
        let tabs = std::iter::once(None).chain(reasons.map(Some)).map(|one| {
            Tab::new(
                address(one),
                one.map_or(w.left_out, |one| text::why(one, survey.way, lang)),
                one == because,
            )
        });
        let lines = slice.rows.iter().map(|row| LeftOutLine {
            href: format!("/customers/{}", row.customer),
            name: row.name.expose().clone(),
            tier: row.tier.label(lang),
            because: text::why(row.because, survey.way, lang),
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
    /// To the survey, or to the order for whoever works on that only.
    back: String,
    store: String,
    scan: &'static str,
    link: String,
    qr: Qr,
    until: String,
    minutes: String,
    anonymous: bool,
}

regions!(SlipPage { main: as_main });

impl SlipPage {
    pub fn new(cx: &Cx, invitation: &Invitation, survey: &Survey, minutes: usize, token: &str) -> Result<Self, Error> {
        let (w, actor) = (SurveyText::of(cx.lang), cx.actor()?);
        let link = cx.app.config.whole(&path_of(token));
        let order = subject_href(invitation.subject_kind.as_deref(), invitation.subject_id);
        Ok(Self {
            page: cx.page(w.slip),
            w,
            back: if order.is_empty() || actor.may(Permission::InterviewCustomers) {
                format!("/surveys/{}", survey.id)
            } else {
                order
            },
            store: actor.store_name.clone(),
            scan: text::slip_scan(survey.purpose, cx.lang),
            qr: Qr::new(&link)?,
            link,
            until: invitation
                .expires_at
                .map(|at| times::date(times::day_of(at)))
                .unwrap_or_default(),
            minutes: crate::surveys::text::about_minutes(minutes, cx.lang),
            anonymous: survey.anonymous,
        })
    }
}
