//! One record of a list of leads → somebody who asked for a car.

use std::collections::{HashMap, HashSet};

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};

use super::checking::{Checker, Defect, Problem, Row, RowFault};
use super::choices;
use super::columns::Field;
use crate::values::date;
use crate::values::fault::Fault;
use crate::values::person_name::PersonName;
use crate::values::phone::Phone;
use crate::values::text;

/// A record that can become a lead.
#[derive(Clone, Debug)]
pub struct Enquiry {
    pub external_id: Option<String>,
    /// In the store's own time.
    pub sent_at: Option<NaiveDateTime>,
    pub name: PersonName,
    pub phone: Phone,
    pub model: String,
    pub city: String,
    /// Code of the source's kind.
    pub source: &'static str,
    pub words: Option<String>,
}

impl Enquiry {
    /// What makes it the same lead as another: source and its own id.
    pub fn key(&self) -> Option<(String, String)> {
        let id = self.external_id.clone()?;
        Some((self.source.to_owned(), id))
    }
}

impl Checker {
    /// Reads a record of a list of leads, collecting every fault.
    pub fn enquiry(&self, cells: &[String], defect: Defect) -> Result<Enquiry, Vec<RowFault>> {
        self.read(cells, defect, enquiry)
    }
}

fn enquiry(row: &mut Row<'_>) -> Option<Enquiry> {
    let today = row.today();
    let external_id = row.line(Field::ExternalId, 100);
    let sent_at = row.parsed(Field::SentAt, |raw| moment(raw, today));
    let name = row.required(Field::Name, PersonName::parse);
    let phone = row.required(Field::Phone, Phone::parse);
    let model = row.line(Field::Model, 60).unwrap_or_default();
    let city = row.line(Field::City, 40).unwrap_or_default();
    let words = row.parsed(Field::Words, |raw| text::note(raw, 2_000));
    let told = row.required(Field::Source, |raw| text::line(raw, 100));
    let source = told.and_then(|told| {
        let kind = choices::SOURCE.read(&told).flatten().and_then(kind_of);
        if kind.is_none() {
            row.fault(Field::Source, Problem::UnknownWord);
        }
        kind
    });
    Some(Enquiry {
        external_id,
        sent_at,
        name: name?,
        phone: phone?,
        model,
        city,
        source: source?,
        words,
    })
}

/// The kind of a lead's source that a customer's source means.
fn kind_of(code: &'static str) -> Option<&'static str> {
    match code {
        "moments" => Some("moments_ad"),
        "research" => Some("market_research"),
        "other" => None,
        same => Some(same),
    }
}

/// A day, with or without a time, up to today.
fn moment(raw: &str, today: NaiveDate) -> Result<NaiveDateTime, Fault> {
    let at = match date::parse_day(raw) {
        Ok(day) => day.and_time(NaiveTime::MIN),
        Err(Fault::Required) => return Err(Fault::Required),
        Err(_) => date::parse_local(raw).map_err(|_| Fault::Date)?,
    };
    if at.date() >= today + Days::new(1) {
        Err(Fault::DateInFuture)
    } else {
        Ok(at)
    }
}

/// Ids of the records that are going to be imported, with their place in the file, and whose they are.
#[derive(Debug, Default)]
pub struct SeenLeads {
    ids: HashMap<(String, String), u32>,
    phones: HashSet<String>,
}

impl SeenLeads {
    /// The earlier record with the id of this one; remembers this one if there is none.
    pub fn earlier(&mut self, line: u32, enquiry: &Enquiry) -> Option<u32> {
        let key = enquiry.key()?;
        if let Some(earlier) = self.ids.get(&key) {
            return Some(*earlier);
        }
        self.ids.insert(key, line);
        None
    }

    /// Whether an earlier record is of the same person; remembers this one.
    pub fn again(&mut self, enquiry: &Enquiry) -> bool {
        !self.phones.insert(enquiry.phone.canonical().to_owned())
    }
}
