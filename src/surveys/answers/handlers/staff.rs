//! The store's list of answers and the page of one.

use actix_web::http::StatusCode;
use actix_web::web::Path;

use crate::access::Scope;
use crate::customers::commands::Looks;
use crate::customers::views::RevealedValue;
use crate::platform::db::SeeOther;
use crate::platform::db::page::{After, PAGE};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::web::page::NavCount;
use crate::platform::web::{Answer, Bare, Cx, FormView, Part, Posted, Query};
use crate::surveys::answers::commands;
use crate::surveys::answers::forms::{CallForm, EraseForm, ReplyForm, SeenForm};
use crate::surveys::answers::model::Answer as Given;
use crate::surveys::answers::queries;
use crate::surveys::answers::rules::{CallResult, Remark, View};
use crate::surveys::answers::text::AnswerText;
use crate::surveys::answers::views::desk::{AnswerPage, ListPage, ListQuery, Shown};
use crate::values::fault::Fault;
use crate::values::ids::{ComplaintId, SurveyResponseId};

/// `GET /survey-answers`
pub async fn list(cx: Cx, query: Query<ListQuery>) -> Answer {
    let (actor, now, vault) = (cx.actor()?.clone(), cx.now, cx.db().vault().clone());
    let Query(mut query) = query;
    // Whoever has no customers has nobody to call: only what is about their work.
    if query.view.is_empty() && actor.customers() == Scope::Nothing {
        View::All.code().clone_into(&mut query.view);
    }
    let (wanted, after) = (query.wanted(), After::parse(&query.after));
    let (slice, counts, around) = cx
        .read(move |conn| {
            Ok((
                queries::page(conn, &vault, &actor, now, &wanted, after, PAGE)?,
                queries::counts(conn, &actor, now)?,
                queries::surveys_of(conn, actor.store)?,
            ))
        })
        .await?;
    cx.show(&ListPage::new(&cx, &query, counts, slice, around))
}

/// `GET /survey-answers/count`: the counter in the navigation.
pub async fn count(cx: Cx) -> Answer {
    let (actor, now) = (cx.actor()?.clone(), cx.now);
    let (calls, late, replies) = cx.read(move |conn| queries::counts_at_hand(conn, &actor, now)).await?;
    cx.fragment(&NavCount {
        pressing: late,
        open: calls + replies,
    })
}

/// `GET /survey-answers/of-complaint/{id}`: from a complaint to the answer that it was.
pub async fn of_complaint(cx: Cx, id: Path<ComplaintId>) -> Answer {
    let (actor, now, id) = (cx.actor()?.clone(), cx.now, *id);
    let found = cx
        .read(move |conn| queries::of_complaint(conn, &actor, now, id))
        .await?;
    cx.see_other(&match found {
        Some(answer) => SeeOther::to(format!("/survey-answers/{answer}")),
        None => SeeOther::to("/survey-answers?view=complaints").saying(AnswerText::of(cx.lang).no_answer_of_complaint),
    })
}

async fn one(cx: &Cx, id: SurveyResponseId) -> Result<Given, Error> {
    let (actor, now, vault) = (cx.actor()?.clone(), cx.now, cx.db().vault().clone());
    cx.read(move |conn| queries::answer(conn, &vault, &actor, now, id))
        .await
}

/// `GET /survey-answers/{id}`
pub async fn show(cx: Cx, id: Path<SurveyResponseId>) -> Answer {
    let answer = one(&cx, *id).await?;
    cx.show(&AnswerPage::new(&cx, &answer, Shown::Masked, FormView::blank(), "")?)
}

/// `POST /survey-answers/{id}/reveals`: what was written, for this look.
pub async fn reveal(cx: Cx, id: Path<SurveyResponseId>, _posted: Posted<Bare>) -> Answer {
    let id = *id;
    let looks: Result<Looks, Error> = cx.write(move |tx| commands::reveal(tx, id)).await;
    let shown = match looks {
        Ok(looks) => Shown::Open(looks.many.then_some(looks.today)),
        Err(Error::TooMany { .. }) => Shown::UsedUp,
        Err(error) => return Err(error),
    };
    let used_up = matches!(shown, Shown::UsedUp);
    let answer = one(&cx, id).await?;
    let mut page = cx.show(&AnswerPage::new(&cx, &answer, shown, FormView::blank(), "")?)?;
    if used_up {
        *page.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    }
    Ok(page)
}

/// `POST /survey-answers/{id}/phone-reveals`: in the place of the masked number, or without script on the page.
pub async fn reveal_phone(cx: Cx, id: Path<SurveyResponseId>, _posted: Posted<Bare>) -> Answer {
    let id = *id;
    let (number, masked) = cx.write(move |tx| commands::reveal_phone(tx, id)).await?;
    if *cx.part() == Part::Whole {
        let answer = one(&cx, id).await?;
        let page = AnswerPage::new(&cx, &answer, Shown::Masked, FormView::blank(), "")?;
        return cx.show(&page.with_phone(number));
    }
    let (url, what) = (
        format!("/survey-answers/{id}/phone-reveals"),
        AnswerText::of(cx.lang).phone,
    );
    cx.fragment(&RevealedValue::new(&cx, url, what, number, masked, String::new()))
}

/// The page of an answer again, when a step on it could not be taken.
async fn on_page(cx: &Cx, id: SurveyResponseId, done: Answer, again: impl FnOnce(&FieldErrors) -> FormView) -> Answer {
    let w = AnswerText::of(cx.lang);
    match done {
        Err(Error::Invalid(errors)) => {
            let answer = one(cx, id).await?;
            let mut form = again(&errors);
            for (field, fault) in &errors {
                let words = match (field.as_str(), fault) {
                    ("how", Fault::Mismatch) => w.no_email,
                    ("result", Fault::TooSmall { .. }) => w.too_soon,
                    _ => continue,
                };
                form = form.with_error(field, words);
            }
            cx.unprocessable(&AnswerPage::new(cx, &answer, Shown::Masked, form, "")?)
        }
        Err(Error::Stale | Error::WrongState) => {
            let answer = one(cx, id).await?;
            let form = again(&FieldErrors::new()).instead("lock_version", answer.row.lock_version.to_string());
            cx.conflict(&AnswerPage::new(cx, &answer, Shown::Masked, form, w.moved_on)?)
        }
        done => done,
    }
}

/// `POST /survey-answers/{id}/calls`
pub async fn call(cx: Cx, id: Path<SurveyResponseId>, posted: Posted<CallForm>) -> Answer {
    let (id, w) = (*id, AnswerText::of(cx.lang));
    let done = cx
        .submit(&posted, move |tx, call| {
            let remark = commands::call(tx, id, &call)?;
            let said = match (call.result, remark) {
                (CallResult::Unreached, _) => w.try_again,
                (_, Remark::None) => w.recorded,
                (_, Remark::Answered) => w.recorded_answered,
                (_, Remark::Waits) => w.recorded_waits,
            };
            Ok(SeeOther::to(format!("/survey-answers/{id}")).saying(said))
        })
        .await;
    on_page(&cx, id, done, |errors| posted.view(cx.lang, errors)).await
}

/// `POST /survey-answers/{id}/replies`
pub async fn reply(cx: Cx, id: Path<SurveyResponseId>, posted: Posted<ReplyForm>) -> Answer {
    let (id, w) = (*id, AnswerText::of(cx.lang));
    let done = cx
        .submit(&posted, move |tx, reply| {
            commands::reply(tx, id, &reply)?;
            Ok(SeeOther::to(format!("/survey-answers/{id}")).saying(w.reply_sent))
        })
        .await;
    on_page(&cx, id, done, |errors| posted.view(cx.lang, errors)).await
}

/// `POST /survey-answers/{id}/complaint`
pub async fn complain(cx: Cx, id: Path<SurveyResponseId>, posted: Posted<SeenForm>) -> Answer {
    let (id, w) = (*id, AnswerText::of(cx.lang));
    let done = cx
        .submit(&posted, move |tx, seen| {
            let complaint = commands::complain(tx, id, seen)?;
            Ok(SeeOther::to(format!("/complaints/{complaint}")).saying(w.complaint_made))
        })
        .await;
    on_page(&cx, id, done, |errors| posted.view(cx.lang, errors)).await
}

/// `POST /survey-answers/{id}/erasure`
pub async fn erase(cx: Cx, id: Path<SurveyResponseId>, posted: Posted<EraseForm>) -> Answer {
    let (id, w) = (*id, AnswerText::of(cx.lang));
    let done = cx
        .submit(&posted, move |tx, reason| {
            commands::erase_one(tx, id, &reason)?;
            Ok(SeeOther::to("/survey-answers?view=all").saying(w.erased_done))
        })
        .await;
    on_page(&cx, id, done, |errors| posted.view(cx.lang, errors)).await
}
