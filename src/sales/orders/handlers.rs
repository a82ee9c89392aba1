//! HTTP of sales orders.

use actix_web::web::Path;
use serde::Deserialize;
use uuid::Uuid;

use super::commands;
use super::forms::OrderForm;
use super::model::subject;
use super::queries;
use super::rules::OrderView;
use super::steps::moved_on;
use super::text::OrderText;
use super::views::{ContractSheet, ListPage, ListQuery, OrderPage, new_page, new_start, table};
use crate::platform::db::SeeOther;
use crate::platform::db::page::{After, PAGE};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::steps::MovedOn;
use crate::platform::web::{Answer, Bare, Cx, Form, FormView, Posted, Query};
use crate::sales::export::{self, ExportForm, ExportPage};
use crate::sales::letterhead::{self, InLanguage};
use crate::sales::opportunities;
use crate::sales::quotes;
use crate::sales::quotes::model::Accepted;
use crate::sales::within::Within;
use crate::staff;
use crate::values::fault::Fault;
use crate::values::ids::{OpportunityId, OrderPaymentId, SalesOrderId};

/// How many changed fields of an order its page shows at most.
const CHANGES: i64 = 60;

/// `GET /sales-orders`
pub async fn list(cx: Cx, query: Query<ListQuery>) -> Answer {
    let (actor, vault, today) = (cx.actor()?.clone(), cx.db().vault().clone(), times::day_of(cx.now));
    let view = OrderView::parse(&query.view).unwrap_or(OrderView::Open);
    let within = Within::parse(&query.owner, &query.from, &query.to);
    let after = After::parse(&query.after);
    let slice = cx
        .read(move |conn| queries::page(conn, &vault, &actor, (view, within), after, (PAGE, today)))
        .await?;
    cx.show(&ListPage::new(&cx, view, within, slice))
}

/// How the list is narrowed, for an address.
fn narrowed(query: &ListQuery) -> Vec<(&'static str, &str)> {
    vec![
        ("view", query.view.as_str()),
        ("owner", query.owner.as_str()),
        ("from", query.from.as_str()),
        ("to", query.to.as_str()),
    ]
}

/// `GET /sales-orders/export`
pub async fn ask_export(cx: Cx, query: Query<ListQuery>) -> Answer {
    cx.show(&ExportPage::asking(&cx, "/sales-orders", &narrowed(&query)))
}

/// `POST /sales-orders/export`: the list as it is narrowed, as a file; that it was taken is recorded.
pub async fn export(cx: Cx, query: Query<ListQuery>, posted: Posted<ExportForm>) -> Answer {
    match take_away(&cx, &query, &posted).await {
        Err(Error::Invalid(errors)) => {
            let page = ExportPage::again(&cx, "/sales-orders", &narrowed(&query), &posted, &errors);
            cx.unprocessable(&page)
        }
        answer => answer,
    }
}

async fn take_away(cx: &Cx, query: &ListQuery, posted: &Posted<ExportForm>) -> Answer {
    let (reason, kind) = posted.form.parse().map_err(Error::Invalid)?;
    let (actor, today) = (cx.actor()?.clone(), times::day_of(cx.now));
    let view = OrderView::parse(&query.view).unwrap_or(OrderView::Open);
    let within = Within::parse(&query.owner, &query.from, &query.to);
    let why = reason.clone();
    let slice = cx
        .write(move |tx| {
            let vault = tx.vault().clone();
            let slice = queries::page(tx.conn, &vault, &actor, (view, within), None, (export::MOST, today))?;
            export::note_taken(tx, "sales_orders.export", slice.next.is_some(), &why)?;
            Ok(slice)
        })
        .await?;
    export::file(cx, "sales-orders", table(cx, &slice.rows), (reason.as_str(), kind))
}

/// Which opportunity an order is signed for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    opportunity: String,
}

fn no_order(cx: &Cx, opportunity: OpportunityId) -> MovedOn {
    let w = OrderText::of(cx.lang);
    let back = format!("/opportunities/{opportunity}");
    MovedOn::new(cx, w.moved_on_title, w.no_order_text, w.see_opportunity, back)
}

/// `GET /sales-orders/new?opportunity=`
pub async fn new(cx: Cx, wanted: Query<Wanted>) -> Answer {
    let opportunity: OpportunityId = wanted.opportunity.parse().map_err(|_| Error::NotFound)?;
    let actor = cx.actor()?.clone();
    let (known, accepted) = cx
        .read(move |conn| {
            opportunities::queries::is_visible(conn, &actor, opportunity)?;
            Ok((
                queries::of_opportunity(conn, opportunity)?,
                quotes::queries::accepted(conn, opportunity)?,
            ))
        })
        .await?;
    if known.is_some() {
        return cx.conflict(&no_order(&cx, opportunity));
    }
    let form = FormView::fresh(new_start(opportunity, accepted.as_ref(), times::day_of(cx.now)));
    cx.show(&new_page(&cx, opportunity.to_string(), accepted.as_ref(), form, ""))
}

/// The quote that the customer agreed to, of an opportunity that this person sees.
async fn agreed(cx: &Cx, opportunity: &str) -> Result<Option<Accepted>, Error> {
    let Ok(opportunity) = opportunity.parse::<OpportunityId>() else {
        return Ok(None);
    };
    let actor = cx.actor()?.clone();
    cx.read(move |conn| {
        opportunities::queries::is_visible(conn, &actor, opportunity)?;
        quotes::queries::accepted(conn, opportunity)
    })
    .await
}

/// `POST /sales-orders`
pub async fn create(cx: Cx, posted: Posted<OrderForm>) -> Answer {
    let w = OrderText::of(cx.lang);
    let answer = cx
        .submit(&posted, move |tx, new| {
            let id = commands::create(tx, &new)?;
            Ok(SeeOther::to(format!("/sales-orders/{id}")).saying(w.created))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            // What was typed without a quote stays typed; whether one holds by now is asked when it is sent.
            let agreed = if posted.form.quote.is_empty() {
                None
            } else {
                agreed(&cx, &posted.form.opportunity).await?
            };
            let mut form = posted.view(cx.lang, &errors);
            if matches!(errors.get("car_price"), Some(Fault::TooSmall { .. })) {
                form = form.with_error("car_price", w.quote_first);
            }
            cx.unprocessable(&new_page(
                &cx,
                posted.form.opportunity.clone(),
                agreed.as_ref(),
                form,
                "",
            ))
        }
        Err(Error::Stale) => {
            let agreed = agreed(&cx, &posted.form.opportunity).await?;
            // Which quote holds is not the person's to say; what they typed beside it stays.
            let mut pairs = posted.pairs().to_vec();
            pairs.retain(|(name, _)| name != "quote");
            pairs.extend(
                agreed
                    .iter()
                    .map(|agreed| ("quote".to_owned(), agreed.quote.to_string())),
            );
            let form = FormView::fresh(pairs);
            let opportunity = posted.form.opportunity.clone();
            cx.conflict(&new_page(&cx, opportunity, agreed.as_ref(), form, w.quote_moved))
        }
        Err(Error::WrongState) => match posted.form.opportunity.parse() {
            Ok(opportunity) => cx.conflict(&no_order(&cx, opportunity)),
            Err(_) => Err(Error::NotFound),
        },
        answer => answer,
    }
}

/// `GET /sales-orders/{id}`
pub async fn show(cx: Cx, id: Path<SalesOrderId>) -> Answer {
    let (actor, vault, id) = (cx.actor()?.clone(), cx.db().vault().clone(), *id);
    let (detail, changes) = cx
        .read(move |conn| {
            let detail = queries::detail(conn, &vault, &actor, id)?;
            let changes = staff::queries::changes(conn, &vault, subject(id), CHANGES)?;
            Ok((detail, changes))
        })
        .await?;
    cx.show(&OrderPage::new(&cx, &detail, changes)?)
}

/// `POST /sales-orders/{id}/promises/{moved}/telling`
pub async fn tell(cx: Cx, path: Path<(SalesOrderId, Uuid)>, posted: Posted<Bare>) -> Answer {
    let ((id, moved), w) = (*path, OrderText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, ()| {
            commands::tell(tx, id, moved)?;
            Ok(SeeOther::to(format!("/sales-orders/{id}")).saying(w.told_now))
        })
        .await;
    match answer {
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, id)),
        answer => answer,
    }
}

/// `GET /sales-orders/{id}/contract`: to print.
pub async fn contract(cx: Cx, id: Path<SalesOrderId>, wanted: Query<InLanguage>) -> Answer {
    let cx = wanted.of(cx);
    let (actor, vault, id) = (cx.actor()?.clone(), cx.db().vault().clone(), *id);
    let (detail, agreed) = cx
        .read(move |conn| {
            let detail = queries::detail(conn, &vault, &actor, id)?;
            let agreed = quotes::queries::accepted(conn, detail.order.opportunity_id)?;
            Ok((detail, agreed))
        })
        .await?;
    let agreed = agreed.filter(|agreed| detail.order.quote_id == Some(agreed.quote));
    cx.show(&ContractSheet::new(
        &cx,
        letterhead::of(&cx).await?,
        &detail,
        agreed.as_ref(),
    ))
}

/// `POST /sales-orders/{id}/payments/{payment}/removal`
pub async fn remove_payment(cx: Cx, path: Path<(SalesOrderId, OrderPaymentId)>, posted: Posted<Bare>) -> Answer {
    let ((id, payment), w) = (*path, OrderText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, ()| {
            commands::remove(tx, id, payment)?;
            Ok(SeeOther::to(format!("/sales-orders/{id}")).saying(w.removed))
        })
        .await;
    match answer {
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, id)),
        answer => answer,
    }
}
