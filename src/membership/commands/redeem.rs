//! Points go out: to a bill, for a reward; and come back when that is called off.

use diesel::prelude::*;

use super::account::{Account, Line};
use super::settle::open_lines;
use crate::membership::model::{EntryRow, Reward, reward_subject};
use crate::membership::rules::{EntryKind, most_payable, worth};
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::schema::{points_entries, rewards};
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, PointsEntryId, RewardId};
use crate::values::money::Fen;

/// Pays a part of a bill with points, and tells how much that is. Faults stand beside `points`: more than the share that
/// the store allows (with what was paid with points before), more than there are. `number` is what people call the bill.
pub fn pay_with_points(
    tx: &mut Tx<'_>,
    customer: CustomerId,
    subject: Subject,
    points: i64,
    bill: Fen,
    number: Option<&str>,
) -> Result<Fen, Error> {
    if points <= 0 {
        return Err(Error::field("points", Fault::TooSmall { min: 1 }));
    }
    let mut account = Account::lock(tx, customer)?;
    let rules = account.rules.points.clone();
    let before = open_lines(tx, subject, EntryKind::Redeem)?;
    let paid: i64 = before.iter().filter_map(|line| line.worth_fen).sum();
    let max = most_payable(bill, Fen::new(paid), rules.most_of_bill, &rules);
    if points > max {
        return Err(Error::field("points", Fault::TooLarge { max }));
    }
    let amount = worth(points, &rules);
    let line = Line {
        worth: Some((amount, bill)),
        note: number,
        ..Line::new(EntryKind::Redeem, subject)
    };
    account.go_out(tx, points, &line, "points")?;
    tx.record("membership.redeem", account.subject(), &["points"])?;
    account.save(tx)?;
    Ok(amount)
}

/// Gives a reward for points. Faults: `reward` if it is gone, `quantity` if there are not as many.
pub fn redeem_reward(
    tx: &mut Tx<'_>,
    customer: CustomerId,
    id: RewardId,
    quantity: i32,
    note: Option<&str>,
) -> Result<PointsEntryId, Error> {
    let mut account = Account::lock(tx, customer)?;
    let own = rewards::table
        .find(id)
        .filter(rewards::store_id.eq(account.store()))
        .filter(rewards::retired_at.is_null());
    // Whoever comes second to the last one waits here, and finds none.
    let enough = own.filter(rewards::stock.is_null().or(rewards::stock.ge(quantity)));
    let taken: Option<Reward> = diesel::update(enough)
        .set(rewards::stock.eq(rewards::stock - quantity))
        .returning(Reward::as_returning())
        .get_result(tx.conn)
        .optional()?;
    let Some(reward) = taken else {
        let left: Option<Option<i32>> = own.select(rewards::stock).first(tx.conn).optional()?;
        return Err(match left.flatten() {
            None => Error::field("reward", Fault::Choice),
            Some(0) => Error::field("reward", Fault::Taken),
            Some(left) => Error::field("quantity", Fault::TooLarge { max: left.into() }),
        });
    };
    let points = reward
        .points
        .checked_mul(quantity.into())
        .ok_or_else(|| Error::field("quantity", Fault::TooLarge { max: 999 }))?;
    let line = Line {
        reward: Some((id, quantity)),
        note,
        ..Line::new(EntryKind::Redeem, reward_subject(id))
    };
    let entry = account.go_out(tx, points, &line, "quantity")?;
    tx.record("membership.redeem", account.subject(), &["points", "reward"])?;
    account.save(tx)?;
    Ok(entry)
}

/// Calls a single redemption off: the points come back, and so does the reward. One that belongs to a record is called off
/// there; a tier that was bought stays.
///
/// # Errors
/// [`Error::WrongState`] if it was called off already or can't be.
pub fn take_back(tx: &mut Tx<'_>, customer: CustomerId, entry: PointsEntryId, reason: &str) -> Result<(), Error> {
    let mut account = Account::lock(tx, customer)?;
    let line: EntryRow = points_entries::table
        .find(entry)
        .filter(points_entries::customer_id.eq_any(&account.family.members))
        .select(EntryRow::as_select())
        .first(tx.conn)?;
    let done: i64 = points_entries::table
        .filter(points_entries::reverses_id.eq(entry))
        .count()
        .get_result(tx.conn)?;
    if line.kind != EntryKind::Redeem || done > 0 || line.reward_id.is_none() {
        return Err(Error::WrongState);
    }
    account.give_back(tx, &line, Some(reason))?;
    if let (Some(reward), Some(quantity)) = (line.reward_id, line.quantity) {
        diesel::update(rewards::table.find(reward))
            .set(rewards::stock.eq(rewards::stock + quantity))
            .execute(tx.conn)?;
    }
    tx.record_because("membership.take_back", account.subject(), reason)?;
    account.save(tx)
}
