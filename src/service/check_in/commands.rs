//! Writes of the check-in sheet.

use chrono::TimeDelta;
use diesel::prelude::*;
use uuid::Uuid;

use super::model::{
    AMENDMENT, BELONGINGS, Change, LIGHTS_NOTE, Listed, MARK_NOTE, MILEAGE_REASON, NewMark, SIGNATURE, SIGNED_BY, Save,
    Saved, Sheet, SheetRow, Signed, WISHES,
};
use super::queries;
use super::rules::{Step, Strokes, Wish, missing, reading};
use crate::platform::db::Tx;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::files::{self, File, Upload};
use crate::platform::i18n::Lang;
use crate::schema::{check_in_amendments, check_in_marks, check_ins, vehicles};
use crate::service::commands::{Opening, join_check_in, open_for_visit};
use crate::service::queries::order_of_visit;
use crate::values::fault::Fault;
use crate::values::ids::{AttachmentId, VisitId};
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::vehicles::commands::read_mileage;
use crate::vehicles::rules::Energy;
use crate::visits::model::{TOPIC, Visit, subject};
use crate::visits::rules::{Line, VisitState};

/// A visit with its locked sheet.
struct Open {
    visit: Visit,
    sheet: Sheet,
}

/// Locks the sheet of a service visit that the author sees and that somebody is receiving; makes it with the first write.
/// A finished sheet opens with a reason, until the car has left.
fn open(tx: &mut Tx<'_>, id: VisitId, reason: Option<&str>) -> Result<Open, Error> {
    let actor = tx.actor()?.clone();
    let visit = crate::visits::queries::visit(tx.conn, &actor, id)?;
    if visit.line != Line::Service {
        return Err(Error::WrongState);
    }
    diesel::insert_into(check_ins::table)
        .values((check_ins::visit_id.eq(id), check_ins::created_at.eq(tx.now)))
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    let row: SheetRow = check_ins::table
        .find(id)
        .select(SheetRow::as_select())
        .for_update()
        .first(tx.conn)?;
    let vault = tx.vault().clone();
    let sheet = Sheet::open(row, &vault)?;
    let fits = if sheet.is_finished() {
        visit.state != VisitState::Left
    } else {
        visit.state == VisitState::Receiving
    };
    if !fits {
        return Err(Error::WrongState);
    }
    if sheet.is_finished() && reason.is_none() {
        return Err(Error::field("reason", Fault::Required));
    }
    Ok(Open { visit, sheet })
}

/// Saves one step. What is missing may be filled in later; what is there must be right.
pub fn save(tx: &mut Tx<'_>, id: VisitId, new: &Save) -> Result<(), Error> {
    let Open { visit, sheet: old } = open(tx, id, new.reason.as_deref())?;
    let (step, me) = (new.change.step(), tx.actor()?.id);
    if step == Step::Signature && old.is_finished() {
        return Err(Error::WrongState);
    }
    // The saves of one form follow each other as one types; what was saved elsewhere in between counts, whoever did it.
    if old.saved_since(step, new.seen, new.form) {
        return Err(Error::Stale);
    }
    let mut sheet = old.clone();
    apply(tx, &visit, &mut sheet, &new.change)?;
    let changed = !old.texts(step).changes(&sheet.texts(step)).is_empty() || sheet.signed != old.signed;
    // What was signed is what stood there then.
    if changed && step != Step::Signature && !old.is_finished() {
        sheet.signed = None;
    }
    sheet.saved.insert(
        step.code().to_owned(),
        Saved {
            at: tx.now,
            by: me,
            version: old.version(step) + 1,
            form: new.form,
        },
    );
    write(tx, id, &sheet)?;
    let changes = old.texts(step).changes(&sheet.texts(step));
    match &new.reason {
        Some(reason) if old.is_finished() => {
            tx.record_changes("service.amend_check_in", subject(id), &changes)?;
            amended(tx, id, step, reason)?;
            if let (Step::Vehicle, Some(car), Some(km)) = (step, visit.vehicle_id, sheet.mileage) {
                read_mileage(tx, car, km, Some(reason))?;
            }
        }
        _ => tx.record_changes("service.check_in", subject(id), &changes)?,
    }
    tx.notify(TOPIC, visit.store_id)
}

fn apply(tx: &mut Tx<'_>, visit: &Visit, sheet: &mut Sheet, change: &Change) -> Result<(), Error> {
    match change.clone() {
        Change::Vehicle {
            mileage,
            reason,
            lights,
            note,
        } => {
            if let (Some(km), Some(car)) = (mileage, visit.vehicle_id) {
                let last = queries::last_reading(tx.conn, car, tx.now)?;
                let leap = queries::leap(tx.conn, visit.store_id)?;
                let explained = reason.is_some() || sheet.is_finished();
                reading(km, last, explained, leap).map_err(|fault| Error::field("mileage", fault))?;
            }
            (sheet.mileage, sheet.mileage_reason) = (mileage, reason);
            (sheet.lights, sheet.lights_note) = (lights, note);
        }
        Change::Exterior { no_marks } => {
            if no_marks && mark_count(tx, visit.id)? > 0 {
                return Err(Error::field("no_marks", Fault::Mismatch));
            }
            // Somebody walked around the car: they found something, or say that there is nothing.
            if !no_marks && mark_count(tx, visit.id)? == 0 {
                return Err(Error::field("no_marks", Fault::Required));
            }
            sheet.no_marks = no_marks;
        }
        Change::Belongings {
            fuel,
            charge,
            items,
            note,
            none,
        } => {
            let items = items.into_iter().map(|item| item.code().to_owned()).collect();
            (sheet.fuel, sheet.charge) = (fuel, charge);
            sheet.belongings = Listed { items, note };
            sheet.no_belongings = none;
        }
        Change::Wishes {
            items,
            note,
            warranty,
            household,
        } => {
            let items = items.into_iter().map(|item| item.code().to_owned()).collect();
            sheet.wishes = Listed { items, note };
            (sheet.warranty, sheet.household) = (warranty, household);
        }
        Change::Estimate { from, to, promised_at } => {
            if promised_at.is_some_and(|at| at <= tx.now && sheet.promised_at != Some(at)) {
                return Err(Error::field("promised_at", Fault::DateInPast));
            }
            if let Some(at) = promised_at.filter(|at| sheet.promised_at != Some(*at)) {
                let days = queries::promise_days(tx.conn, visit.store_id)?;
                if at > tx.now + TimeDelta::days(days.into()) {
                    return Err(Error::field("promised_at", Fault::DateTooLate { days }));
                }
            }
            (sheet.estimate_from, sheet.estimate_to) = (from, to);
            sheet.promised_at = promised_at;
        }
        Change::Signature(signed) => {
            sheet.signed = signed.map(|(how, by, strokes)| Signed {
                how,
                by,
                strokes,
                at: tx.now,
            });
        }
    }
    Ok(())
}

fn write(tx: &mut Tx<'_>, id: VisitId, sheet: &Sheet) -> Result<(), Error> {
    let vault = tx.vault().clone();
    let seal = |label, text: Option<&str>| vault.seal_opt(label, id.uuid(), text);
    let listed = |listed: &Listed| -> Result<Option<String>, Error> {
        if listed.is_empty() {
            return Ok(None);
        }
        serde_json::to_string(listed).map(Some).map_err(Error::internal)
    };
    let (belongings, wishes) = (listed(&sheet.belongings)?, listed(&sheet.wishes)?);
    let signed = sheet.signed.as_ref();
    let strokes = signed
        .and_then(|signed| signed.strokes.as_ref())
        .map(Strokes::canonical);
    let lights: Vec<&str> = sheet.lights.iter().map(|light| light.code()).collect();
    let saved = serde_json::to_value(&sheet.saved).map_err(Error::internal)?;
    diesel::update(check_ins::table.find(id))
        .set((
            check_ins::mileage_km.eq(sheet.mileage.map(Km::km)),
            check_ins::mileage_reason_sealed.eq(seal(MILEAGE_REASON, sheet.mileage_reason.as_deref())?),
            check_ins::warning_lights.eq(lights),
            check_ins::lights_note_sealed.eq(seal(LIGHTS_NOTE, sheet.lights_note.as_deref())?),
            check_ins::no_marks.eq(sheet.no_marks),
            check_ins::fuel_eighths.eq(sheet.fuel),
            check_ins::charge_percent.eq(sheet.charge),
            check_ins::belongings_sealed.eq(seal(BELONGINGS, belongings.as_deref())?),
            check_ins::no_belongings.eq(sheet.no_belongings),
            check_ins::wishes_sealed.eq(seal(WISHES, wishes.as_deref())?),
            check_ins::warranty.eq(sheet.warranty),
            check_ins::household.eq(sheet.household),
            check_ins::estimate_from_fen.eq(sheet.estimate_from.map(Fen::fen)),
            check_ins::estimate_to_fen.eq(sheet.estimate_to.map(Fen::fen)),
            check_ins::promised_at.eq(sheet.promised_at),
            (
                check_ins::signed_how.eq(signed.map(|signed| signed.how)),
                check_ins::signed_by_sealed.eq(seal(SIGNED_BY, signed.map(|signed| signed.by.as_str()))?),
                check_ins::signature_sealed.eq(seal(SIGNATURE, strokes.as_deref())?),
                check_ins::signed_at.eq(signed.map(|signed| signed.at)),
                check_ins::saved.eq(saved),
                check_ins::finished_at.eq(sheet.finished_at),
                check_ins::finished_by.eq(sheet.finished_by),
            ),
        ))
        .execute(tx.conn)?;
    Ok(())
}

fn amended(tx: &mut Tx<'_>, visit: VisitId, step: Step, reason: &str) -> Result<(), Error> {
    let id = Uuid::now_v7();
    let staff = tx.actor()?.id;
    diesel::insert_into(check_in_amendments::table)
        .values((
            check_in_amendments::id.eq(id),
            check_in_amendments::visit_id.eq(visit),
            check_in_amendments::step.eq(step.code()),
            check_in_amendments::reason_sealed.eq(tx.vault().seal(AMENDMENT, id, reason)?),
            check_in_amendments::staff_id.eq(staff),
            check_in_amendments::at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record_because("service.amend_check_in", subject(visit), reason)
}

fn mark_count(tx: &mut Tx<'_>, visit: VisitId) -> Result<usize, Error> {
    let count: i64 = check_in_marks::table
        .filter(check_in_marks::visit_id.eq(visit))
        .count()
        .get_result(tx.conn)?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// What follows from a change of marks or photos: what was signed is what stood there then.
fn touched(tx: &mut Tx<'_>, open: Open, step: Step, reason: Option<&str>, mut unmarked: bool) -> Result<(), Error> {
    let (id, store) = (open.visit.id, open.visit.store_id);
    let mut sheet = open.sheet;
    if sheet.is_finished() {
        amended(tx, id, step, reason.unwrap_or_default())?;
    } else {
        unmarked |= sheet.signed.take().is_some();
    }
    if unmarked {
        sheet.no_marks = false;
        write(tx, id, &sheet)?;
    }
    tx.notify(TOPIC, store)
}

/// How many marks and photos a visit may have.
const MOST: usize = 60;

/// Puts a mark on the car.
pub fn add_mark(tx: &mut Tx<'_>, id: VisitId, new: &NewMark, photo: Option<&Upload>) -> Result<(), Error> {
    let open = open(tx, id, new.reason.as_deref())?;
    if mark_count(tx, id)? >= MOST {
        return Err(Error::field("zone", Fault::TooMany { max: MOST }));
    }
    let (mark, staff) = (Uuid::now_v7(), tx.actor()?.id);
    let photo = match photo {
        Some(upload) => Some(files::attach(tx, open.visit.store_id, subject(id), upload)?),
        None => None,
    };
    diesel::insert_into(check_in_marks::table)
        .values((
            check_in_marks::id.eq(mark),
            check_in_marks::visit_id.eq(id),
            check_in_marks::zone.eq(new.zone.code()),
            check_in_marks::damage.eq(new.damage),
            check_in_marks::note_sealed.eq(tx.vault().seal_opt(MARK_NOTE, mark, new.note.as_deref())?),
            check_in_marks::photo_id.eq(photo),
            check_in_marks::created_by.eq(staff),
            check_in_marks::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record("service.mark", subject(id), &["marks"])?;
    let unmarked = open.sheet.no_marks;
    touched(tx, open, Step::Exterior, new.reason.as_deref(), unmarked)
}

/// Takes a mark off again.
pub fn remove_mark(tx: &mut Tx<'_>, id: VisitId, mark: Uuid, reason: Option<&str>) -> Result<(), Error> {
    let open = open(tx, id, reason)?;
    let removed =
        diesel::delete(check_in_marks::table.find(mark).filter(check_in_marks::visit_id.eq(id))).execute(tx.conn)?;
    if removed == 0 {
        return Err(Error::NotFound);
    }
    tx.record("service.remove_mark", subject(id), &["marks"])?;
    touched(tx, open, Step::Exterior, reason, false)
}

/// Keeps photos with the visit.
pub fn add_photos(tx: &mut Tx<'_>, id: VisitId, uploads: &[Upload], reason: Option<&str>) -> Result<(), Error> {
    if uploads.is_empty() {
        return Err(Error::field("files", Fault::Required));
    }
    let open = open(tx, id, reason)?;
    let vault = tx.vault().clone();
    if files::list(tx.conn, &vault, subject(id))?.len() + uploads.len() > MOST {
        return Err(Error::field("files", Fault::TooMany { max: MOST }));
    }
    for upload in uploads {
        files::attach(tx, open.visit.store_id, subject(id), upload)?;
    }
    touched(tx, open, Step::Exterior, reason, false)
}

/// Takes a photo away that no mark shows.
pub fn remove_photo(tx: &mut Tx<'_>, id: VisitId, file: AttachmentId, reason: Option<&str>) -> Result<(), Error> {
    let open = open(tx, id, reason)?;
    diesel::update(check_in_marks::table.filter(check_in_marks::visit_id.eq(id)))
        .filter(check_in_marks::photo_id.eq(file))
        .set(check_in_marks::photo_id.eq(None::<AttachmentId>))
        .execute(tx.conn)?;
    files::remove(tx, file, subject(id))?;
    touched(tx, open, Step::Exterior, reason, false)
}

/// A photo in full, for somebody who sees the visit; that they looked is kept.
pub fn look(tx: &mut Tx<'_>, id: VisitId, file: AttachmentId) -> Result<File, Error> {
    let actor = tx.actor()?.clone();
    crate::visits::queries::visit(tx.conn, &actor, id)?;
    let vault = tx.vault().clone();
    let found = files::open(tx.conn, &vault, file, subject(id))?;
    tx.record("visits.look", subject(id), &["attachments"])?;
    Ok(found)
}

/// Finishes the sheet: from now on it is frozen. The reading goes to the car, the rest into the service order.
///
/// What is missing comes back as a fault of each [`Missing`](super::rules::Missing).
pub fn finish(tx: &mut Tx<'_>, id: VisitId) -> Result<(), Error> {
    let Open { visit, mut sheet } = open(tx, id, Some(""))?;
    if sheet.is_finished() {
        return Err(Error::WrongState);
    }
    let energy: Option<Energy> = match visit.vehicle_id {
        Some(car) => vehicles::table.find(car).select(vehicles::energy).first(tx.conn)?,
        None => None,
    };
    let marks = mark_count(tx, id)?;
    let lacking = missing(&sheet.filled(&visit, marks, tx.now), energy);
    if !lacking.is_empty() {
        let faults: FieldErrors = lacking
            .into_iter()
            .map(|missing| (missing.code().to_owned(), Fault::Required))
            .collect();
        return Err(Error::Invalid(faults));
    }
    (sheet.finished_at, sheet.finished_by) = (Some(tx.now), Some(tx.actor()?.id));
    write(tx, id, &sheet)?;
    if let (Some(car), Some(km)) = (visit.vehicle_id, sheet.mileage) {
        read_mileage(tx, car, km, sheet.mileage_reason.as_deref())?;
    }
    tx.record("service.finish_check_in", subject(id), &["state"])?;
    open_order(tx, &visit, &sheet)?;
    tx.notify(TOPIC, visit.store_id)
}

/// The service order that begins where the sheet ends, unless it was begun before.
fn open_order(tx: &mut Tx<'_>, visit: &Visit, sheet: &Sheet) -> Result<(), Error> {
    let wishes = sheet.wishes.items.iter().filter_map(|code| Wish::parse(code));
    let mut said: Vec<&str> = wishes.map(|wish| wish.label(Lang::Zh)).collect();
    said.extend(Some(sheet.wishes.note.as_str()).filter(|note| !note.is_empty()));
    let opening = Opening {
        wish: Some(said.join("；")).filter(|wish| !wish.is_empty()),
        estimate: sheet.estimate_to,
        promised_at: sheet.promised_at,
        mileage: sheet.mileage,
    };
    let actor = tx.actor()?.clone();
    match order_of_visit(tx.conn, &actor, visit.id)? {
        Some(order) => join_check_in(tx, order.id, &opening),
        None => open_for_visit(tx, visit.id, &opening).map(drop),
    }
}
