//! The parts of a visit's page: the drawing, marks, photos, its course, what is known.

use crate::platform::db::FormToken;
use crate::platform::i18n::{Lang, times};
use crate::service::check_in::drawing::PARTS;
use crate::service::check_in::model::{Around, Mark};
use crate::service::check_in::rules::{Strokes, Zone};
use crate::service::check_in::text::{self, SheetText};
use crate::values::mileage::Km;
use crate::visits::rules::{LeaveReason, VisitState};

/// A part of the drawing.
pub struct PartView {
    pub outline: &'static str,
    pub x: u16,
    pub y: u16,
    pub href: String,
    pub label: String,
    pub count: String,
    pub chosen: bool,
}

/// The drawing with what is marked on it.
pub(super) fn parts(marks: &[Mark], chosen: Option<Zone>, base: &str, lang: Lang) -> Vec<PartView> {
    PARTS
        .iter()
        .map(|part| {
            let found: Vec<String> = marks
                .iter()
                .enumerate()
                .filter(|(_, mark)| mark.zone == part.zone)
                .map(|(place, _)| (place + 1).to_string())
                .collect();
            PartView {
                outline: part.outline,
                x: part.at.0,
                y: part.at.1,
                href: format!("{base}&zone={}#mark", part.zone.code()),
                label: text::zone_with(part.zone, found.len(), lang),
                count: found.join(" "),
                chosen: chosen == Some(part.zone),
            }
        })
        .collect()
}

pub struct MarkView {
    pub number: usize,
    pub zone: &'static str,
    pub damage: &'static str,
    pub note: String,
    pub photo: Option<(String, String)>,
    pub removal: String,
    pub token: String,
}

pub struct PhotoView {
    pub href: String,
    pub thumbnail: String,
    pub name: String,
    pub removal: String,
    pub token: String,
}

/// One step of a finished sheet.
pub struct Part {
    pub label: &'static str,
    pub amend: String,
    pub facts: Vec<(&'static str, String)>,
}

pub struct StampView {
    pub title: String,
    pub who: String,
    pub time: String,
    pub iso: String,
}

pub(super) fn drawn(around: &Around) -> String {
    let signed = around.sheet.signed.as_ref();
    signed
        .and_then(|one| one.strokes.as_ref())
        .map(Strokes::path)
        .unwrap_or_default()
}

pub(super) fn amendments(around: &Around, lang: Lang) -> Vec<(String, String)> {
    around
        .amendments
        .iter()
        .map(|one| {
            let who = one.staff.clone().unwrap_or_default();
            let head = [one.step.label(lang).to_owned(), who, times::minute(one.at)].join(" · ");
            (head, one.reason.clone())
        })
        .collect()
}

pub(super) fn properties(around: &Around, w: &'static SheetText, lang: Lang) -> Vec<(&'static str, String)> {
    let car = around.vehicle.as_ref();
    let next = car.and_then(|car| match (car.next_service_on, car.next_service) {
        (Some(day), Some(km)) => Some(format!("{} · {}", times::date(day), km.display())),
        (Some(day), None) => Some(times::date(day)),
        (None, Some(km)) => Some(km.display()),
        (None, None) => None,
    });
    let party = (around.party > 1).then(|| around.party.to_string());
    [
        (w.purpose, Some(around.visit.purpose.label(lang).to_owned())),
        (
            w.advisor,
            Some(around.advisor.clone().unwrap_or_else(|| w.nobody.to_owned())),
        ),
        (w.last_mileage, car.and_then(|car| car.mileage).map(Km::display)),
        (w.next_service, next),
        (w.party, party),
        (
            w.left_because,
            around.left_because.as_deref().map(|code| left(code, lang)),
        ),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some((label, value?)))
    .collect()
}

/// Why somebody left, in words.
fn left(code: &str, lang: Lang) -> String {
    LeaveReason::parse(code).map_or_else(|| code.to_owned(), |reason| reason.label(lang).to_owned())
}

pub(super) fn stamps(around: &Around, lang: Lang) -> Vec<StampView> {
    let first = StampView {
        title: VisitState::Arrived.label(lang).to_owned(),
        who: String::new(),
        time: times::minute(around.visit.arrived_at),
        iso: times::iso(around.visit.arrived_at),
    };
    let rest = around.stamps.iter().map(|one| StampView {
        title: one.action.label(lang).to_owned(),
        who: one.staff.clone().unwrap_or_default(),
        time: times::minute(one.at),
        iso: times::iso(one.at),
    });
    std::iter::once(first).chain(rest).collect()
}

pub(super) fn marks(around: &Around, base: &str, lang: Lang) -> Vec<MarkView> {
    around
        .marks
        .iter()
        .enumerate()
        .map(|(place, mark)| MarkView {
            number: place + 1,
            zone: mark.zone.label(lang),
            damage: mark.damage.label(lang),
            note: mark.note.clone().unwrap_or_default(),
            photo: mark.photo.map(|file| {
                let href = format!("{base}/check-in/photos/{file}");
                (href.clone(), format!("{href}/thumbnail"))
            }),
            removal: format!("{base}/check-in/marks/{}/removal", mark.id),
            token: FormToken::new().to_string(),
        })
        .collect()
}

pub(super) fn photos(around: &Around, base: &str) -> Vec<PhotoView> {
    around
        .photos
        .iter()
        .filter(|file| file.is_image())
        .map(|file| {
            let href = format!("{base}/check-in/photos/{}", file.id);
            PhotoView {
                thumbnail: format!("{href}/thumbnail"),
                removal: format!("{href}/removal"),
                name: file.name.expose().clone(),
                token: FormToken::new().to_string(),
                href,
            }
        })
        .collect()
}
