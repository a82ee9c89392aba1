//! Lines of the desk: a visitor with the one next thing to do.

use std::collections::HashMap;

use chrono::TimeDelta;

use super::{name, token};
use crate::access::{Actor, Permission};
use crate::customers::views::tier_tag;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::Cx;
use crate::platform::web::page::avatar_tone;
use crate::reception::text::{self, DeskText};
use crate::values::ids::{CustomerId, LeadId, StaffId, VisitId};
use crate::visits::model::{BoardRow, Expected, opens_customer, works};
use crate::visits::rules::{AppointmentState, Line as House, Patience, VisitState, patience};
use crate::visits::settings::Reception;

/// The one next thing to do for a row.
#[derive(Default)]
pub struct Next {
    pub label: &'static str,
    /// A form's address, or a page's.
    pub post: String,
    pub get: String,
    pub dialog: bool,
    pub primary: bool,
    pub token: String,
    pub version: String,
    pub appointment: String,
}

/// A line of the appointments, of a list of visits, or of who is in the store.
pub struct Line {
    pub id: String,
    pub first: String,
    /// The day of a number that is not today's.
    pub dated: String,
    pub name: String,
    pub href: String,
    pub tier: Option<(&'static str, &'static str)>,
    pub plate: String,
    pub plate_kind: &'static str,
    pub car: String,
    pub matter: &'static str,
    pub who: String,
    pub who_initial: String,
    pub who_tone: &'static str,
    pub state: &'static str,
    pub tone: &'static str,
    pub waited: String,
    /// Where a lead is made of a visitor of the showroom, or where the one that was made is.
    pub lead: String,
    pub lead_made: bool,
    pub next: Next,
}

/// A line of the queue.
pub struct Waiting {
    pub id: String,
    pub ticket: String,
    pub dated: String,
    pub name: String,
    pub about: Vec<String>,
    pub tier: Option<(&'static str, &'static str)>,
    pub chip: &'static str,
    pub waited: String,
    pub since: String,
    pub called: String,
    pub key: String,
    /// Whether this person works on the visitor.
    pub may: bool,
    /// Passed over so often that they will hardly come.
    pub lost: bool,
    pub version: i32,
    pub tokens: [String; 4],
}

fn initial(name: &str) -> String {
    name.chars().next().map(String::from).unwrap_or_default()
}

pub(super) fn booked_line(cx: &Cx, actor: &Actor, one: &Expected, visit: Option<&BoardRow>, leads: &Leads) -> Line {
    let (lead, lead_made) = visit.map(|row| lead(row, actor, leads)).unwrap_or_default();
    let (w, lang) = (DeskText::of(cx.lang), cx.lang);
    let (state, tone) = match (visit, one.state) {
        (Some(row), _) => state(row.visit.state, lang),
        (None, AppointmentState::NoShow) => (one.state.label(lang), "red"),
        (None, AppointmentState::Arrived) => (one.state.label(lang), "green"),
        (None, _) => (one.state.label(lang), "blue"),
    };
    let next = match visit {
        Some(row) => next(row, actor, w),
        None if one.state != AppointmentState::Arrived && works(actor, one.line) => Next {
            label: w.register_visit,
            post: "/reception/arrivals".to_owned(),
            appointment: one.id.to_string(),
            token: token(),
            ..Next::default()
        },
        None => Next::default(),
    };
    let who = one
        .advisor
        .as_ref()
        .map(|person| person.name.clone())
        .unwrap_or_default();
    Line {
        id: one.id.to_string(),
        first: times::clock(one.starts_at),
        dated: String::new(),
        name: one.name.expose().clone(),
        href: booked_href(actor, one, visit),
        tier: tier_tag(one.tier, lang),
        plate: one.plate.clone().unwrap_or_default(),
        plate_kind: if one.new_energy { "nev" } else { "" },
        car: one.car.clone(),
        matter: one.purpose.label(lang),
        who_initial: initial(&who),
        who_tone: avatar_tone(&who),
        who,
        state,
        tone,
        waited: String::new(),
        lead,
        lead_made,
        next,
    }
}

/// Where a row leads: to the customer, or for whoever may not open them, to what the desk knows of the visit.
fn href(actor: &Actor, customer: CustomerId, row: &BoardRow) -> String {
    if opens_customer(actor, &[row.owner, row.visit.advisor_id], row.visit.state.is_present()) {
        format!("/customers/{customer}")
    } else {
        format!("/visits/{}", row.visit.id)
    }
}

fn booked_href(actor: &Actor, one: &Expected, visit: Option<&BoardRow>) -> String {
    let advisor = one.advisor.as_ref().map(|person| person.id);
    match visit {
        _ if opens_customer(actor, &[one.owner, advisor], false) => format!("/customers/{}", one.customer),
        Some(row) => href(actor, one.customer, row),
        None => format!("/appointments/{}", one.id),
    }
}

pub(super) fn visit_line(cx: &Cx, actor: &Actor, row: &BoardRow, leads: &Leads) -> Line {
    let (lead, lead_made) = lead(row, actor, leads);
    let (w, lang) = (DeskText::of(cx.lang), cx.lang);
    let (state, tone) = state(row.visit.state, lang);
    let who = row
        .advisor
        .as_ref()
        .map(|person| person.name.clone())
        .unwrap_or_default();
    let waited = row.visit.received_at.unwrap_or(cx.now) - row.visit.arrived_at;
    Line {
        id: row.visit.id.to_string(),
        first: row.visit.ticket(),
        dated: text::dated(row.visit.ticket_on, times::day_of(cx.now)),
        name: name(row, w),
        href: row.visit.customer_id.map(|id| href(actor, id, row)).unwrap_or_default(),
        tier: row.tier.and_then(|tier| tier_tag(tier, lang)),
        plate: row.plate.clone().unwrap_or_default(),
        plate_kind: if row.new_energy { "nev" } else { "" },
        car: row.car.clone(),
        matter: row.visit.purpose.label(lang),
        who_initial: initial(&who),
        who_tone: avatar_tone(&who),
        who,
        state,
        tone,
        waited: if row.visit.state.waits() {
            text::waited(waited.num_minutes(), lang)
        } else {
            text::had_waited(waited.num_minutes(), lang)
        },
        lead,
        lead_made,
        next: next(row, actor, w),
    }
}

/// The leads that were made of visits, with who has them.
pub type Leads = HashMap<VisitId, (LeadId, Option<StaffId>)>;

/// Whoever receives a visitor of the showroom makes a lead of them.
pub fn makes_lead(row: &BoardRow, actor: &Actor) -> bool {
    let visit = &row.visit;
    let received = visit.received_at.is_some() && visit.state.is_present() && visit.advisor_id == Some(actor.id);
    received && visit.line == House::Sales && visit.customer_id.is_some() && actor.may(Permission::WorkSales)
}

/// Where that is done, or where the lead is that was made; the second tells which.
fn lead(row: &BoardRow, actor: &Actor, leads: &Leads) -> (String, bool) {
    if !makes_lead(row, actor) {
        return (String::new(), false);
    }
    match leads.get(&row.visit.id) {
        None => (format!("/leads/walk-ins/{}", row.visit.id), false),
        Some((lead, owner)) if *owner == Some(actor.id) => (format!("/leads/{lead}"), true),
        // A colleague has it.
        Some(_) => (String::new(), true),
    }
}

fn state(state: VisitState, lang: Lang) -> (&'static str, &'static str) {
    let tone = match state {
        VisitState::Arrived | VisitState::Waiting => "amber",
        VisitState::Receiving | VisitState::InWorkshop | VisitState::QualityCheck => "blue",
        VisitState::Ready | VisitState::Settled => "green",
        VisitState::Left => "",
    };
    (state.label(lang), tone)
}

/// What this person may do next; of the visitors of others only see how far they are.
fn next(row: &BoardRow, actor: &Actor, w: &'static DeskText) -> Next {
    let visit = &row.visit;
    let may = works(actor, visit.line);
    let (page, departure) = (
        format!("/visits/{}", visit.id),
        format!("/visits/{}/departure", visit.id),
    );
    let open = |label| Next {
        label,
        get: page.clone(),
        ..Next::default()
    };
    let ask = |label| Next {
        label,
        get: departure.clone(),
        dialog: true,
        ..Next::default()
    };
    match (visit.state, visit.line) {
        (VisitState::Arrived | VisitState::Waiting, line) if may => Next {
            label: if line == House::Service {
                w.start_service
            } else {
                w.start
            },
            post: format!("/visits/{}/reception", visit.id),
            primary: true,
            token: token(),
            version: visit.lock_version.to_string(),
            ..Next::default()
        },
        (VisitState::Receiving, House::Service) => open(w.see_sheet),
        (VisitState::Receiving, _) if may => ask(w.finish),
        (VisitState::InWorkshop | VisitState::QualityCheck | VisitState::Ready, _) => open(w.see_visit),
        (VisitState::Settled, _) if may => ask(w.depart),
        _ => Next::default(),
    }
}

pub(super) fn queue_line(cx: &Cx, actor: &Actor, row: &BoardRow, place: usize, rules: &Reception) -> Waiting {
    let (w, lang) = (DeskText::of(cx.lang), cx.lang);
    let waited = (cx.now - row.visit.arrived_at).max(TimeDelta::zero()).num_minutes();
    let mut about = vec![row.visit.purpose.label(lang).to_owned()];
    about.push(
        row.advisor
            .as_ref()
            .map_or_else(|| w.nobody.to_owned(), |person| person.name.clone()),
    );
    about.extend(row.booked_for.map(|at| format!("{} {}", w.booked, times::clock(at))));
    about.extend((row.party_size > 1).then(|| text::party(row.party_size, lang)));
    about.extend(row.first_visit.then(|| w.first.to_owned()));
    about.extend((row.passed_over > 0).then(|| text::passed(row.passed_over, lang)));
    let called = match (&row.counter, &row.caller, row.called_at) {
        (Some(code), Some(caller), Some(at)) => {
            let known = rules.counters.iter().find(|counter| counter.code == *code);
            let label = known.map_or_else(|| code.clone(), |counter| counter.label(lang).to_owned());
            text::at_counter(&label, &caller.name, &times::clock(at), lang)
        }
        _ => String::new(),
    };
    Waiting {
        id: row.visit.id.to_string(),
        ticket: row.visit.ticket(),
        dated: text::dated(row.visit.ticket_on, times::day_of(cx.now)),
        lost: u32::try_from(row.passed_over).is_ok_and(|times| times >= rules.passes),
        name: name(row, w),
        about,
        tier: row.tier.and_then(|tier| tier_tag(tier, lang)),
        chip: match patience(waited, rules.amber_minutes, rules.red_minutes) {
            Patience::Fine => "ok",
            Patience::Short => "due",
            Patience::Lost => "over",
        },
        waited: text::waited(waited, lang),
        since: times::iso(row.visit.arrived_at),
        called,
        key: if place < 9 {
            (place + 1).to_string()
        } else {
            String::new()
        },
        may: works(actor, row.visit.line),
        version: row.visit.lock_version,
        tokens: [token(), token(), token(), token()],
    }
}
