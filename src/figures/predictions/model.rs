//! Rows of predictions.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Date, Double, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::rules::learn::{Example, FEATURES, Feature, Model, Weight};
use super::rules::service::{Due, Reading, Unknown};
use super::rules::stats::Scale;
use crate::platform::error::Error;
use crate::values::ids::{CustomerId, PurchaseModelId, VehicleId};

/// The topic that pages with predictions follow: that of the groups.
pub const TOPIC: &str = crate::figures::groups::model::TOPIC;
/// `subject_kind` of a store's lesson in the audit log.
pub const STORE: &str = "store";

crate::coded! {
    /// What a model is good for.
    pub enum State {
        Ready "ready",
        /// Too few purchases to learn from.
        Short "short",
        /// No better than chance, or hardly.
        Weak "weak",
    }
}

/// A weight as it is kept.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Kept {
    pub code: Code,
    pub mean: f64,
    pub sd: f64,
    pub weight: f64,
}

/// A feature by its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code(pub Feature);

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.0.code())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Feature::deserialize(from).map(Self)
    }
}

/// The weights of a model, as they are kept.
pub fn kept(model: &Model) -> Vec<Kept> {
    let each = model.weights.iter();
    each.map(|one| Kept {
        code: Code(one.feature),
        mean: one.scale.mean,
        sd: one.scale.sd,
        weight: one.weight,
    })
    .collect()
}

#[derive(Clone, Debug, QueryableByName)]
pub(super) struct CardRow {
    #[diesel(sql_type = SqlUuid)]
    id: PurchaseModelId,
    #[diesel(sql_type = Timestamptz)]
    trained_at: DateTime<Utc>,
    #[diesel(sql_type = Date)]
    as_of: NaiveDate,
    #[diesel(sql_type = Text)]
    state: State,
    #[diesel(sql_type = Integer)]
    customers: i32,
    #[diesel(sql_type = Integer)]
    positives: i32,
    #[diesel(sql_type = Integer)]
    held_out: i32,
    #[diesel(sql_type = Integer)]
    held_out_positives: i32,
    #[diesel(sql_type = Nullable<Double>)]
    auc: Option<f64>,
    #[diesel(sql_type = Nullable<Double>)]
    intercept: Option<f64>,
    #[diesel(sql_type = Jsonb)]
    weights: Value,
}

/// What is known of a model: its card.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    pub id: PurchaseModelId,
    pub trained_at: DateTime<Utc>,
    pub as_of: NaiveDate,
    pub state: State,
    pub customers: i32,
    pub positives: i32,
    pub held_out: i32,
    pub held_out_positives: i32,
    pub auc: Option<f64>,
    pub model: Option<Model>,
}

impl CardRow {
    pub(super) fn open(self) -> Result<Card, Error> {
        let kept: Vec<Kept> = serde_json::from_value(self.weights).map_err(Error::internal)?;
        let weights: Vec<Weight> = kept
            .iter()
            .map(|one| Weight {
                feature: one.code.0,
                scale: Scale {
                    mean: one.mean,
                    sd: one.sd,
                },
                weight: one.weight,
            })
            .collect();
        Ok(Card {
            id: self.id,
            trained_at: self.trained_at,
            as_of: self.as_of,
            state: self.state,
            customers: self.customers,
            positives: self.positives,
            held_out: self.held_out,
            held_out_positives: self.held_out_positives,
            auc: self.auc,
            model: self
                .intercept
                .filter(|_| weights.len() == FEATURES)
                .map(|intercept| Model { intercept, weights }),
        })
    }
}

/// A customer as they were, with what they did then.
#[derive(QueryableByName)]
pub(super) struct ExampleRow {
    #[diesel(sql_type = Array<Nullable<Double>>)]
    x: Vec<Option<f64>>,
    #[diesel(sql_type = Bool)]
    bought: bool,
}

impl From<ExampleRow> for Example {
    fn from(row: ExampleRow) -> Self {
        Self {
            features: row.x,
            bought: row.bought,
        }
    }
}

/// How likely a customer buys, and from what it follows.
#[derive(Clone, Debug, QueryableByName)]
pub struct Chance {
    #[diesel(sql_type = SqlUuid)]
    pub customer_id: CustomerId,
    #[diesel(sql_type = Double)]
    pub chance: f64,
    #[diesel(sql_type = Array<Nullable<Double>>)]
    pub features: Vec<Option<f64>>,
    #[diesel(sql_type = Date)]
    pub scored_on: NaiveDate,
}

/// Where the next page begins: the likeliest come first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Behind {
    pub chance: f64,
    pub customer: CustomerId,
}

impl Behind {
    /// Reads the `after` of a query string; anything else means the first page.
    pub fn parse(text: &str) -> Option<Self> {
        let (bits, id) = text.split_once('_')?;
        let chance = f64::from_bits(u64::from_str_radix(bits, 16).ok()?);
        Some(Self {
            chance: Some(chance).filter(|chance| (0.0..=1.0).contains(chance))?,
            customer: id.parse().ok()?,
        })
    }
}

impl std::fmt::Display for Behind {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{:x}_{}", self.chance.to_bits(), self.customer)
    }
}

/// A mileage that was read of a car.
#[derive(QueryableByName)]
pub(super) struct ReadingRow {
    #[diesel(sql_type = SqlUuid)]
    pub vehicle_id: VehicleId,
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    #[diesel(sql_type = Integer)]
    pub km: i32,
}

impl ReadingRow {
    pub(super) fn reading(&self) -> Reading {
        Reading {
            day: self.day,
            km: self.km,
        }
    }
}

/// What is foretold of a car.
#[derive(Clone)]
pub struct Car {
    pub id: VehicleId,
    pub title: String,
    pub plate: Option<String>,
    pub new_energy: bool,
    /// When the next service is due by time.
    pub next_on: Option<NaiveDate>,
    /// The mileage it is due at; none: not on record.
    pub next_km: Option<i32>,
    /// When that is reached, where there is one.
    pub told: Option<Result<Due, Unknown>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_to_the_last_bit() {
        let key = Behind {
            chance: 0.1 + 0.2,
            customer: CustomerId::new(),
        };
        assert_eq!(Behind::parse(&key.to_string()), Some(key));
        assert_eq!(Behind::parse("7ff8000000000000_x"), None);
        assert_eq!(Behind::parse(""), None);
    }
}
