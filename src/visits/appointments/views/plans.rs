//! Working plans and days off.

use askama::Template;
use chrono::{Days, NaiveDate};

use crate::access::Role;
use crate::platform::db::FormToken;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::values::ids::StaffId;
use crate::visits::appointments::forms::PARTS;
use crate::visits::appointments::model::{Frame, Listed};
use crate::visits::appointments::queries::{Booked, PlanOf, Ride};
use crate::visits::appointments::rules::{OffReason, Person, Presence, WorkDay};
use crate::visits::appointments::settings::AppointmentSettings;
use crate::visits::appointments::text::{self, AppointmentText};

/// Monday and the days after it, by name.
fn weekdays(lang: Lang) -> Vec<&'static str> {
    // Any Monday will do.
    let monday = NaiveDate::default() + Days::new(4);
    (0..7)
        .map(|number| times::weekday(monday + Days::new(number), lang))
        .collect()
}

fn hours(day: Option<WorkDay>, w: &AppointmentText) -> String {
    match day {
        None => w.free_day.to_owned(),
        Some(day) => format!("{}–{}", day.from.format("%H:%M"), day.until.format("%H:%M")),
    }
}

fn pause(day: Option<WorkDay>) -> String {
    day.and_then(|day| day.pause)
        .map(|(from, until)| format!("{}–{}", from.format("%H:%M"), until.format("%H:%M")))
        .unwrap_or_default()
}

struct Line {
    href: String,
    name: String,
    roles: String,
    /// Working hours and break of each day; empty without a plan.
    days: Vec<(String, String)>,
    off: Vec<String>,
}

/// `/working-plans`
#[derive(Template)]
#[template(path = "appointments/plans.html")]
pub struct PlansPage {
    page: Page,
    w: &'static AppointmentText,
    weekdays: Vec<&'static str>,
    lines: Vec<Line>,
}

regions!(PlansPage { main });

impl PlansPage {
    pub fn new(cx: &Cx, plans: &[(Person, Vec<Role>)]) -> Self {
        let w = AppointmentText::of(cx.lang);
        let separator = cx.lang.pick("、", ", ");
        Self {
            page: cx.page(w.plan_title),
            w,
            weekdays: weekdays(cx.lang),
            lines: plans
                .iter()
                .map(|(person, roles)| Line {
                    href: format!("/working-plans/{}", person.id),
                    name: person.name.clone(),
                    roles: roles
                        .iter()
                        .map(|role| role.label(cx.lang))
                        .collect::<Vec<_>>()
                        .join(separator),
                    days: person
                        .week
                        .iter()
                        .flatten()
                        .map(|day| (hours(*day, w), pause(*day)))
                        .collect(),
                    off: person
                        .off
                        .iter()
                        .take(3)
                        .map(|off| span(off.from, off.until, off.reason, cx.lang))
                        .collect(),
                })
                .collect(),
        }
    }
}

fn span(from: NaiveDate, until: NaiveDate, reason: OffReason, lang: Lang) -> String {
    if from == until {
        format!("{} {}", text::short_day(from, lang), reason.label(lang))
    } else {
        format!(
            "{} – {} {}",
            text::short_day(from, lang),
            text::short_day(until, lang),
            reason.label(lang)
        )
    }
}

struct PartOf {
    name: String,
    label: &'static str,
}

struct DayOf {
    label: &'static str,
    parts: Vec<PartOf>,
}

struct OffLine {
    action: String,
    text: String,
    token: String,
}

struct Stranded {
    href: String,
    when: String,
    name: String,
    purpose: &'static str,
}

/// Of what somebody is booked for, what lies outside their plan, and appointments outside the opening hours too.
pub fn stranded<'a>(plan: &PlanOf, booked: &'a Booked) -> Vec<Outside<'a>> {
    let rides = booked.rides.iter().filter(|ride| {
        let slot = ride.starts_at.with_timezone(&times::ZONE).time();
        plan.person.presence(times::day_of(ride.starts_at), slot) != Presence::Works
    });
    let visits = visits_outside(plan, &booked.visits).into_iter().map(Outside::Visit);
    visits.chain(rides.map(Outside::Ride)).collect()
}

/// Something that lies outside a plan.
pub enum Outside<'a> {
    Visit(&'a Listed),
    Ride(&'a Ride),
}

fn visits_outside<'a>(plan: &PlanOf, booked: &'a [Listed]) -> Vec<&'a Listed> {
    booked
        .iter()
        .filter(|one| {
            let day = times::day_of(one.starts_at);
            let slot = one.starts_at.with_timezone(&times::ZONE).time();
            let frame = Frame {
                line: one.line,
                hours: plan.hours.clone(),
                settings: AppointmentSettings::default(),
                people: Vec::new(),
            };
            plan.person.presence(day, slot) != Presence::Works || !frame.day(day, &[]).slots.contains(&slot)
        })
        .collect()
}

/// `/working-plans/{id}`
#[derive(Template)]
#[template(path = "appointments/plan.html")]
pub struct PlanPage {
    page: Page,
    w: &'static AppointmentText,
    name: String,
    action: String,
    days: Vec<DayOf>,
    off: Vec<OffLine>,
    stranded: Vec<Stranded>,
    reasons: Vec<Choice>,
    form: FormView,
    off_form: FormView,
    is_stale: bool,
}

regions!(PlanPage { main });

impl PlanPage {
    pub fn new(cx: &Cx, plan: &PlanOf, booked: &Booked, form: FormView, off_form: FormView) -> Self {
        let (w, lang) = (AppointmentText::of(cx.lang), cx.lang);
        let labels = [w.from, w.to, w.break_from, w.break_until];
        let id: StaffId = plan.person.id;
        Self {
            page: cx.page(w.edit_plan),
            w,
            name: plan.person.name.clone(),
            action: format!("/working-plans/{id}"),
            days: weekdays(lang)
                .into_iter()
                .enumerate()
                .map(|(number, label)| DayOf {
                    label,
                    parts: PARTS
                        .iter()
                        .zip(labels)
                        .map(|(part, label)| PartOf {
                            name: format!("{number}.{part}"),
                            label,
                        })
                        .collect(),
                })
                .collect(),
            off: plan
                .off
                .iter()
                .map(|row| OffLine {
                    action: format!("/working-plans/{id}/days-off/{}/removal", row.id),
                    text: span(row.off.from, row.off.until, row.off.reason, lang),
                    token: FormToken::new().to_string(),
                })
                .collect(),
            stranded: stranded(plan, booked)
                .into_iter()
                .map(|one| {
                    let (href, at, name, purpose) = match one {
                        Outside::Visit(one) => (
                            format!("/appointments/{}/move", one.id),
                            one.starts_at,
                            &one.name,
                            one.purpose.label(lang),
                        ),
                        Outside::Ride(ride) => {
                            (format!("/test-drives/{}", ride.id), ride.starts_at, &ride.name, w.ride)
                        }
                    };
                    Stranded {
                        href,
                        when: format!("{} {}", text::short_day(times::day_of(at), lang), times::clock(at)),
                        name: name.expose().clone(),
                        purpose,
                    }
                })
                .collect(),
            reasons: OffReason::choices(lang),
            is_stale: false,
            form,
            off_form,
        }
    }

    /// Somebody changed the plan since the form was opened.
    pub fn stale(mut self) -> Self {
        self.is_stale = true;
        self
    }
}
