//! A customer's page and notes.

use actix_web::web::Path;
use serde::Deserialize;

use crate::customers::commands as customers;
use crate::customers::model::subject;
use crate::history::forms::{NoteForm, PinForm};
use crate::history::model::{Face, KINDS, Place, Tab};
use crate::history::queries;
use crate::history::text::HistoryText;
use crate::history::views::{Ahead, Customer};
use crate::platform::db::SeeOther;
use crate::platform::db::page::After;
use crate::platform::error::Error;
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted, Query};
use crate::values::ids::{CustomerId, NoteId};

/// What the address of a customer's page says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PlaceQuery {
    tab: String,
    kind: String,
    after: String,
}

impl PlaceQuery {
    fn place(&self) -> Place {
        Place {
            tab: Tab::parse(&self.tab),
            kind: KINDS.into_iter().find(|kind| *kind == self.kind).unwrap_or_default(),
            after: After::parse(&self.after),
        }
    }
}

async fn read(cx: &Cx, id: CustomerId, place: Place) -> Result<Face, Error> {
    let (actor, now, vault) = (cx.actor()?.clone(), cx.now, cx.db().vault().clone());
    cx.read(move |conn| queries::face(conn, &vault, &actor, now, id, place))
        .await
}

/// `GET /customers/{id}`
pub async fn show(cx: Cx, id: Path<CustomerId>, query: Query<PlaceQuery>) -> Answer {
    let (id, place) = (*id, query.place());
    let face = read(&cx, id, place).await?;
    if place.tab == Tab::Changes {
        cx.write(move |tx| tx.record("customers.look_at_changes", subject(id), &[]))
            .await?;
    } else if queries::by_grant(&face, cx.actor()?) {
        cx.write(move |tx| tx.record("customers.look", subject(id), &[]))
            .await?;
    }
    cx.show(&Customer::new(&cx, face, FormView::blank())?)
}

/// `GET /customers/{id}/ahead`
pub async fn ahead(cx: Cx, id: Path<CustomerId>) -> Answer {
    let id = *id;
    let (actor, now, vault) = (cx.actor()?.clone(), cx.now, cx.db().vault().clone());
    let (open, consents) = cx
        .read(move |conn| queries::ahead(conn, &vault, &actor, now, id))
        .await?;
    cx.show(&Ahead::new(&cx, id, open, consents))
}

/// `POST /customers/{id}/notes`
pub async fn add_note(cx: Cx, id: Path<CustomerId>, posted: Posted<NoteForm>) -> Answer {
    let (id, scope, w) = (*id, cx.actor()?.customers(), HistoryText::of(cx.lang));
    let done = cx.submit(&posted, move |tx, new| {
        customers::add_note(tx, scope, id, &new)?;
        Ok(SeeOther::to(format!("/customers/{id}")).saying(w.note_saved))
    });
    match done.await {
        Err(Error::Invalid(faults)) => {
            let face = read(&cx, id, PlaceQuery::default().place()).await?;
            cx.unprocessable(&Customer::new(&cx, face, posted.view(cx.lang, &faults))?)
        }
        answer => answer,
    }
}

/// `POST /customers/{id}/notes/{note}/pin`
pub async fn pin_note(cx: Cx, path: Path<(CustomerId, NoteId)>, posted: Posted<PinForm>) -> Answer {
    let ((id, note), scope, w) = (*path, cx.actor()?.customers(), HistoryText::of(cx.lang));
    cx.submit(&posted, move |tx, pinned| {
        customers::pin_note(tx, scope, id, note, pinned)?;
        let words = if pinned { w.note_pinned } else { w.note_unpinned };
        Ok(SeeOther::to(format!("/customers/{id}")).saying(words))
    })
    .await
}

/// `POST /customers/{id}/notes/{note}/remove`
pub async fn remove_note(cx: Cx, path: Path<(CustomerId, NoteId)>, posted: Posted<Bare>) -> Answer {
    let ((id, note), scope, w) = (*path, cx.actor()?.customers(), HistoryText::of(cx.lang));
    cx.submit(&posted, move |tx, ()| {
        let undo = customers::remove_note(tx, scope, id, note)?;
        Ok(SeeOther::to(format!("/customers/{id}"))
            .saying(w.note_removed)
            .undo(undo))
    })
    .await
}
