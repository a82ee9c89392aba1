//! Forms of items, the price list and findings; each step has its own beside it, in `steps`.

use serde::Deserialize;
use validator::Validate;

use super::model::PriceItemRow;
use super::rules::{Extra, ItemKind, LabourKind, MAX_PRICE, Payer, Urgency, hours, quantity, shown_quantity};
use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::values::fault::Fault;
use crate::values::ids::{PriceItemId, VisitId};
use crate::values::money::Fen;
use crate::values::percent::Percent;
use crate::values::text;

/// The longest text, in characters.
pub const LONG: usize = 2_000;
/// The longest remark.
pub const SHORT: usize = 500;
/// The longest name of an item.
const NAME: usize = 120;

/// The id of a record, chosen from a list.
pub fn id<T: std::str::FromStr>(raw: &str) -> Result<T, Fault> {
    raw.trim().parse().map_err(|_| Fault::Choice)
}

/// A price of a unit.
pub fn price(raw: &str) -> Result<Fen, Fault> {
    let most = Fault::TooLarge {
        max: MAX_PRICE.fen() / 100,
    };
    match Fen::parse(raw) {
        Ok(fen) if fen <= MAX_PRICE => Ok(fen),
        Ok(_) | Err(Fault::TooLarge { .. }) => Err(most),
        Err(fault) => Err(fault),
    }
}

/// The version a form was opened with.
pub fn seen(raw: &str) -> i32 {
    raw.trim().parse().unwrap_or(-1)
}

/// Opening an order for a visit.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct OpenForm {
    pub visit_id: String,
}

impl Form for OpenForm {
    type Parsed = VisitId;

    fn parse(&self) -> Result<VisitId, FieldErrors> {
        let mut check = Checker::of(self);
        let visit = check.required("visit_id", &self.visit_id, id);
        check.finish(|| visit)
    }
}

/// An item, from the price list or by hand.
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ItemForm {
    /// What the price list is searched for.
    pub q: String,
    pub price_item_id: String,
    pub kind: String,
    pub name: String,
    pub part_number: String,
    pub price: String,
    pub quantity: String,
    pub discount: String,
    pub payer: String,
    pub lock_version: String,
}

/// What an item is to be; without an entry of the price list it is typed by hand.
pub struct TypedItem {
    pub entry: Option<PriceItemId>,
    pub kind: ItemKind,
    pub name: String,
    pub part_number: String,
    pub price: Fen,
    pub quantity: Option<i32>,
    pub discount: Percent,
    pub payer: Payer,
}

impl Form for ItemForm {
    type Parsed = TypedItem;

    fn parse(&self) -> Result<TypedItem, FieldErrors> {
        let mut check = Checker::of(self);
        let entry = check.optional("price_item_id", &self.price_item_id, id);
        let by_hand = entry == Some(None);
        let (kind, name, cost) = if by_hand {
            (
                check.required("kind", &self.kind, ItemKind::chosen),
                check.required("name", &self.name, |raw| text::line(raw, NAME)),
                check.required("price", &self.price, price),
            )
        } else {
            (Some(ItemKind::Other), Some(String::new()), Some(Fen::ZERO))
        };
        let part_number = check.optional("part_number", &self.part_number, |raw| text::line(raw, 40));
        let quantity = if kind == Some(ItemKind::Labour) {
            check.optional("quantity", &self.quantity, hours)
        } else {
            check.optional("quantity", &self.quantity, quantity)
        };
        let discount = check.optional("discount", &self.discount, Percent::parse);
        let payer = check.required("payer", &self.payer, Payer::chosen);
        check.finish(|| {
            Some(TypedItem {
                entry: entry?,
                kind: kind?,
                name: name?,
                part_number: part_number?.unwrap_or_default(),
                price: cost?,
                quantity: quantity?,
                discount: discount?.unwrap_or_default(),
                payer: payer?,
            })
        })
    }
}

/// New figures for an item.
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ChangeItemForm {
    pub quantity: String,
    pub price: String,
    pub discount: String,
    pub payer: String,
    pub lock_version: String,
}

pub struct Figures {
    pub lock_version: i32,
    pub quantity: i32,
    pub price: Option<Fen>,
    pub discount: Percent,
    pub payer: Payer,
}

impl Form for ChangeItemForm {
    type Parsed = Figures;

    fn parse(&self) -> Result<Figures, FieldErrors> {
        let mut check = Checker::of(self);
        let quantity = check.required("quantity", &self.quantity, quantity);
        let cost = check.optional("price", &self.price, price);
        let discount = check.optional("discount", &self.discount, Percent::parse);
        let payer = check.required("payer", &self.payer, Payer::chosen);
        let lock_version = seen(&self.lock_version);
        check.finish(|| {
            Some(Figures {
                lock_version,
                quantity: quantity?,
                price: cost?,
                discount: discount?.unwrap_or_default(),
                payer: payer?,
            })
        })
    }
}

/// An entry of the price list.
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct PriceForm {
    pub kind: String,
    pub labour_kind: String,
    pub zh: String,
    pub en: String,
    pub part_number: String,
    pub unit: String,
    pub hours: String,
    pub price: String,
    /// What is sold besides the work itself, if it is.
    pub extra: String,
    pub lock_version: String,
}

pub struct TypedPrice {
    pub lock_version: i32,
    pub kind: ItemKind,
    pub labour_kind: Option<LabourKind>,
    pub zh: String,
    pub en: String,
    pub part_number: String,
    pub unit: String,
    pub hours: Option<i32>,
    pub price: Option<Fen>,
    pub extra: Option<Extra>,
}

impl Form for PriceForm {
    type Parsed = TypedPrice;

    fn parse(&self) -> Result<TypedPrice, FieldErrors> {
        let mut check = Checker::of(self);
        let kind = check.required("kind", &self.kind, ItemKind::chosen);
        let labour = kind == Some(ItemKind::Labour);
        let zh = check.required("zh", &self.zh, |raw| text::line(raw, NAME));
        let en = check.required("en", &self.en, |raw| text::line(raw, NAME));
        let part_number = check.optional("part_number", &self.part_number, |raw| text::line(raw, 40));
        let unit = check.optional("unit", &self.unit, |raw| text::line(raw, 10));
        let labour_kind = if labour {
            check
                .required("labour_kind", &self.labour_kind, LabourKind::chosen)
                .map(Some)
        } else {
            Some(None)
        };
        let time = if labour {
            check.optional("hours", &self.hours, hours)
        } else {
            Some(None)
        };
        let cost = if labour {
            check.optional("price", &self.price, price)
        } else {
            check.required("price", &self.price, price).map(Some)
        };
        if labour && time == Some(None) && cost == Some(None) {
            check.fault("hours", Fault::Required);
        }
        let extra = check.optional("extra", &self.extra, Extra::chosen);
        let lock_version = seen(&self.lock_version);
        check.finish(|| {
            Some(TypedPrice {
                lock_version,
                kind: kind?,
                labour_kind: labour_kind?,
                zh: zh?,
                en: en?,
                part_number: part_number?.unwrap_or_default(),
                unit: unit?.unwrap_or_default(),
                hours: time?,
                price: cost?,
                extra: extra?,
            })
        })
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        match name {
            "price_items_name" => Some(("zh", Fault::Taken)),
            "price_items_part" => Some(("part_number", Fault::Taken)),
            _ => None,
        }
    }
}

/// What the form of an entry holds when it is opened.
pub fn price_start(row: &PriceItemRow) -> [(&'static str, String); 10] {
    let plain = |fen: i64| Fen::new(fen).yuan();
    [
        ("kind", row.kind.code().to_owned()),
        (
            "labour_kind",
            row.labour_kind.map(|kind| kind.code().to_owned()).unwrap_or_default(),
        ),
        ("zh", row.zh.clone()),
        ("en", row.en.clone()),
        ("part_number", row.part_number.clone()),
        ("unit", row.unit.clone()),
        ("hours", row.hours.map(shown_quantity).unwrap_or_default()),
        ("price", row.price_fen.map(plain).unwrap_or_default()),
        (
            "extra",
            row.extra.map(|extra| extra.code().to_owned()).unwrap_or_default(),
        ),
        ("lock_version", row.lock_version.to_string()),
    ]
}

/// What a technician found.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct FindingForm {
    pub what: String,
    pub urgency: String,
    pub estimate: String,
}

pub struct TypedFinding {
    pub what: String,
    pub urgency: Urgency,
    pub estimate: Option<Fen>,
}

impl Form for FindingForm {
    type Parsed = TypedFinding;

    fn parse(&self) -> Result<TypedFinding, FieldErrors> {
        let mut check = Checker::of(self);
        let what = check.required("what", &self.what, |raw| text::note(raw, LONG));
        let urgency = check.required("urgency", &self.urgency, Urgency::chosen);
        let estimate = check.optional("estimate", &self.estimate, price);
        check.finish(|| {
            Some(TypedFinding {
                what: what?,
                urgency: urgency?,
                estimate: estimate?,
            })
        })
    }
}

/// Beginning to work: a button.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct StartForm {}

impl Form for StartForm {
    type Parsed = ();

    fn parse(&self) -> Result<(), FieldErrors> {
        Ok(())
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        (name == "work_spells_running").then_some(("", Fault::Overlap))
    }
}
