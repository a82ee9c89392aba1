//! HTTP of the reception desk.

use actix_web::web::Path;
use serde_json::Value;

use super::commands;
use super::forms::{ArrivalForm, AssignForm, FloorForm, FloorStep, LeaveForm, RegisterForm, RowForm, back_to};
use super::text::{self, DeskText};
use super::views::{Ask, Day, Desk, DeskQuery, Floor, Found, Paper, RegisterCard, Registration, SlipPage, matched};
use crate::access::Actor;
use crate::complaints;
use crate::platform::db::{FormToken, SeeOther, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::undo;
use crate::platform::web::page::{Choice, NavCount, Toast, ToastKind, Undo};
use crate::platform::web::{Answer, Cx, Form, FormView, Part, Posted, Query};
use crate::values::fault::Fault;
use crate::values::ids::VisitId;
use crate::visits;
use crate::visits::model::Receiving;
use crate::visits::queries::Term;
use crate::visits::rules::LeaveReason;

/// `GET /reception`
pub async fn show(cx: Cx, query: Query<DeskQuery>) -> Answer {
    let desk = desk(&cx, &query, None, None).await?;
    cx.show(&desk)
}

/// `GET /reception/count`: the counter in the navigation.
pub async fn count(cx: Cx) -> Answer {
    let (actor, now) = (cx.actor()?.clone(), cx.now);
    let (open, pressing) = cx
        .read(move |conn| visits::queries::waiting_counts(conn, &actor, now))
        .await?;
    cx.fragment(&NavCount { pressing, open })
}

/// Three questions: the visits, the appointments, who receives.
async fn day(cx: &Cx) -> Result<Day, Error> {
    let (actor, vault, today) = (cx.actor()?.clone(), cx.db().vault().clone(), times::day_of(cx.now));
    cx.read(move |conn| {
        let (people, rules) = visits::queries::receiving(conn, actor.store, today)?;
        Ok(Day {
            rows: visits::queries::board(conn, &vault, &actor, today)?,
            expected: visits::queries::expected(conn, &vault, &actor, today)?,
            people,
            rules,
        })
    })
    .await
}

async fn desk(cx: &Cx, query: &DeskQuery, card: Option<Card>, toast: Option<Toast>) -> Result<Desk, Error> {
    let day = day(cx).await?;
    let card = card.unwrap_or_default();
    let registration = card.into_registration(cx, &day.people);
    Desk::new(cx, query, day, registration, toast)
}

/// What stands in the registration card.
struct Card {
    form: FormView,
    matches: Vec<super::views::Match>,
    searched: bool,
    hint: &'static str,
}

impl Default for Card {
    fn default() -> Self {
        Self {
            form: Registration::blank(),
            matches: Vec::new(),
            searched: false,
            hint: "",
        }
    }
}

impl Card {
    fn into_registration(self, cx: &Cx, people: &[Receiving]) -> Registration {
        Registration {
            matches: self.matches,
            searched: self.searched,
            hint: self.hint,
            ..Registration::new(cx, people, self.form)
        }
    }
}

/// `POST /reception/lookup`: who the box may mean.
pub async fn look_up(cx: Cx, posted: Posted<RegisterForm>) -> Answer {
    let card = looked_up(&cx, &posted.form.q, posted.view(cx.lang, &Default::default())).await?;
    if let Part::Region(_) = cx.part() {
        let page = cx.page(DeskText::of(cx.lang).title);
        return cx.fragment(&Found {
            page,
            w: DeskText::of(cx.lang),
            r: card.into_registration(&cx, &[]),
        });
    }
    let desk = desk(&cx, &DeskQuery::default(), Some(card), None).await?;
    cx.show(&desk)
}

/// Looks a term up; a whole phone, plate or VIN is noted, and opens the record to an advisor.
async fn looked_up(cx: &Cx, typed: &str, form: FormView) -> Result<Card, Error> {
    let w = DeskText::of(cx.lang);
    let (actor, vault, now) = (cx.actor()?.clone(), cx.db().vault().clone(), cx.now);
    let term = Term::read(typed);
    if typed.trim().is_empty() {
        return Ok(Card {
            form,
            ..Card::default()
        });
    }
    let whole = term.is_whole_name();
    if whole {
        let (actor, term) = (actor.clone(), term.clone());
        cx.write(move |tx| commands::look_up(tx, &actor, &term)).await?;
    }
    let opens = commands::opens(&actor);
    let narrow = matches!(actor.customers(), crate::access::Scope::Own { .. });
    let (cards, open, hidden) = cx
        .read(move |conn| {
            if term.is_empty() {
                return Ok((Vec::new(), Default::default(), false));
            }
            let found = visits::queries::find(conn, &vault, &actor, now, &term)?;
            let cards = visits::queries::cards(conn, &vault, &actor, now, &found)?;
            let ids: Vec<_> = cards.iter().map(|card| card.customer).collect();
            let open = complaints::queries::of_customer::open_of(conn, &ids)?;
            let hidden = whole
                && !opens
                && cards.is_empty()
                && !visits::queries::hidden(conn, &vault, &actor, now, &term)?.is_empty();
            Ok((cards, open, hidden))
        })
        .await?;
    let hint = match (cards.is_empty(), hidden) {
        (false, _) => "",
        (true, true) => w.somebody_elses,
        (true, false) if !whole && narrow => w.end_only,
        (true, false) => w.none_found,
    };
    Ok(Card {
        matches: cards
            .iter()
            .map(|card| matched(card, open.get(&card.customer).copied().unwrap_or_default(), cx))
            .collect(),
        searched: true,
        hint,
        form,
    })
}

/// `POST /visits`: registers an arrival. With only the box filled, the first press looks it up.
pub async fn register(cx: Cx, posted: Posted<RegisterForm>) -> Answer {
    let w = DeskText::of(cx.lang);
    if posted.form.only_looks() {
        let card = looked_up(&cx, &posted.form.q, posted.view(cx.lang, &Default::default())).await?;
        return card_again(&cx, card, false).await;
    }
    let actor = cx.actor()?.clone();
    let answer = cx
        .submit(&posted, move |tx, new| {
            let visit = commands::register(tx, &actor, new)?;
            Ok(SeeOther::to(format!("/reception?registered={}", visit.id)))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let mut form = posted.view(cx.lang, &errors);
            let mut term = posted.form.q.clone();
            for (field, fault) in &errors {
                form = match (field.as_str(), fault) {
                    ("q", Fault::Required) => form.with_error("q", w.needs_somebody),
                    ("who", Fault::Taken) => form.with_error("who", w.car_present),
                    ("who", _) => form.with_error("who", w.pick_one),
                    ("advisor", _) => form.with_error("advisor", w.receiver_fault),
                    ("new_phone", Fault::Taken) => {
                        term = posted.form.new_phone.clone();
                        form.with_error("new_phone", w.known_phone)
                    }
                    _ => form,
                };
            }
            let card = looked_up(&cx, &term, form).await?;
            card_again(&cx, card, true).await
        }
        answer => answer,
    }
}

async fn card_again(cx: &Cx, card: Card, wrong: bool) -> Answer {
    if let Part::Region(_) = cx.part() {
        let (actor, today) = (cx.actor()?.clone(), times::day_of(cx.now));
        let (people, _) = cx
            .read(move |conn| visits::queries::receiving(conn, actor.store, today))
            .await?;
        let view = RegisterCard {
            page: cx.page(DeskText::of(cx.lang).title),
            w: DeskText::of(cx.lang),
            r: card.into_registration(cx, &people),
        };
        return if wrong { cx.unprocessable(&view) } else { cx.show(&view) };
    }
    let desk = desk(cx, &DeskQuery::default(), Some(card), None).await?;
    if wrong { cx.unprocessable(&desk) } else { cx.show(&desk) }
}

/// Where a button stood: the desk with this query.
fn query_of(back: &str) -> DeskQuery {
    let query = back.split_once('?').map(|(_, query)| query).unwrap_or_default();
    serde_html_form::from_str(query).unwrap_or_default()
}

/// Answers a button of the board: with the board when that was asked for, else by going back; somebody who was faster is
/// named.
async fn answer(cx: &Cx, back: &str, visit: Option<VisitId>, done: Result<SeeOther, Error>) -> Answer {
    let w = DeskText::of(cx.lang);
    let on_board = *cx.part() == Part::Region("board".to_owned());
    let failed = |words: String| Toast {
        kind: ToastKind::Failed,
        text: words,
        undo: None,
    };
    match done {
        Ok(go) if on_board && go.location.starts_with("/reception") => {
            let toast = go.toast.map(|words| Toast {
                kind: ToastKind::Done,
                text: words,
                undo: go.undo.map(|id| Undo {
                    action: format!("/undo/{id}"),
                    token: FormToken::new().to_string(),
                }),
            });
            let desk = desk(cx, &query_of(back), None, toast).await?;
            cx.show(&desk)
        }
        Ok(go) => cx.see_other(&go),
        Err(Error::Stale | Error::WrongState) => {
            let words = match visit {
                Some(id) => {
                    let actor = cx.actor()?.clone();
                    let holder = cx.read(move |conn| visits::queries::holder(conn, &actor, id)).await?;
                    text::taken(&holder, cx.lang)
                }
                None => w.present_now.to_owned(),
            };
            let desk = desk(cx, &query_of(back), None, Some(failed(words))).await?;
            cx.conflict(&desk)
        }
        Err(Error::Invalid(errors)) => {
            let words = match errors.keys().next().map(String::as_str) {
                Some("counter") => w.choose_counter,
                Some("who") => w.car_present,
                _ => w.receiver_fault,
            };
            let desk = desk(cx, &query_of(back), None, Some(failed(words.to_owned()))).await?;
            cx.unprocessable(&desk)
        }
        Err(error) => Err(error),
    }
}

/// `POST /reception/arrivals`: an expected customer has come.
pub async fn come(cx: Cx, posted: Posted<ArrivalForm>) -> Answer {
    let (actor, lang, back) = (cx.actor()?.clone(), cx.lang, back_to(&posted.form.back));
    let there = back.clone();
    let done = cx
        .submit_once(&posted, move |tx, appointment| {
            let visit = commands::come(tx, &actor, appointment)?;
            Ok(SeeOther::to(there).saying(text::registered(&visit.ticket(), lang)))
        })
        .await;
    answer(&cx, &back, None, done).await
}

/// A button on a row of the board.
async fn on_row(
    cx: Cx,
    id: VisitId,
    posted: Posted<RowForm>,
    step: impl FnOnce(&mut Tx<'_>, &Actor, (Option<i32>, String), String) -> Result<SeeOther, Error> + Send + 'static,
) -> Answer {
    let (actor, back) = (cx.actor()?.clone(), posted.form.back_to());
    let there = back.clone();
    let done = cx
        .submit_once(&posted, move |tx, seen| {
            // A visitor whom this person does not see is none.
            visits::queries::visit(tx.conn, &actor, id)?;
            step(tx, &actor, seen, there)
        })
        .await;
    answer(&cx, &back, Some(id), done).await
}

/// `POST /visits/{id}/call`
pub async fn call(cx: Cx, id: Path<VisitId>, posted: Posted<RowForm>) -> Answer {
    let (id, lang) = (*id, cx.lang);
    on_row(cx, id, posted, move |tx, _, (seen, counter), back| {
        let visit = visits::commands::call(tx, id, &counter, seen)?;
        Ok(SeeOther::to(back).saying(text::called(&visit.ticket(), lang)))
    })
    .await
}

/// `POST /visits/{id}/pass-over`
pub async fn pass_over(cx: Cx, id: Path<VisitId>, posted: Posted<RowForm>) -> Answer {
    let (id, lang) = (*id, cx.lang);
    on_row(cx, id, posted, move |tx, actor, (seen, _), back| {
        let payload = visits::commands::pass_over(tx, id, seen)?;
        let undo = undo::offer(tx, visits::undo::PASS_OVER, payload)?;
        let ticket = visits::queries::visit(tx.conn, actor, id)?.ticket();
        Ok(SeeOther::to(back).saying(text::passed_over(&ticket, lang)).undo(undo))
    })
    .await
}

/// `POST /visits/{id}/reception`: a service visit goes on to its check-in sheet.
pub async fn receive(cx: Cx, id: Path<VisitId>, posted: Posted<RowForm>) -> Answer {
    let (id, lang) = (*id, cx.lang);
    on_row(cx, id, posted, move |tx, _, (seen, _), back| {
        let visit = visits::commands::receive(tx, id, seen)?;
        let to = match visit.line {
            visits::rules::Line::Service => format!("/visits/{id}"),
            visits::rules::Line::Sales | visits::rules::Line::Complaint => back,
        };
        Ok(SeeOther::to(to).saying(text::received(&visit.ticket(), lang)))
    })
    .await
}

/// `back` of a dialog.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub struct Back {
    back: String,
}

/// `GET /visits/{id}/advisor`
pub async fn ask_advisor(cx: Cx, id: Path<VisitId>, query: Query<Back>) -> Answer {
    let view = advisor_dialog(&cx, *id, &query.back, None).await?;
    cx.show(&view)
}

async fn advisor_dialog(cx: &Cx, id: VisitId, back: &str, form: Option<FormView>) -> Result<Ask, Error> {
    let (w, lang) = (DeskText::of(cx.lang), cx.lang);
    let (actor, today) = (cx.actor()?.clone(), times::day_of(cx.now));
    let (visit, (people, _)) = cx
        .read(move |conn| {
            Ok((
                visits::queries::visit(conn, &actor, id)?,
                visits::queries::receiving(conn, actor.store, today)?,
            ))
        })
        .await?;
    let now = visit.advisor_id.map(|id| id.to_string()).unwrap_or_default();
    Ok(Ask {
        page: cx.page(w.assign_title),
        w,
        title: format!("{} {}", w.assign_title, visit.ticket()),
        action: format!("/visits/{id}/advisor"),
        button: w.assign,
        back: back_to(back),
        label: w.assign_to,
        name: "advisor",
        choices: people
            .iter()
            .map(|one| Choice::new(one.id.to_string(), text::in_hand(&one.name, one.in_hand, lang)))
            .collect(),
        with_note: false,
        form: form.unwrap_or_else(|| FormView::fresh([("advisor", now)])),
    })
}

/// `POST /visits/{id}/advisor`
pub async fn assign(cx: Cx, id: Path<VisitId>, posted: Posted<AssignForm>) -> Answer {
    let (id, lang, actor) = (*id, cx.lang, cx.actor()?.clone());
    let back = back_to(&posted.form.back);
    let there = back.clone();
    let done = cx
        .submit(&posted, move |tx, to| {
            visits::queries::visit(tx.conn, &actor, id)?;
            let visit = visits::commands::assign(tx, id, to)?;
            Ok(SeeOther::to(there).saying(text::assigned(&visit.ticket(), lang)))
        })
        .await;
    match done {
        Err(Error::Invalid(errors)) => {
            let form = posted.view(cx.lang, &errors);
            cx.unprocessable(&advisor_dialog(&cx, id, &back, Some(form)).await?)
        }
        answer => answer,
    }
}

/// `GET /visits/{id}/departure`
pub async fn ask_departure(cx: Cx, id: Path<VisitId>, query: Query<Back>) -> Answer {
    let view = leave_dialog(&cx, *id, &query.back, None).await?;
    cx.show(&view)
}

async fn leave_dialog(cx: &Cx, id: VisitId, back: &str, form: Option<FormView>) -> Result<Ask, Error> {
    let w = DeskText::of(cx.lang);
    let actor = cx.actor()?.clone();
    let visit = cx.read(move |conn| visits::queries::visit(conn, &actor, id)).await?;
    let reason = if visit.state.waits() {
        ""
    } else {
        LeaveReason::Done.code()
    };
    Ok(Ask {
        page: cx.page(w.leave_title),
        w,
        title: format!("{} {}", w.leave_title, visit.ticket()),
        action: format!("/visits/{id}/departure"),
        button: w.leave,
        back: back_to(back),
        label: w.reason,
        name: "reason",
        choices: LeaveReason::choices(cx.lang),
        with_note: true,
        form: form.unwrap_or_else(|| {
            FormView::fresh([
                ("reason", reason.to_owned()),
                ("lock_version", visit.lock_version.to_string()),
            ])
        }),
    })
}

/// `POST /visits/{id}/departure`
pub async fn leave(cx: Cx, id: Path<VisitId>, posted: Posted<LeaveForm>) -> Answer {
    let (id, lang, actor) = (*id, cx.lang, cx.actor()?.clone());
    let back = back_to(&posted.form.back);
    let there = back.clone();
    let done = cx
        .submit_once(&posted, move |tx, (reason, note, seen)| {
            let ticket = visits::queries::visit(tx.conn, &actor, id)?.ticket();
            let payload: Value = visits::commands::leave(tx, id, reason, note.as_deref(), seen)?;
            let undo = undo::offer(tx, visits::undo::LEAVE, payload)?;
            Ok(SeeOther::to(there).saying(text::gone(&ticket, lang)).undo(undo))
        })
        .await;
    match done {
        Err(Error::Invalid(errors)) => {
            let form = posted.view(cx.lang, &errors);
            cx.unprocessable(&leave_dialog(&cx, id, &back, Some(form)).await?)
        }
        done => answer(&cx, &back, Some(id), done).await,
    }
}

/// `GET /reception/floor`: how the rotation of today went.
pub async fn floor(cx: Cx) -> Answer {
    let (store, today) = (cx.actor()?.store, times::day_of(cx.now));
    let turns = cx
        .read(move |conn| visits::queries::floor_turns(conn, store, today))
        .await?;
    cx.show(&Floor::new(&cx, turns))
}

/// `POST /reception/floor`: a button of the rotation.
pub async fn rotate(cx: Cx, posted: Posted<FloorForm>) -> Answer {
    let (w, me, back) = (DeskText::of(cx.lang), cx.actor()?.id, back_to(&posted.form.back));
    let there = back.clone();
    posted.form.parse().map_err(|_| Error::BadRequest)?;
    let done = cx
        .submit_once(&posted, move |tx, (step, staff)| {
            let who = staff.unwrap_or(me);
            match step {
                FloorStep::CheckIn => visits::commands::check_in(tx, who)?,
                FloorStep::CheckOut => visits::commands::check_out(tx, who)?,
                FloorStep::Pause => visits::commands::pause(tx, who)?,
                FloorStep::Resume => visits::commands::resume(tx, who)?,
                FloorStep::Skip => visits::commands::skip(tx, who)?,
                FloorStep::Up => visits::commands::move_up(tx, who)?,
            }
            Ok(SeeOther::to(there).saying(w.done))
        })
        .await;
    answer(&cx, &back, None, done).await
}

/// `GET /reception/paper`
pub async fn paper(cx: Cx) -> Answer {
    let day = day(&cx).await?;
    cx.show(&Paper::new(&cx, &day)?)
}

/// `GET /visits/{id}/slip`
pub async fn slip(cx: Cx, id: Path<VisitId>) -> Answer {
    let (id, actor) = (*id, cx.actor()?.clone());
    let slip = cx.read(move |conn| visits::queries::slip(conn, &actor, id)).await?;
    cx.show(&SlipPage::new(&cx, slip)?)
}
