//! Writes of membership.
//!
//! Whoever changes a balance holds the member's account first (`account::Account::lock`): one after the other, however
//! many ask at once.

mod account;
mod adjust;
mod benefits;
mod nightly;
mod redeem;
mod rewards;
mod settle;
mod tier;

pub use adjust::{Adjusted, adjust, decide, withdraw};
pub use benefits::{return_benefit, use_benefit};
pub use nightly::{expire_due, rate_due};
pub use redeem::{pay_with_points, redeem_reward, take_back};
pub use rewards::{add_reward, bring_back_reward, change_reward, retire_reward};
pub use settle::{Settled, Settlement, reverse, settled};
pub use tier::{buy_tier, set_tier};

use crate::membership::model::TOPIC;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::values::ids::StoreId;

/// Tells open pages of the store that points or tiers changed.
fn announce(tx: &mut Tx<'_>, store: StoreId) -> Result<(), Error> {
    tx.notify(TOPIC, store)
}
