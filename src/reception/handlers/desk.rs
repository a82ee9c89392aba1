//! The desk's one screen, and how its buttons are answered.

use actix_web::HttpRequest;

use super::registration::Card;
use crate::platform::db::{FormToken, SeeOther};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::page::{NavCount, Toast, ToastKind, Undo};
use crate::platform::web::steps::MovedOn;
use crate::platform::web::{Answer, Cx, Part, Query};
use crate::reception::text::{self, DeskText};
use crate::reception::views::{Day, Desk, DeskQuery, makes_lead};
use crate::sales::leads;
use crate::values::ids::VisitId;
use crate::visits;
use crate::visits::queries::Named;

/// The cookie with the counter that is called to from here.
const COUNTER: &str = "yingke_counter";

/// `GET /reception`
///
/// A counter that is chosen stays chosen in this browser.
pub async fn show(cx: Cx, query: Query<DeskQuery>, request: HttpRequest) -> Answer {
    let kept = request.cookie(COUNTER).map(|cookie| cookie.value().to_owned());
    let Query(mut query) = query;
    let chosen = !query.counter.is_empty() && Some(&query.counter) != kept.as_ref();
    if query.counter.is_empty() {
        query.counter = kept.unwrap_or_default();
    }
    let desk = desk(&cx, &query, None, None).await?;
    let mut answer = cx.show(&desk)?;
    if chosen && desk.counter == query.counter {
        cx.keep(&mut answer, COUNTER, &desk.counter)?;
    }
    Ok(answer)
}

/// `GET /reception/count`: the counter in the navigation.
pub async fn count(cx: Cx) -> Answer {
    let (actor, now) = (cx.actor()?.clone(), cx.now);
    let (open, pressing) = cx
        .read(move |conn| visits::queries::waiting_counts(conn, &actor, now))
        .await?;
    cx.fragment(&NavCount { pressing, open })
}

/// Three questions: the visits, the appointments, who receives; a fourth for whoever receives visitors of the showroom.
async fn day(cx: &Cx, query: &DeskQuery) -> Result<Day, Error> {
    let (actor, vault, now) = (cx.actor()?.clone(), cx.db().vault().clone(), cx.now);
    let named = if query.shows_appointments() {
        Named::Present
    } else {
        Named::All
    };
    cx.read(move |conn| {
        let today = times::day_of(now);
        let (people, rules) = visits::queries::receiving(conn, actor.store, now)?;
        let rows = visits::queries::board(conn, &vault, &actor, today, named)?;
        let mine: Vec<VisitId> = rows
            .iter()
            .filter(|row| makes_lead(row, &actor))
            .map(|row| row.visit.id)
            .collect();
        Ok(Day {
            leads: leads::queries::of_visits(conn, actor.store, &mine)?,
            rows,
            expected: visits::queries::expected(conn, &vault, &actor, today)?,
            people,
            rules,
        })
    })
    .await
}

pub(super) async fn desk(cx: &Cx, query: &DeskQuery, card: Option<Card>, toast: Option<Toast>) -> Result<Desk, Error> {
    let day = day(cx, query).await?;
    let card = match card {
        Some(card) => card,
        None => Card::blank(cx)?,
    };
    let registration = card.into_registration(cx, &day.people)?;
    Desk::new(cx, query, day, registration, toast)
}

/// Where a button stood: the desk with this query.
fn query_of(back: &str) -> DeskQuery {
    let query = back.split_once('?').map(|(_, query)| query).unwrap_or_default();
    serde_html_form::from_str(query).unwrap_or_default()
}

/// Answers a button of the board: with the board when that was asked for, else by going back; somebody who was faster is
/// named.
pub(super) async fn answer(cx: &Cx, back: &str, visit: Option<VisitId>, done: Result<SeeOther, Error>) -> Answer {
    let w = DeskText::of(cx.lang);
    let on_board = *cx.part() == Part::Region("board".to_owned());
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
            late(cx, back, words).await
        }
        Err(Error::Invalid(errors)) => {
            let words = match errors.keys().next().map(String::as_str) {
                Some("counter") => w.choose_counter,
                Some("called") => w.call_first,
                _ => w.receiver_fault,
            };
            refused(cx, back, words).await
        }
        Err(error) => Err(error),
    }
}

/// Says over the desk why something could not be done.
pub(super) async fn refused(cx: &Cx, back: &str, words: impl Into<String>) -> Answer {
    let desk = desk(cx, &query_of(back), None, Some(failed(words))).await?;
    cx.unprocessable(&desk)
}

/// Says that a step no longer applies: in the dialog that it was asked in, else over the desk as it is now.
pub(super) async fn late(cx: &Cx, back: &str, words: impl Into<String>) -> Answer {
    let w = DeskText::of(cx.lang);
    if *cx.part() == Part::Region("dialog".to_owned()) {
        let moved = MovedOn::new(cx, w.too_late, "", w.title, back.to_owned());
        return cx.conflict(&moved.lacking(w.too_late, Some(words.into())));
    }
    let desk = desk(cx, &query_of(back), None, Some(failed(words))).await?;
    cx.conflict(&desk)
}

fn failed(words: impl Into<String>) -> Toast {
    Toast {
        kind: ToastKind::Failed,
        text: words.into(),
        undo: None,
    }
}
