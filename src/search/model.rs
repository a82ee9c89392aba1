//! Values of the search desk.

use chrono::{DateTime, Utc};

use super::filters::Filters;
use crate::access::Actor;
use crate::complaints::queries::Named;
use crate::customers::forms::Draft;
use crate::customers::limits::Limits;
use crate::customers::model::Listed;
use crate::customers::rules::{Class, Purpose};
use crate::platform::db::page::Spread;
use crate::platform::vault::Vault;
use crate::sales::lookup;
use crate::values::ids::CustomerId;
use crate::vehicles::model::{Brief, Details};

/// For whom, when and how narrowly a list is read.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub vault: &'a Vault,
    pub actor: &'a Actor,
    pub now: DateTime<Utc>,
    pub filters: &'a Filters,
    pub limits: &'a Limits,
}

/// A row of the list: a customer with their cars.
#[derive(Clone)]
pub struct Row {
    pub customer: Listed,
    pub class: Class,
    pub vehicles: Vec<Brief>,
}

/// What a term found.
pub struct Found {
    pub rows: Vec<Row>,
    /// There are more than are shown.
    pub more: bool,
    /// Customers that the term names in full but that somebody else looks after: to be asked for.
    pub hidden: Vec<CustomerId>,
}

/// One line of the palette.
pub enum Hit {
    Customer(Row),
    Vehicle { vehicle: Brief, owner: String },
    Complaint(Named),
    Sale(lookup::Named),
}

/// What the list is about to show.
pub enum Outcome {
    Page(Spread<Row>),
    Found {
        term: String,
        found: Found,
    },
    /// The search was somebody else's, or is older than a day.
    Expired,
}

/// A new customer, read.
pub struct Register {
    pub draft: Draft,
    pub vehicle: Option<Details>,
    pub purposes: Vec<Purpose>,
    /// Why there is to be another record although there may be one already.
    pub although: Option<String>,
    pub another: bool,
}
