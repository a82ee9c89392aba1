//! The technician's page, and what is found there.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use chrono::TimeDelta;

use crate::access::Actor;
use crate::platform::db::{FormToken, SeeOther, Subject};
use crate::platform::drafts;
use crate::platform::error::Error;
use crate::platform::files;
use crate::platform::i18n::durations;
use crate::platform::vault::Pii;
use crate::platform::web::page::NavCount;
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted, PostedFiles};
use crate::service::commands::{self, NewFinding};
use crate::service::forms::{FindingForm, StartForm};
use crate::service::model::FINDING;
use crate::service::queries::{self, Job};
use crate::service::rules::{State, shown_quantity};
use crate::service::steps::moved_on;
use crate::service::text::{self, ServiceText};
use crate::service::views::{Button, FindingPage, RepairCard, RepairsPage, chip};
use crate::values::ids::{AttachmentId, FindingId, ServiceOrderId};
use crate::values::phone::hide_in;

/// `GET /repairs`
pub async fn repairs(cx: Cx) -> Answer {
    let page = page(&cx, String::new()).await?;
    cx.show(&page)
}

async fn page(cx: &Cx, notice: String) -> Result<RepairsPage, Error> {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let asks = actor.clone();
    let jobs = cx.read(move |conn| queries::jobs(conn, &vault, &asks)).await?;
    let mut mine = Vec::new();
    let mut to_check = Vec::new();
    for job in jobs {
        let worked =
            job.order.technician_id == Some(actor.id) || job.spells.iter().any(|spell| spell.technician_id == actor.id);
        let card = card(cx, &actor, &job, worked);
        if worked {
            mine.push(card);
        } else {
            to_check.push(card);
        }
    }
    // What runs stands first.
    mine.sort_by_key(|card| !card.running);
    Ok(RepairsPage::new(cx, mine, to_check, notice))
}

fn card(cx: &Cx, actor: &Actor, job: &Job, worked: bool) -> RepairCard {
    let (w, lang, now, order) = (ServiceText::of(cx.lang), cx.lang, cx.now, &job.order);
    let base = format!("/repairs/{}", order.id);
    let running = job
        .spells
        .iter()
        .any(|spell| spell.technician_id == actor.id && spell.until_at.is_none());
    let mut buttons = Vec::new();
    let mut add = |base: &str, noun: &str, label, icon| buttons.push(Button::new(base, noun, label, icon, ""));
    if worked {
        if order.state.is_workable() {
            add(&base, "findings", w.report, "camera");
        }
        match order.state {
            State::InWork => {
                add(&base, "parts", w.await_parts, "hourglass");
                add(&base, "completion", w.finish, "checklist");
            }
            State::WaitingParts => add(&base, "resumption", w.resume, "player-play"),
            _ => {}
        }
    } else if order.state == State::QualityCheck {
        let there = format!("/service-orders/{}", order.id);
        add(&there, "quality-check", w.check, "clipboard-check");
    }
    let plate = job.plate.as_ref().map(Pii::expose);
    let worked_for = job
        .spells
        .iter()
        .map(|spell| spell.until_at.unwrap_or(now) - spell.from_at)
        .fold(TimeDelta::zero(), |sum, length| sum + length);
    RepairCard {
        id: order.id.to_string(),
        number: order.number.clone(),
        ticket: job.ticket.clone(),
        customer: job.customer.expose().clone(),
        plate: plate.map(|plate| plate.display()).unwrap_or_default(),
        plate_kind: if plate.is_some_and(|plate| plate.is_new_energy()) {
            "nev"
        } else {
            ""
        },
        vehicle: job.vehicle.clone(),
        state: text::state(order.state, lang),
        state_tone: text::state_tone(order.state),
        promise: chip(order, job.ready_at, now, lang),
        // Whatever the customer said: not how they are reached.
        wish: job.wish.as_ref().map(|wish| hide_in(wish.expose())).unwrap_or_default(),
        items: job
            .items
            .iter()
            .map(|item| {
                let quantity = format!("{} {}", shown_quantity(item.quantity), item.unit);
                let name = lang.pick(&item.zh, &item.en).clone();
                (name, quantity.trim().to_owned(), item.consent_id.is_none())
            })
            .collect(),
        worked: durations::span(worked_for, lang),
        may_start: worked && !running && matches!(order.state, State::Agreed | State::InWork),
        running,
        buttons,
        token: FormToken::new().to_string(),
        base,
    }
}

/// `GET /repairs/count`: the counter in the navigation.
pub async fn repairs_count(cx: Cx) -> Answer {
    let (actor, now) = (cx.actor()?.clone(), cx.now);
    let (open, late) = cx
        .read(move |conn| queries::technician_counts(conn, &actor, now))
        .await?;
    cx.fragment(&NavCount { pressing: late, open })
}

/// `POST /repairs/{id}/work`: begins to work.
pub async fn start(cx: Cx, id: Path<ServiceOrderId>, posted: Posted<StartForm>) -> Answer {
    let (id, w) = (*id, ServiceText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, ()| {
            commands::start(tx, id)?;
            Ok(SeeOther::to("/repairs"))
        })
        .await;
    match answer {
        Err(Error::Invalid(_)) => {
            let me = cx.actor()?.id;
            let other = cx.read(move |conn| queries::running_of(conn, me)).await?;
            let number = other.map(|(_, number)| number).unwrap_or_default();
            let page = page(&cx, format!("{}{number}", w.busy)).await?;
            let mut answer = cx.show(&page)?;
            *answer.status_mut() = StatusCode::CONFLICT;
            Ok(answer)
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, id)),
        answer => answer,
    }
}

/// `POST /repairs/{id}/rest`: stops working for now.
pub async fn stop(cx: Cx, id: Path<ServiceOrderId>, posted: Posted<Bare>) -> Answer {
    let id = *id;
    let answer = cx
        .submit(&posted, move |tx, ()| {
            commands::stop(tx, id)?;
            Ok(SeeOther::to("/repairs"))
        })
        .await;
    match answer {
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, id)),
        answer => answer,
    }
}

/// Where what is typed about a finding is kept until it is sent.
fn place(id: ServiceOrderId) -> String {
    format!("service.findings.{id}")
}

/// `GET /repairs/{id}/findings`
pub async fn show_report(cx: Cx, id: Path<ServiceOrderId>) -> Answer {
    let id = *id;
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let head = cx
        .read(move |conn| queries::head(conn, &vault, &actor, id, &place(id)))
        .await?;
    if !head.order.state.is_workable() {
        return cx.conflict(&moved_on(&cx, id));
    }
    let form = FormView::fresh(head.draft.map(|draft| draft.pairs).unwrap_or_default());
    cx.show(&FindingPage::new(&cx, id, head.order.number, place(id), form))
}

/// `POST /repairs/{id}/findings`
pub async fn report(cx: Cx, id: Path<ServiceOrderId>, mut posted: PostedFiles<FindingForm>) -> Answer {
    let (id, lang, w) = (*id, cx.lang, ServiceText::of(cx.lang));
    let answer = cx
        .submit_files(&mut posted, move |tx, typed, photos| {
            let new = NewFinding {
                what: typed.what,
                urgency: typed.urgency,
                estimate: typed.estimate,
            };
            commands::report(tx, id, &new, &photos)?;
            drafts::clear(tx, &place(id))?;
            Ok(SeeOther::to("/repairs").saying(w.reported))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
            let head = cx.read(move |conn| queries::head(conn, &vault, &actor, id, "")).await?;
            let form = posted.view(lang, &errors);
            cx.unprocessable(&FindingPage::new(&cx, id, head.order.number, place(id), form))
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, id)),
        answer => answer,
    }
}

/// `GET /service-orders/{id}/findings/{finding}/photos/{file}`
pub async fn photo(cx: Cx, path: Path<(ServiceOrderId, FindingId, AttachmentId)>) -> Answer {
    let (id, finding, file) = *path;
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let found = cx
        .read(move |conn| {
            queries::finding_of(conn, &actor, id, finding)?;
            files::open(conn, &vault, file, Subject::new(FINDING, finding))
        })
        .await?;
    Ok(files::answer(found, true))
}

/// `GET /service-orders/{id}/findings/{finding}/photos/{file}/thumbnail`
pub async fn small_photo(cx: Cx, path: Path<(ServiceOrderId, FindingId, AttachmentId)>) -> Answer {
    let (id, finding, file) = *path;
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let found = cx
        .read(move |conn| {
            queries::finding_of(conn, &actor, id, finding)?;
            files::thumbnail(conn, &vault, file, Subject::new(FINDING, finding))
        })
        .await?;
    Ok(files::answer(found, true))
}
