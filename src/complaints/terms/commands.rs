//! Writes of terms. They have a code and no id: the audit log tells which by the names of their fields.

use diesel::dsl::max;
use diesel::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::forms::Worded;
use super::rules::{Direction, Kind, code_of, moved};
use crate::complaints::rules::Side;
use crate::platform::db::{SeeOther, Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::undo;
use crate::schema::complaint_terms as terms;
use crate::values::fault::Fault;

/// What retiring a term is called where it is taken back.
pub const RETIRE: &str = "complaints.retire_term";

/// Where terms are looked after.
pub const PAGE: &str = "/complaints/terms";

struct Locked {
    code: String,
    kind: Kind,
    parent: Option<String>,
    retired: bool,
}

/// Every term, locked: whoever orders, adds or retires waits for whoever else does.
fn lock_all(tx: &mut Tx<'_>) -> Result<Vec<Locked>, Error> {
    let rows: Vec<(String, String, Option<String>, bool)> = terms::table
        .order((terms::position, terms::code))
        .select((terms::code, terms::kind, terms::parent, terms::retired_at.is_not_null()))
        .for_update()
        .load(tx.conn)?;
    let locked = rows.into_iter().map(|(code, kind, parent, retired)| Locked {
        kind: match (kind.as_str(), &parent) {
            ("category", _) => Kind::Category,
            (_, None) => Kind::Branch,
            (_, Some(_)) => Kind::Cause,
        },
        code,
        parent,
        retired,
    });
    Ok(locked.collect())
}

fn found<'a>(all: &'a [Locked], code: &str) -> Result<&'a Locked, Error> {
    all.iter().find(|term| term.code == code).ok_or(Error::NotFound)
}

/// Nobody can tell two terms of one name apart.
fn must_be_new(tx: &mut Tx<'_>, new: &Worded, but: &str) -> Result<(), Error> {
    let kind = if new.kind == Kind::Category {
        "category"
    } else {
        "cause"
    };
    let others: Vec<(String, String)> = terms::table
        .filter(terms::kind.eq(kind))
        .filter(terms::parent.is_not_distinct_from(new.parent.as_deref()))
        .filter(terms::retired_at.is_null())
        .filter(terms::code.ne(but))
        .select((terms::zh, terms::en))
        .load(tx.conn)?;
    if others.iter().any(|(zh, _)| *zh == new.zh) {
        return Err(Error::field("zh", Fault::Taken));
    }
    if others.iter().any(|(_, en)| en.eq_ignore_ascii_case(&new.en)) {
        return Err(Error::field("en", Fault::Taken));
    }
    Ok(())
}

fn must_be_a_branch(all: &[Locked], parent: Option<&str>) -> Result<(), Error> {
    let Some(parent) = parent else { return Ok(()) };
    let branch = all.iter().find(|term| term.code == parent);
    if branch.is_some_and(|term| term.kind == Kind::Branch && !term.retired) {
        Ok(())
    } else {
        Err(Error::field("parent", Fault::Choice))
    }
}

/// Adds a term behind the others of its kind.
pub fn add(tx: &mut Tx<'_>, new: &Worded) -> Result<String, Error> {
    let all = lock_all(tx)?;
    must_be_a_branch(&all, new.parent.as_deref())?;
    must_be_new(tx, new, "")?;
    let taken: Vec<String> = all.iter().map(|term| term.code.clone()).collect();
    let code = code_of(&new.en, &taken);
    let kind = if new.kind == Kind::Category {
        "category"
    } else {
        "cause"
    };
    let last = last_position(tx, kind, new.parent.as_deref())?;
    diesel::insert_into(terms::table)
        .values((
            terms::code.eq(&code),
            terms::kind.eq(kind),
            terms::parent.eq(&new.parent),
            terms::side.eq(side_of(tx, new)?),
            terms::zh.eq(&new.zh),
            terms::en.eq(&new.en),
            terms::position.eq(last.saturating_add(1)),
        ))
        .execute(tx.conn)?;
    tx.record_general("complaints.add_term", &[&code])?;
    Ok(code)
}

/// A cause stands on the side of its branch.
fn side_of(tx: &mut Tx<'_>, new: &Worded) -> Result<Side, Error> {
    match &new.parent {
        None => Ok(new.side),
        Some(parent) => Ok(terms::table.find(parent).select(terms::side).first(tx.conn)?),
    }
}

fn last_position(tx: &mut Tx<'_>, kind: &str, parent: Option<&str>) -> Result<i16, Error> {
    let last: Option<i16> = terms::table
        .filter(terms::kind.eq(kind.to_owned()))
        .filter(terms::parent.is_not_distinct_from(parent.map(str::to_owned)))
        .select(max(terms::position))
        .first(tx.conn)?;
    Ok(last.unwrap_or_default())
}

/// Gives a term other words; a category its side, a cause its branch.
pub fn change(tx: &mut Tx<'_>, code: &str, new: &Worded) -> Result<(), Error> {
    let all = lock_all(tx)?;
    let term = found(&all, code)?;
    if term.kind != new.kind {
        return Err(Error::WrongState);
    }
    if term.parent != new.parent {
        must_be_a_branch(&all, new.parent.as_deref())?;
    }
    must_be_new(tx, new, code)?;
    let updated = diesel::update(terms::table.find(code).filter(terms::lock_version.eq(new.lock_version)))
        .set((
            terms::zh.eq(&new.zh),
            terms::en.eq(&new.en),
            terms::parent.eq(&new.parent),
            (new.kind == Kind::Category).then(|| terms::side.eq(new.side)),
            terms::lock_version.eq(new.lock_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    tx.record_general(
        "complaints.change_term",
        &[&format!("{code}.zh"), &format!("{code}.en")],
    )
}

/// Moves a term a step among those of its kind that are in use.
pub fn shift(tx: &mut Tx<'_>, code: &str, direction: Direction) -> Result<(), Error> {
    let all = lock_all(tx)?;
    let term = found(&all, code)?;
    let beside: Vec<&String> = all
        .iter()
        .filter(|other| other.kind == term.kind && other.parent == term.parent && !other.retired)
        .map(|other| &other.code)
        .collect();
    for (place, code) in (1_i16..).zip(moved(&beside, &&term.code, direction)) {
        diesel::update(terms::table.find(code))
            .set(terms::position.eq(place))
            .execute(tx.conn)?;
    }
    tx.record_general("complaints.move_term", &[&format!("{code}.position")])
}

/// Takes a term out of use: what is called so stays so. A branch has to be empty, and one category must stay.
pub fn retire(tx: &mut Tx<'_>, code: &str) -> Result<Uuid, Error> {
    let all = lock_all(tx)?;
    let term = found(&all, code)?;
    let in_use = |other: &&Locked| !other.retired;
    let allowed = match term.kind {
        Kind::Category => {
            all.iter()
                .filter(in_use)
                .filter(|other| other.kind == Kind::Category)
                .count()
                > 1
        }
        Kind::Branch => !all
            .iter()
            .filter(in_use)
            .any(|other| other.parent.as_deref() == Some(code)),
        Kind::Cause => true,
    };
    if term.retired || !allowed {
        return Err(Error::WrongState);
    }
    diesel::update(terms::table.find(code))
        .set((
            terms::retired_at.eq(tx.now),
            terms::lock_version.eq(terms::lock_version + 1),
        ))
        .execute(tx.conn)?;
    tx.record_general(RETIRE, &[code])?;
    undo::offer(tx, RETIRE, json!({ "code": code }))
}

/// Brings a term back, behind the others.
pub fn bring_back(tx: &mut Tx<'_>, code: &str) -> Result<(), Error> {
    let all = lock_all(tx)?;
    let term = found(&all, code)?;
    let branch_is_there = term
        .parent
        .as_deref()
        .is_none_or(|parent| all.iter().any(|other| other.code == parent && !other.retired));
    if !term.retired || !branch_is_there {
        return Err(Error::WrongState);
    }
    diesel::update(terms::table.find(code))
        .set((
            terms::retired_at.eq(None::<chrono::DateTime<chrono::Utc>>),
            terms::lock_version.eq(terms::lock_version + 1),
        ))
        .execute(tx.conn)?;
    tx.record_general("complaints.return_term", &[code])
}

/// As [`bring_back`], for somebody who thought better of it at once.
pub fn unretire(tx: &mut Tx<'_>, payload: &Value) -> Result<SeeOther, Error> {
    let code = payload.get("code").and_then(Value::as_str).unwrap_or_default();
    bring_back(tx, code)?;
    Ok(SeeOther::to(PAGE))
}
