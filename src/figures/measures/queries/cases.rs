//! The rows that a figure is counted from.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use diesel::sql_types::{Array, Binary, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use crate::access::{Actor, Permission};
use crate::customers::model::NAME as CUSTOMER_NAME;
use crate::figures::measures::declared::{Declared, declared};
use crate::figures::measures::model::{Asked, Case, Cases, Part, SubjectKind};
use crate::figures::rules::{Figure, Kind};
use crate::platform::db::page::{After, Slice};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::{Sealed, Vault};
use crate::sales::leads::model::NAME as LEAD_NAME;
use crate::schema;
use crate::values::ids::{ComplaintId, CustomerId, LeadId, SalesOrderId, ServiceOrderId, StaffId, SurveyResponseId};
use crate::{complaints, customers, sales, service, surveys};

/// How many rows a page of the list has.
pub const LIST: usize = 40;
/// Most lists find their first page in so many of the last days.
const LATELY: u64 = 14;

/// Which rows are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    pub figure: Figure,
    pub part: Part,
    /// `next` of the page before; anything else is the first page.
    pub after: &'a str,
    pub limit: usize,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Date)]
    day: NaiveDate,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    person: Option<StaffId>,
    #[diesel(sql_type = Text)]
    person_name: String,
    #[diesel(sql_type = SqlUuid)]
    subject: Uuid,
    #[diesel(sql_type = Integer)]
    weight: i32,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    customer: Option<CustomerId>,
    #[diesel(sql_type = Nullable<Binary>)]
    name: Option<Sealed>,
}

/// A page of the cases of a figure, the newest first; customers whom this person doesn't see stay unnamed.
pub fn cases(
    conn: &mut PgConnection,
    vault: &Vault,
    asked: &Asked,
    actor: &Actor,
    rows: Rows<'_>,
) -> Result<Cases, Error> {
    let Some(declared) = declared(rows.figure).filter(|_| asked.fault.is_none()) else {
        return Ok(Cases::default());
    };
    let found = page(conn, asked, declared, rows)?;
    let slice = Slice::cut(found, rows.limit, |row| {
        After {
            at: times::start_of(row.day),
            id: row.subject,
        }
        .to_string()
    });
    let subjects: Vec<Uuid> = slice.rows.iter().map(|row| row.subject).collect();
    let open = openable(conn, actor, asked, declared.subject, &subjects)?;
    let customers: Vec<CustomerId> = slice.rows.iter().filter_map(|row| row.customer).collect();
    let known: BTreeSet<CustomerId> = if customers.is_empty() {
        BTreeSet::new()
    } else {
        customers::queries::visible(actor.customers(), asked.now)
            .filter(schema::customers::id.eq_any(customers))
            .select(schema::customers::id)
            .load::<CustomerId>(conn)?
            .into_iter()
            .collect()
    };
    let cases = slice.rows.into_iter().map(|row| {
        let of_lead = declared.subject == SubjectKind::Lead;
        let may_name = match row.customer {
            Some(customer) => known.contains(&customer),
            None => of_lead && open.contains(&row.subject),
        };
        let (label, id) = match row.customer {
            Some(customer) => (CUSTOMER_NAME, customer.uuid()),
            None => (LEAD_NAME, row.subject),
        };
        let customer_name = match row.name.as_ref().filter(|_| may_name) {
            Some(sealed) => Some(vault.open(label, id, sealed)?),
            None => None,
        };
        Ok(Case {
            kind: declared.subject,
            subject: row.subject,
            day: row.day,
            weight: i16::try_from(row.weight).unwrap_or_default(),
            person: row.person,
            person_name: row.person_name,
            title: row.title,
            customer: row.customer.filter(|_| may_name),
            hidden: row.name.is_some() && customer_name.is_none(),
            customer_name,
            href: open.contains(&row.subject).then(|| href(declared.subject, row.subject)),
        })
    });
    Ok(Cases {
        rows: cases.collect::<Result<_, Error>>()?,
        next: slice.next,
    })
}

/// The rows of a page and one more.
fn page(conn: &mut PgConnection, asked: &Asked, declared: &Declared, rows: Rows<'_>) -> Result<Vec<Row>, Error> {
    let after = After::parse(rows.after);
    if declared.figure.kind() == Kind::State {
        let day = asked.period.as_of(asked.today);
        return between(conn, asked, declared, rows, after, (day, day));
    }
    let last = after.map_or(asked.period.to, |after| times::day_of(after.at).min(asked.period.to));
    let lately = last.checked_sub_days(Days::new(LATELY)).unwrap_or(last);
    if lately > asked.period.from {
        let found = between(conn, asked, declared, rows, after, (lately, last))?;
        if found.len() > rows.limit {
            return Ok(found);
        }
    }
    between(conn, asked, declared, rows, after, (asked.period.from, last))
}

/// What is shown of a row: its title, its customer, and the name, sealed.
const fn details(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Lead => {
            "SELECT l.model AS title, NULL::uuid AS customer, l.name_sealed AS name FROM leads l WHERE l.id = p.subject"
        }
        SubjectKind::SalesOrder => {
            "SELECT q.number AS title, k.id AS customer, k.name_sealed AS name \
             FROM sales_orders q JOIN customers k ON k.id = q.customer_id WHERE q.id = p.subject"
        }
        SubjectKind::Response => {
            "SELECT v.name AS title, k.id AS customer, k.name_sealed AS name FROM survey_responses r \
             JOIN surveys v ON v.id = r.survey_id LEFT JOIN customers k ON k.id = r.customer_id WHERE r.id = p.subject"
        }
        SubjectKind::ServiceOrder => {
            "SELECT o.number AS title, k.id AS customer, k.name_sealed AS name \
             FROM service_orders o JOIN customers k ON k.id = o.customer_id WHERE o.id = p.subject"
        }
        SubjectKind::Complaint => {
            "SELECT c.number AS title, k.id AS customer, k.name_sealed AS name \
             FROM complaints c LEFT JOIN customers k ON k.id = c.customer_id WHERE c.id = p.subject"
        }
        SubjectKind::Customer => {
            "SELECT '' AS title, k.id AS customer, k.name_sealed AS name FROM customers k WHERE k.id = p.subject"
        }
    }
}

fn between(
    conn: &mut PgConnection,
    asked: &Asked,
    declared: &Declared,
    rows: Rows<'_>,
    after: Option<After>,
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<Row>, Error> {
    let weight = match rows.part {
        Part::All => "TRUE",
        Part::Met => "c.weight = 1",
        Part::Missed => "c.weight = 0",
        Part::Against => "c.weight = -1",
    };
    let text = format!(
        "SELECT p.day, p.person, COALESCE(s.name, '') AS person_name, p.subject, p.weight, COALESCE(d.title, '') AS title, \
         d.customer, d.name \
         FROM (SELECT c.day, c.person, c.subject, c.weight {} AND {weight} AND ($6 OR c.person = ANY($7)) \
             AND ($8::date IS NULL OR c.day < $8 OR (c.day = $8 AND c.subject < $9)) \
             ORDER BY c.day DESC, c.subject DESC LIMIT {}) p \
         LEFT JOIN staff s ON s.id = p.person LEFT JOIN LATERAL ({}) d ON TRUE \
         ORDER BY p.day DESC, p.subject DESC",
        declared.spans(),
        rows.limit.saturating_add(1),
        details(declared.subject)
    );
    let people = asked.ids();
    Ok(diesel::sql_query(text)
        .bind::<SqlUuid, _>(asked.store)
        .bind::<Timestamptz, _>(asked.now)
        .bind::<Array<Text>, _>(vec![declared.figure.code()])
        .bind::<Array<Date>, _>(vec![days.0])
        .bind::<Array<Date>, _>(vec![days.1])
        .bind::<Bool, _>(people.is_none())
        .bind::<Array<SqlUuid>, _>(people.unwrap_or_default())
        .bind::<Nullable<Date>, _>(after.map(|after| times::day_of(after.at)))
        .bind::<Nullable<SqlUuid>, _>(after.map(|after| after.id))
        .load(conn)?)
}

/// Where a row is shown.
fn href(kind: SubjectKind, id: Uuid) -> String {
    let list = match kind {
        SubjectKind::Lead => "leads",
        SubjectKind::SalesOrder => "sales-orders",
        SubjectKind::Response => "survey-answers",
        SubjectKind::ServiceOrder => "service-orders",
        SubjectKind::Complaint => "complaints",
        SubjectKind::Customer => "customers",
    };
    format!("/{list}/{id}")
}

/// The rows among these that this person may open.
fn openable(
    conn: &mut PgConnection,
    actor: &Actor,
    asked: &Asked,
    kind: SubjectKind,
    subjects: &[Uuid],
) -> Result<BTreeSet<Uuid>, Error> {
    let needs = match kind {
        SubjectKind::Lead | SubjectKind::SalesOrder => Permission::SeeSales,
        SubjectKind::Response => Permission::SeeSurveyAnswers,
        SubjectKind::ServiceOrder => Permission::SeeServiceOrders,
        SubjectKind::Complaint => Permission::SeeComplaints,
        SubjectKind::Customer => Permission::SeeCustomers,
    };
    if subjects.is_empty() || !actor.may(needs) {
        return Ok(BTreeSet::new());
    }
    macro_rules! ids {
        ($Id:ident, $table:ident, $visible:expr) => {{
            let wanted: Vec<$Id> = subjects.iter().map(|id| $Id::from(*id)).collect();
            let found: Vec<$Id> = $visible
                .filter(schema::$table::id.eq_any(wanted))
                .select(schema::$table::id)
                .load(conn)?;
            found.into_iter().map(Uuid::from).collect()
        }};
    }
    Ok(match kind {
        SubjectKind::Lead => ids!(LeadId, leads, sales::leads::queries::visible(actor)),
        SubjectKind::SalesOrder => ids!(SalesOrderId, sales_orders, sales::orders::queries::visible(actor)),
        SubjectKind::Response => ids!(
            SurveyResponseId,
            survey_responses,
            surveys::answers::queries::visible(actor, asked.now)
        ),
        SubjectKind::ServiceOrder => ids!(ServiceOrderId, service_orders, service::queries::visible(actor)),
        SubjectKind::Complaint => ids!(ComplaintId, complaints, complaints::queries::visible(actor)),
        SubjectKind::Customer => ids!(
            CustomerId,
            customers,
            customers::queries::visible(actor.customers(), asked.now)
        ),
    })
}
