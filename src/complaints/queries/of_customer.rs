//! What happened with one customer, in one round trip across the rooms. The caller has checked that the reader may see
//! the customer.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Bytea, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use crate::access::{Actor, Permission, Role};
use crate::complaints::model::FACTS;
use crate::customers::model::NOTE_BODY;
use crate::platform::db::history;
use crate::platform::db::page::{After, Slice};
use crate::platform::error::Error;
use crate::platform::vault::{Label, Pii, Sealed, Vault};
use crate::sales::opportunities::model::NOTE;
use crate::schema::complaints;
use crate::service::past::model::TECHNICIAN;
use crate::values::ids::{CustomerId, StaffId, StoreId};

const CONTACT_BODY: Label = Label("contact_notes.body");
const MESSAGE_SUBJECT: Label = Label("messages.subject");
const TASK_TITLE: Label = Label("tasks.title");

/// Something that happened with a customer, or is to happen.
pub struct Happening {
    pub id: Uuid,
    /// `note`, `contact`, `consent`, `message`, `complaint`, `service`, `bill`, `points`, `tier`, `owner`, `vehicle`; of
    /// sales `lead`, `opportunity`, `follow_up`, `drive`, `quote`, `order`, `delivery`; `task` of what is to come.
    pub kind: String,
    pub at: DateTime<Utc>,
    pub pinned: bool,
    pub staff: Option<String>,
    /// Codes and names, by kind: channel and outcome, purpose and channel, channel and state, number and state; of a task
    /// the kind and id of its record and its own kind; of a service its number, its state (`past` if it was before the
    /// portal), its items and `km|fen|car`; of a bill the number, `settle`, `pay` or `refund`, the amount and the order; of
    /// points the kind, how many and what they came from; of a tier that was set by hand the tier; of sales the
    /// number, the state, the sum and the model as far as it has them; of a survey its name, both figures and what followed.
    pub words: [String; 4],
    pub flag: bool,
    pub body: Option<Pii<String>>,
}

/// Which complaints of the customer the reader sees, whether points, and what of sales.
#[derive(Clone, Copy)]
pub struct Reader {
    me: StaffId,
    /// All of this customer's; otherwise only those the person recorded, owns or has to answer for.
    all: bool,
    /// Any at all.
    any: bool,
    /// What points came and went.
    points: bool,
    sales: Sales,
}

/// Which of sales the reader sees.
#[derive(Clone, Copy)]
struct Sales {
    store: StoreId,
    /// All of the store's.
    all: bool,
    /// What nobody looks after, and what was delivered.
    free: bool,
    /// Their own.
    own: bool,
}

impl Reader {
    /// `owner` looks after the customer.
    pub fn of(actor: &Actor, owner: Option<StaffId>) -> Self {
        use Role::{CrmManager, CustomerCare, SalesConsultant, SalesManager, ServiceManager, StoreManager};
        let wide = [CustomerCare, SalesManager, ServiceManager, CrmManager, StoreManager];
        let own = actor.is(SalesConsultant) && owner == Some(actor.id);
        Self {
            me: actor.id,
            all: own || wide.iter().any(|role| actor.is(*role)),
            any: actor.may(Permission::SeeComplaints),
            points: actor.may(Permission::SeeMembership),
            sales: Sales {
                store: actor.store,
                all: [SalesManager, CrmManager, StoreManager]
                    .iter()
                    .any(|role| actor.is(*role)),
                free: actor.is(CustomerCare),
                own: actor.is(SalesConsultant),
            },
        }
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Bool)]
    pinned: bool,
    #[diesel(sql_type = Nullable<Text>)]
    staff_name: Option<String>,
    #[diesel(sql_type = Array<Text>)]
    words: Vec<String>,
    #[diesel(sql_type = Bool)]
    flag: bool,
    #[diesel(sql_type = Nullable<Bytea>)]
    body: Option<Sealed>,
}

impl Row {
    fn open(self, vault: &Vault) -> Result<Happening, Error> {
        if self.kind == "tier" {
            return self.open_tier(vault);
        }
        let label = match self.kind.as_str() {
            "note" => NOTE_BODY,
            "contact" => CONTACT_BODY,
            "message" => MESSAGE_SUBJECT,
            "task" => TASK_TITLE,
            "service" => TECHNICIAN,
            "follow_up" => NOTE,
            _ => FACTS,
        };
        let mut words = self.words.into_iter();
        Ok(Happening {
            body: vault.open_opt(label, self.id, self.body.as_ref())?,
            id: self.id,
            kind: self.kind,
            at: self.at,
            pinned: self.pinned,
            staff: self.staff_name,
            words: std::array::from_fn(|_| words.next().unwrap_or_default()),
            flag: self.flag,
        })
    }

    /// The log keeps the reason, the history of the record what the tier became.
    fn open_tier(self, vault: &Vault) -> Result<Happening, Error> {
        let [change, became, _, customer] = self.words.as_slice() else {
            return Err(Error::internal("a tier without its change"));
        };
        let sealed = hex::decode(became).map(Sealed::from_bytes).map_err(Error::internal)?;
        let tier = match change.parse::<Uuid>() {
            Ok(change) => history::put(vault, change, &sealed)?.into_exposed(),
            // It was set to what it was already.
            Err(_) => String::new(),
        };
        Ok(Happening {
            words: [tier, String::new(), String::new(), customer.clone()],
            body: history::reason(vault, self.id, self.body.as_ref())?,
            id: self.id,
            kind: self.kind,
            at: self.at,
            pinned: self.pinned,
            staff: self.staff_name,
            flag: self.flag,
        })
    }
}

/// What came of selling them a car: leads, opportunities, follow-ups, test drives, quotes given out, orders, deliveries. Each
/// is seen by whom its own list shows it to.
macro_rules! sold {
    () => {
        " UNION ALL (\
           SELECT l.id, 'lead', l.received_at, FALSE, l.owner_id, ARRAY[l.state, x.kind, x.name, l.model], l.state = 'open', NULL \
           FROM leads AS l JOIN lead_sources AS x ON x.id = l.source_id \
           WHERE l.customer_id = $1 AND l.store_id = $14 AND $2 IN ('', 'sales') \
             AND ($11 OR $12 AND (l.owner_id IS NULL OR l.created_by = $8) OR $13 AND l.owner_id = $8) \
             AND (l.received_at, l.id) < ($3, $4) ORDER BY l.received_at DESC, l.id DESC LIMIT $5) UNION ALL (\
           SELECT o.id, 'opportunity', o.created_at, FALSE, o.owner_id, ARRAY[o.number, o.stage, o.model, ''], \
             o.closed_at IS NULL, NULL FROM opportunities AS o \
           WHERE o.customer_id = $1 AND o.store_id = $14 AND $2 IN ('', 'sales') \
             AND ($11 OR $12 AND o.owner_id IS NULL OR $13 AND o.owner_id = $8) \
             AND (o.created_at, o.id) < ($3, $4) ORDER BY o.created_at DESC, o.id DESC LIMIT $5) UNION ALL (\
           SELECT f.id, 'follow_up', f.at, FALSE, f.staff_id, ARRAY[f.kind, f.outcome, o.number, o.id::text], FALSE, f.note_sealed \
           FROM opportunities AS o JOIN follow_ups AS f ON f.opportunity_id = o.id \
           WHERE o.customer_id = $1 AND o.store_id = $14 AND $2 IN ('', 'sales') \
             AND ($11 OR $12 AND o.owner_id IS NULL OR $13 AND o.owner_id = $8) \
             AND (f.at, f.id) < ($3, $4) ORDER BY f.at DESC, f.id DESC LIMIT $5) UNION ALL (\
           SELECT d.id, 'drive', d.out_at, FALSE, d.consultant_id, ARRAY[d.state, c.model, '', ''], d.state = 'out', NULL \
           FROM test_drives AS d JOIN opportunities AS o ON o.id = d.opportunity_id JOIN demo_cars AS c ON c.id = d.car_id \
           WHERE d.customer_id = $1 AND d.store_id = $14 AND $2 IN ('', 'sales') AND d.out_at IS NOT NULL \
             AND ($11 OR $13 AND (d.consultant_id = $8 OR o.owner_id = $8)) \
             AND (d.out_at, d.id) < ($3, $4) ORDER BY d.out_at DESC, d.id DESC LIMIT $5) UNION ALL (\
           SELECT q.id, 'quote', q.sent_at, FALSE, q.sent_by, ARRAY[q.number, q.state, q.total_fen::text, q.model], \
             q.state = 'sent', NULL FROM opportunities AS o JOIN quotes AS q ON q.opportunity_id = o.id \
           WHERE o.customer_id = $1 AND o.store_id = $14 AND $2 IN ('', 'sales') AND q.sent_at IS NOT NULL \
             AND ($11 OR $12 AND o.owner_id IS NULL OR $13 AND o.owner_id = $8) \
             AND (q.sent_at, q.id) < ($3, $4) ORDER BY q.sent_at DESC, q.id DESC LIMIT $5) UNION ALL (\
           SELECT b.id, 'order', b.created_at, FALSE, b.created_by, ARRAY[b.number, b.state, b.total_fen::text, b.model], \
             b.state = 'open', NULL FROM sales_orders AS b \
           WHERE b.customer_id = $1 AND b.store_id = $14 AND $2 IN ('', 'sales') \
             AND ($11 OR $12 AND b.state = 'delivered' OR $13 AND b.owner_id = $8) \
             AND (b.created_at, b.id) < ($3, $4) ORDER BY b.created_at DESC, b.id DESC LIMIT $5) UNION ALL (\
           SELECT d.id, 'delivery', d.handed_over_at, FALSE, d.handed_over_by, ARRAY[b.number, b.model, '', ''], FALSE, NULL \
           FROM sales_orders AS b JOIN deliveries AS d ON d.order_id = b.id \
           WHERE b.customer_id = $1 AND b.store_id = $14 AND $2 IN ('', 'sales') AND d.handed_over_at IS NOT NULL \
             AND ($11 OR $12 AND b.state = 'delivered' OR $13 AND b.owner_id = $8) \
             AND (d.handed_over_at, d.id) < ($3, $4) ORDER BY d.handed_over_at DESC, d.id DESC LIMIT $5)"
    };
}

/// The timeline, newest first: pinned notes on top of the first page, and only one kind if one is named; and how many
/// services there were. `more` is what rooms to the right have to tell: ` UNION ALL (…)` with the columns and the
/// placeholders of the parts here, nothing where the reader doesn't see it.
pub fn timeline(
    conn: &mut PgConnection,
    vault: &Vault,
    customer: CustomerId,
    reader: Reader,
    (kind, more): (&str, &'static str),
    after: Option<After>,
    limit: usize,
) -> Result<(Vec<Happening>, Slice<Happening>, i64), Error> {
    const PARTS: &str = concat!(
        "SELECT h.*, s.name AS staff_name FROM ((\
           SELECT id, 'note' AS kind, created_at AS at, FALSE AS pinned, created_by AS staff_id, ARRAY[]::text[] AS words, \
             FALSE AS flag, body_sealed AS body FROM customer_notes \
           WHERE customer_id = $1 AND removed_at IS NULL AND NOT pinned AND $2 IN ('', 'note') AND (created_at, id) < ($3, $4) \
           ORDER BY created_at DESC, id DESC LIMIT $5) UNION ALL (\
           SELECT id, 'note', created_at, TRUE, created_by, ARRAY[]::text[], FALSE, body_sealed FROM customer_notes \
           WHERE customer_id = $1 AND removed_at IS NULL AND pinned AND $2 IN ('', 'note') AND $6 \
           ORDER BY created_at DESC, id DESC LIMIT 20) UNION ALL (\
           SELECT id, 'contact', at, FALSE, staff_id, ARRAY[channel, outcome], FALSE, body_sealed FROM contact_notes \
           WHERE customer_id = $1 AND $2 IN ('', 'contact') AND (subject_kind <> 'complaint' OR $9 AND ($7 OR subject_id IN (\
             SELECT id FROM complaints WHERE customer_id = $1 AND (owner_id = $8 OR responsible_id = $8 OR created_by = $8)))) \
             AND (coalesce(subject_kind, '') NOT IN ('lead', 'opportunity', 'test_drive', 'quote', 'sales_order', 'trade_in') OR $11 OR $12 \
             OR $13 AND (staff_id = $8 OR subject_id IN (SELECT id FROM opportunities WHERE customer_id = $1 AND owner_id = $8 \
               UNION ALL SELECT id FROM leads WHERE customer_id = $1 AND owner_id = $8))) \
             AND (at, id) < ($3, $4) ORDER BY at DESC, id DESC LIMIT $5) UNION ALL (\
           SELECT id, 'consent', at, FALSE, recorded_by, ARRAY[purpose, channel], given, NULL FROM consents \
           WHERE customer_id = $1 AND $2 IN ('', 'consent') AND (at, id) < ($3, $4) ORDER BY at DESC, id DESC LIMIT $5) UNION ALL (\
           SELECT id, 'message', created_at, FALSE, created_by, ARRAY[channel, state], FALSE, subject_sealed FROM messages \
           WHERE customer_id = $1 AND $2 IN ('', 'message') AND (coalesce(subject_kind, '') NOT IN ('lead', 'opportunity', 'test_drive', 'quote', 'sales_order', 'trade_in') OR $11 OR $12 \
             OR $13 AND (created_by = $8 OR subject_id IN (SELECT id FROM opportunities WHERE customer_id = $1 AND owner_id = $8 \
               UNION ALL SELECT id FROM leads WHERE customer_id = $1 AND owner_id = $8))) \
             AND (created_at, id) < ($3, $4) \
           ORDER BY created_at DESC, id DESC LIMIT $5) UNION ALL (\
           SELECT c.id, 'complaint', c.received_at, FALSE, c.created_by, ARRAY[c.number, c.state, t.zh, t.en], \
             c.ended_at IS NULL, c.facts_sealed FROM complaints AS c JOIN complaint_terms AS t ON t.code = c.category \
           WHERE c.customer_id = $1 AND c.merged_into IS NULL AND $2 IN ('', 'complaint') AND $9 \
             AND ($7 OR c.owner_id = $8 OR c.responsible_id = $8 OR c.created_by = $8) AND (c.received_at, c.id) < ($3, $4) \
           ORDER BY c.received_at DESC, c.id DESC LIMIT $5) UNION ALL (\
           SELECT id, 'service', at, FALSE, NULL, ARRAY[number, 'past', array_to_string(items, '、'), \
             concat_ws('|', coalesce(mileage_km::text, ''), total_fen, vehicle_id)], FALSE, technician_sealed \
           FROM past_services WHERE customer_id = $1 AND $2 IN ('', 'service') AND (at, id) < ($3, $4) \
           ORDER BY at DESC, id DESC LIMIT $5) UNION ALL (\
           SELECT o.id, 'service', o.created_at, FALSE, o.advisor_id, ARRAY[o.number, o.state, array_to_string(ARRAY(\
               SELECT i.zh FROM service_items AS i WHERE i.order_id = o.id AND i.removed_at IS NULL AND i.kind <> 'part' \
               ORDER BY i.position), '、'), concat_ws('|', coalesce(o.mileage_km::text, ''), o.current_fen, o.vehicle_id)], \
             o.ended_at IS NULL, NULL FROM service_orders AS o \
           WHERE o.customer_id = $1 AND $2 IN ('', 'service') AND (o.created_at, o.id) < ($3, $4) \
           ORDER BY o.created_at DESC, o.id DESC LIMIT $5) UNION ALL (\
           SELECT m.id, 'bill', m.at, FALSE, m.staff_id, ARRAY[o.number, m.action, coalesce(m.data ->> 'amount', ''), o.id::text], \
             FALSE, NULL FROM service_orders AS o JOIN service_stamps AS m ON m.order_id = o.id \
           WHERE o.customer_id = $1 AND $2 IN ('', 'service') AND m.action IN ('settle', 'pay', 'refund') \
             AND (m.at, m.id) < ($3, $4) ORDER BY m.at DESC, m.id DESC LIMIT $5) UNION ALL (\
           SELECT id, 'points', at, FALSE, staff_id, ARRAY[kind, points::text, source_kind, customer_id::text], points < 0, NULL \
           FROM points_entries WHERE customer_id = $1 AND $2 IN ('', 'points') AND $10 AND (at, id) < ($3, $4) \
           ORDER BY at DESC, id DESC LIMIT $5) UNION ALL (\
           SELECT a.id, 'tier', a.at, FALSE, a.staff_id, ARRAY[coalesce(f.id::text, ''), \
             coalesce(encode(f.new_sealed, 'hex'), ''), '', a.subject_id::text], FALSE, a.reason_sealed \
           FROM audit_entries AS a LEFT JOIN field_changes AS f ON f.subject_kind = 'customer' AND f.subject_id = $1 \
             AND f.field = 'tier' AND f.at = a.at AND f.staff_id = a.staff_id \
           WHERE a.subject_kind = 'customer' AND a.subject_id = $1 AND a.action = 'customers.explain_tier' \
             AND $2 IN ('', 'points') AND $10 AND (a.at, a.id) < ($3, $4) ORDER BY a.at DESC, a.id DESC LIMIT $5) UNION ALL (\
           SELECT '00000000-0000-0000-0000-000000000000'::uuid, 'services', to_timestamp(0), TRUE, NULL, \
             ARRAY[((SELECT count(*) FROM past_services WHERE customer_id = $1) \
               + (SELECT count(*) FROM service_orders WHERE customer_id = $1))::text], FALSE, NULL) UNION ALL (\
           SELECT id, 'owner', at, FALSE, staff_id, ARRAY[]::text[], new_sealed IS NOT NULL, NULL FROM field_changes \
           WHERE subject_kind = 'customer' AND subject_id = $1 AND field = 'owner' AND $2 IN ('', 'owner') AND (at, id) < ($3, $4) \
           ORDER BY at DESC, id DESC LIMIT $5) UNION ALL (\
           SELECT o.id, 'vehicle', o.created_at, FALSE, NULL, ARRAY[v.brand, v.model, v.trim, v.id::text], FALSE, NULL \
           FROM vehicle_owners AS o JOIN vehicles AS v ON v.id = o.vehicle_id \
           WHERE o.customer_id = $1 AND $2 IN ('', 'vehicle') AND (o.created_at, o.id) < ($3, $4) \
           ORDER BY o.created_at DESC, o.id DESC LIMIT $5)",
        sold!()
    );
    const END: &str = ") AS h LEFT JOIN staff AS s ON s.id = h.staff_id ORDER BY h.pinned DESC, h.at DESC, h.id DESC";
    let rows: Vec<Row> = diesel::sql_query(format!("{PARTS}{more}{END}"))
        .bind::<SqlUuid, _>(customer)
        .bind::<Text, _>(kind)
        .bind::<Timestamptz, _>(after.map_or(far(), |key| key.at))
        .bind::<SqlUuid, _>(after.map_or(Uuid::max(), |key| key.id))
        .bind::<BigInt, _>(i64::try_from(limit).unwrap_or(50) + 1)
        .bind::<Bool, _>(after.is_none())
        .bind::<Bool, _>(reader.all)
        .bind::<SqlUuid, _>(reader.me)
        .bind::<Bool, _>(reader.any)
        .bind::<Bool, _>(reader.points)
        .bind::<Bool, _>(reader.sales.all)
        .bind::<Bool, _>(reader.sales.free)
        .bind::<Bool, _>(reader.sales.own)
        .bind::<SqlUuid, _>(reader.sales.store)
        .load(conn)?;
    let opened = rows
        .into_iter()
        .map(|row| row.open(vault))
        .collect::<Result<Vec<_>, Error>>()?;
    let (counted, opened): (Vec<_>, Vec<_>) = opened.into_iter().partition(|one| one.kind == "services");
    let services = counted
        .first()
        .and_then(|one| one.words.first()?.parse().ok())
        .unwrap_or_default();
    let (pinned, rest): (Vec<_>, Vec<_>) = opened.into_iter().partition(|one| one.pinned);
    let key = |one: &Happening| After { at: one.at, id: one.id }.to_string();
    Ok((pinned, Slice::cut(rest, limit, key), services))
}

/// How many services a customer had.
pub fn services(conn: &mut PgConnection, customer: CustomerId) -> Result<i64, Error> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let found: Count = diesel::sql_query(
        "SELECT (SELECT count(*) FROM past_services WHERE customer_id = $1) \
         + (SELECT count(*) FROM service_orders WHERE customer_id = $1) AS n",
    )
    .bind::<SqlUuid, _>(customer)
    .get_result(conn)?;
    Ok(found.n)
}

/// What is still to be done for a customer: open tasks and open complaints, the most urgent first. Tasks of sales are for
/// whoever sees sales.
pub fn ahead(
    conn: &mut PgConnection,
    vault: &Vault,
    customer: CustomerId,
    reader: Reader,
) -> Result<Vec<Happening>, Error> {
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT h.*, s.name AS staff_name FROM ((\
           SELECT id, 'task' AS kind, due_at AS at, FALSE AS pinned, owner_id AS staff_id, ARRAY[subject_kind, subject_id::text, \
             kind] AS words, FALSE AS flag, title_sealed AS body FROM tasks \
           WHERE customer_id = $1 AND done_at IS NULL AND cancelled_at IS NULL AND (subject_kind <> 'complaint' OR $2 AND ($3 \
             OR subject_id IN (SELECT id FROM complaints WHERE customer_id = $1 \
               AND (owner_id = $4 OR responsible_id = $4 OR created_by = $4)))) \
             AND (subject_kind NOT IN ('lead', 'opportunity', 'test_drive', 'quote', 'sales_order', 'trade_in') OR $5 OR owner_id = $4 \
               OR ($6 OR $7) AND owner_id IS NULL) ORDER BY due_at LIMIT 20) UNION ALL (\
           SELECT c.id, 'complaint', COALESCE(c.due_at, c.received_at), FALSE, c.owner_id, \
             ARRAY[c.number, c.state, t.zh, t.en], c.due_at IS NOT NULL, NULL \
           FROM complaints AS c JOIN complaint_terms AS t ON t.code = c.category \
           WHERE c.customer_id = $1 AND c.merged_into IS NULL AND c.ended_at IS NULL AND $2 \
             AND ($3 OR c.owner_id = $4 OR c.responsible_id = $4 OR c.created_by = $4) ORDER BY c.queue_at LIMIT 20)\
         ) AS h LEFT JOIN staff AS s ON s.id = h.staff_id ORDER BY h.at, h.id",
    )
    .bind::<SqlUuid, _>(customer)
    .bind::<Bool, _>(reader.any)
    .bind::<Bool, _>(reader.all)
    .bind::<SqlUuid, _>(reader.me)
    .bind::<Bool, _>(reader.sales.all)
    .bind::<Bool, _>(reader.sales.free)
    .bind::<Bool, _>(reader.sales.own)
    .load(conn)?;
    rows.into_iter().map(|row| row.open(vault)).collect()
}

/// How many complaints of these customers are open: for the desk, which meets the customer before whoever owns them does.
pub fn open_of(conn: &mut PgConnection, customers: &[CustomerId]) -> Result<HashMap<CustomerId, i64>, Error> {
    if customers.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Option<CustomerId>, i64)> = complaints::table
        .filter(complaints::customer_id.eq_any(customers))
        .filter(complaints::merged_into.is_null())
        .filter(complaints::ended_at.is_null())
        .group_by(complaints::customer_id)
        .select((complaints::customer_id, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(id, count)| Some((id?, count))).collect())
}

/// After every day there will be.
fn far() -> DateTime<Utc> {
    DateTime::from_timestamp(32_503_680_000, 0).unwrap_or_default()
}
