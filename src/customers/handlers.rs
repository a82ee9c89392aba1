//! HTTP of the customers room: the edit form, and checks while somebody types.

use actix_web::web::{Data, Path};

use super::commands::{self, Update};
use super::forms::{CheckForm, CustomerForm};
use super::model::{Likeness, Record};
use super::names::NameIndex;
use super::queries;
use super::text::CustomerText;
use super::views::{self, CheckView, ConflictRow, EditPage};
use crate::access::{Actor, Permission};
use crate::platform::db::{SeeOther, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::page::Choice;
use crate::platform::web::{Answer, Cx, Form, FormView, Posted};
use crate::staff;
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, StaffId};

/// Colleagues to choose an owner from, for those who may assign customers.
pub async fn owners(cx: &Cx) -> Result<Vec<Choice>, Error> {
    let actor = cx.actor()?;
    if !actor.may(Permission::AssignCustomers) {
        return Ok(Vec::new());
    }
    let store = actor.store;
    let people = cx
        .read(move |conn| staff::queries::colleagues_who_may(conn, store, Permission::OwnCustomers))
        .await?;
    Ok(people
        .into_iter()
        .map(|one| Choice::new(one.id.to_string(), one.name))
        .collect())
}

/// Refuses an owner who is no colleague of the store with a role that meets customers.
pub fn ensure_owner(tx: &mut Tx<'_>, actor: &Actor, owner: Option<StaffId>) -> Result<(), Error> {
    let Some(owner) = owner else {
        return Ok(());
    };
    let people = staff::queries::colleagues_who_may(tx.conn, actor.store, Permission::OwnCustomers)?;
    if people.iter().any(|one| one.id == owner) {
        Ok(())
    } else {
        Err(Error::field("owner", Fault::Choice))
    }
}

async fn record(cx: &Cx, id: CustomerId) -> Result<Record, Error> {
    let (scope, now, vault) = (cx.actor()?.customers(), cx.now, cx.db().vault().clone());
    cx.read(move |conn| queries::record(conn, &vault, scope, now, id)).await
}

/// `GET /customers/{id}/edit`
pub async fn edit(cx: Cx, id: Path<CustomerId>) -> Answer {
    let record = record(&cx, *id).await?;
    let form = FormView::fresh(views::pairs(&record));
    cx.show(&EditPage::new(&cx, &record, form, owners(&cx).await?))
}

/// `POST /customers/{id}/edit`
pub async fn update(cx: Cx, id: Path<CustomerId>, posted: Posted<CustomerForm>) -> Answer {
    let id = *id;
    let actor = cx.actor()?.clone();
    let saved = CustomerText::of(cx.lang).saved;
    let answer = cx
        .submit(&posted, move |tx, edit| {
            let (scope, vault) = (actor.customers(), tx.vault().clone());
            let known = queries::record(tx.conn, &vault, scope, tx.now, id)?;
            let (owner, verified) = (edit.draft.owner, edit.draft.verified);
            let owner = if actor.may(Permission::AssignCustomers) && owner != known.owner {
                ensure_owner(tx, &actor, owner)?;
                Some(owner)
            } else {
                None
            };
            if edit.seen != known.lock_version {
                return Err(Error::Stale);
            }
            let details = edit
                .draft
                .complete(Some(&known), times::day_of(tx.now))
                .map_err(Error::Invalid)?;
            let new = Update {
                seen: edit.seen,
                details,
                owner,
                verified,
            };
            commands::update(tx, scope, id, new)?;
            Ok(SeeOther::to(format!("/customers/{id}")).saying(saved))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let record = record(&cx, id).await?;
            let form = posted.view(cx.lang, &errors);
            cx.unprocessable(&EditPage::new(&cx, &record, form, owners(&cx).await?))
        }
        Err(Error::Stale) => {
            let record = record(&cx, id).await?;
            let form = FormView::against(posted.pairs().to_vec(), views::pairs(&record));
            let today = times::day_of(cx.now);
            let mine = posted
                .form
                .parse()
                .and_then(|edit| edit.draft.complete(Some(&record), today));
            let changes = mine
                .map(|mine| record.texts().changes(&mine.texts()))
                .unwrap_or_default();
            let rows = ConflictRow::of(&changes, cx.lang);
            cx.conflict(&EditPage::new(&cx, &record, form, owners(&cx).await?).against(rows))
        }
        answer => answer,
    }
}

/// `POST /customers/check/{field}`: what is wrong with a field, and who may be the same.
pub async fn check(cx: Cx, field: Path<String>, posted: Posted<CheckForm>, names: Data<NameIndex>) -> Answer {
    let mut view = CheckView::new(cx.lang);
    let checked = posted.form.check(&field);
    if let Some(fault) = &checked.fault {
        view.refuse(fault, cx.lang);
        return cx.fragment(&view);
    }
    let w = view.w;
    view.warning = checked.vin_doubtful.then_some(w.vin_warning);
    view.fine = if checked.new_energy {
        Some(w.plate_energy)
    } else {
        (checked.sound && view.warning.is_none()).then_some(w.looks_right)
    };
    if checked.likeness.keys.is_empty() && checked.name.is_none() {
        return cx.fragment(&view);
    }
    let actor = cx.actor()?.clone();
    let (now, vault) = (cx.now, cx.db().vault().clone());
    let found = cx
        .read(move |conn| {
            let namesakes = match &checked.name {
                Some(name) => names.namesakes(conn, actor.store, name)?,
                None => Vec::new(),
            };
            let likeness = Likeness {
                namesakes,
                ..checked.likeness
            };
            queries::duplicates(conn, &vault, (actor.customers(), actor.store), now, &likeness)
        })
        .await?;
    let may_ask = cx.actor()?.may(Permission::RequestAccess);
    view.duplicates = views::duplicate_views(found, may_ask, cx.lang);
    cx.fragment(&view)
}
