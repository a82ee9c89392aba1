//! What the night brings: points expire, tiers are evaluated.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::account::Account;
use super::tier::follow;
use crate::membership::queries::{self, Rated};
use crate::membership::rules::{Rating, Thresholds, rate};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::{member_accounts as accounts, points_lots};
use crate::values::ids::{CustomerId, StoreId};
use crate::values::money::Fen;

/// Writes off expired points of so many members at most; tells of how many.
pub fn expire_due(tx: &mut Tx<'_>, limit: i64) -> Result<usize, Error> {
    let today = times::day_of(tx.now);
    let whose: Vec<CustomerId> = points_lots::table
        .filter(points_lots::points_left.gt(0))
        .filter(points_lots::expires_on.lt(today))
        .select(points_lots::customer_id)
        .distinct()
        .order(points_lots::customer_id)
        .limit(limit)
        .load(tx.conn)?;
    for customer in &whose {
        Account::lock(tx, *customer)?.save(tx)?;
    }
    Ok(whose.len())
}

/// Evaluates the tiers of so many members that were not evaluated today; tells of how many.
pub fn rate_due(tx: &mut Tx<'_>, limit: i64) -> Result<usize, Error> {
    let today = times::day_of(tx.now);
    let stores: Vec<StoreId> = accounts::table
        .filter(accounts::rated_on.lt(today))
        .select(accounts::store_id)
        .distinct()
        .load(tx.conn)?;
    let mut done = 0;
    for store in stores {
        let rules = queries::rules(tx.conn, store)?;
        let members = queries::to_rate(tx.conn, store, today, &rules.tiers, limit)?;
        let thresholds = Thresholds::from(&rules.tiers);
        for member in members.iter().filter(|member| !member.gone) {
            let rating = rate(
                member.tier,
                thresholds.earned(Fen::new(member.spend_fen)),
                member.held(today),
                member.falls_on,
                today,
                &rules.tiers,
            );
            if changes(member, rating) {
                apply(tx, member.customer)?;
            }
        }
        let ids: Vec<CustomerId> = members.iter().map(|member| member.customer).collect();
        diesel::update(accounts::table.filter(accounts::customer_id.eq_any(&ids)))
            .set(accounts::rated_on.eq(today))
            .execute(tx.conn)?;
        done += members.len();
    }
    Ok(done)
}

fn changes(member: &Rated, rating: Rating) -> bool {
    let (falls_to, falls_on) = rating.falls.unzip();
    rating.tier != member.tier || falls_to != member.falls_to || falls_on != member.falls_on
}

/// Evaluates one member anew, with the account in hand.
fn apply(tx: &mut Tx<'_>, customer: CustomerId) -> Result<(), Error> {
    let mut account = Account::lock(tx, customer)?;
    let today: NaiveDate = account.today;
    let spend = queries::spend(tx.conn, &account.family, today, &account.rules.tiers)?;
    let earned = Thresholds::from(&account.rules.tiers).earned(spend);
    let held = account.row.held_tier.zip(account.row.held_until);
    let held = held.filter(|(_, until)| *until >= today).map(|(tier, _)| tier);
    let rating = rate(
        account.tier,
        earned,
        held,
        account.row.falls_on,
        today,
        &account.rules.tiers,
    );
    if rating.falls.is_some() && account.row.falls_on.is_none() {
        tx.record("membership.announce_fall", account.subject(), &["tier"])?;
    }
    (account.row.falls_to, account.row.falls_on) = rating.falls.unzip();
    follow(tx, &mut account, rating.tier)?;
    account.save(tx)
}
