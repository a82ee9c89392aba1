//! One record of a list of leads → somebody who asked for a car.

use std::collections::{HashMap, HashSet};

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};

use super::checking::{Checker, Defect, Problem, Row, RowFault};
use super::choices;
use super::columns::Field;
use crate::values::date;
use crate::values::fault::Fault;
use crate::values::ids::LeadSourceId;
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
    pub source: LeadSource,
    pub words: Option<String>,
}

/// Where a lead comes from: a source of the store, or without its id the plain one of the kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LeadSource {
    /// Code of the kind.
    pub kind: &'static str,
    pub id: Option<LeadSourceId>,
}

/// A source that the store uses.
#[derive(Clone, Debug)]
pub struct KnownSource {
    pub id: LeadSourceId,
    pub kind: &'static str,
    /// Empty for the plain one of its kind.
    pub name: String,
    /// What files call it.
    pub aliases: Vec<String>,
}

/// The sources of the store by what files call them.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Nothing for a word that means two.
    words: HashMap<String, Option<LeadSource>>,
    /// The source that a kind as such means: its plain one, or the only one there is.
    kinds: HashMap<&'static str, LeadSourceId>,
}

impl Sources {
    pub fn new(in_use: &[KnownSource]) -> Self {
        let mut known = Self::default();
        for source in in_use {
            let this = LeadSource {
                kind: source.kind,
                id: Some(source.id),
            };
            let words = source.aliases.iter().chain([&source.name]);
            for word in words.map(|word| text::word(word)).filter(|word| !word.is_empty()) {
                let meant = known.words.entry(word).or_insert(Some(this));
                *meant = meant.filter(|meant| *meant == this);
            }
            let mut alike = in_use.iter().filter(|other| other.kind == source.kind);
            if source.name.is_empty() || alike.all(|other| other.id == source.id) {
                known.kinds.insert(source.kind, source.id);
            }
        }
        known
    }

    /// The source that this word means: by what it is called here, else by its kind.
    fn called(&self, told: &str) -> Option<LeadSource> {
        if let Some(source) = self.words.get(&text::word(told)).copied().flatten() {
            return Some(source);
        }
        let kind = choices::SOURCE.read(told).flatten().and_then(kind_of)?;
        let id = self.kinds.get(kind).copied();
        Some(LeadSource { kind, id })
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
    let name = row.required(Field::Name, PersonName::nickname);
    let phone = row.required(Field::Phone, Phone::parse);
    let model = row.line(Field::Model, 60).unwrap_or_default();
    let city = row.line(Field::City, 40).unwrap_or_default();
    let words = row.parsed(Field::Words, |raw| text::note(raw, 2_000));
    let told = row.required(Field::Source, |raw| text::line(raw, 100));
    let source = told.and_then(|told| {
        let source = row.sources().called(&told);
        if source.is_none() {
            row.fault(Field::Source, Problem::UnknownSource);
        }
        source
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
    ids: HashMap<(LeadSource, String), (u32, String)>,
    phones: HashSet<String>,
}

/// Whose the id of a record was before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// Of the same person, in this record: the lead is there twice.
    Same(u32),
    /// Somebody else's: one of the two is wrong.
    Another,
}

impl SeenLeads {
    /// The earlier record with the id of this one; remembers this one if there is none.
    pub fn earlier(&mut self, line: u32, enquiry: &Enquiry) -> Option<Earlier> {
        let key = (enquiry.source, enquiry.external_id.clone()?);
        let phone = enquiry.phone.canonical();
        if let Some((earlier, whose)) = self.ids.get(&key) {
            return Some(if whose == phone {
                Earlier::Same(*earlier)
            } else {
                Earlier::Another
            });
        }
        self.ids.insert(key, (line, phone.to_owned()));
        None
    }

    /// Whether an earlier record is of the same person; remembers this one.
    pub fn again(&mut self, enquiry: &Enquiry) -> bool {
        !self.phones.insert(enquiry.phone.canonical().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::super::checking::Staff;
    use super::super::columns::{Kind, Mapping};
    use super::*;

    const HEADERS: [&str; 4] = ["线索ID", "姓名", "电话", "来源"];

    fn source(kind: &'static str, name: &str, aliases: &[&str]) -> KnownSource {
        KnownSource {
            id: LeadSourceId::new(),
            kind,
            name: name.to_owned(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        }
    }

    fn checker(sources: &[KnownSource]) -> Checker {
        Checker {
            mapping: Mapping::of_headers(Kind::Leads, &HEADERS.map(String::from)),
            staff: Staff::default(),
            sources: Sources::new(sources),
            today: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(),
        }
    }

    fn read(checker: &Checker, cells: [&str; 4]) -> Result<Enquiry, Vec<RowFault>> {
        checker.enquiry(&cells.map(String::from), None)
    }

    #[test]
    fn a_word_means_the_source_that_is_there() {
        let booking = source("website", "官网预约试驾", &[]);
        let (one, two) = (
            source("douyin", "浦东店直播间", &[]),
            source("douyin", "浦西店直播间", &["火星"]),
        );
        let (plain, station) = (source("autohome", "", &[]), source("autohome", "浦东站", &["之家浦东"]));
        let all = [booking.clone(), one, two.clone(), plain.clone(), station.clone()];
        let known = Sources::new(&all);
        for (word, kind, id) in [
            ("官网", "website", Some(booking.id)),
            ("火星", "douyin", Some(two.id)),
            ("浦西店直播间", "douyin", Some(two.id)),
            ("抖音", "douyin", None),
            ("汽车之家", "autohome", Some(plain.id)),
            (" 之家浦东 ", "autohome", Some(station.id)),
            ("易车", "yiche", None),
        ] {
            assert_eq!(known.called(word), Some(LeadSource { kind, id }), "{word}");
        }
        assert_eq!(known.called("电线杆"), None);
        assert_eq!(known.called("其他"), None);
    }

    #[test]
    fn a_lead_needs_a_source_that_is_known() {
        let checker = checker(&[]);
        for (told, problem) in [
            ("", Problem::Value(Fault::Required)),
            ("火星", Problem::UnknownSource),
            ("未知", Problem::UnknownSource),
        ] {
            let faults = read(&checker, ["A1", "张三", "13812345621", told]).unwrap_err();
            assert_eq!(
                faults.iter().map(|fault| fault.problem).collect::<Vec<_>>(),
                [problem],
                "{told}"
            );
        }
    }

    #[test]
    fn an_id_is_one_persons() {
        let checker = checker(&[]);
        let of = |id, phone, source| read(&checker, [id, "张三", phone, source]).unwrap();
        let mut seen = SeenLeads::default();
        assert_eq!(seen.earlier(2, &of("A1", "13812345621", "抖音")), None);
        assert_eq!(
            seen.earlier(3, &of("A1", "138 1234 5621", "抖音")),
            Some(Earlier::Same(2))
        );
        assert_eq!(
            seen.earlier(4, &of("A1", "13812345622", "抖音")),
            Some(Earlier::Another)
        );
        assert_eq!(
            seen.earlier(5, &of("A1", "13812345622", "易车")),
            None,
            "another source"
        );
        assert_eq!(seen.earlier(6, &of("", "13812345621", "抖音")), None);
    }
}
