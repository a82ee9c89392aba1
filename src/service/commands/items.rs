//! What is done and charged, the estimate, and the customer's consent.

use diesel::prelude::*;
use uuid::Uuid;

use super::Case;
use crate::platform::db::{Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::i18n::Lang;
use crate::schema::{service_consents as consents, service_items};
use crate::service::check_in::rules::Strokes;
use crate::service::model::{CONSENT_NOTE, CONSENT_SIGNATURE, ConsentRow, ItemRow, ItemTold, StampData, WHO};
use crate::service::queries;
use crate::service::rules::{Action, ConsentHow, ItemKind, Payer};
use crate::values::fault::Fault;
use crate::values::ids::{FindingId, PriceItemId, ServiceItemId, ServiceOrderId};
use crate::values::money::Fen;
use crate::values::percent::Percent;

/// How many items an order can hold.
const MOST: usize = 200;

/// Where an item comes from.
#[derive(Clone, Debug)]
pub enum Source {
    /// The price list: name, price and part number are copied as they are now.
    List(PriceItemId),
    Free {
        kind: ItemKind,
        name: String,
        part_number: String,
        price: Fen,
    },
    /// What comes of a finding, named after it.
    Found { kind: ItemKind, what: String, price: Fen },
}

#[derive(Clone, Debug)]
pub struct NewItem {
    pub source: Source,
    /// Hundredths; what the price list says if not given.
    pub quantity: Option<i32>,
    pub discount: Percent,
    pub payer: Payer,
    pub finding: Option<FindingId>,
}

/// Puts an item on the order. After the customer's consent it needs one of its own.
pub fn add_item(tx: &mut Tx<'_>, id: ServiceOrderId, new: &NewItem) -> Result<ServiceItemId, Error> {
    let mut case = Case::lock(tx, id)?;
    case.must_be_open()?;
    let item = put(tx, &mut case, new)?;
    case.save(tx)?;
    if let Some(row) = case.items.last() {
        case.stamp(tx, "add_item", None, &told_of(&case, row, None))?;
    }
    tx.record("service.add_item", case.subject(), &["items"])?;
    Ok(item)
}

/// What the course of an order tells of an item.
fn told_of(case: &Case, item: &ItemRow, before: Option<Fen>) -> StampData {
    StampData {
        amount: Some(item.charge().sum(case.row.labour_discount()).net.fen()),
        item: Some(ItemTold {
            zh: item.zh.clone(),
            en: item.en.clone(),
            quantity: item.quantity,
            before: before.map(Fen::fen),
        }),
        ..StampData::default()
    }
}

/// Puts an item on a locked order; the caller saves it.
pub(super) fn put(tx: &mut Tx<'_>, case: &mut Case, new: &NewItem) -> Result<ServiceItemId, Error> {
    if case.items.len() >= MOST {
        return Err(Error::field("", Fault::TooMany { max: MOST }));
    }
    let (kind, zh, en, part_number, unit, price, quantity) = match &new.source {
        Source::List(entry) => {
            let entry = match queries::price(tx.conn, case.row.store_id, *entry) {
                Ok(entry) if entry.retired_at.is_none() => entry,
                Ok(_) | Err(Error::NotFound) => return Err(Error::field("price_item_id", Fault::Choice)),
                Err(error) => return Err(error),
            };
            let entry = queries::priced(entry, &case.settings);
            (
                entry.row.kind,
                entry.row.zh,
                entry.row.en,
                entry.row.part_number,
                entry.row.unit,
                entry.unit_price,
                entry.quantity,
            )
        }
        Source::Free {
            kind,
            name,
            part_number,
            price,
        } => (
            *kind,
            name.clone(),
            name.clone(),
            part_number.clone(),
            String::new(),
            *price,
            100,
        ),
        Source::Found { kind, what, price } => (
            *kind,
            format!("{}：{what}", kind.label(Lang::Zh)),
            format!("{}: {what}", kind.label(Lang::En)),
            String::new(),
            String::new(),
            *price,
            100,
        ),
    };
    let last = case.items.iter().map(|item| item.position).max().unwrap_or_default();
    let row = ItemRow {
        id: ServiceItemId::new(),
        order_id: case.id(),
        position: last.saturating_add(1),
        kind,
        price_item_id: match new.source {
            Source::List(entry) => Some(entry),
            Source::Free { .. } | Source::Found { .. } => None,
        },
        finding_id: new.finding,
        zh,
        en,
        part_number,
        unit,
        quantity: new.quantity.unwrap_or(quantity),
        price_fen: price.fen(),
        discount: i32::from(new.discount.basis_points()),
        payer: new.payer,
        consent_id: None,
        added_by: tx.actor().ok().map(|actor| actor.id),
        added_at: tx.now,
        removed_at: None,
        lock_version: 0,
    };
    must_be_likely(case, &row)?;
    diesel::insert_into(service_items::table)
        .values(&row)
        .execute(tx.conn)?;
    let item = row.id;
    case.items.push(row);
    Ok(item)
}

/// The field of a fault of the line as a whole: it has no input of its own.
pub const LINE: &str = "line";

/// No item takes longer, or costs more, than the store thinks possible.
fn must_be_likely(case: &Case, item: &ItemRow) -> Result<(), Error> {
    let hours = i64::from(case.settings.most_hours);
    if item.kind == ItemKind::Labour && i64::from(item.quantity) > hours * 100 {
        return Err(Error::field("quantity", Fault::TooLarge { max: hours }));
    }
    let most = case.settings.most_line;
    if item.charge().sum(Percent::ZERO).gross > most {
        return Err(Error::field(LINE, Fault::TooLarge { max: most.fen() / 100 }));
    }
    Ok(())
}

/// What may be changed about an item.
#[derive(Clone, Debug)]
pub struct ChangedItem {
    pub lock_version: i32,
    pub quantity: i32,
    /// Of an item that is on no price list.
    pub price: Option<Fen>,
    pub discount: Percent,
    pub payer: Payer,
}

/// Changes an item. If the customer has to pay more for it, they have to agree again.
pub fn change_item(tx: &mut Tx<'_>, id: ServiceOrderId, item: ServiceItemId, new: &ChangedItem) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    case.must_be_open()?;
    let tier = case.row.labour_discount();
    let found = case
        .items
        .iter_mut()
        .find(|known| known.id == item)
        .ok_or(Error::NotFound)?;
    still_fresh(usize::from(found.lock_version == new.lock_version))?;
    let pays = |item: &ItemRow| match item.payer {
        Payer::Customer => item.charge().sum(tier).net,
        Payer::Warranty | Payer::Insurer => Fen::ZERO,
    };
    let kept = (found.quantity, found.price_fen, found.discount, found.payer);
    let (before, net) = (pays(found), found.charge().sum(tier).net);
    found.quantity = new.quantity;
    if found.price_item_id.is_none() {
        found.price_fen = new.price.map_or(found.price_fen, Fen::fen);
    }
    found.discount = i32::from(new.discount.basis_points());
    found.payer = new.payer;
    found.lock_version += 1;
    let same = kept == (found.quantity, found.price_fen, found.discount, found.payer);
    if pays(found) > before {
        found.consent_id = None;
    }
    let row = found.clone();
    must_be_likely(&case, &row)?;
    diesel::update(service_items::table.find(item))
        .set(&row)
        .execute(tx.conn)?;
    case.save(tx)?;
    // The course tells of what moved.
    if !same {
        case.stamp(tx, "change_item", None, &told_of(&case, &row, Some(net)))?;
    }
    tx.record(
        "service.change_item",
        case.subject(),
        &["items", "quantity", "discount", "payer"],
    )
}

/// Takes an item off the order; it stays on record.
pub fn remove_item(tx: &mut Tx<'_>, id: ServiceOrderId, item: ServiceItemId) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    case.must_be_open()?;
    let place = case.items.iter().position(|known| known.id == item);
    let gone = case.items.remove(place.ok_or(Error::NotFound)?);
    diesel::update(service_items::table.find(item))
        .set(service_items::removed_at.eq(tx.now))
        .execute(tx.conn)?;
    case.save(tx)?;
    case.stamp(tx, "remove_item", None, &told_of(&case, &gone, None))?;
    tx.record("service.remove_item", case.subject(), &["items"])
}

/// The customer is shown what it will cost.
pub fn offer(tx: &mut Tx<'_>, id: ServiceOrderId) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    if case.items.is_empty() {
        return Err(Error::WrongState);
    }
    case.step(Action::Offer)?;
    let discount = super::loyalty::labour_discount(tx, case.row.store_id, case.row.customer_id)?;
    case.row.labour_discount = i32::from(discount.basis_points());
    case.save(tx)?;
    let told = StampData {
        amount: Some(case.row.current_fen),
        ..StampData::default()
    };
    case.stamp(tx, Action::Offer.code(), None, &told)?;
    tx.record("service.offer", case.subject(), &["state"])
}

/// The customer's yes.
#[derive(Clone, Debug)]
pub struct Consent {
    pub how: ConsentHow,
    /// Who said so; the customer unless named.
    pub who: String,
    pub note: Option<String>,
    /// What was drawn on the screen.
    pub strokes: Option<Strokes>,
    /// The customer's part as it was shown to them.
    pub seen: Fen,
}

/// Records that the customer agrees to everything that stands on the order now.
pub fn consent(tx: &mut Tx<'_>, id: ServiceOrderId, new: &Consent) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    case.step(Action::Agree)?;
    let open = case.items.iter().any(|item| item.consent_id.is_none());
    let amount = case.bill().customer;
    // So it does where nothing was agreed to before.
    let differs = case.row.agreed_fen != Some(amount.fen());
    if case.items.is_empty() || !(open || differs) {
        return Err(Error::WrongState);
    }
    // Agreed to is what was shown, nothing else.
    still_fresh(usize::from(amount == new.seen))?;
    let consent = keep_consent(
        tx,
        &case,
        (new.how, new.strokes.as_ref()),
        &new.who,
        new.note.as_deref(),
        amount,
    )?;
    for item in case.items.iter_mut().filter(|item| item.consent_id.is_none()) {
        item.consent_id = Some(consent);
    }
    mark(tx, &case, consent)?;
    case.row.agreed_fen = Some(amount.fen());
    case.save(tx)?;
    let told = StampData {
        amount: Some(amount.fen()),
        code: Some(new.how.code().to_owned()),
        ..StampData::default()
    };
    case.stamp(tx, Action::Agree.code(), new.note.as_deref(), &told)?;
    tx.record("service.consent", case.subject(), &["state", "consent"])
}

pub(super) fn keep_consent(
    tx: &mut Tx<'_>,
    case: &Case,
    (how, strokes): (ConsentHow, Option<&Strokes>),
    who: &str,
    note: Option<&str>,
    amount: Fen,
) -> Result<Uuid, Error> {
    // Who signs on the screen leaves a signature.
    if (how == ConsentHow::Drawn) != strokes.is_some() {
        return Err(Error::field("strokes", Fault::Required));
    }
    let strokes = strokes.map(Strokes::canonical);
    let id = Uuid::now_v7();
    let row = ConsentRow {
        id,
        order_id: case.id(),
        how,
        who_sealed: tx.vault().seal(WHO, id, who)?,
        note_sealed: tx.vault().seal_opt(CONSENT_NOTE, id, note)?,
        signature_sealed: tx.vault().seal_opt(CONSENT_SIGNATURE, id, strokes.as_deref())?,
        amount_fen: amount.fen(),
        staff_id: tx.actor().ok().map(|actor| actor.id),
        at: tx.now,
    };
    diesel::insert_into(consents::table).values(row).execute(tx.conn)?;
    Ok(id)
}

/// Writes to the items of the order which consent covers them.
pub(super) fn mark(tx: &mut Tx<'_>, case: &Case, consent: Uuid) -> Result<(), Error> {
    let covered: Vec<ServiceItemId> = case
        .items
        .iter()
        .filter(|item| item.consent_id == Some(consent))
        .map(|item| item.id)
        .collect();
    diesel::update(service_items::table.filter(service_items::id.eq_any(covered)))
        .set(service_items::consent_id.eq(consent))
        .execute(tx.conn)?;
    Ok(())
}
