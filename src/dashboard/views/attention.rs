//! What needs somebody who leads, with the decision in place.

use askama::Template;
use chrono::{DateTime, Utc};

use super::links::Links;
use crate::access::{Actor, Permission};
use crate::dashboard::text::{self, DashboardText};
use crate::figures::watch::model::{Attention, Concern, Need};
use crate::platform::i18n::{Lang, durations, times};
use crate::sales::rules::LossReason;
use crate::values::deadline::Standing;

/// So many rows are shown; the lists have them all.
const SHOWN: usize = 12;
/// So much of what was complained about.
const FACTS: usize = 24;

/// How many there are of one concern, and where.
pub struct Chip {
    pub label: &'static str,
    pub n: i64,
    /// Empty where no list is narrowed like this.
    pub href: String,
}

/// What can be done about it: in a dialog over the page, or on a page of its own.
pub struct Act {
    pub href: String,
    pub label: &'static str,
    pub look: &'static str,
    pub dialog: bool,
}

pub struct NeedLine {
    pub id: String,
    pub what: String,
    pub href: String,
    pub customer: String,
    pub customer_href: String,
    pub plate: String,
    pub owner: String,
    pub sla: &'static str,
    pub limit: String,
    pub iso: String,
    pub exact: String,
    pub act: Act,
}

#[derive(Template)]
#[template(path = "dashboard/_attention.html")]
pub struct AttentionPart {
    w: &'static DashboardText,
    total: i64,
    chips: Vec<Chip>,
    lines: Vec<NeedLine>,
}

// Its own template escaped every word in it.
impl askama::filters::HtmlSafe for AttentionPart {}

impl AttentionPart {
    pub fn new(actor: &Actor, attention: &Attention, links: &Links<'_>, now: DateTime<Utc>, lang: Lang) -> Self {
        Self {
            w: DashboardText::of(lang),
            total: attention.total(),
            chips: attention
                .counts
                .iter()
                .filter(|(_, n)| *n > 0)
                .map(|(concern, n)| Chip {
                    label: concern.label(lang),
                    n: *n,
                    href: list(*concern, links),
                })
                .collect(),
            lines: attention
                .needs
                .iter()
                .take(SHOWN)
                .map(|need| line(actor, need, now, lang))
                .collect(),
        }
    }
}

/// The list that holds all of a concern, and nothing else.
pub fn list(concern: Concern, links: &Links<'_>) -> String {
    let (path, owner, further): (_, _, &[(&'static str, &str)]) = match concern {
        Concern::Complaint => ("/complaints", "owner", &[("view", "overdue")]),
        Concern::Approval => ("/complaints", "owner", &[("view", "approval")]),
        Concern::Lead => ("/leads", "owner", &[("view", "all"), ("called", "overdue")]),
        Concern::Detractor => ("/survey-answers", "advisor", &[("view", "to_call")]),
        Concern::Promise => ("/service-orders", "advisor", &[("view", "open"), ("promise", "late")]),
        Concern::Delivery => ("/sales-orders", "owner", &[("view", "late")]),
        Concern::Discount => ("/quotes", "owner", &[("view", "pending")]),
        Concern::Loss => ("/board", "owner", &[("view", "proposed"), ("layout", "list")]),
        Concern::Stalled => ("/board", "owner", &[("view", "stalled"), ("layout", "list")]),
        Concern::Points => return "/members/adjustments".to_owned(),
        Concern::Access => return "/access-requests".to_owned(),
    };
    let further = further
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    links.list(path, owner, None, &further)
}

fn about(need: &Need, lang: Lang) -> String {
    let amount = || need.amount.map(|amount| amount.display()).unwrap_or_default();
    let joined = |parts: [String; 2]| {
        let some: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        some.join(" · ")
    };
    match need.concern {
        Concern::Complaint => facts(need),
        Concern::Approval => joined([facts(need), amount()]),
        Concern::Discount => joined([need.label.clone(), amount()]),
        Concern::Loss => {
            let reason = LossReason::parse(&need.extra).map(|reason| reason.label(lang).to_owned());
            joined([need.label.clone(), reason.unwrap_or_default()])
        }
        Concern::Detractor => text::score(need.nps, &need.extra, lang),
        Concern::Points => need.extra.clone(),
        Concern::Lead | Concern::Stalled | Concern::Promise | Concern::Delivery | Concern::Access => need.label.clone(),
    }
}

/// The beginning of what was complained about.
fn facts(need: &Need) -> String {
    let Some(facts) = &need.facts else {
        return need.label.clone();
    };
    let line = facts.expose().lines().next().unwrap_or_default();
    let mut short: String = line.chars().take(FACTS).collect();
    if short.chars().count() < line.chars().count() {
        short.push('…');
    }
    short
}

/// Where it stands, and what this person may do about it.
fn places(actor: &Actor, need: &Need, w: &'static DashboardText) -> (String, Act) {
    let id = need.id;
    let dialog = |permission, path: String, label, look| {
        actor.may(permission).then_some(Act {
            href: path,
            label,
            look,
            dialog: true,
        })
    };
    let (record, act) = match need.concern {
        Concern::Complaint => (
            format!("/complaints/{id}"),
            dialog(
                Permission::AssignComplaint,
                format!("/complaints/{id}/assignment"),
                w.reassign,
                "",
            ),
        ),
        Concern::Approval => {
            let noun = if need.extra == "proposed" {
                "approval"
            } else {
                "goodwill-approval"
            };
            let path = format!("/complaints/{id}/{noun}");
            (
                format!("/complaints/{id}"),
                dialog(Permission::ApproveSolution, path, w.decide, "primary"),
            )
        }
        Concern::Lead => (
            format!("/leads/{id}"),
            dialog(
                Permission::AssignLeads,
                format!("/leads/{id}/assignment"),
                w.reassign,
                "",
            ),
        ),
        Concern::Stalled => (
            format!("/opportunities/{id}"),
            dialog(
                Permission::AssignLeads,
                format!("/opportunities/{id}/owner"),
                w.reassign,
                "",
            ),
        ),
        Concern::Loss => (
            format!("/opportunities/{id}"),
            dialog(
                Permission::ApproveLosses,
                format!("/opportunities/{id}/loss-decision"),
                w.decide,
                "primary",
            ),
        ),
        Concern::Discount => (
            format!("/quotes/{id}"),
            dialog(
                Permission::ApproveDiscounts,
                format!("/quotes/{id}/approval"),
                w.decide,
                "primary",
            ),
        ),
        Concern::Promise => (
            format!("/service-orders/{id}"),
            dialog(
                Permission::WorkServiceOrders,
                format!("/service-orders/{id}/advisor"),
                w.reassign,
                "",
            ),
        ),
        Concern::Detractor => (format!("/survey-answers/{id}"), None),
        Concern::Delivery => (format!("/sales-orders/{id}"), None),
        Concern::Points => ("/members/adjustments".to_owned(), None),
        Concern::Access => ("/access-requests".to_owned(), None),
    };
    let label = if need.concern.waits() { w.decide } else { w.open };
    let act = act.unwrap_or_else(|| Act {
        href: record.clone(),
        label,
        look: "",
        dialog: false,
    });
    (record, act)
}

fn line(actor: &Actor, need: &Need, now: DateTime<Utc>, lang: Lang) -> NeedLine {
    let w = DashboardText::of(lang);
    let passed = now - need.at;
    let (sla, limit) = if need.concern.waits() {
        let kind = if passed.num_hours() >= 24 { "due" } else { "idle" };
        (kind, text::waits(&durations::span(passed, lang), lang))
    } else if need.at < now {
        ("over", durations::sla(Standing::Overdue(passed), lang))
    } else {
        let left = need.at - now;
        let soon = left.num_minutes() <= 60;
        let standing = if soon {
            Standing::DueSoon(left)
        } else {
            Standing::OnTime(left)
        };
        (if soon { "due" } else { "ok" }, durations::sla(standing, lang))
    };
    let (href, act) = places(actor, need, w);
    let name = need.name.as_ref().map(|name| name.expose().clone());
    NeedLine {
        id: format!("need-{}-{}", need.concern.code(), need.id),
        what: text::matter(need.concern.label(lang), &about(need, lang), lang),
        href,
        customer: name.unwrap_or_else(|| w.unnamed.to_owned()),
        customer_href: need.customer.map(|id| format!("/customers/{id}")).unwrap_or_default(),
        plate: need
            .plate
            .as_ref()
            .map(|plate| plate.expose().clone())
            .unwrap_or_default(),
        owner: need.owner.clone().unwrap_or_else(|| w.unowned.to_owned()),
        sla,
        limit,
        iso: times::iso(need.at),
        exact: times::minute(need.at),
        act,
    }
}
