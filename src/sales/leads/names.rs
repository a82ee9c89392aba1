//! The names of leads, in memory as those of customers are: whoever is a customer is found by that, so these are of leads
//! that nobody knew.

use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use uuid::Uuid;

use super::model::NAME;
use crate::customers::names::{Kept, Names, Row, horizon};
use crate::platform::vault::Label;
use crate::schema::leads;

/// Leads without a customer; one that became a customer's since stays.
pub enum Strangers {}

/// The names of leads.
pub type LeadNames = Names<Strangers>;

impl Kept for Strangers {
    const LABEL: Label = NAME;

    fn changed(conn: &mut PgConnection, since: i64) -> QueryResult<Vec<Row>> {
        leads::table
            .filter(leads::changed_tx.ge(since))
            .select((
                leads::id,
                leads::store_id,
                leads::name_sealed,
                false.into_sql::<diesel::sql_types::Bool>(),
                leads::changed_tx,
                horizon(),
            ))
            .load(conn)
    }

    fn behind(conn: &mut PgConnection, last: Uuid, most: i64) -> QueryResult<Vec<Row>> {
        leads::table
            .filter(leads::id.gt(last))
            .filter(leads::customer_id.is_null())
            .order(leads::id)
            .limit(most)
            .select((
                leads::id,
                leads::store_id,
                leads::name_sealed,
                false.into_sql::<diesel::sql_types::Bool>(),
                leads::changed_tx,
                0.into_sql::<BigInt>(),
            ))
            .load(conn)
    }
}
