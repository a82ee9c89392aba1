//! Quotes: within the limit, above it, with a loan, with the old car taken off.

use chrono::Days;
use diesel::prelude::*;

use super::super::World;
use super::board::Deal;
use super::make;
use crate::cli::seed::words::Make;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::sales::quotes::commands;
use crate::sales::quotes::model::NewQuote;
use crate::sales::quotes::rules::{Loan, Offer, QuoteState};
use crate::schema::quotes;
use crate::values::ids::{OpportunityId, QuoteId};
use crate::values::money::Fen;
use crate::values::percent::Percent;
use crate::vehicles::rules::Energy;

/// What is offered.
pub(super) struct Offered {
    /// In yuan.
    discount: i64,
    because: &'static str,
    /// Three fifths of the price are lent for three years.
    loan: bool,
    /// The old car is taken off.
    trade_in: bool,
    warranty: bool,
}

impl Offered {
    pub(super) const PLAIN: Self = Self {
        discount: 2_000,
        because: "",
        loan: false,
        trade_in: false,
        warranty: true,
    };
    pub(super) const SMALL: Self = Self {
        discount: 3_000,
        warranty: false,
        ..Self::PLAIN
    };
    pub(super) const DEEP: Self = Self {
        discount: 18_000,
        because: "竞品同级优惠两万，客户当天可定",
        ..Self::PLAIN
    };
    pub(super) const FINANCED: Self = Self {
        loan: true,
        ..Self::PLAIN
    };
    pub(super) const EXCHANGED: Self = Self {
        discount: 4_000,
        trade_in: true,
        ..Self::PLAIN
    };
}

fn yuan(yuan: i64) -> Fen {
    Fen::new(yuan * 100)
}

/// Writes a quote and gives it out, or asks for the discount.
pub(super) fn quote(
    world: &World,
    tx: &mut Tx<'_>,
    told: &Deal,
    id: OpportunityId,
    offered: &Offered,
) -> Result<(), Error> {
    let make = make(told.make)?;
    let today = times::day_of(tx.now);
    let new = NewQuote {
        model_id: world.sales.models.get(told.make).copied(),
        model: make.model.to_owned(),
        colour: told.colour.to_owned(),
        energy: make.energy,
        valid_until: today + Days::new(7),
        offer: offer(make, offered, today + Days::new(12)),
        trade_in: offered.trade_in,
        discount_because: offered.because.to_owned(),
        remark: "报价含首次上牌服务，现车以到店为准".to_owned(),
        source: String::new(),
        seen: 0,
    };
    let quote = commands::create(tx, id, &new)?;
    commands::release(tx, quote, 0).map(drop)
}

fn offer(make: &Make, offered: &Offered, invoice_on: chrono::NaiveDate) -> Offer {
    let electric = make.energy == Energy::Electric;
    Offer {
        car_price: yuan(make.price_yuan),
        discount: yuan(offered.discount),
        new_energy: matches!(make.energy, Energy::Electric | Energy::PlugIn),
        electric,
        invoice_on,
        compulsory: yuan(950),
        commercial: yuan(4_680),
        commercial_covers: "车损险、第三者责任险 200 万、车上人员险".to_owned(),
        vehicle_tax: if electric { Fen::ZERO } else { yuan(420) },
        plate_fee: yuan(500),
        accessories: vec![("全车脚垫".to_owned(), yuan(680)), ("行车记录仪".to_owned(), yuan(890))],
        warranty: offered.warranty.then(|| ("2 年或 6 万公里".to_owned(), yuan(2_980))),
        loan: offered.loan.then(|| Loan {
            amount: yuan(make.price_yuan * 6 / 10 / 1_000 * 1_000),
            months: 36,
            rate: Percent::from_basis_points(450).unwrap_or_default(),
            fee: yuan(1_500),
        }),
        trade_in: None,
    }
}

/// The latest quote of an opportunity, and how often it was changed.
fn latest(tx: &mut Tx<'_>, id: OpportunityId, state: QuoteState) -> Result<(QuoteId, i32), Error> {
    Ok(quotes::table
        .filter(quotes::opportunity_id.eq(id))
        .filter(quotes::state.eq(state))
        .order(quotes::version.desc())
        .select((quotes::id, quotes::lock_version))
        .first(tx.conn)?)
}

/// The manager grants the discount, and the quote goes out.
pub(super) fn approve(tx: &mut Tx<'_>, id: OpportunityId, answer: &str) -> Result<(), Error> {
    let (quote, _) = latest(tx, id, QuoteState::Pending)?;
    commands::decide(tx, quote, true, answer)
}

/// The customer agrees in the store.
pub(super) fn accept(tx: &mut Tx<'_>, id: OpportunityId) -> Result<(), Error> {
    let (quote, seen) = latest(tx, id, QuoteState::Sent)?;
    commands::accept(tx, quote, seen)
}
