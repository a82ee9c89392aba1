//! HTTP of predictions.

use actix_web::web::Path;
use serde::Deserialize;

use super::model::Behind;
use super::settings::PredictionSettings;
use super::text::PredictionText;
use super::views::{Foretold, ListPage};
use super::{commands, queries};
use crate::customers;
use crate::platform::db::SeeOther;
use crate::platform::db::page::PAGE;
use crate::platform::settings;
use crate::platform::web::{Answer, Bare, Cx, Posted, Query};
use crate::values::ids::CustomerId;

/// Where a page of the list begins.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    after: String,
}

/// `GET /predictions`
pub async fn list(cx: Cx, query: Query<ListQuery>) -> Answer {
    let (actor, now, vault) = (cx.actor()?.clone(), cx.now, cx.db().vault().clone());
    let behind = Behind::parse(&query.after);
    let (card, slice, people, rules) = cx
        .read(move |conn| {
            let (store, scope) = (actor.store, actor.customers());
            let rules = settings::load::<PredictionSettings>(conn, store)?.value;
            let card = queries::card(conn, store)?;
            let slice = queries::list(conn, scope, now, store, behind, PAGE)?;
            let ids: Vec<CustomerId> = slice.rows.iter().map(|row| row.customer_id).collect();
            let people = customers::queries::seen(conn, &vault, scope, now, &ids)?;
            Ok((card, slice, people, rules))
        })
        .await?;
    cx.show(&ListPage::new(
        &cx,
        &query.after,
        card.as_ref(),
        slice,
        &people,
        &rules,
    )?)
}

/// `POST /predictions/lessons`
pub async fn learn(cx: Cx, posted: Posted<Bare>) -> Answer {
    let w = PredictionText::of(cx.lang);
    cx.submit(&posted, move |tx, ()| {
        commands::ask(tx)?;
        Ok(SeeOther::to("/predictions").saying(w.learning))
    })
    .await
}

/// `GET /predictions/of/{id}`
pub async fn of(cx: Cx, id: Path<CustomerId>) -> Answer {
    let (id, actor, now, vault) = (*id, cx.actor()?.clone(), cx.now, cx.db().vault().clone());
    let (cars, card, chance, rules) = cx
        .read(move |conn| {
            customers::queries::ensure_visible(conn, actor.customers(), now, id)?;
            let rules = settings::load::<PredictionSettings>(conn, actor.store)?.value;
            let cars = queries::cars(conn, &vault, id, rules.least())?;
            let card = queries::card(conn, actor.store)?;
            let chance = queries::chance(conn, id)?;
            Ok((cars, card, chance, rules))
        })
        .await?;
    cx.show(&Foretold::new(&cx, id, &cars, card.as_ref(), chance.as_ref(), &rules))
}
