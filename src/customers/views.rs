//! Pages of the customers room: the form, and the hints under its fields.

use askama::Template;

use super::model::{Duplicate, Record};
use super::rules::{
    BudgetBand, Channel, Class, ContactTime, Kind, MAX_PHONES, PhoneLabel, REVEAL_SECONDS, ServiceMode, Source, Tier,
    Usage,
};
use super::text::{self, CustomerText};
use crate::platform::db::{Change, FormToken};
use crate::platform::i18n::{Lang, faults};
use crate::platform::vault::Pii;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::values::email::Email;
use crate::values::fault::Fault;
use crate::values::id_document::{Gender, IdDocument, IdKind};
use crate::values::ids::CustomerId;

/// Name and colour of a tier's tag; the regular tier shows none.
pub fn tier_tag(tier: Tier, lang: Lang) -> Option<(&'static str, &'static str)> {
    let tone = match tier {
        Tier::Regular => return None,
        Tier::Silver => "",
        Tier::Gold => "amber",
        Tier::Platinum => "violet",
    };
    Some((tier.label(lang), tone))
}

/// Name and colour of a class's tag.
pub fn class_tag(class: Class, lang: Lang) -> (&'static str, &'static str) {
    let tone = match class {
        Class::Vip => "violet",
        Class::Existing => "green",
        Class::New => "blue",
        Class::Potential => "",
    };
    (class.label(lang), tone)
}

/// What the fields of the customer form choose from.
pub struct Fields {
    pub kinds: Vec<Choice>,
    pub genders: Vec<Choice>,
    pub id_kinds: Vec<Choice>,
    pub labels: Vec<Choice>,
    pub channels: Vec<Choice>,
    pub times: Vec<Choice>,
    pub usages: Vec<Choice>,
    pub budgets: Vec<Choice>,
    pub modes: Vec<Choice>,
    pub sources: Vec<Choice>,
    /// Empty for those who may not choose.
    pub owners: Vec<Choice>,
    pub phones: Vec<PhoneField>,
    /// The customer who is being edited; empty for a new one.
    pub customer: String,
}

/// A row of the phones.
pub struct PhoneField {
    pub row: usize,
    pub number: usize,
    pub known: String,
    pub value: String,
    pub label: String,
    pub primary: bool,
    pub error: Option<String>,
}

impl Fields {
    pub fn new(form: &FormView, customer: Option<CustomerId>, owners: Vec<Choice>, lang: Lang) -> Self {
        Self {
            kinds: Kind::choices(lang),
            genders: Gender::choices(lang),
            id_kinds: IdKind::choices(lang),
            labels: PhoneLabel::choices(lang),
            channels: Channel::choices(lang),
            times: ContactTime::choices(lang),
            usages: Usage::choices(lang),
            budgets: BudgetBand::choices(lang),
            modes: ServiceMode::choices(lang),
            sources: Source::choices(lang),
            owners,
            phones: phones(form),
            customer: customer.map(|id| id.to_string()).unwrap_or_default(),
        }
    }
}

/// The phones as typed, and one empty row more (two on an empty form).
fn phones(form: &FormView) -> Vec<PhoneField> {
    let filled = form
        .list("phone")
        .iter()
        .rposition(|typed| !typed.is_empty())
        .map_or(0, |last| last + 1);
    let rows = (filled + 1).clamp(2, MAX_PHONES);
    let primary: usize = form.value("phone_primary").parse().unwrap_or(0);
    let at = |name: &str, row: usize| form.list(name).get(row).cloned().unwrap_or_default();
    (0..rows)
        .map(|row| PhoneField {
            row,
            number: row + 1,
            known: at("phone_id", row),
            value: at("phone", row),
            label: at("phone_label", row),
            primary: row == primary,
            error: form.error(&format!("phone-{row}")).map(str::to_owned),
        })
        .collect()
}

/// A record as the edit form begins: contact data masked.
pub fn pairs(record: &Record) -> Vec<(String, String)> {
    let texts = record.texts();
    let mut pairs: Vec<(String, String)> = [
        "kind",
        "name",
        "gender",
        "born_on",
        "contact_person",
        "credit_code",
        "occupation",
        "address",
        "source",
        "usage",
        "tags",
        "notes",
        "id_kind",
        "preferred_colours",
        "preferred_functions",
        "budget_band",
        "contact_channel",
        "contact_time",
        "service_mode",
    ]
    .into_iter()
    .map(|name| (name.to_owned(), texts.get(name).unwrap_or_default().to_owned()))
    .collect();
    let mut put = |name: &str, value: String| pairs.push((name.to_owned(), value));
    put("owner", record.owner.map(|id| id.to_string()).unwrap_or_default());
    put("lock_version", record.lock_version.to_string());
    let mask = |field: &str| {
        texts
            .get(field)
            .map(|text| masked(field, text, record))
            .unwrap_or_default()
    };
    put("email", mask("email"));
    put("wechat", mask("wechat"));
    put("id_number", mask("id_number"));
    for (row, phone) in record.phones.iter().enumerate() {
        put("phone", phone.masked());
        put("phone_id", phone.id.to_string());
        put("phone_label", phone.label.code().to_owned());
        if phone.primary {
            put("phone_primary", row.to_string());
        }
    }
    pairs
}

fn masked(field: &str, text: &str, record: &Record) -> String {
    let known = match field {
        "email" => Email::parse(text).ok().map(|email| email.masked()),
        "id_number" => {
            let kind = record.id_kind.unwrap_or(IdKind::MainlandId);
            IdDocument::parse(kind, text).ok().map(|id| id.masked())
        }
        _ => None,
    };
    known.unwrap_or_else(|| super::model::masked_ends(text))
}

/// `/customers/{id}/edit`
#[derive(Template)]
#[template(path = "customers/edit.html")]
pub struct EditPage {
    pub page: Page,
    pub w: &'static CustomerText,
    pub form: FormView,
    pub fields: Fields,
    pub id: CustomerId,
    pub name: String,
    pub conflict: Vec<ConflictRow>,
    pub stale: bool,
}

regions!(EditPage { main });

/// A field that differs between the record and what was typed.
pub struct ConflictRow {
    pub field: &'static str,
    pub theirs: String,
    pub mine: String,
}

impl ConflictRow {
    pub fn of(changes: &[Change], lang: Lang) -> Vec<Self> {
        let shown = |field: &str, text: &Option<String>| {
            text.as_ref()
                .map(|text| text::shown(field, text, lang))
                .unwrap_or_default()
        };
        changes
            .iter()
            .map(|change| Self {
                field: text::field(change.field, lang),
                theirs: shown(change.field, &change.old),
                mine: shown(change.field, &change.new),
            })
            .collect()
    }
}

impl EditPage {
    pub fn new(cx: &Cx, record: &Record, form: FormView, owners: Vec<Choice>) -> Self {
        let w = CustomerText::of(cx.lang);
        Self {
            page: cx.page(w.edit),
            w,
            fields: Fields::new(&form, Some(record.id), owners, cx.lang),
            form,
            id: record.id,
            name: record.name.expose().clone(),
            conflict: Vec::new(),
            stale: false,
        }
    }

    /// The page again, beside what the record has become.
    pub fn against(mut self, conflict: Vec<ConflictRow>) -> Self {
        self.conflict = conflict;
        self.stale = true;
        self
    }
}

/// Somebody who may be the same customer.
pub struct DuplicateView {
    pub href: String,
    /// `None`: a colleague's.
    pub who: Option<String>,
    pub because: String,
}

/// Duplicates as the form shows them.
pub fn duplicate_views(found: Vec<Duplicate>, may_ask: bool, lang: Lang) -> Vec<DuplicateView> {
    found
        .into_iter()
        .map(|one| DuplicateView {
            href: match (&one.brief, may_ask) {
                (Some(_), _) => format!("/customers/{}", one.id),
                (None, true) => format!("/customers/{}/access", one.id),
                (None, false) => String::new(),
            },
            because: text::because(&one.because, lang),
            who: one.brief.map(|brief| {
                let phone = brief.phone.unwrap_or_default();
                format!("{} {phone}", brief.name.expose())
            }),
        })
        .collect()
}

/// What stands under a field after it was left.
#[derive(Template)]
#[template(path = "customers/_check.html")]
pub struct CheckView {
    pub w: &'static CustomerText,
    pub fault: Option<String>,
    pub warning: Option<&'static str>,
    pub fine: Option<&'static str>,
    pub duplicates: Vec<DuplicateView>,
}

impl CheckView {
    pub fn new(lang: Lang) -> Self {
        Self {
            w: CustomerText::of(lang),
            fault: None,
            warning: None,
            fine: None,
            duplicates: Vec::new(),
        }
    }

    pub fn refuse(&mut self, fault: &Fault, lang: Lang) {
        self.fault = Some(faults::words(fault, lang));
    }
}

/// A value in full, in the place of the masked one: for a while, then the masked one stands there again.
#[derive(Template)]
#[template(path = "customers/_revealed.html")]
pub struct RevealedValue {
    page: Page,
    text: Pii<String>,
    masked: String,
    url: String,
    token: String,
    what: &'static str,
    seconds: u32,
    warning: String,
}

impl RevealedValue {
    /// `url`: where the value is asked for; `warning`: what is said of many looks, if there were many.
    pub fn new(cx: &Cx, url: String, what: &'static str, text: Pii<String>, masked: String, warning: String) -> Self {
        Self {
            page: cx.page(""),
            text,
            masked,
            url,
            token: FormToken::new().to_string(),
            what,
            seconds: REVEAL_SECONDS,
            warning,
        }
    }
}
