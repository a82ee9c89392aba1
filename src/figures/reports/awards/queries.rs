//! Reads of awards.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;

use super::model::Award;
use crate::figures::measures::queries as measures;
use crate::figures::reports::asking::{self, Reader};
use crate::figures::reports::board::{RANKED, Standing, standings};
use crate::figures::reports::month::Month;
use crate::figures::rules::Figure;
use crate::platform::error::Error;
use crate::schema::{awards, staff};
use crate::values::ids::{AwardId, StoreId};

/// So many awards are listed.
const LISTED: i64 = 200;

/// The leaderboards of a month.
pub type Boards = BTreeMap<Figure, Vec<Standing>>;

/// Who stands where in every figure that is somebody's work; nothing of a month that has not come.
pub fn boards(conn: &mut PgConnection, reader: Reader, month: Month, now: DateTime<Utc>) -> Result<Boards, Error> {
    let Ok(period) = asking::days(month, now) else {
        return Ok(Boards::new());
    };
    let asked = asking::ask(conn, reader, period, now)?;
    let people = measures::by_people(conn, &asked, RANKED)?;
    Ok(people
        .iter()
        .map(|(figure, people)| (*figure, standings(people)))
        .collect())
}

/// Awards that stand, the newest month first.
pub fn awards(conn: &mut PgConnection, store: StoreId) -> Result<Vec<Award>, Error> {
    Ok(awards::table
        .inner_join(staff::table.on(staff::id.eq(awards::staff_id)))
        .filter(awards::store_id.eq(store))
        .filter(awards::taken_back_at.is_null())
        .select(Award::as_select())
        .order((awards::month.desc(), awards::given_at.desc(), awards::id.desc()))
        .limit(LISTED)
        .load(conn)?)
}

/// Those of one month.
pub fn of_month(conn: &mut PgConnection, store: StoreId, month: Month) -> Result<Vec<Award>, Error> {
    Ok(awards::table
        .inner_join(staff::table.on(staff::id.eq(awards::staff_id)))
        .select(Award::as_select())
        .filter(awards::store_id.eq(store))
        .filter(awards::month.eq(month.first()))
        .filter(awards::taken_back_at.is_null())
        .order((awards::given_at, awards::id))
        .load(conn)?)
}

/// One that stands.
pub fn award(conn: &mut PgConnection, store: StoreId, id: AwardId) -> Result<Award, Error> {
    Ok(awards::table
        .inner_join(staff::table.on(staff::id.eq(awards::staff_id)))
        .select(Award::as_select())
        .filter(awards::id.eq(id))
        .filter(awards::store_id.eq(store))
        .filter(awards::taken_back_at.is_null())
        .first(conn)?)
}
