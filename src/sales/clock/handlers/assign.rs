//! Giving one lead, or those picked in the list, to somebody.

use actix_web::web::Path;
use serde::Deserialize;

use crate::access::Permission;
use crate::platform::db::SeeOther;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::web::{Answer, Cx, FormView, Posted, Query};
use crate::sales::clock::forms::{AssignForm, AssignOneForm, list_again};
use crate::sales::clock::text::{self, ClockText};
use crate::sales::clock::undo::offer_unassign;
use crate::sales::clock::views::AssignPage;
use crate::sales::clock::{commands, queries};
use crate::sales::leads::queries::brief;
use crate::staff::queries::colleagues_who_may;
use crate::values::fault::Fault;
use crate::values::ids::LeadId;

/// The leads that were picked, in the address: `?ids=…&ids=…`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PickedQuery {
    ids: Vec<String>,
    back: String,
}

/// The page with the leads that may be given, and to whom: two questions.
async fn page(
    cx: &Cx,
    ids: Vec<LeadId>,
    form: FormView,
    one: Option<LeadId>,
    back: String,
) -> Result<AssignPage, Error> {
    let (actor, vault, now) = (cx.actor()?.clone(), cx.db().vault().clone(), cx.now);
    let (leads, named, people, roster) = cx
        .read(move |conn| {
            let leads = queries::to_assign(conn, &actor, &ids)?;
            let known: Vec<LeadId> = leads.iter().map(|lead| lead.id).collect();
            Ok((
                leads,
                brief(conn, &vault, actor.store, &known)?,
                colleagues_who_may(conn, actor.store, Permission::OwnSales)?,
                queries::roster(conn, actor.store, now)?,
            ))
        })
        .await?;
    if one.is_some() && leads.is_empty() {
        return Err(Error::NotFound);
    }
    Ok(AssignPage::new(cx, (&leads, &named), &people, &roster, form, one, back))
}

/// Says what is wrong in the words of this room.
fn say(mut form: FormView, errors: &FieldErrors, cx: &Cx) -> FormView {
    let w = ClockText::of(cx.lang);
    for (field, fault) in errors {
        let words = match (field.as_str(), fault) {
            ("owner_id", Fault::Choice) => w.not_here,
            ("reason", Fault::Required) => w.reason_needed,
            ("ids", Fault::Required) => w.none_picked,
            ("ids", Fault::TooMany { .. }) => w.too_many,
            _ => continue,
        };
        form = form.with_error(if field == "ids" { "" } else { field }, words);
    }
    form
}

/// `GET /leads/assignment`
pub async fn ask_many(cx: Cx, query: Query<PickedQuery>) -> Answer {
    let ids = query.ids.iter().filter_map(|id| id.parse().ok()).collect();
    let back = AssignForm {
        back: query.back.clone(),
        ..AssignForm::default()
    };
    cx.show(&page(&cx, ids, FormView::blank(), None, back.back_to()).await?)
}

/// `POST /leads/assignment`: from the list, with the leads alone, it asks for a consultant.
pub async fn assign_many(cx: Cx, posted: Posted<AssignForm>) -> Answer {
    let (lang, back) = (cx.lang, posted.form.back_to());
    if posted.form.asked.is_empty() && posted.form.owner_id.is_empty() {
        let ids: Vec<LeadId> = posted.form.ids.iter().filter_map(|id| id.parse().ok()).collect();
        if !ids.is_empty() {
            return cx.show(&page(&cx, ids, FormView::blank(), None, back).await?);
        }
    }
    let there = back.clone();
    let answer = cx
        .submit(&posted, move |tx, wanted| {
            let before = commands::assign(tx, &wanted.ids, wanted.owner, wanted.reason.as_deref())?;
            let rest = wanted.ids.len().saturating_sub(before.len());
            let done = SeeOther::to(there.as_str()).saying(text::assigned_but(before.len(), rest, lang));
            if before.is_empty() {
                return Ok(done);
            }
            let undo = offer_unassign(tx, wanted.owner, &before, &there)?;
            Ok(done.undo(undo))
        })
        .await;
    let ids = || posted.form.ids.iter().filter_map(|id| id.parse().ok()).collect();
    match answer {
        Err(Error::Invalid(errors)) => {
            let form = say(posted.view(lang, &errors), &errors, &cx);
            cx.unprocessable(&page(&cx, ids(), form, None, back).await?)
        }
        Err(Error::WrongState) => {
            let form = posted.view(lang, &FieldErrors::new());
            let form = form.with_error("", ClockText::of(lang).closed_lead);
            cx.conflict(&page(&cx, ids(), form, None, back).await?)
        }
        answer => answer,
    }
}

/// `GET /leads/{id}/assignment`
pub async fn ask_one(cx: Cx, id: Path<LeadId>, query: Query<PickedQuery>) -> Answer {
    let id = *id;
    let back = list_again(&query.back).unwrap_or_else(|| format!("/leads/{id}"));
    cx.show(&page(&cx, vec![id], FormView::blank(), Some(id), back).await?)
}

/// `POST /leads/{id}/assignment`
pub async fn assign_one(cx: Cx, id: Path<LeadId>, posted: Posted<AssignOneForm>) -> Answer {
    let (id, lang) = (*id, cx.lang);
    let own = format!("/leads/{id}");
    let back = list_again(&posted.form.back).unwrap_or_else(|| own.clone());
    // Customer care doesn't see it any more once it is somebody's.
    let there = if back == own && !queries::gives_any(cx.actor()?) {
        "/leads".to_owned()
    } else {
        back.clone()
    };
    let answer = cx
        .submit(&posted, move |tx, (owner, reason)| {
            let before = commands::assign(tx, &[id], owner, reason.as_deref())?;
            let done = SeeOther::to(there.as_str()).saying(text::assigned(before.len(), lang));
            if before.is_empty() {
                return Ok(done);
            }
            let undo = offer_unassign(tx, owner, &before, &there)?;
            Ok(done.undo(undo))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let form = say(posted.view(lang, &errors), &errors, &cx);
            cx.unprocessable(&page(&cx, vec![id], form, Some(id), back).await?)
        }
        Err(Error::WrongState) => {
            let form = posted.view(lang, &FieldErrors::new());
            let form = form.with_error("", ClockText::of(lang).closed_lead);
            cx.conflict(&page(&cx, vec![id], form, Some(id), back).await?)
        }
        answer => answer,
    }
}
