//! HTTP of the price list.

use actix_web::web::Path;

use crate::platform::db::SeeOther;
use crate::platform::db::page::PAGE;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted, Query};
use crate::service::commands::{self, NewPrice};
use crate::service::forms::{PriceForm, TypedPrice, price_start};
use crate::service::model::PriceItemRow;
use crate::service::queries::{self, PriceFilter};
use crate::service::rules::{ItemKind, LabourKind};
use crate::service::text::ServiceText;
use crate::service::views::{PriceEntry, PriceListPage, PricePage, PriceQuery};
use crate::values::fault::Fault;
use crate::values::ids::PriceItemId;

const HERE: &str = "/price-list";

/// `GET /price-list`
pub async fn list(cx: Cx, query: Query<PriceQuery>) -> Answer {
    let store = cx.actor()?.store;
    let filter = PriceFilter {
        term: query.q.replace('\0', ""),
        kind: ItemKind::parse(&query.kind),
        retired: query.retired == "1",
        after: query.after.parse().ok(),
    };
    let (rows, next, rates) = cx
        .read(move |conn| {
            let (rows, next) = queries::prices(conn, store, &filter, PAGE)?;
            Ok((rows, next, queries::limits(conn, store)?))
        })
        .await?;
    let entries = rows
        .into_iter()
        .map(|row| {
            let price = queries::priced(row, &rates);
            PriceEntry {
                row: price.row,
                unit_price: price.unit_price,
                quantity: price.quantity,
            }
        })
        .collect();
    cx.show(&PriceListPage::new(&cx, &query, entries, next.map(|id| id.to_string())))
}

/// `GET /price-list/new`
pub async fn new(cx: Cx) -> Answer {
    let form = FormView::fresh([
        ("kind", ItemKind::Labour.code()),
        ("labour_kind", LabourKind::Maintenance.code()),
    ]);
    cx.show(&PricePage::new(&cx, "", form, ""))
}

fn typed(form: TypedPrice) -> NewPrice {
    NewPrice {
        lock_version: form.lock_version,
        kind: form.kind,
        labour_kind: form.labour_kind,
        zh: form.zh,
        en: form.en,
        part_number: form.part_number,
        unit: form.unit,
        hours: form.hours,
        price: form.price,
        extra: form.extra,
    }
}

fn explained(form: FormView, errors: &FieldErrors, w: &'static ServiceText) -> FormView {
    errors
        .iter()
        .fold(form, |form, (field, fault)| match (field.as_str(), fault) {
            ("zh", Fault::Taken) => form.with_error(field, w.taken),
            ("part_number", Fault::Taken) => form.with_error(field, w.part_taken),
            ("hours", Fault::Required) => form.with_error(field, w.needs_price),
            _ => form,
        })
}

/// `POST /price-list`
pub async fn create(cx: Cx, posted: Posted<PriceForm>) -> Answer {
    let w = ServiceText::of(cx.lang);
    let answer = cx
        .submit(&posted, move |tx, form| {
            commands::add_price(tx, &typed(form))?;
            Ok(SeeOther::to(HERE).saying(w.saved))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let form = explained(posted.view(cx.lang, &errors), &errors, w);
            cx.unprocessable(&PricePage::new(&cx, "", form, ""))
        }
        answer => answer,
    }
}

async fn entry(cx: &Cx, id: PriceItemId) -> Result<PriceItemRow, Error> {
    let store = cx.actor()?.store;
    cx.read(move |conn| queries::price(conn, store, id)).await
}

/// `GET /price-list/{id}`
pub async fn edit(cx: Cx, id: Path<PriceItemId>) -> Answer {
    let row = entry(&cx, *id).await?;
    let form = FormView::fresh(price_start(&row));
    cx.show(&PricePage::new(&cx, &id.to_string(), form, ""))
}

/// `POST /price-list/{id}`
pub async fn change(cx: Cx, id: Path<PriceItemId>, posted: Posted<PriceForm>) -> Answer {
    let (id, w) = (*id, ServiceText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, form| {
            commands::change_price(tx, id, &typed(form))?;
            Ok(SeeOther::to(HERE).saying(w.saved))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            entry(&cx, id).await?;
            let form = explained(posted.view(cx.lang, &errors), &errors, w);
            cx.unprocessable(&PricePage::new(&cx, &id.to_string(), form, ""))
        }
        Err(Error::Stale) => {
            let theirs = price_start(&entry(&cx, id).await?).map(|(name, value)| (name.to_owned(), value));
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            cx.conflict(&PricePage::new(&cx, &id.to_string(), form, w.changed_meanwhile))
        }
        answer => answer,
    }
}

/// `POST /price-list/{id}/retirement`
pub async fn retire(cx: Cx, id: Path<PriceItemId>, posted: Posted<Bare>) -> Answer {
    let (id, w) = (*id, ServiceText::of(cx.lang));
    cx.submit(&posted, move |tx, ()| {
        let undo = commands::retire_price(tx, id)?;
        Ok(SeeOther::to(HERE).saying(w.retired).undo(undo))
    })
    .await
}

/// `POST /price-list/{id}/return`
pub async fn bring_back(cx: Cx, id: Path<PriceItemId>, posted: Posted<Bare>) -> Answer {
    let (id, w) = (*id, ServiceText::of(cx.lang));
    cx.submit(&posted, move |tx, ()| {
        commands::bring_back_price(tx, id)?;
        Ok(SeeOther::to(HERE).saying(w.back_again))
    })
    .await
}
