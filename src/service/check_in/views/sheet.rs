//! The sheet on paper.

use askama::Template;

use super::parts::{Part, PartView, amendments, drawn, parts};
use super::steps::facts;
use crate::access::Actor;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::{Cx, Page, Qr};
use crate::regions;
use crate::service::check_in::model::Around;
use crate::service::check_in::rules::Step;
use crate::service::check_in::text::{self, SheetText};

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
        let address = cx.app.config.whole(&format!("/position/{}", around.token));
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
