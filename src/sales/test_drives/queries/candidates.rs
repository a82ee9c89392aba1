//! For whom a drive may be booked.

use diesel::PgConnection;
use diesel::prelude::*;

use crate::access::Actor;
use crate::customers::queries::brief;
use crate::platform::error::Error;
use crate::platform::vault::Vault;
use crate::sales::opportunities::queries::visible;
use crate::sales::rules::Stage;
use crate::sales::test_drives::model::Candidate;
use crate::schema::opportunities;
use crate::values::ids::{CustomerId, OpportunityId};

/// Nobody chooses from a longer list.
const MOST: i64 = 100;

type Row = (OpportunityId, String, CustomerId, Option<String>);

fn named(conn: &mut PgConnection, vault: &Vault, rows: Vec<Row>) -> Result<Vec<Candidate>, Error> {
    let customers: Vec<CustomerId> = rows.iter().map(|row| row.2).collect();
    let names = brief(conn, vault, &customers)?;
    Ok(rows
        .into_iter()
        .map(|(id, number, customer, model)| Candidate {
            id,
            number,
            customer: names
                .get(&customer)
                .map(|known| known.name.expose().clone())
                .unwrap_or_default(),
            model: model.unwrap_or_default(),
        })
        .collect())
}

/// The open opportunities that this person may book a drive for, newest first.
pub fn candidates(conn: &mut PgConnection, vault: &Vault, actor: &Actor) -> Result<Vec<Candidate>, Error> {
    let rows: Vec<Row> = visible(actor)
        .filter(opportunities::stage.ne_all([Stage::Delivered, Stage::Lost]))
        .order(opportunities::id.desc())
        .limit(MOST)
        .select((
            opportunities::id,
            opportunities::number,
            opportunities::customer_id,
            opportunities::model.nullable(),
        ))
        .load(conn)?;
    named(conn, vault, rows)
}

/// One that was named, whatever its stage.
pub fn candidate(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    id: OpportunityId,
) -> Result<Option<Candidate>, Error> {
    let rows: Vec<Row> = visible(actor)
        .filter(opportunities::id.eq(id))
        .select((
            opportunities::id,
            opportunities::number,
            opportunities::customer_id,
            opportunities::model.nullable(),
        ))
        .load(conn)?;
    Ok(named(conn, vault, rows)?.into_iter().next())
}
