//! HTTP of the dashboard.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use serde::Deserialize;

use super::commands;
use super::queries;
use super::text::{self, DashboardText};
use super::views::attention::AttentionPart;
use super::views::links::Links;
use super::views::parts::{CohortPage, CohortsPart, ComplaintsPart, FunnelPart, GroupsPart, NothingPart};
use super::views::today::TodayPart;
use super::views::{DashboardPage, DashboardQuery};
use super::workbook;
use crate::access::Permission;
use crate::figures::measures::model::Wish;
use crate::figures::rules::Grain;
use crate::figures::text as said;
use crate::figures::watch;
use crate::figures::watch::model::AGES;
use crate::platform::db::page::{After, PAGE};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::{Answer, Cx, Posted, Query};
use crate::values::date::parse_day;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

fn wish(cx: &Cx, query: &DashboardQuery) -> Result<Wish, Error> {
    Ok(query.asked().wish(cx.actor()?, cx.now))
}

/// A piece that has nothing to show, and why.
fn nothing(cx: &Cx, text: &'static str) -> Answer {
    cx.fragment(&NothingPart { text })
}

/// `GET /dashboard`
pub async fn show(cx: Cx, query: Query<DashboardQuery>) -> Answer {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let (wish, figure) = (wish(&cx, &query)?, query.figure());
    let loaded = cx
        .read(move |conn| queries::load(conn, &vault, &actor, &wish, figure))
        .await?;
    cx.show(&DashboardPage::new(&cx, &query, &loaded)?)
}

/// `GET /dashboard/attention`: what the page refreshes by itself.
pub async fn attention(cx: Cx, query: Query<DashboardQuery>) -> Answer {
    let (actor, vault, wish) = (cx.actor()?.clone(), cx.db().vault().clone(), wish(&cx, &query)?);
    let (asked, found) = cx
        .read(move |conn| queries::attention(conn, &vault, &actor, &wish))
        .await?;
    let links = Links::new(&query, &asked);
    cx.fragment(&AttentionPart::new(cx.actor()?, &found, &links, cx.now, cx.lang))
}

/// `GET /dashboard/today`: what the page refreshes by itself.
pub async fn today(cx: Cx) -> Answer {
    let (store, now) = (cx.actor()?.store, cx.now);
    let found = cx.read(move |conn| watch::queries::today(conn, store, now)).await?;
    cx.fragment(&TodayPart::new(cx.actor()?, &found, now, cx.lang))
}

/// `GET /dashboard/funnel`
pub async fn funnel(cx: Cx, query: Query<DashboardQuery>) -> Answer {
    if !cx.actor()?.may(Permission::SeeSalesOverview) {
        return nothing(&cx, DashboardText::of(cx.lang).no_figures);
    }
    let wish = wish(&cx, &query)?;
    let (asked, counts) = cx.read(move |conn| queries::funnel(conn, &wish)).await?;
    match asked.fault {
        Some(fault) => nothing(&cx, said::fault(fault, cx.lang)),
        None => cx.fragment(&FunnelPart::new(&asked, &counts, &Links::new(&query, &asked), cx.lang)),
    }
}

/// `GET /dashboard/complaints`
pub async fn complaints(cx: Cx, query: Query<DashboardQuery>) -> Answer {
    let wish = wish(&cx, &query)?;
    let (asked, groups) = cx.read(move |conn| queries::complaints(conn, &wish)).await?;
    match asked.fault {
        Some(fault) => nothing(&cx, said::fault(fault, cx.lang)),
        None => cx.fragment(&ComplaintsPart::new(
            &asked,
            &groups,
            &Links::new(&query, &asked),
            cx.lang,
        )),
    }
}

/// `GET /dashboard/cohorts`
pub async fn cohorts(cx: Cx) -> Answer {
    let (store, now) = (cx.actor()?.store, cx.now);
    let (small, found) = cx.read(move |conn| queries::cohorts(conn, store, now)).await?;
    cx.fragment(&CohortsPart::new(&found, small, times::day_of(now), cx.lang))
}

/// Which cars of which quarter.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CohortQuery {
    quarter: String,
    age: String,
    after: String,
}

/// `GET /dashboard/cohort`: the cars of a quarter, or those of them that came back by an age.
pub async fn cohort(cx: Cx, query: Query<CohortQuery>) -> Answer {
    let (store, vault) = (cx.actor()?.store, cx.db().vault().clone());
    let day = parse_day(&query.quarter).unwrap_or_else(|_| times::day_of(cx.now));
    let days = Grain::Quarter.around(day);
    let age = query.age.parse().ok().filter(|age| AGES.contains(age));
    let after = After::parse(&query.after);
    let slice = cx
        .read(move |conn| watch::queries::cohort(conn, &vault, store, days, age, after, PAGE))
        .await?;
    cx.show(&CohortPage::new(&cx, days.0, age, slice))
}

/// `GET /dashboard/groups`
pub async fn groups(cx: Cx) -> Answer {
    let (actor, now) = (cx.actor()?.clone(), cx.now);
    let grid = cx.read(move |conn| queries::grid(conn, &actor, now)).await?;
    cx.fragment(&GroupsPart::new(&grid, cx.lang))
}

/// `POST /dashboard/export`: the figures as a workbook; that they were taken is recorded.
pub async fn export(cx: Cx, posted: Posted<DashboardQuery>) -> Answer {
    let actor = cx.actor()?.clone();
    let (wish, figure) = (wish(&cx, &posted.form)?, posted.form.figure());
    posted.token()?;
    let (loaded, more) = cx
        .write(move |tx| {
            let vault = tx.vault().clone();
            let loaded = queries::load(tx.conn, &vault, &actor, &wish, figure)?;
            let more = queries::more(tx.conn, &actor, &loaded.asked)?;
            commands::exported(tx)?;
            Ok((loaded, more))
        })
        .await?;
    let file = workbook::of(&cx, &posted.form, &loaded, &more)?;
    let name = text::file(loaded.asked.period.from, loaded.asked.period.to);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, XLSX))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(file))
}
