//! Pages of the membership room.

mod ask;
mod list;
mod member;
mod rewards;
mod rules;
mod strip;

pub use ask::{Ask, Field};
pub use list::{AdjustmentsPage, ListPage, Searched};
pub use member::{Face, MemberPage, PanelPage};
pub use rewards::RewardsPage;
pub use rules::RulesPage;
pub use strip::Strip;

use super::model::Card;
use super::rules::{Rules, worth};
use super::text::{self, MemberText};
use crate::customers::rules::Tier;
use crate::customers::views::tier_tag;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::page::avatar_tone;

/// Somebody, as a list or a heading shows them.
pub struct Person {
    pub name: String,
    pub initial: String,
    pub tone: &'static str,
}

impl Person {
    pub fn new(name: String) -> Self {
        Self {
            initial: name.chars().next().map(String::from).unwrap_or_default(),
            tone: avatar_tone(&name),
            name,
        }
    }
}

/// Name and colour of a tier, the regular one too.
pub fn tier_label(tier: Tier, lang: Lang) -> (&'static str, &'static str) {
    tier_tag(tier, lang).unwrap_or((tier.label(lang), ""))
}

/// A benefit with what is left of it.
pub struct BenefitView {
    pub code: &'static str,
    pub label: &'static str,
    pub left: String,
    pub hint: &'static str,
    pub usable: bool,
}

/// A member at a glance, for the member's own page and for the panel on the customer's; what there is not is empty.
pub struct CardView {
    pub tier: (&'static str, &'static str),
    pub points: String,
    pub worth: String,
    pub expiring: String,
    pub debt: String,
    pub pending: String,
    pub spend: String,
    /// `再消费 ¥3,200 升金卡`
    pub to_next: String,
    pub progress: i64,
    pub falls: String,
    pub held: String,
    /// By whom it was set by hand, and why; on the member's own page.
    pub held_why: String,
    pub discount: String,
    pub benefits: Vec<BenefitView>,
    pub privileges: Vec<&'static str>,
}

impl CardView {
    pub fn new(card: &Card, rules: &Rules, lang: Lang) -> Self {
        let w = MemberText::of(lang);
        let days = rules.points.expiring_days;
        let when = |some: bool, words: String| if some { words } else { String::new() };
        let held = card.held.map(|(_, until)| format!("{} {}", w.held, times::date(until)));
        Self {
            tier: tier_label(card.tier, lang),
            points: text::points(card.points, lang),
            worth: worth(card.points, &rules.points).display(),
            expiring: when(
                card.expiring > 0,
                text::expiring(card.expiring, card.next_expiry, days, lang),
            ),
            debt: when(card.debt > 0, text::points(card.debt, lang)),
            pending: when(
                !card.pending.is_empty(),
                text::pending(card.pending.len(), card.pending.iter().sum(), lang),
            ),
            spend: card.spend.display(),
            to_next: card
                .next
                .map(|(tier, missing)| text::to_next(tier, missing, lang))
                .unwrap_or_default(),
            progress: card.progress(),
            falls: card
                .falls
                .map(|(tier, on)| text::falls(tier, on, lang))
                .unwrap_or_default(),
            held: held.unwrap_or_default(),
            held_why: String::new(),
            discount: when(card.discount.basis_points() > 0, card.discount.to_string()),
            benefits: card
                .benefits
                .iter()
                .map(|each| BenefitView {
                    code: each.benefit.code(),
                    label: text::benefit(each.benefit, lang),
                    left: text::left(each.left(), each.total, lang),
                    hint: if each.today { "" } else { w.birthday_only },
                    usable: each.usable(),
                })
                .collect(),
            privileges: card
                .privileges
                .iter()
                .map(|each| text::privilege(*each, lang))
                .collect(),
        }
    }

    /// Whether there is anything to be had.
    pub fn has_benefits(&self) -> bool {
        !self.benefits.is_empty() || !self.privileges.is_empty() || !self.discount.is_empty()
    }
}
