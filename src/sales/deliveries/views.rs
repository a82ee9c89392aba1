//! Pages of deliveries.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use super::model::{Car, Delivery, Listed, place};
use super::rules::{Check, DeliveryView, Handover, Part};
use super::text::{self, DeliveryText};
use crate::access::Permission;
use crate::customers::model::masked_ends;
use crate::platform::db::page::Slice;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::vault::Pii;
use crate::platform::web::narrow::Tab;
use crate::platform::web::steps::{Field, Kind, MovedOn, StepPage};
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::sales::orders;
use crate::sales::orders::model::TOPIC;
use crate::sales::orders::rules::days_late;
use crate::service::check_in::rules::Strokes;
use crate::service::check_in::views::local;
use crate::values::ids::{DeliveryId, SalesOrderId};
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::vehicles::model::masked_vin;

/// The query string of the list, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub view: String,
    /// The day on which it is planned, or was handed over.
    pub on: String,
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
    /// The only day that is shown; empty for all.
    day: String,
    /// Whether it is another view than the first.
    filtered: bool,
}

regions!(ListPage { main });

impl ListPage {
    pub fn new(cx: &Cx, view: DeliveryView, on: Option<NaiveDate>, slice: Slice<Listed>) -> Self {
        let w = DeliveryText::of(cx.lang);
        let day = on.map(|day| format!("&on={}", times::date(day))).unwrap_or_default();
        let href = |view: DeliveryView| format!("/deliveries?view={}{day}", view.code());
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
            shown: text::shown(slice.rows.len(), cx.lang),
            day: on.map(times::date).unwrap_or_default(),
            filtered: view != DeliveryView::Planned || on.is_some(),
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
    /// How the form shows it.
    pub ticked: bool,
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
    /// Where what is typed is kept until the car is handed over.
    place: String,
    form: FormView,
    notice: &'static str,
}

regions!(DeliveryPage { main });

fn check_lines(delivery: &Delivery, form: &FormView, part: Part, lang: Lang) -> Vec<CheckLine> {
    // A form that comes back shows what was ticked in it.
    let posted = form.has("typed", "1");
    Check::of(part)
        .map(|check| {
            let seen = delivery.checks.get(&check);
            CheckLine {
                code: check.code(),
                label: check.label(lang),
                done: seen.is_some(),
                ticked: if posted {
                    form.has("checks", check.code())
                } else {
                    seen.is_some()
                },
                note: seen
                    .map(|(at, by)| text::seen_to(&times::minute(*at), by))
                    .unwrap_or_default(),
            }
        })
        .collect()
}

fn parts(delivery: &Delivery, form: &FormView, lang: Lang) -> Vec<(&'static str, Vec<CheckLine>)> {
    Part::ALL
        .iter()
        .map(|part| (part.label(lang), check_lines(delivery, form, *part, lang)))
        .collect()
}

/// The agreed time, until its end if there is one.
fn planned(delivery: &Delivery) -> String {
    let from = times::minute(delivery.planned_at);
    match delivery.until {
        Some(until) => format!("{from}–{}", times::clock(until)),
        None => from,
    }
}

/// Whether the car left by the promised day.
fn kept(delivery: &Delivery, w: &'static DeliveryText, lang: Lang) -> String {
    let promised = delivery.order.order.promised_on;
    match delivery.handed_over_at.map(|at| days_late(promised, times::day_of(at))) {
        Some(0) => w.kept.to_owned(),
        Some(days) => orders::text::days_late(days, lang),
        None => String::new(),
    }
}

/// The car that was handed over; its numbers in full only on the sheet.
fn car_facts(car: &Car, in_full: bool, w: &'static DeliveryText, lang: Lang) -> Vec<(&'static str, String)> {
    let number = |pii: &Option<Pii<String>>, masked: fn(&str) -> String| {
        let pii = pii.as_ref().map(|pii| pii.expose().as_str());
        pii.map(|text| if in_full { text.to_owned() } else { masked(text) })
            .unwrap_or_default()
    };
    let km = |km: Option<Km>| km.map(Km::display).unwrap_or_default();
    let day = |day: Option<NaiveDate>| day.map(times::date).unwrap_or_default();
    vec![
        (w.vin, number(&car.vin, masked_vin)),
        (w.engine_number, number(&car.engine, masked_ends)),
        (w.plate, car.plate.clone().unwrap_or_else(|| w.no_plate.to_owned())),
        (w.mileage, km(car.mileage)),
        (w.warranty_until, day(car.warranty_until)),
        (
            w.first_service,
            text::first_service(&day(car.first_service_on), &km(car.first_service), lang),
        ),
    ]
}

/// What is written in by hand on a sheet that is printed before the hand-over.
fn car_lines(w: &'static DeliveryText) -> Vec<(&'static str, String)> {
    let labels = [
        w.vin,
        w.engine_number,
        w.plate,
        w.mileage,
        w.warranty_until,
        w.first_service,
    ];
    labels.map(|label| (label, String::new())).to_vec()
}

fn facts(delivery: &Delivery, w: &'static DeliveryText, lang: Lang) -> Vec<(&'static str, String)> {
    [
        (w.owner, delivery.order.owner.clone()),
        (w.promised_on, times::date(delivery.order.order.promised_on)),
        (w.planned_at, planned(delivery)),
        (
            w.late_told,
            if delivery.late_told {
                w.late_known.to_owned()
            } else {
                String::new()
            },
        ),
        (w.place, delivery.place.label(lang).to_owned()),
        (w.address, delivery.address.clone().unwrap_or_default()),
        (w.driver, delivery.driver.clone()),
        (
            w.handed_over_at,
            delivery.handed_over_at.map(times::minute).unwrap_or_default(),
        ),
        (w.promise_kept, kept(delivery, w, lang)),
        (w.handed_over_by, delivery.handed_over_by.clone()),
        (w.gift, delivery.gift.clone()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .collect()
}

impl DeliveryPage {
    pub fn new(cx: &Cx, delivery: &Delivery, form: FormView, notice: &'static str) -> Result<Self, Error> {
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
            facts: {
                let car = delivery.car.iter().flat_map(|car| car_facts(car, false, w, lang));
                let all = facts(delivery, w, lang).into_iter().chain(car);
                all.filter(|(_, value)| !value.is_empty()).collect()
            },
            works: open && cx.actor()?.may(Permission::WorkSales),
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
            place: place(delivery.id),
            parts: parts(delivery, &form, lang),
            form,
            notice: if notice.is_empty() && delivery.order.is_out_of_date() {
                w.out_of_date
            } else {
                notice
            },
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
        ("until", delivery.until.map(times::clock).unwrap_or_default()),
        ("late_told", if delivery.late_told { "1" } else { "" }.to_owned()),
        ("place", delivery.place.code().to_owned()),
        ("address", delivery.address.clone().unwrap_or_default()),
        ("driver", delivery.driver.clone()),
        ("lock_version", delivery.lock_version.to_string()),
    ]
}

/// When and where: `/deliveries/new`, `/deliveries/{id}/plan`.
pub fn plan_page(cx: &Cx, of: PlanOf, form: FormView, notice: &'static str) -> StepPage {
    let w = DeliveryText::of(cx.lang);
    // Asked only of a time that is later than promised.
    let asked = form.error("late_told").is_some() || form.has("late_told", "1");
    let late = asked.then(|| Field::new(Kind::Tick, "late_told", w.late_told));
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
        fields: [
            Field::new(Kind::Hidden, hidden, ""),
            Field::new(Kind::Moment, "planned_at", w.planned_at).required(),
            Field::new(Kind::Clock, "until", w.until).hint(w.until_hint),
            Field::new(Kind::Pills, "place", w.place)
                .required()
                .of(Handover::choices(cx.lang), ""),
            Field::new(Kind::Line, "address", w.address).hint(w.address_hint),
            Field::new(Kind::Line, "driver", w.driver),
        ]
        .into_iter()
        .chain(late)
        .collect(),
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
    /// The car's numbers; empty lines to fill in before it is known.
    car: Vec<(&'static str, String)>,
    parts: Vec<(&'static str, Vec<CheckLine>)>,
    signature: String,
    /// When it was signed on the screen.
    signed: String,
    printed: String,
}

regions!(DeliverySheet { main: as_main });

impl DeliverySheet {
    pub fn new(cx: &Cx, store: String, delivery: &Delivery) -> Self {
        let w = DeliveryText::of(cx.lang);
        let order = &delivery.order.order;
        let mut about = vec![
            (w.number, order.number.clone()),
            (w.customer, delivery.order.customer.clone()),
            (w.car, order.car()),
        ];
        about.extend(facts(delivery, w, cx.lang));
        let car = delivery.car.as_ref();
        Self {
            page: cx.page(w.sheet),
            w,
            store,
            facts: about,
            car: car.map_or_else(|| car_lines(w), |car| car_facts(car, true, w, cx.lang)),
            parts: parts(delivery, &FormView::blank(), cx.lang),
            signed: delivery.handed_over_at.map(times::minute).unwrap_or_default(),
            signature: delivery.strokes.as_ref().map(Strokes::path).unwrap_or_default(),
            printed: times::minute(cx.now),
        }
    }
}
