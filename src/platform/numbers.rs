//! Numbers that people read out: one series per store, prefix and day.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::db::Tx;
use super::error::Error;
use crate::schema::number_series as series;
use crate::values::ids::StoreId;
use crate::values::number::RecordNumber;

/// The next number of a series, such as `TS20261122-0007`; `day` is the day in the store's time zone.
///
/// Unique for the store. A write that is rolled back gives its number back, so the series has no gaps either; the next
/// caller waits for the first one's transaction.
pub fn next(tx: &mut Tx<'_>, store: StoreId, prefix: &str, day: NaiveDate) -> Result<String, Error> {
    let last: i32 = diesel::insert_into(series::table)
        .values((
            series::store_id.eq(store),
            series::prefix.eq(prefix),
            series::day.eq(day),
            series::last.eq(1),
        ))
        .on_conflict((series::store_id, series::prefix, series::day))
        .do_update()
        .set(series::last.eq(series::last + 1))
        .returning(series::last)
        .get_result(tx.conn)?;
    let sequence = u32::try_from(last).map_err(Error::internal)?;
    RecordNumber::new(prefix, day, sequence)
        .map(|number| number.to_string())
        .map_err(Error::internal)
}
