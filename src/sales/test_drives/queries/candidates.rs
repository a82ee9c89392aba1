//! For whom a drive may be booked.

use diesel::PgConnection;
use diesel::prelude::*;
use serde_json::Value;

use crate::access::Actor;
use crate::customers::queries::{SealedBrief, brief_of};
use crate::platform::db::lists::AsJson;
use crate::platform::db::page::{at_most, each};
use crate::platform::error::Error;
use crate::platform::vault::Vault;
use crate::sales::opportunities::queries::{Visible, visible};
use crate::sales::test_drives::model::Candidate;
use crate::schema::opportunities;
use crate::values::ids::OpportunityId;

/// Nobody chooses from a longer list.
const MOST: usize = 100;

const CUSTOMER: AsJson = AsJson(brief_of!("opportunities.customer_id"));

type Row = (OpportunityId, String, String, Option<Value>);

fn opened(vault: &Vault, (id, number, model, customer): Row) -> Result<Candidate, Error> {
    let sealed: SealedBrief = serde_json::from_value(customer.unwrap_or_default()).map_err(Error::internal)?;
    Ok(Candidate {
        id,
        number,
        customer: sealed.open(vault)?.name.expose().clone(),
        model,
    })
}

/// The open opportunities that this person may book a drive for, newest first; the one that was named before them, whatever
/// its stage.
pub fn candidates(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    named: Option<OpportunityId>,
) -> Result<Vec<Candidate>, Error> {
    let shown = |query: Visible, most: usize| {
        let query = query.order(opportunities::id.desc()).select((
            opportunities::id,
            opportunities::number,
            opportunities::model,
            CUSTOMER,
        ));
        at_most(most, query)
    };
    let open = visible(actor).filter(opportunities::closed_at.is_null());
    let parts = named
        .map(|id| shown(visible(actor).filter(opportunities::id.eq(id)), 1))
        .into_iter()
        .chain([shown(open, MOST)])
        .collect();
    let rows: Vec<Row> = each(parts).load(conn)?;
    rows.into_iter()
        .enumerate()
        .filter(|(place, row)| *place == 0 || Some(row.0) != named)
        .map(|(_, row)| opened(vault, row))
        .collect()
}

/// One that was named, whatever its stage.
pub fn candidate(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    id: OpportunityId,
) -> Result<Option<Candidate>, Error> {
    let row: Option<Row> = visible(actor)
        .filter(opportunities::id.eq(id))
        .select((opportunities::id, opportunities::number, opportunities::model, CUSTOMER))
        .first(conn)
        .optional()?;
    row.map(|row| opened(vault, row)).transpose()
}
