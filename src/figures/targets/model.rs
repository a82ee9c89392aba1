//! Targets as they are kept.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Integer, Nullable, Text, Uuid as SqlUuid};

use crate::access::{Actor, Role};
use crate::figures::rules::{Figure, Group};
use crate::values::ids::{StaffId, TargetId, TeamId};

/// `subject_kind` of a target in the audit log.
pub const TARGET: &str = "figure_target";

/// Who a target is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    Store,
    Team(TeamId),
    Person(StaffId),
}

/// A target to be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTarget {
    pub figure: Figure,
    pub whose: For,
    pub from: NaiveDate,
    /// None: no target from that day on.
    pub tenths: Option<i32>,
}

/// A target on the screen.
#[derive(Clone, Debug, QueryableByName)]
pub struct TargetRow {
    #[diesel(sql_type = SqlUuid)]
    pub id: TargetId,
    #[diesel(sql_type = Text)]
    pub figure: Figure,
    #[diesel(sql_type = Nullable<Text>)]
    pub team: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub team_en: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub person: Option<String>,
    #[diesel(sql_type = Date)]
    pub from_on: NaiveDate,
    #[diesel(sql_type = Nullable<Integer>)]
    pub target: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    pub by: Option<String>,
    /// The one that counts today.
    #[diesel(sql_type = Bool)]
    pub current: bool,
}

/// A manager sets the targets of their side of the house; those who lead all of it, all.
pub fn may_set(actor: &Actor, figure: Figure) -> bool {
    let any = |roles: &[Role]| roles.iter().any(|role| actor.is(*role));
    match figure.group() {
        _ if any(&[Role::CrmManager, Role::StoreManager]) => true,
        Group::Sales => actor.is(Role::SalesManager),
        Group::Service => actor.is(Role::ServiceManager),
        Group::Crm => false,
    }
}
