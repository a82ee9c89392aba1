use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use crate::customers::model::{Details, NewPhone, Preferences, Record};
use crate::customers::rules::{
    BudgetBand, Channel, ContactTime, Kind, MAX_PHONES, MAX_TAGS, PhoneLabel, ServiceMode, Source, Usage, tags,
};
use crate::platform::error::FieldErrors;
use crate::platform::vault::Pii;
use crate::platform::web::{Checker, Form};
use crate::values::credit_code::CreditCode;
use crate::values::date;
use crate::values::email::Email;
use crate::values::fault::Fault;
use crate::values::id_document::{Gender, IdDocument, IdKind};
use crate::values::ids::{PhoneId, StaffId};
use crate::values::person_name::PersonName;
use crate::values::phone::Phone;
use crate::values::{text, wechat};

/// Everything about a customer, as typed. Contact data of a known customer comes masked; what still reads so is kept.
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct CustomerForm {
    pub kind: String,
    pub name: String,
    pub gender: String,
    pub born_on: String,
    pub phone: Vec<String>,
    pub phone_label: Vec<String>,
    pub phone_id: Vec<String>,
    /// Number of the row that is called first.
    pub phone_primary: String,
    pub contact_person: String,
    pub credit_code: String,
    pub email: String,
    pub wechat: String,
    pub id_kind: String,
    pub id_number: String,
    pub occupation: String,
    pub address: String,
    pub source: String,
    pub usage: String,
    pub owner: String,
    pub tags: String,
    pub notes: String,
    pub preferred_colours: String,
    pub preferred_functions: String,
    pub budget_band: String,
    pub contact_channel: String,
    pub contact_time: String,
    pub service_mode: String,
    pub verified: String,
    pub lock_version: String,
}

/// A field that came masked: left as it is, or typed anew.
#[derive(Clone)]
pub enum Kept<T> {
    Keep,
    Set(Option<T>),
}

/// A phone as typed.
#[derive(Clone)]
pub struct PhoneDraft {
    /// Row of the form, to say where a fault is.
    pub row: usize,
    pub label: PhoneLabel,
    pub primary: bool,
    pub number: Number,
}

#[derive(Clone)]
pub enum Number {
    Known(PhoneId),
    New(Phone),
}

/// A form read; what was kept is taken from the record by [`Draft::complete`].
#[derive(Clone)]
pub struct Draft {
    details: Details,
    phones: Vec<PhoneDraft>,
    email: Kept<Email>,
    wechat: Kept<String>,
    id_document: Kept<IdDocument>,
    pub owner: Option<StaffId>,
    pub verified: bool,
}

/// Whether a text is what a masked value reads like.
fn is_mask(typed: &str) -> bool {
    typed.contains("***")
}

impl CustomerForm {
    /// Reads the form; `check` collects the faults.
    pub fn read(&self, check: &mut Checker) -> Option<Draft> {
        let phones = self.read_phones(check);
        let name = check.required("name", &self.name, PersonName::parse);
        let kind = Kind::parse(&self.kind).unwrap_or(Kind::Person);
        let line =
            |check: &mut Checker, field: &str, raw: &str, max| check.optional(field, raw, |raw| text::line(raw, max));
        let gender = check.optional("gender", &self.gender, Gender::chosen);
        let born_on = check.optional("born_on", &self.born_on, |raw| {
            date::parse_day(raw).map_err(|_| Fault::BirthDate)
        });
        let contact_person = check.optional("contact_person", &self.contact_person, PersonName::parse);
        let credit_code = check.optional("credit_code", &self.credit_code, CreditCode::parse);
        let email = kept(check, "email", &self.email, Email::parse);
        let wechat = kept(check, "wechat", &self.wechat, wechat::parse);
        let id_document = self.read_id(check);
        let occupation = line(check, "occupation", &self.occupation, 40);
        let address = line(check, "address", &self.address, 200);
        let source = check.optional("source", &self.source, Source::chosen);
        let usage = check.optional("usage", &self.usage, Usage::chosen);
        let notes = check.optional("notes", &self.notes, |raw| text::note(raw, 2000));
        let owner = check.optional("owner", &self.owner, |raw| raw.parse().map_err(|_| Fault::Choice));
        let tags = self.read_tags(check);
        let preferences = self.read_preferences(check);
        let mut details = Details::named(name?);
        details.kind = kind;
        details.occupation = occupation?;
        details.address = address?;
        details.source = source?;
        details.usage = usage?;
        details.notes = notes?;
        details.tags = tags?;
        details.preferences = preferences?;
        if kind == Kind::Company {
            details.contact_person = contact_person?;
            details.credit_code = credit_code?;
        } else {
            details.gender = gender?;
            details.born_on = born_on?;
        }
        Some(Draft {
            details,
            phones: phones?,
            email: email?,
            wechat: wechat?,
            id_document: id_document?,
            owner: owner?,
            verified: !self.verified.is_empty(),
        })
    }

    fn read_phones(&self, check: &mut Checker) -> Option<Vec<PhoneDraft>> {
        let primary: usize = self.phone_primary.parse().unwrap_or(0);
        let mut phones = Vec::new();
        let mut sound = true;
        for (row, raw) in self.phone.iter().enumerate() {
            if raw.trim().is_empty() {
                continue;
            }
            let known = self
                .phone_id
                .get(row)
                .and_then(|id| id.parse().ok())
                .filter(|_| is_mask(raw));
            let number = match known {
                Some(id) => Some(Number::Known(id)),
                None => check
                    .required(&format!("phone-{row}"), raw, Phone::parse)
                    .map(Number::New),
            };
            let label = self.phone_label.get(row).and_then(|label| PhoneLabel::parse(label));
            sound &= number.is_some();
            phones.extend(number.map(|number| PhoneDraft {
                row,
                label: label.unwrap_or(PhoneLabel::Mobile),
                primary: row == primary,
                number,
            }));
        }
        if phones.is_empty() && sound {
            check.fault("phone-0", Fault::Required);
        }
        if phones.len() > MAX_PHONES {
            check.fault("phone-0", Fault::TooMany { max: MAX_PHONES });
        }
        sound.then_some(phones)
    }

    fn read_id(&self, check: &mut Checker) -> Option<Kept<IdDocument>> {
        let kind = IdKind::parse(&self.id_kind).unwrap_or(IdKind::MainlandId);
        kept(check, "id_number", &self.id_number, |raw| IdDocument::parse(kind, raw))
    }

    fn read_tags(&self, check: &mut Checker) -> Option<Vec<String>> {
        let tags = tags(&self.tags);
        if tags.len() > MAX_TAGS {
            check.fault("tags", Fault::TooMany { max: MAX_TAGS });
            return None;
        }
        if tags.iter().any(|tag| tag.chars().count() > 20) {
            check.fault("tags", Fault::TooLong { max: 20 });
            return None;
        }
        Some(tags)
    }

    fn read_preferences(&self, check: &mut Checker) -> Option<Preferences> {
        let line = |check: &mut Checker, field: &str, raw: &str| check.optional(field, raw, |raw| text::line(raw, 100));
        let preferred_colours = line(check, "preferred_colours", &self.preferred_colours);
        let preferred_functions = line(check, "preferred_functions", &self.preferred_functions);
        let budget_band = check.optional("budget_band", &self.budget_band, BudgetBand::chosen);
        let contact_channel = check.optional("contact_channel", &self.contact_channel, Channel::chosen);
        let contact_time = check.optional("contact_time", &self.contact_time, ContactTime::chosen);
        let service_mode = check.optional("service_mode", &self.service_mode, ServiceMode::chosen);
        Some(Preferences {
            preferred_colours: preferred_colours?,
            preferred_functions: preferred_functions?,
            budget_band: budget_band?,
            contact_channel: contact_channel?,
            contact_time: contact_time?,
            service_mode: service_mode?,
        })
    }
}

fn kept<T>(
    check: &mut Checker,
    field: &str,
    raw: &str,
    parse: impl FnOnce(&str) -> Result<T, Fault>,
) -> Option<Kept<T>> {
    if is_mask(raw) {
        Some(Kept::Keep)
    } else {
        check.optional(field, raw, parse).map(Kept::Set)
    }
}

impl Draft {
    /// The details of a new customer: nothing to keep.
    pub fn new_details(self, today: NaiveDate) -> Result<Details, FieldErrors> {
        self.complete(None, today)
    }

    /// The details of a known customer, with what came masked and was left so.
    pub fn complete(mut self, known: Option<&Record>, today: NaiveDate) -> Result<Details, FieldErrors> {
        let mut check = Checker::default();
        let typed_id = matches!(&self.id_document, Kept::Set(Some(_)));
        let old = |pii: Option<&Option<Pii<String>>>| pii.and_then(|pii| pii.as_ref()).map(|pii| pii.expose().clone());
        let email = match self.email {
            Kept::Set(email) => Some(email),
            Kept::Keep => again(&mut check, "email", old(known.map(|known| &known.email)), Email::parse),
        };
        let wechat = match self.wechat {
            Kept::Set(wechat) => Some(wechat),
            Kept::Keep => again(&mut check, "wechat", old(known.map(|known| &known.wechat)), |raw| {
                text::line(raw, 40)
            }),
        };
        let id_document = match self.id_document {
            Kept::Set(id) => Some(id),
            Kept::Keep => {
                let kind = known.and_then(|known| known.id_kind).unwrap_or(IdKind::MainlandId);
                again(
                    &mut check,
                    "id_number",
                    old(known.map(|known| &known.id_number)),
                    |raw| IdDocument::parse(kind, raw),
                )
            }
        };
        for draft in &self.phones {
            let field = format!("phone-{}", draft.row);
            let phone = match &draft.number {
                Number::New(phone) => Some(phone.clone()),
                Number::Known(id) => {
                    let kept = known.and_then(|known| known.phones.iter().find(|phone| phone.id == *id));
                    match kept {
                        Some(kept) => check.required(&field, kept.number.expose(), Phone::parse),
                        None => {
                            check.fault(&field, Fault::Phone);
                            None
                        }
                    }
                }
            };
            self.details.phones.extend(phone.map(|phone| NewPhone {
                label: draft.label,
                phone,
                primary: draft.primary,
            }));
        }
        let born_on = self.details.born_on;
        if born_on.is_some_and(|born| born > today) {
            check.fault("born_on", Fault::BirthDate);
        }
        // What was so before is not held against whoever changes something else.
        let told_anew = typed_id || known.is_none_or(|known| known.born_on != born_on);
        let told_by_id = id_document.iter().flatten().find_map(IdDocument::birth_date);
        if told_anew && born_on.zip(told_by_id).is_some_and(|(born, told)| born != told) {
            check.fault("born_on", Fault::BirthDateOfId);
        }
        let mut details = self.details;
        check.finish(|| {
            details.email = email?;
            details.wechat = wechat?;
            details.id_document = id_document?;
            if details.kind == Kind::Person
                && let Some(id) = &details.id_document
            {
                // What the ID number tells needs no typing.
                details.born_on = details.born_on.or(id.birth_date());
                details.gender = details.gender.or(id.gender());
            }
            Some(details)
        })
    }
}

/// What was kept, read again; a rule that became stricter since asks to type it anew.
fn again<T>(
    check: &mut Checker,
    field: &str,
    old: Option<String>,
    parse: impl FnOnce(&str) -> Result<T, Fault>,
) -> Option<Option<T>> {
    match old {
        Some(old) => check.optional(field, &old, parse),
        None => {
            check.fault(field, Fault::Required);
            None
        }
    }
}

/// What the edit form asks for.
pub struct Edit {
    /// The version the form was opened with.
    pub seen: i32,
    pub draft: Draft,
}

impl Form for CustomerForm {
    type Parsed = Edit;

    fn parse(&self) -> Result<Edit, FieldErrors> {
        let mut check = Checker::of(self);
        let draft = self.read(&mut check);
        check.finish(|| {
            Some(Edit {
                seen: self.lock_version.parse().unwrap_or(-1),
                draft: draft?,
            })
        })
    }
}
