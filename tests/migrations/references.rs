//! Every column that refers to another table has an index of its own: else taking a row out reads that table through.

use diesel::prelude::*;

use crate::support::database::TestDatabase;

#[derive(QueryableByName)]
struct Bare {
    #[diesel(sql_type = diesel::sql_types::Text)]
    place: String,
}

#[test]
fn what_refers_to_customers_and_vehicles_is_indexed() {
    let database = TestDatabase::new();
    let bare: Vec<Bare> = diesel::sql_query(
        "SELECT c.conrelid::regclass || '.' || a.attname AS place FROM pg_constraint c \
         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] \
         WHERE c.contype = 'f' AND c.confrelid IN ('customers'::regclass, 'vehicles'::regclass) \
         AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1] \
         AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid) = '(' || a.attname || ' IS NOT NULL)')) ORDER BY 1",
    )
    .load(&mut database.owner())
    .unwrap();
    let places: Vec<String> = bare.into_iter().map(|bare| bare.place).collect();
    assert!(places.is_empty(), "without an index: {places:?}");
}
