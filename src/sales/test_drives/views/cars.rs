//! The demo cars, one of them, and who had which.

use askama::Template;
use chrono::NaiveDate;

use super::grid::Line;
use super::{plate_kind, tone};
use crate::access::Permission;
use crate::platform::db::FormToken;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::sales::test_drives::model::{Car, Holders, Listed, TOPIC};
use crate::sales::test_drives::rules::DriveState;
use crate::sales::test_drives::text::{self, DriveText};
use crate::vehicles::rules::Energy;

/// (href, words) of a drive beside its car; no href for a colleague's.
type Beside = (String, String);

/// A demo car in the list.
pub struct CarLine {
    pub id: String,
    pub plate: String,
    pub plate_kind: &'static str,
    pub model: String,
    pub energy: &'static str,
    pub mileage: String,
    pub state: String,
    pub state_tone: &'static str,
    pub because: String,
    pub insurance: (String, &'static str),
    pub inspection: (String, &'static str),
    pub held: Beside,
    pub next: Beside,
    pub edit: String,
}

/// `/demo-cars`
#[derive(Template)]
#[template(path = "sales/test_drives/cars.html")]
pub struct CarsPage {
    page: Page,
    w: &'static DriveText,
    may_manage: bool,
    may_search: bool,
    lines: Vec<CarLine>,
}

regions!(CarsPage { main });

fn ending(day: NaiveDate, today: NaiveDate) -> (String, &'static str) {
    (times::date(day), if day < today { "red" } else { "" })
}

fn beside(listed: Option<&Listed>, w: &'static DriveText) -> Beside {
    listed.map_or_else(Beside::default, |listed| {
        let (href, who) = if listed.seen {
            (format!("/test-drives/{}", listed.drive.id), listed.customer.as_str())
        } else {
            (String::new(), w.not_yours)
        };
        let parts = [
            times::minute(listed.drive.starts_at),
            who.to_owned(),
            listed.consultant.clone(),
        ];
        (href, parts.join(" · "))
    })
}

impl CarsPage {
    pub fn new(cx: &Cx, cars: &[Car], drives: &[Listed]) -> Result<Self, Error> {
        let (w, lang, today) = (DriveText::of(cx.lang), cx.lang, times::day_of(cx.now));
        let actor = cx.actor()?;
        let lines = cars.iter().map(|car| {
            let of_car = |state: DriveState| {
                drives
                    .iter()
                    .find(move |listed| listed.car.id == car.id && listed.drive.state == state)
            };
            let (held, next) = (of_car(DriveState::Out), of_car(DriveState::Booked));
            let (state, state_tone) = match (&car.out_because, held) {
                (_, Some(held)) => (DriveState::Out.label(lang), tone(held, cx.now)),
                (Some(_), None) => (w.out_of_service, ""),
                (None, None) if !car.has_papers(today) => (w.ended, "red"),
                (None, None) => (w.free, "green"),
            };
            CarLine {
                id: car.id.to_string(),
                plate: car.plate_shown(),
                plate_kind: plate_kind(car),
                model: [car.model.as_str(), car.colour.as_str()].join(" ").trim().to_owned(),
                energy: car.energy.label(lang),
                mileage: car.mileage.display(),
                state: state.to_owned(),
                state_tone,
                because: car.out_because.clone().unwrap_or_default(),
                insurance: ending(car.insurance_until, today),
                inspection: ending(car.inspection_until, today),
                held: beside(held, w),
                next: beside(next, w),
                edit: format!("/demo-cars/{}", car.id),
            }
        });
        Ok(Self {
            page: cx.page(w.cars).live(TOPIC),
            w,
            may_manage: actor.may(Permission::ManageDemoCars),
            may_search: actor.may(Permission::WorkSales),
            lines: lines.collect(),
        })
    }
}

/// `/demo-cars/new`, `/demo-cars/{id}`
#[derive(Template)]
#[template(path = "sales/test_drives/car.html")]
pub struct CarPage {
    page: Page,
    w: &'static DriveText,
    title: &'static str,
    action: String,
    standing: String,
    out: bool,
    because: String,
    token: String,
    notice: &'static str,
    energies: Vec<Choice>,
    drives: Vec<Line>,
    /// Drives that are booked for when the car can't be driven.
    waiting: Vec<Beside>,
    form: FormView,
}

regions!(CarPage { main });

impl CarPage {
    pub fn new(cx: &Cx, known: Option<(&Car, &Vec<Listed>)>, form: FormView, notice: &'static str) -> Self {
        let w = DriveText::of(cx.lang);
        let (car, drives) = (known.map(|known| known.0), known.map(|known| known.1));
        let drives = drives.map(Vec::as_slice).unwrap_or_default();
        let title = if car.is_some() { w.edit_car } else { w.new_car };
        Self {
            page: cx.page(title),
            w,
            title,
            action: car.map_or_else(|| "/demo-cars".to_owned(), |car| format!("/demo-cars/{}", car.id)),
            standing: car.map_or_else(String::new, |car| format!("/demo-cars/{}/standing", car.id)),
            out: car.is_some_and(|car| car.out_because.is_some()),
            because: car.and_then(|car| car.out_because.clone()).unwrap_or_default(),
            token: FormToken::new().to_string(),
            notice,
            energies: Energy::choices(cx.lang),
            drives: drives.iter().map(|one| Line::new(one, cx.now, cx.lang)).collect(),
            waiting: drives
                .iter()
                .filter(|one| one.lacks_its_car() && one.drive.until_at > cx.now)
                .map(|one| {
                    let (href, words) = beside(Some(one), w);
                    let why = text::lacking(one.car.lacks(times::day_of(one.drive.until_at)), cx.lang);
                    (href, format!("{words} · {why}"))
                })
                .collect(),
            form,
        }
    }
}

/// What a car's form holds when it is opened.
pub fn car_start(car: &Car) -> Vec<(&'static str, String)> {
    vec![
        ("plate", car.plate_shown()),
        ("model", car.model.clone()),
        ("colour", car.colour.clone()),
        ("energy", car.energy.code().to_owned()),
        ("mileage", car.mileage.km().to_string()),
        ("insurance_until", times::date(car.insurance_until)),
        ("inspection_until", times::date(car.inspection_until)),
        ("lock_version", car.lock_version.to_string()),
    ]
}

/// `/demo-cars/registry`
#[derive(Template)]
#[template(path = "sales/test_drives/registry.html")]
pub struct RegistryPage {
    page: Page,
    w: &'static DriveText,
    form: FormView,
    asked: bool,
    known: bool,
    found: Vec<Line>,
    around: Vec<Line>,
}

regions!(RegistryPage { main });

impl RegistryPage {
    pub fn new(cx: &Cx, form: FormView, had: Option<&Holders>) -> Self {
        let w = DriveText::of(cx.lang);
        let lines = |all: &[Listed]| -> Vec<Line> { all.iter().map(|one| Line::new(one, cx.now, cx.lang)).collect() };
        Self {
            page: cx.page(w.registry),
            w,
            form,
            asked: had.is_some(),
            known: had.is_some_and(|had| had.known),
            found: had.map(|had| lines(&had.found)).unwrap_or_default(),
            around: had.map(|had| lines(&had.around)).unwrap_or_default(),
        }
    }
}
