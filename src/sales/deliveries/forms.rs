//! Forms of deliveries.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use validator::Validate;

use super::model::{HandOver, NewPlan};
use super::rules::{Check, Handover};
use crate::platform::error::FieldErrors;
use crate::platform::i18n::times;
use crate::platform::web::{Checker, Form};
use crate::service::check_in::rules::{Signing, Strokes};
use crate::values::date::{parse_local, parse_time};
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
    until: String,
    place: String,
    address: String,
    driver: String,
    late_told: String,
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
        let until = self.until(&mut check, planned_at, place == Some(Handover::Door));
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
                until: until?,
                place: place?,
                address: address?,
                driver: driver?.unwrap_or_default(),
                late_told: self.late_told == "1",
                seen: self.lock_version.trim().parse().unwrap_or(-1),
            })
        })
    }
}

impl PlanForm {
    /// The end of the time agreed, on the same day; at the customer's door there is one.
    fn until(
        &self,
        check: &mut Checker,
        from: Option<DateTime<Utc>>,
        at_the_door: bool,
    ) -> Option<Option<DateTime<Utc>>> {
        if self.until.trim().is_empty() && at_the_door {
            check.fault("until", Fault::Required);
            return None;
        }
        let clock = check.optional("until", &self.until, parse_time)?;
        let (Some(clock), Some(from)) = (clock, from) else {
            return Some(None);
        };
        match times::instant(times::day_of(from).and_time(clock)).filter(|until| *until > from) {
            Some(until) => Some(Some(until)),
            None => {
                check.fault("until", Fault::EndBeforeStart);
                None
            }
        }
    }
}

/// `POST /deliveries`: of which order, when and where.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct NewForm {
    pub order: String,
    planned_at: String,
    until: String,
    place: String,
    address: String,
    driver: String,
    late_told: String,
}

impl Form for NewForm {
    type Parsed = (SalesOrderId, NewPlan);

    fn parse(&self) -> Result<(SalesOrderId, NewPlan), FieldErrors> {
        let plan = PlanForm {
            planned_at: self.planned_at.clone(),
            until: self.until.clone(),
            late_told: self.late_told.clone(),
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

/// What is ticked, and what was when the page was made.
fn ticks(check: &mut Checker, checks: &[String], shown: &[String]) -> (BTreeSet<Check>, BTreeSet<Check>) {
    let mut ticked = BTreeSet::new();
    for code in checks {
        match Check::chosen(code) {
            Ok(item) => {
                ticked.insert(item);
            }
            Err(fault) => check.fault("checks", fault),
        }
    }
    (ticked, shown.iter().filter_map(|code| Check::parse(code)).collect())
}

/// `POST /deliveries/{id}/checks`, `POST /deliveries/{id}/photos`: the hand-over as far as it is.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct SoFarForm {
    checks: Vec<String>,
    shown: Vec<String>,
}

impl Form for SoFarForm {
    type Parsed = (BTreeSet<Check>, BTreeSet<Check>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let found = ticks(&mut check, &self.checks, &self.shown);
        check.finish(|| Some(found))
    }
}

/// `POST /deliveries/{id}/hand-over`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct HandOverForm {
    checks: Vec<String>,
    shown: Vec<String>,
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
        let (ticked, shown) = ticks(&mut check, &self.checks, &self.shown);
        let strokes = if paper {
            Some(None)
        } else {
            check.required("strokes", &self.strokes, Strokes::parse).map(Some)
        };
        check.finish(|| {
            Some(HandOver {
                ticked,
                shown,
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
