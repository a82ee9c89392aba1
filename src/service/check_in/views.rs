//! The page of a visit with its check-in sheet, and the sheet on paper.

use askama::Template;
use chrono::{DateTime, Days, TimeDelta, Timelike, Utc};
use serde::Deserialize;

use super::drawing::PARTS;
use super::model::{Around, Mark};
use super::rules::{Belonging, Damage, Light, Step, Strokes, Wish, Zone, gauges};
use super::text::{self, SheetText};
use crate::access::{Actor, Permission};
use crate::customers::rules::{Kind, Tier};
use crate::membership::views::Strip;
use crate::platform::db::FormToken;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page, Qr};
use crate::regions;
use crate::service::courtesy::views::Advice;
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::visits::model::TOPIC;
use crate::visits::rules::{LeaveReason, Line, VisitState};

/// What a browser is told to offer.
const ACCEPT: &str = "image/jpeg,image/png,image/webp";

/// The query string of a visit's page; what can't be read counts as not said.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct VisitQuery {
    pub step: String,
    pub zone: String,
    /// `1`: a step of a finished sheet is to be corrected.
    pub amend: String,
}

/// Where what is typed into a step is kept until it is saved.
pub fn place(id: impl std::fmt::Display, step: Step) -> String {
    format!("checkin.{}.{id}", step.code())
}

pub struct StepItem {
    pub href: String,
    pub label: &'static str,
    pub done: bool,
    pub current: bool,
}

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
fn parts(marks: &[Mark], chosen: Option<Zone>, base: &str, lang: Lang) -> Vec<PartView> {
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

/// `/visits/{id}`
#[derive(Template)]
#[template(path = "check_in/visit.html", blocks = ["main"])]
pub struct VisitPage {
    pub page: Page,
    pub w: &'static SheetText,
    pub title: &'static str,
    pub base: String,
    pub ticket: String,
    pub state: &'static str,
    pub state_tone: &'static str,
    pub service: bool,
    /// The sheet can be filled in now, by this person.
    pub editable: bool,
    pub finished: bool,
    pub waits: bool,
    pub may_receive: bool,
    pub may_leave: bool,
    pub may_amend: bool,
    pub amending: bool,
    pub step: &'static str,
    pub step_label: &'static str,
    pub steps: Vec<StepItem>,
    pub previous: String,
    pub is_last: bool,
    pub form: FormView,
    pub mark: FormView,
    pub place: String,
    pub restored: String,
    pub notice: String,
    pub customer: String,
    pub customer_href: String,
    pub tier: &'static str,
    pub phone: String,
    pub plate: String,
    pub plate_kind: &'static str,
    pub vehicle: String,
    pub facts: Vec<(&'static str, String)>,
    pub stamps: Vec<StampView>,
    pub lights: Vec<Choice>,
    pub belongings: Vec<Choice>,
    pub wishes: Vec<Choice>,
    pub zones: Vec<Choice>,
    pub damages: Vec<Choice>,
    pub fuels: Vec<Choice>,
    pub show_fuel: bool,
    pub show_charge: bool,
    pub parts: Vec<PartView>,
    pub marks: Vec<MarkView>,
    pub photos: Vec<PhotoView>,
    pub accept: &'static str,
    pub quick: Vec<(String, String)>,
    pub closed_then: bool,
    pub signed: String,
    pub signature: String,
    pub missing: Vec<(&'static str, String)>,
    pub overview: Vec<Part>,
    pub amendments: Vec<(String, String)>,
    /// What is due to the visitor.
    pub advice: Option<Advice>,
    /// What the visitor has as a member.
    pub member: Option<Strip>,
    /// The service order: where it is, and its number.
    pub order: Option<(String, String)>,
    /// Why there is no sheet to see; empty if there is one, or if it is too early for one.
    pub blank: &'static str,
    pub now: String,
}

regions!(VisitPage { main: as_main });

/// What a step's form holds when it is opened.
pub fn start(around: &Around, step: Step) -> Vec<(&'static str, String)> {
    let sheet = &around.sheet;
    let mut pairs = vec![
        ("step", step.code().to_owned()),
        ("lock_version", sheet.version(step).to_string()),
    ];
    let mut put = |name: &'static str, value: String| {
        if !value.is_empty() {
            pairs.push((name, value));
        }
    };
    let tick = |set: bool| if set { "1".to_owned() } else { String::new() };
    match step {
        Step::Vehicle => {
            put("mileage", {
                let door = around.door_km.filter(|_| sheet.version(Step::Vehicle) == 0);
                let km = sheet.mileage.or(door);
                km.map(|km| km.km().to_string()).unwrap_or_default()
            });
            put("mileage_reason", sheet.mileage_reason.clone().unwrap_or_default());
            for light in &sheet.lights {
                put("lights", light.code().to_owned());
            }
            put("lights_note", sheet.lights_note.clone().unwrap_or_default());
        }
        Step::Exterior => put("no_marks", tick(sheet.no_marks)),
        Step::Belongings => {
            put("fuel", sheet.fuel.map(|part| part.to_string()).unwrap_or_default());
            put("charge", sheet.charge.map(|part| part.to_string()).unwrap_or_default());
            for item in &sheet.belongings.items {
                put("belongings", item.clone());
            }
            put("belongings_note", sheet.belongings.note.clone());
            put("no_belongings", tick(sheet.no_belongings));
        }
        Step::Wishes => {
            for item in &sheet.wishes.items {
                put("wishes", item.clone());
            }
            let untouched = sheet.version(Step::Wishes) == 0;
            let said = around.wish.clone().filter(|_| untouched).unwrap_or_default();
            put("wishes_note", if untouched { said } else { sheet.wishes.note.clone() });
            put("warranty", tick(sheet.warranty));
            let person = around
                .customer
                .as_ref()
                .is_some_and(|customer| customer.kind == Kind::Person);
            put("household", tick(sheet.household || untouched && person));
        }
        Step::Estimate => {
            put("estimate_from", sheet.estimate_from.map(Fen::yuan).unwrap_or_default());
            put("estimate_to", sheet.estimate_to.map(Fen::yuan).unwrap_or_default());
            put("promised_at", sheet.promised_at.map(local).unwrap_or_default());
        }
        Step::Signature => {
            let customer = around.customer.as_ref().map(|customer| customer.name.expose().clone());
            let by = sheet.signed.as_ref().map(|signed| signed.by.clone());
            put("signed_by", by.or(customer).unwrap_or_default());
        }
    }
    pairs
}

/// As a browser types a moment: `2026-11-22T17:00`.
pub fn local(at: DateTime<Utc>) -> String {
    times::minute(at).replace(' ', "T")
}

/// What one step says, in words.
pub fn facts(around: &Around, step: Step, w: &'static SheetText, lang: Lang) -> Vec<(&'static str, String)> {
    let sheet = &around.sheet;
    let comma = lang.pick("、", ", ");
    let listed = |codes: &[String], label: &dyn Fn(&str) -> Option<&'static str>, note: &str| {
        let mut parts: Vec<String> = codes.iter().filter_map(|code| label(code)).map(str::to_owned).collect();
        parts.extend((!note.is_empty()).then(|| note.to_owned()));
        parts.join(comma)
    };
    match step {
        Step::Vehicle => {
            let lights: Vec<&str> = sheet.lights.iter().map(|light| light.label(lang)).collect();
            let lights = if lights.is_empty() {
                w.none.to_owned()
            } else {
                lights.join(comma)
            };
            vec![
                (w.mileage, sheet.mileage.map(Km::display).unwrap_or_default()),
                (w.mileage_reason, sheet.mileage_reason.clone().unwrap_or_default()),
                (w.lights, lights),
                (w.lights_note, sheet.lights_note.clone().unwrap_or_default()),
            ]
        }
        Step::Exterior => {
            let marks: Vec<String> = around
                .marks
                .iter()
                .enumerate()
                .map(|(place, mark)| {
                    let note = mark
                        .note
                        .as_deref()
                        .map(|note| format!("（{note}）"))
                        .unwrap_or_default();
                    let note = if lang == Lang::En {
                        note.replace('（', " (").replace('）', ")")
                    } else {
                        note
                    };
                    format!(
                        "{} {} {}{note}",
                        place + 1,
                        mark.zone.label(lang),
                        mark.damage.label(lang)
                    )
                })
                .collect();
            let marks = if marks.is_empty() {
                w.no_marks.to_owned()
            } else {
                marks.join("\n")
            };
            vec![(w.marks, marks)]
        }
        Step::Belongings => {
            let items = listed(
                &sheet.belongings.items,
                &|code| Belonging::parse(code).map(|one| one.label(lang)),
                &sheet.belongings.note,
            );
            let items = if sheet.no_belongings {
                w.no_belongings.to_owned()
            } else {
                items
            };
            vec![
                (
                    w.fuel,
                    sheet.fuel.map(|part| text::eighths(part, lang)).unwrap_or_default(),
                ),
                (
                    w.charge,
                    sheet.charge.map(|part| format!("{part}%")).unwrap_or_default(),
                ),
                (w.belongings, items),
            ]
        }
        Step::Wishes => {
            let wishes = listed(
                &sheet.wishes.items,
                &|code| Wish::parse(code).map(|one| one.label(lang)),
                "",
            );
            let ticks: Vec<&str> = [(sheet.warranty, w.warranty), (sheet.household, w.household)]
                .into_iter()
                .filter(|(set, _)| *set)
                .map(|(_, label)| label)
                .collect();
            vec![
                (w.wishes, wishes),
                (w.wishes_note, sheet.wishes.note.clone()),
                (w.model, ticks.join(comma)),
            ]
        }
        Step::Estimate => {
            let estimate = match (sheet.estimate_from, sheet.estimate_to) {
                (Some(from), Some(to)) if from != to => format!("{} – {}", from.display(), to.display()),
                (Some(from), _) => from.display(),
                (None, _) => String::new(),
            };
            vec![
                (w.estimate_from, estimate),
                (w.promised, sheet.promised_at.map(times::minute).unwrap_or_default()),
            ]
        }
        Step::Signature => {
            let signed = sheet.signed.as_ref();
            let words = signed.map(|one| text::signed(one.how, &one.by, &times::minute(one.at), lang));
            vec![(w.signature, words.unwrap_or_default())]
        }
    }
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .collect()
}

/// The quick choices of a promised time: (value, words).
fn quick(now: DateTime<Utc>, lang: Lang) -> Vec<(String, String)> {
    let on_the_hour = |at: DateTime<Utc>| at.with_minute(0).and_then(|at| at.with_second(0)).unwrap_or(at);
    let mut found: Vec<(String, String)> = [2, 4]
        .into_iter()
        .map(|hours| {
            let at = on_the_hour(now + TimeDelta::minutes(hours * 60 + 30));
            (local(at), text::quick(Some(hours), 0, "", lang))
        })
        .collect();
    for (days, clock) in [(0, 17), (1, 10), (1, 17), (3, 17)] {
        let at = times::start_of(times::day_of(now) + Days::new(days)) + TimeDelta::hours(clock);
        if at > now + TimeDelta::minutes(30) {
            found.push((local(at), text::quick(None, days, &times::clock(at), lang)));
        }
    }
    found
}

impl VisitPage {
    pub fn new(cx: &Cx, around: &Around, query: &VisitQuery, step: Step, form: FormView) -> Result<Self, Error> {
        let (w, lang, actor) = (SheetText::of(cx.lang), cx.lang, cx.actor()?);
        let (visit, sheet) = (&around.visit, &around.sheet);
        let base = format!("/visits/{}", visit.id);
        let service = visit.line == Line::Service;
        let may_work = actor.may(Permission::WorkServiceOrders);
        let editable = service && may_work && visit.state == VisitState::Receiving && !sheet.is_finished();
        let may_amend = service && may_work && sheet.is_finished() && visit.state != VisitState::Left;
        let amending = may_amend && query.amend == "1";
        let lacking = around.missing(cx.now);
        let title = if service { w.title } else { w.visit };
        let car = around.vehicle.as_ref();
        let plate = car.and_then(|car| car.plate_shown()).unwrap_or_default();
        let zone = Zone::parse(&query.zone);
        let here = if amending {
            format!("{base}?amend=1&step={}", Step::Exterior.code())
        } else {
            format!("{base}?step={}", Step::Exterior.code())
        };
        let wanted = gauges(car.and_then(|car| car.energy));
        let mark = FormView::fresh(zone.map(|zone| ("zone", zone.code().to_owned())));
        Ok(Self {
            page: cx.page(title).live(TOPIC),
            w,
            title,
            ticket: visit.ticket(),
            state: visit.state.label(lang),
            state_tone: match visit.state {
                VisitState::Arrived | VisitState::Waiting => "amber",
                VisitState::Left => "",
                VisitState::Ready | VisitState::Settled => "green",
                _ => "blue",
            },
            service,
            editable,
            finished: sheet.is_finished(),
            waits: visit.state.waits(),
            may_receive: visit.state.waits() && actor.may(Permission::WorkReception),
            may_leave: actor.may(Permission::WorkReception)
                && visit.state.allows(crate::visits::rules::VisitAction::Leave, visit.line),
            may_amend,
            amending,
            step: step.code(),
            step_label: step.label(lang),
            steps: Step::ALL
                .iter()
                .map(|one| StepItem {
                    href: format!("{base}?step={}", one.code()),
                    label: one.label(lang),
                    done: !lacking.iter().any(|missing| missing.step() == *one),
                    current: *one == step,
                })
                .collect(),
            previous: step
                .previous()
                .map_or_else(String::new, |one| format!("{base}?step={}", one.code())),
            is_last: step.next().is_none(),
            form,
            mark,
            place: if editable { place(visit.id, step) } else { String::new() },
            restored: String::new(),
            notice: String::new(),
            customer: around.customer.as_ref().map_or_else(
                || around.guest.clone().unwrap_or_else(|| w.guest.to_owned()),
                |customer| customer.name.expose().clone(),
            ),
            customer_href: visit
                .customer_id
                .map(|id| format!("/customers/{id}"))
                .unwrap_or_default(),
            tier: around
                .customer
                .as_ref()
                .filter(|customer| customer.tier != Tier::Regular)
                .map_or("", |customer| customer.tier.label(lang)),
            phone: around
                .customer
                .as_ref()
                .and_then(|customer| customer.phone.clone())
                .unwrap_or_default(),
            plate,
            plate_kind: if car.is_some_and(|car| car.is_new_energy_plate()) {
                "nev"
            } else {
                ""
            },
            vehicle: car.map(|car| car.title()).unwrap_or_default(),
            facts: properties(around, w, lang),
            stamps: stamps(around, lang),
            lights: Light::choices(lang),
            belongings: Belonging::choices(lang),
            wishes: Wish::choices(lang),
            zones: Zone::choices(lang),
            damages: Damage::choices(lang),
            fuels: (0..=8)
                .map(|part: i16| Choice::new(part.to_string(), text::eighths(part, lang)))
                .collect(),
            show_fuel: wanted.fuel,
            show_charge: wanted.charge,
            parts: parts(&around.marks, zone, &here, lang),
            marks: marks(around, &base, lang),
            photos: photos(around, &base),
            accept: ACCEPT,
            quick: quick(cx.now, lang),
            closed_then: !around.open_then,
            signed: sheet
                .signed
                .as_ref()
                .map(|one| text::signed(one.how, &one.by, &times::minute(one.at), lang))
                .unwrap_or_default(),
            signature: drawn(around),
            missing: lacking
                .iter()
                .map(|missing| (missing.label(lang), format!("{base}?step={}", missing.step().code())))
                .collect(),
            overview: if sheet.is_finished() {
                Step::ALL
                    .iter()
                    .map(|one| Part {
                        label: one.label(lang),
                        amend: if may_amend && *one != Step::Signature {
                            format!("{base}?amend=1&step={}", one.code())
                        } else {
                            String::new()
                        },
                        facts: facts(around, *one, w, lang),
                    })
                    .collect()
            } else {
                Vec::new()
            },
            amendments: amendments(around, lang),
            advice: None,
            member: None,
            order: around
                .order
                .as_ref()
                .filter(|_| actor.may(Permission::SeeServiceOrders))
                .map(|(id, number)| (format!("/service-orders/{id}"), number.clone())),
            blank: blank(around, editable, w),
            now: FormToken::new().to_string(),
            base,
        })
    }
}

/// What stands in the place of a sheet that this person neither fills in nor reads.
fn blank(around: &Around, editable: bool, w: &'static SheetText) -> &'static str {
    let (visit, sheet) = (&around.visit, &around.sheet);
    if visit.line != Line::Service || visit.state.waits() || editable || sheet.is_finished() {
        return "";
    }
    let untouched = sheet.saved.is_empty() && around.marks.is_empty() && around.photos.is_empty();
    match visit.state {
        VisitState::Receiving => w.being_filled,
        _ if untouched => w.unfilled,
        _ => w.unfinished,
    }
}

fn drawn(around: &Around) -> String {
    let signed = around.sheet.signed.as_ref();
    signed
        .and_then(|one| one.strokes.as_ref())
        .map(Strokes::path)
        .unwrap_or_default()
}

fn amendments(around: &Around, lang: Lang) -> Vec<(String, String)> {
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

fn properties(around: &Around, w: &'static SheetText, lang: Lang) -> Vec<(&'static str, String)> {
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

fn stamps(around: &Around, lang: Lang) -> Vec<StampView> {
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

fn marks(around: &Around, base: &str, lang: Lang) -> Vec<MarkView> {
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

fn photos(around: &Around, base: &str) -> Vec<PhotoView> {
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

/// What is said beside a form that saves itself.
#[derive(Template)]
#[template(
    source = r#"{% if bad %}<span class="err">{{ text }}</span>{% else %}{{ text }}{% endif %}"#,
    ext = "html"
)]
pub struct Note {
    pub text: String,
    pub bad: bool,
}

regions!(Note {});

/// A step that can't be taken any more.
#[derive(Template)]
#[template(
    source = r#"{%- extends "layouts/app.html" -%}
{%- import "macros/ui.html" as ui -%}
{% block main %}<div class="ph"><h1>{{ w.visit }}</h1></div><section class="card main-narrow">{{ ui::empty("info-circle", w.moved_on, href = back, action = w.to_visit) }}</section>{% endblock %}"#,
    ext = "html",
    blocks = ["main"]
)]
pub struct MovedOn {
    page: Page,
    w: &'static SheetText,
    back: String,
}

regions!(MovedOn { main: as_main });

impl MovedOn {
    pub fn new(cx: &Cx, back: String) -> Self {
        let w = SheetText::of(cx.lang);
        Self {
            page: cx.page(w.visit),
            w,
            back,
        }
    }
}

/// `/visits/{id}/check-in/sheet`: on A4.
#[derive(Template)]
#[template(path = "check_in/sheet.html", blocks = ["main"])]
pub struct PaperSheet {
    pub page: Page,
    pub w: &'static SheetText,
    pub head: Vec<(&'static str, String)>,
    pub steps: Vec<Part>,
    pub parts: Vec<PartView>,
    pub signature: String,
    pub signed: String,
    pub qr: Qr,
    pub amendments: Vec<(String, String)>,
    pub printed: String,
}

regions!(PaperSheet { main: as_main });

impl PaperSheet {
    pub fn new(cx: &Cx, actor: &Actor, around: &Around) -> Result<Self, Error> {
        let (w, lang) = (SheetText::of(cx.lang), cx.lang);
        let car = around.vehicle.as_ref();
        let head = [
            (w.store, Some(actor.store_name.clone())),
            (w.number, Some(around.visit.ticket())),
            (
                w.customer,
                around.customer.as_ref().map(|one| one.name.expose().clone()),
            ),
            (w.phone, around.customer.as_ref().and_then(|one| one.phone.clone())),
            (w.plate, car.and_then(|car| car.plate_shown())),
            (w.model, car.map(|car| car.title())),
            (w.vin, car.and_then(|car| car.vin_masked())),
            (w.arrived, Some(times::minute(around.visit.arrived_at))),
            (w.advisor, around.advisor.clone()),
        ];
        let address = format!(
            "{}/position/{}",
            cx.app.config.base_url.trim_end_matches('/'),
            around.token
        );
        Ok(Self {
            page: cx.page(w.title),
            w,
            head: head
                .into_iter()
                .filter_map(|(label, value)| Some((label, value?)))
                .collect(),
            steps: Step::ALL
                .iter()
                .filter(|step| **step != Step::Signature)
                .map(|step| Part {
                    label: step.label(lang),
                    amend: String::new(),
                    facts: facts(around, *step, w, lang),
                })
                .collect(),
            parts: parts(&around.marks, None, "", lang),
            signature: drawn(around),
            signed: around
                .sheet
                .signed
                .as_ref()
                .map(|one| text::signed(one.how, &one.by, &times::minute(one.at), lang))
                .unwrap_or_default(),
            qr: Qr::new(&address)?,
            amendments: amendments(around, lang),
            printed: times::minute(cx.now),
        })
    }
}
