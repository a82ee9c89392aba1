//! One record of a file → a customer with a car, or everything that is wrong with it.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::choices::{self, Choices};
use super::columns::{Field, Kind, Mapping};
use super::leads::Sources;
use crate::values::credit_code::CreditCode;
use crate::values::date;
use crate::values::email::Email;
use crate::values::engine_number::EngineNumber;
use crate::values::fault::Fault;
use crate::values::id_document::{IdDocument, IdKind};
use crate::values::ids::StaffId;
use crate::values::mileage::Km;
use crate::values::person_name::PersonName;
use crate::values::phone::Phone;
use crate::values::plate::Plate;
use crate::values::text;
use crate::values::vin::Vin;

/// A record that can become a customer. Choices are codes.
#[derive(Clone, Debug)]
pub struct Entry {
    pub name: PersonName,
    pub kind: &'static str,
    pub gender: Option<&'static str>,
    /// At least one; the first is the main one.
    pub phones: Vec<Phone>,
    pub born_on: Option<NaiveDate>,
    pub email: Option<Email>,
    pub wechat: Option<String>,
    pub id_document: Option<IdDocument>,
    pub credit_code: Option<CreditCode>,
    pub contact_person: Option<PersonName>,
    pub address: Option<String>,
    pub occupation: Option<String>,
    pub source: Option<&'static str>,
    pub usage: Option<&'static str>,
    pub tier: Option<&'static str>,
    pub owner: Option<StaffId>,
    pub tags: Vec<String>,
    pub notes: Option<String>,
    pub car: Option<Car>,
}

/// The car of a record.
#[derive(Clone, Debug, Default)]
pub struct Car {
    pub plate: Option<Plate>,
    pub vin: Option<Vin>,
    pub engine_number: Option<EngineNumber>,
    pub brand: String,
    pub model: String,
    pub trim: String,
    pub colour: String,
    pub energy: Option<&'static str>,
    pub purchased_on: Option<NaiveDate>,
    pub mileage: Option<Km>,
    pub warranty_until: Option<NaiveDate>,
    pub insurance_until: Option<NaiveDate>,
}

/// One thing that is wrong with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// Which column, from 0; none when it is the record as a whole.
    pub column: Option<usize>,
    pub field: Option<Field>,
    pub problem: Problem,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    Value(Fault),
    /// A word that is none of the choices.
    UnknownWord,
    /// No staff member of the store has this name.
    UnknownStaff,
    /// More than one has.
    AmbiguousStaff,
    ExtraCells,
    OpenQuote,
    /// No car of the store has this VIN.
    UnknownVehicle,
    /// A word that no source of leads is called by.
    UnknownSource,
    /// The source's id stands for somebody else.
    IdOfAnother,
}

impl Problem {
    /// How the defect of a whole record is stored.
    pub fn code(self) -> Option<&'static str> {
        match self {
            Problem::ExtraCells => Some("extra_cells"),
            Problem::OpenQuote => Some("open_quote"),
            Problem::UnknownVehicle => Some("unknown_vehicle"),
            Problem::IdOfAnother => Some("id_of_another"),
            _ => None,
        }
    }

    pub fn of_code(code: &str) -> Option<Self> {
        [
            Problem::ExtraCells,
            Problem::OpenQuote,
            Problem::UnknownVehicle,
            Problem::IdOfAnother,
        ]
        .into_iter()
        .find(|problem| problem.code() == Some(code))
    }
}

impl RowFault {
    /// The stable name of the fault: the field, and for a VIN or an ID number what is wrong with it.
    pub fn kind(&self) -> &'static str {
        match (self.field, self.problem) {
            (_, Problem::UnknownVehicle) => "unknown_vehicle",
            (_, Problem::IdOfAnother) => "id_of_another",
            (Some(Field::Vin | Field::IdNumber), Problem::Value(fault)) if fault != Fault::Required => fault.code(),
            (Some(field), _) => field.code(),
            (None, problem) => problem.code().unwrap_or("record"),
        }
    }
}

/// The staff of the store by name and account, for the owner column.
#[derive(Clone, Debug, Default)]
pub struct Staff(HashMap<String, Vec<StaffId>>);

impl Staff {
    pub fn new(people: impl IntoIterator<Item = (StaffId, String, String)>) -> Self {
        let mut by_name: HashMap<String, Vec<StaffId>> = HashMap::new();
        for (id, name, username) in people {
            by_name.entry(name).or_default().push(id);
            by_name.entry(username).or_default().push(id);
        }
        Self(by_name)
    }

    fn find(&self, name: &str) -> Result<StaffId, Problem> {
        match self.0.get(name).map(Vec::as_slice) {
            Some([one]) => Ok(*one),
            Some([_, ..]) => Err(Problem::AmbiguousStaff),
            Some([]) | None => Err(Problem::UnknownStaff),
        }
    }
}

/// Checks the records of one file.
#[derive(Clone, Debug)]
pub struct Checker {
    pub mapping: Mapping,
    pub staff: Staff,
    pub sources: Sources,
    /// The day it is in the store.
    pub today: NaiveDate,
}

/// The defect of a record, as far as its cells can't be trusted.
pub type Defect = Option<Problem>;

impl Checker {
    /// Reads a record, collecting every fault.
    pub fn check(&self, cells: &[String], defect: Defect) -> Result<Entry, Vec<RowFault>> {
        self.read(cells, defect, |row| row.entry())
    }

    /// Everything that is wrong with a record, whatever it is of.
    pub fn faults(&self, cells: &[String], defect: Defect) -> Vec<RowFault> {
        match self.mapping.kind() {
            Kind::Customers => self.check(cells, defect).err(),
            Kind::Services => self.service(cells, defect).err(),
            Kind::Leads => self.enquiry(cells, defect).err(),
        }
        .unwrap_or_default()
    }

    pub(super) fn read<T>(
        &self,
        cells: &[String],
        defect: Defect,
        entry: impl FnOnce(&mut Row<'_>) -> Option<T>,
    ) -> Result<T, Vec<RowFault>> {
        if let Some(problem) = defect {
            return Err(vec![self.fault_of(problem)]);
        }
        let mut row = Row {
            checker: self,
            cells,
            faults: Vec::new(),
        };
        match entry(&mut row) {
            Some(entry) if row.faults.is_empty() => Ok(entry),
            _ => Err(row.faults),
        }
    }

    /// What the defect of a record is about: the record as a whole, the car that nobody knows, the id of somebody else.
    pub fn fault_of(&self, problem: Problem) -> RowFault {
        let field = match problem {
            Problem::UnknownVehicle => Some(Field::Vin),
            Problem::IdOfAnother => Some(Field::ExternalId),
            _ => None,
        };
        RowFault {
            column: field.and_then(|field| self.mapping.column(field)),
            field,
            problem,
        }
    }
}

pub(super) struct Row<'a> {
    checker: &'a Checker,
    cells: &'a [String],
    faults: Vec<RowFault>,
}

impl Row<'_> {
    pub(super) fn today(&self) -> NaiveDate {
        self.checker.today
    }

    pub(super) fn sources(&self) -> &Sources {
        &self.checker.sources
    }

    fn entry(&mut self) -> Option<Entry> {
        let today = self.checker.today;
        let name = self.required(Field::Name, PersonName::parse);
        let phones = self.phones();
        let other = self.parsed(Field::OtherPhone, phone_list).unwrap_or_default();
        let gender = self.choice(Field::Gender, choices::GENDER);
        let kind = self.choice(Field::Kind, choices::KIND);
        let born_on = self.parsed(Field::BirthDate, |raw| date::parse_past_day(raw, today));
        let email = self.parsed(Field::Email, Email::parse);
        let wechat = self.line(Field::WeChat, 40);
        let id_document = self.parsed(Field::IdNumber, id_document);
        let credit_code = self.parsed(Field::CreditCode, CreditCode::parse);
        let contact_person = self.parsed(Field::ContactPerson, PersonName::parse);
        let address = self.line(Field::Address, 200);
        let occupation = self.line(Field::Occupation, 40);
        let source = self.choice(Field::Source, choices::SOURCE);
        let usage = self.choice(Field::Usage, choices::USAGE);
        let tier = self.choice(Field::Tier, choices::TIER);
        let owner = self.owner();
        let tags = self.parsed(Field::Tags, tags).unwrap_or_default();
        let notes = self.parsed(Field::Notes, |raw| text::note(raw, 2_000));
        let car = self.car();
        let mut phones = phones?;
        for phone in other {
            if !phones.contains(&phone) {
                phones.push(phone);
            }
        }
        let name = name?;
        let kind = kind.unwrap_or_else(|| {
            let company = credit_code.is_some() || name.canonical().ends_with("公司");
            if company { "company" } else { "person" }
        });
        Some(Entry {
            born_on: born_on.or_else(|| id_document.as_ref().and_then(IdDocument::birth_date)),
            name,
            kind,
            gender,
            phones,
            email,
            wechat,
            id_document,
            credit_code,
            contact_person,
            address,
            occupation,
            source,
            usage,
            tier,
            owner,
            tags,
            notes,
            car,
        })
    }

    fn car(&mut self) -> Option<Car> {
        let today = self.checker.today;
        let given = Field::ALL
            .iter()
            .any(|field| field.is_of_vehicle() && !self.cell(*field).trim().is_empty());
        let car = Car {
            plate: self.parsed(Field::Plate, Plate::parse_optional).flatten(),
            vin: self.parsed(Field::Vin, |raw| Vin::parse(raw).map(|(vin, _)| vin)),
            engine_number: self.parsed(Field::EngineNumber, EngineNumber::parse),
            brand: self.line(Field::Brand, 40).unwrap_or_default(),
            model: self.line(Field::Model, 60).unwrap_or_default(),
            trim: self.line(Field::Trim, 60).unwrap_or_default(),
            colour: self.line(Field::Colour, 20).unwrap_or_default(),
            energy: self.choice(Field::Energy, choices::ENERGY),
            purchased_on: self.parsed(Field::PurchaseDate, |raw| date::parse_past_day(raw, today)),
            mileage: self.parsed(Field::Mileage, Km::parse),
            warranty_until: self.parsed(Field::WarrantyUntil, date::parse_day),
            insurance_until: self.parsed(Field::InsuranceUntil, date::parse_day),
        };
        given.then_some(car)
    }

    /// The main phone; a cell may hold several.
    fn phones(&mut self) -> Option<Vec<Phone>> {
        self.required(Field::Phone, phone_list)
    }

    fn owner(&mut self) -> Option<StaffId> {
        let name = text::single_line(self.cell(Field::Owner));
        if name.is_empty() {
            return None;
        }
        let found = self.checker.staff.find(&name);
        found.map_err(|problem| self.fault(Field::Owner, problem)).ok()
    }

    /// The cell of a field, without the mark that keeps a spreadsheet from computing it.
    fn cell(&self, field: Field) -> &str {
        let cell = self
            .checker
            .mapping
            .column(field)
            .and_then(|column| self.cells.get(column));
        let cell = cell.map_or("", String::as_str);
        match cell.strip_prefix('\'') {
            Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t']) => rest,
            _ => cell,
        }
    }

    pub(super) fn required<T>(&mut self, field: Field, parse: impl FnOnce(&str) -> Result<T, Fault>) -> Option<T> {
        let parsed = parse(self.cell(field));
        parsed.map_err(|fault| self.fault(field, Problem::Value(fault))).ok()
    }

    /// An empty cell is no value and no fault.
    pub(super) fn parsed<T>(&mut self, field: Field, parse: impl FnOnce(&str) -> Result<T, Fault>) -> Option<T> {
        let parsed = text::optional(self.cell(field), parse);
        parsed
            .map_err(|fault| self.fault(field, Problem::Value(fault)))
            .ok()
            .flatten()
    }

    pub(super) fn line(&mut self, field: Field, max: usize) -> Option<String> {
        self.parsed(field, |raw| text::line(raw, max))
    }

    fn choice(&mut self, field: Field, choices: Choices) -> Option<&'static str> {
        let read = choices.read(self.cell(field));
        if read.is_none() {
            self.fault(field, Problem::UnknownWord);
        }
        read.flatten()
    }

    pub(super) fn fault(&mut self, field: Field, problem: Problem) {
        self.faults.push(RowFault {
            column: self.checker.mapping.column(field),
            field: Some(field),
            problem,
        });
    }
}

/// One number, or several with a sign between them.
fn phone_list(raw: &str) -> Result<Vec<Phone>, Fault> {
    let whole = Phone::parse(raw);
    if let Ok(one) = whole {
        return Ok(vec![one]);
    }
    let parts: Vec<&str> = raw
        .split(['、', '，', ',', ';', '；', '/', '／', '\n'])
        .filter(|part| !part.trim().is_empty())
        .collect();
    if parts.len() < 2 {
        return whole.map(|one| vec![one]);
    }
    parts.into_iter().map(Phone::parse).collect()
}

/// The kind shows in the number: digits of a mainland ID, H or M of a permit, eight digits of Taiwan, else a passport.
fn id_document(raw: &str) -> Result<IdDocument, Fault> {
    let plain: String = raw.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let digits = plain.chars().filter(char::is_ascii_digit).count();
    let kind = match plain.chars().next() {
        Some('H' | 'M' | 'h' | 'm') if digits >= 8 => IdKind::HkMacaoPermit,
        Some(first) if first.is_ascii_alphabetic() => IdKind::Passport,
        _ if digits == 8 || (digits == 10 && plain.len() == 11) => IdKind::TaiwanPermit,
        _ => IdKind::MainlandId,
    };
    IdDocument::parse(kind, raw)
}

fn tags(raw: &str) -> Result<Vec<String>, Fault> {
    let mut tags: Vec<String> = Vec::new();
    for part in raw.split(['、', '，', ',', ';', '；', '|', '/', '\n']) {
        if let Some(tag) = text::optional(part, |raw| text::line(raw, 20))?
            && !tags.contains(&tag)
        {
            tags.push(tag);
        }
    }
    if tags.len() > 20 {
        Err(Fault::TooMany { max: 20 })
    } else {
        Ok(tags)
    }
}

/// Phones and VINs of the records that are going to be imported, with the number of the record.
#[derive(Debug, Default)]
pub struct Seen {
    phones: HashMap<String, u32>,
    vins: HashMap<String, u32>,
}

impl Seen {
    /// The earlier record with a phone or the VIN of this one; without one, this one is remembered.
    pub fn earlier(&mut self, line: u32, entry: &Entry) -> Option<u32> {
        let phones = || entry.phones.iter().map(|phone| phone.canonical().to_owned());
        let vin = entry
            .car
            .as_ref()
            .and_then(|car| car.vin.as_ref())
            .map(|vin| vin.canonical().to_owned());
        let earlier = phones()
            .find_map(|phone| self.phones.get(&phone).copied())
            .or_else(|| vin.as_ref().and_then(|vin| self.vins.get(vin).copied()));
        if earlier.is_none() {
            self.phones.extend(phones().map(|phone| (phone, line)));
            self.vins.extend(vin.map(|vin| (vin, line)));
        }
        earlier
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADERS: [&str; 16] = [
        "姓名",
        "性别",
        "手机",
        "出生日期",
        "车牌",
        "车架号",
        "购车日期",
        "里程",
        "来源",
        "备注",
        "负责人",
        "身份证",
        "标签",
        "等级",
        "品牌",
        "邮箱",
    ];

    fn checker() -> Checker {
        let headers: Vec<String> = HEADERS.map(String::from).to_vec();
        let people = [("陈思远", "consultant"), ("周敏", "zhou"), ("周敏", "zhou2")];
        Checker {
            mapping: Mapping::of_headers(Kind::Customers, &headers),
            staff: Staff::new(people.map(|(name, account)| (StaffId::new(), name.to_owned(), account.to_owned()))),
            sources: Sources::default(),
            today: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(),
        }
    }

    /// A good record with some cells changed: (header, cell).
    fn record(changes: &[(&str, &str)]) -> Vec<String> {
        let mut cells = [
            "阿依古丽·买买提",
            "女",
            "138-1234-5621",
            "1990/1/2",
            "沪d5k6w3",
            "LSVRL1VU6ASB5KKXL",
            "2023年8月15日",
            "45,574km",
            "抖音",
            "",
            "",
            "",
            "",
            "",
            "星驰",
            "",
        ]
        .map(String::from)
        .to_vec();
        for (header, cell) in changes {
            let column = HEADERS.iter().position(|known| known == header).unwrap();
            cells[column] = (*cell).to_owned();
        }
        cells
    }

    fn kinds(changes: &[(&str, &str)]) -> Vec<&'static str> {
        match checker().check(&record(changes), None) {
            Ok(_) => Vec::new(),
            Err(faults) => faults.iter().map(RowFault::kind).collect(),
        }
    }

    #[test]
    fn a_good_record_becomes_a_customer_with_a_car() {
        let entry = checker()
            .check(
                &record(&[("标签", "老客户、 VIP，老客户"), ("负责人", "陈思远"), ("等级", "金卡")]),
                None,
            )
            .unwrap();
        assert_eq!(entry.name.canonical(), "阿依古丽·买买提");
        assert_eq!(
            (entry.kind, entry.gender, entry.source, entry.tier),
            ("person", Some("female"), Some("douyin"), Some("gold"))
        );
        assert_eq!(entry.phones[0].canonical(), "13812345621");
        assert_eq!(entry.tags, ["老客户", "VIP"]);
        assert!(entry.owner.is_some());
        let car = entry.car.unwrap();
        assert_eq!((car.mileage.unwrap().km(), car.brand.as_str()), (45_574, "星驰"));
        assert_eq!(car.purchased_on, NaiveDate::from_ymd_opt(2023, 8, 15));
    }

    #[test]
    fn each_fault_has_its_kind() {
        for (header, cell, kind) in [
            ("姓名", "  ", "name"),
            ("手机", "1380013", "phone"),
            ("手机", "", "phone"),
            ("手机", "27836228150", "phone"),
            ("车牌", "ABC502", "plate"),
            ("车架号", "LSVYX9N5XGC6HY2P", "vin_length"),
            ("车架号", "LSV72S367U2C4WNZM", "vin_check_digit"),
            ("车架号", "LSVRL1VU6ASB5KKXO", "vin_character"),
            ("购车日期", "13/45/2020", "purchase_date"),
            ("购车日期", "2031-05-01", "purchase_date"),
            ("购车日期", "去年", "purchase_date"),
            ("里程", "-500", "mileage"),
            ("里程", "999999999", "mileage"),
            ("里程", "约三万", "mileage"),
            ("出生日期", "2027-01-01", "birth_date"),
            ("性别", "不男不女", "gender"),
            ("来源", "电线杆", "source"),
            ("负责人", "无名", "owner"),
            ("负责人", "周敏", "owner"),
            ("身份证", "110105194912310021", "id_number_check_digit"),
            ("邮箱", "a@", "email"),
        ] {
            assert_eq!(kinds(&[(header, cell)]), [kind], "{header}: {cell}");
        }
    }

    #[test]
    fn every_fault_of_a_record_is_collected_with_its_column() {
        let faults = checker()
            .check(&record(&[("姓名", ""), ("手机", "无"), ("里程", "x")]), None)
            .unwrap_err();
        let columns: Vec<_> = faults.iter().map(|fault| (fault.kind(), fault.column)).collect();
        assert_eq!(columns, [("name", Some(0)), ("phone", Some(2)), ("mileage", Some(7))]);
    }

    #[test]
    fn a_record_out_of_step_has_one_fault_only() {
        let faults = checker()
            .check(&record(&[("手机", "无")]), Some(Problem::ExtraCells))
            .unwrap_err();
        assert_eq!(
            (faults.len(), faults[0].kind(), faults[0].column),
            (1, "extra_cells", None)
        );
    }

    #[test]
    fn no_car_without_any_of_its_cells() {
        let none = [
            ("车牌", ""),
            ("车架号", ""),
            ("购车日期", ""),
            ("里程", ""),
            ("品牌", ""),
        ];
        assert!(checker().check(&record(&none), None).unwrap().car.is_none());
        let unplated = checker()
            .check(&record(&[("车牌", "未上牌")]), None)
            .unwrap()
            .car
            .unwrap();
        assert!(unplated.plate.is_none());
    }

    #[test]
    fn several_phones_in_a_cell_and_the_spreadsheet_mark() {
        let entry = checker()
            .check(&record(&[("手机", "13812345621、021-54321098")]), None)
            .unwrap();
        assert_eq!(entry.phones.len(), 2);
        let entry = checker().check(&record(&[("手机", "'+86 13812345621")]), None).unwrap();
        assert_eq!(entry.phones[0].canonical(), "13812345621");
        assert_eq!(kinds(&[("手机", "13812345621/1380013")]), ["phone"]);
    }

    #[test]
    fn a_company_is_known_by_its_name_or_code() {
        let company = checker()
            .check(&record(&[("姓名", "上海某某汽车服务有限公司")]), None)
            .unwrap();
        assert_eq!(company.kind, "company");
    }

    #[test]
    fn only_what_is_imported_counts_as_earlier() {
        let checker = checker();
        let entry = |phone: &str, vin: &str| {
            checker
                .check(&record(&[("手机", phone), ("车架号", vin)]), None)
                .unwrap()
        };
        let mut seen = Seen::default();
        let (a, b) = ("LSVRL1VU6ASB5KKXL", "LSVBA6XMXECGJ3F3G");
        assert_eq!(seen.earlier(2, &entry("13812345621", a)), None);
        assert_eq!(seen.earlier(3, &entry("138 1234 5621", b)), Some(2));
        assert_eq!(seen.earlier(4, &entry("13900000000", a)), Some(2));
        assert_eq!(
            seen.earlier(5, &entry("13900000000", b)),
            None,
            "neither 3 nor 4 is imported"
        );
    }
}
