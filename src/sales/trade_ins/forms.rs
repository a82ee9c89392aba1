//! Forms of trade-ins.

use serde::Deserialize;
use validator::Validate;

use super::model::{NewOffer, NewTradeIn, Reply};
use super::rules::{Accident, Grade, Point};
use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::values::date::parse_day;
use crate::values::fault::Fault;
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::values::plate::Plate;
use crate::values::text;
use crate::values::vin::Vin;

/// Nobody pays more for a used car, in yuan.
const MOST_YUAN: i64 = 10_000_000;

/// A car that was looked over.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct TradeInForm {
    model: String,
    colour: String,
    plate: String,
    vin: String,
    registered_on: String,
    mileage: String,
    body: String,
    paint: String,
    interior: String,
    engine: String,
    gearbox: String,
    chassis: String,
    tyres: String,
    electrics: String,
    accident: String,
    note: String,
    lock_version: String,
}

impl TradeInForm {
    fn grade(&self, point: Point) -> &str {
        match point {
            Point::Body => &self.body,
            Point::Paint => &self.paint,
            Point::Interior => &self.interior,
            Point::Engine => &self.engine,
            Point::Gearbox => &self.gearbox,
            Point::Chassis => &self.chassis,
            Point::Tyres => &self.tyres,
            Point::Electrics => &self.electrics,
        }
    }
}

impl Form for TradeInForm {
    type Parsed = NewTradeIn;

    fn parse(&self) -> Result<NewTradeIn, FieldErrors> {
        let mut check = Checker::of(self);
        let model = check.required("model", &self.model, |raw| text::line(raw, 60));
        let colour = check.optional("colour", &self.colour, |raw| text::line(raw, 20));
        let plate = check.optional("plate", &self.plate, Plate::parse);
        let vin = check.optional("vin", &self.vin, |raw| Vin::parse(raw).map(|(vin, _)| vin));
        let registered_on = check.optional("registered_on", &self.registered_on, parse_day);
        let mileage = check.required("mileage", &self.mileage, Km::parse);
        let mut condition = Vec::new();
        for point in Point::ALL {
            if let Some(Some(grade)) = check.optional(point.code(), self.grade(*point), Grade::chosen) {
                condition.push((*point, grade));
            }
        }
        let accident = check.required("accident", &self.accident, Accident::chosen);
        let note = check.optional("note", &self.note, |raw| text::note(raw, 2_000));
        check.finish(|| {
            Some(NewTradeIn {
                model: model?,
                colour: colour?.unwrap_or_default(),
                plate: plate?,
                vin: vin?,
                registered_on: registered_on?,
                mileage: mileage?,
                condition,
                accident: accident?,
                note: note?,
                seen: self.lock_version.parse().unwrap_or(0),
            })
        })
    }
}

/// A price.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct OfferForm {
    amount: String,
    valid_until: String,
    lock_version: String,
}

impl Form for OfferForm {
    type Parsed = NewOffer;

    fn parse(&self) -> Result<NewOffer, FieldErrors> {
        let mut check = Checker::of(self);
        let amount = check.required("amount", &self.amount, |raw| match Fen::parse(raw)? {
            Fen::ZERO => Err(Fault::Zero),
            fen if fen > Fen::new(MOST_YUAN * 100) => Err(Fault::TooLarge { max: MOST_YUAN }),
            fen => Ok(fen),
        });
        let valid_until = check.required("valid_until", &self.valid_until, parse_day);
        check.finish(|| {
            Some(NewOffer {
                amount: amount?,
                valid_until: valid_until?,
                seen: self.lock_version.parse().unwrap_or(0),
            })
        })
    }
}

/// What the customer says to the price.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct AnswerForm {
    /// `1`: the customer takes it.
    accepted: String,
    declined_because: String,
    lock_version: String,
}

impl Form for AnswerForm {
    type Parsed = Reply;

    fn parse(&self) -> Result<Reply, FieldErrors> {
        let mut check = Checker::of(self);
        let because = if self.accepted == "1" {
            Some(None)
        } else {
            check
                .required("declined_because", &self.declined_because, |raw| text::note(raw, 500))
                .map(Some)
        };
        check.finish(|| {
            Some(Reply {
                declined_because: because?,
                seen: self.lock_version.parse().unwrap_or(0),
            })
        })
    }
}
