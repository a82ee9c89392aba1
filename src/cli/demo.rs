//! The demo store's staff: one account per role.

use diesel::prelude::*;

use crate::access::Role;
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::platform::password;
use crate::schema::{staff, stores, teams};
use crate::surveys::questionnaires;
use crate::values::ids::{StaffId, StoreId, TeamId};

/// The password of every demo account.
pub const PASSWORD: &str = "demo-pass-2026";

/// (username, name, roles, team)
const CAST: [(&str, &str, &[Role], usize); 14] = [
    ("consultant", "陈思远", &[Role::SalesConsultant], 0),
    ("consultant2", "周敏", &[Role::SalesConsultant], 1),
    ("advisor", "吴凡", &[Role::ServiceAdvisor], 2),
    ("advisor2", "许强", &[Role::ServiceAdvisor], 2),
    ("technician", "李建", &[Role::Technician], 2),
    ("care", "王芳", &[Role::CustomerCare], 3),
    ("marketing", "林晓", &[Role::Marketing], 3),
    ("data", "赵晴", &[Role::DataSpecialist], 3),
    ("membership", "孙悦", &[Role::MembershipAdmin], 3),
    ("sales.manager", "郑浩", &[Role::SalesManager], 0),
    ("service.manager", "何志刚", &[Role::ServiceManager], 2),
    ("crm.manager", "沈佳怡", &[Role::CrmManager], 3),
    ("manager", "顾国强", &[Role::StoreManager], 3),
    ("admin", "唐文", &[Role::Admin], 3),
];

const TEAMS: [(&str, &str, &str); 4] = [
    ("销售一组", "Sales team 1", "sales.manager"),
    ("销售二组", "Sales team 2", "sales.manager"),
    ("售后组", "Service team", "service.manager"),
    ("客户关系组", "Customer relations", "crm.manager"),
];

/// Every demo account.
pub fn usernames() -> String {
    CAST.map(|(username, ..)| username).join(" ")
}

/// Makes the store, its teams, its staff and the questionnaires it begins with.
pub fn people(tx: &mut Tx<'_>) -> Result<StoreId, Error> {
    let store = StoreId::new();
    diesel::insert_into(stores::table)
        .values((
            stores::id.eq(store),
            stores::code.eq("PD01"),
            stores::name.eq("浦东店"),
            stores::name_en.eq("Pudong store"),
            stores::phone.eq("021-5555 0100"),
            stores::is_demo.eq(true),
            stores::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    let team_ids = TEAMS.map(|_| TeamId::new());
    for (id, (name, name_en, _)) in team_ids.iter().zip(TEAMS) {
        diesel::insert_into(teams::table)
            .values((
                teams::id.eq(id),
                teams::store_id.eq(store),
                teams::name.eq(name),
                teams::name_en.eq(name_en),
            ))
            .execute(tx.conn)?;
    }
    let hash = password::COST.hash(PASSWORD)?;
    for (username, name, roles, team) in CAST {
        let id = StaffId::new();
        let codes: Vec<&str> = roles.iter().map(|role| role.code()).collect();
        diesel::insert_into(staff::table)
            .values((
                staff::id.eq(id),
                staff::store_id.eq(store),
                staff::team_id.eq(team_ids.get(team)),
                staff::username.eq(username),
                staff::name.eq(name),
                staff::roles.eq(codes),
                staff::password_hash.eq(&hash),
                staff::password_changed_at.eq(tx.now),
                staff::created_at.eq(tx.now),
            ))
            .execute(tx.conn)?;
        for (team, (.., manager)) in team_ids.iter().zip(TEAMS) {
            if manager == username {
                diesel::update(teams::table.find(team))
                    .set(teams::manager_id.eq(id))
                    .execute(tx.conn)?;
            }
        }
        tx.record("staff.create", Subject::new("staff", id), &[])?;
    }
    questionnaires::commands::install_standard(tx, store)?;
    Ok(store)
}
