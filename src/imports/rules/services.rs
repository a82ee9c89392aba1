//! One record of a service history → a service that a car had, and what is odd about it.

use std::collections::{BTreeMap, HashMap};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::checking::{Checker, Defect, Row, RowFault};
use super::columns::Field;
use crate::values::date;
use crate::values::fault::Fault;
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::values::text;
use crate::values::vin::Vin;

/// The longest number, name of an item and name of a person.
const NUMBER: usize = 40;
const ITEM: usize = 80;
const NAME: usize = 40;
/// The most items of one service.
const ITEMS: usize = 40;

/// A record that can become a service.
#[derive(Clone, Debug)]
pub struct Service {
    pub number: String,
    /// In the store's own time.
    pub at: NaiveDateTime,
    pub vin: Vin,
    pub mileage: Option<Km>,
    pub items: Vec<String>,
    pub labour: Option<Fen>,
    pub parts: Option<Fen>,
    pub total: Fen,
    pub technician: Option<String>,
}

crate::coded! {
    /// What is odd about a record that is imported all the same.
    pub enum Warning {
        /// The total is not labour and parts together.
        TotalDiffers "total_differs",
        /// The mileage is lower than at an earlier service, or higher than at a later one.
        MileageFalls "mileage_falls",
        /// The lead is of somebody who is being worked on: it joins what is there.
        JoinsWork "joins_work",
        /// The lead is of a customer, whose record it joins.
        KnownCustomer "known_customer",
    }
}

impl Service {
    /// Whether the total is not what labour and parts add up to; discounts are a reason, typing errors another.
    pub fn total_differs(&self) -> bool {
        let (Some(labour), Some(parts)) = (self.labour, self.parts) else {
            return false;
        };
        labour.checked_add(parts) != Some(self.total)
    }
}

impl Checker {
    /// Reads a record of a service history, collecting every fault.
    pub fn service(&self, cells: &[String], defect: Defect) -> Result<Service, Vec<RowFault>> {
        self.read(cells, defect, service)
    }
}

fn service(row: &mut Row<'_>) -> Option<Service> {
    let today = row.today();
    let number = row.required(Field::Number, |raw| text::line(raw, NUMBER));
    let at = row.required(Field::ServedAt, |raw| moment(raw, today));
    let vin = row.required(Field::Vin, |raw| Vin::parse(raw).map(|(vin, _)| vin));
    let mileage = row.parsed(Field::Mileage, Km::parse);
    let items = row.parsed(Field::Items, items).unwrap_or_default();
    let labour = row.parsed(Field::Labour, Fen::parse);
    let parts = row.parsed(Field::Parts, Fen::parse);
    let total = row.required(Field::Total, Fen::parse);
    let technician = row.line(Field::Technician, NAME);
    Some(Service {
        number: number?,
        at: at?,
        vin: vin?,
        mileage,
        items,
        labour,
        parts,
        total: total?,
        technician,
    })
}

/// A day, with or without a time, up to today.
fn moment(raw: &str, today: NaiveDate) -> Result<NaiveDateTime, Fault> {
    let at = match date::parse_day(raw) {
        Ok(day) => day.and_time(NaiveTime::MIN),
        Err(Fault::Required) => return Err(Fault::Required),
        Err(_) => date::parse_local(raw).map_err(|_| Fault::Date)?,
    };
    if at.date() > today {
        Err(Fault::DateInFuture)
    } else {
        Ok(at)
    }
}

/// `更换机油机滤、首次保养`
fn items(raw: &str) -> Result<Vec<String>, Fault> {
    let mut items = Vec::new();
    for part in raw.split(['、', '，', ',', ';', '；', '|', '\n']) {
        items.extend(text::optional(part, |raw| text::line(raw, ITEM))?);
    }
    if items.len() > ITEMS {
        Err(Fault::TooMany { max: ITEMS })
    } else {
        Ok(items)
    }
}

/// Numbers of the records that are going to be imported, with their place in the file, and the mileages of each car.
#[derive(Debug, Default)]
pub struct SeenServices {
    numbers: HashMap<String, u32>,
    readings: HashMap<String, BTreeMap<NaiveDateTime, i32>>,
}

impl SeenServices {
    /// The earlier record with this number; without one, this one is remembered.
    pub fn earlier(&mut self, line: u32, service: &Service) -> Option<u32> {
        let earlier = self.numbers.get(&service.number).copied();
        if earlier.is_none() {
            self.numbers.insert(service.number.clone(), line);
        }
        earlier
    }

    /// Readings of a car that the portal knows already.
    pub fn known(&mut self, vin: &Vin, readings: impl IntoIterator<Item = (NaiveDateTime, i32)>) {
        let car = self.readings.entry(vin.canonical().to_owned()).or_default();
        car.extend(readings);
    }

    /// Whether the mileage doesn't fit between those of the services before and after; it is remembered.
    pub fn falls(&mut self, service: &Service) -> bool {
        let Some(km) = service.mileage.map(Km::km) else {
            return false;
        };
        let car = self.readings.entry(service.vin.canonical().to_owned()).or_default();
        let before = car.range(..=service.at).next_back().map(|(_, before)| *before);
        let after = car.range(service.at..).next().map(|(_, after)| *after);
        let falls = before.is_some_and(|before| before > km) || after.is_some_and(|after| after < km);
        car.insert(service.at, km);
        falls
    }
}

#[cfg(test)]
mod tests {
    use super::super::checking::{Problem, Staff};
    use super::super::columns::{Kind, Mapping};
    use super::super::leads::Sources;
    use super::*;

    const HEADERS: [&str; 9] = [
        "工单号",
        "开单时间",
        "车架号",
        "行驶里程",
        "项目",
        "工时费",
        "材料费",
        "技师",
        "结算金额",
    ];

    fn checker() -> Checker {
        Checker {
            mapping: Mapping::of_headers(Kind::Services, &HEADERS.map(String::from)),
            staff: Staff::default(),
            sources: Sources::default(),
            today: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(),
        }
    }

    fn record(changes: &[(&str, &str)]) -> Vec<String> {
        let mut cells = [
            "WX2021032700001",
            "2021-03-27 16:33",
            "LSVRL1VU6ASB5KKXL",
            "6510",
            "更换机油机滤、首次保养",
            "1052.00",
            "2154.50",
            "周师傅",
            "3206.50",
        ]
        .map(String::from)
        .to_vec();
        for (header, cell) in changes {
            let column = HEADERS.iter().position(|known| known == header).unwrap();
            cells[column] = (*cell).to_owned();
        }
        cells
    }

    fn read(changes: &[(&str, &str)]) -> Result<Service, Vec<RowFault>> {
        checker().service(&record(changes), None)
    }

    #[test]
    fn a_record_becomes_a_service() {
        let service = read(&[]).unwrap();
        assert_eq!(service.number, "WX2021032700001");
        assert_eq!(service.at.to_string(), "2021-03-27 16:33:00");
        assert_eq!(service.mileage, Some(Km::new(6_510)));
        assert_eq!(service.items, ["更换机油机滤", "首次保养"]);
        assert_eq!(service.total, Fen::new(320_650));
        assert!(!service.total_differs());
        let bare = read(&[
            ("工时费", ""),
            ("材料费", ""),
            ("技师", ""),
            ("项目", ""),
            ("行驶里程", ""),
        ])
        .unwrap();
        assert!(!bare.total_differs() && bare.items.is_empty() && bare.mileage.is_none());
        assert_eq!(
            read(&[("开单时间", "2021/3/7")]).unwrap().at.to_string(),
            "2021-03-07 00:00:00"
        );
    }

    #[test]
    fn what_is_wrong_is_told_with_its_column() {
        for (header, cell, kind) in [
            ("工单号", "", "order_number"),
            ("开单时间", "2026-11-23 08:00", "served_at"),
            ("开单时间", "13/45/2020", "served_at"),
            ("车架号", "LSVRL1VU7ASB5KKXL", "vin_check_digit"),
            ("车架号", "LSVRL1VU", "vin_length"),
            ("行驶里程", "-5", "mileage"),
            ("结算金额", "-1", "total"),
            ("结算金额", "", "total"),
            ("工时费", "many", "labour"),
        ] {
            let faults = read(&[(header, cell)]).unwrap_err();
            assert_eq!(
                faults.iter().map(RowFault::kind).collect::<Vec<_>>(),
                [kind],
                "{header} {cell}"
            );
        }
        let fault = read(&[("开单时间", "2026-11-23 08:00")]).unwrap_err();
        assert_eq!(fault[0].problem, Problem::Value(Fault::DateInFuture));
        let unknown = checker().faults(&record(&[]), Some(Problem::UnknownVehicle));
        assert_eq!((unknown[0].kind(), unknown[0].column), ("unknown_vehicle", Some(2)));
    }

    #[test]
    fn a_total_that_does_not_add_up_is_odd_but_no_fault() {
        assert!(read(&[("结算金额", "3000")]).unwrap().total_differs());
    }

    #[test]
    fn a_mileage_that_falls_is_odd_in_whatever_order_the_file_has_it() {
        let at = |day: &str, km: &str| read(&[("开单时间", day), ("行驶里程", km)]).unwrap();
        let mut seen = SeenServices::default();
        assert!(!seen.falls(&at("2021-03-01", "1000")));
        assert!(!seen.falls(&at("2022-03-01", "9000")));
        assert!(seen.falls(&at("2022-04-01", "8000")), "less than before");
        assert!(seen.falls(&at("2021-06-01", "9500")), "more than after");
        assert!(!seen.falls(&at("2021-02-01", "900")));
        let mut known = SeenServices::default();
        known.known(&at("2021-03-01", "1").vin, [(at("2020-01-01", "1").at, 5_000)]);
        assert!(
            known.falls(&at("2021-03-01", "1000")),
            "less than what the portal knows"
        );
    }

    #[test]
    fn a_number_comes_once() {
        let mut seen = SeenServices::default();
        let one = read(&[]).unwrap();
        assert_eq!((seen.earlier(2, &one), seen.earlier(9, &one)), (None, Some(2)));
    }
}
