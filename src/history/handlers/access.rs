//! Asking for a customer outside one's scope, and deciding.

use actix_web::web::Path;

use crate::customers::commands::Decision;
use crate::customers::{commands, queries};
use crate::history::forms::{AccessForm, DecisionForm, HOURS};
use crate::history::text::{self, HistoryText};
use crate::history::views::{Ask, Input, Requests};
use crate::platform::db::SeeOther;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::page::{Choice, NavCount};
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

/// `GET /customers/{id}/access`: tells whom a manager declined last time, and why.
pub async fn ask(cx: Cx, id: Path<CustomerId>) -> Answer {
    let (id, me, vault) = (*id, cx.actor()?.id, cx.db().vault().clone());
    let declined = cx
        .read(move |conn| queries::declined(conn, &vault, id, me))
        .await?
        .map(|(at, reason)| text::declined(&times::short(at, cx.now, cx.lang), reason.expose(), cx.lang));
    let dialog = dialog(&cx, id, FormView::fresh([("hours", "24")]));
    cx.show(&dialog.note(declined.unwrap_or_default()))
}

/// `POST /customers/{id}/access`
pub async fn request(cx: Cx, id: Path<CustomerId>, posted: Posted<AccessForm>) -> Answer {
    let (id, w) = (*id, HistoryText::of(cx.lang));
    let done = cx.submit(&posted, move |tx, (reason, hours)| {
        let anew = match commands::request(tx, id, &reason, hours) {
            Err(Error::NotFound) => {
                tx.record_general("customers.request_access_to_nobody", &[])?;
                true
            }
            done => done?,
        };
        Ok(SeeOther::to("/customers").saying(if anew { w.asked } else { w.asked_before }))
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

/// `GET /access-requests/count`: the counter in the navigation.
pub async fn count(cx: Cx) -> Answer {
    let (store, me) = (cx.actor()?.store, cx.actor()?.id);
    let waiting = cx.read(move |conn| queries::waiting(conn, store, me)).await?;
    cx.fragment(&NavCount {
        pressing: waiting,
        open: 0,
    })
}

/// `GET /access-requests/{id}`: asks why it is declined.
pub async fn decline(cx: Cx, id: Path<AccessRequestId>) -> Answer {
    let view = declining(&cx, *id, FormView::fresh([("decision", "reject")])).await?;
    cx.show(&view)
}

async fn declining(cx: &Cx, id: AccessRequestId, form: FormView) -> Result<Ask, Error> {
    let (store, vault) = (cx.actor()?.store, cx.db().vault().clone());
    let open = cx
        .read(move |conn| queries::requests(conn, &vault, store, true, OPEN))
        .await?;
    let asked = open.into_iter().find(|one| one.id == id).ok_or(Error::NotFound)?;
    let w = HistoryText::of(cx.lang);
    let inputs = vec![
        Input::hidden("decision"),
        Input::new("textarea", "reason", w.reason)
            .required()
            .hint(w.decline_hint),
    ];
    let (action, back) = (format!("/access-requests/{id}"), "/access-requests".to_owned());
    let intro = text::asks_for(&asked.staff_name, asked.customer_name.expose(), cx.lang);
    Ok(Ask::new(cx, w.decline_title, action, back, w.reject, form, inputs).intro(intro))
}

/// `POST /access-requests/{id}`
pub async fn decide(cx: Cx, id: Path<AccessRequestId>, posted: Posted<DecisionForm>) -> Answer {
    let (id, w) = (*id, HistoryText::of(cx.lang));
    let done = cx.submit(&posted, move |tx, decision| {
        commands::decide(tx, id, &decision)?;
        let words = match decision {
            Decision::Approve => w.approved,
            Decision::Reject(_) => w.rejected,
        };
        Ok(SeeOther::to("/access-requests").saying(words))
    });
    match done.await {
        Err(Error::Invalid(faults)) if faults.contains_key("reason") => {
            cx.unprocessable(&declining(&cx, id, posted.view(cx.lang, &faults)).await?)
        }
        answer => answer,
    }
}
