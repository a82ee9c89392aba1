//! Who has which record open just now: "许强 正在处理".
//!
//! An open page says so every 20 seconds and hears of the others in the same breath:
//! `<div hx-post="/presence" hx-trigger="load, every 20s" hx-vals='{"kind":"complaint","id":"…"}'></div>`.

use askama::Template;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::upsert::excluded;
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use super::db::{Subject, Tx};
use super::error::{Error, FieldErrors};
use super::web::shell_text::ShellText;
use super::web::{Answer, Cx, Form, Posted};
use crate::access;
use crate::schema::presences;
use crate::values::ids::StaffId;

/// Two signs of life may be missed before somebody counts as gone.
const FRESH: TimeDelta = TimeDelta::seconds(50);

/// Somebody else at the same record.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Other {
    pub staff: StaffId,
    pub name: String,
}

impl Other {
    pub fn initial(&self) -> String {
        self.name.chars().next().map(String::from).unwrap_or_default()
    }
}

/// Who else has this record open.
pub fn others(conn: &mut PgConnection, subject: Subject, me: StaffId, now: DateTime<Utc>) -> Result<Vec<Other>, Error> {
    Ok(presences::table
        .filter(presences::subject_kind.eq(subject.kind))
        .filter(presences::subject_id.eq(subject.id))
        .filter(presences::staff_id.ne(me))
        .filter(presences::seen_at.gt(now - FRESH))
        .order(presences::name)
        .select((presences::staff_id, presences::name))
        .load(conn)?)
}

/// Says that the person has this record open.
fn say(tx: &mut Tx<'_>, subject: Subject, me: StaffId, name: &str) -> Result<(), Error> {
    diesel::insert_into(presences::table)
        .values((
            presences::subject_kind.eq(subject.kind),
            presences::subject_id.eq(subject.id),
            presences::staff_id.eq(me),
            presences::name.eq(name),
            presences::seen_at.eq(tx.now),
        ))
        .on_conflict((presences::subject_kind, presences::subject_id, presences::staff_id))
        .do_update()
        .set(presences::seen_at.eq(excluded(presences::seen_at)))
        .execute(tx.conn)?;
    Ok(())
}

#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct Where {
    kind: String,
    id: String,
}

impl Form for Where {
    type Parsed = ();

    fn parse(&self) -> Result<(), FieldErrors> {
        Ok(())
    }
}

#[derive(Template)]
#[template(path = "presence.html")]
struct Shown {
    t: &'static ShellText,
    others: Vec<Other>,
}

/// `POST /presence`
pub async fn present(cx: Cx, posted: Posted<Where>) -> Answer {
    let actor = cx.actor()?.clone();
    let (kind, needed) = access::presence(&posted.form.kind).ok_or(Error::NotFound)?;
    if !actor.may(needed) {
        return Err(Error::Forbidden(needed));
    }
    let id = Uuid::try_parse(&posted.form.id).map_err(|_| Error::NotFound)?;
    let subject = Subject::new(kind, id);
    let others = cx
        .db()
        .system_write(move |tx| {
            say(tx, subject, actor.id, &actor.name)?;
            let now = tx.now;
            others(tx.conn, subject, actor.id, now)
        })
        .await?;
    cx.fragment(&Shown {
        t: ShellText::of(cx.lang),
        others,
    })
}
