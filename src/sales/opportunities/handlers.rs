//! The board, one opportunity, a new one.

use actix_web::HttpRequest;
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::commands;
use super::forms::{FollowUpStep, OpenForm, TogetherForm, Whom};
use super::opening;
use super::queries::{self, Cuts, Ended, Filter, OwnedBy};
use super::rules::{Column, View};
use super::text::{self, BoardText};
use super::views::{self, BoardPage, BoardQuery, Found, NewPage, OpportunityPage, QueuePage};
use crate::access::Actor;
use crate::customers;
use crate::platform::db::SeeOther;
use crate::platform::db::page::{After, PAGE};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::times;
use crate::platform::web::narrow::{Narrowed, address};
use crate::platform::web::page::NavCount;
use crate::platform::web::steps::MovedOn;
use crate::platform::web::{Answer, Bare, Cx, Form, FormView, Posted, Query};
use crate::sales::export::{self, ExportForm, ExportPage};
use crate::sales::leads;
use crate::sales::reveals;
use crate::sales::rules::{Level, LossReason, Rhythm};
use crate::sales::within::Within;
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, OpportunityId, StaffId};

/// Cards of a column at first, and when more of it is asked for.
const CARDS: usize = 20;
const MORE: usize = 100;

/// `GET /board`
pub async fn board(cx: Cx, query: Query<BoardQuery>) -> Answer {
    let page = page(&cx, &query, FormView::blank()).await?;
    cx.show(&page)
}

/// `GET /board/count`: the counter in the navigation.
pub async fn count(cx: Cx) -> Answer {
    let (actor, now) = (cx.actor()?.clone(), cx.now);
    let (open, pressing) = cx.read(move |conn| queries::own_counts(conn, &actor, now)).await?;
    cx.fragment(&NavCount { pressing, open })
}

/// After whom one goes on.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Turn {
    after: String,
}

/// The cookie with how far somebody came in working through what is due: who was passed over comes again when the round
/// is done, or on another day.
const TURN: &str = "yingke_turn";

/// Whose turn it is, and on which day.
fn turn_of(actor: StaffId, now: DateTime<Utc>) -> String {
    let day = times::day_of(now).format("%Y%m%d");
    format!("{}-{day}-", actor.uuid().simple())
}

/// `GET /board/next`: whoever of one's own is due first, with the form that logs the follow-up; those that were passed over
/// wait until the others are done.
pub async fn next(cx: Cx, turn: Query<Turn>, request: HttpRequest) -> Answer {
    let (actor, vault, now, w) = (
        cx.actor()?.clone(),
        cx.db().vault().clone(),
        cx.now,
        BoardText::of(cx.lang),
    );
    let mine = turn_of(actor.id, now);
    let filter = Filter {
        owner: OwnedBy::Person(actor.id),
        ..Filter::default()
    };
    let asked = After::parse(&turn.after);
    let kept = request.cookie(TURN).and_then(|cookie| {
        let after = cookie.value().strip_prefix(&mine)?;
        After::parse(after)
    });
    let after = asked.or(kept);
    let (found, anew) = cx
        .read(move |conn| {
            let mut due = queries::next_due(conn, &actor, &filter, after, now)?;
            // Nobody is left behind those that were passed over earlier: it is their turn.
            let anew = due.is_none() && asked.is_none() && kept.is_some();
            if anew {
                due = queries::next_due(conn, &actor, &filter, None, now)?;
            }
            let found = match due {
                Some(id) => Some(queries::opportunity(conn, &vault, &actor, id)?),
                None => None,
            };
            Ok((found, anew))
        })
        .await?;
    let after = after.filter(|_| !anew).map(|after| after.to_string());
    let mut answer = match &found {
        Some(found) => cx.show(&QueuePage::new(&cx, found, after.as_deref().unwrap_or_default(), None))?,
        None if asked.is_some() => cx.see_other(&SeeOther::to("/board?view=today&owner=me").saying(w.round_done))?,
        None => cx.see_other(&SeeOther::to("/board").saying(w.all_done))?,
    };
    let so_far = after.filter(|_| found.is_some());
    let so_far = so_far.map(|after| format!("{mine}{after}"));
    if so_far.is_some() || request.cookie(TURN).is_some() {
        cx.keep(&mut answer, TURN, &so_far.unwrap_or_default())?;
    }
    Ok(answer)
}

/// `POST /board/next/{id}`: logs the follow-up and goes on with the next.
pub async fn work_on(cx: Cx, id: Path<OpportunityId>, posted: Posted<FollowUpStep>) -> Answer {
    let (id, w) = (*id, BoardText::of(cx.lang));
    let after = After::parse(&posted.form.after).map(|after| after.to_string());
    let after = after.unwrap_or_default();
    let there = address("/board/next", [("after", after.as_str())]);
    let onward = there.clone();
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::log(tx, id, new)?;
            Ok(SeeOther::to(onward).saying(w.logged))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
            let found = cx
                .read(move |conn| queries::opportunity(conn, &vault, &actor, id))
                .await?;
            let mut form = posted.view(cx.lang, &errors);
            if errors.get("outcome") == Some(&Fault::Mismatch) {
                form = form.with_error("outcome", w.mismatch);
            }
            cx.unprocessable(&QueuePage::new(&cx, &found, &after, Some(form)))
        }
        Err(Error::WrongState) => {
            let typed = vec![(w.note, posted.form.note.clone())];
            cx.conflict(&MovedOn::new(&cx, w.gone_on, w.gone_on, w.goes_on, there).keeping(typed))
        }
        answer => answer,
    }
}

/// `POST /opportunities/{id}/reveals`: the number in the place of the masked one, or without script on a page of its own.
pub async fn reveal(cx: Cx, id: Path<OpportunityId>, _posted: Posted<Bare>) -> Answer {
    let id = *id;
    let shown = cx.write(move |tx| commands::reveal(tx, id)).await;
    let (back, url) = (format!("/opportunities/{id}"), views::reveal_url(id));
    reveals::answer(&cx, shown, back, url, BoardText::of(cx.lang).phone)
}

/// `POST /board/changes`: changes what is picked.
pub async fn change_many(cx: Cx, posted: Posted<TogetherForm>) -> Answer {
    let lang = cx.lang;
    let back = posted.form.back_to();
    let there = back.clone();
    let answer = cx
        .submit(&posted, move |tx, (ids, wanted)| {
            let (count, way) = commands::together(tx, &ids, &wanted, &there)?;
            let done = SeeOther::to(there.as_str()).saying(text::changed(count, lang));
            Ok(match way {
                Some(way) => done.undo(way),
                None => return Err(Error::WrongState),
            })
        })
        .await;
    match answer {
        Err(Error::Invalid(mut errors)) => {
            // What is said of the whole is no matter of one field.
            let w = BoardText::of(lang);
            let (nobody, nothing) = (errors.remove("ids"), errors.get("level") == Some(&Fault::Required));
            if nothing {
                errors.remove("level");
            }
            let mut form = posted.view(lang, &errors);
            match nobody {
                Some(Fault::Required) => form = form.with_error("", w.choose_rows),
                Some(_) => form = form.with_error("", w.too_many_rows),
                None if nothing => form = form.with_error("", w.choose_change),
                None => {}
            }
            let page = page(&cx, &list_again(&back), form).await?;
            cx.unprocessable(&page)
        }
        // What was picked has ended meanwhile.
        Err(Error::WrongState) => {
            let form = posted.view(lang, &FieldErrors::new());
            let form = form.with_error("", BoardText::of(lang).all_ended);
            let page = page(&cx, &list_again(&back), form).await?;
            cx.conflict(&page)
        }
        answer => answer,
    }
}

/// The board as it was looked at, in rows: only there is what was refused, and why.
fn list_again(back: &str) -> BoardQuery {
    let query = back.split_once('?').map(|(_, query)| query).unwrap_or_default();
    let mut query: BoardQuery = serde_html_form::from_str(query).unwrap_or_default();
    query.layout = "list".to_owned();
    query
}

/// Which opportunities a query asks for.
fn asked(query: &BoardQuery, actor: &Actor) -> (View, Filter) {
    let view = View::parse(&query.view).unwrap_or(View::Open);
    let ended = Within::parse("", &query.from, &query.to);
    let filter = Filter {
        owner: match query.owner.as_str() {
            "me" => OwnedBy::Person(actor.id),
            "none" => OwnedBy::Nobody,
            other => other.parse().map_or(OwnedBy::Anybody, OwnedBy::Person),
        },
        level: Level::parse(&query.level),
        source: query.source.parse().ok(),
        // A NUL can't be looked for.
        model: Some(query.model.clone()).filter(|model| !model.is_empty() && !model.contains('\0')),
        customer: query.customer.parse().ok(),
        ended: Ended {
            since: ended.since(),
            until: ended.until(),
            because: LossReason::parse(&query.because),
            rival: Some(query.rival.clone()).filter(|rival| !rival.is_empty() && !rival.contains('\0')),
        },
    };
    (view, filter)
}

/// `GET /board/export`
pub async fn ask_export(cx: Cx, query: Query<BoardQuery>) -> Answer {
    cx.show(&ExportPage::asking(&cx, BoardQuery::PATH, &query.pairs()))
}

/// `POST /board/export`: the list as it is narrowed, as a file; that it was taken is recorded.
pub async fn export(cx: Cx, query: Query<BoardQuery>, posted: Posted<ExportForm>) -> Answer {
    match take_away(&cx, &query, &posted).await {
        Err(Error::Invalid(errors)) => {
            let page = ExportPage::again(&cx, BoardQuery::PATH, &query.pairs(), &posted, &errors);
            cx.unprocessable(&page)
        }
        answer => answer,
    }
}

async fn take_away(cx: &Cx, query: &BoardQuery, posted: &Posted<ExportForm>) -> Answer {
    let (reason, kind) = posted.form.parse().map_err(Error::Invalid)?;
    let (actor, now) = (cx.actor()?.clone(), cx.now);
    let (view, filter) = asked(query, &actor);
    let why = reason.clone();
    let slice = cx
        .write(move |tx| {
            let vault = tx.vault().clone();
            let cuts = Cuts::new(&queries::limits(tx.conn, actor.store)?, now);
            let slice = queries::list(tx.conn, &vault, &actor, view, &filter, None, export::MOST, cuts)?;
            export::note_taken(tx, "sales.export", slice.next.is_some(), &why)?;
            Ok(slice)
        })
        .await?;
    export::file(cx, "board", views::table(cx, &slice.rows), (reason.as_str(), kind))
}

async fn page(cx: &Cx, query: &BoardQuery, form: FormView) -> Result<BoardPage, Error> {
    let actor = cx.actor()?.clone();
    let (view, filter) = asked(query, &actor);
    let after = After::parse(&query.after);
    let columns = view.has_columns() && query.layout != "list";
    let further = Column::parse(&query.more);
    let (vault, now, asks) = (cx.db().vault().clone(), cx.now, actor.clone());
    let (counts, found, offered) = cx
        .read(move |conn| {
            let (settings, offered) = queries::around(conn, &asks)?;
            let cuts = Cuts::new(&settings, now);
            let counts = queries::counts(conn, &asks, view, &filter, cuts)?;
            let found = if columns {
                let mut limits = [CARDS; 5];
                for (limit, column) in limits.iter_mut().zip(Column::ALL) {
                    if further == Some(*column) {
                        *limit = MORE;
                    }
                }
                Found::Columns(queries::board(conn, &vault, &asks, view, &filter, limits, cuts)?)
            } else {
                let slice = queries::list(conn, &vault, &asks, view, &filter, after, PAGE, cuts)?;
                Found::Lines(slice.rows, slice.next)
            };
            Ok((counts, found, offered))
        })
        .await?;
    Ok(BoardPage::new(cx, &actor, query, view, counts, found, &offered, form))
}

/// `GET /opportunities/{id}`
pub async fn show(cx: Cx, id: Path<OpportunityId>) -> Answer {
    let (actor, vault, id) = (cx.actor()?.clone(), cx.db().vault().clone(), *id);
    let asks = actor.clone();
    let found = cx
        .read(move |conn| queries::opportunity(conn, &vault, &asks, id))
        .await?;
    cx.show(&OpportunityPage::new(&cx, &actor, &found))
}

/// Whom an opportunity is opened for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct For {
    customer: String,
}

/// `GET /opportunities/new?customer=…`
pub async fn new(cx: Cx, whom: Query<For>) -> Answer {
    let first: DateTime<Utc> = Rhythm::default().next(None, cx.now);
    let form = FormView::fresh([
        ("customer", whom.customer.clone()),
        ("next_at", times::minute(first).replace(' ', "T")),
    ]);
    let known = whom.customer.parse().ok().map(Whom::Known);
    let page = opening(&cx, &whom.customer, known, form).await?;
    cx.show(&page)
}

async fn opening(cx: &Cx, customer: &str, whom: Option<Whom>, form: FormView) -> Result<NewPage, Error> {
    let actor = cx.actor()?.clone();
    let (scope, now, vault) = (actor.customers(), cx.now, cx.db().vault().clone());
    let known: Option<CustomerId> = if customer.is_empty() {
        None
    } else {
        Some(customer.parse().map_err(|_| Error::NotFound)?)
    };
    let (around, who, stands) = cx
        .read(move |conn| {
            let around = leads::queries::around(conn, actor.store)?;
            let who = match known {
                Some(customer) => Some(
                    customers::queries::seen(conn, &vault, scope, now, &[customer])?
                        .remove(&customer)
                        .ok_or(Error::NotFound)?,
                ),
                None => None,
            };
            let stands = match &whom {
                Some(whom) => Some(opening::stands(conn, &vault, &actor, whom, &around.people)?),
                None => None,
            };
            Ok((around, who, stands))
        })
        .await?;
    let who = who.map(|who| who.name.expose().clone()).unwrap_or_default();
    Ok(NewPage::new(cx, who, &around, stands, form))
}

/// `POST /opportunities`: an opportunity of one's own.
pub async fn open(cx: Cx, posted: Posted<OpenForm>) -> Answer {
    let w = BoardText::of(cx.lang);
    let answer = cx
        .submit(&posted, move |tx, new| {
            let (id, was_lead) = opening::open_by_hand(tx, new)?;
            let said = if was_lead { w.opened_from_lead } else { w.opened };
            Ok(SeeOther::to(format!("/opportunities/{id}")).saying(said))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let stopped = errors.get("phone") == Some(&Fault::Taken) || errors.contains_key("another");
            let whom = posted.form.whom().filter(|_| stopped);
            let mut form = posted.view(cx.lang, &errors);
            if errors.get("phone") == Some(&Fault::Taken) {
                form = form.with_error("phone", w.with_somebody);
            }
            if errors.contains_key("another") {
                form = form.with_error("another", w.say_another);
            }
            let page = opening(&cx, &posted.form.customer, whom, form).await?;
            cx.unprocessable(&page)
        }
        answer => answer,
    }
}
