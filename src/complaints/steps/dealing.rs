//! Taking over, assigning, talking to the customer, finding out why.

use serde::Deserialize;
use validator::Validate;

use super::{Around, Step, choices};
use crate::complaints::commands::{self, Contact, Details, RootCause};
use crate::complaints::forms::{LONG, SHORT, id};
use crate::complaints::rules::{ContactChannel, ContactOutcome, Department};
use crate::complaints::text::{self as words, ComplaintText};
use crate::complaints::views::{Field, Kind, Sheet};
use crate::platform::db::Tx;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::web::page::Choice;
use crate::platform::web::{Checker, Form};
use crate::values::fault::Fault;
use crate::values::ids::{ComplaintId, StaffId, VehicleId};
use crate::values::text;

/// `POST /complaints/{id}/ownership`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct TakeOver {}

impl Form for TakeOver {
    type Parsed = ();

    fn parse(&self) -> Result<(), FieldErrors> {
        Ok(())
    }
}

impl Step for TakeOver {
    const NOUN: &'static str = "ownership";

    fn title(w: &'static ComplaintText) -> &'static str {
        w.take_over
    }

    fn said(w: &'static ComplaintText) -> &'static str {
        w.assigned
    }

    fn run(tx: &mut Tx<'_>, id: ComplaintId, (): ()) -> Result<Option<ComplaintId>, Error> {
        commands::take_over(tx, id).map(|()| None)
    }
}

/// `POST /complaints/{id}/assignment`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct Assign {
    owner_id: String,
    reason: String,
}

impl Form for Assign {
    type Parsed = (StaffId, Option<String>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let owner = check.required("owner_id", &self.owner_id, id);
        let reason = check.optional("reason", &self.reason, |raw| text::note(raw, SHORT));
        check.finish(|| owner.zip(reason))
    }
}

impl Step for Assign {
    const NOUN: &'static str = "assignment";
    const CHOOSES: bool = true;

    fn title(w: &'static ComplaintText) -> &'static str {
        w.assign
    }

    fn said(w: &'static ComplaintText) -> &'static str {
        w.assigned
    }

    fn fields(around: &Around) -> Vec<Field> {
        let w = around.w;
        vec![
            Field::new(Kind::Choose, "owner_id", w.assign_to)
                .required()
                .of(around.sheet.workers(), w.assign_to),
            Field::new(Kind::Text, "reason", w.reason).hint(w.reason_hint),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        let owner = around.complaint().owner_id.map(|owner| owner.to_string());
        vec![("owner_id", owner.unwrap_or_default())]
    }

    fn run(tx: &mut Tx<'_>, id: ComplaintId, (owner, reason): Self::Parsed) -> Result<Option<ComplaintId>, Error> {
        commands::assign(tx, &[id], owner, reason.as_deref()).map(|_| None)
    }
}

/// `POST /complaints/{id}/contacts`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ContactStep {
    channel: String,
    outcome: String,
    body: String,
    /// `1`: what was said goes out from here.
    tell: String,
}

impl Form for ContactStep {
    /// The contact, and whether it is a mail that goes out from here.
    type Parsed = (Contact, bool);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let channel = check.required("channel", &self.channel, ContactChannel::chosen);
        let outcome = check.required("outcome", &self.outcome, |raw| {
            let outcome = ContactOutcome::chosen(raw)?;
            match channel {
                Some(channel) if !channel.allows(outcome) => Err(Fault::Mismatch),
                _ => Ok(outcome),
            }
        });
        let reached = outcome.is_some_and(ContactOutcome::reached);
        let body = if reached {
            check.required("body", &self.body, |raw| text::note(raw, LONG))
        } else {
            check
                .optional("body", &self.body, |raw| text::note(raw, LONG))
                .map(Option::unwrap_or_default)
        };
        let tell = !self.tell.is_empty();
        if tell && (channel, outcome) != (Some(ContactChannel::Email), Some(ContactOutcome::Sent)) {
            check.fault("tell", Fault::Choice);
        }
        check.finish(|| {
            let contact = Contact {
                channel: channel?,
                outcome: outcome?,
                body: body?,
            };
            Some((contact, tell))
        })
    }
}

impl Step for ContactStep {
    const NOUN: &'static str = "contacts";

    fn title(w: &'static ComplaintText) -> &'static str {
        w.contact
    }

    fn submit(w: &'static ComplaintText) -> &'static str {
        w.log_contact
    }

    fn said(w: &'static ComplaintText) -> &'static str {
        w.contacted
    }

    fn fields(around: &Around) -> Vec<Field> {
        let (w, lang) = (around.w, around.lang);
        let mut fields = vec![
            Field::new(Kind::Pills, "channel", w.how)
                .required()
                .of(choices!(ContactChannel, words::contact_channel, lang), ""),
            Field::new(Kind::Pills, "outcome", w.outcome)
                .required()
                .of(choices!(ContactOutcome, words::contact_outcome, lang), ""),
            Field::new(Kind::Text, "body", w.said).hint(w.said_hint),
        ];
        if around.detail.has_mail() {
            fields.push(Field::new(Kind::Tick, "tell", w.tell).hint(w.tell_hint));
        }
        fields
    }

    fn start(_: &Around) -> Vec<(&'static str, String)> {
        vec![("channel", "phone".to_owned()), ("outcome", "answered".to_owned())]
    }

    fn explain(field: &str, fault: &Fault, around: &Around) -> Option<String> {
        let w = around.w;
        let words = match (field, fault) {
            ("outcome", Fault::Mismatch) => Some(w.outcome_elsewhere),
            ("tell", Fault::Choice) => Some(w.tell_only_mail),
            ("tell", Fault::Email) => Some(w.tell_nowhere),
            ("tell", Fault::Mismatch) => Some(w.tell_refused),
            _ => None,
        };
        words.map(str::to_owned)
    }

    fn run(tx: &mut Tx<'_>, id: ComplaintId, (contact, tell): Self::Parsed) -> Result<Option<ComplaintId>, Error> {
        if tell {
            commands::contact_by_mail(tx, id, &contact)?;
        } else {
            commands::contact(tx, id, &contact)?;
        }
        Ok(None)
    }
}

/// `POST /complaints/{id}/notes`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct AddNote {
    body: String,
}

impl Form for AddNote {
    type Parsed = String;

    fn parse(&self) -> Result<String, FieldErrors> {
        let mut check = Checker::of(self);
        let body = check.required("body", &self.body, |raw| text::note(raw, LONG));
        check.finish(|| body)
    }
}

impl Step for AddNote {
    const NOUN: &'static str = "notes";

    fn title(w: &'static ComplaintText) -> &'static str {
        w.note
    }

    fn submit(w: &'static ComplaintText) -> &'static str {
        w.save_note
    }

    fn said(w: &'static ComplaintText) -> &'static str {
        w.noted
    }

    fn fields(around: &Around) -> Vec<Field> {
        vec![
            Field::new(Kind::Text, "body", around.w.note)
                .required()
                .hint(around.w.note_hint),
        ]
    }

    fn run(tx: &mut Tx<'_>, id: ComplaintId, body: String) -> Result<Option<ComplaintId>, Error> {
        commands::add_note(tx, id, &body).map(|()| None)
    }
}

/// `POST /complaints/{id}/investigation`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct Investigate {
    department: String,
    responsible_id: String,
    plan: String,
}

impl Form for Investigate {
    type Parsed = (Department, Option<StaffId>, Option<String>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let department = check.required("department", &self.department, Department::chosen);
        let responsible = check.optional("responsible_id", &self.responsible_id, id);
        let plan = check.optional("plan", &self.plan, |raw| text::note(raw, LONG));
        check.finish(|| Some((department?, responsible?, plan?)))
    }
}

impl Step for Investigate {
    const NOUN: &'static str = "investigation";
    const CHOOSES: bool = true;

    fn title(w: &'static ComplaintText) -> &'static str {
        w.investigate
    }

    fn said(w: &'static ComplaintText) -> &'static str {
        w.moved
    }

    fn fields(around: &Around) -> Vec<Field> {
        let (w, lang) = (around.w, around.lang);
        vec![
            Field::new(Kind::Pills, "department", w.department)
                .required()
                .of(choices!(Department, words::department, lang), ""),
            Field::new(Kind::Choose, "responsible_id", w.responsible).of(around.sheet.colleagues(), w.not_yet),
            Field::new(Kind::Text, "plan", w.plan),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        start_of_answerable(around)
    }

    fn run(tx: &mut Tx<'_>, id: ComplaintId, new: Self::Parsed) -> Result<Option<ComplaintId>, Error> {
        let (department, responsible, plan) = new;
        commands::investigate(tx, id, department, responsible, plan.as_deref()).map(|()| None)
    }
}

fn start_of_answerable(around: &Around) -> Vec<(&'static str, String)> {
    let complaint = around.complaint();
    let department = complaint.department.map(Department::code).unwrap_or_default();
    let responsible = complaint.responsible_id.map(|person| person.to_string());
    vec![
        ("department", department.to_owned()),
        ("responsible_id", responsible.unwrap_or_default()),
    ]
}

/// Categories to choose from, with the one the complaint has.
fn categories(around: &Around) -> Vec<Choice> {
    let (zh, en) = &around.detail.category;
    let chosen = &around.complaint().category;
    Sheet::with_chosen(around.sheet.categories(), chosen, around.lang.pick(zh, en))
}

/// The customer's cars, with the one that the complaint has, which they may have sold since.
fn cars(around: &Around) -> Vec<Choice> {
    let label = |car: &crate::vehicles::model::Brief| {
        let words = [car.plate.clone().unwrap_or_default(), car.title.clone()];
        words.join(" ").trim().to_owned()
    };
    let choices = around
        .cars
        .iter()
        .map(|car| Choice::new(car.id.to_string(), label(car)))
        .collect();
    let Some(chosen) = around.complaint().vehicle_id else {
        return choices;
    };
    let plate = around.detail.plate.as_ref().map(|plate| plate.expose().display());
    let words = [plate, around.detail.vehicle.clone()];
    let words = words.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Sheet::with_chosen(choices, &chosen.to_string(), &words)
}

/// Causes to choose from, with the one the complaint has.
fn causes(around: &Around) -> Vec<Choice> {
    let Some((zh, en)) = &around.detail.cause else {
        return around.sheet.causes();
    };
    let chosen = around.complaint().cause.as_deref().unwrap_or_default();
    Sheet::with_chosen(around.sheet.causes(), chosen, around.lang.pick(zh, en))
}

/// `POST /complaints/{id}/details`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct DetailsStep {
    category: String,
    department: String,
    responsible_id: String,
    visit_ref: String,
    room: String,
    attendant_id: String,
    vehicle_id: String,
    lock_version: String,
}

/// The details as typed.
pub struct NewDetails {
    category: String,
    department: Option<Department>,
    responsible: Option<StaffId>,
    visit_ref: Option<String>,
    room: Option<String>,
    attendant: Option<StaffId>,
    vehicle: Option<VehicleId>,
    lock_version: i32,
}

impl Form for DetailsStep {
    type Parsed = NewDetails;

    fn parse(&self) -> Result<NewDetails, FieldErrors> {
        let mut check = Checker::of(self);
        let category = check.required("category", &self.category, |raw| text::line(raw, 40));
        let department = check.optional("department", &self.department, Department::chosen);
        let responsible = check.optional("responsible_id", &self.responsible_id, id);
        let visit_ref = check.optional("visit_ref", &self.visit_ref, |raw| text::line(raw, 200));
        let room = check.optional("room", &self.room, |raw| text::line(raw, 60));
        let attendant = check.optional("attendant_id", &self.attendant_id, id);
        let vehicle = check.optional("vehicle_id", &self.vehicle_id, id);
        let lock_version = seen(&self.lock_version);
        check.finish(|| {
            Some(NewDetails {
                category: category?,
                department: department?,
                responsible: responsible?,
                visit_ref: visit_ref?,
                room: room?,
                attendant: attendant?,
                vehicle: vehicle?,
                lock_version,
            })
        })
    }
}

impl Step for DetailsStep {
    const NOUN: &'static str = "details";
    const CHOOSES: bool = true;
    const OFFERS_CARS: bool = true;

    fn title(w: &'static ComplaintText) -> &'static str {
        w.details
    }

    fn submit(w: &'static ComplaintText) -> &'static str {
        w.save
    }

    fn fields(around: &Around) -> Vec<Field> {
        let (w, lang) = (around.w, around.lang);
        vec![
            Field::new(Kind::Choose, "category", w.category)
                .required()
                .of(categories(around), ""),
            Field::new(Kind::Choose, "department", w.department)
                .of(choices!(Department, words::department, lang), w.not_yet),
            Field::new(Kind::Choose, "responsible_id", w.responsible).of(around.sheet.colleagues(), w.not_yet),
            Field::new(Kind::Line, "visit_ref", w.visit_ref).hint(w.visit_ref_hint),
            Field::new(Kind::Choose, "vehicle_id", w.vehicle).of(cars(around), w.no_vehicle),
            Field::new(Kind::Line, "room", w.room),
            Field::new(Kind::Choose, "attendant_id", w.attendant).of(around.sheet.colleagues(), w.not_yet),
            Field::new(Kind::Hidden, "lock_version", ""),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        let (complaint, detail) = (around.complaint(), &around.detail);
        let visit = detail.visit_ref.as_ref().map(|visit| visit.expose().clone());
        let mut start = start_of_answerable(around);
        start.extend([
            ("category", complaint.category.clone()),
            ("visit_ref", visit.unwrap_or_default()),
            ("room", complaint.room.clone().unwrap_or_default()),
            (
                "attendant_id",
                complaint.attendant_id.map(|one| one.to_string()).unwrap_or_default(),
            ),
            (
                "vehicle_id",
                complaint.vehicle_id.map(|one| one.to_string()).unwrap_or_default(),
            ),
            ("lock_version", complaint.lock_version.to_string()),
        ]);
        start
    }

    fn run(tx: &mut Tx<'_>, id: ComplaintId, new: NewDetails) -> Result<Option<ComplaintId>, Error> {
        let details = Details {
            lock_version: new.lock_version,
            category: new.category,
            department: new.department,
            responsible: new.responsible,
            visit_ref: new.visit_ref,
            room: new.room,
            attendant: new.attendant,
            vehicle: new.vehicle,
        };
        commands::set_details(tx, id, &details).map(|()| None)
    }
}

/// The version a form was opened with; one that can't be read is as good as an old one.
pub(super) fn seen(raw: &str) -> i32 {
    raw.trim().parse().unwrap_or(-1)
}

/// `POST /complaints/{id}/cause`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct CauseStep {
    cause: String,
    whys: String,
    lock_version: String,
}

impl Form for CauseStep {
    type Parsed = RootCause;

    fn parse(&self) -> Result<RootCause, FieldErrors> {
        const WHYS: usize = 5;
        let mut check = Checker::of(self);
        let cause = check.required("cause", &self.cause, |raw| text::line(raw, 40));
        let whys = check.required("whys", &self.whys, |raw| {
            let whys: Vec<String> = text::note(raw, LONG)?
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .map(str::to_owned)
                .collect();
            if whys.len() > WHYS {
                Err(Fault::TooMany { max: WHYS })
            } else {
                Ok(whys)
            }
        });
        let lock_version = seen(&self.lock_version);
        check.finish(|| {
            Some(RootCause {
                lock_version,
                cause: cause?,
                whys: whys?,
            })
        })
    }
}

impl Step for CauseStep {
    const NOUN: &'static str = "cause";
    const CHOOSES: bool = true;
    const READS_TIMELINE: bool = true;

    fn title(w: &'static ComplaintText) -> &'static str {
        w.set_cause
    }

    fn fields(around: &Around) -> Vec<Field> {
        let w = around.w;
        vec![
            Field::new(Kind::Choose, "cause", w.cause)
                .required()
                .of(causes(around), w.not_yet),
            Field::new(Kind::Text, "whys", w.why).required().hint(w.why_hint),
            Field::new(Kind::Hidden, "lock_version", ""),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        use crate::complaints::model::EntryKind;
        let last = around
            .detail
            .entries
            .iter()
            .rev()
            .find(|entry| entry.row.kind == EntryKind::Cause);
        let whys = last
            .and_then(|entry| entry.body.as_ref())
            .map(|body| body.expose().clone());
        vec![
            ("cause", around.complaint().cause.clone().unwrap_or_default()),
            ("whys", whys.unwrap_or_default()),
            ("lock_version", around.complaint().lock_version.to_string()),
        ]
    }

    fn run(tx: &mut Tx<'_>, id: ComplaintId, new: RootCause) -> Result<Option<ComplaintId>, Error> {
        commands::set_cause(tx, id, &new).map(|()| None)
    }
}
