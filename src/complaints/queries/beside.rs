//! What stands beside a complaint on its page: names of people, files. One round trip.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bytea, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use crate::complaints::model::COMPLAINT;
use crate::platform::db::kept::kept;
use crate::platform::error::Error;
use crate::platform::files::{self, FileInfo};
use crate::platform::vault::{Sealed, Vault};
use crate::values::ids::{AttachmentId, ComplaintId, StaffId, StoreId};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    /// Of a person.
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
    /// Of a file.
    #[diesel(sql_type = Nullable<Bytea>)]
    name_sealed: Option<Sealed>,
    #[diesel(sql_type = Text)]
    media_type: String,
    #[diesel(sql_type = Integer)]
    size_bytes: i32,
    #[diesel(sql_type = Nullable<Integer>)]
    width: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    height: Option<i32>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    created_by: Option<Uuid>,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
}

/// Names of the store's people, also of those who left, and the files of a complaint, oldest first. The caller has
/// checked that the reader may see the complaint.
pub fn beside(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    id: ComplaintId,
) -> Result<(HashMap<StaffId, String>, Vec<FileInfo>), Error> {
    let question = diesel::sql_query(
        "SELECT id, name, NULL::bytea AS name_sealed, '' AS media_type, 0 AS size_bytes, NULL::int AS width, \
           NULL::int AS height, NULL::uuid AS created_by, created_at FROM staff WHERE store_id = $1 UNION ALL \
         SELECT id, NULL, name_sealed, media_type, size_bytes, width, height, created_by, created_at FROM attachments \
         WHERE subject_kind = $2 AND subject_id = $3 AND removed_at IS NULL ORDER BY created_at, id",
    )
    .bind::<SqlUuid, _>(store)
    .bind::<Text, _>(COMPLAINT)
    .bind::<SqlUuid, _>(id);
    let rows: Vec<Row> = kept(question).load(conn)?;
    let (mut people, mut found) = (HashMap::new(), Vec::new());
    for row in rows {
        if let Some(name) = row.name {
            people.insert(StaffId::from(row.id), name);
        } else if let Some(sealed) = row.name_sealed {
            found.push(FileInfo {
                id: AttachmentId::from(row.id),
                name: vault.open(files::NAME, row.id, &sealed)?,
                media_type: row.media_type,
                size_bytes: row.size_bytes,
                pixels: row.width.zip(row.height),
                created_by: row.created_by.map(StaffId::from),
                created_at: row.created_at,
            });
        }
    }
    Ok((people, found))
}
