//! Lists that hang on a row, read along with it: each comes as JSON, so that one question fetches them all.

use diesel::QueryResult;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Json, Nullable};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::platform::error::Error;

/// A sub-select that makes JSON: `(SELECT json_agg(to_json(t) ORDER BY t.at) FROM … t WHERE t.of_id = outer.id)`.
///
/// The statement around it is prepared once per connection. Around [`diesel::dsl::sql`], whose text may be another one each
/// time, it would be planned anew whenever it is asked.
#[derive(Clone, Copy, Debug)]
pub struct AsJson(pub &'static str);

impl Expression for AsJson {
    type SqlType = Nullable<Json>;
}

impl<QS> AppearsOnTable<QS> for AsJson {}

impl<QS> SelectableExpression<QS> for AsJson {}

impl<GB> ValidGrouping<GB> for AsJson {
    type IsAggregate = is_aggregate::Never;
}

impl QueryId for AsJson {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<Pg> for AsJson {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(self.0);
        Ok(())
    }
}

/// The rows that an [`AsJson`] gave; no JSON is no rows.
pub fn rows<T: DeserializeOwned>(json: Option<Value>) -> Result<Vec<T>, Error> {
    json.map_or_else(
        || Ok(Vec::new()),
        |json| serde_json::from_value(json).map_err(Error::internal),
    )
}
