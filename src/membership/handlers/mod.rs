//! HTTP of the membership room.

mod adjustments;
mod members;
mod redeem;
mod rewards;
mod rules;

pub use adjustments::{adjust, approvals, ask_adjust, ask_refusal, decide, withdraw};
pub use members::{benefit, benefit_back, list, panel, show};
pub use redeem::{ask, ask_call_off, call_off, preview, redeem};
pub use rewards::{bring_back, change, create, edit, new, retire, rewards};
pub use rules::rules;

use crate::customers;
use crate::customers::model::Brief;
use crate::membership::model::Card;
use crate::membership::queries;
use crate::membership::rules::Rules;
use crate::platform::error::Error;
use crate::platform::web::Cx;
use crate::values::ids::CustomerId;

/// A customer within scope, with their card and the rules: two questions.
async fn member(cx: &Cx, id: CustomerId) -> Result<(Brief, Card, Rules), Error> {
    let (actor, now, vault) = (cx.actor()?.clone(), cx.now, cx.db().vault().clone());
    cx.read(move |conn| {
        let brief = customers::queries::seen(conn, &vault, actor.customers(), now, &[id])?.remove(&id);
        let brief = brief.ok_or(Error::NotFound)?;
        let (mut cards, rules) = queries::with_rules(conn, now, actor.store, &[id])?;
        Ok((brief, cards.remove(&id).ok_or(Error::NotFound)?, rules))
    })
    .await
}
