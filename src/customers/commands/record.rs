//! Making and changing the record itself.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{announce, set_keys};
use crate::access::Scope;
use crate::customers::model::{
    ADDRESS, CONTACT_PERSON, CREDIT_CODE, Details, EMAIL, ID_NUMBER, KnownPhone, NAME, NOTES, NewCustomer, NewPhone,
    PHONE, Preferences, WECHAT, subject,
};
use crate::customers::{queries, rules};
use crate::platform::db::{Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::vault::{Label, Sealed, Vault};
use crate::schema::{customer_phones, customer_preferences, customers};
use crate::values::credit_code::CreditCode;
use crate::values::email::Email;
use crate::values::id_document::IdDocument;
use crate::values::ids::{CustomerId, PhoneId, StaffId, StoreId};
use crate::values::person_name::PersonName;
use crate::values::phone::Phone;

/// Makes a customer. Duplicates are the caller's question (see [`queries::by_keys`]).
pub fn create(tx: &mut Tx<'_>, new: NewCustomer) -> Result<CustomerId, Error> {
    let id = CustomerId::new();
    let details = new.details.with_one_primary();
    let sealed = SealedDetails::of(tx.vault(), id, &details)?;
    let staff = tx.actor().ok().map(|actor| actor.id);
    diesel::insert_into(customers::table)
        .values((
            customers::id.eq(id),
            customers::store_id.eq(new.store),
            customers::owner_id.eq(new.owner),
            sealed,
            customers::tier.eq(new.tier),
            customers::legal_basis.eq(new.legal_basis),
            customers::notice_version.eq(&new.notice_version),
            customers::verified_at.eq(new.verified.then_some(tx.now)),
            customers::import_id.eq(new.import),
            customers::created_by.eq(staff),
            customers::created_at.eq(tx.now),
            customers::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    put_preferences(tx, id, &details.preferences)?;
    put_phones(tx, id, &details, &[])?;
    set_keys(tx, id, new.store, id, &details.keys())?;
    tx.record("customers.create", subject(id), &details.texts().names())?;
    announce(tx, new.store)?;
    Ok(id)
}

/// The one customer of a store with this phone, or a new one: whoever calls is not recorded twice.
pub fn known_or_new(
    tx: &mut Tx<'_>,
    store: StoreId,
    name: PersonName,
    phone: Phone,
) -> Result<(CustomerId, bool), Error> {
    let vault = tx.vault().clone();
    let known = queries::find_by_phone(tx.conn, &vault, store, &phone)?;
    if let [only] = known.as_slice() {
        return Ok((*only, true));
    }
    let mut details = Details::named(name);
    details.phones.push(NewPhone::mobile(phone));
    Ok((create(tx, NewCustomer::new(store, details))?, false))
}

/// What an edited record is to become.
pub struct Update {
    /// The version the form was opened with.
    pub seen: i32,
    pub details: Details,
    /// `Some` only from a person who may assign customers.
    pub owner: Option<Option<StaffId>>,
    /// Checked with the customer just now.
    pub verified: bool,
}

/// Changes a customer within scope; each changed field goes to the field history.
pub fn update(tx: &mut Tx<'_>, scope: Scope, id: CustomerId, new: Update) -> Result<(), Error> {
    let vault = tx.vault().clone();
    let old = queries::record(tx.conn, &vault, scope, tx.now, id)?;
    let details = new.details.with_one_primary();
    let (mut before, mut after) = (old.texts(), details.texts());
    let owner = new.owner.unwrap_or(old.owner);
    before.put("owner", old.owner.map(|staff| staff.to_string()));
    after.put("owner", owner.map(|staff| staff.to_string()));
    let sealed = SealedDetails::of(tx.vault(), id, &details)?;
    let verified_at = if new.verified { Some(tx.now) } else { old.verified_at };
    let updated = diesel::update(customers::table.find(id).filter(customers::lock_version.eq(new.seen)))
        .set((
            sealed,
            customers::owner_id.eq(owner),
            customers::verified_at.eq(verified_at),
            customers::updated_at.eq(tx.now),
            customers::lock_version.eq(customers::lock_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    put_preferences(tx, id, &details.preferences)?;
    put_phones(tx, id, &details, &old.phones)?;
    set_keys(tx, id, old.store, id, &details.keys())?;
    tx.record_changes("customers.update", subject(id), &before.changes(&after))?;
    announce(tx, old.store)
}

/// The columns that [`Details`] fill, sealed.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = customers, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct SealedDetails {
    kind: rules::Kind,
    name_sealed: Sealed,
    gender: Option<crate::values::id_document::Gender>,
    born_on: Option<chrono::NaiveDate>,
    contact_person_sealed: Option<Sealed>,
    credit_code_sealed: Option<Sealed>,
    email_sealed: Option<Sealed>,
    wechat_sealed: Option<Sealed>,
    id_kind: Option<crate::values::id_document::IdKind>,
    id_number_sealed: Option<Sealed>,
    address_sealed: Option<Sealed>,
    notes_sealed: Option<Sealed>,
    occupation: Option<String>,
    source: Option<&'static str>,
    usage_scenario: Option<rules::Usage>,
    tags: Vec<String>,
    completeness: i16,
}

impl SealedDetails {
    pub(super) fn of(vault: &Vault, id: CustomerId, details: &Details) -> Result<Self, Error> {
        let seal = |label: Label, text: Option<&str>| vault.seal_opt(label, id.uuid(), text);
        Ok(Self {
            kind: details.kind,
            name_sealed: vault.seal(NAME, id.uuid(), details.name.canonical())?,
            gender: details.gender,
            born_on: details.born_on,
            contact_person_sealed: seal(
                CONTACT_PERSON,
                details.contact_person.as_ref().map(PersonName::canonical),
            )?,
            credit_code_sealed: seal(CREDIT_CODE, details.credit_code.as_ref().map(CreditCode::canonical))?,
            email_sealed: seal(EMAIL, details.email.as_ref().map(Email::canonical))?,
            wechat_sealed: seal(WECHAT, details.wechat.as_deref())?,
            id_kind: details.id_document.as_ref().map(IdDocument::kind),
            id_number_sealed: seal(ID_NUMBER, details.id_document.as_ref().map(IdDocument::canonical))?,
            address_sealed: seal(ADDRESS, details.address.as_deref())?,
            notes_sealed: seal(NOTES, details.notes.as_deref())?,
            occupation: details.occupation.clone(),
            source: details.source.map(rules::Source::code),
            usage_scenario: details.usage,
            tags: details.tags.clone(),
            completeness: rules::completeness(details.filled()),
        })
    }
}

fn put_preferences(tx: &mut Tx<'_>, id: CustomerId, likes: &Preferences) -> Result<(), Error> {
    let values = (
        customer_preferences::preferred_colours.eq(&likes.preferred_colours),
        customer_preferences::preferred_functions.eq(&likes.preferred_functions),
        customer_preferences::budget_band.eq(likes.budget_band),
        customer_preferences::contact_channel.eq(likes.contact_channel),
        customer_preferences::contact_time.eq(likes.contact_time),
        customer_preferences::service_mode.eq(likes.service_mode),
    );
    if *likes == Preferences::default() {
        diesel::delete(customer_preferences::table.find(id)).execute(tx.conn)?;
    } else {
        diesel::insert_into(customer_preferences::table)
            .values((customer_preferences::customer_id.eq(id), values))
            .on_conflict(customer_preferences::customer_id)
            .do_update()
            .set(values)
            .execute(tx.conn)?;
    }
    Ok(())
}

/// Phones that stay keep their id, so that a page opened before still reveals the right one.
fn put_phones(tx: &mut Tx<'_>, id: CustomerId, details: &Details, known: &[KnownPhone]) -> Result<(), Error> {
    let mut kept: HashMap<&str, PhoneId> = known
        .iter()
        .map(|phone| (phone.number.expose().as_str(), phone.id))
        .collect();
    if !known.is_empty() {
        diesel::delete(customer_phones::table.filter(customer_phones::customer_id.eq(id))).execute(tx.conn)?;
    }
    let rows = details
        .phones
        .iter()
        .zip(0_i16..)
        .map(|(phone, position)| {
            let phone_id = kept.remove(phone.phone.canonical()).unwrap_or_else(PhoneId::new);
            Ok((
                customer_phones::id.eq(phone_id),
                customer_phones::customer_id.eq(id),
                customer_phones::label.eq(phone.label),
                customer_phones::is_primary.eq(phone.primary),
                customer_phones::phone_sealed.eq(tx.vault().seal(PHONE, phone_id.uuid(), phone.phone.canonical())?),
                customer_phones::position.eq(position),
            ))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    diesel::insert_into(customer_phones::table)
        .values(rows)
        .execute(tx.conn)?;
    Ok(())
}
