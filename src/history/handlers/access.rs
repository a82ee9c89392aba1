//! Asking for a customer outside one's scope, and deciding.

use actix_web::web::Path;

use crate::customers::{commands, queries};
use crate::history::forms::{AccessForm, DecisionForm, HOURS};
use crate::history::text::{self, HistoryText};
use crate::history::views::{Ask, Input, Requests};
use crate::platform::db::SeeOther;
use crate::platform::error::Error;
use crate::platform::web::page::Choice;
use crate::platform::web::{Answer, Cx, FormView, Posted};
use crate::values::ids::{AccessRequestId, CustomerId};

/// Requests shown, open and decided.
const OPEN: i64 = 200;
const DECIDED: i64 = 50;

/// The same for every id: whether there is such a customer is nobody's business yet.
fn dialog(cx: &Cx, id: CustomerId, form: FormView) -> Ask {
    let w = HistoryText::of(cx.lang);
    let hours = HOURS
        .iter()
        .map(|count| Choice::new(count.to_string(), text::hours(*count, cx.lang)))
        .collect();
    let inputs = vec![
        Input::new("textarea", "reason", w.reason).required(),
        Input::new("radio", "hours", w.hours).choices(hours).required(),
    ];
    let action = format!("/customers/{id}/access");
    Ask::new(cx, w.ask_title, action, "/customers".to_owned(), w.ask, form, inputs).intro(w.ask_text)
}

/// `GET /customers/{id}/access`
pub async fn ask(cx: Cx, id: Path<CustomerId>) -> Answer {
    cx.show(&dialog(&cx, *id, FormView::fresh([("hours", "24")])))
}

/// `POST /customers/{id}/access`
pub async fn request(cx: Cx, id: Path<CustomerId>, posted: Posted<AccessForm>) -> Answer {
    let (id, w) = (*id, HistoryText::of(cx.lang));
    let done = cx.submit(&posted, move |tx, (reason, hours)| {
        match commands::request(tx, id, &reason, hours) {
            Err(Error::NotFound) => tx.record_general("customers.request_access_to_nobody", &[])?,
            done => done?,
        }
        Ok(SeeOther::to("/customers").saying(w.asked))
    });
    match done.await {
        Err(Error::Invalid(faults)) => cx.unprocessable(&dialog(&cx, id, posted.view(cx.lang, &faults))),
        answer => answer,
    }
}

/// `GET /access-requests`
pub async fn list(cx: Cx) -> Answer {
    let (store, vault) = (cx.actor()?.store, cx.db().vault().clone());
    let (open, decided) = cx
        .read(move |conn| {
            let open = queries::requests(conn, &vault, store, true, OPEN)?;
            Ok((open, queries::requests(conn, &vault, store, false, DECIDED)?))
        })
        .await?;
    cx.show(&Requests::new(&cx, open, decided)?)
}

/// `POST /access-requests/{id}`
pub async fn decide(cx: Cx, id: Path<AccessRequestId>, posted: Posted<DecisionForm>) -> Answer {
    let (id, w) = (*id, HistoryText::of(cx.lang));
    cx.submit(&posted, move |tx, approved| {
        commands::decide(tx, id, approved)?;
        let words = if approved { w.approved } else { w.rejected };
        Ok(SeeOther::to("/access-requests").saying(words))
    })
    .await
}
