//! The list of members, and the adjustments that wait.

use std::collections::HashMap;

use askama::Template;

use super::{Person, tier_label};
use crate::customers::model::Brief;
use crate::membership::model::{Adjustment, Card, Member, TOPIC, View};
use crate::membership::text::{self, MemberText};
use crate::platform::db::page::Slice;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::values::decimal::grouped;
use crate::values::ids::CustomerId;

pub struct Tab {
    pub href: String,
    pub label: &'static str,
    pub current: bool,
}

pub struct Line {
    pub id: String,
    pub href: String,
    pub who: Person,
    pub phone: String,
    pub tier: (&'static str, &'static str),
    pub falls: String,
    pub points: String,
    pub expiring: String,
    pub spend: String,
    pub next: String,
    pub benefits: String,
}

/// `/members`
#[derive(Template)]
#[template(path = "membership/list.html", blocks = ["main", "members"])]
pub struct ListPage {
    page: Page,
    w: &'static MemberText,
    tabs: Vec<Tab>,
    lines: Vec<Line>,
    here: String,
    next: String,
    shown: String,
    narrowed: bool,
    /// The button to what waits for a second person, for whoever may be one.
    waiting: String,
}

regions!(ListPage {
    main: as_main,
    members: as_members
});

impl ListPage {
    pub fn new(
        cx: &Cx,
        (view, after): (View, &str),
        slice: Slice<Member>,
        people: &HashMap<CustomerId, Brief>,
        cards: &HashMap<CustomerId, Card>,
        waiting: Option<i64>,
    ) -> Self {
        let (w, lang) = (MemberText::of(cx.lang), cx.lang);
        let known = |member: &Member| Some(line(cx, people.get(&member.customer)?, cards.get(&member.customer)?));
        let lines: Vec<Line> = slice.rows.iter().filter_map(known).collect();
        let tabs = View::ALL.into_iter().map(|each| Tab {
            href: address(each, ""),
            label: text::view(each, lang),
            current: each == view,
        });
        let next = slice.next.map(|after| address(view, &after));
        Self {
            page: cx.page(w.title).live(TOPIC),
            w,
            tabs: tabs.collect(),
            shown: text::shown(lines.len(), lang),
            lines,
            here: address(view, after),
            next: next.unwrap_or_default(),
            narrowed: view != View::All,
            waiting: waiting.map(|count| text::waiting(count, lang)).unwrap_or_default(),
        }
    }
}

/// The list in another view, or from another row.
fn address(view: View, after: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if view != View::All {
        query.append_pair("view", view.code());
    }
    if !after.is_empty() {
        query.append_pair("after", after);
    }
    let query = query.finish();
    if query.is_empty() {
        "/members".to_owned()
    } else {
        format!("/members?{query}")
    }
}

fn line(cx: &Cx, brief: &Brief, card: &Card) -> Line {
    let lang = cx.lang;
    let left: Vec<String> = card
        .benefits
        .iter()
        .filter(|each| each.usable())
        .take(2)
        .map(|each| text::left_short(each.left(), each.benefit, lang))
        .collect();
    let expiring = card.next_expiry.filter(|_| card.expiring > 0);
    Line {
        id: brief.id.to_string(),
        href: format!("/members/{}", brief.id),
        who: Person::new(brief.name.expose().clone()),
        phone: brief.phone.clone().unwrap_or_default(),
        tier: tier_label(card.tier, lang),
        falls: card
            .falls
            .map(|(tier, on)| text::falls(tier, on, lang))
            .unwrap_or_default(),
        points: grouped(card.points),
        expiring: expiring
            .map(|day| format!("{} · {}", grouped(card.expiring), times::date(day)))
            .unwrap_or_default(),
        spend: card.spend.display(),
        next: card
            .next
            .map(|(tier, missing)| text::to_next(tier, missing, lang))
            .unwrap_or_default(),
        benefits: left.join(" · "),
    }
}

pub struct Waiting {
    pub href: String,
    pub action: String,
    pub who: String,
    pub phone: String,
    pub points: String,
    pub reason: String,
    pub asked_by: String,
    pub at: String,
    pub iso: String,
    pub own: bool,
    /// Asked before it is agreed to.
    pub question: String,
}

/// `/members/adjustments`
#[derive(Template)]
#[template(path = "membership/adjustments.html", blocks = ["main", "adjustments"])]
pub struct AdjustmentsPage {
    page: Page,
    w: &'static MemberText,
    rows: Vec<Waiting>,
    form: FormView,
}

regions!(AdjustmentsPage {
    main: as_main,
    adjustments: as_adjustments
});

impl AdjustmentsPage {
    pub fn new(
        cx: &Cx,
        rows: Vec<Adjustment>,
        people: &HashMap<CustomerId, Brief>,
        form: FormView,
    ) -> Result<Self, Error> {
        let (w, me) = (MemberText::of(cx.lang), cx.actor()?.id);
        let row = |row: Adjustment| {
            let person = people.get(&row.customer);
            let who = person.map(|brief| brief.name.expose().clone()).unwrap_or_default();
            Waiting {
                question: text::approve(&who, row.points, cx.lang),
                href: format!("/members/{}", row.customer),
                action: format!("/members/adjustments/{}", row.id),
                who,
                phone: person.and_then(|brief| brief.phone.clone()).unwrap_or_default(),
                points: text::signed(row.points),
                reason: row.reason.into_exposed(),
                asked_by: row.asked_name,
                at: times::short(row.asked_at, cx.now, cx.lang),
                iso: times::iso(row.asked_at),
                own: row.asked_by == me,
            }
        };
        Ok(Self {
            page: cx.page(w.approvals).live(TOPIC),
            w,
            rows: rows.into_iter().map(row).collect(),
            form,
        })
    }
}
