//! How the figures of a store are asked for: as a manager sees them.

use chrono::{DateTime, Utc};
use diesel::PgConnection;

use super::month::Month;
use crate::figures::measures::model::{Asked, Wish};
use crate::figures::measures::queries;
use crate::figures::rules::{Fault, Grain, Period};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::values::ids::{StaffId, StoreId};

/// For whom a report is made.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    pub store: StoreId,
    pub staff: StaffId,
}

/// The days of a month, as far as it has come.
pub fn days(month: Month, now: DateTime<Utc>) -> Result<Period, Fault> {
    Period::of(Grain::Month, month.first(), times::day_of(now))
}

/// All of the store in these days.
pub fn ask(conn: &mut PgConnection, reader: Reader, period: Period, now: DateTime<Utc>) -> Result<Asked, Error> {
    queries::ask(
        conn,
        &Wish {
            store: reader.store,
            actor: reader.staff,
            only_own: false,
            team: None,
            person: None,
            other_store: false,
            period: Ok(period),
            now,
        },
    )
}
