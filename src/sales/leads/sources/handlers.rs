//! HTTP of sources and their tokens.

use actix_web::web::Path;
use chrono::TimeDelta;

use super::commands;
use super::forms::{SigningForm, SourceForm};
use super::views::{Shown, SourcePage, SourcesPage, source_start};
use crate::platform::db::SeeOther;
use crate::platform::error::Error;
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted};
use crate::sales::leads::model::{Secret, SourceRow, TokenRow};
use crate::sales::leads::queries;
use crate::sales::leads::rules::TRAFFIC_DAYS;
use crate::sales::leads::text::LeadText;
use crate::values::ids::{LeadSourceId, LeadTokenId};

/// `GET /lead-sources`
pub async fn list(cx: Cx) -> Answer {
    let store = cx.actor()?.store;
    let since = cx.now - TimeDelta::days(TRAFFIC_DAYS);
    let (sources, traffic) = cx
        .read(move |conn| Ok((queries::sources(conn, store)?, queries::traffic(conn, store, since)?)))
        .await?;
    cx.show(&SourcesPage::new(&cx, &sources, &traffic))
}

/// `GET /lead-sources/new`
pub async fn new(cx: Cx) -> Answer {
    cx.show(&SourcePage::new(&cx, None, FormView::blank(), None))
}

/// `POST /lead-sources`
pub async fn add(cx: Cx, posted: Posted<SourceForm>) -> Answer {
    let w = LeadText::of(cx.lang);
    let answer = cx
        .submit(&posted, move |tx, new| {
            let id = commands::add(tx, &new)?;
            Ok(SeeOther::to(format!("/lead-sources/{id}")).saying(w.source_added))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            cx.unprocessable(&SourcePage::new(&cx, None, posted.view(cx.lang, &errors), None))
        }
        answer => answer,
    }
}

async fn one(cx: &Cx, id: LeadSourceId) -> Result<(SourceRow, Vec<TokenRow>), Error> {
    let store = cx.actor()?.store;
    cx.read(move |conn| Ok((queries::source(conn, store, id)?, queries::tokens(conn, id)?)))
        .await
}

/// `GET /lead-sources/{id}`
pub async fn show(cx: Cx, id: Path<LeadSourceId>) -> Answer {
    let known = one(&cx, *id).await?;
    let form = FormView::fresh(source_start(&known.0));
    cx.show(&SourcePage::new(&cx, Some(&known), form, None))
}

/// `POST /lead-sources/{id}`
pub async fn change(cx: Cx, id: Path<LeadSourceId>, posted: Posted<SourceForm>) -> Answer {
    let (id, w) = (*id, LeadText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::change(tx, id, &new)?;
            Ok(SeeOther::to(format!("/lead-sources/{id}")).saying(w.saved))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let known = one(&cx, id).await?;
            cx.unprocessable(&SourcePage::new(&cx, Some(&known), posted.view(cx.lang, &errors), None))
        }
        Err(Error::Stale) => {
            let known = one(&cx, id).await?;
            let theirs = source_start(&known.0)
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value));
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            cx.conflict(&SourcePage::new(&cx, Some(&known), form, None).stale(&cx))
        }
        answer => answer,
    }
}

/// `POST /lead-sources/{id}/tokens`: the token stands on this page and nowhere else. A post repeated (a reload) made none,
/// and leads to the source instead.
pub async fn issue(cx: Cx, id: Path<LeadSourceId>, posted: Posted<Bare>) -> Answer {
    let (id, token, secret) = (*id, LeadTokenId::new(), Secret::token());
    let kept = secret.clone();
    let go = cx
        .submit_once(&posted, move |tx, ()| {
            commands::issue(tx, id, token, &kept)?;
            Ok(SeeOther::to(format!("/lead-sources/{id}#token-{token}")))
        })
        .await?;
    if !go.location.ends_with(&token.to_string()) {
        return cx.see_other(&go);
    }
    show_once(&cx, id, Shown::Token(secret)).await
}

async fn show_once(cx: &Cx, id: LeadSourceId, shown: Shown) -> Answer {
    let known = one(cx, id).await?;
    let form = FormView::fresh(source_start(&known.0));
    cx.show(&SourcePage::new(cx, Some(&known), form, Some(shown)))
}

/// `POST /lead-sources/{id}/tokens/{token}/revocation`
pub async fn revoke(cx: Cx, path: Path<(LeadSourceId, LeadTokenId)>, posted: Posted<Bare>) -> Answer {
    let ((id, token), w) = (path.into_inner(), LeadText::of(cx.lang));
    cx.submit(&posted, move |tx, ()| {
        commands::revoke(tx, id, token)?;
        Ok(SeeOther::to(format!("/lead-sources/{id}")).saying(w.revoked))
    })
    .await
}

/// `POST /lead-sources/{id}/signing`: a new secret stands on this page and nowhere else.
pub async fn sign(cx: Cx, id: Path<LeadSourceId>, posted: Posted<SigningForm>) -> Answer {
    let (id, w, secret, mark) = (*id, LeadText::of(cx.lang), Secret::signing(), LeadTokenId::new());
    let kept = secret.clone();
    let go = cx
        .submit_once(&posted, move |tx, on| {
            commands::sign(tx, id, on.then_some(&kept))?;
            Ok(if on {
                SeeOther::to(format!("/lead-sources/{id}#signing-{mark}"))
            } else {
                SeeOther::to(format!("/lead-sources/{id}")).saying(w.signing_off)
            })
        })
        .await;
    let go = match go {
        Err(Error::Invalid(_)) => return Err(Error::BadRequest),
        go => go?,
    };
    if !go.location.ends_with(&mark.to_string()) {
        return cx.see_other(&go);
    }
    show_once(&cx, id, Shown::Signing(secret)).await
}
