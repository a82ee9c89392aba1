//! Teams and stores.

use diesel::prelude::*;

use crate::platform::db::{Subject, Tx, still_fresh};
use crate::platform::error::Error;
use crate::schema::{staff, stores, teams};
use crate::staff::model::{AboutStore, AboutTeam, Change, STORE, TEAM};
use crate::values::fault::Fault;
use crate::values::ids::{StaffId, StoreId, TeamId};

/// Adds a team to a store.
pub fn found_team(tx: &mut Tx<'_>, store: StoreId, about: &AboutTeam) -> Result<TeamId, Error> {
    manager_of_store(tx, store, about.manager)?;
    let id = TeamId::new();
    diesel::insert_into(teams::table)
        .values((
            teams::id.eq(id),
            teams::store_id.eq(store),
            teams::name.eq(&about.name),
            teams::name_en.eq(&about.name_en),
            teams::manager_id.eq(about.manager),
        ))
        .execute(tx.conn)?;
    tx.record("staff.create_team", Subject::new(TEAM, id), &["name", "manager"])?;
    Ok(id)
}

/// Renames a team, or gives it another manager.
pub fn change_team(tx: &mut Tx<'_>, store: StoreId, team: TeamId, change: &Change<AboutTeam>) -> Result<(), Error> {
    manager_of_store(tx, store, change.to.manager)?;
    let row = teams::table.find(team).filter(teams::store_id.eq(store));
    let updated = diesel::update(row.filter(teams::lock_version.eq(change.seen)))
        .set((
            teams::name.eq(&change.to.name),
            teams::name_en.eq(&change.to.name_en),
            teams::manager_id.eq(change.to.manager),
            teams::lock_version.eq(teams::lock_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    tx.record("staff.update_team", Subject::new(TEAM, team), &["name", "manager"])
}

/// Gives the teams that one person leads to another; tells how many.
pub fn hand_over_teams(tx: &mut Tx<'_>, from: StaffId, to: StaffId) -> Result<usize, Error> {
    let led: Vec<TeamId> = diesel::update(teams::table.filter(teams::manager_id.eq(from)))
        .set((
            teams::manager_id.eq(to),
            teams::lock_version.eq(teams::lock_version + 1),
        ))
        .returning(teams::id)
        .get_results(tx.conn)?;
    for team in &led {
        tx.record("staff.update_team", Subject::new(TEAM, *team), &["manager"])?;
    }
    Ok(led.len())
}

/// Opens a store.
pub fn found_store(tx: &mut Tx<'_>, code: &str, name: &str) -> Result<StoreId, Error> {
    let id = StoreId::new();
    diesel::insert_into(stores::table)
        .values((
            stores::id.eq(id),
            stores::code.eq(code),
            stores::name.eq(name),
            stores::name_en.eq(name),
            stores::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record("staff.create_store", Subject::new(STORE, id), &["code", "name"])?;
    Ok(id)
}

/// Renames a store, or moves it to another time zone.
pub fn change_store(tx: &mut Tx<'_>, store: StoreId, change: &Change<AboutStore>) -> Result<(), Error> {
    let row = stores::table.find(store).filter(stores::lock_version.eq(change.seen));
    let updated = diesel::update(row)
        .set((
            stores::name.eq(&change.to.name),
            stores::name_en.eq(&change.to.name_en),
            stores::time_zone.eq(change.to.time_zone.name()),
            stores::phone.eq(&change.to.phone),
            stores::address.eq(&change.to.address),
            stores::lock_version.eq(stores::lock_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    tx.record(
        "staff.update_store",
        Subject::new(STORE, store),
        &["name", "time_zone", "phone", "address"],
    )
}

fn manager_of_store(tx: &mut Tx<'_>, store: StoreId, manager: Option<StaffId>) -> Result<(), Error> {
    let Some(manager) = manager else { return Ok(()) };
    let known = staff::table
        .find(manager)
        .filter(staff::store_id.eq(store))
        .filter(staff::disabled_at.is_null());
    if diesel::select(diesel::dsl::exists(known)).get_result(tx.conn)? {
        Ok(())
    } else {
        Err(Error::field("manager", Fault::Choice))
    }
}
