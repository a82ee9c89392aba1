//! What can be taken back: what was noted about a customer of the sample.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use super::commands::{self, JUDGE, TakenBack};
use super::text::QualityText;
use super::views::sample_of;
use crate::figures::reports::month::Month;
use crate::platform::db::{SeeOther, Tx};
use crate::platform::error::Error;
use crate::platform::undo::Undoable;
use crate::values::ids::{CustomerId, DataCheckId};

pub const UNDO: &[Undoable] = &[Undoable {
    kind: JUDGE,
    run: unjudge,
}];

#[derive(Deserialize)]
struct Payload {
    check: DataCheckId,
    version: i32,
    customer: CustomerId,
    verified: bool,
    before: Option<DateTime<Utc>>,
}

fn unjudge(tx: &mut Tx<'_>, payload: &Value) -> Result<SeeOther, Error> {
    let payload: Payload = serde_json::from_value(payload.clone()).map_err(Error::internal)?;
    let lang = tx.actor()?.lang;
    let month = commands::take_back(
        tx,
        &TakenBack {
            check: payload.check,
            version: payload.version,
            customer: payload.customer,
            verified: payload.verified.then_some(payload.before),
        },
    )?;
    Ok(SeeOther::to(sample_of(Month::of(month))).saying(QualityText::of(lang).open_again))
}
