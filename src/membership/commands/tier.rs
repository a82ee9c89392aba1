//! Tiers: what the spend raises, what is given by hand, what points buy.

use super::account::{Account, Line};
use crate::access::Scope;
use crate::customers::rules::Tier;
use crate::membership::model::BOUGHT;
use crate::membership::queries;
use crate::membership::rules::{EntryKind, Thresholds, price};
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, PointsEntryId};
use chrono::{Months, NaiveDate};

/// The last day of a tier that is held for so many months.
pub(super) fn held_until(today: NaiveDate, months: u32) -> NaiveDate {
    today.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// Gives the customer another tier; kept in the history of the record.
pub(super) fn follow(tx: &mut Tx<'_>, account: &mut Account, tier: Tier) -> Result<(), Error> {
    if tier == account.tier {
        return Ok(());
    }
    crate::customers::commands::follow_tier(tx, account.customer(), tier)?;
    account.tier = tier;
    Ok(())
}

/// Sets the tier of a customer within scope by hand, and why. It is a floor for as long as the store holds such tiers, or
/// until it is set anew; below what the spend has earned it can't be set ([`Fault::Mismatch`] beside `tier`).
pub fn set_tier(
    tx: &mut Tx<'_>,
    scope: Scope,
    id: CustomerId,
    seen: i32,
    tier: Tier,
    reason: &str,
) -> Result<(), Error> {
    crate::customers::queries::ensure_visible(tx.conn, scope, tx.now, id)?;
    let mut account = Account::lock(tx, id)?;
    let spend = queries::spend(tx.conn, &account.family, account.today, &account.rules.tiers)?;
    if tier < Thresholds::from(&account.rules.tiers).earned(spend) {
        return Err(Error::field("tier", Fault::Mismatch));
    }
    crate::customers::commands::set_tier(tx, scope, id, seen, tier, reason)?;
    account.tier = tier;
    let months = account.rules.tiers.held_months;
    let held = (tier > Tier::Regular).then(|| (tier, held_until(account.today, months)));
    hold(&mut account, held);
    account.save(tx)
}

fn hold(account: &mut Account, held: Option<(Tier, NaiveDate)>) {
    let (tier, until) = held.unzip();
    (account.row.held_tier, account.row.held_until) = (tier, until);
    (account.row.falls_to, account.row.falls_on) = (None, None);
}

/// Gives a higher tier for points; it holds as long as the store says.
pub fn buy_tier(tx: &mut Tx<'_>, customer: CustomerId, tier: Tier, note: Option<&str>) -> Result<PointsEntryId, Error> {
    let mut account = Account::lock(tx, customer)?;
    let price = price(tier, &account.rules.tiers).filter(|_| tier > account.tier);
    let price = price.ok_or_else(|| Error::field("what", Fault::Choice))?;
    let line = Line {
        bought: Some(tier),
        note,
        ..Line::new(EntryKind::Redeem, Subject::new(BOUGHT, customer))
    };
    let entry = account.go_out(tx, price, &line, "what")?;
    follow(tx, &mut account, tier)?;
    let until = held_until(account.today, account.rules.tiers.bought_months);
    hold(&mut account, Some((tier, until)));
    tx.record("membership.buy_tier", account.subject(), &["points", "tier"])?;
    account.save(tx)?;
    Ok(entry)
}
