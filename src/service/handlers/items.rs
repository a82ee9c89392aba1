//! What stands on an order.

use actix_web::web::Path;

use crate::platform::db::SeeOther;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::Lang;
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted, Query};
use crate::service::commands::{self, ChangedItem, NewItem, Source};
use crate::service::forms::{ChangeItemForm, ItemForm};
use crate::service::model::{Detail, ItemRow};
use crate::service::queries;
use crate::service::rules::{ItemKind, Payer};
use crate::service::steps::moved_on;
use crate::service::text::{self, ServiceText};
use crate::service::views::{ItemChangePage, ItemPage, Match};
use crate::values::fault::Fault;
use crate::values::ids::{ServiceItemId, ServiceOrderId};
use crate::values::money::Fen;

/// How many entries of the price list are offered; the box finds the others.
const MOST: usize = 8;

/// The form again, a fault of the whole line beside its quantity.
fn again(lang: Lang, mut errors: FieldErrors, view: impl FnOnce(&FieldErrors) -> FormView) -> FormView {
    let line = errors.remove(commands::LINE);
    let form = view(&errors);
    match line {
        Some(Fault::TooLarge { max }) => {
            let most = Fen::new(max.saturating_mul(100));
            form.with_error("quantity", text::line_at_most(most, lang))
        }
        _ => form,
    }
}

async fn page(cx: &Cx, id: ServiceOrderId, q: &str, form: FormView) -> Result<ItemPage, Error> {
    let (actor, vault, lang) = (cx.actor()?.clone(), cx.db().vault().clone(), cx.lang);
    // A NUL can't be looked for.
    let term = q.replace('\0', "");
    let looked_for = term.clone();
    let (detail, found) = cx
        .read(move |conn| {
            let detail = queries::head(conn, &vault, &actor, id, "")?;
            let found = queries::price_matches(conn, actor.store, &looked_for, MOST + 1)?;
            Ok((detail, found))
        })
        .await?;
    if !detail.order.state.is_open() {
        return Err(Error::WrongState);
    }
    let more = found.len() > MOST;
    let matches = found
        .into_iter()
        .take(MOST)
        .map(|row| {
            let price = queries::priced(row, &detail.settings);
            Match {
                id: price.row.id.to_string(),
                name: lang.pick(&price.row.zh, &price.row.en).clone(),
                kind: price.row.kind.label(lang),
                part_number: price.row.part_number.clone(),
                quantity: text::quantity(price.quantity, &price.row.unit),
                price: price.unit_price.display(),
            }
        })
        .collect();
    Ok(ItemPage {
        more,
        ..ItemPage::new(cx, &detail.order, term, matches, form)
    })
}

/// `GET /service-orders/{id}/items`: with what has been typed, when the price list is looked through again.
pub async fn show_add(cx: Cx, id: Path<ServiceOrderId>, wanted: Query<ItemForm>) -> Answer {
    let or = |typed: &str, usual: &str| {
        if typed.is_empty() {
            usual.to_owned()
        } else {
            typed.to_owned()
        }
    };
    let form = FormView::fresh([
        ("q", wanted.q.clone()),
        ("price_item_id", wanted.price_item_id.clone()),
        ("kind", or(&wanted.kind, ItemKind::Labour.code())),
        ("name", wanted.name.clone()),
        ("part_number", wanted.part_number.clone()),
        ("price", wanted.price.clone()),
        ("quantity", wanted.quantity.clone()),
        ("discount", wanted.discount.clone()),
        ("payer", or(&wanted.payer, Payer::Customer.code())),
    ]);
    match page(&cx, *id, &wanted.q, form).await {
        Ok(page) => cx.show(&page),
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, *id)),
        Err(error) => Err(error),
    }
}

/// `POST /service-orders/{id}/items`
pub async fn add(cx: Cx, id: Path<ServiceOrderId>, posted: Posted<ItemForm>) -> Answer {
    let (id, w) = (*id, ServiceText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, typed| {
            let source = match typed.entry {
                Some(entry) => Source::List(entry),
                None => Source::Free {
                    kind: typed.kind,
                    name: typed.name,
                    part_number: typed.part_number,
                    price: typed.price,
                },
            };
            let new = NewItem {
                source,
                quantity: typed.quantity,
                discount: typed.discount,
                payer: typed.payer,
                finding: None,
            };
            commands::add_item(tx, id, &new)?;
            Ok(SeeOther::to(format!("/service-orders/{id}")).saying(w.saved))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let form = again(cx.lang, errors, |errors| posted.view(cx.lang, errors));
            match page(&cx, id, &posted.form.q, form).await {
                Ok(page) => cx.unprocessable(&page),
                Err(Error::WrongState) => cx.conflict(&moved_on(&cx, id)),
                Err(error) => Err(error),
            }
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, id)),
        answer => answer,
    }
}

async fn found(cx: &Cx, id: ServiceOrderId, item: ServiceItemId) -> Result<(Detail, ItemRow), Error> {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let detail = cx.read(move |conn| queries::head(conn, &vault, &actor, id, "")).await?;
    let row = detail.items.iter().find(|row| row.id == item).cloned();
    row.map(|row| (detail, row)).ok_or(Error::NotFound)
}

/// `GET /service-orders/{id}/items/{item}`
pub async fn show_change(cx: Cx, path: Path<(ServiceOrderId, ServiceItemId)>) -> Answer {
    let (id, item) = *path;
    let (detail, row) = found(&cx, id, item).await?;
    if !detail.order.state.is_open() {
        return cx.conflict(&moved_on(&cx, id));
    }
    let form = FormView::fresh(ItemChangePage::start(&row));
    cx.show(&ItemChangePage::new(&cx, &detail.order, &row, form, ""))
}

/// `POST /service-orders/{id}/items/{item}`
pub async fn change(cx: Cx, path: Path<(ServiceOrderId, ServiceItemId)>, posted: Posted<ChangeItemForm>) -> Answer {
    let ((id, item), w) = (*path, ServiceText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, typed| {
            let new = ChangedItem {
                lock_version: typed.lock_version,
                quantity: typed.quantity,
                price: typed.price,
                discount: typed.discount,
                payer: typed.payer,
            };
            commands::change_item(tx, id, item, &new)?;
            Ok(SeeOther::to(format!("/service-orders/{id}")).saying(w.saved))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let (detail, row) = found(&cx, id, item).await?;
            let form = again(cx.lang, errors, |errors| posted.view(cx.lang, errors));
            cx.unprocessable(&ItemChangePage::new(&cx, &detail.order, &row, form, ""))
        }
        Err(Error::Stale) => {
            let (detail, row) = found(&cx, id, item).await?;
            let theirs = ItemChangePage::start(&row).map(|(name, value)| (name.to_owned(), value));
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            cx.conflict(&ItemChangePage::new(
                &cx,
                &detail.order,
                &row,
                form,
                w.changed_meanwhile,
            ))
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, id)),
        answer => answer,
    }
}

/// `POST /service-orders/{id}/items/{item}/removal`
pub async fn remove(cx: Cx, path: Path<(ServiceOrderId, ServiceItemId)>, posted: Posted<Bare>) -> Answer {
    let ((id, item), w) = (*path, ServiceText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, ()| {
            commands::remove_item(tx, id, item)?;
            Ok(SeeOther::to(format!("/service-orders/{id}")).saying(w.removed_item))
        })
        .await;
    match answer {
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, id)),
        answer => answer,
    }
}
