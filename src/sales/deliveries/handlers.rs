//! HTTP of deliveries.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::web::Path;
use chrono::NaiveDate;
use serde::Deserialize;

use super::commands;
use super::forms::{HandOverForm, NewForm, PlanForm, SoFarForm};
use super::model::{Delivery, SoFar, TYPED, place, subject};
use super::queries;
use super::rules::{DeliveryView, Handover};
use super::text::{self, DeliveryText};
use super::views::{
    DeliveryPage, DeliverySheet, ListPage, ListQuery, PlanOf, hand_over_start, moved_on, plan_page, plan_start,
};
use crate::platform::db::SeeOther;
use crate::platform::db::page::{After, PAGE};
use crate::platform::drafts;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::files;
use crate::platform::i18n::Lang;
use crate::platform::web::{Answer, Cx, FormView, Posted, PostedFiles, Query};
use crate::sales::letterhead::{self, InLanguage};
use crate::sales::orders;
use crate::sales::orders::rules::OrderAction;
use crate::values::date::parse_day;
use crate::values::fault::Fault;
use crate::values::ids::{AttachmentId, DeliveryId, SalesOrderId};

/// `GET /deliveries`
pub async fn list(cx: Cx, query: Query<ListQuery>) -> Answer {
    let (actor, vault, now) = (cx.actor()?.clone(), cx.db().vault().clone(), cx.now);
    let view = DeliveryView::parse(&query.view).unwrap_or(DeliveryView::Planned);
    let (after, on) = (After::parse(&query.after), parse_day(&query.on).ok());
    let slice = cx
        .read(move |conn| queries::page(conn, &vault, &actor, (view, on), after, (PAGE, now)))
        .await?;
    cx.show(&ListPage::new(&cx, view, on, slice))
}

/// Of which order a delivery is planned.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    order: String,
}

/// `GET /deliveries/new?order=`
pub async fn new(cx: Cx, wanted: Query<Wanted>) -> Answer {
    let id: SalesOrderId = wanted.order.parse().map_err(|_| Error::NotFound)?;
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let order = cx
        .read(move |conn| orders::queries::detail(conn, &vault, &actor, id))
        .await?;
    if order.delivery.is_some() || !order.order.state.allows(OrderAction::Schedule) {
        return cx.conflict(&moved_on(&cx, format!("/sales-orders/{id}")));
    }
    let form = FormView::fresh([("order", id.to_string()), ("place", Handover::Store.code().to_owned())]);
    cx.show(&plan_page(&cx, PlanOf::New(id), form, ""))
}

/// `POST /deliveries`
pub async fn plan(cx: Cx, posted: Posted<NewForm>) -> Answer {
    let w = DeliveryText::of(cx.lang);
    let answer = cx
        .submit(&posted, move |tx, (order, new)| {
            let id = commands::plan(tx, order, &new)?;
            Ok(SeeOther::to(format!("/deliveries/{id}")).saying(w.planned))
        })
        .await;
    let order = posted.form.order.trim().parse::<SalesOrderId>();
    match (answer, order) {
        (Err(Error::Invalid(errors)), Ok(order)) => {
            let promised = promised(&cx, order).await?;
            let form = plan_worded(posted.view(cx.lang, &errors), &errors, promised, cx.lang);
            cx.unprocessable(&plan_page(&cx, PlanOf::New(order), form, ""))
        }
        (Err(Error::WrongState), Ok(order)) => cx.conflict(&moved_on(&cx, format!("/sales-orders/{order}"))),
        (Err(Error::Invalid(_) | Error::WrongState), Err(_)) => Err(Error::NotFound),
        (answer, _) => answer,
    }
}

/// The day that was promised with an order that this person sees.
async fn promised(cx: &Cx, order: SalesOrderId) -> Result<NaiveDate, Error> {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let detail = cx.read(move |conn| orders::queries::detail(conn, &vault, &actor, order));
    Ok(detail.await?.order.promised_on)
}

/// Words for the faults that the plan words itself.
fn plan_worded(mut form: FormView, errors: &FieldErrors, promised: NaiveDate, lang: Lang) -> FormView {
    let w = DeliveryText::of(lang);
    for (field, fault) in errors {
        form = match (field.as_str(), fault) {
            ("planned_at" | "until", Fault::Choice) => form.with_error(field, w.store_closed),
            ("until", Fault::Required) => form.with_error(field, w.until_needed),
            ("late_told", _) => form.with_error(field, text::later_than_promised(promised, lang)),
            _ => form,
        };
    }
    form
}

async fn one(cx: &Cx, id: DeliveryId) -> Result<Delivery, Error> {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    cx.read(move |conn| queries::delivery(conn, &vault, &actor, id)).await
}

/// `GET /deliveries/{id}`
pub async fn show(cx: Cx, id: Path<DeliveryId>) -> Answer {
    let (actor, vault, id) = (cx.actor()?.clone(), cx.db().vault().clone(), *id);
    let (delivery, left) = cx
        .read(move |conn| {
            let delivery = queries::delivery(conn, &vault, &actor, id)?;
            let left = if delivery.is_open() {
                drafts::load(conn, &vault, actor.id, &place(id))?
            } else {
                None
            };
            Ok((delivery, left))
        })
        .await?;
    let typed = left.map(|draft| draft.pairs).unwrap_or_default();
    let typed = typed.into_iter().filter(|(name, _)| TYPED.contains(&name.as_str()));
    let start = hand_over_start(&delivery);
    let start = start.into_iter().map(|(name, value)| (name.to_owned(), value));
    let form = FormView::fresh(start.chain(typed));
    cx.show(&DeliveryPage::new(&cx, &delivery, form, "")?)
}

/// `GET /deliveries/{id}/plan`
pub async fn edit(cx: Cx, id: Path<DeliveryId>) -> Answer {
    let delivery = one(&cx, *id).await?;
    if !delivery.is_open() {
        return cx.conflict(&moved_on(&cx, format!("/deliveries/{}", delivery.id)));
    }
    let form = FormView::fresh(plan_start(&delivery));
    cx.show(&plan_page(&cx, PlanOf::Known(delivery.id), form, ""))
}

/// `POST /deliveries/{id}/plan`
pub async fn change(cx: Cx, id: Path<DeliveryId>, posted: Posted<PlanForm>) -> Answer {
    let (id, w) = (*id, DeliveryText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::change(tx, id, &new)?;
            Ok(SeeOther::to(format!("/deliveries/{id}")).saying(w.saved))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let promised = one(&cx, id).await?.order.order.promised_on;
            let form = plan_worded(posted.view(cx.lang, &errors), &errors, promised, cx.lang);
            cx.unprocessable(&plan_page(&cx, PlanOf::Known(id), form, ""))
        }
        Err(Error::Stale) => {
            let theirs = plan_start(&one(&cx, id).await?)
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value));
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            cx.conflict(&plan_page(&cx, PlanOf::Known(id), form, w.stale))
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, format!("/deliveries/{id}"))),
        answer => answer,
    }
}

/// Which button of the hand-over was pressed before it is done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Button {
    Checks,
    Photos,
}

/// Saves ticks and photos; whatever else was typed into the form is there again.
async fn prepare(cx: Cx, id: DeliveryId, mut posted: PostedFiles<SoFarForm>, pressed: Button) -> Answer {
    let w = DeliveryText::of(cx.lang);
    let typed: Vec<(String, String)> = posted
        .pairs()
        .iter()
        .filter(|(name, _)| TYPED.contains(&name.as_str()))
        .cloned()
        .collect();
    let answer = cx
        .submit_files(&mut posted, move |tx, (ticked, shown), photos| {
            if pressed == Button::Photos && photos.is_empty() {
                return Err(Error::field("photos", Fault::Required));
            }
            let so_far = SoFar { ticked, shown, typed };
            commands::prepare(tx, id, &so_far, &photos)?;
            let said = if photos.is_empty() { w.saved } else { w.photos_added };
            Ok(SeeOther::to(format!("/deliveries/{id}")).saying(said))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let delivery = one(&cx, id).await?;
            let form = posted.view(cx.lang, &errors);
            cx.unprocessable(&DeliveryPage::new(&cx, &delivery, form, "")?)
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, format!("/deliveries/{id}"))),
        answer => answer,
    }
}

/// `POST /deliveries/{id}/checks`
pub async fn check(cx: Cx, id: Path<DeliveryId>, posted: PostedFiles<SoFarForm>) -> Answer {
    prepare(cx, *id, posted, Button::Checks).await
}

/// `POST /deliveries/{id}/photos`
pub async fn add_photos(cx: Cx, id: Path<DeliveryId>, posted: PostedFiles<SoFarForm>) -> Answer {
    prepare(cx, *id, posted, Button::Photos).await
}

/// `GET /deliveries/{id}/photos/{file}`
pub async fn photo(cx: Cx, path: Path<(DeliveryId, AttachmentId)>) -> Answer {
    let (id, file) = *path;
    let found = cx.write(move |tx| commands::look(tx, id, file)).await?;
    Ok(files::answer(found, true))
}

/// `GET /deliveries/{id}/photos/{file}/thumbnail`
pub async fn small_photo(cx: Cx, path: Path<(DeliveryId, AttachmentId)>) -> Answer {
    let (id, file) = *path;
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let found = cx
        .read(move |conn| {
            queries::order_of(conn, &actor, id)?;
            files::thumbnail(conn, &vault, file, subject(id))
        })
        .await?;
    Ok(files::answer(found, true))
}

/// Words for the faults that the hand-over words itself.
fn worded(mut form: FormView, errors: &FieldErrors, w: &'static DeliveryText) -> FormView {
    for (field, fault) in errors {
        let words = match (field.as_str(), fault) {
            ("checks", _) => w.checks_first,
            ("photos", _) => w.photo_first,
            ("vin", Fault::Taken) => w.vin_taken,
            ("vin", Fault::VinCheckDigit) => w.vin_wrong,
            ("strokes", _) => w.draw_first,
            ("owed_because", Fault::Mismatch) => w.owed_manager,
            ("owed_because", Fault::Required) => w.owed_reason,
            _ => continue,
        };
        form = form.with_error(field, words);
    }
    form
}

/// `POST /deliveries/{id}/hand-over`
pub async fn hand_over(cx: Cx, id: Path<DeliveryId>, mut posted: PostedFiles<HandOverForm>) -> Answer {
    let (id, w) = (*id, DeliveryText::of(cx.lang));
    // Photos that came along are not kept when something else is wrong.
    let brought = Arc::new(AtomicBool::new(false));
    let came = brought.clone();
    let answer = cx
        .submit_files(&mut posted, move |tx, new, photos| {
            came.store(!photos.is_empty(), Ordering::Relaxed);
            commands::hand_over(tx, id, &new, &photos)?;
            Ok(SeeOther::to(format!("/deliveries/{id}")).saying(w.handed_over))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let delivery = one(&cx, id).await?;
            let mut form = worded(posted.view(cx.lang, &errors), &errors, w);
            if brought.load(Ordering::Relaxed) {
                form = form.with_error("photos", w.photos_again);
            }
            cx.unprocessable(&DeliveryPage::new(&cx, &delivery, form, "")?)
        }
        Err(Error::Stale) => {
            let delivery = one(&cx, id).await?;
            let theirs = hand_over_start(&delivery)
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value));
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            cx.conflict(&DeliveryPage::new(&cx, &delivery, form, w.stale)?)
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, format!("/deliveries/{id}"))),
        answer => answer,
    }
}

/// `GET /deliveries/{id}/sheet`: to print and to sign; it carries the car's numbers in full, which is noted.
pub async fn print(cx: Cx, id: Path<DeliveryId>, wanted: Query<InLanguage>) -> Answer {
    let cx = wanted.of(cx);
    let id = *id;
    let delivery = cx.write(move |tx| commands::print(tx, id)).await?;
    cx.show(&DeliverySheet::new(&cx, letterhead::of(&cx).await?, &delivery))
}
