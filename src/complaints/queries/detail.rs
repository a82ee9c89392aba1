//! One complaint, opened.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use uuid::Uuid;

use super::beside;
use super::queue::{customer_name, plate_of, reporter};
use super::scope::Visible;
use super::visible;
use crate::access::Actor;
use crate::complaints::model::{
    CONTAINMENT, ComplaintRow, DECISION, Detail, EFFECT, ENTRY, Entry, EntryRow, FACTS, GOODWILL, GoodwillRow,
    MEASURES, RoundRow, STATEMENT, Solution, SolutionRow, VISIT_REF,
};
use crate::complaints::settings::ComplaintSettings;
use crate::platform::drafts::Draft;
use crate::platform::error::Error;
use crate::platform::settings::{self, Setting};
use crate::platform::vault::{Pii, Sealed, Vault};
use crate::schema::{
    complaint_crises, complaint_entries, complaint_goodwill, complaint_rounds, complaint_solutions, complaint_terms,
    complaints, customer_phones, customers, drafts, settings as rules, vehicles,
};
use crate::values::ids::{ComplaintId, PhoneId, StaffId};
use crate::values::phone::Phone;

diesel::alias!(complaint_terms as cause_terms: CauseTerms);

/// A complaint that this person sees, with what they left unsaved at this place of its page: three round trips.
pub fn detail(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    id: ComplaintId,
    place: &str,
) -> Result<Detail, Error> {
    let head = head(conn, vault, actor, id, place)?;
    with_timeline(conn, vault, actor, head)
}

/// A complaint that was merged into one that this person sees, with that one's number.
pub fn merged(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    id: ComplaintId,
) -> Result<(Detail, String), Error> {
    let among = super::scope::merged(conn, actor, id)?;
    let head = head_among(conn, vault, actor, among, id, "")?;
    let into = head.complaint.merged_into;
    let numbers = super::numbers(conn, into.iter().map(|into| into.uuid()).collect())?;
    let number = numbers.into_values().next().unwrap_or_default();
    Ok((with_timeline(conn, vault, actor, head)?, number))
}

/// The timeline, and the names, files and rounds in it: two round trips more. The files of a merged complaint are with
/// the one that it went into.
pub fn with_timeline(conn: &mut PgConnection, vault: &Vault, actor: &Actor, head: Detail) -> Result<Detail, Error> {
    let holder = head.complaint.merged_into.unwrap_or(head.complaint.id);
    let (people, files) = beside(conn, vault, actor.store, holder)?;
    Ok(Detail {
        people,
        files,
        ..with_entries(conn, vault, head)?
    })
}

/// The timeline and the rounds in it, without names: one round trip more.
pub fn with_entries(conn: &mut PgConnection, vault: &Vault, head: Detail) -> Result<Detail, Error> {
    let (entries, mut rounds) = entries(conn, vault, head.complaint.id)?;
    rounds.retain(|round| round.round < head.complaint.round);
    Ok(Detail {
        entries,
        earlier: rounds,
        ..head
    })
}

/// A complaint that this person sees, without its timeline and the names in it: one round trip.
pub fn head(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    id: ComplaintId,
    place: &str,
) -> Result<Detail, Error> {
    head_among(conn, vault, actor, visible(actor), id, place)
}

fn head_among(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    among: Visible,
    id: ComplaintId,
    place: &str,
) -> Result<Detail, Error> {
    type Row = (
        ComplaintRow,
        Option<RoundRow>,
        (String, String),
        (Option<String>, Option<String>),
        (Option<Sealed>, Option<Sealed>),
        (Option<PhoneId>, Option<Sealed>),
        (Option<Sealed>, Option<String>, Option<String>),
        (Option<Uuid>, Option<Sealed>, Option<DateTime<Utc>>),
        Option<serde_json::Value>,
    );
    let limits = || {
        rules::table
            .filter(rules::store_id.eq(actor.store))
            .filter(rules::key.eq(ComplaintSettings::KEY))
    };
    let draft = || {
        drafts::table
            .filter(drafts::staff_id.eq(actor.id))
            .filter(drafts::place.eq(place.to_owned()))
    };
    let phone = || {
        customer_phones::table
            .filter(customer_phones::customer_id.nullable().eq(complaints::customer_id))
            .filter(customer_phones::is_primary)
    };
    let cause = || {
        cause_terms.filter(
            cause_terms
                .field(complaint_terms::code)
                .nullable()
                .eq(complaints::cause),
        )
    };
    let row: Row = among
        .filter(complaints::id.eq(id))
        .select((
            ComplaintRow::as_select(),
            Option::<RoundRow>::as_select(),
            (
                complaint_terms::zh.assume_not_null(),
                complaint_terms::en.assume_not_null(),
            ),
            (
                cause().select(cause_terms.field(complaint_terms::zh)).single_value(),
                cause().select(cause_terms.field(complaint_terms::en)).single_value(),
            ),
            (customers::name_sealed.nullable(), customers::email_sealed.nullable()),
            (
                phone().select(customer_phones::id).single_value(),
                phone().select(customer_phones::phone_sealed).single_value(),
            ),
            (
                vehicles::plate_sealed.nullable(),
                vehicles::brand.nullable(),
                vehicles::model.nullable(),
            ),
            (
                draft().select(drafts::id).single_value(),
                draft().select(drafts::body_sealed).single_value(),
                draft().select(drafts::updated_at).single_value(),
            ),
            limits().select(rules::value).single_value(),
        ))
        .first(conn)?;
    let (complaint, round, category, cause, (name, email), phone, (plate, brand, model), draft, limits) = row;
    let draft = match draft {
        (Some(draft), Some(sealed), Some(at)) => Some(Draft::open(vault, draft, &sealed, at)?),
        _ => None,
    };
    let phone = match phone {
        (Some(phone), Some(sealed)) => {
            let text = vault.open(crate::customers::model::PHONE, phone.uuid(), &sealed)?;
            Phone::parse(text.expose()).ok().map(Pii::new)
        }
        _ => None,
    };
    let name = customer_name(vault, &complaint, name.as_ref())?;
    Ok(Detail {
        category,
        cause: cause.0.zip(cause.1),
        customer: complaint.customer_id.zip(name),
        phone,
        has_email: email.is_some(),
        reporter: reporter(vault, &complaint)?,
        plate: plate_of(vault, &complaint, plate.as_ref())?,
        vehicle: model
            .map(|model| format!("{} {model}", brand.unwrap_or_default()).trim().to_owned())
            .filter(|title| !title.is_empty()),
        facts: vault.open(FACTS, complaint.id.uuid(), &complaint.facts_sealed)?,
        visit_ref: vault.open_opt(VISIT_REF, complaint.id.uuid(), complaint.visit_ref_sealed.as_ref())?,
        entries: Vec::new(),
        people: HashMap::new(),
        files: Vec::new(),
        earlier: Vec::new(),
        limits: settings::of_value::<ComplaintSettings>(limits)?.into(),
        draft,
        complaint,
        round: round.ok_or_else(|| Error::internal("a complaint without its round"))?,
    })
}

/// The timeline of a complaint whose scope was checked, with what was told of those merged into it, and its rounds, oldest
/// first.
fn entries(conn: &mut PgConnection, vault: &Vault, id: ComplaintId) -> Result<(Vec<Entry>, Vec<RoundRow>), Error> {
    type Row = (EntryRow, Option<SolutionRow>, Option<GoodwillRow>, Option<RoundRow>);
    let rows: Vec<Row> = complaint_entries::table
        .left_join(complaint_solutions::table)
        .left_join(complaint_goodwill::table)
        .left_join(
            complaint_rounds::table.on(complaint_rounds::complaint_id
                .eq(complaint_entries::complaint_id)
                .and(complaint_rounds::round.eq(complaint_entries::round))),
        )
        .filter(
            complaint_entries::complaint_id
                .eq(id)
                .or(complaint_entries::complaint_id.eq_any(
                    complaints::table
                        .filter(complaints::merged_into.eq(id))
                        .select(complaints::id),
                )),
        )
        .order((complaint_entries::at, complaint_entries::id))
        .select((
            EntryRow::as_select(),
            Option::<SolutionRow>::as_select(),
            Option::<GoodwillRow>::as_select(),
            Option::<RoundRow>::as_select(),
        ))
        .load(conn)?;
    let mut rounds: Vec<RoundRow> = Vec::new();
    let entries = rows
        .into_iter()
        .map(|(row, solution, goodwill, round)| {
            let own = round.filter(|round| round.complaint_id == id);
            rounds.extend(own.filter(|round| rounds.iter().all(|known| known.round != round.round)));
            Ok(Entry {
                data: serde_json::from_value(row.data.clone()).unwrap_or_default(),
                body: vault.open_opt(ENTRY, row.id, row.body_sealed.as_ref())?,
                solution: solution.map(|row| open_solution(vault, row)).transpose()?,
                goodwill: goodwill
                    .map(|row| {
                        let note = vault.open_opt(GOODWILL, row.id, row.note_sealed.as_ref())?;
                        Ok::<_, Error>((row, note))
                    })
                    .transpose()?,
                row,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    rounds.sort_by_key(|round| round.round);
    Ok((entries, rounds))
}

fn open_solution(vault: &Vault, row: SolutionRow) -> Result<Solution, Error> {
    Ok(Solution {
        measures: vault.open(MEASURES, row.id, &row.measures_sealed)?,
        effect: vault.open(EFFECT, row.id, &row.effect_sealed)?,
        reason: vault.open_opt(DECISION, row.id, row.reason_sealed.as_ref())?,
        row,
    })
}

/// The crisis checklist of a complaint.
pub struct Crisis {
    pub owner: Option<StaffId>,
    pub statement: Option<Pii<String>>,
    pub containment: Option<Pii<String>>,
    pub next_report_at: Option<DateTime<Utc>>,
    pub lock_version: i32,
}

pub fn crisis(conn: &mut PgConnection, vault: &Vault, id: ComplaintId) -> Result<Option<Crisis>, Error> {
    type Row = (
        Option<StaffId>,
        Option<Sealed>,
        Option<Sealed>,
        Option<DateTime<Utc>>,
        i32,
    );
    let row: Option<Row> = complaint_crises::table
        .find(id)
        .select((
            complaint_crises::owner_id,
            complaint_crises::statement_sealed,
            complaint_crises::containment_sealed,
            complaint_crises::next_report_at,
            complaint_crises::lock_version,
        ))
        .first(conn)
        .optional()?;
    row.map(|(owner, statement, containment, next_report_at, lock_version)| {
        Ok(Crisis {
            owner,
            statement: vault.open_opt(STATEMENT, id.uuid(), statement.as_ref())?,
            containment: vault.open_opt(CONTAINMENT, id.uuid(), containment.as_ref())?,
            next_report_at,
            lock_version,
        })
    })
    .transpose()
}
