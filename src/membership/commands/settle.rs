//! What a settlement brings, and what a refund takes back.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::account::{Account, Line};
use super::tier::follow;
use crate::customers::rules::Tier;
use crate::membership::model::{EntryRow, NOTE};
use crate::membership::queries;
use crate::membership::rules::{EntryKind, SpendKind, Thresholds, counts, earned, expiry, rise};
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::{points_entries, spend_entries};
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, SpendEntryId, StoreId};
use crate::values::money::Fen;

/// A bill that was settled.
#[derive(Clone, Debug)]
pub struct Settled {
    pub store: StoreId,
    pub customer: CustomerId,
    /// The record that the ledgers name as their source; it brings spend and points once until it is reversed.
    pub subject: Subject,
    /// What people call the record: it stands beside the points.
    pub number: Option<String>,
    pub at: DateTime<Utc>,
    /// What was spent on what, after discounts and points.
    pub spend: Vec<(SpendKind, Fen)>,
    /// The amount that earns points; never more than was spent on what earns any.
    pub earns_on: Fen,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settlement {
    pub points: i64,
    pub tier: Tier,
    /// The tier until now, if this raised it.
    pub raised_from: Option<Tier>,
}

/// Keeps the spend and the points of a bill, and raises the tier if that crosses a threshold. The points count by the tier
/// that the customer had when paying.
///
/// # Errors
/// [`Error::WrongState`] if this record has settled already and was not reversed.
pub fn settled(tx: &mut Tx<'_>, bill: &Settled) -> Result<Settlement, Error> {
    if bill.spend.iter().any(|(_, amount)| *amount < Fen::ZERO) {
        return Err(Error::field("amount", Fault::Negative));
    }
    let mut account = Account::lock(tx, bill.customer)?;
    if !open_spend(tx, bill.subject)?.is_empty() || !open_lines(tx, bill.subject, EntryKind::Earn)?.is_empty() {
        return Err(Error::WrongState);
    }
    let staff = tx.actor().ok().map(|actor| actor.id);
    for (kind, amount) in bill.spend.iter().filter(|(_, amount)| *amount > Fen::ZERO) {
        diesel::insert_into(spend_entries::table)
            .values((
                spend_entries::id.eq(SpendEntryId::new()),
                spend_entries::store_id.eq(bill.store),
                spend_entries::customer_id.eq(account.customer()),
                spend_entries::kind.eq(kind),
                spend_entries::amount_fen.eq(amount.fen()),
                spend_entries::counts_fen.eq(counts(*kind, *amount, &account.rules.tiers).fen()),
                spend_entries::source_kind.eq(bill.subject.kind),
                spend_entries::source_id.eq(bill.subject.id),
                spend_entries::staff_id.eq(staff),
                spend_entries::at.eq(bill.at),
            ))
            .execute(tx.conn)?;
    }
    let may_earn = bill
        .spend
        .iter()
        .filter(|(kind, _)| *kind != SpendKind::Car || account.rules.points.cars_earn)
        .map(|(_, amount)| *amount);
    let base = Fen::checked_sum(may_earn).unwrap_or(Fen::MAX).min(bill.earns_on);
    let points = earned(base, account.tier, &account.rules.points);
    if points > 0 {
        let line = Line {
            expires_on: Some(expiry(times::day_of(bill.at), &account.rules.points)),
            note: bill.number.as_deref(),
            ..Line::new(EntryKind::Earn, bill.subject)
        };
        account.come_in(tx, points, &line)?;
    }
    tx.record("membership.settle", account.subject(), &["points", "spend"])?;
    let before = account.tier;
    let spend = queries::spend(tx.conn, &account.family, account.today, &account.rules.tiers)?;
    let due = Thresholds::from(&account.rules.tiers).earned(spend);
    if let Some(tier) = rise(before, due) {
        follow(tx, &mut account, tier)?;
    }
    if due >= account.tier {
        (account.row.falls_to, account.row.falls_on) = (None, None);
    }
    let tier = account.tier;
    account.save(tx)?;
    Ok(Settlement {
        points,
        tier,
        raised_from: (tier > before).then_some(before),
    })
}

/// Takes back what a record brought: its spend, the points it earned and the points that were redeemed for it, and why:
/// each line of the ledger says so. Nothing happens if there is nothing to take back, so it may be asked twice.
pub fn reverse(tx: &mut Tx<'_>, subject: Subject, because: &str) -> Result<(), Error> {
    let of_spend = open_spend(tx, subject)?.into_iter().map(|(_, customer, ..)| customer);
    let mut customers: Vec<CustomerId> = of_spend.collect();
    for kind in [EntryKind::Redeem, EntryKind::Earn] {
        customers.extend(open_lines(tx, subject, kind)?.iter().map(|line| line.customer_id));
    }
    customers.sort_unstable();
    customers.dedup();
    for customer in customers {
        let mut account = Account::lock(tx, customer)?;
        let members = account.family.members.clone();
        // Asked again with the account in hand: somebody else may have been first.
        let (mut spend, mut points) = (false, false);
        for (id, whose, kind, amount, counted) in open_spend(tx, subject)? {
            if !members.contains(&whose) {
                continue;
            }
            spend = true;
            let staff = tx.actor().ok().map(|actor| actor.id);
            diesel::insert_into(spend_entries::table)
                .values((
                    spend_entries::id.eq(SpendEntryId::new()),
                    spend_entries::store_id.eq(account.store()),
                    spend_entries::customer_id.eq(whose),
                    spend_entries::kind.eq(kind),
                    spend_entries::amount_fen.eq(-amount),
                    spend_entries::counts_fen.eq(-counted),
                    spend_entries::source_kind.eq(subject.kind),
                    spend_entries::source_id.eq(subject.id),
                    spend_entries::reverses_id.eq(id),
                    spend_entries::staff_id.eq(staff),
                    spend_entries::at.eq(reversed_at(tx, id)?),
                ))
                .execute(tx.conn)?;
        }
        // What was redeemed comes back first, so that less of what was earned has to be owed.
        for line in open_lines(tx, subject, EntryKind::Redeem)? {
            if members.contains(&line.customer_id) {
                points = true;
                let told = told(tx, &line, because)?;
                account.give_back(tx, &line, Some(&told))?;
            }
        }
        for line in open_lines(tx, subject, EntryKind::Earn)? {
            if members.contains(&line.customer_id) {
                points = true;
                let told = told(tx, &line, because)?;
                account.take_earned_back(tx, &line, &told)?;
            }
        }
        if spend || points {
            tx.record("membership.reverse", account.subject(), &["points", "spend"])?;
            account.save(tx)?;
        }
    }
    Ok(())
}

/// What stands beside a line that takes another one back: what people call the record, and the reason.
fn told(tx: &Tx<'_>, line: &EntryRow, because: &str) -> Result<String, Error> {
    let number = tx.vault().open_opt(NOTE, line.id.uuid(), line.note_sealed.as_ref())?;
    Ok(match number {
        Some(number) => format!("{} · {because}", number.expose()),
        None => because.to_owned(),
    })
}

/// A refund counts for the day of what it takes back: both leave the period together.
fn reversed_at(tx: &mut Tx<'_>, id: SpendEntryId) -> Result<DateTime<Utc>, Error> {
    Ok(spend_entries::table.find(id).select(spend_entries::at).first(tx.conn)?)
}

type Spend = (SpendEntryId, CustomerId, SpendKind, i64, i64);

/// The spend of a record that nobody took back.
fn open_spend(tx: &mut Tx<'_>, subject: Subject) -> Result<Vec<Spend>, Error> {
    let back = diesel::alias!(spend_entries as back);
    let taken_back = back
        .filter(back.field(spend_entries::reverses_id).eq(spend_entries::id.nullable()))
        .select(back.field(spend_entries::id));
    Ok(spend_entries::table
        .filter(spend_entries::source_id.eq(subject.id))
        .filter(spend_entries::source_kind.eq(subject.kind))
        .filter(spend_entries::reverses_id.is_null())
        .filter(diesel::dsl::not(diesel::dsl::exists(taken_back)))
        .order(spend_entries::id)
        .select((
            spend_entries::id,
            spend_entries::customer_id,
            spend_entries::kind,
            spend_entries::amount_fen,
            spend_entries::counts_fen,
        ))
        .load(tx.conn)?)
}

/// The lines of a record that nobody took back.
pub(super) fn open_lines(tx: &mut Tx<'_>, subject: Subject, kind: EntryKind) -> Result<Vec<EntryRow>, Error> {
    let back = diesel::alias!(points_entries as back);
    let taken_back = back
        .filter(
            back.field(points_entries::reverses_id)
                .eq(points_entries::id.nullable()),
        )
        .select(back.field(points_entries::id));
    Ok(points_entries::table
        .filter(points_entries::source_id.eq(subject.id))
        .filter(points_entries::source_kind.eq(subject.kind))
        .filter(points_entries::kind.eq(kind))
        .filter(diesel::dsl::not(diesel::dsl::exists(taken_back)))
        .order(points_entries::id)
        .select(EntryRow::as_select())
        .load(tx.conn)?)
}
