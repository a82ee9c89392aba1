//! Records for tests, made through the rooms' own commands.

use diesel::prelude::*;
use uuid::Uuid;
use yingke::access::{Actor, Role};
use yingke::customers;
use yingke::customers::model::{Details, NewCustomer, NewPhone};
use yingke::platform::db::{Author, Tx};
use yingke::platform::error::Error;
use yingke::platform::i18n::Lang;
use yingke::schema::{staff, stores};
use yingke::values::ids::{CustomerId, SessionId, StaffId, StoreId, TeamId, VehicleId};
use yingke::values::person_name::PersonName;
use yingke::values::phone::Phone;
use yingke::values::plate::Plate;
use yingke::values::vin::Vin;
use yingke::vehicles;

use super::TestApp;

/// A VIN with the right check digit, and its last six characters.
pub const VIN: &str = "LSVAA49J132047371";

impl TestApp {
    /// One of the cast, as a request of theirs would carry them.
    pub fn actor(&self, username: &str) -> Actor {
        type Row = (StaffId, StoreId, Option<TeamId>, String, Vec<Option<String>>);
        let (id, store, team, name, roles): Row = staff::table
            .filter(staff::username.eq(username))
            .select((staff::id, staff::store_id, staff::team_id, staff::name, staff::roles))
            .first(&mut self.database.owner())
            .unwrap();
        Actor {
            id,
            store,
            store_name: "浦东店".into(),
            team,
            name,
            roles: roles.iter().flatten().filter_map(|code| Role::parse(code)).collect(),
            session: SessionId::new(),
            lang: Lang::Zh,
            theme: "system",
            hotkeys: true,
        }
    }

    /// Runs a command as one of the cast.
    pub fn write<T>(&self, username: &str, command: impl FnOnce(&mut Tx<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let author = Author::Person {
            actor: Box::new(self.actor(username)),
            address: "127.0.0.1".into(),
            request: Uuid::now_v7(),
        };
        self.db.write_now(author, command)
    }

    pub fn store(&self) -> StoreId {
        stores::table
            .select(stores::id)
            .first(&mut self.database.owner())
            .unwrap()
    }

    /// A person with one mobile, looked after by nobody.
    pub fn customer(&self, name: &str, phone: &str) -> CustomerId {
        self.customer_with(name, phone, |_| {})
    }

    /// A person looked after by one of the cast.
    pub fn customer_of(&self, owner: &str, name: &str, phone: &str) -> CustomerId {
        let owner = self.actor(owner).id;
        self.customer_with(name, phone, |new| new.owner = Some(owner))
    }

    pub fn customer_with(&self, name: &str, phone: &str, shape: impl FnOnce(&mut NewCustomer)) -> CustomerId {
        let mut details = Details::named(PersonName::parse(name).unwrap());
        if !phone.is_empty() {
            details.phones.push(NewPhone::mobile(Phone::parse(phone).unwrap()));
        }
        let mut new = NewCustomer::new(self.store(), details);
        shape(&mut new);
        self.write("care", |tx| customers::commands::create(tx, new)).unwrap()
    }

    /// A car of a customer.
    pub fn vehicle(&self, owner: CustomerId, plate: &str, vin: &str) -> VehicleId {
        let details = vehicles::model::Details {
            brand: "星驰".into(),
            model: "X7 混动".into(),
            plate: Plate::parse_optional(plate).unwrap(),
            vin: (!vin.is_empty()).then(|| Vin::parse(vin).unwrap().0),
            ..Default::default()
        };
        let new = vehicles::model::NewVehicle::new(self.store(), Some(owner), details);
        self.write("care", |tx| vehicles::commands::add(tx, new)).unwrap()
    }
}
