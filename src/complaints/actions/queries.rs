//! Reads of corrective actions. What a person sees begins at [`visible`].

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::dsl::{auto_type, count};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use super::rules::{State, View};
use crate::access::{Actor, Permission};
use crate::complaints::model::{ACTION_DONE, ACTION_EFFECT, ACTION_MEASURE, ACTION_TITLE, Effect};
use crate::platform::db::page::{After, Slice};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::{Pii, Sealed, Vault};
use crate::schema::{complaint_terms, complaints, corrective_actions as actions, staff};
use crate::values::ids::{ComplaintId, CorrectiveActionId, StaffId, StoreId};

#[auto_type(type_case = "PascalCase")]
fn joined() -> _ {
    actions::table
        .left_join(complaint_terms::table.on(complaint_terms::code.nullable().eq(actions::cause)))
        .left_join(staff::table.on(staff::id.nullable().eq(actions::owner_id)))
        .left_join(complaints::table.on(complaints::id.nullable().eq(actions::complaint_id)))
}

pub type Visible = diesel::dsl::IntoBoxed<'static, Joined, Pg>;

/// The actions this person sees: all of the store for those who analyse complaints, else those they own or opened.
pub fn visible(actor: &Actor) -> Visible {
    let all = joined().into_boxed().filter(actions::store_id.eq(actor.store));
    if actor.may(Permission::AnalyseComplaints) {
        return all;
    }
    all.filter(actions::owner_id.eq(actor.id).or(actions::created_by.eq(actor.id)))
}

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = actions, check_for_backend(Pg))]
pub struct ActionRow {
    pub id: CorrectiveActionId,
    pub store_id: StoreId,
    pub complaint_id: Option<ComplaintId>,
    pub cause: Option<String>,
    pub opened_because: String,
    pub title_sealed: Sealed,
    pub measure_sealed: Option<Sealed>,
    pub owner_id: Option<StaffId>,
    pub due_on: NaiveDate,
    pub state: State,
    pub done_at: Option<DateTime<Utc>>,
    pub done_by: Option<StaffId>,
    pub done_note_sealed: Option<Sealed>,
    pub effect: Option<Effect>,
    pub effect_note_sealed: Option<Sealed>,
    pub checked_at: Option<DateTime<Utc>>,
    pub checked_by: Option<StaffId>,
    pub created_by: Option<StaffId>,
    pub created_at: DateTime<Utc>,
    pub lock_version: i32,
}

impl ActionRow {
    pub fn is_alarm(&self) -> bool {
        self.opened_because == "repeat_cause"
    }
}

/// An action with what stands beside it in lists.
pub struct Action {
    pub row: ActionRow,
    pub title: Pii<String>,
    /// (zh, en)
    pub cause: Option<(String, String)>,
    pub owner: Option<String>,
    /// (complaint, number)
    pub complaint: Option<(ComplaintId, String)>,
}

type Row = (
    ActionRow,
    Option<(String, String)>,
    Option<String>,
    Option<(ComplaintId, String)>,
);

fn columns() -> (
    diesel::dsl::AsSelect<ActionRow, Pg>,
    diesel::dsl::Nullable<(complaint_terms::zh, complaint_terms::en)>,
    diesel::dsl::Nullable<staff::name>,
    diesel::dsl::Nullable<(complaints::id, complaints::number)>,
) {
    (
        ActionRow::as_select(),
        (complaint_terms::zh, complaint_terms::en).nullable(),
        staff::name.nullable(),
        (complaints::id, complaints::number).nullable(),
    )
}

fn opened(vault: &Vault, (row, cause, owner, complaint): Row) -> Result<Action, Error> {
    Ok(Action {
        title: vault.open(ACTION_TITLE, row.id.uuid(), &row.title_sealed)?,
        row,
        cause,
        owner,
        complaint,
    })
}

/// How many stand in each view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Queryable)]
pub struct Counts {
    pub open: i64,
    pub overdue: i64,
    pub done: i64,
    pub checked: i64,
}

pub fn counts(conn: &mut PgConnection, actor: &Actor, cause: Option<&str>, today: NaiveDate) -> Result<Counts, Error> {
    let is = |state: State| actions::state.eq(state);
    Ok(narrowed(visible(actor), cause)
        .select((
            count(actions::id).aggregate_filter(is(State::Open)),
            count(actions::id).aggregate_filter(is(State::Open).and(actions::due_on.lt(today))),
            count(actions::id).aggregate_filter(is(State::Done)),
            count(actions::id).aggregate_filter(is(State::Checked)),
        ))
        .first(conn)?)
}

fn narrowed(query: Visible, cause: Option<&str>) -> Visible {
    match cause {
        Some(cause) => query.filter(actions::cause.eq(cause.to_owned())),
        None => query,
    }
}

/// A page of actions: what is due first where something is to be done, else the newest first.
pub fn list(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    view: View,
    cause: Option<&str>,
    after: Option<After>,
    limit: usize,
    today: NaiveDate,
) -> Result<Slice<Action>, Error> {
    let query = narrowed(visible(actor), cause);
    let query = match view {
        View::Open => query.filter(actions::state.eq(State::Open)),
        View::Overdue => query
            .filter(actions::state.eq(State::Open))
            .filter(actions::due_on.lt(today)),
        View::Done => query.filter(actions::state.eq(State::Done)),
        View::Checked => query.filter(actions::state.eq(State::Checked)),
        View::All => query,
    };
    let by_due = matches!(view, View::Open | View::Overdue | View::Done);
    let query = match (by_due, after) {
        (true, Some(after)) => {
            let (day, id) = (times::day_of(after.at), CorrectiveActionId::from(after.id));
            query.filter(
                actions::due_on
                    .gt(day)
                    .or(actions::due_on.eq(day).and(actions::id.gt(id))),
            )
        }
        (false, Some(after)) => {
            let id = CorrectiveActionId::from(after.id);
            let same = actions::created_at.eq(after.at).and(actions::id.lt(id));
            query.filter(actions::created_at.lt(after.at).or(same))
        }
        (_, None) => query,
    };
    let query = if by_due {
        query.order((actions::due_on.asc(), actions::id.asc()))
    } else {
        query.order((actions::created_at.desc(), actions::id.desc()))
    };
    let rows: Vec<Row> = query
        .limit(i64::try_from(limit + 1).unwrap_or(i64::MAX))
        .select(columns())
        .load(conn)?;
    let key = |(row, ..): &Row| {
        let at = if by_due {
            times::start_of(row.due_on)
        } else {
            row.created_at
        };
        After { at, id: row.id.uuid() }.to_string()
    };
    let slice = Slice::cut(rows, limit, key);
    Ok(Slice {
        rows: slice
            .rows
            .into_iter()
            .map(|row| opened(vault, row))
            .collect::<Result<_, _>>()?,
        next: slice.next,
    })
}

/// An action, opened.
pub struct Detail {
    pub action: Action,
    pub measure: Option<Pii<String>>,
    pub done_note: Option<Pii<String>>,
    pub effect_note: Option<Pii<String>>,
}

pub fn detail(conn: &mut PgConnection, vault: &Vault, actor: &Actor, id: CorrectiveActionId) -> Result<Detail, Error> {
    let row: Row = visible(actor)
        .filter(actions::id.eq(id))
        .select(columns())
        .first(conn)?;
    let action = opened(vault, row)?;
    let open = |label, sealed: Option<&Sealed>| vault.open_opt(label, id.uuid(), sealed);
    Ok(Detail {
        measure: open(ACTION_MEASURE, action.row.measure_sealed.as_ref())?,
        done_note: open(ACTION_DONE, action.row.done_note_sealed.as_ref())?,
        effect_note: open(ACTION_EFFECT, action.row.effect_note_sealed.as_ref())?,
        action,
    })
}

/// Who they are, by name; also of those who left.
pub fn names(conn: &mut PgConnection, store: StoreId, people: &[StaffId]) -> Result<HashMap<StaffId, String>, Error> {
    Ok(staff::table
        .filter(staff::store_id.eq(store))
        .filter(staff::id.eq_any(people))
        .select((staff::id, staff::name))
        .load::<(StaffId, String)>(conn)?
        .into_iter()
        .collect())
}

/// Complaints of a cause before and after the day an action was done, and how many days were compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, QueryableByName)]
pub struct BeforeAfter {
    #[diesel(sql_type = BigInt)]
    pub before: i64,
    #[diesel(sql_type = BigInt)]
    pub after: i64,
    #[diesel(sql_type = Integer)]
    pub days: i32,
}

/// One round trip; `days` holds where the store has set nothing else.
pub fn before_after(
    conn: &mut PgConnection,
    store: StoreId,
    cause: &str,
    done_on: NaiveDate,
    days: u32,
) -> Result<BeforeAfter, Error> {
    Ok(diesel::sql_query(include_str!("before_after.sql"))
        .bind::<SqlUuid, _>(store)
        .bind::<Text, _>(cause)
        .bind::<Date, _>(done_on)
        .bind::<Integer, _>(i32::try_from(days).unwrap_or(30))
        .bind::<Text, _>(times::ZONE.name())
        .get_result(conn)?)
}

/// One entry of a list to choose from: a cause (code, zh, en, zh and en of its branch) or a person (id, name).
#[derive(Clone, Debug, QueryableByName)]
pub struct Listed {
    #[diesel(sql_type = Bool)]
    pub is_person: bool,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    pub zh: String,
    #[diesel(sql_type = Text)]
    pub en: String,
}

/// Causes to choose from, and the people who can own an action: those who may see complaints.
pub fn lists(conn: &mut PgConnection, store: StoreId) -> Result<Vec<Listed>, Error> {
    let roles: Vec<&str> = Permission::SeeComplaints
        .roles()
        .iter()
        .map(|role| role.code())
        .collect();
    Ok(diesel::sql_query(
        "SELECT FALSE AS is_person, t.code, p.zh || ' / ' || t.zh AS zh, p.en || ' / ' || t.en AS en, \
                p.position * 1000 + t.position AS place \
         FROM complaint_terms t JOIN complaint_terms p ON p.code = t.parent \
         WHERE t.kind = 'cause' AND t.retired_at IS NULL \
         UNION ALL \
         SELECT TRUE, id::text, name, name, 0 FROM staff \
         WHERE store_id = $1 AND disabled_at IS NULL AND roles && $2 \
         ORDER BY 1, 5, 3",
    )
    .bind::<SqlUuid, _>(store)
    .bind::<Array<Text>, _>(roles)
    .load(conn)?)
}

/// An action with its effect, for the analysis.
pub struct Effected {
    pub row: EffectedRow,
    pub title: Pii<String>,
}

#[derive(Debug, QueryableByName)]
pub struct EffectedRow {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = diesel::sql_types::Binary)]
    pub title_sealed: Sealed,
    #[diesel(sql_type = Bool)]
    pub is_alarm: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub zh: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub en: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub cause: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub owner: Option<String>,
    #[diesel(sql_type = Date)]
    pub due_on: NaiveDate,
    #[diesel(sql_type = Text)]
    pub state: State,
    #[diesel(sql_type = Nullable<Text>)]
    pub effect: Option<Effect>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub done_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = BigInt)]
    pub before: i64,
    #[diesel(sql_type = BigInt)]
    pub after: i64,
    /// The span that was compared, from the store's settings.
    #[diesel(sql_type = Integer)]
    pub days: i32,
    #[diesel(sql_type = BigInt)]
    pub open: i64,
    #[diesel(sql_type = BigInt)]
    pub overdue: i64,
}

/// The actions that ask for attention, and the last ones done, each with complaints of its cause before and after; the
/// counts of all stand on every row. One round trip. `days` holds where the store has set nothing else.
pub fn effects(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    today: NaiveDate,
    days: u32,
    limit: i64,
) -> Result<Vec<Effected>, Error> {
    let rows: Vec<EffectedRow> = diesel::sql_query(include_str!("effects.sql"))
        .bind::<SqlUuid, _>(store)
        .bind::<Date, _>(today)
        .bind::<Integer, _>(i32::try_from(days).unwrap_or(30))
        .bind::<BigInt, _>(limit)
        .bind::<Text, _>(times::ZONE.name())
        .load(conn)?;
    rows.into_iter()
        .map(|row| {
            Ok(Effected {
                title: vault.open(ACTION_TITLE, row.id, &row.title_sealed)?,
                row,
            })
        })
        .collect()
}
