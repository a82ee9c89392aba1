//! What a person has in hand, across all rooms: counted before they are shut out, and handed over with it.

use diesel::PgConnection;

use crate::access::{Actor, Permission};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::values::ids::StaffId;
use crate::{complaints, customers, followups, staff};

/// One kind of work that a person can have in hand.
pub struct Kind {
    pub zh: &'static str,
    pub en: &'static str,
    /// What whoever takes it over must be allowed to.
    pub needs: Permission,
    pub count: fn(&mut PgConnection, StaffId) -> Result<i64, Error>,
    /// (from, to)
    pub hand_over: fn(&mut Tx<'_>, StaffId, StaffId) -> Result<usize, Error>,
}

/// Every kind. A room whose work belongs to a person adds a line; complaints and corrective actions take their own
/// tasks along, so they come first.
pub const KINDS: &[Kind] = &[
    Kind {
        zh: "未结投诉",
        en: "Open complaints",
        needs: Permission::WorkComplaint,
        count: |conn, person| complaints::commands::open_of_staff(conn, person).map(count),
        hand_over: |tx, from, to| {
            let reason = tx.actor().map_or("", |actor| {
                actor.lang.pick("原负责人账号停用", "The owner's account was disabled")
            });
            complaints::commands::hand_over(tx, from, to, reason)
        },
    },
    Kind {
        zh: "未完成整改",
        en: "Open corrective actions",
        needs: Permission::SeeComplaints,
        count: complaints::commands::open_actions_of,
        hand_over: complaints::commands::hand_over_actions,
    },
    Kind {
        zh: "未完成待办",
        en: "Open tasks",
        needs: Permission::SeeTasks,
        count: followups::queries::open_of_staff,
        hand_over: followups::commands::hand_over,
    },
    Kind {
        zh: "负责的客户",
        en: "Customers looked after",
        needs: Permission::SeeCustomers,
        count: customers::commands::owned_by,
        hand_over: customers::commands::hand_over,
    },
    Kind {
        zh: "负责的团队",
        en: "Teams led",
        needs: Permission::SeeStaff,
        count: staff::queries::teams_led,
        hand_over: staff::commands::hand_over_teams,
    },
];

fn count<T>(rows: Vec<T>) -> i64 {
    i64::try_from(rows.len()).unwrap_or(i64::MAX)
}

/// What a person has in hand: each kind with how many, the empty ones left out.
pub fn of(conn: &mut PgConnection, person: StaffId) -> Result<Vec<(&'static Kind, i64)>, Error> {
    let mut found = Vec::new();
    for kind in KINDS {
        let many = (kind.count)(conn, person)?;
        if many > 0 {
            found.push((kind, many));
        }
    }
    Ok(found)
}

/// Whether somebody may take over all of this.
pub fn may_take(work: &[(&'static Kind, i64)], roles: &[crate::access::Role]) -> bool {
    work.iter()
        .all(|(kind, _)| kind.needs.roles().iter().any(|role| roles.contains(role)))
}

/// Shuts a person out and gives what they have in hand to `to`, all or nothing.
pub fn disable(tx: &mut Tx<'_>, person: StaffId, to: Option<StaffId>) -> Result<(), Error> {
    let store = tx.actor().map(|actor: &Actor| actor.store)?;
    staff::commands::manageable(tx, person)?;
    let work = of(tx.conn, person)?;
    if !work.is_empty() {
        let to = to.ok_or_else(|| Error::field("to", crate::values::fault::Fault::Required))?;
        let known = staff::queries::colleagues(tx.conn, store)?;
        let taker = known.iter().find(|one| one.id == to && one.id != person);
        if !taker.is_some_and(|one| may_take(&work, &one.roles())) {
            return Err(Error::field("to", crate::values::fault::Fault::Choice));
        }
        for (kind, _) in &work {
            (kind.hand_over)(tx, person, to)?;
        }
    }
    staff::commands::disable(tx, person)
}
