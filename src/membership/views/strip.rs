//! A member at the desk.

use super::{BenefitView, CardView};
use crate::access::{Actor, Permission};
use crate::membership::model::Card;
use crate::membership::rules::{Benefit, Rules};
use crate::membership::text::MemberText;
use crate::platform::db::FormToken;
use crate::platform::i18n::Lang;
use crate::values::ids::VisitId;

/// What a visit's page says about a member, with the benefits that one press gives.
pub struct Strip {
    pub w: &'static MemberText,
    pub card: CardView,
    pub href: String,
    pub action: String,
    pub visit: String,
    pub token: String,
    may_give: bool,
}

impl Strip {
    /// `here`: the visit is not over yet.
    pub fn new(actor: &Actor, card: &Card, rules: &Rules, visit: VisitId, here: bool, lang: Lang) -> Self {
        let href = format!("/members/{}", card.customer);
        Self {
            w: MemberText::of(lang),
            card: CardView::new(card, rules, lang),
            action: format!("{href}/benefits"),
            href,
            visit: visit.to_string(),
            token: FormToken::new().to_string(),
            may_give: here && actor.may(Permission::RedeemPoints),
        }
    }

    /// Whether one press gives it: a courtesy car is counted when it is handed over.
    pub fn gives(&self, one: &BenefitView) -> bool {
        self.may_give && one.usable && one.code != Benefit::CourtesyCar.code()
    }
}
