//! The queue: rows in the order of their deadlines, and how many stand in each view.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::dsl::{count, count_star};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, SmallInt, Text, Uuid as SqlUuid};

use super::lateness::{Promise, was_due, was_late};
use super::scope::{Visible, visible};
use crate::access::{Actor, Permission};
use crate::complaints::model::{ComplaintRow, Counts, FACTS, Listed, QueueRow, REPORTER, Reporter, RoundRow};
use crate::complaints::rules::{Channel, Severity, Side, View};
use crate::customers::model::NAME;
use crate::platform::db::page::{After, Slice, at_most};
use crate::platform::error::Error;
use crate::platform::vault::{Pii, Sealed, Vault};
use crate::schema::{complaint_terms, complaints, customers, staff, vehicles};
use crate::values::ids::{CustomerId, StaffId, StoreId};
use crate::values::plate::Plate;
use crate::vehicles::model::PLATE;

/// Whose complaints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OwnedBy {
    #[default]
    Anybody,
    Nobody,
    Person(StaffId),
}

/// Which complaints of the queue are wanted; empty means all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub category: Option<String>,
    pub severity: Option<Severity>,
    pub owner: OwnedBy,
    pub channel: Option<Channel>,
    pub cause: Option<String>,
    pub responsible: Option<StaffId>,
    pub customer: Option<CustomerId>,
    pub model: Option<String>,
    /// The side of the house that the category belongs to.
    pub side: Option<Side>,
    /// The first promise was broken …
    pub late: Option<Promise>,
    /// … or has been kept or broken by now.
    pub due: Option<Promise>,
    /// In a second or later round.
    pub reopened: bool,
    /// Received from this instant …
    pub since: Option<DateTime<Utc>>,
    /// … and before this one.
    pub until: Option<DateTime<Utc>>,
}

fn narrowed(mut query: Visible, filter: &Filter, now: DateTime<Utc>) -> Visible {
    if let Some(category) = &filter.category {
        query = query.filter(complaints::category.eq(category.clone()));
    }
    if let Some(severity) = filter.severity {
        query = query.filter(complaints::severity.eq(severity));
    }
    match filter.owner {
        OwnedBy::Anybody => {}
        OwnedBy::Nobody => query = query.filter(complaints::owner_id.is_null()),
        OwnedBy::Person(person) => query = query.filter(complaints::owner_id.eq(person)),
    }
    if let Some(channel) = filter.channel {
        query = query.filter(complaints::channel.eq(channel));
    }
    if let Some(cause) = &filter.cause {
        query = query.filter(complaints::cause.eq(cause.clone()));
    }
    if let Some(person) = filter.responsible {
        query = query.filter(complaints::responsible_id.eq(person));
    }
    if let Some(customer) = filter.customer {
        query = query.filter(complaints::customer_id.eq(customer));
    }
    if let Some(model) = &filter.model {
        query = query.filter(vehicles::model.eq(model.clone()));
    }
    if let Some(side) = filter.side {
        query = query.filter(complaint_terms::side.eq(side));
    }
    if let Some(promise) = filter.late {
        query = query.filter(was_late(promise, now));
    }
    if let Some(promise) = filter.due {
        query = query.filter(was_due(promise, now));
    }
    if filter.reopened {
        query = query.filter(complaints::round.gt(1));
    }
    if let Some(since) = filter.since {
        query = query.filter(complaints::received_at.ge(since));
    }
    if let Some(until) = filter.until {
        query = query.filter(complaints::received_at.lt(until));
    }
    query
}

fn in_view(query: Visible, view: View, now: DateTime<Utc>) -> Visible {
    match (view, view.states()) {
        (_, Some(states)) => query
            .filter(complaints::ended_at.is_null())
            .filter(complaints::state.eq_any(states.to_vec())),
        (View::Overdue, None) => query
            .filter(complaints::ended_at.is_null())
            .filter(complaints::due_at.lt(now)),
        (_, None) => query,
    }
}

/// How many open complaints stand in each view under these filters: one round trip.
pub fn counts(conn: &mut PgConnection, actor: &Actor, filter: &Filter, now: DateTime<Utc>) -> Result<Counts, Error> {
    let of = |view: View| complaints::state.eq_any(view.states().unwrap_or_default().to_vec());
    Ok(narrowed(visible(actor), filter, now)
        .filter(complaints::ended_at.is_null())
        .select((
            count(complaints::id).aggregate_filter(of(View::Waiting)),
            count(complaints::id).aggregate_filter(of(View::Working)),
            count(complaints::id).aggregate_filter(of(View::Approval)),
            count(complaints::id).aggregate_filter(of(View::CallBack)),
            count(complaints::id).aggregate_filter(complaints::due_at.assume_not_null().lt(now)),
        ))
        .first(conn)?)
}

/// What the navigation counts: (open, overdue) of one's own.
pub fn own_counts(conn: &mut PgConnection, actor: &Actor, now: DateTime<Utc>) -> Result<(i64, i64), Error> {
    Ok(complaints::table
        .filter(complaints::owner_id.eq(actor.id))
        .filter(complaints::ended_at.is_null())
        .select((
            count_star(),
            count(complaints::id).aggregate_filter(complaints::due_at.assume_not_null().lt(now)),
        ))
        .first(conn)?)
}

/// A page of the queue, what is most urgent first: one round trip.
pub fn queue(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    view: View,
    filter: &Filter,
    after: Option<After>,
    limit: usize,
    now: DateTime<Utc>,
) -> Result<Slice<QueueRow>, Error> {
    type Row = (
        ComplaintRow,
        Option<RoundRow>,
        (String, String),
        Option<Sealed>,
        Option<Sealed>,
        Option<String>,
    );
    let mut query = in_view(narrowed(visible(actor), filter, now), view, now);
    if let Some(after) = after {
        query = query.filter(complaints::queue_at.ge(after.at)).filter(
            complaints::queue_at
                .gt(after.at)
                .or(complaints::id.gt(crate::values::ids::ComplaintId::from(after.id))),
        );
    }
    let query = query.order((complaints::queue_at, complaints::id)).select((
        ComplaintRow::as_select(),
        Option::<RoundRow>::as_select(),
        (
            complaint_terms::zh.assume_not_null(),
            complaint_terms::en.assume_not_null(),
        ),
        customers::name_sealed.nullable(),
        vehicles::plate_sealed.nullable(),
        staff::name.nullable(),
    ));
    let rows: Vec<Row> = at_most(limit + 1, query).load(conn)?;
    let key = |row: &Row| {
        After {
            at: row.0.queue_at,
            id: row.0.id.uuid(),
        }
        .to_string()
    };
    let slice = Slice::cut(rows, limit, key);
    let rows = slice
        .rows
        .into_iter()
        .map(|(complaint, round, category, name, plate, owner)| {
            Ok(QueueRow {
                customer: customer_name(vault, &complaint, name.as_ref())?,
                plate: plate_of(vault, &complaint, plate.as_ref())?,
                facts: vault.open(FACTS, complaint.id.uuid(), &complaint.facts_sealed)?,
                complaint,
                round: round.ok_or_else(|| Error::internal("a complaint without its round"))?,
                category,
                owner,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(Slice { rows, next: slice.next })
}

/// The customer's name, or the one the reporter gave.
pub(super) fn customer_name(
    vault: &Vault,
    complaint: &ComplaintRow,
    name: Option<&Sealed>,
) -> Result<Option<Pii<String>>, Error> {
    if let (Some(customer), Some(name)) = (complaint.customer_id, name) {
        return vault.open(NAME, customer.uuid(), name).map(Some);
    }
    let reporter = reporter(vault, complaint)?;
    Ok(Some(reporter.name).filter(|name| !name.is_empty()).map(Pii::new))
}

/// Who complained, as they told it themselves.
pub fn reporter(vault: &Vault, complaint: &ComplaintRow) -> Result<Reporter, Error> {
    let sealed = vault.open_opt(REPORTER, complaint.id.uuid(), complaint.reporter_sealed.as_ref())?;
    sealed.map_or_else(
        || Ok(Reporter::default()),
        |text| serde_json::from_str(text.expose()).map_err(Error::internal),
    )
}

pub(super) fn plate_of(
    vault: &Vault,
    complaint: &ComplaintRow,
    plate: Option<&Sealed>,
) -> Result<Option<Pii<Plate>>, Error> {
    let (Some(vehicle), Some(plate)) = (complaint.vehicle_id, plate) else {
        return Ok(None);
    };
    let text = vault.open(PLATE, vehicle.uuid(), plate)?;
    Ok(Plate::parse(text.expose()).ok().map(Pii::new))
}

/// People stand after every term.
const PEOPLE: i16 = 1000;

/// Categories, causes and the people of a store, for filters and forms: one round trip.
pub fn lists(conn: &mut PgConnection, store: StoreId) -> Result<Vec<Listed>, Error> {
    type Row = (
        Option<String>,
        Option<String>,
        Option<StaffId>,
        Option<String>,
        String,
        String,
        i16,
        bool,
    );
    let workers: Vec<&str> = Permission::WorkComplaint
        .roles()
        .iter()
        .map(|role| role.code())
        .collect();
    let terms = complaint_terms::table
        .filter(complaint_terms::retired_at.is_null())
        .select((
            complaint_terms::kind.nullable(),
            complaint_terms::code.nullable(),
            None::<StaffId>.into_sql::<Nullable<SqlUuid>>(),
            complaint_terms::parent,
            complaint_terms::zh,
            complaint_terms::en,
            complaint_terms::position,
            false.into_sql::<Bool>(),
        ));
    let people = staff::table
        .filter(staff::store_id.eq(store))
        .filter(staff::disabled_at.is_null())
        .select((
            None::<String>.into_sql::<Nullable<Text>>(),
            None::<String>.into_sql::<Nullable<Text>>(),
            staff::id.nullable(),
            None::<String>.into_sql::<Nullable<Text>>(),
            staff::name,
            staff::name,
            PEOPLE.into_sql::<SmallInt>(),
            staff::roles.overlaps_with(workers),
        ));
    let mut rows: Vec<Row> = terms.union_all(people).load(conn)?;
    rows.sort_by(|a, b| (a.6, &a.4).cmp(&(b.6, &b.4)));
    Ok(rows
        .into_iter()
        .map(|(kind, code, person, parent, zh, en, position, works)| Listed {
            kind: kind.unwrap_or_else(|| "person".to_owned()),
            code: code.or(person.map(|person| person.to_string())).unwrap_or_default(),
            parent,
            zh,
            en,
            position,
            works,
        })
        .collect())
}
