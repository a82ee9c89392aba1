//! What a person has in hand, across all rooms: counted before they are shut out or lose the right to it, and handed
//! over with it.

use diesel::PgConnection;

use crate::access::{Actor, Permission, Role};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::Lang;
use crate::staff::model::{About, Change};
use crate::values::fault::Fault;
use crate::values::ids::StaffId;
use crate::visits::appointments;
use crate::{complaints, customers, followups, sales, service, staff};

/// Why work changes hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    Disabled,
    /// The person's roles don't allow it any more.
    OtherRoles,
}

impl Why {
    fn words(self, lang: Lang) -> &'static str {
        match self {
            Why::Disabled => lang.pick("原负责人账号停用", "The owner's account was disabled"),
            Why::OtherRoles => lang.pick("原负责人岗位变更", "The owner has other roles now"),
        }
    }
}

/// One kind of work that a person can have in hand.
pub struct Kind {
    pub zh: &'static str,
    pub en: &'static str,
    /// What whoever takes it over must be allowed to.
    pub needs: Permission,
    pub count: fn(&mut PgConnection, StaffId) -> Result<i64, Error>,
    /// (from, to, why)
    pub hand_over: fn(&mut Tx<'_>, StaffId, StaffId, Why) -> Result<usize, Error>,
}

impl Kind {
    fn open_to(&self, roles: &[Role]) -> bool {
        self.needs.roles().iter().any(|role| roles.contains(role))
    }
}

/// The kinds of work that somebody has, each with how much.
pub type Work = Vec<(&'static Kind, i64)>;

/// Every kind. A room whose work belongs to a person adds a line; complaints and corrective actions take their own
/// tasks along, so they come first.
pub const KINDS: &[Kind] = &[
    Kind {
        zh: "未结投诉",
        en: "Open complaints",
        needs: Permission::WorkComplaint,
        count: |conn, person| complaints::commands::open_of_staff(conn, person).map(count),
        hand_over: |tx, from, to, why| {
            let reason = tx.actor().map_or("", |actor| why.words(actor.lang));
            complaints::commands::hand_over(tx, from, to, reason)
        },
    },
    Kind {
        zh: "未完成整改",
        en: "Open corrective actions",
        needs: Permission::SeeComplaints,
        count: complaints::commands::open_actions_of,
        hand_over: |tx, from, to, _| complaints::commands::hand_over_actions(tx, from, to),
    },
    Kind {
        zh: "在修工单",
        en: "Open service orders",
        needs: Permission::WorkServiceOrders,
        count: |conn, person| service::queries::of_staff(conn, person, false).map(count),
        hand_over: |tx, from, to, why| {
            let reason = tx.actor().map_or("", |actor| why.words(actor.lang));
            service::commands::hand_over(tx, from, to, reason)
        },
    },
    Kind {
        zh: "派工中的工单",
        en: "Orders to repair",
        needs: Permission::RepairCars,
        count: |conn, person| service::queries::of_staff(conn, person, true).map(count),
        hand_over: |tx, from, to, _| service::commands::hand_over_repairs(tx, from, to),
    },
    Kind {
        zh: "跟进中的线索",
        en: "Leads in hand",
        needs: Permission::OwnSales,
        count: |conn, person| sales::clock::queries::leads_of_staff(conn, person).map(count),
        hand_over: |tx, from, to, why| {
            let reason = tx.actor().map_or("", |actor| why.words(actor.lang));
            sales::clock::commands::hand_over_leads(tx, from, to, reason)
        },
    },
    Kind {
        zh: "跟进中的商机",
        en: "Open opportunities",
        needs: Permission::OwnSales,
        count: |conn, person| sales::clock::queries::opportunities_of_staff(conn, person).map(count),
        hand_over: |tx, from, to, why| {
            let reason = tx.actor().map_or("", |actor| why.words(actor.lang));
            sales::clock::commands::hand_over_opportunities(tx, from, to, reason)
        },
    },
    Kind {
        zh: "未交车订单",
        en: "Cars to deliver",
        needs: Permission::OwnSales,
        count: sales::orders::queries::open_of_staff,
        hand_over: |tx, from, to, why| {
            let reason = tx.actor().map_or("", |actor| why.words(actor.lang));
            sales::orders::commands::hand_over(tx, from, to, reason)
        },
    },
    Kind {
        zh: "未完成的试驾",
        en: "Test drives to finish",
        needs: Permission::OwnSales,
        count: sales::test_drives::queries::open_of_staff,
        hand_over: |tx, from, to, why| {
            let reason = tx.actor().map_or("", |actor| why.words(actor.lang));
            sales::test_drives::commands::give_all(tx, from, to, reason)
        },
    },
    Kind {
        zh: "未到店的预约",
        en: "Appointments to keep",
        needs: Permission::BookAppointments,
        count: appointments::queries::open_of_staff,
        hand_over: |tx, from, to, _| appointments::commands::hand_over(tx, from, to),
    },
    Kind {
        zh: "未完成待办",
        en: "Open tasks",
        needs: Permission::SeeTasks,
        count: followups::queries::open_of_staff,
        hand_over: |tx, from, to, _| followups::commands::hand_over(tx, from, to),
    },
    Kind {
        zh: "负责的客户",
        en: "Customers looked after",
        needs: Permission::OwnCustomers,
        count: customers::commands::owned_by,
        hand_over: |tx, from, to, _| customers::commands::hand_over(tx, from, to),
    },
    Kind {
        zh: "负责的团队",
        en: "Teams led",
        needs: Permission::SeeStaff,
        count: staff::queries::teams_led,
        hand_over: |tx, from, to, _| staff::commands::hand_over_teams(tx, from, to),
    },
];

fn count<T>(rows: Vec<T>) -> i64 {
    i64::try_from(rows.len()).unwrap_or(i64::MAX)
}

/// What a person has in hand, the empty kinds left out.
pub fn of(conn: &mut PgConnection, person: StaffId) -> Result<Work, Error> {
    count_all(conn, person, KINDS.iter())
}

/// What a person has in hand and may no longer work on with other roles.
pub fn lost(conn: &mut PgConnection, person: StaffId, before: &[Role], after: &[Role]) -> Result<Work, Error> {
    let same = before.len() == after.len() && before.iter().all(|role| after.contains(role));
    if same {
        return Ok(Work::new());
    }
    count_all(conn, person, KINDS.iter().filter(|kind| !kind.open_to(after)))
}

fn count_all(
    conn: &mut PgConnection,
    person: StaffId,
    kinds: impl Iterator<Item = &'static Kind>,
) -> Result<Work, Error> {
    let mut found = Work::new();
    for kind in kinds {
        let many = (kind.count)(conn, person)?;
        if many > 0 {
            found.push((kind, many));
        }
    }
    Ok(found)
}

/// Whether somebody may take over all of this.
pub fn may_take(work: &[(&'static Kind, i64)], roles: &[Role]) -> bool {
    work.iter().all(|(kind, _)| kind.open_to(roles))
}

/// Shuts a person out and gives what they have in hand to `to`, all or nothing.
pub fn disable(tx: &mut Tx<'_>, person: StaffId, to: Option<StaffId>) -> Result<(), Error> {
    staff::commands::manageable(tx, person)?;
    let work = of(tx.conn, person)?;
    give(tx, person, to, &work, Why::Disabled)?;
    staff::commands::disable(tx, person)
}

/// Changes what is known of a person, and gives what they may no longer work on to `to`, all or nothing.
pub fn change(tx: &mut Tx<'_>, person: StaffId, change: &Change<About>, to: Option<StaffId>) -> Result<(), Error> {
    let before = staff::commands::manageable(tx, person)?;
    let work = lost(tx.conn, person, &before.roles(), &change.to.roles)?;
    staff::commands::change(tx, person, change)?;
    give(tx, person, to, &work, Why::OtherRoles)
}

fn give(tx: &mut Tx<'_>, from: StaffId, to: Option<StaffId>, work: &Work, why: Why) -> Result<(), Error> {
    if work.is_empty() {
        return Ok(());
    }
    let store = tx.actor().map(|actor: &Actor| actor.store)?;
    let to = to.ok_or_else(|| Error::field("to", Fault::Required))?;
    let known = staff::queries::colleagues(tx.conn, store)?;
    let taker = known.iter().find(|one| one.id == to && one.id != from);
    if !taker.is_some_and(|one| may_take(work, &one.roles())) {
        return Err(Error::field("to", Fault::Choice));
    }
    for (kind, _) in work {
        (kind.hand_over)(tx, from, to, why)?;
    }
    Ok(())
}
