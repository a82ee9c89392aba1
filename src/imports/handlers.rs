//! Imports over HTTP.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{self, Path};
use serde::Deserialize;

use super::forms::{ColumnsForm, KindForm, UploadForm};
use super::model::{FileFormat, Import, NewImport, Origin, Tab, Taken, Top};
use super::reading::child;
use super::rules::columns::{Kind, Mapping};
use super::rules::states::{RowState, State};
use super::text::{self, ImportText};
use super::views::{ColumnsPage, ImportPage, ListPage, NewPage};
use super::{commands, queries, report};
use crate::platform::db::SeeOther;
use crate::platform::db::page::{After, PAGE};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::faults;
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted, PostedFile, Query};
use crate::values::fault::Fault;
use crate::values::ids::ImportId;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    after: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ShowQuery {
    tab: String,
    after: String,
}

fn page_of(id: ImportId) -> String {
    format!("/imports/{id}")
}

/// `GET /imports`
pub async fn list(cx: Cx, query: Query<ListQuery>) -> Answer {
    let store = cx.actor()?.store;
    let (vault, after) = (cx.db().vault().clone(), After::parse(&query.after));
    let lines = cx
        .read(move |conn| queries::list(conn, &vault, store, after, PAGE))
        .await?;
    cx.show(&ListPage::new(&cx, lines, after.is_some()))
}

/// What a new import is to bring.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewQuery {
    kind: String,
}

/// `GET /imports/new`
pub async fn new(cx: Cx, query: Query<NewQuery>) -> Answer {
    let kind = Kind::parse(&query.kind).unwrap_or_default();
    cx.show(&NewPage::new(&cx, FormView::fresh([("kind", kind.code())])))
}

/// `POST /imports`: keeps the file and goes on to its columns.
pub async fn upload(cx: Cx, mut posted: PostedFile<UploadForm>) -> Answer {
    let file = posted.take_file();
    let refuse = |why: String| {
        let form = posted.view(cx.lang, &FieldErrors::new()).with_error("file", why);
        cx.unprocessable(&NewPage::new(&cx, form))
    };
    let (file_name, body) = match file {
        Ok(file) => file,
        Err(Fault::Required) => return refuse(ImportText::of(cx.lang).choose_file.to_owned()),
        Err(fault) => return refuse(faults::words(&fault, cx.lang)),
    };
    let file = body.clone();
    let read = web::block(move || child::top(file)).await.map_err(Error::internal)?;
    let (head, samples) = match read {
        Ok(top) => top,
        Err(why) => return refuse(text::unreadable(why.code(), cx.lang).to_owned()),
    };
    let kind = posted.form.kind();
    let new = NewImport {
        store: cx.actor()?.store,
        kind,
        origin: Origin::Screen,
        file_name,
        format: FileFormat::from(head.format),
        header_line: head.line,
        mapping: Mapping::of_headers(kind, &head.headers),
        top: Top {
            headers: head.headers,
            samples,
        },
        body,
    };
    cx.submit(&posted, move |tx, ()| {
        let id = commands::receive(tx, &new)?;
        Ok(SeeOther::to(format!("/imports/{id}/columns")))
    })
    .await
}

async fn load(cx: &Cx, id: ImportId) -> Result<Import, Error> {
    let (store, vault) = (cx.actor()?.store, cx.db().vault().clone());
    cx.read(move |conn| queries::one(conn, &vault, store, id)).await
}

/// `GET /imports/{id}/columns`
pub async fn columns(cx: Cx, id: Path<ImportId>) -> Answer {
    let import = load(&cx, *id).await?;
    if !ColumnsPage::opens_for(&import) {
        return cx.see_other(&SeeOther::to(page_of(import.id)));
    }
    cx.show(&ColumnsPage::new(&cx, &import, ColumnsPage::fresh(&import)))
}

/// `POST /imports/{id}/kind`: the file is a list of something else.
pub async fn change_kind(cx: Cx, id: Path<ImportId>, posted: Posted<KindForm>) -> Answer {
    let (id, store) = (*id, cx.actor()?.store);
    let import = load(&cx, id).await?;
    let changed = cx
        .submit(&posted, move |tx, (kind, seen)| {
            commands::change_kind(tx, store, id, seen, kind)?;
            Ok(SeeOther::to(format!("/imports/{id}/columns")))
        })
        .await;
    match changed {
        Err(Error::Invalid(_)) => cx.unprocessable(&ColumnsPage::new(&cx, &import, ColumnsPage::fresh(&import))),
        Err(Error::Stale) if ColumnsPage::opens_for(&import) => {
            cx.conflict(&ColumnsPage::new(&cx, &import, ColumnsPage::fresh(&import)))
        }
        answer => answer,
    }
}

/// `POST /imports/{id}/columns`: checks every record with the columns as chosen.
pub async fn check(cx: Cx, id: Path<ImportId>, posted: Posted<ColumnsForm>) -> Answer {
    let (id, store) = (*id, cx.actor()?.store);
    let import = load(&cx, id).await?;
    let checked = cx
        .submit(&posted, move |tx, new| {
            commands::start_check(tx, store, id, new.seen, &new.mapping)?;
            Ok(SeeOther::to(page_of(id)))
        })
        .await;
    match checked {
        Err(Error::Invalid(errors)) => {
            let w = ImportText::of(cx.lang);
            let form = posted.view(cx.lang, &errors);
            let form = match errors.get("columns") {
                Some(Fault::Required) => form.with_error("columns", text::required_columns(import.kind, cx.lang)),
                Some(Fault::Taken) => form.with_error("columns", w.twice),
                _ => form,
            };
            cx.unprocessable(&ColumnsPage::new(&cx, &import, form))
        }
        Err(Error::Stale) if ColumnsPage::opens_for(&import) => {
            let theirs = [("lock_version".to_owned(), import.lock_version.to_string())];
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            cx.conflict(&ColumnsPage::new(&cx, &import, form))
        }
        answer => answer,
    }
}

/// `GET /imports/{id}`
pub async fn show(cx: Cx, id: Path<ImportId>, query: Query<ShowQuery>) -> Answer {
    let import = load(&cx, *id).await?;
    if import.state == State::Uploaded {
        return cx.see_other(&SeeOther::to(format!("/imports/{id}/columns")));
    }
    let tab = Tab::of(&query.tab, &import);
    let after = query.after.parse().unwrap_or_default();
    let (vault, now, shown) = (cx.db().vault().clone(), cx.now, import.clone());
    let (rows, outdated) = cx
        .read(move |conn| {
            let outdated = match shown.checked_at.filter(|_| shown.state == State::Checked) {
                Some(checked) => queries::undone_since(conn, shown.store, checked)?,
                None => false,
            };
            Ok((queries::rows(conn, &vault, &shown, tab, after, now)?, outdated))
        })
        .await?;
    cx.show(&ImportPage::new(&cx, import, tab, rows, after, outdated)?)
}

/// `POST /imports/{id}/run`
pub async fn run(cx: Cx, id: Path<ImportId>, posted: Posted<Bare>) -> Answer {
    let (id, store) = (*id, cx.actor()?.store);
    cx.submit(&posted, move |tx, ()| {
        commands::start_run(tx, store, id)?;
        Ok(SeeOther::to(page_of(id)))
    })
    .await
}

/// `POST /imports/{id}/cancel`
pub async fn cancel(cx: Cx, id: Path<ImportId>, posted: Posted<Bare>) -> Answer {
    let (id, store, words) = (*id, cx.actor()?.store, ImportText::of(cx.lang).cancelled);
    cx.submit(&posted, move |tx, ()| {
        commands::cancel(tx, store, id)?;
        Ok(SeeOther::to(page_of(id)).saying(words))
    })
    .await
}

/// `POST /imports/{id}/undo`
pub async fn undo(cx: Cx, id: Path<ImportId>, posted: Posted<Bare>) -> Answer {
    let (id, store) = (*id, cx.actor()?.store);
    cx.submit(&posted, move |tx, ()| {
        commands::start_undo(tx, store, id)?;
        Ok(SeeOther::to(page_of(id)))
    })
    .await
}

/// `POST /imports/{id}/errors.csv`: the records with errors, to mend and load again.
pub async fn errors(cx: Cx, id: Path<ImportId>, _posted: Posted<Bare>) -> Answer {
    let taken = take_away(&cx, *id, RowState::Bad).await?;
    let file = report::error_file(&taken.import, &taken.checker, &taken.records, cx.lang)?;
    Ok(csv("rows-to-mend.csv", file))
}

/// `POST /imports/{id}/duplicates.csv`: the records that were left out as duplicates.
pub async fn duplicates(cx: Cx, id: Path<ImportId>, _posted: Posted<Bare>) -> Answer {
    let taken = take_away(&cx, *id, RowState::Duplicate).await?;
    let file = report::duplicate_file(&taken.import, &taken.records, cx.lang)?;
    Ok(csv("duplicates.csv", file))
}

async fn take_away(cx: &Cx, id: ImportId, state: RowState) -> Result<Taken, Error> {
    let store = cx.actor()?.store;
    cx.write(move |tx| commands::take_away(tx, store, id, state)).await
}

fn csv(name: &str, file: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(file)
}
