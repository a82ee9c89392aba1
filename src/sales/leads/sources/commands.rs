//! Writes of sources and their tokens.

use diesel::prelude::*;

use crate::platform::db::{Tx, still_fresh};
use crate::platform::error::Error;
use crate::sales::leads::model::{NewSource, SIGNING, Secret, source_subject};
use crate::sales::leads::queries;
use crate::schema::{lead_sources, lead_tokens};
use crate::values::fault::Fault;
use crate::values::ids::{LeadSourceId, LeadTokenId, StoreId};
use crate::values::text;

pub fn add(tx: &mut Tx<'_>, new: &NewSource) -> Result<LeadSourceId, Error> {
    let (store, staff) = {
        let actor = tx.actor()?;
        (actor.store, actor.id)
    };
    no_word_means_two(tx, store, None, new)?;
    let id = LeadSourceId::new();
    diesel::insert_into(lead_sources::table)
        .values((
            lead_sources::id.eq(id),
            lead_sources::store_id.eq(store),
            lead_sources::kind.eq(new.kind),
            lead_sources::name.eq(&new.name),
            lead_sources::aliases.eq(&new.aliases),
            lead_sources::created_by.eq(staff),
            lead_sources::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record("leads.add_source", source_subject(id), &["kind", "name", "aliases"])?;
    Ok(id)
}

/// A word in a file means one source in use: [`Fault::Taken`] if another is called so already.
fn no_word_means_two(tx: &mut Tx<'_>, store: StoreId, own: Option<LeadSourceId>, new: &NewSource) -> Result<(), Error> {
    if new.aliases.is_empty() || new.retired {
        return Ok(());
    }
    let words: Vec<String> = new.aliases.iter().map(|alias| text::word(alias)).collect();
    let others = queries::sources(tx.conn, store)?;
    let taken = others
        .iter()
        .filter(|other| Some(other.id) != own && other.retired_at.is_none())
        .flat_map(|other| other.aliases().into_iter().chain([other.name.clone()]))
        .any(|name| words.contains(&text::word(&name)));
    if taken {
        return Err(Error::field("aliases", Fault::Taken));
    }
    Ok(())
}

/// Changes a source, retires it or brings it back.
pub fn change(tx: &mut Tx<'_>, id: LeadSourceId, new: &NewSource) -> Result<(), Error> {
    let store = tx.actor()?.store;
    let old = queries::source(tx.conn, store, id)?;
    no_word_means_two(tx, store, Some(id), new)?;
    let retired_at = new.retired.then(|| old.retired_at.unwrap_or(tx.now));
    let own = lead_sources::table.find(id).filter(lead_sources::store_id.eq(store));
    let updated = diesel::update(own.filter(lead_sources::lock_version.eq(new.seen)))
        .set((
            lead_sources::kind.eq(new.kind),
            lead_sources::name.eq(&new.name),
            lead_sources::aliases.eq(&new.aliases),
            lead_sources::retired_at.eq(retired_at),
            lead_sources::lock_version.eq(lead_sources::lock_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    tx.record(
        "leads.change_source",
        source_subject(id),
        &["kind", "name", "aliases", "state"],
    )
}

/// Gives a source one more token; the others go on working until they are revoked.
pub fn issue(tx: &mut Tx<'_>, id: LeadSourceId, token: LeadTokenId, secret: &Secret) -> Result<(), Error> {
    let (store, staff) = {
        let actor = tx.actor()?;
        (actor.store, actor.id)
    };
    let source = queries::source(tx.conn, store, id)?;
    if source.retired_at.is_some() {
        return Err(Error::WrongState);
    }
    diesel::insert_into(lead_tokens::table)
        .values((
            lead_tokens::id.eq(token),
            lead_tokens::source_id.eq(id),
            lead_tokens::token_hash.eq(tx.vault().fingerprint(secret.shown().as_bytes())),
            lead_tokens::tail.eq(secret.tail()),
            lead_tokens::created_by.eq(staff),
            lead_tokens::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record("leads.issue_token", source_subject(id), &["token"])
}

/// The token is refused from now on.
pub fn revoke(tx: &mut Tx<'_>, id: LeadSourceId, token: LeadTokenId) -> Result<(), Error> {
    let (store, staff) = {
        let actor = tx.actor()?;
        (actor.store, actor.id)
    };
    queries::source(tx.conn, store, id)?;
    let of_source = lead_tokens::table.find(token).filter(lead_tokens::source_id.eq(id));
    let _: LeadTokenId = of_source.select(lead_tokens::id).first(tx.conn)?;
    let revoked = diesel::update(of_source.filter(lead_tokens::revoked_at.is_null()))
        .set((lead_tokens::revoked_at.eq(tx.now), lead_tokens::revoked_by.eq(staff)))
        .execute(tx.conn)?;
    if revoked == 0 {
        return Err(Error::WrongState);
    }
    tx.record("leads.revoke_token", source_subject(id), &["token"])
}

/// From now on posts are signed with this secret, or with none.
pub fn sign(tx: &mut Tx<'_>, id: LeadSourceId, secret: Option<&Secret>) -> Result<(), Error> {
    let store = tx.actor()?.store;
    queries::source(tx.conn, store, id)?;
    let sealed = tx.vault().seal_opt(SIGNING, id.uuid(), secret.map(Secret::shown))?;
    diesel::update(lead_sources::table.find(id))
        .set((
            lead_sources::signing_sealed.eq(sealed),
            lead_sources::lock_version.eq(lead_sources::lock_version + 1),
        ))
        .execute(tx.conn)?;
    tx.record("leads.sign_source", source_subject(id), &["signing"])
}
