//! Reads of the check-in sheet.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use uuid::Uuid;

use super::model::{AMENDMENT, Amendment, Around, MARK_NOTE, Mark, MarkRow, Sheet, SheetRow, Stamp};
use super::rules::{Last, Leap, Step, Zone};
use super::settings::CheckInSettings;
use crate::access::{Actor, Scope};
use crate::platform::db::Subject;
use crate::platform::error::Error;
use crate::platform::vault::{Sealed, Vault};
use crate::platform::{drafts, files, settings};
use crate::schema::{check_in_amendments, check_in_marks, check_ins, staff, vehicles, visit_stamps, visits};
use crate::staff::hours;
use crate::values::ids::{AttachmentId, StoreId, VehicleId, VisitId};
use crate::values::mileage::Km;
use crate::visits::model::{GUEST, WISH, subject};
use crate::visits::rules::{Line, VisitAction, VisitState};
use crate::{customers, vehicles as cars, visits as arrivals};

/// The sheet of a visit; an empty one before anything was saved.
pub fn sheet(conn: &mut PgConnection, vault: &Vault, visit: VisitId) -> Result<Sheet, Error> {
    let row: Option<SheetRow> = check_ins::table
        .find(visit)
        .select(SheetRow::as_select())
        .first(conn)
        .optional()?;
    row.map_or_else(|| Ok(Sheet::default()), |row| Sheet::open(row, vault))
}

/// What stands on the outside of the car, in the order it was found.
pub fn marks(conn: &mut PgConnection, vault: &Vault, visit: VisitId) -> Result<Vec<Mark>, Error> {
    let rows: Vec<MarkRow> = check_in_marks::table
        .filter(check_in_marks::visit_id.eq(visit))
        .order((check_in_marks::created_at, check_in_marks::id))
        .select(MarkRow::as_select())
        .load(conn)?;
    rows.into_iter()
        .map(|row| {
            let note = vault.open_opt(MARK_NOTE, row.id, row.note_sealed.as_ref())?;
            Ok(Mark {
                id: row.id,
                zone: Zone::parse(&row.zone).unwrap_or(Zone::Interior),
                damage: row.damage,
                note: note.map(|note| note.expose().clone()),
                photo: row.photo_id,
            })
        })
        .collect()
}

/// A visit that this person sees, with its sheet and all that its page shows.
pub fn around(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    now: DateTime<Utc>,
    id: VisitId,
    draft: Option<&str>,
) -> Result<Around, Error> {
    let visit = arrivals::queries::visit(conn, actor, id)?;
    type Door = (
        String,
        i16,
        Option<String>,
        Option<Sealed>,
        Option<Sealed>,
        Option<i32>,
        Option<String>,
    );
    let (token, party, left_because, guest, wish, door_km, advisor): Door = visits::table
        .left_join(staff::table.on(staff::id.nullable().eq(visits::advisor_id)))
        .filter(visits::id.eq(id))
        .select((
            visits::token,
            visits::party_size,
            visits::left_because,
            visits::guest_sealed,
            visits::wish_sealed,
            visits::mileage_km,
            staff::name.nullable(),
        ))
        .first(conn)?;
    let said = |label, sealed: &Option<Sealed>| -> Result<Option<String>, Error> {
        let open = vault.open_opt(label, id.uuid(), sealed.as_ref())?;
        Ok(open.map(|text| text.expose().clone()))
    };
    let service = visit.line == Line::Service;
    let customer = match visit.customer_id {
        Some(customer) => customers::queries::brief(conn, vault, &[customer])?.remove(&customer),
        None => None,
    };
    let vehicle = match visit.vehicle_id {
        Some(car) => {
            let scope = Scope::Store { store: visit.store_id };
            Some(cars::queries::record(conn, vault, scope, now, car)?)
        }
        None => None,
    };
    let sheet = if service {
        sheet(conn, vault, id)?
    } else {
        Sheet::default()
    };
    let open_then = match sheet.promised_at {
        Some(at) if !sheet.is_finished() => hours::calendar(conn, visit.store_id)?.is_open(at),
        _ => true,
    };
    Ok(Around {
        marks: if service { marks(conn, vault, id)? } else { Vec::new() },
        photos: if service {
            files::list(conn, vault, subject(id))?
        } else {
            Vec::new()
        },
        stamps: stamps(conn, id)?,
        amendments: if sheet.is_finished() {
            amendments(conn, vault, id)?
        } else {
            Vec::new()
        },
        draft: match draft {
            Some(place) => drafts::load(conn, vault, actor.id, place)?,
            None => None,
        },
        visit,
        token,
        party,
        left_because,
        guest: said(GUEST, &guest)?,
        wish: said(WISH, &wish)?,
        door_km: door_km.map(Km::new),
        advisor,
        customer,
        vehicle,
        sheet,
        open_then,
    })
}

fn stamps(conn: &mut PgConnection, visit: VisitId) -> Result<Vec<Stamp>, Error> {
    let rows: Vec<(VisitAction, VisitState, Option<String>, DateTime<Utc>)> = visit_stamps::table
        .left_join(staff::table)
        .filter(visit_stamps::visit_id.eq(visit))
        .order((visit_stamps::at, visit_stamps::id))
        .select((
            visit_stamps::action,
            visit_stamps::state,
            staff::name.nullable(),
            visit_stamps::at,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(action, state, staff, at)| Stamp {
            action,
            state,
            staff,
            at,
        })
        .collect())
}

fn amendments(conn: &mut PgConnection, vault: &Vault, visit: VisitId) -> Result<Vec<Amendment>, Error> {
    type Row = (Uuid, String, Sealed, Option<String>, DateTime<Utc>);
    let rows: Vec<Row> = check_in_amendments::table
        .left_join(staff::table)
        .filter(check_in_amendments::visit_id.eq(visit))
        .order((check_in_amendments::at, check_in_amendments::id))
        .select((
            check_in_amendments::id,
            check_in_amendments::step,
            check_in_amendments::reason_sealed,
            staff::name.nullable(),
            check_in_amendments::at,
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|(id, step, reason, staff, at)| {
            Ok(Amendment {
                step: Step::parse(&step).unwrap_or(Step::Vehicle),
                reason: vault.open(AMENDMENT, id, &reason)?.expose().clone(),
                staff,
                at,
            })
        })
        .collect()
}

/// The reading that a car had last.
pub fn last_reading(conn: &mut PgConnection, car: VehicleId, now: DateTime<Utc>) -> Result<Option<Last>, Error> {
    let (km, at): (Option<i32>, Option<DateTime<Utc>>) = vehicles::table
        .find(car)
        .select((vehicles::mileage_km, vehicles::mileage_at))
        .first(conn)?;
    Ok(km.map(|km| Last {
        km: Km::new(km),
        days: at.map_or(3_650, |at| (now - at).num_days()),
    }))
}

/// From when on a store asks about a reading.
pub fn leap(conn: &mut PgConnection, store: StoreId) -> Result<Leap, Error> {
    Ok(settings::load::<CheckInSettings>(conn, store)?.value.into())
}

/// A photo of a visit that this person sees, small.
pub fn thumbnail(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    id: VisitId,
    file: AttachmentId,
) -> Result<files::File, Error> {
    arrivals::queries::visit(conn, actor, id)?;
    files::thumbnail(conn, vault, file, Subject::new(arrivals::model::VISIT, id))
}
