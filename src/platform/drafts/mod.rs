//! What was typed and not yet saved: kept sealed per person and place, for 30 days or until the write.
//!
//! A form says `data-autosave="/drafts/complaints.new"`; the page that shows it asks [`load`], the command that saves it
//! calls [`clear`], and a person may discard it. What says no more than the empty form is no draft. A place is a plain name, with the id of the record where there is one.

use actix_web::HttpResponse;
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::upsert::excluded;
use uuid::Uuid;

use super::db::{SeeOther, Tx};
use super::error::Error;
use super::vault::{Label, Sealed, Vault};
use super::web::{Answer, Bare, Cx, Posted};
use crate::schema::drafts;
use crate::values::ids::StaffId;
use crate::values::own_path::own_path;

const BODY: Label = Label("drafts.body");
const LONGEST_PLACE: usize = 100;

/// A form as it was left.
#[derive(Clone)]
pub struct Draft {
    /// Names and values as typed, for [`FormView::fresh`](super::web::FormView::fresh).
    pub pairs: Vec<(String, String)>,
    pub at: DateTime<Utc>,
}

/// What this person left at this place.
pub fn load(conn: &mut PgConnection, vault: &Vault, staff: StaffId, place: &str) -> Result<Option<Draft>, Error> {
    let found: Option<(Uuid, Sealed, DateTime<Utc>)> = drafts::table
        .filter(drafts::staff_id.eq(staff))
        .filter(drafts::place.eq(place))
        .select((drafts::id, drafts::body_sealed, drafts::updated_at))
        .first(conn)
        .optional()?;
    found
        .map(|(id, sealed, at)| Draft::open(vault, id, &sealed, at))
        .transpose()
}

impl Draft {
    /// A draft from its row, for a room that reads it along with its own.
    pub fn open(vault: &Vault, id: Uuid, sealed: &Sealed, at: DateTime<Utc>) -> Result<Self, Error> {
        let body = vault.open(BODY, id, sealed)?;
        let pairs = serde_json::from_str(body.expose()).map_err(Error::internal)?;
        Ok(Self { pairs, at })
    }

    /// A form's first values, with what was typed in the place of those it concerns.
    pub fn over<N: Into<String>>(self, start: impl IntoIterator<Item = (N, String)>) -> Vec<(String, String)> {
        let mut pairs: Vec<(String, String)> = start
            .into_iter()
            .map(|(name, value)| (name.into(), value))
            .filter(|(name, _)| !self.pairs.iter().any(|(typed, _)| typed == name))
            .collect();
        pairs.extend(self.pairs);
        pairs
    }

    /// Whether something stands in it that the form doesn't hold when it is opened.
    fn says_more_than(&self, start: &[(&str, String)]) -> bool {
        let holds = |name: &str, value: &str| {
            let known = |(known, first): &(&str, String)| *known == name && plain(first) == plain(value);
            start.iter().any(known)
        };
        self.pairs
            .iter()
            .any(|(name, value)| !is_blank(value) && !holds(name, value))
    }
}

fn is_blank(value: &str) -> bool {
    value.trim().is_empty()
}

/// Without what a browser makes of line ends.
fn plain(value: &str) -> String {
    value.replace("\r\n", "\n").trim().to_owned()
}

/// A draft that says more than its form when that is opened; one that doesn't is forgotten.
pub async fn worth_showing(
    cx: &Cx,
    left: Option<Draft>,
    place: &str,
    start: &[(&str, String)],
) -> Result<Option<Draft>, Error> {
    match left {
        Some(draft) if !draft.says_more_than(start) => {
            let (staff, place) = (cx.actor()?.id, place.to_owned());
            cx.db().system_write(move |tx| remove(tx, staff, &place)).await?;
            Ok(None)
        }
        left => Ok(left),
    }
}

/// Keeps what the person who writes has typed beside what they save.
pub fn put(tx: &mut Tx<'_>, place: &str, pairs: &[(String, String)]) -> Result<(), Error> {
    let staff = tx.actor()?.id;
    let typed: Vec<(String, String)> = pairs.iter().filter(|(_, value)| !is_blank(value)).cloned().collect();
    if typed.is_empty() {
        remove(tx, staff, place)
    } else {
        save(tx, staff, place, &typed)
    }
}

/// Forgets the draft of the person who writes.
pub fn clear(tx: &mut Tx<'_>, place: &str) -> Result<(), Error> {
    let staff = tx.actor()?.id;
    remove(tx, staff, place)
}

fn remove(tx: &mut Tx<'_>, staff: StaffId, place: &str) -> Result<(), Error> {
    diesel::delete(
        drafts::table
            .filter(drafts::staff_id.eq(staff))
            .filter(drafts::place.eq(place)),
    )
    .execute(tx.conn)?;
    Ok(())
}

fn save(tx: &mut Tx<'_>, staff: StaffId, place: &str, pairs: &[(String, String)]) -> Result<(), Error> {
    let id = Uuid::now_v7();
    let body = serde_json::to_string(pairs).map_err(Error::internal)?;
    diesel::insert_into(drafts::table)
        .values((
            drafts::id.eq(id),
            drafts::staff_id.eq(staff),
            drafts::place.eq(place),
            drafts::body_sealed.eq(tx.vault().seal(BODY, id, &body)?),
            drafts::updated_at.eq(tx.now),
        ))
        .on_conflict((drafts::staff_id, drafts::place))
        .do_update()
        .set((
            drafts::id.eq(excluded(drafts::id)),
            drafts::body_sealed.eq(excluded(drafts::body_sealed)),
            drafts::updated_at.eq(excluded(drafts::updated_at)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// `POST /drafts/{place}`
pub async fn keep(cx: Cx, place: Path<String>, posted: Posted<Bare>) -> Answer {
    let (staff, place) = (cx.actor()?.id, place.into_inner());
    let plain = place
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
    if !plain || place.len() > LONGEST_PLACE {
        return Err(Error::NotFound);
    }
    // The one-time token and the version belong to the page that was open then.
    let pairs: Vec<(String, String)> = posted
        .pairs()
        .iter()
        .filter(|(name, value)| !matches!(name.as_str(), "token" | "lock_version") && !is_blank(value))
        .cloned()
        .collect();
    cx.db()
        .system_write(move |tx| {
            if pairs.is_empty() {
                remove(tx, staff, &place)
            } else {
                save(tx, staff, &place, &pairs)
            }
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /drafts/{place}/removal`: forgets it, and shows the form (`next`) as it was before.
pub async fn discard(cx: Cx, place: Path<String>, posted: Posted<Bare>) -> Answer {
    let (staff, place) = (cx.actor()?.id, place.into_inner());
    cx.db().system_write(move |tx| remove(tx, staff, &place)).await?;
    let next = posted.pairs().iter().find(|(name, _)| name == "next");
    cx.show_again(&SeeOther::to(own_path(next.map_or("/", |(_, next)| next))))
}
