//! Finding who stands at the desk: by phone, plate or VIN, or by the end of one.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::dsl::{count_star, max};
use diesel::prelude::*;

use crate::access::Actor;
use crate::customers::model::{Key, NAME, PHONE, masked_phone};
use crate::customers::queries::{KeyHit, by_keys, list, visible};
use crate::customers::rules::{Kind, Tier};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::{Purpose, Sealed, Vault};
use crate::schema::{
    appointments, customer_phones, customers, staff, vehicle_owners, vehicle_recalls, vehicles, visits,
};
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, PhoneId, StaffId, VehicleId, VisitId};
use crate::values::phone::Phone;
use crate::values::plate::Plate;
use crate::values::text;
use crate::values::vin::Vin;
use crate::vehicles::model::{PLATE, shown_plate, title};
use crate::visits::model::{Card, CardCar, Person, works};
use crate::visits::rules::{self, AppointmentState, Line, Trouble, VisitState};

/// How many cards are shown.
const MOST: usize = 8;
/// The longest term that is looked at.
const LONGEST: usize = 40;

/// What was typed into the desk's one box, read.
#[derive(Clone, Debug, Default)]
pub struct Term {
    /// What an exact search looks for.
    keys: Vec<Key>,
    /// Those of them that name one person or car in full: an advisor who types one has the customer before them.
    whole: Vec<Key>,
    /// Names of the whole ones for the audit log.
    pub fields: Vec<&'static str>,
    /// The phone that it is.
    pub phone: Option<Phone>,
    /// The whole plate that it is.
    pub plate: Option<Plate>,
    /// Why it finds nobody whatever is on record.
    pub trouble: Option<Trouble>,
}

impl Term {
    /// Reads a phone or its last four digits, a plate with or without its province, a VIN or its last six characters.
    pub fn read(raw: &str) -> Self {
        let typed: String = text::single_line(&text::normalize_width(raw))
            .chars()
            .take(LONGEST)
            .collect();
        let mut term = Self::default();
        if let Ok(phone) = Phone::parse(&typed) {
            term.is_whole("phone", (Purpose::Phone, phone.canonical().to_owned()));
            term.phone = Some(phone);
        }
        if let Ok(plate) = Plate::parse(&typed) {
            term.is_whole("plate", (Purpose::Plate, plate.canonical().to_owned()));
            term.plate = Some(plate);
        }
        if let Ok((vin, _)) = Vin::parse(&typed) {
            term.is_whole("vin", (Purpose::Vin, vin.canonical().to_owned()));
        }
        let code: String = typed.chars().filter(|sign| !sign.is_whitespace()).collect();
        let code = code.to_ascii_uppercase();
        let has_digit = code.bytes().any(|sign| sign.is_ascii_digit());
        if code.len() == 4 && code.bytes().all(|sign| sign.is_ascii_digit()) {
            term.keys.push((Purpose::PhoneTail, code.clone()));
        }
        if code.len() == 6 && has_digit && code.bytes().all(|sign| sign.is_ascii_alphanumeric()) {
            term.keys.push((Purpose::VinTail, code));
        }
        if has_digit {
            let mut plates = Plate::anywhere(&typed);
            if plates.is_empty() {
                plates = Plate::by_serial(&typed);
            }
            let keys = plates
                .iter()
                .map(|plate| (Purpose::Plate, plate.canonical().to_owned()));
            term.keys.extend(keys);
        }
        term.keys.sort_by(|a, b| a.1.cmp(&b.1));
        term.keys.dedup();
        term.trouble = term.keys.is_empty().then(|| Trouble::with(&typed));
        term
    }

    fn is_whole(&mut self, field: &'static str, key: Key) {
        self.fields.push(field);
        self.keys.push(key.clone());
        self.whole.push(key);
    }

    /// Whether it names one person or car in full.
    pub fn is_whole_name(&self) -> bool {
        !self.whole.is_empty()
    }

    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

/// Customers that the term names in full and that this person does not see.
pub fn hidden(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    now: DateTime<Utc>,
    term: &Term,
) -> Result<Vec<CustomerId>, Error> {
    let hits = by_keys(conn, vault, actor.store, &term.whole)?;
    let ids = hits.into_iter().map(|hit| hit.customer).collect();
    list::missing(conn, visible(actor.customers(), now), ids)
}

/// Customers, and the car if the term named one, that this person may register: those they see, those expected today and
/// those who are here.
pub fn find(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    now: DateTime<Utc>,
    term: &Term,
) -> Result<Vec<(CustomerId, Option<VehicleId>)>, Error> {
    let hits = by_keys(conn, vault, actor.store, &term.keys)?;
    if hits.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<CustomerId> = hits.iter().map(|hit| hit.customer).collect();
    let (from, until) = (times::start_of(times::day_of(now)), times::end_of_day(now));
    let expected = appointments::table
        .filter(appointments::customer_id.eq_any(ids.clone()))
        .filter(appointments::store_id.eq(actor.store))
        .filter(appointments::starts_at.ge(from))
        .filter(appointments::starts_at.lt(until))
        .filter(appointments::state.ne(AppointmentState::Cancelled))
        .select(appointments::customer_id);
    let mut seen: HashSet<CustomerId> = visible(actor.customers(), now)
        .filter(customers::id.eq_any(ids))
        .select(customers::id)
        .load(conn)?
        .into_iter()
        .collect();
    seen.extend(expected.load::<CustomerId>(conn)?);
    let mut found: Vec<(CustomerId, Option<VehicleId>)> = Vec::new();
    for KeyHit {
        customer,
        purpose,
        source,
    } in hits
    {
        let car = matches!(purpose, Purpose::Plate | Purpose::Vin | Purpose::VinTail);
        let one = (customer, car.then(|| VehicleId::from(source)));
        if seen.contains(&customer) && !found.contains(&one) {
            found.push(one);
        }
    }
    // Whom a phone names is not shown once more beside the car that the same digits name.
    let by_car: HashSet<CustomerId> = found.iter().filter(|one| one.1.is_some()).map(|one| one.0).collect();
    found.retain(|one| one.1.is_some() || !by_car.contains(&one.0));
    found.sort();
    found.truncate(MOST);
    Ok(found)
}

/// Whether this person may register the customer: whom they see, and whoever is expected today.
///
/// # Errors
/// [`Error::Invalid`] on `who`.
pub fn may_register(
    conn: &mut PgConnection,
    actor: &Actor,
    now: DateTime<Utc>,
    customer: CustomerId,
) -> Result<(), Error> {
    let known: Option<CustomerId> = visible(actor.customers(), now)
        .filter(customers::id.eq(customer))
        .select(customers::id)
        .first(conn)
        .optional()?;
    let (from, until) = (times::start_of(times::day_of(now)), times::end_of_day(now));
    let expected = appointments::table
        .filter(appointments::customer_id.eq(customer))
        .filter(appointments::store_id.eq(actor.store))
        .filter(appointments::starts_at.ge(from))
        .filter(appointments::starts_at.lt(until))
        .filter(appointments::state.ne(AppointmentState::Cancelled));
    if known.is_some() || diesel::select(diesel::dsl::exists(expected)).get_result(conn)? {
        Ok(())
    } else {
        Err(Error::field("who", Fault::Choice))
    }
}

/// Whether the term leads to this customer and this car: what stands in the box may be another's by now.
///
/// # Errors
/// [`Error::Invalid`] on `q`.
pub fn still_found(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    now: DateTime<Utc>,
    term: &Term,
    (customer, car): (CustomerId, Option<VehicleId>),
) -> Result<(), Error> {
    let found = if term.is_empty() {
        Vec::new()
    } else {
        find(conn, vault, actor, now, term)?
    };
    let meant = found
        .iter()
        .any(|one| one.0 == customer && (one.1.is_none() || car.is_none() || one.1 == car));
    if meant {
        Ok(())
    } else {
        Err(Error::field("q", Fault::Choice))
    }
}

#[derive(Queryable)]
struct CarRow {
    customer: CustomerId,
    id: VehicleId,
    brand: String,
    model: String,
    trim: String,
    plate: Option<Sealed>,
    mileage: Option<i32>,
    next_service_on: Option<NaiveDate>,
    next_service_km: Option<i32>,
}

/// The cards of customers, one for each car they have now unless one is named: five round trips at most.
pub fn cards(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    now: DateTime<Utc>,
    wanted: &[(CustomerId, Option<VehicleId>)],
) -> Result<Vec<Card>, Error> {
    type Row = (
        (CustomerId, Sealed, Kind, Tier, Option<NaiveDate>),
        Option<(PhoneId, Sealed)>,
        Option<(StaffId, String)>,
    );
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<CustomerId> = wanted.iter().map(|one| one.0).collect();
    let people: Vec<Row> = customers::table
        .left_join(
            customer_phones::table.on(customer_phones::customer_id
                .eq(customers::id)
                .and(customer_phones::is_primary)),
        )
        .left_join(staff::table.on(staff::id.nullable().eq(customers::owner_id)))
        .filter(customers::id.eq_any(&ids))
        .filter(customers::store_id.eq(actor.store))
        .select((
            (
                customers::id,
                customers::name_sealed,
                customers::kind,
                customers::tier,
                customers::born_on,
            ),
            (customer_phones::id, customer_phones::phone_sealed).nullable(),
            (staff::id, staff::name).nullable(),
        ))
        .load(conn)?;
    let cars = cars(conn, vault, &ids)?;
    let past = past(conn, &ids)?;
    let here = here(conn, &ids)?;
    let booked = booked(conn, actor, now, &ids)?;
    let mut cards = Vec::new();
    for (customer, vehicle) in wanted {
        let Some(((id, name, kind, tier, born_on), phone, owner)) = people.iter().find(|((id, ..), ..)| id == customer)
        else {
            continue;
        };
        let own = cars.get(customer).map(Vec::as_slice).unwrap_or_default();
        let shown: Vec<Option<&CardCar>> = match vehicle {
            Some(vehicle) => own.iter().filter(|car| car.id == *vehicle).map(Some).collect(),
            None if own.is_empty() => vec![None],
            None => own.iter().map(Some).collect(),
        };
        let phone = phone
            .as_ref()
            .map(|(phone, sealed)| vault.open(PHONE, phone.uuid(), sealed))
            .transpose()?
            .map(|number| masked_phone(number.expose()));
        for car in shown {
            let of_car = |visit: &&(CustomerId, Option<VehicleId>, VisitId, String)| {
                visit.0 == *customer && (car.is_none() || visit.1.is_none() || visit.1 == car.map(|car| car.id))
            };
            cards.push(Card {
                customer: *customer,
                name: vault.open(NAME, id.uuid(), name)?,
                company: *kind == Kind::Company,
                tier: *tier,
                phone: phone.clone(),
                born_on: *born_on,
                owner: owner.clone().map(|(id, name)| Person { id, name }),
                car: car.cloned(),
                last_visit: past.get(customer).and_then(|past| past.0),
                visits: past.get(customer).map_or(0, |past| past.1),
                appointment: booked.get(customer).and_then(|all| {
                    let of_car = all.iter().find(|one| one.0 == car.map(|car| car.id));
                    of_car.or(all.first()).map(|one| (one.1, one.2))
                }),
                present: here.iter().find(of_car).map(|visit| (visit.2, visit.3.clone())),
            });
        }
    }
    cards.truncate(MOST);
    Ok(cards)
}

fn cars(
    conn: &mut PgConnection,
    vault: &Vault,
    ids: &[CustomerId],
) -> Result<HashMap<CustomerId, Vec<CardCar>>, Error> {
    let rows: Vec<CarRow> = vehicle_owners::table
        .inner_join(vehicles::table)
        .filter(vehicle_owners::customer_id.eq_any(ids))
        .filter(vehicle_owners::until_on.is_null())
        .order((vehicle_owners::relation.desc(), vehicles::id.desc()))
        .select((
            vehicle_owners::customer_id,
            vehicles::id,
            vehicles::brand,
            vehicles::model,
            vehicles::trim,
            vehicles::plate_sealed,
            vehicles::mileage_km,
            vehicles::next_service_on,
            vehicles::next_service_km,
        ))
        .load(conn)?;
    let known: Vec<VehicleId> = rows.iter().map(|row| row.id).collect();
    let recalls: Vec<(VehicleId, String)> = if known.is_empty() {
        Vec::new()
    } else {
        vehicle_recalls::table
            .filter(vehicle_recalls::vehicle_id.eq_any(&known))
            .filter(vehicle_recalls::done_on.is_null())
            .order(vehicle_recalls::announced_on)
            .select((vehicle_recalls::vehicle_id, vehicle_recalls::title))
            .load(conn)?
    };
    let mut found: HashMap<CustomerId, Vec<CardCar>> = HashMap::new();
    for row in rows {
        let plate = vault.open_opt(PLATE, row.id.uuid(), row.plate.as_ref())?;
        let plate = plate.as_ref().map(|plate| plate.expose().as_str());
        found.entry(row.customer).or_default().push(CardCar {
            title: title(&row.brand, &row.model, &row.trim),
            new_energy: plate
                .and_then(|plate| Plate::parse(plate).ok())
                .is_some_and(|plate| plate.is_new_energy()),
            plate: plate.map(shown_plate),
            mileage: row.mileage,
            next_service_on: row.next_service_on,
            next_service_km: row.next_service_km,
            recalls: recalls
                .iter()
                .filter(|recall| recall.0 == row.id)
                .map(|recall| recall.1.clone())
                .collect(),
            id: row.id,
        });
    }
    Ok(found)
}

/// The day of the last visit that is over and how many there were; the one that goes on is none before.
fn past(conn: &mut PgConnection, ids: &[CustomerId]) -> Result<HashMap<CustomerId, (Option<NaiveDate>, i64)>, Error> {
    let rows: Vec<(Option<CustomerId>, Option<NaiveDate>, i64)> = visits::table
        .filter(visits::customer_id.eq_any(ids))
        .filter(visits::state.eq(VisitState::Left))
        .group_by(visits::customer_id)
        .select((visits::customer_id, max(visits::ticket_on), count_star()))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, last, count)| Some((id?, (last, count))))
        .collect())
}

/// Visits of these customers that are not over, with their tickets.
fn here(
    conn: &mut PgConnection,
    ids: &[CustomerId],
) -> Result<Vec<(CustomerId, Option<VehicleId>, VisitId, String)>, Error> {
    let rows: Vec<(Option<CustomerId>, Option<VehicleId>, VisitId, Line, i16)> = visits::table
        .filter(visits::customer_id.eq_any(ids))
        .filter(visits::state.ne(VisitState::Left))
        .order(visits::arrived_at.desc())
        .select((
            visits::customer_id,
            visits::vehicle_id,
            visits::id,
            visits::line,
            visits::ticket_no,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(customer, vehicle, visit, line, number)| Some((customer?, vehicle, visit, line.ticket(number))))
        .collect())
}

/// An appointment: with which car, when, what for.
type Due = (Option<VehicleId>, DateTime<Utc>, rules::Purpose);

/// Who has an appointment that nobody came for yet still comes for it.
const DUE: [AppointmentState; 2] = [AppointmentState::Booked, AppointmentState::NoShow];

/// The appointments of today that nobody came for yet, by time.
fn booked(
    conn: &mut PgConnection,
    actor: &Actor,
    now: DateTime<Utc>,
    ids: &[CustomerId],
) -> Result<HashMap<CustomerId, Vec<Due>>, Error> {
    let (from, until) = (times::start_of(times::day_of(now)), times::end_of_day(now));
    let rows: Vec<(CustomerId, Due)> = appointments::table
        .filter(appointments::customer_id.eq_any(ids))
        .filter(appointments::store_id.eq(actor.store))
        .filter(appointments::starts_at.ge(from))
        .filter(appointments::starts_at.lt(until))
        .filter(appointments::state.eq_any(DUE))
        .order(appointments::starts_at)
        .select((
            appointments::customer_id,
            (appointments::vehicle_id, appointments::starts_at, appointments::purpose),
        ))
        .load(conn)?;
    let mut found: HashMap<CustomerId, Vec<Due>> = HashMap::new();
    for (id, due) in rows {
        found.entry(id).or_default().push(due);
    }
    Ok(found)
}

/// What a customer comes for by their appointment of today, that of the car first, if this person registers such visitors.
pub fn comes_for(
    conn: &mut PgConnection,
    actor: &Actor,
    now: DateTime<Utc>,
    (customer, vehicle): (CustomerId, Option<VehicleId>),
) -> Result<Option<rules::Purpose>, Error> {
    let lines: Vec<Line> = Line::ALL.iter().copied().filter(|line| works(actor, *line)).collect();
    let (from, until) = (times::start_of(times::day_of(now)), times::end_of_day(now));
    Ok(appointments::table
        .filter(appointments::customer_id.eq(customer))
        .filter(appointments::store_id.eq(actor.store))
        .filter(appointments::line.eq_any(lines))
        .filter(appointments::state.eq_any(DUE))
        .filter(appointments::starts_at.ge(from))
        .filter(appointments::starts_at.lt(until))
        .order((
            appointments::vehicle_id.is_not_distinct_from(vehicle).desc(),
            appointments::starts_at,
        ))
        .select(appointments::purpose)
        .first(conn)
        .optional()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_opens_and_an_end_of_one_does_not() {
        for whole in ["138 1234 5621", "沪A7K32D", "LSVAA49J132047371"] {
            let term = Term::read(whole);
            assert!(term.is_whole_name(), "{whole}");
            assert_eq!(term.fields.len(), 1, "{whole}");
        }
        for end in ["5621", "047371", "A7K32D", "7K32D"] {
            let term = Term::read(end);
            assert!(!term.is_whole_name() && !term.is_empty(), "{end}");
        }
        for nothing in ["", "顾明", "56", "\u{3000}"] {
            assert!(Term::read(nothing).is_empty(), "{nothing}");
        }
    }

    #[test]
    fn what_finds_nobody_says_why() {
        for (typed, trouble) in [
            ("顾明", Trouble::Words),
            ("abc", Trouble::Words),
            ("1", Trouble::TooShort),
            ("沪A7K32D99", Trouble::Plate),
            ("A7K32D999", Trouble::Plate),
            ("LSVAA49J1320473O1", Trouble::Vin),
            ("LSVAA49J13204", Trouble::Vin),
            ("1381234562", Trouble::Phone),
        ] {
            assert_eq!(Term::read(typed).trouble, Some(trouble), "{typed}");
        }
        for sound in ["138 1234 5621", "5621", "沪A7K32D", "LSVAA49J132047371"] {
            assert_eq!(Term::read(sound).trouble, None, "{sound}");
        }
    }
}
