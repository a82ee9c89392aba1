//! HTTP of the report.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Path;

use super::queries::Wanted;
use super::views::{EmptyPage, IndexPage, MonthPage};
use super::{forms, queries, workbook};
use crate::access::Permission;
use crate::figures::reports::asking::{self, Reader};
use crate::figures::reports::month::Month;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::{Answer, Bare, Cx, Posted};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /reports`
pub async fn index(cx: Cx) -> Answer {
    cx.show(&IndexPage::new(&cx, Month::of(times::day_of(cx.now)))?)
}

/// What this person is to read of a month; nothing of one that has not come.
fn wanted(cx: &Cx, month: Month) -> Result<Option<Wanted>, Error> {
    let actor = cx.actor()?;
    let Ok(period) = asking::days(month, cx.now) else {
        return Ok(None);
    };
    Ok(Some(Wanted {
        reader: Reader {
            store: actor.store,
            staff: actor.id,
        },
        month,
        period,
        with_funnel: actor.may(Permission::SeeSalesOverview),
    }))
}

/// `GET /reports/{month}`
pub async fn show(cx: Cx, month: Path<String>) -> Answer {
    let month = forms::month(&month)?;
    let Some(wanted) = wanted(&cx, month)? else {
        return cx.show(&EmptyPage::new(&cx, month));
    };
    let (vault, now) = (cx.db().vault().clone(), cx.now);
    let report = cx.read(move |conn| queries::report(conn, &vault, wanted, now)).await?;
    cx.show(&MonthPage::new(&cx, &report))
}

/// `POST /reports/{month}/workbook`: the report as a workbook; that it was taken is recorded.
pub async fn take_away(cx: Cx, month: Path<String>, _posted: Posted<Bare>) -> Answer {
    let month = forms::month(&month)?;
    let wanted = wanted(&cx, month)?.ok_or(Error::NotFound)?;
    let now = cx.now;
    let report = cx
        .write(move |tx| {
            let vault = tx.vault().clone();
            let report = queries::report(tx.conn, &vault, wanted, now)?;
            tx.record_general("reports.export", &["month"])?;
            Ok(report)
        })
        .await?;
    let file = workbook::of(&cx, &report)?;
    let name = format!("report-{month}.xlsx");
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, XLSX))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(file))
}
