//! A member's account, held while its balance changes.

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use uuid::Uuid;

use crate::customers::model::subject;
use crate::customers::rules::Tier;
use crate::membership::model::{AccountRow, BY_HAND, EXPIRY, EntryRow, NOTE};
use crate::membership::queries::{self, Family};
use crate::membership::rules::{EntryKind, GRACE_DAYS, Lot, Rules, Take, draw, live, pay_debt, take_back};
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::{customers, member_accounts as accounts, points_entries, points_lots, points_uses};
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, PointsEntryId, RewardId, StaffId, StoreId};
use crate::values::money::Fen;

/// What a ledger line says besides how many points.
pub(super) struct Line<'a> {
    pub kind: EntryKind,
    pub source: (&'a str, Uuid),
    pub reward: Option<(RewardId, i32)>,
    /// What the points stood for, and of which bill.
    pub worth: Option<(Fen, Fen)>,
    pub bought: Option<Tier>,
    pub expires_on: Option<NaiveDate>,
    pub reverses: Option<PointsEntryId>,
    pub note: Option<&'a str>,
    /// Who asked for it; the person acting unless said.
    pub author: Option<StaffId>,
    pub approver: Option<StaffId>,
}

impl<'a> Line<'a> {
    pub fn new(kind: EntryKind, source: Subject) -> Self {
        Self {
            kind,
            source: (source.kind, source.id),
            reward: None,
            worth: None,
            bought: None,
            expires_on: None,
            reverses: None,
            note: None,
            author: None,
            approver: None,
        }
    }

    /// The line that takes another one back.
    fn reversing(entry: &'a EntryRow) -> Self {
        Self {
            source: (&entry.source_kind, entry.source_id),
            reverses: Some(entry.id),
            ..Self::new(EntryKind::Reverse, Subject::new(BY_HAND, entry.id))
        }
    }
}

/// An account in hand. Nothing is kept until [`Account::save`].
pub(super) struct Account {
    pub family: Family,
    pub tier: Tier,
    pub rules: Rules,
    pub today: NaiveDate,
    pub row: AccountRow,
    /// What is left, of today and later.
    lots: Vec<Lot<Uuid>>,
}

impl Account {
    /// Takes the account of a customer in hand, or opens it; of somebody who was merged, that of who they are now. What
    /// has expired is gone, and what those had who were merged into them is theirs.
    pub fn lock(tx: &mut Tx<'_>, customer: CustomerId) -> Result<Self, Error> {
        let family = queries::family(tx.conn, customer)?;
        let rules = queries::rules(tx.conn, family.store)?;
        let today = times::day_of(tx.now);
        // A tier that was there before there was any spend is not lost over night.
        let held = (family.tier > Tier::Regular).then_some(family.tier);
        let until = held.map(|_| super::tier::held_until(today, rules.tiers.held_months));
        let opened = diesel::insert_into(accounts::table)
            .values((
                accounts::customer_id.eq(family.root),
                accounts::store_id.eq(family.store),
                accounts::held_tier.eq(held),
                accounts::held_until.eq(until),
                accounts::rated_on.eq(today),
                accounts::changed_at.eq(tx.now),
            ))
            .on_conflict_do_nothing()
            .execute(tx.conn)?;
        if opened > 0 {
            diesel::update(customers::table.find(family.root))
                .set(customers::member.eq(true))
                .execute(tx.conn)?;
        }
        let mut rows: Vec<AccountRow> = accounts::table
            .filter(accounts::customer_id.eq_any(&family.members))
            .order(accounts::customer_id)
            .select(AccountRow::as_select())
            .for_update()
            .load(tx.conn)?;
        let own = rows.iter().position(|row| row.customer_id == family.root);
        let row = rows.swap_remove(own.ok_or_else(|| Error::internal("the account is not there"))?);
        let tier = customers::table
            .find(family.root)
            .select(customers::tier)
            .first(tx.conn)?;
        let mut account = Self {
            family,
            tier,
            rules,
            today,
            row,
            lots: Vec::new(),
        };
        account.absorb(tx, &rows)?;
        account.lots = points_lots::table
            .filter(points_lots::customer_id.eq(account.customer()))
            .filter(points_lots::points_left.gt(0))
            .order((points_lots::expires_on, points_lots::id))
            .select((points_lots::id, points_lots::points_left, points_lots::expires_on))
            .load::<(Uuid, i64, NaiveDate)>(tx.conn)?
            .into_iter()
            .map(|(key, left, expires_on)| Lot { key, left, expires_on })
            .collect();
        account.expire(tx)?;
        account.settle_debt(tx)?;
        Ok(account)
    }

    pub fn customer(&self) -> CustomerId {
        self.family.root
    }

    pub fn store(&self) -> StoreId {
        self.family.store
    }

    pub fn subject(&self) -> Subject {
        subject(self.customer())
    }

    /// Takes over what those have who were merged into this customer; the ledger lines stay where they are.
    fn absorb(&mut self, tx: &mut Tx<'_>, others: &[AccountRow]) -> Result<(), Error> {
        let full: Vec<CustomerId> = others
            .iter()
            .filter(|other| other.points != 0 || other.debt != 0)
            .map(|other| other.customer_id)
            .collect();
        if full.is_empty() {
            return Ok(());
        }
        self.row.points += others.iter().map(|other| other.points).sum::<i64>();
        self.row.debt += others.iter().map(|other| other.debt).sum::<i64>();
        diesel::update(points_lots::table.filter(points_lots::customer_id.eq_any(&full)))
            .set(points_lots::customer_id.eq(self.customer()))
            .execute(tx.conn)?;
        diesel::update(accounts::table.filter(accounts::customer_id.eq_any(&full)))
            .set((
                accounts::points.eq(0),
                accounts::debt.eq(0),
                accounts::next_expiry.eq(None::<NaiveDate>),
            ))
            .execute(tx.conn)?;
        Ok(())
    }

    /// A debt and a balance that met in a merger.
    fn settle_debt(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let (_, off) = pay_debt(self.row.points, self.row.debt);
        if off == 0 {
            return Ok(());
        }
        let takes = draw(&self.lots, off).map_err(|_| Error::internal("lots and balance differ"))?;
        let id = PointsEntryId::new();
        self.row.points -= off;
        self.row.debt -= off;
        let line = Line::new(EntryKind::Adjust, Subject::new(BY_HAND, id));
        self.write(tx, id, -off, -off, &line)?;
        self.use_lots(tx, id, &takes)
    }

    /// Writes off what has expired.
    fn expire(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let takes: Vec<Take<Uuid>> = self
            .lots
            .iter()
            .filter(|lot| lot.expires_on < self.today)
            .map(|lot| Take {
                key: lot.key,
                points: lot.left,
            })
            .collect();
        let gone: i64 = takes.iter().map(|take| take.points).sum();
        if gone == 0 {
            return Ok(());
        }
        let id = PointsEntryId::new();
        self.row.points -= gone;
        self.write(
            tx,
            id,
            -gone,
            0,
            &Line::new(EntryKind::Expire, Subject::new(EXPIRY, id)),
        )?;
        self.use_lots(tx, id, &takes)?;
        tx.record("membership.expire", self.subject(), &["points"])
    }

    /// What can be spent.
    pub fn balance(&self) -> i64 {
        live(&self.lots, self.today)
    }

    /// Points come in: what is owed is paid first.
    pub fn come_in(&mut self, tx: &mut Tx<'_>, points: i64, line: &Line<'_>) -> Result<PointsEntryId, Error> {
        let id = PointsEntryId::new();
        let (into, off) = pay_debt(points, self.row.debt);
        self.row.points += into;
        self.row.debt -= off;
        self.write(tx, id, into, -off, line)?;
        let expires_on = line.expires_on.unwrap_or(self.today);
        self.add_lot(tx, id, into, expires_on)?;
        Ok(id)
    }

    /// Points go out, the oldest first; an error tells beside `field` how many are missing.
    pub fn go_out(
        &mut self,
        tx: &mut Tx<'_>,
        points: i64,
        line: &Line<'_>,
        field: &str,
    ) -> Result<PointsEntryId, Error> {
        let takes = draw(&self.lots, points).map_err(|missing| Error::field(field, Fault::PointsShort { missing }))?;
        let id = PointsEntryId::new();
        self.row.points -= points;
        self.write(tx, id, -points, 0, line)?;
        self.use_lots(tx, id, &takes)?;
        Ok(id)
    }

    /// Gives back what a redemption used: to where it came from, and for a while if that has expired meanwhile.
    pub fn give_back(
        &mut self,
        tx: &mut Tx<'_>,
        entry: &EntryRow,
        because: Option<&str>,
    ) -> Result<PointsEntryId, Error> {
        let mut used: Vec<(Uuid, i64, NaiveDate)> = points_uses::table
            .inner_join(points_lots::table)
            .filter(points_uses::entry_id.eq(entry.id))
            .order((points_lots::expires_on, points_lots::id))
            .select((points_lots::id, points_uses::points, points_lots::expires_on))
            .load(tx.conn)?;
        let points = -entry.nominal();
        let (into, off) = pay_debt(points, self.row.debt);
        let id = PointsEntryId::new();
        self.row.points += into;
        self.row.debt -= off;
        let line = Line {
            note: because,
            ..Line::reversing(entry)
        };
        self.write(tx, id, into, -off, &line)?;
        // A debt is paid with the oldest of them.
        let mut owed = off;
        for (_, points, _) in &mut used {
            let paid = owed.min(*points);
            *points -= paid;
            owed -= paid;
        }
        let (expired, back): (Vec<_>, Vec<_>) = used
            .into_iter()
            .filter(|(_, points, _)| *points > 0)
            .partition(|(_, _, expires_on)| *expires_on < self.today);
        for (lot, points, expires_on) in back {
            diesel::update(points_lots::table.find(lot))
                .set((
                    points_lots::points_left.eq(points_lots::points_left + points),
                    points_lots::customer_id.eq(self.customer()),
                ))
                .execute(tx.conn)?;
            self.note_use(tx, id, lot, -points)?;
            match self.lots.iter_mut().find(|known| known.key == lot) {
                Some(known) => known.left += points,
                None => self.lots.push(Lot {
                    key: lot,
                    left: points,
                    expires_on,
                }),
            }
        }
        let late: i64 = expired.iter().map(|(_, points, _)| points).sum();
        let grace = self.today.checked_add_days(Days::new(GRACE_DAYS)).unwrap_or(self.today);
        self.add_lot(tx, id, late, grace)?;
        Ok(id)
    }

    /// Takes back what a settlement brought, as far as it has not expired: from those very points, then from the oldest;
    /// what was spent meanwhile is owed.
    pub fn take_earned_back(&mut self, tx: &mut Tx<'_>, entry: &EntryRow, because: &str) -> Result<(), Error> {
        let lots: Vec<Uuid> = points_lots::table
            .filter(points_lots::entry_id.eq(entry.id))
            .select(points_lots::id)
            .load(tx.conn)?;
        let expired: Vec<i64> = points_uses::table
            .inner_join(points_entries::table)
            .filter(points_uses::lot_id.eq_any(&lots))
            .filter(points_entries::kind.eq(EntryKind::Expire))
            .select(points_uses::points)
            .load(tx.conn)?;
        let wanted = entry.nominal() - expired.iter().sum::<i64>();
        let (taken, short) = take_back(wanted, self.row.points);
        if taken == 0 && short == 0 {
            return Ok(());
        }
        let mut takes: Vec<Take<Uuid>> = Vec::new();
        let mut missing = taken;
        for lot in self.lots.iter().filter(|lot| lots.contains(&lot.key)) {
            let points = lot.left.min(missing);
            missing -= points;
            takes.push(Take { key: lot.key, points });
        }
        let others: Vec<Lot<Uuid>> = self
            .lots
            .iter()
            .filter(|lot| !lots.contains(&lot.key))
            .copied()
            .collect();
        takes.extend(draw(&others, missing).map_err(|_| Error::internal("lots and balance differ"))?);
        let id = PointsEntryId::new();
        self.row.points -= taken;
        self.row.debt += short;
        let line = Line {
            note: Some(because),
            ..Line::reversing(entry)
        };
        self.write(tx, id, -taken, short, &line)?;
        self.use_lots(tx, id, &takes)
    }

    fn add_lot(
        &mut self,
        tx: &mut Tx<'_>,
        entry: PointsEntryId,
        points: i64,
        expires_on: NaiveDate,
    ) -> Result<(), Error> {
        if points == 0 {
            return Ok(());
        }
        let lot = Uuid::now_v7();
        diesel::insert_into(points_lots::table)
            .values((
                points_lots::id.eq(lot),
                points_lots::entry_id.eq(entry),
                points_lots::customer_id.eq(self.customer()),
                points_lots::points.eq(points),
                points_lots::points_left.eq(points),
                points_lots::expires_on.eq(expires_on),
            ))
            .execute(tx.conn)?;
        self.lots.push(Lot {
            key: lot,
            left: points,
            expires_on,
        });
        Ok(())
    }

    fn use_lots(&mut self, tx: &mut Tx<'_>, entry: PointsEntryId, takes: &[Take<Uuid>]) -> Result<(), Error> {
        for take in takes.iter().filter(|take| take.points > 0) {
            diesel::update(points_lots::table.find(take.key))
                .set(points_lots::points_left.eq(points_lots::points_left - take.points))
                .execute(tx.conn)?;
            self.note_use(tx, entry, take.key, take.points)?;
            for lot in self.lots.iter_mut().filter(|lot| lot.key == take.key) {
                lot.left -= take.points;
            }
        }
        self.lots.retain(|lot| lot.left > 0);
        Ok(())
    }

    fn note_use(&self, tx: &mut Tx<'_>, entry: PointsEntryId, lot: Uuid, points: i64) -> Result<(), Error> {
        diesel::insert_into(points_uses::table)
            .values((
                points_uses::entry_id.eq(entry),
                points_uses::lot_id.eq(lot),
                points_uses::points.eq(points),
            ))
            .execute(tx.conn)?;
        Ok(())
    }

    fn write(&self, tx: &mut Tx<'_>, id: PointsEntryId, points: i64, debt: i64, line: &Line<'_>) -> Result<(), Error> {
        let acting = tx.actor().ok().map(|actor| actor.id);
        let staff = match line.kind {
            // Nobody does it: it is due.
            EntryKind::Expire => None,
            _ => line.author.or(acting),
        };
        let note = tx.vault().seal_opt(NOTE, id.uuid(), line.note)?;
        diesel::insert_into(points_entries::table)
            .values((
                points_entries::id.eq(id),
                points_entries::store_id.eq(self.store()),
                points_entries::customer_id.eq(self.customer()),
                points_entries::kind.eq(line.kind),
                points_entries::points.eq(points),
                points_entries::debt.eq(debt),
                points_entries::balance.eq(self.row.points),
                points_entries::source_kind.eq(line.source.0),
                points_entries::source_id.eq(line.source.1),
                points_entries::reward_id.eq(line.reward.map(|(reward, _)| reward)),
                points_entries::quantity.eq(line.reward.map(|(_, quantity)| quantity)),
                points_entries::worth_fen.eq(line.worth.map(|(worth, _)| worth.fen())),
                points_entries::bill_fen.eq(line.worth.map(|(_, bill)| bill.fen())),
                points_entries::bought_tier.eq(line.bought),
                points_entries::expires_on.eq(line.expires_on),
                points_entries::reverses_id.eq(line.reverses),
                points_entries::note_sealed.eq(note),
                points_entries::staff_id.eq(staff),
                points_entries::approved_by.eq(line.approver),
                points_entries::at.eq(tx.now),
            ))
            .execute(tx.conn)?;
        Ok(())
    }

    /// Keeps the balance and the tier's dates, and tells open pages.
    pub fn save(mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        debug_assert_eq!(self.row.points, self.balance(), "lots and balance differ");
        self.row.next_expiry = self.lots.iter().map(|lot| lot.expires_on).min();
        self.row.changed_at = tx.now;
        let store = self.store();
        diesel::update(accounts::table.find(self.customer()))
            .set(&self.row)
            .execute(tx.conn)?;
        super::announce(tx, store)
    }
}
