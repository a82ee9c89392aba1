//! What a technician finds besides, and what the customer says to it.

use chrono::TimeDelta;
use diesel::dsl::exists;
use diesel::prelude::*;

use super::items::{LINE, NewItem, Source, keep_consent, mark, put};
use super::{Case, tasks};
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::platform::files::{self, Upload};
use crate::schema::service_findings;
use crate::service::check_in::rules::Strokes;
use crate::service::model::{FINDING, FindingRow, StampData, WHAT, WORDS};
use crate::service::rules::{Action, ConsentHow, FindingState, ItemKind, Payer, Urgency};
use crate::values::fault::Fault;
use crate::values::ids::{FindingId, PriceItemId, ServiceOrderId};
use crate::values::money::Fen;
use crate::values::percent::Percent;
use crate::visits;
use crate::visits::rules::VisitAction;

#[derive(Clone, Debug)]
pub struct NewFinding {
    pub what: String,
    pub urgency: Urgency,
    pub estimate: Option<Fen>,
}

/// Reports a finding with its photos; the advisor is told at once.
pub fn report(tx: &mut Tx<'_>, id: ServiceOrderId, new: &NewFinding, photos: &[Upload]) -> Result<FindingId, Error> {
    let mut case = Case::lock(tx, id)?;
    if !case.row.state.is_workable() {
        return Err(Error::WrongState);
    }
    let finding = FindingId::new();
    let row = FindingRow {
        id: finding,
        order_id: id,
        what_sealed: tx.vault().seal(WHAT, finding.uuid(), &new.what)?,
        urgency: new.urgency,
        estimate_fen: new.estimate.map(Fen::fen),
        state: FindingState::Reported,
        reported_by: tx.actor().ok().map(|actor| actor.id),
        reported_at: tx.now,
        answered_by: None,
        answered_at: None,
        answered_how: None,
        words_sealed: None,
    };
    diesel::insert_into(service_findings::table)
        .values(row)
        .execute(tx.conn)?;
    for photo in photos {
        files::attach(tx, case.row.store_id, Subject::new(FINDING, finding), photo)?;
    }
    case.row.open_findings = case.row.open_findings.saturating_add(1);
    case.save(tx)?;
    let told = StampData {
        amount: new.estimate.map(Fen::fen),
        code: Some(new.urgency.code().to_owned()),
        ..StampData::default()
    };
    case.stamp(tx, "finding", Some(&new.what), &told)?;
    tasks::ask_customer(tx, &case)?;
    // Whoever stands at the desk hears of it too: the counters of their page move.
    tx.notify(visits::model::TOPIC, case.row.store_id)?;
    tx.record("service.report", Subject::new(FINDING, finding), &["what", "urgency"])?;
    tx.record("service.finding", case.subject(), &["findings"])?;
    Ok(finding)
}

/// What the customer said to a finding.
#[derive(Clone, Debug)]
pub struct Answer {
    pub finding: FindingId,
    pub state: FindingState,
    pub how: ConsentHow,
    /// What was drawn on the screen.
    pub strokes: Option<Strokes>,
    pub words: Option<String>,
    /// Of what was accepted: from the price list, or at this price.
    pub labour_entry: Option<PriceItemId>,
    pub labour: Fen,
    pub part: NamedPart,
    /// The price of one.
    pub parts: Fen,
    pub payer: Payer,
}

/// Which part is put in: an entry of the price list, or what it is called; else it is named after the finding.
#[derive(Clone, Debug, Default)]
pub struct NamedPart {
    pub entry: Option<PriceItemId>,
    pub number: String,
    pub name: String,
    /// Hundredths.
    pub quantity: Option<i32>,
}

/// Records the answer. What was accepted becomes items, agreed to in the way the customer was asked; if the work was done
/// already, it goes on: nothing is charged that nobody did.
pub fn answer(tx: &mut Tx<'_>, id: ServiceOrderId, new: &Answer) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    case.must_be_open()?;
    let row: FindingRow = service_findings::table
        .find(new.finding)
        .filter(service_findings::order_id.eq(id))
        .select(FindingRow::as_select())
        .for_update()
        .first(tx.conn)
        .map_err(|error| match error {
            diesel::result::Error::NotFound => Error::field("finding_id", Fault::Choice),
            other => other.into(),
        })?;
    if new.state == FindingState::Reported || row.state == FindingState::Accepted {
        return Err(Error::WrongState);
    }
    let accepted = if new.state == FindingState::Accepted {
        Some(accept(tx, &mut case, &row, new)?)
    } else {
        None
    };
    let more_work = new.state == FindingState::Accepted && case.row.state.allows(Action::Reopen);
    if more_work {
        case.step(Action::Reopen)?;
    }
    diesel::update(service_findings::table.find(new.finding))
        .set((
            service_findings::state.eq(new.state),
            service_findings::answered_by.eq(tx.actor()?.id),
            service_findings::answered_at.eq(tx.now),
            service_findings::answered_how.eq(new.how.code()),
            service_findings::words_sealed.eq(tx.vault().seal_opt(WORDS, new.finding.uuid(), new.words.as_deref())?),
        ))
        .execute(tx.conn)?;
    if row.state == FindingState::Reported {
        case.row.open_findings = (case.row.open_findings - 1).max(0);
    }
    case.save(tx)?;
    let told = StampData {
        code: Some(new.state.code().to_owned()),
        how: Some(new.how.code().to_owned()),
        finding: Some(new.finding),
        amount: accepted.map(Fen::fen),
        ..StampData::default()
    };
    case.stamp(tx, "answer", new.words.as_deref(), &told)?;
    if more_work {
        case.stamp(tx, Action::Reopen.code(), None, &StampData::default())?;
        visits::commands::advance(tx, case.row.visit_id, VisitAction::Reopen)?;
    }
    if case.row.open_findings == 0 {
        tasks::asked(tx, &case)?;
    }
    if row.state == FindingState::Later && new.state != FindingState::Later {
        let put_off = service_findings::table
            .filter(service_findings::order_id.eq(id))
            .filter(service_findings::state.eq(FindingState::Later));
        if !diesel::select(exists(put_off)).get_result::<bool>(tx.conn)? {
            tasks::nothing_put_off(tx, &case)?;
        }
    }
    if new.state == FindingState::Later {
        let again = tx.now + TimeDelta::days(i64::from(case.settings.later_days));
        tasks::ask_again(tx, &case, again)?;
    }
    if more_work {
        tx.record("service.answer", case.subject(), &["findings", "state"])
    } else {
        tx.record("service.answer", case.subject(), &["findings"])
    }
}

/// Where the labour and the part of an accepted finding come from.
fn sources(new: &Answer, what: &str) -> Vec<(Source, Option<i32>)> {
    let found = |kind, price| Source::Found {
        kind,
        what: what.to_owned(),
        price,
    };
    let labour = match new.labour_entry {
        Some(entry) => Some(Source::List(entry)),
        None => (new.labour > Fen::ZERO).then(|| found(ItemKind::Labour, new.labour)),
    };
    let part = &new.part;
    let named = !part.name.is_empty() || !part.number.is_empty();
    let part_source = match part.entry {
        Some(entry) => Some(Source::List(entry)),
        None if new.parts == Fen::ZERO => None,
        None if named => Some(Source::Free {
            kind: ItemKind::Part,
            name: if part.name.is_empty() {
                what.to_owned()
            } else {
                part.name.clone()
            },
            part_number: part.number.clone(),
            price: new.parts,
        }),
        None => Some(found(ItemKind::Part, new.parts)),
    };
    let labour = labour.map(|source| (source, None));
    let part_source = part_source.map(|source| (source, part.quantity));
    labour.into_iter().chain(part_source).collect()
}

/// A fault of an item, beside the field of the answer that it comes from.
fn beside(error: Error, labour: bool) -> Error {
    let errors = match error {
        Error::Invalid(errors) => errors,
        other => return other,
    };
    let (entry, price) = if labour {
        ("labour_entry", "labour")
    } else {
        ("part_entry", "parts")
    };
    let field = |name: &str| match name {
        "price_item_id" => entry.to_owned(),
        "quantity" if !labour => "part_quantity".to_owned(),
        "quantity" | LINE => price.to_owned(),
        other => other.to_owned(),
    };
    Error::Invalid(errors.into_iter().map(|(name, fault)| (field(&name), fault)).collect())
}

/// Puts what was accepted on the order; tells what it comes to.
fn accept(tx: &mut Tx<'_>, case: &mut Case, row: &FindingRow, new: &Answer) -> Result<Fen, Error> {
    let found = tx.vault().open(WHAT, row.id.uuid(), &row.what_sealed)?;
    let line = found.expose().lines().next().unwrap_or_default();
    let what: String = line.chars().take(120).collect();
    let sources = sources(new, &what);
    if sources.is_empty() {
        return Err(Error::field("labour", Fault::Required));
    }
    let mut labour = new.labour_entry.is_some() || new.labour > Fen::ZERO;
    let mut added = Vec::new();
    for (source, quantity) in sources {
        let item = NewItem {
            source,
            quantity,
            discount: Percent::default(),
            payer: new.payer,
            finding: Some(row.id),
        };
        added.push(put(tx, case, &item).map_err(|error| beside(error, labour))?);
        labour = false;
    }
    // The customer who was asked has agreed to this much, and to nothing else that is still open.
    let mut with_these: Vec<_> = case.items.clone();
    with_these.retain(|item| item.consent_id.is_some() || added.contains(&item.id));
    let amount = crate::service::model::bill_of(&with_these, case.row.labour_discount()).customer;
    let who = customer_name(tx, case)?;
    let consent = keep_consent(
        tx,
        case,
        (new.how, new.strokes.as_ref()),
        &who,
        new.words.as_deref(),
        amount,
    )?;
    for item in case.items.iter_mut().filter(|item| added.contains(&item.id)) {
        item.consent_id = Some(consent);
    }
    mark(tx, case, consent)?;
    case.row.agreed_fen = Some(amount.fen());
    let gross = case.items.iter().filter(|item| added.contains(&item.id));
    Ok(Fen::new(
        gross.map(|item| item.charge().sum(Percent::ZERO).gross.fen()).sum(),
    ))
}

fn customer_name(tx: &mut Tx<'_>, case: &Case) -> Result<String, Error> {
    let vault = tx.vault().clone();
    let known = crate::customers::queries::brief(tx.conn, &vault, &[case.row.customer_id])?;
    Ok(known
        .get(&case.row.customer_id)
        .map(|customer| customer.name.expose().clone())
        .unwrap_or_default())
}
