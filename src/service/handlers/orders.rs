//! The list and one order.

use actix_web::web::Path;
use chrono::TimeDelta;

use crate::access::Permission;
use crate::platform::db::SeeOther;
use crate::platform::db::page::{After, PAGE};
use crate::platform::error::Error;
use crate::platform::web::page::{Choice, NavCount, Notice};
use crate::platform::web::steps::{Field, Kind, StepPage};
use crate::platform::web::{Answer, Cx, FormView, Posted, Query};
use crate::service::commands::{self, Opening};
use crate::service::courtesy;
use crate::service::courtesy::views::Advice;
use crate::service::forms::OpenForm;
use crate::service::queries::{self, Chip, Filter};
use crate::service::rules::{State, View};
use crate::service::text::{self, ServiceText};
use crate::service::views::{BillPage, ListPage, ListQuery, OrderPage};
use crate::values::ids::{ServiceOrderId, StaffId};

/// How long a finding is told to whoever opens a page: they may be on the way from one to the next.
const JUST_NOW: TimeDelta = TimeDelta::minutes(10);

/// `GET /service-orders`
pub async fn list(cx: Cx, query: Query<ListQuery>) -> Answer {
    let actor = cx.actor()?.clone();
    let view = View::parse(&query.view).unwrap_or(View::Open);
    let person = |text: &str| -> Option<StaffId> {
        if text == "me" {
            Some(actor.id)
        } else {
            text.parse().ok()
        }
    };
    let filter = Filter {
        advisor: person(&query.advisor),
        technician: person(&query.technician),
        promise: match query.promise.as_str() {
            "warned" => Some(Chip::Warned),
            "late" => Some(Chip::Late),
            _ => None,
        },
        customer: query.customer.parse().ok(),
        vehicle: query.vehicle.parse().ok(),
    };
    let after = After::parse(&query.after);
    let (vault, now, asks) = (cx.db().vault().clone(), cx.now, actor.clone());
    let (counts, slice, people) = cx
        .read(move |conn| {
            Ok((
                queries::counts(conn, &asks, &filter, now)?,
                queries::list(conn, &vault, &asks, view, &filter, after, PAGE, now)?,
                queries::people(conn, asks.store)?,
            ))
        })
        .await?;
    cx.show(&ListPage::new(&cx, &query, view, counts, slice, &people))
}

/// `GET /service-orders/count`: the counter in the navigation; who has the order of a car is told what was found about it
/// just now.
pub async fn count(cx: Cx) -> Answer {
    let (actor, now, lang) = (cx.actor()?.clone(), cx.now, cx.lang);
    let ((open, pressing), found) = cx
        .read(move |conn| {
            let counts = queries::own_counts(conn, &actor, now)?;
            // A finding that waits for the customer's answer presses.
            let found = if counts.1 > 0 {
                queries::fresh_findings(conn, actor.id, now - JUST_NOW)?
            } else {
                Vec::new()
            };
            Ok((counts, found))
        })
        .await?;
    let notices: Vec<Notice> = found
        .into_iter()
        .map(|(finding, order, number)| Notice {
            key: finding.to_string(),
            text: text::found_on(&number, lang),
            href: format!("/service-orders/{order}"),
            link: ServiceText::of(lang).open_order,
        })
        .collect();
    cx.fragment_telling(&NavCount { pressing, open }, &notices)
}

/// `GET /service-orders/new`
pub async fn new(cx: Cx) -> Answer {
    let page = opening(&cx, FormView::blank()).await?;
    cx.show(&page)
}

async fn opening(cx: &Cx, form: FormView) -> Result<StepPage, Error> {
    let w = ServiceText::of(cx.lang);
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let waiting = cx
        .read(move |conn| queries::visits_to_open(conn, &vault, &actor))
        .await?;
    let choices: Vec<Choice> = waiting
        .into_iter()
        .map(|seen| {
            let plate = seen.plate.map(|plate| plate.expose().display()).unwrap_or_default();
            let parts = [seen.ticket, plate, seen.vehicle, seen.customer.expose().clone()];
            let known: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            Choice::new(seen.visit.to_string(), known.join(" · "))
        })
        .collect();
    Ok(StepPage {
        page: cx.page(w.new),
        title: w.new,
        submit: w.new,
        look: "primary",
        action: "/service-orders".to_owned(),
        back: "/service-orders".to_owned(),
        number: String::new(),
        notice: if choices.is_empty() {
            w.no_visits.to_owned()
        } else {
            String::new()
        },
        about: Vec::new(),
        place: String::new(),
        restored: String::new(),
        fields: vec![
            Field::new(Kind::Choose, "visit_id", w.pick_visit)
                .required()
                .of(choices, w.choose),
        ],
        form,
    })
}

/// `POST /service-orders`: opens the order of a visit.
pub async fn open(cx: Cx, posted: Posted<OpenForm>) -> Answer {
    let w = ServiceText::of(cx.lang);
    let answer = cx
        .submit(&posted, move |tx, visit| {
            let id = commands::open_for_visit(tx, visit, &Opening::default())?;
            Ok(SeeOther::to(format!("/service-orders/{id}")).saying(w.opened))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let page = opening(&cx, posted.view(cx.lang, &errors)).await?;
            cx.unprocessable(&page)
        }
        Err(Error::WrongState) => {
            let page = opening(&cx, posted.view(cx.lang, &Default::default())).await?;
            cx.conflict(&StepPage {
                notice: w.changed_meanwhile.to_owned(),
                ..page
            })
        }
        answer => answer,
    }
}

/// `GET /service-orders/{id}`
pub async fn show(cx: Cx, id: Path<ServiceOrderId>) -> Answer {
    let (actor, vault, id, now) = (cx.actor()?.clone(), cx.db().vault().clone(), *id, cx.now);
    let asks = actor.clone();
    let (detail, standing) = cx
        .read(move |conn| {
            let detail = queries::detail(conn, &vault, &asks, id, "")?;
            let here = detail.left_at.is_none() && detail.order.state != State::Cancelled;
            let standing = if here && asks.may(Permission::LendCars) {
                Some(courtesy::queries::standing(conn, &vault, detail.order.visit_id, now)?)
            } else {
                None
            };
            Ok((detail, standing))
        })
        .await?;
    let page = OrderPage::new(&cx, &actor, &detail);
    let advice = standing.and_then(|standing| Advice::new(&cx, detail.order.visit_id, &standing));
    let advice = advice.map(|advice| Advice {
        back: page.base.clone(),
        ..advice
    });
    cx.show(&OrderPage { advice, ..page })
}

/// `GET /service-orders/{id}/bill`: to print and to sign.
pub async fn bill(cx: Cx, id: Path<ServiceOrderId>) -> Answer {
    let (actor, vault, id) = (cx.actor()?.clone(), cx.db().vault().clone(), *id);
    let asks = actor.clone();
    let detail = cx
        .read(move |conn| queries::detail(conn, &vault, &asks, id, ""))
        .await?;
    cx.fragment(&BillPage::new(&cx, &actor, &detail))
}
