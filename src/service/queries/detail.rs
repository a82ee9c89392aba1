//! One order, opened.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bytea, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde_json::Value;
use uuid::Uuid;

use super::list::plate_of;
use super::visible;
use crate::access::Actor;
use crate::customers::model::NAME;
use crate::platform::db::kept::kept;
use crate::platform::db::lists::{AsJson, rows};
use crate::platform::drafts::Draft;
use crate::platform::error::Error;
use crate::platform::files::{self, FileInfo};
use crate::platform::settings::{self, Setting};
use crate::platform::vault::{Sealed, Vault};
use crate::schema::{
    check_ins, customers, drafts, service_findings, service_orders, settings as rules, vehicle_models, vehicles, visits,
};
use crate::service::check_in::rules::Strokes;
use crate::service::model::{
    Agreed, CHECK_REASON, CONSENT_NOTE, CONSENT_SIGNATURE, ConsentRow, Detail, FINDING, Finding, FindingRow,
    ON_ACCOUNT, OrderRow, PAUSE_NOTE, STAMP, StampRow, UNDONE, WHO, WISH,
};
use crate::service::rules::FindingState;
use crate::service::settings::ServiceSettings;
use crate::values::ids::{AttachmentId, FindingId, ServiceOrderId, StaffId, StoreId};
use crate::vehicles::model::title;
use crate::visits::rules::{Line, Purpose, VisitState};

/// An order that this person sees, with all that hangs on it: two round trips.
pub fn detail(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    id: ServiceOrderId,
    place: &str,
) -> Result<Detail, Error> {
    let head = head(conn, vault, actor, id, place)?;
    with_people(conn, vault, actor.store, head)
}

/// As [`detail`], without names and photos: one round trip.
pub fn head(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    id: ServiceOrderId,
    place: &str,
) -> Result<Detail, Error> {
    type Row = (
        OrderRow,
        (
            VisitState,
            Purpose,
            Line,
            i16,
            DateTime<Utc>,
            Option<DateTime<Utc>>,
            Option<DateTime<Utc>>,
        ),
        Sealed,
        (Option<Sealed>, String, String, String, Option<i32>),
        (Option<i32>, Option<i32>, Option<i64>),
        (Option<Uuid>, Option<Sealed>, Option<DateTime<Utc>>),
        Option<Value>,
        Lists,
    );
    let rates = rules::table
        .filter(rules::store_id.eq(actor.store))
        .filter(rules::key.eq(ServiceSettings::KEY))
        .select(rules::value)
        .single_value();
    let draft = || {
        drafts::table
            .filter(drafts::staff_id.eq(actor.id))
            .filter(drafts::place.eq(place.to_owned()))
    };
    let model = || vehicle_models::table.filter(vehicle_models::id.nullable().eq(vehicles::model_id));
    let sheet = check_ins::table.filter(check_ins::visit_id.eq(service_orders::visit_id));
    let row: Row = visible(actor)
        .filter(service_orders::id.eq(id))
        .select((
            OrderRow::as_select(),
            (
                visits::state,
                visits::purpose,
                visits::line,
                visits::ticket_no,
                visits::arrived_at,
                visits::ready_at,
                visits::left_at,
            ),
            customers::name_sealed,
            (
                vehicles::plate_sealed,
                vehicles::brand,
                vehicles::model,
                vehicles::trim,
                vehicles::mileage_km,
            ),
            (
                model().select(vehicle_models::service_km).single_value(),
                model().select(vehicle_models::service_months).single_value(),
                sheet.select(check_ins::estimate_from_fen).single_value(),
            ),
            (
                draft().select(drafts::id).single_value(),
                draft().select(drafts::body_sealed).single_value(),
                draft().select(drafts::updated_at).single_value(),
            ),
            rates,
            LISTS,
        ))
        .first(conn)?;
    let (
        order,
        (visit, purpose, line, ticket, arrived_at, ready_at, left_at),
        name,
        car,
        (km, months, estimate_from),
        draft,
        rates,
        lists,
    ) = row;
    let (plate, brand, model, trim, mileage) = car;
    let draft = match draft {
        (Some(draft), Some(sealed), Some(at)) => Some(Draft::open(vault, draft, &sealed, at)?),
        _ => None,
    };
    let (items, findings, consents, spells, pauses, checks, settlements, payments, stamps, loans) = lists;
    let findings: Vec<FindingRow> = rows(findings)?;
    let consents: Vec<ConsentRow> = rows(consents)?;
    let stamps: Vec<StampRow> = rows(stamps)?;
    Ok(Detail {
        visit,
        purpose,
        ticket: line.ticket(ticket),
        arrived_at,
        ready_at,
        left_at,
        customer: vault.open(NAME, order.customer_id.uuid(), &name)?,
        plate: plate_of(vault, order.vehicle_id, plate.as_ref())?,
        vehicle: title(&brand, &model, &trim),
        wish: vault.open_opt(WISH, id.uuid(), order.wish_sealed.as_ref())?,
        on_account: vault.open_opt(ON_ACCOUNT, id.uuid(), order.on_account_sealed.as_ref())?,
        items: rows(items)?,
        findings: findings
            .into_iter()
            .map(|row| Finding::open(row, vault))
            .collect::<Result<_, Error>>()?,
        consents: consents
            .into_iter()
            .map(|row| {
                let who = vault.open(WHO, row.id, &row.who_sealed)?;
                let note = vault.open_opt(CONSENT_NOTE, row.id, row.note_sealed.as_ref())?;
                let drawn = vault.open_opt(CONSENT_SIGNATURE, row.id, row.signature_sealed.as_ref())?;
                Ok(Agreed {
                    strokes: drawn.and_then(|drawn| Strokes::parse(drawn.expose()).ok()),
                    who,
                    note,
                    row,
                })
            })
            .collect::<Result<_, Error>>()?,
        spells: rows(spells)?,
        pauses: noted(rows(pauses)?, |row: &crate::service::model::PauseRow| {
            vault.open_opt(PAUSE_NOTE, row.id, row.note_sealed.as_ref())
        })?,
        checks: noted(rows(checks)?, |row: &crate::service::model::CheckRow| {
            vault.open_opt(CHECK_REASON, row.id, row.reason_sealed.as_ref())
        })?,
        settlements: noted(rows(settlements)?, |row: &crate::service::model::SettlementRow| {
            vault.open_opt(UNDONE, row.id, row.undone_because_sealed.as_ref())
        })?,
        payments: rows(payments)?,
        stamps: noted(stamps, |row| vault.open_opt(STAMP, row.id, row.note_sealed.as_ref()))?,
        loans: rows(loans)?,
        people: HashMap::new(),
        files: HashMap::new(),
        draft,
        interval: (km, months),
        estimate_from,
        settings: settings::of_value::<ServiceSettings>(rates)?,
        mileage,
        order,
    })
}

type Note = Option<crate::platform::vault::Pii<String>>;

/// Rows with the note that each of them keeps sealed.
fn noted<T>(rows: Vec<T>, open: impl Fn(&T) -> Result<Note, Error>) -> Result<Vec<(T, Note)>, Error> {
    rows.into_iter()
        .map(|row| {
            let note = open(&row)?;
            Ok((row, note))
        })
        .collect()
}

type Lists = (
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

/// What hangs on an order in one table.
macro_rules! of_order {
    ($table:literal by $order:literal $(where $more:literal)?) => {
        AsJson(concat!(
            "(SELECT json_agg(to_json(t) ORDER BY ",
            $order,
            ") FROM ",
            $table,
            " t WHERE t.order_id = service_orders.id",
            $(" AND ", $more,)?
            ")"
        ))
    };
}

/// Everything that hangs on an order, read along with it.
const LISTS: (
    AsJson,
    AsJson,
    AsJson,
    AsJson,
    AsJson,
    AsJson,
    AsJson,
    AsJson,
    AsJson,
    AsJson,
) = (
    of_order!("service_items" by "t.position, t.id" where "t.removed_at IS NULL"),
    of_order!("service_findings" by "t.reported_at, t.id"),
    of_order!("service_consents" by "t.at, t.id"),
    of_order!("work_spells" by "t.from_at, t.id"),
    of_order!("promise_pauses" by "t.from_at, t.id"),
    of_order!("service_checks" by "t.at, t.id"),
    of_order!("service_settlements" by "t.at, t.id"),
    of_order!("service_payments" by "t.at, t.id"),
    of_order!("service_stamps" by "t.at, t.id"),
    AsJson(
        "(SELECT json_agg(json_build_object('id', t.id, 'state', t.state) ORDER BY t.starts_at, t.id) \
         FROM courtesy_loans t WHERE t.visit_id = service_orders.visit_id AND t.state <> 'cancelled')",
    ),
);

#[derive(QueryableByName)]
struct Beside {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    /// Of a person.
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
    /// Of a photo: its finding.
    #[diesel(sql_type = SqlUuid)]
    subject: Uuid,
    #[diesel(sql_type = Nullable<Bytea>)]
    name_sealed: Option<Sealed>,
    #[diesel(sql_type = Text)]
    media_type: String,
    #[diesel(sql_type = Integer)]
    size_bytes: i32,
    #[diesel(sql_type = Nullable<Integer>)]
    width: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    height: Option<i32>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    created_by: Option<Uuid>,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
}

/// Adds the names of the store's people and the photos of the findings: one round trip.
pub fn with_people(conn: &mut PgConnection, vault: &Vault, store: StoreId, head: Detail) -> Result<Detail, Error> {
    let question = diesel::sql_query(
        "SELECT id, name, id AS subject, NULL::bytea AS name_sealed, '' AS media_type, 0 AS size_bytes, \
           NULL::int AS width, NULL::int AS height, NULL::uuid AS created_by, created_at FROM staff WHERE store_id = $1 \
         UNION ALL \
         SELECT id, NULL, subject_id, name_sealed, media_type, size_bytes, width, height, created_by, created_at \
         FROM attachments WHERE subject_kind = $2 AND removed_at IS NULL \
           AND subject_id IN (SELECT f.id FROM service_findings f WHERE f.order_id = $3) ORDER BY created_at, id",
    )
    .bind::<SqlUuid, _>(store)
    .bind::<Text, _>(FINDING)
    .bind::<SqlUuid, _>(head.order.id);
    let rows: Vec<Beside> = kept(question).load(conn)?;
    let (mut people, mut photos) = (HashMap::new(), HashMap::<Uuid, Vec<FileInfo>>::new());
    for row in rows {
        if let Some(name) = row.name {
            people.insert(StaffId::from(row.id), name);
        } else if let Some(sealed) = row.name_sealed {
            photos.entry(row.subject).or_default().push(FileInfo {
                id: AttachmentId::from(row.id),
                name: vault.open(files::NAME, row.id, &sealed)?,
                media_type: row.media_type,
                size_bytes: row.size_bytes,
                pixels: row.width.zip(row.height),
                created_by: row.created_by.map(StaffId::from),
                created_at: row.created_at,
            });
        }
    }
    Ok(Detail {
        people,
        files: photos,
        ..head
    })
}

/// Whether a finding belongs to an order that this person sees: [`Error::NotFound`] if not.
pub fn finding_of(
    conn: &mut PgConnection,
    actor: &Actor,
    order: ServiceOrderId,
    finding: FindingId,
) -> Result<FindingState, Error> {
    super::is_visible(conn, actor, order)?;
    service_findings::table
        .find(finding)
        .filter(service_findings::order_id.eq(order))
        .select(service_findings::state)
        .first(conn)
        .map_err(Error::from)
}
