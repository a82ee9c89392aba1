//! Numbers of records that are written by the thousand.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::schema::number_series;
use crate::values::ids::StoreId;
use crate::values::number::RecordNumber;

/// The numbers of each day go on where they stand.
pub(super) struct Numbers {
    store: StoreId,
    prefix: &'static str,
    last: BTreeMap<NaiveDate, i32>,
    touched: BTreeMap<NaiveDate, i32>,
}

impl Numbers {
    pub(super) fn load(tx: &mut Tx<'_>, store: StoreId, prefix: &'static str) -> Result<Self, Error> {
        let rows: Vec<(NaiveDate, i32)> = number_series::table
            .filter(number_series::store_id.eq(store))
            .filter(number_series::prefix.eq(prefix))
            .select((number_series::day, number_series::last))
            .load(tx.conn)?;
        Ok(Self {
            store,
            prefix,
            last: rows.into_iter().collect(),
            touched: BTreeMap::new(),
        })
    }

    pub(super) fn next(&mut self, day: NaiveDate) -> Result<String, Error> {
        let last = self.last.entry(day).or_default();
        *last += 1;
        self.touched.insert(day, *last);
        RecordNumber::new(self.prefix, day, last.unsigned_abs())
            .map(|number| number.to_string())
            .map_err(Error::internal)
    }

    pub(super) fn save(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        for (day, last) in std::mem::take(&mut self.touched) {
            diesel::insert_into(number_series::table)
                .values((
                    number_series::store_id.eq(self.store),
                    number_series::prefix.eq(self.prefix),
                    number_series::day.eq(day),
                    number_series::last.eq(last),
                ))
                .on_conflict((number_series::store_id, number_series::prefix, number_series::day))
                .do_update()
                .set(number_series::last.eq(last))
                .execute(tx.conn)?;
        }
        Ok(())
    }
}
