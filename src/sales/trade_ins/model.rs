//! Rows and values of trade-ins.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde_json::Value;

use super::rules::{Accident, Grade, Point, TradeState};
use crate::platform::db::Subject;
use crate::platform::error::Error;
use crate::platform::vault::{Label, Pii, Sealed, Vault};
use crate::schema::trade_ins;
use crate::values::ids::{OpportunityId, StoreId, TradeInId};
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::values::plate::Plate;
use crate::values::vin::Vin;
use crate::vehicles::model::{masked_vin, shown_plate};

pub(super) const PLATE: Label = Label("trade_ins.plate");
pub(super) const VIN: Label = Label("trade_ins.vin");
pub(super) const NOTE: Label = Label("trade_ins.note");
pub(in crate::sales) const DECLINED: Label = Label("trade_ins.declined_because");

/// `subject_kind` of a trade-in in the audit log, and of its photos.
pub const TRADE_IN: &str = "trade_in";

pub fn subject(id: TradeInId) -> Subject {
    Subject::new(TRADE_IN, id)
}

/// A car as it is looked over.
#[derive(Clone)]
pub struct NewTradeIn {
    pub model: String,
    pub colour: String,
    pub plate: Option<Plate>,
    pub vin: Option<Vin>,
    pub registered_on: Option<NaiveDate>,
    pub mileage: Km,
    pub condition: Vec<(Point, Grade)>,
    pub accident: Accident,
    pub note: Option<String>,
    pub seen: i32,
}

impl NewTradeIn {
    /// As it is kept: the code of a point and that of its grade.
    pub(super) fn condition_json(&self) -> Value {
        self.condition
            .iter()
            .map(|(point, grade)| (point.code().to_owned(), Value::from(grade.code())))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }
}

/// A price as it is named.
#[derive(Clone, Copy, Debug)]
pub struct NewOffer {
    pub amount: Fen,
    pub valid_until: NaiveDate,
    pub seen: i32,
}

/// What the customer says to the price: `Some` reason declines it.
#[derive(Clone, Debug)]
pub struct Reply {
    pub declined_because: Option<String>,
    pub seen: i32,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = trade_ins)]
pub(super) struct Row {
    pub id: TradeInId,
    pub store_id: StoreId,
    pub opportunity_id: OpportunityId,
    pub state: TradeState,
    pub model: String,
    pub colour: String,
    pub plate_sealed: Option<Sealed>,
    pub vin_sealed: Option<Sealed>,
    pub registered_on: Option<NaiveDate>,
    pub mileage_km: i32,
    pub condition: Value,
    pub accident: Accident,
    pub note_sealed: Option<Sealed>,
    pub offer_fen: Option<i64>,
    pub valid_until: Option<NaiveDate>,
    pub offered_at: Option<DateTime<Utc>>,
    pub answered_at: Option<DateTime<Utc>>,
    pub declined_because_sealed: Option<Sealed>,
    pub created_at: DateTime<Utc>,
    pub lock_version: i32,
}

/// A trade-in, opened.
#[derive(Clone, Debug)]
pub struct TradeIn {
    pub id: TradeInId,
    pub opportunity: OpportunityId,
    pub state: TradeState,
    pub model: String,
    pub colour: String,
    /// Canonical.
    pub plate: Option<Pii<String>>,
    /// Canonical.
    pub vin: Option<Pii<String>>,
    pub registered_on: Option<NaiveDate>,
    pub mileage: Km,
    pub condition: Vec<(Point, Grade)>,
    pub accident: Accident,
    pub note: Option<String>,
    pub offer: Option<Fen>,
    pub valid_until: Option<NaiveDate>,
    pub offered_at: Option<DateTime<Utc>>,
    pub answered_at: Option<DateTime<Utc>>,
    pub declined_because: Option<String>,
    pub created_at: DateTime<Utc>,
    pub lock_version: i32,
}

impl TradeIn {
    pub(super) fn open(row: Row, vault: &Vault) -> Result<Self, Error> {
        let id = row.id.uuid();
        let text = |label, sealed: &Option<Sealed>| -> Result<Option<String>, Error> {
            let opened = vault.open_opt(label, id, sealed.as_ref())?;
            Ok(opened.map(|text| text.expose().clone()))
        };
        let grade = |point: Point| {
            let code = row.condition.get(point.code())?.as_str()?;
            Some((point, Grade::parse(code)?))
        };
        Ok(Self {
            plate: vault.open_opt(PLATE, id, row.plate_sealed.as_ref())?,
            vin: vault.open_opt(VIN, id, row.vin_sealed.as_ref())?,
            note: text(NOTE, &row.note_sealed)?,
            declined_because: text(DECLINED, &row.declined_because_sealed)?,
            condition: Point::ALL.iter().filter_map(|point| grade(*point)).collect(),
            id: row.id,
            opportunity: row.opportunity_id,
            state: row.state,
            model: row.model,
            colour: row.colour,
            registered_on: row.registered_on,
            mileage: Km::new(row.mileage_km),
            accident: row.accident,
            offer: row.offer_fen.map(Fen::new),
            valid_until: row.valid_until,
            offered_at: row.offered_at,
            answered_at: row.answered_at,
            created_at: row.created_at,
            lock_version: row.lock_version,
        })
    }

    pub fn plate_shown(&self) -> String {
        self.plate
            .as_ref()
            .map(|plate| shown_plate(plate.expose()))
            .unwrap_or_default()
    }

    pub fn vin_masked(&self) -> String {
        self.vin
            .as_ref()
            .map(|vin| masked_vin(vin.expose()))
            .unwrap_or_default()
    }
}
