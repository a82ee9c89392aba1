//! The technician's page: name and car, the work, big buttons; nothing about how somebody is reached.

use askama::Template;

use super::{Button, Chip};
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::service::model::REPAIRS;
use crate::service::rules::Urgency;
use crate::service::text::{self, ServiceText};
use crate::values::ids::ServiceOrderId;

/// A finding, and what the customer said to it.
pub struct Answered {
    pub what: String,
    pub urgency: &'static str,
    pub urgency_tone: &'static str,
    pub state: &'static str,
    pub state_tone: &'static str,
    pub words: String,
}

/// An order in hand.
pub struct RepairCard {
    pub id: String,
    pub base: String,
    pub number: String,
    pub ticket: String,
    pub customer: String,
    pub plate: String,
    pub plate_kind: &'static str,
    pub vehicle: String,
    pub state: &'static str,
    pub state_tone: &'static str,
    /// How the work stands: (label, tone); none where the state says it all.
    pub work: Option<(&'static str, &'static str)>,
    pub promise: Chip,
    /// How often the check failed, and why the last time; both empty where it did not.
    pub returned: String,
    pub because: String,
    /// What the customer agreed to on top and nobody has worked on since; empty where there is nothing.
    pub extra: String,
    /// What it waits for, and until when.
    pub waits: String,
    pub wish: String,
    /// (name, quantity, waits for consent)
    pub items: Vec<(String, String, bool)>,
    pub findings: Vec<Answered>,
    pub worked: String,
    pub running: bool,
    pub may_start: bool,
    pub buttons: Vec<Button>,
    pub token: String,
}

/// `/repairs`
#[derive(Template)]
#[template(path = "service/repairs.html", blocks = ["repairs"])]
pub struct RepairsPage {
    pub page: Page,
    pub w: &'static ServiceText,
    pub mine: Vec<RepairCard>,
    pub to_check: Vec<RepairCard>,
    pub notice: String,
}

regions!(RepairsPage {
    main,
    repairs: as_repairs
});

impl RepairsPage {
    pub fn new(cx: &Cx, mine: Vec<RepairCard>, to_check: Vec<RepairCard>, notice: String) -> Self {
        let w = ServiceText::of(cx.lang);
        Self {
            page: cx.page(w.repairs).live(REPAIRS),
            w,
            mine,
            to_check,
            notice,
        }
    }
}

/// `/repairs/{id}/findings`
#[derive(Template)]
#[template(path = "service/finding.html", blocks = ["dialog"])]
pub struct FindingPage {
    pub page: Page,
    pub w: &'static ServiceText,
    pub number: String,
    pub action: String,
    pub place: String,
    pub urgencies: Vec<Choice>,
    pub accept: &'static str,
    pub form: FormView,
}

regions!(FindingPage {
    main,
    dialog: as_dialog
});

impl FindingPage {
    pub fn new(cx: &Cx, id: ServiceOrderId, number: String, place: String, form: FormView) -> Self {
        let (w, lang) = (ServiceText::of(cx.lang), cx.lang);
        Self {
            page: cx.page(w.report),
            w,
            number,
            action: format!("/repairs/{id}/findings"),
            place,
            urgencies: Urgency::ALL
                .iter()
                .map(|urgency| Choice::new(urgency.code(), text::urgency(*urgency, lang)))
                .collect(),
            accept: "image/jpeg,image/png,image/webp",
            form,
        }
    }
}
