//! Forms of sales orders.

use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use super::model::{Figures, NewOrder, Terms};
use super::rules::PayMethod;
use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::values::date::parse_day;
use crate::values::fault::Fault;
use crate::values::money::Fen;
use crate::values::text;

/// The longest reason or note.
pub(super) const NOTE: usize = 500;
/// No car costs more.
const MOST: Fen = Fen::new(5_000_000_000);

/// The id of a record, chosen from a list.
pub(super) fn id<T: std::str::FromStr>(raw: &str) -> Result<T, Fault> {
    raw.trim().parse().map_err(|_| Fault::Choice)
}

/// The version a form was opened with.
pub(super) fn seen(raw: &str) -> i32 {
    raw.trim().parse().unwrap_or(-1)
}

/// An amount that may be nothing.
pub(super) fn amount(raw: &str) -> Result<Fen, Fault> {
    let most = Fault::TooLarge { max: MOST.fen() / 100 };
    match Fen::parse(raw) {
        Ok(fen) if fen <= MOST => Ok(fen),
        Ok(_) | Err(Fault::TooLarge { .. }) => Err(most),
        Err(fault) => Err(fault),
    }
}

/// An amount that must be something.
pub(super) fn price(raw: &str) -> Result<Fen, Fault> {
    match amount(raw)? {
        Fen::ZERO => Err(Fault::Zero),
        fen => Ok(fen),
    }
}

pub(super) fn day(raw: &str) -> Result<NaiveDate, Fault> {
    parse_day(raw)
}

/// Where the figures come from: the quote that the form showed, or what was typed.
pub(super) fn terms(check: &mut Checker, quote: &str, (model, car_price, total): (&str, &str, &str)) -> Option<Terms> {
    if !quote.trim().is_empty() {
        return check.required("quote", quote, id).map(Terms::Quote);
    }
    let model = check.required("model", model, |raw| text::line(raw, 60));
    let car_price = check.required("car_price", car_price, price);
    let total = check.required("total", total, price);
    Some(Terms::Typed(Figures {
        model: model?,
        car_price: car_price?,
        total: total?,
    }))
}

/// `POST /sales-orders`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct OrderForm {
    pub opportunity: String,
    pub quote: String,
    model: String,
    colour: String,
    method: String,
    car_price: String,
    total: String,
    deposit: String,
    signed_on: String,
    promised_on: String,
    note: String,
}

impl Form for OrderForm {
    type Parsed = NewOrder;

    fn parse(&self) -> Result<NewOrder, FieldErrors> {
        let mut check = Checker::of(self);
        let opportunity = check.required("opportunity", &self.opportunity, id);
        let terms = terms(&mut check, &self.quote, (&self.model, &self.car_price, &self.total));
        let colour = check.optional("colour", &self.colour, |raw| text::line(raw, 20));
        let method = check.required("method", &self.method, PayMethod::chosen);
        let deposit = check.required("deposit", &self.deposit, amount);
        let signed_on = check.required("signed_on", &self.signed_on, day);
        let promised_on = check.required("promised_on", &self.promised_on, day);
        let note = check.optional("note", &self.note, |raw| text::note(raw, NOTE));
        if let (Some(signed), Some(promised)) = (signed_on, promised_on)
            && promised < signed
        {
            check.fault("promised_on", Fault::DateBefore { first: signed });
        }
        check.finish(|| {
            Some(NewOrder {
                opportunity: opportunity?,
                terms: terms?,
                colour: colour?.unwrap_or_default(),
                method: method?,
                deposit: deposit?,
                signed_on: signed_on?,
                promised_on: promised_on?,
                note: note?,
            })
        })
    }
}
