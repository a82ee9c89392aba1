//! Forms of the membership room.

use serde::Deserialize;
use validator::Validate;

use super::model::{NewReward, Shown, Sort, View};
use super::rules::Benefit;
use crate::customers::rules::Tier;
use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::values::fault::Fault;
use crate::values::ids::{RewardId, VisitId};
use crate::values::text;

/// The longest reason or note, in characters.
const WORDS: usize = 500;
/// The most points of one action.
const MOST: i64 = 10_000_000;

fn whole(raw: &str, min: i64, max: i64) -> Result<i64, Fault> {
    let typed: String = text::normalize_width(raw.trim())
        .chars()
        .filter(|sign| *sign != ',')
        .collect();
    let number: i64 = typed
        .strip_prefix('+')
        .unwrap_or(&typed)
        .parse()
        .map_err(|_| Fault::Number)?;
    if number > max {
        return Err(Fault::TooLarge { max });
    }
    if number < min {
        return Err(Fault::TooSmall { min });
    }
    Ok(number)
}

/// What points are redeemed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Reward(RewardId),
    Tier(Tier),
}

impl What {
    pub fn parse(code: &str) -> Option<Self> {
        match code.split_once(':') {
            Some(("reward", id)) => id.parse().ok().map(Self::Reward),
            Some(("tier", tier)) => Tier::parse(tier).map(Self::Tier),
            _ => None,
        }
    }
}

/// A redemption as it is typed and seen before it is agreed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redemption {
    pub what: What,
    pub quantity: i32,
    pub note: Option<String>,
}

/// As many of one reward as are redeemed at once.
pub const MOST_AT_ONCE: i64 = 99;

/// `POST /members/{id}/redemptions/preview`
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct PreviewForm {
    what: String,
    quantity: String,
    note: String,
    change: String,
}

impl PreviewForm {
    /// Back to what was typed, to change it.
    pub fn goes_back(&self) -> bool {
        !self.change.is_empty()
    }
}

impl Form for PreviewForm {
    type Parsed = Redemption;

    fn parse(&self) -> Result<Redemption, FieldErrors> {
        let mut check = Checker::of(self);
        let what = check.required("what", &self.what, |raw| What::parse(raw).ok_or(Fault::Choice));
        let quantity = match what {
            Some(What::Reward(_)) => check
                .optional("quantity", &self.quantity, |raw| whole(raw, 1, MOST_AT_ONCE))
                .map(|typed| typed.unwrap_or(1)),
            _ => Some(1),
        };
        let note = check.optional("note", &self.note, |raw| text::note(raw, WORDS));
        check.finish(|| {
            Some(Redemption {
                what: what?,
                quantity: i32::try_from(quantity?).ok()?,
                note: note?,
            })
        })
    }
}

/// `POST /members/{id}/redemptions`
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct RedeemForm {
    what: String,
    quantity: String,
    note: String,
    agreed: String,
}

impl RedeemForm {
    /// What was looked at before.
    pub fn wish(&self) -> PreviewForm {
        PreviewForm {
            what: self.what.clone(),
            quantity: self.quantity.clone(),
            note: self.note.clone(),
            change: String::new(),
        }
    }
}

impl Form for RedeemForm {
    type Parsed = Redemption;

    fn parse(&self) -> Result<Redemption, FieldErrors> {
        let wish = self.wish().parse();
        if !self.agreed.is_empty() {
            return wish;
        }
        let mut faults = wish.err().unwrap_or_default();
        faults.insert("agreed".to_owned(), Fault::Required);
        Err(faults)
    }
}

/// `POST /members/{id}/adjustments`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct AdjustForm {
    points: String,
    reason: String,
}

impl Form for AdjustForm {
    type Parsed = (i64, String);

    fn parse(&self) -> Result<(i64, String), FieldErrors> {
        let mut check = Checker::of(self);
        let points = check.required("points", &self.points, |raw| {
            whole(raw, -MOST, MOST).and_then(|points| if points == 0 { Err(Fault::Number) } else { Ok(points) })
        });
        let reason = check.required("reason", &self.reason, |raw| text::note(raw, WORDS));
        check.finish(|| Some((points?, reason?)))
    }
}

/// `POST /members/adjustments/{id}`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct DecideForm {
    decision: String,
    reason: String,
}

impl Form for DecideForm {
    type Parsed = (bool, Option<String>);

    fn parse(&self) -> Result<(bool, Option<String>), FieldErrors> {
        let mut check = Checker::of(self);
        let approve = check.required("decision", &self.decision, |raw| match raw {
            "approve" => Ok(true),
            "refuse" => Ok(false),
            _ => Err(Fault::Choice),
        });
        let reason = if approve == Some(false) {
            check
                .required("reason", &self.reason, |raw| text::note(raw, WORDS))
                .map(Some)
        } else {
            Some(None)
        };
        check.finish(|| Some((approve?, reason?)))
    }
}

/// `POST /members/{id}/redemptions/{entry}/reversal`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ReasonForm {
    reason: String,
}

impl Form for ReasonForm {
    type Parsed = String;

    fn parse(&self) -> Result<String, FieldErrors> {
        let mut check = Checker::of(self);
        let reason = check.required("reason", &self.reason, |raw| text::note(raw, WORDS));
        check.finish(|| reason)
    }
}

/// `POST /members/{id}/benefits`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct BenefitForm {
    benefit: String,
    /// The visit that it is given at, if it is.
    visit: String,
}

impl Form for BenefitForm {
    type Parsed = (Benefit, Option<VisitId>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let benefit = check.required("benefit", &self.benefit, Benefit::chosen);
        let visit = check.optional("visit", &self.visit, |raw| raw.parse().map_err(|_| Fault::Choice));
        check.finish(|| Some((benefit?, visit?)))
    }
}

/// `POST /rewards`, `POST /rewards/{id}`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct RewardForm {
    zh: String,
    en: String,
    points: String,
    stock: String,
    seen_stock: String,
    lock_version: String,
}

/// A reward, and what its page was made from.
pub struct TypedReward {
    pub new: NewReward,
    pub seen: i32,
    pub seen_stock: Option<i32>,
}

impl Form for RewardForm {
    type Parsed = TypedReward;

    fn parse(&self) -> Result<TypedReward, FieldErrors> {
        let mut check = Checker::of(self);
        let zh = check.required("zh", &self.zh, |raw| text::line(raw, 60));
        let en = check.required("en", &self.en, |raw| text::line(raw, 60));
        let points = check.required("points", &self.points, |raw| whole(raw, 1, MOST));
        let stock = check.optional("stock", &self.stock, |raw| whole(raw, 0, 100_000));
        check.finish(|| {
            Some(TypedReward {
                new: NewReward {
                    zh: zh?,
                    en: en?,
                    points: points?,
                    stock: stock?.and_then(|stock| i32::try_from(stock).ok()),
                },
                seen: self.lock_version.parse().unwrap_or(0),
                seen_stock: self.seen_stock.parse().ok(),
            })
        })
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        (name == "rewards_name").then_some(("zh", Fault::Taken))
    }
}

/// The query string of the list, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub view: String,
    pub sort: String,
    pub search: String,
    pub after: String,
}

impl ListQuery {
    /// What can't be read counts as not asked for.
    pub fn shown(&self) -> Shown {
        Shown {
            view: View::parse(&self.view),
            sort: Sort::parse(&self.sort).unwrap_or(Sort::Changed),
            search: self.search.parse().ok(),
        }
    }
}
