//! Reads of visits and appointments.

mod desk;
mod lookup;
mod public;
mod wishes;

use std::collections::HashMap;

use diesel::PgConnection;
use diesel::prelude::*;
use uuid::Uuid;

use super::model::{Visit, works};
use crate::access::{Actor, Permission, Role};
use crate::platform::error::Error;
use crate::schema::visits;
use crate::values::ids::VisitId;
use crate::visits::rules::Line;

pub(in crate::visits) use desk::presence;
pub use desk::{Named, board, booked, expected, floor_turns, holder, present, receiving, waiting_counts};
pub use lookup::{Term, cards, comes_for, find, hidden, may_register, still_found};
pub use public::{boards, call_board, holds, position, slip};
pub use wishes::wishes;

pub type Visible = visits::BoxedQuery<'static, diesel::pg::Pg>;

/// The visits this person sees: all of their store for whoever works at the desk or looks after the store's customers;
/// everybody who is in the store now is in front of the desk.
pub fn visible(actor: &Actor) -> Visible {
    use Role::*;
    let query = visits::table.into_boxed().filter(visits::store_id.eq(actor.store));
    let any = |roles: &[Role]| roles.iter().any(|role| actor.is(*role));
    if any(&[
        ServiceAdvisor,
        CustomerCare,
        SalesManager,
        ServiceManager,
        CrmManager,
        StoreManager,
    ]) {
        return query;
    }
    if actor.is(SalesConsultant) {
        return query.filter(visits::line.eq(super::rules::Line::Sales));
    }
    query.filter(visits::advisor_id.eq(actor.id))
}

/// One visit that this person sees.
pub fn visit(conn: &mut PgConnection, actor: &Actor, id: VisitId) -> Result<Visit, Error> {
    visible(actor)
        .filter(visits::id.eq(id))
        .select(Visit::as_select())
        .first(conn)
        .map_err(Error::from)
}

/// One visit that this person sees and works on.
pub fn worked(conn: &mut PgConnection, actor: &Actor, id: VisitId) -> Result<Visit, Error> {
    let visit = visit(conn, actor, id)?;
    if works(actor, visit.line) {
        Ok(visit)
    } else {
        Err(Error::Forbidden(Permission::WorkReception))
    }
}

/// The numbers that these visits had; no question for none.
pub fn tickets(conn: &mut PgConnection, ids: Vec<Uuid>) -> Result<HashMap<Uuid, String>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uuid, Line, i16)> = visits::table
        .filter(visits::id.eq_any(ids))
        .select((visits::id, visits::line, visits::ticket_no))
        .load(conn)?;
    let called = |(id, line, number): (Uuid, Line, i16)| (id, line.ticket(number));
    Ok(rows.into_iter().map(called).collect())
}
