//! Reads of services from before the portal, and of what a car's last service was.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Bytea, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use super::model::{Served, TECHNICIAN};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::settings;
use crate::platform::vault::{BlindIndex, Pii, Purpose, Sealed, Vault};
use crate::schema::{past_services, vehicle_models, vehicle_owners, vehicles};
use crate::service::rules::Interval;
use crate::service::settings::ServiceSettings;
use crate::values::ids::{CustomerId, ModelId, PastServiceId, StoreId, VehicleId};
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::vehicles::rules::Relation;

/// The services of cars, those of the portal that were settled and those from before.
const ALL: &str = "SELECT id, number, FALSE AS is_order, TRUE AS serviced, vehicle_id, at, mileage_km AS km, items, total_fen, \
    technician_sealed, NULL::text AS technician FROM past_services \
    UNION ALL SELECT o.id, o.number, TRUE, s.next_service_on IS NOT NULL, o.vehicle_id, s.at, o.mileage_km, \
    ARRAY(SELECT i.zh FROM service_items AS i WHERE i.order_id = o.id AND i.removed_at IS NULL AND i.kind <> 'part' \
      ORDER BY i.position), s.due_fen, NULL, (SELECT p.name FROM staff AS p WHERE p.id = o.technician_id) \
    FROM service_orders AS o JOIN service_settlements AS s ON s.order_id = o.id AND s.undone_at IS NULL";

/// When a car was in last, and what its mileage was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Last {
    pub at: DateTime<Utc>,
    pub km: Option<Km>,
}

/// The last maintenance of each of these cars: of the portal's services those that set the next one, of those from before
/// those with an item that one of these words stands in.
pub fn last_services(
    conn: &mut PgConnection,
    cars: &[VehicleId],
    words: &[String],
) -> Result<HashMap<VehicleId, Last>, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        vehicle_id: VehicleId,
        #[diesel(sql_type = Timestamptz)]
        at: DateTime<Utc>,
        #[diesel(sql_type = Nullable<Integer>)]
        km: Option<i32>,
    }
    let ids: Vec<Uuid> = cars.iter().map(|car| car.uuid()).collect();
    let rows: Vec<Row> = diesel::sql_query(format!(
        "SELECT DISTINCT ON (vehicle_id) vehicle_id, at, km FROM ({ALL}) AS served WHERE vehicle_id = ANY ($1) AND serviced \
         AND (is_order OR EXISTS (SELECT FROM unnest(items) AS item, unnest($2) AS word WHERE strpos(item, word) > 0)) \
         ORDER BY vehicle_id, at DESC, km DESC NULLS LAST"
    ))
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<Text>, _>(words)
    .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let km = row.km.map(Km::new);
            (row.vehicle_id, Last { at: row.at, km })
        })
        .collect())
}

/// The day of the last service from before the portal of each of these customers who had one.
pub fn last_days(conn: &mut PgConnection, ids: &[CustomerId]) -> Result<HashMap<CustomerId, NaiveDate>, Error> {
    let rows: Vec<(Option<CustomerId>, Option<DateTime<Utc>>)> = past_services::table
        .filter(past_services::customer_id.eq_any(ids))
        .group_by(past_services::customer_id)
        .select((past_services::customer_id, diesel::dsl::max(past_services::at)))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, at)| Some((id?, times::day_of(at?))))
        .collect())
}

/// What is known of how a car is built, as far as its interval depends on it.
pub struct Build {
    model: Option<ModelId>,
    brand: String,
    name: String,
}

/// How these cars are built.
pub fn builds(conn: &mut PgConnection, cars: &[VehicleId]) -> Result<HashMap<VehicleId, Build>, Error> {
    type Row = (VehicleId, Option<ModelId>, String, String, String);
    let rows: Vec<Row> = vehicles::table
        .filter(vehicles::id.eq_any(cars))
        .select((
            vehicles::id,
            vehicles::model_id,
            vehicles::brand,
            vehicles::model,
            vehicles::trim,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, model_id, brand, model, trim)| {
            let build = Build {
                model: model_id,
                brand,
                name: plain(&format!("{model}{trim}")),
            };
            (id, build)
        })
        .collect())
}

/// The intervals of a store: those of the catalogue, and what counts where it says nothing.
pub struct Intervals {
    models: Vec<Catalogued>,
    otherwise: Interval,
}

struct Catalogued {
    id: ModelId,
    brand: String,
    /// With trim, and without.
    names: [String; 2],
    km: Option<i32>,
    months: Option<i32>,
}

impl Intervals {
    pub fn load(conn: &mut PgConnection, store: StoreId) -> Result<Self, Error> {
        type Row = (ModelId, String, String, String, Option<i32>, Option<i32>);
        let rows: Vec<Row> = vehicle_models::table
            .select((
                vehicle_models::id,
                vehicle_models::brand,
                vehicle_models::model,
                vehicle_models::trim,
                vehicle_models::service_km,
                vehicle_models::service_months,
            ))
            .load(conn)?;
        Ok(Self {
            models: rows
                .into_iter()
                .map(|(id, brand, model, trim, km, months)| Catalogued {
                    id,
                    brand,
                    names: [plain(&format!("{model}{trim}")), plain(&model)],
                    km,
                    months,
                })
                .collect(),
            otherwise: settings::load::<ServiceSettings>(conn, store)?.value.interval(),
        })
    }

    /// The interval of a car: by its model in the catalogue, found by id or by what the car is called.
    pub fn of(&self, build: &Build) -> Interval {
        let by_id = build
            .model
            .and_then(|id| self.models.iter().find(|known| known.id == id));
        let called = |place: usize| {
            let fits = |known: &&Catalogued| {
                let name = known.names.get(place).filter(|name| !name.is_empty());
                known.brand == build.brand && name.is_some_and(|name| build.name.starts_with(name.as_str()))
            };
            self.models.iter().find(fits)
        };
        let known = by_id.or_else(|| called(0)).or_else(|| called(1));
        Interval::of_model(
            known.and_then(|known| known.km),
            known.and_then(|known| known.months),
            self.otherwise,
        )
    }
}

/// A name without its spaces: `S3 1.5T 舒适型` in one list is `S3 1.5T` and `舒适型` in another.
fn plain(name: &str) -> String {
    name.chars().filter(|sign| !sign.is_whitespace()).collect()
}

#[derive(QueryableByName)]
struct ServedRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    number: String,
    #[diesel(sql_type = Bool)]
    is_order: bool,
    #[diesel(sql_type = SqlUuid)]
    vehicle_id: VehicleId,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Integer>)]
    km: Option<i32>,
    #[diesel(sql_type = Array<Text>)]
    items: Vec<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    total_fen: Option<i64>,
    #[diesel(sql_type = Nullable<Bytea>)]
    technician_sealed: Option<Sealed>,
    #[diesel(sql_type = Nullable<Text>)]
    technician: Option<String>,
}

impl ServedRow {
    fn open(self, vault: &Vault) -> Result<Served, Error> {
        Ok(Served {
            technician: match self.technician {
                Some(name) => Some(Pii::new(name)),
                None => vault.open_opt(TECHNICIAN, self.id, self.technician_sealed.as_ref())?,
            },
            id: self.id,
            number: self.number,
            order: self.is_order,
            vehicle: self.vehicle_id,
            at: self.at,
            mileage: self.km.map(Km::new),
            items: self.items,
            total: self.total_fen.map(Fen::new),
        })
    }
}

/// The services that a car had, the last first. The caller has checked that the reader may see the car.
pub fn of_vehicle(conn: &mut PgConnection, vault: &Vault, car: VehicleId, limit: i64) -> Result<Vec<Served>, Error> {
    let rows: Vec<ServedRow> = diesel::sql_query(format!(
        "SELECT * FROM ({ALL}) AS served WHERE vehicle_id = $1 ORDER BY at DESC, id DESC LIMIT $2"
    ))
    .bind::<SqlUuid, _>(car)
    .bind::<BigInt, _>(limit)
    .load(conn)?;
    rows.into_iter().map(|row| row.open(vault)).collect()
}

/// A service from before the portal in a line, and the car to find it with.
#[derive(Clone, Debug)]
pub struct Place {
    pub car: VehicleId,
    pub number: String,
    pub at: DateTime<Utc>,
    pub items: Vec<String>,
    pub total: Fen,
}

/// Where to find services from before the portal.
pub fn places(conn: &mut PgConnection, ids: &[PastServiceId]) -> Result<HashMap<PastServiceId, Place>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    type Row = (
        PastServiceId,
        VehicleId,
        String,
        DateTime<Utc>,
        Vec<Option<String>>,
        i64,
    );
    let rows: Vec<Row> = past_services::table
        .filter(past_services::id.eq_any(ids))
        .select((
            past_services::id,
            past_services::vehicle_id,
            past_services::number,
            past_services::at,
            past_services::items,
            past_services::total_fen,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, car, number, at, items, total)| {
            let place = Place {
                car,
                number,
                at,
                items: items.into_iter().flatten().collect(),
                total: Fen::new(total),
            };
            (id, place)
        })
        .collect())
}

/// What is known already of the services and cars that a part of a file names: found for many records in four round
/// trips.
#[derive(Default)]
pub struct Known {
    numbers: HashMap<String, PastServiceId>,
    cars: HashMap<BlindIndex, VehicleId>,
    owners: HashMap<VehicleId, Vec<Owned>>,
    readings: HashMap<VehicleId, Vec<(DateTime<Utc>, i32)>>,
}

struct Owned {
    customer: CustomerId,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

impl Known {
    /// `vins` are canonical.
    pub fn load(
        conn: &mut PgConnection,
        vault: &Vault,
        store: StoreId,
        numbers: &[&str],
        vins: &[&str],
    ) -> Result<Self, Error> {
        let blind: Vec<BlindIndex> = vins.iter().map(|vin| vault.blind(Purpose::Vin, vin)).collect();
        let numbers: Vec<(String, PastServiceId)> = past_services::table
            .filter(past_services::store_id.eq(store))
            .filter(past_services::number.eq_any(numbers))
            .select((past_services::number, past_services::id))
            .load(conn)?;
        let cars: Vec<(Option<BlindIndex>, VehicleId)> = vehicles::table
            .filter(vehicles::store_id.eq(store))
            .filter(vehicles::vin_bidx.eq_any(&blind))
            .select((vehicles::vin_bidx, vehicles::id))
            .load(conn)?;
        let ids: Vec<VehicleId> = cars.iter().map(|(_, car)| *car).collect();
        type OwnerRow = (VehicleId, CustomerId, Option<NaiveDate>, Option<NaiveDate>);
        let owned: Vec<OwnerRow> = vehicle_owners::table
            .filter(vehicle_owners::vehicle_id.eq_any(&ids))
            .filter(vehicle_owners::relation.eq(Relation::Owner))
            .order((vehicle_owners::until_on.asc().nulls_last(), vehicle_owners::id))
            .select((
                vehicle_owners::vehicle_id,
                vehicle_owners::customer_id,
                vehicle_owners::from_on,
                vehicle_owners::until_on,
            ))
            .load(conn)?;
        let read: Vec<(VehicleId, DateTime<Utc>, Option<i32>)> = past_services::table
            .filter(past_services::vehicle_id.eq_any(&ids))
            .filter(past_services::mileage_km.is_not_null())
            .select((past_services::vehicle_id, past_services::at, past_services::mileage_km))
            .load(conn)?;
        let mut known = Self {
            numbers: numbers.into_iter().collect(),
            cars: cars.into_iter().filter_map(|(vin, car)| Some((vin?, car))).collect(),
            ..Self::default()
        };
        for (car, customer, from, until) in owned {
            known
                .owners
                .entry(car)
                .or_default()
                .push(Owned { customer, from, until });
        }
        for (car, at, km) in read {
            known.readings.entry(car).or_default().extend(km.map(|km| (at, km)));
        }
        Ok(known)
    }

    /// The service with this number.
    pub fn service(&self, number: &str) -> Option<PastServiceId> {
        self.numbers.get(number).copied()
    }

    /// The car with this VIN.
    pub fn car(&self, vault: &Vault, vin: &str) -> Option<VehicleId> {
        self.cars.get(&vault.blind(Purpose::Vin, vin)).copied()
    }

    /// Who had the car on a day; where nobody is known, who has it now.
    pub fn owner(&self, car: VehicleId, day: NaiveDate) -> Option<CustomerId> {
        let owned = self.owners.get(&car)?;
        let then = owned
            .iter()
            .find(|owned| owned.from.is_none_or(|from| from <= day) && owned.until.is_none_or(|until| day < until));
        then.or_else(|| owned.last()).map(|owned| owned.customer)
    }

    /// Earlier readings of the car.
    pub fn readings(&self, car: VehicleId) -> &[(DateTime<Utc>, i32)] {
        self.readings.get(&car).map_or(&[], Vec::as_slice)
    }
}
