//! A member: balance, tier, benefits, ledger.

use askama::Template;

use super::{CardView, Person};
use crate::access::{Actor, Permission};
use crate::customers::model::Brief;
use crate::membership::model::{ByHand, Card, Line, TOPIC};
use crate::membership::rules::{EntryKind, Rules};
use crate::membership::text::{self, MemberText};
use crate::platform::db::page::Slice;
use crate::platform::i18n::times;
use crate::platform::vault::Pii;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::values::decimal::grouped;
use crate::values::ids::CustomerId;
use crate::values::money::Fen;

/// A line of the ledger.
pub struct LineView {
    pub id: String,
    pub at: String,
    pub iso: String,
    pub exact: String,
    pub kind: &'static str,
    pub tone: &'static str,
    pub source: String,
    pub source_href: String,
    pub note: String,
    pub points: String,
    pub debt: String,
    pub balance: String,
    pub staff: String,
    pub approver: String,
    pub expires_on: String,
    pub taken_back: bool,
    /// Where it is called off; empty if that can't be done.
    pub call_off: String,
}

pub struct UseView {
    pub label: &'static str,
    pub at: String,
    pub iso: String,
    pub staff: String,
    pub taken_back: bool,
    /// What it was given for, and where that is to be found, for whoever may open it.
    pub given_for: &'static str,
    pub visit: String,
    pub back: String,
}

/// What a member's page is made of.
pub struct Face {
    pub brief: Brief,
    pub card: Card,
    pub rules: Rules,
    pub ledger: Slice<Line>,
    pub by_hand: Option<ByHand>,
    /// Not the first page of the ledger.
    pub paged: bool,
}

/// `/members/{id}`
#[derive(Template)]
#[template(path = "membership/member.html", blocks = ["member"])]
pub struct MemberPage {
    page: Page,
    w: &'static MemberText,
    id: CustomerId,
    who: Person,
    phone: String,
    card: CardView,
    lines: Vec<LineView>,
    uses: Vec<UseView>,
    next: String,
    newest: String,
    here: String,
    form: FormView,
    may_redeem: bool,
    may_adjust: bool,
    may_approve: bool,
    may_set_tier: bool,
}

regions!(MemberPage {
    main,
    member: as_member
});

impl MemberPage {
    pub fn new(cx: &Cx, actor: &Actor, face: Face, form: FormView) -> Self {
        let w = MemberText::of(cx.lang);
        let id = face.brief.id;
        let name = face.brief.name.expose().clone();
        let may_adjust = actor.may(Permission::AdjustPoints);
        let mut card = CardView::new(&face.card, &face.rules, cx.lang);
        card.held_why = face.by_hand.map(|told| held_why(cx, told)).unwrap_or_default();
        let next = face.ledger.next.map(|after| format!("/members/{id}?after={after}"));
        let lines = face.ledger.rows.into_iter();
        Self {
            page: cx.page(name.clone()).live(TOPIC),
            w,
            id,
            phone: face.brief.phone.clone().unwrap_or_default(),
            who: Person::new(name),
            card,
            uses: uses(cx, actor, id, &face.card),
            next: next.unwrap_or_default(),
            newest: if face.paged {
                format!("/members/{id}")
            } else {
                String::new()
            },
            here: cx.info.path.clone(),
            lines: lines.map(|line| line_view(cx, actor, id, line, may_adjust)).collect(),
            form,
            may_redeem: actor.may(Permission::RedeemPoints),
            may_adjust,
            may_approve: actor.may(Permission::ApprovePoints),
            may_set_tier: actor.may(Permission::SetTier),
        }
    }

    /// An address below this member's.
    fn at(&self, path: &str) -> String {
        format!("/members/{}{path}", self.id)
    }

    fn record(&self, path: &str) -> String {
        format!("/customers/{}{path}", self.id)
    }
}

/// `11-22 10:30 沈佳怡：年消费达标`
fn held_why(cx: &Cx, told: ByHand) -> String {
    let at = times::short(told.at, cx.now, cx.lang);
    let reason = told.reason.map(Pii::into_exposed).unwrap_or_default();
    text::set_by(&at, &told.by.unwrap_or_default(), &reason, cx.lang)
}

fn uses(cx: &Cx, actor: &Actor, id: CustomerId, card: &Card) -> Vec<UseView> {
    card.uses
        .iter()
        .map(|one| UseView {
            label: text::benefit(one.benefit, cx.lang),
            at: times::short(one.at, cx.now, cx.lang),
            iso: times::iso(one.at),
            staff: one.staff.clone().unwrap_or_default(),
            taken_back: one.taken_back,
            given_for: one
                .visit
                .map(|_| MemberText::of(cx.lang).at_a_visit)
                .unwrap_or_default(),
            visit: one
                .visit
                .filter(|_| actor.may(Permission::SeeReception))
                .map(|visit| format!("/visits/{visit}"))
                .unwrap_or_default(),
            back: format!("/members/{id}/benefits/{}/return", one.id),
        })
        .collect()
}

fn line_view(cx: &Cx, actor: &Actor, id: CustomerId, line: Line, may_adjust: bool) -> LineView {
    let (w, lang) = (MemberText::of(cx.lang), cx.lang);
    let entry = &line.entry;
    let off = may_adjust && entry.reward_id.is_some() && entry.kind == EntryKind::Redeem && !line.taken_back;
    let plain = text::source(&entry.source_kind, lang);
    let source = if let Some((zh, en)) = &line.reward {
        format!("{} × {}", lang.pick(zh, en), entry.quantity.unwrap_or(1))
    } else if let Some(tier) = entry.bought_tier {
        format!("{plain} · {}", tier.label(lang))
    } else if let Some(worth) = entry.worth_fen {
        format!("{plain} {}", Fen::new(worth).display())
    } else {
        plain.to_owned()
    };
    LineView {
        id: entry.id.to_string(),
        at: times::short(entry.at, cx.now, lang),
        iso: times::iso(entry.at),
        exact: times::minute(entry.at),
        kind: text::kind(entry.kind, lang),
        tone: match entry.kind {
            EntryKind::Earn => "green",
            EntryKind::Redeem => "blue",
            EntryKind::Expire => "",
            EntryKind::Adjust => "violet",
            EntryKind::Reverse => "amber",
        },
        source_href: source_href(actor, &entry.source_kind, entry.source_id),
        source,
        note: line.note.map(Pii::into_exposed).unwrap_or_default(),
        points: text::signed(entry.points),
        debt: if entry.debt == 0 {
            String::new()
        } else {
            text::debt_part(entry.debt, lang)
        },
        balance: grouped(entry.balance),
        staff: line.staff.unwrap_or_else(|| w.nobody.to_owned()),
        approver: line.approver.unwrap_or_default(),
        expires_on: entry.expires_on.map(times::date).unwrap_or_default(),
        taken_back: line.taken_back,
        call_off: if off {
            format!("/members/{id}/redemptions/{}/reversal", entry.id)
        } else {
            String::new()
        },
    }
}

/// Where the record behind a line is to be found, for whoever may open it.
fn source_href(actor: &Actor, kind: &str, id: uuid::Uuid) -> String {
    match kind {
        "service_order" if actor.may(Permission::SeeServiceOrders) => format!("/service-orders/{id}"),
        _ => String::new(),
    }
}

/// `/members/{id}/panel`: the member at a glance, inside the customer's page.
#[derive(Template)]
#[template(path = "membership/panel.html", blocks = ["points"])]
pub struct PanelPage {
    page: Page,
    w: &'static MemberText,
    id: CustomerId,
    card: CardView,
    lines: Vec<LineView>,
    may_redeem: bool,
}

regions!(PanelPage {
    main,
    points: as_points
});

impl PanelPage {
    pub fn new(cx: &Cx, actor: &Actor, id: CustomerId, card: &Card, rules: &Rules, ledger: Slice<Line>) -> Self {
        let w = MemberText::of(cx.lang);
        let lines = ledger.rows.into_iter();
        Self {
            page: cx.page(w.title),
            w,
            id,
            card: CardView::new(card, rules, cx.lang),
            lines: lines.map(|line| line_view(cx, actor, id, line, false)).collect(),
            may_redeem: actor.may(Permission::RedeemPoints),
        }
    }

    fn at(&self, path: &str) -> String {
        format!("/members/{}{path}", self.id)
    }
}
