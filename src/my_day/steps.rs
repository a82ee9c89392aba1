//! One row of the list in words: whom it is about, why it stands there, what is done next and where.

use chrono::{DateTime, TimeDelta, Utc};

use super::text::{self, DayText};
use crate::access::{Actor, Permission};
use crate::complaints::rules::{Severity, State as ComplaintState};
use crate::followups::rules::has_own_form;
use crate::imports::rules::states::State as ImportState;
use crate::platform::db::FormToken;
use crate::platform::db::agenda::Entry;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, durations, times};
use crate::platform::vault::{Pii, Vault};
use crate::service::rules::State as OrderState;
use crate::surveys::interviews;
use crate::values::deadline::{Deadline, Measure, Standing};
use crate::values::plate::Plate;
use crate::vehicles::agenda::About;
use crate::vehicles::model::shown_plate;
use crate::visits::model::works;
use crate::visits::rules::{Line as House, VisitState};
use crate::{complaints, customers, followups, imports, sales, service, visits};

/// A deadline as it is shown.
#[derive(Clone, Debug, Default)]
pub struct Chip {
    pub kind: &'static str,
    pub text: String,
    pub iso: String,
    pub exact: String,
}

/// The one next thing to do.
#[derive(Clone, Debug, Default)]
pub struct Step {
    pub label: &'static str,
    pub href: String,
    /// Opens over the page; without script it is a page itself.
    pub dialog: bool,
    /// It is posted, with this version of the record.
    pub version: Option<String>,
    pub token: String,
}

impl Step {
    fn page(label: &'static str, href: impl Into<String>) -> Self {
        Self {
            label,
            href: href.into(),
            ..Self::default()
        }
    }

    fn dialog(label: &'static str, href: impl Into<String>) -> Self {
        Self {
            dialog: true,
            ..Self::page(label, href)
        }
    }

    fn post(label: &'static str, href: impl Into<String>, version: i32) -> Self {
        Self {
            version: Some(version.to_string()),
            token: FormToken::new().to_string(),
            ..Self::page(label, href)
        }
    }
}

/// A row of the list.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// `task-…`
    pub key: String,
    pub icon: &'static str,
    pub name: String,
    pub plate: String,
    pub plate_kind: &'static str,
    pub why: String,
    /// Why, in the store's language.
    pub foreign: bool,
    /// Where all about it stands, and whether that opens over the page.
    pub open: String,
    pub opens_over: bool,
    pub step: Step,
    /// Where it is put off.
    pub snooze: String,
    /// What came of it.
    pub outcome: &'static str,
    pub chip: Chip,
}

/// What rows are made with.
pub struct Making<'a> {
    pub vault: &'a Vault,
    pub actor: &'a Actor,
    pub now: DateTime<Utc>,
    pub lang: Lang,
    pub w: &'static DayText,
}

impl Making<'_> {
    /// The row of an entry.
    pub fn row(&self, entry: &Entry) -> Result<Row, Error> {
        let row = match entry.kind.as_str() {
            followups::agenda::KIND => self.task(entry)?,
            visits::agenda::VISIT => self.visitor(entry)?,
            visits::agenda::APPOINTMENT => self.booked(entry)?,
            service::agenda::ORDER => self.order(entry)?,
            service::agenda::REPAIR => self.repair(entry)?,
            service::agenda::CHECK => self.check(entry)?,
            sales::agenda::TEST_DRIVE | sales::agenda::DELIVERY => self.drive(entry)?,
            complaints::agenda::COMPLAINT => self.complaint(entry)?,
            complaints::agenda::SOLUTION => self.solution(entry)?,
            interviews::agenda::KIND => self.interview(entry)?,
            customers::agenda::KIND => self.access(entry)?,
            imports::agenda::KIND => self.import(entry)?,
            kind => return Err(Error::internal(format!("a row of an unknown kind: {kind}"))),
        };
        let chip = match entry.kind.as_str() {
            visits::agenda::APPOINTMENT => self.expected(entry),
            _ => self.chip(entry),
        };
        Ok(Row {
            key: format!("{}-{}", entry.kind, entry.id),
            chip,
            ..row
        })
    }

    fn chip(&self, entry: &Entry) -> Chip {
        let Some(due) = entry.due else {
            return Chip {
                kind: "idle",
                text: durations::ago(self.now - entry.since, self.lang),
                iso: times::iso(entry.since),
                exact: times::minute(entry.since),
            };
        };
        let clock = Deadline {
            start: entry.since,
            due,
            measure: Measure::Elapsed,
            pauses: &[],
        };
        let standing = clock.standing(None, self.now);
        Chip {
            kind: match standing {
                Standing::Overdue(_) => "over",
                Standing::DueSoon(_) => "due",
                Standing::OnTime(_) => "ok",
                Standing::Paused => "paused",
                Standing::Done { .. } => "done",
            },
            text: durations::sla(standing, self.lang),
            iso: times::iso(due),
            exact: times::minute(due),
        }
    }

    /// Somebody who is booked is awaited, and then late.
    fn expected(&self, entry: &Entry) -> Chip {
        let at = entry.due.unwrap_or(self.now);
        let late = (self.now - at).num_minutes();
        Chip {
            kind: if late > 0 { "over" } else { "idle" },
            text: if late > 0 {
                text::overdue_visit(late, self.lang)
            } else {
                times::short(at, self.now, self.lang)
            },
            iso: times::iso(at),
            exact: times::minute(at),
        }
    }

    /// Whom and which car a row is about.
    fn about(&self, about: About) -> Row {
        let (plate, plate_kind) = plate(about.plate.as_ref());
        Row {
            name: match about.name {
                Some(name) => name.into_exposed(),
                None => self.w.no_customer.to_owned(),
            },
            plate,
            plate_kind,
            ..Row::default()
        }
    }

    fn task(&self, entry: &Entry) -> Result<Row, Error> {
        let w = self.w;
        let shown = followups::agenda::read(self.vault, entry.id, entry.card.clone())?;
        let task = shown.task;
        let (why, foreign) = followups::text::title(task.title.expose(), &task.kind, self.lang);
        let href = format!("/call-backs/{}", task.id);
        let step = match followups::views::step(self.actor, &task) {
            Some((to, dialog)) => Step {
                dialog,
                ..Step::page(self.verb(&task.kind, dialog), to)
            },
            None if has_own_form(&task.subject_kind) => Step::dialog(w.look, href.clone()),
            None => Step::dialog(w.record, href.clone()),
        };
        // Who is no customer yet is named by the title.
        let named = match followups::text::named(task.title.expose()) {
            named if task.subject_kind == "lead" && !named.is_empty() => Some(Pii::new(named.to_owned())),
            _ => None,
        };
        let about = About {
            customer: task.customer,
            name: shown.name.or(named),
            plate: shown.plate,
        };
        Ok(Row {
            icon: followups::views::icon(&task.kind),
            why,
            foreign,
            opens_over: true,
            snooze: format!("{href}/snooze"),
            open: href,
            step,
            outcome: followups::text::outcome(task.outcome.as_deref().unwrap_or_default(), self.lang),
            ..self.about(about)
        })
    }

    /// What doing a task of a kind is called.
    fn verb(&self, kind: &str, dialog: bool) -> &'static str {
        let w = self.w;
        match kind {
            "complaint.contact" | "complaint.report" => w.answer,
            "complaint.goodwill"
            | "complaint.goodwill_top"
            | "sales.loss_decision"
            | "sales.discount"
            | "membership.adjustment" => w.decide,
            "sales.follow_up" | "sales.asked_again" => w.log,
            "lead.nobody_alert" => w.assign,
            "complaint.call_back" | "lead.first_call" | "lead.second_call" | "service.finding" if dialog => w.record,
            _ if dialog => w.open,
            _ => w.look,
        }
    }

    fn visitor(&self, entry: &Entry) -> Result<Row, Error> {
        let (w, lang) = (self.w, self.lang);
        let visitor = visits::agenda::visitor(self.vault, entry.id, entry.card.clone())?;
        let page = format!("/visits/{}", entry.id);
        let waits = visitor.state.waits();
        let step = match (visitor.state, visitor.line) {
            (VisitState::Receiving, House::Service) => Step::page(w.check_in, page),
            (_, line) if waits && works(self.actor, line) => {
                let label = if line == House::Service { w.receive } else { w.welcome };
                Step::post(label, format!("{page}/reception"), visitor.version)
            }
            _ => Step::page(w.arrivals, "/reception"),
        };
        let how = match (waits, visitor.called) {
            (false, _) => w.received,
            (true, true) => w.called,
            (true, false) => w.waits,
        };
        Ok(Row {
            icon: "door-enter",
            why: said([how, visitor.purpose.label(lang), &visitor.ticket]),
            open: if waits {
                "/reception".to_owned()
            } else {
                step.href.clone()
            },
            step,
            ..self.about(visitor.about)
        })
    }

    fn booked(&self, entry: &Entry) -> Result<Row, Error> {
        let w = self.w;
        let booked = visits::agenda::booked(self.vault, entry.card.clone())?;
        let page = format!("/appointments/{}", entry.id);
        let near = entry.due.is_none_or(|due| due < self.now + TimeDelta::hours(1));
        let step = if near && self.actor.may(Permission::WorkReception) {
            Step::page(w.arrivals, "/reception")
        } else {
            Step::page(w.look, page.clone())
        };
        Ok(Row {
            icon: "calendar-event",
            why: said([w.booked, booked.purpose.label(self.lang)]),
            outcome: booked.state.label(self.lang),
            open: page,
            step,
            ..self.about(booked.about)
        })
    }

    fn order(&self, entry: &Entry) -> Result<Row, Error> {
        let (w, lang) = (self.w, self.lang);
        let order = service::agenda::read(self.vault, entry.card.clone())?;
        let page = format!("/service-orders/{}", entry.id);
        let at = |noun: &str| format!("{page}/{noun}");
        let (why, step) = match order.state {
            OrderState::Draft => (
                service::text::state(order.state, lang),
                Step::page(w.quote, page.clone()),
            ),
            OrderState::Offered => (
                service::text::state(order.state, lang),
                Step::dialog(w.consent, at("consent")),
            ),
            _ if order.lacks_consent => (w.order_consent, Step::dialog(w.consent, at("consent"))),
            OrderState::Agreed if !order.has_technician => (
                service::text::state(order.state, lang),
                Step::dialog(w.technician, at("technician")),
            ),
            OrderState::QualityCheck => (w.order_check, Step::dialog(w.check, at("quality-check"))),
            OrderState::Ready => (
                service::text::state(order.state, lang),
                Step::dialog(w.settle, at("settlement")),
            ),
            OrderState::Settled | OrderState::Cancelled => (
                service::text::state(order.state, lang),
                Step::page(w.look, page.clone()),
            ),
            OrderState::Agreed | OrderState::InWork | OrderState::WaitingParts => {
                (w.order_promise, Step::dialog(w.promise, at("promise")))
            }
        };
        Ok(Row {
            icon: "car",
            why: said([why, &order.number]),
            open: page.clone(),
            step,
            ..self.about(order.about)
        })
    }

    fn repair(&self, entry: &Entry) -> Result<Row, Error> {
        let w = self.w;
        let order = service::agenda::read(self.vault, entry.card.clone())?;
        let page = format!("/repairs#repair-{}", entry.id);
        let step = if order.state == OrderState::InWork {
            Step::dialog(w.finish, format!("/repairs/{}/completion", entry.id))
        } else {
            Step::page(w.repair, page.clone())
        };
        let state = service::text::state(order.state, self.lang);
        Ok(Row {
            icon: "tool",
            why: said([w.repair_due, state, &order.number]),
            open: page,
            step,
            ..self.about(order.about)
        })
    }

    fn check(&self, entry: &Entry) -> Result<Row, Error> {
        let w = self.w;
        let order = service::agenda::read(self.vault, entry.card.clone())?;
        Ok(Row {
            icon: "clipboard-check",
            why: said([w.order_check, &order.number]),
            open: format!("/repairs#repair-{}", entry.id),
            step: Step::dialog(w.check, format!("/service-orders/{}/quality-check", entry.id)),
            ..self.about(order.about)
        })
    }

    /// A test drive or a delivery of the day.
    fn drive(&self, entry: &Entry) -> Result<Row, Error> {
        let w = self.w;
        let shown = sales::agenda::read(self.vault, entry.card.clone())?;
        let (icon, what, page) = if entry.kind == sales::agenda::DELIVERY {
            ("car", w.delivery, format!("/deliveries/{}", entry.id))
        } else {
            ("steering-wheel", w.test_drive, format!("/test-drives/{}", entry.id))
        };
        Ok(Row {
            icon,
            why: said([what, &shown.model]),
            outcome: shown.state.map(|state| state.label(self.lang)).unwrap_or_default(),
            open: page.clone(),
            step: Step::page(w.look, page),
            ..self.about(shown.about)
        })
    }

    fn complaint(&self, entry: &Entry) -> Result<Row, Error> {
        let (w, lang) = (self.w, self.lang);
        let complaint = complaints::agenda::read(self.vault, entry.card.clone())?;
        let page = format!("/complaints/{}", entry.id);
        let at = |noun: &str| format!("{page}/{noun}");
        let step = match complaint.state {
            ComplaintState::Contacted => Step::dialog(w.investigate, at("investigation")),
            ComplaintState::Investigating => Step::dialog(w.propose, at("solutions")),
            ComplaintState::Approved => Step::dialog(w.execute, at("execution")),
            ComplaintState::Executing => Step::dialog(w.resolve, at("resolution")),
            _ => Step::page(w.look, page.clone()),
        };
        let (zh, en) = &complaint.category;
        let state = complaints::text::state(complaint.state, lang);
        let severity = severity(complaint.severity, lang);
        Ok(Row {
            icon: "message-report",
            why: said([state, lang.pick(zh.as_str(), en.as_str()), severity, &complaint.number]),
            open: page.clone(),
            step,
            ..self.about(complaint.about)
        })
    }

    fn solution(&self, entry: &Entry) -> Result<Row, Error> {
        let w = self.w;
        let complaint = complaints::agenda::read(self.vault, entry.card.clone())?;
        let page = format!("/complaints/{}", entry.id);
        let severity = severity(complaint.severity, self.lang);
        Ok(Row {
            icon: "checklist",
            why: said([w.solution, severity, &complaint.number]),
            step: Step::dialog(w.decide, format!("{page}/approval")),
            open: page,
            ..self.about(complaint.about)
        })
    }

    fn interview(&self, entry: &Entry) -> Result<Row, Error> {
        let w = self.w;
        let call = interviews::agenda::read(self.vault, entry.card.clone())?;
        let page = format!("/survey-calls/{}", entry.id);
        let how = if call.agreed { w.agreed_call } else { w.call };
        Ok(Row {
            icon: "headset",
            why: said([how, &call.survey]),
            open: page.clone(),
            step: Step::page(w.interview, page),
            ..self.about(call.about)
        })
    }

    fn access(&self, entry: &Entry) -> Result<Row, Error> {
        let asked = customers::agenda::read(self.vault, entry.card.clone())?;
        let about = About {
            name: Some(asked.name),
            ..About::default()
        };
        Ok(Row {
            icon: "shield-lock",
            why: text::access(&asked.who, asked.hours, self.lang),
            open: "/access-requests".to_owned(),
            step: Step::page(self.w.decide, "/access-requests"),
            ..self.about(about)
        })
    }

    fn import(&self, entry: &Entry) -> Result<Row, Error> {
        let (w, lang) = (self.w, self.lang);
        let file = imports::agenda::read(entry.card.clone())?;
        let page = format!("/imports/{}", entry.id);
        let (how, step) = match file.state {
            ImportState::Checked => (w.checked, Step::page(w.load, page.clone())),
            ImportState::Failed => (w.failed, Step::page(w.look, page.clone())),
            _ => (w.uploaded, Step::page(w.match_columns, format!("{page}/columns"))),
        };
        Ok(Row {
            icon: "file-spreadsheet",
            name: text::import(file.rows, lang),
            why: said([how, text::faults(file.bad, file.duplicates, lang).as_str()]),
            open: page,
            step,
            ..Row::default()
        })
    }
}

/// A plate as it is shown, and which one it is.
fn plate(stored: Option<&Pii<String>>) -> (String, &'static str) {
    let Some(stored) = stored else {
        return (String::new(), "");
    };
    let new_energy = Plate::parse(stored.expose()).is_ok_and(|plate| plate.is_new_energy());
    (shown_plate(stored.expose()), if new_energy { "nev" } else { "" })
}

/// How bad a complaint is, where that is worth a word.
fn severity(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Normal => "",
        severe => complaints::text::severity(severe, lang),
    }
}

/// What is said in a row, part by part.
fn said<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    said.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_what_there_is_to_say() {
        assert_eq!(said(["待质检", "", "GD1"]), "待质检 · GD1");
        assert_eq!(said([""]), "");
    }

    #[test]
    fn a_green_plate_is_told_from_a_blue_one() {
        let of = |text: &str| plate(Some(&Pii::new(text.to_owned())));
        assert_eq!(of("沪AD12345").1, "nev");
        assert_eq!(of("沪A12345").1, "");
        assert_eq!(plate(None), (String::new(), ""));
    }
}
