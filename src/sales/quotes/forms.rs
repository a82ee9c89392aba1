//! Forms of quotes.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use super::model::NewQuote;
use super::rules::{ACCESSORIES, Loan, MAX_AMOUNT, MIN_LOAN, Offer, Reply, needs_source};
use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::values::date::parse_day;
use crate::values::fault::Fault;
use crate::values::ids::ModelId;
use crate::values::money::Fen;
use crate::values::percent::Percent;
use crate::values::text;
use crate::vehicles::rules::Energy;

const SHORT: usize = 500;
/// The longest question of a customer.
const QUESTION: usize = 300;
const LONGEST_LOAN: u32 = 120;
const DEAREST_LOAN: Percent = Percent::whole(36);

fn amount(raw: &str) -> Result<Fen, Fault> {
    match Fen::parse(raw)? {
        fen if fen > MAX_AMOUNT => Err(Fault::TooLarge {
            max: MAX_AMOUNT.fen() / 100,
        }),
        fen => Ok(fen),
    }
}

fn months(raw: &str) -> Result<u32, Fault> {
    let typed = text::normalize_width(raw);
    match typed.trim().parse::<u32>().map_err(|_| Fault::Number)? {
        0 => Err(Fault::Zero),
        many if many > LONGEST_LOAN => Err(Fault::TooLarge {
            max: LONGEST_LOAN.into(),
        }),
        many => Ok(many),
    }
}

/// A quote.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct QuoteForm {
    model_id: String,
    model: String,
    colour: String,
    energy: String,
    invoice_on: String,
    valid_until: String,
    car_price: String,
    discount: String,
    discount_because: String,
    compulsory: String,
    commercial: String,
    commercial_covers: String,
    vehicle_tax: String,
    plate_fee: String,
    accessory: Vec<String>,
    accessory_price: Vec<String>,
    warranty: String,
    warranty_covers: String,
    loan: String,
    loan_months: String,
    loan_rate: String,
    loan_fee: String,
    trade_in: String,
    remark: String,
    source: String,
    lock_version: String,
}

impl QuoteForm {
    /// The days that are typed, as far as they can be read.
    pub fn days(&self) -> Vec<(&'static str, NaiveDate)> {
        let typed = [("valid_until", &self.valid_until), ("invoice_on", &self.invoice_on)];
        let days = typed.into_iter().map(|(name, raw)| (name, parse_day(raw).ok()));
        days.filter_map(|(name, day)| day.map(|day| (name, day))).collect()
    }

    /// Model, price and discount of an offer that says nothing of its discount; none while they can't be read.
    pub fn unexplained(&self) -> Option<(Option<ModelId>, Fen, Fen)> {
        if !self.discount_because.trim().is_empty() {
            return None;
        }
        let discount = match self.discount.trim() {
            "" => Fen::ZERO,
            typed => amount(typed).ok()?,
        };
        Some((self.model_id.parse().ok(), amount(&self.car_price).ok()?, discount))
    }

    /// Name and price go together; the faults stand beside the first of them.
    fn accessories(&self, check: &mut Checker) -> Option<Vec<(String, Fen)>> {
        if self.accessory.len() > ACCESSORIES {
            check.fault("accessory", Fault::TooMany { max: ACCESSORIES });
            return None;
        }
        let mut found = Vec::new();
        for (place, name) in self.accessory.iter().enumerate() {
            let price = self.accessory_price.get(place).map(String::as_str).unwrap_or_default();
            if name.trim().is_empty() && price.trim().is_empty() {
                continue;
            }
            let name = check.required("accessory", name, |raw| text::line(raw, 60));
            let price = check.required("accessory", price, amount);
            found.extend(name.zip(price));
        }
        Some(found)
    }

    /// A price and what it covers go together.
    fn covered(
        check: &mut Checker,
        (price_field, price): (&str, &str),
        (covers_field, covers): (&str, &str),
    ) -> Option<Option<(String, Fen)>> {
        let price = check.optional(price_field, price, amount);
        if price.is_some_and(|price| price.is_none_or(|price| price <= Fen::ZERO)) {
            return Some(None);
        }
        // Also beside a price that can't be read: all is said at once.
        let covers = check.required(covers_field, covers, |raw| text::note(raw, SHORT));
        Some(Some((covers?, price??)))
    }

    fn loan(&self, check: &mut Checker) -> Option<Option<Loan>> {
        let borrowed = check.optional("loan", &self.loan, amount);
        if borrowed.is_some_and(|borrowed| borrowed.is_none_or(|borrowed| borrowed <= Fen::ZERO)) {
            return Some(None);
        }
        let borrowed = borrowed.flatten();
        if borrowed.is_some_and(|borrowed| borrowed < MIN_LOAN) {
            let min = MIN_LOAN.fen() / 100;
            check.fault("loan", Fault::TooSmall { min });
        }
        let months = check.required("loan_months", &self.loan_months, months);
        let rate = check.required("loan_rate", &self.loan_rate, |raw| match Percent::parse(raw)? {
            rate if rate > DEAREST_LOAN => Err(Fault::TooLarge { max: 36 }),
            rate => Ok(rate),
        });
        let fee = check.optional("loan_fee", &self.loan_fee, amount);
        Some(Some(Loan {
            amount: borrowed?,
            months: months?,
            rate: rate?,
            fee: fee?.unwrap_or(Fen::ZERO),
        }))
    }

    /// A figure of fuel or range is said with its source or not at all.
    fn guard(&self, check: &mut Checker) {
        let said = [&self.remark, &self.commercial_covers, &self.warranty_covers];
        let claims = said.into_iter().chain(&self.accessory).any(|text| needs_source(text));
        if claims && self.source.trim().is_empty() {
            check.fault("source", Fault::Required);
        }
    }
}

impl Form for QuoteForm {
    type Parsed = NewQuote;

    fn parse(&self) -> Result<NewQuote, FieldErrors> {
        let mut check = Checker::of(self);
        let model_id = check.optional("model_id", &self.model_id, |raw| {
            raw.parse::<ModelId>().map_err(|_| Fault::Choice)
        });
        let model = check.required("model", &self.model, |raw| text::line(raw, 100));
        let colour = check.optional("colour", &self.colour, |raw| text::line(raw, 20));
        let energy = check.required("energy", &self.energy, Energy::chosen);
        let invoice_on = check.required("invoice_on", &self.invoice_on, parse_day);
        let valid_until = check.required("valid_until", &self.valid_until, parse_day);
        let car_price = check.required("car_price", &self.car_price, |raw| match amount(raw)? {
            Fen::ZERO => Err(Fault::Zero),
            fen => Ok(fen),
        });
        let discount = check.optional("discount", &self.discount, amount);
        let discount_because = check.optional("discount_because", &self.discount_because, |raw| text::note(raw, SHORT));
        let compulsory = check.required("compulsory", &self.compulsory, amount);
        let commercial = Self::covered(
            &mut check,
            ("commercial", &self.commercial),
            ("commercial_covers", &self.commercial_covers),
        );
        let vehicle_tax = check.required("vehicle_tax", &self.vehicle_tax, amount);
        let plate_fee = check.required("plate_fee", &self.plate_fee, amount);
        let accessories = self.accessories(&mut check);
        let warranty = Self::covered(
            &mut check,
            ("warranty", &self.warranty),
            ("warranty_covers", &self.warranty_covers),
        );
        let loan = self.loan(&mut check);
        let remark = check.optional("remark", &self.remark, |raw| text::note(raw, SHORT));
        let source = check.optional("source", &self.source, |raw| text::line(raw, 200));
        self.guard(&mut check);
        check.finish(|| {
            let energy = energy?;
            let (commercial_covers, commercial) = commercial?.unwrap_or_default();
            let offer = Offer {
                car_price: car_price?,
                discount: discount?.unwrap_or(Fen::ZERO),
                new_energy: matches!(energy, Energy::PlugIn | Energy::Electric),
                electric: energy == Energy::Electric,
                invoice_on: invoice_on?,
                compulsory: compulsory?,
                commercial,
                commercial_covers,
                vehicle_tax: vehicle_tax?,
                plate_fee: plate_fee?,
                accessories: accessories?,
                warranty: warranty?,
                loan: loan?,
                trade_in: None,
            };
            Some(NewQuote {
                model_id: model_id?,
                model: model?,
                colour: colour?.unwrap_or_default(),
                energy,
                valid_until: valid_until?,
                offer,
                trade_in: self.trade_in == "1",
                discount_because: discount_because?.unwrap_or_default(),
                remark: remark?.unwrap_or_default(),
                source: source?.unwrap_or_default(),
                seen: self.lock_version.parse().unwrap_or(0),
            })
        })
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        match name {
            "quotes_one_draft" | "quotes_version" => Some(("", Fault::Taken)),
            "quotes_model_id_fkey" => Some(("model_id", Fault::Choice)),
            _ => None,
        }
    }
}

/// A button under what was read: the version it was read in.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct SeenForm {
    lock_version: String,
}

impl Form for SeenForm {
    type Parsed = i32;

    fn parse(&self) -> Result<i32, FieldErrors> {
        Ok(self.lock_version.parse().unwrap_or(-1))
    }
}

/// Whether a discount is given; a refusal says why.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct DecisionForm {
    decision: String,
    pub answer: String,
}

impl Form for DecisionForm {
    /// Approved, and the words to it.
    type Parsed = (bool, String);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let approve = check.required("decision", &self.decision, |raw| match raw {
            "approve" => Ok(true),
            "refuse" => Ok(false),
            _ => Err(Fault::Choice),
        });
        let answer = if approve == Some(false) {
            check
                .required("answer", &self.answer, |raw| text::note(raw, SHORT))
                .map(Some)
        } else {
            check.optional("answer", &self.answer, |raw| text::note(raw, SHORT))
        };
        check.finish(|| Some((approve?, answer?.unwrap_or_default())))
    }
}

/// Why a quote is taken back.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct WithdrawForm {
    reason: String,
}

impl Form for WithdrawForm {
    type Parsed = String;

    fn parse(&self) -> Result<String, FieldErrors> {
        let mut check = Checker::of(self);
        let reason = check.required("reason", &self.reason, |raw| text::note(raw, SHORT));
        check.finish(|| reason)
    }
}

/// The customer's ticks, one for each charge.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct UnderstoodForm {
    understood: Vec<String>,
}

impl Form for UnderstoodForm {
    /// The places of the charges that are ticked.
    type Parsed = BTreeSet<i16>;

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        Ok(self.understood.iter().filter_map(|place| place.parse().ok()).collect())
    }
}

/// What the customer asks, or that they decline.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ReplyForm {
    reply: String,
    question: String,
}

impl Form for ReplyForm {
    type Parsed = (Reply, String);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let reply = check.required("reply", &self.reply, Reply::chosen);
        let question = if reply == Some(Reply::Ask) {
            check
                .required("question", &self.question, |raw| text::note(raw, QUESTION))
                .map(Some)
        } else {
            check.optional("question", &self.question, |raw| text::note(raw, QUESTION))
        };
        check.finish(|| Some((reply?, question?.unwrap_or_default())))
    }
}
