//! Attachments: sealed, in the database because several processes serve. Photos are drawn anew, so nothing hides in them.

mod upload;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::Value;

use super::db::lists::rows;
use super::db::{Subject, Tx};
use super::error::Error;
use super::vault::{Label, Pii, Sealed, Vault};
use crate::schema::attachments;
use crate::values::ids::{AttachmentId, StaffId, StoreId};

pub use upload::{MAX_MIB, Upload};

/// Of the name, for a room that reads it along with its own rows.
pub const NAME: Label = Label("attachments.name");
const BODY: Label = Label("attachments.body");
const THUMBNAIL: Label = Label("attachments.thumbnail");

/// An attachment without its content.
#[derive(Clone, Debug)]
pub struct FileInfo {
    pub id: AttachmentId,
    pub name: Pii<String>,
    pub media_type: String,
    pub size_bytes: i32,
    /// Width and height of a photo.
    pub pixels: Option<(i32, i32)>,
    pub created_by: Option<StaffId>,
    pub created_at: DateTime<Utc>,
}

impl FileInfo {
    pub fn is_image(&self) -> bool {
        self.media_type.starts_with("image/")
    }

    /// `320 KB`, `1.4 MB`.
    pub fn size(&self) -> String {
        let kilobytes = f64::from(self.size_bytes) / 1024.0;
        if kilobytes < 1000.0 {
            format!("{} KB", kilobytes.ceil())
        } else {
            format!("{:.1} MB", kilobytes / 1024.0)
        }
    }
}

/// An attachment with its content.
pub struct File {
    pub info: FileInfo,
    pub bytes: Vec<u8>,
}

#[derive(Queryable, Selectable, Deserialize)]
#[diesel(table_name = attachments)]
struct Row {
    id: AttachmentId,
    name_sealed: Sealed,
    media_type: String,
    size_bytes: i32,
    width: Option<i32>,
    height: Option<i32>,
    created_by: Option<StaffId>,
    created_at: DateTime<Utc>,
}

impl Row {
    fn open(self, vault: &Vault) -> Result<FileInfo, Error> {
        Ok(FileInfo {
            id: self.id,
            name: vault.open(NAME, self.id.uuid(), &self.name_sealed)?,
            media_type: self.media_type,
            size_bytes: self.size_bytes,
            pixels: self.width.zip(self.height),
            created_by: self.created_by,
            created_at: self.created_at,
        })
    }
}

/// Keeps a file with a record, and records so.
pub fn attach(tx: &mut Tx<'_>, store: StoreId, subject: Subject, upload: &Upload) -> Result<AttachmentId, Error> {
    let id = AttachmentId::new();
    let size = i32::try_from(upload.bytes.len()).map_err(|_| Error::TooLarge)?;
    let side = |side: u32| i32::try_from(side).ok();
    let staff = tx.actor().ok().map(|actor| actor.id);
    let thumbnail = upload.thumbnail.as_deref();
    let thumbnail = thumbnail
        .map(|small| tx.vault().seal_bytes(THUMBNAIL, id.uuid(), small))
        .transpose()?;
    diesel::insert_into(attachments::table)
        .values((
            attachments::id.eq(id),
            attachments::store_id.eq(store),
            attachments::subject_kind.eq(subject.kind),
            attachments::subject_id.eq(subject.id),
            attachments::media_type.eq(upload.media_type),
            attachments::name_sealed.eq(tx.vault().seal(NAME, id.uuid(), &upload.name)?),
            attachments::body_sealed.eq(tx.vault().seal_bytes(BODY, id.uuid(), &upload.bytes)?),
            attachments::thumbnail_sealed.eq(thumbnail),
            attachments::size_bytes.eq(size),
            attachments::width.eq(upload.pixels.and_then(|(width, _)| side(width))),
            attachments::height.eq(upload.pixels.and_then(|(_, height)| side(height))),
            attachments::created_by.eq(staff),
            attachments::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record("files.attach", subject, &["attachments"])?;
    Ok(id)
}

/// The files of a record, oldest first. The caller has checked that the reader may see the record.
pub fn list(conn: &mut PgConnection, vault: &Vault, subject: Subject) -> Result<Vec<FileInfo>, Error> {
    let rows = attachments::table
        .filter(attachments::subject_kind.eq(subject.kind))
        .filter(attachments::subject_id.eq(subject.id))
        .filter(attachments::removed_at.is_null())
        .order((attachments::created_at, attachments::id))
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(|row| row.open(vault)).collect()
}

/// The files that a room read as JSON along with its own rows: of each the columns of a [`FileInfo`].
pub fn of_json(vault: &Vault, json: Option<Value>) -> Result<Vec<FileInfo>, Error> {
    let rows: Vec<Row> = rows(json)?;
    rows.into_iter().map(|row| row.open(vault)).collect()
}

/// One file of a record, without its content.
pub fn info(conn: &mut PgConnection, vault: &Vault, id: AttachmentId, subject: Subject) -> Result<FileInfo, Error> {
    let row: Row = attachments::table
        .find(id)
        .filter(attachments::subject_kind.eq(subject.kind))
        .filter(attachments::subject_id.eq(subject.id))
        .filter(attachments::removed_at.is_null())
        .select(Row::as_select())
        .first(conn)?;
    row.open(vault)
}

/// The small picture of a photo, in the place of its content.
pub fn thumbnail(conn: &mut PgConnection, vault: &Vault, id: AttachmentId, subject: Subject) -> Result<File, Error> {
    let (row, small): (Row, Option<Sealed>) = attachments::table
        .find(id)
        .filter(attachments::subject_kind.eq(subject.kind))
        .filter(attachments::subject_id.eq(subject.id))
        .filter(attachments::removed_at.is_null())
        .select((Row::as_select(), attachments::thumbnail_sealed))
        .first(conn)?;
    let small = small.ok_or(Error::NotFound)?;
    Ok(File {
        info: row.open(vault)?,
        bytes: vault.open_bytes(THUMBNAIL, id.uuid(), &small)?,
    })
}

/// One file of a record, with its content.
pub fn open(conn: &mut PgConnection, vault: &Vault, id: AttachmentId, subject: Subject) -> Result<File, Error> {
    let (row, body): (Row, Sealed) = attachments::table
        .find(id)
        .filter(attachments::subject_kind.eq(subject.kind))
        .filter(attachments::subject_id.eq(subject.id))
        .filter(attachments::removed_at.is_null())
        .select((Row::as_select(), attachments::body_sealed))
        .first(conn)?;
    Ok(File {
        info: row.open(vault)?,
        bytes: vault.open_bytes(BODY, id.uuid(), &body)?,
    })
}

/// What was attached to one record is from now on the other's: the two turned out to be one.
pub fn move_all(tx: &mut Tx<'_>, from: Subject, to: Subject) -> Result<(), Error> {
    diesel::update(
        attachments::table
            .filter(attachments::subject_kind.eq(from.kind))
            .filter(attachments::subject_id.eq(from.id)),
    )
    .set((attachments::subject_kind.eq(to.kind), attachments::subject_id.eq(to.id)))
    .execute(tx.conn)?;
    Ok(())
}

/// Takes a file away from its record, and records so; the row goes after 30 days.
pub fn remove(tx: &mut Tx<'_>, id: AttachmentId, subject: Subject) -> Result<(), Error> {
    mark(tx, id, subject, true)?;
    tx.record("files.remove", subject, &["attachments"])
}

/// Brings a removed file back, and records so.
pub fn restore(tx: &mut Tx<'_>, id: AttachmentId, subject: Subject) -> Result<(), Error> {
    mark(tx, id, subject, false)?;
    tx.record("files.restore", subject, &["attachments"])
}

fn mark(tx: &mut Tx<'_>, id: AttachmentId, subject: Subject, removed: bool) -> Result<(), Error> {
    let own = attachments::table
        .find(id)
        .filter(attachments::subject_kind.eq(subject.kind))
        .filter(attachments::subject_id.eq(subject.id))
        .filter(attachments::removed_at.is_null().eq(removed));
    let marked = diesel::update(own)
        .set(attachments::removed_at.eq(removed.then_some(tx.now)))
        .execute(tx.conn)?;
    if marked == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// Sends a file: shown in the page if it is a photo and `inline` is asked for, else to be saved. Nothing in it can run.
pub fn answer(file: File, inline: bool) -> HttpResponse {
    let place = if inline && file.info.is_image() {
        "inline"
    } else {
        "attachment"
    };
    let name = utf8_percent_encode(file.info.name.expose(), NON_ALPHANUMERIC);
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, file.info.media_type.as_str()))
        .insert_header((CONTENT_DISPOSITION, format!("{place}; filename*=UTF-8''{name}")))
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .body(file.bytes)
}
