//! Who takes which leads.

use diesel::prelude::*;

use crate::access::Role;
use crate::platform::db::{Subject, Tx, still_fresh};
use crate::platform::error::Error;
use crate::sales::clock::model::{DUTY, Duty, LEADS};
use crate::schema::sales_duty;
use crate::staff::queries::colleagues;
use crate::values::ids::StaffId;

/// Writes down which leads somebody of the actor's store takes, unless a colleague did so since it was looked at.
pub fn save_duty(tx: &mut Tx<'_>, person: StaffId, duty: &Duty) -> Result<(), Error> {
    let (store, by) = (tx.actor()?.store, tx.actor()?.id);
    let known = colleagues(tx.conn, store)?;
    if !known
        .iter()
        .any(|one| one.id == person && one.roles().contains(&Role::SalesConsultant))
    {
        return Err(Error::NotFound);
    }
    let listed = |words: Vec<String>| words.into_iter().map(Some).collect::<Vec<Option<String>>>();
    let sources = listed(duty.sources.iter().map(|code| (*code).to_owned()).collect());
    let models = listed(duty.models.clone());
    diesel::insert_into(sales_duty::table)
        .values((
            sales_duty::staff_id.eq(person),
            sales_duty::store_id.eq(store),
            sales_duty::updated_at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    let updated = diesel::update(
        sales_duty::table
            .find(person)
            .filter(sales_duty::lock_version.eq(duty.lock_version)),
    )
    .set((
        sales_duty::takes_leads.eq(duty.takes_leads),
        sales_duty::sources.eq(sources),
        sales_duty::models.eq(models),
        sales_duty::updated_by.eq(by),
        sales_duty::updated_at.eq(tx.now),
        sales_duty::lock_version.eq(sales_duty::lock_version + 1),
    ))
    .execute(tx.conn)?;
    still_fresh(updated)?;
    let fields = ["takes_leads", "sources", "models"];
    tx.record("sales_duty.change", Subject::new(DUTY, person), &fields)?;
    tx.notify(LEADS, store)
}
