//! HTTP of the administration desk.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Path;
use diesel::PgConnection;
use uuid::Uuid;

use super::forms::{About, AuditQuery, DisableForm};
use super::model::Entry;
use super::text::AdminText;
use super::views::{AuditPage, DisablePage, Names, Offers, PermissionsPage, Recent, export_head, export_row};
use super::{open_work, queries};
use crate::access::{Permission, Role};
use crate::platform::db::SeeOther;
use crate::platform::db::page::PAGE;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::page::Choice;
use crate::platform::web::{Answer, Cx, Form, FormView, Posted, Query};
use crate::values::ids::StaffId;
use crate::{complaints, staff};

/// The most entries that one export holds.
const EXPORTED: usize = 10_000;
/// Entries in the panel on a person's page.
const RECENT: usize = 10;

/// `GET /admin`: the first page of the desk that is open to this person.
pub async fn index(cx: Cx) -> Answer {
    let first = if cx.actor()?.may(Permission::SeeAudit) {
        "/admin/audit"
    } else {
        "/admin/permissions"
    };
    cx.see_other(&SeeOther::to(first))
}

/// `GET /admin/permissions`
pub async fn permissions(cx: Cx) -> Answer {
    cx.show(&PermissionsPage::new(&cx))
}

/// `GET /admin/audit`
pub async fn audit(cx: Cx, query: Query<AuditQuery>) -> Answer {
    let actor = cx.actor()?.clone();
    let (store, wanted) = (actor.store, query.wanted());
    let (offers, names, found) = cx
        .read(move |conn| {
            let (actions, kinds) = queries::codes(conn)?;
            let offers = Offers {
                people: staff::queries::everybody(conn, store)?,
                actions,
                kinds,
            };
            let found = queries::entries(conn, store, &wanted, PAGE)?;
            let names = Names {
                staff: offers.people.iter().cloned().collect(),
                complaints: complaints::queries::numbers(conn, subjects(&found.rows, "complaint"))?,
            };
            Ok((offers, names, found))
        })
        .await?;
    cx.show(&AuditPage::new(&cx, &actor, query.pairs(), offers, &names, found))
}

/// The records of a kind that entries are about.
fn subjects(entries: &[Entry], kind: &str) -> Vec<Uuid> {
    let about = entries
        .iter()
        .filter(|entry| entry.subject_kind.as_deref() == Some(kind));
    about.filter_map(|entry| entry.subject_id).collect()
}

fn names(conn: &mut PgConnection, entries: &[Entry]) -> Result<Names, Error> {
    let people = entries.iter().filter_map(|entry| entry.staff_id);
    let about = subjects(entries, "staff").into_iter().map(StaffId::from);
    Ok(Names {
        staff: staff::queries::names(conn, people.chain(about))?,
        complaints: complaints::queries::numbers(conn, subjects(entries, "complaint"))?,
    })
}

/// `GET /admin/audit/recent?about=…`: a panel on a person's page.
pub async fn recent(cx: Cx, query: Query<About>) -> Answer {
    let actor = cx.actor()?.clone();
    let store = actor.store;
    let person: StaffId = query.about.parse().map_err(|_| Error::NotFound)?;
    let (names, entries) = cx
        .read(move |conn| {
            let entries = queries::about(conn, store, person, RECENT)?;
            Ok((names(conn, &entries)?, entries))
        })
        .await?;
    cx.fragment(&Recent::new(&cx, &actor, &names, entries))
}

/// `POST /admin/audit/export`: the filtered log as a file; that it was taken is recorded.
pub async fn export(cx: Cx, posted: Posted<AuditQuery>) -> Answer {
    let actor = cx.actor()?.clone();
    let (store, lang) = (actor.store, cx.lang);
    let mut wanted = posted.form.parse().map_err(Error::Invalid)?;
    wanted.after = None;
    let used: Vec<&'static str> = posted
        .form
        .pairs()
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, _)| name)
        .collect();
    let (names, entries) = cx
        .write(move |tx| {
            tx.record_general("audit.export", &used)?;
            let entries = queries::entries(tx.conn, store, &wanted, EXPORTED)?.rows;
            Ok((names(tx.conn, &entries)?, entries))
        })
        .await?;
    let rows = entries.into_iter().map(|entry| export_row(entry, &names, &actor, lang));
    let file = csv_file(export_head(lang).map(str::to_owned), rows)?;
    let name = format!("audit-{}.csv", times::date(times::day_of(cx.now)));
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(file))
}

/// A CSV that spreadsheets read as text: with BOM, and no cell that could be a formula.
fn csv_file<const N: usize>(head: [String; N], rows: impl Iterator<Item = [String; N]>) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer("\u{FEFF}".as_bytes().to_vec());
    for row in std::iter::once(head).chain(rows) {
        writer.write_record(row.map(plain_cell)).map_err(Error::internal)?;
    }
    writer.into_inner().map_err(Error::internal)
}

fn plain_cell(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell
    }
}

/// `GET /staff/{id}/disable`
pub async fn show_disable(cx: Cx, id: Path<StaffId>) -> Answer {
    cx.show(&disable_page(&cx, *id, FormView::blank()).await?)
}

/// `POST /staff/{id}/disable`
pub async fn disable(cx: Cx, id: Path<StaffId>, posted: Posted<DisableForm>) -> Answer {
    let id = *id;
    let disabled = AdminText::of(cx.lang).disabled;
    let done = cx.submit(&posted, move |tx, to| {
        open_work::disable(tx, id, to)?;
        Ok(SeeOther::to(format!("/staff/{id}")).saying(disabled))
    });
    match done.await {
        Err(Error::Invalid(errors)) => cx.unprocessable(&disable_page(&cx, id, posted.view(cx.lang, &errors)).await?),
        answer => answer,
    }
}

async fn disable_page(cx: &Cx, id: StaffId, form: FormView) -> Result<DisablePage, Error> {
    let actor = cx.actor()?.clone();
    let store = actor.store;
    let (person, work, colleagues) = cx
        .read(move |conn| {
            let person = staff::queries::person(conn, store, id)?;
            let work = open_work::of(conn, id)?;
            Ok((person, work, staff::queries::colleagues(conn, store)?))
        })
        .await?;
    let in_reach = staff::rules::may_manage(actor.is(Role::Admin), person.is_admin());
    if !in_reach || id == actor.id || person.disabled_at.is_some() {
        return Err(Error::WrongState);
    }
    // Those of the same team first: they know the work.
    let mut takers: Vec<_> = colleagues
        .into_iter()
        .filter(|one| one.id != id && open_work::may_take(&work, &one.roles()))
        .collect();
    takers.sort_by_key(|one| one.team_id != person.team_id);
    let takers = takers.iter().map(|one| {
        let roles = staff::views::roles_joined(&one.roles(), cx.lang);
        Choice::new(one.id.to_string(), format!("{} · {roles}", one.name))
    });
    let work = work
        .iter()
        .map(|(kind, many)| (cx.lang.pick(kind.zh, kind.en), *many))
        .collect();
    Ok(DisablePage::new(cx, form, id, &person.name, work, takers.collect()))
}
