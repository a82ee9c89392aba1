//! What complaints are called.

use std::collections::HashMap;

use diesel::PgConnection;
use diesel::prelude::*;
use uuid::Uuid;

use super::queue::customer_name;
use super::visible;
use crate::access::Actor;
use crate::complaints::model::ComplaintRow;
use crate::complaints::rules::State;
use crate::platform::error::Error;
use crate::platform::vault::{Pii, Sealed, Vault};
use crate::schema::{complaint_terms, complaints, customers as rows};
use crate::values::ids::ComplaintId;

/// The numbers of these complaints; no question for none.
pub fn numbers(conn: &mut PgConnection, mut ids: Vec<Uuid>) -> Result<HashMap<Uuid, String>, Error> {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(Uuid, String)> = complaints::table
        .filter(complaints::id.eq_any(ids))
        .select((complaints::id, complaints::number))
        .load(conn)?;
    Ok(found.into_iter().collect())
}

/// A complaint as a search shows it.
pub struct Named {
    pub id: ComplaintId,
    pub number: String,
    pub customer: Option<Pii<String>>,
    /// (zh, en)
    pub category: (String, String),
    pub state: State,
}

/// The complaints of this number that this person sees, or the latest whose number ends like this.
pub fn named(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    number: &str,
    whole: bool,
) -> Result<Vec<Named>, Error> {
    /// So many of those that end alike.
    const LATEST: i64 = 3;
    let query = if whole {
        visible(actor).filter(complaints::number.eq(number.to_owned()))
    } else {
        visible(actor).filter(complaints::number.like(format!("%-{number}")))
    };
    let found: Vec<(ComplaintRow, (String, String), Option<Sealed>)> = query
        .order((complaints::received_at.desc(), complaints::id.desc()))
        .limit(LATEST)
        .select((
            ComplaintRow::as_select(),
            (
                complaint_terms::zh.assume_not_null(),
                complaint_terms::en.assume_not_null(),
            ),
            rows::name_sealed.nullable(),
        ))
        .load(conn)?;
    found
        .into_iter()
        .map(|(complaint, category, name)| {
            Ok(Named {
                customer: customer_name(vault, &complaint, name.as_ref())?,
                id: complaint.id,
                state: complaint.state,
                number: complaint.number,
                category,
            })
        })
        .collect()
}
