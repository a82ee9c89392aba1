//! Reads of the check-in sheet.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::model::{AMENDMENT, Amendment, AmendmentRow, Around, MARK_NOTE, Mark, MarkRow, Sheet, SheetRow};
use super::rules::{Last, Leap, Step, Zone};
use super::settings::CheckInSettings;
use crate::access::Actor;
use crate::customers::model::{Brief, NAME, PHONE, masked_phone};
use crate::customers::rules::{Kind, Tier};
use crate::platform::db::Subject;
use crate::platform::db::lists::{AsJson, rows};
use crate::platform::drafts::Draft;
use crate::platform::error::Error;
use crate::platform::settings::Setting;
use crate::platform::vault::{Sealed, Vault};
use crate::platform::{files, settings};
use crate::schema::{
    check_ins, customer_phones, customers, drafts, service_orders, settings as rules, staff, stores, vehicles, visits,
};
use crate::service::queries as orders;
use crate::service::rules::State;
use crate::staff::hours::{self, Hours};
use crate::values::ids::{AttachmentId, CustomerId, PhoneId, ServiceOrderId, StaffId, StoreId, VehicleId, VisitId};
use crate::values::mileage::Km;
use crate::vehicles::model::{Vehicle, VehicleRow};
use crate::visits as arrivals;
use crate::visits::model::{GUEST, Visit, WISH};
use crate::visits::rules::Line;

/// The sheet of a visit; an empty one before anything was saved.
pub fn sheet(conn: &mut PgConnection, vault: &Vault, visit: VisitId) -> Result<Sheet, Error> {
    let row: Option<SheetRow> = check_ins::table
        .find(visit)
        .select(SheetRow::as_select())
        .first(conn)
        .optional()?;
    row.map_or_else(|| Ok(Sheet::default()), |row| Sheet::open(row, vault))
}

type CustomerPart = (CustomerId, Kind, Tier, Option<StaffId>, Sealed);
type PhonePart = (Option<PhoneId>, Option<Sealed>);

/// What hangs on a visit, in this order: marks, photos, its course, corrections.
const LISTS: (AsJson, AsJson, AsJson, AsJson) = (
    AsJson(
        "(SELECT json_agg(to_json(t) ORDER BY t.created_at, t.id) FROM check_in_marks t WHERE t.visit_id = visits.id)",
    ),
    AsJson(
        "(SELECT json_agg(to_json(t) ORDER BY t.created_at, t.id) FROM (SELECT f.id, f.name_sealed, f.media_type, \
           f.size_bytes, f.width, f.height, f.created_by, f.created_at FROM attachments f \
           WHERE f.subject_kind = 'visit' AND f.subject_id = visits.id AND f.removed_at IS NULL) t)",
    ),
    AsJson(
        "(SELECT json_agg(json_build_object('action', t.action, 'state', t.state, 'staff', s.name, 'at', t.at) \
           ORDER BY t.at, t.id) FROM visit_stamps t LEFT JOIN staff s ON s.id = t.staff_id WHERE t.visit_id = visits.id)",
    ),
    AsJson(
        "(SELECT json_agg(json_build_object('id', t.id, 'step', t.step, 'reason_sealed', t.reason_sealed, \
           'staff', s.name, 'at', t.at) ORDER BY t.at, t.id) \
           FROM check_in_amendments t LEFT JOIN staff s ON s.id = t.staff_id WHERE t.visit_id = visits.id)",
    ),
);

/// A visit that this person sees, with its sheet and all that its page shows, and what they left unsaved at this place of
/// it: one round trip.
pub fn around(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    id: VisitId,
    place: &str,
) -> Result<Around, Error> {
    type Row = (
        Visit,
        (
            String,
            i16,
            Option<String>,
            Option<Sealed>,
            Option<Sealed>,
            Option<String>,
            String,
        ),
        Option<CustomerPart>,
        PhonePart,
        Option<VehicleRow>,
        Option<SheetRow>,
        (Option<Uuid>, Option<Sealed>, Option<DateTime<Utc>>),
        (Option<ServiceOrderId>, Option<String>),
        Option<Value>,
        (Option<Value>, Option<Value>, Option<Value>, Option<Value>),
    );
    let seen = arrivals::queries::visible(actor)
        .filter(visits::id.eq(id))
        .select(visits::id);
    let phone = || {
        customer_phones::table
            .filter(customer_phones::customer_id.nullable().eq(visits::customer_id))
            .filter(customer_phones::is_primary)
    };
    let draft = || {
        drafts::table
            .filter(drafts::staff_id.eq(actor.id))
            .filter(drafts::place.eq(place.to_owned()))
    };
    let order = || {
        orders::visible(actor)
            .filter(service_orders::visit_id.eq(id))
            .filter(service_orders::state.ne(State::Cancelled))
    };
    let opening = rules::table
        .filter(rules::store_id.eq(actor.store))
        .filter(rules::key.eq(Hours::KEY))
        .select(rules::value)
        .single_value();
    let row: Row = visits::table
        .inner_join(stores::table.on(stores::id.eq(visits::store_id)))
        .left_join(customers::table.on(customers::id.nullable().eq(visits::customer_id)))
        .left_join(vehicles::table.on(vehicles::id.nullable().eq(visits::vehicle_id)))
        .left_join(staff::table.on(staff::id.nullable().eq(visits::advisor_id)))
        .left_join(check_ins::table.on(check_ins::visit_id.eq(visits::id)))
        .filter(visits::id.eq_any(seen))
        .select((
            Visit::as_select(),
            (
                visits::token,
                visits::party_size,
                visits::left_because,
                visits::guest_sealed,
                visits::wish_sealed,
                staff::name.nullable(),
                stores::time_zone,
            ),
            (
                customers::id,
                customers::kind,
                customers::tier,
                customers::owner_id,
                customers::name_sealed,
            )
                .nullable(),
            (
                phone().select(customer_phones::id).single_value(),
                phone().select(customer_phones::phone_sealed).single_value(),
            ),
            Option::<VehicleRow>::as_select(),
            Option::<SheetRow>::as_select(),
            (
                draft().select(drafts::id).single_value(),
                draft().select(drafts::body_sealed).single_value(),
                draft().select(drafts::updated_at).single_value(),
            ),
            (
                order().select(service_orders::id).single_value(),
                order().select(service_orders::number).single_value(),
            ),
            opening,
            LISTS,
        ))
        .first(conn)?;
    let (visit, door, customer, phone, car, sheet, draft, order, opening, lists) = row;
    let (token, party, left_because, guest, wish, advisor, zone) = door;
    let (marks, photos, stamps, amendments) = lists;
    let said = |label, sealed: &Option<Sealed>| -> Result<Option<String>, Error> {
        let open = vault.open_opt(label, id.uuid(), sealed.as_ref())?;
        Ok(open.map(|text| text.expose().clone()))
    };
    let service = visit.line == Line::Service;
    let sheet = match sheet.filter(|_| service) {
        Some(row) => Sheet::open(row, vault)?,
        None => Sheet::default(),
    };
    let open_then = match sheet.promised_at {
        Some(at) if !sheet.is_finished() => hours::calendar_of(opening, &zone)?.is_open(at),
        _ => true,
    };
    Ok(Around {
        token,
        party,
        left_because,
        guest: said(GUEST, &guest)?,
        wish: said(WISH, &wish)?,
        door_km: visit.mileage_km.map(Km::new),
        marks: opened_marks(vault, marks.filter(|_| service))?,
        photos: files::of_json(vault, photos.filter(|_| service))?,
        customer: customer.map(|row| in_brief(vault, row, phone)).transpose()?,
        vehicle: car.map(|row| Vehicle::open(row, vault)).transpose()?,
        advisor,
        stamps: rows(stamps)?,
        amendments: opened_amendments(vault, amendments)?,
        draft: match draft {
            (Some(draft), Some(sealed), Some(at)) => Some(Draft::open(vault, draft, &sealed, at)?),
            _ => None,
        },
        order: order.0.zip(order.1),
        visit,
        sheet,
        open_then,
    })
}

/// What stands on the outside of the car, in the order it was found.
fn opened_marks(vault: &Vault, json: Option<Value>) -> Result<Vec<Mark>, Error> {
    let found: Vec<MarkRow> = rows(json)?;
    found
        .into_iter()
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

fn opened_amendments(vault: &Vault, json: Option<Value>) -> Result<Vec<Amendment>, Error> {
    let found: Vec<AmendmentRow> = rows(json)?;
    found
        .into_iter()
        .map(|row| {
            Ok(Amendment {
                step: Step::parse(&row.step).unwrap_or(Step::Vehicle),
                reason: vault.open(AMENDMENT, row.id, &row.reason_sealed)?.expose().clone(),
                staff: row.staff,
                at: row.at,
            })
        })
        .collect()
}

fn in_brief(vault: &Vault, row: CustomerPart, phone: PhonePart) -> Result<Brief, Error> {
    let (id, kind, tier, owner, name) = row;
    let phone = match phone {
        (Some(phone), Some(sealed)) => {
            let number = vault.open(PHONE, phone.uuid(), &sealed)?;
            Some(masked_phone(number.expose()))
        }
        _ => None,
    };
    Ok(Brief {
        id,
        kind,
        tier,
        owner,
        name: vault.open(NAME, id.uuid(), &name)?,
        phone,
    })
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

/// How many days ahead a store promises a car at most.
pub fn promise_days(conn: &mut PgConnection, store: StoreId) -> Result<u32, Error> {
    Ok(settings::load::<CheckInSettings>(conn, store)?.value.promise_days)
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
