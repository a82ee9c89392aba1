//! Rows and values of the customers room.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::limits::Limits;
use super::rules::{
    BudgetBand, Channel, ContactTime, Filled, Kind, LegalBasis, NOTICE_VERSION, PhoneLabel, Purpose, ServiceMode,
    Source, Tier, Usage,
};
use crate::platform::db::{Change, Subject};
use crate::platform::error::Error;
use crate::platform::vault::{self, Label, Pii, Sealed, Vault};
use crate::schema::{customer_phones, customer_preferences, customers, staff};
use crate::values::credit_code::CreditCode;
use crate::values::email::Email;
use crate::values::id_document::{Gender, IdDocument, IdKind};
use crate::values::ids::{CustomerId, ImportId, PhoneId, StaffId, StoreId};
use crate::values::person_name::PersonName;
use crate::values::phone::Phone;

pub const NAME: Label = Label("customers.name");
pub const CONTACT_PERSON: Label = Label("customers.contact_person");
pub const CREDIT_CODE: Label = Label("customers.credit_code");
pub const EMAIL: Label = Label("customers.email");
pub const WECHAT: Label = Label("customers.wechat");
pub const ID_NUMBER: Label = Label("customers.id_number");
pub const ADDRESS: Label = Label("customers.address");
pub const NOTES: Label = Label("customers.notes");
pub const PHONE: Label = Label("customer_phones.phone");
pub const NOTE_BODY: Label = Label("customer_notes.body");
pub const EVIDENCE: Label = Label("consents.evidence");
pub const REQUEST_REASON: Label = Label("access_requests.reason");
pub const REQUEST_ANSWER: Label = Label("access_requests.answer");
pub const TERM: Label = Label("searches.term");

/// `subject_kind` of a customer in the audit log, the field history, tasks, notes.
pub const CUSTOMER: &str = "customer";

/// The customer as the subject of an audit entry.
pub fn subject(id: CustomerId) -> Subject {
    Subject::new(CUSTOMER, id)
}

/// What an exact search finds: a purpose and the canonical form of the value.
pub type Key = (vault::Purpose, String);

/// How the purpose of a key is stored.
pub(super) fn purpose_code(purpose: vault::Purpose) -> &'static str {
    use vault::Purpose::*;
    match purpose {
        Phone => "phone",
        PhoneTail => "phone_tail",
        IdNumber => "id_number",
        CreditCode => "credit_code",
        Plate => "plate",
        Vin => "vin",
        VinTail => "vin_tail",
        Email => "email",
        WeChat => "wechat",
    }
}

/// A phone to be kept.
#[derive(Clone)]
pub struct NewPhone {
    pub label: PhoneLabel,
    pub phone: Phone,
    /// The one to call first; without a mark it is the first of the list.
    pub primary: bool,
}

impl NewPhone {
    /// A mobile number.
    pub fn mobile(phone: Phone) -> Self {
        Self {
            label: PhoneLabel::Mobile,
            phone,
            primary: false,
        }
    }
}

/// What a customer likes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = customer_preferences, treat_none_as_default_value = false)]
pub struct Preferences {
    pub preferred_colours: Option<String>,
    pub preferred_functions: Option<String>,
    pub budget_band: Option<BudgetBand>,
    pub contact_channel: Option<Channel>,
    pub contact_time: Option<ContactTime>,
    pub service_mode: Option<ServiceMode>,
}

/// Everything about a customer that staff type in (domain.md §3).
#[derive(Clone)]
pub struct Details {
    pub kind: Kind,
    pub name: PersonName,
    pub gender: Option<Gender>,
    pub born_on: Option<NaiveDate>,
    pub phones: Vec<NewPhone>,
    pub contact_person: Option<PersonName>,
    pub credit_code: Option<CreditCode>,
    pub email: Option<Email>,
    pub wechat: Option<String>,
    pub id_document: Option<IdDocument>,
    pub occupation: Option<String>,
    pub address: Option<String>,
    pub source: Option<Source>,
    pub usage: Option<Usage>,
    pub tags: Vec<String>,
    pub notes: Option<String>,
    pub preferences: Preferences,
}

impl Details {
    /// A person of whom only the name is known.
    pub fn named(name: PersonName) -> Self {
        Self {
            kind: Kind::Person,
            name,
            gender: None,
            born_on: None,
            phones: Vec::new(),
            contact_person: None,
            credit_code: None,
            email: None,
            wechat: None,
            id_document: None,
            occupation: None,
            address: None,
            source: None,
            usage: None,
            tags: Vec::new(),
            notes: None,
            preferences: Preferences::default(),
        }
    }

    /// Marks exactly one phone as the one to call first.
    pub(super) fn with_one_primary(mut self) -> Self {
        let chosen = self.phones.iter().position(|phone| phone.primary).unwrap_or(0);
        for (place, phone) in self.phones.iter_mut().enumerate() {
            phone.primary = place == chosen;
        }
        self
    }

    /// What an exact search finds this customer by.
    pub fn keys(&self) -> Vec<Key> {
        use vault::Purpose;
        let mut keys: Vec<Key> = Vec::new();
        for NewPhone { phone, .. } in &self.phones {
            let canonical = phone.canonical();
            keys.push((Purpose::Phone, canonical.to_owned()));
            // A switchboard number is also found without its extension.
            if let Some((number, _)) = canonical.split_once('-') {
                keys.push((Purpose::Phone, number.to_owned()));
            }
            keys.push((Purpose::PhoneTail, phone.last_four().to_owned()));
        }
        let texts = [
            (
                Purpose::Email,
                self.email.as_ref().map(|email| email.canonical().to_lowercase()),
            ),
            (Purpose::WeChat, self.wechat.as_ref().map(|id| id.to_lowercase())),
            (
                Purpose::IdNumber,
                self.id_document.as_ref().map(|id| id.canonical().to_owned()),
            ),
            (
                Purpose::CreditCode,
                self.credit_code.as_ref().map(|code| code.canonical().to_owned()),
            ),
        ];
        keys.extend(texts.into_iter().filter_map(|(purpose, text)| Some((purpose, text?))));
        keys.sort_by(|a, b| (purpose_code(a.0), &a.1).cmp(&(purpose_code(b.0), &b.1)));
        keys.dedup();
        keys
    }

    pub(super) fn filled(&self) -> Filled {
        Filled {
            company: self.kind == Kind::Company,
            phone: !self.phones.is_empty(),
            second_channel: self.email.is_some() || self.wechat.is_some(),
            id_number: self.id_document.is_some(),
            born_on: self.born_on.is_some(),
            gender: self.gender.is_some(),
            credit_code: self.credit_code.is_some(),
            contact_person: self.contact_person.is_some(),
            address: self.address.is_some(),
            occupation: self.occupation.is_some(),
            source: self.source.is_some(),
            usage: self.usage.is_some(),
            preference: self.preferences != Preferences::default(),
        }
    }

    /// Every field as the field history keeps it.
    pub fn texts(&self) -> Texts {
        let phones = self
            .phones
            .iter()
            .map(|phone| (phone.primary, phone.label, phone.phone.canonical()));
        let id = self.id_document.as_ref().map(|id| (id.kind(), id.canonical()));
        let mut texts = Texts::default();
        texts.put("name", Some(self.name.canonical()));
        texts.put("kind", Some(self.kind.code()));
        texts.put("gender", self.gender.map(Gender::code));
        texts.put("born_on", self.born_on.map(|day| day.to_string()));
        texts.put("phones", phones_text(phones));
        texts.put(
            "contact_person",
            self.contact_person.as_ref().map(PersonName::canonical),
        );
        texts.put("credit_code", self.credit_code.as_ref().map(CreditCode::canonical));
        texts.put("email", self.email.as_ref().map(Email::canonical));
        texts.put("wechat", self.wechat.as_deref());
        texts.put("id_kind", id.map(|id| id.0.code()));
        texts.put("id_number", id.map(|id| id.1));
        texts.put("occupation", self.occupation.as_deref());
        texts.put("address", self.address.as_deref());
        texts.put("source", self.source.map(Source::code));
        texts.put("usage", self.usage.map(Usage::code));
        texts.put("tags", Some(self.tags.join("、")));
        texts.put("notes", self.notes.as_deref());
        texts.put_preferences(&self.preferences);
        texts
    }
}

fn phones_text<'a>(phones: impl Iterator<Item = (bool, PhoneLabel, &'a str)>) -> Option<String> {
    let lines: Vec<String> = phones
        .map(|(primary, label, number)| format!("{}{}:{number}", if primary { "*" } else { "" }, label.code()))
        .collect();
    (!lines.is_empty()).then(|| lines.join(" "))
}

/// A new record: who keeps it and why, and everything typed in.
#[derive(Clone)]
pub struct NewCustomer {
    pub store: StoreId,
    pub owner: Option<StaffId>,
    pub tier: Tier,
    pub legal_basis: LegalBasis,
    pub notice_version: String,
    /// Checked with the customer while typing.
    pub verified: bool,
    pub import: Option<ImportId>,
    pub details: Details,
}

impl NewCustomer {
    pub fn new(store: StoreId, details: Details) -> Self {
        Self {
            store,
            owner: None,
            tier: Tier::Regular,
            legal_basis: LegalBasis::Contract,
            notice_version: NOTICE_VERSION.to_owned(),
            verified: false,
            import: None,
            details,
        }
    }
}

/// Field name → text, empty fields left out: what the field history compares.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Texts(BTreeMap<&'static str, String>);

impl Texts {
    pub fn put(&mut self, field: &'static str, text: Option<impl Into<String>>) {
        if let Some(text) = text.map(Into::into).filter(|text: &String| !text.is_empty()) {
            self.0.insert(field, text);
        }
    }

    fn put_preferences(&mut self, likes: &Preferences) {
        self.put("preferred_colours", likes.preferred_colours.as_deref());
        self.put("preferred_functions", likes.preferred_functions.as_deref());
        self.put("budget_band", likes.budget_band.map(BudgetBand::code));
        self.put("contact_channel", likes.contact_channel.map(Channel::code));
        self.put("contact_time", likes.contact_time.map(ContactTime::code));
        self.put("service_mode", likes.service_mode.map(ServiceMode::code));
    }

    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }

    /// Names of the fields that are filled.
    pub fn names(&self) -> Vec<&'static str> {
        self.0.keys().copied().collect()
    }

    /// What `new` makes different.
    pub fn changes(&self, new: &Texts) -> Vec<Change> {
        let mut fields: Vec<&'static str> = self.0.keys().chain(new.0.keys()).copied().collect();
        fields.sort_unstable();
        fields.dedup();
        fields
            .into_iter()
            .map(|field| Change {
                field,
                old: self.0.get(field).cloned(),
                new: new.0.get(field).cloned(),
            })
            .filter(|change| change.old != change.new)
            .collect()
    }
}

/// A customer's row, sealed, with what the customer likes and who looks after them.
#[derive(HasQuery)]
#[diesel(base_query = customers::table.left_join(customer_preferences::table))]
#[diesel(table_name = customers)]
pub(super) struct CustomerRow {
    id: CustomerId,
    store_id: StoreId,
    owner_id: Option<StaffId>,
    kind: Kind,
    name_sealed: Sealed,
    gender: Option<Gender>,
    born_on: Option<NaiveDate>,
    contact_person_sealed: Option<Sealed>,
    credit_code_sealed: Option<Sealed>,
    email_sealed: Option<Sealed>,
    wechat_sealed: Option<Sealed>,
    id_kind: Option<IdKind>,
    id_number_sealed: Option<Sealed>,
    address_sealed: Option<Sealed>,
    notes_sealed: Option<Sealed>,
    occupation: Option<String>,
    source: Option<String>,
    usage_scenario: Option<Usage>,
    tags: Vec<Option<String>>,
    tier: Tier,
    member: bool,
    legal_basis: LegalBasis,
    notice_version: String,
    verified_at: Option<DateTime<Utc>>,
    completeness: i16,
    import_id: Option<ImportId>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    lock_version: i32,
    #[diesel(embed)]
    preferences: Option<Preferences>,
    #[diesel(select_expression = staff::table.filter(staff::id.nullable().eq(customers::owner_id)).select(staff::name).single_value())]
    owner_name: Option<String>,
}

/// A phone's row.
#[derive(Queryable, Selectable)]
#[diesel(table_name = customer_phones)]
pub(super) struct PhoneRow {
    pub id: PhoneId,
    pub label: PhoneLabel,
    pub is_primary: bool,
    pub phone_sealed: Sealed,
}

/// A phone, opened.
#[derive(Clone)]
pub struct KnownPhone {
    pub id: PhoneId,
    pub label: PhoneLabel,
    pub primary: bool,
    pub number: Pii<String>,
}

impl KnownPhone {
    pub(super) fn open(row: PhoneRow, vault: &Vault) -> Result<Self, Error> {
        Ok(Self {
            number: vault.open(PHONE, row.id.uuid(), &row.phone_sealed)?,
            id: row.id,
            label: row.label,
            primary: row.is_primary,
        })
    }

    /// `138****5621`
    pub fn masked(&self) -> String {
        masked_phone(self.number.expose())
    }

    /// `138 1234 5621`
    pub fn grouped(&self) -> String {
        Phone::parse(self.number.expose()).map_or_else(|_| self.number.expose().clone(), |phone| phone.grouped())
    }
}

/// A stored number with its middle hidden.
pub fn masked_phone(canonical: &str) -> String {
    Phone::parse(canonical).map_or_else(|_| "****".to_owned(), |phone| phone.masked())
}

/// The first two and last two characters; nothing of a text of five or fewer.
pub fn masked_ends(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    match signs.as_slice() {
        [a, b, rest @ .., y, z] if rest.len() >= 2 => format!("{a}{b}***{y}{z}"),
        _ => "****".to_owned(),
    }
}

/// A customer, opened: everything the record page and the edit form show.
#[derive(Clone)]
pub struct Record {
    pub id: CustomerId,
    pub store: StoreId,
    pub owner: Option<StaffId>,
    pub owner_name: Option<String>,
    pub kind: Kind,
    pub name: Pii<String>,
    pub gender: Option<Gender>,
    pub born_on: Option<NaiveDate>,
    pub phones: Vec<KnownPhone>,
    pub contact_person: Option<Pii<String>>,
    pub credit_code: Option<Pii<String>>,
    pub email: Option<Pii<String>>,
    pub wechat: Option<Pii<String>>,
    pub id_kind: Option<IdKind>,
    pub id_number: Option<Pii<String>>,
    pub address: Option<Pii<String>>,
    pub notes: Option<Pii<String>>,
    pub occupation: Option<String>,
    pub source: Option<String>,
    pub usage: Option<Usage>,
    pub tags: Vec<String>,
    pub tier: Tier,
    /// Has points or spend, whatever the tier.
    pub member: bool,
    pub legal_basis: LegalBasis,
    pub notice_version: String,
    pub verified_at: Option<DateTime<Utc>>,
    pub completeness: i16,
    pub import: Option<ImportId>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub lock_version: i32,
    pub preferences: Preferences,
    /// What the store demands of its records.
    pub limits: Limits,
}

impl Record {
    pub(super) fn open(row: CustomerRow, phones: Vec<PhoneRow>, limits: Limits, vault: &Vault) -> Result<Self, Error> {
        let id: Uuid = row.id.uuid();
        let open = |label, sealed: &Option<Sealed>| vault.open_opt(label, id, sealed.as_ref());
        Ok(Self {
            name: vault.open(NAME, id, &row.name_sealed)?,
            contact_person: open(CONTACT_PERSON, &row.contact_person_sealed)?,
            credit_code: open(CREDIT_CODE, &row.credit_code_sealed)?,
            email: open(EMAIL, &row.email_sealed)?,
            wechat: open(WECHAT, &row.wechat_sealed)?,
            id_number: open(ID_NUMBER, &row.id_number_sealed)?,
            address: open(ADDRESS, &row.address_sealed)?,
            notes: open(NOTES, &row.notes_sealed)?,
            phones: phones
                .into_iter()
                .map(|phone| KnownPhone::open(phone, vault))
                .collect::<Result<_, _>>()?,
            limits,
            id: row.id,
            store: row.store_id,
            owner: row.owner_id,
            owner_name: row.owner_name,
            kind: row.kind,
            gender: row.gender,
            born_on: row.born_on,
            id_kind: row.id_kind,
            occupation: row.occupation,
            source: row.source,
            usage: row.usage_scenario,
            tags: row.tags.into_iter().flatten().collect(),
            tier: row.tier,
            member: row.member,
            legal_basis: row.legal_basis,
            notice_version: row.notice_version,
            verified_at: row.verified_at,
            completeness: row.completeness,
            import: row.import_id,
            created_at: row.created_at,
            updated_at: row.updated_at,
            lock_version: row.lock_version,
            preferences: row.preferences.unwrap_or_default(),
        })
    }

    /// Every field as the field history keeps it.
    pub fn texts(&self) -> Texts {
        let phones = self
            .phones
            .iter()
            .map(|phone| (phone.primary, phone.label, phone.number.expose().as_str()));
        let text = |pii: &Option<Pii<String>>| pii.as_ref().map(|pii| pii.expose().clone());
        let mut texts = Texts::default();
        texts.put("name", Some(self.name.expose().as_str()));
        texts.put("kind", Some(self.kind.code()));
        texts.put("gender", self.gender.map(Gender::code));
        texts.put("born_on", self.born_on.map(|day| day.to_string()));
        texts.put("phones", phones_text(phones));
        texts.put("contact_person", text(&self.contact_person));
        texts.put("credit_code", text(&self.credit_code));
        texts.put("email", text(&self.email));
        texts.put("wechat", text(&self.wechat));
        texts.put("id_kind", self.id_kind.map(IdKind::code));
        texts.put("id_number", text(&self.id_number));
        texts.put("occupation", self.occupation.as_deref());
        texts.put("address", text(&self.address));
        texts.put("source", self.source.as_deref());
        texts.put("usage", self.usage.map(Usage::code));
        texts.put("tags", Some(self.tags.join("、")));
        texts.put("notes", text(&self.notes));
        texts.put_preferences(&self.preferences);
        texts
    }
}

/// A customer in a list of another room: name, masked phone, tier.
#[derive(Clone)]
pub struct Brief {
    pub id: CustomerId,
    pub kind: Kind,
    pub tier: Tier,
    pub owner: Option<StaffId>,
    pub name: Pii<String>,
    /// `138****5621`; `None` if no phone is known.
    pub phone: Option<String>,
}

/// A row of the customer list.
#[derive(Clone)]
pub struct Listed {
    pub id: CustomerId,
    pub kind: Kind,
    pub tier: Tier,
    pub name: Pii<String>,
    /// `138****5621`
    pub phone: Option<String>,
    pub owner: Option<String>,
    pub verified_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// The last word a customer gave on one use of one channel.
#[derive(Clone)]
pub struct Consent {
    pub purpose: Purpose,
    pub channel: Channel,
    pub given: bool,
    pub wording_version: String,
    pub at: DateTime<Utc>,
}

/// Somebody who may be the same.
#[derive(Clone)]
pub struct Duplicate {
    pub id: CustomerId,
    /// What is the same.
    pub because: Vec<Because>,
    /// `None` for a customer whom a colleague looks after: nothing more is told.
    pub brief: Option<Brief>,
}

/// A field that two customers share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Because {
    Phone,
    IdNumber,
    CreditCode,
    Plate,
    Vin,
    /// Only together with the name.
    Email,
    WeChat,
    BornOn,
}

impl Because {
    pub(super) fn of(purpose: vault::Purpose) -> Option<Self> {
        Some(match purpose {
            vault::Purpose::Phone => Because::Phone,
            vault::Purpose::IdNumber => Because::IdNumber,
            vault::Purpose::CreditCode => Because::CreditCode,
            vault::Purpose::Plate => Because::Plate,
            vault::Purpose::Vin => Because::Vin,
            vault::Purpose::Email => Because::Email,
            vault::Purpose::WeChat => Because::WeChat,
            vault::Purpose::PhoneTail | vault::Purpose::VinTail => return None,
        })
    }

    /// Whether sharing it is enough, whatever the name.
    pub(super) fn alone(self) -> bool {
        !matches!(self, Because::Email | Because::WeChat | Because::BornOn)
    }
}

/// What is known of the customer that may be there already.
#[derive(Clone, Default)]
pub struct Likeness {
    pub keys: Vec<Key>,
    pub born_on: Option<NaiveDate>,
    /// Customers of exactly this name, from the name index.
    pub namesakes: Vec<CustomerId>,
    /// The customer who is being edited.
    pub except: Option<CustomerId>,
}

/// A value that is shown in full only for a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevealField {
    Phone(PhoneId),
    Email,
    WeChat,
    IdNumber,
}

impl RevealField {
    /// Reads `phone-<id>`, `email`, `wechat`, `id_number`.
    pub fn parse(code: &str) -> Option<Self> {
        Some(match code {
            "email" => Self::Email,
            "wechat" => Self::WeChat,
            "id_number" => Self::IdNumber,
            code => Self::Phone(code.strip_prefix("phone-")?.parse().ok()?),
        })
    }

    pub fn code(self) -> String {
        match self {
            Self::Phone(id) => format!("phone-{id}"),
            field => field.name().to_owned(),
        }
    }

    /// As the audit log names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Phone(_) => "phone",
            Self::Email => "email",
            Self::WeChat => "wechat",
            Self::IdNumber => "id_number",
        }
    }
}

impl Record {
    /// A value in full and with its middle hidden, if the record has it.
    pub fn in_full(&self, field: RevealField) -> Option<(Pii<String>, String)> {
        match field {
            RevealField::Phone(id) => {
                let phone = self.phones.iter().find(|phone| phone.id == id)?;
                Some((Pii::new(phone.grouped()), phone.masked()))
            }
            RevealField::Email => Some((self.email.clone()?, self.email_masked()?)),
            RevealField::WeChat => Some((self.wechat.clone()?, self.wechat_masked()?)),
            RevealField::IdNumber => Some((self.id_number.clone()?, self.id_number_masked()?)),
        }
    }

    pub fn email_masked(&self) -> Option<String> {
        let email = self.email.as_ref()?;
        Some(Email::parse(email.expose()).map_or_else(|_| "****".to_owned(), |email| email.masked()))
    }

    /// `gu****`
    pub fn wechat_masked(&self) -> Option<String> {
        let wechat = self.wechat.as_ref()?;
        Some(wechat.expose().chars().take(2).collect::<String>() + "****")
    }

    pub fn id_number_masked(&self) -> Option<String> {
        let number = self.id_number.as_ref()?.expose();
        let document = self.id_kind.and_then(|kind| IdDocument::parse(kind, number).ok());
        Some(document.map_or_else(|| "****".to_owned(), |document| document.masked()))
    }
}
