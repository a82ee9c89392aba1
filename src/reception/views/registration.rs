//! The registration card, and whom the box may mean.

use askama::Template;
use chrono::{Datelike, NaiveDate};

use super::receivers;
use crate::access::Actor;
use crate::customers::rules::Tier;
use crate::customers::views::tier_tag;
use crate::membership;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page, Region};
use crate::reception::text::{self, DeskText};
use crate::values::mileage::Km;
use crate::visits::model::{Card, Receiving, works};
use crate::visits::rules::{Line, Purpose};

/// A customer with a car to choose.
pub struct Match {
    pub value: String,
    pub name: String,
    pub href: String,
    pub phone: String,
    pub tier: Option<(&'static str, &'static str)>,
    pub plate: String,
    pub plate_kind: &'static str,
    pub car: String,
    pub tags: Vec<(String, &'static str)>,
    pub about: Vec<String>,
    pub present: Option<(String, String)>,
    /// What they come for by their appointment, else what visitors usually come for.
    pub purpose: &'static str,
}

/// The registration card.
pub struct Registration {
    pub form: FormView,
    pub matches: Vec<Match>,
    pub searched: bool,
    pub hint: &'static str,
    pub purposes: Vec<Choice>,
    pub people: Vec<Choice>,
    pub visits: Vec<Choice>,
    pub auto: String,
    /// Whether cars come here.
    pub with_mileage: bool,
    /// Whether it is asked why the mileage is below the last.
    pub asks_why: bool,
}

impl Registration {
    pub fn new(cx: &Cx, people: &[Receiving], form: FormView) -> Result<Self, Error> {
        let (w, lang, lines) = (DeskText::of(cx.lang), cx.lang, lines(cx.actor()?));
        let next: Vec<(Line, Option<&str>)> = lines.iter().map(|line| (*line, next(people, *line))).collect();
        let asks_why = form.error("mileage_reason").is_some() || !form.value("mileage_reason").is_empty();
        Ok(Self {
            asks_why,
            form,
            matches: Vec::new(),
            searched: false,
            hint: "",
            purposes: Purpose::ALL
                .iter()
                .filter(|purpose| lines.contains(&purpose.line()))
                .map(|purpose| Choice::new(purpose.code(), purpose.label(lang)))
                .collect(),
            people: receivers(people, &lines, None, lang),
            visits: vec![Choice::new("first", w.visit_first), Choice::new("again", w.visit_again)],
            auto: text::auto(&next, lang),
            with_mileage: lines.contains(&Line::Service),
        })
    }

    /// An empty card.
    pub fn blank(actor: &Actor) -> FormView {
        let usual = usual(actor).code();
        FormView::fresh([("purpose", usual), ("preset", usual), ("party_size", "1")])
    }
}

/// What the visitors of this person's desk usually come for.
fn usual(actor: &Actor) -> Purpose {
    match lines(actor).first() {
        Some(Line::Sales) => Purpose::Showroom,
        Some(Line::Complaint) => Purpose::ComplaintVisit,
        Some(Line::Service) | None => Purpose::Service,
    }
}

/// Puts there what was found to be the purpose of the visit, unless somebody chose another.
pub fn with_purpose(form: FormView, matches: &[Match], actor: &Actor) -> FormView {
    if form.value("purpose") != form.value("preset") {
        return form;
    }
    let named = matches.iter().find(|one| form.has("who", &one.value));
    let same = || {
        let first = matches.first()?;
        matches.iter().all(|one| one.purpose == first.purpose).then_some(first)
    };
    let purpose = named.or_else(same).map_or(usual(actor).code(), |one| one.purpose);
    form.instead("purpose", purpose).instead("preset", purpose)
}

/// The lines whose visitors this person registers.
fn lines(actor: &Actor) -> Vec<Line> {
    Line::ALL.iter().copied().filter(|line| works(actor, *line)).collect()
}

/// Whom the next visitor of a line goes to: by the rotation of the floor, else whoever at work has least in hand.
fn next(people: &[Receiving], line: Line) -> Option<&str> {
    let fit = people.iter().filter(|one| one.receives(line));
    let next = match line {
        Line::Sales => fit
            .filter(|one| one.takes_turns())
            .min_by_key(|one| one.duty.map(|duty| duty.place)),
        Line::Service | Line::Complaint => fit.filter(|one| one.is_here()).min_by_key(|one| one.in_hand),
    };
    next.map(|one| one.name.as_str())
}

/// A customer that was found, as the card shows them.
///
/// `served` is the day of their last service from before the portal.
pub fn matched(
    card: &Card,
    complaints: i64,
    member: Option<&membership::model::Card>,
    served: Option<NaiveDate>,
    cx: &Cx,
) -> Match {
    let (w, lang, today) = (DeskText::of(cx.lang), cx.lang, times::day_of(cx.now));
    let mut tags: Vec<(String, &'static str)> = Vec::new();
    if complaints > 0 {
        tags.push((text::complaints(complaints, lang), "red"));
    }
    match card.born_on.and_then(|born| days_to(born, today)) {
        Some(0) => tags.push((w.birthday_today.to_owned(), "violet")),
        Some(days) if days <= 7 => tags.push((w.birthday_week.to_owned(), "violet")),
        _ => {}
    }
    let mut about = Vec::new();
    if let Some((at, purpose)) = card.appointment {
        about.push(format!("{} {} {}", w.booked, times::clock(at), purpose.label(lang)));
    }
    if let Some(car) = &card.car {
        let due_day = car.next_service_on.filter(|day| *day <= today);
        let due_km = car
            .next_service_km
            .filter(|km| car.mileage.is_some_and(|now| now >= *km))
            .map(|km| Km::new(km).display());
        if due_day.is_some() || due_km.is_some() {
            tags.push((w.service_due.to_owned(), "amber"));
        }
        if !car.recalls.is_empty() {
            tags.push((w.recall_open.to_owned(), "red"));
            about.extend(car.recalls.iter().cloned());
        }
        about.extend(car.mileage.map(|km| Km::new(km).display()));
        let next = text::due_at(
            car.next_service_on,
            car.next_service_km.map(|km| Km::new(km).display()),
            lang,
        );
        if !next.is_empty() {
            about.push(format!("{} {next}", w.service_due));
        }
    }
    if let Some(member) = member {
        let points = (member.points > 0).then(|| membership::text::points(member.points, lang));
        about.extend(points);
        let left = member.benefits.iter().filter(|one| one.usable());
        about.extend(left.map(|one| membership::text::left_short(one.left(), one.benefit, lang)));
    }
    match card.last_visit.max(served) {
        Some(day) => about.push(format!("{} {}", w.last_visit, times::date(day))),
        None => about.push(w.never_here.to_owned()),
    }
    if let Some(owner) = card.owner.as_ref().filter(|_| card.tier == Tier::Platinum) {
        about.push(format!("{} {}", w.own_advisor, owner.name));
    }
    let purpose = cx.actor().map_or(Purpose::Service, |actor| {
        let booked = card.appointment.map(|(_, purpose)| purpose);
        booked
            .filter(|purpose| works(actor, purpose.line()))
            .unwrap_or_else(|| usual(actor))
    });
    let value = match &card.car {
        Some(car) => format!("{}:{}", card.customer, car.id),
        None => card.customer.to_string(),
    };
    Match {
        value,
        name: card.name.expose().clone(),
        href: format!("/customers/{}", card.customer),
        phone: card.phone.clone().unwrap_or_default(),
        tier: tier_tag(card.tier, lang),
        plate: card.car.as_ref().and_then(|car| car.plate.clone()).unwrap_or_default(),
        plate_kind: if card.car.as_ref().is_some_and(|car| car.new_energy) {
            "nev"
        } else {
            ""
        },
        car: card.car.as_ref().map(|car| car.title.clone()).unwrap_or_default(),
        tags,
        about,
        present: card
            .present
            .as_ref()
            .map(|(id, ticket)| (format!("/visits/{id}"), ticket.clone())),
        purpose: purpose.code(),
    }
}

/// Days until the next birthday.
fn days_to(born: NaiveDate, today: NaiveDate) -> Option<i64> {
    let this = |year| {
        NaiveDate::from_ymd_opt(
            year,
            born.month(),
            if born.month() == 2 {
                born.day().min(28)
            } else {
                born.day()
            },
        )
    };
    let next = this(today.year())
        .filter(|day| *day >= today)
        .or_else(|| this(today.year() + 1))?;
    Some((next - today).num_days())
}

/// The registration card alone.
#[derive(Template)]
#[template(path = "reception/_register.html")]
pub struct RegisterCard {
    pub page: Page,
    pub w: &'static DeskText,
    pub r: Registration,
}

impl Region for RegisterCard {
    fn region(&self, _: &str) -> Option<Result<String, askama::Error>> {
        None
    }
}

/// What a look-up found, and what it tells of the purpose, alone.
#[derive(Template)]
#[template(path = "reception/_lookup.html")]
pub struct Found {
    pub page: Page,
    pub w: &'static DeskText,
    pub r: Registration,
}
