//! Pages of deliveries.

use askama::Template;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::model::{Delivery, Listed};
use super::rules::{Check, DeliveryView, Handover, Part};
use super::text::{self, DeliveryText};
use crate::access::Permission;
use crate::platform::db::FormToken;
use crate::platform::db::page::Slice;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::narrow::Tab;
use crate::platform::web::steps::{Field, Kind, MovedOn, StepPage};
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::sales::orders::model::TOPIC;
use crate::service::check_in::rules::Strokes;
use crate::service::check_in::views::local;
use crate::values::ids::{DeliveryId, SalesOrderId};
use crate::values::money::Fen;

/// The query string of the list, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub view: String,
    pub after: String,
}

/// A delivery in the list.
pub struct Line {
    pub id: String,
    pub href: String,
    pub number: String,
    pub customer: String,
    pub car: String,
    pub at: String,
    pub place: &'static str,
    pub progress: String,
    pub late: bool,
}

impl Line {
    fn new(listed: &Listed, now: DateTime<Utc>, lang: Lang) -> Self {
        Self {
            id: listed.id.to_string(),
            href: format!("/deliveries/{}", listed.id),
            number: listed.number.clone(),
            customer: listed.customer.clone(),
            car: listed.car.clone(),
            at: times::minute(listed.handed_over_at.unwrap_or(listed.planned_at)),
            place: listed.place.label(lang),
            progress: text::progress(listed.done),
            late: listed.handed_over_at.is_none() && listed.planned_at < now,
        }
    }
}

/// `/deliveries`
#[derive(Template)]
#[template(path = "sales/deliveries.html")]
pub struct ListPage {
    page: Page,
    w: &'static DeliveryText,
    /// What the column of times holds.
    time_label: &'static str,
    tabs: Vec<Tab>,
    lines: Vec<Line>,
    next: String,
    shown: String,
}

regions!(ListPage { main });

impl ListPage {
    pub fn new(cx: &Cx, view: DeliveryView, slice: Slice<Listed>) -> Self {
        let w = DeliveryText::of(cx.lang);
        let href = |view: DeliveryView| format!("/deliveries?view={}", view.code());
        Self {
            page: cx.page(w.title),
            w,
            time_label: if view == DeliveryView::Done {
                w.handed_over_at
            } else {
                w.planned_at
            },
            tabs: DeliveryView::ALL
                .iter()
                .map(|one| Tab::new(href(*one), one.label(cx.lang), *one == view))
                .collect(),
            shown: slice.rows.len().to_string(),
            lines: slice.rows.iter().map(|row| Line::new(row, cx.now, cx.lang)).collect(),
            next: slice
                .next
                .map(|after| format!("{}&after={after}", href(view)))
                .unwrap_or_default(),
        }
    }
}

/// A thing to see to, as the page shows it.
pub struct CheckLine {
    pub code: &'static str,
    pub label: &'static str,
    pub done: bool,
    /// When and by whom.
    pub note: String,
}

/// A photo of the hand-over.
pub struct Photo {
    pub href: String,
    pub small: String,
    pub label: String,
}

/// `/deliveries/{id}`
#[derive(Template)]
#[template(path = "sales/delivery.html")]
pub struct DeliveryPage {
    page: Page,
    w: &'static DeliveryText,
    base: String,
    to_plan: String,
    number: String,
    order: String,
    vehicle: String,
    state: &'static str,
    tone: &'static str,
    customer: String,
    customer_href: String,
    car: String,
    facts: Vec<(&'static str, String)>,
    works: bool,
    parts: Vec<(&'static str, Vec<CheckLine>)>,
    photos: Vec<Photo>,
    lacking: Vec<&'static str>,
    owed: String,
    /// They may hand the car over all the same.
    may_owe: bool,
    signature: String,
    token: String,
    form: FormView,
    pictures: FormView,
    notice: &'static str,
}

regions!(DeliveryPage { main });

fn check_lines(delivery: &Delivery, part: Part, lang: Lang) -> Vec<CheckLine> {
    Check::of(part)
        .map(|check| {
            let seen = delivery.checks.get(&check);
            CheckLine {
                code: check.code(),
                label: check.label(lang),
                done: seen.is_some(),
                note: seen
                    .map(|(at, by)| text::seen_to(&times::minute(*at), by))
                    .unwrap_or_default(),
            }
        })
        .collect()
}

fn parts(delivery: &Delivery, lang: Lang) -> Vec<(&'static str, Vec<CheckLine>)> {
    Part::ALL
        .iter()
        .map(|part| (part.label(lang), check_lines(delivery, *part, lang)))
        .collect()
}

fn facts(delivery: &Delivery, w: &'static DeliveryText, lang: Lang) -> Vec<(&'static str, String)> {
    [
        (w.owner, delivery.order.owner.clone()),
        (w.promised_on, times::date(delivery.order.order.promised_on)),
        (w.planned_at, times::minute(delivery.planned_at)),
        (w.place, delivery.place.label(lang).to_owned()),
        (w.address, delivery.address.clone().unwrap_or_default()),
        (w.driver, delivery.driver.clone()),
        (
            w.handed_over_at,
            delivery.handed_over_at.map(times::minute).unwrap_or_default(),
        ),
        (w.gift, delivery.gift.clone()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .collect()
}

impl DeliveryPage {
    pub fn new(
        cx: &Cx,
        delivery: &Delivery,
        form: FormView,
        pictures: FormView,
        notice: &'static str,
    ) -> Result<Self, Error> {
        let (w, lang, order) = (DeliveryText::of(cx.lang), cx.lang, &delivery.order.order);
        let base = format!("/deliveries/{}", delivery.id);
        let open = delivery.is_open();
        let lacking = delivery.lacking();
        let photo = lacking.photo.then_some(w.lacking_photo);
        let owed = delivery.order.sums().owed(order.total());
        let (state, tone) = match (delivery.handed_over_at, delivery.cancelled) {
            (Some(_), _) => (w.done, "green"),
            (None, true) => (w.cancelled, ""),
            (None, false) if delivery.planned_at < cx.now => (w.late, "red"),
            (None, false) => (w.open, "blue"),
        };
        Ok(Self {
            page: cx.page(w.one).live(TOPIC),
            w,
            to_plan: format!("{base}/plan"),
            number: order.number.clone(),
            order: format!("/sales-orders/{}", order.id),
            vehicle: delivery.vehicle.map(|id| format!("/vehicles/{id}")).unwrap_or_default(),
            state,
            tone,
            customer: delivery.order.customer.clone(),
            customer_href: format!("/customers/{}", order.customer_id),
            car: order.car(),
            facts: facts(delivery, w, lang),
            works: open && cx.actor()?.may(Permission::WorkSales),
            parts: parts(delivery, lang),
            photos: (1..)
                .zip(&delivery.photos)
                .map(|(nth, file)| Photo {
                    href: format!("{base}/photos/{}", file.id),
                    small: format!("{base}/photos/{}/thumbnail", file.id),
                    label: text::photo(nth, lang),
                })
                .collect(),
            lacking: lacking
                .checks
                .iter()
                .map(|check| check.label(lang))
                .chain(photo)
                .collect(),
            owed: if owed > Fen::ZERO {
                owed.display()
            } else {
                String::new()
            },
            may_owe: cx.actor()?.may(Permission::DeliverUnpaid),
            signature: delivery.strokes.as_ref().map(Strokes::path).unwrap_or_default(),
            token: FormToken::new().to_string(),
            form,
            pictures,
            notice,
            base,
        })
    }
}

/// What the form of the hand-over holds when it is opened.
pub fn hand_over_start(delivery: &Delivery) -> Vec<(&'static str, String)> {
    vec![("lock_version", delivery.lock_version.to_string())]
}

/// What the form of the plan holds when it is opened.
pub fn plan_start(delivery: &Delivery) -> Vec<(&'static str, String)> {
    vec![
        ("planned_at", local(delivery.planned_at)),
        ("place", delivery.place.code().to_owned()),
        ("address", delivery.address.clone().unwrap_or_default()),
        ("driver", delivery.driver.clone()),
        ("lock_version", delivery.lock_version.to_string()),
    ]
}

/// When and where: `/deliveries/new`, `/deliveries/{id}/plan`.
pub fn plan_page(cx: &Cx, of: PlanOf, form: FormView, notice: &'static str) -> StepPage {
    let w = DeliveryText::of(cx.lang);
    let (title, action, back, hidden) = match of {
        PlanOf::New(order) => (
            w.new,
            "/deliveries".to_owned(),
            format!("/sales-orders/{order}"),
            "order",
        ),
        PlanOf::Known(id) => (
            w.edit,
            format!("/deliveries/{id}/plan"),
            format!("/deliveries/{id}"),
            "lock_version",
        ),
    };
    StepPage {
        page: cx.page(title),
        title,
        submit: title,
        look: "primary",
        action,
        back,
        number: String::new(),
        notice: notice.to_owned(),
        about: Vec::new(),
        place: String::new(),
        restored: String::new(),
        fields: vec![
            Field::new(Kind::Hidden, hidden, ""),
            Field::new(Kind::Moment, "planned_at", w.planned_at).required(),
            Field::new(Kind::Pills, "place", w.place)
                .required()
                .of(Handover::choices(cx.lang), ""),
            Field::new(Kind::Line, "address", w.address).hint(w.address_hint),
            Field::new(Kind::Line, "driver", w.driver),
        ],
        form,
    }
}

/// What is planned: a delivery that there is not yet, or one that there is.
#[derive(Clone, Copy, Debug)]
pub enum PlanOf {
    New(SalesOrderId),
    Known(DeliveryId),
}

/// That a step no longer applies.
pub fn moved_on(cx: &Cx, back: String) -> MovedOn {
    let w = DeliveryText::of(cx.lang);
    MovedOn::new(cx, w.moved_on_title, w.moved_on, w.look, back)
}

/// `/deliveries/{id}/sheet`: on A4.
#[derive(Template)]
#[template(path = "sales/delivery_sheet.html", blocks = ["main"])]
pub struct DeliverySheet {
    page: Page,
    w: &'static DeliveryText,
    store: String,
    facts: Vec<(&'static str, String)>,
    parts: Vec<(&'static str, Vec<CheckLine>)>,
    signature: String,
    printed: String,
}

regions!(DeliverySheet { main: as_main });

impl DeliverySheet {
    pub fn new(cx: &Cx, delivery: &Delivery) -> Result<Self, Error> {
        let w = DeliveryText::of(cx.lang);
        let order = &delivery.order.order;
        let mut about = vec![
            (w.number, order.number.clone()),
            (w.customer, delivery.order.customer.clone()),
            (w.car, order.car()),
        ];
        about.extend(facts(delivery, w, cx.lang));
        Ok(Self {
            page: cx.page(w.sheet),
            w,
            store: cx.actor()?.store_name.clone(),
            facts: about,
            parts: parts(delivery, cx.lang),
            signature: delivery.strokes.as_ref().map(Strokes::path).unwrap_or_default(),
            printed: times::minute(cx.now),
        })
    }
}
