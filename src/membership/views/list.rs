//! The list of members, and the adjustments that wait.

use std::collections::HashMap;

use askama::Template;

use super::{Person, tier_label};
use crate::access::Permission;
use crate::customers::model::Brief;
use crate::membership::model::{Adjustment, Card, Member, Shown, Sort, TOPIC, View};
use crate::membership::text::{self, MemberText};
use crate::platform::db::page::Slice;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::narrow::Tab;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::values::decimal::grouped;
use crate::values::ids::CustomerId;

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

/// What was searched for.
pub enum Searched {
    Not,
    /// The search was somebody else's, or is older than a day.
    Expired,
    For(String),
}

pub struct SortChoice {
    pub value: &'static str,
    pub label: &'static str,
    pub checked: bool,
}

/// A heading; its address is empty where the part may not be sorted.
pub struct Head {
    pub label: &'static str,
    pub href: String,
    pub order: &'static str,
}

/// `/members`
#[derive(Template)]
#[template(path = "membership/list.html", blocks = ["members"])]
pub struct ListPage {
    page: Page,
    w: &'static MemberText,
    tabs: Vec<Tab>,
    /// What the sorting keeps of the address.
    kept: Vec<(&'static str, String)>,
    /// Empty where the part has an order of its own.
    sorts: Vec<SortChoice>,
    sorted: &'static str,
    tier: Head,
    points: Head,
    expiring: Head,
    lines: Vec<Line>,
    here: String,
    next: String,
    shown: String,
    narrowed: bool,
    term: Option<String>,
    expired: bool,
    /// The list without the search, and the same search among customers.
    without_search: String,
    among_customers: String,
    /// The button to what waits for a second person, for whoever may be one or asked for it.
    waiting: String,
}

regions!(ListPage {
    main,
    members: as_members
});

impl ListPage {
    pub fn new(
        cx: &Cx,
        (shown, after): (Shown, &str),
        searched: Searched,
        slice: Slice<Member>,
        people: &HashMap<CustomerId, Brief>,
        cards: &HashMap<CustomerId, Card>,
        waiting: Option<String>,
    ) -> Self {
        let (w, lang) = (MemberText::of(cx.lang), cx.lang);
        let known = |member: &Member| Some(line(cx, people.get(&member.customer)?, cards.get(&member.customer)?));
        let lines: Vec<Line> = slice.rows.iter().filter_map(known).collect();
        let tabs = View::ALL.into_iter().map(|view| {
            Tab::new(
                Shown { view, ..shown }.href(""),
                text::view(view, lang),
                view == shown.view,
            )
        });
        let (term, expired) = match searched {
            Searched::Not => (None, false),
            Searched::Expired => (None, true),
            Searched::For(term) => (Some(term), false),
        };
        let found_at = shown.search.map(|search| format!("/customers?search={search}"));
        Self {
            page: cx.page(w.title).live(TOPIC),
            w,
            tabs: tabs.collect(),
            kept: shown.pairs().into_iter().filter(|pair| pair.0 != "sort").collect(),
            sorts: sorts(shown, lang),
            sorted: text::sort(shown.sort, lang),
            tier: head(shown, Sort::Tier, w.tier),
            points: head(shown, Sort::Points, w.points),
            expiring: head(shown, Sort::Expiry, w.expiring),
            shown: text::shown(lines.len(), lang),
            lines,
            here: shown.href(after),
            next: slice.next.map(|after| shown.href(&after)).unwrap_or_default(),
            narrowed: shown.view != View::All,
            term,
            expired,
            without_search: Shown { search: None, ..shown }.href(""),
            among_customers: found_at.unwrap_or_default(),
            waiting: waiting.unwrap_or_default(),
        }
    }
}

fn sorts(shown: Shown, lang: Lang) -> Vec<SortChoice> {
    if !shown.view.sortable() {
        return Vec::new();
    }
    let choice = |sort: &Sort| SortChoice {
        value: sort.code(),
        label: text::sort(*sort, lang),
        checked: *sort == shown.sort,
    };
    Sort::ALL.iter().map(choice).collect()
}

/// A heading; where it is not the order already it leads to it.
fn head(shown: Shown, sort: Sort, label: &'static str) -> Head {
    let order = match sort {
        Sort::Expiry => "ascending",
        Sort::Changed | Sort::Tier | Sort::Points => "descending",
    };
    let sortable = shown.view.sortable();
    Head {
        label,
        href: if sortable {
            Shown { sort, ..shown }.href("")
        } else {
            String::new()
        },
        order: if sortable && shown.sort == sort { order } else { "" },
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
    pub withdrawal: String,
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
#[template(path = "membership/adjustments.html", blocks = ["adjustments"])]
pub struct AdjustmentsPage {
    page: Page,
    title: &'static str,
    w: &'static MemberText,
    rows: Vec<Waiting>,
    form: FormView,
}

regions!(AdjustmentsPage {
    main,
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
        let decides = cx.actor()?.may(Permission::ApprovePoints);
        let title = if decides { w.approvals } else { w.own_asked };
        let row = |row: Adjustment| {
            let person = people.get(&row.customer);
            let who = person.map(|brief| brief.name.expose().clone()).unwrap_or_default();
            Waiting {
                question: text::approve(&who, row.points, cx.lang),
                href: format!("/members/{}", row.customer),
                action: format!("/members/adjustments/{}", row.id),
                withdrawal: format!("/members/adjustments/{}/withdrawal", row.id),
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
            page: cx.page(title).live(TOPIC),
            title,
            w,
            rows: rows.into_iter().map(row).collect(),
            form,
        })
    }
}
