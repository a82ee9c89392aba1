//! The open pool.

use actix_web::web::Path;
use serde::Deserialize;

use crate::platform::db::SeeOther;
use crate::platform::db::page::After;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::times;
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted, Query};
use crate::sales::clock::forms::ReleaseForm;
use crate::sales::clock::text::{self, ClockText};
use crate::sales::clock::views::{PoolPage, ReleasePage};
use crate::sales::clock::{commands, queries};
use crate::values::fault::Fault;
use crate::values::ids::OpportunityId;

/// Which page of the pool.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PoolQuery {
    after: String,
}

async fn page(cx: &Cx, after: Option<After>, refused: String) -> Result<PoolPage, Error> {
    let (actor, vault, now) = (cx.actor()?.clone(), cx.db().vault().clone(), cx.now);
    let (slice, left) = cx
        .read(move |conn| {
            Ok((
                queries::pool(conn, &vault, actor.store, after)?,
                queries::left(conn, actor.store, actor.id, now)?,
            ))
        })
        .await?;
    Ok(PoolPage::new(cx, slice, left, refused))
}

/// `GET /pool`
pub async fn pool(cx: Cx, query: Query<PoolQuery>) -> Answer {
    cx.show(&page(&cx, After::parse(&query.after), String::new()).await?)
}

/// `POST /pool/{id}/claims`
pub async fn claim(cx: Cx, id: Path<OpportunityId>, posted: Posted<Bare>) -> Answer {
    let (id, lang) = (*id, cx.lang);
    let w = ClockText::of(lang);
    let answer = cx
        .submit(&posted, move |tx, ()| {
            let next_at = commands::claim(tx, id)?;
            let said = text::claimed(&times::short(next_at, tx.now, lang), lang);
            Ok(SeeOther::to(format!("/opportunities/{id}")).saying(said))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let own = errors.get("claim") == Some(&Fault::Taken);
            let refused = if own { w.claim_own } else { w.claim_used_up };
            cx.unprocessable(&page(&cx, None, refused.to_owned()).await?)
        }
        Err(Error::WrongState) => {
            let (store, me, now) = (cx.actor()?.store, cx.actor()?.id, cx.now);
            let taker = cx.read(move |conn| queries::taker(conn, store, id)).await?;
            let refused = match taker {
                // Twice, or in two windows: it is theirs.
                Some((who, _, _)) if who == me => return cx.see_other(&SeeOther::to(format!("/opportunities/{id}"))),
                Some((_, who, at)) => text::claim_gone(&who, &times::recent(at, now, lang), lang),
                None => w.claim_gone.to_owned(),
            };
            cx.conflict(&page(&cx, None, refused).await?)
        }
        answer => answer,
    }
}

async fn release_page(cx: &Cx, id: OpportunityId, form: FormView) -> Result<ReleasePage, Error> {
    let actor = cx.actor()?.clone();
    let row = cx.read(move |conn| queries::to_release(conn, &actor, id)).await?;
    Ok(ReleasePage::new(cx, &row, form))
}

/// `GET /pool/{id}/release`
pub async fn ask_release(cx: Cx, id: Path<OpportunityId>) -> Answer {
    cx.show(&release_page(&cx, *id, FormView::blank()).await?)
}

/// `POST /pool/{id}/release`
pub async fn release(cx: Cx, id: Path<OpportunityId>, posted: Posted<ReleaseForm>) -> Answer {
    let (id, lang) = (*id, cx.lang);
    let w = ClockText::of(lang);
    let answer = cx
        .submit(&posted, move |tx, reason| {
            commands::release(tx, id, &reason)?;
            Ok(SeeOther::to("/board").saying(w.released))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => cx.unprocessable(&release_page(&cx, id, posted.view(lang, &errors)).await?),
        Err(Error::WrongState) => {
            let form = posted.view(lang, &FieldErrors::new()).with_error("", w.release_wrong);
            cx.conflict(&release_page(&cx, id, form).await?)
        }
        answer => answer,
    }
}
