//! One appointment, its end, one entry of the waiting list.

use std::collections::HashMap;

use askama::Template;

use super::{looks, plate};
use crate::access::{Permission, Scope};
use crate::customers::rules::Tier;
use crate::platform::db::FormToken;
use crate::platform::db::history::Past;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::values::ids::{AppointmentId, StaffId};
use crate::visits::appointments::model::{Listed, Waiting};
use crate::visits::appointments::rules::{CancelReason, WaitState};
use crate::visits::appointments::text::{self, AppointmentText};
use crate::visits::rules::AppointmentAction;

/// A change as it is shown.
pub struct Change {
    pub field: &'static str,
    pub before: String,
    pub after: String,
    pub at: String,
    pub iso: String,
    pub by: String,
}

/// A change, with people by their names.
pub fn shown_change(past: &Past, names: &HashMap<StaffId, String>, lang: Lang) -> Change {
    let shown = |value: Option<&crate::platform::vault::Pii<String>>| {
        let value = value.map(|value| value.expose().clone()).unwrap_or_default();
        match value.parse::<StaffId>() {
            Ok(id) => names.get(&id).cloned().unwrap_or_default(),
            Err(_) => value,
        }
    };
    Change {
        field: text::field(&past.field, lang),
        before: shown(past.old.as_ref()),
        after: shown(past.new.as_ref()),
        at: times::minute(past.at),
        iso: times::iso(past.at),
        by: past
            .by
            .clone()
            .unwrap_or_else(|| AppointmentText::of(lang).system.to_owned()),
    }
}

/// `/appointments/{id}`
#[derive(Template)]
#[template(path = "appointments/show.html")]
pub struct AppointmentPage {
    page: Page,
    w: &'static AppointmentText,
    id: AppointmentId,
    when: String,
    iso: String,
    name: String,
    phone: String,
    member: &'static str,
    customer_href: String,
    plate: String,
    plate_kind: &'static str,
    vehicle: String,
    purpose: &'static str,
    line: &'static str,
    advisor: String,
    state: &'static str,
    icon: &'static str,
    tone: &'static str,
    reserved: bool,
    wish: String,
    reason: String,
    note: String,
    reminded: String,
    created: String,
    may_change: bool,
    changes: Vec<Change>,
    back: String,
    moved_on: bool,
}

regions!(AppointmentPage { main });

impl AppointmentPage {
    pub fn new(cx: &Cx, one: &Listed, changes: Vec<Change>) -> Result<Self, Error> {
        let (actor, lang) = (cx.actor()?, cx.lang);
        let w = AppointmentText::of(lang);
        let (icon, tone) = looks(one.state);
        let (plate, plate_kind) = plate(one);
        let day = times::day_of(one.starts_at);
        let own = one.advisor == Some(actor.id) || matches!(actor.customers(), Scope::Store { .. });
        let opened = |text: Option<&crate::platform::vault::Pii<String>>| {
            text.map(|text| text.expose().clone()).unwrap_or_default()
        };
        Ok(Self {
            page: cx.page(w.show),
            w,
            id: one.id,
            when: format!(
                "{} {}",
                text::dated_day(day, times::day_of(cx.now), lang),
                times::clock(one.starts_at)
            ),
            iso: times::iso(one.starts_at),
            name: one.name.expose().clone(),
            phone: one.phone.clone().unwrap_or_default(),
            member: if one.tier == Tier::Regular {
                ""
            } else {
                one.tier.label(lang)
            },
            customer_href: if own && actor.may(Permission::SeeCustomers) {
                format!("/customers/{}", one.customer)
            } else {
                String::new()
            },
            plate,
            plate_kind,
            vehicle: one.vehicle.as_ref().map(|car| car.title.clone()).unwrap_or_default(),
            purpose: one.purpose.label(lang),
            line: one.line.label(lang),
            advisor: one.advisor_name.clone().unwrap_or_default(),
            state: one.state.label(lang),
            icon,
            tone,
            reserved: one.reserved,
            wish: opened(one.wish.as_ref()),
            reason: one
                .cancelled
                .map(|reason| reason.label(lang).to_owned())
                .unwrap_or_default(),
            note: opened(one.cancel_note.as_ref()),
            reminded: one.reminded_at.map(times::minute).unwrap_or_default(),
            created: times::minute(one.created_at),
            may_change: actor.may(Permission::BookAppointments) && one.state.allows(AppointmentAction::Cancel),
            changes,
            back: format!("/appointments?day={day}&line={}", one.line.code()),
            moved_on: false,
        })
    }

    fn at(&self, what: &str) -> String {
        format!("/appointments/{}/{what}", self.id)
    }

    /// What was wanted can't be done any more.
    pub fn moved_on(mut self) -> Self {
        self.moved_on = true;
        self
    }
}

/// `/appointments/{id}/cancellation`
#[derive(Template)]
#[template(path = "appointments/cancel.html", blocks = ["dialog"])]
pub struct CancelPage {
    page: Page,
    w: &'static AppointmentText,
    form: FormView,
    action: String,
    back: String,
    what: String,
    reasons: Vec<Choice>,
}

regions!(CancelPage {
    main,
    dialog: as_dialog
});

impl CancelPage {
    pub fn new(cx: &Cx, one: &Listed, form: FormView) -> Self {
        let w = AppointmentText::of(cx.lang);
        let day = times::day_of(one.starts_at);
        Self {
            page: cx.page(w.cancel),
            w,
            form,
            action: format!("/appointments/{}/cancellation", one.id),
            back: format!("/appointments/{}", one.id),
            what: format!(
                "{} {} {} {}",
                one.name.expose(),
                text::dated_day(day, times::day_of(cx.now), cx.lang),
                times::clock(one.starts_at),
                one.purpose.label(cx.lang)
            ),
            reasons: CancelReason::choices(cx.lang),
        }
    }
}

/// `/appointments/waits/{id}`
#[derive(Template)]
#[template(path = "appointments/wait.html", blocks = ["dialog"])]
pub struct WaitPage {
    page: Page,
    w: &'static AppointmentText,
    address: String,
    name: String,
    phone: String,
    plate: String,
    plate_kind: &'static str,
    purpose: &'static str,
    when: String,
    state: &'static str,
    tone: &'static str,
    offer: String,
    until: String,
    wish: String,
    since: String,
    booked_href: String,
    back: String,
    token: String,
    other_token: String,
    may_accept: bool,
    may_decline: bool,
    over: bool,
}

regions!(WaitPage {
    main,
    dialog: as_dialog
});

impl WaitPage {
    pub fn new(cx: &Cx, wait: &Waiting, advisor: &str, over: bool) -> Result<Self, Error> {
        let (actor, lang) = (cx.actor()?, cx.lang);
        let w = AppointmentText::of(lang);
        let may = actor.may(Permission::BookAppointments);
        let offer = wait
            .offer
            .filter(|offer| wait.state == WaitState::Offered && offer.until > cx.now);
        let car = wait.vehicle.as_ref();
        Ok(Self {
            page: cx.page(w.wait),
            w,
            address: format!("/appointments/waits/{}", wait.id),
            name: wait.name.expose().clone(),
            phone: wait.phone.clone().unwrap_or_default(),
            plate: car.and_then(|car| car.plate.clone()).unwrap_or_default(),
            plate_kind: if car.is_some_and(|car| car.new_energy) {
                "nev"
            } else {
                ""
            },
            purpose: wait.purpose.label(lang),
            when: format!(
                "{} {}",
                text::short_day(wait.day, lang),
                text::wanted(wait.part, wait.slot, lang)
            ),
            state: wait.state.label(lang),
            tone: match wait.state {
                WaitState::Offered => "amber",
                WaitState::Booked => "green",
                _ => "",
            },
            offer: offer
                .map(|offer| {
                    let day = text::short_day(times::day_of(offer.starts_at), lang);
                    format!("{day} {} {advisor}", times::clock(offer.starts_at))
                })
                .unwrap_or_default(),
            until: offer
                .map(|offer| times::short(offer.until, cx.now, lang))
                .unwrap_or_default(),
            wish: wait.wish.as_ref().map(|wish| wish.expose().clone()).unwrap_or_default(),
            since: times::minute(wait.created_at),
            booked_href: wait
                .appointment
                .map(|id| format!("/appointments/{id}"))
                .unwrap_or_default(),
            back: format!("/appointments?day={}&line={}", wait.day, wait.line.code()),
            token: FormToken::new().to_string(),
            other_token: FormToken::new().to_string(),
            may_accept: may && offer.is_some(),
            may_decline: may && wait.state.is_open(),
            over,
        })
    }
}
