//! The technician's page, and what is found there.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use chrono::TimeDelta;

use crate::platform::db::{FormToken, SeeOther, Subject};
use crate::platform::drafts;
use crate::platform::error::Error;
use crate::platform::files;
use crate::platform::i18n::{Lang, durations};
use crate::platform::vault::Pii;
use crate::platform::web::page::NavCount;
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted, PostedFiles};
use crate::service::commands::{self, NewFinding};
use crate::service::forms::{FindingForm, StartForm};
use crate::service::model::{FINDING, Finding, undone};
use crate::service::queries::{self, Job};
use crate::service::rules::State;
use crate::service::steps::moved_on;
use crate::service::text::{self, ServiceText};
use crate::service::views::{Answered, Button, FindingPage, RepairCard, RepairsPage, chip};
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
    let running = |job: &Job| {
        job.spells
            .iter()
            .any(|spell| spell.technician_id == actor.id && spell.until_at.is_none())
    };
    for job in jobs {
        let worked =
            job.order.technician_id == Some(actor.id) || job.spells.iter().any(|spell| spell.technician_id == actor.id);
        let card = card(cx, &job, worked, running(&job));
        if worked {
            mine.push((turn(job.order.state, running(&job)), card));
        } else {
            to_check.push(card);
        }
    }
    mine.sort_by_key(|(turn, _)| *turn);
    let mine = mine.into_iter().map(|(_, card)| card).collect();
    Ok(RepairsPage::new(cx, mine, to_check, notice))
}

/// What runs stands first, then what can go on or begin, what waits for parts, what is done.
fn turn(state: State, running: bool) -> u8 {
    match state {
        _ if running => 0,
        State::InWork => 1,
        State::Agreed => 2,
        State::WaitingParts => 3,
        _ => 4,
    }
}

fn answered(finding: &Finding, lang: Lang) -> Answered {
    let row = &finding.row;
    Answered {
        what: hide_in(finding.what.expose()),
        urgency: text::urgency(row.urgency, lang),
        urgency_tone: text::urgency_tone(row.urgency),
        state: text::finding_state(row.state, lang),
        state_tone: text::finding_tone(row.state),
        words: finding
            .words
            .as_ref()
            .map(|words| hide_in(words.expose()))
            .unwrap_or_default(),
    }
}

/// `已订货，在途 · 预计到货 2026-11-24 · 皮带`
fn waits(job: &Job, lang: Lang) -> String {
    let Some((pause, note)) = &job.waits else {
        return String::new();
    };
    [
        Some(text::parts_reason(pause.reason, lang).to_owned()),
        pause.expected_on.map(|day| text::expected_on(day, lang)),
        note.as_ref().map(|note| hide_in(note.expose())),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" · ")
}

/// What the customer accepted and still has to be done; the state tells the rest while it waits for something else.
fn extra(job: &Job, lang: Lang) -> String {
    let items: Vec<String> = undone(&job.items, &job.spells)
        .into_iter()
        .map(|item| hide_in(lang.pick(&item.zh, &item.en)))
        .collect();
    if items.is_empty() || job.order.state != State::InWork {
        return String::new();
    }
    text::not_worked_on(&items, lang)
}

fn card(cx: &Cx, job: &Job, worked: bool, running: bool) -> RepairCard {
    let (w, lang, now, order) = (ServiceText::of(cx.lang), cx.lang, cx.now, &job.order);
    let base = format!("/repairs/{}", order.id);
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
        work: match order.state {
            _ if running => Some((w.at_work, "green")),
            // Back from the check it was not stopped by anybody.
            State::InWork if worked && job.failed.is_none() => Some((w.at_rest, "amber")),
            _ => None,
        },
        promise: chip(order, job.ready_at, now, lang),
        returned: if job.failed.is_some() {
            text::failed_times(order.checks_failed, lang)
        } else {
            String::new()
        },
        because: job
            .failed
            .as_ref()
            .map(|reason| hide_in(reason.expose()))
            .unwrap_or_default(),
        extra: extra(job, lang),
        waits: waits(job, lang),
        // Whatever the customer said: not how they are reached.
        wish: job.wish.as_ref().map(|wish| hide_in(wish.expose())).unwrap_or_default(),
        items: job
            .items
            .iter()
            .map(|item| {
                let name = lang.pick(&item.zh, &item.en).clone();
                (
                    name,
                    text::quantity(item.quantity, &item.unit),
                    item.consent_id.is_none(),
                )
            })
            .collect(),
        findings: job.findings.iter().map(|finding| answered(finding, lang)).collect(),
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
