//! Adjustments by hand and who agrees to them.

use actix_web::web::Path;
use uuid::Uuid;

use super::member;
use crate::access::Permission;
use crate::customers;
use crate::membership::commands::{self, Adjusted};
use crate::membership::forms::{AdjustForm, DecideForm};
use crate::membership::queries;
use crate::membership::text::{self, MemberText};
use crate::membership::views::{AdjustmentsPage, Ask, Field};
use crate::platform::db::SeeOther;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted};
use crate::values::fault::Fault;
use crate::values::ids::CustomerId;

async fn dialog(cx: &Cx, id: CustomerId, form: FormView) -> Result<Ask, Error> {
    let w = MemberText::of(cx.lang);
    let (brief, card, _) = member(cx, id).await?;
    let action = format!("/members/{id}/adjustments");
    Ok(Ask::new(cx, w.adjust, action, format!("/members/{id}"), w.adjust, form)
        .who(brief.name.expose())
        .about(vec![(w.balance, text::points(card.points, cx.lang))])
        .fields(vec![
            Field::new("number", "points", w.adjust_points)
                .required()
                .hint(w.adjust_hint),
            Field::new("textarea", "reason", w.reason).required(),
        ]))
}

/// `GET /members/{id}/adjustments`
pub async fn ask_adjust(cx: Cx, id: Path<CustomerId>) -> Answer {
    let dialog = dialog(&cx, *id, FormView::blank()).await?;
    cx.show(&dialog)
}

/// `POST /members/{id}/adjustments`
pub async fn adjust(cx: Cx, id: Path<CustomerId>, posted: Posted<AdjustForm>) -> Answer {
    let (id, scope, w) = (*id, cx.actor()?.customers(), MemberText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, (points, reason): (i64, String)| {
            customers::queries::ensure_visible(tx.conn, scope, tx.now, id)?;
            let said = match commands::adjust(tx, id, points, &reason)? {
                Adjusted::Done(_) => w.adjusted,
                Adjusted::Asked(_) => w.asked,
            };
            Ok(SeeOther::to(format!("/members/{id}")).saying(said))
        })
        .await;
    match answer {
        Err(Error::Invalid(faults)) => {
            let mut form = posted.view(cx.lang, &faults);
            if faults.get("points") == Some(&Fault::Number) {
                form = form.with_error("points", w.whole_number);
            }
            cx.unprocessable(&dialog(&cx, id, form).await?)
        }
        answer => answer,
    }
}

/// `GET /members/adjustments`: what waits for a second person; whoever decides about nothing sees what they asked for.
pub async fn approvals(cx: Cx) -> Answer {
    let page = page(&cx, FormView::blank()).await?;
    cx.show(&page)
}

async fn page(cx: &Cx, form: FormView) -> Result<AdjustmentsPage, Error> {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let asker = (!actor.may(Permission::ApprovePoints)).then_some(actor.id);
    let (rows, people) = cx
        .read(move |conn| {
            let rows = queries::adjustments(conn, &vault, actor.store, asker)?;
            let ids: Vec<CustomerId> = rows.iter().map(|row| row.customer).collect();
            Ok((rows, customers::queries::brief(conn, &vault, &ids)?))
        })
        .await?;
    AdjustmentsPage::new(cx, rows, &people, form)
}

async fn refusal(cx: &Cx, id: Uuid, form: FormView) -> Result<Ask, Error> {
    let (w, store, vault) = (MemberText::of(cx.lang), cx.actor()?.store, cx.db().vault().clone());
    let rows = cx
        .read(move |conn| queries::adjustments(conn, &vault, store, None))
        .await?;
    let row = rows.into_iter().find(|row| row.id == id).ok_or(Error::NotFound)?;
    let (action, back) = (format!("/members/adjustments/{id}"), "/members/adjustments".to_owned());
    Ok(Ask::new(cx, w.refuse, action, back, w.refuse, form)
        .about(vec![
            (w.points, text::signed(row.points)),
            (w.asked_by, row.asked_name),
            (w.reason, row.reason.into_exposed()),
        ])
        .fields(vec![
            Field::hidden("decision"),
            Field::new("textarea", "reason", w.refuse_reason).required(),
        ])
        .dangerous())
}

/// `GET /members/adjustments/{id}`: why not?
pub async fn ask_refusal(cx: Cx, id: Path<Uuid>) -> Answer {
    let form = FormView::fresh([("decision", "refuse")]);
    let dialog = refusal(&cx, *id, form).await?;
    cx.show(&dialog)
}

/// `POST /members/adjustments/{id}/withdrawal`: one's own, while nobody has decided.
pub async fn withdraw(cx: Cx, id: Path<Uuid>, posted: Posted<Bare>) -> Answer {
    let (id, store, w) = (*id, cx.actor()?.store, MemberText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, ()| {
            commands::withdraw(tx, store, id)?;
            Ok(SeeOther::to("/members/adjustments").saying(w.withdrawn))
        })
        .await;
    match answer {
        Err(Error::WrongState) => {
            let form = FormView::blank().with_error("", w.decided_already);
            cx.conflict(&page(&cx, form).await?)
        }
        answer => answer,
    }
}

/// `POST /members/adjustments/{id}`
pub async fn decide(cx: Cx, id: Path<Uuid>, posted: Posted<DecideForm>) -> Answer {
    let (id, store, w) = (*id, cx.actor()?.store, MemberText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, (approve, reason): (bool, Option<String>)| {
            commands::decide(tx, store, id, approve, reason.as_deref())?;
            let said = if approve { w.approved } else { w.refused };
            Ok(SeeOther::to("/members/adjustments").saying(said))
        })
        .await;
    match answer {
        Err(Error::Invalid(faults)) => {
            if faults.contains_key("reason") {
                let form = posted.view(cx.lang, &faults);
                return cx.unprocessable(&refusal(&cx, id, form).await?);
            }
            let mut form = posted.view(cx.lang, &faults);
            if faults.get("decision") == Some(&Fault::Mismatch) {
                form = form.with_error("decision", w.own);
            }
            cx.unprocessable(&page(&cx, form).await?)
        }
        Err(Error::WrongState) => {
            let form = posted.view(cx.lang, &FieldErrors::new());
            let form = form.with_error("", w.decided_already);
            cx.conflict(&page(&cx, form).await?)
        }
        answer => answer,
    }
}
