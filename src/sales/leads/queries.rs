//! Reads of leads.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::dsl::{count, count_star, max, sql};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Timestamptz, Uuid as SqlUuid};
use serde_json::Value;

use super::journey;
use super::model::{
    Around, Brief, Lead, LeadRow, NAME, Next, PHONE, SourceName, SourceRow, ToDo, TokenRow, Traffic, masked, of_visit,
};
use super::rules::{Called, Found, InvalidReason, Reached, View};
use super::told::{self, Told};
use crate::access::{Actor, Role};
use crate::customers;
use crate::platform::db::lists::{self, AsJson};
use crate::platform::db::page::{After, Slice, at_most};
use crate::platform::error::Error;
use crate::platform::vault::{BlindIndex, Purpose, Sealed, Vault};
use crate::sales::rules::{LeadState, SourceKind};
use crate::schema::{
    customer_keys, customers as people, lead_sources, lead_stamps, lead_tokens, leads, opportunities, staff, stores,
};
use crate::values::ids::{CustomerId, LeadId, LeadSourceId, OpportunityId, StaffId, StoreId, VisitId};
use crate::values::phone::Phone;

/// Leads on their way to a list or a page.
pub type Leads<'a> = leads::BoxedQuery<'a, Pg>;

/// The leads this person sees: all of the store for managers; for a consultant their own; for care those that nobody has
/// yet, and those they took down.
pub fn visible<'a>(actor: &Actor) -> Leads<'a> {
    use Role::*;
    let any = |roles: &[Role]| roles.iter().any(|role| actor.is(*role));
    let query = leads::table.into_boxed().filter(leads::store_id.eq(actor.store));
    if any(&[SalesManager, CrmManager, StoreManager]) {
        return query;
    }
    let own = leads::owner_id.assume_not_null().eq(actor.id);
    let waiting = leads::owner_id
        .is_null()
        .or(leads::created_by.assume_not_null().eq(actor.id));
    match (actor.is(SalesConsultant), actor.is(CustomerCare)) {
        (true, true) => query.filter(own.or(waiting)),
        (true, false) => query.filter(own),
        (false, true) => query.filter(waiting),
        (false, false) => query.filter(false.into_sql::<Bool>()),
    }
}

/// Which leads are wanted.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub source: Option<LeadSourceId>,
    pub owner: Option<StaffId>,
    /// Only those that nobody looks after.
    pub unowned: bool,
    pub reached: Option<Reached>,
    /// How they were called, as it stands at an instant.
    pub called: Option<(Called, DateTime<Utc>)>,
    /// Whose the first call is; nobody's in it.
    pub caller: Option<Option<StaffId>>,
    pub since: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
}

fn narrowed<'a>(query: Leads<'a>, filter: &Filter) -> Leads<'a> {
    // What an undone import brought never came.
    let mut query = query.filter(leads::invalid_because.is_distinct_from(InvalidReason::TakenBack));
    if let Some(source) = filter.source {
        query = query.filter(leads::source_id.eq(source));
    }
    if let Some(owner) = filter.owner {
        query = query.filter(leads::owner_id.eq(owner));
    }
    if filter.unowned {
        query = query.filter(leads::owner_id.is_null());
    }
    if let Some(far) = filter.reached {
        query = journey::that_reached(query, far);
    }
    if let Some((how, now)) = filter.called {
        query = journey::that_were_called(query, how, now);
    }
    if let Some(who) = filter.caller {
        query = journey::that_are_called_by(query, who);
    }
    if let Some(since) = filter.since {
        query = query.filter(leads::received_at.ge(since));
    }
    if let Some(until) = filter.until {
        query = query.filter(leads::received_at.lt(until));
    }
    query
}

/// The step of a lead that is due next; a call that nobody answered is still asked for.
macro_rules! next_step {
    ($what:literal) => {
        concat!(
            "(SELECT ",
            $what,
            " FROM lead_steps s WHERE s.lead_id = leads.id AND s.done_at IS NULL AND s.ended_at IS NULL \
             ORDER BY s.due_at, s.id LIMIT 1)"
        )
    };
}

/// When it is due; of what asks for nothing, never.
const DUE: &str = concat!(
    "COALESCE(",
    next_step!("s.due_at"),
    ", TIMESTAMPTZ '9999-01-01 00:00Z')"
);
const NEXT: AsJson = AsJson(next_step!("json_build_array(s.kind, s.due_at)"));

/// That something is overdue.
macro_rules! is_late {
    ($now:expr) => {
        sql::<Bool>(concat!(next_step!("s.due_at"), " < "))
            .bind::<Timestamptz, _>($now)
            .sql("")
    };
}

fn in_view<'a>(query: Leads<'a>, view: View, now: DateTime<Utc>) -> Leads<'a> {
    let of = |query: Leads<'a>, state: LeadState| query.filter(leads::state.eq(state));
    match view {
        View::Open => of(query, LeadState::Open),
        View::Late => of(query, LeadState::Open).filter(is_late!(now)),
        View::Unassigned => of(query, LeadState::Open).filter(leads::owner_id.is_null()),
        View::Qualified => of(query, LeadState::Qualified),
        View::Duplicate => of(query, LeadState::Duplicate),
        View::Invalid => of(query, LeadState::Invalid),
        View::All => query,
    }
}

/// What has to be done under these filters. What is done with isn't counted.
pub fn counts(conn: &mut PgConnection, actor: &Actor, filter: &Filter, now: DateTime<Utc>) -> Result<ToDo, Error> {
    let (open, unassigned, late): (i64, i64, i64) = narrowed(visible(actor), filter)
        .filter(leads::state.eq(LeadState::Open))
        .select((
            count(leads::id),
            count(leads::id).aggregate_filter(leads::owner_id.is_null()),
            count(leads::id).aggregate_filter(is_late!(now)),
        ))
        .first(conn)?;
    Ok(ToDo { open, unassigned, late })
}

/// How many there are: for a list that a figure leads to, within the days that the figure was counted in.
pub fn total(
    conn: &mut PgConnection,
    actor: &Actor,
    (view, filter, now): (View, &Filter, DateTime<Utc>),
) -> Result<i64, Error> {
    let query = in_view(narrowed(visible(actor), filter), view, now);
    Ok(query.select(count_star()).first(conn)?)
}

/// A page of the list, each with what it asks for next: what is due first where there is something to do, else what came
/// last.
pub fn page(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    (view, filter, now): (View, &Filter, DateTime<Utc>),
    after: Option<After>,
    limit: usize,
) -> Result<Slice<(Lead, Option<Next>)>, Error> {
    let mut query = in_view(narrowed(visible(actor), filter), view, now);
    if view.is_work() {
        if let Some(after) = after {
            let behind = sql::<Bool>(&format!("({DUE}, leads.id) > ("))
                .bind::<Timestamptz, _>(after.at)
                .sql(", ")
                .bind::<SqlUuid, _>(after.id)
                .sql(")");
            query = query.filter(behind);
        }
        query = query.order((sql::<Timestamptz>(DUE), leads::id));
    } else {
        if let Some(after) = after {
            query = query
                .filter(leads::received_at.le(after.at))
                .filter(leads::received_at.lt(after.at).or(leads::id.lt(LeadId::from(after.id))));
        }
        query = query.order((leads::received_at.desc(), leads::id.desc()));
    }
    let query = query.select((LeadRow::as_select(), NEXT));
    let rows: Vec<(LeadRow, Option<Value>)> = at_most(limit + 1, query).load(conn)?;
    let rows = rows
        .into_iter()
        .map(|(row, next)| {
            let next: Option<Next> = next.map(serde_json::from_value).transpose().map_err(Error::internal)?;
            Ok((row, next))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let slice = Slice::cut(rows, limit, |(row, next)| {
        let never = DateTime::from_timestamp(253_370_764_800, 0).unwrap_or_default();
        let due = next.map_or(never, |(_, at)| at);
        let at = if view.is_work() { due } else { row.received_at };
        let id = row.id.uuid();
        After { at, id }.to_string()
    });
    let rows = slice
        .rows
        .into_iter()
        .map(|(row, next)| Ok((Lead::open(row, vault)?, next)))
        .collect::<Result<_, Error>>()?;
    Ok(Slice { rows, next: slice.next })
}

/// Who left a lead, if the store knows them.
pub fn customer_of(conn: &mut PgConnection, lead: LeadId) -> Result<Option<CustomerId>, Error> {
    Ok(leads::table.find(lead).select(leads::customer_id).first(conn)?)
}

/// Whether a customer has a lead that waits.
pub fn has_open(conn: &mut PgConnection, store: StoreId, customer: CustomerId) -> Result<bool, Error> {
    let open = leads::table
        .filter(leads::store_id.eq(store))
        .filter(leads::customer_id.eq(customer))
        .filter(leads::state.eq(LeadState::Open));
    Ok(diesel::select(diesel::dsl::exists(open)).get_result(conn)?)
}

/// One lead of those this person sees.
pub fn lead(conn: &mut PgConnection, vault: &Vault, actor: &Actor, id: LeadId) -> Result<Lead, Error> {
    let row: LeadRow = visible(actor)
        .filter(leads::id.eq(id))
        .select(LeadRow::as_select())
        .first(conn)?;
    Lead::open(row, vault)
}

/// Some leads of a store, in brief, whoever has them.
pub fn brief(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    ids: &[LeadId],
) -> Result<HashMap<LeadId, Brief>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(LeadId, Sealed, Sealed)> = leads::table
        .filter(leads::store_id.eq(store))
        .filter(leads::id.eq_any(ids))
        .select((leads::id, leads::name_sealed, leads::phone_sealed))
        .load(conn)?;
    rows.into_iter()
        .map(|(id, name, phone)| {
            let brief = Brief {
                name: vault.open(NAME, id.uuid(), &name)?,
                phone: masked(&vault.open(PHONE, id.uuid(), &phone)?),
            };
            Ok((id, brief))
        })
        .collect()
}

/// Whether this person sees this lead: [`Error::NotFound`] if not.
pub fn ensure_visible(conn: &mut PgConnection, actor: &Actor, id: LeadId) -> Result<(), Error> {
    let _: LeadId = visible(actor).filter(leads::id.eq(id)).select(leads::id).first(conn)?;
    Ok(())
}

const AGAIN: AsJson = AsJson(
    "(SELECT json_agg(json_build_array(a.source_id, a.received_at) ORDER BY a.received_at DESC) \
     FROM (SELECT l.source_id, l.received_at FROM leads l WHERE l.joined_id = leads.id \
       ORDER BY l.received_at DESC LIMIT 20) a)",
);

const STAMPS: AsJson =
    AsJson("(SELECT json_agg(to_json(s) ORDER BY s.at, s.id) FROM lead_stamps s WHERE s.lead_id = leads.id)");
const CONTACTS: AsJson = AsJson(
    "(SELECT json_agg(to_json(n) ORDER BY n.at, n.id) FROM contact_notes n \
     WHERE n.subject_kind = 'lead' AND n.subject_id = leads.id)",
);

/// Who has a lead that was once this person's: for whoever was at work on it when it changed hands. `None` in it: nobody.
pub fn passed_on(conn: &mut PgConnection, actor: &Actor, id: LeadId) -> Result<Option<Option<String>>, Error> {
    let theirs: Option<LeadId> = lead_stamps::table
        .filter(lead_stamps::lead_id.eq(id))
        .filter(lead_stamps::owner_id.eq(actor.id))
        .select(lead_stamps::lead_id)
        .first(conn)
        .optional()?;
    if theirs.is_none() {
        return Ok(None);
    }
    Ok(leads::table
        .left_join(staff::table.on(staff::id.nullable().eq(leads::owner_id)))
        .filter(leads::id.eq(id))
        .filter(leads::store_id.eq(actor.store))
        .select(staff::name.nullable())
        .first(conn)
        .optional()?)
}

/// As [`lead`], with all that happened with it.
pub fn lead_and_told(conn: &mut PgConnection, vault: &Vault, actor: &Actor, id: LeadId) -> Result<(Lead, Told), Error> {
    type Row = (LeadRow, Option<Value>, Option<Value>, Option<Value>);
    let (row, again, contacts, stamps): Row = visible(actor)
        .filter(leads::id.eq(id))
        .select((LeadRow::as_select(), AGAIN, CONTACTS, STAMPS))
        .first(conn)?;
    let told = Told {
        again: lists::rows(again)?,
        contacts: told::contacts(vault, contacts)?,
        stamps: told::stamps(vault, stamps)?,
    };
    Ok((Lead::open(row, vault)?, told))
}

/// The sources of a store, beside the store: [`SourceName`].
pub(in crate::sales) const SOURCES: AsJson = AsJson(
    "(SELECT json_agg(json_build_object('id', s.id, 'kind', s.kind, 'name', s.name, \
     'retired', s.retired_at IS NOT NULL) ORDER BY s.kind, s.name) \
     FROM lead_sources s WHERE s.store_id = stores.id)",
);
/// The people of a store, beside the store: [`super::model::Person`].
pub(in crate::sales) const PEOPLE: AsJson = AsJson(
    "(SELECT json_agg(json_build_object('id', p.id, 'name', p.name, 'roles', p.roles, \
     'here', p.disabled_at IS NULL) ORDER BY p.name, p.username) \
     FROM staff p WHERE p.store_id = stores.id)",
);

/// Sources and people of a store, in one question.
pub fn around(conn: &mut PgConnection, store: StoreId) -> Result<Around, Error> {
    let (sources, people): (Option<Value>, Option<Value>) =
        stores::table.find(store).select((SOURCES, PEOPLE)).first(conn)?;
    Ok(Around {
        sources: lists::rows::<SourceName>(sources)?,
        people: lists::rows(people)?,
    })
}

/// What the store knows of whoever has this number, whoever looks after them.
pub fn known(conn: &mut PgConnection, vault: &Vault, store: StoreId, phone: &Phone) -> Result<Found, Error> {
    let bidx = vault.blind(Purpose::Phone, phone.canonical());
    let lead = leads::table
        .filter(leads::store_id.eq(store))
        .filter(leads::phone_bidx.eq(&bidx))
        .filter(leads::state.eq(LeadState::Open))
        .order((leads::received_at, leads::id))
        .select((leads::id, leads::owner_id))
        .first::<(LeadId, Option<StaffId>)>(conn)
        .optional()?;
    let ids = customers::queries::find_by_phone(conn, vault, store, phone)?;
    if ids.is_empty() {
        return Ok(Found {
            lead,
            ..Found::default()
        });
    }
    let customers: Vec<(CustomerId, Option<StaffId>)> = people::table
        .filter(people::id.eq_any(&ids))
        .filter(people::merged_into.is_null())
        .order(people::id)
        .select((people::id, people::owner_id))
        .load(conn)?;
    let opportunity = opportunities::table
        .filter(opportunities::customer_id.eq_any(&ids))
        .filter(opportunities::store_id.eq(store))
        .filter(opportunities::closed_at.is_null())
        .order((opportunities::created_at.desc(), opportunities::id.desc()))
        .select((opportunities::id, opportunities::customer_id, opportunities::owner_id))
        .first::<(OpportunityId, CustomerId, Option<StaffId>)>(conn)
        .optional()?;
    Ok(Found {
        lead,
        customers,
        opportunity,
    })
}

/// The leads that were made of visits to the showroom, or what they joined, with who has them.
pub fn of_visits(
    conn: &mut PgConnection,
    store: StoreId,
    visits: &[VisitId],
) -> Result<HashMap<VisitId, (LeadId, Option<StaffId>)>, Error> {
    if visits.is_empty() {
        return Ok(HashMap::new());
    }
    type Row = (Option<String>, LeadId, Option<LeadId>, Option<StaffId>);
    let names: Vec<String> = visits.iter().map(|visit| of_visit(*visit)).collect();
    let rows: Vec<Row> = leads::table
        .inner_join(lead_sources::table)
        .filter(lead_sources::store_id.eq(store))
        .filter(lead_sources::kind.eq(SourceKind::WalkIn))
        .filter(leads::external_id.eq_any(names))
        .select((leads::external_id, leads::id, leads::joined_id, leads::owner_id))
        .load(conn)?;
    let made = rows.into_iter().filter_map(|(name, lead, joined, owner)| {
        let name = name?;
        let visit = visits.iter().find(|visit| of_visit(**visit) == name)?;
        Some((*visit, (joined.unwrap_or(lead), owner)))
    });
    Ok(made.collect())
}

/// The lead that a source sent under this id, with the fingerprint of its number.
pub fn sent_before(
    conn: &mut PgConnection,
    source: LeadSourceId,
    external_id: &str,
) -> Result<Option<(LeadId, BlindIndex, Option<StaffId>)>, Error> {
    Ok(leads::table
        .filter(leads::source_id.eq(source))
        .filter(leads::external_id.eq(external_id))
        .select((leads::id, leads::phone_bidx, leads::owner_id))
        .first(conn)
        .optional()?)
}

/// A lead that a source sent under an id of its own.
#[derive(Debug)]
struct SentLead {
    lead: LeadId,
    source: LeadSourceId,
    kind: SourceKind,
    /// Of the plain source of its kind.
    plain: bool,
    phone: BlindIndex,
}

/// Leads that sources of a store sent, by the source's own id.
#[derive(Debug, Default)]
pub struct Sent(HashMap<String, Vec<SentLead>>);

impl Sent {
    fn under(&self, id: &str) -> impl Iterator<Item = &SentLead> {
        self.0.get(id).into_iter().flatten()
    }

    /// The lead of this person that a source of this kind sent under this id.
    pub fn lead(&self, kind: &str, id: &str, phone: &BlindIndex) -> Option<LeadId> {
        self.under(id)
            .find(|sent| sent.kind.code() == kind && sent.phone == *phone)
            .map(|sent| sent.lead)
    }

    /// Whether the id stands for somebody else at this source; without one, at the plain one of the kind.
    pub fn is_anothers(&self, (kind, source): (&str, Option<LeadSourceId>), id: &str, phone: &BlindIndex) -> bool {
        self.under(id).any(|sent| {
            let same_source = match source {
                Some(source) => sent.source == source,
                None => sent.plain && sent.kind.code() == kind,
            };
            same_source && sent.phone != *phone
        })
    }
}

/// The leads that sources of a store sent under these ids.
pub fn sent(conn: &mut PgConnection, store: StoreId, ids: &[&str]) -> Result<Sent, Error> {
    if ids.is_empty() {
        return Ok(Sent::default());
    }
    type Row = (Option<String>, LeadId, LeadSourceId, SourceKind, String, BlindIndex);
    let rows: Vec<Row> = leads::table
        .inner_join(lead_sources::table)
        .filter(lead_sources::store_id.eq(store))
        .filter(leads::external_id.assume_not_null().eq_any(ids.to_vec()))
        .select((
            leads::external_id,
            leads::id,
            leads::source_id,
            lead_sources::kind,
            lead_sources::name,
            leads::phone_bidx,
        ))
        .load(conn)?;
    let mut sent = Sent::default();
    for (id, lead, source, kind, name, phone) in rows {
        let Some(id) = id else { continue };
        sent.0.entry(id).or_default().push(SentLead {
            lead,
            source,
            kind,
            plain: name.is_empty(),
            phone,
        });
    }
    Ok(sent)
}

/// Which of some numbers the store knows: found for many in two round trips.
#[derive(Debug, Default)]
pub struct Standing {
    customers: HashSet<BlindIndex>,
    worked_on: HashSet<BlindIndex>,
}

impl Standing {
    /// Whether somebody works on whoever has this number.
    pub fn is_worked_on(&self, vault: &Vault, phone: &Phone) -> bool {
        self.worked_on.contains(&vault.blind(Purpose::Phone, phone.canonical()))
    }

    pub fn is_customer(&self, vault: &Vault, phone: &Phone) -> bool {
        self.customers.contains(&vault.blind(Purpose::Phone, phone.canonical()))
    }
}

/// As [`known`], for many numbers at once and without who looks after them.
pub fn standing(conn: &mut PgConnection, vault: &Vault, store: StoreId, phones: &[&Phone]) -> Result<Standing, Error> {
    if phones.is_empty() {
        return Ok(Standing::default());
    }
    let numbers: Vec<BlindIndex> = phones
        .iter()
        .map(|phone| vault.blind(Purpose::Phone, phone.canonical()))
        .collect();
    let open: Vec<BlindIndex> = leads::table
        .filter(leads::store_id.eq(store))
        .filter(leads::phone_bidx.eq_any(&numbers))
        .filter(leads::state.eq(LeadState::Open))
        .select(leads::phone_bidx)
        .load(conn)?;
    let theirs = opportunities::customer_id
        .eq(customer_keys::customer_id)
        .and(opportunities::store_id.eq(store))
        .and(opportunities::closed_at.is_null());
    let customers: Vec<(BlindIndex, Option<OpportunityId>)> = customer_keys::table
        .left_join(opportunities::table.on(theirs))
        .filter(customer_keys::purpose.eq("phone"))
        .filter(customer_keys::bidx.eq_any(&numbers))
        .filter(customer_keys::store_id.eq(store))
        .select((customer_keys::bidx, opportunities::id.nullable()))
        .load(conn)?;
    let buying = customers
        .iter()
        .filter(|(_, opportunity)| opportunity.is_some())
        .map(|(number, _)| number.clone());
    Ok(Standing {
        worked_on: open.into_iter().chain(buying).collect(),
        customers: customers.iter().map(|(number, _)| number.clone()).collect(),
    })
}

/// The sources of a store: those in use first.
pub fn sources(conn: &mut PgConnection, store: StoreId) -> Result<Vec<SourceRow>, Error> {
    Ok(lead_sources::table
        .filter(lead_sources::store_id.eq(store))
        .order((
            lead_sources::retired_at.is_not_null(),
            lead_sources::kind,
            lead_sources::name,
        ))
        .select(SourceRow::as_select())
        .load(conn)?)
}

#[derive(QueryableByName)]
struct Came {
    #[diesel(sql_type = SqlUuid)]
    source_id: uuid::Uuid,
    #[diesel(sql_type = BigInt)]
    leads: i64,
    #[diesel(sql_type = BigInt)]
    valid: i64,
    #[diesel(sql_type = BigInt)]
    arrived: i64,
    #[diesel(sql_type = BigInt)]
    ordered: i64,
}

/// What came through the sources of a store since an instant.
pub fn traffic(
    conn: &mut PgConnection,
    store: StoreId,
    since: DateTime<Utc>,
) -> Result<HashMap<LeadSourceId, Traffic>, Error> {
    let tokens: Vec<(LeadSourceId, i64, Option<DateTime<Utc>>)> = lead_tokens::table
        .inner_join(lead_sources::table)
        .filter(lead_sources::store_id.eq(store))
        .filter(lead_tokens::revoked_at.is_null())
        .group_by(lead_tokens::source_id)
        .select((lead_tokens::source_id, count_star(), max(lead_tokens::last_used_at)))
        .load(conn)?;
    let far = |far: Reached| format!("{} AND ({})", journey::VALID, journey::reached(far));
    let came: Vec<Came> = diesel::sql_query(format!(
        "SELECT leads.source_id, count(*) AS leads, count(*) FILTER (WHERE {}) AS valid, \
         count(*) FILTER (WHERE {}) AS arrived, count(*) FILTER (WHERE {}) AS ordered \
         FROM leads LEFT JOIN opportunities o ON o.id = leads.opportunity_id \
         WHERE leads.store_id = $1 AND leads.received_at >= $2 GROUP BY leads.source_id",
        journey::VALID,
        far(Reached::Arrived),
        far(Reached::Ordered),
    ))
    .bind::<SqlUuid, _>(store)
    .bind::<Timestamptz, _>(since)
    .load(conn)?;
    let mut traffic: HashMap<LeadSourceId, Traffic> = HashMap::new();
    for (source, tokens, last_used_at) in tokens {
        let of_source = traffic.entry(source).or_default();
        (of_source.tokens, of_source.last_used_at) = (tokens, last_used_at);
    }
    for source in came {
        let known = traffic.entry(source.source_id.into()).or_default();
        (known.leads, known.valid) = (source.leads, source.valid);
        (known.arrived, known.ordered) = (source.arrived, source.ordered);
    }
    Ok(traffic)
}

pub fn source(conn: &mut PgConnection, store: StoreId, id: LeadSourceId) -> Result<SourceRow, Error> {
    Ok(lead_sources::table
        .find(id)
        .filter(lead_sources::store_id.eq(store))
        .select(SourceRow::as_select())
        .first(conn)?)
}

/// The tokens of a source, latest first.
pub fn tokens(conn: &mut PgConnection, source: LeadSourceId) -> Result<Vec<TokenRow>, Error> {
    const MOST: i64 = 50;
    Ok(lead_tokens::table
        .filter(lead_tokens::source_id.eq(source))
        .order((lead_tokens::created_at.desc(), lead_tokens::id.desc()))
        .limit(MOST)
        .select(TokenRow::as_select())
        .load(conn)?)
}

/// The token and the source that a program shows itself as; none once either is out of use.
pub fn bearer(conn: &mut PgConnection, token_hash: &[u8]) -> Result<Option<(TokenRow, SourceRow)>, Error> {
    Ok(lead_tokens::table
        .inner_join(lead_sources::table)
        .filter(lead_tokens::token_hash.eq(token_hash))
        .filter(lead_tokens::revoked_at.is_null())
        .filter(lead_sources::retired_at.is_null())
        .select((TokenRow::as_select(), SourceRow::as_select()))
        .first(conn)
        .optional()?)
}
