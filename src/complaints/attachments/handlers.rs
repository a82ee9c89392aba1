//! HTTP of attachments.

use actix_web::web::Path;
use serde::Deserialize;

use super::commands;
use super::forms::AttachForm;
use super::views::AttachPage;
use crate::complaints::model::COMPLAINT;
use crate::complaints::queries;
use crate::complaints::text::{self, ComplaintText};
use crate::complaints::views::moved_on;
use crate::platform::db::{SeeOther, Subject};
use crate::platform::drafts;
use crate::platform::error::Error;
use crate::platform::files;
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted, PostedFiles, Query};
use crate::values::ids::{AttachmentId, ComplaintId};

/// Where the words that come with the files are kept until they are sent.
fn place(id: ComplaintId) -> String {
    format!("complaints.attachments.{id}")
}

/// `GET /complaints/{id}/attachments`
pub async fn show_form(cx: Cx, id: Path<ComplaintId>) -> Answer {
    let id = *id;
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let head = cx
        .read(move |conn| queries::head(conn, &vault, &actor, id, &place(id)))
        .await?;
    let form = FormView::fresh(head.draft.map(|draft| draft.pairs).unwrap_or_default());
    cx.show(&AttachPage::new(&cx, id, place(id), head.complaint.number, form))
}

/// `POST /complaints/{id}/attachments`
pub async fn add(cx: Cx, id: Path<ComplaintId>, mut posted: PostedFiles<AttachForm>) -> Answer {
    let (id, lang) = (*id, cx.lang);
    let answer = cx
        .submit_files(&mut posted, move |tx, note, uploads| {
            commands::attach(tx, id, &uploads, note.as_deref())?;
            drafts::clear(tx, &place(id))?;
            Ok(SeeOther::to(format!("/complaints/{id}")).saying(text::attached(uploads.len(), lang)))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
            let head = cx.read(move |conn| queries::head(conn, &vault, &actor, id, "")).await?;
            let form = posted.view(lang, &errors);
            cx.unprocessable(&AttachPage::new(&cx, id, place(id), head.complaint.number, form))
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, id, None)),
        answer => answer,
    }
}

/// How a file is wanted.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// `1`: to keep, rather than to look at.
    save: String,
}

/// `GET /complaints/{id}/attachments/{file}`: a photo in the page's place; anything else, or `?save=1`, to keep.
pub async fn show(cx: Cx, path: Path<(ComplaintId, AttachmentId)>, wanted: Query<Wanted>) -> Answer {
    let (id, file) = *path;
    let inline = wanted.save != "1";
    let found = cx.write(move |tx| commands::look(tx, id, file)).await?;
    Ok(files::answer(found, inline))
}

/// `GET /complaints/{id}/attachments/{file}/thumbnail`
pub async fn show_small(cx: Cx, path: Path<(ComplaintId, AttachmentId)>) -> Answer {
    let (id, file) = *path;
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let found = cx
        .read(move |conn| {
            queries::is_visible(conn, &actor, id)?;
            files::thumbnail(conn, &vault, file, Subject::new(COMPLAINT, id))
        })
        .await?;
    Ok(files::answer(found, true))
}

/// `POST /complaints/{id}/attachments/{file}/removal`
pub async fn remove(cx: Cx, path: Path<(ComplaintId, AttachmentId)>, posted: Posted<Bare>) -> Answer {
    let ((id, file), w) = (*path, ComplaintText::of(cx.lang));
    cx.submit(&posted, move |tx, ()| {
        let undo = commands::detach(tx, id, file)?;
        Ok(SeeOther::to(format!("/complaints/{id}")).saying(w.detached).undo(undo))
    })
    .await
}
