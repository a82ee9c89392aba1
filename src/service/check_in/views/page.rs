//! The page of a visit.

use askama::Template;
use chrono::Days;
use serde::Deserialize;

use super::parts::{
    MarkView, Part, PartView, PhotoView, StampView, amendments, drawn, marks, parts, photos, properties, stamps,
};
use super::place;
use super::steps::{facts, quick};
use crate::access::Permission;
use crate::customers::rules::Tier;
use crate::membership::views::Strip;
use crate::platform::db::FormToken;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::service::check_in::model::Around;
use crate::service::check_in::rules::{Belonging, Damage, Light, Step, Wish, Zone, gauges};
use crate::service::check_in::text::{self, SheetText};
use crate::service::courtesy::views::Advice;
use crate::visits::model::{AFTERWARDS, TOPIC, opens_customer, works};
use crate::visits::rules::{Line, VisitState};

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

pub struct StepItem {
    pub href: String,
    pub label: &'static str,
    pub done: bool,
    pub current: bool,
}

/// `/visits/{id}`
#[derive(Template)]
#[template(path = "check_in/visit.html")]
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
    /// The form of the photos.
    pub upload: FormView,
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

regions!(VisitPage { main });

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
            may_receive: visit.state.waits() && works(actor, visit.line),
            may_leave: works(actor, visit.line)
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
            upload: FormView::blank(),
            place: if editable { place(visit.id, step) } else { String::new() },
            restored: String::new(),
            notice: String::new(),
            customer: around.customer.as_ref().map_or_else(
                || around.guest.clone().unwrap_or_else(|| w.guest.to_owned()),
                |customer| customer.name.expose().clone(),
            ),
            customer_href: around
                .customer
                .as_ref()
                .filter(|customer| {
                    let sees = visit.left_at.is_none_or(|left| cx.now < left + Days::new(AFTERWARDS));
                    let theirs = [customer.owner, visit.advisor_id.filter(|_| sees)];
                    opens_customer(actor, &theirs, visit.state.is_present())
                })
                .map(|customer| format!("/customers/{}", customer.id))
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
