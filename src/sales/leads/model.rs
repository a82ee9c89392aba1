//! Rows and values of leads.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::Deserialize;

use super::rules::{InvalidReason, Joined};
use crate::access::Permission;
use crate::customers::rules::Source as CustomerSource;
use crate::platform::db::Subject;
use crate::platform::error::Error;
use crate::platform::i18n::Lang;
use crate::platform::vault::{Label, Pii, Sealed, Vault};
use crate::sales::clock::rules::StepKind;
use crate::sales::rules::{FollowUpKind, FollowUpOutcome, LeadState, SourceKind};
use crate::schema::{lead_sources, lead_tokens, leads};
use crate::values::ids::{
    CustomerId, ImportId, LeadId, LeadSourceId, LeadTokenId, OpportunityId, StaffId, StoreId, VisitId,
};
use crate::values::person_name::PersonName;
use crate::values::phone::Phone;

pub const NAME: Label = Label("leads.name");
pub const PHONE: Label = Label("leads.phone");
pub const WORDS: Label = Label("leads.words");

/// How the ids of leads begin that were made of a visit.
const OF_VISIT: &str = "visit ";
pub(super) const SIGNING: Label = Label("lead_sources.signing");

/// `subject_kind` of a lead in the audit log.
pub const LEAD: &str = "lead";
/// `subject_kind` of a source in the audit log.
pub const SOURCE: &str = "lead_source";
/// What open pages follow.
pub const TOPIC: &str = "leads";

/// What the lead that is made of a visit is called, so that it is made once.
pub fn of_visit(visit: VisitId) -> String {
    format!("{OF_VISIT}{visit}")
}

/// Whether a lead was made of a visit: no source gave it this id.
pub fn is_of_visit(external_id: &str) -> bool {
    external_id.starts_with(OF_VISIT)
}

pub fn subject(id: LeadId) -> Subject {
    Subject::new(LEAD, id)
}

pub fn source_subject(id: LeadSourceId) -> Subject {
    Subject::new(SOURCE, id)
}

/// Where a lead comes from: a source of the store, or the plain one of a kind, made when it is first needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whence {
    Known(LeadSourceId),
    Kind(SourceKind),
}

/// A lead on its way in.
#[derive(Clone, Debug)]
pub struct NewLead {
    pub store: StoreId,
    pub whence: Whence,
    /// The source's own id.
    pub external_id: Option<String>,
    pub name: PersonName,
    pub phone: Phone,
    pub model: String,
    pub city: String,
    pub words: Option<String>,
    /// The source's own time.
    pub sent_at: Option<DateTime<Utc>>,
    /// Who has it from the start, unless the person is somebody's already.
    pub owner: Option<StaffId>,
    pub import: Option<ImportId>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenIn {
    pub lead: LeadId,
    pub joined: Joined,
    pub owner: Option<StaffId>,
}

#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = leads)]
pub struct LeadRow {
    pub id: LeadId,
    pub store_id: StoreId,
    pub source_id: LeadSourceId,
    pub external_id: Option<String>,
    pub name_sealed: Sealed,
    pub phone_sealed: Sealed,
    pub model: String,
    pub city: String,
    pub words_sealed: Option<Sealed>,
    pub received_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
    pub state: LeadState,
    pub invalid_because: Option<InvalidReason>,
    pub customer_id: Option<CustomerId>,
    pub opportunity_id: Option<OpportunityId>,
    pub joined_id: Option<LeadId>,
    pub owner_id: Option<StaffId>,
    pub assigned_at: Option<DateTime<Utc>>,
    pub created_by: Option<StaffId>,
    pub lock_version: i32,
}

/// A lead, opened.
#[derive(Clone, Debug)]
pub struct Lead {
    pub id: LeadId,
    pub store: StoreId,
    pub source: LeadSourceId,
    pub external_id: Option<String>,
    pub name: Pii<String>,
    /// Canonical.
    pub phone: Pii<String>,
    pub model: String,
    pub city: String,
    pub words: Option<Pii<String>>,
    pub received_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
    pub state: LeadState,
    pub invalid_because: Option<InvalidReason>,
    pub customer: Option<CustomerId>,
    pub opportunity: Option<OpportunityId>,
    pub joined: Option<LeadId>,
    pub owner: Option<StaffId>,
    pub assigned_at: Option<DateTime<Utc>>,
    pub created_by: Option<StaffId>,
    pub lock_version: i32,
}

impl Lead {
    pub fn open(row: LeadRow, vault: &Vault) -> Result<Self, Error> {
        let id = row.id.uuid();
        Ok(Self {
            name: vault.open(NAME, id, &row.name_sealed)?,
            phone: vault.open(PHONE, id, &row.phone_sealed)?,
            words: vault.open_opt(WORDS, id, row.words_sealed.as_ref())?,
            id: row.id,
            store: row.store_id,
            source: row.source_id,
            external_id: row.external_id,
            model: row.model,
            city: row.city,
            received_at: row.received_at,
            sent_at: row.sent_at,
            state: row.state,
            invalid_because: row.invalid_because,
            customer: row.customer_id,
            opportunity: row.opportunity_id,
            joined: row.joined_id,
            owner: row.owner_id,
            assigned_at: row.assigned_at,
            created_by: row.created_by,
            lock_version: row.lock_version,
        })
    }

    /// As it is shown before somebody asks to see it.
    pub fn masked_phone(&self) -> String {
        masked(&self.phone)
    }

    /// To be read and dialled.
    pub fn whole_phone(&self) -> String {
        Phone::parse(self.phone.expose()).map_or_else(|_| self.phone.expose().clone(), |phone| phone.grouped())
    }
}

/// A lead, as a list of another room names it.
#[derive(Clone, Debug)]
pub struct Brief {
    pub name: Pii<String>,
    /// Masked.
    pub phone: String,
}

/// What a lead asks for next, and when that is due.
pub type Next = (StepKind, DateTime<Utc>);

/// What has to be done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ToDo {
    pub open: i64,
    /// Of these nobody's.
    pub unassigned: i64,
    /// Of these with something overdue.
    pub late: i64,
}

/// A source, as lists and filters name it.
#[derive(Clone, Debug, Deserialize)]
pub struct SourceName {
    pub id: LeadSourceId,
    pub kind: SourceKind,
    pub name: String,
    pub retired: bool,
}

impl SourceName {
    pub fn label(&self, lang: Lang) -> String {
        named(self.kind, &self.name, lang)
    }
}

/// A canonical number as it is shown before somebody asks to see it.
pub(super) fn masked(phone: &Pii<String>) -> String {
    Phone::parse(phone.expose()).map_or_else(|_| String::new(), |phone| phone.masked())
}

/// What a source is called: by its own name, or as its kind is.
pub fn named(kind: SourceKind, name: &str, lang: Lang) -> String {
    if name.is_empty() {
        kind.label(lang).to_owned()
    } else {
        name.to_owned()
    }
}

/// Somebody of the store, for filters and forms.
#[derive(Clone, Debug, Deserialize)]
pub struct Person {
    pub id: StaffId,
    pub name: String,
    pub roles: Vec<String>,
    pub here: bool,
}

impl Person {
    /// Whether leads can be theirs.
    pub fn works_sales(&self) -> bool {
        let roles = Permission::OwnSales.roles();
        self.here
            && roles
                .iter()
                .any(|role| self.roles.iter().any(|code| code == role.code()))
    }
}

/// Sources and people of a store: what names stand for.
#[derive(Clone, Debug, Default)]
pub struct Around {
    pub sources: Vec<SourceName>,
    pub people: Vec<Person>,
}

impl Around {
    pub fn source(&self, id: LeadSourceId, lang: Lang) -> String {
        let known = self.sources.iter().find(|source| source.id == id);
        known.map(|source| source.label(lang)).unwrap_or_default()
    }

    pub fn person(&self, id: Option<StaffId>) -> String {
        let known = self.people.iter().find(|person| Some(person.id) == id);
        known.map(|person| person.name.clone()).unwrap_or_default()
    }
}

#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = lead_sources)]
pub struct SourceRow {
    pub id: LeadSourceId,
    pub store_id: StoreId,
    pub kind: SourceKind,
    pub name: String,
    /// What files call it; read by [`Self::aliases`].
    pub aliases: Vec<Option<String>>,
    pub signing_sealed: Option<Sealed>,
    pub retired_at: Option<DateTime<Utc>>,
    pub lock_version: i32,
}

impl SourceRow {
    pub fn label(&self, lang: Lang) -> String {
        named(self.kind, &self.name, lang)
    }

    /// What files call it.
    pub fn aliases(&self) -> Vec<String> {
        self.aliases.iter().flatten().cloned().collect()
    }

    /// With what its posts are signed.
    pub(super) fn signing(&self, vault: &Vault) -> Result<Option<Pii<String>>, Error> {
        vault.open_opt(SIGNING, self.id.uuid(), self.signing_sealed.as_ref())
    }
}

/// What came through a source lately, and how.
#[derive(Clone, Copy, Debug, Default)]
pub struct Traffic {
    /// Tokens that are not revoked, and when one of them was used last.
    pub tokens: i64,
    pub last_used_at: Option<DateTime<Utc>>,
    /// Leads of the last [`TRAFFIC_DAYS`](super::rules::TRAFFIC_DAYS), and how far they came.
    pub leads: i64,
    pub valid: i64,
    pub arrived: i64,
    pub ordered: i64,
}

#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = lead_tokens)]
pub struct TokenRow {
    pub id: LeadTokenId,
    pub source_id: LeadSourceId,
    pub tail: String,
    pub created_at: DateTime<Utc>,
    pub last_used_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
}

/// The source that a new customer is recorded with.
pub fn customer_source(kind: SourceKind) -> CustomerSource {
    match kind {
        SourceKind::WalkIn => CustomerSource::WalkIn,
        SourceKind::PhoneIn => CustomerSource::PhoneIn,
        SourceKind::Website => CustomerSource::Website,
        SourceKind::Autohome => CustomerSource::Autohome,
        SourceKind::Yiche => CustomerSource::Yiche,
        SourceKind::Dongchedi => CustomerSource::Dongchedi,
        SourceKind::WeChat => CustomerSource::WeChat,
        SourceKind::MomentsAd => CustomerSource::Moments,
        SourceKind::MiniProgram => CustomerSource::MiniProgram,
        SourceKind::App => CustomerSource::App,
        SourceKind::Douyin => CustomerSource::Douyin,
        SourceKind::Exhibition => CustomerSource::Exhibition,
        SourceKind::MarketResearch => CustomerSource::Research,
        SourceKind::Partner => CustomerSource::Partner,
        SourceKind::Referral => CustomerSource::Referral,
        SourceKind::Campaign => CustomerSource::Campaign,
    }
}

/// What a consultant makes of a lead.
#[derive(Clone, Debug)]
pub struct Qualified {
    pub model: String,
    pub seen: i32,
}

/// A contact with a lead that is no opportunity yet.
#[derive(Clone, Debug)]
pub struct Contacted {
    pub kind: FollowUpKind,
    pub outcome: FollowUpOutcome,
    pub note: String,
}

/// Why a lead is no lead.
#[derive(Clone, Debug)]
pub struct Dismissal {
    pub because: InvalidReason,
    pub note: Option<String>,
    pub seen: i32,
}

/// Something only the other system knows: shown once, kept as a fingerprint (a token) or sealed (a signing secret).
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A token.
    pub fn token() -> Self {
        Self::beginning("ykl_")
    }

    /// With what posts are signed.
    pub fn signing() -> Self {
        Self::beginning("yks_")
    }

    /// 256 bits; the beginning tells people what it is for.
    fn beginning(what: &str) -> Self {
        Self(format!("{what}{}", hex::encode(rand::random::<[u8; 32]>())))
    }

    pub fn shown(&self) -> &str {
        &self.0
    }

    pub fn tail(&self) -> &str {
        self.0.get(self.0.len().saturating_sub(4)..).unwrap_or_default()
    }
}

/// A source as it is typed.
#[derive(Clone, Debug)]
pub struct NewSource {
    pub kind: SourceKind,
    pub name: String,
    /// What files call it.
    pub aliases: Vec<String>,
    pub retired: bool,
    pub seen: i32,
}
