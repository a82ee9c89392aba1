//! Forms of deliveries.

use std::collections::BTreeSet;

use serde::Deserialize;
use validator::Validate;

use super::model::{HandOver, NewPlan};
use super::rules::{Check, Handover};
use crate::platform::error::FieldErrors;
use crate::platform::i18n::times;
use crate::platform::web::{Checker, Form};
use crate::service::check_in::rules::{Signing, Strokes};
use crate::values::date::parse_local;
use crate::values::engine_number::EngineNumber;
use crate::values::fault::Fault;
use crate::values::ids::SalesOrderId;
use crate::values::mileage::Km;
use crate::values::plate::Plate;
use crate::values::text;
use crate::values::vin::Vin;

/// When and where: `POST /deliveries/{id}/plan`.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct PlanForm {
    planned_at: String,
    place: String,
    address: String,
    driver: String,
    lock_version: String,
}

impl Form for PlanForm {
    type Parsed = NewPlan;

    fn parse(&self) -> Result<NewPlan, FieldErrors> {
        let mut check = Checker::of(self);
        let planned_at = check.required("planned_at", &self.planned_at, |raw| {
            times::instant(parse_local(raw)?).ok_or(Fault::Time)
        });
        let place = check.required("place", &self.place, Handover::chosen);
        let address = if place == Some(Handover::Door) {
            check
                .required("address", &self.address, |raw| text::line(raw, 200))
                .map(Some)
        } else {
            check.optional("address", &self.address, |raw| text::line(raw, 200))
        };
        let driver = check.optional("driver", &self.driver, |raw| text::line(raw, 40));
        check.finish(|| {
            Some(NewPlan {
                planned_at: planned_at?,
                place: place?,
                address: address?,
                driver: driver?.unwrap_or_default(),
                seen: self.lock_version.trim().parse().unwrap_or(-1),
            })
        })
    }
}

/// `POST /deliveries`: of which order, when and where.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct NewForm {
    pub order: String,
    planned_at: String,
    place: String,
    address: String,
    driver: String,
}

impl Form for NewForm {
    type Parsed = (SalesOrderId, NewPlan);

    fn parse(&self) -> Result<(SalesOrderId, NewPlan), FieldErrors> {
        let plan = PlanForm {
            planned_at: self.planned_at.clone(),
            place: self.place.clone(),
            address: self.address.clone(),
            driver: self.driver.clone(),
            lock_version: String::new(),
        };
        let mut check = Checker::of(self);
        let order = check.required("order", &self.order, |raw| {
            raw.trim().parse().map_err(|_| Fault::Choice)
        });
        let plan = match plan.parse() {
            Ok(plan) => Some(plan),
            Err(faults) => {
                for (field, fault) in faults {
                    check.fault(&field, fault);
                }
                None
            }
        };
        check.finish(|| Some((order?, plan?)))
    }
}

/// `POST /deliveries/{id}/checks`: what is ticked now, and what was when the page was made.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ChecksForm {
    checks: Vec<String>,
    shown: Vec<String>,
}

impl Form for ChecksForm {
    type Parsed = (BTreeSet<Check>, BTreeSet<Check>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let mut ticked = BTreeSet::new();
        for code in &self.checks {
            match Check::chosen(code) {
                Ok(item) => {
                    ticked.insert(item);
                }
                Err(fault) => check.fault("checks", fault),
            }
        }
        let shown = self.shown.iter().filter_map(|code| Check::parse(code)).collect();
        check.finish(|| Some((ticked, shown)))
    }
}

/// `POST /deliveries/{id}/photos`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct PhotosForm {}

impl Form for PhotosForm {
    type Parsed = ();

    fn parse(&self) -> Result<(), FieldErrors> {
        Ok(())
    }
}

/// `POST /deliveries/{id}/hand-over`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct HandOverForm {
    vin: String,
    engine_number: String,
    plate: String,
    mileage: String,
    gift: String,
    strokes: String,
    on_paper: String,
    owed_because: String,
    lock_version: String,
}

impl Form for HandOverForm {
    type Parsed = HandOver;

    fn parse(&self) -> Result<HandOver, FieldErrors> {
        let mut check = Checker::of(self);
        let vin = check.required("vin", &self.vin, |raw| Vin::parse(raw).map(|(vin, _)| vin));
        let engine = check.optional("engine_number", &self.engine_number, EngineNumber::parse);
        let plate = check.optional("plate", &self.plate, Plate::parse_optional);
        let mileage = check.required("mileage", &self.mileage, Km::parse);
        let gift = check.optional("gift", &self.gift, |raw| text::line(raw, 100));
        let owed_because = check.optional("owed_because", &self.owed_because, |raw| text::note(raw, 500));
        let paper = self.on_paper == "1";
        let strokes = if paper {
            Some(None)
        } else {
            check.required("strokes", &self.strokes, Strokes::parse).map(Some)
        };
        check.finish(|| {
            Some(HandOver {
                vin: vin?,
                engine: engine?,
                plate: plate?.flatten(),
                mileage: mileage?,
                gift: gift?.unwrap_or_default(),
                signing: if paper { Signing::Paper } else { Signing::Drawn },
                strokes: strokes?,
                owed_because: owed_because?,
                seen: self.lock_version.trim().parse().unwrap_or(-1),
            })
        })
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        (name == "vehicles_vin").then_some(("vin", Fault::Taken))
    }
}
