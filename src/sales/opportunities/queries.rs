//! Reads of opportunities: which a person sees, the board, one with all that hangs on it.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::PgConnection;
use diesel::dsl::{array, count, exists, sql};
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Bool, Json, Timestamptz};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::model::{
    Card, Counts, DRIVEN_ELSEWHERE, EventRow, FollowUpRow, LOSS_ANSWER, LOSS_NOTE, LossRow, NEEDS, NOTE, Needs,
    Offered, Opportunity, OpportunityRow, Proposal, STAMP, StampRow,
};
use super::rules::{Column, View};
use crate::access::{Actor, Permission, Role};
use crate::customers::queries::{SealedBrief, brief_of};
use crate::platform::db::lists::{AsJson, rows};
use crate::platform::db::page::{After, Slice, at_most, each};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::settings::{self, Setting};
use crate::platform::vault::{Pii, Sealed, Vault};
use crate::sales::leads::model::{Next, Person, WORDS};
use crate::sales::leads::queries::{PEOPLE, SOURCES};
use crate::sales::leads::told;
use crate::sales::orders::model::{CANCELLED, REFUND};
use crate::sales::rules::{Level, LossReason, SourceKind, Stage};
use crate::sales::settings::SalesSettings;
use crate::sales::test_drives::model::ENDED as DRIVE_ENDED;
use crate::sales::test_drives::rules::DriveState;
use crate::sales::trade_ins::model::DECLINED as TRADE_DECLINED;
use crate::schema::{
    leads, loss_proposals, opportunities, opportunity_stamps, quotes, settings as rules, stores, test_drives,
};
use crate::staff as people;
use crate::values::ids::{CustomerId, FollowUpId, LeadId, LeadSourceId, OpportunityId, StaffId, StoreId};

pub type Visible = opportunities::BoxedQuery<'static, Pg>;

/// The opportunities this person sees: all of the store for managers, their own for a consultant, what nobody looks after
/// for customer care.
pub fn visible(actor: &Actor) -> Visible {
    use Role::*;
    let query = opportunities::table
        .filter(opportunities::store_id.eq(actor.store))
        .into_boxed();
    let any = |roles: &[Role]| roles.iter().any(|role| actor.is(*role));
    if any(&[SalesManager, CrmManager, StoreManager]) {
        return query;
    }
    let own = opportunities::owner_id.eq(actor.id).assume_not_null();
    let free = opportunities::owner_id.is_null();
    match (actor.is(SalesConsultant), actor.is(CustomerCare)) {
        (true, true) => query.filter(own.or(free)),
        (true, false) => query.filter(own),
        (false, true) => query.filter(free),
        (false, false) => query.filter(false.into_sql::<Bool>()),
    }
}

/// [`Error::NotFound`] unless this person sees this opportunity.
pub fn is_visible(conn: &mut PgConnection, actor: &Actor, id: OpportunityId) -> Result<(), Error> {
    visible(actor)
        .filter(opportunities::id.eq(id))
        .select(opportunities::id)
        .first::<OpportunityId>(conn)
        .map(drop)
        .map_err(Error::from)
}

/// The leads that an opportunity came from, held until the transaction ends. Whoever locks both locks these first, so that
/// two who want both wait for each other and never in a ring.
pub fn hold_leads(conn: &mut PgConnection, id: OpportunityId) -> Result<Vec<LeadId>, Error> {
    Ok(leads::table
        .filter(leads::opportunity_id.eq(id))
        .order(leads::id)
        .select(leads::id)
        .for_no_key_update()
        .load(conn)?)
}

/// The figures of a store.
pub fn limits(conn: &mut PgConnection, store: StoreId) -> Result<SalesSettings, Error> {
    Ok(settings::load::<SalesSettings>(conn, store)?.value)
}

/// Whose opportunities are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OwnedBy {
    #[default]
    Anybody,
    Nobody,
    Person(StaffId),
}

/// Which opportunities of the board are wanted; empty means all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub owner: OwnedBy,
    pub level: Option<Level>,
    pub source: Option<LeadSourceId>,
    pub model: Option<String>,
    pub customer: Option<CustomerId>,
    pub ended: Ended,
}

/// When what has ended did, and why what was lost was: for lists of what has ended.
#[derive(Clone, Debug, Default)]
pub struct Ended {
    pub since: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
    pub because: Option<LossReason>,
    /// Whom it was lost to.
    pub rival: Option<String>,
}

fn that_ended(mut query: Visible, ended: &Ended) -> Visible {
    if let Some(since) = ended.since {
        query = query.filter(opportunities::closed_at.ge(since));
    }
    if let Some(until) = ended.until {
        query = query.filter(opportunities::closed_at.lt(until));
    }
    if let Some(because) = ended.because {
        query = query.filter(opportunities::lost_because.eq(because));
    }
    if let Some(rival) = ended.rival.clone() {
        query = query.filter(opportunities::lost_to.eq(rival));
    }
    query
}

fn narrowed(mut query: Visible, filter: &Filter) -> Visible {
    match filter.owner {
        OwnedBy::Anybody => {}
        OwnedBy::Nobody => query = query.filter(opportunities::owner_id.is_null()),
        OwnedBy::Person(person) => query = query.filter(opportunities::owner_id.eq(person)),
    }
    // What lies in the pool is nobody's work, and has a list of its own.
    if filter.customer.is_none() {
        query = query.filter(
            opportunities::pool_since
                .is_null()
                .or(opportunities::closed_at.is_not_null()),
        );
    }
    if let Some(level) = filter.level {
        query = query.filter(opportunities::level.eq(level));
    }
    if let Some(source) = filter.source {
        query = query.filter(opportunities::source_id.eq(source));
    }
    if let Some(model) = filter.model.clone() {
        query = query.filter(opportunities::model.eq(model));
    }
    if let Some(customer) = filter.customer {
        query = query.filter(opportunities::customer_id.eq(customer));
    }
    query
}

/// The instants that views are cut by.
#[derive(Clone, Copy, Debug)]
pub struct Cuts {
    pub now: DateTime<Utc>,
    pub soon: DateTime<Utc>,
    pub evening: DateTime<Utc>,
    pub overdue: DateTime<Utc>,
    pub stalled: DateTime<Utc>,
}

impl Cuts {
    pub fn new(settings: &SalesSettings, now: DateTime<Utc>) -> Self {
        Self {
            now,
            soon: now + TimeDelta::hours(1),
            evening: times::end_of_day(now),
            overdue: now - TimeDelta::days(i64::from(settings.overdue_days)),
            stalled: now - TimeDelta::days(i64::from(settings.stalled_days)),
        }
    }

    /// From when until when what a view shows is due ([`clock_of`]); none if that is all the same.
    fn window(self, view: View) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let ever = DateTime::UNIX_EPOCH;
        match view {
            View::Today => Some((ever, self.evening)),
            View::Late => Some((ever, self.now)),
            View::Soon => Some((self.now, self.soon)),
            View::Overdue => Some((self.stalled, self.overdue)),
            View::Stalled => Some((ever, self.stalled)),
            View::Open | View::Hot | View::Proposed | View::Ordered | View::Delivered | View::Lost => None,
        }
    }
}

/// By what a view is cut: how long nobody was followed up is counted in days, what has to be done first is whatever is due
/// first, the follow-up or what its lead still asks for.
const fn clock_of(view: View) -> &'static str {
    match view {
        View::Overdue | View::Stalled => "opportunities.next_at",
        _ => "opportunities.urgent_at",
    }
}

fn in_view(query: Visible, view: View, cuts: Cuts) -> Visible {
    let board = |query: Visible| {
        query
            .filter(opportunities::closed_at.is_null())
            .filter(opportunities::stage.eq_any(Stage::BOARD))
    };
    match view {
        View::Open | View::Today | View::Late | View::Soon | View::Overdue | View::Stalled => match cuts.window(view) {
            Some((from, until)) if matches!(view, View::Overdue | View::Stalled) => board(query)
                .filter(opportunities::next_at.ge(from))
                .filter(opportunities::next_at.lt(until)),
            Some((from, until)) => board(query)
                .filter(opportunities::urgent_at.ge(from))
                .filter(opportunities::urgent_at.lt(until)),
            None => board(query),
        },
        View::Hot => board(query).filter(opportunities::level.eq(Level::H)),
        View::Proposed => query.filter(
            opportunities::id.eq_any(
                loss_proposals::table
                    .filter(loss_proposals::decided_at.is_null())
                    .select(loss_proposals::opportunity_id),
            ),
        ),
        View::Ordered => query
            .filter(opportunities::closed_at.is_null())
            .filter(opportunities::stage.eq(Stage::Ordered)),
        View::Delivered => query
            .filter(opportunities::closed_at.is_not_null())
            .filter(opportunities::stage.eq(Stage::Delivered)),
        View::Lost => query
            .filter(opportunities::closed_at.is_not_null())
            .filter(opportunities::stage.eq(Stage::Lost)),
    }
}

/// The counts of open opportunities as one expression: written out, because fourteen aggregates with conditions of their own
/// are more than a compiler should have to reason about.
struct Tally {
    cuts: Cuts,
    /// From when until when a column counts; all of it if that is none.
    window: Option<(DateTime<Utc>, DateTime<Utc>)>,
    clock: &'static str,
    hot_only: bool,
}

impl Expression for Tally {
    type SqlType = Json;
}

impl<QS> AppearsOnTable<QS> for Tally {}

impl<QS> SelectableExpression<QS> for Tally {}

impl<GB> ValidGrouping<GB> for Tally {
    type IsAggregate = is_aggregate::Yes;
}

impl QueryId for Tally {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<Pg> for Tally {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        const ON_BOARD: &str = "count(*) FILTER (WHERE opportunities.stage NOT IN ('ordered', 'delivered', 'lost')";
        out.push_sql("json_build_array(");
        out.push_sql(ON_BOARD);
        out.push_sql(")");
        let Cuts {
            now,
            soon,
            evening,
            overdue,
            stalled,
        } = &self.cuts;
        for (until, clock) in [
            (evening, clock_of(View::Today)),
            (now, clock_of(View::Late)),
            (soon, clock_of(View::Soon)),
            (overdue, clock_of(View::Overdue)),
            (stalled, clock_of(View::Stalled)),
        ] {
            out.push_sql(", ");
            out.push_sql(ON_BOARD);
            out.push_sql(" AND ");
            out.push_sql(clock);
            out.push_sql(" < ");
            out.push_bind_param::<Timestamptz, _>(until)?;
            out.push_sql(")");
        }
        out.push_sql(", ");
        out.push_sql(ON_BOARD);
        out.push_sql(" AND opportunities.level = 'h'), count(*) FILTER (WHERE opportunities.stage = 'ordered'), \
             count(*) FILTER (WHERE opportunities.id IN (SELECT l.opportunity_id FROM loss_proposals l WHERE l.decided_at IS NULL))");
        for column in Column::ALL {
            out.push_sql(", count(*) FILTER (WHERE opportunities.stage IN (");
            for (number, stage) in column.stages().iter().enumerate() {
                out.push_sql(if number == 0 { "'" } else { ", '" });
                out.push_sql(stage.code());
                out.push_sql("'");
            }
            out.push_sql(")");
            if self.hot_only {
                out.push_sql(" AND opportunities.level = 'h'");
            }
            if let Some((from, until)) = &self.window {
                out.push_sql(" AND ");
                out.push_sql(self.clock);
                out.push_sql(" >= ");
                out.push_bind_param::<Timestamptz, _>(from)?;
                out.push_sql(" AND ");
                out.push_sql(self.clock);
                out.push_sql(" < ");
                out.push_bind_param::<Timestamptz, _>(until)?;
            }
            out.push_sql(")");
        }
        out.push_sql(")");
        Ok(())
    }
}

/// How many open opportunities stand in each view and, of this view, in each column.
pub fn counts(
    conn: &mut PgConnection,
    actor: &Actor,
    view: View,
    filter: &Filter,
    cuts: Cuts,
) -> Result<Counts, Error> {
    let tally = Tally {
        cuts,
        window: cuts.window(view),
        clock: clock_of(view),
        hot_only: view == View::Hot,
    };
    let counted: Value = narrowed(visible(actor), filter)
        .filter(opportunities::closed_at.is_null())
        .select(tally)
        .first(conn)?;
    let [
        open,
        today,
        late,
        soon,
        overdue,
        stalled,
        hot,
        ordered,
        proposed,
        columns @ ..,
    ]: [i64; 14] = serde_json::from_value(counted).map_err(Error::internal)?;
    Ok(Counts {
        open,
        today,
        late,
        soon: soon - late,
        overdue: overdue - stalled,
        stalled,
        hot,
        columns,
        ordered,
        proposed,
    })
}

/// What the navigation counts: (open, late) of one's own, or of the store for whoever has none.
pub fn own_counts(conn: &mut PgConnection, actor: &Actor, now: DateTime<Utc>) -> Result<(i64, i64), Error> {
    let mine = Filter {
        owner: if actor.is(Role::SalesConsultant) {
            OwnedBy::Person(actor.id)
        } else {
            OwnedBy::Anybody
        },
        ..Filter::default()
    };
    let late = opportunities::urgent_at.lt(now).assume_not_null();
    Ok(narrowed(visible(actor), &mine)
        .filter(opportunities::closed_at.is_null())
        .filter(opportunities::stage.eq_any(Stage::BOARD))
        .select((
            count(opportunities::id),
            count(opportunities::id).aggregate_filter(late),
        ))
        .first(conn)?)
}

/// What its leads ask for first, if that is due before the next follow-up: [`Next`].
macro_rules! next_step {
    () => {
        "(SELECT json_build_array(s.kind, s.due_at) FROM leads l JOIN lead_steps s ON s.lead_id = l.id \
         WHERE l.opportunity_id = opportunities.id AND s.done_at IS NULL AND s.ended_at IS NULL \
         AND opportunities.closed_at IS NULL AND (opportunities.next_at IS NULL OR s.due_at < opportunities.next_at) \
         ORDER BY s.due_at, s.id LIMIT 1)"
    };
}

/// What a card shows besides its opportunity.
const BESIDE: AsJson = AsJson(concat!(
    "json_build_object(\
     'owner', (SELECT s.name FROM staff s WHERE s.id = opportunities.owner_id), \
     'source', (SELECT json_build_array(s.kind, s.name) FROM lead_sources s WHERE s.id = opportunities.source_id), \
     'proposed', EXISTS (SELECT FROM loss_proposals l WHERE l.opportunity_id = opportunities.id \
       AND l.decided_at IS NULL), \
     'proposal', (SELECT json_build_array(l.reason, l.competitor, s.name, l.proposed_at) FROM loss_proposals l \
       LEFT JOIN staff s ON s.id = l.proposed_by WHERE l.opportunity_id = opportunities.id AND l.decided_at IS NULL), \
     'asked', EXISTS (SELECT FROM tasks t WHERE t.subject_kind = 'opportunity' AND t.subject_id = opportunities.id \
       AND t.kind IN ('sales.asked_again', 'lead.asked_again_alert') AND t.done_at IS NULL AND t.cancelled_at IS NULL), \
     'decided_by', (SELECT s.name FROM loss_proposals l JOIN staff s ON s.id = l.decided_by \
       WHERE opportunities.stage = 'lost' AND l.opportunity_id = opportunities.id AND l.approved \
       ORDER BY l.decided_at DESC LIMIT 1), \
     'note', (SELECT json_build_array(f.id, f.note_sealed) FROM follow_ups f \
       WHERE f.opportunity_id = opportunities.id ORDER BY f.at DESC, f.id DESC LIMIT 1), \
     'step', ",
    next_step!(),
    ", 'customer', ",
    brief_of!("opportunities.customer_id"),
    ")"
));

#[derive(Deserialize)]
struct Beside {
    owner: Option<String>,
    source: Option<(SourceKind, String)>,
    proposed: bool,
    proposal: Option<Proposal>,
    asked: bool,
    decided_by: Option<String>,
    note: Option<(FollowUpId, Sealed)>,
    step: Option<Next>,
    customer: Option<SealedBrief>,
}

type CardRow = (OpportunityRow, Option<DateTime<Utc>>, Option<Value>);

fn card(vault: &Vault, (row, _, beside): CardRow) -> Result<Card, Error> {
    let beside: Beside = serde_json::from_value(beside.unwrap_or_default()).map_err(Error::internal)?;
    Ok(Card {
        customer: beside.customer.map(|customer| customer.open(vault)).transpose()?,
        owner: beside.owner,
        source: beside.source,
        note: beside
            .note
            .map(|(id, note)| vault.open(NOTE, id.uuid(), &note))
            .transpose()?,
        proposed: beside.proposed,
        proposal: beside.proposal,
        asked: beside.asked,
        decided_by: beside.decided_by,
        step: beside.step,
        row,
    })
}

/// The cards of the board, by column, the most urgent first: one question, of which an index answers the part of each stage
/// by itself.
pub fn board(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    view: View,
    filter: &Filter,
    limits: [usize; 5],
    cuts: Cuts,
) -> Result<Vec<(Column, Vec<Card>)>, Error> {
    let columns = || Column::ALL.iter().copied().zip(limits);
    let parts = columns()
        .flat_map(|(column, limit)| column.stages().iter().map(move |stage| (*stage, limit)))
        .map(|(stage, limit)| {
            let query = in_view(narrowed(visible(actor), filter), view, cuts)
                .filter(opportunities::stage.eq(stage))
                .order((opportunities::urgent_at, opportunities::id))
                .select((OpportunityRow::as_select(), opportunities::urgent_at, BESIDE));
            at_most(limit, query)
        })
        .collect();
    let mut rows: Vec<CardRow> = each(parts).load(conn)?;
    rows.sort_by_key(|(row, urgent, _)| (urgent.is_none(), *urgent, row.id));
    columns()
        .map(|(column, limit)| {
            let here = rows.extract_if(.., |(row, ..)| column.stages().contains(&row.stage));
            let cards = here.take(limit).map(|row| card(vault, row));
            Ok((column, cards.collect::<Result<_, Error>>()?))
        })
        .collect()
}

/// A page of the list: what is open by what is due first, what has ended with the latest first.
pub fn list(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    view: View,
    filter: &Filter,
    after: Option<After>,
    limit: usize,
    cuts: Cuts,
) -> Result<Slice<Card>, Error> {
    let past = matches!(view, View::Delivered | View::Lost);
    // What is ordered waits for its car, and need not be followed up.
    let by_birth = matches!(view, View::Ordered | View::Proposed);
    let mut query = in_view(narrowed(visible(actor), filter), view, cuts);
    if past {
        query = that_ended(query, &filter.ended);
    }
    if let Some(after) = after {
        let id = OpportunityId::from(after.id);
        query = if past {
            query.filter(opportunities::closed_at.le(after.at)).filter(
                opportunities::closed_at
                    .lt(after.at)
                    .assume_not_null()
                    .or(opportunities::id.lt(id)),
            )
        } else if by_birth {
            query
                .filter(opportunities::created_at.ge(after.at))
                .filter(opportunities::created_at.gt(after.at).or(opportunities::id.gt(id)))
        } else {
            query.filter(opportunities::urgent_at.ge(after.at)).filter(
                opportunities::urgent_at
                    .gt(after.at)
                    .assume_not_null()
                    .or(opportunities::id.gt(id)),
            )
        };
    }
    query = if past {
        query.order((opportunities::closed_at.desc(), opportunities::id.desc()))
    } else if by_birth {
        query.order((opportunities::created_at, opportunities::id))
    } else {
        query.order((opportunities::urgent_at, opportunities::id))
    };
    let query = query.select((OpportunityRow::as_select(), opportunities::urgent_at, BESIDE));
    let rows: Vec<CardRow> = at_most(limit + 1, query).load(conn)?;
    let key = |(row, urgent, _): &CardRow| {
        After {
            at: if past {
                row.closed_at.unwrap_or(row.created_at)
            } else if by_birth {
                row.created_at
            } else {
                urgent.unwrap_or(row.created_at)
            },
            id: row.id.uuid(),
        }
        .to_string()
    };
    let slice = Slice::cut(rows, limit, key);
    Ok(Slice {
        rows: slice
            .rows
            .into_iter()
            .map(|row| card(vault, row))
            .collect::<Result<_, _>>()?,
        next: slice.next,
    })
}

/// The most urgent one that is due by the end of today, after those that were just left alone: for working through them.
pub fn next_due(
    conn: &mut PgConnection,
    actor: &Actor,
    filter: &Filter,
    after: Option<After>,
    now: DateTime<Utc>,
) -> Result<Option<OpportunityId>, Error> {
    let mut query = narrowed(visible(actor), filter)
        .filter(opportunities::closed_at.is_null())
        .filter(opportunities::stage.eq_any(Stage::BOARD))
        .filter(opportunities::urgent_at.lt(times::end_of_day(now)))
        // Whoever was followed up today has had their turn, though their lead may ask for a message yet.
        .filter(
            sql::<Bool>("(opportunities.next_at < ")
                .bind::<Timestamptz, _>(times::end_of_day(now))
                .sql(" OR NOT EXISTS (SELECT FROM follow_ups f WHERE f.opportunity_id = opportunities.id AND f.at >= ")
                .bind::<Timestamptz, _>(times::start_of(times::day_of(now)))
                .sql("))"),
        );
    if let Some(after) = after {
        let id = OpportunityId::from(after.id);
        query = query.filter(opportunities::urgent_at.ge(after.at)).filter(
            opportunities::urgent_at
                .gt(after.at)
                .assume_not_null()
                .or(opportunities::id.gt(id)),
        );
    }
    let query = query
        .order((opportunities::urgent_at, opportunities::id))
        .select(opportunities::id);
    Ok(at_most(1, query).load::<OpportunityId>(conn)?.pop())
}

/// The figures of the board, and what its filters offer: the models that the open opportunities of this person name, the
/// sources, and who may look after an opportunity.
pub fn around(conn: &mut PgConnection, actor: &Actor) -> Result<(SalesSettings, Offered), Error> {
    /// More than a brand builds.
    const MOST: i64 = 60;
    type Row = (Option<Value>, Option<Value>, Option<Value>, Vec<String>);
    let figures = rules::table
        .filter(rules::store_id.eq(actor.store))
        .filter(rules::key.eq(SalesSettings::KEY))
        .select(rules::value)
        .single_value();
    let models = visible(actor)
        .filter(opportunities::closed_at.is_null())
        .filter(opportunities::model.ne(""))
        .select(opportunities::model)
        .distinct()
        .order(opportunities::model)
        .limit(MOST);
    let (figures, sources, people, models): Row = stores::table
        .find(actor.store)
        .select((figures, SOURCES, PEOPLE, array(models)))
        .first(conn)?;
    let people: Vec<Person> = rows(people)?;
    Ok((
        settings::of_value::<SalesSettings>(figures)?,
        Offered {
            people: people
                .into_iter()
                .filter(Person::works_sales)
                .map(|person| (person.id, person.name))
                .collect(),
            models,
            sources: rows(sources)?,
        },
    ))
}

/// Who may look after an opportunity.
pub fn consultants(conn: &mut PgConnection, store: StoreId) -> Result<Vec<(StaffId, String)>, Error> {
    let found = people::queries::colleagues_who_may(conn, store, Permission::OwnSales)?;
    Ok(found.into_iter().map(|one| (one.id, one.name.clone())).collect())
}

const ELSEWHERE: AsJson = AsJson(concat!(
    "json_build_object('step', ",
    next_step!(),
    ", \
     'quote', (SELECT json_build_array(q.id, q.version, q.state, q.total_fen) FROM quotes q \
       WHERE q.opportunity_id = opportunities.id AND q.state <> 'discarded' ORDER BY q.version DESC LIMIT 1), \
     'drive', (SELECT json_build_array(d.id, d.starts_at, d.state) FROM test_drives d \
       WHERE d.opportunity_id = opportunities.id AND d.state NOT IN ('missed', 'cancelled') \
       ORDER BY d.state IN ('booked', 'out') DESC, CASE WHEN d.state IN ('booked', 'out') THEN d.starts_at END, \
       d.starts_at DESC LIMIT 1), \
     'trade', (SELECT json_build_array(t.id, t.state, t.offer_fen) FROM trade_ins t \
       WHERE t.opportunity_id = opportunities.id ORDER BY t.created_at DESC, t.id DESC LIMIT 1), \
     'order', (SELECT json_build_array(s.id, s.number, s.state) FROM sales_orders s \
       WHERE s.opportunity_id = opportunities.id AND s.state <> 'cancelled'), \
     'driven', EXISTS (SELECT FROM test_drives d WHERE d.opportunity_id = opportunities.id AND d.state = 'done'), \
     'quoted', EXISTS (SELECT FROM quotes q WHERE q.opportunity_id = opportunities.id AND q.sent_at IS NOT NULL))",
));
const EVENTS: AsJson = AsJson(
    "(SELECT json_agg(e ORDER BY e.at) FROM (\
     SELECT q.id, 'quote_sent' AS what, q.sent_at AS at, q.sent_by AS staff_id, q.number AS about, q.total_fen AS fen, \
       NULL::text AS code, NULL::bytea AS because, NULL::bytea AS note \
       FROM quotes q WHERE q.opportunity_id = opportunities.id AND q.sent_at IS NOT NULL \
     UNION ALL SELECT q.id, 'quote_accepted', q.accepted_at, NULL, q.number, q.total_fen, q.accepted_how, NULL, NULL \
       FROM quotes q WHERE q.opportunity_id = opportunities.id AND q.accepted_at IS NOT NULL \
     UNION ALL SELECT d.id, 'drive_booked', d.created_at, d.created_by, c.model, NULL, d.state, d.ended_because_sealed, NULL \
       FROM test_drives d JOIN demo_cars c ON c.id = d.car_id WHERE d.opportunity_id = opportunities.id \
     UNION ALL SELECT d.id, 'drive_done', d.result_at, d.consultant_id, c.model, NULL, d.intent, NULL, NULL \
       FROM test_drives d JOIN demo_cars c ON c.id = d.car_id \
       WHERE d.opportunity_id = opportunities.id AND d.result_at IS NOT NULL \
     UNION ALL SELECT t.id, 'trade_offered', t.offered_at, t.offered_by, t.model, t.offer_fen, NULL, NULL, NULL \
       FROM trade_ins t WHERE t.opportunity_id = opportunities.id AND t.offered_at IS NOT NULL \
     UNION ALL SELECT t.id, 'trade_answered', t.answered_at, NULL, t.model, t.offer_fen, t.state, t.declined_because_sealed, \
       NULL FROM trade_ins t WHERE t.opportunity_id = opportunities.id AND t.answered_at IS NOT NULL \
     UNION ALL SELECT s.id, 'order_signed', s.created_at, s.created_by, s.number, s.total_fen, NULL, NULL, NULL \
       FROM sales_orders s WHERE s.opportunity_id = opportunities.id \
     UNION ALL SELECT s.id, 'order_cancelled', s.cancelled_at, (SELECT m.staff_id FROM opportunity_stamps m \
         WHERE m.opportunity_id = opportunities.id AND m.at = s.cancelled_at LIMIT 1), s.number, \
       (SELECT sum(p.amount_fen)::bigint FROM order_payments p WHERE p.order_id = s.id AND p.kind = 'refund'), NULL, \
       s.cancelled_because_sealed, s.refund_note_sealed \
       FROM sales_orders s WHERE s.opportunity_id = opportunities.id AND s.cancelled_at IS NOT NULL \
     UNION ALL SELECT s.id, 'handed_over', d.handed_over_at, d.handed_over_by, s.number, NULL, NULL, NULL, NULL \
       FROM sales_orders s JOIN deliveries d ON d.order_id = s.id \
       WHERE s.opportunity_id = opportunities.id AND d.handed_over_at IS NOT NULL) AS e)",
);
const CUSTOMER: AsJson = AsJson(brief_of!("opportunities.customer_id"));
const STAMPS: AsJson = AsJson(
    "(SELECT json_agg(to_json(t) ORDER BY t.at, t.id) FROM opportunity_stamps t WHERE t.opportunity_id = opportunities.id)",
);
const FOLLOW_UPS: AsJson = AsJson(
    "(SELECT json_agg(to_json(t) ORDER BY t.at, t.id) FROM follow_ups t WHERE t.opportunity_id = opportunities.id)",
);
/// Where it came from, and the lead that it was first.
const ORIGIN: AsJson = AsJson(
    "json_build_object(\
     'source', (SELECT json_build_array(s.kind, s.name) FROM lead_sources s WHERE s.id = opportunities.source_id), \
     'lead', (SELECT json_build_object('id', l.id, 'at', l.received_at, 'staff_id', l.created_by, 'words', l.words_sealed) \
       FROM leads l WHERE l.id = opportunities.lead_id))",
);
/// The contacts with the leads it came from.
const EARLIER: AsJson = AsJson(
    "(SELECT json_agg(to_json(n) ORDER BY n.at, n.id) FROM leads l JOIN contact_notes n \
     ON n.subject_kind = 'lead' AND n.subject_id = l.id WHERE l.opportunity_id = opportunities.id)",
);
/// Whose these leads were before it was an opportunity.
const PASSED: AsJson = AsJson(
    "(SELECT json_agg(to_json(s) ORDER BY s.at, s.id) FROM leads l JOIN lead_stamps s ON s.lead_id = l.id \
     WHERE l.opportunity_id = opportunities.id AND s.at < opportunities.created_at)",
);
const LOSSES: AsJson = AsJson(
    "(SELECT json_agg(to_json(t) ORDER BY t.proposed_at DESC) FROM loss_proposals t WHERE t.opportunity_id = opportunities.id)",
);

/// As [`ORIGIN`] tells it.
#[derive(Deserialize)]
struct Origin {
    source: Option<(SourceKind, String)>,
    lead: Option<FirstLead>,
}

#[derive(Deserialize)]
struct FirstLead {
    id: LeadId,
    at: DateTime<Utc>,
    staff_id: Option<StaffId>,
    words: Option<Sealed>,
}

/// An opportunity that this person sees, with all that hangs on it: two round trips.
pub fn opportunity(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    id: OpportunityId,
) -> Result<Opportunity, Error> {
    type Row = (
        OpportunityRow,
        Option<Value>,
        Option<Value>,
        Option<Value>,
        Option<Value>,
        Option<Value>,
        Option<Value>,
        Option<Value>,
        Option<Value>,
        Option<Value>,
        Option<Value>,
    );
    let figures = rules::table
        .filter(rules::store_id.eq(actor.store))
        .filter(rules::key.eq(SalesSettings::KEY))
        .select(rules::value)
        .single_value();
    let (row, elsewhere, origin, events, customer, stamps, follow_ups, earlier, passed, losses, figures): Row =
        visible(actor)
            .filter(opportunities::id.eq(id))
            .select((
                OpportunityRow::as_select(),
                ELSEWHERE,
                ORIGIN,
                EVENTS,
                CUSTOMER,
                STAMPS,
                FOLLOW_UPS,
                EARLIER,
                PASSED,
                LOSSES,
                figures,
            ))
            .first(conn)?;
    let customer: SealedBrief = serde_json::from_value(customer.unwrap_or_default()).map_err(Error::internal)?;
    let stamps: Vec<StampRow> = rows(stamps)?;
    let follow_ups: Vec<FollowUpRow> = rows(follow_ups)?;
    let losses: Vec<LossRow> = rows(losses)?;
    let earlier = told::contacts(vault, earlier)?;
    let passed = told::stamps(vault, passed)?;
    let events: Vec<EventRow> = rows(events)?;
    let origin: Origin = serde_json::from_value(origin.unwrap_or_default()).map_err(Error::internal)?;
    let named = stamps
        .iter()
        .map(|stamp| stamp.staff_id)
        .chain(follow_ups.iter().map(|one| one.staff_id))
        .chain(earlier.iter().map(|one| one.staff))
        .chain(passed.iter().flat_map(|one| [one.staff, one.owner]))
        .chain(losses.iter().flat_map(|loss| [loss.proposed_by, loss.decided_by]))
        .chain(events.iter().map(|event| event.staff_id))
        .chain(origin.lead.iter().map(|lead| lead.staff_id))
        .chain([row.owner_id, row.created_by])
        .flatten();
    let people = people::queries::names(conn, named.collect::<Vec<_>>())?;
    Ok(Opportunity {
        elsewhere: serde_json::from_value(elsewhere.unwrap_or_default()).map_err(Error::internal)?,
        customer: customer.open(vault)?,
        needs: needs_of(vault, id, row.needs_sealed.as_ref())?,
        follow_ups: follow_ups
            .into_iter()
            .map(|one| {
                let note = vault.open(NOTE, one.id.uuid(), &one.note_sealed)?;
                Ok((one, note))
            })
            .collect::<Result<_, Error>>()?,
        stamps: stamps
            .into_iter()
            .map(|stamp| {
                let note = vault.open_opt(STAMP, stamp.id, stamp.note_sealed.as_ref())?;
                Ok((stamp, note))
            })
            .collect::<Result<_, Error>>()?,
        losses: losses
            .into_iter()
            .map(|loss| {
                let note = vault.open_opt(LOSS_NOTE, loss.id.uuid(), loss.note_sealed.as_ref())?;
                let answer: Option<Pii<String>> =
                    vault.open_opt(LOSS_ANSWER, loss.id.uuid(), loss.answer_sealed.as_ref())?;
                Ok((loss, note, answer))
            })
            .collect::<Result<_, Error>>()?,
        source: origin.source,
        words: match &origin.lead {
            Some(lead) => vault.open_opt(WORDS, lead.id.uuid(), lead.words.as_ref())?,
            None => None,
        },
        came: origin.lead.map(|lead| (lead.at, lead.staff_id)),
        earlier,
        passed,
        events: events
            .into_iter()
            .map(|event| {
                let id = event.id;
                let because = match event.what.as_str() {
                    "drive_booked" => vault.open_opt(DRIVE_ENDED, id, event.because.as_ref())?,
                    "trade_answered" => vault.open_opt(TRADE_DECLINED, id, event.because.as_ref())?,
                    "order_cancelled" => vault.open_opt(CANCELLED, id, event.because.as_ref())?,
                    _ => None,
                };
                let note = vault.open_opt(REFUND, id, event.note.as_ref())?;
                Ok((event, because, note))
            })
            .collect::<Result<_, Error>>()?,
        people,
        settings: settings::of_value::<SalesSettings>(figures)?,
        row,
    })
}

/// Whether a drive was finished, here or elsewhere, and a quote given out.
pub fn happened(conn: &mut PgConnection, id: OpportunityId) -> Result<(bool, bool), Error> {
    let driven = test_drives::table
        .filter(test_drives::opportunity_id.eq(id))
        .filter(test_drives::state.eq(DriveState::Done));
    let elsewhere = opportunity_stamps::table
        .filter(opportunity_stamps::opportunity_id.eq(id))
        .filter(opportunity_stamps::action.eq(DRIVEN_ELSEWHERE));
    let quoted = quotes::table
        .filter(quotes::opportunity_id.eq(id))
        .filter(quotes::sent_at.is_not_null());
    let (here, there, quoted): (bool, bool, bool) =
        diesel::select((exists(driven), exists(elsewhere), exists(quoted))).get_result(conn)?;
    Ok((here || there, quoted))
}

/// What was written down of somebody's needs.
pub fn needs_of(vault: &Vault, id: OpportunityId, sealed: Option<&Sealed>) -> Result<Needs, Error> {
    match vault.open_opt(NEEDS, id.uuid(), sealed)? {
        Some(json) => serde_json::from_str(json.expose()).map_err(Error::internal),
        None => Ok(Needs::default()),
    }
}

/// The open opportunity of a customer, the latest if there are several.
pub fn open_of_customer(
    conn: &mut PgConnection,
    store: StoreId,
    customer: CustomerId,
) -> Result<Option<(OpportunityId, Option<StaffId>)>, Error> {
    Ok(opportunities::table
        .filter(opportunities::store_id.eq(store))
        .filter(opportunities::customer_id.eq(customer))
        .filter(opportunities::closed_at.is_null())
        .order((opportunities::created_at.desc(), opportunities::id.desc()))
        .select((opportunities::id, opportunities::owner_id))
        .first(conn)
        .optional()?)
}

/// The numbers behind ids, for the audit log.
pub fn numbers(conn: &mut PgConnection, mut ids: Vec<Uuid>) -> Result<HashMap<Uuid, String>, Error> {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(Uuid, String)> = opportunities::table
        .filter(opportunities::id.eq_any(ids))
        .select((opportunities::id, opportunities::number))
        .load(conn)?;
    Ok(found.into_iter().collect())
}
