//! Rows and values of the check-in sheet.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::rules::{Belonging, Damage, Filled, Last, Light, Missing, Signing, Step, Strokes, Wish, Zone, missing};
use crate::customers::model::{Brief, Texts};
use crate::platform::drafts::Draft;
use crate::platform::error::Error;
use crate::platform::files::FileInfo;
use crate::platform::vault::{Label, Sealed, Vault};
use crate::schema::check_ins;
use crate::values::ids::{AttachmentId, ServiceOrderId, StaffId, VisitId};
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::vehicles::model::Vehicle;
use crate::visits::model::Visit;
use crate::visits::rules::{VisitAction, VisitState};

pub(super) const MILEAGE_REASON: Label = Label("check_ins.mileage_reason");
pub(super) const LIGHTS_NOTE: Label = Label("check_ins.lights_note");
pub(super) const BELONGINGS: Label = Label("check_ins.belongings");
pub(super) const WISHES: Label = Label("check_ins.wishes");
pub(super) const SIGNED_BY: Label = Label("check_ins.signed_by");
pub(super) const SIGNATURE: Label = Label("check_ins.signature");
pub(super) const MARK_NOTE: Label = Label("check_in_marks.note");
pub(super) const AMENDMENT: Label = Label("check_in_amendments.reason");

/// What was ticked, and what was said about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Listed {
    pub items: Vec<String>,
    pub note: String,
}

impl Listed {
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.note.is_empty()
    }

    fn text(&self) -> Option<String> {
        (!self.is_empty()).then(|| [self.items.join(" "), self.note.clone()].join(" ").trim().to_owned())
    }
}

/// When a step was saved last, by whom, how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    pub at: DateTime<Utc>,
    pub by: StaffId,
    pub version: i32,
    /// The form it was saved from: one that saves itself goes on where it was.
    #[serde(default)]
    pub form: Option<Uuid>,
}

/// A signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    pub how: Signing,
    pub by: String,
    pub strokes: Option<Strokes>,
    pub at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = check_ins)]
pub(super) struct SheetRow {
    visit_id: VisitId,
    mileage_km: Option<i32>,
    mileage_reason_sealed: Option<Sealed>,
    warning_lights: Vec<Option<String>>,
    lights_note_sealed: Option<Sealed>,
    no_marks: bool,
    fuel_eighths: Option<i16>,
    charge_percent: Option<i16>,
    belongings_sealed: Option<Sealed>,
    no_belongings: bool,
    wishes_sealed: Option<Sealed>,
    warranty: bool,
    household: bool,
    estimate_from_fen: Option<i64>,
    estimate_to_fen: Option<i64>,
    promised_at: Option<DateTime<Utc>>,
    signed_how: Option<Signing>,
    signed_by_sealed: Option<Sealed>,
    signature_sealed: Option<Sealed>,
    signed_at: Option<DateTime<Utc>>,
    saved: serde_json::Value,
    finished_at: Option<DateTime<Utc>>,
    finished_by: Option<StaffId>,
}

/// The sheet of one visit, opened; an empty one before anything was saved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    pub mileage: Option<Km>,
    pub mileage_reason: Option<String>,
    pub lights: Vec<Light>,
    pub lights_note: Option<String>,
    pub no_marks: bool,
    pub fuel: Option<i16>,
    pub charge: Option<i16>,
    pub belongings: Listed,
    pub no_belongings: bool,
    pub wishes: Listed,
    pub warranty: bool,
    pub household: bool,
    pub estimate_from: Option<Fen>,
    pub estimate_to: Option<Fen>,
    pub promised_at: Option<DateTime<Utc>>,
    pub signed: Option<Signed>,
    pub saved: BTreeMap<String, Saved>,
    pub finished_at: Option<DateTime<Utc>>,
    pub finished_by: Option<StaffId>,
}

impl Sheet {
    pub(super) fn open(row: SheetRow, vault: &Vault) -> Result<Self, Error> {
        let id = row.visit_id.uuid();
        let text = |label, sealed: &Option<Sealed>| -> Result<Option<String>, Error> {
            let open = vault.open_opt(label, id, sealed.as_ref())?;
            Ok(open.map(|text| text.expose().clone()))
        };
        let listed = |label, sealed: &Option<Sealed>| -> Result<Listed, Error> {
            let text = text(label, sealed)?;
            text.map_or_else(
                || Ok(Listed::default()),
                |text| serde_json::from_str(&text).map_err(Error::internal),
            )
        };
        let strokes = text(SIGNATURE, &row.signature_sealed)?;
        let strokes = strokes.and_then(|text| Strokes::parse(&text).ok());
        let by = text(SIGNED_BY, &row.signed_by_sealed)?;
        Ok(Self {
            mileage: row.mileage_km.map(Km::new),
            mileage_reason: text(MILEAGE_REASON, &row.mileage_reason_sealed)?,
            lights: row
                .warning_lights
                .iter()
                .flatten()
                .filter_map(|code| Light::parse(code))
                .collect(),
            lights_note: text(LIGHTS_NOTE, &row.lights_note_sealed)?,
            no_marks: row.no_marks,
            fuel: row.fuel_eighths,
            charge: row.charge_percent,
            belongings: listed(BELONGINGS, &row.belongings_sealed)?,
            no_belongings: row.no_belongings,
            wishes: listed(WISHES, &row.wishes_sealed)?,
            warranty: row.warranty,
            household: row.household,
            estimate_from: row.estimate_from_fen.map(Fen::new),
            estimate_to: row.estimate_to_fen.map(Fen::new),
            promised_at: row.promised_at,
            signed: row.signed_how.zip(row.signed_at).map(|(how, at)| Signed {
                how,
                by: by.unwrap_or_default(),
                strokes,
                at,
            }),
            saved: serde_json::from_value(row.saved).map_err(Error::internal)?,
            finished_at: row.finished_at,
            finished_by: row.finished_by,
        })
    }

    pub fn is_finished(&self) -> bool {
        self.finished_at.is_some()
    }

    /// How often a step was saved.
    pub fn version(&self, step: Step) -> i32 {
        self.saved.get(step.code()).map_or(0, |saved| saved.version)
    }

    /// Whether a step was saved elsewhere since this form was opened: by a colleague, or in another window of one's own.
    pub fn saved_since(&self, step: Step, seen: i32, form: Option<Uuid>) -> bool {
        self.saved
            .get(step.code())
            .is_some_and(|last| last.version != seen && (form.is_none() || last.form != form))
    }

    pub fn filled(&self, visit: &Visit, marks: usize, now: DateTime<Utc>) -> Filled {
        Filled {
            known: visit.customer_id.is_some() && visit.vehicle_id.is_some(),
            mileage: self.mileage.is_some(),
            fuel: self.fuel.is_some(),
            charge: self.charge.is_some(),
            exterior: marks > 0 || self.no_marks,
            belongings: self.no_belongings || !self.belongings.is_empty(),
            wishes: !self.wishes.is_empty(),
            estimate: self.estimate_from.is_some(),
            promise: self.promised_at.is_some_and(|at| self.is_finished() || at > now),
            signed: self.signed.is_some(),
        }
    }

    /// What one step says, as the field history keeps it.
    pub(super) fn texts(&self, step: Step) -> Texts {
        let tick = |set: bool| set.then_some("1");
        let mut texts = Texts::default();
        match step {
            Step::Vehicle => {
                let lights: Vec<&str> = self.lights.iter().map(|light| light.code()).collect();
                texts.put("mileage", self.mileage.map(|km| km.km().to_string()));
                texts.put("mileage_reason", self.mileage_reason.as_deref());
                texts.put("warning_lights", Some(lights.join(" ")).filter(|text| !text.is_empty()));
                texts.put("lights_note", self.lights_note.as_deref());
            }
            Step::Exterior => texts.put("no_marks", tick(self.no_marks)),
            Step::Belongings => {
                texts.put("fuel", self.fuel.map(|part| part.to_string()));
                texts.put("charge", self.charge.map(|part| part.to_string()));
                texts.put("belongings", self.belongings.text());
                texts.put("no_belongings", tick(self.no_belongings));
            }
            Step::Wishes => {
                texts.put("wishes", self.wishes.text());
                texts.put("warranty", tick(self.warranty));
                texts.put("household", tick(self.household));
            }
            Step::Estimate => {
                texts.put("estimate_from", self.estimate_from.map(Fen::yuan));
                texts.put("estimate_to", self.estimate_to.map(Fen::yuan));
                texts.put("promised_at", self.promised_at.map(|at| at.to_rfc3339()));
            }
            Step::Signature => {
                texts.put("signature", self.signed.as_ref().map(|signed| signed.how.code()));
                texts.put("signed_by", self.signed.as_ref().map(|signed| signed.by.as_str()));
            }
        }
        texts
    }
}

/// What one step is to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Vehicle {
        mileage: Option<Km>,
        reason: Option<String>,
        lights: Vec<Light>,
        note: Option<String>,
    },
    Exterior {
        no_marks: bool,
    },
    Belongings {
        fuel: Option<i16>,
        charge: Option<i16>,
        items: Vec<Belonging>,
        note: String,
        none: bool,
    },
    Wishes {
        items: Vec<Wish>,
        note: String,
        warranty: bool,
        household: bool,
    },
    Estimate {
        from: Option<Fen>,
        to: Option<Fen>,
        promised_at: Option<DateTime<Utc>>,
    },
    Signature(Option<(Signing, String, Option<Strokes>)>),
}

impl Change {
    pub const fn step(&self) -> Step {
        match self {
            Self::Vehicle { .. } => Step::Vehicle,
            Self::Exterior { .. } => Step::Exterior,
            Self::Belongings { .. } => Step::Belongings,
            Self::Wishes { .. } => Step::Wishes,
            Self::Estimate { .. } => Step::Estimate,
            Self::Signature(_) => Step::Signature,
        }
    }
}

/// A step as it is posted.
#[derive(Clone, Debug)]
pub struct Save {
    pub change: Change,
    pub seen: i32,
    /// The form as it was opened once, in one window.
    pub form: Option<Uuid>,
    /// Why a finished sheet is changed.
    pub reason: Option<String>,
    /// One of the quick choices was pressed: the same step is shown again.
    pub stay: bool,
}

/// A mark as it is posted.
#[derive(Clone, Debug)]
pub struct NewMark {
    pub zone: Zone,
    pub damage: Damage,
    pub note: Option<String>,
    pub reason: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct MarkRow {
    pub id: Uuid,
    pub zone: String,
    pub damage: Damage,
    pub note_sealed: Option<Sealed>,
    pub photo_id: Option<AttachmentId>,
}

/// Something seen on the outside.
#[derive(Clone, Debug)]
pub struct Mark {
    pub id: Uuid,
    pub zone: Zone,
    pub damage: Damage,
    pub note: Option<String>,
    pub photo: Option<AttachmentId>,
}

/// A change of the visit's state.
#[derive(Clone, Debug, Deserialize)]
pub struct Stamp {
    pub action: VisitAction,
    pub state: VisitState,
    pub staff: Option<String>,
    pub at: DateTime<Utc>,
}

#[derive(Deserialize)]
pub(super) struct AmendmentRow {
    pub id: Uuid,
    pub step: String,
    pub reason_sealed: Sealed,
    pub staff: Option<String>,
    pub at: DateTime<Utc>,
}

/// A change of a finished sheet.
#[derive(Clone, Debug)]
pub struct Amendment {
    pub step: Step,
    pub reason: String,
    pub staff: Option<String>,
    pub at: DateTime<Utc>,
}

/// A visit with its sheet and all that its page shows.
#[derive(Clone)]
pub struct Around {
    pub visit: Visit,
    /// Opens the page that shows the visitor how far things are.
    pub token: String,
    pub party: i16,
    pub left_because: Option<String>,
    /// What was said at the door: a name, a wish, a reading.
    pub guest: Option<String>,
    pub wish: Option<String>,
    pub door_km: Option<Km>,
    pub sheet: Sheet,
    pub marks: Vec<Mark>,
    pub photos: Vec<FileInfo>,
    pub customer: Option<Brief>,
    pub vehicle: Option<Vehicle>,
    pub advisor: Option<String>,
    pub stamps: Vec<Stamp>,
    pub amendments: Vec<Amendment>,
    pub draft: Option<Draft>,
    /// The service order and its number, if this person sees it.
    pub order: Option<(ServiceOrderId, String)>,
    /// Whether the store is open at the promised time.
    pub open_then: bool,
}

impl Around {
    pub fn missing(&self, now: DateTime<Utc>) -> Vec<Missing> {
        let energy = self.vehicle.as_ref().and_then(|car| car.energy);
        missing(&self.sheet.filled(&self.visit, self.marks.len(), now), energy)
    }

    /// The reading before this visit.
    pub fn last(&self, now: DateTime<Utc>) -> Option<Last> {
        let car = self.vehicle.as_ref()?;
        Some(Last {
            km: car.mileage?,
            days: car.mileage_at.map_or(3_650, |at| (now - at).num_days()),
        })
    }
}
