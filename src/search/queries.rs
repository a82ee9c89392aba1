//! Reads of the search desk: the customer list, and what a term finds.

use std::collections::HashSet;

use chrono::TimeDelta;
use diesel::PgConnection;

use super::filters::View;
use super::model::{Found, Hit, Reader, Row};
use super::term::{ComplaintNumber, whole};
use crate::complaints;
use crate::customers::model::Listed;
use crate::customers::names::NameIndex;
use crate::customers::queries::list::{self, Customers, Narrow, Sort};
use crate::customers::queries::{KeyHit, by_keys, candidates, visible};
use crate::customers::rules::{self, Class, Tier};
use crate::customers::term::Term;
use crate::platform::db::page::Spread;
use crate::platform::error::Error;
use crate::platform::vault::Purpose;
use crate::sales::{self, lookup};
use crate::values::ids::{CustomerId, VehicleId};
use crate::vehicles;

fn days(days: u32) -> TimeDelta {
    TimeDelta::days(days.into())
}

impl Reader<'_> {
    fn new_for(&self) -> TimeDelta {
        days(self.limits.new_days)
    }

    /// The customers that this person sees.
    fn visible<'a>(&self) -> Customers<'a> {
        visible(self.actor.customers(), self.now)
    }

    /// The customers that this person sees and the filters let through.
    fn narrowed<'a>(&self) -> Customers<'a> {
        let (filters, now) = (self.filters, self.now);
        let mine = (filters.view == View::Mine).then_some(self.actor.id);
        let fresh = now - self.new_for();
        let query = list::narrow(
            self.visible(),
            &Narrow {
                owner: filters.owner,
                tier: filters.tier,
                members: filters.view == View::Members,
                not_tier: None,
                source: filters.source,
                tag: filters.tag.clone(),
                changed_since: filters.changed.map(|days| now - TimeDelta::days(days.into())),
                unverified_since: (filters.view == View::Unverified).then(|| now - days(self.limits.verify_days)),
                ..Narrow::default()
            },
        );
        let query = match mine {
            Some(_) => list::narrow(
                query,
                &Narrow {
                    owner: mine,
                    ..Narrow::default()
                },
            ),
            None => query,
        };
        let Some(class) = filters.class else {
            return query;
        };
        let by_class = match class {
            Class::Vip => Narrow {
                tier: Some(Tier::Platinum),
                ..Narrow::default()
            },
            Class::Existing => Narrow {
                not_tier: Some(Tier::Platinum),
                ..Narrow::default()
            },
            Class::New => Narrow {
                not_tier: Some(Tier::Platinum),
                created_since: Some(fresh),
                ..Narrow::default()
            },
            Class::Potential => Narrow {
                not_tier: Some(Tier::Platinum),
                created_before: Some(fresh),
                ..Narrow::default()
            },
        };
        let query = list::narrow(query, &by_class);
        match class {
            Class::Vip => query,
            Class::Existing => vehicles::queries::with_vehicle(query, true),
            Class::New | Class::Potential => vehicles::queries::with_vehicle(query, false),
        }
    }

    /// Rows with their cars: one more round trip.
    fn with_vehicles(&self, conn: &mut PgConnection, listed: Vec<Listed>) -> Result<Vec<Row>, Error> {
        let ids: Vec<CustomerId> = listed.iter().map(|row| row.id).collect();
        let mut cars = vehicles::queries::of_customers(conn, self.vault, &ids)?;
        Ok(listed
            .into_iter()
            .map(|customer| {
                let vehicles = cars.remove(&customer.id).unwrap_or_default();
                Row {
                    class: rules::class(
                        customer.tier,
                        !vehicles.is_empty(),
                        self.now - customer.created_at,
                        self.new_for(),
                    ),
                    customer,
                    vehicles,
                }
            })
            .collect())
    }
}

/// One page of the list, in two round trips: last changed first, or (to be verified) longest unverified first.
pub fn page(conn: &mut PgConnection, reader: Reader<'_>, limit: usize) -> Result<Spread<Row>, Error> {
    let sort = match reader.filters.view {
        View::Unverified => Sort::Verified,
        _ => Sort::Changed,
    };
    let found = list::page(conn, reader.vault, reader.narrowed(), sort, reader.filters.place, limit)?;
    Ok(Spread {
        rows: reader.with_vehicles(conn, found.rows)?,
        previous: found.previous,
        next: found.next,
    })
}

/// Runs a search among what the filters let through: exact keys first, then names.
pub fn find(
    conn: &mut PgConnection,
    reader: Reader<'_>,
    names: &NameIndex,
    term: &Term,
    limit: usize,
) -> Result<Found, Error> {
    let keyed = by_keys(conn, reader.vault, reader.actor.store, &term.keys)?;
    let ids = candidates(conn, reader.actor.store, names, term, &keyed)?;
    let (listed, more) = list::among(conn, reader.vault, || reader.narrowed(), &ids, limit)?;
    Ok(Found {
        rows: reader.with_vehicles(conn, listed)?,
        more,
        hidden: hidden(conn, reader, term, &keyed)?,
    })
}

/// What the palette shows for a term: a few customers and the cars that the term names; and what is to be asked for.
pub fn palette(
    conn: &mut PgConnection,
    reader: Reader<'_>,
    names: &NameIndex,
    term: &Term,
    limit: usize,
) -> Result<(Vec<Hit>, Vec<CustomerId>), Error> {
    let keyed = by_keys(conn, reader.vault, reader.actor.store, &term.keys)?;
    let ids = candidates(conn, reader.actor.store, names, term, &keyed)?;
    let (listed, _) = list::among(conn, reader.vault, || reader.visible(), &ids, limit)?;
    let rows = reader.with_vehicles(conn, listed)?;
    let named: HashSet<VehicleId> = keyed
        .iter()
        .filter(|hit| matches!(hit.purpose, Purpose::Plate | Purpose::Vin | Purpose::VinTail))
        .map(|hit| VehicleId::from(hit.source))
        .collect();
    let cars: Vec<Hit> = rows
        .iter()
        .flat_map(|row| row.vehicles.iter().map(move |vehicle| (row, vehicle)))
        .filter(|(_, vehicle)| named.contains(&vehicle.id))
        .map(|(row, vehicle)| Hit::Vehicle {
            vehicle: vehicle.clone(),
            owner: row.customer.name.expose().clone(),
        })
        .collect();
    let hits = rows.into_iter().map(Hit::Customer).chain(cars).collect();
    Ok((hits, hidden(conn, reader, term, &keyed)?))
}

/// Complaints whose number the term is, or ends with: one round trip, none for a term that is no number.
pub fn complaints(conn: &mut PgConnection, reader: Reader<'_>, term: &Term) -> Result<Vec<Hit>, Error> {
    let (number, whole) = match ComplaintNumber::read(&term.text) {
        None => return Ok(Vec::new()),
        Some(ComplaintNumber::Whole(number)) => (number, true),
        Some(ComplaintNumber::Tail(tail)) => (tail, false),
    };
    let found = complaints::queries::named(conn, reader.vault, reader.actor, &number, whole)?;
    Ok(found.into_iter().map(Hit::Complaint).collect())
}

/// The opportunity, the quote and the order whose number the term is; for any other term the leads of that name or phone.
pub fn sales(
    conn: &mut PgConnection,
    reader: Reader<'_>,
    names: lookup::NamesOf<'_>,
    term: &Term,
) -> Result<Vec<Hit>, Error> {
    let (vault, actor, text) = (reader.vault, reader.actor, term.text.as_str());
    let mut found = Vec::new();
    if let Some(number) = whole(text, sales::model::PREFIX) {
        found.extend(lookup::opportunity(conn, vault, actor, &number)?);
    }
    if let Some(number) = whole(text, sales::quotes::model::PREFIX) {
        found.extend(lookup::quote(conn, vault, actor, &number)?);
    }
    if let Some(number) = whole(text, sales::orders::model::PREFIX) {
        found.extend(lookup::order(conn, vault, actor, &number)?);
    }
    if found.is_empty() {
        found = lookup::leads(conn, vault, actor, names, text)?;
    }
    Ok(found.into_iter().map(Hit::Sale).collect())
}

/// Customers that a whole phone, plate or VIN names and that this advisor does not see yet.
pub fn at_desk(conn: &mut PgConnection, reader: Reader<'_>, term: &Term) -> Result<Vec<CustomerId>, Error> {
    let keyed = by_keys(conn, reader.vault, reader.actor.store, &term.desk_keys())?;
    hidden(conn, reader, term, &keyed)
}

/// Those of the exact hits that this person does not see, if the term names somebody in full.
fn hidden(
    conn: &mut PgConnection,
    reader: Reader<'_>,
    term: &Term,
    keyed: &[KeyHit],
) -> Result<Vec<CustomerId>, Error> {
    if !term.is_identity() {
        return Ok(Vec::new());
    }
    let ids = keyed.iter().map(|hit| hit.customer).collect();
    list::missing(conn, reader.visible(), ids)
}
