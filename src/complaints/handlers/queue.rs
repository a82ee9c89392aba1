//! The queue, and what is done to many complaints at once.

use actix_web::web::Query;
use chrono::{Days, NaiveDate};

use crate::complaints::forms::AssignMany;
use crate::complaints::queries::{self, Filter, OwnedBy, Promise};
use crate::complaints::rules::{Channel, Severity, Side, View};
use crate::complaints::undo::offer_unassign;
use crate::complaints::views::{QueuePage, QueueQuery, Sheet};
use crate::complaints::{commands, text};
use crate::platform::db::SeeOther;
use crate::platform::db::page::{After, PAGE};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::page::NavCount;
use crate::platform::web::{Answer, Cx, FormView, Posted};
use crate::values::date::parse_day;

/// `GET /complaints`
pub async fn list(cx: Cx, query: Query<QueueQuery>) -> Answer {
    let page = page(&cx, &query, FormView::blank()).await?;
    cx.show(&page)
}

/// `GET /complaints/count`: the counter in the navigation.
pub async fn count(cx: Cx) -> Answer {
    let (actor, now) = (cx.actor()?.clone(), cx.now);
    let (open, overdue) = cx.read(move |conn| queries::own_counts(conn, &actor, now)).await?;
    cx.fragment(&NavCount {
        pressing: overdue,
        open,
    })
}

/// `POST /complaints/assignments`: gives the picked complaints to one person.
pub async fn assign_many(cx: Cx, posted: Posted<AssignMany>) -> Answer {
    let lang = cx.lang;
    let back = posted.form.back_to();
    let there = back.clone();
    let answer = cx
        .submit(&posted, move |tx, wanted| {
            let before = commands::assign(tx, &wanted.ids, wanted.owner, wanted.reason.as_deref())?;
            let done = SeeOther::to(there.as_str()).saying(text::assigned(before.len(), lang));
            if before.is_empty() {
                return Ok(done);
            }
            let undo = offer_unassign(tx, wanted.owner, &before, &there)?;
            Ok(done.undo(undo))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let query = back.split_once('?').map(|(_, query)| query).unwrap_or_default();
            let query: QueueQuery = serde_html_form::from_str(query).unwrap_or_default();
            let page = page(&cx, &query, posted.view(lang, &errors)).await?;
            cx.unprocessable(&page)
        }
        answer => answer,
    }
}

async fn page(cx: &Cx, query: &QueueQuery, form: FormView) -> Result<QueuePage, Error> {
    let actor = cx.actor()?.clone();
    let view = View::parse(&query.view).unwrap_or(View::All);
    let filter = filter(cx, query)?;
    let after = After::parse(&query.after);
    let (vault, now) = (cx.db().vault().clone(), cx.now);
    let (counts, slice, listed) = cx
        .read(move |conn| {
            Ok((
                queries::counts(conn, &actor, &filter, now)?,
                queries::queue(conn, &vault, &actor, view, &filter, after, PAGE, now)?,
                queries::lists(conn, actor.store)?,
            ))
        })
        .await?;
    let sheet = Sheet::new(listed, cx.lang);
    Ok(QueuePage::new(cx, query, view, counts, slice, &sheet, form))
}

fn filter(cx: &Cx, query: &QueueQuery) -> Result<Filter, Error> {
    // A NUL can't be looked for.
    let said = |text: &String| Some(text.clone()).filter(|text| !text.is_empty() && !text.contains('\0'));
    let today = times::day_of(cx.now);
    let (mut since, mut until) = (day(&query.from), day(&query.to).and_then(|day| day.succ_opt()));
    match query.period.as_str() {
        "today" => since = Some(today),
        days => {
            if let Some(days) = days.parse::<u64>().ok().filter(|days| (1..=3_660).contains(days)) {
                since = today.checked_sub_days(Days::new(days - 1));
            }
        }
    }
    if until < since {
        until = None;
    }
    Ok(Filter {
        category: said(&query.category),
        severity: Severity::parse(&query.severity),
        owner: match query.owner.as_str() {
            "me" => OwnedBy::Person(cx.actor()?.id),
            "none" => OwnedBy::Nobody,
            other => other.parse().map_or(OwnedBy::Anybody, OwnedBy::Person),
        },
        channel: Channel::parse(&query.channel),
        cause: said(&query.cause),
        responsible: query.responsible.parse().ok(),
        customer: query.customer.parse().ok(),
        model: said(&query.model),
        side: Side::parse(&query.side),
        late: Promise::parse(&query.late),
        due: Promise::parse(&query.due),
        reopened: query.reopened == "1",
        since: since.map(times::start_of),
        until: until.map(times::start_of),
    })
}

fn day(text: &str) -> Option<NaiveDate> {
    parse_day(text).ok()
}
