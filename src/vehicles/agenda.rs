//! Whom and which car a row of a list is about, where several rooms make up the list together.

use serde::Deserialize;

use crate::customers::model::NAME;
use crate::platform::error::Error;
use crate::platform::vault::{Pii, Sealed, Vault};
use crate::values::ids::{CustomerId, VehicleId};

use super::model::PLATE;

/// Members of a JSON object: the customer `c` and the vehicle `v` of a row. Read them as [`SealedAbout`].
macro_rules! about {
    () => {
        "'customer', c.id, 'name', c.name_sealed, 'vehicle', v.id, 'plate', v.plate_sealed"
    };
}
pub(crate) use about;

/// What `about` reads.
#[derive(Deserialize)]
pub struct SealedAbout {
    customer: Option<CustomerId>,
    name: Option<Sealed>,
    #[serde(default)]
    vehicle: Option<VehicleId>,
    #[serde(default)]
    plate: Option<Sealed>,
}

/// Whom and which car.
#[derive(Clone, Debug, Default)]
pub struct About {
    pub customer: Option<CustomerId>,
    pub name: Option<Pii<String>>,
    /// As it is stored.
    pub plate: Option<Pii<String>>,
}

impl SealedAbout {
    pub fn open(&self, vault: &Vault) -> Result<About, Error> {
        let name = match (self.customer, &self.name) {
            (Some(id), Some(name)) => Some(vault.open(NAME, id.uuid(), name)?),
            _ => None,
        };
        let plate = match (self.vehicle, &self.plate) {
            (Some(id), Some(plate)) => Some(vault.open(PLATE, id.uuid(), plate)?),
            _ => None,
        };
        Ok(About {
            customer: self.customer,
            name,
            plate,
        })
    }
}
