//! What the migrations make of an empty database, and whether the program believes the same.

mod catalogue;
mod down_again;
mod references;
mod schema_file;
mod stored_words;

use diesel::prelude::*;
use diesel::sql_types::Text;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// The only column, `line`, of every row.
fn lines(conn: &mut PgConnection, sql: &str) -> Vec<String> {
    let rows: Vec<Line> = diesel::sql_query(sql).load(conn).unwrap();
    rows.into_iter().map(|row| row.line).collect()
}
