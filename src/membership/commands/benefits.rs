//! Benefits that are used up.

use chrono::Datelike;
use diesel::prelude::*;

use super::account::Account;
use super::announce;
use crate::membership::queries;
use crate::membership::rules::{Benefit, entitled, near_birthday};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::schema::{benefit_uses as uses, customers};
use crate::values::fault::Fault;
use crate::values::ids::{BenefitUseId, CustomerId, VisitId};

/// Uses a benefit once. Faults stand beside `benefit`: not for this tier, used up, not near the birthday.
pub fn use_benefit(
    tx: &mut Tx<'_>,
    customer: CustomerId,
    benefit: Benefit,
    visit: Option<VisitId>,
) -> Result<BenefitUseId, Error> {
    let account = Account::lock(tx, customer)?;
    let all = entitled(account.tier, &account.rules.benefits).counted;
    let total = all.iter().find(|(known, _)| *known == benefit).map(|(_, times)| *times);
    let total = total.ok_or_else(|| Error::field("benefit", Fault::Choice))?;
    if benefit == Benefit::BirthdayService {
        let born = customers::table
            .find(account.customer())
            .select(customers::born_on)
            .first::<Option<chrono::NaiveDate>>(tx.conn)?;
        let days = account.rules.benefits.birthday_days;
        if !born.is_some_and(|born| near_birthday(born, account.today, days)) {
            return Err(Error::field("benefit", Fault::Date));
        }
    }
    let year = i16::try_from(account.today.year()).unwrap_or_default();
    let used: i64 = uses::table
        .filter(uses::customer_id.eq_any(&account.family.members))
        .filter(uses::year.eq(year))
        .filter(uses::benefit.eq(benefit))
        .filter(uses::taken_back_at.is_null())
        .count()
        .get_result(tx.conn)?;
    if used >= i64::from(total) {
        return Err(Error::field("benefit", Fault::UsedUp));
    }
    let (id, staff) = (BenefitUseId::new(), tx.actor().ok().map(|actor| actor.id));
    diesel::insert_into(uses::table)
        .values((
            uses::id.eq(id),
            uses::store_id.eq(account.store()),
            uses::customer_id.eq(account.customer()),
            uses::benefit.eq(benefit),
            uses::year.eq(year),
            uses::visit_id.eq(visit),
            uses::staff_id.eq(staff),
            uses::at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record("membership.use_benefit", account.subject(), &["benefit"])?;
    account.save(tx)?;
    Ok(id)
}

/// Takes a use back, and tells whose it was: it was not given after all.
pub fn return_benefit(tx: &mut Tx<'_>, id: BenefitUseId) -> Result<CustomerId, Error> {
    let staff = tx.actor().ok().map(|actor| actor.id);
    let whose: Option<CustomerId> = diesel::update(uses::table.find(id).filter(uses::taken_back_at.is_null()))
        .set((uses::taken_back_at.eq(tx.now), uses::taken_back_by.eq(staff)))
        .returning(uses::customer_id)
        .get_result(tx.conn)
        .optional()?;
    let family = queries::family(tx.conn, whose.ok_or(Error::WrongState)?)?;
    tx.record(
        "membership.return_benefit",
        crate::customers::model::subject(family.root),
        &["benefit"],
    )?;
    announce(tx, family.store)?;
    Ok(family.root)
}
