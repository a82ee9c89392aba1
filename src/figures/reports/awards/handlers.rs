//! HTTP of awards.

use std::collections::HashMap;

use actix_web::web::Path;

use super::forms::{AwardForm, AwardsQuery};
use super::model::NewAward;
use super::text::AwardText;
use super::views::{AskPage, AwardsPage, CertificatePage, Loaded};
use super::{commands, queries};
use crate::figures::reports::asking::Reader;
use crate::figures::reports::board::Standing;
use crate::figures::reports::month::Month;
use crate::platform::db::SeeOther;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::{Answer, Bare, Cx, Form, FormView, Posted, Query};
use crate::staff;
use crate::values::fault::Fault;
use crate::values::ids::{AwardId, StaffId};

fn reader(cx: &Cx) -> Result<Reader, Error> {
    let actor = cx.actor()?;
    Ok(Reader {
        store: actor.store,
        staff: actor.id,
    })
}

/// `GET /reports/awards`
pub async fn list(cx: Cx, query: Query<AwardsQuery>) -> Answer {
    let (reader, now) = (reader(&cx)?, cx.now);
    let this = Month::of(times::day_of(now));
    let month = query.month(this);
    let loaded = cx
        .read(move |conn| {
            let boards = queries::boards(conn, reader, month, now)?;
            let awards = queries::awards(conn, reader.store)?;
            let names = staff::queries::everybody(conn, reader.store)?;
            Ok(Loaded {
                month,
                this,
                boards,
                awards,
                names: names.into_iter().collect::<HashMap<StaffId, String>>(),
            })
        })
        .await?;
    cx.show(&AwardsPage::new(&cx, &query, &loaded))
}

/// The place of somebody who may be given an award; the page doesn't exist for anybody else.
async fn standing(cx: &Cx, wanted: &NewAward) -> Result<Standing, Error> {
    let (reader, now, wanted) = (reader(cx)?, cx.now, wanted.clone());
    if wanted.month >= Month::of(times::day_of(now)) {
        return Err(Error::NotFound);
    }
    let boards = cx
        .read(move |conn| queries::boards(conn, reader, wanted.month, now))
        .await?;
    let board = boards.get(&wanted.figure).map(Vec::as_slice).unwrap_or_default();
    let found = board
        .iter()
        .find(|one| one.person == wanted.person && one.place.is_some());
    found.cloned().ok_or(Error::NotFound)
}

/// `GET /reports/awards/new`
pub async fn ask(cx: Cx, query: Query<AwardForm>) -> Answer {
    let wanted = query.parse().map_err(|_| Error::NotFound)?;
    let standing = standing(&cx, &wanted).await?;
    let form = FormView::fresh([
        ("month", query.month.clone()),
        ("figure", query.figure.clone()),
        ("person", query.person.clone()),
    ]);
    cx.show(&AskPage::new(&cx, &wanted, &standing, form))
}

/// `POST /reports/awards`
pub async fn give(cx: Cx, posted: Posted<AwardForm>) -> Answer {
    let w = AwardText::of(cx.lang);
    let answer = cx
        .submit(&posted, move |tx, new| {
            let (_, undo) = commands::give(tx, &new)?;
            let back = format!("/reports/awards?month={}", new.month);
            Ok(SeeOther::to(back).saying(w.saved).undo(undo))
        })
        .await;
    match answer {
        Err(Error::Invalid(faults)) => {
            let plain = AwardForm {
                words: String::new(),
                ..posted.form.clone()
            };
            let shown = match plain.parse() {
                Ok(wanted) => standing(&cx, &wanted).await.ok().map(|standing| (wanted, standing)),
                Err(_) => None,
            };
            let said = |field: &str| match (field, faults.get(field)) {
                (_, None) => None,
                ("month", _) => Some(w.runs),
                (_, Some(Fault::Taken)) => Some(w.taken),
                _ => Some(w.no_place),
            };
            let form = ["month", "person"]
                .into_iter()
                .fold(posted.view(cx.lang, &faults), |form, field| match said(field) {
                    Some(words) => form.with_error(field, words),
                    None => form,
                });
            cx.unprocessable(&match shown {
                Some((wanted, standing)) => AskPage::new(&cx, &wanted, &standing, form),
                None => AskPage::bare(&cx, form),
            })
        }
        answer => answer,
    }
}

/// `GET /reports/awards/{id}/certificate`
pub async fn certificate(cx: Cx, id: Path<AwardId>) -> Answer {
    let (store, id) = (cx.actor()?.store, *id);
    let (award, house) = cx
        .read(move |conn| Ok((queries::award(conn, store, id)?, staff::queries::store(conn, store)?)))
        .await?;
    cx.show(&CertificatePage::new(&cx, &award, &house))
}

/// `POST /reports/awards/{id}/removal`
pub async fn take_back(cx: Cx, id: Path<AwardId>, posted: Posted<Bare>) -> Answer {
    let (id, w) = (*id, AwardText::of(cx.lang));
    cx.submit(&posted, move |tx, ()| {
        let undo = commands::revoke(tx, id)?;
        Ok(SeeOther::to("/reports/awards").saying(w.revoked).undo(undo))
    })
    .await
}
