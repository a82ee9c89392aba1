//! Statements that are written out and still prepared once per connection.

use diesel::pg::{Pg, PgConnection};
use diesel::query_builder::{AsQuery, AstPass, Query, QueryFragment, QueryId};
use diesel::{QueryResult, RunQueryDsl};

/// A query whose text is the same each time, though diesel can't know it: one by [`diesel::sql_query`], or one around
/// [`diesel::dsl::sql`]. Otherwise PostgreSQL would plan it anew whenever it is asked, which costs more than to run it where
/// many tables are joined.
pub struct Kept<Q>(Q);

/// Prepares this query once per connection. Its text must not hold what changes from call to call.
pub fn kept<Q: AsQuery>(query: Q) -> Kept<Q::Query> {
    Kept(query.as_query())
}

impl<Q: Query> Query for Kept<Q> {
    type SqlType = Q::SqlType;
}

impl<Q> RunQueryDsl<PgConnection> for Kept<Q> {}

impl<Q> QueryId for Kept<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Kept<Q> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _: &Pg) -> QueryResult<bool> {
        Ok(true)
    }
}
