//! HTTP of the administration desk.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use super::forms::{About, AuditQuery};
use super::model::Names;
use super::queries;
use super::views::{AuditPage, Offers, PermissionsPage, Recent, export_head, export_row};
use crate::access::Permission;
use crate::platform::db::SeeOther;
use crate::platform::db::page::PAGE;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::csv_file::csv_file;
use crate::platform::web::{Answer, Cx, Form, Posted, Query};
use crate::staff;
use crate::values::ids::StaffId;

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
    let vault = cx.db().vault().clone();
    let (offers, names, found) = cx
        .read(move |conn| {
            let (actions, kinds) = queries::codes(conn)?;
            let offers = Offers {
                people: staff::queries::everybody(conn, store)?,
                actions,
                kinds,
            };
            let found = queries::entries(conn, &vault, store, &wanted, PAGE)?;
            let names = Names {
                staff: offers.people.iter().cloned().collect(),
                numbers: queries::numbers(conn, &found.rows)?,
            };
            Ok((offers, names, found))
        })
        .await?;
    cx.show(&AuditPage::new(&cx, &actor, query.pairs(), offers, &names, found))
}

/// `GET /admin/audit/recent?about=…`: a panel on a person's page.
pub async fn recent(cx: Cx, query: Query<About>) -> Answer {
    let actor = cx.actor()?.clone();
    let store = actor.store;
    let person: StaffId = query.about.parse().map_err(|_| Error::NotFound)?;
    let vault = cx.db().vault().clone();
    let (names, entries) = cx
        .read(move |conn| {
            let entries = queries::about(conn, &vault, store, person, RECENT)?;
            Ok((queries::names(conn, &entries)?, entries))
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
            let vault = tx.vault().clone();
            let entries = queries::entries(tx.conn, &vault, store, &wanted, EXPORTED)?.rows;
            Ok((queries::names(tx.conn, &entries)?, entries))
        })
        .await?;
    let rows = entries.into_iter().map(|line| export_row(line, &names, &actor, lang));
    let head = export_head(lang).map(str::to_owned).to_vec();
    let file = csv_file(std::iter::once(head).chain(rows.map(|row| row.to_vec())))?;
    let name = format!("audit-{}.csv", times::date(times::day_of(cx.now)));
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(file))
}
