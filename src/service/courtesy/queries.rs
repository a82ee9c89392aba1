//! Reads of courtesy cars.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Bytea, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde_json::Value;
use uuid::Uuid;

use super::model::{Answered, Car, CarRow, Listed, Loan, LoanRow, NOTE, REFUSAL, Refusal};
use super::rules::{Due, LoanState, Reply, Stay, View, due};
use super::settings::CourtesySettings;
use crate::customers::model::NAME;
use crate::customers::queries::brief;
use crate::membership;
use crate::membership::model::BenefitLeft;
use crate::membership::rules::Benefit;
use crate::platform::db::kept::kept;
use crate::platform::db::page::{After, Slice};
use crate::platform::error::Error;
use crate::platform::settings::{self, Setting};
use crate::platform::vault::{Purpose, Sealed, Vault};
use crate::schema::{courtesy_cars, courtesy_loans, courtesy_refusals, customers};
use crate::values::ids::{CourtesyCarId, CustomerId, LoanId, StoreId, VisitId};
use crate::values::money::Fen;
use crate::values::plate::Plate;
use crate::visits::rules::Line;

/// The cars of a store, in the order they were bought.
pub fn cars(conn: &mut PgConnection, vault: &Vault, store: StoreId) -> Result<Vec<Car>, Error> {
    let rows: Vec<CarRow> = courtesy_cars::table
        .filter(courtesy_cars::store_id.eq(store))
        .filter(courtesy_cars::retired_at.is_null())
        .order(courtesy_cars::id)
        .select(CarRow::as_select())
        .load(conn)?;
    rows.into_iter().map(|row| Car::open(row, vault)).collect()
}

pub fn car(conn: &mut PgConnection, vault: &Vault, store: StoreId, id: CourtesyCarId) -> Result<Car, Error> {
    let row: CarRow = courtesy_cars::table
        .find(id)
        .filter(courtesy_cars::store_id.eq(store))
        .select(CarRow::as_select())
        .first(conn)?;
    Car::open(row, vault)
}

type Loans = diesel::dsl::IntoBoxed<'static, diesel::dsl::InnerJoin<courtesy_loans::table, courtesy_cars::table>, Pg>;

fn of_store(store: StoreId) -> Loans {
    courtesy_loans::table
        .inner_join(courtesy_cars::table)
        .into_boxed()
        .filter(courtesy_loans::store_id.eq(store))
}

fn listed(conn: &mut PgConnection, vault: &Vault, rows: Vec<(LoanRow, CarRow)>) -> Result<Vec<Listed>, Error> {
    let customers: Vec<CustomerId> = rows.iter().map(|(loan, _)| loan.customer_id).collect();
    let names = brief(conn, vault, &customers)?;
    rows.into_iter()
        .map(|(loan, car)| {
            let customer = names.get(&loan.customer_id).map(|known| known.name.expose().clone());
            Ok(Listed {
                loan: Loan::open(loan, vault)?,
                car: Car::open(car, vault)?,
                customer: customer.unwrap_or_default(),
                free: 0,
            })
        })
        .collect()
}

/// What is booked and lent in a store, in the order of time.
pub fn open_loans(conn: &mut PgConnection, vault: &Vault, store: StoreId) -> Result<Vec<Listed>, Error> {
    let rows = of_store(store)
        .filter(courtesy_loans::state.eq_any([LoanState::Booked, LoanState::Out]))
        .order((courtesy_loans::starts_at, courtesy_loans::id))
        .select((LoanRow::as_select(), CarRow::as_select()))
        .load(conn)?;
    listed(conn, vault, rows)
}

/// What the calendar shows between two instants.
pub fn between(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Listed>, Error> {
    let rows = of_store(store)
        .filter(courtesy_loans::state.ne(LoanState::Cancelled))
        .filter(courtesy_loans::starts_at.lt(to))
        .filter(
            courtesy_loans::ends_at
                .gt(from)
                .or(courtesy_loans::state.eq(LoanState::Out)),
        )
        .order((courtesy_loans::starts_at, courtesy_loans::id))
        .select((LoanRow::as_select(), CarRow::as_select()))
        .load(conn)?;
    listed(conn, vault, rows)
}

/// A page of the list of loans, newest first.
pub fn page(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    view: View,
    after: Option<After>,
    (limit, now): (usize, DateTime<Utc>),
) -> Result<Slice<Listed>, Error> {
    let mut query = of_store(store);
    query = match view {
        View::Open => query.filter(courtesy_loans::state.eq(LoanState::Out)),
        View::Late => query
            .filter(courtesy_loans::state.eq(LoanState::Out))
            .filter(courtesy_loans::due_at.lt(now)),
        View::Booked => query.filter(courtesy_loans::state.eq(LoanState::Booked)),
        View::Past => query.filter(courtesy_loans::state.eq_any([LoanState::Returned, LoanState::Cancelled])),
    };
    if let Some(after) = after {
        let id = LoanId::from(after.id);
        query = query.filter(
            courtesy_loans::starts_at
                .lt(after.at)
                .or(courtesy_loans::starts_at.eq(after.at).and(courtesy_loans::id.lt(id))),
        );
    }
    let rows: Vec<(LoanRow, CarRow)> = query
        .order((courtesy_loans::starts_at.desc(), courtesy_loans::id.desc()))
        .limit(i64::try_from(limit + 1).unwrap_or(i64::MAX))
        .select((LoanRow::as_select(), CarRow::as_select()))
        .load(conn)?;
    let rows = listed(conn, vault, rows)?;
    Ok(Slice::cut(rows, limit, |row| {
        let (at, id) = (row.loan.starts_at, row.loan.id.uuid());
        After { at, id }.to_string()
    }))
}

/// One loan of a store: one round trip.
pub fn loan(conn: &mut PgConnection, vault: &Vault, store: StoreId, id: LoanId) -> Result<Listed, Error> {
    let name = customers::table
        .filter(customers::id.eq(courtesy_loans::customer_id))
        .select(customers::name_sealed)
        .single_value();
    let (loan, car, name): (LoanRow, CarRow, Option<Sealed>) = of_store(store)
        .filter(courtesy_loans::id.eq(id))
        .select((LoanRow::as_select(), CarRow::as_select(), name))
        .first(conn)?;
    let customer = vault.open_opt(NAME, loan.customer_id.uuid(), name.as_ref())?;
    Ok(Listed {
        loan: Loan::open(loan, vault)?,
        car: Car::open(car, vault)?,
        customer: customer.map(|name| name.expose().clone()).unwrap_or_default(),
        free: 0,
    })
}

/// Who had a plate in hands at an instant.
pub fn who_had(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    plate: &Plate,
    at: DateTime<Utc>,
) -> Result<Vec<Listed>, Error> {
    let rows = of_store(store)
        .filter(courtesy_loans::plate_bidx.eq(vault.blind(Purpose::Plate, plate.canonical())))
        .filter(courtesy_loans::out_at.le(at))
        .filter(courtesy_loans::back_at.is_null().or(courtesy_loans::back_at.gt(at)))
        .order(courtesy_loans::out_at.desc())
        .select((LoanRow::as_select(), CarRow::as_select()))
        .load(conn)?;
    listed(conn, vault, rows)
}

/// Whether nothing is lent to a customer at present, and why.
pub fn refused(
    conn: &mut PgConnection,
    vault: &Vault,
    customer: CustomerId,
    today: NaiveDate,
) -> Result<Option<String>, Error> {
    let found: Option<(Uuid, Sealed)> = courtesy_refusals::table
        .filter(courtesy_refusals::customer_id.eq(customer))
        .filter(courtesy_refusals::lifted_at.is_null())
        .filter(courtesy_refusals::until_on.ge(today))
        .order(courtesy_refusals::until_on.desc())
        .select((courtesy_refusals::id, courtesy_refusals::reason_sealed))
        .first(conn)
        .optional()?;
    found
        .map(|(id, reason)| Ok(vault.open(REFUSAL, id, &reason)?.expose().clone()))
        .transpose()
}

/// Everybody of a store to whom nothing is lent.
pub fn refusals(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    today: NaiveDate,
) -> Result<Vec<Refusal>, Error> {
    let rows: Vec<(Uuid, CustomerId, Sealed, NaiveDate)> = courtesy_refusals::table
        .filter(courtesy_refusals::store_id.eq(store))
        .filter(courtesy_refusals::lifted_at.is_null())
        .filter(courtesy_refusals::until_on.ge(today))
        .order((courtesy_refusals::until_on, courtesy_refusals::id))
        .limit(500)
        .select((
            courtesy_refusals::id,
            courtesy_refusals::customer_id,
            courtesy_refusals::reason_sealed,
            courtesy_refusals::until_on,
        ))
        .load(conn)?;
    let customers: Vec<CustomerId> = rows.iter().map(|row| row.1).collect();
    let names = brief(conn, vault, &customers)?;
    rows.into_iter()
        .map(|(id, customer, reason, until)| {
            let name = names.get(&customer).map(|known| known.name.expose().clone());
            Ok(Refusal {
                id,
                customer,
                name: name.unwrap_or_default(),
                reason: vault.open(REFUSAL, id, &reason)?.expose().clone(),
                until,
            })
        })
        .collect()
}

/// What is due to a visitor, what was answered, which loan there is, and what the store's figures are.
#[derive(Clone, Debug)]
pub struct Standing {
    pub due: Due,
    pub answered: Option<Answered>,
    pub loan: Option<(LoanId, LoanState)>,
    /// The lent car is not back in time.
    pub late: bool,
    /// The own car is ready, or gone: nothing is lent any more.
    pub over: bool,
    pub settings: CourtesySettings,
}

#[derive(QueryableByName)]
struct StandingRow {
    #[diesel(sql_type = Text)]
    line: Line,
    #[diesel(sql_type = Timestamptz)]
    arrived_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    ready_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    promised_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Bool>)]
    warranty: Option<bool>,
    #[diesel(sql_type = Nullable<Bool>)]
    household: Option<bool>,
    #[diesel(sql_type = Nullable<Text>)]
    answer: Option<Reply>,
    #[diesel(sql_type = Nullable<BigInt>)]
    amount_fen: Option<i64>,
    #[diesel(sql_type = Nullable<Bytea>)]
    note_sealed: Option<Sealed>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    answered_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    loan: Option<LoanId>,
    #[diesel(sql_type = Nullable<Text>)]
    loan_state: Option<LoanState>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    loan_due: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    settings: Option<Value>,
}

const STANDING: &str = "SELECT v.line, v.arrived_at, coalesce(v.ready_at, v.left_at) AS ready_at, \
    coalesce(o.promised_at, c.promised_at) AS promised_at, c.warranty, c.household, \
    f.answer, f.amount_fen, f.note_sealed, f.at AS answered_at, l.id AS loan, l.state AS loan_state, \
    l.due_at AS loan_due, s.value AS settings \
    FROM visits AS v LEFT JOIN check_ins AS c ON c.visit_id = v.id \
    LEFT JOIN service_orders AS o ON o.visit_id = v.id AND o.state <> 'cancelled' \
    LEFT JOIN courtesy_offers AS f ON f.visit_id = v.id \
    LEFT JOIN LATERAL (SELECT id, state, due_at FROM courtesy_loans \
      WHERE visit_id = v.id AND state <> 'cancelled' ORDER BY id DESC LIMIT 1) AS l ON TRUE \
    LEFT JOIN settings AS s ON s.store_id = v.store_id AND s.key = $2 WHERE v.id = $1";

/// Where a service visit stands as to a courtesy car, for its page and for that of its service order: one question. That
/// the reader sees the visit is the caller's matter. A promise that was moved counts as it is now.
pub fn standing(conn: &mut PgConnection, vault: &Vault, visit: VisitId, now: DateTime<Utc>) -> Result<Standing, Error> {
    let question = diesel::sql_query(STANDING)
        .bind::<SqlUuid, _>(visit)
        .bind::<Text, _>(CourtesySettings::KEY);
    let row: StandingRow = kept(question).get_result(conn)?;
    let settings: CourtesySettings = settings::of_value(row.settings)?;
    let owed = match (row.line, row.warranty, row.household) {
        (Line::Service, Some(warranty), Some(household)) => {
            let stay = Stay {
                arrived_at: row.arrived_at,
                promised_at: row.promised_at,
                ready_at: row.ready_at,
                warranty,
                household,
            };
            due(&stay, now, (&settings).into())
        }
        _ => Due::Nothing,
    };
    let answered = match row.answer.zip(row.answered_at) {
        Some((reply, at)) => Some(Answered {
            reply,
            amount: row.amount_fen.map(Fen::new),
            note: vault
                .open_opt(NOTE, visit.uuid(), row.note_sealed.as_ref())?
                .map(|note| note.expose().clone()),
            at,
        }),
        None => None,
    };
    Ok(Standing {
        due: owed,
        answered,
        loan: row.loan.zip(row.loan_state),
        late: row.loan_state == Some(LoanState::Out) && row.loan_due.is_some_and(|due| due < now),
        over: row.ready_at.is_some(),
        settings,
    })
}

/// How often a customer may still have a car for nothing, as a member.
pub fn free(conn: &mut PgConnection, now: DateTime<Utc>, store: StoreId, customer: CustomerId) -> Result<u32, Error> {
    let card = membership::queries::card(conn, now, store, customer)?;
    let left = card.benefit(Benefit::CourtesyCar).filter(|left| left.today);
    Ok(left.map_or(0, BenefitLeft::left))
}
