//! What the desk reads together.

use std::collections::HashMap;

use crate::complaints::queries::of_customer::Happening;
use crate::customers::model::{Brief, Record};
use crate::platform::db::history::Past;
use crate::platform::db::page::After;
use crate::service::past::model::Served;
use crate::values::ids::{CustomerId, StaffId};
use crate::vehicles::model::{Ownership, Vehicle};

/// The tabs in the middle of a customer's page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    #[default]
    Timeline,
    Vehicles,
    Services,
    Sales,
    Complaints,
    Surveys,
    Points,
    Changes,
}

impl Tab {
    pub const ALL: [Self; 8] = [
        Self::Timeline,
        Self::Vehicles,
        Self::Services,
        Self::Sales,
        Self::Complaints,
        Self::Surveys,
        Self::Points,
        Self::Changes,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Timeline => "timeline",
            Self::Vehicles => "vehicles",
            Self::Services => "services",
            Self::Sales => "sales",
            Self::Complaints => "complaints",
            Self::Surveys => "surveys",
            Self::Points => "points",
            Self::Changes => "changes",
        }
    }

    pub fn parse(code: &str) -> Self {
        Self::ALL.into_iter().find(|tab| tab.code() == code).unwrap_or_default()
    }
}

/// Kinds of entries a timeline can be narrowed to.
pub const KINDS: [&str; 11] = [
    "note",
    "contact",
    "message",
    "service",
    "sales",
    "points",
    "complaint",
    "survey",
    "consent",
    "owner",
    "vehicle",
];

/// Which part of a customer's page is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub tab: Tab,
    /// One of [`KINDS`], or nothing.
    pub kind: &'static str,
    pub after: Option<After>,
}

/// What stands in the middle.
pub enum Middle {
    Timeline {
        pinned: Vec<Happening>,
        rows: Vec<Happening>,
        next: Option<String>,
    },
    Vehicles,
    /// Loads by itself, from the room of membership.
    Points,
    Changes {
        past: Vec<Past>,
        names: HashMap<StaffId, String>,
    },
}

/// A customer's page.
pub struct Face {
    pub record: Record,
    pub vehicles: Vec<(Ownership, Vehicle)>,
    pub place: Place,
    pub middle: Middle,
    /// How many services there were, where it was counted.
    pub services: Option<i64>,
}

/// A car's page.
pub struct Car {
    pub vehicle: Vehicle,
    pub owners: Vec<Ownership>,
    /// Those of its owners whom the reader may see.
    pub people: HashMap<CustomerId, Brief>,
    /// What was done to it, the last first.
    pub services: Vec<Served>,
    pub past: Vec<Past>,
}
