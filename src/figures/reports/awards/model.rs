//! An award, and what it takes to give one.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use crate::figures::reports::month::Month;
use crate::figures::rules::Figure;
use crate::platform::db::Subject;
use crate::schema::{awards, staff};
use crate::values::ids::{AwardId, StaffId};

/// `subject_kind` of an award in the audit log.
pub const AWARD: &str = "award";

pub fn subject(id: AwardId) -> Subject {
    Subject::new(AWARD, id)
}

/// An award with whose it is.
#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = awards)]
pub struct Award {
    pub id: AwardId,
    pub month: NaiveDate,
    pub figure: Figure,
    pub staff_id: StaffId,
    #[diesel(select_expression = staff::name)]
    pub name: String,
    pub n: i64,
    pub value: f64,
    pub target: Option<f64>,
    pub place: i32,
    pub sharing: i32,
    pub ranked: i32,
    pub words: String,
    pub given_by: StaffId,
    pub given_at: DateTime<Utc>,
}

/// What a manager decides.
#[derive(Clone, Debug)]
pub struct NewAward {
    pub month: Month,
    pub figure: Figure,
    pub person: StaffId,
    pub words: String,
}
